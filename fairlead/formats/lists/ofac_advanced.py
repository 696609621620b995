"""OFAC's advanced XML (sdn_advanced.xml, cons_advanced.xml): what the CSV says in remarks, in elements of their own.

Codes are resolved by the names that the file itself gives them (``ReferenceValueSets``), never by number. It states
what the CSV does not: the day an entry was listed, which script a name is in, how two entries are related.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fairlead.errors import EvidenceError
from fairlead.formats.api import Read
from fairlead.formats.lists.ofac_csv import PUBLISHER
from fairlead.formats.lists.rows import Rows
from fairlead.formats.lists.xml import read_elements
from fairlead.formats.xml import Element

KIND = "ofac_advanced"
DOC = "OFAC's advanced XML, sdn_advanced.xml or cons_advanced.xml"
ROOT = "Sanctions"
WANTED = ("DateOfIssue", "ReferenceValueSets", "Location", "IDRegDocument", "DistinctParty", "ProfileRelationship",
          "SanctionsEntry")  # fmt: skip

_FEATURES = {
    "vessel call sign": "call_sign", "other vessel call sign": "call_sign", "vessel type": "type",
    "other vessel type": "type", "former vessel type": "type", "vessel flag": "flag", "other vessel flag": "other_flag",
    "former vessel flag": "former_flag", "vessel owner": "owner", "vessel tonnage": "tonnage",
    "vessel gross registered tonnage": "gross_tonnage", "vessel year of build": "built", "title": "title",
    "location": "address", "mmsi": "mmsi",
}  # fmt: skip
_OTHER = ("other", "former")
"""First words of features that the CSV marks with their name, except flags, which have properties of their own."""
_ALIASES = {"f.k.a.": "former_name", "fka": "former_name"}


@dataclass(slots=True)
class _File:
    """What of a file has been read so far."""

    names: dict[tuple[str, str], str] = field(default_factory=dict)
    """What each code means, by the element that defines it and its id."""
    places: dict[str, str] = field(default_factory=dict)
    documents: dict[str, list[Element]] = field(default_factory=lambda: defaultdict(list))
    """Registrations by the identity they are of."""
    profiles: dict[str, str] = field(default_factory=dict)
    """Entry of each profile."""

    def define(self, sets: Element) -> None:
        """Take in what the codes mean; of a sub-type of party also which type it is of."""
        for value in (v for one in sets.children for v in one.children):
            id_ = value.attribute("ID")
            self.names[value.name, id_] = " ".join(value.text.split())
            if of := value.attribute("PartyTypeID"):
                self.names["of", id_] = of

    def name(self, kind: str, one: Element, attribute: str) -> str:
        """What a code in an attribute means; blank where the file does not say."""
        return self.names.get((kind, one.attribute(attribute)), "")


def is_advanced(name: str, attributes: str) -> bool:
    """Whether a root element is of this format."""
    return name == ROOT and ("sanctions/1.0" in attributes or "ADVANCED_XML" in attributes)


def read_advanced(path: Path, name: str, evidence_id: str) -> Read:
    """Read the file.

    Raises:
        EvidenceError: no whole XML of this schema, or without the names of its codes.
    """
    rows, file = Rows("ofac_sdn", PUBLISHER, name, evidence_id), _File()
    lists: set[str] = set()
    relations: list[Element] = []
    for one in read_elements(path, WANTED):
        if one.name == "DateOfIssue":
            rows.published = _date(one), one.line
        elif one.name == "ReferenceValueSets":
            file.define(one)
        elif one.name == "Location":
            file.places[one.attribute("ID")] = _place(file, one)
        elif one.name == "IDRegDocument":
            file.documents[one.attribute("IdentityID")].append(one)
        elif one.name == "DistinctParty":
            if not file.names:
                raise EvidenceError("lacks ReferenceValueSets, the names of its codes, before its first party")
            _take(rows, file, one)
        elif one.name == "ProfileRelationship":
            relations.append(one)
        elif one.name == "SanctionsEntry":
            lists.add(file.name("List", one, "ListID"))
            _take_entry(rows, file, one)
        elif one.name != ROOT:
            raise EvidenceError(f"begins with {one.name}, not {ROOT}")
    rows.has_end = True
    for relation in relations:
        _relate(rows, file, relation)
    if lists and not any("SDN List" in name and "Non" not in name for name in lists):
        rows.list = "ofac_cons"
    return rows.read()


def _take(rows: Rows, file: _File, one: Element) -> None:
    ref, profile = one.attribute("FixedRef"), next(iter(one.all("Profile")), None)
    aliases = profile.all("Identity", "Alias") if profile else []
    named = [(alias, spelt) for alias in aliases for spelt in _spellings(file, alias)]
    main = next((n for a, n in named if a.attribute("Primary").lower() == "true" and n[1]), None)
    if not ref or profile is None or main is None:
        rows.refuse(one.line, f"a party without a {'primary name' if ref else 'FixedRef'}")
        return
    if rows.has(ref):
        rows.refuse(one.line, f"entry {ref} stands in the file twice; the first stays")
        return
    kind = _kind(file, profile)
    comments = " ".join(filter(None, (" ".join(c.text.split()) for c in one.all("Comment"))))
    rows.entry(ref, kind, main[0], one.line, remarks=comments)
    file.profiles[profile.attribute("ID")] = ref
    for alias, (name, is_latin) in named:
        type_ = file.name("AliasType", alias, "AliasTypeID")
        weak = alias.attribute("LowQuality").lower() == "true"
        property_ = "weak_alias" if weak else _ALIASES.get(type_.lower(), "alias")
        qualifier = None if type_.lower() == "name" and is_latin else type_ or None
        rows.fact(ref, property_, name, alias.line, qualifier=qualifier if is_latin else "original script")
    for identity in profile.all("Identity"):
        for document in file.documents.get(identity.attribute("ID"), ()):
            _take_document(rows, file, ref, kind, document)
    for feature in profile.all("Feature"):
        _take_feature(rows, file, ref, feature)


def _spellings(file: _File, alias: Element) -> Iterator[tuple[str, bool]]:
    """Each documented name, and whether it is in Latin script."""
    for documented in alias.all("DocumentedName"):
        parts = documented.all("DocumentedNamePart", "NamePartValue")
        name = " ".join(" ".join(p.text.split()) for p in parts)
        scripts = {file.name("Script", p, "ScriptID") for p in parts} - {""}
        if name:
            yield name, not scripts or scripts == {"Latin"}


def _kind(file: _File, profile: Element) -> str:
    sub = file.name("PartySubType", profile, "PartySubTypeID").lower()
    if sub in ("vessel", "aircraft"):
        return sub
    type_ = file.names.get(("PartyType", file.name("of", profile, "PartySubTypeID")), "").lower()
    return {"entity": "company", "individual": "person"}.get(type_, "other")


def _take_document(rows: Rows, file: _File, ref: str, kind: str, document: Element) -> None:
    number = document.get("IDRegistrationNo")
    type_ = file.name("IDRegDocType", document, "IDRegDocTypeID")
    country = file.name("Country", document, "IssuedBy-CountryID") or None
    if not number:
        return
    is_imo = number.upper().startswith("IMO")
    if is_imo and type_ in ("Vessel Registration Identification", "Identification Number", "Company Number"):
        rows.fact(ref, "imo" if kind == "vessel" else "company_imo", number, document.line, qualifier=country)
    elif "MMSI" in type_.upper():
        rows.fact(ref, "mmsi", number, document.line, qualifier=country)
    elif type_ == "Vessel Registration Identification":
        rows.fact(ref, "registration", number, document.line, qualifier=country)


def _take_feature(rows: Rows, file: _File, ref: str, feature: Element) -> None:
    type_ = file.name("FeatureType", feature, "FeatureTypeID")
    property_ = _FEATURES.get(type_.lower())
    if property_ is None:
        return
    qualifier = type_ if type_.lower().startswith(_OTHER) and "flag" not in property_ else None
    for version in feature.all("FeatureVersion"):
        for detail in version.all("VersionDetail"):
            words = " ".join(detail.text.split()) or file.name("DetailReference", detail, "DetailReferenceID")
            rows.fact(ref, property_, words, detail.line, qualifier=qualifier)
        for place in version.all("VersionLocation"):
            where = file.places.get(place.attribute("LocationID"), "")
            rows.fact(ref, property_, where, place.line, qualifier=qualifier)


def _take_entry(rows: Rows, file: _File, one: Element) -> None:
    """When a profile was listed, under which programmes, and which further measures it names."""
    ref = file.profiles.get(one.attribute("ProfileID"))
    if ref is None:
        rows.refuse_field(one.line, "ProfileID", "a sanctions entry of a party that the file does not hold")
        return
    programmes, measures = [], []
    for measure in one.all("SanctionsMeasure"):
        words = measure.get("Comment")
        type_ = file.name("SanctionsType", measure, "SanctionsTypeID")
        if type_ == "Program":
            programmes.append(words)
        else:
            measures.append(f"{type_}: {words}" if words else type_)
    rows.extend(ref, programmes=filter(None, programmes), measures=filter(None, measures))
    dates = sorted(filter(None, (_date(d) for d in one.all("EntryEvent", "Date"))))
    if dates:
        rows.date(ref, dates[0], one.line)


def _relate(rows: Rows, file: _File, one: Element) -> None:
    ref, other = (file.profiles.get(one.attribute(a)) for a in ("From-ProfileID", "To-ProfileID"))
    if not ref or not other:
        return
    type_ = file.name("RelationType", one, "RelationTypeID")
    former = " (former)" if one.attribute("Former").lower() == "true" else ""
    rows.fact(ref, "linked_to", rows.name_of(other), one.line, qualifier=f"{type_}{former}" or None, normal=other)


def _date(one: Element) -> str | None:
    year, month, day = (one.get(part) for part in ("Year", "Month", "Day"))
    if not year.isdigit():
        return None
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part.isdigit())])


def _place(file: _File, one: Element) -> str:
    parts = [v.get("Value") for v in one.all("LocationPart", "LocationPartValue")]
    countries = [file.name("Country", c, "CountryID") for c in one.all("LocationCountry")]
    areas: list[str] = [file.name("AreaCode", a, "AreaCodeID") for a in one.all("LocationAreaCode")]
    return ", ".join(dict.fromkeys(filter(None, (*parts, *(countries or areas)))))
