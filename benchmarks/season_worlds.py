"""Seasons with known truth, to test counts on: a fleet that loads at A and discharges at B, and who looks when.

What is true is drawn in continuous time from laws that are not the estimator's (log-normal absences, hulls that differ,
looks at one hour of the day), then read into a :class:`~fairlead.trips.seasons.Season` as an analyst would. Hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from zlib import crc32

import numpy as np
import numpy.typing as npt

from fairlead.trips.seasons import (
    AT_DISCHARGE,
    AT_LOAD,
    DISCHARGE,
    FAR,
    LOAD,
    ON_THE_WAY,
    Block,
    Durations,
    Fixes,
    Looks,
    Season,
)  # fmt: skip

STEP_H = 6.0
STAY_A, LADEN, STAY_B, BALLAST, AWAY = range(5)
OPTICAL, RADAR = 0, 1
LINK_H = 48.0
BURN_IN_H = 400 * 24.0
"""Lives begin so long before the period: many absences, so that the period starts anywhere in a cycle."""
LENGTH, LENGTH_SD, OTHER_SD = log(100.0), 0.15, 0.30
"""Hulls of a fleet are alike in length, ships outside it less so: log metres."""
NEAR_HOME_H = 24.0
"""The first and last day elsewhere are still on the way, for who sees the ship's AIS."""

Rng = np.random.Generator
Row = tuple[float, int, float, int, bool]
"""A look: hour, place, visible share, source, cued."""


@dataclass(frozen=True, slots=True)
class Family:
    """What kind of fleets and skies are drawn."""

    clear: float = 0.5
    """Share of optical passes over A that show something; .4 times as many over B."""
    persistence: float = 0.6
    """Correlation of one day's sky with the next day's."""
    hulls: int = 6
    days: int = 100
    read: float = 0.85
    """Share of blocks whose name was read."""
    by_length: float = 0.10
    """Share where the length was measured to 4.5 %; of the rest, to 20 %."""
    wrong: float = 0.0
    """Share of read names that are another hull's."""
    merged: float = 0.0
    """Share of blocks that swallow a neighbour's sightings."""
    broadcasts: bool = False
    """Hulls broadcast half of the time, and turn it off round four in five stays at A."""
    is_log_normal: bool = False
    """Stays and legs are log-normal and spread more."""
    tipped: float = 0.0
    """Share of stays at A of which a tip tells; a look is tasked. False tips come one in 50 days."""
    untied: float = 0.01
    """Chance that two sightings of one stay, no more than 48 h apart, are left untied."""


FAMILIES = {
    "good": Family(clear=0.7, persistence=0.3),
    "sparse": Family(clear=0.35, persistence=0.8),
    "ambiguous": Family(clear=0.55, read=0.30, by_length=0.45),
    "ais": Family(clear=0.35, broadcasts=True),
    "misspecified": Family(is_log_normal=True),
    "wrong name": Family(wrong=0.05),
    "cued": Family(clear=0.35, persistence=0.8, tipped=0.25),
    "merges": Family(merged=0.05),
    "large 20": Family(clear=0.55, hulls=20, days=200, read=0.40, by_length=0.40),
    "large 30": Family(clear=0.55, hulls=30, days=300, read=0.40, by_length=0.40),
}
"""Families by name. Where the protocol gives no persistence it is .6; of lengths it gives only the errors."""


@dataclass(frozen=True, slots=True)
class World:
    """A season and what is true of it."""

    season: Season
    true: npt.NDArray[np.int64]
    """Loading stays of each hull that cover at least one grid point of the period."""
    who: tuple[int, ...]
    """True ship of each block; ``len(hulls)``: one outside the fleet."""
    clear: float


@dataclass(frozen=True, slots=True)
class _Laws:
    mean: tuple[float, float, float, float]
    cv: tuple[float, float, float, float]
    is_log_normal: bool
    away_h: float
    direct: float
    detect: float

    def draw(self, kind: int, rng: Rng) -> float:
        mean, cv = self.mean[kind], self.cv[kind]
        if self.is_log_normal:
            sd = sqrt(log(1 + cv**2))
            return float(mean * exp(rng.normal(-(sd**2) / 2, sd)))
        return float(rng.gamma(1 / cv**2, mean * cv**2))


Life = list[tuple[float, float, int]]
"""From, to, kind: what a ship did, in order."""


def make_world(name: str, seed: int) -> World:
    """The fleet of one seed in one family. The same name and seed give the same world."""
    family = FAMILIES[name]
    rng = np.random.default_rng([seed, crc32(name.encode())])
    hours = family.days * 24.0
    laws = _laws(family, rng)
    lives = [_life(laws, hours, rng) for _ in range(family.hulls)]
    visitors = _visitors(laws, hours, rng)
    looks = sorted(_calendar(family, hours, rng) + _tasked(family, lives, hours, rng))
    sighted = _sight(laws, looks, [*lives, *([[v] for v in visitors])], family.untied, rng)
    blocks, who = _name(family, sighted, looks, rng)
    fixes, silent = _heard(family, lives, hours, rng)
    season = Season(
        hulls=tuple(f"hull {v + 1}" for v in range(family.hulls)),
        steps=int(hours / STEP_H),
        step_h=STEP_H,
        roles=(LOAD, DISCHARGE),
        shares=(1.0, 1.0),
        looks=_as_looks(looks),
        blocks=blocks,
        fixes=fixes,
        is_silent=silent,
        durations=_shown(laws, rng),
    )
    true = np.array([sum(k == STAY_A and covers(a, b, hours) for a, b, k in life) for life in lives])
    return World(season, true, who, family.clear)


def covers(start: float, end: float, hours: float) -> bool:
    """Whether ``[start, end)`` holds a grid point of ``[0, hours)``."""
    first = max(0.0, np.ceil(start / STEP_H) * STEP_H)
    return bool(first < min(end, hours))


# --------------------------------------------------------------------------------------------------------- what is true


def _laws(family: Family, rng: Rng) -> _Laws:
    load, laden, discharge = rng.uniform(28, 56), rng.uniform(48, 90), rng.uniform(50, 110)
    stay_cv, leg_cv, discharge_cv = rng.uniform(0.35, 0.55), 0.25, 0.5
    if family.is_log_normal:
        stay_cv, leg_cv, discharge_cv = rng.uniform(0.5, 0.8), 0.4, rng.uniform(0.5, 0.8)
    return _Laws(
        mean=(load, laden, discharge, laden * rng.uniform(0.9, 1.1)),
        cv=(stay_cv, leg_cv, discharge_cv, leg_cv),
        is_log_normal=family.is_log_normal,
        away_h=24 * rng.uniform(8, 20),
        direct=float(rng.beta(4, 4)),
        detect=float(rng.beta(34, 6)),
    )


def _life(laws: _Laws, hours: float, rng: Rng) -> Life:
    median = laws.away_h * exp(rng.normal(0, 0.6))
    odds = log(laws.direct / (1 - laws.direct)) + rng.normal(0, 0.7)
    back = 1 / (1 + exp(-odds))
    if rng.random() < 0.10:
        return [(-BURN_IN_H, hours + 240, AWAY)]
    life: Life = []
    at, kind = -BURN_IN_H, AWAY
    while at < hours + 240:
        lasts = median * exp(rng.normal(0, 0.9)) if kind == AWAY else laws.draw(kind, rng)
        if at + lasts > -240:
            life.append((at, at + lasts, kind))
        at += lasts
        if kind == STAY_B:
            kind = BALLAST if rng.random() < back else AWAY
        else:
            kind = STAY_A if kind in (BALLAST, AWAY) else kind + 1
    return life


def _visitors(laws: _Laws, hours: float, rng: Rng) -> list[tuple[float, float, int]]:
    """Stays at A of ships outside the fleet: .2 present on average."""
    span = hours + 480
    starts = rng.uniform(-480, hours, rng.poisson(0.2 * span / laws.mean[0]))
    return [(float(a), float(a) + laws.draw(STAY_A, rng), STAY_A) for a in sorted(starts)]


def _shown(laws: _Laws, rng: Rng) -> Durations:
    """25 durations of each kind that AIS showed, all of a kind off by a common share."""
    return Durations(*(np.array([laws.draw(k, rng) for _ in range(25)]) * exp(rng.normal(0, 0.1)) for k in range(4)))


# --------------------------------------------------------------------------------------------------------- what is seen


def _calendar(family: Family, hours: float, rng: Rng) -> list[Row]:
    """One optical pass a day at one hour, where the sky is clear; radar each six days; a hole in half of the fleets."""
    rows: list[Row] = []
    for place, clear in ((0, family.clear), (1, 0.4 * family.clear)):
        hour, is_clear = rng.uniform(0, 24), rng.random() < clear
        for day in range(family.days):
            if is_clear:
                rows.append((day * 24 + hour, place, 1.0, OPTICAL, False))
            stays = clear + family.persistence * (1 - clear) if is_clear else clear * (1 - family.persistence)
            is_clear = rng.random() < stays
    rows += [(float(t), 0, 0.6, RADAR, False) for t in np.arange(rng.uniform(0, 144), hours, 144)]
    if rng.random() < 0.5:
        start = rng.uniform(0, hours - 480)
        end = start + rng.uniform(240, 480)
        rows = [r for r in rows if not start <= r[0] < end]
    return rows


def _tasked(family: Family, lives: list[Life], hours: float, rng: Rng) -> list[Row]:
    if not family.tipped:
        return []
    stays = [(a, b) for life in lives for a, b, kind in life if kind == STAY_A]
    at = [rng.uniform(a, b) for a, b in stays if rng.random() < family.tipped]
    at += list(rng.uniform(0, hours, rng.poisson(hours / 1200)))
    return [(float(t), 0, 1.0, OPTICAL, True) for t in at if 0 <= t < hours]


Sighted = tuple[int, list[int]]
"""Ship and the looks of one block."""


def _sight(laws: _Laws, looks: list[Row], ships: list[Life], untied: float, rng: Rng) -> list[Sighted]:
    found: list[Sighted] = []
    times = np.array([r[0] for r in looks])
    for ship, life in enumerate(ships):
        for start, end, kind in life:
            place = {STAY_A: 0, STAY_B: 1}.get(kind)
            if place is None:
                continue
            own: list[int] = []
            for k in range(*np.searchsorted(times, (start, end)).tolist()):
                if looks[k][1] != place or rng.random() >= looks[k][2] * laws.detect:
                    continue
                if own and (times[k] - times[own[-1]] > LINK_H or rng.random() < untied):
                    found.append((ship, own))
                    own = []
                own.append(k)
            if own:
                found.append((ship, own))
    return sorted(found, key=lambda row: row[1])


def _name(
    family: Family, sighted: list[Sighted], looks: list[Row], rng: Rng
) -> tuple[tuple[Block, ...], tuple[int, ...]]:
    """Blocks as an analyst holds them, after merges, with what was read or measured."""
    hulls = family.hulls
    lengths = rng.normal(LENGTH, LENGTH_SD, hulls)
    blocks, who = [], []
    for ship, own in _merge(family, sighted, looks, rng):
        ship = min(ship, hulls)
        u = rng.random()
        if u < family.read:
            read = ship
            if rng.random() < family.wrong:
                read = int(rng.choice([v for v in range(hulls) if v != ship]))
            likely = np.full(hulls + 1, log(0.05 / hulls))
            likely[read] = log(0.95)
            stated = read if read < hulls else -1
        else:
            sd = 0.045 if u < family.read + family.by_length else 0.20
            true = lengths[ship] if ship < hulls else rng.normal(LENGTH, OTHER_SD)
            likely, stated = _by_length(rng.normal(true, sd), sd, lengths), -1
        blocks.append(Block(tuple(own), likely, stated))
        who.append(ship)
    return tuple(blocks), tuple(who)


def _by_length(seen: float, sd: float, lengths: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    middle = np.append(lengths, LENGTH)
    wide = np.append(np.full(len(lengths), sd), sqrt(OTHER_SD**2 + sd**2))
    return np.asarray(-0.5 * ((seen - middle) / wide) ** 2 - np.log(wide))


def _merge(family: Family, sighted: list[Sighted], looks: list[Row], rng: Rng) -> list[Sighted]:
    """Some blocks take in those of another ship at the place, first seen within 48 h after and in other looks."""
    wanted = int(rng.binomial(len(sighted), family.merged))
    pairs = [(n, m) for n in range(len(sighted)) for m in _neighbours(n, sighted, looks)] if wanted else []
    into: dict[int, int] = {}
    for k in rng.permutation(len(pairs)).tolist():
        if len(into) < wanted and not {*pairs[k]} & {*into, *into.values()}:
            into[pairs[k][1]] = pairs[k][0]
    swallowed = {n: m for m, n in into.items()}
    return [
        (ship, sorted([*own, *sighted[swallowed[n]][1]]) if n in swallowed else own)
        for n, (ship, own) in enumerate(sighted)
        if n not in into
    ]


def _neighbours(n: int, sighted: list[Sighted], looks: list[Row]) -> list[int]:
    ship, own = sighted[n]
    return [
        m
        for m in range(n + 1, len(sighted))
        if sighted[m][0] != ship
        and looks[sighted[m][1][0]][1] == looks[own[0]][1]
        and looks[sighted[m][1][0]][0] - looks[own[-1]][0] <= LINK_H
        and not set(own) & set(sighted[m][1])
    ]


def _heard(family: Family, lives: list[Life], hours: float, rng: Rng) -> tuple[Fixes, npt.NDArray[np.bool_]]:
    """AIS on and off by turns of five days in the mean; off round four in five stays at A, half a day more each way."""
    steps = int(hours / STEP_H)
    silent = np.zeros((len(lives), steps), np.bool_)
    rows: list[tuple[int, int, int]] = []
    for v, life in enumerate(lives if family.broadcasts else []):
        clock = np.arange(0, hours, 1.0) + 0.5
        is_on = _by_turns(clock, rng)
        where = np.full(len(clock), FAR)
        for a, b, kind in life:
            own = (clock >= a) & (clock < b)
            if kind == AWAY:
                where[own & ((clock < a + NEAR_HOME_H) | (clock >= b - NEAR_HOME_H))] = ON_THE_WAY
            else:
                where[own] = {STAY_A: AT_LOAD, STAY_B: AT_DISCHARGE}.get(kind, ON_THE_WAY)
            if kind == STAY_A and rng.random() < 0.8:
                is_on[(clock >= a - rng.uniform(0, 24)) & (clock < b + rng.uniform(0, 24))] = False
        shown = np.where(is_on, where, FAR + 1).reshape(steps, -1).min(axis=1)
        rows += [(v, t, int(shown[t])) for t in np.flatnonzero(shown <= FAR).tolist()]
        silent[v] = (shown > FAR) & bool((shown <= FAR).any())
    hull, step, at = np.array(rows, np.int64).reshape(-1, 3).T
    return Fixes(hull.astype(np.int32), step.astype(np.int32), at.astype(np.int8)), silent


def _by_turns(clock: npt.NDArray[np.float64], rng: Rng) -> npt.NDArray[np.bool_]:
    ends = np.cumsum(rng.exponential(120, int(clock[-1] / 30) + 50))
    return np.asarray((np.searchsorted(ends, clock) + rng.integers(2)) % 2 == 0)


def _as_looks(rows: list[Row]) -> Looks:
    time, place, frac, source, cued = zip(*rows, strict=True) if rows else ((),) * 5
    return Looks(
        step=(np.array(time, np.float64) // STEP_H).astype(np.int32),
        place=np.array(place, np.int16),
        visible_frac=np.array(frac, np.float64),
        source=np.array(source, np.int16),
        is_cued=np.array(cued, np.bool_),
    )
