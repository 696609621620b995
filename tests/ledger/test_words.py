import pytest

from fairlead.ledger.words import fold, holds_phrase, numbers, tokens, without_brackets


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


def test_what_stands_in_brackets_is_left_out():
    assert without_brackets("Jean Mackenzie (machine copy)") == "Jean Mackenzie"
