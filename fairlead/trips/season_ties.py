"""Which stays are of one trip: the share of sampled worlds in which two of them are one hull's, and one trip's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairlead.trips.seasons import Posterior

Ints = npt.NDArray[np.int64]

_FAR_BACK = 1 << 20
"""Steps that a stay may have begun before the period: more than any period has."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A ship at a place."""

    id: str
    place: str
    first: int
    """Step of the first that tells of it."""
    last: int
    hull: Ints
    """Hull it is given to, by draw; the number of hulls for a ship outside the fleet."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Two presences at one place, the earlier first."""

    first: str
    second: str
    same_hull_frac: float
    """Share of draws that give both to one hull of the fleet."""
    one_trip_frac: float
    """Share of draws in which, besides, that hull begins no other loading stay between them: never more."""


def tie_neighbours(
    presences: Sequence[Presence], posterior: Posterior, hulls: int, reach: float, neighbours: int
) -> list[Tie]:
    """Say of neighbouring presences at one place how often they are one hull's, and one trip's.

    Args:
        presences: any order.
        posterior: the worlds sampled.
        hulls: hulls of the fleet.
        reach: presences further apart than this are not compared, steps.
        neighbours: with how many before it, at its place, one is compared.

    Returns:
        One :class:`Tie` a pair, in order of the second one and then of the first.

    Limits:
        Two ships from outside the fleet are not told from one such ship: they count as no tie.
    """
    begun = _begun(posterior, hulls)
    draws = np.arange(len(posterior.actual))
    found = []
    at: dict[str, list[Presence]] = {}
    for b in sorted(presences, key=lambda p: (p.first, p.last, p.id)):
        before = at.setdefault(b.place, [])
        for a in before[-neighbours:]:
            if b.first - a.last > reach:
                continue
            is_same = (a.hull == b.hull) & (b.hull < hulls)
            hull, d = b.hull[is_same], draws[is_same]
            is_one = begun(d, hull, b.first) == begun(d, hull, a.first)
            found.append(Tie(a.id, b.id, float(is_same.mean()), float(is_one.sum() / len(draws))))
        before.append(b)
    return found


def _begun(posterior: Posterior, hulls: int) -> Callable[[Ints, Ints, int], Ints]:
    """How many loading stays hulls of draws have begun by a step, that step included."""
    width = 4 * _FAR_BACK
    line = posterior.stay_draw.astype(np.int64) * hulls + posterior.stay_hull
    stays = line * width + posterior.stay_start + _FAR_BACK

    def begun(draw: Ints, hull: Ints, step: int) -> Ints:
        return np.searchsorted(stays, (draw * hulls + hull) * width + step + _FAR_BACK, side="right")

    return begun
