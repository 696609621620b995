"""Simulated fleets with known truth: scenarios drawn at random, played through by fairlead.simulate.

A straight coast with ports, stations along it that fail now and then, satellites, and tankers that sail between ports,
lie at sea, meet each other there, and switch off. Some share an MMSI, some report jumps. Nothing here knows of a method
that is judged by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from fairlead.base.geodesy import distance_km
from fairlead.base.tables import LAND
from fairlead.base.units import sailing_h
from fairlead.simulate import World, scenario_of, simulate

START = datetime(2024, 3, 1, tzinfo=UTC)
COAST_LON, SOUTH, NORTH = 130.0, 31.0, 41.0
PORTS, BERTHS = 9, 6
CLONES, JUMPERS = 4, 4
"""Pairs of hulls that share an MMSI, and ships that report jumps."""

OFF, SIDED = 0.05, 0.25
"""Chance that a ship switches off while it does one thing, and that one of two does who meet."""

Point = tuple[float, float]


@dataclass(slots=True)
class Hull:
    """A tanker while its schedule is made up."""

    number: int
    kn: float
    here: Point
    port: int
    """Number of the port it called at last."""
    hours: float = 0.0
    steps: list[dict[str, Any]] = field(default_factory=list)
    off: list[tuple[float, float]] = field(default_factory=list)

    def sail(self, way: list[Point], to: Any, kn: float | None = None) -> float:
        """Sail along points to the last of them, a place as the scenario says it; the hours it takes."""
        km = sum(distance_km(*a, *b) for a, b in zip([self.here, *way], way, strict=False))
        took = sailing_h(km, kn or self.kn)
        self.steps.append({"to": to, "kn": kn or self.kn, "via": [list(p) for p in way[:-1]]})
        self.hours, self.here = self.hours + took, way[-1]
        return took


def land() -> pa.Table:
    """The coast."""
    ring = [SOUTH - 8, 120.0, SOUTH - 8, COAST_LON, NORTH + 8, COAST_LON, NORTH + 8, 120.0]
    return LAND.from_rows([{"ring_no": 0, "ring": ring}])


def make_world(seed: int, ships: int = 40, days: int = 30) -> World:
    """A world drawn from a seed."""
    rng = np.random.Generator(np.random.Philox(seed))
    ports = [_port(n) for n in range(PORTS)]
    meetings: list[dict[str, Any]] = []
    at = rng.integers(PORTS, size=ships).tolist()
    begun = [_lies(ports, n, "roads") for n in at]
    hulls = [Hull(n, round(float(rng.uniform(9, 14)), 1), begun[n][0], at[n]) for n in range(ships)]
    for hull in hulls:
        _stay(hull, float(rng.uniform(2, 40)))
    while (first := min(hulls, key=lambda h: h.hours)).hours < days * 24:
        _go_on(first, hulls, ports, meetings, rng)
    values = {
        "title": f"a fleet of {ships} tankers, seed {seed}", "seed": seed, "keep": "3 min", "gap": "5 h",
        "span": [START, START + timedelta(days=days)], "port": ports, "meeting": meetings,
        "station": _stations(rng, days), "satellite": _satellites(rng, days),
        "ship": [_ship(h, name, rng, days) for h, (_, name) in zip(hulls, begun, strict=True)],
    }  # fmt: skip
    return simulate(scenario_of(values))


def shared_mmsis() -> set[int]:
    """MMSIs that two hulls have."""
    return {_mmsi(2 * n) for n in range(CLONES)}


def odd_mmsis() -> set[int]:
    """MMSIs that two hulls have, or under which jumps are reported."""
    return shared_mmsis() | {_mmsi(2 * CLONES + n) for n in range(JUMPERS)}


def _mmsi(number: int) -> int:
    return 200_000_000 + (number // 2 * 2 if number < 2 * CLONES else number)


def _port(n: int) -> dict[str, Any]:
    """A port on the coast; every third has its neighbour to the north, 17 km off, in one complex."""
    lat = SOUTH + 0.5 + (n // 3 * 3) * (NORTH - SOUTH - 1) / (PORTS - 1) + (n % 3) * 1.1
    lat = lat if n % 3 != 1 else lat - 1.1 + 0.15
    berths = [{"name": f"berth {b}", "point": [lat + 0.0014 * b, COAST_LON + 0.03]} for b in range(1, BERTHS + 1)]
    more = {"complex": f"bay {n // 3}"} if n % 3 < 2 else {}
    return {"label": f"P{n}", "point": [lat, COAST_LON + 0.03], "berth": berths, **more,
            "anchorage": [{"name": "roads", "point": [lat, COAST_LON + 0.1], "radius_km": 2.0}]}  # fmt: skip


def _lies(ports: list[dict[str, Any]], n: int, name: str) -> tuple[Point, str]:
    for area in (*ports[n]["berth"], *ports[n]["anchorage"]):
        if area["name"] == name:
            return (area["point"][0], area["point"][1]), f"P{n}/{name}"
    raise KeyError(name)


def _go_on(hull: Hull, hulls: list[Hull], ports: list[dict[str, Any]], meetings: list[Any], rng: Any) -> None:
    """What a ship does next: call at a port, lie at sea, or meet another."""
    draw = rng.random()
    begun = hull.hours
    if draw < 0.6:
        _call(hull, ports, rng)
    elif draw < 0.7:
        point = _at_sea(rng)
        hull.sail([point], list(point))
        _stay(hull, float(rng.uniform(5, 20)))
    else:
        # a ship whose own doings are long past would have to wait for days; the nearest in time comes
        other = min((h for h in hulls if h is not hull and _mmsi(h.number) != _mmsi(hull.number)),
                    key=lambda h: (h.hours, h.number))  # fmt: skip
        _meet(hull, other, meetings, rng)
    if rng.random() < OFF:
        since = float(rng.uniform(begun, max(begun + 1, hull.hours - 5)))
        hull.off.append((since, since + float(rng.uniform(8, 40))))


def _call(hull: Hull, ports: list[dict[str, Any]], rng: Any) -> None:
    """Call at a port of another complex; one ship in five shifts to the neighbour afterwards."""
    n = int(rng.choice([p for p in range(PORTS) if p // 3 != hull.port // 3]))
    roads, name = _lies(ports, n, "roads")
    out = COAST_LON + 0.4
    near = distance_km(*hull.here, *roads) < 5
    hull.sail([roads] if near else [(hull.here[0], max(out, hull.here[1])), (roads[0], out), roads], name)
    if rng.random() < 0.6:
        _stay(hull, float(rng.uniform(3, 30)))
    _berth(hull, ports, n, rng)
    if n % 3 < 2 and rng.random() < 0.2:
        n += 1 - 2 * (n % 3)
        roads, _ = _lies(ports, n, "roads")
        hull.sail([roads], list(roads), 8.0)
        _berth(hull, ports, n, rng)
    hull.port = n


def _berth(hull: Hull, ports: list[dict[str, Any]], n: int, rng: Any) -> None:
    """From the roads to a berth and back."""
    berth, name = _lies(ports, n, f"berth {int(rng.integers(1, BERTHS + 1))}")
    hull.sail([berth], name, 5.0)
    _stay(hull, float(rng.uniform(8, 36)))
    roads, _ = _lies(ports, n, "roads")
    hull.sail([roads], list(roads), 5.0)


def _meet(one: Hull, other: Hull, meetings: list[Any], rng: Any) -> None:
    point, hours = _at_sea(rng), float(rng.uniform(4, 16))
    arrive = max(h.hours + sailing_h(distance_km(*h.here, *point), h.kn) for h in (one, other)) + 1.0
    name = f"M{len(meetings)}"
    span = [START + timedelta(hours=h) for h in (round(arrive, 3), round(arrive + hours, 3))]
    meetings.append({"name": name, "hulls": [f"H{one.number}", f"H{other.number}"], "point": list(point), "span": span,
                     "apart_m": float(rng.uniform(40, 250))})  # fmt: skip
    for h in (one, other):
        h.steps.append({"meet": name, "kn": h.kn})
        h.hours, h.here = arrive + hours, point
    if rng.random() < SIDED:
        other.off.append((arrive - float(rng.uniform(3, 12)), arrive + hours + float(rng.uniform(3, 12))))


def _at_sea(rng: Any) -> Point:
    return round(float(rng.uniform(SOUTH + 0.5, NORTH - 0.5)), 4), round(float(rng.uniform(131.5, 137.0)), 4)


def _stay(hull: Hull, hours: float) -> None:
    hull.steps.append({"stay": f"{hours:.4f} h"})
    hull.hours += hours


def _span(hours: tuple[float, float]) -> list[datetime]:
    return [START + timedelta(seconds=round(3600 * h)) for h in hours]


def _ship(hull: Hull, at: str, rng: Any, days: int) -> dict[str, Any]:
    """One ship in four reports every 25 minutes, if that far; two hulls on one MMSI have one name every other time."""
    number = hull.number - hull.number % 2 if hull.number < CLONES else hull.number
    jumps = []
    if 2 * CLONES <= hull.number < 2 * CLONES + JUMPERS:
        day = int(rng.integers(days))
        jumps = [{"kind": "jump", "span": _span((24.0 * day, 24.0 * day + 24)), "share": 0.03,
                  "point": [float(rng.uniform(31, 41)), float(rng.uniform(145, 160))]}]  # fmt: skip
    return {"hull": f"H{hull.number}", "mmsi": _mmsi(hull.number), "name": f"SIM {number}", "at": at,
            "schedule": hull.steps, "off": [_span(o) for o in hull.off], "fault": jumps,
            "every": "25 min" if hull.number % 8 == 7 else "1 s"}  # fmt: skip


def _stations(rng: Any, days: int) -> list[dict[str, Any]]:
    made = []
    for n, lat in enumerate(np.linspace(SOUTH, NORTH, 9)):
        off = [
            (h, h + float(rng.lognormal(np.log(9), 0.6))) for h in rng.uniform(0, days * 24, rng.poisson(3)).tolist()
        ]
        made.append({"name": f"station {n}", "point": [float(lat + rng.normal(0, 0.2)), COAST_LON], "heard": 0.9,
                     "range_km": float(rng.uniform(80, 130)), "off": [_span(o) for o in off]})  # fmt: skip
    return made


def _satellites(rng: Any, days: int) -> list[dict[str, Any]]:
    """Three, one of which comes over every half an hour or so; all of them fail together now and then."""
    off = [(h, h + float(rng.uniform(6, 20))) for h in rng.uniform(0, days * 24, rng.poisson(8)).tolist()]
    return [{"name": f"satellite {n}", "first": START + timedelta(minutes=31 * n), "every": "93 min", "lasts": "14 min",
             "heard": 0.6, "off": [_span(o) for o in off]} for n in range(3)]  # fmt: skip
