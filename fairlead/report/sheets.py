"""Every table of a case as CSV, a file a table, or as one workbook, a sheet a table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, BinaryIO

import pyarrow as pa

from fairlead.base.tables import TABLES
from fairlead.base.texts import shortest
from fairlead.base.wording import say_many
from fairlead.case.rows import spell_keys
from fairlead.case.simulated import PREFIX
from fairlead.case.workspace import Case
from fairlead.errors import CaseError
from fairlead.formats.exports import write_csv_parts
from fairlead.formats.xlsx import LONGEST_TEXT, MOST_ROWS, Sheet, write_xlsx

OURS = ("land",)
"""Tables that are the package's own, the same in every case."""

ABOUT = "About"


def write_tables(case: Case, folder: Path, losses: list[str]) -> int:
    """Every table that has rows as ``TABLE.csv`` in a new folder; where evidence is made up, ``simulated_TABLE.csv``.

    Returns:
        How many files were written.

    Raises:
        CaseError: the folder is there and not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CaseError(f"{folder} is there already; name a new folder for the tables")
    prefix = PREFIX if case.simulated() else ""
    names = _names(case, losses)
    beside = Path(mkdtemp(prefix=f".writing-{folder.name}-", dir=folder.parent))
    try:
        for name in names:
            with (beside / f"{prefix}{name}.csv").open("w", encoding="utf-8", newline="") as out:
                write_csv_parts(map(spell_keys, _parts(case, name)), out)
        beside.chmod(0o755)
        beside.replace(folder)  # an empty folder gives way
    except BaseException:
        rmtree(beside, ignore_errors=True)
        raise
    losses.append(
        "A text that begins like a formula has an apostrophe before it; an empty cell is not known, or an empty text; "
        'lists are joined by "; "'
    )
    return len(names)


def write_workbook(case: Case, words: str, losses: list[str], out: BinaryIO) -> int:
    """Every table that has rows as a sheet of one workbook, behind one that says what it is.

    Returns:
        How many sheets of tables were written.
    """
    names = _names(case, losses)
    about = [[line] for line in words.splitlines()]
    tables = [[name, TABLES[name].doc] for name in names]
    sheets = [Sheet(ABOUT, ("What this is", ""), [*([*line, None] for line in about), *tables])]
    sheets += [Sheet(name, TABLES[name].schema.names, _rows(case, name)) for name in names]
    for name, loss in write_xlsx(sheets, out).items():
        if loss.left_out:
            losses.append(f"{name}: {say_many(loss.left_out, 'row')} beyond the {MOST_ROWS:,} of a sheet left out")
        if loss.cut:
            losses.append(f"{name}: {say_many(loss.cut, 'text')} cut to {LONGEST_TEXT:,} characters, as a cell holds")
        if loss.changed:
            losses.append(f"{name}: control characters left out of {say_many(loss.changed, 'text')}")
    losses.append(
        "Times are texts in ISO 8601, UTC, since a spreadsheet's dates know no zone; an empty cell is not known, or an "
        'empty text; lists are joined by "; "; whole numbers beyond 2^53 are texts'
    )
    return len(names)


def _names(case: Case, losses: list[str]) -> list[str]:
    """Tables that have rows; what is not among them is told."""
    record = case.last_run()
    if record is None:
        raise CaseError("there is nothing to export before the first run")
    losses += [f"{name}: left out, the package's own and the same in every case" for name in OURS]
    return [n for n in case.tables() if n not in OURS and record.tables[n]["rows"]]


def _parts(case: Case, name: str) -> Iterator[pa.Table]:
    """A table in parts that fit in memory."""
    if TABLES[name].is_dense:
        yield from case.parts(name)
    else:
        yield case.table(name)


def _rows(case: Case, name: str) -> Iterator[list[Any]]:
    for part in _parts(case, name):
        for batch in shortest(spell_keys(part)).to_batches(max_chunksize=10_000):
            yield from map(list, zip(*(column.to_pylist() for column in batch.columns), strict=True))
