"""Loops of chances: how likely a silence was more than a failure of reception."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from fairlead.base.arrays import Floats
from fairlead.events.silence_loops import Judged, Small


class Rules(NamedTuple):
    """The declared numbers of the chance; see GapParams."""

    faint: float
    away: float
    alone: float
    outage: float
    dependence: float


@njit(cache=True, nogil=True)
def weigh(judged: Judged, own_heard: Small, own_hours: Small, odds: Floats, rules: Rules) -> Floats:
    """Of each gap the chance that it was no failure of reception; NaN where no other ship tells.

    Three ways reception can fail a ship that sends: it is out of hearing though others near its ends are heard;
    nothing is heard there at the time; or it is missed hour after hour where others are heard. How likely the silence
    is by each, as against certain for a ship that does not send, divides the ``odds`` before.
    """
    found = np.full(len(odds), np.nan)
    for g in range(len(odds)):
        if math.isnan(judged.share[g]) or judged.hours[g] == 0:
            continue
        away = chance_away(judged.share[g], judged.there[g], judged.others[g], judged.heard[g], rules)
        quiet = odds_quiet(judged.heard[g], judged.hours[g], judged.usual_heard[g], judged.usual_hours[g], rules)
        missed = chance_missed(judged.near[g], own_heard[g], own_hours[g], rules)
        failing = away + (1.0 - away) * (rules.outage * quiet + (1.0 - rules.outage) * missed)
        found[g] = odds[g] / (odds[g] + failing) if odds[g] > 0.0 else 0.0
    return found


@njit(cache=True, nogil=True)
def chance_away(share: float, there: int, others: int, heard: int, rules: Rules) -> float:
    """Chance that a sending ship is out of hearing while others near its ends are heard.

    It grows with the share of ships' hours unheard there (one hour heard and one unheard added to what was counted:
    of few hours little is known), and falls with the number of others heard at once: of one other it is known only
    that a receiver hears that one.
    """
    unheard = 1.0 - (share * there + 1.0) / (there + 2.0)
    at_once = others / heard if heard else 0.2  # none at all: as good as a fifth of a ship
    return min(1.0, rules.faint + rules.away * unheard / at_once + rules.alone / at_once**2)


@njit(cache=True, nogil=True)
def chance_missed(near: int, own_heard: int, own_hours: int, rules: Rules) -> float:
    """Chance that a sending ship is missed in ``near`` hours in which others are heard.

    How often it is heard in such an hour is a beta variable that its own hours before have taught (Jeffreys' half and
    half at first). Hours that follow one another are alike and count for ``dependence`` of one.
    """
    a = 0.5 + rules.dependence * own_heard
    b = 0.5 + rules.dependence * (own_hours - own_heard)
    return math.exp(log_beta(a, b + rules.dependence * near) - log_beta(a, b))


@njit(cache=True, nogil=True)
def odds_quiet(heard: int, hours: int, usual_heard: int, usual_hours: int, rules: Rules) -> float:
    """How much likelier others were heard in so few of the hours if nothing listened, than if all was as usual."""
    m, n = rules.dependence * heard, rules.dependence * hours
    u, v = 0.5 + rules.dependence * usual_heard, 0.5 + rules.dependence * (usual_hours - usual_heard)
    usual = log_beta(u + m, v + n - m) - log_beta(u, v)
    quiet = log_beta(0.5 + m, 9.5 + n - m) - log_beta(0.5, 9.5)  # one hour in twenty
    return math.exp(min(quiet - usual, 50.0))


@njit(cache=True, nogil=True)
def log_beta(a: float, b: float) -> float:
    """Logarithm of Euler's beta function."""
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
