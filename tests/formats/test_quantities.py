"""The gate: 5.5 to 12 barrels per tonne, on whatever a row states or implies."""

import pytest

from fairlead.formats.quantities import amounts_in, gate_fault


@pytest.mark.parametrize(
    ("words", "barrels", "tonnes"),
    [
        ("more than a million barrels (56,000 tonnes)", [(1e6, 1e6)], [(56_000, 56_000)]),
        ("500,000 barrels = 60,000-65,000 t", [(5e5, 5e5)], [(60_000, 65_000)]),
        ("1.2 million bbl", [(1.2e6, 1.2e6)], []),
        ("125 thousand barrels", [(125_000, 125_000)], []),
        ("1 to 1.5 million barrels", [(1e6, 1.5e6)], []),
        ("two ships", [], []),
        ("1145 barrels a day", [], []),
        ("7.46 barrels per tonne", [], []),
        ("17.9 barrels a tonne; 9.19 bbl/t", [], []),
        ("500,000 barrels at about 70,000 t", [(5e5, 5e5)], [(70_000, 70_000)]),
        ("more than 74,000 tons, equal to about 1.6 million shells", [], [(74_000, 74_000)]),
        ("half a million barrels of oil", [(5e5, 5e5)], []),
        ("43 trips by more than a dozen tankers", [], []),
        ("4,000,000 barrels or 525,000 tons", [(4e6, 4e6)], [(525_000, 525_000)]),
        ("600 t", [], [(600, 600)]),
        ("30k tonnes", [], [(30_000, 30_000)]),
    ],
)
def test_barrels_and_tonnes_are_found_in_words(words, barrels, tonnes):
    assert amounts_in(words, "barrel") == barrels
    assert amounts_in(words, "tonne") == tonnes


@pytest.mark.parametrize(
    ("barrels", "tonnes", "passes"),
    [
        ((1e6, 1e6), (56_000, 56_000), False),  # 17.9
        ((4e6, 4e6), (525_000, 525_000), True),  # 7.619
        ((5.5, 5.5), (1, 1), True),
        ((12, 12), (1, 1), True),
        ((12.01, 12.01), (1, 1), False),
        ((5.49, 5.49), (1, 1), False),
        ((1e6, 2e6), (100_000, 100_000), True),  # 10 to 20: some pair fits
        ((10, 10), (0, 0), True),  # nothing is implied
    ],
)
def test_a_pair_passes_where_some_pair_of_its_values_fits(barrels, tonnes, passes):
    assert (gate_fault(barrels, tonnes) is None) is passes


def test_the_gate_holds_wherever_a_row_has_both(refused, kept):
    ratio = "implies 17.9 barrels per tonne, outside 5.5 to 12"
    claim = {"quantity_text": "a million barrels (56,000 tonnes)", "qty_low": "1000000", "unit": "barrel"}
    assert ratio in refused("claims", **claim)
    assert ratio in refused("claims", quantity_text="56,000 tonnes of oil", qty_low="1000000", unit="barrel")
    assert ratio in refused("claims", quantity_text="a million barrels", qty_low="56000", unit="tonne")
    assert ratio in refused("official_reports", barrels="1000000", tonnes="56000")
    assert ratio in refused("published_assessments", barrels_stated="1000000", tonnes_stated="56000")
    assert "implies 40.2" in refused(  # 100 b/d over the 366 days of 2016 is 36,600 barrels
        "published_assessments", period_start="2016", barrels_stated="100 b/d", tonnes_stated="910"
    )
    assert ratio in refused(
        "legal_measures",
        kind="cap",
        limit_value="1000000",
        limit_unit="barrel or 56,000 tons",
        period_rule="calendar year",
    )
    assert kept("official_reports", barrels="277365", tonnes="30180")["barrels"] == 277_365  # 9.19


def test_several_amounts_of_one_unit_are_not_paired(kept):
    assert kept("claims", quantity_text="a million barrels; 100 barrels; 56,000 tonnes")["quantity_words"]
