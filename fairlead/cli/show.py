"""Rows of a table: filtered by SQL that can read nothing else, printed as sentences where the table has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fairlead.base.tables import TABLES
from fairlead.cli.terminal import Terminal, fold, pad
from fairlead.errors import CaseError
from fairlead.report.grammar import short_id

if TYPE_CHECKING:
    import pyarrow as pa

SENTENCE = ("words", "text", "reason")
"""Columns that say a row in one sentence; a table that has one is printed as sentences."""

LEFT_OUT = ("sources", "evidence_id", "source_url", "dots", "amount_by_day")
"""Columns a terminal does without; --json and --csv hold every one."""

CELL = 28
"""Columns of the screen a cell may take at most."""


def check_name(name: str) -> None:
    """Refuse a table nobody has, naming those that are near.

    Raises:
        CaseError: no such table in the data dictionary.
    """
    if name in TABLES:
        return
    import difflib

    near = difflib.get_close_matches(name, TABLES, 3, 0.6)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(TABLES)}"
    raise CaseError(f"no table {name!r}; {hint}")


def filter_rows(name: str, table: pa.Table, where: str, others: Callable[[str], pa.Table]) -> pa.Table:
    """The rows of ``table`` for which the SQL expression ``where`` holds, in the table's order.

    Args:
        others: gives further tables of the case by name; those that ``where`` names can be used in it.

    Raises:
        CaseError: the expression is no SQL, names an unknown column, or reaches outside the case.

    Limits:
        DuckDB in memory, with files, network and Python variables out of reach and its settings locked: the
        expression filters, it changes nothing.
    """
    import duckdb

    with duckdb.connect(
        ":memory:", config={"enable_external_access": "false", "python_enable_replacements": "false"}
    ) as db:
        db.execute("SET TimeZone = 'UTC'")
        db.register(name, table)
        for word in sorted(set(re.findall(r"[a-z_]+", where)) & (set(TABLES) - {name})):
            try:
                db.register(word, others(word))
            except CaseError:
                continue
        db.execute("SET lock_configuration = true")
        try:
            kept: pa.Table = db.table(name).filter(where).to_arrow_table()
        except duckdb.Error as e:
            raise CaseError(f"--where {where!r}: {_say_refusal(str(e), table.column_names)}") from None
    return kept.select(table.column_names).cast(table.schema)


def print_rows(t: Terminal, name: str, table: pa.Table, limit: int) -> None:
    """Print the first ``limit`` rows (0: all) for a person, and say how many there are."""
    shown = table.slice(0, limit) if limit else table
    sentence = next((c for c in SENTENCE if c in table.column_names), None)
    if sentence:
        for row in shown.to_pylist():
            _print_sentence(t, row, sentence, TABLES[name].key[0])
    else:
        _print_grid(t, shown)
    more = table.num_rows - shown.num_rows
    said = f"{table.num_rows:,} {'row' if table.num_rows == 1 else 'rows'}"
    said += f", {shown.num_rows:,} shown; --limit 0 shows all, --json and --csv every column" if more else ""
    t.line((said, "dim"))


def _print_sentence(t: Terminal, row: dict[str, Any], sentence: str, key: str) -> None:
    """Mark, label or short id, sentence."""
    name = t.words(row.get("label") or short_id(str(row[key])))
    mark, style = t.mark(row["status"]) if "status" in row else ("", "")
    head = f"{mark} " if mark else ""
    left = max(len(head) + len(name) + 2, 16)
    first, *rest = fold(t.words(row[sentence]), t.width - left)
    t.line((head, style), (pad(name, left - len(head)), "bold"), first)
    for line in rest:
        t.line(" " * left, line)


def _print_grid(t: Terminal, table: pa.Table) -> None:
    """As many columns as fit, in the table's order; what does not fit is named."""
    names = [c for c in table.column_names if c not in LEFT_OUT]
    rows = [{c: t.words(say_cell(v)) for c, v in row.items()} for row in table.select(names).to_pylist()]
    wide = {c: min(max(len(c), *(len(r[c]) for r in rows), 1), CELL) if rows else len(c) for c in names}
    fitting, used = [], 0
    for c in names:
        if used + wide[c] > t.width:
            break
        fitting.append(c)
        used += wide[c] + 2
    t.line(("  ".join(pad(c, wide[c]) for c in fitting).rstrip(), "bold"))
    for row in rows:
        t.line("  ".join(pad(t.fit(row[c], wide[c]), wide[c]) for c in fitting).rstrip())
    if left := [c for c in table.column_names if c not in fitting]:
        t.paragraph(f"not shown here: {', '.join(left)}", "dim")


def say_cell(value: object) -> str:
    """One value as a person reads it: UTC times, lists joined, ids shortened, nulls blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, datetime):
        at = value.astimezone(UTC)
        return f"{at:%Y-%m-%d}" if (at.hour, at.minute, at.second) == (0, 0, 0) else f"{at:%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return "; ".join(say_cell(v) for v in value)
    if isinstance(value, str) and re.fullmatch(r"[a-z_]+:[0-9a-f]{16}", value):
        return short_id(value)
    return str(value)


def _say_refusal(message: str, columns: list[str]) -> str:
    """DuckDB's words, shortened to what a person can act on."""
    if "Cannot access" in message or "disabled by configuration" in message or "locked" in message:
        return "a filter may only look at the tables of this case"
    kind, _, rest = message.partition(":")
    first = rest.strip().split("\n")[0]
    if "Referenced column" in message or "not found in FROM" in message:
        return f"{first} The columns are {', '.join(columns)}"
    if kind.startswith("Parser"):
        return f"{first}. Write an SQL condition, e.g. \"status = 'inferred'\""
    return first
