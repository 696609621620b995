"""Silences in what was received: what begins one, what ends it, what stays open."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.base.tables import OBSERVATIONS, PLACES
from fairlead.errors import SchemaError
from fairlead.events.sighting_gaps import SightingGapParams, find_sighting_gaps

T = datetime(2024, 3, 1, tzinfo=UTC)
DARK, BACK, HEARD = "ais_last_seen_then_dark", "ais_reappears", "ais_position"


def report(n, event, day, hours=None, vessel="A", **more):
    """A report of a day (``hours`` None) or of an instant that many hours into it."""
    start = T + timedelta(days=day, hours=hours or 0)
    end = start + timedelta(days=1) if hours is None else start
    return {
        "sighting_id": f"sighting:{n}", "label": f"S{n}", "vessel_id": vessel, "ship_words": "Alder", "event": event,
        "method": "ais", "observed_by": "x", "hulls": 1, "members": [], "lengths_m": [], "relation": "none",
        "position_basis": "words only", "start_time": start, "end_time": end, "is_instant": start == end, "zone": "UTC",
        "zone_basis": "stated", "words": "w", "sources": [f"sighting:{n}"],
    } | more  # fmt: skip


def at(lat, lon, radius_km=1.0, **more):
    return {"lat": lat, "lon": lon, "radius_km": radius_km, "position_basis": "stated"} | more


def port(name, lat, lon):
    return {
        "place_id": f"place:{name}", "label": name, "name": name, "other_names": [], "place_kind": "port", "lat": lat,
        "lon": lon, "evidence_id": "e", "row": 2,
    }  # fmt: skip


def gaps(*reports, places=(), **params):
    found = find_sighting_gaps(OBSERVATIONS.from_rows(reports), PLACES.from_rows(places), SightingGapParams(**params))
    return sorted(found.to_pylist(), key=lambda g: (g["vessel_id"], g["start_earliest"]))


def test_a_silence_runs_from_the_last_report_before_it_to_the_first_after():
    (gap,) = gaps(report(1, DARK, 0, 6), report(2, BACK, 2, 9))
    assert gap["min_h"] == gap["max_h"] == 51  # two days and three hours
    assert gap["sources"] == ["sighting:1", "sighting:2"]


def test_two_ordinary_positions_make_no_silence():
    assert gaps(report(1, HEARD, 0), report(2, HEARD, 90)) == []


def test_an_image_of_the_ship_does_not_end_a_silence():
    (gap,) = gaps(report(1, DARK, 0, 0), report(2, "port_call", 1, method="image"), report(3, BACK, 3, 0))
    assert gap["max_h"] == 72


def test_an_ordinary_later_report_leaves_it_open_and_says_by_when_it_was_heard():
    (gap,) = gaps(report(1, DARK, 0, 0), report(2, HEARD, 5), report(3, BACK, 9, 0))
    assert gap["end_latest"] is gap["max_h"] is None
    assert gap["heard_again_by"] == T + timedelta(days=6)  # the end of the sixth day
    assert gap["sources"] == ["sighting:1", "sighting:2"]


def test_a_position_somewhere_on_the_day_of_the_last_report_ends_nothing():
    (gap,) = gaps(report(1, DARK, 0), report(2, HEARD, 0, 23), report(3, BACK, 2))
    assert (gap["min_h"], gap["max_h"]) == (24, 72)


def test_with_no_later_report_it_is_open_and_says_so():
    (gap,) = gaps(report(1, DARK, 0))
    assert gap["heard_again_by"] is None
    assert "no later report is held" in gap["words"]


def test_a_new_last_report_without_a_return_between_leaves_the_first_silence_open():
    first, second = gaps(report(1, DARK, 0, 0), report(2, DARK, 4, 0), report(3, BACK, 5, 0))
    assert first["heard_again_by"] == T + timedelta(days=4)
    assert first["end_latest"] is None
    assert second["max_h"] == 24


def test_two_readings_of_one_beginning_are_one_gap_and_the_instant_wins():
    (gap,) = gaps(
        report(1, DARK, 0, zone_basis="not stated"), report(2, DARK, 0, 12, **at(10, 20)), report(3, BACK, 1, 12)
    )
    assert (gap["start_earliest"], gap["min_h"]) == (T + timedelta(hours=12), 24)
    assert gap["sources"] == ["sighting:1", "sighting:2", "sighting:3"]
    assert gap["start_lat"] == 10


def test_a_date_of_no_stated_zone_may_lie_fourteen_hours_off_an_instant():
    """A day that begins 13 h after the instant may be the same moment, one 15 h after may not."""
    one = gaps(report(1, DARK, 0, 11), report(2, DARK, 1, zone_basis="not stated"), report(3, BACK, 3))
    two = gaps(report(1, DARK, 0, 9), report(2, DARK, 1, zone_basis="not stated"), report(3, BACK, 3))
    assert (len(one), len(two)) == (1, 2)
    assert one[0]["start_latest"] == T + timedelta(hours=11)


def test_two_readings_of_one_return_are_one_end():
    (gap,) = gaps(report(1, DARK, 0, 0), report(2, BACK, 2), report(3, BACK, 2, 6))
    assert gap["end_earliest"] == gap["end_latest"] == T + timedelta(days=2, hours=6)


def test_dark_and_back_on_one_day_are_a_short_silence():
    (gap,) = gaps(report(1, BACK, 0), report(2, DARK, 0))
    assert (gap["min_h"], gap["max_h"]) == (0, 24)


def test_back_and_dark_again_on_one_day_end_one_silence_and_begin_another():
    first, second = gaps(report(1, DARK, 0), report(2, DARK, 9), report(3, BACK, 9))
    assert first["end_latest"] == T + timedelta(days=10)
    assert second["end_latest"] is None


def test_hours_at_sea_follow_from_the_distance_and_the_two_speeds():
    """One degree along a meridian is 111.195 km: 111.195 / (10 x 1.852) = 6.004 h, at 8 kn 7.505 h."""
    (gap,) = gaps(report(1, DARK, 0, 0, **at(0, 0, 2.0)), report(2, BACK, 0, 10, **at(1, 0, 3.0)))
    assert gap["distance_km"] == pytest.approx(111.195, abs=0.001)
    assert (gap["sailing_min_h"], gap["sailing_max_h"]) == pytest.approx((6.004, 7.505), abs=0.001)
    assert (gap["unseen_min_h"], gap["unseen_max_h"]) == pytest.approx((2.495, 3.996), abs=0.001)
    assert gap["distance_error_km"] == 5


def test_the_speeds_are_parameters():
    (gap,) = gaps(report(1, DARK, 0, 0, **at(0, 0)), report(2, BACK, 0, 10, **at(1, 0)), speed_high_kn=20.0)
    assert gap["sailing_min_h"] == pytest.approx(3.002, abs=0.001)


def test_no_time_is_left_unseen_where_sailing_takes_all_of_it():
    (gap,) = gaps(report(1, DARK, 0, 0, **at(0, 0)), report(2, BACK, 0, 1, **at(1, 0)))
    assert gap["unseen_min_h"] == gap["unseen_max_h"] == 0


def test_ends_across_the_antimeridian_are_close():
    (gap,) = gaps(report(1, DARK, 0, 0, **at(0, 179.5)), report(2, BACK, 1, 0, **at(0, -179.5)))
    assert gap["distance_km"] == pytest.approx(111.2, abs=0.1)


def test_an_end_known_in_words_only_gives_no_distance():
    (gap,) = gaps(report(1, DARK, 0, 0, **at(0, 0)), report(2, BACK, 1, 0))
    assert gap["distance_km"] is gap["unseen_max_h"] is gap["end_lat"] is None


def test_it_is_named_after_the_place_its_report_is_measured_from():
    near = at(0, 0.1, place_id="place:far", relation="bearing")
    ports = (port("near", 0, 0), port("far", 0, 1))
    assert gaps(report(1, DARK, 0, **near), places=ports)[0]["place_id"] == "place:far"


def test_else_after_the_nearest_place_with_a_point_within_reach():
    ports = (port("nearer", 0, 1.0), port("farther", 0, -1.2), port("nameless", None, None))
    (gap,) = gaps(report(1, DARK, 0, **at(0, 0)), places=ports)
    assert gap["place_id"] == "place:nearer"
    assert "near nearer" in gap["words"]
    assert gaps(report(1, DARK, 0, **at(0, 0)), places=ports, place_within_km=100.0)[0]["place_id"] is None


def test_a_report_with_no_settled_vessel_begins_no_silence():
    assert gaps(report(1, DARK, 0, vessel=None)) == []


def test_a_gap_keeps_its_id_when_it_closes():
    (still_open,) = gaps(report(1, DARK, 0))
    (closed,) = gaps(report(1, DARK, 0), report(2, BACK, 4))
    assert still_open["gap_id"] == closed["gap_id"]


EVENTS = st.tuples(
    st.sampled_from((DARK, BACK, HEARD)), st.integers(0, 6), st.sampled_from((None, 0, 12)), st.sampled_from("AB")
)


@given(st.lists(EVENTS, max_size=12), st.randoms(use_true_random=False))
def test_vessels_do_not_affect_each_other_nor_does_the_order_of_rows(events, rnd):
    reports = [report(n, event, day, hours, vessel) for n, (event, day, hours, vessel) in enumerate(events)]
    apart = [g for v in "AB" for g in gaps(*(r for r in reports if r["vessel_id"] == v))]
    rnd.shuffle(reports)
    assert sorted(gaps(*reports), key=str) == sorted(apart, key=str)


@given(st.lists(EVENTS, max_size=12))
def test_a_silence_never_ends_before_it_may_begin(events):
    for gap in gaps(*(report(n, e, d, h, v) for n, (e, d, h, v) in enumerate(events))):
        if gap["end_latest"] is not None:
            assert gap["end_latest"] >= gap["start_earliest"]
            assert 0 <= gap["min_h"] <= gap["max_h"]


def test_a_table_that_is_not_observations_is_refused():
    with pytest.raises(SchemaError, match="observations: missing"):
        find_sighting_gaps(OBSERVATIONS.empty().drop_columns(["event"]), PLACES.empty())
