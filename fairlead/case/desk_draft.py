"""A draft of the sighting desk: what a person has clicked and typed so far, and the record it becomes.

Cells are texts as a person types them; the readers of looks, sightings and measures judge them, so that the desk takes
what a table would and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from math import isfinite
from statistics import mean
from typing import Any, Literal

from fairlead.base.ids import canonical_json
from fairlead.base.shapes import parse_wkt
from fairlead.errors import CaseError
from fairlead.formats.desk import Points, write_desk
from fairlead.formats.measures import MOST_REPEATS
from fairlead.imagery.rulers import Point, Ruler, height_of_shadow_m

Cells = dict[str, str]

MOST_FEATURES = 30
MOST_CORNERS = 500
"""As of any outline of the case (docs/formats/areas.md)."""
NO_TIME, NO_PLACE = "1970-01-01", "(not stated yet)"
"""Stand in a draft for what its look lacks, so that lengths can be shown before all is known; never recorded."""

CLOSED: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One measure of something, once: its two ends."""

    __pydantic_config__ = CLOSED

    a: Point
    b: Point


@dataclass(frozen=True, slots=True)
class Known:
    """A pixel whose position is known."""

    __pydantic_config__ = CLOSED

    at: Point
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Scale:
    """How pixels become metres, as a person says."""

    __pydantic_config__ = CLOSED

    basis: Literal["georeference", "stated", "two points"]
    pixel_m: float | None = None
    error_percent: float = 0.0
    known: list[Known] = field(default_factory=list)
    error_m: float = 5.0
    """How good the positions of the two points are."""


@dataclass(frozen=True, slots=True)
class Taken:
    """When and how the picture was taken, as typed."""

    __pydantic_config__ = CLOSED

    acquired_at: str = ""
    sensor: str = "optical"
    provider: str = ""
    sun_azimuth_deg: str = ""
    sun_elevation_deg: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """What a ship looks like, one thing."""

    __pydantic_config__ = CLOSED

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands on the desk."""

    __pydantic_config__ = CLOSED

    image: str
    """evidence_id of the picture."""
    result: Literal["occupied", "empty", "cannot tell"] = "occupied"
    scale: Scale | None = None
    scene: str = ""
    """Label of a scene of the case that the picture is; else ``taken`` says it."""
    taken: Taken = field(default_factory=Taken)
    place: str = ""
    berth: str = ""
    visible_frac: str = ""
    is_cued: str = ""
    length: list[Reading] = field(default_factory=list)
    """From bow to stern."""
    beam: list[Reading] = field(default_factory=list)
    shadow: list[Reading] = field(default_factory=list)
    """From the foot of what throws it to its tip."""
    usable: list[Point] = field(default_factory=list)
    """Corners of the part in which something can be seen; all of it, where there are none."""
    shadow_of: Literal["freeboard", "air_draught"] = "freeboard"
    vessel: str = ""
    """The ship in words: a name where it can be read, else what it is."""
    is_named: bool = False
    event: str = "port_call"
    laden: str = ""
    is_heading_ambiguous: bool = False
    features: list[Feature] = field(default_factory=list)
    confidence: str = ""
    note: str = ""
    analyst: str = ""

    def points(self) -> list[Point]:
        """Every pixel that was clicked on the ship."""
        return [end for r in (*self.length, *self.beam, *self.shadow) for end in (r.a, r.b)]

    def check(self, width: int, height: int) -> None:
        """Refuse pixels that are none of the picture's, and more of anything than a person clicks.

        Raises:
            CaseError: so it is.
        """
        known = [k.at for k in self.scale.known] if self.scale else []
        for x, y in (*self.points(), *self.usable, *known):
            if not (isfinite(x) and isfinite(y) and 0 <= x <= width and 0 <= y <= height):
                raise CaseError(f"the pixel {x:g}, {y:g} is not in the picture, which has {width} x {height}")
        if max(map(len, (self.length, self.beam, self.shadow))) > MOST_REPEATS or len(self.features) > MOST_FEATURES:
            raise CaseError(f"{MOST_REPEATS} readings of a measure and {MOST_FEATURES} features are the most")
        if self.usable and self.scene:
            raise CaseError("which part is usable is said by the scene of the case: take the outline away")


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture on the desk."""

    evidence_id: str
    sha256: str
    name: str
    licence: str | None
    row: Mapping[str, Any]
    """Its row of IMAGES."""


@dataclass(frozen=True, slots=True)
class Record:
    """A draft as the record it becomes."""

    content: bytes
    label: str
    """Of the sighting; of a look without one, of the look."""
    readings: Mapping[str, tuple[float, ...]]
    """Metres of every reading, by quantity."""
    shadow_m: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """Errors that the desk states itself, because the flow could not work them out from pixel and repeats alone."""

    sd_m: Mapping[str, float] = field(default_factory=dict)


def make_record(
    draft: Draft,
    picture: Picture,
    ruler: Ruler | None,
    sun_elevation_deg: float | None,
    at: datetime,
    *,
    is_whole: bool,
    stated: Stated = Stated(),
    scene: Mapping[str, str] | None = None,
) -> Record:
    """The record of a draft.

    Args:
        draft: what stands on the desk.
        picture: the picture it was made in.
        ruler: how its pixels become metres; None where nothing says.
        sun_elevation_deg: height of the sun when it was taken.
        at: when it is recorded.
        is_whole: whether everything a record needs must be there; else stand-ins are put for time and place.
        stated: errors to be stated in the measures.
        scene: cells of a scene that an earlier record of this picture brought, and that this one brings again.

    Raises:
        CaseError: it cannot be recorded so, and why.
    """
    if not draft.analyst.strip() and is_whole:
        raise CaseError("who looked? Write the name of the analyst")
    label = (
        "D" + hashlib.sha256(canonical_json([asdict(draft), picture.sha256, at.isoformat()]).encode()).hexdigest()[:8]
    )
    rows: list[tuple[str, Cells, Points | None]] = []
    scene_label = draft.scene
    if not scene_label:
        cells = dict(scene) if scene else scene_cells(draft, picture, ruler, is_whole=is_whole)
        scene_label = cells["scene_id"]
        rows.append(("scenes", cells, None))
    look = f"{label}-look"
    rows.append(("looks", _look(draft, look, scene_label, is_whole=is_whole), None))
    found: dict[str, tuple[float, ...]] = {}
    shadow_m: tuple[float, ...] = ()
    if draft.result == "occupied":
        if draft.points() and ruler is None:
            raise CaseError("pixels are not metres yet: state the scale, or give two points whose positions are known")
        rows.append(("sightings", _sighting(draft, label, look, ruler, picture), None))
        lines = {"length": draft.length, "beam": draft.beam}
        for quantity, readings in lines.items():
            if readings and ruler:
                found[quantity] = tuple(ruler.metres(r.a, r.b) for r in readings)
        if draft.shadow and ruler:
            if sun_elevation_deg is None:
                raise CaseError("a shadow tells no height until the height of the sun is known: state its elevation")
            shadow_m = tuple(ruler.metres(r.a, r.b) for r in draft.shadow)
            found[draft.shadow_of] = tuple(_height(m, sun_elevation_deg) for m in shadow_m)
            lines[draft.shadow_of] = draft.shadow
        for quantity, values in found.items():
            how = _how(quantity, ruler, sun_elevation_deg)
            cells = _measure(label, quantity, values, how, draft.analyst, stated.sd_m.get(quantity))
            rows.append(("measures", cells, [(r.a, r.b) for r in lines[quantity]]))
        rows += [
            ("features", _feature(label, n, f, draft.analyst), None) for n, f in enumerate(draft.features, start=1)
        ]
    elif draft.points():
        raise CaseError(
            f"a ship was measured, and the look says {draft.result}: take the measures away, or record the ship"
        )
    head = {
        "analyst": draft.analyst.strip() or "?",
        "recorded_at": at.isoformat().replace("+00:00", "Z"),
        "image_name": picture.name,
        "image_sha256": picture.sha256,
        "image_px": [picture.row["width_px"], picture.row["height_px"]],
        "scale": _scale(draft, ruler) if found else None,
        **({"usable_px": [list(c) for c in draft.usable]} if draft.usable else {}),
    }
    return Record(write_desk(head, rows), label if draft.result == "occupied" else look, found, shadow_m)


def scene_cells(draft: Draft, picture: Picture, ruler: Ruler | None, *, is_whole: bool) -> Cells:
    """The picture as a scene: its label is over its bytes and what is said of its taking, not over its scale."""
    t = draft.taken
    said = {
        "sensor": t.sensor.strip(),
        "acquired_at": t.acquired_at.strip(),
        "provider": t.provider.strip(),
        "sun_azimuth_deg": t.sun_azimuth_deg.strip(),
        "sun_elevation_deg": t.sun_elevation_deg.strip(),
    }
    if not said["acquired_at"]:
        if is_whole:
            raise CaseError(
                "when was the picture taken? Write the time of acquisition with its zone, or choose a scene"
            )
        said["acquired_at"] = NO_TIME
    if draft.usable:
        said["usable"] = wkt_of(outline(draft.usable, ruler))
    digest = hashlib.sha256(canonical_json([picture.sha256, said]).encode()).hexdigest()[:8]
    return {
        "scene_id": f"P{digest}",
        **said,
        "gsd_m": "" if ruler is None else f"{ruler.pixel_m:.4g}",
        "footprint": picture.row["footprint"] or "",
        "licence": picture.licence or "",
    }


def outline(corners: Sequence[Point], ruler: Ruler | None) -> list[tuple[float, float]]:
    """Latitude and longitude of the corners of what was drawn.

    Raises:
        CaseError: fewer than three, sides that cross, or nothing says where its pixels lie.
    """
    if not 3 <= len(corners) <= MOST_CORNERS:
        raise CaseError(f"an outline has 3 to {MOST_CORNERS} corners")
    found = [ruler.place(c) if ruler else None for c in corners]
    kept = [at for at in found if at is not None]
    if len(kept) < len(corners):
        raise CaseError("where an outline lies is not known: it needs a georeferenced picture, or two known points")
    try:
        parse_wkt(wkt_of(kept))
    except ValueError as e:
        raise CaseError(f"the outline {e}") from None
    return kept


def wkt_of(corners: Sequence[tuple[float, float]]) -> str:
    """WKT of corners as latitude and longitude."""
    return f"POLYGON (({', '.join(f'{lon:.6f} {lat:.6f}' for lat, lon in (*corners, corners[0]))}))"


def _look(draft: Draft, label: str, scene: str, *, is_whole: bool) -> Cells:
    place = draft.place.strip()
    if not place:
        if is_whole:
            raise CaseError("which place was looked at? Choose a place of the case")
        place = NO_PLACE
    return {
        "look_id": label, "place": place, "result": draft.result, "analyst": draft.analyst.strip() or "?",
        "scene": scene,
        "berth": draft.berth.strip(), "visible_frac": draft.visible_frac.strip(), "is_cued": draft.is_cued,
        "confidence": draft.confidence.strip(), "note": draft.note.strip(),
    }  # fmt: skip


def _sighting(draft: Draft, label: str, look: str, ruler: Ruler | None, picture: Picture) -> Cells:
    words = draft.vessel.strip() or "unidentified ship"
    is_photo = draft.taken.sensor == "photo" and not draft.scene
    cells = {
        "sighting_id": label,
        "event": draft.event.strip() or "port_call",
        "observed_by": draft.analyst.strip() or "?",
        "method": f"{'photograph' if is_photo else 'satellite image'}, measured at the sighting desk",
        "vessel_name": words if draft.is_named else f"({words.strip('() ')})",
        "look": look,
        "berth": draft.berth.strip(),
        "laden": draft.laden,
        "confidence": draft.confidence.strip(),
    }
    if ruler and draft.length:
        axis = draft.length[0]
        heading = ruler.bearing(axis.b, axis.a)
        if heading is not None:
            cells["heading_deg"] = f"{heading:.1f}"
            cells["heading_ambiguous"] = "yes" if draft.is_heading_ambiguous else "no"
        middle = ((axis.a[0] + axis.b[0]) / 2, (axis.a[1] + axis.b[1]) / 2)
        if at := ruler.place(middle):
            cells["lat"], cells["lon"] = (f"{v:.6f}" for v in at)
            cells["position_method"] = f"middle of the hull in {picture.name}"[:200]
    return cells


def _measure(label: str, quantity: str, values: Sequence[float], how: str, analyst: str, sd_m: float | None) -> Cells:
    spelt = [f"{v:.2f}" for v in values]
    value = mean(map(float, spelt))
    return {
        "measure_id": f"{label}-{quantity}", "sighting": label, "quantity": quantity, "value_m": f"{value:.4f}",
        "sd_m": "" if sd_m is None else f"{sd_m:.3f}", "repeats": "; ".join(spelt) if len(spelt) > 1 else "",
        "how": how, "analyst": analyst.strip() or "?",
    }  # fmt: skip


def _how(quantity: str, ruler: Ruler | None, sun_elevation_deg: float | None) -> str:
    scale = ruler.words if ruler else ""
    if quantity in ("length", "beam"):
        return f"{'bow to stern' if quantity == 'length' else 'across the beam'}; {scale}"
    of = "hull's side" if quantity == "freeboard" else "highest point"
    return f"shadow of the {of}, sun {sun_elevation_deg:g} degrees high; {scale}"


def _feature(label: str, number: int, feature: Feature, analyst: str) -> Cells:
    return {
        "feature_id": f"{label}-f{number}", "sighting": label, "name": feature.name.strip(),
        "value": feature.value.strip(), "analyst": analyst.strip() or "?",
    }  # fmt: skip


def _height(shadow_m: float, sun_elevation_deg: float) -> float:
    try:
        return height_of_shadow_m(shadow_m, sun_elevation_deg)
    except ValueError as e:
        raise CaseError(str(e)) from None


def _scale(draft: Draft, ruler: Ruler | None) -> dict[str, Any] | None:
    if draft.scale is None or ruler is None:
        return None
    known = [{"px": list(k.at), "lat": k.lat, "lon": k.lon} for k in draft.scale.known]
    said: dict[str, Any] = {"basis": draft.scale.basis, "pixel_m": ruler.pixel_m, "words": ruler.words}
    return said | ({"known": known, "error_m": draft.scale.error_m} if known else {})
