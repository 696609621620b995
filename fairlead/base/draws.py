"""Draws and chances: randomness that hangs on content and never on order; quantiles that are values which occurred.

A stream is named by a seed and by what it is for (a trip, a hull, a question), so a trip keeps its draws whatever else
the case holds, and the same input gives the same bytes whatever the order of rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairlead.base.ids import Raw, canonical_json

Floats = npt.NDArray[np.float64]

DOTS = 50
"""Equal chances a distribution is shown as: with 50 dots people chose best (Fernandes et al. 2018)."""

DOT_QUANTILES = tuple((2 * i + 1) / (2 * DOTS) for i in range(DOTS))

_ROUNDING = 1e-12
"""A sum of chances that misses a quantile by less than this has reached it."""


def stream(seed: int, *content: Raw) -> np.random.Generator:
    """The random stream of ``content`` under ``seed``: Philox, keyed by 128 bits of SHA-256 over both."""
    digest = hashlib.sha256(canonical_json([seed, *content]).encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little")))


def quantile(ascending: Floats, q: float) -> float:
    """The smallest of ``ascending`` values that at least a share ``q`` of them does not exceed."""
    n = len(ascending)
    return float(ascending[min(max(int(np.ceil(q * n - _ROUNDING)), 1), n) - 1])


def dots(values: Floats) -> list[float]:
    """Fifty equal chances: the quantiles at 1, 3, 5, ... 99 %, ascending."""
    ascending = np.sort(values)
    return [quantile(ascending, q) for q in DOT_QUANTILES]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Chances over whole numbers: ``chance[i]`` is that of ``lowest + i``. A tail may be cut off, never rescaled."""

    lowest: int
    chance: Floats

    @classmethod
    def one_of(cls, chances: Iterable[float]) -> Counts:
        """How many of independent things happen, given the chance of each (the Poisson binomial law, exact)."""
        total = cls(0, np.ones(1))
        for p in chances:
            total = total.plus(cls(0, np.array([1.0 - p, p])))
        return total

    def plus(self, other: Counts) -> Counts:
        """The sum of two independent counts; ends whose chance is below 1e-16 are dropped."""
        chance = np.convolve(self.chance, other.chance)
        kept = np.flatnonzero(chance > 1e-16) if len(chance) > 64 else np.array([0, len(chance) - 1])
        return Counts(self.lowest + other.lowest + int(kept[0]), chance[kept[0] : kept[-1] + 1])

    def quantile(self, q: float) -> int:
        """The smallest count whose cumulated chance reaches ``q``."""
        return self.lowest + self._reach([q])[0]

    def dots(self) -> list[float]:
        """Fifty equal chances, ascending."""
        return [float(self.lowest + i) for i in self._reach(DOT_QUANTILES)]

    def _reach(self, q: Sequence[float]) -> list[int]:
        reached = np.searchsorted(np.cumsum(self.chance) + _ROUNDING, q)
        return [min(int(i), len(self.chance) - 1) for i in reached]
