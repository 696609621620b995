"""Order of dense tables, and their columns as arrays."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from fairlead.base.arrays import floats, in_order, ints, is_in_order, times
from fairlead.base.schema import TIME


def table(*rows: tuple[int, int]) -> pa.Table:
    return pa.table({"mmsi": [r[0] for r in rows], "time": pa.array([r[1] for r in rows], TIME)})


def test_rows_in_order_come_back_as_they_are():
    rows = table((1, 5), (1, 5), (1, 6), (2, 0))
    assert in_order(rows, ("mmsi", "time")) is rows


def test_rows_out_of_order_in_a_later_key_are_sorted():
    rows = table((1, 6), (1, 5), (2, 9), (2, 3))
    assert in_order(rows, ("mmsi", "time")).equals(table((1, 5), (1, 6), (2, 3), (2, 9)))


def test_a_later_key_may_fall_where_an_earlier_one_rises():
    assert is_in_order(table((1, 9), (2, 0)), ("mmsi", "time"))
    assert not is_in_order(table((2, 0), (1, 9)), ("mmsi", "time"))


@pytest.mark.parametrize("rows", [(), ((1, 1),)])
def test_no_row_and_one_row_are_in_order(rows):
    assert in_order(table(*rows), ("mmsi", "time")).num_rows == len(rows)


def test_chunks_are_looked_at_as_one_table():
    assert not is_in_order(pa.concat_tables([table((2, 0)), table((1, 0))]), ("mmsi",))


def test_times_are_microseconds_whatever_their_unit():
    seconds = pa.table({"time": pa.array([datetime(1970, 1, 2, tzinfo=UTC)], pa.timestamp("s", "UTC"))})
    assert ints(seconds, "time").tolist() == [86_400_000_000]
    assert times(np.array([86_400_000_000])).to_pylist() == [datetime(1970, 1, 2, tzinfo=UTC)]


def test_null_numbers_are_nan():
    assert np.isnan(floats(pa.table({"sog_kn": pa.array([1.5, None], pa.float32())}), "sog_kn")).tolist() == [
        False,
        True,
    ]
