"""Loops of gaps: silences in the reports of each ship, what was heard of it around them, and ports it could reach."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.arrays import Floats, Ints
from fairlead.base.geodesy import EARTH_RADIUS_KM
from fairlead.events.reception_loops import Reports

ROUNDED = 1e-12
"""Chords and differences of heights on the unit sphere are rounded by less."""


class Around(NamedTuple):
    """What was heard of the ship around each gap."""

    before: npt.NDArray[np.int32]
    """Reports by shore stations, by satellite and by receivers not known in the hours before; a row a gap."""
    after: npt.NDArray[np.int32]


@njit(cache=True, nogil=True)
def find_silences(reports: Reports, least_us: int, until_us: int, hull: Ints, last: Ints) -> int:
    """Silences of at least ``least_us``: the ship, and the report before; fills what room there is.

    The silence after a ship's last report reaches to ``until_us``. Returns how many there are.
    """
    count, room = 0, len(hull)
    for h in range(len(reports.first) - 1):
        beyond = reports.first[h + 1]
        for i in range(reports.first[h], beyond):
            then = reports.time[i + 1] if i + 1 < beyond else until_us
            if then - reports.time[i] >= least_us:
                if count < room:
                    hull[count], last[count] = h, i
                count += 1
    return count


@njit(cache=True, nogil=True)
def count_around(reports: Reports, hull: Ints, last: Ints, window_us: int, around: Around) -> None:
    """Count the reports before and after each gap. Gaps are as far apart as they are long, so few are counted twice."""
    for g in range(len(last)):
        first, beyond = reports.first[hull[g]], reports.first[hull[g] + 1]
        end = reports.time[last[g]]
        i = last[g]
        while i >= first and reports.time[i] >= end - window_us:
            around.before[g, column(reports.receiver[i])] += 1
            i -= 1
        i = last[g] + 1
        start = reports.time[i] if i < beyond else 0
        while i < beyond and reports.time[i] <= start + window_us:
            around.after[g, column(reports.receiver[i])] += 1
            i += 1


@njit(cache=True, nogil=True)
def column(receiver: int) -> int:
    """Place of a kind of receiver among the counts."""
    return 2 if receiver < 0 else int(receiver)


@njit(cache=True, nogil=True)
def find_ports(
    starts: Floats, ends: Floats, reach_km: Floats, ports: Floats, owner: Ints, nearest: Ints, within: Ints, way: Floats
) -> None:
    """The port nearest to each start, and the ports that lie least off the way to each end.

    Of ports as near, or as little off, the first given counts. Ports are looked at in bands of latitude outward from
    the start: no point of a band is nearer than the band is.

    Args:
        starts: points as unit vectors, one row each.
        ends: the same; NaN where there is no end.
        reach_km: how far a ship could sail between the two.
        ports: points of ports as unit vectors.
        owner: which port each point is of.
        nearest: filled with the point nearest to each start; -1 where there is none.
        within: filled, a row a start, with points of ports in reach, least way first; -1 behind the last.
        way: filled with the km from start by that point to the end.
    """
    by_height = np.argsort(ports[:, 2])
    sorted_ports = ports[by_height]
    height = sorted_ports[:, 2].copy()
    for g in range(len(starts)):
        best = 4.0
        is_open = math.isnan(ends[g, 0])
        last = within.shape[1] - 1
        limit = reach_km[g] / EARTH_RADIUS_KM
        below = np.searchsorted(height, starts[g, 2]) - 1
        above = below + 1
        while True:
            low = starts[g, 2] - height[below] if below >= 0 else np.inf
            high = height[above] - starts[g, 2] if above < len(height) else np.inf
            k, apart = (below, low) if low < high else (above, high)
            if apart > max(best, limit) + ROUNDED:
                break
            if low < high:
                below -= 1
            else:
                above += 1
            p = by_height[k]
            off = chord(starts, g, sorted_ports, k)
            if off < best or (off == best and p < nearest[g]):
                best, nearest[g] = off, p
            on = 0.0 if is_open else chord(ends, g, sorted_ports, k)
            if off + on > limit:  # chords are shorter than arcs
                continue
            km = EARTH_RADIUS_KM * (arc(off) + arc(on))
            full = within[g, last] >= 0
            if km <= reach_km[g] and (not full or comes_before(km, p, way[g, last], within[g, last])):
                put(owner, p, km, within[g], way[g])
                if within[g, last] >= 0:
                    limit = min(limit, way[g, last] / EARTH_RADIUS_KM + ROUNDED)


@njit(cache=True, nogil=True)
def comes_before(km: float, point: int, other_km: float, other: int) -> bool:
    """Whether a point comes before another: less way, or as much and given first."""
    return km < other_km or (km == other_km and point < other)


@njit(cache=True, nogil=True)
def put(owner: Ints, point: int, km: float, within: Ints, way: Floats) -> None:
    """Put a point among those with the least way, which are in order; of one port only the nearest stays."""
    at = len(within) - 1
    for k in range(len(within)):
        if within[k] >= 0 and owner[within[k]] == owner[point]:
            if comes_before(way[k], within[k], km, point):
                return
            at = k
            break
        if within[k] < 0:
            at = k
            break
    while at > 0 and comes_before(km, point, way[at - 1], within[at - 1]):
        within[at], way[at] = within[at - 1], way[at - 1]
        at -= 1
    within[at], way[at] = point, km


@njit(cache=True, nogil=True)
def chord(a: Floats, i: int, b: Floats, k: int) -> float:
    """Straight distance of two points on the unit sphere."""
    x, y, z = a[i, 0] - b[k, 0], a[i, 1] - b[k, 1], a[i, 2] - b[k, 2]
    return math.sqrt(x * x + y * y + z * z)


@njit(cache=True, nogil=True)
def arc(chord: float) -> float:
    """The angle that a chord spans."""
    return 2.0 * math.asin(min(1.0, chord / 2.0))
