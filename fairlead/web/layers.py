"""Layers of the map as GeoJSON: features of the case, tracks as far as a scale can show them, and land."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from fairlead.case.features import LAYERS, Geometry, features_of
from fairlead.case.track_view import Window
from fairlead.formats.land import read_rings
from fairlead.web.held import Held

Floats = npt.NDArray[np.float64]

MOST_FEATURES = 20_000
"""Features of one layer: more than a map can tell apart; the rest is counted."""

MOST_POINTS = 20_000
"""Reports of tracks drawn at once; nearer in, the same number shows more of each ship."""

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
        for one in features_of(layer, held.whole):
            if one is None or len(found) >= MOST_FEATURES:
                left_out += 1
                continue
            found.append({"type": "Feature", "geometry": one.geometry, "properties": one.properties})
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


def _many(kind: str, places: list[Any]) -> Geometry | None:
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
