"""Reports of one ship after the other: the rows of each ship that shares an MMSI, in time, noise left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Ints, ints
from fairlead.base.walks import Walk

HOUR_US = 3_600_000_000
"""Microseconds in an hour."""


@dataclass(frozen=True, slots=True)
class Hulls:
    """Reports ship by ship."""

    tracks: pa.Table
    """TRACKS in their order."""
    rows: Ints
    """Rows of them, those of a ship together and in time."""
    first: Ints
    """Where each ship begins in ``rows``; one more at the end."""


def in_hull_order(tracks: pa.Table, segments: pa.Table) -> Hulls:
    """The reports of each ship in time; segments of one ship that overlap are merged.

    Raises:
        SchemaError: a table is not what it should be, or a track's segment has no row.
    """
    walk = Walk.of(tracks, segments)
    count = walk.beyond - walk.first
    laid = np.cumsum(count) - count
    rows = np.arange(count.sum()) + np.repeat(walk.first - laid, count)
    is_new = np.r_[True, walk.ship[1:] != walk.ship[:-1]][: len(count)]
    first = np.append(laid[is_new], len(rows))
    time = ints(walk.tracks, "time")[rows]
    is_back = time[1:] < time[:-1]
    is_back[first[1:-1] - 1] = False
    if is_back.any():
        ship = np.repeat(walk.ship, count)
        rows = rows[np.lexsort((ints(walk.tracks, "position_id")[rows], time, ship))]
    return Hulls(walk.tracks, rows, first)
