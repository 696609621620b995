"""The part of a report that answers one question: answer, counts, figures, findings, and what stays open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fairlead.base.likelihood import say_band
from fairlead.base.timeline import say_span
from fairlead.base.wording import say_many
from fairlead.case.answer_trips import by_weight
from fairlead.report.annexes import LOOKS_TITLE
from fairlead.report.blocks import (
    Block,
    Cell,
    Finding,
    Findings,
    Heading,
    Section,
    Span,
    Table,
    Text,
    columns,
    quiet,
)
from fairlead.report.capfigure import draw_amounts, say_assumption
from fairlead.report.counts import counts_table, show_sentence, weighed_blocks
from fairlead.report.grammar import count_look_doubts, say_chance, say_number
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text
from fairlead.report.lanefigure import draw_silence, draw_timeline
from fairlead.report.lead import lead_spans
from fairlead.report.mapfigure import draw_ground
from fairlead.report.notes import Notes
from fairlead.report.scope import Scope, find_scope
from fairlead.report.seasonpart import Unnamed, draw_season, season_totals
from fairlead.report.seasonwords import season_spans
from fairlead.report.svg import Theme
from fairlead.report.watchlanes import find_looks

TRIPS_SHOWN = 300
FINDINGS_SHOWN = 60
ALTERNATIVES_SHOWN = 20
SILENCES_DRAWN = 3
"""Silences with a figure of their own: those that a counted trip rests on or that lie within one."""

SHARES_SET = 3
"""Load shares with a column of their own in the table of calls."""


def question_section(
    held: Held, ask: Row, answer: Mapping[str, Any], notes: Notes, theme: Theme, width: float, figure: int
) -> tuple[Section, int]:
    """The section of one question, and the number its last figure has."""
    scope = find_scope(held, ask)
    totals = season_totals(held, ask)
    looks = find_looks(held, scope) if totals else []
    all_looks = sorted([*looks, *find_looks(held, scope, "discharge")], key=lambda k: k.start) if totals else []
    sampled = season_spans(answer["trips"], totals, looks, notes) if totals else ([], [])
    blocks: list[Block] = [*_answer(held, ask, answer, notes, sampled)]
    blocks.append(counts_table(held, scope, answer["trips"], notes))
    months = draw_season(held, scope, answer["trips"], notes, theme, width, figure + 1)
    if months:
        blocks.append(months)
        figure += 1
    drawn = draw_amounts(held, ask, answer, notes, theme, width, figure + 1)
    if drawn:
        blocks.append(drawn)
        figure += 1
    timeline = draw_timeline(held, scope, answer["coverage"], notes, theme, width, figure + 1, all_looks)
    if timeline:
        blocks.append(timeline)
        figure += 1
    blocks += _odd_looks(held)
    blocks += _findings(held, ask, notes)
    blocks += weighed_blocks(held, ask, notes)
    ground = draw_ground(scope, notes, theme, width, figure + 1)
    if ground:
        blocks.append(ground)
        figure += 1
    for gap in _silences(scope)[:SILENCES_DRAWN]:
        figure += 1
        blocks.append(draw_silence(held, scope, gap, notes, theme, width, figure))
    unnamed = Unnamed(held, scope) if totals else None
    blocks += _calls(held, scope, notes, unnamed)
    blocks += unnamed.table(notes) if unnamed else []
    blocks += _open(held, ask, notes)
    title = show_text(ask["text"], 300)
    return Section(title, f"question-{ask['ordinal'] + 1}", tuple(blocks), is_question=True), figure


def _answer(
    held: Held, ask: Row, answer: Mapping[str, Any], notes: Notes, sampled: tuple[list[Span], list[Span]]
) -> list[Block]:
    period = quiet(f"Period {say_span(ask['period_start'], ask['period_end'])}, UTC.")
    spans, details = lead_spans(held, ask, answer, notes, sampled)
    if not spans:
        return [period, Text((Span("Nothing has been counted yet. To count: fairlead run CASE."),), "answer")]
    return [period, Text(tuple(spans), "answer"), *([Text(tuple(details))] if details else [])]


def _odd_looks(held: Held) -> list[Block]:
    """How many of the looks, and of what names them, do not add up: below the figure that draws them."""
    rows = held.rows("look_checks")
    if not rows:
        return []
    said = "; ".join(words for _, words in count_look_doubts(c["kind"] for c in rows))
    words = f"Not all of the looks add up: {said}. All are kept; they stand under “{LOOKS_TITLE}”."
    return [Text((Span(words),), "warning")]


def _findings(held: Held, ask: Row, notes: Notes) -> list[Block]:
    order = {id_: place for place, id_ in enumerate(held.findings or ())}
    rows = sorted(
        held.of(ask["question"], "findings"),
        key=lambda f: (order.get(f["finding_id"], 0), _number(f["label"]), f["finding_id"]),
    )
    if not rows:
        return []
    items = tuple(
        Finding(
            show_text(f["label"], 20), f["status"],
            Span(show_sentence(f["headline"]), notes.cite(f["finding_id"])), show_text(f["text"], 2400),
            show_text(f["rule_words"], 120), _likelihood(f), f["confidence"], show_text(f["confidence_words"], 600),
            tuple(show_text(limit, 1200) for limit in f["limits"]),
        )
        for f in rows[:FINDINGS_SHOWN]
    )  # fmt: skip
    blocks: list[Block] = [Heading("Findings"), Findings(items)]
    if len(rows) > FINDINGS_SHOWN:
        blocks.append(quiet(f"{say_many(len(rows) - FINDINGS_SHOWN, 'more finding')}: fairlead show CASE findings."))
    return blocks


def _likelihood(finding: Row) -> str:
    if not finding["likelihood"]:
        return ""
    band = f", which stands for {say_band(finding['likelihood'])}"
    chance = "" if finding["chance_frac"] is None else f" ({say_chance(finding['chance_frac'])})"
    return f"{finding['likelihood']}{chance}{band}"


def _silences(scope: Scope) -> list[Row]:
    """Closed gaps of ships with an inferred counted trip, that begin at most a week after its call."""
    inferred = [t for t in scope.trips if t["is_counted"] and t["status"] == "inferred" and t["vessel_id"]]
    cited = {i for t in inferred for i in t["sources"]}
    return [
        g for g in scope.gaps
        if g["min_h"] is not None and g["unseen_max_h"] is not None
        and (g["gap_id"] in cited or any(_is_at(g, t) for t in inferred))
    ]  # fmt: skip


def _is_at(gap: Row, trip: Row) -> bool:
    days = (gap["start_latest"] - trip["end_time"]).total_seconds() / 86400
    return bool(gap["vessel_id"] == trip["vessel_id"] and -1 <= days <= 7)


def _calls(held: Held, scope: Scope, notes: Notes, unnamed: Unnamed | None) -> list[Block]:
    if not scope.trips:
        return []
    trips = sorted(scope.trips, key=lambda t: (not t["is_counted"], t["start_time"], t["trip_id"]))
    cargo: dict[str, dict[float, Row]] = {}
    for c in held.where("cargoes", "trip_id", [t["trip_id"] for t in trips[:TRIPS_SHOWN]]):
        if c["load_share_frac"] is not None:
            cargo.setdefault(c["trip_id"], {})[c["load_share_frac"]] = c
    shares = _shares({s for by in cargo.values() for s in by})
    rows = []
    for t in trips[:TRIPS_SHOWN]:
        listed = "not named" if t["is_listed"] is None else "listed before" if t["is_listed"] else "no listing stated"
        calls = "" if t["calls_max"] <= 1 else f"at least {t['calls_min']}, {t['calls_max']} possible; "
        listed = (unnamed.say(t) if unnamed else "") or listed
        ship = show_text(scope.names.get(t["vessel_id"] or "") or t["hull_words"], 80)
        figures = [cargo.get(t["trip_id"], {}).get(s) for s in shares]
        rows.append(
            (
                Cell(say_span(t["start_time"], t["end_time"]), notes.cite(t["trip_id"]), t["status"]),
                Cell(ship, sub=f"{calls}{listed}", is_bold=True),
                Cell(show_text(t["words"], 800)),
                *(Cell(say_number(c["amount"]) if c else "") for c in figures),
            )
        )  # fmt: skip
    counted = sum(t["is_counted"] for t in trips)
    heads = columns(("When", 1.5), ("Ship", 1.7), ("In words", 3.6), *_share_heads(shares, cargo))
    left = len(trips) - TRIPS_SHOWN
    more = f"{left:,} more: fairlead show CASE trips." if left > 0 else ""
    caption = f"{counted} counted; {say_many(len(trips) - counted, 'row is', 'rows are')} possible only"
    if any(t["calls_max"] > t["calls_min"] for t in trips if t["is_counted"]):
        caption += "; a further call that is possible stands in the row of the one counted"
    return [
        Heading(f"Every {show_text(scope.ask['carrier'], 30)} trip, counted and possible"),
        Table(caption, heads, tuple(rows), more),
    ]


def _shares(held: set[float]) -> list[float]:
    """The load shares that get a column: a third, a half and 90 % where they are held, else the first three."""
    ordered = sorted(held)
    usual = [s for s in ordered if any(abs(s - u) < 0.005 for u in (1 / 3, 1 / 2, 0.9))]
    return (usual or ordered)[:SHARES_SET]


def _share_heads(shares: list[float], cargo: Mapping[str, Mapping[float, Row]]) -> list[tuple[str, float, bool]]:
    unit = next((c["unit"] for by in cargo.values() for c in by.values()), "")
    plural = unit if unit.endswith("s") or not unit else f"{unit}s"
    return [
        (f"{show_text(plural, 20)} at {say_assumption({'load_share_frac': s, 'per_call': None})}", 0.9, True)
        for s in shares
    ]


def _open(held: Held, ask: Row, notes: Notes) -> list[Block]:
    rows = sorted(held.of(ask["question"], "alternatives"), key=by_weight)
    if not rows:
        return []
    effects = {-1: "−1", 0: "±0", 1: "+1"}
    body = tuple(
        (
            Cell(effects.get(a["effect"], str(a["effect"])), notes.cite(a["alternative_id"]), is_bold=True),
            Cell(show_text(a["words"], 500)),
            Cell("no chance is put on it" if a["chance_frac"] is None else say_chance(a["chance_frac"], 20)),
            Cell(a["decision"] or "open"),
        )
        for a in rows[:ALTERNATIVES_SHOWN]
    )
    heads = columns(("Effect on the count", 1), ("What stays open", 5), ("Chance given to it", 1.4), ("Decided", 0.8))
    more = (
        f"{len(rows) - ALTERNATIVES_SHOWN} more: fairlead show CASE alternatives."
        if len(rows) > ALTERNATIVES_SHOWN
        else ""
    )
    return [Heading("What stays open about the count"), Table("Nothing is merged or split silently", heads, body, more)]


def _number(label: str) -> tuple[int, str]:
    digits = "".join(c for c in label if c.isdigit())[:9]
    return int(digits) if digits else 0, label


def questions_in_order(held: Held) -> Iterable[Row]:
    """The questions of the case in the order of case.toml."""
    return sorted(held.rows("questions"), key=lambda q: (q["ordinal"], q["question"]))
