"""Berths in made-up images of 10 m cells: a quay of three kinds of ground above, water below, an outline of 5 by 30."""

import numpy as np
import pytest

from benchmarks.berth_worlds import draw_world
from fairlead.imagery import occupancy
from fairlead.imagery.occupancy import Berth, OccupancyParams, View, judge

HIGH, WIDE = 38, 70
INSIDE = np.zeros((HIGH, WIDE), bool)
INSIDE[16:21, 20:50] = True
BERTH = Berth(INSIDE, 10.0)
DARK_WATER, LAND = 400.0, 2000.0


def view(key, ship=None, *, seed=0, noise=15.0, contrast=0.6, move=(0, 0), gain=1.0):
    """Columns from and to of a ship two cells broad along the quay, or none."""
    rng = np.random.default_rng([seed, hash_of(key)])
    bright = np.full((HIGH, WIDE), DARK_WATER)
    bright[:16] = LAND
    bright[:16, 10:25] *= 1.3
    bright[4:12, 40:60] *= 0.7
    bright[16:24, 4:7] = LAND
    if ship:
        bright[16:18, ship[0] : ship[1]] = DARK_WATER + contrast * (LAND - DARK_WATER)
    bright = np.roll(bright, move, axis=(0, 1))
    return View(key, gain * (bright + noise * rng.standard_normal((HIGH, WIDE))))


def hash_of(key):
    return sum(ord(c) * 31**n for n, c in enumerate(key)) % 2**32


def empties(n=6):
    return [view(f"E{i}") for i in range(n)]


def told(views, **params):
    return {a.key: a for a in judge(views, BERTH, False, OccupancyParams(**params))}


def test_a_ship_alongside_is_told_from_the_empty_berth():
    found = told([*empties(), view("ship", (30, 42))])
    assert found["ship"].result == "occupied"
    assert found["ship"].p_occupied > 0.98
    assert found["ship"].contrast == pytest.approx(0.6, abs=0.1)
    assert {found[f"E{i}"].result for i in range(6)} == {"empty"}
    assert all(found[f"E{i}"].seen_frac >= 0.9 for i in range(6))


def test_the_light_of_the_day_and_an_offset_of_the_image_do_not_matter():
    found = told(
        [*empties(), view("noon", (30, 42), gain=1.7), view("off", (30, 42), move=(2, -1)), view("low", gain=0.6)]
    )
    assert [found[k].result for k in ("noon", "off", "low")] == ["occupied", "occupied", "empty"]
    assert found["off"].off_m == pytest.approx(10 * 5**0.5, abs=3)


def test_the_same_images_in_any_order_give_the_same_answers():
    views = [s.view for s in draw_world(5, False).scenes]
    berth = draw_world(5, False).berth
    assert judge(views[::-1], berth, False) == judge(views, berth, False)


def test_too_few_other_images_are_no_reference():
    assert {(a.result, a.reason) for a in told([*empties(4)]).values()} == {("cannot tell", "few")}
    assert told(empties(5))["E0"].result == "empty"


def test_a_berth_in_cloud_is_never_empty_nor_occupied():
    cloud = View("cloud", np.full((HIGH, WIDE), 4000.0))
    part = view("part")
    white = np.zeros((HIGH, WIDE), bool)
    white[12:38, 10:60] = True
    part = View("part", np.where(white, 4000.0, part.bright), white)
    plain = [View(v.key, v.bright, np.zeros((HIGH, WIDE), bool)) for v in empties()]
    found = told([*plain, cloud, part])
    assert (found["cloud"].result, found["cloud"].reason) == ("cannot tell", "unlike")
    assert (found["part"].result, found["part"].p_occupied) == ("cannot tell", None)
    assert found["E0"].result == "empty"


@pytest.mark.parametrize("seed", range(6))
def test_no_simulated_cloud_is_ever_an_answer(seed):
    world = draw_world(200 + seed, False)
    answers = {a.key: a.result for a in judge([s.view for s in world.scenes], world.berth, False)}
    near = [s for s in world.scenes if s.is_clouded and s.view.white[world.berth.inside].mean() > 0.5]
    assert {answers[s.view.key] for s in near} <= {"cannot tell"}


def test_a_ship_in_all_images_is_not_called_an_empty_berth():
    found = told([view(f"S{i}", (30, 42), contrast=0.9) for i in range(8)])
    assert {a.result for a in found.values()} == {"cannot tell"}
    assert {a.reason for a in found.values()} == {"always"}


def test_a_berth_taken_two_times_in_three_is_still_read():
    views = [view(f"S{i}", (30, 42) if i % 3 else None) for i in range(9)]
    found = told(views)
    assert [found[f"S{i}"].result for i in range(9)] == ["empty", "occupied", "occupied"] * 3


def test_a_berth_outside_the_image_or_half_unusable_is_not_assessed():
    out, half = view("out").bright, view("half").bright
    out[:, 15:] = np.nan
    half[:, 38:] = np.nan
    found = told([*empties(), View("out", out), View("half", half)])
    assert (found["out"].result, found["out"].reason) == ("cannot tell", "outside")
    assert (found["half"].result, found["half"].reason) == ("cannot tell", "outside")
    assert found["half"].seen_frac < 0.7


def test_a_ship_in_the_half_that_is_seen_is_said():
    half = view("half", (24, 36)).bright
    half[:, 40:] = np.nan
    assert told([*empties(), View("half", half)])["half"].result == "occupied"


def test_rough_water_in_which_no_ship_would_stand_out_is_not_empty():
    found = told([*empties(), view("rough", noise=900.0)])
    assert found["rough"].result == "cannot tell"


def test_another_place_and_an_image_far_off_are_not_assessed():
    other = View("other", view("x").bright.T[:HIGH, :HIGH].repeat(2, axis=1)[:, :WIDE])
    far = view("far", move=(0, 5))
    found = told([*empties(), other, far])
    assert (found["other"].result, found["other"].reason) == ("cannot tell", "unlike")
    assert (found["far"].result, found["far"].reason) == ("cannot tell", "off")


def test_open_water_alone_gives_nothing_to_lay_an_image_by():
    rng = np.random.default_rng(1)
    views = [View(f"W{i}", 400 + 15 * rng.standard_normal((HIGH, WIDE))) for i in range(7)]
    assert {(a.result, a.reason) for a in told(views).values()} == {("cannot tell", "ground")}


def test_a_shadow_is_no_ship_and_no_empty_berth():
    dark = view("dark").bright
    dark[16:20, 25:45] = DARK_WATER - 0.5 * (LAND - DARK_WATER)
    assert (told([*empties(), View("dark", dark)])["dark"].reason) == "dark"


def test_a_radar_image_is_read_in_decibels():
    views = []
    for i in range(7):
        rng = np.random.default_rng(i)
        db = np.where(np.arange(HIGH)[:, None] < 16, -6.0, -20.0) + 0.7 * rng.standard_normal((HIGH, WIDE))
        db[4:12, 40:60] += 6
        if i == 6:
            db[16:19, 28:42] = -5 + rng.standard_normal((3, 14))
        views.append(View(f"R{i}", db + i))
    found = {a.key: a.result for a in judge(views, BERTH, True)}
    assert found == {**{f"R{i}": "empty" for i in range(6)}, "R6": "occupied"}


def test_no_views_give_no_answers():
    assert judge([], BERTH, False) == []


def test_chances_rise_with_the_score_and_the_contrast():
    for is_radar in (False, True):
        rising = [occupancy.chance_of(is_radar, c, s) for c, s in ((0, 0), (0.3, 2), (1, 4), (2, 10))]
        assert rising == sorted(rising)
        assert rising[0] < 0.01
        assert rising[-1] > 0.97


@pytest.mark.parametrize("is_radar", [False, True])
def test_of_held_worlds_no_more_ships_are_called_empty_than_the_page_says(is_radar):
    missed = ships = wrong = 0
    params = OccupancyParams()
    least = params.least_contrast_db / 10 if is_radar else params.least_contrast
    for seed in range(9000, 9006):
        world = draw_world(seed, is_radar)
        answers = {a.key: a.result for a in judge([s.view for s in world.scenes], world.berth, is_radar)}
        for s in world.scenes:
            wrong += not s.length_m and answers[s.view.key] == "occupied"
            if s.length_m >= params.least_length_m and s.contrast >= least and not world.is_always_taken:
                ships += 1
                missed += answers[s.view.key] == "empty"
    assert ships > 8
    assert missed <= 1
    assert wrong == 0
