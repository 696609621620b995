"""Time: UTC inside, half-open intervals, dates never more precise than their source, stated zones kept.

``2024-03`` is the interval that covers March; ``20 October 03:00, UTC+10`` is an instant; "KST" is UTC+09:00. Where no
zone is stated the UTC reading is used and :attr:`Moment.zone_basis` says so: such a date may be off by a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY = timedelta(days=1)

UNSTATED_ZONE_SLACK = timedelta(hours=14)
"""How far a date with no stated zone may lie from its UTC reading: civil zones reach from UTC-12 to UTC+14."""

ABBREVIATIONS = {
    "UTC": "UTC", "GMT": "UTC", "Z": "UTC", "KST": "+09:00", "JST": "+09:00", "VLAT": "+10:00", "MSK": "+03:00",
    "HKT": "+08:00",
}  # fmt: skip
"""Zone abbreviations read as written; ambiguous ones (CST, IST, EST in Asia) are left out on purpose."""

ONE_ZONE_COUNTRIES = {
    "KP": "Asia/Pyongyang", "KR": "Asia/Seoul", "JP": "Asia/Tokyo", "CN": "Asia/Shanghai", "TW": "Asia/Taipei",
    "SG": "Asia/Singapore", "HK": "Asia/Hong_Kong", "VN": "Asia/Ho_Chi_Minh", "PH": "Asia/Manila", "AE": "Asia/Dubai",
    "IR": "Asia/Tehran", "SY": "Asia/Damascus", "LB": "Asia/Beirut", "TR": "Europe/Istanbul", "EG": "Africa/Cairo",
    "LY": "Africa/Tripoli", "GR": "Europe/Athens", "MT": "Europe/Malta", "VE": "America/Caracas",
    "CU": "America/Havana", "IN": "Asia/Kolkata", "YE": "Asia/Aden", "OM": "Asia/Muscat",
}  # fmt: skip
"""Countries whose ports all keep one zone (IANA names), so that "local time at the port" can be read."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_OFFSET = re.compile(r"\b(?:UTC|GMT)\s*([+-−])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_ISO_OFFSET = re.compile(r"(?<![\d])([+-−])(\d{2}):(\d{2})\b")
_IANA = re.compile(r"\b[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+\b")


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open interval [start, end) in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a span needs times with a zone")
        if self.end < self.start:
            raise ValueError(f"start {say_time(self.start)} lies after end {say_time(self.end)}")

    def overlaps(self, other: Span) -> bool:
        """Whether some instant lies in both; an instant (start == end) lies in a span that covers it."""
        if self.start == self.end or other.start == other.end:
            return max(self.start, other.start) <= min(self.end, other.end)
        return self.start < other.end and other.start < self.end

    def widened(self, by: timedelta) -> Span:
        """The span with ``by`` added at both ends."""
        return Span(self.start - by, self.end + by)

    def common(self, other: Span) -> Span:
        """What both have in common; of two that share nothing, the narrower."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start <= end else min(self, other, key=lambda s: s.end - s.start)

    @property
    def hours(self) -> float:
        return (self.end - self.start).total_seconds() / 3600


def may_be_one_moment(a: Span, b: Span, *, share_zone_basis: bool) -> bool:
    """Whether two reports may be of one moment.

    Args:
        a: when the one was, as far as it says.
        b: when the other was.
        share_zone_basis: whether both state their zone, or neither does; else one may lie 14 h off its reading.
    """
    return a.widened(timedelta(0) if share_zone_basis else UNSTATED_ZONE_SLACK).overlaps(b)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened as far as its source says: a span in UTC, and where its zone came from."""

    span: Span
    zone: str
    """The zone as used, e.g. ``UTC+10:00``."""
    zone_basis: str
    """``stated``, ``port`` (local time at a place whose zone is known), ``assumed`` (the source or its reader says
    "probably") or ``not stated`` (read as UTC)."""
    is_instant: bool


def parse_date(text: str) -> tuple[datetime, datetime]:
    """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` as the half-open interval it covers, without a zone.

    Raises:
        ValueError: not of that form, or no such day (31 February).
    """
    found = _DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(f"date {text!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(g) if g else None for g in found.groups())
    try:
        start = datetime(year or 0, month or 1, day or 1)  # noqa: DTZ001 - a civil date: its zone is another column
    except ValueError as e:
        raise ValueError(f"date {text!r} does not exist: {e}") from None
    if day:
        return start, start + DAY
    if month:
        return start, (start + timedelta(days=32)).replace(day=1)
    return start, start.replace(year=start.year + 1)


def parse_date_range(start: str, end: str | None) -> tuple[datetime, datetime]:
    """The half-open interval from the beginning of ``start`` to the end of ``end`` (``start`` itself where blank).

    Raises:
        ValueError: a date does not exist, or start lies after end.
    """
    first, first_end = parse_date(start)
    last, last_end = parse_date(end) if end else (first, first_end)
    if first > last:
        raise ValueError(f"start {start!r} lies after end {end!r}")
    return first, last_end


def parse_clock(text: str) -> timedelta | None:
    """Read ``HH:MM`` or ``HH:MM:SS`` as time since midnight; None where the words give no clock time ("early morning").

    Raises:
        ValueError: a clock time that no day has (25:10).
    """
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(f"time {text!r} does not exist")
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def parse_zone(words: str, port_zone: str | None = None) -> tuple[tzinfo, str] | None:
    """Find a zone in a source's words: an offset, an abbreviation, an IANA name, or "local time at the port".

    Args:
        words: the note, e.g. "local time at the port, UTC+10".
        port_zone: IANA name or offset of the place, used for "local time" and for nothing else.

    Returns:
        The zone and its basis (``stated``, ``port`` or ``assumed``), or None where the words name no zone.

    Limits:
        "UTC" inside a phrase that explains ("20 Oct 03:00 at UTC+10 is 19 Oct 17:00 UTC") is not a statement about
        the row; a note that says "not stated" and does not say "probably" yields None.
    """
    lower = words.lower()
    if "not stated" in lower and "probably" not in lower and "presumably" not in lower:
        return None
    basis = "assumed" if re.search(r"\b(probably|presumably|assumed|likely)\b", lower) else "stated"
    if found := _OFFSET.search(words) or _ISO_OFFSET.search(words):
        return _fixed(found[1], int(found[2]), int(found[3] or 0)), basis
    if found := _IANA.search(words):
        try:
            return ZoneInfo(found[0]), basis
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "America/Argentina" is a folder of zones
            return None
    for name, zone in ABBREVIATIONS.items():
        if re.search(rf"\b{name}\b", words):
            return as_zone(zone), basis
    if "local" in lower and port_zone:
        return as_zone(port_zone), "port"
    return None


def as_zone(name: str) -> tzinfo:
    """A zone from ``UTC``, ``+09:00`` or an IANA name.

    Raises:
        ValueError: no such zone.
    """
    if name == "UTC":
        return UTC
    if found := _ISO_OFFSET.fullmatch(name):
        return _fixed(found[1], int(found[2]), int(found[3]))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"time zone {name!r} is not known; write e.g. 'Asia/Vladivostok' or '+10:00'") from None


def read_moment(
    date_start: str, date_end: str | None, clock: str | None, zone_words: str | None, port_zone: str | None = None
) -> Moment:
    """Turn a source's own words into a :class:`Moment`.

    A clock time on a single day gives an instant where a zone is known. Without a zone the instant is read as UTC
    and marked so. A clock time on a range of days is left aside: the range is what is known.

    Raises:
        ValueError: a date or clock time that does not exist, or start after end.
    """
    start, end = parse_date_range(date_start, date_end)
    zone, basis = parse_zone(zone_words or "", port_zone) or (UTC, "not stated")
    since_midnight = parse_clock(clock) if clock else None
    is_one_day = end - start == DAY
    if since_midnight is not None and is_one_day:
        at = _utc(start + since_midnight, zone)
        return Moment(Span(at, at), say_zone(zone, start), basis, is_instant=True)
    return Moment(Span(_utc(start, zone), _utc(end, zone)), say_zone(zone, start), basis, is_instant=False)


def start_of_day(at: datetime) -> datetime:
    """The midnight UTC that begins a day."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def whole_days(start: datetime, end: datetime) -> Span:
    """The whole UTC days that a half-open interval touches; an instant touches its own day."""
    last = max(end - timedelta(microseconds=1), start)
    return Span(start_of_day(start), start_of_day(last) + DAY)


def say_zone(zone: tzinfo, at: datetime) -> str:
    """``UTC`` or ``UTC+10:00``, the offset in force on that day."""
    offset = zone.utcoffset(at.replace(tzinfo=None)) or timedelta(0)
    minutes = round(offset.total_seconds() / 60)
    return (
        "UTC" if minutes == 0 else f"UTC{'+' if minutes > 0 else '-'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    )


def say_time(at: datetime) -> str:
    """``19 Oct 2024 17:00 UTC``: day month year, UTC said."""
    u = at.astimezone(UTC)
    return f"{u.day} {u:%b %Y %H:%M} UTC"


def say_span(start: datetime, end: datetime | None) -> str:
    """A span in words at the width it has: ``7-22 Mar 2024`` for days, ``Jul 2025`` for a month, else both instants.

    The last whole day is named (half-open inside, inclusive in words). An open end reads "on".
    """
    s = start.astimezone(UTC)
    if end is None:
        return f"{say_time(s)} on"
    e = end.astimezone(UTC)
    if s == e:
        return say_time(s)
    if any(x.hour or x.minute or x.second or x.microsecond for x in (s, e)):
        return f"{say_time(s)} to {say_time(e)}"
    last = e - DAY
    if s.day == 1 and e.day == 1:
        if (s.month, e.month, e.year - s.year) == (1, 1, 1):
            return f"{s:%Y}"
        if (e.year - s.year) * 12 + e.month - s.month == 1:
            return f"{s:%b %Y}"
    if s.date() == last.date():
        return f"{s.day} {s:%b %Y}"
    if (s.year, s.month) == (last.year, last.month):
        return f"{s.day}–{last.day} {s:%b %Y}"
    if s.year == last.year:
        return f"{s.day} {s:%b} – {last.day} {last:%b %Y}"
    return f"{s.day} {s:%b %Y} – {last.day} {last:%b %Y}"


def say_days(start: datetime, end: datetime) -> str:
    """A span at the width of whole days, so that ``19 Oct 17:00 to 21 Oct 11:50`` reads ``19–21 Oct``."""
    days = whole_days(start, end)
    return say_span(days.start, days.end)


def say_hours(hours: float) -> str:
    """``97 h 14 min``."""
    minutes = round(hours * 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"


def _fixed(sign: str, hours: int, minutes: int) -> timezone:
    if hours > 14 or minutes > 59:
        raise ValueError(f"no zone lies {hours:02d}:{minutes:02d} from UTC")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if sign == "+" else -offset)


def _utc(civil: datetime, zone: tzinfo) -> datetime:
    return civil.replace(tzinfo=zone).astimezone(UTC)
