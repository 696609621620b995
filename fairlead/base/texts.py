"""Columns of text, built whole: what the functions that say one value say, asked once for each that differs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Ints
from fairlead.base.timeline import say_time

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MINUTES = 1440
_MINUTES = pa.array([f"{m // 60:02d}:{m % 60:02d} UTC" for m in range(_DAY_MINUTES)])


def say_each(values: npt.NDArray[Any], say: Callable[[Any], str]) -> pa.Array:
    """What ``say`` says of each value."""
    coded = pa.array(values).dictionary_encode()
    return pa.array([say(v) for v in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)


def say_times(us: Ints) -> pa.Array:
    """Microseconds since 1970 as :func:`fairlead.base.timeline.say_time` has them."""
    minutes = us // 60_000_000
    days = say_each(minutes // _DAY_MINUTES, lambda d: say_time(_EPOCH + timedelta(days=d))[: -len("00:00 UTC")])
    return joined(days, _MINUTES.take(pa.array(minutes % _DAY_MINUTES)))


def joined(*parts: pa.Array | str) -> pa.Array:
    """Columns of text, and words that stand in every row, joined row by row; null where a column is."""
    typed = [text(p) if isinstance(p, str) else p for p in (*parts, "")]
    return pc.binary_join_element_wise(*typed)


def text(words: str) -> pa.StringScalar:
    """Words as a value of every row. Without its type Arrow looks for pandas anew each time, 50 µs in vain."""
    return pa.scalar(words, pa.string())


def lists_of(flags: npt.NDArray[np.bool_], values: pa.Array) -> pa.ListArray:
    """Lists of values.

    Args:
        flags: a row a list, which of its places are taken.
        values: those of the taken places, row after row.
    """
    ends = np.concatenate(([0], np.cumsum(flags.sum(axis=1)))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), values)


def lists_across(flags: npt.NDArray[np.bool_], *columns: pa.Array) -> pa.ListArray:
    """Lists of those values of some columns, row by row, that ``flags``, a column each, say."""
    count = len(columns[0])
    places = np.arange(len(columns)) * count + np.arange(count)[:, None]
    return lists_of(flags, pa.concat_arrays(columns).take(pa.array(places[flags])))


def shortest(table: pa.Table) -> pa.Table:
    """The table with float32 columns as float64 at their shortest spelling: 1.6, as it was written, and not
    1.600000023841858, the nearest float32 with all its digits. Back as float32 it is the same number."""
    for i, field in enumerate(table.schema):
        if field.type == pa.float32():
            table = table.set_column(i, field.name, _respelt(table[i]))
        elif pa.types.is_list(field.type) and field.type.value_type == pa.float32():
            table = table.set_column(i, field.name, _respelt_lists(table[i].combine_chunks()))
    return table


def _respelt(values: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    return values.cast(pa.string()).cast(pa.float64())


def _respelt_lists(lists: pa.ListArray) -> pa.ListArray:
    counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.append(0, np.cumsum(counts)), pa.int32())
    return pa.ListArray.from_arrays(offsets, _respelt(pc.list_flatten(lists)), mask=lists.is_null())
