"""Logs of AIS as JSON: one object a line, or an array of objects. DuckDB takes the wanted values out of the objects.

A row of lines is a line. A row of an array is an object, counted from 1; AISHub's heading is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.errors import EvidenceError
from fairlead.formats.ais_cells import rows_of
from fairlead.formats.ais_csv import LONGEST_LINE, as_utf8, read_blocks
from fairlead.formats.ais_dialects import JSON_DIALECTS, NEEDED, Dialect
from fairlead.formats.ais_rows import Rows

Ints = npt.NDArray[np.int64]

BLOCK = 1 << 25
"""Bytes of objects at once."""
SPACE = b"\xef\xbb\xbf \t\r\n"
NO_JSON, CUT_OFF, NO_MESSAGE = (
    "is no JSON object: cut off or damaged",
    "the last object is cut off",
    "is no message of AIS",
)
RAW_PER_DEG, RAW_PER_TENTH = 600_000.0, 10.0
"""AISHub's raw units: 1/10000 of a minute; a tenth of a knot, a degree of course, a metre of draught."""


def is_json(head: bytes) -> bool:
    """Whether a text begins as JSON does."""
    return head.lstrip(SPACE)[:1] in (b"{", b"[")


def is_array(head: bytes) -> bool:
    """Whether a text begins as an array of JSON does."""
    return head.lstrip(SPACE)[:1] == b"["


def find_objects(text: bytes, most: int) -> list[dict[str, Any]]:
    """The first whole objects of lines or an array; empty where there are none."""
    found: list[dict[str, Any]] = []
    data = text.lstrip(SPACE)
    from fairlead.formats.ais_loops import find_ends

    starts, ends = find_ends(np.frombuffer(data, dtype=np.uint8))
    for start, end in zip(starts[:most].tolist(), ends[:most].tolist(), strict=True):
        try:
            value = json.loads(data[start:end])
        except (ValueError, RecursionError):
            return found
        if isinstance(value, dict):
            found.append(value)
    return found


def find_json(head: bytes) -> Dialect | None:
    """The layout of the objects at the beginning of a file; of AISHub's, in which units."""
    for value in (objects := find_objects(head, 200)):
        for dialect in JSON_DIALECTS:
            if all(key in value for key in dialect.needed):
                return _find_units(dialect, objects) if dialect.kind == "aishub" else dialect
    return None


def _find_units(dialect: Dialect, objects: list[dict[str, Any]]) -> Dialect:
    """AISHub writes human and raw units under the same keys: degrees do not go beyond 181."""
    points = [(_size(o.get("LATITUDE")), _size(o.get("LONGITUDE"))) for o in objects if "MMSI" in o]
    far = [lat > 91 or lon > 181 for lat, lon in points]
    if 2 * sum(far) <= len(far):
        return replace(dialect, words="in degrees and knots")
    return replace(
        dialect, words="in raw units (1/600000 of a degree, tenths of a knot)", position_per_deg=RAW_PER_DEG,
        speed_per_kn=RAW_PER_TENTH, course_per_deg=RAW_PER_TENTH, draught_per_m=RAW_PER_TENTH,
    )  # fmt: skip


def _size(value: Any) -> float:
    """How far a coordinate is from 0; 0 where it is none."""
    try:
        return abs(float(value))
    except (TypeError, ValueError):
        return 0.0


def read_objects(pieces: Iterator[bytes], head: bytes, dialect: Dialect, first_row: int) -> Iterator[Rows]:
    """Rows of a file, block by block.

    Args:
        pieces: the bytes behind ``head``.
        head: the file's beginning.
        dialect: which key is what.
        first_row: number of the first line or object.
    """
    if is_array(head):
        blocks = _array_blocks(pieces, head, 1 if dialect.kind == "aishub" else 0)
    else:
        blocks = _line_blocks(pieces, head.removeprefix(b"\xef\xbb\xbf"))
    for texts, at, count, cut in blocks:
        yield _rows(texts, at + first_row, dialect, [first_row + count] if cut else [])
        first_row += count + cut


def _line_blocks(pieces: Iterator[bytes], head: bytes) -> Iterator[tuple[pa.Array, Ints, int, int]]:
    """Lines that are not blank, which of the block's lines they are, how many lines there are."""
    for block in read_blocks(pieces, head, BLOCK):
        data = as_utf8(block if block.endswith(b"\n") else block + b"\n")
        ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 10) + 1
        texts = _texts(data, np.r_[0, ends])
        is_said = np.asarray(pc.not_equal(pc.utf8_trim_whitespace(texts), "").to_numpy(zero_copy_only=False))
        yield texts.filter(pa.array(is_said)), np.flatnonzero(is_said), len(ends), 0


def _array_blocks(pieces: Iterator[bytes], head: bytes, headings: int) -> Iterator[tuple[pa.Array, Ints, int, int]]:
    """Outermost objects, without AISHub's heading; at the end, whether one is cut off."""
    for found, is_cut in array_objects(pieces, head):
        skipped = min(headings, len(found))
        headings -= skipped
        texts = pa.array([as_utf8(f).decode() for f in found[skipped:]], type=pa.string())
        yield texts, np.arange(len(texts), dtype=np.int64), len(texts), int(is_cut)


def array_objects(pieces: Iterator[bytes], head: bytes) -> Iterator[tuple[list[bytes], bool]]:
    """The outermost whole objects of an array, portion by portion; with the last, whether another is cut off.

    Raises:
        EvidenceError: an object longer than any message.
    """
    from fairlead.formats.ais_loops import find_ends

    held = b""
    for piece in _in_pieces(pieces, head):
        data = held + piece
        starts, ends = find_ends(np.frombuffer(data, dtype=np.uint8))
        begun = data.find(b"{", int(ends[-1]) if len(ends) else 0)
        held = data[begun:] if begun >= 0 else b""
        if len(held) > LONGEST_LINE and not len(ends):
            raise EvidenceError(f"has an object of more than {LONGEST_LINE:,} characters: no log of AIS")
        yield [data[s:e] for s, e in zip(starts.tolist(), ends.tolist(), strict=True)], False
    if held:
        yield [], True


def _in_pieces(pieces: Iterator[bytes], head: bytes) -> Iterator[bytes]:
    parts, size = [head], len(head)
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size >= BLOCK:
            yield b"".join(parts)
            parts, size = [], 0
    if size:
        yield b"".join(parts)


def _texts(data: bytes, offsets: Ints) -> pa.Array:
    buffers = [None, pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(data)]
    return pa.StringArray.from_buffers(len(offsets) - 1, buffers[1], buffers[2])


def _rows(texts: pa.Array, at: Ints, dialect: Dialect, cut: list[int]) -> Rows:
    cells, is_json, is_message = _values(texts, dialect)
    rows = rows_of({w: c.filter(pa.array(is_message)) for w, c in cells.items()}, at[is_message], dialect)
    bad = np.flatnonzero(~is_message)
    rows.bad_rows = np.concatenate((at[bad], np.array(cut, dtype=np.int64)))
    rows.bad_reasons = [NO_MESSAGE if is_json[i] else NO_JSON for i in bad.tolist()] + [CUT_OFF] * len(cut)
    return rows


def _values(texts: pa.Array, dialect: Dialect) -> tuple[dict[str, Any], Any, Any]:
    """The wanted values of each object as text, whether it is JSON, whether it is a message."""
    import duckdb

    keys = [key for said in dialect.columns.values() for key in said.split(",")]
    beside = [k for k in keys if k.startswith("^")]
    inner = "json_extract(t, '$.Message.*')[1]" if beside else "t"
    query = f"""
        WITH valid AS (SELECT json_valid(t) AS is_json, CASE WHEN json_valid(t) THEN t END AS t FROM lines)
        SELECT is_json, json_extract_string({inner}, {_paths(k for k in keys if k not in beside)}) AS found,
            json_extract_string(t, {_paths(f"MetaData.{k[1:]}" for k in beside)}) AS beside FROM valid
    """  # noqa: S608 - keys are our own words
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("lines", pa.table({"t": texts}))
        made = connection.sql(query).to_arrow_table()
    is_json = np.asarray(made["is_json"].combine_chunks().fill_null(False).to_numpy(zero_copy_only=False))
    ordered = [k for k in keys if k not in beside]
    columns = _columns(made["found"], ordered) | _columns(made["beside"], beside)
    cells = {}
    for word, said in dialect.columns.items():
        column = pc.coalesce(*(columns[key] for key in said.split(",")))
        if column.null_count < len(column) or word in NEEDED:
            cells[word] = column
    has_one = [np.asarray(cells[c].is_valid().to_numpy(zero_copy_only=False)) for c in ("mmsi", "time")]
    return cells, is_json, is_json & (has_one[0] | has_one[1])


def _paths(keys: Iterable[str]) -> str:
    return "[" + ", ".join(f"'$.{key}'" for key in keys) + "]::VARCHAR[]"


def _columns(lists: pa.ChunkedArray, keys: list[str]) -> dict[str, pa.Array]:
    """What stands at each key, as text."""
    flat = lists.combine_chunks()
    return {k: pc.list_element(flat, i) if len(flat) else pa.array([], pa.string()) for i, k in enumerate(keys)}
