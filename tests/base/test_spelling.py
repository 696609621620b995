from itertools import combinations

import pytest

from fairlead.base.spelling import latin, plain, spellings

SAME = [
    ("Baekyangsan", "Paek Yang San", "Paegyangsan", "백양산"),
    ("Eunheung", "Un Hung", "Ŭnhŭng", "은흥"),
    ("Ryuson", "Yu Son", "Yuson", "Yuseon", "유선", "류선"),
    ("Chon Ma San", "Cheonmasan", "Ch'ŏnmasan", "천마산"),
    ("Nampho", "Nampo", "Namp'o", "남포"),
    ("Najin", "Rajin", "나진", "라진"),
    ("Rung Ra", "Neungna", "릉라", "능라"),
    ("Chong Rim", "Cheongnim", "청림"),
    ("Rye Song Gang", "Yeseonggang", "Ryesong-gang", "예성강"),
    ("Kum Jin Gang", "Geumjingang", "Kŭmjin'gang", "금진강"),
    ("Baekdu San", "Paek Tu San", "Paektusan", "백두산"),
    ("Woo Jeong", "U Jong", "우정"),
    ("Vostochny", "Vostochnyy", "Vostochnyi", "Wostotschny", "Восточный"),
    ("Dunay", "Dunai", "Dunaj", "Дунай"),
    ("Vityaz", "Vitiaz", "Витязь"),
    ("Maia", "Maya", "Майя"),
]
"""Spellings as the sources and the systems print them: Revised Romanization, DPRK, McCune-Reischauer, Hangul; BGN,
passport, German, Cyrillic."""


@pytest.mark.parametrize("names", SAME, ids=lambda names: names[0])
def test_spellings_of_one_name_share_a_key(names):
    for a, b in combinations(names, 2):
        assert spellings(a) & spellings(b), (a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [("Un Hung", "Un Pha"), ("Yu Son", "Yu Jong"), ("Sam Ma", "Sam Jong"), ("Maria", "Malia"), ("Rajin", "Rason")],
)
def test_different_names_share_no_key(a, b):
    assert not spellings(a) & spellings(b)


def test_a_name_that_no_korean_syllables_make_has_no_korean_key():
    assert not [k for k in spellings("Vostochny") if k.startswith("k:")]
    assert not [k for k in spellings("Lady R") if k.startswith("k:")]


def test_case_spaces_and_punctuation_do_not_differ():
    assert plain("PAEK-YANG  San@@") == plain("Paek Yang San") == "paekyangsan"


def test_hangul_is_read_by_its_syllables_and_other_scripts_by_their_letters():
    assert latin("유선 2") == "yuseon 2"
    assert latin("Патриот") == "Patriot"


def test_a_word_of_two_alphabets_is_read_as_one():
    assert latin("РATRIОT") == "PATRIOT"  # Latin, with two letters of Cyrillic
    assert latin("Bелеc") == latin("Велес")  # Cyrillic, with two of Latin
    assert latin("т/х PATRIOT").endswith(" PATRIOT")  # two words


def test_text_without_letters_has_no_keys_and_a_text_beyond_any_name_only_a_plain_one():
    assert spellings(" – ") == frozenset()
    assert spellings("a" * 41) == {"p:" + "a" * 41}
