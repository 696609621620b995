"""Rows of silences: what was found as SILENCES, with words and sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Floats, Ints, ints, say_keys, times
from fairlead.base.likelihood import say_percent
from fairlead.base.tables import SILENCES
from fairlead.base.texts import joined, lists_across, lists_of, say_each, say_times, text
from fairlead.base.timeline import say_hours
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.events.hull_order import HOUR_US, Hulls
from fairlead.events.ports import Ports, said

if TYPE_CHECKING:
    from fairlead.events.gap_loops import Around
    from fairlead.events.silence_loops import Judged

GFW_HOURS = 12.0
GFW_SHORE_KM = 50 * KM_PER_NAUTICAL_MILE
GFW_SATELLITE_A_DAY = 10.0
GFW_SATELLITE_BEFORE = 14
"""Global Fishing Watch's rules for suspected disabling (its technical documentation, October 2025): at least 12 h, from
at least 50 nautical miles off shore, where satellites get more than 10 positions a day, after at least 14 in 12 h."""

BROKEN_OFF = (
    "It was heard until about when nobody is known to have listened any more, and may have gone anywhere since: no "
    "chance is given."
)

LAY_KM = 2.0
"""Ends of a silence no farther apart are of one berth or anchorage, where sets are turned off too. Our judgement."""


@dataclass(frozen=True, slots=True)
class Found:
    """Silences by their last report, in the order of ships."""

    hull: Ints
    last: Ints
    is_open: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of each gap; of an open one the end is that of listening there, and its place NaN."""

    mmsi: Ints
    start: Ints
    end: Ints
    start_lat: Floats
    start_lon: Floats
    end_lat: Floats
    end_lon: Floats
    starts: Floats
    """Places as unit vectors, one row each."""
    ends: Floats
    hours: Floats
    """Of an open one those in which somebody listened."""
    distance_km: Floats
    implied_kn: Floats
    sog_kn: Floats
    """Speed as last transmitted, NaN where not known."""

    @property
    def elapsed_h(self) -> Floats:
        """Hours from one end to the other."""
        return (self.end - self.start) / HOUR_US


@dataclass(frozen=True, slots=True)
class Nearby:
    """Land and ports near each gap."""

    ports: Ports
    shore_km: Floats
    nearest: Ints
    """Point of the nearest port; -1 where there is none."""
    port_km: Floats
    within: Ints
    """Points of ports in reach, a row a gap, least way first; -1 behind the last."""
    way_km: Floats


def silence_rows(
    hulls: Hulls,
    found: Found,
    ends: Ends,
    nearby: Nearby,
    around: Around,
    judged: Judged,
    is_broken_off: npt.NDArray[np.bool_],
    ratio: Floats,
    until_us: int,
    max_kn: float,
) -> pa.Table:
    """SILENCES. ``until_us`` is the end of the data; broken off are those of ships heard until nobody listened."""
    rows, tracks = hulls.rows, hulls.tracks
    before, after = rows[found.last], rows[np.minimum(found.last + 1, len(rows) - 1)]
    keys, segments = ints(tracks, "position_id"), ints(tracks, "segment_id")
    segment, next_segment = say_keys("segment", segments[before]), say_keys("segment", segments[after])
    first, beyond = say_keys("position", keys[before]), say_keys("position", keys[after])
    has_port = nearby.nearest >= 0
    is_said = np.ones((len(before), 3), dtype=bool)
    is_said[:, 1] = ~found.is_open
    labels = pa.array([p.label for p in nearby.ports.ports], pa.string())
    owner = np.append(nearby.ports.owner, -1)[nearby.nearest]
    made = {
        "silence_id": say_keys("silence", keys[before]),
        "mmsi": ends.mmsi.astype(np.int32),
        "segment_id": segment,
        "next_segment_id": _known(next_segment, ~found.is_open),
        "start_time": times(ends.start),
        "end_time": _known(times(ends.end), ~found.is_open),
        "hours": ends.hours,
        "listened_until": _known(times(ends.end), found.is_open),
        "unlistened_h": judged.unlistened,
        "is_broken_off": is_broken_off,
        "start_lat": ends.start_lat,
        "start_lon": ends.start_lon,
        "end_lat": _floats(ends.end_lat),
        "end_lon": _floats(ends.end_lon),
        "distance_km": _floats(ends.distance_km),
        "implied_kn": _floats(ends.implied_kn),
        "before_terrestrial": around.before[:, 0],
        "before_satellite": around.before[:, 1],
        "after_terrestrial": around.after[:, 0],
        "after_satellite": around.after[:, 1],
        "hours_heard": judged.heard,
        "hours_judged": judged.hours,
        "reception_frac": _floats(judged.share),
        "shore_km": _floats(nearby.shore_km),
        "port": labels.take(pa.array(owner, mask=~has_port)),
        "port_km": _known(pa.array(nearby.port_km), has_port),
        "reachable": _reachable(ends, nearby, max_kn),
        "times_likelier": _floats(ratio),
        "is_gfw_disabling": _gfw(ends, nearby, around, judged),
        "status": pa.repeat(text("documented"), len(before)),
        "words": _words(ends, found.is_open, nearby, judged, is_broken_off, until_us),
        "sources": lists_across(is_said, first, beyond, segment),
    }
    arrays = [a if isinstance(a := made[c.name], pa.Array) else pa.array(a, c.type) for c in SILENCES.columns]
    return SILENCES.sorted(SILENCES.check(pa.Table.from_arrays(arrays, names=[c.name for c in SILENCES.columns])))


def _known(values: pa.Array, is_known: npt.NDArray[np.bool_]) -> pa.Array:
    """The values, null where not known."""
    return pa.compute.if_else(pa.array(is_known), values, pa.scalar(None, values.type))


def _floats(values: Floats) -> pa.Array:
    return pa.array(values, mask=np.isnan(values))


def _reachable(ends: Ends, nearby: Nearby, max_kn: float) -> pa.ListArray:
    """Ports that could be called at, with the hours left there."""
    left_h = ends.elapsed_h[:, None] - nearby.way_km / (max_kn * KM_PER_NAUTICAL_MILE)
    is_so = nearby.within >= 0
    names = pa.array([said(p) for p in nearby.ports.ports], pa.string())
    hours = say_each(np.rint(left_h[is_so]).astype(np.int64), lambda h: f": {h} h")
    return lists_of(is_so, joined(names.take(pa.array(nearby.ports.owner[nearby.within[is_so]])), hours))


def _gfw(ends: Ends, nearby: Nearby, around: Around, judged: Judged) -> pa.Array:
    """Global Fishing Watch's four rules: false where one is known to fail, null where one that counts is not known."""
    before, unknown = around.before[:, 1], around.before[:, 2]
    rules = (
        (ends.hours >= GFW_HOURS, np.ones(len(before), dtype=bool)),
        (nearby.shore_km >= GFW_SHORE_KM, ~np.isnan(nearby.shore_km)),
        (judged.satellite_a_day > GFW_SATELLITE_A_DAY, ~np.isnan(judged.satellite_a_day)),
        (before >= GFW_SATELLITE_BEFORE, (before >= GFW_SATELLITE_BEFORE) | (unknown == 0)),
    )
    is_so = np.all([holds for holds, _ in rules], axis=0)
    fails = np.any([known & ~holds for holds, known in rules], axis=0)
    is_known = fails | np.all([known for _, known in rules], axis=0)
    return pa.array(is_so, mask=~is_known)


def _words(
    ends: Ends,
    is_open: npt.NDArray[np.bool_],
    nearby: Nearby,
    judged: Judged,
    is_broken_off: npt.NDArray[np.bool_],
    until_us: int,
) -> pa.Array:
    """One sentence of what was silent, one of hours in which nobody listened, one of reception."""
    mmsi, since = say_each(ends.mmsi, "{:09d}".format), say_times(ends.start)
    hours, off = say_each(ends.hours, say_hours), _off(nearby)
    km = say_each(np.rint(ends.distance_km), "{:,.0f}".format)
    there = text(", and it may have lain there all the while.")
    lay = pc.if_else(pa.array((ends.distance_km < LAY_KM) & ~is_broken_off), there, text("."))
    cut = joined(say_times(ends.end), ", after which nobody is known to have listened there.")
    end = pc.if_else(pa.array(ends.end < until_us), cut, text("the end of the data."))
    still = joined(mmsi, " was last heard ", since, off, ", and not again in ", hours, " until ", end)
    silence = joined(mmsi, " was not heard for ", hours, " from ", since, off, "; its ends lie ", km, " km apart", lay)
    said = joined(pc.if_else(pa.array(is_open), still, silence), _unlistened(judged, is_open))
    return joined(said, " ", pc.if_else(pa.array(is_broken_off), text(BROKEN_OFF), _reception(judged, is_open)))


def _unlistened(judged: Judged, is_open: npt.NDArray[np.bool_]) -> pa.Array:
    """For how long nobody listened meanwhile; blank where somebody did all the while."""
    hours = say_each(judged.unlistened, "{:,}".format)
    apart = joined(" Nor is anybody known to have listened there in ", hours, " hours more, which are not counted.")
    within = joined(" In ", hours, " hours of it nobody is known to have listened.")
    some = pc.if_else(pa.array(is_open), apart, within)
    return pc.if_else(pa.array(judged.unlistened > 0), some, text(""))


def _off(nearby: Nearby) -> pa.Array:
    """How far off which port, where there is one."""
    if not len(nearby.ports.points):
        return pa.repeat(text(""), len(nearby.nearest))
    names = pa.array([p.name for p in nearby.ports.ports], pa.string())
    km = say_each(np.rint(nearby.port_km), " {:,.0f} km off ".format)
    name = names.take(pa.array(nearby.ports.owner[nearby.nearest]))
    return pc.if_else(pa.array(nearby.nearest >= 0), joined(km, name), text(""))


def _reception(judged: Judged, is_open: npt.NDArray[np.bool_]) -> pa.Array:
    heard, hours = say_each(judged.heard, "{:,}".format), say_each(judged.hours, "{:,}".format)
    share = say_each(judged.share, lambda share: "" if share != share else say_percent(share))
    others = pc.if_else(pa.array(is_open), text("Others near there"), text("Others near its ends"))
    first = say_each(judged.at_first, lambda h: "," if h == np.inf else ", until nobody is known to have listened,")
    told = joined(others, " were heard in ", heard, " of ", hours, " hours", first, " and ships there are heard in ",
                  share, " of their hours.")  # fmt: skip
    untold = "Whether reception failed cannot be told: too few other ships were near."
    return pc.if_else(pa.array(~np.isnan(judged.share) & (judged.hours > 0)), told, text(untold))
