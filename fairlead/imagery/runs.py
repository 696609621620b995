"""Runs: parts of a mask that hang together, by the stretches of its rows, in memory that goes with their number."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.arrays import Ints
from fairlead.imagery.ring_loops import unite

Mask = npt.NDArray[np.bool_]


@njit(cache=True, nogil=True)
def _stretches(
    mask: Mask, rows: npt.NDArray[np.int32], begins: npt.NDArray[np.int32], ends: npt.NDArray[np.int32]
) -> int:
    """Stretches of set pixels of each row, in order; how many there are, also where there is no room for them."""
    n = 0
    for r in range(mask.shape[0]):
        c = 0
        while c < mask.shape[1]:
            if not mask[r, c]:
                c += 1
                continue
            start = c
            while c < mask.shape[1] and mask[r, c]:
                c += 1
            if n < rows.size:
                rows[n], begins[n], ends[n] = r, start, c
            n += 1
    return n


@njit(cache=True, nogil=True)
def _join(
    rows: npt.NDArray[np.int32], begins: npt.NDArray[np.int32], ends: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    """Of each stretch the first that it hangs together with, over edges and corners."""
    n = rows.size
    parent = np.arange(n).astype(np.int32)
    above = 0
    for i in range(n):
        while above < i and rows[above] < rows[i] - 1:
            above += 1
        # stretches of the row above that end before this begins touch none of this row that follows
        while above < i and rows[above] == rows[i] - 1 and ends[above] < begins[i]:
            above += 1
        k = above
        while k < i and rows[k] == rows[i] - 1 and begins[k] <= ends[i]:
            unite(parent, i, k)
            k += 1
    for i in range(n):
        parent[i] = parent[parent[i]]
    return parent


@njit(cache=True, nogil=True)
def _fill(
    out: Mask, rows: npt.NDArray[np.int32], begins: npt.NDArray[np.int32], ends: npt.NDArray[np.int32], taken: Mask
) -> None:
    for i in range(rows.size):
        if taken[i]:
            out[rows[i], begins[i] : ends[i]] = True


@njit(cache=True, nogil=True)
def _counted(
    mask: Mask, rows: npt.NDArray[np.int32], begins: npt.NDArray[np.int32], ends: npt.NDArray[np.int32], out: Ints
) -> None:
    for i in range(rows.size):
        for c in range(begins[i], ends[i]):
            out[i] += mask[rows[i], c]


def parts_of(mask: Mask, fewest: int, marked: Mask | None = None) -> tuple[Mask, Mask]:
    """The large parts of a mask, and which of them are mostly marked.

    Args:
        mask: rows x columns.
        fewest: pixels that a large part has at least; they hang together over edges and corners.
        marked: rows x columns; None for no marks.

    Returns:
        Pixels of large parts less than half of which is marked, and of those at least half of which is.
    """
    none = np.empty(0, np.int32)
    n = _stretches(mask, none, none, none)
    rows, begins, ends = (np.empty(n, np.int32) for _ in range(3))
    _stretches(mask, rows, begins, ends)
    group = _join(rows, begins, ends)
    size = np.bincount(group, weights=ends - begins, minlength=n)
    held = np.zeros(n, np.int64)
    if marked is not None:
        _counted(marked, rows, begins, ends, held)
    is_marked = 2 * np.bincount(group, weights=held, minlength=n) >= size
    is_large = size >= fewest
    plain, other = np.zeros(mask.shape, bool), np.zeros(mask.shape, bool)
    _fill(plain, rows, begins, ends, (is_large & ~is_marked)[group])
    _fill(other, rows, begins, ends, (is_large & is_marked)[group])
    return plain, other
