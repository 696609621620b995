"""Rows with a place as GeoJSON: what lies where, from when to when, and how surely.

A position comes with the error it is stated with, and a silence as the great circle between its ends: hours nothing
was received, never a way that was travelled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from fairlead.base.geodesy import distance_km, great_circle, wrap_lon
from fairlead.base.json_values import json_value
from fairlead.base.tables import TABLES
from fairlead.case.rows import row_id
from fairlead.case.track_view import Window
from fairlead.formats.land import read_rings
from fairlead.web.held import Held
from fairlead.web.rows import MOST_ROWS
from fairlead.web.shapes import Feature, Features

Row = Mapping[str, Any]
Geometry = dict[str, Any] | None

MOST_FEATURES = 20_000
"""Features of one layer: more than a map can tell apart; the rest is counted."""

MOST_POINTS = 20_000
"""Reports of tracks drawn at once; nearer in, the same number shows more of each ship."""

STRAIGHT_KM = 100.0
"""A great circle is drawn as straight pieces of so many kilometres: 200 m off it in the middle, less than a pixel."""

_TOLD = ("label", "words", "status", "vessel_id", "mmsi", "other_mmsi", "place_id", "method", "hours", "radius_km",
         "precision_km", "position_basis", "is_open", "name", "place_kind", "ship_words", "hull_words")  # fmt: skip
"""Columns that go with a feature, where its table has them."""


def _point(row: Row) -> Geometry:
    if row.get("lat") is None or row.get("lon") is None:
        return None
    return {"type": "Point", "coordinates": [row["lon"], row["lat"]]}


def _ends(row: Row) -> Geometry:
    """The great circle between the ends of a silence; an open one is where it began."""
    start, end = ((row.get(f"{end}_lat"), row.get(f"{end}_lon")) for end in ("start", "end"))
    if start[0] is None or start[1] is None:
        return None
    if end[0] is None or end[1] is None:
        return {"type": "Point", "coordinates": [start[1], start[0]]}
    ends = float(start[0]), float(start[1]), float(end[0]), float(end[1])
    line = great_circle(*ends, points=min(2 + int(distance_km(*ends) / STRAIGHT_KM), 33))
    return {"type": "LineString", "coordinates": _unbroken(line)}


def _ring(row: Row) -> Geometry:
    corners = row.get("ring")
    if not corners:
        return _point(row)
    line = [[corners[i + 1], corners[i]] for i in range(0, len(corners), 2)]
    return {"type": "Polygon", "coordinates": [line if line[0] == line[-1] else [*line, line[0]]]}


def _unbroken(line: list[tuple[float, float]]) -> list[list[float]]:
    """Longitudes that go on over the antimeridian: a jump of 360 degrees would be drawn round the back of the world."""
    out: list[list[float]] = []
    for lat, lon in line:
        before = out[-1][0] if out else lon
        out.append([before + wrap_lon(lon - before), lat])
    return out


@dataclass(frozen=True, slots=True)
class Layer:
    """How rows of a table come onto the map."""

    name: str
    table: str
    place: Callable[[Row], Geometry]
    since: tuple[str, ...] = ("start_time",)
    """Columns of its first moment, the first that is held."""
    until: tuple[str, ...] = ("end_time",)
    status: str | None = None
    """What kind of knowledge its rows are, where they do not say so themselves."""
    at_place: bool = False
    """Whether it lies at the place it names."""


LAYERS = (
    Layer("places", "places", _point, (), ()),
    Layer("areas", "areas", _ring, (), ()),
    Layer(
        "stays", "stays", _point, ("arrival_earliest", "seen_from"), ("departure_latest", "seen_until"), at_place=True,
    ),
    Layer("sightings", "observations", _point, status="documented"),
    Layer("gaps", "gaps", _ends),
    Layer("gaps", "sighting_gaps", _ends, ("start_earliest",), ("end_latest",)),
    Layer("calls", "port_calls", _point, status="documented"),
    Layer("encounters", "encounters", _point, status="documented"),
    Layer("loitering", "loitering", _point, status="documented"),
    Layer("conflicts", "conflicts", _point, status="contradicted"),
)  # fmt: skip
"""Every layer but the tracks; two tables may feed one."""

TRACKS = "tracks"
NAMES = tuple(dict.fromkeys([*(layer.name for layer in LAYERS), TRACKS]))


def count(held: Held, name: str) -> int:
    """Rows behind a layer."""
    if name == TRACKS:
        return held.rows(TRACKS)
    return sum(held.rows(layer.table) for layer in LAYERS if layer.name == name)


def features(held: Held, name: str) -> Features:
    """A layer that is drawn whole."""
    found: list[Feature] = []
    left_out = 0
    for layer in (one for one in LAYERS if one.name == name):
        for row in _rows(held, layer):
            place = layer.place(row)
            if place is None or len(found) >= MOST_FEATURES:
                left_out += 1
                continue
            found.append(Feature(geometry=place, properties=_properties(layer, row)))
    return Features(features=found, left_out=left_out)


def _rows(held: Held, layer: Layer) -> Iterator[Row]:
    places = {}
    if layer.at_place:
        places = {
            p["place_id"]: p
            for p in held.whole("places").select(["place_id", "lat", "lon", "precision_km"]).to_pylist()
        }
    for batch in held.whole(layer.table).to_batches(max_chunksize=MOST_ROWS):
        for row in batch.to_pylist():
            yield {**places.get(row.get("place_id"), {}), **row} if layer.at_place else row


def _properties(layer: Layer, row: Row) -> dict[str, Any]:
    told = {c: row[c] for c in _TOLD if row.get(c) is not None}
    told["id"], told["table"] = row_id(layer.table, row), layer.table
    told["status"] = row.get("status") or layer.status
    for name, columns in (("from", layer.since), ("until", layer.until)):
        told[name] = next((row[c] for c in columns if row.get(c) is not None), None)
    plain: dict[str, Any] = json_value(told)
    return plain


# ------------------------------------------------------------------------------------------------------------- tracks


def tracks(held: Held, window: Window, most: int = MOST_POINTS) -> Features:
    """Lines of received positions in a window, thinned to what a map can tell apart; broken where nothing was received
    for long."""
    view = held.track_view()
    if view is None:
        return Features(features=[], left_out=0)
    ways, drawn = view.see(window, most)
    found = []
    for way in ways:
        told = {"id": way.segment_id, "table": "segments", "mmsi": way.mmsi, "status": "documented"}
        shapes = [_many("LineString", way.lines), _many("Point", way.alone)]
        found += [Feature(geometry=shape, properties=told) for shape in shapes if shape]
    return Features(features=found, left_out=max(held.rows(TRACKS) - drawn, 0))


def _many(kind: str, places: list[Any]) -> Geometry:
    if len(places) < 2:
        return {"type": kind, "coordinates": places[0]} if places else None
    return {"type": f"Multi{kind}", "coordinates": places}


# --------------------------------------------------------------------------------------------------------------- land


@lru_cache(maxsize=1)
def land() -> bytes:
    """The world's land as one GeoJSON MultiPolygon, from the file that comes with the program."""
    lon, lat, start = read_rings()
    rings = []
    for a, b in pairwise(start):
        line = np.round(np.column_stack((lon[a:b], lat[a:b])), 3).tolist()
        rings.append([line if line[0] == line[-1] else [*line, line[0]]])
    shape = {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": rings}}
    return json.dumps(shape, separators=(",", ":")).encode()


def is_layer(name: str) -> bool:
    """Whether there is such a layer."""
    return name in NAMES


assert all(layer.table in TABLES for layer in LAYERS)
