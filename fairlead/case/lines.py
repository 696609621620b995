"""The text of single lines of evidence: what a person sees at the place a row was read from."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from fairlead.errors import EvidenceError
from fairlead.formats import rasters
from fairlead.formats.ais import AIS_KINDS
from fairlead.formats.ais_lines import read_report_lines
from fairlead.formats.geojson import feature_texts, is_geojson
from fairlead.formats.kinds import READERS
from fairlead.formats.lists.reader import LISTS, list_lines
from fairlead.formats.reader import missing_columns
from fairlead.formats.sheets import open_sheet, read_head
from fairlead.formats.text import find_encoding
from fairlead.formats.workbooks import is_zip

LONGEST = 4_000
"""Characters of a record shown; the rest is in the file."""
MOST_LINES = 50
"""Lines of one record, where a quoted cell runs over several."""


def read_lines(path: Path, kind: str, wanted: Collection[int]) -> dict[int, str]:
    """The text at some lines of a file (of a workbook the cells of some rows, as a CSV would hold them; of GeoJSON some
    features).

    Args:
        path: the original.
        kind: what it was taken for, which says which sheet of a workbook is meant.
        wanted: line or row numbers, from 1.

    Returns:
        The text by number; a number the file does not have is left out.
    """
    if not wanted or kind == rasters.KIND:  # a picture has no lines
        return {}
    try:
        if kind in AIS_KINDS:
            return {row: text[:LONGEST] for row, text in read_report_lines(path, kind, set(wanted)).items()}
        if kind in LISTS:
            return list_lines(path, kind, set(wanted), LONGEST)
        head = read_head(path)
        if is_zip(head):
            return _sheet_rows(path, kind, set(wanted))
        if kind in READERS and is_geojson(head):
            return feature_texts(path, set(wanted), LONGEST)
        return _text_lines(path, set(wanted), kind in READERS)
    except EvidenceError:
        return {}


def _sheet_rows(path: Path, kind: str, wanted: set[int]) -> dict[int, str]:
    sheet = open_sheet(path, lambda header: kind in READERS and not missing_columns(READERS[kind], header))
    found = {first: " | ".join(cells) for first, _, cells in sheet.records if first in wanted}
    if sheet.header_row in wanted:
        found[sheet.header_row] = " | ".join(sheet.header)
    return found


def _text_lines(path: Path, wanted: set[int], has_records: bool) -> dict[int, str]:
    """Lines as they stand; a record whose quote stays open takes the next lines with it."""
    found: dict[int, str] = {}
    growing: list[int] = []
    last = max(wanted)
    with path.open(encoding=find_encoding(path).codec, errors="replace") as file:
        for number, line in enumerate(file, start=1):
            for first in growing:
                found[first] += line
            if number in wanted:
                found[number] = line
                growing.append(number)
            growing = [n for n in growing if has_records and found[n].count('"') % 2 and number - n < MOST_LINES]
            if number >= last and not growing:
                break
    return {number: text.rstrip("\n")[:LONGEST] for number, text in found.items()}
