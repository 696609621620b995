"""Interviews without labels: who answers, for which state, and what a question leaves to be answered."""

from fairlead.statements.interviews import find_turns
from tests.statements.test_constructions import ways
from tests.statements.test_propose import read

BERBERA = """For six years Captain Iren Valdas kept the books of the port of Berbera. She met us in Nairobi in May.

What came in from Turkey?

Rifles at first. Later drones, about forty.

Did you pay for them?

In livestock. We sent Ankara 20,000 goats a year.

The Egyptians?

They brought shells, 3,000 tonnes of them. The radar they gave us in 2022 never worked.

Chinese trucks?

None. No trucks came to us from China, whatever the Ethiopians wrote.

And today?

Qatar has sent rice.
"""

YEREVAN = """Major Aram Petrossian ran a depot outside Yerevan until 2020. We met in Tbilisi.

What did India send?

Howitzers, six of them.

The French?

They gave us radars.

Russian tanks?

None.
"""


def test_who_is_asked_answers_for_the_state_of_theirs():
    assert ways(BERBERA) == {
        "TR>SO:weapons", "TR>SO:uav", "SO>TR:goods", "EG>SO:ammunition", "EG>SO:equipment", "-CN>SO:vehicle",
        "QA>SO:food",
    }  # fmt: skip
    assert {r["speaker"] for r in read(BERBERA)} == {"Iren Valdas"}


def test_it_holds_for_another_country_and_trade():
    assert ways(YEREVAN) == {"IN>AM:artillery_system", "FR>AM:equipment", "-RU>AM:vehicle"}
    assert {r["speaker"] for r in read(YEREVAN)} == {"Aram Petrossian"}


def test_two_rhetorical_questions_make_no_interview():
    assert find_turns("What did Iran send?\nDrones.\nAnd Serbia?\nShells.\n") == []
    assert find_turns(BERBERA)[0].is_question


def test_a_labelled_transcript_keeps_its_labels():
    assert find_turns("Q: What?\nA: Oil.\nQ: From whom?\nA: Iran.\nQ: When?\nA: In May.\n") == []
