"""The estimator of actual trips: draws of what there was, given what was seen and what was not.

Every unknown is sampled: durations, detection, time elsewhere of each hull, who was seen, ships outside the fleet.
Method, assumptions and what breaks them: docs/methods/season.md.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import numpy as np

from fairlead.base.wording import say_many
from fairlead.trips.season_chain import Chain, Drawn
from fairlead.trips.season_checks import agreement
from fairlead.trips.season_priors import SamplerParams
from fairlead.trips.season_setup import Prepared, prepare
from fairlead.trips.seasons import Posterior, Season

DEFAULTS = SamplerParams()
Told = Callable[[int, int], None]

ENOUGH = 200
"""Effective draws below which the tails of an interval are not told from noise (Vehtari et al. 2021: 100 a chain)."""


def sample_trips(
    season: Season, params: SamplerParams = DEFAULTS, seed: int = 0, threads: int = 2, told: Told | None = None
) -> Posterior:
    """Draw how many loading stays each hull made.

    Args:
        season: the fleet, the looks, the sightings, the AIS.
        params: priors, switches, length of sampling.
        seed: the same seed gives the same bytes, whatever ``threads`` is.
        threads: chains computed at a time.
        told: told of progress, (iterations done, iterations in all), from any thread, one at a time.

    Returns:
        :class:`Posterior`. Where the chains disagree it holds the draws of all of them and says so.

    Raises:
        ValueError: the season contradicts itself.
    """
    check_season(season, params)
    ready = prepare(season, params)
    tell = _Progress(params, told)

    def run(number: int) -> Drawn:
        return Chain(ready, params, seed, number).run(tell.of(number))

    if threads > 1 and params.chains > 1:
        with ThreadPoolExecutor(min(threads, params.chains)) as pool:
            drawn = list(pool.map(run, range(params.chains)))
    else:
        drawn = [run(number) for number in range(params.chains)]
    return _posterior(ready, params, drawn)


def check_season(season: Season, params: SamplerParams) -> None:
    """Refuse a season that contradicts itself, in words.

    Raises:
        ValueError: naming what is wrong.
    """
    n, looks = len(season.hulls), season.looks
    if not n:
        raise ValueError("the fleet is empty: an estimate needs at least one vessel")
    if season.steps < 1 or not season.step_h > 0:
        raise ValueError(
            f"a season needs at least one step of more than no time, not {season.steps} of {season.step_h} h"
        )
    if len(season.shares) != len(season.roles):
        raise ValueError(f"{len(season.roles)} places have {len(season.shares)} shares")
    if season.is_silent.shape != (n, season.steps):
        raise ValueError(f"is_silent is hulls x steps, {n} x {season.steps}, not {season.is_silent.shape}")
    for name, values, beyond in (
        ("steps of looks", looks.step, season.steps), ("places of looks", looks.place, len(season.roles)),
        ("sources of looks", looks.source, len(params.detect_seen)), ("hulls of fixes", season.fixes.hull, n),
        ("steps of fixes", season.fixes.step, season.steps), ("where of fixes", season.fixes.where, 4),
    ):  # fmt: skip
        if len(values) and not (values.min() >= 0 and values.max() < beyond):
            raise ValueError(f"{name} must be 0 to {beyond - 1}, not {values.min()} to {values.max()}")
    if len(looks.visible_frac) and not (looks.visible_frac.min() > 0 and looks.visible_frac.max() <= 1):
        raise ValueError("a look's visible share is above 0 and at most 1; leave out looks that show nothing")
    for b, block in enumerate(season.blocks):
        if not block.looks or not 0 <= min(block.looks) <= max(block.looks) < len(looks.step):
            raise ValueError(f"block {b} has no look, or one that is not there")
        if len({int(looks.place[k]) for k in block.looks}) > 1:
            raise ValueError(f"block {b} is at several places: a block is one ship at one place")
        if len(block.log_likelihood) != n + 1:
            raise ValueError(f"block {b} has {len(block.log_likelihood)} likelihoods for {n} vessels and OTHER")
        if not np.isfinite(np.max(block.log_likelihood)):
            raise ValueError(f"block {b} can be no ship at all, not even one outside the fleet")


class _Progress:
    """Iterations done by all chains, told one at a time."""

    def __init__(self, params: SamplerParams, told: Told | None) -> None:
        self.total = params.chains * (params.warm_up + params.iterations)
        self.done = [0] * params.chains
        self.told, self.lock = told, Lock()

    def of(self, chain: int) -> Callable[[int], None] | None:
        if self.told is None:
            return None

        def tell(done: int) -> None:
            with self.lock:
                self.done[chain] = done
                if self.told:
                    self.told(sum(self.done), self.total)

        return tell


def _posterior(ready: Prepared, params: SamplerParams, drawn: list[Drawn]) -> Posterior:
    actual = np.array([row for one in drawn for row in one.actual], np.int32)
    seen = np.array([row for one in drawn for row in one.seen], np.int32)
    stays = [rows for one in drawn for rows in one.stays]
    each = np.array([len(rows) for rows in stays])
    flat = np.concatenate(stays) if stays else np.zeros((0, 5), np.int32)
    chain = np.repeat(np.arange(len(drawn), dtype=np.int32), [len(one.actual) for one in drawn])
    r_hat, ess = agreement(actual.sum(axis=1).astype(float), chain)
    seen_r_hat, _ = agreement(seen.sum(axis=1).astype(float), chain)
    is_settled = max(r_hat, seen_r_hat) <= params.settled_r_hat
    return Posterior(
        actual=actual,
        after_doubt=seen,
        stay_draw=np.repeat(np.arange(len(stays), dtype=np.int32), each),
        stay_hull=np.ascontiguousarray(flat[:, 0]),
        stay_start=np.ascontiguousarray(flat[:, 1]),
        stay_end=np.ascontiguousarray(flat[:, 2]),
        stay_blocks=np.ascontiguousarray(flat[:, 3]),
        block_hull=np.array([row for one in drawn for row in one.given], np.int32).reshape(len(stays), -1),
        chain=chain,
        r_hat=r_hat,
        ess=ess,
        is_settled=is_settled,
        words=_words(ready, params, drawn, max(r_hat, seen_r_hat), ess, is_settled),
    )


def _words(
    ready: Prepared, params: SamplerParams, drawn: list[Drawn], r_hat: float, ess: float, is_settled: bool
) -> tuple[str, ...]:
    season, words = ready.season, []
    is_watched = bool(np.any(ready.seen.look_source < len(params.detect_seen)))
    if not is_watched and not len(season.fixes.hull):
        words.append("no looks: this is the prior")
    elif not is_watched:
        words.append("no looks: only AIS speaks")
    if not is_settled:
        spans = [np.quantile(np.sum(one.actual, axis=1), (0.05, 0.95)) for one in drawn]
        said = ", ".join(f"{low:.0f} to {high:.0f}" for low, high in spans)
        words.append(f"identities not settled: chains from different starts say {said} (R-hat {r_hat:.2f}); "
                     "the figures are of all of them together")  # fmt: skip
    elif ess < ENOUGH:
        words.append(f"{ess:.0f} effective draws: the ends of intervals are rough")
    if ready.cued_only:
        words.append(
            f"{say_many(ready.cued_only, 'group')} of sightings only in images that are no random captures, which "
            "a tip had taken or which are known by what they show: those ships were there, and it adds no others"
        )
    if len(ready.seen.first) and params.link_term:
        words.append(f"sightings of one stay are taken to be left untied {params.not_linked:.0%} of the time")
    words += _unmoved(ready, drawn)
    return tuple(words)


def _unmoved(ready: Prepared, drawn: list[Drawn]) -> list[str]:
    """Priors that the evidence did not narrow."""
    values = np.concatenate([np.array(one.unknowns) for one in drawn if one.unknowns])
    if not len(values):
        return []
    names = ("loading stays", "laden legs", "discharge stays", "ballast legs")
    same = [n for k, n in enumerate(names) if values[:, k].std() > 0.9 * ready.prior_sd[k]]
    return [f"the evidence does not move the mean length of {', '.join(same)}: it is what was assumed"] if same else []
