"""Loitering: one ship slow at sea, no partner seen. Whether one came unseen is another question (partners)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints, ints
from fairlead.base.bounds import Within, check_fields
from fairlead.base.coast import coast_of
from fairlead.base.ids import content_id, key_of, say_key
from fairlead.base.tables import ENCOUNTERS, LAND, LOITERING, MISFITS, SAMPLES
from fairlead.base.timeline import say_hours, say_time
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.base.wording import say_number
from fairlead.events.near_ports import NearPorts, chord_km, mean_point, unit_vectors
from fairlead.events.ships import Ships
from fairlead.events.told import HOUR_US, Flags, Told, cut_runs, instant
from fairlead.events.waters import Port, Waters

Frozen = dict[int, list[dict[str, Any]]]

SAME_KM = 0.1
"""A frozen position is the ship's own where it is so near to a sample: both are the same figures."""

FROZEN = "; its position stood still to the last digit while it said that it sailed, so where it was is not known"


@dataclass(frozen=True, slots=True)
class LoiteringParams:
    """How slow, how long and how far out."""

    slow_kn: Annotated[float, Within(0, 100, is_above=True)] = 2.0
    """Slower than this at every instant told. Global Fishing Watch: mean speed of an hour below 2 kn."""
    hours: Annotated[float, Within(0, 10_000)] = 4.0
    """Shorter loitering is not reported; one of exactly so long is. Global Fishing Watch's figure for carriers."""
    shore_km: Annotated[float, Within(0, 20_100)] = 20 * KM_PER_NAUTICAL_MILE
    """Nearer to land it is not reported: too many ships wait there. Global Fishing Watch: 20 nautical miles. 0 takes in
    all outside ports."""
    hole: Annotated[timedelta, Within(timedelta(0), timedelta(days=1))] = timedelta(hours=1)
    """Time without a slow sample that does not end it, where the way made over it is slow too. Our judgement."""

    def __post_init__(self) -> None:
        check_fields(self)


def find_loitering(
    samples: pa.Table,
    segments: pa.Table,
    encounters: pa.Table,
    misfits: pa.Table,
    land: pa.Table,
    places: pa.Table,
    areas: pa.Table,
    params: LoiteringParams = LoiteringParams(),
) -> pa.Table:
    """Find where one ship lay slow at sea for long, outside ports and outside its encounters.

    Args:
        samples: SAMPLES, any order.
        segments: SEGMENTS: which of them are one ship.
        encounters: ENCOUNTERS of both partners; the time of one is no loitering of either ship.
        misfits: MISFITS: a frozen position says nothing of where the ship lay.
        land: LAND; none: nothing is known of the distance to shore, and all of it counts as far out.
        places: PLACES, of which those with a point where ships lie name the nearest port.
        areas: AREAS, waters of ports.
        params: :class:`LoiteringParams`.

    Returns:
        LOITERING, one row for each time a segment was slow without a break.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        A ship that waits, drifts, fishes slowly or is broken down loiters too. On lakes and the Caspian Sea, which the
        map has as land, the distance to shore is 0.
    """
    samples, encounters = SAMPLES.check(samples), ENCOUNTERS.check(encounters)
    ships = Ships.of(segments)
    if not samples.num_rows:
        return LOITERING.empty()
    told = Told.of(samples, ships)
    order = np.lexsort((told.position, told.time, told.segment, told.ship))
    is_alone = (told.kn < params.slow_kn) & ~told.is_in_port & ~_in_company(told, ships, encounters)
    order = order[is_alone[order]]
    runs = list(_long_enough(told, order, params))
    middles = [mean_point(told.lat[rows], told.lon[rows]) for rows in runs]
    shore_km = _shore_km(middles, land)
    ports = NearPorts(Waters.of(areas, places, 0.0, 0.0))
    frozen = _frozen(MISFITS.check(misfits))
    return LOITERING.from_rows(
        _row(told, rows, middle, km, ports, frozen)
        for rows, middle, km in zip(runs, middles, shore_km, strict=True)
        if km is None or km >= params.shore_km
    )


def _in_company(told: Told, ships: Ships, encounters: pa.Table) -> Flags:
    """Whether each sample lies in an encounter of its ship."""
    order = np.lexsort((told.time, told.ship))
    ship, time = told.ship[order], told.time[order]
    is_in = np.zeros(len(order), dtype=bool)
    start, end = ints(encounters, "start_time"), ints(encounters, "end_time")
    for column in ("segment_id", "other_segment_id"):
        keys = np.array([key_of(s) for s in encounters[column].to_pylist()], dtype=np.int64)
        for one, since, till in zip(ships.ship[ships.rows(keys)], start, end, strict=True):
            first, beyond = np.searchsorted(ship, (one, one + 1))
            a = first + np.searchsorted(time[first:beyond], since)
            b = first + np.searchsorted(time[first:beyond], till, side="right")
            is_in[order[a:b]] = True
    return is_in


def _long_enough(told: Told, order: Ints, params: LoiteringParams) -> Iterator[Ints]:
    """Samples of each time that a segment was slow for long enough."""
    segment, time = told.segment[order], told.time[order]
    is_new = np.diff(segment, prepend=segment[:1]) != 0
    passed = np.where(is_new, 0, np.diff(time, prepend=time[:1]))
    way_km = np.zeros(len(order))
    way_km[1:] = chord_km(np.diff(unit_vectors(told.lat[order], told.lon[order]), axis=0))
    is_hole = passed > passed[passed > 0].min(initial=np.iinfo(np.int64).max)
    is_left = is_hole & (way_km >= params.slow_kn * KM_PER_NAUTICAL_MILE * passed / HOUR_US)
    first, beyond = cut_runs(is_new | is_left | (passed > params.hole // timedelta(microseconds=1)))
    is_long = time[beyond - 1] - time[first] >= params.hours * HOUR_US
    for a, b in zip(first[is_long].tolist(), beyond[is_long].tolist(), strict=True):
        yield order[a:b]


def _shore_km(middles: Sequence[tuple[float, float]], land: pa.Table) -> list[float | None]:
    """Distance of each point to land: 0 on it, None where no land is given."""
    coast = coast_of(LAND.check(land))
    if coast is None or not middles:
        return [None] * len(middles)
    lat, lon = np.array(middles).T.copy()
    return list(np.where(coast.is_land(lat, lon), 0.0, coast.shore_km(lat, lon)).tolist())


def _frozen(misfits: pa.Table) -> Frozen:
    """What was frozen, by MMSI."""
    found: Frozen = {}
    for row in sorted(misfits.to_pylist(), key=lambda m: m["misfit_id"]):
        if row["misfit_kind"] == "frozen":
            found.setdefault(int(row["mmsi"]), []).append(row)
    return found


def _row(
    told: Told, rows: Ints, middle: tuple[float, float], shore_km: float | None, ports: NearPorts, frozen: Frozen
) -> dict[str, Any]:
    mmsi = int(told.mmsi[rows[0]])
    lat, lon = middle
    port, port_km = ports.within(lat, lon)
    start, end = instant(told.time[rows[0]]), instant(told.time[rows[-1]])
    away = unit_vectors(told.lat[rows], told.lon[rows]) - unit_vectors(np.array([lat]), np.array([lon]))
    segment = say_key("segment", int(told.segment[rows[0]]))
    ends = [say_key("position", int(told.position[rows[i]])) for i in (0, -1)]
    row = {
        "loitering_id": content_id("loitering", ends[0]),
        "mmsi": mmsi,
        "segment_id": segment,
        "start_time": start,
        "end_time": end,
        "hours": (end - start) / timedelta(hours=1),
        "lat": lat,
        "lon": lon,
        "mean_kn": float(told.kn[rows].mean()),
        "radius_km": float(chord_km(away).max()),
        "shore_km": shore_km,
        "port": port.label if port else None,
        "port_km": port_km,
    }
    stuck = [
        m
        for m in frozen.get(mmsi, [])
        if m["start_time"] <= end
        and m["end_time"] >= start
        and min(chord_km(unit_vectors(told.lat[rows], told.lon[rows]) - unit_vectors(*_point(m)))) <= SAME_KM
    ]
    words = _words(row, port, bool(ports.waters.areas), bool(stuck))
    sources = [segment, *dict.fromkeys(ends), *(m["misfit_id"] for m in stuck)]
    return row | {"words": words, "sources": sources}


def _point(row: Mapping[str, Any]) -> tuple[Floats, Floats]:
    return np.array([row["lat"]]), np.array([row["lon"]])


def _words(row: Mapping[str, Any], port: Port | None, has_ports: bool, is_frozen: bool) -> str:
    shore_km, drift = row["shore_km"], say_number(row["radius_km"], 1)
    shore = "; how far from land is not known" if shore_km is None else f", {say_number(shore_km)} km off land"
    where = f"{shore}, {say_number(row['port_km'])} km from {port.name}" if port else shore
    where += "" if has_ports else "; no ports are held, so whether in one is not known"
    return (
        f"{row['mmsi']:09d} was slow, {say_number(row['mean_kn'], 1)} kn on average, within {drift} km for "
        f"{say_hours(row['hours'])} from {say_time(row['start_time'])}{where}; no partner was seen"
        f"{FROZEN if is_frozen else ''}."
    )
