"""SIMULATED passes over a sea: platforms that stand, ships that come and go, one that lies for weeks and leaves."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from fairlead.base.tables import DETECTION_MATCHES, DETECTIONS, SCENES
from fairlead.imagery.infrastructure import InfrastructureParams, find_infrastructure, passes_of

START = datetime(2024, 1, 1, 5, tzinfo=UTC)
LAT, LON = 56.0, 3.0
EAST_DEG = 1 / (111_320 * np.cos(np.radians(LAT)))
NORTH_DEG = 1 / 111_320


def seen(number, passing, east=0.0, north=0.0, length_m=80.0, **said):
    time = START + timedelta(days=6 * passing)
    return {
        "detection_id": f"detection:{number:03d}{passing:03d}", "label": f"D{number}-{passing}", "detector": "fairlead",
        "scene": f"S{passing}", "sensor": "sar", "start_time": time, "end_time": time, "time_basis": "stated",
        "lat": LAT + north * NORTH_DEG, "lon": LON + east * EAST_DEG, "length_m": length_m, "evidence_id": "evidence:1",
        "row": number, **said,
    }  # fmt: skip


def sea(passes=20, ships=12, seed=5):
    """Other ships of each pass, anywhere in 40 by 40 km."""
    rng = np.random.default_rng(seed)
    return [
        seen(100 + n, p, *rng.uniform(-20_000, 20_000, 2), length_m=float(rng.uniform(40, 250)))
        for p in range(passes) for n in range(ships)
    ]  # fmt: skip


def standing(number, passes=range(20), east=5000.0, north=5000.0, sd_m=25.0, seed=1, **said):
    """One thing in some passes, its position and length with the errors of radar."""
    rng = np.random.default_rng(seed)
    return [
        seen(number, p, east + rng.normal(0, sd_m), north + rng.normal(0, sd_m), 80 * float(np.exp(rng.normal(0, 0.1))),
             **said) for p in passes
    ]  # fmt: skip


def find(rows, matched=(), scenes=(), **params):
    matches = DETECTION_MATCHES.from_rows(
        {"detection_match_id": f"m:{i}", "detection_id": i, "label": i, "detector": "x", "verdict": "matched",
         "is_area_guessed": False, "is_exact": True, "words": "", "sources": [i]} for i in matched
    )  # fmt: skip
    return find_infrastructure(
        DETECTIONS.from_rows(rows), matches, SCENES.from_rows(scenes), InfrastructureParams(**params)
    ).to_pylist()


def test_a_platform_is_named_with_the_passes_it_was_in_and_no_passing_ship_is():
    rows = sea() + standing(1)
    (found,) = find(rows)
    assert found["state"] == "stays"
    assert (found["passes_seen"], found["passes_over"], found["passes_since"]) == (20, 20, 0)
    assert found["lat"] == pytest.approx(LAT + 5000 * NORTH_DEG, abs=30 * NORTH_DEG)
    assert found["lon"] == pytest.approx(LON + 5000 * EAST_DEG, abs=30 * EAST_DEG)
    assert found["length_m"] == pytest.approx(80, rel=0.1)
    assert found["detection_ids"] == [r["detection_id"] for r in rows if r["row"] == 1] == found["sources"]
    assert "in 20 of 20 passes over 114 days" in found["words"]
    assert "infrastructure, unless a ship is laid up there" in found["words"]


def test_a_moored_ship_that_leaves_is_gone_and_no_infrastructure():
    """Thirteen passes, 72 days, then seven without it. Before it leaves it is held to stay: that is a known failure."""
    rows = sea() + standing(1, range(13))
    (found,) = find(rows)
    assert (found["state"], found["passes_seen"], found["passes_since"]) == ("gone", 13, 7)
    assert "not in the 7 passes since: gone" in found["words"]
    before = [r for r in rows if r["start_time"] < START + timedelta(days=6 * 13)]
    assert [r["state"] for r in find(before)] == ["stays"]
    assert find(rows)[0]["infrastructure_id"] == find(before)[0]["infrastructure_id"]
    assert [r["state"] for r in find(sea() + standing(1, range(19)))] == ["stays"]  # one pass without it is no leaving


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (standing(1, range(8)), "42 days are too short"),
        (standing(1, (0, 6, 12, 19)), "four passes are too few"),
        (standing(1, range(0, 20, 3)), "it was missing in two passes of three"),
        (standing(1, sd_m=400.0), "it drifts: no one place"),
        ([seen(1, p, 5000, 5000, 60.0 * 1.9 ** (p % 5)) for p in range(20)], "one berth, ships of other lengths"),
        ([seen(1, p, 5000 + 150.0 * p, 5000) for p in range(20)], "it moves on from pass to pass"),
        ([r | {"lat": None, "lon": None} for r in standing(1)], "in pixels alone"),
        ([r | {"start_time": None, "end_time": None} for r in standing(1)], "no time"),
    ],
)
def test_what_does_not_stay_is_not_named(rows, why):
    assert find(sea() + rows) == [], why


def test_what_is_matched_to_ais_is_that_ship():
    rows = standing(1)
    assert find(sea() + rows, matched=[r["detection_id"] for r in rows]) == []
    (found,) = find(sea() + rows, matched=[r["detection_id"] for r in rows[:5]])
    assert found["passes_seen"] == 15


def test_two_platforms_a_kilometre_apart_are_two_and_a_twin_of_another_size_at_one_place_is_its_own():
    found = find(sea() + standing(1) + standing(2, east=6000.0, seed=2))
    assert [f["passes_seen"] for f in found] == [20, 20]
    big = [r | {"length_m": 4 * r["length_m"]} for r in standing(2, seed=2)]
    assert len(find(sea() + standing(1) + big)) == 2


def test_where_ships_lie_so_dense_that_chance_fills_a_place_nothing_is_named():
    """An anchorage of 40 like ships in 2 by 2 km in each pass: within 127 m of any place one lies four times in ten.
    What stands in its middle is found all the same."""
    rng = np.random.default_rng(8)
    rows = [seen(n, p, *rng.uniform(-1000, 1000, 2), length_m=80.0) for p in range(20) for n in range(40)]
    assert find(rows, least_share=0.3) == []
    assert find(rows, least_share=0.3, most_chance=1.0) != []
    (found,) = find(rows + standing(1000, east=0.0, north=0.0), most_chance=0.01)
    assert found["passes_seen"] == 20


def test_two_tables_of_one_scene_and_two_slices_of_one_orbit_are_one_pass():
    twice = [r | {"detection_id": r["detection_id"] + "b", "detector": "gfw"} for r in standing(1, range(4), seed=3)]
    assert find(standing(1, range(4)) + twice, least_stay=timedelta(days=1)) == []
    times = [START, START + timedelta(hours=5), START + timedelta(hours=6), START + timedelta(days=1)]
    assert len(passes_of(times, timedelta(hours=6))) == 3
    assert len(passes_of([START, START], timedelta(0))) == 1


def test_a_scene_whose_ground_is_told_and_lies_elsewhere_is_no_pass_over_the_place():
    far = [
        {"scene_id": f"scene:{p}", "label": f"S{p}", "sensor": "sar", "acquired_words": "", "zone_basis": "stated",
         "start_time": START, "end_time": START, "evidence_id": "e", "row": p,
         "footprint": "POLYGON ((10 50, 11 50, 11 51, 10 51, 10 50))"} for p in range(13, 20)
    ]  # fmt: skip
    (found,) = find(sea() + standing(1, range(13)), scenes=far)
    assert (found["state"], found["passes_since"]) == ("stays", 0)


def test_the_order_of_rows_does_not_matter_and_the_antimeridian_is_no_border():
    rows = sea() + standing(1) + standing(2, east=6000.0, seed=2)
    assert sorted(map(str, find(rows))) == sorted(map(str, find(rows[::-1])))
    shifted = [r | {"lon": (r["lon"] - LON - 5000 * EAST_DEG + 180 + 180) % 360 - 180} for r in rows]
    found = find(shifted)
    assert [f["passes_seen"] for f in found] == [20, 20]
    assert min(180 - abs(f["lon"]) for f in found) < 0.001


def test_thirty_empty_seas_name_nothing():
    """Ships alone, 12 a pass in 1,600 km2: of 30 seas of 20 passes none has anything that stays."""
    assert sum(len(find(sea(seed=s))) for s in range(30)) == 0
