"""Rulers: from the pixels of an image to metres and bearings on the ground.

Three ways to a ruler: the image's own georeference, a scale that somebody states, two points whose positions are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan
from typing import Protocol

from fairlead.base.geodesy import destination, ground_step_m

Point = tuple[float, float]
"""Right and down from the top left corner of the image, in pixels."""

ENDS = sqrt(2)
"""Pixels of error of a distance between two clicks, each good to one; as ``measured.ends``."""

FEWEST_PIXELS = 20.0
"""Two known points nearer together than this are none: a click that is one pixel off would be 7 % of scale."""

WORST_FRAC = 0.10
"""A scale that may be off by more than this measures no ship: so far apart lie hulls of one class."""

LOWEST_SUN_DEG, HIGHEST_SUN_DEG = 5.0, 80.0
"""Heights of the sun between which a shadow tells a height: below, shadows run into each other and off the image;
above, a pixel of shadow is six pixels of mast or more."""


class Ruler(Protocol):
    """Pixels to metres."""

    @property
    def pixel_m(self) -> float:
        """Metres a pixel; of a pixel that is no square its greater side."""

    @property
    def error_frac(self) -> float:
        """How far the scale itself may be off, as a share."""

    @property
    def words(self) -> str:
        """How pixels become metres, in words."""

    def metres(self, a: Point, b: Point) -> float:
        """Distance on the ground."""

    def bearing(self, a: Point, b: Point) -> float | None:
        """Direction from ``a`` to ``b``, clockwise from north; None where nothing says where north is."""

    def place(self, p: Point) -> tuple[float, float] | None:
        """Latitude and longitude of a pixel; None where nothing says."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The ruler of an image that is georeferenced: where its pixels lie was looked up."""

    pixel_m: float
    words: str
    where: Mapping[Point, tuple[float, float]]
    """Latitude and longitude of every pixel that is asked for."""
    error_frac: float = 0.0

    def metres(self, a: Point, b: Point) -> float:
        return hypot(*self._step(a, b))

    def bearing(self, a: Point, b: Point) -> float | None:
        east, north = self._step(a, b)
        return degrees(atan2(east, north)) % 360.0

    def place(self, p: Point) -> tuple[float, float] | None:
        return self.where[p]

    def _step(self, a: Point, b: Point) -> tuple[float, float]:
        return ground_step_m(*self.where[a], *self.where[b])


@dataclass(frozen=True, slots=True)
class Scaled:
    """The ruler of an image seen from straight above, of one scale all over."""

    pixel_m: float
    words: str
    error_frac: float = 0.0
    up_deg: float | None = None
    """Where the top edge of the image points, clockwise from north."""
    anchor: tuple[Point, tuple[float, float]] | None = field(default=None)
    """A pixel, and its latitude and longitude."""

    def metres(self, a: Point, b: Point) -> float:
        return self.pixel_m * hypot(b[0] - a[0], b[1] - a[1])

    def bearing(self, a: Point, b: Point) -> float | None:
        return None if self.up_deg is None else (self.up_deg + _on_image(a, b)) % 360.0

    def place(self, p: Point) -> tuple[float, float] | None:
        if self.anchor is None or self.up_deg is None:
            return None
        at, (lat, lon) = self.anchor
        return destination(lat, lon, self.bearing(at, p) or 0.0, self.metres(at, p) / 1000)


def by_stated_scale(pixel_m: float, error_frac: float) -> Scaled:
    """The ruler of a scale that somebody states.

    Raises:
        ValueError: it is none, in words.
    """
    if not 0 < pixel_m <= 1000:
        raise ValueError(f"{pixel_m:g} m a pixel is no scale; ships are measured at 0.1 to 30 m a pixel")
    if not 0 <= error_frac <= WORST_FRAC:
        raise ValueError(f"a scale that may be off by {100 * error_frac:g} % measures no ship; 10 % is the most")
    good_to = f", good to {100 * error_frac:g} %" if error_frac else ""
    return Scaled(pixel_m, f"{pixel_m:.4g} m a pixel, as stated{good_to}", error_frac)


def by_two_points(
    a: Point, a_lat_lon: tuple[float, float], b: Point, b_lat_lon: tuple[float, float], error_m: float
) -> Scaled:
    """The ruler of two pixels whose positions are known.

    The scale's error is the root of the sum of squares of two clicks of one pixel each and of two positions of
    ``error_m`` each, as a share of the distance between them.

    Args:
        a, b: the pixels.
        a_lat_lon, b_lat_lon: their latitudes and longitudes, WGS 84.
        error_m: how good each of these positions is, in metres.

    Raises:
        ValueError: they lie too near together for the errors they have, in words.
    """
    east, north = ground_step_m(*a_lat_lon, *b_lat_lon)
    apart_px, apart_m = hypot(b[0] - a[0], b[1] - a[1]), hypot(east, north)
    if apart_px < FEWEST_PIXELS or apart_m == 0:
        raise ValueError(f"the two points lie {apart_px:.0f} pixels and {apart_m:.0f} m apart: take two farther apart")
    pixel_m = apart_m / apart_px
    if not 0 < pixel_m <= 1000:
        raise ValueError(f"the two positions lie {apart_m / 1000:,.0f} km apart, {apart_px:.0f} pixels: check them")
    error_frac = hypot(ENDS / apart_px, sqrt(2) * error_m / apart_m)
    if error_frac > WORST_FRAC:
        raise ValueError(
            f"two points {apart_m:.0f} m apart, good to {error_m:g} m each, leave the scale {100 * error_frac:.0f} % "
            "of error: take two farther apart, or positions that are better known"
        )
    up = (degrees(atan2(east, north)) - _on_image(a, b)) % 360.0
    words = f"{pixel_m:.4g} m a pixel, from two known points {apart_m:,.0f} m apart, good to {100 * error_frac:.1f} %"
    return Scaled(pixel_m, words, error_frac, up, (a, a_lat_lon))


def height_of_shadow_m(shadow_m: float, sun_elevation_deg: float) -> float:
    """Height of what throws a shadow of that length on level water.

    Raises:
        ValueError: the sun stands too low or too high to tell, in words.
    """
    if not LOWEST_SUN_DEG <= sun_elevation_deg <= HIGHEST_SUN_DEG:
        raise ValueError(
            f"the sun stands {sun_elevation_deg:g} degrees high: a shadow tells a height between "
            f"{LOWEST_SUN_DEG:g} and {HIGHEST_SUN_DEG:g} degrees"
        )
    return shadow_m * tan(radians(sun_elevation_deg))


def off_sun_deg(shadow_bearing_deg: float, sun_azimuth_deg: float) -> float:
    """How far a line drawn from foot to tip points away from where shadows fall, 0 to 180 degrees."""
    d = radians(shadow_bearing_deg - sun_azimuth_deg - 180.0)
    return abs(degrees(atan2(sin(d), cos(d))))


def _on_image(a: Point, b: Point) -> float:
    """Direction on the image, clockwise from its top edge."""
    return degrees(atan2(b[0] - a[0], a[1] - b[1]))
