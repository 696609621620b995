"""Parts of the calendar that texts name: days, months, quarters, seasons, weekdays, "the past eight months".

A part knows its words and, given the day of publication, which time it covers. How parts are joined and bounded
("since", "between ... and") is the business of :mod:`fairlead.statements.intervals`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from fairlead.base.number_words import VALUES
from fairlead.statements.calendar_words import (
    DAY_NUMBERS,
    IS_FALL_NOUN,
    MAY_HOLD,
    MONTH_BEFORE,
    ON_THE,
    ORDINALS,
    PART,
    SEASONS,
    TO_MONTH,
    WEEKDAYS,
    YEAR_BEFORE,
)
from fairlead.statements.dates import MONTHS, is_month_and_count

Span = tuple[datetime, datetime]


class Told(Enum):
    """Whether words look back, look ahead, or do not say."""

    BEHIND = "behind"
    AHEAD = "ahead"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the calendar as named in a text."""

    start: int
    end: int
    precision: str
    resolve: Callable[[datetime | None, Told], list[Span | None]]
    """Spans of time, given midnight of the day of publication; [None] where they need a day that is not known."""
    year: int | None = None
    """The year where the words state it."""
    build: Callable[[int], Span | None] | None = None
    """The span in a given year, for a part without one."""
    is_calendar: bool = True
    """Whether two of them may be the ends of one period; "the past month" may not."""
    is_several: bool = False
    is_range: bool = False
    """Whether it has two ends of its own: 19 to 21 October."""
    is_backward: bool = False
    """Whether it is reckoned back from publication and ends there: its start is as vague as its unit is long."""

    @property
    def is_dateless(self) -> bool:
        """Whether it lacks a year and may take one from its neighbour."""
        return self.build is not None and self.year is None

    def spans(self, today: datetime | None, told: Told) -> list[Span | None]:
        return self.resolve(today, told)

    def in_year(self, year: int) -> Span | None:
        return self.build(year) if self.build else None

    def latest_start(self, span: Span) -> datetime:
        """Until when a period reckoned back may have begun."""
        width = {
            "day": timedelta(days=1),
            "week": timedelta(days=7),
            "month": timedelta(days=31),
            "year": timedelta(days=366),
        }
        return min(span[0] + width.get(self.precision, timedelta(days=31)), span[1] - timedelta(days=1))


def find_parts(text: str) -> list[Part]:
    """The parts of the calendar that a text names, in its order."""
    starts, at = PART.starts(text), 0
    if PART.search(text, starts, at) is None or not MAY_HOLD.search(text):
        return []
    found = []
    while m := PART.search(text, starts, at):
        at = max(m.end(), at + 1)
        part, at = _part(text, m, at)
        if part:
            found.append(part)
    return found


def _part(text: str, m: re.Match[str], at: int) -> tuple[Part | None, int]:
    g = m.groupdict()
    s, e = m.start(), m.end()
    before = text[max(0, s - 12) : s]
    if g["iso"]:
        return _iso(s, e, g["iso"]), at
    if g["num"]:
        return _numeric(s, e, g["num"]), at
    if g["md_month"] and m.start() == m.start("md_month") and is_month_and_count(text, m):
        month_end = m.start("md_month") + len(g["md_month"])
        return _month(s, month_end, g["md_month"], None, None), month_end
    if g["dm_days"]:
        return _days(s, e, g["dm_days"], g["dm_month"], g["dm_year"], before), at
    if g["md_days"]:
        return _days(s, e, g["md_days"], g["md_month"], g["md_year"], before), at
    if g["sm_month"]:
        return _month(s, e, g["sm_month"], g["sm_year"], g["sm_which"], share=g["share"].lower()), at
    if g["em_month"]:
        return _month(s, e, g["em_month"], g["em_year"], g["em_which"], share=g["edge"].lower()), at
    if g["edge"]:
        return _edge_of(s, e, g["edge"].lower(), g["ey_year"], g["ey_which"], g["ey_unit"]), at
    if g["t_month"]:
        return _year_to(s, e, g), at
    if g["nth"]:
        return (_nth(s, e, g["nth"], g["n_which"]), at) if ON_THE.search(before) else (None, at)
    if g["lm_month"]:
        return _month(s, e, g["lm_month"], None, None, lead=g["lead"].lower()), at
    if g["m_month"]:
        bare = not (g["m_year"] or g["m_which"])
        if (
            bare
            and g["m_month"] in ("May", "March", "Mar", "Jan", "MAY", "MARCH")
            and not (MONTH_BEFORE.search(before) or TO_MONTH.match(text, e))
        ):
            return None, m.start("m_month") + len(g["m_month"])
        return _month(s, e, g["m_month"], g["m_year"], g["m_which"]), at
    if g["q_ord"] or g["q"]:
        return _quarter(s, e, g), at
    if g["f_no"]:
        return _first(s, e, g), at
    if g["season"]:
        if g["season"].lower() in ("fall", "spring") and not (
            g["s_which"] or g["s_year"] or IS_FALL_NOUN.search(before)
        ):
            return None, at
        return _season(s, e, g), at
    if g["b_no"] or g["b1_unit"]:
        return _back(s, e, g["b_no"] or "a", g["b_unit"] or g["b1_unit"]), at
    if g["ago_no"]:
        return _ago(s, e, g["ago_no"], g["ago_unit"]), at
    if g["r_unit"]:
        return _relative(s, e, g["r_which"].lower(), g["r_unit"].lower(), g["so_far"]), at
    if g["weekday"]:
        return _weekday(s, e, g["weekday"], (g["w_which"] or "").lower().strip(), (g["w_week"] or "").lower()), at
    if g["word"]:
        return _word(s, e, g["word"].lower()), at
    if g["vague"]:
        return Part(s, e, "none", lambda *_: [None], is_calendar=False), at
    if g["year"] and (YEAR_BEFORE.search(before)):
        year = int(g["year"])
        if g["decade"]:
            return Part(s, e, "period", lambda *_: [_between(_utc(year, 1), _utc(year + 10, 1))], year=year), at
        return Part(s, e, "year", lambda *_: [_year_span(year)], year=year), at
    return None, at


def _utc(year: int, month: int, day: int = 1) -> datetime | None:
    """Midnight; None where there is no such day. Months may run over the year's end."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _between(a: datetime | None, b: datetime | None) -> Span | None:
    return (a, b) if a is not None and b is not None else None


def _year_span(year: int) -> Span | None:
    return _between(_utc(year, 1), _utc(year + 1, 1))


def _month_number(word: str) -> int:
    return MONTHS[word[:3].lower()]


def _yearly(
    start: int,
    end: int,
    precision: str,
    build: Callable[[int], Span | None],
    year: str | None,
    which: str | None = None,
    lead: str | None = None,
    *,
    is_range: bool = False,
) -> Part:
    """A part that comes once a year: in the year stated, else the last not after publication, or the next one ahead."""
    if year:
        stated = int(year)
        return Part(start, end, precision, lambda *_: [build(stated)], stated, build, is_range=is_range)

    def resolve(today: datetime | None, told: Told) -> list[Span | None]:
        if today is None:
            return [None]
        if which:
            return [build(today.year + {"this": 0, "last": -1, "next": 1}[which.lower()])]
        return [_nearest(build, today, told, lead)]

    return Part(start, end, precision, resolve, None, None if which else build, is_range=is_range)


def _nearest(build: Callable[[int], Span | None], today: datetime, told: Told, lead: str | None) -> Span | None:
    years = [s for s in (build(today.year + n) for n in (-4, -3, -2, -1, 0, 1, 2, 3, 4)) if s is not None]
    if lead == "next":
        return next((s for s in years if s[0] > today), None)
    if told is Told.AHEAD and lead is None:
        return next((s for s in years if s[1] > today), None)
    past = [s for s in years if s[0] <= today]
    if lead in ("last", "begun to end"):
        past = [s for s in past if s[1] <= today + timedelta(days=31 if lead == "begun to end" else 0)]
    return past[-1] if past else None


def _iso(start: int, end: int, words: str) -> Part:
    year, month, day = (int(w) for w in [*words.split("-"), "0"][:3])
    first = _utc(year, month, day or 1) if 1 <= month <= 12 else None
    if day:
        span = _between(first, first + timedelta(days=1) if first and first.year < 9999 else None)
        return Part(start, end, "day" if span else "none", lambda *_: [span], year)
    span = _between(first, _utc(year, month + 1) if first else None)
    return Part(start, end, "month" if span else "none", lambda *_: [span], year)


def _numeric(start: int, end: int, words: str) -> Part | None:
    """``22.11.2024`` is day first; ``03/04/2024`` may be either and covers both."""
    a, b, year = (int(w) for w in re.split("[./]", words))
    year += 2000 if year < 100 else 0
    orders = [(b, a)] if "." in words else [(b, a), (a, b)]
    days = sorted({d for month, day in orders if 1 <= month <= 12 and (d := _utc(year, month, day))})
    if not days:
        return None
    span = (days[0], days[-1] + timedelta(days=1))
    return Part(start, end, "day" if len(days) == 1 else "period", lambda *_: [span], year)


def _days(start: int, end: int, days: str, month: str, year: str | None, before: str) -> Part | None:
    """One day, a range of days or several, of one month."""
    numbers = [int(n) for n in DAY_NUMBERS.findall(days)]
    number = _month_number(month)
    marks = re.sub(r"[0-9]+(?:st|nd|rd|th)?|the", " ", days).split()
    is_range = len(numbers) == 2 and (
        marks[0] in ("-", "–", "to", "through", "until")
        or (marks[0] == "and" and bool(re.search(r"\bbetween\s(?:the\s)?$", before, re.IGNORECASE)))
    )

    def day(at: int, n: int) -> Span | None:
        first = _utc(at, number, n)
        return _between(first, first + timedelta(days=1) if first else None)

    if len(numbers) == 1 or is_range:

        def build(at: int) -> Span | None:
            first, last = day(at, numbers[0]), day(at, numbers[-1])
            return (first[0], last[1]) if first and last and first[0] <= last[0] else None

        return _yearly(start, end, "day", build, year, is_range=is_range)

    def each(today: datetime | None, told: Told) -> list[Span | None]:
        if year:
            return [day(int(year), n) for n in numbers]
        if today is None:
            return [None]
        return [_nearest(lambda at, n=n: day(at, n), today, told, None) for n in numbers]  # type: ignore[misc]

    return Part(start, end, "day", each, int(year) if year else None, is_several=True)


def _month(
    start: int,
    end: int,
    month: str,
    year: str | None,
    which: str | None,
    *,
    share: str | None = None,
    lead: str | None = None,
) -> Part:
    number = _month_number(month)

    def build(at: int) -> Span | None:
        span = _between(_utc(at, number), _utc(at, number + 1))
        return _cut(span, share) if span and share else span

    precision = "month" if share is None else "week" if "week" in share else "ten days"
    lead = {"this past": "last"}.get(lead or "", lead)
    return _yearly(start, end, precision, build, year, which, None if lead == "this" else lead)


def _year_to(start: int, end: int, g: dict[str, str | None]) -> Part:
    """A year, or so many months, that end with a month: "the year to June"."""
    number = _month_number(g["t_month"] or "")
    months = _number(g["t_no"] or "one")
    if months is not None and (g["t_unit"] or "").lower() == "year":
        months *= 12

    def build(at: int) -> Span | None:
        return _between(_utc(at, number + 1 - months), _utc(at, number + 1)) if months and months <= 240 else None

    return _yearly(start, end, "month", build, g["t_year"], g["t_which"], "begun to end", is_range=True)


def _nth(start: int, end: int, words: str, which: str | None) -> Part:
    """ "on the 9th": the last such day not after publication, or that of the month named."""
    number = int(DAY_NUMBERS.findall(words)[0])

    def resolve(today: datetime | None, _told: Told) -> list[Span | None]:
        if today is None:
            return [None]
        steps = [{"this": 0, "last": -1}[which.lower()]] if which else [0, -1, -2]
        days = [d for step in steps if (d := _utc(today.year, today.month + step, number)) and (which or d <= today)]
        return [(days[0], days[0] + timedelta(days=1))] if days else [None]

    return Part(start, end, "day", resolve)


def _cut(span: Span, share: str) -> Span:
    """The share of a month that words name: early 1 to 10, mid 11 to 20, late 21 on; the nth seven days; a half."""
    first, last = span
    words = share.replace("the ", "").split()
    if words[0] in ("early", "beginning", "start"):
        return first, first + timedelta(days=10)
    if words[0] in ("mid", "middle"):
        return first + timedelta(days=10), first + timedelta(days=20)
    if words[0] in ("late", "end"):
        return first + timedelta(days=20), last
    nth = ORDINALS[words[0]]
    if "weeks" in words:
        weeks = timedelta(days=7 * VALUES[words[1]])
        return (last - weeks, last) if nth == -1 else (first, first + weeks)
    if "half" in words:
        return (first, first + timedelta(days=15)) if nth == 1 else (first + timedelta(days=15), last)
    size = 7 if "week" in words else 10
    if nth == -1:
        return last - timedelta(days=size), last
    return first + timedelta(days=size * (nth - 1)), min(first + timedelta(days=size * nth), last)


def _edge_of(start: int, end: int, edge: str, year: str | None, which: str | None, unit: str | None) -> Part:
    """A third of a year, month or week: "late 2023", "early this month"."""
    third = (
        0
        if edge.startswith(("early", "the beginning", "the start", "beginning", "start"))
        else 1
        if "mid" in edge
        else 2
    )

    def cut(span: Span | None) -> Span | None:
        if span is None or unit == "week":
            return span
        if unit == "month":
            return _cut(span, ("early", "mid", "late")[third])
        return _between(_utc(span[0].year, 1 + 4 * third), _utc(span[0].year, 5 + 4 * third))

    if year:
        stated = int(year)
        return Part(start, end, "period", lambda *_: [cut(_year_span(stated))], stated)
    step = {"last": -1, "next": 1}.get((which or "").lower(), 0)
    return Part(
        start, end, "period", lambda today, _told: [cut(_unit_span(today, unit or "year", step)) if today else None]
    )


def _unit_span(today: datetime, unit: str, step: int) -> Span | None:
    """The day, week (Monday to Sunday), month, quarter or year that lies ``step`` from today's."""
    try:
        if unit == "day":
            return today + timedelta(days=step), today + timedelta(days=step + 1)
        if unit in ("week", "weekend"):
            monday = today + timedelta(days=7 * step - today.weekday())
            return monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=7)
    except OverflowError:
        return None
    if unit == "month":
        return _between(_utc(today.year, today.month + step), _utc(today.year, today.month + step + 1))
    if unit == "quarter":
        first = 3 * ((today.month - 1) // 3) + 1 + 3 * step
        return _between(_utc(today.year, first), _utc(today.year, first + 3))
    if unit == "decade":
        first_year = today.year // 10 * 10 + 10 * step
        return _between(_utc(first_year, 1), _utc(first_year + 10, 1))
    return _year_span(today.year + step)


def _quarter(start: int, end: int, g: dict[str, str | None]) -> Part | None:
    is_half = g["q"] == "H" or (g["q_kind"] or "").lower() == "half"
    nth = int(g["q_no"]) if g["q_no"] else ORDINALS[(g["q_ord"] or "").lower()]
    months, most = (6, 2) if is_half else (3, 4)
    nth = most if nth == -1 else nth
    if nth > most or (is_half and not (g["q_year"] or g["q_which"] or g["q"])):
        return None  # "the second half" is of something else
    which = (g["q_which"] or "").lower()
    if (g["q_ord"] or "").lower() == "last" and not (is_half or g["q_year"] or which):
        return _last_quarter(start, end)
    return _yearly(
        start, end, "half" if is_half else "quarter",
        lambda at: _between(_utc(at, months * (nth - 1) + 1), _utc(at, months * nth + 1)),
        g["q_year"], {"": None, "the": "this"}.get(which, which),
    )  # fmt: skip


def _last_quarter(start: int, end: int) -> Part:
    """ "in the last quarter" is the one before publication's; in what looks ahead, the last of the year."""

    def resolve(today: datetime | None, told: Told) -> list[Span | None]:
        if today is None:
            return [None]
        if told is Told.AHEAD:
            return [_between(_utc(today.year, 10), _utc(today.year + 1, 1))]
        return [_unit_span(today, "quarter", -1)]

    return Part(start, end, "quarter", resolve)


def _first(start: int, end: int, g: dict[str, str | None]) -> Part:
    number, unit = _number(g["f_no"] or ""), (g["f_unit"] or "").lower().rstrip("s")

    def build(at: int) -> Span | None:
        first = _utc(at, 1)
        if first is None or number is None or number > 366:
            return None
        if unit == "month":
            return _between(first, _utc(at, 1 + number))
        return first, first + timedelta(days=number * (7 if unit == "week" else 1))

    which = (g["f_which"] or "").lower()
    return _yearly(start, end, unit, build, g["f_year"], {"": None, "the": "this"}.get(which, which))


def _season(start: int, end: int, g: dict[str, str | None]) -> Part:
    """Of the northern half: spring begins in March; winter in December, and a winter's year is that of its December."""
    first = SEASONS[(g["season"] or "").lower()]
    which = (g["s_which"] or "").lower()
    return _yearly(
        start, end, "season", lambda at: _between(_utc(at, first), _utc(at, first + 3)), g["s_year"],
        lead={"last": "last", "next": "next"}.get(which),
    )  # fmt: skip


def _number(words: str) -> int | None:
    said = " ".join(words.lower().replace("-", " ").split())
    if said.isdigit():
        return int(said)
    if said in ("a", "an"):
        return 1
    if said in ("a couple of", "couple of"):
        return 2
    if said == "a dozen":
        return 12
    if said in ("a few", "few", "several"):
        return None
    return sum(VALUES[w] for w in said.split())


def _back(start: int, end: int, number: str, unit: str) -> Part:
    """So many days, weeks, months or years back from publication; the start is as vague as the unit."""
    n, unit = _number(number), unit.lower().rstrip("s")

    def resolve(today: datetime | None, _told: Told) -> list[Span | None]:
        if today is None or n is None:
            return [None]
        stop = today + timedelta(days=1)
        if unit in ("day", "week"):
            return [(today - timedelta(days=n * (7 if unit == "week" else 1)), stop)]
        months = n * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
        return [_between(_utc(today.year, today.month - months), stop)]

    precision = unit if unit in ("day", "week", "month") else "month"
    return Part(start, end, precision, resolve, is_calendar=False, is_backward=True)


def _ago(start: int, end: int, number: str, unit: str) -> Part:
    n, unit = _number(number), unit.lower().rstrip("s")

    def resolve(today: datetime | None, _told: Told) -> list[Span | None]:
        if today is None or n is None:
            return [None]
        return [_unit_span(today, unit, -n)]

    return Part(start, end, unit, resolve)


def _relative(start: int, end: int, which: str, unit: str, so_far: str | None) -> Part:
    step = {"last": -1, "this": 0, "next": 1, "the current": 0}.get(which)
    if step is None:
        return Part(start, end, "none", lambda *_: [None], is_calendar=False)

    def resolve(today: datetime | None, _told: Told) -> list[Span | None]:
        if today is None:
            return [None]
        span = _unit_span(today, unit, step)
        if span and span[0] <= today and step == 0 and so_far and so_far.strip().lower() != "later":
            return [(span[0], today + timedelta(days=1))]
        return [span]

    return Part(start, end, {"weekend": "week", "decade": "period"}.get(unit, unit), resolve)


def _weekday(start: int, end: int, name: str, which: str, week: str) -> Part:
    """ "on Friday" is the last such day, publication's own day included; "last Friday" lies before it."""
    number = WEEKDAYS.index(name)

    def resolve(today: datetime | None, told: Told) -> list[Span | None]:
        if today is None:
            return [None]
        if week:
            monday = today - timedelta(days=today.weekday())
            day = monday + timedelta(days=7 * {"last": -1, "this": 0, "next": 1}[week] + number)
        else:
            back = (today.weekday() - number) % 7
            if which == "last" and back == 0:
                back = 7
            day = today - timedelta(days=back)
            if which in ("next", "this coming") or (told is Told.AHEAD and back and which != "last"):
                day += timedelta(days=7)
        return [(day, day + timedelta(days=1))]

    return Part(start, end, "day", resolve)


def _word(start: int, end: int, word: str) -> Part:
    step = {"yesterday": -1, "today": 0, "tonight": 0, "now": 0, "the present": 0, "tomorrow": 1}.get(word, -2)
    return Part(start, end, "day", lambda today, _told: [_unit_span(today, "day", step) if today else None])
