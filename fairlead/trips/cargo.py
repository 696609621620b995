"""Cargo: what trips could carry, by published load shares and as draws. A call is not a load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import numpy as np
import pyarrow as pa

from fairlead.base.bounds import Share, Within, check_fields
from fairlead.base.draws import Floats, quantile, stream
from fairlead.base.ids import content_id
from fairlead.base.tables import (
    CARGOES,
    CONVERSIONS,
    DRAWS,
    LOAD_SHARES,
    QUESTIONS,
    TOTALS,
    TRIP_ESTIMATES,
    TRIPS,
    VESSELS,
)
from fairlead.base.timeline import say_span
from fairlead.base.units import MOST_LOAD_FRAC
from fairlead.base.wording import MORE_AFTER_DOUBT, say_load_share, say_many
from fairlead.trips.actual import claims_by_label, question_id
from fairlead.trips.days import DAY_S, DayDraws, Days, Whole
from fairlead.trips.fleets import Fleet
from fairlead.trips.hulls import KnownFleet
from fairlead.trips.loads import LoadLaw
from fairlead.trips.sampled import Sampled
from fairlead.trips.trade import Factor, Trade, find_factor

Row = dict[str, Any]

NAMED_AT_MOST = 10
"""A cargo row names the hulls or measured loads it borrows from where they are at most this many; a total names all."""

LOADS_AT_ONCE = 2_000_000
"""Loads held in memory at a time (16 MB a column)."""


@dataclass(frozen=True, slots=True)
class CargoParams:
    """Load assumptions and draws."""

    load_shares: Annotated[tuple[float, ...], Within(0, 1.5, is_above=True)] = (1 / 3, 1 / 2, 0.6, 0.9, 1.0)
    """Shares of deadweight that were published: one third, one half, 90 % (US 2018), 60 % (States, 2022), 100 % (US
    advisory 2019)."""
    lowest_frac: Share = 0.3
    """Least load drawn, as a share of deadweight: measured loads run from well under half to near full."""
    highest_frac: Annotated[float, Within(0, 1.5, is_above=True)] = 0.98
    """Greatest load drawn: deadweight holds fuel, water and stores too."""
    concentration: Annotated[float, Within(0, 1000, is_above=True)] = 4.0
    """How alike the loads of one trade are: 4 puts a standard deviation of 0.15 of deadweight around a usual load in
    the middle of the range. Our judgement; two measured loads cannot tell."""
    usual_steps: Annotated[int, Within(10, 10_000)] = 200
    """Cells in which the usual load is weighed: finer than any reading of the result."""
    most_frac: Annotated[float, Within(0, 1.5, is_above=True)] = MOST_LOAD_FRAC
    """No load assumed may exceed this share of deadweight, as in ``loads``."""
    draws: Annotated[int, Within(20, 20_000)] = 2000
    """Draws: a 5 % quantile then rests on a hundred of them."""
    fewest_draws: Annotated[int, Within(20, 20_000)] = 100
    """Draws made however many trips there are."""
    most_loads: Annotated[int, Within(1000, 100_000_000)] = 8_000_000
    """Loads drawn at most for one total: draws are reduced to this many divided by trips, never below
    ``fewest_draws``; the words of the total say how many were made. Keeps 100,000 trips within seconds."""
    seed: Annotated[int, Within(0, 2**63 - 1)] = 2397
    """Seed of all streams."""

    def __post_init__(self) -> None:
        check_fields(self)
        if (most := max((*self.load_shares, self.highest_frac))) > self.most_frac:
            raise ValueError(f"a load share of {most:g} is above most_frac, {self.most_frac:g} of deadweight")
        if self.lowest_frac >= self.highest_frac:
            raise ValueError(f"lowest_frac, {self.lowest_frac:g}, must be below highest_frac, {self.highest_frac:g}")
        if self.fewest_draws > self.draws:
            raise ValueError(f"fewest_draws, {self.fewest_draws:,}, must not be above draws, {self.draws:,}")

    def draws_for(self, trips: float) -> int:
        """How many draws are made of a total of ``trips`` trips."""
        return min(self.draws, max(self.fewest_draws, int(self.most_loads // max(trips, 1))))


def estimate_cargo(
    trips: pa.Table,
    trip_estimates: pa.Table,
    vessels: pa.Table,
    load_shares: pa.Table,
    questions: pa.Table,
    conversions: pa.Table,
    claims: pa.Table,
    season_stays: pa.Table,
    params: CargoParams = CargoParams(),
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Turn counted, claimed and estimated trips into tonnes and barrels.

    Amount of a trip = deadweight x load share x units per tonne, at each published share and with the share drawn.
    Answers questions whose ``capacity`` is "dwt" and whose ``unit`` is "barrel" (a conversion is needed, within the
    gate of 5.5 to 12 barrels per tonne) or "tonne"; of others nothing is computed. Where no usable conversion is held
    only the figures a call remain, and their words say why.

    Args:
        trips: TRIPS rows; those counted are used.
        trip_estimates: TRIP_ESTIMATES rows; the fifty dots of the estimate are the trips drawn from.
        vessels: VESSELS rows.
        load_shares: LOAD_SHARES rows; those used weigh the usual load.
        questions: QUESTIONS rows.
        conversions: CONVERSIONS rows.
        claims: CLAIMS rows, for the period of claimed trips.
        season_stays: SEASON_STAYS rows; where a question has them they are the trips after doubt and the estimated
            ones: hull, day and number are of one world in each draw.
        params: :class:`CargoParams`.

    Returns:
        CARGOES (each counted trip at each share, and drawn), TOTALS (by basis and assumption), DRAWS (by basis).

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Says what ships could carry, not that they did. Where a deadweight is unknown the known hulls of the fleet stand
        in; they are few and, being known, not typical. Doubt about the count is in ``trip_estimates``, not here.
    """
    trips_of = defaultdict[str, list[Row]](list)
    columns = ["trip_id", "question", "vessel_id", "hull", "hull_words", "start_time", "end_time", "is_counted"]
    by_hull = [("hull", "ascending"), ("trip_id", "ascending")]
    for trip in TRIPS.check(trips).select(columns).sort_by(by_hull).to_pylist():
        if trip["is_counted"]:
            trips_of[trip["question"]].append(trip)
    estimates = {(r["question"], r["basis"]): r for r in TRIP_ESTIMATES.check(trip_estimates).to_pylist()}
    columns = ["vessel_id", "label", "name", "names", "ship_type", "flag", "dwt_t"]
    ships = VESSELS.check(vessels).select(columns).to_pylist()
    measured = [r for r in LOAD_SHARES.check(load_shares).sort_by("load_share_id").to_pylist() if r["is_used"]]
    tables, by_label = CONVERSIONS.check(conversions).to_pylist(), claims_by_label(claims)
    law = LoadLaw.learnt(
        [r["share_frac"] for r in measured],
        params.lowest_frac,
        params.highest_frac,
        params.concentration,
        params.usual_steps,
    )
    cargoes, totals, draws = [CARGOES.empty()], list[Row](), [DRAWS.empty()]
    asked = QUESTIONS.check(questions).sort_by("question").to_pylist()
    for ask in asked:
        if ask["capacity"] != "dwt" or ask["unit"] not in ("barrel", "tonne"):
            continue
        name, factor = ask["question"], find_factor(tables, ask)
        if claimed := estimates.get((name, "claimed")):
            totals += _claimed(ask, claimed, by_label.get(ask["claimed_trips"], {}), factor, params)
        if isinstance(factor, str):
            continue
        fleet = KnownFleet.of(ships, Fleet(ask, asked))
        sources = [r["load_share_id"] for r in measured]
        trade = Trade(ask, factor, ships, fleet, sources, law, params.seed, params.draws)
        documented = _documented(trade, trips_of[name], cargoes, params)
        if (sampled := Sampled.of(season_stays, name)) is not None:
            others = [
                _sampled(trade, sampled, estimates.get((name, b)), b, documented, trips_of[name])
                for b in ("after_doubt", "estimated")
            ]
        else:
            others = [_estimated(trade, estimates.get((name, "estimated")), by_label, params)]
        for loaded in (documented, *others):
            if loaded:
                totals += loaded.totals
                draws.append(loaded.draws.rows(DRAWS, name, loaded.basis, loaded.totals[-1]["total_id"]))
    return CARGOES.check(pa.concat_tables(cargoes)), TOTALS.from_rows(totals), DRAWS.check(pa.concat_tables(draws))


@dataclass(frozen=True, slots=True)
class _Loaded:
    """Totals of one basis, the drawn one last, and its draws."""

    basis: str
    totals: list[Row]
    draws: DayDraws


def _total(ask: Row, basis: str, assumption: str, values: Row) -> Row:
    return {
        "total_id": content_id("total", ask["question"], basis, assumption),
        "question": ask["question"],
        "basis": basis,
        "assumption": assumption,
        "unit": ask["unit"],
        **values,
    }


# ---------------------------------------------------------------------------------------------------- documented trips


def _documented(trade: Trade, all_trips: list[Row], cargoes: list[pa.Table], params: CargoParams) -> _Loaded | None:
    """Cargo of each counted trip (into ``cargoes``), and the totals."""
    trips = [t for t in all_trips if trade.dwt(t)]
    if not trips:
        return None
    n = params.draws_for(len(trips))
    days = Days([(t["start_time"], t["end_time"]) for t in trips])
    sums = DayDraws(n, days)
    ids = defaultdict[float | None, list[str]](list)
    at_once = max(1, LOADS_AT_ONCE // n)
    for first in range(0, len(trips), at_once):
        part = trips[first : first + at_once]
        amount, day = _draw(trade, part, first, days, n)
        sums.add(np.broadcast_to(np.arange(n), day.shape), day, amount)
        rows = list(_cargo_rows(trade, part, np.sort(amount, axis=1), params))
        for row in rows:
            ids[row["load_share_frac"]].append(row["cargo_id"])
        cargoes.append(CARGOES.from_rows(rows))
    missing, left_out = sum(not trade.is_known(t) for t in trips), len(all_trips) - len(trips)
    fleet = trade.fleet.vessel_ids if missing else []
    counted = f"{say_many(len(trips), 'trip')} documented, "
    mean = f"their mean, {trade.mean_t:,.0f} t, stands in" if missing else ""
    after = f"{trade.factor.whence}, if each call was a load{_borrowed(trade, missing, left_out, mean)}."
    made = list(_classic(trade, trips, days, params, (counted, after), {s: [*ids[s], *fleet] for s in _shares(params)}))
    after = f", if each call was a load; {trade.say_law()}"
    after += _borrowed(trade, missing, left_out, "each such hull draws one of them")
    sources = [*ids[None], *trade.measured, *fleet]
    made.append(_drawn_total(trade, "documented", sums, len(trips), (counted, after), sources))
    return _Loaded("documented", made, sums)


def _classic(
    trade: Trade,
    trips: list[Row],
    days: Days,
    params: CargoParams,
    around: tuple[str, str],
    sources: dict[float, list[str]],
) -> Iterator[Row]:
    """The documented trips at each published load share."""
    full = np.array([trade.dwt(t) for t in trips]) * trade.factor.unit_per_t
    by_day, full_amount = days.spread(full), float(full.sum())
    before, after = around
    for share in _shares(params):
        assumption, amount = f"{say_load_share(share)} of DWT{trade.factor.words}", full_amount * share
        values = {
            "load_share_frac": share,
            "trips": len(trips),
            "amount": amount,
            "first_day": days.first,
            "amount_by_day": by_day * share,
            "status": "estimated",
            "words": f"{before}{trade.say(amount)} at {assumption}{after}",
            "sources": sources[share],
        }
        yield _total(trade.ask, "documented", assumption, values)


def _draw(trade: Trade, trips: list[Row], first: int, days: Days, n: int) -> tuple[Floats, Whole]:
    """Amount and day of each trip (rows) in each draw (columns)."""
    amount, day = np.empty((len(trips), n)), np.empty((len(trips), n), dtype=np.int64)
    hull, hull_t = None, np.empty(0)
    for i, trip in enumerate(trips):
        if trip["hull"] != hull:
            hull, hull_t = trip["hull"], trade.hull(trip, n)
        rng = stream(trade.seed, "trip", trip["trip_id"])
        day[i] = days.drawn(first + i, rng.random(n))
        amount[i] = trade.law.load(rng, trade.usual[:n], n) * hull_t * trade.factor.unit_per_t
    return amount, day


def _cargo_rows(trade: Trade, trips: list[Row], amounts: Floats, params: CargoParams) -> Iterator[Row]:
    factor, fleet = trade.factor, trade.fleet
    borrowed = f" (not known: mean of {len(fleet)} known hulls of the fleet)"
    for trip, ascending in zip(trips, amounts, strict=True):
        known = trade.is_known(trip)
        dwt = trade.dwt(trip) or 0.0
        whose = [trip["vessel_id"]] if known else _named(fleet.vessel_ids)
        common = {
            "question": trade.name,
            "trip_id": trip["trip_id"],
            "dwt_t": dwt,
            "dwt_basis": "stated" if known else "mean of the known fleet",
            "unit_per_t": factor.unit_per_t,
            "unit": trade.ask["unit"],
        }
        sources = [trip["trip_id"], question_id(trade.ask), *whose, *factor.sources]
        of = f"of {dwt:,.0f} t DWT{'' if known else borrowed}{factor.words}"
        for share in _shares(params):
            amount = dwt * share * factor.unit_per_t
            yield common | {
                "cargo_id": content_id("cargo", trip["trip_id"], share),
                "load_share_frac": share,
                "tonnes": dwt * share,
                "amount": amount,
                "words": f"{trip['hull_words']}: {trade.say(amount)} at {say_load_share(share)} {of}, if loaded.",
                "sources": sources,
            }
        p05, p50, p95 = (quantile(ascending, q) for q in (0.05, 0.5, 0.95))
        yield common | {
            "cargo_id": content_id("cargo", trip["trip_id"], None),
            "load_share_frac": None,
            "tonnes": p50 / factor.unit_per_t,
            "amount": p50,
            "amount_p05": p05,
            "amount_p95": p95,
            "words": f"{trip['hull_words']}: {trade.say_drawn(p05, p50, p95)}, load drawn, {of}, if loaded.",
            "sources": sources + _named(trade.measured),
        }


def _named(ids: Sequence[str]) -> list[str]:
    return list(ids) if len(ids) <= NAMED_AT_MOST else []


def _shares(params: CargoParams) -> list[float]:
    return sorted(set(params.load_shares))


def _borrowed(trade: Trade, missing: int, left_out: int, how: str) -> str:
    """What is said of hulls whose deadweight nobody knows."""
    words, hulls_t = "", trade.fleet.dwt_t
    if missing:
        words = f"; {say_many(missing, 'trip')} on hulls of unknown DWT, the fleet has {len(hulls_t)} known"
        words += f" ({hulls_t.min():,.0f}–{hulls_t.max():,.0f} t), {how}"
    if left_out:
        words += f"; {say_many(left_out, 'trip')} left out: no DWT known, nor that of any ship of the fleet"
    return words


# ------------------------------------------------------------------------------------------------------- drawn totals


def _drawn_total(
    trade: Trade, basis: str, sums: DayDraws, trips: float, around: tuple[str, str], sources: list[str]
) -> Row:
    ascending = np.sort(sums.sums())
    p05, p50, p95 = (quantile(ascending, q) for q in (0.05, 0.5, 0.95))
    before, after = around
    values = {
        "trips": trips,
        "amount": p50,
        "amount_p05": p05,
        "amount_p95": p95,
        "status": "estimated",
        "words": f"{before}{trade.say_drawn(p05, p50, p95)} ({len(ascending):,} draws){after}.",
        "sources": sources,
    }
    return _total(trade.ask, basis, f"load drawn{trade.factor.words}", values)


def _estimated(trade: Trade, estimate: Row | None, claims: dict[str, Row], params: CargoParams) -> _Loaded | None:
    """The estimated trips: their number from the fifty dots, hulls from the known fleet, days uniform in the period."""
    if estimate is None or not len(trade.fleet):
        return None
    ask = trade.ask
    n = params.draws_for(estimate["p50"])
    rng = stream(params.seed, "estimated", trade.name)
    trips = np.array(estimate["dots"], dtype=np.int64)[rng.permutation(n) % len(estimate["dots"])]
    start, end = _period(ask, claims.get(ask["estimate_from"], {}))
    days = Days([(start, end)])
    sums = DayDraws(n, days)
    part_of = np.cumsum(trips) // LOADS_AT_ONCE
    for part in np.unique(part_of):
        draw = np.repeat(np.flatnonzero(part_of == part), trips[part_of == part])
        load = trade.law.load(rng, trade.usual[draw], len(draw))
        amount = load * trade.mixes.hulls(rng, draw) * trade.factor.unit_per_t
        sums.add(draw, days.drawn(0, rng.random(len(draw))), amount)
    after = f"; {trade.say_law()}; hulls drawn from the {len(trade.fleet)} of known DWT in the fleet, "
    around = (f"{estimate['words']} They would carry ", f"{after}days anywhere in {say_span(start, end)}")
    sources = [estimate["estimate_id"], question_id(ask), *trade.factor.sources, *trade.measured]
    sources += trade.fleet.vessel_ids
    return _Loaded("estimated", [_drawn_total(trade, "estimated", sums, estimate["p50"], around, sources)], sums)


def _sampled(
    trade: Trade,
    sampled: Sampled,
    estimate: Row | None,
    basis: str,
    documented: _Loaded | None,
    documented_trips: list[Row],
) -> _Loaded | None:
    """The trips of each sampled world, each on the hull and the day it has there; after doubt, why they carry more than
    those documented, where they do."""
    if estimate is None:
        return None
    ask = trade.ask
    n = min(sampled.draws, len(trade.usual))
    is_in = (sampled.draw < n) & (sampled.is_seen if basis == "after_doubt" else True)
    draw, hull = sampled.draw[is_in], sampled.hull[is_in]
    hull_t = np.full(len(draw), np.nan)
    for i in np.unique(hull).tolist():
        trip = {"vessel_id": sampled.vessel_ids[i], "hull": sampled.vessel_ids[i]}
        if trade.is_known(trip) or len(trade.fleet):
            hull_t[hull == i] = trade.hull(trip, n)[draw[hull == i]]
    is_known = ~np.isnan(hull_t)
    draw, hull_t, end_s = draw[is_known], hull_t[is_known], sampled.end_s[is_in][is_known]
    days = Days([(ask["period_start"], ask["period_end"])])
    day = np.clip(((end_s - days.first.timestamp()) // DAY_S).astype(np.int64), 0, days.count - 1)
    rng = stream(trade.seed, "sampled", trade.name)
    load = trade.law.load(rng, trade.usual[draw], len(draw))
    sums = DayDraws(n, days)
    sums.add(draw, day, load * hull_t * trade.factor.unit_per_t)
    left_out = f"; {1 - is_known.mean():.0%} of them left out: no DWT known" if not is_known.all() else ""
    after = f"; {trade.say_law()}; each hull as its world has it{left_out}"
    if basis == "after_doubt" and documented and quantile(np.sort(sums.sums()), 0.5) > documented.totals[-1]["amount"]:
        after += _why_more(trade, len(draw) / n, float(hull_t.mean()), documented_trips)
    sources = [estimate["estimate_id"], question_id(ask), *trade.factor.sources, *trade.measured]
    around = (f"{estimate['words']} They would carry ", after)
    return _Loaded(basis, [_drawn_total(trade, basis, sums, estimate["p50"], around, sources)], sums)


def _why_more(trade: Trade, trips: float, mean_t: float, documented: list[Row]) -> str:
    """Why the trips after doubt carry more than those documented: how many there are, and on what hulls."""
    loaded = [t for t in documented if trade.dwt(t)]
    stand_in = sum(not trade.is_known(t) for t in loaded)
    documented_t = sum(trade.dwt(t) or 0.0 for t in loaded) / len(loaded)
    mean = f", the fleet's mean standing in for {say_many(stand_in, 'ship')} nobody settled" if stand_in else ""
    return (
        f". {MORE_AFTER_DOUBT} {trips:.1f} trips a world, on hulls of {mean_t:,.0f} t DWT on average, against "
        f"{len(loaded)} on {documented_t:,.0f} t{mean}"
    )


# -------------------------------------------------------------------------------------------------------- claimed trips


def _claimed(ask: Row, claimed: Row, claim: Row, factor: Factor | str, params: CargoParams) -> Iterator[Row]:
    """Claimed trips at each load share of the claimed hull, and at each published figure a call."""
    trips, unit = claimed["count"], ask["unit"]
    hull, start_end = ask["claimed_hull_dwt_t"], _period(ask, claim)
    days = Days([start_end])
    refused = f"; no figure by deadweight: {factor}" if isinstance(factor, str) else ""
    figures: list[tuple[str, float, str, dict[str, float], tuple[str, ...]]] = []
    if hull and not isinstance(factor, str):
        reason = f" ({ask['claimed_hull_reason']})" if ask["claimed_hull_reason"] else ""
        for share in _shares(params):
            amount = trips * hull * share * factor.unit_per_t
            note = f"mean hull {hull:,.0f} t DWT{reason}"
            assumption = f"{say_load_share(share)} of DWT{factor.words}"
            figures.append((assumption, amount, note, {"load_share_frac": share}, factor.sources))
    for per_call in sorted(set(ask["per_call"])):
        note = "a published rule, not a load of these ships"
        if hull and not isinstance(factor, str) and per_call > params.most_frac * hull * factor.unit_per_t:
            note += f"; it is more than {params.most_frac:g} of the DWT of the claimed mean hull, {hull:,.0f} t"
        assumption = f"{per_call:,.0f} {unit}s a call"
        figures.append((assumption, trips * per_call, note + refused, {"per_call": per_call}, ()))
    for assumption, amount, note, how, sources in figures:
        values = {
            **how,
            "trips": trips,
            "amount": amount,
            "first_day": days.first,
            "amount_by_day": days.spread(np.array([amount])),
            "status": "claimed",
            "words": f"{say_many(trips, 'trip')} claimed make {amount:,.0f} {unit}s at {assumption}; {note}.",
            "sources": [claimed["estimate_id"], question_id(ask), *sources],
        }
        yield _total(ask, "claimed", assumption, values)


def _period(ask: Row, claim: Row) -> tuple[datetime, datetime]:
    """The period a claim speaks of, else that of the question."""
    if claim.get("period_start") and claim.get("period_end"):
        return claim["period_start"], claim["period_end"]
    return ask["period_start"], ask["period_end"]
