"""What OFAC's free-text remarks say of an entry: parts between semicolons, each begun by words of its own.

Written out from the lists of 2021 to 2024: ``Vessel Registration Identification IMO 9187629; MMSI 572469210; f.k.a.
'ALPHA'; Linked To: NATIONAL IRANIAN TANKER COMPANY.`` What begins otherwise stays in the remarks alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fairlead.base.ids import is_imo

Said = tuple[str, str, str | None, str | None]
"""Property, value as written, qualifier, note."""

_PART = re.compile(
    r"(?:alt\. )?(?:"
    r"(?P<name>[afn])\.k\.a\. '(?P<alias>.*)'"
    r"|Linked To: (?P<linked>.+)"
    r"|(?P<ship>Vessel Registration Identification) +(?P<ship_number>.+)"
    r"|(?P<imo>(?:Identification|Company) Number) +(?P<imo_number>IMO\b.+)"
    r"|MMSI +(?P<mmsi>.+)"
    r"|(?P<which>Former|Other) Vessel (?P<what>Flag|Call Sign|Type) (?P<other>.+)"
    r"|Vessel Year of Build (?P<built>.+)"
    r")\s*"
)
_BEGINNINGS = (
    "alt. ", "a.k.a.", "f.k.a.", "n.k.a.", "Linked To:", "Vessel ", "Identification", "Company", "MMSI",
    "Former", "Other",
)  # fmt: skip
"""How parts that ``_PART`` reads begin: most parts are of persons, and begin otherwise."""
_COUNTRY = re.compile(r"\s*\(([^()]+)\)$")
_NAMES = {"a": ("alias", "aka"), "f": ("former_name", "fka"), "n": ("alias", "nka")}
_OTHERS = {
    ("Former", "Flag"): "former_flag", ("Other", "Flag"): "other_flag",
    ("Former", "Call Sign"): "call_sign", ("Other", "Call Sign"): "call_sign",
    ("Former", "Type"): "type", ("Other", "Type"): "type",
}  # fmt: skip


def read_remarks(remarks: str, *, is_vessel: bool) -> Iterator[Said]:
    """What remarks say, in their order.

    Args:
        remarks: as written, with what a comments file continues.
        is_vessel: whether they are of a vessel: an identification number that is called IMO is a ship's then, else a
            company's.
    """
    parts = remarks.split(";")
    last = len(parts) - 1
    for place, part in enumerate(parts):
        part = part.strip()
        if place == last:
            part = part.removesuffix(".")
        if part.startswith(_BEGINNINGS) and (found := _PART.fullmatch(part)):
            yield _say(found, is_vessel)


def _say(found: re.Match[str], is_vessel: bool) -> Said:
    group = found.lastgroup
    if group == "alias":
        property_, qualifier = _NAMES[found["name"]]
        return property_, found["alias"], qualifier, None
    if group == "linked":
        return "linked_to", found["linked"], None, None
    if group == "ship_number":
        return _ship_number(found["ship_number"], is_vessel)
    if group == "imo_number":
        number, country = _without_country(found["imo_number"])
        return ("imo" if is_vessel else "company_imo"), number, country or found["imo"], None
    if group == "other":
        which = f"{found['which']} {found['what']}" if found["what"] != "Flag" else None
        return _OTHERS[found["which"], found["what"]], found["other"], which, None
    value, country = _without_country(found[str(group)])
    return str(group), value, country, None


def _ship_number(words: str, is_vessel: bool) -> Said:
    number, country = _without_country(words)
    if number.upper().startswith("IMO") and not is_vessel:
        return "company_imo", number, country or "Vessel Registration Identification", None
    if number.upper().startswith("IMO"):
        return "imo", number, country, None
    looks = re.fullmatch(r"[0-9]{7}", number) is not None and is_imo(int(number))
    note = "has the form and check digit of an IMO number; the list does not call it one" if looks else None
    return "registration", number, country, note


def _without_country(words: str) -> tuple[str, str | None]:
    """A number, and the country in brackets behind it."""
    found = _COUNTRY.search(words)
    return (words[: found.start()], found[1]) if found else (words, None)
