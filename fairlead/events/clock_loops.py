"""Loops of clocks: how far reports lie from another receiver's way when their times are shifted."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from fairlead.base.arrays import Floats, Ints
from fairlead.base.geodesy import EARTH_RADIUS_KM


@njit(cache=True, nogil=True)
def off_by_step(
    time: Ints,
    lat: Floats,
    lon: Floats,
    way_time: Ints,
    way_lat: Floats,
    way_lon: Floats,
    most: int,
    step_us: int,
    bridge_us: int,
    least: float,
    near_km: float,
) -> Floats:
    """How far reports lie from a way, in the median, with their times set back by each number of steps.

    Args:
        time: when the reports were sent, us, in order; ``lat`` and ``lon`` where, degrees.
        way_time: the same of the way's reports, at least one.
        most: steps tried to either side of none.
        step_us: length of a step.
        bridge_us: the way is known between reports no farther apart, and straight.
        least: reports that must fall where the way is known.
        near_km: the most that is asked for.

    Returns:
        The distance in km by step, from ``-most`` on. NaN where too few reports fall on the way, and but for no shift
        where it is surely more than ``near_km``: latitudes alone tell that of most shifts.
    """
    found = np.full(2 * most + 1, np.nan)
    km, at_lat, at_lon = np.empty(len(time)), np.empty(len(time)), np.empty(len(time))
    far_deg = math.degrees(near_km / EARTH_RADIUS_KM) * (1.0 + 1e-9)
    for step in range(-most, most + 1):
        after = np.searchsorted(way_time, time[0] - step * step_us)
        known, far = 0, 0
        for i in range(len(time)):
            at = time[i] - step * step_us
            while after < len(way_time) and way_time[after] < at:
                after += 1
            if after == 0 or after == len(way_time) or way_time[after] - way_time[after - 1] > bridge_us:
                at_lat[i] = np.nan
                continue
            share = (at - way_time[after - 1]) / max(way_time[after] - way_time[after - 1], 1)
            east = (way_lon[after] - way_lon[after - 1] + 180) % 360 - 180
            at_lat[i] = way_lat[after - 1] + share * (way_lat[after] - way_lat[after - 1])
            at_lon[i] = way_lon[after - 1] + share * east
            known += 1
            far += abs(at_lat[i] - lat[i]) > far_deg
        if known < least or (2 * far > known and step != 0):
            continue
        known = 0
        for i in range(len(time)):
            if not math.isnan(at_lat[i]):
                km[known] = _km(lat[i], lon[i], at_lat[i], at_lon[i])
                known += 1
        found[step + most] = np.median(km[:known])
    return found


@njit(cache=True, nogil=True)
def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    f1, f2 = math.radians(lat1), math.radians(lat2)
    h = math.sin((f2 - f1) / 2) ** 2 + math.cos(f1) * math.cos(f2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))
