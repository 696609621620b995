"""Port calls of real AIS, beside what a plain look at every report says. The data stand beside the repository."""

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from fairlead.base.arrays import floats, ints
from fairlead.base.tables import AREAS, LISTENED, PLACES
from fairlead.case.landing import sort_positions
from fairlead.events.port_calls import find_port_calls
from fairlead.formats.ais import read_reports
from fairlead.formats.reports import merge_statics
from fairlead.tracks.segments import cut_segments

SHARED = Path(__file__).parents[3] / "shared" / "data"
PORTS = SHARED / "reference" / "ports"
pytestmark = pytest.mark.skipif(
    not PORTS.exists(), reason="the shared AIS and port lists are not beside the repository"
)
REACH_KM = 3.0 + 1.9
"""Within this of a point of the World Port Index, printed to the arc-minute, a ship enters."""


def world_port_index():
    with (PORTS / "nga_wpi_pub150.csv").open(encoding="utf-8-sig", newline="") as f:
        by_number = {r["World Port Index Number"]: r for r in csv.DictReader(f)}
    return PLACES.from_rows(
        {"place_id": f"place:{n}", "label": n, "name": r["Main Port Name"], "other_names": [], "place_kind": "port",
         "lat": float(r["Latitude"]), "lon": float(r["Longitude"]), "precision_km": 1.9, "evidence_id": "evidence:wpi",
         "row": i + 2}
        for i, (n, r) in enumerate(by_number.items())
    )  # fmt: skip


def named_anchorages():
    """Those of Global Fishing Watch's hand-kept list around Suez, each a circle of 3 km."""
    with (PORTS / "gfw_named_anchorages.csv").open(encoding="utf-8", newline="") as f:
        rows = [r for r in csv.DictReader(f) if r["iso3"] == "EGY"]
    return AREAS.from_rows(
        {"area_id": f"area:{i}", "label": r["s2id"], "port": r["label"], "name": r["sublabel"] or r["label"],
         "area_kind": "anchorage", "lat": float(r["latitude"]), "lon": float(r["longitude"]), "radius_km": 3.0,
         "evidence_id": "evidence:gfw", "row": i + 2}
        for i, r in enumerate(rows)
    )  # fmt: skip


def cut(name):
    path = SHARED / "ais" / "parquet" / f"{name}.parquet"
    batches = list(read_reports(path, path.name, "ais_parquet", "evidence:set"))
    positions = sort_positions(pa.concat_tables([b.positions for b in batches]).combine_chunks())
    return cut_segments(positions, merge_statics(pa.concat_tables([b.statics for b in batches]).combine_chunks()))


def near_a_port(tracks, places):
    """Whether each report lies within reach of a port, by distances to all of them."""
    lat, lon = np.radians(floats(tracks, "lat")), np.radians(floats(tracks, "lon"))
    found = np.zeros(len(lat), dtype=bool)
    for north, east in zip(np.radians(floats(places, "lat")), np.radians(floats(places, "lon")), strict=True):
        if not (lat.min() - 0.01 < north < lat.max() + 0.01):
            continue
        h = np.sin((lat - north) / 2) ** 2 + np.cos(lat) * np.cos(north) * np.sin((lon - east) / 2) ** 2
        found |= 2 * 6371.0088 * np.arcsin(np.sqrt(h)) <= REACH_KM
    return found


def test_in_new_york_harbour_those_and_only_those_call_that_lie_still_near_a_port():
    """One hour of MarineCadastre: too short for a port gap, so a call needs a report of 0.2 kn or less."""
    tracks, segments = cut("ny_harbor_2020-06-30_h00")
    places = world_port_index()
    calls = find_port_calls(tracks, segments, AREAS.empty(), places, LISTENED.empty(), max(tracks["time"].to_pylist()))
    noise = {int(s["segment_id"][8:], 16) for s in segments.to_pylist() if s["is_noise"]}
    is_ship = np.array([k & (2**64 - 1) not in noise for k in ints(tracks, "segment_id").tolist()])
    still = (floats(tracks, "sog_kn") <= np.float32(0.2)) & near_a_port(tracks, places) & is_ship
    assert set(calls["mmsi"].to_pylist()) == set(ints(tracks, "mmsi")[still].tolist())
    assert len(set(calls["mmsi"].to_pylist())) > 150
    assert not any(calls["has_gap"].to_pylist())


def test_ships_that_wait_for_the_suez_canal_do_not_call_at_its_ports():
    """171 ships, most of them waiting in the roads: of those heard only out there none is in port."""
    tracks, segments = cut("suez_2021-03")
    places = world_port_index()
    calls = find_port_calls(tracks, segments, AREAS.empty(), places, LISTENED.empty(), max(tracks["time"].to_pylist()))
    near = set(ints(tracks, "mmsi")[near_a_port(tracks, places)].tolist())
    callers = set(calls["mmsi"].to_pylist())
    assert callers <= near
    assert len(callers) < 30 < len(set(ints(tracks, "mmsi").tolist()))


def test_where_the_anchorages_of_suez_are_drawn_those_who_wait_call_at_them_and_the_words_say_so():
    tracks, segments = cut("suez_2021-03")
    calls = find_port_calls(
        tracks, segments, named_anchorages(), PLACES.empty(), LISTENED.empty(), max(tracks["time"].to_pylist())
    )
    waiting = [r for r in calls.to_pylist() if r["port"] == "SUEZ SOUTH ANCHORAGE"]
    in_them = [r for r in waiting if r["areas"]]  # the others lie within a kilometre of one
    assert len({r["mmsi"] for r in in_them}) > 50
    assert all("lay still at anchorage" in r["words"] for r in in_them)
