"""The states of a sampled estimate are those its own words name."""

from dataclasses import replace

import numpy as np

from fairlead.ledger.estimate_state import estimate_states
from fairlead.trips.sampler import sample_trips
from fairlead.trips.season_priors import SamplerParams
from fairlead.trips.seasons import DISCHARGE, LOAD, Durations, Fixes, Looks, Season

SHORT = SamplerParams(warm_up=20, iterations=40)
HOURS = (np.full(9, 40.0), np.full(9, 60.0), np.full(9, 70.0), np.full(9, 60.0))
EMPTY = Season(
    hulls=("vessel:1", "vessel:2"), steps=120, step_h=6.0, roles=(LOAD, DISCHARGE), shares=(1.0, 1.0),
    looks=Looks(*(np.zeros(0, kind) for kind in (np.int32, np.int16, np.float64, np.int16, np.bool_))),
    blocks=(), fixes=Fixes(*(np.zeros(0, kind) for kind in (np.int32, np.int32, np.int8))),
    is_silent=np.zeros((2, 120), np.bool_), durations=Durations(*HOURS),
)  # fmt: skip


def states_of(params):
    return estimate_states(" ".join(sample_trips(EMPTY, params).words))


def test_the_sampler_and_what_reads_its_words_agree_on_the_prior():
    assert "no looks, this is the prior" in states_of(replace(SHORT, settled_r_hat=2.0))


def test_the_sampler_and_what_reads_its_words_agree_on_chains_that_disagree():
    assert "identities not settled" in states_of(replace(SHORT, settled_r_hat=1.0))


def test_words_without_a_state_have_none():
    assert estimate_states("25 trips, 90 % 22–30, took place.") == []
    assert estimate_states(None) == []
