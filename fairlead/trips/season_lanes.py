"""The loops of a season for eight hulls at a time: what :mod:`season_loops` does for one, with sums in another order.

States lie as states x 8 in a flat array, numbers of hulls as HULL x 8. What is seen in a step, and the scale that keeps
numbers in reach, are multiplied in while the step is taken.
"""

from __future__ import annotations

from math import log

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.trips.lanes import LANES, each, each_of, load, plus, store, times
from fairlead.trips.season_loops import (
    BALLAST,
    HULL,
    IN_DISCHARGE,
    IN_LOAD,
    KEEP_LONG,
    KEEP_LONG_S,
    KEEP_SHORT,
    KEEP_SHORT_S,
    LADEN,
    LEAST,
    LEAVE_LONG,
    LEAVE_LONG_S,
    LEAVE_SHORT,
    LEAVE_SHORT_S,
    RETURN,
    TO_LONG,
    TO_SHORT,
    Flags,
    Floats,
    Trade,
    begin,
)

Doubles = npt.NDArray[np.float64]

FAR = 1e-200
"""A product of scales below it is turned into its log."""
LOST = 1e4
"""What it costs, in logs, where nothing was left of a hull: as in :func:`season_loops.to_one`."""


@njit(cache=True, nogil=True)
def begin_eight(trade: Trade, hulls: Floats, x: Floats, row: Floats) -> None:
    """Fill ``x`` (states x 8) with the stationary start of up to eight hulls; those that lack are as the first."""
    for k in range(LANES):
        begin(trade, hulls[k if k < len(hulls) else 0], row)
        for i in range(len(row)):
            x[i * LANES + k] = row[i]


@njit(cache=True, nogil=True)
def turn(hulls: Floats, lying: Floats) -> None:
    """Numbers of up to eight hulls as HULL x 8; those that lack are as the first."""
    for k in range(LANES):
        for r in range(HULL):
            lying[r * LANES + k] = hulls[k if k < len(hulls) else 0, r]


@njit(cache=True, nogil=True)
def choose(lying: Floats, is_silent: Flags, t: int, silent: Floats, away: Floats) -> bool:
    """Fill which of eight hulls are silent in a step (0 or 1), and their chances to leave elsewhere and to stay there.

    Args:
        lying: of :func:`turn`.
        is_silent: up to eight hulls x steps.
        t: the step.
        silent: kept up, 8; negative at first.
        away: kept up with it, 4 x 8: leave short, leave long, stay short, stay long.

    Returns:
        Whether any is silent.
    """
    some = False
    for k in range(LANES):
        now = is_silent[k if k < len(is_silent) else 0, t]
        some = some or now
        if silent[k] != (1.0 if now else 0.0):
            silent[k] = 1.0 if now else 0.0
            away[k] = lying[(LEAVE_SHORT_S if now else LEAVE_SHORT) * LANES + k]
            away[LANES + k] = lying[(LEAVE_LONG_S if now else LEAVE_LONG) * LANES + k]
            away[2 * LANES + k] = lying[(KEEP_SHORT_S if now else KEEP_SHORT) * LANES + k]
            away[3 * LANES + k] = lying[(KEEP_LONG_S if now else KEEP_LONG) * LANES + k]
    return some


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def ahead_eight(
    x: Floats, y: Floats, by: Floats, trade: Trade, lying: Floats, away: Floats, silent: Floats, some: bool,
    total: Floats,
) -> None:  # fmt: skip
    """One step forward of eight hulls: ``y`` is ``x`` times ``by`` after what may happen.

    Args:
        x, y: states x 8.
        by: (sections + 1) x 8, what each section is multiplied with first.
        trade: the sections.
        lying, away, silent, some: of :func:`turn` and :func:`choose`.
        total: filled, 8: sum of ``x`` times ``by``.
    """
    n = len(trade.start)
    zero = each(np.float32(0))
    loaded = arrived = discharged = to_load = whole = zero
    for s in range(len(trade.first)):
        a, cap, kind = trade.first[s], trade.beyond[s] - 1, trade.kind[s]
        f = load(by, s * LANES)
        gone, gone2, sum1, sum2 = zero, zero, zero, zero
        if kind == BALLAST and some:
            quiet = load(silent, 0)
            for i in range(a, cap + 1):
                v = times(load(x, i * LANES), f)
                sum1 = plus(sum1, v)
                leave = plus(
                    each_of(trade.leave, i),
                    times(
                        quiet,
                        plus(each_of(trade.leave_silent, i), times(each(np.float32(-1)), each_of(trade.leave, i))),
                    ),
                )
                gone = plus(gone, times(v, leave))
                if i < cap:
                    stay = plus(
                        each_of(trade.stay, i),
                        times(
                            quiet,
                            plus(each_of(trade.stay_silent, i), times(each(np.float32(-1)), each_of(trade.stay, i))),
                        ),
                    )
                    store(y, (i + 1) * LANES, times(v, stay))
        else:
            i = a
            while i + 1 < cap:  # two sums at a time: one would wait for itself
                v, w = times(load(x, i * LANES), f), times(load(x, (i + 1) * LANES), f)
                sum1, sum2 = plus(sum1, v), plus(sum2, w)
                gone, gone2 = (
                    plus(gone, times(v, each_of(trade.leave, i))),
                    plus(gone2, times(w, each_of(trade.leave, i + 1))),
                )
                store(y, (i + 1) * LANES, times(v, each_of(trade.stay, i)))
                store(y, (i + 2) * LANES, times(w, each_of(trade.stay, i + 1)))
                i += 2
            while i <= cap:
                v = times(load(x, i * LANES), f)
                sum1, gone = plus(sum1, v), plus(gone, times(v, each_of(trade.leave, i)))
                if i < cap:
                    store(y, (i + 1) * LANES, times(v, each_of(trade.stay, i)))
                i += 1
        gone = plus(gone, gone2)
        whole = plus(whole, plus(sum1, sum2))
        if kind == IN_LOAD:
            loaded = plus(loaded, gone)
        elif kind == LADEN:
            arrived = plus(arrived, gone)
        elif kind == IN_DISCHARGE:
            discharged = plus(discharged, gone)
        else:
            to_load = plus(to_load, gone)
    f = load(by, len(trade.first) * LANES)
    short, long = times(load(x, (n - 2) * LANES), f), times(load(x, (n - 1) * LANES), f)
    to_load = plus(to_load, plus(times(short, load(away, 0)), times(long, load(away, LANES))))
    store(total, 0, plus(whole, plus(short, long)))
    for s in range(len(trade.first)):
        a, cap, kind = trade.first[s], trade.beyond[s] - 1, trade.kind[s]
        stay = each_of(trade.stay, cap)
        if kind == BALLAST and some:
            stay = plus(
                stay,
                times(
                    load(silent, 0),
                    plus(each_of(trade.stay_silent, cap), times(each(np.float32(-1)), each_of(trade.stay, cap))),
                ),
            )
        old = times(times(load(x, cap * LANES), load(by, s * LANES)), stay)
        if kind == IN_LOAD:
            come = times(to_load, each_of(trade.share, s))
        elif kind == LADEN:
            come = loaded
        elif kind == IN_DISCHARGE:
            come = times(arrived, each_of(trade.share, s))
        else:
            come = times(discharged, load(lying, RETURN * LANES))
        store(y, a * LANES, come)
        store(y, cap * LANES, plus(load(y, cap * LANES), old))
    store(
        y, (n - 2) * LANES, plus(times(short, load(away, 2 * LANES)), times(discharged, load(lying, TO_SHORT * LANES)))
    )
    store(y, (n - 1) * LANES, plus(times(long, load(away, 3 * LANES)), times(discharged, load(lying, TO_LONG * LANES))))


@njit(cache=True, nogil=True, fastmath=True, inline="always")
def back_eight(
    c: Floats, b: Floats, by: Floats, trade: Trade, lying: Floats, away: Floats, silent: Floats, some: bool,
    total: Floats,
) -> None:  # fmt: skip
    """One step backward of eight hulls: ``b`` from ``c`` times ``by``; see :func:`ahead_eight`."""
    n = len(trade.start)
    zero = each(np.float32(0))
    to_load = laden = discharge = ballast = zero
    for s in range(len(trade.first)):
        new, kind = times(load(c, trade.first[s] * LANES), load(by, s * LANES)), trade.kind[s]
        if kind == IN_LOAD:
            to_load = plus(to_load, times(new, each_of(trade.share, s)))
        elif kind == LADEN:
            laden = plus(laden, new)
        elif kind == IN_DISCHARGE:
            discharge = plus(discharge, times(new, each_of(trade.share, s)))
        else:
            ballast = plus(ballast, new)
    f = load(by, len(trade.first) * LANES)
    short, long = times(load(c, (n - 2) * LANES), f), times(load(c, (n - 1) * LANES), f)
    after = plus(
        times(ballast, load(lying, RETURN * LANES)),
        plus(times(short, load(lying, TO_SHORT * LANES)), times(long, load(lying, TO_LONG * LANES))),
    )
    whole = plus(short, long)
    for s in range(len(trade.first)):
        a, cap, kind = trade.first[s], trade.beyond[s] - 1, trade.kind[s]
        f = load(by, s * LANES)
        if kind == IN_LOAD:
            then = laden
        elif kind == LADEN:
            then = discharge
        elif kind == IN_DISCHARGE:
            then = after
        else:
            then = to_load
        v = times(load(c, a * LANES), f)
        if kind == BALLAST and some:
            quiet = load(silent, 0)
            for i in range(a, cap + 1):
                whole = plus(whole, v)
                if i < cap:
                    v = times(load(c, (i + 1) * LANES), f)
                stay = plus(
                    each_of(trade.stay, i),
                    times(
                        quiet, plus(each_of(trade.stay_silent, i), times(each(np.float32(-1)), each_of(trade.stay, i)))
                    ),
                )
                leave = plus(
                    each_of(trade.leave, i),
                    times(
                        quiet,
                        plus(each_of(trade.leave_silent, i), times(each(np.float32(-1)), each_of(trade.leave, i))),
                    ),
                )
                store(b, i * LANES, plus(times(v, stay), times(then, leave)))
        else:
            for i in range(a, cap + 1):
                whole = plus(whole, v)
                if i < cap:
                    v = times(load(c, (i + 1) * LANES), f)
                store(b, i * LANES, plus(times(v, each_of(trade.stay, i)), times(then, each_of(trade.leave, i))))
    store(b, (n - 2) * LANES, plus(times(short, load(away, 2 * LANES)), times(to_load, load(away, 0))))
    store(b, (n - 1) * LANES, plus(times(long, load(away, 3 * LANES)), times(to_load, load(away, LANES))))
    store(total, 0, whole)


@njit(cache=True, nogil=True)
def seen_by(factors: Doubles, has: Flags, t: int, by: Floats) -> bool:
    """Multiply ``by`` ((sections + 1) x 8) with what is seen in a step of up to eight hulls; whether there is any."""
    some = False
    for k in range(len(factors)):
        if has[k, t]:
            some = True
            for g in range(factors.shape[2]):
                by[g * LANES + k] *= np.float32(max(factors[k, t, g], LEAST))
    return some


@njit(cache=True, nogil=True)
def rescale(total: Floats, y: Floats, scale: Doubles, found: Doubles, by: Floats) -> None:
    """After a step with evidence: tell ``found`` what the sums were, and fill ``by`` with their inverses.

    Args:
        total: of the step.
        y: states x 8; even where nothing was left.
        scale: product of sums not yet in ``found``.
        found: logs, kept up.
        by: filled.
    """
    for k in range(LANES):
        whole = total[k]
        if not whole > 0:
            found[k] -= LOST
            for i in range(len(y) // LANES):
                y[i * LANES + k] = np.float32(1) / np.float32(len(y) // LANES)
            whole = np.float32(1)
        scale[k] *= whole
        if scale[k] < FAR:
            found[k] += log(scale[k])
            scale[k] = 1.0
        by[k] = np.float32(1) / whole
    inverse = load(by, 0)
    for g in range(1, len(by) // LANES):
        store(by, g * LANES, inverse)


@njit(cache=True, nogil=True, fastmath=True)
def settle(y: Floats, by: Floats) -> None:
    """Multiply states with what :func:`rescale` left in ``by``, and ``by`` is 1 again: for states that are kept."""
    inverse, one = load(by, 0), each(np.float32(1))
    for i in range(len(y) // LANES):
        store(y, i * LANES, times(load(y, i * LANES), inverse))
    for g in range(len(by) // LANES):
        store(by, g * LANES, one)


@njit(cache=True, nogil=True, fastmath=True)
def weigh_eight(factors: Doubles, has: Flags, is_silent: Flags, trade: Trade, hulls: Floats, found: Doubles) -> None:
    """Log chance of all that is seen of each of up to eight hulls.

    Args:
        factors: hulls x steps x (sections + 1).
        has: hulls x steps with evidence.
        is_silent: hulls x steps.
        trade: the sections.
        hulls: hulls x HULL numbers.
        found: filled, one a hull.
    """
    n, steps = len(trade.start), factors.shape[1]
    two = np.zeros((2, n * LANES), np.float32)
    by = np.ones(factors.shape[2] * LANES, np.float32)
    lying, away, silent = (
        np.empty(HULL * LANES, np.float32),
        np.empty(4 * LANES, np.float32),
        np.full(LANES, -1, np.float32),
    )
    total, scale, logs = np.empty(LANES, np.float32), np.ones(LANES), np.zeros(LANES)
    turn(hulls, lying)
    begin_eight(trade, hulls, two[0], np.empty_like(trade.start))
    is_ever, was, last = is_silent.any(), False, steps - 1
    some = choose(lying, is_silent, min(1, last), silent, away)
    for t in range(steps):
        is_seen = seen_by(factors, has, t, by)
        if is_ever:
            some = choose(lying, is_silent, min(t + 1, last), silent, away)
        ahead_eight(two[t % 2], two[1 - t % 2], by, trade, lying, away, silent, some, total)
        if is_seen or t == last:  # without evidence the sum stays as it is
            rescale(total, two[1 - t % 2], scale, logs, by)
        elif was:
            by[:] = 1
        was = is_seen
    for v in range(len(factors)):
        found[v] = logs[v] + log(scale[v])


@njit(cache=True, nogil=True)
def weigh_all(factors: Doubles, has: Flags, is_silent: Flags, trade: Trade, hulls: Floats, found: Doubles) -> None:
    """The same for any number of hulls."""
    for v in range(0, len(hulls), LANES):
        to = v + LANES
        weigh_eight(factors[v:to], has[v:to], is_silent[v:to], trade, hulls[v:to], found[v:to])


@njit(cache=True, nogil=True, fastmath=True)
def backward_eight(factors: Doubles, has: Flags, is_silent: Flags, trade: Trade, hulls: Floats, kept: Floats) -> None:
    """Fill ``kept`` (steps x (states x 8)) with the chance of all later evidence from each state, each step in a scale
    of its own."""
    last = factors.shape[1] - 1
    kept[last, :] = 1
    by = np.ones(factors.shape[2] * LANES, np.float32)
    lying, away, silent = (
        np.empty(HULL * LANES, np.float32),
        np.empty(4 * LANES, np.float32),
        np.full(LANES, -1, np.float32),
    )
    total, scale, logs = np.empty(LANES, np.float32), np.ones(LANES), np.zeros(LANES)
    turn(hulls, lying)
    is_ever = is_silent.any()
    some = choose(lying, is_silent, last, silent, away)
    for t in range(last - 1, -1, -1):
        is_seen = seen_by(factors, has, t + 1, by)
        if is_ever:
            some = choose(lying, is_silent, t + 1, silent, away)
        back_eight(kept[t + 1], kept[t], by, trade, lying, away, silent, some, total)
        if is_seen:
            rescale(total, kept[t], scale, logs, by)
            settle(kept[t], by)
