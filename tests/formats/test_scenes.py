"""Scenes: times with and without a zone, polygons, and what no image can be."""

from datetime import UTC, datetime, timedelta

import pytest

SQUARE = "POLYGON ((132 42, 134 42, 134 44, 132 44, 132 42))"
T = datetime(2024, 3, 7, 1, 23, 45, tzinfo=UTC)


def test_a_scene_is_kept_as_it_is_written(kept):
    row = kept("scenes", provider="Somebody", gsd_m="0.5", cloud_frac="0.2", footprint=SQUARE, sun_elevation_deg="-3")
    assert (row["label"], row["sensor"], row["provider"], row["gsd_m"]) == ("I1", "optical", "Somebody", 0.5)
    assert (row["footprint"], row["usable"], row["cloud_frac"], row["sun_elevation_deg"]) == (SQUARE, None, 0.2, -3)


@pytest.mark.parametrize(
    "words",
    ["2024-03-07T01:23:45Z", "2024-03-07 01:23:45 UTC", "2024-03-07T10:23:45+09:00", "2024-03-07 10:23:45 KST",
     "2024-03-06T20:23:45-0500", "2024-03-07t01:23:45z"],
)  # fmt: skip
def test_a_time_with_a_zone_is_an_instant(kept, words):
    row = kept("scenes", acquired_at=words)
    assert (row["start_time"], row["end_time"], row["acquired_words"]) == (T, T, words)
    assert row["zone_basis"] == "stated"


def test_an_error_and_a_fraction_of_a_second_are_kept(kept):
    row = kept("scenes", acquired_at="2024-03-07T01:23:45.500Z", acquired_error_s="60")
    half = T + timedelta(seconds=0.5)
    assert (row["start_time"], row["end_time"]) == (half - timedelta(seconds=60), half + timedelta(seconds=60))


def test_two_times_with_a_slash_between_are_an_interval(kept):
    row = kept("scenes", acquired_at="2024-03-07T01:23:45Z/2024-03-07T01:24:45Z")
    assert (row["start_time"], row["end_time"]) == (T, T + timedelta(minutes=1))


def test_a_date_alone_is_its_day(kept):
    row = kept("scenes", acquired_at="2024-03-07")
    day = datetime(2024, 3, 7, tzinfo=UTC)
    assert (row["start_time"], row["end_time"], row["zone_basis"]) == (day, day + timedelta(days=1), "not stated")


@pytest.mark.parametrize(
    ("words", "basis", "said"),
    [("2024-03-07T01:23:45", "not stated", "has no zone"),
     ("2024-03-07 01:23:45 EST", "stated, not understood", "not understood")],
)  # fmt: skip
def test_a_time_without_a_zone_is_the_26_hours_all_zones_allow_and_is_said(dropped, words, basis, said):
    row, field, reason = dropped("scenes", acquired_at=words)
    assert (row["start_time"], row["end_time"]) == (T - timedelta(hours=14), T + timedelta(hours=12))
    assert (field, row["zone_basis"]) == ("acquired_at", basis)
    assert said in reason
    assert "kept as the 26 h" in reason


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"acquired_at": "2024-03-07 25:10Z"}, "does not exist"),
        ({"acquired_at": "2024-02-31"}, "does not exist"),
        ({"acquired_at": "yesterday"}, "is not a time"),
        ({"acquired_at": "2024-03-07 01:23 or later"}, "which is no zone"),
        ({"acquired_at": "2024-03-08T00:00Z/2024-03-07T00:00Z"}, "lies before its start"),
        ({"acquired_at": ""}, "acquired_at is blank"),
        ({"sensor": "eye"}, "is none of optical, sar, photo"),
        ({"gsd_m": "0"}, "no image is so sharp"),
        ({"cloud_frac": "20"}, "lies outside 0 to 1"),
        ({"off_nadir_deg": "-5"}, "may not be negative"),
        ({"footprint": "POLYGON ((132 42, 134 42, 132 42))"}, "fewer than three corners"),
        ({"footprint": "42 132; 42 134; 44 134"}, "is not written as POLYGON"),
        ({"footprint": "POLYGON ((42 132, 42 134, 44 134))"}, "are they swapped"),
        ({"usable": "POLYGON ((0 0, 1 1, 1 0, 0 1))"}, "cross each other"),
        ({"footprint": "POLYGON ((0 80, 120 80, 240 80, 0 80))"}, "goes round a pole"),
        ({"footprint": "POLYGON ((0 0, 1 0, 1 1)"}, "is not written as|brackets"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(refused, cells, words):
    import re

    assert re.search(words, refused("scenes", **cells))
