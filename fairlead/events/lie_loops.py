"""Loops of lies: stretches of a ship's reports that stay within a short distance of their middle."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from fairlead.base.arrays import Floats, Ints
from fairlead.base.loops import varying
from fairlead.events.port_call_loops import Reports, Spans
from fairlead.events.water_loops import KM_PER_DEG


@njit(cache=True, nogil=True)
def find(
    reports: Reports, spans: Spans, within_km: float, least_us: int, silence_us: int
) -> tuple[Ints, Ints, Ints, Floats, Floats]:
    """Find the stretches that last long enough.

    A stretch goes on while reports lie within ``within_km`` of the mean of those before, and ends at a silence.

    Returns:
        First row, last row and count of each, and the latitude and longitude of its middle.
    """
    rows, middles = np.zeros((256, 3), np.int64), np.zeros((256, 2))
    none, count = varying(-1), varying(0)
    first, last, reported = none, none, count
    lat, lon, shrink = 0.0, 0.0, 1.0
    for s in range(len(spans.first)):
        is_other_ship = s == 0 or spans.ship[s] != spans.ship[s - 1]
        for i in range(spans.first[s], spans.beyond[s]):
            north, east = reports.lat[i] - lat, reports.lon[i] - lon
            if abs(east) > 180.0:
                east -= math.copysign(360.0, east)
            is_far = KM_PER_DEG * math.hypot(north, east * shrink) > within_km
            if is_other_ship or is_far or reports.time[i] - reports.time[last] > silence_us:
                is_long = reported > 0 and reports.time[last] - reports.time[first] >= least_us
                rows, middles, count = kept(rows, middles, count, is_long, first, last, reported, lat, lon)
                first, reported, is_other_ship = i, varying(0), False
                lat, lon, north, east = reports.lat[i], reports.lon[i], 0.0, 0.0
                shrink = math.cos(math.radians(lat))
            last, reported = i, reported + 1
            lat += north / reported
            lon += east / reported
    is_long = reported > 0 and reports.time[last] - reports.time[first] >= least_us
    rows, middles, count = kept(rows, middles, count, is_long, first, last, reported, lat, lon)
    return rows[:count, 0], rows[:count, 1], rows[:count, 2], middles[:count, 0], middles[:count, 1]


@njit(cache=True, nogil=True)
def kept(
    rows: Ints, middles: Floats, count: int, is_long: bool, first: int, last: int, reported: int, lat: float, lon: float
) -> tuple[Ints, Floats, int]:
    """The stretches with one more, where it is long enough."""
    if not is_long:
        return rows, middles, count
    if count == len(rows):
        rows, middles = np.concatenate((rows, rows)), np.concatenate((middles, middles))
    rows[count, 0], rows[count, 1], rows[count, 2] = first, last, reported
    middles[count, 0], middles[count, 1] = lat, lon
    return rows, middles, count + 1
