from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.base.geodesy import (
    COMPASS_DEG,
    bearing_deg,
    destination,
    distance_km,
    great_circle,
    ground_step_m,
    wrap_lon,
)

LATS = st.floats(-89, 89)
LONS = st.floats(-180, 179.999)


def test_vostochny_to_nakhodka_is_17_2_km():
    # places.csv: the two World Port Index points are 17.2 km apart, News1 says "about 18 km"
    assert distance_km(42.750, 133.083, 42.800, 132.883) == pytest.approx(17.2, abs=0.1)


def test_the_ends_of_the_october_gap_are_586_km_apart():
    assert round(distance_km(42.750, 133.083, 37.480, 133.023)) == 586


def test_105_km_south_west_of_vostochny_is_the_position_in_the_file():
    # sightings.csv S09: 42.079 N 132.183 E, "bearing 225 from the WPI port point"
    lat, lon = destination(42.750, 133.083, COMPASS_DEG["SW"], 105)
    assert distance_km(lat, lon, 42.079, 132.183) < 0.5


def test_one_degree_of_longitude_across_the_antimeridian_is_one_degree():
    assert distance_km(0, 179.5, 0, -179.5) == pytest.approx(111.2, abs=0.1)
    assert bearing_deg(0, 179.5, 0, -179.5) == pytest.approx(90)


def test_longitudes_live_in_minus_180_to_180():
    assert [wrap_lon(x) for x in (180.0, -180.0, 190.0, 359.0)] == [-180.0, -180.0, -170.0, -1.0]


@given(LATS, LONS, st.floats(0, 360), st.floats(0.1, 5000))
def test_going_a_distance_ends_that_distance_away(lat, lon, bearing, away):
    assert isclose(distance_km(lat, lon, *destination(lat, lon, bearing, away)), away, rel_tol=1e-6, abs_tol=1e-6)


@given(LATS, LONS, LATS, LONS)
def test_distance_has_no_direction(lat1, lon1, lat2, lon2):
    there, back = distance_km(lat1, lon1, lat2, lon2), distance_km(lat2, lon2, lat1, lon1)
    assert isclose(there, back, rel_tol=1e-9, abs_tol=1e-9)


@given(LATS, LONS, st.floats(0, 360), st.floats(1, 9000))
def test_a_great_circle_is_no_longer_than_the_distance_between_its_ends(lat, lon, bearing, away):
    end = destination(lat, lon, bearing, away)
    line = great_circle(lat, lon, *end, points=9)
    length = sum(distance_km(*a, *b) for a, b in zip(line, line[1:], strict=False))
    assert isclose(length, away, rel_tol=1e-6)


def test_a_great_circle_between_equal_points_stays_there():
    assert set(great_circle(1, 2, 1, 2, points=5)) == {(1, 2)}


@pytest.mark.parametrize(
    ("lat", "of_latitude", "of_longitude"),
    [(0, 110_574.3, 111_319.5), (45, 111_131.8, 78_846.8), (60, 111_412.2, 55_800.0)],
)
def test_steps_on_the_ground_are_those_of_the_ellipsoid(lat, of_latitude, of_longitude):
    """Metres of a degree of WGS 84 as tables of it print them."""
    assert ground_step_m(lat - 0.005, 0, lat + 0.005, 0) == (0.0, pytest.approx(of_latitude / 100, rel=2e-6))
    east, north = ground_step_m(lat, 179.999, lat, -179.999)
    assert (east, north) == (pytest.approx(of_longitude * 0.002, rel=2e-6), 0.0)
