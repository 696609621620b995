"""Silences in what was received of each ship, and what other ships tell about reception meanwhile.

A silence is not proof of a transponder turned off.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints, floats, ints
from fairlead.base.bounds import Share, Within, check_fields
from fairlead.base.coast import coast_of
from fairlead.base.geodesy import EARTH_RADIUS_KM, cells_of
from fairlead.base.listening import LISTEN_BREAK, Periods
from fairlead.base.tables import LAND, SILENCES
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.events.hull_order import HOUR_US, in_hull_order
from fairlead.events.ports import Ports, list_ports, unit_vectors
from fairlead.events.reception import reports_of
from fairlead.events.silence_inputs import cells_of_all, own_of
from fairlead.events.silence_rows import Ends, Found, Nearby, silence_rows

if TYPE_CHECKING:
    from fairlead.events.gap_loops import Around
    from fairlead.events.reception_loops import Reports
    from fairlead.events.silence_loops import Judged

USUAL_GAP_H = 12.0
"""Length from which the ratio grows."""

Kilometres = Annotated[float, Within(0, 20_000)]
Hours = Annotated[float, Within(0, 10_000, is_above=True)]


@dataclass(frozen=True, slots=True)
class SilenceParams:
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
    listen_break: Annotated[timedelta, Within(timedelta(hours=1), timedelta(days=365))] = LISTEN_BREAK
    """Nobody listened where files leave a longer break, nor to an open silence where for longer no other ship was
    heard, though others often were before. Our judgement: files come by the day, and satellites fail for hours."""
    shore_reach_km: Kilometres = 74.0
    """A ship this near its last place is taken to be in hearing of the same station: 40 nautical miles, the usual range
    of a station on shore."""
    satellite_reach_km: Kilometres = 500.0
    """The same where only satellites heard it. Our judgement: a fraction of a satellite's footprint, some 5,000 km."""
    moving_kn: Annotated[float, Within(0, 60)] = 1.0
    """A ship last heard at this speed or above, or at none that is known, was under way."""
    scale: Annotated[float, Within(0, 1000, is_above=True)] = 0.05
    """What the ratio of a silence of 12 h is measured in: how likely one is, on the whole, of a ship that sends, where
    others are heard. Fitted."""
    growth: Annotated[float, Within(0, 5)] = 1.5
    """How fast the ratio grows with the length of a silence, as a power of it: failures of reception end sooner.
    Fitted."""
    growth_heard: Annotated[float, Within(0, 1000)] = 2.0
    """It grows over 12 h, and over so many more for each hour in which others were heard: where nobody is heard, a
    long silence is no odder than a short one. Our judgement."""
    growth_to: Annotated[timedelta, Within(timedelta(hours=1), timedelta(days=365))] = timedelta(hours=48)
    """Length from which it grows no more. Our judgement: beyond, ships lie up in ports, which the simulated seas
    hardly have."""
    faint: Share = 0.002
    """Least chance that a ship which sends is not heard all through a silence, however well others are. Our judgement:
    aerials fail, and ships lie in each other's shade."""
    away: Annotated[float, Within(0, 100)] = 0.95
    """How much likelier stations miss a ship for each share of ships' hours unheard there, for each other ship heard at
    once: where ten ships are heard in 98 % of their hours another is out of hearing with a chance of 0.95 x 0.02 / 10
    more. Fitted."""
    alone: Share = 0.033
    """How much likelier where one other ship is heard at a time; a quarter of it where two are, and so on: a receiver
    may hear one ship and not her neighbour. Fitted."""
    alone_satellite: Share = 0.05
    """The same for satellites, shared by the number of others heard in an hour. Our judgement: the simulated seas ask
    for less, but in real satellite sets, with one other at a time, ordinary silences would seem odd."""
    missed_sky: Annotated[float, Within(0, 1000, is_above=True)] = 2.3
    """Hours that a ship is held to have been missed by satellites that heard others, before its own are counted.
    Fitted."""
    heard_sky: Annotated[float, Within(0, 1000, is_above=True)] = 2.7
    """The same of hours heard. Fitted."""
    hour_sky: Annotated[float, Within(0, 1, is_above=True)] = 0.5
    """For so much of an hour each of its own counts with satellites: what was missed once is missed again. Fitted."""
    missed_shore: Annotated[float, Within(0, 1000, is_above=True)] = 0.16
    """Hours held missed by stations that heard others. Fitted."""
    heard_shore: Annotated[float, Within(0, 1000, is_above=True)] = 0.46
    """The same of hours heard. Fitted."""
    hour_shore: Annotated[float, Within(0, 1, is_above=True)] = 0.7
    """For so much of an hour each of its own counts with stations. Fitted."""
    outage_sky: Share = 0.005
    """Chance that a failure of reception is one of all satellites, which silences others too. Our judgement: the
    simulated seas ask for less."""
    outage_shore: Share = 0.002
    """The same of stations. Fitted."""
    hour_quiet: Annotated[float, Within(0, 1, is_above=True)] = 0.09
    """For so much of an hour each counts where it is asked whether anybody was heard. Fitted."""

    def __post_init__(self) -> None:
        check_fields(self)


def list_silences(
    tracks: pa.Table,
    segments: pa.Table,
    heard: pa.Table,
    reception: pa.Table,
    land: pa.Table,
    places: pa.Table,
    areas: pa.Table,
    listened: pa.Table,
    until: datetime,
    params: SilenceParams = SilenceParams(),
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
        listened: LISTENED; without rows somebody listened all the while.
        until: end of the data; the silence after a ship's last report is an open gap, up to here or to where nobody
            listened any more.
        params: :class:`SilenceParams`.

    Returns:
        SILENCES, one row a silence. A silence of exactly the threshold is a gap. Of an open one only hours count in
        which somebody listened where it began. Of a ship heard until nobody listened any more nothing is judged.

    Raises:
        SchemaError: a table is not what it should be, or a track names a segment that is not there.

    Limits:
        Says nothing of why a ship was silent. Ships that share an MMSI are as well told apart as segments are. Where
        no other ship was near, nothing is said of reception. See docs/methods/silences.md.
    """
    hulls = in_hull_order(tracks, segments)
    reports = reports_of(hulls)
    until_us = (until - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    periods = Periods.of(listened, params.listen_break)
    heard_until_us = min(until_us, int(periods.stop[-1])) if len(periods.stop) else until_us
    found = _silences(reports, heard_until_us, params)
    if not len(found.last):
        return SILENCES.empty()
    before = hulls.rows[found.last]
    mmsi, sog_kn = ints(hulls.tracks, "mmsi")[before], floats(hulls.tracks, "sog_kn")[before]
    ends = _ends(reports, found, heard_until_us, mmsi, sog_kn)
    judged = _judge(reports, found, ends, heard, reception, periods, params)
    found, ends, judged = _listened_of(found, ends, judged, params)
    nearby = _nearby(ends, list_ports(areas, places), land, params)
    around = _around(reports, found, params)
    ratio = _weigh(ends, judged, params)
    is_broken_off = _is_broken_off(judged, params)
    return silence_rows(hulls, found, ends, nearby, around, judged, is_broken_off, ratio, until_us, params.max_kn)


def _listened_of(found: Found, ends: Ends, judged: Judged, params: SilenceParams) -> tuple[Found, Ends, Judged]:
    """The silences that are so long where only hours count in which somebody listened, of those that are open."""
    from fairlead.events.silence_loops import Judged

    end = np.where(found.is_open, np.minimum(ends.end, judged.until), ends.end)
    hours = np.where(found.is_open, (end - ends.start) / HOUR_US - judged.unlistened, ends.hours)
    kept = np.flatnonzero(~found.is_open | (hours >= params.min_silence / timedelta(hours=1)))
    ends = replace(ends, end=end, hours=hours)
    shown = {f.name: getattr(ends, f.name)[kept] for f in fields(ends)}
    rows = Found(found.hull[kept], found.last[kept], found.is_open[kept])
    told = Judged(*(_rows(column, kept) for column in judged))
    return rows, Ends(**shown), told


def _rows(column: Any, kept: Ints) -> Any:
    """Rows of an array, or of each of several."""
    return type(column)(*(c[kept] for c in column)) if isinstance(column, tuple) else column[kept]


def _silences(reports: Reports, until_us: int, params: SilenceParams) -> Found:
    from fairlead.events.gap_loops import find_silences

    least_us = params.min_silence // timedelta(microseconds=1)
    none = np.zeros(0, dtype=np.int64)
    room = find_silences(reports, least_us, until_us, none, none)
    hull, last = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64)
    find_silences(reports, least_us, until_us, hull, last)
    return Found(hull, last, is_open=last + 1 == reports.first[hull + 1])


def _ends(reports: Reports, found: Found, until_us: int, mmsi: Ints, sog_kn: Floats) -> Ends:
    last = found.last
    after = np.minimum(last + 1, len(reports.time) - 1)
    lat, lon = (np.where(found.is_open, np.nan, column[after]) for column in (reports.lat, reports.lon))
    starts, ends = unit_vectors(reports.lat[last], reports.lon[last]), unit_vectors(lat, lon)
    distance_km = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(np.linalg.norm(starts - ends, axis=1) / 2, 1.0))
    start, end = reports.time[last], np.where(found.is_open, until_us, reports.time[after])
    hours = (end - start) / HOUR_US
    return Ends(
        mmsi=mmsi, start=start, end=end, start_lat=reports.lat[last], start_lon=reports.lon[last], end_lat=lat,
        end_lon=lon, starts=starts, ends=ends, hours=hours, distance_km=distance_km,
        implied_kn=distance_km / KM_PER_NAUTICAL_MILE / hours, sog_kn=sog_kn,
    )  # fmt: skip


def _nearby(ends: Ends, ports: Ports, land: pa.Table, params: SilenceParams) -> Nearby:
    from fairlead.events.gap_loops import find_ports

    count = len(ends.mmsi)
    coast = coast_of(LAND.check(land))
    shore_km = coast.shore_km(ends.start_lat, ends.start_lon) if coast else np.full(count, np.nan)
    nearest, within = np.full(count, -1), np.full((count, params.ports_most), -1)
    way_km = np.full((count, params.ports_most), np.inf)
    reach_km = ends.elapsed_h * params.max_kn * KM_PER_NAUTICAL_MILE
    find_ports(ends.starts, ends.ends, reach_km, ports.points, ports.owner, nearest, within, way_km)
    chord = np.linalg.norm(ends.starts - ports.points[nearest], axis=1) if len(ports.points) else np.zeros(count)
    port_km = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1.0))
    return Nearby(ports, shore_km, nearest, port_km, within, way_km)


def _around(reports: Reports, found: Found, params: SilenceParams) -> Around:
    from fairlead.events.gap_loops import Around, count_around

    count = len(found.last)
    around = Around(*(np.zeros((count, 3), dtype=np.int32) for _ in range(2)))
    count_around(reports, found.hull, found.last, params.window // timedelta(microseconds=1), around)
    return around


def _judge(
    reports: Reports,
    found: Found,
    ends: Ends,
    heard: pa.Table,
    reception: pa.Table,
    periods: Periods,
    params: SilenceParams,
) -> Judged:
    from fairlead.events.silence_loops import Gaps, Judged, Listened, judge
    from fairlead.events.witness_loops import Witnessed

    (own, own_sky), (cells, sky) = own_of(heard), cells_of_all(reception)
    count = len(ends.mmsi)
    end_cell = np.where(found.is_open, -1, cells_of(np.nan_to_num(ends.end_lat), np.nan_to_num(ends.end_lon)))
    gaps = Gaps(
        ends.mmsi, found.hull, found.last, ends.start, ends.end, cells_of(ends.start_lat, ends.start_lon), end_cell,
        _near_h(ends, params.shore_reach_km, params), _near_h(ends, params.satellite_reach_km, params),
    )  # fmt: skip

    def small() -> npt.NDArray[np.int32]:
        return np.zeros(count, dtype=np.int32)

    def witnessed() -> Witnessed:
        return Witnessed(small(), small(), np.zeros(count, np.int64), small(), small(), small())

    share, satellite_a_day = np.full(count, np.nan), np.full(count, np.nan)
    judged = Judged(
        small(), small(), small(), witnessed(), witnessed(), np.zeros(count, np.int64), share, satellite_a_day,
        ends.end.copy(), small(), np.full(count, np.inf),
    )  # fmt: skip
    if len(cells.hour):
        break_h = params.listen_break // timedelta(hours=1)
        listened = Listened(periods.start // HOUR_US, periods.stop // HOUR_US, periods.stop)
        judge(gaps, reports, cells, own, sky, own_sky, params.enough_ship_hours, listened, break_h, judged)
    return judged


def _near_h(ends: Ends, reach_km: float, params: SilenceParams) -> Floats:
    """Hours from either end for which a ship was within ``reach_km``: for good where it lay still, or came back."""
    kn = np.where(np.isnan(ends.end_lat), ends.sog_kn, np.where(ends.distance_km <= reach_km, 0.0, ends.implied_kn))
    kn = np.where(np.isnan(kn), params.max_kn, kn)
    return np.where(kn < params.moving_kn, np.inf, reach_km / np.maximum(kn, 1e-9) / KM_PER_NAUTICAL_MILE)


def _weigh(ends: Ends, judged: Judged, params: SilenceParams) -> Floats:
    from fairlead.events.chance_loops import Rules, weigh

    heard = np.maximum(judged.sky.heard, judged.shore.heard)
    most_h = params.growth_to / timedelta(hours=1)
    longest = np.minimum(most_h, USUAL_GAP_H + params.growth_heard * heard)
    hours = np.minimum(np.minimum(ends.hours, judged.at_first), longest)
    growth = params.scale * (hours / USUAL_GAP_H) ** params.growth
    ratio = weigh(judged, growth, Rules(**{n: getattr(params, n) for n in Rules._fields}))
    return np.where(_is_broken_off(judged, params), np.nan, ratio)


def _is_broken_off(judged: Judged, params: SilenceParams) -> npt.NDArray[np.bool_]:
    """Whether a ship was heard until nobody listened any more, or so shortly before that its silence was none yet."""
    return judged.at_first < params.min_silence / timedelta(hours=1)
