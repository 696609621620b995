"""Scene fixes: of all reports of AIS those that tell where ships were when scenes with detections were taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Floats, Ints, floats, ints, lists_of_one, say_keys
from fairlead.base.bounds import Within, check_fields
from fairlead.base.tables import DETECTIONS, SCENE_FIXES
from fairlead.base.walks import Walk
from fairlead.imagery.whereabouts import Flags

US = timedelta(microseconds=1)
LONGEST_SCENE = timedelta(hours=1)
"""Detections farther apart in time are not of one scene; a time that is less sure than this tells nothing."""
NEAR_DEG = 7.0
"""Degrees of latitude: 420 nautical miles are farther than a ship goes in the hours looked at."""
NEXT = 2
"""Reports on each side of a scene: the nearest tells where a ship was, the one beyond it how it moved."""


@dataclass(frozen=True, slots=True)
class SceneFixParams:
    """How far around a scene reports are kept. What is left out here no later step can use."""

    reach: Annotated[timedelta, Within(timedelta(minutes=1), timedelta(days=2))] = timedelta(hours=6)
    """Reports farther than this from a scene are left out: as detection_matches.reach."""
    heard_within: Annotated[timedelta, Within(timedelta(minutes=1), timedelta(days=1))] = timedelta(hours=2)
    """Reports within this time of a scene ..."""
    heard_km: Annotated[float, Within(1, 1000)] = 50.0
    """... and this distance of the box around what was found are kept to tell of reception ..."""
    heard_every: Annotated[timedelta, Within(timedelta(minutes=1), timedelta(hours=2))] = timedelta(minutes=10)
    """... one a ship in each stretch of the clock, counted from 1970: in ten minutes a ship goes some 5 km."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Seen:
    """Detections of one scene that have a place and a time."""

    rows: Ints
    """Their rows in the table that was given."""
    time_us: Ints
    """Middle of the interval of each, microseconds since 1970."""
    half_s: Floats
    """Half of that interval, seconds."""
    lat: Floats
    lon: Floats


def scenes_of(detections: pa.Table) -> list[Seen]:
    """The detections by scene: those of one table of one detector in one image, an hour of them at most.

    Two tables on one image are two scenes: what both found would else be taken for two ships. What has no place, no
    time, or an interval of more than an hour is in none.
    """
    start, end = (
        pc.fill_null(detections[c].cast(pa.int64()), 0).to_numpy().astype(np.int64) for c in ("start_time", "end_time")
    )
    lat, lon = floats(detections, "lat"), floats(detections, "lon")
    has = np.asarray(detections["start_time"].is_valid()) & np.asarray(detections["end_time"].is_valid())
    has &= np.isfinite(lat) & np.isfinite(lon)
    has &= end - start <= LONGEST_SCENE // US
    middle = np.where(has, start + (end - start) // 2, 0)
    names = zip(*(detections[c].to_pylist() for c in ("detector", "scene", "evidence_id")), strict=True)
    groups: dict[tuple[str, ...], list[int]] = {}
    for row, name in enumerate(names):
        if has[row]:
            groups.setdefault(tuple("" if n is None else n for n in name), []).append(row)
    found = []
    for _, members in sorted(groups.items()):
        rows = np.array(members, np.int64)
        rows = rows[np.lexsort((lon[rows], lat[rows], middle[rows]))]
        while len(rows):
            within = int(np.searchsorted(middle[rows], middle[rows[0]] + LONGEST_SCENE // US, side="right"))
            part, rows = rows[:within], rows[within:]
            found.append(Seen(part, middle[part], (end[part] - start[part]) / 2e6, lat[part], lon[part]))
    return found


def keep_around_scenes(
    tracks: pa.Table, segments: pa.Table, detections: pa.Table, params: SceneFixParams = SceneFixParams()
) -> pa.Table:
    """Keep the reports that tell where each ship was at each scene, and who was heard around it.

    Of each ship: what it reported while the scene was taken, the two reports before and the two after, and around what
    was found one report in each stretch of the clock.

    Args:
        tracks: TRACKS of whole MMSIs, any order.
        segments: SEGMENTS of the same; noise is left out.
        detections: DETECTIONS of the case.
        params: :class:`SceneFixParams`.

    Returns:
        SCENE_FIXES.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Seven degrees of latitude and as far along a parallel are looked at; a ship that comes from farther off within
        the reach is no ship.
    """
    scenes = scenes_of(DETECTIONS.check(detections))
    walk = Walk.of(tracks, segments)
    if not scenes or not len(walk.first):
        return SCENE_FIXES.empty()
    rows = np.concatenate([np.arange(a, b) for a, b in zip(walk.first, walk.beyond, strict=True)])
    ship = np.repeat(walk.ship, walk.beyond - walk.first)
    time = ints(walk.tracks, "time")[rows]
    order = np.argsort(time, kind="stable")
    rows, ship, time = rows[order], ship[order], time[order]
    lat, lon = floats(walk.tracks, "lat")[rows], floats(walk.tracks, "lon")[rows]
    is_kept = np.zeros(len(rows), bool)
    for scene in scenes:
        _keep(scene, ship, time, lat, lon, params, is_kept)
    rows = np.sort(rows[is_kept])
    kept = walk.tracks.take(pa.array(rows))
    ids = ints(kept, "position_id")
    return SCENE_FIXES.check(
        pa.table(
            {
                "position_id": ids,
                "segment_id": say_keys("segment", ints(kept, "segment_id")),
                **{c: kept[c] for c in ("mmsi", "time", "lat", "lon", "sog_kn", "cog_deg")},
                "sources": lists_of_one(say_keys("position", ids)),
            }
        )
    )


def _keep(
    scene: Seen, ship: Ints, time: Ints, lat: Floats, lon: Floats, params: SceneFixParams, is_kept: Flags
) -> None:
    """Mark what one scene needs, of reports in order of time."""
    first, last = int(scene.time_us.min()), int(scene.time_us.max())
    reach = max(params.reach, params.heard_within) // US
    here = np.arange(*np.searchsorted(time, (first - reach, last + reach + 1)))
    here = here[_is_near(scene, lat[here], lon[here], NEAR_DEG * 111.2)]
    here = here[np.lexsort((time[here], ship[here]))]
    who, when = ship[here], time[here]
    is_new = np.append(True, (np.diff(who) != 0) | (np.diff(when) != 0))[: len(here)]
    instant = np.cumsum(is_new)  # several reports of a ship at one instant count once
    before, after = when < first, when > last
    is_kept[here[~before & ~after]] = True
    for side, direction in ((before, -1), (after, 1)):
        some = here[side]
        if not len(some):
            continue
        w, i = who[side], instant[side]
        ends = np.append(w[1:] != w[:-1], True) if direction < 0 else np.append(True, w[1:] != w[:-1])
        edge = np.zeros(int(ship.max()) + 1, np.int64)
        edge[w[ends]] = i[ends]
        is_kept[some[np.abs(i - edge[w]) < NEXT]] = True
    heard = params.heard_within // US
    at = (when >= first - heard) & (when <= last + heard) & _is_near(scene, lat[here], lon[here], params.heard_km)
    some = here[at]
    stretch = time[some] // (params.heard_every // US)
    is_first = np.append(True, (np.diff(ship[some]) != 0) | (np.diff(stretch) != 0))[: len(some)]
    is_kept[some[is_first]] = True


def _is_near(scene: Seen, lat: Floats, lon: Floats, km: float) -> Flags:
    """Whether points lie within a distance of the box around what was found."""
    margin = km / 111.2 * 1.02
    south, north = float(scene.lat.min()) - margin, float(scene.lat.max()) + margin
    east = (scene.lon - scene.lon[0] + 180.0) % 360.0 - 180.0
    wide = margin / max(0.02, float(np.cos(np.radians(min(89.0, max(abs(south), abs(north)))))))
    middle, half = (east.min() + east.max()) / 2, (east.max() - east.min()) / 2 + wide
    off = np.abs((lon - scene.lon[0] - middle + 180.0) % 360.0 - 180.0)
    near: Flags = (lat >= south) & (lat <= north) & (off <= half)
    return near
