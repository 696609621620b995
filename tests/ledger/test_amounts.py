import pytest

from fairlead.ledger.amounts import Likeness, amount_of, compare, is_rounding


def of(low, high=None, unit="trip", qualifier=None):
    return amount_of({"qty_low": low, "qty_high": high, "unit": unit, "qualifier": qualifier})


@pytest.mark.parametrize(
    ("a", "b", "likeness"),
    [
        (of(43, 43), of(43, 43), Likeness.EQUAL),
        (of(43), of(43, 43), Likeness.EQUAL),
        (of(40, qualifier="more_than"), of(43, 43), Likeness.ROUNDED),
        (of(40), of(40, 40), Likeness.EQUAL),
        (of(43, 43), of(43, 43, "vessel"), Likeness.OTHER_UNIT),
        (of(43, 43), of(40, None, "tankers"), Likeness.OTHER_UNIT),
        (of(43, 43), of(100, None, "vessel"), Likeness.DIFFERENT),
        (of(43, 43), of(44, 44), Likeness.DIFFERENT),
        (of(24, qualifier="dozens"), of(43, 43), Likeness.ROUNDED),
        (of(1e6, None, "barrel"), of(1e6, None, "bbl"), Likeness.EQUAL),
        (of(1e6, None, "barrel"), of(43, 43), Likeness.NOT_COMPARABLE),
        (of(43, 43), None, Likeness.UNSTATED),
        (of(43, 43, None), of(43, 43), Likeness.UNSTATED),
        (of(None, 5e6, "shell"), of(5.2e6, 5.2e6, "round"), Likeness.ROUNDED),
    ],
)
def test_figures_are_of_one_family_or_not(a, b, likeness):
    assert compare(a, b) == compare(b, a) == likeness


@pytest.mark.parametrize(("a", "b"), [(43, 40), (27, 25), (10_000, 11_000), (15_800, 16_000), (165_000, 150_000)])
def test_a_number_is_told_roughly(a, b):
    assert is_rounding(a, b)
    assert is_rounding(b, a)


@pytest.mark.parametrize(("a", "b"), [(43, 100), (125_000, 165_000), (43, 44), (6_700, 7_000_000), (0, 40)])
def test_two_numbers_are_two(a, b):
    assert not is_rounding(a, b)


def test_no_quantity_is_none():
    assert of(None) is None
