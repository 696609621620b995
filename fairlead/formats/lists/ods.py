"""The sheets of an OpenDocument spreadsheet as rows of text, streamed: repeated cells and rows take no memory."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from fairlead.errors import EvidenceError
from fairlead.formats.archives import Capped
from fairlead.formats.lists.opened import BROKEN
from fairlead.formats.xml import Element, read_stream

MIME = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
MOST_COLUMNS = 500
"""Cells of a row that are read; what an office program repeats to the edge of the sheet is blank."""


def is_ods(head: bytes) -> bool:
    """Whether the first bytes of a file are those of an OpenDocument spreadsheet: its kind is its first member."""
    return head[30 : 30 + len(MIME)] == MIME


def ods_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, by their number from 1, over all sheets one after another.

    Raises:
        EvidenceError: it is damaged, cut off, or unpacks to more than any table.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
            number = 0
            for row in read_stream(Capped(file, path.stat().st_size), ("table-row",)):
                if row.name != "table-row":
                    continue
                cells = _cells(row)
                if any(cells):
                    yield number + 1, cells
                number += _repeated(row, "rows")
    except (*BROKEN, KeyError) as e:
        raise EvidenceError(f"is a broken spreadsheet ({str(e)[:120]})") from None


def _cells(row: Element) -> list[str]:
    cells: list[str] = []
    for cell in (c for c in row.children if c.name in ("table-cell", "covered-table-cell")):
        text = "\n".join(" ".join(p.words().split()) for p in cell.all("p"))
        count = _repeated(cell, "columns")
        cells += [text] * min(count, MOST_COLUMNS - len(cells))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _repeated(one: Element, what: str) -> int:
    count = one.attribute(f"table:number-{what}-repeated")
    return int(count) if count.isdigit() and len(count) < 9 else 1
