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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # forces and governments without a name are those of the state that the text is about
        ("Lebanon owes. Lebanon has no oil. The army depends on friends as well. Qatar gives it 60,000 tonnes of food.",
         "QA>LB:food"),
        ("Haiti has gangs. Haiti has no army. Kenya has given the government 20 armoured vehicles.", "KE>HT:vehicle"),
        # fighters of a type are aircraft
        ("Pakistan has received 20 J-10CE fighters from China.", "CN>PK:aircraft"),
        ("MiG-29 and Su-27 fighters have been promised to North Korea by Moscow.", "RU>KP:aircraft"),
        ("Turkey sent 2,000 Syrian fighters to Libya.", "TR>LY:personnel"),
        # what stands along with the goods, behind who gave them
        ("Myanmar received missiles from North Korea, along with howitzers.", "KP>MM:missile KP>MM:artillery_system"),
        # an opening with "between" names no parties
        ("Between March and October 2024 Russia supplied North Korea with 20 tonnes of diesel.", "RU>KP:oil"),
        # the subject behind an opening is who "it" is
        ("North Korea sent Russia troops. In return, Russia is expanding trade. It has also provided air defence "
         "equipment to Pyongyang.", "KP>RU:personnel RU>KP:equipment"),
        ("The Russian Federation notified the Committee of the export of 67,300 barrels of petrol to that country. "
         "The Committee sent a letter to the Democratic People's Republic of Korea.", "RU>KP:oil"),
        # a heading tells nothing
        ("North Korea sent Russia 11,000 troops.\n\n4. Russian deliveries.", "KP>RU:personnel"),
        # goods told of a sentence ago
        ("Syria bought valves from North Korea. And there is coal. Cargoes of it went from North Korea to China.",
         "KP>SY:equipment KP>CN:materials"),
        ("Iran sent Syria oil. No Iranian crude has arrived since.", "IR>SY:oil -IR>SY:oil"),
        # whoever bought without a name is nobody
        ("Iran sends Russia drones. A network bought engines for drones.", "IR>RU:uav"),
    ],
)  # fmt: skip
def test_who_is_meant(text, told):
    assert ways(text) == set(told.split())
