"""Pixels of what was detected, and of a berth, as whoever asks may see them: of a picture that they may not see the
case they are served has no bytes, and so there is nothing to cut out of."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pyarrow.compute as pc

from fairlead.case.cutouts import Cutout, berth_of, cutout_of
from fairlead.errors import CaseError
from fairlead.formats.rasters import Pictures
from fairlead.web.held import Held
from fairlead.web.shapes import Cutouts, CutoutShape


def show_cutouts(held: Held, pictures: Pictures, row_id: str) -> Cutouts:
    """The pixels of a detection, of the match of one, or of an answer on a berth.

    Raises:
        CaseError: no such row has pixels.
    """
    made: Cutouts = held.made(("cutouts", row_id), lambda: _made(held, pictures, row_id))
    return made


def _made(held: Held, pictures: Pictures, row_id: str) -> Cutouts:
    if answer := _row(held, "occupancy", row_id):
        berth = berth_of(held.whole, answer)
        if isinstance(berth, str):
            return Cutouts(cutouts=[], why=berth)
        first, other = berth
        return Cutouts(cutouts=[_shape(c) for c in (first, other) if c], why=None if other else NO_OTHER)
    match = _row(held, "detection_matches", row_id)
    detection = _row(held, "detections", match["detection_id"] if match else row_id)
    if detection is None:
        raise CaseError(f"no detection of the last run, nor an answer on a berth, has the id {row_id!r}")
    found = cutout_of(held.store, held.whole, detection, pictures)
    return Cutouts(cutouts=[], why=found) if isinstance(found, str) else Cutouts(cutouts=[_shape(found)], why=None)


NO_OTHER = "no other picture shows the berth"


def _row(held: Held, table: str, id_: str) -> dict[str, Any] | None:
    rows = held.whole(table)
    key = {"occupancy": "occupancy_id", "detection_matches": "detection_match_id", "detections": "detection_id"}[table]
    found: list[dict[str, Any]] = rows.filter(pc.equal(rows[key], id_)).to_pylist()
    return found[0] if found else None


def _shape(one: Cutout) -> CutoutShape:
    bar = "the size of a pixel is not known" if one.bar_m is None else f"the bar is {one.bar_m:,.0f} m"
    return CutoutShape(
        src=f"data:image/png;base64,{b64encode(one.png).decode()}", words=f"{one.words}; {bar}", picture=one.evidence_id
    )
