"""Optical: what stands out of open water in a multi-band optical image, and which part of it could be searched.

Water is dark in the near infrared and ships are not, whatever their colour in daylight. Water and what is not are told
apart by the normalised difference of green and near infrared (NDWI; McFeeters 1996); what hangs together over more
than any ship is land or cloud; each pixel of the rest is compared with the water around it, and the threshold is that
of the scene's own water (:mod:`clutter`). What hangs together at that threshold over more than a ship, as a ship and a
bank or a quay do, is cut apart by raising it.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, inf
from typing import Annotated, Protocol

import numpy as np
import numpy.typing as npt

from fairlead.base.arrays import Floats, Ints
from fairlead.base.bounds import Within, check_fields
from fairlead.imagery.clutter import Tail
from fairlead.imagery.outlines import Ground, Outline, Ruler, extents, measure_outline
from fairlead.imagery.radar import Told, groups_of, threshold_of
from fairlead.imagery.ring_loops import BIN, BINS, Pixels, join_pixels
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
LEAST_SPREAD = 0.004
"""Spread that water has at least, as a share of what land is brighter: where its near infrared is clipped at 0 its own
tells nothing, and the light that bright things scatter would stand out by hundreds of spreads."""
STEP = 1.25
"""Factor between the levels at which what is larger than a ship is cut apart."""
SHIP_KM2, SHIP_LONG_M, SHIP_BROAD_M = 0.03, 460.0, 80.0
"""A thing that covers more, or is longer or broader, is cut apart: the longest ship had 458 m, the broadest of one hull
has 69; a pixel more for the blur."""
AROUND_M = 100.0
"""What is around a thing is what is no farther from it."""
RIM_PX = 1
"""Pixels around a thing that its own blur reaches."""
LEAST_FILL = 0.5
"""What fills less of the narrowest rectangle around it is ragged: outlines of single ships fill .6 to .9."""
PLAIN = -1
CUT_OUT = 3.0
"""What was cut out of a larger thing has so many times less land around it to be in open water: crumbs of breakwaters
and banks have as much as ships off a quay."""
BRIGHT_FRAC = 0.25
"""Share of a thing's pixels, the brightest, whose colour is told; four at least."""
GLINT_SCORE = 4.0
"""Spreads by which what is plain stands out of glint too."""
LEAST_LAND = 0.02
"""Share of an image that land has at least for its brightness to be told."""
CORE = 0.2
"""Pixels darker than this share of a thing's brightest are no part of its body: most pixels of a ship that makes way in
clear water are wake."""
HULL_REACH = 2
"""Rows and columns over which parts of a hull hang together: a dark hold between bow and bridge, and no boat beside."""
WHITE = 0.75
"""A pixel is white where its darkest visible band and the near infrared have this share of its brightest visible."""
WHITE_NIR = 1.4
"""... and the near infrared no more than this of it: plants have two to ten times as much."""
BODY = 75.0
"""Per cent of a thing's pixels whose contrast is no greater than that of its body, which a hull is measured by."""
WAKE_PX, WAKE_FRAC = 5.0, 0.5
"""A tail is a wake where it reaches so many pixels, and this share of the hull's length, beyond one end and less than
half as far beyond the other."""
OPTICAL = Ruler(lobe=0.4, log_sd=0.35, error_px=1.4, ends_px=1.9)
"""Hulls are their pixels of two fifths of the body's contrast. Outlines drawn by people around ships of 80 m and more
are in the median 1.8 pixels longer than that in the four tuned ports, of which half is given, since they are broader
than ships of that length too. The spread is that with which 90 % intervals hold .92 of 100 ships pasted into the water
of these ports, half of them with wakes (docs/methods/optical.md)."""

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
        with reflectance; NaN where it has no value. ``cloud``, where there is one, is 1 for cloud."""


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
    """Water no farther than this from land or cloud tells nothing of the water's level."""
    land_around: Annotated[float, Within(0, 1)] = 0.3
    """A thing may be part of the land or cloud that so much is of what lies within 100 m of it."""
    most_spreads: Annotated[float, Within(3, 1000)] = 8.0
    """The threshold is at most so many spreads: beyond, a tail is of wakes and streaks, which colour and shape tell."""
    plain_contrast: Annotated[float, Within(0, 2)] = 0.5
    """What is brighter above its water than this share of what land is stands out however uneven its water is."""
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
    """One thing that stands out: its pixels and how much brighter than the water around they are.

    Colours are of the brightest quarter of its pixels, each band less the median of the water around, so that water
    mixed into a pixel does not alter their ratios.
    """

    rows: Ints
    columns: Ints
    contrast: Floats
    """In the near infrared, in the unit of the image."""
    score: float
    """Standard deviations of its water that its brightest pixel stands above it."""
    touches_land: bool
    """Or cloud: more than ``land_around`` of what is around it is one of them or as bright as itself."""
    fill: float = 1.0
    """Share of the narrowest rectangle around it that it fills."""
    is_ship_sized: bool = True
    """It covers no more, and is no longer or broader, than a ship."""
    nir_to_green: float | None = None
    """Contrast in the near infrared over that in green; infinite where green has none; None where no water is near."""
    red_to_nir: float | None = None
    """Contrast in red over that in the near infrared; None without a red band."""


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

    The whole image's near infrared and six more bytes a pixel are held; the result is the same whatever the rows that
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
    nir, is_water, is_white, is_cloudy, step = _hold(scene, params, told)
    has = nir > 0
    fewest = max(20, ceil(params.land_km2 * 1e6 / pixel_m**2))
    said, _ = parts_of(is_cloudy & has, fewest)  # what is less is as often a white ship as a cloud
    is_water, _ = parts_of(is_water & has & ~said, fewest)
    land, cloud = parts_of(has & ~is_water & ~said, fewest, is_white)
    cloud |= said
    del is_white, is_cloudy, said
    near = grown_by(land | cloud, max(1, round(params.shore_m / pixel_m)))
    classes = np.where(has, np.where(is_water, WATER, OTHER), NO_VALUE).astype(np.uint8)
    classes[land], classes[cloud] = LAND, CLOUD
    sea = is_water & ~near
    level, spread = _water(nir, sea)
    brighter = (land_contrast or 0.0) / step
    if land.mean() > LEAST_LAND and sea.any():
        brighter = float(np.median(nir[land])) - float(np.median(nir[sea]))
    spread = np.maximum(spread, LEAST_SPREAD * brighter)
    middle = float(np.median(nir[sea])) if sea.any() else 0.0
    plain = middle + params.plain_contrast * brighter if brighter > 0 else inf
    histogram = np.zeros(BINS, np.int64)
    kept = [_score(nir, classes, near, level, spread, top, params.dull, (middle, params.grown * (plain - middle)),
                   histogram) for top in range(0, scene.height, ROWS)]  # fmt: skip
    rows, columns, scores, contrast, over = (np.concatenate(k) for k in zip(*kept, strict=True))
    away = ~near[rows, columns] & (scores > KEPT)
    threshold, tail = threshold_of(histogram, scores[away], rows[away], columns[away], 1, params.false_alarms)
    threshold = min(threshold, params.most_spreads)
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.where(scores > KEPT, contrast / np.maximum(threshold * contrast / scores,
                                                              params.least_contrast * brighter), 0)  # fmt: skip
    above = np.maximum(above, over / (plain - middle)).astype(np.float32)
    is_grown = above > params.grown
    rows, columns, scores, contrast, above, over = (
        a[is_grown] for a in (rows, columns, scores, contrast, above, over))  # fmt: skip
    levels = np.zeros(nir.shape, np.uint8)
    levels[rows, columns] = np.minimum(np.log(above / params.grown) / np.log(STEP), 253).astype(np.uint8) + 1
    pieces, small = _cut_apart(rows, columns, above, classes[rows, columns] == LAND, over > plain - middle, params,
                               pixel_m)  # fmt: skip
    reach = max(1, round(AROUND_M / pixel_m))
    found = []
    roots: set[int] = set()
    for piece in sorted(pieces, key=lambda p: (not p.is_ship_sized, int(p.members[0]))):
        if piece.root in roots and not piece.is_ship_sized:
            continue  # a part of it is in the list
        m = piece.members
        bright = nir if piece.level == PLAIN else levels
        share = _share_around(classes, bright, plain if piece.level == PLAIN else piece.level, rows[m], columns[m],
                              reach)  # fmt: skip
        touches = share > params.land_around / (CUT_OUT if piece.level > 0 else 1.0)
        if touches and not piece.is_ship_sized:
            continue
        if not touches:
            roots.add(piece.root)
        found.append(Thing(rows[m].astype(np.int64), columns[m].astype(np.int64),
                           contrast[m].astype(np.float64) * step, float(scores[m].max()), touches, piece.fill,
                           piece.is_ship_sized))  # fmt: skip
    found.sort(key=lambda t: (int(t.rows[0]), int(t.columns[0])))
    told("colours", 0.0)
    return Seen(_coloured(scene, found, classes, levels, reach), threshold, tail, classes,
                near, small)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Piece:
    """Pixels that hang together at a level."""

    members: Ints
    level: int
    """How many times the threshold was raised by STEP; PLAIN where it was not raised, and its pixels are plain."""
    root: int
    """The first pixel of what it is a part of at the threshold itself."""
    fill: float
    is_narrow: bool
    is_ship_sized: bool


def _cut_apart(
    rows: Whole,
    columns: Whole,
    above: npt.NDArray[np.float32],
    is_land: Mask,
    is_plain: Mask,
    params: OpticalParams,
    pixel_m: float,
) -> tuple[list[_Piece], int]:
    """What hangs together, and what is larger than a ship, or ragged, in the parts of it that are plain and in those it
    falls into as the threshold is raised.

    Args:
        rows, columns: pixels, sorted by row and then by column.
        above: their contrast over that which is needed.
        is_land: whether they are land.
        is_plain: whether they are half as bright as land above the scene's water.

    Returns:
        Parts of a ship's size, and the larger things out of which they are; and how many have too few pixels.
    """
    pieces: list[_Piece] = []
    small = level = 0
    active = np.arange(len(rows))
    root = active.copy()
    taken = np.zeros(len(rows), bool)
    while len(active):
        larger: list[Ints] = []
        for g in groups_of(rows[active], columns[active], above[active], 1, 1.0):
            members = active[g]
            if not level:
                root[members] = members[0]
            piece = _piece(rows, columns, members, level, int(root[members[0]]), pixel_m)
            # a straight thing in the water stays whole: a ship with its wake, a breakwater
            if not level and piece.is_narrow and not is_land[members].any():
                piece = replace(piece, is_ship_sized=True)
            is_few = len(members) < params.fewest_px
            small += is_few and not level
            if is_few or taken[members].any():
                continue
            plain = [] if level or (piece.is_ship_sized and piece.fill >= LEAST_FILL) else \
                _plain(rows, columns, members[is_plain[members]], piece.root, params.fewest_px, pixel_m)  # fmt: skip
            for one in plain:
                taken[one.members] = True
            if piece.is_ship_sized and not plain:
                pieces.append(piece)
                continue
            if not level and not is_land[members].any():
                pieces.append(replace(piece, is_ship_sized=False))
            pieces += plain
            larger.append(members)
        level += 1
        active = np.sort(np.concatenate(larger)) if larger else np.empty(0, np.int64)
        active = active[above[active] > params.grown * STEP**level]
    return pieces, small


def _plain(rows: Whole, columns: Whole, members: Ints, root: int, fewest: int, pixel_m: float) -> list[_Piece]:
    """Parts of a ship's size of what is plain of a thing."""
    ones = np.ones(len(members), np.float32)
    parts = [_piece(rows, columns, members[g], PLAIN, root, pixel_m)
             for g in groups_of(rows[members], columns[members], ones, 1, 0.0) if len(g) >= fewest]  # fmt: skip
    return [p for p in parts if p.is_ship_sized]


def _piece(rows: Whole, columns: Whole, members: Ints, level: int, root: int, pixel_m: float) -> _Piece:
    long, broad = _sides(rows[members], columns[members], pixel_m)
    km2 = len(members) * (pixel_m / 1000) ** 2
    is_narrow = broad <= SHIP_BROAD_M
    return _Piece(members, level, root, km2 * 1e6 / (long * broad), is_narrow,
                  is_narrow and km2 <= SHIP_KM2 and long <= SHIP_LONG_M)  # fmt: skip


def _sides(rows: Whole, columns: Whole, pixel_m: float) -> tuple[float, float]:
    """Longer and shorter side of the narrowest rectangle around pixels, in metres."""
    if len(rows) * pixel_m**2 > 1e6:  # no ship, whatever its sides
        return float(np.ptp(columns) + 1) * pixel_m, float(np.ptp(rows) + 1) * pixel_m
    turn = np.arange(36) * np.pi / 36
    along, across = extents(columns.astype(np.float64), rows.astype(np.float64), turn)
    best = int(np.argmin((along + 1) * (across + 1)))
    sides = (float(along[best]) + 1) * pixel_m, (float(across[best]) + 1) * pixel_m
    return max(sides), min(sides)


def _share_around(
    classes: npt.NDArray[np.uint8],
    bright: npt.NDArray[np.uint8] | Pixels,
    least: float,
    rows: Whole,
    columns: Whole,
    reach: int,
) -> float:
    """Share of what lies around a thing that is land or cloud, or brighter than ``least``."""
    top, left = max(0, int(rows.min()) - reach), max(0, int(columns.min()) - reach)
    here = (slice(top, int(rows.max()) + reach + 1), slice(left, int(columns.max()) + reach + 1))
    no_water = (classes[here] == LAND) | (classes[here] == CLOUD) | (bright[here] > least)
    if no_water.mean() > 0.8:  # in the midst of a town: not worth a closer look
        return 1.0
    own = np.zeros(no_water.shape, bool)
    own[rows - top, columns - left] = True
    around = grown_by(own, reach) & ~grown_by(own, RIM_PX)
    return float(no_water[around].mean()) if around.any() else 1.0


def _coloured(
    scene: Scene, found: list[Thing], classes: npt.NDArray[np.uint8], levels: npt.NDArray[np.uint8], reach: int
) -> list[Thing]:
    """Things with their colours, of those in open water."""
    done: list[Thing] = []
    held: Bands = {}
    first = bottom = 0
    for thing in found:
        if thing.touches_land or not thing.is_ship_sized:
            done.append(thing)
            continue
        top, low = max(0, int(thing.rows.min()) - reach), min(scene.height, int(thing.rows.max()) + reach + 1)
        if top < first or low > bottom or not held:
            first, bottom = top, min(scene.height, max(low, top + ROWS))
            held = scene.read(first, bottom)
        left = max(0, int(thing.columns.min()) - reach)
        right = int(thing.columns.max()) + reach + 1
        calm = (classes[top:low, left:right] == WATER) & (levels[top:low, left:right] == 0)
        if not calm.any():
            done.append(thing)
            continue
        best = np.argsort(-thing.contrast, kind="stable")[: max(4, int(BRIGHT_FRAC * len(thing.rows)))]
        shade = {
            name: float(np.mean(band[thing.rows[best] - first, thing.columns[best]])
                        - np.median(band[top - first : low - first, left:right][calm]))
            for name, band in held.items()
        }  # fmt: skip
        nir = shade["nir"]
        done.append(replace(
            thing, nir_to_green=nir / shade["green"] if shade["green"] > 0 else inf,
            red_to_nir=shade["red"] / nir if "red" in shade and nir > 0 else None,
        ))  # fmt: skip
    return done


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
    part = join_pixels(rows.astype(np.int32), columns.astype(np.int32), HULL_REACH)
    largest = part == np.bincount(part).argmax()
    rows, columns = rows[largest], columns[largest]
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


def _hold(scene: Scene, params: OpticalParams, told: Told) -> tuple[Pixels, Mask, Mask, Mask, float]:
    """The near infrared in whole numbers, 0 where there is no value; what is water; what is white; what is said to be
    cloud; the unit of one step of the whole numbers."""
    shape = (scene.height, scene.width)
    held = np.full(shape, np.nan, np.float32)
    is_water, is_white, is_cloudy = (np.zeros(shape, bool) for _ in range(3))
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
        if "cloud" in bands:
            is_cloudy[top:bottom] = bands["cloud"] > 0
        told("water and land", bottom / scene.height)
    known = np.isfinite(held)
    if not known.any():
        return np.zeros(shape, np.uint16), is_water, is_white, is_cloudy, 1.0
    lowest, highest = float(held[known].min()), float(held[known].max())
    step = max(highest - lowest, 1e-9) / STEPS
    held -= lowest
    held /= step
    held += 1.0
    held[~known] = 0
    return held.astype(np.uint16), is_water, is_white, is_cloudy, step


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
    plain: tuple[float, float], histogram: Ints,
) -> tuple[Whole, Whole, npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.float32]]:  # fmt: skip
    """Rows from ``top`` on: what stands out by KEPT spreads, or above ``plain[0]`` and the water around by ``plain[1]``
    however uneven that is; the rest goes into the histogram, and what tells nothing into the classes.

    Land is scored as far as there is water near: of it is what a ship may hang together with.

    Returns:
        Rows, columns, scores (0 where there is none), contrast, and how far above ``plain[0]`` and the water around.
    """
    bottom = min(len(nir), top + ROWS)
    here = slice(top, bottom)
    base, sd = (_drawn(a, top, bottom, nir.shape[1]) for a in (level, spread))
    known = spread[np.isfinite(spread)]
    usual = float(np.median(known)) if known.size else 1.0
    is_open = (classes[here] == WATER) | (classes[here] == OTHER)
    over = nir[here] - plain[0]
    with np.errstate(invalid="ignore"):
        above = nir[here] - base
        z = above / sd
        over = np.fmin(over, above)
        classes[here][is_open & ~(np.isfinite(base) & (sd <= dull * usual))] = DULL
    is_open &= classes[here] != DULL
    counted = z[is_open & ~near[here]]
    histogram += np.bincount(np.clip(counted / BIN, 0, BINS - 1).astype(np.int64), minlength=BINS)
    is_land = classes[here] == LAND
    is_coast = is_land & _coast(level)[np.ix_(np.arange(top, bottom) // BLOCK, np.arange(nir.shape[1]) // BLOCK)]
    with np.errstate(invalid="ignore"):
        is_scored = (is_open | is_coast) & (z > KEPT)
        is_told = (classes[here] == DULL) & ~(z < GLINT_SCORE)  # also where no water around has a level
    is_kept = is_scored | ((is_open | is_coast | is_told) & (over > plain[1]))
    rows, columns = np.nonzero(is_kept)
    contrast = np.where(np.isfinite(base), above, over)[rows, columns]
    return (
        (rows + top).astype(np.int32), columns.astype(np.int32),
        np.where(is_scored, z, 0)[rows, columns].astype(np.float32), contrast.astype(np.float32),
        over[rows, columns].astype(np.float32),
    )  # fmt: skip


def _coast(level: Floats) -> Mask:
    """Squares that have a level, and those around them."""
    return grown_by(np.isfinite(level), 1)


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
