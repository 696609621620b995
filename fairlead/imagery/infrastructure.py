"""Infrastructure: what stands at one place of the water in pass after pass: platforms, turbines, buoys, wrecks, rocks.

Each is named with the passes it was in and the passes that looked there; nothing is dropped from the detections.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil, comb, exp, log, pi
from typing import Annotated, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.arrays import Floats, Ints, floats
from fairlead.base.bounds import Share, Within, check_fields
from fairlead.base.ids import content_id
from fairlead.base.shapes import is_inside, parse_wkt
from fairlead.base.tables import DETECTION_MATCHES, DETECTIONS, INFRASTRUCTURE, SCENES
from fairlead.base.wording import say_many
from fairlead.imagery.detection_matches import SD_M

Row = dict[str, Any]

STAYS, GONE = "stays", "gone"
EARTH_M = 6_371_008.8
CELL_M = 500.0
AROUND_KM = 1.0
"""A scene whose ground is not told showed what lies so far around the box of its detections at least."""


@dataclass(frozen=True, slots=True)
class InfrastructureParams:
    """When something that is seen again and again is held to stay."""

    least_passes: Annotated[int, Within(2, 1000)] = 5
    """Passes in which it was detected, at least. Set by reason: five of Sentinel-1's are 48 days."""
    least_stay: Annotated[timedelta, Within(timedelta(days=1), timedelta(days=3650))] = timedelta(days=60)
    """From the first of them to the last, at least. Ships waiting or laid up for weeks are common, for two months
    rarer; a longer lay-up is taken for infrastructure until the ship leaves."""
    least_share: Share = 0.6
    """Share of the passes over the place, from the first to the last, in which it was detected. What stands is missed
    in rough seas and by other polarisations."""
    gone_after: Annotated[int, Within(1, 100)] = 2
    """After so many passes over the place without it, it has gone: a ship that lay there, or something taken away."""
    apart: Annotated[timedelta, Within(timedelta(0), timedelta(days=2))] = timedelta(hours=6)
    """Scenes less than this apart are one pass: slices of one orbit, tables of two detectors of one scene."""
    gate_sd: Annotated[float, Within(0.5, 10)] = 3.0
    """Two detections are at one place where they lie no farther apart than so many standard deviations of both."""
    like_size: Annotated[float, Within(1, 10)] = 1.6
    """The longer of two detections of one thing is at most so many times the other: a length by radar has a log
    standard deviation of .3 (docs/methods/radar.md), two of them differ by exp(.3 sqrt 2) = 1.5 one time in three."""
    most_chance: Share = 0.01
    """Chance at most that ships, as dense as they lie around, were at that place as often by accident."""
    around_km: Annotated[float, Within(0.1, 50)] = 3.0
    """How far around a place that density is taken."""

    def __post_init__(self) -> None:
        check_fields(self)


def find_infrastructure(
    detections: pa.Table,
    detection_matches: pa.Table,
    scenes: pa.Table,
    params: InfrastructureParams = InfrastructureParams(),
) -> pa.Table:
    """Find what stays at its place over passes.

    Args:
        detections: DETECTIONS of the case, any order; those without a place or a time are passed over.
        detection_matches: DETECTION_MATCHES; what is matched to a ship of AIS is that ship.
        scenes: SCENES; the footprint of one of a detection's scene's name says where it looked.
        params: when it stays.

    Returns:
        INFRASTRUCTURE, a row each: ``stays``, or ``gone`` where it stayed as long and is there no more.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        A scene in which nothing was detected stands in no table of detections and counts as no pass. A ship laid up
        where it is longer than ``least_stay`` is taken for infrastructure until it leaves.
    """
    rows = DETECTIONS.check(detections)
    rows = rows.filter(pc.and_(pc.is_valid(rows["lat"]), pc.is_valid(rows["start_time"])))
    rows = rows.sort_by([("start_time", "ascending"), ("detection_id", "ascending")]).combine_chunks()
    if not rows.num_rows:
        return INFRASTRUCTURE.empty()
    matches = DETECTION_MATCHES.check(detection_matches)
    ships = set(matches.filter(pc.equal(matches["verdict"], "matched"))["detection_id"].to_pylist())
    seen = _Seen.of(rows, ships)
    looked = _looked(rows, SCENES.check(scenes))
    return INFRASTRUCTURE.from_rows(
        row for group in seen.groups(params) if (row := _row(seen, group, looked, params)) is not None
    )


def _cells(xyz: Floats) -> dict[tuple[int, ...], list[int]]:
    found: dict[tuple[int, ...], list[int]] = {}
    for i, (x, y, z) in enumerate((xyz // CELL_M).astype(np.int64).tolist()):
        found.setdefault((x, y, z), []).append(i)
    return found


@dataclass(frozen=True, slots=True)
class _Seen:
    """Detections with place and time, in order of time."""

    ids: list[str]
    time: list[datetime]
    lat: Floats
    lon: Floats
    sd_m: Floats
    length_m: Floats
    is_ship: np.ndarray[Any, np.dtype[np.bool_]]
    xyz: Floats
    """Metres from the middle of the Earth."""
    cells: Mapping[tuple[int, ...], list[int]]
    """Detections by cells of CELL_M a side."""

    @classmethod
    def of(cls, rows: pa.Table, ships: set[str]) -> _Seen:
        ids = rows["detection_id"].to_pylist()
        starts, ends = rows["start_time"].to_pylist(), rows["end_time"].to_pylist()
        lat, lon, sd = floats(rows, "lat"), floats(rows, "lon"), floats(rows, "sd_m")
        length = floats(rows, "length_m")
        f, g = np.radians(lat), np.radians(lon)
        xyz = EARTH_M * np.stack([np.cos(f) * np.cos(g), np.cos(f) * np.sin(g), np.sin(f)], axis=1)
        return cls(
            ids, [s + ((e or s) - s) / 2 for s, e in zip(starts, ends, strict=True)], lat, lon,
            np.where(sd > 0, sd, SD_M), np.where(length > 0, length, np.nan),
            np.array([i in ships for i in ids], bool), xyz, _cells(xyz),
        )  # fmt: skip

    def within(self, i: int, metres: float) -> Ints:
        """Detections that lie within so many metres of one, in order of time."""
        reach = ceil(metres / CELL_M)
        x, y, z = (int(v) for v in self.xyz[i] // CELL_M)
        if (2 * reach + 1) ** 3 > len(self.cells):
            near = np.arange(len(self.ids))
        else:
            steps = range(-reach, reach + 1)
            around = (self.cells.get((x + a, y + b, z + c), ()) for a in steps for b in steps for c in steps)
            near = np.array(sorted(n for cell in around for n in cell), np.int64)
        return np.asarray(near[np.linalg.norm(self.xyz[near] - self.xyz[i], axis=1) <= metres])

    def groups(self, params: InfrastructureParams) -> list[Ints]:
        """Detections of one place and size, each in one group at most: the place most often seen first."""
        near = [self._alike(i, params) for i in range(len(self.ids))]
        passes = [0 if self.is_ship[i] else self._passes(n, params) for i, n in enumerate(near)]
        free = ~self.is_ship
        found = []
        for i in sorted(range(len(near)), key=lambda i: (-passes[i], self.time[i], self.ids[i])):
            if passes[i] < params.least_passes:
                break
            held = near[i][free[near[i]]]
            if free[i] and self._passes(held, params) >= params.least_passes:
                free[held] = False
                found.append(held)
        return found

    def _alike(self, i: int, params: InfrastructureParams) -> Ints:
        """Detections at the place of one, of its size or of none that is told, no ship of AIS."""
        widest = params.gate_sd * float(np.hypot(self.sd_m[i], self.sd_m.max()))
        near = self.within(i, widest)
        away = np.linalg.norm(self.xyz[near] - self.xyz[i], axis=1)
        is_here = away <= params.gate_sd * np.hypot(self.sd_m[near], self.sd_m[i])
        return np.asarray(near[is_here & ~self.is_ship[near] & self._is_like(near, self.length_m[i], params)])

    def _is_like(self, of: Ints, length_m: float, params: InfrastructureParams) -> np.ndarray[Any, np.dtype[np.bool_]]:
        with np.errstate(invalid="ignore"):
            other = np.abs(np.log(self.length_m[of] / length_m)) > log(params.like_size) + 1e-12
        return ~other

    def _passes(self, of: Ints, params: InfrastructureParams) -> int:
        return len(passes_of([self.time[i] for i in of.tolist()], params.apart))

    def others(self, group: Ints, km: float, params: InfrastructureParams) -> int:
        """Detections of like size within so many kilometres of a group that are not of it, ships of AIS too."""
        around = np.setdiff1d(self.within(int(group[0]), 1000 * km), group)
        known = self.length_m[group][np.isfinite(self.length_m[group])]
        return int(self._is_like(around, float(np.median(known)) if known.size else np.nan, params).sum())


def passes_of(times: list[datetime], apart: timedelta) -> list[datetime]:
    """The first time of each pass: scenes less than ``apart`` after it are of it."""
    found: list[datetime] = []
    for time in sorted(times):
        if not found or time - found[-1] >= max(apart, timedelta(microseconds=1)):
            found.append(time)
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """One scene: when it was taken, of what ground."""

    time: datetime
    shape: Any
    box: tuple[float, float, float, float] | None

    def shows(self, lat: float, lon: float) -> bool:
        if self.shape is not None:
            return is_inside(self.shape, lat, lon)
        assert self.box
        south, west, high, wide = self.box
        return south <= lat <= south + high and (lon - west) % 360 <= wide


def _looked(rows: pa.Table, scenes: pa.Table) -> list[_Look]:
    """Scenes in which something was detected, by their ground as told, or the box around what was detected."""
    ground = {s["label"]: s["footprint"] for s in scenes.sort_by("scene_id").to_pylist() if s["footprint"]}
    columns = ["scene", "start_time", "end_time", "lat", "lon"]
    by_scene: dict[tuple[Any, ...], list[Row]] = {}
    for r in rows.select(columns).to_pylist():
        by_scene.setdefault((r["scene"], r["start_time"] if r["scene"] is None else None), []).append(r)
    found = []
    for (name, _), held in sorted(by_scene.items(), key=lambda s: (s[1][0]["start_time"], str(s[0]))):
        times = [r["start_time"] + ((r["end_time"] or r["start_time"]) - r["start_time"]) / 2 for r in held]
        shape = parse_wkt(ground[name]) if name in ground else None
        found.append(_Look(sorted(times)[len(times) // 2], shape, None if shape else _box(held)))
    return found


def _box(held: list[Row]) -> tuple[float, float, float, float]:
    """South, west, height and width in degrees of the box around detections and AROUND_KM more."""
    lats = [r["lat"] for r in held]
    east = [(r["lon"] - held[0]["lon"] + 180) % 360 - 180 for r in held]
    high = AROUND_KM / 111.2
    wide = high / max(0.02, float(np.cos(np.radians(max(map(abs, lats))))))
    west = held[0]["lon"] + min(east) - wide
    return min(lats) - high, west, max(lats) - min(lats) + 2 * high, max(east) - min(east) + 2 * wide


def _row(seen: _Seen, group: Ints, looked: list[_Look], params: InfrastructureParams) -> Row | None:
    times = [seen.time[i] for i in group.tolist()]
    passes = passes_of(times, params.apart)
    first, last = times[0], times[-1]
    if last - first < params.least_stay:
        return None
    lat = float(np.median(seen.lat[group]))
    east = (seen.lon[group] - seen.lon[group[0]] + 180) % 360 - 180
    lon = float((seen.lon[group[0]] + np.median(east) + 180) % 360 - 180)
    over = passes_of([*times, *(k.time for k in looked if k.shows(lat, lon))], params.apart)
    between = [t for t in over if first - params.apart < t <= last]
    after = [t for t in over if t > last]
    if len(passes) < params.least_share * len(between):
        return None
    chance = _chance(seen, group, len(passes), len(between), len(over), params)
    if chance > params.most_chance:
        return None
    known = seen.length_m[group][np.isfinite(seen.length_m[group])]
    row: Row = {
        "infrastructure_id": content_id("infrastructure", seen.ids[group[0]]),
        "state": STAYS if len(after) < params.gone_after else GONE,
        "lat": lat, "lon": lon,
        "spread_m": float(np.sqrt(np.mean(np.sum(
            (seen.xyz[group] - np.median(seen.xyz[group], axis=0)) ** 2, axis=1)))),
        "length_m": float(np.median(known)) if known.size else None,
        "first_time": first, "last_time": last, "passes_seen": len(passes), "passes_over": len(between),
        "passes_since": len(after), "chance_frac": chance, "detection_ids": [seen.ids[i] for i in group.tolist()],
        "sources": [seen.ids[i] for i in group.tolist()],
    }  # fmt: skip
    return row | {"words": _words(row)}


def _chance(
    seen: _Seen, group: Ints, passes: int, between: int, over: int, params: InfrastructureParams
) -> float:  # fmt: skip
    """How likely it is that ships were as often at one of the places around by accident.

    A place counts as taken in a pass at the density around it, the greater of that within ``around_km`` and within a
    third of it; passes are taken to be independent. The place most often taken was picked out of as many as there are
    detections around, so the chance is that of one place times their number (Bonferroni).
    """
    gate_m = params.gate_sd * float(np.hypot(seen.sd_m[group].max(), seen.sd_m[group].max()))
    reaches = params.around_km, params.around_km / 3
    others = [seen.others(group, km, params) for km in reaches]
    density = max(n / (pi * (1000 * km) ** 2 * max(1, over)) for n, km in zip(others, reaches, strict=True))
    taken = 1 - exp(-density * pi * gate_m**2)
    tries, hits = max(between, passes) - 1, passes - 1
    one = sum(comb(tries, k) * taken**k * (1 - taken) ** (tries - k) for k in range(hits, tries + 1))
    return float(min(1.0, one * max(1, others[0])))


def _words(row: Mapping[str, Any]) -> str:
    days = (row["last_time"] - row["first_time"]).days
    long = f", some {row['length_m']:.0f} m long" if row["length_m"] else ""
    said = (
        f"At one place{long} in {row['passes_seen']} of {say_many(row['passes_over'], 'pass', 'passes')} over "
        f"{days} days, no ship of AIS"
    )
    if row["state"] == STAYS:
        return f"{said}: infrastructure, unless a ship is laid up there."
    return f"{said}, and not in the {row['passes_since']} passes since: gone. A ship that lay there, or one taken away."
