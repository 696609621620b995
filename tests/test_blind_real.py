"""The blind test on real AIS: how stays are made out of port calls, and what of the ship the sampler may see."""

import numpy as np
import pytest

from benchmarks import blind_real as real
from fairlead.trips.seasons import ON_THE_WAY

SHIP = real.Ship(
    stays={0: tuple((24.0 * d, 24.0 * d + 30) for d in range(2, 98, 10)), 1: ((130.0, 170.0), (380.0, 390.0))},
    under_way=(90.0, 91.0, 200.0),
)
OTHER = real.Ship(stays={1: ((10.0, 34.0),), 2: ((64.0, 70.5),)}, under_way=())
FLEET = real.Fleet(hours=2400.0, ports=((0.0, 0.0), (5.0, 0.0), (9.0, 0.0)), ships=(SHIP, OTHER))


def test_calls_with_two_days_between_are_one_stay_unless_the_ship_was_seen_far_away():
    calls = [(0.0, 10.0), (50.0, 60.0), (120.0, 130.0)]
    assert real._joined(calls, []) == [(0.0, 60.0), (120.0, 130.0)]
    assert real._joined(calls, [30.0]) == calls
    assert real._joined([(0.0, 60.0), (20.0, 30.0)], []) == [(0.0, 60.0)]


def test_a_stay_counts_where_a_step_begins_in_it():
    assert real.counted([(1.0, 5.0), (5.0, 6.5), (6.0, 7.0), (-1.0, 1.0)]) == [(5.0, 6.5), (6.0, 7.0), (-1.0, 1.0)]


def test_only_a_port_with_enough_stays_is_a_trade():
    assert real.trade_ports(FLEET) == [0]


def test_what_is_shown_of_stays_is_of_the_other_ports_of_the_trade_alone():
    # port 0 is the only trade: of port 1 all its stays are shown, of port 0 none. The first ship's next port is always
    # port 0 itself; the second leaves port 1 at 34 and comes to port 2 at 64
    stays, legs = real._shown(FLEET, 0)
    assert stays.tolist() == []
    assert legs.tolist() == [30.0]
    assert real._shown(FLEET, 1)[0].tolist() == [30.0] * 10


@pytest.mark.parametrize("sky", real.SKIES)
def test_looks_see_the_ship_only_while_it_lies_there_and_ais_is_hidden(sky):
    season = real.season_of(FLEET, 0, sky, "none", 5)
    assert not len(season.fixes.hull)
    assert not season.is_silent.any()
    assert season.blocks
    for block in season.blocks:
        hours = season.looks.step[list(block.looks)] * real.STEP_H
        assert any(all(a - real.STEP_H < h <= b for h in hours) for a, b in SHIP.stays[0])


def test_ais_far_from_ports_shows_the_ship_under_way_and_the_rest_of_the_time_silent():
    season = real.season_of(FLEET, 0, "clear", "far from ports", 5)
    assert season.fixes.step.tolist() == [15, 33]
    assert season.fixes.hull.tolist() == [0, 0]
    assert set(season.fixes.where.tolist()) == {ON_THE_WAY}
    assert not season.is_silent[1].any()  # nothing is received of it at all: it is not known to broadcast
    assert np.flatnonzero(~season.is_silent[0]).tolist() == [15, 33]


def test_clear_days_are_as_many_as_the_sky_says():
    # 40 calendars of 1,000 days: the share's standard error is below .01 at a correlation of .8
    for clear, persists in real.SKIES.values():
        days = [sum(f == 1.0 for _, f, _ in real._calendar(np.random.default_rng(n), clear, persists, 24_000.0))
                for n in range(40)]  # fmt: skip
        assert np.mean(days) / 1000 == pytest.approx(clear, abs=0.02)
