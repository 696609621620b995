"""Derived by hand in README.md."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fairlead.base.tables import AREAS, CONFLICTS, LAND, LISTENED, PLACES, POSITIONS, STATICS
from fairlead.events.gaps import weigh_gaps
from fairlead.events.reception import count_reception, hear
from fairlead.events.silences import list_silences
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments

UNTIL = datetime(2024, 3, 8, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def gap():
    rows = []
    with (Path(__file__).parent / "reports.csv").open(encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            first, last = (datetime.fromisoformat(r[c]) for c in ("first", "last"))
            every = timedelta(minutes=int(r["every_min"]))
            times = [first + i * every for i in range((last - first) // every + 1)]
            place = float(r["lat"]), float(r["lon"])
            more = {"sog_kn": 0.0, "msg_type": 1, "is_satellite": r["receiver"] == "satellite"}
            rows += position_rows(int(r["mmsi"]), ((t, *place) for t in times), **more)
    tracks, segments = cut_segments(POSITIONS.from_rows(rows), STATICS.empty())
    heard = hear(tracks, segments)
    land = LAND.from_rows([{"ring_no": 0, "ring": [30.0, 120.0, 30.0, 129.0, 50.0, 129.0, 50.0, 120.0]}])
    ports = PLACES.from_rows(
        {
            "place_id": f"place:{name}", "label": name, "name": name, "other_names": [], "place_kind": "port",
            "lat": lat, "lon": 130.05, "evidence_id": "evidence:golden", "row": 2,
        }
        for name, lat in (("North", 42.55), ("Mid", 41.05), ("Far", 37.05))
    )  # fmt: skip
    reception = count_reception(heard)
    silences = list_silences(tracks, segments, heard, reception, land, ports, AREAS.empty(), LISTENED.empty(), UNTIL)
    found = weigh_gaps(silences, CONFLICTS.empty()).to_pylist()
    (one,) = (g for g in found if g["mmsi"] == 273000001)
    return one


def test_its_ends(gap):
    assert gap["start_time"] == datetime(2024, 3, 7, 2, 20, tzinfo=UTC)
    assert (gap["hours"], gap["end_time"]) == (30, datetime(2024, 3, 8, 8, 20, tzinfo=UTC))
    assert gap["distance_km"] == pytest.approx(222.390, abs=0.001)
    assert gap["implied_kn"] == pytest.approx(4.0027, abs=0.0001)


def test_reports_around_it(gap):
    kinds = ("before_terrestrial", "before_satellite", "after_terrestrial", "after_satellite")
    assert [gap[k] for k in kinds] == [7, 0, 2, 0]


def test_reception_meanwhile(gap):
    assert (gap["hours_heard"], gap["hours_judged"]) == (26, 29)
    assert gap["reception_frac"] == pytest.approx(0.984375)


def test_shore_and_ports(gap):
    assert gap["shore_km"] == pytest.approx(86.70, rel=0.005)  # the coast is measured flat around the point
    assert (gap["port"], gap["port_km"]) == ("North", pytest.approx(55.6, abs=0.01))
    assert gap["reachable"] == ["Mid: 21 h", "North: 17 h"]


def test_the_chance(gap):
    assert gap["times_likelier"] == pytest.approx(3.62043, abs=0.00001)
    assert (gap["prior_frac"], gap["prior_gaps"]) == (pytest.approx(0.106498, abs=1e-6), 1)
    assert gap["p_not_reception"] == pytest.approx(0.301445, abs=1e-6)
    assert (
        "That it was more than reception is unlikely (30 %), where 11 % of gaps are held to be, learnt from the 1 gap"
        in gap["words"]
    )
    assert gap["is_gfw_disabling"] is False
