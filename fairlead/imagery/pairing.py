"""Pairing: which of two kinds of things belong together one to one, when each may also belong to nothing.

Rows and columns with a weight for every pair that may be: how many times likelier it is that the two are one than that
the row is of no column and the column of no row. A pairing is as likely as the product of its weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairlead.base.arrays import Floats, Ints

MOST_BITS = 10
"""Components of which a side has no more than this are summed over every pairing there is; larger ones by belief
propagation."""
MOST_TURNS = 300
SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class Paired:
    """The likeliest pairing, and how likely each pair is over all of them."""

    column: Ints
    """Column of each row in the likeliest pairing; -1 for none."""
    chance: Floats
    """Probability of each pair that was given."""
    alone: Floats
    """Probability of each row to be of no column."""
    is_exact: npt.NDArray[np.bool_]
    """Whether a row's probabilities are summed over every pairing."""


def pair(rows: int, columns: int, row: Ints, column: Ints, log_weight: Floats) -> Paired:
    """Pair rows with columns.

    Args:
        rows: how many rows there are.
        columns: how many columns.
        row: row of each pair that may be; no pair twice.
        column: its column.
        log_weight: natural logarithm of its weight.

    Returns:
        :class:`Paired`. What hangs together by pairs is worked out by itself, so that nothing far away changes
        anything. Among equally likely pairings one is taken.

    Limits:
        In components of more than ten rows and columns the probabilities are those of belief propagation (Williams and
        Lau, IEEE Transactions AES 50, 2014): exact where pairs form no rings; elsewhere measured in
        docs/methods/matching.md.
    """
    best = np.full(rows, -1, dtype=np.int64)
    chance, alone, is_exact = np.zeros(len(row)), np.ones(rows), np.ones(rows, dtype=bool)
    gain = log_weight > 0  # no other pair is in the likeliest pairing: without it the pairing is likelier
    for at in components(rows, columns, row[gain], column[gain]):
        which = np.flatnonzero(gain)[at]
        r, rn = np.unique(row[which], return_inverse=True)
        c, cn = np.unique(column[which], return_inverse=True)
        dense = np.zeros((len(r), len(c)))
        dense[rn, cn] = log_weight[which]
        taken = assign(dense)
        kept = (taken >= 0) & (dense[np.arange(len(r)), taken] > 0)
        best[r[kept]] = c[taken[kept]]
    for which in components(rows, columns, row, column):
        r, rn = np.unique(row[which], return_inverse=True)
        c, cn = np.unique(column[which], return_inverse=True)
        weight = np.zeros((len(r), len(c)))
        weight[rn, cn] = np.exp(np.minimum(log_weight[which], 50.0))
        exact = min(weight.shape) <= MOST_BITS
        found = summed(weight) if exact else propagated(weight)
        chance[which], is_exact[r] = found[rn, cn], exact
        alone[r] = np.clip(1.0 - found.sum(axis=1), 0.0, 1.0)
    return Paired(best, chance, alone, is_exact)


def components(rows: int, columns: int, row: Ints, column: Ints) -> list[Ints]:
    """Numbers of the pairs that hang together, each component by its first row."""
    if not len(row):
        return []
    label = np.arange(rows + columns)
    other = column + rows
    while True:
        least = np.minimum(label[row], label[other])
        new = label.copy()
        np.minimum.at(new, row, least)
        np.minimum.at(new, other, least)
        new = new[new]
        if (new == label).all():
            break
        label = new
    of = label[row]
    order = np.argsort(of, kind="stable")
    return [part for part in np.split(order, np.flatnonzero(np.diff(of[order])) + 1) if len(part)]


def assign(gain: Floats) -> Ints:
    """The column of each row so that the gains add up to most, by shortest augmenting paths (Jonker and Volgenant,
    Computing 38, 1987). A pair of gain 0 is as good as none.

    Args:
        gain: rows by columns, none below 0.

    Returns:
        A column for each row, -1 where there are fewer columns than rows and it has none.
    """
    if gain.shape[0] > gain.shape[1]:
        taken = np.full(gain.shape[0], -1, dtype=np.int64)
        back = assign(np.ascontiguousarray(gain.T))
        taken[back] = np.arange(gain.shape[1])
        return taken
    n, m = gain.shape
    u, v = np.zeros(n + 1), np.zeros(m + 1)
    owner, way = np.full(m + 1, -1, dtype=np.int64), np.zeros(m + 1, dtype=np.int64)  # column m is where a path begins
    for first in range(n):
        owner[m], j = first, m
        nearest, is_used = np.full(m, np.inf), np.zeros(m + 1, dtype=bool)
        while owner[j] >= 0:
            is_used[j] = True
            i = owner[j]
            reduced = -gain[i] - u[i] - v[:m]
            closer = ~is_used[:m] & (reduced < nearest)
            nearest[closer], way[:m][closer] = reduced[closer], j
            open_ = np.where(is_used[:m], np.inf, nearest)
            j = int(np.argmin(open_))
            step = open_[j]
            u[owner[is_used]] += step
            v[is_used] -= step
            nearest[~is_used[:m]] -= step
        while j != m:
            owner[j], j = owner[way[j]], int(way[j])
    taken = np.full(n, -1, dtype=np.int64)
    used = np.flatnonzero(owner[:m] >= 0)
    taken[owner[used]] = used
    return taken


def summed(weight: Floats) -> Floats:
    """Probability of each pair over every pairing there is: sums over the sets of columns taken, row by row."""
    if weight.shape[0] < weight.shape[1]:
        return summed(np.ascontiguousarray(weight.T)).T
    n, bits = weight.shape
    scale = np.maximum(1.0, weight.max(axis=1, initial=0.0))
    weight, none = weight / scale[:, None], 1.0 / scale
    masks = np.arange(1 << bits)
    free = [masks[(masks >> b) & 1 == 0] for b in range(bits)]
    before = np.zeros((n + 1, 1 << bits))
    before[0, 0] = 1.0
    for k in range(n):
        before[k + 1] = before[k] * none[k]
        for b in np.flatnonzero(weight[k]):
            before[k + 1][free[b] | 1 << b] += before[k][free[b]] * weight[k, b]
        before[k + 1] /= before[k + 1].sum()
    after = np.ones(1 << bits)
    chance = np.zeros((n, bits))
    for k in range(n - 1, -1, -1):
        for b in np.flatnonzero(weight[k]):
            chance[k, b] = weight[k, b] * (before[k][free[b]] @ after[free[b] | 1 << b])
        chance[k] /= chance[k].sum() + none[k] * (before[k] @ after)
        now = after * none[k]
        for b in np.flatnonzero(weight[k]):
            now[free[b]] += after[free[b] | 1 << b] * weight[k, b]
        after = now / now.max()
    return chance


def propagated(weight: Floats) -> Floats:
    """Probability of each pair by belief propagation, which always settles (Williams and Lau 2014)."""
    told = np.ones_like(weight)
    for _ in range(MOST_TURNS):
        heard = weight * told
        to_row = weight / (1.0 + heard.sum(axis=0) - heard)
        new = 1.0 / (1.0 + to_row.sum(axis=1, keepdims=True) - to_row)
        change = float(np.abs(new - told).max())
        told = new
        if change < SETTLED:
            break
    heard = weight * told
    to_row = weight / (1.0 + heard.sum(axis=0) - heard)
    chance: Floats = to_row / (1.0 + to_row.sum(axis=1, keepdims=True))
    return chance
