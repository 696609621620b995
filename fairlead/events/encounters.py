"""Encounters: two tracks close and slow for long enough. An encounter is not a transfer of cargo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints, in_order
from fairlead.base.bounds import Within, check_fields
from fairlead.base.ids import content_id, say_key
from fairlead.base.tables import ENCOUNTERS, SAMPLES
from fairlead.base.timeline import say_hours, say_time
from fairlead.base.wording import say_number
from fairlead.events.near_ports import NearPorts, mean_point
from fairlead.events.ships import Ships
from fairlead.events.told import HOUR_US, MINUTE_US, Flags, Told, cut_runs, instant
from fairlead.events.waters import Port, Waters


@dataclass(frozen=True, slots=True)
class EncounterParams:
    """How near, how slow and how long."""

    near_km: Annotated[float, Within(0, 50, is_above=True)] = 0.5
    """Farther apart two ships are not near. Global Fishing Watch's figure."""
    slow_kn: Annotated[float, Within(0, 100, is_above=True)] = 2.0
    """The median speed of each of the two is below. Global Fishing Watch's figure."""
    hours: Annotated[float, Within(0, 1000)] = 2.0
    """Shorter encounters are not reported; one of exactly so long is. Global Fishing Watch's figure."""
    stretch: Annotated[timedelta, Within(timedelta(0), timedelta(days=1))] = timedelta(hours=1)
    """A stretch of being near that is shorter is passed over before stretches are joined. Global Fishing Watch's figure
    for raw encounters."""
    hole: Annotated[timedelta, Within(timedelta(0), timedelta(days=1))] = timedelta(hours=1)
    """Instants at which the two are not near, or not heard, end a stretch after this long: what two ships that swing at
    anchor, or a lost report, take. Our judgement."""
    join: Annotated[timedelta, Within(timedelta(0), timedelta(days=30))] = timedelta(hours=4)
    """Stretches of the same two ships less than this apart are one encounter. Global Fishing Watch's figure."""
    near_in_port_km: Annotated[float, Within(0, 50)] = 0.1
    """The same as ``near_km`` for two of which one lies in a port's waters: side by side, not at the next berth. 0
    leaves out all pairs in ports. Our judgement, from the figures in docs/methods/encounters.md."""
    port_km: Annotated[float, Within(0, 500)] = 10.0
    """An encounter so near to a port counts as in port. Global Fishing Watch publishes those from 10 km on only."""
    reach_km: Annotated[float, Within(0, 20_100)] = 200.0
    """A port farther off is not named. Our judgement."""

    def __post_init__(self) -> None:
        check_fields(self)


def pair_encounters(
    samples: pa.Table,
    segments: pa.Table,
    places: pa.Table,
    areas: pa.Table,
    params: EncounterParams = EncounterParams(),
) -> pa.Table:
    """Find the pairs of ships that lay close and slow for long enough.

    Args:
        samples: SAMPLES of the whole case, any order.
        segments: SEGMENTS: which of them are one ship.
        places: PLACES, of which those with a point where ships lie name the nearest port.
        areas: AREAS, waters of ports.
        params: :class:`EncounterParams`.

    Returns:
        ENCOUNTERS, each pair once, the lower MMSI first. Medians are over all instants at which the two were near, also
        where several stretches were joined.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Two transponders of one ship look like two ships. Nothing is seen of a partner that does not transmit.
    """
    samples = in_order(SAMPLES.check(samples), SAMPLES.order)
    ships = Ships.of(segments)
    if samples.num_rows < 2:
        return ENCOUNTERS.empty()
    told = Told.of(samples, ships)
    near = _near(told, params)
    ports = NearPorts(Waters.of(areas, places, 0.0, 0.0))
    met = (_encounter(told, near, rows, ports, params) for rows in _long_enough(near, params))
    return ENCOUNTERS.from_rows(row for row in met if row)


@dataclass(frozen=True, slots=True)
class Near:
    """Instants at which two ships were near, in order of the two and of time."""

    one: Ints
    """Sample of the ship of the lower number."""
    other: Ints
    km: Floats
    time: Ints
    is_new: Flags
    """Whether it is the first of its two ships."""


def _near(told: Told, params: EncounterParams) -> Near:
    from fairlead.events.pair_loops import Pairs, Spots, find_pairs

    order = _by_instant(told)
    if params.near_in_port_km == 0.0:
        order = order[~told.is_in_port[order]]
    at = told.time[order]
    first = np.append(np.flatnonzero(np.diff(at, prepend=at[:1] - 1)), len(at))
    spots = Spots(first, told.ship[order], told.lat[order], told.lon[order], told.is_in_port[order])

    def room(rows: int) -> Pairs:
        return Pairs(np.empty(rows, np.int64), np.empty(rows, np.int64), np.empty(rows))

    pairs = room(len(order))
    count = find_pairs(spots, params.near_km, params.near_in_port_km, pairs)
    if count > len(order):
        pairs = room(count)
        find_pairs(spots, params.near_km, params.near_in_port_km, pairs)
    one, other, km = order[pairs.one[:count]], order[pairs.other[:count]], pairs.km[:count]
    two = (told.ship[one] << 32) + told.ship[other]
    by_pair = np.argsort(two, kind="stable")  # the sweep went through the instants in order
    one, other = one[by_pair], other[by_pair]
    is_new = np.diff(two[by_pair], prepend=-1) != 0
    return Near(one, other, km[by_pair], told.time[one], is_new)


def _by_instant(told: Told) -> Ints:
    """The samples in order of instant and latitude, by one packed key: it sorts five times as fast as two.

    Instants of a clock of a minute or more lie in different minutes; latitudes are rounded to less than a millimetre.
    """
    minute = (told.time - told.time.min()) // MINUTE_US
    order: Ints = np.argsort((minute << 36) + ((told.lat + 90.0) * (1 << 28)).astype(np.int64))
    return order


def _long_enough(near: Near, params: EncounterParams) -> Iterator[Ints]:
    """Rows of each encounter: stretches of being near, joined where little time parts them."""
    us = timedelta(microseconds=1)
    first, beyond = cut_runs(near.is_new | (np.diff(near.time, prepend=near.time[:1]) > params.hole // us))
    is_long = near.time[beyond - 1] - near.time[first] >= params.stretch // us
    pair = np.cumsum(near.is_new)[first][is_long]
    first, beyond = first[is_long], beyond[is_long]
    start, end = near.time[first], near.time[beyond - 1]
    is_apart = np.ones(len(first), dtype=bool)
    is_apart[1:] = (pair[1:] != pair[:-1]) | (start[1:] - end[:-1] >= params.join // us)
    for a, b in zip(*cut_runs(is_apart), strict=True):
        if end[b - 1] - start[a] >= params.hours * HOUR_US:
            yield np.concatenate([np.arange(first[k], beyond[k]) for k in range(a, b)])


def _encounter(told: Told, near: Near, rows: Ints, ports: NearPorts, params: EncounterParams) -> dict[str, Any] | None:
    """The row of an encounter; None where one of the two was too fast."""
    one, other = near.one[rows], near.other[rows]
    if max(np.median(told.kn[one]), np.median(told.kn[other])) >= params.slow_kn:
        return None
    both = np.concatenate((one, other))
    lat, lon = mean_point(told.lat[both], told.lon[both])
    port, port_km = ports.within(lat, lon, params.reach_km)
    start, end = (instant(near.time[rows[i]]) for i in (0, -1))
    in_port = told.is_in_port[one] | told.is_in_port[other]
    ends = [say_key("position", int(told.position[side[i]])) for i in (0, -1) for side in (one, other)]
    row = {
        "encounter_id": content_id("encounter", *sorted(ends[:2])),
        "mmsi": int(told.mmsi[one[0]]),
        "other_mmsi": int(told.mmsi[other[0]]),
        "segment_id": say_key("segment", int(told.segment[one[0]])),
        "other_segment_id": say_key("segment", int(told.segment[other[0]])),
        "start_time": start,
        "end_time": end,
        "hours": (end - start) / timedelta(hours=1),
        "lat": lat,
        "lon": lon,
        "median_km": float(np.median(near.km[rows])),
        "median_kn": float(np.median(told.kn[both])),
        "port": port.label if port else None,
        "port_km": port_km,
        "is_in_port": bool(in_port.mean() >= 0.5 or (port_km is not None and port_km < params.port_km)),
    }
    segments = [say_key("segment", k) for k in dict.fromkeys(told.segment[both].tolist())]
    return row | {"words": _words(row, port, bool(ports.waters.areas)), "sources": [*segments, *dict.fromkeys(ends)]}


def _words(row: Mapping[str, Any], port: Port | None, has_ports: bool) -> str:
    ships = f"{row['mmsi']:09d} and {row['other_mmsi']:09d}"
    if row["mmsi"] == row["other_mmsi"]:
        ships = f"Two ships that share {row['mmsi']:09d}"
    where = f", {say_number(row['port_km'])} km from {port.name}" if port else ""
    near_port = f"{where}; in or near a port, where neighbours lie so too" if row["is_in_port"] else where
    near_port = near_port if has_ports else "; no ports are held, so whether in one is not known"
    return (
        f"{ships} lay {say_number(1000 * row['median_km'])} m apart in the median, slow, for {say_hours(row['hours'])} "
        f"from {say_time(row['start_time'])}{near_port}."
    )
