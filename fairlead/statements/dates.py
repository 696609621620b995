"""Where dates stand in a text: what finds quantities leaves them out, what finds periods reads them."""

from __future__ import annotations

import re

from fairlead.statements.starts import Starting

MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)(?![A-Za-z])"
)
"""A month's name, in capitals at least at its start: "may" and "march" are verbs."""

YEAR = r"(?:19|20)[0-9]{2}(?![0-9]|[.,][0-9])"
DAY_NUMBER = r"(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
DAY = rf"{DAY_NUMBER}(?:st|nd|rd|th)?"
DAY_LIST = rf"{DAY}(?:(?:\s?(?:,|-|–|/)\s?|\s(?:to|and|or|through|until)\s|,\s(?:and|or)\s)(?:the\s)?{DAY}){{0,12}}"
DAYS_MONTH = rf"(?<![\w.,/-])(?P<dm_days>{DAY_LIST})\s(?:of\s)?(?P<dm_month>{MONTH})(?:,?\s(?P<dm_year>{YEAR}))?"
MONTH_DAYS = (
    rf"\b(?P<md_month>{MONTH})\s(?:the\s)?(?P<md_days>{DAY_LIST})(?![0-9]|[.,:][0-9]|\s?(?:mm|%)|\s[0-9]{{3}}\b)"
    rf"(?:,?\s(?P<md_year>{YEAR}))?"
)
ISO = r"(?<![\w.,/-])(?P<iso>[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?)(?![\w-])"
NUMERIC = (
    r"(?<![\w.,/-])(?P<num>[0-9]{1,2}(?P<num_mark>[./])[0-9]{1,2}(?P=num_mark)(?:[0-9]{4}"
    r"|[0-9]{2}))(?![\w/-]|\.[0-9])"
)
CLOCK = r"(?<![\w.,/-])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9])"

DAYS = re.compile(rf"{ISO}|{NUMERIC}|{DAYS_MONTH}|{MONTH_DAYS}")
_MASK = Starting(
    re.compile(rf"{ISO}|{NUMERIC}|{CLOCK}|{DAYS_MONTH}|{MONTH_DAYS}|\b{MONTH}\s{YEAR}"), frozenset(), tuple(MONTHS)
)
_COUNTED = re.compile(
    r"\s(?:[A-Z][\w-]*\s){0,3}(?:[a-z-]+\s){0,2}?(?:tankers|ships|vessels|soldiers|troops|containers"
    r"|shells|rounds|trips|calls|rockets|missiles|workers|barrels|tonnes|tons|deliveries|shipments"
    r"|people)\b"
)


def is_month_and_count(text: str, m: re.Match[str]) -> bool:
    """Whether "in March 12 tankers called" counts tankers: "in", not "on", and a noun behind."""
    if m["md_month"] is None:
        return False
    return text[max(0, m.start() - 3) : m.start()].lower() == "in " and bool(_COUNTED.match(text, m.end()))


def date_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each date and clock time."""
    found = []
    starts, at = _MASK.starts(text), 0
    while m := _MASK.search(text, starts, at):
        at = m.end()
        if not is_month_and_count(text, m):
            found.append(m.span())
    return found
