"""The sighting desk over HTTP: pictures as tiles, what a draft is worth, and recording it."""

from __future__ import annotations

from collections import defaultdict
from math import ceil, log2
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fairlead.base.geodesy import distance_km, wrap_lon
from fairlead.base.json_values import json_value
from fairlead.base.shapes import parse_wkt
from fairlead.case import desk
from fairlead.case.add import add_files
from fairlead.case.desk import Weighed
from fairlead.case.desk_areas import Outline, record_outline
from fairlead.case.desk_draft import Draft, Picture
from fairlead.case.desk_records import Entry, find_picture, list_entries, list_pictures, take_back
from fairlead.case.store import somebody
from fairlead.errors import CaseError, EvidenceError
from fairlead.formats.rasters import KIND, TILE, Pictures
from fairlead.formats.scenes import SENSORS
from fairlead.formats.sightings import LADEN
from fairlead.web.desk_shapes import DeskState, PicturePlaces, PictureState, PlaceState, RecordState, SceneState
from fairlead.web.held import Held
from fairlead.web.rows import AskedError
from fairlead.web.shapes import Entered

USUAL_FEATURES = ("bridge: aft", "deck: red", "crane: present", "tank covers: present")
"""Offered where the case's list names no features."""

MOST_FEATURES = 12
MOST_NAME = 120
MOST_PICTURE = 100_000_000
"""Bytes of a picture that the page may bring; a larger one is added in the terminal."""
DRAFT = TypeAdapter(Draft)


def has_desk(held: Held) -> bool:
    """Whether there is a picture to look at, or something was seen in one."""
    kinds = {e.fields["kind"] for e in held.store.log().of("added")}
    return "images" in kinds or any(held.rows(name) for name in ("scenes", "looks"))


def show_desk(held: Held, by: str | None = None) -> DeskState:
    """Pictures, scenes and records of the case."""
    entries = list_entries(held.store)
    standing = defaultdict[str, int](int)
    for e in entries:
        standing[e.image_evidence_id] += e.taken_back is None
    return DeskState(
        pictures=[_picture(p, standing[p.evidence_id]) for p in list_pictures(held.store, held.whole("images"))],
        scenes=[_scene(s) for s in sorted(held.whole("scenes").to_pylist(), key=lambda s: s["start_time"])],
        records=[_record(e) for e in entries],
        analyst=by or somebody(),
        sensors=list(SENSORS),
        laden=list(LADEN),
        features=_features(held),
    )


def _picture(p: Picture, records: int) -> PictureState:
    row = p.row
    longest = max(row["width_px"], row["height_px"])
    return PictureState(
        id=p.evidence_id, name=p.name, sha256=p.sha256, media=row["media"], width=row["width_px"],
        height=row["height_px"], levels=max(0, ceil(log2(longest / TILE))), crs=row["crs_words"],
        pixel_m=row["pixel_m"], taken=row["taken_words"], licence=p.licence, remarks=list(row["remarks"]),
        records=records,
    )  # fmt: skip


def _scene(s: dict[str, Any]) -> SceneState:
    words = ", ".join(str(v) for v in (s["sensor"], s["provider"], s["product"], s["acquired_words"]) if v)
    return SceneState(
        label=s["label"], words=words, sun_elevation_deg=s["sun_elevation_deg"], sun_azimuth_deg=s["sun_azimuth_deg"]
    )


def _record(e: Entry) -> RecordState:
    return RecordState(
        id=e.evidence_id, label=e.label, result=e.result, image=e.image_evidence_id, image_name=e.image_name,
        place=e.place, berth=e.berth, analyst=e.analyst, recorded_at=json_value(e.recorded_at), by=e.added_by,
        log_line=e.log_line, readings=list(e.readings), taken_back=e.taken_back,
        scale=dict(e.scale) if e.scale else None, scene=dict(e.scene), scene_label=e.scene_label,
        lines=[(quantity, points) for quantity, points in e.lines],
        usable=list(e.usable),
    )  # fmt: skip


def _features(held: Held) -> list[str]:
    """Features by which the list tells ships, the commonest first."""
    found = defaultdict[str, int](int)
    for v in held.whole("vessels").select(["features"]).to_pylist():
        for feature in v["features"] or ():
            found[feature if ":" in feature else f"{feature}: present"] += 1
    listed = sorted(found, key=lambda f: (-found[f], f))
    return list(dict.fromkeys((*listed, *USUAL_FEATURES)))[:MOST_FEATURES]


def show_places(held: Held, evidence_id: str) -> PicturePlaces:
    """Places of the case with the berths that areas, looks and sightings name, those nearest the picture first."""
    picture, _ = find_picture(held.store, evidence_id)
    middle = _middle(picture.row["footprint"])
    places = held.whole("places").to_pylist()
    berths = defaultdict[str, set[str]](set)
    for table in ("looks", "sightings"):
        for row in held.whole(table).select(["place_words", "berth"]).to_pylist():
            if row["berth"] and row["place_words"]:
                berths[row["place_words"]].add(row["berth"])
    for area in held.whole("areas").to_pylist():
        if area["area_kind"] == "berth" and area["port"]:
            berths[area["port"]].add(area["name"] or area["label"])
    shown = [
        PlaceState(
            label=p["label"], name=p["name"],
            away_km=distance_km(*middle, p["lat"], p["lon"]) if middle and p["lat"] is not None else None,
            berths=sorted(berths[p["label"]] | berths[p["name"]]),
        )
        for p in places
    ]  # fmt: skip
    return PicturePlaces(places=sorted(shown, key=lambda p: (p.away_km is None, p.away_km or 0.0, p.name)))


def _middle(footprint: str | None) -> tuple[float, float] | None:
    if footprint is None:
        return None
    corners = parse_wkt(footprint)[0]
    return sum(c[0] for c in corners) / len(corners), wrap_lon(sum(c[1] for c in corners) / len(corners))


def give_tile(held: Held, pictures: Pictures, evidence_id: str, level: int, column: int, row: int) -> bytes:
    """A tile of a picture as PNG.

    Raises:
        CaseError: there is no such picture.
        AskedError: it has no such tile, or is broken there, and why.
    """
    picture, path = find_picture(held.store, evidence_id)
    try:
        return pictures.tile(path, level, column, row)
    except EvidenceError as e:
        raise AskedError(f"{picture.name}: {e}") from None


def weigh(held: Held, pictures: Pictures, said: str) -> Weighed:
    """What a draft is worth so far."""
    try:
        draft: Draft = DRAFT.validate_json(said)
    except ValidationError as e:
        raise AskedError(f"that is no draft of the desk: {e.errors()[0]['msg'][:200]}") from None
    try:
        return desk.weigh(held.store, draft, held.whole, held.case.config(), pictures)
    except CaseError as e:
        raise AskedError(str(e)) from None


def enter_record(held: Held, pictures: Pictures, draft: Draft, by: str | None = None) -> Entered:
    """Record what stands on the desk."""
    id_, line = desk.record(held.store, draft, held.whole, held.case.config(), pictures, by)
    return Entered(id=id_, log_line=line)


def enter_outline(held: Held, pictures: Pictures, drawn: Outline, by: str | None = None) -> Entered:
    """Record an outline that was drawn on a picture."""
    id_, line = record_outline(held.store, drawn, pictures, by)
    return Entered(id=id_, log_line=line)


def name_of(said: str) -> str:
    """The name under which a picture is kept: the last part of what a browser calls it.

    Raises:
        AskedError: it is no name of a file.
    """
    name = said.replace("\\", "/").rpartition("/")[2].strip()
    if not name or name.startswith(".") or len(name) > MOST_NAME or not name.isprintable():
        raise AskedError(f"a picture needs the name of a file, {MOST_NAME} characters at most")
    return name


def add_picture(held: Held, path: Path, origin: str, licence: str, by: str | None = None) -> Entered:
    """Add a picture to the evidence of the case.

    Args:
        held: the case.
        path: its bytes, in a file of its name.
        origin: where it is from.
        licence: under which licence.
        by: who adds it.

    Raises:
        CaseError: it is no picture that can be read, and why; that is said in the log, and nothing of it is kept.
    """
    (done,) = add_files(held.store, [path], kind=KIND, origin=origin, licence=licence, by=by)
    if done.evidence_id is None or done.outcome == "refused":
        raise CaseError(f"{path.name}: {done.words.removeprefix(f'{path.name}: ')}")
    return Entered(id=done.evidence_id, log_line=held.store.log().head.count)


def take_back_record(
    held: Held, evidence_id: str, reason: str, by: str | None = None, own: str | None = None
) -> Entered:
    """Take a record back.

    Args:
        held: the case.
        evidence_id: the record.
        reason: why.
        by: who takes it back.
        own: whose records alone may be taken back; anybody's if left out.

    Raises:
        CaseError: there is no such record, it was taken back already, or somebody else recorded it.
    """
    others = [e for e in list_entries(held.store) if own is not None and e.added_by != own]
    if any(e.evidence_id == evidence_id for e in others):
        raise CaseError("somebody else recorded it: a reviewer takes back what others recorded")
    return Entered(id=take_back(held.store, evidence_id, reason, by))
