"""The consolidated list of the UN Security Council in XML.

It has no records of vessels: designated ships stand on the 1718 Committee's own page, and IMO numbers, of companies
mostly, in the comments. A comment that calls a number a company's is believed; of others the check digit decides.
"""

from __future__ import annotations

import re
from pathlib import Path

from fairlead.base.ids import is_company_imo, is_imo
from fairlead.formats.api import Read
from fairlead.formats.lists.rows import Rows
from fairlead.formats.lists.xml import read_entries
from fairlead.formats.xml import Element

PUBLISHER = "United Nations Security Council"
ROOT = "CONSOLIDATED_LIST"

_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS = ("NOTE", "STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
_IMO = re.compile(
    r"(?:company\s+)?IMO\s*(?:company\s+)?(?:number|no\.?|identification number)?\s*[:#]?\s*"
    r"(?P<number>\d{7})\b",
    re.IGNORECASE,
)
_BLANK = ("", "na", "n/a", "none")


def read_un(path: Path, name: str, evidence_id: str) -> Read:
    """Read the list.

    Raises:
        EvidenceError: no whole XML of this schema.
    """
    rows = Rows("un_sc", PUBLISHER, name, evidence_id)
    for one in read_entries(path, rows, ROOT, "dateGenerated", ("INDIVIDUAL", "ENTITY")):
        _take(rows, one)
    return rows.read()


def _take(rows: Rows, one: Element) -> None:
    ref = one.get("REFERENCE_NUMBER") or one.get("DATAID")
    name = " ".join(filter(None, (one.get(part) for part in _NAMES)))
    if not ref or not name:
        rows.refuse(one.line, f"an entry without a {'name' if ref else 'REFERENCE_NUMBER and DATAID'}")
        return
    if rows.has(ref):
        rows.refuse(one.line, f"entry {ref} stands in the file twice; the first stays")
        return
    comments = one.get("COMMENTS1")
    rows.entry(
        ref, "person" if one.name == "INDIVIDUAL" else "company", name, one.line,
        programmes=filter(None, [one.get("UN_LIST_TYPE")]), listed=one.get("LISTED_ON"), remarks=comments,
    )  # fmt: skip
    if original := one.get("NAME_ORIGINAL_SCRIPT"):
        rows.fact(ref, "alias", original, one.line, qualifier="original script")
    for alias in (*one.all("INDIVIDUAL_ALIAS"), *one.all("ENTITY_ALIAS")):
        quality, words = alias.get("QUALITY"), alias.get("ALIAS_NAME")
        if words.lower() in _BLANK:
            continue
        property_ = {"low": "weak_alias", "f.k.a.": "former_name"}.get(quality.lower(), "alias")
        rows.fact(ref, property_, words, alias.line, qualifier=quality or None)
    for address in (*one.all("INDIVIDUAL_ADDRESS"), *one.all("ENTITY_ADDRESS")):
        rows.fact(ref, "address", ", ".join(filter(None, (address.get(p) for p in _ADDRESS))), address.line)
    for found in _IMO.finditer(comments):
        number, words = int(found["number"]), found[0].lower()
        is_company = "company" in words or (is_company_imo(number) and not is_imo(number))
        note = None if "company" in words else "the comment does not say whether a ship's or a company's"
        rows.fact(ref, "company_imo" if is_company else "imo", found["number"], one.line, qualifier=found[0], note=note)
