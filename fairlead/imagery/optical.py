"""Optical: what stands out of open water in a multi-band optical image, and which part of it could be searched.

Water is dark in the near infrared and ships are not, whatever their colour in daylight. Water and what is not are told
apart by the normalised difference of green and near infrared (NDWI; McFeeters 1996); what hangs together over more
than any ship is land or cloud; each pixel of the rest is compared with the water around it, and the threshold is that
of the scene's own water (:mod:`clutter`).
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Protocol

import numpy as np
import numpy.typing as npt

from fairlead.base.arrays import Floats, Ints
from fairlead.base.bounds import Within, check_fields
from fairlead.imagery.clutter import Tail
from fairlead.imagery.outlines import Ground, Outline, Ruler, measure_outline
from fairlead.imagery.radar import Told, groups_of, threshold_of
from fairlead.imagery.ring_loops import BIN, BINS, Pixels
from fairlead.imagery.runs import Mask, parts_of

ROWS = 512
"""Rows of an image that are read at a time."""
BLOCK = 16
"""Side of the squares of pixels whose median is the level of the water there, on a grid of the whole image."""
FEWEST_WATER = 0.1
"""Share of a square that must be water for its level to be told."""
KEPT = 2.5
"""Scores above this are kept: no threshold lies below it."""
STEPS = 65_000.0
"""Whole numbers that the range of the near infrared is divided into."""
LEAST_LAND = 0.02
"""Share of an image that land has at least for its brightness to be told."""
CORE = 0.2
"""Pixels darker than this share of a thing's brightest are no part of its body: most pixels of a ship that makes way in
clear water are wake."""
WHITE = 0.75
"""A pixel is white where its darkest visible band and the near infrared have this share of its brightest visible."""
WHITE_NIR = 1.4
"""... and the near infrared no more than this of it: plants have two to ten times as much."""
BODY = 75.0
"""Per cent of a thing's pixels whose contrast is no greater than that of its body, which a hull is measured by."""
WAKE_PX, WAKE_FRAC = 5.0, 0.5
"""A tail is a wake where it reaches so many pixels, and this share of the hull's length, beyond one end and less than
half as far beyond the other."""
OPTICAL = Ruler(lobe=0.4, log_sd=0.25, error_px=1.4, ends_px=1.9)
"""Hulls are their pixels of two fifths of the body's contrast. Outlines drawn by people around ships of 80 m and more
are in the median 1.8 pixels longer than that in the four tuned ports, of which half is given, since they are broader
than ships of that length too. The spread is from all seven ports (docs/methods/optical.md)."""

NO_VALUE, WATER, OTHER, LAND, CLOUD, DULL = range(6)
"""Classes of a pixel: OTHER is small and no water, LAND and CLOUD are no water over more than a ship, DULL is water
that tells nothing."""

Bands = Mapping[str, npt.NDArray[np.float32]]
Whole = npt.NDArray[np.int32]


class Scene(Protocol):
    """An optical image."""

    @property
    def height(self) -> int: ...
    @property
    def width(self) -> int: ...
    def read(self, top: int, bottom: int) -> Bands:
        """Rows of its bands, ``green`` and ``nir`` and where it has them ``blue`` and ``red``, in one unit that goes
        with reflectance; NaN where it has no value."""


@dataclass(frozen=True, slots=True)
class OpticalParams:
    """What counts as standing out of open water."""

    false_alarms: Annotated[float, Within(1e-10, 1e-3)] = 1e-5
    """Share of water pixels that may be taken for something by chance; four must hang together for a thing."""
    water_index: Annotated[float, Within(-0.9, 0.9)] = 0.0
    """NDWI above which a pixel is water; 0 is McFeeters's own bound."""
    land_km2: Annotated[float, Within(0.001, 100)] = 0.05
    """What is not water is land or cloud where so much hangs together: the largest ships cover .03 km2."""
    shore_m: Annotated[float, Within(0, 1000)] = 30.0
    """No farther than this from land or cloud a thing may be part of it."""
    grown: Annotated[float, Within(0.1, 1)] = 0.5
    """Pixels that hang together with one above the threshold belong to it above this share of the threshold."""
    fewest_px: Annotated[int, Within(1, 1000)] = 4
    """What has fewer pixels is left out; how many were is said."""
    least_contrast: Annotated[float, Within(0, 1)] = 0.1
    """A thing is brighter above its water than this share of what land is. Clear water is so even that the faintest
    wake and the light that bright things scatter stand out of it by many standard deviations."""
    dull: Annotated[float, Within(1.5, 100)] = 6.0
    """Water whose spread is so many times that of the scene's middle (glint, haze, rims of clouds) tells nothing."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that stands out: its pixels and how much brighter than the water around they are."""

    rows: Ints
    columns: Ints
    contrast: Floats
    """In the near infrared, in the unit of the image."""
    score: float
    """Standard deviations of its water that its brightest pixel stands above it."""
    touches_land: bool
    """Or cloud: it lies within ``shore_m`` of either."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a search found, and of what."""

    found: list[Thing]
    """By row of the first pixel, then column."""
    threshold: float
    """Standard deviations above the level of the water around."""
    tail: Tail
    classes: npt.NDArray[np.uint8]
    """NO_VALUE, WATER, OTHER, LAND, CLOUD or DULL of each pixel."""
    near: Mask
    """Pixels of which nothing is told for land or cloud within ``shore_m``."""
    small: int
    """How many things of fewer than ``fewest_px`` pixels were left out."""

    def share(self, which: int) -> float:
        """Share of the pixels with a value that are of a class."""
        return float((self.classes == which).sum()) / max(1, int((self.classes != NO_VALUE).sum()))

    @property
    def searched_frac(self) -> float:
        """Share of the pixels with a value that were searched: water and what is small in it, away from land."""
        open_water = ((self.classes == WATER) | (self.classes == OTHER)) & ~self.near
        return float(open_water.sum()) / max(1, int((self.classes != NO_VALUE).sum()))


def find_ships(
    scene: Scene,
    pixel_m: float,
    params: OpticalParams = OpticalParams(),
    told: Told = lambda _what, _share: None,
    land_contrast: float | None = None,
) -> Seen:
    """Find what stands out of the open water of an optical image.

    The whole image's near infrared and five more bytes a pixel are held; the result is the same whatever the rows that
    are read at a time.

    Args:
        scene: the image.
        pixel_m: side of a pixel on the ground.
        params: :class:`OpticalParams`.
        told: told how far it is.
        land_contrast: how much brighter than water land is in the near infrared, in the unit of the image, for a scene
            that has none; None where that is not known, and then no contrast is too little.

    Raises:
        TooLittleSeaError: there is too little open water for a threshold; in words.

    Limits:
        Ships alongside hang together with the quay and are land. What is dark in the near infrared (a wet deck, a low
        barge, a ship in the shadow of a cloud) is not found. docs/methods/optical.md says how often.
    """
    nir, is_water, is_white, step = _hold(scene, params, told)
    has = nir > 0
    land, cloud = parts_of(has & ~is_water, max(20, ceil(params.land_km2 * 1e6 / pixel_m**2)), is_white)
    del is_white
    near = grown_by(land | cloud, max(1, round(params.shore_m / pixel_m)))
    classes = np.where(has, np.where(is_water, WATER, OTHER), NO_VALUE).astype(np.uint8)
    classes[land], classes[cloud] = LAND, CLOUD
    sea = is_water & has & ~near
    level, spread = _water(nir, sea)
    least = params.least_contrast * (land_contrast or 0.0) / step
    if land.mean() > LEAST_LAND and sea.any():
        least = params.least_contrast * (float(np.median(nir[land])) - float(np.median(nir[sea])))
    histogram = np.zeros(BINS, np.int64)
    kept = [_score(nir, classes, near, level, spread, top, params.dull, histogram)
            for top in range(0, scene.height, ROWS)]  # fmt: skip
    rows, columns, scores, contrast = (np.concatenate(k) for k in zip(*kept, strict=True))
    away = ~near[rows, columns]
    threshold, tail = threshold_of(histogram, scores[away], rows[away], columns[away], 1, params.false_alarms)
    is_grown = (scores > max(KEPT, params.grown * threshold)) & (contrast > params.grown * least)
    rows, columns, scores, contrast = rows[is_grown], columns[is_grown], scores[is_grown], contrast[is_grown]
    groups = [g for g in groups_of(rows, columns, scores, 1, threshold) if contrast[g].max() > least]
    found = [
        Thing(rows[g].astype(np.int64), columns[g].astype(np.int64), contrast[g].astype(np.float64) * step,
              float(scores[g].max()), bool(near[rows[g], columns[g]].any()))
        for g in groups if len(g) >= params.fewest_px
    ]  # fmt: skip
    return Seen(found, threshold, tail, classes, near, len(groups) - len(found))


def measure_hull(thing: Thing, ground: Ground) -> tuple[Outline, float | None]:
    """Length, beam and axis of a thing, without its wake; and where it heads, where a wake tells.

    Its hull is what has at least OPTICAL.lobe of the contrast that a quarter of its brighter pixels (CORE) exceed, so
    a faint tail is none; a tail that reaches beyond one end alone is a wake.

    Returns:
        The outline, and the direction opposite to the wake, clockwise from north; None without a wake or north.
    """
    core = thing.contrast[thing.contrast >= CORE * thing.contrast.max()]
    is_hull = thing.contrast >= OPTICAL.lobe * np.percentile(core, BODY)
    rows, columns = thing.rows[is_hull], thing.columns[is_hull]
    outline = measure_outline(rows, columns, np.ones(len(rows), np.uint16), ground, OPTICAL)
    if outline.axis_deg is None:
        return outline, None
    turn = np.radians(outline.axis_deg)
    along = [
        np.sin(turn) * (c * ground.right[0] + r * ground.down[0])
        + np.cos(turn) * (c * ground.right[1] + r * ground.down[1])
        for r, c in ((rows, columns), (thing.rows, thing.columns))
    ]
    ahead, behind = along[1].max() - along[0].max(), along[0].min() - along[1].min()
    tail = max(ahead, behind)
    if tail < max(WAKE_PX * ground.pixel_m, WAKE_FRAC * outline.length_m) or min(ahead, behind) > tail / 2:
        return outline, None
    return outline, outline.axis_deg + (180.0 if ahead > behind else 0.0)


def grown_by(mask: Mask, pixels: int) -> Mask:
    """A mask with what lies no more than so many pixels off it, down, across and aslant."""
    for axis in (0, 1):
        wide = np.moveaxis(np.pad(mask, [(pixels, pixels) if a == axis else (0, 0) for a in (0, 1)]), axis, 0)
        out = np.zeros((mask.shape[axis], mask.shape[1 - axis]), bool)
        for k in range(2 * pixels + 1):
            out |= wide[k : k + len(out)]
        mask = np.moveaxis(out, 0, axis)
    return mask


def _hold(scene: Scene, params: OpticalParams, told: Told) -> tuple[Pixels, Mask, Mask, float]:
    """The near infrared in whole numbers, 0 where there is no value; what is water; what is white; the unit of one
    step of the whole numbers."""
    shape = (scene.height, scene.width)
    held = np.full(shape, np.nan, np.float32)
    is_water, is_white = np.zeros(shape, bool), np.zeros(shape, bool)
    for top in range(0, scene.height, ROWS):
        bottom = min(scene.height, top + ROWS)
        bands = scene.read(top, bottom)
        green, nir = bands["green"], bands["nir"]
        held[top:bottom] = np.where(np.isfinite(green), nir, np.nan)
        seen = [bands[b] for b in ("blue", "green", "red") if b in bands]
        most, least = np.maximum.reduce(seen), np.minimum.reduce(seen)
        with np.errstate(invalid="ignore"):
            is_water[top:bottom] = green - nir > params.water_index * (green + nir)
            is_white[top:bottom] = (np.minimum(least, nir) > WHITE * most) & (nir < WHITE_NIR * most)
        told("water and land", bottom / scene.height)
    known = np.isfinite(held)
    if not known.any():
        return np.zeros(shape, np.uint16), is_water, is_white, 1.0
    lowest, highest = float(held[known].min()), float(held[known].max())
    step = max(highest - lowest, 1e-9) / STEPS
    held -= lowest
    held /= step
    held += 1.0
    held[~known] = 0
    return held.astype(np.uint16), is_water, is_white, step


def _water(nir: Pixels, sea: Mask) -> tuple[Floats, Floats]:
    """Level of the water and its spread (from the median deviation), by square.

    A square that a ship fills takes the level of its neighbours where that is lower, and their spread where it is
    greater.
    """
    high, wide = ceil(nir.shape[0] / BLOCK), ceil(nir.shape[1] / BLOCK)
    level, spread = np.full((high, wide), np.nan), np.full((high, wide), np.nan)
    for i in range(high):
        for j in range(wide):
            here = (slice(i * BLOCK, (i + 1) * BLOCK), slice(j * BLOCK, (j + 1) * BLOCK))
            some = nir[here][sea[here]]
            if some.size >= FEWEST_WATER * BLOCK * BLOCK:
                level[i, j] = np.median(some)
                spread[i, j] = max(1.0, 1.4826 * float(np.median(np.abs(some - level[i, j]))))
    return np.fmin(level, _around(level)), np.fmax(spread, _around(spread))


def _around(values: Floats) -> Floats:
    """Median of each square and its eight neighbours; of the 25 around where none of them has a value."""
    found = np.full(values.shape, np.nan)
    for reach in (2, 1):
        wide = np.pad(values, reach, constant_values=np.nan)
        n = range(2 * reach + 1)
        around = np.stack([wide[i : i + values.shape[0], j : j + values.shape[1]] for i in n for j in n])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # a square far from water has no median
            middle = np.nanmedian(around, axis=0)
        found = np.where(np.isfinite(middle), middle, found)
    return found


def _score(
    nir: Pixels, classes: npt.NDArray[np.uint8], near: Mask, level: Floats, spread: Floats, top: int, dull: float,
    histogram: Ints,
) -> tuple[Whole, Whole, npt.NDArray[np.float32], npt.NDArray[np.float32]]:  # fmt: skip
    """Rows from ``top`` on: what stands out by KEPT spreads; the rest goes into the histogram, and what tells nothing
    into the classes."""
    bottom = min(len(nir), top + ROWS)
    here = slice(top, bottom)
    base, sd = (_drawn(a, top, bottom, nir.shape[1]) for a in (level, spread))
    known = spread[np.isfinite(spread)]
    usual = float(np.median(known)) if known.size else 1.0
    is_open = (classes[here] == WATER) | (classes[here] == OTHER)
    with np.errstate(invalid="ignore"):
        above = nir[here] - base
        z = above / sd
        classes[here][is_open & ~(np.isfinite(base) & (sd <= dull * usual))] = DULL
    is_open &= classes[here] != DULL
    counted = z[is_open & ~near[here]]
    histogram += np.bincount(np.clip(counted / BIN, 0, BINS - 1).astype(np.int64), minlength=BINS)
    with np.errstate(invalid="ignore"):
        rows, columns = np.nonzero(is_open & (z > KEPT))
    return (
        (rows + top).astype(np.int32), columns.astype(np.int32), z[rows, columns].astype(np.float32),
        above[rows, columns].astype(np.float32),
    )  # fmt: skip


def _drawn(values: Floats, top: int, bottom: int, width: int) -> Floats:
    """Values of squares drawn between their middles, as far as the nearest have one; else NaN."""
    i, u = _between(len(values), top, bottom)
    j, v = _between(values.shape[1], 0, width)
    total, weights = np.zeros((bottom - top, width)), np.zeros((bottom - top, width))
    for rows, down in ((i, 1 - u), (np.minimum(i + 1, len(values) - 1), u)):
        for columns, across in ((j, 1 - v), (np.minimum(j + 1, values.shape[1] - 1), v)):
            here = values[np.ix_(rows, columns)]
            weight = np.outer(down, across) * np.isfinite(here)
            weights += weight
            total += weight * np.nan_to_num(here)
    with np.errstate(invalid="ignore"):
        return np.asarray(total / np.where(weights > 0.2, weights, np.nan))


def _between(n: int, first: int, last: int) -> tuple[Ints, Floats]:
    x = (np.arange(first, last) + 0.5) / BLOCK - 0.5
    i = np.clip(np.floor(x).astype(np.int64), 0, max(0, n - 2))
    return i, np.clip(x - i, 0, 1)
