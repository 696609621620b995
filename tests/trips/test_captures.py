"""Cross-checks of the number of stays: formulas by hand, and the law of empty looks."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.base.tables import CAPTURES
from fairlead.trips.captures import (
    AIS,
    OPTICAL,
    RADAR,
    Caught,
    best_pair,
    caught_stays,
    chao,
    chapman,
    chapman_interval,
    horvitz_thompson,
    mean_cloud,
    reckon,
    shares_seen,
    shown_by,
)  # fmt: skip
from fairlead.trips.season import SeasonParams, _Rows
from fairlead.trips.season_evidence import Evidence
from fairlead.trips.season_priors import SamplerParams
from fairlead.trips.seasons import AT_LOAD, DISCHARGE, LOAD, Block, Durations, Fixes, Looks, Posterior, Season


def season(looked, seen=(), hulls=3, steps=120, ais=(), places=(LOAD, DISCHARGE), load_h=(40.0,) * 5):
    """Looks (step, place, visible, source, cued) and blocks (hull, looks...); a hull past the last is OTHER."""
    rows = [(*row, *(0, 1.0, 0, False)[len(row) - 1 :]) for row in looked]
    step, place, frac, source, cued = zip(*rows, strict=True) if rows else ((),) * 5
    hull, at = zip(*ais, strict=True) if ais else ((), ())
    return Season(
        hulls=tuple(f"vessel:{v}" for v in range(hulls)),
        steps=steps,
        step_h=6.0,
        roles=places,
        shares=tuple(1 / places.count(r) for r in places),
        looks=Looks(np.array(step, np.int32), np.array(place, np.int16), np.array(frac, float),
                    np.array(source, np.int16), np.array(cued, np.bool_)),
        blocks=tuple(block(hulls, *b) for b in seen),
        fixes=Fixes(np.array(hull, np.int32), np.array(at, np.int32), np.full(len(at), AT_LOAD, np.int8)),
        is_silent=np.zeros((hulls, steps), np.bool_),
        durations=Durations(np.array(load_h), np.array([]), np.array([]), np.array([])),
    )  # fmt: skip


def block(hulls, hull, *which):
    likely = np.full(hulls + 1, np.log(0.05 / hulls))
    likely[hull] = np.log(0.95)
    return Block(tuple(which), likely, hull if hull < hulls else -1)


# ----------------------------------------------------------------------------------------------------- Chapman and Chao


def test_chapman_of_43_and_20_with_14_shared():
    # 44 x 21 / 15 - 1 = 61.6 - 1; variance 44 x 21 x 29 x 6 / (15^2 x 16) = 160,776 / 3,600 = 44.66
    number, sd = chapman(43, 20, 14)
    assert number == pytest.approx(60.6)
    assert sd == pytest.approx((160_776 / 3_600) ** 0.5) == pytest.approx(6.68, abs=0.005)


def test_chapman_interval_never_goes_below_what_was_shown():
    # 49 shown, 11.6 unseen; factor exp(1.6449 sqrt(ln(1 + 44.66 / 11.6^2))) = exp(.8808) = 2.413
    one = chapman_interval(43, 20, 14)
    assert one.p05 == pytest.approx(49 + 11.6 / 2.413, abs=0.02)
    assert one.p95 == pytest.approx(49 + 11.6 * 2.413, abs=0.02)
    assert chapman_interval(5, 5, 5).p05 == 5 == chapman_interval(5, 5, 5).p95


def test_more_in_both_than_in_one_is_refused():
    with pytest.raises(ValueError, match="cannot be more"):
        chapman(3, 2, 4)


def test_chao_by_hand():
    assert chao([1, 1, 1, 1, 2, 2, 3, 0]) == 7 + 16 / 4
    assert chao([1, 1, 1]) == 3 + 3
    assert chao([]) == 0


# ----------------------------------------------------------------------------------------------------- what counts once


def test_blocks_of_one_hull_within_two_days_are_one_stay():
    s = season([(10,), (18,), (27,)], [(0, 0), (0, 1), (0, 2)])  # 48 h apart, then 54
    assert [c.looks for c in caught_stays(s)] == [(0, 1), (2,)]


def test_a_block_read_as_a_ship_outside_the_fleet_hardly_counts():
    s = season([(10,), (50,), (90,)], [(0, 0), (3, 1), (1, 2)])
    chances = sorted((c.looks, c.fleet) for c in caught_stays(s))
    assert chances[1][1] < 0.1
    assert min(chances[0][1], chances[2][1]) > 0.9


def test_ais_at_the_place_is_a_source_of_its_own():
    s = season([(10,), (11, 0, 0.6, 1), (60,)], [(0, 0, 1), (1, 2)], ais=[(0, 12), (0, 13), (2, 90)])
    caught = caught_stays(s)
    assert sorted(sorted(c.sources) for c in caught) == [[OPTICAL], [OPTICAL, RADAR, AIS], [AIS]]
    assert best_pair(caught) == (OPTICAL, RADAR)
    assert shown_by(caught, (OPTICAL, AIS)) == (2, 2, 1)


def test_no_pair_where_one_source_shows_all():
    assert best_pair([Caught((0,), frozenset((OPTICAL,)), 1.0)]) is None


# ----------------------------------------------------------------------------------------------------- Horvitz-Thompson


def test_a_place_looked_at_all_the_time_shows_all():
    sure = SamplerParams(detect_seen=(1e6,) * 3, detect_missed=(0.1,) * 3)
    s = season([(t,) for t in range(120)], [(0, 10), (1, 40), (2, 70)])
    one = horvitz_thompson(s, SamplerParams(detect_seen=sure.detect_seen, detect_missed=sure.detect_missed))
    assert one.p50 == 3
    assert shares_seen(s, sure).min() > 0.999


def test_share_seen_of_one_look_is_stay_length_over_the_time_it_may_begin():
    # Stays of exactly 24 h cover 4 points; of the 103 starts that cover some of 100 points, 4 hold the look's.
    fixed = SamplerParams(detect_seen=(1e6,) * 3, detect_missed=(0.1,) * 3, seen_sd_log=0.0, seen_sd_cv=0.0)
    s = season([(50,)], steps=100, load_h=(24.0,) * 10_000)
    # the spread is taken as no less than .05, so 3 to 5 points: the share stays 4 / 103 in the mean
    assert shares_seen(s, fixed).mean() == pytest.approx(4 / 103, rel=0.01)


def test_seen_counts_over_a_known_share_are_negative_binomial():
    # One stay seen, share p: N is geometric, so P(N > k) = (1 - p)^k
    fixed = SamplerParams(detect_seen=(1e6,) * 3, detect_missed=(0.1,) * 3, seen_sd_log=0.0, seen_sd_cv=0.0)
    s = season([(50,)], [(0, 0)], hulls=1, steps=100, load_h=(24.0,) * 10_000)
    p = 4 / 103
    one = horvitz_thompson(s, fixed)
    assert one.p95 == pytest.approx(np.log(0.05) / np.log(1 - p), rel=0.03)
    assert one.p50 == pytest.approx(np.log(0.5) / np.log(1 - p), rel=0.1)


def test_nothing_seen_is_no_proof_of_nothing():
    one = horvitz_thompson(season([(50,)]))
    assert one.p05 <= 1 < 50 < one.p95


def test_no_look_gives_no_figure():
    assert horvitz_thompson(season([])) is None
    assert mean_cloud(season([])) is None
    assert list(reckon(season([]))) == []


def test_cued_looks_are_no_captures():
    s = season([(10,), (50, 0, 1.0, 0, True)], [(0, 0), (1, 1)])
    without = season([(10,)], [(0, 0)])
    assert horvitz_thompson(s) == horvitz_thompson(without)
    ignoring = horvitz_thompson(s, SamplerParams(cue_flag=False))
    assert ignoring != horvitz_thompson(without)


def test_looks_at_discharge_tell_nothing_of_loading():
    s = season([(10,)], [(0, 0)])
    assert horvitz_thompson(s) == horvitz_thompson(season([(10,), (50, 1), (60, 1)], [(0, 0), (1, 1)]))


def test_the_same_looks_in_runs_see_fewer_stays_than_a_mean_sky_says():
    runs = [(4 * d,) for start in (0, 15) for d in range(start, start + 5)]
    s = season(runs, [(0, 0), (1, 3), (2, 6)])
    assert horvitz_thompson(s).p50 > mean_cloud(s).p50


HOURS = st.integers(0, 59)
LOOKS = st.lists(st.tuples(HOURS, st.just(0), st.sampled_from((0.3, 0.6, 1.0)), st.integers(0, 1)), max_size=12)
MORE = st.tuples(HOURS, st.just(0), st.sampled_from((0.3, 1.0)), st.integers(0, 1))


@settings(max_examples=30, deadline=None)
@given(LOOKS, MORE, st.integers(0, 4))
def test_an_added_empty_look_never_raises_the_figure_and_a_removed_one_never_lowers_its_upper_end(looked, more, found):
    base = [(5,), *looked]
    seen = [(k % 3, k) for k in range(min(found + 1, len(base)))]
    fewer, fuller = (horvitz_thompson(season(rows, seen, steps=60)) for rows in (base, [*base, more]))
    assert fuller.p05 <= fewer.p05
    assert fuller.p50 <= fewer.p50
    assert fuller.p95 <= fewer.p95


def test_every_way_says_what_it_is():
    s = season([(10,), (11, 0, 0.6, 1), (60,), (80,)], [(0, 0, 1), (1, 2), (2, 3)])
    ways = {one.way: one for one in reckon(s)}
    assert list(ways) == ["horvitz_thompson", "chapman", "chao", "mean_cloud"]
    assert "optical shows 3, radar 1, both 1" in ways["chapman"].words
    assert ways["chao"].number.p05 is None
    assert ways["chao"].words.startswith("At least 5 trips: 3 seen, 2 of them in one look and 1 in two")
    assert all(one.words.endswith(".") for one in ways.values())


def test_the_step_writes_them_as_rows_that_name_their_evidence():
    s = season([(10,), (11, 0, 0.6, 1), (60,), (80,)], [(0, 0, 1), (1, 2), (2, 3)])
    ask = {"question": "how many", "carrier": "tanker"}
    evidence = Evidence(s, datetime(2024, 1, 1, tzinfo=UTC), ["A", "B", "C"], ["watch:1"], [("stay:1",)], 0)
    none, nobody = np.zeros((1, 3), np.int32), np.zeros(0, np.int32)
    drawn = Posterior(none, none, *[nobody] * 5, np.zeros((1, 3), np.int32), nobody, 1.0, 1.0, True, ())
    rows = CAPTURES.from_rows(_Rows(ask, evidence, drawn, SeasonParams(), False).captures()).to_pylist()
    assert [r["way"] for r in rows] == ["horvitz_thompson", "chapman", "chao", "mean_cloud"]
    assert len({r["capture_id"] for r in rows}) == 4
    assert all({"watch:1", "stay:1"} < set(r["sources"]) for r in rows)
    assert [(r["p05"], r["p50"], r["p95"]) for r in rows if r["way"] == "chao"] == [(None, 5.0, None)]
