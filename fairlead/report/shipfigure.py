"""The life of one ship in lanes: each mark while it was worn or said, each listing, then what the ship did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from fairlead.base.timeline import say_days, say_hours, say_span
from fairlead.base.wording import say_many
from fairlead.identity.list_statements import say_list_name
from fairlead.report.blocks import Cell, Figure, Table, columns
from fairlead.report.held import Row
from fairlead.report.inert import show_text
from fairlead.report.notes import Notes
from fairlead.report.shiplife import KINDS, Life, Worn, by_value, is_sure, say_when, span_of
from fairlead.report.svg import Theme
from fairlead.report.timechart import Item, Lane, draw_lanes

MARKS_DRAWN, ITEMS_DRAWN, ROWS_SHOWN = 14, 60, 60
"""Marks drawn, one lane each; things of a kind drawn in a lane; rows of the table behind."""

NEVER = datetime.max.replace(tzinfo=UTC)

SPLIT = 4.0
"""Where the marks and listings of a ship span so many times what it did, the two are drawn apart."""

STATUS_OF = {"confirmed": "documented", "probable": "inferred", "possible": "possible", "contradicted": "contradicted"}

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
    marks, events = [*_marks(life), *_listings(life, until)], list(_events(life, places))
    whole, acts = _span([*marks, *events]), _span(events)
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


def _span(lanes: Iterable[Lane]) -> tuple[datetime, datetime] | None:
    return span_of(at for lane in lanes for item in lane.items for at in (item.start, item.end))


def _marks(life: Life) -> list[Lane]:
    """A lane for each mark: its own line of what was received, an outline for each source that says it."""
    clashes = life.clashes()
    lanes = []
    dated = [one for one in by_value(life.marks) if any(m.start for m in one[2])]
    for kind, value, some in dated[:MARKS_DRAWN]:
        received = [m for m in some if m.is_received]
        said = [m for m in some if not m.is_received and m.start]
        items = [_received(m) for m in received if m.start]
        items += [_said(m, bool(items)) for m in said]
        by = ", ".join(dict.fromkeys(m.by for m in some))
        status = "contradicted" if any((kind, m.value) in clashes for m in some) else (
            "documented" if received else "claimed"
        )  # fmt: skip
        lanes.append(Lane(show_text(value, 40), f"{KINDS[kind]}; {by}", tuple(items[:ITEMS_DRAWN]), status, lines=3))
    return lanes


def _received(mark: Worn) -> Item:
    start = mark.start or NEVER
    if mark.end is None:
        return Item("tick", start, start)
    return Item("bar", start, mark.end, "documented", is_start_sure=False, is_end_sure=False)


def _said(mark: Worn, is_below: bool) -> Item:
    return Item("pill", mark.start or NEVER, mark.end, "claimed", level=int(is_below))


def _listings(life: Life, until: datetime) -> list[Lane]:
    lanes = []
    for h in sorted(filter(is_sure, life.hits), key=lambda h: (h["list"], h["entry"])):
        start, end = h["designated_start"] or h["listed_from"], h["delisted_by"] or h["listed_to"]
        is_start_sure = h["designated_start"] is not None or not h["is_older"]
        bar = Item("bar", min(start, end), end, STATUS_OF[h["level"]], is_start_sure=is_start_sure,
                   is_end_sure=h["delisted_by"] is not None)  # fmt: skip
        since = f"designated {say_days(start, start)}" if h["designated_start"] else f"from {say_days(start, start)}"
        lanes.append(Lane(say_list_name(h["list"]), f"listed, {h['level']}, {since}", (bar,), STATUS_OF[h["level"]], 3))
    for x in sorted(life.listings, key=lambda x: (x["authority"], x["listing_id"])):
        if x["listed_start"]:
            item = Item("pill", x["listed_start"], max(until, x["listed_end"]), "claimed", is_open=True)
            line = f"listed {say_span(x['listed_start'], x['listed_end'])}, as the vessel list says"
            lanes.append(Lane(f"Listed by {show_text(x['authority'], 30)}", line, (item,), "claimed", 3))
    return lanes


def _events(life: Life, places: Mapping[str, str]) -> Iterable[Lane]:
    if items := [_trip(t) for t in life.trips]:
        counted = sum(t["is_counted"] for t in life.trips)
        yield _lane("Trips", f"{counted} counted, {len(life.trips) - counted} possible", items)
    if life.stays:
        where = ", ".join(dict.fromkeys(show_text(places.get(s["place_id"], ""), 30) for s in life.stays))
        yield _lane("Stays", where, [_stay(s, places) for s in life.stays])
    if life.calls:
        ports = ", ".join(dict.fromkeys(show_text(c["port"], 30) for c in life.calls))
        items = [Item("bar", c["start_time"], c["end_time"] or c["stop_end"] or c["start_time"], "documented",
                      show_text(c["port"], 30), is_start_sure=c["has_entry"], is_end_sure=c["has_exit"])
                 for c in life.calls]  # fmt: skip
        yield _lane("Port calls", f"by AIS: {ports}", items)
    silences = [
        Item("gap", g["start_time"], g["end_time"], words=f"silent {say_hours(g['hours'])}",
             is_open=g["end_time"] is None) for g in life.gaps
    ]  # fmt: skip
    silences += [
        Item("gap", g["start_latest"], g["end_earliest"] or g["heard_again_by"], is_open=g["end_earliest"] is None)
        for g in life.silences
    ]
    if silences:
        yield _lane("Silences", "in what was received", silences)
    if life.encounters:
        items = [Item("bar", e["start_time"], e["end_time"]) for e in life.encounters]
        yield _lane("Encounters", "close and slow beside another ship; no transfer is seen", items)


def _lane(title: str, line: str, items: Sequence[Item]) -> Lane:
    step = max(1, -(-len(items) // ITEMS_DRAWN))
    return Lane(title, line, tuple(items[::step]), lines=3)


def _trip(trip: Row) -> Item:
    if not trip["is_counted"]:
        return Item("possible", trip["start_time"], trip["end_time"], "possible")
    return Item("pill", trip["start_time"], trip["end_time"], trip["status"])


def _stay(stay: Row, places: Mapping[str, str]) -> Item:
    a, d = sorted((stay["arrival_latest"], stay["departure_earliest"]))
    words = show_text(places.get(stay["place_id"], ""), 30)
    if stay["visible_h"] is None and d - a > timedelta(days=1, hours=12):
        return Item("pill", a, d, stay["status"], words)
    return Item("bar", a, d, stay["status"], words, earliest=stay["arrival_earliest"], latest=stay["departure_latest"],
                is_start_sure=stay["arrival_earliest"] == stay["arrival_latest"],
                is_end_sure=stay["departure_latest"] == stay["departure_earliest"])  # fmt: skip


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
