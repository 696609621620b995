import math

import numpy as np
import pytest

from fairlead.imagery.azimuth import Pass, shift_m

KN = 1852 / 3600
NORTHWARD = Pass(0.0, 850_000.0, 35.0, 7500.0)


def shift(flown, course_deg, kn):
    east, north = kn * KN * math.sin(math.radians(course_deg)), kn * KN * math.cos(math.radians(course_deg))
    e, n = shift_m(flown, np.array([east]), np.array([north]))
    return float(e[0]), float(n[0])


def test_a_ship_that_comes_towards_the_radar_is_shown_ahead_along_the_flight():
    # Flown north, looking right, which is east: a ship on course 270 at 10 knots (5.1444 m/s) comes nearer by
    # 5.1444 sin 35 = 2.9507 m/s; times 850,000 / 7,500 s = 113.33 s that is 334.4 m, with the flight: north.
    assert shift(NORTHWARD, 270, 10) == pytest.approx((0.0, 334.4), abs=0.1)
    assert shift(NORTHWARD, 90, 10) == pytest.approx((0.0, -334.4), abs=0.1)


def test_a_ship_along_the_flight_stays_where_it_is():
    assert shift(NORTHWARD, 0, 20) == pytest.approx((0.0, 0.0), abs=1e-9)
    assert shift(NORTHWARD, 180, 20) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_a_radar_that_looks_left_shows_it_the_other_way():
    left = Pass(0.0, 850_000.0, 35.0, 7500.0, looks_right=False)
    assert shift(left, 270, 10)[1] == pytest.approx(-334.4, abs=0.1)


def test_a_descending_pass_of_sentinel_1_shows_a_westward_ship_to_the_north():
    # Flown 191 degrees, looking right, which is 281, about west: a ship going west moves away and is shown against the
    # flight, which is to the north and a little to the east.
    east, north = shift(Pass(191.0, 850_000.0, 35.0), 270, 10)
    assert north > 300
    assert 0 < east < 80


@pytest.mark.parametrize("course", [20, 100, 215, 300])
def test_it_is_where_the_range_is_least_as_the_radar_flies_by(course):
    # Over flat water: the radar at height h flies north with speed v, the ship starts at ground range g from its track
    # with azimuth 0. The range is least where the relative place is square to the relative velocity.
    h, v = 700_000.0, 7500.0
    g = h * math.tan(math.radians(35.0))
    speed = 12 * KN
    ve, vn = speed * math.sin(math.radians(course)), speed * math.cos(math.radians(course))
    place, velocity = np.array([g, 0.0, -h]), np.array([ve, vn - v, 0.0])
    t = -(place @ velocity) / (velocity @ velocity)
    shown = v * t - vn * t  # azimuth that the radar writes, off where the ship is by then
    flown = Pass(0.0, math.hypot(g, h), 35.0, v)
    assert shift(flown, course, 12)[1] == pytest.approx(shown, rel=0.01)


def test_what_no_radar_flies_is_refused():
    with pytest.raises(ValueError, match="incidence_deg"):
        Pass(0.0, 850_000.0, 0.0)
