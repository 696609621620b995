"""Pictures of a case, and what people recorded in them at the sighting desk, as the log tells both.

Taking a record back is a decision on its file, and can itself be taken back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.case.decisions import decide, say_taken_back
from fairlead.case.desk_draft import Picture
from fairlead.case.evidence import Evidence, evidence_id_of, list_evidence, original_of, read_evidence
from fairlead.case.store import Store
from fairlead.errors import CaseError, EvidenceError
from fairlead.formats import desk, rasters

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A record of the desk as it stands in the log."""

    evidence_id: str
    label: str
    result: str
    image_evidence_id: str
    image_name: str
    place: str
    berth: str | None
    analyst: str
    recorded_at: datetime
    added_by: str
    log_line: int
    readings: tuple[str, ...]
    taken_back: str | None
    """Who took it back and why; None while it stands."""
    scale: Mapping[str, Any] | None
    scene: Mapping[str, str] = field(default_factory=dict)
    """Cells of the scene that it brings; none where it names one of the case."""
    scene_label: str = ""
    lines: tuple[tuple[str, desk.Points], ...] = ()
    """What was measured, and the pixels of its readings."""
    usable: tuple[tuple[float, float], ...] = ()
    """Corners of what could be seen, in pixels; none where no outline was drawn, or not with this record."""


# ------------------------------------------------------------------------------------------------------------ pictures


def list_pictures(store: Store, images: pa.Table) -> list[Picture]:
    """Pictures of the case, in the order of adding; one that can no longer be read is left out.

    Args:
        store: the case.
        images: IMAGES of the last run, from which those it had are taken.
    """
    known = {r["evidence_id"]: r for r in images.to_pylist()}
    found = []
    for one in list_evidence(store.log()):
        if one.kind == rasters.KIND:
            try:
                row = known.get(one.evidence_id) or _read_row(store, one)
                if row["media"] in rasters.MEDIA_WORDS:  # of a product nothing is shown at the desk
                    found.append(Picture(one.evidence_id, one.sha256, one.name, one.licence, row))
            except EvidenceError:
                continue
    return found


def find_picture(store: Store, evidence_id: str) -> tuple[Picture, Path]:
    """A picture, and where its bytes stand.

    Raises:
        CaseError: there is none of that id, or its bytes are gone.
    """
    for one in list_evidence(store.log()):
        if one.evidence_id == evidence_id and one.kind == rasters.KIND:
            path = store.blobs.path(one.sha256)
            if not path.is_file():
                raise CaseError(f"the original of {one.name} is gone; 'fairlead verify' says what is left")
            try:
                return Picture(one.evidence_id, one.sha256, one.name, one.licence, _read_row(store, one)), path
            except EvidenceError as e:
                raise CaseError(str(e)) from None
    raise CaseError("no picture of the case has that id; 'fairlead add CASE FILE' brings one")


@lru_cache(maxsize=1024)
def _read_row(store: Store, one: Evidence) -> Row:
    """The row of a picture; its bytes never change, so it is read once."""
    found: Row = read_evidence(store, one, is_kept=not store.read_only).rows.to_pylist()[0]
    return found


# ------------------------------------------------------------------------------------------------------------- records


def list_entries(store: Store) -> list[Entry]:
    """Records of the desk, the latest first; those taken back too."""
    log = store.log()
    gone = say_taken_back(log)
    found = []
    for one in list_evidence(log):
        if one.kind == desk.KIND:
            try:
                found.append(
                    _entry(one, original_of(store, one).read_text(encoding="utf-8"), gone.get(one.evidence_id))
                )
            except (CaseError, ValueError, KeyError, StopIteration):
                continue
    return sorted(found, key=lambda e: -e.log_line)


def _entry(one: Evidence, text: str, gone: str | None) -> Entry:
    head, *lines = [json.loads(line) for line in text.splitlines() if line.strip()]
    look: Mapping[str, str] = next(line["looks"] for line in lines if "looks" in line)
    sighting = next((line["sightings"]["sighting_id"] for line in lines if "sightings" in line), None)
    measures = [(line["measures"], line.get("readings_px")) for line in lines if "measures" in line]
    said = [s for cells, points in measures for s in desk.say_readings(cells, points)]
    return Entry(
        evidence_id=one.evidence_id, label=sighting or look["look_id"], result=look["result"],
        image_evidence_id=evidence_id_of(head["image_sha256"]), image_name=head["image_name"], place=look["place"],
        berth=look.get("berth"), analyst=head["analyst"], recorded_at=datetime.fromisoformat(head["recorded_at"]),
        added_by=one.added_by, log_line=one.line, readings=tuple(said), taken_back=gone, scale=head["scale"],
        scene=next((line["scenes"] for line in lines if "scenes" in line), {}),
        scene_label=look.get("scene", ""),
        lines=tuple((cells["quantity"], points or []) for cells, points in measures),
        usable=tuple((float(x), float(y)) for x, y in head.get("usable_px", ())),
    )  # fmt: skip


def take_back(store: Store, evidence_id: str, reason: str, by: str | None = None) -> str:
    """Take a record back: the next run reads none of it. The file stays, and the decision says who and why.

    Returns:
        The id of the decision; withdrawing it brings the record back.

    Raises:
        CaseError: no record has that id, it was taken back already, or no reason is given.
    """
    entry = next((e for e in list_entries(store) if e.evidence_id == evidence_id), None)
    if entry is None:
        raise CaseError(f"no record of the sighting desk has the id {evidence_id!r}")
    if entry.taken_back:
        raise CaseError(f"{entry.label} was {entry.taken_back}")
    return decide(store, [evidence_id], "reject", reason, by)
