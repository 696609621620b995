"""detections: what a detector found in an image; our own table, and those that four other tools write, as they come.

Columns of others: Global Fishing Watch (SAR vessel detections for download, and its technical documentation), xView3
(labels and predictions of the challenge), allenai/vessel-detection-sentinels, and SNAP's object discrimination, whose
report is XML (:mod:`snap`). What of their cells has no column here is kept in ``others``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from math import hypot
from typing import Any

from fairlead.base.tables import DETECTIONS
from fairlead.base.timeline import Span
from fairlead.formats.api import Kind
from fairlead.formats.images import one_of, take_time
from fairlead.formats.record import Record, parse_number, shorten

SENSORS = ("optical", "sar")
LONGEST_M = 2_000.0
"""Of a thing in an image; a wall or a row of ships may have that."""
HIGHEST_M = 10_000.0
"""Of the upper end of an interval: of a length by radar twice the length."""
MOST_PIXELS = 1e6
LARGEST_SHIFT_S = 500.0
"""Of radars in orbit some 60 to 120; an aeroplane's is less."""
GRANULE = timedelta(minutes=15)
"""A Sentinel-2 product is named by when its datatake begins; its own pixels are from up to so much later."""

_SENTINEL_1 = re.compile(r"S1[A-D]_[A-Z0-9]{2}_[A-Z]{3}[FHM_]_\w{4}_(\d{8}T\d{6})_(\d{8}T\d{6})_")
_SENTINEL_2 = re.compile(r"S2[A-D]_MSIL[12][AC]_(\d{8}T\d{6})_")
_ZONELESS = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?")
_TRUE, _FALSE = ("true", "1", "1.0", "yes"), ("false", "0", "0.0", "no")

Row = dict[str, Any]


def take_detection(record: Record) -> Mapping[str, Any]:
    """One row of our own table, or of what ``fairlead detect`` writes."""
    label = record.need("detection_id")
    lat, lon = record.point()
    row = _row(label, record.text("detector") or "fairlead", record.text("scene"))
    row |= {
        "sensor": one_of(record, "sensor", SENSORS),
        "lat": lat,
        "lon": lon,
        "pixel_row": record.number("pixel_row", 0, MOST_PIXELS),
        "pixel_column": record.number("pixel_column", 0, MOST_PIXELS),
        **{c: record.number(c, 0, LONGEST_M) for c in ("length_m", "length_low_m", "beam_m")},
        "length_high_m": record.number("length_high_m", 0, HIGHEST_M),
        "sd_m": record.number("sd_m", 0.1, 1e5),
        "flight_deg": record.number("flight_deg", 0, 360),
        "shift_s": record.number("shift_s", -LARGEST_SHIFT_S, LARGEST_SHIFT_S),
        "searched_km2": record.number("searched_km2", 0, 1e7),
        "heading_deg": record.number("heading_deg", 0, 360),
        "axis_deg": record.number("axis_deg", 0, 180),
        "speed_kn": record.number("speed_kn", 0, 60),
        "score": record.number("score"),
        "vessel_frac": record.number("p_vessel", 0, 1),
        "fishing_frac": record.number("p_fishing", 0, 1),
        "matched_mmsi": _mmsi(record, "mmsi"),
        "said_words": record.text("remarks"),
        "note": record.text("note"),
    }
    if lat is None and row["pixel_row"] is None and not record.faults:
        record.fault("lat", "neither lat and lon nor pixel_row and pixel_column: it lies nowhere")
    low, length, high = row["length_low_m"], row["length_m"], row["length_high_m"]
    if length is not None and not (low or 0) <= length <= (LONGEST_M if high is None else high):
        record.fault("length_m", f"length_m {length:g} lies outside its own interval, length_low_m to length_high_m")
    _time(record, row, "detected_at")
    return _with_others(record, row)


def take_gfw(record: Record) -> Mapping[str, Any]:
    """A detection of Global Fishing Watch, as its table for download has it."""
    label = record.text("detect_id")
    row = _row("", "gfw", record.need("scene_id")) | {"sensor": "sar"}
    row |= _place(record, "lat", "lon")
    row |= {
        "length_m": record.number("length_m", 0, LONGEST_M),
        "vessel_frac": record.number("presence_score", 0, 1),
        "fishing_frac": record.number("fishing_score", 0, 1),
        "matched_mmsi": _mmsi(record, "mmsi"),
        "said_words": record.text("matched_category"),
    }
    _time(record, row, "timestamp", is_theirs=True)
    return _named(_with_others(record, row), label)


def take_gfw_raw(record: Record) -> Mapping[str, Any]:
    """A detection of Global Fishing Watch by the column names of its technical documentation."""
    label = record.need("detect_id")
    row = _row(label, "gfw", record.text("scene_id")) | {"sensor": "sar"}
    row |= _place(record, "detect_lat", "detect_lon")
    length, presence = record.number("length_m", 0, LONGEST_M), record.number("presence", 0, 1)
    inferred, likely = record.number("inferred_length_m", 0, LONGEST_M), record.number("inferred_presence", 0, 1)
    row |= {
        "length_m": inferred if length is None else length,
        "vessel_frac": likely if presence is None else presence,
        "matched_mmsi": _mmsi(record, "ssvid"),
    }
    _time(record, row, "detect_timestamp", is_theirs=True)
    return _with_others(record, row)


def take_xview3(record: Record) -> Mapping[str, Any]:
    """A label or a prediction of xView3: pixels of a scene, and where the labels say it the ground."""
    label = record.text("detect_id")
    row = _row("", "xview3", record.need("scene_id")) | {"sensor": "sar"}
    row |= _place(record, "detect_lat", "detect_lon", is_needed=False)
    row |= {
        "pixel_row": record.as_number("detect_scene_row", record.need("detect_scene_row"), 0, MOST_PIXELS),
        "pixel_column": record.as_number("detect_scene_column", record.need("detect_scene_column"), 0, MOST_PIXELS),
        "length_m": _or_none(record, "vessel_length_m", LONGEST_M),
        "said_words": "; ".join(
            words
            for column, yes, no in (("is_vessel", "vessel", "not a vessel"), ("is_fishing", "fishing", "not fishing"))
            if (words := _yes_or_no(record, column, yes, no))
        )
        or None,
    }
    _time(record, row, None)
    return _named(_with_others(record, row), label)


def take_allenai(record: Record) -> Mapping[str, Any]:
    """A detection of allenai's Sentinel detectors. Which direction the first of the 16 heading buckets is their table
    does not say, so the buckets stay in ``others``."""
    label = record.need("detect_id")
    row = _row(label, "allenai", record.text("scene_id"))
    row |= _place(record, "lat", "lon")
    row |= {
        "sensor": {"S1": "sar", "S2": "optical"}.get((row["scene"] or "")[:2]),
        "pixel_row": record.number("row", 0, MOST_PIXELS),
        "pixel_column": record.number("column", 0, MOST_PIXELS),
        "length_m": record.number("vessel_length_m", 0, LONGEST_M),
        "beam_m": record.number("vessel_width_m", 0, LONGEST_M),
        "speed_kn": record.number("vessel_speed_k", -5, 60),
        "score": record.as_number("score", record.need("score")),
        "fishing_frac": _or_none(record, "is_fishing_vessel", 1),
    }
    _time(record, row, None)
    return _named(_with_others(record, row), label, row["pixel_row"], row["pixel_column"])


def take_snap(record: Record) -> Mapping[str, Any]:
    """A target of SNAP's object discrimination: a box along the axes of the image.

    The diagonal of the box is the length of a thin ship whichever way it lies; of a broad one it is at most that, and
    at least the box's longer side.
    """
    band = record.text("bandname")
    across, along = (_need_number(record, f"detected_{side}", LONGEST_M) for side in ("width", "length"))
    row = _row("", "snap", record.text("product")) | {"sensor": "sar"}
    row |= _place(record, "detected_lat", "detected_lon")
    row |= {
        "pixel_row": record.number("detected_y", 0, MOST_PIXELS),
        "pixel_column": record.number("detected_x", 0, MOST_PIXELS),
        "matched_mmsi": _mmsi(record, "ais_mmsi"),
    }
    if across is not None and along is not None:
        row["said_words"] = f"a box of {across:g} m in range and {along:g} m along the flight path"
        if across and along:
            diagonal = hypot(across, along)
            row |= {"length_m": diagonal, "length_low_m": max(across, along), "length_high_m": diagonal}
    _time(record, row, None)
    row = _with_others(record, row)
    row["others"] = "; ".join(filter(None, (row["others"], f"bandname: {band}" if band else None))) or None
    return _named(row, None, band)


# ----------------------------------------------------------------------------------------------------- what rows share


def _row(label: str, detector: str, scene: str | None) -> Row:
    empty = dict.fromkeys(DETECTIONS.schema.names)
    for column in ("detection_id", "evidence_id", "row"):
        del empty[column]
    return {**empty, "label": label, "detector": detector, "scene": scene}


def _named(row: Row, label: str | None, *more: Any) -> Row:
    """A row with the id its maker gives it, or one of where it lies."""
    where = (row["lat"], row["lon"]) if row["lat"] is not None else (row["pixel_row"], row["pixel_column"])
    parts = [label] if label else [row["scene"], *where]
    return {**row, "label": ";".join(f"{p:g}" if isinstance(p, float) else str(p) for p in (*parts, *more) if p)}


def _place(record: Record, lat_column: str, lon_column: str, *, is_needed: bool = True) -> Row:
    cells = [record.need(c) if is_needed else record.raw(c) for c in (lat_column, lon_column)]
    lat, lon = record.as_number(lat_column, cells[0], -90, 90), record.as_number(lon_column, cells[1], -180, 180)
    if not record.faults and (lat is None) != (lon is None):
        record.fault(lat_column, f"only one of {lat_column} and {lon_column} is given: it lies nowhere")
    return {"lat": lat, "lon": -180.0 if lon == 180 else lon}


def _time(record: Record, row: Row, column: str | None, *, is_theirs: bool = False) -> None:
    """The time that a row states, else that in the name of its scene. Those of Global Fishing Watch are never blank,
    and in UTC where they say no zone."""
    if column:
        if is_theirs and not record.peek(column):
            record.need(column)
            return
        if is_theirs and _ZONELESS.fullmatch(record.peek(column)):
            record.put(column, f"{record.peek(column)} UTC")
        if acquired := take_time(record, column):
            row |= {"start_time": acquired.start, "end_time": acquired.end, "time_basis": "stated"}
            return
    if span := time_in_name(row["scene"] or ""):
        row |= {"start_time": span.start, "end_time": span.end, "time_basis": "name of the scene"}


def time_in_name(scene: str) -> Span | None:
    """When a Sentinel product was taken, by its name; a Sentinel-2 granule from the datatake's beginning on."""
    if found := _SENTINEL_1.match(scene):
        return _span(found[1], found[2])
    if found := _SENTINEL_2.match(scene):
        return _span(found[1], found[1], GRANULE)
    return None


def _span(first: str, last: str, more: timedelta = timedelta(0)) -> Span | None:
    try:
        start, end = (datetime.strptime(t, "%Y%m%dT%H%M%S").replace(tzinfo=UTC) for t in (first, last))
    except ValueError:
        return None
    return Span(start, end + more) if start <= end else None


def _need_number(record: Record, column: str, high: float) -> float | None:
    return record.as_number(column, record.need(column), 0, high)


def _or_none(record: Record, column: str, high: float) -> float | None:
    """A number; tables of others write NaN, -1 or inf where they have none."""
    number = parse_number(record.peek(column))
    if number is None or number < 0:
        record.text(column)
        return None
    return record.number(column, 0, high)


def _yes_or_no(record: Record, column: str, yes: str, no: str) -> str | None:
    words = (record.text(column) or "").lower()
    return yes if words in _TRUE else no if words in _FALSE else None


def _mmsi(record: Record, column: str) -> int | None:
    """Nine digits, or none; tables of others write them as floats. What is no MMSI costs the field alone."""
    words = (record.text(column) or "").removesuffix(".0")
    if not words or words in ("0", "nan"):
        return None
    if not re.fullmatch(r"\d{7,9}", words, re.ASCII):
        record.drop(column, f"{column} {shorten(words)!r} is no MMSI; the row is kept without it", words)
        return None
    return int(words)


def _with_others(record: Record, row: Row) -> Row:
    others = [f"{column}: {words}" for column, words in record.take_rest().items()]
    return {**row, "others": "; ".join(others) or None}


def _published(name: str, doc: str, take: Callable[[Record], Mapping[str, Any]], required: tuple[str, ...],
               optional: tuple[str, ...], signature: tuple[str, ...] = ()) -> Kind:  # fmt: skip
    return Kind(name, DETECTIONS, doc, required, optional, take, signature=signature, is_published=True,
                keeps_rest=True)  # fmt: skip


KIND = Kind(
    name="detections",
    table=DETECTIONS,
    doc="what a detector found in an image, ships or not: place, time, length, its own score",
    required=("detection_id",),
    optional=(
        "lat", "lon", "scene", "sensor", "detected_at", "detected_error_s", "pixel_row", "pixel_column", "length_m",
        "length_low_m", "length_high_m", "beam_m", "heading_deg", "axis_deg", "speed_kn", "sd_m", "flight_deg",
        "shift_s", "searched_km2", "score", "p_vessel", "p_fishing", "mmsi", "detector", "remarks", "note",
    ),
    take=take_detection,
    keeps_rest=True,
)  # fmt: skip
GFW = _published(
    "gfw_detections", "ships in Sentinel-1 images as Global Fishing Watch publishes them", take_gfw,
    ("scene_id", "timestamp", "lat", "lon"),
    ("length_m", "presence_score", "fishing_score", "mmsi", "matched_category", "detect_id"),
    ("length_m", "mmsi"),
)  # fmt: skip
GFW_RAW = _published(
    "gfw_raw_detections", "the same by the column names of its technical documentation", take_gfw_raw,
    ("detect_id", "detect_lat", "detect_lon", "detect_timestamp"),
    ("scene_id", "length_m", "inferred_length_m", "presence", "inferred_presence", "ssvid"),
)  # fmt: skip
XVIEW3 = _published(
    "xview3", "labels or predictions of xView3", take_xview3,
    ("scene_id", "detect_scene_row", "detect_scene_column"),
    ("detect_lat", "detect_lon", "detect_id", "vessel_length_m", "is_vessel", "is_fishing"),
    ("is_vessel", "is_fishing"),
)  # fmt: skip
ALLENAI = _published(
    "allenai_detections", "what allenai's Sentinel detectors write", take_allenai,
    ("detect_id", "lat", "lon", "score"),
    ("scene_id", "row", "column", "vessel_length_m", "vessel_width_m", "vessel_speed_k", "is_fishing_vessel"),
    ("vessel_length_m", "vessel_width_m"),
)  # fmt: skip
SNAP = _published(
    "snap_objects", "targets of SNAP's object discrimination, its CSV or its XML report", take_snap,
    ("detected_lat", "detected_lon", "detected_width", "detected_length"),
    ("detected_x", "detected_y", "ais_mmsi", "bandname", "product"),
)  # fmt: skip
