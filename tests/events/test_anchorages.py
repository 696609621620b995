"""Where ships lay, and the cells where many did. A thousandth of a degree of latitude is 111 m."""

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairlead import testing
from fairlead.base.ids import say_key
from fairlead.base.tables import ANCHORAGES, AREAS, LIES, PLACES, POSITIONS, SEGMENTS, STATICS, TRACKS
from fairlead.events.anchorages import AnchorageParams, LieParams, find_anchorages, find_lies, half_km_cells
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
MMSI = 273000001


def reports(*points, mmsi=MMSI):
    """Reports at hours from noon and degrees of latitude and longitude, at rest."""
    more = {"sog_kn": 0.0, "msg_type": 1}
    return position_rows(mmsi, [(NOON + timedelta(hours=h), lat, lon) for h, lat, lon in points], **more)


def lies(*ships, **params):
    rows = [r for ship in ships for r in ship]
    positions = POSITIONS.sorted(POSITIONS.from_rows(rows))
    return find_lies(*cut_segments(positions, STATICS.empty()), LieParams(**params))


def at_rest(hours, lat=10.0, lon=20.0, mmsi=MMSI, since=0.0):
    return reports(*((since + h, lat, lon) for h in np.arange(0, hours + 0.01, 1.0)), mmsi=mmsi)


def test_twelve_hours_within_half_a_kilometre_are_a_lie_and_less_is_none():
    assert lies(at_rest(11)).num_rows == 0
    ship = at_rest(12)
    (row,) = lies(ship).to_pylist()
    assert (row["start_time"], row["end_time"]) == (NOON, NOON + timedelta(hours=12))
    assert (row["hours"], row["positions"], row["hull_no"]) == (12.0, 13, 0)
    assert (row["lat"], row["lon"]) == (pytest.approx(10.0), pytest.approx(20.0))
    assert row["sources"][:2] == [
        say_key("position", ship[0]["position_id"]),
        say_key("position", ship[-1]["position_id"]),
    ]
    assert row["words"] == "273000001 lay within 0.5 km from 7 Mar 2024 12:00 UTC to 8 Mar 2024 00:00 UTC (12 h)."


def test_a_ship_that_swings_wider_than_from_its_first_report_lies_on():
    """It swings from side to side over 670 m: farther than 0.5 km from its first report, nearer to its middle."""
    swing = reports(*((h, 10.0 + 0.003 * np.cos(h), 20.0) for h in range(25)))
    (row,) = lies(swing).to_pylist()
    assert (row["positions"], row["hours"]) == (25, 24.0)


def test_a_ship_that_shifts_lies_twice():
    found = lies(at_rest(14), at_rest(13, lat=10.02, since=15.0)).to_pylist()
    assert sorted(r["hours"] for r in found) == [13.0, 14.0]
    assert len({r["cell"] for r in found}) == 2


def test_a_silence_of_more_than_a_day_ends_a_lie():
    around = at_rest(12) + at_rest(12, since=36.0)
    assert [r["hours"] for r in lies(around).to_pylist()] == [48.0]
    assert sorted(r["hours"] for r in lies(at_rest(12) + at_rest(12, since=36.1)).to_pylist()) == [12.0, 12.0]


def test_a_lie_on_the_antimeridian_has_its_middle_there():
    (row,) = lies(reports(*((h, 0.0, 179.9995 if h % 2 else -179.9995) for h in range(24)))).to_pylist()
    assert abs(row["lon"]) == pytest.approx(180.0, abs=1e-3)
    assert -180.0 <= row["lon"] < 180.0


def test_no_tracks_no_lies():
    assert find_lies(TRACKS.empty(), SEGMENTS.empty()) == LIES.empty()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=testing.tracks(), seed=st.integers(0, 2**32))
def test_neither_the_order_of_rows_nor_other_ships_matter(world, seed):
    rnd, params = random.Random(seed), LieParams(least=timedelta(minutes=10))

    def found(tracks, segments):
        return LIES.sorted(find_lies(tracks, segments, params)).to_pylist()

    whole = found(world["tracks"], world["segments"])
    mixed = [t.take(pa.array(rnd.sample(range(t.num_rows), t.num_rows), pa.int64()))
             for t in (world["tracks"], world["segments"])]  # fmt: skip
    assert found(*mixed) == whole
    one = pc.equal(world["tracks"]["mmsi"], testing.MMSIS[0])
    other = pc.equal(world["segments"]["mmsi"], testing.MMSIS[0])
    alone = found(world["tracks"].filter(one), world["segments"].filter(other))
    assert alone == [r for r in whole if r["mmsi"] == testing.MMSIS[0]]


# ----------------------------------------------------------------------------------------------------------- anchorages


def anchorages(*ships, places=(), **params):
    return find_anchorages(lies(*ships), AREAS.empty(), PLACES.from_rows(places), AnchorageParams(**params)).to_pylist()


def port(lat):
    return {
        "place_id": "place:P1", "label": "P1", "name": "Northport", "other_names": [], "place_kind": "port", "lat": lat,
        "lon": 20.0, "evidence_id": "evidence:test", "row": 2,
    }  # fmt: skip


def test_twenty_ships_in_one_cell_are_an_anchorage_and_nineteen_are_none():
    fleet = [at_rest(12, mmsi=MMSI + n) for n in range(20)]
    again = at_rest(13, mmsi=MMSI, since=60.0)
    (row,) = anchorages(*fleet, again)
    assert (row["vessels"], row["stays"], len(row["sources"])) == (20, 21, 20)
    assert row["words"] == "20 ships lay here 21 times, 253 h in all; no known port is near."
    assert anchorages(*fleet[:19], again) == []
    assert len(anchorages(*fleet[:3], ships=3)) == 1


def test_an_anchorage_is_named_after_a_port_within_four_kilometres():
    fleet = [at_rest(12, mmsi=MMSI + n) for n in range(3)]
    near, far = port(10.0 + 3.9 / 111.195), port(10.0 + 4.1 / 111.195)
    assert [r["port"] for r in anchorages(*fleet, places=[near], ships=3)] == ["P1"]
    assert [r["port"] for r in anchorages(*fleet, places=[far], ships=3)] == [None]


def test_no_lies_no_anchorages():
    assert find_anchorages(LIES.empty(), AREAS.empty(), PLACES.empty()) == ANCHORAGES.empty()


@pytest.mark.parametrize("lat", [0.0, 45.0, -60.0, 80.0])
def test_cells_are_half_a_kilometre_wide_on_every_latitude(lat):
    lon = np.arange(-180, 180, 0.001)
    around = len(np.unique(half_km_cells(np.full(len(lon), lat + 0.001), lon)))
    assert 360 * 111.195 * np.cos(np.radians(lat + 0.001)) / around == pytest.approx(0.5004, rel=0.001)


def test_cells_reach_around_the_world_and_to_the_poles():
    lat, lon = np.array([-90.0, 90.0, 0.0, 0.0]), np.array([0.0, 0.0, -180.0, 179.9999999])
    cells = half_km_cells(lat, lon)
    assert len(set(cells.tolist())) == 4
    assert (cells >= 0).all()
