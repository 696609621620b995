"""Files of AIS: what a file is, by its content, and its reports in batches of bounded size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from fairlead.errors import EvidenceError
from fairlead.formats.ais_csv import Header, read_blocks, read_header, read_rows
from fairlead.formats.ais_dialects import CSV_DIALECTS, Dialect, find_dialect, find_plain
from fairlead.formats.ais_open import Stream, compression, open_streams
from fairlead.formats.ais_parquet import parquet_header, read_parquet
from fairlead.formats.ais_rows import Rows, reports
from fairlead.formats.api import Reports, Sniffed
from fairlead.formats.sheets import read_head
from fairlead.formats.workbooks import is_workbook, is_zip

AIS_KINDS: Mapping[str, str] = {
    **{d.kind: d.doc.removesuffix(", 2018 to 2024").removesuffix(", from 2025") for d in CSV_DIALECTS},
    "ais_csv": "AIS as delimited text of any provider, its columns named in case.toml or by themselves",
    "ais_parquet": "AIS as Parquet of any provider, its columns named in case.toml or by themselves",
}
"""Every kind of AIS file and what it holds."""

PARQUET = b"PAR1"


def sniff_reports(path: Path, mapping: Mapping[str, Any] | None = None) -> Sniffed | None:
    """What a file of AIS is, or None where it is none.

    Args:
        path: the bytes.
        mapping: what the columns of a file of no known provider are.

    Raises:
        EvidenceError: it cannot be opened, or is a damaged log.
    """
    if read_head(path).startswith(PARQUET):
        header = parquet_header(path)
        found = find_plain("ais_parquet", header, mapping)
        return Sniffed("ais_parquet", f"Parquet, {_say_columns(found, len(header))}") if found else None
    if is_zip(read_head(path)) and is_workbook(path):
        return None
    for stream in open_streams(path):
        if stream.fault:
            continue
        head = _head(stream)[0]
        csv_header = read_header(head.split(b"\n", 1)[0])
        found = find_dialect(csv_header.cells) or find_plain("ais_csv", csv_header.cells, mapping)
        if found:
            words = f"{_say_columns(found, len(csv_header.cells))} {compression(path)}".strip()
            return Sniffed(found.kind, words)
    return None


def is_reports(path: Path, mapping: Mapping[str, Any] | None = None) -> bool:
    """Whether a file is one of AIS: then a ZIP or gzip file is read as it is, not unpacked."""
    try:
        return sniff_reports(path, mapping) is not None
    except EvidenceError:
        return False


def read_reports(
    path: Path, name: str, kind: str, evidence_id: str, mapping: Mapping[str, Any] | None = None
) -> Iterator[Reports]:
    """The reports of a file in batches.

    Args:
        path: the bytes.
        name: the file's name as given.
        kind: one of :data:`AIS_KINDS`.
        evidence_id: the evidence they point to.
        mapping: what the columns of a file of no known provider are: ``[ais.mapping]`` of case.toml.

    Raises:
        EvidenceError: the file, or the rest of it, cannot be read; the reason begins with ``name``. What was given
            before it stands.
    """
    if kind not in AIS_KINDS:
        raise EvidenceError(f"{name}: there is no kind of AIS file {kind!r}; there are {', '.join(AIS_KINDS)}")
    try:
        for rows in _rows(path, kind, mapping):
            yield reports(evidence_id, rows)
    except EvidenceError as e:
        raise EvidenceError(f"{name}: {e}") from None


def _rows(path: Path, kind: str, mapping: Mapping[str, Any] | None) -> Iterator[Rows]:
    if kind == "ais_parquet":
        dialect = find_plain(kind, parquet_header(path), mapping)
        if dialect is None:
            raise EvidenceError("has no columns that say by their names which are MMSI, time, latitude and longitude")
        yield from read_parquet(path, dialect)
        return
    for stream in open_streams(path):
        yield from _csv_rows(stream, kind, mapping)


def _csv_rows(stream: Stream, kind: str, mapping: Mapping[str, Any] | None) -> Iterator[Rows]:
    head, pieces = _head(stream)
    line, _, held = head.partition(b"\n")
    header: Header = read_header(line)
    dialect = find_plain(kind, header.cells, mapping) if kind == "ais_csv" else find_dialect(header.cells)
    if dialect is None or dialect.kind != kind:
        raise EvidenceError(f"has not the columns of the kind {kind}: {', '.join(header.cells)[:200]}")
    nothing = np.empty(0)
    yield Rows(nothing.astype(np.int64), nothing.astype(np.int64), nothing.astype(np.int64), nothing, nothing)
    yield from read_rows(read_blocks(pieces, held), header, dialect, 2)


def _head(stream: Stream) -> tuple[bytes, Iterator[bytes]]:
    """The beginning of a stream, with at least one line where it has one, and the rest."""
    head = b""
    for piece in stream.pieces:
        head += piece
        if b"\n" in head or len(head) > 1 << 22:
            break
    return head, stream.pieces


def _say_columns(dialect: Dialect, columns: int) -> str:
    return f"{len(dialect.columns)} of {columns} columns of the kind {dialect.kind}"
