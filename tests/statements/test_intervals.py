"""The grammar of periods: half-open, in UTC, no more precise than the words, reckoned from the day of publication."""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.statements.intervals import find_intervals

PUBLISHED = datetime(2024, 11, 22, tzinfo=UTC)
"""A Friday."""


def day(text):
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def spans(words, published=PUBLISHED):
    return [(x.start_time, x.end_time) for x in find_intervals(words, published)]


@pytest.mark.parametrize(
    ("published", "words", "start", "end", "precision"),
    [
        # a parser puts these a week early
        ("2024-11-22", "told the broadcaster SBS on Friday", "2024-11-22", "2024-11-23", "day"),
        ("2024-11-24", "told the broadcaster SBS on Friday", "2024-11-22", "2024-11-23", "day"),
        ("2024-11-21", "told the broadcaster SBS on Friday", "2024-11-15", "2024-11-16", "day"),
        ("2025-05-14", "withdrawn on Tuesday", "2025-05-13", "2025-05-14", "day"),
        ("2024-11-22", "last Friday", "2024-11-15", "2024-11-16", "day"),
        ("2024-11-22", "it will sail on Monday", "2024-11-25", "2024-11-26", "day"),
        ("2024-11-22", "next Monday", "2024-11-25", "2024-11-26", "day"),
        ("2024-11-22", "on Tuesday last week", "2024-11-12", "2024-11-13", "day"),
        ("2024-11-22", "on Friday, 22 November", "2024-11-22", "2024-11-23", "day"),
        ("2024-10-23", "yesterday", "2024-10-22", "2024-10-23", "day"),
        ("2024-10-23", "today", "2024-10-23", "2024-10-24", "day"),
        ("2024-10-23", "last week", "2024-10-14", "2024-10-21", "week"),
        ("2024-10-23", "this week", "2024-10-21", "2024-10-28", "week"),
        ("2024-10-23", "two weeks ago", "2024-10-07", "2024-10-14", "week"),
        ("2024-10-23", "three days ago", "2024-10-20", "2024-10-21", "day"),
        ("2024-10-23", "last month", "2024-09-01", "2024-10-01", "month"),
        ("2024-01-23", "last month", "2023-12-01", "2024-01-01", "month"),
        ("2024-11-22", "this month", "2024-11-01", "2024-12-01", "month"),
        ("2024-11-22", "this year", "2024-01-01", "2025-01-01", "year"),
        ("2024-11-22", "over an eight-month period this year", "2024-01-01", "2025-01-01", "year"),
        ("2024-11-22", "so far this year", "2024-01-01", "2024-11-23", "year"),
        # eight months back, and the first eight months of the year, are two periods
        ("2024-11-22", "in the past eight months", "2024-03-01", "2024-11-23", "month"),
        ("2024-11-22", "over the last eight months", "2024-03-01", "2024-11-23", "month"),
        ("2024-11-22", "in the first eight months of the year", "2024-01-01", "2024-09-01", "month"),
        ("2024-11-22", "in the first eight months of this year", "2024-01-01", "2024-09-01", "month"),
        ("2024-11-22", "in the past 10 days", "2024-11-12", "2024-11-23", "day"),
        # months: the last not after publication
        ("2024-11-22", "In June, during a visit", "2024-06-01", "2024-07-01", "month"),
        ("2024-05-03", "in March alone", "2024-03-01", "2024-04-01", "month"),
        ("2024-01-10", "in June", "2023-06-01", "2023-07-01", "month"),
        ("2024-06-10", "in June", "2024-06-01", "2024-07-01", "month"),
        ("2024-11-22", "in March last year", "2023-03-01", "2023-04-01", "month"),
        ("2024-11-22", "in March 2022", "2022-03-01", "2022-04-01", "month"),
        ("2024-06-07", "in early April", "2024-04-01", "2024-04-11", "ten days"),
        ("2024-11-22", "mid-June", "2024-06-11", "2024-06-21", "ten days"),
        ("2024-11-22", "at the end of February", "2024-02-21", "2024-03-01", "ten days"),
        ("2025-05-14", "in the first week of May", "2025-05-01", "2025-05-08", "week"),
        ("2024-11-22", "in the last two weeks of May", "2024-05-18", "2024-06-01", "week"),
        ("2024-11-22", "in the last week", "2024-11-15", "2024-11-23", "week"),
        ("2025-05-14", "in the last week of April", "2025-04-24", "2025-05-01", "week"),
        ("2025-07-21", "in the year to June", "2024-07-01", "2025-07-01", "month"),
        ("2025-07-21", "in the six months to March 2025", "2024-10-01", "2025-04-01", "month"),
        # days
        ("2025-05-18", "on the 9th, plus two of flour", "2025-05-09", "2025-05-10", "day"),
        ("2025-05-05", "on the 9th, plus two of flour", "2025-04-09", "2025-04-10", "day"),
        ("2025-05-18", "on the 9th of last month", "2025-04-09", "2025-04-10", "day"),
        ("2024-11-22", "October 19", "2024-10-19", "2024-10-20", "day"),
        ("2024-11-22", "19 Oct. 2024", "2024-10-19", "2024-10-20", "day"),
        ("2024-11-22", "Oct. 19, 2024", "2024-10-19", "2024-10-20", "day"),
        ("2024-11-22", "the 19th of October", "2024-10-19", "2024-10-20", "day"),
        ("2024-11-22", "2024-10-19", "2024-10-19", "2024-10-20", "day"),
        ("2024-11-22", "2024-10", "2024-10-01", "2024-11-01", "month"),
        ("2024-11-22", "22.11.2024", "2024-11-22", "2024-11-23", "day"),
        ("2024-11-22", "03/04/2024", "2024-03-04", "2024-04-04", "period"),
        ("2024-11-22", "7-22 March", "2024-03-07", "2024-03-23", "day"),
        ("2024-11-22", "from 19 to 21 October 2024", "2024-10-19", "2024-10-22", "day"),
        ("2024-11-22", "between 1 and 11 April", "2024-04-01", "2024-04-12", "day"),
        ("2024-11-22", "between 7 March and 5 November 2024", "2024-03-07", "2024-11-06", "day"),
        ("2024-11-22", "from December 28, 2023 to January 3, 2024", "2023-12-28", "2024-01-04", "day"),
        # ranges of months and years
        ("2024-11-22", "between March and October", "2024-03-01", "2024-11-01", "month"),
        ("2024-11-22", "March-October 2024", "2024-03-01", "2024-11-01", "month"),
        ("2024-11-22", "from August to December", "2023-08-01", "2024-01-01", "month"),
        ("2024-11-22", "between October and March 2024", "2023-10-01", "2024-04-01", "month"),
        ("2024-11-22", "from October 2023 to March", "2023-10-01", "2024-04-01", "month"),
        ("2024-11-22", "from late 2023 to early 2024", "2023-09-01", "2024-05-01", "period"),
        ("2024-11-22", "between 2022 and 2024", "2022-01-01", "2025-01-01", "year"),
        ("2025-05-30", "in 2024", "2024-01-01", "2025-01-01", "year"),
        ("2024-11-22", "between March and now", "2024-03-01", "2024-11-23", "period"),
        ("2024-11-22", "between March and his arrest", "2024-03-01", "2024-11-23", "month"),
        ("2024-11-22", "in the 1990s", "1990-01-01", "2000-01-01", "period"),
        # quarters, halves, seasons
        ("2024-11-22", "Q3 2024", "2024-07-01", "2024-10-01", "quarter"),
        ("2024-11-22", "the third quarter of 2024", "2024-07-01", "2024-10-01", "quarter"),
        ("2024-11-22", "in the first half of this year", "2024-01-01", "2024-07-01", "half"),
        ("2024-11-22", "this spring", "2024-03-01", "2024-06-01", "season"),
        ("2024-11-22", "in the summer of 2023", "2023-06-01", "2023-09-01", "season"),
        ("2024-11-22", "last winter", "2023-12-01", "2024-03-01", "season"),
        # bounds
        ("2024-11-22", "since March", "2024-03-01", "2024-11-23", "month"),
        ("2024-11-22", "since March this year", "2024-03-01", "2024-11-23", "month"),
        ("2024-06-07", "since this spring", "2024-03-01", "2024-06-08", "season"),
        ("2025-05-30", "since September 2023", "2023-09-01", "2025-05-31", "month"),
        ("2025-05-14", "were handed to Russia by North Korea before August", None, "2024-08-01", "month"),
        ("2025-05-14", "will be handed over before August", None, "2025-08-01", "month"),
        # a parser puts this in the year before
        ("2024-10-23", "aims to deploy 10,000 troops to Russia by December", None, "2025-01-01", "month"),
        ("2024-10-23", "by December", None, "2025-01-01", "month"),
        ("2024-10-23", "10,000 had been sent by September", None, "2024-10-01", "month"),
        ("2024-11-22", "by the end of the year", None, "2025-01-01", "period"),
        ("2024-11-22", "until 22 March", None, "2024-03-23", "day"),
        ("2024-12-09", "It would stop. Until November it supplied", None, "2024-12-01", "month"),
        ("2024-11-22", "after 5 November", "2024-11-06", "2024-11-23", "day"),
        # May is a month, may a verb
        ("2024-11-22", "In May it may march on", "2024-05-01", "2024-06-01", "month"),
        ("2024-11-22", "in March 12 tankers called", "2024-03-01", "2024-04-01", "month"),
        ("2024-11-22", "On March 12 tankers called", "2024-03-12", "2024-03-13", "day"),
    ],
)  # fmt: skip
def test_a_period_is_read(published, words, start, end, precision):
    (found,) = find_intervals(words, day(published))
    assert (found.start_time, found.end_time, found.precision) == (day(start), day(end), precision)


def test_several_days_are_several_intervals_with_the_same_words():
    said = "On the 1st, 3rd, 7th, and 10th of April"
    found = find_intervals(f"{said}, four vessels sailed", PUBLISHED)
    assert [x.start_time.day for x in found] == [1, 3, 7, 10]
    assert {x.words for x in found} == {said}
    assert all(x.end_time - x.start_time == timedelta(days=1) for x in found)


def test_the_ends_are_as_vague_as_the_words():
    (since,) = find_intervals("since March", PUBLISHED)
    assert (since.start_time, since.start_max) == (day("2024-03-01"), day("2024-03-31"))
    (by,) = find_intervals("by December", PUBLISHED)
    assert (by.end_min, by.end_time) == (day("2024-12-01"), day("2025-01-01"))
    (both,) = find_intervals("between March and October", PUBLISHED)
    assert (both.start_max, both.end_min) == (day("2024-03-31"), day("2024-10-02"))
    (back,) = find_intervals("in the past eight months", PUBLISHED)
    assert (back.start_time, back.start_max) == (day("2024-03-01"), day("2024-04-01"))


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("since March", "since"),
        ("by December", "by"),
        ("before August", "before"),
        ("after 5 November", "after"),
        ("until 22 March", "until"),
        ("in June", "within"),
        ("from 19 to 21 October 2024", "within"),
    ],
)
def test_the_bound_is_told(words, relation):
    assert [x.relation for x in find_intervals(words, PUBLISHED)] == [relation]


@pytest.mark.parametrize(
    "words",
    [
        "on Friday",
        "last week",
        "in March",
        "since March",
        "by December",
        "in the past eight months",
        "yesterday",
        "on October 19",
    ],
)
def test_without_a_day_of_publication_relative_words_have_no_time(words):
    (found,) = find_intervals(words, None)
    assert (found.words, found.start_time, found.end_time, found.precision) == (words, None, None, "none")


def test_without_a_day_of_publication_stated_dates_have_their_time():
    assert spans("from 19 to 21 October 2024", None) == [(day("2024-10-19"), day("2024-10-22"))]
    assert spans("since March 2024", None) == [(day("2024-03-01"), None)]


@pytest.mark.parametrize(
    "words",
    [
        "in recent months",
        "in that time",
        "in that period",
        "in the following year",
        "for the same months",
        "during the past few months",
    ],
)
def test_words_that_rest_on_others_are_kept_without_a_time(words):
    assert [(x.words, x.start_time) for x in find_intervals(words, PUBLISHED)] == [(words, None)]


@pytest.mark.parametrize(
    "words",
    [
        "the second half was worse",
        "it may march; prices fall; a spring broke",
        "resolution 2397 (2017)",
        "2,024 soldiers and 2024 containers",
        "on Fridays",
        "on the 9th floor; the 9th, or last",
        "8,000 m and 152 mm shells",
    ],
)
def test_what_only_looks_like_a_date_is_none(words):
    assert find_intervals(words, PUBLISHED) == []


def test_days_that_do_not_exist_have_no_time():
    assert spans("on 31 February 2024 and 2024-02-30 and 2024-13") == [(None, None)] * 3


def test_only_the_day_of_publication_counts_and_it_is_a_day_in_utc():
    late = datetime(2024, 11, 23, 5, 0, tzinfo=timezone(timedelta(hours=9)))  # still the 22nd in UTC
    assert spans("on Friday", late) == spans("on Friday") == spans("on Friday", datetime(2024, 11, 22, 18, 30))


PIECES = st.sampled_from(
    [
        "March",
        "May 5",
        "Oct. ",
        "2024",
        "1999 ",
        "7-22 March",
        "1st, ",
        "10th of April",
        " and ",
        " to ",
        "-",
        "between ",
        "from ",
        "since ",
        "by ",
        "before ",
        "in ",
        "the ",
        "past ",
        "last ",
        "next ",
        "this ",
        "eight months",
        "9999 years",
        " ago",
        "first ",
        "week of ",
        "half of ",
        "Q3 ",
        "early ",
        "Friday",
        "yesterday",
        "summer ",
        "year",
        ", ",
        ". ",
        " ",
        "\n",
        "2024-10-19",
        "00/00/0000",
        "31.02.2024",
        "9999-12-31",
        "9999-12",
        "Sept",
        "999 decades",
        "0000-01",
        "é",
        "１",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)),
    published=st.one_of(
        st.none(),
        st.datetimes(timezones=st.just(UTC)),
        st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2040, 1, 1)),
    ),
)
def test_any_text_is_read_and_every_period_lies_where_it_says(text, published):
    end, last = 0, -1
    for x in find_intervals(text, published):
        assert text[x.start : x.end] == x.words
        assert x.start >= end or x.start == last  # those of one list share their words
        assert x.start_time is None or x.end_time is None or x.start_time < x.end_time
        last, end = x.start, x.end


LONG = [
    "1",
    "1 ",
    "1st, ",
    "1 and ",
    "March ",
    "May ",
    "May 5 ",
    "March-",
    "between ",
    "between March and ",
    "since ",
    "in ",
    "2024 ",
    "2024-",
    "the first ",
    "the first eight months of ",
    "last ",
    "a month ",
    "Friday, ",
    "early ",
    " ",
    "of the ",
    "Q1 ",
    "1/",
    "31.",
    "and 1 ",
    "to March ",
    "the end of ",
    "past eight ",
    "so far ",
    "summer ",
    "\n",
]


@pytest.mark.parametrize("piece", LONG)
def test_time_grows_no_faster_than_the_text(piece):
    times = []
    for length in (2_500, 10_000):
        text = (piece * (length // len(piece) + 1))[:length]
        times.append(min(_cpu(text) for _ in range(3)))
    assert times[1] < 10 * times[0] + 0.02, times  # four times the text; sixteen times where it were quadratic


def _cpu(text):
    began = time.process_time()
    find_intervals(text, PUBLISHED)
    return time.process_time() - began
