"""Errors of measures, worked out by hand."""

from math import sqrt

import pytest

from fairlead.base.tables import LOOKS, MEASURES, SCENES, SIGHTINGS
from fairlead.imagery.measured import MeasuredParams, work_out_errors

AT = {"evidence_id": "e", "row": 2}


@pytest.fixture
def error(small):
    """The row of a measure of S1, made in look L1 of a scene with pixels of ``gsd`` metres."""

    def work(gsd=0.5, look="L1", **more):
        s = {"sighting_id": "sighting:1", "label": "S1", "vessel_words": "A", "event": "port_call", "hulls": 1}
        s |= {"members": [], "lengths_m": [], "date_start": "2024-03-01", "observed_by": "A", "method": "image", **AT}
        m = {"measure_id": "measure:1", "label": "E1", "sighting": "S1", "quantity": "length", "value_m": 95.0, **AT}
        made = work_out_errors(
            MEASURES.from_rows([m | {"readings_m": []} | more]), SIGHTINGS.from_rows([s | {"look": look}]),
            LOOKS.from_rows([small.look()]), SCENES.from_rows([small.scene(gsd_m=gsd)]),
        )  # fmt: skip
        return made.to_pylist()[0] if made.num_rows else None

    return work


def test_the_floor_is_a_pixel_at_either_end_and_one_per_cent(error):
    """95 m at 0.5 m: 0.5 x 1.414 = 0.707 and 0.95; together 1.184. At 10 m: 14.14 and 0.95; 14.17."""
    assert error()["sd_m"] == pytest.approx(1.184, abs=0.001)
    assert error(gsd=10.0)["sd_m"] == pytest.approx(14.17, abs=0.01)
    assert (error()["sd_basis"], error()["floor_m"], error()["gsd_m"]) == ("floor", error()["sd_m"], 0.5)
    assert error()["sources"] == ["measure:1", "sighting:1", "look:L1Ann", "scene:I1"]


def test_readings_give_the_error_where_they_spread_more(error):
    """92, 95, 98: deviations -3, 0, 3; 18 / 2 = 9; 3 m."""
    row = error(readings_m=[92.0, 95.0, 98.0], repeats=3)
    assert (row["sd_m"], row["sd_basis"]) == (pytest.approx(3.0), "repeats")
    assert row["words"] == "E1: length 95 m, give or take 3 m, from 3 readings; pixels of 0.5 m."


def test_readings_that_agree_by_chance_do_not_go_below_the_floor(error):
    assert error(readings_m=[95.0, 95.0], repeats=2)["sd_m"] == pytest.approx(1.184, abs=0.001)


def test_what_is_stated_stands_above_the_floor(error):
    assert (error(sd_m=4.0)["sd_m"], error(sd_m=4.0)["sd_basis"]) == (4.0, "stated")
    assert error(sd_m=0.1)["sd_basis"] == "floor"


def test_with_no_pixel_and_no_figure_nothing_says_how_good_it_is(error):
    row = error(look=None)
    assert (row["sd_m"], row["floor_m"], row["sd_basis"]) == (None, None, "not known")
    assert error(look=None, sd_m=0.1)["sd_m"] == pytest.approx(0.95)


def test_a_measure_of_no_sighting_has_no_row(error):
    assert error(sighting="S9") is None


def test_the_root_of_two_is_the_default():
    assert MeasuredParams().ends == sqrt(2)
