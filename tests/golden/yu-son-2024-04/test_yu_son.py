"""Derived by hand in README.md."""

from datetime import UTC, datetime

import pytest

from fairlead.base.tables import DECISIONS, LISTINGS, QUESTION_PLACES, QUESTIONS, SEASON_TIES, VESSELS, WATCHES
from fairlead.events.sighting_gaps import find_sighting_gaps
from fairlead.trips.stays import find_stays
from fairlead.trips.trips import count_trips


@pytest.fixture(scope="module")
def counted(observations, places):
    at = {"evidence_id": "evidence:golden", "row": 1}
    question = {
        "question": "oil", "ordinal": 0, "text": "?", "period_start": datetime(2024, 1, 1, tzinfo=UTC),
        "period_end": datetime(2025, 1, 1, tzinfo=UTC), "from_party": "RU", "to_party": "KP", "commodity": "oil",
        "item_words": [], "carrier": "tanker", "ship_types": ["oil tanker"], "flags": ["KP"], "vessels": [],
        "rules": [], "per_call": [], "estimate_from": "documented", **at,
    }  # fmt: skip
    vessel = {
        "vessel_id": "vessel:Yu Son", "name": "Yu Son", "names": ["Yu Son"], "ship_type": "oil tanker", "flag": "KP",
        "sources": ["particulars:V02"],
    }  # fmt: skip
    roles = (("Vostochny", "load"), ("Nampo", "discharge"))
    trips, alternatives = count_trips(
        find_stays(observations, places, WATCHES.empty()),
        observations,
        VESSELS.from_rows([vessel]),
        LISTINGS.empty(),
        QUESTIONS.from_rows([question]),
        QUESTION_PLACES.from_rows({"question": "oil", "place": p, "role": r, **at} for p, r in roles),
        places,
        DECISIONS.empty(),
        WATCHES.empty(),
        SEASON_TIES.empty(),
    )
    return trips.to_pylist(), alternatives.to_pylist()


def test_the_answer_is_at_least_one_two_possible(counted):
    ((trip,), _) = counted
    assert (trip["is_counted"], trip["status"], trip["calls_min"], trip["calls_max"]) == (True, "documented", 1, 2)
    assert "at least one, two possible" in trip["words"]
    assert trip["start_time"] == datetime(2024, 4, 1, tzinfo=UTC)
    assert trip["end_time"] == datetime(2024, 4, 2, tzinfo=UTC)


def test_the_second_call_is_an_alternative_with_no_chance_put_on_it(counted):
    ((trip,), (alternative,)) = counted
    assert (alternative["kind"], alternative["effect"], alternative["chance_frac"]) == ("second_call", 1, None)
    assert alternative["trip_ids"] == [trip["trip_id"]]
    assert "sighting:S09" in alternative["sources"]
    assert "105 km from Vostochny" in alternative["words"]


def test_the_waters_off_nampo_are_mentioned_and_no_discharge_is_counted(counted):
    ((trip,), _) = counted
    assert trip["discharge_stay_id"] is None
    assert trip["discharge_place_id"] is None
    assert "later reported off Nampo, 8 May 2024" in trip["words"]


def test_days_give_silences_as_intervals_of_hours(observations, places):
    first, second = sorted(find_sighting_gaps(observations, places).to_pylist(), key=lambda g: g["start_earliest"])
    assert (first["min_h"], first["max_h"]) == (96, 144)
    assert (second["min_h"], second["max_h"]) == (384, 432)
    assert first["distance_km"] is second["distance_km"] is None
    assert (first["place_id"], second["place_id"]) == ("place:Vostochny", None)
    assert (first["start_lat"], first["end_lat"], second["end_lat"]) == (42.079, None, 38.717)
