"""What the sighting desk is told and says, typed; drafts and what is made of them are the case's own shapes."""

from __future__ import annotations

from typing import Any

from fairlead.web.shapes import Shape


class PictureState(Shape):
    """A picture of the case."""

    id: str
    name: str
    sha256: str
    media: str
    width: int
    height: int
    levels: int
    """Levels of tiles beside its own pixels: the last has one tile."""
    crs: str | None
    pixel_m: float | None
    taken: str | None
    licence: str | None
    remarks: list[str]
    records: int
    """Records of the desk that were made in it and stand."""


class PlaceState(Shape):
    label: str
    name: str
    away_km: float | None
    """From the middle of the picture's ground; None where that is not known."""
    berths: list[str]


class SceneState(Shape):
    label: str
    words: str
    sun_elevation_deg: float | None
    sun_azimuth_deg: float | None


class RecordState(Shape):
    """A record of the desk."""

    id: str
    label: str
    result: str
    image: str
    image_name: str
    place: str
    berth: str | None
    analyst: str
    recorded_at: str
    by: str
    log_line: int
    readings: list[str]
    taken_back: str | None
    scale: dict[str, Any] | None
    scene: dict[str, str]
    scene_label: str
    lines: list[tuple[str, Any]]
    usable: list[tuple[float, float]]
    """Corners of what could be seen, in pixels of the picture."""


class DeskState(Shape):
    """What lies on and around the desk."""

    pictures: list[PictureState]
    scenes: list[SceneState]
    records: list[RecordState]
    """The latest first."""
    analyst: str
    """Who is at the keyboard, as far as is known."""
    sensors: list[str]
    laden: list[str]
    features: list[str]
    """Names of features that the list or earlier reports use."""


class PicturePlaces(Shape):
    """Places of the case, those in or near a picture first."""

    places: list[PlaceState]
