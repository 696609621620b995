"""Simulated worlds: truth that can be worked out by hand, and reports that follow from it."""

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

import fairlead
from fairlead.errors import EvidenceError, FairleadError
from fairlead.simulate import read_scenario, scenario_of, simulate, write_world

EXAMPLES = Path(__file__).parents[2] / "examples" / "simulated"
START = datetime(2024, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
KM_PER_DEG = math.pi * 6371.0088 / 180  # of latitude: 111.195
SKY = {"name": "sky", "first": START, "every": "1 d", "lasts": "1 d", "heard": 1.0}
"""A satellite that hears everything."""


def hours(h):
    return START + h * HOUR


def ship(hull="H1", **more):
    return {"hull": hull, "mmsi": 200000001, "at": [40.0, 134.0], **more}


def played(*ships, days=2, **more):
    values = {"title": "t", "span": [START, START + days * 24 * HOUR], "keep": "10 min", "noise_m": 0,
              "satellite": [SKY], "ship": list(ships) or [ship()], **more}  # fmt: skip
    return simulate(scenario_of(values))


def port(label="P1", lat=42.0, lon=134.0, **more):
    """A port with a berth at its point and roads 10 km south of it."""
    berth, roads = {"name": "berth", "point": [lat, lon]}, {"name": "roads", "point": [lat - 10 / KM_PER_DEG, lon]}
    return {"label": label, "point": [lat, lon], "berth": [berth], "anchorage": [{**roads, "radius_km": 1}], **more}


def rows(world, name):
    return world.truth[name].to_pylist()


# ------------------------------------------------------------------------------------------------------------ ways


def test_a_ship_is_where_its_speed_and_course_bring_it():
    # 3 degrees of latitude are 333.585 km = 180.12 nautical miles: 18.012 h at 10 kn. After 9.006 h it is half way.
    world = played(ship(schedule=[{"to": [43.0, 134.0], "kn": 10}]))
    found = rows(world, "reports")
    half = min(found, key=lambda r: abs(r["true_time"] - hours(9.006)))
    off_h = (half["true_time"] - hours(9.006)) / HOUR
    assert half["true_lat"] == pytest.approx(41.5 + off_h * 18.52 / KM_PER_DEG, abs=1e-4)
    assert found[-1]["true_lat"] == 43.0
    under_way = world.reports.slice(0, 60).to_pylist()
    assert {round(r["cog"]) % 360 for r in under_way} == {0}
    assert sum(r["sog"] for r in under_way) / 60 == pytest.approx(10, abs=0.1)


def test_a_way_over_the_date_line_takes_the_short_side():
    # 2 degrees of longitude on the equator: 222.39 km, 12.008 h at 10 kn
    found = rows(played(ship(at=[0.0, 179.0], schedule=[{"to": [0.0, -179.0], "kn": 10}])), "reports")
    assert all(abs(r["true_lon"]) >= 179.0 for r in found)
    before = [r for r in found if r["true_time"] < hours(5.9)]
    after = [r for r in found if hours(6.1) < r["true_time"]]
    assert all(r["true_lon"] > 0 for r in before)
    assert all(r["true_lon"] < 0 for r in after)


def test_a_ship_follows_its_waypoints_and_stays():
    there = [{"to": [40.0, 135.0], "via": [[41.0, 134.0]], "kn": 20}, {"stay": "5 h"}, {"to": [40.0, 134.0], "kn": 20}]
    found = rows(played(ship(schedule=there)), "reports")
    assert max(r["true_lat"] for r in found) == pytest.approx(41.0, abs=0.04)
    # 111.195 km and the great circle from 41 N 134 E to 40 N 135 E (139.71 km by the haversine formula): 6.774 h
    lain = [r["true_time"] for r in found if (r["true_lat"], r["true_lon"]) == (40.0, 135.0)]
    assert lain[0] - hours(6.774) < timedelta(minutes=13)
    assert hours(11.774) - lain[-1] < timedelta(minutes=13)


# -------------------------------------------------------------------------------------------------------- meetings


def meeting(**more):
    return {"name": "M", "hulls": ["H1", "H2"], "point": [41.0, 134.0], "span": [hours(10), hours(16)], **more}


def partners(**more):
    return (ship(schedule=[{"meet": "M", "kn": 12}]),
            ship("H2", mmsi=200000002, at=[42.0, 134.0], schedule=[{"meet": "M", "kn": 12}], **more))  # fmt: skip


def test_two_ships_meet_at_the_place_and_time_said():
    world = played(*partners(), meeting=[meeting()])
    (met,) = rows(world, "meetings")
    assert (met["start_time"], met["end_time"], met["kind"]) == (hours(10), hours(16), "both seen")
    where = {"H1": set(), "H2": set()}
    for r in rows(world, "reports"):
        if hours(10) < r["true_time"] < hours(16):
            where[r["hull"]].add((r["true_lat"], r["true_lon"]))
    assert where["H1"] == {(41.0, 134.0)}
    ((lat, lon),) = where["H2"]  # 100 m east: 0.1 / (111.195 cos 41°) degrees
    assert (lat, lon) == (pytest.approx(41.0, abs=1e-6), pytest.approx(134.001192, abs=2e-6))
    # one degree, 60.04 nautical miles, is 5.0034 h at 12 kn: it leaves at 4.9966 h
    still = [r["true_time"] for r in rows(world, "reports") if r["hull"] == "H1" and r["true_lat"] == 40.0]
    assert hours(4.9966) - max(still) < timedelta(minutes=13)


@pytest.mark.parametrize(
    ("off", "kind", "dark"),
    [([[hours(9), hours(17)]], "one-sided", "H2"), ([[hours(9), hours(13)]], "one-sided", "H2"),
     ([[hours(9), hours(12)]], "both seen", None)],
)  # fmt: skip
def test_a_meeting_is_one_sided_where_a_ship_is_dark_for_half_of_it(off, kind, dark):
    (met,) = rows(played(*partners(off=off), meeting=[meeting()]), "meetings")
    assert (met["kind"], met["dark_hull"]) == (kind, dark)


def test_a_meeting_that_cannot_be_reached_is_refused():
    with pytest.raises(EvidenceError, match="ship H1 step 1: arrives 4.0 h after the time it should lie until"):
        played(*partners(), meeting=[meeting(span=[hours(1), hours(16)])])  # 5.0034 h of sailing, one is left


# ---------------------------------------------------------------------------------------------------- transponders


def test_class_a_reports_every_3_minutes_lying_and_every_10_seconds_sailing_as_far_as_kept():
    lying = rows(played(keep="1 s", days=1), "reports")
    assert len(lying) == pytest.approx(86_400 / 180, abs=2)
    sailing = rows(played(ship(schedule=[{"to": [44.0, 134.0], "kn": 10}]), keep="1 s", days=1), "reports")
    assert len(sailing) == pytest.approx(86_400 / 10, rel=0.01)


def test_class_b_says_no_status_number_or_draught():
    world = played(ship(**{"class": "B"}, imo=4000113, draught_m=3.0))
    one = world.reports.to_pylist()[0]
    assert (one["msg_type"], one["nav_status"], one["imo"], one["draught"]) == (18, None, None, None)


def test_a_dark_leg_is_a_gap_of_kind_off_between_the_reports_around_it():
    world = played(ship(off=[[hours(10), hours(20)]]))
    (gap,) = rows(world, "gaps")
    assert hours(10) - gap["start_time"] < timedelta(minutes=12)
    assert gap["end_time"] - hours(20) < timedelta(minutes=12)
    assert (gap["kind"], gap["off_hours"]) == ("off", 10.0)
    assert not [r for r in rows(world, "reports") if hours(10) <= r["true_time"] < hours(20)]


def test_a_ship_off_at_the_end_leaves_an_open_gap():
    (gap,) = rows(played(ship(off=[[hours(10), hours(48)]])), "gaps")
    assert (gap["end_time"], gap["kind"]) == (None, "off")
    assert gap["hours"] == pytest.approx(38, abs=0.2)


def test_marks_change_at_sea_and_the_old_number_falls_silent():
    later = [{"from": hours(24), "mmsi": 200000009, "name": "NEW"}]
    world = played(ship(name="OLD", imo=4000113, marks=later))
    shown = {(r["mmsi"], r["name"], r["imo"]) for r in world.reports.to_pylist()}
    assert shown == {(200000001, "OLD", 4000113), (200000009, "NEW", 4000113)}
    assert [(g["mmsi"], g["kind"], g["end_time"]) for g in rows(world, "gaps")] == [(200000001, "changed", None)]
    assert [(h["mmsi"], h["end_time"]) for h in rows(world, "hulls")] == [
        (200000001, hours(24)),
        (200000009, hours(48)),
    ]


def test_faults_change_what_is_said_and_not_what_is_true():
    fault = {"kind": "circle", "span": [hours(10), hours(20)], "point": [38.0, 135.0], "radius_km": 5, "turn": "60 min"}
    world = played(ship(fault=[fault]))
    for said, true in zip(world.reports.to_pylist(), rows(world, "reports"), strict=True):
        assert (true["true_lat"], true["true_lon"]) == (40.0, 134.0)
        assert true["is_wrong"] == (hours(10) <= true["true_time"] < hours(20))
        if true["is_wrong"]:
            north = (said["lat"] - 38) * KM_PER_DEG
            east = (said["lon"] - 135) * KM_PER_DEG * math.cos(math.radians(38))
            assert math.hypot(north, east) == pytest.approx(5, abs=0.01)
    assert [g["kind"] for g in rows(world, "gaps")] == ["wrong"]


def test_a_position_that_is_frozen_stays_where_it_was():
    way = [{"to": [43.0, 134.0], "kn": 10}]
    world = played(ship(schedule=way, fault=[{"kind": "frozen", "span": [hours(3), hours(9)]}]))
    # 3 h at 10 kn are 55.56 km: 0.49966 degrees
    stuck = {s["lat"] for s, t in zip(world.reports.to_pylist(), rows(world, "reports"), strict=True) if t["is_wrong"]}
    assert list(stuck) == [pytest.approx(40.49966, abs=1e-5)]


# ------------------------------------------------------------------------------------------------------- reception


def station(**more):
    return {"name": "shore", "point": [40.0, 134.0], "range_km": 100, "heard": 1.0, **more}


def test_a_station_hears_in_full_within_nine_tenths_of_its_range_and_nothing_beyond_eleven():
    away = [ship(f"H{km}", mmsi=200000000 + km, at=[40 + km / KM_PER_DEG, 134.0]) for km in (0, 89, 100, 111)]
    world = played(*away, satellite=[], station=[station()], keep="3 min")
    counts = {h: sum(r["hull"] == h for r in rows(world, "reports")) for h in ("H0", "H89", "H100", "H111")}
    assert counts["H0"] == counts["H89"] == pytest.approx(960, abs=2)
    assert counts["H100"] == pytest.approx(480, abs=3 * 480**0.5 / 2**0.5)  # one in two
    assert counts["H111"] == 0


def test_reception_fails_where_and_while_it_is_said_to():
    near, far = ship("N"), ship("F", mmsi=200000002, at=[40.5, 134.0])
    sea = {"point": [40.5, 134.0], "range_km": 10, "span": [hours(20), hours(30)]}
    world = played(near, far, satellite=[], station=[station(off=[[hours(2), hours(9)]])], deaf=[sea])
    gaps = {(g["hull"], round(g["hours"]), g["kind"]) for g in rows(world, "gaps")}
    assert gaps == {("N", 7, "reception"), ("F", 7, "reception"), ("F", 10, "reception")}


def test_satellites_hear_while_they_pass():
    passing = {**SKY, "first": hours(1), "every": "100 min", "lasts": "10 min"}
    world = played(satellite=[passing], keep="3 min")
    minutes = [((r["true_time"] - hours(1)) / timedelta(minutes=1)) % 100 for r in rows(world, "reports")]
    assert max(minutes) < 10
    assert set(world.reports["satellite"].to_pylist()) == {"satellite"}


def test_a_receiver_whose_clock_is_ahead_says_later_times():
    world = played(satellite=[], station=[station(clock_off="3 h")])
    said, true = world.reports["time"].to_pylist(), world.truth["reports"]["true_time"].to_pylist()
    assert {a - b for a, b in zip(said, true, strict=True)} == {timedelta(hours=3)}


# ----------------------------------------------------------------------------------------------------------- visits


def test_a_visit_begins_and_ends_at_the_edge_of_the_waters():
    # roads 10 km south of the berth, radius 1 km; berth radius 0.5 km; 6 kn are 11.112 km/h.
    # From 30 km south of the berth: edge of the roads 19 km on (1.710 h), their middle 20 km on (1.800 h).
    way = [{"to": "P1/roads", "kn": 6}, {"stay": "4 h"}, {"to": "P1/berth", "kn": 6}, {"stay": "10 h"},
           {"to": [40.0, 134.0], "kn": 6, "via": [[42.0, 134.5]]}]  # fmt: skip
    (visit,) = rows(played(ship(at=[42 - 30 / KM_PER_DEG, 134.0], schedule=way), port=[port()]), "visits")
    near = timedelta(minutes=1.1)
    assert abs(visit["enter_time"] - hours(1.710)) < near
    assert abs(visit["stop_start"] - hours(1.800)) < near
    assert abs(visit["stop_end"] - hours(1.800 + 4 + 0.900 + 10)) < near  # 10 km from the roads to the berth
    assert abs(visit["leave_time"] - hours(16.700 + 0.045)) < near
    assert (visit["port"], visit["areas"], visit["is_hidden"]) == ("P1", "roads; berth", False)


def test_passing_through_is_no_visit():
    way = [{"to": "P1/roads", "kn": 6}, {"to": [40.0, 133.0], "kn": 6}]
    assert rows(played(ship(schedule=way), port=[port()]), "visits") == []


def test_ports_of_one_complex_are_one_visit_and_others_a_voyage():
    two = [port(complex="Bay"), port("P2", lon=134.3, complex="Bay"), port("P3", lat=40.0)]
    way = [{"stay": "5 h"}, {"to": "P2/berth", "kn": 6}, {"stay": "9 h"}, {"to": "P3/berth", "kn": 12}]
    world = played(ship(at="P1/berth", schedule=way), port=two)
    assert [(v["port"], v["areas"]) for v in rows(world, "visits")] == [("P2", "berth; berth"), ("P3", "berth")]
    (voyage,) = rows(world, "voyages")
    assert (voyage["from_port"], voyage["to_port"]) == ("P2", "P3")
    assert voyage["start_time"] == rows(world, "visits")[0]["stop_end"]


@pytest.mark.parametrize(("out_km", "visits"), [(29, 1), (31, 2)])
def test_a_ship_that_goes_out_and_comes_back_calls_again(out_km, visits):
    way = [{"stay": "5 h"}, {"to": "P1/berth", "kn": 12, "via": [[42 + out_km / KM_PER_DEG, 134.0]]}]
    assert len(rows(played(ship(at="P1/berth", schedule=way), port=[port()]), "visits")) == visits


def test_a_visit_of_a_dark_ship_is_hidden():
    world = played(ship(at="P1/berth", off=[[START, hours(48)]]), ship("H2", mmsi=200000002), port=[port()])
    assert [(v["is_hidden"], v["reports"]) for v in rows(world, "visits")] == [(True, 0)]


# ------------------------------------------------------------------------------------------------------ the whole


@pytest.mark.parametrize("name", ["meetings", "ports", "dark", "lies"])
def test_the_bundled_scenarios_hold_what_their_heads_say(name):
    world = simulate(read_scenario(EXAMPLES / f"{name}.toml"))
    kinds = {t: {} for t in ("gaps", "visits", "meetings")}
    for table, found in kinds.items():
        for row in rows(world, table):
            key = row["hull"] if table == "visits" else row["kind"]
            found[key] = found.get(key, 0) + 1
    assert (
        kinds
        == {
            "meetings": {"gaps": {"off": 1}, "visits": {}, "meetings": {"both seen": 5, "one-sided": 1}},
            "ports": {
                "gaps": {},
                "visits": {"H01": 3, "H02": 1, "H03": 1, "H04": 1, "H05": 1, "H07": 1},
                "meetings": {},
            },
            "dark": {"gaps": {"off": 2, "reception": 6}, "visits": {}, "meetings": {}},
            "lies": {"gaps": {"wrong": 2, "changed": 1}, "visits": {}, "meetings": {}},
        }[name]
    )


def test_the_same_scenario_gives_the_same_bytes_and_another_seed_others(tmp_path):
    scenario = read_scenario(EXAMPLES / "ports.toml")
    for name in ("one", "two"):
        write_world(simulate(scenario), tmp_path / name)
    files = [p.relative_to(tmp_path / "one") for p in sorted((tmp_path / "one").rglob("*.*"))]
    assert len(files) == 11
    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)
    other = simulate(scenario_of({**_toml(EXAMPLES / "ports.toml"), "seed": 99}))
    assert not other.reports.equals(simulate(scenario).reports)


def test_what_one_ship_draws_hangs_on_no_other():
    alone = played(ship(), satellite=[{**SKY, "heard": 0.5}])
    both = played(ship("H0", mmsi=200000009), ship(), satellite=[{**SKY, "heard": 0.5}])
    mine = both.reports.filter(pa.compute.equal(both.truth["reports"]["hull"], "H1"))
    assert mine.equals(alone.reports)


def test_every_row_is_labelled_simulated_and_a_case_takes_all_of_them(tmp_path):
    files = write_world(simulate(read_scenario(EXAMPLES / "ports.toml")), tmp_path / "made")
    given = [f for f in files if f.name.startswith("simulated_")]
    for file in given:
        assert all("simulated" in line.lower() for line in file.read_text().splitlines()[1:])
    case = fairlead.new(tmp_path / "made")
    assert case.config().title.startswith("SIMULATED: ")
    added = case.add(given)
    assert {(a.outcome, a.rows_rejected) for a in added} == {("added", 0)}
    assert sorted(a.rows_kept for a in added) == [3, 7, 11, len(given[0].read_text().splitlines()) - 1]


def test_nothing_is_written_over(tmp_path):
    world = played()
    write_world(world, tmp_path / "w")
    with pytest.raises(FairleadError, match="is not empty"):
        write_world(world, tmp_path / "w")


def _toml(path):
    import tomllib

    return tomllib.loads(path.read_text())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "red"}, "scenario: has 'colour', which means nothing here"),
        ({"span": [START, START]}, "scenario: span does not end after its start"),
        ({"span": [datetime(2024, 3, 1), hours(1)]}, "a time with its zone"),
        ({"keep": "soon"}, "keep is a duration such as"),
        ({"ship": []}, "has no ship"),
        ({"ship": [ship(), ship()]}, "hull 'H1' stands twice"),
        ({"ship": [ship(at="P9/berth")]}, "ship H1: at 'P9/berth' is no berth or anchorage"),
        ({"ship": [ship(at=[134.0, 40.0])]}, "no place a ship could be"),
        ({"ship": [ship(mmsi="x")]}, "ship H1: mmsi is a number from 1 to 999,999,999"),
        ({"ship": [ship(mmsi=1.5)]}, "mmsi is a whole number"),
        ({"ship": [ship(schedule=[{"stay": "1 h", "until": hours(1)}])]}, "step 1: has one of"),
        ({"ship": [ship(schedule=[{"meet": "M", "kn": 5}])]}, "ship H1: is not among those of a meeting 'M'"),
        ({"ship": [ship(fault=[{"kind": "odd", "span": [START, hours(1)]}])]}, "kind is one of jump, circle, frozen"),
        ({"ship": [ship(marks=[{"from": START}])]}, "from is not after the marks before"),
        ({"ship": [ship(schedule=[{"stay": "9 h"}, {"until": hours(5)}])]}, "step 2: arrives 4.0 h after"),
        ({"meeting": [meeting()]}, "meeting M: there is no ship 'H2'"),
        ({"satellite": [{**SKY, "lasts": "2 d"}]}, "satellite 1: lasts is above 0 and at most every"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_its_place(change, words):
    with pytest.raises(EvidenceError) as refused:
        played(**change)
    assert words in str(refused.value)


def test_a_file_that_is_no_scenario_is_named(tmp_path):
    (tmp_path / "x.toml").write_text("title = ")
    with pytest.raises(EvidenceError, match=r"x\.toml: is no TOML"):
        read_scenario(tmp_path / "x.toml")
    with pytest.raises(EvidenceError, match=r"none\.toml: cannot be read"):
        read_scenario(tmp_path / "none.toml")
