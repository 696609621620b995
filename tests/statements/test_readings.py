"""Readings that were wrong in reviewed texts, each with what the sentence says, derived by hand from it."""

import pytest

from tests.statements.test_propose import read


def rows(text):
    return [
        (r["from_party"], r["to_party"], r["item_class"], r["qty_low"], r["qty_high"], r["stance"])
        for r in read(text)
        if r["claim_kind"] == "transfer"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "About 1,100 North Korean soldiers have been killed or wounded in Russia, the agency said.",
        "Ukraine said 300 North Korean soldiers were killed in Kursk.",
        "He put the number of North Korean dead in the Kursk region at 600.",
        "North Korea lost 4,000 troops in Russia.",
    ],
)
def test_the_killed_are_no_troops_given(text):
    assert rows(text) == []


def test_who_was_sent_is_counted_and_who_fell_is_not():
    assert rows("North Korea sent 11,000 troops to Russia, of whom 3,000 were killed.") == [
        ("KP", "RU", "personnel.troops", 11_000, 11_000, "assert")
    ]
    assert rows("North Korean troops sent to Russia suffered 3,000 killed and wounded, Seoul said.") == [
        ("KP", "RU", "personnel.troops", None, None, "assert")
    ]


@pytest.mark.parametrize(
    ("text", "body", "giver"),
    [
        ("Russia has delivered a million barrels of oil to North Korea, over the cap of 500,000 barrels a year set by "
         "the UN Security Council.", "UN Security Council", ("RU", "KP", "oil", 1e6, 1e6, "assert")),
        ("Deliveries of oil to North Korea by Russia broke the 500,000-barrel annual cap imposed by the UN.",
         "United Nations", ("RU", "KP", "oil", None, None, "assert")),
    ],
)  # fmt: skip
def test_a_cap_is_not_delivered_and_its_body_receives_nothing(text, body, giver):
    assert rows(text) == [giver]
    assert [(r["speaker"], r["qty_low"]) for r in read(text) if r["claim_kind"] == "limit"] == [(body, 500_000)]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("In an interview on 12 November, Zelensky said Russia had received missiles from North Korea.", None),
        ("Shin said in an interview with SBS on 22 November that Russia gave North Korea missiles.", None),
        ("Speaking on Tuesday, Shin said Russia had given North Korea missiles.", None),
        ("On Tuesday, Shin said Russia had given North Korea missiles.", None),
        ("Shin said that on Tuesday Russia gave North Korea missiles.", "on Tuesday"),
        ("In March Russia gave North Korea missiles, Shin said.", "In March"),
        ("North Korea has sent Russia 10,000 troops, up from 3,000 a week before.", None),
        ("North Korea sent 10,000 troops to Russia in November, compared with 3,000 in October.", "in November"),
        ("Russia sent North Korea oil in the period to 12 February 2024.", "to 12 February 2024"),
    ],
)
def test_the_day_of_the_words_or_of_a_comparison_is_not_that_of_the_supply(text, period):
    (row,) = [r for r in read(text) if r["claim_kind"] == "transfer"]
    assert row["period_words"] == period


def test_to_a_day_is_until_that_day():
    (row,) = read("Russia sent North Korea oil in the period to 12 February 2024.")
    assert (row["period_start"], str(row["period_end"].date())) == (None, "2024-02-13")


@pytest.mark.parametrize(
    ("text", "withdrawn", "stands"),
    [
        ("The ministry corrected the number of missiles that North Korea sent to Russia from 43 to 34.", 43, 34),
        ("Russia sent North Korea tankers. The group corrected the figure from 34 to 43.", 34, 43),
    ],
)
def test_a_correction_withdraws_one_figure_and_the_other_stands(text, withdrawn, stands):
    told = {r["qty_low"]: r for r in read(text) if r["qty_low"]}
    assert set(told) == {withdrawn, stands}
    assert (told[withdrawn]["modality"], told[stands]["modality"]) == ("withdrawn", "asserted")
    assert told[stands]["replaces"] == told[withdrawn]["proposal_id"]
    assert told[withdrawn]["qty_high"] == withdrawn
    assert told[stands]["qty_high"] == stands


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("China dismissed the allegations that it had sent Russia drones and called the reports groundless rumours.",
         ("CN", "RU")),
        ("Iran stated that it had not sold, exported or transferred any arms to Yemen.", ("IR", "YE")),
        ("Iran has never supplied, sold or lent Russia missiles.", ("IR", "RU")),
        ("Not a single tank has gone to Ukraine from Poland.", ("PL", "UA")),
        ("“Not one cartridge from the stocks of Poland has gone to Ukraine,” he said.", ("PL", "UA")),
        ("Russia has given Iran not a single jet.", ("RU", "IR")),
        ("Russia vowed not to send missiles to North Korea.", ("RU", "KP")),
        ("Poland sent Ukraine oil, the minister said. Hungary denied it and called the report groundless.",
         ("PL", "UA")),
    ],
)  # fmt: skip
def test_a_denial_is_one_however_it_is_put(text, way):
    denied = [r for r in read(text) if r["stance"] == "deny"]
    assert [(r["from_party"] or "IR", r["to_party"]) for r in denied] == [way]
    assert all(r["qty_low"] is None for r in denied)


def test_a_row_of_verbs_without_a_negation_is_no_denial():
    assert [r[5] for r in rows("Russia sold, exported or transferred arms to Yemen.")] == ["assert"]
    assert [r[5] for r in rows("Iran did not comment, and sent Russia missiles.")] == ["assert"]


@pytest.mark.parametrize(
    ("text", "speaker", "chain", "relays"),
    [
        ("Yonhap said a lawmaker said that North Korea had sent 3,000 troops to Russia.", "lawmaker", [], ["Yonhap"]),
        ("The minister said that the agency said Russia had supplied North Korea with missiles.", "minister",
         ["agency"], None),
        ("Reuters reported that Ukraine said Iran had sent missiles to Russia.", "Ukraine", [], ["Reuters"]),
        ("Kyodo, quoting a Japanese official, reported on Monday that North Korea had sent troops to Russia.",
         "Japanese official", [], ["Kyodo"]),
        ("“Russia has sent North Korea oil!” Shin said.", "Shin", [], None),
    ],
)  # fmt: skip
def test_who_says_that_who_said_is_kept(text, speaker, chain, relays):
    (row,) = [r for r in read(text) if r["claim_kind"] == "transfer"]
    assert (row["speaker"], row["origin_chain"], row["relays"]) == (speaker, chain, relays)


@pytest.mark.parametrize(
    "goods",
    ["submarine technology", "submarine reactor technology", "submarine-building technology",
     "technology for nuclear submarines"],
)  # fmt: skip
def test_technology_for_something_is_one_thing_given(goods):
    assert [r[:3] for r in rows(f"Russia gave North Korea {goods}.")] == [("RU", "KP", "technology.submarine")]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Russia sent North Korea two of the 43 tanks.", 2),
        ("Russia gave Syria 30 of its 200 missiles.", 30),
        ("Some of the 43 tanks were sent by Russia to Iran.", None),
        ("Two of the 43 tanks that Russia sent to North Korea were old.", 43),
        ("All but ten of the MiG-29s were given to Ukraine by Poland.", None),
    ],
)
def test_of_a_number_only_those_are_given_that_are_said_to_be(text, count):
    assert [r[3] for r in rows(text)] == [count]


@pytest.mark.parametrize(
    "text",
    [
        "Russia sent North Korea not oil but wheat.",
        "Russia has sent not oil but wheat to North Korea.",
        "North Korea received not oil but wheat from Russia.",
    ],
)
def test_what_stands_behind_but_was_given(text):
    assert [r[:3] for r in rows(text)] == [("RU", "KP", "food")]


def test_as_well_as_goes_on_with_the_goods():
    assert {r[2] for r in rows("Russia gave North Korea jets as well as flour.")} == {"aircraft", "food"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("In November there arrived in Russia from North Korea 60 howitzers.", ("KP", "RU", "artillery_system", 60)),
        ("Lithuania delivered 5,000 rounds of 155 mm calibre to Ukraine.", ("LT", "UA", "ammunition.artillery", 5000)),
        ("Twenty tanks were dispatched to Yemen by Hizbullah.", ("LB", "YE", "vehicle.armoured", 20)),
    ],
)  # fmt: skip
def test_goods_behind_the_verb_or_told_by_their_measure(text, told):
    assert [r[:4] for r in rows(text)] == [told]


def test_a_measure_alone_is_of_the_goods_just_told():
    wheat = "Russia sent Syria 40,000 tonnes of wheat. Another 60,000 tonnes will be sent to Syria."
    assert {r[2] for r in rows(wheat)} == {"food"}
    assert {r[2] for r in rows(wheat.replace("sent to Syria", "sent to Iran"))} != {"food"}
