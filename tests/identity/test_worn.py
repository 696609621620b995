"""Worn: what stood, what was a slip, and two ships on one MMSI."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairlead.base.tables import STATICS
from fairlead.identity.worn import MOST_BETWEEN, list_worn
from fairlead.testing import static_row

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
MMSI = 273000001
HOUR = timedelta(hours=1)


def sent(*reports, mmsi=MMSI):
    """Static reports with a name each, at hours from noon."""
    return [static_row(mmsi, NOON + h * HOUR, name=name, msg_type=5) for h, name in reports]


def worn(rows):
    found = (
        list_worn(STATICS.from_rows(rows)).sort_by([("start_time", "ascending"), ("value", "ascending")]).to_pylist()
    )
    return [(r["value"], (r["start_time"] - NOON) / HOUR, (r["end_time"] - NOON) / HOUR, r["rows"], r["is_standing"])
            for r in found]  # fmt: skip


def test_one_name_is_one_row_and_stands_however_seldom_it_is_heard():
    assert worn(sent((0, "ALDER"), (400, "ALDER"))) == [("ALDER", 0, 400, 2, True)]
    assert worn(sent((0, "ALDER"))) == [("ALDER", 0, 0, 1, True)]


def test_a_slip_ends_nothing_and_is_kept_as_one():
    rows = sent((0, "ALDER"), (48, "ALDER"), (49, "ALDXR"), (96, "ALDER"))
    assert worn(rows) == [("ALDER", 0, 96, 3, True), ("ALDXR", 49, 49, 1, False)]


def test_a_name_that_stood_between_parts_the_one_that_comes_back():
    rows = sent((0, "ALDER"), (48, "ALDER"), (49, "BIRCH"), (51, "BIRCH"), (96, "ALDER"), (98, "ALDER"))
    assert worn(rows) == [("ALDER", 0, 48, 2, True), ("BIRCH", 49, 51, 2, True), ("ALDER", 96, 98, 2, True)]


def test_two_ships_on_one_mmsi_are_stretches_that_overlap():
    turns = sent(*((24 * n, "ALDER" if n % 2 == 0 else "BIRCH") for n in range(6)))
    assert worn(turns) == [("ALDER", 0, 96, 3, True), ("BIRCH", 24, 120, 3, True)]


def test_two_that_take_turns_part_a_third():
    turns = [(10 + n, "BIRCH" if n % 2 == 0 else "CEDAR") for n in range(6)]  # 10 to 15
    rows = sent((0, "ALDER"), (9, "ALDER"), *turns, (20, "ALDER"), (30, "ALDER"))
    assert worn(rows) == [
        ("ALDER", 0, 9, 2, True), ("BIRCH", 10, 14, 3, True), ("CEDAR", 11, 15, 3, True), ("ALDER", 20, 30, 2, True),
    ]  # fmt: skip


def test_a_new_name_at_the_end_of_the_data_has_not_stood_yet():
    assert worn(sent((0, "ALDER"), (9, "ALDER"), (10, "BIRCH"), (11.5, "BIRCH")))[-1] == ("BIRCH", 10, 11.5, 2, False)
    assert worn(sent((0, "ALDER"), (9, "ALDER"), (10, "BIRCH"), (12, "BIRCH")))[-1] == ("BIRCH", 10, 12, 2, True)


def test_numbers_and_call_signs_are_followed_for_themselves_and_each_mmsi_for_itself():
    rows = [
        static_row(MMSI, NOON, imo=9074729, name="ALDER", callsign="UBXX1", msg_type=5),
        static_row(MMSI, NOON + 5 * HOUR, name="ALDER", msg_type=24),
        static_row(MMSI + 1, NOON + HOUR, imo=12345, name="ALDER", msg_type=5),
    ]
    found = list_worn(STATICS.from_rows(rows)).to_pylist()
    assert sorted((r["mmsi"] - MMSI, r["property"], r["value"], r["rows"]) for r in found) == [
        (0, "call_sign", "UBXX1", 1), (0, "imo", "9074729", 1), (0, "name", "ALDER", 2),
        (1, "imo", "0012345", 1), (1, "name", "ALDER", 1),
    ]  # fmt: skip
    assert found[0]["words"] == "273000001 sent the IMO number 9074729, 7 Mar 2024 12:00 UTC."


def test_ten_thousand_names_in_turn_are_survived():
    names = [(n / 100, f"N{n % 10_000}") for n in range(30_000)]
    assert len(worn(sent(*names))) == 30_000 > MOST_BETWEEN


@given(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from("ABC")), min_size=1, max_size=25, unique_by=lambda r: r[0])
)
def test_every_report_is_in_one_stretch_of_its_value(reports):
    found = worn(sent(*reports))
    assert sum(n for *_, n, _ in found) == len(reports)
    for hour, name in reports:
        assert sum(value == name and start <= hour <= end for value, start, end, *_ in found) == 1


@given(
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from("ABC")), min_size=1, max_size=25, unique_by=lambda r: r[0])
)
def test_the_order_of_rows_says_nothing(reports):
    assert worn(sent(*reports)) == worn(sent(*reversed(reports)))
