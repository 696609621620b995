"""Loops of misfits: jumps away and back, positions that stand still while speeds do not, circles."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import njit

from fairlead.base.geodesy import EARTH_RADIUS_KM
from fairlead.base.units import KM_PER_NAUTICAL_MILE

HOUR_US = 3_600_000_000
KM_PER_DEG = EARTH_RADIUS_KM * math.pi / 180.0
PAD_H = 1.0 / 60.0
"""Times to the second and late reports: a minute more or less proves nothing."""


@njit(cache=True, nogil=True)
def km_apart(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance by the haversine formula."""
    f1, f2 = math.radians(lat1), math.radians(lat2)
    east = math.radians((lon2 - lon1 + 180.0) % 360.0 - 180.0)
    h = math.sin((f2 - f1) / 2) ** 2 + math.cos(f1) * math.cos(f2) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


@njit(cache=True, nogil=True)
def needed_kn(km: float, us: int, slack_km: float) -> float:
    """Knots needed for a way, less what positions may be off, in a time, more what clocks may be off."""
    return max(0.0, km - slack_km) / KM_PER_NAUTICAL_MILE / (abs(us) / HOUR_US + PAD_H)


@njit(cache=True, nogil=True)
def away_km(good: Any, odd: Any, first: Any, beyond: Any, look: int, most_kn: float, slack_km: float) -> Any:
    """How far each odd report is from the nearest of those around that are not, where it cannot have been reached from
    any of the ``look`` before it nor any of those after it could from it; else 0. And whether none of those there are,
    if any, can be reached.

    ``first`` and ``beyond`` bound the good reports of its MMSI, which are in time.
    """
    found, is_apart = np.zeros(len(odd.time)), np.ones(len(odd.time), dtype=np.bool_)
    for n in range(len(odd.time)):
        after = first[n] + np.searchsorted(good.time[first[n] : beyond[n]], odd.time[n])
        nearest, sides = np.inf, 0
        for low, high in ((max(first[n], after - look), after), (after, min(beyond[n], after + look))):
            least_kn = np.inf
            for i in range(low, high):
                km = km_apart(good.lat[i], good.lon[i], odd.lat[n], odd.lon[n])
                least_kn = min(least_kn, needed_kn(km, odd.time[n] - good.time[i], slack_km))
                nearest = min(nearest, km)
            is_out = least_kn > most_kn  # also where there are none
            sides += high > low and is_out
            is_apart[n] &= is_out
        found[n] = nearest if sides == 2 else 0.0
    return found, is_apart


@njit(cache=True, nogil=True)
def far_pairs(mmsi: Any, time: Any, lat: Any, lon: Any, code: Any, most_kn: float, slack_km: float) -> Any:
    """Rows whose next row is of the same MMSI by another receiver and may be farther than a ship goes meanwhile: by the
    way along the meridian, then the equator, which is never too short."""
    found = np.empty(len(mmsi), np.int64)
    count = 0
    for i in range(len(mmsi) - 1):
        if code[i] == code[i + 1] or mmsi[i] != mmsi[i + 1] or code[i] < 0 or code[i + 1] < 0:
            continue
        km = KM_PER_DEG * (abs(lat[i + 1] - lat[i]) + abs(lon[i + 1] - lon[i]))
        # needed_kn(km) > most_kn without a division, and a little to spare
        if 1.001 * km > slack_km + most_kn * KM_PER_NAUTICAL_MILE * ((time[i + 1] - time[i]) / HOUR_US + PAD_H):
            found[count] = i
            count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def find_frozen(reports: Any, first: Any, beyond: Any, rules: Any) -> Any:
    """First and last row of stretches of one segment whose positions are equal to the last digit while each report says
    more than ``rules.kn``, long enough in reports, time and the way that the speeds make."""
    rows = np.zeros((64, 2), np.int64)
    count = 0
    for s in range(len(first)):
        end = beyond[s]
        i = next_still(reports.lat, reports.kn, first[s] + 1, end, rules.kn)
        while i < end:
            begin = i - 1
            if reports.kn[begin] > rules.kn:
                i = same_until(reports, begin, end, rules.kn)
            if is_frozen(reports, begin, i, rules):
                if count == len(rows):
                    rows = np.concatenate((rows, np.zeros_like(rows)))
                rows[count, 0], rows[count, 1] = begin, i - 1
                count += 1
            i = next_still(reports.lat, reports.kn, i + (i == begin + 1), end, rules.kn)
    return rows[:count]


@njit(cache=True, nogil=True)
def next_still(lat: Any, kn: Any, i: int, end: int, least_kn: float) -> int:
    """The first row from ``i`` on at the latitude of the one before that says more than ``least_kn``; ``end`` if none.
    Nearly every row is passed over here: a loop of its own, on plain arrays, is five times as fast."""
    while i < end and (lat[i] != lat[i - 1] or not kn[i] > least_kn):
        i += 1
    return i


@njit(cache=True, nogil=True)
def same_until(reports: Any, begin: int, end: int, kn: float) -> int:
    """The first row after ``begin`` whose report is elsewhere, or does not say more than ``kn``."""
    i = begin + 1
    here = reports.lat[begin], reports.lon[begin]
    while i < end and reports.kn[i] > kn and (reports.lat[i], reports.lon[i]) == here:
        i += 1
    return i


@njit(cache=True, nogil=True)
def is_frozen(reports: Any, begin: int, end: int, rules: Any) -> bool:
    """Whether reports of one position are enough of them, for long enough, and say that they make way enough."""
    if end - begin < rules.reports or reports.time[end - 1] - reports.time[begin] < rules.us:
        return False
    km = 0.0
    for i in range(begin + 1, end):
        km += reports.kn[i - 1] * KM_PER_NAUTICAL_MILE * (reports.time[i] - reports.time[i - 1]) / HOUR_US
    return bool(km >= rules.km)


@njit(cache=True, nogil=True)
def thin(time: Any, first: Any, beyond: Any, step_us: int) -> Any:
    """Rows no two of which are of one step of time and one segment, and where each segment's begin among them."""
    kept = np.empty(len(time), np.int64)
    begins = np.zeros(len(first) + 1, np.int64)
    count = 0
    for s in range(len(first)):
        since, until = 0, 0  # the step of the last row kept
        for i in range(first[s], beyond[s]):
            if since <= time[i] < until:
                continue
            kept[count] = i
            count += 1
            since = time[i] // step_us * step_us
            until = since + step_us
        begins[s + 1] = count
    return kept[:count], begins


@njit(cache=True, nogil=True)
def find_circles(reports: Any, rows: Any, begins: Any, rules: Any) -> Any:
    """Windows of thinned reports that lie on a circle: first and last row; and its latitude, longitude, radius in km,
    the speed made and the speed said, medians, in knots."""
    found, said = np.zeros((64, 2), np.int64), np.zeros((64, 5))
    count = 0
    for s in range(len(begins) - 1):
        for w in range(begins[s], begins[s + 1] - rules.reports + 1, rules.reports // 2):
            window = rows[w : w + rules.reports]
            if not may_be_circle(reports.lat, reports.lon, window, rules):
                continue
            x, y, shrink = flat(reports, window)
            east, north, radius = fit_circle(x, y)
            if not rules.least_km <= radius <= rules.most_km:
                continue
            off = math.sqrt(np.mean((np.hypot(x - east, y - north) - radius) ** 2))
            if off > rules.off_frac * radius or widest_gap(x - east, y - north) > rules.widest_rad:
                continue
            hours = np.maximum(np.diff(reports.time[window]) / HOUR_US, 1e-6)
            made_kn = np.median(np.hypot(np.diff(x), np.diff(y)) / KM_PER_NAUTICAL_MILE / hours)
            told_kn = np.nanmedian(reports.kn[window])
            if not abs(made_kn - told_kn) > rules.unlike_kn:  # nor where no speed is said
                continue
            if count == len(found):
                found, said = np.concatenate((found, found)), np.concatenate((said, said))
            found[count, 0], found[count, 1] = window[0], window[-1]
            said[count, 0] = reports.lat[window[0]] + north / KM_PER_DEG
            said[count, 1] = (reports.lon[window[0]] + east / KM_PER_DEG / shrink + 180.0) % 360.0 - 180.0
            said[count, 2], said[count, 3], said[count, 4] = radius, made_kn, told_kn
            count += 1
    return found[:count], said[:count]


@njit(cache=True, nogil=True)
def may_be_circle(lats: Any, lons: Any, rows: Any, rules: Any) -> bool:
    """Whether reports may lie on a circle of a size that counts: what ``fit_circle`` says, without making arrays and
    with one in a hundred to spare, since most windows are of ships that lie still or sail straight."""
    lat, lon = lats[rows[0]], lons[rows[0]]
    per_lon, n = KM_PER_DEG * max(math.cos(math.radians(lat)), 1e-6), len(rows)
    east = north = 0.0
    for row in rows:
        east, north = east + turned(lons[row] - lon), north + (lats[row] - lat)
    east, north = east / n, north / n
    uu = vv = uv = one = other = 0.0
    for row in rows:
        u = (turned(lons[row] - lon) - east) * per_lon
        v = (lats[row] - lat - north) * KM_PER_DEG
        square = u * u + v * v
        uu, vv, uv = uu + u * u, vv + v * v, uv + u * v
        one, other = one + u * square, other + v * square
    scale = uu * vv - uv * uv
    if scale <= 0.99e-9 * max(uu * vv, 1e-12):
        return False
    u, v = (one * vv - other * uv) / scale / 2, (other * uu - one * uv) / scale / 2
    radius = math.sqrt(u * u + v * v + (uu + vv) / n)
    if not 0.99 * rules.least_km <= radius <= 1.01 * rules.most_km:
        return False
    u, v, off = east * per_lon + u, north * KM_PER_DEG + v, 0.0
    for row in rows:
        x, y = turned(lons[row] - lon) * per_lon - u, (lats[row] - lat) * KM_PER_DEG - v
        off += (math.sqrt(x * x + y * y) - radius) ** 2
    return bool(off <= n * (1.01 * rules.off_frac * radius) ** 2)


@njit(cache=True, nogil=True)
def turned(east_deg: float) -> float:
    """A difference of longitudes the short way around."""
    return east_deg - math.copysign(360.0, east_deg) if abs(east_deg) > 180.0 else east_deg


@njit(cache=True, nogil=True)
def flat(reports: Any, rows: Any) -> Any:
    """Reports in km east and north of the first, and how much shorter a degree of longitude is there."""
    lat, lon = reports.lat[rows[0]], reports.lon[rows[0]]
    shrink = max(math.cos(math.radians(lat)), 1e-6)
    north = (reports.lat[rows] - lat) * KM_PER_DEG
    east = ((reports.lon[rows] - lon + 180.0) % 360.0 - 180.0) * KM_PER_DEG * shrink
    return east, north, shrink


@njit(cache=True, nogil=True)
def fit_circle(x: Any, y: Any) -> Any:
    """Middle and radius of the circle nearest to points, by least squares of squares (Kåsa 1976); radius inf where they
    lie on a line."""
    u, v = x - x.mean(), y - y.mean()
    uu, vv, uv = (u * u).sum(), (v * v).sum(), (u * v).sum()
    scale = uu * vv - uv * uv
    if scale <= 1e-9 * max(uu * vv, 1e-12):
        return 0.0, 0.0, np.inf
    one, other = (u**3).sum() + (u * v * v).sum(), (v**3).sum() + (v * u * u).sum()
    east, north = (one * vv - other * uv) / scale / 2, (other * uu - one * uv) / scale / 2
    return x.mean() + east, y.mean() + north, math.sqrt(east * east + north * north + (uu + vv) / len(x))


@njit(cache=True, nogil=True)
def widest_gap(x: Any, y: Any) -> float:
    """The widest angle between neighbouring bearings of points seen from the origin."""
    angles = np.sort(np.arctan2(y, x))
    widest: float = angles[0] + 2 * math.pi - angles[-1]
    for k in range(len(angles) - 1):
        widest = max(widest, angles[k + 1] - angles[k])
    return widest
