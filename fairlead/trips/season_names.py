"""Loops over who was seen: each block of sightings is given to a hull or to OTHER, by exact Gibbs steps.

Two moves. :func:`fairlead.trips.season_sweep.sweep` draws the hull of each block in turn of time given all the others.
:func:`swap_segment` takes two hulls and draws, out of all stretches that begin or end at one random cut, the one whose
blocks they exchange: it crosses between modes that single blocks cannot. Both leave the posterior as it is.
"""

from __future__ import annotations

from math import exp, log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.trips.lanes import LANES
from fairlead.trips.season_keys import even, key_of
from fairlead.trips.season_lanes import weigh_eight
from fairlead.trips.season_loops import (
    IN_DISCHARGE,
    IN_LOAD,
    Flags,
    Floats,
    Ints,
    Trade,
    backward,
    begin,
    draw_path,
    forward,
    see,
    to_one,
    weigh,
)

Doubles = npt.NDArray[np.float64]

NEVER = 1e-9
"""Factor of a state that a sighting contradicts: not 0, so that a contradiction costs and stays visible."""
NONE_LEFT = -1e30
BRIEF = 1e-4
"""Share of the longest stays outside the fleet that is left out."""


class Seen(NamedTuple):
    """Looks, and blocks in order of their first step, as the loops want them."""

    look_step: Ints
    look_section: Ints
    look_frac: Doubles
    look_source: Ints
    first: Ints
    last: Ints
    reach: Ints
    """Last step of this block and of all before it."""
    section: Ints
    log_l: Doubles
    """Blocks x (hulls + 1)."""
    looks_from: Ints
    looks: Ints
    steps_from: Ints
    steps: Ints
    """Distinct steps of each block."""
    near_from: Ints
    near: Ints
    """Other blocks that say something about this one."""
    near_same: Doubles
    """Log factor where both are one hull."""
    near_differ: Doubles
    """Log factor where they are two ships."""
    may_from: Ints
    may: Ints
    """Hulls a block may be, and OTHER."""
    is_sure: Flags
    """Whether one of them is nine times in ten, by what was measured and read alone."""


@njit(cache=True, nogil=True)
def fill_clean(seen: Seen, p_detect: Doubles, own: Doubles, clean: Doubles) -> None:
    """Fill the factors of each hull as if nothing that was seen were the hull: its AIS, and every look empty of it."""
    steps, columns = clean.shape[1:]
    base = np.ones((steps, columns))
    for k in range(len(seen.look_step)):
        base[seen.look_step[k], seen.look_section[k]] *= 1 - seen.look_frac[k] * p_detect[seen.look_source[k]]
    for v in range(len(clean)):
        for t in range(steps):
            for g in range(columns):
                clean[v, t, g] = base[t, g] * own[v, t, g]


@njit(cache=True, nogil=True)
def fill_ratio(seen: Seen, p_detect: Doubles, ratio: Doubles) -> None:
    """Fill, for each distinct step of a block, what "seen" is against "not seen"."""
    for b in range(len(seen.first)):
        for i in range(seen.steps_from[b], seen.steps_from[b + 1]):
            ratio[i] = 1.0
            for j in range(seen.looks_from[b], seen.looks_from[b + 1]):
                k = seen.looks[j]
                if seen.look_step[k] == seen.steps[i]:
                    p = seen.look_frac[k] * p_detect[seen.look_source[k]]
                    ratio[i] *= p / (1 - p)


@njit(cache=True, nogil=True)
def fill_others(
    seen: Seen, p_detect: Doubles, ratio: Doubles, met: Doubles, trade: Trade, steps: int, log_other: Doubles,
    exposure: Doubles,
) -> None:  # fmt: skip
    """Fill what one ship outside the fleet that comes in each step would have shown.

    Such ships come at random and stay as long as those of the trade. Which of them looks find is a thinned Poisson
    process: a block weighs the rate times all stays that would show it and nothing else, and the process as a whole
    exp(- rate x expected number found).

    Args:
        seen: looks and blocks.
        p_detect: chance of detection of each source.
        ratio: of :func:`fill_ratio`.
        met: by section, chance that a look which a tip had taken shows such a ship, in any step.
        trade: the sections.
        steps: of the period.
        log_other: filled: log chance of each block, at one ship a step.
        exposure: filled: expected ships found at each section, at one a step.
    """
    for g in range(len(trade.first)):
        exposure[g] = 0.0
        if trade.kind[g] != IN_LOAD and trade.kind[g] != IN_DISCHARGE:
            continue
        missed = np.full(steps, 1 - met[g])
        for k in range(len(seen.look_step)):
            if seen.look_section[k] == g:
                missed[seen.look_step[k]] *= 1 - seen.look_frac[k] * p_detect[seen.look_source[k]]
        lasts, again = _lengths(trade, g)
        for s in range(1 - len(lasts), steps):
            none = 1.0
            for d in range(len(lasts)):
                if 0 <= s + d < steps:
                    none *= missed[s + d]
                exposure[g] += lasts[d] * (1 - none)
        for b in range(len(seen.first)):
            if seen.section[b] != g:
                continue
            within = 1.0
            for t in range(seen.first[b], seen.last[b] + 1):
                within *= missed[t]
            for i in range(seen.steps_from[b], seen.steps_from[b + 1]):
                within *= ratio[i]
            longest = max(len(lasts), seen.last[b] - seen.first[b] + len(lasts) // 2)
            total, before = 0.0, 1.0
            for s in range(seen.first[b], seen.last[b] - longest, -1):
                if 0 <= s < seen.first[b]:
                    before *= missed[s]
                after = 1.0
                for e in range(seen.last[b], s + longest):
                    if seen.last[b] < e < steps:
                        after *= missed[e]
                    d = min(e - s, len(lasts) - 1)
                    total += before * after * lasts[d] * again ** (e - s - d)
            log_other[b] = log(max(total * within, 1e-300))


@njit(cache=True, nogil=True)
def _lengths(trade: Trade, g: int) -> tuple[Doubles, float]:
    """Chance that a stay covers 1, 2, ... steps, as far as it is worth counting, and what is left of it with each
    further step; tips apart."""
    a, cap = trade.first[g], trade.beyond[g] - 1
    found = np.empty(4 * (cap - a + 1))
    left, n = 1.0, 0
    while n < len(found) and left > BRIEF:
        i = min(a + n, cap)
        whole = trade.leave[i] + trade.stay[i]
        found[n] = left * trade.leave[i] / whole
        left *= trade.stay[i] / whole
        n += 1
    return found[:n], trade.stay[cap] / (trade.leave[cap] + trade.stay[cap])


@njit(cache=True, nogil=True)
def give(factors: Doubles, seen: Seen, ratio: Doubles, b: int, sign: int) -> None:
    """Give a block to the hull of these factors (``sign`` 1), or take it away (-1)."""
    for i in range(seen.steps_from[b], seen.steps_from[b + 1]):
        row = factors[seen.steps[i]]
        for g in range(len(row)):
            by = ratio[i] if g == seen.section[b] else NEVER
            row[g] = row[g] * by if sign > 0 else row[g] / by


@njit(cache=True, nogil=True)
def fill_factors(seen: Seen, ratio: Doubles, clean: Doubles, given: Ints, factors: Doubles) -> None:
    """Fill the factors of each hull with its blocks."""
    factors[:] = clean
    for b in range(len(given)):
        if given[b] < len(clean):
            give(factors[given[b]], seen, ratio, b, 1)


@njit(cache=True, nogil=True)
def reweigh(
    seen: Seen, ratio: Doubles, clean: Doubles, before: Ints, swept: Ints, given: Ints, factors: Doubles, has: Flags,
    is_silent: Flags, trade: Trade, hulls: Floats, found: Doubles,
) -> None:  # fmt: skip
    """Bring factors and log chances of the hulls up to date whose blocks are not what they were ``before``, or
    were not once ``swept``: a sweep changes factors on its way, a later swap may undo it."""
    moved = np.zeros(len(hulls) + 1, np.bool_)
    for b in range(len(given)):
        if given[b] != before[b] or swept[b] != before[b]:
            moved[given[b]] = moved[before[b]] = moved[swept[b]] = True
    for v in range(len(hulls)):
        if moved[v]:
            factors[v] = clean[v]
    for b in range(len(given)):
        if moved[given[b]] and given[b] < len(hulls):
            give(factors[given[b]], seen, ratio, b, 1)
    fresh = np.empty(len(hulls))
    for low in range(0, len(hulls), LANES):
        high, some = low + LANES, 0
        for v in range(low, min(high, len(hulls))):
            some += moved[v]
        if some > 1:
            weigh_eight(factors[low:high], has[low:high], is_silent[low:high], trade, hulls[low:high], fresh[low:high])
        for v in range(low, min(high, len(hulls))):
            if moved[v]:
                found[v] = fresh[v] if some > 1 else weigh(factors[v], has[v], is_silent[v], trade, hulls[v])


@njit(cache=True, nogil=True, fastmath=True)
def swap_segment(
    seen: Seen, ratio: Doubles, clean: Doubles, has: Flags, is_silent: Flags, trade: Trade, hulls: Floats,
    given: Ints, u: int, v: int, power: float, key: np.uint64, kept: Floats, scale: Doubles, room: Doubles,
) -> int:  # fmt: skip
    """Draw which stretch of their blocks two hulls exchange, among those with one end at a random cut.

    The cut makes of the present state S a base S', all blocks after it exchanged. From S' the other cut is drawn from
    its exact conditional; as the cut is even over the same set of cuts from both sides, the posterior is kept.

    Args:
        seen, ratio, has, is_silent, trade, hulls, given, power, key: as :func:`sweep`.
        clean: of :func:`fill_clean`.
        u, v: the hulls.
        kept: room for 4 x steps x states.
        scale: room for 4 x steps.
        room: room for 4 x steps x (sections + 1).

    Returns:
        How many blocks changed hands.
    """
    steps = clean.shape[1]
    mine = np.empty(len(given), np.int64)
    n = 0
    for b in range(len(given)):
        if given[b] == u or given[b] == v:
            mine[n] = b
            n += 1
    if n == 0:
        return 0
    cut = np.empty(n + 1, np.int64)
    cuts, upto = 1, seen.last[mine[0]]
    cut[0] = 0
    for i in range(1, n):
        if seen.first[mine[i]] > upto:
            cut[cuts] = i
            cuts += 1
        upto = max(upto, seen.last[mine[i]])
    cut[cuts] = n
    cuts += 1
    began = cut[min(int(even(key, 0) * cuts), cuts - 1)]
    base = np.empty(n, np.int64)
    for i in range(n):
        base[i] = given[mine[i]] if i < began else u + v - given[mine[i]]
    # 0, 1: forward of u and v with what the base gives them; 2, 3: backward with what it gives the other
    for k in range(4):
        who, whose = (u, u) if k == 0 else (v, v) if k == 1 else (u, v) if k == 2 else (v, u)
        room[k] = clean[who]
        for i in range(n):
            if base[i] == whose:
                give(room[k], seen, ratio, mine[i], 1)
        if k < 2:
            forward(room[k], has[who], is_silent[who], trade, hulls[who], kept[k], scale[k])
        else:
            backward(room[k], has[who], is_silent[who], trade, hulls[who], kept[k], scale[k])
    chance = np.empty(cuts)
    x = np.empty_like(trade.start)
    best, named, at = NONE_LEFT, 0.0, 0
    # names and ties of the cut before all blocks; each further cut turns the blocks it passes, and their ties
    for i in range(n):
        b = mine[i]
        given[b] = u + v - base[i]
    for i in range(n):
        b = mine[i]
        named += power * seen.log_l[b, given[b]]
        for m in range(seen.near_from[b], seen.near_from[b + 1]):
            other = seen.near[m]
            if other > b and (given[other] == u or given[other] == v):
                named += power * (seen.near_same[m] if given[other] == given[b] else seen.near_differ[m])
    for j in range(cuts):
        while at < cut[j]:
            b = mine[at]
            named += power * (seen.log_l[b, base[at]] - seen.log_l[b, given[b]])
            for m in range(seen.near_from[b], seen.near_from[b + 1]):
                other = seen.near[m]
                if given[other] == u or given[other] == v:
                    turned = power * (seen.near_same[m] - seen.near_differ[m])
                    named += turned if given[other] == base[at] else -turned
            given[b] = base[at]
            at += 1
        found = named
        for k in range(2):
            if cut[j] == n:
                found += scale[k, steps - 1]
            elif cut[j] == 0:
                who = u if k == 0 else v
                begin(trade, hulls[who], x)
                if has[who, 0]:
                    see(x, room[k + 2, 0], trade)
                found += to_one(x) + scale[k + 2, 0] + _along(x, kept[k + 2, 0])
            else:
                t = seen.first[mine[cut[j]]] - 1
                found += scale[k, t] + scale[k + 2, t] + _along(kept[k, t], kept[k + 2, t])
        chance[j] = found
        best = max(best, found)
    total = 0.0
    for j in range(cuts):
        chance[j] = exp(chance[j] - best)
        total += chance[j]
    left, ended = even(key, 1) * total, cuts - 1
    for j in range(cuts):
        left -= chance[j]
        if left <= 0:
            ended = j
            break
    for i in range(n):
        given[mine[i]] = base[i] if i < cut[ended] else u + v - base[i]
    return int(abs(cut[ended] - began))


@njit(cache=True, nogil=True, fastmath=True)
def _along(x: Floats, b: Floats) -> float:
    total = 0.0
    for k in range(len(x)):
        total += x[k] * b[k]
    return log(max(total, 1e-300))


class Worlds(NamedTuple):
    """Room for the stays of one draw, one row a stay."""

    hull: Ints
    start: Ints
    end: Ints
    section: Ints
    blocks: Ints


@njit(cache=True, nogil=True)
def draw_stays(
    seen: Seen, factors: Doubles, has: Flags, is_silent: Flags, trade: Trade, hulls: Floats, given: Ints,
    key: np.uint64, kept: Floats, scale: Doubles, found: Worlds,
) -> int:  # fmt: skip
    """Draw the paths of all hulls, list their loading stays in order, and tell which blocks each holds.

    Returns:
        How many stays were filled in.
    """
    n = 0
    for v in range(len(hulls)):
        forward(factors[v], has[v], is_silent[v], trade, hulls[v], kept, scale)
        m = draw_path(kept, is_silent[v], trade, hulls[v], key_of(key, v), found.start[n:], found.end[n:],
                      found.section[n:])  # fmt: skip
        for i in range(m // 2):  # drawn last first
            a, z = n + i, n + m - 1 - i
            found.start[a], found.start[z] = found.start[z], found.start[a]
            found.end[a], found.end[z] = found.end[z], found.end[a]
            found.section[a], found.section[z] = found.section[z], found.section[a]
        found.hull[n : n + m] = v
        found.blocks[n : n + m] = 0
        for b in range(len(given)):
            if given[b] == v and trade.kind[seen.section[b]] == IN_LOAD:
                for i in range(n, n + m):
                    if (
                        found.section[i] == seen.section[b]
                        and found.start[i] <= seen.last[b]
                        and (found.end[i] > seen.first[b])
                    ):
                        found.blocks[i] += 1
                        break
        n += m
    return n
