"""Land for a map: Natural Earth's polygons, taken from the package's own file and clipped to a view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from fairlead.formats.land import read_rings

Array = np.ndarray[Any, np.dtype[np.float64]]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of longitudes and latitudes in degrees; ``west`` < ``east``, both may run past 180."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class _Land:
    lon: Array
    lat: Array
    first: np.ndarray[Any, np.dtype[np.int64]]
    boxes: Array


def land_in(window: Window) -> Iterator[tuple[Array, Array]]:
    """Rings of land that may touch ``window``, as longitudes and latitudes, longitudes shifted to lie in it."""
    land = _read_land()
    west, south, east, north = land.boxes
    for turn in (-360.0, 0.0, 360.0):
        hits = (
            (west + turn < window.east) & (east + turn > window.west) & (south < window.north) & (north > window.south)
        )
        for i in np.nonzero(hits)[0]:
            ring = slice(land.first[i], land.first[i + 1])
            yield land.lon[ring] + turn, land.lat[ring]


def clip_ring(points: list[Point], left: float, top: float, right: float, bottom: float) -> list[Point]:
    """The part of a closed ring inside a rectangle (Sutherland and Hodgman's clipping); edges may run along it."""
    sides: tuple[tuple[int, float, Callable[[float], bool]], ...] = (
        (0, left, lambda v: v >= left), (0, right, lambda v: v <= right),
        (1, top, lambda v: v >= top), (1, bottom, lambda v: v <= bottom),
    )  # fmt: skip
    for axis, limit, is_inside in sides:
        if not points:
            return []
        kept: list[Point] = []
        before = points[-1]
        was_inside = is_inside(before[axis])
        for p in points:
            is_in = is_inside(p[axis])
            if is_in != was_inside:
                t = (limit - before[axis]) / (p[axis] - before[axis])
                crossing = before[1 - axis] + t * (p[1 - axis] - before[1 - axis])
                kept.append((limit, crossing) if axis == 0 else (crossing, limit))
            if is_in:
                kept.append(p)
            before, was_inside = p, is_in
        points = kept
    return points


def thin_ring(points: list[Point], least: float) -> list[Point]:
    """``points`` without those closer than ``least`` to the one kept before: what a pen could not draw."""
    out = points[:1]
    for x, y in points[1:]:
        if abs(x - out[-1][0]) + abs(y - out[-1][1]) >= least:
            out.append((x, y))
    return out


@lru_cache(maxsize=1)
def _read_land() -> _Land:
    lon, lat, start = read_rings()
    box = [
        reduce.reduceat(v, start[:-1])
        for v, reduce in ((lon, np.minimum), (lat, np.minimum), (lon, np.maximum), (lat, np.maximum))
    ]
    return _Land(lon, lat, start, np.array(box))
