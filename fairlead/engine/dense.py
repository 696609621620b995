"""Tables that may have more rows than memory holds: buckets by MMSI, each a Parquet file in the table's order.

All rows of an MMSI lie in one bucket, so a step by MMSI reads and writes bucket by bucket and nothing downstream sorts
again. A file carries the hash of its bytes in its name: it is written once, and a run that finds it may take it as is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from fairlead.base.ids import dense_keys
from fairlead.base.schema import TIME, Table
from fairlead.errors import EngineError

ROWS_A_BUCKET = 1_000_000
"""Rows meant for one bucket: with what a step needs beside them some 200 MB."""
MOST_BUCKETS = 1024
GROUP_ROWS = 1 << 20
"""Rows of a file that are read together, where one of them is wanted."""


@dataclass(frozen=True, slots=True)
class Part:
    """One bucket that has rows."""

    bucket: int
    name: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dense:
    """A dense table on disk."""

    table: Table
    folder: Path
    buckets: int
    parts: tuple[Part, ...]

    @property
    def num_rows(self) -> int:
        return sum(p.rows for p in self.parts)

    @property
    def sha256(self) -> str:
        """Hash over the hashes of its files: the same rows in the same buckets, the same hash."""
        said = f"{self.buckets} " + " ".join(f"{p.bucket}:{p.sha256}" for p in self.parts)
        return hashlib.sha256(said.encode()).hexdigest()

    def bucket(self, number: int, columns: Sequence[str] | None = None) -> pa.Table:
        """Rows of one bucket, in order; none where no file stands for it."""
        for part in self.parts:
            if part.bucket == number:
                return read_part(self.folder / part.name, self.table, columns)
        empty = self.table.empty()
        return empty if columns is None else empty.select(list(columns))

    def row(self, position: int) -> pa.Table:
        """One row, by its place counted over all buckets: of its file the group of rows that holds it is read."""
        for part in self.parts:
            if position < part.rows:
                return read_row(self.folder / part.name, self.table, position)
            position -= part.rows
        raise IndexError(position)

    def whole(self, columns: Sequence[str] | None = None) -> pa.Table:
        """Every row, bucket by bucket."""
        parts = [read_part(self.folder / p.name, self.table, columns) for p in self.parts]
        return pa.concat_tables(parts).unify_dictionaries() if parts else self.bucket(0, columns)

    def greatest(self, column: str) -> Any:
        """The greatest value of a column, from the statistics of its files; None without rows."""
        found = []
        for part in self.parts:
            about = pq.read_metadata(self.folder / part.name)
            at = about.schema.to_arrow_schema().get_field_index(column)
            found += [about.row_group(g).column(at).statistics.max for g in range(about.num_row_groups)]
        return max(found, default=None)


class Layer:
    """Lays out a dense table bucket by bucket."""

    def __init__(self, table: Table, folder: Path, buckets: int) -> None:
        self.table, self.folder, self.buckets = table, folder, buckets
        self._parts: dict[int, Part] = {}

    def lay(self, bucket: int, rows: pa.Table) -> None:
        """Write the rows of one bucket, which are in order."""
        if rows.num_rows:
            self._parts[bucket] = write_part(self.folder, self.table, bucket, rows)

    def keep(self, part: Part) -> None:
        """Take over a file that stands in the folder already."""
        self._parts[part.bucket] = part

    def done(self) -> Dense:
        return Dense(self.table, self.folder, self.buckets, tuple(self._parts[b] for b in sorted(self._parts)))


def bucket_of(mmsi: npt.NDArray[np.integer], buckets: int) -> npt.NDArray[np.int32]:
    """Bucket of each MMSI: by hash, since countries share their first digits."""
    return (dense_keys(mmsi).view(np.uint64) % np.uint64(buckets)).astype(np.int32)


def buckets_for(rows: int) -> int:
    """How many buckets a table of so many rows is kept in: a power of two."""
    wanted = max(1, -(-rows // ROWS_A_BUCKET))
    return min(MOST_BUCKETS, 1 << (wanted - 1).bit_length())


def split(table: pa.Table, buckets: int) -> Iterator[tuple[int, pa.Table]]:
    """The rows of a table with MMSIs, by bucket."""
    if buckets == 1:
        yield 0, table
        return
    numbers = bucket_of(table["mmsi"].to_numpy(), buckets).astype(np.uint16)  # which NumPy sorts by counting
    order = np.argsort(numbers, kind="stable")
    edges = np.searchsorted(numbers[order], np.arange(buckets + 1))
    taken = table.take(pa.array(order)) if table.num_rows else table
    for number in range(buckets):
        first, last = int(edges[number]), int(edges[number + 1])
        if last > first:
            yield number, taken.slice(first, last - first)


def write_part(folder: Path, table: Table, bucket: int, rows: pa.Table) -> Part:
    """Write one bucket; its name carries its hash, so that a half-written file is never taken for a whole one.

    Encoded and not compressed: a table is written once and read by a dozen steps. Dictionaries where values repeat and
    differences of rows and times take the bytes of LZ4, at two thirds of its time to read (docs/benchmarks.md).
    """
    folder.mkdir(parents=True, exist_ok=True)
    waiting = folder / f".writing-{bucket:04d}"
    plain = rows.cast(table.schema).replace_schema_metadata(None)
    climbing = ["row", *(f.name for f in table.schema if f.type == TIME)]
    apart = {*climbing, *table.key, *(f.name for f in table.schema if f.type == pa.float64())}
    pq.write_table(
        plain, waiting, compression="none", store_schema=False, row_group_size=GROUP_ROWS,
        use_dictionary=[c for c in plain.column_names if c not in apart],  # the others hardly repeat
        column_encoding={c: "DELTA_BINARY_PACKED" for c in climbing if c in plain.column_names},
    )  # fmt: skip
    with waiting.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    name = f"{bucket:04d}-{sha256[:12]}.parquet"
    waiting.replace(folder / name)
    return Part(bucket, name, rows.num_rows, sha256)


def read_part(path: Path, table: Table, columns: Sequence[str] | None = None) -> pa.Table:
    """Read one bucket, or some of its columns.

    Raises:
        EngineError: the file is gone or damaged.
    """
    schema = table.schema if columns is None else pa.schema([table.schema.field(c) for c in columns])
    with _opened(path, schema) as file:
        return file.read(columns=schema.names).cast(schema)


def read_row(path: Path, table: Table, position: int) -> pa.Table:
    """Read one row of a bucket.

    Raises:
        EngineError: the file is gone or damaged.
    """
    with _opened(path, table.schema) as file:
        for group in range(file.num_row_groups):
            if position < (rows := file.metadata.row_group(group).num_rows):
                found = file.read_row_group(group, columns=table.schema.names).slice(position, 1)
                return found.combine_chunks().cast(table.schema)
            position -= rows
    raise IndexError(position)


@contextmanager
def _opened(path: Path, schema: pa.Schema) -> Iterator[pq.ParquetFile]:
    """A bucket, read in words: what goes wrong is said with what to do."""
    coded = [f.name for f in schema if pa.types.is_dictionary(f.type)]
    try:
        with pq.ParquetFile(path, read_dictionary=coded) as file:
            yield file
    except (OSError, ValueError, pa.ArrowException) as e:
        raise EngineError(f"{path.parent.name}/{path.name} cannot be read ({e}); 'fairlead run' makes it anew") from e
