"""Joint: which hulls several sightings are, together. One ship is not in two places; two do not share a berth.

Beliefs of single sightings, and pairs that tie them. A knot of pairs without a ring is solved forward and backward,
exactly; a small one with rings by counting every assignment; a large one by Gibbs draws, keyed by its content, so that
the same evidence gives the same bytes; one too large for draws by passing beliefs around, which is approximate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from fairlead.base.draws import stream
from fairlead.identity.densities import Floats

MOST_STEPS = 100_000
"""Draws times sightings of a knot that is drawn; in a larger one beliefs are passed around, which is approximate."""
ROUNDS = 12
"""Rounds of passing around; ties are mostly weak, so beliefs settle in a few."""

Tie = Literal["apart", "together"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sightings that are not one hull (*apart*: two places at a time), or are (*together*: one berth at a time)."""

    one: int
    other: int
    tie: Tie
    remnant: float
    """What is left, against 1, of an assignment that breaks the tie: positions and times may be false."""


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """Beliefs after all sightings are looked at together."""

    belief: Floats
    """Sightings x (hulls + 1), rows sum to 1; the last is OTHER."""
    method: tuple[str, ...]
    """By sighting: alone, forward and backward, counted, drawn, or passed around."""


def solve_joint(
    belief: Floats,
    pairs: Sequence[Pair],
    names: Sequence[str],
    seed: int = 20240307,
    most_states: int = 100_000,
    draws: int = 2000,
) -> Joint:
    """Solve all sightings together.

    Args:
        belief: sightings x (hulls + 1), each row the belief of one sighting alone; OTHER last. A settled sighting is a
            row with a single 1.
        pairs: the ties. Ships outside the list differ from each other: *apart* says nothing of OTHER and OTHER.
        names: an id a sighting, by which draws are keyed.
        seed: of the draws.
        most_states: assignments of a knot that are counted one by one.
        draws: kept draws of a larger knot, after a tenth as many that are dropped.

    Returns:
        Marginal beliefs. Where the ties leave nothing (all remnants 0), the belief alone.
    """
    out, method = belief / belief.sum(axis=1, keepdims=True), ["alone"] * len(belief)
    ties = _combined(pairs)
    for knot in _knots(len(belief), ties):
        own = {k: r for k, r in ties.items() if k[0] in knot}
        if len(own) == len(knot) - 1:
            made, how = _forward_backward(out, knot, own), "forward and backward"
        else:
            support = [np.flatnonzero(out[i]) for i in knot]
            if sum(np.log(len(s)) for s in support) <= np.log(most_states):
                made, how = _counted(out, knot, own, support), "counted"
            elif len(knot) * draws <= MOST_STEPS:
                made, how = _drawn(out, knot, own, [names[i] for i in knot], seed, draws), "drawn"
            else:
                made, how = _passed_around(out, knot, own), "passed around"
        for i, row in zip(knot, made, strict=True):
            if row.sum() > 0:
                out[i] = row / row.sum()
                method[i] = how
    return Joint(out, tuple(method))


_Ties = dict[tuple[int, int], tuple[float, float]]
"""By pair: the factor of one hull, and of two."""


def _combined(pairs: Sequence[Pair]) -> _Ties:
    ties: _Ties = {}
    for p in pairs:
        key = (min(p.one, p.other), max(p.one, p.other))
        same, differ = ties.get(key, (1.0, 1.0))
        ties[key] = (same * p.remnant, differ) if p.tie == "apart" else (same, differ * p.remnant)
    return dict(sorted(ties.items()))


def _knots(n: int, ties: _Ties) -> list[list[int]]:
    """Sightings tied to each other, however far; single ones are left out."""
    root = list(range(n))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for a, b in ties:
        root[find(a)] = find(b)
    knots = defaultdict[int, list[int]](list)
    for i in range(n):
        knots[find(i)].append(i)
    return [k for k in knots.values() if len(k) > 1]


def _pass(belief: Floats, tie: tuple[float, float]) -> Floats:
    """What one sighting's belief says of each hull of the other: the sum over its own hulls, hull by hull.

    OTHER beside OTHER: ships outside the list are different ships as far as *apart* goes; *together* may be one.
    """
    same, differ = tie
    total = belief.sum()
    made: Floats = differ * total + (same - differ) * belief
    made[-1] = differ * (total - belief[-1]) + belief[-1]
    np.maximum(made, 0.0, out=made)
    return made


def _forward_backward(belief: Floats, knot: list[int], ties: _Ties) -> list[Floats]:
    """Exact marginals of a knot without rings: messages to the root and back."""
    near = defaultdict[int, list[int]](list)
    for a, b in ties:
        near[a].append(b)
        near[b].append(a)
    order, parent = [knot[0]], {knot[0]: -1}
    for i in order:
        for j in near[i]:
            if j not in parent:
                parent[j] = i
                order.append(j)
    up: dict[int, Floats] = {}
    gathered = {i: belief[i].copy() for i in knot}
    for i in reversed(order[1:]):
        message = _pass(gathered[i], ties[min(i, parent[i]), max(i, parent[i])])
        up[i] = message / max(message.max(), 1e-300)
        gathered[parent[i]] = _scaled(gathered[parent[i]] * up[i])
    full = {order[0]: gathered[order[0]]}
    for i in order[1:]:
        p = parent[i]
        with np.errstate(divide="ignore", invalid="ignore"):
            without = np.where(up[i] > 0, full[p] / up[i], 0.0)
        message = _pass(_scaled(without), ties[min(i, p), max(i, p)])
        full[i] = _scaled(gathered[i] * message)
    return [full[i] for i in knot]


def _scaled(values: Floats) -> Floats:
    top = values.max()
    return values / top if top > 0 else values


def _counted(
    belief: Floats, knot: list[int], ties: _Ties, support: list[np.ndarray[tuple[int], np.dtype[np.intp]]]
) -> list[Floats]:
    """Exact marginals by counting every assignment."""
    other = belief.shape[1] - 1
    at = {i: n for n, i in enumerate(knot)}
    made = [np.zeros(belief.shape[1]) for _ in knot]
    for hulls in product(*(s.tolist() for s in support)):
        weight = 1.0
        for n, i in enumerate(knot):
            weight *= float(belief[i, hulls[n]])
        for (a, b), tie in ties.items():
            weight *= _factor(hulls[at[a]], hulls[at[b]], tie, other)
        for n, hull in enumerate(hulls):
            made[n][hull] += weight
    return made


def _factor(one: int, two: int, tie: tuple[float, float], other: int) -> float:
    if one == two == other:
        return 1.0
    return tie[0] if one == two else tie[1]


def _passed_around(belief: Floats, knot: list[int], ties: _Ties) -> list[Floats]:
    """Approximate marginals of a very large knot: messages both ways along every tie, damped, :data:`ROUNDS` times."""
    at = {i: n for n, i in enumerate(knot)}
    pairs = np.array([(at[a], at[b]) for a, b in ties])
    sender, receiver = np.concatenate([pairs, pairs[:, ::-1]]).T
    back = np.roll(np.arange(len(sender)), len(ties))
    same, differ = (np.tile([t[k] for t in ties.values()], 2)[:, None] for k in (0, 1))
    with np.errstate(divide="ignore"):
        own = np.maximum(np.log(belief[knot]), -700.0)
    message = np.zeros((len(sender), belief.shape[1]))
    order = np.argsort(receiver, kind="stable")
    firsts = np.searchsorted(receiver[order], np.arange(len(knot)))
    for _ in range(ROUNDS):
        total = own + np.add.reduceat(message[order], firsts, axis=0)
        cavity = total[sender] - message[back]
        cavity = np.exp(cavity - cavity.max(axis=1, keepdims=True))
        whole = cavity.sum(axis=1, keepdims=True)
        passed = differ * whole + (same - differ) * cavity
        passed[:, -1] = differ[:, 0] * (whole[:, 0] - cavity[:, -1]) + cavity[:, -1]
        passed = np.log(np.maximum(passed, 1e-300))
        message = (message + passed - passed.max(axis=1, keepdims=True)) / 2
    total = own + np.add.reduceat(message[order], firsts, axis=0)
    return list(np.exp(total - total.max(axis=1, keepdims=True)) * (belief[knot] > 0))


def _drawn(belief: Floats, knot: list[int], ties: _Ties, names: list[str], seed: int, draws: int) -> list[Floats]:
    """Marginals by Gibbs draws, each averaged over the conditional it was drawn from (Rao-Blackwell)."""
    random = stream(seed, "joint", *sorted(names))
    near = defaultdict[int, list[tuple[int, tuple[float, float]]]](list)
    for (a, b), tie in ties.items():
        near[a].append((b, tie))
        near[b].append((a, tie))
    other = belief.shape[1] - 1
    state = {i: int(np.argmax(belief[i])) for i in knot}
    made = {i: np.zeros(belief.shape[1]) for i in knot}
    for sweep in range(draws + draws // 10):
        uniform = random.random(len(knot))
        for n, i in enumerate(knot):
            row = belief[i].copy()
            for j, (same, differ) in near[i]:
                hull = state[j]
                if hull == other:
                    row[:other] *= differ
                else:
                    kept = row[hull] * same
                    row *= differ
                    row[hull] = kept
            total = np.cumsum(row)
            if total[-1] <= 0:
                continue
            state[i] = int(min(np.searchsorted(total, uniform[n] * total[-1], "right"), other))
            if sweep >= draws // 10:
                made[i] += row / total[-1]
    return [made[i] for i in knot]
