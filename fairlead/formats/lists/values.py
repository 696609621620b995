"""Values of a list as they are compared, and what is wrong with them. What is written stays beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache

from fairlead.base.ids import TYPED_FOR_NONE, is_company_imo, is_imo
from fairlead.base.timeline import parse_date
from fairlead.formats.states import find_state, says_no_state

Normal = tuple[str | None, str | None]
"""The value as compared, and what is wrong with it."""

When = tuple[str, datetime, datetime] | tuple[str | None, None, None]
"""A date as written, and the half-open interval it covers; none where it is blank or not understood."""

_IMO = re.compile(r"(?:IMO)?[\s:.#]*(?:No\.?|number)?[\s:.#]*(\d+)", re.IGNORECASE)
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"(?:(\d{1,2})[ -])?([A-Za-z]{3})[a-z]*\.?[ -](\d{4})")


@lru_cache(maxsize=1 << 16)
def normal_of(property_: str, value: str) -> Normal:
    """A value as compared.

    Args:
        property_: as in LIST_FACTS.
        value: as written.

    Returns:
        ``None`` where the value cannot be brought to the form, or where its property has none; the note says what is
        wrong with a value that has a form and does not fit it.
    """
    read = _READ.get(property_)
    return read(value) if read else (None, None)


def _imo(value: str) -> Normal:
    digits = _digits(value)
    if digits is None:
        return None, "is no number"
    if int(digits) in TYPED_FOR_NONE:
        return None, "is a row of digits typed where no number is known, and passes the check digit by chance"
    if is_imo(int(digits)) and len(digits) == 7:
        return digits, None
    if len(digits) == 7 and is_company_imo(int(digits)):
        return None, "fails the check digit of a ship's IMO number and passes that of a company's"
    return None, "fails the check digit of an IMO number" if len(digits) == 7 else "has not seven digits"


def _company_imo(value: str) -> Normal:
    digits = _digits(value)
    if digits is None:
        return None, "is no number"
    if len(digits) == 7 and is_company_imo(int(digits)):
        return digits, None
    if len(digits) == 7 and is_imo(int(digits)):
        return None, "fails the check digit of a company's IMO number and passes that of a ship's"
    return None, "fails the check digit of a company's IMO number" if len(digits) == 7 else "has not seven digits"


def _mmsi(value: str) -> Normal:
    digits = re.sub(r"[\s.]", "", value)
    if not re.fullmatch(r"[0-9]{9}", digits):
        return None, "is not nine digits"
    return digits, None if digits[0] in "234567" else "is no MMSI of a ship: those begin with 2 to 7"


def _flag(value: str) -> Normal:
    if says_no_state(value):
        return None, "says that there is no flag"
    state = find_state(value)
    return state, None if state else "is no state this version knows by that name"


def code_normal(property_: str, value: str) -> str | None:
    """The state that a code of FollowTheMoney means, ``kp`` or ``no`` (Norway); None for anything else, as for codes
    that are no state's (``eu``). Only where a format writes codes: elsewhere ``no`` is a word."""
    is_code = property_ in ("flag", "former_flag", "country") and re.fullmatch(r"[a-z]{2}", value) is not None
    return find_state(value.upper()) if is_code else None


def _number(value: str) -> Normal:
    plain = value.replace(",", "").replace(" ", "")
    return (plain, None) if re.fullmatch(r"\d+(?:\.\d+)?", plain) else (None, "is no plain number")


def _built(value: str) -> Normal:
    year = re.fullmatch(r"\s*((?:18|19|20)\d\d)\b.*", value)
    return (year[1], None) if year else (None, "names no year")


def _call_sign(value: str) -> Normal:
    return re.sub(r"[\s-]", "", value).upper(), None


def _digits(value: str) -> str | None:
    found = _IMO.fullmatch(value.strip())
    return found[1] if found else None


_READ = {
    "imo": _imo, "company_imo": _company_imo, "mmsi": _mmsi, "flag": _flag, "former_flag": _flag, "other_flag": _flag,
    "country": _flag, "tonnage": _number, "gross_tonnage": _number, "built": _built, "length": _number,
    "call_sign": _call_sign,
}  # fmt: skip


_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")


def date_in_name(name: str) -> datetime | None:
    """The day in the name of a file, its first instant: ``sdn_2021-08-18.csv``, ``20240503-sdn.csv``; the last one of
    several that are days of the calendar."""
    found = None
    for year, month, day in _IN_NAME.findall(name.rpartition("/")[2]):
        with suppress(ValueError):
            found = datetime(int(year), int(month), int(day), tzinfo=UTC)
    return found


@lru_cache(maxsize=1 << 14)
def read_when(words: str | None) -> When:
    """A date as lists write it: ``2024-05-03`` (a clock time behind it is left aside), ``3.5.2024``, ``03/05/2024``
    with the day first, ``3 May 2024``, ``May 2024``, ``2024``; ``00/00/1980`` is 1980."""
    words = (words or "").strip()
    if not words:
        return None, None, None
    try:
        start, end = parse_date(_iso(words))
    except ValueError:
        return words, None, None
    return words, start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)


_PARTS = {
    "YYYY": r"(?P<y>\d{4})", "MMM": r"(?P<n>[A-Za-z]{3})[a-z]*\.?", "MM": r"(?P<m>\d{1,2})", "DD": r"(?P<d>\d{1,2})",
}  # fmt: skip
"""Parts of a form of dates, the longer ones first."""


def dates_in_form(form: str) -> Callable[[str | None], When]:
    """Reads dates in one form alone: ``MM/DD/YYYY``, ``DD.MM.YYYY``, ``DD MMM YYYY`` (3 May 2024), ``MM/YYYY``.

    Raises:
        ValueError: the form names no year, a day without a month, or a part twice.
    """
    pattern, rest, parts = "", form, list[str]()
    while rest:
        part = next((p for p in _PARTS if rest.startswith(p)), None)
        pattern += _PARTS[part] if part else re.escape(rest[0])
        parts += [part] if part else []
        rest = rest[len(part or rest[0]) :]
    months = sum(part in ("MM", "MMM") for part in parts)
    if parts.count("YYYY") != 1 or months > 1 or parts.count("DD") > months or re.search("[A-Za-z]", _bare(form)):
        raise ValueError("is no form of dates; write one of YYYY, MM or MMM (May), DD, such as MM/DD/YYYY")
    whole = re.compile(pattern)

    def read(words: str | None) -> When:
        words = (words or "").strip()
        found = whole.fullmatch(words)
        if not found:
            return words or None, None, None
        said = found.groupdict()
        name = (said.get("n") or "").lower()
        month = int(said.get("m") or 0) or (_MONTHS.index(name) + 1 if name in _MONTHS else 0)
        if months and not month:
            return words, None, None
        day = int(said.get("d") or 0)  # 00: not known, as lists write it
        iso = said["y"] + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
        return words, *read_when(iso)[1:]

    return read


def _bare(form: str) -> str:
    return re.sub("YYYY|MMM|MM|DD", "", form)


def _iso(words: str) -> str:
    if found := _DOTTED.fullmatch(words):
        day, month, year = int(found[1]), int(found[2]), found[3]
        return f"{year}-{month:02d}-{day:02d}" if day and month else f"{year}-{month:02d}" if month else year
    if (found := _NAMED.fullmatch(words)) and found[2].lower() in _MONTHS:
        named = f"{found[3]}-{_MONTHS.index(found[2].lower()) + 1:02d}"
        return f"{named}-{int(found[1]):02d}" if found[1] else named
    return re.sub(r"^(\d{4}-\d{2}-\d{2})(?:[T ].*|Z|[+-]\d{2}:\d{2})$", r"\1", words)
