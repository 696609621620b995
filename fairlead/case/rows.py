"""Finding a row by its id among the tables of a run, and which row an id in ``sources`` means.

The same id may stand in several tables: an observation carries the id of its sighting. In ``sources`` it means the row
of the latest table that the step of the naming row read or wrote, other than that row itself. So the way down never
turns back.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.ids import key_of, say_key
from fairlead.base.tables import TABLES
from fairlead.base.texts import shortest
from fairlead.case.shelf import OtherVersionError, RunRecord, Shelf
from fairlead.engine.dense import Dense

MOST_LISTED = 20_000
"""Rows of a table of which a list of ids is kept."""

MOST_SCANS = 200
"""Reports that are looked for through all keys; from then on the keys are sorted."""

Place = tuple[str, int]
"""A row: its table and its position there."""


def row_id(table: str, row: Mapping[str, Any]) -> str:
    """A row's id. Where the key is no id of its own it is spelt out: ``question:oil``, ``draw:oil:documented:0``."""
    key = TABLES[table].key
    if _is_own(table):
        id_ = row[key[0]]
        return say_key(key[0].removesuffix("_id"), id_) if isinstance(id_, int) else str(id_)
    return f"{_spelt(table)}{':'.join(str(row[k]) for k in key)}"


def _is_own(table: str) -> bool:
    """Whether the key of a table is an id of its own."""
    key = TABLES[table].key
    return len(key) == 1 and key[0].endswith("_id")


def may_hold(table: str, id_: str) -> bool:
    """Whether an id is of the kind that a table holds, as far as this version knows the table."""
    if table not in TABLES:
        return True
    kind = TABLES[table].key[0].removesuffix("_id") + ":" if _is_own(table) else _spelt(table)
    return id_.startswith(kind)


def _spelt(table: str) -> str:
    """What the id of a row begins with where its key is spelt out."""
    return f"{table.removesuffix('s')}:"


def spell_keys(table: pa.Table) -> pa.Table:
    """The rows with keys of dense tables as people read and explain them: ``position:`` and 16 hex digits."""
    for i, field in enumerate(table.schema):
        if field.name.endswith("_id") and pa.types.is_integer(field.type):
            kind = field.name.removesuffix("_id")
            table = table.set_column(i, field.name, pa.array([say_key(kind, k) for k in table[i].to_pylist()]))
    return table


def _row(table: pa.Table, position: int) -> dict[str, Any]:
    """One row, with its figures as they were written."""
    found: dict[str, Any] = shortest(table.slice(position, 1)).to_pylist()[0]
    return found


REPORTS = ("positions", "statics")
"""Dense tables whose rows are named in sources."""


class Reports:
    """Finding a report among very many: by its key, then in its bucket.

    A tree asks for some ten: each is looked for through all keys, 10 ms of ten million, where sorting them takes 3 s.
    They are sorted for who asks for many.
    """

    def __init__(self, dense: Dense) -> None:
        self._dense = dense
        self._asked = 0

    @cached_property
    def _column(self) -> npt.NDArray[np.int64]:
        keys: npt.NDArray[np.int64] = self._dense.whole(self._dense.table.key).column(0).to_numpy()
        return keys

    @cached_property
    def _sorted(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        order = np.argsort(self._column)
        return self._column[order], order

    def position(self, id_: str) -> int | None:
        """Where a report stands, counted over all buckets."""
        try:
            key = key_of(id_)
        except ValueError:
            return None
        self._asked += 1
        if self._asked <= MOST_SCANS:
            found = np.flatnonzero(self._column == key)
            return int(found[0]) if len(found) else None
        keys, order = self._sorted
        at = int(np.searchsorted(keys, key))
        return int(order[at]) if at < len(keys) and keys[at] == key else None

    def row(self, position: int) -> dict[str, Any]:
        """One report."""
        return _row(self._dense.row(position), 0)


class Rows:
    """The tables of one run, each read when it is first needed."""

    def __init__(self, shelf: Shelf, record: RunRecord) -> None:
        self.record = record
        self._shelf = shelf
        self._tables: dict[str, pa.Table] = {}
        self._ids: dict[str, list[str]] = {}
        self._positions: dict[str, dict[str, int]] = {}
        self._sources: dict[str, list[list[str]] | None] = {}
        self._near: dict[str, list[str]] = {}
        self.unread: dict[str, str] = {}
        """Tables that another version of the program made, which were passed by, and the words that say so."""
        self._reports = {n: Reports(shelf.dense(n, about)) for n, about in record.tables.items() if n in REPORTS}
        self.step_of = {name: step for step in record.steps for name in step.writes if name in record.tables}
        order = [name for step in record.steps for name in step.writes]
        self._rank = {name: order.index(name) if name in order else -1 for name in record.tables}

    @property
    def names(self) -> list[str]:
        """Tables of the run that are held whole, evidence first, then in the order of the flow."""
        held = (name for name, about in self.record.tables.items() if "parts" not in about)
        return sorted(held, key=lambda name: (self._rank[name], name))

    def table(self, name: str) -> pa.Table:
        """One whole table."""
        if name not in self._tables:
            self._tables[name] = self._shelf.table(name, self.record)
        return self._tables[name]

    def ids(self, name: str) -> list[str]:
        """Ids of a table's rows, in its order."""
        if name not in self._ids:
            keys = self.table(name).select(list(TABLES[name].key))
            self._ids[name] = [row_id(name, row) for row in keys.to_pylist()]
        return self._ids[name]

    def is_read(self, name: str) -> bool:
        """Whether a table can be read; one that another version made is passed by and told in ``unread``."""
        if name in self._reports or name in self._tables:
            return True
        if name not in self.unread:
            try:
                self.table(name)
            except OtherVersionError as e:
                self.unread[name] = str(e)
        return name not in self.unread

    def position(self, name: str, id_: str) -> int | None:
        """Where a table holds an id; nowhere in one that another version made."""
        if name in self._reports:
            return self._reports[name].position(id_)
        if not self.is_read(name):
            return None
        if not _is_own(name) and not id_.startswith(_spelt(name)):
            return None
        if self._is_long(name):
            return self._looked_for(name, id_)
        positions = self._positions.get(name)
        if positions is None:
            positions = self._positions[name] = {id_: i for i, id_ in enumerate(self.ids(name))}
        return positions.get(id_)

    def row(self, place: Place) -> dict[str, Any]:
        """One row."""
        if place[0] in self._reports:
            return self._reports[place[0]].row(place[1])
        return _row(self.table(place[0]), place[1])

    def id_of(self, place: Place) -> str:
        """The id of a row."""
        is_read = place[0] in self._reports or self._is_long(place[0])
        return row_id(place[0], self.row(place)) if is_read else self.ids(place[0])[place[1]]

    def _looked_for(self, name: str, id_: str) -> int | None:
        column = self.table(name)[TABLES[name].key[0]]
        value: str | int = id_
        if pa.types.is_integer(column.type):
            try:
                value = key_of(id_)
            except ValueError:
                return None
            if say_key(TABLES[name].key[0].removesuffix("_id"), value) != id_:
                return None
        at = int(pc.index(column, value).as_py())
        return at if at >= 0 else None

    def _is_long(self, name: str) -> bool:
        """Whether a table is looked through for each id: a list of its ids would take longer, and a hundred times the
        memory."""
        return _is_own(name) and self.table(name).num_rows > MOST_LISTED

    def find(self, id_: str) -> Place | None:
        """The row with an id, in the latest table that has it."""
        for name in self._kept_in(id_) or reversed(self.names):
            if (position := self.position(name, id_)) is not None:
                return name, position
        return None

    def sources(self, name: str) -> list[list[str]] | None:
        """The sources of each row of a table; None for a table of rows that were read."""
        if name in self._reports:
            return None
        if name not in self._sources:
            table = self.table(name)
            has_any = "sources" in table.column_names
            self._sources[name] = [ids or [] for ids in table["sources"].to_pylist()] if has_any else None
        return self._sources[name]

    def source(self, id_: str, named_by: Place) -> Place | None:
        """The row that an id in the sources of another row means; None where there is none."""
        for name in self._kept_in(id_) or self._looked_up(named_by[0]):
            position = self.position(name, id_)
            if position is not None and (name, position) != named_by:
                return name, position
        return None

    def _kept_in(self, id_: str) -> list[str]:
        """The dense table that alone can hold an id, by its kind; none for other ids."""
        name = f"{id_.partition(':')[0]}s"
        return [name] if name in self._reports else []

    def _looked_up(self, name: str) -> list[str]:
        """Tables in which the sources of a table's rows are looked up: those its step read or wrote, the latest first;
        then, for ids that name a row further down, all below it."""
        if name not in self._near:
            step = self.step_of.get(name)
            near = [n for n in (*step.reads, *step.writes) if n in self.record.tables] if step else []
            rank = max(self._rank[name], 0)  # of what no step wrote one row may stand on another: a claim on a document
            below = [n for n in self.names if self._rank[n] < rank and n not in near]
            latest_first = [sorted(names, key=lambda n: -self._rank[n]) for names in (near, below)]
            self._near[name] = latest_first[0] + latest_first[1]
        return self._near[name]
