"""The part of the report on AIS: what was found, the map, the gaps, the calls, the encounters, and their limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow.compute as pc

from fairlead.base.tables import TABLES, TRACKS
from fairlead.base.timeline import say_hours, say_span, say_time
from fairlead.base.wording import sentence
from fairlead.case.ais_answer import GAPS, SILENT, say_empty, sum_up_ais
from fairlead.case.lives import port_names
from fairlead.case.thinning import thin_tracks
from fairlead.report.aisfigure import draw_tracks, ship_name
from fairlead.report.aisrows import shown
from fairlead.report.blocks import Block, Cell, Heading, Section, Span, Table, Text, columns, plain, quiet
from fairlead.report.grammar import say_many, say_number
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text, show_words
from fairlead.report.notes import Notes
from fairlead.report.svg import Theme

TITLE = "AIS: tracks and events"


def ais_section(
    held: Held, run: Mapping[str, Any], notes: Notes, theme: Theme, width: float, figure: int
) -> Section | None:
    """What the AIS of the case holds; None where there is none.

    Args:
        run: the record of the run.
        notes: the report's footnotes.
        width: width of a figure, px.
        figure: number of the map.
    """
    made = run.get("tables") or {name for name in TABLES if held.count(name)}
    told = sum_up_ais(held.table, {**run, "tables": made})
    if told is None:
        return None
    ais = told["ais"]
    if empty := say_empty(told):
        return Section(TITLE, "ais", (plain(empty),), is_question=not held.count("questions"))
    blocks: list[Block] = [Text((Span(f"{lack['words']} {lack['do']}"),), "warning") for lack in ais["lacks"]]
    blocks += [plain(_say_reports(held, ais)), _kinds(ais), quiet(SILENT)]
    tracks = thin_tracks([TRACKS.sorted(held.table("tracks"))], held.table("segments"))
    if tracks.num_rows:
        segments = held.table("segments")
        total = pc.sum(segments.filter(pc.invert(segments["is_noise"]))["positions"]).as_py()
        blocks.append(draw_tracks(held, tracks, total, theme, width, figure))
    for title, table in (
        ("Gaps", _gaps(held, notes)),
        ("Port calls", _calls(held, notes)),
        ("Encounters", _encounters(held, notes)),
    ):
        blocks += [Heading(title), table] if table else []
    return Section(TITLE, "ais", tuple(blocks), is_question=not held.count("questions"))


def _say_reports(held: Held, ais: Row) -> str:
    reports, ships = ais["reports"], ais["ships"]
    files = say_many(reports["files"], "file")
    words = (
        f"{say_many(reports['in'], 'report')} in {files} = {reports['kept']:,} kept + {reports['refused']:,} refused"
    )
    words += f"; {ships['words']}"
    segments = held.table("segments")
    if segments.num_rows:
        words += f"; {say_span(pc.min(segments['start_time']).as_py(), pc.max(segments['end_time']).as_py())}"
    noise = ships["noise_reports"]
    tail = f" {say_many(noise, 'report')} too few or too strange to be a ship's track are left out." if noise else ""
    told = [sentence(reports["held_words"])] if reports["held_words"] else []
    head, *periods = ais["listened_words"] or [""]
    listened = [f"{head} {'; '.join(periods)}."] if periods else []
    return " ".join([f"{words}.{tail}", *listened, *told, *ships["names_words"]])


def _kinds(ais: Row) -> Table:
    """Each kind of event with its count; not computed is not nought."""
    rows = tuple(
        (
            Cell(kind["title"], is_bold=True),
            Cell("not computed" if kind["count"] is None else say_number(kind["count"])),
            Cell(show_words(kind["words"])), Cell(kind["cannot_show"]),
        )
        for kind in ais["kinds"]
    )  # fmt: skip
    heads = columns(("Kind", 1.2), ("Count", 0.8, True), ("Of which", 2.4), ("What it cannot show", 3.2))
    return Table("What was found", heads, rows)


def _gaps(held: Held, notes: Notes) -> Table | None:
    """Gaps, those that reception explains least first."""
    rows = shown(held, GAPS)
    body = [
        (
            _ship(held, notes, g, "gap_id"),
            Cell(say_span(g["start_time"], g["end_time"]), sub=say_hours(g["hours"])),
            Cell("not known" if g["p_not_reception"] is None else f"{100 * g['p_not_reception']:.0f} %"),
            Cell(show_words(g["words"])),
        )
        for g in rows
    ]  # fmt: skip
    heads = columns(("Ship", 1.6), ("When", 1.6), ("Not reception", 0.9, True), ("In words", 3.4))
    return _cut("The chance that reception did not fail, greatest first", heads, body, held.count(GAPS), GAPS)


def _calls(held: Held, notes: Notes) -> Table | None:
    """Port calls, those whose ends were seen first."""
    rows = shown(held, "port_calls")
    names = port_names(held.rows("places"))
    body = [
        (
            _ship(held, notes, c, "port_call_id"), Cell(show_text(names.get(c["port"], c["port"]), 60)),
            Cell(_say_when(c), sub=say_hours(c["hours"])), Cell(_say_seen(c)),
        )
        for c in rows
    ]  # fmt: skip
    heads = columns(("Ship", 1.8), ("Port", 1.6), ("When", 2), ("Seen to", 1.4))
    return _cut("Those with both ends seen first", heads, body, held.count("port_calls"), "port_calls")


def _say_when(call: Row) -> str:
    start, end = call["start_time"], call["end_time"]
    return say_span(start, end) if end else f"since {say_time(start)}"


def _say_seen(call: Row) -> str:
    seen = {
        "enter": call["has_entry"],
        "lie still": call["has_stop"],
        "fall silent": call["has_gap"],
        "leave": call["has_exit"],
    }
    return ", ".join(words for words, is_so in seen.items() if is_so)


def _encounters(held: Held, notes: Notes) -> Table | None:
    rows = shown(held, "encounters")
    body = [
        (
            _ship(held, notes, e, "encounter_id"), Cell(ship_name(held, e["other_mmsi"])),
            Cell(say_span(e["start_time"], e["end_time"]), sub=say_hours(e["hours"])), Cell(show_words(e["words"])),
        )
        for e in rows
    ]  # fmt: skip
    heads = columns(("Ship", 1.6), ("Other ship", 1.4), ("When", 1.8), ("In words", 3))
    return _cut("Those at sea first, the longest first", heads, body, held.count("encounters"), "encounters")


def _ship(held: Held, notes: Notes, row: Row, key: str) -> Cell:
    """The ship, with the footnote of the row: it names the file and the lines below."""
    return Cell(ship_name(held, row["mmsi"]), notes.cite(row[key]), is_bold=True)


def _cut(caption: str, heads: Any, body: Sequence[tuple[Cell, ...]], count: int, name: str) -> Table | None:
    if not body:
        return None
    more = f"{count - len(body):,} more: fairlead show CASE {name}." if count > len(body) else ""
    return Table(caption, heads, tuple(body), more)
