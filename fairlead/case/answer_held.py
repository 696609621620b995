"""The tables of a case as the answer reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from fairlead.base.texts import shortest

Row = dict[str, Any]
Tables = Callable[[str], pa.Table]


class Held:
    """The tables of a case as lists of rows, each read once."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._rows: dict[tuple[str, ...], list[Row]] = {}

    def rows(self, name: str, *columns: str) -> list[Row]:
        """All rows of a table; of a long one only the ``columns`` that are needed."""
        key = (name, *columns)
        if key not in self._rows:
            table = self._tables(name)
            self._rows[key] = shortest(table.select(list(columns)) if columns else table).to_pylist()
        return self._rows[key]

    def of(self, question: str, name: str, *columns: str) -> list[Row]:
        """The rows of one question."""
        return [r for r in self.rows(name, *columns) if r["question"] == question]

    def by(self, name: str, column: str) -> dict[Any, Row]:
        """The rows of a table by the value of a column."""
        return {r[column]: r for r in self.rows(name)}


def whole(value: float | None) -> float | int | None:
    """A count as a whole number where it is one."""
    return None if value is None else int(value) if float(value).is_integer() else value
