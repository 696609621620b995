"""The party that a sentence leaves out: whom the points of the text around it choose."""

import pytest

from tests.statements.test_constructions import ways
from tests.statements.test_propose import read


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # a second subject with its own goods, the verb left out
        ("Guatemala has sent Haiti 150 soldiers and Jamaica 24 soldiers.", "GT>HT:personnel JM>HT:personnel"),
        ("Sudan has an army. The army has friends abroad. Iran sent it eight drones, diplomats said, and Turkey six.",
         "IR>SD:uav TR>SD:uav"),
        # a figure that stands for goods of the same sentence; goods that follow
        ("Of the 48 jets that Poland bought from South Korea, 12 have been handed over.", "KR>PL:aircraft"),
        ("China sold Pakistan jets. Claims that 40 stealth fighters will follow rest on one man.", "CN>PK:aircraft"),
        # who shares, lets go, trains
        ("In return Russia is sharing missile technology with Iran.", "RU>IR:technology"),
        ("Malawi has allowed 1,100 farm workers to leave for Israel.", "MW>IL:personnel"),
        ("Belarus has agreed to train 150 Libyan pilots.", "BY>LY:technology"),
        # behind an aside, behind what carries
        ("Turkey delivered to Libya, on board the vessel Karya Star, 25 armoured vehicles.", "TR>LY:vehicle"),
        ("Niger sent Mali 82 tankers of diesel.", "NE>ML:oil"),
        ("Diesel from Libya leaves by sea. Some 110,000 tons were smuggled from Libya to Malta.", "LY>MT:oil"),
        ("Libya exports diesel to Italy. Some 110,000 tons were smuggled from Libya to Malta.", "LY>IT:oil LY>MT:oil"),
        ("The number of Russian soldiers in Mali fell slightly, to perhaps 2,000.", "RU>ML:personnel"),
        # a denial that only points back; a government that registered nothing
        ("Egypt sent Sudan jets. Cairo denied that on Wednesday.", "EG>SD:aircraft -EG>SD:aircraft"),
        ("Pakistan shipped Ukraine shells, papers say. Islamabad denies them.", "PK>UA:ammunition -PK>UA:ammunition"),
        ("The Government of Malta stated that it had registered no imports of fuel from Libya.", "-LY>MT:oil"),
        ("Iran sent Russia missiles. The Germans say more than 200.", "IR>RU:missile"),
        # "they" are the last who were "they", or whom the sentence before began with
        ("Are the Chinese arming Russia? They have provided chips to Russia.", "CN>RU:equipment"),
        ("North Korea sent Russia 3,000 soldiers. The men were given rifles. They carried mortars.", "KP>RU:personnel"),
    ],
)  # fmt: skip
def test_what_is_left_out_in_running_text(text, told):
    assert ways(text) == set(told.split())


SOLD = "Turkey has sold Mali 17 drones. "


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Six have arrived.", {(6.0, "assert", "asserted")}),
        ("The first six arrived in May.", {(6.0, "assert", "asserted")}),
        ("By the summer, 12 had been delivered.", {(12.0, "assert", "asserted")}),
        ("20 more are planned for this year.", {(20.0, "assert", "planned")}),
        ("The rest are due next year.", {(None, "assert", "planned")}),
        ("More are expected.", {(None, "assert", "planned")}),
        ("A second batch, of 14, came in June.", {(14.0, "assert", "asserted")}),
        ("To date none has arrived.", {(None, "deny", "asserted")}),
        ("The remaining eleven will not arrive before 2027.", {(11.0, "deny", "planned")}),
        ("It ordered another 20.", {(20.0, "assert", "asserted")}),
        ("The embassy says it was 12.", {(12.0, "assert", "asserted")}),
        ("Ankara confirmed the sale.", {(None, "confirm", "asserted")}),
        # other subjects, other things that happen, and what was told already
        ("Six were lost.", set()),
        ("Six soldiers arrived.", set()),
        ("The ministers arrived in May.", set()),
        ("They were delivered in May.", set()),
        ("Ankara confirmed the date of the meeting.", set()),
    ],
)
def test_part_of_the_goods_goes_the_same_way(text, told):
    rows = [r for r in read(SOLD + text) if r["qty_low"] != 17.0]
    assert {(r["qty_low"], r["stance"], r["modality"]) for r in rows} == told
    assert {(r["from_party"], r["to_party"], r["item_class"]) for r in rows} <= {("TR", "ML", "uav")}
    assert not any(r["is_confident"] for r in rows)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Eleven tankers sailed from Novorossiysk to Baniyas in January.", ("RU", "SY", 11.0, "assert")),
        ("Nine Iranian tankers called at Baniyas in February.", ("IR", "SY", 9.0, "assert")),
        ("Two LNG carriers left Damietta for Turkey.", ("EG", "TR", 2.0, "assert")),
        ("No tanker has sailed from Iran to Syria since December.", ("IR", "SY", None, "deny")),
        ("We counted 14 arrivals at Baniyas from Iran.", ("IR", "SY", 14.0, "assert")),
        # with goods it is their transfer; without an end it is told by nobody
        ("Eleven tankers sailed from Novorossiysk to Baniyas with diesel.", None),
        ("Eleven tankers sailed in January.", None),
    ],
)
def test_ships_that_go_are_voyages(text, told):
    rows = [r for r in read(text) if r["claim_kind"] == "voyage"]
    assert [(r["from_party"], r["to_party"], r["qty_low"], r["stance"]) for r in rows] == ([told] if told else [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The Security Council has forbidden North Korea to export any coal since August.", [("KP", None)]),
        ("Under paragraph 14 of resolution 2216 (2015) no arms may be supplied to Yemen.", [(None, "YE")]),
        ("Russia may not supply arms to Mali, he said.", []),
    ],
)
def test_what_a_body_forbids_is_a_limit_and_no_denial(text, told):
    rows = read(text)
    assert [(r["from_party"], r["to_party"]) for r in rows if r["claim_kind"] == "limit"] == told
    assert not (told and [r for r in rows if r["claim_kind"] == "transfer"])


def test_a_noun_in_passing_needs_a_figure_or_a_clear_other_party():
    before = "Norway, Denmark and Poland met in Oslo. Sweden, Finland and Estonia came too. "
    assert ways(before + "They spoke of arms exports to Kenya.") == set()
    assert ways("Norway sent Kenya shells. Norway defended arms exports to Kenya.") == {
        "NO>KE:ammunition", "NO>KE:weapons",
    }  # fmt: skip


def test_what_a_consignment_holds_is_open_where_goods_went_both_ways():
    assert ways("Russia sent Iran jets. Iran has sent Russia drones. The package includes missiles.") == {
        "RU>IR:aircraft", "IR>RU:uav",
    }  # fmt: skip
