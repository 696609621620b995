"""Anchorages: waters where many ships lie, found in the data themselves.

In two steps, since ships are followed one by one and anchorages counted across ships: first where each lay, then the
cells where many did. The definition is that of Global Fishing Watch's anchorages (pipe-anchorages).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints, ints, times
from fairlead.base.bounds import Within, check_fields
from fairlead.base.geodesy import wrap_lon
from fairlead.base.ids import content_id, say_key
from fairlead.base.tables import ANCHORAGES, LIES
from fairlead.base.timeline import say_hours, say_time
from fairlead.base.walks import Walk
from fairlead.base.wording import say_many
from fairlead.events.port_calls import reports_of
from fairlead.events.waters import Waters

CELL_DEG = 0.0045
"""Side of a cell in degrees of latitude: 0.5004 km."""
MOST_COLUMNS = 80_000
"""Cells around the equator."""


@dataclass(frozen=True, slots=True)
class LieParams:
    """When a ship lies in one place."""

    within_km: Annotated[float, Within(0, 10, is_above=True)] = 0.5
    """It lies while its reports are within this distance of their mean. Global Fishing Watch's figure, there measured
    from the first report, which a ship that swings at anchor may leave."""
    least: Annotated[timedelta, Within(timedelta(minutes=10), timedelta(days=30))] = timedelta(hours=12)
    """And does so for at least this long. Global Fishing Watch's figure."""
    silence: Annotated[timedelta, Within(timedelta(hours=1), timedelta(days=30))] = timedelta(hours=24)
    """After a longer silence it may have been away. The limit after which Global Fishing Watch's segments end."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class AnchorageParams:
    """When a cell is an anchorage."""

    ships: Annotated[int, Within(1, 1000)] = 20
    """Ships that must have lain there. Global Fishing Watch's figure, for years of the whole world; a month of one
    coast has few cells with 20, and 3 to 5 then say as much of a place as its data can."""
    port_km: Annotated[float, Within(0, 100)] = 4.0
    """It is named after the nearest port within this distance. Global Fishing Watch's figure."""

    def __post_init__(self) -> None:
        check_fields(self)


def find_lies(tracks: pa.Table, segments: pa.Table, params: LieParams = LieParams()) -> pa.Table:
    """Find where and when each ship lay in one place.

    Args:
        tracks: TRACKS of whole MMSIs, any order.
        segments: SEGMENTS of the same; noise is left out.
        params: :class:`LieParams`.

    Returns:
        LIES, one row each time, in port or at sea. Times are those of its first and last report there.

    Raises:
        SchemaError: a table lacks a column, or a track's segment has no row.

    Limits:
        Says nothing of why a ship lay. A report that strays by more than ``within_km`` ends a lie and begins another.
    """
    walk = Walk.of(tracks, segments)
    if not len(walk.first):
        return LIES.empty()
    from fairlead.events.lie_loops import find

    reports, spans = reports_of(walk)
    us = timedelta(microseconds=1)
    first, last, reported, lat, lon = find(reports, spans, params.within_km, params.least // us, params.silence // us)
    lon = (lon + 180.0) % 360.0 - 180.0
    keys, time = ints(walk.tracks, "position_id"), reports.time
    start, end = times(time[first]).to_pylist(), times(time[last]).to_pylist()
    begun_in, ended_in = walk.span_of(first).tolist(), walk.span_of(last).tolist()
    told = walk.told((*begun_in, *ended_in))
    owns = [(told[a], told[b]) for a, b in zip(begun_in, ended_in, strict=True)]
    begun = [say_key("position", k) for k in keys[first].tolist()]
    ended = [say_key("position", k) for k in keys[last].tolist()]
    hours = ((time[last] - time[first]) / 3.6e9).tolist()
    return LIES.from_rows(
        {
            "lie_id": content_id("lie", begun[n]),
            "mmsi": own["mmsi"],
            "hull_no": own["hull_no"],
            "segment_id": own["segment_id"],
            "start_time": start[n],
            "end_time": end[n],
            "hours": hours[n],
            "positions": count,
            "lat": north,
            "lon": east,
            "cell": cell,
            "words": f"{own['mmsi']:09d} lay within {params.within_km:g} km from {say_time(start[n])} to "
            f"{say_time(end[n])} ({say_hours(hours[n])}).",
            "sources": list(dict.fromkeys((begun[n], ended[n], own["segment_id"], other["segment_id"]))),
        }
        for n, ((own, other), count, north, east, cell) in enumerate(
            zip(owns, reported.tolist(), lat.tolist(), lon.tolist(), half_km_cells(lat, lon).tolist(), strict=True)
        )
    )


def find_anchorages(
    lies: pa.Table, areas: pa.Table, places: pa.Table, params: AnchorageParams = AnchorageParams()
) -> pa.Table:
    """Find the cells of half a kilometre where many different ships lay.

    Args:
        lies: LIES of the whole case, any order.
        areas: AREAS, for the nearest port.
        places: PLACES, likewise.
        params: :class:`AnchorageParams`.

    Returns:
        ANCHORAGES, one row a cell. Its sources are the first lie of each ship.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Berths are anchorages too: the cell says that ships lie there, not how. An anchorage on the line between two
        cells is counted in each. Whoever brings few ships finds few anchorages.
    """
    by_cell = defaultdict[int, list[dict[str, Any]]](list)
    columns = ["lie_id", "mmsi", "hull_no", "start_time", "hours", "lat", "lon", "cell"]
    for row in LIES.check(lies).select(columns).to_pylist():
        by_cell[row["cell"]].append(row)
    found = []
    for cell, rows in sorted(by_cell.items()):
        rows.sort(key=lambda r: (r["start_time"], r["lie_id"]))
        firsts = dict[tuple[int, int], str]()
        for row in rows:
            firsts.setdefault((row["mmsi"], row["hull_no"]), row["lie_id"])
        if len(firsts) >= params.ships:
            found.append((cell, rows, list(firsts.values())))
    middles = np.array([_middle(rows) for _, rows, _ in found]).reshape(-1, 2)
    waters = Waters.of(areas, places, params.port_km, params.port_km).widened(params.port_km)
    near, _ = waters.find(middles[:, 0], middles[:, 1])
    ports = [waters.ports[waters.areas[a].port] if a >= 0 else None for a in near.tolist()]
    return ANCHORAGES.from_rows(
        {
            "anchorage_id": content_id("anchorage", cell),
            "cell": cell,
            "lat": lat,
            "lon": lon,
            "vessels": len(firsts),
            "stays": len(rows),
            "port": port.label if port else None,
            "words": f"{say_many(len(firsts), 'ship')} lay here {say_many(len(rows), 'time')}, "
            f"{say_hours(sum(r['hours'] for r in rows))} in all"
            + (f", near {port.name}." if port else "; no known port is near."),
            "sources": firsts,
        }
        for (cell, rows, firsts), (lat, lon), port in zip(found, middles.tolist(), ports, strict=True)
    )


def half_km_cells(lat: Floats, lon: Floats) -> Ints:
    """Number of the cell of half a kilometre that each point lies in.

    Rows of 0.0045 degrees from the south pole, cut into as many columns from 180 degrees west as make them as wide.
    """
    rows = np.minimum(np.floor((lat + 90.0) / CELL_DEG), 180.0 / CELL_DEG - 1)
    columns = np.maximum(1.0, np.round(MOST_COLUMNS * np.cos(np.radians((rows + 0.5) * CELL_DEG - 90.0))))
    column = np.minimum(np.floor((lon + 180.0) % 360.0 / 360.0 * columns), columns - 1)
    cells: Ints = (rows * MOST_COLUMNS + column).astype(np.int64)
    return cells


def _middle(rows: list[dict[str, Any]]) -> tuple[float, float]:
    """Mean of the lies of one cell."""
    base = rows[0]["lon"]
    east = sum(wrap_lon(r["lon"] - base) for r in rows) / len(rows)
    return sum(r["lat"] for r in rows) / len(rows), wrap_lon(base + east)
