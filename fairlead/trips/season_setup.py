"""A season made ready for sampling: sections of states, factors of AIS, blocks in order with what ties them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairlead.trips.season_cued import chance_met, with_tips
from fairlead.trips.season_priors import SamplerParams
from fairlead.trips.seasons import AT_DISCHARGE, AT_LOAD, DISCHARGE, FAR, LOAD, ON_THE_WAY, Block, Looks, Season

if TYPE_CHECKING:
    from fairlead.trips.season_names import Seen

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

KEPT_BELOW = 14.0
"""Log by which a hull may be less likely than the best and is still a candidate: one in a million."""
EXCLUDED = -1e6
"""Log factor of two blocks of one look being one ship: below all that looks and lengths of stays add up to. A long stay
costs more than any doubt about a name; it must never be cheaper as two ships in one."""
AGES = (6, 64)
"""Least and most ages of a section; beyond the last the tail is geometric."""
AGE_SPREADS = 3.5
"""Ages reach so many spreads beyond the mean."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the chains share."""

    season: Season
    seen: Seen
    order: tuple[int, ...]
    """Block of the season behind each block of ``seen``."""
    cued_only: int
    """How many blocks only cued looks saw."""
    tips_met: Doubles
    """By role, chance that a cued look of a step shows a ship from outside the fleet; 0 where none showed any ship."""
    own: Doubles
    """Hulls x steps x (sections + 1): factors of AIS."""
    has: npt.NDArray[np.bool_]
    is_silent: npt.NDArray[np.bool_]
    first: Ints
    beyond: Ints
    kind: Ints
    share: Doubles
    prior_mean: Doubles
    """Log mean hours of the four kinds of section, then log spread over mean."""
    prior_sd: Doubles
    sources: tuple[int, ...]
    """Sources that looks have."""
    doubtful: int
    """Blocks that may be more than one ship, no single one of them nine times in ten."""
    link_steps: int

    @property
    def states(self) -> int:
        return int(self.beyond[-1]) + 2


def prepare(season: Season, params: SamplerParams) -> Prepared:
    """Bring a season into the shape the loops want."""
    mean, sd = duration_priors(season, params)
    sections, place_section = _sections(season, params, mean)
    first, beyond, kind, share = sections
    own = _own_factors(season, params, kind)
    looks, of_block = with_tips(season, params)
    blocks, order = _in_order(season, looks, of_block)
    link_steps = max(1, int(params.link_h / season.step_h))
    seen = _seen(season, params, looks, blocks, place_section, link_steps)
    has = np.zeros((len(season.hulls), season.steps), np.bool_)
    has[:, seen.look_step] = True
    has[season.fixes.hull, season.fixes.step] = True
    silent = np.ascontiguousarray(season.is_silent, dtype=np.bool_)
    return Prepared(
        season=season,
        seen=seen,
        order=order,
        cued_only=sum(all(season.looks.is_cued[k] for k in b.looks) for b in season.blocks) if params.cue_flag else 0,
        tips_met=chance_met(season, params),
        own=own,
        has=has,
        is_silent=silent if params.silence_model else np.zeros_like(silent),
        first=first,
        beyond=beyond,
        kind=kind,
        share=share,
        prior_mean=mean,
        prior_sd=sd,
        sources=tuple(sorted({int(s) for s in seen.look_source})),
        doubtful=int(np.sum(~seen.is_sure)),
        link_steps=link_steps,
    )


def duration_priors(season: Season, params: SamplerParams) -> tuple[Doubles, Doubles]:
    """Mean and standard deviation of the log mean hours of loading, laden, discharge and ballast, then of the log cv.

    From what AIS shows of the trade, widened, since ships that broadcast are not those that do not; from defaults where
    it shows fewer than three.
    """
    d = season.durations
    mean, sd = np.empty(8), np.empty(8)
    for k, hours in enumerate((d.load_h, d.laden_h, d.discharge_h, d.ballast_h)):
        n = len(hours)
        if n < 3:
            mean[k], sd[k] = log(params.default_h[k]), params.default_sd_log
            mean[4 + k], sd[4 + k] = log(params.default_cv[k]), params.seen_sd_cv * 2
            if k in (1, 3):
                mean[k] = max(mean[k], log(1.2 * season.least_leg_h + 1e-9))
            continue
        middle = float(np.mean(hours))
        cv = min(max(float(np.std(hours, ddof=1)) / middle, 0.05), 2.0)
        mean[k], sd[k] = log(middle), (cv**2 / n + params.seen_sd_log**2) ** 0.5
        mean[4 + k], sd[4 + k] = log(cv), (0.5 / n + params.seen_sd_cv**2) ** 0.5
    return mean, sd


def _sections(
    season: Season, params: SamplerParams, mean: Doubles
) -> tuple[tuple[Ints, Ints, Ints, Doubles], dict[int, int]]:
    """First and last state, kind and share of each section; and the section of each place."""
    load = [p for p, role in enumerate(season.roles) if role == LOAD]
    discharge = [p for p, role in enumerate(season.roles) if role == DISCHARGE]
    rows: list[tuple[int, float, int]] = []  # kind, share, place
    for kind, places in ((0, load), (1, []), (2, discharge), (3, [])):
        whole = sum(season.shares[p] for p in places) or 1.0
        rows += [(kind, season.shares[p] / whole, p) for p in places] or [(kind, 1.0, -1)]
    ages = []
    for k in range(4):
        reach = np.exp(mean[k]) * (1 + AGE_SPREADS * np.exp(mean[4 + k])) / season.step_h
        ages.append(1 if params.one_step else min(max(ceil(reach), AGES[0]), AGES[1]))
    beyond = np.cumsum([ages[kind] for kind, _, _ in rows])
    first = np.concatenate([[0], beyond[:-1]])
    kinds = np.array([kind for kind, _, _ in rows], np.int64)
    shares = np.array([share for _, share, _ in rows])
    sections = first.astype(np.int64), beyond.astype(np.int64), kinds, shares
    return sections, {place: s for s, (_, _, place) in enumerate(rows) if place >= 0}


def _own_factors(season: Season, params: SamplerParams, kind: Ints) -> Doubles:
    where = {AT_LOAD: {0}, AT_DISCHARGE: {2}, ON_THE_WAY: {1, 3, 4}, FAR: {4}}
    kinds = [*kind.tolist(), 4]
    rows = np.array([[1.0 if k in where[code] else params.spoof for k in kinds] for code in range(4)])
    own = np.ones((len(season.hulls), season.steps, len(kinds)))
    own[season.fixes.hull, season.fixes.step] = rows[season.fixes.where]
    return own


def _in_order(
    season: Season, looks: Looks, of_block: Sequence[Sequence[int]]
) -> tuple[list[tuple[Block, list[int]]], tuple[int, ...]]:
    """Blocks by first step, with their looks by step; and which block of the season each is."""
    rows = [sorted(own, key=lambda k: int(looks.step[k])) for own in of_block]
    order = sorted(range(len(rows)), key=lambda b: (int(looks.step[rows[b][0]]), b))
    return [(season.blocks[b], rows[b]) for b in order], tuple(order)


def _seen(
    season: Season,
    params: SamplerParams,
    looks: Looks,
    blocks: Sequence[tuple[Block, list[int]]],
    place_section: dict[int, int],
    link_steps: int,
) -> Seen:
    from fairlead.trips.season_names import Seen

    step = looks.step.astype(np.int64)
    section = np.array([place_section[int(p)] for p in looks.place], np.int64)
    steps = [sorted({int(step[k]) for k in own}) for _, own in blocks]
    first = np.array([s[0] for s in steps], np.int64)
    last = np.array([s[-1] for s in steps], np.int64)
    at = np.array([section[own[0]] for _, own in blocks], np.int64)
    log_l = np.array([b.log_likelihood for b, _ in blocks], np.float64).reshape(len(blocks), len(season.hulls) + 1)
    may: list[list[int]] = []
    for b, (block, _) in enumerate(blocks):
        row = np.where(np.isfinite(log_l[b]), log_l[b], -1e9)
        if params.names_are_sure and block.stated >= 0:
            row = np.where(np.arange(len(row)) == block.stated, 0.0, -1e9)
        row = np.where(row < row.max() - KEPT_BELOW, -1e9, row)
        log_l[b] = row
        may.append(np.flatnonzero(row > -1e8).tolist())
    near = _near(params, blocks, first, last, at, link_steps)
    return Seen(
        look_step=step,
        look_section=section,
        look_frac=looks.visible_frac.astype(np.float64),
        look_source=looks.source.astype(np.int64),
        first=first,
        last=last,
        reach=np.maximum.accumulate(last) if len(last) else last,
        section=at,
        log_l=log_l,
        looks_from=_starts([own for _, own in blocks]),
        looks=_flat([own for _, own in blocks]),
        steps_from=_starts(steps),
        steps=_flat(steps),
        near_from=_starts(near),
        near=_flat([[b for b, _, _ in row] for row in near]),
        near_same=np.array([same for row in near for _, same, _ in row], np.float64),
        near_differ=np.array([differ for row in near for _, _, differ in row], np.float64),
        may_from=_starts(may),
        may=_flat(may),
        is_sure=_sure(log_l),
    )


def _near(
    params: SamplerParams, blocks: Sequence[tuple[Block, list[int]]], first: Ints, last: Ints, at: Ints, link_steps: int
) -> list[list[tuple[int, float, float]]]:
    """For each block, those at its place within the time in which sightings are tied, and the logs of what it means."""
    near: list[list[tuple[int, float, float]]] = [[] for _ in blocks]
    looks = [set(block.looks) for block, _ in blocks]
    berth = [block.berth for block, _ in blocks]
    untied = log(params.not_linked) if params.link_term else 0.0
    reach = np.maximum.accumulate(last) if len(last) else last
    for b in range(len(blocks)):
        for c in range(b - 1, -1, -1):
            if first[b] - reach[c] > link_steps:
                break
            if at[c] != at[b] or first[b] - last[c] > link_steps:
                continue
            same = EXCLUDED if looks[b] & looks[c] else untied
            turns = berth[b] >= 0 and berth[b] == berth[c] and first[b] <= last[c] and first[c] <= last[b]
            differ = log(params.shared_berth) if turns else 0.0
            if same or differ:
                near[b].append((c, same, differ))
                near[c].append((b, same, differ))
    return near


def _sure(log_l: Doubles) -> npt.NDArray[np.bool_]:
    """Whether one hull of a block is nine times in ten, by likelihood alone."""
    if not len(log_l):
        return np.zeros(0, np.bool_)
    share = np.exp(log_l - log_l.max(axis=1, keepdims=True))
    return np.asarray(share.max(axis=1) / share.sum(axis=1) >= 0.9)


def _starts(rows: Sequence[Sequence[object]]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)


def _flat(rows: Sequence[Sequence[int]]) -> Ints:
    return np.array([x for row in rows for x in row], np.int64)
