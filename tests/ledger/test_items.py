import pytest

from fairlead.ledger.items import by_ordinal, class_of, question_of, read_terms

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


def test_a_case_brings_its_own_classes_which_come_before_the_packages():
    own = read_terms(
        [
            {"kind": "words", "term": "wooden doll", "class": "toys"},
            {"kind": "head", "term": "toy", "class": "toys"},
            {"kind": "words", "term": "troops", "class": "soldiers for hire"},
        ]
    )
    assert class_of(claim("Painted Wooden Dolls"), ASKED, own) == "toys"
    assert class_of(claim("anything") | {"item_class": "toy.wooden"}, ASKED, own) == "toys"
    assert class_of(claim("troops"), ASKED, own) == "soldiers for hire"
    assert class_of(claim("grain"), ASKED, own) == "wheat"  # what the case asks comes first of all


def test_a_dotted_class_decides_before_the_words():
    told = claim("equipment and anti-aircraft missiles") | {"item_class": "technology.satellite"}
    assert class_of(told, ASKED) == "satellite technology"
    assert class_of(told | {"item_class": "toy.wooden"}, ASKED) == "toy.wooden"


def test_missiles_of_no_stated_kind_are_not_called_ballistic():
    assert class_of(claim("missiles"), ()) == "missiles"
    assert class_of(claim("x") | {"item_class": "missile"}, ()) == "missiles"
    assert class_of(claim("ballistic missiles"), ()) == "missiles"
