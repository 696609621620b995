import pytest

from fairlead.formats.names import names_in, ship_words


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("SAEBYOL; CHONG RIM 2", ["SAEBYOL", "CHONG RIM 2"]),
        ("WOO JEONG (to 2019)", ["WOO JEONG"]),
        ("false identity used by KINGSWAY (UN-listed)", []),
        ("ex Daeho Sunrise; formerly BLUE OCEAN; aka Y CHUN", ["Daeho Sunrise", "BLUE OCEAN", "Y CHUN"]),
        ("ex-KINGSWAY", ["KINGSWAY"]),
        ("Nowhere; Nowhere", ["Nowhere"]),
        ("unknown", []),
        ("", []),
        (" ; ", []),
        ("백양산; Пэк Ян Сан", ["백양산", "Пэк Ян Сан"]),
    ],
)
def test_further_names_are_told_from_remarks_and_descriptions(words, names):
    assert names_in(words) == names


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Chon Ma San", ("Chon Ma San", "", 1)),
        ("Yu Son (printed Ryuson)", ("Yu Son", "printed Ryuson", 1)),
        ("(two of the five)", (None, "two of the five", 0)),
        ("(open", (None, "open", 0)),
        ("unidentified tanker, about 90 m", (None, "unidentified tanker, about 90 m", 0)),
        ("Unknown", (None, "Unknown", 0)),
        ("Angara; Maria", (None, "", 2)),
        ("Maia-1", ("Maia-1", "", 1)),
    ],
)
def test_a_ship_is_named_or_described(words, read):
    assert ship_words(words) == read
