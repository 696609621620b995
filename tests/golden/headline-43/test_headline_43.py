"""Derived by hand in README.md beside this file."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from fairlead import formats
from fairlead.base.tables import ALTERNATIVES, LOAD_SHARES, QUESTIONS, SEASON_STAYS, SEASON_TOTALS, TRIPS, VESSELS
from fairlead.ledger.caps import check_caps
from fairlead.trips.actual import estimate_trips
from fairlead.trips.cargo import estimate_cargo

EXAMPLE = Path(__file__).parents[3] / "examples" / "dprk-oil-2024"
QUESTION = {
    "question": "oil", "ordinal": 0, "text": "?", "period_start": datetime(2024, 1, 1, tzinfo=UTC),
    "period_end": datetime(2025, 1, 1, tzinfo=UTC), "from_party": "RU", "to_party": "KP", "commodity": "oil",
    "item_words": ["oil"], "carrier": "tanker", "unit": "barrel", "capacity": "dwt", "ship_types": ["oil tanker"],
    "flags": ["KP"], "vessels": [], "cap": "R01", "rules": [], "per_call": [10_000.0, 30_000.0],
    "conversion_authority": "BP Statistical Review July 2021", "conversion_product": "Gas oil/diesel",
    "claimed_trips": "C02", "claimed_amount": "C01", "claimed_hull_dwt_t": 3464.0, "claimed_hull_reason": "implied",
    "estimate_from": "C02", "seen_share_alpha": 21.0, "seen_share_beta": 9.0,
    "seen_share_reason": "if seven stays in ten were seen", "evidence_id": "evidence:case", "row": 11,
}  # fmt: skip


def read(kind):
    return formats.read(EXAMPLE / f"{kind}.csv", f"{kind}.csv", kind, "evidence:example").rows


def run(reports=None):
    questions = QUESTIONS.from_rows([QUESTION])
    estimates = estimate_trips(TRIPS.empty(), ALTERNATIVES.empty(), questions, read("claims"), SEASON_TOTALS.empty())
    _, totals, draws = estimate_cargo(
        TRIPS.empty(),
        estimates,
        VESSELS.empty(),
        LOAD_SHARES.empty(),
        questions,
        read("conversions"),
        read("claims"),
        SEASON_STAYS.empty(),
    )
    reports = read("official_reports") if reports is None else reports
    status = check_caps(totals, draws, questions, read("legal_measures"), reports, TRIPS.empty())
    return {r["basis"]: r for r in estimates.to_pylist()}, totals.to_pylist(), status.to_pylist()


@pytest.fixture(scope="module")
def made():
    return run()


ROWS = [
    ("1/3 of DWT, 7.46 bbl/t", 370_394, False, 539_073),
    ("1/2 of DWT, 7.46 bbl/t", 555_591, True, 724_270),
    ("90 % of DWT, 7.46 bbl/t", 1_000_064, True, 1_168_743),
    ("10,000 barrels a call", 430_000, False, 598_679),
    ("30,000 barrels a call", 1_290_000, True, 1_458_679),
]


@pytest.mark.parametrize(("assumption", "barrels", "is_over", "with_notified"), ROWS)
def test_each_load_assumption_has_its_own_verdict(made, assumption, barrels, is_over, with_notified):
    row = next(r for r in made[2] if r["basis"] == "claimed" and r["assumption"] == assumption)
    assert round(row["amount"]) == barrels
    assert row["is_over"] is is_over
    assert round(row["with_notified"]) == with_notified
    assert row["is_over_with_notified"] is True
    assert (row["status"], row["limit"], row["notified"]) == ("claimed", 500_000, 168_679)


def test_at_one_third_the_sentence_says_both_sides(made):
    row = next(r for r in made[2] if r["assumption"] == "1/3 of DWT, 7.46 bbl/t")
    assert row["words"] == (
        "At 1/3 of DWT, 7.46 bbl/t, the 43 claimed trips make 370,394 barrels in 2024: under the cap of 500,000 (R01) "
        "on their own; with the 168,679 notified, 539,073: over."
    )


def test_the_low_end_of_the_rule_of_thumb_does_not_exceed_the_cap_and_says_so(made):
    row = next(r for r in made[2] if r["per_call"] == 10_000)
    assert "430,000 barrels in 2024: under the cap of 500,000" in row["words"]


def test_thirty_thousand_barrels_a_call_are_flagged_as_more_than_the_mean_hull_holds(made):
    flagged = {t["per_call"] for t in made[1] if t["per_call"] and "more than 1.05 of the DWT" in t["words"]}
    assert flagged == {30_000}


def test_the_sum_is_left_open_had_the_giver_notified_the_same_months():
    reports = read("official_reports")
    russia = reports.filter(pc.equal(reports["label"], "O02")).to_pylist()[0]
    month = {"period_start": datetime(2024, 3, 1, tzinfo=UTC), "period_end": datetime(2024, 4, 1, tzinfo=UTC)}
    march = {"official_report_id": "official_report:march", "label": "X"} | month
    more = pa.concat_tables([reports, pa.Table.from_pylist([russia | march], schema=reports.schema)])
    claimed = [r for r in run(more)[2] if r["basis"] == "claimed"]
    assert len(claimed) == 7
    assert {r["with_notified"] for r in claimed} == {None}


def test_officially_a_third_of_the_cap_was_used(made):
    (official,) = [r for r in made[2] if r["basis"] == "official"]
    assert official["amount"] / official["limit"] == pytest.approx(0.33736, abs=5e-6)
    assert "33.7 %" in official["words"]


def test_the_claim_stays_a_claim_and_the_estimate_stays_conditional_on_it(made):
    estimates = made[0]
    assert (estimates["claimed"]["count"], estimates["claimed"]["status"]) == (43, "claimed")
    assert estimates["documented"]["count"] == 0
    row = estimates["estimated"]
    assert (row["p05"], row["p50"], row["p95"], row["status"]) == (50, 61, 80, "estimated")
    assert row["words"].startswith("If Open Source Centre's 43 is right, 61 trips, 90 % 50–80")
