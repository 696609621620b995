"""Every kind of evidence table, and how a file is told to be one: by the columns of its header, never by its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fairlead.base.tables import DESK_RECORDS, LIST_ENTRIES, LIST_FACTS, OPINIONS, POSITIONS
from fairlead.errors import EvidenceError
from fairlead.formats import (
    areas,
    assessments,
    claims,
    conversions,
    desk,
    detections,
    features,
    legal_measures,
    lexicon,
    looks,
    measured_transfers,
    measures,
    official_reports,
    opinions,
    ownership,
    places,
    products,
    rasters,
    replies,
    scenes,
    sightings,
    vessels,
)
from fairlead.formats.ais import AIS_KINDS, sniff_reports
from fairlead.formats.ais_dialects import plain, say_absent
from fairlead.formats.ais_open import compression
from fairlead.formats.api import Kind, Read, Sniffed
from fairlead.formats.documents import reader as documents
from fairlead.formats.geojson import is_geojson
from fairlead.formats.lists.mapped import KIND as MAPPED
from fairlead.formats.lists.mapped import Mappings
from fairlead.formats.lists.reader import COMPANIONS, LISTS, read_list, say_unmapped, sniff_list
from fairlead.formats.reader import check_header, missing_columns, read_kind
from fairlead.formats.sheets import open_sheet, read_head

READERS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        places.KIND, vessels.KIND, sightings.KIND, scenes.KIND, looks.KIND, measures.KIND, features.KIND,
        conversions.KIND, measured_transfers.KIND, official_reports.KIND,
        claims.KIND, legal_measures.KIND, assessments.KIND, areas.KIND, areas.ANCHORAGES, areas.PORTS,
        lexicon.KIND, ownership.KIND, replies.KIND,
        detections.KIND, detections.GFW, detections.GFW_RAW, detections.XVIEW3, detections.ALLENAI, detections.SNAP,
    )
}  # fmt: skip
"""Every kind of table written by people, by name."""

KINDS: Mapping[str, tuple[str, str]] = {
    **{name: (kind.table.name, kind.doc) for name, kind in READERS.items()},
    documents.KIND: (documents.KIND, documents.DOC),
    rasters.KIND: (rasters.KIND, rasters.DOC),
    desk.KIND: (DESK_RECORDS.name, desk.DOC),
    **{name: ((LIST_FACTS if name in COMPANIONS else LIST_ENTRIES).name, doc) for name, (doc, _) in LISTS.items()},
    opinions.KIND: (OPINIONS.name, opinions.DOC),
    **{name: (POSITIONS.name, doc) for name, doc in AIS_KINDS.items()},
}
"""Kind to the table it fills and what it holds. Files of AIS also fill statics; they are read by ``read_reports``.
Lists also fill facts and versions."""


def sniff(path: Path, name: str, mapping: Mapping[str, Any] | None = None, lists: Mappings | None = None) -> Sniffed:
    """What a file is, by its content.

    Args:
        path: the bytes; its own name says nothing.
        name: the file's name as given, for the words alone.
        mapping: ``[ais.mapping]`` of case.toml, for files of AIS of no known provider.
        lists: ``[lists]`` of case.toml, for lists of no known publisher.

    Returns:
        The kind and how it was told, e.g. "21 columns of the kind sightings, comma-separated text in UTF-8".

    Raises:
        EvidenceError: no table, or a table of no known kind; the reason begins with the file's name.
    """
    try:
        head = read_head(path)
        if media := rasters.media_of(head):
            return Sniffed(rasters.KIND, f"a picture ({rasters.MEDIA_WORDS[media]})")
        if head.startswith(b"PK") and products.is_product(path):
            return Sniffed(rasters.KIND, "a Sentinel product, packed as ZIP")
        if desk.is_desk(head):
            return Sniffed(desk.KIND, "a record of the sighting desk")
        if listed := sniff_list(path, lists):
            if listed.kind == MAPPED:
                _refuse_both(path, mapping)
            return listed
        if opinion := opinions.sniff_opinions(path):
            return opinion
        if document := documents.sniff_document(path):
            return document
        reports = _sniff_reports(path, mapping)
        if reports and (reports.kind != "ais_csv" or compression(path)):
            return reports
        return _sniff_table(path, reports, mapping)
    except EvidenceError as e:
        raise EvidenceError(f"{name}: {e}{say_unmapped(path, lists)}") from None


def _refuse_both(path: Path, mapping: Mapping[str, Any] | None) -> None:
    """A file that is a list by case.toml and something else by its own columns is neither until somebody says which."""
    try:
        reports = _sniff_reports(path, mapping)
        found = reports or _sniff_table(path, None, mapping)
    except EvidenceError:
        return
    if found.kind != documents.KIND:
        raise EvidenceError(
            f"is a list by [lists] of case.toml, and {found.kind} by its columns: say which, --as {MAPPED} or "
            f"--as {found.kind}"
        )


def _sniff_table(path: Path, reports: Sniffed | None, mapping: Mapping[str, Any] | None) -> Sniffed:
    """A table of a known kind; else a CSV of AIS; else running text, which is a document. A table that is nearly of a
    kind is none of these: its refusal says what it lacks."""
    try:
        sheet = open_sheet(path, lambda header: find_kind(header) is not None)
    except EvidenceError:
        if not reports and (prose := documents.sniff_prose(path)):
            return prose
        raise
    kind = find_kind(sheet.header)
    if kind is None and reports:
        return reports
    if kind is None:
        if not _is_near(sheet.header) and (prose := documents.sniff_prose(path)):
            return prose
        raise EvidenceError(_say_unknown(sheet.header) + _say_unmapped(sheet.header, mapping or {}))
    check_header(kind, sheet.header)
    known = sum(c in kind.columns for c in sheet.header)
    return Sniffed(kind.name, f"{known} columns of the kind {kind.name}, {sheet.words}")


def read(path: Path, name: str, kind: str, evidence_id: str, lists: Mappings | None = None) -> Read:
    """Read a file as a kind.

    Args:
        path: the bytes.
        name: the file's name as given, which its refusals carry.
        kind: one of :data:`KINDS`.
        evidence_id: the evidence its rows point to.
        lists: ``[lists]`` of case.toml.

    Raises:
        EvidenceError: the file is refused whole; the reason begins with the file's name.
    """
    if kind == opinions.KIND:
        return opinions.read_opinions(path, name, evidence_id)
    if kind in LISTS:
        return read_list(path, name, kind, evidence_id, lists)
    if kind not in READERS and kind not in (documents.KIND, rasters.KIND, desk.KIND):
        raise EvidenceError(f"{name}: there is no kind {kind!r}; there are {', '.join(READERS)}")
    try:
        if kind == rasters.KIND:
            return (products.read_product if products.is_product(path) else rasters.read_image)(path, evidence_id)
        if kind == desk.KIND:
            return desk.read_desk(path, evidence_id)
        if kind == documents.KIND:
            return documents.read_documents(path, evidence_id)
        return read_kind(READERS[kind], path, name, evidence_id)
    except EvidenceError as e:
        raise EvidenceError(f"{name}: {e}") from None


def find_kind(header: tuple[str, ...]) -> Kind | None:
    """The kind all of whose needed columns a header has; of several, the one that knows most of its columns."""
    fits = [k for k in READERS.values() if not missing_columns(k, header)]
    return max(fits, key=lambda k: sum(c in k.columns for c in header), default=None)


def _sniff_reports(path: Path, mapping: Mapping[str, Any] | None) -> Sniffed | None:
    """Files of AIS; GeoJSON that is none of AIS is left to the kinds."""
    try:
        return sniff_reports(path, mapping)
    except EvidenceError:
        if is_geojson(read_head(path)):
            return None
        raise


def _nearest(header: tuple[str, ...]) -> Kind:
    return max(READERS.values(), key=lambda k: sum(c in k.columns for c in header))


def _is_near(header: tuple[str, ...]) -> bool:
    """Whether at least half of the columns are those of one kind."""
    return 2 * sum(c in _nearest(header).columns for c in header) >= len(header)


def _say_unknown(header: tuple[str, ...]) -> str:
    nearest = _nearest(header)
    if _is_near(header):
        try:
            check_header(nearest, header)
        except EvidenceError as e:
            return f"looks like {nearest.name}, but {e}"
    has = ", ".join(c or "(blank)" for c in header[:8]) + (", ..." if len(header) > 8 else "")
    known = f"{', '.join(READERS)}, files of AIS, and sanctions lists as published"
    return f"is a table of no known kind: its columns are {has[:300]}; the known kinds are {known}"


def _say_unmapped(header: tuple[str, ...], mapping: Mapping[str, Any]) -> str:
    """What a header lacks of the columns of a mapping; blank where it has all of them, or none."""
    names = [plain(name) for name in header]
    absent = say_absent(names, mapping)
    has_some = any(plain(str(said)) in names for said in mapping.values())
    return f"; as a file of AIS it is {absent}" if absent and has_some else ""
