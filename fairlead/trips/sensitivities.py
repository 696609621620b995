"""Sensitivities: what an estimate against a limit falls to with the assumptions it leans on changed, one by one.

An estimate that says 99 % has to say on what. Each change goes against the estimate: the count as said, with nothing
added for trips not seen; the largest known hull left out of the fleet that stands in; the fullest measured load left
out. The same kernel with the same streams runs again on the changed tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.draws import Floats, quantile
from fairlead.base.ids import content_id
from fairlead.base.tables import (
    CAP_STATUS,
    LOAD_SHARES,
    QUESTIONS,
    SEASON_STAYS,
    SENSITIVITIES,
    TRIP_ESTIMATES,
    TRIPS,
    VESSELS,
)
from fairlead.base.timeline import DAY
from fairlead.base.wording import say_list, say_number, say_small, sentence
from fairlead.trips.actual import claimed_count, claims_by_label
from fairlead.trips.cargo import CargoParams, estimate_cargo
from fairlead.trips.fleets import Fleet
from fairlead.trips.hulls import KnownFleet
from fairlead.trips.sampled import Sampled

Row = dict[str, Any]
Tables = dict[str, pa.Table]

SAME = 1e-9
"""Two chances of one estimate differ by less, or they are not of the same estimate."""


def weigh_assumptions(
    trip_estimates: pa.Table,
    vessels: pa.Table,
    load_shares: pa.Table,
    questions: pa.Table,
    conversions: pa.Table,
    claims: pa.Table,
    season_stays: pa.Table,
    cap_status: pa.Table,
    params: CargoParams = CargoParams(),  # noqa: B008 - frozen
) -> pa.Table:
    """Say what each estimate against a limit becomes with its assumptions changed: each alone, then one on another.

    Args:
        trip_estimates: TRIP_ESTIMATES; the count as said is that of the claim, or of the documented trips.
        vessels: VESSELS; the known fleet whose hulls are drawn.
        load_shares: LOAD_SHARES; those used weigh the usual load.
        questions: QUESTIONS.
        conversions: CONVERSIONS.
        claims: CLAIMS.
        season_stays: SEASON_STAYS; the count of a sampled estimate is changed to the trips that somebody saw.
        cap_status: CAP_STATUS; its drawn rows of basis *estimated* are what is weighed.
        params: those of ``cargo``, and they must be the same.

    Returns:
        SENSITIVITIES, for each such row: the estimate as it stands, each change alone, then the first two and the
        first three together. None where the unchanged estimate does not come out as ``cap_status`` has it, since
        ``cargo`` ran with other parameters.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Only changes against the estimate are tried, and only these. The share seen and the evenness of days stay
        assumed; a hull or load nobody knows of may weigh more than any that is left out.
    """
    weighed: dict[str, list[Row]] = {}
    for row in CAP_STATUS.check(cap_status).sort_by("cap_status_id").to_pylist():
        if row["basis"] == "estimated" and row["p_over"] is not None:
            weighed.setdefault(row["question"], []).append(row)
    tables: Tables = {
        "trip_estimates": TRIP_ESTIMATES.check(trip_estimates),
        "vessels": VESSELS.check(vessels),
        "load_shares": LOAD_SHARES.check(load_shares),
        "questions": QUESTIONS.check(questions),
        "conversions": conversions,
        "claims": claims,
        "season_stays": SEASON_STAYS.check(season_stays),
    }
    asked = tables["questions"].to_pylist()
    made = [
        row
        for ask in sorted(asked, key=lambda q: str(q["question"]))
        if ask["question"] in weighed
        for row in _weigh(ask, asked, weighed[ask["question"]], tables, params)
    ]
    return SENSITIVITIES.from_rows(made)


@dataclass(frozen=True, slots=True)
class _Change:
    """One assumption changed: its name, its words, the row it leaves out, and what it does to the tables."""

    name: str
    words: str
    left_out: tuple[str, ...]
    apply: Callable[[Tables], Tables]


def _weigh(ask: Row, asked: list[Row], rows: list[Row], tables: Tables, params: CargoParams) -> Iterator[Row]:
    """The rows of one question: the estimate as it stands, then changed."""
    each = list(_changes(ask, asked, tables))
    variants = [(), *((change,) for change in each), *map(tuple, list(accumulate([[c] for c in each]))[1:])]
    drawn = [_draw(ask, variant, tables, params) for variant in variants]
    for row in rows:
        amounts = [by_day.inside(row) for by_day in drawn]
        chances = [float(np.mean(a > row["limit"])) for a in amounts]
        if abs(chances[0] - row["p_over"]) > SAME:
            continue
        for n, (variant, amount, chance) in enumerate(zip(variants, amounts, chances, strict=True)):
            yield _row(ask, row, n, variant, amount, chance, params)


def _changes(ask: Row, asked: list[Row], tables: Tables) -> Iterator[_Change]:
    """What can be changed against the estimate of a question, in order of reading."""
    estimates = [r for r in tables["trip_estimates"].to_pylist() if r["question"] == ask["question"]]
    said = _count_as_said(ask, estimates, tables["claims"])
    if Sampled.of(tables["season_stays"], ask["question"]) is not None:
        yield _Change("count", "only the trips that evidence tells of, none added", (), _seen_only(ask))
    elif said is not None:
        yield _Change(
            "count", f"the {say_number(said)} as said, none added for trips not seen", (), _with_count(ask, said)
        )
    fleet = KnownFleet.of(tables["vessels"].to_pylist(), Fleet(ask, asked))
    if len(fleet) > 1:
        hull = fleet.vessel_ids[int(np.argmax(fleet.dwt_t))]
        ship = next(v for v in tables["vessels"].to_pylist() if v["vessel_id"] == hull)
        words = f"without the largest known hull, {ship['name']} ({say_number(ship['dwt_t'])} t)"
        yield _Change("hull", words, (hull,), _without("vessels", "vessel_id", hull))
    used = [r for r in tables["load_shares"].to_pylist() if r["is_used"]]
    if used:
        load = max(used, key=lambda r: (r["share_frac"], r["load_share_id"]))
        words = f"without the fullest measured load, {load['ship_words']}, {say_number(load['share_frac'], 2)} of DWT"
        yield _Change(
            "load", words, (load["load_share_id"],), _without("load_shares", "load_share_id", load["load_share_id"])
        )


def _count_as_said(ask: Row, estimates: Sequence[Row], claims: pa.Table) -> float | None:
    """The count that the estimate starts from, before trips not seen are added."""
    if ask["estimate_from"] == "documented":
        return next((r["count"] for r in estimates if r["basis"] == "documented"), None)
    claim = claims_by_label(claims).get(ask["estimate_from"] or "")
    return None if claim is None else claimed_count(claim)


def _with_count(ask: Row, count: float) -> Callable[[Tables], Tables]:
    def apply(tables: Tables) -> Tables:
        rows = tables["trip_estimates"].to_pylist()
        for r in rows:
            if (r["question"], r["basis"]) == (ask["question"], "estimated"):
                r |= {"dots": [float(int(count))] * len(r["dots"]), "p05": count, "p50": count, "p95": count}
        return {**tables, "trip_estimates": TRIP_ESTIMATES.from_rows(rows)}

    return apply


def _seen_only(ask: Row) -> Callable[[Tables], Tables]:
    def apply(tables: Tables) -> Tables:
        stays = tables["season_stays"]
        told = stays.filter(pc.greater(stays["sightings"], 0))
        # worlds without a stay have no row: where no world is left, the count is none, and not that of the estimate
        tables = tables if Sampled.of(told, ask["question"]) is not None else _with_count(ask, 0)(tables)
        return {**tables, "season_stays": told}

    return apply


def _without(name: str, key: str, left_out: str) -> Callable[[Tables], Tables]:
    def apply(tables: Tables) -> Tables:
        return {**tables, name: tables[name].filter(pc.not_equal(tables[name][key], left_out))}

    return apply


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    """The drawn amounts of an estimate: by draw and day, and whole."""

    first_day: Any
    by_day: Floats
    wholes: Floats

    def inside(self, row: Row) -> Floats:
        """The amount of each draw inside the period of a CAP_STATUS row, as ``caps`` sums it."""
        i, j = ((max(t, self.first_day) - self.first_day) // DAY for t in (row["period_start"], row["period_end"]))
        if not self.by_day[:, :i].any() and not self.by_day[:, j:].any():
            return self.wholes
        total: Floats = self.by_day[:, i:j].sum(axis=1)
        return total


def _draw(ask: Row, changes: Sequence[_Change], tables: Tables, params: CargoParams) -> _Drawn:
    for change in changes:
        tables = change.apply(tables)
    t = tables
    _, _, draws = estimate_cargo(
        TRIPS.empty(), t["trip_estimates"], t["vessels"], t["load_shares"], t["questions"], t["conversions"],
        t["claims"], t["season_stays"], params,
    )  # fmt: skip
    own = draws.filter(pc.and_(pc.equal(draws["question"], ask["question"]), pc.equal(draws["basis"], "estimated")))
    own = own.sort_by("draw").combine_chunks()
    days = own["amount_by_day"].chunk(0).flatten().to_numpy(zero_copy_only=False).astype(np.float64)
    return _Drawn(own["first_day"][0].as_py(), days.reshape(own.num_rows, -1), own["amount"].to_numpy())


def _row(
    ask: Row, row: Row, n: int, changes: Sequence[_Change], amount: Floats, chance: float, params: CargoParams
) -> Row:
    told = say_list(c.words for c in changes) or "as it stands"
    passing = f"{chance * len(amount):,.0f} of {len(amount):,} draws pass the limit of {say_number(row['limit'])}"
    words = sentence(f"{told}: {passing}")
    if not changes:
        ends = f"from {params.lowest_frac:g} to {params.highest_frac:g} of deadweight and never beyond"
        words += f" Loads are drawn {ends}; a measured load outside counts as one just inside."
    return {
        "sensitivity_id": content_id(
            "sensitivity", ask["question"], row["rule"], row["period_start"], *(c.name for c in changes)
        ),
        "question": ask["question"],
        "rule": row["rule"],
        "period_start": row["period_start"],
        "period_end": row["period_end"],
        "ordinal": n,
        "changed": len(changes),
        "assumption": told if len(changes) < 2 else f"the first {say_small(len(changes))} changes together",
        "unit": row["unit"],
        "amount": quantile(np.sort(amount), 0.5),
        "p_over": chance,
        "status": "estimated",
        "words": words,
        "sources": [row["cap_status_id"], *(i for c in changes for i in c.left_out)],
    }
