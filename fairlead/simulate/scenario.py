"""Scenarios: what is true in a simulated world, and how it is received. Times are seconds since 1970 in UTC."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]
"""Start and end, half-open."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place where a ship may lie."""

    lat: float
    lon: float
    port: str | None = None
    """Label of its port; None at sea."""
    area: str | None = None
    """Name of the berth or anchorage."""
    is_anchorage: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A circle of a port's waters: a berth, an anchorage, or the port's own."""

    name: str
    kind: str
    """berth, anchorage or port."""
    lat: float
    lon: float
    radius_km: float


@dataclass(frozen=True, slots=True)
class Port:
    """A port and its waters."""

    label: str
    name: str
    country: str | None
    lat: float
    lon: float
    port_complex: str | None
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Receiver:
    """A station on shore, or a satellite: then it hears the whole world, while it passes."""

    name: str
    is_satellite: bool
    heard: float
    """Chance that a report within hearing is kept."""
    off: tuple[Span, ...]
    """When it fails."""
    lat: float = 0.0
    lon: float = 0.0
    range_km: float = 0.0
    clock_off_s: int = 0
    """What its clock is ahead of UTC."""
    first: int = 0
    """Start of a satellite's first pass."""
    every_s: int = 1
    lasts_s: int = 1


@dataclass(frozen=True, slots=True)
class Deaf:
    """A circle of sea in which less is heard for a time, by any receiver."""

    lat: float
    lon: float
    range_km: float
    lost: float
    """Share of reports lost."""
    span: Span


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two ships that lie side by side: the first at the point, the second ``apart_m`` east of it."""

    name: str
    hulls: tuple[str, str]
    lat: float
    lon: float
    span: Span
    apart_m: float


@dataclass(frozen=True, slots=True)
class Fault:
    """A time in which a ship reports another position than its own."""

    kind: str
    """jump (to a point), circle (around a point), or frozen (where it was when it began)."""
    span: Span
    lat: float
    lon: float
    radius_km: float
    turn_s: int
    """Time of one turn around the circle."""
    share: float
    """Share of the reports that are wrong."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a ship shows of itself from a time on."""

    start: int
    mmsi: int
    name: str
    imo: int | None
    callsign: str | None


@dataclass(frozen=True, slots=True)
class Go:
    """Sail to a point along waypoints, great circles between them."""

    to: Point
    kn: float
    via: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """Lie where the ship is, for a time or until one."""

    seconds: int | None
    until: int | None
    draught_m: float | None
    """Draught typed in when it leaves."""


@dataclass(frozen=True, slots=True)
class Meet:
    """Lie still until there is just time to be at a meeting at this speed, sail there, and lie there until it ends."""

    meeting: str
    kn: float


Step = Go | Stay | Meet


@dataclass(frozen=True, slots=True)
class Ship:
    """A hull: what it is, shows, does, and does wrong."""

    hull: str
    ship_type: int
    length_m: float
    width_m: float
    draught_m: float | None
    is_class_b: bool
    every_s: int
    """It reports no more often than this."""
    at: Point
    schedule: tuple[Step, ...]
    marks: tuple[Marks, ...]
    off: tuple[Span, ...]
    """When its transponder is switched off."""
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole simulated world."""

    title: str
    seed: int
    span: Span
    keep_s: int
    """Receivers keep one report a ship in so many seconds."""
    noise_m: float
    """Standard deviation of positions, north and east each."""
    gap_s: int
    """From this length on a silence is a gap in the truth."""
    shift_s: int
    """Stops in one port, or one complex, with no more time between them are one visit in the truth, ..."""
    shift_km: float
    """... unless the ship went farther from both in between."""
    ports: tuple[Port, ...]
    receivers: tuple[Receiver, ...]
    deaf: tuple[Deaf, ...]
    meetings: tuple[Meeting, ...]
    ships: tuple[Ship, ...]
