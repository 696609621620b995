"""Clutter: from which score on a pixel is brighter than the sea of its own image would be by chance.

A table of a law (Gaussian, gamma, K) promises a rate of false alarms and misses it by powers of ten where the sea obeys
another. So the sea of each image is asked: the logarithm of the share of its pixels above a score is followed to where
its own pixels are few, and drawn on from there.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, sqrt

import numpy as np

from fairlead.base.arrays import Floats, Ints
from fairlead.imagery.ring_loops import BIN

BODY = 1e-2
"""Share of pixels above a score from which on the tail begins. K clutter bends too much before."""
FEWEST_ABOVE = 10
"""Pixels above a score that are needed for their share to be followed."""
SHARE_SD = 0.05
"""Error of a share beside that of counting: pixels of one ring are not independent."""
FEWEST_PIXELS = 20_000
"""Pixels of water that a tail needs: 200 above its beginning."""


@dataclass(frozen=True, slots=True)
class Tail:
    """-ln of the share of pixels above a score, as a parabola in the score."""

    level: float
    slope: float
    bend: float
    begins: float
    """The least score that was followed."""
    ends: float
    """The greatest score that was followed; beyond, the parabola is drawn on."""
    pixels: int

    def score_of(self, share: float) -> float:
        """The score that this share of pixels exceeds."""
        rest = -log(share) - self.level
        if self.bend <= 0:
            return rest / self.slope
        return (sqrt(self.slope**2 + 4 * self.bend * rest) - self.slope) / (2 * self.bend)


def follow_tail(histogram: Ints) -> Tail | None:
    """The tail of an image's own scores.

    A parabola by least squares through -ln S at each score where S, the share above it, is below BODY and at least
    FEWEST_ABOVE pixels are, each weighted by its error; a line where the parabola would bend the wrong way. It holds
    exponential tails (K clutter of few scatterers) and Gaussian ones (speckle alone), and what lies between.

    Args:
        histogram: pixels of water by score, BIN wide from 0 (:func:`ring_loops.score_rows`), without those of ships.

    Returns:
        None where there are too few pixels to follow.

    Limits:
        Two decades and more are drawn on where an image has a million pixels and 1e-7 is asked for: by a factor of
        two in the mean and of four at worst (docs/methods/radar.md). Ships that are left in the histogram, and a sea
        of two kinds (a front, a slick, a current's edge) lift the tail, and the threshold with it.
    """
    pixels = int(histogram.sum())
    if pixels < FEWEST_PIXELS:
        return None
    above = (pixels - np.cumsum(histogram) + histogram).astype(np.float64)
    scores = np.arange(len(histogram)) * BIN
    followed = (above < BODY * pixels) & (above >= FEWEST_ABOVE)
    if followed.sum() < 4:
        return None
    x, count = scores[followed], above[followed]
    y, weight = -np.log(count / pixels), 1 / np.sqrt(1 / count + SHARE_SD**2)
    level, slope, bend = _fit(np.column_stack((np.ones_like(x), x, x * x)), y, weight)
    if bend < 0 or slope < 0:
        (level, slope), bend = _fit(np.column_stack((np.ones_like(x), x)), y, weight), 0.0
    return Tail(float(level), float(slope), float(bend), float(x[0]), float(x[-1]), pixels)


def _fit(basis: Floats, y: Floats, weight: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(basis * weight[:, None], y * weight, rcond=None)[0], np.float64)
