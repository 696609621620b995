"""A sampled question in words that an editor could print; and, apart, what its figures mean and cannot show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fairlead.base.wording import sentence
from fairlead.ledger.estimate_state import PRIOR, UNSETTLED, estimate_states
from fairlead.report.blocks import Span
from fairlead.report.grammar import say_number
from fairlead.report.held import Row
from fairlead.report.inert import show_text
from fairlead.report.notes import Notes
from fairlead.report.watchlanes import Look, say_hours_of_day


def season_spans(
    trips: Mapping[str, Any], totals: Mapping[str, Row], looks: list[Look], notes: Notes
) -> tuple[list[Span], list[Span]]:
    """After doubt and estimated, as the answer says them; and what the three figures mean and cannot show.

    Args:
        trips: ``trips`` of the answer object.
        totals: SEASON_TOTALS rows of the question by basis.
        looks: its looks.
    """
    seen, actual = totals["after_doubt"], totals["estimated"]
    said = [
        Span(
            f"Allowing for doubt about who was seen, and which sightings are of one stay, it tells of {_figure(seen)}.",
            notes.cite(seen["season_total_id"]),
        ),
        Span(
            f"With those that nobody saw, we estimate {_figure(actual)}: computed, not observed.",
            notes.cite(actual["season_total_id"]),
        ),
        *_states(seen, actual),
    ]
    return said, [
        Span(" ".join([*_fewer(trips["documented"], seen), *_meanings(actual)])),
        Span(" ".join(_blind_spots(looks))),
    ]


def _states(seen: Row, actual: Row) -> Iterator[Span]:
    """What neither figure may be printed without."""
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


def _meanings(actual: Row) -> Iterator[str]:
    """What each of the three figures is."""
    yield "Behind each documented trip stand reports named here, or what follows from them."
    yield "After doubt counted are trips with a sighting at either end, or with AIS where they load."
    yield f"The estimate is {show_text(actual['given'], 300)}."
    yield "The three answer different questions and are not to be added, nor one given for another."


def say_states(total: Row) -> list[str]:
    """What a sampled figure must not be printed without: ``no looks, this is the prior``; that its chains disagree.

    What is told of by sightings is no prior, looks or none: only of those that nobody saw is that said.
    """
    states = [s for s in estimate_states(total["words"]) if total["basis"] == "estimated" or s == UNSETTLED]
    return states if total["is_settled"] or UNSETTLED in states else [*states, UNSETTLED]


def _fewer(documented: float | None, seen: Row) -> Iterator[str]:
    """Why it tells of fewer trips than are documented, where it does."""
    if documented is not None and documented > seen["p95"]:
        yield f"Some of the {say_number(documented)} documented are likely to be the same trip."


def _figure(total: Row) -> str:
    """``39 (nine chances in ten: 31 to 50)``; an interval of one value is said once."""
    low, high = say_number(total["p05"]), say_number(total["p95"])
    within = f"{low} to {high}" if low != high else f"no other number than {low}"
    return f"{say_number(total['p50'])} (nine chances in ten: {within})"


def _blind_spots(looks: list[Look]) -> Iterator[str]:
    """What no count of looks can show."""
    hours = say_hours_of_day(looks)
    yield sentence(
        f"{hours}; a ship that always loads and leaves outside those hours is in none of these figures"
        if hours
        else "Ships that always load when no look is taken are in none of these figures"
    )
    yield "Nor do they show what was loaded, or whether anything was: a call is not a load."
