"""Loops of the radar detector: how far each pixel stands above the ring of water around it.

Pixels are whole numbers, and every sum of them and of their squares is exact in a float64: the same pixel has the same
score whatever part of the image is read with it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.arrays import Floats, Ints

Pixels = npt.NDArray[np.uint16]
Marks = npt.NDArray[np.uint8]

RINGED, SCORED, COUNTED = 1, 2, 4
"""Marks of a pixel: it takes part in the rings of others; it is water that is searched; its score tells of the sea.
Land and what lies outside the image are none of them, what is plainly no sea is in no ring, and near land nothing is
counted."""

STRIP = 1024
"""Columns done at a time: what the loops hold for them stays in the cache of a core."""

PACK = float(1 << 34)
"""A sum of pixels and how many there are share one number, the count times this. A strip's column sums hold at most
2^18 pixels and so less than 2^34 of brightness; both together stay below 2^53, up to which a float64 counts."""

WIDEST = 100
"""Pixels from the middle of a ring to its rim, at most: beyond, the sums above would not be exact."""

BIN = 0.05
"""Width of a bin of scores, in standard deviations."""
NO_SCORE = -1.0e9
BINS = 4000
"""Bins of scores from 0; the last also holds whatever is beyond, the first whatever is below."""


BLOCK = 64
"""Side of the squares of pixels whose median is the level of the sea there. They lie on a grid of the whole image."""
CELL = 8
"""Side of the squares of pixels out of which land is made where no map tells of it."""


@njit(cache=True, nogil=True)
def mark_rows(
    image: Pixels,
    has: npt.NDArray[np.bool_],
    land: npt.NDArray[np.bool_],
    near: npt.NDArray[np.bool_],
    first: int,
    plain: float,
    top: int,
    bottom: int,
    marks: Marks,
) -> tuple[int, int]:
    """Mark what is searched, what of it is plainly no sea and in no ring, and what tells of the sea.

    Args:
        image: rows of the scene from ``first`` on, which begins a block.
        has: where they have a value.
        land, near: cells of the whole scene that are land, and that are land or near it.
        plain: what is brighter than the median of the sea of its block by this factor is in no ring. The median is of
            every fourth row and every second column.
        top, bottom: rows to be counted.
        marks: filled, as large as ``image``.

    Returns:
        How many pixels of the rows to be counted have a value, and how many are sea.
    """
    height, width = image.shape
    some = np.empty(BLOCK * BLOCK, np.uint16)
    held = sea = 0
    for r in range(0, height, BLOCK):
        low = min(height, r + BLOCK)
        for c in range(0, width, BLOCK):
            right = min(width, c + BLOCK)
            n = 0
            for i in range(r, low, 4):
                for j in range(c, right, 2):
                    if has[i, j] and not land[(first + i) // CELL, j // CELL]:
                        some[n] = image[i, j]
                        n += 1
            most = plain * np.median(some[:n]) if n else 0.0
            for i in range(r, low):
                is_counted = top <= i < bottom
                for j in range(c, right):
                    mark = 0
                    if has[i, j]:
                        if is_counted:
                            held += 1
                        if not land[(first + i) // CELL, j // CELL]:
                            if is_counted:
                                sea += 1
                            mark = SCORED | RINGED if image[i, j] <= most else SCORED
                            if not near[(first + i) // CELL, j // CELL]:
                                mark |= COUNTED
                    marks[i, j] = mark
    return held, sea


@njit(cache=True, nogil=True, inline="always")
def _slide(pixels: Pixels, marks: Marks, sums: Floats, squares: Floats, sign: float) -> None:
    """Add a row of pixels to the sums of its columns, or take it away."""
    for j in range(pixels.size):
        taken = float(marks[j] & RINGED)
        value = float(pixels[j]) * taken
        sums[j] += sign * (value + taken * PACK)
        squares[j] += sign * (value * value)


@njit(cache=True, nogil=True, error_model="numpy")
def _score(
    pixels: Pixels,
    outer: tuple[Floats, Floats],
    inner: tuple[Floats, Floats],
    outer_squares: tuple[Floats, Floats],
    inner_squares: tuple[Floats, Floats],
    fewest: float,
    scores: Floats,
) -> None:
    """Standard deviations that each pixel lies above the mean of its ring, out of running sums at the ring's edges."""
    for c in range(scores.size):
        packed = (outer[1][c] - outer[0][c]) - (inner[1][c] - inner[0][c])
        squares = (outer_squares[1][c] - outer_squares[0][c]) - (inner_squares[1][c] - inner_squares[0][c])
        count = np.floor(packed * (1.0 / PACK))
        total = packed - count * PACK
        above = count * pixels[c] - total
        # A ring of one value all over has no spread; one grey step is the least that can be told.
        spread = np.sqrt(max(count * squares - total * total, count * count / 12.0))
        scores[c] = above / spread if count >= fewest else NO_SCORE


@njit(cache=True, nogil=True)
def score_rows(
    image: Pixels,
    marks: Marks,
    top: int,
    bottom: int,
    guard: int,
    ring: int,
    fewest: float,
    keep: float,
    offset: int,
    every: int,
    histogram: Ints,
    rows: npt.NDArray[np.int32],
    columns: npt.NDArray[np.int32],
    values: Pixels,
    scores: npt.NDArray[np.float32],
) -> int:
    """Score the rows ``top`` to ``bottom`` of an image and keep the bright ones.

    The ring of a pixel is the square of ``2 ring + 1`` pixels around it without that of ``2 guard + 1``, as far as it
    lies in the image and is marked RINGED; ``ring`` is at most WIDEST.

    Args:
        image: pixels, more than ``ring`` rows beyond ``top`` and ``bottom`` where the image has them.
        marks: of each pixel the sum of RINGED, SCORED and COUNTED, as far as they hold.
        top, bottom: rows to score.
        guard, ring: half sides of the two squares.
        fewest: a pixel with fewer pixels in its ring has no score.
        keep: a pixel of a higher score is kept.
        offset: number of the image's first row in the scene.
        every: scores of each so many-th row of the scene are counted.
        histogram: of BINS, filled with how many COUNTED pixels of those rows have which score.
        rows, columns, values, scores: where what is kept goes, as far as there is room.

    Returns:
        How many pixels are to be kept.
    """
    height, width = image.shape
    found = 0
    for left in range(0, width, STRIP):
        right = min(width, left + STRIP)
        size = right - left
        # Columns of the strip and a ring beyond; those outside the image stay 0.
        a, b = max(0, left - ring), min(width, right + ring)
        o = a - (left - ring)
        columns_held = size + 2 * ring
        outer, outer_squares = np.zeros(columns_held), np.zeros(columns_held)
        inner, inner_squares = np.zeros(columns_held), np.zeros(columns_held)
        so, qo = outer[o : o + b - a], outer_squares[o : o + b - a]
        si, qi = inner[o : o + b - a], inner_squares[o : o + b - a]
        running = np.zeros((4, columns_held + 1))
        score = np.zeros(size)
        for r in range(max(0, top - ring), min(height, top + ring)):
            _slide(image[r, a:b], marks[r, a:b], so, qo, 1.0)
        for r in range(max(0, top - guard), min(height, top + guard)):
            _slide(image[r, a:b], marks[r, a:b], si, qi, 1.0)
        ends = (2 * ring + 1, ring - guard, ring + guard + 1)
        for r in range(top, bottom):
            if r + ring < height:
                _slide(image[r + ring, a:b], marks[r + ring, a:b], so, qo, 1.0)
            if r > top and r - ring >= 1:
                _slide(image[r - ring - 1, a:b], marks[r - ring - 1, a:b], so, qo, -1.0)
            if r + guard < height:
                _slide(image[r + guard, a:b], marks[r + guard, a:b], si, qi, 1.0)
            if r > top and r - guard >= 1:
                _slide(image[r - guard - 1, a:b], marks[r - guard - 1, a:b], si, qi, -1.0)
            s0 = s1 = s2 = s3 = 0.0
            for j in range(columns_held):
                s0 += outer[j]
                s1 += outer_squares[j]
                s2 += inner[j]
                s3 += inner_squares[j]
                running[0, j + 1], running[1, j + 1], running[2, j + 1], running[3, j + 1] = s0, s1, s2, s3
            _score(
                image[r, left:right],
                (running[0, :size], running[0, ends[0] : ends[0] + size]),
                (running[2, ends[1] : ends[1] + size], running[2, ends[2] : ends[2] + size]),
                (running[1, :size], running[1, ends[0] : ends[0] + size]),
                (running[3, ends[1] : ends[1] + size], running[3, ends[2] : ends[2] + size]),
                fewest,
                score,
            )
            for c in range(size):
                if score[c] > keep and marks[r, left + c] & SCORED:
                    if found < rows.size:
                        rows[found], columns[found] = r + offset, left + c
                        values[found], scores[found] = image[r, left + c], score[c]
                    found += 1
            if (r + offset) % every == 0:
                for c in range(size):
                    if marks[r, left + c] & COUNTED and score[c] > NO_SCORE:
                        histogram[min(BINS - 1, max(0, int(score[c] / BIN)))] += 1
    return found


@njit(cache=True, nogil=True)
def unite(parent: npt.NDArray[np.int32], x: int, y: int) -> None:
    """Make one group of two: of each place an earlier one of its group, or itself where it is the first."""
    while parent[x] != x:
        parent[x] = parent[parent[x]]
        x = parent[x]
    while parent[y] != y:
        parent[y] = parent[parent[y]]
        y = parent[y]
    if x < y:
        parent[y] = x
    else:
        parent[x] = y


@njit(cache=True, nogil=True)
def join_pixels(rows: npt.NDArray[np.int32], columns: npt.NDArray[np.int32], reach: int) -> npt.NDArray[np.int32]:
    """Number the groups of pixels that hang together: each has another of its group within ``reach`` rows and columns.

    Args:
        rows, columns: pixels, sorted by row and then by column.
        reach: 1 joins neighbours, the slanting ones too.

    Returns:
        Of each pixel the place of the first pixel of its group.
    """
    n = rows.size
    parent = np.arange(n).astype(np.int32)
    ahead = np.zeros(reach + 1, np.int64)
    """Of each row below, from where on its pixels may be near enough."""
    for i in range(n):
        for down in range(reach + 1):
            k = max(ahead[down], i + 1)
            while k < n and (
                rows[k] < rows[i] + down or (rows[k] == rows[i] + down and columns[k] < columns[i] - reach)
            ):
                k += 1
            ahead[down] = k
            while k < n and rows[k] == rows[i] + down and columns[k] <= columns[i] + reach:
                unite(parent, i, k)
                k += 1
    for i in range(n):
        parent[i] = parent[parent[i]]
    return parent
