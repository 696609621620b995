"""One stream of AIS in two forms is told; what two receivers heard of one ship is not."""

import numpy as np
import pytest

from fairlead.base.tables import POSITIONS
from fairlead.case.alike import LEAST, find_alike
from fairlead.case.reports import FileCounts
from fairlead.engine.dense import Layer
from fairlead.formats.reports import positions_table

COUNT = 2 * LEAST


def stream(evidence_id, *, us=0, deg=0.0, count=COUNT):
    """A report of one ship each ten seconds, ``us`` into the second and ``deg`` off."""
    steps = np.arange(count)
    return positions_table(evidence_id, {
        "mmsi": np.full(count, 219_000_001, dtype=np.int32), "time": 1_384_257_602_000_000 + 10_000_000 * steps + us,
        "lat": 57.119362 + steps / 1000 + deg, "lon": 8.595825 + steps / 1000, "row": steps + 2,
    })  # fmt: skip


@pytest.fixture
def alike(tmp_path):
    def found(*files):
        import pyarrow as pa

        rows = pa.concat_tables(files).unify_dictionaries().sort_by([("mmsi", "ascending"), ("time", "ascending")])
        layer = Layer(POSITIONS, tmp_path, 1)
        layer.lay(0, rows)
        return find_alike(layer.done())

    return found


def test_a_stream_cut_to_the_second_and_rounded_is_told(alike):
    assert alike(stream("b", us=569_000, deg=-4e-7), stream("a")) == {("a", "b"): (COUNT, COUNT)}


@pytest.mark.parametrize("other", [{"us": 1_000_000}, {"deg": 2e-5}, {"us": 1, "count": LEAST - 1}])
def test_what_lies_apart_or_is_too_little_is_not(alike, other):
    assert alike(stream("a"), stream("b", **other)) == {}


def test_one_file_is_like_no_other(alike):
    assert alike(stream("a"), stream("a", us=1)) == {}


def test_it_is_said_of_the_file_that_came_later():
    counts = FileCounts("evidence:2", "nmea", alike=[("a.csv", 16_389, 16_390)])
    (row,) = counts.rejects("a.nmea")
    assert row["reason"].startswith("16,389 of 16,390 positions looked at are also in a.csv")
    assert (row["scope"], row["field"]) == ("field", "position_id")
