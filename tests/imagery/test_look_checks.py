"""What does not add up in looks has a reason; what is right has none."""

from datetime import timedelta

import pytest

from fairlead.base.tables import AREAS, FEATURES, LOOK_CHECKS, MEASURES, SIGHTINGS
from fairlead.imagery.look_checks import check_looks

USABLE = "POLYGON ((132 42, 132.5 42, 132.5 44, 132 44))"


@pytest.fixture
def doubts(small):
    """The doubts about some rows: (kind, label, whether it still counts), and their words."""

    def named_of(n, **more):
        made = {"sighting_id": f"sighting:{n}", "label": f"S{n}", "vessel_words": "Alder", "event": "port_call",
                "hulls": 1, "members": [], "lengths_m": [], "observed_by": "A", "method": "satellite image",
                "evidence_id": "e", "row": 2}  # fmt: skip
        return made | more

    def find(seen=(), looks=(), told=(), measures=(), features=(), areas=(), **tables):
        observations, *rest = small.tables(seen=seen, looks=looks, **tables)
        named = [
            {"sighting_id": o["sighting_id"], "label": o["label"], "vessel_words": "Alder", "event": "port_call",
             "hulls": 1, "members": [], "lengths_m": [], "date_start": "2024-03-01", "observed_by": "A",
             "method": "satellite image", "place_words": "Ayport", "berth": o.get("berth"),
             "evidence_id": "e", "row": 2}
            for o in seen
        ]  # fmt: skip
        named += [named_of(n, **one) for n, one in enumerate(told, 1)]
        table = check_looks(
            observations,
            SIGHTINGS.from_rows(named),
            *rest,
            MEASURES.from_rows(measures),
            FEATURES.from_rows(features),
            AREAS.from_rows(areas),
        )
        rows = LOOK_CHECKS.check(table).to_pylist()
        assert all(r["words"].startswith(f"{r['label']}: ") and r["about"] in r["sources"] for r in rows)
        return [(r["kind"], r["label"], r["is_watch"]) for r in rows], " ".join(r["words"] for r in rows)

    return find


def test_good_rows_raise_no_doubt(small, doubts):
    looks = [small.look(result="occupied"), small.look(result="occupied", analyst="Bob")]
    assert doubts(seen=[small.sighting(look="L1")], looks=looks) == ([], "")


def test_a_case_without_looks_has_none(small, doubts):
    assert doubts(seen=[small.sighting()], scenes=[]) == ([], "")


@pytest.mark.parametrize(
    ("look", "kind", "words"),
    [
        ({"scene": "I9"}, "no_scene", "it is no watch"),
        ({"place_words": "Nowhere"}, "no_place", "is the label or the name of no one place"),
        ({"lat": 50.0, "lon": 133.0}, "outside_footprint", "outside the footprint of scene I1"),
    ],
)
def test_a_look_that_is_no_watch_says_why(small, doubts, look, kind, words):
    found, said = doubts(looks=[small.look(**look)])
    assert found == [(kind, "L1", False)]
    assert words in said


def test_a_look_of_no_scene_keeps_its_own_time(small, doubts):
    own = {"start_time": small.T, "end_time": small.T}
    found, said = doubts(looks=[small.look(scene="I9", **own)])
    assert found == [("no_scene", "L1", True)]
    assert "its own time is used" in said


def test_two_times_that_have_nothing_in_common_are_told(small, doubts):
    later = small.T + timedelta(days=1)
    found, said = doubts(looks=[small.look(start_time=later, end_time=later)])
    assert found == [("times_differ", "L1", True)]
    assert "2 Mar 2024 00:00 UTC by the look, 1 Mar 2024 00:00 UTC by its scene I1" in said


def test_a_result_where_nothing_can_be_seen_is_told_and_kept(small, doubts):
    scenes = [small.scene(usable=USABLE)]
    assert doubts(looks=[small.look()], scenes=scenes)[0] == [("outside_usable", "L1", True)]
    assert doubts(looks=[small.look(result="cannot tell")], scenes=scenes)[0] == []


@pytest.mark.parametrize(
    ("other", "words"), [("occupied", "the watch is disputed"), ("cannot tell", "who could tell is counted")]
)
def test_analysts_who_differ_are_both_kept_and_told(small, doubts, other, words):
    found, said = doubts(looks=[small.look(), small.look("L2", result=other, analyst="Bob")])
    assert found == [("analysts_differ", "L1", True)]
    assert f"Ann (L1) says empty and Bob (L2) says {other}" in said
    assert words in said


def test_a_sighting_in_a_look_called_empty_is_told(small, doubts):
    found, said = doubts(seen=[small.sighting(look="L1")], looks=[small.look()])
    assert found == [("look_and_sighting_differ", "S1", False)]
    assert "the watch is disputed" in said


def test_a_sighting_in_a_look_that_cannot_tell_is_told(small, doubts):
    found, _ = doubts(seen=[small.sighting(look="L1")], looks=[small.look(result="cannot tell")])
    assert found == [("look_and_sighting_differ", "S1", True)]


def test_a_sighting_dated_otherwise_than_its_look_is_told(small, doubts):
    looks = [small.look(result="occupied")]
    found, said = doubts(seen=[small.sighting(day=1, look="L1")], looks=looks)
    assert found == [("times_differ", "S1", False)]
    assert "2 Mar 2024 00:00 UTC by the sighting, 1 Mar 2024 00:00 UTC by its look L1" in said


def test_a_date_with_no_zone_may_lie_half_a_day_off_its_look(small, doubts):
    looks = [small.look(result="occupied")]
    seen = [small.sighting(day=0.5, look="L1", zone_basis="not stated")]
    assert doubts(seen=seen, looks=looks)[0] == []


def test_a_name_of_no_look_and_of_a_look_elsewhere_are_told(small, doubts):
    places = [small.place(), small.place("P2", "Beeport")]
    seen = [small.sighting(1, look="L9"), small.sighting(2, look="L1", place_id="place:P2")]
    found, _ = doubts(seen=seen, looks=[small.look()], places=places)
    assert found == [("no_look", "S1", True), ("other_place", "S2", True)]


def test_a_sighting_in_no_look_is_told_which_it_may_be_of(small, doubts):
    looks = [small.look(result="occupied")]
    found, said = doubts(seen=[small.sighting(1), small.sighting(2, day=5)], looks=looks)
    assert found == [("in_no_look", "S1", True), ("in_no_look", "S2", True)]
    assert "may be of L1: write that in its column look" in said
    assert "none is held of that place and time" in said


def test_measures_and_features_of_nobody_are_told(small, doubts):
    at = {"evidence_id": "e", "row": 2}
    measure = {"measure_id": "measure:1", "label": "E1", "sighting": "S9", "quantity": "length", "value_m": 95, **at}
    feature = {"feature_id": "feature:1", "label": "F1", "sighting": "S1", "name": "deck", "value": "red", **at}
    found, said = doubts(
        seen=[small.sighting()], measures=[measure | {"readings_m": []}],
        features=[feature, feature | {"feature_id": "feature:2", "label": "F2", "sighting": "S8"}],
    )  # fmt: skip
    assert found == [("no_sighting", "E1", False), ("no_sighting", "F2", False)]
    assert "the measure is not used" in said
    assert "the feature is not used" in said


def test_five_thousand_sightings_of_one_berth_are_told_and_not_a_crash(small, doubts):
    seen = [small.sighting(n, day=n / 100) for n in range(5_000)]
    found, _ = doubts(seen=seen, looks=[small.look(result="occupied")])
    assert len(found) == 5_000


def test_a_sighting_that_leaves_its_time_to_a_look_that_has_none_is_told(small, doubts):
    later = {"start_time": small.T, "end_time": small.T, "scene": None}
    two = [small.look(), small.look(analyst="Bob", **later | {"start_time": small.T - timedelta(1)})]
    found, said = doubts(told=[{"look": "L9"}, {"look": "L1"}], looks=two)
    assert [f for f in found if f[0] == "no_look"] == [("no_look", "S1", False), ("no_look", "S2", False)]
    assert "leaves it to the look 'L9', but it is not among the looks" in said.replace("“", "'").replace("”", "'")
    assert "of that id 2 looks are held, of no one known time" in said
    assert "when it was is not known, and nothing is counted from it" in said


def test_a_sighting_that_a_look_dates_and_places_raises_no_doubt(small, doubts):
    assert doubts(told=[{"look": "L1"}], looks=[small.look()])[0] == []


def test_a_position_far_from_the_place_of_its_look_is_told(small, doubts):
    """Half a degree of latitude is 56 km."""
    found, said = doubts(told=[{"look": "L1", "lat": 43.5, "lon": 133.0}], looks=[small.look()])
    assert found == [("other_place", "S1", False)]
    assert "its position lies 56 km from Ayport, the place of the look L1 it names" in said


def test_a_sighting_at_another_berth_than_its_look_is_told(small, doubts):
    looks = [small.look(result="occupied", berth="West")]
    found, said = doubts(seen=[small.sighting(1, look="L1", berth="East"), small.sighting(2, look="L1", berth="west")],
                         looks=looks)  # fmt: skip
    assert found == [("other_place", "S1", True)]
    assert "is of the berth" in said


def area(name, port="P1", kind="berth"):
    return {"area_id": f"area:{name}", "label": f"A-{name}", "port": port, "name": name, "area_kind": kind, "lat": 43.0,
            "lon": 133.0, "radius_km": 0.3, "evidence_id": "e", "row": 2}  # fmt: skip


def test_a_berth_that_the_areas_of_its_port_do_not_name_is_kept_and_told_with_the_nearest_spelling(small, doubts):
    listed = [area("berth 1"), area("North Pier"), area("outer roads", kind="anchorage"), area("berth 42", port="P9")]
    looks = [small.look("L1", berth="berth 42"), small.look("L2", scene=None, result="occupied", berth="outer roads")]
    seen = [small.sighting(1, look="L2", berth="Noth pier"), small.sighting(2, look="L2", berth="A-berth 1")]
    found, said = doubts(looks=looks, areas=listed)
    assert found[-1] == ("unknown_berth", "L1", True)
    assert "the nearest spelling, “berth 1”, is known; so is North Pier; it is kept, as a berth of its own" in said
    found, said = doubts(seen=seen, looks=looks[1:], areas=listed)
    assert [f for f in found if f[0] == "unknown_berth"] == [("unknown_berth", "S1", True)]
    assert "the berth “Noth pier” is none that the areas name at Ayport: the nearest spelling, “North Pier”" in said


@pytest.mark.parametrize("berth", ["Berth-1", "BERTH 1", "berth1", "berth.1", "berth – 1", "berth_1", None])
def test_a_berth_written_otherwise_is_the_berth(small, doubts, berth):
    looks = [small.look(result="occupied", berth="berth 1")]
    seen = [small.sighting(look="L1", berth=berth)]
    assert doubts(seen=seen, looks=looks, areas=[area("berth 1")]) == ([], "")


def test_where_no_area_is_a_berth_of_the_place_every_berth_is_as_good(small, doubts):
    looks = [small.look(berth="berth 42")]
    for areas in ([], [area("roads", kind="anchorage")], [area("berth 1", port="P9")]):
        assert doubts(looks=looks, areas=areas) == ([], "")
    assert doubts(looks=[small.look(berth="ayport")], areas=[area("berth 1")]) == ([], "")
