"""Ships one by one: what each was called, whether it was listed on the days that matter, who owns it, what it did, and
why to doubt it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fairlead.base.timeline import say_days
from fairlead.case.life_lanes import STATUS_OF
from fairlead.case.listed_days import days_of, listed_on
from fairlead.case.lives import KINDS, Life, by_value, read_lives
from fairlead.report.blocks import Block, Cell, Heading, Section, Table, columns, plain, quiet
from fairlead.report.grammar import say_imo, say_many, say_number
from fairlead.report.held import Held
from fairlead.report.inert import show_text, show_words
from fairlead.report.notes import Notes
from fairlead.report.shipfigure import GUIDE, draw_life
from fairlead.report.svg import Theme

SHIPS_SHOWN = 8
"""Ships told one by one; all stand in the table of ships."""

NOT_CHECKED = "Listed: not checked, no sanctions list is held. fairlead add CASE FILE."

RISKS_SHOWN, UNDATED_SHOWN, OWNERS_SHOWN, OTHERS_SHOWN = 10, 8, 12, 6


def ships_section(
    held: Held, run_day: datetime, days: Sequence[datetime], notes: Notes, theme: Theme, width: float, number: int
) -> Section | None:
    """The ships that matter most, one by one; None where no more is known of any than its row says.

    Args:
        run_day: when the run began: the day of the report.
        days: days whose listings are asked for; none: the day of the report, and those of designation, or where none
            is stated the last day on which anything is known of the ship.
        number: of the first figure.
    """
    told = [life for life in read_lives(held) if life.is_told]
    if not told:
        return None
    places = {p["place_id"]: p["name"] for p in held.rows("places")}
    blocks: list[Block] = []
    shown = told[:SHIPS_SHOWN]
    if left := len(told) - len(shown):
        blocks.append(
            plain(
                f"The {say_many(len(shown), 'ship')} with most trips, listings and doubts; of {left} more something is "
                "known too: they stand under Ships, and fairlead show CASE marks, hits, trips and risks has them all."
            )
        )
    blocks.append(quiet(GUIDE))
    for life in shown:
        blocks += [Heading(show_text(life.vessel["name"], 80)), plain(_facts(life))]
        figures = draw_life(life, places, run_day, notes, theme, width, number)
        number += len(figures)
        blocks += figures
        if clash := _say_clashes(life):
            blocks.append(plain(clash))
        blocks.append(_listed(held, life, run_day, days, notes))
        blocks += [table for table in (_owners(held, life, notes), _doubts(life, notes)) if table]
    return Section("Ships one by one", "ship-lives", tuple(blocks))


def _facts(life: Life) -> str:
    v = life.vessel
    number = f"IMO number {say_imo(v['imo'])}" + (f" ({show_text(v['imo_words'], 120)})" if v["imo_words"] else "")
    counted = sum(t["is_counted"] for t in life.trips)
    possible = len(life.trips) - counted
    trips = f"{say_many(counted, 'trip')} counted" + (f", {possible} possible and not counted" if possible else "")
    parts = [
        number if v["imo"] else "IMO number not known", show_text(v["ship_type"], 60),
        f"built {v['built']}" if v["built"] else "", f"{say_number(v['dwt_t'])} t deadweight" if v["dwt_t"] else "",
        trips if life.trips else "no trip in this case",
    ]  # fmt: skip
    undated = [
        f"{KINDS[kind]} {show_text(value, 40)}"
        for kind, value, some in by_value(life.marks)
        if kind != "imo" and not any(m.start for m in some)
    ]
    tail = f" Of no stated day: {', '.join(undated[:UNDATED_SHOWN])}" if undated else ""
    tail += f" and {len(undated) - UNDATED_SHOWN} more" if len(undated) > UNDATED_SHOWN else ""
    return f"{'; '.join(p for p in parts if p)}.{tail + '.' if tail else ''}"


def _listed(held: Held, life: Life, run_day: datetime, days: Sequence[datetime], notes: Notes) -> Block:
    """Every hit and stated listing, and whether it stood on each of the days asked about."""
    asked = days_of(life, run_day, days)
    rows: list[tuple[Cell, ...]] = []
    for one in listed_on(held, life, asked):
        status = None if one.is_ruled_out else STATUS_OF[one.level] if one.level else "claimed"
        head = Cell(show_text(one.list_, 60), notes.cite(one.id), status, show_text(one.words, 120), is_bold=True)
        rows.append((head, *(Cell(verdict, sub=why) for verdict, why in one.verdicts)))
    is_searched = any(s["is_good"] for s in held.rows("list_standings"))
    if not rows:
        return quiet("No hit in the lists that were searched; Listed? says which." if is_searched else NOT_CHECKED)
    heads = columns(("List", 1.6), *((say_days(day, day), 1.4) for day in asked))
    what = (
        "the lists searched stand under Listed?"
        if is_searched
        else "as stated; no sanctions list is held, none was checked"
    )
    return Table(f"Listed on these days: {what}", heads, tuple(rows))


def _owners(held: Held, life: Life, notes: Notes) -> Table | None:
    """Who is said to own or run it, in which list they stand, and whom else they run."""
    owners = held.by("owners", "owner_id")
    own = life.vessel["vessel_id"]
    rows = sorted(
        life.ties,
        key=lambda t: (
            t["vessel_id"] != own,
            t["known_until"] is not None,
            t["relation"],
            t["owner_name"],
            t["tie_id"],
        ),
    )
    body = []
    for tie in rows[:OWNERS_SHOWN]:
        owner = owners[tie["owner_id"]]
        others = [show_text(name, 40) for name in owner["runs"] if name != life.vessel["name"]]
        more = f" and {len(others) - OTHERS_SHOWN:,} more" if len(others) > OTHERS_SHOWN else ""
        is_said = tie["held_frac"] is None or "%" in tie["relation"]  # a list's own words state it
        share = "" if is_said else f", {100 * tie['held_frac']:g} %"
        said = Cell(show_text(tie["owner_name"], 80), notes.cite(tie["tie_id"]), "claimed", is_bold=True,
                    sub=f"{show_text(tie['relation'].replace('_', ' '), 40)}{share}{_of(tie, own)}")  # fmt: skip
        listed = show_text("; ".join(owner["listed_as"]), 200) or "in no list at hand under this name or number"
        body.append((said, Cell(show_text(tie["words"], 240)), Cell(listed),
                     Cell(", ".join(others[:OTHERS_SHOWN]) + more or "nobody else known here")))  # fmt: skip
    if not body:
        return None
    left = len(rows) - len(body)
    heads = columns(("Who", 1.5), ("By whose word", 2.8), ("Listed", 1.6), ("Whom else they run", 2))
    cut = f"{say_many(left, 'more')}: fairlead show CASE ties." if left else ""
    return Table("Who is said to own or run it; somebody's word each", heads, tuple(body), cut)


def _of(tie: dict[str, Any], own: str) -> str:
    """Of a tie that is not the ship's own, whose it is."""
    return "" if tie["vessel_id"] == own else f", of {show_text(tie['owned_name'], 60)}"


def _doubts(life: Life, notes: Notes) -> Table | None:
    rows = sorted(life.risks, key=lambda r: (r["rule"], r["start_time"] is None, r["start_time"], r["risk_id"]))
    if not rows:
        return None
    body = [
        (
            Cell(r["rule"].replace("_", " "), notes.cite(r["risk_id"]), is_bold=True), Cell(show_words(r["words"])),
            Cell(show_words(r["may_be"])),
        )
        for r in rows[:RISKS_SHOWN]
    ]  # fmt: skip
    more = f"{say_many(len(rows) - RISKS_SHOWN, 'more')}: fairlead show CASE risks." if len(rows) > RISKS_SHOWN else ""
    heads = columns(("Rule", 1), ("Reason to look", 4), ("What else it may be", 2.6))
    return Table("Reasons to doubt that it is what it says it is", heads, tuple(body), more)


def _say_clashes(life: Life) -> str:
    """``≠ Two flags at one time: KP and RU.``"""
    found: dict[str, list[str]] = {}
    for kind, value in sorted(life.clashes()):
        found.setdefault(kind, []).append(show_text(value, 40))
    words = {"imo": "IMO numbers", "flag": "flags", "mmsi": "MMSIs received", "call_sign": "call signs received"}
    return " ".join(f"≠ {words[kind]} that cannot all be so: {', '.join(v)}." for kind, v in found.items())
