"""Logs of AIS as delimited text: whole lines in blocks, parsed by Arrow column by column.

A row is a line. Only the columns that are used are converted. Where a cell does not fit its column's type the block is
read again as text, so that one bad cell costs its row, not the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv as arrow_csv

from fairlead.errors import EvidenceError
from fairlead.formats.ais_cells import rows_of
from fairlead.formats.ais_dialects import Dialect
from fairlead.formats.ais_headers import Header, Joint, find_joint
from fairlead.formats.ais_rows import Rows
from fairlead.formats.ais_values import NULLS

Ints = npt.NDArray[np.int64]

BLOCK = 1 << 25
"""Bytes parsed at once: some 300,000 rows of MarineCadastre. Fixed, so that batches depend on the file alone."""
LONGEST_LINE = 1 << 20

FEW, MANY = "has fewer cells than the header: cut off, or a delimiter is missing", "has more cells than the header"
OPEN_QUOTE = "has a quote that is not closed"
LONE_RETURN = "has a carriage return within the line"

_CODED = pa.dictionary(pa.int32(), pa.string())
_TYPES = {"mmsi": pa.int32(), "lat": pa.float64(), "lon": pa.float64(), "time": _CODED}
_SINGLES = ("sog", "cog", "heading", "nav_status", "msg_type", "length", "width", "draught",
            "to_bow", "to_stern", "to_port", "to_starboard", "millisecond")  # fmt: skip


def read_blocks(pieces: Iterator[bytes], held: bytes = b"", block: int = BLOCK) -> Iterator[bytes]:
    """The same bytes in blocks that end with a line.

    Raises:
        EvidenceError: a line longer than any log has.
    """
    parts, size = [held], len(held)
    for piece in pieces:
        size += len(piece)
        end = piece.rfind(b"\n") + 1 if size >= block else 0
        if not end:
            parts.append(piece)
            if size > block + LONGEST_LINE:
                raise EvidenceError(f"has a line of more than {LONGEST_LINE:,} characters: no log of AIS")
            continue
        yield b"".join((*parts, piece[:end]))
        parts, size = [piece[end:]], len(piece) - end
    if size:
        yield b"".join(parts)


def read_rows(
    blocks: Iterator[bytes],
    header: Header,
    dialect: Dialect,
    first_line: int,
    find: Callable[[Sequence[str]], Dialect | None],
) -> Iterator[Rows]:
    """Rows of a file, block by block. Where another file was joined to it, its header is followed.

    Args:
        blocks: whole lines, without the header.
        header: the file's.
        dialect: which of its columns are what.
        first_line: number of the first line of the blocks.
        find: the layout of a header.

    Raises:
        EvidenceError: a header further down is of no layout that is known, or of another kind: what follows it is not
            read.
    """
    for part in blocks:
        rest = part if part.endswith(b"\n") else part + b"\n"
        while rest:
            found, joint = _parse_to_joint(rest, header, dialect, first_line)
            rows = rows_of(found.cells, found.lines, dialect)
            rows.bad_rows = np.array(found.bad_lines, dtype=np.int64)
            rows.bad_reasons = found.bad_reasons
            yield rows
            first_line += found.count
            rest = rest[joint.end :] if joint.header else b""
            if joint.header:
                header, dialect = joint.header, _follow(joint.header, dialect, first_line - 1, find)


def _follow(header: Header, dialect: Dialect, line: int, find: Callable[[Sequence[str]], Dialect | None]) -> Dialect:
    """The layout from a header further down on."""
    found = find(header.cells)
    if found is None or found.kind != dialect.kind:
        kind = f"of the kind {found.kind}" if found else "that is not known"
        raise EvidenceError(
            f"another file was joined to it: line {line:,} is a header {kind}, and what follows is not read; add it as "
            "a file of its own"
        )
    return found


def _parse_to_joint(block: bytes, header: Header, dialect: Dialect, first_line: int) -> tuple[_Parsed, Joint]:
    """A block's columns up to the first header of other columns, that line included; headers are no rows."""
    wanted = {header.names.index(name): word for word, name in dialect.columns.items() if name in header.names}
    found = _parse(block, header, wanted, first_line)
    joint = find_joint(found.cells["mmsi"], found.lines, block, first_line, header)
    if joint.header:
        found = _parse(block[: joint.end], header, wanted, first_line)
    if joint.reasons:
        is_row = ~np.isin(found.lines, [*joint.reasons])
        found.cells = {word: column.filter(pa.array(is_row)) for word, column in found.cells.items()}
        found.lines = found.lines[is_row]
        bad = sorted([*zip(found.bad_lines, found.bad_reasons, strict=True), *joint.reasons.items()])
        found.bad_lines, found.bad_reasons = [n for n, _ in bad], [why for _, why in bad]
    return found, joint


@dataclass(slots=True)
class _Parsed:
    cells: dict[str, Any]
    lines: Ints
    bad_lines: list[int]
    bad_reasons: list[str]
    count: int
    """Lines of the block."""


def _parse(block: bytes, header: Header, wanted: dict[int, str], first_line: int, *, is_gappy: bool = False) -> _Parsed:
    """A block's columns. ``is_gappy``: it may have blank lines, which are no rows."""
    has_quotes = b'"' in block
    bad: dict[int, str] = {}
    count = block.count(b"\n")
    lines = np.arange(first_line, first_line + count, dtype=np.int64)
    whole = block
    if has_quotes or is_gappy:
        block, lines, bad = _drop_lines(block, first_line)
    table, misfits = _read_typed(block, header, wanted, has_quotes)
    if has_quotes and table.num_rows + len(misfits) != len(lines):  # a quote took the end of its line for text
        block, lines, bad = _drop_lines(whole, first_line, header.delimiter)
        table, misfits = _read_typed(block, header, wanted, has_quotes)
    is_odd = _mmsi(table, wanted).null_count or table.num_rows + len(misfits) != len(lines)
    if is_odd and not (
        has_quotes or is_gappy
    ):  # a blank line is read as a row of nulls, a lone CR as the end of a line
        return _parse(block, header, wanted, first_line, is_gappy=True)
    at = np.array([m[0] for m in misfits], dtype=np.int64)
    bad.update((int(lines[i]), why) for i, why in misfits)
    lines = np.delete(lines, at)
    cells = {word: table[str(i)] for i, word in wanted.items()}
    order = sorted(bad)
    return _Parsed(cells, lines, order, [bad[n] for n in order], count)


def _read_typed(
    block: bytes, header: Header, wanted: dict[int, str], has_quotes: bool
) -> tuple[pa.Table, list[tuple[int, str]]]:
    """The block by the types of its columns, or as text where a cell does not fit."""
    block = as_utf8(block)
    try:
        return _read(block, header, wanted, has_quotes, is_typed=True)
    except pa.ArrowInvalid:
        return _read(block, header, wanted, has_quotes, is_typed=False)


def _read(
    block: bytes, header: Header, wanted: dict[int, str], has_quotes: bool, *, is_typed: bool
) -> tuple[pa.Table, list[tuple[int, str]]]:
    misfits: list[tuple[int, str]] = []
    width = len(header.names)

    def misfit(row: arrow_csv.InvalidRow) -> str:
        misfits.append((row.number - 1, FEW if row.actual_columns < width else MANY))
        return "skip"

    types = {str(i): _type(word) if is_typed else _CODED for i, word in wanted.items()}
    if not block:
        return pa.schema(list(types.items())).empty_table(), []
    table = arrow_csv.read_csv(
        pa.py_buffer(block),
        arrow_csv.ReadOptions(
            use_threads=False, block_size=len(block) + 1, column_names=[str(i) for i in range(width)]
        ),
        arrow_csv.ParseOptions(
            delimiter=header.delimiter, quote_char='"' if has_quotes else False, ignore_empty_lines=False,
            invalid_row_handler=misfit,
        ),
        arrow_csv.ConvertOptions(
            column_types=types, include_columns=list(types), null_values=list(NULLS), strings_can_be_null=True,
        ),
    )  # fmt: skip
    return table, misfits


def _mmsi(table: pa.Table, wanted: dict[int, str]) -> pa.ChunkedArray:
    return table[next(str(i) for i, word in wanted.items() if word == "mmsi")]


def _type(word: str) -> pa.DataType:
    return _TYPES.get(word) or (pa.float32() if word in _SINGLES else _CODED)


def _drop_lines(block: bytes, first_line: int, delimiter: str = "") -> tuple[bytes, Ints, dict[int, str]]:
    """A block without its blank lines and those that cannot be followed; the numbers of the others; the reasons.

    A line with an odd number of quotes is open; where a delimiter is given, so is one whose last cell is.
    """
    text = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(text == 10)
    starts = np.r_[0, ends[:-1] + 1]
    size = ends - starts
    blank = (size == 0) | ((size == 1) & (text[starts] == 13))
    quotes = np.bincount(np.searchsorted(ends, np.flatnonzero(text == 34)), minlength=len(ends))
    is_open = quotes % 2 == 1
    if delimiter:
        for n in np.flatnonzero((quotes > 0) & ~is_open).tolist():
            is_open[n] = _ends_open(block[starts[n] : ends[n]].decode("latin-1"), delimiter)
    lines = first_line + np.arange(len(ends), dtype=np.int64)
    returns = np.flatnonzero(text[:-1] == 13)
    has_return = np.bincount(np.searchsorted(ends, returns[text[returns + 1] != 10]), minlength=len(ends)) > 0
    dropped = blank | is_open | has_return
    if dropped.any():
        kept = np.repeat(~dropped, size + 1)
        block = text[kept].tobytes()
    bad = dict.fromkeys(lines[has_return & ~blank].tolist(), LONE_RETURN)
    return block, lines[~dropped], bad | dict.fromkeys(lines[is_open].tolist(), OPEN_QUOTE)


def _ends_open(line: str, delimiter: str) -> bool:
    """Whether a cell that begins with a quote is not closed at the line's end; a quote within a cell is a character."""
    at = 0
    while at < len(line):
        if line[at] == '"':
            at += 1
            while (at := line.find('"', at) + 1) and line[at : at + 1] == '"':
                at += 1
            if not at:
                return True
        at = line.find(delimiter, at) + 1
        if not at:
            return False
    return False


def as_utf8(block: bytes) -> bytes:
    """The block in UTF-8; bytes that are none are taken for Windows-1252 or Latin-1."""
    if block.isascii():
        return block
    try:
        block.decode()
    except UnicodeDecodeError:
        try:
            return block.decode("cp1252").encode()
        except UnicodeDecodeError:
            return block.decode("latin-1").encode()
    return block
