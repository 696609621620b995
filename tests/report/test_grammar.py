"""The expected strings are those of the design language, section 4, or follow from its rules."""

import pytest

from fairlead.base.tables import LOOK_CHECKS
from fairlead.report.grammar import (
    LIKELIHOOD_PCT,
    LOOK_DOUBTS,
    STATUS,
    count_look_doubts,
    mark,
    say_amount,
    say_chance,
    say_count,
    say_estimate,
    say_imo,
    say_load_share,
    say_number,
    say_range,
    say_share,
    short_id,
)


def plain(text):
    return text.replace("\u00a0", " ")


def test_every_status_has_its_own_mark_in_both_alphabets():
    assert "".join(m.plain for m in STATUS.values()) == '■▒~"≠S( )'
    assert len({m.ascii for m in STATUS.values()}) == len(STATUS) == 7
    assert all(m.ascii.isascii() for m in STATUS.values())


def test_an_unknown_status_is_never_shown_as_a_known_one():
    assert mark("guessed") == "?"


def test_the_seven_words_cover_one_to_ninety_nine_per_cent_without_overlap():
    bands = list(LIKELIHOOD_PCT.values())
    assert bands[0][0] == 1
    assert bands[-1][1] == 99
    assert all(a[1] == b[0] for a, b in zip(bands, bands[1:], strict=False))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (say_estimate(1_070_000, 840_000, 1_310_000, "barrel"), "1.07 M bbl, 90 % 0.84–1.31"),
        (say_estimate(61, 50, 80), "61, 90 % 50–80"),
        (say_estimate(13_297, 8_865, 23_935, "barrel"), "13,000 bbl, 90 % 8,900–24,000"),
        (say_estimate(None, None, None), "not known"),
        (say_amount(168_679.0, "barrel"), "168,679 bbl"),
        (say_amount(7.46, "bbl/t"), "7.46 bbl/t"),
        (say_amount(None, "barrel"), "not known"),
        (say_share(0.33736), "33.7 %"),
        (say_share(0.5), "50 %"),
        (say_share(0.9999), "over 99.9 %"),
        (say_share(0.0001), "under 0.1 %"),
        (say_share(0.0), "0 %"),
        (say_count(11), "11"),
        (say_count(11, 9, 11), "(9–11)"),
        (say_count(11, 11, 11), "11"),
        (say_range(43, 43, "trip"), "43 trip"),
        (say_range(1_000_000, None, "barrel"), "at least 1,000,000 bbl"),
        (say_range(None, 5), "up to 5"),
        (say_range(10_000, 11_000), "10,000–11,000"),
        (say_load_share(1 / 3), "1/3"),
        (say_load_share(0.3333), "1/3"),
        (say_load_share(0.6), "60 %"),
        (say_number(-3), "−3"),
        (say_chance(0.96), "48 of 50"),
        (say_chance(0.9999), "more than 99 of 100"),
        (say_chance(0.006), "less than 1 of 100"),
        (say_chance(0.005, 20), "less than 1 of 100"),
        (say_chance(0.01), "1 of 50"),
        (say_chance(0.99), "49 of 50"),
        (say_chance(0.0), "0 of 50"),
        (say_chance(1.0), "50 of 50"),
        (short_id("trip:5c0e91d2a47b6f38"), "trip:5c0e…6f38"),
        (short_id("9c4100e7"), "9c4100e7"),
        (short_id(None), "not known"),
        (say_imo(8660313), "8660313"),
    ],
)
def test_figures_read_as_the_design_language_sets_them(said, expected):
    assert plain(said) == expected


def test_units_and_per_cent_never_part_from_their_figure():
    assert "\u00a0bbl" in say_amount(5, "barrel")
    assert "\u00a0%" in say_share(0.1)


def test_every_kind_of_look_check_has_words():
    kinds = next(c.doc for c in LOOK_CHECKS.columns if c.name == "kind").rstrip(".")
    assert set(LOOK_DOUBTS) == set(kinds.replace(" or ", ", ").split(", "))
    assert count_look_doubts(["no_look", "strange", "no_look"]) == [
        ("no_look", "2 sightings that name looks not held"), ("strange", "1 strange"),
    ]  # fmt: skip
