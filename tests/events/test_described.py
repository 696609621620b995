"""What was measured and described of a sighting, as far as an observation carries it."""

from math import hypot

import pytest

from fairlead.events.described import NOTHING, Described


def sighting(label="S1", hulls=1, look=None, method="satellite image"):
    return {"label": label, "hulls": hulls, "look": look, "method": method}


def measure(n, value, sd=None, quantity="length", how=None):
    return {
        "measure_id": f"measure:{n}",
        "sighting": "S1",
        "quantity": quantity,
        "value_m": value,
        "sd_m": sd,
        "how": how,
    }


def test_measures_of_a_quantity_are_one_with_the_least_of_their_errors():
    """The geometric mean of 90 and 100 is the root of 9,000, 94.87."""
    held = Described([measure(1, 90.0, 4.0), measure(2, 100.0, 3.0), measure(3, 15.0, quantity="beam")], [], [], [])
    sizes, sources = held.of(sighting())
    assert sizes["length_m"] == pytest.approx(94.868, abs=1e-3)
    assert (sizes["length_sd_m"], sizes["beam_m"], sizes["beam_sd_m"]) == (3.0, pytest.approx(15.0), None)
    assert sources == ["measure:1", "measure:2", "measure:3"]
    assert held.of(sighting(hulls=2)) == held.of(sighting("S2")) == (NOTHING, [])


def test_radar_is_known_by_its_scene_or_its_words_and_knows_a_length_to_half():
    looks, scenes = [{"label": "L1", "scene": "I1"}], [{"label": "I1", "sensor": "sar"}]
    held = Described([measure(1, 100.0, 10.0)], [], looks, scenes)
    assert held.of(sighting(look="L1"))[0]["length_sd_m"] == pytest.approx(hypot(10, 50))
    assert held.of(sighting(method="Sentinel-1 radar"))[0]["length_sd_m"] == pytest.approx(hypot(10, 50))
    assert held.of(sighting(look="L2"))[0]["length_sd_m"] == 10.0


def test_features_are_told_by_name_and_value():
    rows = [
        {"feature_id": f"feature:{n}", "sighting": "S1", "name": name, "value": value}
        for n, (name, value) in enumerate([("deck colour", "red"), ("crane", "absent"), ("deck colour", "red")])
    ]
    sizes, sources = Described([], rows, [], []).of(sighting())
    assert sizes["features"] == ["deck colour: red", "crane: absent"]
    assert sources == ["feature:0", "feature:1", "feature:2"]
