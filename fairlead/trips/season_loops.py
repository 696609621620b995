"""Loops over the grid of a season: one hull's path through loading, laden, discharge, ballast and elsewhere.

A hidden semi-Markov chain whose stays and legs carry an age (steps since entry) up to a cap with a geometric tail; time
elsewhere is one or two geometric states. Linear in the number of steps, states and places. The loops take any float
type: single precision where speed counts, double in tests.
"""

from __future__ import annotations

from math import log
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.trips.season_keys import even

Floats = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

IN_LOAD, LADEN, IN_DISCHARGE, BALLAST = 0, 1, 2, 3
"""Kind of a section of states."""
SILENT = 4
"""Row of :attr:`Trade.out` for ballast legs in silence."""

RETURN, TO_SHORT, TO_LONG, LEAVE_SHORT, LEAVE_LONG, LEAVE_SHORT_S, LEAVE_LONG_S = 0, 1, 2, 3, 4, 5, 6
KEEP_SHORT, KEEP_LONG, KEEP_SHORT_S, KEEP_LONG_S, IN_SHORT, IN_LONG, HULL = 7, 8, 9, 10, 11, 12, 13
"""Numbers of one hull: chances to go straight back or elsewhere; to leave, or stay, there (S: in silence); start."""

LEAST = 1e-30
"""No factor is below this, so that a contradiction costs and never ends the sum."""


class Trade(NamedTuple):
    """Sections of states with their laws. Two more states follow the last section: elsewhere, short and long."""

    first: Ints
    beyond: Ints
    kind: Ints
    share: Floats
    """Share of entries of its kind that go to this section (places)."""
    stay: Floats
    """Of each state, chance to be there still, one step older."""
    leave: Floats
    stay_silent: Floats
    """The same in a step of AIS silence."""
    leave_silent: Floats
    start: Floats
    """Weight of each state in a cycle, steps; to be multiplied by the chance that a cycle holds the section."""
    older: Floats
    """``stay``, 0 in the last state of a section, which nothing leaves by age."""
    older_silent: Floats
    out: Floats
    """Five rows of ``leave``, 0 outside the sections of loading, laden, discharge, ballast, and ballast in silence."""


def new_trade(first: Ints, beyond: Ints, kind: Ints, share: Floats, like: npt.DTypeLike) -> Trade:
    """A trade whose laws are still 0, in the float type ``like``."""
    stay, leave, stay_s, leave_s, start, older, older_s = np.zeros((7, int(beyond[-1]) + 2), like)
    out = np.zeros((5, len(stay)), like)
    return Trade(first, beyond, kind, share.astype(like), stay, leave, stay_s, leave_s, start, older, older_s, out)


@njit(cache=True, nogil=True, fastmath=True)
def begin(trade: Trade, hull: Floats, x: Floats) -> None:
    """Fill ``x`` with the stationary start, summing to 1."""
    e = len(x) - 2
    total = 0.0
    for s in range(len(trade.first)):
        weight = hull[RETURN] if trade.kind[s] == BALLAST else hull[RETURN] * 0 + 1
        for i in range(trade.first[s], trade.beyond[s]):
            x[i] = trade.start[i] * trade.share[s] * weight
            total += x[i]
    x[e], x[e + 1] = hull[IN_SHORT], hull[IN_LONG]
    total += x[e] + x[e + 1]
    for i in range(len(x)):
        x[i] /= total


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def ahead(x: Floats, y: Floats, trade: Trade, hull: Floats, is_silent: bool) -> None:
    """One step forward: ``y`` is ``x`` after what may happen, before what is seen."""
    e, out = len(x) - 2, trade.out
    if is_silent:
        row, older, stay = SILENT, trade.older_silent, trade.stay_silent
        g1, g2, k1, k2 = hull[LEAVE_SHORT_S], hull[LEAVE_LONG_S], hull[KEEP_SHORT_S], hull[KEEP_LONG_S]
    else:
        row, older, stay = BALLAST, trade.older, trade.stay
        g1, g2, k1, k2 = hull[LEAVE_SHORT], hull[LEAVE_LONG], hull[KEEP_SHORT], hull[KEEP_LONG]
    loaded = arrived = discharged = to_load = x.dtype.type(0)
    # One loop over all sections, with rows that are 0 outside their kind: loops of twenty states do not fill registers,
    # and an array taken from a tuple inside a loop keeps it scalar.
    for i in range(e):
        weight = x[i]
        y[i + 1] = weight * older[i]
        loaded += weight * out[IN_LOAD, i]
        arrived += weight * out[LADEN, i]
        discharged += weight * out[IN_DISCHARGE, i]
        to_load += weight * out[row, i]
    to_load += x[e] * g1 + x[e + 1] * g2
    for s in range(len(trade.first)):
        a, cap = trade.first[s], trade.beyond[s] - 1
        if trade.kind[s] == IN_LOAD:
            y[a] = to_load * trade.share[s]
        elif trade.kind[s] == LADEN:
            y[a] = loaded
        elif trade.kind[s] == IN_DISCHARGE:
            y[a] = arrived * trade.share[s]
        else:
            y[a] = hull[RETURN] * discharged
        y[cap] += x[cap] * stay[cap]
    y[e] = x[e] * k1 + hull[TO_SHORT] * discharged
    y[e + 1] = x[e + 1] * k2 + hull[TO_LONG] * discharged


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def back(c: Floats, b: Floats, trade: Trade, hull: Floats, is_silent: bool) -> None:
    """One step backward: ``b`` from ``c``, what is seen from the next step on, its own factors in."""
    e, out = len(c) - 2, trade.out
    if is_silent:
        row, older, stay = SILENT, trade.older_silent, trade.stay_silent
        g1, g2, k1, k2 = hull[LEAVE_SHORT_S], hull[LEAVE_LONG_S], hull[KEEP_SHORT_S], hull[KEEP_LONG_S]
    else:
        row, older, stay = BALLAST, trade.older, trade.stay
        g1, g2, k1, k2 = hull[LEAVE_SHORT], hull[LEAVE_LONG], hull[KEEP_SHORT], hull[KEEP_LONG]
    load = laden = discharge = ballast = c.dtype.type(0)
    for s in range(len(trade.first)):
        a = trade.first[s]
        if trade.kind[s] == IN_LOAD:
            load += trade.share[s] * c[a]
        elif trade.kind[s] == LADEN:
            laden += c[a]
        elif trade.kind[s] == IN_DISCHARGE:
            discharge += trade.share[s] * c[a]
        else:
            ballast += c[a]
    after = hull[RETURN] * ballast + hull[TO_SHORT] * c[e] + hull[TO_LONG] * c[e + 1]
    for i in range(e):
        b[i] = (
            older[i] * c[i + 1]
            + out[IN_LOAD, i] * laden
            + out[LADEN, i] * discharge
            + out[IN_DISCHARGE, i] * after
            + out[row, i] * load
        )
    for s in range(len(trade.first)):
        cap = trade.beyond[s] - 1
        b[cap] += stay[cap] * c[cap]
    b[e] = k1 * c[e] + g1 * load
    b[e + 1] = k2 * c[e + 1] + g2 * load


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def see(x: Floats, factor: npt.NDArray[np.float64], trade: Trade) -> None:
    """Multiply the states by the factors of their sections; the last factor is of elsewhere."""
    n = len(trade.first)
    for s in range(n):
        _times(x[trade.first[s] : trade.beyond[s]], factor[s])
    _times(x[len(x) - 2 :], factor[n])


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def _times(x: Floats, factor: float) -> None:
    f = x.dtype.type(max(factor, LEAST))
    for i in range(len(x)):
        x[i] *= f


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def to_one(x: Floats) -> float:
    """Bring the sum to 1; the log of what it was, or a great loss where nothing was left."""
    total = x.dtype.type(0)
    for i in range(len(x)):
        total += x[i]
    if not total > 0:
        x[:] = x.dtype.type(1) / x.dtype.type(len(x))
        return -1e4
    by = x.dtype.type(1) / total
    for i in range(len(x)):
        x[i] *= by
    return log(total)


@njit(cache=True, nogil=True, fastmath=True)
def weigh(factors: npt.NDArray[np.float64], has: Flags, is_silent: Flags, trade: Trade, hull: Floats) -> float:
    """Log chance of all that is seen of one hull.

    Args:
        factors: steps x (sections + 1), what is seen in each step if the hull is there.
        has: steps whose factors are not all 1.
        is_silent: steps of AIS silence.
        trade: the sections.
        hull: HULL numbers.
    """
    two = np.empty((2, len(trade.start)), trade.start.dtype)
    begin(trade, hull, two[0])
    found = 0.0
    for t in range(len(factors)):
        if t:
            ahead(two[(t - 1) % 2], two[t % 2], trade, hull, is_silent[t])
        if has[t]:  # a step without evidence leaves the sum as it is
            see(two[t % 2], factors[t], trade)
            found += to_one(two[t % 2])
    return found + to_one(two[(len(factors) - 1) % 2])


@njit(cache=True, nogil=True, fastmath=True)
def forward(
    factors: npt.NDArray[np.float64], has: Flags, is_silent: Flags, trade: Trade, hull: Floats, kept: Floats,
    scale: npt.NDArray[np.float64],
) -> float:  # fmt: skip
    """As :func:`weigh`, keeping the states after each step in ``kept``; times exp(``scale``) they are what they weigh.
    The last sum to 1."""
    begin(trade, hull, kept[0])
    found, last = 0.0, len(factors) - 1
    for t in range(last + 1):
        if t:
            ahead(kept[t - 1], kept[t], trade, hull, is_silent[t])
        if has[t]:
            see(kept[t], factors[t], trade)
        if has[t] or t == last:
            found += to_one(kept[t])
        scale[t] = found
    return found


@njit(cache=True, nogil=True, fastmath=True)
def backward(
    factors: npt.NDArray[np.float64], has: Flags, is_silent: Flags, trade: Trade, hull: Floats, kept: Floats,
    scale: npt.NDArray[np.float64],
) -> None:  # fmt: skip
    """Fill ``kept`` with the chance of all later evidence from each state, and ``scale`` with its log weight."""
    last = len(factors) - 1
    kept[last, :] = 1
    scale[last] = 0.0
    c = np.empty_like(trade.start)
    for t in range(last - 1, -1, -1):
        scale[t] = scale[t + 1]
        if has[t + 1]:
            c[:] = kept[t + 1]
            see(c, factors[t + 1], trade)
            scale[t] += to_one(c)
            back(c, kept[t], trade, hull, is_silent[t + 1])
        else:  # without evidence a mean of chances: nothing shrinks
            back(kept[t + 1], kept[t], trade, hull, is_silent[t + 1])


@njit(cache=True, nogil=True)
def _pick(weights: npt.NDArray[np.float64], n: int, u: float) -> int:
    total = 0.0
    for i in range(n):
        total += weights[i]
    reach = u * total
    for i in range(n):
        reach -= weights[i]
        if reach <= 0 and weights[i] > 0:
            return i
    for i in range(n - 1, -1, -1):
        if weights[i] > 0:
            return i
    return 0


@njit(cache=True, nogil=True)
def draw_path(
    kept: Floats, is_silent: Flags, trade: Trade, hull: Floats, key: np.uint64, starts: Ints, ends: Ints, places: Ints
) -> int:
    """Draw one path backward from the states that :func:`forward` kept, and list its loading stays, last first.

    Args:
        kept: steps x states, weights after each step.
        is_silent: steps of AIS silence.
        trade: the sections.
        hull: HULL numbers.
        key: of the draw.
        starts: filled: first step of each stay; negative where it began before the period.
        ends: filled: step after its last.
        places: filled: its section.

    Returns:
        How many loading stays cover a step of the period.
    """
    steps, n = kept.shape
    e, sections = n - 2, len(trade.first)
    weights = np.empty(max(n, sections + 2))
    for i in range(n):
        weights[i] = kept[steps - 1, i]
    t, state, drawn, found = steps - 1, 0, 0, 0
    state = _pick(weights, n, even(key, drawn))
    drawn += 1
    end = steps  # of the stay the path is in
    while True:
        s = 0
        while s < sections and state >= trade.beyond[s]:
            s += 1
        if s == sections:  # elsewhere: came from there, or from a discharge
            if t == 0:
                return found
            short = state == e
            silent = is_silent[t]
            keep = (hull[KEEP_SHORT_S] if silent else hull[KEEP_SHORT]) if short else (
                hull[KEEP_LONG_S] if silent else hull[KEEP_LONG])  # fmt: skip
            stayed = kept[t - 1, state] * keep
            enter = hull[TO_SHORT] if short else hull[TO_LONG]
            came = _leaving(kept[t - 1], trade, IN_DISCHARGE, silent) * enter
            t -= 1
            if even(key, drawn) * (stayed + came) > stayed:
                state = _from(kept[t], trade, hull, IN_DISCHARGE, is_silent[t + 1], even(key, drawn + 1), weights)
                end = t + 1
            drawn += 2
            continue
        a, cap = trade.first[s], trade.beyond[s] - 1
        age = state - a
        while state == cap and t > 0:  # at the cap: came from it, from the age before, or has just entered (cap 0)
            silent = is_silent[t]
            keep = trade.stay_silent if silent else trade.stay
            same = kept[t - 1, cap] * keep[cap]
            younger = kept[t - 1, cap - 1] * keep[cap - 1] if cap > a else 0.0
            entered = _entering(kept[t - 1], trade, hull, s, silent) if cap == a else 0.0
            u = even(key, drawn) * (same + younger + entered)
            drawn += 1
            if u < same:
                t -= 1
            elif u < same + younger:
                t -= 1
                state = cap - 1
            else:
                break
        age = state - a
        start = t - age
        if trade.kind[s] == IN_LOAD:
            starts[found], ends[found], places[found] = start, end, s
            found += 1
        if start <= 0:
            return found
        t = start - 1
        end = start
        source = IN_DISCHARGE
        if trade.kind[s] == IN_LOAD:
            source = BALLAST
        elif trade.kind[s] == LADEN:
            source = IN_LOAD
        elif trade.kind[s] == IN_DISCHARGE:
            source = LADEN
        state = _from(kept[t], trade, hull, source, is_silent[start], even(key, drawn), weights)
        drawn += 1


@njit(cache=True, nogil=True)
def _leaving(x: Floats, trade: Trade, kind: int, silent: bool) -> float:
    """Weight that leaves the sections of one kind in the next step."""
    leave = trade.leave_silent if silent else trade.leave
    total = 0.0
    for s in range(len(trade.first)):
        if trade.kind[s] == kind:
            for i in range(trade.first[s], trade.beyond[s]):
                total += x[i] * leave[i]
    return total


@njit(cache=True, nogil=True)
def _entering(x: Floats, trade: Trade, hull: Floats, s: int, silent: bool) -> float:
    """Weight that enters one section in the next step."""
    kind = trade.kind[s]
    if kind == LADEN:
        return _leaving(x, trade, IN_LOAD, silent)
    if kind == IN_DISCHARGE:
        return float(_leaving(x, trade, LADEN, silent) * trade.share[s])
    if kind == BALLAST:
        return float(_leaving(x, trade, IN_DISCHARGE, silent) * hull[RETURN])
    e = len(x) - 2
    g1 = hull[LEAVE_SHORT_S] if silent else hull[LEAVE_SHORT]
    g2 = hull[LEAVE_LONG_S] if silent else hull[LEAVE_LONG]
    return float((_leaving(x, trade, BALLAST, silent) + x[e] * g1 + x[e + 1] * g2) * trade.share[s])


@njit(cache=True, nogil=True)
def _from(
    x: Floats, trade: Trade, hull: Floats, kind: int, silent: bool, u: float, weights: npt.NDArray[np.float64]
) -> int:
    """Draw the state before an entry: one of a kind of sections, or elsewhere where it may come from there too."""
    leave = trade.leave_silent if silent else trade.leave
    n = len(x)
    weights[:n] = 0.0
    for s in range(len(trade.first)):
        if trade.kind[s] == kind:
            for i in range(trade.first[s], trade.beyond[s]):
                weights[i] = x[i] * leave[i]
    if kind == BALLAST:
        weights[n - 2] = x[n - 2] * (hull[LEAVE_SHORT_S] if silent else hull[LEAVE_SHORT])
        weights[n - 1] = x[n - 1] * (hull[LEAVE_LONG_S] if silent else hull[LEAVE_LONG])
    return _pick(weights, n, u)


@njit(cache=True, nogil=True)
def count_exactly(
    factors: npt.NDArray[np.float64], has: Flags, is_silent: Flags, trade: Trade, hull: Floats, most: int
) -> npt.NDArray[np.float64]:
    """P(number of loading stays that cover a step = 0 .. most), with everything but the path held; no sampling.

    ``most`` is out of reach, or the last entry holds all that is above it. One state vector a count: each entry into
    a loading section moves its weight one count up.
    """
    n = len(trade.start)
    x, y = np.zeros((most + 1, n), trade.start.dtype), np.zeros((most + 1, n), trade.start.dtype)
    at_first = np.empty_like(trade.start)
    begin(trade, hull, at_first)
    for s in range(len(trade.first)):
        to = 1 if trade.kind[s] == IN_LOAD else 0
        x[to, trade.first[s] : trade.beyond[s]] = at_first[trade.first[s] : trade.beyond[s]]
    x[0, n - 2 :] = at_first[n - 2 :]
    for t in range(len(factors)):
        if t:
            entered = np.zeros((most + 1, len(trade.first)), trade.start.dtype)
            for k in range(most + 1):
                ahead(x[k], y[k], trade, hull, is_silent[t])
                for s in range(len(trade.first)):
                    if trade.kind[s] == IN_LOAD:
                        new = _entering(x[k], trade, hull, s, is_silent[t])
                        y[k, trade.first[s]] -= new
                        entered[min(k + 1, most), s] += new
            for k in range(most + 1):
                for s in range(len(trade.first)):
                    if trade.kind[s] == IN_LOAD:
                        y[k, trade.first[s]] = max(y[k, trade.first[s]], 0) + entered[k, s]
            x, y = y, x
        if has[t]:
            for k in range(most + 1):
                see(x[k], factors[t], trade)
        x /= x.sum()
    found = np.empty(most + 1)
    for k in range(most + 1):
        found[k] = x[k].sum()
    found /= found.sum()
    return found
