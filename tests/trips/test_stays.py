"""Who lay where: linking, groups, ends as intervals, seen or inferred."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.base.tables import OBSERVATIONS, PLACES, WATCHES
from fairlead.trips.stays import StayParams, find_stays

T = datetime(2024, 3, 1, tzinfo=UTC)


def seen(n, day, hours=None, days=1, vessel="A", **more):
    """A sighting at a place: of a day, of a range of ``days``, or of an instant ``hours`` into the day."""
    start = T + timedelta(days=day, hours=hours or 0)
    end = start + timedelta(days=days) if hours is None else start
    return {
        "sighting_id": f"sighting:{n}", "label": f"S{n}", "vessel_id": vessel, "ship_words": vessel or "unnamed ship",
        "event": "port_call", "method": "image", "observed_by": "x", "hulls": 1, "members": [], "lengths_m": [],
        "place_id": "place:P", "relation": "at", "position_basis": "place point", "start_time": start, "end_time": end,
        "is_instant": start == end, "zone": "UTC", "zone_basis": "stated", "grade": "high", "words": "w",
        "sources": [f"sighting:{n}"], "image": more.get("look"),
    } | more  # fmt: skip


def group(n, day, hulls, members=(), days=1, **more):
    labels = [f"S{m}" for m in members]
    return seen(n, day, days=days, vessel=None, event="port_call_group", hulls=hulls, members=labels) | more


def ais(n, day, hours=None, event="ais_position", vessel="A", **more):
    return seen(n, day, hours, vessel=vessel, method="ais", event=event, relation="off") | more


def stays(*rows, watches=(), **params):
    place = {"place_id": "place:P", "label": "P", "name": "Northport", "other_names": [], "place_kind": "port"}
    south = {"place_id": "place:S", "label": "S", "name": "Southport"}
    places = PLACES.from_rows([p | {"evidence_id": "e", "row": 2} for p in (place, place | south)])
    made = find_stays(OBSERVATIONS.from_rows(rows), places, WATCHES.from_rows(watches), StayParams(**params))
    found = made.to_pylist()
    return sorted(found, key=lambda s: (s["arrival_latest"], s["departure_earliest"], s["hull_words"]))


def day(n):
    return T + timedelta(days=n)


# ----------------------------------------------------------------------------------------------- what puts a ship there


@pytest.mark.parametrize("event", ["port_call", "arrival", "departure", "anchored", "ais_position", "ais_reappears"])
@pytest.mark.parametrize("relation", ["at", "off"])
def test_calls_and_reports_at_or_off_a_place_put_a_ship_there(event, relation):
    assert len(stays(seen(1, 0, event=event, relation=relation))) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"event": "sts"},
        {"event": "first_seen_on_route"},
        {"event": "identity_falsified"},
        {"relation": "near", "event": "ais_position"},
        {"relation": "near", "event": "arrival"},
        {"relation": "bearing"},
        {"relation": "none", "place_id": None},
        {"event": "rail_arrival", "vessel": None},
        {"event": "arrival", "vessel": None, "ship_words": "trains, containers of the same size"},
    ],
)
def test_transfers_at_sea_routes_nearness_and_trains_do_not(more):
    assert stays(seen(1, 0, **more)) == []


def test_a_call_that_the_source_states_is_a_call_even_where_its_words_say_near():
    assert len(stays(seen(1, 0, relation="near", event="port_call"))) == 1


def test_a_ship_named_after_a_train_is_a_ship():
    assert len(stays(seen(1, 0, vessel="Night Train", ship_words="Night Train"))) == 1


# -------------------------------------------------------------------------------------------------------------- linking


def test_reports_forty_eight_hours_apart_are_one_stay_and_longer_apart_are_two():
    assert len(stays(seen(1, 0, 0), seen(2, 2, 0))) == 1
    assert len(stays(seen(1, 0, 0), seen(2, 2, 1))) == 2
    assert len(stays(seen(1, 0, 0), seen(2, 2, 1), one_stay=timedelta(hours=49))) == 1


def test_between_days_only_the_time_surely_between_counts():
    """The end of day 0 to the start of day 3 is 48 h; to the start of day 4, 72 h."""
    assert len(stays(seen(1, 0), seen(2, 3))) == 1
    assert len(stays(seen(1, 0), seen(2, 4))) == 2


def test_a_chain_of_reports_is_one_stay_however_long():
    (stay,) = stays(*(ais(n, n, 0) for n in range(10)))
    assert stay["visible_h"] == 9 * 24


def test_a_range_of_days_joins_a_stay_it_may_belong_to_and_never_bridges_two():
    first, second = stays(seen(1, 0), seen(2, 20), seen(3, 0, days=31))
    assert first["sources"] == ["sighting:1", "sighting:3"]
    assert second["sources"] == ["sighting:2"]


def test_a_range_too_long_before_or_after_a_stay_is_a_stay_of_its_own():
    assert len(stays(seen(1, 0, days=10), seen(2, 12))) == 1
    assert len(stays(seen(1, 0, days=10), seen(2, 13))) == 2
    assert len(stays(seen(1, 3, days=10), seen(2, 0))) == 1
    assert len(stays(seen(1, 4, days=10), seen(2, 0))) == 2


def test_ranges_that_share_a_day_are_one_stay_and_three_that_share_none_are_not():
    assert len(stays(seen(1, 0, days=10), seen(2, 8, days=10))) == 1
    assert len(stays(seen(1, 0, days=10), seen(2, 8, days=10), seen(3, 16, days=10))) == 2


def test_different_vessels_and_named_and_unnamed_hulls_never_link():
    found = stays(seen(1, 0, vessel="A"), seen(2, 0, vessel="B"), seen(3, 0, vessel=None))
    assert len({s["hull"] for s in found}) == 3


def test_a_ship_nobody_named_that_is_looked_at_five_days_running_is_one_stay():
    (stay,) = stays(*(seen(n, n, vessel=None) for n in range(5)))
    assert (stay["vessel_id"], len(stay["sources"])) == (None, 5)
    assert (stay["seen_from"], stay["seen_until"]) == (day(0), day(5))


def test_unnamed_ships_further_apart_of_other_length_or_called_different_are_others():
    apart = [{"vessel": None, "on": 9}, {"vessel": None, "on": 1, "lengths_m": [70.0]}]
    apart.append({"vessel": None, "on": 1, "ship_words": "tanker, different from the first"})
    for more in apart:
        first = seen(1, 0, vessel=None, lengths_m=[95.0] if "lengths_m" in more else [])
        assert len(stays(first, seen(2, more.pop("on"), **more))) == 2
    assert len(stays(seen(1, 0, vessel=None, lengths_m=[95.0]), seen(2, 1, vessel=None, lengths_m=[98.0]))) == 1


def test_two_analysts_of_one_image_saw_one_ship_whatever_they_call_their_looks():
    """95 m and 80 m differ by more than a tenth; by two looks of two images they are two ships."""
    ann = seen(1, 0, 1, vessel=None, observed_by="Ann", look="LA", lengths_m=[95.0])
    bob = seen(2, 0, 1, vessel=None, observed_by="Bob", look="LB", lengths_m=[80.0])
    assert len(stays(ann, bob)) == 2
    assert len(stays(ann | {"image": "scene:1"}, bob | {"image": "scene:1"})) == 1


def test_two_berths_of_one_image_hold_two_ships_though_each_has_a_look_of_its_own():
    """The same two a day apart, in two images, may be one ship that shifted."""
    west, east = (seen(n, 0, 1, vessel=None, look=b, berth=b, image="scene:1") for n, b in ((1, "West"), (2, "East")))
    assert len(stays(west, east)) == 2
    assert len(stays(west, seen(2, 1, 1, vessel=None, look="East", berth="East", image="scene:2"))) == 1


def test_a_berth_looked_at_for_months_is_not_one_unnamed_ship():
    """60 days in steps of one day, cut after 14 days: days 0-14, 15-29, 30-44, 45-59."""
    assert len(stays(*(seen(n, n, vessel=None) for n in range(60)))) == 4


# ------------------------------------------------------------------------------------------------ arrival and departure


def test_one_report_of_a_day_says_there_by_its_end_and_not_gone_before_its_start():
    (stay,) = stays(seen(1, 5))
    assert (stay["arrival_earliest"], stay["arrival_latest"]) == (None, day(6))
    assert (stay["departure_earliest"], stay["departure_latest"]) == (day(5), None)
    assert stay["visible_h"] is None


def test_a_range_is_one_look_somewhere_inside():
    (stay,) = stays(seen(1, 6, days=16))
    assert (stay["arrival_latest"], stay["departure_earliest"]) == (day(22), day(6))


def test_arrival_and_departure_bound_the_other_sides():
    (stay,) = stays(seen(1, 0, event="arrival"), seen(2, 1, 12), seen(3, 2, event="departure"))
    assert (stay["arrival_earliest"], stay["arrival_latest"]) == (day(0), day(1))
    assert (stay["departure_earliest"], stay["departure_latest"]) == (day(2), day(3))


def test_of_two_arrivals_that_may_be_one_the_instant_wins():
    (stay,) = stays(ais(1, 0, event="arrival"), ais(2, 0, 17, event="arrival"))
    assert stay["arrival_earliest"] == stay["arrival_latest"] == T + timedelta(hours=17)


def test_a_date_of_no_stated_zone_may_lie_fourteen_hours_off():
    """Day 1 begins 13 h after the instant: one moment. It gives no later bound for the departure either."""
    late = ais(1, 1, event="arrival", zone_basis="not stated")
    (stay,) = stays(late, ais(2, 0, 11, event="arrival"))
    assert stay["arrival_earliest"] == stay["departure_earliest"] == T + timedelta(hours=11)
    (stay,) = stays(late, ais(2, 0, 9, event="arrival"))
    assert stay["departure_earliest"] == day(1)


def test_an_arrival_after_the_ship_was_seen_bounds_nothing():
    (stay,) = stays(ais(1, 0, 0), ais(2, 1, 0, event="arrival"))
    assert (stay["arrival_earliest"], stay["arrival_latest"]) == (None, day(0))


def test_only_instants_make_a_visible_stay():
    (stay,) = stays(ais(1, 0, 17), ais(2, 1), ais(3, 2, 11))
    assert stay["visible_h"] == 42
    (stay,) = stays(ais(1, 0, 17), ais(2, 1))
    assert stay["visible_h"] is None


# --------------------------------------------------------------------------------------------------- seen or inferred


@pytest.mark.parametrize(
    ("more", "is_alongside"),
    [
        ({"event": "port_call", "method": "ais"}, True),
        ({"event": "arrival", "method": "image"}, True),
        ({"event": "departure", "method": "document"}, True),
        ({"event": "arrival", "method": "ais"}, False),
        ({"event": "arrival", "method": "image", "relation": "off"}, False),
        ({"event": "anchored", "method": "image"}, False),
        ({"event": "ais_position", "method": "ais", "relation": "off"}, False),
    ],
)
def test_a_call_is_inferred_where_nobody_saw_or_said_the_berth(more, is_alongside):
    (stay,) = stays(seen(1, 0, **more))
    assert stay["is_alongside"] is is_alongside
    assert stay["status"] == ("documented" if is_alongside else "inferred")
    assert ("inferred" in stay["words"]) is not is_alongside


def test_one_look_at_the_berth_makes_a_stay_of_many_reports_documented():
    (stay,) = stays(ais(1, 0, 0), seen(2, 1), ais(3, 2, 0))
    assert (stay["status"], stay["method"]) == ("documented", "AIS + image")


# --------------------------------------------------------------------------------------------------------------- groups


def test_a_group_gives_as_many_hulls_as_it_counts_its_members_once():
    found = stays(seen(1, 0, vessel="A"), seen(2, 0, vessel="B"), group(3, 0, 5, members=(1, 2)))
    assert sorted(s["hull_words"] for s in found) == ["A", "B", "unnamed, 3 of 5", "unnamed, 4 of 5", "unnamed, 5 of 5"]
    assert all(s["is_group"] for s in found)
    assert all("sighting:3" in s["sources"] for s in found)


def test_a_look_that_found_no_ship_is_no_stay():
    assert stays(seen(1, 0, vessel=None, hulls=0)) == []


def test_two_sightings_of_one_ship_among_a_group_are_one_hull_of_it():
    found = stays(seen(1, 0), seen(2, 1), group(3, 0, 3, members=(1, 2)))
    assert len(found) == 3


def test_a_member_that_is_not_at_the_place_is_still_one_of_the_hulls_counted():
    found = stays(seen(1, 0, place_id="place:elsewhere"), group(3, 0, 3, members=(1,)))
    assert sum(s["place_id"] == "place:P" for s in found) == 3


def test_a_smaller_group_can_be_among_a_larger_one():
    found = stays(group(1, 0, 5, members=(2,)), group(2, 0, 2))
    assert len(found) == 5
    assert sum("of 2" in s["hull_words"] for s in found) == 2


def test_another_call_of_a_member_is_not_of_the_group():
    first, *_, last = stays(seen(1, 0), group(2, 0, 2, members=(1,)), seen(3, 30))
    assert (first["is_group"], last["is_group"]) == (True, False)


def test_a_hull_of_a_group_is_named_by_its_length_where_lengths_are_stated():
    found = stays(group(1, 0, 3, lengths_m=[95.0, 85.0, 60.0]))
    assert sorted(s["hull_words"] for s in found) == ["about 60 m, 3 of 3", "about 85 m, 2 of 3", "about 95 m, 1 of 3"]


def test_hulls_out_of_a_larger_group_say_so():
    assert [s["hull_words"] for s in stays(group(1, 0, 2, out_of=5))] == [
        "unnamed, 1 of 2, out of 5",
        "unnamed, 2 of 2, out of 5",
    ]


def test_a_named_ship_with_others_is_the_first_hull():
    found = stays(group(1, 0, 2, vessel_id="A", ship_words="A and another"))
    assert [s["vessel_id"] for s in found] == ["A", None]


# ----------------------------------------------------------------------------------------------------------------- laws


def test_a_stay_keeps_its_id_when_later_reports_join_it():
    (before,) = stays(seen(1, 0))
    (after,) = stays(seen(1, 0), seen(2, 1), seen(3, 2, event="departure"))
    assert before["stay_id"] == after["stay_id"]


SIGHTINGS = st.tuples(
    st.integers(0, 12), st.sampled_from((None, 0, 12)), st.sampled_from((1, 1, 9)), st.sampled_from(("A", "B", None))
)


@given(st.lists(SIGHTINGS, max_size=10), st.integers(0, 4), st.randoms(use_true_random=False))
def test_every_sighting_is_in_a_stay_and_the_order_of_rows_does_not_matter(drawn, hulls, rnd):
    rows = [seen(n, d, h, days, v) for n, (d, h, days, v) in enumerate(drawn)]
    rows += [group(99, 3, hulls, members=range(0, len(rows), 2))] if hulls > 1 else []
    found = stays(*rows)
    rnd.shuffle(rows)
    assert stays(*rows) == found
    assert {r["sighting_id"] for r in rows} - {"sighting:99"} <= {x for s in found for x in s["sources"]}
    assert any(s["hull"] not in ("A", "B") for s in found) >= any(v is None for *_, v in drawn)


def test_five_thousand_reports_at_one_berth_are_no_trouble():
    rows = [
        ais(n, 0, n, vessel=f"V{n % 7}", event=("arrival", "departure", "ais_position")[n % 3]) for n in range(5000)
    ]
    assert len(stays(*rows)) == 7


# ---------------------------------------------------------------------------------------------------------- empty looks


def look(n, on, result="empty", **more):
    return {
        "watch_id": f"watch:{n}", "place_id": "place:P", "start_time": day(on), "end_time": day(on),
        "is_day_known": True, "method": "optical", "is_cued": False, "look": f"L{n}", "result": result, "words": "w",
        "sources": [f"look:{n}"],
    } | more  # fmt: skip


def ends(rows):
    return [(r["arrival_earliest"], r["departure_latest"]) for r in rows]


def test_a_ship_came_after_the_last_empty_look_and_left_before_the_next():
    """Looks on days 1 and 3 and 8 and 9; the ship is reported on day 5 (from its start to its end)."""
    (row,) = stays(seen(1, 5), watches=[look(1, 1), look(2, 3), look(3, 8), look(4, 9)])
    assert ends([row]) == [(day(3), day(8))]
    assert {"watch:2", "watch:3"} <= set(row["sources"])
    assert "watch:1" not in row["sources"]
    assert row["words"].endswith(
        "; the look before it that could tell, 4 Mar 2024 00:00 UTC (L2), found the place empty; last seen there "
        "6 Mar 2024; the next look that could tell, 9 Mar 2024 00:00 UTC (L3), found the place empty."
    )


def test_an_empty_look_that_others_precede_is_not_called_the_next():
    """Day 5 the ship; day 6 and 7 another ship there, day 8 half of it seen, day 9 all of it empty; day 1 empty and
    day 3 occupied before. The ship's own look (day 5) is none of those between."""
    looks = [
        look(0, 5, "occupied", sources=["look:0", "sighting:1"]),
        look(1, 1), look(2, 3, "occupied"), look(3, 6, "occupied"), look(4, 7, "disputed"),
        look(5, 8, visible_frac=0.5), look(6, 9), look(7, 10),
    ]  # fmt: skip
    (row,) = stays(seen(1, 5, hours=0), watches=looks)
    assert ends([row]) == [(day(1), day(9))]
    assert row["words"].endswith(
        "; the last earlier look that found the place empty is of 2 Mar 2024 00:00 UTC (L1), with 1 look since; last "
        "seen there 6 Mar 2024 00:00 UTC; the first later look that found the place empty is of 10 Mar 2024 00:00 UTC "
        "(L6), after 3 looks that did not show all of it empty."
    )


def test_a_look_inside_the_day_of_the_only_report_may_lie_before_it_and_bounds_nothing():
    """The report is of some hour of day 5; an image of that day's noon may be from before it or after it. A day of no
    stated zone may lie 14 h later than it reads."""
    noon = day(5) + timedelta(hours=12)
    inside = look(1, 5, start_time=noon, end_time=noon)
    assert ends(stays(seen(1, 5), watches=[inside])) == [(None, None)]
    assert ends(stays(seen(1, 5, hours=11), watches=[inside])) == [(None, noon)]
    assert ends(stays(seen(1, 5, zone_basis="not stated"), watches=[look(2, 6)])) == [(None, None)]
    assert ends(stays(seen(1, 5, zone_basis="not stated"), watches=[look(2, 7)])) == [(None, day(7))]


def test_a_ship_seen_elsewhere_was_gone_by_then_though_an_empty_look_is_later():
    """Seen on day 5, at Southport on day 8 and day 12, the place empty on day 10. Before day 5 she was there too, which
    says nothing of when she left. The look that shows her there is cited; the report itself, no report of this stay, is
    named."""
    south = {"place_id": "place:S"}
    more = [seen(2, 8, **south), seen(3, 12, **south), seen(4, 1, **south)]
    there = look(2, 8, "occupied", place_id="place:S", sources=["look:2", "sighting:2"])
    (row,) = [r for r in stays(seen(1, 5), *more, watches=[look(1, 10), there]) if r["place_id"] == "place:P"]
    assert row["departure_latest"] == day(9)
    assert row["sources"] == ["sighting:1", "watch:2"]
    assert row["words"].endswith("; last seen there 6 Mar 2024; gone by 9 Mar 2024 (S2), when it was at Southport.")
    (row,) = [r for r in stays(seen(1, 5), *more, watches=[look(1, 7)]) if r["place_id"] == "place:P"]
    assert row["departure_latest"] == day(7)


def test_rumour_or_a_ship_nobody_settled_elsewhere_bounds_nothing():
    south = {"place_id": "place:S"}
    for other in (seen(2, 8, method="hearsay", **south), seen(2, 8, vessel="B", **south), seen(2, 8, hulls=0, **south)):
        assert [e for r in stays(seen(1, 5), other) if r["place_id"] == "place:P" for e in ends([r])] == [(None, None)]


def test_another_settled_ship_at_the_berth_bounds_the_stay_of_the_first():
    """However the berth is written. A ship nobody named may be the same ship; a whole place may hold two."""

    def left(other, **first):
        (row,) = [r for r in stays(seen(1, 5, **first), other) if "sighting:1" in r["sources"]]
        return row["departure_latest"], row["words"]

    latest, words = left(seen(2, 8, vessel="B", berth="Berth-1"), berth="berth 1")
    assert latest == day(9)
    assert words.endswith("; last seen there 6 Mar 2024; gone by 9 Mar 2024 (S2), when B lay at its berth.")
    assert left(seen(2, 8, vessel=None, berth="berth 1"), berth="berth 1")[0] is None
    assert left(seen(2, 8, vessel="B", berth="berth 2"), berth="berth 1")[0] is None
    assert left(seen(2, 8, vessel="B"))[0] is None


def test_the_looks_in_which_the_ship_was_seen_are_among_the_sources_of_its_stay():
    """The look of day 5 holds the sighting, and so does its disputed twin of day 6; that of day 7 holds another's. A
    watch that stands on the sighting alone says nothing more than it."""
    looks = [
        look(1, 5, "occupied", sources=["look:1", "sighting:1"]),
        look(2, 6, "disputed", sources=["look:2", "sighting:2"]),
        look(3, 7, "occupied", sources=["look:3", "sighting:9"]),
        look(4, 6, None, look=None, sources=["sighting:2"]),
    ]
    (row,) = stays(seen(1, 5), seen(2, 6), watches=looks)
    assert row["sources"] == ["sighting:1", "sighting:2", "watch:1", "watch:2"]


def test_a_look_that_saw_a_ship_or_little_of_the_place_or_another_berth_bounds_nothing():
    others = [look(1, 3, "occupied"), look(2, 3, visible_frac=0.5), look(3, 8, berth="West"), look(4, 8, "disputed")]
    assert ends(stays(seen(1, 5, berth="East"), watches=others)) == [(None, None)]
    assert ends(stays(seen(1, 5, berth="West"), watches=others)) == [(None, day(8))]


def test_a_reported_arrival_goes_before_an_empty_look():
    (row,) = stays(seen(1, 5, hours=6, event="arrival"), watches=[look(1, 3)])
    assert row["arrival_earliest"] == day(5) + timedelta(hours=6)


def test_an_empty_look_between_two_reports_parts_nothing():
    assert len(stays(seen(1, 5), seen(2, 7), watches=[look(1, 6)])) == 1


# ------------------------------------------------------------------------------------------------- said to be the same


def test_a_sighting_said_to_be_the_same_ship_as_another_is_of_its_stay_and_takes_its_name():
    (row,) = stays(seen(1, 5, vessel=None), seen(2, 6, vessel="A", members=["S1"]))
    assert (row["vessel_id"], row["hull_words"]) == ("A", "A")
    assert row["sources"] == ["sighting:1", "sighting:2"]
    assert (row["arrival_latest"], row["departure_earliest"]) == (day(6), day(6))


def test_ships_without_a_name_said_to_be_one_are_one_whatever_their_lengths():
    (row,) = stays(seen(1, 5, vessel=None, lengths_m=[80.0]), seen(2, 6, vessel=None, lengths_m=[99.0], members=["S1"]))
    assert row["vessel_id"] is None
    assert row["sources"] == ["sighting:1", "sighting:2"]


def test_two_settled_ships_stay_two_though_they_are_said_to_be_one():
    assert len(stays(seen(1, 5, vessel="A"), seen(2, 6, vessel="B", members=["S1"]))) == 2


# ------------------------------------------------------------------------------------------------------------- one look


STATED = {"position_basis": "stated"}


def in_look(n, on=5, look="L1", vessel=None, **more):
    """A ship seen at 04:00 of a day in one look."""
    return seen(n, on, hours=4, vessel=vessel, look=look, **more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"berth": "West"}, {"berth": "East"}),
        ({"lat": 10.0, "lon": 20.0, **STATED}, {"lat": 10.0, "lon": 20.01, **STATED}),
        ({"ship_words": "(red tanker)"}, {"ship_words": "(blue tanker)"}),
        ({"lengths_m": [80.0]}, {"lengths_m": [90.0]}),
        ({"length_m": 90.0, "length_sd_m": 4.3}, {"length_m": 140.0, "length_sd_m": 4.5}),
        ({"beam_m": 14.0, "beam_sd_m": 1.0}, {"beam_m": 24.0, "beam_sd_m": 1.0}),
        ({"features": ["deck colour: red"]}, {"features": ["deck colour: green"]}),
    ],
)  # fmt: skip
def test_two_ships_without_a_name_that_one_analyst_sees_in_one_look_are_two_stays(one, other):
    """0.01 degrees of longitude at 10 N are 1.1 km: farther than any ship is long."""
    assert len(stays(in_look(1, **one), in_look(2, **other))) == 2
    assert len(stays(in_look(1, **one), in_look(2, 6, "L2", **one))) == 1


def test_measures_link_the_ships_of_one_look_to_those_of_the_next_and_not_to_a_look_more():
    """90 and 140 m in one look, the other way round in the next: two ships, whichever comes first in the file. A look
    in which nothing was measured tells of no third one."""
    small, large = {"length_m": 90.0, "length_sd_m": 4.0}, {"length_m": 140.0, "length_sd_m": 4.0}
    two = (in_look(1, **small), in_look(2, **large), in_look(3, 6, "L2", **large), in_look(4, 6, "L2", **small))
    found = {tuple(s["sources"]) for s in stays(*two)}
    assert found == {("sighting:1", "sighting:4"), ("sighting:2", "sighting:3")}
    assert len(stays(*two, in_look(5, 7, "L3"), in_look(6, 8, "L4", **large))) == 2


def test_a_length_no_better_known_than_radar_has_it_parts_no_ship():
    """100 m give or take 5, and 150 m by radar, give or take half: log 1.5 = .41, twice hypot(.05, .5) = 1.0."""
    first = in_look(1, length_m=100.0, length_sd_m=5.0)
    assert len(stays(first, in_look(2, 6, "L2", length_m=150.0, length_sd_m=75.0))) == 1
    assert len(stays(first, in_look(2, 6, "L2", length_m=150.0, length_sd_m=7.5))) == 2


def test_a_ship_seen_again_at_its_berth_is_the_one_that_was_seen_there():
    west, east = stays(
        in_look(1, berth="West"), in_look(2, berth="East"), in_look(3, 6, "L2", berth="East"),
        in_look(4, 6, "L2", berth="west"), in_look(5, 7, "L3", berth="East"),
    )[::-1]  # fmt: skip
    assert {(s["berth"], *s["sources"]) for s in (west, east)} == {
        ("West", "sighting:1", "sighting:4"), ("East", "sighting:2", "sighting:3", "sighting:5"),
    }  # fmt: skip


def test_two_rows_of_one_look_that_differ_in_nothing_may_be_one_report_given_twice():
    assert len(stays(in_look(1), in_look(2))) == 1


def test_two_rows_of_one_look_said_to_be_one_ship_are():
    assert len(stays(in_look(1, berth="West"), in_look(2, berth="East", members=["S1"]))) == 1


def test_a_ship_that_two_analysts_see_in_one_look_is_one_and_takes_the_name_that_one_gives_it():
    (row,) = stays(in_look(1), in_look(2, vessel="A", observed_by="y", ship_words="A"))
    assert (row["vessel_id"], row["sources"]) == ("A", ["sighting:1", "sighting:2"])


def test_two_analysts_who_name_two_ships_or_two_berths_are_two_stays():
    assert len(stays(in_look(1, vessel="B"), in_look(2, vessel="A", observed_by="y"))) == 2
    assert len(stays(in_look(1, vessel="B", berth="West"), in_look(2, berth="East", observed_by="y"))) == 2


def test_of_two_ships_in_a_look_a_second_analyst_may_mean_either_unless_the_berths_tell():
    two = (in_look(1, vessel="A", berth="West"), in_look(2, vessel="B", berth="East"))
    assert len(stays(*two, in_look(3, observed_by="y"))) == 3
    assert len(stays(*two, in_look(3, observed_by="y", berth="EAST"))) == 2
