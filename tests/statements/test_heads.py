"""What stands above a clause takes its assertion away: denial, doubt, withdrawal, and a clause under no known cue."""

import pyarrow as pa
import pytest

from fairlead.base.tables import LEXICON
from fairlead.statements.lexicon import package_lexicon
from tests.statements.test_propose import read


def how(sentence):
    return [(r["stance"], r["modality"], r["is_confident"]) for r in read(sentence) if r["claim_kind"] != "no_comment"]


@pytest.mark.parametrize(
    ("head", "stance", "modality"),
    [
        ("It is not false that", "assert", "asserted"),
        ("Analysts doubt that", "neither confirm nor deny", "unconfirmed"),
        ("Critics question whether", "neither confirm nor deny", "unconfirmed"),
        ("It has never been proved that", "neither confirm nor deny", "unconfirmed"),
        ("No official has confirmed that", "assert", "unconfirmed"),
        ("Peskov refused to confirm that", "assert", "unconfirmed"),
        ("It is unclear whether", "assert", "unconfirmed"),
        ("There is no proof that", "deny", "asserted"),
        ("Peskov grumbled that", "assert", "asserted"),
        ("Seoul retracted its claim that", "assert", "withdrawn"),
        ("Peskov did not laugh off reports that", "neither confirm nor deny", "not_denied"),
    ],
)
def test_under_a_doubt_or_an_unknown_head_nothing_is_confident(head, stance, modality):
    assert how(f"{head} Russia has sent oil to North Korea.") == [(stance, modality, False)]


def test_a_denial_of_a_denial_is_no_denial_and_not_confident():
    assert how("It is false that Russia has not sent oil to North Korea, Peskov said.") == [
        ("assert", "asserted", False)
    ]


def test_what_somebody_did_not_say_is_not_what_they_say():
    assert read("Peskov said nothing about reports that Russia had sent oil to North Korea.") == []
    (row,) = read("Russia has sent oil to North Korea, contrary to what Peskov said.")
    assert (row["speaker"], row["stance"]) == ("The Outlet", "assert")


def test_relative_clauses_and_other_clauses_stay_confident():
    assert how("The oil that Russia sent to North Korea was refined in Khabarovsk.") == [("assert", "asserted", True)]
    assert how("Peskov called a report about Cuba false, but Russia sent oil to North Korea.")[0][0] == "assert"


def test_a_figure_taken_back_is_withdrawn_with_its_figure():
    (row,) = read("Seoul took back its figure of 10,000 North Korean troops sent to Russia.")
    assert (row["modality"], row["qty_low"], row["is_confident"]) == ("withdrawn", 10_000, False)


@pytest.mark.parametrize(
    ("goods", "figures"),
    [
        ("3m 152mm shells or 500,000 122mm shells", [(3_000_000, 3_000_000), (500_000, 500_000)]),
        ("3 million 152mm or 500,000 122mm shells", [(3_000_000, 3_000_000), (500_000, 500_000)]),
        ("two to three dozen missiles", [(24, 36)]),
        ("five to a dozen missiles", [(5, 12)]),
        ("four fifths of 500,000 barrels of oil", [(400_000, 400_000)]),
        ("half of the 500,000 barrels of oil", [(250_000, 250_000)]),
    ],
)
def test_alternatives_dozens_and_shares_are_the_figures_that_were_said(goods, figures):
    rows = read(f"North Korea sent {goods} to Russia.")
    assert sorted(((r["qty_low"], r["qty_high"]) for r in rows), reverse=True) == figures
    assert len({r["alternatives"] for r in rows}) == 1


@pytest.mark.parametrize(
    ("sentence", "end"),
    [
        ("North Korea sent troops to Russia by the end of October.", "2024-11-01"),
        ("By the end of March, North Korea sent troops to Russia.", "2024-04-01"),
        ("North Korea will send troops to Russia by the end of March.", "2025-04-01"),
        ("North Korea sent troops to Russia in the last quarter.", "2024-10-01"),
        ("North Korea will send troops to Russia in the last quarter.", "2025-01-01"),
    ],
)
def test_the_past_tense_takes_the_last_such_date_before_publication(sentence, end):
    (row,) = read(sentence)  # published on 22 November 2024
    assert str(row["period_end"].date()) == end


def with_words(*rows):
    table = package_lexicon()
    own = [
        {
            "term_id": f"term:{k:016x}",
            "term_kind": "head",
            "term": term,
            "value": value,
            "note": note,
            "version": "case",
        }
        for k, (term, value, note) in enumerate(rows)
    ]
    return pa.concat_tables([table, LEXICON.from_rows(own)])


def test_a_case_adds_words_that_bar_and_takes_others_out():
    barred = "Brussels sidelined Russia from sending oil to North Korea."
    assert [r["from_party"] for r in read(barred)] == ["RU"]
    assert read(barred, lexicon=with_words(("sideline", "bar", "verb"))) == []
    assert read("Sanctions banned Russia from sending oil to North Korea.") == []
    kept = read("Sanctions banned Russia from sending oil to North Korea.", lexicon=with_words(("ban", "none", "verb")))
    assert [(r["from_party"], r["to_party"]) for r in kept] == [("RU", "KP")]
    feared = "For fear Russia sent oil to North Korea, ships were watched."
    assert [r["from_party"] for r in read(feared)] == ["RU"]
    assert read(feared, lexicon=with_words(("for fear", "suppose", None))) == []
