"""areas: waters of ports, drawn as circles or polygons; ours, and two published lists of ports as they come."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fairlead.base.geodesy import wrap_lon
from fairlead.base.tables import AREAS
from fairlead.base.units import KM_PER_ARC_MINUTE
from fairlead.formats.api import Kind
from fairlead.formats.record import Record, parse_number, shorten

AREA_KINDS = ("port", "berth", "anchorage")
LARGEST_KM = 200.0
"""Radius of a circle; what is wider is a sea, not the waters of a port."""
MOST_CORNERS = 500
LARGEST_PRECISION_KM = 100.0

CELL_KM = 0.5
"""Half the width of a cell of S2 level 14, by which Global Fishing Watch's anchorages are numbered."""
INDEX_RADIUS_KM = 5.0
"""Circle around a point of the World Port Index: it names a harbour, whose waters commonly reach a few kilometres."""
INDEX_URL = "https://msi.nga.mil/Publications/WPI"
ANCHORAGES_URL = "https://github.com/GlobalFishingWatch/pipe-anchorages"

_WKT = re.compile(r"\s*POLYGON\s*(?:Z\s*)?\(\s*\(([^()]*)\)\s*\)\s*", re.IGNORECASE)
_WKT_HOLES = re.compile(r"\s*(MULTI)?POLYGON\b", re.IGNORECASE)

Ring = list[tuple[float, float]]
"""Corners as latitude and longitude, not closed; longitudes run on past 180."""


def take_area(record: Record) -> Mapping[str, Any]:
    """One row of AREAS out of our own table."""
    label, port, name = record.need("label"), record.need("port"), record.need("name")
    kind = record.need("area_kind").lower()
    if kind and kind not in AREA_KINDS:
        record.fault("area_kind", f"area_kind {shorten(kind)!r} is none of {', '.join(AREA_KINDS)}")
    lat, lon = record.point()
    radius_km = record.number("radius_km", low=0, high=LARGEST_KM)
    ring = read_ring(record, record.text("ring"))
    if ring and radius_km is not None:
        record.fault("ring", "both ring and radius_km are given; an area is a polygon or a circle")
    elif ring is None and not record.faults and (lat is None or not radius_km):
        record.fault("ring", "neither a ring nor lat, lon and radius_km above 0: the area has no shape")
    if ring and lat is None:
        lat, lon = middle(ring)
    country, words = record.state("country")
    if words and not country:
        record.drop("country", f"country {shorten(words)!r} is no state this reader knows", words)
    return {
        "label": label,
        "port": port,
        "port_complex": record.text("port_complex"),
        "name": name,
        "area_kind": kind,
        "country": country,
        "lat": lat,
        "lon": lon,
        "radius_km": radius_km,
        "ring": [value for corner in ring for value in corner] if ring else None,
        "precision_km": record.number("precision_km", low=0, high=LARGEST_PRECISION_KM),
        "note": record.text("note"),
        "source_url": record.text("source_url"),
    }


def take_anchorage(record: Record) -> Mapping[str, Any]:
    """A cell of Global Fishing Watch's named anchorages: a circle of half a kilometre."""
    label, port = record.need("s2id"), record.need("label")
    lat, lon = _point(record)
    part = record.text("sublabel")
    return _circle(
        record, "iso3", label=label, port=port, name=part or port, area_kind="anchorage", lat=lat, lon=lon,
        radius_km=CELL_KM, precision_km=CELL_KM, source_url=ANCHORAGES_URL,
    )  # fmt: skip


def take_port(record: Record) -> Mapping[str, Any]:
    """A port of the World Port Index: a circle around a point that is printed to the arc-minute."""
    label, port = record.need("world_port_index_number"), record.need("main_port_name")
    lat, lon = _point(record)
    other, code = record.text("alternate_port_name"), record.text("un/locode")
    said = [f"also {other}" if other else "", f"UN/LOCODE {code}" if code else ""]
    return _circle(
        record, "country_code", label=f"WPI {label.removesuffix('.0')}", port=port, name=port, area_kind="port",
        lat=lat, lon=lon, radius_km=INDEX_RADIUS_KM, precision_km=KM_PER_ARC_MINUTE, source_url=INDEX_URL,
        note="; ".join(s for s in said if s) or None,
    )  # fmt: skip


def read_ring(record: Record, text: str | None) -> Ring | None:
    """A polygon's corners: WKT ``POLYGON ((lon lat, ...))`` without holes, or ``lat lon; lat lon; ...``."""
    if text is None:
        return None
    wkt = _WKT.fullmatch(text)
    if not wkt and _WKT_HOLES.match(text):
        record.fault("ring", "ring is no single polygon without holes; draw its outer line alone, one row an area")
        return None
    pairs = [p.split() for p in wkt[1].split(",")] if wkt else [p.replace(",", " ").split() for p in text.split(";")]
    numbers = [[parse_number(n) for n in pair[:2]] for pair in pairs if pair]
    if any(len(n) < 2 or None in n for n in numbers):
        record.fault("ring", "ring is not written as 'lat lon; lat lon; ...' or POLYGON ((lon lat, ...))")
        return None
    corners = [(float(n[1] or 0), float(n[0] or 0)) if wkt else (float(n[0] or 0), float(n[1] or 0)) for n in numbers]
    return _checked(record, corners)


def _checked(record: Record, corners: Ring) -> Ring | None:
    """The corners where they make a polygon: closed once, longitudes running on, no side crossing another."""
    if any(abs(lat) > 90 or abs(lon) > 360 for lat, lon in corners):
        record.fault("ring", "ring has a corner beyond 90 degrees of latitude or 360 of longitude: are they swapped?")
        return None
    if len(corners) > MOST_CORNERS:
        record.fault("ring", f"ring has {len(corners):,} corners, more than {MOST_CORNERS}; thin its line")
        return None
    ring: Ring = []
    for lat, lon in corners:
        if ring:  # the shorter way round
            lon += 360 * round((ring[-1][1] - lon) / 360)
        if not ring or (lat, lon) != ring[-1]:
            ring.append((lat, lon))
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    if len(ring) < 3:
        record.fault("ring", "ring has fewer than three corners")
        return None
    if _crosses(ring):
        record.fault("ring", "ring has sides that cross each other; put its corners in order")
        return None
    return ring


def middle(ring: Ring) -> tuple[float, float]:
    """The centroid of a polygon small enough to be flat."""
    lat0, lon0 = ring[0]
    area = lat_sum = lon_sum = 0.0
    for (a_lat, a_lon), (b_lat, b_lon) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = (a_lon - lon0) * (b_lat - lat0) - (b_lon - lon0) * (a_lat - lat0)
        area += cross
        lat_sum += cross * (a_lat + b_lat - 2 * lat0)
        lon_sum += cross * (a_lon + b_lon - 2 * lon0)
    if not area:
        return sum(c[0] for c in ring) / len(ring), wrap_lon(sum(c[1] for c in ring) / len(ring))
    return lat0 + lat_sum / (3 * area), wrap_lon(lon0 + lon_sum / (3 * area))


def _crosses(ring: Ring) -> bool:
    """Whether two sides that are no neighbours meet."""
    sides = list(zip(ring, ring[1:] + ring[:1], strict=True))
    return any(
        _meet(*sides[i], *sides[j])
        for i in range(len(sides))
        for j in range(i + 2, len(sides))
        if not (i == 0 and j == len(sides) - 1)
    )


def _meet(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]) -> bool:
    def side(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def _point(record: Record) -> tuple[float | None, float | None]:
    lat, lon = record.number("latitude", -90, 90), record.number("longitude", -180, 180)
    if (lat is None or lon is None) and not record.faults:
        record.fault("latitude", "latitude or longitude is blank; the area has no place")
    return lat, None if lon is None else wrap_lon(lon)


def _circle(record: Record, country: str, **columns: Any) -> Mapping[str, Any]:
    state, words = record.state(country)
    if words and not state:
        record.drop(country, f"{country} {shorten(words)!r} is no state this reader knows", words)
    return {"port_complex": None, "ring": None, "note": None, "country": state, **columns}


KIND = Kind(
    name="areas",
    table=AREAS,
    doc="waters of ports: berths, anchorages, basins, as circles or polygons",
    required=("label", "port", "name", "area_kind"),
    optional=("port_complex", "country", "lat", "lon", "radius_km", "ring", "precision_km", "note", "source_url"),
    take=take_area,
)
ANCHORAGES = Kind(
    name="gfw_anchorages",
    table=AREAS,
    doc="named anchorages as Global Fishing Watch lists them: a circle of half a kilometre each",
    required=("s2id", "label"),
    optional=("latitude", "longitude", "iso3", "sublabel"),
    take=take_anchorage,
    signature=("latitude", "longitude", "iso3"),
    is_published=True,
)
PORTS = Kind(
    name="wpi",
    table=AREAS,
    doc="the World Port Index (NGA Pub. 150): a circle of five kilometres around each port's point",
    required=("world_port_index_number", "main_port_name"),
    optional=("latitude", "longitude", "country_code", "alternate_port_name", "un/locode"),
    take=take_port,
    signature=("latitude", "longitude", "country_code"),
    is_published=True,
)
