"""Which sampled trips evidence tells of. Two hulls, a loading place A and a discharge place B, 40 steps, two worlds."""

import numpy as np

from fairlead.trips.evidenced import count_evidence
from fairlead.trips.seasons import (
    AT_DISCHARGE,
    AT_LOAD,
    DISCHARGE,
    FAR,
    LOAD,
    Block,
    Durations,
    Fixes,
    Looks,
    Posterior,
    Season,
)

NONE = np.zeros(0)


def season(looks, blocks, fixes=()):
    """``looks``: (step, place); ``blocks``: looks of each; ``fixes``: (hull, step, where)."""
    columns = list(zip(*fixes, strict=True)) or [(), (), ()]
    return Season(
        hulls=("vessel:A", "vessel:B"), steps=40, step_h=6.0, roles=(LOAD, DISCHARGE), shares=(1.0, 1.0),
        looks=Looks(
            np.array([s for s, _ in looks], np.int32), np.array([p for _, p in looks], np.int16), np.ones(len(looks)),
            np.zeros(len(looks), np.int16), np.zeros(len(looks), np.bool_),
        ),
        blocks=tuple(Block(b, np.zeros(3)) for b in blocks),
        fixes=Fixes(*(np.array(c, t) for c, t in zip(columns, (np.int32, np.int32, np.int8), strict=True))),
        is_silent=np.zeros((2, 40), np.bool_), durations=Durations(NONE, NONE, NONE, NONE),
    )  # fmt: skip


def worlds(stays, block_hull, draws=2):
    """``stays``: (draw, hull, start, end), in order; ``block_hull``: by draw and block."""
    columns = [np.array(c, np.int32) for c in zip(*stays, strict=True)]
    empty = np.zeros((draws, 2), np.int32)
    return Posterior(
        actual=empty, after_doubt=empty, stay_draw=columns[0], stay_hull=columns[1], stay_start=columns[2],
        stay_end=columns[3], stay_blocks=np.zeros(len(stays), np.int32),
        block_hull=np.array(block_hull, np.int32).reshape(draws, -1), chain=np.zeros(draws, np.int32),
        r_hat=1.0, ess=2.0, is_settled=True, words=(),
    )  # fmt: skip


STAYS = [(0, 0, 2, 6), (0, 0, 20, 26), (0, 1, 10, 14), (1, 0, -3, 4), (1, 0, 20, 26)]


def test_a_sighting_at_the_loading_place_is_of_the_stay_of_its_hull_that_it_lies_in():
    """A look at step 22; world 0 gives it to hull 1, which did not lie there then, world 1 to hull 0, which did."""
    made = count_evidence(season([(22, 0)], [(0,)]), worlds(STAYS, [[1], [0]]))
    assert made.tolist() == [0, 0, 0, 0, 1]


def test_a_sighting_where_it_discharged_is_of_the_last_loading_before_it():
    """A look at B at step 12, given to hull 0 in both worlds: loaded from 2 in world 0, from before the start in 1."""
    made = count_evidence(season([(12, 1)], [(0,)]), worlds(STAYS, [[0], [0]]))
    assert made.tolist() == [1, 0, 0, 1, 0]


def test_a_ship_outside_the_fleet_made_none_of_these_trips():
    assert count_evidence(season([(22, 0)], [(0,)]), worlds(STAYS, [[2], [2]])).sum() == 0


def test_a_run_of_fixes_where_it_loads_is_one_piece_in_every_world_and_any_other_none():
    """AIS where it discharges alone makes a possible trip, no documented one."""
    fixes = [(0, 21, AT_LOAD), (0, 22, AT_LOAD), (0, 23, AT_LOAD), (0, 30, AT_DISCHARGE), (0, 35, FAR)]
    made = count_evidence(season([], [], fixes), worlds(STAYS, [[], []]))
    assert made.tolist() == [0, 1, 0, 0, 1]


def test_a_discharge_before_any_loading_of_the_period_is_of_none():
    made = count_evidence(season([(1, 1)], [(0,)]), worlds([(0, 0, 2, 6), (1, 1, 0, 3)], [[0], [0]]))
    assert made.tolist() == [0, 0]
