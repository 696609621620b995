"""Loops of chances: how much likelier a silence is of a ship that sent nothing than of one that sent."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from fairlead.base.arrays import Floats
from fairlead.events.silence_loops import Judged
from fairlead.events.witness_loops import Witnessed


class Rules(NamedTuple):
    """The declared numbers of the ratio; see SilenceParams."""

    faint: float
    away: float
    alone: float
    alone_satellite: float
    missed_sky: float
    heard_sky: float
    hour_sky: float
    missed_shore: float
    heard_shore: float
    hour_shore: float
    outage_sky: float
    outage_shore: float
    hour_quiet: float


@njit(cache=True, nogil=True)
def weigh(judged: Judged, growth: Floats, rules: Rules) -> Floats:
    """Of each silence ``growth`` divided by how likely it is of a ship that sends; NaN where no other ship tells.

    A ship that sends is silent where satellites fail it and stations fail it; or where its own aerial does.
    """
    found = np.full(len(growth), np.nan)
    for g in range(len(growth)):
        if math.isnan(judged.share[g]) or judged.hours[g] == 0:
            continue
        away = chance_away(judged.share[g], judged.there[g], judged.others[g], judged.heard[g], rules)
        sky = fail_sky(g, judged.sky, rules)
        shore = fail_shore(g, judged.shore, away, rules)
        found[g] = growth[g] / (rules.faint + (1.0 - rules.faint) * sky * shore)
    return found


@njit(cache=True, nogil=True)
def fail_sky(g: int, sky: Witnessed, rules: Rules) -> float:
    """How likely satellites fail a ship that sends, as against what is usual; certain where they never hear others."""
    if sky.heard[g] + sky.usual_heard[g] == 0:
        return 1.0
    missed = chance_missed(
        rules.hour_sky * sky.heard[g],
        rules.heard_sky + rules.hour_sky * sky.own_heard[g],
        rules.missed_sky + rules.hour_sky * (sky.usual_heard[g] - sky.own_heard[g]),
    )
    at_once = sky.others[g] / sky.heard[g] if sky.heard[g] else 0.0
    away = min(1.0, rules.alone_satellite / at_once) if at_once else 1.0
    quiet = odds_quiet(sky.heard[g], sky.hours[g], sky.usual_heard[g], sky.usual_hours[g], rules)
    return rules.outage_sky * quiet + (1.0 - rules.outage_sky) * (away + (1.0 - away) * missed)


@njit(cache=True, nogil=True)
def fail_shore(g: int, shore: Witnessed, away: float, rules: Rules) -> float:
    """How likely stations fail a ship that sends, as against what is usual; certain where they never hear others."""
    if shore.heard[g] + shore.usual_heard[g] == 0:
        return 1.0
    missed = chance_missed(
        rules.hour_shore * shore.heard[g],
        rules.heard_shore + rules.hour_shore * shore.own_heard[g],
        rules.missed_shore + rules.hour_shore * (shore.usual_heard[g] - shore.own_heard[g]),
    )
    quiet = odds_quiet(shore.heard[g], shore.hours[g], shore.usual_heard[g], shore.usual_hours[g], rules)
    return rules.outage_shore * quiet + (1.0 - rules.outage_shore) * (away + (1.0 - away) * missed)


@njit(cache=True, nogil=True)
def chance_away(share: float, there: int, others: int, heard: int, rules: Rules) -> float:
    """Chance that a sending ship is out of the stations' hearing while others near its ends are heard.

    It grows with the share of ships' hours unheard there (one hour heard and one unheard added to what was counted:
    of few hours little is known), and falls with the number of others heard at once. Where none is, it is certain.
    """
    if not heard:
        return 1.0
    unheard = 1.0 - (share * there + 1.0) / (there + 2.0)
    at_once = others / heard
    return min(1.0, rules.away * unheard / at_once + rules.alone / at_once**2)


@njit(cache=True, nogil=True)
def chance_missed(hours: float, heard: float, missed: float) -> float:
    """Chance that a ship is missed in so many hours more, where its hours have taught a beta variable so much."""
    return math.exp(log_beta(heard, missed + hours) - log_beta(heard, missed))


@njit(cache=True, nogil=True)
def odds_quiet(heard: int, hours: int, usual_heard: int, usual_hours: int, rules: Rules) -> float:
    """How much likelier others were heard in so few of the hours if nothing listened, than if all was as usual."""
    m, n = rules.hour_quiet * heard, rules.hour_quiet * hours
    u, v = 0.5 + rules.hour_quiet * usual_heard, 0.5 + rules.hour_quiet * (usual_hours - usual_heard)
    usual = log_beta(u + m, v + n - m) - log_beta(u, v)
    quiet = log_beta(0.5 + m, 9.5 + n - m) - log_beta(0.5, 9.5)  # one hour in twenty
    return math.exp(min(quiet - usual, 50.0))


@njit(cache=True, nogil=True)
def log_beta(a: float, b: float) -> float:
    """Logarithm of Euler's beta function."""
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
