import random
from datetime import UTC, datetime

import pytest

from fairlead.base.ids import content_id
from fairlead.base.tables import DECISIONS, PARTICULARS, SIGHTINGS
from fairlead.errors import SchemaError
from fairlead.identity.resolve import resolve_identities


def listed(label, name, imo=None, **more):
    row = {"particulars_id": f"particulars:{label}", "label": label, "name": name, "imo": imo, "other_names": [],
           "flag": "KP", "grade": "high", "evidence_id": "evidence:v", "row": 2}  # fmt: skip
    return row | more


def sighting(label, name=None, imo=None, **more):
    row = {"sighting_id": f"sighting:{label}", "label": label, "vessel_words": name or "(unnamed tanker)",
           "vessel_name": name, "imo": imo, "event": "port_call", "hulls": 1, "members": [], "lengths_m": [],
           "date_start": "2024-04-03", "observed_by": "A", "method": "satellite image", "grade": "medium",
           "evidence_id": "evidence:s", "row": 2}  # fmt: skip
    return row | more


def resolve(rows=(), sightings=()):
    return [t.to_pylist() for t in resolve_identities(PARTICULARS.from_rows(rows), SIGHTINGS.from_rows(sightings))]


def names_of(vessels):
    return sorted(tuple(v["names"]) for v in vessels)


def test_rows_that_share_an_imo_number_are_one_vessel_with_all_its_names():
    vessels, marks, _ = resolve(
        [listed("V1", "Sin Phyong 9", 8916293, other_names=["SAEBYOL"]), listed("V2", "Chong Rim 2", 8916293)]
    )
    assert names_of(vessels) == [("Sin Phyong 9", "SAEBYOL", "Chong Rim 2")]
    assert vessels[0]["label"] == "V1"
    assert vessels[0]["sources"] == ["particulars:V1", "particulars:V2"]
    assert sorted(m["value"] for m in marks if m["mark_kind"] == "name") == ["Chong Rim 2", "SAEBYOL", "Sin Phyong 9"]
    assert [m["value"] for m in marks if m["mark_kind"] == "imo"] == ["8916293"]


def test_rows_without_an_imo_number_are_one_vessel_by_name_and_number():
    vessels, _, _ = resolve(
        [listed("V1", "Un Hung"), listed("V2", "Eunheung"), listed("V3", "Un Hung 2"), listed("V4", "UN HUNG II")]
    )
    assert names_of(vessels) == [("Un Hung", "Eunheung"), ("Un Hung 2", "UN HUNG II")]


def test_numbered_siblings_stay_apart():
    vessels, _, _ = resolve([listed("V1", "Kum Un San", 8720436), listed("V2", "Kum Un San 3", 8705539)])
    assert len(vessels) == 2


def test_two_ships_of_one_name_and_two_imo_numbers_stay_apart_and_a_row_without_joins_neither():
    vessels, _, _ = resolve(
        [listed("V1", "Lucky Star", 8660313), listed("V2", "Lucky Star", 8691702), listed("V3", "Lucky Star")]
    )
    assert sorted((v["label"], v["imo"]) for v in vessels) == [("V1", 8660313), ("V2", 8691702), ("V3", None)]


def test_a_romanised_sighting_joins_its_listed_vessel_and_teaches_it_the_spelling():
    vessels, marks, _ = resolve([listed("V7", "Paek Yang San 1")], [sighting("S7", "Baekyangsan 1")])
    assert names_of(vessels) == [("Paek Yang San 1", "Baekyangsan 1")]
    (taught,) = [m for m in marks if m["value"] == "Baekyangsan 1"]
    assert taught["sources"] == ["sighting:S7"]
    assert taught["start_time"] == datetime(2024, 4, 3, tzinfo=UTC)


def test_a_sighting_of_a_former_name_with_the_imo_number_joins_that_vessel():
    vessels, _, _ = resolve(
        [listed("V11", "Sin Phyong 9", 8916293, other_names=["SAEBYOL", "CHONG RIM 2"])],
        [sighting("S30", "Chong Rim 2", 8916293)],
    )
    assert [v["label"] for v in vessels] == ["V11"]
    assert vessels[0]["names"] == ["Sin Phyong 9", "SAEBYOL", "CHONG RIM 2", "Chong Rim 2"]


def test_a_ship_known_from_sightings_only_is_a_vessel_without_a_label():
    vessels, _, _ = resolve((), [sighting("S1", "Lady R"), sighting("S2", "Lady R"), sighting("S3", "Maria")])
    assert names_of(vessels) == [("Lady R",), ("Maria",)]
    assert {v["label"] for v in vessels} == {None}
    assert vessels[0]["vessel_id"] in {content_id("vessel", "Lady R"), content_id("vessel", "Maria")}


def test_two_sightings_that_share_only_the_korean_fold_are_two_vessels():
    vessels, _, _ = resolve((), [sighting("S1", "Angara"), sighting("S2", "Ankara")])
    assert names_of(vessels) == [("Angara",), ("Ankara",)]


def test_a_name_without_its_number_begins_no_vessel():
    vessels, _, _ = resolve([listed("V5", "An San 1", 7303803)], [sighting("S1", "An San")])
    assert names_of(vessels) == [("An San 1",)]


def test_an_imo_number_first_seen_in_a_sighting_goes_to_the_one_ship_of_that_name():
    rows = [listed("V8", "Un Hung")]
    vessels, marks, _ = resolve(rows, [sighting("S1", "Eunheung", 8660313)])
    assert [(v["label"], v["imo"]) for v in vessels] == [("V8", 8660313)]
    assert vessels[0]["vessel_id"] == resolve(rows)[0][0]["vessel_id"]
    assert [m["sources"] for m in marks if m["mark_kind"] == "imo"] == [["sighting:S1"]]


def test_an_unlisted_imo_number_with_the_name_of_a_ship_that_has_one_is_another_ship():
    vessels, _, _ = resolve([listed("V8", "Un Hung", 8691702)], [sighting("S1", "Un Hung", 8660313)])
    assert sorted(v["imo"] for v in vessels) == [8660313, 8691702]


def test_a_name_that_is_another_vessels_is_not_added_to_the_vessel_of_the_imo_number():
    vessels, _, _ = resolve(
        [listed("V1", "Chon Ma San", 8660313), listed("V2", "Yu Son", 8691702)], [sighting("S1", "Yu Son", 8660313)]
    )
    assert names_of(vessels) == [("Chon Ma San",), ("Yu Son",)]


def test_an_imo_number_without_a_name_is_a_vessel_called_by_it():
    vessels, marks, _ = resolve((), [sighting("S1", None, 8660313)])
    assert vessels[0]["name"] == "IMO 8660313"
    assert [m["mark_kind"] for m in marks] == ["imo"]


def test_later_sightings_rename_nothing_that_had_begun():
    early = [sighting("S1", "Una", date_start="2024-01")]
    late = [sighting("S2", "Una", 8660313, date_start="2024-02"), sighting("S3", "Una", 8691702, date_start="2024-03")]
    before = {v["vessel_id"] for v in resolve((), early)[0]}
    assert before <= {v["vessel_id"] for v in resolve((), early + late)[0]}


def test_deadweight_of_low_grade_or_of_an_unknown_kind_is_not_used_and_that_is_said():
    vessels, _, _ = resolve(
        [
            listed(
                "V1", "Baekdu San 1", dwt_t=2998.0, grade="low", confidence="low: 2998 tons, tonnage kind not stated"
            ),
            listed("V2", "Un Hung", dwt_t=1579.0, confidence="medium: 1579 ton stated without saying which tonnage"),
            listed("V3", "Yu Son", dwt_t=1000.0, grade="low", confidence="low: printed once"),
        ]
    )
    found = {v["label"]: v for v in vessels}
    assert [found[k]["dwt_t"] for k in ("V1", "V2", "V3")] == [None, None, None]
    assert found["V1"]["dwt_words"] == "2,998 t in V1 is not used: which tonnage it is, is not stated"
    assert found["V3"]["dwt_words"] == "1,000 t in V3 is not used: the row is of low grade"


def test_the_best_grade_states_the_deadweight_and_the_other_figure_stays_visible():
    vessels, _, _ = resolve(
        [listed("V1", "Yu Son", 8691702, dwt_t=3300.0, grade="medium"), listed("V2", "Yu Son", 8691702, dwt_t=3398.0)]
    )
    assert vessels[0]["dwt_t"] == 3398.0
    assert vessels[0]["dwt_words"] == "3,398 t as V2 states it; V1 states 3,300 t"


def test_gross_tonnage_never_becomes_deadweight():
    vessels, _, _ = resolve([listed("V4", "Sam Ma 2", 8106496, gt=962.0)])
    assert vessels[0]["dwt_t"] is None
    assert vessels[0]["gt"] == 962.0
    assert "962" in vessels[0]["dwt_words"]


def test_a_former_name_ends_where_the_list_says():
    _, marks, _ = resolve(
        [listed("V10", "Sin Phyong 5", other_names=["WOO JEONG"], other_names_words="WOO JEONG (to 2019)")]
    )
    assert {m["value"]: m["end_time"] for m in marks if m["mark_kind"] == "name"} == {
        "Sin Phyong 5": None,
        "WOO JEONG": datetime(2020, 1, 1, tzinfo=UTC),
    }


def test_listings_are_of_the_vessel_and_rest_on_its_row():
    vessels, _, listings = resolve(
        [
            listed(
                "V3",
                "Rye Song Gang 1",
                7389704,
                designation_words="UN; US",
                designation_date_words="2017-12-28 (UN); 2017-11-21 (US)",
                designation_measures_words="port entry ban (UN)",
            )
        ]
    )
    assert {x["authority"]: x["measures"] for x in listings} == {"UN": ["port entry ban"], "US": []}
    assert {x["vessel_id"] for x in listings} == {vessels[0]["vessel_id"]}
    assert {tuple(x["sources"]) for x in listings} == {("particulars:V3",)}


def test_two_rows_that_say_the_same_of_an_authority_are_one_listing():
    row = {"designation_words": "UN", "designation_date_words": "2018-03-30"}
    _, _, listings = resolve([listed("V1", "Yu Son", 8691702, **row), listed("V2", "Yu Son", 8691702, **row)])
    assert [x["sources"] for x in listings] == [["particulars:V1", "particulars:V2"]]


def test_row_order_does_not_matter():
    rows = [listed("V1", "Un Hung"), listed("V2", "Eunheung"), listed("V3", "Lucky Star", 8660313)]
    seen = [sighting("S1", "Lucky Star"), sighting("S2", "은흥"), sighting("S3", "Una"), sighting("S4", "Una", 8691702)]
    straight = resolve(rows, seen)
    for seed in range(5):
        mixed = random.Random(seed)
        assert resolve(mixed.sample(rows, 3), mixed.sample(seen, 4)) == straight


def test_a_date_no_calendar_has_is_refused_with_the_row_named():
    with pytest.raises(SchemaError, match="S9"):
        resolve((), [sighting("S9", "Una", date_start="2024-02-31")])


def test_a_name_seen_by_a_row_that_states_no_date_is_a_vessel_whose_name_has_no_beginning():
    undated = sighting("S1", "Una", date_start=None, look="L1")
    vessels, marks, _ = resolve(sightings=[undated])
    assert names_of(vessels) == [("Una",)]
    assert [m["start_time"] for m in marks if m["mark_kind"] == "name"] == [None]
    _, marks, _ = resolve(sightings=[undated, sighting("S2", "Una")])
    assert [m["start_time"] for m in marks if m["mark_kind"] == "name"] == [datetime(2024, 4, 3, tzinfo=UTC)]


def test_a_ship_named_in_doubt_begins_no_vessel_and_lends_none_its_name():
    vessels, marks, _ = resolve(
        [listed("V1", "Yu Son", 8691702)],
        [
            sighting("S1", vessel_words="Zzyzx?"),
            sighting("S2", vessel_words="possibly Zzyzx", imo=8660313),
            sighting("S3", "Zzyzx", confidence="low: not sure it is her"),
            sighting("S4", "Zzyzx", 8691702, confidence="low: identity unclear"),
        ],
    )
    assert names_of(vessels) == [("Yu Son",)]
    assert [m["start_time"] for m in marks if m["mark_kind"] == "name"] == [None]


def test_a_name_that_a_sighting_alone_states_beside_a_listed_number_is_kept_apart_from_those_of_the_list():
    rows = [listed("V1", "Sin Phyong 9", 8916293, other_names=["SAEBYOL"])]
    (vessel,), _, _ = resolve(rows, [sighting("S1", "Birch", 8916293), sighting("S2", "Saebyol", 8916293)])
    assert vessel["names_by_number"] == ["Birch"]
    (unlisted,), _, _ = resolve((), [sighting("S1", "Birch", 8916293), sighting("S2", "Alder", 8916293)])
    assert unlisted["names_by_number"] is None, "of a ship in no list every name is one that sightings give"


def decided(verdict, *about, n=1):
    row = {"decision_id": f"decision:{n}", "about": list(about), "verdict": verdict, "reason": "seen"}
    made = {"decided_by": "A", "decided_at": datetime(2024, 5, n, tzinfo=UTC), "is_withdrawn": False, "log_line": n}
    return row | made


def vessel_of(began):
    return content_id("vessel", began)


def joined(rows, decisions, sightings=()):
    tables = (PARTICULARS.from_rows(rows), SIGHTINGS.from_rows(sightings), DECISIONS.from_rows(decisions))
    return [t.to_pylist() for t in resolve_identities(*tables)]


def test_two_vessels_a_person_holds_one_are_one_with_both_names_and_numbers():
    rows = [listed("V1", "Shun Fa", 8660313, dwt_t=3500.0), listed("V2", "Apex", 8691702, built=1990)]
    one, two = vessel_of(8660313), vessel_of(8691702)
    [ship], marks, _ = joined(rows, [decided("same", two, one)])
    assert (ship["vessel_id"], ship["label"], ship["name"], ship["imo"]) == (one, "V1", "Shun Fa", 8660313)
    assert (ship["names"], ship["dwt_t"], ship["built"]) == (["Shun Fa", "Apex"], 3500.0, 1990)
    assert (ship["joined_ids"], ship["imos_joined"]) == ([two], [8691702])
    assert ship["sources"] == ["particulars:V1", "particulars:V2", "decision:1"]
    assert {m["value"] for m in marks} == {"Shun Fa", "Apex", "8660313", "8691702", "KP"}
    assert {m["vessel_id"] for m in marks} == {one}
    for verdict in ("different", "unsure"):  # the later word stands
        assert len(joined(rows, [decided("same", one, two), decided(verdict, one, two, n=2)])[0]) == 2
    withdrawn = decided("same", one, two) | {"is_withdrawn": True}
    assert joined(rows, [withdrawn])[0] == resolve(rows)[0]


def test_what_sightings_call_either_is_of_the_one_vessel():
    rows = [listed("V1", "Shun Fa", 8660313), listed("V2", "Apex")]
    one, two = vessel_of(8660313), vessel_of("Apex")
    seen = [sighting("S1", "Apex"), sighting("S2", "Pak San"), sighting("S3", imo=8660313)]
    vessels, _, _ = joined(rows, [decided("same", one, two), decided("same", one, vessel_of("Pak San"), n=2)], seen)
    [ship] = vessels
    assert (ship["vessel_id"], ship["names"]) == (one, ["Shun Fa", "Apex", "Pak San"])
    assert ship["joined_ids"] == sorted([two, vessel_of("Pak San")])


def test_no_pair_held_apart_comes_together_through_a_third():
    rows = [listed("V1", "Shun Fa", 8660313), listed("V2", "Apex", 8691702), listed("V3", "Yu Son", 9074729)]
    a, b, c = map(vessel_of, (8660313, 8691702, 9074729))
    said = [decided("different", a, c), decided("same", a, b, n=2), decided("same", b, c, n=3)]
    assert names_of(joined(rows, said)[0]) == [("Shun Fa", "Apex"), ("Yu Son",)]
    assert names_of(joined(rows, said[1:])[0]) == [("Shun Fa", "Apex", "Yu Son")]
