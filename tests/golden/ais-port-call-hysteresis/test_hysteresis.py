"""One call at a port known by a point; derived in README.md."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.base.tables import AREAS, GAPS, LISTENED, PLACES, POSITIONS, STATICS
from fairlead.events.port_calls import find_port_calls
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments
from fairlead.trips.voyages import list_voyages

DAY = datetime(2024, 3, 7, tzinfo=UTC)
PORT = PLACES.from_rows(
    [{"place_id": "place:P1", "label": "P1", "name": "Northport", "other_names": [], "place_kind": "port", "lat": 0.0,
      "lon": 30.0, "evidence_id": "evidence:golden", "row": 2}]
)  # fmt: skip


@pytest.fixture(scope="module")
def cut():
    rows = []
    with (Path(__file__).parent / "positions.csv").open(encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            at = [(datetime.fromisoformat(r["time"]), float(r["minutes_north"]) / 60, 30.0)]
            rows += position_rows(273000001, at, sog_kn=float(r["sog_kn"]),
                                  cog_deg=float(r["cog_deg"]) if r["cog_deg"] else None, msg_type=1)  # fmt: skip
    return cut_segments(POSITIONS.sorted(POSITIONS.from_rows(rows)), STATICS.empty())


@pytest.fixture(scope="module")
def calls(cut):
    return find_port_calls(*cut, AREAS.empty(), PORT, LISTENED.empty(), datetime(2024, 3, 8, tzinfo=UTC))


def test_the_call(calls):
    (row,) = calls.to_pylist()
    clock = [row[c].strftime("%H:%M") for c in ("start_time", "stop_start", "stop_end", "end_time")]
    assert clock == ["01:54", "02:00", "12:00", "12:18"]
    assert row["hours"] == pytest.approx(10.4)
    assert (row["has_entry"], row["has_stop"], row["has_gap"], row["has_exit"]) == (True, True, False, True)
    assert (row["confidence"], row["port"]) == (4, "P1")
    assert (row["lat"], row["lon"]) == (pytest.approx(0.0, abs=1e-9), pytest.approx(30.0))


def test_the_voyages_around_it(cut, calls):
    tracks, segments = cut
    voyages = (
        list_voyages(calls, GAPS.empty(), segments, tracks, PORT, LISTENED.empty()).sort_by("start_time").to_pylist()
    )
    assert [(v["from_port"], v["to_port"]) for v in voyages] == [(None, "P1"), ("P1", None)]
    assert [v["distance_km"] for v in voyages] == [pytest.approx(35.21, abs=0.005), pytest.approx(16.68, abs=0.005)]
