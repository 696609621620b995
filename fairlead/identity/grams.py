"""Grams: which of many words can lie within a few slips of one, without comparing it with all.

A slip (insertion, deletion, substitution, swap of neighbours) touches three pairs of neighbouring letters at most. Two
words within d slips therefore share all but 3d of the pairs of either, ends counted as letters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int32]


def pairs_of(words: Iterable[str]) -> frozenset[str]:
    """The pairs of neighbouring letters of words, with a blank before and behind each."""
    return frozenset(a + b for w in words for a, b in zip(f" {w}", f"{w} ", strict=True))


class Grams:
    """Words by the pairs of letters in them. A word may be several: a name of several words in any order."""

    def __init__(self, words: Sequence[Iterable[str]]) -> None:
        held: dict[str, list[int]] = defaultdict(list)
        sizes = []
        for i, each in enumerate(words):
            pairs = pairs_of(each)
            sizes.append(len(pairs))
            for pair in pairs:
                held[pair].append(i)
        self._places = {pair: np.array(at, dtype=np.int32) for pair, at in held.items()}
        self.sizes = np.array(sizes, dtype=np.int32)

    def shared(self, pairs: frozenset[str]) -> npt.NDArray[np.int64]:
        """How many of the pairs each word shares."""
        at = [self._places[p] for p in pairs if p in self._places]
        return np.bincount(np.concatenate(at), minlength=len(self.sizes)) if at else np.zeros(len(self.sizes), np.int64)

    def within(self, word: str, slips: int) -> Places:
        """Places of the words that can lie within so many slips of one, and of some that do not."""
        pairs = pairs_of((word,))
        shared = self.shared(pairs)
        return np.flatnonzero((shared >= len(pairs) - 3 * slips) & (shared >= self.sizes - 3 * slips)).astype(np.int32)
