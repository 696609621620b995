"""Periods as texts state them: "since March", "on Friday", "in the past eight months", "from 19 to 21 October 2024".

Each becomes a half-open interval in UTC that covers what the words allow, no more precise than they are: "early April"
is ten days, "since March" begins some time in March. What is relative is reckoned from the day of publication; without
that day it keeps its words and has no time. Method: docs/methods/quantities-and-periods.md.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from fairlead.base.timeline import DAY, start_of_day
from fairlead.statements.calendar import Part, Told, find_parts

_PREFIX = re.compile(
    r"(?:^|(?<![\w-]))(?P<word>(?:ever )?since|starting (?:in|from|on)|beginning (?:in|on|from)|as of|from"
    r"|by(?: the)?|no later than|before"
    r"|prior to|ahead of|until|till|up (?:to|until)|to|through(?:out)?|after|following|between|in|on|during"
    r"|over|within|for|around|about|at"
    r")\s(?:the\s)?$",
    re.IGNORECASE,
)
_RELATIONS = {
    "since": "since", "ever since": "since", "from": "since", "between": "since",
    "by": "by", "by the": "by", "no later than": "by",
    "before": "before", "prior to": "before", "ahead of": "before", "until": "until", "till": "until", "up to": "until",
    "up until": "until", "to": "until", "through": "until", "as of": "until", "after": "after", "following": "after",
}  # fmt: skip
_JOIN = re.compile(r"\s?[-–—]\s?|\s(?:to|and|until|till|through|up to)\s(?:the\s|in\s)?", re.IGNORECASE)
_AHEAD = re.compile(
    r"\b(?:will|would|shall|to be|plans?|planned|aims?|aimed|expects?|expected|intends?|intended|hopes?"
    r"|could|may|might|can|due"
    r"|going to|want(?:s|ed)?|set to|pledged|promised|vowed|scheduled|about to|likely to|prepar\w+"
    r"|ready to|so that|must|should)\b"
)
"""In small letters alone: May is a month."""
_BEHIND = re.compile(r"\b(?:had|were|was|has been|have been)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:has|have|did|sent|gave|sold|got|took|brought|went|came|left|bought|made|flew|paid|lent|fed|led|met|began"
    r"|[a-z]{2,}ed)\b",
    re.IGNORECASE,
)
"""Verbs in the past; asked only of what nothing else says looks ahead."""
_SENTENCE_END = re.compile(r"(?<![A-Z])[.!?](?=\s+[A-Z\"“])|\n")
_LONGEST_PREFIX = 20

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
"""A day of publication outside these years is a mistake, and as good as unknown."""


class Interval(NamedTuple):
    """One period; ``text[start:end] == words``. Several days of one list share their words."""

    start: int
    end: int
    words: str
    """The words with their preposition: "in March alone"."""
    start_time: datetime | None
    """The earliest it can have begun, UTC; None where the words set no beginning or the day of publication lacks."""
    end_time: datetime | None
    """The latest it can have ended, exclusive, UTC; None where the words set no end."""
    precision: str
    """day, week, ten days, month, quarter, season, half, year, period (ends of unlike width) or none (no time)."""
    relation: str
    """within, since, until, by, before or after."""
    start_max: datetime | None
    """The latest it can have begun."""
    end_min: datetime | None
    """The earliest it can have ended, exclusive."""


def find_intervals(text: str, published: datetime | None = None) -> list[Interval]:
    """The periods in a text, in its order.

    Args:
        text: any text; a sentence or a whole article.
        published: when it was published; only its day in UTC is used. None where unknown.

    Returns:
        Intervals, those of one list of days beside each other with the same words.
    """
    parts = find_parts(text)
    if not parts:
        return []
    today = _day_of(published)
    found: list[Interval] = []
    i, floor = 0, 0
    while i < len(parts):
        part = parts[i]
        prefix = _PREFIX.search(text[max(floor, part.start - _LONGEST_PREFIX) : part.start])
        word = " ".join(prefix["word"].lower().split()) if prefix else ""
        begin = part.start - (len(prefix[0]) if prefix else 0)
        other = parts[i + 1] if i + 1 < len(parts) and _are_joined(text, part, parts[i + 1], word) else None
        told = _told(text, begin, part.end, word)
        if other:
            found.append(_joined(text, begin, part, other, today, told))
        else:
            found += _single(text, begin, part, word, today, told)
        floor = (other or part).end
        i += 2 if other else 1
    return found


def _day_of(published: datetime | None) -> datetime | None:
    if published is None or not EARLIEST_YEAR <= published.year <= LATEST_YEAR:
        return None
    return start_of_day(published if published.tzinfo else published.replace(tzinfo=UTC))


def _are_joined(text: str, a: Part, b: Part, word: str) -> bool:
    """Whether two parts are the two ends of one period."""
    between = text[a.end : b.start]
    if len(between) > 12 or not _JOIN.fullmatch(between) or a.is_several or b.is_several:
        return False
    joint = between.strip().lower()
    if joint == "and":
        return word == "between"
    return a.is_calendar and b.is_calendar


def _told(text: str, begin: int, end: int, word: str) -> Told:
    """Whether the words before look ahead, look back, or do not say."""
    if word not in (
        "by",
        "by the",
        "before",
        "until",
        "till",
        "no later than",
        "ahead of",
        "from",
        "in",
        "on",
        "prior to",
    ):
        return Told.UNSAID
    before = text[max(0, begin - 120) : begin + 1]  # with the letter that shows whether a sentence ended
    stops = [m.end() for m in _SENTENCE_END.finditer(before)]
    before = before[stops[-1] :] if stops else before
    if _AHEAD.search(before):
        return Told.AHEAD
    if _BEHIND.search(before):
        return Told.BEHIND
    if not word.startswith("by"):
        return Told.UNSAID
    if _PAST.search(before):  # "sent troops by the end of October"
        return Told.BEHIND
    if before[:-1].strip(" “\"'.!?"):
        return Told.UNSAID
    behind = text[end : end + 120]
    if stop := _SENTENCE_END.search(behind):
        behind = behind[: stop.start()]
    return Told.BEHIND if _PAST.search(behind) and not _AHEAD.search(behind) else Told.UNSAID


def _joined(text: str, begin: int, a: Part, b: Part, today: datetime | None, told: Told) -> Interval:
    words = text[begin : b.end]
    if b.year is None and b.is_dateless and a.year is not None:
        last = b.in_year(a.year)
        first = a.spans(today, told)[0]
        if last and first and last[0] < first[0]:
            last = b.in_year(a.year + 1)
    else:
        last = b.spans(today, told)[0]
        first = a.spans(today, told)[0] if a.year is not None or not a.is_dateless or last is None else _before(a, last)
    if first is None or last is None or last[1] <= first[0]:
        return Interval(begin, b.end, words, None, None, "none", "within", None, None)
    precision = a.precision if a.precision == b.precision else "period"
    return Interval(
        begin, b.end, words, first[0], last[1], precision, "within", first[1] - _least(first), last[0] + _least(last)
    )


def _before(a: Part, last: tuple[datetime, datetime]) -> tuple[datetime, datetime] | None:
    """The last such part that begins before another: "between October and March 2024" begins in 2023."""
    span = a.in_year(last[0].year)
    return span if span is None or span[0] <= last[0] else a.in_year(last[0].year - 1)


def _least(span: tuple[datetime, datetime]) -> timedelta:
    """A period is a day long at least, as it is told."""
    return min(DAY, span[1] - span[0])


def _single(
    text: str, begin: int, part: Part, word: str, today: datetime | None, told: Told
) -> list[Interval]:  # fmt: skip
    relation = _RELATIONS.get(word, "within")
    if word in ("from", "between", "through") and part.is_range:
        relation = "within"
    if relation == "by" and told is Told.UNSAID:
        told = Told.AHEAD
    spans = part.spans(today, told)
    words = text[begin : part.end]
    end_of_today = today + DAY if today else None
    found = []
    for span in spans:
        if span is None:
            found.append(Interval(begin, part.end, words, None, None, "none", relation, None, None))
            continue
        start, end = span
        bounds: tuple[datetime | None, datetime | None, datetime | None, datetime | None]
        if relation == "since":
            stop = end_of_today if end_of_today and end_of_today > start else None
            bounds = (start, stop, end - _least(span), None if stop is None else max(stop - DAY, min(end, stop)))
        elif relation in ("until", "by"):
            bounds = (None, end, None, start)
        elif relation == "before":
            bounds = (None, start, None, None)
        elif relation == "after":
            bounds = (end, end_of_today if end_of_today and end_of_today > end else None, None, None)
        else:
            bounds = (start, end, end - _least(span), start + _least(span))
            if part.is_backward:
                bounds = (start, end, part.latest_start(span), end - DAY)
        found.append(
            Interval(begin, part.end, words, bounds[0], bounds[1], part.precision, relation, bounds[2], bounds[3])
        )
    return found
