"""Derived by hand in README.md beside this file."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairlead.base.geodesy import distance_km
from fairlead.base.ids import content_id
from fairlead.base.tables import AREAS, GAPS, LAND, MISFITS, PLACES, POSITIONS, STATICS
from fairlead.events.encounters import pair_encounters
from fairlead.events.loitering import find_loitering
from fairlead.events.partners import rank_partners
from fairlead.events.samples import sample_slow
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments


def read(name):
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def gap(row):
    start, end = (datetime.fromisoformat(row[n]) if row[n] else None for n in ("start", "end"))
    ends = ("start_lat", "start_lon", "end_lat", "end_lon")
    lat, lon, end_lat, end_lon = (float(row[n]) if row[n] else None for n in ends)
    return {
        "gap_id": content_id("gap", row["mmsi"], row["start"]),
        "mmsi": int(row["mmsi"]), "segment_id": "segment:golden",
        "start_time": start, "end_time": end, "hours": (end - start) / timedelta(hours=1) if end else 48.0,
        "start_lat": lat, "start_lon": lon, "end_lat": end_lat, "end_lon": end_lon,
        "distance_km": distance_km(lat, lon, end_lat, end_lon) if end else None, "before_terrestrial": 0,
        "before_satellite": 0, "after_terrestrial": 0, "after_satellite": 0, "hours_heard": 0, "hours_judged": 0,
        "unlistened_h": 0, "is_broken_off": False, "reachable": [],
        "p_not_reception": float(row["p_not_reception"]), "status": "inferred",
        "words": "golden", "sources": ["segment:golden"],
    }  # fmt: skip


@pytest.fixture(scope="module")
def loitering():
    rows = [
        one
        for r in read("positions.csv")
        for one in position_rows(
            int(r["mmsi"]), [(datetime.fromisoformat(r["time"]), float(r["lat"]), float(r["lon"]))]
        )
    ]
    tracks, segments = cut_segments(POSITIONS.from_rows(rows), STATICS.empty())
    samples = sample_slow(tracks, segments, AREAS.empty(), PLACES.empty())
    encounters = pair_encounters(samples, segments, PLACES.empty(), AREAS.empty())
    return find_loitering(samples, segments, encounters, MISFITS.empty(), LAND.empty(), PLACES.empty(), AREAS.empty())


@pytest.fixture(scope="module")
def partners(loitering):
    made = rank_partners(loitering, GAPS.from_rows(gap(r) for r in read("gaps.csv")))
    return sorted(made.to_pylist(), key=lambda r: r["rank"])


def test_it_lay_alone_for_twelve_hours(loitering):
    (row,) = loitering.to_pylist()
    start = datetime(2024, 6, 2, tzinfo=UTC)
    assert (row["mmsi"], row["start_time"], row["end_time"]) == (273000001, start, start + timedelta(hours=12))
    assert (row["hours"], row["mean_kn"], row["shore_km"]) == (12, 0, None)
    assert row["radius_km"] == pytest.approx(0, abs=1e-6)


def test_two_of_four_could_have_come(partners):
    assert [r["mmsi"] for r in partners] == [445000001, 445000003]


def test_how_fast_and_for_how_long(partners):
    assert [r["hours_left"] for r in partners] == pytest.approx([7.4228, 7.4228], abs=1e-4)
    assert [r["needed_kn"] for r in partners] == pytest.approx([8.577, 8.577], abs=1e-3)


def test_how_likely(partners):
    assert [r["probability"] for r in partners] == pytest.approx([0.6425, 0.0943], abs=1e-4)
