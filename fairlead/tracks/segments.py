"""Segments: reports of one MMSI that can be one ship. Two ships on one MMSI are segments that overlap.

The method is that of Global Fishing Watch's segmenter, mended: dead reckoning from the latest reports of every open
segment, with what was received of name, number and call sign as further evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints, floats, in_order, ints
from fairlead.base.bounds import Share, Within, check_fields
from fairlead.base.tables import POSITIONS, SEGMENTS, STATICS, TRACKS
from fairlead.tracks.marks import Owners, coded_statics, ends_of, owners_of, receive, transponders
from fairlead.tracks.segment_rows import Cuts, segment_rows, track_rows

if TYPE_CHECKING:
    from fairlead.tracks.follow_loops import Rules
    from fairlead.tracks.hull_loops import Strays
    from fairlead.tracks.mark_loops import Statics
    from fairlead.tracks.segment_loops import Reports

LONG_RANGE = 27
"""Message type whose positions are rounded to a tenth of a minute (M.1371 table 78)."""

LYING_KN = 0.35
"""Receivers give no course to a ship slower than this: it lies still."""


@dataclass(frozen=True, slots=True)
class SegmentParams:
    """How reports are joined to segments, and segments to ships."""

    silence: Annotated[timedelta, Within(timedelta(minutes=10), timedelta(days=30))] = timedelta(hours=8)
    """A segment not heard for longer ends. Global Fishing Watch used 8 h to 2021 and 24 h since; the shorter keeps
    more of what ships that share an MMSI do out of hearing apart, and ``hull_no`` joins what one ship did."""
    max_kn: Annotated[float, Within(0, 1000, is_above=True)] = 25.0
    """Knots by which a ship may be off where its reports lead. Global Fishing Watch's figure: few ships go faster."""
    clock: Annotated[timedelta, Within(timedelta(seconds=1), timedelta(hours=6))] = timedelta(minutes=15)
    """What the clocks of receivers may differ by. Global Fishing Watch pads times by as much."""
    curb: Annotated[timedelta, Within(timedelta(minutes=1), timedelta(days=30))] = timedelta(hours=4)
    """Over this time a ship is reckoned to go half as far as its speed says. Global Fishing Watch's figure."""
    sideways: Annotated[float, Within(1, 100)] = 4.0
    """A mile beside the course, or of having stayed, counts as so many. Global Fishing Watch's shape factor."""
    look_back: Annotated[float, Within(1, 100)] = 2.0
    """An older report is followed past newer ones only where it fits so many times better, for each of them."""
    coarse: Annotated[timedelta, Within(timedelta(0), timedelta(days=1))] = timedelta(hours=1)
    """A report of type 27, or without speed, is set aside where the segment has a better one this young: it would only
    make the track jagged. Global Fishing Watch's figure for type 27."""
    mismatch: Share = 0.1
    """Weight of a segment of another class of transponder, or of another name. Global Fishing Watch's figure."""
    settled: Annotated[float, Within(0, 1000, is_above=True)] = 10.0
    """Reports from which a segment weighs in full against another. Global Fishing Watch's figure."""
    open_most: Annotated[int, Within(1, 1000)] = 100
    """Segments of one MMSI open at once; beyond, the one heard longest ago ends. Global Fishing Watch's figure."""
    near: Annotated[timedelta, Within(timedelta(0), timedelta(days=1))] = timedelta(minutes=15)
    """Static reports within this time of a position are of the same ship. Global Fishing Watch's figure."""
    close_nmi: Annotated[float, Within(0, 10, is_above=True)] = 0.02
    """Where a report follows several segments, one that leads farther off counts less, with the square of the distance:
    37 m, what positions scatter by, and less than ships alongside each other lie apart. Our judgement."""
    quiet: Annotated[timedelta, Within(timedelta(0), timedelta(days=30))] = timedelta(hours=1)
    """After a longer silence of a segment the next report is compared with ships whose segments have ended too. Our
    judgement: within it a ship gets no farther than a bay."""
    few: Annotated[int, Within(1, 1000)] = 4
    """Fewer reports beside a longer segment are noise, unless they fit into a ship's silence; so are so many ships and
    more on one MMSI soon after each other, each heard fewer times than this in all. Our judgement."""
    stray_frac: Share = 0.1
    """A segment beside a longer one that has, meanwhile and ``silence`` before and after, at most this part of the
    reports of both is taken for wrong positions of the same transponder, unless it fits into a ship's silence. Our
    judgement: of faults that come and go few reports are wrong, and of two ships in hearing seldom one is heard ten
    times less."""
    stray_most: Annotated[timedelta, Within(timedelta(0), timedelta(days=365))] = timedelta(hours=48)
    """But not where it lasts longer. Our judgement."""

    def __post_init__(self) -> None:
        check_fields(self)


def cut_segments(
    positions: pa.Table, statics: pa.Table, params: SegmentParams = SegmentParams()
) -> tuple[pa.Table, pa.Table]:
    """Cut the reports of each MMSI into segments that can be one ship, and number the ships.

    Args:
        positions: POSITIONS of whole MMSIs, any order.
        statics: STATICS of the same.

    Returns:
        TRACKS, one row per position, and SEGMENTS. A segment's id is the key of the report that opened it, so what is
        heard later leaves it as it was.

    Raises:
        SchemaError: a table lacks a column or has nulls where none may be.

    Limits:
        Ships that share an MMSI within some miles of each other are told apart by speed, course and marks only.
        A ship faster than ``max_kn`` that sends no speed is cut at every report.
    """
    positions = in_order(POSITIONS.check(positions), POSITIONS.order)
    statics = in_order(STATICS.check(statics), STATICS.order)
    if not positions.num_rows:
        return TRACKS.empty(), SEGMENTS.empty()
    from fairlead.tracks.segment_loops import cut

    received = coded_statics(statics)
    rules = _rules(params)
    reports = _reports(positions, received, params)
    opener, host = np.full(positions.num_rows, -1), np.full(positions.num_rows, -1)
    cut(reports, params.open_most, rules, opener, host)
    cuts = Cuts.of(reports.mmsi, ints(positions, "position_id"), opener)
    owners = owners_of(reports, cuts.number, received, _us(params.near))
    heard = receive(cuts.spans(reports), received, ints(statics, "copies"), _us(params.near)).kept(owners)
    hull_no, is_noise = _ships(reports, cuts, host, owners, received, rules, params)
    return track_rows(positions, cuts), segment_rows(positions, statics, cuts, host, heard, received, hull_no, is_noise)


def _rules(params: SegmentParams) -> Rules:
    from fairlead.tracks.follow_loops import Rules

    hour = timedelta(hours=1)
    return Rules(
        silence_h=params.silence / hour,
        max_kn=params.max_kn,
        clock_h=params.clock / hour,
        curb_h=params.curb / hour,
        sideways=params.sideways,
        look_back=params.look_back,
        fresh_h=params.coarse / hour,
        mismatch=params.mismatch,
        settled=params.settled,
        close_nmi=params.close_nmi,
        quiet_h=params.quiet / hour,
    )


def _strays(params: SegmentParams) -> Strays:
    from fairlead.tracks.hull_loops import Strays

    return Strays(params.few, params.stray_frac, _us(params.stray_most))


def _reports(positions: pa.Table, statics: Statics, params: SegmentParams) -> Reports:
    from fairlead.tracks.mark_loops import marks_near
    from fairlead.tracks.segment_loops import Reports

    mmsi, time, kinds = _mmsi(positions), ints(positions, "time"), transponders(positions)
    sog = floats(positions, "sog_kn")
    east, north = _velocity(sog, floats(positions, "cog_deg"))
    types = np.asarray(positions["msg_type"].combine_chunks().fill_null(0).to_numpy(zero_copy_only=False))
    within_us = _us(params.near + timedelta(hours=1))  # a row of statics stands for up to an hour
    name, imo, callsign = marks_near(mmsi, time, kinds, statics, within_us)
    lat, lon = floats(positions, "lat"), floats(positions, "lon")
    is_coarse = (types == LONG_RANGE) | np.isnan(sog)  # many ships never send a course: theirs are as good as any
    return Reports(mmsi, time, lat, lon, east, north, kinds, is_coarse, name, imo, callsign)


def _velocity(sog: Floats, cog: Floats) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Speed eastward and northward in knots, NaN where not known; a ship without course that lies still has none."""
    course = np.radians(np.where(np.isnan(cog) & (sog <= LYING_KN), 0.0, cog))
    speed = np.where(np.isnan(cog) & (sog <= LYING_KN), 0.0, sog)
    return (speed * np.sin(course)).astype(np.float32), (speed * np.cos(course)).astype(np.float32)


def _mmsi(table: pa.Table) -> npt.NDArray[np.int32]:
    return np.asarray(table["mmsi"].combine_chunks().to_numpy(zero_copy_only=False))


def _us(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def _ships(
    reports: Reports, cuts: Cuts, host: Ints, at: Owners, received: Statics, rules: Rules, params: SegmentParams
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """Number of the ship of each segment, and whether it is noise."""
    from fairlead.tracks.chain_loops import Segments
    from fairlead.tracks.hull_loops import link

    begun = np.argsort(cuts.opener)  # by MMSI, time and id
    place = np.argsort(begun)
    first, last = cuts.opener[begun], cuts.last[begun]
    beside = host[first]
    head, tail = ends_of(at, received, len(first))
    segments = Segments(
        mmsi=reports.mmsi[first],
        start=reports.time[first],
        end=reports.time[last],
        first_lat=reports.lat[first],
        first_lon=reports.lon[first],
        last_lat=reports.lat[last],
        last_lon=reports.lon[last],
        reports=cuts.counts[begun],
        host=np.where(beside >= 0, place[cuts.number[np.maximum(beside, 0)]], -1),
        transponders=cuts.transponders(reports)[begun],
        first_east_kn=reports.east_kn[first],
        first_north_kn=reports.north_kn[first],
        last_east_kn=reports.east_kn[last],
        last_north_kn=reports.north_kn[last],
        head=head[begun],
        tail=tail[begun],
        begins=cuts.first[:-1][begun],
        times=reports.time[cuts.order],
    )
    hull_no, is_noise = link(segments, _strays(params), rules)
    return hull_no[place], is_noise[place]
