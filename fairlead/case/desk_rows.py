"""A draft of the sighting desk as the rows that its record would bring, pixels become metres."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.base.from_look import PlaceNames
from fairlead.base.in_view import is_off, spot_looked_at
from fairlead.base.tables import TABLES
from fairlead.base.units import KM_PER_ARC_MINUTE
from fairlead.case.config import Config
from fairlead.case.desk_draft import Draft, Picture, Record, Stated, make_record, scene_cells
from fairlead.case.desk_records import find_picture, list_entries
from fairlead.case.store import Store
from fairlead.errors import CaseError, EvidenceError
from fairlead.formats import desk
from fairlead.formats.rasters import Pictures
from fairlead.imagery.measured import MeasuredParams, work_out_errors
from fairlead.imagery.rulers import Placed, Point, Ruler, by_stated_scale, by_two_points, off_sun_deg

Row = dict[str, Any]
Tables = Callable[[str], pa.Table]

WIDEST_OFF_SUN_DEG = 25.0
"""A line farther off the direction of shadows is said to be so."""


@dataclass(frozen=True, slots=True)
class Made:
    """A draft as the rows it would bring."""

    record: Record
    rows: Mapping[str, pa.Table]
    ruler: Ruler | None
    scene: Row | None
    cautions: tuple[str, ...]


def make(store: Store, draft: Draft, held: Tables, config: Config, pictures: Pictures, *, is_whole: bool) -> Made:
    picture, path = find_picture(store, draft.image)
    draft.check(picture.row["width_px"], picture.row["height_px"])
    ruler = ruler_of(draft, picture, path, pictures)
    scene = _scene_of_case(draft, held)
    sun = _sun(draft, scene)
    at = datetime.now(UTC).replace(microsecond=0) if is_whole else datetime(1970, 1, 1, tzinfo=UTC)
    earlier = None if draft.scene else _earlier_scene(store, draft, picture, ruler, is_whole=is_whole)
    made = make_record(draft, picture, ruler, sun, at, is_whole=is_whole, scene=earlier)
    rows = _rows_of(made)
    stated = _stated(made, rows, ruler, scene, held, config)
    if stated.sd_m:
        made = make_record(draft, picture, ruler, sun, at, is_whole=is_whole, scene=earlier, stated=stated)
        rows = _rows_of(made)
    cautions = (*_cautions(draft, picture, ruler, scene), *_say_off(draft, picture, held))
    return Made(made, rows, ruler, scene, cautions)


def _rows_of(made: Record) -> Mapping[str, pa.Table]:
    """The rows a record brings, as the reader of records takes them.

    Raises:
        CaseError: its complaints.
    """
    try:
        return desk.take_record(made.content, "evidence:draft").more
    except EvidenceError as e:
        raise CaseError(str(e)) from None


def ruler_of(draft: Draft, picture: Picture, path: Path, pictures: Pictures) -> Ruler | None:
    """How the pixels of a draft become metres; None where nothing says yet.

    Raises:
        CaseError: what is said of the scale cannot be so.
    """
    scale = draft.scale
    if scale is None:
        return None
    try:
        if scale.basis == "stated":
            if scale.pixel_m is None:
                return None
            return by_stated_scale(scale.pixel_m, scale.error_percent / 100)
        if scale.basis == "two points":
            if len(scale.known) != 2:
                return None
            a, b = scale.known
            if not all(abs(k.lat) <= 90 and abs(k.lon) <= 180 for k in (a, b)) or not 0 <= scale.error_m <= 10_000:
                raise CaseError("a position is a latitude of 90 degrees at most and a longitude of 180 at most")
            return by_two_points(a.at, (a.lat, a.lon), b.at, (b.lat, b.lon), scale.error_m)
    except ValueError as e:
        raise CaseError(str(e)) from None
    if picture.row["crs_words"] is None:
        raise CaseError(f"{picture.name} is not georeferenced: state its scale, or give two known points")
    axis = [((r.a[0] + r.b[0]) / 2, (r.a[1] + r.b[1]) / 2) for r in draft.length[:1]]
    points: list[Point] = list(dict.fromkeys((*draft.points(), *axis, *draft.usable)))
    try:
        found = pictures.ground(path, points) if points else []
    except EvidenceError as e:
        raise CaseError(f"{picture.name}: {e}") from None
    where = {p: (lat, lon) for p, (lon, lat) in zip(points, found, strict=True)}
    pixel_m = float(picture.row["pixel_m"])
    return Placed(pixel_m, f"{pixel_m:.4g} m a pixel, georeferenced ({picture.row['crs_words']})", where)


def _scene_of_case(draft: Draft, held: Tables) -> Row | None:
    if not draft.scene:
        return None
    rows: list[Row] = sorted(held("scenes").to_pylist(), key=lambda s: str(s["scene_id"]))
    found = next((s for s in rows if s["label"] == draft.scene), None)
    if found is None:
        raise CaseError(f"no scene of the last run is called {draft.scene!r}")
    return found


def _sun(draft: Draft, scene: Row | None) -> float | None:
    if scene is not None:
        elevation: float | None = scene["sun_elevation_deg"]
        return elevation
    try:
        return float(draft.taken.sun_elevation_deg) if draft.taken.sun_elevation_deg.strip() else None
    except ValueError:
        raise CaseError(
            f"the sun's elevation, {draft.taken.sun_elevation_deg[:40]!r}, is not a number of degrees"
        ) from None


def _earlier_scene(
    store: Store, draft: Draft, picture: Picture, ruler: Ruler | None, *, is_whole: bool
) -> Mapping[str, str] | None:
    """The scene that an earlier record of this picture brought, where the same is said of its taking: one picture is
    one image, and its scale was given then."""
    label = scene_cells(draft, picture, ruler, is_whole=is_whole)["scene_id"]
    standing = (e for e in reversed(list_entries(store)) if e.taken_back is None and e.scene.get("scene_id") == label)
    return next((e.scene for e in standing if e.scene.get("gsd_m") or ruler is None), None)


def _stated(
    made: Record, rows: Mapping[str, pa.Table], ruler: Ruler | None, scene: Row | None, held: Tables, config: Config
) -> Stated:
    """Errors that go into the measures because the flow, which knows pixel and repeats alone, would not find them.

    Those of a scale worse than it takes for granted, of a scene that states no pixel, and of a height by its shadow.
    """
    if ruler is None or not made.readings:
        return Stated()
    params: MeasuredParams = config.params.get("measured", MeasuredParams())
    has_pixel = scene is None or scene["gsd_m"] is not None
    is_vague = ruler.error_frac > params.scale_frac
    found: dict[str, float] = {}
    worse = replace(params, scale_frac=max(params.scale_frac, ruler.error_frac))
    scenes = pa.concat_tables([held("scenes"), rows["scenes"]])
    if not has_pixel and scene is not None:
        scenes = TABLES["scenes"].from_rows(
            {**s, "gsd_m": ruler.pixel_m if s["label"] == scene["label"] else s["gsd_m"]} for s in scenes.to_pylist()
        )
    for m in work_out_errors(rows["measures"], rows["sightings"], rows["looks"], scenes, worse).to_pylist():
        if m["quantity"] not in ("length", "beam") or m["sd_m"] is None:
            continue
        if is_vague or not has_pixel:
            found[m["quantity"]] = m["sd_m"]
    if made.shadow_m:
        height = next(q for q in made.readings if q not in ("length", "beam"))
        rate = made.readings[height][0] / made.shadow_m[0]
        shadow = _as_length(rows["measures"], height, made.shadow_m)
        (m,) = work_out_errors(shadow, rows["sightings"], rows["looks"], scenes, worse).to_pylist()
        if m["sd_m"] is not None:
            found[height] = m["sd_m"] * rate
    return Stated(found)


def _as_length(measures: pa.Table, height: str, shadow_m: tuple[float, ...]) -> pa.Table:
    """The shadow itself as a measure, so that its error is worked out as any distance's in the image is."""
    (row,) = [m for m in measures.to_pylist() if m["quantity"] == height]
    mean = sum(shadow_m) / len(shadow_m)
    return TABLES["measures"].from_rows(
        [{**row, "quantity": "length", "value_m": mean, "readings_m": list(shadow_m) if len(shadow_m) > 1 else []}]
    )


def _say_off(draft: Draft, picture: Picture, held: Tables) -> list[str]:
    """That the place lies outside the ground the picture shows, where both are known."""
    footprint, place = picture.row["footprint"], PlaceNames(held("places").to_pylist()).find(draft.place)
    if not footprint or place is None:
        return []
    spot = spot_looked_at({"lat": None, "lon": None}, place, KM_PER_ARC_MINUTE)
    if spot is None or not is_off(footprint, spot):
        return []
    return [f"{place['name']} lies outside the ground that {picture.name} shows: a look there does not count as one"]


def _cautions(draft: Draft, picture: Picture, ruler: Ruler | None, scene: Row | None) -> list[str]:
    said = list(picture.row["remarks"])
    if ruler is None:
        return said
    azimuth = scene["sun_azimuth_deg"] if scene else _number(draft.taken.sun_azimuth_deg)
    if draft.shadow and azimuth is not None:
        bearing = ruler.bearing(draft.shadow[0].a, draft.shadow[0].b)
        off = off_sun_deg(bearing, azimuth) if bearing is not None else 0.0
        if off > WIDEST_OFF_SUN_DEG:
            said.append(
                f"the shadow is drawn {off:.0f} degrees off the way shadows fall with the sun at {azimuth:g} degrees: "
                "draw it from the foot of what throws it to its tip"
            )
    if scene and scene["gsd_m"] and not 0.5 <= scene["gsd_m"] / ruler.pixel_m <= 2:
        said.append(
            f"scene {scene['label']} says {scene['gsd_m']:g} m a pixel, and the scale here {ruler.pixel_m:.3g} m: "
            "is it this picture?"
        )
    if draft.length and draft.beam:
        across, along = (ruler.metres(of[0].a, of[0].b) for of in (draft.beam, draft.length))
        if across > 0.5 * along:
            said.append(f"a beam of {across:.0f} m is more than half the length: no ship is built so")
    return said


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def beside(held: pa.Table, new: pa.Table, key: str) -> pa.Table:
    """The rows of the case and those of the draft; a scene that an earlier record brought is one."""
    known = set(held[key].to_pylist())
    return pa.concat_tables(
        [held, new.filter(pa.array([id_ not in known for id_ in new[key].to_pylist()], pa.bool_()))]
    )
