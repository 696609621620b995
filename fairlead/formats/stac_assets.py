"""STAC items with their files beside them: which file has which band, where its pixels lie and when it was taken.

Written from the specifications of STAC 1.0 and 1.1 and of their extensions eo, sar, projection and raster.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from fairlead.errors import EvidenceError
from fairlead.formats.geojson import LARGEST, read_top
from fairlead.formats.placement import Placement, placed_by_transform
from fairlead.formats.stac import assets_of, bands_of, colour_of, holds_pixels, is_item, say_no_item

Row = Mapping[str, Any]

CROSSED = {"VH", "HV"}


@dataclass(frozen=True, slots=True)
class ItemBand:
    """One band of an asset."""

    path: Path
    number: int
    """Which value of a pixel, from 1."""
    scale: float | None
    """What a value is multiplied with to become reflectance; None where the item does not say it."""
    offset: float
    """Added after that."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of an item that holds pixels."""

    name: str
    path: Path
    bands: Mapping[str, ItemBand]
    """Its bands by colour."""
    polarisations: tuple[str, ...]
    placement: Placement | None


@dataclass(frozen=True, slots=True)
class ItemScene:
    """An item whose files lie beside it."""

    name: str
    """Its id, which is the name of the scene."""
    taken: datetime | None
    error_s: float
    """Half of the interval in which it was taken."""
    is_radar: bool
    assets: tuple[Asset, ...]

    def bands(self) -> dict[str, ItemBand]:
        """Colours of all assets; of a colour that several have the first."""
        found: dict[str, ItemBand] = {}
        for asset in self.assets:
            for colour, band in asset.bands.items():
                found.setdefault(colour, band)
        return found

    def radar_asset(self, polarisation: str | None) -> Asset:
        """The asset that is searched as radar image: of the polarisation that is asked for, else the crossed one.

        Raises:
            EvidenceError: none is of it, or which is meant cannot be told.
        """
        wanted = {polarisation.upper()} if polarisation else CROSSED
        found = [a for a in self.assets if wanted & set(a.polarisations)]
        if not found and polarisation:
            held = ", ".join(p for a in self.assets for p in a.polarisations) or "none that is named"
            raise EvidenceError(f"has no file of polarisation {polarisation}; it has {held}")
        found = found or list(self.assets)
        if len(found) > 1:
            names = ", ".join(a.name for a in found)
            raise EvidenceError(
                f"has several files that may be meant ({names}): say --polarisation, or give one of them"
            )
        return found[0]


def read_item(path: Path) -> ItemScene | None:
    """A STAC item with its files, None where a file is no JSON of STAC.

    Raises:
        EvidenceError: it is a catalogue, several items, or its files are not beside it; in words.
    """
    if path.suffix.lower() not in (".json", ".geojson") or not path.is_file():
        return None
    if path.stat().st_size <= LARGEST and b'"stac_version"' not in path.read_bytes():
        return None
    top = read_top(path)
    if wrong := say_no_item(top):
        raise EvidenceError(wrong)
    if not is_item(top):
        features = top.get("features")
        held = [f for f in features if is_item(f)] if isinstance(features, list) else []
        if len(held) > 1:
            raise EvidenceError(f"holds {len(held)} STAC items: give one item, in a file beside its images")
        if not held:
            return None
        top = held[0]
    properties = top.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    assets = tuple(_assets(path, top, properties))
    if not assets:
        raise EvidenceError(_why_none(top))
    taken, error_s = _taken(properties)
    is_radar = any(k.startswith("sar:") for k in properties) or any(a.polarisations for a in assets)
    return ItemScene(str(top.get("id") or path.stem)[:200], taken, error_s, is_radar, assets)


def local_file(item: Path, href: Any) -> Path | None:
    """The file that an address of an item means, where it lies beside the item or in a folder below: None elsewhere, so
    that a stranger's item names no other file of this machine."""
    if not isinstance(href, str) or "://" in href or not href or len(href) > 1_000:
        return None
    part = PurePosixPath(unquote(href.partition("?")[0]))
    if part.is_absolute() or ".." in part.parts:
        return None
    found = item.parent / part
    try:
        is_below = found.resolve().is_relative_to(item.parent.resolve())
        return found if is_below and found.is_file() else None
    except (OSError, ValueError):
        return None


def local_files(path: Path) -> list[Path]:
    """Files of pixels beside an item, in the item's order; none of what is no item or cannot be read."""
    try:
        item = read_item(path)
    except EvidenceError:
        return []
    return list(dict.fromkeys(a.path for a in item.assets)) if item else []


def _why_none(top: Row) -> str:
    hrefs = [a.get("href") for _, a in assets_of(top) if holds_pixels(a)]
    if not hrefs:
        return "is a STAC item without an image among its assets"
    if any("://" in str(h) for h in hrefs):
        return "is a STAC item whose images lie elsewhere: nothing is fetched; load them and put them beside it"
    return f"is a STAC item whose image {str(hrefs[0])[:80]!r} is not beside it, nor in a folder below"


def _assets(path: Path, top: Row, properties: Row) -> Iterator[Asset]:
    for name, asset in assets_of(top):
        found = local_file(path, asset.get("href"))
        if found is None or not holds_pixels(asset):
            continue
        bands: dict[str, ItemBand] = {}
        for number, band in enumerate(bands_of(asset), start=1):
            colour = colour_of(band)
            if colour and colour not in bands:
                scale, offset = _scaled(asset, band, number)
                bands[colour] = ItemBand(found, number, scale, offset)
        said = asset.get("sar:polarizations") or [b.get("name") for b in bands_of(asset)]
        polarisations = [str(p).upper() for p in said] if isinstance(said, list) else []
        yield Asset(
            name, found, bands, tuple(p for p in polarisations if p in ("VV", "VH", "HH", "HV")),
            _placement(asset, properties, name),
        )  # fmt: skip


def _scaled(asset: Row, band: Row, number: int) -> tuple[float | None, float]:
    """How values become reflectance: of STAC 1.1 in the band, of 1.0 in raster:bands."""
    held = asset.get("raster:bands")
    raster = held[number - 1] if isinstance(held, list) and len(held) >= number and isinstance(held[number - 1], dict) \
        else {}  # fmt: skip
    scale = band.get("raster:scale", raster.get("scale"))
    offset = band.get("raster:offset", raster.get("offset", 0.0))
    if not _is_number(scale) or not _is_number(offset) or scale <= 0:
        return None, 0.0
    return float(scale), float(offset)


def _placement(asset: Row, properties: Row, name: str) -> Placement | None:
    """Where pixels lie by the projection extension, of the asset or of the item."""
    said = {k: asset.get(k, properties.get(k)) for k in ("proj:transform", "proj:code", "proj:epsg", "proj:wkt2")}
    numbers = said["proj:transform"]
    if not isinstance(numbers, list) or not all(_is_number(n) for n in numbers):
        return None
    epsg = said["proj:epsg"]
    crs = said["proj:code"] or (f"EPSG:{epsg}" if epsg else None) or said["proj:wkt2"]
    if not isinstance(crs, str):
        return None
    return placed_by_transform(numbers, crs, f"proj:transform of {name[:40]}")


def _taken(properties: Row) -> tuple[datetime | None, float]:
    start, end = (_time(properties.get(k)) for k in ("start_datetime", "end_datetime"))
    if start and end and end >= start:
        return start + (end - start) / 2, (end - start) / timedelta(seconds=1) / 2
    return _time(properties.get("datetime")), 0.0


def _time(words: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(words))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None  # a time without a zone is no time of STAC


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
