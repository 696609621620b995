"""Logs of AIS as Parquet: a row is a row of the file, counted from 1."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fairlead.errors import EvidenceError
from fairlead.formats.ais_cells import rows_of
from fairlead.formats.ais_dialects import Dialect, plain
from fairlead.formats.ais_rows import Rows

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
