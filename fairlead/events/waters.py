"""Waters of ports: areas drawn as circles or polygons, and circles around ports known by a point only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import asin, cos, degrees, inf, radians, sin
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints
from fairlead.base.geodesy import EARTH_RADIUS_KM, distance_km, wrap_lon
from fairlead.base.tables import AREAS, PLACES

if TYPE_CHECKING:
    from fairlead.events.water_loops import Shapes

WHERE_SHIPS_LIE = frozenset(
    ("anchorage", "berth", "buoy", "harbor", "harbour", "jetty", "pier", "port", "quay", "roads", "roadstead",
     "shipyard", "terminal", "wharf")
)  # fmt: skip
NOT_OF_SHIPS = frozenset(("air", "dry", "inland", "rail", "space"))
"""Words of a place's kind that say whether ships lie there: a naval port, not a space port."""


@dataclass(frozen=True, slots=True)
class Port:
    """A port as port calls name it."""

    label: str
    name: str
    port_complex: str | None


@dataclass(frozen=True, slots=True)
class Area:
    """One area of a port."""

    area_id: str
    """Id of its row of areas or, of a circle around a point, of places."""
    name: str | None
    """None for the circle around a port known by a point only."""
    kind: str
    port: int
    lat: float
    lon: float
    radius_km: float
    """Of a circle its radius, 0 for a point; of a ring the distance of its farthest corner."""
    ring: tuple[tuple[float, float], ...]
    """Corners as latitude and degrees east of the middle; none of a circle."""
    enter_km: float
    exit_km: float

    @property
    def is_part(self) -> bool:
        """Whether it is a berth or an anchorage, not the port's waters as a whole."""
        return self.name is not None and self.kind in ("berth", "anchorage")


@dataclass(frozen=True)
class Waters:
    """The waters of all ports, to be asked for a point."""

    ports: tuple[Port, ...]
    areas: tuple[Area, ...]

    @classmethod
    def of(cls, areas: pa.Table, places: pa.Table, enter_km: float, exit_km: float) -> Waters:
        """The waters that areas and places describe.

        Args:
            areas: AREAS. A ship is in one's waters inside its edge, moved out by how far that may be off, and has left
                them ``exit_km - enter_km`` farther out.
            places: PLACES. A port or anchorage with a point, to which no area belongs, has a circle of ``enter_km``,
                and is left at ``exit_km``, each wider by the point's precision.

        Limits:
            A ring may not hold a pole, nor reach half around the world.
        """
        return _waters(_bytes(AREAS.check(areas)), _bytes(PLACES.check(places)), enter_km, exit_km)

    @cached_property
    def shapes(self) -> Shapes:
        """The areas as arrays, filed by cell."""
        return _shapes(self.areas)

    @cached_property
    def parts(self) -> Waters:
        """Berths and anchorages only."""
        return Waters(self.ports, tuple(a for a in self.areas if a.is_part))

    def widened(self, km: float) -> Waters:
        """The same, reaching at least ``km`` beyond every edge: what is near a port, though not in it."""
        if km not in self._wider:
            reach = [max(km, a.enter_km) for a in self.areas]
            wide = (replace(a, enter_km=r, exit_km=r) for a, r in zip(self.areas, reach, strict=True))
            self._wider[km] = Waters(self.ports, tuple(wide))
        return self._wider[km]

    @cached_property
    def _wider(self) -> dict[float, Waters]:
        """Those that were asked for, by distance."""
        return {}

    def find(self, lat: Floats, lon: Floats) -> tuple[Ints, Floats]:
        """For each point the number of the nearest area whose waters it lies in, -1 if none, and its distance in km
        beyond the edge: 0 inside, inf where there is none."""
        from fairlead.events.water_loops import nearest_of_each

        if not self.areas:
            return np.full(len(lat), -1), np.full(len(lat), inf)
        found, km = nearest_of_each(lat, lon, self.shapes)
        return found, km


@lru_cache(maxsize=4)
def _waters(areas: bytes, places: bytes, enter_km: float, exit_km: float) -> Waters:
    """The waters of tables as bytes. A step is given its ships portion by portion, and the same ports with each: making
    some thousand of them ready costs as much as following a million reports."""
    drawn = sorted(_rows(areas), key=lambda r: str(r["area_id"]))
    known = sorted(_rows(places), key=lambda r: str(r["place_id"]))
    by_word = _by_word(known)
    ports = dict[str, Port]()
    made = list[tuple[str, dict[str, Any]]]()
    for row in drawn:
        place = by_word.get(row["port"].casefold())
        label, name = (place["label"], place["name"]) if place else (row["port"], row["port"])
        grouped = row["port_complex"] or (ports[label].port_complex if label in ports else None)
        ports[label] = Port(label, name, grouped)
        made.append((label, _drawn(row, exit_km - enter_km)))
    for row in known:
        if row["label"] not in ports and row["lat"] is not None and is_where_ships_lie(row["place_kind"]):
            ports[row["label"]] = Port(row["label"], row["name"], None)
            made.append((row["label"], _around(row, enter_km, exit_km)))
    number = {label: i for i, label in enumerate(ports)}
    return Waters(tuple(ports.values()), tuple(Area(port=number[label], **area) for label, area in made))


def _bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    found: bytes = sink.getvalue().to_pybytes()
    return found


def _rows(table: bytes) -> list[dict[str, Any]]:
    with pa.ipc.open_stream(table) as stream:
        found: list[dict[str, Any]] = stream.read_all().to_pylist()
    return found


def is_where_ships_lie(place_kind: str) -> bool:
    """Whether a kind of place is one of ships: a port, a terminal, an anchorage."""
    words = set(place_kind.casefold().replace("-", " ").split())
    return bool(words & WHERE_SHIPS_LIE) and not words & NOT_OF_SHIPS


def _by_word(places: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Places by label and, where only one has it, by name: an area says either."""
    found, twice = dict[str, dict[str, Any]](), set[str]()
    for row in places:
        if is_where_ships_lie(row["place_kind"]):
            word = row["name"].casefold()
            twice.update({word} & found.keys())
            found[word] = row
    labels = {row["label"].casefold(): row for row in places}
    return {w: r for w, r in found.items() if w not in twice} | labels


def _drawn(row: dict[str, Any], margin_km: float) -> dict[str, Any]:
    """An area as somebody drew it."""
    off_km = row["precision_km"] or 0.0
    flat = row["ring"] or ()
    corners = tuple((lat, wrap_lon(lon - row["lon"])) for lat, lon in zip(flat[::2], flat[1::2], strict=True))
    far = max((distance_km(row["lat"], row["lon"], lat, row["lon"] + east) for lat, east in corners), default=0.0)
    return {
        "area_id": row["area_id"],
        "name": row["name"],
        "kind": row["area_kind"],
        "lat": row["lat"],
        "lon": row["lon"],
        "radius_km": far if corners else row["radius_km"] or 0.0,
        "ring": corners,
        "enter_km": off_km,
        "exit_km": off_km + margin_km,
    }


def _around(row: dict[str, Any], enter_km: float, exit_km: float) -> dict[str, Any]:
    """The circle around a port known by a point."""
    off_km = row["precision_km"] or 0.0
    return {
        "area_id": row["place_id"],
        "name": None,
        "kind": "port",
        "lat": row["lat"],
        "lon": row["lon"],
        "radius_km": 0.0,
        "ring": (),
        "enter_km": enter_km + off_km,
        "exit_km": exit_km + off_km,
    }


def _shapes(areas: tuple[Area, ...]) -> Shapes:
    from fairlead.events.water_loops import COLUMNS, PER_DEG, ROWS, Shapes, file_boxes

    lat, lon = np.radians([a.lat for a in areas]), np.radians([a.lon for a in areas])
    corners = [c for a in areas for c in a.ring]
    boxes = np.array([_box(a) for a in areas]) * PER_DEG
    south, north, west, east = np.floor(boxes).astype(np.int64).T
    slot, first, filed = file_boxes(
        np.maximum(south, 0), np.minimum(north, ROWS - 1), west, np.minimum(east, west + COLUMNS - 1)
    )
    return Shapes(
        x=np.cos(lat) * np.cos(lon),
        y=np.cos(lat) * np.sin(lon),
        z=np.sin(lat),
        lon=np.array([a.lon for a in areas]),
        radius_km=np.array([a.radius_km for a in areas]),
        first_corner=np.cumsum([0, *(len(a.ring) for a in areas)]),
        corner_lat=np.array([c[0] for c in corners]),
        corner_east=np.array([c[1] for c in corners]),
        enter_km=np.array([a.enter_km for a in areas]),
        exit_km=np.array([a.exit_km for a in areas]),
        port=np.array([a.port for a in areas]),
        slot=slot,
        first=first,
        filed=filed,
    )


def _box(area: Area) -> tuple[float, float, float, float]:
    """South, north, west and east of all an area reaches, in degrees from the south pole and from 180 degrees west."""
    reach = min((area.radius_km + area.exit_km) * 1.001 / EARTH_RADIUS_KM, 3.14)
    south, north = area.lat - degrees(reach), area.lat + degrees(reach)
    is_polar = south <= -90.0 or north >= 90.0
    wide = 180.0 if is_polar else degrees(asin(min(1.0, sin(reach) / cos(radians(area.lat)))))
    return south + 90.0, north + 90.0, area.lon + 180.0 - wide, area.lon + 180.0 + wide
