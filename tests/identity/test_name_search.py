import random

import pytest

from fairlead.identity.grams import Grams
from fairlead.identity.name_search import NameSearch
from fairlead.identity.names import read_name
from fairlead.identity.ship_likeness import asked_likeness

STEMS = (
    "Yu Son", "Yuseon", "유선", "Angara", "Ankara", "Maia", "Maya", "Wol Bong San", "Lady R", "Royal", "Loyal",
    "AKADEMIK ALEKSANDR KARPINSKY", "AKADEMIK ALEKSANDR K", "Патриот", "PATRIOT", "MT Patriot", "Bicentenario",
)  # fmt: skip


def drawn(rnd, count):
    """Names near to each other in every way the search tells apart."""
    made = []
    for _ in range(count):
        stem = rnd.choice(STEMS)
        for _ in range(rnd.choice((0, 0, 1, 2))):
            at = rnd.randrange(1, max(2, len(stem)))
            stem = stem[:at] + rnd.choice(("", "n", "o", stem[at : at + 1] * 2)) + stem[at + 1 :]
        made.append(stem + rnd.choice(("", "", " 1", " 2", " II", "@@@")))
    return made


@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_what_comparing_with_each_finds(seed):
    rnd = random.Random(seed)
    held, asked = drawn(rnd, 120), drawn(rnd, 60)
    search = NameSearch((i, "vessel", name) for i, name in enumerate(held))
    some = 0
    for name in asked:
        alone = {
            i: like for i, h in enumerate(held) if (like := asked_likeness(read_name(name), read_name(h)).score) > 0
        }
        assert {met.owner: met.likeness.score for met in search.find(name, "vessel")} == alone
        some += len(alone)
    assert some > 100  # the drawn names do meet


def test_words_within_a_slip_share_all_but_three_pairs():
    grams = Grams([("patriot",), ("partiot",), ("petronia",), ("patrol",)])
    assert grams.within("patriot", 1).tolist() == [0, 1]  # a swap; the others lie further off


def test_every_kind_is_searched_among_its_own():
    search = NameSearch(
        [(0, "vessel", "SONA"), (1, "company", "Sona LLC"), (2, "person", "Sona Sonya"), (3, "company", "СОНА ООО")]
    )
    assert [m.owner for m in search.find("SONA", "vessel")] == [0]
    assert sorted(m.owner for m in search.find("SONA", "company")) == [1, 3]
    assert sorted(m.owner for m in search.find("Sona")) == [0, 1, 3]


def test_names_in_one_text_are_searched_each():
    search = NameSearch([(0, "vessel", "TAN CHON (ex RYON GANG 2)"), (1, "company", "Al-Qa'ida/Islamic Army")])
    assert [m.owner for m in search.find("RYON GANG 2", "vessel")] == [0]
    assert [m.owner for m in search.find("Al Qaeda", "company")] == [1]


def test_a_name_in_another_script_finds_its_consonants():
    search = NameSearch([(0, "person", "Barack Obama"), (1, "person", "Marie Ondoa")])
    assert [m.owner for m in search.find("贝拉克·奥巴马", "person")] == [0]
