"""When a place was looked at, and which days nobody watched."""

from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.tables import OBSERVATIONS, PLACES, QUESTION_PLACES, QUESTIONS
from fairlead.imagery.coverage import count_coverage, find_watches

T = datetime(2024, 3, 1, tzinfo=UTC)
AT = {"evidence_id": "e", "row": 2}


def look(n, day, days=1.0, **more):
    """An image of the place, on a day or somewhere in ``days`` days from it."""
    start = T + timedelta(days=day)
    return {
        "sighting_id": f"sighting:{n}", "label": f"S{n}", "ship_words": "Alder", "event": "port_call",
        "method": "image", "observed_by": "A watcher", "hulls": 1, "members": [], "lengths_m": [],
        "place_id": "place:A", "relation": "at", "position_basis": "place point", "start_time": start,
        "end_time": start + timedelta(days=days), "is_instant": days == 0, "zone": "UTC", "zone_basis": "stated",
        "words": "w", "sources": [f"sighting:{n}"],
    } | more  # fmt: skip


def watches(*looks):
    return find_watches(OBSERVATIONS.from_rows(looks))


def coverage(*looks, days=10, roles=("load",), start=T):
    question = {
        "question": "q", "ordinal": 0, "text": "?", "period_start": start, "period_end": T + timedelta(days=days),
        "from_party": "AA", "to_party": "BB", "commodity": "salt", "item_words": [], "carrier": "ship",
        "ship_types": [], "flags": [], "vessels": [], "rules": [], "per_call": [], "estimate_from": "documented", **AT,
    }  # fmt: skip
    place = {"place_id": "place:A", "label": "A", "name": "Ayport", "other_names": [], "place_kind": "port", **AT}
    asked = [{"question": "q", "place": "A", "role": role, **AT} for role in roles]
    table = count_coverage(
        watches(*looks), QUESTIONS.from_rows([question]), QUESTION_PLACES.from_rows(asked), PLACES.from_rows([place])
    )
    return table.to_pylist()


def test_an_image_of_a_ship_at_a_place_is_a_look_at_the_place():
    (watch,) = watches(look(1, 0)).to_pylist()
    assert (watch["place_id"], watch["method"], watch["is_cued"]) == ("place:A", "image", True)
    assert watch["sources"] == ["sighting:1"]


def test_an_image_of_an_empty_berth_is_a_look_that_nothing_cued():
    (watch,) = watches(look(1, 0, hulls=0)).to_pylist()
    assert (watch["is_cued"], "no ship" in watch["words"]) == (False, True)


@pytest.mark.parametrize(
    "more", [{"method": "ais"}, {"method": "document"}, {"relation": "near"}, {"place_id": None, "relation": "none"}]
)
def test_what_does_not_show_the_place_is_no_look_at_it(more):
    assert watches(look(1, 0, **more)).num_rows == 0


def test_a_look_at_an_instant_or_within_one_utc_day_is_dated_to_the_day():
    days = [w["is_day_known"] for w in watches(look(1, 0.5, 0), look(2, 0, 1), look(3, 0.25, 0.5)).to_pylist()]
    assert days == [True, True, True]


def test_a_local_day_that_spans_two_utc_days_is_a_range_of_two():
    (watch,) = watches(look(1, 0.625)).to_pylist()  # 15:00 to 15:00
    assert watch["is_day_known"] is False
    (row,) = coverage(look(1, 0.625))
    assert (row["days_watched"], row["days_maybe"]) == (0, 2)


def test_days_are_watched_maybe_or_not_at_all():
    """Ten days: a look on day 2, one somewhere in days 2 to 5; days 0-1 and 6-9 have none."""
    (row,) = coverage(look(1, 2), look(2, 2, 4))
    assert (row["days_total"], row["days_watched"], row["days_maybe"], row["days_unwatched"]) == (10, 1, 3, 6)
    assert (row["longest_start"], row["longest_end"], row["longest_d"]) == (T + timedelta(6), T + timedelta(10), 4)
    assert set(row["sources"]) == {"place:A", *(w["watch_id"] for w in watches(look(1, 2), look(2, 2, 4)).to_pylist())}


def test_looks_outside_the_period_do_not_count_and_ranges_are_cut_at_its_edges():
    (row,) = coverage(look(1, -3), look(2, 12), look(3, -2, 4), look(4, 10, 0))
    assert (row["days_watched"], row["days_maybe"], row["days_unwatched"]) == (0, 2, 8)
    assert len(row["sources"]) == 2


def test_of_equal_stretches_the_first_is_named():
    (row,) = coverage(look(1, 2), look(2, 5), days=8)
    assert (row["longest_start"], row["longest_d"]) == (T, 2)


def test_a_place_watched_every_day_has_no_such_stretch():
    (row,) = coverage(look(1, 0), look(2, 1), days=2)
    assert (row["longest_start"], row["longest_end"], row["longest_d"]) == (None, None, 0)


def test_with_no_look_held_the_words_do_not_say_empty():
    (row,) = coverage()
    assert (row["days_unwatched"], row["longest_d"]) == (10, 10)
    assert "not an empty berth" in row["words"]
    assert row["sources"] == ["place:A"]


def test_a_period_that_begins_inside_a_day_counts_that_day():
    (row,) = coverage(days=2, start=T + timedelta(hours=6))
    assert row["days_total"] == 2


def test_waiting_places_are_not_covered_and_a_place_of_two_roles_has_one_row():
    assert coverage(roles=("wait",)) == []
    (row,) = coverage(roles=("discharge", "load"))
    assert row["role"] == "load and discharge"


def test_one_day_is_a_day_in_words():
    words = coverage(look(1, 0.5, 0), days=2)[0]["words"]
    assert "a look is held on 1 of 2 days; none on 1 day, the longest stretch 1 day, " in words
