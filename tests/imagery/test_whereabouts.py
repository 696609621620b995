import numpy as np
import pytest

from fairlead.imagery.whereabouts import KINDS, MOTION, Fixes, learn, look_up, spreads, step_from, steps_m

T = 1_700_000_000_000_000
MINUTE = 60_000_000
REACH = 6 * 60 * MINUTE


def fixes(*rows):
    """Rows of ship, minute, latitude, longitude and, where known, speed and course."""
    full = [(*r, *[np.nan] * (6 - len(r))) for r in rows]
    ship, minute, lat, lon, kn, course = (np.array(c, dtype=float) for c in zip(*full, strict=True))
    return Fixes.of(ship.astype(np.int64), T + (minute * MINUTE).astype(np.int64), lat, lon, kn, course)


def at(given, minute, ship=1):
    return look_up(given, np.array([ship]), np.array([T + int(minute * MINUTE)]), REACH)


def test_between_two_reports_it_is_on_the_great_circle():
    # From 60 N 0 E to 60 N 10 E the great circle's middle lies at atan(tan 60 / cos 5) = 60.0945 N.
    found = at(fixes((1, 0, 60.0, 0.0), (1, 350, 60.0, 10.0)), 175)
    assert (found.lat[0], found.lon[0]) == pytest.approx((60.0945, 5.0), abs=1e-3)
    assert KINDS[found.kind[0]] == "between, under way"
    assert found.u_min[0] == pytest.approx(87.5)  # 175 * 175 / 350


def test_reported_courses_bend_the_way():
    # Up for half an hour and then right, 10 knots: the curve lies left of the straight way, towards the corner.
    e, n = 9260.0, 9260.0  # half an hour at 10 knots, 1,852 * 10 / 2 m
    la, lo = step_from(np.array([45.0]), np.array([0.0]), np.array([e]), np.array([n]))
    bent = at(fixes((1, 0, 45.0, 0.0, 10, 0), (1, 60, la[0], lo[0], 10, 90)), 30)
    # The cubic's middle is off the straight one by (whole / 8)(v0 - v1) = 3600 / 8 * 5.1444 m = 2,315 m each way.
    de, dn = steps_m(np.array([45.0]), np.array([0.0]), bent.lat, bent.lon)
    assert (de[0], dn[0]) == pytest.approx((e / 2 - 2315, n / 2 + 2315), abs=15)
    # and its speed there 1.5 times the mean less a quarter of both: 1.5 * 2.5722 - 0.25 * 5.1444 = 2.5722 m/s each way
    assert (bent.east_mps[0], bent.north_mps[0]) == pytest.approx((2.572, 2.572), abs=0.01)


def test_beyond_the_last_report_it_goes_on_as_it_said():
    found = at(fixes((1, 0, 0.0, 0.0, 12, 90)), 30)
    assert found.lon[0] == pytest.approx(6 * 1852 / 111_319.5, rel=1e-3)  # six nautical miles along the equator
    assert KINDS[found.kind[0]] == "beyond, under way"
    before = at(fixes((1, 0, 0.0, 0.0, 12, 90)), -30)
    assert before.lon[0] == pytest.approx(-found.lon[0])


def test_without_a_speed_it_goes_on_as_the_last_two_reports_tell():
    found = at(fixes((1, 0, 0.0, 0.0), (1, 10, 0.0, 0.02)), 20)
    assert found.lon[0] == pytest.approx(0.04, abs=1e-6)


def test_over_the_antimeridian():
    found = at(fixes((1, 0, 0.0, 179.99), (1, 10, 0.0, -179.99)), 5)
    assert abs(found.lon[0]) == pytest.approx(180.0)


def test_reports_too_far_off_tell_nothing():
    assert at(fixes((1, 0, 0.0, 0.0)), 361).kind[0] == -1
    assert at(fixes((1, 0, 0.0, 0.0)), 0, ship=2).kind[0] == -1
    assert at(Fixes.of(*(np.zeros(0, t) for t in (np.int64, np.int64, float, float))), 0).kind[0] == -1


def test_of_two_reports_that_no_ship_could_reach_from_one_another_the_nearer_in_time_counts():
    found = at(fixes((1, 0, 0.0, 0.0), (1, 30, 40.0, 40.0)), 10)
    assert (found.lat[0], found.lon[0]) == pytest.approx((0.0, 0.0))
    assert KINDS[found.kind[0]].startswith("beyond")


def test_errors_grow_with_the_time_that_is_not_known():
    given = fixes((1, 0, 0.0, 0.0, 12, 90), (1, 20, 0.0, 0.0667, 12, 90))
    weight, near, _, _ = spreads(at(given, 1), MOTION)
    _, far, across, _ = spreads(at(given, 10), MOTION)
    assert weight.sum() == pytest.approx(1.0)
    assert (far > near).all()
    assert weight[0, 3] == MOTION.stray_frac
    assert across[0, 3] > 1000


def test_growth_is_learned_back_from_ships_whose_bridge_is_known():
    # Ships under way whose error along and across is a Brownian bridge of 100 m at u = 1 minute: power .5.
    rng = np.random.default_rng(3)
    rows = []
    for ship in range(40):
        steps = np.cumsum(rng.normal(0, 100, (13, 2)), axis=0)  # u of the middle of two minutes is .5; of one step 1
        for k, (de, dn) in enumerate(steps):
            la, lo = step_from(np.array([10.0]), np.array([20.0]), np.array([k * 400.0 + de]), np.array([dn]))
            rows.append((ship, k, la[0], lo[0]))
    learned = learn(fixes(*rows), [60.0, 180.0], each=6)
    kind = KINDS.index("between, under way")
    assert learned.power[kind] == pytest.approx(0.5, abs=0.11)
    sd = np.sqrt((learned.weight[kind] * learned.along_m[kind] ** 2).sum())
    assert sd == pytest.approx(100, rel=0.25)
    assert (learned.along_m[3] == MOTION.along_m[3]).all()  # nothing of that kind was seen


def test_steps_there_and_back_meet():
    lat, lon = np.array([0.0, 59.9, -33.0, 10.0]), np.array([0.0, 20.0, 151.0, 179.999])
    east, north = np.array([1000.0, -40_000.0, 2500.0, 5000.0]), np.array([500.0, 30_000.0, -800.0, 0.0])
    e, n = steps_m(lat, lon, *step_from(lat, lon, east, north))
    assert e == pytest.approx(east, rel=1e-6)
    assert n == pytest.approx(north, rel=1e-3, abs=1e-6)


def test_what_no_report_can_be_is_refused():
    one = np.array([1])
    with pytest.raises(ValueError, match="none on Earth"):
        Fixes.of(one, one, np.array([91.0]), np.array([0.0]))
    with pytest.raises(ValueError, match="unlike lengths"):
        Fixes.of(one, one, np.array([1.0]), np.array([0.0, 1.0]))
    with pytest.raises(ValueError, match="from 0 up"):
        Fixes.of(-one, one, np.array([1.0]), np.array([0.0]))
