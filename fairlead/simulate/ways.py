"""Ways: where each ship truly is at each moment, by its schedule.

Ships turn and stop at once. They do not sail so, but their arrival can be checked by hand: distance over speed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from fairlead.base.geodesy import EARTH_RADIUS_KM, destination, distance_km
from fairlead.base.units import sailing_h
from fairlead.errors import EvidenceError
from fairlead.simulate.scenario import Go, Meet, Meeting, Point, Scenario, Ship, Stay

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SWING_KM = 0.08
SWING_S = 44_714
"""A ship at anchor swings around it once in a tide of 12 h 25 min."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A time in which a ship lies still."""

    start: float
    end: float
    at: Point
    meeting: str | None = None


@dataclass(slots=True)
class Way:
    """A ship's way: corners in time, straight (great circles) and steady between them."""

    time: list[float]
    lat: list[float]
    lon: list[float]
    rests: list[Rest] = field(default_factory=list)
    draughts: list[tuple[float, float | None]] = field(default_factory=list)
    """From when on which draught is typed in."""

    def at(self, time: Floats) -> Places:
        """Where it is at some times, ascending or not."""
        return _places(self, time)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a ship is at some times, how fast, and whither."""

    lat: Floats
    lon: Floats
    kn: Floats
    cog_deg: Floats
    rest: Ints
    """Number of the rest it lies in; -1 under way."""


def way_of(ship: Ship, scenario: Scenario) -> Way:
    """The way of a ship by its schedule; when that ends it lies where it is.

    Raises:
        EvidenceError: a stay ends before it begins, or a meeting cannot be reached at that speed.
    """
    begun, ended = scenario.span
    way = Way([float(begun)], [ship.at.lat], [ship.at.lon], draughts=[(float(begun), ship.draught_m)])
    meetings = {m.name: m for m in scenario.meetings}
    here = ship.at
    for number, step in enumerate(ship.schedule, 1):
        where = f"ship {ship.hull} step {number}"
        if isinstance(step, Go):
            _sail(way, step.via, step.to, step.kn)
            here = step.to
        elif isinstance(step, Stay):
            until = way.time[-1] + (step.seconds or 0) if step.until is None else float(step.until)
            _lie(way, here, until, where)
            if step.draught_m is not None:
                way.draughts.append((until, step.draught_m))
        else:
            here = _meet(way, here, ship.hull, meetings[step.meeting], step, where)
    _lie(way, here, max(float(ended), way.time[-1]), ship.hull)
    way.rests = _joined(way.rests)
    return way


def _sail(way: Way, via: tuple[tuple[float, float], ...], to: Point, kn: float) -> None:
    for lat, lon in (*via, (to.lat, to.lon)):
        km = distance_km(way.lat[-1], way.lon[-1], lat, lon)
        way.time.append(way.time[-1] + 3600 * sailing_h(km, kn))
        way.lat.append(lat)
        way.lon.append(lon)


def _lie(way: Way, at: Point, until: float, where: str, meeting: str | None = None) -> None:
    if until < way.time[-1]:
        late_h = (way.time[-1] - until) / 3600
        raise EvidenceError(f"{where}: arrives {late_h:.1f} h after the time it should lie until")
    way.rests.append(Rest(way.time[-1], until, at, meeting))
    way.time.append(until)
    way.lat.append(way.lat[-1])
    way.lon.append(way.lon[-1])


def _meet(way: Way, here: Point, hull: str, meeting: Meeting, step: Meet, where: str) -> Point:
    lat, lon = meeting.lat, meeting.lon
    if hull == meeting.hulls[1]:
        lat, lon = destination(lat, lon, 90.0, meeting.apart_m / 1000)
    sail_s = 3600 * sailing_h(distance_km(way.lat[-1], way.lon[-1], lat, lon), step.kn)
    _lie(way, here, meeting.span[0] - sail_s, where)
    point = Point(lat, lon)
    _sail(way, (), point, step.kn)
    _lie(way, point, float(meeting.span[1]), where, meeting.name)
    return point


def _joined(rests: list[Rest]) -> list[Rest]:
    """Rests without those of no length, and those that follow at once in one place as one."""
    made: list[Rest] = []
    for rest in rests:
        if made and (made[-1].end, made[-1].at, made[-1].meeting) == (rest.start, rest.at, rest.meeting):
            made[-1] = replace(made[-1], end=rest.end)
        elif rest.end > rest.start:
            made.append(rest)
    return made


def _places(way: Way, time: Floats) -> Places:
    corner = np.array(way.time)
    points = unit_vectors(np.array(way.lat), np.array(way.lon))
    leg = np.clip(np.searchsorted(corner, time, side="right") - 1, 0, len(corner) - 2)
    one, two, lasts = points[leg], points[leg + 1], (corner[1:] - corner[:-1])[leg]
    share = np.clip((time - corner[leg]) / np.maximum(lasts, 1e-9), 0, 1)
    angle = 2 * np.arcsin(np.minimum(np.linalg.norm(one - two, axis=1) / 2, 1.0))
    sine = np.maximum(np.sin(angle), 1e-15)
    near = angle < 1e-9
    a = np.where(near, 1 - share, np.sin((1 - share) * angle) / sine)
    b = np.where(near, share, np.sin(share * angle) / sine)
    lat, lon = degrees_of(one * a[:, None] + two * b[:, None])
    kn = np.where(lasts > 0, angle * EARTH_RADIUS_KM / 1.852 / np.maximum(lasts, 1e-9) * 3600, 0.0)
    rest = _rests(way.rests, time)
    lat, lon = _swing(way.rests, rest, time, lat, lon)
    return Places(lat, lon, kn, _course(np.cross(one, two), lat, lon), rest)


def _course(normal: Floats, lat: Floats, lon: Floats) -> Floats:
    """Course along great circles with these normals, at points of theirs."""
    f, g = np.radians(lat), np.radians(lon)
    here = np.column_stack((np.cos(f) * np.cos(g), np.cos(f) * np.sin(g), np.sin(f)))
    ahead = np.cross(normal, here)
    north = np.column_stack((-np.sin(f) * np.cos(g), -np.sin(f) * np.sin(g), np.cos(f)))
    east = np.column_stack((-np.sin(g), np.cos(g), np.zeros(len(g))))
    found: Floats = np.degrees(np.arctan2((ahead * east).sum(axis=1), (ahead * north).sum(axis=1))) % 360
    return found


def _rests(rests: list[Rest], time: Floats) -> Ints:
    if not rests:
        return np.full(len(time), -1)
    start, end = np.array([r.start for r in rests]), np.array([r.end for r in rests])
    which = np.searchsorted(start, time, side="right") - 1
    return np.where((which >= 0) & (time <= end[which]), which, -1)


def _swing(rests: list[Rest], rest: Ints, time: Floats, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
    swings = np.array([r.at.is_anchorage for r in rests] or [False])[rest] & (rest >= 0)
    turn = 2 * np.pi * time / SWING_S
    return shifted(
        lat, lon, np.where(swings, SWING_KM * np.cos(turn), 0.0), np.where(swings, SWING_KM * np.sin(turn), 0.0)
    )


def shifted(lat: Floats, lon: Floats, north_km: Floats, east_km: Floats) -> tuple[Floats, Floats]:
    """Points a little way off."""
    km = EARTH_RADIUS_KM * np.pi / 180
    east = east_km / km / np.maximum(np.cos(np.radians(lat)), 1e-6)
    return lat + north_km / km, (lon + east + 180) % 360 - 180


def unit_vectors(lat: Floats, lon: Floats) -> Floats:
    """Points on the sphere of radius 1."""
    f, g = np.radians(lat), np.radians(lon)
    return np.column_stack((np.cos(f) * np.cos(g), np.cos(f) * np.sin(g), np.sin(f)))


def degrees_of(vectors: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of vectors, whatever their length."""
    lat = np.degrees(np.arctan2(vectors[:, 2], np.hypot(vectors[:, 0], vectors[:, 1])))
    lon = np.degrees(np.arctan2(vectors[:, 1], vectors[:, 0]))
    return lat, (lon + 180) % 360 - 180


def km_between(lat: Floats, lon: Floats, to_lat: float | Floats, to_lon: float | Floats) -> Floats:
    """Great-circle distances."""
    f1, f2 = np.radians(lat), np.radians(to_lat)
    east = np.radians((to_lon - lon + 180) % 360 - 180)
    h = np.sin((f2 - f1) / 2) ** 2 + np.cos(f1) * np.cos(f2) * np.sin(east / 2) ** 2
    found: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(np.sqrt(h), 1.0))
    return found
