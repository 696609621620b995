"""OpenSanctions' maritime.csv: one row a vessel or organisation; its risks are topics, none a listing by itself."""

from __future__ import annotations

from pathlib import Path

from fairlead.formats.api import Read
from fairlead.formats.lists.ftm_entities import NAMED_ONLY, STANDING, is_risk
from fairlead.formats.lists.opened import columns_of, ends_within_line, read_text, records
from fairlead.formats.lists.rows import Rows
from fairlead.formats.lists.values import code_normal

PUBLISHER = "OpenSanctions, maritime collection"
NEEDED = ("type", "caption", "imo", "risk", "countries", "flag", "mmsi", "id", "url", "datasets")
_MANY = (("mmsi", "mmsi"), ("flag", "flag"), ("countries", "country"), ("aliases", "alias"))


def read_maritime(path: Path, name: str, evidence_id: str) -> Read:
    """Read the table.

    Raises:
        EvidenceError: columns are missing, or it is cut off within a record.
    """
    text = read_text(path)
    found = records(text)
    _, header = next(found, (1, []))
    columns = columns_of(header, NEEDED)
    rows = Rows("opensanctions_maritime", PUBLISHER, name, evidence_id)
    rows.caveats = ends_within_line(text)
    for line, row in rows.named(found, columns):
        if not row["id"] or not row["caption"] or rows.has(row["id"]):
            rows.refuse(line, "has no id or no caption, or its id stands above already", ",".join(row.values()))
            continue
        is_vessel = row["type"].lower() == "vessel"
        ref = rows.entry(
            row["id"], "vessel" if is_vessel else "company", row["caption"], line,
            programmes=_split(row["datasets"]), remarks=f"risk: {row['risk']}" if row["risk"] else None,
        )  # fmt: skip
        if not any(map(is_risk, _split(row["risk"]))):
            rows.fact(ref, STANDING, NAMED_ONLY, line)
        for number in _split(row["imo"]):
            rows.fact(ref, "imo" if is_vessel else "company_imo", number, line)
        for column, property_ in _MANY:
            for value in _split(row.get(column, "")):
                rows.fact(ref, property_, value, line, normal=code_normal(property_, value))
    return rows.read()


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
