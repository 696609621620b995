"""XLSX workbooks: what is checked before they are opened, and cells as the text a CSV would hold.

A workbook is an archive of XML written by strangers: its size unpacked and the extent of every sheet are read first,
because the library lays a sheet out as a full rectangle.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fairlead.errors import EvidenceError
from fairlead.formats.text import REMARK

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

LARGEST_PACKED = 256 << 20
LARGEST_UNPACKED = 1 << 30
MOST_PARTS = 5_000
MOST_CELLS = 30_000_000
"""Cells of the rectangle a sheet spans (about 1 GB in the library); 100,000 rows of 21 columns are 2 million."""

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d{1,9})""")
_ERROR_CELL = re.compile(rb"""<(?:\w{1,20}:)?c\s[^<>]{0,300}\bt\s{0,9}=\s{0,9}["']e["'][^<>]{0,300}>""")
_NO_VALUE = rb"(?:<(?:\w{1,20}:)?v\s{0,9}/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?"
_FORMULA_WITHOUT_VALUE = re.compile(rb"</(?:\w{1,20}:)?f>\s{0,99}" + _NO_VALUE + rb"\s{0,99}</(?:\w{1,20}:)?c>")
_OVERLAP = 4096
"""Bytes kept from one block to the next, so that no tag is split."""

Cell = int | float | str | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class WorkbookSheet:
    """One sheet's name and its rows, numbered as the spreadsheet numbers them."""

    title: str
    rows: Iterator[tuple[int, list[str]]]


def is_zip(head: bytes) -> bool:
    """Whether a file's first bytes are those of a ZIP archive."""
    return head.startswith(_ZIP)


def is_workbook(path: Path) -> bool:
    """Whether a ZIP archive is an XLSX workbook, by its parts and not by its name."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return "[Content_Types].xml" in names and any(n.lower().startswith("xl/") for n in names)


def say_ole(path: Path) -> str:
    """Why a file in Microsoft's older container cannot be read: a password, or an old format."""
    with path.open("rb") as file:
        block = file.read(1 << 20)
    if _ENCRYPTED in block:
        return "is a workbook protected by a password; save it without one"
    return "is an old Office file (.xls or the like); save it as .xlsx or .csv"


def is_ole(head: bytes) -> bool:
    """Whether a file's first bytes are those of Microsoft's older container."""
    return head.startswith(_OLE)


def read_workbook(path: Path) -> Iterator[WorkbookSheet]:
    """Every sheet of a workbook that holds anything, in its order.

    Raises:
        EvidenceError: broken, protected, or too large unpacked. A sheet with cells whose value is not in the file
            raises when its second row is read: a sheet nobody reads may hold what it likes.
    """
    import python_calamine  # here, so that importing the package stays light

    problems = _check_parts(path)
    try:
        with path.open("rb") as file:
            workbook = python_calamine.CalamineWorkbook.from_filelike(file)
            for title in workbook.sheet_names:
                sheet = workbook.get_sheet_by_name(title)
                if sheet.start is not None:
                    yield WorkbookSheet(title, _rows(sheet, problems.get(title) or problems.get("")))
    except python_calamine.PasswordError:
        raise EvidenceError("is a workbook protected by a password; save it without one") from None
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as e:
        raise _broken(e) from None


def _rows(sheet: CalamineSheet, problem: str | None) -> Iterator[tuple[int, list[str]]]:
    is_first = True
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [as_text(c) for c in cells]
        if any(texts):
            if problem and not is_first:
                raise EvidenceError(f"sheet {sheet.name!r}: {problem}")
            is_first = is_first and texts[0].startswith(REMARK)
            yield number, texts


def as_text(cell: Cell) -> str:
    """A cell as a CSV would hold it: ``8660313.0`` is 8660313, a date is ISO, a clock time HH:MM.

    A day written as year and month alone has become a whole date inside the spreadsheet; nothing here can tell.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        at = cell.time()
        return cell.date().isoformat() if at == time(0) else f"{cell.date().isoformat()} {as_text(at)}"
    if isinstance(cell, time):
        return cell.strftime("%H:%M:%S" if cell.second else "%H:%M")
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}" + (f":{seconds % 60:02d}" if seconds % 60 else "")
    return str(cell)


def _check_parts(path: Path) -> dict[str, str]:
    """Unpack every part to nowhere; what is wrong with a sheet, by its title ("" where no title is known)."""
    if path.stat().st_size > LARGEST_PACKED:
        raise EvidenceError(f"is a workbook of more than {LARGEST_PACKED >> 20} MiB; save it as CSV")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise EvidenceError(f"is a workbook of {len(parts):,} parts, more than {MOST_PARTS:,}; save it as CSV")
            if (total := sum(p.file_size for p in parts)) > LARGEST_UNPACKED:
                raise EvidenceError(f"would unpack to {total:,} bytes, more than {LARGEST_UNPACKED:,}; save it as CSV")
            titles = _titles(archive)
            found = [(titles.get(p.filename, ""), _check_part(archive, p)) for p in parts]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as e:
        raise _broken(e) from None
    return {title: problem for title, problem in found if problem}


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str | None:
    """Unpack one part to nowhere; of a sheet, measure the rectangle it spans and look for cells without a value."""
    is_sheet = _SHEET.fullmatch(part.filename) is not None
    problem: str | None = None
    widest, lowest, left = 1, 1, b""
    with archive.open(part) as unpacked:
        while block := unpacked.read(1 << 20):
            if not is_sheet:
                continue
            window = left + block
            problem = problem or _valueless(window)
            wide, low = _extent(window)
            widest, lowest, left = max(widest, wide), max(lowest, low), window[-_OVERLAP:]
    if widest * lowest > MOST_CELLS:
        raise EvidenceError(
            f"{part.filename} spans {widest:,} columns by {lowest:,} rows; save the table itself as CSV"
        )
    return problem


def _valueless(xml: bytes) -> str | None:
    """Why a cell in this piece of a sheet has no value, or None."""
    if _FORMULA_WITHOUT_VALUE.search(xml):
        return "has formulas whose results are not stored; open it in a spreadsheet and save it again"
    if (b'"e"' in xml or b"'e'" in xml) and (cell := _ERROR_CELL.search(xml)):
        place = _PLACE.search(cell[0])
        where = (place[1] + place[2]).decode() if place else "a cell"
        return f"{where} shows a spreadsheet error (#N/A or the like); correct it or leave it blank"
    return None


def _extent(xml: bytes) -> tuple[int, int]:
    """Rightmost column and lowest row that this piece of a sheet names."""
    places = set(_PLACE.findall(xml))
    return max((_column(p[0]) for p in places), default=1), max((int(p[1]) for p in places), default=1)


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part name of each sheet to its title, as far as the workbook's own index says."""
    try:
        index = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    target = {a.get("Id", ""): a.get("Target", "") for a in _attributes(links, "Relationship")}
    parts = {a.get("name", ""): target.get(a.get("r:id", ""), "") for a in _attributes(index, "sheet")}
    return {p.lstrip("/") if p.startswith("/") else f"xl/{p}": html.unescape(title) for title, p in parts.items()}


def _attributes(xml: str, tag: str) -> Iterator[dict[str, str]]:
    for found in re.finditer(rf"<(?:\w+:)?{tag}\s([^>]*)>", xml):
        yield {name: value for name, _, value in re.findall(r"""([\w:]+)\s*=\s*(["'])(.*?)\2""", found[1])}


def _broken(e: Exception) -> EvidenceError:
    return EvidenceError(f"is a broken XLSX workbook ({str(e)[:120]}); open it in a spreadsheet and save it again")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
