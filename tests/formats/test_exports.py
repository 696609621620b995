"""CSV for a spreadsheet: no text of the evidence is run, and numbers stay numbers."""

import csv
import io
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.formats import write_csv
from fairlead.formats.exports import FORMULA_STARTS, neutral


def written(table):
    out = io.StringIO(newline="")
    write_csv(table, out)
    return list(csv.reader(io.StringIO(out.getvalue(), newline="")))


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_text_that_begins_like_a_formula_gets_an_apostrophe(start):
    text = f"{start}cmd|' /C calc'!A0"
    assert written(pa.table({"name": [text], "names": [[text, "x"]]}))[1] == [f"'{text}", f"'{text}; x"]


def test_numbers_are_never_touched():
    table = pa.table({"lon": [-132.5], "n": [-3], "lengths_m": [[-1.5, 2.0]], "is_x": [True]})
    assert written(table)[1] == ["-132.5", "-3", "-1.5; 2.0", "true"]


def test_single_precision_is_written_with_the_digits_that_say_it():
    assert written(pa.table({"kn": pa.array([1.6, 0.1], pa.float32())})) == [["kn"], ["1.6"], ["0.1"]]


def test_times_lists_and_nulls_are_written_plainly():
    at = pa.array([datetime(2024, 10, 19, 17, tzinfo=UTC), None], pa.timestamp("us", tz="UTC"))
    table = pa.table({"time": at, "sources": pa.array([["a:1", "b:2"], []]), "name": ['a "b", c', None]})
    assert written(table) == [
        ["time", "sources", "name"],
        ["2024-10-19T17:00:00+00:00", "a:1; b:2", 'a "b", c'],
        ["", "", ""],
    ]


def test_an_empty_table_is_its_header():
    assert written(pa.table({"a": pa.array([], pa.string()), "b": pa.array([], pa.int64())})) == [["a", "b"]]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_every_text_comes_back_as_it_was_or_with_one_apostrophe(texts):
    rows = written(pa.table({"label": ["x"] * len(texts), "text": texts}))[1:]
    assert [r[1] for r in rows] == [neutral(t) for t in texts]
    assert not any(r[1].startswith(FORMULA_STARTS) for r in rows)
