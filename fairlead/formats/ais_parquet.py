"""Logs of AIS as Parquet: a row is a row of the file, counted from 1."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from fairlead.errors import EvidenceError
from fairlead.formats.ais_cells import count_signed, rows_of
from fairlead.formats.ais_dialects import Dialect, plain
from fairlead.formats.ais_rows import Rows
from fairlead.formats.ais_values import numbers

BATCH = 1 << 20
"""Rows at a time."""


def parquet_header(path: Path) -> list[str]:
    """Names of the columns.

    Raises:
        EvidenceError: no Parquet, or damaged.
    """
    try:
        return list(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError) as e:
        raise EvidenceError(f"is a damaged Parquet file ({str(e)[:120]})") from None


def tell_signed(path: Path, dialect: Dialect) -> tuple[Dialect, int]:
    """The layout with what its courses say of themselves, and how many of them are negative and can be read.

    MarineCadastre's courses came out of 12 bits read as signed, and who makes Parquet of them keeps no sign of whose
    they are. The column alone is read, and where the file's own figures say that none is negative not even that.

    Raises:
        EvidenceError: no Parquet, or its end is damaged.
    """
    names = {plain(n): n for n in reversed(parquet_header(path))}
    name = names.get(dialect.columns.get("cog", ""))
    found = count_signed(c / dialect.course_per_deg for c in _courses(path, name)) if name else 0
    return (replace(dialect, signed=("cog",)), found) if found else (dialect, 0)


def _courses(path: Path, name: str) -> Iterator[npt.NDArray[np.float64]]:
    """A column as numbers, as far as it can be read; nothing where the file says that none is negative."""
    with suppress(pa.ArrowInvalid, OSError), pq.ParquetFile(path, pre_buffer=False) as file:  # read_parquet says it
        if _may_be_negative(file, name):
            for batch in file.iter_batches(BATCH, columns=[name], use_threads=False):
                yield numbers(batch[name])


def _may_be_negative(file: pq.ParquetFile, name: str) -> bool:
    """Whether a column has a number below nought, or does not say."""
    kind = file.schema_arrow.field(name).type
    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
        return True
    groups = (file.metadata.row_group(i) for i in range(file.metadata.num_row_groups))
    columns = (group.column(i) for group in groups for i in range(group.num_columns))
    told = [column.statistics for column in columns if column.path_in_schema == name]
    return any(one is None or not one.has_min_max or not one.min >= 0 for one in told)


def read_parquet(path: Path, dialect: Dialect, first: int = 1) -> Iterator[Rows]:
    """Rows of a file, batch by batch; the first has the number ``first``.

    Raises:
        EvidenceError: damaged.
    """
    names = {plain(n): n for n in reversed(parquet_header(path))}
    wanted = {word: names[name] for word, name in dialect.columns.items() if name in names}
    before = first - 1
    try:
        schema = pq.read_schema(path)
        text = [n for n in wanted.values() if pa.types.is_string(schema.field(n).type)]
        with pq.ParquetFile(path, pre_buffer=False, read_dictionary=text) as file:
            for batch in file.iter_batches(BATCH, columns=list(wanted.values()), use_threads=False):
                row = np.arange(first, first + batch.num_rows, dtype=np.int64)
                yield rows_of({word: batch[name] for word, name in wanted.items()}, row, dialect)
                first += batch.num_rows
    except (pa.ArrowInvalid, OSError) as e:
        raise EvidenceError(f"is damaged after row {first - 1 - before:,} ({str(e)[:120]})") from None
