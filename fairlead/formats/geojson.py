"""GeoJSON as a table: a feature is a row, its properties are the columns, its geometry a point or a footprint.

STAC items are GeoJSON too; what they call a scene's columns stands in :mod:`fairlead.formats.stac`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fairlead.base.shapes import write_wkt
from fairlead.errors import EvidenceError
from fairlead.formats.stac import is_item, say_no_item, take_item

LARGEST = 64_000_000
"""Bytes of one file: JSON is read whole, and 64 MB of it become about 1 GB of objects."""
MOST_COLUMNS = 200
"""Different properties in one file; more are no table."""
LONGEST_VALUE = 10_001
"""Characters of a value that are kept: one more than a cell may have."""
_BEGINS = re.compile(
    rb'"(?:stac_version|type)"\s*:\s*"(?:Feature|Collection|Catalog|\d)|"(?:features|geometry|coordinates)"\s*:'
)
_WGS84 = re.compile(r"(?:urn:ogc:def:crs:)?(?:OGC:(?:1\.3)?:?CRS84|EPSG:[0-9.]*:?4326)", re.IGNORECASE)

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a file as rows of one header, and why some of them are none."""

    header: tuple[str, ...]
    words: str
    rows: Iterator[tuple[int, int, list[str]]]
    faults: Mapping[int, str]


def is_geojson(head: bytes) -> bool:
    """Whether a file begins as GeoJSON or STAC does."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and _BEGINS.search(head) is not None


def read_features(path: Path, column_name: Callable[[str], str]) -> Features:
    """The features of a file.

    Args:
        path: the bytes.
        column_name: how a name of a property is compared.

    Raises:
        EvidenceError: no JSON, none of GeoJSON's, of another reference system, too large, or without a feature.
    """
    found, is_stac = _load(path)
    taken = [_take(one, is_stac, column_name) for one in found]
    header = tuple(dict.fromkeys(c for cells in taken if isinstance(cells, dict) for c in cells))
    if len(header) > MOST_COLUMNS:
        raise EvidenceError(f"has more than {MOST_COLUMNS} different properties: no table")
    faults = {n: cells for n, cells in enumerate(taken, start=1) if isinstance(cells, str)}
    if len(faults) == len(taken):
        raise EvidenceError(f"has no feature that can be read: {faults[1]}")
    what = ("STAC item" if is_stac else "feature of GeoJSON", "STAC items" if is_stac else "features of GeoJSON")
    words = f"{len(taken):,} {what[len(taken) != 1]}"
    rows = (
        (n, n, [_text(one)] if isinstance(cells, str) else [cells.get(c, "") for c in header])
        for n, (cells, one) in enumerate(zip(taken, found, strict=True), start=1)
    )
    return Features(header, words, rows, faults)


def feature_texts(path: Path, wanted: Collection[int], longest: int) -> dict[int, str]:
    """Some features of a file as JSON on one line, by number from 1.

    Raises:
        EvidenceError: as :func:`read_features`.
    """
    found, _ = _load(path)
    texts = ((n, _text(found[n - 1])) for n in wanted if 1 <= n <= len(found))
    return {n: text[:longest] for n, text in texts}


def read_polygons(path: Path) -> list[list[list[tuple[float, float]]]]:
    """The polygons of a file, each its rings (the first around it, others holes), each its corners as longitude and
    latitude, not closed; of several polygons in one feature all rings together. Properties are not looked at.

    Raises:
        EvidenceError: as :func:`read_features`, or a feature is no polygon; naming it.
    """
    found, _ = _load(path)
    polygons = []
    for number, one in enumerate(found, start=1):
        geometry = one.get("geometry") if isinstance(one, dict) else None
        if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
            raise EvidenceError(f"has a feature, {number}, that is no polygon")
        kind = geometry["type"]
        corners: Any = geometry.get("coordinates")
        try:
            rings = [
                [_corner(c) for c in ring] for some in ([corners] if kind == "Polygon" else corners) for ring in some
            ]
        except (TypeError, ValueError, IndexError):
            raise EvidenceError(f"has a feature, {number}, whose coordinates are not as GeoJSON writes them") from None
        if not rings or any(len(r) < 4 or r[0] != r[-1] or any(abs(lat) > 90 for _, lat in r) for r in rings):
            raise EvidenceError(f"has a feature, {number}, with a ring that is not closed or lies off the Earth")
        polygons.append([ring[:-1] for ring in rings])
    return polygons


def _load(path: Path) -> tuple[list[Any], bool]:
    """Every feature, and whether they are STAC items."""
    top = read_top(path)
    if wrong := say_no_item(top):
        raise EvidenceError(wrong)
    if wrong := _other_system(top.get("crs")):
        raise EvidenceError(wrong)
    features = [top] if top.get("type") == "Feature" else top.get("features")
    if not isinstance(features, list):
        raise EvidenceError("is JSON, and neither a FeatureCollection nor a Feature of GeoJSON")
    if not features:
        raise EvidenceError("is a FeatureCollection without a feature")
    return features, is_item(top) or any(is_item(f) for f in features)


def read_top(path: Path) -> dict[str, Any]:
    """The outermost object of a file.

    Raises:
        EvidenceError: no JSON of one object, or too large; why.
    """
    size = path.stat().st_size
    if size > LARGEST:
        raise EvidenceError(f"is JSON of {size:,} bytes, more than {LARGEST:,}; give its features in parts, or as CSV")
    try:
        top = json.loads(path.read_bytes().decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_constant)
    except UnicodeDecodeError as e:
        raise EvidenceError(f"is JSON that is not UTF-8 from byte {e.start:,} on; save it as UTF-8") from None
    except json.JSONDecodeError as e:
        hint = "; put the features into one FeatureCollection" if e.msg == "Extra data" else ": cut off or damaged"
        raise EvidenceError(f"is no whole JSON: {e.msg.lower()} at line {e.lineno}, column {e.colno}{hint}") from None
    except RecursionError:
        raise EvidenceError("is JSON nested deeper than any table") from None
    except ValueError as e:
        raise EvidenceError(f"is JSON that no table is: {str(e)[:120]}") from None
    if not isinstance(top, dict):
        raise EvidenceError("is JSON, and neither a FeatureCollection nor a Feature of GeoJSON")
    return top


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"an object names {next(n for n in names if names.count(n) > 1)!r} twice")
    return made


def _constant(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _other_system(crs: Any) -> str | None:
    """Why coordinates are not WGS 84: GeoJSON of 2008 could say another reference system."""
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if isinstance(name, str) and _WGS84.search(name):
        return None
    return f"has coordinates of another reference system ({str(name or crs)[:80]}); save it in WGS 84, longitude first"


def _take(one: Any, is_stac: bool, column_name: Callable[[str], str]) -> Cells | str:
    """The cells of a feature, or why it is none."""
    if not isinstance(one, dict) or one.get("type") != "Feature":
        return "is not a Feature of GeoJSON"
    properties = one.get("properties") or {}
    if not isinstance(properties, dict):
        return "has properties that are no object"
    place = read_geometry(one.get("geometry"))
    if isinstance(place, str):
        return place
    if is_stac:
        return take_item(one, properties, place.get("footprint", ""), as_cell) if is_item(one) else "is no STAC item"
    cells: Cells = {}
    for name, value in properties.items():
        column = column_name(_plain(name))
        if column in cells:
            return f"names the property {column!r} twice"
        if column:
            cells[column] = as_cell(value)
    if not any(v.strip() for v in cells.values()):
        return "has no properties: its columns stand there"
    return {**cells, **{c: v for c, v in place.items() if not cells.get(c)}}


def read_geometry(geometry: Any) -> Cells | str:
    """A geometry as ``lat`` and ``lon``, ``footprint`` or, where it is neither, ``geometry``; or why it is none."""
    if geometry is None:
        return {}
    if not isinstance(geometry, dict) or not isinstance(geometry.get("type"), str):
        return "has a geometry that is none of GeoJSON's"
    kind: str = geometry["type"]
    corners: Any = geometry.get("coordinates")
    try:
        if kind == "Point":
            lon, lat = _corner(corners)
            return {"lat": as_cell(lat), "lon": as_cell(lon)}
        if kind in ("Polygon", "MultiPolygon"):
            polygons = [corners] if kind == "Polygon" else corners
            return {"footprint": write_wkt([[[_corner(c) for c in ring] for ring in p] for p in polygons])}
    except (TypeError, ValueError, IndexError):
        return f"has a {kind} whose coordinates are not as GeoJSON writes them"
    return {"geometry": kind[:80]}


def _corner(pair: Any) -> tuple[float, float]:
    lon, lat = pair[0], pair[1]
    if any(isinstance(n, bool) or not isinstance(n, int | float) or not math.isfinite(n) for n in (lon, lat)):
        raise ValueError(pair)
    return lon, lat


def as_cell(value: Any) -> str:
    """A value as a CSV would hold it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list) and not any(isinstance(v, list | dict) for v in value):
        return "; ".join(map(as_cell, value))[:LONGEST_VALUE]
    return _plain(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))[:LONGEST_VALUE]


def _text(value: Any) -> str:
    return _plain(json.dumps(value, ensure_ascii=False))


def _plain(text: str) -> str:
    """A text without half characters, which JSON can write and nothing can store."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
