"""Cutouts: the pixels of a detection, and of a berth with its reference beside it, as small PNG with a bar for scale.

Cut from pictures that the case holds: who may not see a picture is served a case without it, and there is no cutout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fairlead.base.arrays import Floats
from fairlead.case.berth_views import names_picture, placement_in, scene_of
from fairlead.case.evidence import Evidence, list_evidence, original_of
from fairlead.case.store import Store
from fairlead.errors import EvidenceError
from fairlead.formats import products
from fairlead.formats.berths import pixel_at
from fairlead.formats.optical_images import OpticalImage, bands_in
from fairlead.formats.radar_images import RadarImage
from fairlead.formats.rasters import KIND, Pictures, pixel_side_m

Row = dict[str, Any]
Grey = npt.NDArray[np.uint8]
Tables = Callable[[str], pa.Table]

LEAST_M, MOST_M, LENGTHS = 400.0, 2_500.0, 3.0
"""Ground on a side of a cutout: so many lengths of what was detected, between these."""
LEAST_PX, MOST_PX = 24, 400
"""Pixels of the picture on a side."""
UNPLACED_PX = 96
"""The same of a picture that does not say how large a pixel is."""
SIDE = 240
"""Pixels of a side of the PNG, at least: each pixel of the picture is a square of several."""
BARS_M = (10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
LOW, HIGH = 2.0, 99.5
"""Per cent of the cutout's values that are black, and from which on they are white."""
CLOSED = "it has no pixels there that can be shown"


@dataclass(frozen=True, slots=True)
class Cutout:
    """A small picture."""

    png: bytes
    side_px: int
    """Of the PNG's longer side."""
    bar_m: float | None
    """Metres that its bar is long; None where the size of a pixel is not known, and there is no bar."""
    words: str
    """What it shows, in a sentence."""
    evidence_id: str | None
    """The picture it was cut from; None of what several show."""


def cutout_of(store: Store, tables: Tables, detection: Mapping[str, Any], pictures: Pictures) -> Cutout | str:
    """The pixels of a detection, or why there are none to show.

    Args:
        store: the case.
        tables: gives its tables of the last run.
        detection: a row of DETECTIONS.
        pictures: who opens the picture.
    """
    if not detection["scene"]:
        return "its table does not name the image it was found in"
    found = _picture_of(store, tables, detection["scene"])
    if found is None:
        return f"the case holds no picture of the scene {str(detection['scene'])[:80]}"
    one, scene = found
    try:
        with ExitStack() as stack:
            seen = _opened(stack, store, one, scene, pictures)
            return _cut(seen, detection, one)
    except (EvidenceError, OSError) as e:
        return f"{one.name}: {e if isinstance(e, EvidenceError) else 'its original cannot be read'}"


def cutouts_of(
    store: Store, tables: Tables, detections: Sequence[Mapping[str, Any]], pictures: Pictures
) -> dict[str, Cutout]:
    """The pixels of several detections by their ids; each picture is opened once, and those without are left out."""
    found: dict[str, Cutout] = {}
    by_scene: dict[str, list[Mapping[str, Any]]] = {}
    for one in detections:
        if one["scene"]:
            by_scene.setdefault(one["scene"], []).append(one)
    for name, rows in by_scene.items():
        held = _picture_of(store, tables, name)
        if held is None:
            continue
        with suppress(EvidenceError, OSError), ExitStack() as stack:
            seen = _opened(stack, store, *held, pictures)
            cut = {r["detection_id"]: _cut(seen, r, held[0]) for r in rows}
            found |= {id_: one for id_, one in cut.items() if isinstance(one, Cutout)}
    return found


def _picture_of(store: Store, tables: Tables, scene: str) -> tuple[Evidence, Row | None] | None:
    """The picture of a scene, by its own name or by the row of scenes of that name; and the row that places it."""
    rows = tables("scenes").sort_by("scene_id").to_pylist()
    labelled = [s for s in rows if s["label"] == scene]
    held = [e for e in list_evidence(store.log()) if e.kind == KIND]
    for one in held:
        stem = one.name.rpartition("/")[2].removesuffix(".zip").removesuffix(".SAFE")
        if names_picture(scene, one) or stem == scene:
            return one, scene_of(one, rows, None)
    for row in labelled:
        for one in held:
            if row["image"] and names_picture(row["image"], one):
                return one, row
    return None


@dataclass(frozen=True, slots=True)
class _Seen:
    """An opened picture."""

    width: int
    height: int
    ground: Callable[[Sequence[tuple[float, float]]], list[tuple[float, float]]] | None
    pixel_m: float | None
    bands: Callable[[tuple[int, int, int, int]], list[Floats]]
    """Values of a window, one or three bands of them."""


def _opened(stack: ExitStack, store: Store, one: Evidence, scene: Row | None, pictures: Pictures) -> _Seen:
    path = original_of(store, one)
    if products.is_product(path):
        image = stack.enter_context(products.open_image(pictures, path))
        planes = _planes(image)
        return _Seen(
            image.width, image.height, image.ground, image.pixel_m,
            lambda w: [pictures.values(p, n, w).astype(np.float64) for p, n in planes],
        )  # fmt: skip
    said = pictures.describe(path)
    if not said["corners"] and (placed := placement_in(scene)):
        pictures.place(path, placed)
        said = pictures.describe(path)
    return _Seen(
        int(said["width_px"]), int(said["height_px"]),
        (lambda points: pictures.ground(path, points)) if said["corners"] else None,
        pixel_side_m(said["pixel"]) if said["corners"] else None,
        lambda w: [pictures.values(path, n, w).astype(np.float64) for n in _shown(said)],
    )  # fmt: skip


def _planes(image: OpticalImage | RadarImage) -> list[tuple[Path, int]]:
    if isinstance(image, RadarImage):
        return [(image.path, image.band)]
    names = ("red", "green", "blue") if {"red", "green", "blue"} <= set(image.planes) else ("nir",)
    return [(image.planes[n].path, image.planes[n].band) for n in names]


def _shown(said: Mapping[str, Any]) -> list[int]:
    """Bands that are shown: colours by name, three bytes a pixel, else the near infrared or the first."""
    named = bands_in(said)
    if {"red", "green", "blue"} <= set(named):
        return [named["red"], named["green"], named["blue"]]
    if not named and said["bands"] in (3, 4) and said["pixel_type"] == "uint8":
        return [1, 2, 3]
    return [named.get("nir", 1)]


def _cut(seen: _Seen, detection: Mapping[str, Any], one: Evidence) -> Cutout | str:
    at = _middle(seen, detection)
    if at is None:
        return f"nothing tells where it lies in {one.name}"
    column, row = at
    if not (0 <= column < seen.width and 0 <= row < seen.height):
        return f"it lies outside of {one.name}"
    side = UNPLACED_PX
    if seen.pixel_m:
        ground = min(MOST_M, max(LEAST_M, LENGTHS * (detection["length_m"] or 0.0)))
        side = min(MOST_PX, max(LEAST_PX, ceil(ground / seen.pixel_m)))
    left, top = round(column - side / 2), round(row - side / 2)
    window = (max(0, left), max(0, top), min(seen.width, left + side), min(seen.height, top + side))
    size = (window[0], window[1], window[2] - window[0], window[3] - window[1])
    bands = seen.bands(size)
    whole = np.full((len(bands), side, side), np.nan)
    whole[:, window[1] - top : window[3] - top, window[0] - left : window[2] - left] = bands
    if not np.isfinite(whole).any():
        return f"{one.name}: {CLOSED}"
    is_radar = detection["sensor"] == "sar"
    wide = f"{side * seen.pixel_m:,.0f} m" if seen.pixel_m else f"{side} pixels"
    words = f"{wide} of {one.name.rpartition('/')[2]} around it, as the image lies"
    bar_m = _bar_m(side * seen.pixel_m) if seen.pixel_m else None
    grey = np.stack([_stretched(band, is_radar) for band in whole])
    drawn = _drawn(grey, np.isfinite(whole).all(axis=0), bar_m / seen.pixel_m if bar_m and seen.pixel_m else None)
    _tick(drawn)
    return Cutout(_png(drawn), drawn.shape[1], bar_m, words, one.evidence_id)


def _middle(seen: _Seen, detection: Mapping[str, Any]) -> tuple[float, float] | None:
    if detection["pixel_row"] is not None and detection["pixel_column"] is not None:
        return detection["pixel_column"], detection["pixel_row"]
    if seen.ground is None or detection["lat"] is None:
        return None
    at, _, _ = pixel_at(seen.ground, seen.width, seen.height, detection["lat"], detection["lon"])
    return float(at[0]), float(at[1])


# -------------------------------------------------------------------------------------------------------------- berths


def berth_of(tables: Tables, answer: Mapping[str, Any]) -> tuple[Cutout, Cutout | None] | str:
    """A berth as a picture shows it and, beside it, as its others do in the mean, in the cells in which both were
    compared; or why there is none. The outline is drawn, and both have the same greys.

    Args:
        tables: gives the case's tables of the last run.
        answer: a row of OCCUPANCY.
    """
    views = [
        v for v in tables("berth_views").to_pylist()
        if v["area_id"] == answer["area_id"] and v["bright"] is not None
    ]  # fmt: skip
    own = next((v for v in views if v["image_id"] == answer["image_id"]), None)
    if own is None:
        return "nothing could be cut out of the picture"
    others = [v for v in views if v is not own and v["sensor"] == own["sensor"]]
    shape = own["high"], own["wide"]
    here = _cells(own, shape)
    around = np.stack([_cells(v, shape) for v in others if (v["high"], v["wide"]) == shape]) if others else None
    known = here[np.isfinite(here)]
    if not known.size:
        return "the picture has no values at the berth"
    low, high = np.percentile(known, (LOW, HIGH))
    inside = np.array(own["inside"], bool).reshape(shape)
    images = {r["image_id"]: r["evidence_id"] for r in tables("images").to_pylist()}

    def made(cells: Floats, words: str, low: float, high: float, evidence_id: str | None) -> Cutout:
        grey = np.nan_to_num(np.clip((cells - low) / max(high - low, 1e-9), 0, 1) * 255).astype(np.uint8)
        bar_m = _bar_m(min(shape) * own["cell_m"])
        drawn = _drawn(grey[None], np.isfinite(cells), bar_m / own["cell_m"], inside)
        return Cutout(_png(drawn), max(drawn.shape[1:]), bar_m, words, evidence_id)

    first = made(here, f"the berth in {own['image_name'].rpartition('/')[2]}", float(low), float(high),
                 images.get(own["image_id"]))  # fmt: skip
    if around is None:
        return first, None
    with np.errstate(invalid="ignore"):
        middle = np.where(np.isfinite(around).any(axis=0), np.nanmedian(_some(around), axis=0), np.nan)
    known = middle[np.isfinite(middle)]
    if not known.size:
        return first, None
    low, high = np.percentile(known, (LOW, HIGH))
    pictures = f"{len(around)} other picture{'s' if len(around) > 1 else ''}"
    return first, made(middle, f"the same berth in the median of {pictures}", float(low), float(high), None)


def _some(stack: Floats) -> Floats:
    """A stack whose cells without any value have 0, so that a median of nothing is not asked for."""
    return np.where(np.isfinite(stack).any(axis=0), stack, 0.0)


def _cells(view: Row, shape: tuple[int, int]) -> Floats:
    return np.array([np.nan if v is None else v for v in view["bright"]], np.float64).reshape(shape)


# ------------------------------------------------------------------------------------------------------------- drawing


def _stretched(band: Floats, is_radar: bool) -> Grey:
    """Values as greys: of radar in decibels, whose brightest would else be all that is seen."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shown = 20 * np.log10(np.where(band > 0, band, np.nan)) if is_radar and np.nanmin(band) >= 0 else band
    known = shown[np.isfinite(shown)]
    if not known.size:
        return np.zeros(band.shape, np.uint8)
    low, high = np.percentile(known, (LOW, HIGH))
    grey: Grey = np.nan_to_num(np.clip((shown - low) / max(high - low, 1e-9), 0, 1) * 255).astype(np.uint8)
    return grey


def _bar_m(wide_m: float) -> float:
    """Length of the bar: the longest round one that is no more than a third of the width."""
    return max((b for b in BARS_M if b <= wide_m / 3), default=BARS_M[0])


def _drawn(grey: Grey, known: npt.NDArray[np.bool_], bar_px: float | None, inside: Any = None) -> Grey:
    """Red, green, blue and how opaque; each pixel a square of several, a bar at the lower left."""
    times = max(1, ceil(SIDE / max(grey.shape[1:])))
    colours = grey if len(grey) == 3 else np.repeat(grey[:1], 3, axis=0)
    drawn = np.concatenate([colours, (known * 255).astype(np.uint8)[None]]).repeat(times, 1).repeat(times, 2)
    if inside is not None:
        wide = inside.repeat(times, 0).repeat(times, 1)
        edge = wide & ~(
            np.roll(wide, 1, 0) & np.roll(wide, -1, 0) & np.roll(wide, 1, 1) & np.roll(wide, -1, 1)
        )  # fmt: skip
        drawn[:, edge] = np.array([240, 200, 0, 255], np.uint8)[:, None]
    if bar_px:
        high, long = drawn.shape[1], max(2, round(bar_px * times))
        drawn[:, high - 12 : high - 6, 5 : 7 + long] = np.array([0, 0, 0, 255], np.uint8)[:, None, None]
        drawn[:, high - 11 : high - 7, 6 : 6 + long] = np.array([255, 255, 255, 255], np.uint8)[:, None, None]
    return drawn


def _tick(drawn: Grey) -> None:
    """A short stroke in the middle of each side: what was detected lies where they point."""
    high, wide = drawn.shape[1:]
    ink = np.array([240, 200, 0, 255], np.uint8)[:, None, None]
    long, y, x = 14, high // 2, wide // 2
    drawn[:, :long, x - 1 : x + 1] = ink
    drawn[:, -long:, x - 1 : x + 1] = ink
    drawn[:, y - 1 : y + 1, :long] = ink
    drawn[:, y - 1 : y + 1, -long:] = ink


def _png(drawn: Grey) -> bytes:
    from fairlead.formats.raster_worker import png_of

    return png_of(drawn)
