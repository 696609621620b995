"""Outlines of waters drawn on a picture at the sighting desk: a berth, an anchorage, a port, as a file of areas."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from io import StringIO
from typing import Literal

from fairlead.base.ids import canonical_json
from fairlead.case.add import keep_record
from fairlead.case.desk_draft import CLOSED, Draft, Scale, outline, wkt_of
from fairlead.case.desk_records import find_picture
from fairlead.case.desk_rows import ruler_of
from fairlead.case.store import Store
from fairlead.errors import CaseError
from fairlead.formats.rasters import Pictures
from fairlead.imagery.rulers import Point

KIND = "areas"

CLICK_PX = 2.0
"""How far off a click on an edge may be, in pixels."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What was drawn, and what it is."""

    __pydantic_config__ = CLOSED

    image: str
    """evidence_id of the picture."""
    port: str
    """Label or name of the place it belongs to."""
    name: str
    corners: list[Point]
    area_kind: Literal["berth", "anchorage", "port"] = "berth"
    scale: Scale | None = None
    analyst: str = ""
    note: str = ""


def record_outline(store: Store, drawn: Outline, pictures: Pictures, by: str | None = None) -> tuple[str, int]:
    """Enter an outline as evidence: a file of one area, which the next run reads. It bears the marking of its picture.

    Args:
        store: the case.
        drawn: what was drawn.
        pictures: opens the picture.
        by: who enters it; whoever is at the keyboard, if left out.

    Returns:
        The evidence_id of the file, and its line in the log.

    Raises:
        CaseError: something is missing or cannot be so, in words; nothing was entered.
    """
    for what, said in (("name", drawn.name), ("port", drawn.port), ("analyst", drawn.analyst)):
        if not said.strip():
            raise CaseError(f"an outline needs its {what}")
    draft = Draft(drawn.image, scale=drawn.scale, usable=drawn.corners)
    picture, path = find_picture(store, drawn.image)
    draft.check(picture.row["width_px"], picture.row["height_px"])
    ruler = ruler_of(draft, picture, path, pictures)
    ring = wkt_of(outline(drawn.corners, ruler))
    known_m = drawn.scale.error_m if drawn.scale and drawn.scale.basis == "two points" else 0.0
    off_km = (known_m + CLICK_PX * (ruler.pixel_m if ruler else 0.0)) / 1000
    digest = hashlib.sha256(canonical_json([picture.sha256, drawn.port, drawn.name, ring]).encode()).hexdigest()[:8]
    how = f"drawn on {picture.name} (SHA-256 {picture.sha256}) by {drawn.analyst.strip()}"
    cells = {
        "label": f"D{digest}", "port": drawn.port.strip(), "name": drawn.name.strip(), "area_kind": drawn.area_kind,
        "ring": ring, "precision_km": f"{off_km:.4f}", "note": "; ".join(t for t in (how, drawn.note.strip()) if t),
    }  # fmt: skip
    out = StringIO(newline="")
    table = csv.DictWriter(out, list(cells))
    table.writeheader()
    table.writerow(cells)
    return keep_record(store, out.getvalue().encode(), f"desk/D{digest}-area.csv", KIND, by, drawn.image)
