"""Make ``land.npz`` from Natural Earth's land polygons:
``python -m fairlead.formats.land_data.build_land land-10m.json``.

The input is TopoJSON as the npm package world-atlas ships it. Rings are put together from their arcs, carried on across
the antimeridian instead of jumping back, closed over the pole where they run round it, thinned, and kept as steps.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

import numpy as np

UNIT_DEG = 0.001
"""One step of the stored integers, about 110 m: well below the thinning."""

THIN_DEG = 0.005
"""Points closer than this (about 550 m) to the line kept are dropped: half of 1:10 million's own drawing error."""

LONGEST_STEP = 30_000
"""Longer steps are cut in two, so that all fit 16 bits."""

Point = tuple[float, float]


def build_land(source: Path, target: Path) -> int:
    """Write ``target`` from the TopoJSON ``source``; returns the number of rings."""
    rings = [r for r in (_stored(ring) for ring in read_rings(source) if not is_null_island(ring)) if len(r) > 3]
    steps = [np.diff(r, axis=0) for r in rings]
    np.savez_compressed(
        target,
        firsts=np.array([r[0] for r in rings], dtype=np.int32),
        lengths=np.array([len(s) for s in steps], dtype=np.int32),
        steps_lon=np.concatenate([s[:, 0] for s in steps]).astype(np.int16),
        steps_lat=np.concatenate([s[:, 1] for s in steps]).astype(np.int16),
    )
    return len(rings)


def read_rings(source: Path) -> Iterator[list[Point]]:
    """Every ring of the land of a TopoJSON file as (lon, lat), unthinned, longitudes running on past 180."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = [_absolute(arc, topology["transform"]) for arc in topology["arcs"]]
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for parts in polygon:
                ring: list[Point] = []
                for part in parts:
                    arc = arcs[part] if part >= 0 else arcs[~part][::-1]
                    ring.extend(arc[1:] if ring else arc)
                yield _carried_on(ring)


def is_null_island(ring: list[Point]) -> bool:
    """Whether a ring is the square that Natural Earth draws round 0, 0 to catch lost coordinates: there is no land."""
    return all(abs(lon) < 0.1 and abs(lat) < 0.1 for lon, lat in ring)


def _absolute(arc: list[list[int]], transform: Any) -> list[Point]:
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    out = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        out.append((x * sx + tx, y * sy + ty))
    return out


def _carried_on(ring: list[Point]) -> list[Point]:
    out = [ring[0]]
    for lon, lat in ring[1:]:
        before = out[-1][0]
        out.append((lon - 360 * round((lon - before) / 360), lat))
    if abs(out[-1][0] - out[0][0]) > 180:
        pole = -90.0 if out[0][1] < 0 else 90.0
        out += [(out[-1][0], pole), (out[0][0], pole), out[0]]
    return out


def _stored(ring: list[Point]) -> np.ndarray[Any, np.dtype[np.int32]]:
    middle = len(ring) // 2
    thin = _thinned(ring[: middle + 1])[:-1] + _thinned(ring[middle:]) if len(ring) > 4 else ring
    points = [(round(lon / UNIT_DEG), round(lat / UNIT_DEG)) for lon, lat in thin]
    out = points[:1]
    for x, y in points[1:]:
        x0, y0 = out[-1]
        cuts = max(abs(x - x0), abs(y - y0)) // LONGEST_STEP + 1
        out += [(x0 + (x - x0) * i // cuts, y0 + (y - y0) * i // cuts) for i in range(1, cuts + 1)]
    return np.array(out, dtype=np.int32)


def _thinned(line: list[Point]) -> list[Point]:
    """Douglas and Peucker's thinning, longitudes shortened by the cosine of latitude."""
    keep = [False] * len(line)
    keep[0] = keep[-1] = True
    todo = [(0, len(line) - 1)]
    while todo:
        a, b = todo.pop()
        (x1, y1), (x2, y2) = line[a], line[b]
        shrink = cos(radians((y1 + y2) / 2))
        dx, dy = (x2 - x1) * shrink, y2 - y1
        length = hypot(dx, dy)
        farthest, at = 0.0, a
        for i in range(a + 1, b):
            x, y = (line[i][0] - x1) * shrink, line[i][1] - y1
            away = abs(dx * y - dy * x) / length if length else hypot(x, y)
            if away > farthest:
                farthest, at = away, i
        if farthest > THIN_DEG:
            keep[at] = True
            todo += [(a, at), (at, b)]
    return [p for p, is_kept in zip(line, keep, strict=True) if is_kept]


if __name__ == "__main__":
    print(build_land(Path(sys.argv[1]), Path(__file__).with_name("land.npz")), "rings")
