import itertools

import numpy as np
import pytest

from fairlead.identity.joint import Pair, solve_joint


def beliefs(seed, n, hulls):
    return np.random.default_rng(seed).dirichlet(np.ones(hulls + 1), n)


def brute(belief, pairs):
    """Every assignment, written out."""
    n, k = belief.shape
    made = np.zeros_like(belief)
    for hulls in itertools.product(range(k), repeat=n):
        w = np.prod([belief[i, h] for i, h in enumerate(hulls)])
        for p in pairs:
            same = hulls[p.one] == hulls[p.other]
            is_other = same and hulls[p.one] == k - 1
            if p.tie == "apart":
                w *= p.remnant if same and not is_other else 1
            else:
                w *= 1 if same else p.remnant
        for i, h in enumerate(hulls):
            made[i, h] += w
    return made / made.sum(axis=1, keepdims=True)


def names(n):
    return [f"sighting:{i}" for i in range(n)]


def test_two_ships_of_two_places_by_hand():
    # A or B each with .5 and .5: both A or both B is out, so A-B and B-A stay, even
    made = solve_joint(np.array([[0.5, 0.5, 0.0], [0.9, 0.1, 0.0]]), [Pair(0, 1, "apart", 0.0)], names(2))
    # A-B: .5 x .1 = .05; B-A: .5 x .9 = .45
    assert made.belief[0] == pytest.approx([0.1, 0.9, 0])
    assert made.belief[1] == pytest.approx([0.9, 0.1, 0])
    assert set(made.method) == {"forward and backward"}


@pytest.mark.parametrize("seed", range(6))
def test_a_chain_is_solved_as_counting_does(seed):
    belief = beliefs(seed, 5, 3)
    ties = ["apart", "together", "apart", "apart"]
    pairs = [Pair(i, i + 1, t, 0.02) for i, t in enumerate(ties)]
    made = solve_joint(belief, pairs, names(5))
    assert made.belief == pytest.approx(brute(belief, pairs), abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_a_ring_is_counted(seed):
    belief = beliefs(seed, 4, 3)
    pairs = [Pair(i, (i + 1) % 4, "apart", 0.02) for i in range(4)]
    made = solve_joint(belief, pairs, names(4))
    assert made.method[0] == "counted"
    assert made.belief == pytest.approx(brute(belief, pairs), abs=1e-9)


def test_a_large_knot_is_drawn_near_the_truth_and_the_same_every_time():
    belief = beliefs(3, 5, 4)
    pairs = [Pair(i, j, "apart", 0.02) for i, j in itertools.combinations(range(5), 2)]
    made = solve_joint(belief, pairs, names(5), most_states=1, draws=20_000)
    assert made.method[0] == "drawn"
    assert made.belief == pytest.approx(brute(belief, pairs), abs=0.01)
    again = solve_joint(belief, pairs, names(5), most_states=1, draws=20_000)
    assert (again.belief == made.belief).all()


def test_sightings_without_ties_keep_their_belief():
    belief = beliefs(1, 3, 4)
    made = solve_joint(belief, [], names(3))
    assert made.belief == pytest.approx(belief)
    assert made.method == ("alone",) * 3


def test_a_settled_sighting_rules_its_hull_out_elsewhere():
    belief = np.array([[0.6, 0.3, 0.1], [1.0, 0.0, 0.0]])
    made = solve_joint(belief, [Pair(0, 1, "apart", 0.02)], names(2)).belief
    assert made[0] == pytest.approx(np.array([0.6 * 0.02, 0.3, 0.1]) / (0.012 + 0.4))
    assert made[1] == pytest.approx([1, 0, 0])


def test_ties_that_leave_nothing_leave_the_belief():
    belief = np.array([[1.0, 0.0], [1.0, 0.0]])
    assert solve_joint(belief, [Pair(0, 1, "apart", 0.0)], names(2)).belief == pytest.approx(belief)


def test_two_ships_outside_the_list_are_two_ships():
    belief = np.array([[0.0, 1.0], [0.0, 1.0]])
    assert solve_joint(belief, [Pair(0, 1, "apart", 0.0)], names(2)).belief == pytest.approx(belief)


def test_a_very_large_knot_is_passed_around_near_the_truth(monkeypatch):
    """A ring of sightings two at a time apart: approximate, within .02 of counting."""
    monkeypatch.setattr("fairlead.identity.joint.MOST_STEPS", 0)
    belief = beliefs(5, 6, 3)
    pairs = [Pair(i, (i + 1) % 6, "apart", 0.02) for i in range(6)]
    made = solve_joint(belief, pairs, names(6), most_states=1)
    assert made.method[0] == "passed around"
    assert made.belief == pytest.approx(brute(belief, pairs), abs=0.02)
