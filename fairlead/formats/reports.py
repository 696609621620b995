"""AIS reports of one batch as tables: what every reader of AIS ends in, so that ids and copies are made in one way.

Columns come as NumPy arrays. NaN in a float and -1 in a whole number mean "not available"; text comes coded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.arrays import Ints, ints, times
from fairlead.base.ids import dense_keys
from fairlead.base.tables import CODED, POSITIONS, REFUSED_REPORTS, STATICS

Columns = Mapping[str, Any]

HOUR_US = 3_600_000_000

STATIC_CONTENT = ("imo", "name", "callsign", "ship_type", "length_m", "width_m", "draught_m", "destination", "msg_type")
"""Columns in which two static reports of one MMSI agree that are one row, if they fall in one hour."""


def positions_table(evidence_id: str, columns: Columns) -> pa.Table:
    """POSITIONS of one batch.

    Args:
        evidence_id: the file.
        columns: ``mmsi``, ``time`` (us since 1970, UTC), ``lat``, ``lon``, ``row``, and where the format has them
            ``sog_kn``, ``cog_deg``, ``heading_deg``, ``nav_status``, ``msg_type``, ``is_satellite`` (-1 not known),
            ``receiver`` (a coded or plain text array). All of one length.
    """
    mmsi, time = np.asarray(columns["mmsi"]), np.asarray(columns["time"])
    given = dict(columns)
    given["position_id"] = dense_keys(mmsi, time, np.asarray(columns["lat"]), np.asarray(columns["lon"]))
    return _table(POSITIONS.schema, evidence_id, given, len(mmsi))


def statics_table(evidence_id: str, columns: Columns) -> pa.Table:
    """STATICS of one batch, equal ones of one hour merged.

    Args:
        evidence_id: the file.
        columns: ``mmsi``, ``time`` (us since 1970, UTC), ``row``, and where the format has them the columns of STATICS;
            rows that say nothing but the MMSI are left out.
    """
    given = {**columns, "start_time": columns["time"], "end_time": columns["time"]}
    del given["time"]
    count = len(np.asarray(columns["mmsi"]))
    given["static_id"] = np.zeros(count, dtype=np.int64)
    table = _table(STATICS.schema, evidence_id, given, count)
    said = [table[c].is_valid().to_numpy() for c in STATIC_CONTENT if c != "msg_type"]
    return merge_statics(table.filter(pa.array(np.logical_or.reduce(said))) if count else table, is_new=True)


def refused_table(evidence_id: str, rows: npt.ArrayLike, reasons: pa.Array | list[str]) -> pa.Table:
    """REFUSED_REPORTS: the row of each refusal and its reason."""
    lines = np.asarray(rows, dtype=np.int64)
    return _table(REFUSED_REPORTS.schema, evidence_id, {"row": lines, "reason": reasons}, len(lines))


def merge_statics(rows: pa.Table, *, is_new: bool = False) -> pa.Table:
    """STATICS in order of MMSI, first time and id; equal ones of one MMSI and one hour are one row.

    Merging in any order and any portions gives the same rows.

    Args:
        rows: STATICS.
        is_new: whether their ids are still to be made.
    """
    if not rows.num_rows:
        return rows
    mmsi, start, row = ints(rows, "mmsi"), ints(rows, "start_time"), ints(rows, "row")
    content = _content(rows)
    ids = dense_keys(mmsi, start, content) if is_new else ints(rows, "static_id")
    same = dense_keys(mmsi, start // HOUR_US, content)
    order = np.lexsort((row, ids, start, same))
    first = np.flatnonzero(np.r_[True, same[order][1:] != same[order][:-1]])
    copies = np.add.reduceat(ints(rows, "copies")[order], first).astype(np.int32)
    ends = np.maximum.reduceat(ints(rows, "end_time")[order], first)
    kept = order[first]
    again = np.lexsort((ids[kept], start[kept], mmsi[kept]))
    taken = rows.take(pa.array(kept[again]))
    made = {"static_id": pa.array(ids[kept][again]), "copies": pa.array(copies[again]), "end_time": times(ends[again])}
    for name, values in made.items():
        taken = taken.set_column(taken.schema.get_field_index(name), STATICS.schema.field(name), values)
    return taken


def find_repeated_statics(rows: pa.Table) -> Ints:
    """Which STATICS say what one above them said of their MMSI in the same hour."""
    return find_repeated(ints(rows, "mmsi"), ints(rows, "start_time") // HOUR_US, _content(rows))


def find_repeated(*columns: Ints) -> Ints:
    """Which rows equal one above them in every column."""
    codes = pa.array(dense_keys(*columns)).dictionary_encode().indices.to_numpy()  # numbered as they first appear
    return np.flatnonzero(np.r_[-1, np.maximum.accumulate(codes)][:-1] >= codes)


def _content(rows: pa.Table) -> Ints:
    return dense_keys(*(_words(rows[c]) for c in STATIC_CONTENT))


def coded(values: Any) -> pa.DictionaryArray:
    """Text as codes, however it comes."""
    array = values if isinstance(values, (pa.Array, pa.ChunkedArray)) else pa.array(values, type=pa.string())
    if isinstance(array, pa.ChunkedArray):
        array = array.unify_dictionaries() if pa.types.is_dictionary(array.type) else array
        array = array.combine_chunks()
    return (array if pa.types.is_dictionary(array.type) else array.dictionary_encode()).cast(CODED)


def _table(schema: pa.Schema, evidence_id: str, given: dict[str, Any], count: int) -> pa.Table:
    given["copies"] = np.ones(count, dtype=np.int32)
    arrays = []
    for field in schema:
        if field.name == "evidence_id":
            one = pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype=np.int32)), pa.array([evidence_id]))
            arrays.append(one)
        elif field.name not in given:
            arrays.append(pa.nulls(count, field.type))
        else:
            arrays.append(_array(given[field.name], field))
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, field: pa.Field) -> pa.Array:
    if field.type == CODED:
        return coded(values)
    if isinstance(values, (pa.Array, pa.ChunkedArray)):
        array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        return array.cast(field.type)
    numbers = np.asarray(values)
    if pa.types.is_timestamp(field.type):
        return times(numbers.astype(np.int64))
    if not field.nullable:
        return pa.array(numbers, type=field.type)
    if pa.types.is_boolean(field.type):
        return pa.array(numbers > 0, mask=numbers < 0)
    if pa.types.is_string(field.type):
        return pa.array(values, type=field.type)
    mask = np.isnan(numbers) if numbers.dtype.kind == "f" else numbers < 0
    return pa.array(numbers, type=pa.from_numpy_dtype(numbers.dtype), mask=mask).cast(field.type, safe=False)


def _words(column: pa.ChunkedArray) -> Ints:
    """One 64-bit word a value, from the value alone; null is a word of its own."""
    array = column.combine_chunks()
    if pa.types.is_floating(array.type):
        numbers = np.asarray(array.cast(pa.float64()).to_numpy(zero_copy_only=False))
        words: Ints = np.where(np.isnan(numbers), -1.0, numbers).view(np.int64)
        return words
    if pa.types.is_integer(array.type):
        return np.asarray(array.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False))
    text = coded(array)
    digests = [int.from_bytes(hashlib.sha256(t.encode()).digest()[:8], "little", signed=True)
               for t in text.dictionary.to_pylist()]  # fmt: skip
    table = np.array([*digests, -1], dtype=np.int64)
    found: Ints = table[text.indices.fill_null(len(digests)).to_numpy(zero_copy_only=False)]
    return found
