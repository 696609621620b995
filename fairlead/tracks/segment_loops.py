"""Loops of segments: the reports of one MMSI, in time, each joined to the open segment that it follows best."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.tracks.follow_loops import HOUR_US, Ints, Reports, Rules, Speeds, fit

RING = 5
"""Latest reports of a segment that a new one is compared with."""


class Open(NamedTuple):
    """Segments of the MMSI at hand that may still grow, slot by slot."""

    opener: Ints
    """Row of its first report."""
    ring: npt.NDArray[np.int64]
    """Rows of its latest reports, newest first."""
    held: Ints
    """How many of them the ring holds."""
    reports: Ints
    beside: Ints
    """Opener of the noise set aside beside it, or -1."""
    marks: npt.NDArray[np.int32]
    """Name, IMO number and call sign last received with it; 0 none."""


def no_segments(most: int) -> Open:
    """Slots for ``most`` open segments."""
    whole = [np.zeros(most, dtype=np.int64) for _ in range(4)]
    ring, marks = np.zeros((most, RING), dtype=np.int64), np.zeros((most, 3), dtype=np.int32)
    return Open(whole[0], ring, whole[1], whole[2], whole[3], marks)


@njit(cache=True, nogil=True)
def differs(marks: npt.NDArray[np.int32], reports: Reports, i: int) -> bool:
    """Whether the marks received with a report contradict those of a segment: one differs and none agrees."""
    found = False
    for mine, its in ((marks[0], reports.name[i]), (marks[1], reports.imo[i]), (marks[2], reports.callsign[i])):
        if mine and its:
            if mine == its:
                return False
            found = True
    return found


@njit(cache=True, nogil=True)
def best_in(reports: Reports, i: int, open_: Open, s: int, fits: Speeds, rules: Rules) -> tuple[float, int]:
    """The best fit of a report to a segment, and how many of its latest reports lie between.

    An older report of the ring counts only where the new one follows it far better than the reports in between do:
    those then belong to something else.
    """
    held = open_.held[s]
    transponders = 0
    for back in range(held):
        transponders |= reports.transponders[open_.ring[s, back]]
    weight = 1.0 if transponders & reports.transponders[i] else rules.mismatch
    if differs(open_.marks[s], reports, i):
        weight *= rules.mismatch
    best, best_back, most = 0.0, 0, 0.0
    for back in range(held):
        earlier = open_.ring[s, back]
        hours = (reports.time[i] - reports.time[earlier]) / HOUR_US
        if hours > rules.silence_h:
            break
        found = weight * fit(reports, i, earlier, rules)
        discounted = found / (rules.look_back * back) if back else found
        in_between = fits[open_.ring[s, back - 1]] if back else 0.0
        if discounted > most and discounted > in_between:
            best, best_back, most = found, back, discounted
        if most >= weight / (rules.look_back * math.hypot(hours, rules.clock_h)):
            break  # no older report can do better
    return best, best_back


@njit(cache=True, nogil=True)
def join(reports: Reports, i: int, open_: Open, s: int) -> None:
    """Put a report at the head of a segment."""
    open_.held[s] = min(open_.held[s] + 1, RING)
    for back in range(open_.held[s] - 1, 0, -1):
        open_.ring[s, back] = open_.ring[s, back - 1]
    open_.ring[s, 0] = i
    open_.reports[s] += 1
    for which, code in enumerate((reports.name[i], reports.imo[i], reports.callsign[i])):
        if code:
            open_.marks[s, which] = code


@njit(cache=True, nogil=True)
def close(open_: Open, s: int, count: int) -> int:
    """Empty a slot: the last one moves in. Returns how many are open."""
    last = count - 1
    open_.opener[s], open_.held[s] = open_.opener[last], open_.held[last]
    open_.reports[s], open_.beside[s] = open_.reports[last], open_.beside[last]
    open_.ring[s], open_.marks[s] = open_.ring[last], open_.marks[last]
    return last


@njit(cache=True, nogil=True)
def begin(reports: Reports, i: int, open_: Open, count: int) -> int:
    """Begin a segment with a report; where no slot is free the one heard longest ago is closed. Returns how many are
    open."""
    if count == len(open_.opener):
        stale = 0
        for s in range(1, count):
            if reports.time[open_.ring[s, 0]] < reports.time[open_.ring[stale, 0]]:
                stale = s
        count = close(open_, stale, count)
    open_.opener[count], open_.held[count], open_.reports[count], open_.beside[count] = i, 0, 0, -1
    open_.marks[count] = 0
    join(reports, i, open_, count)
    return count + 1


@njit(cache=True, nogil=True)
def house(
    reports: Reports, i: int, open_: Open, count: int, left: int, opener: Ints, fits: Speeds, rules: Rules
) -> int:
    """Give a report that has left the segment ``left`` to the segment heard before it that it follows best, else begin
    one with it. Returns how many are open."""
    chosen, best = -1, 0.0
    for s in range(count):
        if open_.opener[s] != left and reports.time[open_.ring[s, 0]] <= reports.time[i]:
            found = fit(reports, i, open_.ring[s, 0], rules)
            if found > best:
                chosen, best = s, found
    fits[i] = best
    if chosen < 0:
        opener[i] = i
        return begin(reports, i, open_, count)
    opener[i] = open_.opener[chosen]
    join(reports, i, open_, chosen)
    return count


@njit(cache=True, nogil=True)
def has_fresh(reports: Reports, i: int, open_: Open, s: int, rules: Rules) -> bool:
    """Whether a segment has a report that says more and is not old."""
    for back in range(open_.held[s]):
        earlier = open_.ring[s, back]
        if not reports.is_coarse[earlier] and (reports.time[i] - reports.time[earlier]) / HOUR_US < rules.fresh_h:
            return True
    return False


@njit(cache=True, nogil=True)
def choose(reports: Reports, i: int, open_: Open, count: int, fits: Speeds, rules: Rules) -> tuple[int, float, int]:
    """The segment that a report follows best, or -1; how well; and how many of its latest reports lie between.

    Where several can be followed, one with few reports weighs less. Every figure is of the slot it was found for, and
    the best is taken however close the next: a doubt ends no segment.
    """
    chosen, weighed, found, back = -1, 0.0, 0.0, 0
    for s in range(count):
        one, its_back = best_in(reports, i, open_, s, fits, rules)
        if one > 0.0:
            size = open_.reports[s] / rules.settled
            weight = size / math.sqrt(1.0 + size * size)
            is_tie = one * weight == weighed and open_.opener[s] < open_.opener[chosen]
            if one * weight > weighed or is_tie:
                chosen, weighed, found, back = s, one * weight, one, its_back
    return chosen, found, back


@njit(cache=True, nogil=True)
def take(
    reports: Reports, i: int, open_: Open, count: int, opener: Ints, host: Ints, fits: Speeds, rules: Rules
) -> int:
    """Put one report where it belongs. Returns how many segments are open."""
    chosen, found, back = choose(reports, i, open_, count, fits, rules)
    if chosen < 0:
        opener[i] = i
        return begin(reports, i, open_, count)
    if reports.is_coarse[i] and has_fresh(reports, i, open_, chosen, rules):
        if open_.beside[chosen] < 0:
            open_.beside[chosen] = i
        opener[i], host[i] = open_.beside[chosen], open_.opener[chosen]
        return count
    strays = open_.ring[chosen, :back].copy()
    for later in range(back, open_.held[chosen]):
        open_.ring[chosen, later - back] = open_.ring[chosen, later]
    open_.held[chosen] -= back
    open_.reports[chosen] -= back
    left = open_.opener[chosen]
    opener[i], fits[i] = left, found
    join(reports, i, open_, chosen)
    for which in range(back - 1, -1, -1):
        count = house(reports, strays[which], open_, count, left, opener, fits, rules)
    return count


@njit(cache=True, nogil=True)
def cut(reports: Reports, open_: Open, rules: Rules, opener: Ints, host: Ints) -> None:
    """Fill in the row of the report that opens each report's segment, and where it was set aside as noise,
    the opener of the segment beside which it lies."""
    rows = len(reports.time)
    fits = np.zeros(rows, dtype=np.float32)
    count = 0
    for i in range(rows):
        if i == 0 or reports.mmsi[i] != reports.mmsi[i - 1]:
            count = 0
        for s in range(count - 1, -1, -1):
            if (reports.time[i] - reports.time[open_.ring[s, 0]]) / HOUR_US > rules.silence_h:
                count = close(open_, s, count)
        count = take(reports, i, open_, count, opener, host, fits, rules)
