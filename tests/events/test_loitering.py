"""Loitering: one ship slow at sea, no partner seen."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead import testing
from fairlead.base.geodesy import destination
from fairlead.base.ids import content_id, key_of, say_key
from fairlead.base.schema import Step
from fairlead.base.tables import AREAS, ENCOUNTERS, LAND, LOITERING, MISFITS, PLACES, SAMPLES, SEGMENTS
from fairlead.events.encounters import pair_encounters
from fairlead.events.loitering import LoiteringParams, find_loitering

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
MMSI, OTHER = 273000001, 445000003
STEP = Step(
    "loitering",
    find_loitering,
    ("samples", "segments", "encounters", "misfits", "land", "places", "areas"),
    ("loitering",),
    "case",
)


def slow(minutes, *, mmsi=MMSI, lat=10.0, lon=20.0, kn=0.5, segment=0, hull=0, north_kn=0.0, is_in_port=False):
    """SAMPLES rows of one ship at the given minutes, drifting north at ``north_kn``."""
    key = key_of(content_id("segment", mmsi, segment))
    return [
        {
            "segment_id": key, "mmsi": mmsi, "time": NOON + timedelta(minutes=m),
            "lat": destination(lat, lon, 0.0, north_kn * 1.852 * m / 60)[0], "lon": lon, "kn": kn,
            "position_id": key_of(content_id("position", mmsi, segment, m)), "is_in_port": is_in_port, "hull_no": hull,
        }
        for m in minutes
    ]  # fmt: skip


def tables(*ships):
    rows = [r for ship in ships for r in ship]
    hulls = {(r["segment_id"], r["mmsi"], r["hull_no"]) for r in rows}
    segments = [
        {
            "segment_id": say_key("segment", key), "mmsi": mmsi, "start_time": NOON, "end_time": NOON, "positions": 9,
            "is_noise": False, "hull_no": hull, "names": [], "imos": [], "callsigns": [], "words": "", "sources": [],
        }
        for key, mmsi, hull in sorted(hulls)
    ]  # fmt: skip
    samples = SAMPLES.from_rows({k: v for k, v in r.items() if k != "hull_no"} for r in rows)
    return samples, SEGMENTS.from_rows(segments)


def find(*ships, land=(), places=(), misfits=(), **params):
    """LOITERING with the encounters that the same samples give."""
    samples, segments = tables(*ships)
    places = PLACES.from_rows(places)
    encounters = pair_encounters(samples, segments, places, AREAS.empty())
    made = find_loitering(
        samples, segments, encounters, MISFITS.from_rows(misfits), LAND.from_rows(land), places, AREAS.empty(),
        LoiteringParams(**params),
    )  # fmt: skip
    return made.to_pylist()


def every_ten(hours, since=0):
    return range(since, since + round(60 * hours) + 1, 10)


def coast(west):
    """Land in a box of ten degrees, its west edge at a longitude."""
    return {"ring_no": 1, "ring": [5.0, west, 5.0, west + 10.0, 15.0, west + 10.0, 15.0, west]}


def test_a_ship_that_lies_alone_for_long_loiters():
    (row,) = find(slow(every_ten(9), kn=0.5))
    first, last = slow((0, 540))
    assert (row["mmsi"], row["start_time"], row["hours"]) == (MMSI, NOON, 9)
    assert row["end_time"] == NOON + timedelta(hours=9)
    assert (row["mean_kn"], row["radius_km"]) == (0.5, pytest.approx(0, abs=1e-6))
    assert (row["lat"], row["lon"]) == (pytest.approx(10), pytest.approx(20))
    assert (row["shore_km"], row["port"], row["port_km"]) == (None, None, None)
    positions = [say_key("position", r["position_id"]) for r in (first, last)]
    assert row["sources"] == [say_key("segment", first["segment_id"]), *positions]
    assert row["loitering_id"] == content_id("loitering", positions[0])
    assert row["words"] == (
        "273000001 was slow, 0.5 kn on average, within 0 km for 9 h from 7 Mar 2024 12:00 UTC; how far from land is "
        "not known; no ports are held, so whether in one is not known; no partner was seen."
    )


@pytest.mark.parametrize(("hours", "found"), [(4, 1), (3 + 5 / 6, 0)])
def test_four_hours_are_enough_and_less_is_not(hours, found):
    assert len(find(slow(every_ten(hours)))) == found


@pytest.mark.parametrize(("kn", "found"), [(1.9, 1), (2.0, 0)])
def test_it_is_slower_than_two_knots(kn, found):
    assert len(find(slow(every_ten(9), kn=kn))) == found


def test_how_far_it_drifts_is_said():
    # 8 h north at 1 kn are 8 nautical miles: 7.408 km to either side of the middle
    (row,) = find(slow(every_ten(8), kn=1.0, north_kn=1.0))
    assert row["radius_km"] == pytest.approx(4 * 1.852, abs=1e-3)


def test_the_time_with_a_partner_is_no_loitering_of_either():
    # alone for 6 h, 3 h with a partner, alone for 5 h
    partner = slow(every_ten(3, 360), mmsi=OTHER)
    rows = find(slow(every_ten(14)), partner)
    assert [(r["mmsi"], r["hours"]) for r in rows] == [(MMSI, 350 / 60), (MMSI, 290 / 60)]


def test_a_partner_that_was_too_short_there_leaves_one_loitering():
    assert [r["hours"] for r in find(slow(every_ten(14)), slow(every_ten(1.5, 360), mmsi=OTHER))] == [14]


def test_company_of_another_hull_on_the_same_mmsi_is_not_its_company():
    elsewhere = slow(every_ten(9), lat=50.0, segment=1, hull=1)
    rows = find(slow(every_ten(9)), slow(every_ten(9), mmsi=OTHER), elsewhere)
    assert [(r["mmsi"], round(r["lat"])) for r in rows] == [(MMSI, 50)]


def test_ports_are_left_out():
    assert find(slow(every_ten(9), is_in_port=True)) == []


# 20 nautical miles are 37.04 km; on the parallel of 10 degrees a degree of longitude is 109.5 km
@pytest.mark.parametrize(("west", "found"), [(20.30, 0), (20.40, 1)])
def test_within_twenty_miles_of_land_it_is_not_reported(west, found):
    assert len(find(slow(every_ten(9)), land=[coast(west)])) == found


def test_near_land_it_is_reported_where_that_is_asked():
    (row,) = find(slow(every_ten(9)), land=[coast(20.1)], shore_km=0.0)
    assert row["shore_km"] == pytest.approx(10.95, abs=0.05)
    assert ", 11 km off land; no ports are held, so whether in one is not known; no partner" in row["words"]


def test_what_the_map_has_as_land_is_not_far_out():
    assert find(slow(every_ten(9), lon=25.0), land=[coast(20.0)]) == []


def test_the_nearest_port_is_named_however_far():
    place = {
        "place_id": "place:1", "label": "A", "name": "Alder", "other_names": [], "place_kind": "port", "lat": 14.0,
        "lon": 20.0, "evidence_id": "evidence:1", "row": 2,
    }  # fmt: skip
    (row,) = find(slow(every_ten(9)), places=[place])
    assert (row["port"], row["port_km"]) == ("A", pytest.approx(4 * 111.195, abs=0.1))
    assert "445 km from Alder" in row["words"]


@pytest.mark.parametrize(("gap", "hours"), [(60, [9]), (70, [4, 290 / 60])])
def test_an_hour_without_a_sample_does_not_end_it_and_more_does(gap, hours):
    minutes = [*every_ten(4), *range(240 + gap, 601 if gap > 60 else 541, 10)]
    assert [r["hours"] for r in find(slow(minutes))] == hours


def test_a_ship_that_went_on_quickly_meanwhile_loitered_twice():
    # 5 miles north in the 50 minutes between: 6 kn
    north = destination(10.0, 20.0, 0.0, 5 * 1.852)[0]
    assert [r["hours"] for r in find([*slow(every_ten(5)), *slow(every_ten(5, 350), lat=north)])] == [5, 5]


def test_a_ship_that_swings_by_more_than_it_makes_good_goes_on_loitering():
    # 0.7 km to and fro from one instant to the next would be 2.3 kn; its samples say 1.9
    rows = slow(every_ten(9), kn=1.9)
    for i, row in enumerate(rows):
        row["lat"] += 0.7 / 111.195 * (i % 2)
    assert [r["hours"] for r in find(rows)] == [9]


@pytest.mark.parametrize(
    ("about", "is_told"),
    [
        ({}, True),
        ({"misfit_kind": "circle"}, False),
        ({"mmsi": OTHER}, False),
        ({"lat": 10.01}, False),  # 1.1 km off: of another ship on the MMSI
        ({"start_time": NOON + timedelta(hours=10), "end_time": NOON + timedelta(hours=12)}, False),
    ],
)
def test_a_frozen_position_is_said_to_show_no_lying(about, is_told):
    frozen = {
        "misfit_id": "misfit:1", "misfit_kind": "frozen", "mmsi": MMSI, "start_time": NOON + timedelta(hours=1),
        "end_time": NOON + timedelta(hours=8), "lat": 10.0, "lon": 20.0, "reports": 9, "clock_receivers": [],
        "clock_from_h": [], "clock_to_h": [], "words": "", "sources": ["position:1"], **about,
    }  # fmt: skip
    (row,) = find(slow(every_ten(9), kn=0.0), misfits=[frozen])
    assert ("stood still to the last digit while it said that it sailed" in row["words"]) == is_told
    assert ("misfit:1" in row["sources"]) == is_told


def test_nothing_gives_nothing():
    made = find_loitering(*tables(), ENCOUNTERS.empty(), MISFITS.empty(), LAND.empty(), PLACES.empty(), AREAS.empty())
    assert made.equals(LOITERING.empty())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from((1, 3, 6, 9)), st.sampled_from((0.0, 1.9, 2.5)), st.integers(0, 2)), max_size=5)
)
def test_the_laws_hold(drawn):
    ships = [slow(every_ten(h), mmsi=MMSI + i, lat=10 + 0.001 * near, kn=kn) for i, (h, kn, near) in enumerate(drawn)]
    samples, segments = tables(*ships)
    encounters = pair_encounters(samples, segments, PLACES.empty(), AREAS.empty())
    world = {
        "samples": samples, "segments": segments, "encounters": encounters,
        "misfits": MISFITS.empty(), "land": LAND.empty(), "places": PLACES.empty(), "areas": AREAS.empty(),
    }  # fmt: skip
    testing.row_order_does_not_matter(STEP, world, random.Random(len(drawn)))
    testing.every_row_names_sources_that_exist(STEP, world)
