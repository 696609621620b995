"""The text at some rows of a file of AIS, packed or not: what a person sees at the place a report was read from."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from fairlead.errors import EvidenceError
from fairlead.formats.ais_json import array_objects, is_array
from fairlead.formats.ais_open import MEMBER_ROWS, Stream, open_streams, unpacked
from fairlead.formats.sheets import read_head
from fairlead.formats.workbooks import is_zip

LONGEST = 4_000
"""Characters shown of a row."""


def read_report_lines(path: Path, kind: str, wanted: Collection[int]) -> dict[int, str]:
    """The text at some rows: lines, objects of an array of JSON, or rows of Parquet with their columns named.

    Args:
        path: the original.
        kind: what it was taken for.
        wanted: rows as reports bear them. The text out of a ZIP begins with the member's name and the line in it.

    Returns:
        The text by row; what the file does not have, or no longer gives, is left out.
    """
    rows = set(wanted)
    if not rows:
        return {}
    if kind == "ais_parquet" and not is_zip(read_head(path)):
        return _parquet_rows(path, rows)
    found: dict[int, str] = {}
    with suppress(EvidenceError):
        for number, stream in enumerate(open_streams(path)):
            before = number * MEMBER_ROWS
            inside = {row - before for row in rows if before < row <= before + MEMBER_ROWS}
            if kind == "ais_parquet":
                if inside and not stream.fault:
                    with unpacked(b"", stream.pieces, None) as member:
                        texts = _parquet_rows(member, inside)
                    found |= {before + n: f"{stream.member}, row {n}: {text}"[:LONGEST] for n, text in texts.items()}
                continue
            for line, text in enumerate(_texts(stream, kind) if inside else (), start=1):
                if line in inside:
                    words = text.rstrip(b"\r\n").decode("utf-8", "replace")[:LONGEST]
                    found[before + line] = f"{stream.member}, line {line}: {words}" if stream.member else words
                if line >= max(inside):
                    break
    return found


def _texts(stream: Stream, kind: str) -> Iterator[bytes]:
    pieces = iter(stream.pieces)
    head = next(pieces, b"")
    if is_array(head):
        objects = (one for found, _ in array_objects(pieces, head) for one in found)
        yield from islice(objects, 1 if kind == "aishub" else 0, None)
        return
    held = head
    while True:
        lines = held.split(b"\n")
        held = lines.pop()
        yield from lines
        piece = next(pieces, None)
        if piece is None:
            break
        held += piece
    if held:
        yield held


def _parquet_rows(path: Path, rows: set[int]) -> dict[int, str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    found: dict[int, str] = {}
    first = 1
    try:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                count = file.metadata.row_group(group).num_rows
                inside = sorted(r for r in rows if first <= r < first + count)
                if inside:
                    taken = file.read_row_group(group).take([r - first for r in inside]).to_pylist()
                    for row, values in zip(inside, taken, strict=True):
                        said = (f"{name}: {value}" for name, value in values.items() if value is not None)
                        found[row] = ", ".join(said)[:LONGEST]
                first += count
    except (pa.ArrowInvalid, OSError):
        return found
    return found
