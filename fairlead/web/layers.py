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
import numpy.typing as npt

from fairlead.base.geodesy import distance_km, great_circle, wrap_lon
from fairlead.base.json_values import json_value
from fairlead.base.tables import TABLES
from fairlead.case.rows import row_id
from fairlead.case.track_view import Window
from fairlead.formats.land import read_rings
from fairlead.web.held import Held
from fairlead.web.rows import MOST_ROWS

Row = Mapping[str, Any]
Floats = npt.NDArray[np.float64]
Geometry = dict[str, Any] | None

MOST_FEATURES = 20_000
"""Features of one layer: more than a map can tell apart; the rest is counted."""

MOST_POINTS = 20_000
"""Reports of tracks drawn at once; nearer in, the same number shows more of each ship."""

STRAIGHT_KM = 100.0
"""A great circle is drawn as straight pieces of so many kilometres: 200 m off it in the middle, less than a pixel."""

_TOLD = ("label", "words", "status", "vessel_id", "mmsi", "other_mmsi", "place_id", "method", "hours", "radius_km",
         "precision_km", "position_basis", "is_open", "name", "place_kind", "ship_words", "hull_words", "detector",
         "length_m", "said_words", "matched_mmsi")  # fmt: skip
"""Columns that go with a feature, where its table has them."""

RING_SD = 2.448
"""Standard deviations, each way, of a ring that holds 95 positions of 100: the root of -2 ln 0.05. Errors that are
stated as a radius are drawn as they are stated."""


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
    with_matches: bool = False
    """Whether what a run makes of it stands in ``detection_matches``."""


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
    Layer("detections", "detections", _point, status="possible", with_matches=True),
)  # fmt: skip
"""Every layer but the tracks; two tables may feed one."""

TRACKS = "tracks"
NAMES = tuple(dict.fromkeys([*(layer.name for layer in LAYERS), TRACKS]))


def count(held: Held, name: str) -> int:
    """Rows behind a layer."""
    if name == TRACKS:
        return held.rows(TRACKS)
    return sum(held.rows(layer.table) for layer in LAYERS if layer.name == name)


def features(held: Held, name: str) -> bytes:
    """A layer that is drawn whole: JSON of :class:`fairlead.web.shapes.Features`, written at once, since to check each
    of very many features by its shape takes longer than to make it."""
    found: list[dict[str, Any]] = []
    left_out = 0
    for layer in (one for one in LAYERS if one.name == name):
        for row in _rows(held, layer):
            place = layer.place(row)
            if place is None or len(found) >= MOST_FEATURES:
                left_out += 1
                continue
            found.append({"type": "Feature", "geometry": place, "properties": _properties(layer, row)})
    return _collection(found, left_out)


def made(held: Held, name: str) -> bytes:
    """:func:`features`, made once a run."""
    return held.made_of_run(("layer", name), lambda: features(held, name))


def warm(held: Held) -> None:
    """Make what the map needs first, so that nobody waits for it."""
    land("far")
    for name in NAMES:
        if name != TRACKS and count(held, name):
            made(held, name)
    held.track_view()


def _collection(found: list[dict[str, Any]], left_out: int) -> bytes:
    whole = {"type": "FeatureCollection", "features": found, "left_out": left_out}
    return json.dumps(whole, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _rows(held: Held, layer: Layer) -> Iterator[Row]:
    places = {}
    if layer.at_place:
        places = {
            p["place_id"]: p
            for p in held.whole("places").select(["place_id", "lat", "lon", "precision_km"]).to_pylist()
        }
    matches = {}
    if layer.with_matches:
        told = held.whole("detection_matches").select(["detection_id", "words", "vessel_id"]).to_pylist()
        matches = {m.pop("detection_id"): m for m in told}
    for batch in held.whole(layer.table).to_batches(max_chunksize=MOST_ROWS):
        for row in batch.to_pylist():
            yield {**places.get(row.get("place_id"), {}), **row, **matches.get(row.get("detection_id"), {})}


def _properties(layer: Layer, row: Row) -> dict[str, Any]:
    told = {c: row[c] for c in _TOLD if row.get(c) is not None}
    told["id"], told["table"] = row_id(layer.table, row), layer.table
    told["status"] = row.get("status") or layer.status
    if row.get("sd_m") is not None:
        told["radius_km"] = RING_SD * row["sd_m"] / 1000.0
    for name, columns in (("from", layer.since), ("until", layer.until)):
        told[name] = next((row[c] for c in columns if row.get(c) is not None), None)
    plain: dict[str, Any] = json_value(told)
    return plain


# ------------------------------------------------------------------------------------------------------------- tracks


def tracks(held: Held, window: Window, most: int = MOST_POINTS) -> bytes:
    """Lines of received positions in a window, thinned to what a map can tell apart; broken where nothing was received
    for long."""
    view = held.track_view()
    if view is None:
        return _collection([], 0)
    ways, drawn = view.see(window, most)
    found = []
    for way in ways:
        told = {"id": way.segment_id, "table": "segments", "mmsi": way.mmsi, "status": "documented"}
        shapes = [_many("LineString", way.lines), _many("Point", way.alone)]
        found += [{"type": "Feature", "geometry": shape, "properties": told} for shape in shapes if shape]
    return _collection(found, max(held.rows(TRACKS) - drawn, 0))


def _many(kind: str, places: list[Any]) -> Geometry:
    if len(places) < 2:
        return {"type": kind, "coordinates": places[0]} if places else None
    return {"type": f"Multi{kind}", "coordinates": places}


# --------------------------------------------------------------------------------------------------------------- land


LAND_DEG = {"far": 0.03, "middle": 0.012, "near": 0.0}
"""Degrees by which a corner of land may stand out of the line between its neighbours and not be drawn: a pixel is 0.044
degrees wide at zoom 4 and 0.011 at zoom 6. The map asks for what its scale can show."""


@lru_cache(maxsize=len(LAND_DEG))
def land(detail: str = "near") -> bytes:
    """The world's land as one GeoJSON MultiPolygon, from the file that comes with the program.

    Args:
        detail: which of :data:`LAND_DEG`; an island that is smaller is left out.
    """
    lon, lat, start = read_rings()
    ring = np.repeat(np.arange(len(start) - 1), np.diff(start))
    if LAND_DEG[detail]:
        kept = _corners(lon, lat, ring, LAND_DEG[detail])
        lon, lat, ring = lon[kept], lat[kept], ring[kept]
    corners = np.round(np.column_stack((lon, lat)), 3)
    cuts = [0, *(np.flatnonzero(np.diff(ring)) + 1).tolist(), len(ring)]
    rings = []
    for a, b in pairwise(cuts):
        line = corners[a:b].tolist()
        if len(line) > 3:
            rings.append([line if line[0] == line[-1] else [*line, line[0]]])
    shape = {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": rings}}
    return json.dumps(shape, separators=(",", ":")).encode()


def _corners(lon: Floats, lat: Floats, ring: npt.NDArray[np.int64], least: float) -> npt.NDArray[np.int64]:
    """Which corners stand out: every second one that lies nearer than ``least`` to the line between its neighbours
    goes, in turns, until few do. The first and the last of a ring stay."""
    kept = np.arange(len(lon))
    for turn in range(2 * LAND_TURNS):
        x, y, of = lon[kept], lat[kept], ring[kept]
        mid = np.arange(1 + turn % 2, len(kept) - 1, 2)
        mid = mid[(of[mid - 1] == of[mid]) & (of[mid + 1] == of[mid])]
        dx, dy = x[mid + 1] - x[mid - 1], y[mid + 1] - y[mid - 1]
        px, py = x[mid] - x[mid - 1], y[mid] - y[mid - 1]
        long = np.hypot(dx, dy)
        off = np.where(long > 0, np.abs(dx * py - dy * px) / np.where(long > 0, long, 1.0), np.hypot(px, py))
        kept = np.delete(kept, mid[off < least])
    return kept


LAND_TURNS = 6
"""Rounds over the corners: each leaves half at least, and errors add up to a few times the least."""


def is_layer(name: str) -> bool:
    """Whether there is such a layer."""
    return name in NAMES


assert all(layer.table in TABLES for layer in LAYERS)
