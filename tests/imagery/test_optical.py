"""Ships, wakes, land, cloud and glint in made-up optical scenes of 10 m pixels; reflectance, water .03 in the near
infrared and .06 in green, each with a spread of .002."""

import numpy as np
import pytest

from fairlead.imagery import optical
from fairlead.imagery.optical import (
    CLOUD,
    DULL,
    LAND,
    LEAST_FILL,
    NO_VALUE,
    OpticalParams,
    Thing,
    find_ships,
    grown_by,
    measure_hull,
)  # fmt: skip
from fairlead.imagery.outlines import Ground
from fairlead.imagery.radar import TooLittleSeaError
from fairlead.imagery.runs import parts_of

GROUND = Ground((10.0, 0.0), (0.0, -10.0))
SHIPS = [(60, 80, 20, 4), (300, 400, 12, 3), (200, 150, 30, 5)]
"""Row and column of the middle, columns long and rows broad."""


class Held:
    """A scene in memory."""

    def __init__(self, side=480, seed=1):
        rng = np.random.default_rng(seed)
        self.height = self.width = side
        self.bands = {
            name: (level + 0.002 * rng.standard_normal((side, side))).astype(np.float32)
            for name, level in (("blue", 0.07), ("green", 0.06), ("red", 0.04), ("nir", 0.03))
        }

    def put(self, rows, columns, **values):
        for name, value in values.items():
            self.bands[name][rows, columns] = value

    def ship(self, row, column, length, beam, nir=0.2):
        top, left = row - beam // 2, column - length // 2
        self.put(slice(top, top + beam), slice(left, left + length), blue=0.15, green=0.15, red=0.17, nir=nir)

    def read(self, top, bottom):
        return {name: band[top:bottom] for name, band in self.bands.items()}


def scene():
    held = Held()
    held.put(slice(0, 480), slice(430, 480), blue=0.05, green=0.08, red=0.06, nir=0.3)  # a green shore
    for one in SHIPS:
        held.ship(*one)
    return held


def test_ships_are_found_where_they_are_and_as_long_as_they_are():
    seen = find_ships(scene(), 10.0)
    assert len(seen.found) == len(SHIPS)
    for row, column, length, beam in SHIPS:
        outlines = [measure_hull(t, GROUND)[0] for t in seen.found]
        one = min(outlines, key=lambda o: abs(o.row - row) + abs(o.column - column))
        assert (one.row, one.column) == (pytest.approx(row, abs=1), pytest.approx(column, abs=1))
        assert one.length_m == pytest.approx(10 * length, abs=15)
        assert one.length_p05 < 10 * length < one.length_p95
        assert one.beam_m == pytest.approx(10 * beam, abs=10)
        assert one.axis_deg == pytest.approx(90, abs=5)
    assert seen.share(LAND) == pytest.approx(50 / 480, abs=0.001)
    # water without the 3 pixels of shore
    assert seen.searched_frac == pytest.approx(427 / 480, abs=0.001)


@pytest.mark.parametrize("rows", [64, 100])
def test_what_is_found_does_not_hang_on_how_many_rows_are_read(rows, monkeypatch):
    whole = find_ships(scene(), 10.0)
    monkeypatch.setattr(optical, "ROWS", rows)
    other = find_ships(scene(), 10.0)
    assert (other.threshold, other.small) == (whole.threshold, whole.small)
    assert np.array_equal(other.classes, whole.classes)
    for a, b in zip(whole.found, other.found, strict=True):
        assert (a.rows.tolist(), a.columns.tolist(), a.score) == (b.rows.tolist(), b.columns.tolist(), b.score)


def test_water_alone_raises_no_alarm():
    for seed in range(3):
        assert not find_ships(Held(seed=seed), 10.0).found


def test_a_ship_at_the_quay_is_part_of_it_and_one_along_it_is_said_to_be_near():
    held = scene()
    held.ship(100, 420, 20, 4)  # its end touches the shore at column 430
    held.put(slice(388, 412), slice(424, 428), blue=0.15, green=0.15, red=0.17, nir=0.2)  # two pixels off, along it
    seen = find_ships(held, 10.0)
    assert len([t for t in seen.found if not t.touches_land]) == len(SHIPS)
    (near,) = [t for t in seen.found if t.touches_land]
    assert near.rows.mean() == pytest.approx(399.5, abs=1)
    assert seen.classes[100, 415] == LAND


def test_a_ship_whose_end_alone_is_near_the_shore_is_found():
    held = scene()
    held.ship(400, 416, 24, 4)  # its end is two pixels off; of what is 100 m around it 9 columns of 44 are land
    found = [t for t in find_ships(held, 10.0).found if not t.touches_land]
    assert len(found) == len(SHIPS) + 1


def test_a_bright_ship_that_a_dim_bank_joins_to_the_shore_is_cut_out():
    held = scene()
    held.ship(240, 380, 22, 5, nir=0.3)
    held.put(slice(239, 241), slice(390, 432), blue=0.12, green=0.1, red=0.1, nir=0.13)  # a spit as far as the shore
    (ship,) = [t for t in find_ships(held, 10.0).found if 230 < t.rows.mean() < 250 and not t.touches_land]
    assert (ship.columns.min(), ship.columns.max()) == (369, 390)
    assert len([t for t in find_ships(held, 10.0).found if not t.touches_land]) == len(SHIPS) + 1


def test_where_clear_water_is_clipped_the_light_that_ships_scatter_does_not_lift_the_threshold():
    held = scene()
    water = held.bands["nir"] < 0.05
    held.bands["nir"][water] = np.maximum(held.bands["nir"][water] - 0.045, 0)  # 0 all over
    bright = ~water
    for k in range(40):  # light that fades over 40 pixels
        held.bands["nir"][grown_by(bright, 40 - k) & water] = 0.0004 * k * np.random.default_rng(k).random()
    seen = find_ships(held, 10.0)
    assert seen.threshold <= 8
    assert len([t for t in seen.found if not t.touches_land]) == len(SHIPS)


def test_the_colour_of_a_thing_is_that_of_what_water_is_mixed_with():
    held = scene()
    held.ship(60, 300, 16, 4)
    half = (slice(58, 62), slice(292, 308))
    for name, band in held.bands.items():  # half a pixel of ship, half of water
        band[half] = (band[half] + {"blue": 0.07, "green": 0.06, "red": 0.04, "nir": 0.03}[name]) / 2
    held.put(slice(300, 304), slice(100, 120), blue=0.12, green=0.18, red=0.1, nir=0.07)  # a shoal: .04 over .12
    held.put(slice(400, 405), slice(100, 106), blue=0.06, green=0.06, red=0.041, nir=0.3)  # reed
    found = {int(t.rows.mean()): t for t in find_ships(held, 10.0).found}
    # of a ship .17 over .09, red .13 over .17
    assert found[59].nir_to_green == pytest.approx(0.17 / 0.09, rel=0.05)
    assert found[59].red_to_nir == pytest.approx(0.13 / 0.17, rel=0.05)
    assert found[301].nir_to_green == pytest.approx(1 / 3, rel=0.05)
    assert found[402].red_to_nir == pytest.approx(0, abs=0.02)


def test_cloud_is_not_assessable_and_has_its_area():
    held = scene()
    held.put(slice(350, 400), slice(100, 160), blue=0.5, green=0.5, red=0.5, nir=0.52)
    seen = find_ships(held, 10.0)
    assert (seen.classes == CLOUD).sum() == 50 * 60
    assert len([t for t in seen.found if not t.touches_land]) == len(SHIPS)
    # a brown bank as large is land: red is twice its blue
    held.put(slice(350, 400), slice(100, 160), blue=0.1, green=0.15, red=0.25, nir=0.3)
    assert (find_ships(held, 10.0).classes == CLOUD).sum() == 0


def test_glint_tells_nothing_and_has_its_area():
    held = scene()
    rng = np.random.default_rng(2)
    held.put(
        slice(320, 480), slice(0, 160), green=0.2, nir=(0.1 + 0.03 * rng.standard_normal((160, 160))).clip(0, 0.19)
    )
    seen = find_ships(held, 10.0)
    assert (seen.classes[330:470, 10:150] == DULL).mean() > 0.95
    assert (seen.classes == DULL).sum() < 1.3 * 160 * 160
    # crumbs of its sharp rim, beside dark water, are ragged
    assert len([t for t in seen.found if t.fill >= LEAST_FILL]) == len(SHIPS)


def test_a_ship_as_bright_as_half_the_land_is_found_in_glint_too():
    held = scene()
    rng = np.random.default_rng(2)
    glint = (0.06 + 0.015 * rng.standard_normal((160, 160))).clip(0, 0.19)
    held.put(slice(320, 480), slice(0, 160), green=0.2, nir=glint)
    held.ship(400, 80, 20, 4, nir=0.35)
    found = [t for t in find_ships(held, 10.0).found if 390 < t.rows.mean() < 410]
    assert [round(float(t.columns.mean())) for t in found] == [80]


def test_a_faint_wake_is_no_hull_and_says_where_the_ship_heads():
    held = Held()
    held.put(slice(0, 480), slice(430, 480), blue=0.05, green=0.08, red=0.06, nir=0.3)
    held.ship(200, 200, 20, 4)
    held.put(slice(199, 202), slice(210, 260), green=0.1, nir=0.08)  # .05 of its .17 above water, 500 m to the east
    (thing,) = find_ships(held, 10.0).found
    assert np.ptp(thing.columns) > 60
    outline, heading = measure_hull(thing, GROUND)
    assert outline.length_m == pytest.approx(200, abs=15)
    assert heading == pytest.approx(270, abs=4)


def test_without_a_tail_nothing_says_which_end_is_the_bow():
    rows, columns = (a.ravel() for a in np.mgrid[10:14, 20:40])
    _, heading = measure_hull(Thing(rows, columns, np.full(rows.size, 0.2), 50.0, False), GROUND)
    assert heading is None


def test_in_the_clearest_water_a_faint_streak_is_nothing():
    held = scene()
    water = held.bands["nir"] < 0.05
    held.bands["nir"][water] = 0.03 + 0.05 * (held.bands["nir"][water] - 0.03)  # a spread of .0001
    held.put(slice(250, 253), slice(200, 260), nir=0.045)  # .015 above it, where land is .27
    assert len(find_ships(held, 10.0).found) == len(SHIPS)
    assert len(find_ships(held, 10.0, OpticalParams(least_contrast=0.0)).found) > len(SHIPS)


def test_borders_without_values_are_neither_water_nor_land():
    held = scene()
    for band in held.bands.values():
        band[:40] = np.nan
    seen = find_ships(held, 10.0)
    assert (seen.classes[:40] == NO_VALUE).all()
    assert len(seen.found) == len(SHIPS)


def test_too_little_water_is_said():
    held = Held(100)
    with pytest.raises(TooLittleSeaError, match="too few to tell"):
        find_ships(held, 10.0)
    for band in held.bands.values():
        band[:] = np.nan
    with pytest.raises(TooLittleSeaError, match=r"^0 pixels of open water"):
        find_ships(held, 10.0)


def test_parts_of_a_mask_hang_together_over_corners():
    drawn = np.array([[int(c) for c in line] for line in (
        "11000100",
        "00100010",
        "00010001",
        "10000000",
        "10011111",
    )], bool)  # fmt: skip
    large, marked = parts_of(drawn, 4, np.array([[False] * 4 + [True] * 4] * 5))
    # the slanting line of four is unmarked, the bar of five has four of five marked, three on the right are too few
    assert [tuple(p) for p in np.argwhere(large).tolist()] == [(0, 0), (0, 1), (1, 2), (2, 3)]
    assert [tuple(p) for p in np.argwhere(marked).tolist()] == [(4, c) for c in range(3, 8)]


def test_parts_are_those_of_a_plain_flood():
    mask = np.random.default_rng(3).random((60, 70)) < 0.42
    number = np.zeros(mask.shape, int)
    for r, c in np.argwhere(mask):
        if number[r, c]:
            continue
        ahead, number[r, c] = [(r, c)], number.max() + 1
        while ahead:
            y, x = ahead.pop()
            for v in range(max(0, y - 1), min(60, y + 2)):
                for u in range(max(0, x - 1), min(70, x + 2)):
                    if mask[v, u] and not number[v, u]:
                        number[v, u] = number[r, c]
                        ahead.append((v, u))
    size = np.bincount(number.ravel())
    size[0] = 0
    assert np.array_equal(parts_of(mask, 12)[0], size[number] >= 12)


def test_a_mask_grows_by_so_many_pixels():
    mask = np.zeros((7, 8), bool)
    mask[3, 1] = True
    assert np.argwhere(grown_by(mask, 2)).tolist() == [[r, c] for r in range(1, 6) for c in range(4)]
