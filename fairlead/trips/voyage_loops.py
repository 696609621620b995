"""Loops of voyages: the way along the reports."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from fairlead.base.arrays import Floats, Ints
from fairlead.base.geodesy import EARTH_RADIUS_KM


@njit(cache=True, nogil=True)
def way_km(lat: Floats, lon: Floats, voyage: Ints, first: Ints, beyond: Ints, voyages: int, step_km: float) -> Floats:
    """Length of each voyage along its reports; those within ``step_km`` of the last one counted are passed over.

    Args:
        voyage: of each piece of rows, ``first`` to ``beyond``, the number of its voyage; pieces of a voyage in time.
    """
    way = np.zeros(voyages)
    for p in range(len(voyage)):
        v = voyage[p]
        if p == 0 or voyage[p - 1] != v:
            at = first[p]
        for i in range(first[p], beyond[p]):
            km = apart_km(lat[at], lon[at], lat[i], lon[i])
            is_end = i == beyond[p] - 1 and (p == len(voyage) - 1 or voyage[p + 1] != v)
            if km >= step_km or is_end:
                way[v] += km
                at = i
    return way


@njit(cache=True, nogil=True)
def apart_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance by the haversine formula."""
    f1, f2 = math.radians(lat1), math.radians(lat2)
    h = math.sin((f2 - f1) / 2) ** 2 + math.cos(f1) * math.cos(f2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2.0 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))
