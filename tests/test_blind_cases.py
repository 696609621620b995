"""The blind test of whole cases: a season that goes through files and tables is read into what was played."""

import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import blind_cases as blind
from fairlead.trips.season import SeasonParams


@pytest.fixture(scope="module")
def played():
    """One case of 40 days and three hulls that broadcast half of the time, with the shortest chains there are."""
    one = blind.FAMILIES["ais"]
    small = replace(one, days=40, hulls=3, watch=replace(one.watch, clear=0.7), reading=replace(one.reading, named=0.5))
    quick = SeasonParams(warm_up=20, iterations=20, keep_every=1)
    with pytest.MonkeyPatch.context() as m:
        m.setitem(blind.FAMILIES, "ais", small)
        m.setattr(blind, "PARAMS", quick)
        yield blind.play("ais", 3)


def test_tables_hold_the_looks_groups_and_fixes_that_were_played(played):
    """Looks and groups of sightings to the last one. A fix near an edge of the way may be read as on either side of
    it, since port calls reach as far as the port's waters; and waters make a stay an hour or two longer."""
    read, straight, both = played["apart"]["looks"]
    assert read == straight == both > 20
    read, straight, both = played["apart"]["blocks"]
    assert read == straight == both > 3
    read, straight, both = played["apart"]["fixes"]
    assert read == straight > 50
    assert both > 0.95 * read
    for (shown, mean), (played_of, true) in zip(*played["apart"]["durations"], strict=True):
        assert abs(shown - played_of) <= 3
        assert mean is None or true is None or abs(mean - true) < 8


def test_a_strangers_beam_goes_with_its_length():
    """100 m by 15 m, errors 5 and 10 %, against strangers of 100 m, 35 % apart, whose beams keep to 1/6.7 within 3 %:
    ln 100 - ln 100 = 0 and ln 15 - ln 14.925 = .005. The determinant of the two logs' covariance [[.125, .1225],
    [.1225, .1334]] is .016675 - .01500625 = .00166875, and what is off takes .5 x .125 x .005^2 / .00166875 = .0009."""
    sizes = {"length": {"value_m": 100.0, "sd_m": 5.0}, "beam": {"value_m": 15.0, "sd_m": 1.5}}
    same = type("Hull", (), {"length_m": 100.0, "beam_m": 15.0})
    hull, other = blind._sized(sizes, [same], 100.0)
    assert hull == pytest.approx(-np.log(0.05) - np.log(0.10))
    assert other == pytest.approx(-0.5 * np.log(0.00166875) - 0.0009, abs=1e-3)
    assert blind._sized({}, [same], 100.0).tolist() == [0, 0]


def test_figures_are_those_of_the_tables_beside_what_is_true(played):
    assert played["told"] <= played["true"]
    assert all(a <= b for a, b in zip(played["told_points"], played["points"], strict=True))
    assert 0 <= played["pit"] <= 1
    assert len(played["hull_pit"]) == 3
    assert json.loads(json.dumps(played)) == played


def test_what_is_told_of_is_seen_loading_heard_loading_or_seen_unloading():
    trip = {"known_by": "", "sightings_unloading": 0}
    ways = [(blind.LOOK, 0), (blind.AIS, 0), (blind.UNLOADING, 1), (blind.UNLOADING, 0), ("nothing", 0)]
    trips = [trip | {"known_by": how, "sightings_unloading": n} for how, n in ways]
    world = type("World", (), {"truth": {"trips": trips}})
    assert blind.truth_of(world) == {"true": 5, "told": 3}


def test_a_row_is_printed_with_seed_and_version(played, capsys):
    blind.print_table([played, played | {"seed": 4, "points": [p + 1 for p in played["points"]]}])
    printed = capsys.readouterr().out
    assert "seeds 3 to 4 (tuning)" in printed
    assert f"Fairlead {played['version']}" in printed
    assert "All: 2 cases" in printed
    assert np.count_nonzero([line.startswith("| ais") for line in printed.splitlines()]) == 1
