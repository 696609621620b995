"""Scenes with known truth, made of real AIS: each ship's reports around an instant are hidden, and what was hidden is
what the scene shows. Used by ``bench_matching``.

Ships, ways and reporting are real; what a sensor adds is simulated: noise of position and length, the radar's shift,
ships not seen, ships without AIS, false alarms. *Open water* puts pieces of real tracks at random places; *anchorage*
is Suez as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fairlead.base.arrays import Floats, Ints
from fairlead.imagery.azimuth import Pass, shift_m
from fairlead.imagery.match import Detected
from fairlead.imagery.whereabouts import MPS_PER_KN, Fixes, step_from, steps_m

SETS = Path(__file__).parents[2] / "shared" / "data" / "ais" / "parquet"
"""Real sets beside the repository: gfw_segment_regression (GlobalFishingWatch/gpsdio-segment, Apache-2.0),
suez_2021-03 (movingpandas-examples, BSD-3), north_sea_2022-11-01 (remip48/AISanalyze, MIT)."""
AT_US = 1_700_000_000_000_000
HOUR_US = 3_600_000_000
SUEZ_FITTED_US = int(2.6 * 24 * HOUR_US)
"""Of Suez the first 2.6 days were fitted on, and scenes are of the days after."""
FASTEST_KN = 45.0


@dataclass(frozen=True, slots=True)
class Tracks:
    """Real reports in order of ship and time, lengths by ship (NaN where not known)."""

    ship: Ints
    time_us: Ints
    lat: Floats
    lon: Floats
    sog_kn: Floats
    cog_deg: Floats
    length_m: Floats

    def take(self, at: Ints) -> Tracks:
        return Tracks(*(getattr(self, n)[at] for n in self.__slots__))

    @property
    def fixes(self) -> Fixes:
        return Fixes.of(self.ship, self.time_us, self.lat, self.lon, self.sog_kn, self.cog_deg)


def read_set(name: str, by: str = "mmsi") -> Tracks:
    """One of the shared sets; ``by`` is the column that tells ships apart."""
    t = pq.read_table(SETS / f"{name}.parquet")
    t = t.filter(pc.and_(pc.and_(pc.is_valid(t["lat"]), pc.is_valid(t["ts"])), pc.is_valid(t[by])))
    who = np.unique(np.asarray(t[by].to_pylist(), dtype=str), return_inverse=True)[1].astype(np.int64)
    number = lambda c: np.asarray(t[c].cast("float64").to_numpy(zero_copy_only=False))  # noqa: E731
    lat, lon, sog, cog, length = (number(c) for c in ("lat", "lon", "sog", "cog", "length"))
    time = np.asarray(t["ts"].cast("int64").to_numpy())
    is_place = (np.abs(lat) < 89) & (np.abs(lon) <= 180)
    order = np.lexsort((time, who))
    order = order[is_place[order]]
    out = Tracks(who, time, lat, lon, np.where(sog < 102, sog, np.nan), np.where(cog < 360, cog, np.nan),
                 np.where(length > 5, length, np.nan)).take(order)  # fmt: skip
    return out.take(np.flatnonzero(np.append(True, (np.diff(out.ship) != 0) | (np.diff(out.time_us) > 0))))


def halves(tracks: Tracks, odd: bool) -> Tracks:
    """The ships of one half, by a hash of their number."""
    return tracks.take(np.flatnonzero(((tracks.ship * 2_654_435_761) % 97 % 2 == 1) == odd))


@dataclass(frozen=True, slots=True)
class Scene:
    """What is given, and what is true."""

    detected: Detected
    fixes: Fixes
    area_km2: float
    flown: Pass | None
    length_m: dict[int, float]
    truth: Ints
    """Of each detection: the number of its ship where that has AIS, -1 a ship without, -2 a false alarm."""


def open_water(tracks: Tracks, tau_min: float, seed: int, ships: int = 60, side_km: float = 200.0) -> Scene:
    """Pieces of real tracks, each at an instant of 3 knots and more, put at random places of a square of sea."""
    rng = np.random.default_rng([1, seed])
    good = np.flatnonzero(_is_sound(tracks) & (tracks.sog_kn >= 3) & _has_both(tracks, tau_min))
    names = np.unique(tracks.ship[good])
    parts = []
    for number in range(ships):
        own = good[tracks.ship[good] == rng.choice(names)]
        k = int(rng.choice(own))
        first, last = np.searchsorted(tracks.ship, (tracks.ship[k], tracks.ship[k] + 1))
        east, north = steps_m(*(np.full(last - first, v) for v in (tracks.lat[k], tracks.lon[k])),
                              tracks.lat[first:last], tracks.lon[first:last])  # fmt: skip
        near = np.abs(tracks.time_us[first:last] - tracks.time_us[k]) <= 8 * HOUR_US
        near &= np.hypot(east, north) < 500_000
        at = np.flatnonzero(near) + first
        to = rng.uniform(-0.5, 0.5, 2) * side_km * 1000
        lat, lon = step_from(np.full(len(at), 45.0), np.full(len(at), -30.0), east[near] + to[0], north[near] + to[1])
        parts.append((tracks.take(at), number, lat, lon, int(np.searchsorted(at, k))))
    return _scene(rng, parts, tau_min, side_km**2, (45.0, -30.0, side_km, side_km))


def as_it_was(tracks: Tracks, tau_min: float, seed: int, start_us: int, end_us: int, instants: int = 1) -> Scene:
    """Every ship of a real set that reports on both sides of an instant, where it was; each clock is set so that its
    report nearest to the instant is at it. Of several instants the ships lie in one scene, those of each a few
    kilometres off where they were: as busy as a roadstead of which only some report."""
    rng = np.random.default_rng([2, seed])
    sound, both = _is_sound(tracks), _has_both(tracks, tau_min)
    parts: list[tuple[Tracks, int, Floats, Floats, int]] = []
    for _ in range(instants):
        at_us = int(rng.integers(start_us, end_us))
        off = rng.normal(0, 2000, 2) if instants > 1 else np.zeros(2)
        for ship in np.unique(tracks.ship):
            first, last = np.searchsorted(tracks.ship, (ship, ship + 1))
            k = first + int(np.argmin(np.abs(tracks.time_us[first:last] - at_us)))
            if abs(int(tracks.time_us[k]) - at_us) > 10 * 60_000_000 or not sound[k] or not both[k]:
                continue
            at = np.arange(first, last)
            lat, lon = step_from(tracks.lat[at], tracks.lon[at], np.full(len(at), off[0]), np.full(len(at), off[1]))
            parts.append((tracks.take(at), len(parts), lat, lon, int(k - first)))
    lat = np.array([p[2][p[4]] for p in parts])
    lon = np.array([p[3][p[4]] for p in parts])
    middle = (float(lat.min() + lat.max()) / 2, float(lon.min() + lon.max()) / 2)
    high = (lat.max() - lat.min()) * 111.2 + 4
    wide = (lon.max() - lon.min()) * 111.2 * np.cos(np.radians(middle[0])) + 4
    return _scene(rng, parts, tau_min, float(high * wide), (*middle, float(wide), float(high)))


def _is_sound(tracks: Tracks) -> np.ndarray:
    """Whether a report can be reached from the one before and from it the one after."""
    e, n = steps_m(tracks.lat[:-1], tracks.lon[:-1], tracks.lat[1:], tracks.lon[1:])
    seconds = np.maximum(np.diff(tracks.time_us) / 1e6, 1.0)
    fits = np.hypot(e, n) / seconds < FASTEST_KN * MPS_PER_KN
    fits |= np.hypot(e, n) < 200
    other = np.diff(tracks.ship) != 0
    return np.append(True, fits | other) & np.append(fits | other, True)


def _has_both(tracks: Tracks, tau_min: float) -> np.ndarray:
    """Whether its ship reports between tau and 6 hours before it, and after."""
    key = tracks.ship.astype(np.float64) * 1e9 + (tracks.time_us - tracks.time_us.min()) / 1e6
    tau = tau_min * 60
    before = np.searchsorted(key, key - 6 * 3600, "left") < np.searchsorted(key, key - tau, "right")
    after = np.searchsorted(key, key + tau, "left") < np.searchsorted(key, key + 6 * 3600, "right")
    return before & after


def _scene(rng: np.random.Generator, parts: list, tau_min: float, area_km2: float, box: tuple) -> Scene:
    """Simulate what a radar makes of it. Bars and noises: notes of the issue; chances of being seen are a curve of
    their own, not the table that the kernel has."""
    flown = Pass(float(rng.choice([349.0, 191.0])), float(rng.uniform(8e5, 9.5e5)), float(rng.uniform(30, 45)))
    shown, rows, lengths = [], [], {}
    for tracks, number, lat, lon, k in parts:
        move = AT_US + int(rng.uniform(0, 25e6)) - int(tracks.time_us[k])
        time = tracks.time_us + move
        length = float(tracks.length_m[k])
        if not np.isfinite(length):
            length = float(np.clip(rng.lognormal(np.log(140), 0.5), 18, 400))
        is_dark = rng.random() < 0.2
        if not is_dark:
            hidden = np.abs(time - time[k]) < tau_min * 60e6
            left = np.flatnonzero(~hidden & (np.abs(time - time[k]) <= 8 * HOUR_US))
            rows.append((np.full(len(left), number), time[left], lat[left], lon[left], tracks.sog_kn[left],
                         tracks.cog_deg[left]))  # fmt: skip
            lengths[number] = length
        if rng.random() < 0.97 / (1 + np.exp(-(length - 35) / 10)):
            ve, vn = _velocity(tracks, lat, lon, k)
            de, dn = shift_m(flown, np.array([ve]), np.array([vn]))
            de, dn = de + rng.normal(0, 30), dn + rng.normal(0, 30)
            la, lo = step_from(lat[k : k + 1], lon[k : k + 1], de, dn)
            shown.append((time[k], la[0], lo[0], length * rng.lognormal(0, 0.3), -1 if is_dark else number))
    alarms = rng.poisson(10 ** rng.uniform(-1, 1) * area_km2 / 1000)
    lat0, lon0, wide, high = box
    la, lo = step_from(np.full(alarms, lat0), np.full(alarms, lon0), rng.uniform(-0.5, 0.5, alarms) * wide * 1000,
                       rng.uniform(-0.5, 0.5, alarms) * high * 1000)  # fmt: skip
    for a, o in zip(la, lo, strict=True):
        shown.append((AT_US + int(rng.uniform(0, 25e6)), a, o, rng.lognormal(np.log(60), 0.5), -2))
    shown = [shown[i] for i in rng.permutation(len(shown))]
    time, lat, lon, length, truth = (np.array(c) for c in zip(*shown, strict=True))
    fixes = Fixes.of(*(np.concatenate(c) for c in zip(*rows, strict=True)))
    found = Detected.of(time.astype(np.int64), lat, lon, 30.0, length)
    return Scene(found, fixes, area_km2, flown, lengths, truth.astype(np.int64))


def _velocity(tracks: Tracks, lat: Floats, lon: Floats, k: int) -> tuple[float, float]:
    """Of the hidden report: as reported, else made good from the report before it to the one after."""
    if np.isfinite(tracks.sog_kn[k]) and np.isfinite(tracks.cog_deg[k]):
        speed, course = tracks.sog_kn[k] * MPS_PER_KN, np.radians(tracks.cog_deg[k])
        return float(speed * np.sin(course)), float(speed * np.cos(course))
    a, b = max(0, k - 1), min(len(lat) - 1, k + 1)
    e, n = steps_m(lat[a : a + 1], lon[a : a + 1], lat[b : b + 1], lon[b : b + 1])
    seconds = max(1.0, (tracks.time_us[b] - tracks.time_us[a]) / 1e6)
    return float(e[0] / seconds), float(n[0] / seconds)
