"""sentinel2: a Sentinel-2 product (L1C or L2A; SAFE, a folder or packed as ZIP), by its own metadata.

The metadata say when the tile was taken, how high the sun stood, how cloudy it is held to be and how a pixel value
becomes reflectance. Format: ESA, Sentinel-2 Products Specification Document, S2-PDGS-TAS-DI-PSD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path

from fairlead.errors import EvidenceError
from fairlead.formats.safe import Capped, Safe, names_in, open_safe
from fairlead.formats.xml import Element, read_stream

OFFSET_SINCE = 4.0
"""Processing baseline (04.00, 25 January 2022) from which on pixel values have an offset, which the metadata tell."""
SIDES_M = (10, 20, 60)

_PRODUCT = re.compile(r"(?:^|/)MTD_MSIL(1C|2A)\.xml$")
_TILE = re.compile(r"GRANULE/[^/]+/MTD_TL\.xml$")
_BAND = re.compile(r"GRANULE/[^/]+/IMG_DATA/(?:R(10|20|60)m/)?[^/]*_(B\d[\dA])(?:_(10|20|60)m)?\.jp2$")
_CLASSES = re.compile(r"GRANULE/[^/]+/IMG_DATA/R20m/[^/]*_SCL_20m\.jp2$")
_PRODUCT_SAYS = (
    "PROCESSING_LEVEL", "PROCESSING_BASELINE", "SPACECRAFT_NAME", "QUANTIFICATION_VALUE", "BOA_QUANTIFICATION_VALUE",
    "RADIO_ADD_OFFSET", "BOA_ADD_OFFSET", "Spectral_Information", "Cloud_Coverage_Assessment",
)  # fmt: skip
_TILE_SAYS = ("SENSING_TIME", "Tile_Geocoding", "Mean_Sun_Angle")


@dataclass(frozen=True, slots=True)
class Band:
    """One band, at the finest side of a pixel that the product has it in."""

    name: str
    side_m: int
    file: str
    offset: float
    """Added to a pixel value before it is divided; 0 before baseline 04.00."""
    divisor: float
    """What a value with its offset is divided by to become reflectance."""


@dataclass(frozen=True, slots=True)
class Sentinel2:
    """One tile of a product."""

    product: str
    spacecraft: str
    level: str
    """L1C: reflectance at the top of the atmosphere; L2A: at the ground."""
    baseline: str
    taken: datetime
    """When the tile was sensed, as its metadata say. A tile of 110 km takes some 16 s, its bands follow each other
    within 3 s and neighbouring detectors within 2: a pixel's own time is within about 20 s of this."""
    sun_elevation_deg: float
    """In the mean of the tile."""
    sun_azimuth_deg: float
    """Where the sun stood, clockwise from north."""
    cloud_frac: float | None
    """Share of the tile that the producer holds to be cloudy."""
    crs_words: str
    sizes: dict[int, tuple[int, int]]
    """Rows and columns by side of a pixel in metres."""
    bands: dict[str, Band]
    classes: str | None
    """File of the producer's own classes of pixels of 20 m (scene classification of L2A); None where it has none."""
    held: Safe = field(repr=False)

    def class_image(self) -> Path | None:
        """The classes' pixels, as :meth:`image`."""
        return self.held.file_of(self.classes) if self.classes else None

    def image(self, name: str) -> Path:
        """A band's pixels, a JPEG 2000; of a packed product a copy that lasts as long as the context.

        Raises:
            EvidenceError: the product has no such band.
        """
        if name not in self.bands:
            raise EvidenceError(f"has no pixels of band {name}; it has {', '.join(sorted(self.bands)) or 'none'}")
        return self.held.file_of(self.bands[name].file)


def is_product(path: Path) -> bool:
    """Whether a path is a Sentinel-2 product: its folder, its manifest or metadata, or a ZIP of it."""
    return any(_PRODUCT.search(name) for name in names_in(path))


@contextmanager
def open_product(path: Path) -> Iterator[Sentinel2]:
    """A product, as long as the context lasts.

    Args:
        path: its folder, its manifest.safe, its MTD_MSIL1C.xml or MTD_MSIL2A.xml, or a ZIP of it.

    Raises:
        EvidenceError: it is cut off, has more than one tile, or lacks metadata or the radiometric offset; in words.
    """
    with open_safe(path) as held:
        yield _read(held)


def _read(held: Safe) -> Sentinel2:
    about = [n for n in held.names if _PRODUCT.search(n)]
    tiles = [n for n in held.names if _TILE.search(n)]
    if len(about) != 1:
        raise EvidenceError("has no metadata of a Sentinel-2 product (MTD_MSIL1C.xml, MTD_MSIL2A.xml), or several")
    if len(tiles) != 1:
        raise EvidenceError(
            "has no metadata of its tile (GRANULE/.../MTD_TL.xml): the product is not whole" if not tiles
            else f"has {len(tiles)} tiles; products of one tile are read, as all since December 2016 are"
        )  # fmt: skip
    said, tile = _said(held, about[0], _PRODUCT_SAYS), _said(held, tiles[0], _TILE_SAYS)
    baseline = _text(said, "PROCESSING_BASELINE")
    cloud = said.get("Cloud_Coverage_Assessment")
    sun = _one(tile, "Mean_Sun_Angle")
    geocoding = _one(tile, "Tile_Geocoding")
    return Sentinel2(
        held.name, _text(said, "SPACECRAFT_NAME"), _text(said, "PROCESSING_LEVEL").replace("Level-", "L"), baseline,
        _time(_text(tile, "SENSING_TIME")), 90.0 - _number(sun, "ZENITH_ANGLE"), _number(sun, "AZIMUTH_ANGLE"),
        _number(cloud[0]) / 100 if cloud else None, geocoding.get("HORIZONTAL_CS_CODE"), _sizes(geocoding),
        _bands(held, said, baseline), next((n for n in held.names if _CLASSES.search(n)), None), held,
    )  # fmt: skip


def _said(held: Safe, name: str, wanted: tuple[str, ...]) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    with held.opened(name) as file:
        for one in read_stream(Capped(file), wanted):
            if one.name in wanted:
                found.setdefault(one.name, []).append(one)
    return found


def _bands(held: Safe, said: dict[str, list[Element]], baseline: str) -> dict[str, Band]:
    divisor = _number(_one(said, "BOA_QUANTIFICATION_VALUE" if "BOA_QUANTIFICATION_VALUE" in said
                           else "QUANTIFICATION_VALUE"))  # fmt: skip
    if divisor <= 0:
        raise EvidenceError(f"its metadata say that values are divided by {divisor:g}")
    number_of = {
        _padded(one.attribute("physicalBand")): one.attribute("bandId") for one in said.get("Spectral_Information", [])
    }
    offsets = {
        one.attribute("band_id"): _number(one)
        for kind in ("BOA_ADD_OFFSET", "RADIO_ADD_OFFSET")
        for one in said.get(kind, [])
    }
    try:
        has_offset = float(baseline) >= OFFSET_SINCE
    except ValueError:
        raise EvidenceError(f"its metadata have {baseline[:40]!r} as processing baseline: no number") from None
    found: dict[str, Band] = {}
    for name in held.names:
        if not (parts := _BAND.search(name)):
            continue
        band = parts[2]
        side = int(parts[1] or parts[3] or _side_of(band))
        if band in found and found[band].side_m <= side:
            continue
        if has_offset and number_of.get(band) not in offsets:
            raise EvidenceError(
                f"its metadata lack the radiometric offset of {band}, which products of processing baseline 04.00 and "
                f"later ({baseline}) have: without it reflectance would be too great by a tenth of full scale"
            )
        found[band] = Band(band, side, name, offsets.get(number_of.get(band, ""), 0.0), divisor)
    return found


def _padded(physical: str) -> str:
    """B2 as in the metadata is B02 as in names of files."""
    return f"B0{physical[1]}" if len(physical) == 2 else physical


def _side_of(band: str) -> int:
    """Side of a pixel in metres where the file's name does not say it (L1C)."""
    return 10 if band in ("B02", "B03", "B04", "B08") else 60 if band in ("B01", "B09", "B10") else 20


def _sizes(geocoding: Element) -> dict[int, tuple[int, int]]:
    found = {
        int(one.attribute("resolution")): (int(_number(one, "NROWS")), int(_number(one, "NCOLS")))
        for one in geocoding.all("Size")
        if one.attribute("resolution") in {str(side) for side in SIDES_M}
    }
    if 10 not in found:
        raise EvidenceError("its metadata lack how many rows and columns the tile has")
    return found


def _one(said: dict[str, list[Element]], name: str) -> Element:
    if name not in said:
        raise EvidenceError(f"its metadata lack {name}")
    return said[name][0]


def _text(said: dict[str, list[Element]], name: str) -> str:
    return " ".join(_one(said, name).text.split())


def _number(one: Element, *path: str) -> float:
    words = one.get(*path)
    try:
        found = float(words)
    except ValueError:
        found = float("nan")
    if not isfinite(found):
        raise EvidenceError(f"its metadata have {words[:40]!r} as {(path or (one.name,))[-1]}: no number")
    return found


def _time(words: str) -> datetime:
    try:
        found = datetime.fromisoformat(words)
    except ValueError:
        raise EvidenceError(f"its metadata say {words[:40]!r} as the time of the tile: no time") from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
