"""A season's lives on the map: a world of ports, ships and their ways, for AIS to be sent and received in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from fairlead.base.geodesy import bearing_deg, destination, distance_km, great_circle
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.simulate.scenario import Area, Go, Marks, Point, Port, Receiver, Scenario, Ship, Span, Stay, Step
from fairlead.simulate.season import Side
from fairlead.simulate.season_laws import AWAY, BALLAST, DISCHARGING, LADEN, LOADING
from fairlead.simulate.season_radio import on_spans
from fairlead.simulate.season_ships import Hull
from fairlead.simulate.season_truth import Fleet, Life
from fairlead.simulate.ways import Way

BERTHS = 4
WATERS_KM, BERTH_KM = 10.0, 0.3
AWAY_KN, AWAY_UNDER_WAY = 12.0, 0.85
"""Who goes elsewhere sails at this speed for no more than this share of the absence ..."""
AWAY_KM = 2600.0
"""... and no more than this, out and back."""
ASIDE_KM = 30.0
"""Hulls lie so far apart elsewhere."""
SLACK_S = 2
"""Legs end so much early, so that a stay never begins late by rounding."""
LADEN_DRAUGHT, BALLAST_DRAUGHT = 0.062, 0.040
"""Draughts as shares of the length, as a crew types them."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A ship lies at a point, or sails to it, until a time; both in hours of the season."""

    start: float
    end: float
    to: Point
    is_rest: bool
    draught_m: float | None = None


def world_of(fleet: Fleet, hulls: Sequence[Hull]) -> Scenario:
    """The season as a scenario of ports, ships and receivers. Ships outside the fleet that are no traders send nothing
    and are left out."""
    s = fleet.scenario
    span = (s.start, s.start + round(3600 * s.hours))
    ports = tuple(_port(side) for side in (s.terminal, s.roads))
    traders = len(fleet.lives) + len(fleet.others)
    ships = [_ship(fleet, hulls[v], v, life, _off(fleet, v)) for v, life in enumerate(fleet.lives)]
    ships += [_ship(fleet, hulls[traders + n], traders + n, life, ()) for n, life in enumerate(fleet.traders)]
    return Scenario(
        title=s.title,
        seed=s.seed,
        span=span,
        keep_s=s.radio.keep_s,
        noise_m=10.0,
        gap_s=6 * 3600,
        shift_s=12 * 3600,
        shift_km=30.0,
        ports=ports,
        receivers=(Receiver("satellites", True, 0.9, (), first=span[0], every_s=86_400, lasts_s=86_400),),
        deaf=(),
        meetings=(),
        ships=tuple(ships),
    )


def _port(side: Side) -> Port:
    areas = [Area(f"waters of {side.name}", "port", side.lat, side.lon, WATERS_KM)]
    for n in range(BERTHS):
        lat, lon = _berth(side, n)
        areas.append(Area(f"berth {n + 1}", "berth", round(lat, 5), round(lon, 5), BERTH_KM))
    return Port(side.label, side.name, None, side.lat, side.lon, None, tuple(areas))


def _berth(side: Side, n: int) -> tuple[float, float]:
    return destination(side.lat, side.lon, 90.0, n * 3 * BERTH_KM)


def _at_berth(side: Side, v: int) -> Point:
    """Ships that share a berth's number lie a little apart, since nothing here keeps them from lying there at once."""
    lat, lon = destination(*_berth(side, v % BERTHS), 0.0, 0.04 * (v // BERTHS % 6))
    return Point(lat, lon, side.label, f"berth {v % BERTHS + 1}")


def _off(fleet: Fleet, v: int) -> tuple[Span, ...]:
    """When a hull's transponder is off, seconds since 1970."""
    s, hour = fleet.scenario, 0.0
    dark: list[tuple[float, float]] = []
    for start, end in on_spans(fleet, v):
        dark.append((hour, start))
        hour = end
    dark.append((hour, s.hours))
    seconds = [(s.start + round(3600 * a), s.start + round(3600 * b)) for a, b in dark]
    return tuple((a, b) for a, b in seconds if a < b)


def _ship(fleet: Fleet, hull: Hull, v: int, life: Life, off: tuple[Span, ...]) -> Ship:
    s = fleet.scenario
    parts = [p for p in _parts(fleet, v, life, hull) if p.end > 0 and p.start < s.hours]
    at = parts[0].to if parts[0].is_rest else _point_at_start(fleet, v, life, hull)
    return Ship(
        hull=hull.label,
        ship_type=80,
        length_m=hull.length_m,
        width_m=hull.beam_m,
        draught_m=round(BALLAST_DRAUGHT * hull.length_m, 1),
        is_class_b=False,
        every_s=1,
        at=at,
        schedule=tuple(_steps(s.start, at, parts)),
        marks=(Marks(s.start, hull.mmsi, hull.name, hull.imo, None),),
        off=off,
        faults=(),
    )


def _steps(start: int, at: Point, parts: Sequence[_Part]) -> Iterator[Step]:
    here, now = at, 0.0
    for part in parts:
        until = start + round(3600 * part.end)
        if part.is_rest:
            yield Stay(None, until, part.draught_m)
        else:
            km = distance_km(here.lat, here.lon, part.to.lat, part.to.lon)
            hours = max(part.end - max(now, part.start) - SLACK_S / 3600, 0.01)
            yield Go(part.to, max(km / KM_PER_NAUTICAL_MILE / hours, 0.01), ())
        here, now = part.to, part.end


def _point_at_start(fleet: Fleet, v: int, life: Life, hull: Hull) -> Point:
    """Where a ship under way is when the season begins."""
    parts = list(_parts(fleet, v, life, hull))
    i = next(i for i, p in enumerate(parts) if p.end > 0)
    before, part = parts[i - 1].to, parts[i]
    way = Way([part.start, part.end], [before.lat, part.to.lat], [before.lon, part.to.lon])
    place = way.at(np.zeros(1))
    return Point(float(place.lat[0]), float(place.lon[0]))


def _parts(fleet: Fleet, v: int, life: Life, hull: Hull) -> Iterator[_Part]:
    """A life as rests and legs between points."""
    s = fleet.scenario
    a, b = _at_berth(s.terminal, v), _at_berth(s.roads, v)
    laden, light = (round(share * hull.length_m, 1) for share in (LADEN_DRAUGHT, BALLAST_DRAUGHT))
    for i, part in enumerate(life.parts):
        start, end = life.starts[i], life.end(i)
        if part == AWAY:
            yield from _away(fleet, v, start, min(end, s.hours + 48) if life.is_idle else end, life.is_idle)
        elif part in (LOADING, DISCHARGING):
            is_load = part == LOADING
            yield _Part(start, end, a if is_load else b, True, laden if is_load else light)
        else:
            yield _Part(start, end, {LADEN: b, BALLAST: a}[part], False)


def _away(fleet: Fleet, v: int, start: float, end: float, is_idle: bool) -> Iterator[_Part]:
    """From the roads to a point off the way, a rest there, and to the terminal."""
    s, hours = fleet.scenario, end - start
    direct = distance_km(s.roads.lat, s.roads.lon, s.terminal.lat, s.terminal.lon)
    made_km = AWAY_UNDER_WAY * hours * AWAY_KN * KM_PER_NAUTICAL_MILE
    path = max(min(made_km, max(AWAY_KM, 1.2 * direct)), 1.01 * direct)
    off_km = sqrt((path / 2) ** 2 - (direct / 2) ** 2) + (ASIDE_KM * (v // 2) if path < made_km else 0.0)
    middle = great_circle(s.roads.lat, s.roads.lon, s.terminal.lat, s.terminal.lon, 3)[1]
    side = bearing_deg(*middle, s.terminal.lat, s.terminal.lon) + (90 if v % 2 else -90)
    away = Point(*destination(*middle, side, off_km))
    if is_idle:
        yield _Part(start, end, away, True)
        return
    sail = min(max(path / (AWAY_KN * KM_PER_NAUTICAL_MILE), 0.1), 0.95 * hours) / 2
    yield _Part(start, start + sail, away, False)
    yield _Part(start + sail, end - sail, away, True)
    yield _Part(end - sail, end, _at_berth(s.terminal, v), False)
