import math

import numpy as np
import pytest

from fairlead.imagery import radar
from fairlead.imagery.clutter import follow_tail
from fairlead.imagery.outlines import Ground, measure_outline
from fairlead.imagery.radar import RadarParams, TooLittleSeaError, find_bright
from fairlead.imagery.ring_loops import BINS, COUNTED, NO_SCORE, RINGED, SCORED, join_pixels, mark_rows, score_rows
from tests.imagery.clutter import MEAN, Held, put_ship, sea, share_above

SQUARE = Ground((10.0, 0.0), (0.0, -10.0))


def plain_scores(pixels, marks, guard, ring, fewest):
    """Every ring gathered pixel by pixel."""
    out = np.full(pixels.shape, NO_SCORE)
    for r in range(pixels.shape[0]):
        for c in range(pixels.shape[1]):
            held = [
                int(pixels[y, x])
                for y in range(max(0, r - ring), min(pixels.shape[0], r + ring + 1))
                for x in range(max(0, c - ring), min(pixels.shape[1], c + ring + 1))
                if max(abs(y - r), abs(x - c)) > guard and marks[y, x] & RINGED
            ]
            if len(held) >= fewest:
                out[r, c] = (pixels[r, c] - np.mean(held)) / max(np.std(held), 1 / math.sqrt(12))
    return out


def kept(pixels, marks, guard, ring, fewest, keep, top=0, bottom=None, offset=0):
    rows, columns = np.empty(pixels.size, np.int32), np.empty(pixels.size, np.int32)
    values, scores = np.empty(pixels.size, np.uint16), np.empty(pixels.size, np.float32)
    histogram = np.zeros(BINS, np.int64)
    n = score_rows(pixels, marks, top, bottom or len(pixels), guard, ring, fewest, keep, offset, 1, histogram,
                   rows, columns, values, scores)  # fmt: skip
    return {(int(r), int(c)): float(s) for r, c, s in zip(rows[:n], columns[:n], scores[:n], strict=True)}, histogram


def test_scores_are_those_of_rings_gathered_pixel_by_pixel():
    rng = np.random.default_rng(5)
    pixels = rng.integers(0, 65536, (23, 31)).astype(np.uint16)
    marks = rng.choice(np.array([0, SCORED, RINGED | SCORED | COUNTED], np.uint8), pixels.shape, p=(0.2, 0.1, 0.7))
    found, histogram = kept(pixels, marks, 1, 4, 30.0, -1e8)
    plain = plain_scores(pixels, marks, 1, 4, 30.0)
    wanted = {(r, c): plain[r, c] for r, c in zip(*np.nonzero(marks & SCORED), strict=True) if plain[r, c] > -1e8}
    assert found.keys() == wanted.keys()
    assert len(wanted) > 300
    assert all(found[k] == pytest.approx(wanted[k], abs=1e-4) for k in wanted)
    assert histogram.sum() == sum(bool(marks[k] & COUNTED) for k in wanted)


def test_an_image_wider_than_a_strip_is_scored_alike_on_both_sides_of_its_edge():
    pixels = np.random.default_rng(6).integers(1, 4000, (40, 1100)).astype(np.uint16)
    marks = np.full(pixels.shape, RINGED | SCORED | COUNTED, np.uint8)
    whole, _ = kept(pixels, marks, 2, 8, 50.0, 1.0)
    cut = np.ascontiguousarray(pixels[:, 1000:1060])
    part, _ = kept(cut, marks[:, 1000:1060].copy(), 2, 8, 50.0, 1.0)
    inner = {(r, c + 1000): s for (r, c), s in part.items() if 8 <= c < 52}
    assert inner == {k: s for k, s in whole.items() if 1008 <= k[1] < 1052}


@pytest.mark.parametrize("nu", [1.0, 3.0, 10.0, math.inf])
def test_the_sea_is_taken_for_something_as_seldom_as_is_asked_for(nu):
    pixels = sea(nu, (1800, 1800), seed=int(min(nu, 99)))
    image = Held(pixels)
    rng = np.random.default_rng(1)
    ring, guard = 45, 20
    wide = np.lib.stride_tricks.sliding_window_view(pixels, (91, 91))
    outside = np.ones((91, 91), bool)
    outside[ring - guard : ring + guard + 1, ring - guard : ring + guard + 1] = False
    rings = [wide[r, c][outside].astype(float) for r, c in rng.integers(0, 1700, (400, 2))]
    # what is plainly no sea is in no ring: as find_bright has it, four times the median
    most = 4 * np.median(pixels)
    rings = [v[v <= most] for v in rings]
    level, spread = np.array([v.mean() for v in rings]), np.array([v.std() for v in rings])
    for share in (1e-5, 1e-6, 1e-7):
        threshold = find_bright(image, 10.0, RadarParams(false_alarms=share)).threshold
        least = np.floor(level + threshold * spread) + 0.5
        achieved = share_above((least / MEAN) ** 2, nu).mean()
        assert share / 3 < achieved < share * 3, (share, achieved)


def ships(seed=3):
    pixels = sea(10.0, (900, 1000), seed)
    for row, column, length, beam, axis in TRUE:
        put_ship(pixels, row, column, length, beam, axis, 1500)
    return pixels


TRUE = [
    (100, 120, 20, 4, 0),
    (130, 150, 18, 3, 90),
    (450, 500, 30, 5, 37),
    (777, 300, 9, 3, 120),
    (520, 900, 12, 3, 64),
]


def test_ships_are_found_where_they_are_as_long_and_as_they_lie():
    found = find_bright(Held(ships()), 10.0).found
    assert len(found) == len(TRUE)
    for row, column, length, _, axis in TRUE:
        outlines = [measure_outline(b.rows, b.columns, b.values, SQUARE) for b in found]
        one = min(outlines, key=lambda o: math.hypot(o.row - row, o.column - column))
        assert math.hypot(one.row - row, one.column - column) < 1.5
        assert one.length_m == pytest.approx(10 * length, abs=20)
        assert one.length_p05 < 10 * length < one.length_p95
        assert abs((one.axis_deg - axis + 90) % 180 - 90) < 8


@pytest.mark.parametrize("rows", [64, 192, 448])
def test_what_is_found_hangs_neither_on_how_many_rows_are_held_nor_on_how_many_threads_work(rows, monkeypatch):
    pixels = ships()
    pixels[180:380, 50:250] = moored()[100:300, 50:250]
    pixels[:, 700:] = np.where(np.arange(300) < 290, pixels[:, 700:] * 3, 0)  # a shore, and a border without values
    whole = find_bright(Held(pixels), 10.0)
    monkeypatch.setattr(radar, "ROWS", rows)
    other = find_bright(Held(pixels), 10.0, threads=3)
    assert other.threshold == whole.threshold
    assert (other.pixels, other.searched, other.small) == (whole.pixels, whole.searched, whole.small)
    assert len(other.found) == len(whole.found) >= 4
    assert sum(b.is_part for b in other.found) == 2
    for a, b in zip(whole.found, other.found, strict=True):
        assert (a.rows.tolist(), a.columns.tolist(), a.scores.tolist()) == (
            b.rows.tolist(), b.columns.tolist(), b.scores.tolist())  # fmt: skip


def test_the_sea_of_a_block_is_marked_by_its_own_median():
    rng = np.random.default_rng(6)
    pixels = rng.integers(1, 2000, (150, 100)).astype(np.uint16)
    has = rng.random(pixels.shape) < 0.9
    land, near = rng.random((40, 13)) < 0.2, rng.random((40, 13)) < 0.4
    wide_land, wide_near = (np.kron(c, np.ones((8, 8), bool))[64 : 64 + 150, :100] for c in (land, near | land))
    marks = np.empty(pixels.shape, np.uint8)
    held, counted = mark_rows(pixels, has, land, near | land, 64, 1.5, 10, 90, marks)
    seas = has & ~wide_land
    assert (held, counted) == (has[10:90].sum(), seas[10:90].sum())
    for r in range(0, 150, 64):
        for c in range(0, 100, 64):
            here = (slice(r, r + 64), slice(c, c + 64))
            most = 1.5 * np.median(pixels[here][::4, ::2][seas[here][::4, ::2]])
            wanted = np.where(seas[here], np.where(pixels[here] <= most, RINGED | SCORED, SCORED), 0)
            wanted[seas[here] & ~wide_near[here]] |= COUNTED
            assert (marks[here] == wanted).all()


def test_a_ship_beside_another_is_found_though_it_lies_in_its_ring():
    pixels = sea(math.inf, (400, 400), 8)
    for column in range(120, 300, 30):  # six in a row, 300 m apart
        put_ship(pixels, 200, column, 20, 5, 0, 2000)
    assert len(find_bright(Held(pixels), 10.0).found) == 6


def moored():
    """Two ships of 280 m by 40 m side by side, their middles 100 m apart, an arm of a cross between them."""
    pixels = sea(math.inf, (400, 400), 8)
    put_ship(pixels, 200, 150, 28, 4, 0, 2000)
    put_ship(pixels, 200, 160, 28, 4, 0, 1500)
    pixels[199:202, 150:162] = np.maximum(pixels[199:202, 150:162], 600)
    return pixels


def test_ships_that_hang_together_over_a_dimmer_bridge_are_two():
    pixels = moored()
    put_ship(pixels, 200, 300, 40, 3, 45, 2000)
    found = find_bright(Held(pixels), 10.0).found
    found.sort(key=lambda b: b.columns.mean())
    assert [b.is_part for b in found] == [True, True, False]
    assert [b.columns.mean() for b in found] == pytest.approx([150, 160, 300], abs=1)
    for b in found[:2]:
        outline = measure_outline(b.rows, b.columns, b.values, SQUARE)
        assert outline.length_m == pytest.approx(280, abs=20)
        assert outline.beam_m < 80
    assert len(find_bright(Held(pixels), 10.0, RadarParams(broadest_m=1000)).found) == 2


def test_one_bright_ship_with_a_cross_is_one():
    pixels = sea(math.inf, (400, 400), 8)
    pixels[199:202, 130:170] = 900  # the arms: 400 m along range, 500 m along azimuth
    pixels[175:225, 149:152] = 900
    put_ship(pixels, 200, 150, 26, 4, 30, 9000)
    (one,) = find_bright(Held(pixels), 10.0).found
    assert not one.is_part


def test_land_is_not_searched_and_said():
    pixels = sea(math.inf, (800, 800), 9)
    pixels[:, :300] *= 5
    put_ship(pixels, 400, 600, 15, 4, 0, 2000)
    found = find_bright(Held(pixels), 10.0)
    assert [round(b.columns.mean()) for b in found.found if not b.touches_land] == [600]
    assert found.searched / found.pixels == pytest.approx(500 / 800, abs=0.02)


def test_too_little_sea_is_said():
    with pytest.raises(TooLittleSeaError, match="too few to tell"):
        find_bright(Held(sea(math.inf, (100, 100), 1)), 10.0)
    with pytest.raises(TooLittleSeaError, match=r"^0 pixels of open water"):
        find_bright(Held(np.zeros((300, 300))), 10.0)


def test_a_tail_that_is_an_exponential_is_followed_beyond_what_was_seen():
    # S(z) = exp(-2 z): counts in bins of .05 by hand, n = 10^7
    edges = np.arange(BINS + 1) * 0.05
    histogram = np.round(1e7 * (np.exp(-2 * edges[:-1]) - np.exp(-2 * edges[1:]))).astype(np.int64)
    tail = follow_tail(histogram)
    assert tail.score_of(1e-8) == pytest.approx(math.log(1e8) / 2, rel=0.02)
    assert follow_tail(histogram // 1000) is None


def test_pixels_are_joined_over_gaps_no_wider_than_asked():
    rows = np.array([0, 0, 0, 2, 5], np.int32)
    columns = np.array([0, 2, 9, 3, 3], np.int32)
    assert join_pixels(rows, columns, 1).tolist() == [0, 1, 2, 3, 4]
    assert join_pixels(rows, columns, 2).tolist() == [0, 0, 2, 0, 4]
    assert join_pixels(rows, columns, 3).tolist() == [0, 0, 2, 0, 0]


def test_parameters_that_cannot_be_meant_are_refused():
    with pytest.raises(ValueError, match="ring_m must be more than guard_m, 500; it is 450"):
        RadarParams(guard_m=500)
    with pytest.raises(ValueError, match="false_alarms"):
        RadarParams(false_alarms=0.1)
