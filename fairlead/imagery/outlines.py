"""Outlines: length, beam and direction of a thing in an image, out of its pixels."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees, exp, hypot

import numpy as np

from fairlead.base.arrays import Floats, Ints
from fairlead.imagery.ring_loops import Pixels

LOBE = 0.2
"""Pixels darker than this share of the thing's brightest are not measured, -14 dB: the crosses that a bright point
draws along range and azimuth lie below it, the first of them at -13 dB where nothing weighs them down."""

TURNS = 180
"""Directions tried, over half a turn."""

LENGTH_LOG_SD = 0.30
"""Spread of the logarithm of a length by radar about the registered one, ships of 100 to 200 m: .31 for a commercial
operator's RADARSAT-2 lengths (372 pairs with AIS, Kroodsma et al. 2022)."""

Z90 = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Ruler:
    """How pixels become a length."""

    lobe: float = LOBE
    log_sd: float = LENGTH_LOG_SD
    """Spread of the logarithm of a length about the true one ..."""
    error_px: float = 2.0
    """... and pixels of error beside it, as root of the sum of squares."""
    ends_px: float = 1.0
    """Pixels that a length has more than lie between the middles of its outermost."""


RADAR = Ruler()


@dataclass(frozen=True, slots=True)
class Outline:
    """A thing as the narrowest rectangle around its pixels."""

    row: float
    column: float
    """Middle of the rectangle, in pixels from the image's top left corner; 0.5 is the middle of the first."""
    length_m: float
    length_p05: float
    length_p95: float
    beam_m: float
    axis_deg: float | None
    """Direction of the long axis, clockwise from north, 0 to 180: which end is the bow it does not say. None where it
    is not twice as long as broad, or nothing says where north is."""


@dataclass(frozen=True, slots=True)
class Ground:
    """How a step of one pixel goes on the ground, near a thing."""

    right: tuple[float, float]
    """East and north in metres of a step to the right."""
    down: tuple[float, float]
    """East and north in metres of a step down."""
    has_north: bool = True

    @property
    def pixel_m(self) -> float:
        return max(hypot(*self.right), hypot(*self.down))


def measure_outline(rows: Ints, columns: Ints, values: Pixels, ground: Ground, ruler: Ruler = RADAR) -> Outline:
    """The narrowest rectangle on the ground around the brighter pixels of a thing.

    Args:
        rows, columns, values: its pixels.
        ground: metres a pixel.
        ruler: how pixels become a length, that of radar if none is given.

    Returns:
        Length and beam hold a pixel or more for the ends. The interval of the length is that of the ruler.

    Limits:
        A bright bridge hides a dark hull, which then is short; two ships side by side are one, which then is broad.
        The beam is at least what the radar resolves, so it tells little of a ship.
    """
    bright = values >= ruler.lobe * float(values.max())
    east, north = (columns[bright] * ground.right[i] + rows[bright] * ground.down[i] for i in (0, 1))
    turn = np.arange(TURNS) * np.pi / TURNS
    along, across = extents(east, north, turn)
    best = int(np.argmin((along + ground.pixel_m) * (across + ground.pixel_m)))
    length, beam = along[best] + ruler.ends_px * ground.pixel_m, across[best] + ground.pixel_m
    angle = turn[best]
    if along[best] < across[best]:
        length, beam = across[best] + ruler.ends_px * ground.pixel_m, along[best] + ground.pixel_m
        angle += np.pi / 2
    middle = _middle(rows[bright], columns[bright])
    sd = hypot(ruler.log_sd, ruler.error_px * ground.pixel_m / length)
    is_long = ground.has_north and length >= 2 * beam
    return Outline(
        *middle,
        float(length), float(length * exp(-Z90 * sd)), float(length * exp(Z90 * sd)), float(beam),
        degrees(atan2(np.cos(angle), np.sin(angle))) % 180.0 if is_long else None,
    )  # fmt: skip


def extents(east: Floats, north: Floats, turn: Floats) -> tuple[Floats, Floats]:
    """How far the pixels reach along each direction, and across it."""
    along = np.outer(np.cos(turn), east) + np.outer(np.sin(turn), north)
    across = np.outer(-np.sin(turn), east) + np.outer(np.cos(turn), north)
    return np.ptp(along, axis=1), np.ptp(across, axis=1)


def _middle(rows: Ints, columns: Ints) -> tuple[float, float]:
    return (float(rows.min() + rows.max()) + 1) / 2, (float(columns.min() + columns.max()) + 1) / 2
