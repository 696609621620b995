"""Loops of chains: how well one segment goes on where another ended, and which chain of them is which ship.

Where ships share an MMSI the nearest in time need not be the one that comes back, so several ways to tell the ships
apart are kept at once and the one that explains all segments best is taken at the end.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.tracks.follow_loops import HOUR_US, NMI_PER_DEG, Codes, Flags, Floats, Ints, Rules, Speeds, unlikeness

MOST_SHIPS = 128
"""Ships of one MMSI that a segment may go on with: beyond, the one heard longest ago does not come back."""

MOST_WAYS = 16
"""Ways to tell the ships of one MMSI apart that are kept at once."""

JUNK_SHIPS = 8
"""With more ships than these on one MMSI only the best way is kept: such an MMSI is junk, and costs enough as it is."""

NEW_SHIP = 20.0
"""What one more ship on an MMSI costs against going on with one that is known, in natural logarithms of likelihood: as
much as a ship heard a day ago that lies 11 times as far off as ships usually get. Rare, but for marks and speeds that
leave nothing else. Our judgement."""

MARK = 10.0
"""What marks that agree count for a ship, and another class of transponder against it, in the same measure: more than
any way that can be sailed. Our judgement."""


class Segments(NamedTuple):
    """Segments of whole MMSIs in order of MMSI, first time and opener."""

    mmsi: Codes
    start: Ints
    end: Ints
    first_lat: Floats
    first_lon: Floats
    last_lat: Floats
    last_lon: Floats
    reports: Ints
    host: Ints
    """Of noise set aside: the segment beside which it lies; -1 of all others."""
    transponders: npt.NDArray[np.int8]
    first_east_kn: Speeds
    """Speed eastward as first sent; NaN where not known."""
    first_north_kn: Speeds
    last_east_kn: Speeds
    last_north_kn: Speeds
    head: npt.NDArray[np.int32]
    """Name, IMO number and call sign received when it began, as codes; 0 none, or not clear whose."""
    tail: npt.NDArray[np.int32]
    """The same when it ended: the reports of ships side by side may be mixed, their ends are not."""
    begins: Ints
    """Where the times of a segment's reports begin in ``times``."""
    times: Ints


@njit(cache=True, nogil=True)
def speed_kn(segments: Segments, a: int, b: int, rules: Rules) -> float:
    """Speed from the end of one segment to the start of another, the time padded by what a clock may be off."""
    f1, f2 = math.radians(segments.last_lat[a]), math.radians(segments.first_lat[b])
    dlon = math.radians(segments.first_lon[b] - segments.last_lon[a])
    h = math.sin((f2 - f1) / 2) ** 2 + math.cos(f1) * math.cos(f2) * math.sin(dlon / 2) ** 2
    nmi = NMI_PER_DEG * math.degrees(2.0 * math.asin(min(1.0, math.sqrt(h))))
    return nmi / math.hypot((segments.start[b] - segments.end[a]) / HOUR_US, rules.clock_h)


@njit(cache=True, nogil=True)
def likeness(marks: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> int:
    """1 where a mark agrees, -1 where one differs and none agrees, 0 where none can be compared."""
    found = 0
    for which in range(3):
        if marks[which] and other[which]:
            if marks[which] == other[which]:
                return 1
            found = -1
    return found


@njit(cache=True, nogil=True)
def can_follow(segments: Segments, a: int, b: int, rules: Rules) -> bool:
    """Whether one ship can have left the end of one segment and be at the start of another in time."""
    return segments.end[a] < segments.start[b] and speed_kn(segments, a, b, rules) <= rules.max_kn


@njit(cache=True, nogil=True)
def unlike_ends(segments: Segments, a: int, b: int, rules: Rules) -> float:
    """How unlikely it is that a ship last heard at the end of one segment is next heard where another starts."""
    lat1, lat2 = segments.last_lat[a], segments.first_lat[b]
    dlon = (segments.first_lon[b] - segments.last_lon[a] + 180.0) % 360.0 - 180.0
    dx, dy = NMI_PER_DEG * dlon * math.cos(math.radians(0.5 * (lat1 + lat2))), NMI_PER_DEG * (lat2 - lat1)
    v1, v2 = (
        (segments.last_east_kn[a], segments.last_north_kn[a]),
        (segments.first_east_kn[b], segments.first_north_kn[b]),
    )
    return unlikeness(dx, dy, v1, v2, (segments.start[b] - segments.end[a]) / HOUR_US, rules)


@njit(cache=True, nogil=True)
def chain_up(segments: Segments, at: Ints, rules: Rules, ship: Codes) -> None:
    """Number the ships of some segments of one MMSI, in time, so that together they are least unlikely.

    Args:
        at: their rows.
        ship: filled with the number of the ship of each of ``at``.
    """
    rows = len(at)
    if rows < 2:
        ship[:] = 0
        return
    latest, latest2 = np.empty((MOST_WAYS, MOST_SHIPS), np.int64), np.empty((MOST_WAYS, MOST_SHIPS), np.int64)
    marks = np.empty((MOST_WAYS, MOST_SHIPS, 3), np.int32)
    marks2 = np.empty((MOST_WAYS, MOST_SHIPS, 3), np.int32)
    known, known2 = np.zeros(MOST_WAYS, np.int64), np.zeros(MOST_WAYS, np.int64)
    cost, cost2 = np.zeros(MOST_WAYS), np.zeros(MOST_WAYS)
    way, slot = np.zeros((rows, MOST_WAYS), np.int16), np.zeros((rows, MOST_WAYS), np.int16)
    is_new = np.zeros((rows, MOST_WAYS), np.bool_)
    ways = 1
    for i in range(rows):
        b = at[i]
        most = MOST_WAYS if known[0] <= JUNK_SHIPS else 1
        found = 0
        for w in range(ways):
            for k in range(known[w] + 1):
                if k < known[w]:
                    a = latest[w, k]
                    alike = likeness(marks[w, k], segments.head[b])
                    if alike < 0 or not can_follow(segments, a, b, rules):
                        continue
                    is_other_kind = not segments.transponders[a] & segments.transponders[b]
                    one = cost[w] + unlike_ends(segments, a, b, rules) + MARK * (is_other_kind - alike)
                else:
                    one = cost[w] + NEW_SHIP
                if found == most and one >= cost2[found - 1]:
                    continue
                found = min(found + 1, most)
                place = found - 1
                while place > 0 and cost2[place - 1] > one:
                    cost2[place], way[i, place], slot[i, place] = (
                        cost2[place - 1],
                        way[i, place - 1],
                        slot[i, place - 1],
                    )
                    place -= 1
                cost2[place], way[i, place], slot[i, place] = one, w, k
        for v in range(found):
            w, k = way[i, v], slot[i, v]
            many = known[w]
            latest2[v, :many], marks2[v, :many] = latest[w, :many], marks[w, :many]
            is_new[i, v] = k == many
            if k == many:
                if many == MOST_SHIPS:
                    k = np.argmin(latest[w])
                    slot[i, v] = k
                else:
                    many += 1
                marks2[v, k] = 0
            latest2[v, k], known2[v] = b, many
            for which in range(3):
                if segments.tail[b, which]:
                    marks2[v, k, which] = segments.tail[b, which]
        latest, latest2, marks, marks2 = latest2, latest, marks2, marks
        known, known2, cost, cost2, ways = known2, known, cost2, cost, found
    read_back(way, slot, is_new, ship)


@njit(cache=True, nogil=True)
def read_back(way: npt.NDArray[np.int16], slot: npt.NDArray[np.int16], is_new: Flags, ship: Codes) -> None:
    """Number the ships along the best way, which is the first at the end."""
    chosen, w = np.zeros(len(ship), np.int64), 0
    for i in range(len(ship) - 1, -1, -1):
        chosen[i], w = w, way[i, w]
    in_slot, count = np.zeros(MOST_SHIPS, np.int32), 0
    for i in range(len(ship)):
        k = slot[i, chosen[i]]
        if is_new[i, chosen[i]]:
            in_slot[k], count = count, count + 1
        ship[i] = in_slot[k]
