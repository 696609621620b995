"""Where land is: whether a point lies on it, and how far the nearest coast is.

The coast is Natural Earth's at 1:10 million, thinned to 550 m: good for "far out" and "near shore", not for a berth. A
point up to a kilometre or two inland may be afloat in a river or a harbour that the map does not draw, and lakes and
the Caspian Sea are land on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from numba import njit

from fairlead.base.geodesy import EARTH_RADIUS_KM
from fairlead.base.loops import varying

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CELL_DEG = 0.25
ROWS, COLUMNS = 720, 1440


@dataclass(frozen=True)
class Coast:
    """Edges of land, filed by quarter-degree cell."""

    edges: Floats
    """lon1, lat1, lon2, lat2 of each edge; longitudes may run past 180."""
    corners: Floats
    """The first corner of each edge as a unit vector, and the edge's length in km."""
    first: Ints
    """For each cell the place of its first edge in ``filed``; one more at the end."""
    filed: Ints
    """Numbers of edges, by cell; the cells of a row of them side by side."""
    rings: npt.NDArray[np.int16]
    """Of each cell how many cells off the nearest one with an edge is, sideways, up or slantwise; -1 without any."""
    is_land_at_middle: npt.NDArray[np.bool_]
    """Whether the middle of each cell is land."""

    def is_land(self, lat: Floats, lon: Floats) -> npt.NDArray[np.bool_]:
        """Whether each point lies on land."""
        found: npt.NDArray[np.bool_] = _is_land(lat, lon, self.edges, self.first, self.filed, self.is_land_at_middle)
        return found

    def shore_km(self, lat: Floats, lon: Floats) -> Floats:
        """Distance of each point to the nearest coast in km, from the sea and from inland alike; inf without land."""
        found: Floats = _shore_km(lat, lon, self.edges, self.corners, self.first, self.filed, self.rings)
        return found


def coast_of(land: pa.Table) -> Coast | None:
    """The coast of a table LAND; None where it has no ring."""
    if not land.num_rows:
        return None
    rings = land["ring"].combine_chunks()
    return _file(rings.values.to_numpy().tobytes(), rings.offsets.to_numpy().astype(np.int64).tobytes())


@lru_cache(maxsize=2)
def _file(values: bytes, offsets: bytes) -> Coast:
    points, ends = np.frombuffer(values).reshape(-1, 2), np.frombuffer(offsets, dtype=np.int64) // 2
    lat, lon = points[:, 0], points[:, 1]
    after = np.arange(1, len(points) + 1)
    after[ends[1:] - 1] = ends[:-1]  # each ring closes on its first point
    edges = np.column_stack((lon, lat, lon[after], lat[after]))
    first, filed = _file_edges(edges)
    return Coast(edges, _corners(edges), first, filed, _rings(first), _middles(edges))


def _corners(edges: Floats) -> Floats:
    one, two = (_unit(edges[:, i + 1], edges[:, i]) for i in (0, 2))
    chord = np.minimum(np.sqrt(((one - two) ** 2).sum(axis=1)), 2.0)
    return np.column_stack((one, 2 * EARTH_RADIUS_KM * np.arcsin(chord / 2)))


def _unit(lat: Floats, lon: Floats) -> Floats:
    f, g = np.radians(lat), np.radians(lon)
    return np.column_stack((np.cos(f) * np.cos(g), np.cos(f) * np.sin(g), np.sin(f)))


def _middles(edges: Floats) -> npt.NDArray[np.bool_]:
    """Whether the middle of each cell is land: by how many edges its parallel crosses west of it."""
    low, high = np.minimum(edges[:, 1], edges[:, 3]), np.maximum(edges[:, 1], edges[:, 3])
    # Middles lie at -90 + (r + 1/2)/4. An edge covers those with low <= middle < high, so that a corner counts once.
    from_row = np.ceil((low + 90.0) / CELL_DEG - 0.5).astype(np.int64)
    to_row = np.ceil((high + 90.0) / CELL_DEG - 0.5).astype(np.int64)
    counts = to_row - from_row
    edge = np.repeat(np.arange(len(edges)), counts)
    row = np.repeat(from_row, counts) + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    e = edges[edge]
    at = e[:, 0] + (-90.0 + (row + 0.5) * CELL_DEG - e[:, 1]) / (e[:, 3] - e[:, 1]) * (e[:, 2] - e[:, 0])
    # A ring may run past 180, so crossings and middles are compared over two turns and brought back to one.
    column = np.ceil((at + 180.0) / CELL_DEG - 0.5).astype(np.int64)
    crossings = np.zeros((ROWS, 3 * COLUMNS), dtype=np.int32)
    np.add.at(crossings, (np.clip(row, 0, ROWS - 1), np.clip(column + COLUMNS, 0, 3 * COLUMNS - 1)), 1)
    inside = np.cumsum(crossings, axis=1) % 2 == 1
    west, middle, east = (inside[:, i * COLUMNS : (i + 1) * COLUMNS] for i in range(3))
    found: npt.NDArray[np.bool_] = west | middle | east
    return found


def _file_edges(edges: Floats) -> tuple[Ints, Ints]:
    """Every edge under each cell its box touches."""
    west, east = np.minimum(edges[:, 0], edges[:, 2]), np.maximum(edges[:, 0], edges[:, 2])
    south, north = np.minimum(edges[:, 1], edges[:, 3]), np.maximum(edges[:, 1], edges[:, 3])
    box = [np.floor((west + 180.0) / CELL_DEG), np.floor((east + 180.0) / CELL_DEG),
           np.floor((south + 90.0) / CELL_DEG), np.floor((north + 90.0) / CELL_DEG)]  # fmt: skip
    first, filed = _fill(*(b.astype(np.int64) for b in box))
    return first, filed


@njit(cache=True)
def _fill(west: Any, east: Any, south: Any, north: Any) -> Any:
    counts = np.zeros(ROWS * COLUMNS + 1, dtype=np.int64)
    for turn in range(2):
        if turn == 1:
            first = np.cumsum(counts)
            filed = np.zeros(first[-1], dtype=np.int64)
            place = first.copy()
        for i in range(len(west)):
            for r in range(max(south[i], 0), min(north[i], ROWS - 1) + 1):
                for c in range(west[i], east[i] + 1):
                    cell = r * COLUMNS + c % COLUMNS
                    if turn == 0:
                        counts[cell + 1] += 1
                    else:
                        filed[place[cell]] = i
                        place[cell] += 1
    return first, filed


@njit(cache=True)
def _rings(first: Any) -> Any:
    """Cells off the nearest cell with an edge: each is one farther than the nearest of its neighbours."""
    far = ROWS + COLUMNS
    rings = np.full((ROWS, COLUMNS), far, dtype=np.int16)
    for cell in range(ROWS * COLUMNS):
        if first[cell + 1] > first[cell]:
            rings[cell // COLUMNS, cell % COLUMNS] = 0
    is_changed = first[-1] > 0
    while is_changed:  # thrice at most: there and back, once around the antimeridian, and nothing changes
        is_changed = False
        for turn in range(2):
            step = 1 if turn == 0 else -1
            for n in range(ROWS * COLUMNS):
                cell = n if turn == 0 else ROWS * COLUMNS - 1 - n
                r, c = cell // COLUMNS, cell % COLUMNS
                nearest = rings[r, (c - step) % COLUMNS]
                if 0 <= r - step < ROWS:
                    for side in range(-1, 2):
                        nearest = min(nearest, rings[r - step, (c + side) % COLUMNS])
                if nearest + 1 < rings[r, c]:
                    rings[r, c] = nearest + 1
                    is_changed = True
    if first[-1] == 0:
        rings[:] = -1
    return rings


@njit(cache=True)
def _is_land(lat: Any, lon: Any, edges: Any, first: Any, filed: Any, middles: Any) -> Any:
    """A point as near the last one looked at as no edge of their cell is lies on the same side of all of them: of a
    ship's reports in order hardly any is looked at."""
    found = np.zeros(len(lat), dtype=np.bool_)
    seen, seen_x, seen_lat, free, is_in = -1, 0.0, 0.0, 0.0, False
    for i in range(len(lat)):
        r = min(int((lat[i] + 90.0) / CELL_DEG), ROWS - 1)
        x = lon[i] + 180.0
        if not 0.0 <= x < 360.0:
            x %= 360.0
        c = min(int(x / CELL_DEG), COLUMNS - 1)
        cell = r * COLUMNS + c
        if first[cell + 1] == first[cell]:
            found[i] = middles[r, c]
            continue
        if cell != seen or (x - seen_x) ** 2 + (lat[i] - seen_lat) ** 2 >= free:
            is_in, free = _is_land_in(x, lat[i], r, c, edges, filed[first[cell] : first[cell + 1]], middles[r, c])
            seen, seen_x, seen_lat = cell, x, lat[i]
        found[i] = is_in
    return found


@njit(cache=True)
def _is_land_in(x: float, lat: float, r: int, c: int, edges: Any, near: Any, is_in: bool) -> Any:
    """Whether a point of a cell with edges is land, and the square of a little less than its distance to the nearest
    of them in degrees."""
    mid_lat, mid_lon = -90.0 + (r + 0.5) * CELL_DEG, (c + 0.5) * CELL_DEG
    free = np.inf
    for n in near:
        e = edges[n]
        # bring the edge beside the cell, whatever turn it was drawn in
        turn = np.floor((e[0] + 180.0 - mid_lon) / 360.0 + 0.5) * 360.0 - 180.0
        x1, y1, x2, y2 = e[0] - turn, e[1], e[2] - turn, e[3]
        if _cross(x, lat, mid_lon, mid_lat, x1, y1, x2, y2):
            is_in = not is_in
        dx, dy = x2 - x1, y2 - y1
        length = dx * dx + dy * dy
        t = 0.0 if length == 0.0 else min(1.0, max(0.0, ((x - x1) * dx + (lat - y1) * dy) / length))
        free = min(free, (x1 + t * dx - x) ** 2 + (y1 + t * dy - lat) ** 2)
    return is_in, 0.99 * free


@njit(cache=True)
def _cross(ax: float, ay: float, bx: float, by: float, cx: float, cy: float, dx: float, dy: float) -> bool:
    """Whether the lines a-b and c-d cross; a corner that lies on a-b counts with one of its edges only."""
    c = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) >= 0
    d = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax) >= 0
    if c == d:
        return False
    a = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx) >= 0
    b = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx) >= 0
    return a != b


@njit(cache=True)
def _shore_km(lat: Any, lon: Any, edges: Any, corners: Any, first: Any, filed: Any, rings: Any) -> Any:
    """The edge nearest to the last point, or those of the nearest cell that has any, tell how far to look: along each
    row of cells so near."""
    found = np.full(len(lat), np.inf)
    km = EARTH_RADIUS_KM * np.pi / 180.0
    nearest = varying(-1)
    for i in range(len(lat)):
        r0 = min(int((lat[i] + 90.0) / CELL_DEG), ROWS - 1)
        x = (lon[i] + 180.0) % 360.0
        c0 = min(int(x / CELL_DEG), COLUMNS - 1)
        ring = rings[r0, c0]
        if ring < 0:
            continue
        f, g = np.radians(lat[i]), np.radians(lon[i])
        at = lat[i], lon[i], np.cos(f) * np.cos(g), np.cos(f) * np.sin(g), np.sin(f)
        best = np.inf
        if nearest >= 0:
            e = edges[nearest]
            best = _edge_km(at[0], at[1], e[0], e[1], e[2], e[3])
        if best > 2 * (ring + 1) * CELL_DEG * km:
            for r in range(max(r0 - ring, 0), min(r0 + ring, ROWS - 1) + 1):
                for c in range(c0 - ring, c0 + ring + 1, 1 if abs(r - r0) == ring else max(2 * ring, 1)):
                    n = r * COLUMNS + c % COLUMNS
                    best, nearest = _nearer(best, nearest, at, edges, corners, filed[first[n] : first[n + 1]])
        reach, reached_km = _columns(f, best), best
        for off in range(ROWS):
            is_near = False
            for r in (r0 - off, r0 + off):
                if not 0 <= r < ROWS or (off == 0 and is_near) or not _apart_km(lat[i], r) <= best:
                    continue
                is_near = True
                if best < reached_km:
                    reach, reached_km = _columns(f, best), best
                low, high = c0 - reach, c0 + reach
                if high - low + 1 >= COLUMNS:
                    low, high = 0, COLUMNS - 1
                for shift in (-COLUMNS, 0, COLUMNS):  # the part of the row beyond the antimeridian, on either side
                    west, east = max(low + shift, 0), min(high + shift, COLUMNS - 1)
                    if west <= east and first[r * COLUMNS + west] < first[r * COLUMNS + east + 1]:
                        near = filed[first[r * COLUMNS + west] : first[r * COLUMNS + east + 1]]
                        best, nearest = _nearer(best, nearest, at, edges, corners, near)
            if not is_near:
                break
        found[i] = best
    return found


@njit(cache=True)
def _apart_km(lat: float, row: int) -> float:
    """A little less than the least distance of a point to a row of cells."""
    south, north = -90.0 + row * CELL_DEG, -90.0 + (row + 1) * CELL_DEG
    return (max(south - lat, lat - north, 0.0) - 1e-9) * EARTH_RADIUS_KM * np.pi / 180.0


@njit(cache=True)
def _columns(f: float, km: float) -> int:
    """Columns to either side in which points so near can lie: none is nearer than the meridian beside it."""
    sine = np.sin(min(km / EARTH_RADIUS_KM, np.pi / 2)) / max(np.cos(f), 1e-12)
    return COLUMNS if sine >= 1.0 else int(np.degrees(np.arcsin(sine)) / CELL_DEG + 1e-9) + 1


@njit(cache=True)
def _nearer(best: float, nearest: int, at: Any, edges: Any, corners: Any, near: Any) -> Any:
    """The distance of a point, given as latitude, longitude and unit vector, to the nearest of some edges, and which it
    is, or the best so far."""
    for n in near:
        dx, dy, dz = corners[n, 0] - at[2], corners[n, 1] - at[3], corners[n, 2] - at[4]
        # a chord is shorter than its arc: no point of the edge is nearer than this
        if EARTH_RADIUS_KM * np.sqrt(dx * dx + dy * dy + dz * dz) - corners[n, 3] < best:
            e = edges[n]
            km = _edge_km(at[0], at[1], e[0], e[1], e[2], e[3])
            if km < best:
                best, nearest = km, n
    return best, nearest


@njit(cache=True)
def _edge_km(lat: float, lon: float, lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Distance of a point to an edge: flat around the point for the foot of the perpendicular, then a great circle."""
    shrink = np.cos(np.radians(lat))
    x1 = ((lon1 - lon + 180.0) % 360.0 - 180.0) * shrink
    x2 = x1 + (lon2 - lon1) * shrink
    y1, y2 = lat1 - lat, lat2 - lat
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    t = 0.0 if length == 0.0 else min(1.0, max(0.0, -(x1 * dx + y1 * dy) / length))
    foot_lat, foot_lon = lat1 + t * (lat2 - lat1), lon1 + t * (lon2 - lon1)
    f1, f2 = np.radians(lat), np.radians(foot_lat)
    h = np.sin((f2 - f1) / 2) ** 2 + np.cos(f1) * np.cos(f2) * np.sin(np.radians(foot_lon - lon) / 2) ** 2
    return float(2 * EARTH_RADIUS_KM * np.arcsin(min(1.0, np.sqrt(h))))
