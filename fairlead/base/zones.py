"""Clock times and time zones as people write them: "6 p.m.", "1800Z", "KST", "Moscow time", "local time at the port".

A zone is understood where its name means one zone only; its offset on a day is that of the IANA time zone database, so
that "Moscow time" is UTC+4 in 2012 and UTC+3 from 26 October 2014. Words that speak of a zone and mean several ("EST",
"local time" at a port whose zone nobody gave) are told apart from words that speak of none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ABBREVIATIONS = {
    "UTC": "UTC", "GMT": "UTC", "Z": "UTC", "KST": "Asia/Seoul", "JST": "Asia/Tokyo", "VLAT": "Asia/Vladivostok",
    "MSK": "Europe/Moscow", "HKT": "Asia/Hong_Kong", "SGT": "Asia/Singapore",
}  # fmt: skip
"""Zone abbreviations read as written, in capitals; ambiguous ones (CST, IST, EST, CET in summer) are left out."""

NAMES_OF_TIME = {
    "moscow": "Europe/Moscow", "vladivostok": "Asia/Vladivostok", "seoul": "Asia/Seoul", "korea standard": "Asia/Seoul",
    "pyongyang": "Asia/Pyongyang", "tokyo": "Asia/Tokyo", "japan": "Asia/Tokyo", "japan standard": "Asia/Tokyo",
    "beijing": "Asia/Shanghai", "china standard": "Asia/Shanghai", "hong kong": "Asia/Hong_Kong",
    "singapore": "Asia/Singapore", "universal": "UTC", "coordinated universal": "UTC", "greenwich": "UTC",
    "greenwich mean": "UTC", "zulu": "UTC", "moscow standard": "Europe/Moscow",
}  # fmt: skip
"""What may stand before "time" and means one zone."""

ONE_ZONE_COUNTRIES = {
    "KP": "Asia/Pyongyang", "KR": "Asia/Seoul", "JP": "Asia/Tokyo", "CN": "Asia/Shanghai", "TW": "Asia/Taipei",
    "SG": "Asia/Singapore", "HK": "Asia/Hong_Kong", "VN": "Asia/Ho_Chi_Minh", "PH": "Asia/Manila", "AE": "Asia/Dubai",
    "IR": "Asia/Tehran", "SY": "Asia/Damascus", "LB": "Asia/Beirut", "TR": "Europe/Istanbul", "EG": "Africa/Cairo",
    "LY": "Africa/Tripoli", "GR": "Europe/Athens", "MT": "Europe/Malta", "VE": "America/Caracas",
    "CU": "America/Havana", "IN": "Asia/Kolkata", "YE": "Asia/Aden", "OM": "Asia/Muscat",
}  # fmt: skip
"""Countries whose ports all keep one zone (IANA names), so that "local time at the port" can be read."""

_HALF = re.compile(
    r"(?P<h>\d{1,2})(?:[:.](?P<m>\d{2}))?(?P<s>)\s*(?P<half>[ap])\.?\s*m\b\.?(?P<zone>.*)", re.IGNORECASE | re.DOTALL
)
_COLON = re.compile(
    r"(?P<h>\d{1,2}):(?P<m>\d{2})(?::(?P<s>\d{2}))?(?:\s*(?:h|hrs?|hours)\b)?(?P<zone>.*)", re.IGNORECASE | re.DOTALL
)
_LETTER = re.compile(r"(?P<h>\d{1,2})\s*h(?P<m>\d{2})?(?P<s>)(?![A-Za-z0-9])(?P<zone>.*)", re.IGNORECASE | re.DOTALL)
_FOUR = re.compile(
    r"(?P<h>\d{2})(?P<m>\d{2})(?P<s>)(?=\s*[A-Za-z(])\s*(?:(?:h|hrs?|hours)\b)?(?P<zone>.*)", re.IGNORECASE | re.DOTALL
)
_NOON = re.compile(r"(?:12\s+)?(?:noon|midday)\b(?P<zone>.*)", re.IGNORECASE | re.DOTALL)

_OFFSET = re.compile(r"\b(?:UTC|GMT)\s*([+\-−–])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_ISO_OFFSET = re.compile(r"(?<![\d])([+\-−–])(\d{2}):(\d{2})\b")
_BARE_OFFSET = re.compile(r"(?:^|[,;(])\s*([+\-−–])(\d{1,2})(?::?(\d{2}))?\s*(?:h|hours?)?\s*(?=$|[,;)])")
_IANA = re.compile(
    r"\b(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Etc|Europe|Indian|Pacific)/[A-Z][A-Za-z_+-]+\b"
)
_ABBREVIATION = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(ABBREVIATIONS)})\b")
_TIME_OF = re.compile(
    rf"\b({'|'.join(sorted(NAMES_OF_TIME, key=len, reverse=True)).replace(' ', r'[ ]+')})\s+time\b|\bzulu\b",
    re.IGNORECASE,
)
_CONVERTED = re.compile(r"(?:\bis|=|\bequals|\bi\.e\.)[^,;()]*\d{1,2}:\d{2}\s*(?:UTC|GMT|Z)\b")
_ASSUMED = re.compile(r"\b(?:probably|presumably|assumed|likely)\b", re.IGNORECASE)
_NONE_STATED = re.compile(
    r"\bnot stated\b|\bunstated\b|\b(?:no|without(?: a)?) (?:time ?)?zone\b"
    r"|\bzone (?:is )?(?:not \w+|unknown|unclear)\b",
    re.IGNORECASE,
)
_AMBIGUOUS = re.compile(
    r"\b(?:EST|EDT|CST|CDT|MST|MDT|PST|PDT|AKST|AKDT|HST|AST|ADT|BST|IST|CET|CEST|EET|EEST|GST|PKT|ICT|PHT|PHST|MYT|WIB|WITA"
    r"|AWST|ACST|AEST|AEDT|NZST|NZDT|YEKT|OMST|KRAT|IRKT|YAKT|MAGT|SAKT|PETT|TRT|IRST|BRT|ART|SAST)\b"
)
_LOCAL = re.compile(r"\blocal\b(?=\s*(?:(?:standard |summer |daylight )?time|at\b|[,;()]|$))", re.IGNORECASE)
_SPOKEN = re.compile(
    r"\btime\s*zones?\b|\b(?:ship|vessel|port|bridge)(?:['’]?s)?\s+time\b"
    r"|\b(?!(?:First|Last|The|This|That|Any|Some|Same|Each|Every|Real|Long|Short|Full|Part)\b)(?-i:[A-Z])[\w'’-]+\s+"
    r"(?:(?:standard|daylight|summer|winter)\s+)?time\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:^|[,;(])\s*(?!OCT|SEPT)(?:[A-Z]|[A-Z]{2,4}T)\s*(?=$|[,;)])")
_SPEAKING = (
    _OFFSET, _ISO_OFFSET, _BARE_OFFSET, _IANA, _ABBREVIATION, _TIME_OF, _AMBIGUOUS, _LOCAL, _SPOKEN, _ALONE,
)  # fmt: skip
"""By what words a note speaks of a zone at all."""


def parse_clock(text: str) -> timedelta | None:
    """Read a clock time as time since midnight; None where the words give none ("early morning", "about 03:00").

    ``HH:MM``, ``HH:MM:SS``, ``6pm``, ``6.30 p.m.``, ``18h``, ``18h30``, ``1800 hrs``, ``1800Z`` and ``noon`` are read,
    with a zone behind them or none.

    Raises:
        ValueError: a clock time that no day has (25:10, 13 pm).

    Limits:
        12 a.m., 12 p.m. and midnight mean two things, and four bare digits may be a year: they are words.
    """
    return split_clock(text)[0]


def split_clock(text: str) -> tuple[timedelta | None, str]:
    """A clock time as :func:`parse_clock` reads it, and the words of zone behind it, which may be blank.

    Raises:
        ValueError: a clock time that no day has.
    """
    text = text.strip()
    if noon := _NOON.fullmatch(text):
        return _with_zone(timedelta(hours=12), noon["zone"])
    found = next((m for p in (_HALF, _COLON, _LETTER, _FOUR) if (m := p.fullmatch(text))), None)
    if found is None:
        return None, ""
    hours, minutes, seconds = int(found["h"]), int(found["m"] or 0), int(found["s"] or 0)
    if half := found.groupdict().get("half"):
        if hours > 12:
            raise ValueError(f"time {text!r} does not exist")
        if hours == 12 and not minutes:
            return None, ""
        hours = hours % 12 + (12 if half.lower() == "p" else 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(f"time {text!r} does not exist")
    return _with_zone(timedelta(hours=hours, minutes=minutes, seconds=seconds), found["zone"])


def _with_zone(since_midnight: timedelta, zone: str) -> tuple[timedelta | None, str]:
    zone = zone.strip(" ()")
    if zone and (zone[0] in "-−–" or not speaks_of_zone(zone)):
        return None, ""  # "18:00 or later" is no clock time, nor is "05:00-06:00"
    parse_zone(zone)
    return since_midnight, zone


def parse_zone(words: str, port_zone: str | None = None, on: datetime | None = None) -> tuple[tzinfo, str] | None:
    """Find a zone in a source's words: an offset, an abbreviation, a name, or "local time at the port".

    Args:
        words: the note, e.g. "local time at the port, UTC+10".
        port_zone: IANA name or offset of the place, used for "local time" and for nothing else.
        on: the day, without a zone; where a note names two zones they must agree on it (today's rules where None).

    Returns:
        The zone and its basis (``stated``, ``port`` or ``assumed``), or None where the words name no zone, one that is
        not understood, or two that differ.

    Raises:
        ValueError: an offset that no zone has.

    Limits:
        "UTC" inside a phrase that explains ("20 Oct 03:00 at UTC+10 is 19 Oct 17:00 UTC") is not a statement about
        the row; a note that says "not stated" and does not say "probably" yields None.
    """
    if not speaks_of_zone(words):
        return None
    zones = list(_zones(words))
    if len(zones) > 1:
        zones = list(_zones(_CONVERTED.sub("", words))) or zones
    day = on or datetime(2024, 1, 1)  # noqa: DTZ001 - a civil date
    if len({z.utcoffset(day) for z in zones}) > 1:
        return None
    if zones:
        return zones[0], "assumed" if _ASSUMED.search(words) else "stated"
    if port_zone and _LOCAL.search(words) and not _AMBIGUOUS.search(words):
        return as_zone(port_zone), "port"
    return None


def speaks_of_zone(words: str) -> bool:
    """Whether a note speaks of a zone, be it one that :func:`parse_zone` understands or not; "not stated" does not."""
    if _NONE_STATED.search(words) and not _ASSUMED.search(words):
        return False
    return any(p.search(words) for p in _SPEAKING)


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
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "America/Argentina" is a folder of zones
        raise ValueError(f"time zone {name!r} is not known; write e.g. 'Asia/Vladivostok' or '+10:00'") from None


def say_zone(zone: tzinfo, at: datetime) -> str:
    """``UTC`` or ``UTC+10:00``, the offset in force on that day."""
    offset = zone.utcoffset(at.replace(tzinfo=None)) or timedelta(0)
    minutes = round(offset.total_seconds() / 60)
    return (
        "UTC" if minutes == 0 else f"UTC{'+' if minutes > 0 else '-'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    )


def _zones(words: str) -> Iterator[tzinfo]:
    """Every zone that words name outright, offsets first."""
    for pattern in (_OFFSET, _ISO_OFFSET, _BARE_OFFSET):
        for found in pattern.finditer(words):
            yield _fixed(found[1], int(found[2]), int(found[3] or 0))
        words = pattern.sub(" ", words)
    for found in _IANA.finditer(words):
        try:
            yield as_zone(found[0])
        except ValueError:
            continue
    words = _IANA.sub(" ", words)
    for found in _ABBREVIATION.finditer(words):
        yield as_zone(ABBREVIATIONS[found[0]])
    for found in _TIME_OF.finditer(words):
        yield as_zone(NAMES_OF_TIME[" ".join((found[1] or "zulu").lower().split())])


def _fixed(sign: str, hours: int, minutes: int) -> timezone:
    if hours > 14 or minutes > 59:
        raise ValueError(f"no zone lies {hours:02d}:{minutes:02d} from UTC")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(offset if sign == "+" else -offset)
