"""Grades: entries of the log, of which the latest stands."""

import pytest

from fairlead.case.grades import grade, list_grades
from fairlead.case.store import Store
from fairlead.case.workspace import new_case
from fairlead.errors import CaseError


@pytest.fixture
def store(tmp_path):
    new_case(tmp_path / "case")
    return Store(tmp_path / "case")


def test_a_later_grade_stands_and_the_earlier_stays_visible(store):
    grade(store, "Yonhap", "reliability", "b", "often right", topic="troops", by="Ada")
    grade(store, "Yonhap", "reliability", "C", "twice wrong", topic="Troops", by="Ben")
    grade(store, "Yonhap", "reliability", "A", "never wrong on ships", topic="ships", by="Ben")
    rows = list_grades(store.log()).to_pylist()
    assert [(r["value"], r["topic"], r["is_superseded"]) for r in rows] == [
        ("B", "troops", True), ("C", "Troops", False), ("A", "ships", False),
    ]  # fmt: skip
    assert [r["graded_by"] for r in rows] == ["Ada", "Ben", "Ben"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (("x", "trust", "A", "why"), "what is graded is one of reliability, credibility"),
        (("x", "reliability", "G", "why"), "reliability is one of A, B, C, D, E, F"),
        (("x", "credibility", "1", "  "), "a grade needs its reason"),
        ((" ", "credibility", "1", "why"), "a grade is of something"),
    ],
)
def test_what_is_no_grade_is_refused_in_words(store, given, reason):
    with pytest.raises(CaseError, match=reason):
        grade(store, *given)
    assert list_grades(store.log()).num_rows == 0


def test_a_claims_grade_has_no_topic(store):
    with pytest.raises(CaseError, match="it has no topic"):
        grade(store, "claim:1", "credibility", "2", "fits", topic="oil")


def test_a_word_of_likelihood_is_one_of_the_seven(store):
    grade(store, "claim:1", "likelihood", "Very Likely", "three ways of knowing")
    with pytest.raises(CaseError, match="almost no chance, very unlikely"):
        grade(store, "claim:1", "likelihood", "probable", "no word of the scale")
    (row,) = list_grades(store.log()).to_pylist()
    assert (row["value"], row["is_blind"]) == ("very likely", False)
