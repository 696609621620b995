"""Ships and sanctions lists: which entries they may be, listed on the days they called, and what was searched."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from fairlead.base.decisions import UNSURE
from fairlead.base.timeline import say_days, say_span
from fairlead.identity.list_statements import say_list_name
from fairlead.report.blocks import Block, Cell, Section, Table, columns, plain
from fairlead.report.grammar import say_imo, say_many
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text
from fairlead.report.notes import Notes

HITS_SHOWN = 200
EVENTS_SHOWN = 200
MARKS_SHOWN = 200
REFUSED_SHOWN = 5
OPINIONS_SHOWN = 50
NO_LIST = "No sanctions list is held, and none was searched."
LEVELS = ("confirmed", "probable", "possible", "contradicted")
STATUS_OF = {"confirmed": "documented", "probable": "inferred", "possible": "possible", "contradicted": "contradicted"}
"""How a level is drawn; its word stands beside it."""


def lists_section(held: Held, notes: Notes) -> Section | None:
    """Hits of the case's vessels in sanctions lists, and what matchers elsewhere answered; None where the case holds
    neither."""
    if not held.count("list_standings"):
        opinions = _opinions(held, notes)
        return Section("Listed?", "listed", (plain(NO_LIST), opinions)) if opinions else None
    blocks: list[Block] = [plain(words) for words in _searched(held)]
    hits = sorted(held.rows("hits"), key=_order)
    if hits:
        blocks.append(_hits(held, notes, hits))
    if events := held.rows("listed_events"):
        blocks.append(_events(notes, events, hits))
    if marks := _marks(held, notes):
        blocks.append(marks)
    if opinions := _opinions(held, notes):
        blocks.append(opinions)
    return Section("Listed?", "listed", tuple(blocks))


def _opinions(held: Held, notes: Notes) -> Table | None:
    """What matchers that others run answered: their verdicts, which raise no level of ours."""
    rows = held.rows("opinions")
    body = []
    for r in rows[:OPINIONS_SHOWN]:
        asked = show_text(r["asked_words"] or "the answer does not repeat it", 160)
        if r["entity"] is None:
            body.append((Cell(asked, notes.cite(r["opinion_id"])), Cell("it knows no candidate"), Cell(""), Cell("")))
            continue
        verdict = f"{'the same' if r['is_match'] else 'not the same'}, {r['score_frac']:.2f}"
        numbers = ", ".join(r["imos"])
        body.append((
            Cell(asked, notes.cite(r["opinion_id"])),
            Cell(show_text(r["entity_name"], 80), sub=show_text(r["entity"], 80), is_bold=True),
            Cell(verdict, status="claimed", sub=show_text(f"IMO as it gives it: {numbers}", 80) if numbers else ""),
            Cell(show_text(", ".join(r["datasets"]), 120)),
        ))  # fmt: skip
    if not body:
        return None
    heads = columns(("Asked", 2), ("Its candidate", 2), ("Its verdict and score", 1.5), ("Out of", 1.5))
    more = f"{len(rows) - OPINIONS_SHOWN:,} more: fairlead show CASE opinions." if len(rows) > OPINIONS_SHOWN else ""
    return Table(
        "What a matcher elsewhere answered: its word as of the day it was asked, which raises no level of ours", heads,
        tuple(body), more,
    )  # fmt: skip


def _searched(held: Held) -> list[str]:
    rows = held.rows("screened")
    without = sum(not any(r[f"hits_{level}"] for level in LEVELS) for r in rows)
    counts = ", ".join(
        f"{say_many(n, 'ship')} with {level} hits"
        for level in LEVELS
        if (n := sum(r[f"hits_{level}"] > 0 for r in rows))
    )
    found = f"{counts or 'no ship with a hit'}; {say_many(without, 'ship')} without any"
    if ruled := sum(r["hits_ruled_out"] for r in rows):
        found += f"; {say_many(ruled, 'hit')} ruled out by a person"
    good = [s for s in held.rows("list_standings") if s["is_good"]]
    by_list: dict[str, list[Row]] = defaultdict(list)
    for one in sorted(good, key=lambda s: (s["list"], s["version_no"])):
        by_list[one["list"]].append(one)
    searched = "; ".join(
        f"{many[-1]['version_name']} ({say_many(many[-1]['entries_after'], 'entry', 'entries')})"
        + (f" and {say_many(len(many) - 1, 'earlier version')}" if len(many) > 1 else "")
        for many in by_list.values()
    )
    said = (
        f"{say_many(len(rows), 'ship')} looked for: {found}. Searched: {searched or 'nothing, no version counts'}. "
        "A hit is a likeness of marks with its reasons; a listing is not by itself a ban from ports: its measures are "
        "its own."
    )
    refused = [show_text(s["words"], 400) for s in held.rows("list_standings") if not s["is_good"]]
    return [said, *refused[:REFUSED_SHOWN]]


def _order(hit: Row) -> tuple[bool, int, str, str, str]:
    return hit["ruling"] == "different", LEVELS.index(hit["level"]), hit["ship_name"], hit["list"], hit["entry"]


def _hits(held: Held, notes: Notes, hits: list[Row]) -> Table:
    owners = _owners(held)
    body = []
    for h in hits[:HITS_SHOWN]:
        stood = f"{say_days(h['listed_from'], h['listed_from'])}{' or earlier' if h['is_older'] else ''} to "
        stood += say_days(h["listed_to"], h["listed_to"])
        stood += (
            f", no longer in that of {say_days(h['delisted_by'], h['delisted_by'])}"
            if h["delisted_by"]
            else ", still there"
        )
        designated = (
            f"designated {say_span(h['designated_start'], h['designated_end'])}" if h["designated_start"] else ""
        )
        what = "; ".join(h["programmes"]) or "no programme stated"
        measures = "; ".join(h["listed_measures"]) or "the list states no measure"
        linked = owners.get((h["list"], h["entry"]), [])
        body.append(
            (
                Cell(show_text(h["ship_name"], 80), notes.cite(h["hit_id"]), is_bold=True),
                _level(h),
                Cell(show_text(h["entry_name"], 80), sub=show_text(f"{say_list_name(h['list'])} {h['entry']}", 80)),
                Cell(stood, sub=designated), Cell(show_text(what, 120), sub=show_text(measures, 160)),
                Cell(show_text("; ".join(linked), 160)), Cell(show_text("; ".join(h["reasons"]), 300)),
            )
        )  # fmt: skip
    heads = columns(
        ("Ship", 1.3), ("Level", 1), ("Entry", 1.5), ("In the versions at hand", 1.6), ("Programmes, measures", 1.7),
        ("Linked to, as listed", 1.3), ("Why", 2.4),
    )  # fmt: skip
    more = f"{len(hits) - HITS_SHOWN:,} more: fairlead show CASE hits." if len(hits) > HITS_SHOWN else ""
    return Table(f"{say_many(len(hits), 'hit')}, the surest first", heads, tuple(body), more)


def _level(hit: Row) -> Cell:
    """The level, or that a person ruled the hit out or left it open; who ruled stands under it."""
    ruled = show_text(hit["ruling_words"] or "", 200)
    if hit["ruling"] == "different":
        return Cell("ruled out", sub=f"{ruled}; was {hit['level']}")
    if hit["ruling"] == UNSURE:
        return Cell("left open", status=STATUS_OF["possible"], sub=f"{ruled}; {hit['level']} by its marks")
    return Cell(hit["level"], status=STATUS_OF[hit["level"]], sub=ruled)


def _owners(held: Held) -> dict[tuple[str, str], list[str]]:
    """Whom lists link their entries to, by list and entry."""
    wanted = {(h["list"], h["entry"]) for h in held.rows("hits")}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    table = held.table("list_statements")
    for row in table.select(["list", "entry", "property", "value", "known_until"]).to_pylist():
        if row["property"] in ("linked_to", "owner") and (row["list"], row["entry"]) in wanted:
            gone = " (no longer)" if row["known_until"] else ""
            found[row["list"], row["entry"]].append(f"{row['value']}{gone}")
    return {key: sorted(set(values)) for key, values in found.items()}


def _events(notes: Notes, events: list[Row], hits: list[Row]) -> Table:
    by_hit = {h["hit_id"]: h for h in hits}
    order = {"listed": 0, "not known": 1, "not listed": 2}

    def when(event: Row) -> tuple[str, datetime, int, str]:
        ship = by_hit[event["hit_id"]]["ship_name"]
        return ship, event["seen_from"], order[event["verdict"]], event["listed_event_id"]

    rows = sorted(events, key=when)
    body = [
        (
            Cell(show_text(by_hit[e["hit_id"]]["ship_name"], 80), notes.cite(e["listed_event_id"]), is_bold=True),
            Cell(say_days(e["seen_from"], e["seen_until"])), Cell(e["verdict"], sub=by_hit[e["hit_id"]]["level"]),
            Cell(show_text(e["words"], 300)),
        )
        for e in rows[:EVENTS_SHOWN]
    ]  # fmt: skip
    heads = columns(("Ship", 1.3), ("It lay there", 1.4), ("Listed then", 1), ("In words", 5))
    more = f"{len(rows) - EVENTS_SHOWN:,} more: fairlead show CASE listed_events." if len(rows) > EVENTS_SHOWN else ""
    return Table("Listed on the days they called?", heads, tuple(body), more)


def _marks(held: Held, notes: Notes) -> Table | None:
    """Names, flags and numbers that ships with a hit were seen under, with time and source; several stand out."""
    ships = {h["vessel_id"]: h["ship_name"] for h in held.rows("hits")}
    worn: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for mark in held.rows("marks"):
        if mark["vessel_id"] in ships:
            worn[mark["vessel_id"], mark["mark_kind"]].append(mark)
    mmsis: dict[str, set[int]] = defaultdict(set)
    for bearer in held.rows("bearers"):
        mmsis[bearer["vessel_id"]].add(bearer["mmsi"])
    body = []
    for (vessel, kind), marks in sorted(worn.items(), key=lambda one: (ships[one[0][0]], one[0])):
        said = []
        for m in sorted(marks, key=lambda m: (m["start_time"] is None, m["start_time"], m["value"])):
            value = say_imo(int(m["value"])) if kind == "imo" and m["value"].isdigit() else m["value"]
            since = f" (seen {say_days(m['start_time'], m['start_time'])})" if m["start_time"] else ""
            said.append(f"{value}{since}")
        is_clash = kind in ("imo", "flag") and len({m["value"] for m in marks}) > 1
        cited = notes.cite(*(m["mark_id"] for m in marks[:4]))
        words = show_text("; ".join(said), 300)
        body.append(
            (
                Cell(show_text(ships[vessel], 80), is_bold=True),
                Cell(kind),
                Cell(words, cited, "contradicted" if is_clash else None),
            )
        )
    for vessel, numbers in sorted(mmsis.items(), key=lambda one: ships.get(one[0], "")):
        if vessel in ships:
            words = ", ".join(f"{n:09d}" for n in sorted(numbers))
            several = "contradicted" if len(numbers) > 1 else None
            body.append((Cell(show_text(ships[vessel], 80), is_bold=True), Cell("MMSI"), Cell(words, status=several)))
    if not body:
        return None
    heads = columns(("Ship", 1.3), ("Mark", 0.7), ("Worn, as seen or listed; two numbers or flags are marked", 5))
    return Table("Marks of the ships above", heads, tuple(body[:MARKS_SHOWN]), "")
