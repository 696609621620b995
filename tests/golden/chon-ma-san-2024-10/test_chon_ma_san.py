"""Derived by hand in README.md."""

from datetime import UTC, datetime

import pytest

from fairlead.base.tables import WATCHES
from fairlead.events.sighting_gaps import find_sighting_gaps
from fairlead.trips.stays import find_stays


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.fixture(scope="module")
def stay(observations, places):
    (row,) = find_stays(observations, places, WATCHES.empty()).to_pylist()
    return row


@pytest.fixture(scope="module")
def gaps(observations, places):
    june, october = sorted(find_sighting_gaps(observations, places).to_pylist(), key=lambda g: g["start_earliest"])
    return june, october


def test_two_readings_of_the_arrival_are_one_arrival_in_utc(stay):
    assert stay["arrival_earliest"] == stay["arrival_latest"] == utc(2024, 10, 19, 17)
    assert stay["departure_earliest"] == utc(2024, 10, 21, 11, 50)
    assert stay["departure_latest"] is None
    assert sorted(stay["sources"]) == ["sighting:S20", "sighting:S21", "sighting:S22"]


def test_it_was_in_view_for_42_h_50_min(stay):
    assert stay["visible_h"] == pytest.approx(42 + 50 / 60)
    assert "42 h 50 min" in stay["words"]


def test_the_call_is_inferred_since_nobody_saw_it_alongside(stay):
    assert (stay["is_alongside"], stay["status"]) == (False, "inferred")
    assert "inferred" in stay["words"]


def test_the_october_gap_lasts_97_h_14_min_between_ends_586_km_apart(gaps):
    gap = gaps[1]
    assert gap["min_h"] == gap["max_h"] == pytest.approx(97 + 14 / 60)
    assert round(gap["distance_km"]) == 586
    assert (round(gap["sailing_min_h"]), round(gap["sailing_max_h"])) == (32, 40)
    assert (round(gap["unseen_min_h"]), round(gap["unseen_max_h"])) == (58, 66)
    assert gap["distance_error_km"] == pytest.approx(17.7)  # 2.7 + 15
    assert gap["place_id"] == "place:Vostochny"
    assert gap["sources"] == ["sighting:S22", "sighting:S23"]
    for said in ("97 h 14 min", "586 km", "58–66 h", "no proof of anything switched off"):
        assert said in gap["words"]


def test_the_june_gap_is_open_and_says_by_when_it_was_heard_again(gaps):
    gap = gaps[0]
    assert gap["start_earliest"] == gap["start_latest"] == utc(2024, 6, 5, 15, 32)
    assert gap["end_earliest"] is gap["end_latest"] is gap["min_h"] is gap["distance_km"] is None
    assert gap["heard_again_by"] == utc(2024, 10, 15, 15)
    assert gap["place_id"] == "place:Nakhodka"
    assert gap["status"] == "documented"
