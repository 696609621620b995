"""A simulated sea in which some ships that lie alone are met by silent ones: truth for the probabilities of partners.

Ships sail from point to point at a speed of their own and lie still for a while at some points. Each now and then falls
silent, by failure of reception or on purpose; the chance that it was on purpose is known to us only as a calibrated
probability. Some of those that lie have a visitor, which leaves its way for it and is silent from some hours before to
some hours after. Nothing here knows of the formula that is judged by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from fairlead.base.geodesy import destination, distance_km
from fairlead.base.ids import content_id
from fairlead.base.tables import GAPS, LOITERING
from fairlead.base.units import KM_PER_NAUTICAL_MILE

START = datetime(2024, 1, 1, tzinfo=UTC)
NORTH, EAST = 38.0, 132.0
"""South-west corner of the sea."""


@dataclass(frozen=True, slots=True)
class Sea:
    """How much there is of what."""

    side_km: float = 1200.0
    days: float = 30.0
    ships: int = 120
    met_frac: float = 0.3
    """Share of those lying that a silent ship of these data meets."""
    silences_a_week: float = 0.7
    silent_h: float = 10.0
    """Median length of a silence that is no meeting."""
    fastest_kn: float = 13.5
    lead_h: float = 4.0
    """Mean time of silence before coming alongside beyond the way, and after leaving."""


@dataclass(slots=True)
class _Ship:
    mmsi: int
    kn: float
    time_h: list[float]
    x: list[float]
    y: list[float]
    silent: list[tuple[float, float, float]]
    """Beginning, end, and the chance that it was no failure of reception."""
    busy: list[tuple[float, float]]
    """When it lay with a visitor."""

    def is_silent(self, since: float, till: float) -> bool:
        return any(a < till and b > since for a, b, _ in self.silent)

    def at(self, hour: float) -> tuple[float, float]:
        return float(np.interp(hour, self.time_h, self.x)), float(np.interp(hour, self.time_h, self.y))


def make_world(sea: Sea, seed: int) -> tuple[pa.Table, pa.Table, dict[str, str]]:
    """LOITERING, GAPS, and of each loitering that had a visitor the gap of that visitor."""
    rnd = np.random.Generator(np.random.Philox(seed))
    ships = [_sail(sea, rnd, i) for i in range(sea.ships)]
    visits = _visits(sea, rnd, ships)
    for ship in ships:
        _fall_silent(sea, rnd, ship)
    gaps = {(s.mmsi, a): _gap(s, a, b, p) for s in ships for a, b, p in s.silent}
    seen = [(s, a, b) for s in ships for a, b in _stops(s) if not s.is_silent(a, b)]
    loitering = {(s.mmsi, a): _loitering(s, a, b) for s, a, b in seen}
    truth = {str(loitering[k]["loitering_id"]): str(gaps[v]["gap_id"]) for k, v in visits.items()}
    return LOITERING.from_rows(loitering.values()), GAPS.from_rows(gaps.values()), truth


def _visits(sea: Sea, rnd: np.random.Generator, ships: list[_Ship]) -> dict[tuple[int, float], tuple[int, float]]:
    """Send visitors to some that lie; of each host and time the ship that came and when its silence began."""
    found = {}
    for host, since, till in sorted(((s, *ab) for s in ships for ab in _stops(s)), key=lambda v: (v[1], v[0].mmsi)):
        is_still_there = (since, till) in _stops(host) and not host.is_silent(since, till)
        if rnd.uniform() < sea.met_frac and is_still_there and (met := _visit(sea, rnd, ships, host, since, till)):
            found[host.mmsi, since] = met
            host.busy.append((since, till))
    return found


def _sail(sea: Sea, rnd: np.random.Generator, number: int) -> _Ship:
    ship = _Ship(200_000_000 + number, float(rnd.uniform(8, sea.fastest_kn)), [], [], [], [], [])
    now, (x, y) = 0.0, rnd.uniform(0, sea.side_km, 2)
    while now < 24 * sea.days:
        ship.time_h.append(now), ship.x.append(float(x)), ship.y.append(float(y))
        if rnd.uniform() < 0.4:
            now += float(rnd.uniform(5, 36))
            ship.time_h.append(now), ship.x.append(float(x)), ship.y.append(float(y))
        x2, y2 = rnd.uniform(0, sea.side_km, 2)
        now += float(np.hypot(x2 - x, y2 - y)) / (ship.kn * KM_PER_NAUTICAL_MILE)
        x, y = x2, y2
    ship.time_h.append(now), ship.x.append(float(x)), ship.y.append(float(y))
    return ship


def _stops(ship: _Ship) -> list[tuple[float, float]]:
    return [
        (a, b)
        for a, b, x, x2, y, y2 in zip(
            ship.time_h, ship.time_h[1:], ship.x, ship.x[1:], ship.y, ship.y[1:], strict=False
        )
        if x == x2 and y == y2 and b - a >= 4
    ]


def _visit(
    sea: Sea, rnd: np.random.Generator, ships: list[_Ship], host: _Ship, since: float, till: float
) -> tuple[int, float] | None:
    """Send a ship that can be there to lie with the host, silent; says which and when its silence began."""
    x, y = host.at(since)
    for guest in (ships[i] for i in rnd.permutation(len(ships))):
        come = since + float(rnd.exponential(2.0))
        leave = min(till, come + float(rnd.uniform(3, till - since)))
        if guest is host or leave - come < 2.5 or guest.is_silent(since - 48, till + 48):
            continue
        if any(b > since - 48 for _, b in guest.busy):
            continue
        speed = guest.kn * KM_PER_NAUTICAL_MILE
        for lead in rnd.uniform(1, 30, 4):  # when it leaves its way
            gx, gy = guest.at(come - lead)
            need = float(np.hypot(gx - x, gy - y)) / speed
            if come - lead > 0 and lead - 6 <= need <= lead:
                return _divert(sea, rnd, guest, (come - lead, come, leave), (x, y), speed)
    return None


def _divert(
    sea: Sea,
    rnd: np.random.Generator,
    guest: _Ship,
    when: tuple[float, float, float],
    spot: tuple[float, float],
    speed: float,
) -> tuple[int, float]:
    turn, come, leave = when
    turned = guest.at(turn)
    after = [i for i, t in enumerate(guest.time_h) if t > leave]
    x2, y2 = (guest.x[after[0]], guest.y[after[0]]) if after else spot
    back = leave + float(np.hypot(x2 - spot[0], y2 - spot[1])) / speed
    late = max(0.0, back - (guest.time_h[after[0]] if after else back))
    kept = [i for i, t in enumerate(guest.time_h) if t < turn]
    rest = after[1:] if after else []
    guest.time_h[:] = (
        [guest.time_h[i] for i in kept] + [turn, come, leave, back] + [guest.time_h[i] + late for i in rest]
    )
    guest.x[:] = [guest.x[i] for i in kept] + [turned[0], spot[0], spot[0], x2] + [guest.x[i] for i in rest]
    guest.y[:] = [guest.y[i] for i in kept] + [turned[1], spot[1], spot[1], y2] + [guest.y[i] for i in rest]
    begun = max(0.0, come - 1.0 - float(rnd.exponential(sea.lead_h)))
    guest.silent.append((begun, leave + 1.0 + float(rnd.exponential(sea.lead_h)), float(rnd.beta(2, 1))))
    return guest.mmsi, begun


def _fall_silent(sea: Sea, rnd: np.random.Generator, ship: _Ship) -> None:
    for begun in np.sort(rnd.uniform(0, 24 * sea.days, rnd.poisson(sea.silences_a_week * sea.days / 7))):
        ended = float(begun + max(2.0, rnd.lognormal(np.log(sea.silent_h), 0.7)))
        if not ship.is_silent(begun, ended) and not any(a < ended and b > begun for a, b in ship.busy):
            ship.silent.append((float(begun), ended, float(rnd.uniform())))


def _point(x: float, y: float) -> tuple[float, float]:
    lat, lon = destination(NORTH, EAST, 0.0, y)
    return destination(lat, lon, 90.0, x)


def _gap(ship: _Ship, begun: float, ended: float, chance: float) -> dict[str, object]:
    (lat, lon), (lat2, lon2) = _point(*ship.at(begun)), _point(*ship.at(ended))
    km = distance_km(lat, lon, lat2, lon2)
    return {
        "gap_id": content_id("gap", ship.mmsi, begun),
        "mmsi": ship.mmsi,
        "segment_id": "segment:simulated",
        "next_segment_id": "segment:simulated",
        "start_time": START + timedelta(hours=begun),
        "end_time": START + timedelta(hours=ended),
        "hours": ended - begun,
        "start_lat": lat,
        "start_lon": lon,
        "end_lat": lat2,
        "end_lon": lon2,
        "distance_km": km,
        "implied_kn": km / KM_PER_NAUTICAL_MILE / (ended - begun),
        **dict.fromkeys(("before_terrestrial", "before_satellite", "after_terrestrial", "after_satellite"), 0),
        "hours_heard": 0,
        "hours_judged": 0,
        "unlistened_h": 0,
        "is_broken_off": False,
        "reachable": [],
        "p_not_reception": chance,
        "status": "simulated",
        "words": "Simulated.",
        "sources": ["segment:simulated"],
    }


def _loitering(ship: _Ship, since: float, till: float) -> dict[str, object]:
    lat, lon = _point(*ship.at(since))
    return {
        "loitering_id": content_id("loitering", ship.mmsi, since),
        "mmsi": ship.mmsi,
        "segment_id": "segment:simulated",
        "start_time": START + timedelta(hours=since),
        "end_time": START + timedelta(hours=till),
        "hours": till - since,
        "lat": lat,
        "lon": lon,
        "mean_kn": 0.0,
        "radius_km": 0.0,
        "words": "Simulated.",
        "sources": ["segment:simulated"],
    }
