"""looks: somebody looked at a place in an image, and says what was there. An empty berth is evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.base.tables import LOOKS
from fairlead.formats.api import Kind
from fairlead.formats.images import one_of, take_time, yes_no
from fairlead.formats.record import Record

RESULTS = ("empty", "occupied", "cannot tell")


def take_look(record: Record) -> Mapping[str, Any]:
    """One row of LOOKS."""
    label, place, analyst = record.need("look_id"), record.need("place"), record.need("analyst")
    scene, acquired = record.text("scene"), take_time(record)
    if scene is None and acquired is None and not record.faults:
        record.fault("scene", "neither a scene nor acquired_at is given: when the place was looked at is not known")
    result = one_of(record, "result", RESULTS, is_required=True)
    visible = record.number("visible_frac", 0, 1)
    if visible == 0 and result in ("empty", "occupied"):
        record.fault("visible_frac", f"visible_frac is 0 and the result {result}: who sees nothing cannot tell")
    lat, lon = record.point()
    confidence, grade = record.confidence()
    return {
        "label": label,
        "scene": scene,
        "acquired_words": acquired.words if acquired else None,
        "start_time": acquired.start if acquired else None,
        "end_time": acquired.end if acquired else None,
        "zone_basis": acquired.zone_basis if acquired else None,
        "place_words": place,
        "lat": lat,
        "lon": lon,
        "berth": record.text("berth"),
        "visible_frac": visible,
        "result": result,
        "is_cued": yes_no(record, "is_cued"),
        "analyst": analyst,
        "note": record.text("note"),
        "source_url": record.text("source_url"),
        "confidence": confidence,
        "grade": grade,
    }


KIND = Kind(
    name="looks",
    table=LOOKS,
    doc="looks at a place in an image: empty, occupied, or nothing to be seen",
    required=("look_id", "place", "result", "analyst"),
    optional=(
        "scene", "acquired_at", "acquired_error_s", "berth", "lat", "lon", "visible_frac", "is_cued", "confidence",
        "note", "source_url",
    ),
    take=take_look,
    label=("label", "analyst"),
)  # fmt: skip
