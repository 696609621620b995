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

from fairlead.base.loops import varying
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


class Ways(NamedTuple):
    """Ways to tell the ships apart, the likeliest first: what is known of each ship by then."""

    latest: Ints
    """Its latest segment; a row a way, a column a ship."""
    marks: npt.NDArray[np.int32]
    """Its latest marks."""
    known: Ints
    """How many ships there are, by way."""
    cost: Floats


class Steps(NamedTuple):
    """How each way went on from one of the ways before; a row a segment, a column a way."""

    way: npt.NDArray[np.int16]
    ship: npt.NDArray[np.int16]
    """Column of the ship."""
    is_new: Flags


class Offs(NamedTuple):
    """How unlikely it is to go on from each segment to the one at hand: most ways end in the same few segments."""

    first: int
    """The segment that comes first in what follows."""
    asked: Ints
    """For which segment it was last reckoned; -1 for none."""
    cost: Floats
    """Endless where no ship can do that."""


@njit(cache=True, nogil=True)
def no_ways() -> Ways:
    """One way, in which no ship is known, and room for others."""
    latest = np.empty((MOST_WAYS, MOST_SHIPS), dtype=np.int64)
    marks = np.empty((MOST_WAYS, MOST_SHIPS, 3), dtype=np.int32)
    return Ways(latest, marks, np.zeros(MOST_WAYS, dtype=np.int64), np.zeros(MOST_WAYS))


@njit(cache=True, nogil=True)
def chain_up(segments: Segments, at: Ints, rules: Rules, ship: Codes) -> None:
    """Number the ships of some segments of one MMSI, in time, so that together they are least unlikely.

    Args:
        segments: segments of whole MMSIs.
        at: rows of those to number.
        rules: what SegmentParams says.
        ship: filled with the number of the ship of each of ``at``.
    """
    rows = len(at)
    if rows < 2:
        ship[:] = 0
        return
    before, after, count = no_ways(), no_ways(), varying(1)
    way, to = np.zeros((rows, MOST_WAYS), dtype=np.int16), np.zeros((rows, MOST_WAYS), dtype=np.int16)
    steps = Steps(way, to, np.zeros((rows, MOST_WAYS), dtype=np.bool_))
    offs = Offs(at[0], np.full(at[-1] - at[0] + 1, -1, dtype=np.int64), np.zeros(at[-1] - at[0] + 1))
    for i in range(rows):
        count = rank(segments, at[i], before, count, rules, offs, after.cost, way[i], to[i])
        for v in range(count):
            go_on(segments, at[i], before, after, v, steps, i)
        before, after = after, before
    read_back(steps, ship)


@njit(cache=True, nogil=True)
def rank(
    segments: Segments,
    b: int,
    ways: Ways,
    count: int,
    rules: Rules,
    offs: Offs,
    cost: Floats,
    way: npt.NDArray[np.int16],
    ship: npt.NDArray[np.int16],
) -> int:
    """The least unlikely of all ways to go on with a segment: each ship of each way, and in each a new one.

    Fills in their costs, the ways they go on from and the columns of the ships. Returns how many there are.
    """
    found, most = 0, MOST_WAYS if ways.known[0] <= JUNK_SHIPS else 1
    # taken out of their tuples once: each taking counts references, which costs more than what is done with them
    latest, marks, transponders, head = ways.latest, ways.marks, segments.transponders, segments.head
    asked, off, mine = offs.asked, offs.cost, head[b]
    for w in range(count):
        known, before = ways.known[w], ways.cost[w]
        for k in range(known + 1):
            step = NEW_SHIP
            if k < known:
                a = latest[w, k]
                place = a - offs.first
                if asked[place] != b:
                    asked[place] = b
                    off[place] = unlike_ends(segments, a, b, rules) if can_follow(segments, a, b, rules) else np.inf
                if found == most and before + (off[place] - MARK) >= cost[found - 1]:
                    continue  # no marks could make up for it
                alike = likeness(marks[w, k], mine)
                if alike < 0 or off[place] == np.inf:
                    continue
                step = off[place] + MARK * ((not transponders[a] & transponders[b]) - alike)
            one = before + step
            if found == most and one >= cost[found - 1]:
                continue
            found = min(found + 1, most)
            place = found - 1
            while place > 0 and cost[place - 1] > one:
                cost[place], way[place], ship[place] = cost[place - 1], way[place - 1], ship[place - 1]
                place -= 1
            cost[place], way[place], ship[place] = one, w, k
    return found


@njit(cache=True, nogil=True)
def go_on(segments: Segments, b: int, before: Ways, after: Ways, v: int, steps: Steps, i: int) -> None:
    """Write down a way that was ranked: what is known of the ships once one of them has gone on with a segment."""
    w, k = steps.way[i, v], int(steps.ship[i, v])
    known, latest, marks, tail = before.known[w], after.latest, after.marks, segments.tail
    old_latest, old_marks = before.latest, before.marks
    for one in range(known):  # mostly one or two
        latest[v, one] = old_latest[w, one]
        for which in range(3):
            marks[v, one, which] = old_marks[w, one, which]
    steps.is_new[i, v] = k == known
    if k == known:
        if known == MOST_SHIPS:
            k = int(np.argmin(old_latest[w]))  # the one heard longest ago does not come back
            steps.ship[i, v] = k
        else:
            known += 1
        marks[v, k] = 0
    latest[v, k], after.known[v] = b, known
    for which in range(3):
        if tail[b, which]:
            marks[v, k, which] = tail[b, which]


@njit(cache=True, nogil=True)
def read_back(steps: Steps, ship: Codes) -> None:
    """Number the ships along the likeliest way, the first at the end."""
    chosen, w = np.zeros(len(ship), dtype=np.int64), 0
    for i in range(len(ship) - 1, -1, -1):
        chosen[i], w = w, steps.way[i, w]
    number, count = np.zeros(MOST_SHIPS, dtype=np.int32), 0  # by column
    for i in range(len(ship)):
        k = steps.ship[i, chosen[i]]
        if steps.is_new[i, chosen[i]]:
            number[k], count = count, count + 1
        ship[i] = number[k]
