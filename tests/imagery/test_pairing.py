import itertools

import numpy as np
import pytest

from fairlead.imagery.pairing import MOST_BITS, assign, components, pair, propagated, summed


def every_pairing(weight):
    """Probabilities and the likeliest pairing by going through all there are."""
    n, m = weight.shape
    total, chance, best = 0.0, np.zeros_like(weight), (-1.0, ())
    for columns in itertools.product(range(-1, m), repeat=n):
        taken = [c for c in columns if c >= 0]
        if len(set(taken)) < len(taken):
            continue
        p = float(np.prod([weight[r, c] for r, c in enumerate(columns) if c >= 0]))
        total += p
        for r, c in enumerate(columns):
            if c >= 0:
                chance[r, c] += p
        best = max(best, (p, columns))
    return chance / total, best[1]


def drawn(seed, n, m, share=0.8):
    rng = np.random.default_rng(seed)
    return np.exp(rng.normal(0, 3, (n, m))) * (rng.random((n, m)) < share)


@pytest.mark.parametrize("seed", range(12))
def test_it_is_what_all_pairings_give(seed):
    n, m = np.random.default_rng(seed + 100).integers(1, 5, 2)
    weight = drawn(seed, n, m)
    chance, best = every_pairing(weight)
    row, column = np.nonzero(weight)
    found = pair(n, m, row, column, np.log(weight[row, column]))
    assert tuple(found.column) == best
    assert found.chance == pytest.approx(chance[row, column], abs=1e-12)
    assert found.alone == pytest.approx(1 - chance.sum(axis=1), abs=1e-12)
    assert found.is_exact.all()


def test_the_likeliest_pairing_is_not_always_the_nearest_first():
    # 5 + 0 is less than 4 + 4: taking the best pair first leaves the second row with nothing.
    assert list(assign(np.array([[5.0, 4.0], [4.0, 0.0]]))) == [1, 0]


def test_assignments_are_never_worse_than_any_of_many_others():
    rng = np.random.default_rng(4)
    gain = np.maximum(rng.normal(0, 3, (6, 8)), 0)
    best = max(sum(gain[i, c] for i, c in enumerate(p)) for p in itertools.permutations(range(8), 6))
    for turned in (gain, gain.T):
        taken = assign(turned)
        used = [c for c in taken if c >= 0]
        assert len(set(used)) == len(used)
        assert sum(turned[i, c] for i, c in enumerate(taken) if c >= 0) == pytest.approx(best)


def test_belief_propagation_is_exact_where_pairs_form_no_ring():
    weight = np.zeros((6, 7))
    for k in range(6):
        weight[k, k], weight[k, k + 1] = 2.0 + k, 5.0 - 0.5 * k
    assert propagated(weight) == pytest.approx(summed(weight), abs=1e-8)


def test_belief_propagation_is_near_where_they_do():
    off = [np.abs(propagated(w) - summed(w)).max() for w in (drawn(s, 7, 8) for s in range(60))]
    assert max(off) < 0.12
    assert np.mean(off) < 0.03


def test_a_component_too_large_to_sum_says_so_and_a_small_one_beside_it_stays_exact():
    n = MOST_BITS + 2
    row, column = (x.ravel() for x in np.indices((n, n)))
    row, column = np.append(row, n), np.append(column, n)
    found = pair(n + 1, n + 1, row, column, np.zeros(len(row)))
    assert list(found.is_exact) == [False] * n + [True]
    assert found.alone[n] == pytest.approx(0.5)


def test_heavy_weights_do_not_overflow():
    weight = np.exp(np.full((10, 12), 50.0))
    assert summed(weight).sum(axis=1) == pytest.approx(np.ones(10))
    assert propagated(weight).sum(axis=1) == pytest.approx(np.ones(10), abs=1e-3)


def test_what_hangs_together_is_found_along_long_chains():
    row, column = np.arange(500), np.arange(500)
    chain = components(500, 501, np.append(row, row), np.append(column, column + 1))
    assert len(chain) == 1
    assert len(components(500, 500, row, column)) == 500
    assert components(3, 3, row[:0], column[:0]) == []
