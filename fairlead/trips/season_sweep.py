"""One pass over all blocks of sightings, each given to a hull or to OTHER by its exact conditional.

Forward states up to the block, backward states after it, so that a try costs the length of the block and not of the
season; eight hulls at a time. Leaves the posterior as it is.
"""

from __future__ import annotations

from math import exp, log

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.trips.lanes import LANES, each, load, plus, store, times
from fairlead.trips.season_keys import even
from fairlead.trips.season_lanes import (
    ahead_eight,
    backward_eight,
    begin_eight,
    choose,
    rescale,
    seen_by,
    settle,
    turn,
)
from fairlead.trips.season_loops import HULL, LEAST, Flags, Floats, Ints, Trade
from fairlead.trips.season_names import NEVER, NONE_LEFT, Seen, give

Doubles = npt.NDArray[np.float64]


@njit(cache=True, nogil=True, fastmath=True)
def sweep(
    seen: Seen, ratio: Doubles, log_other: Doubles, factors: Doubles, has: Flags, is_silent: Flags, trade: Trade,
    hulls: Floats, given: Ints, power: float, with_sure: bool, key: np.uint64, kept: Floats,
) -> int:  # fmt: skip
    """Draw the hull of every block in turn.

    Args:
        seen: looks and blocks.
        ratio: of :func:`season_names.fill_ratio`.
        log_other: log weight of each block as OTHER, identity apart.
        factors: of each hull with its blocks; kept up.
        has: hulls x steps with evidence.
        is_silent: hulls x steps.
        trade: the sections.
        hulls: numbers of each hull.
        given: hull of each block, ``len(hulls)`` for OTHER; drawn anew.
        power: of identity and ties, 1 but while warming up.
        with_sure: whether blocks that are hardly in doubt are drawn too.
        key: of this sweep.
        kept: room for eighths of the hulls x steps x (states x 8).

    Returns:
        How many blocks changed hands.
    """
    others, n, columns = len(hulls), len(trade.start), factors.shape[2]
    eighths = (others + LANES - 1) // LANES
    now = np.zeros((eighths, 2, n * LANES), np.float32)
    by = np.ones(columns * LANES, np.float32)
    lying, away = np.empty((eighths, HULL * LANES), np.float32), np.empty((eighths, 4 * LANES), np.float32)
    silent, total = np.full((eighths, LANES), -1, np.float32), np.empty(LANES, np.float32)
    scale, logs, row = np.ones(LANES), np.zeros(LANES), np.empty_like(trade.start)
    at = np.zeros(eighths, np.int64)
    along, along_of = np.empty((eighths, columns * LANES), np.float32), np.full(eighths, -1)
    for q in range(eighths):
        low, high = q * LANES, (q + 1) * LANES
        backward_eight(factors[low:high], has[low:high], is_silent[low:high], trade, hulls[low:high], kept[q])
        turn(hulls[low:high], lying[q])
        begin_eight(trade, hulls[low:high], now[q, 0], row)
    room = np.zeros((4, n * LANES), np.float32)
    gain, tie, chance = np.zeros(eighths * LANES), np.zeros(others + 1), np.empty(others + 1)
    is_asked = np.zeros(eighths, np.bool_)
    changed = 0
    for b in range(len(given)):
        low, high = seen.may_from[b], seen.may_from[b + 1]
        old = given[b]
        if (seen.is_sure[b] and not with_sure) or (high - low == 1 and seen.may[low] == old):
            continue
        if old < others:
            give(factors[old], seen, ratio, b, -1)
        given[b] = -1
        t1, t2 = seen.first[b], seen.reach[b]
        is_asked[:] = False
        for j in range(low, high):
            if seen.may[j] < others:
                is_asked[seen.may[j] // LANES] = True
        for q in range(eighths):
            if not is_asked[q]:
                continue
            first, beyond = q * LANES, (q + 1) * LANES
            of, have, mute = factors[first:beyond], has[first:beyond], is_silent[first:beyond]
            while at[q] < t1:  # now[q, at % 2]: states of eight hulls before what step ``at`` shows
                t = at[q]
                is_seen = seen_by(of, have, t, by)
                some = choose(lying[q], mute, t + 1, silent[q], away[q])
                ahead_eight(now[q, t % 2], now[q, 1 - t % 2], by, trade, lying[q], away[q], silent[q], some, total)
                if is_seen:
                    rescale(total, now[q, 1 - t % 2], scale, logs, by)
                    settle(now[q, 1 - t % 2], by)
                at[q] += 1
            if t1 == t2:
                if along_of[q] != t1:
                    _along_each(now[q, t1 % 2], kept[q, t1], trade, along[q])
                    along_of[q] = t1
                _gained_at(seen, ratio, b, of, along[q], gain[first:beyond])
            else:
                _gained(seen, ratio, b, t1, t2, of, have, mute, trade, lying[q], silent[q], away[q], now[q, t1 % 2],
                        kept[q, t2], room, gain[first:beyond])  # fmt: skip
        _tie(seen, given, b, others, tie)
        best = NONE_LEFT
        for j in range(low, high):
            v = seen.may[j]
            chance[j - low] = power * (tie[v] + seen.log_l[b, v]) + (log_other[b] if v == others else gain[v])
            best = max(best, chance[j - low])
        whole = 0.0
        for j in range(high - low):
            chance[j] = exp(chance[j] - best)
            whole += chance[j]
        left, new = even(key, b) * whole, seen.may[high - 1]
        for j in range(high - low):
            left -= chance[j]
            if left <= 0:
                new = seen.may[low + j]
                break
        given[b] = new
        if new < others:
            give(factors[new], seen, ratio, b, 1)
        changed += new != old
    return changed


@njit(cache=True, nogil=True)
def _tie(seen: Seen, given: Ints, b: int, others: int, tie: Doubles) -> None:
    """Fill, for each hull and OTHER, the log factors between a block, if it is that, and those near it."""
    tie[:] = 0.0
    whole = 0.0
    for i in range(seen.near_from[b], seen.near_from[b + 1]):
        who = given[seen.near[i]]
        if who >= 0:
            whole += seen.near_differ[i]
            tie[who] += (seen.near_same[i] if who < others else 0.0) - seen.near_differ[i]
    for v in range(others + 1):
        tie[v] += whole


@njit(cache=True, nogil=True, fastmath=True)
def _along_each(x: Floats, after: Floats, trade: Trade, found: Floats) -> None:
    """Fill, by section (and elsewhere) x 8, the sum of states times what follows from them."""
    n = len(trade.start)
    for s in range(len(trade.first)):
        one = two = each(np.float32(0))
        i = trade.first[s]
        while i + 1 < trade.beyond[s]:
            one = plus(one, times(load(x, i * LANES), load(after, i * LANES)))
            two = plus(two, times(load(x, (i + 1) * LANES), load(after, (i + 1) * LANES)))
            i += 2
        if i < trade.beyond[s]:
            one = plus(one, times(load(x, i * LANES), load(after, i * LANES)))
        store(found, s * LANES, plus(one, two))
    short = times(load(x, (n - 2) * LANES), load(after, (n - 2) * LANES))
    long = times(load(x, (n - 1) * LANES), load(after, (n - 1) * LANES))
    store(found, len(trade.first) * LANES, plus(short, long))


@njit(cache=True, nogil=True)
def _gained_at(seen: Seen, ratio: Doubles, b: int, factors: Doubles, along: Floats, gain: Doubles) -> None:
    """As :func:`_gained` for a block of one step, from sums by section alone."""
    t, by = seen.first[b], ratio[seen.steps_from[b]]
    for k in range(len(factors)):
        with_it = without = 0.0
        for g in range(factors.shape[2]):
            f = factors[k, t, g]
            with_it += along[g * LANES + k] * max(f * (by if g == seen.section[b] else NEVER), LEAST)
            without += along[g * LANES + k] * max(f, LEAST)
        gain[k] = log(max(with_it, 1e-300)) - log(max(without, 1e-300))


@njit(cache=True, nogil=True, fastmath=True)
def _gained(
    seen: Seen, ratio: Doubles, b: int, t1: int, t2: int, factors: Doubles, has: Flags, is_silent: Flags,
    trade: Trade, lying: Floats, silent: Floats, away: Floats, start: Floats, after: Floats, room: Floats,
    gain: Doubles,
) -> None:  # fmt: skip
    """Fill the log of what each of up to eight hulls gains from having a block: chance of all it shows with the block,
    over that without.

    Args:
        seen, ratio: looks, blocks, and what "seen" is against "not seen".
        b: the block.
        t1, t2: its first step, and the last of it and all before it.
        factors, has, is_silent, trade: of the hulls.
        lying, silent, away: of :func:`season_lanes.turn` and ``choose``; the last two used up.
        start: states at ``t1`` before evidence.
        after: chance of what is seen after ``t2``.
        room: 4 x (states x 8), used up.
        gain: filled.
    """
    columns = factors.shape[2]
    by = np.ones((2, columns * LANES), np.float32)
    total, sums = np.empty(LANES, np.float32), np.empty(columns * LANES, np.float32)
    scale, logs, ends = np.ones((2, LANES)), np.zeros((2, LANES)), np.empty((2, LANES))
    i, stop, now, was = seen.steps_from[b], seen.steps_from[b + 1], 0, False
    room[0], room[2] = start, start
    for t in range(t1, t2 + 1):
        is_seen = False
        for w in range(2):  # without it, with it
            is_seen = seen_by(factors, has, t, by[w]) or is_seen
        if i < stop and seen.steps[i] == t:
            for k in range(len(factors)):
                for g in range(columns):
                    f = factors[k, t, g]
                    more = max(f * (ratio[i] if g == seen.section[b] else NEVER), LEAST)
                    by[1, g * LANES + k] *= np.float32(more / max(f, LEAST))
            i += 1
        if t == t2:
            break
        some = choose(lying, is_silent, t + 1, silent, away)
        for w in range(2):
            ahead_eight(room[2 * w + now], room[2 * w + 1 - now], by[w], trade, lying, away, silent, some, total)
            if is_seen:
                rescale(total, room[2 * w + 1 - now], scale[w], logs[w], by[w])
            elif was:
                by[w] = 1
        was = is_seen
        now = 1 - now
    for w in range(2):
        _along_each(room[2 * w + now], after, trade, sums)
        for k in range(LANES):
            ends[w, k] = 0.0
            for g in range(columns):
                ends[w, k] += sums[g * LANES + k] * by[w, g * LANES + k]
    for k in range(len(factors)):
        with_it = logs[1, k] + log(scale[1, k]) + log(max(ends[1, k], 1e-300))
        gain[k] = with_it - logs[0, k] - log(scale[0, k]) - log(max(ends[0, k], 1e-300))
