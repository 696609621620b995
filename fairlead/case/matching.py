"""What was found in one scene beside files of AIS, without a case: which ship each thing may be, or none."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fairlead import formats
from fairlead.base.arrays import Ints, floats, ints
from fairlead.base.tables import DETECTIONS, POSITIONS, STATICS
from fairlead.case.disk import sha256_of
from fairlead.case.evidence import evidence_id_of
from fairlead.errors import EvidenceError
from fairlead.formats.ais import AIS_KINDS
from fairlead.formats.geojson import is_geojson, read_features
from fairlead.formats.kinds import READERS
from fairlead.formats.sentinel1 import is_product, open_product
from fairlead.imagery.azimuth import Pass
from fairlead.imagery.detection_matches import SAID, SD_M, Hulls, box_km2, detected_of
from fairlead.imagery.match import Detected, Matches, MatchParams, Verdict, match
from fairlead.imagery.scene_fixes import LONGEST_SCENE, NEAR_DEG, Seen
from fairlead.imagery.whereabouts import Fixes
from fairlead.tracks.segments import cut_segments

Row = dict[str, Any]
Told = Callable[[str, int, int, int], None]

DEFAULTS = MatchParams()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TIMES = ("time", "detected_at", "start_time")
"""Columns that say when a thing was seen; the first that does counts."""
FARTHEST_OFF_KM = 50.0
"""Points of a Sentinel-1 product's grid lie some 10 to 20 km apart; what lies farther off is not in it."""
NAMES_WITHIN = timedelta(days=2)
"""Names and lengths are of reports this near to the scene."""
LIMITS = (
    "Unmatched is not dark: it may be no vessel, a vessel that need not carry AIS, or one whose AIS nobody heard. A "
    "match rests on what a transponder said of itself."
)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a scene, out of GeoJSON."""

    name: str
    sha256: str
    features: list[Row] = field(repr=False)
    """The features as they are, those without a place left out."""
    unplaced: int
    search: Row
    """What :func:`fairlead.case.detecting.search_of` wrote of the search; empty of other files."""
    time_us: Ints
    detected: Detected
    searched_km2: float | None = None
    """Water that was searched, where a table of detections says it."""
    refused: int = 0
    """Rows of a table that are none, each with its reason in ``fairlead add``."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The same beside AIS."""

    found: Found
    matches: Matches
    area_km2: float
    is_area_guessed: bool
    flown: Pass | None
    params: MatchParams
    files: list[Row]
    """Of each file of AIS: name, SHA-256, rows used."""
    rows: list[Row]
    """Of each feature what it may be, in the order of the file."""

    @property
    def how_flown(self) -> str:
        """What is known of a radar's pass: given, told (by each thing), untold (of some), or none."""
        if self.flown is not None:
            return "given"
        shift = self.found.detected.shift_s
        return "untold" if np.isnan(shift).any() else "told" if (shift != 0).any() else "none"


def read_found(path: Path, at: datetime | None, scene: str | None = None) -> Found:
    """What was found, out of GeoJSON as ``detect`` writes it, of anybody's points with the same properties, or of a
    table of detections of any kind that a case takes.

    Args:
        path: a FeatureCollection of points. ``time``, ``detected_at`` or ``start_time`` (ISO 8601 with its zone),
            ``length_m``, ``heading_deg`` (of the bow) or ``axis_deg``, ``sd_m``, ``vessel_frac``, and of a radar
            ``flight_deg`` and ``shift_s`` are used where they are there. Or a table (docs/formats/detections.md).
        at: time of what does not say it.
        scene: of a table the image whose rows are meant.

    Raises:
        EvidenceError: it cannot be read or is not of one scene, and why.
    """
    with path.open("rb") as file:
        is_points = is_geojson(file.read(4096))
    if not is_points:
        return _read_table(path, at, scene)
    try:
        read = read_features(path, str.strip)
    except EvidenceError as e:
        raise EvidenceError(f"{path.name} {e}") from None
    top = json.loads(path.read_text(encoding="utf-8-sig"))
    features = [top] if top.get("type") == "Feature" else top["features"]
    if read.faults:
        number, why = next(iter(read.faults.items()))
        raise EvidenceError(f"{path.name}: feature {number} {why}")
    kept, rows, unplaced = [], [], 0
    for feature, (_, number, cells) in zip(features, read.rows, strict=True):
        row = dict(zip(read.header, cells, strict=True))
        if not row.get("lat") or not row.get("lon"):
            unplaced += 1
            continue
        kept.append(feature)
        rows.append(_values(row, at, f"{path.name}: feature {number}"))
    if not rows:
        raise EvidenceError(f"{path.name}: nothing in it has a place, so that no ship can be looked for there")
    columns = {name: np.array([r[name] for r in rows]) for name in rows[0]}
    time_us = columns.pop("time_us").astype(np.int64)
    if int(time_us.max() - time_us.min()) > LONGEST_SCENE // timedelta(microseconds=1):
        raise EvidenceError(f"{path.name}: its times are more than an hour apart; match one scene at a time")
    search = top.get("search")
    try:
        detected = Detected.of(time_us, **columns)
    except ValueError as e:
        raise EvidenceError(f"{path.name}: {e}") from None
    return Found(
        path.name, sha256_of(path), kept, unplaced, search if isinstance(search, dict) else {}, time_us, detected
    )


def _read_table(path: Path, at: datetime | None, scene: str | None) -> Found:
    """What one image of a table of detections holds."""
    kind = formats.sniff(path, path.name).kind
    if kind not in READERS or READERS[kind].table is not DETECTIONS:
        raise EvidenceError(f"{path.name}: is {kind}, and neither GeoJSON nor a table of detections")
    sha256 = sha256_of(path)
    try:
        read = formats.read(path, path.name, kind, evidence_id_of(sha256))
    except EvidenceError as e:
        raise EvidenceError(f"{path.name} {e}") from None
    rows = sorted(read.rows.to_pylist(), key=lambda r: int(r["row"]))
    names = sorted({r["scene"] for r in rows if r["scene"]})
    if scene is not None:
        rows = [r for r in rows if r["scene"] == scene]
    if not rows:
        said = f" of the image {scene!r}; it has {_some(names)}" if scene is not None else ""
        raise EvidenceError(f"{path.name}: no row{said} can be used ({read.rejects.num_rows:,} refused)")
    if scene is None and len(names) > 1:
        raise EvidenceError(
            f"{path.name} holds {len(names):,} images; match one at a time: say --scene with one of {_some(names)}"
        )
    placed = [r for r in rows if r["lat"] is not None]
    if not placed:
        raise EvidenceError(f"{path.name}: nothing in it has a place, so that no ship can be looked for there")
    for r in placed:
        if r["start_time"] is None:
            if at is None:
                raise EvidenceError(f"{path.name}: row {r['row']} has no time: say with --at when the scene was taken")
            r["start_time"] = r["end_time"] = at
    table = DETECTIONS.from_rows(placed)
    start, end = ints(table, "start_time"), ints(table, "end_time")
    if int(end.max() - start.min()) > LONGEST_SCENE // timedelta(microseconds=1):
        raise EvidenceError(f"{path.name}: its times are more than an hour apart; match one scene at a time")
    middle = start + (end - start) // 2
    seen = Seen(np.arange(len(placed)), middle, (end - start) / 2e6, floats(table, "lat"), floats(table, "lon"))
    searched = [r["searched_km2"] for r in placed if r["searched_km2"]]
    return Found(
        path.name, sha256, [_feature(r) for r in placed], len(rows) - len(placed), {}, middle,
        detected_of(seen, table), max(searched, default=None), read.rejects.num_rows,
    )  # fmt: skip


def flown_as(found: Found, product: Path) -> Found:
    """The same with the pass of the radar as a Sentinel-1 product has it at each thing.

    Raises:
        EvidenceError: it is no such product, or it shows none of what was found; in words.
    """
    if not is_product(product):
        raise EvidenceError(f"{product} is no Sentinel-1 GRD product: it has no annotation of one")
    with open_product(product) as one:
        d = found.detected
        away, passes = one.passes(d.lat, d.lon)
    if float(np.min(away)) > FARTHEST_OFF_KM:
        raise EvidenceError(
            f"{product.name} shows nothing within {FARTHEST_OFF_KM:g} km of what {found.name} holds: it is "
            "another scene"
        )
    flight, shift = (np.array([getattr(p, c) for p in passes]) for c in ("flight_deg", "shift_s"))
    return replace(found, detected=replace(d, flight_deg=flight, shift_s=shift))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "") or "no names of images"


def _feature(row: Row) -> Row:
    """A row of a table as a feature."""
    told = {"detection_id": row["label"], **{k: v for k, v in row.items() if k != "detection_id"}}
    kept = {
        k: v.isoformat() if isinstance(v, datetime) else v
        for k, v in told.items()
        if v is not None and k not in ("lat", "lon", "label", "evidence_id")
    }
    point = {"type": "Point", "coordinates": [row["lon"], row["lat"]]}
    return {"type": "Feature", "geometry": point, "properties": kept}


def _values(row: dict[str, str], at: datetime | None, where: str) -> Row:
    bow = _number(row, "heading_deg", where)
    vessel = _number(row, "vessel_frac" if row.get("vessel_frac") else "p_vessel", where)
    sd = _number(row, "sd_m", where)
    is_radar = row.get("sensor") == "sar"
    return {
        "time_us": _time_us(next((row[c] for c in TIMES if row.get(c)), ""), at, where),
        "lat": _number(row, "lat", where),
        "lon": _number(row, "lon", where),
        "sd_m": SD_M if math.isnan(sd) else sd,
        "length_m": _number(row, "length_m", where),
        "heading_deg": _number(row, "axis_deg", where) if math.isnan(bow) else bow,
        "has_bow": not math.isnan(bow),
        "vessel_frac": 1.0 if math.isnan(vessel) else vessel,
        "flight_deg": _number(row, "flight_deg", where) if is_radar else 0.0,
        "shift_s": _number(row, "shift_s", where) if is_radar else 0.0,
    }


def _number(row: dict[str, str], name: str, where: str) -> float:
    text = row.get(name, "").strip()
    try:
        value = float(text) if text else math.nan
    except ValueError:
        raise EvidenceError(f"{where}: {name} {text[:40]!r} is no number") from None
    if math.isinf(value):
        raise EvidenceError(f"{where}: {name} is no number")
    return value


def _time_us(text: str, at: datetime | None, where: str) -> int:
    if not text.strip():
        if at is None:
            raise EvidenceError(f"{where} has no time: say with --at when the scene was taken")
        return (at - EPOCH) // timedelta(microseconds=1)
    return (read_time(text, where) - EPOCH) // timedelta(microseconds=1)


def read_time(text: str, where: str) -> datetime:
    """An instant with its zone.

    Raises:
        EvidenceError: it is none, or has no zone; beginning with ``where``.
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise EvidenceError(f"{where}: time {text[:40]!r} is not written with its zone, as 2024-03-07T21:31:05Z is")
    return found.astimezone(UTC)


def match_found(
    found: Found,
    files: Sequence[Path],
    told: Told,
    params: MatchParams = DEFAULTS,
    *,
    area_km2: float | None = None,
    flown: Pass | None = None,
) -> Matched:
    """Match what was found to files of AIS.

    Args:
        found: out of one scene.
        files: AIS of the hours around it, of any kind that is read.
        told: told of each file's progress: name, files done, files in all, rows so far.
        params: :class:`MatchParams`.
        area_km2: water that was searched; None: as the search says, else a box around what was found.
        flown: how a radar flew past; None: an optical image, or not known.

    Raises:
        EvidenceError: a file cannot be read, or none has a report near the scene.
    """
    positions, statics, said = _read_near(found, files, told, params)
    told("tracks", len(files), len(files), positions.num_rows)
    tracks, segments = cut_segments(positions, statics)
    fixes, hulls = _fixes_of(tracks, segments)
    if not len(fixes.ship):
        raise EvidenceError(
            f"no report of AIS lies within {params.reach.total_seconds() / 3600:g} h of the scene and some degrees of "
            "latitude: nothing can be matched"
        )
    area, is_guessed = _area_of(found, area_km2)
    matches = match(found.detected, fixes, area, params, length_m=hulls.lengths, flown=flown)
    rows = [_row(matches, hulls.said, i, _is_stated(f)) for i, f in enumerate(found.features)]
    return Matched(found, matches, area, is_guessed, flown, params, said, rows)


def _read_near(
    found: Found, files: Sequence[Path], told: Told, params: MatchParams
) -> tuple[pa.Table, pa.Table, list[Row]]:
    """Reports of the hours around the scene, and names and lengths of the days around it."""
    first, last = int(found.time_us.min()), int(found.time_us.max())
    hours = max(params.reach, params.heard_within) // timedelta(microseconds=1)
    days = NAMES_WITHIN // timedelta(microseconds=1)
    south, north = float(found.detected.lat.min()) - NEAR_DEG, float(found.detected.lat.max()) + NEAR_DEG
    positions, statics, said = [], [], []
    for number, path in enumerate(files):
        told(path.name, number, len(files), 0)
        if not path.is_file():
            raise EvidenceError(f"there is no file {path}")
        kind = formats.sniff(path, path.name, None).kind
        if kind not in AIS_KINDS:
            raise EvidenceError(f"{path.name}: is {kind}, and no kind of AIS file; those are {', '.join(AIS_KINDS)}")
        sha256, rows, used = sha256_of(path), 0, 0
        for batch in formats.read_reports(path, path.name, kind, evidence_id_of(sha256)):
            time, lat = ints(batch.positions, "time"), floats(batch.positions, "lat")
            near = (time >= first - hours) & (time <= last + hours) & (lat >= south) & (lat <= north)
            positions.append(batch.positions.filter(pa.array(near)))
            at = ints(batch.statics, "start_time")
            statics.append(batch.statics.filter(pa.array((at >= first - days) & (at <= last + days))))
            rows, used = rows + batch.rows_in, used + int(near.sum())
            told(path.name, number, len(files), rows)
        said.append({"name": path.name, "sha256": sha256, "kind": kind, "rows": rows, "near": used})
    whole = pa.concat_tables([POSITIONS.empty(), *positions], promote_options="permissive")
    told_of = pa.concat_tables([STATICS.empty(), *statics], promote_options="permissive")
    told_of = told_of.filter(pc.is_in(told_of["mmsi"], value_set=pc.unique(whole["mmsi"])))
    return POSITIONS.check(whole), STATICS.check(told_of), said


def _fixes_of(tracks: pa.Table, segments: pa.Table) -> tuple[Fixes, Hulls]:
    """Reports by ship, where two ships on one MMSI are two; and what each ship said of itself."""
    hulls = Hulls.of(segments)
    ship = hulls.ships(ints(tracks, "segment_id"))
    used = ship >= 0
    columns = (floats(tracks, c)[used] for c in ("lat", "lon", "sog_kn", "cog_deg"))
    return Fixes.of(ship[used], ints(tracks, "time")[used], *columns), hulls


def _area_of(found: Found, said: float | None) -> tuple[float, bool]:
    """Square kilometres searched, and whether they are a guess."""
    if said is not None:
        return said, False
    parts = [found.search.get(k) for k in ("width_px", "height_px", "pixel_m", "pixel_m", "searched_frac")]
    numbers = [float(p) for p in parts if isinstance(p, int | float) and not isinstance(p, bool) and p > 0]
    if len(numbers) == len(parts):
        return math.prod(numbers) / 1e6, False
    if found.searched_km2 is not None:
        return found.searched_km2, False
    return box_km2(found.detected.lat, found.detected.lon), True


def _is_stated(feature: Row) -> bool:
    """Whether the detector says how likely it is that what it found is a vessel."""
    told = feature.get("properties") or {}
    return any(told.get(c) not in (None, "") for c in ("vessel_frac", "p_vessel"))


def _row(matches: Matches, hulls: Sequence[Row], i: int, is_stated: bool) -> Row:
    def ship(number: int, name: str) -> Row:
        hull = hulls[number] if number >= 0 else {"mmsi": None, "name": None, "imo": None}
        return {f"{name}mmsi": hull["mmsi"], f"{name}name": hull["name"], f"{name}imo": hull["imo"]}

    away = float(matches.away_m[i])
    return {
        "verdict": SAID[Verdict(int(matches.verdict[i]))],
        **ship(int(matches.ship[i]), ""),
        "p_match": float(matches.p_match[i]),
        "away_m": None if math.isnan(away) else away,
        **ship(int(matches.runner_up[i]), "runner_up_"),
        "p_runner_up": float(matches.p_runner_up[i]),
        "p_unmatched": float(matches.p_unmatched[i]),
        "p_unmatched_vessel": float(matches.p_unmatched_vessel[i]) if is_stated else None,
        "ships_heard": int(matches.heard[i]),
        "is_exact": bool(matches.is_exact[i]),
    }


def geojson_of(matched: Matched) -> str:
    """The features as they were, with ``match`` among their properties, and how it came about in ``matching``."""
    features = [
        {**f, "properties": {**(f.get("properties") or {}), "match": {k: _short(v) for k, v in row.items()}}}
        for f, row in zip(matched.found.features, matched.rows, strict=True)
    ]
    top: Row = {"type": "FeatureCollection", "matching": matching_of(matched)}
    if matched.found.search:
        top["search"] = matched.found.search
    return json.dumps({**top, "features": features}, ensure_ascii=False, indent=1)


def _short(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def matching_of(matched: Matched) -> Row:
    """How it was matched, and what that cannot show."""
    from fairlead import __version__

    params = {k: v.total_seconds() if isinstance(v, timedelta) else v for k, v in asdict(matched.params).items()}
    return {
        "found": matched.found.name,
        "sha256": matched.found.sha256,
        "ais": matched.files,
        "area_km2": round(matched.area_km2, 1),
        "is_area_guessed": matched.is_area_guessed,
        "pass": asdict(matched.flown) if matched.flown else None,
        "how_flown": matched.how_flown,
        "unplaced": matched.found.unplaced,
        "params": params,
        "version": __version__,
        "limits": LIMITS,
    }
