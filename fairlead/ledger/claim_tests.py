"""Claim tests: a claim beside our own count for the same period, with how much of that period was watched.

Most claims cannot be refuted by what was not seen, since most days nobody looked. And a claim is not supported by the
claimant's own images told a second time. Each row says both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.tables import CLAIM_ORIGINS, CLAIM_TESTS, CLAIMS, ORIGINS, QUESTIONS
from fairlead.base.timeline import say_span
from fairlead.base.wording import plural, say_count, say_number, sentence
from fairlead.ledger.items import by_ordinal, question_of, question_of_ships
from fairlead.ledger.like_trips import LikeTrips
from fairlead.ledger.observers import Observers, claimant_names
from fairlead.ledger.own_figures import (
    Figure,
    Held,
    IsApart,
    count_days,
    count_ships_in,
    count_trips_in,
    gather_held,
    sum_amounts_in,
)
from fairlead.ledger.words import fold

Row = Mapping[str, Any]
Verdict = Literal["supports", "contradicts", "consistent but not diagnostic"]

TRIP_UNITS = ("trip", "round trip", "voyage", "journey", "call", "port call", "delivery", "shipment")
"""Units that count what TRIPS counts."""
VESSEL_UNITS = ("vessel", "ship", "hull")
"""Units that count ships; a question's own word for its carriers (tanker) is one too."""
TESTED_STANCES = ("assert", "confirm", "deny")
"""Silence is no statement that could be tested."""


def check_claims(
    claims: pa.Table,
    questions: pa.Table,
    question_places: pa.Table,
    places: pa.Table,
    trips: pa.Table,
    alternatives: pa.Table,
    cargoes: pa.Table,
    watches: pa.Table,
    stays: pa.Table,
    observations: pa.Table,
    claim_origins: pa.Table,
    origins: pa.Table,
    vessels: pa.Table,
    lexicon: pa.Table,
) -> pa.Table:
    """Set each claim about a question's transfer beside our own figure for the claim's period.

    *Trips, voyages, calls*: ``ours_low`` counts documented trips whose call lies wholly inside the claim's period,
    ``ours_high`` all that may lie in it, possible ones too. *Vessels*: different ships of those trips, unnamed hulls
    only at the upper end. *The question's unit* (barrels): what the documented ones could carry, at the lowest and the
    highest load share. Any other unit cannot be tested with calls, and the row says so.

    Verdicts. ``supports``: our low figure reaches the claim's lower end without the rows that rest only on
    observations in which those behind the claim had a hand: its speaker, the origins it goes back to, and whoever is
    credited or named together with one of them. ``contradicts``: our count of trips, every open merge taken off,
    exceeds the claim's upper end; or every loading place was looked at on every day of the period and even our high
    figure stays below the claim. All else, and every denial, is ``consistent but not diagnostic``: a call is not a
    load, and an unseen day proves nothing. Our trips are first narrowed to the claim's places and ships; what speaks of
    another period, place, ship, fleet or goods, of a rate, or of what is only expected ``cannot be tested``, in words
    (:mod:`fairlead.ledger.like_trips`). An altered copy ``cannot be tested`` as if it were a claim of its own.

    Args:
        claims: CLAIMS; those that assert, confirm or deny are tested.
        questions: QUESTIONS.
        question_places: QUESTION_PLACES; looks at the loading places are the coverage.
        places: PLACES, to find them by label.
        trips: TRIPS.
        alternatives: ALTERNATIVES; an open one that may lower the count weakens a contradiction.
        cargoes: CARGOES; rows at a load share give the amounts.
        watches: WATCHES.
        stays: STAYS, to walk from a trip to its observations.
        observations: OBSERVATIONS, for who observed.
        claim_origins: CLAIM_ORIGINS of the claims.
        origins: ORIGINS of the claims.
        vessels: VESSELS, to find the ships that a claim names.
        lexicon: LEXICON, for the classes of goods.

    Returns:
        CLAIM_TESTS, one row for each such claim.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Our trips are those of the question's period; of a claim that reaches beyond it only the common part is
        compared. A day with a look is not a day without a missed call. Observers are compared by name.
    """
    asked = by_ordinal(QUESTIONS.check(questions).to_pylist())
    held = gather_held(asked, question_places, places, trips, alternatives, cargoes, watches)
    said = CLAIMS.check(claims).sort_by("claim_id").to_pylist()
    behind = _Behind(Observers(stays, observations, (c["speaker_org"] for c in said)), claim_origins, origins)
    like = LikeTrips(question_places, places, vessels, lexicon)
    rows = []
    for c in said:
        has_direction = c["from_party"] is not None and c["to_party"] is not None
        question = (question_of(c, asked) or question_of_ships(c, asked)) if has_direction else None
        if c["stance"] in TESTED_STANCES and question is not None:
            rows.append(_test(c, held[question["question"]], behind, like))
    return CLAIM_TESTS.from_rows(rows)


class _Behind:
    """Who stands behind each claim, and which observations are not theirs."""

    def __init__(self, observers: Observers, claim_origins: pa.Table, origins: pa.Table) -> None:
        self._observers = observers
        self._traced = {r["claim_id"]: r for r in CLAIM_ORIGINS.check(claim_origins).to_pylist()}
        self._origins = {o["origin_id"]: o for o in ORIGINS.check(origins).to_pylist()}

    def say_altered(self, claim: Row) -> str | None:
        """What a copy changed on the way; None for a claim that is no altered copy."""
        traced = self._traced.get(claim["claim_id"], {})
        return str(traced["words"]) if traced.get("relation") == "altered copy" else None

    def own(self, figure: Figure) -> Row:
        """The trips of a figure that rest only on those behind the claim, and whom their observations are credited
        to."""
        if figure.own is None:
            return {}
        return {"ours_own": len(figure.own), "own_observers": self._observers.credits_of(figure.own)}

    def is_apart(self, claim: Row) -> IsApart:
        """Whether a trip rests on more than observations of those behind the claim."""
        traced = self._traced.get(claim["claim_id"], {})
        ids = [traced.get("origin_id"), *(traced.get("other_origin_ids") or ())]
        hands = self._observers.hands_of(claimant_names(claim, [self._origins[i] for i in ids if i in self._origins]))
        return lambda trip: self._observers.has_independent(trip, hands)


def _test(claim: Row, held: Held, behind: _Behind, like: LikeTrips) -> dict[str, Any]:
    """The CLAIM_TESTS row of one claim."""
    start, end = claim["period_start"], claim["period_end"]
    row: dict[str, Any] = {
        "claim_test_id": content_id("claim_test", claim["claim_id"], held.question["question"]),
        "claim_id": claim["claim_id"],
        "question": held.question["question"],
        "claimed_low": claim["qty_low"],
        "claimed_high": claim["qty_high"],
    }
    looks: dict[int, str] = {}
    if start is not None and end is not None:
        row["days_total"] = count_days(start, end)
        if held.looks:
            looks = held.watched_days(start, end)
            row["days_watched"] = len(looks)
    figure = _beside(claim, held, behind, like)
    if claim["rescinded"]:
        figure = f"it is rescinded in this case: {claim['rescinded']}"
    if isinstance(figure, str):
        row |= {"verdict": "cannot be tested", "words": sentence(f"{claim['label']} cannot be tested: {figure}")}
        return row | {"sources": [claim["claim_id"]]}
    if claim["stance"] != "deny":
        row |= behind.own(figure)
    if claim["vessels"]:  # counts of ships contradict nothing, since a name may be wrong: nor do trips of named ones
        figure = replace(figure, contradicting=0, can_fall_short=False)
    verdict = judge(claim, figure, claim["stance"] != "deny" and held.is_watched_throughout(start, end))
    return row | {
        "verdict": verdict,
        "unit": figure.unit,
        "ours_low": figure.low,
        "ours_high": figure.high,
        "words": _say(claim, held, figure, verdict, row),
        "sources": sorted({claim["claim_id"], *figure.ids, *looks.values()}),
    }


def judge(claim: Row, figure: Figure, is_watched_throughout: bool) -> Verdict:
    """The verdict on a claim, by the rules of :func:`check_claims`."""
    low, high = claim["qty_low"], claim["qty_high"]
    if claim["stance"] == "deny":
        return "consistent but not diagnostic"
    if high is not None and figure.contradicting > high:
        return "contradicts"
    if low is not None and figure.supporting >= low > 0:
        return "supports"
    if low is not None and is_watched_throughout and figure.can_fall_short and figure.high < low:
        return "contradicts"
    return "consistent but not diagnostic"


def _figure(claim: Row, held: Held, behind: _Behind) -> Figure | str:
    """Our figure in the claim's unit, or why there is none."""
    start, end, unit = claim["period_start"], claim["period_end"], fold(claim["unit"])
    if altered := behind.say_altered(claim):
        return f"it is an altered copy, no claim of its own. {altered}"
    if claim["qty_low"] is None and claim["qty_high"] is None:
        return "it states no figure"
    if start is None or end is None:
        return "it states no period"
    is_apart = behind.is_apart(claim)
    if unit in TRIP_UNITS:
        return count_trips_in(held, start, end, is_apart)
    if unit in VESSEL_UNITS or unit == fold(held.question["carrier"]):
        return count_ships_in(held, start, end, is_apart)
    if unit and unit == fold(held.question["unit"]):
        amounts = sum_amounts_in(held, start, end, is_apart)
        return amounts or f"no amount in {unit}s is computed for trips of that period"
    return f"calls of ships do not count its unit ({claim['unit'] or 'none stated'})"


def _beside(claim: Row, held: Held, behind: _Behind, like: LikeTrips) -> Figure | str:
    """Our figure of the same period, places and ships, or why there is none."""
    is_denial = claim["stance"] == "deny"
    first = None if is_denial else _figure(claim, held, behind)
    if isinstance(first, str):
        return first
    start, end, q = claim["period_start"], claim["period_end"], held.question
    if start is not None and end is not None and not (start < q["period_end"] and q["period_start"] < end):
        asked = say_span(q["period_start"], q["period_end"])
        return f"it speaks of {say_span(start, end)}, the case counts only {asked}"
    narrowed = like.narrow(claim, held)
    if isinstance(narrowed, str):
        return narrowed
    part, words = narrowed
    if part is held and first is not None:
        return first
    figure = _denied(claim, part) if is_denial else _figure(claim, part, behind)
    return replace(figure, words=f"{figure.words}; {words}") if words and isinstance(figure, Figure) else figure


def _denied(claim: Row, held: Held) -> Figure:
    """Our trips that stand beside a denial: those of its period, or of the question's where it states none."""
    start = claim["period_start"] or held.question["period_start"]
    end = claim["period_end"] or held.question["period_end"]
    return count_trips_in(held, start, end, lambda _: True)


def _say(claim: Row, held: Held, figure: Figure, verdict: Verdict, row: Row) -> str:
    """The test in words: what is claimed, what we have, what was watched, what follows."""
    verb = {"deny": "denies the transfer", "confirm": f"confirms {_claimed(claim)}"}.get(
        claim["stance"], f"says {_claimed(claim)}"
    )
    start, end = claim["period_start"], claim["period_end"]
    period = f" for {say_span(start, end)}" if start is not None and end is not None else ""
    sentences = [f"{claim['label']} {verb}{period}; {figure.words}"]
    if start is not None and end is not None:
        sentences.append(_watched(held, row, start, end))
        if start < held.question["period_start"] or end > held.question["period_end"]:
            asked = say_span(held.question["period_start"], held.question["period_end"])
            sentences.append(f"the case counts only {asked}, so a part of the claim's period is not covered")
    sentences.append(_follows(claim, figure, verdict))
    return " ".join(sentence(s) for s in sentences)


def _claimed(claim: Row) -> str:
    low, high, unit = claim["qty_low"], claim["qty_high"], claim["unit"]
    if low is None and high is None:
        return "it, with no figure"
    if low is not None and low == high:
        said = say_number(low)
    elif low is not None:
        said = f"{say_number(low)} or more" if high is None else f"{say_number(low)} to {say_number(high)}"
    else:
        said = f"up to {say_number(high)}"
    return f"{said} {unit if low == high == 1 else plural(unit)}"


def _watched(held: Held, row: Row, start: Any, end: Any) -> str:
    if not held.looks:
        return "no loading place of this question is known, so nothing can be said of days watched"
    vague = sum(s < end and start < e for s, e, _ in held.vague)
    where = "the loading place" if len(held.looks) == 1 else f"one or more of {len(held.looks)} loading places"
    words = f"looks at {where} are held for {row['days_watched']} of {row['days_total']} days"
    return f"{words}; {say_count(vague, 'more look')} of unknown day may lie in the period" if vague else words


def _follows(claim: Row, figure: Figure, verdict: Verdict) -> str:
    """What follows, and what does not."""
    if claim["stance"] == "deny":
        return "a documented call is not a load, so calls decide no denial"
    if verdict == "supports":
        return "our rows reach what is claimed, without those that rest only on the claimant's own observations"
    if verdict == "contradicts":
        is_over = claim["qty_high"] is not None and figure.contradicting > claim["qty_high"]
        return (
            "our rows exceed it, open merges taken off"
            if is_over
            else "every day was watched, and our rows stay below it"
        )
    if claim["qty_low"] is not None and figure.low >= claim["qty_low"]:
        return "our rows reach what is claimed only with the claimant's own observations, so they do not support it"
    return "what was not watched can neither support nor contradict it"
