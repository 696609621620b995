"""OpenSanctions' maritime.csv: one row a vessel or organisation; its risks are topics, none a listing by itself."""

from __future__ import annotations

from pathlib import Path

from fairlead.errors import EvidenceError
from fairlead.formats.api import Read
from fairlead.formats.lists.opened import read_text, records
from fairlead.formats.lists.rows import Rows

PUBLISHER = "OpenSanctions, maritime collection"
NEEDED = ("type", "caption", "imo", "risk", "countries", "flag", "mmsi", "id", "url", "datasets")
_MANY = (("mmsi", "mmsi"), ("flag", "flag"), ("countries", "country"), ("aliases", "alias"))


def read_maritime(path: Path, name: str, evidence_id: str) -> Read:
    """Read the table.

    Raises:
        EvidenceError: columns are missing, or it is cut off within a record.
    """
    found = records(read_text(path))
    _, header = next(found, (1, []))
    columns = [c.strip() for c in header]
    if missing := [c for c in NEEDED if c not in columns]:
        raise EvidenceError(f"lacks the columns {', '.join(missing)}")
    rows = Rows("opensanctions_maritime", PUBLISHER, name, evidence_id)
    for line, cells in found:
        if len(cells) != len(columns):
            rows.refuse(line, f"has {len(cells)} cells where the header has {len(columns)}", ",".join(cells))
            continue
        row = dict(zip(columns, (c.strip() for c in cells), strict=True))
        if not row["id"] or not row["caption"] or rows.has(row["id"]):
            rows.refuse(line, "has no id or no caption, or its id stands above already", ",".join(cells))
            continue
        is_vessel = row["type"].lower() == "vessel"
        ref = rows.entry(
            row["id"], "vessel" if is_vessel else "company", row["caption"], line,
            programmes=_split(row["datasets"]), remarks=f"risk: {row['risk']}" if row["risk"] else None,
        )  # fmt: skip
        for number in _split(row["imo"]):
            rows.fact(ref, "imo" if is_vessel else "company_imo", number, line)
        for column, property_ in _MANY:
            for value in _split(row.get(column, "")):
                rows.fact(ref, property_, value, line)
    return rows.read()


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
