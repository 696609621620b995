"""Occupancy: whether a ship lies at a berth in an image, by how the same berth looks in other images.

Alongside, a ship hangs together with the quay, and no detector that looks at one image finds it. What does not change
from image to image is the quay: each image is laid over the others by the ground around the berth, and what is brighter
inside the outline than in the emptiest of the others is held against the water around. *Empty* is said only where the
smallest ship would have stood out; where it would not, the answer is that nobody can tell, and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, hypot, log
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt

from fairlead.base.arrays import Floats
from fairlead.base.bounds import Within, check_fields
from fairlead.imagery.optical import grown_by

Mask = npt.NDArray[np.bool_]

VERSION = 1
"""Of the method: a look that rests on it names it."""

OCCUPIED, EMPTY, CANNOT_TELL = "occupied", "empty", "cannot tell"

EMPTIEST = 0.25
"""Quantile over the other images that stands for the empty berth: ships are brighter than water in the near infrared
and to radar, and a place may be taken in up to three quarters of the images before it is lost."""
STEEP = 0.15
"""Slope of the brightness, in units a cell, from which on a cell of the ground around is an edge."""
LEAST_MOVE = 0.15
"""An image that is so much of a cell off is not moved, which would blur its edges; the edges around tell it later."""
LEAST_NOISE = 0.02
"""Noise of a cell, in units of the contrast, at least: no water is as even from day to day as within a calm one."""
LEAST_OFF_CELLS = 0.1
"""Error with which two images lie over each other, in cells, at least. What it is the edges around tell; times the
slope it is an error of brightness, so that the edge of a quay is not taken for a ship."""
BLUR_M = 15.0
"""By so much a radar image of 20 m makes a ship longer and broader."""
BLURRED = 0.7
"""Share of its decibels that the smallest ship keeps then. In an optical image it keeps of its contrast what it fills
of a row of cells where it lies across two of them."""
RADAR_UNIT_DB = 10.0
"""Contrasts in a radar image are told in tens of decibels; in an optical one in what land is brighter than water."""
APART = 0.6
"""Share of the spread around a berth that must lie between water and land for the two to be told apart."""
FEWEST_WATER = 40
"""Cells of open water around a berth that its own noise is measured by."""
SEEN_OF_BOX = 0.7
"""Share of a ship's place that must be seen for it to be looked at."""
WATER_BOXES = 12
"""Places of a ship in the water around, of which the spread is taken."""
SPILL_FRAC = 0.3
"""Share of the water around that may stand out as much as the berth does before that is no ship but haze or glint."""
WHITE_FRAC = 0.1
"""Share of the ground around that may be white where it is not in the other images before that is cloud ..."""
FEWEST_CLOUD, NEAR_M, NEAR_FRAC = 12, 80.0, 0.2
"""... or so many cells of it of which this share of the berth lies no farther off than that."""
CLOUD_CONTRAST = 0.25
"""White is what is brighter than in the other images by this share of what land is brighter than water, too."""
SURE_OCCUPIED, SURE_EMPTY = 0.9, 0.1
"""Chances of a ship from which on, and up to which, it is said to be there, or not."""

NEARLY = 0.15
"""By so much less alike may two images be before one is laid over the other."""

TOO_FEW, NO_GROUND, UNLIKE, OFF, OUTSIDE = "few", "ground", "unlike", "off", "outside"
CLOUD, GLINT, ALWAYS, DARK, UNSURE = "cloud", "glint", "always", "dark", "unsure"
REASONS = {
    TOO_FEW: "too few other images of the berth can be held against it",
    NO_GROUND: "nothing around the berth tells water from land, so no image can be laid over another",
    UNLIKE: "the ground around the berth does not look as in the other images: cloud, haze, snow, or another place",
    OFF: "the image lies farther off the others than is searched",
    OUTSIDE: "the berth lies partly outside the image, or outside of what can be used of it",
    CLOUD: "cloud over the berth or beside it",
    GLINT: "the smallest ship would not stand out: the water is rough or bright, or the edge of the quay too unsure",
    ALWAYS: "the berth looks like land or a ship in nearly all images: a ship alongside in all of them, or an outline "
    "that covers the quay",
    DARK: "it is darker than in the other images: a shadow, or a dark hull",
    UNSURE: "something stands out, and too little for a ship to be sure",
}
"""Why nobody can tell, in words."""


@dataclass(frozen=True, slots=True)
class OccupancyParams:
    """What counts as a ship at a berth, and as an answer."""

    least_length_m: Annotated[float, Within(20, 300)] = 80.0
    """Ships from this length on are looked for; where such a one would not stand out, nobody can tell."""
    least_contrast: Annotated[float, Within(0.02, 3)] = 0.25
    """The faintest ship that is looked for, as a share of what land is brighter than water in the near infrared."""
    least_contrast_db: Annotated[float, Within(1, 30)] = 8.0
    """The same of radar, in decibels above the water."""
    fewest_references: Annotated[int, Within(2, 100)] = 4
    """Other images of the same kind that a berth is held against, at least."""
    farthest_off_m: Annotated[float, Within(10, 200)] = 40.0
    """How far an image may lie off the others. Sentinel-2 states 12 m, older products and hand-made ones more."""
    least_likeness: Annotated[float, Within(0.1, 0.99)] = 0.6
    """Correlation of the ground around a berth with that of the other images."""
    least_seen: Annotated[float, Within(0.3, 1)] = 0.9
    """Share of the berth that must have been assessed for it to be empty."""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class View:
    """A berth and the ground around in one image, on the berth's own grid."""

    key: str
    """Id of the image: what the views are put in order by."""
    bright: Floats
    """Brightness of each cell, the near infrared or decibels; NaN where the image has no value or cannot be used."""
    white: Mask | None = None
    """Cells that are white in all bands; None where the image has no colours."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a ship lay at the berth in one image."""

    key: str
    result: str
    """occupied, empty or cannot tell."""
    reason: str | None
    """Key of REASONS; None where it can be told."""
    p_occupied: float | None = None
    """Chance of a ship of ``least_length_m`` or more; None where nothing could be measured."""
    seen_frac: float = 0.0
    """Share of the berth at which the smallest ship would have stood out."""
    contrast: float | None = None
    """How much the likeliest place of a ship is brighter than it is in the others, in units of the contrast."""
    score: float | None = None
    """The same, in standard deviations of the water around."""
    references: int = 0
    """Other images it was held against."""
    likeness: float | None = None
    """Correlation of the ground around with that of the others."""
    off_m: float | None = None
    """How far the image had to be moved."""


@dataclass(frozen=True, slots=True)
class Berth:
    """A berth on its grid: rows across it, columns along it."""

    inside: Mask
    """Cells inside the outline."""
    cell_m: float

    @property
    def around(self) -> Mask:
        return ~self.inside


@dataclass(frozen=True, slots=True)
class _Laid:
    """A view laid over the others."""

    bright: Floats
    white: Mask | None
    likeness: float
    off_m: float


def judge(
    views: Sequence[View], berth: Berth, is_radar: bool, params: OccupancyParams = OccupancyParams()
) -> list[Answer]:
    """Say of each image of one berth whether a ship lay there.

    Args:
        views: of one kind of sensor, in any order; their grids are the berth's.
        berth: the outline on that grid.
        is_radar: whether brightness is in decibels.
        params: :class:`OccupancyParams`.

    Returns:
        One answer a view, in order of key; the same whatever the order they came in. Other berths do not matter.

    Limits:
        A ship that lies at the same place in more than three quarters of the images is taken for the berth's own look;
        ``ALWAYS`` is said of all of them then. What else changes at a quay (containers, cranes, a floating dock) is
        taken for a ship where it stands inside the outline. docs/methods/occupancy.md.
    """
    views = sorted(views, key=lambda v: v.key)
    seen = [_seen(v, berth) for v in views]
    usable = [i for i, s in enumerate(seen) if s >= params.least_seen / 2]
    answers = {i: _cannot(views[i], OUTSIDE, seen_frac=0.0) for i in range(len(views)) if i not in set(usable)}
    if len(usable) <= params.fewest_references:
        answers |= {i: _cannot(views[i], TOO_FEW, references=max(0, len(usable) - 1)) for i in usable}
        return [answers[i] for i in range(len(views))]
    laid, first = _lay([views[i] for i in usable], berth, is_radar, params)
    if first is None:
        answers |= {i: _cannot(views[i], NO_GROUND) for i in usable}
        return [answers[i] for i in range(len(views))]
    kept: dict[int, _Laid] = {}
    for i, one in zip(usable, laid, strict=True):
        if one.likeness < params.least_likeness:
            answers[i] = _cannot(views[i], UNLIKE, likeness=one.likeness)
        elif one.off_m > params.farthest_off_m:
            answers[i] = _cannot(views[i], OFF, likeness=one.likeness, off_m=one.off_m)
        else:
            kept[i] = one
    if len(kept) <= params.fewest_references:
        answers |= {i: _cannot(views[i], TOO_FEW, references=max(0, len(kept) - 1)) for i in kept}
        return [answers[i] for i in range(len(views))]
    answers |= _held_against(views, kept, berth, is_radar, params)
    return [answers[i] for i in range(len(views))]


def _cannot(view: View, reason: str, **known: Any) -> Answer:
    return Answer(view.key, CANNOT_TELL, reason, **known)


def _seen(view: View, berth: Berth) -> float:
    return float(np.isfinite(view.bright[berth.inside]).mean()) if berth.inside.any() else 0.0


# -------------------------------------------------------------------------------------------- one image over the others


def _lay(
    views: Sequence[View], berth: Berth, is_radar: bool, params: OccupancyParams
) -> tuple[list[_Laid], Floats | None]:
    """Each view moved onto the others by the ground around the berth, and what that looks like; None where nothing
    around tells water from land."""
    flat = [_level(v.bright, berth.around, is_radar) for v in views]
    reach = ceil(params.farthest_off_m / berth.cell_m) + 1
    alike = _alike([_smooth(one) for one in flat], berth.around, params.least_likeness)
    if len(alike) < 2:
        return [], None
    ground = _emptiest(np.stack([flat[i] for i in alike]))
    moves = [(0.0, 0.0)] * len(views)
    likeness = [0.0] * len(views)
    for turn in range(2):
        if _split(ground, berth.around) is None:
            return [], None
        smooth = _smooth(ground)
        for i, one in enumerate(flat):
            moves[i], likeness[i] = _best_move(_smooth(one), smooth, berth.around, 2 if turn else reach, moves[i])
        good = [i for i, like in enumerate(likeness) if like >= params.least_likeness]
        if len(good) < 2:
            break
        ground = _emptiest(np.stack([_moved(flat[i], *moves[i]) for i in good]))
    if _split(ground, berth.around) is None:
        return [], None
    laid = [
        _Laid(
            _moved(v.bright, *moves[i]),
            None if v.white is None else _moved(v.white.astype(np.float64), *moves[i]) > 0.5,
            likeness[i], hypot(*moves[i]) * berth.cell_m,
        )
        for i, v in enumerate(views)
    ]  # fmt: skip
    return laid, ground


def _alike(views: Sequence[Floats], around: Mask, least: float) -> list[int]:
    """The view that most others are like as they lie, and those: what clouds hide does not make the ground."""
    rows = [_clipped(v, around)[around] for v in views]
    table = np.nan_to_num(np.stack([r - (r[np.isfinite(r)].mean() if np.isfinite(r).any() else 0.0) for r in rows]))
    size = np.sqrt((table * table).sum(axis=1))
    table /= np.where(size > 0, size, np.inf)[:, None]
    is_like = table @ table.T >= least - NEARLY
    best = int(np.argmax(is_like.sum(axis=1)))
    return [int(i) for i in np.nonzero(is_like[best])[0]]


def _level(bright: Floats, around: Mask, is_radar: bool) -> Floats:
    """Brightness less its median around; of an optical image over its spread there, whose gain is the sun's and the
    air's."""
    known = bright[around & np.isfinite(bright)]
    if not known.size:
        return np.full_like(bright, np.nan)
    low, middle, high = np.percentile(known, (10, 50, 90))
    return np.asarray((bright - middle) / (1.0 if is_radar else max(high - low, 1e-12)))


def _emptiest(stack: Floats) -> Floats:
    """The lower quarter of a stack, cell by cell; NaN where fewer than two have a value."""
    ordered = np.sort(stack, axis=0)  # NaN last
    count = np.isfinite(stack).sum(axis=0)
    k = np.floor(EMPTIEST * np.maximum(count - 1, 0)).astype(np.int64)
    found = np.take_along_axis(ordered, k[None], axis=0)[0]
    return np.where(count >= 2, found, np.nan)


def _split(ground: Floats, around: Mask) -> float | None:
    """The brightness between water and land around a berth (Otsu 1979); None where there are not two kinds of it."""
    known = np.sort(ground[around & np.isfinite(ground)])
    if known.size < 2 * FEWEST_WATER:
        return None
    low, high = np.percentile(known, (1, 99))
    known = np.clip(known, low, high)
    n = np.arange(1, known.size)
    below = np.cumsum(known)[:-1]
    total = float(known.sum())
    means = below / n - (total - below) / (known.size - n)
    between = n * (known.size - n) * means**2 / known.size**2
    best = int(np.argmax(between))
    if between[best] < APART * max(float(known.var()), 1e-18) or min(best + 1, known.size - best - 1) < FEWEST_WATER:
        return None
    return float((known[best] + known[best + 1]) / 2)


def _smooth(values: Floats) -> Floats:
    """Means of three by three cells, of those that have a value."""
    known = np.isfinite(values)
    total, count = (_sums(v, 3, 3) for v in (np.where(known, values, 0.0), known.astype(np.float64)))
    wide = np.full_like(values, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        wide[1:-1, 1:-1] = np.where(count > 0, total / count, np.nan)
    return np.where(known, wide, np.nan)


def _best_move(
    one: Floats, ground: Floats, around: Mask, reach: int, about: tuple[float, float]
) -> tuple[tuple[float, float], float]:
    """By how many cells down and right ``one`` is moved to lie on the ground, and how like it then is; looked for no
    farther than ``reach`` from ``about``."""
    one, ground = _clipped(one, around), _clipped(ground, around)
    at = round(about[0]), round(about[1])
    likes = np.full((2 * reach + 1, 2 * reach + 1), -1.0)
    for r in range(-reach, reach + 1):
        for c in range(-reach, reach + 1):
            likes[r + reach, c + reach] = _likeness(_shifted(one, at[0] + r, at[1] + c), ground, around)
    r, c = (int(i) for i in np.unravel_index(int(np.argmax(likes)), likes.shape))
    down = at[0] + r - reach + (_peak(likes[r - 1 : r + 2, c]) if 0 < r < 2 * reach else 0.0)
    right = at[1] + c - reach + (_peak(likes[r, c - 1 : c + 2]) if 0 < c < 2 * reach else 0.0)
    return (down, right), float(likes[r, c])


def _clipped(values: Floats, around: Mask) -> Floats:
    """The brightest and darkest count no more than most of the ground: a ship that passes is no landmark."""
    known = values[around & np.isfinite(values)]
    return np.clip(values, *np.percentile(known, (2, 98))) if known.size else values


def _likeness(one: Floats, ground: Floats, around: Mask) -> float:
    """Correlation of the cells around that both know; -1 where those are few."""
    both = around & np.isfinite(one) & np.isfinite(ground)
    if both.sum() < around.sum() / 4:
        return -1.0
    a, b = one[both], ground[both]
    a, b = a - a.mean(), b - b.mean()
    spread = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / spread if spread > 0 else -1.0


def _peak(three: Floats) -> float:
    """Where between its neighbours the top of a parabola through three values lies."""
    bend = three[0] - 2 * three[1] + three[2]
    top = 0.0 if bend >= 0 else float(np.clip((three[0] - three[2]) / (2 * bend), -0.5, 0.5))
    return top if abs(top) > LEAST_MOVE else 0.0


def _shifted(values: Floats, down: int, right: int) -> Floats:
    found = np.full_like(values, np.nan)
    high, wide = values.shape
    rows, columns = (slice(max(0, s), min(n, n + s)) for s, n in ((down, high), (right, wide)))
    rows_from, columns_from = (slice(max(0, -s), min(n, n - s)) for s, n in ((down, high), (right, wide)))
    if rows.start < rows.stop and columns.start < columns.stop:
        found[rows, columns] = values[rows_from, columns_from]
    return found


def _moved(values: Floats, down: float, right: float) -> Floats:
    """Moved by parts of a cell, with the four neighbours weighed."""
    r, c = int(np.floor(down)), int(np.floor(right))
    u, v = down - r, right - c
    total = np.zeros_like(values)
    for rows, by in ((r, 1 - u), (r + 1, u)):
        for columns, across in ((c, 1 - v), (c + 1, v)):
            if by * across > 1e-9:
                total = total + by * across * _shifted(values, rows, columns)
    return total


# ------------------------------------------------------------------------------------------------- against the others


def _held_against(
    views: Sequence[View], kept: dict[int, _Laid], berth: Berth, is_radar: bool, params: OccupancyParams
) -> dict[int, Answer]:
    order = sorted(kept)
    stack = np.stack([kept[i].bright for i in order])
    levels = np.stack([_level(one, berth.around, is_radar) for one in stack])
    split = _split(_emptiest(levels), berth.around)
    if split is None:
        return {i: _cannot(views[i], NO_GROUND) for i in order}
    is_water = _emptiest(levels) < split
    water, land = berth.around & is_water, berth.around & ~is_water & np.isfinite(levels).any(axis=0)
    scaled = np.stack([_scaled(one, water, land, is_radar) for one in stack])
    whites = [kept[i].white for i in order]
    white = np.mean([w for w in whites if w is not None], axis=0) if any(w is not None for w in whites) else None
    ordered = np.sort(scaled, axis=0)
    count = np.isfinite(scaled).sum(axis=0)
    found = {}
    for n, i in enumerate(order):
        base = _without(ordered, count, scaled[n])
        clouded = None
        if (own := whites[n]) is not None and white is not None:  # dark water may be as dark in all bands
            clouded = own & (white < 0.5) & (scaled[n] - base > CLOUD_CONTRAST)
        found[i] = _answer(
            views[i].key, scaled[n], base, clouded, water, berth, is_radar, params, kept[i], len(order) - 1
        )
    return found


def _scaled(one: Floats, water: Mask, land: Mask, is_radar: bool) -> Floats:
    """Brightness above the water around, in units: of what land is brighter than it, or of RADAR_UNIT_DB."""
    level = _median(one[water])
    unit = RADAR_UNIT_DB if is_radar else _median(one[land]) - level
    return (one - level) / unit if unit > 0 else np.full_like(one, np.nan)


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else np.nan


def _without(ordered: Floats, count: npt.NDArray[np.int64], own: Floats) -> Floats:
    """The lower quarter of all values of a cell but one's own, from all of them in order."""
    has = np.isfinite(own)
    left = count - has
    k = np.floor(EMPTIEST * np.maximum(left - 1, 0)).astype(np.int64)
    at = np.take_along_axis(ordered, k[None], axis=0)[0]
    after = np.take_along_axis(ordered, np.minimum(k + 1, len(ordered) - 1)[None], axis=0)[0]
    with np.errstate(invalid="ignore"):
        found = np.where(has & (own <= at), after, at)
    return np.where(left >= 2, found, np.nan)


def _answer(
    key: str, own: Floats, base: Floats, clouded: Mask | None, water: Mask, berth: Berth, is_radar: bool,
    params: OccupancyParams, laid: _Laid, references: int,
) -> Answer:  # fmt: skip
    known: dict[str, Any] = {
        "references": references, "likeness": laid.likeness, "off_m": laid.off_m
    }  # fmt: skip
    above = own - base
    wet = above[water & np.isfinite(above)]
    if wet.size < FEWEST_WATER:
        return Answer(key, CANNOT_TELL, NO_GROUND, **known)
    above = above - float(np.median(wet))
    noise = max(1.4826 * float(np.median(np.abs(wet - np.median(wet)))), LEAST_NOISE)
    down, right = (np.asarray(g) for g in np.gradient(base))
    slope = np.hypot(down, right)
    steep = berth.around & (slope > STEEP) & np.isfinite(above)
    above, error_cells = _fitted(above, down, right, steep, slope, noise)
    weight = 1.0 / (noise**2 + (error_cells * slope) ** 2)
    has = np.isfinite(above) & np.isfinite(weight)
    length, beam = _ship_cells(berth.cell_m, is_radar, params)
    best: tuple[float, float, float] | None = None
    darkest = 0.0
    assessed = np.zeros(berth.inside.shape, bool)
    spilt: list[float] = []
    least = params.least_contrast_db / RADAR_UNIT_DB if is_radar else params.least_contrast
    fill = BLURRED if is_radar else min(1.0, params.least_length_m / 12 / berth.cell_m)
    usual = 0
    for high, wide in dict.fromkeys(((beam, length), (length, beam))):
        if high > own.shape[0] or wide > own.shape[1]:
            continue
        mean, error, share = _boxes(above, weight, has & berth.inside, high, wide)
        is_held = share >= SEEN_OF_BOX
        wet_mean, wet_error, wet_share = _boxes(above, weight, has & water, high, wide)
        wet_held = wet_share >= SEEN_OF_BOX
        if wet_held.sum() < WATER_BOXES:
            continue
        spread = wet_mean[wet_held] / wet_error[wet_held]
        wider = max(1.0, 1.4826 * float(np.median(np.abs(spread - np.median(spread)))))
        spilt += wet_mean[wet_held].tolist()
        if not is_held.any():
            continue
        usual += int(is_held.sum())
        with np.errstate(invalid="ignore"):
            score = mean / (wider * error)
        full, _, _ = _boxes(base, weight, has & berth.inside, high, wide)
        is_able = is_held & (fill * least >= POWER * wider * error) & (full < fill * least)
        assessed |= _covered(is_able, high, wide, own.shape)
        top = int(np.argmax(np.where(is_held, score, -np.inf)))
        r, c = np.unravel_index(top, score.shape)
        if best is None or score[r, c] > best[1]:
            best = (float(mean[r, c]), float(score[r, c]), float(wider * error[r, c]))
        dark = np.where(is_held, mean, 0.0)
        darkest = min(darkest, float(dark.min())) if (score[is_held] < -POWER).any() else darkest
    if best is None:
        return Answer(key, CANNOT_TELL, ALWAYS if usual else OUTSIDE, **known)
    is_full = _is_full(base >= fill * least, has & berth.inside, length, beam)
    seen = float((assessed & berth.inside).sum()) / float(berth.inside.sum())
    contrast, score_, _ = best
    if clouded is not None and _is_clouded(clouded, berth):
        return Answer(key, CANNOT_TELL, CLOUD, **known)
    chance = chance_of(is_radar, contrast / least, score_)
    known |= {"p_occupied": chance, "seen_frac": seen, "contrast": contrast, "score": score_}

    def cannot(reason: str) -> Answer:
        return Answer(key, CANNOT_TELL, reason, **known)

    if chance >= SURE_OCCUPIED:
        if float((np.array(spilt) > contrast / 2).mean()) > SPILL_FRAC:
            return cannot(GLINT)
        return Answer(key, OCCUPIED, None, **known)
    if is_full:
        return cannot(ALWAYS)
    if darkest < -least:
        return cannot(DARK)
    if chance > SURE_EMPTY:
        return cannot(UNSURE)
    if seen < params.least_seen:
        has_seen = float(np.isfinite(own[berth.inside]).mean()) >= params.least_seen
        return cannot(GLINT if has_seen else OUTSIDE)
    return Answer(key, EMPTY, None, **known)


POWER = 4.0
"""Standard deviations that the faintest ship must stand out by for its absence to be seen."""
CHANCE = {False: (-7.1, 4.05, 1.8), True: (3.6, 0.66, 5.7)}
"""Logit of the chance of a ship in an optical image and in one of radar: level, slope of the logarithm of the score,
slope of that of the contrast over the least one. Fitted on simulated berths (docs/benchmarks.md)."""


def chance_of(is_radar: bool, contrast: float, score: float) -> float:
    """Chance of a ship, from its contrast in least contrasts and its score in standard deviations."""
    level, by_score, by_contrast = CHANCE[is_radar]
    logit = level + by_score * log(1.0 + max(score, 0.0)) + by_contrast * log(max(contrast, 0.05))
    return 1.0 / (1.0 + exp(-min(max(logit, -30.0), 30.0)))


def _fitted(
    above: Floats, down: Floats, right: Floats, steep: Mask, slope: Floats, noise: float
) -> tuple[Floats, float]:
    """What is left after the last part of a cell by which an image lies off the others (Lucas and Kanade 1981, on the
    edges around, twice, the second time without what changed there), and the error in cells that remains."""
    if steep.sum() < FEWEST_WATER:
        return above, LEAST_OFF_CELLS
    trusted = steep
    move: Floats = np.zeros(2)
    for _ in range(2):
        a = np.stack((down[trusted], right[trusted]), axis=1)
        move = np.asarray(np.linalg.lstsq(a, above[trusted], rcond=None)[0], np.float64)
        left = above - move[0] * down - move[1] * right
        off = np.abs(left[steep] / slope[steep])
        trusted = steep & (np.abs(left) <= 3 * float(np.median(off)) * slope)
    move = np.clip(move, -0.7, 0.7)
    left = above - move[0] * down - move[1] * right
    spread = (1.4826 * float(np.median(np.abs(left[steep])))) ** 2 - noise**2
    return left, max(LEAST_OFF_CELLS, float(np.sqrt(max(spread, 0.0))) / float(np.median(slope[steep])))


def _is_clouded(white: Mask, berth: Berth) -> bool:
    """Whether white that is new lies on much of the ground around, or on it and near the berth."""
    around = white & berth.around
    if float(around[berth.around].mean()) > WHITE_FRAC:
        return True
    near = grown_by(around, round(NEAR_M / berth.cell_m))
    return int(around.sum()) >= FEWEST_CLOUD and float(near[berth.inside].mean()) > NEAR_FRAC


def _is_full(bright: Mask, of: Mask, length: int, deep: int) -> bool:
    """Whether a place as large as the smallest ship is as bright as one in the emptiest images."""
    full = (of & bright).astype(np.float64)
    places = ((deep, length), (length, deep))
    return any(
        float(_sums(full, high, wide).max()) >= SEEN_OF_BOX * high * wide
        for high, wide in places
        if high <= full.shape[0] and wide <= full.shape[1]
    )


def _ship_cells(cell_m: float, is_radar: bool, params: OccupancyParams) -> tuple[int, int]:
    """Cells along and across of the smallest ship, whose beam is a sixth of its length; radar blurs it by BLUR_M."""
    blur = BLUR_M if is_radar else 0.0
    length, beam = params.least_length_m + blur, params.least_length_m / 6 + blur
    return max(2, round(length / cell_m)), max(1, round(beam / cell_m))


def _sums(values: Floats, high: int, wide: int) -> Floats:
    """Sums over every rectangle that lies whole in the grid."""
    table = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    table[1:, 1:] = values.cumsum(axis=0).cumsum(axis=1)
    return table[high:, wide:] - table[:-high, wide:] - table[high:, :-wide] + table[:-high, :-wide]


def _boxes(values: Floats, weight: Floats, of: Mask, high: int, wide: int) -> tuple[Floats, Floats, Floats]:
    """Of every place of a ship the weighed mean, its error, and the share of its cells that are in ``of``."""
    w = np.where(of, weight, 0.0)
    total = _sums(w, high, wide)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = _sums(np.where(of, weight * values, 0.0), high, wide) / total
        error = 1.0 / np.sqrt(total)
    return mean, error, _sums(of.astype(np.float64), high, wide) / (high * wide)


def _covered(places: Mask, high: int, wide: int, shape: tuple[int, int]) -> Mask:
    """Cells that lie in one of the rectangles."""
    padded = np.zeros((shape[0] + high - 1, shape[1] + wide - 1))
    padded[high - 1 : high - 1 + places.shape[0], wide - 1 : wide - 1 + places.shape[1]] = places
    return _sums(padded, high, wide) > 0
