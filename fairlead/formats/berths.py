"""berths: a berth and the ground around cut out of a georeferenced picture, on a grid of the berth's own.

The grid is the same whatever picture it is cut out of, so that cells of two pictures are of one piece of ground, to the
pictures' own error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import atan2, ceil, cos, degrees, hypot, radians, sin
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fairlead.base.arrays import Floats
from fairlead.base.geodesy import ground_step_m
from fairlead.errors import EvidenceError
from fairlead.formats.optical_images import OpticalImage, Plane, bands_in
from fairlead.formats.radar_images import RadarImage, Values, open_radar_image
from fairlead.formats.rasters import Pictures
from fairlead.imagery.optical import WHITE, WHITE_NIR

Row = dict[str, Any]
Mask = npt.NDArray[np.bool_]

CELL_M = 10.0
"""Side of a cell: a pixel of Sentinel-2 and of Sentinel-1 GRD."""
AROUND_M = 150.0
"""Ground around the outline that is cut out with it."""
LARGEST_M = 1_500.0
"""Longest side of an outline: what is longer is no berth."""
COARSEST_M = 25.0
"""Pixels in which the quay and a ship at it can still be told from water."""
MOST_SAMPLES = 6
"""Points a side of a cell whose mean it is, at most."""
STRIP = 2_000_000
"""Pixels that are asked for at a time."""
STEP_DEG = 1e-3
"""Step by which degrees become metres around a berth."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid of a berth: rows across it, columns along it."""

    lat: float
    lon: float
    """Of its middle."""
    turn_deg: float
    """Direction of the columns, anticlockwise from east."""
    high: int
    wide: int
    inside: Mask

    def metres(self, fine: int = 1) -> tuple[Floats, Floats]:
        """East and north of the middle of the grid of every cell, or of every one of ``fine`` by ``fine`` parts."""
        u = (np.arange(self.wide * fine) + 0.5) * CELL_M / fine - self.wide * CELL_M / 2
        v = self.high * CELL_M / 2 - (np.arange(self.high * fine) + 0.5) * CELL_M / fine
        turn = radians(self.turn_deg)
        along, across = np.meshgrid(u, v)
        return along * cos(turn) - across * sin(turn), along * sin(turn) + across * cos(turn)

    def degrees(self) -> tuple[Floats, Floats]:
        """Latitude and longitude of every cell."""
        return degrees_of(self, *self.metres())


def degrees_of(grid: Grid, east: Floats, north: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of points near the middle of a grid."""
    a_degree_north = ground_step_m(grid.lat, grid.lon, grid.lat + STEP_DEG, grid.lon)[1] / STEP_DEG
    a_degree_east = ground_step_m(grid.lat, grid.lon, grid.lat, grid.lon + STEP_DEG)[0] / STEP_DEG
    return grid.lat + north / a_degree_north, grid.lon + east / a_degree_east


def grid_of(area: Mapping[str, Any]) -> Grid | str:
    """The grid of a berth, or why there is none.

    Args:
        area: a row of AREAS. Its columns go along the longest side of the outline; of a circle, to the east.
    """
    lat, lon = float(area["lat"]), float(area["lon"])
    if area["ring"]:
        numbers = area["ring"]
        corners = np.array([ground_step_m(lat, lon, a, b) for a, b in zip(numbers[::2], numbers[1::2], strict=True)])
    else:
        around = np.linspace(0, 2 * np.pi, 64, endpoint=False)
        corners = 1000.0 * float(area["radius_km"]) * np.stack((np.cos(around), np.sin(around)), axis=1)
    sides = np.roll(corners, -1, axis=0) - corners
    longest = sides[int(np.argmax((sides**2).sum(axis=1).round(3)))]
    turn = atan2(longest[1], longest[0]) if area["ring"] else 0.0
    along = corners @ np.array([cos(turn), sin(turn)])
    across = corners @ np.array([-sin(turn), cos(turn)])
    if max(np.ptp(along), np.ptp(across)) > LARGEST_M:
        return f"the outline is longer than {LARGEST_M:,.0f} m: it is no berth"
    u, v = (along.min() + along.max()) / 2, (across.min() + across.max()) / 2
    here = Grid(lat, lon, 0.0, 1, 1, np.ones((1, 1), bool))
    middle = degrees_of(here, u * cos(turn) - v * sin(turn), u * sin(turn) + v * cos(turn))
    wide, high = (ceil((np.ptp(a) + 2 * AROUND_M) / CELL_M) for a in (along, across))
    grid = Grid(float(middle[0]), float(middle[1]), degrees(turn), high, wide, np.zeros((high, wide), bool))
    shape = np.stack((along - u, across - v), axis=1)
    columns = (np.arange(wide) + 0.5) * CELL_M - wide * CELL_M / 2
    rows = high * CELL_M / 2 - (np.arange(high) + 0.5) * CELL_M
    inside = _inside(shape, *np.meshgrid(columns, rows))
    if not inside.any():
        return "the outline is smaller than a cell of the grid"
    return Grid(grid.lat, grid.lon, grid.turn_deg, high, wide, inside)


def _inside(corners: Floats, x: Floats, y: Floats) -> Mask:
    found = np.zeros(x.shape, bool)
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        is_between = (y1 > y) != (y2 > y)
        if y1 != y2:
            found ^= is_between & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return found


@dataclass(frozen=True, slots=True)
class Cut:
    """A berth as one picture shows it."""

    bright: Floats
    white: Mask | None


def sensor_of(said: Mapping[str, Any], stated: str | None) -> str | None:
    """optical or sar: as a scene states it, else by the names of the bands; None where neither says it."""
    if stated in ("optical", "sar"):
        return stated
    named = bands_in(said)
    if "nir" in named or ("green" in named and "red" in named):
        return "optical"
    names = {str(n).strip().lower() for n in said["band_names"]}
    return "sar" if names & {"vv", "vh", "hh", "hv", "sigma0_vv", "sigma0_vh"} else None


@dataclass(frozen=True, slots=True)
class Source:
    """A picture that berths are cut out of."""

    sensor: str
    """optical or sar."""
    width: int
    height: int
    ground: Callable[[Sequence[tuple[float, float]]], list[tuple[float, float]]]
    bands: Mapping[str, Plane]
    """By colour; of radar and of a picture without names one, ``shown``."""
    is_reflectance: bool = False
    values: Values | None = None
    """What the values of a radar picture are."""


def source_of(pictures: Pictures, path: Path, said: Mapping[str, Any], sensor: str) -> Source:
    """A picture as source. Of an optical one the near infrared is taken, or red, or the first band.

    Args:
        pictures: who opens it.
        path: the picture.
        said: what :meth:`Pictures.describe` says of it.
        sensor: optical or sar.

    Raises:
        EvidenceError: what its values are cannot be told.
    """
    ground, size = partial(pictures.ground, path), (int(said["width_px"]), int(said["height_px"]))
    if sensor == "sar":
        values = open_radar_image(pictures, path, 1, None).values
        return Source(sensor, *size, ground, {"shown": Plane(path, 1)}, values=values)
    named = bands_in(said)
    planes = {name: Plane(path, n) for name, n in named.items()}
    return Source(sensor, *size, ground, planes if "nir" in named or "red" in named else {"shown": Plane(path, 1)})


def source_of_product(image: OpticalImage | RadarImage) -> Source:
    """A Sentinel product's pixels as source."""
    assert image.ground
    if isinstance(image, RadarImage):
        planes = {"shown": Plane(image.path, image.band)}
        return Source("sar", image.width, image.height, image.ground, planes, values=image.values)
    return Source("optical", image.width, image.height, image.ground, image.planes, image.is_reflectance)


def cut_berth(pictures: Pictures, source: Source, grid: Grid) -> Cut | None:
    """A berth out of a picture; None where none of its grid lies in it.

    Args:
        pictures: who opens it.
        source: the picture.
        grid: where the berth lies.

    Raises:
        EvidenceError: its pixels are too coarse, or its bytes are broken there.
    """
    width, height = source.width, source.height
    at, turn, pixel_m = pixel_at(source.ground, width, height, grid.lat, grid.lon)
    if pixel_m > COARSEST_M:
        raise EvidenceError(f"its pixels of {pixel_m:.3g} m are too coarse for a berth")
    fine = min(MOST_SAMPLES, max(1, ceil(CELL_M / pixel_m)))
    east, north = grid.metres(fine)
    columns = np.floor(at[0] + turn[0, 0] * east + turn[0, 1] * north).astype(np.int64)
    rows = np.floor(at[1] + turn[1, 0] * east + turn[1, 1] * north).astype(np.int64)
    is_in = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    if not is_in.any():
        return None

    def cells(plane: Plane) -> Floats:
        found = _sampled(pictures, plane.path, plane.band, rows, columns, is_in)
        if source.is_reflectance:
            return np.where(found == 0, np.nan, (found + plane.offset) / plane.divisor)
        return found

    def means(values: Floats) -> Floats:
        parts = values.reshape(grid.high, fine, grid.wide, fine)
        known = np.isfinite(parts)
        with np.errstate(invalid="ignore", divide="ignore"):
            total = np.where(known, parts, 0.0).sum(axis=(1, 3)) / known.sum(axis=(1, 3))
        return np.where(known.mean(axis=(1, 3)) >= 0.5, total, np.nan)

    if source.sensor == "sar":
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            values, kind = cells(source.bands["shown"]), source.values
            power = 10.0 ** (values / 10) if kind is Values.db else values if kind is Values.power else values**2
            power = means(np.where(values == 0, np.nan, power))
            return Cut(np.where(power > 0, 10 * np.log10(power), np.nan), None)
    bands = {name: means(cells(plane)) for name, plane in source.bands.items()}
    return Cut(next(bands[b] for b in ("nir", "red", "shown") if b in bands), _white(bands))


def _white(bands: Mapping[str, Floats]) -> Mask | None:
    seen = [bands[b] for b in ("blue", "green", "red") if b in bands]
    if len(seen) < 2 or "nir" not in bands:
        return None
    most, least, nir = np.maximum.reduce(seen), np.minimum.reduce(seen), bands["nir"]
    with np.errstate(invalid="ignore"):
        return np.asarray((np.minimum(least, nir) > WHITE * most) & (nir < WHITE_NIR * most))


def pixel_at(
    ground: Callable[[Sequence[tuple[float, float]]], list[tuple[float, float]]], width: int, height: int, lat: float,
    lon: float,
) -> tuple[Floats, Floats, float]:  # fmt: skip
    """The pixel of a place, pixels right and down for each metre east and north there, and the side of a
    pixel in metres: found step by step, since a picture tells only where its pixels lie."""
    at = np.array([width / 2, height / 2])
    turn = np.zeros((2, 2))
    for _ in range(8):
        points = [(float(at[0]), float(at[1])), (float(at[0]) + 1, float(at[1])), (float(at[0]), float(at[1]) + 1)]
        here, right, down = ground(points)
        sides = np.array([ground_step_m(here[1], here[0], p[1], p[0]) for p in (right, down)]).T
        try:
            turn = np.linalg.inv(sides)
        except np.linalg.LinAlgError:
            raise EvidenceError("its pixels have no size on the ground there") from None
        pixel_m = max(hypot(*sides[:, 0]), hypot(*sides[:, 1]))
        move = turn @ np.array(ground_step_m(here[1], here[0], lat, lon))
        at = at + move
        if np.abs(move).max() < 0.01:
            break
    return at, turn, pixel_m


def _sampled(
    pictures: Pictures, path: Path, band: int, rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], is_in: Mask
) -> Floats:
    """Values of one band at pixels, strip by strip."""
    found = np.full(rows.shape, np.nan)
    left, right = int(columns[is_in].min()), int(columns[is_in].max()) + 1
    top, bottom = int(rows[is_in].min()), int(rows[is_in].max()) + 1
    deep = max(1, STRIP // (right - left))
    for first in range(top, bottom, deep):
        high = min(deep, bottom - first)
        here = is_in & (rows >= first) & (rows < first + high)
        values = pictures.values(path, band, (left, first, right - left, high))
        found[here] = values[rows[here] - first, columns[here] - left]
    return found
