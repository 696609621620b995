"""The EU's consolidated list of financial sanctions (FSF), XML 1.1 and CSV.

A designation date stands in ``designationDate``, mostly blank; ``publicationDate`` and ``entryIntoForceDate`` are of
the regulation and are never taken for it. One entity has one element in the XML and many rows in the CSV.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from fairlead.formats.api import Read
from fairlead.formats.lists.opened import columns_of, ends_within_line, read_text, records
from fairlead.formats.lists.rows import Rows
from fairlead.formats.lists.xml import read_entries
from fairlead.formats.xml import Element

PUBLISHER = "European Commission, Financial Sanctions Files"
ROOT, NAMESPACE = "export", "europa.ec/fpi/fsd/export"
HEADER = ("fileGenerationDate", "Entity_LogicalId")
_KINDS = {"person": "person", "p": "person", "enterprise": "company", "e": "company"}
_IDS = {"imo": "imo", "mmsi": "mmsi", "callsign": "call_sign", "call sign": "call_sign"}
_ADDRESS = ("street", "poBox", "city", "region", "zipCode", "countryDescription")
_ADDRESS_CSV = ("Street", "PoBox", "City", "Region", "ZipCode", "CountryDescription")


def read_xml(path: Path, name: str, evidence_id: str) -> Read:
    """Read the XML.

    Raises:
        EvidenceError: no whole XML of this schema.
    """
    rows = Rows("eu_fsf", PUBLISHER, name, evidence_id)
    for one in read_entries(path, rows, ROOT, "generationDate", ("sanctionEntity",)):
        _take(rows, one)
    return rows.read()


def _take(rows: Rows, one: Element) -> None:
    ref = one.attribute("euReferenceNumber") or one.attribute("logicalId")
    names = [n for n in one.all("nameAlias") if n.attribute("wholeName")]
    if not ref or not names:
        rows.refuse(one.line, f"an entity without a {'name' if ref else 'reference number'}")
        return
    if rows.has(ref):
        rows.refuse(one.line, f"entity {ref} stands in the file twice; the first stays")
        return
    first = next((n for n in names if n.attribute("strong").lower() == "true"), names[0])
    codes = [t.attribute("code") or t.attribute("classificationCode") for t in one.all("subjectType")]
    ids = [(_id_property(i.attribute("identificationTypeCode"), i.attribute("identificationTypeDescription")), i)
           for i in one.all("identification")]  # fmt: skip
    kind = "vessel" if any(p == "imo" for p, _ in ids) else _KINDS.get((codes or [""])[0].lower(), "other")
    rows.entry(
        ref, kind, first.attribute("wholeName"), one.line,
        programmes=dict.fromkeys(filter(None, (r.attribute("programme") for r in one.all("regulation")))),
        listed=one.attribute("designationDate"),
        grounds=" ".join(filter(None, (" ".join(r.text.split()) for r in one.all("remark")))),
        remarks=one.attribute("designationDetails"),
    )  # fmt: skip
    for alias in names:
        weak = alias.attribute("strong").lower() == "false"
        language = alias.attribute("nameLanguage") or None
        rows.fact(ref, "weak_alias" if weak else "alias", alias.attribute("wholeName"), alias.line, qualifier=language)
    for property_, identification in ids:
        if property_:
            number = identification.attribute("number") or identification.attribute("latinNumber")
            rows.fact(ref, property_, number, identification.line)
    for address in one.all("address"):
        words = ", ".join(filter(None, (address.attribute(p) for p in _ADDRESS)))
        rows.fact(ref, "address", words, address.line)


def read_csv(path: Path, name: str, evidence_id: str) -> Read:
    """Read the CSV: semicolons, one row for each name, address or identification of an entity.

    Raises:
        EvidenceError: columns are missing, or it is cut off within a record.
    """
    text = read_text(path)
    found = records(text, ";")
    line, header = next(found, (1, []))
    columns = columns_of(header, (*HEADER, "NameAlias_WholeName"))
    rows = Rows("eu_fsf", PUBLISHER, name, evidence_id)
    rows.caveats = ends_within_line(text)
    taken: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
    # published rows lack the last semicolon now and then
    for line, row in rows.named(found, columns, ";", lacking=1):
        rows.published = (row["fileGenerationDate"] or rows.published[0]), line
        ref = row.get("Entity_EU_ReferenceNumber") or row["Entity_LogicalId"]
        taken.setdefault(ref, []).append((line, row))
    for ref, group in taken.items():
        _take_group(rows, ref, group)
    return rows.read()


def _take_group(rows: Rows, ref: str, group: list[tuple[int, Mapping[str, str]]]) -> None:
    named = [(line, r) for line, r in group if r.get("NameAlias_WholeName")]
    line, head = group[0]
    if not ref or not named:
        rows.refuse(line, f"an entity without a {'name' if ref else 'reference number'}")
        return
    codes = {r.get("Entity_SubjectType_ClassificationCode") or r.get("Entity_SubjectType", "") for _, r in group}
    ids = [
        (n, _id_property(r.get("Identification_TypeCode", ""), r.get("Identification_TypeDescription", "")), r)
        for n, r in group
    ]
    kinds = [_KINDS[c.lower()] for c in codes if c.lower() in _KINDS]
    kind = "vessel" if any(p == "imo" for _, p, _ in ids) else kinds[0] if kinds else "other"
    rows.entry(
        ref, kind, named[0][1]["NameAlias_WholeName"], line,
        programmes=dict.fromkeys(filter(None, (r.get("Entity_Regulation_Programme") for _, r in group))),
        listed=next((d for _, r in group if (d := r.get("Entity_DesignationDate"))), None),
        grounds=head.get("Entity_Remark"), remarks=head.get("Entity_DesignationDetails"),
    )  # fmt: skip
    for number, row in named:
        language = row.get("NameAlias_NameLanguage") or None
        rows.fact(ref, "alias", row["NameAlias_WholeName"], number, qualifier=language)
    for number, property_, row in ids:
        if property_ and (value := row.get("Identification_Number")):
            rows.fact(ref, property_, value, number)
    for number, row in group:
        words = ", ".join(filter(None, (row.get(f"Address_{p}") for p in _ADDRESS_CSV)))
        rows.fact(ref, "address", words, number)


def _id_property(code: str, description: str) -> str | None:
    """Which number an identification is: told by its type, whose code or description names IMO or MMSI."""
    words = f"{code} {description}".lower()
    if "imo" in words.replace("(", " ").replace(")", " ").split():
        return "company_imo" if "company" in words else "imo"
    return next((property_ for word, property_ in _IDS.items() if word in words), None)
