from datetime import UTC, datetime

import pytest

from fairlead.base.timeline import Span
from fairlead.ledger.notified import choose_reports, is_of, may_hold


def d(year, month=1, day=1):
    return datetime(year, month, day, tzinfo=UTC)


NEW_YEAR, SEPTEMBER = d(2024), d(2024, 9)


def report(label, state="all", start=NEW_YEAR, end=SEPTEMBER, barrels=None):
    return {"official_report_id": f"official_report:{label}", "label": label, "reporting_state": state,
            "period_start": start, "period_end": end, "barrels": barrels}  # fmt: skip


def chosen(*reports, year=2024):
    return [r["label"] for r in choose_reports(reports, Span(d(year), d(year + 1)), "barrels")]


def test_a_figure_of_all_states_wins_over_what_single_states_say_of_the_same_days():
    assert chosen(report("O2", "RU", d(2024), d(2024, 2), 15.0), report("O1", barrels=168.0)) == ["O1"]


def test_the_longest_figure_of_all_states_wins():
    assert chosen(report("A", end=d(2024, 5), barrels=9.0), report("B", end=d(2024, 9), barrels=8.0)) == ["B"]


def test_a_year_wins_over_its_parts_and_they_are_never_added():
    """Russia 2023: January, February and March to December (O03 to O05), and the year as one (O06)."""
    parts = [report("O03", "RU", d(2023), d(2023, 2), 44_655.0), report("O04", "RU", d(2023, 2), d(2023, 3), 10_666.0),
             report("O05", "RU", d(2023, 3), d(2024), 50_523.0)]  # fmt: skip
    assert chosen(*parts, report("O06", "RU", d(2023), d(2024), 105_845.0), year=2023) == ["O06"]
    assert chosen(*parts, year=2023) == ["O03", "O04", "O05"]


def test_two_states_together_win_over_one_of_them_and_a_third_is_added():
    rows = [report("O06", "RU", d(2023), d(2024), 105.0), report("O25", "CN+RU", d(2023), d(2024), 325.0),
            report("X", "VN", d(2023, 5), d(2023, 6), 1.0)]  # fmt: skip
    assert chosen(*rows, year=2023) == ["O25", "X"]


def test_a_report_that_reaches_over_the_border_is_not_inside():
    assert chosen(report("O21", "RU", d(2022, 12), d(2023, 5), 67.0), year=2023) == []
    assert chosen(report("O21", "RU", d(2022, 12), d(2023), 67.0), year=2022) == ["O21"]


def test_the_givers_cargo_may_be_in_its_own_reports_or_where_it_made_none_in_those_of_all_states():
    of_all, own, other = report("O1"), report("O2", "CN + RU"), report("O3", "CN")
    assert may_hold([of_all, own, other], [of_all], "RU") == [own]
    assert may_hold([of_all, other], [of_all], "RU") == [of_all]
    assert may_hold([of_all, other], [other], "RU") == []


@pytest.mark.parametrize(
    ("commodity", "item", "fits"),
    [
        ("refined petroleum products", "refined petroleum products incl. diesel and kerosene", True),
        ("Refined petroleum (all kinds)", "refined petroleum products incl. diesel and kerosene", True),
        ("diesel", "refined petroleum products incl. diesel and kerosene", True),
        ("diesel and kerosene", "refined petroleum products incl. diesel and kerosene", True),
        ("refined petroleum products", "crude oil", False),
        ("crude oil", "refined petroleum products incl. diesel and kerosene", False),
        ("oil", "crude oil", False),  # wider than the limit's item
        ("crude oil and refined petroleum products", "crude oil", False),  # one figure of two
        (None, "crude oil", None),
        (" - ", "crude oil", None),
    ],
)
def test_a_report_is_of_a_limit_that_names_its_commodity(commodity, item, fits):
    assert is_of({"commodity": commodity}, item) is fits
