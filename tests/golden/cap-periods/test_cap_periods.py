"""Derived by hand in README.md beside this file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from fairlead import formats
from fairlead.base.tables import DRAWS, QUESTIONS, TOTALS, TRIPS
from fairlead.ledger.caps import check_caps

EXAMPLE = Path(__file__).parents[3] / "examples" / "dprk-oil-2024"


def read(kind):
    return formats.read(EXAMPLE / f"{kind}.csv", f"{kind}.csv", kind, "evidence:example").rows


def d(year, month=1, day=1):
    return datetime(year, month, day, tzinfo=UTC)


def check(year, cap="R01", days=None, reports=None, until=None):
    """Totals of 60 and 50 barrels on ``days`` and the day after, against a cap of the bundled case."""
    question = {
        "question": "oil", "ordinal": 0, "text": "?", "period_start": d(year), "period_end": until or d(year + 1),
        "from_party": "RU", "to_party": "KP", "commodity": "oil", "item_words": [], "carrier": "tanker",
        "unit": "barrel", "capacity": "dwt", "ship_types": [], "flags": [], "vessels": [], "cap": cap,
        "rules": [], "per_call": [],
        "estimate_from": "documented", "evidence_id": "evidence:case", "row": 1}  # fmt: skip
    total = {
        "total_id": "total:1", "question": "oil", "basis": "claimed", "assumption": "1/3 of DWT", "trips": 2.0,
        "load_share_frac": 1 / 3, "unit": "barrel", "amount": 110.0, "first_day": days, "amount_by_day": [60.0, 50.0],
        "status": "claimed", "words": "w", "sources": ["estimate:1"]}  # fmt: skip
    made = check_caps(
        TOTALS.from_rows([total] if days else []), DRAWS.empty(), QUESTIONS.from_rows([question]),
        read("legal_measures"), read("official_reports") if reports is None else reports, TRIPS.empty())  # fmt: skip
    return sorted(made.to_pylist(), key=lambda r: (r["period_start"], r["basis"]))


@pytest.mark.parametrize(
    ("cap", "eve", "limit"), [("R01", d(2024, 12, 31), 500_000), ("R04", d(2024, 12, 21), 4_000_000)]
)
def test_the_last_day_counts_in_the_old_period_and_the_next_in_the_new(cap, eve, limit):
    rows = [r for r in check(2024, cap, days=eve, until=d(2025, 2)) if r["basis"] == "claimed" and r["amount"]]
    border = eve + timedelta(days=1)
    assert [(r["period_start"], r["amount"], r["limit"]) for r in rows] == [
        (border.replace(year=border.year - 1), 60, limit), (border, 50, limit)
    ]  # fmt: skip
    assert rows[0]["period_end"] == border


@pytest.mark.parametrize(("cap", "starts"), [("R01", [d(2024)]), ("R04", [d(2023, 12, 22), d(2024, 12, 22)])])
def test_a_calendar_year_touches_one_refined_and_two_crude_periods(cap, starts):
    assert [r["period_start"] for r in check(2024, cap, days=d(2024, 7)) if r["basis"] == "claimed"] == starts


@pytest.mark.parametrize("superseded", ["R02", "R03"])
def test_superseded_and_replaced_caps_give_no_status(superseded):
    assert check(2017, superseded, days=d(2017, 10), until=d(2019)) == []


@pytest.mark.parametrize(
    ("year", "labels", "barrels", "share"),
    [
        (2024, {"O01"}, 168_679, "33.7 %"),
        (2023, {"O25"}, 325_267, "65.1 %"),
        (2021, {"O17"}, 91_909, "18.4 %"),
        (2019, {"O10"}, 418_000, "83.6 %"),
        (2018, {"O07"}, 241_114, "48.2 %"),
    ],
)
def test_what_was_notified_for_a_year_is_never_added_twice(year, labels, barrels, share):
    (official,) = check(year)
    label_of = {r["official_report_id"]: r["label"] for r in read("official_reports").to_pylist()}
    assert {label_of[s] for s in official["sources"] if s in label_of} == labels
    assert official["amount"] == barrels
    assert share in official["words"]
    assert official["status"] == "documented"
    assert not official["is_over"]


def test_what_is_in_tonnes_only_is_left_out_and_said():
    assert "Left out, as not stated in barrels: O11." in check(2018)[0]["words"]


def test_refined_products_are_not_set_against_the_crude_cap():
    """All 27 reports are of refined petroleum products: for R04 nothing was notified, and its verdict says so."""
    (made,) = check(2024, cap="R04", days=d(2024, 6, 1), until=d(2024, 12, 22))
    assert (made["basis"], made["notified"], made["with_notified"]) == ("claimed", None, None)
    others = "O01, O02, O05, O06, O25 (refined petroleum products)"
    assert f"Not set against this cap on crude oil: {others}." in made["words"]
    assert (made["period_start"], made["amount"]) == (d(2023, 12, 22), 110)


def test_the_russian_year_wins_over_its_three_parts():
    reports = read("official_reports")
    russian = pa.array(["O03", "O04", "O05", "O06", "O21"])
    (official,) = check(2023, reports=reports.filter(pc.is_in(reports["label"], value_set=russian)))
    assert official["amount"] == 105_845
