"""Risks of a case: tables in, rows out, with the ids of what they stand on."""

from datetime import UTC, datetime, timedelta

from fairlead.base.tables import (
    BEARERS,
    CONFLICTS,
    FIXES,
    GAPS,
    LISTINGS,
    MARKS,
    OWNER_HITS,
    OWNERS,
    PARTICULARS,
    PLACES,
    PORT_CALLS,
    QUESTION_PLACES,
    SEGMENTS,
    STATICS,
    TIES,
    VESSELS,
)
from fairlead.identity.risks import RiskParams, find_risks
from fairlead.identity.worn import list_worn
from fairlead.testing import static_row

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
DAY = timedelta(days=1)
KP, RU = 445_000_001, 273_000_001


def segment(mmsi, first, last, **more):
    return {
        "segment_id": f"segment:{mmsi}",
        "mmsi": mmsi,
        "start_time": NOON + first * DAY,
        "end_time": NOON + last * DAY,
        "positions": 100,
        "is_noise": False,
        "hull_no": 0,
        "names": [],
        "imos": [],
        "callsigns": [],
        "words": "",
        "sources": [],
        **more,
    }


def fix(mmsi, at, lat, n):
    return {
        "position_id": n,
        "segment_id": f"segment:{mmsi}",
        "mmsi": mmsi,
        "time": NOON + at * DAY,
        "lat": lat,
        "lon": 130.0,
        "sources": [],
    }


def vessel(**more):
    return {"vessel_id": "vessel:alder", "name": "ALDER", "names": ["ALDER"], "imo": 9_074_729, "sources": [], **more}


def statics(mmsi, *reports):
    return [static_row(mmsi, NOON + d * DAY, msg_type=5, **what) for d, what in reports]


def risks(
    sent, segments=(), fixes=(), vessels=(), bearers=(), particulars=(), params=RiskParams(), listings=(), calls=(),  # noqa: B008 - frozen
    asked=(), places=(),
):  # fmt: skip
    found = find_risks(
        list_worn(STATICS.from_rows(sent)),
        SEGMENTS.from_rows(segments),
        FIXES.from_rows(fixes),
        BEARERS.from_rows(bearers),
        PARTICULARS.from_rows(particulars),
        VESSELS.from_rows(vessels),
        MARKS.empty(),
        LISTINGS.from_rows(listings),
        GAPS.empty(),
        PORT_CALLS.from_rows(calls),
        CONFLICTS.empty(),
        QUESTION_PLACES.from_rows(asked),
        PLACES.from_rows(places),
        TIES.empty(),
        OWNERS.empty(),
        OWNER_HITS.empty(),
        params,
    )
    return found.sort_by("rule").to_pylist()


def bearer(mmsi):
    return {
        "bearer_id": f"bearer:{mmsi}",
        "segment_id": f"segment:{mmsi}",
        "mmsi": mmsi,
        "vessel_id": "vessel:alder",
        "ship_name": "ALDER",
        "mark_basis": "imo",
        "words": "",
        "sources": [],
    }


def test_an_empty_case_has_no_risks():
    assert risks([]) == []


def test_a_tanker_owes_a_number_and_a_tug_with_its_tow_does_not():
    wrong = statics(KP, (0, {"imo": 9_074_728}))
    (row,) = risks(wrong, [segment(KP, 0, 9, ship_type=80, length_m=100.0)])
    assert (row["rule"], row["mmsi"], row["start_time"]) == ("number", KP, NOON)
    assert row["words"].startswith("445000001 (tanker ship of 100 m) sent IMO number 9074728")
    assert row["may_be"]
    assert risks(wrong, [segment(KP, 0, 9, ship_type=80, length_m=40.0)]) == []
    assert risks(wrong, [segment(KP, 0, 9, ship_type=52, length_m=300.0)]) == []
    assert [r["rule"] for r in risks(wrong, [segment(KP, 0, 9, length_m=60.0)])] == ["number"]
    assert risks(wrong, [segment(KP, 0, 9, ship_type=80, length_m=100.0, is_noise=True)]) == []


def test_a_number_that_is_said_to_be_false_stands_for_no_ship():
    sent = statics(RU, (0, {"imo": 9_074_729}))
    (row,) = risks(sent, vessels=[vessel(flag="KP")])
    assert (row["rule"], row["vessel_id"], row["imo"]) == ("mid_flag", "vessel:alder", 9_074_729)
    assert risks(sent, vessels=[vessel(flag="KP", imo_words="said to be stolen")]) == []


def test_the_number_of_a_vessel_that_a_person_joined_stands_for_the_ship():
    sent = statics(RU, (0, {"imo": 9_074_729}))
    joined = vessel(flag="KP", imo=8_660_313, imos_joined=[9_074_729], joined_ids=["vessel:birch"])
    (row,) = risks(sent, vessels=[joined])
    assert (row["rule"], row["vessel_id"], row["imo"]) == ("mid_flag", "vessel:alder", 9_074_729)


def test_a_ship_that_a_list_calls_gone_is_on_the_air():
    gone = {
        "particulars_id": "particulars:1",
        "label": "V1",
        "name": "ALDER",
        "imo": 9_074_729,
        "other_names": [],
        "gone_by": datetime(2020, 1, 1, tzinfo=UTC),
        "gone_words": "broken up (2019)",
        "evidence_id": "e",
        "row": 2,
    }
    (row,) = risks(statics(KP, (0, {"imo": 9_074_729})), particulars=[gone])
    assert (row["rule"], row["sources"][1], row["vessel_id"]) == ("zombie", "particulars:1", None)
    (row,) = risks(statics(KP, (0, {"imo": 9_074_729})), particulars=[gone], vessels=[vessel(flag=None)])
    assert (row["rule"], row["vessel_id"]) == ("zombie", "vessel:alder")


def test_a_name_given_up_after_a_designation_is_tied_through_the_track_to_the_vessel():
    sent = statics(KP, (0, {"name": "ALDER"}), (5, {"name": "ALDER"}), (6, {"name": "BIRCH"}), (9, {"name": "BIRCH"}))
    listing = {
        "listing_id": "listing:1",
        "vessel_id": "vessel:alder",
        "authority": "UN",
        "listed_start": NOON - 100 * DAY,
        "listed_end": NOON - 99 * DAY,
        "measures": [],
        "is_measure_sure": False,
        "words": "",
        "sources": [],
    }
    (row,) = risks(sent, vessels=[vessel()], bearers=[bearer(KP)], listings=[listing])
    assert (row["rule"], row["vessel_id"], row["sources"][2]) == ("change", "vessel:alder", "listing:1")
    short = RiskParams(after_designation=104 * DAY)  # the old name was last sent 105 days after
    assert risks(sent, vessels=[vessel()], bearers=[bearer(KP)], listings=[listing], params=short) == []


def test_an_identity_that_ends_and_one_that_begins_near_by():
    held = [
        segment(KP, 0, 10, length_m=100.0),
        segment(RU, 14, 30, length_m=98.0),
        segment(RU + 1, 0, 30, length_m=99.0),
    ]
    fixes = [
        fix(KP, 0, 35.0, 1),
        fix(KP, 10, 40.0, 2),
        fix(RU, 14, 41.0, 3),
        fix(RU, 30, 45.0, 4),
        fix(RU + 1, 0, 40.0, 5),
    ]
    (row,) = risks([], held, fixes, [vessel()], [bearer(KP)])
    assert (row["rule"], row["other_mmsi"], row["mmsi"], row["vessel_id"]) == ("succession", KP, RU, "vessel:alder")
    assert "111 km away" in row["words"]  # one degree of latitude
    assert risks([], held, fixes, [vessel()]) == []  # nobody's vessels
    assert risks([], [held[0], held[2]], fixes, [vessel()], [bearer(KP)]) == []  # the third was there all the time


def test_a_change_beside_a_call_says_the_port_by_its_name():
    sent = statics(
        KP, (0, {"callsign": "H9AA"}), (1, {"callsign": "H9AA"}), (10, {"callsign": "HMYY"}), (20, {"callsign": "HMYY"})
    )
    call = {
        "port_call_id": "port_call:1", "mmsi": KP, "segment_id": f"segment:{KP}", "port": "P01", "areas": [],
        "start_time": NOON + 8 * DAY, "end_time": NOON + 9 * DAY, "has_entry": True, "has_stop": True, "has_gap": False,
        "has_exit": True, "confidence": 4, "is_plausible": True, "hours": 24.0, "lat": 42.0, "lon": 130.0,
        "words": "", "sources": [],
    }  # fmt: skip
    place = {
        "place_id": "place:1", "label": "P01", "name": "Northport", "other_names": [], "place_kind": "port",
        "evidence_id": "evidence:1", "row": 2,
    }  # fmt: skip
    asked = [{"question": "q", "place": "P01", "role": "load", "evidence_id": "evidence:1", "row": 1}]
    (row,) = [r for r in risks(sent, calls=[call], asked=asked, places=[place]) if r["rule"] == "change"]
    assert "it called at Northport, " in row["words"]
    assert "P01" not in row["words"]
