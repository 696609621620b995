"""A list of no publisher known here, as a table whose columns are named by what they hold: anybody's own watch list."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fairlead.errors import EvidenceError
from fairlead.formats.api import Read
from fairlead.formats.lists.opened import ends_within_line, read_text, records
from fairlead.formats.lists.rows import KINDS, Rows
from fairlead.formats.sheets import column_name

KIND = "watch_list"
DOC = "a list of your own: a table whose columns are named by what they hold"
NEEDED = ("list", "name")
OWNER, SEPARATOR = "its owner", ";"
"""Who publishes a list that does not say, and what stands between the values of a cell."""
OF_ENTRY = ("list", "id", "kind", "name", "programme", "measure", "part", "listed", "grounds", "remarks", "published")
FACTS = (
    "imo", "company_imo", "mmsi", "call_sign", "flag", "former_flag", "type", "tonnage", "gross_tonnage", "built",
    "length", "owner", "linked_to", "alias", "weak_alias", "former_name", "address", "country", "registration",
)  # fmt: skip
AS_WRITTEN: Mapping[str, str] = {}
TELLING = {"imo", "company_imo", "mmsi", "call_sign", "programme", "measure", "listed"}
"""Of these at least one: a table of lists and names alone may be anything."""


def is_watch_list(header: list[str]) -> bool:
    """Whether a header is of this kind: list, name, one telling column, and none that nobody knows."""
    columns = {column_name(c.lstrip("\ufeff")) for c in header}
    return set(NEEDED) <= columns <= {*OF_ENTRY, *FACTS} and bool(columns & TELLING)


def read_watch_list(path: Path, name: str, evidence_id: str) -> Read:
    """Read the table: one list a file; cells of several values are separated by semicolons.

    Raises:
        EvidenceError: it is no such table, is cut off within a record, or holds several lists or dates of publication.
    """
    text = read_text(path)
    found = records(text)
    line, header = next(found, (1, []))
    if not is_watch_list(header):
        raise EvidenceError(
            f"has no columns {' and '.join(NEEDED)}, or one that is none of {', '.join(OF_ENTRY + FACTS)}"
        )
    columns = [column_name(c.lstrip("\ufeff")) for c in header]
    rows = Rows("", OWNER, name, evidence_id)
    rows.caveats = ends_within_line(text)
    for line, row in rows.named(found, columns):
        list_ = column_name(row["list"])
        if rows.list and list_ and list_ != rows.list:
            raise EvidenceError(f"line {line} is of {list_}, others of {rows.list}: one list a file")
        rows.list = rows.list or list_
        take_published(rows, line, row)
        take_entry(rows, line, row)
    if not rows.list:
        raise EvidenceError("names no list in the column list")
    return rows.read()


def take_published(rows: Rows, line: int, row: Mapping[str, str]) -> None:
    """Take the date of publication, one a file.

    Raises:
        EvidenceError: a row before says another.
    """
    if (published := row.get("published")) and rows.published[0] not in (None, published):
        raise EvidenceError(f"line {line} was published {published}, others {rows.published[0]}: one version a file")
    rows.published = (published, line) if published and not rows.published[0] else rows.published


def take_entry(
    rows: Rows, line: int, row: Mapping[str, str], separator: str = SEPARATOR, kinds: Mapping[str, str] = AS_WRITTEN
) -> None:
    """Take a row as an entry and its facts, or refuse it.

    Args:
        rows: those of its file.
        line: where it stands.
        row: cells by our words for their columns.
        separator: between the values of a cell.
        kinds: our words for kinds by the file's, in small letters.
    """

    def split(word: str) -> list[str]:
        return [part.strip() for part in row.get(word, "").split(separator) if part.strip()]

    kind = row.get("kind", "").lower()
    kind = kinds.get(kind, kind) or ("company" if row.get("company_imo") else "vessel")
    if not row["name"] or not row.get("list", rows.list) or kind not in KINDS:
        words = (
            f"is of the kind {kind!r}, none of {', '.join(KINDS)}" if kind not in KINDS else "has no list or no name"
        )
        rows.refuse(line, words, ",".join(row.values()))
        return
    number = next((f"IMO {row[c]}" for c in ("imo", "company_imo") if row.get(c)), row["name"])
    ref = rows.entry(
        rows.free(row.get("id") or number), kind, row["name"], line, programmes=split("programme"),
        measures=split("measure"), part=row.get("part") or None, listed=row.get("listed"),
        grounds=row.get("grounds"), remarks=row.get("remarks"),
    )  # fmt: skip
    for property_ in FACTS:
        for value in split(property_):
            rows.fact(ref, property_, value, line)
