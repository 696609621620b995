import pytest

from fairlead.base.wording import (
    fold_berth,
    plural,
    say_count,
    say_list,
    say_load_share,
    say_many,
    say_number,
    say_rounded,
    sentence,
)


def test_numbers_lists_and_counts_are_said_as_people_say_them():
    assert say_number(1367627.6) == "1,367,628"
    assert say_number(33.70, 2) == "33.7"
    assert say_count(0, "trip") == "no trips"
    assert say_count(1, "trip") == "one trip"
    assert say_count(11, "trip") == "11 trips"
    assert say_list(["a"]) == "a"
    assert say_list("abc") == "a, b and c"
    assert say_list([]) == ""
    assert plural("barrel") == plural("barrels") == "barrels"
    assert sentence("nobody looked") == "Nobody looked."
    assert say_many(1, "trip") == "1 trip"
    assert say_many(1250, "trip") == "1,250 trips"
    assert say_count(2, "party", "parties") == "two parties"


@pytest.mark.parametrize(
    ("frac", "words"), [(1 / 3, "1/3"), (0.5, "1/2"), (0.6, "60 %"), (0.9, "90 %"), (0.333, "33.3 %"), (1.0, "100 %")]
)
def test_a_load_share_is_said_as_it_was_published(frac, words):
    assert say_load_share(frac) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (0.126, "0.13"), (9.96, "10.0"), (14, "14"), (147, "150"), (181_219, "180,000"), (996_681, "1,000,000")],
)
def test_drawn_figures_are_said_with_two_significant_figures(value, words):
    assert say_rounded(value) == words


def test_a_berth_is_the_same_however_its_words_are_joined_and_no_other():
    one = {fold_berth(x) for x in ("berth 1", "Berth-1", "BERTH1", "berth. 1", "berth\u20131", "berth_1")}
    assert one == {"berth1"}
    assert fold_berth("Pier 1-1") == fold_berth("pier 1.1") == fold_berth("pier 1 1") != fold_berth("pier 11")
    assert len({fold_berth(x) for x in ("berth 1", "berth 2", "berth 12", "north", "south")}) == 5
    assert (fold_berth(None), fold_berth("-"), fold_berth("--") != fold_berth("-")) == (None, "-", True)
