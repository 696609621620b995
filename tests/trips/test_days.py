from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from fairlead.base.tables import DRAWS
from fairlead.trips.days import DayDraws, Days


def at(day, hour=0, month=3):
    return datetime(2024, month, day, hour, tzinfo=UTC)


def test_days_run_from_the_first_day_touched_to_the_last():
    days = Days([(at(7), at(9)), (at(12, 5), at(12, 6))])
    assert (days.first, days.count) == (at(7), 6)


def test_an_interval_that_ends_at_midnight_does_not_touch_the_next_day():
    assert Days([(at(7), at(8))]).count == 1
    assert Days([(at(7), at(8, 1))]).count == 2


def test_an_instant_at_midnight_belongs_to_the_day_that_begins():
    days = Days([(at(7, 23), at(8)), (at(8), at(8))])
    assert list(days.spread(np.array([10.0, 4.0]))) == [10.0, 4.0]


def test_an_amount_is_spread_evenly_over_its_own_interval():
    """12 over 36 h from 7 March noon: 12 h on the 7th, 24 h on the 8th; 5 at one instant on the 9th."""
    days = Days([(at(7, 12), at(9)), (at(9, 3), at(9, 3))])
    assert list(days.spread(np.array([12.0, 5.0]))) == pytest.approx([4.0, 8.0, 5.0])


def test_a_drawn_day_lies_inside_the_interval_to_its_very_end():
    days = Days([(at(1), at(2)), (at(7), at(23))])
    drawn = days.drawn(1, np.array([0.0, 0.5, 1 - 2**-53]))
    assert [days.first + int(d) * timedelta(days=1) for d in drawn] == [at(7), at(15), at(22)]


def test_days_near_the_turn_of_the_year_stay_on_their_side():
    new_year = datetime(2025, 1, 1, tzinfo=UTC)
    days = Days([(new_year - timedelta(days=1), new_year), (new_year, new_year)])
    assert set(days.drawn(0, np.linspace(0, 1, 100, endpoint=False))) == {0}
    assert list(days.drawn(1, np.array([0.0, 0.9]))) == [1, 1]


def test_draws_add_up_by_day_and_become_rows_that_rest_on_their_total():
    sums = DayDraws(2, Days([(at(7), at(9))]))
    sums.add(np.array([[0, 1]]), np.array([[0, 1]]), np.array([[5.0, 7.0]]))
    sums.add(np.array([0, 0]), np.array([1, 1]), np.array([1.0, 2.0]))
    assert list(sums.sums()) == [8.0, 7.0]
    rows = sums.rows(DRAWS, "oil", "documented", "total:1").to_pylist()
    assert [r["amount_by_day"] for r in rows] == [[5.0, 3.0], [0.0, 7.0]]
    assert [r["draw"] for r in rows] == [0, 1]
    assert all(r["sources"] == ["total:1"] and r["first_day"] == at(7) for r in rows)
