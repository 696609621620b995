"""Trails: all reports of whole MMSIs segment by segment, noise and all, with what is known of each segment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints, floats, in_order, ints
from fairlead.base.ids import say_key
from fairlead.base.tables import SEGMENTS, TRACKS
from fairlead.base.walks import rows_of
from fairlead.events.near_ports import chord_km, unit_vectors


class Reports(NamedTuple):
    """Columns of some reports."""

    time: Ints
    lat: Floats
    lon: Floats
    kn: Floats
    """Speed said; NaN where none is."""

    def at(self, rows: Ints) -> Reports:
        """Some of them."""
        return Reports(self.time[rows], self.lat[rows], self.lon[rows], self.kn[rows])


@dataclass(frozen=True)
class Trail:
    """Reports in the order of TRACKS."""

    key: Ints
    mmsi: Ints
    reports: Reports
    first: Ints
    """First row of each segment."""
    beyond: Ints
    segments: pa.Table
    """segment_id, mmsi, hull_no, is_noise of each, a row each."""

    @classmethod
    def of(cls, tracks: pa.Table, segments: pa.Table) -> Trail:
        """The trails of TRACKS.

        Raises:
            SchemaError: a table is not what it should be, or a track's segment has no row.
        """
        tracks = in_order(TRACKS.check(tracks), TRACKS.order)
        known = SEGMENTS.check(segments).select(["segment_id", "mmsi", "hull_no", "is_noise"])
        keys = ints(tracks, "segment_id")
        first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])[: len(keys)])
        reports = Reports(ints(tracks, "time"), *(floats(tracks, n) for n in ("lat", "lon", "sog_kn")))
        return cls(
            key=ints(tracks, "position_id"),
            mmsi=ints(tracks, "mmsi"),
            reports=reports,
            first=first,
            beyond=np.append(first[1:], len(keys))[: len(first)],
            segments=known.take(pa.array(rows_of(keys[first], known))).combine_chunks(),
        )

    @cached_property
    def is_noise(self) -> Any:
        """Of each segment whether it is noise."""
        return np.asarray(self.segments["is_noise"].to_numpy(), dtype=bool)

    @cached_property
    def segment_id(self) -> list[str]:
        """Id of each segment."""
        ids: list[str] = self.segments["segment_id"].to_pylist()
        return ids

    @cached_property
    def ship(self) -> Ints:
        """Number of the ship of each segment."""
        keys = (ints(self.segments, "mmsi") << 32) + ints(self.segments, "hull_no")
        numbers: Ints = np.unique(keys, return_inverse=True)[1].astype(np.int64)
        return numbers

    @cached_property
    def segment(self) -> Ints:
        """Number of the segment of each row."""
        return np.repeat(np.arange(len(self.first)), self.beyond - self.first)

    def rows(self, is_noise: bool) -> Ints:
        """Rows of noise or of the rest."""
        return np.flatnonzero(self.is_noise[self.segment] == is_noise)

    def in_time(self, rows: Ints) -> Ints:
        """Ascending rows in order of MMSI and time. An MMSI has a sorted run a segment: a stable sort merges them."""
        ms = self.reports.time[rows] // 1000
        rank = np.cumsum(np.append(False, self.mmsi[rows][1:] != self.mmsi[rows][:-1])[: len(rows)])
        return rows[np.argsort((rank << 42) + ms - ms.min(initial=0), kind="stable")]

    def km(self, one: Sequence[int] | Ints, other: Sequence[int] | Ints) -> Floats:
        """Distances between two reports each."""
        lat, lon = self.reports.lat, self.reports.lon
        a, b = (unit_vectors(lat[i], lon[i]) for i in (np.asarray(rows, dtype=np.int64) for rows in (one, other)))
        return chord_km(a - b)

    def position(self, row: int) -> str:
        """Id of a report."""
        return say_key("position", int(self.key[row]))

    def segment_ids(self, rows: Iterable[int]) -> list[str]:
        """Ids of the segments of some reports, each once."""
        return list(dict.fromkeys(self.segment_id[int(self.segment[row])] for row in rows))
