"""Partners: ships in a gap that could have met one that loitered alone."""

import random
from datetime import UTC, datetime, timedelta
from math import pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead import testing
from fairlead.base.geodesy import destination, distance_km
from fairlead.base.ids import content_id
from fairlead.base.schema import Step
from fairlead.base.tables import GAPS, LOITERING, PARTNERS
from fairlead.events.partners import PartnerParams, learn_somebody, rank_partners

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
STEP = Step("partners", rank_partners, ("loitering", "gaps"), ("partners",), "case")
KMH = 14 * 1.852
"""The speed of PartnerParams in km an hour."""


def lay(hours=12.0, *, since=0.0, mmsi=273000001, lat=0.0, lon=20.0):
    """A ship that lay alone from ``since`` hours after noon."""
    start = NOON + timedelta(hours=since)
    return {
        "loitering_id": content_id("loitering", mmsi, start), "mmsi": mmsi, "segment_id": "segment:1",
        "start_time": start, "end_time": start + timedelta(hours=hours), "hours": hours, "lat": lat, "lon": lon,
        "mean_kn": 0.4, "radius_km": 1.0, "words": "", "sources": ["segment:1"],
    }  # fmt: skip


def gap(start, end, away_km, back_km=None, *, mmsi=445000003, chance=0.8, bearing=90.0, back_bearing=None):
    """A silence from ``start`` to ``end`` hours after noon, its ends so far from the place of ``lay``."""
    begun = destination(0.0, 20.0, bearing, away_km)
    back = away_km if back_km is None else back_km
    ended = destination(0.0, 20.0, bearing if back_bearing is None else back_bearing, back)
    is_open = end is None
    return {
        "gap_id": content_id("gap", mmsi, start), "mmsi": mmsi, "segment_id": "segment:2",
        "start_time": NOON + timedelta(hours=start), "end_time": None if is_open else NOON + timedelta(hours=end),
        "hours": (240.0 if is_open else end) - start, "start_lat": begun[0], "start_lon": begun[1],
        "end_lat": None if is_open else ended[0], "end_lon": None if is_open else ended[1],
        "distance_km": None if is_open else distance_km(*begun, *ended), "implied_kn": None,
        "before_terrestrial": 0, "before_satellite": 0, "after_terrestrial": 0, "after_satellite": 0,
        "hours_heard": 0, "hours_judged": 0, "unlistened_h": 0, "is_broken_off": False, "reachable": [],
        "p_not_reception": chance, "status": "inferred", "words": "", "sources": ["segment:2"],
    }  # fmt: skip


def rank(lain, gaps, **params):
    """Partners in rank, where nothing is learnt of how many lie with one."""
    params = PartnerParams(**{"somebody_counts": 1e6, **params})
    made = rank_partners(LOITERING.from_rows(lain), GAPS.from_rows(gaps), params)
    return sorted(made.to_pylist(), key=lambda r: (r["loitering_id"], r["rank"]))


def test_a_silent_ship_that_could_come_and_go_is_possible():
    # Four hours off at 14 kn; silent from 10:00 to 02:00. There from 14:00 at the earliest to 22:00 at the latest.
    (row,) = rank([lay()], [gap(-2, 14, 4 * KMH)])
    assert row["hours_left"] == pytest.approx(8)
    # Two hours there and eight hours' way at 14 kn in 16 hours: 112 nautical miles in 14 hours are 8 kn.
    assert row["needed_kn"] == pytest.approx(8)
    assert (row["rank"], row["mmsi"], row["status"]) == (1, 445000003, "possible")
    assert row["sources"] == [row["loitering_id"], row["gap_id"]]
    assert row["partner_id"] == content_id("partner", row["loitering_id"], row["gap_id"])
    assert row["words"] == (
        "445000003, silent for 16 h, could have lain with 273000001 for up to 8 h after 7 Mar 2024 12:00 UTC, sailing "
        "at 8 kn or more; 83 % against 0 % for other silent ships, and 17 % for nobody or a ship never heard."
    )


def test_its_probability_is_that_of_the_formula():
    # weight 0.8 (chance) x 1 (it needs no time to be where it was); waters: an ellipse of both axes 14 h at 14 kn;
    # such silences within 500 km: itself. It could stay 8 of 12 hours.
    (row,) = rank([lay()], [gap(-2, 14, 4 * KMH)])
    rivals = 0.8 / (pi * 500**2) * pi / 4 * (14 * KMH) ** 2
    odds = 0.2 * 4 * (8 / 12) * 0.8 / rivals
    assert row["probability"] == pytest.approx(odds / (0.8 + odds), rel=1e-5)


def test_of_an_open_gap_the_waters_are_a_circle():
    # to the end of the data 242 h, two of them for the stay; no way back is asked; it could stay from 14:00 to 24:00
    (row,) = rank([lay()], [gap(-2, None, 4 * KMH)])
    rivals = 0.8 / (pi * 500**2) * pi * (240 * KMH) ** 2
    odds = 0.2 * 4 * (10 / 12) * 0.8 / rivals
    assert row["probability"] == pytest.approx(odds / (0.8 + odds), rel=1e-5)


def test_a_ship_from_far_off_is_its_own_rival():
    # silent 600 km off for 100 h: the middle of its ends lies outside what is looked at around
    (row,) = rank([lay()], [gap(-44, 56, 600)])
    odds = 0.2 * 4 * 0.8 / (0.8 / (pi * 500**2) * pi / 4 * (98 * KMH) ** 2)
    assert row["probability"] == pytest.approx(odds / (0.8 + odds), rel=1e-5)  # 0.134


def test_a_long_gap_is_not_hidden_by_a_short_one_that_began_later():
    rows = rank([lay()], [gap(-100, 40, 10, mmsi=2), gap(-90, -80, 10, mmsi=3), gap(-70, -60, 10, mmsi=4)])
    assert [r["mmsi"] for r in rows] == [2]


@pytest.mark.parametrize(
    ("silence", "found"),
    [
        (gap(-2, 14, 6.99 * KMH), 1),  # 13.98 h of way and 2 h there in 16 h
        (gap(-2, 14, 7.01 * KMH), 0),
        (gap(9.9, 40, 0), 1),  # comes when two hours are left
        (gap(10.1, 40, 0), 0),
        (gap(-40, 2.1, 0), 1),  # goes two hours after it began
        (gap(-40, 1.9, 0), 0),
        (gap(-30, 12, 1 * KMH, 9.9 * KMH), 1),  # to be so far at 24:00 it must leave by 14:06
        (gap(-30, 12, 1 * KMH, 10.1 * KMH), 0),
        (gap(20, 60, 0), 0),  # silent only later
    ],
)
def test_who_cannot_come_stay_two_hours_and_go_is_not_listed(silence, found):
    assert len(rank([lay()], [silence])) == found


def test_a_gap_that_is_open_asks_for_no_way_back():
    (row,) = rank([lay()], [gap(-2, None, 4 * KMH)])
    assert row["hours_left"] == pytest.approx(10)
    assert row["needed_kn"] == pytest.approx(14 * 4 / 12)  # there by 22:00, twelve hours after 10:00
    assert ", still silent, could" in row["words"]


def test_a_ship_is_no_partner_of_its_own():
    assert rank([lay()], [gap(-2, 14, 10, mmsi=273000001)]) == []


def test_a_straight_run_at_full_speed_leaves_no_time():
    # 20 h from one side to the other at 14 kn, in 20.5 h
    assert rank([lay()], [gap(-5, 15.5, 10 * KMH, back_bearing=270.0)]) == []


def test_the_likelier_comes_first_and_all_with_nobody_are_one():
    # weighed by 0.9 x 12 of 12 hours, 0.2 x 12 of 12, 0.8 x 4 of 12; their waters are as wide
    sure, unsure = (gap(-1, 13, KMH, mmsi=m, chance=c) for m, c in ((2, 0.9), (3, 0.2)))
    far = gap(-1, 13, 5 * KMH, mmsi=4)
    rows = rank([lay()], [far, unsure, sure])
    assert [r["mmsi"] for r in rows] == [2, 4, 3]
    assert [r["rank"] for r in rows] == [1, 2, 3]
    assert 0 < 1 - sum(r["probability"] for r in rows) < 1


def test_where_many_fall_silent_one_more_tells_less():
    one = gap(-1, 13, KMH, mmsi=2)
    elsewhere = [gap(-1, 13, 15 * KMH, mmsi=100 + i, bearing=30.0 * i) for i in range(12)]
    alone, among = rank([lay()], [one]), rank([lay()], [one, *elsewhere])
    assert [r["mmsi"] for r in among] == [2]  # the others lie too far off to come
    assert among[0]["probability"] < alone[0]["probability"]


def test_a_failure_of_reception_is_no_partner():
    (row,) = rank([lay()], [gap(-2, 14, 4 * KMH, chance=0.0)])
    assert row["probability"] == 0


def test_an_unknown_chance_is_even():
    rows = [
        rank([lay()], [gap(-2, 14, 4 * KMH, chance=c), gap(-2, 14, 4 * KMH, chance=0.5, mmsi=9)])[0]
        for c in (None, 0.5)
    ]
    assert rows[0]["probability"] == rows[1]["probability"]


def test_a_ship_that_may_have_gone_anywhere_is_as_likely_a_partner_as_gaps_in_general_are_no_failure():
    broken_off = gap(-2, 14, 4 * KMH, chance=None) | {"is_broken_off": True}
    (row,), (usual,) = rank([lay()], [broken_off]), rank([lay()], [gap(-2, 14, 4 * KMH, chance=0.1)])
    assert row["probability"] == usual["probability"]


def test_only_the_likeliest_are_listed():
    gaps = [gap(-1, 13, (1 + i / 10) * KMH, mmsi=100 + i) for i in range(15)]
    rows = rank([lay()], gaps)
    assert [r["mmsi"] for r in rows] == list(range(100, 110))
    assert sum(r["probability"] for r in rank([lay()], gaps, most=1000)) > sum(r["probability"] for r in rows)


def test_nobody_is_certain_where_nobody_is_assumed():
    assert rank([lay()], [gap(-2, 14, KMH)], somebody=0.0)[0]["probability"] == 0


def test_how_many_had_a_partner_is_learnt_from_all():
    """By hand: of 40, ten for sure had one and 30 for sure none; 0.2 counts for 20: (0.2 x 20 + 10) / (20 + 40)."""
    held = PartnerParams(somebody=0.2, somebody_counts=20.0)
    assert learn_somebody(np.array([1e12] * 10 + [0.0] * 30), held) == pytest.approx(14 / 60)
    assert learn_somebody(np.zeros(0), held) == 0.2


def test_a_partner_is_likelier_where_others_that_lay_alone_had_one():
    def first(lat):
        lain = [lay(), *(lay(mmsi=100 + i, lat=lat) for i in range(12))]
        rows = rank(lain, [gap(-2, 14, KMH)], somebody_counts=20.0)
        return next(r["probability"] for r in rows if r["loitering_id"] == lay()["loitering_id"])

    assert first(0.0) > first(50.0) + 0.05  # one silent ship near all of them, or near one


def test_nothing_gives_nothing():
    assert rank_partners(LOITERING.empty(), GAPS.empty()).equals(PARTNERS.empty())
    assert rank([lay()], []) == []
    assert rank([], [gap(-2, 14, 4 * KMH)]) == []


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_laws_hold(rnd):
    lain = [
        lay(rnd.choice((4, 12)), since=rnd.choice((0, 6)), mmsi=m, lon=rnd.choice((20.0, 179.9))) for m in (1, 2, 3)
    ]
    gaps = [
        gap(rnd.choice((-9, 0)), rnd.choice((3, 30, None)), rnd.uniform(0, 400), rnd.uniform(0, 400), mmsi=m,
            chance=rnd.choice((None, 0.0, 0.7)), bearing=rnd.uniform(0, 360))
        for m in (1, 4, 5, 6)
    ]  # fmt: skip
    world = {"loitering": LOITERING.from_rows(lain), "gaps": GAPS.from_rows(gaps)}
    testing.row_order_does_not_matter(STEP, world, random.Random(rnd.random()))
    testing.every_row_names_sources_that_exist(STEP, world)
    made = rank_partners(*world.values(), PartnerParams(most=1000)).to_pylist()
    for one in lain:
        rows = [r for r in made if r["loitering_id"] == one["loitering_id"]]
        assert sum(r["probability"] for r in rows) <= 1 + 1e-12
        assert all(r["needed_kn"] <= 14 + 1e-9 and r["hours_left"] >= 2 - 1e-9 for r in rows)
