from datetime import timedelta

import numpy as np
import pytest

from fairlead.imagery.azimuth import Pass
from fairlead.imagery.match import Detected, Matches, MatchParams, Verdict, match, weigh
from fairlead.imagery.whereabouts import Fixes, step_from

T = 1_700_000_000_000_000
MINUTE = 60_000_000
AREA = 10_000.0
EACH = [f for f in Matches.__slots__ if f not in ("ships", "p_seen")]


def off(east_m, north_m, lat=40.0, lon=10.0):
    la, lo = step_from(np.array([lat]), np.array([lon]), np.array([float(east_m)]), np.array([float(north_m)]))
    return float(la[0]), float(lo[0])


def steady(*ships, minutes=10, kn=0.0, course=0.0):
    """Two reports of each ship, ``minutes`` before and after the scene, about where it will be: number and metres."""
    speed = kn * 1852 / 3600
    ve, vn = speed * np.sin(np.radians(course)), speed * np.cos(np.radians(course))
    rows = []
    for number, east, north in ships:
        for side in (-1, 1):
            s = side * minutes * 60
            rows.append((number, T + side * minutes * MINUTE, *off(east + ve * s, north + vn * s), kn, course))
    return Fixes.of(*(np.array(c) for c in zip(*rows, strict=True)))


def seen(*places, **more):
    lat, lon = zip(*(off(*p) for p in places), strict=True)
    return Detected.of(np.full(len(places), T), np.array(lat), np.array(lon), **more)


def crowd(seed=0, n=30):
    """Ships at anchor, some seen, some seen without AIS."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(-4000, 4000, (n, 2))
    fixes = steady(*((k + 1, e, s) for k, (e, s) in enumerate(at[: n - 6])), minutes=40)
    shown = at[6:] + rng.normal(0, 60, (n - 6, 2))
    return seen(*shown, length_m=rng.uniform(50, 300, n - 6)), fixes


def test_each_ship_is_found_where_it_is_and_the_stranger_is_not():
    found = match(seen((20, 0), (3000, 40), (9000, 0)), steady((7, 0, 0), (8, 3000, 0)), AREA)
    assert list(found.ship) == [7, 8, -1]
    assert list(found.verdict) == [Verdict.MATCHED, Verdict.MATCHED, Verdict.UNMATCHED]
    assert found.p_match[:2] == pytest.approx([1, 1], abs=1e-3)
    assert found.p_unmatched[2] > 0.99
    assert found.away_m[0] == pytest.approx(20, abs=0.1)
    assert found.p_seen == pytest.approx([1, 1], abs=1e-3)


def test_nobody_heard_nearby_is_not_the_same_as_unmatched():
    far = steady((7, 200_000, 0), (8, 210_000, 0))
    assert list(match(seen((0, 0)), far, AREA).verdict) == [Verdict.NOT_HEARD_HERE]
    near = steady((7, 30_000, 0), (8, 31_000, 0))
    assert list(match(seen((0, 0)), near, AREA).verdict) == [Verdict.UNMATCHED]
    late = Fixes.of(near.ship, near.time_us + 5 * 60 * MINUTE, near.lat, near.lon)
    assert list(match(seen((0, 0)), late, AREA, MatchParams(reach=timedelta(hours=2))).verdict) == [
        Verdict.NOT_HEARD_HERE
    ]


def test_all_are_matched_at_once_not_the_nearest_first():
    # The first detection lies between both ships, nearer to the second, the second detection can only be the second.
    found = match(seen((260, 0), (640, 0)), steady((1, 0, 0), (2, 500, 0), minutes=60), AREA, flown=None)
    assert list(found.ship) == [1, 2]


def test_two_alike_leave_it_open_and_name_the_runner_up():
    found = match(seen((0, 0)), steady((1, -100, 0), (2, 100, 0)), AREA)
    assert {int(found.ship[0]), int(found.runner_up[0])} == {1, 2}
    assert found.p_match[0] == pytest.approx(found.p_runner_up[0])
    assert found.p_match[0] + found.p_runner_up[0] + found.p_unmatched[0] == pytest.approx(1)
    assert found.verdict[0] == Verdict.CANNOT_TELL


def test_length_tells_two_alike_apart():
    fixes = steady((1, -100, 0), (2, 100, 0))
    found = match(seen((0, 0), length_m=90.0), fixes, AREA, length_m={1: 300.0, 2: 95.0})
    assert found.ship[0] == 2
    assert found.p_match[0] > 0.9


def test_heading_tells_two_alike_apart_and_an_axis_has_two_ends():
    north, east = steady((1, -100, 0), kn=10, course=0), steady((2, 100, 0), kn=10, course=90)
    both = Fixes.of(*(np.concatenate([getattr(north, n), getattr(east, n)]) for n in Fixes.__slots__))
    for heading in (90.0, 270.0):
        assert match(seen((0, 0), heading_deg=heading), both, AREA).ship[0] == 2
    with_bow = match(seen((0, 0), heading_deg=270.0, has_bow=True), both, AREA)
    plain = match(seen((0, 0)), both, AREA)  # a bow to the west is of neither, and tells no more than none
    assert with_bow.p_match[0] == pytest.approx(plain.p_match[0], abs=0.02)


def test_a_radar_shows_a_ship_off_its_place_and_it_is_looked_for_there():
    # Course 270 at 15 knots, towards a radar that flies north and looks east: 113.3 s * sin 35 * 7.717 m/s = 501.6 m.
    flown = Pass(0.0, 850_000.0, 35.0, 7500.0)
    fixes = steady((7, 0, 0), (8, 20_000, 0), minutes=2, kn=15, course=270)
    shown = seen((0, 501.6))
    found = match(shown, fixes, AREA, flown=flown)
    assert (found.ship[0], found.verdict[0]) == (7, Verdict.MATCHED)
    assert found.away_m[0] < 5
    assert match(shown, fixes, AREA).p_match[0] < found.p_match[0]
    assert match(seen((0, -501.6)), fixes, AREA, flown=flown).away_m[0] == pytest.approx(1003.2, abs=1)


def test_the_order_of_detections_and_reports_does_not_matter():
    detected, fixes = crowd()
    found = match(detected, fixes, AREA)
    rng = np.random.default_rng(5)
    mixed, order = rng.permutation(len(fixes.ship)), rng.permutation(len(detected.lat))
    again = match(detected.take(order), Fixes.of(*(getattr(fixes, n)[mixed] for n in Fixes.__slots__)), AREA)
    for field in EACH:
        assert np.array_equal(getattr(again, field), getattr(found, field)[order], equal_nan=field == "away_m"), field
    assert np.array_equal(again.p_seen, found.p_seen)


@pytest.mark.parametrize("number", [0, 999])
def test_a_ship_far_away_changes_nothing(number):
    detected, fixes = crowd()
    more = steady((number, 900_000, 0))
    joined = Fixes.of(*(np.concatenate([getattr(fixes, n), getattr(more, n)]) for n in Fixes.__slots__))
    found, again = match(detected, fixes, AREA), match(detected, joined, AREA)
    for field in EACH:
        assert getattr(again, field) == pytest.approx(getattr(found, field), rel=1e-9, abs=1e-12, nan_ok=True), field


def test_no_ship_has_two_detections_and_chances_add_up():
    detected, fixes = crowd(3)
    found = match(detected, fixes, AREA)
    taken = found.ship[found.ship >= 0]
    assert len(set(taken.tolist())) == len(taken)
    assert (found.p_match + found.p_runner_up + found.p_unmatched <= 1 + 1e-6).all()
    assert (found.p_seen <= 1).all()


def test_where_many_are_without_ais_one_is_likelier_to_be():
    fixes = steady((1, 0, 0), minutes=60)
    lone = match(seen((250, 0)), fixes, AREA)
    round_about = [(3000 * np.cos(a), 3000 * np.sin(a)) for a in np.linspace(0, 6, 40)]
    among = match(seen((250, 0), *round_about), fixes, AREA)
    assert among.p_unmatched[0] > lone.p_unmatched[0]
    assert among.unmatched_per_km2[0] > 10 * lone.unmatched_per_km2[0]


def test_what_may_be_no_vessel_counts_less_as_one():
    found = match(seen((0, 0), (9000, 0), vessel_frac=np.array([1.0, 0.3])), steady((1, 0, 0)), AREA)
    assert found.p_unmatched_vessel[1] == pytest.approx(0.3 * found.p_unmatched[1])


def test_a_ship_outside_what_was_searched_is_not_missed_there():
    fixes = steady((1, 0, 0), minutes=60)
    inside = weigh(seen((250, 0)), fixes, AREA)[1].log_density[0]
    west = weigh(seen((250, 0)), fixes, AREA, is_searched=lambda _lat, lon: lon > 10.0)[1].log_density[0]
    # Half of where it may be was searched: of .8 * .5 it would have been missed by .6, not by .2: a third as telling.
    assert inside - west == pytest.approx(np.log(0.6 / 0.2), abs=0.35)


def test_nothing_at_all_is_an_answer():
    none = Detected.of(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    assert len(match(none, steady((1, 0, 0)), AREA).ship) == 0
    empty = Fixes.of(*(np.zeros(0, t) for t in (np.int64, np.int64, float, float)))
    found = match(seen((0, 0)), empty, AREA)
    assert (found.ship[0], found.verdict[0], found.p_unmatched[0]) == (-1, Verdict.NOT_HEARD_HERE, 1.0)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="area_km2"):
        match(seen((0, 0)), steady((1, 0, 0)), 0.0)
    with pytest.raises(ValueError, match="above 0"):
        seen((0, 0), length_m=-1.0)
    with pytest.raises(ValueError, match="rise"):
        MatchParams(seen_m=(0.0, 0.0), seen_frac=(0.1, 0.2))
    with pytest.raises(ValueError, match="surely"):
        MatchParams(seen_m=(0.0, 10.0), seen_frac=(0.1, 1.0))
