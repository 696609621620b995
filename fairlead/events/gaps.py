"""AIS gaps: silences in what was received of each ship, and what other ships tell about reception meanwhile.

A gap is not proof of a transponder turned off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints, floats, in_order, ints
from fairlead.base.bounds import Share, Within, check_fields
from fairlead.base.coast import coast_of
from fairlead.base.geodesy import EARTH_RADIUS_KM, cells_of
from fairlead.base.tables import GAPS, HEARD, LAND, RECEPTION
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.events.gap_rows import Ends, Found, Nearby, gap_rows
from fairlead.events.hull_order import HOUR_US, in_hull_order
from fairlead.events.ports import Ports, list_ports, unit_vectors
from fairlead.events.reception import reports_of

if TYPE_CHECKING:
    from fairlead.events.gap_loops import Around
    from fairlead.events.reception_loops import Reports
    from fairlead.events.silence_loops import Cells, Judged, Own

RECEIVED = replace(RECEPTION, is_dense=True)
"""The same table, its key held by the step that wrote it: it comes whole with every bucket of ships, and to look for
its key again would cost more than the gaps."""

PRIOR_HOURS = 12.0
"""Length of the gap that ``prior`` is of."""

Kilometres = Annotated[float, Within(0, 20_000)]
Hours = Annotated[float, Within(0, 10_000, is_above=True)]


@dataclass(frozen=True, slots=True)
class GapParams:
    """From when a silence is a gap, what lies within reach of it, and the numbers behind its chance."""

    min_silence: Annotated[timedelta, Within(timedelta(hours=1), timedelta(days=365))] = timedelta(hours=6)
    """Shorter silences are no gaps. Global Fishing Watch lists gaps from 6 h (its detector's own default is 12 h, its
    threshold for disabling, the time in which satellites surely come over): 6 h leaves room to call at a near port."""
    window: Annotated[timedelta, Within(timedelta(hours=1), timedelta(days=7))] = timedelta(hours=12)
    """Reports are counted for so long before and after. Global Fishing Watch's figure."""
    max_kn: Annotated[float, Within(0, 60, is_above=True)] = 14.0
    """The most a ship makes on its way to a port and on, knots: the service speed of laden tankers. Faster ships reach
    more, and have less time left."""
    ports_most: Annotated[int, Within(1, 50)] = 8
    """Ports listed as reachable, those least off the way first: what a person looks through."""
    enough_ship_hours: Annotated[int, Within(1, 100_000)] = 24
    """Hours for which other ships must have been around for reception there to be judged. Our judgement: a day of one
    ship."""
    shore_reach_km: Kilometres = 74.0
    """A ship this near its last place is taken to be in hearing of the same station: 40 nautical miles, the usual range
    of a station on shore."""
    satellite_reach_km: Kilometres = 500.0
    """The same where only satellites heard it. Our judgement: a fraction of a satellite's footprint, some 5,000 km."""
    moving_kn: Annotated[float, Within(0, 60)] = 1.0
    """A ship last heard at this speed or above, or at none that is known, was under way."""
    prior: Annotated[float, Within(0, 0.999)] = 0.025
    """Chance of more than reception, of a gap of 12 h of which other ships tell nothing. Fitted to simulated seas in
    which 6 % of gaps are ships switched off; Windward, March 2019, found 29 of 352 tankers with gaps in the Gulf."""
    growth: Annotated[float, Within(0, 5)] = 2.0
    """How fast the odds grow with the length of a gap, as a power of it: failures of reception end sooner. Fitted."""
    growth_heard: Annotated[float, Within(0, 1000)] = 2.0
    """They grow over 12 h, and over so many more for each hour in which others were heard: where nobody is heard, a
    long silence is no odder than a short one. Our judgement."""
    growth_to: Annotated[timedelta, Within(timedelta(hours=1), timedelta(days=365))] = timedelta(hours=48)
    """Length from which they grow no more. Our judgement: beyond, ships lie up in ports, which the simulated seas
    hardly have."""
    faint: Share = 0.01
    """Least chance that a ship which sends is not heard all through a gap, however well others are. Our judgement:
    aerials fail, and ships lie in each other's shade."""
    away: Annotated[float, Within(0, 100)] = 4.0
    """How much likelier that is for each share of ships' hours unheard there, for each other ship heard at once: where
    ten ships are heard in 98 % of their hours another is out of hearing with a chance of 4 x 0.02 / 10 more. Fitted."""
    alone: Share = 0.2
    """How much likelier where one other ship is heard at a time; a quarter of it where two are, and so on. Our
    judgement: a receiver may hear one ship and not her neighbour."""
    outage: Share = 0.4
    """Chance that a failure of reception is one of the receiver, which silences others too. Fitted."""
    dependence: Annotated[float, Within(0, 1, is_above=True)] = 0.5
    """An hour after another counts for so much of one: what was missed once is missed again. Fitted."""

    def __post_init__(self) -> None:
        check_fields(self)


def find_gaps(
    tracks: pa.Table,
    segments: pa.Table,
    heard: pa.Table,
    reception: pa.Table,
    land: pa.Table,
    places: pa.Table,
    areas: pa.Table,
    until: datetime,
    params: GapParams = GapParams(),
) -> pa.Table:
    """Find silences of at least ``params.min_silence`` in the reports of each ship, and judge them.

    Args:
        tracks: TRACKS of whole MMSIs, any order.
        segments: SEGMENTS of the same; ships are told apart by ``hull_no``, noise is left out.
        heard: HEARD of the same.
        reception: RECEPTION of the whole case.
        land: LAND; may be empty.
        places: PLACES.
        areas: AREAS.
        until: end of the data; the silence after a ship's last report is an open gap.
        params: :class:`GapParams`.

    Returns:
        GAPS, one row a gap. A silence of exactly the threshold is a gap.

    Raises:
        SchemaError: a table is not what it should be, or a track names a segment that is not there.

    Limits:
        Says nothing of why a ship was silent. Ships that share an MMSI are as well told apart as segments are. Where
        no other ship was near, nothing is said of reception. See docs/methods/gaps.md.
    """
    hulls = in_hull_order(tracks, segments)
    reports = reports_of(hulls)
    found = _silences(reports, until, params)
    if not len(found.last):
        return GAPS.empty()
    before = hulls.rows[found.last]
    mmsi, sog_kn = ints(hulls.tracks, "mmsi")[before], floats(hulls.tracks, "sog_kn")[before]
    ends = _ends(reports, found, mmsi, sog_kn)
    nearby = _nearby(ends, list_ports(areas, places), land, params)
    around = _around(reports, found, params)
    own, cells = _own(HEARD.check(heard)), _cells(_Whole(reception))
    judged = _judge(ends, cells, own, around, params)
    chance = _weigh(ends, around, judged, params)
    last_us = int((cells.hour.max() + 1) * HOUR_US) if len(cells.hour) else None
    return gap_rows(hulls, found, ends, nearby, around, judged, chance, last_us, params.max_kn)


def _silences(reports: Reports, until: datetime, params: GapParams) -> Found:
    from fairlead.events.gap_loops import find_silences

    least_us = params.min_silence // timedelta(microseconds=1)
    until_us = (until - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    none = np.zeros(0, dtype=np.int64)
    room = find_silences(reports, least_us, until_us, none, none)
    hull, last = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64)
    find_silences(reports, least_us, until_us, hull, last)
    return Found(hull, last, is_open=last + 1 == reports.first[hull + 1], until_us=until_us)


def _ends(reports: Reports, found: Found, mmsi: Ints, sog_kn: Floats) -> Ends:
    last = found.last
    after = np.minimum(last + 1, len(reports.time) - 1)
    lat, lon = (np.where(found.is_open, np.nan, column[after]) for column in (reports.lat, reports.lon))
    starts, ends = unit_vectors(reports.lat[last], reports.lon[last]), unit_vectors(lat, lon)
    distance_km = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(np.linalg.norm(starts - ends, axis=1) / 2, 1.0))
    start, end = reports.time[last], np.where(found.is_open, found.until_us, reports.time[after])
    hours = (end - start) / HOUR_US
    return Ends(
        mmsi=mmsi, start=start, end=end, start_lat=reports.lat[last], start_lon=reports.lon[last], end_lat=lat,
        end_lon=lon, starts=starts, ends=ends, hours=hours, distance_km=distance_km,
        implied_kn=distance_km / KM_PER_NAUTICAL_MILE / hours, sog_kn=sog_kn,
    )  # fmt: skip


def _nearby(ends: Ends, ports: Ports, land: pa.Table, params: GapParams) -> Nearby:
    from fairlead.events.gap_loops import find_ports

    count = len(ends.mmsi)
    coast = coast_of(LAND.check(land))
    shore_km = coast.shore_km(ends.start_lat, ends.start_lon) if coast else np.full(count, np.nan)
    nearest, within = np.full(count, -1), np.full((count, params.ports_most), -1)
    way_km = np.full((count, params.ports_most), np.inf)
    reach_km = ends.hours * params.max_kn * KM_PER_NAUTICAL_MILE
    find_ports(ends.starts, ends.ends, reach_km, ports.points, ports.owner, nearest, within, way_km)
    chord = np.linalg.norm(ends.starts - ports.points[nearest], axis=1) if len(ports.points) else np.zeros(count)
    port_km = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1.0))
    return Nearby(ports, shore_km, nearest, port_km, within, way_km)


def _around(reports: Reports, found: Found, params: GapParams) -> Around:
    from fairlead.events.gap_loops import Around, count_around

    count = len(found.last)
    counts = [np.zeros((count, 3), dtype=np.int32) for _ in range(2)]
    around = Around(counts[0], counts[1], *(np.zeros(count, dtype=np.int32) for _ in range(2)))
    count_around(reports, found.hull, found.last, params.window // timedelta(microseconds=1), around)
    return around


def _own(heard: pa.Table) -> Own:
    from fairlead.events.silence_loops import Own

    heard = in_order(heard, HEARD.key)
    is_heard = ints(heard, "positions") > 0
    return Own(
        mmsi=ints(heard, "mmsi"), cell=ints(heard, "cell"), hour=ints(heard, "hour") // HOUR_US, is_heard=is_heard,
        sum_heard=_sums(is_heard), sum_satellites=_sums(ints(heard, "satellites")),
    )  # fmt: skip


class _Whole:
    """A table that every portion of ships is given whole, told by its identity: made ready once, not for each."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __hash__(self) -> int:
        return id(self.table)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Whole) and other.table is self.table  # held, so no other takes its place


@lru_cache(maxsize=1)
def _cells(whole: _Whole) -> Cells:
    from fairlead.events.silence_loops import Cells

    reception = in_order(RECEIVED.check(whole.table), RECEPTION.key)
    return Cells(
        cell=ints(reception, "cell"),
        hour=ints(reception, "hour") // HOUR_US,
        ships=ints(reception, "ships").astype(np.int32),
        sum_ships=_sums(ints(reception, "ships")),
        sum_there=_sums(ints(reception, "ships_there")),
        sum_satellites=_sums(ints(reception, "satellites")),
    )


def _sums(values: npt.NDArray[np.generic]) -> Ints:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(values, dtype=np.int64)))


def _judge(ends: Ends, cells: Cells, own: Own, around: Around, params: GapParams) -> Judged:
    from fairlead.events.silence_loops import Gaps, Judged, judge

    count = len(ends.mmsi)
    is_open = np.isnan(ends.end_lat)
    by_satellite = (around.before[:, 0] == 0) & (around.before[:, 1] > 0)
    reach_km = np.where(by_satellite, params.satellite_reach_km, params.shore_reach_km)
    kn = np.where(is_open, ends.sog_kn, np.where(ends.distance_km <= reach_km, 0.0, ends.implied_kn))
    kn = np.where(np.isnan(kn), params.max_kn, kn)
    near_h = np.where(kn < params.moving_kn, np.inf, reach_km / np.maximum(kn, 1e-9) / KM_PER_NAUTICAL_MILE)
    end_cell = np.where(is_open, -1, cells_of(np.nan_to_num(ends.end_lat), np.nan_to_num(ends.end_lon)))
    gaps = Gaps(ends.mmsi, ends.start, ends.end, cells_of(ends.start_lat, ends.start_lon), end_cell, near_h)
    hours, heard, others, near, usual_hours, usual_heard = (np.zeros(count, dtype=np.int32) for _ in range(6))
    there, share, satellite_a_day = np.zeros(count, np.int64), np.full(count, np.nan), np.full(count, np.nan)
    judged = Judged(hours, heard, others, near, usual_hours, usual_heard, there, share, satellite_a_day)
    if len(cells.hour):
        judge(gaps, cells, own, params.enough_ship_hours, judged)
    return judged


def _weigh(ends: Ends, around: Around, judged: Judged, params: GapParams) -> Floats:
    from fairlead.events.chance_loops import Rules, weigh

    most_h = params.growth_to / timedelta(hours=1)
    hours = np.minimum(ends.hours, np.minimum(most_h, PRIOR_HOURS + params.growth_heard * judged.heard))
    odds = params.prior / (1 - params.prior) * (hours / PRIOR_HOURS) ** params.growth
    rules = Rules(params.faint, params.away, params.alone, params.outage, params.dependence)
    return weigh(judged, around.hours_heard, around.hours, odds, rules)
