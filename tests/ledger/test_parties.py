import pytest

from fairlead.ledger.parties import COALITIONS, STATES, coalition_of, is_unnamed, say_party, state_named


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("South Korean defence minister", "South Korea"),
        ("North Korean army", "North Korea"),
        ("White House", "United States"),
        ("US imagery", "United States"),
        ("Ukraine HUR", "Ukraine"),
        ("Kremlin", "Russia"),
        ("RUSI", None),
        ("Open Source Centre", None),
        ("a russet boat", None),
        (None, None),
    ],
)
def test_a_state_is_named_by_its_own_words_and_offices(text, state):
    assert state_named(text) == state


def test_codes_are_said_as_names_and_unknown_ones_as_they_are():
    assert say_party("KP") == "North Korea"
    assert say_party("AA") == "AA"
    assert say_party(None) == "an unstated party"


def test_a_member_and_its_body_are_not_independent():
    assert coalition_of("MSMT", "South Korea") == "South Korea takes part in MSMT"
    assert coalition_of("South Korea", "MSMT") == "South Korea takes part in MSMT"
    assert coalition_of("MSMT", "Russia") is None
    assert coalition_of("South Korea", "Japan") is None


def test_the_tables_are_sound():
    codes = [s.code for s in STATES]
    assert codes == sorted(set(codes))
    assert all(len(c) == 2 and c.isupper() for c in codes)
    assert all(set(body.members) <= set(codes) for body in COALITIONS)
    assert len(next(b for b in COALITIONS if b.name == "MSMT").members) == 11


def test_a_remark_in_brackets_names_nobody():
    assert is_unnamed("(unnamed)")
    assert is_unnamed(None)
    assert not is_unnamed("MSMT (11 states)")
