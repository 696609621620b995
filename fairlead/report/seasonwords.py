"""A sampled question in words that an editor could print: three figures, what each means, and what they cannot show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fairlead.base.wording import say_many, sentence
from fairlead.ledger.estimate_state import PRIOR, UNSETTLED, estimate_states
from fairlead.report.blocks import Span
from fairlead.report.grammar import say_number
from fairlead.report.held import Row
from fairlead.report.inert import show_text
from fairlead.report.notes import Notes
from fairlead.report.watchlanes import Look, say_hours_of_day


def season_spans(
    ask: Row, trips: Mapping[str, Any], totals: Mapping[str, Row], looks: list[Look], notes: Notes
) -> Iterator[Span]:
    """The three figures, one sentence each with what it means.

    Args:
        trips: ``trips`` of the answer object.
        totals: SEASON_TOTALS rows of the question by basis.
        looks: its looks.
    """
    seen, actual = totals["after_doubt"], totals["estimated"]
    carrier = show_text(ask["carrier"], 30)
    yield Span(
        "That is what is documented: behind each stand reports named here, or what follows from them."
        if trips["documented"]
        else "Nothing is documented."
    )
    yield Span(
        f"Allowing for doubt about which ship was seen, and about which sightings are of one stay, "
        f"{_figure(seen, f'{carrier} trip')} {'is' if seen['p50'] == 1 else 'are'} told of by a sighting at either "
        f"end, or by AIS where they load.{_fewer(trips['documented'], seen)}",
        notes.cite(seen["season_total_id"]),
    )
    yield Span(
        f"With those that nobody saw, we estimate {_figure(actual, f'{carrier} trip')}: computed, not observed, "
        f"{show_text(actual['given'], 300)}.",
        notes.cite(actual["season_total_id"]),
    )
    states = say_states(actual)
    if PRIOR in states:
        yield Span(
            "No look is held, so this is the prior: what was assumed before any evidence, and no finding about these "
            "ships.",
            is_bold=True,
        )
    elif told := [s for s in states if s != UNSETTLED]:
        yield Span(sentence("; ".join(told)), is_bold=True)
    if not actual["is_settled"] or not seen["is_settled"]:
        yield Span(
            "Who was seen is not settled: computations that began differently disagree, and the figures span them all.",
            is_bold=True,
        )
    yield Span("The three answer different questions and are not to be added, nor one given for another.")
    yield Span(" ".join(_blind_spots(looks)))


def say_states(total: Row) -> list[str]:
    """What a sampled figure must not be printed without: ``no looks, this is the prior``; that its chains disagree.

    What is told of by sightings is no prior, looks or none: only of those that nobody saw is that said.
    """
    states = [s for s in estimate_states(total["words"]) if total["basis"] == "estimated" or s == UNSETTLED]
    return states if total["is_settled"] or UNSETTLED in states else [*states, UNSETTLED]


def _fewer(documented: float | None, seen: Row) -> str:
    """Why fewer trips may be told of than are documented; empty where that is not so."""
    if documented is None or documented <= seen["p95"]:
        return ""
    return f" The {say_number(documented)} documented are more: some of them are likely to be the same trip."


def _figure(total: Row, noun: str) -> str:
    """``39 tanker trips (nine chances in ten: 31 to 50)``; an interval of one value is said once."""
    low, high = say_number(total["p05"]), say_number(total["p95"])
    within = f"{low} to {high}" if low != high else f"no other number than {low}"
    return f"{say_many(total['p50'], noun)} (nine chances in ten: {within})"


def _blind_spots(looks: list[Look]) -> Iterator[str]:
    """What no count of looks can show."""
    hours = say_hours_of_day(looks)
    yield sentence(
        f"{hours}; a ship that always loads and leaves outside those hours is in none of these figures"
        if hours
        else "Ships that always load when no look is taken are in none of these figures"
    )
    yield "Nor do they show what was loaded, or whether anything was: a call is not a load."
