import pytest

from fairlead.ledger.items import by_ordinal, class_of, question_of

WORDS = ["grain", "wheat sacks"]
GRAIN = {"question": "wheat", "ordinal": 1, "from_party": "AA", "to_party": "BB", "item_words": WORDS}
BOXES = {"question": "boxes", "ordinal": 0, "from_party": "BB", "to_party": "AA", "item_words": ["containers"]}
ASKED = [BOXES, GRAIN]


def claim(item, giver="AA", receiver="BB"):
    return {"item": item, "from_party": giver, "to_party": receiver, "item_class": None}


def test_a_question_takes_claims_of_its_item_and_direction():
    assert question_of(claim("sacks of grain"), ASKED) is GRAIN
    assert question_of(claim("wheat sack"), ASKED) is GRAIN
    assert question_of(claim("grain", "BB", "AA"), ASKED) is None
    assert question_of(claim("grain", None, "BB"), ASKED) is GRAIN
    assert question_of(claim("ingrained habits"), ASKED) is None


def test_the_first_question_asked_wins():
    both = [{**GRAIN, "question": "a", "ordinal": 2}, GRAIN]
    assert question_of(claim("grain"), by_ordinal(both))["question"] == "wheat"


@pytest.mark.parametrize(
    ("item", "found"),
    [
        ("grain", "wheat"),  # the question's name comes before any class
        ("troop casualties", "casualties"),
        ("troop deaths", "casualties"),
        ("troops and arms", "troops"),
        ("air defence missiles and equipment", "air defence"),
        ("anti-aircraft missiles", "air defence"),
        ("artillery rounds 122/152 mm and rockets", "munitions"),
        ("Painted Wooden Dolls", "painted wooden doll"),
        ("—", "not stated"),
    ],
)
def test_a_class_is_the_question_then_the_table_then_the_words_themselves(item, found):
    assert class_of(claim(item), ASKED) == found
