"""radar_images: a radar picture as brightness in whole numbers, read in parts by the process that opens pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fairlead.base.geodesy import ground_step_m
from fairlead.errors import EvidenceError
from fairlead.formats.rasters import Pictures, pixel_side_m
from fairlead.formats.sentinel1 import Sentinel1

SAMPLE = 512
"""Pixels of a side of what is looked at to tell which values a picture has."""
PART = 2048
"""Columns asked for at a time; 512 rows of them are 4 MiB of answer."""
WHOLE_PART = 4096
"""The same of whole numbers, which take half of the room."""
MIDDLE = 1000.0
"""What the median becomes of values that are no whole numbers: brightness 65 times as much (36 dB) still counts."""


class Values(StrEnum):
    """What the values of a radar picture are."""

    amplitude = "amplitude"
    power = "power"
    db = "db"


@dataclass(frozen=True, slots=True)
class RadarImage:
    """A radar picture; what it is asked for is read then."""

    pictures: Pictures
    path: Path
    band: int
    width: int
    height: int
    values: Values
    scale: float
    """What amplitude is multiplied with to become the whole numbers; 1 where it is whole numbers."""
    is_whole: bool
    """Whether the file's own values are those whole numbers."""
    ground: Callable[[Sequence[tuple[float, float]]], list[tuple[float, float]]] | None
    """Where pixels lie: (right, down) from the top left corner to (longitude, latitude); None where nothing says it."""
    pixel_m: float | None
    """Greater side of a pixel; None where nothing says it."""

    def read(self, top: int, bottom: int) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.bool_]]:
        """Rows as amplitude in whole numbers, and where they have a value. 0 is none: no echo is as dark."""
        if self.is_whole:
            found = np.empty((bottom - top, self.width), np.uint16)
            for left in range(0, self.width, WHOLE_PART):
                wide = min(WHOLE_PART, self.width - left)
                part = self.pictures.whole(self.path, self.band, (left, top, wide, bottom - top))
                found[:, left : left + wide] = part
            return found, found > 0
        parts = [
            self.pictures.values(self.path, self.band, (left, top, min(PART, self.width - left), bottom - top))
            for left in range(0, self.width, PART)
        ]
        amplitude = amplitude_of(np.concatenate(parts, axis=1), self.values)
        has = np.isfinite(amplitude) & (amplitude > 0)
        whole = np.clip(np.where(has, amplitude, 0) * self.scale + 0.5, 0, 65535).astype(np.uint16)
        return whole, whole > 0

    def overview(self, shape: tuple[int, int]) -> npt.NDArray[np.float64]:
        """The whole picture in fewer pixels, as amplitude; NaN or 0 where it has no value."""
        whole = (0, 0, self.width, self.height)
        return amplitude_of(self.pictures.values(self.path, self.band, whole, shape), self.values)

    def steps(self, row: float, column: float) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
        """Latitude and longitude of a point of the picture; east and north in metres of a step to the right, and down.

        Raises:
            EvidenceError: the picture is not georeferenced.
        """
        if self.ground is None:
            raise EvidenceError("is not georeferenced")
        (lon, lat), right, down = self.ground([(column, row), (column + 1, row), (column, row + 1)])
        return (lat, lon), ground_step_m(lat, lon, right[1], right[0]), ground_step_m(lat, lon, down[1], down[0])


def open_radar_image(
    pictures: Pictures, path: Path, band: int, values: Values | None, product: Sentinel1 | None = None
) -> RadarImage:
    """A picture as radar image.

    Args:
        pictures: who opens it.
        path: a TIFF, PNG or JPEG; of a product not used.
        band: which value of a pixel, from 1.
        values: what its values are; None to tell by themselves: whole numbers are amplitude, as in Sentinel-1 GRD,
            other numbers most of which are below zero are decibels.
        product: the Sentinel-1 product that it is.

    Raises:
        EvidenceError: it cannot be opened, has nothing but gaps, or what its values are cannot be told; in words.
    """
    path = product.image if product else path
    said = pictures.describe(path)
    width, height = int(said["width_px"]), int(said["height_px"])
    shape = (min(height, SAMPLE), min(width, SAMPLE))
    sample = pictures.values(path, band, (0, 0, width, height), shape)
    known = sample[np.isfinite(sample) & (sample != 0)]
    if not known.size:
        raise EvidenceError(f"{path.name} has no value in it that is not 0: there is nothing to search")
    kind = values or _tell(str(said["pixel_type"]), known, path.name)
    if kind is not Values.db and known.min() < 0:
        raise EvidenceError(f"{path.name} has values below zero, which {kind.value} cannot have: say --values db")
    is_whole = np.dtype(said["pixel_type"]).kind == "u" and kind is Values.amplitude
    scale = 1.0 if is_whole else MIDDLE / float(np.median(amplitude_of(known, kind)))
    if not np.isfinite(scale):
        raise EvidenceError(f"{path.name} has values that are no {kind.value}: say with --values what they are")
    if product:
        if (width, height) != (product.width, product.height):
            raise EvidenceError(
                f"{product.product} has {width:,} x {height:,} pixels where its annotation says "
                f"{product.width:,} x {product.height:,}"
            )
        return RadarImage(pictures, path, band, width, height, kind, scale, is_whole, product.ground, product.pixel_m)
    ground = partial(pictures.ground, path) if said["corners"] else None
    pixel_m = pixel_side_m(said["pixel"]) if said["corners"] else None
    return RadarImage(pictures, path, band, width, height, kind, scale, is_whole, ground, pixel_m)


def _tell(pixel_type: str, known: npt.NDArray[np.float32], name: str) -> Values:
    if np.dtype(pixel_type).kind in "ui" and known.min() >= 0:
        return Values.amplitude
    if float((known < 0).mean()) > 0.5:
        return Values.db
    raise EvidenceError(
        f"what the values of {name} are its bytes do not tell ({pixel_type}): say --values amplitude, power or db"
    )


def amplitude_of(found: npt.NDArray[np.float32], values: Values) -> npt.NDArray[np.float64]:
    """Values of a picture as amplitude."""
    wide = found.astype(np.float64)
    if values is Values.db:
        with np.errstate(over="ignore"):
            amplitude: npt.NDArray[np.float64] = np.where(wide == 0, 0.0, 10.0 ** (wide / 20.0))
            return amplitude
    if values is Values.power:
        power: npt.NDArray[np.float64] = np.sqrt(np.maximum(wide, 0.0))
        return power
    return wide
