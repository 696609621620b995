"""How well one position report follows another, as far as ships go.

Distances are nautical miles on the plane of the mean latitude, speeds knots, times hours. Reports far from each other
never follow each other, so the plane is good enough; beside the pole it makes a distance up to 1.6 times too long.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Speeds = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

HOUR_US = 3_600_000_000.0
NMI_PER_DEG = 60.0
SAME_WAY = 0.7
"""Cosine of the angle up to which two courses are the same way: 45 degrees."""

REPORT = np.dtype(
    [
        ("row", np.int64),
        ("time", np.int64),
        ("lat", np.float64),
        ("lon", np.float64),
        ("east_kn", np.float64),
        ("north_kn", np.float64),
        ("fit", np.float64),
        ("name", np.int32),
        ("imo", np.int32),
        ("callsign", np.int32),
        ("transponders", np.int8),
        ("is_coarse", np.bool_),
    ],
    align=True,
)
"""A position report at hand: a row of Reports, and how well it fits the segment it is in."""

Report = Any
"""One of REPORT, or one of SLOT."""

SPREAD_FRAC = 0.5
"""Ships that are not heard get away at so much of the greatest speed, over the time curbed. Our judgement."""

KEPT_KN = 1.0
"""Ships that keep course and speed are off by so much an hour. Our judgement."""

LAY_NMI = 1.0
"""Ships that lay are found again within so much. Our judgement: a turn about the anchor, a shift along the quay."""

LYING_KN = 1.0
"""A slower ship lies, or drifts."""

SAME_FRAC = 0.2
"""Part of the silences in which a ship keeps course and speed, or lies still. Our judgement."""


class Rules(NamedTuple):
    """What SegmentParams says, in the units of this module."""

    silence_h: float
    max_kn: float
    clock_h: float
    curb_h: float
    sideways: float
    look_back: float
    fresh_h: float
    mismatch: float
    settled: float
    close_nmi: float
    quiet_h: float


@njit(cache=True, nogil=True)
def norm(x: float, y: float) -> float:
    """Length of a vector; quicker than ``hypot``, and none here is so long that its square overflows."""
    return math.sqrt(x * x + y * y)


@njit(cache=True, nogil=True)
def hours_between(earlier: Report, later: Report) -> float:
    """Hours from one report to another."""
    return float((later["time"] - earlier["time"]) / HOUR_US)


@njit(cache=True, nogil=True)
def miss(dx: float, dy: float, v1: tuple[float, float], v2: tuple[float, float], hours: float, rules: Rules) -> float:
    """How far a report lies from where an earlier one leads, in nautical miles.

    The least of three. Reckoned: the mean miss of reckoning forward with the earlier speed and backward with the later.
    Stayed: the distance, times ``sideways``. Beside: the mean distance from the courses, times ``sideways``, where both
    reports lie on each other's way; ships that go the same way may be off along it by what a clock may be off.
    Where neither speed is known the distance itself is the miss; where one is, it stands for both.
    """
    away = norm(dx, dy)
    if math.isnan(v1[0]):
        v1 = v2
    if math.isnan(v2[0]):
        v2 = v1
    if math.isnan(v1[0]):
        return away
    least = min(astray(dx, dy, v1, v2, hours), away * rules.sideways)
    s1, s2 = norm(v1[0], v1[1]), norm(v2[0], v2[1])
    if s1 > 0.0 and s2 > 0.0:
        off_h = rules.clock_h if v1[0] * v2[0] + v1[1] * v2[1] > SAME_WAY * s1 * s2 else 0.0
        along1, along2 = (dx * v1[0] + dy * v1[1]) / s1, (dx * v2[0] + dy * v2[1]) / s2
        if -off_h * s1 < along1 <= (hours + off_h) * s1 and -off_h * s2 < along2 <= (hours + off_h) * s2:
            beside = 0.5 * (abs(dx * v1[1] - dy * v1[0]) / s1 + abs(dx * v2[1] - dy * v2[0]) / s2)
            least = min(least, beside * rules.sideways)
    return least


@njit(cache=True, nogil=True)
def offset(later: Report, earlier: Report) -> tuple[float, float]:
    """Nautical miles east and north from one report to another."""
    dlon = later["lon"] - earlier["lon"]
    if dlon > 180.0:
        dlon -= 360.0
    elif dlon < -180.0:
        dlon += 360.0
    middle = math.radians(0.5 * (later["lat"] + earlier["lat"]))
    return NMI_PER_DEG * dlon * math.cos(middle), NMI_PER_DEG * (later["lat"] - earlier["lat"])


@njit(cache=True, nogil=True)
def curbed(hours: float, rules: Rules) -> float:
    """Hours for which speeds are reckoned: ships turn and stop, so the longer, the less far."""
    return hours / (1.0 + math.sqrt(hours / rules.curb_h))


@njit(cache=True, nogil=True)
def fit(later: Report, earlier: Report, rules: Rules) -> float:
    """How well one report follows another: from 0, it cannot, to 1 over the time between them, padded."""
    hours = hours_between(earlier, later)
    padded_h = norm(hours, rules.clock_h)
    off = miss_of(later, earlier, hours, rules) / (padded_h * rules.max_kn)
    return math.exp(-25.0 * off * off) / padded_h if off <= 1.0 else 0.0


@njit(cache=True, nogil=True)
def miss_of(later: Report, earlier: Report, hours: float, rules: Rules) -> float:
    """How far a report lies from where another leads, in nautical miles."""
    dx, dy = offset(later, earlier)
    v1, v2 = (earlier["east_kn"], earlier["north_kn"]), (later["east_kn"], later["north_kn"])
    return miss(dx, dy, v1, v2, curbed(hours, rules), rules)


@njit(cache=True, nogil=True)
def closeness(later: Report, earlier: Report, rules: Rules) -> float:
    """What sets ships that lie side by side apart: 1 where a report lies where another was, or on the way it had, or
    that it itself has come; beyond what positions scatter by falling with the square of the distance. Ships stop and
    start on their way: the ship beside the berth that one is bound for may be nearer than where she was, but is not on
    her way. On one spot there is nothing to choose: two ships cannot lie there, one with two clocks can."""
    hours = hours_between(earlier, later)
    dx, dy = offset(later, earlier)
    off = norm(dx, dy)
    for east, north in ((earlier["east_kn"], earlier["north_kn"]), (later["east_kn"], later["north_kn"])):
        kn = norm(east, north)
        if kn > 0.0:  # not so where it is not known
            along = min(max((dx * east + dy * north) / kn, 0.0), kn * hours)
            off = min(off, norm(dx - along * east / kn, dy - along * north / kn))
    return 1.0 if off <= rules.close_nmi else (rules.close_nmi / off) ** 2


@njit(cache=True, nogil=True)
def unlikeness(
    dx: float, dy: float, v1: tuple[float, float], v2: tuple[float, float], hours: float, rules: Rules
) -> float:
    """Minus the logarithm of the likelihood that a ship is next heard at a place after so many hours.

    The least of three exponential densities on the plane: it went about, from where it was or was bound for, which
    widens with the time curbed; it kept its course and speed; it lay where it was.
    """
    padded_h = norm(hours, rules.clock_h)
    curbed_h = curbed(padded_h, rules)
    off = norm(dx, dy)
    about = SPREAD_FRAC * rules.max_kn * curbed_h
    if math.isnan(v1[0]) or math.isnan(v2[0]):
        return off / about + 2.0 * math.log(about)
    least = min(off, astray(dx, dy, v1, v2, curbed_h)) / about + 2.0 * math.log(about)
    if norm(v1[0], v1[1]) > LYING_KN and norm(v2[0], v2[1]) > LYING_KN:
        kept = KEPT_KN * padded_h
        return min(least, astray(dx, dy, v1, v2, hours) / kept + 2.0 * math.log(kept) - math.log(SAME_FRAC))
    return min(least, off / LAY_NMI + 2.0 * math.log(LAY_NMI) - math.log(SAME_FRAC))


@njit(cache=True, nogil=True)
def astray(dx: float, dy: float, v1: tuple[float, float], v2: tuple[float, float], hours: float) -> float:
    """Mean miss of reckoning forward with the earlier speed and backward with the later, in nautical miles."""
    return 0.5 * (norm(dx - v1[0] * hours, dy - v1[1] * hours) + norm(dx - v2[0] * hours, dy - v2[1] * hours))


@njit(cache=True, nogil=True)
def unlike(earlier: Report, later: Report, differs: bool, rules: Rules) -> float:
    """The same of two reports; endless where a ship cannot get there. Marks that contradict make it as much less likely
    as a mismatch weighs."""
    hours = hours_between(earlier, later)
    dx, dy = offset(later, earlier)
    if norm(dx, dy) > rules.max_kn * norm(hours, rules.clock_h):
        return math.inf
    v1, v2 = (earlier["east_kn"], earlier["north_kn"]), (later["east_kn"], later["north_kn"])
    return unlikeness(dx, dy, v1, v2, hours, rules) - differs * math.log(rules.mismatch)
