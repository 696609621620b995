"""Loops of hulls: which segments of one MMSI can be one ship, one after the other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from fairlead.base.loops import varying
from fairlead.tracks.chain_loops import Segments, can_follow, chain_up, likeness, speed_kn
from fairlead.tracks.follow_loops import HOUR_US, Codes, Flags, Rules

NEXT_TO = 16
"""Segments before and after a contested one whose ships it may belong to."""


class Strays(NamedTuple):
    """What SegmentParams says of wrong positions."""

    few: int
    frac: float
    most_us: int


@njit(cache=True, nogil=True)
def contested(segments: Segments, first: int, beyond: int, strays: Strays, rules: Rules, is_contested: Flags) -> None:
    """Mark what was set aside, and the short or thin segments of one MMSI that a longer one, open at the time, did not
    take."""
    silence_us = int(rules.silence_h * HOUR_US)
    latest = np.full(beyond - first, -1, dtype=np.int64)  # of the segments that began by then the one that ends last
    for a in range(first, beyond):
        if a > first:
            latest[a - first] = latest[a - first - 1]
        if segments.host[a] < 0 and segments.reports[a] >= strays.few:
            last = latest[a - first]
            if last < 0 or segments.end[a] > segments.end[last]:
                latest[a - first] = a
    for b in range(first, beyond):
        is_short = segments.reports[b] < strays.few
        before = np.searchsorted(segments.start[first:beyond], segments.end[b] + silence_us, side="right")
        longer = latest[before - 1]
        is_beside_longer = longer >= 0 and segments.end[longer] >= segments.start[b] - silence_us
        is_contested[b] = (
            segments.host[b] >= 0
            or (is_short and is_beside_longer)
            or is_thin(segments, int(latest[b - first]), b, strays, silence_us)
        )
    mark_jumps(segments, first, beyond, rules, is_contested)


@njit(cache=True, nogil=True)
def mark_jumps(segments: Segments, first: int, beyond: int, rules: Rules, is_contested: Flags) -> None:
    """Mark the segments that begin where another ends and end where a third begins, as far as clocks tell, though no
    ship can be there in between, and one can go from the first to the third: a transponder whose positions jumped, and
    came back. Two ships seldom take turns to the minute."""
    clock_us = np.int64(rules.clock_h * HOUR_US)
    by_end = np.argsort(segments.end[first:beyond], kind="mergesort")
    ends = segments.end[first:beyond][by_end]
    for b in range(first, beyond):
        if is_contested[b]:
            continue
        place = np.searchsorted(ends, segments.start[b], side="left") - 1
        c = first + np.searchsorted(segments.start[first:beyond], segments.end[b], side="right")
        if place < 0 or c >= beyond:
            continue
        a = first + by_end[place]
        is_turn = segments.start[b] - segments.end[a] <= clock_us and segments.start[c] - segments.end[b] <= clock_us
        is_contested[b] = (
            is_turn
            and likeness(segments.tail[a], segments.head[b]) >= 0
            and not can_follow(segments, a, b, rules)
            and not can_follow(segments, b, c, rules)
            and can_follow(segments, a, c, rules)
        )


@njit(cache=True, nogil=True)
def is_thin(segments: Segments, a: int, b: int, strays: Strays, silence_us: int) -> bool:
    """Whether all through a segment another is heard, far more often, and no mark tells of a second ship."""
    if a < 0 or a == b or segments.end[a] < segments.end[b]:
        return False
    if segments.end[b] - segments.start[b] > strays.most_us:
        return False
    if likeness(segments.tail[a], segments.head[b]) < 0 or likeness(segments.tail[a], segments.tail[b]) < 0:
        return False
    times = segments.times[segments.begins[a] : segments.begins[a] + segments.reports[a]]
    low = np.searchsorted(times, segments.start[b] - silence_us)
    high = np.searchsorted(times, segments.end[b] + silence_us, side="right")
    return bool(segments.reports[b] <= strays.frac * (high - low + segments.reports[b]))


@njit(cache=True, nogil=True)
def link(segments: Segments, strays: Strays, rules: Rules) -> tuple[Codes, Flags]:
    """Number of the ship of each segment within its MMSI, and whether the segment is noise.

    First the segments nothing contests, so that together they are least unlikely (see chain_loops); without those that
    are scattered, once more. Then each contested one: it is part of a silence of a ship if it can have been sailed to
    and from, else it is noise, numbered with the ship nearest in time.
    """
    rows = len(segments.mmsi)
    hull, is_noise = np.full(rows, -1, dtype=np.int32), np.zeros(rows, dtype=np.bool_)
    first = varying(0)
    while first < rows:
        beyond = first + 1
        while beyond < rows and segments.mmsi[beyond] == segments.mmsi[first]:
            beyond += 1
        contested(segments, first, beyond, strays, rules, is_noise)
        link_firm(segments, first, beyond, rules, hull, is_noise)
        if mark_scattered(segments, first, beyond, strays, rules, hull, is_noise):
            link_firm(segments, first, beyond, rules, hull, is_noise)
        place_contested(segments, first, beyond, rules, hull, is_noise)
        first = beyond
    return hull, is_noise


@njit(cache=True, nogil=True)
def link_firm(segments: Segments, first: int, beyond: int, rules: Rules, hull: Codes, is_contested: Flags) -> None:
    """Number the ships of the segments of one MMSI that nothing contests."""
    firm = first + np.flatnonzero(~is_contested[first:beyond])
    ship = np.zeros(len(firm), dtype=np.int32)
    chain_up(segments, firm, rules, ship)
    hull[firm] = ship


@njit(cache=True, nogil=True)
def mark_scattered(
    segments: Segments, first: int, beyond: int, strays: Strays, rules: Rules, hull: Codes, is_contested: Flags
) -> bool:
    """Mark the segments of ships heard fewer than ``strays.few`` times in all, where at least so many such ships of one
    MMSI follow each other within a segment's silence: positions that lie anywhere make no ships. Whether there are any.

    Where there are, no segment has a ship any more: -1.
    """
    ships = 0
    for b in range(first, beyond):
        ships = max(ships, hull[b] + 1)
    if ships < strays.few:
        return False
    heard, ends = np.zeros(ships, dtype=np.int64), np.zeros(ships, dtype=np.int64)
    for b in range(first, beyond):
        if hull[b] >= 0:
            heard[hull[b]] += segments.reports[b]
            ends[hull[b]] = max(ends[hull[b]], segments.end[b])
    silence_us = int(rules.silence_h * HOUR_US)
    run, begun, until = np.full(ships, -1, dtype=np.int64), 0, varying(0)
    counts = np.zeros(ships, dtype=np.int64)  # of each run how many ships
    for b in range(first, beyond):
        h = hull[b]
        if h < 0 or heard[h] >= strays.few or run[h] >= 0:
            continue
        if begun == 0 or segments.start[b] - until > silence_us:
            begun += 1
            until = ends[h]
        run[h] = begun - 1
        counts[begun - 1] += 1
        until = max(until, ends[h])
    is_any = False
    for b in range(first, beyond):
        h = hull[b]
        if h >= 0 and run[h] >= 0 and counts[run[h]] >= strays.few:
            is_contested[b], is_any = True, True
    if is_any:
        hull[first:beyond] = -1
    return is_any


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
