"""Dense tables: buckets by MMSI, written once, found again by the hash in their name."""

import numpy as np
import pyarrow as pa
import pytest

from fairlead.base.tables import HEARD
from fairlead.engine.dense import Layer, bucket_of, buckets_for, split
from fairlead.errors import EngineError


def heard(*mmsis):
    rows = [{"mmsi": m, "cell": 1, "hour": 0, "positions": 1, "satellites": 0} for m in mmsis]
    return HEARD.from_rows(rows)


def laid(folder, table, buckets):
    layer = Layer(HEARD, folder, buckets)
    for number, part in split(table, buckets):
        layer.lay(number, part)
    return layer.done()


def test_every_row_lies_in_the_bucket_of_its_mmsi(tmp_path):
    mmsis = list(range(440_000_000, 440_000_100))
    dense = laid(tmp_path, heard(*mmsis), 4)
    assert dense.num_rows == 100
    assert sorted(dense.whole()["mmsi"].to_pylist()) == mmsis
    for number in range(4):
        found = dense.bucket(number)["mmsi"].to_numpy()
        assert len(found) > 10  # spread, though all share six digits
        assert set(bucket_of(found, 4)) == {number}


def test_the_same_rows_have_the_same_hash_and_others_another(tmp_path):
    one, same, other = (laid(tmp_path / n, heard(*m), 2) for n, m in (("a", (1, 2)), ("b", (1, 2)), ("c", (1, 3))))
    assert one.sha256 == same.sha256 != other.sha256


def test_a_bucket_without_rows_is_an_empty_table(tmp_path):
    dense = laid(tmp_path, heard(), 4)
    assert dense.parts == ()
    assert dense.bucket(3, ["mmsi"]).schema.names == ["mmsi"]
    assert dense.whole().schema == HEARD.schema


def test_a_damaged_bucket_is_named_with_the_way_out(tmp_path):
    dense = laid(tmp_path, heard(1), 1)
    (tmp_path / dense.parts[0].name).write_bytes(b"PAR1")
    with pytest.raises(EngineError, match="cannot be read.*'fairlead run' makes it anew"):
        dense.whole()


@pytest.mark.parametrize(("rows", "buckets"), [(0, 1), (10**6, 1), (10**6 + 1, 2), (3 * 10**7, 32), (10**10, 1024)])
def test_buckets_are_a_power_of_two_of_about_a_million_rows(rows, buckets):
    assert buckets_for(rows) == buckets


def test_a_row_keeps_its_bucket_whoever_stands_beside_it():
    together = bucket_of(np.array([273_000_001, 445_000_002]), 8)
    assert together[1] == bucket_of(np.array([445_000_002]), 8)[0]


def test_columns_come_alone_where_only_they_are_wanted(tmp_path):
    assert (
        laid(tmp_path, heard(5, 6), 1)
        .bucket(0, ["cell"])
        .equals(pa.table({"cell": pa.array([1, 1])}, schema=pa.schema([HEARD.schema.field("cell")])))
    )


def test_one_row_is_that_of_the_whole_whichever_group_of_its_file_holds_it(tmp_path, monkeypatch):
    monkeypatch.setattr("fairlead.engine.dense.GROUP_ROWS", 2)
    table = laid(tmp_path, heard(*range(200_000_000, 200_000_011)), 2)
    whole = table.whole()
    assert [table.row(i).to_pylist()[0] for i in range(table.num_rows)] == whole.to_pylist()
    with pytest.raises(IndexError):
        table.row(table.num_rows)
