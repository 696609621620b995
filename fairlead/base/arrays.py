"""Columns of dense tables as NumPy arrays and back, and the order of their rows.

In arrays, NaN in a float means null; times are microseconds since 1970 in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.schema import TIME

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


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


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """One array; the only chunk as it is, since putting chunks together copies."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
