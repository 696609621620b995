import pytest


@pytest.mark.parametrize(
    ("words", "low", "high", "rate", "operator"),
    [
        ("1367628", 1_367_628, None, None, None),
        ("420000-1260000", 420_000, 1_260_000, None, "range"),
        ("420000 – 1260000", 420_000, 1_260_000, None, "range"),
        ("1145 b/d", None, None, 1145, "rate"),
        ("1145 barrels a day", None, None, 1145, "rate"),
        ("", None, None, None, None),
    ],
)
def test_barrels_are_a_figure_a_range_or_a_rate(kept, words, low, high, rate, operator):
    row = kept("published_assessments", barrels_stated=words)
    assert (row["bbl_low"], row["bbl_high"], row["bbl_per_day"], row["barrels_operator"]) == (low, high, rate, operator)


def test_the_sources_own_operator_stays(kept):
    assert (
        kept("published_assessments", barrels_stated="1-2", barrels_operator="could be")["barrels_operator"]
        == "could be"
    )


@pytest.mark.parametrize(("pct", "share"), [("33.33", 0.3333), ("90", 0.9), ("100%", 1.0), ("60 %", 0.6), ("", None)])
def test_a_load_is_a_share_with_the_printed_digits(kept, pct, share):
    assert kept("published_assessments", load_assumption_pct_dwt=pct)["load_share_frac"] == share


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"load_assumption_pct_dwt": "150"}, "load_assumption_pct_dwt '150' lies outside 0 to 105"),
        ({"load_assumption_pct_dwt": "0"}, "an empty ship delivers nothing"),
        ({"barrels_stated": "2-1"}, "the lower end of a range stands first"),
        ({"barrels_stated": "a million"}, "barrels_stated 'a million' is not a number"),
        ({"barrels_stated": "-5"}, "may not be negative"),
        ({"barrels_stated": "x b/d"}, "barrels_stated 'x' is not a number"),
    ],
)
def test_what_cannot_be_is_refused(refused, cells, reason):
    assert reason in refused("published_assessments", **cells)
