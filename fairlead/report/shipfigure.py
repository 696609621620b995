"""The life of one ship in lanes: each mark while it was worn or said, each listing, then what the ship did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from fairlead.base.timeline import say_days, say_span
from fairlead.base.wording import say_many
from fairlead.case.lanes import Lane
from fairlead.case.life_lanes import event_lanes, lanes_span, listing_lanes, mark_lanes
from fairlead.case.lives import KINDS, Life, by_value, say_when
from fairlead.report.blocks import Cell, Figure, Table, columns
from fairlead.report.held import Row
from fairlead.report.inert import show_text
from fairlead.report.notes import Notes
from fairlead.report.svg import Theme
from fairlead.report.timechart import draw_lanes

ROWS_SHOWN = 60
"""Rows of the table behind."""

SPLIT = 4.0
"""Where the marks and listings of a ship span so many times what it did, the two are drawn apart."""

GUIDE = (
    "In the strips below solid is received or seen, faded before and after where nobody did; a short stroke is "
    "the first day a name is known of. An outline is the word of a list or register, from the first version at hand "
    "that says it to the last. ≠ marks numbers or flags that cannot all be so. A listing is hatched where the entry is "
    "only probably this ship; it runs to the last version at hand, or to the day of this report where the vessel list "
    "states it. Dashes between ticks are a silence in what was received."
)


def draw_life(
    life: Life, places: Mapping[str, str], until: datetime, notes: Notes, theme: Theme, width: float, number: int
) -> list[Figure]:
    """The strip of one ship: one figure, or two where marks span far more time than events; none where nothing has a
    day.

    Args:
        places: names of places by id.
        until: the day of the report, to which a listing of the vessel list is drawn.
    """
    marks = [_inert(lane) for lane in (*mark_lanes(life), *listing_lanes(life, until))]
    events = [_inert(lane) for lane in event_lanes(life, places)]
    whole, acts = lanes_span([*marks, *events]), lanes_span(events)
    if whole is None:
        return []
    name = show_text(life.vessel["name"], 60)
    is_split = acts is not None and (whole[1] - whole[0]) > SPLIT * max(acts[1] - acts[0], timedelta(days=30))
    parts = [("its names, numbers and listings", marks, whole), ("what it did", events, acts)] if is_split else [
        ("its names, numbers, listings and what it did", [*marks, *events], whole)
    ]  # fmt: skip
    figures: list[Figure] = []
    for what, lanes, span in parts:
        if span is None or not lanes:
            continue
        title = f"{name}: {what}"
        says = " ".join([f"{title}.", *(f"{lane.title}: {lane.line}." for lane in lanes if lane.line)])
        at = number + len(figures)
        svg = draw_lanes(lanes, *span, theme, width, f"fig{at}", says)
        rows = [
            *(_mark_rows(life, notes) if lanes is not events else ()),
            *(_event_rows(life, notes) if lanes is not marks else ()),
        ]
        table = _table(life, rows)
        figures.append(Figure(at, title, svg, says, "", table, is_here=True))
    return figures


def _inert(lane: Lane) -> Lane:
    """A lane whose words cannot turn the page around."""
    items = tuple(replace(i, words=show_text(i.words, 40)) for i in lane.items)
    return replace(lane, title=show_text(lane.title, 50), line=show_text(lane.line, 200), items=items)


def _mark_rows(life: Life, notes: Notes) -> Iterator[tuple[Cell, ...]]:
    """Every mark with whose word it is, and when."""
    clashes = life.clashes()
    for kind, value, some in by_value(life.marks):
        for m in some:
            status = "contradicted" if (kind, m.value) in clashes else "documented" if m.is_received else "claimed"
            shown = Cell(show_text(value, 60), notes.cite(m.id), status, is_bold=True)
            yield Cell(KINDS[kind]), shown, Cell(say_when(m)), Cell(show_text(m.by, 80))


def _event_rows(life: Life, notes: Notes) -> Iterator[tuple[Cell, ...]]:
    named = (
        ("trip", life.trips, "trip_id"), ("stay", life.stays, "stay_id"), ("port call", life.calls, "port_call_id"),
        ("silence", [*life.gaps, *life.silences], "gap_id"), ("encounter", life.encounters, "encounter_id"),
    )  # fmt: skip
    for kind, events, key in named:
        for e in events[:ROWS_SHOWN]:
            status = "possible" if e.get("is_counted") is False else e.get("status", "documented")
            yield Cell(kind), Cell("", notes.cite(e[key]), status), Cell(_when(e)), Cell(show_text(e["words"]))


def _table(life: Life, rows: Sequence[tuple[Cell, ...]]) -> Table:
    left = len(rows) - ROWS_SHOWN
    vessel = life.vessel["vessel_id"]
    more = (
        f"{say_many(left, 'more row')}: fairlead explain CASE {vessel}, fairlead show CASE marks." if left > 0 else ""
    )
    heads = columns(("What", 1), ("Mark", 2), ("When", 1.6), ("Whose word, or in words", 3.4))
    return Table("What is drawn", heads, tuple(rows[:ROWS_SHOWN]), more, is_behind=True)


def _when(event: Row) -> str:
    if "seen_from" in event:
        return say_days(event["seen_from"], event["seen_until"])
    if "start_latest" in event:
        return say_span(event["start_latest"], event["end_earliest"])
    return say_span(event["start_time"], event["end_time"])
