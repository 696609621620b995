"""Files of AIS: what a file is, by its content, and its reports in batches of bounded size."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from fairlead.base.wording import say_many
from fairlead.errors import EvidenceError
from fairlead.formats.ais_csv import read_blocks, read_rows
from fairlead.formats.ais_dialects import (
    DOCS,
    JSON_DIALECTS,
    NEEDED,
    Dialect,
    find_dialect,
    find_plain,
    plain,
    say_absent,
    time_of_untimed,
)
from fairlead.formats.ais_headers import read_header
from fairlead.formats.ais_json import find_json, find_objects, is_json, read_objects
from fairlead.formats.ais_nmea import nmea_reports
from fairlead.formats.ais_open import MEMBER_ROWS, Stream, compression, open_streams, unpacked
from fairlead.formats.ais_parquet import parquet_header, read_parquet, tell_signed
from fairlead.formats.ais_rows import LATEST, Rows, reports
from fairlead.formats.api import Reports, Sniffed
from fairlead.formats.sheets import read_head
from fairlead.formats.text import BLOCK, refuse_binary
from fairlead.formats.workbooks import is_workbook, is_zip

AIS_KINDS: Mapping[str, str] = DOCS
"""Every kind of AIS file and what it holds."""

PARQUET = b"PAR1"
SENTENCE = re.compile(rb"![A-Z]{2}VD[MO],\d")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_HEAD = 1 << 20
"""Bytes looked at to tell what a file is."""

MOST_KEYS = 6
"""Keys told of an object that is not known."""

Mapped = Mapping[str, Any] | None


def sniff_reports(path: Path, mapping: Mapped = None) -> Sniffed | None:
    """What a file of AIS is, or None where it is none. A ZIP is what its first member of AIS is.

    Args:
        path: the bytes.
        mapping: ``[ais.mapping]`` of case.toml: what the columns of a file of no known provider are.

    Raises:
        EvidenceError: it cannot be opened, is damaged, or the mapping cannot be meant.
    """
    head = read_head(path)
    if head.startswith(PARQUET):
        return _tell_parquet(path, mapping)
    if is_zip(head) and is_workbook(path):
        return None
    for stream in open_streams(path):
        if stream.fault:
            continue
        stream_head = _head(stream.pieces)
        if stream_head.startswith(PARQUET):
            with unpacked(stream_head, stream.pieces, None) as member:
                return _tell_parquet(member, mapping, ", in a ZIP archive")
        if told := _tell(stream_head, mapping):
            dialect, words = told
            return Sniffed(dialect.kind, ", ".join(w for w in (words, dialect.words, compression(path)) if w))
        if not stream.member:
            stream.pieces.check()
    if is_json(head):
        raise EvidenceError(_say_json(head))
    return None


def is_reports(path: Path, mapping: Mapped = None) -> bool:
    """Whether a file is one of AIS: then a ZIP or gzip file is read as it is, not unpacked."""
    try:
        return sniff_reports(path, mapping) is not None
    except EvidenceError:
        return False


def read_reports(
    path: Path,
    name: str,
    kind: str,
    evidence_id: str,
    mapping: Mapped = None,
    *,
    latest: datetime | None = None,
    scratch: Path | None = None,
    with_others: bool = False,
) -> Iterator[Reports]:
    """The reports of a file in batches.

    Args:
        path: the bytes.
        name: the file's name as given.
        kind: one of :data:`AIS_KINDS`.
        evidence_id: the evidence they point to.
        mapping: ``[ais.mapping]`` of case.toml: what the columns of a file of no known provider are, and when logs
            without times were received.
        latest: reports of this time and later are refused: the file was there before it.
        scratch: a folder for what must be unpacked to be read (Parquet in a ZIP); the system's, if left out.
        with_others: give what no ship sent (``Reports.others``) and the messages by type beside the rest.

    Returns:
        Batches; at least one, of no rows where the file has a header alone. ``row`` is the line, or where a file has no
        lines of its own the row (Parquet) or the object (an array of JSON), from 1; in the second member of a ZIP
        from 10,000,000,001, and so on (:data:`MEMBER_ROWS`).

    Raises:
        EvidenceError: the file, or the rest of it, cannot be read; the reason begins with ``name``. What was given
            before it stands.
    """
    if kind not in AIS_KINDS:
        raise EvidenceError(f"{name}: there is no kind of AIS file {kind!r}; there are {', '.join(AIS_KINDS)}")
    try:
        until = LATEST if latest is None else (latest - EPOCH) // timedelta(microseconds=1)
        about = _About(name, kind, evidence_id, mapping, until, scratch, with_others)
        if kind == "ais_parquet" and not is_zip(read_head(path)):
            yield from _parquet_reports(path, about, 1)
        else:
            yield from _stream_reports(path, about)
    except EvidenceError as e:
        raise EvidenceError(f"{name}: {e}") from None


@dataclass(frozen=True, slots=True)
class _About:
    """What holds for every part of a file that is read."""

    name: str
    kind: str
    evidence_id: str
    mapping: Mapped
    latest: int
    scratch: Path | None
    with_others: bool


def _parquet_reports(path: Path, about: _About, first: int) -> Iterator[Reports]:
    dialect = find_plain("ais_parquet", parquet_header(path), about.mapping)
    if dialect is None:
        raise EvidenceError(_say_unmapped(parquet_header(path), about.mapping))
    yield reports(about.evidence_id, _no_rows())
    dialect, _ = tell_signed(path, dialect)
    for rows in read_parquet(path, dialect, first):
        yield reports(about.evidence_id, rows, about.latest, with_others=about.with_others)


def _stream_reports(path: Path, about: _About) -> Iterator[Reports]:
    """Every file in a file. A member that is not of the kind is left out and named at the end."""
    faults = []
    for number, stream in enumerate(open_streams(path)):
        try:
            if stream.fault:
                raise EvidenceError(stream.fault)
            yield from _one(stream, 1 + number * MEMBER_ROWS, about)
            stream.pieces.check()
        except EvidenceError as e:
            if stream.member is None:
                raise
            faults.append(f"{stream.member}: {e}")
    if faults:
        more = f"; and {len(faults) - 3} more" if len(faults) > 3 else ""
        raise EvidenceError(f"not all in it was read: {'; '.join(faults[:3])}{more}")


def _one(stream: Stream, first: int, about: _About) -> Iterator[Reports]:
    head = _head(stream.pieces)
    if about.kind == "ais_parquet" and head.startswith(PARQUET):
        with unpacked(head, stream.pieces, about.scratch) as path:
            yield from _parquet_reports(path, about, first)
        return
    told = None if head.startswith(PARQUET) else _tell(head, about.mapping)
    if told is None or told[0].kind != about.kind:
        header = read_header(head.split(b"\n", 1)[0]).cells
        unmapped = _say_unmapped(header, about.mapping) if about.kind == "ais_csv" else "it is not"
        found = "it is Parquet" if head.startswith(PARQUET) else f"it is {told[0].kind}" if told else unmapped
        raise EvidenceError(f"was to be read as {about.kind}, and {found}")
    dialect = told[0]
    yield reports(about.evidence_id, _no_rows())
    if about.kind == "nmea":
        default = time_of_untimed(about.mapping, about.name)
        pieces = chain([head], stream.pieces)
        yield from nmea_reports(about.evidence_id, pieces, first, default, about.latest, with_others=about.with_others)
        return
    if is_json(head):
        found_rows = read_objects(stream.pieces, head, dialect, first)
    else:
        line, _, held = head.partition(b"\n")
        blocks = read_blocks(stream.pieces, held)
        found_rows = read_rows(blocks, read_header(line), dialect, first + 1, partial(_layout, mapping=about.mapping))
    for rows in found_rows:
        yield reports(about.evidence_id, rows, about.latest, with_others=about.with_others)


def _tell(head: bytes, mapping: Mapped) -> tuple[Dialect, str] | None:
    """The layout at the beginning of a text, and how it was told."""
    if is_json(head):
        objects = find_json(head)
        return (objects, f"objects of the kind {objects.kind}") if objects else None
    header = read_header(head.split(b"\n", 1)[0])
    if found := _layout(header.cells, mapping):
        return found, _say_columns(found, header.cells)
    if SENTENCE.search(head):
        return Dialect("nmea", dict.fromkeys(NEEDED, "")), "NMEA sentences of AIS"
    return None


def _layout(header: Sequence[str], mapping: Mapped) -> Dialect | None:
    return find_dialect(header) or find_plain("ais_csv", header, mapping)


def _tell_parquet(path: Path, mapping: Mapped, where: str = "") -> Sniffed:
    header = parquet_header(path)
    found = find_plain("ais_parquet", header, mapping)
    if found is None:
        raise EvidenceError(f"is a Parquet file, and {_say_unmapped(header, mapping)}; evidence tables are CSV or XLSX")
    _, signed = tell_signed(path, found)
    told = f", {say_many(signed, 'negative course')} read as 12 bits with a sign (409.6 added)" if signed else ""
    words = f", {found.words}" if found.words else ""
    return Sniffed("ais_parquet", f"Parquet, {_say_columns(found, header)}{where}{words}{told}")


def _head(pieces: Iterator[bytes]) -> bytes:
    """The first piece, with a whole line at least where there is one."""
    parts = []
    for piece in pieces:
        parts.append(piece)
        if b"\n" in piece or len(parts) * len(piece) > MOST_HEAD:
            break
    return b"".join(parts)


def _no_rows() -> Rows:
    whole, none = np.empty(0, dtype=np.int64), np.empty(0)
    return Rows(whole, whole, whole, none, none)


def _say_columns(dialect: Dialect, header: Sequence[str]) -> str:
    known = {plain(name) for name in header} & {*dialect.columns.values()}
    return f"{len(known)} of {len(header)} columns of the kind {dialect.kind}"


def _say_json(head: bytes) -> str:
    refuse_binary(head[:BLOCK])
    first = next(iter(find_objects(head, 1)), {})
    keys = ", ".join([*first][:MOST_KEYS]) + (", ..." if len(first) > MOST_KEYS else "")
    known = "; ".join(f"{d.kind} ({', '.join(d.needed)})" for d in JSON_DIALECTS)
    holds = f", its objects having {keys}" if keys else ""
    return f"is JSON, but no reports of AIS that are known here{holds}; known by their keys are {known}"


def _say_unmapped(header: Sequence[str], mapping: Mapped) -> str:
    if mapping and (absent := say_absent(map(plain, header), mapping)):
        return f"it is {absent}"
    needed = "MMSI, time, latitude and longitude"
    return f"it has no columns that say by their names which are {needed}: name them in [ais.mapping] of case.toml"
