"""Seasons with known truth, to test counts on: a fleet that loads at A and discharges at B, and who looks when.

What is true is drawn in continuous time from laws that are not the estimator's (log-normal absences, hulls that differ,
looks at one hour of the day), then read into a :class:`~fairlead.trips.seasons.Season` as an analyst would. Hours.

Families are the scenarios that ``fairlead simulate`` plays (examples/simulated/seasons), and the laws are its laws.
Drawn here is only what the sampler sees, with no map, file or table, in a stream of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import exp, log, sqrt
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from fairlead.simulate.season import Pair, SeasonScenario
from fairlead.simulate.season_laws import (
    AWAY,
    BEFORE_H,
    DISCHARGING,
    LOADING,
    Laws,
    draw_away,
    draw_habits,
    draw_life,
    draw_skies,
    find_runs,
)
from fairlead.simulate.season_reading import read_season
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
OPTICAL, RADAR = 0, 1
OTHER_SD = 0.30
"""Log spread of the lengths of ships outside the fleet: they are less alike than its hulls."""
NEAR_HOME_H = 24.0
"""The first and last day elsewhere are still on the way, for who sees the ship's AIS."""

Rng = np.random.Generator
Row = tuple[float, int, float, int, bool]
"""A look: hour, place, visible share, source, cued."""


SCENARIOS = Path(__file__).parents[1] / "examples" / "simulated" / "seasons"


def _families() -> dict[str, SeasonScenario]:
    names = ("good", "sparse", "ambiguous", "ais", "misspecified", "wrong name", "cued", "merges")
    found = {name: read_season(SCENARIOS / f"{name.replace(' ', '_')}.toml") for name in names}
    one = found["ambiguous"]
    alike = replace(one, hulls=8, reading=replace(one.reading, named=0.05, measured=0.25, length_spread=0.08))
    alike = replace(alike, trade=replace(one.trade, idle_share=0.0), watch=replace(one.watch, hole_chance=0.0))
    large = replace(one, reading=replace(one.reading, named=0.40, measured=0.40))
    return {
        **found,
        "look-alikes": alike,
        "large 20": replace(large, hulls=20, days=200),
        "large 30": replace(large, hulls=30, days=300),
    }


FAMILIES = _families()
"""Families by name. Where the protocol gives no persistence it is .6; of lengths it gives only the errors.
*look-alikes* is for the link term alone: eight hulls of nearly one length, none idle, 5 names in 100 read, no hole."""


@dataclass(frozen=True, slots=True)
class World:
    """A season and what is true of it."""

    season: Season
    true: npt.NDArray[np.int64]
    """Loading stays of each hull that cover at least one grid point of the period."""
    who: tuple[int, ...]
    """True ship of each block; ``len(hulls)``: one outside the fleet."""
    clear: float


Life = list[tuple[float, float, int]]
"""From, to, kind: what a ship did, in order."""


def make_world(name: str, seed: int) -> World:
    """The fleet of one seed in one family. The same name and seed give the same world."""
    family = FAMILIES[name]
    rng = np.random.default_rng([seed, crc32(name.encode())])
    laws = _laws(family, rng)
    lives = [_life(family, laws, rng) for _ in range(family.hulls)]
    visitors = _visitors(family, laws, rng)
    looks = sorted(_calendar(family, rng) + _tasked(family, lives, rng))
    sighted = _sight(family, laws, looks, [*lives, *([[v] for v in visitors])], rng)
    blocks, who = _name(family, sighted, looks, rng)
    fixes, silent = _heard(family, lives, rng)
    season = Season(
        hulls=tuple(f"hull {v + 1}" for v in range(family.hulls)),
        steps=int(family.hours / STEP_H),
        step_h=STEP_H,
        roles=(LOAD, DISCHARGE),
        shares=(1.0, 1.0),
        looks=_as_looks(looks),
        blocks=blocks,
        fixes=fixes,
        is_silent=silent,
        durations=_shown(laws, rng),
    )
    true = np.array([sum(k == LOADING and covers(a, b, family.hours) for a, b, k in life) for life in lives])
    return World(season, true, who, family.watch.clear)


def covers(start: float, end: float, hours: float) -> bool:
    """Whether ``[start, end)`` holds a grid point of ``[0, hours)``."""
    first = max(0.0, np.ceil(start / STEP_H) * STEP_H)
    return bool(first < min(end, hours))


# --------------------------------------------------------------------------------------------------------- what is true


def _laws(family: SeasonScenario, rng: Rng) -> Laws:
    t = family.trade
    load, laden, discharge = rng.uniform(*t.load_h), rng.uniform(*t.laden_h), rng.uniform(*t.discharge_h)
    if t.law != "gamma":
        rng.random()  # a value that was drawn and not used when these worlds were first scored
    load_cv, leg_cv, discharge_cv = (_even(span, rng) for span in (t.load_cv, t.leg_cv, t.discharge_cv))
    return Laws(
        mean_h=(load, laden, discharge, laden * rng.uniform(0.9, 1.1)),
        cv=(load_cv, leg_cv, discharge_cv, leg_cv),
        away_h=24 * rng.uniform(*t.away_d),
        direct=float(rng.beta(4, 4)),
        quickest_h=0.0,
        detect=float(rng.beta(*family.watch.detect)),
        law=t.law,
    )


def _even(span: Pair, rng: Rng) -> float:
    return span[0] if span[0] == span[1] else float(rng.uniform(*span))


def _life(family: SeasonScenario, laws: Laws, rng: Rng) -> Life:
    trade, until = family.trade, family.hours + 240
    habits = draw_habits(laws, trade.direct_spread, trade.idle_share, rng)
    if habits.is_idle:
        return [(-BEFORE_H, until, AWAY)]

    def last(part: int) -> float:
        return draw_away(rng, habits.away_h) if part == AWAY else laws.draw(part, rng)

    return [row for row in draw_life(-BEFORE_H, until, habits.direct, last, rng) if row[1] > -240]


def _visitors(family: SeasonScenario, laws: Laws, rng: Rng) -> Life:
    """Stays at A of ships outside the fleet."""
    span = family.hours + 480
    starts = rng.uniform(-480, family.hours, rng.poisson(family.others * span / laws.mean_h[0]))
    return [(float(a), float(a) + laws.draw(LOADING, rng), LOADING) for a in sorted(starts)]


def _shown(laws: Laws, rng: Rng) -> Durations:
    """25 durations of each kind that AIS showed, all of a kind off by a common share."""
    return Durations(*(np.array([laws.draw(k, rng) for _ in range(25)]) * exp(rng.normal(0, 0.1)) for k in range(4)))


# --------------------------------------------------------------------------------------------------------- what is seen


def _calendar(family: SeasonScenario, rng: Rng) -> list[Row]:
    """One optical pass a day at one hour, where the sky is clear; radar over A; a hole in some calendars."""
    w, hours = family.watch, family.hours
    rows: list[Row] = []
    for place, clear in ((0, w.clear), (1, w.elsewhere * w.clear)):
        hour = rng.uniform(0, 24)
        skies = draw_skies(rng, clear, w.persists, family.days + 1)
        rows += [(day * 24 + hour, place, 1.0, OPTICAL, False) for day in range(family.days) if skies[day]]
    every = 24 * w.radar_every_d
    rows += [(float(t), 0, w.radar_frac, RADAR, False) for t in np.arange(rng.uniform(0, every), hours, every)]
    if rng.random() < w.hole_chance:
        shortest, longest = 24 * w.hole_d[0], 24 * w.hole_d[1]
        start = rng.uniform(0, hours - longest)
        end = start + rng.uniform(shortest, longest)
        rows = [r for r in rows if not start <= r[0] < end]
    return rows


def _tasked(family: SeasonScenario, lives: list[Life], rng: Rng) -> list[Row]:
    w, hours = family.watch, family.hours
    if not w.tip_share:
        return []
    stays = [(a, b) for life in lives for a, b, kind in life if kind == LOADING]
    at = [rng.uniform(a, b) for a, b in stays if rng.random() < w.tip_share]
    at += list(rng.uniform(0, hours, rng.poisson(hours / (24 * w.false_tips_d))))
    return [(float(t), 0, 1.0, OPTICAL, True) for t in at if 0 <= t < hours]


Sighted = tuple[int, list[int]]
"""Ship and the looks of one block."""


def _sight(family: SeasonScenario, laws: Laws, looks: list[Row], ships: list[Life], rng: Rng) -> list[Sighted]:
    found: list[Sighted] = []
    times, r = np.array([look[0] for look in looks]), family.reading
    for ship, life in enumerate(ships):
        for start, end, kind in life:
            place = {LOADING: 0, DISCHARGING: 1}.get(kind)
            own = [k for k in range(*np.searchsorted(times, (start, end)).tolist()) if looks[k][1] == place]
            chances = [(k, looks[k][0], looks[k][2] * laws.detect) for k in own]
            found += [(ship, run) for run in find_runs(chances, r.link_h, r.unlinked, rng)]
    return sorted(found, key=lambda row: row[1])


def _name(
    family: SeasonScenario, sighted: list[Sighted], looks: list[Row], rng: Rng
) -> tuple[tuple[Block, ...], tuple[int, ...]]:
    """Blocks as an analyst holds them, after merges, with what was read or measured."""
    hulls, r = family.hulls, family.reading
    usual = log(r.length_m)
    lengths = rng.normal(usual, r.length_spread, hulls)
    blocks, who = [], []
    for ship, own in _merge(family, sighted, looks, rng):
        ship = min(ship, hulls)
        u = rng.random()
        if u < r.named:
            read = ship
            if rng.random() < r.wrong:
                read = int(rng.choice([v for v in range(hulls) if v != ship]))
            likely = np.full(hulls + 1, log(0.05 / hulls))
            likely[read] = log(0.95)
            stated = read if read < hulls else -1
        else:
            sd = r.good_sd if u < r.named + r.measured else r.bad_sd
            true = lengths[ship] if ship < hulls else rng.normal(usual, OTHER_SD)
            likely, stated = _by_length(rng.normal(true, sd), sd, lengths, usual), -1
        blocks.append(Block(tuple(own), likely, stated))
        who.append(ship)
    return tuple(blocks), tuple(who)


def _by_length(seen: float, sd: float, lengths: npt.NDArray[np.float64], usual: float) -> npt.NDArray[np.float64]:
    middle = np.append(lengths, usual)
    wide = np.append(np.full(len(lengths), sd), sqrt(OTHER_SD**2 + sd**2))
    return np.asarray(-0.5 * ((seen - middle) / wide) ** 2 - np.log(wide))


def _merge(family: SeasonScenario, sighted: list[Sighted], looks: list[Row], rng: Rng) -> list[Sighted]:
    """Some blocks take in those of another ship at the place, first seen within the time of ties, in other looks."""
    r = family.reading
    wanted = int(rng.binomial(len(sighted), r.merged))
    pairs = [(n, m) for n in range(len(sighted)) for m in _neighbours(n, sighted, looks, r.link_h)] if wanted else []
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


def _neighbours(n: int, sighted: list[Sighted], looks: list[Row], link_h: float) -> list[int]:
    ship, own = sighted[n]
    return [
        m
        for m in range(n + 1, len(sighted))
        if sighted[m][0] != ship
        and looks[sighted[m][1][0]][1] == looks[own[0]][1]
        and looks[sighted[m][1][0]][0] - looks[own[-1]][0] <= link_h
        and not set(own) & set(sighted[m][1])
    ]


def _heard(family: SeasonScenario, lives: list[Life], rng: Rng) -> tuple[Fixes, npt.NDArray[np.bool_]]:
    """AIS on and off by turns, as long either; off round most stays at A, half a day more each way."""
    hours, radio = family.hours, family.radio
    steps = int(hours / STEP_H)
    silent = np.zeros((len(lives), steps), np.bool_)
    rows: list[tuple[int, int, int]] = []
    for v, life in enumerate(lives if radio.share else []):
        clock = np.arange(0, hours, 1.0) + 0.5
        is_on = _by_turns(clock, 24 * radio.spell_d, rng)
        where = np.full(len(clock), FAR)
        for a, b, kind in life:
            own = (clock >= a) & (clock < b)
            if kind == AWAY:
                where[own & ((clock < a + NEAR_HOME_H) | (clock >= b - NEAR_HOME_H))] = ON_THE_WAY
            else:
                where[own] = {LOADING: AT_LOAD, DISCHARGING: AT_DISCHARGE}.get(kind, ON_THE_WAY)
            if kind == LOADING and rng.random() < radio.off_at_load:
                is_on[(clock >= a - rng.uniform(0, 24)) & (clock < b + rng.uniform(0, 24))] = False
        shown = np.where(is_on, where, FAR + 1).reshape(steps, -1).min(axis=1)
        rows += [(v, t, int(shown[t])) for t in np.flatnonzero(shown <= FAR).tolist()]
        silent[v] = (shown > FAR) & bool((shown <= FAR).any())
    hull, step, at = np.array(rows, np.int64).reshape(-1, 3).T
    return Fixes(hull.astype(np.int32), step.astype(np.int32), at.astype(np.int8)), silent


def _by_turns(clock: npt.NDArray[np.float64], mean_h: float, rng: Rng) -> npt.NDArray[np.bool_]:
    ends = np.cumsum(rng.exponential(mean_h, int(clock[-1] / 30) + 50))
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
