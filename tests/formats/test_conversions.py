import pytest

from fairlead.formats.conversions import is_borne_out


def test_a_density_bears_out_what_lies_outside_the_gate():
    # Ethane: 1 / 0.373 t/m3 = 2.681 m3/t; / 0.158987 m3 a barrel = 16.86 bbl/t, printed as 16.850.
    assert is_borne_out(16.85, 0.373, 2.679)
    assert is_borne_out(16.85, 0.373, None)
    assert not is_borne_out(17.9, 0.843, None)  # gas oil's density gives 7.46
    assert not is_borne_out(16.85, 0.373, 1.186)
    assert not is_borne_out(17.9, None, None)


@pytest.mark.parametrize("factor", ["17.9", "5.4", "0.134", "0", "-7"])
def test_a_factor_no_oil_has_is_refused(refused, factor):
    assert refused("conversions", barrels_per_tonne=factor)


def test_a_refused_factor_says_the_gate(refused):
    assert refused("conversions", barrels_per_tonne="17.9") == (
        "barrels_per_tonne 17.9 lies outside 5.5 to 12, "
        "and no density printed with it bears it out: fits no oil product"
    )


@pytest.mark.parametrize("factor", ["5.5", "12", "7.46"])
def test_the_ends_of_the_gate_are_in(kept, factor):
    assert kept("conversions", barrels_per_tonne=factor)["bbl_per_t"] == float(factor)


@pytest.mark.parametrize("words", ["7.69-8.33", "7.69 – 8.33", "7.69 to 8.33"])
def test_a_printed_range_keeps_both_ends(kept, words):
    row = kept("conversions", barrels_per_tonne=words)
    assert (row["bbl_per_t"], row["bbl_per_t_high"]) == (7.69, 8.33)


def test_a_range_the_wrong_way_round_is_refused(refused):
    assert "the lower end of a range stands first" in refused("conversions", barrels_per_tonne="8.33-7.69")
