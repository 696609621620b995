"""Whereabouts: where a ship of AIS was at a time between, before or after its reports, and how far off that may be.

Between two reports a ship is taken along the great circle, or along the curve that its reported courses and speeds
bend it to; the error is a mixture of narrow and wide two-dimensional normal laws, along the way and across it, that
grow with ``u``: (t - t0)(t1 - t)/(t1 - t0) between two reports, as of a Brownian bridge, and the time from it beyond
one. How fast they grow, and that the bridge of ships is none of Brown's, is learned from AIS by leaving reports out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairlead.base.arrays import Floats, Ints
from fairlead.base.geodesy import WGS84_A_M, WGS84_E2
from fairlead.base.units import KM_PER_NAUTICAL_MILE

Flags = npt.NDArray[np.bool_]

MPS_PER_KN = KM_PER_NAUTICAL_MILE / 3.6
LAWS = 3
"""Normal laws that an error is mixed of."""
CLASSES = ("still", "slow", "under way")
SLOW_KN, UNDER_WAY_KN = 0.5, 5.0
"""Where the classes of speed part: what is made good between two reports, else what the last one says."""
KINDS = (*(f"between, {c}" for c in CLASSES), *(f"between, bent, {c}" for c in CLASSES),
         *(f"beyond, {c}" for c in CLASSES))  # fmt: skip
FASTEST_MPS = 30.0
"""Ships that would have been faster between two reports are no ship (58 knots): the later report counts alone."""


@dataclass(frozen=True, slots=True)
class Fixes:
    """Position reports of ships, in order of ship, time and place; one a ship and instant."""

    ship: Ints
    """Whose report it is: any number from 0 up, such as an MMSI."""
    time_us: Ints
    """Microseconds since 1970, UTC."""
    lat: Floats
    lon: Floats
    sog_kn: Floats
    """NaN where not known; so the course."""
    cog_deg: Floats

    @classmethod
    def of(
        cls,
        ship: Ints,
        time_us: Ints,
        lat: Floats,
        lon: Floats,
        sog_kn: Floats | None = None,
        cog_deg: Floats | None = None,
    ) -> Fixes:
        """Reports in any order; of several of one ship at one instant the southernmost, then westernmost counts.

        Raises:
            ValueError: columns of unlike length, a number below 0, or a place that is none on Earth.
        """
        unknown = np.full(len(ship), np.nan)
        sog, cog = unknown if sog_kn is None else sog_kn, unknown if cog_deg is None else cog_deg
        if len({len(c) for c in (ship, time_us, lat, lon, sog, cog)}) > 1:
            raise ValueError("fixes: the columns have unlike lengths")
        if not (np.isfinite(lat) & np.isfinite(lon) & (np.abs(lat) <= 90)).all():
            raise ValueError("fixes: a place is none on Earth; leave such reports out")
        if len(ship) and int(np.min(ship)) < 0:
            raise ValueError("fixes: ships are numbered from 0 up")
        order = np.lexsort((cog, sog, lon, lat, time_us, ship))
        who, when = ship[order], time_us[order]
        first = order[np.append(True, (np.diff(who) != 0) | (np.diff(when) != 0))[: len(order)]]
        return cls(*(np.ascontiguousarray(c[first]) for c in (ship, time_us, lat, lon, sog, cog)))

    @property
    def velocity(self) -> tuple[Floats, Floats]:
        """Metres a second to the east and north as reported, NaN where not."""
        speed, course = self.sog_kn * MPS_PER_KN, np.radians(self.cog_deg)
        return speed * np.sin(course), speed * np.cos(course)


@dataclass(frozen=True, slots=True)
class Motion:
    """How far ships are off where they are looked for: by kind of prediction (:data:`KINDS`) and law."""

    weight: Floats
    """Share of each law of each kind: 9 by 3; of each kind they add up to 1."""
    along_m: Floats
    """Standard deviation along the way at ``u`` = 1 minute: 9 by 3."""
    across_m: Floats
    """The same across it."""
    power: Floats
    """It grows as ``u`` to this power; .5 would be a Brownian bridge: 9."""
    fix_m: float = 10.0
    """Standard deviation of a report itself: GNSS, and a time given in whole seconds."""
    speed_mps: float = 0.2
    """Least standard deviation of the speed."""
    stray_frac: float = 0.015
    """Share of ships that are none of this: they turned, or the report is wrong."""
    stray_m: float = 1000.0
    """Standard deviation of where these are, each way, at once ..."""
    stray_mps: float = 4.0
    """... and for each second of ``u``."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where ships were looked for. One entry a ship and time asked for."""

    lat: Floats
    lon: Floats
    east_mps: Floats
    """Movement over the ground."""
    north_mps: Floats
    east: Floats
    """The way, as a step of length one."""
    north: Floats
    u_min: Floats
    """What its error grows with, minutes."""
    kind: Ints
    """Number in :data:`KINDS`; -1: nothing is known of the ship near the time."""


def look_up(fixes: Fixes, ship: Ints, time_us: Ints, reach_us: int) -> Whereabouts:
    """Where ships were at times.

    Args:
        fixes: their reports.
        ship: whom to look up.
        time_us: when, one a ship.
        reach_us: reports farther than this from the time tell nothing.

    Returns:
        :class:`Whereabouts`, as long as ``ship``.
    """
    after = _first_at_or_after(fixes, ship, time_us)
    return _looked_up(fixes, ship, time_us, reach_us, after - 1, after)


def _looked_up(fixes: Fixes, ship: Ints, time_us: Ints, reach_us: int, before: Ints, after: Ints) -> Whereabouts:
    """The same, with the numbers of the reports to go by; they may be of another ship, or none."""
    n = len(fixes.ship)
    if not n:
        nan = np.full(len(ship), np.nan)
        return Whereabouts(nan, nan, nan, nan, nan, nan, np.zeros(len(ship)), np.full(len(ship), -1, dtype=np.int64))
    east_fix, north_fix = fixes.velocity
    a, b = np.clip(before, 0, n - 1), np.clip(after, 0, n - 1)
    has_a = (before >= 0) & (fixes.ship[a] == ship) & (time_us - fixes.time_us[a] <= reach_us)
    has_b = (after < n) & (fixes.ship[b] == ship) & (fixes.time_us[b] - time_us <= reach_us)
    whole = np.maximum((fixes.time_us[b] - fixes.time_us[a]) / 1e6, 1e-6)
    de, dn = steps_m(fixes.lat[a], fixes.lon[a], fixes.lat[b], fixes.lon[b])
    made = np.hypot(de, dn) / whole
    is_wild = has_a & has_b & (made > FASTEST_MPS)
    is_later = (fixes.time_us[b] - time_us) < (time_us - fixes.time_us[a])
    has_a, has_b = has_a & ~(is_wild & is_later), has_b & ~(is_wild & ~is_later)
    between = has_a & has_b
    # between two reports
    f = np.clip((time_us - fixes.time_us[a]) / 1e6 / whole, 0.0, 1.0)
    is_bent = np.isfinite(east_fix[a]) & np.isfinite(east_fix[b]) & (made >= SLOW_KN * MPS_PER_KN)
    be, ve = _bend(f, whole, de, east_fix[a], east_fix[b], is_bent)
    bn, vn = _bend(f, whole, dn, north_fix[a], north_fix[b], is_bent)
    lat, lon = _on_circle(fixes.lat[a], fixes.lon[a], fixes.lat[b], fixes.lon[b], f)
    lat, lon = step_from(lat, lon, be, bn)
    u = f * (1.0 - f) * whole / 60.0
    speed = made
    # beyond the only one
    one = np.where(has_a, a, b)
    dt = (time_us - fixes.time_us[one]) / 1e6
    oe, on = _last_known(fixes, one, has_a, east_fix, north_fix)
    one_lat, one_lon = step_from(fixes.lat[one], fixes.lon[one], oe * dt, on * dt)
    lat, lon = np.where(between, lat, one_lat), np.where(between, lon, one_lon)
    ve, vn = np.where(between, ve, oe), np.where(between, vn, on)
    u = np.where(between, u, np.abs(dt) / 60.0)
    speed = np.where(between, speed, np.hypot(oe, on))
    we, wn = np.where(between, de, oe), np.where(between, dn, on)
    long = np.hypot(we, wn)
    we, wn = (
        np.where(long > 0, we / np.maximum(long, 1e-12), 0.0),
        np.where(long > 0, wn / np.maximum(long, 1e-12), 1.0),
    )
    kn = speed / MPS_PER_KN
    kind = (kn >= SLOW_KN).astype(np.int64) + (kn >= UNDER_WAY_KN) + np.where(between, np.where(is_bent, 3, 0), 6)
    kind = np.where(has_a | has_b, kind, -1)
    return Whereabouts(lat, lon, ve, vn, we, wn, u, kind)


def spreads(found: Whereabouts, motion: Motion) -> tuple[Floats, Floats, Floats, Floats]:
    """The laws of the error of each: weights, standard deviations along and across (m), and of the speed (m/s), each as
    many by four; the last law is that of strays. The report's own error is in none."""
    kind = np.maximum(found.kind, 0)
    grown = np.maximum(found.u_min, 1e-3)[:, None] ** motion.power[kind][:, None]
    stray = (motion.stray_m + motion.stray_mps * 60.0 * found.u_min)[:, None]
    along, across = motion.along_m[kind] * grown, motion.across_m[kind] * grown
    seconds = np.maximum(60.0 * found.u_min, 60.0)[:, None]
    speed = np.maximum(motion.speed_mps, np.minimum(along / seconds, 5.0))
    weight = np.hstack([(1.0 - motion.stray_frac) * motion.weight[kind], np.full_like(stray, motion.stray_frac)])
    return weight, np.hstack([along, stray]), np.hstack([across, stray]), np.hstack([speed, np.full_like(stray, 3.0)])


def learn(fixes: Fixes, hidden_s: Sequence[float], each: int = 60, reach_s: float = 6 * 3600.0) -> Motion:
    """Learn how far ships are off where they are looked for, by leaving out what was reported around a report.

    Args:
        fixes: reports of many ships.
        hidden_s: for how long before and after a report nothing is used, seconds; every one of these.
        each: reports of a ship that are looked up, evenly taken, for each of these.
        reach_s: reports farther than this tell nothing.

    Returns:
        :class:`Motion`; a kind of which fewer than 50 were seen keeps what :data:`MOTION` has.
    """
    if not len(fixes.ship):
        return MOTION
    bounds = np.flatnonzero(np.append(True, np.diff(fixes.ship) != 0))
    ends = np.append(bounds[1:], len(fixes.ship))
    taken = np.concatenate(
        [np.unique(np.linspace(a, b - 1, min(each, b - a)).astype(np.int64)) for a, b in zip(bounds, ends, strict=True)]
    )
    ship, time_us, reach_us = fixes.ship[taken], fixes.time_us[taken], int(reach_s * 1e6)
    parts = []
    for hidden in hidden_s:
        before = _first_at_or_after(fixes, ship, time_us - int(hidden * 1e6) + 1) - 1
        after = _first_at_or_after(fixes, ship, time_us + int(hidden * 1e6))
        for until in (after, np.full(len(taken), len(fixes.ship))):  # with what came later, and without
            seen = _looked_up(fixes, ship, time_us, reach_us, before, until)
            e, n = steps_m(seen.lat, seen.lon, fixes.lat[taken], fixes.lon[taken])
            parts.append((seen.kind, seen.u_min, e * seen.east + n * seen.north, n * seen.east - e * seen.north))
    kind, u, along, across = (np.concatenate(c) for c in zip(*parts, strict=True))
    return _fitted(kind, u, along, across)


_FEWEST = 50
_POWERS = np.arange(0.3, 1.55, 0.1)
_FARTHEST_M = 100_000.0


def _fitted(kind: Ints, u: Floats, along: Floats, across: Floats) -> Motion:
    weight, a, c, power = (x.copy() for x in (MOTION.weight, MOTION.along_m, MOTION.across_m, MOTION.power))
    for k in range(len(KINDS)):
        at = (kind == k) & (u > 0) & (np.hypot(along, across) < _FARTHEST_M)
        if at.sum() < _FEWEST:
            continue
        tried = [(*_mixed(u[at], along[at], across[at], p), p) for p in _POWERS]
        _, weight[k], a[k], c[k], power[k] = max(tried, key=lambda one: one[0])
    return Motion(weight, a, c, power)


def _mixed(u: Floats, along: Floats, across: Floats, power: float) -> tuple[float, Floats, Floats, Floats]:
    """A mixture of three laws by expectation and maximisation, strays held as they are; its log likelihood first."""
    fix2, grown2 = MOTION.fix_m**2, u ** (2 * power)
    scaled = np.hypot(along, across) / u**power
    start = np.maximum(np.quantile(scaled, [0.4, 0.8, 0.97]) / 1.5, 0.5)
    w, a, c = np.array([0.5, 0.35, 0.15]), start.copy(), start.copy()
    stray2 = (MOTION.stray_m + MOTION.stray_mps * 60 * u) ** 2
    total = 0.0
    for _ in range(80):
        va, vc = a**2 * grown2[:, None] + fix2, c**2 * grown2[:, None] + fix2
        density = (
            w * np.exp(-0.5 * (along[:, None] ** 2 / va + across[:, None] ** 2 / vc)) / (2 * np.pi * np.sqrt(va * vc))
        )
        stray = np.exp(-0.5 * (along**2 + across**2) / stray2) / (2 * np.pi * stray2)
        both = (1 - MOTION.stray_frac) * density.sum(axis=1) + MOTION.stray_frac * stray + 1e-300
        share = (1 - MOTION.stray_frac) * density / both[:, None]
        total = float(np.log(both).sum())
        sums = share.sum(axis=0) + 1e-9
        w = sums / sums.sum()
        a = np.sqrt(
            np.maximum((share * np.maximum(along[:, None] ** 2 - fix2, 0) / grown2[:, None]).sum(axis=0) / sums, 0.01)
        )
        c = np.sqrt(
            np.maximum((share * np.maximum(across[:, None] ** 2 - fix2, 0) / grown2[:, None]).sum(axis=0) / sums, 0.01)
        )
    order = np.argsort(a * c)
    return total, w[order], a[order], c[order]


def steps_m(lat0: Floats, lon0: Floats, lat1: Floats, lon1: Floats) -> tuple[Floats, Floats]:
    """Metres to the east and north from points to points, as :func:`fairlead.base.geodesy.ground_step_m` has one."""
    across, along = _metres_a_radian((lat0 + lat1) / 2)
    return np.radians((lon1 - lon0 + 180.0) % 360.0 - 180.0) * across, np.radians(lat1 - lat0) * along


def step_from(lat: Floats, lon: Floats, east_m: Floats, north_m: Floats) -> tuple[Floats, Floats]:
    """The points that lie steps of up to some hundred kilometres off points."""
    _, along = _metres_a_radian(lat)
    to = np.clip(lat + np.degrees(north_m / along), -89.9, 89.9)
    across, _ = _metres_a_radian((lat + to) / 2)
    return to, (lon + np.degrees(east_m / across) + 180.0) % 360.0 - 180.0


def _metres_a_radian(lat: Floats) -> tuple[Floats, Floats]:
    squeeze = 1.0 - WGS84_E2 * np.sin(np.radians(lat)) ** 2
    across = WGS84_A_M / np.sqrt(squeeze) * np.maximum(np.cos(np.radians(lat)), 1e-3)
    return across, WGS84_A_M * (1.0 - WGS84_E2) / squeeze**1.5


def _first_at_or_after(fixes: Fixes, ship: Ints, time_us: Ints) -> Ints:
    """Number of the first report of each ship at or after a time, or of the next ship's first."""
    who, number = np.unique(np.concatenate([fixes.ship, ship]), return_inverse=True)
    all_times = np.concatenate([fixes.time_us, time_us])
    base = int(all_times.min()) if len(all_times) else 0
    width = int(all_times.max()) - base + 1 if len(all_times) else 1
    if len(who) and len(who) * width >= 1 << 62:
        raise ValueError("fixes: too many ships over too long a time to look one up; give those near the scene")
    key = number.astype(np.int64) * width + (all_times - base)
    found: Ints = np.searchsorted(key[: len(fixes.ship)], key[len(fixes.ship) :], side="left").astype(np.int64)
    return found


def _bend(f: Floats, whole: Floats, step: Floats, v0: Floats, v1: Floats, is_bent: Flags) -> tuple[Floats, Floats]:
    """How far the cubic with both velocities is off the straight way, and the velocity on it (Hermite)."""
    d0, d1 = np.where(is_bent, whole * v0 - step, 0.0), np.where(is_bent, whole * v1 - step, 0.0)
    off = f * (1 - f) ** 2 * d0 - f**2 * (1 - f) * d1
    slope = (1 - f) * (1 - 3 * f) * d0 - f * (2 - 3 * f) * d1
    return off, (step + slope) / whole


def _on_circle(lat0: Floats, lon0: Floats, lat1: Floats, lon1: Floats, f: Floats) -> tuple[Floats, Floats]:
    """Points on great circles, by the chord: even to a millionth over 100 km."""
    a, b = _unit(lat0, lon0), _unit(lat1, lon1)
    x, y, z = ((1 - f) * p + f * q for p, q in zip(a, b, strict=True))
    return np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))


def _unit(lat: Floats, lon: Floats) -> tuple[Floats, Floats, Floats]:
    p, q = np.radians(lat), np.radians(lon)
    return np.cos(p) * np.cos(q), np.cos(p) * np.sin(q), np.sin(p)


def _last_known(fixes: Fixes, one: Ints, is_before: Flags, east: Floats, north: Floats) -> tuple[Floats, Floats]:
    """Movement at the only report: as reported, else made good from the report beyond it, else none."""
    other = np.clip(np.where(is_before, one - 1, one + 1), 0, len(fixes.ship) - 1)
    seconds = (fixes.time_us[one] - fixes.time_us[other]) / 1e6
    de, dn = steps_m(fixes.lat[other], fixes.lon[other], fixes.lat[one], fixes.lon[one])
    is_known = (fixes.ship[other] == fixes.ship[one]) & (seconds != 0) & (np.abs(seconds) < 3600)
    safe = np.where(seconds == 0, 1.0, seconds)
    is_known &= np.hypot(de, dn) / np.abs(safe) <= FASTEST_MPS
    made_e, made_n = np.where(is_known, de / safe, 0.0), np.where(is_known, dn / safe, 0.0)
    return np.where(np.isfinite(east[one]), east[one], made_e), np.where(np.isfinite(north[one]), north[one], made_n)


_STILL = (0.79, 0.17, 0.04), (3.2, 24.6, 130.0), (1.8, 13.7, 55.9)
_LEARNED = (  # of each kind: weights, along, across; the fourth does not come about, since what is still is not bent
    _STILL,
    ((0.34, 0.39, 0.27), (44.8, 46.8, 53.1), (1.6, 11.1, 46.5)),
    ((0.21, 0.14, 0.65), (15.9, 85.6, 29.8), (3.7, 22.6, 79.4)),
    _STILL,
    ((0.19, 0.60, 0.21), (2.1, 12.6, 31.1), (2.7, 9.0, 22.6)),
    ((0.69, 0.23, 0.08), (4.1, 16.0, 65.4), (7.4, 17.6, 24.0)),
    ((0.67, 0.20, 0.13), (2.9, 16.8, 535.0), (0.7, 7.6, 304.0)),
    ((0.21, 0.48, 0.31), (7.0, 33.5, 53.8), (2.5, 10.2, 45.1)),
    ((0.31, 0.41, 0.28), (8.0, 23.8, 59.4), (4.9, 36.7, 49.1)),
)
MOTION = Motion(
    weight=np.array([k[0] for k in _LEARNED]),
    along_m=np.array([k[1] for k in _LEARNED]),
    across_m=np.array([k[2] for k in _LEARNED]),
    power=np.array([0.4, 1.3, 1.1, 0.4, 1.4, 1.1, 0.7, 1.2, 1.2]),
)
"""Learned on half of the ships of a set that Global Fishing Watch published (with and without their speeds) and on days
before the Ever Given ran aground off Suez: ``python -m benchmarks matching --fit``."""
