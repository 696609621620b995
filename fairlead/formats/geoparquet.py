"""Features as GeoParquet 1.1 (OGC, 2024): WKB geometries in longitude and latitude, WGS 84, with a box a row."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

VERSION = "1.1.0"
_CODES = {"Point": 1, "LineString": 2, "Polygon": 3, "MultiPoint": 4, "MultiLineString": 5, "MultiPolygon": 6}
_SIDES = ("xmin", "ymin", "xmax", "ymax")


def write_geoparquet(
    values: Sequence[Mapping[str, Any]], geometries: Sequence[Mapping[str, Any]], words: str, out: BinaryIO
) -> None:
    """Write features.

    Args:
        values: of each feature by column; a column that a feature lacks is null there.
        geometries: of each feature, from :func:`fairlead.base.meridian.within_the_world`.
        words: what the file says of itself, under the key ``fairlead``.
        out: where to.

    The file says no reference system, which is longitude and latitude on WGS 84 (OGC:CRS84), outer rings
    counterclockwise. A feature that is cut at the antimeridian has the box around both its parts.
    """
    names = list(dict.fromkeys(name for row in values for name in row))
    boxes = [_box(g) for g in geometries]
    sides = [pa.array([b[i] for b in boxes], pa.float64()) for i in range(4)]
    box = pa.StructArray.from_arrays(sides, list(_SIDES))
    about: dict[str, Any] = {
        "encoding": "WKB", "geometry_types": sorted({str(g["type"]) for g in geometries}),
        "orientation": "counterclockwise", "edges": "planar",
        "covering": {"bbox": {side: ["bbox", side] for side in _SIDES}},
    }  # fmt: skip
    if boxes:
        about["bbox"] = [f(b[i] for b in boxes) for i, f in enumerate((min, min, max, max))]
    geo = {"version": VERSION, "primary_column": "geometry", "columns": {"geometry": about}}
    table = pa.table({
        **{name: pa.array([row.get(name) for row in values]) for name in names},
        "bbox": box, "geometry": pa.array([write_wkb(g) for g in geometries], pa.binary()),
    })  # fmt: skip
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo), "fairlead": words}), out, compression="zstd")


def write_wkb(geometry: Mapping[str, Any]) -> bytes:
    """A geometry as well-known binary (OGC 06-103r4), little-endian, two dimensions."""
    kind, at = geometry["type"], geometry["coordinates"]
    head = struct.pack("<BI", 1, _CODES[kind])
    if kind == "Point":
        return head + struct.pack("<2d", *at)
    if kind == "LineString":
        return head + _corners(at)
    if kind == "Polygon":
        return head + struct.pack("<I", len(at)) + b"".join(map(_corners, at))
    one = kind.removeprefix("Multi")
    return head + struct.pack("<I", len(at)) + b"".join(write_wkb({"type": one, "coordinates": part}) for part in at)


def _corners(corners: Sequence[Sequence[float]]) -> bytes:
    flat = [n for corner in corners for n in corner]
    return struct.pack(f"<I{len(flat)}d", len(corners), *flat)


def _box(geometry: Mapping[str, Any]) -> tuple[float, float, float, float]:
    x, y = zip(*_all_corners(geometry["coordinates"]), strict=True)
    return min(x), min(y), max(x), max(y)


def _all_corners(at: Any) -> list[Any]:
    return [at] if isinstance(at[0], int | float) else [corner for part in at for corner in _all_corners(part)]
