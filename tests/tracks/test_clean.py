"""Cleaning of position reports: what is not available, what cannot be, and what stands twice."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.base.tables import POSITIONS
from fairlead.testing import ais_positions, position_rows
from fairlead.tracks.clean import FAULTS, clean_positions, null_standins

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
MMSI = 273000001


def positions(*rows) -> pa.Table:
    return POSITIONS.from_rows(rows)


def report(lat=10.0, lon=20.0, minutes=0, **more):
    (row,) = position_rows(MMSI, [(NOON + timedelta(minutes=minutes), lat, lon)], **more)
    return row


def reasons(faults: pa.Table) -> dict[str, int]:
    return {r["reason"]: r["reports"] for r in faults.to_pylist()}


@pytest.mark.parametrize(
    ("column", "stand_in", "kept"),
    [
        ("lat", 91.0, 90.0),
        ("lon", 181.0, -180.0),
        ("sog_kn", 102.3, 102.2),
        ("cog_deg", 360.0, 359.9),
        ("heading_deg", 511.0, 359.0),
        ("draught_m", 0.0, 25.5),
        ("length_m", 0.0, 1022.0),
    ],
)
def test_stand_ins_become_null_and_are_counted_and_what_is_next_to_them_stays(column, stand_in, kept):
    given_values = np.array([stand_in, kept, np.nan], dtype=np.float32)
    made, counts = null_standins({column: given_values})
    assert np.isnan(made[column]).tolist() == [True, False, True]
    assert made[column][1] == np.float32(kept)
    assert counts == {f"{column}: {stand_in:g}": 1}


@pytest.mark.parametrize(("column", "stand_in"), [("imo", 0), ("ship_type", 0), ("nav_status", 15)])
def test_stand_ins_of_whole_numbers_become_minus_one(column, stand_in):
    made, counts = null_standins({column: np.array([stand_in, 7, -1])})
    assert made[column].tolist() == [-1, 7, -1]
    assert counts == {f"{column}: {stand_in}": 1}


def test_what_ais_cannot_say_is_null_too():
    made, counts = null_standins({"cog_deg": np.array([-60.6, 409.5]), "sog_kn": np.array([300.0, -1.0])})
    assert np.isnan(made["cog_deg"]).all()
    assert np.isnan(made["sog_kn"]).all()
    assert counts == {"cog_deg: out of range": 2, "sog_kn: out of range": 2}


def test_sixty_three_knots_are_no_speed_in_type_27_and_a_speed_elsewhere():
    made, counts = null_standins({"sog_kn": np.array([63.0, 63.0]), "msg_type": np.array([27, 1])})
    assert np.isnan(made["sog_kn"]).tolist() == [True, False]
    assert counts == {"sog_kn: 102.3": 1}


def test_columns_without_a_fault_are_the_same_arrays():
    columns = {"sog_kn": np.array([1.0]), "name": np.array(["ALDER"])}
    made, counts = null_standins(columns)
    assert all(made[n] is columns[n] for n in columns)
    assert counts == {}


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [
        (91.0, 181.0, "no position (latitude 91 or longitude 181)"),
        (10.0, 181.0, "no position (latitude 91 or longitude 181)"),
        (95.0, 20.0, "the position is no place on earth"),
        (10.0, -190.0, "the position is no place on earth"),
        (float("nan"), 20.0, "the position is no place on earth"),
        (0.0, 0.0, "the position is exactly 0/0, a receiver without a fix"),
    ],
)
def test_reports_without_a_possible_position_are_dropped_with_a_reason(lat, lon, reason):
    cleaned, faults = clean_positions(positions(report(lat, lon), report()))
    assert cleaned.num_rows == 1
    assert reasons(faults) == {f"report dropped: {reason}": 1}


def test_a_clock_that_was_not_set_is_dropped_and_one_that_runs_backwards_is_put_in_order():
    unset = position_rows(MMSI, [(datetime(1980, 1, 6, tzinfo=UTC), 10.0, 20.0)])
    cleaned, faults = clean_positions(positions(report(minutes=5), *unset, report(minutes=1)))
    assert cleaned["time"].to_pylist() == [NOON + timedelta(minutes=m) for m in (1, 5)]
    assert reasons(faults) == {"report dropped: the time is before 1990": 1}


def test_equal_reports_are_one_with_their_copies_whatever_their_order():
    rows = [
        report(evidence_id="evidence:b", row=2, sog_kn=1.0),
        report(evidence_id="evidence:a", row=9, sog_kn=2.0, copies=3),
        report(evidence_id="evidence:a", row=7, sog_kn=3.0),
    ]
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        cleaned, faults = clean_positions(positions(*(rows[i] for i in order)))
        (row,) = cleaned.to_pylist()
        assert (row["copies"], row["evidence_id"], row["row"], row["sog_kn"]) == (5, "evidence:a", 7, 3.0)
        assert reasons(faults) == {"report merged: the same report again": 2}


def test_values_made_null_are_summed_by_mmsi_and_reason():
    other = position_rows(445000003, [(NOON, 10.0, 20.0)], sog_kn=102.3)
    mine = [report(minutes=m, sog_kn=102.3, heading_deg=400.0) for m in (0, 1)]
    cleaned, faults = clean_positions(positions(*mine, *other))
    assert cleaned["sog_kn"].null_count == 3
    assert faults.to_pylist() == [
        {"mmsi": MMSI, "reason": "heading_deg made null: out of range", "reports": 2},
        {"mmsi": MMSI, "reason": "sog_kn made null: 102.3, not available", "reports": 2},
        {"mmsi": 445000003, "reason": "sog_kn made null: 102.3, not available", "reports": 1},
    ]


def test_the_antimeridian_has_one_name():
    assert clean_positions(positions(report(lon=180.0)))[0]["lon"].to_pylist() == [-180.0]


def test_nothing_gives_nothing():
    cleaned, faults = clean_positions(POSITIONS.empty())
    assert (cleaned.num_rows, faults.num_rows) == (0, 0)
    assert faults.schema.equals(FAULTS)


@settings(deadline=None)
@given(ais_positions(), st.randoms(use_true_random=False))
def test_what_is_clean_stays_as_it_is_and_row_order_does_not_matter(table, rnd):
    mixed = table.take(pa.array(rnd.sample(range(table.num_rows), table.num_rows), pa.int64()))
    cleaned, faults = clean_positions(mixed)
    assert faults.num_rows == 0
    assert cleaned.to_pylist() == table.to_pylist()
