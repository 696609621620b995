"""Hulls: the deadweight of a trip's ship, and the known fleet that stands in where nobody knows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np
import numpy.typing as npt

from fairlead.base.draws import Floats
from fairlead.trips.fleets import Fleet

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class KnownFleet:
    """The hulls of a question's fleet whose deadweight is known, by vessel id."""

    vessel_ids: Sequence[str]
    dwt_t: Floats

    @classmethod
    def of(cls, vessels: Iterable[Row], fleet: Fleet) -> KnownFleet:
        """The ships of a question's fleet among ``vessels``; one whose type or flag is not known is left aside."""
        known = sorted((v["vessel_id"], v["dwt_t"]) for v in vessels if v["dwt_t"] and fleet.of_vessel(v) == "")
        return cls([v for v, _ in known], np.array([d for _, d in known], dtype=np.float64))

    def __len__(self) -> int:
        return len(self.vessel_ids)

    @property
    def mean_t(self) -> float:
        """Mean deadweight, tonnes."""
        return fsum(self.dwt_t) / len(self)

    def mixes(self, rng: np.random.Generator, n: int) -> FleetMixes:
        """``n`` guesses of how common each known hull is among all: flat Dirichlet weights (Bayesian bootstrap)."""
        weights = rng.standard_exponential((n, len(self)))
        cumulated = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
        cumulated[:, -1] = 1.0
        cumulated += np.arange(n, dtype=np.float64)[:, None]
        return FleetMixes(self.dwt_t, cumulated.ravel())


@dataclass(frozen=True, slots=True, eq=False)
class FleetMixes:
    """Draws of the mix of a fleet. A few known hulls are a small sample of it, so the mix itself is uncertain."""

    dwt_t: Floats
    steps: Floats
    """Cumulated weights of draw d, raised by d: one ascending list for all draws, so that one search serves them."""

    def hulls(self, rng: np.random.Generator, draws: npt.NDArray[np.int64]) -> Floats:
        """One deadweight for each entry of ``draws``, from the mix of that draw, tonnes."""
        at = np.searchsorted(self.steps, draws + rng.random(len(draws)), side="right")
        picked: Floats = self.dwt_t[np.minimum(at - draws * len(self.dwt_t), len(self.dwt_t) - 1)]
        return picked
