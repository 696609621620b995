from datetime import datetime, timedelta

import pytest

from fairlead.base import zones as t


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("03:00", 3),
        ("6pm", 18),
        ("6 p.m.", 18),
        ("6:30 pm", 18.5),
        ("6.30 p.m.", 18.5),
        ("6 AM", 6),
        ("12:30 am", 0.5),
        ("12:30 p.m.", 12.5),
        ("18h", 18),
        ("18h30", 18.5),
        ("18 h", 18),
        ("18:00 hrs", 18),
        ("1800 hours", 18),
        ("1800Z", 18),
        ("1800 UTC", 18),
        ("0300 KST", 3),
        ("03:00 (local time)", 3),
        ("03:00+09:00", 3),
        ("noon", 12),
        ("12 noon", 12),
        ("midday", 12),
        ("early morning", None),
        ("about 03:00", None),
        ("18:00-19:00", None),
        ("18:00 or later", None),
        ("12 am", None),
        ("12 p.m.", None),
        ("midnight", None),
        ("2024", None),
        ("1800", None),
        ("afternoon", None),
        ("after 6pm", None),
        ("", None),
    ],
)
def test_clock_times_people_write_are_read_and_others_stay_words(words, hours):
    assert t.parse_clock(words) == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize(
    ("words", "zone"), [("1800Z", "Z"), ("03:00 (local time)", "local time"), ("6pm Moscow time", "Moscow time")]
)
def test_the_zone_behind_a_clock_time_is_kept(words, zone):
    assert t.split_clock(words)[1] == zone


@pytest.mark.parametrize("clock", ["24:00", "12:60", "99:99", "13 pm", "2575Z", "25h", "03:00 UTC+15"])
def test_clock_times_that_no_day_has_are_refused(clock):
    with pytest.raises(ValueError, match="does not exist|no zone lies"):
        t.parse_clock(clock)


@pytest.mark.parametrize("words", ["UTC+15", "UTC-99", "+25:00"])
def test_offsets_that_no_zone_has_are_refused(words):
    with pytest.raises(ValueError, match="no zone lies"):
        t.parse_zone(words)


@pytest.mark.parametrize(
    ("words", "offset_h"),
    [
        ("UTC+9:30", 9.5),
        ("GMT-3", -3),
        ("UTC−10", -10),
        ("Asia/Vladivostok", 10),
        ("JST", 9),
        ("+05:30", 5.5),
        ("UTC", 0),
        ("Moscow time", 3),
        ("moscow time", 3),
        ("MSK", 3),
        ("VLAT", 10),
        ("Vladivostok time", 10),
        ("Korea Standard Time", 9),
        ("Beijing time", 8),
        ("Zulu", 0),
        ("+3", 3),
        ("+0900", 9),
        ("-5 hours", -5),
        ("local time, +10", 10),
        ("KST (UTC+9)", 9),
        ("EST (UTC-5)", -5),
        ("19 Oct 17:00 UTC 19 Oct", 0),
        ("KST; 13:04 in Seoul is 04:04 UTC", 9),
    ],
)
def test_zones_people_write_are_read(words, offset_h):
    zone, basis = t.parse_zone(words)
    assert zone.utcoffset(datetime(2024, 7, 1)) == timedelta(hours=offset_h)
    assert basis == "stated"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "date only known as a range",
        "day approximate",
        "mid-April",
        "Mars/Olympus",
        "last visit seen before a pause",
    ],
)
def test_remarks_that_name_no_zone_yield_none(words):
    assert t.parse_zone(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "EST",
        "CST",
        "CET",
        "local time",
        "ship's time",
        "Tbilisi time",
        "time zone of the flag",
        "KST or UTC",
        "UTC+9 or UTC+10",
        "Asia/Nowhere",
        "WAKT",
    ],
)
def test_words_that_speak_of_a_zone_not_understood_are_told_from_words_that_speak_of_none(words):
    assert t.parse_zone(words) is None
    assert t.speaks_of_zone(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "day approximate",
        "three days: 13, 16, 23 Sept",
        "zone not stated",
        "zone unknown",
        "OCT",
        "first time seen",
        "AIS lost",
        "local media of 3 May",
        "end of a second round trip",
    ],
)
def test_remarks_on_other_things_speak_of_no_zone(words):
    assert not t.speaks_of_zone(words)


@pytest.mark.parametrize("name", ["Asia", "America/Argentina", "Nowhere/Else"])
def test_a_folder_of_zones_is_no_zone(name):
    with pytest.raises(ValueError, match="is not known"):
        t.as_zone(name)
    assert t.parse_zone(f"{name} time") is None
