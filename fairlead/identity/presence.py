"""Presence: whether a hull could be where and when a ship was seen, by what AIS and other sightings show of it.

Never a proof: positions are spoofed and identities borrowed, so a hull shown elsewhere keeps a stated remnant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.identity.densities import Floats
from fairlead.identity.fleet import CandidateParams

EARTH_KM = 6371.0088
MOST_APART = 12
"""Later sightings elsewhere that one sighting is held against, the next in time first: more say the same again."""
UNKNOWN, THERE, SILENT, ELSEWHERE = 0, 1, 2, 3
"""What the reports of a hull say of a sighting: nothing; that it was there, was silent, or was elsewhere."""


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """Reports of one hull, by time."""

    hour: Floats
    """Hours since 1970."""
    lat: Floats
    lon: Floats
    ids: npt.NDArray[np.int64]
    """Their position ids."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where and when a ship was seen: points it may have been near, and a span of hours since 1970."""

    points: tuple[tuple[float, float, float], ...]
    """(lat, lon, error in km) each; several where the words name several places."""
    start: float
    end: float


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """What reports say of sightings x hulls."""

    verdict: npt.NDArray[np.int8]
    before: npt.NDArray[np.int64]
    """Position id of the last report before the sighting; 0: none."""
    after: npt.NDArray[np.int64]
    """Position id of the first after it; 0: none."""
    hours: Floats
    """Length of the silence around it, hours; NaN: one end open."""

    def log_likelihood(self, params: CandidateParams) -> Floats:
        """Sightings x hulls, against a hull of which nothing is known."""
        gains = np.array([0.0, log(params.there_factor), log(params.silent_factor), log(params.false_report_frac)])
        made: Floats = gains[self.verdict]
        return made


def find_presence(
    spots: Sequence[Spot | None], trails: Mapping[int, Trail], n_hulls: int, params: CandidateParams
) -> Presence:
    """Hold sightings against the reports of each hull.

    Args:
        spots: where and when each sighting was; None where its words do not say.
        trails: the reports of a hull, by its number.
        n_hulls: how many hulls there are; those without a trail stay unknown.

    Returns:
        *elsewhere* where no two successive reports leave time to come by at ``top_speed_kn``; *there* where a report
        lies at the place within the span; *silent* where it could come by and nothing was heard for ``silent_hours``.
    """
    shape = (len(spots), n_hulls)
    verdict = np.zeros(shape, np.int8)
    before, after = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    hours = np.full(shape, np.nan)
    by_points: dict[tuple[tuple[float, float, float], ...], list[int]] = {}
    for i, spot in enumerate(spots):
        if spot is not None and spot.points:
            by_points.setdefault(spot.points, []).append(i)
    for points, members in by_points.items():
        rows = np.array(members)
        start = np.array([spots[i].start for i in members])  # type: ignore[union-attr]
        end = np.array([spots[i].end for i in members])  # type: ignore[union-attr]
        for hull, trail in trails.items():
            if len(trail.hour):
                found = _one(trail, points, start, end, params)
                verdict[rows, hull], before[rows, hull], after[rows, hull], hours[rows, hull] = found
    return Presence(verdict, before, after, hours)


def _one(
    trail: Trail, points: tuple[tuple[float, float, float], ...], start: Floats, end: Floats, params: CandidateParams
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """One hull against the sightings at one place."""
    away = np.min([_beyond(trail, lat, lon, error + params.near_km) for lat, lon, error in points], axis=0)
    need = away / (params.top_speed_kn * KM_PER_NAUTICAL_MILE)
    n = len(trail.hour)
    last = np.searchsorted(trail.hour, start, "right") - 1
    first = np.searchsorted(trail.hour, end, "left")
    # Stretches between reports: stretch k lies before report k. A stretch lets the hull come by within [start, end]
    # where it leaves the time: of the end stretches the sighting's own span says how much.
    fits = np.append(np.append(False, trail.hour[1:] - trail.hour[:-1] >= need[1:] + need[:-1]), False)
    run = np.append(0, np.cumsum(fits))
    inner = run[np.maximum(first, 0)] - run[np.minimum(last + 2, n)] if n > 1 else np.zeros(len(start), np.int64)
    comes_by = inner > 0
    low, high = np.clip(last, 0, n - 1), np.clip(first, 0, n - 1)
    # the stretch that holds the start: from report `last`, to report `last + 1` or open
    onward = np.clip(last + 1, 0, n - 1)
    arrive = np.where(last >= 0, trail.hour[low] + need[low], -np.inf)
    leave = np.where(last + 1 < n, trail.hour[onward] - need[onward], np.inf)
    comes_by |= (arrive <= leave) & (arrive <= end) & (leave >= start)
    # the stretch that holds the end: to report `first`, from report `first - 1` or open
    back = np.clip(first - 1, 0, n - 1)
    arrive = np.where(first >= 1, trail.hour[back] + need[back], -np.inf)
    leave = np.where(first < n, trail.hour[high] - need[high], np.inf)
    comes_by |= (arrive <= leave) & (arrive <= end) & (leave >= start)
    at = np.append(0, np.cumsum(away <= 0))
    is_there = at[np.searchsorted(trail.hour, end, "right")] > at[np.searchsorted(trail.hour, start, "left")]
    gap = np.where((last >= 0) & (first < n), trail.hour[high] - trail.hour[low], np.nan)
    since = np.where(last >= 0, start - trail.hour[low], np.inf)
    until = np.where(first < n, trail.hour[high] - end, np.inf)
    is_known = np.minimum(since, until) <= params.unheard_days * 24
    is_known |= first > last + 1
    is_silent = (np.where(np.isnan(gap), np.minimum(since, until), gap) >= params.silent_hours) & (first <= last + 1)
    verdict = np.full(len(start), UNKNOWN, np.int8)
    verdict[is_known & is_silent] = SILENT
    verdict[is_known & ~comes_by] = ELSEWHERE
    verdict[is_there] = THERE
    ids_before = np.where((verdict > 0) & (last >= 0), trail.ids[low], 0)
    ids_after = np.where((verdict > 0) & (first < n), trail.ids[high], 0)
    return verdict, ids_before, ids_after, np.where(first <= last + 1, gap, np.nan)


def _beyond(trail: Trail, lat: float, lon: float, within_km: float) -> Floats:
    """Kilometres of each report beyond the neighbourhood of a point; 0 inside."""
    return np.maximum(0.0, great_circle_km(trail.lat, trail.lon, lat, lon) - within_km)


def great_circle_km(lat: Floats, lon: Floats, to_lat: float | Floats, to_lon: float | Floats) -> Floats:
    """Distances on the sphere, in kilometres."""
    a, b = np.radians(lat), np.radians(to_lat)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(np.subtract(to_lon, lon)) / 2) ** 2
    made: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return made


def find_apart(spots: Sequence[Spot | None], params: CandidateParams) -> list[tuple[int, int]]:
    """Pairs of sightings that cannot be one hull: too far apart for the time between them at ``top_speed_kn``.

    Args:
        spots: as for :func:`find_presence`.

    Returns:
        Pairs (i, j), i < j. The most time that their spans leave counts, and the nearest of their points.
    """
    known = [i for i, s in enumerate(spots) if s is not None and s.points]
    known.sort(key=lambda i: (spots[i].start, i))  # type: ignore[union-attr]
    speed = params.top_speed_kn * KM_PER_NAUTICAL_MILE
    longest = np.pi * EARTH_KM / speed
    starts = np.array([spots[i].start for i in known])  # type: ignore[union-attr]
    apart: list[tuple[int, int]] = []
    distances: dict[tuple[object, object], float] = {}
    for n, i in enumerate(known):
        a, ties = spots[i], 0
        assert a is not None
        # later ones begin within the time that half the earth takes, counted from this one's start
        for m in range(n + 1, int(np.searchsorted(starts, a.start + longest, "right"))):
            b = spots[known[m]]
            assert b is not None
            if a.points == b.points:
                continue
            key = (a.points, b.points)
            if key not in distances:
                distances[key] = _least_km(a, b, params.near_km)
            if distances[key] / speed > max(b.end - a.start, a.end - b.start):
                apart.append((min(i, known[m]), max(i, known[m])))
                ties += 1
                if ties == MOST_APART:
                    break
    return apart


def _least_km(a: Spot, b: Spot, near_km: float) -> float:
    return min(
        max(0.0, float(great_circle_km(np.float64(p[0]), np.float64(p[1]), q[0], q[1])) - p[2] - q[2] - 2 * near_km)  # type: ignore[arg-type]
        for p in a.points
        for q in b.points
    )
