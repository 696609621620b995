"""Reports of one ship after the other: the segments of each ship that shares an MMSI, in time, noise left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Ints, ints
from fairlead.base.ids import key_of
from fairlead.errors import SchemaError

HOUR_US = 3_600_000_000
"""Microseconds in an hour."""


@dataclass(frozen=True, slots=True)
class Hulls:
    """Reports ship by ship."""

    rows: Ints
    """Rows of TRACKS, those of a ship together and in time."""
    first: Ints
    """Where each ship begins in ``rows``; one more at the end."""


def in_hull_order(tracks: pa.Table, segments: pa.Table) -> Hulls:
    """The reports of each ship in time.

    Args:
        tracks: TRACKS of whole MMSIs, in their order.
        segments: SEGMENTS of the same.

    Raises:
        SchemaError: a track names a segment that is not there.

    Limits:
        Which segments are one ship is taken from ``hull_no``. Segments of one ship that overlap are merged by time.
    """
    keys, time = ints(tracks, "segment_id"), ints(tracks, "time")
    edges = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1], True][: len(keys) + 1]) if len(keys) else np.zeros(1, int)
    start, count = edges[:-1], np.diff(edges)
    which = _found(keys[start], segments)
    is_noise = np.asarray(segments["is_noise"].to_numpy(zero_copy_only=False), dtype=bool)
    mmsi, hull = ints(segments, "mmsi")[which], ints(segments, "hull_no")[which]
    order = np.lexsort((keys[start], time[start], hull, mmsi))
    order = order[~is_noise[which][order]]
    mmsi, hull, start, count = mmsi[order], hull[order], start[order], count[order]
    is_new = np.r_[True, (mmsi[1:] != mmsi[:-1]) | (hull[1:] != hull[:-1])][: len(order)]
    laid = np.cumsum(count) - count
    rows = np.arange(count.sum()) + np.repeat(start - laid, count)
    first = np.append(laid[is_new], len(rows))
    return Hulls(_in_time(rows, first, time, tracks), first)


def _found(keys: Ints, segments: pa.Table) -> Ints:
    """The row of SEGMENTS of each key."""
    known = np.array([key_of(s) for s in segments["segment_id"].to_pylist()], dtype=np.int64)
    by_key = np.argsort(known)
    at = np.searchsorted(known[by_key], keys)
    is_known = at < len(known)
    is_known[is_known] = known[by_key][at[is_known]] == keys[is_known]
    if not is_known.all():
        raise SchemaError(f"tracks: {np.count_nonzero(~is_known)} segments that the table segments does not have")
    return by_key[at]


def _in_time(rows: Ints, first: Ints, time: Ints, tracks: pa.Table) -> Ints:
    """The rows with those of each ship in time, which they are unless its segments overlap."""
    at = time[rows]
    is_back = at[1:] < at[:-1]
    is_back[first[1:-1] - 1] = False
    if not is_back.any():
        return rows
    hull = np.repeat(np.arange(len(first) - 1), np.diff(first))
    return rows[np.lexsort((ints(tracks, "position_id")[rows], at, hull))]
