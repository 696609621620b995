"""What rows about images share: the time of acquisition, words out of a few, yes and no, polygons."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from fairlead.base.shapes import parse_wkt
from fairlead.base.timeline import NOT_UNDERSTOOD, Moment, Span, read_moment
from fairlead.base.zones import speaks_of_zone
from fairlead.formats.record import Record, read_date, shorten

LONGEST_ERROR_S = 31 * 86_400.0
"""Error of a time; a longer one is written as a range."""

_TIME = re.compile(
    r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:(?:[Tt]|\s+)(\d{2}:\d{2}(?::\d{2})?)(\.\d{1,9})?\s*(.*))?", re.DOTALL
)
_RANGE = re.compile(r"(\d{4}-.+?)\s*/\s*(\d{4}-.+)", re.DOTALL)
_YES, _NO = ("yes", "true", "1", "y"), ("no", "false", "0", "n")
HINT = "write 2024-03-07T01:23:45Z, or 2024-03-07 10:23 +09:00"


@dataclass(frozen=True, slots=True)
class Acquired:
    """When an image was taken, as far as its row says."""

    words: str
    start: datetime
    end: datetime
    zone_basis: str


def take_time(record: Record, column: str = "acquired_at", *, is_required: bool = False) -> Acquired | None:
    """The time of acquisition: a time with a zone, a date, or two with a slash between; None where blank or a fault.

    A clock time with no zone, or one not understood, is kept as the interval that all zones allow, and said.
    """
    words = record.need(column) if is_required else record.raw(column)
    error_s = record.number(f"{column.removesuffix('_at')}_error_s", 0, LONGEST_ERROR_S)
    if not words:
        return None
    two = _RANGE.fullmatch(words)
    read = [_moment(part) for part in (two.groups() if two else (words,))]
    if wrong := next((m for m in read if isinstance(m, str)), None):
        record.fault(column, f"{column} {wrong}")
        return None
    moments = [m for m in read if isinstance(m, Moment)]
    start, end = moments[0].span.start, moments[-1].span.end
    if end < start:
        record.fault(column, f"{column} {shorten(words)!r}: its end lies before its start")
        return None
    if vague := next((m for m in moments if m.zone == "any" or m.zone_basis == NOT_UNDERSTOOD), None):
        why = "has no zone" if vague.zone == "any" else f"has a zone that is not understood ({vague.zone})"
        kept = f"kept as the {_hours(start, end)} h that all zones allow"
        record.drop(column, f"{column} {shorten(words)!r} {why}: {kept}; {HINT}", words)
    slack = timedelta(seconds=error_s or 0)
    basis = (vague or moments[0]).zone_basis
    return Acquired(words, start - slack, end + slack, basis)


def _moment(text: str) -> Moment | str:
    """A time as written, or why it is none."""
    form = _TIME.fullmatch(text.strip())
    if not form:
        return f"{shorten(text)!r} is not a time; {HINT}"
    day, clock, fraction, behind = form.groups()
    if isinstance(read := read_date(day), str):
        return read
    zone = re.sub(r"^z$", "Z", (behind or "").strip())
    if zone and not speaks_of_zone(zone):
        return f"{shorten(text)!r} has {shorten(zone, 40)!r} behind its time, which is no zone; {HINT}"
    try:
        moment = read_moment(day, None, clock, zone or None)
    except ValueError as e:
        return f"{shorten(text)!r}: {e}; {HINT}"
    more = timedelta(seconds=float(fraction)) if fraction else timedelta(0)
    span = Span(moment.span.start + more, moment.span.end + more)
    return Moment(span, moment.zone, moment.zone_basis, moment.is_instant)


def _hours(start: datetime, end: datetime) -> str:
    return f"{(end - start).total_seconds() / 3600:.3g}"


def one_of(record: Record, column: str, choices: tuple[str, ...], *, is_required: bool = False) -> str | None:
    """A cell that holds one of a few words; capitals, hyphens and underscores say nothing."""
    words = record.need(column) if is_required else record.raw(column)
    plain = " ".join(words.lower().replace("_", " ").replace("-", " ").split())
    found = next((c for c in choices if c.replace("_", " ") == plain), None)
    if words and found is None:
        record.fault(column, f"{column} {shorten(words)!r} is none of {', '.join(choices)}")
    return found


def yes_no(record: Record, column: str) -> bool | None:
    """yes or no, true or false; None where blank."""
    words = record.raw(column)
    if not words:
        return None
    if words.lower() not in _YES + _NO:
        record.fault(column, f"{column} {shorten(words)!r} is neither yes nor no; leave it blank where it is not known")
        return None
    return words.lower() in _YES


def polygon(record: Record, column: str) -> str | None:
    """A polygon as written, which must be one."""
    text = record.text(column)
    if text is None:
        return None
    try:
        parse_wkt(text)
    except ValueError as e:
        record.fault(column, f"{column} {e}")
    return text
