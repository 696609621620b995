"""Geometries as RFC 7946 (GeoJSON, 2016) has them: WGS 84, longitude first, cut where they cross the antimeridian,
outer rings counterclockwise.

Inside, longitudes of a line or ring go on past 180 degrees, so that each side is the short way; other programs draw
such a line round the back of the world or off the map.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import floor
from typing import Any

Corner = list[float]
"""Longitude and latitude, degrees."""

HALF, WHOLE = 180.0, 360.0

LEAST = 1e-9
"""Square degrees of a part that is kept: 12 square metres. Less is left by a corner that rounding put beside the
meridian."""


def within_the_world(geometry: dict[str, Any]) -> dict[str, Any]:
    """A geometry with every longitude in [-180, 180], cut at the antimeridian (RFC 7946, 3.1.9), rings right-handed
    (3.1.6).

    Args:
        geometry: Point, MultiPoint, LineString, MultiLineString or Polygon of GeoJSON whose longitudes go on past 180
            degrees where it crosses the antimeridian. A polygon is one simple ring, closed or not, without holes.

    Returns:
        The same kind, or its Multi form where it was cut.

    Raises:
        ValueError: another kind, or a polygon with holes.

    Limits:
        A side is cut where the straight line in degrees crosses, as GeoJSON defines a side; great circles come as
        lines that are straight for 100 km at most. What goes round a pole is no ring of this kind.
    """
    kind, at = geometry["type"], geometry["coordinates"]
    match kind:
        case "Point":
            return {"type": kind, "coordinates": _wrap(at)}
        case "MultiPoint":
            return {"type": kind, "coordinates": [_wrap(corner) for corner in at]}
        case "LineString" | "MultiLineString":
            lines = [piece for line in ([at] if kind == "LineString" else at) for piece in cut_line(line)]
            if kind == "LineString" and len(lines) == 1:
                return {"type": kind, "coordinates": lines[0]}
            return {"type": "MultiLineString", "coordinates": lines}
        case "Polygon":
            if len(at) != 1:
                raise ValueError("a polygon with holes")
            rings = cut_ring(at[0])
            if len(rings) == 1:
                return {"type": kind, "coordinates": rings}
            return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
    raise ValueError(f"a geometry that is {kind}")


def cut_line(line: Sequence[Corner]) -> list[list[Corner]]:
    """The pieces of a line, each within the world; where it is cut both pieces end on the meridian."""
    pieces: list[list[Corner]] = [[list(line[0])]]
    side = 0
    """On which side of the meridian it is at, west (-1) or east (1), a line was before it came there."""
    for a, b in pairwise(line):
        if (a[0] - HALF) % WHOLE:
            side = 0
        elif side and b[0] != a[0] and (b[0] > a[0]) == (side < 0):
            pieces.append([list(a)])
        for edge in _edges(a[0], b[0]):
            on = [edge, _height(a, b, edge)]
            pieces[-1].append(on)
            pieces.append([list(on)])
        pieces[-1].append(list(b))
        if b[0] != a[0]:
            side = -1 if a[0] < b[0] else 1
    settled = [_settle(p) for p in map(_without_repeats, pieces)]
    return [p for p in settled if len(p) > 1] or [[*settled[0], list(settled[0][0])]]


def cut_ring(ring: Sequence[Corner]) -> list[list[Corner]]:
    """The rings of a simple polygon's parts, each closed, counterclockwise and within the world.

    Where a meridian cuts it, the points of the cut lie in turn outside and inside along the meridian: the first two, by
    latitude, bound a part, as do the next two. So each piece of the old ring goes on along the meridian to its pair.
    """
    corners = _without_repeats([list(c) for c in ring])
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if _area(corners) < 0:
        corners.reverse()
    rings = [corners]
    east = max(c[0] for c in corners)
    edge = WHOLE * floor((min(c[0] for c in corners) + HALF) / WHOLE) + HALF
    while edge < east:
        rings = [part for one in rings for part in _split(one, edge)]
        edge += WHOLE
    return [[*settled, list(settled[0])] for settled in map(_settle, rings)]


def _split(ring: list[Corner], edge: float) -> list[list[Corner]]:
    """A counterclockwise ring, not closed, cut along one meridian. A corner on the meridian counts as east of it."""
    is_east = [lon >= edge for lon, _ in ring]
    if all(is_east) or not any(is_east):
        return [ring]
    turns = [i for i in range(len(ring)) if is_east[i - 1] != is_east[i]]
    chains: list[list[Corner]] = []
    for n, first in enumerate(turns):
        last = turns[(n + 1) % len(turns)]
        inside = [ring[i % len(ring)] for i in range(first, last if last > first else last + len(ring))]
        enters = [edge, _height(ring[first - 1], ring[first], edge)]
        leaves = [edge, _height(ring[last - 1], ring[last], edge)]
        chains.append([enters, *inside, leaves])
    parts: list[list[Corner]] = []
    for side in (False, True):
        ours = [c for c, first in zip(chains, turns, strict=True) if is_east[first] == side]
        ends = sorted((end[1], n, is_end) for n, c in enumerate(ours) for is_end, end in ((False, c[0]), (True, c[-1])))
        pair = {
            one[1:]: other[1:] for a, b in zip(ends[::2], ends[1::2], strict=True) for one, other in ((a, b), (b, a))
        }
        left = dict(enumerate(ours))
        while left:
            begin = n = next(iter(left))
            part = left.pop(n)
            while (n := pair[n, True][0]) != begin and n in left:
                part = [*part, *left.pop(n)]
            part = _without_repeats(part)
            if part[0] == part[-1]:
                part.pop()
            if len(part) > 2 and _area(part) > LEAST:
                parts.append(part)
    return parts


def _edges(a: float, b: float) -> list[float]:
    """Antimeridians strictly between two longitudes, in the order they are met."""
    low, high = min(a, b), max(a, b)
    edge = WHOLE * floor((low + HALF) / WHOLE) + HALF
    found = []
    while edge < high:
        if edge > low:
            found.append(edge)
        edge += WHOLE
    return found if a < b else found[::-1]


def _height(a: Corner, b: Corner, lon: float) -> float:
    """Latitude of the side from a to b at a longitude."""
    if lon in (a[0], b[0]):  # not reckoned: rounding would put a second corner beside the first
        return a[1] if lon == a[0] else b[1]
    return a[1] + (b[1] - a[1]) * (lon - a[0]) / (b[0] - a[0])


def _settle(corners: list[Corner]) -> list[Corner]:
    """Corners that lie between two neighbouring antimeridians, moved by whole turns into the world."""
    middle = (min(c[0] for c in corners) + max(c[0] for c in corners)) / 2
    turns = WHOLE * floor((middle + HALF) / WHOLE)
    return [[lon - turns, lat] for lon, lat in corners]


def _wrap(corner: Corner) -> Corner:
    lon, lat = corner
    return [lon if -HALF <= lon <= HALF else (lon + HALF) % WHOLE - HALF, lat]


def _without_repeats(corners: list[Corner]) -> list[Corner]:
    return [c for n, c in enumerate(corners) if n == 0 or c != corners[n - 1]]


def _area(ring: list[Corner]) -> float:
    """Area by the shoelace formula, in square degrees; above zero where the ring runs counterclockwise."""
    turned = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in turned) / 2
