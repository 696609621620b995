"""Reading one file of a known kind: every data row becomes a row of the table or a refusal with a reason."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.base.tables import REJECTS
from fairlead.errors import EvidenceError
from fairlead.formats.api import Kind, Read, refusal
from fairlead.formats.record import Record
from fairlead.formats.sheets import Sheet, open_sheet
from fairlead.formats.text import REMARK

BATCH = 20_000
"""Rows that are Python objects at a time; the rest is Arrow."""


def read_kind(kind: Kind, path: Path, name: str, evidence_id: str) -> Read:
    """Read a file as ``kind``.

    Raises:
        EvidenceError: the file is refused whole: no table, not this kind's columns, or no rows.
    """
    sheet = open_sheet(path, lambda header: not missing_columns(kind, header))
    check_header(kind, sheet.header)
    reading = _Reading(kind, name, evidence_id, sheet)
    for first, last, cells in sheet.records:
        reading.take(first, last, cells)
    if reading.rows_in == 0:
        raise EvidenceError(
            "has a header and no rows" + (" (remarks that begin with '# ' are no rows)" if reading.remarks else "")
        )
    return reading.finish()


def missing_columns(kind: Kind, header: tuple[str, ...]) -> list[str]:
    """Columns a file of ``kind`` must have and this one has not."""
    return [c for c in kind.required + kind.signature if c not in header]


def check_header(kind: Kind, header: tuple[str, ...]) -> None:
    """Check that a header is one of ``kind``.

    Raises:
        EvidenceError: a column is missing or named twice.
    """
    if missing := missing_columns(kind, header):
        unknown = [c for c in header if c and c not in kind.columns]
        near = {c: difflib.get_close_matches(c, unknown, 1, 0.7) for c in missing}
        said = ", ".join(f"{c!r}" + (f" (is it {n[0]!r}?)" if n else "") for c, n in near.items())
        raise EvidenceError(
            f"has no column {said}; the kind {kind.name} needs {', '.join(kind.required + kind.signature)}"
        )
    if twice := sorted({c for c in header if c and header.count(c) > 1}):
        raise EvidenceError(f"names the column {twice[0]!r} twice; rename one or remove it")


class _Reading:
    """One file half read."""

    def __init__(self, kind: Kind, name: str, evidence_id: str, sheet: Sheet) -> None:
        self.kind, self.name, self.evidence_id, self.unit = kind, name, evidence_id, sheet.unit
        self.header, self.faults = sheet.header, sheet.faults
        self.known = {c for c in sheet.header if c and (kind.keeps_rest or c in kind.columns)}
        self.rows_in = self.remarks = 0
        self._rows: list[Mapping[str, Any]] = []
        self._parts: list[pa.Table] = []
        self._rejects: list[dict[str, Any]] = []
        self._line_of_id: dict[str, int] = {}
        self._line_of_label: dict[tuple[Any, ...], int] = {}
        self._refuse_columns(sheet)

    def take(self, first: int, last: int, cells: list[str]) -> None:
        """Take one record: a blank one and a remark are no rows; a feature always is."""
        if self.unit != "feature":
            if not any(c.strip() for c in cells):
                return
            if cells[0].startswith(REMARK):
                self.remarks += 1
                return
        self.rows_in += 1
        if reason := self.faults.get(first) or self._misfit(cells):
            self._refuse(first, last, cells, reason, None)
            return
        raw = {c: v for c, v in zip(self.header, cells, strict=False) if c}
        row_id = self.kind.row_id(raw)
        if (line := self._line_of_id.get(row_id)) is not None:
            self._refuse(first, last, cells, f"is identical to {self.unit} {line}; the first stays", None)
            return
        record = Record({c: v for c, v in raw.items() if c in self.known})
        row = self.kind.take(record)
        label = tuple(row[c] for c in self.kind.label)
        if not record.faults and (line := self._line_of_label.get(label)) is not None:
            named = " / ".join(str(x) for x in label)
            record.fault(
                "",
                f"{named!r} is already {self.unit} {line}, with other content; the first stays: give this one its own",
            )
        if record.faults:
            told = [*record.faults, *record.mended]
            columns = {c for c, _ in told}
            self._refuse(
                first,
                last,
                cells,
                "; ".join(r for _, r in told),
                columns.pop() or None if len(columns) == 1 else None,
            )
            return
        self._line_of_id[row_id] = self._line_of_label[label] = first
        self._rows.append({**row, self.kind.id_column: row_id, "evidence_id": self.evidence_id, "row": first})
        for column, reason, was in record.drops:
            self._reject("field", first, f"{self.unit} {first}: {reason}", column, self._label(raw), was)
        if len(self._rows) >= BATCH:
            self._flush()

    def finish(self) -> Read:
        """The rows and refusals, checked."""
        self._flush()
        rows = pa.concat_tables(self._parts) if self._parts else self.kind.table.empty()
        return Read(self.kind.table.name, self.kind.table.check(rows), REJECTS.from_rows(self._rejects), self.rows_in)

    def _misfit(self, cells: list[str]) -> str | None:
        """Why cells do not fall under the header, or None; a sheet's row may end early, a line of text may not."""
        wide, width = len(self.header), len(cells)
        if width < wide and self.unit == "line":
            return f"has {width} cells where the header has {wide}: cut off, or a delimiter is missing"
        if any(c.strip() for c in cells[wide:]):
            return f'has {width} cells where the header has {wide}: put a text that holds the delimiter in quotes (")'
        for place, (column, cell) in enumerate(zip(self.header, cells, strict=False), start=1):
            if not column and cell.strip():
                return f"has {cell.strip()[:40]!r} in column {place}, which has no name in the header"
        if all(c.strip().lower().replace(" ", "_") == column for c, column in zip(cells, self.header, strict=False)):
            return "repeats the header"
        return None

    def _refuse_columns(self, sheet: Sheet) -> None:
        """What of the file is not read at all: columns of no meaning here, and further sheets."""
        for column in sheet.header:
            if column and column not in self.known and not self.kind.is_published:
                near = difflib.get_close_matches(column, [c for c in self.kind.columns if c not in self.known], 1, 0.7)
                hint = (
                    f"; is it {near[0]!r}?"
                    if near
                    else f"; the kind {self.kind.name} may have {', '.join(self.kind.columns)}"
                )
                reason = f"column {column!r} is not one this reader knows, and its cells are not used{hint}"
                row = None if self.unit == "feature" else sheet.header_row
                self._reject("field", row, reason, column, None, None)
        for title in sheet.unread:
            self._reject(
                "field",
                None,
                f"sheet {title!r} is not read: its header is not one of the kind {self.kind.name}",
                None,
                None,
                None,
            )

    def _refuse(self, first: int, last: int, cells: list[str], reason: str, column: str | None) -> None:
        where = f"{self.unit} {first}" if first == last else f"{self.unit}s {first} to {last}"
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(cells)
        label = self._label(dict(zip(self.header, cells, strict=False)))
        self._reject("row", first, f"{where}: {reason}", column, label, text.getvalue())

    def _reject(
        self, scope: str, row: int | None, reason: str, field: str | None, label: str | None, raw: str | None
    ) -> None:
        self._rejects.append(
            refusal(self.evidence_id, self.name, reason, scope=scope, row=row, field=field, label=label, raw=raw)
        )

    def _label(self, raw: Mapping[str, str]) -> str | None:
        if "label" not in self.kind.label:
            return None
        return raw.get(self.kind.required[0], "").strip()[:200] or None

    def _flush(self) -> None:
        if self._rows:
            self._parts.append(self.kind.table.from_rows(self._rows))
            self._rows = []
