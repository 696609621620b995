"""Stays that only a cued look saw: the look is no random capture and says nothing of the rate, but the stay was there.

A draw that has no such stay of its hull holds, most often, others that nobody saw: the nearest of those between the two
seen ones around it is taken for it, so that the count stays as the random looks leave it. Only where there is none is
it added. To add it always counts most such stays twice: it made the fleets of the family *cued* 13 % too many.
Which hull it is goes by the block's likelihood and by where the draw's hulls are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairlead.trips.seasons import LOAD

if TYPE_CHECKING:
    from fairlead.trips.season_setup import Prepared

Ints = npt.NDArray[np.int64]
ABSENT = 0.05
"""Weight of a hull that the draw has elsewhere, against one it has at the place: the draw did not know of it."""


def keep_cued(ready: Prepared, stays: Ints, given: Ints, present: float, key: np.uint64) -> Ints:
    """Give each block that only cued looks saw to a hull of the draw or OTHER, and see that its stay is there.

    Args:
        ready: the season.
        stays: rows of hull, start, end, blocks, section, by hull and start.
        given: hull of each block of the season; those of the cued are filled in.
        present: chance that a ship from outside the fleet lies at a place.
        key: of the draw.

    Returns:
        The stays, by hull and start.
    """
    from fairlead.trips.season_keys import even

    season = ready.season
    rows = [list(map(int, row)) for row in stays]
    for b in ready.cued_only:
        block = season.blocks[b]
        looks = list(block.looks)
        place = int(season.looks.place[looks[0]])
        first, last = int(season.looks.step[looks].min()), int(season.looks.step[looks].max())
        here = {row[0]: row for row in rows if row[1] <= last and row[2] > first}
        weight = np.array(block.log_likelihood, dtype=float)
        weight = np.exp(weight - weight.max())
        weight[-1] *= present
        is_load = season.roles[place] == LOAD
        if is_load:
            weight[:-1] *= [1.0 if v in here else ABSENT for v in range(len(season.hulls))]
        reach = np.cumsum(weight)
        v = min(int(np.searchsorted(reach, float(even(key, b)) * reach[-1])), len(weight) - 1)
        given[b] = v
        if v == len(season.hulls) or not is_load:
            continue
        if v in here:
            here[v][3] += 1
        elif (unseen := _nearest_unseen([row for row in rows if row[0] == v], first)) is not None:
            unseen[1:4] = [first, last + 1, 1]
        else:
            rows.append([v, first, last + 1, 1, 0])
    rows.sort()
    return np.array(rows, np.int64).reshape(len(rows), 5)


def _nearest_unseen(rows: list[list[int]], step: int) -> list[int] | None:
    """Of one hull's stays that nobody saw, between the seen ones before and after a step, the one nearest to it."""
    before = max((row[1] for row in rows if row[3] and row[1] <= step), default=-(1 << 30))
    after = min((row[1] for row in rows if row[3] and row[1] > step), default=1 << 30)
    free = [row for row in rows if not row[3] and before < row[1] < after]
    return min(free, key=lambda row: (min(abs(row[1] - step), abs(row[2] - step)), row[1]), default=None)
