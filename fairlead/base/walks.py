"""Walks: the reports of every ship in time, segment after segment, without noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Ints, in_order, ints
from fairlead.base.ids import key_of
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
    segments: tuple[dict[str, Any], ...]
    """Its segment: segment_id, mmsi, hull_no, start_time, end_time."""

    @classmethod
    def of(cls, tracks: pa.Table, segments: pa.Table) -> Walk:
        """The walk of every ship; those that share an MMSI are told apart by ``hull_no``.

        Raises:
            SchemaError: a table lacks a column, or a track's segment has no row.
        """
        tracks = in_order(TRACKS.check(tracks), TRACKS.order)
        columns = ["segment_id", "mmsi", "hull_no", "start_time", "end_time", "is_noise"]
        known = {key_of(r["segment_id"]): r for r in SEGMENTS.check(segments).select(columns).to_pylist()}
        keys = ints(tracks, "segment_id")
        starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
        ends = np.append(starts[1:], len(keys))
        if lost := sum(k not in known for k in keys[starts].tolist()):
            raise SchemaError(f"tracks: {lost} of {len(starts)} segments have no row in segments")
        cut = [(known[k], a, b) for k, a, b in zip(keys[starts].tolist(), starts.tolist(), ends.tolist(), strict=False)]
        kept = sorted((c for c in cut if not c[0]["is_noise"]), key=lambda c: (*_ship(c[0]), c[0]["start_time"], c[1]))
        number = {ship: i for i, ship in enumerate(dict.fromkeys(_ship(row) for row, _, _ in kept))}
        first, beyond = (np.array([c[n] for c in kept], dtype=np.int64) for n in (1, 2))
        ship = np.array([number[_ship(row)] for row, _, _ in kept], dtype=np.int64)
        return cls(tracks, first, beyond, ship, tuple(row for row, _, _ in kept))

    def span_of(self, rows: Ints) -> Ints:
        """Number of the span that each row lies in."""
        by_row = np.argsort(self.first)
        found: Ints = by_row[np.searchsorted(self.first[by_row], rows, side="right") - 1]
        return found


def _ship(segment: dict[str, Any]) -> tuple[int, int]:
    return segment["mmsi"], segment["hull_no"]
