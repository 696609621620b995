import dataclasses
import random

import pytest

from fairlead.identity.names import BASES, NameIndex, read_name, split_names


def index(*vessels, flag="KP"):
    made = NameIndex()
    for owner, names in enumerate(vessels):
        made.add(owner, [read_name(n) for n in names], flag)
    return made


@pytest.mark.parametrize(
    ("written", "stem", "number"),
    [
        ("Kum Un San", "kumunsan", ()),
        ("Kum Un San 3", "kumunsan", (3,)),
        ("KUM UN SAN III", "kumunsan", (3,)),
        ("Billions No. 18", "billions", (18,)),
        ("Song Won No.2", "songwon", (2,)),
        ("백양산 1호", "baekyangsan", (1,)),
        ("SONGMYENG2", "songmyeng", (2,)),
        ("Hai Zhou 168", "haizhou", (168,)),
        ("Maia-1", "maia", (1,)),
        ("Sam Jong 02", "samjong", (2,)),
        ("Lady R", "ladyr", ()),
        ("168", "168", ()),
        ("PATRIOT@@@@@", "patriot", ()),
    ],
)
def test_a_name_is_letters_that_may_vary_and_numbers_that_may_not(written, stem, number):
    name = read_name(written)
    assert (name.stem, name.number) == (stem, number)


@pytest.mark.parametrize("prefix", ["MT ", "M/T ", "MV ", "M/V ", "M.V. ", "m/v ", "Tanker ", "Motor vessel ", "MT. "])
def test_what_a_ship_is_does_not_belong_to_its_name(prefix):
    assert read_name(prefix + "Yu Son").stem == "yuson"


@pytest.mark.parametrize("prefix", ["VLCC ", "Oil tanker ", "LPGC ", "FV ", "The ", "Bulk carrier "])
@pytest.mark.parametrize("suffix", ["", " (tanker)", ", M/T", " (MT)", " IMO 9187629", " (IMO: 9187629)"])
def test_what_a_ship_is_and_its_number_may_stand_before_or_behind_its_name(prefix, suffix):
    assert read_name(f"{prefix}Yu Son 3{suffix}") == dataclasses.replace(
        read_name("Yu Son 3"), written=f"{prefix}Yu Son 3{suffix}"
    )


@pytest.mark.parametrize(
    ("written", "stem", "number"),
    [
        ("Grace One", "grace", (1,)),
        ("Grace Twenty", "grace", (20,)),
        ("One Apus", "oneapus", ()),  # not the last word
        ("One", "one", ()),
        ("Adm. Makarov", "admiralmakarov", ()),
        ("PROF LOGACHEV", "professorlogachev", ()),
        ("St. Nicholas 2", "saintnicholas", (2,)),
        ("Mar Azul", "marazul", ()),  # a word of its own, not a marshal
        ("ADM", "adm", ()),
    ],
)
def test_a_number_in_words_and_a_rank_cut_short_are_read_in_full(written, stem, number):
    name = read_name(written)
    assert (name.stem, name.number) == (stem, number)


def test_a_name_that_begins_like_a_prefix_keeps_it():
    assert read_name("Mvita").stem == "mvita"
    assert read_name("MT").stem == "mt"


def test_a_roman_numeral_counts_only_as_the_last_word_in_capitals():
    assert read_name("V Victory").number == ()
    assert read_name("Ri i").number == ()
    assert read_name("I").stem == "i"


@pytest.mark.parametrize(
    ("a", "b"), [("Kum Un San", "Kum Un San 3"), ("Song Won", "SONG WON 2"), ("Mu Bong", "무봉 1")]
)
def test_near_twins_differ_by_number(a, b):
    assert index([b]).find(read_name(a)) == {0: "number missing"}
    assert index([a]).find(read_name(b)) == {}


def test_one_name_in_two_number_formats_is_no_twin():
    assert index(["Song Won II"]).find(read_name("Song Won 2")) == {0: "name"}


def test_several_names_in_one_text_come_apart():
    assert split_names("Apex / Shun Fa") == ["Apex", "Shun Fa"]
    assert split_names("Tan Chon (ex Ryon Gang 2)") == ["Tan Chon", "Ryon Gang 2"]
    assert split_names("Rajin/Rason") == ["Rajin/Rason"]


def test_a_romanised_spelling_finds_its_vessel():
    found = index(["Paek Yang San 1"], ["Un Hung"])
    assert found.find(read_name("Baekyangsan 1")) == {0: "spelling"}
    assert found.find(read_name("은흥")) == {1: "spelling"}
    assert found.find(read_name("UN HUNG")) == {1: "name"}


def test_a_listed_spelling_is_no_former_name():
    assert index(["Un Hung", "Eunheung"]).find(read_name("Eunheung")) == {0: "spelling"}


def test_a_former_name_finds_its_vessel_as_such():
    assert index(["Sin Phyong 9", "SAEBYOL", "CHONG RIM 2"]).find(read_name("Chong Rim 2")) == {0: "former name"}


def test_a_number_never_disappears_into_a_name_without_one():
    found = index(["Kum Un San"], ["Kum Un San 3"])
    assert found.find(read_name("Kum Un San 3")) == {1: "name"}
    assert found.find(read_name("Kum Un San")) == {0: "name", 1: "number missing"}
    assert found.find(read_name("Kum Un San 5")) == {}


def test_the_korean_fold_is_only_a_likeness_for_ships_without_korean_names():
    assert index(["Angara"], flag="RU").find(read_name("Ankara")) == {0: "similar name"}
    assert index(["Maya"], flag="RU").find(read_name("Maia")) == {0: "spelling"}


def test_a_typo_is_a_likeness_and_a_changed_number_is_not():
    found = index(["Wol Bong San"], ["Sam Jong 2"])
    asked = [read_name("Wol Bong Sam"), read_name("Sam Jong 3")]
    assert found.find_similar(asked, 0.85) == {"Wol Bong Sam": {0: "similar name"}}


WORLDS = [random.Random(seed) for seed in range(12)]


def drawn_names(rnd, count):
    """Names close to each other in every way the index tells apart: fold, typo, number, former name, script."""
    stems = ("Yu Son", "Yuseon", "Ryu Son", "유선", "Angara", "Ankara", "Maia", "Maya", "Wol Bong San", "Wol Bong Sam")
    made = []
    for _ in range(count):
        stem = rnd.choice(stems)
        if rnd.random() < 0.4:
            at = rnd.randrange(1, len(stem))
            stem = stem[:at] + rnd.choice(("", "n", "o", stem[at] * 2)) + stem[at + 1 :]
        made.append(stem + rnd.choice(("", "", " 1", " 2", " II")))
    return made


@pytest.mark.parametrize("rnd", WORLDS, ids=range(len(WORLDS)))
def test_the_index_finds_what_comparing_each_name_with_each_vessel_finds(rnd):
    fleet = [(drawn_names(rnd, rnd.randint(1, 3)), rnd.choice(("KP", "RU", None))) for _ in range(60)]
    asked = [read_name(n) for n in dict.fromkeys(drawn_names(rnd, 80))]
    together, alone = NameIndex(), [NameIndex() for _ in fleet]
    for owner, (names, flag) in enumerate(fleet):
        together.add(owner, [read_name(n) for n in names], flag)
        alone[owner].add(owner, [read_name(n) for n in names], flag)
    similar = together.find_similar(asked, 0.85)
    assert {b for name in asked for b in together.find(name).values()} == set(BASES)  # the drawn world holds every case
    for name in asked:
        assert together.find(name) == {i: b for each in alone for i, b in each.find(name).items()}
        one_by_one = {i: b for each in alone for i, b in each.find_similar([name], 0.85).get(name.written, {}).items()}
        assert similar.get(name.written, {}) == one_by_one
        assert "number missing" not in together.find_bearing(name).values()


def test_a_remark_in_brackets_is_not_torn_apart():
    assert split_names("Ocean Sky (Sierra Leone)") == ["Ocean Sky (Sierra Leone)"]


def test_a_name_of_signs_only_is_itself_and_nothing_else():
    assert read_name("??").keys == {"p:??"}
    assert index(["??"]).find(read_name("?")) == {}
