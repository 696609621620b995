"""Looks are watches whatever they found; nothing is counted twice."""

from datetime import timedelta

import pytest

from fairlead.base.tables import QUESTION_PLACES, QUESTIONS
from fairlead.imagery.coverage import count_coverage, find_watches


def watch(small, **tables):
    (one,) = find_watches(*small.tables(**tables)).to_pylist()
    return one


@pytest.mark.parametrize("result", ["empty", "occupied"])
def test_a_look_covers_its_place_whatever_it_found(small, result):
    one = watch(small, looks=[small.look(result=result, berth="oil", visible_frac=0.8)])
    assert (one["place_id"], one["start_time"], one["is_day_known"]) == ("place:P1", small.T, True)
    assert (one["method"], one["result"], one["berth"], one["visible_frac"]) == ("optical", result, "oil", 0.8)
    assert (one["look"], one["scene_id"], one["is_cued"]) == ("L1", "scene:I1", False)
    assert one["sources"] == ["look:L1Ann", "scene:I1"]
    assert one["words"] == (
        f"Ann looked at the place 1 Mar 2024 00:00 UTC (L1, scene I1, oil, 80 % of it visible): {result}."
    )


def test_who_cannot_tell_has_not_watched(small):
    assert find_watches(*small.tables(looks=[small.look(result="cannot tell")])).num_rows == 0


@pytest.mark.parametrize(("said", "is_cued"), [(True, True), (False, False), (None, False)])
def test_whether_a_tip_asked_for_the_image_is_as_stated(small, said, is_cued):
    assert watch(small, looks=[small.look(is_cued=said)])["is_cued"] is is_cued


@pytest.mark.parametrize(
    ("other", "result"), [("empty", "empty"), ("occupied", "disputed"), ("cannot tell", "empty")]
)  # fmt: skip
def test_two_analysts_of_one_image_are_one_watch(small, other, result):
    looks = [small.look(visible_frac=0.9), small.look("L7", result=other, analyst="Bob", visible_frac=0.5)]
    one = watch(small, looks=looks)
    assert one["result"] == result
    assert one["sources"] == ["look:L1Ann", "look:L7Bob", "scene:I1"]
    assert one["visible_frac"] == (0.9 if other == "cannot tell" else 0.5)


def test_two_berths_of_one_image_are_two_watches(small):
    looks = [small.look(berth="oil"), small.look("L2", berth="grain"), small.look("L3", berth=" OIL ")]
    assert find_watches(*small.tables(looks=looks)).num_rows == 2


def test_a_sighting_in_a_look_is_not_counted_twice(small):
    seen = [small.sighting(1, look="L1"), small.sighting(2)]
    found = find_watches(*small.tables(seen=seen, looks=[small.look(result="occupied")])).to_pylist()
    assert sorted(w["sources"] for w in found) == [["look:L1Ann", "scene:I1", "sighting:1"], ["sighting:2"]]


def test_a_ship_in_a_look_that_is_called_empty_makes_it_disputed(small):
    one = watch(small, seen=[small.sighting(1, look="L1")], looks=[small.look()])
    assert one["result"] == "disputed"
    assert "disputed (Ann: empty; sighted: S1)" in one["words"]


def test_a_row_that_reports_no_ship_agrees_with_an_empty_look(small):
    assert watch(small, seen=[small.sighting(1, look="L1", hulls=0)], looks=[small.look()])["result"] == "empty"


def test_a_sighting_at_another_berth_does_not_dispute_an_empty_one(small):
    looks = [small.look(berth="oil"), small.look("L1", berth="grain", analyst="Bob", result="occupied")]
    found = find_watches(*small.tables(seen=[small.sighting(1, look="L1", berth="Grain")], looks=looks)).to_pylist()
    assert {w["berth"]: (w["result"], "sighting:1" in w["sources"]) for w in found} == {
        "oil": ("empty", False),
        "grain": ("occupied", True),
    }


def test_what_was_seen_in_a_look_that_cannot_tell_is_a_watch_of_its_own(small):
    one = watch(small, seen=[small.sighting(1, look="L1")], looks=[small.look(result="cannot tell")])
    assert (one["sources"], one["look"], one["result"]) == (["sighting:1"], None, None)


@pytest.mark.parametrize(
    ("look", "scene", "place"),
    [
        ({"place_words": "Nowhere"}, {}, {}),
        ({"scene": "I9"}, {}, {}),
        ({}, {}, {"lat": 45.0}),
        ({"lat": 43.0, "lon": 135.0}, {}, {}),
    ],
)  # fmt: skip
def test_a_look_at_nothing_known_is_no_watch(small, look, scene, place):
    tables = small.tables(looks=[small.look(**look)], scenes=[small.scene(**scene)], places=[small.place(**place)])
    assert find_watches(*tables).num_rows == 0


def test_what_is_told_of_an_image_that_cannot_show_the_place_is_no_watch(small):
    """The place is at 133 E; the scene shows 119 to 121."""
    seen, looks = [small.sighting(1, look="L1", method="image out of view")], [small.look(result="occupied")]
    away = small.scene(footprint="POLYGON ((119 42, 121 42, 121 44, 119 44))")
    assert find_watches(*small.tables(seen=seen, looks=looks, scenes=[away])).num_rows == 0


def test_a_place_off_the_edge_by_less_than_its_error_may_be_inside(small):
    """0.01 degrees of latitude are 1.11 km: beyond an error of 1 km, within one of 1.852 km (not stated)."""
    for precision, rows in ((1.0, 0), (1.2, 1), (None, 1)):
        places = [small.place(lat=44.01, precision_km=precision)]
        assert find_watches(*small.tables(looks=[small.look()], places=places)).num_rows == rows


def test_a_look_may_state_its_own_time_and_names_its_place_by_name(small):
    own = {"start_time": small.T, "end_time": small.T + timedelta(days=2)}
    one = watch(small, looks=[small.look(scene=None, place_words="ayPort", **own)], scenes=[])
    assert (one["end_time"], one["method"], one["is_day_known"]) == (own["end_time"], "image", False)


def test_a_name_that_two_places_bear_names_neither(small):
    places = [small.place(), small.place("P2")]
    assert find_watches(*small.tables(looks=[small.look(place_words="Ayport")], places=places)).num_rows == 0


def test_a_day_is_watched_by_an_empty_look_and_not_by_one_that_cannot_tell(small):
    """By hand: looks on days 0 and 3 (empty), 5 (cannot tell), 3 again (occupied): 2 of 10 days."""
    scenes = [small.scene(f"I{d}", day=d + 0.4) for d in (0, 3, 5)] + [small.scene("I3b", day=3.8)]
    looks = [
        small.look("L0", "I0"), small.look("L3", "I3"), small.look("L5", "I5", "cannot tell"),
        small.look("L3b", "I3b", "occupied"),
    ]  # fmt: skip
    tables = small.tables(looks=looks, scenes=scenes)
    at = {"evidence_id": "e", "row": 2}
    question = {
        "question": "q", "ordinal": 0, "text": "?", "period_start": small.T, "period_end": small.T + timedelta(days=10),
        "from_party": "AA", "to_party": "BB", "commodity": "salt", "item_words": [], "carrier": "ship",
        "ship_types": [], "flags": [], "vessels": [], "rules": [], "per_call": [], "estimate_from": "documented", **at,
    }  # fmt: skip
    asked = QUESTION_PLACES.from_rows([{"question": "q", "place": "P1", "role": "load", **at}])
    (row,) = count_coverage(find_watches(*tables), QUESTIONS.from_rows([question]), asked, tables[3]).to_pylist()
    assert (row["days_watched"], row["days_maybe"], row["days_unwatched"], row["longest_d"]) == (2, 0, 8, 6)
    assert "rarely published" not in row["words"]


def test_a_berth_written_in_two_ways_is_one_berth_of_one_watch(small):
    looks = [
        small.look(result="occupied", berth="berth 1"),
        small.look(result="occupied", berth="Berth-1", analyst="Bob"),
    ]
    rows = find_watches(*small.tables(seen=[small.sighting(look="L1", berth="BERTH1")], looks=looks)).to_pylist()
    assert [(r["result"], "sighting:1" in r["sources"]) for r in rows] == [("occupied", True)]


def test_a_sighting_is_in_its_observers_look_where_two_people_give_two_images_one_id(small):
    """A sees an occupied berth on day 0, B an empty one on day 1; both call the look L1, and B saw a ship in it."""
    looks = [small.look(result="occupied", analyst="A"), small.look(scene="I2", analyst="B")]
    seen = [small.sighting(look="L1", observed_by="B", day=1)]
    scenes = [small.scene(), small.scene("I2", day=1)]
    made = find_watches(*small.tables(seen=seen, looks=looks, scenes=scenes))
    first, second = made.sort_by("start_time").to_pylist()
    assert (first["result"], first["sources"]) == ("occupied", ["look:L1A", "scene:I1"])
    assert (second["result"], second["sources"]) == ("disputed", ["look:L1B", "scene:I2", "sighting:1"])
