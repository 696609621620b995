"""What a person is warned of before accepting a proposal."""

import pytest

from fairlead.case.cautions import find_cautions

RULE = {
    "proposal_id": "proposal:rule", "rule": "give.active", "document_id": "document:1", "quote_start": 10,
    "quote": "Russia has given oil to North Korea", "from_party": "RU", "to_party": "KP", "item": "oil",
    "item_class": "oil", "is_confident": True,
}  # fmt: skip
MODEL = RULE | {"proposal_id": "proposal:model", "rule": "model", "is_confident": False, "item_class": None}
TURNED = {"from_party": "KP", "to_party": "RU"}


def told(model, rule=RULE, names=()):
    found = find_cautions([rule, MODEL | model], dict(names))
    assert set(found) <= {"proposal:model"}
    return found.get("proposal:model", ())


def test_a_model_that_turns_a_rule_s_direction_round_is_warned_of():
    assert told(TURNED) == (
        "a rule reads these words in the other direction, Russia to North Korea, and is sure of it: look twice at who "
        "gives",
    )
    assert told({}) == ()


def test_other_parties_are_another_reading_too():
    (words,) = told({"to_party": "IR"})
    assert "with other parties, Russia to North Korea" in words


@pytest.mark.parametrize(
    "model",
    [
        {"document_id": "document:2"},  # another text
        {"quote_start": 45},  # behind the rule's last character
        {"item": "troops", "item_class": "personnel.troops"},  # what came back in exchange
        {"from_party": None},  # it says no direction
    ],
)
def test_other_words_and_other_goods_are_no_contradiction(model):
    assert told(TURNED | model) == ()


def test_where_one_rule_reads_it_as_the_model_does_nothing_is_warned_of():
    again = RULE | {"proposal_id": "proposal:again"} | TURNED
    assert "proposal:model" not in find_cautions([RULE, again, MODEL | TURNED], {})


def test_a_party_that_nobody_knows_is_warned_of_and_one_of_the_case_s_own_words_is_not():
    (words,) = told({"quote_start": 45, "to_party": "Atlantis"})
    assert words.startswith(
        "“Atlantis” is no state or party known here: accepted as it is, it stands as a party of its"
    )
    assert told({"quote_start": 45, "to_party": "ATL"}, names={"ATL": "Atlantis"}) == ()
