"""AIS gaps: silences of one ship, what other ships tell of reception meanwhile, and what could be reached."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.base.geodesy import EARTH_RADIUS_KM
from fairlead.base.ids import dense_keys, say_key
from fairlead.base.tables import (
    AREAS,
    CONFLICTS,
    GAPS,
    HEARD,
    LAND,
    LISTENED,
    PLACES,
    POSITIONS,
    RECEPTION,
    SEGMENTS,
    SILENCES,
    STATICS,
    TRACKS,
)  # fmt: skip
from fairlead.case.landing import sort_positions
from fairlead.events.chance_loops import Rules, chance_away, chance_missed, odds_quiet
from fairlead.events.gap_loops import arc, chord, find_ports
from fairlead.events.gaps import GapParams, learn_share, weigh_gaps
from fairlead.events.reception import count_reception, hear
from fairlead.events.silences import SilenceParams, list_silences
from fairlead.formats.ais import read_reports
from fairlead.formats.land import read_land
from fairlead.testing import tracks as drawn_tracks
from fairlead.tracks.segments import cut_segments

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNTIL = NOON + timedelta(days=2)
KM_PER_DEG = EARTH_RADIUS_KM * np.pi / 180
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "ais" / "parquet"


def ship(mmsi, *reports, hull=0, is_noise=False, satellite=False, sog_kn=0.0):
    """Track and segment of reports given as hours from noon, latitude, longitude, and who received it if not all."""
    rows = []
    for hours, lat, lon, *by in reports:
        time = NOON + timedelta(hours=hours)
        us = np.array([(time - EPOCH) // timedelta(microseconds=1)])
        key = int(dense_keys(np.array([mmsi]), us, np.array([float(lat)]), np.array([float(lon)]))[0])
        rows.append(
            {"position_id": key, "mmsi": mmsi, "time": time, "lat": lat, "lon": lon, "sog_kn": sog_kn,
             "is_satellite": by[0] if by else satellite}
        )  # fmt: skip
    begun = rows[0]["position_id"]
    row = {
        "segment_id": say_key("segment", begun), "mmsi": mmsi, "start_time": rows[0]["time"],
        "end_time": rows[-1]["time"], "positions": len(rows), "is_noise": is_noise, "hull_no": hull, "names": [],
        "imos": [], "callsigns": [], "words": "A segment.", "sources": [say_key("position", begun)],
    }  # fmt: skip
    return [{**r, "segment_id": begun} for r in rows], row


def lying(mmsi, hours, lat=10.1, lon=20.1, **more):
    return ship(mmsi, *((h, lat, lon) for h in hours), **more)


def gaps(*ships, land=None, places=(), areas=(), until=UNTIL, others=(), listened=(), **params):
    """The gaps of ``ships``, heard together with ``others``, in time."""

    def tables(parts):
        return TRACKS.from_rows(r for rows, _ in parts for r in rows), SEGMENTS.from_rows(s for _, s in parts)

    made = list_silences(
        *tables(ships), hear(*tables(ships)), count_reception(hear(*tables([*ships, *others]))),
        land or LAND.empty(), PLACES.from_rows(places), AREAS.from_rows(areas),
        LISTENED.from_rows({"start_time": a, "end_time": b} for a, b in listened), until, SilenceParams(**params),
    )  # fmt: skip
    return sorted(weigh_gaps(made, CONFLICTS.empty()).to_pylist(), key=lambda r: r["start_time"])


def place(label, name, lat, lon, kind="port"):
    return {
        "place_id": f"place:{label}", "label": label, "name": name, "other_names": [], "place_kind": kind, "lat": lat,
        "lon": lon, "evidence_id": "evidence:places", "row": 2,
    }  # fmt: skip


# ----------------------------------------------------------------------------------------------------------- silences


@pytest.mark.parametrize(("hours", "found"), [(6, 1), (5.999, 0)])
def test_a_silence_of_exactly_the_threshold_is_a_gap(hours, found):
    assert len(gaps(lying(1, (0, hours)), until=NOON + timedelta(hours=hours))) == found


def test_the_threshold_is_a_parameter():
    assert len(gaps(lying(1, (0, 6, 13)), min_silence=timedelta(hours=7), until=NOON)) == 1


def test_a_gap_tells_both_ends_the_way_and_the_speed_it_implies():
    # one degree of latitude in ten hours: 60.04 nautical miles on the sphere of 6371 km
    (gap,) = gaps(ship(1, (0, 10, 20), (10, 11, 20)), until=NOON)
    assert (gap["start_time"], gap["end_time"], gap["hours"]) == (NOON, NOON + timedelta(hours=10), 10)
    assert (gap["start_lat"], gap["start_lon"], gap["end_lat"], gap["end_lon"]) == (10, 20, 11, 20)
    assert gap["distance_km"] == pytest.approx(KM_PER_DEG)
    assert gap["implied_kn"] == pytest.approx(KM_PER_DEG / 1.852 / 10)
    assert gap["status"] == "documented"


def test_the_antimeridian_is_no_distance():
    (gap,) = gaps(ship(1, (0, 0, 179.9), (10, 0, -179.9)), until=NOON)
    assert gap["distance_km"] == pytest.approx(0.2 * KM_PER_DEG)


def test_the_silence_after_the_last_report_is_open():
    (gap,) = gaps(lying(1, (0,)))
    assert (gap["hours"], gap["end_time"], gap["next_segment_id"]) == (48, None, None)
    assert [gap[c] for c in ("end_lat", "end_lon", "distance_km", "implied_kn")] == [None] * 4
    assert (gap["listened_until"], gap["unlistened_h"]) == (UNTIL, 0)
    assert "last heard 7 Mar 2024 12:00 UTC, and not again in 48 h until the end of the data." in gap["words"]


def test_a_ship_heard_until_the_end_has_no_gap():
    assert gaps(lying(1, (0,)), until=NOON + timedelta(hours=5)) == []
    assert gaps(lying(1, (0,)), until=NOON - timedelta(days=5)) == []


def test_an_open_gap_keeps_its_id_when_it_closes_and_whatever_the_parameters():
    open_one, closed = gaps(lying(1, (0,))), gaps(lying(1, (0, 30)), until=NOON + timedelta(hours=31))
    other = gaps(lying(1, (0,)), min_silence=timedelta(hours=2), faint=0.5)
    assert open_one[0]["gap_id"] == closed[0]["gap_id"] == other[0]["gap_id"]
    assert (open_one[0]["end_time"], closed[0]["hours"]) == (None, 30)


def test_a_gap_lies_between_segments_of_one_ship_and_not_between_two_ships_of_one_mmsi():
    one, next_one = lying(1, (0, 1)), lying(1, (11, 12))
    (gap,) = gaps(one, next_one, until=NOON)
    assert (gap["hours"], gap["segment_id"], gap["next_segment_id"]) == (
        10,
        one[1]["segment_id"],
        next_one[1]["segment_id"],
    )
    assert gaps(one, lying(1, (11, 12), hull=1), until=NOON) == []


def test_a_ship_does_not_hide_the_silence_of_another_with_its_mmsi():
    found = gaps(lying(1, (0, 20)), lying(1, (5, 10, 15, 20), lat=50, hull=1), until=NOON)
    assert [g["hours"] for g in found] == [20]


def test_noise_neither_ends_a_silence_nor_begins_one():
    found = gaps(lying(1, (0, 10)), lying(1, (5,), is_noise=True), until=NOON)
    assert [g["hours"] for g in found] == [10]


def test_segments_of_one_ship_that_overlap_are_one_line_of_reports():
    assert gaps(lying(1, (0, 9)), lying(1, (4, 12), lon=20.11), until=NOON) == []


def test_reports_are_counted_by_receiver_for_twelve_hours_either_side():
    # before: noon less 12 h is in, a minute earlier is not; the last report itself is in. A receiver not known counts
    # on neither side.
    before = ((-12.02, True), (-12, True), (-5, False), (-1, None), (0, True))
    after = ((8, False), (10, False), (20, True), (20.02, True))
    mine = ship(1, *((h, 10, 20, by) for h, by in (*before, *after)))
    gap = gaps(mine, min_silence=timedelta(hours=7.5), until=NOON)[0]
    assert gap["start_time"] == NOON
    assert [gap[f"before_{k}"] for k in ("terrestrial", "satellite")] == [1, 2]
    assert [gap[f"after_{k}"] for k in ("terrestrial", "satellite")] == [2, 1]


@settings(max_examples=40, deadline=None)
@given(drawn_tracks())
def test_gaps_are_the_silences_of_each_ship_and_no_others(world):
    ships = {r["segment_id"]: (r["mmsi"], r["hull_no"], r["is_noise"]) for r in world["segments"].to_pylist()}
    times = {}
    for r in world["tracks"].to_pylist():
        mmsi, hull, is_noise = ships[say_key("segment", r["segment_id"])]
        if not is_noise:
            times.setdefault((mmsi, hull), []).append(r["time"])
    until = NOON + timedelta(days=300)
    expected = [
        (mmsi, start, end)
        for (mmsi, _), at in times.items()
        for start, end in zip(sorted(at), [*sorted(at)[1:], until], strict=True)
        if end - start >= timedelta(hours=6)
    ]
    found = drawn_gaps(world, until)
    assert sorted(expected) == sorted((r["mmsi"], r["start_time"], r["end_time"] or until) for r in found)


# ---------------------------------------------------------------------------------------------------------- reception


def test_hours_in_which_others_were_heard_are_counted_whole():
    # 12:30 to 20:30: the whole hours between are 13 to 19, of which the other was heard in 14, 15 and 18
    other = lying(2, (*range(-48, -4), 2, 3.5, 6, *range(40, 45)))
    (gap,) = gaps(lying(1, (0.5, 8.5)), others=[other], until=NOON)
    assert (gap["hours_heard"], gap["hours_judged"]) == (3, 7)
    # heard in 44 + 3 + 5 hours; there from hour -48 to hour 6 and in the last five: the silences between are of 7 h
    # and 3 h, and one of 34 h, too long to know where it was
    assert gap["reception_frac"] == pytest.approx(52 / (55 + 5))


def test_a_ships_own_reports_tell_nothing_of_reception():
    alone = gaps(lying(1, (*range(-72, 1), 10)), until=NOON)[-1]
    assert (alone["reception_frac"], alone["p_not_reception"], alone["hours_judged"]) == (None, None, 0)
    assert "Whether reception failed cannot be told" in alone["words"]
    beside = gaps(
        lying(1, (*range(-72, 1), 10)),
        lying(1, range(10), lon=20.12, hull=1),
        until=NOON,
        others=[lying(2, range(-40, 0))],
    )[0]
    assert (beside["hours_heard"], beside["hours_judged"]) == (0, 9)  # its MMSI is heard all the while, of its twin


def test_each_half_is_judged_where_the_ship_was_nearer():
    # a ship at its first place until hour 6 only, another at its second from hour 6 on; whole hours 1 to 11
    others = lying(2, range(-30, 6)), lying(3, range(6, 40), lat=30.1)
    (gap,) = gaps(ship(1, (0, 10.1, 20.1), (12, 30.1, 20.1)), others=others, until=NOON)
    assert (gap["hours_heard"], gap["hours_judged"]) == (5 + 6, 11)


@pytest.mark.parametrize(("east", "is_judged"), [(0.25, True), (0.5, True), (1.25, True), (1.5, False)])
def test_where_no_other_ship_was_in_the_cell_wider_squares_tell(east, is_judged):
    # the cell from 20 to 20.25 east; squares reach one and five cells beyond it, to 21.5 east
    (gap,) = gaps(lying(1, (0, 10)), others=[lying(2, range(-30, 30), lon=20.1 + east)], until=NOON)
    assert (gap["reception_frac"] == 1.0) is is_judged
    assert gap["hours_heard"] == (9 if is_judged else 0)


def test_a_wider_square_crosses_the_antimeridian():
    (gap,) = gaps(lying(1, (0, 10), lon=179.9), others=[lying(2, range(-30, 30), lon=-179.9)], until=NOON)
    assert gap["hours_heard"] == 9


def test_others_must_have_been_there_long_enough():
    few, enough = (gaps(lying(1, (0, 10)), others=[lying(2, range(n))], until=NOON)[0] for n in (23, 24))
    assert (few["reception_frac"], enough["reception_frac"]) == (None, 1.0)


def test_nothing_is_judged_after_any_ship_was_last_heard():
    # heard to the hour 4, so the hours 1 to 4 of the open gap can be judged
    (gap,) = gaps(lying(1, (0,)), others=[lying(2, range(-30, 5))])
    assert (gap["hours_heard"], gap["hours_judged"]) == (4, 4)


# ---------------------------------------------------------------------------------------------- when nobody listened

FAR = lying(9, range(-30, 121), lat=40.0)
"""A ship that is heard all the while, far away."""


def files(*hours):
    return [(NOON + timedelta(hours=a), NOON + timedelta(hours=b)) for a, b in hours]


def open_gap(*others, listened=(), hours=100):
    found = gaps(lying(1, range(-30, 1)), others=[FAR, *others], listened=files(*listened),
                 until=NOON + timedelta(hours=hours))  # fmt: skip
    return found[0] if found else None


def test_an_open_gap_ends_with_the_file():
    """Of a case whose other file begins weeks later, and of one asked about for longer."""
    gap = open_gap(listened=[(-30, 10)])
    assert (gap["hours"], gap["unlistened_h"], gap["end_time"]) == (10, 0, None)
    assert gap["listened_until"] == NOON + timedelta(hours=10)
    assert gap["words"].startswith(
        "000000001 was last heard 7 Mar 2024 12:00 UTC, and not again in 10 h until 7 Mar 2024 22:00 UTC, after which "
        "nobody is known to have listened there. "
    )
    assert gap["gap_id"] == open_gap()["gap_id"]


def test_a_ship_that_was_heard_until_its_file_ends_has_no_gap_whatever_later_files_hold():
    assert open_gap(listened=[(-30, 5.5)]) is None
    assert open_gap(listened=[(-30, 5.5), (40, 100)]) is None


def test_a_later_file_counts_from_when_others_are_heard_there():
    """From the hour 60 on: of 1 to 99 those from 11 to 59, 49 of them, are not known to be listened to."""
    gap = open_gap(lying(2, range(60, 101, 20)), listened=[(-30, 10.5), (40, 100)])
    assert (gap["hours"], gap["unlistened_h"]) == (100 - 49, 49)


def test_hours_between_files_are_not_hours_of_an_open_gap():
    """Whole hours: of 1 to 99 those from 11 to 39 lie in no file, 29 of them. In the later file another is heard. The
    hours 1 to 10 alone are judged: afterwards the ship may have been anywhere."""
    gap = open_gap(lying(2, range(40, 101)), listened=[(-30, 10.5), (40, 100)])
    assert (gap["hours"], gap["unlistened_h"]) == (100 - 29, 29)
    assert (gap["hours_judged"], gap["listened_until"]) == (10, NOON + timedelta(hours=100))
    assert (gap["is_broken_off"], gap["times_likelier"] is None) == (False, False)
    assert gap["times_likelier"] == open_gap(lying(2, range(40, 101)), listened=[(-30, 10.5)])["times_likelier"]
    assert (
        "not again in 71 h until the end of the data. Nor is anybody known to have listened there in 29 hours more, "
        "which are not counted. "
    ) in gap["words"]


@pytest.mark.parametrize(("heard_until", "is_broken_off"), [(0, True), (-5, True), (-6, False)])
def test_nothing_is_judged_of_a_ship_that_was_heard_until_nobody_listened_any_more(heard_until, is_broken_off):
    """The file ends half an hour after noon, 0.5 h, 5.5 h and 6.5 h after the ship was last heard; the next begins 40 h
    later with ten others. What they tell is of where the ship was, and not of where it went."""
    others = [lying(m, [*range(-60, 1), *range(40, 101)]) for m in range(2, 12)]
    (gap,) = gaps(lying(1, range(-30, heard_until + 1)), others=[FAR, *others], listened=files((-60, 0.5), (40, 100)),
                  until=NOON + timedelta(hours=100))  # fmt: skip
    assert gap["is_broken_off"] is is_broken_off
    assert (gap["p_not_reception"] is None, gap["prior_frac"] is None) == (is_broken_off, is_broken_off)
    assert ("may have gone anywhere since: no chance is given." in gap["words"]) is is_broken_off


def test_a_ship_that_was_heard_at_the_end_of_one_file_and_the_beginning_of_another_did_not_lie_there_all_the_while():
    hours = [*range(-30, 1), *range(700, 731)]
    (gap,) = gaps(lying(1, hours), others=[FAR, lying(2, hours)],
                  listened=files((-30, 0.5), (700, 730)), until=NOON + timedelta(hours=730))  # fmt: skip
    assert (gap["hours"], gap["unlistened_h"], gap["is_broken_off"]) == (700, 699, True)
    assert (
        "; its ends lie 0 km apart. In 699 hours of it nobody is known to have listened. It was heard" in gap["words"]
    )


def test_ships_that_left_between_two_files_teach_nothing_of_how_common_gaps_are():
    """One ship falls silent for ten hours among thirty others, which are heard until the file ends; in the next,
    a month later, there are others."""
    dark = lying(1, [*range(-60, -40), *range(-30, 1)])
    left = [lying(m, range(-60, 1)) for m in range(20, 50)]
    later = [FAR, *(lying(m, range(700, 731)) for m in range(60, 70))]
    two = gaps(dark, *left, others=later, listened=files((-60, 0.5), (700, 730)), until=NOON + timedelta(hours=730))
    one = gaps(dark, *left, listened=files((-60, 0.5)), until=NOON + timedelta(hours=0.5))
    assert [len(found) for found in (one, two)] == [1, 32]
    (alone,), (first, *others) = one, two
    assert (first["prior_gaps"], first["prior_frac"]) == (1, pytest.approx(alone["prior_frac"], rel=1e-3))
    assert {(g["is_broken_off"], g["p_not_reception"]) for g in others} == {(True, None)}


def test_files_of_one_day_after_the_other_are_one():
    gap = open_gap(listened=[(-30, 10), (34, 58), (58.1, 100)])
    assert (gap["hours"], gap["unlistened_h"]) == (100, 0)


def test_a_closed_gap_says_in_how_much_of_it_nobody_listened_and_is_judged_by_the_rest():
    (gap,) = gaps(lying(1, (0, 45)), others=[FAR, lying(2, range(-60, 61))], listened=files((-60, 10), (40, 100)),
                  until=NOON + timedelta(hours=46))  # fmt: skip
    assert (gap["hours"], gap["unlistened_h"], gap["listened_until"]) == (45, 29, None)
    assert (gap["hours_judged"], gap["is_broken_off"]) == (10, False)  # those from 1 to 10
    assert " In 29 hours of it nobody is known to have listened. " in gap["words"]


def test_an_open_gap_ends_where_all_others_there_fell_silent_for_more_than_a_day():
    """Three others are heard there every hour until 20; the data go on to 100, far away."""
    gap = open_gap(*(lying(m, range(-30, 21)) for m in (2, 3, 4)))
    assert (gap["hours"], gap["listened_until"]) == (21, NOON + timedelta(hours=21))
    assert (gap["hours_heard"], gap["hours_judged"]) == (20, 20)


def test_hours_in_which_all_others_there_were_silent_are_left_out_of_an_open_gap():
    """Three others, heard until 20 and again from 60 to 80: 39 hours between."""
    gap = open_gap(*(lying(m, [*range(-30, 21), *range(60, 81)]) for m in (2, 3, 4)), hours=120)
    assert (gap["hours"], gap["unlistened_h"]) == (81 - 39, 39)
    assert gap["listened_until"] == NOON + timedelta(hours=81)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("two others, that may have left", [lying(m, range(-30, 21)) for m in (2, 3)]),
        ("others seldom heard before", [lying(m, range(-30, 21, 3)) for m in (2, 3, 4)]),
        ("heard again within a day", [lying(m, [*range(-30, 80, 20), *range(-30, 78)]) for m in (2, 3, 4)]),
        ("heard by satellite all the while", [*(lying(m, range(-30, 21)) for m in (2, 3, 4)),
                                              lying(5, range(-30, 101), lat=13.0, satellite=True)]),
    ],
)  # fmt: skip
def test_listening_is_not_held_to_have_ended(name, others):
    assert open_gap(*others)["hours"] == 100


# ------------------------------------------------------------------------------------------------------------- chance

BUSY = [lying(2, range(-60, 60)), lying(3, range(-60, 60))]
PLAIN = {
    "scale": 1.0, "growth": 0.0, "faint": 0.0, "away": 0.0, "alone": 0.0, "alone_satellite": 0.0, "outage_sky": 0.0,
    "outage_shore": 0.0, "missed_shore": 0.5, "heard_shore": 0.5, "hour_shore": 1.0, "missed_sky": 0.5,
    "heard_sky": 0.5, "hour_sky": 1.0, "hour_quiet": 1.0,
}  # fmt: skip
"""Nothing but hours missed where others are heard, each taught by half an hour heard and half an hour missed."""


def ratio(mine=(0, 10), others=BUSY, until=NOON, **params):
    return gaps(lying(1, mine), others=others, until=until, **params)[-1]["times_likelier"]


def rules(**more):
    return Rules(**{n: PLAIN[n] for n in Rules._fields} | more)


def test_the_chance_of_being_missed_is_that_of_a_beta_variable():
    # heard at 12:30 and from 18:30 to 18:30 only: no usual hour of its own but the one after, so half and half; missed
    # in the 5 whole hours 13 to 17 in which others are heard: 0.5/1 x 1.5/2 x 2.5/3 x 3.5/4 x 4.5/5 = 945/3840
    (gap,) = gaps(lying(1, (0.5, 6.5)), others=BUSY, until=NOON, **PLAIN)
    assert (gap["hours_heard"], gap["hours_judged"]) == (5, 5)
    assert gap["times_likelier"] == pytest.approx(3840 / 945)


def test_its_own_hours_before_and_after_count_too():
    # heard in the 4 hours before that of its last report: 4.5 heard and 0.5 missed; 0.5/5 x 1.5/6 x ... x 4.5/9
    missed = 0.5 * 1.5 * 2.5 * 3.5 * 4.5 / (5 * 6 * 7 * 8 * 9)
    assert ratio((-3.5, -2.5, -1.5, -0.5, 0.5, 6.5), **PLAIN) == pytest.approx(1 / missed)
    # ... or in two before and two after it was next heard
    assert ratio((-1.5, -0.5, 0.5, 6.5, 7.5, 8.5), **PLAIN) == pytest.approx(1 / missed)
    # heard in 2 of the 6 hours before: 2.5 heard and 4.5 missed; 4.5/7 x 5.5/8 x 6.5/9 x 7.5/10 x 8.5/11
    missed = 4.5 * 5.5 * 6.5 * 7.5 * 8.5 / (7 * 8 * 9 * 10 * 11)
    assert ratio((-5.5, -1.5, 0.5, 6.5), **PLAIN) == pytest.approx(1 / missed)


def test_hours_alike_count_for_less():
    # 5 hours of 0.2 are one: half a chance
    assert ratio((0.5, 6.5), **PLAIN | {"hour_shore": 0.2}) == pytest.approx(2)
    assert chance_missed(1.0, 0.5, 0.5) == pytest.approx(0.5)


def test_a_ship_is_out_of_hearing_sooner_where_ships_are_seldom_heard_and_few_are():
    # 98 of 100 hours heard, so 3/102 unheard with one of each added; 50 ships in 10 hours are 5 at once
    some = rules(away=4.0, alone=0.2)
    assert chance_away(0.98, 100, 50, 10, some) == pytest.approx(4 * 3 / 102 / 5 + 0.2 / 25)
    assert chance_away(0.98, 100, 10, 10, some) == pytest.approx(4 * 3 / 102 + 0.2)
    assert chance_away(0.1, 100, 0, 0, some) == 1.0


def test_an_outage_is_likelier_where_others_were_silent_too():
    # Silent in 2 of 2 hours, of which nothing was known: B(0.5, 2.5) / B(0.5, 0.5) = 0.5/1 * 1.5/2 as usual, and with
    # nothing listening B(0.5, 11.5) / B(0.5, 9.5) = 9.5/10 * 10.5/11
    assert odds_quiet(0, 2, 0, 0, rules()) == pytest.approx(9.5 * 10.5 / 110 / 0.375)
    # heard in both, and in each of 24 hours around: B(26.5, 0.5) / B(24.5, 0.5), against B(2.5, 9.5) / B(0.5, 9.5)
    usual, quiet = 24.5 * 25.5 / (25 * 26), 0.5 * 1.5 / (10 * 11)
    assert odds_quiet(2, 2, 24, 24, rules()) == pytest.approx(quiet / usual)


def test_the_ways_to_fail_are_weighed_together():
    # By stations: in 0.25 an outage, in which others are heard, else out of hearing with 0.1 where two are at once and
    # missed if not; satellites hear nobody here, so they miss the ship for sure. Then its own aerial, 0.01.
    quiet = odds_quiet(5, 5, 0, 0, rules())
    shore = 0.25 * quiet + 0.75 * (0.1 + 0.9 * 945 / 3840)
    found = ratio((0.5, 6.5), **PLAIN | {"alone": 0.4, "outage_shore": 0.25, "faint": 0.01})
    assert found == pytest.approx(1 / (0.01 + 0.99 * shore))


def test_a_ship_that_satellites_heard_is_judged_by_all_they_heard_for_degrees_around():
    # Nobody near sends by satellite, but ships 4 degrees off do; those 20 off tell nothing
    near = [lying(2, range(-60, 60)), lying(3, range(-60, 60))]
    mine = lying(1, (*range(-20, 1), 20), satellite=True)

    def found(lon):
        far = lying(4, range(-60, 60), lat=10.1, lon=lon, satellite=True)
        return gaps(mine, others=[*near, far], until=NOON)[-1]["times_likelier"]

    assert found(24.1) > 5 * found(40.1)


def test_where_satellites_fell_silent_for_degrees_around_reception_is_blamed():
    heard = [*range(-60, 1), *range(20, 60)]
    mine = lying(1, (*range(-20, 1), *range(20, 30)), satellite=True)
    beside = [lying(2, range(-60, 60), lat=10.3)]  # a station hears this one all the while

    def found(hours):
        far = [lying(m, hours, lat=11.1, lon=22.1, satellite=True) for m in (4, 5)]
        return gaps(mine, others=[*beside, *far], until=NOON)[-1]["times_likelier"]

    assert 5 * found(heard) < 1 < 3 < found(range(-60, 60))


def test_a_silence_that_all_the_rest_share_has_no_weight():
    heard = [*range(-60, 1), *range(10, 60)]
    assert 3 * ratio(others=[lying(2, heard), lying(3, heard)]) < ratio()


def test_a_ship_that_is_seldom_heard_is_missed_sooner():
    assert ratio((*range(-12, 1), 12)) > 2 * ratio((-12, 0, 12), min_silence=timedelta(hours=12))


def test_the_ratio_of_a_long_silence_grows_to_a_limit():
    busy = [lying(2, range(-60, 200))]
    found = [ratio((0, h), others=busy, **PLAIN | {"growth": 1.0, "faint": 1.0}) for h in (12, 24, 48, 96)]
    assert found == pytest.approx([1, 2, 4, 4])


def test_where_nobody_was_heard_a_long_silence_is_no_odder_than_a_short_one():
    # another is heard in 3 whole hours of the 96, each of which makes 2 more of 12
    heard = [*range(-60, 1), 10, 50, 80, *range(100, 130)]
    more = {"growth": 1.0, "faint": 1.0, "growth_heard": 2.0}
    assert ratio((0, 96), others=[lying(2, heard)], **PLAIN | more) == pytest.approx(18 / 12)


def test_a_ship_that_sailed_on_is_told_of_only_while_it_was_near():
    # 40 nautical miles at 10 knots: 4 h from the start, and 4 h to the end
    sailed = ship(1, (0, 10.1, 20.1), (24, 14.1, 20.1))
    others = [lying(2, range(-60, 60)), lying(3, range(-60, 60), lat=14.1)]
    stayed = gaps(lying(1, (0, 24)), others=others, until=NOON)[0]
    made = gaps(sailed, others=others, until=NOON)[0]
    assert made["hours_heard"] == stayed["hours_heard"] == 23
    assert made["times_likelier"] < stayed["times_likelier"]


def test_without_others_the_share_is_that_held_before_and_the_chance_follows_from_it():
    # nothing learnt from a gap as likely either way: the share stays 0.1, and so does its chance
    (gap,) = gaps(lying(1, (0, 10)), others=BUSY, until=NOON, **PLAIN | {"faint": 1.0})
    assert (gap["times_likelier"], gap["prior_gaps"]) == (1.0, 1)
    assert (gap["prior_frac"], gap["p_not_reception"]) == (pytest.approx(0.1), pytest.approx(0.1))


def test_the_share_is_learnt_from_all_gaps():
    """By hand: of 10 gaps for sure not by reception and 20 for sure by it, with a prior that counts for 10 at 0.2, the
    share is (0.2 x 10 + 10) / (10 + 30)."""
    held = GapParams(prior=0.2, prior_gaps=10.0)
    assert learn_share(np.array([1e12] * 10 + [0.0] * 20), held) == pytest.approx(12 / 40)
    assert learn_share(np.zeros(0), held) == 0.2
    # One gap three times likelier: s = (2 + 3s / (3s + 1 - s)) / 11, so 22 s^2 + 4 s - 2 = 0 and s = 0.2239...
    assert learn_share(np.array([3.0]), held) == pytest.approx((-4 + np.sqrt(16 + 4 * 22 * 2)) / 44)


def conflict(mmsi, start, end, kind="two_places", receiver="C", ahead_h=3.0):
    start, end = (NOON + timedelta(hours=hours) for hours in (start, end))
    return {"conflict_id": f"conflict:{kind}{start}", "conflict_kind": kind, "mmsi": mmsi, "start_time": start,
            "end_time": end, "reports": 9, "receiver": receiver, "ahead_h": ahead_h, "words": "So.",
            "sources": []}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "given", "is_given"),
    [
        ("the ship that sent it so ends 3 h later", conflict(1, -20, 0), False),
        ("an end of the gap", conflict(1, 10, 12), False),
        ("a clock behind", conflict(1, -20, 0, ahead_h=-3.0), False),
        ("long before", conflict(1, -20, -4.5), True),
        ("long after", conflict(1, 14.5, 20), True),
        ("another MMSI", conflict(2, -20, 0), True),
        ("two ships in truth", conflict(1, -20, 0, receiver=None, ahead_h=None), True),
        ("the clock itself, told by this ship", conflict(1, -20, 0, kind="clock"), True),
    ],
)
def test_a_gap_that_a_clock_may_make_has_no_chance_and_says_why(name, given, is_given):
    """The gap is from 0 to 10 h; a conflict counts from its ahead_h and 1 h before it to as much after."""
    (row,) = gaps(lying(1, (0, 10)), until=NOON + timedelta(hours=10))
    kept = {c.name: row.get(c.name) for c in SILENCES.columns}
    silence = {
        **kept,
        "silence_id": row["gap_id"].replace("gap", "silence"),
        "times_likelier": 9.0,
        "words": "A silence.",
    }
    (found,) = weigh_gaps(SILENCES.from_rows([silence]), CONFLICTS.from_rows([given])).to_pylist()
    assert (found["p_not_reception"] is not None, found["prior_frac"] is not None) == (is_given, is_given)
    assert found["times_likelier"] == 9.0
    if not is_given:
        off = "ahead of" if given["ahead_h"] > 0 else "behind"
        assert found["words"] == (
            f"A silence. No chance is given: reports of this MMSI rest on receiver C, whose times are 3 h {off} those "
            "of others. A silence is no proof of a transponder switched off."
        )


def test_one_gap_is_likelier_where_others_of_the_case_are():
    def silences(*ratios):
        rows = gaps(*(lying(m, (0, 10)) for m in range(1, len(ratios) + 1)), until=NOON)
        kept = [{c.name: r.get(c.name) for c in SILENCES.columns} for r in rows]
        return SILENCES.from_rows(
            {**r, "silence_id": g["gap_id"].replace("gap", "silence"), "times_likelier": x, "words": "A silence."}
            for r, g, x in zip(kept, rows, ratios, strict=True)
        )

    def first(*ratios):
        return next(
            g for g in weigh_gaps(silences(*ratios), CONFLICTS.empty()).to_pylist() if g["times_likelier"] == 2.0
        )

    # 40 sure ones: s = (0.1 x 30 + 40 + p) / 71 with p = 2s / (1 + s), so s = 0.617 and p = 0.763
    dark, plain = first(2.0, *[1000.0] * 40), first(2.0, *[0.001] * 40)
    assert dark["p_not_reception"] > 0.7 > 0.1 > plain["p_not_reception"]
    assert dark["words"] == (
        "A silence. That it was more than reception is likely (76 %), where 62 % of gaps are held to be, learnt from "
        "the 41 gaps of this case that can be judged. A silence is no proof of a transponder switched off."
    )


@pytest.mark.parametrize("wrong", [{"scale": 0.0}, {"faint": 1.1}, {"hour_sky": 0.0}, {"min_silence": timedelta(0)}])
def test_parameters_that_mean_nothing_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        SilenceParams(**wrong)


@pytest.mark.parametrize("wrong", [{"prior": 0.0}, {"prior": 1.0}, {"prior_gaps": 0.0}])
def test_a_prior_that_is_certain_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        GapParams(**wrong)


# ---------------------------------------------------------------------------------------------------- shore and ports

# land between 10 and 20 degrees north, its east coast along 20 degrees east
LAND_WEST = LAND.from_rows([{"ring_no": 0, "ring": [10.0, 10.0, 10.0, 20.0, 20.0, 20.0, 20.0, 10.0]}])


def test_the_distance_to_shore_is_that_of_the_start():
    (gap,) = gaps(ship(1, (0, 15, 21), (10, 15, 22)), land=LAND_WEST, until=NOON)
    assert gap["shore_km"] == pytest.approx(KM_PER_DEG * np.cos(np.radians(15)), rel=0.001)
    assert gaps(lying(1, (0, 10)), until=NOON)[0]["shore_km"] is None


def test_the_nearest_port_is_named_by_its_label():
    places = [place("P1", "Near", 1, 0), place("P2", "Far", 2, 0), place("P3", "Cosmodrome", 0, 0, "space port")]
    (gap,) = gaps(ship(1, (0, 0, 0), (10, 0, 0)), places=places, until=NOON)
    assert gap["port"] == "P1"
    assert gap["port_km"] == pytest.approx(KM_PER_DEG)
    assert "111 km off Near" in gap["words"]
    assert gaps(lying(1, (0, 10)), until=NOON)[0]["port"] is None


def test_ports_that_could_be_called_at_are_listed_with_the_hours_left_least_off_the_way_first():
    # 24 h at 14 knots are 336 nautical miles. The ends lie 60 apart along the equator. Over a port between them 60
    # miles are sailed, 4.3 h, so 20 h are left; over one 60 miles short of the start 60 + 120, 12.9 h, so 11 h; over
    # one 160 miles before it 160 + 220 are too many.
    places = [place("P1", "Between", 0, 0.5), place("P2", "Behind", 0, -1), place("P3", "Too far", 0, -160 / 60)]
    (gap,) = gaps(ship(1, (0, 0, 0), (24, 0, 1)), places=places, until=NOON)
    assert gap["reachable"] == ["Between (P1): 20 h", "Behind (P2): 11 h"]
    assert gaps(ship(1, (0, 0, 0), (24, 0, 1)), places=places, until=NOON, ports_most=1)[0]["reachable"] == [
        "Between (P1): 20 h"
    ]
    assert gaps(ship(1, (0, 0, 0), (24, 0, 1)), places=places, until=NOON, max_kn=2)[0]["reachable"] == []


def test_from_an_open_gap_nothing_need_be_sailed_on():
    # 48 h at 14 knots are 672 miles; 160 of them take 11.4 h
    (gap,) = gaps(ship(1, (0, 0, 0)), places=[place("P3", "Too far", 0, -160 / 60)])
    assert gap["reachable"] == ["Too far (P3): 37 h"]


def test_of_a_port_with_several_waters_the_one_least_off_the_way_counts():
    area = {
        "port": "Roads", "area_kind": "anchorage", "lat": 0.0, "radius_km": 1.0, "evidence_id": "evidence:a", "row": 2,
    }  # fmt: skip
    areas = [
        {**area, "area_id": f"area:{i}", "label": f"A{i}", "name": f"A{i}", "lon": x}
        for i, x in enumerate((-1.0, 0.5, -0.5))
    ]
    (gap,) = gaps(ship(1, (0, 0, 0), (24, 0, 1)), areas=areas, places=[place("P1", "Other", 0, -0.2)], until=NOON)
    assert gap["reachable"] == ["Roads: 20 h", "Other (P1): 18 h"]


def test_ports_are_found_as_if_each_were_looked_at():
    """Against every port, some of them at one point: of those as near, or as little off the way, the first counts."""
    rng = np.random.Generator(np.random.Philox(9))
    ports, starts, ends = (_unit(rng, n) for n in (60, 40, 40))
    ports[30:40] = ports[:10]
    starts[:5], ends[::4], ends[1] = ports[:5], np.nan, starts[1]
    owner, reach_km, most = rng.integers(0, 40, 60), 10 ** rng.uniform(2, 4.6, 40), 4
    nearest, within, way = np.full(40, -1), np.full((40, most), -1), np.full((40, most), np.inf)
    find_ports(starts, ends, reach_km, ports, owner, nearest, within, way)
    for g in range(40):
        off = [float(chord(starts, g, ports, p)) for p in range(60)]
        on = [0.0 if np.isnan(ends[g, 0]) else float(chord(ends, g, ports, p)) for p in range(60)]
        km = [EARTH_RADIUS_KM * (arc(a) + arc(b)) for a, b in zip(off, on, strict=True)]
        assert nearest[g] == min(range(60), key=lambda p: (off[p], p))
        own = dict[int, int]()  # of each port the point least off the way
        for p in sorted((p for p in range(60) if km[p] <= reach_km[g]), key=lambda p: (km[p], p)):
            own.setdefault(int(owner[p]), p)
        assert [p for p in within[g].tolist() if p >= 0] == [*own.values()][:most]
        assert [w for w in way[g].tolist() if w < np.inf] == [km[p] for p in own.values()][:most]


def test_without_ports_none_is_found():
    nearest, within, way = np.full(1, -1), np.full((1, 2), -1), np.full((1, 2), np.inf)
    none = np.zeros((0, 3))
    find_ports(np.eye(3)[:1], np.eye(3)[:1], np.array([1e5]), none, none[:, 0].astype(int), nearest, within, way)
    assert (nearest[0], within.tolist()) == (-1, [[-1, -1]])


def _unit(rng: np.random.Generator, count: int) -> np.ndarray:
    points = rng.normal(size=(count, 3))
    return points / np.linalg.norm(points, axis=1)[:, None]


# ---------------------------------------------------------------------------------- Global Fishing Watch's four rules


def far_out(hours=12.0, lon=21.0, before=14, others_a_day=11, by=True, land=LAND_WEST):
    """A ship ``lon - 20`` degrees off shore with ``before`` reports by satellite in the 12 h before, and another that
    satellites heard so often a day for two days."""
    every = 24 / others_a_day
    other = ship(2, *((-48 + i * every, 15.1, lon) for i in range(2 * others_a_day)), satellite=True)
    mine = ship(1, *((-i / 2, 15.1, lon) for i in range(before - 1, -1, -1)), (hours, 15.1, lon), satellite=by)
    return gaps(mine, others=[other], land=land, until=NOON)[-1]["is_gfw_disabling"]


# One degree of longitude at 15.1 north is 107.36 km: 58 nautical miles.
@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, True),
        ({"hours": 11.99}, False),
        ({"lon": 20.86}, False),  # 49.9 nautical miles
        ({"lon": 20.865}, True),  # 50.1
        ({"others_a_day": 9}, False),
        ({"before": 13}, False),
        ({"land": LAND.empty()}, None),
        ({"land": LAND.empty(), "hours": 11}, False),
        ({"by": None}, None),
        ({"by": False}, False),
    ],
)
def test_global_fishing_watchs_rules_hold_together_or_not(case, expected):
    assert far_out(**case) is expected


def test_without_another_ship_satellite_reception_is_not_known():
    mine = ship(1, *((-i / 2, 15.1, 21) for i in range(20, -1, -1)), (12, 15.1, 21), satellite=True)
    assert gaps(mine, land=LAND_WEST, until=NOON)[-1]["is_gfw_disabling"] is None


# --------------------------------------------------------------------------------------------------- words, laws, sets


def test_words_never_say_more_than_was_not_received():
    for gap in gaps(lying(1, (*range(-20, 1), 30)), others=BUSY, until=NOON + timedelta(hours=60)):
        assert gap["words"].endswith("A silence is no proof of a transponder switched off.")
        assert not any(w in gap["words"].lower() for w in ("disabl", "dark", "deliberate", "intent"))


def test_a_gap_names_the_reports_at_its_ends_and_its_segment():
    mine = lying(1, (0, 10))
    (gap,) = gaps(mine, until=NOON)
    ends = [say_key("position", r["position_id"]) for r in mine[0]]
    assert gap["sources"] == [gap["gap_id"].replace("gap", "silence")]
    assert silences_of(mine)[0]["sources"] == [*ends, mine[1]["segment_id"]]
    assert silences_of(lying(1, (0,)), UNTIL)[0]["sources"] == [ends[0], mine[1]["segment_id"]]


def silences_of(one, until=NOON):
    tables = TRACKS.from_rows(one[0]), SEGMENTS.from_rows([one[1]])
    heard = hear(*tables)
    rest = LAND.empty(), PLACES.empty(), AREAS.empty(), LISTENED.empty()
    return list_silences(*tables, heard, count_reception(heard), *rest, until).to_pylist()


def test_nothing_gives_nothing():
    empty = (t.empty() for t in (TRACKS, SEGMENTS, HEARD, RECEPTION, LAND, PLACES, AREAS, LISTENED))
    assert list_silences(*empty, UNTIL).equals(SILENCES.empty())
    assert weigh_gaps(SILENCES.empty(), CONFLICTS.empty()).equals(GAPS.empty())


def drawn_gaps(world, until=UNTIL, shuffle=None):
    heard = hear(world["tracks"], world["segments"])
    tables = [world["tracks"], world["segments"], heard, count_reception(heard)]
    if shuffle:
        tables = [t.take(pa.array(shuffle.sample(range(t.num_rows), t.num_rows), pa.int64())) for t in tables]
    rest = LAND_WEST, PLACES.from_rows([place("P1", "Port", 42.75, 133.083)]), AREAS.empty(), LISTENED.empty()
    return weigh_gaps(list_silences(*tables, *rest, until), CONFLICTS.empty()).to_pylist()


@settings(max_examples=30, deadline=None)
@given(drawn_tracks(), st.integers(0, 2**32))
def test_the_order_of_rows_does_not_matter(world, seed):
    assert drawn_gaps(world) == drawn_gaps(world, shuffle=random.Random(seed))


@settings(max_examples=30, deadline=None)
@given(drawn_tracks())
def test_ships_affect_each_other_through_reception_only(world):
    reception = count_reception(hear(world["tracks"], world["segments"]))

    def found(tracks, segments):
        rest = LAND.empty(), PLACES.empty(), AREAS.empty(), LISTENED.empty()
        return list_silences(tracks, segments, hear(tracks, segments), reception, *rest, UNTIL).to_pylist()

    apart = []
    for mmsi in set(world["tracks"]["mmsi"].to_pylist()):
        apart += found(*(t.filter(pa.compute.equal(t["mmsi"], mmsi)) for t in (world["tracks"], world["segments"])))
    assert sorted(map(repr, apart)) == sorted(map(repr, found(world["tracks"], world["segments"])))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the satellite sets stand beside the repository, not in it")
@pytest.mark.parametrize(("name", "least"), [("gfw_segment_regression", 119), ("pelagos_2012", 900)])
def test_ordinary_gaps_of_satellite_sets_are_not_called_disabling(name, least):
    positions = satellite_set(SHARED / f"{name}.parquet")
    tracks, segments = cut_segments(positions, STATICS.empty())
    heard = hear(tracks, segments)
    until = max(positions["time"].to_pylist())
    rest = read_land(), PLACES.empty(), AREAS.empty(), LISTENED.empty()
    found = weigh_gaps(
        list_silences(tracks, segments, heard, count_reception(heard), *rest, until), CONFLICTS.empty()
    ).to_pylist()
    assert len(found) >= least
    chances = sorted(g["p_not_reception"] for g in found if g["p_not_reception"] is not None)
    assert len(chances) < len(found) / 4  # of most too few other ships tell
    # One near a harbour, where ships beside it were heard from shore in every hour of 61 h
    assert sum(p > 0.5 for p in chances) <= 1
    assert chances[-1] < 0.7
    for gap in found:
        assert "A silence is no proof" in gap["words"]
        # The four rules hold for two only, whose data end: nobody else was heard there from then on either
        if gap["is_gfw_disabling"]:
            assert (gap["end_time"], gap["hours_heard"]) == (None, 0)
            assert gap["p_not_reception"] < 0.05
    assert sum(bool(g["is_gfw_disabling"]) for g in found) <= 2


def satellite_set(path):
    """The positions of a shared set, as its reader gives them; what is not from shore is from a satellite."""
    batches = read_reports(path, path.name, "ais_parquet", "evidence:set")
    read = sort_positions(pa.concat_tables([b.positions for b in batches]).combine_chunks())
    at = read.schema.get_field_index("is_satellite")
    is_shore = pa.compute.fill_null(pa.compute.equal(read["receiver"].cast(pa.string()), "terrestrial"), False)
    return read.set_column(at, POSITIONS.schema.field(at), pa.compute.invert(is_shore))
