import numpy as np
import pytest

from fairlead.identity.fleet import CandidateParams
from fairlead.identity.presence import ELSEWHERE, SILENT, THERE, UNKNOWN, Spot, Trail, find_apart, find_presence

PARAMS = CandidateParams()
PORT = ((42.75, 133.08, 2.0),)


def trail(*reports):
    hour, lat, lon = (np.array(c, float) for c in zip(*reports, strict=True))
    return Trail(hour, lat, lon, np.arange(1, len(hour) + 1))


def verdict(spot, *reports):
    return int(find_presence([spot], {0: trail(*reports)}, 1, PARAMS).verdict[0, 0])


def test_a_hull_whose_reports_are_at_the_place_is_there():
    assert verdict(Spot(PORT, 100, 100), (99.5, 42.75, 133.08), (100, 42.76, 133.1), (101, 42.75, 133.08)) == THERE


def test_a_hull_reporting_far_away_an_hour_before_is_elsewhere():
    # 10 degrees of latitude are 1,112 km: 39 h at 15 kn (27.78 km/h)
    assert verdict(Spot(PORT, 100, 100), (99, 32.75, 133.08), (101, 32.75, 133.08)) == ELSEWHERE


@pytest.mark.parametrize(("hours", "said"), [(37, ELSEWHERE), (40, SILENT)])
def test_reach_is_by_speed_from_the_last_report_and_to_the_next(hours, said):
    # 1,112 km less 27 km of neighbourhood is 1,085 km: 39.06 h
    assert verdict(Spot(PORT, 100, 100), (100 - hours, 32.75, 133.08), (300, 32.75, 133.08)) == said
    assert verdict(Spot(PORT, 100, 100), (-100, 32.75, 133.08), (100 + hours, 32.75, 133.08)) == said


def test_a_hull_heard_nearby_without_silence_may_be_there():
    assert verdict(Spot(PORT, 100, 100), (97, 42.2, 133.08), (103, 42.2, 133.08)) == UNKNOWN


def test_a_hull_not_heard_of_for_months_is_unknown():
    assert verdict(Spot(PORT, 9000, 9000), (100, 32.75, 133.08), (101, 32.75, 133.08)) == UNKNOWN


def test_a_silence_without_end_counts_from_the_last_report():
    assert verdict(Spot(PORT, 100, 100), (40, 42.2, 133.08)) == SILENT
    assert verdict(Spot(PORT, 100, 100), (97, 42.2, 133.08)) == UNKNOWN


def test_in_a_day_long_span_a_hull_may_come_by_between_two_reports():
    day = Spot(PORT, 100, 124)
    far = 38.75  # 445 km, 15 h each way after the neighbourhood
    assert verdict(day, (95, far, 133.08), (109, far, 133.08), (123, far, 133.08), (130, far, 133.08)) == ELSEWHERE
    assert verdict(day, (95, far, 133.08), (135, far, 133.08)) == SILENT
    assert verdict(day, (95, far, 133.08), (101, far, 133.08), (123, 42.0, 133.08)) == UNKNOWN


def test_a_stretch_wholly_inside_the_span_may_leave_the_time():
    span, far = Spot(PORT, 0, 200), 38.75
    assert verdict(span, (10, far, 133.08), (11, far, 133.08), (60, far, 133.08), (190, far, 133.08)) == UNKNOWN
    busy = [(float(h), far, 133.08) for h in range(-5, 206)]
    assert verdict(span, *busy) == ELSEWHERE


def test_any_of_several_places_may_be_meant():
    both = Spot((*PORT, (38.75, 133.08, 2.0)), 100, 100)
    assert verdict(both, (99, 38.75, 133.08), (101, 38.75, 133.08)) != ELSEWHERE


def test_a_sighting_nowhere_says_nothing():
    found = find_presence([None, Spot((), 0, 0)], {0: trail((0, 1, 1))}, 2, PARAMS)
    assert not found.verdict.any()
    assert not found.log_likelihood(PARAMS).any()


def test_sightings_too_far_apart_for_their_time_are_two_ships():
    here, there = Spot(PORT, 100, 100), Spot(((32.75, 133.08, 2.0),), 120, 120)
    assert find_apart([here, there], PARAMS) == [(0, 1)]
    # 1,112 km less two neighbourhoods and errors (54 km) is 1,058 km: 38.1 h
    assert find_apart([here, Spot(there.points, 139, 139)], PARAMS) == []
    assert find_apart([here, Spot(there.points, 120, 139)], PARAMS) == []
    assert find_apart([None, here, here], PARAMS) == []


def test_the_antimeridian_is_no_barrier():
    east, west = Spot(((10.0, 179.9, 1.0),), 0, 0), Spot(((10.0, -179.9, 1.0),), 0, 0)
    assert find_apart([east, west], PARAMS) == []
