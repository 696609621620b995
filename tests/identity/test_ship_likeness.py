import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.identity.names import read_name
from fairlead.identity.ship_likeness import asked_likeness, ship_likeness


def like(a, b):
    return ship_likeness(read_name(a), read_name(b)).score


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("MT RYE SONG GANG 1", "RYESONGGANG 1"),
        ("RYE SONG GANG NO.1", "RYE SONG GANG I"),
        ("SPARTA IV", "Sparta iv"),
        ("СПАРТА ИВ", "SPARTA IV"),
        ("BICENTENARIOII", "BICENTENARIO II"),
        ("DONG XI", "Dong Xi"),  # read as 11 in capitals: written alike all the same
        ("PATRIOT@@@@@", "ПАТРИОТ"),
        ("т/х Патриот", "PATRIOT"),
        ("천명 1", "CHON MYONG 1호"),
    ],
)
def test_one_name_in_other_hands(a, b):
    assert like(a, b) >= 0.98


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("YU SON", "YUSEON"),  # Revised Romanization eo for the DPRK's o
        ("CHEONG CHEON GANG", "CHONG CHON GANG"),
        ("천명 1", "CH'ONMYONG 1"),
        ("TONG FENG 6", "DONG FENG 6"),
        ("IRAN HORMUZ 14", "IRAN HORMOZ 14"),
        ("PROFESSOR LOGACYEV", "PROFESSOR LOGACHEV"),
    ],
)
def test_spellings_and_slips_are_alike(a, b):
    assert 0.8 <= like(a, b) < 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ZU ZAG BONG 6", "ZU ZAG BONG 5"),
        ("VICTORY", "VICTORY 3"),
        ("SNOW STORM 1", "SNOW STORM 2"),
        ("SAM 1 2", "SAM 12"),  # the same letters and digits, other numbers
        ("LADY R", "LADY T"),
        ("HERCULES J", "HERCULES"),
        ("ROYAL", "LOYAL"),  # one Korean fold, but no Korean words
        ("VICTORY", "VICTOR KONETSKY"),
        ("LADY LEILA", "LADY RANIA"),
    ],
)
def test_another_number_letter_or_word_is_another_name(a, b):
    assert like(a, b) == 0


def test_one_letter_of_eight_costs_an_eighth():
    assert like("NIRZVANA", "NIRVANA") == pytest.approx(1 - 1 / 8)


def test_ais_cuts_at_twenty_characters():
    # AKADEMIK ALEKSANDR KARPINSKY: the twentieth character is the K of the last word
    assert like("AKADEMIK ALEKSANDR K", "AKADEMIK ALEKSANDR KARPINSKY") == pytest.approx(0.98)
    assert like("AKADEMIK ALEKSANDR", "AKADEMIK ALEKSANDR KARPINSKY") == 0  # nobody cut this one
    assert (
        "cut at 20" in ship_likeness(read_name("AKADEMIK ALEKSANDR K"), read_name("AKADEMIK ALEKSANDR KARPINSKY")).words
    )


def test_a_number_that_ais_cuts_off_is_not_seen_but_no_list_is_cut():
    # HORIZON VENTURE STAR has twenty characters, EMPEROR EAGLE GLORY nineteen: its field has room for a digit
    cut, whole = read_name("HORIZON VENTURE STAR"), read_name("HORIZON VENTURE STAR 16")
    assert asked_likeness(cut, whole).score == pytest.approx(0.98)
    assert asked_likeness(whole, cut).score == 0
    assert like("EMPEROR EAGLE GLORY", "EMPEROR EAGLE GLORY 10") == 0


WORDS = ["KUM", "UN", "SAN", "Yu", "Yuseon", "RYE", "Патриот", "유선", "LADY", "R", "Хабаровск", "M/T"]
NAMES = st.builds(
    lambda words, number: " ".join((*words, *number)),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.lists(st.sampled_from(["1", "2", "II", "No. 3", "18", "Xi"]), max_size=2),
)  # fmt: skip


@given(NAMES, NAMES)
def test_likeness_is_symmetric(a, b):
    assert ship_likeness(read_name(a), read_name(b)) == ship_likeness(read_name(b), read_name(a))


@given(NAMES)
def test_a_name_is_itself(a):
    assert like(a, a) == 1


@given(st.sampled_from(["KUM UN SAN", "Yu Son", "Патриот", "천명"]), st.integers(0, 999), st.integers(0, 999))
def test_names_of_other_numbers_are_never_alike(stem, a, b):
    assert (like(f"{stem} {a}", f"{stem} No. {b}") == 1) == (a == b)
    assert a == b or like(f"{stem} {a}", f"{stem} {b}") == 0
