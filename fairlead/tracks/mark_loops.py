"""Loops of marks: which static reports were received near which position reports and segments."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.loops import varying
from fairlead.tracks.follow_loops import Codes, Flags, Ints

MOST_AT_ONCE = 32
"""Static reports looked at for one position report, the latest first."""

AT_AN_END = 8
"""Static reports looked at to know a segment's marks at its start and its end."""

AGREED_FRAC = 0.75
"""A mark is a segment's at its end if more than this part of them say it. Ships whose reports alternate and whose
static reports go to either by chance seldom get so far."""

MOST_SEGMENTS = 8
"""Segments that one static report is received with, those with the most reports first."""


class Statics(NamedTuple):
    """Static reports of whole MMSIs in order of MMSI and first time."""

    mmsi: Codes
    start: Ints
    end: Ints
    transponders: npt.NDArray[np.int8]
    name: Codes
    """Name, IMO number and call sign as codes, 0 where there is none."""
    imo: Codes
    callsign: Codes


class Spans(NamedTuple):
    """Segments, and the times of their reports, those of a segment together and in order."""

    mmsi: Codes
    transponders: npt.NDArray[np.int8]
    first: Ints
    """Where the times of a segment begin; one more at the end."""
    times: Ints
    by_size: Ints
    """The segments by MMSI and, within one, from the most reports to the fewest."""


@njit(cache=True, nogil=True)
def marks_near(
    mmsi: Codes, time: Ints, transponders: npt.NDArray[np.int8], statics: Statics, within_us: int
) -> tuple[Codes, Codes, Codes]:
    """Name, IMO number and call sign last received before each position report, as codes.

    0 where none was received within ``within_us``, or several that differ: then ships share the MMSI, or nothing is
    known. What was received in the same second is the report's own: a file has both in one row. Only what came before
    counts, so that what comes later changes nothing.
    """
    name, imo = np.zeros(len(time), dtype=np.int32), np.zeros(len(time), dtype=np.int32)
    callsign = np.zeros(len(time), dtype=np.int32)
    after = 0
    for i in range(len(time)):
        while after < len(statics.start) and (
            statics.mmsi[after] < mmsi[i] or (statics.mmsi[after] == mmsi[i] and statics.start[after] <= time[i])
        ):
            after += 1
        for s in range(after - 1, max(after - 1 - MOST_AT_ONCE, -1), -1):
            if statics.mmsi[s] != mmsi[i] or statics.start[s] < time[i] - within_us:
                break
            if not statics.transponders[s] & transponders[i]:
                continue
            if (
                (name[i] and statics.name[s] and name[i] != statics.name[s])
                or (imo[i] and statics.imo[s] and imo[i] != statics.imo[s])
                or (callsign[i] and statics.callsign[s] and callsign[i] != statics.callsign[s])
            ):
                name[i], imo[i], callsign[i] = 0, 0, 0
                own = after - 1
                is_alone = own == 0 or statics.mmsi[own - 1] != mmsi[i] or statics.start[own - 1] < time[i]
                if statics.start[own] == time[i] and statics.transponders[own] & transponders[i] and is_alone:
                    name[i], imo[i], callsign[i] = statics.name[own], statics.imo[own], statics.callsign[own]
                break
            name[i] = name[i] or statics.name[s]
            imo[i] = imo[i] or statics.imo[s]
            callsign[i] = callsign[i] or statics.callsign[s]
    return name, imo, callsign


@njit(cache=True, nogil=True)
def received(spans: Spans, statics: Statics, within_us: int, segment: Ints, static: Ints) -> int:
    """Pairs of a segment and a static report with a position report within ``within_us``; fills what room there is.

    Returns how many there are.
    """
    used = np.zeros(len(statics.start), dtype=np.int8)
    pairs, first, beyond = 0, 0, 0
    for at in range(len(spans.by_size)):
        one = spans.by_size[at]
        if at == 0 or spans.mmsi[one] != spans.mmsi[spans.by_size[at - 1]]:
            first = beyond
            while first < len(statics.mmsi) and statics.mmsi[first] < spans.mmsi[one]:
                first += 1
            beyond = first
            while beyond < len(statics.mmsi) and statics.mmsi[beyond] == spans.mmsi[one]:
                beyond += 1
        times = spans.times[spans.first[one] : spans.first[one + 1]]
        # a row of statics lasts an hour at most, so none that begins earlier can reach the segment
        low = first + np.searchsorted(statics.start[first:beyond], times[0] - within_us - 3_600_000_000)
        high = first + np.searchsorted(statics.start[first:beyond], times[-1] + within_us, side="right")
        for s in range(low, high):
            if used[s] == MOST_SEGMENTS or not statics.transponders[s] & spans.transponders[one]:
                continue
            near = np.searchsorted(times, statics.start[s] - within_us)
            if near < len(times) and times[near] <= statics.end[s] + within_us:
                used[s] += 1
                if pairs < len(segment):
                    segment[pairs], static[pairs] = one, s
                pairs += 1
    return pairs


@njit(cache=True, nogil=True)
def nearest(
    time: Ints, kinds: npt.NDArray[np.int8], number: Ints, first: int, beyond: int, at: int, kind: int, within_us: int
) -> tuple[int, int]:
    """Segment of the position report received nearest in time to a static one, and the time between; -1 where there is
    none within ``within_us``, or several segments have one as near."""
    place = first + np.searchsorted(time[first:beyond], at)
    found, least = -1, within_us
    for step, start in ((1, place), (-1, place - 1)):
        i = start
        while first <= i < beyond and abs(start - i) < MOST_AT_ONCE:
            off = abs(time[i] - at)
            if off > least:
                break
            if kinds[i] & kind:
                found = number[i] if off < least or found in (-1, number[i]) else -2
                least = off
            i += step
    return max(found, -1), least


@njit(cache=True, nogil=True)
def whose(
    mmsi: Codes, time: Ints, kinds: npt.NDArray[np.int8], number: Ints, statics: Statics, within_us: int
) -> tuple[Ints, Ints, Flags]:
    """Segment of the first and the last reception of each static report, and whether both came in the second of a
    position report: then they are surely of its ship, where a file gives both in one row."""
    rows = len(statics.mmsi)
    at_start, at_end = np.full(rows, -1, dtype=np.int64), np.full(rows, -1, dtype=np.int64)
    is_sure = np.zeros(rows, dtype=np.bool_)
    first = beyond = 0
    for s in range(rows):
        if s == 0 or statics.mmsi[s] != statics.mmsi[s - 1]:
            first = np.searchsorted(mmsi, statics.mmsi[s])
            beyond = np.searchsorted(mmsi, statics.mmsi[s], side="right")
        kind = statics.transponders[s]
        at_start[s], off = nearest(time, kinds, number, first, beyond, statics.start[s], kind, within_us)
        at_end[s], later = nearest(time, kinds, number, first, beyond, statics.end[s], kind, within_us)
        is_sure[s] = at_start[s] >= 0 and at_end[s] >= 0 and off == 0 and later == 0
    return at_start, at_end, is_sure


@njit(cache=True, nogil=True)
def agreed(codes: Codes, said: Ints, first: int, beyond: int, step: int) -> int:
    """The mark that nearly all of the first, or with a step of -1 the last, of some static reports say; else 0."""
    best = count = asked = 0
    i = first if step > 0 else beyond - 1
    while first <= i < beyond and asked < AT_AN_END:
        code = codes[said[i]]
        if code:
            asked += 1
            if code == best:
                count += 1
            elif count < asked - count:
                best, count = code, 1  # the majority, if there is one, is counted below
        i += step
    count = asked = 0
    i = first if step > 0 else beyond - 1
    while first <= i < beyond and asked < AT_AN_END:
        if codes[said[i]]:
            asked += 1
            count += codes[said[i]] == best
        i += step
    return best if asked and count > AGREED_FRAC * asked else 0


@njit(cache=True, nogil=True)
def at_ends(segments: int, segment: Ints, said: Ints, codes: Codes, head: Codes, tail: Codes) -> None:
    """Fill in the mark of each segment at its start and at its end.

    Args:
        segments: how many there are.
        segment: of each reception of a static report the segment, ascending; within one, in time.
        said: which static report it is.
        codes: of each static report the mark.
        head: filled, by segment.
        tail: filled.
    """
    beyond, onward, back = varying(0), varying(1), varying(-1)
    for which in range(segments):
        first = beyond
        while beyond < len(segment) and segment[beyond] == which:
            beyond += 1
        head[which] = agreed(codes, said, first, beyond, onward)
        tail[which] = agreed(codes, said, first, beyond, back)
