import pytest

from fairlead.ledger.speakers import Voice, join_speakers, names_of


def numbers(*who):
    """Numbers of speakers of one subject; each a name, or a name and the party behind it."""
    pairs = [(w, None) if isinstance(w, str) else w for w in who]
    return join_speakers([(("assert",), Voice(names_of(name), party)) for name, party in pairs])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ann Oat", "ANN OAT"),
        ("Shin Won-sik", "Shin Wonsik"),
        ("Shin Won-sik", "Won-sik Shin"),
        ("John Kirby", "White House spokesman John Kirby"),
        ("John Kirby", "Kirby"),
        ("Open Field Centre", "OFC"),
        ("Ann Oat (minister)", "Ann Oat, defence minister"),
        ("Ann Oat", "Ann \u200bOat"),
        ("Ann Oat", "Аnn Oat"),  # the first letter is Cyrillic
        ("South Korea", "the South Korean government"),
        ("Kyrylo Budanov", "K. Budanov"),
        ("Kyrylo Budanov", "Budanov K."),
        ("Shin Won-sik", "Shin W. S."),
        ("Shin Won-sik", "W.S. Shin"),
        ("John Kirby", "John F. Kirby"),
        ("Kyrylo Budanov", "Kyrylo Budanov, head of the Main Directorate of Intelligence"),
        ("Budanov", "Lt. Gen. Budanov, head of the HUR"),
        ("Antony Blinken", "U.S. Secretary of State Antony Blinken"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Volodymyr Zelenskiy", ("President Volodymyr Zelenskyy", "Ukraine")),
        ("Kim Song", "Ambassador Kim Seong"),
        ("Ann Oat", "Ann Oat, Iceland's deputy minister for trade and wool"),
    ],
)
def test_one_speaker_is_one_however_written(a, b):
    one, other = numbers(a, b)
    assert one == other


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ann Oat", "Ben Oat"),
        (("defence ministry", "Russia"), ("defence ministry", "South Korea")),
        (("officials", "Ukraine"), ("officials", "United States")),
        (("Lee Ho", "South Korea"), ("Lee Ho", "North Korea")),
        ("White House", "Pentagon"),
        ("Open Field Centre", "Old Farm Company"),
        ("Kyrylo Budanov", "V. Budanov"),
        ("K. Budanov", "V. Budanov"),
        (("K. Budanov", "Russia"), ("Kyrylo Budanov", "Ukraine")),
        ("John F. Kirby", "John B. Kirby"),
        (("Kim Song", "North Korea"), ("Kim Seong", "South Korea")),
        ("Song", "Kim Seong"),
    ],
)
def test_two_speakers_are_two(a, b):
    one, other = numbers(a, b)
    assert one != other


def test_a_surname_that_two_bear_is_neither():
    ann, ben, oat = numbers("Ann Oat", "Ben Oat", "Oat")
    assert len({ann, ben, oat}) == 3


def test_initials_that_two_bear_are_neither():
    kyrylo, karl, short = numbers("Kyrylo Budanov", "Karl Budanov", "K. Budanov")
    assert len({kyrylo, karl, short}) == 3


def test_a_rank_a_surname_and_initials_are_one_beside_the_whole_name():
    assert len(set(numbers("Kyrylo Budanov", "K. Budanov", "Lt. Gen. Budanov, head of the HUR", "Budanov"))) == 1


def test_another_person_behind_a_comma_is_another_speaker():
    assert [n.core for n in names_of("Ann Oat, head of trade, Ben Rye")] == ["ann oat", "ben rye"]
    assert [n.core for n in names_of("Ann Oat, Ben Rye")] == ["ann oat", "ben rye"]
    assert [(n.core, n.is_office) for n in names_of("Ukraine's spy chief")] == [("spy chief", True)]


def test_two_who_speak_together_are_one_voice_unless_each_is_held_apart():
    assert numbers("OFC and Ida Moss", "Ida Moss / OFC") == [(0,), (0,)]
    together, ida, other = numbers("Ann Oat and Ida Moss", "Ida Moss", "Ann Oat")
    assert set(together) == {*ida, *other}
    together, ida = numbers("Ann Oat and Ida Moss", "Ida Moss")
    assert together == ida


def test_a_person_whose_organisation_is_left_out_once_is_the_same():
    assert len(set(numbers(("Ann Oat", "Grain Board"), ("Ann Oat", None), ("Ann Oat", "South Korea")))) == 1


def test_speakers_of_two_subjects_never_share_a_number():
    name = Voice(names_of("Ann Oat"), None)
    assert join_speakers([(("assert",), name), (("deny",), name), (("assert",), Voice((), None))]) == [(0,), (1,), ()]


def test_a_romanisation_that_may_be_two_people_stays_by_itself():
    north, south, neither = numbers(("Kim Song", "North Korea"), ("Kim Seong", "South Korea"), "Gim Song")
    assert len({north, south, neither}) == 3
