"""Tips as a source: what a cued look becomes, and that its sighting adds no stay beyond its own."""

from dataclasses import replace
from math import lgamma, log

import numpy as np
import pytest

from benchmarks.season_worlds import make_world
from fairlead.trips import season_loops, season_moves
from fairlead.trips.sampler import sample_trips
from fairlead.trips.season_cued import chance_met, with_tips
from fairlead.trips.season_priors import SamplerParams
from tests.trips.test_sampler import block, season
from tests.trips.test_season_loops import evidence, hull, trade

PARAMS = SamplerParams()
TIP = len(PARAMS.detect_seen)


def test_cued_looks_become_one_look_of_tips_a_step_and_place():
    """Looks 1 and 2 are cued, of one step; 4 is cued at the discharge place; 3 is cued and showed nothing."""
    rows = [(2, 0), (5, 0, 1.0, 1, True), (5, 0, 0.6, 0, True), (7, 0, 1.0, 0, True), (9, 1, 1.0, 0, True), (11, 1)]
    one = season(2, seen=[block(2, 0, 0, 1, 2), block(2, 1, 4), block(2, 1, 5)], looked=rows)
    shown, blocks = with_tips(one, PARAMS)
    assert shown.step.tolist() == [2, 11, 5, 9]
    assert shown.place.tolist() == [0, 1, 0, 1]
    assert shown.source.tolist() == [0, 0, TIP, TIP + 1]
    assert shown.visible_frac.tolist() == [1.0, 1.0, 1.0, 1.0]
    assert blocks == [[0, 2], [3], [1]]
    again, same = with_tips(one, replace(PARAMS, cue_flag=False))
    assert again is one.looks
    assert same == [[0, 1, 2], [4], [5]]


def test_a_ship_from_outside_is_met_as_often_as_cued_looks_are_taken():
    """At A two cued looks, of .6 and all, in 120 steps, each finding 34 of 40 ships; none at B showed a ship."""
    rows = [(5, 0, 0.6, 0, True), (7, 0, 1.0, 0, True), (9, 1, 1.0, 0, True)]
    met = chance_met(season(1, seen=[block(1, 0, 0)], looked=rows), PARAMS)
    assert met == pytest.approx([1.6 * 34 / 40 / 120, 0.0])


def test_a_thinned_trade_is_a_factor_in_every_step_there_but_the_last():
    steps, told = 60, 0.07
    factors, has, silent = evidence(steps, looks=(4, 20, 44), seen=(8, 30))
    silent[10:20] = True
    thinned = trade(silence=1.5)
    season_moves.thin_trade(season_loops.IN_LOAD, told, thinned)
    by_step = factors.copy()
    by_step[:-1, 0] *= 1 - told
    every = np.ones(steps, bool)
    expected = season_loops.weigh(by_step, every, silent, trade(silence=1.5), hull())
    assert season_loops.weigh(factors, has, silent, thinned, hull()) == pytest.approx(expected, abs=1e-10)


def test_a_tip_alone_leaves_the_chance_of_each_number_of_steps_there_as_it_was():
    """One hull, one cued sighting, all else held. Over all paths with n steps at A the sighting at an even time has
    chance n / T, times the hazard's integral, B(.1 + 1, n - 1 + 1) over its prior: together nearly the same for every
    n. With c held, as for a random look, it would be in proportion to n."""
    n = np.arange(2, 60)
    told = np.array([lgamma(1.1) + lgamma(k) - lgamma(k + 1.1) for k in n]) + np.log(n)
    random = np.log(n)
    assert np.ptp(told) < 0.12 * np.ptp(random)
    assert told[-1] - told[0] == pytest.approx(-0.1 * log(59 / 2), abs=0.1)


def test_stays_that_cued_looks_alone_saw_add_less_than_half_of_themselves():
    """Of a fleet of six most of them are among the stays that nobody saw otherwise and that were reckoned anyway."""
    short = SamplerParams(warm_up=120, iterations=300)
    added = alone = 0.0
    for seed in (2, 5):
        world = make_world("cued", seed).season
        cued = world.looks.is_cued
        kept = [replace(b, looks=tuple(k for k in b.looks if not cued[k])) for b in world.blocks]
        kept = [b for b in kept if b.looks]
        without = sample_trips(replace(world, blocks=tuple(kept)), short, 1).actual.sum(axis=1).mean()
        added += sample_trips(world, short, 1).actual.sum(axis=1).mean() - without
        alone += len(world.blocks) - len(kept)
    assert alone >= 8
    assert added < 0.5 * alone


def test_the_same_cued_look_twice_changes_nothing():
    once = season(1, seen=[block(1, 0, 0, 1)], looked=[(3, 0), (5, 0, 1.0, 0, True)])
    twice = season(1, seen=[block(1, 0, 0, 1, 2)], looked=[(3, 0), (5, 0, 1.0, 0, True), (5, 0, 1.0, 0, True)])
    a, b = (with_tips(one, PARAMS) for one in (once, twice))
    assert a[0].step.tolist() == b[0].step.tolist()
    assert a[1] == b[1]
