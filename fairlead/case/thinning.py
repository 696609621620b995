"""Tracks thinned for a map: of every ship the reports that a pen could tell apart, of long silences both ends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.ids import key_of
from fairlead.base.tables import TRACKS

Line = Sequence[tuple[float, float]]
"""Latitude and longitude of positions received one after the other, with no silence between."""

MOST_DRAWN = 20_000
"""Reports drawn at most: about 200 kB of a file, and more than a reader can tell apart."""

MOST_HELD = 2_000_000
"""Reports held at a time while a large table is thinned part by part."""

FIRST_CELL_DEG = 0.0005
"""Reports of a ship in one cell of about 50 m are one point at first; the cell doubles until few enough are left."""

BREAK_US = 6 * 3_600_000_000
"""Where nothing was received for 6 h a line is broken: it would say that the ship was heard between."""

Mask = np.ndarray[Any, np.dtype[np.bool_]]


def thin_tracks(parts: Iterable[pa.Table], segments: pa.Table, most: int = MOST_DRAWN) -> pa.Table:
    """The rows of TRACKS to be drawn.

    Args:
        parts: TRACKS in its order, part by part; no segment lies in two parts.
        segments: SEGMENTS; reports of those that are no ship's track are left out.
        most: rows at most.

    Returns:
        At most ``most`` rows of TRACKS in its order. A table so thinned is not thinned further.

    Limits:
        Where even two reports of each segment are too many, the segments with fewest reports are left out whole.
    """
    noise = [key_of(i) for i in segments.filter(segments["is_noise"])["segment_id"].to_pylist()]
    strange = pa.array(sorted(noise), pa.int64())
    cell, held = FIRST_CELL_DEG, TRACKS.empty()
    for part in parts:
        ships = part.filter(pc.invert(pc.is_in(part["segment_id"], value_set=strange)))
        if held.num_rows + ships.num_rows <= most:
            held = pa.concat_tables([held, ships])
            continue
        held = pa.concat_tables([held, _thin(ships, cell)])
        while held.num_rows > MOST_HELD and cell < 1:
            cell *= 2
            held = _thin(held, cell)
    while held.num_rows > most and cell < 1:
        held = _thin(held, cell)
        cell *= 2
    return _longest(held, most) if held.num_rows > most else held


def lines_of(tracks: pa.Table) -> list[Line]:
    """Tracks as lines: one for each stretch of a segment without a long silence. A ship that lay at one spot for long
    may be two lines there, since thinning leaves no report between."""
    rows = TRACKS.sorted(tracks)
    lats, lons = rows["lat"].to_pylist(), rows["lon"].to_pylist()
    cuts = [*np.flatnonzero(_starts(rows) | _after_silence(rows)).tolist(), rows.num_rows]
    return [list(zip(lats[a:b], lons[a:b], strict=True)) for a, b in pairwise(cuts)]


def _thin(rows: pa.Table, cell: float) -> pa.Table:
    """The first and the last row of each stay in a cell, of segments, and of what lies between long silences. With the
    last row kept, the time to the next one kept is the time that nothing was received, unless both are at one spot."""
    moved = _changes(np.floor(rows["lat"].to_numpy() / cell)) | _changes(np.floor(rows["lon"].to_numpy() / cell))
    first = moved | _starts(rows) | _after_silence(rows)
    last = np.append(first[1:], True)[: rows.num_rows]
    return rows.filter(pa.array(first | last))


def _longest(rows: pa.Table, most: int) -> pa.Table:
    counts = rows.group_by("segment_id").aggregate([("time", "count")])
    counts = counts.sort_by([("time_count", "descending"), ("segment_id", "ascending")])
    fitting = int(np.searchsorted(np.cumsum(counts["time_count"].to_numpy()), most, side="right"))
    return rows.filter(pc.is_in(rows["segment_id"], value_set=counts["segment_id"].slice(0, fitting).combine_chunks()))


def _starts(rows: pa.Table) -> Mask:
    return _changes(rows["segment_id"].to_numpy())


def _after_silence(rows: pa.Table) -> Mask:
    times = rows["time"].cast(pa.int64()).to_numpy()
    return np.concatenate([[True], np.diff(times) >= BREAK_US])[: len(times)]


def _changes(values: Any) -> Mask:
    return np.concatenate([[True], values[1:] != values[:-1]])[: len(values)]
