"""desk: what a person recorded at the sighting desk, one record a file, one row of evidence a line.

The first line says which picture, which scale, who and when. Each further line is a row of the kind it names, its cells
as a table of that kind would have them, so that one reader judges both; a measure has the pixels of each reading beside
it. Whatever is wrong with one line refuses the whole record: a sighting without its look is no record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.base.ids import canonical_json, content_id
from fairlead.base.tables import DESK_RECORDS, REJECTS
from fairlead.errors import EvidenceError
from fairlead.formats import features, looks, measures, scenes, sightings
from fairlead.formats.api import Kind, Read
from fairlead.formats.record import Record

KIND = "desk"
DOC = "a record of the sighting desk: a look at a picture, with the sighting, measures and features made in it"

ROWS: Mapping[str, Kind] = {
    kind.name: kind for kind in (scenes.KIND, looks.KIND, sightings.KIND, measures.KIND, features.KIND)
}
"""What a line may be, in the order in which they are written."""

VERSION = 1
LARGEST = 1_000_000
"""Bytes of a record: a thousand readings are a tenth of it."""

_BEGINS = b'{"fairlead_desk":'
_HEAD = {
    "fairlead_desk": int, "analyst": str, "recorded_at": str, "image_name": str, "image_sha256": str,
    "scale": dict | None, "image_px": list,
}  # fmt: skip

Points = Sequence[Sequence[Sequence[float]]]
"""Readings of a measure, each its two ends, each right and down from the top left corner in pixels."""


def is_desk(head: bytes) -> bool:
    """Whether a file begins as a record does."""
    return head.startswith(_BEGINS)


def write_desk(head: Mapping[str, Any], rows: Iterable[tuple[str, Mapping[str, str], Points | None]]) -> bytes:
    """The bytes of a record.

    Args:
        head: what the first line says beside its version.
        rows: kind, cells, and for a measure the pixels of its readings.
    """
    lines: list[dict[str, Any]] = []
    for kind, cells, points in rows:
        row = {kind: {c: v for c, v in cells.items() if v}}
        lines.append(row if points is None else row | {"readings_px": [[list(end) for end in r] for r in points]})
    begun = _BEGINS.decode() + str(VERSION) + "," + canonical_json(dict(head))[1:]
    return "".join(line + "\n" for line in [begun, *map(canonical_json, lines)]).encode()


def read_desk(path: Path, evidence_id: str) -> Read:
    """A record as its row of DESK_RECORDS; the rows it brings stand in ``more`` by table.

    Raises:
        EvidenceError: it is no record, or a line of it is none; every complaint with its line.
    """
    if path.stat().st_size > LARGEST:
        raise EvidenceError(f"is larger than {LARGEST:,} bytes, as no record of the desk is")
    return take_record(path.read_bytes(), evidence_id)


def take_record(content: bytes, evidence_id: str) -> Read:
    """The same out of bytes that are at hand.

    Raises:
        EvidenceError: as :func:`read_desk`.
    """
    try:
        lines = [json.loads(line) for line in content.decode().splitlines() if line.strip()]
    except (ValueError, RecursionError) as e:
        raise EvidenceError(f"is no whole record of the desk: {str(e)[:120]}") from None
    if not lines:
        raise EvidenceError("is empty")
    head = _head(lines[0])
    taken: dict[str, list[dict[str, Any]]] = {k: [] for k in ROWS}
    wrong: list[str] = []
    readings: list[str] = []
    for number, line in enumerate(lines[1:], start=2):
        kind, cells, points = _line(line, number)
        record = Record(cells)
        row = dict(kind.take(record))
        wrong += [f"line {number} ({kind.name}): {reason}" for _, reason in record.faults]
        if unknown := sorted(set(cells) - set(kind.columns)):
            wrong.append(f"line {number} ({kind.name}): has {', '.join(unknown)}, which the kind does not know")
        readings += say_readings(cells, points)
        row |= {kind.id_column: kind.row_id(cells), "evidence_id": evidence_id, "row": number}
        taken[kind.name].append(row)
    if len(taken["looks"]) != 1 or len(taken["sightings"]) > 1 or len(taken["scenes"]) > 1:
        wrong.append("a record is one look, with one scene and one sighting at most")
    if wrong:
        raise EvidenceError("; ".join(wrong))
    look = taken["looks"][0]
    sighting = taken["sightings"][0]["label"] if taken["sightings"] else None
    if strangers := {m["sighting"] for m in (*taken["measures"], *taken["features"])} - {sighting}:
        raise EvidenceError(f"has measures or features of {', '.join(map(str, strangers))}, which is not its sighting")
    row = {
        "desk_record_id": content_id("desk_record", lines[0]),
        "result": look["result"],
        "image_name": head["image_name"],
        "image_sha256": head["image_sha256"],
        "image_evidence_id": f"evidence:{head['image_sha256'][:16]}",
        "scale_words": (head["scale"] or {}).get("words"),
        "readings": readings,
        "look": look["label"],
        "sighting": sighting,
        "analyst": head["analyst"],
        "recorded_at": head["recorded_at"],
        "evidence_id": evidence_id,
        "row": 1,
    }
    more: dict[str, pa.Table] = {ROWS[k].table.name: ROWS[k].table.from_rows(rows) for k, rows in taken.items()}
    return Read(DESK_RECORDS.name, DESK_RECORDS.from_rows([row]), REJECTS.empty(), 1, more)


def _head(line: Any) -> dict[str, Any]:
    if not isinstance(line, dict) or line.get("fairlead_desk") != VERSION:
        raise EvidenceError(f"is no record of the desk of version {VERSION}")
    for column, kind in _HEAD.items():
        if column not in line or not isinstance(line[column], kind):
            raise EvidenceError(f"its first line lacks {column}, or has something else there")
    if not _are_corners(line.get("usable_px", [])):
        raise EvidenceError("its first line has no corners at usable_px: pairs of pixels are meant")
    sha256 = line["image_sha256"]
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise EvidenceError("its first line names no picture: image_sha256 is no hash")
    try:
        at = datetime.fromisoformat(line["recorded_at"])
    except ValueError:
        raise EvidenceError("its first line says no time: recorded_at is none") from None
    if at.tzinfo is None:
        raise EvidenceError("its first line says a time without a zone")
    return {**line, "recorded_at": at}


def _are_corners(said: Any) -> bool:
    def is_number(v: Any) -> bool:
        return isinstance(v, int | float) and not isinstance(v, bool) and isfinite(v)

    return isinstance(said, list) and all(isinstance(c, list) and len(c) == 2 and all(map(is_number, c)) for c in said)


def _line(line: Any, number: int) -> tuple[Kind, dict[str, str], Points | None]:
    names = [k for k in line if k in ROWS] if isinstance(line, dict) else []
    if len(names) != 1 or set(line) - {names[0], "readings_px"}:
        raise EvidenceError(f"line {number} is none of {', '.join(ROWS)}")
    cells = line[names[0]]
    if not isinstance(cells, dict) or not all(isinstance(v, str) for v in cells.values()):
        raise EvidenceError(f"line {number}: its cells are no texts")
    points = line.get("readings_px")
    if points is not None and not _are_points(points):
        raise EvidenceError(f"line {number}: readings_px are no pairs of points")
    return ROWS[names[0]], cells, points


def _are_points(points: Any) -> bool:
    try:
        return all(len(r) == 2 and all(len(end) == 2 and all(map(_is_number, end)) for end in r) for r in points)
    except TypeError:
        return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def say_readings(cells: Mapping[str, str], points: Points | None) -> list[str]:
    """Each reading in words; its metres where the row lists them, else the row's value."""
    if points is None:
        return []
    listed = [p.strip() for p in cells.get("repeats", "").split(";") if p.strip()]
    value = cells.get("value_m", "?")
    one = f"{float(value):.2f}" if value.replace(".", "", 1).isdigit() else value
    values = listed if len(listed) == len(points) else [one] * len(points)
    quantity = cells.get("quantity", "").replace("_", " ")
    return [
        f"{quantity} {value} m: pixel {a[0]:.1f}, {a[1]:.1f} to {b[0]:.1f}, {b[1]:.1f}"
        for (a, b), value in zip(points, values, strict=True)
    ]
