"""Voyages: from a departure to the next arrival, ship by ship. What was carried, if anything, they do not say."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Ints, floats, ints, keys_of
from fairlead.base.bounds import Within, check_fields
from fairlead.base.ids import content_id, say_key
from fairlead.base.listening import LISTEN_BREAK, Periods
from fairlead.base.tables import GAPS, PLACES, PORT_CALLS, SEGMENTS, VOYAGES
from fairlead.base.timeline import say_hours, say_time
from fairlead.base.walks import Walk, rows_of
from fairlead.errors import SchemaError

Row = dict[str, Any]
Ship = tuple[int, int]
"""MMSI and hull number."""

HOUR = timedelta(hours=1)
US = timedelta(microseconds=1)
HOUR_US = HOUR // US
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class VoyageParams:
    """How the way is measured."""

    step_km: Annotated[float, Within(0, 100)] = 0.1
    """Reports nearer than this to the last one counted add no way: a ship at rest scatters by 10 m a report, which
    would add kilometres a day. Our judgement."""
    listen_break: Annotated[timedelta, Within(timedelta(hours=1), timedelta(days=365))] = LISTEN_BREAK
    """Nobody listened where files leave a longer break, and no voyage goes on over it. The figure of silences."""

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
    gaps: range
    """Numbers of its gaps."""
    heard: Heard


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of one ship in one period of listening."""

    since: datetime
    to: datetime | None
    """Its last report; None in the last period, which goes on to the end of the data."""
    begun_by: str
    """The segment that began then, else the report."""
    spans: range
    """Numbers of its spans."""
    unheard: str
    """Between when nobody listened afterwards, in words."""


@dataclass(frozen=True, slots=True)
class Silent:
    """The gaps, ship after ship and in time; times in microseconds since 1970."""

    gap_id: list[str]
    start: list[int]
    end: list[int]
    """Of an open one that of the data. A ship's gaps do not overlap: their ends are in order too."""
    of: Mapping[Ship, range]
    """Numbers of each ship's gaps."""

    @classmethod
    def of_gaps(cls, gaps: pa.Table, segments: pa.Table) -> Silent:
        """The gaps of GAPS."""
        hull = ints(segments, "hull_no")[rows_of(keys_of(gaps["segment_id"]), segments, "gaps")]
        gaps = gaps.select(["gap_id", "mmsi", "start_time", "end_time", "hours"]).append_column(
            "hull_no", pa.array(hull)
        )
        gaps = gaps.sort_by([(n, "ascending") for n in ("mmsi", "hull_no", "start_time", "gap_id")])
        start = ints(gaps, "start_time")
        end = ints(gaps.set_column(3, "end_time", gaps["end_time"].fill_null(EPOCH)), "end_time").copy()
        is_open = np.flatnonzero(gaps["end_time"].is_null().to_numpy())
        hours = floats(gaps, "hours")[is_open].tolist()
        end[is_open] = [s + h * HOUR // US for s, h in zip(start[is_open].tolist(), hours, strict=True)]
        ships = _ranges(ints(gaps, "mmsi"), ints(gaps, "hull_no"))
        return cls(gaps["gap_id"].to_pylist(), start.tolist(), end.tolist(), ships)

    def hours(self, voyage: Voyage) -> float:
        """Hours of a voyage in gaps."""
        start, end = _us(voyage.start), None if voyage.end is None else _us(voyage.end)
        ends = [self.end[g] if end is None else min(self.end[g], end) for g in voyage.gaps]
        starts = [max(self.start[g], start) for g in voyage.gaps]
        return sum((b - a) / HOUR_US for a, b in zip(starts, ends, strict=True))


def list_voyages(
    port_calls: pa.Table,
    gaps: pa.Table,
    segments: pa.Table,
    tracks: pa.Table,
    places: pa.Table,
    listened: pa.Table,
    params: VoyageParams = VoyageParams(),
) -> pa.Table:
    """List the voyages of each ship that called anywhere.

    Args:
        port_calls: PORT_CALLS of whole MMSIs, any order.
        gaps: GAPS of the same.
        segments: SEGMENTS of the same; ships that share an MMSI are told apart by ``hull_no``.
        tracks: TRACKS of the same, for the way.
        places: PLACES, for the names of ports.
        listened: LISTENED; without rows somebody listened all the while.
        params: :class:`VoyageParams`.

    Returns:
        VOYAGES: between each two calls, before the first where the ship was heard before it, and after the last where
        it left; each within one period of listening, and at its end when the ship was last heard in it. The way is
        that along the reports, great circles over silences.

    Raises:
        SchemaError: a table is not what it should be, a call's segment has no row, or its ship no report in TRACKS.

    Limits:
        A call that AIS does not show makes one voyage of two. The way over a silence is the least it can have been.
    """
    walk = Walk.of(tracks, segments)
    segments = SEGMENTS.check(segments)
    silent = Silent.of_gaps(GAPS.check(gaps), segments)
    calls = _calls(PORT_CALLS.check(port_calls), segments)
    spans = _ranges(ints(walk.segments, "mmsi"), ints(walk.segments, "hull_no"))
    if unheard := sorted(set(calls) - set(spans)):
        raise SchemaError(f"port_calls: {unheard[0][0]:09d} calls, and tracks have no report of that ship")
    heard = _heard(walk, spans, calls, Periods.of(listened, params.listen_break))
    voyages = [v for ship in sorted(calls) for v in _voyages(ship, calls[ship], silent, heard[ship])]
    ways = _ways(voyages, walk, params.step_km)
    names = {r["label"]: r["name"] for r in PLACES.check(places).select(["label", "name"]).to_pylist()}
    return VOYAGES.from_rows(_row(v, km, silent, names) for v, km in zip(voyages, ways, strict=True))


def _heard(walk: Walk, spans: Mapping[Ship, range], ships: Iterable[Ship], periods: Periods) -> dict[Ship, list[Heard]]:
    """What was heard of each ship, period after period."""
    time, keys = ints(walk.tracks, "time"), ints(walk.tracks, "position_id")
    first, beyond, span, period = periods.parted(walk.first, walk.beyond, time)
    heard = dict[Ship, list[Heard]]()
    told = walk.told(s for ship in ships for s in spans[ship])
    for ship in ships:
        mine = np.arange(*np.searchsorted(span, [spans[ship].start, spans[ship].stop]))
        heard[ship] = []
        for number in np.unique(period[mine]).tolist():
            parts = mine[period[mine] == number]
            row, own = int(first[parts[0]]), int(span[parts[0]])
            is_begun = row == int(walk.first[own])
            is_over = periods.is_over(number)
            heard[ship].append(
                Heard(
                    since=EPOCH + int(time[row]) * US,
                    to=EPOCH + int(time[beyond[parts] - 1].max()) * US if is_over else None,
                    begun_by=told[own]["segment_id"] if is_begun else say_key("position", int(keys[row])),
                    spans=range(own, int(span[parts[-1]]) + 1),
                    unheard=periods.say_end(number) if is_over else "",
                )
            )
    return heard


def _calls(port_calls: pa.Table, segments: pa.Table) -> dict[Ship, list[Row]]:
    """The calls of each ship."""
    hulls = ints(segments, "hull_no")[rows_of(keys_of(port_calls["segment_id"]), segments, "port_calls")].tolist()
    calls = defaultdict[Ship, list[Row]](list)
    columns = ["port_call_id", "mmsi", "port", "start_time", "end_time", "has_exit"]
    for row, hull in zip(port_calls.select(columns).to_pylist(), hulls, strict=True):
        calls[row["mmsi"], hull].append(row)
    return calls


def _ranges(mmsi: Ints, hull: Ints) -> dict[Ship, range]:
    """The rows of each ship, of rows ship after ship."""
    first = np.flatnonzero(np.append(True, (mmsi[1:] != mmsi[:-1]) | (hull[1:] != hull[:-1]))[: len(mmsi)])
    beyond = [*first[1:].tolist(), len(mmsi)][: len(first)]
    ships = zip(mmsi[first].tolist(), hull[first].tolist(), strict=True)
    return {ship: range(a, b) for ship, a, b in zip(ships, first.tolist(), beyond, strict=True)}


def _voyages(ship: Ship, calls: list[Row], silent: Silent, heard: Sequence[Heard]) -> Iterator[Voyage]:
    """The voyages of one ship, before, between and after its calls in each period."""
    calls.sort(key=lambda c: (c["start_time"], c["port_call_id"]))
    gaps = silent.of.get(ship, range(0))
    for own, after in zip(heard, [*heard[1:], None], strict=True):
        beyond = len(calls) if after is None else bisect_left(calls, after.since, key=lambda c: c["start_time"])
        within, calls = calls[:beyond], calls[beyond:]
        ends: list[tuple[Row | None, Row | None]] = list(zip([None, *within], [*within, None], strict=True))
        for begun, ended in ends if within else []:
            start = begun["end_time"] if begun else own.since
            end = ended["start_time"] if ended else own.to
            if start is None or (begun is None and start == end):
                continue  # still in port, or first heard there
            if begun and ended is None and end is not None and end <= start and not begun["has_exit"]:
                continue  # in port when listening ended
            low = bisect_right(silent.end, _us(start), gaps.start, gaps.stop)
            high = gaps.stop if end is None else bisect_left(silent.start, _us(end), gaps.start, gaps.stop)
            yield Voyage(ship, begun, ended, start, end, range(low, high), own)


def _ways(voyages: Sequence[Voyage], walk: Walk, step_km: float) -> list[float]:
    """The way of each voyage in km."""
    reported = ints(walk.tracks, "time")
    begun, ended = (ints(walk.segments, n).tolist() for n in ("start_time", "end_time"))
    pieces = [
        (n, *piece)
        for n, v in enumerate(voyages)
        for piece in _pieces(v, walk, _meanwhile(v, v.heard.spans, begun, ended), reported)
    ]
    if not pieces:
        return [0.0] * len(voyages)
    from fairlead.trips.voyage_loops import way_km

    number, first, beyond = np.array(pieces, dtype=np.int64).T.copy()
    lat, lon = floats(walk.tracks, "lat"), floats(walk.tracks, "lon")
    ways: list[float] = way_km(lat, lon, number, first, beyond, len(voyages), step_km).tolist()
    return ways


def _meanwhile(voyage: Voyage, spans: range, begun: list[int], ended: list[int]) -> range:
    """Which of a ship's spans, that began and ended then, lie in a voyage."""
    first = bisect_left(ended, _us(voyage.start), spans.start, spans.stop)
    beyond = spans.stop if voyage.end is None else bisect_right(begun, _us(voyage.end), spans.start, spans.stop)
    return range(first, beyond)


def _pieces(voyage: Voyage, walk: Walk, spans: range, time: Ints) -> list[tuple[int, int]]:
    """Rows of the reports from the start of a voyage to its end, both in, segment by segment."""
    start, end = _us(voyage.start), None if voyage.end is None else _us(voyage.end)
    first, beyond = walk.first[spans.start : spans.stop], walk.beyond[spans.start : spans.stop]
    cut = [*zip(first.tolist(), beyond.tolist(), time[first].tolist(), time[beyond - 1].tolist(), strict=True)]
    pieces = []
    for a, b, earliest, latest in cut:
        if earliest < start:
            a += int(np.searchsorted(time[a:b], start, side="left"))
        if end is not None and latest > end:
            b = a + int(np.searchsorted(time[a:b], end, side="right"))
        if b > a:
            pieces.append((a, b))
    return pieces


def _us(at: datetime) -> int:
    return (at - EPOCH) // US


def _row(voyage: Voyage, km: float, silent: Silent, names: Mapping[str, str]) -> Row:
    begun, ended = voyage.begun, voyage.ended
    made = {
        "voyage_id": content_id("voyage", begun["port_call_id"] if begun else voyage.heard.begun_by),
        "mmsi": voyage.ship[0],
        "hull_no": voyage.ship[1],
        "from_call_id": begun["port_call_id"] if begun else None,
        "to_call_id": ended["port_call_id"] if ended else None,
        "from_port": begun["port"] if begun else None,
        "to_port": ended["port"] if ended else None,
        "start_time": voyage.start,
        "end_time": voyage.end,
        "distance_km": km,
        "gap_h": silent.hours(voyage),
        "sources": [
            begun["port_call_id"] if begun else voyage.heard.begun_by,
            *([ended["port_call_id"]] if ended else []),
            *silent.gap_id[voyage.gaps.start : voyage.gaps.stop],
        ],
    }
    return {**made, "words": _words(made, names, voyage.heard.unheard)}


def _words(row: Row, names: Mapping[str, str], unheard: str) -> str:
    start, end = say_time(row["start_time"]), row["end_time"]
    left = f"left {names.get(row['from_port'], row['from_port'])}" if row["from_port"] else "was first heard at sea"
    if row["to_port"]:
        reached = f"reached {names.get(row['to_port'], row['to_port'])} {say_time(end)}"
    elif end:
        reached = f"was last heard {say_time(end)} ({unheard})"
    else:
        reached = "has reached no port since"
    took = f"{say_hours((end - row['start_time']) / HOUR)}, " if end else ""
    silent = f", {say_hours(row['gap_h'])} of it in gaps" if row["gap_h"] else ""
    return f"{row['mmsi']:09d} {left} {start} and {reached}: {took}{row['distance_km']:,.0f} km by its reports{silent}."
