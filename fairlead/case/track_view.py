"""Tracks as a map of any scale can show them: what a pixel tells apart, of every ship its share, out of very many.

The tracks of a run are gone through once and thinned to what memory may hold. A window is drawn from that where it is
fine enough for its pixels; nearer in, the few files that reach into the window are read. A way that a ship went twice
is drawn once, so a ship that goes to and fro for months takes no room from the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fairlead.base.ids import key_of, say_key
from fairlead.case.thinning import BREAK_US
from fairlead.engine.dense import Dense

MOST_HELD = 2_000_000
"""Reports held in memory, 33 bytes each."""

FIRST_CELL_DEG = 0.0005
"""Where more reports than may be held are left, those of a ship in one cell of about 50 m are one; the cell doubles
until few enough are left."""

COLUMNS_DRAWN = 1_000
"""Cells that a window is wide: a cell is one to two pixels of a screen."""

_COLUMNS = ("segment_id", "time", "lat", "lon")
_ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))
"""Odd numbers by which keys are mixed (the constants of xxHash, after Knuth): two edges alike by chance are one in
10^19, and would cost a line of a pixel."""

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the tracks: a rectangle in degrees, and from when to when."""

    west: float = -180.0
    south: float = -90.0
    east: float = 180.0
    north: float = 90.0
    since: datetime | None = None
    until: datetime | None = None

    @property
    def cell_deg(self) -> float:
        """What one column of a screen shows, in degrees."""
        return max(min(self.east - self.west, 360.0), self.north - self.south, 1e-6) / COLUMNS_DRAWN

    def holds(self, p: Points) -> Mask:
        """The reports within."""
        kept = (p.lat >= self.south) & (p.lat <= self.north)
        if self.east - self.west < 360.0:
            kept &= np.mod(p.lon - self.west, 360.0) <= self.east - self.west
        for bound, is_first in ((self.since, True), (self.until, False)):
            if bound is not None:
                at = int(bound.astimezone(UTC).timestamp() * 1e6)
                kept &= p.time_us >= at if is_first else p.time_us < at
        return kept


@dataclass(frozen=True, slots=True)
class Points:
    """Reports of tracks in their order, as arrays of one length."""

    segment: npt.NDArray[np.int64]
    """Key of the segment."""
    time_us: npt.NDArray[np.int64]
    """Microseconds since 1970 UTC."""
    lat: Floats
    """Degrees."""
    lon: Floats
    is_begun: Mask
    """Whether no line leads to it: the first report of a segment, and after a long silence."""

    def __len__(self) -> int:
        return len(self.segment)

    def where(self, kept: npt.NDArray[Any]) -> Points:
        """Some of them, by mask or place."""
        return Points(*(getattr(self, f.name)[kept] for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Way:
    """What is drawn of one segment: lines of longitude and latitude, and reports that stand alone."""

    segment_id: str
    mmsi: int | None
    lines: list[list[list[float]]]
    alone: list[list[float]]


Box = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of rows of a file, which can be read by itself."""

    name: str
    number: int
    before: tuple[int, int]
    """Segment and time of the report before it."""
    segments: npt.NDArray[np.int64]


class TrackView:
    """The tracks of one run, to be seen through windows."""

    def __init__(self, dense: Dense, segments: pa.Table) -> None:
        """Go through the tracks once.

        Args:
            dense: TRACKS.
            segments: SEGMENTS; reports of those that are no ship's track are left out.
        """
        rows = segments.select(["segment_id", "mmsi", "is_noise"]).to_pylist()
        self._mmsi = {key_of(r["segment_id"]): r["mmsi"] for r in rows}
        self._noise = np.array(sorted(key_of(r["segment_id"]) for r in rows if r["is_noise"]), np.int64)
        self._dense = dense
        self._cell = 0.0
        """Degrees that the reports held are thinned to; 0 where all are held."""
        self._groups: list[_Group] = []
        boxes: dict[int, Box] = {}
        held: list[Points] = []
        for part in self._read_all():
            _widen(boxes, part)
            held.append(_thin(part, self._cell) if self._cell else part)
            while sum(map(len, held)) > MOST_HELD and self._cell < 1.0:
                self._cell = self._cell * 2 or FIRST_CELL_DEG
                held = [_thin(_joined(held), self._cell)]
        self._held = _joined(held)
        self._segments = np.array(sorted(boxes), np.int64)
        self._boxes = np.array([boxes[key] for key in sorted(boxes)]).reshape(-1, 4)

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        return sum(getattr(self._held, f.name).nbytes for f in fields(Points))

    def see(self, window: Window, most: int) -> tuple[list[Way], int]:
        """What is drawn of a window, and how many reports that are; ``most`` at most where ways can be thinned so far.

        Limits:
            Where a window has very many segments even one report of each can be more than ``most``; those with the
            fewest reports are then left out.
        """
        points, is_thinned = self._within(window)
        cell = window.cell_deg if is_thinned or len(points) > most else 0.0
        while True:
            kept = _thin(points, cell) if cell else points
            is_edge, is_alone = _drawn(kept, cell)
            drawn = _count(is_edge) + int(is_alone.sum())
            if drawn <= most or cell > 4.0:
                break
            points, cell = kept, cell * 1.5
        if drawn > most:
            is_edge, is_alone = _of_the_longest(kept, is_edge, is_alone, most)
            drawn = _count(is_edge) + int(is_alone.sum())
        digits = int(np.clip(np.ceil(-np.log10((cell or 1e-5) / 10)), 1, 6))
        return list(self._ways(kept, is_edge, is_alone, digits)), drawn

    # ------------------------------------------------------------------------------------------------------- reading

    def _read_all(self) -> Iterator[Points]:
        """Every report, group by group of the files; what is needed to read a group by itself is noted."""
        for part in self._dense.parts:
            before = (-1, 0)
            with pq.ParquetFile(self._dense.folder / part.name) as file:
                for number in range(file.num_row_groups):
                    points = _points(file.read_row_group(number, list(_COLUMNS)), before)
                    self._groups.append(_Group(part.name, number, before, np.unique(points.segment)))
                    before = (int(points.segment[-1]), int(points.time_us[-1]))
                    yield points.where(~np.isin(points.segment, self._noise)) if len(self._noise) else points

    def _read(self, segments: npt.NDArray[np.int64]) -> Iterator[Points]:
        """Reports of some segments, from the groups that hold them."""
        for group in self._groups:
            if np.isin(group.segments, segments).any():
                with pq.ParquetFile(self._dense.folder / group.name) as file:
                    points = _points(file.read_row_group(group.number, list(_COLUMNS)), group.before)
                yield points.where(np.isin(points.segment, segments))

    def _within(self, window: Window) -> tuple[Points, bool]:
        """Reports of a window and whether they were thinned: those held, or read where those held are too coarse."""
        if self._cell <= window.cell_deg:
            return _cut(self._held, window), self._cell > 0
        near = self._segments[_meets(self._boxes, window)]
        return _joined([_cut(points, window) for points in self._read(near)]), False

    # ------------------------------------------------------------------------------------------------------- telling

    def _ways(self, p: Points, is_edge: Mask, is_alone: Mask, digits: int) -> Iterator[Way]:
        """Lines and single reports, segment by segment."""
        is_on_line = is_edge | np.append(is_edge[1:], False)[: len(p)]
        used = np.flatnonzero(is_on_line | is_alone)
        if not len(used):
            return
        begins = np.flatnonzero(~is_edge[used])  # of each line, and of each that stands alone
        lon = p.lon[used].copy()
        turns = np.cumsum(np.concatenate([[0.0], -np.round(np.diff(lon) / 360.0)])[: len(lon)])
        lengths = np.diff(np.append(begins, len(used)))
        lon += 360.0 * (turns - np.repeat(turns[begins], lengths))
        places = np.round(np.column_stack((lon, p.lat[used])), digits).tolist()
        segments = p.segment[used]
        ends = np.append(begins[1:], len(used))
        way: Way | None = None
        for a, b, segment in zip(begins.tolist(), ends.tolist(), segments[begins].tolist(), strict=True):
            if way is None or way.segment_id != say_key("segment", segment):
                if way is not None:
                    yield way
                way = Way(say_key("segment", segment), self._mmsi.get(segment), [], [])
            if b - a > 1:
                way.lines.append(places[a:b])
            else:
                way.alone.append(places[a])
        if way is not None:
            yield way


def _points(rows: pa.Table, before: tuple[int, int]) -> Points:
    """Rows as arrays; ``before`` is segment and time of the report before them."""
    segments, times = rows["segment_id"].to_numpy(), pc.cast(rows["time"], pa.int64()).to_numpy()
    is_begun = (np.diff(segments, prepend=before[0]) != 0) | (np.diff(times, prepend=before[1]) >= BREAK_US)
    return Points(segments, times, rows["lat"].to_numpy(), rows["lon"].to_numpy(), is_begun)


def _widen(boxes: dict[int, Box], p: Points) -> None:
    """Let the box of each segment hold its reports."""
    if not len(p):
        return
    first = np.flatnonzero(np.concatenate([[True], p.segment[1:] != p.segment[:-1]]))
    low = [np.minimum.reduceat(v, first).tolist() for v in (p.lon, p.lat)]
    high = [np.maximum.reduceat(v, first).tolist() for v in (p.lon, p.lat)]
    for key, west, south, east, north in zip(p.segment[first].tolist(), *low, *high, strict=True):
        w, s, e, n = boxes.get(key, (west, south, east, north))
        boxes[key] = (min(w, west), min(s, south), max(e, east), max(n, north))


def _joined(parts: Sequence[Points]) -> Points:
    if not parts:
        none = np.zeros(0)
        return Points(none.astype(np.int64), none.astype(np.int64), none, none, none.astype(np.bool_))
    return Points(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Points)))


def _meets(boxes: Floats, window: Window) -> Mask:
    """Whether boxes of west, south, east and north reach into a window."""
    west, south, east, north = boxes.T
    wide = window.east - window.west
    met: Mask = (north >= window.south) & (south <= window.north)
    if wide < 360.0:
        met &= ((west - window.west) % 360.0 <= wide) | ((window.west - west) % 360.0 <= east - west)
    return met


def _cut(p: Points, window: Window) -> Points:
    """Reports within a window, each with those before and after it on its line, so that lines reach its edge; a line
    that leaves and comes back is two."""
    inside = window.holds(p)
    leads = ~p.is_begun  # a line leads to it from the one before
    kept = inside.copy()
    kept[:-1] |= inside[1:] & leads[1:]
    kept[1:] |= inside[:-1] & leads[1:]
    if window.since or window.until:
        kept = inside  # what lies outside of the time asked for is not drawn at all
    at = np.flatnonzero(kept)
    found = p.where(at)
    is_begun = found.is_begun | np.concatenate([[True], np.diff(at) > 1])[: len(at)]
    return Points(found.segment, found.time_us, found.lat, found.lon, is_begun)


def _thin(p: Points, cell: float) -> Points:
    """The first report of each stay in a cell, and of each line the first and the last."""
    moved = _changes(np.floor(p.lat / cell)) | _changes(np.floor(p.lon / cell))
    is_last = np.append(p.is_begun[1:], True)[: len(p)]
    return p.where(moved | p.is_begun | is_last)


def _changes(values: Floats) -> Mask:
    found: Mask = np.concatenate([[True], values[1:] != values[:-1]])[: len(values)]
    return found


def _drawn(p: Points, cell: float) -> tuple[Mask, Mask]:
    """Whether a line is drawn to each report from the one before, and whether it stands alone: each way between two
    cells once a segment, each cell once for what stands alone."""
    is_edge = ~p.is_begun
    is_alone = p.is_begun & ~np.append(is_edge[1:], False)[: len(p)]
    if not cell or not len(p):
        return is_edge, is_alone
    with np.errstate(over="ignore"):
        place = np.floor(p.lat / cell).astype(np.int64) * (1 << 32) + np.floor(p.lon / cell).astype(np.int64)
        before = np.concatenate([place[:1], place[:-1]])
        ends = np.minimum(place, before), np.maximum(place, before)
        own = p.segment.view(np.uint64) * _ODD[0]
        edges = own ^ (ends[0].view(np.uint64) * _ODD[1]) ^ (ends[1].view(np.uint64) * _ODD[2])
        cells = own ^ (place.view(np.uint64) * _ODD[1])
    return is_edge & _first(edges, is_edge), is_alone & _first(cells, is_alone)


def _first(keys: npt.NDArray[np.uint64], among: Mask) -> Mask:
    """The first of each key among some."""
    at = np.flatnonzero(among)
    found = np.zeros(len(keys), np.bool_)
    found[at[np.unique(keys[at], return_index=True)[1]]] = True
    return found


def _count(is_edge: Mask) -> int:
    """Reports that lines go through."""
    return int((is_edge | np.append(is_edge[1:], False)[: len(is_edge)]).sum())


def _of_the_longest(p: Points, is_edge: Mask, is_alone: Mask, most: int) -> tuple[Mask, Mask]:
    """What is drawn of the segments of which most is drawn."""
    segments, where = np.unique(p.segment, return_inverse=True)
    drawn = np.bincount(where, weights=is_edge | is_alone, minlength=len(segments)) * 2
    order = np.argsort(-drawn, kind="stable")
    fitting = np.zeros(len(segments), np.bool_)
    fitting[order[np.cumsum(drawn[order]) <= most]] = True
    return is_edge & fitting[where], is_alone & fitting[where]
