"""A window of the world on a rectangle of a figure, in Mercator: a ring of error stays round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asinh, atan, degrees, radians, sinh, tan

from fairlead.base.geodesy import distance_km
from fairlead.report.coastline import Window
from fairlead.report.placing import Box

FARTHEST_DEG = 80.0
"""Mercator ends here; a point nearer a pole is drawn at this latitude."""

LEAST_SPAN_DEG = 1.2
"""A view is never narrower: closer in, the coastline is not good enough."""

HIGHEST = 0.68
"""Greatest height of a map as a share of its width: figure and caption fit a screen."""


@dataclass(frozen=True, slots=True)
class View:
    """A window of the world on a rectangle of the canvas, in Mercator."""

    window: Window
    frame: Box

    def xy(self, lat: float, lon: float) -> tuple[float, float]:
        """Where (lat, lon) falls, in px; may lie outside the frame."""
        w, f = self.window, self.frame
        turned = w.west + (lon - w.west) % 360.0
        if turned > w.east and turned - w.east > w.west - (turned - 360.0):
            turned -= 360.0
        top, bottom = stretch(w.north), stretch(w.south)
        x = f.left + (turned - w.west) / (w.east - w.west) * (f.right - f.left)
        return x, f.top + (top - stretch(lat)) / (top - bottom) * (f.bottom - f.top)

    def has(self, lat: float, lon: float) -> bool:
        x, y = self.xy(lat, lon)
        return self.frame.left <= x <= self.frame.right and self.frame.top <= y <= self.frame.bottom


def fit_view(points: Sequence[tuple[float, float]], width: float, least_deg: float = LEAST_SPAN_DEG) -> View:
    """The window that holds ``points`` (lat, lon) with room around them, at least ``least_deg`` wide; the world where
    there are none."""
    if not points:
        window = Window(-180.0, -60.0, 180.0, 75.0)
        return View(window, Box(0.5, 0.5, width - 0.5, 0.5 + (width - 1) * _ratio(window)))
    west, east = _lon_range([p[1] for p in points])
    lats = [max(-FARTHEST_DEG, min(FARTHEST_DEG, p[0])) for p in points]
    south, north = stretch(min(lats)), stretch(max(lats))
    least = radians(least_deg)
    wide, high = max(radians(east - west) * 1.3, least), max((north - south) * 1.3, least)
    wide, high = max(wide, high / HIGHEST), max(high, wide * 0.42)
    x, y = (west + east) / 2, (south + north) / 2
    wide = min(degrees(wide), 360.0)
    low, top = max(y - high / 2, stretch(-FARTHEST_DEG)), min(y + high / 2, stretch(FARTHEST_DEG))
    window = Window(x - wide / 2, unstretch(low), x + wide / 2, unstretch(top))
    return View(window, Box(0.5, 0.5, width - 0.5, 0.5 + (width - 1) * _ratio(window)))


def km_per_px(view: View, lat: float) -> float:
    """Ground distance of one px along a parallel."""
    w, f = view.window, view.frame
    per_degree = distance_km(lat, 0.0, lat, 1.0)
    return per_degree * (w.east - w.west) / (f.right - f.left)


def stretch(lat: float) -> float:
    """Mercator's ordinate of a latitude in degrees, in radians of longitude."""
    return asinh(tan(radians(max(-85.0, min(85.0, lat)))))


def unstretch(y: float) -> float:
    """The latitude in degrees whose ordinate is ``y``."""
    return degrees(atan(sinh(y)))


def _ratio(window: Window) -> float:
    return (stretch(window.north) - stretch(window.south)) / radians(window.east - window.west)


def _lon_range(lons: Sequence[float]) -> tuple[float, float]:
    """The shortest stretch of longitudes that holds all: all but the widest empty one."""
    turned = sorted({v % 360.0 for v in lons})
    empty = [(b - a, i) for i, (a, b) in enumerate(zip(turned, [*turned[1:], turned[0] + 360.0], strict=True))]
    _, i = max(empty, key=lambda e: (e[0], -e[1]))
    west = turned[(i + 1) % len(turned)]
    east = turned[i] if turned[i] >= west else turned[i] + 360.0
    shift = -360.0 if west > 180.0 else 0.0
    return west + shift, east + shift
