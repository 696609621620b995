"""The loops of a season against slow and plain ways to the same numbers."""

from itertools import product
from math import exp, lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.trips import season_keys, season_laws, season_loops, season_moves

AWAY = season_moves.Absence(6.0, 0.7, 0.45, 2.3, True)


def trade(ages=(12, 10, 14, 10), mean_h=(30, 36, 40, 36), cv=(0.45, 0.3, 0.5, 0.3), silence=1.0, floor_h=0.0):
    beyond = np.cumsum(ages)
    made = season_loops.new_trade(beyond - ages, beyond, np.arange(4), np.ones(4), np.float64)
    season_moves.fill_trade(np.array(mean_h, float), np.array(cv), silence, floor_h, 6.0, False, made)
    return made


def hull(away_h=200.0, back=0.4, silence=1.0):
    made = np.zeros(season_loops.HULL)
    season_moves.fill_hull(log(away_h), log(back / (1 - back)), silence, AWAY, made)
    return made


def evidence(steps, looks=(), seen=(), p=0.8):
    """Factors of looks at the loading place: empty, or with the hull in it."""
    factors = np.ones((steps, 5))
    for t in looks:
        factors[t, 0] *= 1 - p
    for t in seen:
        factors[t] *= [p, 1e-9, 1e-9, 1e-9, 1e-9]
    return factors, np.any(factors != 1, axis=1), np.zeros(steps, bool)


def moves(made, numbers, is_silent=False):
    """The chances of every move from state to state, and the start, written down from the model."""
    n = len(made.stay)
    leave = made.leave_silent if is_silent else made.leave
    table, e = np.zeros((n, n)), n - 2
    at = made.first
    for s in range(4):
        for i in range(at[s], made.beyond[s]):
            table[i, min(i + 1, made.beyond[s] - 1)] += 1 - leave[i]
            if s == 2:
                table[i, [at[3], e, e + 1]] += leave[i] * numbers[[0, 1, 2]]
            else:
                table[i, at[(s + 1) % 4]] += leave[i]
    for k in range(2):
        g = numbers[(5 if is_silent else 3) + k]
        table[e + k, at[0]] += g
        table[e + k, e + k] += 1 - g
    start = made.start.copy()
    start[at[3] : made.beyond[3]] *= numbers[0]
    start[e:] = numbers[11:13]
    return table, start / start.sum()


def test_forward_is_the_sum_over_every_path():
    made, numbers = trade(ages=(2, 2, 2, 1)), hull(away_h=20)
    rng = np.random.default_rng(0)
    factors, has, silent = rng.random((5, 5)), np.ones(5, bool), np.zeros(5, bool)
    table, start = moves(made, numbers)
    section = np.array([0, 0, 1, 1, 2, 2, 3, 4, 4])
    total = 0.0
    for path in product(range(9), repeat=5):
        chance = start[path[0]] * factors[0, section[path[0]]]
        for t in range(1, 5):
            chance *= table[path[t - 1], path[t]] * factors[t, section[path[t]]]
        total += chance
    assert season_loops.weigh(factors, has, silent, made, numbers) == pytest.approx(log(total), abs=1e-10)


def test_moves_and_start_are_stationary_and_whole():
    made, numbers = trade(), hull()
    table, start = moves(made, numbers)
    assert table.sum(axis=1) == pytest.approx(1)
    assert start @ table == pytest.approx(start, abs=1e-9)


@pytest.mark.parametrize("silence", [1.0, 2.5])
def test_silence_moves_arrivals_alone_and_keeps_chances_whole(silence):
    made, numbers = trade(silence=silence), hull(silence=silence)
    open_table, _ = moves(made, numbers)
    silent_table, _ = moves(made, numbers, is_silent=True)
    assert silent_table.sum(axis=1) == pytest.approx(1)
    arrivals = silent_table[:, 0] / np.where(open_table[:, 0] > 0, open_table[:, 0], 1)
    late = open_table[:, 0] * silence < 0.999
    late[0] = False
    assert arrivals[late & (open_table[:, 0] > 0)] == pytest.approx(silence)


def test_backward_and_forward_meet_in_every_step():
    made, numbers = trade(), hull()
    factors, has, silent = evidence(60, looks=(3, 9, 30, 44), seen=(20, 21))
    ahead, behind = np.zeros((60, len(made.stay))), np.zeros((60, len(made.stay)))
    up, down = np.zeros(60), np.zeros(60)
    whole = season_loops.forward(factors, has, silent, made, numbers, ahead, up)
    season_loops.backward(factors, has, silent, made, numbers, behind, down)
    met = up + down + np.log(np.sum(ahead * behind, axis=1))
    assert met == pytest.approx(whole, abs=1e-9)
    assert whole == pytest.approx(season_loops.weigh(factors, has, silent, made, numbers), abs=1e-9)


def test_single_precision_is_enough():
    made, numbers = trade(), hull()
    factors, has, silent = evidence(400, looks=range(0, 400, 7), seen=(40, 160, 300))
    small = season_loops.Trade(*made[:3], *(np.asarray(x, np.float32) for x in made[3:]))
    double = season_loops.weigh(factors, has, silent, made, numbers)
    assert season_loops.weigh(factors, has, silent, small, numbers.astype(np.float32)) == pytest.approx(
        double, abs=1e-3
    )


def test_paths_drawn_have_the_counts_of_the_exact_program():
    made, numbers = trade(), hull()
    factors, has, silent = evidence(100, looks=(5, 13, 50, 62, 90), seen=(30, 31, 75))
    silent[60:70] = True
    exact = season_loops.count_exactly(factors, has, silent, made, numbers, 12)
    kept, scale = np.zeros((100, len(made.stay))), np.zeros(100)
    season_loops.forward(factors, has, silent, made, numbers, kept, scale)
    starts, ends, places = (np.zeros(60, np.int64) for _ in range(3))
    draws = 40_000
    counts = np.zeros(13)
    for n in range(draws):
        key = np.uint64(season_keys.key_of(np.uint64(5), n))
        counts[season_loops.draw_path(kept, silent, made, numbers, key, starts, ends, places)] += 1
    assert np.max(np.abs(counts / draws - exact)) < 0.005
    assert np.abs(np.sum((counts / draws - exact) * np.arange(13))) < 0.015


def test_stays_of_a_path_are_whole_and_apart():
    made, numbers = trade(), hull(away_h=40)
    factors, has, silent = evidence(200, seen=(50, 120))
    kept, scale = np.zeros((200, len(made.stay))), np.zeros(200)
    season_loops.forward(factors, has, silent, made, numbers, kept, scale)
    starts, ends, places = (np.zeros(102, np.int64) for _ in range(3))
    for n in range(300):
        key = np.uint64(season_keys.key_of(np.uint64(1), n))
        m = season_loops.draw_path(kept, silent, made, numbers, key, starts, ends, places)
        assert np.all(starts[:m] < ends[:m])
        assert np.all(ends[:m] > 0)
        assert np.all(ends[:m] <= 200)
        assert np.all(ends[1:m] < starts[: m - 1])
        for t in (50, 120):
            assert np.any((starts[:m] <= t) & (ends[:m] > t))


@settings(max_examples=25, deadline=None)
@given(
    looks=st.lists(st.integers(0, 59), max_size=8),
    seen=st.lists(st.integers(0, 59), max_size=2, unique=True),
    added=st.integers(0, 59),
    p=st.floats(0.05, 0.95),
    away_h=st.floats(10, 1000),
)
def test_what_a_look_may_show_averages_to_what_is_known_without_it(looks, seen, added, p, away_h):
    made, numbers = trade(), hull(away_h=away_h)

    def known(looks, seen, extra=None):
        factors, has, silent = evidence(60, looks, seen)
        if extra is not None:
            factors[added] *= extra
            has[added] = True
        chance = season_loops.weigh(factors, has, silent, made, numbers)
        return chance, season_loops.count_exactly(factors, has, silent, made, numbers, 14) @ np.arange(15)

    before, expected = known(looks, seen)
    empty, if_empty = known(looks, seen, np.array([1 - p, 1, 1, 1, 1]))
    found, if_seen = known(looks, seen, np.array([p, 0, 0, 0, 0]))
    assert exp(empty - before) + exp(found - before) == pytest.approx(1, abs=1e-6)
    assert exp(empty - before) * if_empty + exp(found - before) * if_seen == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("t", [0, 17, 59])
def test_an_empty_look_makes_presence_less_likely_by_the_rule(t):
    made, numbers = trade(), hull()
    factors, has, silent = evidence(60, looks=(10, 40), seen=(25,))

    def presence(factors, has):
        there = factors.copy()
        there[t] *= [1, 0, 0, 0, 0]
        seen = has.copy()
        seen[t] = True
        whole = season_loops.weigh(factors, has, silent, made, numbers)
        return exp(season_loops.weigh(there, seen, silent, made, numbers) - whole)

    p = presence(factors, has)
    after = factors.copy()
    after[t] *= [1 - 0.7, 1, 1, 1, 1]
    looked = has.copy()
    looked[t] = True
    assert presence(after, looked) == pytest.approx(p * 0.3 / (1 - 0.7 * p), abs=1e-9)


def test_grid_law_of_an_even_phase():
    # D exponential with mean m (cv 1), step h: P(n >= j) = integral of exp(-x h / m) over x from j - 1 to j
    h, m = 6.0, 40.0
    reach = season_laws.at_least(m, 1.0, 0.0, h, 12)
    plain = [m / h * (exp(-(j - 1) * h / m) - exp(-j * h / m)) for j in range(1, 14)]
    assert reach == pytest.approx(np.array(plain) / plain[0], abs=1e-9)
    assert season_laws.hazards(reach) == pytest.approx(1 - exp(-h / m), abs=1e-9)


@pytest.mark.parametrize(("k", "x"), [(0.5, 0.2), (4.9, 3.0), (16.0, 30.0), (400.0, 380.0), (1.0, 0.0)])
def test_gamma_is_the_sum_of_its_density(k, x):
    u = np.linspace(0, x, 400_001)[1:] if x else np.zeros(1)
    mid = u - x / 800_000 if x else u
    density = np.exp((k - 1) * np.log(np.maximum(mid, 1e-300)) - mid - lgamma(k))
    assert season_laws.gamma_below(k, x) == pytest.approx(
        float(density.sum() * x / 400_000), abs=2e-3 if k < 1 else 1e-7
    )


def test_no_leg_is_shorter_than_its_floor():
    reach = season_laws.at_least(60.0, 0.3, 36.0, 6.0, 20)
    assert reach[:6] == pytest.approx(1)
    assert reach[7] < 1
    # the mean of D is kept: grid points covered, times the step
    wide = season_laws.at_least(60.0, 0.3, 36.0, 6.0, 200)
    assert float(wide.sum()) * 6 == pytest.approx(60, abs=0.01)


def test_numbers_of_a_key_are_even_and_hang_on_the_key_alone():
    u = np.array([season_keys.even(np.uint64(9), n) for n in range(20_000)])
    assert abs(u.mean() - 0.5) < 0.01
    assert abs(np.mean(u[1:] * u[:-1]) - 0.25) < 0.01
    assert season_keys.even(np.uint64(9), 77) == u[77]
    z = np.array([season_keys.normal(np.uint64(9), n) for n in range(20_000)])
    assert abs(z.mean()) < 0.03
    assert abs(z.std() - 1) < 0.02
