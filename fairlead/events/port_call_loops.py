"""Loops of port calls: each ship's reports in time, through the states of being at sea, in port, and still in port."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from fairlead.base.arrays import Floats, Ints
from fairlead.base.geodesy import EARTH_RADIUS_KM
from fairlead.base.loops import varying
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.events.water_loops import KM_PER_DEG, Shapes, cell_in, cell_of, nearest, unit

HOUR_US = 3_600_000_000.0

AT_SEA, IN_PORT, STILL = 0, 1, 2
"""Numbers of port_calls.STATES."""
ENTRY, STOP, GO, EXIT = 1, 2, 4, 8
"""Bits of port_calls.SUB_EVENTS."""

FIELDS = (
    "port", "area", "prior", "first", "last", "after", "stop_first", "stop_last", "gaps", "silent_us", "still_us",
    "still_reports", "moving_reports",
)  # fmt: skip
(PORT, AREA, PRIOR, FIRST, LAST, AFTER, STOP_FIRST, STOP_LAST, GAPS, SILENT_US, STILL_US,
 STILL_REPORTS, MOVING_REPORTS) = range(len(FIELDS))  # fmt: skip
"""What is kept of a visit: rows of its reports (-1 for none), silences, and counts."""


class Reports(NamedTuple):
    """Position reports, NaN where a speed is not known."""

    time: Ints
    lat: Floats
    lon: Floats
    sog_kn: npt.NDArray[np.float32]


class Spans(NamedTuple):
    """Rows of one segment each, ship by ship and in time."""

    first: Ints
    beyond: Ints
    ship: Ints


class Rules(NamedTuple):
    """Thresholds, as the loops want them."""

    still_kn: float
    moving_kn: float
    gap_us: int
    leg_us: int
    sailing_kn: float
    nearer_km: float


class Found(NamedTuple):
    """Visits, and where in them ships lay."""

    visits: Ints
    """One row a visit, with the columns FIELDS."""
    sums: Floats
    """For each visit the sums of degrees north and east of its first report: of reports still, then of the others."""
    stops: Ints
    """Number of the visit and row of the report, of each time a ship came to lie still."""


@njit(cache=True, nogil=True)
def follow(reports: Reports, spans: Spans, shapes: Shapes, rules: Rules, moves: Ints) -> Found:
    """Find the visits of every ship, those that only pass through too.

    Args:
        moves: for each state and the next, the sub-events between them as the sum of their bits.
    """
    visits, sums, stops = np.zeros((256, len(FIELDS)), np.int64), np.zeros((256, 4)), np.zeros((256, 2), np.int64)
    none = varying(-1)
    count, stopped, state, rest_km, free_km = varying(0), 0, varying(AT_SEA), 0.0, 0.0
    earlier, seen = none, none
    for s in range(len(spans.first)):
        if s == 0 or spans.ship[s] != spans.ship[s - 1]:
            count += state != AT_SEA
            state, earlier, seen = varying(AT_SEA), none, none
        leg, i = spans.first[s], spans.first[s] - 1
        while i + 1 < spans.beyond[s]:
            i += 1
            near = i
            if state == AT_SEA:
                near = next_near(reports.lat, reports.lon, i, spans.beyond[s], seen, free_km, shapes.slot, shapes.first)
            elif state == STILL:
                near = rest_on(
                    reports.time, reports.lat, reports.lon, reports.sog_kn, i, spans.beyond[s], earlier, seen, rest_km,
                    rules.still_kn, rules.moving_kn, rules.gap_us, visits[count], sums[count],
                )  # fmt: skip
            if near > i:
                earlier, i = near - 1, near
            if near == spans.beyond[s]:
                break
            cell = cell_of(reports.lat[i], reports.lon[i], shapes)
            moved = moved_km(reports, seen, i) if seen >= 0 else math.inf
            kn = float(reports.sog_kn[i])
            if math.isnan(kn):
                leg = leg_of(reports.time, leg, i, rules.leg_us)
                kn = made_kn(reports, leg, i, rules)
            is_still = kn <= rules.still_kn or (state == STILL and not kn >= rules.moving_kn)
            is_silent = earlier >= 0 and reports.time[i] - reports.time[earlier] >= rules.gap_us
            goes_on = state == STILL and is_still and not is_silent
            if goes_on and moved < rest_km:  # of those rest_on passed over: a report that says no speed
                rest(visits, sums, count, reports, i, reports.time[i] - reports.time[earlier])
                earlier = i
                continue
            if count + 1 >= len(visits):
                visits, sums = np.concatenate((visits, visits)), np.concatenate((sums, sums))
            if stopped >= len(stops):
                stops = np.concatenate((stops, stops))
            held = visits[count, PORT] if state != AT_SEA else -1
            area, keeps = -1, True
            if is_still or moved >= free_km:
                area, keeps, rest_km, free_km = whose(reports, i, cell, held, is_still, goes_on, shapes, rules)
                seen = i
            if not keeps and moves[state, AT_SEA] & EXIT:
                leave(visits, count, reports, i, rules)
                count, state = count + 1, AT_SEA
            new = AT_SEA if area < 0 and not keeps else STILL if is_still else IN_PORT
            did = moves[state, new]
            if did & ENTRY:
                begin(visits, sums, count, shapes.port[area], area, earlier, i)
            if new != AT_SEA:
                dwell(visits, sums, count, reports, earlier, i, state, new, rules)
            if did & STOP or (is_silent and new == STILL):
                stops[stopped, 0], stops[stopped, 1] = count, i
                stopped += 1
            state, earlier = new, i
    count += state != AT_SEA
    return Found(visits[:count].copy(), sums[:count].copy(), stops[:stopped].copy())


# Nearly every report is passed over by one of these two: loops of their own, on plain arrays, are ten times as fast.


@njit(cache=True, nogil=True)
def next_near(
    lat: Floats, lon: Floats, i: int, beyond: int, seen: int, free_km: float,
    slots: npt.NDArray[np.int32], first: Ints,
) -> int:  # fmt: skip
    """The first row from ``i`` on of a ship at sea that must be looked at: near enough to some waters, and no less than
    ``free_km`` from the last one looked at; ``beyond`` if none."""
    while i < beyond:
        if cell_in(lat[i], lon[i], slots, first) >= 0 and (
            seen < 0 or not KM_PER_DEG * (abs(lat[i] - lat[seen]) + abs(lon[i] - lon[seen])) < free_km
        ):
            return i
        i += 1
    return beyond


@njit(cache=True, nogil=True)
def rest_on(
    time: Ints, lat: Floats, lon: Floats, sog_kn: npt.NDArray[np.float32], i: int, beyond: int, earlier: int,
    seen: int, rest_km: float, still_kn: float, moving_kn: float, gap_us: int, visit: Ints, sums: Floats,
) -> int:  # fmt: skip
    """Count the rows from ``i`` on that lie still as the one before, as ``rest`` does; the first one that does not."""
    north, east, since, count = sums[0], sums[1], 0, 0
    lat0, lon0, seen_lat, seen_lon = lat[visit[FIRST]], lon[visit[FIRST]], lat[seen], lon[seen]
    while i < beyond:
        kn, silent = float(sog_kn[i]), time[i] - time[earlier]
        is_still = kn <= still_kn or kn < moving_kn  # neither where no speed is said
        if not is_still or silent >= gap_us:
            break
        if not KM_PER_DEG * (abs(lat[i] - seen_lat) + abs(lon[i] - seen_lon)) < rest_km:
            break
        off = lon[i] - lon0
        if abs(off) > 180.0:
            off -= math.copysign(360.0, off)
        north, east = north + (lat[i] - lat0), east + off
        since, count, earlier = since + silent, count + 1, i
        i += 1
    if count:
        sums[0], sums[1] = north, east
        visit[LAST] = visit[STOP_LAST] = earlier
        visit[STILL_US] += since
        visit[STILL_REPORTS] += count
    return i


@njit(cache=True, nogil=True)
def leg_of(time: Ints, leg: int, i: int, leg_us: int) -> int:
    """The latest row from ``leg`` on that lies at least ``leg_us`` before row ``i``, else ``leg``."""
    while leg + 1 < i and time[i] - time[leg + 1] >= leg_us:
        leg += 1
    return leg


@njit(cache=True, nogil=True)
def made_kn(reports: Reports, leg: int, i: int, rules: Rules) -> float:
    """Speed made good since ``leg``, NaN over too short a time."""
    if reports.time[i] - reports.time[leg] < rules.leg_us:
        return math.nan
    km = chord_km(reports.lat[leg], reports.lon[leg], reports.lat[i], reports.lon[i])
    return float(km / KM_PER_NAUTICAL_MILE / ((reports.time[i] - reports.time[leg]) / HOUR_US))


@njit(cache=True, nogil=True)
def whose(
    reports: Reports, i: int, cell: int, held: int, is_still: bool, was_still: bool, shapes: Shapes, rules: Rules
) -> tuple[int, bool, float, float]:
    """The area in whose waters a ship is (-1 for none), whether the port ``held`` keeps it, and how far it may move, at
    rest and under way, before either can change.

    A port keeps a ship that lies still. One that comes to lie is at the nearest; one under way is kept until it lies
    inside another's waters, or far nearer to them.
    """
    if cell < 0:
        return -1, False, 0.0, 0.0
    near = nearest(reports.lat[i], reports.lon[i], cell, held, rules.nearer_km, shapes)
    if held < 0:
        return near.area, False, 0.0, near.free_km
    is_other = near.area >= 0 and shapes.port[near.area] != held
    is_in_other = is_other and near.km == 0.0 and near.held_km > 0.0
    is_nearer = is_other and near.held_km - near.km >= rules.nearer_km
    is_taken = not was_still if is_still and is_other else is_in_other or is_nearer
    if near.held_km == math.inf or is_taken:
        return near.area, False, 0.0, 0.0
    return near.area, True, near.rest_km, near.free_km


@njit(cache=True, nogil=True)
def moved_km(reports: Reports, row: int, to_row: int) -> float:
    """At most how far a ship moved: along the meridian, then the equator. Cheap, and never too little."""
    north = abs(reports.lat[to_row] - reports.lat[row])
    return float(KM_PER_DEG * (north + abs(reports.lon[to_row] - reports.lon[row])))


@njit(cache=True, nogil=True)
def begin(visits: Ints, sums: Floats, n: int, port: int, area: int, prior: int, i: int) -> None:
    """A visit begins with row ``i``."""
    visits[n] = 0
    sums[n] = 0.0
    visits[n, PORT], visits[n, AREA], visits[n, PRIOR], visits[n, FIRST] = port, area, prior, i
    visits[n, AFTER], visits[n, STOP_FIRST], visits[n, STOP_LAST] = -1, -1, -1


@njit(cache=True, nogil=True)
def dwell(
    visits: Ints, sums: Floats, n: int, reports: Reports, earlier: int, i: int, state: int, new: int, rules: Rules
) -> None:
    """A report from inside."""
    since = reports.time[i] - reports.time[earlier] if i != visits[n, FIRST] else 0
    if since >= rules.gap_us:
        visits[n, GAPS] += 1
        visits[n, SILENT_US] = max(visits[n, SILENT_US], since)
    if new == STILL:
        if visits[n, STOP_FIRST] < 0:
            visits[n, STOP_FIRST] = i
        rest(visits, sums, n, reports, i, since if state == STILL else 0)
    else:
        visits[n, LAST] = i
        visits[n, MOVING_REPORTS] += 1
        add_point(sums, n, 2, reports, visits[n, FIRST], i)


@njit(cache=True, nogil=True)
def rest(visits: Ints, sums: Floats, n: int, reports: Reports, i: int, since_us: int) -> None:
    """A report that lies still, ``since_us`` after the last one that did."""
    visits[n, LAST], visits[n, STOP_LAST] = i, i
    visits[n, STILL_US] += since_us
    visits[n, STILL_REPORTS] += 1
    add_point(sums, n, 0, reports, visits[n, FIRST], i)


@njit(cache=True, nogil=True)
def add_point(sums: Floats, n: int, at: int, reports: Reports, first: int, i: int) -> None:
    """Add how far a report lies north and east of the first one."""
    east = reports.lon[i] - reports.lon[first]
    if abs(east) > 180.0:
        east -= math.copysign(360.0, east)
    sums[n, at] += reports.lat[i] - reports.lat[first]
    sums[n, at + 1] += east


@njit(cache=True, nogil=True)
def leave(visits: Ints, n: int, reports: Reports, i: int, rules: Rules) -> None:
    """Row ``i`` is the first one outside. A silence before it was in port as far as the way to there leaves time."""
    last = visits[n, LAST]
    visits[n, AFTER] = i
    silent = reports.time[i] - reports.time[last]
    if silent >= rules.gap_us:
        km = chord_km(reports.lat[last], reports.lon[last], reports.lat[i], reports.lon[i])
        if silent - km / KM_PER_NAUTICAL_MILE / rules.sailing_kn * HOUR_US >= rules.gap_us:
            visits[n, GAPS] += 1
            visits[n, SILENT_US] = max(visits[n, SILENT_US], silent)


@njit(cache=True, nogil=True)
def farthest_km(reports: Reports, spans: Spans, row: int, span: int, to_row: int, to_span: int) -> float:
    """Greatest distance from one report of a ship, over those between it and another."""
    most = 0.0
    for s in range(span, to_span + 1):
        first = row if s == span else spans.first[s]
        beyond = to_row + 1 if s == to_span else spans.beyond[s]
        for i in range(first, beyond):
            most = max(most, chord_km(reports.lat[row], reports.lon[row], reports.lat[i], reports.lon[i]))
    return most


@njit(cache=True, nogil=True)
def chord_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance."""
    a, b = unit(lat1, lon1), unit(lat2, lon2)
    chord = math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2)
    return 2.0 * EARTH_RADIUS_KM * math.asin(min(1.0, chord / 2.0))
