"""A departure nobody heard; derived in README.md."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.base.tables import AREAS, GAPS, LISTENED, PLACES, POSITIONS, STATICS
from fairlead.events.port_calls import find_port_calls
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments
from fairlead.trips.voyages import list_voyages

VOSTOCHNY = PLACES.from_rows(
    [{"place_id": "place:P01", "label": "P01", "name": "Vostochny", "other_names": [], "place_kind": "port",
      "lat": 42.75, "lon": 133.083, "precision_km": 1.9, "evidence_id": "evidence:golden", "row": 2}]
)  # fmt: skip


@pytest.fixture(scope="module")
def cut():
    rows = []
    with (Path(__file__).parent / "positions.csv").open(encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            at = [(datetime.fromisoformat(r["time"]), float(r["lat"]), float(r["lon"]))]
            rows += position_rows(445000001, at, sog_kn=float(r["sog_kn"]),
                                  cog_deg=float(r["cog_deg"]) if r["cog_deg"] else None, msg_type=1)  # fmt: skip
    return cut_segments(POSITIONS.sorted(POSITIONS.from_rows(rows)), STATICS.empty())


@pytest.fixture(scope="module")
def calls(cut):
    return find_port_calls(*cut, AREAS.empty(), VOSTOCHNY, LISTENED.empty(), datetime(2024, 11, 1, tzinfo=UTC))


def test_the_call_ends_where_it_was_last_heard(calls):
    (row,) = calls.to_pylist()
    assert (row["start_time"], row["stop_start"]) == (datetime(2024, 10, 19, 17, tzinfo=UTC),) * 2
    assert (row["end_time"], row["stop_end"]) == (datetime(2024, 10, 21, 11, 50, tzinfo=UTC),) * 2
    assert row["hours"] == pytest.approx(42.8333, abs=1e-4)
    assert (row["has_entry"], row["has_stop"], row["has_gap"], row["has_exit"], row["confidence"]) == (
        True, True, True, False, 3,
    )  # fmt: skip
    assert row["words"].endswith("silent for up to 97 h 14 min; not seen to leave.")


def test_the_voyage_after_it(cut, calls):
    tracks, segments = cut
    *_, row = (
        list_voyages(calls, GAPS.empty(), segments, tracks, VOSTOCHNY, LISTENED.empty())
        .sort_by("start_time")
        .to_pylist()
    )
    assert (row["from_port"], row["to_port"], row["end_time"]) == ("P01", None, None)
    assert row["start_time"] == datetime(2024, 10, 21, 11, 50, tzinfo=UTC)
    assert row["distance_km"] == pytest.approx(587.9, abs=0.05)
