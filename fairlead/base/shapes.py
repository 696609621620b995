"""Shapes on the ground: polygons as WKT (longitude first), and whether a point lies in one.

A shape is its rings: outlines and holes alike, read by the even-odd rule. Over the antimeridian each side goes the
shorter way round. What surrounds a pole is no shape of this module.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from fairlead.base.units import KM_PER_ARC_MINUTE

MOST_CORNERS = 500
"""Corners of one shape: more are a coastline, not the edge of an image."""
KM_PER_DEG = 60 * KM_PER_ARC_MINUTE

Ring = tuple[tuple[float, float], ...]
"""Corners as latitude and longitude, not closed; longitudes run on past 180."""
Shape = tuple[Ring, ...]

_TAGGED = re.compile(r"\s*(?:SRID=4326;)?\s*(MULTI)?POLYGON\s*(?:Z\s*)?(\(.*\))\s*", re.IGNORECASE | re.DOTALL)
_RING = re.compile(r"\(\s*([^()]*?)\s*\)")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


@lru_cache(maxsize=1 << 12)
def parse_wkt(text: str) -> Shape:
    """Read ``POLYGON ((lon lat, ...))`` or ``MULTIPOLYGON``, with holes or without.

    Args:
        text: the WKT; degrees, WGS 84, longitude first. A third number of a corner is its height, and is left aside.

    Raises:
        ValueError: no polygon, a corner that is none on Earth, fewer than three corners, or a ring that crosses itself
            or goes round a pole; in words that follow a column's name.
    """
    tagged = _TAGGED.fullmatch(text)
    if not tagged:
        raise ValueError("is not written as POLYGON ((lon lat, lon lat, ...))")
    rings = _RING.findall(tagged[2])
    if not rings or re.sub(r"[\s,()]", "", _RING.sub("", tagged[2])) or not _is_nested(tagged[2], bool(tagged[1])):
        raise ValueError("has brackets that do not make a polygon; write POLYGON ((lon lat, lon lat, ...))")
    if sum(r.count(",") for r in rings) > MOST_CORNERS:
        raise ValueError(f"has more than {MOST_CORNERS} corners; thin its line")
    return tuple(_ring(r) for r in rings)


def write_wkt(polygons: list[list[list[tuple[float, float]]]]) -> str:
    """The WKT of polygons, each its rings, each its corners as longitude and latitude."""
    said = [
        f"({', '.join('(' + ', '.join(f'{x!r} {y!r}' for x, y in ring) + ')' for ring in rings)})" for rings in polygons
    ]
    return f"POLYGON {said[0]}" if len(said) == 1 else f"MULTIPOLYGON ({', '.join(said)})"


def is_inside(shape: Shape, lat: float, lon: float) -> bool:
    """Whether a point lies in a shape; a point on its very edge may fall on either side."""
    inside = False
    for ring in shape:
        x = _beside(ring, lon)
        for (a_lat, a_lon), (b_lat, b_lon) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (a_lat > lat) != (b_lat > lat) and x < a_lon + (b_lon - a_lon) * (lat - a_lat) / (b_lat - a_lat):
                inside = not inside
    return inside


def edge_km(shape: Shape, lat: float, lon: float) -> float:
    """Distance from a point to the nearest edge of a shape, on a plane that touches the Earth at the point.

    Good to 1 % within 200 km of the point away from the poles; farther off it is a rough figure.
    """
    squeeze = max(math.cos(math.radians(lat)), 1e-6)
    nearest = math.inf
    for ring in shape:
        x = _beside(ring, lon)
        flat = [((b - x) * squeeze, a - lat) for a, b in ring]
        for (ax, ay), (bx, by) in zip(flat, flat[1:] + flat[:1], strict=True):
            dx, dy = bx - ax, by - ay
            along = min(max(-(ax * dx + ay * dy) / ((dx * dx + dy * dy) or 1.0), 0.0), 1.0)
            nearest = min(nearest, math.hypot(ax + along * dx, ay + along * dy))
    return nearest * KM_PER_DEG


def _is_nested(brackets: str, is_multi: bool) -> bool:
    """Whether every ring lies as deep as it must: two brackets in a polygon, three in several."""
    depth, least = 0, 3 if is_multi else 2
    for n, c in enumerate(brackets):
        depth += (c == "(") - (c == ")")
        if depth < (0 if n == len(brackets) - 1 else 1) or depth > least:
            return False
        if c.isdigit() and depth != least:
            return False
    return depth == 0


def _ring(text: str) -> Ring:
    corners: list[tuple[float, float]] = []
    for pair in text.split(","):
        numbers = pair.split()
        if len(numbers) not in (2, 3) or not all(_NUMBER.fullmatch(n) for n in numbers):
            raise ValueError("has a corner that is not 'lon lat'; write POLYGON ((lon lat, lon lat, ...))")
        lon, lat = float(numbers[0]), float(numbers[1])
        if abs(lat) > 90 or abs(lon) > 360:
            raise ValueError("has a corner beyond 90 degrees of latitude: WKT has longitude first; are they swapped?")
        if corners:
            lon += 360 * round((corners[-1][1] - lon) / 360)
        if not corners or (lat, lon) != corners[-1]:
            corners.append((lat, lon))
    if len(corners) > 1 and abs(corners[0][1] - corners[-1][1]) >= 180:
        raise ValueError("goes round a pole or half the Earth; draw the part that matters")
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < 3:
        raise ValueError("has fewer than three corners")
    if _crosses(corners):
        raise ValueError("has sides that cross each other; put its corners in order")
    return tuple(corners)


def _beside(ring: Ring, lon: float) -> float:
    """The longitude on the ring's own turn."""
    return lon + 360 * round((ring[0][1] - lon) / 360)


def _crosses(ring: list[tuple[float, float]]) -> bool:
    """Whether two sides that are no neighbours meet: each has the other's ends on both of its hands."""
    a = np.array(ring)
    b = np.roll(a, -1, axis=0)
    along = b - a

    def hand(ends: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """For each side (row) on which hand each of ``ends`` lies: the sign of the cross product."""
        off = ends[None, :, :] - a[:, None, :]
        cross: npt.NDArray[np.float64] = along[:, None, 0] * off[:, :, 1] - along[:, None, 1] * off[:, :, 0]
        return np.sign(cross, out=cross)

    apart = hand(a) * hand(b) < 0
    return bool((apart & apart.T).any())
