"""Out and back, in a made-up salt trade: Saltpan (load, country AA) to Brine and Cellar (discharge, country BB).

What counts, what is only possible, what stays open, and what a person decides.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead.base.geodesy import destination
from fairlead.base.tables import (
    DECISIONS,
    LISTINGS,
    OBSERVATIONS,
    PLACES,
    QUESTION_PLACES,
    QUESTIONS,
    SEASON_TIES,
    VESSELS,
    WATCHES,
)
from fairlead.trips.calls import TripParams
from fairlead.trips.stays import find_stays
from fairlead.trips.trips import count_trips

T = datetime(2024, 3, 1, tzinfo=UTC)
AT = {"evidence_id": "e", "row": 2}
POINTS = {
    "Saltpan": (10.0, 20.0, "AA"),
    "Brine": (20.0, 30.0, "BB"),
    "Cellar": (22.0, 30.0, "BB"),
    "Far": (50.0, 60.0, "CC"),
    "Cove": (None, None, "AA"),
}


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def day(n):
    return T + timedelta(days=n)


def seen(n, on, place="Saltpan", vessel="Alder", hours=None, days=1, **more):
    start = day(on) + timedelta(hours=hours or 0)
    end = start + timedelta(days=days) if hours is None else start
    lat, lon, _ = POINTS[place]
    return {
        "sighting_id": f"sighting:{n}", "label": f"S{n}", "vessel_id": vessel and f"vessel:{vessel}",
        "ship_words": vessel or "unnamed", "event": "port_call", "method": "image", "observed_by": "x", "hulls": 1,
        "members": [], "lengths_m": [], "place_id": f"place:{place}", "relation": "at", "place_words": place,
        "lat": lat, "lon": lon, "radius_km": 2.0, "position_basis": "place point", "start_time": start, "end_time": end,
        "is_instant": start == end, "zone": "UTC", "zone_basis": "stated", "grade": "high", "words": "w",
        "sources": [f"sighting:{n}"], "image": more.get("look"),
    } | more  # fmt: skip


def near(n, on, place="Saltpan", km=100.0, hours=None, vessel="Alder", **more):
    """An AIS position that far south of a place."""
    lat, lon = destination(*POINTS[place][:2], 180, km)
    at = {"relation": "bearing", "method": "ais", "event": "ais_position", "lat": lat, "lon": lon}
    return seen(n, on, place, vessel, hours, **(at | more))


def at_sea(n, on, words="off the cape", vessel="Alder", **more):
    nowhere = {"place_id": None, "relation": "none", "place_words": words, "lat": None, "lon": None, "radius_km": None}
    return seen(n, on, vessel=vessel, method="ais", event="ais_position", **(nowhere | more))


def group(n, on, hulls, place="Saltpan", members=(), **more):
    labels = [f"S{m}" for m in members]
    return seen(n, on, place, vessel=None, event="port_call_group", hulls=hulls, members=labels, **more)


def ask(name="salt", **more):
    return {
        "question": name, "ordinal": 0, "text": "?", "period_start": utc(2024, 1, 1), "period_end": utc(2025, 1, 1),
        "from_party": "AA", "to_party": "BB", "commodity": "salt", "item_words": [], "carrier": "lugger",
        "ship_types": ["salt lugger"], "flags": [], "vessels": [], "rules": [], "per_call": [],
        "estimate_from": "documented", **AT,
    } | more  # fmt: skip


def ship(name, **more):
    known = {"ship_type": "salt lugger", "flag": "BB"}
    return {"vessel_id": f"vessel:{name}", "name": name, "names": [name], "sources": ["p:1"]} | known | more


def decide(verdict, *about, n=1, is_withdrawn=False):
    return {
        "decision_id": f"decision:{n}", "about": list(about), "verdict": verdict, "reason": "seen the image",
        "decided_by": "Kim", "decided_at": T + timedelta(n), "is_withdrawn": is_withdrawn, "log_line": n,
    }  # fmt: skip


ROLES = (("Saltpan", "load"), ("Brine", "discharge"), ("Cellar", "discharge"))


def count(
    *rows, asked=(), ships=("Alder", "Birch"), listings=(), decisions=(), roles=ROLES, watches=(), ties=None, **params
):
    """The trips, in order of time, and the alternatives; ``ties`` makes rows of the stays."""
    asked = asked or (ask(),)
    observations = OBSERVATIONS.from_rows(rows)
    places = PLACES.from_rows(
        {"place_id": f"place:{p}", "label": p, "name": p, "other_names": [], "place_kind": "port", "country": c,
         "lat": lat, "lon": lon, **AT}
        for p, (lat, lon, c) in POINTS.items()
    )  # fmt: skip
    looks = WATCHES.from_rows(watches)
    stays = find_stays(observations, places, looks)
    made = count_trips(
        stays,
        observations,
        VESSELS.from_rows(s if isinstance(s, dict) else ship(s) for s in ships),
        LISTINGS.from_rows(listings),
        QUESTIONS.from_rows(asked),
        QUESTION_PLACES.from_rows(
            {"question": q["question"], "place": p, "role": r, **AT} for q in asked for p, r in roles
        ),
        places,
        DECISIONS.from_rows(decisions),
        looks,
        SEASON_TIES.from_rows(ties(stays) if ties else []),
        TripParams(**params),
    )
    trips, alternatives = (t.to_pylist() for t in made)
    return sorted(trips, key=lambda t: (t["question"], t["start_time"], t["hull_words"])), alternatives


def counted(*rows, **more):
    return [t for t in count(*rows, **more)[0] if t["is_counted"]]


def kinds(alternatives):
    return sorted(a["kind"] for a in alternatives)


# --------------------------------------------------------------------------------------------------------- out and back


def test_a_loading_and_the_next_discharge_of_one_ship_are_one_trip():
    ((trip,), alternatives) = count(seen(1, 0), seen(2, 5, "Brine"))
    assert (trip["load_place_id"], trip["discharge_place_id"]) == ("place:Saltpan", "place:Brine")
    assert (trip["start_time"], trip["end_time"]) == (day(0), day(1))
    assert (trip["status"], trip["calls_min"], trip["calls_max"]) == ("documented", 1, 1)
    assert alternatives == []


def test_an_arrival_and_the_departure_after_it_are_one_call_however_long_it_lay():
    arrival, departure = seen(1, 0, hours=6, event="arrival"), seen(2, 19, hours=18, event="departure")
    (trip,), alternatives = count(arrival, departure)
    assert (trip["is_counted"], trip["calls_min"], trip["calls_max"]) == (True, 1, 1)
    assert alternatives == []


def test_an_arrival_and_a_departure_with_the_ship_elsewhere_between_are_two():
    arrival, departure = seen(1, 0, hours=6, event="arrival"), seen(3, 19, hours=18, event="departure")
    elsewhere = seen(2, 9, "Brine")
    assert len(counted(arrival, elsewhere, departure)) == 2


def test_five_looks_at_an_unnamed_ship_are_one_call_at_least_and_five_possible():
    (trip,), (doubt,) = count(*(seen(n, n, vessel=None) for n in range(5)))
    assert (trip["is_counted"], trip["calls_min"], trip["calls_max"]) == (True, 1, 5)
    assert "at least one, five possible" in trip["words"]
    assert (doubt["kind"], doubt["effect"], doubt["chance_frac"]) == ("second_call", 1, None)
    assert "may be up to 5" in doubt["words"]


def test_calls_known_to_a_month_each_are_not_merged_in_silence():
    """Two neighbouring months may be one call at the turn, or two 60 days apart."""
    (trip,), (doubt,) = count(seen(1, 0, days=30), seen(2, 30, days=31))
    assert (trip["calls_min"], trip["calls_max"]) == (1, 2)
    assert (trip["start_time"], trip["end_time"]) == (day(0), day(61))
    assert (doubt["kind"], doubt["effect"]) == ("second_call", 1)


def test_a_long_range_beside_a_dated_call_may_be_another_call():
    (trip,), (doubt,) = count(seen(1, 10), seen(2, 0, days=30))
    assert (trip["calls_min"], trip["calls_max"]) == (1, 2)
    assert (trip["start_time"], trip["end_time"]) == (day(10), day(11))
    assert doubt["kind"] == "second_call"


def test_a_call_lasts_from_its_first_report_to_its_last():
    (trip,), _ = count(seen(1, 0), seen(2, 3))
    assert (trip["start_time"], trip["end_time"]) == (day(0), day(4))


def test_a_ship_shown_elsewhere_between_two_reports_has_called_twice():
    """Seen on day 0, unloading on day 1, seen again on day 2: 24 h apart, and two trips all the same."""
    first, second = counted(seen(1, 0), seen(2, 1, "Brine"), seen(3, 2))
    assert (first["discharge_place_id"], second["discharge_place_id"]) == ("place:Brine", None)
    assert [t["start_time"] for t in (first, second)] == [day(0), day(2)]
    assert first["trip_id"] != second["trip_id"]


def test_what_lies_there_after_a_departure_has_come_again():
    calls = (("arrival", 0), ("departure", 8), ("departure", 19), ("arrival", 31))
    assert len(counted(*(seen(n, on, event=event) for n, (event, on) in enumerate(calls)))) == 3


def test_no_ship_unloads_where_it_could_not_sail_in_the_time():
    trips = counted(seen(1, 0, hours=10), seen(2, 0, "Brine", hours=10.25))
    assert trips[0]["discharge_place_id"] is None


def test_one_ship_told_of_in_two_ports_an_hour_apart_is_one_trip_and_one_possible_and_the_speed_is_said():
    """From (10, 20) to (20, 30) it is 1,545 km over the great circle (haversine, 6,371 km), less 2 km of error at each
    end 1,541: in an hour 832 kn. At 25 kn it is 1,541 / 1.852 / 25 = 33.3 h: a day is too short, two are enough."""
    trips, alternatives = count(seen(1, 0, hours=10), seen(2, 0, "Brine", hours=11))
    assert [(t["is_counted"], t["status"], t["load_place_id"]) for t in trips] == [
        (True, "documented", "place:Saltpan"), (False, "possible", None),
    ]  # fmt: skip
    assert all("1,541 km off, 1 h later at most: that takes 832 kn. It was not at both" in t["words"] for t in trips)
    assert kinds(alternatives) == ["possible_call", "two_places"]
    assert [a["effect"] for a in sorted(alternatives, key=lambda a: a["kind"])] == [1, 0]
    assert len(counted(seen(1, 0, hours=10), seen(2, 1, "Brine", hours=10))) == 1
    (one,), open_ones = count(seen(1, 0, hours=10), seen(2, 2, "Brine", hours=10))
    assert (one["discharge_place_id"], open_ones) == ("place:Brine", [])


def test_two_loading_ports_at_one_time_are_one_trip_and_it_is_said_that_no_ship_was_at_both():
    roles = (("Saltpan", "load"), ("Brine", "load"))
    (trip,), alternatives = count(seen(1, 0, hours=10), seen(2, 0, "Brine", hours=10), roles=roles)
    assert trip["is_counted"]
    assert "1,541 km off at the same time. It was not at both" in trip["words"]
    assert ("two_places", 0) in {(a["kind"], a["effect"]) for a in alternatives}


def test_a_report_elsewhere_within_the_hour_leaves_a_trip_counted_and_open():
    """A position at (50, 60) an hour after the call: thousands of kilometres; the call may be another ship's."""
    far = at_sea(
        2, 0, lat=50.0, lon=60.0, start_time=day(0) + timedelta(hours=11), end_time=day(0) + timedelta(hours=11)
    )
    (trip,), (doubt,) = count(seen(1, 0, hours=10), far)
    assert (trip["is_counted"], doubt["kind"], doubt["effect"], doubt["chance_frac"]) == (True, "two_places", -1, None)


def test_a_discharge_belongs_to_the_loading_before_it_not_to_the_one_after():
    first, second = counted(seen(1, 0), seen(2, 5, "Brine"), seen(3, 9), seen(4, 14, "Cellar"))
    assert (first["discharge_place_id"], second["discharge_place_id"]) == ("place:Brine", "place:Cellar")


def test_a_discharge_too_long_after_is_a_trip_whose_loading_was_not_seen():
    first, second = counted(seen(1, 0), seen(2, 62, "Brine"))  # the end of day 0 to day 62: 61 days
    assert first["discharge_place_id"] is None
    assert second["load_place_id"] is second["load_stay_id"] is None
    assert "loading was not seen" in second["words"]
    (one,) = counted(seen(1, 0), seen(2, 61, "Brine"))
    assert one["discharge_place_id"] == "place:Brine"


def test_unloading_at_two_ports_within_a_stay_is_one_trip_with_a_second_possible():
    ((trip,), alternatives) = count(seen(1, 0), seen(2, 5, "Brine"), seen(3, 9, "Cellar"))
    assert (trip["calls_max"], kinds(alternatives)) == (2, ["second_call"])


def test_at_sea_between_two_discharge_ports_is_no_second_trip_but_between_two_calls_at_one_port_it_is():
    assert len(counted(seen(1, 0), seen(2, 5, "Brine"), at_sea(3, 7), seen(4, 9, "Cellar"))) == 1
    assert len(counted(seen(1, 0), seen(2, 5, "Brine"), at_sea(3, 7), seen(4, 9, "Brine"))) == 2


def test_an_inferred_stay_makes_an_inferred_trip():
    (trip,) = counted(seen(1, 0, method="ais", event="arrival", relation="off"))
    assert trip["status"] == "inferred"
    assert "inferred call" in trip["words"]


def test_ais_off_the_discharge_port_is_mentioned_and_counts_as_no_discharge():
    off = {"method": "ais", "event": "ais_position", "relation": "off"}
    (trip,) = counted(seen(1, 0), seen(2, 6, "Brine", **off))
    assert trip["discharge_stay_id"] is None
    assert "later reported off Brine" in trip["words"]
    (alone,), _ = count(seen(2, 6, "Brine", **off))
    assert (alone["is_counted"], alone["status"]) == (False, "possible")


def test_a_bare_departure_from_a_discharge_place_is_only_possible():
    ((trip,), (alternative,)) = count(seen(1, 0, "Brine", event="departure"))
    assert (trip["status"], trip["calls_min"], trip["calls_max"]) == ("possible", 0, 1)
    assert (alternative["kind"], alternative["effect"], alternative["chance_frac"]) == ("possible_call", 1, None)
    assert counted(seen(1, 0, event="departure")) != []  # it had loaded


def test_a_ship_of_the_fleets_own_flag_at_home_is_only_possible():
    home = [ask(flags=["BB"])]
    (trip,), _ = count(seen(1, 0, "Brine"), asked=home)
    assert (trip["is_counted"], "at home" in trip["words"]) == (False, True)
    assert len(counted(seen(1, 0), seen(2, 5, "Brine"), asked=home)) == 1
    assert count(seen(1, 0, "Brine", method="ais", event="arrival", relation="off"), asked=home) == ([], [])


# ------------------------------------------------------------------------------------------------------ one call or two


@pytest.mark.parametrize(
    ("apart", "trips", "calls_max"),
    [(2, 1, 1), (3, 1, 1), (4, 1, 2), (15, 1, 2), (16, 2, 1)],
    ids=["next day but one", "48 h between", "72 h between", "14 days between", "15 days between"],
)
def test_two_calls_of_one_ship_are_one_two_possible_or_two_by_the_time_between(apart, trips, calls_max):
    found = counted(seen(1, 0), seen(2, apart))
    assert (len(found), found[0]["calls_max"]) == (trips, calls_max)


def test_a_second_call_is_an_alternative_and_said_in_words():
    ((trip,), (alternative,)) = count(seen(1, 0), seen(2, 5))
    assert "at least one, two possible" in trip["words"]
    assert (alternative["kind"], alternative["effect"], alternative["trip_ids"]) == (
        "second_call",
        1,
        [trip["trip_id"]],
    )
    assert len(alternative["sources"]) == 2


def test_three_calls_are_at_least_one_three_possible():
    (trip,) = counted(seen(1, 0), seen(2, 5), seen(3, 10))
    assert "at least one, three possible" in trip["words"]


def test_unloadings_ten_days_apart_are_not_chained_into_one_trip_of_weeks():
    """As with loading: 0, 10 and 20 days. The second is within 14 days of the first, the third is not."""
    first, second = counted(seen(1, 0, "Brine"), seen(2, 10, "Brine"), seen(3, 20, "Brine"))
    assert (first["calls_max"], second["calls_max"]) == (2, 1)
    assert len(counted(seen(1, 0), seen(2, 5, "Brine"), seen(3, 15, "Brine"), seen(4, 25, "Brine"))) == 2


@pytest.mark.parametrize(
    "between",
    [
        at_sea(9, 2),
        at_sea(9, 1),
        at_sea(9, 4),
        seen(9, 2, "Far"),
        seen(9, 2, "Brine"),
        near(9, 2, "Far"),
        near(9, 2, km=400.0),
    ],
)
def test_a_ship_shown_elsewhere_between_called_twice(between):
    assert len(counted(seen(1, 0), between, seen(2, 5))) == 2


@pytest.mark.parametrize(
    "between",
    [
        at_sea(9, 0),  # may have been before the call
        at_sea(9, 2, days=20),  # may have been after the second
        at_sea(9, 2, words=None),  # nowhere stated
        near(9, 2),  # near, not elsewhere
        at_sea(9, 2, vessel="Birch"),  # another ship
        seen(9, 2, event="sts"),  # a transfer at the place itself
    ],
)
def test_what_does_not_surely_show_it_elsewhere_leaves_the_count_open(between):
    (trip,) = counted(seen(1, 0), between, seen(2, 5))
    assert trip["calls_max"] == 2


# -------------------------------------------------------------------------------------------------------- near evidence


@pytest.mark.parametrize(("on", "calls_max"), [(2, 1), (3, 1), (4, 2), (15, 2)])
def test_a_position_near_the_place_after_a_call_is_its_leaving_or_a_second_possible(on, calls_max):
    (trip,) = counted(seen(1, 0), near(2, on))
    assert trip["calls_max"] == calls_max
    assert "sighting:2" in trip["sources"]


@pytest.mark.parametrize(("on", "calls_max"), [(-2, 1), (-3, 1), (-4, 2), (-15, 2)])
def test_a_position_near_the_place_before_a_call_is_its_approach_or_a_call_before(on, calls_max):
    (trip,) = counted(seen(1, 0), near(2, on))
    assert trip["calls_max"] == calls_max


def test_further_from_any_call_it_is_a_possible_call_of_its_own():
    (trip, possible), alternatives = count(seen(1, 0), near(2, 16))
    assert trip["calls_max"] == 1
    assert (possible["is_counted"], possible["status"], possible["load_stay_id"]) == (False, "possible", None)
    assert (possible["load_place_id"], possible["start_time"]) == ("place:Saltpan", day(16))
    assert kinds(alternatives) == ["possible_call"]


def test_seen_elsewhere_since_the_call_it_is_a_possible_call_of_its_own():
    (trip, possible), _ = count(seen(1, 0), at_sea(2, 3), near(3, 6))
    assert (trip["calls_max"], possible["status"]) == (1, "possible")


def test_many_positions_near_the_place_are_one_possible_call():
    rows, alternatives = count(*(near(n, n * 3) for n in range(9)))
    assert (len(rows), len(alternatives)) == (1, 1)
    (trip,), alternatives = count(seen(99, 0), *(near(n, n * 3) for n in range(1, 5)))
    assert (trip["calls_max"], len(alternatives)) == (2, 1)


def test_a_position_just_before_the_next_call_is_its_approach_not_a_second_call_before():
    """12 days after the first call, 1 day before the next one, which is 15 days after the first."""
    first, second = counted(seen(1, 0), near(2, 13, hours=0), seen(3, 16, hours=0), one_stay=timedelta(days=3))
    assert first["calls_max"] == 1
    assert "sighting:2" in second["sources"]


def test_near_is_as_far_as_the_parameter_says_and_needs_a_received_position():
    assert len(count(near(1, 0, km=149))[0]) == 1
    assert count(near(1, 0, km=151))[0] == []
    assert count(near(1, 0, km=149), near_km=140)[0] == []
    assert count(near(1, 0, method="image", event="port_call"))[0] == []


def test_by_a_place_without_a_point_it_is_near_and_in_a_direction_only_it_is_neither():
    words = {"lat": None, "lon": None, "method": "ais", "event": "ais_position", "relation": "near"}
    cove = seen(1, 0, place_id="place:Cove", place_words="near Cove", **words)
    roles = (*ROLES, ("Cove", "load"))
    assert [t["load_place_id"] for t in count(cove, roles=roles)[0]] == ["place:Cove"]
    assert count(cove)[0] == []  # Cove is no place of the question
    assert count(seen(1, 0, place_words="east of Saltpan", **words))[0] == []
    assert counted(seen(1, 0), seen(9, 2, place_words="east of Saltpan", **words), seen(2, 5))[0]["calls_max"] == 2


def test_words_that_leave_a_place_open_part_no_calls():
    open_words = {"words": "Saltpan or Brine", "relation": "unsettled"}
    parted = counted(seen(1, 0), at_sea(9, 2), seen(2, 3))
    assert len(parted) == 2
    assert counted(seen(1, 0), seen(2, 3)) == counted(seen(1, 0), at_sea(9, 2, **open_words), seen(2, 3))


def test_a_possible_loading_that_is_followed_by_a_discharge_is_one_counted_trip_with_the_same_id():
    (possible,), _ = count(near(1, 0))
    (trip,) = counted(near(1, 0), seen(2, 6, "Brine"))
    assert trip["trip_id"] == possible["trip_id"]
    assert (trip["load_stay_id"], trip["discharge_place_id"]) == (None, "place:Brine")


# ---------------------------------------------------------------------------------------------------------------- fleet


@pytest.mark.parametrize(
    ("known", "fleet", "status"),
    [
        ({}, {}, "documented"),
        ({"ship_type": "tug"}, {}, None),
        ({"ship_type": None}, {}, "possible"),
        ({"ship_type": "lugger"}, {}, "possible"),
        ({"ship_type": "coastal salt lugger"}, {}, "documented"),
        ({"flag": "CC"}, {"flags": ["BB"]}, None),
        ({"flag": None}, {"flags": ["BB"]}, "possible"),
        ({"ship_type": "tug", "flag": "CC"}, {"flags": ["BB"], "vessels": ["ALDER"]}, "documented"),
        ({"ship_type": "tug", "label": "V7"}, {"vessels": ["v7"]}, "documented"),
        ({"ship_type": None}, {"ship_types": [], "vessels": ["Birch"]}, None),
        ({"ship_type": None}, {"ship_types": []}, "documented"),
    ],
)
def test_a_fleet_is_type_and_flag_or_names(known, fleet, status):
    trips, alternatives = count(seen(1, 0), ships=[ship("Alder", **known)], asked=[ask(**fleet)])
    assert [t["status"] for t in trips] == ([status] if status else [])
    assert kinds(alternatives) == (["possible_call"] if status == "possible" else [])


def test_a_ship_of_unknown_type_that_another_question_names_is_not_this_ones():
    asked = (ask(), ask("boxes", ordinal=1, ship_types=[], vessels=["Alder"]))
    trips, _ = count(seen(1, 0), ships=[ship("Alder", ship_type=None, flag=None)], asked=asked)
    assert [(t["question"], t["status"]) for t in trips] == [("boxes", "documented")]


@pytest.mark.parametrize(
    ("words", "is_counted"),
    [
        ("unidentified lugger", True),
        ("two salt luggers", True),
        ("last trip recorded", True),
        ("grey bulk carrier", False),
        ("tankers, moored", False),
        ("unidentified schooner", False),  # the carrier of another question
    ],
)
def test_an_unnamed_hull_counts_unless_its_words_contradict(words, is_counted):
    asked = (ask(), ask("wool", ordinal=1, ship_types=["schooner"], carrier="schooner"))
    trips, _ = count(seen(1, 0, vessel=None, ship_words=words), asked=asked)
    assert [t["is_counted"] for t in trips if t["question"] == "salt"] == ([True] if is_counted else [])


def test_a_flag_that_only_words_state_leaves_an_unnamed_hull_possible_where_the_fleet_has_flags():
    unnamed = seen(1, 0, vessel=None, ship_words="lugger of a foreign flag")
    assert [t["status"] for t in count(unnamed, asked=[ask(flags=["BB"])])[0]] == ["possible"]
    assert [t["status"] for t in count(unnamed)[0]] == ["documented"]


def test_an_unnamed_ship_of_no_stated_kind_is_possible_only_where_a_kind_is_asked_for():
    for words in ("unidentified ship", "foreign ore carrier, 180 m"):
        (trip,), (doubt,) = count(seen(1, 0, vessel=None, ship_words=words))
        assert (trip["status"], doubt["kind"]) == ("possible", "possible_call")
        assert "its kind is not stated" in trip["words"]


def test_a_hull_nobody_named_is_a_trip_of_its_own_each_time():
    assert len(counted(seen(1, 0, vessel=None), seen(2, 20, vessel=None))) == 2


# --------------------------------------------------------------------------------------------------------------- period


@pytest.mark.parametrize(
    ("start", "status"),
    [
        (utc(2023, 12, 31), []),
        (utc(2024, 1, 1), ["documented"]),
        (utc(2024, 12, 31), ["documented"]),
        (utc(2025, 1, 1), []),
    ],
)
def test_a_trip_lies_in_the_half_open_period_of_its_question(start, status):
    call = seen(1, 0) | {"start_time": start, "end_time": start + timedelta(days=1)}
    assert [t["status"] for t in count(call)[0]] == status


def test_a_call_dated_across_the_edge_of_the_period_is_only_possible():
    call = seen(1, 0) | {"start_time": utc(2023, 12, 25), "end_time": utc(2024, 1, 5)}
    (trip,), _ = count(call)
    assert (trip["status"], "edge of the period" in trip["words"]) == ("possible", True)


def test_an_instant_at_the_end_of_the_period_is_outside():
    assert count(seen(1, 0) | {"start_time": utc(2025, 1, 1), "end_time": utc(2025, 1, 1)})[0] == []


# -------------------------------------------------------------------------------------------- groups and one-stay doubt


def test_two_ships_within_two_days_may_be_one_with_a_chance_by_the_weaker_grade():
    for grade, chance in (("medium", 0.10), ("low", 0.25), (None, 0.25)):
        _, (doubt,) = count(seen(1, 0), seen(2, 2, vessel="Birch", grade=grade))
        assert (doubt["kind"], doubt["effect"], doubt["chance_frac"]) == ("one_stay", -1, chance)
        assert len(doubt["trip_ids"]) == 2
        assert "assumption" in doubt["words"]


def test_two_names_of_high_grade_are_two_ships_and_an_unnamed_hull_may_still_be_either():
    assert count(seen(1, 0), seen(2, 1, vessel="Birch"))[1] == []
    _, (doubt,) = count(seen(1, 0), seen(2, 1, vessel=None))
    assert (doubt["effect"], doubt["chance_frac"]) == (-1, None)
    assert "No chance is put on it" in doubt["words"]


def test_where_a_season_is_sampled_the_share_of_its_worlds_is_the_chance_of_a_merge():
    def ties(stays):
        two = sorted(stays.to_pylist(), key=lambda s: s["seen_from"])
        return [{
            "season_tie_id": "season_tie:1", "question": "salt", "stay_id": two[0]["stay_id"],
            "other_stay_id": two[1]["stay_id"], "same_hull_frac": 0.5, "one_trip_frac": 0.2,
            "sources": ["season_total:1"],
        }]  # fmt: skip

    rows = seen(1, 0, grade="low"), seen(2, 1, vessel="Birch", grade="low")
    (plain,) = [a for a in count(*rows)[1] if a["kind"] == "one_stay"]
    (doubt,) = [a for a in count(*rows, ties=ties)[1] if a["kind"] == "one_stay"]
    assert plain["chance_frac"] == TripParams().chance_low
    assert doubt["chance_frac"] == 0.2
    assert doubt["words"].endswith("they may be one ship on one trip: in 20 % of the worlds sampled they are.")


def test_further_apart_or_counted_in_one_group_they_are_not_one():
    weak = {"grade": "medium"}
    assert len(count(seen(1, 0, **weak), seen(2, 3, vessel="Birch", **weak))[1]) == 1  # 48 h surely between
    assert count(seen(1, 0, **weak), seen(2, 4, vessel="Birch", **weak))[1] == []
    _, alternatives = count(seen(1, 0, **weak), seen(2, 1, vessel="Birch", **weak), group(3, 0, 3, members=(1, 2)))
    assert kinds(alternatives) == ["in_group", "in_group"]


def test_a_stay_is_tied_to_the_nearest_before_it_only():
    weak = {"grade": "medium"}
    ships = tuple("ABCDEF")
    named = [seen(n, 0, hours=n, vessel=v, **weak) for n, v in enumerate(ships)]
    trips, alternatives = count(*named, ships=ships)
    assert (len(trips), len(alternatives)) == (6, 5)
    order = [t["trip_id"] for t in trips]
    assert {tuple(a["trip_ids"]) for a in alternatives} == set(pairwise(order))


def test_a_named_member_of_a_group_may_not_be_one_of_it():
    trips, (doubt,) = count(seen(1, 0), group(2, 0, 3, members=(1,)))
    assert len(trips) == 3
    assert (doubt["kind"], doubt["effect"], doubt["chance_frac"]) == ("in_group", 1, None)


def test_two_of_the_five_seen_unloading_document_returns_and_add_no_trip():
    trips, (tied,) = count(group(1, 0, 5), group(2, 6, 2, "Brine", out_of=5))
    assert [t["is_counted"] for t in trips] == [True] * 5
    assert (tied["kind"], tied["effect"], len(tied["trip_ids"])) == ("same_hull", 0, 5)


def test_a_group_of_another_size_or_a_later_one_is_not_where_they_loaded():
    assert len(counted(group(1, 0, 4), group(2, 6, 2, "Brine", out_of=5))) == 6
    assert len(counted(group(1, 9, 5), group(2, 6, 2, "Brine", out_of=5))) == 7


def in_look(n, vessel=None, **more):
    """A ship seen in one look at 04:00 of the first day."""
    return seen(n, 0, vessel=vessel, hours=4, look="L1", grade="low", **more)


SURE = {"grade": "high"}


def test_two_ships_that_one_analyst_sees_in_one_look_are_never_offered_as_one():
    trips, open_ones = count(in_look(1, "Alder"), in_look(2))
    assert len(trips) == 2
    assert [a for a in open_ones if a["kind"] == "one_stay"] == []
    trips, open_ones = count(in_look(1, "Alder", berth="West"), in_look(2, "Birch", berth="East"))
    assert (len(trips), open_ones) == (2, [])


def test_a_report_given_twice_changes_nothing_of_any_kind():
    """An unnamed ship, a named one known to three weeks, five counted together with a member: each told again under
    another id. Reports that differ in their observer are two, and the unnamed ship may then be two."""
    told = [seen(1, 40, vessel=None), seen(2, 0, days=21), group(3, 60, 5, members=["S4"]), seen(4, 60)]
    once = count(*told)
    for row in told:
        again = count(*told, row | {"sighting_id": "sighting:9", "label": "S9"})
        assert [t["calls_max"] for t in again[0]] == [t["calls_max"] for t in once[0]]
        assert kinds(again[1]) == kinds(once[1])
    other = told[0] | {"sighting_id": "sighting:9", "label": "S9", "observed_by": "y"}
    assert sum(t["calls_max"] for t in count(*told, other)[0]) == sum(t["calls_max"] for t in once[0]) + 1


def test_two_ships_told_apart_by_their_measures_are_two_trips_and_the_words_say_what_speaks_against_one():
    """In one look they are two for certain; a day apart they may be one by a slip alone, and both lengths are named."""
    sizes = [{"length_m": m, "length_sd_m": 3.0} for m in (90.0, 140.0)]
    trips, alternatives = count(*(in_look(n, **size) for n, size in enumerate(sizes)))
    assert (len(trips), alternatives) == (2, [])
    days = [seen(n, 10 + n, vessel=None, **size) for n, size in enumerate(sizes)]
    trips, (one,) = count(*days)
    assert len(trips) == 2
    assert "Lengths told of them, 90 and 140 m, speak against it." in one["words"]


def test_one_look_that_two_analysts_read_as_two_ships_stays_open_and_says_so():
    trips, (doubt,) = count(in_look(1, "Alder"), in_look(2, "Birch", observed_by="y"))
    assert (len(trips), doubt["kind"], doubt["effect"]) == (2, "one_stay", -1)
    assert "Two analysts read one image, L1: x and y." in doubt["words"]


def test_one_look_that_two_analysts_read_as_two_ships_stays_open_however_sure_each_is():
    """Two names of high grade are two ships, but not where both are told of one ship in one image."""
    trips, (doubt,) = count(in_look(1, "Alder") | SURE, in_look(2, "Birch", observed_by="y") | SURE)
    assert (len(trips), doubt["kind"], doubt["effect"], doubt["chance_frac"]) == (2, "one_stay", -1, None)
    assert "two analysts name one ship of one image differently: no chance is put on it." in doubt["words"]
    _, open_ones = count(
        in_look(1, "Alder") | SURE, in_look(2, "Birch", observed_by="y") | SURE | {"look": "L2", "image": "L2"}
    )
    assert open_ones == []


def test_a_discharge_that_may_be_either_ships_takes_no_trip_where_each_was_seen_loading():
    """Alder loaded on day 0, Birch on day 20; one image of day 30 shows one ship, Alder to x and Birch to y. Whosever
    it was, two ships were loaded. Birch never seen loading leaves one trip or two; a person's word changes neither."""
    loads = [seen(1, 0), seen(2, 20, vessel="Birch")]
    unloads = [
        seen(3, 30, "Brine", look="L1", image="L1", grade="low"),
        seen(4, 30, "Brine", "Birch", look="L1", image="L1", grade="low", observed_by="y"),
    ]
    trips, (doubt,) = count(*loads, *unloads)
    assert (len(trips), doubt["kind"], doubt["effect"], doubt["chance_frac"]) == (2, "one_stay", 0, None)
    assert "each of the two was seen loading besides, so both trips count" in doubt["words"]
    assert len(count(*loads, *unloads, decisions=[decide("accept", doubt["alternative_id"])])[0]) == 2
    _, alone = count(loads[0], *unloads)
    assert [(a["kind"], a["effect"]) for a in alone] == [("one_stay", -1)]


def test_one_look_that_two_analysts_read_as_one_ship_is_one_trip():
    (trip,), open_ones = count(in_look(1, "Alder"), in_look(2, observed_by="y"))
    assert (trip["vessel_id"], open_ones) == ("vessel:Alder", [])


def two_looks(**more):
    """One image at 04:00 of the first day, read by x and y, who call their looks LX and LY."""
    return [
        seen(n, 0, hours=4, look=f"L{who.upper()}", observed_by=who, image="scene:1", grade="low", **more)
        for n, who in ((1, "x"), (2, "y"))
    ]


def test_two_looks_of_one_image_that_analysts_read_as_two_ships_stay_open_and_say_so():
    one, other = two_looks()
    trips, (doubt,) = count(one, other | {"vessel_id": "vessel:Birch", "ship_words": "Birch"})
    assert (len(trips), doubt["kind"], doubt["effect"]) == (2, "one_stay", -1)
    assert "Two analysts read one image, LX and LY: x and y." in doubt["words"]


def test_two_looks_of_one_image_that_analysts_read_as_one_unnamed_ship_are_one_call_and_no_second_is_possible():
    """In two images of one day they may be two ships."""
    rows = two_looks(vessel=None)
    (trip,), open_ones = count(*rows)
    assert (trip["calls_max"], open_ones) == (1, [])
    (trip,), (doubt,) = count(rows[0], rows[1] | {"image": "scene:2"})
    assert (trip["calls_max"], doubt["kind"]) == (2, "second_call")


# ------------------------------------------------------------------------------------------------------------- listings


def listed(start, end, n=1):
    return {
        "listing_id": f"listing:{n}", "vessel_id": "vessel:Alder", "authority": "UN", "listed_start": start,
        "listed_end": end, "measures": [], "is_measure_sure": True, "words": "w", "sources": ["p:1"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("listings", "is_listed"),
    [
        ([], False),
        ([listed(utc(2018, 3, 30), utc(2018, 3, 31))], True),
        ([listed(day(-1), day(0))], True),
        ([listed(day(0), day(1))], False),
        ([listed(None, None)], None),
        ([listed(None, None), listed(utc(2018, 1, 1), utc(2019, 1, 1), 2)], True),
    ],
)
def test_a_ship_is_listed_where_a_listing_surely_came_before_the_call(listings, is_listed):
    (trip,) = counted(seen(1, 0), listings=listings)
    assert trip["is_listed"] is is_listed


# ------------------------------------------------------------------------------------------------------------ decisions


def stay_ids(*rows):
    """Stay ids in order of time, for rows that make one trip each."""
    return [t["load_stay_id"] or t["discharge_stay_id"] for t in count(*rows)[0]]


PAIR = (seen(1, 0, grade="medium"), seen(2, 2, vessel="Birch", grade="medium"))


@pytest.mark.parametrize("by", ["stays", "trips", "alternative"])
def test_a_person_may_hold_two_calls_to_be_one(by):
    trips, (doubt,) = count(*PAIR)
    about = {"stays": stay_ids(*PAIR), "trips": [t["trip_id"] for t in trips], "alternative": [doubt["alternative_id"]]}
    ruling = decide("accept" if by == "alternative" else "same", *about[by])
    (trip,), (closed,) = count(*PAIR, decisions=[ruling])
    assert (closed["decision"], closed["effect"], closed["trip_ids"]) == ("accept", -1, [trip["trip_id"]])
    assert closed["alternative_id"] == doubt["alternative_id"]
    assert trip["trip_id"] == trips[0]["trip_id"]
    assert "decided by Kim: seen the image" in trip["words"]
    assert "decision:1" in trip["sources"]


@pytest.mark.parametrize("verdict", ["different", "reject"])
def test_or_two_and_the_alternative_closes(verdict):
    _, (doubt,) = count(*PAIR)
    about = stay_ids(*PAIR) if verdict == "different" else [doubt["alternative_id"]]
    trips, (closed,) = count(*PAIR, decisions=[decide(verdict, *about)])
    assert (len(trips), closed["decision"]) == (2, "reject")


def test_calls_far_apart_can_be_held_one_too():
    rows = (seen(1, 0, vessel=None), seen(2, 30, vessel=None))
    (trip,), (closed,) = count(*rows, decisions=[decide("same", *stay_ids(*rows))])
    assert (trip["is_counted"], closed["kind"], closed["decision"]) == (True, "one_stay", "accept")


def test_a_withdrawn_decision_counts_for_nothing_and_the_later_of_two_stands():
    both = stay_ids(*PAIR)
    assert len(counted(*PAIR, decisions=[decide("same", *both, is_withdrawn=True)])) == 2
    assert len(counted(*PAIR, decisions=[decide("same", *both, n=1), decide("different", *both, n=2)])) == 2
    assert len(counted(*PAIR, decisions=[decide("different", *both, n=1), decide("same", *both, n=2)])) == 1


def test_two_calls_a_person_is_unsure_of_stay_two_that_may_be_one_with_who_says_so():
    both = stay_ids(*PAIR)
    decided = [decide("same", *both, n=1), decide("unsure", *both, n=2)]
    trips, (doubt,) = count(*PAIR, decisions=decided)
    assert (len(trips), doubt["kind"], doubt["decision"]) == (2, "one_stay", None)
    assert doubt["words"].endswith("A person leaves it open, decided by Kim: seen the image.")
    assert "decision:2" in doubt["sources"]
    assert doubt["chance_frac"] == count(*PAIR)[1][0]["chance_frac"]


def test_a_rejected_stay_is_not_counted_and_says_who_said_so():
    (stay,) = stay_ids(seen(1, 0))
    trips, (closed,) = count(seen(1, 0), decisions=[decide("reject", stay)])
    assert trips == []
    assert (closed["decision"], closed["trip_ids"]) == ("reject", [])
    assert "decided by Kim" in closed["words"]


def test_a_rejected_trip_is_not_counted_though_a_position_began_it():
    rows = (near(1, 0), seen(2, 6, "Brine"))
    (trip,), _ = count(*rows)
    assert count(*rows, decisions=[decide("reject", trip["trip_id"])])[0] == []


def test_a_second_call_can_be_accepted_or_rejected():
    rows = (seen(1, 0), seen(2, 5))
    _, (doubt,) = count(*rows)
    for verdict, trips, decision in (("accept", 2, "accept"), ("reject", 1, "reject")):
        found, (closed,) = count(*rows, decisions=[decide(verdict, doubt["alternative_id"])])
        assert (len(found), closed["decision"]) == (trips, decision)
        assert {t["calls_max"] for t in found} == {1}


def test_a_second_call_near_the_place_that_is_accepted_becomes_an_inferred_trip():
    rows = (seen(1, 0), near(2, 8))
    _, (doubt,) = count(*rows)
    first, second = counted(*rows, decisions=[decide("accept", doubt["alternative_id"])])
    assert (first["calls_max"], second["status"], second["load_stay_id"]) == (1, "inferred", None)


def test_a_second_call_a_person_is_unsure_of_stays_open_with_who_says_so():
    rows = (seen(1, 0), seen(2, 5))
    _, (before,) = count(*rows)
    both = [c for one in rows for c in stay_ids(one)]
    (trip,), (doubt,) = count(*rows, decisions=[decide("unsure", *both)])
    assert (trip["calls_max"], doubt["kind"], doubt["decision"]) == (2, "second_call", None)
    assert doubt["words"] == f"{before['words']} A person leaves it open, decided by Kim: seen the image."


def test_a_possible_call_can_be_accepted_or_rejected():
    (possible,), (doubt,) = count(near(1, 0))
    for about in (possible["trip_id"], doubt["alternative_id"]):
        (trip,), (closed,) = count(near(1, 0), decisions=[decide("accept", about)])
        assert (trip["is_counted"], trip["status"], closed["decision"]) == (True, "inferred", "accept")
        trips, (closed,) = count(near(1, 0), decisions=[decide("reject", about)])
        assert (trips, closed["decision"]) == ([], "reject")


def test_a_member_taken_out_of_its_group_leaves_one_hull_more():
    rows = (seen(1, 0), group(2, 0, 3, members=(1,)))
    _, (doubt,) = count(*rows)
    trips, (closed,) = count(*rows, decisions=[decide("accept", doubt["alternative_id"])])
    assert (sum(t["is_counted"] for t in trips), closed["decision"], len(closed["trip_ids"])) == (4, "accept", 2)


# -------------------------------------------------------------------------------------------------- any trade, any size


def test_two_questions_count_the_same_call_by_their_own_roles():
    asked = (ask(), ask("wool", ordinal=1))
    trips, _ = count(seen(1, 0), seen(2, 5, "Brine"), asked=asked)
    assert [t["question"] for t in trips] == ["salt", "wool"]
    assert len({t["trip_id"] for t in trips}) == 2


def test_a_place_that_is_only_waited_at_makes_no_trip():
    assert count(seen(1, 0, "Far"), roles=(("Far", "wait"),)) == ([], [])


def test_no_word_of_it_knows_another_trade():
    trips, alternatives = count(seen(1, 0), seen(2, 5), near(3, 30), seen(4, 40, vessel=None), seen(5, 41, "Brine"))
    said = " ".join(r["words"] for r in trips + alternatives).lower()
    assert not any(word in said for word in ("oil", "tanker", "barrel", "munition"))


def test_five_thousand_sightings_at_one_berth_give_no_more_than_one_doubt_each():
    rows = [seen(n, 0, hours=n % 4000, vessel=(None, "Alder", "Birch")[n % 3], grade="low") for n in range(5000)]
    trips, alternatives = count(*rows, asked=[ask(period_end=utc(2030, 1, 1))])
    assert len([a for a in alternatives if a["kind"] == "one_stay"]) < len(trips)


DRAWN = st.tuples(
    st.sampled_from(("load", "load", "unload", "near", "sea")),
    st.integers(0, 60),
    st.sampled_from((1, 1, 5, 20)),
    st.sampled_from(("Alder", "Birch", None)),
)


def world(drawn):
    make = {"load": seen, "unload": lambda n, d, **m: seen(n, d, "Brine", **m), "near": near, "sea": at_sea}
    return [make[kind](n, d, days=days, vessel=vessel) for n, (kind, d, days, vessel) in enumerate(drawn)]


@given(st.lists(DRAWN, max_size=14), st.randoms(use_true_random=False))
def test_order_does_not_matter_sources_exist_and_every_berth_sighting_is_spoken_for(drawn, rnd):
    rows = world(drawn)
    trips, alternatives = count(*rows)
    held = {r["sighting_id"] for r in rows} | {s for t in trips for s in (t["load_stay_id"], t["discharge_stay_id"])}
    for row in trips + alternatives:
        assert row["sources"]
        assert {s for s in row["sources"] if s.startswith("sighting:")} <= held
    assert {t for a in alternatives for t in a["trip_ids"]} <= {t["trip_id"] for t in trips}
    for trip in trips:
        assert trip["calls_min"] == int(trip["is_counted"]) <= trip["calls_max"]
        assert (trip["status"] == "possible") is not trip["is_counted"]
    rnd.shuffle(rows)
    assert count(*rows) == (trips, alternatives)


@given(st.lists(DRAWN, max_size=10))
def test_a_ship_that_called_at_the_loading_place_has_a_counted_trip(drawn):
    rows = world(drawn)
    named = {r["vessel_id"] for r in rows if r["place_id"] == "place:Saltpan" and r["relation"] == "at"} - {None}
    assert named <= {t["vessel_id"] for t in counted(*rows)}


def test_two_unnamed_ships_looked_at_five_days_running_are_two_calls_at_least():
    trips, alternatives = count(*(seen(n, n, vessel=None, hulls=2) for n in range(5)))
    assert [(t["calls_min"], t["calls_max"]) for t in trips] == [(1, 5), (1, 5)]
    assert [a["effect"] for a in alternatives] == [1, 1]


def test_counts_of_different_size_on_successive_days_give_the_largest():
    trips, _ = count(*(seen(n, n, vessel=None, hulls=h) for n, h in enumerate((5, 5, 3))))
    assert len(trips) == 5
    assert sum(t["calls_max"] for t in trips) == 13


def test_unnamed_ships_days_apart_stay_open_as_a_named_one_would():
    trips, alternatives = count(seen(1, 0, vessel=None), seen(2, 4, vessel=None))
    assert len(trips) == 2
    assert [(a["kind"], a["effect"], a["chance_frac"]) for a in alternatives] == [("one_stay", -1, None)]
    assert "no more than 14 days apart" in alternatives[0]["words"]


def test_an_unnamed_ship_between_two_calls_of_a_named_one_may_be_that():
    trips, alternatives = count(seen(1, 0), seen(2, 4, vessel=None), seen(3, 8))
    assert len(trips) == 2
    assert sum(a["effect"] == -1 for a in alternatives) == 1


def test_beyond_fourteen_days_an_unnamed_ship_is_another_call():
    assert count(seen(1, 0, vessel=None), seen(2, 16, vessel=None))[1] == []


def test_seven_months_known_by_month_are_four_calls_at_least():
    """Each two neighbours may be one call at the turn of the month; three months cannot, 28 days lie between."""
    starts = (0, 31, 60, 91, 121, 152, 182, 213)
    months = [seen(n, a, days=b - a) for n, (a, b) in enumerate(pairwise(starts))]
    trips, _ = count(*months)
    assert [t["calls_min"] for t in trips] == [1, 1, 1, 1]
    assert sum(t["calls_max"] for t in trips) == 7


def test_an_arrival_after_a_departure_within_a_stay_may_be_a_second_call():
    (trip,), (doubt,) = count(
        seen(1, 0, event="arrival"), seen(2, 0, event="departure", hours=30), seen(3, 2, event="arrival")
    )
    assert (trip["calls_min"], trip["calls_max"]) == (1, 2)
    assert doubt["effect"] == 1


@pytest.mark.parametrize(
    ("method", "why"),
    [
        ("hearsay", "known by hearsay only"),
        ("denied", "the words that tell it deny it"),
        ("expected", "it was only expected: a forecast, schedule or plan shows no ship"),
        ("not seen", "its report says that nobody saw it"),
    ],
)
def test_a_call_that_nobody_attests_is_possible_only_and_says_why(method, why):
    (row,), _ = count(seen(1, 0, method=method))
    assert (row["is_counted"], row["status"]) == (False, "possible")
    assert why in row["words"]


def test_a_discharge_that_was_only_expected_does_not_part_two_loadings():
    trips, _ = count(seen(1, 0), seen(2, 5, "Brine", method="expected"), seen(3, 10), asked=(ask(flags=["BB"]),))
    assert [(t["is_counted"], t["calls_max"]) for t in trips] == [(True, 2)]


def test_a_day_that_was_only_expected_is_no_day_of_a_stay():
    (row,), _ = count(seen(1, 0), seen(2, 2, method="expected"))
    assert (row["start_time"], row["end_time"]) == (day(0), day(1))


def test_why_a_ship_may_not_be_the_one_named_is_in_the_sentence_of_its_trip():
    (row,), _ = count(seen(1, 0, identity_doubt="its length is told as 180 m, and listed as 95 m"))
    assert "; its length is told as 180 m, and listed as 95 m." in row["words"]


def test_the_doubt_of_a_sighting_tied_to_a_named_one_is_told_as_its_own():
    one, other = two_looks()
    doubt = {
        "vessel_id": None,
        "ship_words": "Birch?",
        "identity_doubt": "which ship it was is left in doubt: “Birch?”",
    }
    (row,), _ = count(one, other | doubt)
    assert row["vessel_id"] == "vessel:Alder"
    assert "; in S2, counted with it, which ship it was is left in doubt: “Birch?”." in row["words"]


def test_hearsay_beside_an_image_takes_nothing_away():
    (row,), _ = count(seen(1, 0, method="hearsay"), seen(2, 1))
    assert (row["is_counted"], row["status"]) == (True, "documented")


def test_an_unloading_at_home_whose_loading_is_hearsay_is_possible_only():
    (row,), _ = count(seen(1, 0, method="hearsay"), seen(2, 5, "Brine"), asked=(ask(flags=["BB"]),))
    assert row["status"] == "possible"


def test_a_point_that_is_only_a_places_is_told_by_the_words_and_a_guessed_zone_is_said():
    (row,), _ = count(near(1, 0, hours=3, place_words="near Cove", zone_basis="assumed"))
    assert "near Cove, whose point lies 100 km from Saltpan, 1 Mar 2024 03:00 UTC (zone assumed)" in row["words"]
    (row,), _ = count(near(1, 0, hours=3, position_basis="stated"))
    assert row["words"].startswith("Alder, 100 km from Saltpan, 1 Mar 2024 03:00 UTC;")


# ---------------------------------------------------------------------------------------------------------- empty looks


def look(n, on, hours=0, result="empty", **more):
    at = T + timedelta(days=on, hours=hours)
    return {
        "watch_id": f"watch:{n}", "place_id": "place:Saltpan", "start_time": at, "end_time": at, "is_day_known": True,
        "method": "optical", "is_cued": False, "look": f"L{n}", "result": result, "words": "w",
        "sources": [f"look:{n}"],
    } | more  # fmt: skip


def test_an_empty_berth_between_two_reports_of_one_call_makes_a_second_one_possible_and_says_which_look():
    trips, alternatives = count(seen(1, 5), seen(2, 7), watches=[look(1, 6, 12)])
    assert [(t["calls_min"], t["calls_max"]) for t in trips] == [(1, 2)]
    (second,) = [a for a in alternatives if a["kind"] == "second_call"]
    assert (second["effect"], second["chance_frac"]) == (1, None)
    assert "the berth was found empty between them" in second["words"]
    assert "(L1)" in second["words"]


def test_a_look_that_found_nothing_at_the_very_time_of_a_report_parts_no_two_calls():
    one, alternatives = count(seen(1, 5, hours=4), watches=[look(1, 5, 4)])
    assert ([t["calls_max"] for t in one], alternatives) == ([1], [])
    two, _ = count(seen(1, 5, hours=4), seen(2, 7, hours=4), watches=[look(1, 5, 4), look(2, 7, 4)])
    assert [t["calls_max"] for t in two] == [1]


def test_an_empty_berth_after_a_call_is_no_report_that_the_ship_left():
    """Two calls four days apart with nothing elsewhere between: one, two possible, whatever lies between."""
    bare, _ = count(seen(1, 5), seen(2, 9))
    watched, _ = count(seen(1, 5), seen(2, 9), watches=[look(1, 7)])
    assert [(t["calls_min"], t["calls_max"]) for t in bare] == [(t["calls_min"], t["calls_max"]) for t in watched]


# -------------------------------------------------------------------------------------- reports that images contradict

BLIND = {"method": "image out of view", "look": "L1"}


def disputed(*sightings, look="L1"):
    ids = [f"sighting:{n}" for n in sightings]
    return {
        "watch_id": f"watch:{look}", "place_id": "place:Saltpan", "start_time": day(0), "end_time": day(0),
        "is_day_known": True, "method": "optical", "is_cued": False, "look": look, "result": "disputed", "words": "w",
        "sources": [f"look:{look}", *ids],
    }  # fmt: skip


def test_a_ship_in_an_image_that_cannot_show_the_place_documents_no_trip():
    (trip,), alternatives = count(seen(1, 0, **BLIND))
    assert (trip["is_counted"], trip["status"], trip["calls_min"]) == (False, "possible", 0)
    assert "cannot show the place, which lies outside its footprint; possible, not counted" in trip["words"]
    assert [(a["kind"], a["effect"]) for a in alternatives] == [("possible_call", 1)]


def test_a_trip_that_another_report_documents_says_which_of_its_reports_attests_nothing():
    (trip,), alternatives = count(seen(1, 0), seen(2, 1, **BLIND))
    assert (trip["is_counted"], trip["status"]) == (True, "documented")
    assert "S2 told beside it attests nothing: the image it names cannot show the place" in trip["words"]
    assert alternatives == []


@pytest.mark.parametrize("method", ["image out of view", "hearsay", "denied"])
def test_a_report_elsewhere_that_attests_nothing_parts_no_call(method):
    """Alder at Saltpan on days 0 and 10, and at Far in between by a report that attests nothing: one call, a second
    possible, as without it."""
    for between in ([], [seen(2, 5, "Far", method=method, look="L1")]):
        trips, alternatives = count(seen(1, 0), *between, seen(3, 10))
        assert [(t["calls_min"], t["calls_max"]) for t in trips] == [(1, 2)]
        assert [a["kind"] for a in alternatives] == ["second_call"]


def test_a_trip_seen_only_in_a_look_that_somebody_calls_empty_is_open_by_one():
    (trip,), (open_one,) = count(seen(1, 0, look="L1"), watches=[disputed(1)])
    assert trip["is_counted"]
    assert "an analyst calls empty the look L1, in which S1 saw it" in trip["words"]
    assert (open_one["kind"], open_one["effect"], open_one["chance_frac"]) == ("disputed_look", -1, None)
    assert open_one["trip_ids"] == [trip["trip_id"]]


def test_a_trip_with_an_undisputed_look_too_only_says_so():
    (trip,), alternatives = count(seen(1, 0, look="L1"), seen(2, 1), watches=[disputed(1)])
    assert trip["is_counted"]
    assert "calls empty the look L1" in trip["words"]
    assert alternatives == []


def test_a_trip_is_dated_by_the_call_that_something_attests():
    (trip,), _ = count(seen(1, 0, **BLIND), seen(2, 10))
    assert (trip["start_time"], trip["calls_min"], trip["calls_max"]) == (day(10), 1, 2)
    assert trip["words"].startswith("Alder, at Saltpan, 11 Mar 2024")
