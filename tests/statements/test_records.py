"""Records of hearings, briefings and parliaments: labels that end with a point, headings that are none, who is
quoted."""

from tests.statements.test_propose import read

HEARING = """Regular briefing of the ministry

Q. Is it true that Iran has sent drones to Russia?

A. We have no such reports. Iran has sent rifles to Russia.

The CHAIRMAN. And China?

The COMMANDER. China has sold chips to Russia.
"""
PARLIAMENT = """Written Answers: Foreign Office

To ask the Secretary of State what reports there are that Iran has supplied Russia with missiles.

The Minister of State: Iran has sent drones to Russia.
"""


def test_labels_may_end_with_a_point():
    assert [(r["speaker"], r["item_class"].split(".")[0]) for r in read(HEARING)] == [
        ("spokesperson", "weapons"), ("The Commander", "equipment"),
    ]  # fmt: skip


def test_a_heading_speaks_nothing_and_what_parliament_asks_is_not_claimed():
    assert [(r["speaker"], r["item_class"]) for r in read(PARLIAMENT)] == [("The Minister of State", "uav")]


def test_who_is_quoted_speaks_and_who_quotes_passes_it_on():
    (row,) = read("Interfax quoted the Russian embassy as saying that Iran had sent no tanks to Syria.")
    assert (row["speaker"], row["relays"], row["stance"]) == ("Russian embassy", ["Interfax"], "deny")
