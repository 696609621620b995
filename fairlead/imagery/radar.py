"""Radar: what stands out of the sea in a radar image, and which part of the image was searched for it.

A two-parameter constant false alarm rate (CFAR) detector: a pixel is compared with mean and standard deviation of a
ring around it (Finn and Johnson 1968; as ship detectors use it, Crisp 2004), with the threshold that the image's own
sea gives for the share of false alarms that is asked for (:mod:`clutter`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil, log
from typing import Annotated, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from fairlead.base.arrays import Ints
from fairlead.base.bounds import Within, check_fields
from fairlead.imagery.clutter import Tail, follow_tail
from fairlead.imagery.outlines import extents
from fairlead.imagery.ring_loops import (
    BIN,
    BINS,
    BLOCK,
    CELL,
    WIDEST,
    Marks,
    Pixels,
    join_pixels,
    mark_rows,
    score_rows,
)  # fmt: skip

Told = Callable[[str, float], None]
"""Told what is being done and the share of it that is."""

ROWS = 512
"""Rows of an image that are held at a time."""
NEAR = 3
"""Cells off land in which scores tell nothing of the open sea: piers, surf, and the rim of what was taken for land."""
FEWEST_CELLS = 20
"""Cells that land has at least, however coarse the pixels: a large ship and its cross fill half as many."""
WIDEST_GUARD = 0.6
"""The inner square's share of the outer's side, at most."""
MOST_REACH = 10
"""Pixels that are joined over, at most."""
KEPT = 2.5
"""Scores above this are kept: no threshold lies below it."""
STEP = 1.25
"""Factor between the levels at which what is too large for one ship is cut apart."""
MOST_PX = 20_000
"""What has more pixels is no row of ships: it stays whole."""
PART_M, PART_PX, PART_RATIO = 60.0, 6, 2.0
"""A part that is cut off is at least so long, and so many times as long as broad: parts of one ship, its bridge and its
bow, are not."""
BROAD_PX = 10
"""What is less broad is too coarse for parts of it to be told: the cross of a ship at pixels of 30 m."""
BODY = (0.2, 0.02)
"""Shares of pixels above a score between which the sea is not yet ships, in any image that is worth searching."""


T = TypeVar("T")
Kept = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], Pixels, npt.NDArray[np.float32]]
"""Rows, columns, values and scores of bright pixels."""


class TooLittleSeaError(ValueError):
    """An image with too little open water for a threshold to be found."""


class Image(Protocol):
    """A radar image: brightness (amplitude, not power) as whole numbers of 16 bits."""

    @property
    def height(self) -> int: ...
    @property
    def width(self) -> int: ...
    def read(self, top: int, bottom: int) -> tuple[Pixels, npt.NDArray[np.bool_]]:
        """Rows of the image, and where it has a value."""


@dataclass(frozen=True, slots=True)
class RadarParams:
    """What counts as standing out of the sea."""

    false_alarms: Annotated[float, Within(1e-10, 1e-3)] = 1e-7
    """Share of sea pixels that may be taken for something by chance."""
    guard_m: Annotated[float, Within(10, 2000)] = 200.0
    """Metres around a pixel that tell nothing of its sea, since a ship reaches over them."""
    ring_m: Annotated[float, Within(20, 5000)] = 450.0
    """Metres up to which its sea is looked at."""
    plain: Annotated[float, Within(2, 20)] = 4.0
    """What is brighter than the sea's median by this factor is in no ring: ships and walls would hide their neighbours.
    Of speckle of four looks fewer than one pixel in 10^12 is, of the spikiest sea about one in 150."""
    grown: Annotated[float, Within(0.2, 1)] = 0.5
    """Pixels that hang together with one above the threshold belong to it above this share of the threshold."""
    reach_m: Annotated[float, Within(1, 200)] = 20.0
    """Pixels no farther apart hang together: a ship's bow and bridge shine, the deck between does not."""
    fewest_px: Annotated[int, Within(1, 1000)] = 4
    """What has fewer pixels is left out; how many were is said."""
    longest_m: Annotated[float, Within(50, 10_000)] = 460.0
    """What is longer is several ships, where it falls apart into things as long and narrow as ships."""
    broadest_m: Annotated[float, Within(20, 10_000)] = 130.0
    """The same of what is broader: hulls of 65 m are up to 120 m broad in simulated images, and at 100 m one bright
    ship in twenty was cut."""
    land_bright: Annotated[float, Within(1.2, 20)] = 2.5
    """Cells of 8 x 8 pixels that are brighter than the sea by this factor ..."""
    land_km2: Annotated[float, Within(0.01, 100)] = 0.5
    """... are land where so many hang together. The largest ship covers .03 km2, with the cross it draws .1."""

    def __post_init__(self) -> None:
        check_fields(self)
        if self.ring_m <= self.guard_m:
            raise ValueError(f"ring_m must be more than guard_m, {self.guard_m:g}; it is {self.ring_m:g}")


@dataclass(frozen=True, slots=True)
class _Sizes:
    """The parameters of an image in its own pixels."""

    guard: int
    ring: int
    reach: int
    land_cells: int


def _in_pixels(params: RadarParams, pixel_m: float) -> _Sizes:
    """Where pixels are so fine that the ring would be wider than the loops can hold, it is as wide as they can."""
    ring = min(WIDEST, max(6, round(params.ring_m / pixel_m)))
    guard = max(2, min(round(params.guard_m / pixel_m), round(WIDEST_GUARD * ring)))
    reach = min(MOST_REACH, max(1, round(params.reach_m / pixel_m)))
    return _Sizes(guard, ring, reach, max(FEWEST_CELLS, ceil(params.land_km2 * 1e6 / (CELL * pixel_m) ** 2)))


@dataclass(frozen=True, slots=True)
class Bright:
    """One thing that stands out: its pixels, how bright they are, how far above the sea."""

    rows: Ints
    columns: Ints
    values: Pixels
    scores: npt.NDArray[np.float32]
    touches_land: bool
    is_part: bool = False
    """Whether it was cut out of what hangs together with it."""

    @property
    def score(self) -> float:
        """Standard deviations of its sea that its brightest pixel stands above it."""
        return float(self.scores.max())


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found, and of what."""

    found: list[Bright]
    """By row of the first pixel, then column."""
    threshold: float
    """Standard deviations above the ring's mean."""
    tail: Tail
    pixels: int
    """Of the image that have a value."""
    searched: int
    """Of these that were searched: no land, and enough sea around."""
    small: int
    """How many things of fewer than ``fewest_px`` pixels were left out."""
    land: npt.NDArray[np.bool_]
    """Cells of CELL x CELL pixels that were taken for land."""


def find_bright(
    image: Image,
    pixel_m: float,
    params: RadarParams = RadarParams(),
    told: Told = lambda _what, _share: None,
    inland: npt.NDArray[np.bool_] | None = None,
    threads: int = 1,
) -> Searched:
    """Find what stands out of the sea of a radar image.

    The result is the same whatever the rows that are held at a time, and by however many threads: sums are exact, and
    blocks and cells lie on a grid of the image.

    Args:
        image: the image.
        pixel_m: side of a pixel on the ground.
        params: :class:`RadarParams`.
        told: told how far it is.
        inland: cells that are land by a map, rows x columns of CELL x CELL pixels; None where no map tells.
        threads: how many parts are worked on at once, each holding ROWS rows and a ring.

    Raises:
        TooLittleSeaError: there is too little open water for a threshold; in words.

    Limits:
        What is brighter than the sea is not therefore a ship: buoys, platforms, rocks, breakwaters, the crests of a
        rough sea and the ghosts of bright things on land stand out too. Ships alongside hang together with the quay
        and are taken for land. docs/methods/radar.md says how often.
    """
    sizes = _in_pixels(params, pixel_m)
    land = _find_land(image, params.land_bright, sizes.land_cells, told, inland, threads)
    histogram = np.zeros(BINS, np.int64)
    kept: list[Kept] = []
    pixels = searched = 0
    every = max(1, image.height * image.width // 100_000_000)
    near = _near(land)

    def search(top: int) -> tuple[Ints, Kept, int, int]:
        bottom = min(image.height, top + ROWS)
        first = max(0, (top - sizes.ring) // BLOCK * BLOCK)
        part, has = image.read(first, min(image.height, ceil((bottom + sizes.ring) / BLOCK) * BLOCK))
        marks = np.empty(part.shape, np.uint8)
        held, sea = mark_rows(part, has, land, near, first, params.plain, top - first, bottom - first, marks)
        return *_keep(part, marks, top - first, bottom - first, first, every, sizes), held, sea

    for bottom, (counted, bright, held, sea) in _by_turns(search, image.height, ROWS, threads):
        histogram += counted
        kept.append(bright)
        pixels, searched = pixels + held, searched + sea
        told("searching", bottom / image.height)
    rows, columns, values, scores = (np.concatenate(c) for c in zip(*kept, strict=True))
    order = np.lexsort((columns, rows))
    rows, columns, values, scores = rows[order], columns[order], values[order], scores[order]
    threshold, tail = threshold_of(histogram, scores, rows, columns, every, params.false_alarms)
    is_grown = scores > max(KEPT, params.grown * threshold)
    rows, columns, values, scores = rows[is_grown], columns[is_grown], values[is_grown], scores[is_grown]
    groups = list(groups_of(rows, columns, scores, sizes.reach, threshold))
    small = sum(len(g) < params.fewest_px for g in groups)
    found = []
    for g in groups:
        at_shore = _touches(land, rows[g], columns[g])
        # a shore would fall into crumbs as long and narrow as ships
        cut = [g] if at_shore else _cut_apart(rows, columns, values, g, sizes.reach, pixel_m, params)
        found += [
            Bright(rows[p].astype(np.int64), columns[p].astype(np.int64), values[p], scores[p], at_shore, len(cut) > 1)
            for p in cut if len(p) >= params.fewest_px
        ]  # fmt: skip
    found.sort(key=lambda b: (int(b.rows[0]), int(b.columns[0])))
    return Searched(found, threshold, tail, pixels, searched, small, land)


def _cut_apart(
    rows: npt.NDArray[np.int32],
    columns: npt.NDArray[np.int32],
    values: Pixels,
    group: Ints,
    reach: int,
    pixel_m: float,
    params: RadarParams,
) -> list[Ints]:
    """What hangs together, or the ships it is, where it is too large for one.

    The level is raised until it falls into two parts or more as long and narrow as ships are; each other pixel goes to
    the part next to it. What falls into one such part or none at every level stays whole: one bright ship with its
    cross, a wall.
    """
    if not params.fewest_px <= len(group) <= MOST_PX:
        return [group]
    long, broad = _sides(rows[group], columns[group], pixel_m)
    if long <= params.longest_m and broad <= max(params.broadest_m, BROAD_PX * pixel_m):
        return [group]
    level, most = float(values[group].min()) * STEP, float(values[group].max())
    while level < most:
        bright = group[values[group] > level]
        ones = np.ones(len(bright), np.float32)
        parts = [bright[p] for p in groups_of(rows[bright], columns[bright], ones, reach, 0.0)]
        ships = [p for p in parts if _is_ship(*_sides(rows[p], columns[p], pixel_m), pixel_m, params)]
        if len(ships) > 1:
            return _shared_out(rows, columns, group, ships)
        level *= STEP
    return [group]


def _is_ship(long: float, broad: float, pixel_m: float, params: RadarParams) -> bool:
    least = max(PART_M, PART_PX * pixel_m)
    return least <= long <= params.longest_m and broad <= params.broadest_m and long >= PART_RATIO * broad


def _sides(rows: npt.NDArray[np.int32], columns: npt.NDArray[np.int32], pixel_m: float) -> tuple[float, float]:
    """Longer and shorter side of the narrowest rectangle around pixels, in metres."""
    turn = np.arange(36) * np.pi / 36
    along, across = extents(columns.astype(np.float64), rows.astype(np.float64), turn)
    best = int(np.argmin((along + 1) * (across + 1)))
    sides = (float(along[best]) + 1) * pixel_m, (float(across[best]) + 1) * pixel_m
    return max(sides), min(sides)


def _shared_out(
    rows: npt.NDArray[np.int32], columns: npt.NDArray[np.int32], group: Ints, parts: list[Ints]
) -> list[Ints]:
    """Pixels of a group by the part whose nearest pixel is nearest; of two as near the earlier."""
    nearest = np.full((len(parts), len(group)), np.inf)
    for n, part in enumerate(parts):
        for one in part:
            away = np.hypot(rows[group] - rows[one], columns[group] - columns[one])
            np.minimum(nearest[n], away, out=nearest[n])
    which = nearest.argmin(axis=0)
    return [group[which == n] for n in range(len(parts))]


def _by_turns(work: Callable[[int], T], height: int, rows: int, threads: int) -> Iterator[tuple[int, T]]:
    """What becomes of each part of an image, from the top down: its last row and what ``work`` makes of its first.

    No more parts are begun than there are threads and one more, so that memory stays bounded.
    """
    with ThreadPoolExecutor(threads) as pool:
        begun: deque[tuple[int, Future[T]]] = deque()
        for top in range(0, height, rows):
            begun.append((min(height, top + rows), pool.submit(work, top)))
            if len(begun) > threads:
                bottom, done = begun.popleft()
                yield bottom, done.result()
        for bottom, done in begun:
            yield bottom, done.result()


def _near(land: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Cells no more than NEAR cells off land."""
    wide = np.pad(land, NEAR)
    found = np.zeros(land.shape, bool)
    for r in range(2 * NEAR + 1):
        for c in range(2 * NEAR + 1):
            found |= wide[r : r + land.shape[0], c : c + land.shape[1]]
    return found


def _keep(
    part: Pixels, marks: Marks, top: int, bottom: int, first: int, every: int, sizes: _Sizes
) -> tuple[Ints, Kept]:
    room = (bottom - top) * part.shape[1] // 20 + 1000
    fewest = 0.25 * ((2 * sizes.ring + 1) ** 2 - (2 * sizes.guard + 1) ** 2)
    while True:
        counted = np.zeros(BINS, np.int64)
        out = (
            np.empty(room, np.int32),
            np.empty(room, np.int32),
            np.empty(room, np.uint16),
            np.empty(room, np.float32),
        )
        n = score_rows(part, marks, top, bottom, sizes.guard, sizes.ring, fewest, KEPT, first, every, counted, *out)
        if n <= room:
            # copies, or the room for all would be held until the end
            return counted, (out[0][:n].copy(), out[1][:n].copy(), out[2][:n].copy(), out[3][:n].copy())
        room = n


def threshold_of(
    histogram: Ints,
    scores: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int32],
    columns: npt.NDArray[np.int32],
    every: int,
    false_alarms: float,
) -> tuple[float, Tail]:
    """The threshold, and the tail of the sea without what is plainly none.

    The tail of a sea falls at least as fast as an exponential drawn on from its body. What lies beyond that at the
    share that is asked for is no sea; it is taken out with all that hangs together with it, and the tail followed.
    """
    safe = _drawn_on(histogram, false_alarms)
    beyond = np.zeros(len(scores), bool)
    if len(scores):
        group = join_pixels(rows, columns, 1)
        peak = np.zeros(len(scores), np.float32)
        np.maximum.at(peak, group, scores)
        beyond = peak[group] > safe
    counted = beyond & (rows % every == 0)
    sure = np.minimum(BINS - 1, (scores[counted] / BIN).astype(np.int64))
    tail = follow_tail(histogram - np.bincount(sure, minlength=BINS))
    if tail is None:
        raise TooLittleSeaError(
            f"{int(histogram.sum()) * every:,} pixels of open water are too few to tell what stands out of it: give a "
            "larger part of the image"
        )
    return min(safe, tail.score_of(false_alarms)), tail


def _drawn_on(histogram: Ints, share: float) -> float:
    """The score that a share of pixels exceeds if the tail is the straight line of the body."""
    pixels = max(1, int(histogram.sum()))
    above = (pixels - np.cumsum(histogram) + histogram) / pixels
    body = (above < BODY[0]) & (above > BODY[1])
    if body.sum() < 4:
        return float("inf")
    slope, level = np.polyfit(np.nonzero(body)[0] * BIN, -np.log(above[body]), 1)
    return float((-log(share) - level) / slope)


def groups_of(
    rows: npt.NDArray[np.int32],
    columns: npt.NDArray[np.int32],
    scores: npt.NDArray[np.float32],
    reach: int,
    threshold: float,
) -> Iterator[Ints]:
    """Places of the pixels of each group that has one above the threshold."""
    if not len(rows):
        return
    group = join_pixels(rows, columns, reach)
    order = np.argsort(group, kind="stable")
    for members in np.split(order, np.nonzero(np.diff(group[order]))[0] + 1):
        if scores[members].max() > threshold:
            yield members


def _touches(land: npt.NDArray[np.bool_], rows: npt.NDArray[np.int32], columns: npt.NDArray[np.int32]) -> bool:
    """Whether one of the cells around is land."""
    r, c = rows // CELL, columns // CELL
    around = land[max(0, r.min() - 1) : r.max() + 2, max(0, c.min() - 1) : c.max() + 2]
    return bool(around.any())


# ----------------------------------------------------------------------------------------------------- land by its look


def _find_land(
    image: Image, bright: float, fewest: int, told: Told, inland: npt.NDArray[np.bool_] | None, threads: int
) -> npt.NDArray[np.bool_]:
    """Cells that are land by their look, brighter than the sea and more of them together than any ship has, or by a
    map."""
    step = max(CELL, ROWS // CELL * CELL)

    def average(top: int) -> npt.NDArray[np.float64]:
        return _cell_means(*image.read(top, min(image.height, top + step)))

    means = []
    for bottom, some in _by_turns(average, image.height, step, threads):
        means.append(some)
        told("land and sea", bottom / image.height)
    cells = np.concatenate(means)
    land = np.zeros(cells.shape, bool) if inland is None else inland.copy()
    known = cells[np.isfinite(cells) & ~land]
    if not known.size:
        return land
    level = float(np.quantile(known, 0.25))
    rows, columns = (a.astype(np.int32) for a in np.nonzero(cells > bright * level))
    if not len(rows):
        return land
    group = join_pixels(rows, columns, 1)
    is_large = np.bincount(group, minlength=len(group))[group] >= fewest
    land[rows[is_large], columns[is_large]] = True
    return land


def _cell_means(part: Pixels, has: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Mean of each cell, NaN where it has no value."""
    high, wide = ceil(part.shape[0] / CELL) * CELL, ceil(part.shape[1] / CELL) * CELL
    held, count = np.zeros((high, wide), np.uint16), np.zeros((high, wide), bool)
    held[: part.shape[0], : part.shape[1]] = part * has
    count[: part.shape[0], : part.shape[1]] = has
    shape = (high // CELL, CELL, wide // CELL, CELL)
    # down first: sums of whole columns run through memory as it lies
    total = held.reshape(shape).sum(axis=1, dtype=np.uint32).sum(axis=2)
    n = count.reshape(shape).sum(axis=1, dtype=np.uint32).sum(axis=2)
    with np.errstate(invalid="ignore"):
        return np.where(n > 0, total / n, np.nan)
