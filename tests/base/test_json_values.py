from datetime import datetime, timedelta, timezone
from math import inf, nan

from fairlead.base.json_values import json_value


def test_times_are_utc_and_what_is_no_number_is_null_however_deep_it_stands():
    noon_in_vladivostok = datetime(2024, 10, 20, 12, tzinfo=timezone(timedelta(hours=10)))
    row = {"time": noon_in_vladivostok, "draws": (1.5, nan, [inf]), "words": "as they are", "is_known": False}
    assert json_value(row) == {
        "time": "2024-10-20T02:00:00Z",
        "draws": [1.5, None, [None]],
        "words": "as they are",
        "is_known": False,
    }
