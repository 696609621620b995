"""The UK Sanctions List (FCDO), CSV or ODS: the report's date on the first line, one row for each name of an entry.

Ships are a type of their own and have columns of their own. It states which sanctions are imposed: of a ship, whether
it may enter a port is not the same as an asset freeze.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from fairlead.formats.api import Read
from fairlead.formats.lists.ods import is_ods, ods_rows
from fairlead.formats.lists.opened import columns_of, ends_within_line, read_text, records
from fairlead.formats.lists.rows import Rows
from fairlead.formats.sheets import read_head

KIND = "uk_sanctions"
DOC = "the UK Sanctions List, CSV or ODS"
PUBLISHER = "UK Foreign, Commonwealth and Development Office"
NEEDED = ("Unique ID", "Name 6", "Name type", "Regime Name", "Designation Type", "Date Designated")
LEAST_KNOWN = 3
"""Columns of those needed by which a table that begins with the report's date is told to be the list."""
REPORT_DATE = re.compile(r"Report Date:\s*(.*)", re.IGNORECASE)

_NAMES = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
_ADDRESS = (*(f"Address Line {n}" for n in range(1, 7)), "Address Postal Code", "Address Country")
_KINDS = {"individual": "person", "entity": "company", "ship": "vessel"}
_SHIP = (
    ("Current owner/operator (s)", "owner"), ("Previous owner/operator (s)", "former_owner"),
    ("Current believed flag of ship", "flag"), ("Previous flags", "former_flag"), ("Type of ship", "type"),
    ("Tonnage of ship", "tonnage"), ("Length of ship", "length"), ("Year Built", "built"),
    ("Hull identification number (HIN)", "registration"),
)  # fmt: skip
_SEVERAL = re.compile(r"\s*(?:\n|;|\(\d+\))\s*")


def is_list(header: list[str]) -> bool:
    """Whether a header is that of the list."""
    return set(NEEDED) <= {c.strip() for c in header}


def is_dated_list(first: list[str], second: list[str]) -> bool:
    """Whether two lines are the report's date and the header; a renamed column is for the reader to name."""
    is_dated = bool(first) and REPORT_DATE.match(first[0].strip().lstrip("\ufeff")) is not None
    return is_dated and len(set(NEEDED) & {c.strip() for c in second}) >= LEAST_KNOWN


def read_list_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers, of either form.

    Raises:
        EvidenceError: cut off or damaged.
    """
    return ods_rows(path) if is_ods(read_head(path)) else records(read_text(path))


def read_uk(path: Path, name: str, evidence_id: str) -> Read:
    """Read the list.

    Raises:
        EvidenceError: columns are missing, or it is cut off or damaged.
    """
    rows = Rows("uk_sanctions", PUBLISHER, name, evidence_id)
    rows.has_end = is_ods(read_head(path))
    text = "" if rows.has_end else read_text(path)
    found = ods_rows(path) if rows.has_end else records(text)
    rows.caveats = [] if rows.has_end else ends_within_line(text)
    line, header = next(found, (1, []))
    if header and (date := REPORT_DATE.match(header[0].strip().lstrip("\ufeff"))):
        rows.published = date[1].strip() or None, line
        _, header = next(found, (1, []))
    columns = columns_of(header, NEEDED)
    taken: dict[str, list[tuple[int, dict[str, str]]]] = {}
    if rows.has_end:  # a spreadsheet keeps no blank cells at the end of a row
        found = ((number, cells + [""] * (len(columns) - len(cells))) for number, cells in found)
    for line, row in rows.named(found, columns):
        if not row["Unique ID"] or not _name(row):
            rows.refuse(line, "has no Unique ID or no name", ",".join(row.values()))
            continue
        taken.setdefault(row["Unique ID"], []).append((line, row))
    for ref, group in taken.items():
        if not any(row["Designation Type"] for _, row in group):
            line, row = group[0]
            rows.refuse(line, "does not say whether it is a ship, an entity or an individual", ",".join(row.values()))
            continue
        _take(rows, ref, group)
    return rows.read()


def _take(rows: Rows, ref: str, group: list[tuple[int, dict[str, str]]]) -> None:
    line, head = next(((n, r) for n, r in group if r["Name type"].lower() == "primary name"), group[0])
    kind = _KINDS.get(head["Designation Type"].lower(), "other")
    rows.entry(
        ref, kind, _name(head), line, programmes=filter(None, [head["Regime Name"]]),
        measures=_split(head.get("Sanctions Imposed")), listed=head["Date Designated"],
        grounds=head.get("UK Statement of Reasons"), remarks=head.get("Other Information"),
    )  # fmt: skip
    for number, row in group:
        weak = row.get("Alias strength", "").lower().startswith("low")
        qualifier = None if row is head else row["Name type"] or None
        rows.fact(ref, "weak_alias" if weak else "alias", _name(row), number, qualifier=qualifier)
        script = row.get("Name non-latin script", "")
        rows.fact(ref, "alias", script, number, qualifier="original script")
        rows.fact(ref, "address", ", ".join(filter(None, (row.get(p, "") for p in _ADDRESS))), number)
        for imo in _split(row.get("IMO number")):
            rows.fact(ref, "imo" if kind == "vessel" else "company_imo", imo, number)
        for column, property_ in _SHIP:
            for value in _split(row.get(column)):
                rows.fact(ref, property_, value, number)


def _name(row: dict[str, str]) -> str:
    return " ".join(filter(None, (row.get(c, "") for c in _NAMES)))


def _split(cell: str | None) -> list[str]:
    """The values of a cell: one a line, between semicolons or bars (``Freeze|Port ban``), or numbered (1), (2)."""
    return [v.strip() for part in (cell or "").split("|") for v in _SEVERAL.split(part) if v.strip()]
