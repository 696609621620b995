"""One optical image searched, without a case: what stands out of its open water, and what could not be assessed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from fairlead.case.detecting import (
    COARSEST_M,
    FINEST_M,
    LONGEST_M,
    PICTURE,
    features_of,
    frame,
)  # fmt: skip
from fairlead.case.disk import sha256_of
from fairlead.errors import EvidenceError
from fairlead.formats.optical_images import OpticalImage, open_optical_image
from fairlead.formats.rasters import Pictures
from fairlead.formats.sentinel2 import Sentinel2
from fairlead.formats.stac_assets import ItemScene
from fairlead.imagery.optical import (
    CLOUD,
    DULL,
    LAND,
    LEAST_FILL,
    NO_VALUE,
    OpticalParams,
    Seen,
    Thing,
    find_ships,
    measure_hull,
)
from fairlead.imagery.outlines import Ground, Outline
from fairlead.imagery.radar import Told, TooLittleSeaError

Row = dict[str, Any]

BROADEST_M = 100.0
"""The broadest ship has 62 m without its crane arms (Pioneering Spirit, 124 m, is two hulls); two pixels of blur."""
LAND_CONTRAST = 0.2
"""How much more of the near infrared land reflects than water, where a scene in reflectance has none to tell it."""
TILE_ERROR_S = 20.0
"""A pixel of a Sentinel-2 tile was taken no farther than this from the time of the tile."""

TOO_LONG = "longer than any ship: a breakwater, several ships in a row, or a wake"
TOO_BROAD = "broader than any ship: a cloud, an island, or ships side by side"
RAGGED = "fills less than half of the rectangle around it: a breakwater, a bank, foam, or ships that touch"
MURKY = "stands out of green more than twice as much as of the near infrared: shallows, foam or haze"
PLANTS = "stands out of the near infrared and not of red, as plants do: an islet or weed"
WAKE = "a wake: the hull is measured without it"
LEAST_NIR, LEAST_RED = 0.5, 0.1
"""Near infrared over green of what is no shallow or foam, and red over near infrared of what is no plant. The ships of
the four ports that were tuned on have .6 and more, and .4 and more."""
LIMITS = (
    "What stands out of open water is not therefore a ship: buoys, rocks, small clouds, whitecaps and wakes stand out "
    "too. Ships alongside hang together with the quay and are not assessable here, nor is what lies under cloud, in "
    "glint or haze; that is no empty berth and no empty sea. Nothing here says which ship it is, nor that it hid."
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What one search of one optical image gave."""

    name: str
    sha256: str
    width: int
    height: int
    pixel_m: float
    params: OpticalParams
    seen: Seen = field(repr=False)
    taken: datetime | None
    taken_error_s: float
    sun_elevation_deg: float | None
    cloud_said_frac: float | None
    """Share that the product's own metadata hold to be cloudy."""
    image: OpticalImage = field(repr=False)
    rows: list[Row] = field(repr=False)
    """What stands out in open water, the brightest above its water first."""
    model: Row | None = None
    """The user's model that scored it."""

    @property
    def at_shore(self) -> int:
        """Things that may be part of a quay or a cloud; they are counted and not listed."""
        return sum(thing.touches_land for thing in self.seen.found)

    @property
    def km2(self) -> float:
        """Area of the image that has values."""
        return float((self.seen.classes != NO_VALUE).sum()) * (self.pixel_m / 1000) ** 2

    @property
    def searched_km2(self) -> float:
        """Open water that was searched."""
        return self.seen.searched_frac * self.km2

    def not_assessable(self) -> dict[str, float]:
        """Square kilometres of which this search tells nothing, by why."""
        near = self.seen.near & ((self.seen.classes != LAND) & (self.seen.classes != CLOUD))
        near &= (self.seen.classes != NO_VALUE) & (self.seen.classes != DULL)
        return {
            "cloud_km2": self.seen.share(CLOUD) * self.km2,
            "glint_km2": self.seen.share(DULL) * self.km2,
            "shore_km2": float(near.sum()) * (self.pixel_m / 1000) ** 2,
        }


def look(
    pictures: Pictures, path: Path, params: OpticalParams, told: Told, *, product: Sentinel2 | None = None,
    item: ItemScene | None = None,
) -> Looked:  # fmt: skip
    """Search one optical image.

    Args:
        pictures: who opens it.
        path: the image, or the Sentinel-2 product it is of.
        params: what counts as standing out.
        told: told how far it is.
        product: the Sentinel-2 product, opened.
        item: the STAC item that it is, its files placed.

    Raises:
        EvidenceError: it cannot be opened or searched, and why.
    """
    image = open_optical_image(pictures, path, product, item)
    if not FINEST_M <= image.pixel_m <= COARSEST_M:
        raise EvidenceError(
            f"pixels of {image.pixel_m:.3g} m: ships are searched for in images of {FINEST_M:g} to {COARSEST_M:g} m"
        )
    try:
        seen = find_ships(image, image.pixel_m, params, told, LAND_CONTRAST if image.is_reflectance else None)
    except TooLittleSeaError as e:
        raise EvidenceError(f"{path.name}: {e}") from None
    taken, error_s = (product.taken, TILE_ERROR_S) if product else (item.taken, item.error_s) if item else (None, 0.0)
    rows = sorted(
        (_row(image, thing, taken) for thing in seen.found if not thing.touches_land),
        key=lambda r: (-r["score"], r["row"], r["column"]),
    )
    for n, row in enumerate(rows, start=1):
        row["number"] = n
    return Looked(
        product.product if product else item.name if item else path.name,
        sha256_of(image.path if item or not path.is_file() else path),
        image.width, image.height, image.pixel_m, params, seen, taken, error_s,
        product.sun_elevation_deg if product else None, product.cloud_frac if product else None, image, rows,
    )  # fmt: skip


def _row(image: OpticalImage, thing: Thing, taken: datetime | None) -> Row:
    _, right, down = image.steps(float(thing.rows.mean()), float(thing.columns.mean()))
    outline, heading = measure_hull(thing, Ground(right, down))
    (lat, lon), _, _ = image.steps(outline.row, outline.column)
    return {
        "number": 0,
        "lat": lat,
        "lon": lon,
        "detected_at": taken.isoformat(timespec="milliseconds").replace("+00:00", "Z") if taken else None,
        "row": outline.row,
        "column": outline.column,
        "score": thing.score,
        "pixels": len(thing.rows),
        "length_m": outline.length_m,
        "length_low_m": outline.length_p05,
        "length_high_m": outline.length_p95,
        "beam_m": outline.beam_m,
        "axis_deg": outline.axis_deg,
        "heading_deg": heading,
        "box": [int(thing.columns.min()), int(thing.rows.min()), int(thing.columns.max()), int(thing.rows.max())],
        "remarks": _remarks(thing, outline, heading),
    }


def _remarks(thing: Thing, outline: Outline, heading: float | None) -> list[str]:
    said = (
        (outline.length_m > LONGEST_M, TOO_LONG),
        (outline.beam_m > BROADEST_M, TOO_BROAD),
        (thing.fill < LEAST_FILL, RAGGED),
        (thing.nir_to_green is not None and thing.nir_to_green < LEAST_NIR, MURKY),
        (thing.red_to_nir is not None and thing.red_to_nir < LEAST_RED, PLANTS),
        (heading is not None, WAKE),
    )
    return [words for holds, words in said if holds]


def is_claimed(row: Row) -> bool:
    """Whether what stands out is held to be a ship in open water: nothing about it speaks against."""
    return not {TOO_LONG, TOO_BROAD, RAGGED, MURKY, PLANTS} & set(row["remarks"])


def geojson_of(found: Looked) -> str:
    """What was found as GeoJSON, in the columns of a table of detections, so that a case takes it as it is; the search
    itself beside it, in a member ``search``."""
    return features_of(search_of(found), [(r, _columns(found, r)) for r in found.rows])


def _columns(found: Looked, r: Row) -> Row:
    return {
        "detection_id": f"D{r['number']:0{max(4, len(str(len(found.rows))))}d}",
        "scene": found.name,
        "sensor": "optical",
        "detected_at": r["detected_at"],
        "detected_error_s": found.taken_error_s if r["detected_at"] else None,
        "pixel_row": r["row"],
        "pixel_column": r["column"],
        **{c: r[c] for c in ("length_m", "length_low_m", "length_high_m", "beam_m", "axis_deg", "heading_deg",
                             "score")},
        **({"p_vessel": r["p_vessel"]} if "p_vessel" in r else {}),
        "searched_km2": found.searched_km2,
        "detector": "fairlead optical",
        "remarks": "; ".join(r["remarks"]) or None,
        "pixels": r["pixels"],
        "box": r["box"],
    }  # fmt: skip


def search_of(found: Looked) -> Row:
    """How it was searched, what of it, and what that cannot show."""
    from fairlead import __version__

    return {
        "image": found.name,
        "sha256": found.sha256,
        "width_px": found.width,
        "height_px": found.height,
        "pixel_m": round(found.pixel_m, 3),
        "sun_elevation_deg": found.sun_elevation_deg,
        "cloud_said_frac": found.cloud_said_frac,
        "searched_frac": round(found.seen.searched_frac, 4),
        "land_frac": round(found.seen.share(LAND), 4),
        "not_assessable": {name: round(area, 3) for name, area in found.not_assessable().items()},
        "at_shore": found.at_shore,
        "threshold": round(found.seen.threshold, 3),
        "tail": {**asdict(found.seen.tail), "words": "-ln(share of water pixels above z) = level + slope z + bend z^2"},
        "too_small": found.seen.small,
        **({"model": found.model} if found.model else {}),
        "params": asdict(found.params),
        "version": __version__,
        "limits": LIMITS,
    }


def picture_of(found: Looked) -> bytes:
    """The near infrared with what was found, as PNG: yellow what stands out, red what is too long or broad for a ship,
    blue what is land, cloud, glint or haze."""
    from fairlead.formats.raster_worker import png_of

    image = found.image
    shrunk = max(1.0, max(image.width, image.height) / PICTURE)
    high, wide = max(1, int(image.height / shrunk)), max(1, int(image.width / shrunk))
    seen = np.nan_to_num(image.overview("nir", (high, wide)).astype(np.float64))
    most = float(np.percentile(seen, 98)) or 1.0
    grey = np.clip(seen / most * 255, 0, 255).astype(np.uint8)
    shown = np.stack([grey, grey, grey, np.full_like(grey, 255)])
    rows = np.minimum((np.arange(high) * shrunk).astype(int), image.height - 1)
    columns = np.minimum((np.arange(wide) * shrunk).astype(int), image.width - 1)
    out = np.isin(found.seen.classes[np.ix_(rows, columns)], (LAND, CLOUD, DULL))
    shown[:2] = np.where(out, grey // 2, grey)
    shown[2] = np.where(out, np.maximum(grey, 110), grey)
    for r in found.rows:
        left, top, right, bottom = (int(v / shrunk) for v in r["box"])
        frame(shown, max(0, top - 4), min(high - 1, bottom + 4), max(0, left - 4), min(wide - 1, right + 4),
              (240, 200, 0) if is_claimed(r) else (213, 94, 0))  # fmt: skip
    return png_of(shown)
