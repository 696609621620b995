"""The UK's consolidated list (OFSI, ConList.csv): the publisher's date on the first line, one row for each name.

Latin-1 or Windows-1252, a day first in dates, ``00`` for a day not known; ships are entities, told by the IMO number in
the other information.
"""

from __future__ import annotations

import re
from pathlib import Path

from fairlead.formats.api import Read
from fairlead.formats.lists.opened import columns_of, ends_within_line, read_text, records
from fairlead.formats.lists.rows import Rows

PUBLISHER = "UK HM Treasury, Office of Financial Sanctions Implementation"
DATE_LINE = "Last Updated"
NEEDED = ("Name 6", "Group Type", "Alias Type", "Regime", "Listed On", "Group ID")
_NAMES = ("Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6")
_ADDRESS = (*(f"Address {n}" for n in range(1, 7)), "Post/Zip Code", "Country")
_KINDS = {"individual": "person", "entity": "company", "ship": "vessel"}
_SAID = (("imo", re.compile(r"\bIMO(?: number)?:?\s*(\d{7})\b")), ("mmsi", re.compile(r"\bMMSI:?\s*(\d{9})\b")))


def read_conlist(path: Path, name: str, evidence_id: str) -> Read:
    """Read ConList.csv, also without its first line (an excerpt).

    Raises:
        EvidenceError: columns are missing, or it is cut off within a record.
    """
    text = read_text(path)
    found = records(text)
    rows = Rows("uk_conlist", PUBLISHER, name, evidence_id)
    rows.caveats = ends_within_line(text)
    line, header = next(found, (1, []))
    if header[0].lstrip("\ufeff").strip() == DATE_LINE:
        rows.published = header[1].strip() if len(header) > 1 else None, line
        _, header = next(found, (1, []))
    if header and not header[0].strip():  # an excerpt: the cell of the date line is left before the names
        header = header[1:]
    columns = columns_of(header, NEEDED)
    taken: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for line, row in rows.named(found, columns):
        if not row["Group ID"] or not _name(row):
            rows.refuse(line, "has no Group ID or no name", ",".join(row.values()))
            continue
        taken.setdefault(row["Group ID"], []).append((line, row))
    for ref, group in taken.items():
        _take(rows, ref, group)
    return rows.read()


def _take(rows: Rows, ref: str, group: list[tuple[int, dict[str, str]]]) -> None:
    line, head = next(((n, r) for n, r in group if r["Alias Type"].lower().startswith("prim")), group[0])
    said = [(p, m[1]) for p, form in _SAID if (m := form.search(head.get("Other Information", "")))]
    kind = _KINDS.get(head["Group Type"].lower(), "other")
    kind = "vessel" if kind == "company" and any(p == "imo" for p, _ in said) else kind
    rows.entry(
        ref, kind, _name(head), line, programmes=filter(None, [head["Regime"]]), listed=head["Listed On"],
        grounds=head.get("UK Statement of Reasons"), remarks=head.get("Other Information"),
    )  # fmt: skip
    for property_, value in said:
        rows.fact(ref, property_, value, line)
    for number, row in group:
        words = row["Alias Type"]
        property_ = "former_name" if words.lower() == "fka" else "alias"
        rows.fact(ref, property_, _name(row), number, qualifier=None if row is head else words or None)
        rows.fact(ref, "address", ", ".join(filter(None, (row.get(p, "") for p in _ADDRESS))), number)


def _name(row: dict[str, str]) -> str:
    return " ".join(filter(None, (row.get(c, "") for c in _NAMES)))
