import pytest

from fairlead.trips.trade import find_factor

BP = {"conversion_id": "conversion:bp", "authority": "BP", "product": "Gas oil", "bbl_per_t": 7.46}
ASK = {"unit": "barrel", "conversion_authority": "BP", "conversion_product": "Gas oil"}


def test_barrels_use_the_table_and_product_that_the_question_names():
    rows = [BP, BP | {"authority": "UN", "bbl_per_t": 7.23}, BP | {"product": "LPG", "bbl_per_t": 11.6}]
    factor = find_factor(rows, ASK)
    assert (factor.unit_per_t, factor.sources) == (7.46, ("conversion:bp",))
    assert (factor.words, factor.whence) == (", 7.46 bbl/t", " (BP, Gas oil)")


def test_tonnes_need_no_table():
    assert find_factor([], {"unit": "tonne", "conversion_authority": None, "conversion_product": None}).unit_per_t == 1


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no conversion 'Gas oil' of 'BP' is held"),
        ([BP | {"bbl_per_t": 17.9}], "17.9 bbl/t (BP, Gas oil) lies outside 5.5 to 12 and fits no oil product"),
        ([BP | {"bbl_per_t": 5.49}], "outside 5.5 to 12"),
        ([BP, BP | {"conversion_id": "conversion:2", "bbl_per_t": 7.5}], "twice, as 7.46 and as 7.5"),
    ],
)
def test_a_factor_that_cannot_be_used_is_refused_in_words(rows, reason):
    refused = find_factor(rows, ASK)
    assert isinstance(refused, str)
    assert reason in refused


def test_a_question_that_names_no_table_is_told_so():
    assert find_factor([BP], ASK | {"conversion_product": None}) == "the question names no conversion that is held"


@pytest.mark.parametrize("gate", [5.5, 12.0])
def test_the_ends_of_the_gate_are_inside(gate):
    assert find_factor([BP | {"bbl_per_t": gate}], ASK).unit_per_t == gate


def test_the_same_figure_twice_is_one_figure_with_two_sources():
    assert find_factor([BP | {"conversion_id": "conversion:2"}, BP], ASK).sources == ("conversion:2", "conversion:bp")
