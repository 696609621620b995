import numpy as np
import pytest

from fairlead.imagery.ghosts import ghost_m, ghosts_of


def test_a_ghost_lies_as_far_off_as_the_doppler_turns_round_once():
    # by hand: .0555 m x 850,000 m x 1,717 Hz / (2 x 7,590 m/s)
    assert ghost_m(0.0555, 850_000.0, 1717.0, 7590.0) == pytest.approx(5335.9, abs=0.1)


def test_what_is_weak_and_lies_there_may_be_a_ghost_and_nothing_else_is():
    along = np.array([10_000.0, 15_300.0, 4_750.0, 15_300.0, 12_000.0, 15_300.0])
    across = np.array([500.0, 520.0, 460.0, 900.0, 500.0, 505.0])
    peaks = np.array([6000.0, 300.0, 900.0, 300.0, 300.0, 1200.0])
    # no. 1 and 2 lie 5.3 and 5.25 km off, 3 too far across, 4 too near, 5 is but five times weaker
    assert ghosts_of(along, across, peaks, [(5_300.0,)] * 6).tolist() == [-1, 0, 0, -1, -1, -1]
    assert ghosts_of(along, across, peaks, [()] * 6).tolist() == [-1] * 6


def test_of_two_sources_the_brighter_counts():
    along, peaks = np.array([0.0, 10_600.0, 5_300.0]), np.array([3000.0, 6000.0, 200.0])
    assert ghosts_of(along, np.zeros(3), peaks, [(5_300.0,)] * 3).tolist() == [-1, -1, 1]
