"""Cleaning of values: what is not available and what AIS cannot say is null, and is counted."""

import numpy as np
import pytest

from fairlead.tracks.clean import null_standins


@pytest.mark.parametrize(
    ("column", "stand_in", "kept"),
    [
        ("sog_kn", 102.3, 102.2),
        ("cog_deg", 360.0, 359.9),
        ("heading_deg", 511.0, 359.0),
        ("draught_m", 0.0, 25.5),
        ("length_m", 0.0, 1022.0),
    ],
)
def test_stand_ins_become_null_and_are_counted_and_what_is_next_to_them_stays(column, stand_in, kept):
    given_values = np.array([stand_in, kept, np.nan], dtype=np.float32)
    made, counts = null_standins({column: given_values})
    assert np.isnan(made[column]).tolist() == [True, False, True]
    assert made[column][1] == np.float32(kept)
    assert counts == {column: 1}


@pytest.mark.parametrize(("column", "stand_in"), [("imo", 0), ("ship_type", 0), ("nav_status", 15)])
def test_stand_ins_of_whole_numbers_become_minus_one(column, stand_in):
    made, counts = null_standins({column: np.array([stand_in, 7, np.nan])})
    assert made[column].tolist() == [-1, 7, -1]
    assert counts == {column: 1}


def test_what_ais_cannot_say_is_null_too():
    made, counts = null_standins({"cog_deg": np.array([-60.6, 409.5]), "sog_kn": np.array([300.0, -1.0])})
    assert np.isnan(made["cog_deg"]).all()
    assert np.isnan(made["sog_kn"]).all()
    assert counts == {"cog_deg out of range": 2, "sog_kn out of range": 2}


def test_sixty_three_knots_are_no_speed_in_type_27_and_a_speed_elsewhere():
    made, counts = null_standins({"sog_kn": np.array([63.0, 63.0]), "msg_type": np.array([27, 1])})
    assert np.isnan(made["sog_kn"]).tolist() == [True, False]
    assert counts == {"sog_kn": 1}


def test_what_is_not_given_is_null_and_not_counted():
    made, counts = null_standins({"sog_kn": np.array([1.0, np.nan])})
    assert made["sog_kn"].tolist()[0] == 1
    assert counts == {}
