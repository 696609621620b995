"""Voyages: from a departure to the next arrival, ship by ship. What was carried, if anything, they do not say."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Ints, floats, ints
from fairlead.base.bounds import Within, check_fields
from fairlead.base.ids import content_id
from fairlead.base.tables import GAPS, PLACES, PORT_CALLS, SEGMENTS, VOYAGES
from fairlead.base.timeline import say_hours, say_time
from fairlead.base.walks import Walk

Row = dict[str, Any]
Ship = tuple[int, int]
"""MMSI and hull number."""

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class VoyageParams:
    """How the way is measured."""

    step_km: Annotated[float, Within(0, 100)] = 0.1
    """Reports nearer than this to the last one counted add no way: a ship at rest scatters by 10 m a report, which
    would add kilometres a day. Our judgement."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Voyage:
    """One voyage on its way to a row."""

    ship: Ship
    begun: Row | None
    """The call it left."""
    ended: Row | None
    """The call it reached."""
    start: datetime
    end: datetime | None
    gaps: Sequence[Row]

    @property
    def gap_h(self) -> float:
        """Hours of it in gaps."""
        ends = [_gap_end(g) if self.end is None else min(_gap_end(g), self.end) for g in self.gaps]
        starts = [max(_gap_start(g), self.start) for g in self.gaps]
        return sum((end - start) / HOUR for start, end in zip(starts, ends, strict=True))


def list_voyages(
    port_calls: pa.Table,
    gaps: pa.Table,
    segments: pa.Table,
    tracks: pa.Table,
    places: pa.Table,
    params: VoyageParams = VoyageParams(),
) -> pa.Table:
    """List the voyages of each ship that called anywhere.

    Args:
        port_calls: PORT_CALLS of whole MMSIs, any order.
        gaps: GAPS of the same.
        segments: SEGMENTS of the same; ships that share an MMSI are told apart by ``hull_no``.
        tracks: TRACKS of the same, for the way.
        places: PLACES, for the names of ports.
        params: :class:`VoyageParams`.

    Returns:
        VOYAGES: between each two calls, before the first where the ship was heard before it, and after the last where
        it left. The way is that along the reports, great circles over silences.

    Raises:
        SchemaError: a table is not what it should be, or a call's segment has no row.

    Limits:
        A call that AIS does not show makes one voyage of two. The way over a silence is the least it can have been.
    """
    walk = Walk.of(tracks, segments)
    ship_of = {r["segment_id"]: (r["mmsi"], r["hull_no"]) for r in SEGMENTS.check(segments).to_pylist()}
    calls, silent = defaultdict[Ship, list[Row]](list), defaultdict[Ship, list[Row]](list)
    for table, rows in ((PORT_CALLS.check(port_calls), calls), (GAPS.check(gaps), silent)):
        for row in table.to_pylist():
            rows[ship_of[row["segment_id"]]].append(row)
    spans = _spans(walk)
    voyages = [
        v for ship in sorted(calls) for v in _voyages(ship, calls[ship], silent[ship], _heard_from(walk, spans[ship]))
    ]
    ways = _ways(voyages, walk, spans, params.step_km)
    names = {r["label"]: r["name"] for r in PLACES.check(places).select(["label", "name"]).to_pylist()}
    return VOYAGES.from_rows(
        _row(v, km, walk.segments[spans[v.ship][0]]["segment_id"], names) for v, km in zip(voyages, ways, strict=True)
    )


def _voyages(ship: Ship, calls: list[Row], gaps: list[Row], heard_from: datetime) -> Iterator[Voyage]:
    """The voyages of one ship, before, between and after its calls."""
    calls.sort(key=lambda c: (c["start_time"], c["port_call_id"]))
    gaps.sort(key=lambda g: (g["start_time"], g["gap_id"]))  # a ship's gaps do not overlap: their ends are in order too
    ends: list[tuple[Row | None, Row | None]] = list(zip([None, *calls], [*calls, None], strict=True))
    for begun, ended in ends:
        start = begun["end_time"] if begun else heard_from
        end = ended["start_time"] if ended else None
        if start is None or (begun is None and start == end):
            continue  # still in port, or first heard there
        low = bisect_right(gaps, start, key=_gap_end)
        high = len(gaps) if end is None else bisect_left(gaps, end, key=_gap_start)
        yield Voyage(ship, begun, ended, start, end, gaps[low:high])


def _gap_start(gap: Row) -> datetime:
    start: datetime = gap["start_time"]
    return start


def _gap_end(gap: Row) -> datetime:
    """When a gap ended, or the data where it is open."""
    end: datetime = gap["end_time"] or gap["start_time"] + gap["hours"] * HOUR
    return end


def _spans(walk: Walk) -> dict[Ship, list[int]]:
    """Numbers of the spans of each ship, in time."""
    spans = defaultdict[Ship, list[int]](list)
    for n, segment in enumerate(walk.segments):
        spans[segment["mmsi"], segment["hull_no"]].append(n)
    return spans


def _heard_from(walk: Walk, spans: Sequence[int]) -> datetime:
    start: datetime = walk.segments[spans[0]]["start_time"]
    return start


def _ways(voyages: Sequence[Voyage], walk: Walk, spans: Mapping[Ship, Sequence[int]], step_km: float) -> list[float]:
    """The way of each voyage in km."""
    time = ints(walk.tracks, "time")
    pieces = [(n, *piece) for n, v in enumerate(voyages) for piece in _pieces(v, walk, spans[v.ship], time)]
    if not pieces:
        return [0.0] * len(voyages)
    from fairlead.trips.voyage_loops import way_km

    number, first, beyond = np.array(pieces, dtype=np.int64).T.copy()
    lat, lon = floats(walk.tracks, "lat"), floats(walk.tracks, "lon")
    ways: list[float] = way_km(lat, lon, number, first, beyond, len(voyages), step_km).tolist()
    return ways


def _pieces(voyage: Voyage, walk: Walk, spans: Sequence[int], time: Ints) -> Iterator[tuple[int, int]]:
    """Rows of the reports from the start of a voyage to its end, both in, segment by segment."""
    start = _us(voyage.start)
    end = _us(voyage.end) if voyage.end else None
    ends = bisect_left(spans, voyage.start, key=lambda n: walk.segments[n]["end_time"])
    begins = (
        len(spans) if end is None else bisect_right(spans, voyage.end, key=lambda n: walk.segments[n]["start_time"])
    )
    for n in spans[ends:begins]:
        first, beyond = int(walk.first[n]), int(walk.beyond[n])
        own = time[first:beyond]
        a = first + int(np.searchsorted(own, start, side="left"))
        b = beyond if end is None else first + int(np.searchsorted(own, end, side="right"))
        if b > a:
            yield a, b


def _us(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=at.tzinfo)) // timedelta(microseconds=1)


def _row(voyage: Voyage, km: float, first_segment: str, names: Mapping[str, str]) -> Row:
    begun, ended = voyage.begun, voyage.ended
    made = {
        "voyage_id": content_id("voyage", begun["port_call_id"] if begun else first_segment),
        "mmsi": voyage.ship[0],
        "hull_no": voyage.ship[1],
        "from_call_id": begun["port_call_id"] if begun else None,
        "to_call_id": ended["port_call_id"] if ended else None,
        "from_port": begun["port"] if begun else None,
        "to_port": ended["port"] if ended else None,
        "start_time": voyage.start,
        "end_time": voyage.end,
        "distance_km": km,
        "gap_h": voyage.gap_h,
        "sources": [
            *([begun["port_call_id"]] if begun else [first_segment]),
            *([ended["port_call_id"]] if ended else []),
            *(g["gap_id"] for g in voyage.gaps),
        ],
    }
    return {**made, "words": _words(made, names)}


def _words(row: Row, names: Mapping[str, str]) -> str:
    start, end = say_time(row["start_time"]), row["end_time"]
    left = f"left {names.get(row['from_port'], row['from_port'])}" if row["from_port"] else "was first heard at sea"
    reached = (
        f"reached {names.get(row['to_port'], row['to_port'])} {say_time(end)}" if end else "has reached no port since"
    )
    took = f"{say_hours((end - row['start_time']) / HOUR)}, " if end else ""
    silent = f", {say_hours(row['gap_h'])} of it in gaps" if row["gap_h"] else ""
    return f"{row['mmsi']:09d} {left} {start} and {reached}: {took}{row['distance_km']:,.0f} km by its reports{silent}."
