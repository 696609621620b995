"""Loops of marks: which static reports were received near which position reports and segments."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.tracks.follow_loops import Codes, Ints

MOST_AT_ONCE = 32
"""Static reports looked at for one position report, the latest first."""

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
    known. Only what came before counts, so that what comes later changes nothing.
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
