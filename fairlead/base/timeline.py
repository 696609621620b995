"""Time: UTC inside, half-open intervals, dates never more precise than their source, stated zones kept.

``2024-03`` is the interval that covers March; ``20 October 03:00, UTC+10`` is an instant. A date with no stated zone
counts on the calendar as written, read as UTC, and :attr:`Moment.zone_basis` says so. A clock time with none, and a
date or clock time in a zone that is not understood, is the range that all zones allow: no instant is known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from fairlead.base.zones import parse_zone, say_zone, speaks_of_zone, split_clock

DAY = timedelta(days=1)

MOST_AHEAD, MOST_BEHIND = timedelta(hours=14), timedelta(hours=12)
"""Civil zones reach from UTC+14 (Kiribati) to UTC-12: what a clock says happened at most 14 h before that reading in
UTC, and at most 12 h after it."""

UNSTATED_ZONE_SLACK = MOST_AHEAD
"""How far a date with no stated zone may lie from its UTC reading."""

NOT_UNDERSTOOD = "stated, not understood"

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


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
    """The zone as used, e.g. ``UTC+10:00``; ``any`` where a clock time has none; its words where not understood."""
    zone_basis: str
    """``stated``, ``port`` (local time at a place whose zone is known), ``assumed`` (the source or its reader says
    "probably"), ``stated, not understood`` (any zone is possible) or ``not stated`` (a date is read as UTC)."""
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


def read_moment(
    date_start: str, date_end: str | None, clock: str | None, zone_words: str | None, port_zone: str | None = None
) -> Moment:
    """Turn a source's own words into a :class:`Moment`.

    A clock time on a single day gives an instant where its zone is known, else the 26 hours in which it may have been.
    A date in a zone that is not understood is as much wider. A clock time on a range of days is left aside: the range
    is what is known.

    Raises:
        ValueError: a date, clock time or offset that does not exist, or start after end.
    """
    first, last = parse_date_range(date_start, date_end)
    since_midnight, behind = split_clock(clock) if clock else (None, "")
    is_clock = since_midnight is not None and last - first == DAY
    if since_midnight is not None and is_clock:
        first = last = first + since_midnight
    said = "; ".join(words for words in (behind, zone_words) if words and speaks_of_zone(words))
    if read := parse_zone(said, port_zone, first):
        zone, basis = read
        return Moment(Span(_utc(first, zone), _utc(last, zone)), say_zone(zone, first), basis, is_clock)
    span = Span(_utc(first, UTC), _utc(last, UTC))
    if not said and not is_clock:
        return Moment(span, "UTC", "not stated", is_instant=False)
    anywhere = Span(span.start - MOST_AHEAD, span.end + MOST_BEHIND)
    return Moment(anywhere, said[:60] or "any", NOT_UNDERSTOOD if said else "not stated", is_instant=False)


def start_of_day(at: datetime) -> datetime:
    """The midnight UTC that begins a day."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def whole_days(start: datetime, end: datetime) -> Span:
    """The whole UTC days that a half-open interval touches; an instant touches its own day."""
    last = max(end - timedelta(microseconds=1), start)
    return Span(start_of_day(start), start_of_day(last) + DAY)


def say_time(at: datetime) -> str:
    """``19 Oct 2024 17:00 UTC``: day month year, UTC said."""
    u = at.astimezone(UTC)
    return f"{u.day} {_MONTHS[u.month - 1]} {u.year} {u.hour:02d}:{u.minute:02d} UTC"


@lru_cache(maxsize=1 << 14)
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
        said = say_time(s), say_time(e)
        return said[0] if said[0] == said[1] else f"{said[0]} to {said[1]}"  # a minute is as narrow as words are
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


def _utc(civil: datetime, zone: tzinfo) -> datetime:
    return civil.replace(tzinfo=zone).astimezone(UTC)
