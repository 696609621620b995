"""sentinel1: a Sentinel-1 GRD product (SAFE, a folder or packed as ZIP), by its own annotation.

The annotation says for a grid of pixels where each lies, under which angle and at what range it was seen, and when each
line was taken; the calibration and the noise say how bright a pixel value is. Format: ESA, Sentinel-1 Product
Specification, S1-RS-MDA-52-7441.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import atan2, degrees, log10
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fairlead.base.arrays import Floats
from fairlead.base.geodesy import WGS84_A_M, WGS84_E2, ground_step_m
from fairlead.errors import EvidenceError
from fairlead.formats.safe import Capped, Safe, names_in, open_safe
from fairlead.formats.xml import Element, read_stream
from fairlead.imagery.azimuth import Pass
from fairlead.imagery.ghosts import ghost_m

PREFERRED = ("vh", "hv", "vv", "hh")
"""Crossed polarisation first: the sea is darker in it, and ships are not."""
LIGHT_MPS = 299_792_458.0

_ANNOTATION = re.compile(r"annotation/(s1[a-d]-[a-z0-9]+-grd-(vv|vh|hv|hh)-(\d{8}t\d{6})-.*)\.xml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grid:
    """What the annotation says at a grid of pixels; between them it is interpolated, beyond them drawn on."""

    lines: Floats
    pixels: Floats
    xyz: npt.NDArray[np.float64]
    """Where each lies, metres from the Earth's middle, on the ellipsoid (lines x pixels x 3)."""
    slant_m: npt.NDArray[np.float64]
    incidence_deg: npt.NDArray[np.float64]

    def at(self, values: npt.NDArray[np.float64], line: float, pixel: float) -> Floats:
        """One of its values at a pixel."""
        i, u = _between(self.lines, line)
        j, v = _between(self.pixels, pixel)
        corners = values[i : i + 2, j : j + 2]
        return np.asarray(
            (1 - u) * ((1 - v) * corners[0, 0] + v * corners[0, 1]) + u * ((1 - v) * corners[1, 0] + v * corners[1, 1])
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Values along some lines of the image, by pixel: calibration or noise."""

    lines: Floats
    pixels: tuple[Floats, ...]
    values: tuple[Floats, ...]

    def at(self, line: float, pixel: float) -> float:
        i = int(np.clip(np.searchsorted(self.lines, line, "right") - 1, 0, max(0, len(self.lines) - 2)))
        here = [float(np.interp(pixel, self.pixels[k], self.values[k])) for k in (i, min(i + 1, len(self.lines) - 1))]
        return float(np.interp(line, self.lines[i : i + 2], here[: len(self.lines[i : i + 2])]))


@dataclass(frozen=True, slots=True)
class Sentinel1:
    """One polarisation of a product."""

    product: str
    polarisation: str
    image: Path
    """Its pixels, a TIFF; of a packed product a copy that lasts as long as the context."""
    width: int
    height: int
    pixel_m: float
    begins: datetime
    line_s: float
    """Seconds from a line to the next."""
    speed_mps: float
    """Of the platform in its orbit."""
    wavelength_m: float | None
    """None where the annotation does not say it."""
    prfs_hz: tuple[float, ...]
    """How often a second each of its swaths sends a pulse."""
    grid: Grid = field(repr=False)
    calibration: Table | None = field(repr=False)
    noise: Table | None = field(repr=False)

    def ground(self, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
        """Where pixels lie, as (longitude, latitude) of WGS 84.

        Args:
            points: (right, down) from the top left corner; 0.5, 0.5 is the middle of the first pixel.
        """
        return [_lon_lat(self.grid.at(self.grid.xyz, down - 0.5, right - 0.5)) for right, down in points]

    def taken(self, down: float) -> datetime:
        """When a line was taken: the instant at which the radar flew past it."""
        return self.begins + timedelta(seconds=(down - 0.5) * self.line_s)

    def flown(self, right: float, down: float) -> Pass:
        """How the radar flew past a pixel."""
        (lon, lat), across, along = self.ground([(right, down), (right + 1, down), (right, down + 100)])
        ahead, aside = ground_step_m(lat, lon, along[1], along[0]), ground_step_m(lat, lon, across[1], across[0])
        return Pass(
            degrees(atan2(*ahead)) % 360,
            float(self.grid.at(self.grid.slant_m, down - 0.5, right - 0.5)),
            float(self.grid.at(self.grid.incidence_deg, down - 0.5, right - 0.5)),
            self.speed_mps,
            # lines run with the flight and ranges grow along them: to its right where the turn is clockwise
            ahead[0] * aside[1] - ahead[1] * aside[0] < 0,
        )

    def ghosts_m(self, right: float, down: float) -> tuple[float, ...]:
        """How far along the flight the ghosts of a pixel may lie: once for each swath's frequency, since where one
        ends and the next begins is not read."""
        if self.wavelength_m is None:
            return ()
        slant_m = float(self.grid.at(self.grid.slant_m, down - 0.5, right - 0.5))
        return tuple(ghost_m(self.wavelength_m, slant_m, prf, self.speed_mps) for prf in self.prfs_hz)

    def passes(self, lat: Floats, lon: Floats) -> tuple[Floats, list[Pass]]:
        """How the radar flew past places, as at the nearest point of the grid (some 10 km: a hundredth of the range).

        Returns:
            Kilometres from each place to that point, and the pass there.
        """
        here = _xyz(np.asarray(lat, float), np.asarray(lon, float))
        km, found = [], []
        for one in here:
            away = np.linalg.norm(self.grid.xyz - one, axis=-1)
            i, j = np.unravel_index(int(away.argmin()), away.shape)
            km.append(float(away[i, j]) / 1000)
            found.append(self.flown(float(self.grid.pixels[j]) + 0.5, float(self.grid.lines[i]) + 0.5))
        return np.array(km), found

    def sigma0_db(self, value: float, right: float, down: float) -> float | None:
        """How much a pixel sends back, by calibration and without the noise that the annotation tells; None where it is
        no more than noise, or there is no calibration."""
        if self.calibration is None:
            return None
        noise = self.noise.at(down - 0.5, right - 0.5) if self.noise else 0.0
        power = (value**2 - noise) / self.calibration.at(down - 0.5, right - 0.5) ** 2
        return 10 * log10(power) if power > 0 else None


def is_product(path: Path) -> bool:
    """Whether a path is a Sentinel-1 GRD product: its folder, its manifest, or a ZIP of it."""
    return any(_ANNOTATION.search(name) for name in names_in(path))


@contextmanager
def open_product(path: Path, polarisation: str | None = None) -> Iterator[Sentinel1]:
    """A product, as long as the context lasts.

    Args:
        path: its folder, its manifest.safe, or a ZIP of it.
        polarisation: vv, vh, hv or hh; None for the crossed one where there is one.

    Raises:
        EvidenceError: it is cut off, lacks its annotation or pixels, or has no such polarisation; in words.
    """
    with open_safe(path) as held:
        yield _read(held, polarisation)


def _read(held: Safe, polarisation: str | None) -> Sentinel1:
    names, opened = held.names, held.opened
    told = {found[2].lower(): (name, found) for name in names if (found := _ANNOTATION.search(name))}
    if not told:
        raise EvidenceError("has no annotation of a Sentinel-1 GRD image (annotation/s1...-grd-...xml)")
    chosen = polarisation.lower() if polarisation else next(p for p in PREFERRED if p in told)
    if chosen not in told:
        raise EvidenceError(f"has no polarisation {chosen}; it has {', '.join(sorted(told))}")
    name, found = told[chosen]
    root, stem = name[: found.start()], found[1]
    image = next(
        (n for n in names if n.lower() in {f"{root}measurement/{stem}{e}".lower() for e in (".tiff", ".tif")}), None
    )
    if image is None:
        raise EvidenceError(f"has no pixels of {chosen} (measurement/{stem}.tiff): the product is not whole")
    tables = {}
    for what in ("calibration", "noise"):
        beside = f"{root}annotation/calibration/{what}-{stem}.xml"
        tables[what] = beside if beside in names else None
    with opened(name) as file:
        said = _annotation(Capped(file))
    calibration = noise = None
    if tables["calibration"]:
        with opened(tables["calibration"]) as file:
            calibration = _table(Capped(file), "calibrationVector", "sigmaNought")
    if tables["noise"]:
        with opened(tables["noise"]) as file:
            noise = _noise(Capped(file))
    return Sentinel1(held.name, chosen, held.file_of(image), *said, calibration, noise)


def _annotation(file: Capped) -> tuple[int, int, float, datetime, float, float, float | None, tuple[float, ...], Grid]:
    image: Element | None = None
    wavelength_m: float | None = None
    prfs: set[float] = set()
    points: list[Element] = []
    speeds: list[float] = []
    for one in read_stream(file, ("imageInformation", "geolocationGridPoint", "orbit", "radarFrequency", "prf")):
        if one.name == "imageInformation":
            image = one
        elif one.name == "geolocationGridPoint":
            points.append(one)
        elif one.name == "radarFrequency":
            wavelength_m = LIGHT_MPS / _number(one)
        elif one.name == "prf":
            prfs.add(_number(one))
        elif one.name == "orbit":
            speeds.append(float(np.hypot.reduce([_number(one, "velocity", axis) for axis in "xyz"])))
    if image is None or not points or not speeds:
        raise EvidenceError("its annotation lacks the image's size, the geolocation grid or the orbit")
    spacing = max(_number(image, "rangePixelSpacing"), _number(image, "azimuthPixelSpacing"))
    return (
        int(_number(image, "numberOfSamples")), int(_number(image, "numberOfLines")), spacing,
        _time(image.get("productFirstLineUtcTime")), _number(image, "azimuthTimeInterval"),
        float(np.median(speeds)), wavelength_m, tuple(sorted(prfs)), _grid(points),
    )  # fmt: skip


def _grid(points: list[Element]) -> Grid:
    keys = ("line", "pixel", "latitude", "longitude", "slantRangeTime", "incidenceAngle")
    said = np.array([[_number(p, key) for key in keys] for p in points])
    lines, pixels = np.unique(said[:, 0]), np.unique(said[:, 1])
    if len(lines) < 2 or len(pixels) < 2 or len(lines) * len(pixels) != len(points):
        raise EvidenceError("its geolocation grid is not one value at each crossing of its lines and pixels")
    ordered = said[np.lexsort((said[:, 1], said[:, 0]))].reshape(len(lines), len(pixels), len(keys))
    return Grid(
        lines, pixels, _xyz(ordered[..., 2], ordered[..., 3]), ordered[..., 4] * LIGHT_MPS / 2, ordered[..., 5]
    )  # fmt: skip


def _table(file: Capped, vector: str, value: str) -> Table:
    rows = [
        (_number(one, "line"), _numbers(one.get("pixel")), _numbers(one.get(value)))
        for one in read_stream(file, (vector,))
        if one.name == vector
    ]
    if not rows or any(len(p) != len(v) or not len(p) for _, p, v in rows):
        raise EvidenceError(f"its {vector} has not as many values as pixels")
    rows.sort(key=lambda r: r[0])
    return Table(np.array([r[0] for r in rows]), tuple(r[1] for r in rows), tuple(r[2] for r in rows))


def _noise(file: Capped) -> Table | None:
    """The noise along range; products before IPF 2.9 name it otherwise. What it changes along azimuth (scalloping) is
    left out."""
    wanted = {"noiseRangeVector": "noiseRangeLut", "noiseVector": "noiseLut"}
    rows = [
        (_number(one, "line"), _numbers(one.get("pixel")), _numbers(one.get(wanted[one.name])))
        for one in read_stream(file, tuple(wanted))
        if one.name in wanted
    ]
    rows = sorted((r for r in rows if len(r[1]) and len(r[1]) == len(r[2])), key=lambda r: r[0])
    return Table(np.array([r[0] for r in rows]), tuple(r[1] for r in rows), tuple(r[2] for r in rows)) if rows else None


def _number(one: Element, *path: str) -> float:
    words = one.get(*path)
    try:
        found = float(words)
    except ValueError:
        found = float("nan")
    if not np.isfinite(found):
        raise EvidenceError(
            f"its annotation has {words[:40]!r} as {(path or (one.name,))[-1]} on line {one.line}: no number"
        )
    return found


def _numbers(words: str) -> Floats:
    try:
        return np.array([float(w) for w in words.split()])
    except ValueError:
        raise EvidenceError("its calibration or noise holds what is no number") from None


def _time(words: str) -> datetime:
    try:
        return datetime.fromisoformat(words).replace(tzinfo=UTC)
    except ValueError:
        raise EvidenceError(f"its annotation says {words[:40]!r} as the time of the first line: no time") from None


def _between(marks: Floats, at: float) -> tuple[int, float]:
    i = int(np.clip(np.searchsorted(marks, at, "right") - 1, 0, len(marks) - 2))
    return i, float((at - marks[i]) / (marks[i + 1] - marks[i]))


def _xyz(lat: Floats, lon: Floats) -> npt.NDArray[np.float64]:
    f, g = np.radians(lat), np.radians(lon)
    across = WGS84_A_M / np.sqrt(1 - WGS84_E2 * np.sin(f) ** 2)
    return np.stack(
        [across * np.cos(f) * np.cos(g), across * np.cos(f) * np.sin(g), across * (1 - WGS84_E2) * np.sin(f)], axis=-1
    )


def _lon_lat(xyz: Floats) -> tuple[float, float]:
    """A point of the chord between points of the ellipsoid, brought up to it; a few metres, straight up."""
    x, y, z = (float(v) for v in xyz)
    level = (x * x + y * y) ** 0.5
    lat = atan2(z, level * (1 - WGS84_E2))
    return degrees(atan2(y, x)), degrees(lat)
