"""A season: what is known of a fleet at its loading and discharge places over a period, on one grid of time.

The estimator of actual trips (:mod:`fairlead.trips.sampler`) sees this and nothing else; steps make it from tables,
simulations from known truth. Method: docs/methods/actual.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LOAD, DISCHARGE = 0, 1
"""Role of a place in a season."""

AT_LOAD, AT_DISCHARGE, ON_THE_WAY, FAR = 0, 1, 2, 3
"""Where an AIS fix shows a hull: loading, discharging, between the two, or where no leg of the trade leads."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Looks, one row each, by time. A look that found nothing is a row like any other."""

    step: npt.NDArray[np.int32]
    """Grid step in which the look was taken, 0 .. steps-1."""
    place: npt.NDArray[np.int16]
    """Index of the place looked at, into ``Season.roles``."""
    visible_frac: npt.NDArray[np.float64]
    """Share of the place's berths that could be seen, (0, 1]; a look with nothing usable is left out."""
    source: npt.NDArray[np.int16]
    """Kind of sensor: 0 optical, 1 radar, 2 other. Each has a chance of detection of its own."""
    is_cued: npt.NDArray[np.bool_]
    """Whether it was tasked because of a tip: no random capture."""


@dataclass(frozen=True, slots=True)
class Block:
    """Sightings of one ship that the analyst links: the unit of doubt about identity."""

    looks: tuple[int, ...]
    """The looks in which the ship was seen, by index into ``Looks``, all at one place, ascending."""
    log_likelihood: npt.NDArray[np.float64]
    """For each hull of the season and, last, OTHER: log chance of what was measured and read, if it is that ship."""
    stated: int = -1
    """Hull that the evidence names; -1: none. Chains start from it, and ``names_are_sure`` takes it for certain."""
    berth: int = -1
    """Berth it lay at; -1: not known. Two ships do not share one at a time."""


@dataclass(frozen=True, slots=True)
class Fixes:
    """AIS fixes, thinned to one a hull and step; several kinds in one step are the one nearest a place."""

    hull: npt.NDArray[np.int32]
    step: npt.NDArray[np.int32]
    where: npt.NDArray[np.int8]
    """AT_LOAD, AT_DISCHARGE, ON_THE_WAY or FAR."""


@dataclass(frozen=True, slots=True)
class Durations:
    """Complete stays and legs of the trade that AIS showed, in hours: what the priors of durations are fitted on."""

    load_h: npt.NDArray[np.float64]
    laden_h: npt.NDArray[np.float64]
    discharge_h: npt.NDArray[np.float64]
    ballast_h: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Season:
    """A fleet over a period, at the places of one trade."""

    hulls: tuple[str, ...]
    """Ids of the vessels of the fleet, in order; OTHER is none of them."""
    steps: int
    """Grid steps in the period."""
    step_h: float
    """Length of a step, hours."""
    roles: tuple[int, ...]
    """LOAD or DISCHARGE of each place."""
    shares: tuple[float, ...]
    """Share of stays of its role that are at each place; of one role they sum to 1."""
    looks: Looks
    blocks: tuple[Block, ...]
    fixes: Fixes
    is_silent: npt.NDArray[np.bool_]
    """Hulls x steps: no AIS was received although the hull is known to broadcast at other times; all false for hulls
    that never broadcast."""
    durations: Durations
    least_leg_h: float = 0.0
    """Distance over top speed between the nearest loading and discharge place: no leg is shorter."""
    reads_names: bool = field(default=True)
    """Whether a block's ``stated`` hull may be wrong (a read name), rather than settled by a person."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """Draws of what there was, given a season. Every count of one draw is of one world: sums over hulls, months and
    amounts are taken within a draw, then quantiles."""

    actual: npt.NDArray[np.int32]
    """Draws x hulls: loading stays that cover at least one step of the period."""
    after_doubt: npt.NDArray[np.int32]
    """Draws x hulls: those of them that hold at least one sighting given to the hull in that draw; never more than
    ``actual``."""
    stay_draw: npt.NDArray[np.int32]
    """Draw of each stay, one row a stay of any draw, ordered by draw, hull and start."""
    stay_hull: npt.NDArray[np.int32]
    stay_start: npt.NDArray[np.int32]
    """First step of the stay at the loading place; negative: it began before the period."""
    stay_end: npt.NDArray[np.int32]
    """Step after its last."""
    stay_blocks: npt.NDArray[np.int32]
    """Blocks given to it in that draw; 0: nobody saw it."""
    block_hull: npt.NDArray[np.int32]
    """Draws x blocks: the hull each block is given to; ``len(hulls)`` is OTHER."""
    chain: npt.NDArray[np.int32]
    """Chain of each draw."""
    r_hat: float
    """Of the fleet total, over chains from dispersed starts (rank-normalised, split)."""
    ess: float
    """Effective draws of the fleet total."""
    is_settled: bool
    """False where chains disagree: "identities not settled", and the quantiles are of the union."""
    words: tuple[str, ...]
    """What a reader must be told: priors that were not moved, chains that disagree, no looks at all."""
