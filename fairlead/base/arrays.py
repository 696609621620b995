"""Columns of dense tables as NumPy arrays and back, and the order of their rows.

In arrays, NaN in a float means null; times are microseconds since 1970 in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.ids import key_of
from fairlead.base.schema import TIME

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_HEX = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_NIBBLES = np.full(256, 255, dtype=np.uint8)
"""Value of each hex digit as ids spell them; 255 for any other byte."""
_NIBBLES[_HEX] = np.arange(16)
_DIGITS = 16


def in_order(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """The rows in ascending order of ``keys``; the table itself where they are so already.

    Args:
        table: any rows.
        keys: columns of whole numbers or times without nulls that order the rows totally.

    Limits:
        Looking costs some 10 ns a row, sorting a hundred times that: keep what is stored in order in order.
    """
    if is_in_order(table, keys):
        return table
    return table.combine_chunks().sort_by([(k, "ascending") for k in keys])


def is_in_order(table: pa.Table, keys: Sequence[str]) -> bool:
    """Whether no row comes before the one above it."""
    tied = np.ones(max(0, table.num_rows - 1), dtype=bool)
    for key in keys:
        column = ints(table, key)
        above, below = column[:-1], column[1:]
        if bool((tied & (above > below)).any()):
            return False
        tied &= above == below
        if not tied.any():
            break
    return True


def ints(table: pa.Table, name: str) -> Ints:
    """A column of whole numbers or times without nulls as int64."""
    column = _whole(table[name])
    if pa.types.is_timestamp(column.type):
        column = column.cast(TIME).view(pa.int64())
    return np.asarray(column.to_numpy(zero_copy_only=False)).astype(np.int64, copy=False)


def floats(table: pa.Table, name: str) -> Floats:
    """A column of numbers as float64, NaN where it is null."""
    column = _whole(table[name])
    return np.asarray(column.to_numpy(zero_copy_only=False)).astype(np.float64, copy=False)


def times(values: Ints) -> pa.Array:
    """Microseconds since 1970 as times in UTC."""
    return pa.array(values, type=pa.int64()).view(pa.timestamp("us")).cast(TIME)


def say_keys(kind: str, keys: Ints) -> pa.StringArray:
    """Dense keys as ids, all at once what :func:`fairlead.base.ids.say_key` spells one by one."""
    opening = np.frombuffer(f"{kind}:".encode(), dtype=np.uint8)
    text = np.empty((len(keys), len(opening) + _DIGITS), dtype=np.uint8)
    text[:, : len(opening)] = opening
    octets = np.ascontiguousarray(keys, dtype=np.int64).astype(">i8").view(np.uint8).reshape(-1, _DIGITS // 2)
    text[:, len(opening) :: 2] = _HEX[octets >> 4]
    text[:, len(opening) + 1 :: 2] = _HEX[octets & 15]
    ends = np.arange(len(keys) + 1, dtype=np.int64) * text.shape[1]
    whole = pa.LargeStringArray.from_buffers(len(keys), pa.py_buffer(ends), pa.py_buffer(text))
    return whole.cast(pa.string())


def lists_of_one(values: pa.Array) -> pa.ListArray:
    """A list of each value alone."""
    return pa.ListArray.from_arrays(pa.array(np.arange(len(values) + 1, dtype=np.int32)), values)


def keys_of(ids: pa.Array | pa.ChunkedArray) -> Ints:
    """The dense keys that :func:`say_keys` spelled, of ids of one kind.

    Raises:
        ValueError: an id ends in no number.
    """
    ids = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    if not len(ids):
        return np.zeros(0, dtype=np.int64)
    ends = np.frombuffer(ids.buffers()[1], dtype=np.int32)[ids.offset : ids.offset + len(ids) + 1]
    width = int(ends[1] - ends[0])
    if width > _DIGITS and not ids.null_count and bool((np.diff(ends) == width).all()):
        text = np.frombuffer(ids.buffers()[2], dtype=np.uint8)[ends[0] : ends[-1]].reshape(len(ids), width)
        digits = _NIBBLES[text[:, -_DIGITS:]]
        if bool((digits < _DIGITS).all()) and bool((text[:, -_DIGITS - 1] == ord(":")).all()):
            octets = np.ascontiguousarray((digits[:, ::2] << 4) | digits[:, 1::2])
            return octets.view(">i8").ravel().astype(np.int64)
    return np.array([key_of(i) for i in ids.to_pylist()], dtype=np.int64)  # shorter numbers


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """One array; the only chunk as it is, since putting chunks together copies."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
