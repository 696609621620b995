"""Loops over the unknowns of hulls and of the trade: numbers of a hull, laws of sections, a move for every hull."""

from __future__ import annotations

from math import exp, log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.trips.season_keys import even, key_of, normal
from fairlead.trips.season_lanes import weigh_all
from fairlead.trips.season_laws import at_least, hazards
from fairlead.trips.season_loops import (
    BALLAST,
    IN_LONG,
    IN_SHORT,
    KEEP_LONG,
    KEEP_LONG_S,
    KEEP_SHORT,
    KEEP_SHORT_S,
    LADEN,
    LEAVE_LONG,
    LEAVE_LONG_S,
    LEAVE_SHORT,
    LEAVE_SHORT_S,
    RETURN,
    SILENT,
    TO_LONG,
    TO_SHORT,
    Flags,
    Floats,
    Trade,
)

Doubles = npt.NDArray[np.float64]
MOST = 0.999
"""No hazard of arrival in silence exceeds this."""
SLOW, FAST = 0.02, 6.0
"""Bounds of a hull's own step."""


class Absence(NamedTuple):
    """How time elsewhere is made of two exponentials."""

    step_h: float
    short_share: float
    short_scale: float
    long_scale: float
    returns: bool


class Fleet(NamedTuple):
    """What hulls have in common: mean and spread of log hours elsewhere, of the logit of going straight back."""

    away: float
    away_sd: float
    back: float
    back_sd: float
    is_flat: bool
    """The log of hours elsewhere is even between ``low`` and ``high``."""
    low: float
    high: float


@njit(cache=True, nogil=True)
def fill_hull(log_away: float, logit_back: float, silence: float, absence: Absence, hull: Floats) -> None:
    """Fill the numbers of one hull from hours elsewhere (log), chance of going straight back (logit), and the factor
    on arrivals in silence."""
    r = 1 / (1 + exp(-logit_back)) if absence.returns else 0.0
    away = exp(log_away)
    g1 = 1 - exp(-absence.step_h / (absence.short_scale * away))
    g2 = 1 - exp(-absence.step_h / (absence.long_scale * away))
    to_short, to_long = (1 - r) * absence.short_share, (1 - r) * (1 - absence.short_share)
    s1, s2 = min(silence * g1, max(MOST, g1)), min(silence * g2, max(MOST, g2))
    hull[RETURN], hull[TO_SHORT], hull[TO_LONG] = r, to_short, to_long
    hull[LEAVE_SHORT], hull[LEAVE_LONG], hull[LEAVE_SHORT_S], hull[LEAVE_LONG_S] = g1, g2, s1, s2
    hull[KEEP_SHORT], hull[KEEP_LONG], hull[KEEP_SHORT_S], hull[KEEP_LONG_S] = 1 - g1, 1 - g2, 1 - s1, 1 - s2
    hull[IN_SHORT], hull[IN_LONG] = to_short / g1, to_long / g2


@njit(cache=True, nogil=True)
def fill_hulls(log_away: Doubles, logit_back: Doubles, silence: float, absence: Absence, hulls: Floats) -> None:
    """The same for all hulls."""
    for v in range(len(hulls)):
        fill_hull(log_away[v], logit_back[v], silence, absence, hulls[v])


@njit(cache=True, nogil=True)
def fill_trade(
    mean_h: Doubles, cv: Doubles, silence: float, floor_h: float, step_h: float, one_step: bool, trade: Trade
) -> None:
    """Fill the laws of all sections from mean hours and spread of loading, laden, discharge, ballast.

    Args:
        mean_h: four means.
        cv: four spreads over means.
        silence: factor on the hazard of arrival from a ballast leg in silence.
        floor_h: no leg is shorter.
        step_h: of the grid.
        one_step: every stay and leg lasts one step instead.
        trade: ``first``, ``beyond`` and ``kind`` are given, the laws are filled.
    """
    for s in range(len(trade.first)):
        kind, a = trade.kind[s], trade.first[s]
        n = trade.beyond[s] - a
        if one_step:
            reach = np.zeros(n + 1)
            reach[0] = 1.0
            leave = np.ones(n)
        else:
            reach = at_least(mean_h[kind], cv[kind], floor_h if kind in (LADEN, BALLAST) else 0.0, step_h, n)
            leave = hazards(reach)
        for d in range(n):
            trade.leave[a + d] = leave[d]
            trade.stay[a + d] = 1 - leave[d]
            h = min(silence * leave[d], max(MOST, leave[d])) if kind == BALLAST else leave[d]
            trade.leave_silent[a + d] = h
            trade.stay_silent[a + d] = 1 - h
            trade.start[a + d] = reach[d] if d < n - 1 else reach[d] / leave[d]
            trade.older[a + d] = trade.stay[a + d] if d < n - 1 else 0.0
            trade.older_silent[a + d] = trade.stay_silent[a + d] if d < n - 1 else 0.0
            trade.out[kind, a + d] = leave[d]
            if kind == BALLAST:
                trade.out[SILENT, a + d] = h


@njit(cache=True, nogil=True)
def thin_trade(kind: int, told: float, trade: Trade) -> None:
    """Weigh each step in sections of one kind by the chance that no tip tells of it: ``leave`` and ``stay`` then sum to
    1 - ``told``, so that a path loses by every step it spends there, with no factor a step. The last step of the period
    is spared."""
    for s in range(len(trade.first)):
        if trade.kind[s] == kind:
            for i in range(trade.first[s], trade.beyond[s]):
                trade.leave[i] *= 1 - told
                trade.stay[i] *= 1 - told
                trade.leave_silent[i] *= 1 - told
                trade.stay_silent[i] *= 1 - told
                trade.older[i] *= 1 - told
                trade.older_silent[i] *= 1 - told
                trade.out[kind, i] *= 1 - told


@njit(cache=True, nogil=True)
def prior_of(log_away: float, logit_back: float, fleet: Fleet, returns: bool) -> float:
    """Log prior of one hull's two numbers, constants left out."""
    if fleet.is_flat:
        found = 0.0 if fleet.low < log_away < fleet.high else -1e30
    else:
        z = (log_away - fleet.away) / fleet.away_sd
        found = -0.5 * z * z
    if returns:
        z = (logit_back - fleet.back) / fleet.back_sd
        found -= 0.5 * z * z
    return found


@njit(cache=True, nogil=True)
def move_spread(sd: float, square: float, n: int, middle: float, doubt: float, size: float, key: np.uint64) -> float:
    """Five steps of the spread of hulls about the fleet's centre.

    Args:
        sd: where it is.
        square: sum of squares of ``n`` hulls about the centre.
        n: hulls.
        middle, doubt: normal law of its log.
        size: of the steps, in the log.
        key: of this move.
    """
    for i in range(5):
        trial = sd * exp(size * normal(key, 10 + i))
        z, old = (log(trial) - middle) / doubt, (log(sd) - middle) / doubt
        gain = -n * log(trial) - square / (2 * trial * trial) - 0.5 * z * z
        gain -= -n * log(sd) - square / (2 * sd * sd) - 0.5 * old * old
        if log(even(key, 100 + i)) < gain:
            sd = trial
    return sd


@njit(cache=True, nogil=True)
def move_hulls(
    factors: Doubles, has: Flags, is_silent: Flags, trade: Trade, hulls: Floats, log_away: Doubles,
    logit_back: Doubles, weight: Doubles, size: Doubles, gain: float, fleet: Fleet, absence: Absence, silence: float,
    key: np.uint64,
) -> None:  # fmt: skip
    """A random-walk step of each hull's own two numbers, given its blocks.

    Args:
        factors, has, is_silent, trade: as in the loops.
        hulls: numbers of each hull; kept up.
        log_away, logit_back: of each hull; moved.
        weight: log chance of what is seen of each hull; kept up.
        size: of each hull's step; adapted by ``gain`` (0 after warming up) to accept 35 %.
        fleet: what hulls have in common.
        absence: form of time elsewhere.
        silence: factor on arrivals in silence.
        key: of this move.
    """
    n = len(hulls)
    trial, away, back = np.empty_like(hulls), np.empty(n), np.empty(n)
    change, found = np.empty(n), np.zeros(n)
    for v in range(n):
        own = key_of(key, v)
        away[v] = log_away[v] + size[v] * normal(own, 0)
        back[v] = logit_back[v] + size[v] * normal(own, 1) if absence.returns else logit_back[v]
        change[v] = prior_of(away[v], back[v], fleet, absence.returns) - prior_of(
            log_away[v], logit_back[v], fleet, absence.returns
        )
        fill_hull(away[v], back[v], silence, absence, trial[v])
    weigh_all(factors, has, is_silent, trade, trial, found)
    for v in range(n):
        taken = 0.0
        if change[v] > -1e20:
            gained = change[v] + found[v] - weight[v]
            if log(even(key_of(key, v), 9)) < gained:
                log_away[v], logit_back[v], weight[v] = away[v], back[v], found[v]
                hulls[v, :] = trial[v]
            taken = min(1.0, exp(min(gained, 0.0)))
        if gain > 0:
            size[v] = min(max(size[v] * exp(gain * (taken - 0.35)), SLOW), FAST)
