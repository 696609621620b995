"""What every reader needs to check the rest: ships, what does not add up, what was refused, the files, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.base.timeline import say_time
from fairlead.case.decided import tell_decisions
from fairlead.report.blocks import Block, Cell, Section, Span, Table, Text, columns, plain, quiet
from fairlead.report.grammar import LOOK_DOUBTS, count_look_doubts, say_imo, say_many, say_number
from fairlead.report.held import Held, Row
from fairlead.report.inert import WHOLE, show_link, show_text
from fairlead.report.notes import Notes, line_table, note_table

LOOKS_TITLE = "What does not add up in the looks"

VESSELS_SHOWN = 250
CHECKS_SHOWN = 150
REJECTS_SHOWN = 150
EXHIBITS_SHOWN = 200

OUTCOMES = {"disagrees": "contradicted", "flagged": "contradicted"}
"""Outcomes of a check that are drawn as a contradiction; the others carry no mark."""


def checks_section(held: Held, notes: Notes) -> Section | None:
    """What does not add up in the evidence; kept and shown, not corrected."""
    order = {"disagrees": 0, "flagged": 1, "off by rounding": 2, "agrees": 3}
    rows = sorted(held.rows("checks"), key=lambda c: (order.get(c["outcome"], 4), c["kind"], c["label"], c["check_id"]))
    if not rows:
        return None
    body = [
        (
            Cell(show_text(c["label"], 80), notes.cite(c["check_id"]), is_bold=True),
            Cell(c["kind"].replace("_", " ")), Cell(c["outcome"], status=OUTCOMES.get(c["outcome"])),
            Cell("" if c["stated"] is None else _number(c["stated"])),
            Cell("" if c["recomputed"] is None else _number(c["recomputed"])), Cell(show_text(c["words"])),
        )
        for c in rows[:CHECKS_SHOWN]
    ]  # fmt: skip
    heads = columns(
        ("Row", 1.7),
        ("Check", 1.2),
        ("Outcome", 1.3),
        ("Printed", 1.1, True),
        ("Recomputed", 1.3, True),
        ("In words", 4.2),
    )
    more = f"{len(rows) - CHECKS_SHOWN} more: fairlead show CASE checks." if len(rows) > CHECKS_SHOWN else ""
    odd = sum(c["outcome"] in OUTCOMES for c in rows)
    lead = plain(
        f"{say_many(len(rows), 'check')}; {say_number(odd)} of them do not hold. Such rows are kept and shown, not "
        "corrected."
    )
    return Section(
        "What does not add up", "checks", (lead, Table("What disagrees stands first", heads, tuple(body), more))
    )


def look_checks_section(held: Held, notes: Notes) -> Section | None:
    """What does not add up in looks, and in the sightings, measures and features that name them."""
    order = list(LOOK_DOUBTS)
    rows = sorted(
        held.rows("look_checks"),
        key=lambda c: (
            order.index(c["kind"]) if c["kind"] in order else len(order), c["kind"], c["label"], c["look_check_id"],
        ),
    )  # fmt: skip
    if not rows:
        return None
    body = [
        (
            Cell(show_text(c["label"], 80), notes.cite(c["look_check_id"]), is_bold=True),
            Cell(c["kind"].replace("_", " "), status="contradicted"),
            Cell(show_text(c["words"].removeprefix(f"{c['label']}: "))),
        )
        for c in rows[:CHECKS_SHOWN]
    ]
    heads = columns(("Row", 1.2), ("What is wrong", 1.8), ("In words", 6))
    more = f"{len(rows) - CHECKS_SHOWN:,} more: fairlead show CASE look_checks." if len(rows) > CHECKS_SHOWN else ""
    lead = plain(
        f"{'; '.join(said for _, said in count_look_doubts(c['kind'] for c in rows))}. Rows are held against each "
        "other, not against the images; all of them are kept."
    )
    caption = "What bears on what was found stands first"
    return Section(LOOKS_TITLE, "look-checks", (lead, Table(caption, heads, tuple(body), more)))


def rejects_section(held: Held) -> Section:
    """What was not taken, and why."""
    rows = sorted(held.rows("rejects"), key=lambda r: (r["name"], r["row"] or 0, r["field"] or "", r["reject_id"]))
    if not rows:
        return Section("What was refused", "rejects", (plain("Nothing: every row of every file was taken."),))
    body = [
        (
            Cell(show_text(r["name"], 80), sub="whole file" if r["row"] is None else f"line {r['row']}", is_mono=True),
            Cell(show_text(r["label"], 30)), Cell(r["scope"], sub=show_text(r["field"], 60)),
            Cell(show_text(r["reason"])), Cell(show_text(r["raw"], 160)),
        )
        for r in rows[:REJECTS_SHOWN]
    ]  # fmt: skip
    heads = columns(
        ("File", 1.6), ("Row", 0.6), ("What", 1), ("Why, and what would help", 3.4), ("What stood there", 2)
    )
    more = f"{len(rows) - REJECTS_SHOWN:,} more: fairlead show CASE rejects." if len(rows) > REJECTS_SHOWN else ""
    return Section("What was refused", "rejects", (Table(say_many(len(rows), "refusal"), heads, tuple(body), more),))


def vessels_section(held: Held, notes: Notes) -> Section | None:
    """Every ship, with its listings as stated: a listing is not by itself a port ban."""
    rows = held.rows("vessels")
    if not rows:
        return None
    trips: dict[str, int] = {}
    for t in held.rows("trips"):
        if t["is_counted"] and t["vessel_id"]:
            trips[t["vessel_id"]] = trips.get(t["vessel_id"], 0) + 1
    listings: dict[str, list[Row]] = {}
    for one in held.rows("listings"):
        listings.setdefault(one["vessel_id"], []).append(one)
    rows = sorted(rows, key=lambda v: (-trips.get(v["vessel_id"], 0), v["label"] or "~", v["name"], v["vessel_id"]))
    is_checked = any(r["checked"] for r in held.rows("screened"))
    unstated = "none stated; the lists of this case: under Listed?" if is_checked else "not checked against any list"
    body = []
    for v in rows[:VESSELS_SHOWN]:
        own = sorted(listings.get(v["vessel_id"], ()), key=lambda x: (x["authority"], x["listing_id"]))
        stated = " ".join(show_text(x["words"], 240) for x in own) or unstated
        others = ", ".join(show_text(n, 60) for n in v["names"][1:6])
        kind = ", ".join(p for p in (v["ship_type"], v["flag"], f"built {v['built']}" if v["built"] else None) if p)
        weight = f"{say_number(v['dwt_t'])} t" if v["dwt_t"] is not None else "not known"
        body.append(
            (
                Cell(show_text(v["name"], 80), sub=others, is_bold=True),
                Cell(show_text(v["label"] or "seen", 20), anchor=notes.mention(min(v["sources"], default=None))),
                Cell(say_imo(v["imo"]), is_mono=v["imo"] is not None),
                Cell(show_text(kind, 80) or "not known"), Cell(weight, sub=show_text(v["dwt_words"], 140)),
                Cell(stated),
                Cell(str(trips[v["vessel_id"]]) if v["vessel_id"] in trips else ""),
            )
        )  # fmt: skip
    heads = columns(
        ("Ship, and other names", 2), ("Row", 0.7), ("IMO number", 1), ("Type, flag", 1.4), ("Deadweight", 1.7),
        ("Listed, as stated", 3), ("Trips", 0.7, True),
    )  # fmt: skip
    more = f"{len(rows) - VESSELS_SHOWN:,} more: fairlead show CASE vessels." if len(rows) > VESSELS_SHOWN else ""
    lead = plain(
        "Listings are set as the vessel list of this case states them; no sanctions list was read for them"
        f"{', and what lists say stands under Listed?' if is_checked else ''}. A listing "
        "is not by itself a ban from ports: the measure is named per ship where the source names it. A check digit "
        "that holds is not an identity that holds."
    )
    return Section("Ships", "ships", (lead, Table(say_many(len(rows), "ship"), heads, tuple(body), more)))


def exhibits_section(held: Held) -> Section:
    """Every file the answer stands on, by its hash."""
    rows = sorted(held.rows("evidence"), key=lambda e: (e["kind"], e["name"], e["sha256"]))
    body = []
    for e in rows[:EXHIBITS_SHOWN]:
        kind = f"{show_text(e['kind'], 40).replace('_', ' ')}, {say_many(e['bytes'], 'byte')}"
        counts = f"{say_number(e['rows_kept'])} of {say_many(e['rows_in'], 'row')} taken" if e["rows_in"] else "no rows"
        body.append(
            (
                Cell(show_text(e["name"], 100), sub=kind, is_bold=True),
                Cell(e["sha256"], is_mono=True),
                Cell(show_text(e["origin"], 160) or "origin not stated", href=show_link(e["origin"]),
                     sub=show_text(e["licence"], 120) or "licence not stated"),
                Cell(counts, sub=f"added {say_time(e['added_at'])} by {show_text(e['added_by'], 60)}"),
            )
        )  # fmt: skip
    heads = columns(("File", 1.8), ("SHA-256", 2.6), ("Origin and licence", 2.6), ("Rows", 1.8))
    more = f"{len(rows) - EXHIBITS_SHOWN:,} more: fairlead show CASE evidence." if len(rows) > EXHIBITS_SHOWN else ""
    return Section("Exhibits", "exhibits", (Table(say_many(len(rows), "file"), heads, tuple(body), more),))


def decisions_section(held: Held) -> Section | None:
    """What people decided; a withdrawn decision stays visible."""
    rows = sorted(held.rows("decisions"), key=lambda d: (d["log_line"], d["decision_id"]))
    if not rows:
        return None
    told = tell_decisions(rows, held.table)
    body = [
        (
            Cell(d["verdict"], is_bold=True),
            Cell(show_text(told[d["decision_id"]].what, WHOLE), sub=show_text(told[d["decision_id"]].state, WHOLE)),
            Cell(show_text(d["reason"])),
            Cell(show_text(d["decided_by"], 60), sub=f"{say_time(d['decided_at'])}, log line {d['log_line']}"),
        )
        for d in rows[:200]
    ]  # fmt: skip
    heads = columns(("Verdict", 1), ("What was decided", 4), ("Reason", 3), ("By", 2))
    more = f"{len(rows) - 200} more: fairlead show CASE decisions." if len(rows) > 200 else ""
    return Section(
        "What people decided", "decisions", (Table(say_many(len(rows), "decision"), heads, tuple(body), more),)
    )


def rows_section(notes: Notes, *, is_brief: bool = False) -> list[Section]:
    """The appendix of footnotes: each row behind a figure, and each line of evidence below it; where it is brief in
    small print, without what they say."""
    given = notes.notes()
    if is_brief:
        lines = line_table(*notes.lines(given), is_brief=True)
        return [
            Section("Rows behind the figures", "rows", (note_table(given, is_brief=True),), columns=2),
            Section("Lines of evidence", "lines", (lines,), columns=3),
        ]
    blocks: list[Block] = [
        plain("Every figure above carries the number of the row it is; every row names the evidence it rests on."),
        note_table(given), line_table(*notes.lines(given)),
    ]  # fmt: skip
    return [Section("Rows behind the figures", "rows", tuple(blocks))]


def check_section(meta: Mapping[str, Any]) -> Section:
    """How somebody else checks all of it."""
    case = show_text(str(meta.get("case") or "CASE"), 80)
    count, head = meta.get("log_count"), meta.get("log_head")
    blocks: list[Block] = [
        plain("With the case folder at hand, one command hashes every file again, checks the chain of the log, runs "
              "every step again and compares the tables; it names what differs."),
        Text((Span(f"fairlead verify {case}"),), "command"),
        plain("From any row down to the line of the file it stands on:"),
        Text((Span(f"fairlead explain {case} ID"),), "command"),
    ]  # fmt: skip
    if head and count is not None:
        blocks += [
            plain(f"The log this report was made from had {say_number(count)} entries; the SHA-256 of the last one is"),
            Text((Span(str(head)),), "command"),
            quiet("Whoever rewrites a whole case folder can make it hold together again. This line on paper is what "
                  "shows that it was rewritten."),
        ]  # fmt: skip
    return Section("How to check this", "check", tuple(blocks))


def _number(value: float) -> str:
    """A figure as it stands, from 1,000 on without decimals, else with four significant digits."""
    return say_number(value) if value == round(value) or abs(value) >= 1000 else f"{value:.4g}".replace("-", "−")
