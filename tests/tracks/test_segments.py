"""Segments: which reports of one MMSI can be one ship."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.base.ids import say_key
from fairlead.base.schema import IDS
from fairlead.base.tables import POSITIONS, SEGMENTS, STATICS, TRACKS
from fairlead.errors import SchemaError
from fairlead.testing import ais, position_rows, static_row
from fairlead.tracks.segments import SegmentParams, cut_segments

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
MMSI = 273000001
DEG_PER_NMI = 1 / 60


def positions(*rows_of_ships) -> pa.Table:
    return POSITIONS.sorted(POSITIONS.from_rows(r for rows in rows_of_ships for r in rows))


def northward(lat, lon, minutes, *, sog=10.0, mmsi=MMSI, start=NOON, off_nmi=0.0, **more):
    """A ship that sails north at ``sog`` knots, heard at the given minutes, ``off_nmi`` ahead of where it is."""
    reports = [(start + timedelta(minutes=m), lat + (sog * m / 60 + off_nmi) * DEG_PER_NMI, lon) for m in minutes]
    return position_rows(mmsi, reports, **{"sog_kn": sog, "cog_deg": 0.0, "msg_type": 1, **more})


def lying(lat, lon, minutes, *, mmsi=MMSI, start=NOON, **more):
    reports = [(start + timedelta(minutes=m), lat, lon) for m in minutes]
    return position_rows(mmsi, reports, **{"sog_kn": 0.0, "cog_deg": None, "msg_type": 1, **more})


def statics(*rows) -> pa.Table:
    return STATICS.sorted(STATICS.from_rows(rows))


def cut(*rows_of_ships, said=(), **params):
    return cut_segments(positions(*rows_of_ships), statics(*said), SegmentParams(**params))


def sets_of(tracks: pa.Table) -> set[frozenset[int]]:
    """The segments as sets of positions."""
    found = {}
    for row in tracks.select(["segment_id", "position_id"]).to_pylist():
        found.setdefault(row["segment_id"], set()).add(row["position_id"])
    return {frozenset(v) for v in found.values()}


def ids(*rows_of_ships) -> frozenset[int]:
    return frozenset(r["position_id"] for rows in rows_of_ships for r in rows)


# --------------------------------------------------------------------------------------------------------- one ship


def test_a_ship_under_way_is_one_segment_named_by_its_first_report():
    ship = northward(10, 20, range(0, 120, 10))
    tracks, segments = cut(ship)
    assert sets_of(tracks) == {ids(ship)}
    (row,) = segments.to_pylist()
    assert row["segment_id"] == say_key("segment", ship[0]["position_id"])
    assert (row["start_time"], row["end_time"], row["positions"]) == (NOON, NOON + timedelta(minutes=110), 12)
    assert (row["is_noise"], row["hull_no"], row["names"], row["length_m"]) == (False, 0, [], None)
    assert row["words"] == "12 reports of 273000001 from 7 Mar 2024 12:00 UTC to 7 Mar 2024 13:50 UTC."
    assert row["sources"] == [say_key("position", ship[i]["position_id"]) for i in (0, -1)]


def test_one_report_is_a_segment_and_no_noise():
    _, segments = cut(lying(10, 20, [0]))
    assert [(r["positions"], r["is_noise"], len(r["sources"])) for r in segments.to_pylist()] == [(1, False, 1)]


def test_nothing_gives_nothing():
    tracks, segments = cut()
    assert tracks.schema.equals(TRACKS.schema)
    assert segments.schema.equals(SEGMENTS.schema)
    assert (tracks.num_rows, segments.num_rows) == (0, 0)


def test_tracks_carry_the_positions_over_in_the_order_of_the_table():
    rows = [northward(10, 20, [0, 10, 20]), lying(50, 20, [5, 15]), lying(-30, 0, [1], mmsi=1)]
    tracks, _ = cut(*rows)
    given_rows = {r["position_id"]: r for group in rows for r in group}
    for row in tracks.to_pylist():
        for column in ("mmsi", "time", "lat", "lon", "sog_kn", "cog_deg"):
            assert row[column] == given_rows[row["position_id"]][column]
    assert TRACKS.sorted(tracks).equals(tracks.combine_chunks())


@pytest.mark.parametrize(("silence_min", "segments"), [(480, 1), (481, 2)])
def test_a_segment_ends_after_more_than_eight_hours_of_silence(silence_min, segments):
    assert len(sets_of(cut(lying(10, 20, [0, 10, 10 + silence_min]))[0])) == segments


@pytest.mark.parametrize(("east", "course"), [(1, 90.0), (-1, 270.0)])
def test_the_antimeridian_is_no_edge(east, course):
    # 0.02 degrees of longitude on the equator are 1.2 nautical miles; at 12 knots that is 6 minutes
    way = ((0, 179.97), (6, 179.99), (12, -179.99), (18, -179.97))
    reports = [(NOON + timedelta(minutes=m), 0.0, east * lon) for m, lon in way]
    ship = position_rows(MMSI, reports, sog_kn=12.0, cog_deg=course)
    assert sets_of(cut(ship)[0]) == {ids(ship)}


def test_the_pole_is_no_edge():
    # 89.95 N on either side of the pole: 6 nautical miles apart, half an hour at 12 knots
    ship = position_rows(
        MMSI, [(NOON, 89.95, 20.0), (NOON + timedelta(minutes=30), 89.95, -160.0)], sog_kn=12.0, cog_deg=0.0
    )
    assert sets_of(cut(ship)[0]) == {ids(ship)}


def test_a_ship_that_lies_still_and_sends_a_wrong_speed_stays_one_ship():
    # reckoned for an hour, 60 knots lead 60 x 1 / (1 + sqrt(1 / 4)) = 40 miles away, where 26 are let pass
    ship = [
        {**r, "sog_kn": 60.0, "cog_deg": 90.0 + 180 * (i % 2)} for i, r in enumerate(lying(10, 20, range(0, 600, 60)))
    ]
    assert sets_of(cut(ship)[0]) == {ids(ship)}


def test_two_positions_of_one_second_near_each_other_are_one_ship():
    ship = northward(10, 20, [0, 10]) + northward(10, 20.0001, [10, 20])
    assert sets_of(cut(ship)[0]) == {ids(ship)}


def test_speeds_that_are_not_known_break_nothing():
    ship = northward(10, 20, range(0, 100, 10), sog_kn=None, cog_deg=None)
    tracks, segments = cut(ship)
    assert sets_of(tracks) == {ids(ship)}
    assert not segments["is_noise"].to_pylist()[0]


def test_a_receiver_whose_clock_is_off_makes_no_second_ship():
    # every third report is stamped 10 minutes late: at 12 knots it lies 2 miles ahead of the others
    ahead = northward(10, 20, range(2, 240, 6), sog=12.0, off_nmi=2.0)
    ship = northward(10, 20, [m for m in range(0, 240, 2) if m % 6 != 2], sog=12.0)
    assert sets_of(cut(ship, ahead)[0]) == {ids(ship, ahead)}


# -------------------------------------------------------------------------------------------- ships that share an MMSI


def test_two_ships_far_apart_on_one_mmsi_are_two_segments_and_two_hulls():
    one, two = northward(10, 20, range(0, 120, 10)), lying(50, -30, range(5, 120, 10))
    tracks, segments = cut(one, two)
    assert sets_of(tracks) == {ids(one), ids(two)}
    assert {r["segment_id"]: r["hull_no"] for r in segments.to_pylist()} == {
        say_key("segment", one[0]["position_id"]): 0,
        say_key("segment", two[0]["position_id"]): 1,
    }


def test_two_ships_at_the_same_seconds_are_two_segments():
    one, two = northward(10, 20, range(0, 120, 10)), lying(50, -30, range(0, 120, 10))
    assert sets_of(cut(one, two)[0]) == {ids(one), ids(two)}


def test_a_second_ship_four_miles_off_keeps_every_report_when_the_first_fits_better():
    # The peer's matcher drops up to five good messages where the next one fits an older message better: here each
    # report of the second ship, 4 miles abeam, fits the first ship's last one weakly, and the first ship's next one
    # fits its own far better.
    one, two = northward(10, 20, range(0, 240, 6)), northward(10, 20 + 4 * DEG_PER_NMI, range(3, 240, 6))
    tracks, segments = cut(one, two)
    assert sets_of(tracks) == {ids(one), ids(two)}
    assert sorted(segments["positions"].to_pylist()) == [40, 40]
    assert sorted(segments["hull_no"].to_pylist()) == [0, 1]


def test_two_ships_four_miles_apart_at_the_same_seconds_keep_their_reports():
    one, two = northward(10, 20, range(0, 240, 6)), northward(10, 20 + 4 * DEG_PER_NMI, range(0, 240, 6))
    assert sets_of(cut(one, two)[0]) == {ids(one), ids(two)}


def test_a_report_that_leaves_a_segment_does_not_come_back_to_it():
    first, again = northward(10, 20, [0]), northward(10, 20, [6])
    abeam = (northward(10, 20 + 4 * DEG_PER_NMI + i / 1e6, [6]) for i in range(99))
    other = next(r for r in abeam if r[0]["position_id"] < again[0]["position_id"])  # of one second, it comes first
    assert sets_of(cut(first, again, other)[0]) == {ids(first, again), ids(other)}


def test_a_report_of_another_class_of_transponder_fits_ten_times_worse():
    # Two ships 4 miles apart. By distance a report 1.9 miles from one and 2.1 from the other fits the first
    # exp(25 (2.1^2 - 1.9^2) / 6.25^2) = 1.7 times better; of the second's class, it is the second's.
    one = lying(10, 20, range(0, 120, 6))
    two = lying(10 + 4 * DEG_PER_NMI, 20, range(3, 120, 6), msg_type=18)
    report = lying(10 + 1.9 * DEG_PER_NMI, 20, [121], msg_type=18)
    assert sets_of(cut(one, two, report)[0]) == {ids(one), ids(two, report)}


def test_a_report_with_another_name_fits_ten_times_worse():
    one = lying(10, 20, range(0, 120, 6))
    two = lying(10 + 4 * DEG_PER_NMI, 20, range(3, 120, 6), msg_type=18)
    report = lying(10 + 1.9 * DEG_PER_NMI, 20, [121], msg_type=None)  # nearer to the first, of either class
    alder = static_row(MMSI, NOON, name="ALDER", msg_type=5)
    birch = static_row(MMSI, NOON + timedelta(minutes=90), name="BIRCH", msg_type=24)
    assert sets_of(cut(one, two, report, said=[alder])[0]) == {ids(one, report), ids(two)}
    assert sets_of(cut(one, two, report, said=[alder, birch])[0]) == {ids(one), ids(two, report)}
    both = [static_row(MMSI, NOON + timedelta(minutes=80), name="ALDER", msg_type=5), birch]  # near, but which is it?
    assert sets_of(cut(one, two, report, said=both)[0]) == {ids(one, report), ids(two)}


def test_a_doubt_between_two_segments_ends_neither():
    # The peer closes every segment a message may belong to and starts another: a report midway between two ships.
    one, two = northward(10, 20, range(0, 240, 6)), northward(10, 20.1, range(0, 240, 6))
    between = northward(10, 20.05, [120.5])
    tracks, _ = cut(one, two, between)
    found = sets_of(tracks)
    assert len(found) <= 3
    assert any(ids(one) <= s for s in found)
    assert any(ids(two) <= s for s in found)


def test_each_segment_is_weighed_by_its_own_reports():
    # Open: one of a single report that cannot match, one of 30, one of a single report 6.7 miles from that. A report
    # 3.5 miles from the second and 3.2 from the third fits the third exp(25 (3.5^2 - 3.2^2) / 6.25^2) = 3.6 times
    # better, but a single report weighs 0.0995, 30 weigh 0.949: the second is right. The peer hands the weights to the
    # wrong candidates where one does not match (the second gets that of the first, the third that of the second).
    far = lying(-40, 100, [0])
    old = lying(10.0, 20.0, range(1, 60, 2))
    new = lying(10.0 + 6.7 * DEG_PER_NMI, 20.0, [60.0])
    report = lying(10.0 + 3.5 * DEG_PER_NMI, 20.0, [60.05])
    assert sets_of(cut(far, old, new, report)[0]) == {ids(far), ids(old, report), ids(new)}


def test_a_stray_report_is_noise_and_the_track_goes_on():
    ship, stray = northward(10, 20, range(0, 240, 6)), lying(45, 60, [121])
    tracks, segments = cut(ship, stray)
    assert sets_of(tracks) == {ids(ship), ids(stray)}
    assert {r["positions"]: (r["is_noise"], r["hull_no"]) for r in segments.to_pylist()} == {
        40: (False, 0),
        1: (True, 0),
    }
    assert segments.filter(segments["is_noise"])["words"].to_pylist() == [
        "1 report of 273000001 at 7 Mar 2024 14:01 UTC, off the track of the time."
    ]


def test_a_few_reports_within_a_ships_silence_are_its_own():
    before, after = lying(10, 20, range(0, 60, 6)), lying(10, 20, range(1200, 1260, 6))
    within = lying(10, 20, [620])  # ten hours after, and ten hours before
    _, segments = cut(before, within, after)
    assert segments["is_noise"].to_pylist() == [False] * 3
    assert segments["hull_no"].to_pylist() == [0] * 3


def test_a_report_that_a_ship_can_have_made_between_two_of_its_tracks_is_its_own():
    # Six hours after the first track, 120 miles against its course: 20 knots, which it can sail, though its speed leads
    # elsewhere (reckoned 20 kn x 6 h / (1 + sqrt(6 / 4)) = 54 miles north: a miss of 174, where 150 are let pass).
    before = northward(10, 20, range(0, 60, 6), sog=20.0)
    turned = lying(10 + (18 - 120) * DEG_PER_NMI, 20, [54 + 360], sog_kn=20.0, cog_deg=0.0)
    after = lying(10 + (18 - 120) * DEG_PER_NMI, 20.1, range(1200, 1260, 6))
    _, segments = cut(before, turned, after)
    assert sorted(segments["positions"].to_pylist()) == [1, 10, 10]
    assert segments["is_noise"].to_pylist() == [False] * 3
    assert segments["hull_no"].to_pylist() == [0] * 3


def test_what_is_set_aside_is_noise_even_at_the_end_of_a_track():
    _, segments = cut(lying(10, 20, range(0, 240, 6)), lying(10, 20, [250], msg_type=27))
    assert sorted(segments["is_noise"].to_pylist()) == [False, True]


def test_coarse_reports_beside_finer_ones_are_set_aside_in_one_segment():
    ship = lying(10, 20, range(0, 240, 6))
    coarse = lying(10.001, 20.001, [31, 91, 151], msg_type=27)
    without = northward(10, 20, [46], off_nmi=-7.6, sog_kn=None, cog_deg=None)
    tracks, segments = cut(ship, coarse, without)
    assert sets_of(tracks) == {ids(ship), ids(coarse, without)}
    assert sorted(zip(segments["positions"].to_pylist(), segments["is_noise"].to_pylist(), strict=True)) == [
        (4, True),
        (40, False),
    ]


@pytest.mark.parametrize("other", [False, True])
def test_a_ship_that_never_sends_a_course_loses_no_report_when_it_sails(other):
    """Two hours at rest, three under way; alone, and with another ship on her MMSI two degrees off."""
    rest = lying(10, 20, range(0, 120, 5), sog_kn=0.1)
    sails = northward(10, 20, range(0, 180, 5), start=NOON + timedelta(hours=2), cog_deg=None)
    ships = [rest, sails, *([northward(12, 22, range(2, 300, 5))] if other else [])]
    tracks, segments = cut(*ships)
    assert sets_of(tracks) == {ids(rest, sails), *([ids(ships[2])] if other else [])}
    assert not any(segments["is_noise"].to_pylist())


def test_coarse_reports_alone_are_a_track():
    ship = lying(10, 20, range(0, 600, 90), msg_type=27)
    tracks, segments = cut(ship)
    assert sets_of(tracks) == {ids(ship)}
    assert segments["is_noise"].to_pylist() == [False]


def test_more_ships_than_may_be_open_are_survived():
    ships = [
        lying(lat, lon, [i / 10])
        for i, (lat, lon) in enumerate((a, b) for a in range(-80, 80, 10) for b in range(0, 100, 10))
    ]
    tracks, segments = cut(*ships, open_most=4)
    assert tracks.num_rows == len(ships) == segments.num_rows


def test_where_no_more_may_be_open_the_segment_heard_longest_ago_ends():
    one, two, three = lying(10, 20, [0, 2, 4]), lying(50, 20, [1, 5]), lying(-50, 20, [3])
    assert sets_of(cut(one, two, three, open_most=2)[0]) == {ids(one), ids(two[:1]), ids(two[1:]), ids(three)}


def test_noise_carries_the_number_of_the_ship_nearest_in_time():
    one, two = lying(10, 20, range(0, 100, 6)), lying(-50, 20, range(300, 400, 6))
    _, segments = cut(one, two, lying(50, 150, [310]))
    assert {r["positions"]: r["hull_no"] for r in segments.to_pylist() if r["is_noise"]} == {1: 1}
    _, segments = cut(one, two, lying(50, 150, [50]))
    assert {r["positions"]: r["hull_no"] for r in segments.to_pylist() if r["is_noise"]} == {1: 0}


def test_as_many_ships_as_share_an_mmsi_are_found():
    places = [(lat, lon) for lat in range(-60, 61, 20) for lon in range(-150, 151, 60)]
    ships = [lying(lat, lon, range(i % 7, 200, 20)) for i, (lat, lon) in enumerate(places)]
    tracks, segments = cut(*ships)
    assert sets_of(tracks) == {ids(s) for s in ships}
    assert sorted(segments["hull_no"].to_pylist()) == list(range(42))
    assert not any(segments["is_noise"].to_pylist())


# ------------------------------------------------------------------------ ships that share an MMSI, over a silence


def hulls_of(segments: pa.Table, *ships) -> list[int]:
    """Number of the ship of the segment that each of some groups of reports begins."""
    hull_of = {r["segment_id"]: r["hull_no"] for r in segments.to_pylist()}
    return [hull_of[say_key("segment", ship[0]["position_id"])] for ship in ships]


def test_the_ship_heard_last_comes_back_before_one_heard_long_ago_that_would_need_less_speed():
    # 90 miles in 102 hours are 0.9 knots, 30 miles in 12 hours 2.5; but in 102 hours a ship may be anywhere
    long_ago, lately = lying(10, 20, range(0, 60, 6)), lying(12, 20, range(3, 5400, 6))
    again = lying(11.5, 20, range(6120, 6180, 6))
    _, segments = cut(long_ago, lately, again)
    assert hulls_of(segments, long_ago, lately, again) == [0, 1, 1]


def test_what_comes_later_tells_which_of_two_ships_came_back():
    # 150 miles from both, so either may be the first that is heard again; the second is 100 from one and 300 from the
    # other, whose 300 in 13 hours are 23 knots
    one, two = lying(10, 20, [0, 6, 12, 18]), lying(15, 20, [1, 7, 13, 19])
    first, second = lying(12.5, 20, [798, 804, 810, 816]), lying(10, 21.7, [799, 805, 811, 817])
    assert hulls_of(cut(one, two, first, second)[1], one, two, first, second) == [0, 1, 1, 0]
    second = lying(15, 21.7, [799, 805, 811, 817])
    assert hulls_of(cut(one, two, first, second)[1], one, two, first, second) == [0, 1, 0, 1]


def test_two_ships_that_pass_each_other_out_of_hearing_keep_their_courses():
    # 120 miles in 12 hours at 10 knots each: where one was last heard the other is heard next
    def westward(minutes):
        return [{**r, "cog_deg": 270.0} for r in eastward(minutes, lon=22.0, way=-1)]

    def eastward(minutes, lon=20.0, way=1):
        reports = [(NOON + timedelta(minutes=m), 0.0, lon + way * m / 6 * DEG_PER_NMI) for m in minutes]
        return position_rows(MMSI, reports, sog_kn=10.0, cog_deg=90.0, msg_type=1)

    before, after = range(-54, 1, 6), range(720, 780, 6)
    ships = eastward(before), westward(before), eastward(after), westward(after)
    east, west, east_again, west_again = hulls_of(cut(*ships)[1], *ships)
    assert (east, west) == (east_again, west_again)
    assert east != west


def test_a_report_after_some_hours_is_of_the_ship_whose_segment_ended_and_which_sailed_there():
    # One lies 120 miles south and is silent for 6 h; the other was heard till 12 h ago, bound here at 10 knots. That
    # the first's segment is still open says nothing.
    lies, sails = lying(8, 20, range(-720, 361, 6)), northward(8, 20.5, range(-600, 1, 6))
    here = northward(8, 20.5, range(720, 780, 6))
    back = lying(8, 20, range(790, 900, 6))
    tracks, segments = cut(lies, sails, here, back)
    assert ids(here) in sets_of(tracks)
    assert hulls_of(segments, sails) == hulls_of(segments, here)
    assert hulls_of(segments, lies) != hulls_of(segments, here)


def said_with(ship, name):
    """A file that gives a name in every row: the static report of each hour is merged into one."""
    return [static_row(MMSI, r["time"], name=name, msg_type=1) for r in ship]


def test_names_that_alternate_go_each_to_the_ship_whose_report_they_came_with():
    one, two = lying(10, 20, range(0, 300, 6)), lying(11, 20, range(3, 300, 6))
    _, segments = cut(one, two, said=said_with(one, "ALDER") + said_with(two, "BIRCH"))
    assert segments.sort_by("hull_no")["names"].to_pylist() == [["ALDER"], ["BIRCH"]]


def test_ships_that_change_places_out_of_hearing_are_known_by_their_names():
    one, two = lying(10, 20, range(0, 300, 6)), lying(11, 20, range(3, 300, 6))
    two_again, one_again = lying(10, 20, range(1200, 1500, 6)), lying(11, 20, range(1203, 1500, 6))
    ships = one, two, one_again, two_again
    named = [s for ship, name in zip(ships, ("ALDER", "BIRCH") * 2, strict=True) for s in said_with(ship, name)]
    assert hulls_of(cut(*ships, said=named)[1], *ships) == [0, 1, 0, 1]
    assert hulls_of(cut(*ships)[1], *ships) == [0, 1, 1, 0]


def test_names_that_come_by_chance_with_the_reports_of_either_are_neithers():
    # static reports in between, as often nearest to a report of one as to one of the other
    one, two = lying(10, 20, range(0, 300, 6)), lying(11, 20, range(3, 300, 6))
    said = [static_row(MMSI, NOON + timedelta(minutes=m + 1 + m % 4), name=("ALDER", "BIRCH")[m % 12 > 5], msg_type=5)
            for m in range(0, 240, 3)]  # fmt: skip
    two_again, one_again = lying(11, 20, range(1203, 1500, 6)), lying(10, 20, range(1200, 1500, 6))
    ships = one, two, one_again, two_again
    assert hulls_of(cut(*ships, said=said)[1], *ships) == [0, 1, 0, 1]


def arriving(lat, lon, minutes, *, start=NOON):
    """A ship that comes from the south at 5 knots, lies from minute 300 on, and is heard at the given minutes."""
    sails, lies = [m for m in minutes if m < 300], [m for m in minutes if m >= 300]
    return northward(lat - 25 * DEG_PER_NMI, lon, sails, sog=5.0, start=start) + lying(lat, lon, lies, start=start)


def test_a_ship_that_comes_to_lie_a_cable_from_another_keeps_her_reports():
    # 0.08 miles, 150 m: she stops between two reports, so where her speed leads is farther off than the other ship
    lies, comes = lying(10, 20 + 0.08 * DEG_PER_NMI, range(0, 900, 6)), arriving(10, 20, range(3, 900, 6))
    assert sets_of(cut(lies, comes)[0]) == {ids(lies), ids(comes)}


def test_positions_that_jump_and_come_back_are_noise_however_many():
    # five minutes after the last at sea the first elsewhere, 120 miles off, and back after twelve hours
    before, after = northward(10, 20, range(0, 300, 6)), northward(10, 20, range(1020, 1320, 6))
    elsewhere = lying(12, 20, range(299, 1019, 6))
    _, segments = cut(before, elsewhere, after)
    assert {r["positions"]: (r["is_noise"], r["hull_no"]) for r in segments.to_pylist()} == {
        50: (False, 0),
        120: (True, 0),
    }
    _, segments = cut(before, lying(12, 20, range(359, 1019, 6)), after)  # an hour after: a second ship
    assert not any(segments["is_noise"].to_pylist())


def test_a_thin_segment_beside_a_ship_is_wrong_positions_of_hers():
    # 200 reports in 20 hours, and eight from elsewhere: no more than a tenth
    ship, ghost = lying(10, 20, range(0, 1200, 6)), lying(30, 60, range(303, 783, 60))
    _, segments = cut(ship, ghost)
    assert {r["positions"]: (r["is_noise"], r["hull_no"]) for r in segments.to_pylist()} == {
        200: (False, 0),
        8: (True, 0),
    }


def test_one_report_in_ten_that_is_off_is_noise():
    """Every tenth of 240, ten miles east of where the others are: 24 of 240, a tenth of both together."""
    ship, off = [], []
    for n in range(240):
        east = 10 / 60 / np.cos(np.radians(10 + n / 60)) if n % 10 == 5 else 0
        (off if n % 10 == 5 else ship).extend(northward(10 + n / 60, 20 + east, [n * 6], sog=10.0))
        ship, off = ship, off
    _, segments = cut(ship, off)
    assert {r["positions"]: r["is_noise"] for r in segments.to_pylist()} == {216: False, 24: True}


@pytest.mark.parametrize(("reports", "noise"), [(3, 0), (4, 4), (90, 90)])
def test_ships_heard_a_few_times_each_soon_after_each_other_are_none(reports, noise):
    """Each 50 miles from the one ten minutes before: four such ships are no ships."""
    scattered = [lying(-40 + n * 50 / 60, 20, [n * 10]) for n in range(reports)]
    _, segments = cut(*scattered)
    assert (segments.num_rows, sum(segments["is_noise"].to_pylist())) == (reports, noise)


def test_ships_heard_a_few_times_each_that_are_far_between_are_ships():
    far_between = [lying(lat, lon, [n * 600]) for n, (lat, lon) in enumerate(((0, 0), (50, 90), (-50, 170), (60, -60)))]
    assert sum(cut(*far_between)[1]["is_noise"].to_pylist()) == 0
    ship = lying(10, 20, range(0, 4000, 6))
    _, segments = cut(ship, *far_between)
    assert sum(segments["is_noise"].to_pylist()) == 4


def test_a_segment_is_a_ships_where_a_mark_or_its_reports_or_its_length_or_its_life_tell_so():
    ship, thin = lying(10, 20, range(0, 1200, 6)), lying(30, 60, range(303, 783, 60))

    def noise(*rows_of_ships, said=()):
        return [r["positions"] for r in cut(*rows_of_ships, said=said)[1].to_pylist() if r["is_noise"]]

    assert noise(ship, thin) == [8]
    assert noise(ship, thin, said=said_with(ship, "ALDER") + said_with(thin, "BIRCH")) == []
    assert noise(ship, thin, said=said_with(ship, "ALDER") + said_with(thin, "ALDER")) == [8]
    assert noise(ship, lying(30, 60, range(303, 783, 20))) == []  # 24: more than a tenth of 200
    long = lying(10, 20, range(0, 6000, 6))
    assert noise(long, lying(30, 60, range(303, 3183, 60))) == [48]  # 47 hours
    assert noise(long, lying(30, 60, range(303, 3303, 60))) == []  # 49 hours
    before, after = lying(30, 60, range(-900, -300, 6)), lying(30, 60, range(1500, 1800, 6))
    assert noise(before, ship, thin, after) == []  # in the silence of a second ship, who lay there


# -------------------------------------------------------------------------------------------------------------- hulls


def test_a_ship_heard_again_where_it_can_have_sailed_is_the_same_hull():
    # 240 miles in 20 hours: 12 knots
    _, segments = cut(lying(10, 20, [0, 6, 12, 18]), lying(14, 20, [1218, 1224, 1230, 1236]))
    assert segments["hull_no"].to_pylist() == [0, 0]


def test_a_ship_heard_again_where_it_cannot_have_sailed_is_another_hull():
    # 600 miles in 20 hours: 30 knots
    _, segments = cut(lying(10, 20, [0, 6, 12, 18]), lying(20, 20, [1218, 1224, 1230, 1236]))
    assert sorted(segments["hull_no"].to_pylist()) == [0, 1]


def test_marks_that_contradict_make_another_hull_and_a_new_name_with_the_same_number_does_not():
    before, after = lying(10, 20, [0, 6, 12, 18]), lying(10, 20, [1218, 1224, 1230, 1236])
    alder = {"name": "ALDER", "imo": 9074729, "msg_type": 5}

    def hulls(**later):
        said = static_row(MMSI, NOON, **alder), static_row(MMSI, NOON + timedelta(minutes=1220), msg_type=5, **later)
        return sorted(cut(before, after, said=said)[1]["hull_no"].to_pylist())

    assert hulls(name="BIRCH", imo=8660313) == [0, 1]
    assert hulls(name="BIRCH", imo=9074729) == [0, 0]
    assert hulls(name="Al.der") == [0, 0]


def test_of_two_ships_heard_again_each_is_the_one_that_lay_nearest():
    # both ships can have sailed to either place in 20 hours; the least way is each to its own
    one, two = lying(10, 20, [0, 6, 12, 18]), lying(12, 20, [1, 7, 13, 19])
    two_again, one_again = lying(11.9, 20, [1218, 1224, 1230, 1236]), lying(10.1, 20, [1219, 1225, 1231, 1237])
    _, segments = cut(one, two, one_again, two_again)
    hull_of = {r["segment_id"]: r["hull_no"] for r in segments.to_pylist()}
    hulls = [hull_of[say_key("segment", s[0]["position_id"])] for s in (one, two, one_again, two_again)]
    assert hulls == [0, 1, 0, 1]


def test_a_name_or_a_class_that_agrees_goes_before_the_least_way():
    one, two = lying(10, 20, [0, 6, 12, 18]), lying(12, 20, [1, 7, 13, 19], msg_type=18)
    again = lying(10, 20, [1218, 1224, 1230, 1236])  # where the first lay

    def hull(later, *said):
        _, segments = cut(one, two, later, said=said)
        (found,) = (r["hull_no"] for r in segments.to_pylist() if r["start_time"] > NOON + timedelta(hours=1))
        return found

    def birch(minutes):
        return static_row(MMSI, NOON + timedelta(minutes=minutes), name="BIRCH", msg_type=24)

    either = [{**r, "msg_type": None} for r in again]
    assert (hull(again), hull(either)) == (0, 0)
    assert hull([{**r, "msg_type": 18} for r in again]) == 1
    assert hull(either, birch(1), birch(1220)) == 1


def test_a_number_with_a_wrong_check_digit_contradicts_nothing():
    before, after = lying(10, 20, [0, 6, 12, 18]), lying(10, 20, [1218, 1224, 1230, 1236])
    said = static_row(MMSI, NOON, imo=1234567), static_row(MMSI, NOON + timedelta(minutes=1220), imo=7654321)
    _, segments = cut(before, after, said=said)
    assert segments["hull_no"].to_pylist() == [0, 0]
    assert sorted(segments["imos"].to_pylist()) == [[1234567], [7654321]]


# -------------------------------------------------------------------------------------------------------------- marks


def test_names_are_those_received_with_the_segment_most_frequent_first():
    ship = lying(10, 20, range(0, 600, 6))
    said = [
        static_row(MMSI, NOON, name="BIRCH", length_m=100.0),
        static_row(
            MMSI,
            NOON + timedelta(minutes=60),
            name="ALDER",
            callsign="XYZ",
            ship_type=80,
            copies=3,
            end_time=NOON + timedelta(minutes=90),
        ),
        static_row(MMSI, NOON + timedelta(hours=30), name="CEDAR"),
        static_row(MMSI + 1, NOON, name="DOGWOOD"),
    ]
    (row,) = cut(ship, said=said)[1].to_pylist()
    assert (row["names"], row["callsigns"], row["imos"]) == (["ALDER", "BIRCH"], ["XYZ"], [])
    assert row["names_unlisted"] is None
    assert (row["ship_type"], row["length_m"]) == (80, 100.0)
    assert ", as ALDER." in row["words"]
    assert say_key("static", said[1]["static_id"]) in row["sources"]


def test_a_name_heard_a_quarter_of_an_hour_from_any_report_is_not_the_segments():
    def names(minutes):
        said = static_row(MMSI, NOON + timedelta(minutes=minutes), name="ALDER")
        return cut(lying(10, 20, [0, 240]), said=[said])[1]["names"].to_pylist()

    assert (names(15), names(16), names(120), names(225)) == ([["ALDER"]], [[]], [[]], [["ALDER"]])


def test_ships_of_different_classes_keep_their_names_apart():
    one, two = lying(10, 20, range(0, 120, 6)), lying(50, -30, range(3, 120, 6), msg_type=18)
    said = static_row(MMSI, NOON, name="ALDER", msg_type=5), static_row(MMSI, NOON, name="BIRCH", msg_type=24)
    assert sorted(cut(one, two, said=said)[1]["names"].to_pylist()) == [["ALDER"], ["BIRCH"]]


def test_ten_thousand_names_on_one_mmsi_are_survived_and_counted_and_twenty_listed():
    ship = lying(10, 20, range(0, 120, 6))
    said = [static_row(MMSI, NOON + timedelta(seconds=i % 3600), name=f"NAME {i:05d}") for i in range(10_000)]
    (row,) = cut(ship, said=said)[1].to_pylist()
    assert row["names"] == [f"NAME {i:05d}" for i in range(20)]
    assert row["names_unlisted"] == 9_980


# --------------------------------------------------------------------------------------------------------------- laws


@settings(deadline=None)
@given(ais())
def test_every_position_is_in_exactly_one_segment_of_its_mmsi(world):
    tracks, segments = cut_segments(world["positions"], world["statics"])
    assert Counter(tracks["position_id"].to_pylist()) == Counter(world["positions"]["position_id"].to_pylist())
    counted = Counter(
        (say_key("segment", s), m)
        for s, m in zip(tracks["segment_id"].to_pylist(), tracks["mmsi"].to_pylist(), strict=True)
    )
    assert counted == {(r["segment_id"], r["mmsi"]): r["positions"] for r in segments.to_pylist()}
    assert tracks.schema.equals(TRACKS.schema)


@settings(deadline=None)
@given(ais(), st.randoms(use_true_random=False))
def test_row_order_does_not_matter(world, rnd):
    def mixed(table):
        return table.take(pa.array(rnd.sample(range(table.num_rows), table.num_rows), pa.int64()))

    made = cut_segments(world["positions"], world["statics"])
    again = cut_segments(mixed(world["positions"]), mixed(world["statics"]))
    assert [t.to_pylist() for t in made] == [t.to_pylist() for t in again]


@settings(deadline=None)
@given(ais())
def test_vessels_do_not_affect_each_other(world):
    together = cut_segments(world["positions"], world["statics"])
    for mmsi in set(world["positions"]["mmsi"].to_pylist()):
        apart = cut_segments(*(t.filter(np.equal(t["mmsi"].to_numpy(), mmsi)) for t in world.values()))
        for whole, part in zip(together, apart, strict=True):
            assert [r for r in whole.to_pylist() if r["mmsi"] == mmsi] == part.to_pylist()


@settings(deadline=None)
@given(ais(), st.data())
def test_what_comes_later_renames_no_segment(world, data):
    times = world["positions"]["time"].to_pylist()
    until = data.draw(st.sampled_from(sorted(times))) if times else NOON

    def earlier(table, column):
        return table.filter(pa.array([t <= until for t in table[column].to_pylist()], pa.bool_()))

    _, before = cut_segments(earlier(world["positions"], "time"), earlier(world["statics"], "start_time"))
    _, after = cut_segments(world["positions"], world["statics"])
    assert set(before["segment_id"].to_pylist()) <= set(after["segment_id"].to_pylist())


@settings(deadline=None)
@given(ais())
def test_sources_are_reports_that_exist_and_noise_is_alone_only_where_it_is_scattered(world):
    _, segments = cut_segments(world["positions"], world["statics"])
    known = {say_key("position", k) for k in world["positions"]["position_id"].to_pylist()}
    known |= {say_key("static", k) for k in world["statics"]["static_id"].to_pylist()}
    firm = {(r["mmsi"]) for r in segments.to_pylist() if not r["is_noise"]}
    noise = Counter(r["mmsi"] for r in segments.to_pylist() if r["is_noise"])
    firm |= {mmsi for mmsi, count in noise.items() if count >= SegmentParams().few}  # scattered: no ship at all
    for row in segments.to_pylist():
        assert row["sources"]
        assert set(row["sources"]) <= known
        assert row["mmsi"] in firm
    assert segments.schema.field("sources").type == IDS


def test_a_table_without_a_column_is_refused():
    with pytest.raises(SchemaError, match="missing \\['lat'\\]"):
        cut_segments(positions(lying(1, 2, [0])).drop_columns(["lat"]), statics())


def test_a_parameter_out_of_bounds_is_refused():
    with pytest.raises(ValueError, match="max_kn must be above 0"):
        SegmentParams(max_kn=0.0)
