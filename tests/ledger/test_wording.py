import pytest

from fairlead.ledger.wording import (
    fold,
    holds_phrase,
    numbers,
    say_count,
    say_list,
    say_number,
    sentence,
    tokens,
    without_brackets,
)  # fmt: skip


def test_words_are_compared_without_case_script_plural_or_punctuation():
    assert tokens("Artillery shells") == tokens("artillery-shell") == ("artillery", "shell")
    assert fold("Café  (Rome)") == "cafe rome"
    assert tokens("gas class") == ("gas", "class")  # neither is a plural
    assert tokens(None) == ()


def test_a_phrase_is_whole_words_in_order():
    assert holds_phrase(tokens("voyages Rajin to Russia"), tokens("voyages Rajin"))
    assert not holds_phrase(tokens("turmoil at sea"), tokens("oil"))
    assert not holds_phrase(tokens("Rajin voyages"), tokens("voyages Rajin"))
    assert not holds_phrase(tokens("anything"), ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6,700; up to 3,000,000 152mm OR 500,000 122mm", (6700, 3_000_000, 500_000)),
        ("about 2.3 million 152 mm or about 400,000 122 mm", (2_300_000, 400_000)),
        ("between 4.2 and 5.8 million", (4.2, 5_800_000)),
        ("more than a hundred tankers, 43 days", (43,)),
        ("dozens", ()),
        (None, ()),
    ],
)
def test_numbers_are_read_from_digits_and_a_calibre_is_none(text, found):
    assert numbers(text) == pytest.approx(found)


def test_numbers_lists_and_counts_are_said_as_people_say_them():
    assert say_number(1367627.6) == "1,367,628"
    assert say_number(33.70, 2) == "33.7"
    assert say_count(0, "trip") == "no trips"
    assert say_count(1, "trip") == "one trip"
    assert say_count(11, "trip") == "11 trips"
    assert say_list(["a"]) == "a"
    assert say_list("abc") == "a, b and c"
    assert say_list([]) == ""
    assert sentence("nobody looked") == "Nobody looked."
    assert without_brackets("Jean Mackenzie (machine copy)") == "Jean Mackenzie"
