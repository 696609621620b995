"""Simulation-based calibration of the estimator of actual trips: seasons drawn from its own prior, ranks of the truth.

If the sampler draws from the posterior it says, the rank of the true number among its draws is even (Talts et al.
2018). This separates faults of the engine from a model that does not fit; worlds of another make are in
``benchmarks/blind_counts.py``. ``python -m benchmarks.bench_season_sbc [--fleets 200] [--first-seed 5000]``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from math import erfc, exp, log, sqrt

import numpy as np

from fairlead.trips.sampler import sample_trips
from fairlead.trips.season_priors import SamplerParams
from fairlead.trips.season_setup import prepare
from fairlead.trips.seasons import (
    AT_DISCHARGE,
    AT_LOAD,
    DISCHARGE,
    LOAD,
    ON_THE_WAY,
    Block,
    Durations,
    Fixes,
    Looks,
    Season,
)  # fmt: skip

BINS = 10
WRONG = 0.05
"""Chance that a read name is another's."""


@dataclass(frozen=True, slots=True)
class Family:
    """What kind of seasons are drawn."""

    hulls: int = 3
    days: int = 60
    load_looks: float = 0.6
    """Looks a day at the loading place."""
    discharge_looks: float = 0.2
    named: float = 0.85
    """Share of blocks whose name was read; of the others the length was measured."""
    length_sd: float = 0.06
    spread: float = 0.15
    """Log spread of the fleet's lengths."""
    broadcast: float = 0.0
    """Share of hulls that broadcast half of the time."""


FAMILIES = {
    "plain": Family(),
    "doubtful names": Family(hulls=4, named=0.3),
    "AIS half the time": Family(broadcast=0.5, load_looks=0.35),
    "few looks": Family(load_looks=0.15, discharge_looks=0.05),
}


def season_of(family: Family, params: SamplerParams, seed: int) -> tuple[Season, np.ndarray, np.ndarray]:
    """A season drawn from the prior, the true number of stays of each hull, and the true hull of each block."""
    rng = np.random.default_rng(seed)
    fleet, steps = family.hulls, family.days * 4
    shown = np.random.default_rng(7)  # what AIS showed of the trade: the same for all, as priors are
    laws = zip((40, 66, 75, 66), (0.45, 0.25, 0.5, 0.25), strict=True)
    durations = Durations(*(shown.gamma(1 / cv**2, m * cv**2, 25) for m, cv in laws))
    silent, fixes_at = np.zeros((fleet, steps), bool), np.zeros((fleet, steps), bool)
    for v in range(fleet):
        if rng.random() < family.broadcast:
            on, t = rng.random() < 0.5, 0
            while t < steps:
                n = 1 + rng.geometric(1 / 20)
                (fixes_at if on else silent)[v, t : t + n] = True
                on, t = not on, t + n
    looks = _calendar(rng, family, steps)
    empty = Fixes(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int8))
    names = tuple(f"hull {v}" for v in range(fleet))
    season = Season(names, steps, 6.0, (LOAD, DISCHARGE), (1.0, 1.0), looks, (), empty, silent, durations)
    ready = prepare(season, params)
    values = rng.normal(ready.prior_mean, ready.prior_sd)
    detect = rng.beta(params.detect_seen, params.detect_missed)
    silence = -1.0
    while silence < 0:
        silence = rng.normal(params.silence_log, params.silence_sd)
    paths, visitors = _paths(rng, ready, params, values, exp(silence), silent, fleet, steps)
    others = rng.gamma(params.other_shape, 1 / params.other_rate, 2) / 4  # a step
    lengths = rng.normal(log(95), family.spread, fleet)
    visits = [_visits(rng, visitors[place], others[place], steps) for place in (0, 1)]
    blocks, true = _blocks(rng, family, params, season, paths, detect, visits, lengths)
    hull, step = np.nonzero(fixes_at)
    kind = paths[0][hull, step]
    # the model takes a fix on the way for equally likely at sea and elsewhere, so elsewhere never shows far away here
    where = np.select([kind == 0, kind == 2], [AT_LOAD, AT_DISCHARGE], ON_THE_WAY)
    fixes = Fixes(hull.astype(np.int32), step.astype(np.int32), where.astype(np.int8))
    return replace(season, blocks=tuple(blocks), fixes=fixes), paths[2], np.array(true, int)


def _calendar(rng: np.random.Generator, family: Family, steps: int) -> Looks:
    rows = []
    for place, rate in ((0, family.load_looks), (1, family.discharge_looks)):
        rows += [(day * 4 + 1, place, 0.9, 0) for day in range(steps // 4) if rng.random() < rate]
        rows += [(step, place, 0.6, 1) for step in range(int(rng.integers(0, 24)), steps, 24)]
    rows.sort()
    step, place, frac, source = (np.array(x) for x in zip(*rows, strict=True))
    return Looks(
        step.astype(np.int32), place.astype(np.int16), frac, source.astype(np.int16), np.zeros(len(rows), bool)
    )


def _paths(rng, ready, params, values, phi, silent, fleet, steps):
    """Kind (4: elsewhere) and stay of each hull and step, number of loading stays of each; and hazards of leaving the
    two places, by age."""
    from fairlead.trips import season_loops as loops
    from fairlead.trips import season_moves as moves

    trade = loops.new_trade(ready.first, ready.beyond, ready.kind, ready.share, np.float64)
    moves.fill_trade(np.exp(values[:4]), np.exp(values[4:8]), phi, 0.0, 6.0, False, trade)
    away = rng.normal(log(params.away_h), params.away_sd_log)
    sd = exp(rng.normal(log(params.hull_sd_log), params.hull_sd_doubt))
    back = rng.normal(0, params.return_sd)
    absence = moves.Absence(6.0, params.short_share, params.short_scale, params.long_scale, True)
    kind, stay, count = np.full((fleet, steps), 4), np.full((fleet, steps), -1), np.zeros(fleet, int)
    number = 0
    for v in range(fleet):
        hull = np.zeros(loops.HULL)
        moves.fill_hull(rng.normal(away, sd), rng.normal(back, params.return_hull_sd), phi, absence, hull)
        x, e = np.zeros(ready.states), ready.states - 2
        loops.begin(trade, hull, x)
        state = rng.choice(len(x), p=x / x.sum())
        for t in range(steps):
            entered = False
            if t:
                state, entered = _next(rng, state, e, trade, hull, silent[v, t])
            section = int(np.searchsorted(ready.beyond, state, side="right"))
            kind[v, t] = ready.kind[section] if state < e else 4
            if kind[v, t] in (0, 2):
                if entered or t == 0:
                    number += 1
                    count[v] += kind[v, t] == 0
                stay[v, t] = number
    at = [(int(trade.first[k]), int(trade.beyond[k])) for k in (0, 2)]
    return (kind, stay, count), [trade.leave[a:b].copy() for a, b in at]


def _visits(rng, leave, rate, steps):
    """First step and step after the last of each ship outside the fleet that comes to a place."""
    found = []
    for start in range(-4 * len(leave), steps):
        for _ in range(rng.poisson(rate)):
            end, age = start + 1, 0
            while rng.random() >= leave[age]:
                end, age = end + 1, min(age + 1, len(leave) - 1)
            found.append((start, end))
    return found


def _next(rng, state, e, trade, hull, is_silent):
    leave = trade.leave_silent if is_silent else trade.leave
    if state >= e:
        g = hull[(5 if is_silent else 3) + state - e]
        return (trade.first[0], True) if rng.random() < g else (state, False)
    s = int(np.searchsorted(trade.beyond, state, side="right"))
    if rng.random() >= leave[state]:
        return (state + 1 if state + 1 < trade.beyond[s] else state), False
    if trade.kind[s] == 2:
        u = rng.random()
        return (trade.first[3], True) if u < hull[0] else (e, True) if u < hull[0] + hull[1] else (e + 1, True)
    return trade.first[(s + 1) % 4], True


def _blocks(rng, family, params, season, paths, detect, visits, lengths):
    kind, stay, _ = paths
    fleet, looks = len(season.hulls), season.looks
    chains = {}  # stay -> list of lists of looks
    found = []
    link = int(params.link_h / season.step_h)
    for k in range(len(looks.step)):
        t, place = looks.step[k], looks.place[k]
        p = looks.visible_frac[k] * detect[looks.source[k]]
        there = [(v, stay[v, t]) for v in range(fleet) if kind[v, t] == (0 if place == 0 else 2)]
        there += [(fleet, (place, n)) for n, (start, end) in enumerate(visits[place]) if start <= t < end]
        for one in there:
            if rng.random() < p:
                own = chains.setdefault(one, [])
                if own and t - looks.step[own[-1][-1]] <= link and rng.random() > params.not_linked:
                    own[-1].append(k)
                else:
                    own.append([k])
    found += [(v, run) for (v, _), runs in chains.items() for run in runs]
    blocks, true = [], []
    for v, run in found:
        likely = np.zeros(fleet + 1)
        stated = -1
        if rng.random() < family.named:
            stated = v if rng.random() > WRONG else int(rng.choice([w for w in range(fleet + 1) if w != v]))
            likely[:] = log(WRONG / fleet)
            likely[stated] = log(1 - WRONG)
        else:
            length = lengths[v] if v < fleet else rng.normal(log(95), 0.35)
            y = rng.normal(length, family.length_sd)
            wide = sqrt(0.35**2 + family.length_sd**2)
            likely[:fleet] = -0.5 * ((y - lengths) / family.length_sd) ** 2 - log(family.length_sd)
            likely[fleet] = -0.5 * ((y - log(95)) / wide) ** 2 - log(wide)
        blocks.append(Block(tuple(run), likely, stated if stated < fleet else -1))
        true.append(v)
    return blocks, true


def rank_of(job: tuple[str, int, SamplerParams]) -> tuple[str, float, float, float, float, float, float]:
    """One fleet: its family; rank share of the total; of two hulls; of OTHER; CPU seconds; relative error."""
    name, seed, params = job
    season, true, who = season_of(FAMILIES[name], params, seed)
    began = time.process_time()
    post = sample_trips(season, params, seed, threads=1)
    spent = time.process_time() - began
    rng = np.random.default_rng(seed + 1)
    total = post.actual.sum(axis=1)
    ranks = [_rank(rng, total, true.sum()), *(_rank(rng, post.actual[:, v], true[v]) for v in (0, -1))]
    ranks.append(_rank(rng, (post.block_hull == len(true)).sum(axis=1), np.sum(who == len(true))))
    return name, *ranks, spent, float(np.median(total) - true.sum())


def _rank(rng: np.random.Generator, draws: np.ndarray, true: float) -> float:
    """Share of draws below the truth, ties broken at random."""
    return float((np.sum(draws < true) + rng.random() * (np.sum(draws == true) + 1)) / (len(draws) + 1))


def evenness(ranks: Sequence[float]) -> float:
    """p of a chi-square test that ranks are even, in ten bins (Wilson and Hilferty's normal for the upper end)."""
    count = np.histogram(ranks, BINS, (0, 1))[0]
    want = len(ranks) / BINS
    k = BINS - 1
    z = ((np.sum((count - want) ** 2) / want / k) ** (1 / 3) - (1 - 2 / (9 * k))) / sqrt(2 / (9 * k))
    return 0.5 * erfc(z / sqrt(2))


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fleets", type=int, default=200)
    parser.add_argument("--first-seed", type=int, default=5000)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--families", nargs="*", default=list(FAMILIES))
    parser.add_argument("--iterations", type=int, default=1000)
    parser.add_argument("--rows", action="store_true", help="each fleet on the error stream as it is done")
    asked = parser.parse_args(argv)
    params = SamplerParams(chains=1, warm_up=250, iterations=asked.iterations, keep_every=5)
    at = {n: asked.first_seed + 100_000 * k for k, n in enumerate(FAMILIES)}
    jobs = [(n, at[n] + i, params) for i in range(asked.fleets) for n in asked.families]
    print(f"simulation-based calibration, {asked.fleets} fleets a family, seeds {asked.first_seed} and on")
    print(f"{'family':20} {'quantity':14} {'p even':>7} {'in 5-95 %':>9}  counts in ten bins")
    with ProcessPoolExecutor(asked.processes) as pool:
        rows = []
        for row in pool.map(rank_of, jobs, chunksize=4):
            rows.append(row)
            if asked.rows:
                print(*row, file=sys.stderr, flush=True)
    for name in asked.families:
        own = [r for r in rows if r[0] == name]
        for at, what in ((1, "fleet total"), (2, "first hull"), (3, "last hull"), (4, "OTHER blocks")):
            ranks = [r[at] for r in own]
            inside = np.mean([(0.05 < r < 0.95) for r in ranks])
            print(f"{name:20} {what:14} {evenness(ranks):7.3f} {inside:9.3f}  {np.histogram(ranks, BINS, (0, 1))[0]}")
        error, spent = np.mean([r[6] for r in own]), np.mean([r[5] for r in own])
        print(f"{'':20} mean error of the median {error:+.2f}; CPU {spent:.1f} s a fleet")


if __name__ == "__main__":
    main()
