"""Pages of a table: filtered, sorted and cut by DuckDB, out of memory or out of the files of a dense table.

What a reader asks for is data, never SQL: columns are looked up in the table, values are bound, and the words between
them stand here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import Timer
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.types as pt

from fairlead.base.tables import TABLES
from fairlead.errors import FairleadError
from fairlead.web.held import Held
from fairlead.web.shapes import ColumnKind

LONGEST_S = 10.0
"""Seconds a page may take to find."""

MOST_MEMORY = "1GB"
"""Of all readers of one table, together."""

MOST_ROWS = 1_000
"""Rows of one page."""

MOST_CONDITIONS = 20
_COMPARED = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_CONDITION = re.compile(r"([a-z0-9_]+):([a-z]+)(?::(.*))?", re.DOTALL)


class AskedError(FairleadError):
    """A filter or an order that this table does not know."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows of a table, in which order."""

    table: str
    where: tuple[str, ...] = ()
    """Conditions that all hold: ``column:op:value``, op one of eq ne lt le gt ge has any null held."""
    find: str = ""
    """A text that some column holds, whatever the case of its letters."""
    sort: str | None = None
    is_falling: bool = False


def kind_of(type_: pa.DataType) -> ColumnKind:
    """What a column holds, as a page tells them apart."""
    if pt.is_list(type_) or pt.is_large_list(type_):
        return "list"
    if pt.is_timestamp(type_):
        return "time"
    if pt.is_boolean(type_):
        return "truth"
    return "text" if pt.is_string(type_) or pt.is_dictionary(type_) else "number"


def count_and_page(held: Held, asked: Asked, offset: int, limit: int) -> tuple[int, pa.Table]:
    """How many rows there are, and those from ``offset`` on, ``limit`` at most."""
    sql, values = _select(asked)
    with _querying(held, asked.table) as (db, source):
        kept = f"FROM {source} WHERE {sql}"
        ((total,),) = db.sql(f"SELECT count(*) {kept}", params=values).fetchall()
        paged = f"SELECT * {kept} {_order(asked)} LIMIT ? OFFSET ?"
        page = db.sql(paged, params=[*values, limit, offset]).to_arrow_table()
    return int(total), page


def batches(held: Held, asked: Asked, size: int = 10_000) -> Iterator[pa.Table]:
    """Every row that is asked for, part by part."""
    sql, values = _select(asked)
    with _querying(held, asked.table, longest_s=None) as (db, source):
        asking = f"SELECT * FROM {source} WHERE {sql} {_order(asked)}"  # noqa: S608 - names are looked up, values bound
        reader = db.sql(asking, params=values).to_arrow_reader(size)
        yield reader.schema.empty_table()
        for batch in reader:
            yield pa.Table.from_batches([batch])


@contextmanager
def _querying(held: Held, name: str, longest_s: float | None = LONGEST_S) -> Iterator[tuple[Any, str]]:
    """A connection that can reach this table and nothing else, and what stands for the table in its SQL."""
    files = tuple(map(str, held.files(name) or ()))
    source = f"read_parquet([{', '.join(map(_quoted, files))}])" if files else "asked_rows"
    with _database(files).cursor() as db:
        if not files:
            db.register(source, held.whole(name))  # seen by this cursor alone
        timer = Timer(longest_s, db.interrupt) if longest_s else None
        if timer:
            timer.start()
        try:
            yield db, source
        except duckdb.InterruptException:
            raise AskedError(f"was stopped after {LONGEST_S:g} s; ask for something simpler") from None
        except duckdb.OutOfMemoryException:
            raise AskedError(f"takes more than {MOST_MEMORY} with what others ask for; ask for fewer rows") from None
        except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.OutOfRangeException) as e:
            raise AskedError(f"{name}: {str(e).partition(':')[2].strip().splitlines()[0]}") from None
        finally:
            if timer:
                timer.cancel()
            if not files:
                db.unregister(source)


@lru_cache(maxsize=4)
def _database(files: tuple[str, ...]) -> Any:
    """A database that can read these files and nothing else; making one takes ten times as long as most questions."""
    closed: dict[str, Any] = {"python_enable_replacements": "false", "memory_limit": MOST_MEMORY, "threads": 2}
    db = duckdb.connect(":memory:", config=closed)
    db.execute("SET GLOBAL TimeZone = 'UTC'")
    if files:
        db.execute("SET allowed_paths = ?", [list(files)])
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")
    return db


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _select(asked: Asked) -> tuple[str, list[Any]]:
    """The condition as SQL, and the values bound in it."""
    if len(asked.where) > MOST_CONDITIONS:
        raise AskedError(f"{MOST_CONDITIONS} conditions at most")
    parts, values = ["true"], list[Any]()
    for one in asked.where:
        sql, bound = _condition(asked.table, one)
        parts.append(sql)
        values += bound
    if asked.find:
        texts = [c.name for c in TABLES[asked.table].columns if kind_of(c.type) in ("text", "list")]
        parts.append(
            "(" + " OR ".join([f"contains({_as_text(asked.table, c)}, lower(?))" for c in texts] or ["false"]) + ")"
        )
        values += [asked.find] * len(texts)
    return " AND ".join(parts), values


def _condition(table: str, condition: str) -> tuple[str, list[Any]]:
    found = _CONDITION.fullmatch(condition)
    if not found:
        raise AskedError(f"{condition!r} is no condition; write column:op:value")
    name, op, value = found[1], found[2], found[3] or ""
    column = next((c for c in TABLES[table].columns if c.name == name), None)
    if column is None:
        raise AskedError(f"{table} has no column {name!r}; it has {', '.join(c.name for c in TABLES[table].columns)}")
    kind = kind_of(column.type)
    if op in ("null", "held"):
        return f'"{name}" IS {"NOT " if op == "held" else ""}NULL', []
    if op == "has":
        return f"contains({_as_text(table, name)}, lower(?))", [value]
    if op == "any" and kind == "list":
        return f'list_contains("{name}", ?)', [value]
    if op not in _COMPARED or kind == "list":
        raise AskedError(f"{name} cannot be asked for by {op!r}")
    cast = {"time": "TIMESTAMPTZ", "number": "DOUBLE", "truth": "BOOLEAN", "text": "VARCHAR"}[kind]
    return f'"{name}" {_COMPARED[op]} CAST(? AS {cast})', [value]


def _as_text(table: str, name: str) -> str:
    column = next(c for c in TABLES[table].columns if c.name == name)
    text = f"array_to_string(\"{name}\", ' ')" if kind_of(column.type) == "list" else f'CAST("{name}" AS VARCHAR)'
    return f"lower({text})"


def _order(asked: Asked) -> str:
    """Rows that are alike in the column asked for stand in the table's order, so that no page repeats another's."""
    table = TABLES[asked.table]
    if asked.sort is None:
        return "" if not table.is_dense else f"ORDER BY {_names(table.order or table.key)}"
    if asked.sort not in {c.name for c in table.columns}:
        raise AskedError(f"{asked.table} has no column {asked.sort!r} to sort by")
    way = "DESC" if asked.is_falling else "ASC"
    return f'ORDER BY "{asked.sort}" {way} NULLS LAST, {_names(table.key)}'


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{c}"' for c in columns)
