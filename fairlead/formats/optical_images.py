"""optical_images: the bands of a multi-band optical picture, read in parts by the process that opens pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fairlead.base.geodesy import ground_step_m
from fairlead.errors import EvidenceError
from fairlead.formats.rasters import Pictures, pixel_side_m
from fairlead.formats.sentinel2 import Sentinel2
from fairlead.formats.stac_assets import ItemBand, ItemScene

PART = 2048
"""Columns asked for at a time; 512 rows of them are 4 MiB of answer."""
MOST_PIXELS = 250_000_000
"""Of a picture that is searched; some eight bytes a pixel are held. A tile of Sentinel-2 has 121 million."""
NAMES = {
    "blue": ("b02", "b2", "blue"), "green": ("b03", "b3", "green"), "red": ("b04", "b4", "red"),
    "nir": ("b08", "b8", "nir", "near infrared"),
}  # fmt: skip
"""What bands are called in pictures: as Sentinel-2 numbers them, or by colour."""
NEEDED = ("green", "nir")
CLOUDS = (8, 9)
"""Clouds of medium and high probability in the scene classification of L2A. Thin cirrus (10) is looked through."""
OF_PRODUCT = {"blue": "B02", "green": "B03", "red": "B04", "nir": "B08"}


@dataclass(frozen=True, slots=True)
class Plane:
    """Where the values of one band are."""

    path: Path
    band: int
    offset: float = 0.0
    divisor: float = 1.0


@dataclass(frozen=True, slots=True)
class OpticalImage:
    """An optical picture; what it is asked for is read then."""

    pictures: Pictures
    path: Path
    width: int
    height: int
    planes: Mapping[str, Plane]
    is_reflectance: bool
    ground: Callable[[Sequence[tuple[float, float]]], list[tuple[float, float]]]
    """Where pixels lie: (right, down) from the top left corner to (longitude, latitude)."""
    pixel_m: float
    """Greater side of a pixel."""
    classes: Path | None = None
    """Classes of a product, two of its pixels a side."""

    def read(self, top: int, bottom: int) -> dict[str, npt.NDArray[np.float32]]:
        """Rows of its bands, NaN where it has no value; 0 of a product is none. ``cloud`` is 1 where the product says
        so."""
        found = {name: self._plane(plane, top, bottom) for name, plane in self.planes.items()}
        if self.classes:
            first, last = top // 2, -(-bottom // 2)
            said = self.pictures.values(self.classes, 1, (0, first, -(-self.width // 2), last - first))
            wide = np.isin(said, CLOUDS).astype(np.float32).repeat(2, 0).repeat(2, 1)
            found["cloud"] = wide[top - 2 * first : bottom - 2 * first, : self.width]
        return found

    def _plane(self, plane: Plane, top: int, bottom: int) -> npt.NDArray[np.float32]:
        parts = [
            self.pictures.values(plane.path, plane.band, (left, top, min(PART, self.width - left), bottom - top))
            for left in range(0, self.width, PART)
        ]
        read = np.concatenate(parts, axis=1)
        if self.is_reflectance:
            return np.where(read == 0, np.float32(np.nan), (read + plane.offset) / plane.divisor).astype(np.float32)
        return read

    def overview(self, name: str, shape: tuple[int, int]) -> npt.NDArray[np.float32]:
        """One band of the whole picture in fewer pixels, in the values of the file."""
        plane = self.planes[name]
        return self.pictures.values(plane.path, plane.band, (0, 0, self.width, self.height), shape)

    def steps(self, row: float, column: float) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
        """Latitude and longitude of a point of the picture; east and north in metres of a step right, and down."""
        (lon, lat), right, down = self.ground([(column, row), (column + 1, row), (column, row + 1)])
        return (lat, lon), ground_step_m(lat, lon, right[1], right[0]), ground_step_m(lat, lon, down[1], down[0])


def bands_in(said: Mapping[str, Any]) -> dict[str, int]:
    """Which value of a pixel is which band, by the names that a picture gives them (``Pictures.describe``)."""
    named = {str(words).strip().lower(): n for n, words in reversed(list(enumerate(said["band_names"], start=1)))}
    return {band: named[name] for band, names in NAMES.items() for name in names[::-1] if name in named}


def is_optical(pictures: Pictures, path: Path) -> bool:
    """Whether a picture names a green and a near infrared band.

    Raises:
        EvidenceError: it cannot be opened, and why.
    """
    return all(band in bands_in(pictures.describe(path)) for band in NEEDED)


def open_optical_image(
    pictures: Pictures, path: Path, product: Sentinel2 | None = None, item: ItemScene | None = None
) -> OpticalImage:
    """A picture as optical image.

    Args:
        pictures: who opens it.
        path: a TIFF whose bands have names; of a product or an item not used.
        product: the Sentinel-2 product that it is.
        item: the STAC item that it is.

    Raises:
        EvidenceError: it cannot be opened, lacks a band, does not say where it lies, or is not as its metadata say.
    """
    if product:
        planes = {
            name: Plane(product.image(band), 1, product.bands[band].offset, product.bands[band].divisor)
            for name, band in OF_PRODUCT.items()
            if name in NEEDED or (band in product.bands and product.bands[band].side_m == 10)
        }
    elif item:
        planes = {name: _plane_of(band) for name, band in item.bands().items()}
    else:
        planes = {name: Plane(path, n) for name, n in bands_in(pictures.describe(path)).items()}
    if lacks := [name for name in NEEDED if name not in planes]:
        raise EvidenceError(f"{path.name} names no {' and no '.join(lacks)} band")
    nir = planes["nir"].path
    said = pictures.describe(nir)
    width, height = int(said["width_px"]), int(said["height_px"])
    if width * height > MOST_PIXELS:
        raise EvidenceError(
            f"{path.name} has {width:,} x {height:,} pixels, more than {MOST_PIXELS:,} of an optical image are "
            "searched at once: cut out the water that matters"
        )
    if not said["corners"]:
        raise EvidenceError(f"{path.name} does not say where its pixels lie")
    if product:
        _check_product(pictures, product, planes)
    if item:
        planes = _same_grid(pictures, item, planes, said)
    is_scaled = item is not None and all(item.bands()[name].scale is not None for name in planes)
    return OpticalImage(
        pictures, nir, width, height, planes, product is not None or is_scaled, partial(pictures.ground, nir),
        pixel_side_m(said["pixel"]), _classes_of(pictures, product) if product else None,
    )  # fmt: skip


def _plane_of(band: ItemBand) -> Plane:
    """A band of an item. Reflectance is scale x value + offset, which is (value + offset / scale) / (1 / scale)."""
    if band.scale is None:
        return Plane(band.path, band.number)
    return Plane(band.path, band.number, band.offset / band.scale, 1.0 / band.scale)


def _same_grid(
    pictures: Pictures, item: ItemScene, planes: Mapping[str, Plane], nir: Mapping[str, Any]
) -> dict[str, Plane]:
    """Bands on the near infrared's pixels; blue and red of other pixels are left out, green is needed."""
    kept = {}
    for name, plane in planes.items():
        said = pictures.describe(plane.path)
        if all(said[k] == nir[k] for k in ("width_px", "height_px", "corners")):
            kept[name] = plane
        elif name in NEEDED:
            raise EvidenceError(
                f"{item.name}: {plane.path.name} and {nir['width_px']:,} x {nir['height_px']:,} pixels of the near "
                "infrared are not of one grid: give bands of the same size and ground"
            )
    return kept


def _classes_of(pictures: Pictures, product: Sentinel2) -> Path | None:
    path = product.class_image()
    if path is None:
        return None
    said, rows, columns = pictures.describe(path), *product.sizes[10]
    if (said["height_px"], said["width_px"]) != (-(-rows // 2), -(-columns // 2)):
        raise EvidenceError(
            f"{product.product}: its scene classification has {said['width_px']:,} x {said['height_px']:,} pixels, not "
            "half of those of its bands"
        )
    return path


def _check_product(pictures: Pictures, product: Sentinel2, planes: Mapping[str, Plane]) -> None:
    rows, columns = product.sizes[10]
    for name, plane in planes.items():
        said = pictures.describe(plane.path)
        if (said["height_px"], said["width_px"]) != (rows, columns):
            raise EvidenceError(
                f"{product.product}: {OF_PRODUCT[name]} has {said['width_px']:,} x {said['height_px']:,} pixels where "
                f"the metadata say {columns:,} x {rows:,}"
            )
        if said["crs_words"] and product.crs_words and said["crs_words"] != product.crs_words:
            raise EvidenceError(
                f"{product.product}: {OF_PRODUCT[name]} lies in {said['crs_words']} where the metadata say "
                f"{product.crs_words}"
            )
