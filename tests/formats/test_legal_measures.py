from datetime import UTC, datetime

import pytest

from fairlead.formats.legal_measures import is_cap_in_force, read_period

ADOPTED = datetime(2017, 12, 22, tzinfo=UTC)
CAP = {
    "kind": "cap",
    "limit_value": "500000",
    "limit_unit": "barrel",
    "period_rule": "calendar year",
    "effective_from": "2018-01-01",
}


@pytest.mark.parametrize(
    ("words", "anchor"),
    [
        ("12 months from 1 January, each year", "01-01"),
        ("calendar year from 2018", "01-01"),
        ("calendar year", "01-01"),
        ("12 months from date of adoption", "12-22"),
        ("twelve months from entry into force", "12-22"),
        ("12 months from 1 Oct", "10-01"),
        ("each year from October 1", "10-01"),
        ("fiscal year from 1st April", "04-01"),
        ("1 Oct 2017 to 31 Dec 2017", "fixed"),
        ("2017-10-01 to 2017-12-31", "fixed"),
    ],
)
def test_a_period_is_known_by_its_start(words, anchor):
    read = read_period(words, ADOPTED)
    assert (read.anchor, read.problem) == (anchor, None)


def test_a_fixed_period_ends_after_its_last_day():
    read = read_period("1 Oct 2017 to 31 Dec 2017", None)
    assert (read.start, read.end) == (datetime(2017, 10, 1, tzinfo=UTC), datetime(2018, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "words",
    [
        "", "per vessel", "until further notice", "12 months", "12 months from 31 June", "12 months from 29 February",
        "31 Dec 2017 to 1 Oct 2017", "31 Sep 2017 to 31 Dec 2017", "from 2018",
    ],
)  # fmt: skip
def test_a_period_nobody_can_count_is_a_problem_in_words(words):
    read = read_period(words, ADOPTED)
    assert read.anchor is None
    assert read.problem


def test_a_period_from_adoption_needs_the_day_of_adoption():
    assert read_period("12 months from date of adoption", None).problem


@pytest.mark.parametrize(
    ("kind", "is_cap"),
    [
        ("cap", True), ("Cap", True), ("cap (figure from memory)", True), ("cap (superseded by R01)", False),
        ("cap (replaced before it began by R01)", False), ("services ban above a price", False), ("price cap", False),
        ("ban", False),
    ],
)  # fmt: skip
def test_only_a_cap_in_force_is_a_cap(kind, is_cap):
    assert is_cap_in_force(kind) is is_cap


def test_a_cap_needs_its_figure(refused):
    assert "a cap needs its figure" in refused("legal_measures", **CAP | {"limit_value": ""})


def test_a_cap_nobody_can_count_is_kept_and_said(dropped):
    row, field, reason = dropped("legal_measures", **CAP | {"period_rule": "until further notice"})
    assert (row["is_cap"], row["period_anchor"], field) == (True, None, "period_rule")
    assert "nothing can be counted against it" in reason


def test_a_ban_needs_no_period(kept):
    row = kept("legal_measures", period_rule="per vessel: measures differ", limit_value="0")
    assert (row["is_cap"], row["period_anchor"], row["limit_value"]) == (False, None, 0)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2017-12-22", "2017-12-22"), ("2017-12-22 (from memory)", "2017-12-22"), ("2022-12", None), ("2022", None),
        ("2016-11-30 (new); 2017-12-22 (used)", None), ("on adoption", None),
    ],
)  # fmt: skip
def test_the_first_day_in_force_is_one_whole_day_or_words(kept, words, day):
    row = kept("legal_measures", effective_from=words)
    assert (row["effective_from"] and f"{row['effective_from']:%F}", row["effective_words"]) == (day, words)


def test_a_first_day_that_does_not_exist_is_refused(refused):
    assert "effective_from '2017-02-31' does not exist" in refused("legal_measures", effective_from="2017-02-31")


def test_a_limit_in_two_units_keeps_both(kept):
    row = kept("legal_measures", **CAP | {"limit_value": "4000000", "limit_unit": "barrel or 525,000 tons"})
    assert (row["limit_unit"], row["limit_alternative"]) == ("barrel", "525,000 tons")
    assert kept("legal_measures", limit_value="60", limit_unit="USD per barrel")["limit_unit"] == "USD per barrel"


def test_alert_levels_are_numbers(kept, refused):
    assert kept("legal_measures", alert_levels_pct="75;90; 95")["alert_levels_pct"] == [75, 90, 95]
    assert "alert_levels_pct 'high' is not a number" in refused("legal_measures", alert_levels_pct="75;high")
