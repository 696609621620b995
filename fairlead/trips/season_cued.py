"""Cued looks: a tip is one more source, which tells of the ships at a place at a rate that nobody knows.

That such a look was taken is no luck, so it is no random capture; what it found empty says nothing here. A ship that it
shows was there, though. It is taken for one of the steps that the fleet spent at such places, each as likely: as if
every step held a look that shows every ship with chance c. With c log-uniform, k sightings and n steps spent, c drops
out and leaves about n^-k: all worlds in which the ships lay where they were seen share the same weight, whether there
were many stays or few, so a tip adds no stay beyond its own (docs/methods/season.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairlead.trips.seasons import DISCHARGE, LOAD, Looks, Season

if TYPE_CHECKING:
    from fairlead.trips.season_priors import SamplerParams

Doubles = npt.NDArray[np.float64]

ROLES = (LOAD, DISCHARGE)
"""Tips of either are a source of their own, numbered after the sensors in this order."""
TIP_SEEN, TIP_MISSED = 0.1, 1.0
"""c ~ Beta(.1, 1): log-uniform, but for what keeps it a law where every tip may be of ships outside the fleet."""
MOST_MET = 0.5
"""Bound of the chance that a ship from outside the fleet is met in a step."""
TIP_START, TIP_SD = 0.03, 0.5
"""Where c starts, and the first size of its steps in the logit."""


def with_tips(season: Season, params: SamplerParams) -> tuple[Looks, list[list[int]]]:
    """Looks as the loops see them, and the looks of each block among them.

    Cued looks that showed a ship become one look a step and place, of the source of tips of the place's role; the
    others are left out. Several cued looks at one ship in one step tell of it once.

    Args:
        season: the season.
        params: ``cue_flag`` False leaves all looks as they are.

    Returns:
        Looks, those of tips last; by block of the season the numbers of its looks.
    """
    looks = season.looks
    if not params.cue_flag or not looks.is_cued.any():
        return looks, [sorted(set(block.looks)) for block in season.blocks]
    used = np.flatnonzero(~looks.is_cued)
    number = {int(k): n for n, k in enumerate(used)}
    showed = sorted({_at(looks, k) for block in season.blocks for k in block.looks if looks.is_cued[k]})
    tip = {at: len(used) + n for n, at in enumerate(showed)}
    step, place = np.array(showed, np.int64).reshape(-1, 2).T
    blocks = [
        sorted({tip[_at(looks, k)] if looks.is_cued[k] else number[k] for k in block.looks}) for block in season.blocks
    ]
    return Looks(
        step=np.concatenate([looks.step[used], step]).astype(np.int32),
        place=np.concatenate([looks.place[used], place]).astype(np.int16),
        visible_frac=np.concatenate([looks.visible_frac[used], np.ones(len(showed))]),
        source=np.concatenate([looks.source[used], len(params.detect_seen) + np.array(season.roles)[place]]).astype(
            np.int16
        ),
        is_cued=np.arange(len(used) + len(showed)) >= len(used),
    ), blocks


def _at(looks: Looks, k: int) -> tuple[int, int]:
    return int(looks.step[k]), int(looks.place[k])


def chance_met(season: Season, params: SamplerParams) -> Doubles:
    """By role, the chance that a cued look of a step shows a ship which it was not taken for; 0 where none showed any.

    Ships from outside the fleet are met so, since tips are of the fleet's trade.
    """
    looks, found = season.looks, np.zeros(len(ROLES))
    if not params.cue_flag:
        return found
    roles = np.array(season.roles)
    detect = np.array(params.detect_seen) / (np.array(params.detect_seen) + np.array(params.detect_missed))
    for role in {int(roles[looks.place[k]]) for block in season.blocks for k in block.looks if looks.is_cued[k]}:
        own = looks.is_cued & (roles[looks.place] == role)
        shown = float(np.sum(looks.visible_frac[own] * detect[looks.source[own]]))
        found[role] = min(shown / (season.steps * int(np.sum(roles == role))), MOST_MET)
    return found
