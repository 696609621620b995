"""Which trips of a sampled world evidence tells of: a sighting where it loaded or discharged, or AIS where it loaded.

A count of documented trips takes either end of a trip for one where a ship was seen, and AIS at the discharge place
alone for a possible trip only; so must the count after doubt that stands beside it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairlead.trips.seasons import AT_LOAD, DISCHARGE, Posterior, Season

Ints = npt.NDArray[np.int64]

_FAR_BACK = 1 << 20
"""Steps that a stay may have begun before the period: more than any period has."""


def count_evidence(season: Season, posterior: Posterior) -> Ints:
    """How many pieces of evidence are of each sampled stay's trip, in the world of its draw.

    A block of sightings given to a hull, or an unbroken run of AIS fixes of it at a loading place, is one piece. At a
    loading place it is of the stay it lies in; at a discharge place of the last loading stay before it.

    Args:
        season: what was held.
        posterior: the worlds sampled from it.

    Returns:
        One count a row of ``posterior.stay_draw``; nought where nothing tells of the trip.

    Limits:
        A discharge whose loading lies before the period is of no trip of the period.
    """
    hulls = len(season.hulls)
    line = posterior.stay_draw.astype(np.int64) * (hulls + 1) + posterior.stay_hull
    stays = line * (4 * _FAR_BACK) + posterior.stay_start + _FAR_BACK
    found = np.zeros(len(stays), dtype=np.int64)
    draws = np.arange(len(posterior.actual), dtype=np.int64)

    def note(hull: Ints, step: int, is_discharge: bool) -> None:
        """Give a piece of evidence to the stay that each draw has for it; ``hull`` is its hull by draw."""
        whose = draws * (hulls + 1) + hull
        at = np.searchsorted(stays, whose * (4 * _FAR_BACK) + step + _FAR_BACK, side="right") - 1
        is_there = (hull < hulls) & (at >= 0)
        at = np.maximum(at, 0)
        if len(stays):
            is_there &= line[at] == whose
            if not is_discharge:
                is_there &= posterior.stay_end[at] > step
            np.add.at(found, at[is_there], 1)

    for b, block in enumerate(season.blocks):
        first = season.looks.step[list(block.looks)].min()
        is_discharge = season.roles[int(season.looks.place[block.looks[0]])] == DISCHARGE
        note(posterior.block_hull[:, b].astype(np.int64), int(first), is_discharge)
    for ship, step in _runs(season):
        note(np.full(len(draws), ship, dtype=np.int64), step, is_discharge=False)
    return found


def _runs(season: Season) -> list[tuple[int, int]]:
    """Hull and first step of each unbroken run of fixes at a loading place."""
    fixes = season.fixes
    order = np.lexsort((fixes.step, fixes.hull))
    hull, step, where = (a[order].astype(np.int64) for a in (fixes.hull, fixes.step, fixes.where))
    goes_on = np.zeros(len(hull), dtype=np.bool_)
    goes_on[1:] = (hull[1:] == hull[:-1]) & (step[1:] == step[:-1] + 1) & (where[1:] == where[:-1])
    kept = np.flatnonzero((where == AT_LOAD) & ~goes_on)
    return list(zip(hull[kept].tolist(), step[kept].tolist(), strict=True))
