"""How many trips: documented, after doubt, estimated, claimed, possible. Five kinds of figure, never mixed or added."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import lgamma
from typing import Annotated, Any

import numpy as np
import pyarrow as pa

from fairlead.base.bounds import Within, check_fields
from fairlead.base.draws import DOT_QUANTILES, Counts
from fairlead.base.ids import content_id
from fairlead.base.periods import find_across
from fairlead.base.tables import (
    ALTERNATIVES,
    CLAIMS,
    LOOKS,
    PLACES,
    QUESTION_PLACES,
    QUESTIONS,
    SEASON_TOTALS,
    TRIP_ESTIMATES,
    TRIPS,
    WATCHES,
)
from fairlead.base.timeline import say_span
from fairlead.base.wording import say_many, say_number
from fairlead.trips.not_estimated import why_no_estimate

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ActualParams:
    """What an estimate may start from, and where it is refused."""

    trip_units: tuple[str, ...] = ("trip", "voyage", "call", "delivery", "shipment", "journey")
    """Units of a claim that count trips. A claim in another unit (barrels, vessels) is no count of trips."""
    most_per_seen: Annotated[int, Within(1, 128)] = 64
    """No estimate is given whose 99 % point exceeds this many trips for each one seen: the stated share then leaves the
    number without a bound worth printing. Our judgement; a share worth 30 looks stays below 6."""
    most_seen: Annotated[int, Within(1, 100_000)] = 100_000
    """No estimate starts from more trips than this: a guard against a slip in a claim, and a bound on memory."""

    def __post_init__(self) -> None:
        check_fields(self)


def estimate_trips(
    trips: pa.Table,
    alternatives: pa.Table,
    questions: pa.Table,
    claims: pa.Table,
    season_totals: pa.Table,
    looks: pa.Table | None = None,
    watches: pa.Table | None = None,
    question_places: pa.Table | None = None,
    places: pa.Table | None = None,
    params: ActualParams = ActualParams(),
) -> pa.Table:
    """Say how many trips there were, in up to five kinds of figure a question.

    Args:
        trips: TRIPS rows, any order.
        alternatives: ALTERNATIVES rows. Decided ones (``decision`` not null) are left out: the trips honour them.
        questions: QUESTIONS rows.
        claims: CLAIMS rows; a question names its claims by label.
        season_totals: SEASON_TOTALS rows; where a question has them they are its *after_doubt* and *estimated*: both
            are of the same draws, so that no world holds more seen trips than trips.
        looks: LOOKS rows; where nothing was sampled from them and no share seen is stated, the documented row says why.
        watches: WATCHES rows.
        question_places: QUESTION_PLACES rows.
        places: PLACES rows.
        params: :class:`ActualParams`.

    Returns:
        TRIP_ESTIMATES. *documented* and *after_doubt* always; *possible*, *claimed* and *estimated* where there is
        something to say. Chances are computed, not drawn: the same rows give the same bytes.

        *after_doubt*: an open alternative of effect -1 that ties trips takes one away, one of a single trip takes that
        trip, one of effect +1 adds one, each with its own chance, independently; trips that are tied together keep at
        least one. *estimated*: the posterior of N trips given n seen, prior 1/N, share seen Beta(a, b):
        p(N) = C(N-1, n-1) B(n+a, N-n+b) / B(a, b).

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        The estimate holds only under the stated share; where it starts from a claim, only if the claim is right. Looks
        that are not independent of trips (cued ones) are not modelled here.
    """
    counted_by, open_by = defaultdict[str, list[Row]](list), defaultdict[str, list[Row]](list)
    columns = ["trip_id", "question", "vessel_id", "is_counted", "calls_min", "calls_max", "status"]
    columns += ["start_time", "end_time"]
    for trip in TRIPS.check(trips).select(columns).sort_by("trip_id").to_pylist():
        counted_by[trip["question"]].append(trip)
    for row in ALTERNATIVES.check(alternatives).sort_by("alternative_id").to_pylist():
        if row["decision"] is None:
            open_by[row["question"]].append(row)
    by_label, sampled = claims_by_label(claims), defaultdict[str, dict[str, Row]](dict)
    for row in SEASON_TOTALS.check(season_totals).to_pylist():
        sampled[row["question"]][row["basis"]] = row
    looked = [] if looks is None else LOOKS.check(looks).to_pylist()
    watched = [] if watches is None else WATCHES.check(watches).to_pylist()
    loading = _loading(question_places, places)
    made: list[Row] = []
    for ask in QUESTIONS.check(questions).sort_by("question").to_pylist():
        name = ask["question"]
        why = why_no_estimate(ask, looked, watched, loading[name])
        made += [
            {"estimate_id": content_id("estimate", name, row["basis"]), "question": name, "dots": [], **row}
            for row in _estimates(ask, counted_by[name], open_by[name], by_label, sampled[name], why, params)
        ]
    return TRIP_ESTIMATES.from_rows(made)


def _loading(question_places: pa.Table | None, places: pa.Table | None) -> dict[str, set[str]]:
    """Ids of the loading places of each question."""
    ids, found = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for p in PLACES.check(places).to_pylist() if places is not None else ():
        ids[p["label"]].add(p["place_id"])
    for r in QUESTION_PLACES.check(question_places).to_pylist() if question_places is not None else ():
        if r["role"] == "load":
            found[r["question"]] |= ids[r["place"]]
    return found


def _estimates(
    ask: Row,
    all_trips: list[Row],
    open_alternatives: list[Row],
    claims: dict[str, Row],
    sampled: dict[str, Row],
    why_none: str,
    params: ActualParams,
) -> Iterator[Row]:
    trips = [t for t in all_trips if t["is_counted"]]
    documented = _documented(ask, trips)
    across = find_across(ask, all_trips)
    if across:
        documented["words"] += f" {_say_across(len(across), is_sampled='estimated' in sampled)}"
    estimated = _sampled(sampled["estimated"]) if "estimated" in sampled else _estimated(ask, trips, claims, params)
    if estimated is None:
        estimated = why_none
    if isinstance(estimated, str):
        documented["words"] += " " + estimated
    elif "estimated" in sampled and (below := sum(d < len(trips) for d in sampled["estimated"]["dots"])):
        documented["words"] += (
            f" {below} of 50 equal chances of the estimate lie below: there some ship seen was none of this fleet, a "
            "name was wrong, or sightings of one trip are counted as two."
        )
    yield documented
    if "after_doubt" in sampled:
        yield _sampled(sampled["after_doubt"]) | {"vessels": _vessels(trips), "status": "documented"}
    else:
        yield _after_doubt(ask, trips, open_alternatives)
    if possible := [t for t in all_trips if t["calls_max"] > t["calls_min"]]:
        further = sum(t["calls_max"] - t["calls_min"] for t in possible)
        yield {
            "basis": "possible",
            "count": further,
            "vessels": _vessels(possible),
            "status": "possible",
            "words": f"{say_many(further, 'trip')} more possible beside them, and not counted."
            + (f" {say_number(len(across))} of them dated across an edge of the period." if across else ""),
            "sources": [t["trip_id"] for t in possible],
        }
    if claim := find_count(claims, ask["claimed_trips"], params.trip_units):
        yield {
            "basis": "claimed",
            "count": claimed_count(claim),
            "status": "claimed",
            "words": f"{_said(claim)}. A claim, not our count.",
            "sources": [claim["claim_id"]],
        }
    if isinstance(estimated, dict):
        yield estimated


def _say_across(trips: int, *, is_sampled: bool) -> str:
    words = f"{say_many(trips, 'trip')} dated across an edge of the period "
    words += f"{'is' if trips == 1 else 'are'} possible and not in it"
    if is_sampled:
        words += "; sampled figures hold every loading stay of which a part lies in the period"
    return f"{words}."


def _sampled(total: Row) -> Row:
    """A figure sampled from looks, sightings and AIS together."""
    carried = ("basis", "p05", "p50", "p95", "dots", "given", "words")
    bounds = {c: total[c] for c in ("least", "most")} if total["basis"] == "after_doubt" else {}
    return {c: total[c] for c in carried} | bounds | {"status": "estimated", "sources": [total["season_total_id"]]}


def _documented(ask: Row, trips: list[Row]) -> Row:
    kinds = Counter(t["status"] for t in trips)
    vessels = _vessels(trips)
    if trips:
        parts = ", ".join(f"{n} {kind}" for kind, n in sorted(kinds.items()))
        ships = say_many(vessels, f"named {ask['carrier']}")
        words = f"{say_many(len(trips), 'trip')} counted ({parts}); {ships} among them."
    else:
        words = "No trip is documented in the evidence held; days nobody watched prove nothing."
    return {
        "basis": "documented",
        "count": len(trips),
        "vessels": vessels,
        "status": "documented",
        "words": words,
        "sources": [t["trip_id"] for t in trips] or [question_id(ask)],
    }


def _after_doubt(ask: Row, trips: list[Row], open_alternatives: list[Row]) -> Row:
    losing = [a for a in open_alternatives if a["effect"] < 0 and a["trip_ids"]]
    adding = [a["chance_frac"] for a in open_alternatives if a["effect"] > 0 and a["chance_frac"] is not None]
    lost, most_lost = Counts.one_of(()), 0
    for tied in _tied(losing):
        lost = lost.plus(_lost(tied))
        most_lost += min(len(tied), _size(tied) - all(len(a["trip_ids"]) > 1 for a in tied))
    added = Counts.one_of(adding)
    count = Counts(-(lost.lowest + len(lost.chance) - 1), lost.chance[::-1]).plus(added)
    count = Counts(count.lowest + len(trips), count.chance)
    low, high = max(len(trips) - most_lost, 0), len(trips) + len(adding)
    p05, p50, p95 = (max(count.quantile(q), 0) for q in (0.05, 0.5, 0.95))
    chances = sum(a["chance_frac"] is not None for a in losing) + len(adding)
    bare = sum(a["chance_frac"] is None for a in losing)
    if not losing and not adding:
        words = f"No open alternative with a stated chance touches the {say_many(len(trips), 'trip')}."
    else:
        words = f"({low}–{high}) trips after doubt about identity and double counting, 90 % {p05}–{p95}: "
        words += f"{say_many(chances, 'open alternative')} with a stated chance"
        words += f", and {bare} with none that only widen{'s'[: bare == 1]} the bounds." if bare else "."
    return {
        "basis": "after_doubt",
        "p05": p05,
        "p50": p50,
        "p95": p95,
        "least": low,
        "most": high,
        "dots": [max(d, 0.0) for d in count.dots()],
        "vessels": _vessels(trips),
        "status": "documented",
        "words": words,
        "sources": [t["trip_id"] for t in trips] + [a["alternative_id"] for a in losing] or [question_id(ask)],
    }


def _tied(alternatives: Sequence[Row]) -> list[list[Row]]:
    """The alternatives in groups that share no trip with each other."""
    parent: dict[str, str] = {}

    def root(trip: str) -> str:
        while parent.setdefault(trip, trip) != trip:
            parent[trip] = trip = parent[parent[trip]]
        return trip

    for a in alternatives:
        for other in a["trip_ids"][1:]:
            parent[root(other)] = root(a["trip_ids"][0])
    groups = defaultdict[str, list[Row]](list)
    for a in alternatives:
        groups[root(a["trip_ids"][0])].append(a)
    return list(groups.values())


def _size(tied: Iterable[Row]) -> int:
    return len({trip for a in tied for trip in a["trip_ids"]})


def _lost(tied: Sequence[Row]) -> Counts:
    """How many trips a group of tied alternatives takes away: one each, but merging alone leaves one of the group."""
    chances = [(a["chance_frac"], len(a["trip_ids"])) for a in tied if a["chance_frac"] is not None]
    merged = Counts.one_of(p for p, n in chances if n > 1)
    removed = Counts.one_of(p for p, n in chances if n == 1)
    size = _size(tied)
    m = np.minimum(np.arange(len(merged.chance)) + merged.lowest, size - 1)
    r = np.arange(len(removed.chance)) + removed.lowest
    lost = np.minimum(m[:, None] + r[None, :], size)
    weights = np.outer(merged.chance, removed.chance).ravel()
    return Counts(0, np.bincount(lost.ravel(), weights=weights).astype(np.float64))


def _estimated(ask: Row, trips: list[Row], claims: dict[str, Row], params: ActualParams) -> Row | str | None:
    """The estimate, or why none is made, or None where none is asked for."""
    a, b = ask["seen_share_alpha"], ask["seen_share_beta"]
    if a is None or b is None:
        return None
    if ask["estimate_from"] == "documented":
        n, sources, whose = len(trips), [t["trip_id"] for t in trips], f"the documented {len(trips):,}"
        given = "given the documented trips"
    else:
        claim = find_count(claims, ask["estimate_from"], params.trip_units)
        if claim is None:
            if (named := claims.get(ask["estimate_from"])) and named["rescinded"]:
                return f"No estimate: the claim {named['label']} that it would start from is rescinded in this case."
            return f"No estimate: no claim {ask['estimate_from']!r} that counts trips is held."
        n, sources = int(claimed_count(claim)), [claim["claim_id"]]
        whose = f"{claim['speaker']}'s {n:,}"
        given = f"given {claim['label']} ({claim['speaker']})"
    if n < 1:
        return "No estimate: it would start from no trip at all."
    if n > params.most_seen:
        return f"No estimate: {n:,} trips to start from are more than {params.most_seen:,}."
    if a <= 0 or b <= 0:
        return f"No estimate: Beta({a:g}, {b:g}) is no distribution of the share seen."
    count = posterior(n, a, b, params.most_per_seen * n)
    if count is None:
        return f"No estimate: a share seen of Beta({a:g}, {b:g}) leaves the number of trips without a useful bound."
    p05, p50, p95 = (count.quantile(q) for q in (0.05, 0.5, 0.95))
    reason = f", {ask['seen_share_reason']}" if ask["seen_share_reason"] else ""
    return {
        "basis": "estimated",
        "p05": p05,
        "p50": p50,
        "p95": p95,
        "dots": count.dots(),
        "given": given + reason,
        "status": "estimated",
        "words": f"If {whose} is right, {p50:,} trips, 90 % {p05:,}–{p95:,}{reason} (share seen Beta({a:g}, {b:g}), "
        f"mean {a / (a + b):.2g}).",
        "sources": [*sources, question_id(ask)],
    }


def posterior(n: int, alpha: float, beta: float, most: int) -> Counts | None:
    """Chances of N actual trips given ``n`` >= 1 seen, the share seen Beta(alpha, beta), prior 1/N on N.

    p(N | n) is proportional to (1/N) C(N, n) B(n + alpha, N - n + beta); since C(N, n)/N = C(N-1, n-1)/n, the sum over
    N is B(alpha, beta)/n exactly (negative binomial), so each chance is known without cutting the tail off.

    Returns:
        Chances from N = n up to beyond the 99 % point (the highest of the fifty dots), or None where that point lies
        above ``most``.
    """
    first = _log_beta(n + alpha, beta) - _log_beta(alpha, beta)
    length = 4 * n + 64
    while True:
        above = np.arange(min(length, most - n + 1) - 1, dtype=np.float64)
        at = above + n
        steps = np.log(at / (above + 1)) + np.log((above + beta) / (at + alpha + beta))
        chance = np.exp(first + np.concatenate([[0.0], np.cumsum(steps)]))
        if chance.sum() > (1 + DOT_QUANTILES[-1]) / 2:
            return Counts(n, chance)
        if length >= most - n + 1:
            return None
        length *= 4


def _log_beta(x: float, y: float) -> float:
    return lgamma(x) + lgamma(y) - lgamma(x + y)


def claims_by_label(claims: pa.Table) -> dict[str, Row]:
    """Claims by label; of two with one label, the first by id."""
    rows = CLAIMS.check(claims).sort_by([("claim_id", "descending")]).to_pylist()
    return {row["label"]: row for row in rows}


def find_count(claims: dict[str, Row], label: str | None, trip_units: Sequence[str]) -> Row | None:
    """The claim of that label, where it is held, counts trips and is not rescinded."""
    claim = claims.get(label or "")
    if claim is None or claim["rescinded"] or claim["unit"] not in trip_units or claimed_count(claim) is None:
        return None
    return claim


def claimed_count(claim: Row) -> Any:
    """The number a claim states: its lower end ("at least 32"), else its upper end ("up to 40")."""
    return claim["qty_high"] if claim["qty_low"] is None else claim["qty_low"]


def question_id(ask: Row) -> str:
    """The id of a question's own row, for what rests on its settings."""
    return f"question:{ask['question']}"


def _said(claim: Row) -> str:
    period = f", {say_span(claim['period_start'], claim['period_end'])}" if claim["period_start"] else ""
    words = claim["quantity_words"] or say_many(claimed_count(claim), "trip")
    said = say_span(claim["said_start"], claim["said_end"])
    return f"{claim['speaker']} ({claim['outlet']}, {said}) said: {words}{period}"


def _vessels(trips: Iterable[Row]) -> int:
    return len({t["vessel_id"] for t in trips if t["vessel_id"] is not None})
