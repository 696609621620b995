"""Derived by hand in README.md beside this file."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.base.ids import say_key
from fairlead.base.tables import AREAS, PLACES, POSITIONS, STATICS
from fairlead.events.encounters import pair_encounters
from fairlead.events.samples import sample_slow
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments


def at(day, hour, minute):
    return datetime(2024, 3, day, hour, minute, tzinfo=UTC)


@pytest.fixture(scope="module")
def reports():
    with (Path(__file__).parent / "positions.csv").open(encoding="utf-8", newline="") as f:
        return [
            (int(r["mmsi"]), datetime.fromisoformat(r["time"]), float(r["lat"]), float(r["lon"]))
            for r in csv.DictReader(f)
        ]


@pytest.fixture(scope="module")
def encounter(reports):
    rows = [row for mmsi, *report in reports for row in position_rows(mmsi, [report])]
    tracks, segments = cut_segments(POSITIONS.from_rows(rows), STATICS.empty())
    samples = sample_slow(tracks, segments, AREAS.empty(), PLACES.empty())
    (row,) = pair_encounters(samples, segments, PLACES.empty(), AREAS.empty()).to_pylist()
    return row


def test_when(encounter):
    assert (encounter["start_time"], encounter["end_time"]) == (at(7, 22, 10), at(8, 0, 50))
    assert encounter["hours"] == pytest.approx(2 + 40 / 60)


def test_who_and_how_near(encounter):
    assert (encounter["mmsi"], encounter["other_mmsi"]) == (273000001, 445000003)
    assert encounter["median_km"] == pytest.approx(0.2224, abs=0.0001)
    assert encounter["median_kn"] == 0


def test_where(encounter):
    assert encounter["lat"] == pytest.approx(0, abs=1e-9)
    assert encounter["lon"] == pytest.approx(-180)


def test_on_what_it_rests(encounter, reports):
    wanted = {
        say_key("position", position_rows(mmsi, [report])[0]["position_id"])
        for mmsi, *report in reports
        if (mmsi, report[0])
        in {(273000001, at(7, 22, 12)), (445000003, at(7, 22, 5)), (273000001, at(8, 0, 48)), (445000003, at(8, 1, 0))}
    }
    assert len(wanted) == 4
    assert {s for s in encounter["sources"] if s.startswith("position:")} == wanted
