"""Fixes: where ships were, thinned to one report a ship in each stretch of the clock.

For questions that are asked in hours and kilometres (could this ship have been there?) of ships that report every
minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import floats, ints, lists_of_one, say_keys, times
from fairlead.base.bounds import Within, check_fields
from fairlead.base.tables import FIXES
from fairlead.base.walks import Walk


@dataclass(frozen=True, slots=True)
class FixParams:
    """How thin."""

    every: Annotated[timedelta, Within(timedelta(minutes=10), timedelta(days=1))] = timedelta(hours=3)
    """Stretch of the clock, counted from 1970 in UTC: two in each step of six hours in which trips are estimated."""

    def __post_init__(self) -> None:
        check_fields(self)


def thin_tracks(tracks: pa.Table, segments: pa.Table, params: FixParams = FixParams()) -> pa.Table:
    """Keep the first report of each segment in each stretch of the clock, and the last of the segment.

    Args:
        tracks: TRACKS of whole MMSIs, any order.
        segments: SEGMENTS of the same; noise is left out.
        params: :class:`FixParams`.

    Returns:
        FIXES. The last report of a segment is kept too: what a ship could reach afterwards is reckoned from it.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        A call shorter than a stretch may lie between two fixes; port calls are found on all reports.
    """
    walk = Walk.of(tracks, segments)
    time, every = ints(walk.tracks, "time"), params.every // timedelta(microseconds=1)
    stretch = time // every
    is_kept = np.append(True, stretch[1:] != stretch[:-1])[: len(time)]
    is_kept[walk.first] = is_kept[walk.beyond - 1] = True
    begins, ends = np.zeros(len(time) + 1, dtype=np.int64), np.zeros(len(time) + 1, dtype=np.int64)
    begins[walk.first], ends[walk.beyond] = 1, 1
    rows = np.flatnonzero(is_kept & (np.cumsum(begins - ends)[:-1] > 0))  # no noise
    ids = ints(walk.tracks, "position_id")[rows]
    return FIXES.check(
        pa.table(
            {
                "position_id": ids,
                "segment_id": say_keys("segment", ints(walk.tracks, "segment_id")[rows]),
                "mmsi": ints(walk.tracks, "mmsi")[rows].astype(np.int32),
                "time": times(time[rows]),
                "lat": floats(walk.tracks, "lat")[rows],
                "lon": floats(walk.tracks, "lon")[rows],
                "sources": lists_of_one(say_keys("position", ids)),
            }
        )
    )
