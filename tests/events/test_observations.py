import random
from datetime import UTC, datetime, timedelta
from math import radians, sin

import pytest

from fairlead.base.geodesy import bearing_deg, distance_km
from fairlead.base.tables import (
    BEARERS,
    CANDIDATES,
    DECISIONS,
    LOOKS,
    OBSERVATIONS,
    PLACE_SETTINGS,
    PLACES,
    PORT_CALLS,
    SCENES,
    SIGHTINGS,
)
from fairlead.errors import SchemaError
from fairlead.events.observations import place_sightings

VOSTOCHNY = (42.750, 133.083)
NAKHODKA = (42.800, 132.883)


def place(label, name, point=(None, None), **more):
    row = {"place_id": f"place:{label}", "label": label, "name": name, "other_names": [], "country": "RU",
           "place_kind": "port", "lat": point[0], "lon": point[1], "precision_km": 1.852 if point[0] else None,
           "evidence_id": "evidence:p", "row": 2}  # fmt: skip
    return row | more


GAZETTEER = (
    place("P01", "Vostochny", VOSTOCHNY),
    place("P02", "Nakhodka", NAKHODKA),
    place("P05", "Nampo", (38.717, 125.4), country="KP"),
    place("P11", "Kozmino"),
    place("P21", "Mumbai", (18.95, 72.85), country="IN"),
)
ZONES = ({"place": "P01", "time_zone": "Asia/Vladivostok", "evidence_id": "evidence:c", "row": 6},)


def sighting(label="S1", name="Chon Ma San", place_words="Vostochny", date="2024-10-20", **more):
    row = {"sighting_id": f"sighting:{label}", "label": label, "vessel_words": name or "(unnamed tanker)",
           "vessel_name": name, "event": "arrival", "hulls": 1, "members": [], "lengths_m": [], "date_start": date,
           "place_words": place_words, "observed_by": "VOA", "method": "AIS (MarineTraffic)", "grade": "high",
           "evidence_id": "evidence:s", "row": 2}  # fmt: skip
    return row | more


def candidate(label, vessel_id, is_settled=True):
    return {"candidate_id": f"candidate:{label}", "sighting_id": f"sighting:{label}", "vessel_id": vessel_id,
            "weight_frac": 1.0, "rank": 1, "match_basis": "imo", "is_settled": is_settled, "words": "It is.",
            "sources": [f"sighting:{label}"]}  # fmt: skip


def decision(verdict, *about, day=1, is_withdrawn=False):
    return {"decision_id": f"decision:{day}", "about": list(about), "verdict": verdict, "reason": "double",
            "decided_by": "Kim", "decided_at": datetime(2025, 1, day, tzinfo=UTC), "is_withdrawn": is_withdrawn,
            "log_line": day}  # fmt: skip


def observe(
    *sightings,
    candidates=(),
    places=GAZETTEER,
    zones=ZONES,
    decisions=(),
    port_calls=(),
    bearers=(),
    looks=(),
    scenes=(),
):
    made = place_sightings(
        SIGHTINGS.from_rows(sightings), CANDIDATES.from_rows(candidates), PLACES.from_rows(places),
        PLACE_SETTINGS.from_rows(zones), DECISIONS.from_rows(decisions), PORT_CALLS.from_rows(port_calls),
        BEARERS.from_rows(bearers), LOOKS.from_rows(looks), SCENES.from_rows(scenes),
    )  # fmt: skip
    return OBSERVATIONS.sorted(made).to_pylist()


def one(*args, **more):
    (row,) = observe(sighting(*args, **more))
    return row


def at(*when):
    return datetime(*when, tzinfo=UTC)


# ---------------------------------------------------------------------------------------------------------------- time


def test_port_time_stated_with_its_offset_is_that_instant_in_utc():
    # S20: 20 October 03:00 at UTC+10 is 19 October 17:00 UTC
    row = one(time_local="03:00", zone_words="local time at the port, UTC+10")
    assert (row["start_time"], row["end_time"]) == (at(2024, 10, 19, 17), at(2024, 10, 19, 17))
    assert row["is_instant"]
    assert row["zone_basis"] == "stated"


def test_local_time_at_the_port_takes_the_zone_set_for_the_place_and_names_the_setting():
    # S22: 21 October 21:50 in Vladivostok (UTC+10) is 11:50 UTC
    row = one(date="2024-10-21", time_local="21:50", zone_words="local time at the port",
              place_words="about 800 m off the oil pier, Vostochny")  # fmt: skip
    assert row["start_time"] == at(2024, 10, 21, 11, 50)
    assert row["zone_basis"] == "port"
    assert row["sources"] == ["sighting:S1", "place:P01", "place_setting:P01"]


def test_a_one_zone_country_knows_its_ports_time_without_a_setting():
    row = one(place_words="Nampo", time_local="09:00", zone_words="local time at the port")
    assert row["start_time"] == at(2024, 10, 20, 0)
    assert row["sources"] == ["sighting:S1", "place:P05"]


def test_the_zone_of_the_place_row_counts_where_nothing_is_set():
    places = (place("P02", "Nakhodka", NAKHODKA, time_zone="+10:00"),)
    (row,) = observe(sighting(place_words="Nakhodka", time_local="10:00", zone_words="local time"), places=places)
    assert row["start_time"] == at(2024, 10, 20, 0)


def test_local_time_at_a_port_whose_zone_nobody_gave_is_stated_and_not_understood():
    # 10:00 at UTC+14 is 20:00 UTC of the day before, at UTC-12 it is 22:00 UTC
    row = one(place_words="Nakhodka", time_local="10:00", zone_words="local time at the port")
    assert (row["start_time"], row["end_time"]) == (at(2024, 10, 19, 20), at(2024, 10, 20, 22))
    assert (row["zone"], row["zone_basis"]) == ("local time at the port", "stated, not understood")
    assert "zone stated, not understood: 'local time at the port'" in row["words"]


def test_a_clock_time_without_a_zone_is_a_range_and_says_so():
    row = one(place_words="Nakhodka", time_local="6pm")
    assert (row["start_time"], row["end_time"]) == (at(2024, 10, 20, 4), at(2024, 10, 21, 6))
    assert not row["is_instant"]
    assert "6pm in a zone not stated; any zone allowed for" in row["words"]


def test_kst_is_nine_hours_ahead():
    # S23: 25 October 22:04 KST is 13:04 UTC
    row = one(date="2024-10-25", time_local="22:04", zone_words="KST", place_words="190 km east of Ulleungdo")
    assert row["start_time"] == at(2024, 10, 25, 13, 4)


def test_a_zone_called_probable_is_assumed():
    # S14: 6 June 00:32, probably KST, is 5 June 15:32 UTC
    row = one(date="2024-06-06", time_local="00:32", zone_words="zone not stated, probably KST")
    assert (row["start_time"], row["zone_basis"]) == (at(2024, 6, 5, 15, 32), "assumed")


def test_words_of_time_leave_the_whole_local_day():
    # S19: "early morning" of 15 October KST lies in 14 October 15:00 to 15 October 15:00 UTC
    row = one(date="2024-10-15", time_local="early morning", zone_words="KST", place_words="south of Jeju")
    assert (row["start_time"], row["end_time"]) == (at(2024, 10, 14, 15), at(2024, 10, 15, 15))
    assert not row["is_instant"]


def test_a_note_that_explains_a_zone_does_not_state_one():
    # S21
    note = "zone not stated; 20 Oct 03:00 at UTC+10 is 19 Oct 17:00 UTC"
    row = one(date="2024-10-19", zone_words=note)
    assert (row["start_time"], row["end_time"], row["zone_basis"]) == (at(2024, 10, 19), at(2024, 10, 20), "not stated")


def test_a_range_and_a_month_stay_as_wide_as_they_are():
    row = one(date="2024-03-07", date_end="2024-03-22")
    assert (row["start_time"], row["end_time"]) == (at(2024, 3, 7), at(2024, 3, 23))
    row = one(date="2025-07")
    assert (row["start_time"], row["end_time"]) == (at(2025, 7, 1), at(2025, 8, 1))


def test_a_date_no_calendar_has_is_refused_with_the_row_named():
    with pytest.raises(SchemaError, match="S1: date '2024-02-31'"):
        one(date="2024-02-31")


# --------------------------------------------------------------------------------------------------------------- place


def test_at_a_place_the_position_is_its_point_with_its_error():
    row = one(place_words="Vostochny oil berth")
    assert (row["place_id"], row["relation"]) == ("place:P01", "at")
    assert (row["lat"], row["lon"], row["radius_km"], row["position_basis"]) == (*VOSTOCHNY, 1.852, "place point")


def test_off_a_pier_adds_the_stated_distance_to_the_error():
    row = one(place_words="about 800 m off the oil pier, Vostochny", position_uncertainty_km=0.5)
    assert row["relation"] == "off"
    assert (row["lat"], row["lon"]) == VOSTOCHNY
    assert row["radius_km"] == pytest.approx(1.852 + 0.8)


def test_near_and_off_without_a_distance_are_as_wide_as_the_parameters():
    assert one(place_words="near Nakhodka")["radius_km"] == pytest.approx(1.852 + 25)
    assert one(place_words="waters off Nampo")["radius_km"] == pytest.approx(1.852 + 25)


def test_distance_and_direction_give_a_point_with_the_error_of_the_wind():
    row = one(place_words="72 km SW of Nakhodka")
    assert (row["relation"], row["position_basis"]) == ("bearing", "distance and bearing from a place")
    assert distance_km(*NAKHODKA, row["lat"], row["lon"]) == pytest.approx(72, abs=0.01)
    assert bearing_deg(*NAKHODKA, row["lat"], row["lon"]) == pytest.approx(225, abs=0.01)
    # half a sixteenth of the circle moves the point along a chord of 2 x 72 km x sin(11.25 deg / 2) = 14.1 km
    assert row["radius_km"] == pytest.approx(1.852 + 144 * sin(radians(5.625)))
    assert row["radius_km"] == pytest.approx(15.97, abs=0.01)


def test_a_range_of_distances_adds_half_its_width():
    row = one(place_words="60-80 km SW of Nakhodka")
    assert distance_km(*NAKHODKA, row["lat"], row["lon"]) == pytest.approx(70, abs=0.01)
    assert row["radius_km"] == pytest.approx(1.852 + 160 * sin(radians(5.625)) + 10)


def test_a_stated_position_goes_first_and_says_how_it_came_about():
    row = one(place_words="105 km south-west of Vostochny", lat=42.079, lon=132.183, position_uncertainty_km=20.0,
              position_method="derived: bearing 225 from the WPI port point")  # fmt: skip
    assert (row["lat"], row["lon"], row["radius_km"]) == (42.079, 132.183, 20.0)
    assert row["position_basis"] == "distance and bearing from a place"
    assert row["place_id"] == "place:P01"
    assert one(lat=42.7, lon=133.0, position_method="GPS")["position_basis"] == "stated"
    assert one(lat=42.7, lon=133.0, position_method="WPI port point")["position_basis"] == "place point"


def test_a_stated_position_without_an_error_gets_the_one_of_the_parameters():
    assert one(place_words=None, lat=42.7, lon=133.0)["radius_km"] == 5.0


def test_what_is_known_in_words_only_stays_in_words():
    for words in ("off Shimane, Japan", "at sea", "Kozmino", "east of Nampo", None):
        row = one(place_words=words)
        assert (row["lat"], row["lon"], row["radius_km"], row["position_basis"]) == (None, None, None, "words only")
    assert one(place_words="Kozmino")["place_id"] == "place:P11"


def test_swapped_coordinates_are_seen_and_the_place_is_used():
    row = one(place_words="Mumbai", lat=72.85, lon=18.95)
    assert (row["lat"], row["lon"]) == (18.95, 72.85)
    assert row["position_basis"] == "place point"
    assert "look swapped" in row["words"]


def test_a_position_that_contradicts_its_place_is_kept_and_marked():
    row = one(place_words="Nampo", lat=10.0, lon=100.0)
    assert (row["lat"], row["lon"], row["position_basis"]) == (10.0, 100.0, "stated")
    assert "one of the two is wrong" in row["words"]
    assert "wrong" not in one(place_words="Nampo", lat=37.0, lon=124.0)["words"]


# -------------------------------------------------------------------------------------------- ship, method and the rest


def test_the_settled_candidate_is_the_vessel_and_a_source():
    (row,) = observe(sighting(), candidates=[candidate("S1", "vessel:V1")])
    assert row["vessel_id"] == "vessel:V1"
    assert row["sources"] == ["sighting:S1", "candidate:S1", "place:P01"]
    (row,) = observe(sighting(), candidates=[candidate("S1", "vessel:V1", is_settled=False)])
    assert row["vessel_id"] is None
    assert "not settled" in row["words"]


def test_the_ship_in_words_is_its_name_or_its_description():
    assert one(name="Chon Ma San")["ship_words"] == "Chon Ma San"
    row = one(name=None, vessel_words="(unidentified tanker, about 90 m, red)")
    assert row["ship_words"] == "unidentified tanker, about 90 m, red"


@pytest.mark.parametrize(
    ("words", "method"),
    [
        ("satellite image + AIS", "image"),
        ("satellite image (Planet, Airbus)", "image"),
        ("AIS under the name SONGMYENG 2 + satellite image", "image"),
        ("AIS + inspection records", "ais"),
        ("AIS (MarineTraffic)", "ais"),
        ("document", "document"),
        ("airborne/ship photograph", "photograph"),
        ("not stated", "other"),
        ("raised an alarm", "other"),
    ],
)
def test_the_method_is_read_from_its_words(words, method):
    assert one(method=words)["method"] == method


def test_what_a_sighting_counts_is_carried_over():
    row = one(name=None, hulls=3, members=["S01", "S02"], out_of=5, lengths_m=[95.0], event="port_call_group")
    assert (row["hulls"], row["members"], row["out_of"], row["lengths_m"]) == (3, ["S01", "S02"], 5, [95.0])


def test_ships_that_a_group_names_are_their_sightings_at_that_place_and_time():
    said = {"vessel_words": "(at least five tankers, including Yu Son and Un Hung)", "event": "port_call_group"}
    members = ["Yu Son", "Ŭn Hŭng", "S9", "An San"]
    group = sighting("S3", None, date="2024-04-01", date_end="2024-04-04", hulls=5, members=members, **said)
    others = [
        sighting("S1", "Yu Son", date="2024-04-01"),
        sighting("S2", "Un Hung", date="2024-04-03"),
        sighting("S4", "Yu Son", date="2024-04-11"),  # a week later
        sighting("S5", "Yu Son", "Nampo", date="2024-04-02"),  # elsewhere
        sighting("S9", "Wol Bong San", date="2024-04-02"),
        sighting("S6", "Yu Son 2", date="2024-04-02"),  # another ship
    ]
    found = {r["label"]: r for r in observe(group, *others)}
    assert found["S3"]["members"] == ["S9", "An San", "S1", "S2"]
    assert found["S3"]["sources"] == ["sighting:S3", "place:P01", "sighting:S1", "sighting:S2"]
    assert found["S1"]["members"] == []


def test_a_rejected_sighting_is_left_out_until_the_decision_falls():
    rejected = decision("reject", "sighting:S1", day=1)
    assert observe(sighting(), decisions=[rejected]) == []
    assert len(observe(sighting(), decisions=[rejected, decision("accept", "sighting:S1", day=2)])) == 1
    assert len(observe(sighting(), decisions=[rejected | {"is_withdrawn": True}])) == 1
    assert len(observe(sighting(), decisions=[decision("reject", "sighting:S1", "vessel:V1")])) == 1


def test_row_order_does_not_matter():
    seen = [sighting("S1"), sighting("S2", place_words="72 km SW of Nakhodka"), sighting("S3", place_words="Nampo")]
    straight = observe(*seen)
    for seed in range(5):
        mixed = random.Random(seed)
        assert observe(*mixed.sample(seen, 3), places=mixed.sample(GAZETTEER, 5)) == straight


def test_a_case_without_places_keeps_every_sighting():
    (row,) = observe(sighting(), places=(), zones=())
    assert row["relation"] == "none"


def test_a_negated_name_keeps_its_words_and_attests_nothing():
    row = one(vessel_words="Chon Ma San (not seen)", method="satellite image")
    assert (row["ship_words"], row["method"]) == ("Chon Ma San, not seen", "denied")
    assert one(method="rumour in port")["method"] == "hearsay"


# ------------------------------------------------------------------------------------------------------- AIS port calls


BEARER = {"bearer_id": "bearer:1", "segment_id": "segment:1", "mmsi": 445000001, "vessel_id": "vessel:1",
          "ship_name": "Chon Ma San", "mark_basis": "imo", "words": "By IMO.", "sources": ["segment:1"]}  # fmt: skip


def port_call(start, end, **more):
    return {"port_call_id": "port_call:1", "mmsi": 445000001, "segment_id": "segment:1", "port": "P01", "areas": [],
            "start_time": start, "end_time": end, "stop_start": start, "stop_end": end, "has_entry": True,
            "has_stop": True, "has_gap": False, "has_exit": True, "confidence": 4, "is_plausible": True,
            "hours": (end - start).total_seconds() / 3600, "lat": 42.75, "lon": 133.08, "words": "A call.",
            "sources": ["position:1"]} | more  # fmt: skip


def test_a_port_call_of_a_vessel_of_the_case_is_its_arrival_departure_and_moments_between():
    # 60 h: three parts of 20 h, so no two moments are more than a day apart
    rows = observe(port_calls=[port_call(at(2024, 3, 7), at(2024, 3, 9, 12))], bearers=[BEARER])
    rows.sort(key=lambda r: r["start_time"])
    assert [(r["event"], r["start_time"]) for r in rows] == [
        ("arrival", at(2024, 3, 7)),
        ("port_call", at(2024, 3, 7, 20)),
        ("port_call", at(2024, 3, 8, 16)),
        ("departure", at(2024, 3, 9, 12)),
    ]
    assert {(r["vessel_id"], r["place_id"], r["relation"], r["method"], r["grade"]) for r in rows} == {
        ("vessel:1", "place:P01", "at", "track", "high")
    }
    assert all("port_call:1" in r["sources"] for r in rows)


def test_a_port_call_without_a_stop_is_only_a_position():
    rows = observe(
        port_calls=[port_call(at(2024, 3, 7), at(2024, 3, 7, 6), has_stop=False, confidence=1)], bearers=[BEARER]
    )
    assert {r["event"] for r in rows} == {"ais_position"}


def test_a_port_call_of_nobody_of_the_case_or_one_taken_out_by_a_person_is_no_observation():
    call = port_call(at(2024, 3, 7), at(2024, 3, 8))
    assert observe(port_calls=[call]) == []
    assert observe(port_calls=[call], bearers=[BEARER], decisions=[decision("reject", "port_call:1")]) == []


def test_a_call_of_weeks_with_a_silence_inside_is_only_its_two_ends():
    long = port_call(at(2024, 3, 1), at(2024, 3, 31), has_gap=True)
    rows = observe(port_calls=[long], bearers=[BEARER])
    assert [(r["event"], r["start_time"]) for r in sorted(rows, key=lambda r: r["start_time"])] == [
        ("ais_position", at(2024, 3, 1)),
        ("ais_position", at(2024, 3, 31)),
    ]
    heard = port_call(at(2024, 3, 1), at(2024, 3, 31))
    assert len(observe(port_calls=[heard], bearers=[BEARER])) == 31


# ------------------------------------------------------------------------------------------------------- from its look


def look(label="L1", analyst="Ann", **more):
    return {"look_id": f"look:{label}{analyst}", "label": label, "scene": "I1", "place_words": "P01",
            "result": "occupied", "analyst": analyst, "evidence_id": "e", "row": 2} | more  # fmt: skip


def scene(start, end=None, **more):
    return {"scene_id": "scene:I1", "label": "I1", "sensor": "optical", "start_time": start, "end_time": end or start,
            "zone_basis": "stated", "evidence_id": "e", "row": 2} | more  # fmt: skip


def left(**more):
    """A sighting that leaves where and when it was to the look it names."""
    return sighting(**{"place_words": None, "date": None, "method": "satellite image", "look": "L1"} | more)


TAKEN = at(2024, 10, 20, 1, 23, 45)


def test_a_sighting_without_place_and_date_has_those_of_its_look_and_says_whose_they_are():
    (row,) = observe(left(), looks=[look(berth="oil pier")], scenes=[scene(TAKEN)])
    assert (row["place_id"], row["relation"], row["berth"]) == ("place:P01", "at", "oil pier")
    assert (row["start_time"], row["end_time"], row["is_instant"]) == (TAKEN, TAKEN, True)
    assert row["sources"] == ["sighting:S1", "place:P01", "look:L1Ann", "scene:I1"]
    assert row["words"].endswith("place and time as of its look L1.")


def test_what_a_sighting_states_itself_goes_before_its_look():
    (row,) = observe(left(date="2024-10-21"), looks=[look()], scenes=[scene(TAKEN)])
    assert (row["place_id"], row["start_time"]) == ("place:P01", at(2024, 10, 21))
    assert row["sources"] == ["sighting:S1", "place:P01", "look:L1Ann", "scene:I1"]
    (row,) = observe(left(place_words="Nakhodka"), looks=[look()], scenes=[scene(TAKEN)])
    assert (row["place_id"], row["start_time"]) == ("place:P02", TAKEN)
    (row,) = observe(sighting(look="L1"), looks=[look()], scenes=[scene(TAKEN)])
    assert "as of its look" not in row["words"]


def test_a_sighting_that_names_the_place_of_its_look_and_no_berth_has_the_berth_looked_at():
    stated = {"place_words": "P01", "method": "satellite image", "look": "L1"}
    held = {"looks": [look(berth="oil pier")], "scenes": [scene(TAKEN)]}
    (row,) = observe(sighting(**stated), **held)
    assert row["berth"] == "oil pier"
    assert row["words"].endswith("berth as of its look L1.")
    (row,) = observe(sighting(**stated | {"berth": "coal pier"}), **held)
    assert row["berth"] == "coal pier"
    (row,) = observe(sighting(**stated | {"place_words": "72 km south-west of Nakhodka"}), **held)
    assert row["berth"] is None
    (row,) = observe(sighting(**stated), looks=[look(berth="oil pier"), look(analyst="Bob")], scenes=[scene(TAKEN)])
    assert row["berth"] is None, "one of the two looked at the whole place"


def test_of_two_looks_of_one_id_at_two_images_a_sighting_is_in_that_of_its_observer():
    """Ann and Bob both number from L1. Of a third person's sighting nobody can say when it was."""
    later = TAKEN + timedelta(days=4)
    held = {
        "looks": [look(), look(analyst="Bob", scene=None, start_time=later, end_time=later, berth="oil pier")],
        "scenes": [scene(TAKEN)],
    }
    (ann,) = observe(left(observed_by="Ann"), **held)
    assert (ann["start_time"], ann["berth"], ann["image"]) == (TAKEN, None, "scene:I1")
    assert ann["sources"] == ["sighting:S1", "place:P01", "look:L1Ann", "scene:I1"]
    (bob,) = observe(left(observed_by="Bob"), **held)
    assert (bob["start_time"], bob["berth"], bob["image"]) == (later, "oil pier", f"{later} {later}")
    assert bob["sources"] == ["sighting:S1", "place:P01", "look:L1Bob"]
    assert observe(left(observed_by="Cat"), **held) == []


def test_sightings_in_two_looks_at_one_scene_are_of_one_image():
    both = [look("LA", "Ann"), look("LB", "Bob"), look("LC", "Bob", scene="I2", start_time=TAKEN, end_time=TAKEN)]
    stated = {"place_words": "P01", "method": "satellite image"}
    rows = observe(
        *(sighting(f"S{n}", look=x, observed_by=by, **stated)
          for n, (x, by) in enumerate((("LA", "Ann"), ("LB", "Bob"), ("LC", "Bob"), (None, "Ann")))),
        looks=both, scenes=[scene(TAKEN)],
    )  # fmt: skip
    assert [r["image"] for r in rows] == ["scene:I1", "scene:I1", f"{TAKEN} {TAKEN}", None]


def test_the_width_of_an_images_time_is_kept():
    start, end = at(2024, 10, 19, 10), at(2024, 10, 20, 12)
    (row,) = observe(left(), looks=[look()], scenes=[scene(start, end, zone_basis="not stated")])
    assert (row["start_time"], row["end_time"], row["is_instant"], row["zone_basis"]) == (
        start,
        end,
        False,
        "not stated",
    )


def test_a_look_with_no_scene_gives_its_own_time():
    own = look(scene=None, start_time=TAKEN, end_time=TAKEN, zone_basis="stated")
    (row,) = observe(left(), looks=[own])
    assert (row["start_time"], row["sources"]) == (TAKEN, ["sighting:S1", "place:P01", "look:L1Ann"])


def test_two_analysts_who_agree_where_and_when_are_both_named():
    (row,) = observe(left(), looks=[look(), look(analyst="Bob")], scenes=[scene(TAKEN)])
    assert row["sources"] == ["sighting:S1", "place:P01", "look:L1Ann", "look:L1Bob", "scene:I1"]


def test_the_looks_a_sighting_names_are_among_its_sources_though_it_takes_nothing_from_them():
    looks = [look(), look(analyst="Bob", result="empty"), look("L2")]
    (row,) = observe(sighting(look="L1"), looks=looks, scenes=[scene(TAKEN)])
    assert row["sources"] == ["sighting:S1", "place:P01", "look:L1Ann", "scene:I1", "look:L1Bob"]


def test_looks_of_one_id_at_two_places_or_times_give_neither():
    (row,) = observe(left(date="2024-10-20"), looks=[look(), look(analyst="Bob", place_words="P02")])
    assert row["place_id"] is None
    later = look(analyst="Bob", scene=None, start_time=at(2024, 11, 1), end_time=at(2024, 11, 1), zone_basis="stated")
    assert observe(left(), looks=[look(), later], scenes=[scene(TAKEN)]) == []


def test_a_sighting_whose_look_is_not_held_and_that_states_no_date_is_no_observation():
    assert observe(left(look="L9"), looks=[look()], scenes=[scene(TAKEN)]) == []


def test_a_ships_own_position_is_kept_beside_the_place_of_its_look_where_it_lies_there():
    """0.05 degrees of latitude are 5.6 km, within reach of a place; half a degree, 56 km, is not."""
    there, away = ({"lat": VOSTOCHNY[0] + d, "lon": VOSTOCHNY[1]} for d in (0.05, 0.5))
    (row,) = observe(left(**there), looks=[look()], scenes=[scene(TAKEN)])
    assert (row["place_id"], row["lat"], row["position_basis"]) == ("place:P01", VOSTOCHNY[0] + 0.05, "stated")
    (row,) = observe(left(**away), looks=[look()], scenes=[scene(TAKEN)])
    assert (row["place_id"], row["start_time"]) == (None, TAKEN)


def test_a_sighting_in_an_image_of_other_ground_attests_nothing_and_says_so():
    """Vostochny lies at 133 E; the image shows 119 to 121. AIS that names the look is not seen in the image."""
    away = scene(TAKEN, footprint="POLYGON ((119 42, 121 42, 121 44, 119 44))")
    (row,) = observe(left(), looks=[look()], scenes=[away])
    assert row["method"] == "image out of view"
    assert row["words"].endswith(
        "the image of its look L1 (scene I1) cannot show Vostochny, which lies outside its footprint."
    )
    (row,) = observe(left(method="AIS"), looks=[look()], scenes=[away])
    assert row["method"] == "ais"
    (row,) = observe(left(), looks=[look()], scenes=[scene(TAKEN)])
    assert row["method"] == "image"


# ------------------------------------------------------------------------------------------- doubt about who it was


def test_words_of_doubt_and_what_speaks_against_the_name_are_carried_to_where_trips_are_told():
    against = candidate("S1", "vessel:V2", is_settled=False) | {"weight_frac": 0.6, "against": "its length is 180 m"}
    (row,) = observe(sighting(confidence="high; not sure it is her"), candidates=[against])
    assert row["identity_doubt"] == "which ship it was is left in doubt: “not sure it is her”; its length is 180 m"
    assert one()["identity_doubt"] is None
    in_doubt = one(name=None, vessel_words="Chon Ma San (?)")
    assert in_doubt["ship_words"] == "Chon Ma San (?)"
    assert in_doubt["identity_doubt"] == "which ship it was is left in doubt: “Chon Ma San (?)”"


def test_a_person_who_says_which_ship_it_was_ends_the_doubt():
    settled = candidate("S1", "vessel:V2")
    (row,) = observe(sighting(name=None, vessel_words="Chon Ma San?"), candidates=[settled])
    assert (row["vessel_id"], row["identity_doubt"]) == ("vessel:V2", None)


def test_a_plan_and_a_ship_that_nobody_saw_are_no_sightings():
    assert one(method="port schedule")["method"] == "expected"
    assert one(method="document", zone_words="ETA, local time")["method"] == "expected"
    assert one(method="satellite image", confidence="low: not seen")["method"] == "not seen"
