"""What a reader is: a kind of table, how a row of it is taken, and what comes back.

``rows_in`` is the number of data rows found: every one became a row of the table or a refusal of scope ``row``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.schema import Table
from fairlead.formats.record import Record

LONGEST_RAW = 2_000
"""Characters of the refused text that a refusal keeps; the whole stays in the evidence."""


@dataclass(frozen=True, slots=True)
class Read:
    """One file read: its rows, its refusals, and how many data rows it had."""

    table: str
    rows: pa.Table
    rejects: pa.Table
    rows_in: int
    more: Mapping[str, pa.Table] = field(default_factory=dict)
    """Further tables that rows of the file filled, by name: the facts of a list beside its entries."""

    def __post_init__(self) -> None:
        refused = self.rejects["scope"].to_pylist().count("row")
        if self.rows_in != self.rows.num_rows + refused:
            raise AssertionError(f"{self.table}: {self.rows_in} rows in, {self.rows.num_rows} kept, {refused} refused")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file was taken for, and why."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of evidence table."""

    name: str
    table: Table
    doc: str
    required: tuple[str, ...]
    """Columns every file has, each with a value in every row."""
    optional: tuple[str, ...]
    take: Callable[[Record], Mapping[str, Any]]
    """Takes every column out of a record; what it cannot use it says to the record."""
    label: tuple[str, ...] = ("label",)
    """Columns of the *table* that name a row: two rows of one file may not share them."""
    signature: tuple[str, ...] = ()
    """Optional columns by which a header is told from another kind's; the file has them, their cells may be blank."""
    is_published: bool = False
    """Whether it is a table that others publish: it has no template, and columns of no use here are passed over."""
    keeps_rest: bool = False
    """Whether cells of columns that nobody knows are kept with the row."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column a file of this kind may have."""
        return self.required + self.optional

    @property
    def id_column(self) -> str:
        """The table's key, an id over the raw row."""
        return self.table.key[0]

    def row_id(self, raw: Mapping[str, str]) -> str:
        """Id of a row: over its column names and cells as written, blank cells left out."""
        return content_id(self.id_column.removesuffix("_id"), {c: v for c, v in raw.items() if v})


@dataclass(frozen=True, slots=True)
class Others:
    """Reports that no ship sent: of stations on shore, aircraft, aids to navigation, beacons, craft and net marks."""

    positions: pa.Table
    """As POSITIONS."""
    statics: pa.Table
    """As STATICS."""


@dataclass(frozen=True, slots=True)
class Reports:
    """A batch of AIS reports out of one file. A row of the file (a line, a message, an object) is kept, as a position,
    a static report or both, or it is refused once."""

    positions: pa.Table
    """POSITIONS in any order, ``copies`` 1."""
    statics: pa.Table
    """STATICS in any order, each received at ``start_time`` = ``end_time``, ``copies`` 1. A reader whose format repeats
    the static data in every row gives those of one ship that differ from the one before, the one before each of these,
    and the last of a batch."""
    refused: pa.Table
    """REFUSED_REPORTS."""
    rows_in: int
    rows_kept: int
    nulled: Counter[str] = field(default_factory=Counter)
    """Values that became null, in rows kept and refused: by column those that stand for "not available" (blank texts
    among them), as ``COLUMN out of range`` those that AIS cannot say; in rows kept as ``COLUMN at 0/0`` those of a
    position there."""
    types: Counter[int] = field(default_factory=Counter)
    """Messages that could be decoded, by type, those that no ship sent among them; empty where the format does not
    tell."""
    others: Others | None = None
    """What of ``refused`` no ship sent and could be decoded; None where nobody asked for it."""

    def __post_init__(self) -> None:
        if self.rows_in != self.rows_kept + self.refused.num_rows:
            raise AssertionError(f"{self.rows_in} rows in, {self.rows_kept} kept, {self.refused.num_rows} refused")


def refusal(
    evidence_id: str | None,
    name: str,
    reason: str,
    *,
    scope: str = "file",
    row: int | None = None,
    field: str | None = None,
    label: str | None = None,
    raw: str | None = None,
) -> dict[str, Any]:
    """One row of REJECTS.

    Args:
        evidence_id: the evidence concerned; None where the file was refused and not kept.
        name: the file's name, as the person who adds it knows it.
        reason: why, and what would help.
        scope: ``file``, ``row`` or ``field``.
        row: its line or sheet row.
        field: the column concerned.
        label: the row's own id.
        raw: what stood there.
    """
    return {
        "reject_id": content_id("reject", evidence_id, name, row, scope, field, reason),
        "evidence_id": evidence_id,
        "name": name,
        "row": row,
        "scope": scope,
        "field": field,
        "label": label,
        "reason": reason,
        "raw": raw[:LONGEST_RAW] if raw is not None else None,
    }
