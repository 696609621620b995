"""What any newsroom's text is full of: whose sentence goes on, who else gives, who denies at the end, what a figure
came to. Each text is ours, and what it tells was derived by hand from it."""

import pytest

from fairlead.statements.sentences import find_sentences
from tests.statements.test_constructions import ways
from tests.statements.test_propose import read


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # who does it stands right before the comma, whatever it is above
        ("Armenia's purchases have moved away from Russia, which supplied most of its weapons.", "RU>AM:weapons"),
        ("Mali turned to Turkey, which has supplied drones to Niger.", "TR>NE:uav"),
        ("Bamako, which has taken delivery of 20 Turkish drones, said it was satisfied.", "TR>ML:uav"),
        # the subject of the sentence before, or of the one who speaks
        ("France has become the second source. It delivered 36 howitzers to Armenia.", "FR>AM:artillery_system"),
        ("Serbia confirmed on Thursday that it had exported shells to Israel.", "RS>IL:ammunition"),
        # figures, each with its own party
        (
            "Pakistan sold 24 jets to Azerbaijan, 16 to Myanmar and three to Nigeria.",
            "PK>AZ:aircraft PK>MM:aircraft PK>NG:aircraft",
        ),
        ("Denmark will send Ukraine 19 jets and the Netherlands 24.", "DK>UA:aircraft NL>UA:aircraft"),
        (
            "Russia shipped 25,000 tonnes of wheat to Mali and another 50,000 tonnes to Somalia.",
            "RU>ML:food RU>SO:food",
        ),
        # goods left out
        ("Mexico shipped oil to Cuba. Russia has not delivered any since May.", "MX>CU:oil -RU>CU:oil"),
        ("Turkey sold drones to Mali. China has delivered nothing.", "TR>ML:uav -CN>ML:uav"),
        ("Iraq has supplied Lebanon with fuel oil. Iraq halted deliveries in May.", "IQ>LB:oil -IQ>LB:oil"),
        ("Russia gave wheat to Mali. Zimbabwe received the same amount.", "RU>ML:food RU>ZW:food"),
        ("Ethiopia received drones from Turkey. The aircraft were flown to Bishoftu by night.", "TR>ET:uav"),
        # signed for, relied on
        ("India signed a contract with France for 26 Rafale jets.", "FR>IN:aircraft"),
        ("Morocco has placed an order for 36 howitzers with France.", "FR>MA:artillery_system"),
        ("Hungary relies on Russia for most of its gas.", "RU>HU:gas"),
        ("Rwanda has between 3,000 and 4,000 troops in eastern Congo.", "RW>CD:personnel"),
        # goods told by a noun alone, the way that the paragraph goes
        (
            "Tokyo has given the Philippines radars. The transfer of six destroyers is to come.",
            "JP>PH:equipment JP>PH:vessel",
        ),
        ("Mali has sent Chad troops. Analysts see deployment as what is a source of oil and jets.", "ML>TD:personnel"),
        ("Germany gave Ukraine 88 tanks. Another 30 would follow by the summer.", "DE>UA:vehicle"),
        ("Germany gave Ukraine 88 tanks. In return, the sale of grain went on.", "DE>UA:vehicle"),
        # people and what they came with; a passive behind an active verb
        ("Some 4,000 Rwandan soldiers crossed into Congo, with armoured vehicles.", "RW>CD:personnel RW>CD:vehicle"),
        (
            "Mali's army has acquired nine drones from China and has been promised jets by Russia.",
            "CN>ML:uav RU>ML:aircraft",
        ),
        # who only lends the way, whose they were, whose ships carry them
        ("Yemen's government accused Iran of using Oman to smuggle missiles to the Houthis.", "IR>YE:missile"),
        ("Weapons captured by Saudi forces from the Houthis were handed over to Ukraine.", "SA>UA:weapons"),
        ("Libya's oil is smuggled to Malta by Turkish tankers.", "LY>MT:oil"),
        ("Germany blocked the export of rifles to Turkey.", ""),
        ("Mali pays Russia $10 million a month.", "ML>RU:money"),
        # words of others in the clause, a report under a denial, goods that an infinitive names
        ('The paper says Russia has delivered "over 100 trucks" to Mali through Conakry.', "RU>ML:vehicle"),
        ("There is no truth in reports that rifles are being given to Iran by Pakistan.", "-PK>IR:weapons"),
        ("Russia sold Mali rifles. It has sent 40 of them to Niger.", "RU>ML:weapons RU>NE:weapons"),
        ("The Panel continues to trace 120 aircraft engines which were shipped from China to Yemen.", "CN>YE:aircraft"),
        ("Rifles were shipped from China to Yemen through Oman, declared as water pumps.", "CN>YE:weapons"),
        ("In Minsk the report about the dispatch of Belarusian tanks to Russia was called a fake.", "-BY>RU:vehicle"),
        ("Violations of the ban carry penalties of up to $300,000 each in Iran.", ""),
        # an aside before a clause's own subject
        ("Under it, South Korean officials believe, Russia will hand over rifles to Mali.", "RU>ML:weapons"),
        # announced for somebody
        ("The Pentagon announced a $300 million package of military aid for Kenya.", "US>KE:aid"),
        (
            "Washington announced a new aid package for Kenya, including missiles and shells.",
            "US>KE:aid US>KE:missile US>KE:ammunition",
        ),
        # what only carries, and where goods only pass through
        ("A cargo plane loaded with ammunition flew from Belgrade to Tel Aviv.", "RS>IL:ammunition"),
        ("Four cargo planes landed in Port Sudan with drones from Iran.", "IR>SD:uav"),
        ("Pakistan sold three cargo planes to Sudan.", "PK>SD:aircraft"),
        ("The drones were flown from Iran to Djibouti and from there shipped to Sudan.", "IR>SD:uav"),
        # who is accused of arming somebody's rebels
        ("The Malian junta accused Algeria of arming rebels in the north.", "DZ>ML:weapons"),
        # a wire's ministry is that of its dateline
        ("MOSCOW, May 3 - The ministry said 25,000 tonnes of wheat had been shipped to Burkina Faso.", "RU>BF:food"),
        ("Belgrade, which has thus far avoided sending weapons to Niger, announced talks.", "-RS>NE:weapons"),
        # a verb that looks like a noun
        ("Turkey supplies Somalia with weapons.", "TR>SO:weapons"),
        # an order, a gift and their like are told once as what went the other way too
        (
            "Niger turned to Moscow for arms. Russia has sent Niger rifles. France has sold Niger radars. Tehran has "
            "agreed to supply drones in return for 300 tonnes of yellowcake.",
            "RU>NE:weapons FR>NE:equipment IR>NE:uav NE>IR:materials",
        ),
    ],
)
def test_running_text_tells_who_gives_what_to_whom(text, told):
    assert ways(text) == set(told.split())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("France has trained 2,300 Ukrainian soldiers.", "FR>UA:technology"),
        ("Ukrainian soldiers are being trained in Spain.", "ES>UA:technology"),
        ("Around 500 Sudanese pilots received training in Iran.", "IR>SD:technology"),
        ("Russian instructors are training Malian troops.", "RU>ML:technology"),
        ("Jordan has trained Lebanese officers at a base near Amman.", "JO>LB:technology"),
        ("Training in the north went on. Soldiers trained hard.", ""),
        ("Trains carrying Russian coal crossed into Mongolia.", "RU>MN:materials"),
    ],
)
def test_who_trains_whose_people_gives_them_a_skill(text, told):
    assert ways(text) == set(told.split())


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The report says Pakistan has sold shells to Ukraine, which Islamabad denies.", "Pakistan"),
        ("Kyiv says Pakistan has sold Ukraine shells, a charge that Islamabad has repeatedly rejected.", "Pakistan"),
        ("Pakistan has sold shells to Ukraine, officials said, though Islamabad denies it.", "Pakistan"),
        (
            "Shells from Pakistan ended up in Ukraine, which the foreign ministry in Islamabad calls baseless.",
            "foreign ministry in Islamabad",
        ),
    ],
)
def test_who_denies_at_the_end_denies_and_the_others_still_say_it(text, who):
    rows = [(r["from_party"], r["to_party"], r["stance"], r["speaker"]) for r in read(text)]
    assert ("PK", "UA", "deny", who) in rows
    assert any(stance != "deny" for *_, stance, _ in rows)


@pytest.mark.parametrize(
    "text", ["Ankara denied that its drones had been used in Libya.", "Ankara rejected criticism that it was too slow."]
)
def test_a_denial_with_a_clause_of_its_own_denies_no_earlier_claim(text):
    assert ways(f"Turkey has sold Libya drones. {text}") == {"TR>LY:uav"}


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("India's imports of Russian crude rose to 1.8 million barrels a day.", 1_800_000, 1_800_000),
        ("Kazakhstan's exports of barley to Iran passed 900,000 tonnes.", 900_000, None),
        ("Shipments of Kazakh oil to Germany totalled 1.2 million tonnes in 2024.", 1_200_000, 1_200_000),
        ("Kenya will receive 24 M-346 jets from Italy.", 24, 24),
        ("A ship took 4,000 tonnes of smuggled nickel ore from Indonesia to China.", 4_000, 4_000),
    ],
)
def test_what_a_flow_came_to_is_its_quantity(text, low, high):
    assert [(r["qty_low"], r["qty_high"]) for r in read(text)] == [(low, high)]


def test_what_goods_were_worth_is_no_money_given():
    assert ways("Serbia exported ammunition worth 42 million euros to Israel.") == {"RS>IL:ammunition"}
    assert ways("Britain sold the UAE £80 million of radars.") == {"GB>AE:equipment"}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("UA Defence Intelligence said that North Korea had sent 50 howitzers to Russia.", "Defence Intelligence"),
        ("North Korea has sent Russia 50 howitzers, HUR said.", "Defence Intelligence"),
        ("China has sold Pakistan jets, according to the institute's yearly figures.", "institute"),
        ("China has sold Pakistan jets, according to data from Kpler.", "Kpler"),
        ("China has sold Pakistan jets, according to a report by the Lantern Institute.", "Lantern Institute"),
        ("The Ministry of Agriculture reported that Russia had sent Mali wheat.", "Ministry of Agriculture"),
    ],
)
def test_offices_speak_by_their_names(text, who):
    assert [who in r["speaker"] for r in read(text)] == [True]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Tehran continues to deny that Iran has sent Russia missiles.", "Iran"),
        ("My old chief, Ivo Brandt, likes to say that Russia gave Iran jets.", "Ivo Brandt"),
        ("In a letter the embassy of Belarus was quoted as saying that Belarus had sold Mali trucks.", "embassy"),
        ("Iran has sent Yemen rifles, Professor Adema told us.", "Adema"),
        ('10:30 Kremlin spokesman Gleb Pastukhov: "Russia has sent Iran no jets."', "Gleb Pastukhov"),
    ],
)
def test_a_speaker_is_found_by_further_manners_of_saying(text, who):
    assert [who in r["speaker"] for r in read(text)] == [True]


def test_who_passes_words_on_is_no_speaker_by_that_word():
    text = "The paper, quoting a military source in Seoul, says another 120 guns crossed into Russia from North Korea."
    assert [r["speaker"] for r in read(text) if "quoting" in r["speaker"]] == []


def test_a_label_of_another_office_is_another_speaker():
    text = "PRESENTER: Russia has sent Iran jets.\nCORRESPONDENT: Iran has sent Russia drones."
    assert [r["speaker"] for r in read(text)] == ["Presenter", "Correspondent"]


def test_what_a_ministry_publishes_is_said_by_it_where_it_speaks_first():
    text = (
        "The Ministry of Defence of Latvia announces that Latvia has given Kyiv trucks. Latvia has sold Georgia radars."
    )
    assert {r["speaker"] for r in read(text, outlet="ministry of defence")} == {"Ministry of Defence of Latvia"}
    assert {r["speaker"] for r in read(text, outlet="daily")} == {"Ministry of Defence of Latvia", "daily"}


def test_an_embassy_that_denies_what_nobody_is_said_to_have_given_speaks_of_its_state():
    assert ways("The embassy of Belarus said that no tractors had been supplied to Zimbabwe.") == {"-BY>ZW:vehicle"}


def test_what_is_told_before_she_said_is_hers():
    rows = read("Germany has given Ukraine 88 tanks, Anna Kessler said. Another 30 would follow, she said.")
    assert [(r["qty_low"], r["speaker"]) for r in rows] == [(88, "Anna Kessler"), (30, "Anna Kessler")]


def test_the_letter_that_names_a_network_ends_a_sentence():
    assert len(find_sentences("He wrote it on X. The ministry was silent.")) == 2


def test_who_did_not_comment_is_named_without_helpers_and_addresses():
    assert [r["speaker"] for r in read("Russian officials have declined to discuss the trade.")] == [
        "Russian officials"
    ]
    rows = read("Iran's mission to the United Nations did not respond.")
    assert [(r["claim_kind"], r["speaker"]) for r in rows] == [("no_comment", "Iran's mission")]


def test_a_town_is_no_agency_of_its_letters():
    assert ways("The shells left Nis for Israel.") == {"?>IL:ammunition"}


def test_no_ends_a_sentence_and_numbers_do_not():
    text = "Q: Has Israel sent missiles to Ukraine?\nA: No. Israel has sent ambulances to Ukraine."
    assert ways(text) == {"-IL>UA:missile", "IL>UA:vehicle"}
    assert len(find_sentences("Under resolution No. 4 nothing was sent.")) == 1
