import pytest


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("RU", "RU"), ("Russia", "RU"), ("CN+RU", "CN+RU"), ("RU + CN", "CN+RU"), ("China and Russia", "CN+RU"),
        ("China, Russia", "CN+RU"), ("all", "all"), ("All States", "all"), ("RU+RU", "RU"),
    ],
)  # fmt: skip
def test_states_are_codes_in_one_order(kept, words, state):
    assert kept("official_reports", reporting_state=words)["reporting_state"] == state


def test_a_state_nobody_knows_is_refused(refused):
    assert "reporting_state 'Atlantis' is no known state" in refused("official_reports", reporting_state="CN+Atlantis")


def test_a_notification_needs_an_amount(refused):
    assert "neither barrels nor tonnes are given" in refused("official_reports", barrels="")


@pytest.mark.parametrize(
    ("start", "end", "first", "after"),
    [
        ("2024-01-01", "2024-08-31", "2024-01-01", "2024-09-01"),
        ("2024-02", "", "2024-02-01", "2024-03-01"),
        ("2019", "2019", "2019-01-01", "2020-01-01"),
    ],
)
def test_inclusive_dates_become_half_open(kept, start, end, first, after):
    row = kept("official_reports", period_start=start, period_end=end)
    assert (f"{row['period_start']:%Y-%m-%d}", f"{row['period_end']:%Y-%m-%d}") == (first, after)


def test_the_commodity_may_be_said_and_may_be_left_out(kept):
    assert kept("official_reports", commodity=" crude oil ")["commodity"] == "crude oil"
    assert kept("official_reports")["commodity"] is None


def test_a_share_of_the_cap_may_carry_its_sign(kept):
    assert kept("official_reports", pct_of_cap_stated="33.7 %")["pct_of_cap_stated"] == 33.7
