"""A shift within a port complex; derived in README.md."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead.base.tables import AREAS, LISTENED, PLACES, POSITIONS, STATICS
from fairlead.events.port_calls import find_port_calls
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments


def roads(name, port, minutes_north, port_complex):
    return {
        "area_id": f"area:{name}", "label": name, "port": port, "port_complex": port_complex, "name": name,
        "area_kind": "anchorage", "lat": minutes_north / 60, "lon": 30.0, "radius_km": 3.0,
        "evidence_id": "evidence:golden", "row": 2,
    }  # fmt: skip


def calls(port_complex):
    rows = []
    with (Path(__file__).parent / "positions.csv").open(encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            at = [(datetime.fromisoformat(r["time"]), float(r["minutes_north"]) / 60, 30.0)]
            rows += position_rows(273000001, at, sog_kn=float(r["sog_kn"]),
                                  cog_deg=float(r["cog_deg"]) if r["cog_deg"] else None, msg_type=1)  # fmt: skip
    cut = cut_segments(POSITIONS.sorted(POSITIONS.from_rows(rows)), STATICS.empty())
    areas = AREAS.from_rows(
        [roads("East roads", "East", 0, port_complex), roads("West roads", "West", 10, port_complex)]
    )
    until = datetime(2024, 3, 8, tzinfo=UTC)
    return find_port_calls(*cut, areas, PLACES.empty(), LISTENED.empty(), until).sort_by("start_time").to_pylist()


def clock(row, *columns):
    return [row[c].strftime("%H:%M") for c in columns]


def test_within_a_complex_it_is_one_call():
    (row,) = calls("Bay")
    assert (row["port"], row["port_complex"], row["areas"]) == ("West", "Bay", ["East roads", "West roads"])
    assert clock(row, "start_time", "stop_start", "stop_end", "end_time") == ["01:06", "01:12", "16:12", "16:30"]
    assert (row["hours"], row["confidence"], row["has_gap"]) == (pytest.approx(15.4), 4, False)
    assert row["lat"] == pytest.approx(10 / 60)


def test_of_two_ports_alone_it_is_two():
    east, west = calls(None)
    assert (east["port"], *clock(east, "start_time", "end_time")) == ("East", "01:06", "05:30")
    assert (west["port"], *clock(west, "start_time", "end_time")) == ("West", "06:06", "16:30")
    assert [east["hours"], west["hours"]] == [pytest.approx(4.4), pytest.approx(10.4)]
