"""Captures: other ways to reckon how many loading stays there were. Cross-checks, never the answer.

Each takes a stay for a draw from one urn: ships do not differ, and what one stay did says nothing of the next. The
sampler (:mod:`fairlead.trips.sampler`) does better where it may; these are what a hostile reader can redo by hand.
Method: docs/methods/captures.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from fairlead.base.draws import stream
from fairlead.base.wording import say_many, say_number
from fairlead.trips.season_priors import SamplerParams
from fairlead.trips.season_setup import duration_priors
from fairlead.trips.seasons import AT_LOAD, LOAD, Season

if TYPE_CHECKING:
    import numpy.typing as npt

    Doubles = npt.NDArray[np.float64]

DEFAULTS = SamplerParams()
DRAWS = 100
"""Draws of mean stay, spread and detection that the share seen is integrated over."""
QUANTILES = (0.05, 0.5, 0.95)
TAIL = 1e-5
"""Chance left out beyond the greatest number that is weighed."""
Z90 = 1.6449
"""Half a 90 % interval of a normal, in standard deviations."""
OPTICAL, RADAR, OTHER_SENSOR, AIS = 0, 1, 2, 3
EVEN = 0.5
"""A stay that is as likely of the fleet as not is one where whole stays are counted."""
SOURCES = ("optical", "radar", "other sensors", "AIS")


@dataclass(frozen=True, slots=True)
class Caught:
    """A loading stay that something showed."""

    looks: tuple[int, ...]
    """The looks that nobody was tipped off to take and that saw it."""
    sources: frozenset[int]
    """What showed it: kind of sensor, or AIS."""
    fleet: float
    """Chance that it was a ship of the fleet."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A number of stays by one way; a bound has no interval."""

    p05: float | None
    p50: float
    p95: float | None


def caught_stays(season: Season, params: SamplerParams = DEFAULTS) -> tuple[Caught, ...]:
    """Loading stays that looks or AIS show, each once, as stated identities have it.

    Blocks of one stated hull at one place no further apart than ``link_h`` are one stay; so are such a block and a run
    of AIS fixes at the place. Looks that a tip had tasked are left out: they are no random captures.
    """
    link = max(1, int(params.link_h / season.step_h))
    parts: list[tuple[int, int, int, Caught]] = []
    blocks = [b for b in season.blocks if season.roles[int(season.looks.place[b.looks[0]])] == LOAD]
    for block, chance in zip(blocks, _of_fleet([b.log_likelihood for b in blocks]), strict=True):
        looks = tuple(k for k in block.looks if not (params.cue_flag and season.looks.is_cued[k]))
        if looks:
            step = season.looks.step[list(looks)]
            caught = Caught(looks, frozenset(season.looks.source[list(looks)].tolist()), chance)
            parts.append((block.stated, int(step.min()), int(step.max()), caught))
    for hull in np.unique(season.fixes.hull).tolist():
        steps = np.sort(season.fixes.step[(season.fixes.hull == hull) & (season.fixes.where == AT_LOAD)])
        runs = np.split(steps, np.flatnonzero(np.diff(steps) > link) + 1)
        parts += [(hull, int(r[0]), int(r[-1]), Caught((), frozenset((AIS,)), 1.0)) for r in runs if len(r)]
    return tuple(_joined(parts, link))


def _of_fleet(log_likelihoods: Sequence[Doubles]) -> list[float]:
    """Chance that each block is of the fleet: two kinds of ships mixed, their shares fitted to all blocks (EM).

    Within the fleet all hulls are as likely. The other kind is never taken for fewer than one block in a hundred, so
    that read names alone do not make the rest certain.
    """
    if not log_likelihoods:
        return []
    rows = np.array(log_likelihoods)
    rows = np.exp(rows - rows.max(axis=1, keepdims=True))
    fleet, other, share = rows[:, :-1].mean(axis=1), rows[:, -1], 0.95
    chance = np.ones(len(rows))
    for _ in range(200):
        chance = share * fleet / (share * fleet + (1 - share) * other)
        share = float(np.clip(chance.mean(), 0.01, 0.99))
    return [float(c) for c in chance]


def _joined(parts: Sequence[tuple[int, int, int, Caught]], link: int) -> list[Caught]:
    found: list[Caught] = []
    last_of: dict[int, tuple[int, int]] = {}
    for hull, first, last, caught in sorted(parts, key=lambda part: part[:3]):
        if hull >= 0 and hull in last_of and first - last_of[hull][0] <= link:
            until, at = last_of[hull]
            one = found[at]
            looks = tuple(sorted({*one.looks, *caught.looks}))
            found[at] = Caught(looks, one.sources | caught.sources, max(one.fleet, caught.fleet))
            last_of[hull] = max(until, last), at
        else:
            last_of[hull] = last, len(found)
            found.append(caught)
    return found


@dataclass(frozen=True, slots=True)
class Way:
    """A way of reckoning, what it gives and the sentence that says so."""

    way: str
    number: Reckoned
    words: str


def reckon(season: Season, params: SamplerParams = DEFAULTS, seed: int = 0) -> Iterator[Way]:
    """Every way that the evidence allows, in a fixed order."""
    caught = caught_stays(season, params)
    seen = sum(c.fleet for c in caught if c.looks)
    said = f"{say_number(seen)} loading stays that looks saw"
    exact = horvitz_thompson(season, params, seed)
    if exact:
        words = f"{said}, over the share of stays that the looks that were taken could see (Horvitz and Thompson)"
        yield Way("horvitz_thompson", exact, f"{_say(exact)}: {words}. Ships and their habits are not told apart.")
    pair = best_pair(caught)
    if pair:
        shown = shown_by(caught, pair)
        number = chapman_interval(*shown)
        words = f"{SOURCES[pair[0]]} shows {shown[0]}, {SOURCES[pair[1]]} {shown[1]}, both {shown[2]} (Chapman)"
        yield Way(
            "chapman", number, f"{_say(number)}: {words}. Too few if one helps the other see or both fail at once."
        )
    looked = [len(c.looks) for c in caught if c.looks and c.fleet >= EVEN]
    if looked:
        bound = Reckoned(None, chao(looked), None)
        once, twice = looked.count(1), looked.count(2)
        words = f"{len(looked)} seen, {once} of them in one look and {twice} in two (Chao)"
        yield Way("chao", bound, f"At least {say_many(bound.p50, 'trip')}: {words}. A lower bound, itself uncertain.")
    naive = mean_cloud(season, params, seed)
    if naive:
        words = "the same with a mean sky instead of the days that were clear. Too few where clouds last"
        yield Way("mean_cloud", naive, f"{_say(naive)}: {words}; to be compared, not used.")


def _say(number: Reckoned) -> str:
    middle = say_many(number.p50, "trip")
    if number.p05 is None or number.p95 is None:
        return middle
    return f"{middle}, 90 % {say_number(number.p05)}–{say_number(number.p95)}"


# --------------------------------------------------------------------------------------- from the chance of being seen


def horvitz_thompson(season: Season, params: SamplerParams = DEFAULTS, seed: int = 0) -> Reckoned | None:
    """Stays that looks saw, over the share of stays that the realised calendar could see.

    The share is the mean over when a stay began, how long it lasted and how well looks detect, the mean length and its
    spread drawn from their priors. Given the share p, N is negative binomial: p(N | n) = C(N-1, n-1) p^n (1-p)^(N-n),
    the posterior under 1/N; the mixture over draws of p, and of which stays were of the fleet, is summed exactly.

    Returns:
        The 5, 50 and 95 % points; None where no look could have seen a stay.

    Source:
        Horvitz and Thompson 1952; detection by the calendar that was, as for distance and camera surveys.
    """
    return _over_share(season, params, seed, is_realised=True)


def mean_cloud(season: Season, params: SamplerParams = DEFAULTS, seed: int = 0) -> Reckoned | None:
    """The classic mistake, to be seen beside the others: the same with a mean sky instead of the realised calendar.

    As if a pass came every day and showed the place with the season's mean chance, all looks together. Clear days come
    in runs and calendars have holes, so this takes too many stays for seen, and reckons too few.

    Returns:
        As :func:`horvitz_thompson`.
    """
    return _over_share(season, params, seed, is_realised=False)


def _over_share(season: Season, params: SamplerParams, seed: int, is_realised: bool) -> Reckoned | None:
    share = shares_seen(season, params, seed, is_realised)
    if not share.max() > 0:
        return None
    chance = np.array([c.fleet for c in caught_stays(season, params) if c.looks])
    seen = (stream(seed, "captures", "fleet").random((DRAWS, len(chance))) < chance).sum(axis=1)
    return Reckoned(*_negative_binomial(seen.astype(np.int64), share))


def shares_seen(season: Season, params: SamplerParams = DEFAULTS, seed: int = 0, is_realised: bool = True) -> Doubles:
    """For each of ``DRAWS`` draws of stay length and detection: share of loading stays that a look saw."""
    mean, sd = duration_priors(season, params)
    normal = stream(seed, "captures", "stays").standard_normal((DRAWS, 2))
    hours, cv = np.exp(mean[0] + sd[0] * normal[:, 0]), np.exp(mean[4] + sd[4] * normal[:, 1])
    missed, share = _log_missed(season, params, _detections(params, seed)), _place_shares(season)
    if not is_realised:
        missed = _evened(missed, round(24 / season.step_h))
    return np.array([share @ _seen_of(missed[d], _steps_covered(hours[d], cv[d], season.step_h)) for d in range(DRAWS)])


def _evened(log_missed: Doubles, per_day: int) -> Doubles:
    """One pass a day, each with the mean chance of all days."""
    seen = -np.expm1(np.diff(log_missed, axis=2))
    days = max(1.0, seen.shape[2] / per_day)
    a_day = np.minimum(seen.sum(axis=2, keepdims=True) / days, 1 - 1e-12)
    even = np.zeros_like(log_missed)
    even[:, :, 1 + per_day // 2 :: per_day] = np.log1p(-a_day)
    return np.cumsum(even, axis=2)


def _detections(params: SamplerParams, seed: int) -> Doubles:
    """Draws x sources."""
    random = stream(seed, "captures", "detection")
    pairs = zip(params.detect_seen, params.detect_missed, strict=True)
    return np.column_stack([random.beta(seen, missed, DRAWS) for seen, missed in pairs])


def _place_shares(season: Season) -> Doubles:
    share = np.array([s for s, role in zip(season.shares, season.roles, strict=True) if role == LOAD])
    return np.asarray(share / share.sum() if len(share) else share)


def _log_missed(season: Season, params: SamplerParams, detect: Doubles) -> Doubles:
    """Draws x loading places x (steps + 1): log chance that a ship there all along is missed by every look before."""
    places = [p for p, role in enumerate(season.roles) if role == LOAD]
    looks = season.looks
    log_missed = np.zeros((len(detect), len(places), season.steps + 1))
    for k in range(len(looks.step)):
        if int(looks.place[k]) in places and not (params.cue_flag and looks.is_cued[k]):
            p = np.minimum(looks.visible_frac[k] * detect[:, looks.source[k]], 1 - 1e-12)
            log_missed[:, places.index(int(looks.place[k])), int(looks.step[k]) + 1] += np.log1p(-p)
    return np.cumsum(log_missed, axis=2)


def _steps_covered(mean_h: float, cv: float, step_h: float) -> Doubles:
    """Chance that a gamma stay covers 0, 1, 2, ... grid points, its phase even on the grid."""
    shape = 1 / cv**2
    x = (np.arange(2000) + 0.5) * mean_h * (1 + 7 * cv) / 2000
    density = (shape - 1) * np.log(x) - x * shape / mean_h
    weight = np.exp(density - density.max())
    whole, part = np.divmod(x / step_h, 1.0)
    chance = np.bincount(whole.astype(int), weight * (1 - part)) if len(x) else np.zeros(1)
    chance = np.append(chance, 0.0)
    chance += np.bincount(whole.astype(int) + 1, weight * part, len(chance))
    return np.asarray(chance / chance.sum())


def _seen_of(log_missed: Doubles, covers: Doubles) -> Doubles:
    """Share of stays seen at each place. A stay that began before the period, or ends after it, counts."""
    steps = log_missed.shape[1] - 1
    seen, there = np.zeros(len(log_missed)), 0.0
    for m in np.flatnonzero(covers[1:] > 1e-9) + 1:
        begins = np.arange(1 - m, steps)
        before, after = np.maximum(begins, 0), np.minimum(begins + m, steps)
        seen += covers[m] * -np.expm1(log_missed[:, after] - log_missed[:, before]).sum(axis=1)
        there += covers[m] * len(begins)
    return seen / there


def _negative_binomial(seen: npt.NDArray[np.int64], share: Doubles) -> tuple[float, float, float]:
    """Quantiles of N, draws of n seen and of the share seen mixed. None seen: all numbers as likely beforehand."""
    n, p = np.maximum(seen, 1), np.clip(share, 1e-4, 1 - 1e-12)
    least, at, found = int(seen.min()), 0, []
    pmf, below = np.exp(n * np.log(p)), 0.0
    hidden = np.zeros(len(n), np.int64)
    wanted = list(QUANTILES)
    while wanted:
        there = seen + hidden == least + at
        below += float(pmf[there].sum()) / len(n)
        pmf = np.where(there, pmf * (n + hidden) / (hidden + 1) * (1 - p), pmf)
        hidden = hidden + there
        while wanted and (below >= wanted[0] - TAIL or at > 1_000_000):
            found.append(float(least + at))
            wanted.pop(0)
        at += 1
    return found[0], found[1], found[2]


# -------------------------------------------------------------------------------------------- from being seen how often


def chapman(first: int, second: int, both: int) -> tuple[float, float]:
    """Number and standard deviation from two independent sources: how many each showed, how many both did.

    N = (n1+1)(n2+1)/(m+1) - 1; variance (n1+1)(n2+1)(n1-m)(n2-m) / ((m+1)^2 (m+2)).

    Raises:
        ValueError: both showed more than one of them did.

    Source:
        Chapman 1951; variance of Seber 1970.
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"{both} shown by both sources cannot be more than {first} or {second}, nor fewer than none")
    a, b, m = first + 1, second + 1, both + 1
    return a * b / m - 1, sqrt(a * b * (first - both) * (second - both) / (m**2 * (m + 1)))


def chapman_interval(first: int, second: int, both: int) -> Reckoned:
    """90 % interval about :func:`chapman`, log-normal in the number that neither showed (Chao 1987)."""
    number, sd = chapman(first, second, both)
    shown = first + second - both
    unseen = number - shown
    if unseen <= 0 or sd == 0:
        return Reckoned(float(shown), number, float(max(shown, number)))
    factor = exp(Z90 * sqrt(log(1 + (sd / unseen) ** 2)))
    return Reckoned(shown + unseen / factor, number, shown + unseen * factor)


def chao(times_seen: Sequence[int]) -> float:
    """Lower bound n + f1^2/(2 f2): n seen at all, f1 in one look, f2 in two. With f2 = 0, n + f1 (f1 - 1)/2.

    Source:
        Chao 1984; the form for f2 = 0 is her bias-corrected one.
    """
    n = sum(t > 0 for t in times_seen)
    once, twice = sum(t == 1 for t in times_seen), sum(t == 2 for t in times_seen)
    return n + (once**2 / (2 * twice) if twice else once * (once - 1) / 2)


def best_pair(caught: Sequence[Caught]) -> tuple[int, int] | None:
    """The two sources that share most stays; None where no two show any."""
    caught = [c for c in caught if c.fleet >= EVEN]
    held = sorted({s for c in caught for s in c.sources})
    shared = {pair: sum(set(pair) <= c.sources for c in caught) for pair in combinations(held, 2)}
    return max(shared, key=lambda pair: (shared[pair], -pair[0], -pair[1]), default=None)


def shown_by(caught: Sequence[Caught], pair: tuple[int, int]) -> tuple[int, int, int]:
    """Stays that the first shows, the second shows, both show."""
    caught = [c for c in caught if c.fleet >= EVEN]
    first, second = (sum(s in c.sources for c in caught) for s in pair)
    return first, second, sum(set(pair) <= c.sources for c in caught)
