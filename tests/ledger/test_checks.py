import random
from datetime import UTC, datetime

import pytest

from fairlead.base.tables import (
    ASSESSMENTS,
    CANDIDATES,
    CHECKS,
    CONVERSIONS,
    LEGAL_MEASURES,
    LOAD_SHARES,
    MEASURED_TRANSFERS,
    OFFICIAL_REPORTS,
    PARTICULARS,
    SIGHTINGS,
    VESSELS,
)  # fmt: skip
from fairlead.ledger.check_rows import compare, compare_printed
from fairlead.ledger.checks import check_evidence

AT = {"evidence_id": "evidence:x", "row": 2}
TABLES = (
    SIGHTINGS, CANDIDATES, VESSELS, PARTICULARS, MEASURED_TRANSFERS, LOAD_SHARES, OFFICIAL_REPORTS, ASSESSMENTS,
    CONVERSIONS, LEGAL_MEASURES,
)  # fmt: skip


def d(year, month=1, day=1):
    return datetime(year, month, day, tzinfo=UTC)


def check(*, mixed=None, **given):
    rnd = random.Random(mixed)
    rows = [list(given.get(t.name, ())) for t in TABLES]
    rows = rows if mixed is None else [rnd.sample(r, len(r)) for r in rows]
    made = check_evidence(*(t.from_rows(r) for t, r in zip(TABLES, rows, strict=True)))
    return made.to_pylist()


def only(kind, **given):
    return [r for r in check(**given) if r["kind"] == kind]


def report(label, start, end, barrels=None, state="AA", **more):
    return {
        **AT, "official_report_id": f"official_report:{label}", "label": label, "reporting_state": state,
        "period_start": start, "period_end": end, "barrels": barrels, **more,
    }  # fmt: skip


def cap(label="R1", limit=500_000.0, unit="barrel", **more):
    return {
        **AT, "legal_measure_id": f"legal_measure:{label}", "label": label, "instrument": "X", "measure_kind": "cap",
        "is_cap": True, "item": "oil", "limit_value": limit, "limit_unit": unit, "effective_from": d(2018),
        "alert_levels_pct": [], **more,
    }  # fmt: skip


def assessed(label, share=None, barrels=None, operator="equals", calls=89.0, **more):
    return {
        **AT, "assessment_id": f"assessment:{label}", "label": label, "assessor": "A", "period_start": d(2018),
        "period_end": d(2018, 6), "calls": calls, "load_share_frac": share, "bbl_low": barrels,
        "barrels_operator": operator, **more,
    }  # fmt: skip


def factor(product, bbl_per_t, authority="T", high=None):
    return {
        **AT, "conversion_id": f"conversion:{authority}{product}", "authority": authority, "product": product,
        "bbl_per_t": bbl_per_t, "bbl_per_t_high": high,
    }  # fmt: skip


DIESEL = factor("Gas oil/diesel", 7.46)
SHIP = {
    "vessel_id": "vessel:1", "name": "New Name", "names": ["New Name", "Old Name"], "dwt_t": 1150.0,
    "sources": ["particulars:1"],
}  # fmt: skip
SETTLED = {
    "candidate_id": "candidate:1", "sighting_id": "sighting:1", "vessel_id": "vessel:1", "weight_frac": 1.0, "rank": 1,
    "match_basis": "imo", "is_settled": True, "words": "w", "sources": ["sighting:1"],
}  # fmt: skip


def sighting(confidence=None, event="sts", start="2018-01", end="2018-03", **more):
    return {
        **AT, "sighting_id": "sighting:1", "label": "S1", "vessel_words": "Old Name", "event": event, "hulls": 1,
        "members": [], "lengths_m": [], "date_start": start, "date_end": end, "observed_by": "A", "method": "image",
        "confidence": confidence, **more,
    }  # fmt: skip


def transfer(receiver="Old Name", tonnes=1500.0, date="2018 early"):
    return {
        **AT, "measured_transfer_id": "measured_transfer:1", "label": "M1", "receiver": receiver, "tonnes": tonnes,
        "date_words": date,
    }  # fmt: skip


def load_share(share, tonnes=1500.0):
    return {
        "load_share_id": "load_share:1", "ship_words": "Old Name", "tonnes": tonnes, "dwt_t": 1150.0,
        "share_frac": share, "is_used": False, "words": "w", "sources": ["measured_transfer:1"],
    }  # fmt: skip


# -------------------------------------------------------------------------------------------------------- rounding


def test_figures_agree_when_they_round_to_each_other():
    assert compare(759_793, 759_793.3) == "agrees"
    assert compare(105_845, 105_844) == "off by rounding"
    assert compare(105_845, 105_842) == "disagrees"


@pytest.mark.parametrize(
    ("printed", "recomputed", "outcome"),
    [
        (33.7, 33.736, "agrees"),
        (83.0, 83.6, "off by rounding"),  # cut off, not rounded
        (83.0, 84.0, "disagrees"),
        (7.67, 7.6668, "agrees"),
        (7.67, 7.68, "disagrees"),
    ],
)
def test_a_printed_figure_allows_for_its_last_place(printed, recomputed, outcome):
    assert compare_printed(printed, recomputed) == outcome


# -------------------------------------------------------------------------------------------------------- capacity


def test_a_measured_load_over_105_per_cent_is_flagged_and_one_below_is_not():
    over = only("over_capacity", measured_transfers=[transfer()], load_shares=[load_share(1500 / 1150)])
    assert [(r["label"], r["outcome"], r["stated"], r["recomputed"]) for r in over] == [
        ("M1", "flagged", 1500.0, 1150.0)
    ]
    assert "130 % of it" in over[0]["words"]
    assert only("over_capacity", measured_transfers=[transfer()], load_shares=[load_share(1.05)]) == []


def test_a_tonnage_in_the_words_of_a_sighting_is_held_against_its_ship():
    (row,) = only(
        "over_capacity", sightings=[sighting("medium: 1500 t stated into a 1150-dwt vessel")], candidates=[SETTLED],
        vessels=[SHIP],
    )  # fmt: skip
    assert (row["label"], row["stated"], row["recomputed"]) == ("S1", 1500.0, 1150.0)
    assert row["sources"] == ["sighting:1", "vessel:1"]


@pytest.mark.parametrize("words", ["1150-dwt vessel", "9000 dwt", "962 gt", "1,200 t stated", None])
def test_deadweights_volumes_and_possible_loads_are_no_load_too_many(words):
    given = {"sightings": [sighting(words)], "candidates": [SETTLED], "vessels": [SHIP]}
    assert only("over_capacity", **given) == []


def test_a_measured_transfer_to_the_same_ship_in_the_same_days_flags_the_sighting_too():
    given = {"candidates": [SETTLED], "vessels": [SHIP], "measured_transfers": [transfer()]}
    (row,) = only("over_capacity", sightings=[sighting()], **given)
    assert row["label"] == "S1"
    assert "M1 may tell of the same transfer" in row["words"]
    assert only("over_capacity", sightings=[sighting(start="2019-01", end="2019-02")], **given) == []
    assert only("over_capacity", sightings=[sighting(event="ais_position")], **given) == []


def test_a_transfer_dated_in_words_that_are_no_date_ties_to_nothing():
    given = {"candidates": [SETTLED], "vessels": [SHIP], "sightings": [sighting()]}
    for date in (None, "early", "2018-13"):
        assert only("over_capacity", measured_transfers=[transfer(date=date)], **given) == []


# -------------------------------------------------------------------------------------------------------- identity


def particulars(**more):
    return {**AT, "particulars_id": "particulars:1", "label": "V1", "name": "Apex", "other_names": [], **more}


def test_words_of_a_false_identity_are_flagged_whether_or_not_the_number_is_valid():
    for imo, says in ((8528864, "holds"), (8528865, "fails")):
        (row,) = only("identity", particulars=[particulars(imo=imo, role_in_case="vessel identity laundering")])
        assert f"check digit of IMO {imo} {says}" in row["words"]
        assert "settles no identity" in row["words"]


def test_an_event_or_method_of_a_sighting_may_tell_of_a_false_identity():
    assert len(only("identity", sightings=[sighting(event="identity_falsified")])) == 1
    assert len(only("identity", sightings=[sighting(event="port_call", method="AIS under the name DAISY 2")])) == 1
    assert only("identity", sightings=[sighting()], particulars=[particulars(role_in_case="three names")]) == []


# ------------------------------------------------------------------------------------------------ official reports


def test_a_share_is_held_against_the_cap_in_force_that_fits_it():
    rows = [
        report("O1", d(2024), d(2024, 9), 168_679.0, pct_of_cap_stated=33.7),
        report("O2", d(2019), d(2020), 418_000.0, pct_of_cap_stated=83.0),
    ]
    caps = [cap(), cap("R4", 4_000_000.0), cap("R9", 168_679.0 / 0.337, effective_from=d(2025)), cap("R8", 9.0, "USD")]
    one, two = sorted(only("cap_share", official_reports=rows, legal_measures=caps), key=lambda r: r["label"])
    assert (one["outcome"], two["outcome"]) == ("agrees", "off by rounding")
    assert one["recomputed"] == pytest.approx(33.7358)
    assert "legal_measure:R1" in one["sources"]


def test_a_share_is_held_against_a_cap_on_its_commodity_only():
    made = report("O1", d(2024), d(2024, 9), 168_679.0, pct_of_cap_stated=33.7)
    caps = [cap(), cap("R4", 4_000_000.0, item="crude oil")]
    rows = [made | {"commodity": "crude oil"}, made | {"commodity": "oil", "official_report_id": "official_report:O2"}]
    crude, oil = only("cap_share", official_reports=rows, legal_measures=caps)
    if crude["about"] != "official_report:O1":
        crude, oil = oil, crude
    assert (crude["outcome"], oil["outcome"]) == ("disagrees", "agrees")
    assert "names no commodity" not in crude["words"]
    assert "names no commodity" in only("cap_share", official_reports=[made], legal_measures=caps)[0]["words"]


def test_reports_of_two_commodities_are_never_added_up():
    parts = [report("A", d(2023), d(2023, 5), 5.0, commodity="oil"), report("B", d(2023, 5), d(2024), 5.0)]
    assert only("repeated_sum", official_reports=[report("W", d(2023), d(2024), 10.0), *parts]) == []


def test_parts_that_cover_a_longer_period_are_added_up():
    rows = [
        report("O3", d(2023), d(2023, 2), 44_655.0),
        report("O4", d(2023, 2), d(2023, 3), 10_666.0),
        report("O5", d(2023, 3), d(2024), 50_523.0),
        report("O6", d(2023), d(2024), 105_845.0),
        report("O7", d(2023), d(2023, 6), 64_000.0),
        report("O8", d(2023, 3), d(2024), 1.0, state="BB"),
    ]
    (row,) = only("repeated_sum", official_reports=rows)
    assert (row["label"], row["outcome"], row["recomputed"]) == ("O6", "off by rounding", 105_844.0)
    assert "O3 + O4 + O5 make 105,844 barrels; printed 105,845" in row["words"]


def test_parts_with_a_hole_or_an_overlap_tile_nothing():
    whole = report("O9", d(2023), d(2024), 10.0)
    hole = [report("A", d(2023), d(2023, 3), 5.0), report("B", d(2023, 4), d(2024), 5.0)]
    overlap = [report("A", d(2023), d(2023, 5), 5.0), report("B", d(2023, 4), d(2024), 5.0)]
    for parts in (hole, overlap):
        assert only("repeated_sum", official_reports=[whole, *parts]) == []


def test_a_joint_report_is_held_against_its_members():
    rows = [
        report("J", d(2019), d(2020), tonnes=52_910.0, state="AA+BB"),
        report("A", d(2019), d(2020), tonnes=30_180.0),
        report("B", d(2019), d(2020), tonnes=22_730.0, state="BB"),
    ]
    (row,) = only("arithmetic", official_reports=rows)
    assert (row["label"], row["outcome"], row["recomputed"]) == ("J", "agrees", 52_910.0)


def test_what_a_joint_report_leaves_for_one_member_is_held_against_the_noted_figure():
    """325,267 - 105,845 = 219,422."""
    joint = report("J", d(2023), d(2024), 325_267.0, state="BB+AA", check_words="implies BB 219422")
    (row,) = only("arithmetic", official_reports=[joint, report("A", d(2023), d(2024), 105_845.0)])
    assert (row["stated"], row["recomputed"], row["outcome"]) == (219_422.0, 219_422.0, "agrees")
    silent = {**joint, "check_words": None}
    assert only("arithmetic", official_reports=[silent, report("A", d(2023), d(2024), 105_845.0)]) == []


def test_a_noted_share_of_a_years_total_is_recomputed():
    """41,973 / 91,909 = 45.668 %."""
    rows = [
        report("S", d(2021, 9), d(2021, 10), 41_973.0, check_words="45.7 per cent of the 2021 total"),
        report("Y", d(2021), d(2022), 91_909.0),
    ]
    (row,) = only("arithmetic", official_reports=rows)
    assert (row["label"], row["outcome"]) == ("S", "agrees")
    assert row["recomputed"] == pytest.approx(45.668, abs=1e-3)


# --------------------------------------------------------------------------------------------- barrels and tonnes


@pytest.mark.parametrize(
    ("barrels", "outcome"),
    [
        (7_460.0, "agrees"),
        (7_478.0, "agrees"),  # 0.24 % off, as Argus 2016
        (7_490.0, "flagged"),  # 0.40 %
        (9_190.0, "flagged"),  # inside the gate, like no product
        (17_900.0, "disagrees"),  # outside the gate 5.5 to 12
    ],
)
def test_a_ratio_fits_a_product_or_is_flagged_or_is_impossible(barrels, outcome):
    (row,) = check(official_reports=[report("O", d(2020), d(2021), barrels, tonnes=1_000.0)], conversions=[DIESEL])
    assert (row["kind"], row["outcome"], row["stated"]) == ("conversion", outcome, barrels)
    assert row["recomputed"] == pytest.approx(7_460.0)


def test_a_rule_of_thumb_with_a_range_is_no_products_factor():
    given = {"official_reports": [report("O", d(2020), d(2021), 7_900.0, tonnes=1_000.0)]}
    thumb = factor("500,000 barrels = 60,000-65,000 t", 7.69, high=8.33)
    assert check(conversions=[DIESEL, thumb], **given)[0]["outcome"] == "flagged"
    assert check(conversions=[thumb], **given) == []


def test_two_tables_that_print_one_product_differently_are_shown():
    rows = only("conversion", conversions=[DIESEL, factor("Gas diesel oil", 7.23, "U"), factor("Kerosene", 7.0, "U")])
    assert [(r["outcome"], r["stated"], r["recomputed"]) for r in rows] == [("disagrees", 7.46, 7.23)]
    assert "3.2 % other barrels" in rows[0]["words"]  # 7.46 / 7.23 = 1.0318


def test_a_limit_printed_in_two_units_implies_a_factor():
    """4,000,000 / 525,000 = 7.619."""
    crude = cap("R4", 4_000_000.0, limit_alternative="525,000 tons")
    (row,) = check(legal_measures=[crude], conversions=[factor("Crude oil", 7.619)])
    assert (row["label"], row["outcome"]) == ("R4", "agrees")


# ------------------------------------------------------------------------------------------------------ assessments


def test_one_figure_gives_all_others_at_other_load_shares():
    """1,367,628 / 0.9 = 1,519,586.67; half 759,793.33; a third 506,528.89."""
    rows = [
        assessed("D1", 0.3333, 500_000.0, "above"), assessed("D2", 0.5, 759_793.0, "at least"),
        assessed("D3", 0.9, 1_367_628.0),
    ]  # fmt: skip
    one, two = sorted(only("arithmetic", assessments=rows), key=lambda r: r["label"])
    assert (one["label"], one["outcome"], one["recomputed"]) == ("D1", "agrees", pytest.approx(506_528.889, abs=1e-3))
    assert (two["label"], two["outcome"], two["recomputed"]) == ("D2", "agrees", pytest.approx(759_793.333, abs=1e-3))


@pytest.mark.parametrize(
    ("operator", "barrels", "outcome"),
    [("above", 520_000.0, "disagrees"), ("nearly", 520_000.0, "agrees"), ("nearly", 500_000.0, "disagrees"),
     ("equals", 506_529.0, "agrees"), ("equals", 506_528.0, "off by rounding"), ("equals", 506_000.0, "disagrees")],
)  # fmt: skip
def test_a_printed_bound_is_read_with_its_operator(operator, barrels, outcome):
    rows = [assessed("D1", 1 / 3, barrels, operator), assessed("D3", 0.9, 1_367_628.0)]
    assert only("arithmetic", assessments=rows)[0]["outcome"] == outcome


def test_an_inferred_load_share_is_said_to_be_the_collectors():
    rows = [
        assessed("D2", 0.5, 759_793.0, confidence="the 50 reading is our inference"),
        assessed("D3", 0.9, 1_367_628.0),
    ]
    assert "The load share of D2 is the collector's reading" in only("arithmetic", assessments=rows)[0]["words"]


def test_assessments_of_others_or_of_other_periods_prove_nothing_about_each_other():
    rows = [
        assessed("D1", 0.5, 1.0),
        assessed("D2", 0.9, 9.0, assessor="B"),
        assessed("D3", 0.6, 9.0, period_end=d(2018, 7)),
    ]
    assert only("arithmetic", assessments=rows) == []


def test_a_daily_rate_needs_the_days_of_its_own_year():
    """2,840 x 366 / 139,000 = 7.478; with 365 days it would be 7.457, also near, so the barrels are asserted."""
    rate = {"bbl_per_day": 2_840.0, "tonnes": 139_000.0, "period_start": d(2016), "period_end": d(2017)}
    (row,) = check(assessments=[assessed("D14", operator="rate", calls=None, **rate)], conversions=[DIESEL])
    assert (row["kind"], row["outcome"], row["stated"]) == ("conversion", "agrees", 2_840.0 * 366)


def test_amounts_a_call_are_recomputed():
    rows = [
        assessed("D9", barrels=420_000.0, operator="range", calls=42.0, bbl_high=1_260_000.0,
                 check_words="42 x 10000 to 42 x 30000"),
        assessed("D4", 1.0, 3_780_000.0, calls=263.0, check_words="14373 barrels a call", assessor="B"),
        assessed("D3", 0.9, 1_367_628.0, check_words="mean 17074 barrels a call when full", assessor="C"),
    ]  # fmt: skip
    found = [(r["label"], r["outcome"], round(r["recomputed"])) for r in only("arithmetic", assessments=rows)]
    assert sorted(found) == [
        ("D3", "agrees", 17_074), ("D4", "agrees", 14_373), ("D9", "agrees", 420_000), ("D9", "agrees", 1_260_000),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ whole


def test_nothing_to_check_gives_no_rows():
    assert check_evidence(*(t.empty() for t in TABLES)) == CHECKS.empty()


def test_row_order_does_not_matter():
    given = {
        "sightings": [sighting("1500 t stated")], "candidates": [SETTLED], "vessels": [SHIP],
        "measured_transfers": [transfer()], "load_shares": [load_share(1.3)],
        "conversions": [DIESEL, factor("Gas diesel oil", 7.23, "U"), factor("Kerosene", 7.88)],
        "assessments": [assessed(f"D{n}", n / 10, 1000.0 * n) for n in (3, 5, 9)],
        "official_reports": [
            report("A", d(2023), d(2023, 3), 5.0), report("B", d(2023, 3), d(2024), 5.0),
            report("C", d(2023), d(2024), 10.0, pct_of_cap_stated=1.0), report("D", d(2023), d(2023, 3), 5.0),
        ],
        "legal_measures": [cap(), cap("R4", 4_000_000.0)],
    }  # fmt: skip
    first = sorted(map(repr, check(**given)))
    assert len(first) > 6
    for seed in range(4):
        assert sorted(map(repr, check(mixed=seed, **given))) == first


def test_a_row_that_speaks_against_the_ship_it_names_is_flagged_once():
    both = "the row gives the name of A (V1) and the IMO number of B (V2)"
    one = SETTLED | {"is_settled": False, "weight_frac": 0.6, "against": both}
    other = one | {"candidate_id": "candidate:2", "vessel_id": "vessel:2", "rank": 2}
    (row,) = only("named", sightings=[sighting()], candidates=[other, one], vessels=[SHIP])
    assert row["words"] == f"S1 names Old Name, taken for New Name (not settled), but {both}."
    assert row["outcome"] == "flagged"
    assert only("named", sightings=[sighting()], candidates=[SETTLED], vessels=[SHIP]) == []
