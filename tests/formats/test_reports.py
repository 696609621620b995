"""Batches of AIS reports: ids over content, nulls for what was not available, static reports by the hour."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from fairlead.base.ids import dense_keys
from fairlead.base.tables import POSITIONS, STATICS
from fairlead.formats.reports import merge_statics, positions_table, refused_table, statics_table

HOUR = 3_600_000_000


def test_a_position_has_an_id_over_mmsi_time_and_point_alone():
    columns = {
        "mmsi": np.array([445_000_001]),
        "time": np.array([HOUR]),
        "lat": np.array([42.5]),
        "lon": np.array([133.0]),
    }
    one = positions_table("evidence:a", {**columns, "row": np.array([2])})
    two = positions_table("evidence:b", {**columns, "row": np.array([9]), "sog_kn": np.array([1.5])})
    key = int(dense_keys(np.array([445_000_001]), np.array([HOUR]), np.array([42.5]), np.array([133.0]))[0])
    assert one["position_id"].to_pylist() == two["position_id"].to_pylist() == [key]
    assert POSITIONS.check(one).num_rows == 1


def test_nan_and_minus_one_are_nulls():
    table = positions_table("evidence:a", {
        "mmsi": np.array([1, 2]), "time": np.array([0, 0]), "lat": np.array([1.0, 2.0]), "lon": np.array([1.0, 2.0]),
        "row": np.array([2, 3]), "sog_kn": np.array([np.nan, 3.0]), "nav_status": np.array([5, -1]),
        "is_satellite": np.array([-1, 1]), "receiver": ["a", None],
    })  # fmt: skip
    assert table["sog_kn"].to_pylist() == [None, 3.0]
    assert table["nav_status"].to_pylist() == [5, None]
    assert table["is_satellite"].to_pylist() == [None, True]
    assert table["receiver"].to_pylist() == ["a", None]
    assert table["heading_deg"].null_count == 2


def statics(*said):
    """(mmsi, minute, name) a report."""
    return statics_table("evidence:a", {
        "mmsi": np.array([m for m, _, _ in said]), "time": np.array([t * 60_000_000 for _, t, _ in said]),
        "name": [n for *_, n in said], "row": np.arange(len(said)) + 2,
    })  # fmt: skip


def test_equal_static_reports_of_one_hour_are_one_row_with_their_number():
    table = STATICS.check(statics((1, 5, "A"), (1, 10, "B"), (1, 20, "A"), (1, 70, "A"), (2, 5, "A")))
    found = [
        (r["mmsi"], r["start_time"].minute, r["end_time"].minute, r["name"], r["copies"]) for r in table.to_pylist()
    ]
    assert found == [(1, 5, 20, "A", 2), (1, 10, 10, "B", 1), (1, 10, 10, "A", 1), (2, 5, 5, "A", 1)]


def test_a_report_that_says_nothing_is_no_row():
    assert statics((1, 5, None)).num_rows == 0
    assert statics().num_rows == 0


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 130), st.sampled_from("AB")), max_size=12), st.integers(0, 12)
)
def test_static_reports_merge_the_same_in_any_portions(said, cut):
    whole = statics(*said)
    parts = pa.concat_tables([statics(*said[cut:]), statics(*said[:cut])]).unify_dictionaries()
    columns = [c for c in whole.column_names if c != "row"]
    assert merge_statics(parts).select(columns).to_pylist() == whole.select(columns).to_pylist()


def test_a_refusal_has_its_row_and_reason():
    table = refused_table("evidence:a", [7, 3], ["no position", "no time"])
    assert [(r["row"], r["reason"]) for r in table.to_pylist()] == [(7, "no position"), (3, "no time")]
