"""Port calls: arrival, stay and departure at one port. Presence, not loading.

The method is that of Global Fishing Watch's port visits (pipe-anchorages): hysteresis of distance and of speed, with
sub-events at each change. What is added: areas with edges, calls by hull and not by MMSI, shifts within a port complex,
and ends that nobody saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import numpy as np
import pyarrow as pa

from fairlead.base.arrays import Ints, floats, ints
from fairlead.base.bounds import Within, check_fields
from fairlead.base.listening import LISTEN_BREAK, Periods
from fairlead.base.tables import PORT_CALLS
from fairlead.base.walks import Walk
from fairlead.events.port_call_rows import Visit, Ways, call_row, visits_of
from fairlead.events.waters import Waters

if TYPE_CHECKING:
    from datetime import datetime

    from fairlead.events.port_call_loops import Found, Reports, Rules, Spans

MICROSECOND = timedelta(microseconds=1)

STATES = ("at sea", "in port", "still")
"""Where a ship is by one report; still means still in port."""
SUB_EVENTS = ("entry", "stop", "go", "exit")

TRANSITIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("at sea", "at sea"): (),
    ("at sea", "in port"): ("entry",),
    ("at sea", "still"): ("entry", "stop"),
    ("in port", "at sea"): ("exit",),
    ("in port", "in port"): (),
    ("in port", "still"): ("stop",),
    ("still", "at sea"): ("go", "exit"),
    ("still", "in port"): ("go",),
    ("still", "still"): (),
}
"""Sub-events between two reports. From the waters of one port into another's is an exit and an entry. A silence of the
port gap is a gap besides, whatever the states."""


@dataclass(frozen=True, slots=True)
class PortCallParams:
    """When a ship is in port, lies still, has fallen silent, and when two visits are one call."""

    enter_km: Annotated[float, Within(0, 50, is_above=True)] = 3.0
    """A port known by a point only is entered within this distance, and the point's precision. Global Fishing Watch's
    figure. An area is entered at its edge."""
    exit_km: Annotated[float, Within(0, 100, is_above=True)] = 4.0
    """And left beyond this distance. Global Fishing Watch's figure. An area is left as far beyond its edge as the two
    distances differ."""
    still_kn: Annotated[float, Within(0, 10)] = 0.2
    """A ship in port lies still from this speed down. Global Fishing Watch's figure."""
    moving_kn: Annotated[float, Within(0, 20, is_above=True)] = 0.5
    """And moves again from this speed up. Global Fishing Watch's figure."""
    port_gap: Annotated[timedelta, Within(timedelta(minutes=10), timedelta(days=30))] = timedelta(hours=4)
    """A silence in port from this length on is a gap. Global Fishing Watch's figure. An entry or exit that falls into
    one was not seen."""
    leg: Annotated[timedelta, Within(timedelta(minutes=1), timedelta(hours=6))] = timedelta(minutes=5)
    """Where reports bear no speed it is taken from the way made over at least this time: 0.2 kn over 5 min are 31 m,
    beyond the 10 m that positions scatter by."""
    sailing_kn: Annotated[float, Within(0, 60, is_above=True)] = 10.0
    """Speed at which a ship not seen to leave may have sailed to where it was heard next; a silence was in port for
    what that leaves. The higher of the two speeds that gaps are read with."""
    shift: Annotated[timedelta, Within(timedelta(0), timedelta(days=10))] = timedelta(hours=12)
    """Visits within one port or complex that are no farther apart are one call. Our judgement: a tide and a pilot; one
    loading at Kozmino, Vostochny and Nakhodka shows as two or three visits within a day."""
    shift_km: Annotated[float, Within(0, 500)] = 30.0
    """Unless the ship went farther off than this in between. Nakhodka and Vostochny are 17 km apart."""
    longest: Annotated[timedelta, Within(timedelta(days=1), timedelta(days=3650))] = timedelta(days=180)
    """A longer call is kept and marked implausible: a ship laid up, or one whose departure nobody heard. Our judgement;
    a published list has a visit of 24,490 h."""
    listen_break: Annotated[timedelta, Within(timedelta(hours=1), timedelta(days=365))] = LISTEN_BREAK
    """Nobody listened where files leave a longer break, and no call goes on over it. The figure of silences."""

    def __post_init__(self) -> None:
        check_fields(self)
        for low, high in (("enter_km", "exit_km"), ("still_kn", "moving_kn")):
            if getattr(self, low) > getattr(self, high):
                raise ValueError(f"{low}, {getattr(self, low):g}, must not be above {high}, {getattr(self, high):g}")


def find_port_calls(
    tracks: pa.Table,
    segments: pa.Table,
    areas: pa.Table,
    places: pa.Table,
    listened: pa.Table,
    until: datetime,
    params: PortCallParams = PortCallParams(),
) -> pa.Table:
    """Find the calls of each ship at each port.

    Args:
        tracks: TRACKS of whole MMSIs, any order.
        segments: SEGMENTS of the same. Ships that share an MMSI are told apart by ``hull_no``; noise is left out.
        areas: AREAS, berths, anchorages and waters of ports.
        places: PLACES; ports with a point and no area are circles.
        listened: LISTENED; without rows somebody listened all the while.
        until: end of the data; a ship still in port then is an open call.
        params: :class:`PortCallParams`.

    Returns:
        PORT_CALLS, one row a call: at least one stop or gap in port. A ship that only passes through makes none. One
        still in port when listening ended, with files of later on, was last heard there then: no call goes on.

    Raises:
        SchemaError: a table lacks a column, or a track's segment has no row.

    Limits:
        A ship in port is not a ship that loads. One that falls silent at sea and comes back at sea makes no call,
        wherever it was. A silence in port that ends there is part of the call, though a voyage may lie in it.
    """
    waters = Waters.of(areas, places, params.enter_km, params.exit_km)
    walk = Walk.of(tracks, segments)
    if not waters.areas or not len(walk.first):
        return PORT_CALLS.empty()
    from fairlead.events.port_call_loops import follow

    reports, spans = reports_of(walk)
    periods = Periods.of(listened, params.listen_break)
    found = follow(reports, _parted(spans, reports, periods), waters.shapes, _rules(params), _moves())
    visits = visits_of(found, walk, _parts(found, reports, waters))
    keys = ints(walk.tracks, "position_id")
    segments = walk.told(span for v in visits for span in (v.first_span, v.last_span))
    ways = Ways(segments, keys, reports, spans, waters, params.port_gap // MICROSECOND, until, params.longest, periods)
    return PORT_CALLS.from_rows(call_row(call, ways) for call in _calls(visits, ways, params))


def reports_of(walk: Walk) -> tuple[Reports, Spans]:
    """A walk as the loops want it."""
    from fairlead.events.port_call_loops import Reports, Spans

    sog = np.asarray(walk.tracks["sog_kn"].combine_chunks().to_numpy(zero_copy_only=False), dtype=np.float32)
    lat, lon = floats(walk.tracks, "lat"), floats(walk.tracks, "lon")
    return Reports(ints(walk.tracks, "time"), lat, lon, sog), Spans(walk.first, walk.beyond, walk.ship)


def _parted(spans: Spans, reports: Reports, periods: Periods) -> Spans:
    """Spans of which none goes on where nobody listened: after it a ship is followed as if it were another."""
    from fairlead.events.port_call_loops import Spans

    first, beyond, span, period = periods.parted(spans.first, spans.beyond, reports.time)
    return Spans(first, beyond, spans.ship[span] * max(1, len(periods.start)) + period)


def _rules(params: PortCallParams) -> Rules:
    from fairlead.events.port_call_loops import Rules

    return Rules(
        still_kn=float(np.float32(params.still_kn)),  # speeds are sent in tenths and held as such
        moving_kn=float(np.float32(params.moving_kn)),
        gap_us=params.port_gap // MICROSECOND,
        leg_us=params.leg // MICROSECOND,
        sailing_kn=params.sailing_kn,
        nearer_km=params.exit_km - params.enter_km,
    )


def _moves() -> Ints:
    """TRANSITIONS as numbers: for each state and the next one the bits of the sub-events between."""
    moves = np.zeros((len(STATES), len(STATES)), dtype=np.int64)
    for (before, after), events in TRANSITIONS.items():
        moves[STATES.index(before), STATES.index(after)] = sum(1 << SUB_EVENTS.index(e) for e in events)
    return moves


def _parts(found: Found, reports: Reports, waters: Waters) -> list[tuple[int, int]]:
    """Visit and berth or anchorage of each stop that was in one."""
    rows = found.stops[:, 1]
    part, _ = waters.parts.find(reports.lat[rows], reports.lon[rows])
    return [(v, p) for v, p in zip(found.stops[:, 0].tolist(), part.tolist(), strict=True) if p >= 0]


def _calls(visits: list[Visit], ways: Ways, params: PortCallParams) -> list[list[Visit]]:
    """The visits of each call: those between which a ship only shifted are one."""
    calls = list[list[Visit]]()
    for visit in visits:
        if calls and _is_shift(calls[-1][-1], visit, ways, params):
            calls[-1].append(visit)
        else:
            calls.append([visit])
    return calls


def _is_shift(before: Visit, after: Visit, ways: Ways, params: PortCallParams) -> bool:
    """Whether a ship went from one visit to the next within one port or complex, soon and without going far."""
    from fairlead.events.port_call_loops import farthest_km

    one, other = ways.waters.ports[before.port], ways.waters.ports[after.port]
    is_one_complex = before.port == after.port or (one.port_complex and one.port_complex == other.port_complex)
    if before.ship != after.ship or not is_one_complex:
        return False
    time = ways.reports.time
    if (
        ways.period(before.last) != ways.period(after.first)
        or int(time[after.first] - time[before.last]) > params.shift // MICROSECOND
    ):
        return False
    return params.shift_km >= farthest_km(
        ways.reports, ways.spans, before.last, before.last_span, after.first, after.first_span
    )
