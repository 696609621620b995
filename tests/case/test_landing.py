"""Landing AIS: each report once, by MMSI and time, whatever the order of files; a day touches only its buckets."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairlead.base.tables import POSITIONS
from fairlead.case.landing import land
from fairlead.formats.api import Reports
from fairlead.formats.reports import positions_table, refused_table, statics_table

SECOND = 1_000_000


def batch(*reports, evidence="evidence:a", refused=()):
    """(mmsi, second, latitude) a report, from row 2 on."""
    rows = np.arange(len(reports)) + 2
    mmsi, time = (
        np.array([m for m, *_ in reports], dtype=np.int64),
        np.array([t for _, t, _ in reports], dtype=np.int64),
    )
    columns = {"mmsi": mmsi, "time": time * SECOND, "row": rows}
    lat = np.array([y for *_, y in reports], dtype=float)
    return Reports(
        positions_table(evidence, {**columns, "lat": lat, "lon": lat}),
        statics_table(evidence, {**columns, "name": [f"SHIP {m}" for m in mmsi]}),
        refused_table(evidence, list(refused), ["no position"] * len(refused)),
        len(reports) + len(refused), len(reports),
    )  # fmt: skip


def rows(landed):
    return landed.positions.whole().to_pylist()


def test_reports_stand_by_mmsi_and_time_and_copies_are_counted(tmp_path):
    landed = land([batch((2, 5, 1.0), (1, 9, 1.0), (1, 3, 1.0), (2, 5, 1.0), (2, 5, 1.5))], tmp_path, 1)
    found = [(r["mmsi"], r["time"].second, r["lat"], r["row"], r["copies"]) for r in rows(landed)]
    assert found[:2] == [(1, 3, 1.0, 4, 1), (1, 9, 1.0, 3, 1)]
    assert sorted(found[2:]) == [(2, 5, 1.0, 2, 2), (2, 5, 1.5, 6, 1)]  # two places in one second: both are kept
    assert POSITIONS.check(landed.positions.whole()).num_rows == 4


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_equal_reports_the_one_that_says_most_is_held_in_whatever_file_and_order_they_came(tmp_path, order):
    """One file gives places alone; another the same with speeds, further down."""
    bare, told = batch((1, 3, 1.0)), batch((9, 9, 9.0), (1, 3, 1.0), evidence="evidence:b")
    at = told.positions.schema.get_field_index("sog_kn")
    speeds = pa.array([1.0, 7.5], pa.float32())
    told = replace(told, positions=told.positions.set_column(at, POSITIONS.schema.field("sog_kn"), speeds))
    files = (bare, told)
    landed = land([files[order[0]]], tmp_path, 1)
    landed = land([files[order[1]]], tmp_path, 1, landed)
    found = next(r for r in rows(landed) if r["mmsi"] == 1)
    assert (found["sog_kn"], found["copies"], found["evidence_id"]) == (7.5, 2, "evidence:b")


def test_refused_reports_are_kept_with_their_row(tmp_path):
    landed = land([batch((1, 1, 1.0), refused=(9, 4))], tmp_path, 1)
    assert [(r["row"], r["reason"]) for r in landed.refused.whole().to_pylist()] == [
        (4, "no position"),
        (9, "no position"),
    ]


def test_a_day_rewrites_only_the_buckets_it_has_ships_in(tmp_path):
    many = [(m, 1, 1.0) for m in range(100, 200)]
    before = land([batch(*many)], tmp_path, 8)
    after = land([batch((100, 2, 2.0), evidence="evidence:b")], tmp_path, 8, before)
    changed = [p.bucket for p, q in zip(before.positions.parts, after.positions.parts, strict=True) if p != q]
    assert len(changed) == 1
    assert after.positions.num_rows == 101
    assert before.positions.num_rows == 100  # and the old state can still be read
    assert len(rows(before)) == 100


def test_a_case_that_outgrows_its_buckets_gets_more(tmp_path):
    before = land([batch(*((m, 1, 1.0) for m in range(100, 200)), refused=(7,))], tmp_path, 1)
    after = land([batch((100, 2, 2.0), evidence="evidence:b", refused=(8,))], tmp_path, 4, before)
    assert [p.bucket for p in after.positions.parts] == [0, 1, 2, 3]
    assert sum(p.rows for p in after.positions.parts) == 101
    assert max(p.rows for p in after.positions.parts) < 50  # a quarter each, or nearly
    assert [r["row"] for r in after.refused.whole().to_pylist()] == [7, 8]
    assert land([], tmp_path, 1, after).positions == after.positions  # and it never goes back


REPORTS = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3), st.sampled_from((1.0, 2.0))), max_size=15)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(REPORTS, REPORTS, st.sampled_from(((1, 1), (1, 4), (2, 8), (4, 4))))
def test_a_day_later_is_the_same_as_both_days_at_once(tmp_path_factory, first, second, of_buckets):
    fewer, buckets = of_buckets
    one, two = batch(*first), batch(*second, evidence="evidence:b")
    at_once = land([one, two], tmp_path_factory.mktemp("x"), buckets)
    folder = tmp_path_factory.mktemp("y")
    by_day = land([two], folder, buckets, land([one], folder, fewer))
    for name in ("positions", "statics", "refused"):
        assert getattr(at_once, name).whole().to_pylist() == getattr(by_day, name).whole().to_pylist(), name
        assert {p.bucket: p.rows for p in getattr(at_once, name).parts} == {
            p.bucket: p.rows for p in getattr(by_day, name).parts
        }
    assert by_day.positions.buckets == buckets
    assert sum(r["copies"] for r in rows(at_once)) == len(first) + len(second)
    alone = land([one], tmp_path_factory.mktemp("z"), buckets)
    assert at_once.again == alone.again + by_day.again
    for name in ("positions", "statics"):
        read = getattr(one, name).num_rows + getattr(two, name).num_rows
        again = sum(n for (table, _), n in at_once.again.items() if table == name)
        assert read == getattr(at_once, name).num_rows + again


@pytest.mark.parametrize("buckets", [1, 4])
def test_a_report_that_came_before_is_told_of_the_file_that_brought_it_again(tmp_path, buckets):
    """Of b, whose rows stand higher up than those of a, three are the same as one of a, or of b itself."""
    first = batch((1, 0, 1.0), (1, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0))
    second = batch((1, 2, 1.0), (2, 3, 1.0), (3, 4, 1.0), (3, 4, 1.0), evidence="evidence:b")
    before = land([first], tmp_path, buckets)
    assert not before.again["positions", "evidence:a"]
    after = land([second], tmp_path, buckets, before)
    assert {e: n for (table, e), n in after.again.items() if table == "positions"} == {"evidence:b": 3}
    assert (before.positions.num_rows, after.positions.num_rows) == (4, 5)


@pytest.mark.parametrize("buckets", [1, 4])
def test_nothing_is_left_but_the_tables(tmp_path, buckets):
    land([batch((1, 1, 1.0), (2, 1, 1.0))], tmp_path, buckets)
    assert {p.name for p in tmp_path.iterdir()} == {"positions", "statics"}
