"""Loops of waters: filing areas by cell, and finding the one a point lies in or near. Exact, not a raster."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.arrays import Floats, Ints
from fairlead.base.geodesy import EARTH_RADIUS_KM
from fairlead.base.loops import varying

FINE = 8
"""Fine cells along a side of a coarse one, of which only those with water under them are cut."""
ROWS, COLUMNS = 5760, 11520
"""Fine cells from pole to pole and around: 1/32 of a degree, 3.5 km of latitude."""
PER_DEG = 32.0
COARSE_COLUMNS = COLUMNS // FINE
KM_PER_DEG = EARTH_RADIUS_KM * math.pi / 180.0


class Shapes(NamedTuple):
    """Areas as circles and rings, filed by cell."""

    x: Floats
    """Middle of each area as a unit vector: ``x``, ``y``, ``z``."""
    y: Floats
    z: Floats
    lon: Floats
    radius_km: Floats
    """Of a circle its radius, 0 for a point; of a ring the distance of its farthest corner from the middle."""
    first_corner: Ints
    """Where the corners of each begin; one more at the end. A circle has none."""
    corner_lat: Floats
    corner_east: Floats
    """Degrees east of the middle, so that no ring is cut by the antimeridian."""
    enter_km: Floats
    """How far beyond its edge a ship is in its waters."""
    exit_km: Floats
    """How far beyond its edge a ship that was in its waters has left them."""
    port: Ints
    slot: npt.NDArray[np.int32]
    """For each coarse cell the number of its block of fine ones, -1 where no water is near."""
    first: Ints
    """For each fine cell the place of its first area in ``filed``; one more at the end."""
    filed: Ints


@njit(cache=True, nogil=True)
def cell_of(lat: float, lon: float, shapes: Shapes) -> int:
    """The fine cell of a point, -1 where no area is near enough to matter."""
    return cell_in(lat, lon, shapes.slot, shapes.first)


@njit(cache=True, nogil=True)
def cell_in(lat: float, lon: float, slots: npt.NDArray[np.int32], first: Ints) -> int:
    """The same, by the columns of :class:`Shapes` that it takes."""
    row = min(int((lat + 90.0) * PER_DEG), ROWS - 1)
    column = min(int((lon + 180.0) * PER_DEG), COLUMNS - 1)
    slot = slots[(row // FINE) * COARSE_COLUMNS + column // FINE]
    if slot < 0:
        return -1
    cell = (slot * FINE + row % FINE) * FINE + column % FINE
    return cell if first[cell + 1] > first[cell] else -1


@njit(cache=True, nogil=True)
def ring_km(lat: float, lon: float, middle_lon: float, corner_lat: Floats, corner_east: Floats) -> float:
    """Distance of a point beyond a ring, 0 inside: a ray cast north, and the nearest edge on a plane around it."""
    shrink = math.cos(math.radians(lat))
    east = (lon - middle_lon + 180.0) % 360.0 - 180.0
    is_inside, least = False, math.inf
    x1, y1 = corner_east[-1] - east, corner_lat[-1] - lat
    for k in range(len(corner_lat)):
        x2, y2 = corner_east[k] - east, corner_lat[k] - lat
        if (x1 > 0.0) != (x2 > 0.0) and y1 - x1 * (y2 - y1) / (x2 - x1) > 0.0:
            is_inside = not is_inside
        dx, dy = (x2 - x1) * shrink, y2 - y1
        length = dx * dx + dy * dy
        along = 0.0 if length == 0.0 else min(1.0, max(0.0, -(x1 * shrink * dx + y1 * dy) / length))
        least = min(least, math.hypot(x1 * shrink + along * dx, y1 + along * dy))
        x1, y1 = x2, y2
    return 0.0 if is_inside else least * KM_PER_DEG


@njit(cache=True, nogil=True)
def unit(lat: float, lon: float) -> tuple[float, float, float]:
    """A point as a unit vector."""
    f, g = math.radians(lat), math.radians(lon)
    return math.cos(f) * math.cos(g), math.cos(f) * math.sin(g), math.sin(f)


class Near(NamedTuple):
    """Where a point is, of all areas of its cell."""

    area: int
    """The nearest one whose waters it lies in, -1 if none; of areas as near the smaller one, then the one whose middle
    is nearer."""
    km: float
    """Its distance beyond that one's edge."""
    held_km: float
    """Distance beyond the edge of the nearest area of the port held that it has not left, else inf."""
    rest_km: float
    """How far it may move at least before it leaves the port held."""
    free_km: float
    """How far it may move at least before it enters any waters; of a ship in port, before it leaves or another port can
    take it."""


@njit(cache=True, nogil=True)
def nearest(lat: float, lon: float, cell: int, held: int, nearer_km: float, shapes: Shapes) -> Near:
    """Find where a point is.

    Args:
        held: the port a ship was in, -1 for none.
        nearer_km: how much nearer another port must be to take the ship over; no more than any area's
            ``exit_km - enter_km``.
    """
    # the columns one by one: looked up in the loop, or handed on as a tuple, they cost ten times the loop
    return nearest_of(
        lat, lon, shapes.filed[shapes.first[cell] : shapes.first[cell + 1]], held, nearer_km,
        shapes.x, shapes.y, shapes.z, shapes.lon, shapes.radius_km, shapes.first_corner, shapes.corner_lat,
        shapes.corner_east, shapes.enter_km, shapes.exit_km, shapes.port,
    )  # fmt: skip


@njit(cache=True, nogil=True)
def nearest_of(
    lat: float, lon: float, areas: Ints, held: int, nearer_km: float,
    x: Floats, y: Floats, z: Floats, middle_lon: Floats, radius_km: Floats, first_corner: Ints, corner_lat: Floats,
    corner_east: Floats, enter_km: Floats, exit_km: Floats, port: Ints,
) -> Near:  # fmt: skip
    """Find where a point is among some areas: the arguments of ``nearest`` and the columns of :class:`Shapes`."""
    point = unit(lat, lon)
    found, least, middle_km = -1, math.inf, math.inf
    held_km, to_leave, to_enter, others_km = math.inf, 0.0, math.inf, math.inf
    for area in areas:
        dx, dy, dz = x[area] - point[0], y[area] - point[1], z[area] - point[2]
        away = 2.0 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(dx * dx + dy * dy + dz * dz) / 2.0))
        # its distance beyond the area's edge, 0 inside, inf where it is out of reach anyway
        first, beyond = first_corner[area], first_corner[area + 1]
        if away > radius_km[area] + exit_km[area]:
            km = math.inf
        elif first == beyond:
            km = max(0.0, away - radius_km[area])
        else:
            km = ring_km(lat, lon, middle_lon[area], corner_lat[first:beyond], corner_east[first:beyond])
        to_enter = min(to_enter, km - enter_km[area])
        if port[area] != held:
            others_km = min(others_km, km)
        elif km <= exit_km[area]:
            held_km = min(held_km, km)
            to_leave = max(to_leave, exit_km[area] - km)
        if km <= enter_km[area] and (found < 0 or (km, radius_km[area], away) < (least, radius_km[found], middle_km)):
            found, least, middle_km = area, km, away
    free_km = min(nearer_km, to_enter)
    if held >= 0:  # another port takes over where the ship is inside it, or nearer to it by nearer_km
        free_km = min(nearer_km, to_leave, others_km, (nearer_km - held_km + others_km) / 2.0)
    return Near(found, least, held_km, to_leave, max(0.0, free_km))


@njit(cache=True, nogil=True)
def nearest_of_each(lat: Floats, lon: Floats, shapes: Shapes) -> tuple[Ints, Floats]:
    """For each point the nearest area whose waters it lies in, -1 if none, and its distance beyond the edge."""
    none = varying(-1)
    found, km = np.full(len(lat), none), np.full(len(lat), np.inf)
    for i in range(len(lat)):
        cell = cell_of(lat[i], lon[i], shapes)
        if cell >= 0:
            near = nearest(lat[i], lon[i], cell, none, 0.0, shapes)
            found[i], km[i] = near.area, near.km
    return found, km


@njit(cache=True, nogil=True)
def file_boxes(south: Ints, north: Ints, west: Ints, east: Ints) -> tuple[npt.NDArray[np.int32], Ints, Ints]:
    """File boxes of fine cells, both ends in, under every cell they touch; columns run on around the world.

    Returns:
        ``slot``, ``first`` and ``filed`` of :class:`Shapes`.
    """
    slot = np.full((ROWS // FINE) * COARSE_COLUMNS, -1, dtype=np.int32)
    blocks = 0
    for i in range(len(south)):
        for row in range(south[i] // FINE, north[i] // FINE + 1):
            for column in range(west[i] // FINE, east[i] // FINE + 1):
                coarse = row * COARSE_COLUMNS + column % COARSE_COLUMNS
                if slot[coarse] < 0:
                    slot[coarse], blocks = blocks, blocks + 1
    first = np.zeros(blocks * FINE * FINE + 1, dtype=np.int64)
    for i in range(len(south)):
        for row in range(south[i], north[i] + 1):
            for column in range(west[i], east[i] + 1):
                first[fine(row, column % COLUMNS, slot) + 1] += 1
    first = np.cumsum(first)
    filed, place = np.zeros(first[-1], dtype=np.int64), first.copy()
    for i in range(len(south)):
        for row in range(south[i], north[i] + 1):
            for column in range(west[i], east[i] + 1):
                cell = fine(row, column % COLUMNS, slot)
                filed[place[cell]] = i
                place[cell] += 1
    return slot, first, filed


@njit(cache=True, nogil=True)
def fine(row: int, column: int, slot: npt.NDArray[np.int32]) -> int:
    """Number of a fine cell within its block."""
    block = int(slot[(row // FINE) * COARSE_COLUMNS + column // FINE])
    return (block * FINE + row % FINE) * FINE + column % FINE
