"""Rows on the map: where they lie, from when to when, with what error; a silence is its two ends."""

from itertools import pairwise

import numpy as np
import pytest

from fairlead.base.geodesy import distance_km
from fairlead.case.features import LAYERS, values_of
from fairlead.web.layers import _corners


def layer(shown, name):
    return shown.get(f"/api/layers/{name}").json()


def test_layers_without_rows_are_not_offered(shown):
    assert {x["name"] for x in shown.get("/api/layers").json()} == {"places", "areas", "stays", "sightings", "gaps"}


def test_every_row_is_drawn_or_counted_as_left_out(shown, bundled):
    for name, tables in {
        "places": ["places"],
        "sightings": ["observations"],
        "stays": ["stays"],
        "gaps": ["sighting_gaps"],
    }.items():
        found = layer(shown, name)
        assert len(found["features"]) + found["left_out"] == sum(bundled.table(t).num_rows for t in tables)


def test_a_silence_is_the_great_circle_between_its_ends_with_its_times(shown, bundled):
    gaps = {g["gap_id"]: g for g in bundled.table("sighting_gaps").to_pylist()}
    lines = [f for f in layer(shown, "gaps")["features"] if f["geometry"]["type"] == "LineString"]
    assert lines
    for f in lines:
        gap, way = gaps[f["properties"]["id"]], f["geometry"]["coordinates"]
        assert abs(way[0][0] - gap["start_lon"]) < 1e-9
        assert abs(way[-1][1] - gap["end_lat"]) < 1e-9
        drawn = sum(distance_km(a[1], a[0], b[1], b[0]) for a, b in pairwise(way))
        assert abs(drawn - gap["distance_km"]) < 1.0
        assert f["properties"]["from"]


def test_an_open_silence_is_where_it_began(shown, bundled):
    open_ = [g for g in bundled.table("sighting_gaps").to_pylist() if g["end_lat"] is None]
    points = [f for f in layer(shown, "gaps")["features"] if f["geometry"]["type"] == "Point"]
    assert len(points) == len(open_)


def test_a_position_comes_with_its_error_and_what_kind_of_knowledge_it_is(shown):
    for f in layer(shown, "sightings")["features"]:
        assert f["properties"]["radius_km"] > 0
        assert f["properties"]["status"] == "documented"
    stays = layer(shown, "stays")["features"]
    assert {f["properties"]["status"] for f in stays} <= {"documented", "inferred", "possible", "simulated"}


@pytest.mark.parametrize(("detail", "most"), [("far", 60_000), ("middle", 140_000), ("near", 200_000)])
def test_the_land_is_closed_rings_within_the_world_and_as_fine_as_is_asked(shown, detail, most):
    shape = shown.get("/api/land", params={"detail": detail}).json()["geometry"]
    corners = sum(len(p[0]) for p in shape["coordinates"])
    assert most / 2 < corners < most
    assert shape["type"] == "MultiPolygon"
    assert all(p[0][0] == p[0][-1] for p in shape["coordinates"])
    assert all(-540 <= lon <= 180 and -90 <= lat <= 90 for p in shape["coordinates"] for lon, lat in p[0])


def test_a_corner_is_drawn_where_it_stands_out_of_the_line_between_its_neighbours():
    # a square with a dent of 0.01 and one of 0.5 degrees in its lower side
    lon = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 4.0, 0.0, 0.0])
    lat = np.array([0.0, 0.01, 0.0, 0.5, 0.0, 4.0, 4.0, 0.0])
    kept = _corners(lon, lat, np.zeros(8, np.int64), 0.03)
    assert lon[kept].tolist() == [0.0, 2.0, 3.0, 4.0, 4.0, 0.0, 0.0]
    assert _corners(lon, lat, np.arange(8), 0.03).tolist() == list(range(8))  # eight rings of one corner


def test_a_detection_is_no_ship_yet_and_its_stated_error_is_a_ring_that_holds_95_of_100():
    """By hand: of an error of 100 m each way 95 positions of 100 lie within 100 sqrt(-2 ln .05) = 244.8 m."""
    (layer_of,) = [one for one in LAYERS if one.table == "detections"]
    row = {"detection_id": "detection:1", "lat": 1.0, "lon": 2.0, "sd_m": 100.0, "detector": "gfw", "length_m": 87.0}
    told = values_of(layer_of, row)
    assert told["radius_km"] == pytest.approx(0.2448)
    assert told["status"] == "possible"
    assert "radius_km" not in values_of(layer_of, {**row, "sd_m": None})  # none is stated: none is drawn
