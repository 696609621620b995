"""A table as CSV for a spreadsheet, with texts that a spreadsheet would run made harmless."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TextIO

import pyarrow as pa

from fairlead.base.texts import shortest

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
"""A cell that begins so may be run as a formula, full-width signs included (OWASP on CSV injection)."""


def write_csv(table: pa.Table, out: TextIO) -> None:
    """Write a table as CSV with a header; see :func:`write_csv_parts`."""
    write_csv_parts([table], out)


def write_csv_parts(parts: Iterable[pa.Table], out: TextIO) -> int:
    """Write the parts of a table as one CSV with a header.

    Columns of numbers, truth values and times are written as they are: a negative longitude is no formula. Every other
    text that begins like a formula gets a leading apostrophe, which spreadsheets hide; lists are joined by "; ". A null
    is an empty cell, and so is an empty text. Numbers have the fewest digits that say them.

    Args:
        parts: Arrow tables with the same columns, taken one by one.
        out: a text stream opened with ``newline=""``.

    Returns:
        How many rows were written.
    """
    writer = csv.writer(out)  # lines end in CR LF (RFC 4180): with LF alone a CR inside a text would stand unquoted
    rows = 0
    for number, table in enumerate(parts):
        if number == 0:
            writer.writerow([neutral(name) for name in table.column_names])
        for batch in shortest(table).to_batches(max_chunksize=10_000):
            columns = [[_cell(v) for v in column.to_pylist()] for column in batch.columns]
            writer.writerows(zip(*columns, strict=True))
        rows += table.num_rows
    return rows


def neutral(text: str) -> str:
    """``text``, with an apostrophe before it where a spreadsheet might run it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        joined = "; ".join(str(_cell(v)) for v in value)
        return neutral(joined) if any(isinstance(v, str) for v in value) else joined
    return neutral(str(value))
