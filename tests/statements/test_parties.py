"""The party that a sentence leaves out: whom the points of the text around it choose."""

import pytest

from tests.statements.test_constructions import ways


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # the state that the goods were sent from is no receiver, the one they were sent to no giver
        ("Haiti is short of police. Washington has given the mission 38 armoured vehicles flown from Georgia.",
         "US>HT:vehicle"),
        # whom the text is about, not whoever was named last
        ("Sudan is at war. Sudan's army has friends abroad. Iran sent it drones. Egypt has handed over a squadron of "
         "trainer jets.", "IR>SD:uav EG>SD:aircraft"),
        # who speaks for a state tells of that state
        ("The embassy of Belarus said that no tractors had been supplied to Zimbabwe.", "-BY>ZW:vehicle"),
        # equals are not guessed between
        ("Norway and Denmark met. Shells were supplied to Kenya.", "?>KE:ammunition"),
    ],
)  # fmt: skip
def test_the_other_party_is_the_one_that_most_speaks_for(text, told):
    assert ways(text) == set(told.split())
