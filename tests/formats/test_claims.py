import pytest

from fairlead.formats.claims import STANCES


@pytest.mark.parametrize("stance", [*STANCES, "Assert", "NO_COMMENT"])
def test_a_stance_is_one_of_five(kept, stance):
    assert kept("claims", stance=stance)["stance"] in STANCES


def test_another_stance_is_refused_with_the_five(refused):
    assert refused("claims", stance="agrees") == (
        "stance 'agrees' is none of: assert, deny, confirm, no comment, neither confirm nor deny"
    )


def test_parties_are_codes_where_they_are_states(kept):
    row = kept("claims", from_party="Russia", to_party="Wagner Group")
    assert (row["from_party"], row["to_party"]) == ("RU", "Wagner Group")


def test_a_quantity_needs_its_unit_and_its_order(refused):
    assert "without its unit" in refused("claims", qty_low="5")
    assert "qty_low 6 is more than qty_high 5; swap them" in refused("claims", qty_low="6", qty_high="5", unit="trip")


def test_one_end_of_a_quantity_is_enough(kept):
    row = kept("claims", qty_high="5000", unit="Container")
    assert (row["qty_low"], row["qty_high"], row["unit"]) == (None, 5000, "container")


def test_a_period_needs_its_start(refused, kept):
    assert "period_end is given and period_start is not" in refused("claims", period_end="2024-03")
    row = kept("claims", period_start="2024", period_end="2024-11-22")
    assert (f"{row['period_start']:%F}", f"{row['period_end']:%F}") == ("2024-01-01", "2024-11-23")
    assert f"{kept('claims', period_start='2024-03')['period_end']:%F}" == "2024-04-01"
