import pytest

from fairlead.base.doubted import doubts_of, names_in_doubt


@pytest.mark.parametrize(
    ("ship", "names"),
    [
        ("Pak Ma?", ("Pak Ma",)),
        ("Song Rim (?)", ("Song Rim",)),
        ("possibly Pak Ma", ("Pak Ma",)),
        ("prob. Pak Ma", ("Pak Ma",)),
        ("Pak Ma [unconfirmed]", ("Pak Ma",)),
        ("POSSIBLY PAK MA", ("PAK MA",)),
        ("believed to be Pak Ma", ("Pak Ma",)),
        ("likely the Pak Ma", ("Pak Ma",)),
        ("백양산?", ("백양산",)),
        ("Pak Ma or Song Rim", ("Pak Ma", "Song Rim")),
        ("either Pak Ma or Song Rim", ("Pak Ma", "Song Rim")),
        ("Pak Ma / Song Rim", ("Pak Ma", "Song Rim")),
        ("Pak Ma/Song Rim", ("Pak Ma", "Song Rim")),
        ("Pak Ma (probably Song Rim 2)", ("Pak Ma", "Song Rim 2")),
        ("Kum Ya (or Kum Ya 2)", ("Kum Ya", "Kum Ya 2")),
        ("?", ()),
        ("to be confirmed", ()),
    ],
)
def test_a_name_beside_words_of_doubt_is_in_doubt(ship, names):
    assert names_in_doubt(ship) == names


@pytest.mark.parametrize(
    "ship",
    [
        "Pak Ma", "M/T Pak Ma", "Maia-1", "Côte d'Or", "Yu Son (printed Ryuson)", "Pak Ma (possibly laden)",
        "Pak Ma (arrival time uncertain)", "Pak Ma (ex Song Rim?)", "Chon Ma San (not seen)", "Angara; Maria",
        "(unidentified tanker?)", "Kum Ya (not named in this source)",
    ],
)  # fmt: skip
def test_a_doubt_about_something_else_or_none_leaves_the_name(ship):
    assert names_in_doubt(ship) is None


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        ("low: not sure it is her", "“not sure it is her”"),
        ("low: unsure", "“unsure”"),
        ("medium: identity unclear; two sources", "“identity unclear”"),
        ("medium: probably the same ship", "“probably the same ship”"),
        ("medium: the day is not certain; alleged transfer with Yu Son", ""),
        ("high: her cargo uncertain", ""),
        ("low: probably in ballast", ""),
        ("medium: image-to-profile match by a former member", ""),
        ("high: positively identified", ""),
        (None, ""),
    ],
)
def test_a_confidence_that_doubts_the_ship_is_told_from_one_that_doubts_the_day(confidence, words):
    row = {"vessel_words": "Pak Ma", "vessel_name": "Pak Ma", "confidence": confidence}
    assert doubts_of(row).words == words
