"""Months and days of sampled seasons, counted by hand: four worlds of a year, the last of them empty."""

from datetime import UTC, datetime

import pytest

from fairlead.base.tables import SEASON_STAYS
from fairlead.case.answer_season import count_months, unseen_chances


def day(month, d, hour=0, year=2024):
    return datetime(year, month, d, hour, tzinfo=UTC)


ASK = {"question": "coal", "period_start": day(1, 1), "period_end": day(1, 1, year=2025)}


def lay(draw, number, vessel, start, end, sightings=1):
    return {"question": "coal", "draw": draw, "draws": 4, "number": number, "vessel_id": f"vessel:{vessel}",
            "start_time": start, "end_time": end, "sightings": sightings, "sources": ["season_total:1"]}  # fmt: skip


WORLDS = SEASON_STAYS.from_rows([
    lay(0, 0, "a", day(2, 1), day(2, 3)), lay(0, 1, "b", day(2, 29, 12), day(3, 2)),
    lay(1, 0, "a", day(2, 1), day(2, 3)), lay(1, 1, "a", day(2, 10), day(2, 12), sightings=0),
    lay(1, 2, "b", day(3, 1), day(3, 2)),
    lay(2, 0, "a", day(2, 1), day(2, 2)),
])  # fmt: skip


def trip(start, end=None, stay=None, is_counted=True):
    return {"start_time": start, "end_time": end or start, "load_stay_id": stay, "is_counted": is_counted}


def months(*trips, stays=(), ask=ASK):
    found, left_out = count_months(WORLDS, ask, trips, stays)
    return {f"{m.start:%b}": m for m in found}, left_out


def three(spread):
    return spread.p05, spread.p50, spread.p95


def test_a_month_counts_the_stays_that_came_in_it_world_by_world():
    """February, seen: 2, 1, 1, 0; with the one that nobody saw 2, 2, 1, 0. March, seen: 0, 1, 0, 0."""
    found, _ = months()
    assert three(found["Feb"].seen) == (0, 1, 2)
    assert three(found["Feb"].actual) == (0, 1, 2)
    assert found["Feb"].seen.dots == (0,) * 5 + (1,) * 10 + (2,) * 5
    assert found["Feb"].actual.dots == (0,) * 5 + (1,) * 5 + (2,) * 10
    assert three(found["Mar"].seen) == three(found["Mar"].actual) == (0, 0, 1)
    assert three(found["Dec"].actual) == (0, 0, 0)
    assert len(found) == 12


def test_a_trip_counts_in_the_month_its_call_is_dated_to():
    found, left_out = months(trip(day(2, 1)), trip(day(3, 7), day(3, 22)), trip(day(3, 9), is_counted=False))
    assert {k: m.documented for k, m in found.items() if m.documented} == {"Feb": 1, "Mar": 1}
    assert left_out == 0


def test_a_range_over_two_months_is_given_neither_unless_it_is_one_stay_seen_twice():
    over = (day(3, 30), day(4, 2))
    stays = [{"stay_id": "stay:1", "visible_h": 72.0}, {"stay_id": "stay:2", "visible_h": None}]
    found, left_out = months(trip(*over, "stay:1"), trip(*over, "stay:2"), trip(*over), stays=stays)
    assert {k: m.documented for k, m in found.items() if m.documented} == {"Mar": 1}
    assert left_out == 2


def test_a_period_that_begins_inside_a_month_is_cut_there_and_a_long_one_goes_by_year():
    found, left_out = months(trip(day(2, 1)), ask=ASK | {"period_start": day(2, 15), "period_end": day(3, 11)})
    assert [(m.start, m.end) for m in found.values()] == [(day(2, 15), day(3, 1)), (day(3, 1), day(3, 11))]
    assert left_out == 1  # a call before the period is none of its months
    years, _ = count_months(WORLDS, ASK | {"period_end": day(6, 1, year=2028)}, [], [])
    assert [m.start.year for m in years] == [2024, 2025, 2026, 2027, 2028]


def test_a_question_that_was_not_sampled_has_no_months():
    assert count_months(WORLDS, ASK | {"question": "other"}, [], []) == ([], 0)
    assert unseen_chances(WORLDS, ASK | {"question": "other"}) == {}


def test_the_chance_to_lie_there_unseen_is_the_share_of_worlds_by_day():
    """Only world 1 of four has a stay nobody saw: all of 10 and 11 February, days 40 and 41 of the year."""
    ((vessel, chances),) = unseen_chances(WORLDS, ASK).items()
    assert vessel == "vessel:a"
    assert len(chances) == 366
    assert {i: c for i, c in enumerate(chances) if c} == {40: 0.25, 41: 0.25}


def test_two_unseen_stays_of_one_day_in_one_world_are_one_chance():
    twice = SEASON_STAYS.from_rows([
        lay(0, 0, "a", day(2, 10), day(2, 10, 6), 0), lay(0, 1, "a", day(2, 10, 18), day(2, 11, 6), 0),
        lay(3, 0, "b", day(12, 31, 12), day(1, 3, year=2025), 0),
    ])  # fmt: skip
    chances = unseen_chances(twice, ASK)
    assert [chances["vessel:a"][i] for i in (39, 40, 41, 42)] == [0, 0.25, 0.25, 0]
    assert sum(chances["vessel:b"]) == pytest.approx(0.25)  # what lies beyond the period is not drawn
