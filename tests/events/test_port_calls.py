"""Port calls: arrival, stay and departure. Distances are on the equator, where a minute of latitude is 1.85325 km."""

import random
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairlead import testing
from fairlead.base.geodesy import distance_km
from fairlead.base.ids import say_key
from fairlead.base.tables import AREAS, LISTENED, PLACES, PORT_CALLS, POSITIONS, SEGMENTS, STATICS, TRACKS
from fairlead.errors import SchemaError
from fairlead.events.port_calls import STATES, TRANSITIONS, PortCallParams, find_port_calls
from fairlead.testing import position_rows
from fairlead.tracks.segments import cut_segments

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
UNTIL = NOON + timedelta(days=30)
MMSI = 273000001
MINUTE = 1 / 60
KM = 1 / 111.195
"""A kilometre in degrees of latitude."""


def place(label="P1", lat=0.0, lon=30.0, name="Northport", **more):
    return {
        "place_id": f"place:{label}", "label": label, "name": name, "other_names": [], "place_kind": "port",
        "lat": lat, "lon": lon, "evidence_id": "evidence:test", "row": 2, **more,
    }  # fmt: skip


def area(label, port="P1", lat=0.0, lon=30.0, radius_km=3.0, kind="anchorage", port_complex=None):
    return {
        "area_id": f"area:{label}", "label": label, "port": port, "port_complex": port_complex, "name": label,
        "area_kind": kind, "lat": lat, "lon": lon, "radius_km": radius_km, "evidence_id": "evidence:test", "row": 2,
    }  # fmt: skip


class Ship:
    """A ship on the meridian of 30 degrees east; ``at`` in minutes of latitude, times in hours from noon."""

    def __init__(self, mmsi=MMSI, lon=30.0, has_speed=True):
        self.mmsi, self.lon, self.has_speed, self.rows = mmsi, lon, has_speed, []

    def heard(self, hours, at, kn):
        sog = kn if self.has_speed else None
        more = {"sog_kn": sog, "cog_deg": None if kn < 0.3 or not self.has_speed else 0.0, "msg_type": 1}
        made = position_rows(self.mmsi, [(NOON + timedelta(hours=hours), at * MINUTE, self.lon)], **more)
        self.rows += [{**r, "row": len(self.rows) + 2} for r in made]
        return self

    def sails(self, hours, start, end):
        """At 10 knots from one minute of latitude to another, a report each; returns when it is there."""
        step = 1 if end >= start else -1
        for n, at in enumerate(range(start, end + step, step)):
            self.heard(hours + n / 10, at, 10.0)
        return hours + abs(end - start) / 10

    def lies(self, hours, until, at, every=0.2):
        """Still from one time to another, both in."""
        for n in range(round((until - hours) / every) + 1):
            self.heard(hours + n * every, at, 0.0)
        return self


def tables(*ships):
    rows = {r["position_id"]: r for s in ships for r in s.rows}
    return cut_segments(POSITIONS.sorted(POSITIONS.from_rows(rows.values())), STATICS.empty())


def calls(*ships, areas=(), places=(), until=UNTIL, listened=(), **params):
    found = find_port_calls(
        *tables(*ships),
        AREAS.from_rows(areas),
        PLACES.from_rows(places),
        LISTENED.from_rows(listened),
        until,
        PortCallParams(**params),
    )
    return sorted(found.to_pylist(), key=lambda r: r["start_time"])


def hours_of(row, *names):
    return [None if row[n] is None else round((row[n] - NOON) / timedelta(hours=1), 3) for n in names]


def caller(**more):
    """In from the south, still from 2 h to 8 h, out again: entry at minute -1, exit at minute -3."""
    ship = Ship(**more)
    ship.sails(0.0, -20, -1)
    ship.lies(2.0, 8.0, 0)
    ship.sails(8.1, -1, -20)
    return ship


def test_a_ship_that_comes_lies_and_leaves_calls_once():
    (row,) = calls(caller(), places=[place()])
    assert hours_of(row, "start_time", "stop_start", "stop_end", "end_time") == [1.9, 2.0, 8.0, 8.3]
    assert (row["has_entry"], row["has_stop"], row["has_gap"], row["has_exit"]) == (True, True, False, True)
    assert (row["confidence"], row["is_plausible"], row["port"], row["areas"]) == (4, True, "P1", [])
    assert (row["lat"], row["lon"]) == (pytest.approx(0.0), pytest.approx(30.0))
    assert row["words"] == (
        "273000001 was in port at Northport from 7 Mar 2024 13:54 UTC to 7 Mar 2024 20:18 UTC (6 h 24 min): "
        "seen to enter; lay still, 7 Mar 2024 14:00 UTC to 7 Mar 2024 20:00 UTC; seen to leave."
    )
    assert row["sources"][-1] == "place:P1"


def test_a_ship_that_passes_through_makes_no_call():
    ship = Ship()
    ship.sails(0.0, -20, 20)
    assert calls(ship, places=[place()]) == []


def test_between_entry_and_exit_distance_a_ship_stays_where_it_was():
    """Minute 2 is 3.7 km off: too far to enter, too near to leave."""
    wobbling, waiting = Ship(), Ship(mmsi=273000002)
    wobbling.sails(0.0, -20, 0)
    for n, at in enumerate((0, 2, 0, 2, 0, 2)):
        wobbling.lies(3.0 + 2 * n, 4.0 + 2 * n, at)
    waiting.sails(0.0, -20, -2)
    waiting.lies(2.0, 12.0, -2)
    (row,) = calls(wobbling, waiting, places=[place()])
    assert (row["mmsi"], hours_of(row, "start_time", "end_time")) == (MMSI, [1.9, None])


def test_between_still_and_moving_speed_a_ship_stays_what_it_was():
    ship = Ship()
    ship.sails(0.0, -20, -1)
    for n, kn in enumerate((0.4, 0.2, 0.4, 0.49, 0.5, 0.4)):
        ship.heard(2.0 + n * 0.2, 0, kn)
    (row,) = calls(ship, places=[place()])
    assert hours_of(row, "stop_start", "stop_end") == [2.2, 2.6]


def test_without_speeds_a_ship_lies_where_it_makes_no_way():
    (row,) = calls(caller(has_speed=False), places=[place()])
    assert (row["has_stop"], row["confidence"]) == (True, 4)
    assert hours_of(row, "stop_start", "stop_end") == [2.2, 8.0]  # the way to the first report there was not still


def test_without_speeds_a_ship_that_passes_through_makes_no_call():
    ship = Ship(has_speed=False)
    ship.sails(0.0, -20, 20)
    assert calls(ship, places=[place()]) == []


def test_a_silence_of_the_port_gap_is_a_gap_and_a_shorter_one_is_none():
    for hours, has_gap in ((4.0, True), (3.99, False)):
        ship = Ship()
        ship.sails(0.0, -20, 0)
        ship.lies(2.2, 3.0, 0).lies(3.0 + hours, 9.0, 0)
        (row,) = calls(ship, places=[place()])
        assert row["has_gap"] is has_gap
    assert "silent" not in row["words"]


def test_what_happens_in_a_silence_was_not_seen():
    ship = Ship()
    ship.sails(-5.0, -60, -20)
    ship.lies(7.0, 9.0, 0)
    ship.sails(20.0, -40, -60)  # silent for 11 h, of which 40 miles take 4
    (row,) = calls(ship, places=[place()])
    assert (row["has_entry"], row["has_exit"], row["has_gap"], row["confidence"]) == (False, False, True, 2)
    assert hours_of(row, "start_time", "end_time") == [7.0, 9.0]
    assert "not seen to enter" in row["words"]
    assert "silent for up to 11 h; not seen to leave" in row["words"]


def test_a_silence_that_the_way_to_the_next_report_takes_up_is_no_stay():
    """One report in port, then 60 miles in 7 h: at 10 knots an hour is left. In 11 h, five are."""
    for hours, confidences in ((7.0, []), (11.0, [3])):
        ship = Ship()
        ship.sails(0.0, -20, 0)
        ship.sails(2.0 + hours, 60, 65)
        assert [r["confidence"] for r in calls(ship, places=[place()])] == confidences


def test_a_ship_still_in_port_at_the_end_is_an_open_call_that_keeps_its_id():
    ship = Ship()
    ship.sails(0.0, -20, -1)
    ship.lies(2.0, 8.0, 0)
    (open_,) = calls(ship, places=[place()], until=NOON + timedelta(hours=10))
    assert (open_["end_time"], open_["hours"], open_["has_exit"], open_["confidence"]) == (
        None,
        pytest.approx(8.1),
        False,
        3,
    )
    assert "last heard there 7 Mar 2024 20:00 UTC" in open_["words"]
    ship.sails(8.1, -1, -20)
    (closed,) = calls(ship, places=[place()])
    assert (closed["port_call_id"], closed["end_time"] is None) == (open_["port_call_id"], False)


def test_a_silence_that_has_not_ended_makes_no_call_by_itself():
    ship = Ship()
    ship.sails(0.0, -20, -1)
    assert calls(ship, places=[place()]) == []


def test_a_call_longer_than_the_cap_is_kept_and_said_to_be_implausible():
    for days, is_plausible in ((180, True), (181, False)):
        ship = Ship()
        ship.sails(0.0, -20, -1)
        ship.lies(2.0, 4.0, 0)
        (row,) = calls(ship, places=[place()], until=NOON + timedelta(hours=1.9, days=days))
        assert row["is_plausible"] is is_plausible
    assert row["words"].endswith("longer than the 180 d that one call is given.")


def test_two_ships_on_one_mmsi_make_their_own_calls_and_no_phantoms():
    """One lies at P1 while the other sails by 300 km off, report by report in turn."""
    lying, sailing = Ship(), Ship(lon=33.0)
    lying.sails(0.0, -20, 0)
    lying.lies(2.2, 9.0, 0, every=0.1)
    for n in range(90):
        sailing.heard(0.05 + n / 10, -45 + n, 10.0)
    found = calls(lying, sailing, places=[place(), place("P2", lon=33.0, name="Eastport")])
    assert [(r["port"], r["confidence"]) for r in found] == [("P1", 3)]


def test_noise_is_left_out():
    tracks, segments = tables(caller())
    row = {**segments.to_pylist()[0], "is_noise": True}
    found = find_port_calls(
        tracks, SEGMENTS.from_rows([row]), AREAS.empty(), PLACES.from_rows([place()]), LISTENED.empty(), UNTIL
    )
    assert found.num_rows == 0


def test_berths_and_anchorages_are_listed_in_the_order_lain_in():
    parts = [area("Roads", lat=-5 * MINUTE), area("Oil pier", radius_km=0.5, kind="berth")]
    ship = Ship()
    ship.sails(0.0, -20, -5)
    ship.lies(1.7, 4.0, -5)
    ship.sails(4.1, -4, 0)
    ship.lies(4.7, 20.0, 0)
    ship.sails(20.1, -1, -20)
    (row,) = calls(ship, areas=[*parts, area("Port waters", radius_km=20.0, kind="port")])
    assert row["areas"] == ["Roads", "Oil pier"]
    lay = "lay still at anchorage Roads, then berth Oil pier, at times between 7 Mar 2024 13:42 UTC and 8 Mar 2024 07"
    assert lay in row["words"]  # reports 0.2 h apart from 4.7 h after noon on: the last at 19.9 h
    assert {"area:Roads", "area:Oil pier", "area:Port waters"} <= set(row["sources"])


def shifting(away_h=1.0, far=5):
    """Three hours at minute 0, then by way of minute ``far`` ten hours at minute 10, away for ``away_h``."""
    ship = Ship()
    ship.sails(0.0, -20, 0)
    ship.lies(2.2, 5.0, 0)
    ship.heard(5.0 + away_h / 2, far, 10.0)
    ship.lies(5.0 + away_h, 15.0 + away_h, 10)
    return ship


def test_a_ship_that_shifted_is_not_said_to_have_lain_still_in_one_place_all_the_time():
    """Three hours in the East roads, the way, ten hours at a port of the complex known by its point alone."""
    roads = [area("East roads", "P1", port_complex="Bay"), area("West waters", "P2", lat=10 * MINUTE, kind="port",
             port_complex="Bay")]  # fmt: skip
    (row,) = calls(shifting(), areas=roads, places=[place(), place("P2", lat=10 * MINUTE, name="West")])
    assert row["areas"] == ["East roads"]
    lay = (
        "lay still at anchorage East roads and elsewhere in port, at times between 7 Mar 2024 14:12 UTC and 8 Mar 2024"
    )
    assert lay in row["words"]


NEAR_AND_NEXT = [
    area("East roads", "P1", port_complex="Bay"),
    area("West roads", "P2", lat=10 * MINUTE, port_complex="Bay"),
]


def test_a_shift_within_a_complex_is_one_call_at_the_port_lain_in_longest():
    (row,) = calls(shifting(), areas=NEAR_AND_NEXT)
    assert (row["port"], row["port_complex"], row["areas"]) == ("P2", "Bay", ["East roads", "West roads"])
    assert hours_of(row, "start_time", "stop_start", "stop_end") == [1.9, 2.2, 16.0]
    assert row["lat"] == pytest.approx(10 * MINUTE)
    assert row["words"].startswith("273000001 was in port at P2 and P1 since")


def test_ports_of_no_common_complex_are_two_calls():
    alone = [{**a, "port_complex": None} for a in NEAR_AND_NEXT]
    assert [r["port"] for r in calls(shifting(), areas=alone)] == ["P1", "P2"]


def test_a_ship_away_for_longer_or_farther_than_a_shift_calls_twice():
    assert len(calls(shifting(away_h=12.0), areas=NEAR_AND_NEXT)) == 1
    assert len(calls(shifting(away_h=12.4), areas=NEAR_AND_NEXT)) == 2
    assert len(calls(shifting(away_h=8.0, far=16), areas=NEAR_AND_NEXT)) == 1  # 29.7 km off
    assert len(calls(shifting(away_h=8.0, far=17), areas=NEAR_AND_NEXT)) == 2  # 31.5 km off


def test_of_ports_whose_circles_overlap_the_nearest_to_the_stop_is_called_at():
    both = [place(), place("P2", lat=2 * MINUTE, name="Southport")]
    (north,) = calls(caller(), places=both)
    beside = Ship(mmsi=273000002)
    beside.sails(0.0, -20, 0)
    beside.lies(2.5, 9.0, 2)
    (south,) = calls(beside, places=both)
    assert (north["port"], south["port"]) == ("P1", "P2")
    assert south["has_entry"]  # from the waters of P1, in sight


def test_of_areas_alike_the_one_whose_middle_is_nearer_is_lain_in():
    alike = [area("North roads", "P1", lat=2 * MINUTE, radius_km=5.0), area("South roads", "P2", radius_km=5.0)]
    (row,) = calls(caller(), areas=alike)
    assert (row["port"], row["areas"]) == ("P2", ["South roads"])


def test_a_call_across_the_antimeridian_has_its_middle_there():
    east, west = Ship(lon=179.9999), Ship(lon=-179.9999)
    for n in range(40):
        (east if n % 2 else west).heard(n / 10, 0, 0.0)
    east.rows += west.rows
    (row,) = calls(east, places=[place(lon=180.0 - 360.0)])
    assert abs(row["lon"]) == pytest.approx(180.0, abs=1e-4)
    assert row["has_stop"]


def test_no_ports_and_no_reports_make_no_calls():
    assert calls(caller()) == []
    assert (
        find_port_calls(TRACKS.empty(), SEGMENTS.empty(), AREAS.empty(), PLACES.empty(), LISTENED.empty(), UNTIL)
        == PORT_CALLS.empty()
    )


def test_a_track_without_its_segment_is_refused():
    tracks, _ = tables(caller())
    with pytest.raises(SchemaError, match="1 of 1 segments have no row in segments"):
        find_port_calls(tracks, SEGMENTS.empty(), AREAS.empty(), PLACES.from_rows([place()]), LISTENED.empty(), UNTIL)


@pytest.mark.parametrize("wrong", [{"enter_km": 5.0}, {"still_kn": 0.6}, {"exit_km": -1.0}])
def test_thresholds_that_cannot_be_meant_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        PortCallParams(**wrong)


def test_the_table_of_transitions_knows_every_pair_of_states():
    assert set(TRANSITIONS) == {(a, b) for a in STATES for b in STATES}


# ----------------------------------------------------------------------------------------------------------------- laws

LAWFUL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def found_in(world, areas, places):
    made = find_port_calls(world["tracks"], world["segments"], areas, places, LISTENED.empty(), testing.UNTIL)
    return PORT_CALLS.sorted(PORT_CALLS.check(made)).to_pylist()


def ports():
    rows = [place(f"P{n}", lat, lon, name=f"Port {n}") for n, (lat, lon) in enumerate(testing.STARTS)]
    wide = area("Wide", "P9", lat=42.9, lon=133.1, radius_km=30.0, port_complex="Bay")
    return AREAS.from_rows([wide]), PLACES.from_rows(rows)


@LAWFUL
@given(world=testing.tracks(), seed=st.integers(0, 2**32))
def test_neither_the_order_of_rows_nor_other_ships_matter_and_sources_exist(world, seed):
    rnd, (areas, places) = random.Random(seed), ports()
    whole = found_in(world, areas, places)
    mixed = {n: t.take(pa.array(rnd.sample(range(t.num_rows), t.num_rows), pa.int64())) for n, t in world.items()}
    assert found_in(mixed, areas, places) == whole
    apart = []
    for mmsi in sorted(set(world["tracks"]["mmsi"].to_pylist())):
        own = {n: t.filter(pc.equal(t["mmsi"], mmsi)) for n, t in world.items()}
        apart += found_in(own, areas, places)
    assert sorted(map(repr, apart)) == sorted(map(repr, whole))
    known = {f"position:{k & (2**64 - 1):016x}" for k in world["tracks"]["position_id"].to_pylist()}
    known |= {
        *world["segments"]["segment_id"].to_pylist(),
        *areas["area_id"].to_pylist(),
        *places["place_id"].to_pylist(),
    }
    assert all(row["sources"] and set(row["sources"]) <= known for row in whole)
    assert all(row["end_time"] is None or row["start_time"] <= row["end_time"] for row in whole)


def test_the_worlds_of_the_law_hold_calls():
    seen = {"call": 0, "gap": 0, "stop": 0, "open": 0}

    @settings(max_examples=80, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(testing.tracks())
    def look(world):
        for row in found_in(world, *ports()):
            seen["call"] += 1
            seen["gap"] += row["has_gap"]
            seen["stop"] += row["has_stop"]
            seen["open"] += row["end_time"] is None

    look()
    assert {k: n for k, n in seen.items() if n < 3} == {}


# ------------------------------------------------------------------------------------------------ a plain look at each


def plainly(reports, areas):
    """The visits by rule, every report set against every area: (port, start, end or None)."""
    visits, held, still, stopped, since, last = [], None, False, False, None, None
    for hours, lat, lon, kn in reports:
        inside = {a["port"]: max(0.0, distance_km(lat, lon, a["lat"], a["lon"]) - a["radius_km"]) for a in areas}
        entered = [a for a in areas if inside[a["port"]] == 0.0]
        best = min(entered, key=lambda a: (a["radius_km"], distance_km(lat, lon, a["lat"], a["lon"])), default=None)
        found = best["port"] if best else None
        is_still = kn <= 0.2 or (still and kn < 0.5)
        keeps = held is not None and inside[held] <= 1.0
        if keeps and found not in (None, held):
            keeps = still if is_still else not (inside[held] > 0.0 or inside[held] >= 1.0)
        if held is not None and not keeps:
            visits += [(held, since, hours)] if stopped else []
            held, stopped, still = None, False, False
        if held is None and found is not None:
            held, since, stopped = found, hours, False
        still = held is not None and is_still
        stopped |= still
        last = hours
    assert last is not None
    return visits + ([(held, since, None)] if held is not None and stopped else [])


@LAWFUL
@given(
    steps=st.lists(
        st.tuples(st.floats(-2.0, 2.0), st.floats(-2.0, 2.0), st.sampled_from((0.0, 0.1, 0.3, 0.6, 6.0, 6.0))),
        min_size=2, max_size=60,
    )
)  # fmt: skip
def test_reports_passed_over_change_nothing(steps):
    """Among circles that overlap, touch and hold one another, with steps of a few hundred metres."""
    circles = [
        ("A", 0.0, 0.0, 3.0),
        ("B", 4.0, 0.0, 3.0),
        ("C", 2.0, 3.0, 1.0),
        ("D", -1.0, -1.0, 0.5),
        ("E", 0, 7.5, 3),
    ]
    areas = [area(p, p, n * KM, 30.0 + e * KM, r) for p, n, e, r in circles]
    north, east, rows, reports = 0.0, -2.0, [], []
    for n, (up, right, kn) in enumerate(steps):
        north, east = north + up * (kn > 0.5), east + right * (kn > 0.5)
        reports.append((n / 5, north * KM, 30.0 + east * KM, kn))
        at = [(NOON + timedelta(hours=n / 5), north * KM, 30.0 + east * KM)]
        rows += position_rows(MMSI, at, sog_kn=kn, cog_deg=0.0, msg_type=1)
    tracks = [{c: r.get(c) for c in TRACKS.schema.names} | {"segment_id": rows[0]["position_id"]} for r in rows]
    segment = {"segment_id": say_key("segment", rows[0]["position_id"]), "mmsi": MMSI, "start_time": rows[0]["time"],
               "end_time": rows[-1]["time"], "positions": len(rows), "is_noise": False, "hull_no": 0, "names": [],
               "imos": [], "callsigns": [], "words": "A track.", "sources": ["position:0"]}  # fmt: skip
    found = find_port_calls(
        TRACKS.from_rows(tracks), SEGMENTS.from_rows([segment]), AREAS.from_rows(areas), PLACES.empty(),
        LISTENED.empty(), UNTIL, PortCallParams(shift=timedelta(0), shift_km=0.0),
    ).to_pylist()  # fmt: skip
    made = [(r["port"], *hours_of(r, "start_time", "end_time")) for r in sorted(found, key=lambda r: r["start_time"])]
    expected = [(p, round(a, 3), None if b is None else round(b, 3)) for p, a, b in plainly(reports, areas)]
    assert made == expected


def periods(*spans):
    """LISTENED rows, in hours from noon."""
    return [{"start_time": NOON + timedelta(hours=a), "end_time": NOON + timedelta(hours=b)} for a, b in spans]


def in_port_twice():
    """In from the south, still from 2 h; heard again a day and a half after, still there, and leaving."""
    ship = Ship()
    ship.sails(0.0, -20, -1)
    ship.lies(2.0, 4.0, 0)
    ship.lies(40.0, 42.0, 0)
    ship.sails(42.1, -1, -20)
    return ship


def test_no_call_goes_on_where_nobody_listened():
    one, other = calls(in_port_twice(), places=[place()], listened=periods((0, 5), (39, 50)))
    assert hours_of(one, "start_time", "end_time") == [1.9, 4.0]
    assert hours_of(other, "start_time", "end_time") == [40.0, 42.3]
    assert (one["has_exit"], one["has_gap"], other["has_entry"], other["has_exit"]) == (False, False, False, True)
    assert (one["confidence"], other["confidence"]) == (3, 3)
    assert one["words"].endswith(
        "not seen to leave; nobody is known to have listened from 7 Mar 2024 17:00 UTC to 9 Mar 2024 03:00 UTC, and "
        "when it left is not known."
    )


def test_where_files_leave_a_shorter_break_or_none_are_known_the_call_goes_on():
    for listened, longest_break in ((periods((0, 20), (39, 50)), 24), ((), 24), (periods((0, 5), (39, 50)), 35)):
        (row,) = calls(
            in_port_twice(), places=[place()], listened=listened, listen_break=timedelta(hours=longest_break)
        )
        assert hours_of(row, "start_time", "end_time") == [1.9, 42.3]


def test_a_ship_in_port_when_the_last_listening_ended_is_still_there():
    ship = Ship()
    ship.sails(0.0, -20, -1)
    ship.lies(2.0, 4.0, 0)
    ship.lies(40.0, 42.0, 0)
    one, other = calls(ship, places=[place()], listened=periods((0, 5), (39, 43)))
    assert hours_of(one, "end_time") == [4.0]
    assert hours_of(other, "start_time", "end_time") == [40.0, None]
    assert "when it left" not in other["words"]
