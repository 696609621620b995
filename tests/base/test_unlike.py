"""Sizes and features by which two sightings are of two ships, and such as say nothing."""

from math import exp

import pytest

from fairlead.base.unlike import are_of_two_sizes, are_unlike, features_contradict


@pytest.mark.parametrize(
    ("one", "other", "are_two"),
    [
        ((90.0, None), (99.0, None), False),  # ten per cent apart
        ((90.0, None), (99.1, None), True),
        ((100.0, 3.0), (112.0, 4.48), True),  # log 1.12 = .113; twice hypot(.03, .04) = .100
        ((100.0, 4.0), (112.0, 5.6), False),  # twice hypot(.04, .05) = .128
        ((100.0, 50.0), (100.0 * exp(1.0), None), True),  # no error known of one: the share alone
    ],
)
def test_sizes_are_of_two_ships_beyond_a_share_and_twice_the_error_of_their_difference(one, other, are_two):
    assert are_of_two_sizes(one, other, 0.10) is are_two
    assert are_of_two_sizes(other, one, 0.10) is are_two


def row(**more):
    return {"hulls": 1, "lengths_m": [], "length_m": None, "beam_m": None, "beam_sd_m": None} | more


def test_a_measured_length_goes_before_a_stated_one_and_a_beam_parts_too():
    measured = row(lengths_m=[90.0], length_m=140.0, length_sd_m=4.0)
    assert are_unlike(measured, row(lengths_m=[90.0]))
    assert are_unlike(row(beam_m=14.0, beam_sd_m=0.5), row(beam_m=20.0, beam_sd_m=0.5))
    assert not are_unlike(row(lengths_m=[90.0, 140.0]), row(lengths_m=[200.0]))  # of two, which is not said
    assert not are_unlike(row(), row(lengths_m=[90.0]))


def test_features_contradict_where_the_same_thing_is_told_otherwise():
    red = {"features": ["Deck colour: red", "crane: present"]}
    assert features_contradict(red, {"features": ["deck colour: Green"]})
    assert not features_contradict(red, {"features": ["deck colour: green", "deck colour: red"]})
    assert not features_contradict(red, {"features": ["helipad: absent"]})
    assert not features_contradict(red, {"features": None})
