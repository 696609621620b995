"""Pixels to metres: three ways to a ruler, and what each knows of its own error."""

from math import hypot

import pytest

from fairlead.imagery.rulers import (
    Placed,
    by_stated_scale,
    by_two_points,
    height_of_shadow_m,
    off_sun_deg,
)

DEGREE_OF_LATITUDE_M = 110_574.3
DEGREE_OF_LONGITUDE_M = 111_319.5
"""At the equator, WGS 84."""


def test_a_stated_scale_is_pixels_times_metres_and_knows_no_north():
    ruler = by_stated_scale(0.5, 0.0)
    assert ruler.metres((10, 10), (10 + 112.8, 10 + 150.4)) == pytest.approx(94.0)  # 188 pixels: 3, 4, 5
    assert ruler.bearing((0, 0), (1, 1)) is None
    assert ruler.place((0, 0)) is None


def test_two_known_points_give_scale_north_and_place():
    """At the equator a point 400 pixels to the right lies 0.002 degrees to the north: right is north, up is west."""
    apart_m = 0.002 * DEGREE_OF_LATITUDE_M
    ruler = by_two_points((100, 100), (0.0, 10.0), (500, 100), (0.002, 10.0), error_m=5)
    assert ruler.pixel_m == pytest.approx(apart_m / 400, rel=1e-5)
    assert ruler.bearing((0, 0), (10, 0)) == pytest.approx(0.0, abs=1e-6)
    assert ruler.bearing((0, 10), (0, 0)) == pytest.approx(270.0)
    lat, lon = ruler.place((300, 100))
    assert (lat, lon) == (pytest.approx(0.001, abs=1e-5), pytest.approx(10.0, abs=1e-5))
    assert ruler.error_frac == pytest.approx(hypot(2**0.5 / 400, 2**0.5 * 5 / apart_m), rel=1e-4)


def test_known_points_that_leave_too_much_error_are_refused_in_words():
    with pytest.raises(ValueError, match="take two farther apart"):
        by_two_points((100, 100), (0.0, 10.0), (110, 100), (0.002, 10.0), error_m=5)
    with pytest.raises(ValueError, match="better known"):
        by_two_points((100, 100), (0.0, 10.0), (500, 100), (0.002, 10.0), error_m=50)


@pytest.mark.parametrize(("pixel_m", "error"), [(0.0, 0.0), (-1.0, 0.0), (5000.0, 0.0), (0.5, 0.2), (float("nan"), 0)])
def test_a_scale_that_is_none_is_refused(pixel_m, error):
    with pytest.raises(ValueError, match="measure"):
        by_stated_scale(pixel_m, error)


def test_a_placed_image_is_measured_on_the_ground():
    degree = DEGREE_OF_LONGITUDE_M
    ruler = Placed(0.5, "", {(0, 0): (0.0, 179.9996), (1, 0): (0.0, -179.9996)})
    assert ruler.metres((0, 0), (1, 0)) == pytest.approx(0.0008 * degree, rel=1e-5)  # over the antimeridian
    assert ruler.bearing((0, 0), (1, 0)) == pytest.approx(90.0)


def test_a_shadow_as_long_as_its_height_is_that_of_a_sun_at_45_degrees():
    assert height_of_shadow_m(12.0, 45.0) == pytest.approx(12.0)
    assert height_of_shadow_m(10.0, 30.0) == pytest.approx(5.7735, abs=1e-4)
    for height in (-3.0, 4.9, 80.1):
        with pytest.raises(ValueError, match="degrees high"):
            height_of_shadow_m(10.0, height)


def test_shadows_fall_away_from_the_sun():
    assert off_sun_deg(315.0, 135.0) == pytest.approx(0.0)
    assert off_sun_deg(20.0, 190.0) == pytest.approx(10.0)
    assert off_sun_deg(135.0, 135.0) == pytest.approx(180.0)
