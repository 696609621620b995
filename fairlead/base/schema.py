"""The shapes of the system as code: a column, a table, a step."""

from __future__ import annotations

import gc
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.errors import SchemaError

TIME = pa.timestamp("us", tz="UTC")
"""Every time of the system."""

IDS = pa.list_(pa.string())
"""A list of ids, one level down."""

By = Literal["vessel", "mmsi", "place", "scene", "berth", "case"]
"""Which rows a step must see together."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, what it means, its unit, and what a null in it means (``null=None``: it is never null)."""

    name: str
    type: pa.DataType
    doc: str
    unit: str | None = None
    null: str | None = None


@dataclass(frozen=True)
class Table:
    """One table of the data dictionary."""

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    order: tuple[str, ...] = ()
    """The columns its rows are stored and compared in order of, where these are not its key."""
    is_dense: bool = False
    """Whether it may have more rows than memory holds: it is kept in buckets by MMSI, each in order, and its key is
    held by those who write it, not looked for again."""

    @cached_property
    def schema(self) -> pa.Schema:
        """Its Arrow schema; units travel in the names, since field metadata does not survive other tools."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.null is not None) for c in self.columns])

    def empty(self) -> pa.Table:
        """The table with no rows."""
        return self.schema.empty_table()

    def from_rows(self, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
        """Build and check the table from mappings; a column that a row leaves out is null.

        Raises:
            SchemaError: a value does not fit its column, or a null stands where none may.
        """
        rows = list(rows)
        if rows and (left := set().union(*rows) - {c.name for c in self.columns}):
            raise SchemaError(f"{self.name}: no such columns {sorted(left)}")
        is_full = all(len(r) == len(self.columns) for r in rows)  # a subscript costs half of what a method does
        try:
            arrays = [
                pa.array([r[c.name] for r in rows] if is_full else [r.get(c.name) for r in rows], type=c.type)
                for c in self.columns
            ]
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as e:
            raise SchemaError(f"{self.name}: {e}") from e
        return self.check(pa.Table.from_arrays(arrays, names=[c.name for c in self.columns]))

    def check(self, table: pa.Table) -> pa.Table:
        """Return ``table`` with exactly this table's columns and types, in order.

        Raises:
            SchemaError: columns are missing or too many, a type does not fit, a null stands where none may, or a key
                occurs twice.
        """
        names = [c.name for c in self.columns]
        missing, extra = sorted(set(names) - set(table.column_names)), sorted(set(table.column_names) - set(names))
        if missing or extra:
            raise SchemaError(f"{self.name}: missing {missing}, not in this table {extra}; has {table.column_names}")
        try:
            table = table.select(names).cast(self.schema)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as e:
            raise SchemaError(f"{self.name}: {e}") from e
        for c in self.columns:
            if c.null is None and table[c.name].null_count:
                raise SchemaError(f"{self.name}: {table[c.name].null_count} nulls in {c.name!r}, where none may be")
        if self.is_dense or not table.num_rows or _are_in_order(table, self.key, is_strict=True):
            return table
        if table.group_by(list(self.key)).aggregate([]).num_rows != table.num_rows:
            counts = table.group_by(list(self.key)).aggregate([([], "count_all")])
            twice = counts.filter(pc.greater(counts["count_all"], 1)).select(list(self.key)).slice(0, 3).to_pylist()
            raise SchemaError(f"{self.name}: key {self.key} occurs twice, e.g. {twice}")
        return table

    def sorted(self, table: pa.Table) -> pa.Table:
        """The table in the one order it is stored and compared in."""
        keys = self.order or self.key
        if not _are_in_order(table, keys):
            table = table.sort_by([(k, "ascending") for k in keys])
        return table.combine_chunks()


class Gathered:
    """Rows of one table, gathered one by one and kept as columns: of many rows a tenth of what dicts take."""

    MOST_LOOSE = 10_000
    """Rows held as dicts before they become columns."""

    def __init__(self, table: Table) -> None:
        self.of = table
        self._loose: list[Mapping[str, Any]] = []
        self._packed: list[pa.Table] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, row: Mapping[str, Any]) -> None:
        """Take one row.

        Raises:
            SchemaError: a value of a row taken before does not fit its column.
        """
        self._loose.append(row)
        self._count += 1
        if len(self._loose) >= self.MOST_LOOSE:
            self._pack()

    def table(self) -> pa.Table:
        """All rows, in the order in which they came.

        Raises:
            SchemaError: as :meth:`Table.from_rows`.
        """
        self._pack()
        if len(self._packed) == 1:
            return self._packed[0]
        return self.of.check(pa.concat_tables(self._packed)) if self._packed else self.of.empty()

    def _pack(self) -> None:
        if self._loose:
            self._packed.append(self.of.from_rows(self._loose))
            self._loose = []


def _are_in_order(table: pa.Table, keys: tuple[str, ...], is_strict: bool = False) -> bool:
    """Whether no row comes before the one above it, nor, where strict, is its equal, and none has a key that is not
    known: to look costs less than to sort or to group, and most tables come in order."""
    tied: pa.Array | None = None
    for key in keys:
        column = table[key].combine_chunks()
        if column.null_count:
            return False
        above, below = column.slice(0, max(len(column) - 1, 0)), column.slice(1)
        falls = pc.greater(above, below)
        if pc.any(falls if tied is None else pc.and_(falls, tied)).as_py():
            return False
        same = pc.equal(above, below)
        tied = same if tied is None else pc.and_(tied, same)
        if not pc.any(tied).as_py():
            return True
    return not is_strict


GC_THRESHOLDS = 100_000, 50, 100
"""Objects made between looks for garbage in circles, while a kernel runs. Kernels hold rows by the hundred thousand and
leave hardly a circle: with the usual 700 a tenth of the ledger's time went into looking at living rows."""


@contextmanager
def rarely_collecting() -> Iterator[None]:
    """Look for garbage in circles seldom; as before afterwards, whatever happens."""
    before = gc.get_threshold()
    if before[0]:  # 0: whoever runs us has switched it off
        gc.set_threshold(*GC_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


Kernel = Callable[..., "pa.Table | tuple[pa.Table, ...]"]

Told = Callable[[int, int, str], None]
"""Told how far a long piece of work has come: how many are done, of how many, and what they are ("iterations"). Whoever
works knows no screen and no clock."""


@dataclass(frozen=True)
class Step:
    """One step of the flow: a pure kernel, the tables it reads and writes, and which rows must be together.

    The kernel is called with the tables of ``reads`` in order, then, where its signature has them, ``until`` (end of
    the data), ``params`` (a frozen dataclass whose defaults are the method's) and ``told`` (:data:`Told`, or None).
    """

    name: str
    kernel: Kernel
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    by: By
    doc: str = ""

    @cached_property
    def default_params(self) -> Any | None:
        """The kernel's default parameters, or None where it takes none."""
        parameter = inspect.signature(self.kernel).parameters.get("params")
        return None if parameter is None else parameter.default

    @cached_property
    def wants_until(self) -> bool:
        """Whether the kernel takes the end of the data."""
        return "until" in inspect.signature(self.kernel).parameters

    @cached_property
    def tells(self) -> bool:
        """Whether the kernel tells how far it has come."""
        return "told" in inspect.signature(self.kernel).parameters

    def run(
        self, tables: Mapping[str, pa.Table], until: Any = None, params: Any = None, told: Told | None = None
    ) -> dict[str, pa.Table]:
        """Call the kernel on ``tables`` and name what it returns; ``told`` hears how far it has come."""
        keywords: dict[str, Any] = {"told": told} if self.tells else {}
        if self.wants_until:
            keywords["until"] = until
        if self.default_params is not None:
            keywords["params"] = params if params is not None else self.default_params
        with rarely_collecting():
            made = self.kernel(*(tables[name] for name in self.reads), **keywords)
        made = made if isinstance(made, tuple) else (made,)
        return dict(zip(self.writes, made, strict=True))
