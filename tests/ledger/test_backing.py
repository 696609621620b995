"""For whom a bare name speaks, by the package's own words."""

import pytest

from fairlead.ledger.backing import Backing
from fairlead.ledger.known_names import read_names
from fairlead.statements.lexicon import package_lexicon


@pytest.fixture(scope="module")
def backing():
    return Backing([], read_names(package_lexicon().to_pylist()))


@pytest.mark.parametrize("name", ["UN", "UN officials", "UN spokesman", "UN experts", "UN Secretary-General"])
def test_the_un_is_no_member_of_a_family_whose_given_name_ends_so(backing, name):
    assert backing.of_name(name) == "United Nations"


def test_a_longer_body_is_not_the_shorter_one_in_it(backing):
    assert backing.of_name("UN Security Council") == "UN Security Council"
    assert backing.of_name("UN Panel of Experts") == "UN Panel of Experts"
    assert backing.of_name("Kim Jong Un") == "North Korea"


@pytest.mark.parametrize(
    "name", ["Experts", "experts", "Analysts", "lawmaker", "adviser", "The ministry", "two officials"]
)
def test_words_for_anybody_are_nobody_s_party(backing, name):
    assert backing.of_name(name) is None


def test_a_state_s_unnamed_people_are_that_state(backing):
    assert backing.of_name("South Korean lawmaker") == "South Korea"
    assert backing.of_name("officials from South Korea") == "South Korea"
