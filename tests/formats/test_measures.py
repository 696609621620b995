"""Measures and features: what no ship has is refused in words, repeats are counted or listed."""

import pytest


def test_readings_are_counted(kept):
    row = kept("measures", value_m="95.2", repeats="94.8; 95.1; 95.7", how="along the axis")
    assert (row["quantity"], row["value_m"], row["repeats"]) == ("length", 95.2, 3)
    assert row["readings_m"] == [94.8, 95.1, 95.7]


def test_one_figure_is_how_many_readings_there_were(kept):
    row = kept("measures", repeats="4", quantity="Bridge to bow")
    assert (row["repeats"], row["readings_m"], row["quantity"]) == (4, [], "bridge_to_bow")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"value_m": "0"}, "value_m 0 as length: no ship measures that"),
        ({"value_m": "900"}, "ships have 3 to 650 m. Is it in feet, or in pixels?"),
        ({"value_m": "-5"}, "no ship measures that"),
        ({"quantity": "beam", "value_m": "150"}, "no ship's beam is so"),
        ({"quantity": "weight"}, "is none of length, beam"),
        ({"value_m": ""}, "value_m is blank"),
        ({"sd_m": "0"}, "no measure is exact"),
        ({"repeats": "95.5"}, "is one reading"),
        ({"repeats": "10; 20"}, "lies outside its own readings"),
        ({"repeats": "95; 900"}, "repeats 900 as length"),
    ],
)
def test_what_no_ship_has_is_refused_in_words(refused, cells, words):
    assert words in refused("measures", **cells)


def test_a_feature_says_how_far_it_can_be_trusted(kept):
    row = kept("features", p_present="0.9", p_absent="0.1")
    assert (row["name"], row["value"], row["p_present"], row["p_absent"]) == ("deck", "red", 0.9, 0.1)


def test_nobody_is_certain(refused):
    assert "nobody's eye is so sure" in refused("features", p_present="1")


def test_a_sighting_says_its_look_its_load_and_its_heading(kept):
    row = kept("sightings", look="L1", berth="oil", laden="Laden", heading_deg="135", heading_ambiguous="yes")
    assert (row["look"], row["berth"], row["laden"], row["heading_deg"]) == ("L1", "oil", "laden", 135)
    assert row["is_heading_ambiguous"] is True
    assert kept("sightings")["look"] is None


@pytest.mark.parametrize(
    ("cells", "words"),
    [({"laden": "half"}, "is none of laden, ballast, unknown"), ({"heading_deg": "400"}, "lies outside 0 to 360")],
)
def test_a_load_or_heading_that_cannot_be_is_refused(refused, cells, words):
    assert words in refused("sightings", **cells)
