"""Columns of text are what is said of each value alone."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from fairlead.base.texts import joined, lists_across, lists_of, say_each, say_times, shortest
from fairlead.base.timeline import say_time

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2024, 10, 19, 17, tzinfo=UTC), datetime(2024, 2, 29, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 30, tzinfo=UTC), EPOCH,
    ],
)  # fmt: skip
def test_times_are_said_together_as_one_by_one(at):
    us = (at - EPOCH) // timedelta(microseconds=1)
    assert say_times(np.array([us, us])).to_pylist() == [say_time(at)] * 2
    assert say_time(at) == f"{at.day} {at:%b %Y %H:%M} UTC"


def test_each_value_is_asked_once():
    asked = []
    said = say_each(np.array([2.5, 1.0, 2.5, np.nan]), lambda v: asked.append(v) or f"{v:.1f}")
    assert said.to_pylist() == ["2.5", "1.0", "2.5", "nan"]
    assert asked[:2] == [2.5, 1.0]
    assert len(asked) == 3


def test_words_are_joined_row_by_row():
    assert joined("a ", pa.array(["b", None, ""]), ".").to_pylist() == ["a b.", None, "a ."]


def test_lists_hold_what_is_taken_of_each_row():
    flags = np.array([[True, False], [False, False], [True, True]])
    assert lists_of(flags, pa.array(["a", "b", "c"])).to_pylist() == [["a"], [], ["b", "c"]]
    one, other = pa.array(["a", "b", "c"]), pa.array(["x", "y", "z"])
    assert lists_across(flags, one, other).to_pylist() == [["a"], [], ["c", "z"]]


def test_nothing_is_said_of_no_rows():
    none = np.zeros(0, dtype=np.int64)
    assert say_times(none).to_pylist() == say_each(none, str).to_pylist() == []
    assert lists_of(np.zeros((0, 2), dtype=bool), pa.array([], pa.string())).to_pylist() == []


def test_single_precision_is_said_as_it_was_written_and_is_still_the_same_number():
    kn = [1.6, 0.1, 102.2, 1e-9, -33.25, None, float("inf")]
    table = pa.table({"kn": pa.array(kn, pa.float32()), "lat": [1.6] * 7, "n": list(range(7))})
    assert table["kn"].to_pylist()[0] == 1.600000023841858
    said = shortest(table)
    assert said["kn"].to_pylist() == kn
    assert said["kn"].cast(pa.float32()).equals(table["kn"])
    assert said.drop(["kn"]).equals(table.drop(["kn"]))


def test_lists_of_single_precision_keep_their_nulls_and_lengths():
    days = [[1.6, 2.1], None, [], [0.3]]
    lists = pa.chunked_array([pa.array([[9.9], *days], pa.list_(pa.float32())).slice(1)])
    assert shortest(pa.table({"days": lists}))["days"].to_pylist() == days
    assert shortest(pa.table({"days": lists}).slice(0, 0))["days"].to_pylist() == []
