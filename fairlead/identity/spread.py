"""Spread: the belief of an unnamed sighting over the whole list *and OTHER*, term by term.

From what was measured, where the hulls were, and what other sightings show of them.

Every term is a row of its own, so that anybody may leave one out: block_log_likelihoods does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from typing import Any

import numpy as np
import numpy.typing as npt

from fairlead.base.ids import say_key
from fairlead.base.one_look import (
    MOST_IN_IMAGE,
    are_of_one_image,
    are_side_by_side,
    are_two_ships,
    have_one_analyst,
    pair_analysts,
)
from fairlead.base.wording import fold_berth
from fairlead.identity.densities import Floats, ship_sizes
from fairlead.identity.dimensions import (
    Sizing,
    log_likelihood_of_freeboard,
    other_sizes,
    size_hulls,
    size_log_likelihoods,
)
from fairlead.identity.features import log_likelihood_of_features, read_listed
from fairlead.identity.fleet import CandidateParams, caption_of
from fairlead.identity.joint import Pair, solve_joint
from fairlead.identity.presence import ELSEWHERE, SILENT, THERE, Presence, Spot, Trail, find_apart, find_presence
from fairlead.identity.readings import Reading, measured_of

Row = dict[str, Any]

CLASSES = ("tanker", "container", "bulk", "cargo", "trawler", "passenger", "barge")
"""Words by which both lists and sightings tell a kind of ship."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A sighting that is settled: the hull, by number, and where and when it was."""

    sighting: Row
    hull: int
    spot: Spot | None


@dataclass(frozen=True, slots=True, eq=False)
class Hulls:
    """The list of a case as the spread needs it."""

    rows: list[Row]
    captions: list[str]
    sizing: Sizing
    depth_m: Floats
    draught_m: Floats
    features: list[dict[str, str]]
    """What the list says of each: value by name."""

    @classmethod
    def of(cls, rows: list[Row], params: CandidateParams) -> Hulls:
        """Read VESSELS rows."""

        def column(name: str) -> Floats:
            return np.array([np.nan if r[name] is None else r[name] for r in rows], dtype=np.float64)

        sizing = size_hulls(column("length_m"), column("beam_m"), column("dwt_t"), ship_sizes(), params)
        listed = [read_listed(r["features"] or ()) for r in rows]
        return cls(rows, [caption_of(r) for r in rows], sizing, column("depth_m"), column("draught_m"), listed)

    def said(self, i: int) -> str:
        """What is listed of a hull's size."""
        r, basis = self.rows[i], self.sizing.basis[i]
        if not basis:
            return "no size is listed, so it is as likely as any ship"
        if basis == "deadweight":
            return f"about {np.exp(self.sizing.mean[i, 0]):.0f} m by its {r['dwt_t']:,.0f} t"
        parts = [f"{r['length_m']:g} m long"] if "length" in basis else []
        return " and ".join(parts + ([f"{r['beam_m']:g} m broad"] if "beam" in basis else [])) + " in the list"


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Beliefs of unnamed sightings over hulls and, last, OTHER, with the terms they are made of."""

    belief: Floats
    """Sightings x (hulls + 1); rows sum to 1."""
    terms: dict[str, Floats]
    """Log-likelihood of each term, sightings x (hulls + 1)."""
    presence: Presence
    consistent: npt.NDArray[np.int64]
    """Hulls of the list within the credible set."""
    effective: Floats
    """Exp of the entropy of the belief: candidates as good as equal."""
    joint: tuple[str, ...] = field(default=())
    """How each was solved together with the others."""


def spread_sightings(
    sightings: Sequence[Row],
    readings: Sequence[Reading],
    features: Sequence[Sequence[Row]],
    hulls: Hulls,
    spots: Sequence[Spot | None],
    trails: dict[int, Trail],
    settled: Sequence[Settled],
    ruled: Floats,
    params: CandidateParams,
) -> Spread:
    """Weigh every hull and OTHER for sightings that nobody named.

    Args:
        sightings: SIGHTINGS rows without a name.
        readings: what was measured of each.
        features: FEATURES rows of each.
        hulls: the list.
        spots: where and when each was.
        trails: AIS reports by hull.
        settled: sightings that are settled: each shows its hull where it was.
        ruled: sightings x (hulls + 1): 0 where people ruled a hull out, else 1.
        params: the step's.
    """
    n_hulls = len(hulls.rows)
    sizes, freeboard, freeboard_sd = measured_of(list(readings))
    length, beam = size_log_likelihoods(
        sizes, hulls.sizing, other_sizes(hulls.sizing, ship_sizes(), params), params.slip_frac
    )
    presence = find_presence(spots, trails, n_hulls, params)
    outside = log(params.outside_frac / (1 - params.outside_frac) * max(n_hulls, 1))
    other = np.zeros((len(readings), 1))
    terms = {
        "length": length,
        "beam": beam,
        "freeboard": log_likelihood_of_freeboard(
            freeboard, freeboard_sd, _laden(sightings, params), hulls.depth_m, hulls.draught_m, params
        ),
        "features": log_likelihood_of_features(features, hulls.features, params),
        "type": _types(sightings, hulls, params),
        "presence": np.hstack([presence.log_likelihood(params), other]),
        "prior": np.hstack([np.zeros((len(readings), n_hulls)), other + outside]),
    }
    with np.errstate(divide="ignore"):
        terms["decision"] = np.log(ruled)
    alone = _normalised(np.sum(list(terms.values()), axis=0))
    belief, how = _together(sightings, alone, spots, settled, params)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms["others"] = np.maximum(np.where(alone > 0, np.log(belief / alone), 0.0), -700.0)
        entropy = -np.sum(np.where(belief > 0, belief * np.log(belief), 0.0), axis=1)
    terms["others"][~(alone > 0)] = 0.0
    return Spread(belief, terms, presence, count_consistent(belief, params.credible_frac), np.exp(entropy), how)


def spread_unmeasured(
    sightings: Sequence[Row],
    hulls: Hulls,
    spots: Sequence[Spot | None],
    trails: dict[int, Trail],
    ruled: Floats,
    params: CandidateParams,
) -> Spread:
    """Weigh every hull and OTHER for sightings that nobody named and of which nothing was measured.

    By prior and presence alone: each hull as likely as the next, but for those that the list calls another kind of ship
    than the sighting's words do, and for what AIS shows of it. Both terms are such as an estimate that sees kind and
    AIS itself leaves out, so that to it these sightings say nothing. Other sightings are not held against them.

    Args:
        sightings: SIGHTINGS rows of one ship each.
        hulls: the list.
        spots: where and when each was.
        trails: AIS reports by hull.
        ruled: sightings x (hulls + 1): 0 where people ruled a hull out, else 1.
        params: the step's.
    """
    n_hulls = len(hulls.rows)
    presence = find_presence(spots, trails, n_hulls, params)
    prior = _types(sightings, hulls, params)
    prior[:, -1] += log(params.outside_frac / (1 - params.outside_frac) * max(n_hulls, 1))
    terms = {"presence": np.hstack([presence.log_likelihood(params), np.zeros((len(sightings), 1))]), "prior": prior}
    with np.errstate(divide="ignore"):
        terms["decision"] = np.log(ruled)
    belief = _normalised(np.sum(list(terms.values()), axis=0))
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.sum(np.where(belief > 0, belief * np.log(belief), 0.0), axis=1)
    consistent = count_consistent(belief, params.credible_frac, with_equals=True)
    return Spread(belief, terms, presence, consistent, np.exp(entropy))


def count_consistent(belief: Floats, credible_frac: float, *, with_equals: bool = False) -> npt.NDArray[np.int64]:
    """Hulls within the smallest set of hulls and OTHER that holds ``credible_frac`` of belief, by sighting.

    ``with_equals``: hulls as likely as the last of them count too, since nothing tells which of them is the last.
    """
    order = np.argsort(-belief, axis=1, kind="stable")
    ranked = np.take_along_axis(belief, order, axis=1)
    is_in = np.cumsum(ranked, axis=1) - ranked < credible_frac - 1e-12
    if with_equals:
        least = np.where(is_in, ranked, np.inf).min(axis=1, keepdims=True)
        is_in |= (ranked >= least * (1 - 1e-9)) & (ranked > 0)
    made: npt.NDArray[np.int64] = (is_in & (order != belief.shape[1] - 1)).sum(axis=1)
    return made


def _normalised(log_weights: Floats) -> Floats:
    top = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    made: Floats = top / top.sum(axis=1, keepdims=True)
    return made


def _types(sightings: Sequence[Row], hulls: Hulls, params: CandidateParams) -> Floats:
    """Hulls that the list calls another kind of ship than the sighting's words do."""
    kinds = [_kinds(r["ship_type"] or "") for r in hulls.rows]
    against = log(max(params.other_type_frac, 1e-9))
    made = np.zeros((len(sightings), len(kinds) + 1))
    known: dict[frozenset[str], Floats] = {}
    for i, s in enumerate(sightings):
        said = _kinds(s["vessel_words"])
        if said:
            if said not in known:
                known[said] = np.array([against if kind and not kind & said else 0.0 for kind in kinds])
            made[i, :-1] = known[said]
    return made


def _laden(sightings: Sequence[Row], params: CandidateParams) -> Floats:
    """Chance that each ship was laden, by what the analyst judged of it."""
    right = params.laden_right_frac
    chances = {"laden": right, "ballast": 1 - right}
    return np.array([chances.get(s["laden"] or "", 0.5) for s in sightings])


def _kinds(words: str) -> frozenset[str]:
    low = words.lower()
    return frozenset(c for c in CLASSES if c in low)


def _together(
    sightings: Sequence[Row],
    alone: Floats,
    spots: Sequence[Spot | None],
    settled: Sequence[Settled],
    params: CandidateParams,
) -> tuple[Floats, tuple[str, ...]]:
    """One ship is not in two places, two do not share a berth: all sightings together, settled ones as they stand."""
    n = len(alone)
    shown = np.zeros((len(settled), alone.shape[1]))
    for k, one in enumerate(settled):
        shown[k, one.hull] = 1.0
    rows = [*sightings, *(one.sighting for one in settled)]
    places = [*spots, *(one.spot for one in settled)]
    pairs = [Pair(i, j, "apart", params.false_report_frac) for i, j in find_apart(places, params) if i < n]
    pairs += [p for p in find_neighbours(rows, places, params) if min(p.one, p.other) < n]
    joint = solve_joint(
        np.vstack([alone, shown]),
        pairs,
        [str(r["sighting_id"]) for r in rows],
        most_states=params.most_states,
        draws=params.joint_draws,
    )
    return joint.belief[:n], joint.method[:n]


def find_neighbours(rows: Sequence[Row], spots: Sequence[Spot | None], params: CandidateParams) -> list[Pair]:
    """Ties of sightings side by side: two ships of one analyst in one image differ; those of two analysts, of one each,
    are one; two sightings of one berth at one time are one.

    Args:
        rows: SIGHTINGS rows with ``image`` and ``place_id``.
        spots: where and when each was.
    """
    by_image, by_berth = defaultdict[str, list[int]](list), defaultdict[tuple[str, str], list[int]](list)
    for i, r in enumerate(rows):
        if r["hulls"] == 1 and r["image"]:
            by_image[r["image"]].append(i)
        if r["hulls"] == 1 and r["berth"]:
            by_berth[r["place_id"] or "", fold_berth(r["berth"]) or ""].append(i)
    pairs = [
        Pair(i, j, "apart", params.same_look_frac)
        for of_image in by_image.values()
        for n, i in enumerate(of_image[:MOST_IN_IMAGE])
        for j in of_image[n + 1 : MOST_IN_IMAGE]
        if _are_two(rows[i], rows[j])
    ]
    pairs += [Pair(i, j, "together", params.false_report_frac) for i, j in pair_analysts(rows)]
    for of_berth in by_berth.values():
        instants = sorted(
            (spot.start, i) for i in of_berth if (spot := spots[i]) and spot.end - spot.start <= params.berth_hours
        )
        for (start, i), (later, j) in pairwise(instants):
            if later - start <= params.berth_hours and not are_of_one_image(rows[i], rows[j]):
                pairs.append(Pair(min(i, j), max(i, j), "together", params.false_report_frac))
    return pairs


def _are_two(a: Row, b: Row) -> bool:
    """Whether one analyst tells of two ships: in one look, or in looks at one image that show them apart."""
    is_one_look = a["look"] == b["look"] and have_one_analyst(a, b) and are_side_by_side(a, b)
    return is_one_look or are_two_ships(a, b, "vessel_words")


VERDICTS = {
    THERE: "whose own reports are there at the time",
    SILENT: "silent around it",
    ELSEWHERE: "whose own reports leave no time to be there",
}
"""What reports say, of several hulls together."""


def say_presence(verdict: int, hours: float) -> str:
    """What the reports of a hull say of a sighting; blank where they say nothing."""
    if verdict == THERE:
        return "its own reports are there at the time"
    if verdict == ELSEWHERE:
        return "its own reports leave it no time to be there"
    if verdict == SILENT:
        return f"it was silent for {hours:.0f} h around it" if hours == hours else "nothing was heard of it at the time"
    return ""


def sources_of_presence(presence: Presence, i: int, hull: int) -> Iterator[str]:
    """Ids of the reports that a verdict rests on."""
    for key in (int(presence.before[i, hull]), int(presence.after[i, hull])):
        if key:
            yield say_key("position", key)
