"""Loops of hulls: which segments of one MMSI can be one ship, one after the other."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.tracks.follow_loops import HOUR_US, NMI_PER_DEG, Codes, Flags, Floats, Ints, Rules

MOST_SHIPS = 128
"""Ships of one MMSI that a segment may go on with: beyond, the one heard longest ago does not come back."""

NEXT_TO = 16
"""Segments before and after a contested one whose ships it may belong to."""


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
    marks: npt.NDArray[np.int32]
    """Most frequent name, IMO number and call sign, as codes; 0 none."""


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
def contested(segments: Segments, first: int, beyond: int, few: int, rules: Rules, is_contested: Flags) -> None:
    """Mark what was set aside, and the short segments of one MMSI that a longer one, open at the time, did not take."""
    silence_us = np.int64(rules.silence_h * HOUR_US)
    latest = np.full(beyond - first, np.iinfo(np.int64).min)
    for a in range(first, beyond):
        if a > first:
            latest[a - first] = latest[a - first - 1]
        if segments.host[a] < 0 and segments.reports[a] >= few:
            latest[a - first] = max(latest[a - first], segments.end[a])
    for b in range(first, beyond):
        is_short = segments.reports[b] < few
        before = np.searchsorted(segments.start[first:beyond], segments.end[b] + silence_us, side="right")
        is_beside_longer = latest[before - 1] >= segments.start[b] - silence_us
        is_contested[b] = segments.host[b] >= 0 or (is_short and is_beside_longer)


@njit(cache=True, nogil=True)
def link(segments: Segments, few: int, rules: Rules) -> tuple[Codes, Flags]:
    """Number of the ship of each segment within its MMSI, and whether the segment is noise.

    First the segments nothing contests, in time: each goes on with the ship that can have come there, before all one
    whose marks agree, then the one with the least way to go; a ship whose marks contradict it is not asked. Then each
    contested one: it is part of a silence of a ship if it can have been sailed to and from, else it is noise, numbered
    with the ship nearest in time.
    """
    rows = len(segments.mmsi)
    hull, is_noise = np.full(rows, -1, dtype=np.int32), np.zeros(rows, dtype=np.bool_)
    first = 0
    while first < rows:
        beyond = first + 1
        while beyond < rows and segments.mmsi[beyond] == segments.mmsi[first]:
            beyond += 1
        contested(segments, first, beyond, few, rules, is_noise)
        link_firm(segments, first, beyond, rules, hull, is_noise)
        place_contested(segments, first, beyond, rules, hull, is_noise)
        first = beyond
    return hull, is_noise


@njit(cache=True, nogil=True)
def link_firm(segments: Segments, first: int, beyond: int, rules: Rules, hull: Codes, is_contested: Flags) -> None:
    """Number the ships of the segments of one MMSI that nothing contests."""
    ships, latest = np.empty(MOST_SHIPS, dtype=np.int32), np.empty(MOST_SHIPS, dtype=np.int64)
    marks = np.zeros((MOST_SHIPS, 3), dtype=np.int32)
    known = count = 0
    for b in range(first, beyond):
        if is_contested[b]:
            continue
        chosen, least = -1, np.inf
        for k in range(known):
            alike = likeness(marks[k], segments.marks[b])
            if alike < 0 or not can_follow(segments, latest[k], b, rules):
                continue
            is_other_kind = not segments.transponders[latest[k]] & segments.transponders[b]
            cost = speed_kn(segments, latest[k], b, rules) + rules.max_kn * ((1 - alike) + is_other_kind)
            if cost < least or (cost == least and ships[k] < ships[chosen]):
                chosen, least = k, cost
        if chosen < 0:
            chosen = known if known < MOST_SHIPS else int(np.argmin(latest))
            known = min(known + 1, MOST_SHIPS)
            ships[chosen], marks[chosen], count = count, 0, count + 1
        hull[b], latest[chosen] = ships[chosen], b
        for which in range(3):
            if segments.marks[b, which]:
                marks[chosen, which] = segments.marks[b, which]


@njit(cache=True, nogil=True)
def apart_us(segments: Segments, a: int, b: int) -> float:
    """Time from the end of one segment to the start of another, below 0 where they overlap; endless where one is -1."""
    return np.inf if a < 0 or b < 0 else float(segments.start[b] - segments.end[a])


@njit(cache=True, nogil=True)
def cost_between(segments: Segments, a: int, b: int, c: int, rules: Rules) -> float:
    """Greater of the speeds from one segment to a second and on to a third; endless where a ship cannot do that. The
    first or the third may be -1: none."""
    if (a >= 0 and not can_follow(segments, a, b, rules)) or (c >= 0 and not can_follow(segments, b, c, rules)):
        return np.inf
    before = speed_kn(segments, a, b, rules) if a >= 0 else 0.0
    return max(before, speed_kn(segments, b, c, rules) if c >= 0 else 0.0)


@njit(cache=True, nogil=True)
def place_contested(segments: Segments, first: int, beyond: int, rules: Rules, hull: Codes, is_noise: Flags) -> None:
    """Find a ship of one MMSI for each contested segment, or leave it noise: among the ships of the segments next to it
    in time."""
    firm = first + np.flatnonzero(~is_noise[first:beyond])
    if len(firm) == beyond - first:
        return
    following = np.full(beyond - first, -1, dtype=np.int64)  # the next segment of the same ship that nothing contests
    upcoming = np.full(len(firm), -1, dtype=np.int64)  # by ship: the first such segment still to come
    for b in firm[::-1]:
        following[b - first], upcoming[hull[b]] = upcoming[hull[b]], b
    before, asked = np.full(len(firm), -1, dtype=np.int64), np.full(len(firm), -1, dtype=np.int64)  # by ship
    begun = 0
    for b in range(first, beyond):
        if hull[b] >= 0:
            before[hull[b]], upcoming[hull[b]], begun = b, following[b - first], begun + 1
            continue
        chosen, least, nearest, apart = -1, np.inf, 0, np.inf
        for near in range(max(begun - NEXT_TO, 0), min(begun + NEXT_TO, len(firm))):
            h = hull[firm[near]]
            if asked[h] == b:
                continue
            asked[h] = b
            off = min(apart_us(segments, before[h], b), apart_us(segments, b, upcoming[h]))
            if off < apart or (off == apart and h < nearest):
                nearest, apart = h, off
            cost = cost_between(segments, before[h], b, upcoming[h], rules)
            if cost < least or (cost == least and h < chosen):
                chosen, least = h, cost
        if segments.host[b] >= 0:
            hull[b] = hull[segments.host[b]] if hull[segments.host[b]] >= 0 else nearest
        elif chosen >= 0:
            hull[b], is_noise[b], before[chosen] = chosen, False, b
        else:
            hull[b] = nearest
