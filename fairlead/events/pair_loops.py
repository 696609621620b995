"""Loops of pairs: which ships are near each other at the instants of a common clock."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.arrays import Floats, Ints
from fairlead.base.geodesy import EARTH_RADIUS_KM

Flags = npt.NDArray[np.bool_]

SLACK_DEG = 1e-6
"""Latitudes are in order but for what they were rounded to for sorting: far less than this tenth of a metre."""


class Spots(NamedTuple):
    """Samples in order of instant and latitude."""

    first: Ints
    """Where each instant begins; one more at the end."""
    ship: Ints
    lat: Floats
    lon: Floats
    is_in_port: Flags


class Pairs(NamedTuple):
    """Two samples near each other, as rows of Spots; the ship of the lower number first."""

    one: Ints
    other: Ints
    km: Floats


@njit(cache=True, nogil=True)
def find_pairs(spots: Spots, near_km: float, near_in_port_km: float, pairs: Pairs) -> int:
    """Every two ships near each other at one instant; fills what room there is and returns how many there are.

    A sweep along the meridian: two points are never nearer than their latitudes are, so each ship is held against those
    that follow it within that distance in latitude. There are no cells, so none whose edge could part a pair, and the
    poles and the antimeridian are like any other place.
    """
    count, room = 0, len(pairs.one)
    band_deg = math.degrees(max(near_km, near_in_port_km) / EARTH_RADIUS_KM) + SLACK_DEG
    for instant in range(len(spots.first) - 1):
        beyond = spots.first[instant + 1]
        for a in range(spots.first[instant], beyond):
            lat = spots.lat[a]
            # At the far edge of the band a degree of longitude is shortest: nothing farther off in longitude is near.
            shrink = math.cos(math.radians(min(90.0, abs(lat) + band_deg)))
            wide_deg = 180.0 if shrink * 180.0 <= 2.0 * band_deg else 1.1 * band_deg / shrink
            for b in range(a + 1, beyond):
                if spots.lat[b] - lat > band_deg:
                    break
                east = abs(spots.lon[b] - spots.lon[a])
                if min(east, 360.0 - east) > wide_deg or spots.ship[a] == spots.ship[b]:
                    continue
                km = distance_km(lat, spots.lon[a], spots.lat[b], spots.lon[b])
                if km <= (near_in_port_km if spots.is_in_port[a] or spots.is_in_port[b] else near_km):
                    if count < room:
                        is_lower = spots.ship[a] < spots.ship[b]
                        pairs.one[count], pairs.other[count] = (a, b) if is_lower else (b, a)
                        pairs.km[count] = km
                    count += 1
    return count


@njit(cache=True, nogil=True)
def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance, as geodesy.distance_km has it."""
    f1, f2 = math.radians(lat1), math.radians(lat2)
    dlon = math.radians(lon2 - lon1)
    h = math.sin((f2 - f1) / 2) ** 2 + math.cos(f1) * math.cos(f2) * math.sin(dlon / 2) ** 2
    return 2.0 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))
