"""Reading scenario files: TOML, strictly; whatever cannot be meant is refused with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fairlead.errors import EvidenceError
from fairlead.simulate.fields import Fields, as_point
from fairlead.simulate.scenario import (
    Area,
    Deaf,
    Fault,
    Go,
    Marks,
    Meet,
    Meeting,
    Point,
    Port,
    Receiver,
    Scenario,
    Ship,
    Stay,
    Step,
)  # fmt: skip

BERTH_KM, ANCHORAGE_KM = 0.5, 2.0
"""Radius of a berth's circle and an anchorage's, unless said."""
FAULTS = ("jump", "circle", "frozen")


def read_scenario(path: Path) -> Scenario:
    """A scenario file.

    Raises:
        EvidenceError: it cannot be read, or says what cannot be meant; the words begin with its name.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as e:
        raise EvidenceError(f"{path.name}: cannot be read: {e}") from None
    except tomllib.TOMLDecodeError as e:
        raise EvidenceError(f"{path.name}: is no TOML: {e}") from None
    try:
        return scenario_of(values)
    except EvidenceError as e:
        raise EvidenceError(f"{path.name}: {e}") from None


def scenario_of(values: Mapping[str, Any]) -> Scenario:
    """A scenario from the tables of its file.

    Raises:
        EvidenceError: a field is missing, unknown or cannot be meant.
    """
    f = Fields("scenario", values)
    ports = tuple(_port(Fields(f"port {n}", v)) for n, v in enumerate(f.tables("port"), 1))
    points = {f"{p.label}/{a.name}": Point(a.lat, a.lon, p.label, a.name, a.kind == "anchorage")
              for p in ports for a in p.areas if a.kind != "port"}  # fmt: skip
    meetings = tuple(_meeting(Fields(f"meeting {n}", v)) for n, v in enumerate(f.tables("meeting"), 1))
    span = f.span("span")
    ships = tuple(_ship(Fields(f"ship {n}", v), points, span[0]) for n, v in enumerate(f.tables("ship"), 1))
    made = Scenario(
        title=f.text("title"),
        seed=f.whole("seed", 0, 1 << 53, 0),
        span=span,
        keep_s=f.duration("keep", 60),
        noise_m=f.number("noise_m", 0, 1000, 5.0),
        gap_s=f.duration("gap", 6 * 3600),
        shift_s=f.duration("shift", 12 * 3600),
        shift_km=f.number("shift_km", 0, 1000, 30.0),
        ports=ports,
        receivers=(
            *(_station(Fields(f"station {n}", v)) for n, v in enumerate(f.tables("station"), 1)),
            *(_satellite(Fields(f"satellite {n}", v)) for n, v in enumerate(f.tables("satellite"), 1)),
        ),
        deaf=tuple(_deaf(Fields(f"deaf {n}", v)) for n, v in enumerate(f.tables("deaf"), 1)),
        meetings=meetings,
        ships=ships,
    )
    f.done()
    _check(made)
    return made


def _check(s: Scenario) -> None:
    """What must fit together across tables."""
    _once("port", [p.label for p in s.ports])
    _once("hull", [ship.hull for ship in s.ships])
    _once("meeting", [m.name for m in s.meetings])
    _once("receiver", [r.name for r in s.receivers])
    if not s.ships or not s.receivers:
        raise EvidenceError("scenario: has no ship, or no station and no satellite")
    if s.keep_s < 1 or s.gap_s < 1 or s.shift_s < 0:
        raise EvidenceError("scenario: keep, gap and shift are durations above 0")
    hulls = {ship.hull for ship in s.ships}
    who = {m.name: m.hulls for m in s.meetings}
    for m in s.meetings:
        if lost := [h for h in m.hulls if h not in hulls]:
            raise EvidenceError(f"meeting {m.name}: there is no ship {lost[0]!r}")
    for ship in s.ships:
        for step in ship.schedule:
            if isinstance(step, Meet) and ship.hull not in who.get(step.meeting, ()):
                raise EvidenceError(f"ship {ship.hull}: is not among those of a meeting {step.meeting!r}")


def _once(what: str, names: list[str]) -> None:
    if twice := sorted({n for n in names if names.count(n) > 1}):
        raise EvidenceError(f"scenario: {what} {twice[0]!r} stands twice")


def _port(f: Fields) -> Port:
    label, (lat, lon), waters_km = f.text("label"), f.point("point"), f.number("waters_km", 0.1, 200, None)
    name = f.text("name", label)
    areas = [Area(f"waters of {name}", "port", lat, lon, waters_km)] if waters_km else []
    for kind, usual in (("berth", BERTH_KM), ("anchorage", ANCHORAGE_KM)):
        areas += [_area(Fields(f"{f.where} {kind} {n}", v), kind, usual)
                  for n, v in enumerate(f.tables(kind), 1)]  # fmt: skip
    made = Port(label, name, f.text("country", None), lat, lon, f.text("complex", None), tuple(areas))
    f.done()
    _once(f"area of {label}", [a.name for a in areas])
    return made


def _area(f: Fields, kind: str, usual_km: float) -> Area:
    lat, lon = f.point("point")
    made = Area(f.text("name"), kind, lat, lon, f.number("radius_km", 0.05, 200, usual_km))
    f.done()
    return made


def _station(f: Fields) -> Receiver:
    lat, lon = f.point("point")
    made = Receiver(f.text("name"), False, f.number("heard", 0, 1, 0.95), f.spans("off"), lat, lon,
                    f.number("range_km", 0, 20_100), f.duration("clock_off", 0))  # fmt: skip
    f.done()
    return made


def _satellite(f: Fields) -> Receiver:
    made = Receiver(f.text("name"), True, f.number("heard", 0, 1, 0.5), f.spans("off"),
                    first=f.time("first"), every_s=f.duration("every"), lasts_s=f.duration("lasts"))  # fmt: skip
    if not 0 < made.lasts_s <= made.every_s:
        raise f.fault("lasts", "is above 0 and at most every")
    f.done()
    return made


def _deaf(f: Fields) -> Deaf:
    lat, lon = f.point("point")
    made = Deaf(lat, lon, f.number("range_km", 0, 20_100), f.number("lost", 0, 1, 1.0), f.span("span"))
    f.done()
    return made


def _meeting(f: Fields) -> Meeting:
    hulls = f.take("hulls")
    if not isinstance(hulls, list) or len(hulls) != 2 or not all(isinstance(h, str) for h in hulls):
        raise f.fault("hulls", "are the two hulls that meet")
    lat, lon = f.point("point")
    made = Meeting(f.text("name"), (hulls[0], hulls[1]), lat, lon, f.span("span"), f.number("apart_m", 0, 5000, 100.0))
    f.done()
    return made


def _ship(f: Fields, points: Mapping[str, Point], start: int) -> Ship:
    hull = f.text("hull")
    f.where = f"ship {hull}"
    kind = f.text("class", "A")
    if kind not in ("A", "B"):
        raise f.fault("class", 'is "A" or "B"')
    marks = [Marks(start, f.whole("mmsi", 1, 999_999_999), f.text("name", hull), f.whole("imo", 1, 9_999_999, None),
                   f.text("callsign", None))]  # fmt: skip
    for n, v in enumerate(f.tables("marks"), 1):
        marks.append(_marks(Fields(f"{f.where} marks {n}", v), marks[-1]))
    draught_m = f.number("draught_m", 0.1, 25.5, None)
    steps: list[Step] = [_step(Fields(f"{f.where} step {n}", v), points) for n, v in enumerate(f.tables("schedule"), 1)]
    made = Ship(
        hull=hull,
        ship_type=f.whole("type", 1, 99, 80),
        length_m=f.number("length_m", 1, 500, 100.0),
        width_m=f.number("width_m", 1, 70, 16.0),
        draught_m=draught_m,
        is_class_b=kind == "B",
        every_s=f.duration("every", 1),
        at=_where(f, "at", points),
        schedule=tuple(steps),
        marks=tuple(marks),
        off=f.spans("off"),
        faults=tuple(_fault(Fields(f"{f.where} fault {n}", v)) for n, v in enumerate(f.tables("fault"), 1)),
    )
    f.done()
    return made


def _marks(f: Fields, before: Marks) -> Marks:
    made = Marks(f.time("from"), f.whole("mmsi", 1, 999_999_999, before.mmsi), f.text("name", before.name),
                 f.whole("imo", 1, 9_999_999, before.imo), f.text("callsign", before.callsign))  # fmt: skip
    f.done()
    if made.start <= before.start:
        raise f.fault("from", "is not after the marks before")
    return made


def _step(f: Fields, points: Mapping[str, Point]) -> Step:
    kinds: Mapping[str, Callable[[], Step]] = {
        "to": lambda: Go(_where(f, "to", points), f.number("kn", 0.1, 60), tuple(
            as_point(f.where, "via", p) for p in f.tables("via"))),
        "stay": lambda: Stay(f.duration("stay"), None, f.number("draught_m", 0.1, 25.5, None)),
        "until": lambda: Stay(None, f.time("until"), f.number("draught_m", 0.1, 25.5, None)),
        "meet": lambda: Meet(f.text("meet"), f.number("kn", 0.1, 60)),
    }  # fmt: skip
    said = [k for k in kinds if f.has(k)]
    if len(said) != 1:
        raise EvidenceError(f"{f.where}: has one of {', '.join(kinds)}")
    made = kinds[said[0]]()
    f.done()
    return made


def _where(f: Fields, name: str, points: Mapping[str, Point]) -> Point:
    """A berth or anchorage as "PORT/AREA", or a [latitude, longitude] at sea."""
    value = f.take(name)
    if not isinstance(value, str):
        return Point(*as_point(f.where, name, value))
    if value not in points:
        raise f.fault(name, f"{value!r} is no berth or anchorage of a port; those are {', '.join(points) or 'none'}")
    return points[value]


def _fault(f: Fields) -> Fault:
    kind = f.text("kind")
    if kind not in FAULTS:
        raise f.fault("kind", f"is one of {', '.join(FAULTS)}, not {kind!r}")
    lat, lon = (0.0, 0.0) if kind == "frozen" else f.point("point")
    is_circle = kind == "circle"
    made = Fault(kind, f.span("span"), lat, lon, f.number("radius_km", 0.05, 500) if is_circle else 0.0,
                 f.duration("turn", 3600) if is_circle else 1, f.number("share", 0, 1, 1.0))  # fmt: skip
    f.done()
    return made
