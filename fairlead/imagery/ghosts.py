"""Ghosts: what a radar shows a second time along its flight, because it samples echoes only so often.

Echoes whose Doppler frequency is off by the pulse repetition frequency look alike. A thing at the slant range ``R``
shines again, much weaker, ``wavelength R PRF / 2 V`` metres ahead and behind along the flight, ``V`` the platform's
speed in orbit: 4.5 to 5.7 km for Sentinel-1 (azimuth ambiguity; Raney and Princz, IEEE TGRS GE-25, 1987).
"""

from __future__ import annotations

import numpy as np

from fairlead.base.arrays import Floats, Ints

LEAST_RATIO = 6.0
"""A thing has so many times the amplitude of its ghost at least, 15 dB. For Sentinel-1 20 to 30 dB are usual."""
ALONG_FRAC, ACROSS_M = 0.03, 100.0
"""How far off the place computed a ghost may be shown: in shares of its distance along the flight, for speeds and
ranges that are those of the middle of a thing; and in metres across it, for the range grows by some 15 m."""


def ghost_m(wavelength_m: float, slant_m: float, prf_hz: float, speed_mps: float) -> float:
    """Metres along the flight between a thing and its first ghosts."""
    return wavelength_m * slant_m * prf_hz / (2 * speed_mps)


def ghosts_of(along_m: Floats, across_m: Floats, peaks: Floats, apart_m: list[tuple[float, ...]]) -> Ints:
    """Of each thing the brightest whose ghost it may be, or -1.

    Args:
        along_m: where things lie along the flight, metres.
        across_m: the same across it.
        peaks: their greatest amplitude.
        apart_m: of each thing how far off its ghosts may lie, once for each frequency of repetition in use there.

    Limits:
        Another thing may lie just there: a ghost is a reason to doubt and no proof. Ghosts of what shines on land, and
        the second of a thing, twice as far off, are not told.
    """
    found = np.full(len(peaks), -1, np.int64)
    order = np.argsort(along_m, kind="stable")
    sorted_m = along_m[order]
    for source in np.argsort(-peaks, kind="stable"):
        for apart in apart_m[source]:
            for sign in (-1.0, 1.0):
                place = along_m[source] + sign * apart
                first = int(np.searchsorted(sorted_m, place - ALONG_FRAC * apart, "left"))
                last = int(np.searchsorted(sorted_m, place + ALONG_FRAC * apart, "right"))
                for k in order[first:last]:
                    is_there = abs(across_m[k] - across_m[source]) <= ACROSS_M
                    if is_there and found[k] < 0 and peaks[source] >= LEAST_RATIO * peaks[k]:
                        found[k] = source
    return found
