"""Tables as XLSX (ECMA-376, transitional), which every spreadsheet opens: texts as texts, numbers as numbers.

No cell holds a formula: a text is stored as a text whatever it begins with, and one that begins like a formula also
bears the mark of a leading apostrophe (quotePrefix), so that a person who edits the cell does not make it one.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from math import isfinite
from typing import Any, BinaryIO

from fairlead.formats.exports import FORMULA_STARTS
from fairlead.formats.xml_text import HEAD, UNWRITABLE, escaped, quoted

MOST_ROWS = 1_048_576
"""Rows of a sheet, the header counted in."""
LONGEST_TEXT = 32_767
"""Characters of a cell."""
LONGEST_NAME = 31
"""Characters of a sheet's name."""
EXACT = 2**53
"""Whole numbers beyond this are no exact numbers in a spreadsheet, and are written as texts."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What a spreadsheet would take for a character by its number."""
_BOLD, _APOSTROPHE = 1, 2

_STYLES = f"""{HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font>\
<b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/>\
<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>\
</cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its header and its rows, taken one by one."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


@dataclass(slots=True)
class Loss:
    """What a sheet could not hold."""

    cut: int = 0
    """Texts cut to the longest a cell may hold."""
    changed: int = 0
    """Texts without characters that a spreadsheet has no place for."""
    left_out: int = 0
    """Rows beyond the last."""


def write_xlsx(sheets: Iterable[Sheet], out: BinaryIO) -> dict[str, Loss]:
    """Write a workbook.

    Args:
        sheets: in order; each has a name of its own, of at most 31 characters.
        out: where to, open for writing.

    Returns:
        What each sheet could not hold, by name. A null is an empty cell, times are ISO 8601, lists are joined by "; ",
        a number that is none (NaN, infinite) is an empty cell.
    """
    losses: dict[str, Loss] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, sheet in enumerate(sheets, start=1):
            losses[sheet.name] = loss = Loss()
            with archive.open(_info(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as file:
                for piece in _sheet(sheet, loss):
                    file.write(piece.encode())
        count = range(1, len(losses) + 1)
        parts = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in count
        )
        books = "".join(
            f'<sheet name={quoted(name)} sheetId="{n}" r:id="r{n}"/>' for n, name in zip(count, losses, strict=True)
        )
        leads = "".join(
            f'<Relationship Id="r{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in count
        )
        for name, content in (
            ("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
             f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
             f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
             f'ContentType="{_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" '
             f'ContentType="{_TYPE}.styles+xml"/>{parts}</Types>'),
            ("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
             f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'),
            ("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{books}</sheets></workbook>'),
            ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{leads}<Relationship '
             f'Id="styles" Type="{_REL}/styles" Target="styles.xml"/></Relationships>'),
        ):  # fmt: skip
            archive.writestr(_info(name), HEAD + content)
        archive.writestr(_info("xl/styles.xml"), _STYLES)
    return losses


def _info(name: str) -> zipfile.ZipInfo:
    """A file of the workbook, without a clock."""
    info = zipfile.ZipInfo(name)
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
    return info


def _sheet(sheet: Sheet, loss: Loss) -> Iterator[str]:
    yield (
        f'{HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" '
        'topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/><sheetData>'
    )
    letters = [_letters(n) for n in range(len(sheet.header))]
    yield _row(1, letters, sheet.header, loss, _BOLD)
    rows = iter(sheet.rows)
    for number, row in enumerate(islice(rows, MOST_ROWS - 1), start=2):
        yield _row(number, letters, row, loss, 0)
    loss.left_out = sum(1 for _ in rows)
    yield "</sheetData></worksheet>"


def _row(number: int, letters: Sequence[str], values: Sequence[Any], loss: Loss, style: int) -> str:
    cells = (_cell(f"{at}{number}", value, loss, style) for at, value in zip(letters, values, strict=True))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(at: str, value: Any, loss: Loss, style: int) -> str:
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float) and abs(value) <= EXACT:
        return f'<c r="{at}"><v>{value!r}</v></c>'
    if value is None or value == "" or (isinstance(value, float) and not isfinite(value)):
        return ""
    text = _text(value)
    if len(text) > LONGEST_TEXT:
        text, loss.cut = text[:LONGEST_TEXT], loss.cut + 1
    loss.changed += bool(UNWRITABLE.search(text))
    if text.startswith(FORMULA_STARTS):
        style = _APOSTROPHE
    marked = f' s="{style}"' if style else ""
    return (
        f'<c r="{at}"{marked} t="inlineStr"><is><t xml:space="preserve">{escaped(_ESCAPE.sub("_x005F_", text))}</t>'
        "</is></c>"
    )


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join("" if v is None else _text(v) for v in value)
    return str(value)


def _letters(column: int) -> str:
    """A column's letters, from 0: A, B, ..., Z, AA."""
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)
