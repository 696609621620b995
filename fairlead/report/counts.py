"""The kinds of count of a question as a table, never added; and what the estimate falls to with assumptions changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.base.likelihood import say_percent
from fairlead.base.timeline import say_span
from fairlead.case.answer_trips import NO_ESTIMATE
from fairlead.report.blocks import Block, Cell, Heading, Table, columns
from fairlead.report.grammar import say_count, say_estimate
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text
from fairlead.report.lead import say_claimed
from fairlead.report.notes import Notes
from fairlead.report.scope import Scope

ESTIMATES = {
    "documented": "Documented", "after_doubt": "Documented, after doubt", "possible": "Possible, not counted",
    "estimated": "Estimated actual", "claimed": "Claimed",
}  # fmt: skip
"""Kinds of count in the order they are set; they are never added."""

SQUARES_SHOWN = 40
"""Trips drawn one mark each beside their count."""


def counts_table(held: Held, scope: Scope, trips: Mapping[str, Any], notes: Notes) -> Table:
    """Each kind of count with its figure and how it is known."""
    ask = scope.ask
    estimates = {r["basis"]: r for r in held.of(ask["question"], "trip_estimates")}
    counted = sorted(
        (t for t in scope.trips if t["is_counted"]), key=lambda t: (t["status"], t["start_time"], t["trip_id"])
    )
    rows = []
    for basis, title in ESTIMATES.items():
        row = estimates.get(basis)
        if row is None and basis == "estimated" and trips["estimated_none"]:
            why = (Cell("none", notes.cite(estimates["documented"]["estimate_id"]), is_bold=True),
                   Cell(show_sentence(trips["estimated_none"].removeprefix(NO_ESTIMATE))))  # fmt: skip
            rows.append((Cell(title, status="estimated"), *why))
        if row is None:
            continue
        squares = tuple(t["status"] for t in counted) if basis == "documented" and len(counted) <= SQUARES_SHOWN else ()
        rows.append(
            (
                Cell(_title(row, title), status=row["status"], sub=_what(row)),
                Cell(_figure(row, trips), notes.cite(row["estimate_id"]), is_bold=True, squares=squares),
                Cell(_how_known(row, trips)),
            )
        )
    heads = columns(
        (f"{show_text(ask['carrier'], 30)} trips".capitalize(), 2), ("Count", 1.9, True), ("How it is known", 5)
    )
    return Table("Kinds of count, never added", heads, tuple(rows))


def _title(row: Row, title: str) -> str:
    """A sampled figure after doubt is no part of the documented one: it is named by what it is after."""
    return "After identity and merge doubt" if _is_sampled(row) and row["basis"] == "after_doubt" else title


def _what(row: Row) -> str:
    """What a sampled figure after doubt is the number of."""
    is_told_of = _is_sampled(row) and row["basis"] == "after_doubt"
    return "trips told of by a sighting at either end, or by AIS where they load" if is_told_of else ""


def _is_sampled(row: Row) -> bool:
    return row["given"] is not None


def _how_known(row: Row, trips: Mapping[str, Any]) -> str:
    """How a kind of count is known; of our own trips as the answer says it."""
    own = {"documented": trips["documented_words"], "after_doubt": trips["documented_doubt"]}
    return show_sentence(own.get(row["basis"]) or row["words"])


def _figure(row: Row, trips: Mapping[str, Any]) -> str:
    """The figure of a kind of count; doubt that was not sampled is set as the bounds that open alternatives leave."""
    if row["basis"] == "claimed":
        return say_claimed(trips)
    if row["basis"] == "after_doubt" and not _is_sampled(row):
        return say_count(trips["documented"], trips["documented_min"], trips["documented_max"])
    if row["basis"] in ("after_doubt", "estimated"):
        return say_estimate(row["p50"], row["p05"], row["p95"])
    if row["p05"] is not None and row["p95"] is not None:
        return say_count(row["p50"], row["p05"], row["p95"])
    words = say_count(row["count"])
    return f"({words})" if row["status"] == "possible" else words


def weighed_blocks(held: Held, ask: Row, notes: Notes) -> list[Block]:
    """What the estimate falls to with its assumptions changed, by cap period."""
    rows = sorted(held.of(ask["question"], "sensitivities"), key=lambda s: (s["period_start"], s["rule"], s["ordinal"]))
    if not rows:
        return []
    body = tuple(
        (
            Cell(show_text(s["words"], 400), notes.cite(s["sensitivity_id"]), s["status"]),
            Cell(say_percent(s["p_over"]), is_bold=True),
            Cell(say_estimate(s["amount"], None, None, s["unit"])),
            Cell(say_span(s["period_start"], s["period_end"])),
        )
        for s in rows
    )
    heads = columns(("Assumptions", 5), ("Over the cap", 1.2, True), ("Median amount", 1.4, True), ("Period", 1))
    caption = "Each change goes against the estimate; they do not say how likely an assumption is to be wrong"
    return [Heading("What would change the estimate"), Table(caption, heads, body)]


def show_sentence(words: str) -> str:
    """Words with a capital and a full stop, made inert."""
    text = show_text(words[:1].upper() + words[1:], 900)
    return text if text.endswith((".", "!", "?", "]")) else f"{text}."
