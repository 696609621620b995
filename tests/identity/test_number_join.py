from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.base.schema import TIME
from fairlead.errors import SchemaError
from fairlead.identity.number_join import join_numbers
from fairlead.identity.records import Stated, overlap

COLUMNS = ("row", "record_id", "property", "number", "overlap")


def day(number):
    return number and datetime(2024, 1, number, tzinfo=UTC)


NUMBER = pa.int32()
ASKED = pa.schema([("row", pa.int64()), ("imo", NUMBER), ("mmsi", NUMBER), ("start_time", TIME), ("end_time", TIME)])
LISTED = pa.schema([
    ("record_id", pa.string()), ("property", pa.string()), ("number", NUMBER), ("start_time", TIME), ("end_time", TIME),
])  # fmt: skip


def table(schema, rows):
    named = (dict(zip(schema.names, row, strict=True)) for row in rows)
    return pa.Table.from_pylist([r | {c: day(r[c]) for c in ("start_time", "end_time")} for r in named], schema)


def asked(*rows):
    return table(ASKED, rows)


def listed(*rows):
    return table(LISTED, rows)


def test_numbers_meet_their_like_and_time_is_told():
    found = join_numbers(
        asked((7, 9187629, 273000001, 2, 4), (8, None, 273000001, 5, None), (9, 9074729, None, None, None)),
        listed(("a", "imo", 9187629, None, None), ("b", "mmsi", 273000001, 1, 5), ("c", "mmsi", 9074729, 1, 5)),
    )
    assert [tuple(r[c] for c in COLUMNS) for r in found.to_pylist()] == [
        (7, "a", "imo", 9187629, "not known"),
        (7, "b", "mmsi", 273000001, "overlap"),
        (8, "b", "mmsi", 273000001, "apart"),
    ]


def test_a_number_that_is_not_stated_meets_nothing():
    found = join_numbers(asked((1, None, None, None, None)), listed(("a", "imo", None, None, None)))
    assert found.num_rows == 0


def test_a_table_of_another_shape_is_refused_in_words():
    with pytest.raises(SchemaError, match="asked: missing 'imo'"):
        join_numbers(asked().drop_columns(["imo"]), listed())
    with pytest.raises(SchemaError, match="listed: number is string, wants int32"):
        join_numbers(asked(), listed().set_column(2, "number", pa.array([], pa.string())))


NUMBERS = st.sampled_from([None, 9187629, 9074729, 273000001])
DAYS = st.sampled_from([None, 1, 3, 5])


@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, DAYS, DAYS), max_size=5),
    st.lists(st.tuples(st.sampled_from(["imo", "mmsi"]), NUMBERS, DAYS, DAYS), max_size=5),
)
def test_the_join_finds_what_comparing_each_with_each_finds(ours, theirs):
    found = join_numbers(
        asked(*((i, *r) for i, r in enumerate(ours))), listed(*((f"r{j}", *r) for j, r in enumerate(theirs)))
    )

    def when(start, end):
        return Stated("mmsi", "", start=day(start), end=day(end))

    expected = [
        (i, f"r{j}", property_, number, overlap(when(s, e), when(t, f)))
        for i, (imo, mmsi, s, e) in enumerate(ours)
        for j, (property_, number, t, f) in enumerate(theirs)
        if number is not None and number == {"imo": imo, "mmsi": mmsi}[property_]
    ]
    assert [tuple(r[c] for c in COLUMNS) for r in found.to_pylist()] == sorted(expected, key=lambda r: r[:3])
