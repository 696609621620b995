from datetime import date
from math import exp, log, pi, sqrt

import numpy as np
import pytest

from fairlead.identity.densities import Sizes, find_sensor, ship_sizes
from fairlead.identity.dimensions import (
    SLIP_BEAM,
    SLIP_LENGTH,
    Measured,
    log_likelihood_of_freeboard,
    other_sizes,
    size_hulls,
    size_log_likelihoods,
)
from fairlead.identity.fleet import CandidateParams

PARAMS = CandidateParams()
NAN = float("nan")


def normal(off, var):
    return exp(-off * off / (2 * var)) / sqrt(2 * pi * var)


def sized(length=(), beam=None, dwt=None):
    n = len(length)
    return size_hulls(
        np.array(length, float),
        np.array(beam if beam is not None else [NAN] * n, float),
        np.array(dwt if dwt is not None else [NAN] * n, float),
        ship_sizes(),
        PARAMS,
    )


def measured(length=NAN, length_sd=0.05, beam=NAN, beam_sd=0.05):
    return Measured(*(np.array([x]) for x in (length, length_sd, beam, beam_sd)))


def test_the_density_of_a_length_is_the_mixture_of_fit_and_slip():
    # var = .05^2 + .01^2 = .0026; ln(95/96) = -.01047; N = 7.824 x exp(-.0211) = 7.661
    # .97 x 7.661 + .03 x .2556 = 7.439
    length, beam = size_log_likelihoods(measured(95.0), sized([96.0]), ship_sizes(), 0.03)
    assert exp(length[0, 0]) == pytest.approx(7.439, abs=0.001)
    assert pytest.approx(1 / log(50)) == SLIP_LENGTH
    assert beam[0].tolist() == [0, 0]


def test_a_ship_at_large_has_the_density_of_the_mixture():
    one = Sizes(np.ones(1), np.array([[4.5, 2.7]]), np.array([[[0.09, 0.05], [0.05, 0.04]]]), 1, "made up")
    length, _ = size_log_likelihoods(measured(95.0), sized([96.0]), one, 0.03)
    assert exp(length[0, 1]) == pytest.approx(0.97 * normal(log(95) - 4.5, 0.09 + 0.0025) + 0.03 / log(50))


def test_a_hull_of_no_known_size_is_neither_gained_nor_lost():
    length, beam = size_log_likelihoods(measured(95.0, beam=14.0), sized([96.0, NAN]), ship_sizes(), 0.03)
    assert length[0, 1] == length[0, 2]
    assert beam[0, 1] == beam[0, 2]


def test_length_and_beam_are_weighed_jointly():
    """With the beam unlisted, a beam that goes with the length is likelier than one that does not."""
    hulls = sized([90.0])
    fits = [
        size_log_likelihoods(measured(90.0, beam=b), hulls, ship_sizes(), 0.03)[1][0, 0] for b in (10.0, 15.0, 25.0)
    ]
    assert fits[1] > fits[0]
    assert fits[1] > fits[2]
    # and by hand: beam given length of the mixture, slip apart
    a, b, sd = ship_sizes().beam_given_length()
    tight = Measured(*(np.array([x]) for x in (90.0, 1e-3, 15.0, 0.05)))
    _, beam = size_log_likelihoods(tight, hulls, ship_sizes(), 1e-9)
    spread = sd**2 + (b * 0.01) ** 2 + 0.05**2
    assert beam[0, 0] == pytest.approx(log(normal(log(15) - a - b * log(90), spread)), abs=0.02)


def test_beams_of_a_list_tell_ships_of_one_length_apart():
    hulls = sized([96.0, 96.0], beam=[14.0, 17.0])
    length, beam = size_log_likelihoods(measured(95.0, beam=14.2, beam_sd=0.03), hulls, ship_sizes(), 0.03)
    assert length[0, 0] == length[0, 1]
    assert beam[0, 0] > beam[0, 1] + 2


def test_densities_integrate_to_one():
    grid = np.linspace(log(10), log(500), 4001)
    y = Measured(np.exp(grid), np.full(4001, 0.05), np.full(4001, NAN), np.full(4001, NAN))
    length, _ = size_log_likelihoods(y, sized([96.0, NAN, NAN], beam=[NAN, 14.0, NAN]), ship_sizes(), 0.03)
    assert np.trapezoid(np.exp(length), grid, axis=0) == pytest.approx(np.ones(4), abs=0.01)


@pytest.mark.parametrize("value", [0.0, -5.0, 900.0, float("inf"), NAN])
def test_a_size_no_ship_has_is_as_good_as_none(value):
    hulls = sized([value, 96.0], dwt=[0.0, 5e9])
    assert hulls.is_known.tolist() == [False, True]
    assert np.isfinite(size_log_likelihoods(measured(95.0), hulls, ship_sizes(), 0.03)[0]).all()


def test_deadweight_gives_a_length_of_last_resort():
    """Ocean Sky: 5,807 t and 99.9 m, the one small ship of the nine."""
    hulls = sized([NAN], dwt=[5807.0])
    assert exp(hulls.mean[0, 0]) == pytest.approx(99.9, rel=0.04)
    assert hulls.basis == ("deadweight",)
    assert sized([120.0], dwt=[5807.0]).basis == ("length",)


def test_a_beam_alone_tells_a_length_coarsely():
    hulls = sized([NAN], beam=[15.0])
    assert 70 < exp(hulls.mean[0, 0]) < 110
    assert hulls.covariance[0, 0, 0] > 0.01


def test_other_is_in_part_as_the_list():
    hulls = sized([90.0, 96.0, 110.0])
    other = other_sizes(hulls, ship_sizes(), PARAMS)
    assert other.weight.sum() == pytest.approx(1)
    assert other.mean[-1, 0] == pytest.approx(np.log([90, 96, 110]).mean())
    assert other_sizes(sized([NAN]), ship_sizes(), PARAMS) is ship_sizes()


def test_a_freeboard_fits_a_hull_laden_or_in_ballast():
    """Depth 7, draught 5.5: laden 1.5 m, in ballast 7 - .55 x 5.5 = 3.975 m."""
    params = CandidateParams(freeboard_sd_m=0.3)
    hulls = np.array([7.0, NAN]), np.array([5.5, 5.0])

    def fit(y, p_laden):
        return log_likelihood_of_freeboard(np.array([y]), np.array([0.3]), np.array([p_laden]), *hulls, params)[0]

    assert exp(fit(1.5, 0.9)[0]) == pytest.approx(0.97 * 0.9 * normal(0, 0.18) + 0.03 / 15, rel=1e-3)
    assert fit(4.0, 0.1)[0] > fit(4.0, 0.9)[0]
    assert fit(1.5, 0.5)[1] == fit(1.5, 0.5)[2] == pytest.approx(log(1 / 15))


def test_the_instrument_is_found_by_words_size_and_day():
    day = date(2024, 5, 1)
    assert find_sensor("satellite image (Planet)", 90, day).name == "planet"
    assert find_sensor("Sentinel-1 SAR", 150, day).bias_factor == 1.17
    assert find_sensor("Sentinel-1 SAR", 80, day).bias_factor == 1.29
    assert find_sensor("satellite image", 90, day).name == "image"
    assert find_sensor("said to be so", 90, day).name == "other"
    assert find_sensor("radar image", 90, date(1999, 1, 1)).name == "other", "no row is that old"


def test_the_mixture_is_one_law_with_its_source():
    sizes = ship_sizes()
    assert sizes.weight.sum() == pytest.approx(1)
    assert (np.linalg.eigvalsh(sizes.covariance) > 0).all()
    assert sizes.ships == 341
    assert "AMSA" in sizes.source
    assert pytest.approx(1 / log(40)) == SLIP_BEAM
    with pytest.raises(KeyError):
        ship_sizes("yacht")
