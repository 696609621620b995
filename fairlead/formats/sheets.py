"""One table out of a file, text, workbook or GeoJSON: its header, then its rows as text, each with its line."""

from __future__ import annotations

import lzma
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fairlead.errors import EvidenceError
from fairlead.formats import snap
from fairlead.formats.geojson import is_geojson, read_features
from fairlead.formats.text import BLOCK, DELIMITERS, REMARK, as_utf8, find_delimiter, find_encoding, read_records
from fairlead.formats.workbooks import is_ole, is_workbook, is_zip, read_workbook, say_ole

Row = tuple[int, int, list[str]]
"""First line, last line (a quoted cell may run over several), cells."""

_XZ = b"\xfd7zXZ"
_CUT = "is compressed with xz and cut off or damaged: too little of it can be unpacked to tell what it is"
_SIGNATURES = (
    (b"\x1f\x8b", "is compressed with gzip; unpack it first"),
    (b"BZh", "is compressed with bzip2; unpack it first"),
    (_XZ, "is compressed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "is compressed with Zstandard; unpack it first"),
    (b"Rar!", "is a RAR archive; pack it as .zip"),
    (b"7z\xbc\xaf", "is a 7-Zip archive; pack it as .zip"),
    (b"%PDF", "is a PDF; copy its table into a spreadsheet"),
    (b"\x89PNG", "is a picture (PNG), not a table"),
    (b"\xff\xd8\xff", "is a picture (JPEG), not a table"),
    (b"GIF8", "is a picture (GIF), not a table"),
    (b"PAR1", "is a Parquet file; evidence tables are CSV or XLSX"),
    (b"SQLite format 3", "is an SQLite database; export the table as CSV"),
    (b"<!DOCTYPE", "is a web page; save the table itself as CSV"),
    (b"<html", "is a web page; save the table itself as CSV"),
    (b"<?xml", "is XML; save the table as CSV or XLSX"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its column names as compared (lower case, underscores), and its rows."""

    header: tuple[str, ...]
    header_row: int
    words: str
    """How the file was read: delimiter and encoding, or the sheet's title."""
    unit: str
    """What a row is counted in: ``line`` of a text, ``row`` of a sheet, ``feature`` of GeoJSON."""
    records: Iterator[Row]
    unread: tuple[str, ...] = ()
    """Titles of further sheets that hold something and were not read."""
    faults: Mapping[int, str] = field(default_factory=dict)
    """Rows that cannot be taken apart into cells, and why."""


def _is_cut_xz(path: Path) -> bool:
    """Whether a small file packed with xz, as lists are too, ends before its stream does."""
    head = read_head(path)
    unpacker = lzma.LZMADecompressor()
    try:
        unpacker.decompress(head, BLOCK)
    except (lzma.LZMAError, EOFError):
        return True
    return len(head) < BLOCK and unpacker.needs_input


def open_sheet(path: Path, is_wanted: Callable[[tuple[str, ...]], bool]) -> Sheet:
    """The table in a file; of a workbook the one sheet whose header is wanted, else the first for the caller to refuse.

    Raises:
        EvidenceError: no regular file, empty, no table by its first bytes, or two wanted sheets in one workbook.
    """
    head = as_utf8(read_head(path))
    if snap.is_report(head):
        return Sheet(snap.COLUMNS, 1, "an XML report of SNAP's object discrimination", "line", snap.read_report(path))
    for signature, reason in _SIGNATURES:
        if head.startswith(signature):
            raise EvidenceError(_CUT if signature == _XZ and _is_cut_xz(path) else reason)
    if is_ole(head):
        raise EvidenceError(say_ole(path))
    if is_zip(head):
        return _open_workbook(path, is_wanted)
    if is_geojson(head):
        found = read_features(path, column_name)
        return Sheet(found.header, 1, found.words, "feature", found.rows, faults=found.faults)
    return _open_text(path)


def read_head(path: Path) -> bytes:
    """The first block of a file.

    Raises:
        EvidenceError: not there, not a regular file (a folder, a pipe, a device), not readable, or empty.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise EvidenceError(f"is {_say_mode(mode)}, not a file")
        with path.open("rb") as file:
            head = file.read(BLOCK)
    except (OSError, ValueError) as e:
        raise EvidenceError(f"cannot be read: {e.strerror or e if isinstance(e, OSError) else e}") from None
    if not head:
        raise EvidenceError("is empty: 0 bytes")
    return head


def column_name(cell: str) -> str:
    """A header cell as compared: lower case, words joined by underscores."""
    return snap.plain_name("_".join(cell.strip().lower().replace("-", " ").replace("_", " ").split()))


def is_header(cells: list[str]) -> bool:
    """Whether a row may be the header: not blank, and neither a remark nor a property of SNAP's."""
    return any(c.strip() for c in cells) and not cells[0].startswith(REMARK) and not snap.is_property(cells[0])


def _open_text(path: Path) -> Sheet:
    encoding = find_encoding(path)
    delimiter = find_delimiter(path, encoding)
    records = read_records(path, encoding, delimiter)
    row, header = next(((first, cells) for first, _, cells in records if is_header(cells)), (1, []))
    words = f"{DELIMITERS[delimiter]}-separated text in {encoding.words}"
    return Sheet(tuple(column_name(c) for c in header), row, words, "line", records)


def _open_workbook(path: Path, is_wanted: Callable[[tuple[str, ...]], bool]) -> Sheet:
    if not is_workbook(path):
        raise EvidenceError("is a ZIP file but no XLSX workbook; an archive is opened and its members added one by one")
    found: list[tuple[str, tuple[str, ...], int, Iterator[tuple[int, list[str]]]]] = []
    titles = []
    for sheet in read_workbook(path):
        row, cells = next(((n, cells) for n, cells in sheet.rows if is_header(cells)), (1, []))
        header = tuple(column_name(c) for c in cells)
        titles.append(sheet.title)
        if is_wanted(header) or not found:
            found.append((sheet.title, header, row, sheet.rows))
    if not found:
        raise EvidenceError("is a workbook with no cells filled in")
    wanted = [f for f in found if is_wanted(f[1])]
    if len(wanted) > 1:
        named = " and ".join(repr(title) for title, *_ in wanted)
        raise EvidenceError(f"sheets {named} each hold a table; save each as a file of its own")
    title, header, row, rows = wanted[0] if wanted else found[0]
    words = f"sheet {title!r} of an XLSX workbook"
    records = ((number, number, cells) for number, cells in rows)
    return Sheet(header, row, words, "row", records, tuple(t for t in titles if t != title))


def _say_mode(mode: int) -> str:
    kinds = (
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISBLK, "a device"),
    )
    return next((words for test, words in kinds if test(mode)), "something special")
