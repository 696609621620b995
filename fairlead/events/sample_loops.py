"""Loops of samples: where each ship was at the instants of a common clock, where it was slow then."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.arrays import Floats, Ints
from fairlead.base.geodesy import EARTH_RADIUS_KM
from fairlead.base.loops import varying
from fairlead.base.units import KM_PER_NAUTICAL_MILE

HOUR_US = 3_600_000_000
NMI_PER_RADIAN = EARTH_RADIUS_KM / KM_PER_NAUTICAL_MILE

Point = tuple[float, float, float]
"""A point as a vector from the middle of the earth; of any length."""


class Reports(NamedTuple):
    """Reports segment by segment, in time."""

    first: Ints
    """Row of the first report of each segment."""
    beyond: Ints
    """Row after its last."""
    time: Ints
    lat: Floats
    lon: Floats


class Clock(NamedTuple):
    """The common clock, and what may be said of an instant; microseconds."""

    step: int
    bridge: int
    """Between two reports farther apart nothing is said."""
    least: int
    """Shorter stretches tell no speed: noise of the positions would pass for it."""
    slow_kn: float


class Slow(NamedTuple):
    """What was slow, in the order of the reports."""

    row: Ints
    """The report nearest in time."""
    time: Ints
    lat: Floats
    lon: Floats
    kn: npt.NDArray[np.float32]


@njit(cache=True, nogil=True)
def count_instants(reports: Reports, clock: Clock) -> int:
    """How many instants of the clock lie between reports near enough to each other: the room that samples can need."""
    count = 0
    for segment in range(len(reports.first)):
        for i in range(reports.first[segment], reports.beyond[segment] - 1):
            since, till = reports.time[i], reports.time[i + 1]
            if till - since <= clock.bridge:
                count += till // clock.step - since // clock.step + 1
    return count


@njit(cache=True, nogil=True)
def find_slow(reports: Reports, clock: Clock, slow: Slow) -> int:
    """Sample every stretch of reports no more than the bridge apart; returns how many samples were slow."""
    count = varying(0)
    for segment in range(len(reports.first)):
        i, beyond = reports.first[segment], reports.beyond[segment]
        while i < beyond:
            last = i
            while last + 1 < beyond and reports.time[last + 1] - reports.time[last] <= clock.bridge:
                last += 1
            count = sample_stretch(reports, i, last, clock, slow, count)
            i = last + 1
    return count


@njit(cache=True, nogil=True)
def sample_stretch(reports: Reports, i: int, last: int, clock: Clock, slow: Slow, count: int) -> int:
    """Sample the reports ``i`` to ``last`` of one segment.

    The speed at an instant is that made good over one step of the clock around it, cut to what the reports cover: it
    needs no transmitted speed, and hides the noise of positions.
    """
    time = reports.time
    begin, end = time[i], time[last]
    before = clock.step // 2
    instant = -(-begin // clock.step) * clock.step
    here = there = i
    since = max(instant - before, begin)
    there = report_before(time, there, last, since)
    left = point_at(reports, there, last, since)
    while instant <= end:
        till = min(instant + clock.step - before, end)
        there = report_before(time, there, last, till)
        right = point_at(reports, there, last, till)
        if till - since >= clock.least:
            away = math.sqrt((right[0] - left[0]) ** 2 + (right[1] - left[1]) ** 2 + (right[2] - left[2]) ** 2)
            kn = away * NMI_PER_RADIAN / ((till - since) / HOUR_US)
            if kn < clock.slow_kn:
                here = report_before(time, here, last, instant)
                x, y, z = point_at(reports, here, last, instant)
                is_next = here < last and time[here + 1] - instant < instant - time[here]
                slow.row[count] = here + 1 if is_next else here
                slow.time[count] = instant
                slow.lat[count] = math.degrees(math.atan2(z, math.sqrt(x * x + y * y)))
                slow.lon[count] = (math.degrees(math.atan2(y, x)) + 180.0) % 360.0 - 180.0
                slow.kn[count] = kn
                count += 1
        since, left = till, right
        instant += clock.step
    return count


@njit(cache=True, nogil=True)
def report_before(time: Ints, i: int, last: int, instant: int) -> int:
    """The last report at or before an instant, looked for from ``i`` on."""
    while i < last and time[i + 1] <= instant:
        i += 1
    return i


@njit(cache=True, nogil=True)
def point_at(reports: Reports, i: int, last: int, instant: int) -> Point:
    """Where a ship was on the great circle from report ``i`` to the next. On the chord beneath it rather, evenly: over
    an hour at 60 kn the two part by less than a metre."""
    x, y, z = unit(reports.lat[i], reports.lon[i])
    if i == last or instant == reports.time[i]:
        return x, y, z
    t = (instant - reports.time[i]) / (reports.time[i + 1] - reports.time[i])
    x2, y2, z2 = unit(reports.lat[i + 1], reports.lon[i + 1])
    return x + t * (x2 - x), y + t * (y2 - y), z + t * (z2 - z)


@njit(cache=True, nogil=True)
def unit(lat: float, lon: float) -> Point:
    """A point of the surface as a unit vector; the arguments are degrees, the sines want radians."""
    f, g = math.radians(lat), math.radians(lon)
    return math.cos(f) * math.cos(g), math.cos(f) * math.sin(g), math.sin(f)
