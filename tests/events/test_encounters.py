"""Encounters: two tracks close and slow for long enough."""

import random
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead import testing
from fairlead.base.geodesy import EARTH_RADIUS_KM, destination, distance_km
from fairlead.base.ids import content_id, key_of, say_key
from fairlead.base.schema import Step
from fairlead.base.tables import AREAS, ENCOUNTERS, PLACES, POSITIONS, SAMPLES, SEGMENTS, STATICS
from fairlead.events.encounters import EncounterParams, pair_encounters
from fairlead.events.samples import sample_slow
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
LOW, HIGH = 273000001, 445000003
DEG_PER_KM = 360 / (2 * 3.141592653589793 * EARTH_RADIUS_KM)
STEP = Step("encounters", pair_encounters, ("samples", "segments", "places", "areas"), ("encounters",), "case")


def slow(mmsi, lat, lon, minutes, *, start=NOON, kn=0.3, hull=0, segment=0, is_in_port=False):
    """SAMPLES rows of one ship that lies at a point at the given minutes."""
    key = key_of(content_id("segment", mmsi, hull, segment))
    return [
        {
            "segment_id": key, "mmsi": mmsi, "time": start + timedelta(minutes=m), "lat": lat, "lon": lon, "kn": kn,
            "position_id": key_of(content_id("position", mmsi, hull, str(start), m)), "is_in_port": is_in_port,
            "hull_no": hull,
        }
        for m in minutes
    ]  # fmt: skip


def tables(*ships):
    """SAMPLES, and SEGMENTS as their hulls are."""
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


def pair(*ships, places=(), areas=(), **params):
    found = pair_encounters(
        *tables(*ships), PLACES.from_rows(places), AREAS.from_rows(areas), EncounterParams(**params)
    )
    return found.to_pylist()


def every_ten(hours, since=0):
    return range(since, since + round(60 * hours) + 1, 10)


def beside(lat, lon, km, bearing=90.0):
    return destination(lat, lon, bearing, km)


def port(lat, lon, name="Alder"):
    return {
        "place_id": f"place:{name}", "label": name[0], "name": name, "other_names": [], "place_kind": "port",
        "lat": lat, "lon": lon, "evidence_id": "evidence:1", "row": 2,
    }  # fmt: skip


def test_two_that_lie_close_for_long_are_an_encounter_told_once_the_lower_mmsi_first():
    (row,) = pair(slow(HIGH, *beside(10, 20, 0.3), every_ten(3)), slow(LOW, 10, 20, every_ten(3), kn=0.5))
    assert (row["mmsi"], row["other_mmsi"]) == (LOW, HIGH)
    assert (row["start_time"], row["end_time"], row["hours"]) == (NOON, NOON + timedelta(hours=3), 3)
    assert row["median_km"] == pytest.approx(0.3, abs=1e-6)
    assert row["median_kn"] == pytest.approx(0.4)  # of 19 times 0.3 and 19 times 0.5
    assert (row["port"], row["port_km"], row["is_in_port"]) == (None, None, False)
    assert row["words"] == (
        "273000001 and 445000003 lay 300 m apart in the median, slow, for 3 h from 7 Mar 2024 12:00 UTC; no ports "
        "are held, so whether in one is not known."
    )
    low, high = (slow(m, 0, 0, (0, 180)) for m in (LOW, HIGH))
    positions = [say_key("position", side[i]["position_id"]) for i in (0, 1) for side in (low, high)]
    assert row["sources"] == [*(say_key("segment", s[0]["segment_id"]) for s in (low, high)), *positions]
    assert row["encounter_id"] == content_id("encounter", *sorted(positions[:2]))


@pytest.mark.parametrize(("hours", "found"), [(2, 1), (1 + 5 / 6, 0)])
def test_two_hours_are_enough_and_less_is_not(hours, found):
    assert len(pair(slow(LOW, 10, 20, every_ten(hours)), slow(HIGH, *beside(10, 20, 0.3), every_ten(hours)))) == found


@pytest.mark.parametrize(("km", "found"), [(0.4999, 1), (0.5001, 0)])
def test_farther_than_half_a_kilometre_is_not_near(km, found):
    assert len(pair(slow(LOW, 10, 20, every_ten(3)), slow(HIGH, *beside(10, 20, km), every_ten(3)))) == found


@pytest.mark.parametrize(("kn", "found"), [(1.9, 1), (2.0, 0)])
def test_each_of_the_two_is_slow_not_only_both_together(kn, found):
    assert len(pair(slow(LOW, 10, 20, every_ten(3), kn=0.0), slow(HIGH, 10, 20, every_ten(3), kn=kn))) == found


def test_an_encounter_goes_on_through_midnight():
    # 23:10 to 01:10: 50 minutes on one day, 70 on the next, neither two hours long
    start = datetime(2024, 3, 7, 23, 10, tzinfo=UTC)
    ships = (slow(m, 10, 20, every_ten(2), start=start) for m in (LOW, HIGH))
    assert [(r["start_time"], r["hours"]) for r in pair(*ships)] == [(start, 2)]


@pytest.mark.parametrize(
    ("lat", "lon", "bearing"),
    [
        (10.0, 19.9999, 90.0), (9.9999, 20.0, 0.0), (-0.0001, 20.0, 0.0), (10.0, -0.0001, 90.0), (42.75, 133.0, 45.0),
        (10.0, 179.999, 90.0), (-10.0, 179.999, 45.0), (89.999, 20.0, 0.0), (89.999, 20.0, 90.0),
        (-89.999, 179.9, 135.0), (77.0, 20.0, 90.0),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("km", "found"), [(0.45, 1), (0.55, 0)])
def test_no_line_of_any_grid_parts_two_ships(lat, lon, bearing, km, found):
    # across degree lines, the equator, Greenwich, the antimeridian and the poles
    assert (
        len(pair(slow(LOW, lat, lon, every_ten(3)), slow(HIGH, *beside(lat, lon, km, bearing), every_ten(3)))) == found
    )


def test_the_middle_of_two_ships_on_the_antimeridian_is_between_them():
    (row,) = pair(slow(LOW, 10, 179.999, every_ten(3)), slow(HIGH, 10, -179.999, every_ten(3)))
    assert abs(row["lon"]) == pytest.approx(180)
    assert -180 <= row["lon"] < 180
    assert row["lat"] == pytest.approx(10)


def heard(mmsi, lat, lon, minutes):
    return position_rows(mmsi, [(NOON + timedelta(minutes=m), lat, lon) for m in minutes], sog_kn=0.1, cog_deg=0.0)


def test_a_partner_heard_every_25_minutes_is_met():
    rows = [*heard(LOW, 10, 20, range(0, 200, 1)), *heard(HIGH, *beside(10, 20, 0.2), range(5, 200, 25))]
    tracks, segments = cut_segments(POSITIONS.from_rows(rows), STATICS.empty())
    samples = sample_slow(tracks, segments, AREAS.empty(), PLACES.empty())
    (row,) = pair_encounters(samples, segments, PLACES.empty(), AREAS.empty()).to_pylist()
    assert (row["start_time"], row["end_time"]) == (NOON + timedelta(minutes=10), NOON + timedelta(minutes=180))


def test_two_ships_that_share_an_mmsi_can_meet_each_other():
    (row,) = pair(slow(LOW, 10, 20, every_ten(3)), slow(LOW, *beside(10, 20, 0.2), every_ten(3), hull=1))
    assert (row["mmsi"], row["other_mmsi"]) == (LOW, LOW)
    assert row["segment_id"] != row["other_segment_id"]
    assert row["words"].startswith("Two ships that share 273000001 lay 200 m apart")


def test_segments_of_one_ship_do_not_meet_each_other():
    assert pair(slow(LOW, 10, 20, every_ten(3)), slow(LOW, 10, 20, every_ten(3), segment=1)) == []


def test_a_ship_whose_track_is_cut_meanwhile_meets_once():
    early, late = slow(LOW, 10, 20, every_ten(2)), slow(LOW, 10, 20, every_ten(2, 130), segment=1)
    (row,) = pair(early, late, slow(HIGH, 10, 20, every_ten(5)))
    assert row["hours"] == pytest.approx(250 / 60)
    assert row["segment_id"] == say_key("segment", early[0]["segment_id"])
    assert {say_key("segment", s[0]["segment_id"]) for s in (early, late)} <= set(row["sources"])


@pytest.mark.parametrize(("gap", "found"), [(230, 1), (240, 2)])
def test_stretches_less_than_four_hours_apart_are_one_encounter(gap, found):
    minutes = [*every_ten(2), *every_ten(2, 120 + gap)]
    assert len(pair(*(slow(m, 10, 20, minutes) for m in (LOW, HIGH)))) == found


def test_the_median_of_joined_stretches_is_over_all_instants():
    # 7 instants at 0.1 km, 7 at 0.2 km and 25 at 0.4 km: the median of 39 is 0.4; that of the three medians 0.2.
    minutes = [every_ten(1), every_ten(1, 180), every_ten(4, 360)]
    away = [slow(HIGH, *beside(10, 20, km), m) for km, m in zip((0.1, 0.2, 0.4), minutes, strict=True)]
    (row,) = pair(slow(LOW, 10, 20, [i for m in minutes for i in m]), *away)
    assert row["median_km"] == pytest.approx(0.4, abs=1e-6)
    assert row["hours"] == 10


def test_what_is_near_for_less_than_an_hour_joins_nothing():
    minutes = [*every_ten(0.5), *every_ten(0.5, 120)]
    assert pair(*(slow(m, 10, 20, minutes) for m in (LOW, HIGH))) == []


def test_two_that_swing_at_anchor_are_near_all_the_time():
    minutes = [m for m in every_ten(3) if m % 60 < 30]  # farther off for half of each hour
    assert [r["hours"] for r in pair(*(slow(m, 10, 20, minutes) for m in (LOW, HIGH)))] == [3]


@pytest.mark.parametrize(("gap", "hours"), [(60, [5]), (70, [])])
def test_an_hour_apart_is_one_stretch_and_more_is_two(gap, hours):
    # two of 50 minutes are too short each; from one beginning to the other end they last 2 h 40 min
    minutes = [*range(0, 51, 10), *range(50 + gap, 51 + gap + 50, 10)]
    hours = [(100 + gap) / 60] if hours else []
    assert [r["hours"] for r in pair(*(slow(m, 10, 20, minutes) for m in (LOW, HIGH)))] == hours


def test_which_hull_was_counted_first_does_not_change_the_id():
    ids = set()
    for hulls in ((0, 1), (1, 0)):
        rows = [
            r
            for h, km in zip(hulls, (0.0, 0.2), strict=True)
            for r in slow(LOW, *beside(10, 20, km), every_ten(3), hull=h)
        ]
        for r in rows:
            r["position_id"] = key_of(content_id("position", r["lat"], r["lon"], str(r["time"])))
        ids |= {e["encounter_id"] for e in pair(rows)}
    assert len(ids) == 1


def test_three_side_by_side_are_three_pairs():
    third = 636000001
    rows = pair(*(slow(m, 10, 20, every_ten(3)) for m in (LOW, HIGH, third)))
    assert sorted((r["mmsi"], r["other_mmsi"]) for r in rows) == [(LOW, HIGH), (LOW, third), (HIGH, third)]
    assert len({r["encounter_id"] for r in rows}) == 3


@pytest.mark.parametrize(
    ("km", "limit", "found"), [(0.09, 0.1, 1), (0.11, 0.1, 0), (0.09, 0.0, 0), (0.0, 0.0, 0), (0.45, 0.5, 1)]
)
def test_in_port_only_those_side_by_side_are_paired_and_said_to_be_in_port(km, limit, found):
    # one at the edge of the waters is enough
    ships = slow(LOW, 10, 20, every_ten(3), is_in_port=True), slow(HIGH, *beside(10, 20, km), every_ten(3))
    rows = pair(*ships, near_in_port_km=limit)
    assert [r["is_in_port"] for r in rows] == [True] * found


@pytest.mark.parametrize(("km", "is_in_port"), [(9.9, True), (10.1, False)])
def test_near_a_port_it_counts_as_in_port_and_the_port_is_named(km, is_in_port):
    near, far = beside(10, 20, km), beside(10, 20, 60, 180.0)
    (row,) = pair(
        *(slow(m, 10, 20, every_ten(3)) for m in (LOW, HIGH)),
        places=[port(*far, "Birch"), port(*near), port(60, 90, "Una")],
    )
    assert (row["port"], row["is_in_port"]) == ("A", is_in_port)
    assert row["port_km"] == pytest.approx(km, abs=0.001)
    assert f"{km:.0f} km from Alder" in row["words"]
    assert row["words"].endswith("neighbours lie so too.") == is_in_port


def test_a_port_out_of_reach_is_not_named():
    (row,) = pair(*(slow(m, 10, 20, every_ten(3)) for m in (LOW, HIGH)), places=[port(15, 20)])
    assert (row["port"], row["port_km"], row["is_in_port"]) == (None, None, False)


def test_the_distance_to_a_polygon_is_to_its_edge():
    # a square of a tenth of a degree, its west edge 0.2 degrees east of the ships on the equator
    ring = [-0.05, 20.2, -0.05, 20.3, 0.05, 20.3, 0.05, 20.2]
    area = {
        "area_id": "area:1", "label": "A1", "port": "Harbour", "name": "Basin", "area_kind": "port", "lat": 0.0,
        "lon": 20.25, "ring": ring, "evidence_id": "evidence:1", "row": 2,
    }  # fmt: skip
    (row,) = pair(*(slow(m, 0.0, 20.0, every_ten(3)) for m in (LOW, HIGH)), areas=[area])
    assert row["port"] == "Harbour"
    assert row["port_km"] == pytest.approx(0.2 / DEG_PER_KM, rel=1e-6)


def test_a_polygon_whose_middle_is_near_and_edge_far_is_not_the_nearest():
    # a triangle whose farthest corner is 222 km off its middle: that circle would hold the ships; its edge is 55 km off
    ring = [0.0, 20.5, 0.0, 23.0, 0.1, 23.0]
    wide = {
        "area_id": "area:1", "label": "A1", "port": "Wide", "name": "Wide", "area_kind": "port", "lat": 0.0,
        "lon": 21.0, "ring": ring, "evidence_id": "evidence:1", "row": 2,
    }  # fmt: skip
    (row,) = pair(*(slow(m, 0.0, 20.0, every_ten(3)) for m in (LOW, HIGH)), areas=[wide], places=[port(0.0, 19.6)])
    assert row["port"] == "A"
    assert row["port_km"] == pytest.approx(0.4 / DEG_PER_KM, rel=1e-6)


def test_an_encounter_keeps_its_id_when_it_goes_on():
    first, later = (pair(*(slow(m, 10, 20, every_ten(h)) for m in (LOW, HIGH))) for h in (3, 9))
    assert first[0]["encounter_id"] == later[0]["encounter_id"]
    assert first[0]["hours"] < later[0]["hours"]


def test_nothing_and_one_alone_give_nothing():
    assert pair() == []
    assert pair(slow(LOW, 10, 20, every_ten(9))) == []


@settings(max_examples=60, deadline=None)
@given(
    st.randoms(use_true_random=False), st.sampled_from(((42.75, 133.0), (10.0, 179.999), (-89.998, 10.0), (0.0, 0.0)))
)
def test_the_pairs_are_those_that_trying_every_two_finds(rnd, near):
    ships = {}
    for i in range(12):
        lat, lon = destination(*near, rnd.uniform(0, 360), rnd.uniform(0, 1.2))
        ships[LOW + i] = lat, lon
    rows = pair(*(slow(m, *p, every_ten(3)) for m, p in ships.items()))
    tried = {(a, b) for a, b in combinations(ships, 2) if distance_km(*ships[a], *ships[b]) <= 0.5}
    assert {(r["mmsi"], r["other_mmsi"]) for r in rows} == tried


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_laws_hold(rnd):
    ships = [
        slow(LOW + i, *beside(10, 20, rnd.uniform(0, 0.6), rnd.uniform(0, 360)), every_ten(rnd.choice((1, 3, 6))),
             hull=rnd.choice((0, 0, 1)), segment=n, is_in_port=rnd.random() < 0.2)
        for n, i in enumerate((0, 0, 1, 1, 2, 3))
    ]  # fmt: skip
    samples, segments = tables(*ships)
    world = {"samples": samples, "segments": segments, "places": PLACES.empty(), "areas": AREAS.empty()}
    testing.row_order_does_not_matter(STEP, world, random.Random(rnd.random()))
    testing.every_row_names_sources_that_exist(STEP, world)


@pytest.mark.parametrize("params", [{"near_km": 0.0}, {"hours": -1.0}, {"join": timedelta(days=31)}])
def test_parameters_outside_their_bounds_are_refused(params):
    with pytest.raises(ValueError, match="must be"):
        EncounterParams(**params)


def test_nothing_gives_an_empty_table_of_the_right_kind():
    made = pair_encounters(SAMPLES.empty(), SEGMENTS.empty(), PLACES.empty(), AREAS.empty())
    assert made.equals(ENCOUNTERS.empty())
