"""Headers of delimited text: a file's first line, and lines further down that begin another file joined to it."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.formats.ais_dialects import CSV_DIALECTS, SYNONYMS, plain
from fairlead.formats.ais_values import NUMBER

DELIMITERS = (",", ";", "\t", "|")
LONGEST_HEADER = 1 << 16
AGAIN = "the file's header once more: files were joined"
OTHER = "another header: files were joined, and the rows below it are read by its columns"

_NAMES = frozenset(name for d in CSV_DIALECTS for name in d.columns.values()).union(*SYNONYMS.values())
"""What providers call their columns."""


@dataclass(slots=True)
class Header:
    """The first line of a file."""

    cells: list[str]
    delimiter: str
    names: list[str] = field(default_factory=list)
    """As compared."""

    def __post_init__(self) -> None:
        self.names = [plain(c) for c in self.cells]


@dataclass(frozen=True, slots=True)
class Joint:
    """Headers among the lines of a block."""

    reasons: dict[int, str] = field(default_factory=dict)
    """Why the line is no row, by its number."""
    end: int = -1
    """Where the first header of other columns ends in the block; -1 without one."""
    header: Header | None = None
    """That header."""


def read_header(line: bytes) -> Header:
    """The header's cells and what separates them."""
    text = line[:LONGEST_HEADER].decode("utf-8-sig", "replace").split("\r")[0].replace("\n", "")
    delimiter = max(DELIMITERS, key=text.count)
    return Header(next(csv.reader([text], delimiter=delimiter), []), delimiter)


def find_joint(
    mmsi: pa.ChunkedArray, lines: npt.NDArray[np.int64], block: bytes, first_line: int, header: Header
) -> Joint:
    """Headers in the middle of a file, up to the first whose columns are others than the file's.

    Only lines whose cell for the MMSI is a column's name are looked at, so that a block without one, whose MMSIs are
    numbers, costs nothing.

    Args:
        mmsi: cells of the rows.
        lines: their numbers.
        block: whole lines.
        first_line: number of its first.
        header: the file's.
    """
    if not pa.types.is_dictionary(mmsi.type) or not len(mmsi):
        return Joint()
    column = mmsi.unify_dictionaries().combine_chunks()
    told = _column_names(column.dictionary, header)
    if not told:
        return Joint()
    at = lines[np.isin(column.indices.fill_null(-1).to_numpy(zero_copy_only=False), told)]
    ends = np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == 10) + 1
    reasons: dict[int, str] = {}
    for number in at.tolist():
        n = number - first_line
        found = read_header(block[ends[n - 1] if n else 0 : ends[n]])
        if found.names == header.names:
            reasons[number] = AGAIN
        elif not any(_is_number(cell) for cell in found.cells):
            return Joint({**reasons, number: OTHER}, int(ends[n]), found)
    return Joint(reasons)


def _column_names(unique: pa.Array, header: Header) -> list[int]:
    """Which of the unique cells are the names of columns."""
    is_text: npt.NDArray[np.bool_] = pc.invert(pc.match_substring_regex(unique, NUMBER)).to_numpy(zero_copy_only=False)
    known = _NAMES.union(header.names)
    return [int(i) for i in np.flatnonzero(is_text) if plain(unique[int(i)].as_py()) in known]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
