"""What lies where of a case, as files: GeoJSON, GeoParquet, KML; and tracks as GPX.

The features are those of the map of the workspace (:mod:`fairlead.case.features`), with when they were in words; lines
of tracks are broken wherever nothing was received for long, so that no program draws a way that nobody saw.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any, BinaryIO, TextIO

import numpy as np
import pyarrow as pa

from fairlead.base.ids import key_of, say_key
from fairlead.base.json_values import json_value
from fairlead.base.meridian import within_the_world
from fairlead.base.tables import TRACKS
from fairlead.base.wording import say_many
from fairlead.case.features import LAYERS, features_of, say_when
from fairlead.case.thinning import BREAK_US, thin_tracks
from fairlead.case.workspace import Case
from fairlead.errors import CaseError
from fairlead.formats.geoparquet import write_geoparquet
from fairlead.formats.gpx import Fix, Track, write_gpx
from fairlead.formats.kml import Placemark, write_kml

SIMULATED = "SIMULATED"

_FIRST = ("layer", "id", "table", "label", "status", "from", "until", "when", "words", "simulated")
"""Columns that come first, for whoever reads the file as a table."""

BROKEN = "A line is broken where nothing was received for 6 h or longer, and at each gap of the case."


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its place, as files hold it."""

    layer: str
    values: dict[str, Any]
    """By column; times are datetimes, and what is not known is left out."""
    geometry: Mapping[str, Any]
    """As RFC 7946 has it."""


def place_all(case: Case, losses: list[str]) -> Iterator[Placed]:
    """Every row of a case that has a place, layer by layer, tracks last.

    Args:
        case: with a run.
        losses: what is left out is told here, once all was taken.
    """
    is_simulated = case.simulated() is not None
    without: dict[str, int] = defaultdict(int)
    circles = 0
    for layer in LAYERS:
        for one in features_of(layer, case.table_or_empty):
            if one is None:
                without[layer.table] += 1
                continue
            circles += layer.table == "areas" and one.geometry["type"] == "Point"
            values = {"layer": layer.name, **one.values, "when": say_when(layer, one.row)}
            if layer.table == "areas":
                values["radius_km"] = one.row["radius_km"]
            yield _placed(layer.name, values, one.geometry, is_simulated)
    yield from _lines(case, losses, is_simulated)
    losses += [f"{table}: {say_many(n, 'row')} without a place left out" for table, n in without.items()]
    if circles:
        losses.append(f"areas: {say_many(circles, 'circle')} given as the middle with radius_km")


def _placed(layer: str, values: dict[str, Any], geometry: dict[str, Any], is_simulated: bool) -> Placed:
    if is_simulated:
        values["simulated"] = SIMULATED
    ordered = {k: values[k] for k in (*_FIRST, *values) if values.get(k) is not None}
    return Placed(layer, ordered, within_the_world(geometry))


def _lines(case: Case, losses: list[str], is_simulated: bool) -> Iterator[Placed]:
    """Tracks, thinned as the report draws them: a line each stretch of a segment."""
    segments = {s["segment_id"]: s for s in case.table_or_empty("segments").to_pylist()}
    if not segments:
        return
    thinned = thin_tracks(case.parts("tracks"), case.table_or_empty("segments"))
    told = sum(part.num_rows for part in case.parts("tracks"))
    if thinned.num_rows < told:
        losses.append(
            f"tracks: {say_many(thinned.num_rows, 'report')} of {told:,} drawn, the first of each stay in a small "
            "cell; GPX and CSV have every report"
        )
    losses.append(f"tracks: no time, speed or course of single reports; GPX has times, CSV all. {BROKEN}")
    for segment_id, lines in _ways(thinned, case):
        s = segments[segment_id]
        corners = [_unbroken([[lon, lat] for _, lat, lon in line]) for line in lines]
        many = [c if len(c) > 1 else [*c, *c] for c in corners]
        geometry = {"type": "MultiLineString", "coordinates": many}
        values = {
            "layer": "tracks", "id": segment_id, "table": "segments", "status": "documented", "from": s["start_time"],
            "until": s["end_time"], "mmsi": s["mmsi"], "name": _name(s), "words": s["words"],
            "when": f"received from {s['start_time']:%Y-%m-%d %H:%M} to {s['end_time']:%Y-%m-%d %H:%M} UTC",
        }  # fmt: skip
        yield _placed("tracks", values, geometry, is_simulated)


def _name(segment: Mapping[str, Any]) -> str:
    mmsi = f"MMSI {segment['mmsi']:09d}"
    return f"{segment['names'][0]} ({mmsi})" if segment["names"] else mmsi


def _unbroken(line: list[list[float]]) -> list[list[float]]:
    """Longitudes that go on over the antimeridian, each side the short way."""
    lons = np.unwrap([lon for lon, _ in line], period=360.0).tolist() if len(line) > 1 else [line[0][0]]
    return [[lon, lat] for lon, (_, lat) in zip(lons, line, strict=True)]


def _ways(tracks: pa.Table, case: Case) -> Iterator[tuple[str, list[list[Fix]]]]:
    """Segments of TRACKS with their stretches; between two of these nothing was received for long."""
    silent = defaultdict[int, list[datetime]](list)
    for gap in case.table_or_empty("gaps").select(["segment_id", "start_time"]).to_pylist():
        silent[key_of(gap["segment_id"])].append(gap["start_time"])
    rows = TRACKS.sorted(tracks)
    keys = rows["segment_id"].to_numpy()
    times = rows["time"].cast(pa.int64()).to_numpy()
    fixes = list(zip(rows["time"].to_pylist(), rows["lat"].to_pylist(), rows["lon"].to_pylist(), strict=True))
    cuts = [0, *(np.flatnonzero(np.diff(keys)) + 1).tolist(), len(keys)]
    for a, b in pairwise(cuts):
        if a == b:
            continue
        key = int(keys[a])
        after = np.flatnonzero(np.diff(times[a:b]) >= BREAK_US) + 1
        begun = pa.array(silent.get(key, ()), rows["time"].type).cast(pa.int64()).to_numpy(zero_copy_only=False)
        at_gaps = np.searchsorted(times[a:b], begun, side="right")
        breaks = sorted({0, b - a, *after.tolist(), *(n for n in at_gaps.tolist() if 0 < n < b - a)})
        yield say_key("segment", key), [fixes[a + first : a + last] for first, last in pairwise(breaks)]


# -------------------------------------------------------------------------------------------------------------- files


def write_features(case: Case, words: str, losses: list[str], out: TextIO) -> int:
    """Every row with a place as GeoJSON (RFC 7946), a feature a line; how many were written."""
    head = {"type": "FeatureCollection", "fairlead": words}
    out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [')
    written = 0
    for one in place_all(case, losses):
        feature = {
            "type": "Feature", "id": one.values["id"], "geometry": one.geometry, "properties": json_value(one.values),
        }  # fmt: skip
        out.write(",\n" if written else "\n")
        out.write(json.dumps(feature, ensure_ascii=False, allow_nan=False))
        written += 1
    out.write("\n]}\n")
    return written


def write_places_parquet(case: Case, words: str, losses: list[str], out: BinaryIO) -> int:
    """The same as GeoParquet 1.1; how many rows were written."""
    found = list(place_all(case, losses))
    write_geoparquet([one.values for one in found], [one.geometry for one in found], words, out)
    return len(found)


def write_placemarks(case: Case, title: str, words: str, losses: list[str], out: TextIO) -> int:
    """The same as KML, a folder a layer; how many placemarks were written."""
    folders = groupby(place_all(case, losses), key=lambda one: one.layer)
    return write_kml(title, words, ((name, map(_placemark, some)) for name, some in folders), out)


def _placemark(one: Placed) -> Placemark:
    v = one.values
    name = next(str(v[c]) for c in ("hull_words", "ship_words", "name", "label", "words", "id") if v.get(c))
    error = next((f"within {v[c]:g} km" for c in ("radius_km", "precision_km") if v.get(c) is not None), None)
    lines = (
        v.get("simulated"), v.get("words"), v.get("when") and f"When: {v['when']}", error and f"Where: {error}",
        v.get("status") and f"Kind of knowledge: {v['status']}", f"Row: {v['id']}",
    )  # fmt: skip
    plain = {k: str(json_value(value)) for k, value in v.items() if k != "words"}
    return Placemark(
        name, "\n".join(filter(None, lines)), one.geometry, v.get("from"), v.get("until"), v.get("status"), plain
    )


def write_tracks(case: Case, title: str, words: str, losses: list[str], out: TextIO) -> tuple[int, int]:
    """Every received position of tracks as GPX, a track a segment.

    Returns:
        How many tracks and points were written.

    Raises:
        CaseError: the case has no tracks.
    """
    segments = {s["segment_id"]: s for s in case.table_or_empty("segments").to_pylist()}
    ships = {id_: s for id_, s in segments.items() if not s["is_noise"]}
    if not ships:
        raise CaseError("the case has no tracks: GPX holds received positions, and no AIS of a ship was read")
    losses.append(BROKEN)
    if strange := len(segments) - len(ships):
        losses.append(f"{say_many(strange, 'segment')} left out: too few reports, or too strange, to be a ship's track")
    marked = f"{SIMULATED}. " if case.simulated() else ""
    tracks = (
        Track(_name(ships[id_]), f"{marked}{ships[id_]['words']} ({id_})", lines)
        for part in case.parts("tracks")
        for id_, lines in _ways(part, case)
        if id_ in ships
    )
    return write_gpx(title, words, tracks, out)
