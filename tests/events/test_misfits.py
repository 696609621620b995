"""What cannot be so in the reports of one MMSI."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.base.schema import Step
from fairlead.base.tables import LAND, MISFITS, POSITIONS, STATICS
from fairlead.errors import SchemaError
from fairlead.events.misfits import CircleRules, FrozenRules, MisfitParams, find_misfits
from fairlead.events.trails import Reports
from fairlead.testing import (
    every_row_names_sources_that_exist,
    groups_do_not_affect_each_other,
    position_rows,
    row_order_does_not_matter,
    tracks,
)
from fairlead.tracks.segments import cut_segments

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
MMSI = 273000001
KM_PER_DEG = math.pi * 6371.0088 / 180
"""Of latitude: 111.195."""
KN = 1.852 / KM_PER_DEG
"""Degrees of latitude a ship makes in an hour at one knot."""
STEP = Step("misfits", find_misfits, ("positions", "tracks", "segments", "land"), ("misfits",), "mmsi")
SEA = LAND.empty()


def at(hours):
    return NOON + timedelta(hours=hours)


def every(minutes, hours, start=0.0):
    """Hours from ``start`` on, each so many minutes after the last, ``hours`` long."""
    return [start + n * minutes / 60 for n in range(int(hours * 60 / minutes) + 1)]


def lying(lat, lon, hours, mmsi=MMSI, sog_kn=0.0, **more):
    return position_rows(mmsi, [(at(h), lat, lon) for h in hours], sog_kn=sog_kn, cog_deg=0.0, msg_type=1, **more)


def northward(lat, lon, hours, kn=10.0, mmsi=MMSI, **more):
    reports = [(at(h), lat + h * kn * KN, lon) for h in hours]
    return position_rows(mmsi, reports, **{"sog_kn": kn, "cog_deg": 0.0, "msg_type": 1, **more})


IN_AND_OUT = [*northward(40, 130, every(10, 5)), *northward(40, 130, every(10, 10, start=15))]
"""A ship under way that is silent for ten hours."""


def misfits(*parts, land=SEA, **params):
    positions = POSITIONS.sorted(POSITIONS.from_rows(r for part in parts for r in part))
    found = find_misfits(positions, *cut_segments(positions, STATICS.empty()), land, MisfitParams(**params))
    return sorted(found.to_pylist(), key=lambda r: (r["misfit_kind"], r["start_time"]))


def test_a_ship_that_does_what_ships_do_has_none():
    assert misfits(northward(40, 130, every(10, 30)), lying(41, 131, every(3, 30), mmsi=273000002)) == []
    assert find_misfits(POSITIONS.empty(), *cut_segments(POSITIONS.empty(), STATICS.empty()), SEA).num_rows == 0


# ------------------------------------------------------------------------------------------- two places, and jumps


def test_two_ships_on_one_mmsi_are_in_two_places_while_both_are_heard():
    # 3 degrees of latitude apart: 333.585 km. Heard together from the second's first report to the first's last.
    one, other = lying(40, 130, every(10, 20)), lying(43, 130, every(10, 30, start=5))
    (found,) = misfits(one, other)
    assert (found["misfit_kind"], found["mmsi"]) == ("two_places", MMSI)
    assert (found["start_time"], found["end_time"], found["reports"]) == (at(5), at(20), 121 + 181)
    assert (found["lat"], found["lon"]) == (43, 130)
    assert found["words"] == (
        "2 ships were heard under 273000001 from 7 Mar 2024 17:00 UTC to 8 Mar 2024 08:00 UTC, at first 333.6 km apart."
    )


def test_a_ship_whose_clock_was_set_back_is_said_to_look_like_two():
    """Ten hours at ten knots, and on from there, two hours set back: a sixth of an hour of way is 3.1 km."""
    first = northward(40, 130, every(10, 10))
    then = [{**row, "time": row["time"] - timedelta(hours=2)} for row in northward(40, 130, every(10, 10, 10 + 1 / 6))]
    then = position_rows(MMSI, [(r["time"], r["lat"], r["lon"]) for r in then], sog_kn=10.0, cog_deg=0.0, msg_type=1)
    (found,) = misfits(first, then)
    assert found["words"].endswith(
        "The later begins 3.1 km from where the earlier ends, 1 h 50 min before it ends: one ship whose clock was set "
        "back looks the same."
    )


def test_times_in_two_places_within_a_day_of_each_other_are_one_misfit():
    one = lying(40, 130, every(10, 80))

    def twice(pause):
        return misfits(one, lying(43, 130, every(10, 5, start=1)), lying(43, 130, every(10, 5, start=6 + pause)))

    assert [(f["start_time"], f["end_time"]) for f in twice(20)] == [(at(1), at(31))]
    assert [(f["start_time"], f["end_time"]) for f in twice(25)] == [(at(1), at(6)), (at(31), at(36))]


def test_reports_far_off_and_back_are_a_jump():
    # 5 degrees off, 555.975 km, within minutes of the ship's own reports
    (found,) = misfits(northward(40, 130, every(10, 10)), lying(46, 130, [5.05, 5.1]))
    assert (found["misfit_kind"], found["reports"]) == ("teleport", 2)
    assert (found["start_time"], found["end_time"]) == (at(5.05), at(5.1))
    # the last of the ten reports after is of 6.667 h, 66.67 nautical miles north of 40: 667.17 - 123.47 = 543.7 km away
    assert "up to 544 km from those before and after" in found["words"]


def test_a_report_near_the_track_is_no_jump():
    assert misfits(northward(40, 130, every(10, 10)), lying(41, 130, [5.05])) == []


def test_reports_that_are_all_out_of_reach_of_each_other_are_no_ship_and_told_once():
    """Ninety reports, one in ten minutes, 300 knots apart. Two kilometres and a minute are forgiven: (92.6 - 2) km in
    11 minutes, 266.8 knots."""
    reports = northward(-40, 130, every(10, 14.84), kn=300, sog_kn=12.0)
    positions = POSITIONS.sorted(POSITIONS.from_rows(reports))
    segments = cut_segments(positions, STATICS.empty())[1]
    assert (segments.num_rows, set(segments["is_noise"].to_pylist())) == (90, {True})
    (found,) = misfits(reports)
    assert (found["misfit_kind"], found["reports"]) == ("teleport", 90)
    assert (found["start_time"], found["end_time"]) == (at(0), at(89 / 6))
    assert found["words"].endswith("are no ship's: one after the other they need at least 267 kn in the median.")
    received = [{**row, "receiver": "AB"[n % 2]} for n, row in enumerate(reports)]
    assert [f["clock_receivers"] for f in misfits(received) if f["misfit_kind"] == "teleport"] == [[]]


def test_a_jump_needs_reports_before_and_after_it():
    assert misfits(northward(40, 130, every(10, 10)), lying(46, 130, [10.1])) == []


def test_a_jump_is_no_jump_where_another_ship_of_the_mmsi_is_near():
    away = lying(46, 130, every(10, 10))
    assert {f["misfit_kind"] for f in misfits(northward(40, 130, every(10, 10)), away, lying(46.1, 130, [5.05]))} == {
        "two_places"
    }


def test_lying_where_the_ship_heard_before_and_after_could_not_be_is_an_anchor_spoof():
    # silent from 5 h to 15 h, longer than a segment goes on; from 5.1 h to 14.933 h it lies 10 degrees (1,112 km) north
    (found,) = misfits(IN_AND_OUT, lying(51, 130, every(10, 9.85, start=5.1)))
    assert (found["misfit_kind"], found["reports"]) == ("anchor_spoof", 60)
    assert (found["start_time"], found["end_time"]) == (at(5.1), at(5.1 + 59 / 6))
    assert "lay within 0.1 km for 9 h 50 min" in found["words"]


def test_sailing_there_is_a_jump_and_a_place_within_reach_is_nothing():
    (found,) = misfits(IN_AND_OUT, northward(51, 130, every(10, 9.85, start=5.1)))
    assert found["misfit_kind"] == "teleport"
    assert misfits(IN_AND_OUT, lying(40 + 100 * KN, 130.2, every(10, 3, start=9))) == []


# ------------------------------------------------------------------------------------------------------ land


def island(south, west, north, east):
    return LAND.from_rows([{"ring_no": 0, "ring": [south, west, south, east, north, east, north, west]}])


@pytest.mark.parametrize("seconds", [2, 10, 60])
@pytest.mark.parametrize("said", [300.0, 102.2, 10.0, 0.0, None])
def test_a_ship_at_three_hundred_knots_is_too_fast_however_often_it_reports(seconds, said):
    # a report every few seconds leaves no step that segments cut; 300 kn are 5 degrees of latitude an hour
    (found,) = misfits(northward(30, -60, every(seconds / 60, 0.25), kn=300.0, sog_kn=said))
    assert (found["misfit_kind"], found["reports"]) == ("too_fast", 900 // seconds + 1)
    assert "make good 300 kn for 0 h 15 min" in found["words"]
    assert ("say no speed" if said is None else f"say {said:.1f} kn") in found["words"]


def test_the_fastest_ferry_and_a_jump_of_one_step_are_not_too_fast():
    assert misfits(northward(30, -60, every(1, 3), kn=58.0)) == []
    there, back = every(1, 1), every(1, 1, start=61 / 60)
    jump = [*lying(30, -60, there), *lying(30.1, -60, back)]  # 11 km, six miles, within a minute
    assert [f for f in misfits(jump) if f["misfit_kind"] == "too_fast"] == []


def test_a_ship_wholly_on_land_under_an_mmsi_that_was_at_sea():
    land = island(44, 129, 46, 131)
    sea, inland = lying(40, 130, every(10, 20)), lying(45, 130, every(10, 10, start=5))
    found = [f for f in misfits(sea, inland, land=land) if f["misfit_kind"] == "on_land"]
    (one,) = found
    assert (one["start_time"], one["end_time"], one["reports"]) == (at(5), at(15), 61)
    # the nearest shore is east or west: 1 degree of longitude at 45 degrees north, 78.6 km
    assert "up to 78.6 km from the coast, or on a lake or river" in one["words"]


@pytest.mark.parametrize(
    ("name", "sea", "lat"),
    [("never at sea", [], 45.0), ("no deeper than 2 km", lying(40, 130, every(10, 20)), 44 + 1.9 / KM_PER_DEG)],
)
def test_rivers_and_the_edge_of_the_map_are_not_told_of(name, sea, lat):
    found = misfits(sea, lying(lat, 130, every(10, 10, start=5)), land=island(44, 129, 46, 131))
    assert [f for f in found if f["misfit_kind"] == "on_land"] == []


def test_sailing_in_from_the_sea_is_a_canal():
    assert misfits(northward(43, 130, every(10, 9)), land=island(44, 129, 46, 131)) == []


# ----------------------------------------------------------------------------------------------- frozen, circles


def test_one_position_while_the_speed_says_otherwise_is_frozen():
    # 4 h at 10 kn: 74 km by the speeds, none by the positions
    (found,) = misfits(lying(40.123456, 130.1, every(10, 4), sog_kn=10.0))
    assert (found["misfit_kind"], found["reports"]) == ("frozen", 25)
    assert "for 4 h, and say 10.0 kn" in found["words"]
    assert (found["lat"], found["lon"]) == (pytest.approx(40.123456), pytest.approx(130.1))


@pytest.mark.parametrize(
    ("name", "hours", "kn"),
    [("lies still", every(10, 4), 0.4), ("too short", every(10, 0.8), 10.0), ("too few", every(30, 1.5), 10.0),
     ("rounded coordinates: 1.5 h at 1.5 kn are 4.2 km", every(10, 1.5), 1.5)],
)  # fmt: skip
def test_what_is_not_frozen(name, hours, kn):
    assert misfits(lying(40, 130, hours, sog_kn=kn)) == []


def test_a_report_that_lies_still_ends_a_frozen_stretch():
    still = lying(40, 130, [2.05], sog_kn=0.0)
    found = misfits(lying(40, 130, every(10, 4), sog_kn=10.0), still)
    assert [(f["start_time"], f["end_time"]) for f in found] == [(at(0), at(2)), (at(2 + 1 / 6), at(4))]


def circling(radius_km, turn_h, hours, sog_kn, lat=40.0, lon=179.99, off_km=0.0):
    """A circle over the date line; every other report ``off_km`` farther out."""
    reports = []
    for n, h in enumerate(hours):
        r, turn = radius_km + off_km * (n % 2), 2 * math.pi * h / turn_h
        east = r * math.sin(turn) / KM_PER_DEG / math.cos(math.radians(lat))
        reports.append((at(h), lat + r * math.cos(turn) / KM_PER_DEG, (lon + east + 180) % 360 - 180))
    return position_rows(MMSI, reports, sog_kn=sog_kn, cog_deg=90.0, msg_type=1)


def test_a_circle_at_a_speed_not_said():
    # 5 km around in 1.5 h: 31.416 km, 20.9 km/h, 11.3 kn along the arc, 11.2 along chords of a third of a radian
    (found,) = misfits(circling(5, 1.5, every(5, 6), 0.5))
    assert found["misfit_kind"] == "circle"
    assert (found["lat"], found["lon"]) == (pytest.approx(40.0, abs=0.001), pytest.approx(179.99, abs=0.001))
    assert found["words"].endswith("lie on a circle of 5.0 km; they went around at 11 kn and say 0.5 kn.")


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("a ship that truly circles says so", circling(5, 1.5, every(5, 6), 11.0)),
        ("a ship that swings at anchor", circling(0.3, 1.5, every(5, 6), 6.0)),
        ("no round one", circling(5, 1.5, every(5, 6), 0.5, off_km=0.6)),  # 0.3 of 5.3 km: 5.7 %
        ("half a circle", circling(5, 8.0, every(5, 3.9), 8.0)),
        ("too short", circling(5, 1.5, every(5, 1.8), 0.5)),
        ("no speed is said", circling(5, 1.5, every(5, 6), None)),
    ],
)
def test_what_is_no_circle(name, rows):
    assert [f for f in misfits(rows) if f["misfit_kind"] == "circle"] == []


# ------------------------------------------------------------------------------------------------------- clocks


def heard(receiver, ahead_h=0.0, offset=0.0, kn=10.0, hours=24, minutes=20):
    """A ship northward at ``kn``, every 20 minutes, by one receiver whose clock is so much ahead."""
    reports = [(at(h + ahead_h), 40 + h * kn * KN, 130.0) for h in every(minutes, hours, start=offset)]
    return position_rows(MMSI, reports, sog_kn=kn, cog_deg=0.0, msg_type=1, receiver=receiver)


def clocks(*parts, **params):
    return [f for f in misfits(*parts, **params) if f["misfit_kind"] == "clock"]


def test_a_clock_that_is_off_by_hours_is_found_by_the_shift_that_sets_it_right():
    (found,) = clocks(heard("A"), heard("B", ahead_h=2.5, offset=0.1))
    assert (found["receiver"], found["other_receiver"], found["ahead_h"]) == ("A", "B", -2.5)
    assert found["reports"] == 73
    # 2.5 h at 10 kn are 46.3 km
    assert "by receiver A are 2 h 30 min earlier than those by B" in found["words"]
    assert "as they are 46 km" in found["words"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("clocks that agree", (heard("A"), heard("B", offset=0.1))),
        ("a clock 15 min off", (heard("A"), heard("B", ahead_h=0.25, offset=0.1))),
        ("one receiver", (heard("A"), heard("A", ahead_h=2.5, offset=0.1))),
        ("no receivers", (heard(None), heard(None, ahead_h=2.5, offset=0.1))),
        ("few reports", (heard("A"), heard("B", ahead_h=2.5, offset=0.1, hours=2.5))),
        ("two ships, each with its station", (heard("A"), lying(45, 130, every(20, 24, start=0.1), receiver="B"))),
    ],
)
def test_what_is_no_clock(name, parts):
    assert clocks(*parts) == []


def by_clock(*parts, **params):
    """Misfits of place, with the receivers whose clocks could make them and by how much."""
    columns = ("clock_receivers", "clock_from_h", "clock_to_h")
    found = [f for f in misfits(*parts, **params) if f["misfit_kind"] != "clock"]
    return [(f["misfit_kind"], list(zip(*(f[c] for c in columns), strict=True))) for f in found]


@pytest.mark.parametrize("hours", [24, 1])
def test_two_places_that_a_clock_makes_name_the_receivers_and_the_shift(hours):
    """At 10 kn, 18.5 km an hour, 2 km are 6.5 minutes of way: shifts 5 minutes to either side fit, those 10 off do not.
    An hour of reports is too little for a clock of its own, and enough to fit one that others show."""
    ((kind, ties),) = by_clock(heard("A"), heard("B", ahead_h=2.5, offset=0.1, hours=hours))
    assert kind == "two_places"
    (a, from_a, to_a), (b, from_b, to_b) = ties
    assert (a, b) == ("A", "B")
    assert (from_a, to_a) == pytest.approx((-2.5 - 1 / 12, -2.5 + 1 / 12))
    assert (from_b, to_b) == pytest.approx((2.5 - 1 / 12, 2.5 + 1 / 12))


def test_a_jump_that_a_clock_makes_names_the_receivers():
    """Two reports by B among those of A, from where the ship was 5 h, 93 km, before."""
    late = heard("B", ahead_h=5, offset=7.025, hours=0.1, minutes=3)[:2]
    ((kind, ties),) = by_clock(heard("A", minutes=3), late)
    assert kind == "teleport"
    assert [(who, low <= ahead <= high) for (who, low, high), ahead in zip(ties, (-5, 5), strict=True)] == [
        ("A", True), ("B", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("two ships, each with its station", (heard("A"), lying(45, 130, every(20, 24, start=0.1), receiver="B"))),
        ("two ships, both with both", (heard("A"), heard("B", offset=0.1),
                                       lying(45, 130, every(20, 24, start=0.05), receiver="A"),
                                       lying(45, 130, every(20, 24, start=0.15), receiver="B"))),
        ("no receivers", (heard(None), heard(None, ahead_h=2.5, offset=0.1))),
        ("one receiver", (heard("A"), heard("A", ahead_h=2.5, offset=0.1))),
    ],
)  # fmt: skip
def test_what_no_clock_makes_names_none(name, parts):
    assert by_clock(*parts) == [("two_places", [])]


# ------------------------------------------------------------------------------------------- short cuts lose nothing


def plain_frozen(time, lat, lon, kn, rules):
    """find_frozen said as its definition: of one segment the longest runs of equal positions with speeds said."""
    found, begin = [], 0
    for i in range(1, len(lat) + 1):
        goes_on = i < len(lat) and kn[i] > rules.kn and kn[begin] > rules.kn
        if goes_on and (lat[i], lon[i]) == (lat[begin], lon[begin]):
            continue
        km = sum(kn[j] * 1.852 * (time[j + 1] - time[j]) / 3.6e9 for j in range(begin, i - 1))
        if i - begin >= rules.reports and time[i - 1] - time[begin] >= rules.us and km >= rules.km:
            found.append([begin, i - 1])
        begin = i
    return found


def test_frozen_stretches_are_those_of_the_definition():
    from fairlead.events.misfit_loops import find_frozen

    rng = np.random.Generator(np.random.Philox(11))
    for _ in range(300):
        n = 40
        time = np.cumsum(rng.integers(1, 30, n)) * 60_000_000
        lat, lon = (rng.choice([1.0, 1.0, 1.0, 2.0], n) for _ in range(2))
        kn = rng.choice([0.0, 5.0, 9.0, 9.0, 9.0, np.nan], n)
        reports = Reports(time, lat, lon, kn)
        for rules in (FrozenRules(1.0, 0, 0.0, 2), FrozenRules(1.0, 1_200_000_000, 3.0, 3)):
            for edges in ([0, n], [0, 13, n]):
                first, beyond = np.array(edges[:-1]), np.array(edges[1:])
                wanted = [
                    [a + x for x in run]
                    for a, b in zip(first.tolist(), beyond.tolist(), strict=True)
                    for run in plain_frozen(time[a:b], lat[a:b], lon[a:b], kn[a:b], rules)
                ]
                assert find_frozen(reports, first, beyond, rules).tolist() == wanted


def test_no_circle_is_passed_over_unfitted():
    from fairlead.events.misfit_loops import fit_circle, flat, may_be_circle

    rng = np.random.Generator(np.random.Philox(12))
    rules, circles = CircleRules(24, 0.05, 0.5, 50.0, 1.5, 5.0), 0
    for n in range(3000):
        radius_km, angles = 10 ** rng.uniform(-1, 2.5), rng.uniform(0, rng.choice([0.3, 2, 6.2]), 24)
        radii = radius_km * (1 + rng.normal(0, rng.choice([0, 0.04, 0.06]), 24)) / KM_PER_DEG
        lat0 = rng.uniform(-70, 70)
        lat = lat0 + radii * np.sin(angles)
        lon = 179.9 + (n % 2) + radii * np.cos(angles) / math.cos(math.radians(lat0))
        reports = Reports(np.zeros(24, np.int64), lat, (lon + 180) % 360 - 180, np.zeros(24))
        rows = np.arange(24)
        x, y, _ = flat(reports, rows)
        east, north, radius = fit_circle(x, y)
        off = math.sqrt(np.mean((np.hypot(x - east, y - north) - radius) ** 2)) if radius < math.inf else math.inf
        is_circle = rules.least_km <= radius <= rules.most_km and off <= rules.off_frac * radius
        circles += is_circle
        assert may_be_circle(reports.lat, reports.lon, rows, rules) or not is_circle
    assert circles > 500


def test_no_two_receivers_too_far_apart_are_passed_over():
    from fairlead.events.misfit_loops import far_pairs, km_apart, needed_kn

    rng = np.random.Generator(np.random.Philox(13))
    n = 4000
    mmsi, code = rng.integers(1, 3, n).repeat(1), rng.integers(-1, 3, n)
    time = np.cumsum(rng.integers(0, 60, n)) * 10_000_000
    lat = rng.uniform(-80, 80) + rng.normal(0, 0.03, n)
    lon = (179.99 + rng.normal(0, 0.03, n) + 180) % 360 - 180
    told = set(far_pairs(mmsi, time, lat, lon, code, 60.0, 2.0).tolist())
    far = {
        i
        for i in range(n - 1)
        if mmsi[i] == mmsi[i + 1]
        and code[i] != code[i + 1]
        and min(code[i], code[i + 1]) >= 0
        and needed_kn(km_apart(lat[i], lon[i], lat[i + 1], lon[i + 1]), time[i + 1] - time[i], 2.0) > 60
    }
    assert far
    assert far <= told


# --------------------------------------------------------------------------------------------------------- laws


@given(tracks())
@settings(max_examples=30, deadline=None)
def test_mmsis_do_not_affect_each_other_and_sources_exist(world):
    tables = {**world, "land": SEA}
    groups_do_not_affect_each_other(STEP, tables)
    every_row_names_sources_that_exist(STEP, tables)


@given(tracks(), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_row_order_does_not_matter(world, rnd):
    row_order_does_not_matter(STEP, {**world, "land": SEA}, rnd)


def test_what_is_no_table_of_ours_is_refused():
    with pytest.raises(SchemaError):
        find_misfits(pa.table({"mmsi": [1]}), *cut_segments(POSITIONS.empty(), STATICS.empty()), SEA)
    with pytest.raises(ValueError, match="impossible_kn must be above 0"):
        MisfitParams(impossible_kn=0.0)


def test_found_rows_keep_their_schema():
    made = misfits(northward(40, 130, every(10, 10)), lying(46, 130, [5.05, 5.1]))
    assert MISFITS.from_rows(made).num_rows == 1
