"""Eight hulls at a time against one at a time."""

from math import log

import numpy as np
import pytest

from fairlead.trips import season_keys, season_lanes, season_loops, season_moves, season_names, season_sweep

AWAY = season_moves.Absence(6.0, 0.7, 0.45, 2.3, True)
HULLS, STEPS = 11, 60
KEY = np.uint64(7)


def some_trade():
    beyond = np.cumsum([12, 10, 1, 14, 9])
    kinds, shares = np.array([0, 1, 2, 2, 3]), np.array([1.0, 1.0, 0.3, 0.7, 1.0])
    made = season_loops.new_trade(np.concatenate([[0], beyond[:-1]]), beyond, kinds, shares, np.float32)
    season_moves.fill_trade(np.array([30.0, 36, 40, 36]), np.array([0.45, 0.3, 0.5, 0.3]), 1.8, 20.0, 6.0, False, made)
    return made


def some_fleet(is_silent=True):
    """Factors, steps with evidence, silences, numbers of hulls: looks of all, AIS of some, a contradiction."""
    rng = np.random.default_rng(5)
    hulls = np.zeros((HULLS, season_loops.HULL), np.float32)
    for v in range(HULLS):
        season_moves.fill_hull(log(80 + 40 * v), 0.2 * v - 1, 1.8, AWAY, hulls[v])
    factors, has = np.ones((HULLS, STEPS, 6)), np.zeros((HULLS, STEPS), bool)
    has[:, 0::4] = True
    factors[:, 0::4, 0] = 0.2
    for v in range(0, HULLS, 2):
        t = 7 + 3 * v
        factors[v, t], has[v, t] = [1e-9, 1e-9, 1e-9, 0.8, 1e-9, 1e-9], True
    factors[3, 20], has[3, 20] = 1e-30, True
    silent = (rng.random((HULLS, STEPS)) < 0.3) & is_silent
    silent[4] = False
    return factors, has, silent, hulls


@pytest.mark.parametrize("is_silent", [False, True])
def test_eight_at_a_time_weigh_what_one_weighs(is_silent):
    made, (factors, has, silent, hulls) = some_trade(), some_fleet(is_silent)
    found = np.zeros(HULLS)
    season_lanes.weigh_all(factors, has, silent, made, hulls, found)
    one = [season_loops.weigh(factors[v], has[v], silent[v], made, hulls[v]) for v in range(HULLS)]
    assert found == pytest.approx(one, abs=2e-5)
    few = np.zeros(1)  # a fleet of one
    season_lanes.weigh_all(factors[4:5], has[4:5], silent[4:5], made, hulls[4:5], few)
    assert few[0] == pytest.approx(one[4], abs=2e-5)


def test_what_follows_is_the_same_from_every_state():
    made, (factors, has, silent, hulls) = some_trade(), some_fleet()
    n = len(made.start)
    kept = np.zeros((STEPS, n * 8), np.float32)
    season_lanes.backward_eight(factors[:8], has[:8], silent[:8], made, hulls[:8], kept)
    one, scale = np.zeros((STEPS, n), np.float32), np.zeros(STEPS)
    for v in range(8):
        season_loops.backward(factors[v], has[v], silent[v], made, hulls[v], one, scale)
        for t in (0, 19, 21, 40, STEPS - 1):
            mine = kept[t].reshape(n, 8)[:, v]
            assert mine / mine.sum() == pytest.approx(one[t] / one[t].sum(), rel=2e-4, abs=1e-9), (v, t)


def seen_of(blocks, n_hulls, log_l):
    """Blocks of steps at section 3 (a discharge place), each step a look of its own."""
    step = np.array([t for own in blocks for t in own])
    ends = np.cumsum([0, *map(len, blocks)])
    last = np.array([own[-1] for own in blocks])
    every = np.arange(n_hulls + 1)
    return season_names.Seen(
        look_step=step, look_section=np.full(len(step), 3), look_frac=np.ones(len(step)),
        look_source=np.zeros(len(step), np.int64), first=np.array([own[0] for own in blocks]), last=last,
        reach=np.maximum.accumulate(last), section=np.full(len(blocks), 3), log_l=log_l, looks_from=ends,
        looks=np.arange(len(step)), steps_from=ends, steps=step, near_from=np.array([0, 1, 2]), near=np.array([1, 0]),
        near_same=np.full(2, log(0.01)), near_differ=np.full(2, -0.5),
        may_from=np.arange(len(blocks) + 1) * (n_hulls + 1), may=np.tile(every, len(blocks)),
        is_sure=np.zeros(len(blocks), bool),
    )  # fmt: skip


@pytest.mark.parametrize("last_block", [(34,), (30, 34, 38)])
def test_a_block_goes_to_each_hull_as_often_as_its_chance_says(last_block):
    """The last of two blocks, given the first: its chances are those of whole paths with it and without."""
    made, (factors, has, silent, hulls) = some_trade(), some_fleet()
    factors[3, 20] = 1.0
    blocks = [(last_block[0],), last_block] if len(last_block) == 1 else [(28, 30), last_block]
    rng = np.random.default_rng(2)
    log_l = rng.normal(0, 1, (2, HULLS + 1))
    log_l[0] = -60.0
    log_l[0, 2] = 0.0  # the first is hull 2, whatever else
    seen, ratio, log_other = seen_of(blocks, HULLS, log_l), np.full(sum(map(len, blocks)), 4.0), np.array([-3.0, -2.0])
    has[:, seen.look_step] = True
    season_names.give(factors[2], seen, ratio, 0, 1)
    weights = np.empty(HULLS + 1)
    for v in range(HULLS):
        without = season_loops.weigh(factors[v], has[v], silent[v], made, hulls[v])
        trial = factors[v].copy()
        season_names.give(trial, seen, ratio, 1, 1)
        with_it = season_loops.weigh(trial, has[v], silent[v], made, hulls[v])
        weights[v] = with_it - without + log_l[1, v] + (log(0.01) if v == 2 else -0.5)
    weights[HULLS] = log_l[1, HULLS] + log_other[1] - 0.5
    exact = np.exp(weights - weights.max())
    exact /= exact.sum()
    kept = np.zeros((2, STEPS, len(made.start) * 8), np.float32)
    n, counts = 4000, np.zeros(HULLS + 1)
    for i in range(n):
        given = np.array([2, HULLS])
        key = season_keys.key_of(KEY, i)
        season_sweep.sweep(
            seen, ratio, log_other, factors.copy(), has, silent, made, hulls, given, 1.0, True, np.uint64(key), kept
        )
        assert given[0] == 2
        counts[given[1]] += 1
    assert counts / n == pytest.approx(exact, abs=4 * 0.5 / n**0.5)
    assert np.sum(exact > 0.02) > 3
