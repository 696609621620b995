"""Order of dense tables, and their columns as arrays."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from fairlead.base.arrays import floats, in_order, ints, is_in_order, keys_of, lists_of_one, say_keys, times
from fairlead.base.ids import say_key
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


def test_keys_are_said_together_as_one_by_one():
    keys = np.array([0, 1, -1, 2**63 - 1, -(2**63), 0x0123456789ABCDEF])
    assert say_keys("segment", keys).to_pylist() == [say_key("segment", int(k)) for k in keys]
    assert say_keys("segment", keys)[2].as_py() == "segment:ffffffffffffffff"
    assert keys_of(say_keys("segment", keys)).tolist() == keys.tolist()
    assert keys_of(pa.chunked_array([say_keys("a", keys[:2]), say_keys("a", keys[3:])]).slice(1, 2)).tolist() == [
        1,
        2**63 - 1,
    ]


def test_no_keys_are_no_ids():
    assert say_keys("gap", np.zeros(0, dtype=np.int64)).to_pylist() == []
    assert keys_of(pa.array([], pa.string())).tolist() == []


def test_ids_of_another_spelling_are_read_one_by_one():
    """As key_of has them: fewer digits, capitals, more than one colon; and what is no number is refused."""
    assert keys_of(pa.array(["segment:1", "segment:a0"])).tolist() == [1, 160]
    assert keys_of(pa.array(["segment:000000000000000A"])).tolist() == [10]
    assert keys_of(pa.array(["a:000000000:0000001"])).tolist() == [1]
    for text in ("segment:000000000000000g", "segment:"):
        with pytest.raises(ValueError, match="invalid literal"):
            keys_of(pa.array([text]))


def test_each_value_alone_is_a_list_of_one():
    assert lists_of_one(pa.array(["a", "b"])).to_pylist() == [["a"], ["b"]]
