from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.base import timeline as t


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_a_month_is_the_interval_that_covers_it():
    assert t.parse_date_range("2024-03", None) == (datetime(2024, 3, 1), datetime(2024, 4, 1))
    assert t.parse_date_range("2024-12", None)[1] == datetime(2025, 1, 1)
    assert t.parse_date_range("2024", None) == (datetime(2024, 1, 1), datetime(2025, 1, 1))


def test_7_to_22_march_stays_a_range():
    assert t.parse_date_range("2024-03-07", "2024-03-22") == (datetime(2024, 3, 7), datetime(2024, 3, 23))


@pytest.mark.parametrize(
    "text", ["2024-02-31", "2023-02-29", "2024-13-01", "31/02/2024", "2024-3-7", "March 2024", "", "0000"]
)
def test_dates_that_do_not_exist_are_refused_with_the_words(text):
    with pytest.raises(ValueError, match="date"):
        t.parse_date(text)


def test_start_after_end_is_refused():
    with pytest.raises(ValueError, match="after end"):
        t.parse_date_range("2024-03-22", "2024-03-07")


def test_20_october_0300_at_the_port_and_19_october_1700_utc_are_one_instant():
    at = t.read_moment("2024-10-20", "2024-10-20", "03:00", "local time at the port, UTC+10")
    assert at.span == t.Span(utc(2024, 10, 19, 17), utc(2024, 10, 19, 17))
    assert (at.zone, at.zone_basis, at.is_instant) == ("UTC+10:00", "stated", True)


def test_local_time_at_the_port_needs_the_ports_zone():
    at = t.read_moment("2024-10-21", None, "21:50", "local time at the port", "Asia/Vladivostok")
    assert at.span.start == utc(2024, 10, 21, 11, 50)
    assert at.zone_basis == "port"
    unknown = t.read_moment("2024-10-21", None, "21:50", "local time at the port")
    # 21:50 at UTC+14 is 07:50 UTC, at UTC-12 it is 09:50 UTC of the next day
    assert unknown.span == t.Span(utc(2024, 10, 21, 7, 50), utc(2024, 10, 22, 9, 50))
    assert (unknown.zone_basis, unknown.is_instant) == (t.NOT_UNDERSTOOD, False)


def test_kst_is_utc_plus_9():
    assert t.read_moment("2024-10-25", None, "22:04", "KST").span.start == utc(2024, 10, 25, 13, 4)


@pytest.mark.parametrize("clock", ["18:00", "6pm", "18h"])
def test_a_clock_time_without_a_zone_is_the_range_that_all_zones_allow(clock):
    at = t.read_moment("2024-12-31", None, clock, None)
    assert at.span == t.Span(utc(2024, 12, 31, 4), utc(2025, 1, 1, 6))
    assert (at.zone, at.zone_basis, at.is_instant) == ("any", "not stated", False)


def test_a_date_without_a_zone_counts_on_the_calendar_as_written():
    at = t.read_moment("2024-12-31", None, None, None)
    assert at.span == t.Span(utc(2024, 12, 31), utc(2025, 1, 1))
    assert (at.zone, at.zone_basis) == ("UTC", "not stated")


@pytest.mark.parametrize("note", ["EST", "CST", "ship's time", "Tbilisi time", "KST or UTC", "local time"])
def test_a_zone_that_is_not_understood_is_said_and_any_zone_is_allowed_for(note):
    at = t.read_moment("2024-12-31", None, None, note)
    assert at.span == t.Span(utc(2024, 12, 30, 10), utc(2025, 1, 1, 12))
    assert (at.zone, at.zone_basis) == (note, "stated, not understood")


def test_a_zone_behind_the_clock_counts_and_may_not_contradict_the_note():
    assert t.read_moment("2024-10-25", None, "2204 KST", None).span.start == utc(2024, 10, 25, 13, 4)
    assert t.read_moment("2024-10-25", None, "1304Z", "day approximate").span.start == utc(2024, 10, 25, 13, 4)
    assert t.read_moment("2024-10-25", None, "13:04 UTC", "zone not stated").is_instant
    twice = t.read_moment("2024-10-25", None, "22:04 KST", "UTC")
    assert (twice.zone, twice.zone_basis) == ("KST; UTC", t.NOT_UNDERSTOOD)


def test_moscow_time_is_the_offset_of_its_day():
    # Moscow kept UTC+4 from 27 March 2011 to 26 October 2014, UTC+3 since (IANA tzdata, europe)
    assert t.read_moment("2012-07-01", None, "12:00", "Moscow time").span.start == utc(2012, 7, 1, 8)
    assert t.read_moment("2024-07-01", None, "12:00", "MSK").span.start == utc(2024, 7, 1, 9)
    assert t.read_moment("2012-07-01", None, "12:00", "Moscow time (UTC+4)").zone == "UTC+04:00"


def test_probably_kst_is_an_assumption():
    at = t.read_moment("2024-06-06", None, "00:32", "zone not stated, probably KST")
    assert (at.span.start, at.zone_basis) == (utc(2024, 6, 5, 15, 32), "assumed")


def test_a_note_that_explains_another_zone_does_not_state_one():
    at = t.read_moment("2024-10-19", None, None, "zone not stated; 20 Oct 03:00 at UTC+10 is 19 Oct 17:00 UTC")
    assert at.zone_basis == "not stated"
    assert at.span == t.Span(utc(2024, 10, 19), utc(2024, 10, 20))


def test_early_morning_is_no_clock_time_and_the_day_stays_a_day():
    at = t.read_moment("2024-10-15", None, "early morning", "KST")
    assert at.span == t.Span(utc(2024, 10, 14, 15), utc(2024, 10, 15, 15))
    assert not at.is_instant


def test_spans_are_half_open():
    day = t.Span(utc(2024, 1, 1), utc(2024, 1, 2))
    assert not day.overlaps(t.Span(utc(2024, 1, 2), utc(2024, 1, 3)))
    assert day.overlaps(t.Span(utc(2024, 1, 1, 23), utc(2024, 1, 3)))
    assert day.overlaps(t.Span(utc(2024, 1, 1, 5), utc(2024, 1, 1, 5)))
    with pytest.raises(ValueError, match="lies after"):
        t.Span(utc(2024, 1, 2), utc(2024, 1, 1))
    with pytest.raises(ValueError, match="zone"):
        t.Span(datetime(2024, 1, 2), datetime(2024, 1, 3))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (utc(2024, 3, 7), utc(2024, 3, 23), "7–22 Mar 2024"),
        (utc(2024, 3, 7), utc(2024, 3, 8), "7 Mar 2024"),
        (utc(2025, 7, 1), utc(2025, 8, 1), "Jul 2025"),
        (utc(2024, 1, 1), utc(2025, 1, 1), "2024"),
        (utc(2018, 1, 1), utc(2018, 4, 1), "1 Jan – 31 Mar 2018"),
        (utc(2023, 12, 22), utc(2024, 12, 22), "22 Dec 2023 – 21 Dec 2024"),
        (utc(2024, 10, 19, 17), utc(2024, 10, 19, 17), "19 Oct 2024 17:00 UTC"),
        (utc(2024, 10, 19, 17), utc(2024, 10, 21, 11, 50), "19 Oct 2024 17:00 UTC to 21 Oct 2024 11:50 UTC"),
        (utc(2024, 6, 5, 15, 32), None, "5 Jun 2024 15:32 UTC on"),
        (utc(2024, 6, 5), utc(2024, 6, 5) + timedelta(seconds=1), "5 Jun 2024 00:00 UTC"),
    ],
)
def test_spans_in_words_keep_their_width(start, end, words):
    assert t.say_span(start, end) == words


def test_97_hours_14_minutes():
    assert t.say_hours((utc(2024, 10, 25, 13, 4) - utc(2024, 10, 21, 11, 50)).total_seconds() / 3600) == "97 h 14 min"
    assert t.say_hours(40) == "40 h"


@given(st.dates(min_value=datetime(1900, 1, 1).date(), max_value=datetime(2100, 1, 1).date()))
def test_a_day_is_24_hours_and_contains_itself(day):
    start, end = t.parse_date(day.isoformat())
    assert end - start == timedelta(days=1)
    assert start.date() == day


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (utc(2030, 10, 19, 17), utc(2030, 10, 21, 11), "19–21 Oct 2030"),
        (utc(2030, 3, 1), utc(2030, 3, 2), "1 Mar 2030"),  # the end lies outside
        (utc(2030, 3, 1), utc(2030, 3, 1), "1 Mar 2030"),  # an instant touches its own day
        (utc(2030, 3, 1, 23, 59), utc(2030, 3, 2, 0, 0, 0, 1), "1–2 Mar 2030"),
    ],
)
def test_days_are_said_whole(start, end, words):
    assert t.say_days(start, end) == words


def test_the_days_an_interval_touches_are_utc_days():
    east = timezone(timedelta(hours=10))
    days = t.whole_days(datetime(2030, 3, 2, 3, tzinfo=east), datetime(2030, 3, 2, 12, tzinfo=east))
    assert (days.start, days.end) == (utc(2030, 3, 1), utc(2030, 3, 3))
