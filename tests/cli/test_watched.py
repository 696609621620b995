"""The strip of looks: a look stands for its day, however wide the day is drawn."""

import pytest

from fairlead.cli.phrases import read_time
from fairlead.cli.watched import draw_strip


def look(start, end, is_day_known=True):
    return {"start_time": start, "end_time": end, "is_day_known": is_day_known}


@pytest.mark.parametrize(
    ("columns", "strip"),
    [
        (12, "●●●···●●●━━━"),  # three cells a day
        (4, "●·●━"),
        (2, "●●"),  # two days a cell: one look marks it
        (3, "●●━"),  # cells of 32 hours: of the third day (48 h to 72 h) 16 lie in the second, which ends at 64 h
    ],
)
def test_a_look_marks_its_whole_day(columns, strip):
    place = {
        "looks": [
            look("2024-03-01T02:10:00Z", "2024-03-01T02:10:00Z"), look("2024-03-03T23:00:00Z", "2024-03-04T00:00:00Z"),
            look("2024-03-03T00:00:00Z", "2024-03-05T00:00:00Z", is_day_known=False),
        ]
    }  # fmt: skip
    start, end = read_time("2024-03-01T00:00:00Z"), read_time("2024-03-05T00:00:00Z")
    assert draw_strip(place, start, end, columns) == strip
