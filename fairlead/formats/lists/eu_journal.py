"""Annexes of EU regulations out of the Official Journal, as the tables that transcribe them (one row an entry).

What the date beside an entry is differs from act to act (``eu_dates.csv``): the day of its designation, or the day from
which the measures apply to it. Of an act that is not known there it is taken for neither.

One ship may stand in several annexes with several measures: each row is an entry of its own, and its annex and measure
stand beside it. Some names are written ``A (B)``: which of the two the ship bears now the act does not say.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from fairlead.errors import EvidenceError
from fairlead.formats.api import Read
from fairlead.formats.lists.opened import columns_of, ends_within_line, read_text, records
from fairlead.formats.lists.rows import Rows
from fairlead.formats.lists.values import read_when

PUBLISHER = "European Union, Official Journal"
NEEDED = ("celex", "programKey", "annex", "measure", "startDate", "schema", "name", "imoNumber")
_KINDS = {
    "vessel": "vessel", "airplane": "aircraft", "person": "person", "company": "company", "organization": "company",
    "legalentity": "company", "publicbody": "company",
}  # fmt: skip
_LISTS = (
    ("alias", "alias"), ("weakAlias", "weak_alias"), ("previousName", "former_name"), ("mmsi", "mmsi"),
    ("flag", "flag"),
)  # fmt: skip
_WHOLE = (("address", "address"), ("country", "country"), ("position", "title"))
_EX = re.compile(r"^(?P<now>.+?)\s*\(\s*(?:ex|formerly|former|f\.k\.a\.?)[\s:.-]+(?P<old>[^()]+)\)$", re.IGNORECASE)
_BOTH = re.compile(r"^(?P<one>[^()]+?)\s*(?P<others>(?:\([^()]+\)\s*)+)$")


def read_journal(path: Path, name: str, evidence_id: str) -> Read:
    """Read a table of annexes.

    Raises:
        EvidenceError: columns are missing, it holds several acts, or it is cut off within a record.
    """
    text = read_text(path)
    found = records(text)
    _, header = next(found, (1, []))
    columns = columns_of(header, NEEDED)
    rows = Rows("", PUBLISHER, name, evidence_id)
    rows.caveats = ends_within_line(text)
    for line, row in rows.named(found, columns):
        act = f"eu_{row['celex']}"
        if rows.list and act != rows.list:
            raise EvidenceError(f"line {line} is of {row['celex']}, others of {rows.list[3:]}: one act a file")
        rows.list = act
        _take(rows, line, row)
    return rows.read()


DAY = timedelta(days=1)


@cache
def date_meanings() -> dict[str, str]:
    """What the dates of an act are, designation or application, by its CELEX number."""
    text = files("fairlead.formats.lists").joinpath("eu_dates.csv").read_text(encoding="utf-8")
    return {row["celex"]: row["date_is"] for row in csv.DictReader(text.splitlines())}


def _take(rows: Rows, line: int, row: dict[str, str]) -> None:
    name, annex = row["name"], row["annex"]
    if not name:
        rows.refuse(line, "an entry without a name")
        return
    is_vessel, meaning = row["schema"].lower() == "vessel", date_meanings().get(row["celex"])
    number = row.get("recordId") or (f"IMO {row['imoNumber']}" if row["imoNumber"][:1].isdigit() else name)
    ref = rows.entry(
        rows.free(f"{annex}/{number}"), _KINDS.get(row["schema"].lower(), "other"), name, line,
        programmes=filter(None, [row["programKey"]]), measures=filter(None, [row["measure"]]), part=annex or None,
        listed=row["startDate"] if meaning == "designation" else None, grounds=row.get("reason"),
        remarks=row.get("notes"),
    )  # fmt: skip
    if row["startDate"] and meaning != "designation":
        start, end = read_when(row["startDate"])[1:]
        day = start.date().isoformat() if start and end and end - start == DAY else None
        note = None if meaning else "what the date is, this version does not know of this act"
        rows.fact(ref, "applies_from" if meaning else "date", row["startDate"], line, normal=day, note=note)
    if row["imoNumber"]:
        rows.fact(ref, "imo" if is_vessel else "company_imo", row["imoNumber"], line)
    for column, property_ in _LISTS:
        for value in _split(row.get(column)):
            rows.fact(ref, property_, value, line)
    for column, property_ in _WHOLE:
        rows.fact(ref, property_, row.get(column) or "", line)
    if is_vessel:
        for property_, value, note in names_within(name):
            rows.fact(ref, property_, value, line, qualifier="from the name", note=note)


def names_within(name: str) -> list[tuple[str, str, str | None]]:
    """The names that a name written as ``NEW (ex OLD)`` or ``A (B)`` holds: property, name, note."""
    if found := _EX.match(name):
        return [("alias", found["now"], None), ("former_name", found["old"].strip(), None)]
    if found := _BOTH.match(name):
        others = re.findall(r"\(([^()]+)\)", found["others"])
        note = "written as 'A (B)': the act does not say which name the ship bears now"
        return [("alias", one.strip(), note) for one in (found["one"], *others)]
    return []


def _split(cell: str | None) -> Iterable[str]:
    return filter(None, (part.strip() for part in (cell or "").split(";")))
