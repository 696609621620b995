"""scenes: images, each with its time, ground, resolution and angles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.base.tables import SCENES
from fairlead.errors import EvidenceError
from fairlead.formats.api import Kind
from fairlead.formats.images import one_of, polygon, take_time
from fairlead.formats.placement import placed_by_cells
from fairlead.formats.record import Record

SENSORS = ("optical", "sar", "photo")
COARSEST_M = 5_000.0
"""A pixel beyond this shows no ship at all: the figure is in another unit."""


def take_scene(record: Record) -> Mapping[str, Any]:
    """One row of SCENES."""
    label = record.need("scene_id")
    sensor = one_of(record, "sensor", SENSORS, is_required=True)
    acquired = take_time(record, is_required=True)
    gsd = record.number("gsd_m", 0, COARSEST_M)
    if gsd == 0:
        record.fault("gsd_m", "gsd_m is 0: no image is so sharp; leave it blank where it is not known")
    placed = {c: record.text(c) for c in ("crs", "world", "points")}
    try:
        placed_by_cells(placed["crs"], placed["world"], placed["points"])
    except EvidenceError as e:
        record.fault("points" if placed["points"] else "world", str(e))
    return {
        "label": label,
        "provider": record.text("provider"),
        "sensor": sensor,
        "product": record.text("product"),
        "acquired_words": acquired.words if acquired else None,
        "start_time": acquired.start if acquired else None,
        "end_time": acquired.end if acquired else None,
        "zone_basis": acquired.zone_basis if acquired else None,
        "gsd_m": gsd,
        "off_nadir_deg": record.number("off_nadir_deg", 0, 90),
        "sun_azimuth_deg": record.number("sun_azimuth_deg", -180, 360),
        "sun_elevation_deg": record.number("sun_elevation_deg", -90, 90),
        "cloud_frac": record.number("cloud_frac", 0, 1),
        "footprint": polygon(record, "footprint"),
        "usable": polygon(record, "usable"),
        "licence": record.text("licence"),
        "image": record.text("image"),
        **placed,
        "source_url": record.text("source_url"),
    }


KIND = Kind(
    name="scenes",
    table=SCENES,
    doc="images: when they were taken, of what ground, from which angles",
    required=("scene_id", "sensor", "acquired_at"),
    optional=(
        "provider", "product", "acquired_error_s", "gsd_m", "off_nadir_deg", "sun_azimuth_deg", "sun_elevation_deg",
        "cloud_frac", "footprint", "usable", "image", "crs", "world", "points", "licence",
        "source_url",
    ),
    take=take_scene,
)  # fmt: skip
