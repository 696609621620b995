"""When something was, in words, with what of it is not known."""

from datetime import UTC, datetime

import pytest

from fairlead.case.features import LAYERS, say_when


def at(day, hour=0):
    return datetime(2024, 3, day, hour, tzinfo=UTC)


def when(table, **row):
    (layer,) = [one for one in LAYERS if one.table == table]
    return say_when(layer, row)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            (at(1), at(3), at(4), at(6)),
            "arrived between 1 Mar 2024 00:00 UTC and 3 Mar 2024 00:00 UTC; "
            "left between 4 Mar 2024 00:00 UTC and 6 Mar 2024 00:00 UTC",
        ),
        ((None, at(3), at(4), None), "arrived by 3 Mar 2024 00:00 UTC; left at 4 Mar 2024 00:00 UTC or later"),
        ((at(3, 5), at(3, 5), at(4, 1), at(4, 1)), "arrived at 3 Mar 2024 05:00 UTC; left at 4 Mar 2024 01:00 UTC"),
    ],
)
def test_a_stay_says_between_which_times_it_began_and_ended(row, words):
    columns = ("arrival_earliest", "arrival_latest", "departure_earliest", "departure_latest")
    assert when("stays", **dict(zip(columns, row, strict=True))) == words


def test_a_silence_that_is_open_says_so():
    assert when("sighting_gaps", start_earliest=at(1), start_latest=at(2), end_earliest=None, end_latest=None) == (
        "last told of between 1 Mar 2024 00:00 UTC and 2 Mar 2024 00:00 UTC; not told of again"
    )


def test_a_sighting_happened_at_some_time_of_its_interval_and_a_call_lasted_all_of_it():
    assert when("observations", start_time=at(7), end_time=at(9)) == "at some time of 7–8 Mar 2024"
    assert when("port_calls", start_time=at(7), end_time=at(9)) == "7–8 Mar 2024"
    assert when("port_calls", start_time=at(7, 3), end_time=None) == "7 Mar 2024 03:00 UTC on"
    assert when("places") is None
