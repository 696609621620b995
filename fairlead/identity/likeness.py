"""Likeness of letters: which words of two lists look alike, without comparing those that cannot."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import ceil, floor

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

_CELLS = 1 << 22
"""Distances computed at once: 16 MiB of them."""

_ROUNDING = 1e-9
"""Bounds are widened by this, so that a likeness computed to be just enough is never lost to rounding."""


def find_alike(asked: Sequence[str], held: Sequence[str], least: float) -> Iterator[tuple[int, int]]:
    """Pairs (i, j) for which ``asked[i]`` and ``held[j]`` look at least ``least`` alike.

    Likeness is 1 - d / m, with d the optimal string alignment distance (insertion, deletion, substitution, swap of
    neighbours) and m the length of the longer word: one typo in eight letters is 0.875.

    The pairs are those of comparing each with each. Every edit changes a length by one letter at most, so d is no less
    than the difference of the lengths; likeness of at least L therefore needs lengths a and b with L <= a / b <= 1 / L.
    Only words of such lengths are compared, many at once, and a comparison stops where d exceeds (1 - L) m of the
    longest of them. What remains is judged by the likeness itself.

    Args:
        asked: words.
        held: words.
        least: least likeness, above 0 and at most 1.
    """
    order = sorted(range(len(held)), key=lambda j: len(held[j]))
    words = [held[j] for j in order]
    lengths = [len(w) for w in words]
    by_length: dict[int, list[int]] = defaultdict(list)
    for i, word in enumerate(asked):
        by_length[len(word)].append(i)
    for length, of_length in by_length.items():
        first = bisect_left(lengths, ceil(length * least - _ROUNDING))
        last = bisect_right(lengths, floor(length / least + _ROUNDING))
        if first == last:
            continue
        some = words[first:last]
        most = floor((1 - least) * max(length, lengths[last - 1]) + _ROUNDING)
        step = max(1, _CELLS // len(some))
        for at in range(0, len(of_length), step):
            rows = of_length[at : at + step]
            near = cdist([asked[i] for i in rows], some, scorer=OSA.distance, score_cutoff=most, dtype=np.int32) <= most
            for row, column in np.argwhere(near).tolist():
                i, j = rows[row], order[first + column]
                if OSA.normalized_similarity(asked[i], held[j]) >= least:
                    yield i, j
