"""No sentence of the ledger outruns its rung, whatever anybody graded."""

from itertools import product

import pytest

from fairlead.base.likelihood import LIKELIHOOD_PCT
from fairlead.ledger.wording import MOST_LIKELY, RUNGS, VERBS, say_transfer, verb_of

FLAGS = ("contradicted", "denied by party", "denial reversed", "quantity disputed", "single government",
         "anonymous only", "physically impossible")  # fmt: skip


def transfer(rung=1, rung_any=None, **more):
    return {
        "transfer_id": "transfer:t", "from_party": "RU", "to_party": "KP", "item_class": "oil", "rung": rung,
        "rung_any": rung if rung_any is None else rung_any, "origins": 1, "documents": 6, "denials": 0,
        "no_comments": 0, "flags": None, "is_expected": False, **more,
    }  # fmt: skip


def graded(axis, value, target="transfer:t", **more):
    return {"target": target, "axis": axis, "value": value, "graded_by": "Ada", "is_superseded": False, **more}


GRADES = [
    graded("reliability", "A", "Reaper"), graded("credibility", "1"), graded("confidence", "high"),
    graded("likelihood", "almost certain"), graded("answered", "yes"), graded("against_interest", "yes"),
]  # fmt: skip
"""The best of every axis: a person who grades like this must not get a stronger verb for it."""


@pytest.mark.parametrize("rung", range(6))
def test_each_rung_has_its_verb(rung):
    expected = (
        "nobody vouches for it", "one source says it", "a source says and shows it", "independent sources say it",
        "it is corroborated", "it is confirmed",
    )[rung]  # fmt: skip
    assert say_transfer(transfer(rung)) == f"Oil, Russia to North Korea: {expected} (one origin in six documents)."


def test_a_rung_that_is_not_there_is_refused():
    for rung in (-1, 6):
        with pytest.raises(ValueError, match="is no rung"):
            verb_of(rung)


@pytest.mark.parametrize(("rung", "rung_any"), [(a, b) for a, b in product(range(6), range(6)) if a <= b])
def test_no_verb_is_stronger_than_its_rung_whatever_the_grades(rung, rung_any):
    for flags in ([], FLAGS[:3], FLAGS):
        words = say_transfer(transfer(rung, rung_any, flags=flags), GRADES)
        assert ("confirmed" in words) == (5 in (rung, rung_any))
        assert ("corroborated" in words) == (4 in (rung, rung_any))
        assert ("independent sources" in words) == (3 in (rung, rung_any))


def test_the_figure_and_the_bare_statement_have_a_verb_each():
    assert say_transfer(transfer(2, 4, origins=3, documents=4)) == (
        "Oil, Russia to North Korea: it is corroborated that something was given (three origins in four documents), "
        "and of the figure that stands best a source says and shows it."
    )


def test_a_likelihood_stands_only_where_a_person_graded_it():
    assert "judged" not in say_transfer(transfer(4), [g for g in GRADES if g["axis"] != "likelihood"])
    assert "; Ada judged it likely." in say_transfer(transfer(1), [graded("likelihood", "likely")])
    for other in (graded("likelihood", "likely", "transfer:other"), graded("likelihood", "likely", is_superseded=True)):
        assert "judged" not in say_transfer(transfer(1), [other])


@pytest.mark.parametrize(("rung", "word"), [*product(range(1, 6), LIKELIHOOD_PCT)])
def test_a_likelihood_that_outruns_the_rung_is_said_to(rung, word):
    words = list(LIKELIHOOD_PCT)
    said = say_transfer(transfer(rung), [graded("likelihood", word)])
    assert ("does not bear out" in said) == (words.index(word) > words.index(MOST_LIKELY[rung]))


def test_nothing_is_likely_that_is_withdrawn():
    assert "judged" not in say_transfer(transfer(0), GRADES)


def test_what_speaks_against_it_stands_in_the_same_sentence():
    row = transfer(3, denials=2, flags=["contradicted", "denied by party", "single government"])
    deny = {"speaker": "DPRK UN mission", "stance": "deny", "rescinded": None}
    assert say_transfer(row, (), [deny]) == (
        "Oil, Russia to North Korea: independent sources say it (one origin in six documents); but it is denied "
        "by DPRK UN mission, in two documents; all that assert it speak for one government."
    )
    assert "but it is denied in two documents" in say_transfer(row)
    assert "but our own count contradicts a claim of it" in say_transfer(transfer(flags=["contradicted"]))


def test_a_denial_taken_back_is_said():
    row = transfer(3, denials=1, flags=["contradicted", "denied by party", "denial reversed"])
    assert "it is denied in one document, and a party took its denial back" in say_transfer(row)


def test_a_confirmation_taken_back_is_said():
    row = transfer(3, denials=2, flags=["contradicted", "denied by party", "confirmation reversed"])
    said = say_transfer(row)
    assert "but it is denied in two documents, and a party denied it after it had confirmed it" in said
    assert "took its denial back" not in said


def test_who_says_none_denies():
    none = {"speaker": "NIS", "stance": "assert", "rescinded": None, "modality": None, "qty_low": 0.0, "qty_high": 0.0}
    assert "but it is denied by NIS, in one document" in say_transfer(transfer(1, denials=1), (), [none])


def test_what_is_expected_and_what_nobody_asserts_have_no_verb_of_the_ladder():
    expected = say_transfer(transfer(None, is_expected=True) | {"rung_any": None})
    nobody = say_transfer(transfer(None, is_expected=None) | {"rung_any": None})
    assert "nobody says that it has happened" in expected
    assert "nobody asserts it" in nobody
    assert not [v for v in VERBS if v in expected + nobody]


def test_every_rung_has_words_for_the_legend():
    assert len(RUNGS) == len(VERBS) == len(MOST_LIKELY) == 6


def test_two_origins_of_one_voice_are_said_to_count_as_one():
    assert say_transfer(transfer(1, origins=2, documents=7)) == (
        "Oil, Russia to North Korea: one source says it (two origins, of which one counts, in seven documents)."
    )
    assert "which one counts" not in say_transfer(transfer(3, origins=3))


def test_nobody_gives_casualties():
    said = say_transfer(transfer(1, 3, item_class="casualties", origins=3, documents=3))
    assert "independent sources say that there were any (three origins in three documents)" in said
    assert "given" not in said


def test_a_denial_of_a_wider_kind_stands_in_the_sentence_and_names_who_denies():
    claims = [
        {"claim_id": "claim:B", "speaker": "Ben Rye", "stance": "deny", "rescinded": None, "modality": None,
         "qty_low": None, "qty_high": None},
    ]  # fmt: skip
    row = transfer(wider_denials=["claim:B"])
    assert say_transfer(row, (), claims).endswith("; but goods that include it are denied by Ben Rye.")
    assert say_transfer(row).endswith("; but goods that include it are denied in one statement.")
    assert "it is denied by Ben Rye" not in say_transfer(transfer(denials=1, wider_denials=["claim:B"]), (), claims)
