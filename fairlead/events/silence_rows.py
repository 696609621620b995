"""Rows of silences: what was found as SILENCES, with words and sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.arrays import Floats, Ints, ints, times
from fairlead.base.ids import say_key
from fairlead.base.likelihood import say_percent
from fairlead.base.tables import SILENCES
from fairlead.base.timeline import say_hours, say_time
from fairlead.base.units import KM_PER_NAUTICAL_MILE
from fairlead.events.hull_order import Hulls
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


@dataclass(frozen=True, slots=True)
class Found:
    """Silences by their last report, in the order of ships."""

    hull: Ints
    last: Ints
    is_open: npt.NDArray[np.bool_]
    until_us: int


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of each gap; of an open one the end is that of the data, and its place NaN."""

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
    distance_km: Floats
    implied_kn: Floats
    sog_kn: Floats
    """Speed as last transmitted, NaN where not known."""


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
    ratio: Floats,
    last_us: int | None,
    max_kn: float,
) -> pa.Table:
    """SILENCES. ``last_us`` is when any ship was last heard."""
    rows, tracks = hulls.rows, hulls.tracks
    before, after = rows[found.last], rows[np.minimum(found.last + 1, len(rows) - 1)]
    keys, segments = ints(tracks, "position_id"), ints(tracks, "segment_id")
    begun, next_one = keys[before].tolist(), keys[after].tolist()
    segment = [say_key("segment", k) for k in segments[before].tolist()]
    is_open = found.is_open.tolist()
    next_segment = [
        None if o else say_key("segment", k) for o, k in zip(is_open, segments[after].tolist(), strict=True)
    ]
    has_port = nearby.nearest >= 0
    labels = np.array([*(p.label for p in nearby.ports.ports), None], dtype=object)
    owner = np.append(nearby.ports.owner, -1)
    made = {
        "silence_id": [say_key("silence", k) for k in begun],
        "mmsi": ends.mmsi.astype(np.int32),
        "segment_id": segment,
        "next_segment_id": next_segment,
        "start_time": times(ends.start),
        "end_time": _known(times(ends.end), ~found.is_open),
        "hours": ends.hours,
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
        "port": labels[owner[nearby.nearest]].tolist(),
        "port_km": _known(pa.array(nearby.port_km), has_port),
        "reachable": _reachable(ends, nearby, max_kn),
        "times_likelier": _floats(ratio),
        "is_gfw_disabling": _gfw(ends, nearby, around, judged),
        "status": ["documented"] * len(begun),
        "words": _words(ends, is_open, nearby, judged, last_us),
        "sources": [
            [say_key("position", a), s] if n is None else [say_key("position", a), say_key("position", b), s]
            for a, b, s, n in zip(begun, next_one, segment, next_segment, strict=True)
        ],
    }
    arrays = [a if isinstance(a := made[c.name], pa.Array) else pa.array(a, c.type) for c in SILENCES.columns]
    return SILENCES.sorted(SILENCES.check(pa.Table.from_arrays(arrays, names=[c.name for c in SILENCES.columns])))


def _known(values: pa.Array, is_known: npt.NDArray[np.bool_]) -> pa.Array:
    """The values, null where not known."""
    return pa.compute.if_else(pa.array(is_known), values, pa.scalar(None, values.type))


def _floats(values: Floats) -> pa.Array:
    return pa.array(values, mask=np.isnan(values))


def _reachable(ends: Ends, nearby: Nearby, max_kn: float) -> list[list[str]]:
    """Ports that could be called at, with the hours left there."""
    left_h = ends.hours[:, None] - nearby.way_km / (max_kn * KM_PER_NAUTICAL_MILE)
    names = [said(p) for p in nearby.ports.ports]
    owner = nearby.ports.owner.tolist()
    return [
        [f"{names[owner[p]]}: {h:.0f} h" for p, h in zip(points, hours, strict=True) if p >= 0]
        for points, hours in zip(nearby.within.tolist(), left_h.tolist(), strict=True)
    ]


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


def _words(ends: Ends, is_open: list[bool], nearby: Nearby, judged: Judged, last_us: int | None) -> list[str]:
    """One sentence of what was silent, one of reception."""
    words = []
    heard_to = say_time(times(np.array([last_us]))[0].as_py()) if last_us is not None else None
    names = [p.name for p in nearby.ports.ports]
    owner = nearby.ports.owner.tolist()
    for mmsi, start, end_us, h, still_open, km, port, port_km, hours, heard, share in zip(
        ends.mmsi.tolist(), times(ends.start).to_pylist(), ends.end.tolist(), ends.hours.tolist(), is_open,
        ends.distance_km.tolist(), nearby.nearest.tolist(), nearby.port_km.tolist(), judged.hours.tolist(),
        judged.heard.tolist(), judged.share.tolist(), strict=True,
    ):  # fmt: skip
        off = f" {port_km:,.0f} km off {names[owner[port]]}" if port >= 0 else ""
        if still_open:
            what = f"{mmsi:09d} was last heard {say_time(start)}{off}, {say_hours(h)} before the end of the data."
            if last_us is not None and last_us < end_us:
                what += f" No ship at all was heard after {heard_to}."
        else:
            what = f"{mmsi:09d} was not heard for {say_hours(h)} from {say_time(start)}{off}"
            what += f"; its ends lie {km:,.0f} km apart."
        words.append(f"{what} {_reception(hours, heard, share)}")
    return words


def _reception(hours: int, heard: int, share: float) -> str:
    if share != share or not hours:
        return "Whether reception failed cannot be told: too few other ships were near."
    return (
        f"Others near its ends were heard in {heard:,} of {hours:,} hours, and ships there are heard in "
        f"{say_percent(share)} of their hours."
    )
