"""Walks: the reports of every ship in time, segment after segment, without noise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Ints, in_order, ints, keys_of
from fairlead.base.tables import SEGMENTS, TRACKS
from fairlead.errors import SchemaError


@dataclass(frozen=True, slots=True)
class Walk:
    """Spans of rows of the tracks, one segment each, ship by ship and in time."""

    tracks: pa.Table
    """TRACKS in their order, noise too."""
    first: Ints
    """First row of each span."""
    beyond: Ints
    """The row after its last."""
    ship: Ints
    """Number of its ship."""
    segments: pa.Table
    """Its segment, a row a span: segment_id, mmsi, hull_no, start_time, end_time."""

    @classmethod
    def of(cls, tracks: pa.Table, segments: pa.Table) -> Walk:
        """The walk of every ship; those that share an MMSI are told apart by ``hull_no``.

        Raises:
            SchemaError: a table lacks a column, or a track's segment has no row.
        """
        tracks = in_order(TRACKS.check(tracks), TRACKS.order)
        segments = SEGMENTS.check(segments)
        keys = ints(tracks, "segment_id")
        first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
        beyond = np.append(first[1:], len(keys))[: len(first)]
        row = rows_of(keys[first], segments)
        is_kept = ~np.asarray(segments["is_noise"].to_numpy(), dtype=bool)[row]
        first, beyond, row = first[is_kept], beyond[is_kept], row[is_kept]
        mmsi, hull, start = (ints(segments, n)[row] for n in ("mmsi", "hull_no", "start_time"))
        order = np.lexsort((first, start, hull, mmsi))
        mmsi, hull = mmsi[order], hull[order]
        is_new = np.append(False, (mmsi[1:] != mmsi[:-1]) | (hull[1:] != hull[:-1]))[: len(order)]
        told = segments.select(["segment_id", "mmsi", "hull_no", "start_time", "end_time"]).take(pa.array(row[order]))
        return cls(tracks, first[order], beyond[order], np.cumsum(is_new), told.combine_chunks())

    def told(self, spans: Iterable[int]) -> dict[int, dict[str, Any]]:
        """The segments of some spans by number."""
        numbers = sorted(set(spans))
        return dict(zip(numbers, self.segments.take(pa.array(numbers, pa.int64())).to_pylist(), strict=True))

    def span_of(self, rows: Ints) -> Ints:
        """Number of the span that each row lies in."""
        by_row = np.argsort(self.first)
        found: Ints = by_row[np.searchsorted(self.first[by_row], rows, side="right") - 1]
        return found


def rows_of(keys: Ints, segments: pa.Table, asking: str = "tracks") -> Ints:
    """Row of the segment of each dense key, of which the table ``asking`` speaks.

    Raises:
        SchemaError: one has no row.
    """
    known = keys_of(segments["segment_id"])
    by_key = np.argsort(known)
    at = np.searchsorted(known, keys, sorter=by_key)
    is_lost = at == len(known)
    is_lost[~is_lost] = known[by_key[at[~is_lost]]] != keys[~is_lost]
    if is_lost.any():
        raise SchemaError(f"{asking}: {is_lost.sum()} of {len(keys)} segments have no row in segments")
    rows: Ints = by_key[at]
    return rows
