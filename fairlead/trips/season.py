"""The season: how many loading stays there really were, sampled from looks, sightings and AIS together.

A look that found nothing is evidence, silence is evidence, and who it was that was seen stays open: each draw is one
whole world that fits all of it. The method is docs/methods/season.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.bounds import Share, Within
from fairlead.base.draws import dots, quantile
from fairlead.base.ids import content_id
from fairlead.base.schema import Told
from fairlead.base.tables import (
    BEARERS,
    CANDIDATE_TERMS,
    CANDIDATES,
    CAPTURES,
    FIXES,
    HULL_ESTIMATES,
    OBSERVATIONS,
    PLACES,
    PORT_CALLS,
    QUESTION_PLACES,
    QUESTIONS,
    SEASON_STAYS,
    SEASON_TIES,
    SEASON_TOTALS,
    STAYS,
    VESSELS,
    VOYAGES,
    WATCHES,
)
from fairlead.base.wording import say_list, say_many, say_number, sentence
from fairlead.trips.actual import question_id
from fairlead.trips.captures import reckon
from fairlead.trips.evidenced import count_evidence
from fairlead.trips.season_evidence import Evidence, Held, Reading, Rules
from fairlead.trips.season_priors import SamplerParams
from fairlead.trips.season_ties import Presence, tie_neighbours
from fairlead.trips.seasons import LOAD, Posterior

Row = dict[str, Any]

FROM_LOOKS = "looks"
"""What a question's ``estimate.from`` says where it is to be sampled whatever looks are held."""


@dataclass(frozen=True, slots=True)
class SeasonParams(SamplerParams):
    """How evidence is read into a season, and how it is sampled."""

    step_h: Annotated[float, Within(1, 24)] = 6.0
    """Step of the grid, hours. Stays of small tankers last one to three days; four steps a day tell them apart."""
    at_km: Annotated[float, Within(0, 50)] = 5.0
    """A fix within this of a place's point is at the place: berth and roads. Our judgement."""
    detour: Annotated[float, Within(1, 5)] = 1.5
    """A fix is on the way where the way through it is no longer than this many times the direct one. Our judgement."""
    wrong_name: Share = 0.05
    """Chance that the name a sighting gives is wrong. An assumption; a third of hulls on two official lists bear
    different names."""
    top_kn: Annotated[float, Within(1, 30)] = 14.0
    """Top speed of ships of this trade: no leg is quicker. Small product tankers make 10 to 13 kn."""
    tie_h: Annotated[float, Within(0, 8760)] = 336.0
    """Stays of one place are compared where they lie no further apart than this, hours: 14
    days, as long as two calls may be one."""
    tie_neighbours: Annotated[int, Within(1, 100)] = 8
    """With how many before it a stay is compared, as where what is open about a count is listed."""
    seed: Annotated[int, Within(0, 2**63 - 1)] = 2397
    """Seed of all draws."""

    def __post_init__(self) -> None:
        SamplerParams.__post_init__(self)


def sample_season(
    questions: pa.Table,
    question_places: pa.Table,
    places: pa.Table,
    vessels: pa.Table,
    candidates: pa.Table,
    candidate_terms: pa.Table,
    observations: pa.Table,
    stays: pa.Table,
    watches: pa.Table,
    bearers: pa.Table,
    fixes: pa.Table,
    port_calls: pa.Table,
    voyages: pa.Table,
    params: SeasonParams = SeasonParams(),
    told: Told | None = None,
) -> tuple[pa.Table, pa.Table, pa.Table, pa.Table, pa.Table]:
    """Sample how many loading stays each vessel of each question's fleet made.

    Answers the questions whose ``estimate_from`` is "looks", and those that ask for no other estimate and hold looks at
    a loading place that nobody was tipped off to take.

    Args:
        questions: QUESTIONS rows.
        question_places: QUESTION_PLACES rows; roles load and discharge are read.
        places: PLACES rows.
        vessels: VESSELS rows.
        candidates: CANDIDATES rows.
        candidate_terms: CANDIDATE_TERMS rows. Those of presence, of other sightings and of the prior are left out: the
            sampler weighs these itself.
        observations: OBSERVATIONS rows.
        stays: STAYS rows; those that a look saw are the blocks whose identity is open.
        watches: WATCHES rows.
        bearers: BEARERS rows.
        fixes: FIXES rows.
        port_calls: PORT_CALLS rows; complete ones also tell how long stays of this trade last.
        voyages: VOYAGES rows; complete ones tell how long its legs last.
        params: :class:`SeasonParams`.
        told: hears how many iterations are done, of how many.

    Returns:
        SEASON_TOTALS, SEASON_STAYS, SEASON_TIES, HULL_ESTIMATES, CAPTURES. The same rows and seed give the same bytes.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Counts stays at a loading place, not cargo. Stays that no look could see (at night, if all looks are by day)
        are counted only as far as they are like the others.
    """
    held = Held(
        questions=QUESTIONS.check(questions).to_pylist(),
        question_places=QUESTION_PLACES.check(question_places).to_pylist(),
        places=PLACES.check(places).to_pylist(),
        vessels=VESSELS.check(vessels).to_pylist(),
        observations={o["sighting_id"]: o for o in OBSERVATIONS.sorted(OBSERVATIONS.check(observations)).to_pylist()},
        stays=STAYS.check(stays).to_pylist(),
        watches=WATCHES.check(watches).to_pylist(),
        candidates=CANDIDATES.check(candidates),
        candidate_terms=CANDIDATE_TERMS.check(candidate_terms),
        bearers=BEARERS.check(bearers).to_pylist(),
        fixes=(),
        port_calls=PORT_CALLS.sorted(PORT_CALLS.check(port_calls)).to_pylist(),
        voyages=VOYAGES.sorted(VOYAGES.check(voyages)).to_pylist(),
    )
    rules = Rules(params.step_h, params.at_km, params.detour, params.wrong_name, params.top_kn)
    totals: list[Row] = []
    hulls: list[Row] = []
    captures: list[Row] = []
    ties: list[Row] = []
    worlds = [SEASON_STAYS.empty()]
    in_order = sorted(held.questions, key=lambda q: str(q["question"]))
    asked = [ask for ask in in_order if _is_asked(ask, Reading(held, ask, rules))]
    for number, ask in enumerate(asked):
        reading = Reading(held, ask, rules)
        # fixes are many: read only where a question is sampled
        reading.held = Held(**{**_fields(held), "fixes": FIXES.sorted(FIXES.check(fixes)).to_pylist()})
        from fairlead.trips.sampler import sample_trips

        evidence = reading.evidence()
        used = params if reading.is_tied else replace(params, link_term=False)
        heard = _told_of(number, len(asked), told) if told else None
        posterior = sample_trips(evidence.season, used, params.seed, told=heard)
        rows = _Rows(ask, evidence, posterior, used, params.link_term and not used.link_term)
        totals += rows.totals()
        hulls += rows.hulls()
        worlds.append(rows.stays())
        captures += rows.captures()
        ties += rows.ties([s for s in held.stays if s["place_id"] in reading.place_no])
    return (
        SEASON_TOTALS.from_rows(totals),
        SEASON_STAYS.check(pa.concat_tables(worlds)),
        SEASON_TIES.from_rows(ties),
        HULL_ESTIMATES.from_rows(hulls),
        CAPTURES.from_rows(captures),
    )


def _told_of(number: int, of: int, told: Told) -> Callable[[int, int], None]:
    """Tells the iterations of one of several questions as part of those of all, which are as many for each."""
    return lambda done, total: told(number * total + done, of * total, "iterations")


def _fields(held: Held) -> dict[str, Any]:
    return {name: getattr(held, name) for name in Held.__slots__}


def _is_asked(ask: Row, reading: Reading) -> bool:
    if not reading.ships or not reading.places:
        return False
    if ask["estimate_from"] == FROM_LOOKS:
        return True
    return ask["seen_share_alpha"] is None and ask["estimate_from"] == "documented" and reading.has_looks()


class _Rows:
    """The rows of one sampled question."""

    def __init__(
        self, ask: Row, evidence: Evidence, posterior: Posterior, params: SeasonParams, is_untied: bool
    ) -> None:
        self.ask, self.evidence, self.posterior = ask, evidence, posterior
        self.params, self.is_untied = params, is_untied
        self.name, self.draws = ask["question"], len(posterior.actual)
        self.ships = evidence.season.hulls
        self.stay_ids = list(dict.fromkeys(s for stays in evidence.stay_ids for s in stays))
        self.evidence_of = count_evidence(evidence.season, posterior)
        self.seen = np.zeros_like(posterior.actual)
        told = self.evidence_of > 0
        np.add.at(self.seen, (posterior.stay_draw[told], posterior.stay_hull[told]), 1)
        is_across = (posterior.stay_start < 0) | (posterior.stay_end >= evidence.season.steps)
        self.across = {
            "after_doubt": np.bincount(posterior.stay_draw[is_across & told], minlength=self.draws),
            "estimated": np.bincount(posterior.stay_draw[is_across], minlength=self.draws),
        }
        self.given = self._given()

    def _given(self) -> str:
        """``given 96 looks at the loading place on 80 of 300 days (and 4 cued, 2 known by what they show alone), 12
        where they discharge, 14 groups of sightings and AIS of 5 of 12 tankers``: the looks that tell of the rate, and
        how many more a tip had taken or a sighting alone tells of."""
        season = self.evidence.season
        looks, per_day = season.looks, round(24 / season.step_h)
        is_used = ~looks.is_cued if self.params.cue_flag else np.ones(len(looks.step), dtype=np.bool_)
        is_load = np.array(season.roles)[looks.place] == LOAD
        days = len(np.unique(looks.step[is_used & is_load & (looks.visible_frac > 0)] // per_day))
        ships, of = len(np.unique(season.fixes.hull)), say_number(-(-season.steps // per_day))
        places = "the loading place" if season.roles.count(LOAD) == 1 else "loading places"
        unused = set(np.flatnonzero(~is_used & is_load).tolist())
        alone = len(unused & self.evidence.alone)
        kinds = ((len(unused) - alone, "cued"), (alone, "known by what they show alone"))
        others = ", ".join(f"{say_number(n)} {kind}" for n, kind in kinds if n)
        aside = f" (and {others})" if others else ""
        looked = say_many(int((is_used & is_load).sum()), "look")
        told = [f"{looked} at {places} on {say_number(days)} of {of} days{aside}"]
        if unloading := int((is_used & ~is_load).sum()):
            told.append(f"{say_number(unloading)} where they discharge")
        told.append(say_many(len(season.blocks), "group of sightings", "groups of sightings"))
        told.append(f"AIS of {say_number(ships)} of {say_many(len(self.ships), self.ask['carrier'])}")
        return f"given {say_list(told)}"

    def totals(self) -> Iterator[Row]:
        for basis, counts in (("after_doubt", self.seen), ("estimated", self.posterior.actual)):
            total = np.sort(counts.sum(axis=1).astype(np.float64))
            p05, p50, p95 = (quantile(total, q) for q in (0.05, 0.5, 0.95))
            yield {
                "season_total_id": content_id("season_total", self.name, basis),
                "question": self.name,
                "basis": basis,
                "p05": p05,
                "p50": p50,
                "p95": p95,
                "least": float(total[0]),
                "most": float(total[-1]),
                "dots": dots(total),
                "draws": self.draws,
                "r_hat": _finite(self.posterior.r_hat),
                "ess": _finite(self.posterior.ess),
                "is_settled": self.posterior.is_settled,
                "given": self.given,
                "words": self._say(basis, p05, p50, p95),
                "sources": [question_id(self.ask), *self.evidence.watch_ids, *self.stay_ids],
            }

    def _say(self, basis: str, p05: float, p50: float, p95: float) -> str:
        figure = f"{say_many(p50, 'trip')}, 90 % {say_number(p05)}–{say_number(p95)}"
        if basis == "after_doubt":
            words = f"{figure}, are told of by a sighting at either end or AIS where they load, doubt about who was "
            words += "seen and what was one stay counted in"
        else:
            words = f"{figure}, took place, those that nothing tells of counted in"
        words = f"{words}: {self.given} ({say_number(self.draws)} draws)."
        if self.is_untied:
            words += " No sighting here is said to be of the same ship as another: that two are not tied tells nothing."
        words += self._say_across(basis)
        return " ".join([words, *map(sentence, (*self.posterior.words, *self.evidence.notes))])

    def _say_across(self, basis: str) -> str:
        """How many of a figure's stays lie across an edge of the period, where there may be any."""
        p05, p50, p95 = (quantile(np.sort(self.across[basis].astype(np.float64)), q) for q in (0.05, 0.5, 0.95))
        if not p95:
            return ""
        span = f" (90 % {say_number(p05)}–{say_number(p95)})" if p05 < p95 else ""
        return (
            f" {say_number(p50)}{span} of them began before the period or had not ended with it, and count; "
            "a documented trip whose own date reaches over the edge is possible only."
        )

    def hulls(self) -> Iterator[Row]:
        season, p = self.evidence.season, self.posterior
        heard = np.bincount(season.fixes.hull, minlength=len(self.ships)) / season.steps
        at_load = [b for b in season.blocks if season.roles[int(season.looks.place[b.looks[0]])] == LOAD]
        stated = np.bincount([b.stated for b in at_load if b.stated >= 0], minlength=len(self.ships))
        for i, vessel_id in enumerate(self.ships):
            seen, actual = (_quantiles(c[:, i]) for c in (self.seen, p.actual))
            name = self.evidence.names[i]
            yield {
                "hull_estimate_id": content_id("hull_estimate", self.name, vessel_id),
                "question": self.name,
                "vessel_id": vessel_id,
                "ship_words": name,
                "documented": int(stated[i]),
                **dict(zip(("seen_p05", "seen_p50", "seen_p95"), seen, strict=True)),
                **dict(zip(("actual_p05", "actual_p50", "actual_p95"), actual, strict=True)),
                "heard_frac": float(heard[i]),
                "words": f"{name}: {say_many(actual[1], 'loading stay')} (90 % {say_number(actual[0])}–"
                f"{say_number(actual[2])}); {_say_named(int(stated[i]), actual[1])}; its AIS was received in "
                f"{100 * heard[i]:.0f} % of the period.",
                "sources": [vessel_id, content_id("season_total", self.name, "estimated")],
            }

    def stays(self) -> pa.Table:
        p, start = self.posterior, self.evidence.start
        step = timedelta(hours=self.evidence.season.step_h)
        number = np.arange(len(p.stay_draw)) - np.searchsorted(p.stay_draw, p.stay_draw)
        times = [[start + int(s) * step for s in column] for column in (np.maximum(p.stay_start, 0), p.stay_end)]
        source = content_id("season_total", self.name, "estimated")
        return SEASON_STAYS.check(
            pa.table(
                {
                    "question": pa.repeat(self.name, len(number)),
                    "draw": p.stay_draw.astype(np.int32),
                    "draws": pa.repeat(pa.scalar(self.draws, pa.int32()), len(number)),
                    "number": number.astype(np.int32),
                    "vessel_id": pa.array([self.ships[h] for h in p.stay_hull.tolist()], pa.string()),
                    "start_time": pa.array(times[0], SEASON_STAYS.schema.field("start_time").type),
                    "end_time": pa.array(times[1], SEASON_STAYS.schema.field("end_time").type),
                    "sightings": self.evidence_of.astype(np.int32),
                    "sources": pa.ListArray.from_arrays(np.arange(len(number) + 1), pa.repeat(source, len(number))),
                }
            )
        )

    def ties(self, stays: list[Row]) -> Iterator[Row]:
        """How often neighbouring stays are one trip: those that looks saw, and those of a ship that AIS names."""
        p, source = self.posterior, content_id("season_total", self.name, "estimated")
        of_block = enumerate(self.evidence.stay_ids)
        hulls: dict[str, npt.NDArray[np.int64]] = {}
        for b, stays_of in of_block:
            for stay_id in stays_of:  # of a stay in several blocks the first
                hulls.setdefault(stay_id, p.block_hull[:, b].astype(np.int64))
        number = {vessel: n for n, vessel in enumerate(self.ships)}
        step = timedelta(hours=self.evidence.season.step_h)
        at = []
        for stay in stays:
            hull = hulls.get(stay["stay_id"])
            if hull is None and stay["vessel_id"] in number:
                hull = np.full(self.draws, number[stay["vessel_id"]], np.int64)
            if hull is not None:
                first, last = (int((stay[end] - self.evidence.start) // step) for end in ("seen_from", "seen_until"))
                at.append(Presence(stay["stay_id"], stay["place_id"], first, last, hull))
        steps, most = self.params.tie_h / self.params.step_h, self.params.tie_neighbours
        for tie in tie_neighbours(at, p, len(self.ships), steps, most):
            yield {
                "season_tie_id": content_id("season_tie", self.name, tie.first, tie.second),
                "question": self.name,
                "stay_id": tie.first,
                "other_stay_id": tie.second,
                "same_hull_frac": tie.same_hull_frac,
                "one_trip_frac": tie.one_trip_frac,
                "sources": [tie.first, tie.second, source],
            }

    def captures(self) -> Iterator[Row]:
        """The cross-checks: none of them is the answer."""
        for one in reckon(self.evidence.season, self.params):
            yield {
                "capture_id": content_id("capture", self.name, one.way),
                "question": self.name,
                "way": one.way,
                "p05": one.number.p05,
                "p50": one.number.p50,
                "p95": one.number.p95,
                "words": one.words,
                "sources": [question_id(self.ask), *self.evidence.watch_ids, *self.stay_ids],
            }


def _say_named(stays: int, actual: float) -> str:
    """At how many stays sightings name the ship; a name may be wrong, and then these are no part of its own."""
    if not stays:
        return "no sighting names it there"
    doubt = ", some of which are likely to be other ships'" if stays > actual else ""
    return f"sightings name it at {say_many(stays, 'stay')} there{doubt}"


def _quantiles(counts: npt.NDArray[np.int32]) -> tuple[float, float, float]:
    ascending = np.sort(np.asarray(counts, dtype=np.float64))
    return quantile(ascending, 0.05), quantile(ascending, 0.5), quantile(ascending, 0.95)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
