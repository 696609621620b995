"""Receiving: which report is heard by which receiver. Reception fails by place and by hour."""

from __future__ import annotations

import numpy as np

from fairlead.base.draws import stream
from fairlead.simulate.scenario import Deaf, Receiver, Scenario
from fairlead.simulate.sending import Sent, within
from fairlead.simulate.ways import Floats, Ints, km_between

EDGE = 0.1
"""A station hears in full to 0.9 of its range, nothing from 1.1 of it on, and evenly less in between."""


def receive(hull: str, sent: Sent, scenario: Scenario) -> Ints:
    """Number of the receiver that kept each report, -1 for none; of several that heard it one at random.

    Where a ship truly is decides who hears it, not what it says.
    """
    rng = stream(scenario.seed, hull, "received")
    quiet = _quiet(sent, scenario.deaf)
    best, kept = np.zeros(len(sent)), np.full(len(sent), -1, dtype=np.int64)
    for number, receiver in enumerate(scenario.receivers):
        draws, turn = rng.random(len(sent)), rng.random(len(sent))
        is_heard = draws < chance(receiver, sent) * quiet
        is_best = is_heard & (turn > best)
        best[is_best], kept[is_best] = turn[is_best], number
    return kept


def chance(receiver: Receiver, sent: Sent) -> Floats:
    """Chance that a receiver keeps each report."""
    is_up = ~within(sent.time, receiver.off)
    if receiver.is_satellite:
        since = sent.time - receiver.first
        is_up &= (since >= 0) & (since % receiver.every_s < receiver.lasts_s)
        return np.where(is_up, receiver.heard, 0.0)
    km = km_between(sent.true.lat, sent.true.lon, receiver.lat, receiver.lon)
    away = km / max(receiver.range_km, 1e-9)
    return np.asarray(np.where(is_up, receiver.heard, 0.0) * np.clip((1 + EDGE - away) / (2 * EDGE), 0.0, 1.0))


def _quiet(sent: Sent, deaf: tuple[Deaf, ...]) -> Floats:
    """Share of reports left of each time and place where less is heard."""
    left = np.ones(len(sent))
    for one in deaf:
        km = km_between(sent.true.lat, sent.true.lon, one.lat, one.lon)
        left *= np.where(within(sent.time, (one.span,)) & (km <= one.range_km), 1 - one.lost, 1.0)
    return left
