"""Samples: slow ships on a common clock."""

from datetime import UTC, datetime, timedelta
from math import atan, cos, degrees, radians, tan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead import testing
from fairlead.base.arrays import is_in_order
from fairlead.base.ids import say_key
from fairlead.base.schema import Step
from fairlead.base.tables import AREAS, PLACES, POSITIONS, SAMPLES, SEGMENTS, STATICS, TRACKS
from fairlead.errors import SchemaError
from fairlead.events.samples import SampleParams, sample_slow
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments

EVE = datetime(2024, 3, 7, 22, tzinfo=UTC)
MMSI = 273000001
STEP = Step("samples", sample_slow, ("tracks", "segments", "areas", "places"), ("samples",), "mmsi")


def track(*reports, mmsi=MMSI):
    """TRACKS and SEGMENTS of one ship heard at (minutes after 22:00, latitude, longitude)."""
    rows = position_rows(mmsi, [(EVE + timedelta(minutes=m), lat, lon) for m, lat, lon in reports])
    return cut_segments(POSITIONS.from_rows(rows), STATICS.empty())


def sample(*reports, areas=(), places=(), **params):
    tables = track(*reports)
    return sample_slow(*tables, AREAS.from_rows(areas), PLACES.from_rows(places), SampleParams(**params)).to_pylist()


def minutes(rows):
    return [(r["time"] - EVE) / timedelta(minutes=1) for r in rows]


def circle(lat, lon, radius_km):
    return {
        "area_id": "area:1", "label": "A1", "port": "Harbour", "name": "Roads", "area_kind": "anchorage", "lat": lat,
        "lon": lon, "radius_km": radius_km, "evidence_id": "evidence:1", "row": 2,
    }  # fmt: skip


def place(kind, lat, lon):
    return {
        "place_id": "place:1", "label": "P1", "name": "Alder", "other_names": [], "place_kind": kind, "lat": lat,
        "lon": lon, "evidence_id": "evidence:1", "row": 2,
    }  # fmt: skip


def test_a_ship_that_lies_is_sampled_at_the_instants_of_the_clock():
    rows = sample((3, 10, 20), (33, 10, 20))
    assert minutes(rows) == [10, 20, 30]
    assert {(r["mmsi"], round(r["lat"], 9), round(r["lon"], 9), r["kn"], r["is_in_port"]) for r in rows} == {
        (MMSI, 10, 20, 0, False)
    }


def test_the_clock_runs_on_through_midnight():
    assert minutes(sample((95, 10, 20), (145, 10, 20))) == [100, 110, 120, 130, 140]


def test_between_two_reports_a_ship_bound_east_is_east_of_the_first():
    # On the equator 10 nautical miles east in an hour: after 30 minutes 5' of longitude east and not a second north.
    rows = sample((0, 0.0, 0.0), (60, 0.0, 10 / 60), slow_kn=20)
    half = rows[3]
    assert minutes(rows)[3] == 30
    assert half["lon"] == pytest.approx(5 / 60, abs=1e-9)
    assert half["lat"] == pytest.approx(0, abs=1e-12)


def test_nothing_is_said_before_the_first_report_or_after_the_last():
    assert minutes(sample((0, 10, 20), (30, 10, 20))) == [0, 10, 20, 30]


def test_far_north_a_ship_goes_the_great_circle_not_the_parallel():
    # Half way between two points of the parallel of 80 degrees that are 2 degrees apart:
    # tan(latitude) = tan(80) / cos(1), by Napier's rule in the right triangle to the pole.
    half = sample((0, 80.0, 0.0), (60, 80.0, 2.0), slow_kn=100)[3]
    assert half["lat"] == pytest.approx(degrees(atan(tan(radians(80)) / cos(radians(1)))), abs=1e-6)
    assert half["lon"] == pytest.approx(1, abs=1e-6)


def test_a_ship_that_crosses_the_antimeridian_stays_there():
    rows = sample((0, 10, 179.99), (60, 10, -179.99))
    assert all(abs(abs(r["lon"]) - 180) <= 0.01 and r["lon"] < 180 for r in rows)
    assert rows[3]["lon"] == pytest.approx(-180)
    assert [round(r["kn"], 1) for r in rows] == [1.2] * 7  # 0.02 degrees of 60 cos(10) miles in an hour


@pytest.mark.parametrize(("minute", "count"), [(60, 7), (61, 0)])
def test_reports_more_than_an_hour_apart_say_nothing_of_the_time_between(minute, count):
    assert len(sample((0, 10, 20), (minute, 10, 20))) == count


def test_a_ship_heard_every_25_minutes_is_sampled_all_the_time():
    assert minutes(sample(*((m, 10, 20) for m in range(0, 101, 25)))) == list(range(0, 101, 10))


def test_faster_samples_are_not_kept():
    # north at 2 kn for an hour, then at 4 kn; at the turn the mean of both
    north = [(m, 10 + (m * 2 + max(0, m - 60) * 2) / 3600, 20) for m in range(0, 121, 5)]
    rows = sample(*north, slow_kn=3.1)
    assert minutes(rows) == [0, 10, 20, 30, 40, 50, 60]
    assert [round(r["kn"], 2) for r in rows] == pytest.approx([2.0] * 6 + [3.0], abs=0.01)


@pytest.mark.parametrize(("kn", "count"), [(2.9, 13), (3.1, 0)])
def test_three_knots_are_too_fast(kn, count):
    assert len(sample(*((m, 10 + kn * m / 3600, 20) for m in range(0, 121, 5)))) == count


def test_samples_are_in_the_order_of_their_table():
    # five segments of one ship, a day apart: their keys are in another order than their times
    tables = track(*((1440 * day + m, 10, 20) for day in range(5) for m in (0, 30)))
    samples = sample_slow(*tables, AREAS.empty(), PLACES.empty())
    assert len(set(samples["segment_id"].to_pylist())) == 5
    assert samples["time"].to_pylist() != sorted(samples["time"].to_pylist())
    assert is_in_order(samples, SAMPLES.order)


def test_noise_of_positions_does_not_pass_for_speed():
    # 30 m to and fro every 10 seconds would be 12 kn from report to report
    lying = [(s / 60, 10 + 0.0003 * ((s // 10) % 2), 20) for s in range(0, 3600, 10)]
    rows = sample(*lying)
    assert len(rows) == 6
    assert max(r["kn"] for r in rows) < 0.2


def test_a_speed_is_not_said_of_a_moment():
    # two minutes around an instant are less than a quarter of a step
    assert sample((9, 10, 20), (11, 10, 20)) == []


def test_the_report_nearest_in_time_is_named_of_two_as_near_the_earlier():
    reports = (0, 10, 20), (8, 10, 20), (12, 10, 20), (29, 10, 20)
    ids = [r["position_id"] for r in position_rows(MMSI, [(EVE + timedelta(minutes=m), a, o) for m, a, o in reports])]
    assert [r["position_id"] for r in sample(*reports)] == [ids[0], ids[1], ids[2]]


def test_noise_is_left_out():
    tracks, segments = track((0, 10, 20), (30, 10, 20))
    noise = segments.set_column(segments.column_names.index("is_noise"), "is_noise", [[True]])
    assert sample_slow(tracks, noise, AREAS.empty(), PLACES.empty()).num_rows == 0


@pytest.mark.parametrize(
    ("areas", "places", "is_in_port"),
    [
        ([circle(10, 20.02, 3)], [], True),
        ([circle(10, 20.1, 3)], [], False),
        ([], [place("port", 10, 20.02)], True),
        ([], [place("island", 10, 20.02)], False),
    ],
)
def test_waters_of_ports_are_known_from_areas_and_from_places_where_ships_lie(areas, places, is_in_port):
    rows = sample((0, 10, 20), (10, 10, 20), areas=areas, places=places)
    assert [r["is_in_port"] for r in rows] == [is_in_port] * 2


def test_a_track_without_its_segment_is_refused():
    tracks, _ = track((0, 10, 20), (30, 10, 20))
    with pytest.raises(SchemaError, match="segments"):
        sample_slow(tracks, SEGMENTS.empty(), AREAS.empty(), PLACES.empty())


def test_nothing_gives_nothing():
    tables = (TRACKS.empty(), SEGMENTS.empty(), AREAS.empty(), PLACES.empty())
    assert sample_slow(*tables).equals(SAMPLES.empty())


@pytest.mark.parametrize("params", [{"step": timedelta(0)}, {"slow_kn": 0.0}, {"bridge": timedelta(days=2)}])
def test_parameters_outside_their_bounds_are_refused(params):
    with pytest.raises(ValueError, match="must be"):
        SampleParams(**params)


@settings(max_examples=60, deadline=None)
@given(testing.tracks(), st.randoms())
def test_the_laws_hold(world, rnd):
    world = {**world, "areas": AREAS.empty(), "places": PLACES.empty()}
    testing.row_order_does_not_matter(STEP, world, rnd)
    testing.groups_do_not_affect_each_other(STEP, world)


@settings(max_examples=60, deadline=None)
@given(testing.tracks())
def test_every_sample_lies_between_the_reports_of_its_segment(world):
    made = sample_slow(world["tracks"], world["segments"], AREAS.empty(), PLACES.empty()).to_pylist()
    spans = {r["segment_id"]: (r["start_time"], r["end_time"]) for r in world["segments"].to_pylist()}
    reports = {r["position_id"]: r for r in world["tracks"].to_pylist()}
    for r in made:
        start, end = spans[say_key("segment", r["segment_id"])]
        near = reports[r["position_id"]]
        assert start <= r["time"] <= end
        assert near["segment_id"] == r["segment_id"]
        assert abs(r["time"] - near["time"]) <= timedelta(minutes=30)
