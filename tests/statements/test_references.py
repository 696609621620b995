"""What a sentence leaves out and another tells: goods named again, what a consignment holds, whose state is meant."""

import pytest

from tests.statements.test_constructions import ways
from tests.statements.test_propose import read


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # a noun that points back, with its own word for what happened
        ("India sent Armenia machine tools. The tools never left Mumbai.", "IN>AM:equipment -IN>AM:equipment"),
        ("China has sold Iran surface-to-air missile batteries. Four of the batteries have been handed over, he said.",
         "CN>IR:missile"),
        ("Customs opened 300 crates of Mauser rifles in Dakar. The consignment had been sent from Turkey to Mali.",
         "TR>ML:weapons"),
        ("The Panel inspected 412 rifles on a dhow. The crew stated that the cargo had been loaded at Jask, Islamic "
         "Republic of Iran, and was destined for Hudaydah.", "IR>YE:weapons"),
        ("The meeting was held in Paris. The delegates were sent home.", ""),
        # what a consignment is made of
        ("Russia has sent Mali a consignment of aid. It consists of 30 trucks, camp beds and a first batch of jammers.",
         "RU>ML:aid RU>ML:vehicle RU>ML:goods RU>ML:equipment"),
        ("Turkey delivered aid to Somalia in May. The shipment included tents and medicine.",
         "TR>SO:aid TR>SO:goods TR>SO:medicine"),
        ("Norway sent Moldova aid. The minister holds talks on trucks today.", "NO>MD:aid"),
        # who owns up speaks of his own state; who receives does not
        ("Germany's defence minister announced that 12 howitzers would be handed over to Ukraine.",
         "DE>UA:artillery_system"),
        ("The Serbian president admitted that shells had been sold to Niger.", "RS>NE:ammunition"),
        ("The US official announced that missiles had been delivered to Russia by Iran.", "IR>RU:missile"),
        # two clauses, one receiver; a clause without its verb
        ("Lithuania has sent shells to Ukraine, and Denmark will allocate 130 million euros.",
         "LT>UA:ammunition DK>UA:money"),
        ("Sudan got drones from Iran and shells from Serbia.", "IR>SD:uav RS>SD:ammunition"),
        # whose army had them; out of whose stocks
        ("Nine of the MiG-29s of the Polish Air Force were passed on to Ukraine.", "PL>UA:aircraft"),
        ("Not one cartridge from the stocks of Serbia has gone to Ukraine.", "-RS>UA:ammunition"),
        # a phrase ahead of the subject; a name behind the verb
        ("Under the contract Poland will be supplied by Korea with 180 tanks.", "KR>PL:vehicle"),
        ("During the summer Egypt bought wheat from Ukraine.", "UA>EG:food"),
        ("Norway has sold Latvia radars.", "NO>LV:equipment"),
        ("Russia gave North Korea missile technology.", "RU>KP:technology"),
        # having is not giving; an end denied is none
        ("Sudan's army now flies Iranian drones.", ""),
        ("Mali has deployed Turkish drones.", ""),
        ("Turkey has deployed drones to Mali.", "TR>ML:uav"),
        ("Sanctions have not stopped deliveries of Chinese chips to Russia.", "CN>RU:equipment"),
        # paid in goods; what a launcher launches
        ("North Korea was repaid in oil by Russia.", "RU>KP:oil"),
        ("Egypt bought two Scud launchers from Libya.", "LY>EG:missile"),
        ("Fifteen FK-3 launchers were sent to Serbia by China.", "CN>RS:equipment"),
    ],
)  # fmt: skip
def test_who_gives_what_to_whom(text, told):
    assert ways(text) == set(told.split())


def test_a_ministry_that_speaks_itself_gave_what_nobody_else_is_said_to_have_given():
    text = "The Ministry of Defence of Latvia announces a sale. Mine-clearing kits were donated to Chisinau."
    for outlet, giver in (("defence ministry", "LV"), ("Ministry of Defence of Latvia", "LV"), ("The Outlet", None)):
        assert [(r["from_party"], r["to_party"]) for r in read(text, outlet=outlet)] == [(giver, "MD")]


def test_what_others_claim_is_claimed_even_in_a_question_and_what_is_asked_is_not():
    told = "QUESTION: Baku claims that France has given Armenia radars.\n\nMR DEEN: Baku claims many things."
    assert [(r["speaker"], r["from_party"], r["to_party"]) for r in read(told)] == [("Azerbaijan", "FR", "AM")]
    assert read("QUESTION: Does Baku claim that France has given Armenia radars?\n\nMR DEEN: Ask Baku.") == []


def test_currencies_may_stand_before_the_sum_by_their_letters():
    [row] = read("Denmark will allocate EUR 130 million to Ukraine.")
    assert (row["qty_low"], row["unit"], row["item_class"]) == (130e6, "EUR", "money")


def test_a_cap_may_be_told_by_what_may_be_imported():
    [row] = read(
        "Under Security Council resolution 2397 North Korea may import no more than 500,000 barrels of oil a year."
    )
    assert (row["claim_kind"], row["to_party"], row["qty_low"], row["qty_high"]) == ("limit", "KP", 500_000, 500_000)


def test_people_named_behind_a_figure_are_no_drones():
    text = (
        "Iran sent Russia drones. In the estimate of the General Staff, from 11,000 to 12,000 North Koreans went home."
    )
    assert [r["qty_low"] for r in read(text) if r["item_class"] == "uav"] == [None]


@pytest.mark.parametrize(
    ("text", "speaker", "state"),
    [
        ("North Korea sent shells to Russia, Kim Sang said.", "Kim Sang", None),
        (
            "North Korea sent shells to Russia, Kim Yong-hyun, South Korea's defence minister, said.",
            "Kim Yong-hyun",
            "KR",
        ),
        ("North Korea sent shells to Russia, said Hunter Biden.", "Hunter Biden", None),
        ("North Korea sent shells to Russia, Kim said.", "Kim Jong Un", "KP"),
        ("North Korea sent shells to Russia, Kim Jong-un said.", "Kim Jong Un", "KP"),
        ("North Korea sent shells to Russia, said Vasily Nebenzya.", "Vassily Nebenzia", "RU"),
        ("North Korea sent shells to Russia, said President Biden.", "Joe Biden", "US"),
    ],
)
def test_a_surname_in_somebody_else_s_name_is_not_the_one_who_is_known(text, speaker, state):
    (row,) = read(text)
    assert (row["speaker"], row["speaker_state"]) == (speaker, state)


def test_a_figure_alone_is_told_with_the_goods_it_counts():
    told = read(
        "North Korea handed 3,000 rockets to Russia, a lawmaker said. The spy agency told reporters that it could "
        "confirm only 1,200 of them."
    )
    assert [(r["item"], r["qty_low"]) for r in told] == [("rockets", 3000), ("rockets", 1200)]
