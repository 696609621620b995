"""products: a Sentinel product packed as ZIP, as one picture of the case. The product says itself when and where."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fairlead.base.shapes import write_wkt
from fairlead.base.tables import IMAGES, REJECTS
from fairlead.errors import EvidenceError
from fairlead.formats import sentinel1, sentinel2
from fairlead.formats.api import Read
from fairlead.formats.optical_images import OpticalImage, open_optical_image
from fairlead.formats.radar_images import RadarImage, Values, open_radar_image
from fairlead.formats.rasters import Pictures

MEDIA = "safe"
_STAMP = (1980, 1, 1, 0, 0, 0)
"""The earliest time of a ZIP: of every member, so that a folder is packed the same by whoever packs it."""


def is_product(path: Path) -> bool:
    """Whether a path is a folder or a ZIP of a Sentinel-1 GRD or Sentinel-2 product."""
    return sentinel1.is_product(path) or sentinel2.is_product(path)


def pack(folder: Path, out: Path) -> None:
    """Pack the folder of a product as it stands, not compressed: the same folder gives the same bytes.

    Raises:
        EvidenceError: a file in it is a link, so that it may lie elsewhere.
    """
    held = sorted(p for p in folder.rglob("*") if p.is_symlink() or p.is_file())
    if links := [p for p in held if p.is_symlink()]:
        raise EvidenceError(f"{folder.name} holds a symbolic link, {links[0].relative_to(folder).as_posix()[:120]}")
    top = folder.resolve().name
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path in held:
            info = zipfile.ZipInfo(f"{top}/{path.relative_to(folder).as_posix()}", _STAMP)
            with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as member:
                while piece := source.read(1 << 20):
                    member.write(piece)


@contextmanager
def open_image(pictures: Pictures, path: Path) -> Iterator[OpticalImage | RadarImage]:
    """A product's pixels, as long as the context lasts.

    Raises:
        EvidenceError: it is not whole, or its pixels are not as its metadata say; in words.
    """
    if sentinel2.is_product(path):
        with sentinel2.open_product(path) as seen:
            yield open_optical_image(pictures, path, seen)
    else:
        with sentinel1.open_product(path) as heard:
            yield open_radar_image(pictures, path, 1, Values.amplitude, heard)


def read_product(path: Path, evidence_id: str) -> Read:
    """A product as its row of IMAGES.

    Raises:
        EvidenceError: it is not whole, and why.
    """
    with Pictures() as pictures:
        if sentinel2.is_product(path):
            with sentinel2.open_product(path) as seen:
                image: OpticalImage | RadarImage = open_optical_image(pictures, path, seen)
                count, crs, taken = len(seen.bands), seen.crs_words, seen.taken
        else:
            with sentinel1.open_product(path) as heard:
                image = open_radar_image(pictures, path, 1, Values.amplitude, heard)
                count, crs, taken = 1, "the geolocation grid of its annotation", heard.begins
        assert image.ground
        corners = [(0.0, 0.0), (float(image.width), 0.0), (float(image.width), float(image.height)),
                   (0.0, float(image.height))]  # fmt: skip
        ring = image.ground(corners)
    row = {
        "image_id": f"image:{evidence_id.partition(':')[2]}", "media": MEDIA, "width_px": image.width,
        "height_px": image.height, "bands": count, "pixel_type": "uint16", "taken_words": f"{taken:%Y-%m-%dT%H:%M:%SZ}",
        "crs_words": crs, "pixel_m": image.pixel_m, "footprint": write_wkt([[[*ring, ring[0]]]]),
        "remarks": ["a Sentinel product: its time and place are by its own metadata; the desk does not show it"],
        "evidence_id": evidence_id, "row": 1,
    }  # fmt: skip
    return Read(IMAGES.name, IMAGES.from_rows([row]), REJECTS.empty(), 1)


def size_of(folder: Path) -> int:
    """Bytes of the files of a folder."""
    return sum(
        p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink() and os.access(p, os.R_OK)
    )
