"""Rows with a place as features: what lies where, from when to when, and how surely. One way for the map of the
workspace and for files that go out (GeoJSON, GeoParquet, KML).

A position comes with the error it is stated with, and a silence as the great circle between its ends: hours nothing
was received, never a way that was travelled. Longitudes of a line go on over the antimeridian.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from fairlead.base.geodesy import distance_km, great_circle, wrap_lon
from fairlead.base.json_values import json_value
from fairlead.base.tables import TABLES
from fairlead.base.timeline import say_span, say_time
from fairlead.case.rows import row_id

Row = Mapping[str, Any]
Geometry = dict[str, Any]
"""Type and coordinates as GeoJSON has them, in degrees, longitude first."""
Tables = Callable[[str], pa.Table]

AT_ONCE = 10_000
"""Rows that are objects at one time."""

STRAIGHT_KM = 100.0
"""A great circle is drawn as straight pieces of so many kilometres: 200 m off it in the middle, less than a pixel."""

TOLD = ("label", "words", "status", "vessel_id", "mmsi", "other_mmsi", "place_id", "method", "hours", "radius_km",
         "precision_km", "position_basis", "is_open", "name", "place_kind", "ship_words", "hull_words", "detector",
         "length_m", "said_words", "matched_mmsi")  # fmt: skip
"""Columns that go with a feature, where its table has them."""

RING_SD = 2.448
"""Standard deviations, each way, of a ring that holds 95 positions of 100: the root of -2 ln 0.05. Errors that are
stated as a radius are drawn as they are stated."""


def _point(row: Row) -> Geometry | None:
    if row.get("lat") is None or row.get("lon") is None:
        return None
    return {"type": "Point", "coordinates": [row["lon"], row["lat"]]}


def _ends(row: Row) -> Geometry | None:
    """The great circle between the ends of a silence; an open one is where it began."""
    start, end = ((row.get(f"{end}_lat"), row.get(f"{end}_lon")) for end in ("start", "end"))
    if start[0] is None or start[1] is None:
        return None
    if end[0] is None or end[1] is None:
        return {"type": "Point", "coordinates": [start[1], start[0]]}
    ends = float(start[0]), float(start[1]), float(end[0]), float(end[1])
    line = great_circle(*ends, points=min(2 + int(distance_km(*ends) / STRAIGHT_KM), 33))
    return {"type": "LineString", "coordinates": _unbroken(line)}


def _ring(row: Row) -> Geometry | None:
    corners = row.get("ring")
    if not corners:
        return _point(row)
    line = [[corners[i + 1], corners[i]] for i in range(0, len(corners), 2)]
    return {"type": "Polygon", "coordinates": [line if line[0] == line[-1] else [*line, line[0]]]}


def _unbroken(line: list[tuple[float, float]]) -> list[list[float]]:
    """Longitudes that go on over the antimeridian: a jump of 360 degrees would be drawn round the back of the world."""
    out: list[list[float]] = []
    for lat, lon in line:
        before = out[-1][0] if out else lon
        out.append([before + wrap_lon(lon - before), lat])
    return out


@dataclass(frozen=True, slots=True)
class Layer:
    """How rows of a table come onto the map."""

    name: str
    table: str
    place: Callable[[Row], Geometry | None]
    since: tuple[str, ...] = ("start_time",)
    """Columns of its first moment, the first that is held."""
    until: tuple[str, ...] = ("end_time",)
    status: str | None = None
    """What kind of knowledge its rows are, where they do not say so themselves."""
    at_place: bool = False
    """Whether it lies at the place it names."""
    with_matches: bool = False
    """Whether what a run makes of it stands in ``detection_matches``."""


LAYERS = (
    Layer("places", "places", _point, (), ()),
    Layer("areas", "areas", _ring, (), ()),
    Layer(
        "stays", "stays", _point, ("arrival_earliest", "seen_from"), ("departure_latest", "seen_until"), at_place=True,
    ),
    Layer("sightings", "observations", _point, status="documented"),
    Layer("gaps", "gaps", _ends),
    Layer("gaps", "sighting_gaps", _ends, ("start_earliest",), ("end_latest",)),
    Layer("calls", "port_calls", _point, status="documented"),
    Layer("encounters", "encounters", _point, status="documented"),
    Layer("loitering", "loitering", _point, status="documented"),
    Layer("conflicts", "conflicts", _point, status="contradicted"),
    Layer("detections", "detections", _point, status="possible", with_matches=True),
)  # fmt: skip
"""Every layer but the tracks; two tables may feed one."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A row, where it lies, and what goes with it."""

    layer: Layer
    geometry: Geometry
    row: Row

    @property
    def values(self) -> dict[str, Any]:
        """What goes with it: :data:`TOLD` as far as held, ``id``, ``table``, ``status``, ``from``, ``until``."""
        return values_of(self.layer, self.row)

    @property
    def properties(self) -> dict[str, Any]:
        """The same as values of JSON."""
        plain: dict[str, Any] = json_value(self.values)
        return plain


def features_of(layer: Layer, table: Tables) -> Iterator[Feature | None]:
    """The features of a layer, in the order of its rows; None for each row that has no place.

    Args:
        layer: one of :data:`LAYERS`.
        table: gives a table of the case by name, empty where the run did not come to it.
    """
    for row in _rows(layer, table):
        place = layer.place(row)
        yield None if place is None else Feature(layer, place, row)


def _rows(layer: Layer, table: Tables) -> Iterator[Row]:
    places = {}
    if layer.at_place:
        found = table("places").select(["place_id", "lat", "lon", "precision_km"]).to_pylist()
        places = {p["place_id"]: p for p in found}
    matches = {}
    if layer.with_matches:
        told = table("detection_matches").select(["detection_id", "words", "vessel_id"]).to_pylist()
        matches = {m.pop("detection_id"): m for m in told}
        for one in table("infrastructure").select(["words", "detection_ids"]).to_pylist():
            for id_ in one["detection_ids"]:
                held = matches.setdefault(id_, {"words": None})
                held["words"] = " ".join(filter(None, (held["words"], one["words"])))
    for batch in table(layer.table).to_batches(max_chunksize=AT_ONCE):
        for row in batch.to_pylist():
            yield {**places.get(row.get("place_id"), {}), **row, **matches.get(row.get("detection_id"), {})}


def values_of(layer: Layer, row: Row) -> dict[str, Any]:
    """What goes with a row of a layer."""
    told = {c: row[c] for c in TOLD if row.get(c) is not None}
    told["id"], told["table"] = row_id(layer.table, row), layer.table
    told["status"] = row.get("status") or layer.status
    if row.get("sd_m") is not None:
        told["radius_km"] = RING_SD * row["sd_m"] / 1000.0
    for name, columns in (("from", layer.since), ("until", layer.until)):
        told[name] = next((row[c] for c in columns if row.get(c) is not None), None)
    return told


def say_when(layer: Layer, row: Row) -> str | None:
    """When, in words, with what is not known of it; None of what has no time.

    A stay and a silence begin and end at some time between two; an observation happened at some time of its interval;
    all else begins and ends at instants.
    """
    ends = _BETWEEN.get(layer.table)
    if ends:
        begun, ended = (_between(row, *columns) for columns in ends.columns)
        last = f"{ends.ends} {ended}" if ended else ends.open
        return f"{ends.begins} {begun or 'at a time that nothing bounds'}; {last}"
    start, end = (row.get(c) for c in ("start_time", "end_time"))
    if start is None:
        return None
    if layer.table in _SOME_TIME and end is not None and end != start:
        return f"at some time of {say_span(start, end)}"
    return say_span(start, end)


@dataclass(frozen=True, slots=True)
class _Ends:
    """How the two ends of something are told, each known to lie between two times."""

    begins: str
    ends: str
    open: str
    columns: tuple[tuple[str, str], tuple[str, str]]


_BETWEEN = {
    "stays": _Ends("arrived", "left", "when it left nothing tells",
                   (("arrival_earliest", "arrival_latest"), ("departure_earliest", "departure_latest"))),
    "sighting_gaps": _Ends("last told of", "told of again", "not told of again",
                           (("start_earliest", "start_latest"), ("end_earliest", "end_latest"))),
}  # fmt: skip

_SOME_TIME = ("observations", "detections")
"""Tables whose intervals hold one moment."""


def _between(row: Row, earliest: str, latest: str) -> str | None:
    first, last = row.get(earliest), row.get(latest)
    if first is None:
        return None if last is None else f"by {say_time(last)}"
    if last is None:
        return f"at {say_time(first)} or later"
    return f"at {say_time(first)}" if first == last else f"between {say_time(first)} and {say_time(last)}"


assert all(layer.table in TABLES for layer in LAYERS)
