"""Dates of publication and capture: the words as written, and the interval they cover, never narrower than written."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from fairlead.base.timeline import DAY, read_moment

_ISO = re.compile(
    r"(\d{4})-(\d{2})(?:-(\d{2}))?"
    r"(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAY_FIRST = re.compile(r"(?:\w+day,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?,?\s+(\d{4})", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"(?:\w+day,?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.IGNORECASE)
_MAIL = re.compile(r"(?:[a-z]{3},\s*)?\d{1,2} [a-z]{3} \d{4} \d{1,2}:\d{2}", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

Interval = tuple[str, str]
"""Start and end, exclusive, ISO 8601 in UTC."""


def read_published(words: str) -> Interval | None:
    """The interval that a date as written covers; None where it is none that is understood.

    A day without a zone is the day in UTC, as in every table of a case. Midnight to the second is how software writes a
    day, and is the day in its zone. A clock time without a zone is kept as the
    interval that all zones allow.
    """
    text = " ".join(words.split())
    if _MAIL.match(text):
        return _mail(text)
    if found := _ISO.fullmatch(text):
        return _iso(found)
    if found := _COMPACT.fullmatch(text):
        return _day(*found.groups())
    if found := _DAY_FIRST.fullmatch(text):
        return _day(found[3], _month(found[2]), found[1])
    if found := _MONTH_FIRST.fullmatch(text):
        return _day(found[3], _month(found[1]), found[2])
    if re.fullmatch(r"\d{4}", text):
        return _civil(text)
    return None


def read_instant(words: str) -> str | None:
    """An instant with a zone, ISO 8601 in UTC; None for anything less."""
    found = _ISO.fullmatch(" ".join(words.split()))
    if not found or not found[6] or not found[7]:
        return None
    interval = _iso(found)
    return interval[0] if interval else None


def spell(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _mail(text: str) -> Interval | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        return None
    if at.tzinfo is None and text.endswith("-0000"):  # UTC, of an unknown place (RFC 5322)
        at = at.replace(tzinfo=UTC)
    if at.tzinfo is None:
        return _civil(f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}")
    width = timedelta(seconds=1) if text.count(":") >= 2 else timedelta(minutes=1)
    return spell(at), spell(at + width)


def _iso(found: re.Match[str]) -> Interval | None:
    year, month, day, hour, minute, second, zone = found.groups()
    date = "-".join(p for p in (year, month, day) if p)
    if not hour or not day:
        return _civil(date)
    clock = f"{hour}:{minute}:{second or '00'}"
    is_day = clock == "00:00:00"
    if is_day and not zone:
        return _civil(date)
    if zone and (zone[0] in "+-") and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    width = DAY if is_day else timedelta(seconds=1) if second else timedelta(minutes=1)
    return _civil(date, clock, zone and zone.upper(), width)


def _day(year: str, month: str | None, day: str) -> Interval | None:
    return _civil(f"{year}-{month}-{int(day):02d}") if month else None


def _civil(
    date: str, clock: str | None = None, zone: str | None = None, width: timedelta = timedelta(seconds=1)
) -> Interval | None:
    if not _FIRST_YEAR <= int(date[:4]) <= _LAST_YEAR:
        return None
    try:
        span = read_moment(date, None, clock, zone).span
        end = span.end if span.end > span.start else span.start + width
        return spell(span.start), spell(end)
    except (ValueError, OverflowError):
        return None


def _month(word: str) -> str | None:
    number = next((i for i, name in enumerate(_MONTHS, 1) if name.startswith(word.lower()[:4].rstrip("."))), None)
    return f"{number:02d}" if number else None
