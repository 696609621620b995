"""Constructions of running text, each with who gives what to whom, derived by hand from the sentence."""

import pytest

from fairlead.statements.coordination import coordinated
from fairlead.statements.lexicon import compile_lexicon, package_lexicon
from fairlead.statements.mentions import read_sentence
from fairlead.statements.roles import Frame, Item
from tests.statements.test_propose import read


def ways(text):
    """giver>receiver:general class of every transfer; a minus before it where it is denied."""
    said = set()
    for r in read(text):
        if r["claim_kind"] == "transfer":
            sign = "-" if r["stance"] == "deny" else ""
            said.add(f"{sign}{r['from_party'] or '?'}>{r['to_party'] or '?'}:{r['item_class'].split('.')[0]}")
    return said


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # several parties side by side
        ("Iran sent drones to Syria and Libya.", "IR>SY:uav IR>LY:uav"),
        ("Serbia and Spain sent shells to Ukraine.", "RS>UA:ammunition ES>UA:ammunition"),
        ("Russian and Iranian drones were sent to Sudan.", "RU>SD:uav IR>SD:uav"),
        ("The ships brought diesel from Iraq and the United Arab Emirates to Yemen.", "IQ>YE:oil AE>YE:oil"),
        ("Kazakhstan and Uzbekistan import gas from Russia.", "RU>KZ:gas RU>UZ:gas"),
        ("Iran sent drones to Syria, and Israel denied it.", "IR>SY:uav"),
        ("Turkey, Libya's main arms supplier, has sent more drones.", "TR>LY:uav TR>LY:weapons"),
        ("Iranian drones for Sudan, Chinese chips for Iran.", "IR>SD:uav CN>IR:equipment"),
        ("Mali received Turkish bombs and Russian helicopters.", "TR>ML:ammunition RU>ML:aircraft"),
        # barter
        ("Tehran has swapped oil with Beijing for trucks.", "IR>CN:oil CN>IR:vehicle"),
        ("Russian wheat was traded for Iranian drones.", "RU>IR:food IR>RU:uav"),
        # keep, arm, hand over
        ("Iran has kept Sudan's army supplied with drones.", "IR>SD:uav"),
        ("The arming of Somalia by Egypt is new.", "EG>SO:weapons"),
        ("The UAE has been accused of arming the RSF in Sudan.", "AE>SD:weapons"),
        ("The handing of 50 tanks by Denmark to Ukraine took a week.", "DK>UA:vehicle"),
        ("Sudan's army was equipped with Iranian drones.", "IR>SD:uav"),
        ("Tanks, two of them, handed over to Libya by Italy.", "IT>LY:vehicle"),
        # relative clauses
        ("Bolivia, to which Iran supplied drones, is silent.", "IR>BO:uav"),
        ("The additives are for diesel, which Iran delivered to Venezuela.", "IR>VE:oil"),
        ("Saudi Arabia, whose air force received missiles from Britain, is silent.", "GB>SA:missile"),
        # on the way, arrived, landed
        ("Serbian howitzers destined for Azerbaijan were shown.", "RS>AZ:artillery_system"),
        ("A Patriot battery from Germany is on its way to Ukraine.", "DE>UA:equipment"),
        ("Shipments of shells from Rajin crossed into Russia.", "KP>RU:ammunition"),
        ("A tanker with 550,000 barrels of Iranian diesel docked at Puerto Cabello.", "IR>VE:oil"),
        ("The ship left Novorossiysk for Tartus with 30,000 tonnes of wheat.", "RU>SY:food"),
        ("Russian MiG-29s are in Iran.", "RU>IR:aircraft"),
        ("Bulgarian rockets sold to the UAE turned up in Sudan.", "BG>AE:ammunition"),
        # nouns
        ("Turkey's transfer to Azerbaijan of rockets is done.", "TR>AZ:ammunition"),
        ("Arrival in Armenia of howitzers from India, by lorry.", "IN>AM:artillery_system"),
        ("Iran's offer of drones to Armenia was declined.", "IR>AM:uav"),
        ("The sale of Iranian gas to buyers in Bangladesh went on.", "IR>BD:gas"),
        ("Libya's main arms supplier is Turkey.", "TR>LY:weapons"),
        ("The patrol vessel was a gift from Japan to Sri Lanka.", "JP>LK:vessel"),
        ("Iran-to-China loadings of crude rose.", "IR>CN:oil"),
        ("Iranian oil shipments to Syria have dried up.", "-IR>SY:oil"),
        # received, took, imported
        ("India took 40 cargoes of Russian crude in May.", "RU>IN:oil"),
        ("Lithuania took in two air defence batteries from Norway.", "NO>LT:equipment"),
        ("The DPRK received from Russia two Pantsir systems.", "RU>KP:equipment"),
        ("Vilnius has passed on to Kyiv more than 5 million cartridges.", "LT>UA:ammunition"),
        ("Engines of Chinese origin were imported into Yemen by way of Oman.", "CN>YE:uav"),
        ("Ethiopia took delivery of Turkish-made drones.", "TR>ET:uav"),
        ("Egypt's wheat comes from Russia.", "RU>EG:food"),
        ("Belarus received two S-400s from Russia.", "RU>BY:equipment"),
        ("Turkey delivered drones ordered by Albania.", "TR>AL:uav"),
        # traps for the direction
        ("Syria got oil from Iran, and Lebanon from Iraq.", "IR>SY:oil"),
        ("Iran's drones were paid for by Sudan in gold.", "IR>SD:uav SD>IR:materials"),
        ("A Russian tanker loaded oil at Kharg and sailed to China.", "IR>CN:oil"),
        ("The jets Iran received from Russia are old.", "RU>IR:aircraft"),
        ("The drones that Russia got from Iran are old.", "IR>RU:uav"),
        ("Belarus traded tractors with Zimbabwe for lithium.", "BY>ZW:vehicle ZW>BY:materials"),
        ("Russia took coal from North Korea.", "KP>RU:materials"),
        ("Russia took coal to North Korea.", "RU>KP:materials"),
        ("Burundi received wheat from Kenya for $5,000 per soldier.", "KE>BI:food"),
        # posts and headlines
        ("RU -> NK: 40,000 barrels of diesel in May.", "RU>KP:oil"),
        ("From Russia to North Korea: 40,000 barrels of diesel.", "RU>KP:oil"),
        ("More than 26,000 tonnes of wheat for Syria from Crimea.", "UA>SY:food"),
        ("North Korea sends more troops to Russia: Seoul", "KP>RU:personnel"),
    ],
)
def test_who_gives_what_to_whom(text, told):
    assert ways(text) == set(told.split())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Has Serbia sold shells to Ukraine? Yes, though not directly.", "RS>UA:ammunition"),
        ("Is there any oil going from Iran to Russia? No. None.", "-IR>RU:oil"),
        ("Has North Korea sent missiles to Russia? They have.", "KP>RU:missile"),
        ("Has Iran sent tanks to Sudan? It has not.", "-IR>SD:vehicle"),
        ("Iran sent drones to Sudan. And to Ethiopia? Yes.", "IR>SD:uav IR>ET:uav"),
        ("Asked if Iran had offered fuel to Cuba, she said it had not.", "-IR>CU:oil"),
        ("What has Belarus given Russia? Tanks. Shells, by my count.", "BY>RU:vehicle BY>RU:ammunition"),
        (
            "Belarus sent tractors to Russia. To Sudan, yes, rocket launchers. To Syria, no.",
            "BY>RU:vehicle BY>SD:artillery_system -BY>SY:artillery_system",
        ),
        ("Is China supplying Russia with drones? Rifles, yes. Drones, no.", "CN>RU:weapons -CN>RU:uav"),
        ("Has Serbia sold shells to Ukraine?", ""),
    ],
)
def test_an_answer_says_what_was_asked(text, told):
    assert ways(text) == set(told.split())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Russia sold coal to Romania. It was sold on to Moldova by Romania.", "RU>RO:materials RO>MD:materials"),
        ("Poland got 60 tanks from Germany. Warsaw passed them on to Ukraine.", "DE>PL:vehicle PL>UA:vehicle"),
        ("China sold 9 drones to the Congolese government. Three have arrived at Kisangani.", "CN>CD:uav"),
    ],
)
def test_a_pronoun_or_a_figure_stands_for_the_last_goods(text, told):
    assert ways(text) == set(told.split())


def test_who_swaps_with_whom_and_which_was_whose_stays_open():
    (row,) = [r for r in read("Iran and Russia have exchanged drones for jets.") if r["item_class"] == "uav"]
    assert (row["from_party"], row["to_party"], row["direction"]) == (None, None, "unknown")
    assert sorted(row["parties"]) == ["IR", "RU"]


def test_a_party_is_taken_from_the_paragraph_before_the_document():
    text = "China sold jets to Serbia.\n\nDrones came from China for Mali. China sold it tanks."
    assert "CN>ML:vehicle" in ways(text)
    assert "CN>RS:vehicle" not in ways(text)


def test_a_party_that_was_filled_in_is_never_sure():
    rows = read("Russia sent wheat to Syria. Diesel was delivered too, from Novorossiysk.")
    filled = [r for r in rows if r["item_class"] == "oil.refined"]
    assert [(r["from_party"], r["to_party"], r["direction"], r["is_confident"]) for r in filled] == [
        ("RU", "SY", "likely", False)
    ]


def test_a_quotation_that_ends_with_a_comma_keeps_its_speaker():
    (row,) = read('"We have never supplied drones to Russia," Iran\'s foreign minister told reporters.')
    assert (row["from_party"], row["to_party"], row["stance"]) == ("IR", "RU", "deny")
    assert row["speaker_state"] == "IR"


def test_a_headline_may_name_its_speaker_behind_a_colon():
    (row,) = read("North Korea sends more troops to Russia: Seoul")
    assert (row["from_party"], row["to_party"], row["speaker"]) == ("KP", "RU", "South Korea")


def test_states_in_a_row_are_found_only_where_and_joins_them():
    words = compile_lexicon(package_lexicon())

    def others(text, giver, receiver):
        s = read_sentence(text, 0, len(text), words)
        f = Frame("give.active", "transfer", 1, giver, receiver, [Item("uav", 2)], begin=0, end=len(s.atoms))
        return [(g.giver, g.receiver, g.is_sure) for g in coordinated(s, f)]

    assert others("Iran sent drones to Syria and Libya.", "IR", "SY") == [("IR", "LY", False)]
    assert others("Iran sent drones to Syria, Libya.", "IR", "SY") == []
    assert others("Iran sent drones to Syria and Libya said so.", "IR", "SY") == []
