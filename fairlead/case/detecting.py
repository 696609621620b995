"""One radar image searched, without a case: what stands out of its sea, where, how long, and what was searched."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from math import ceil, hypot, log10
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fairlead.base.arrays import Floats, Ints
from fairlead.base.coast import Coast, coast_of
from fairlead.base.geodesy import ground_step_m
from fairlead.base.tables import LAND
from fairlead.case.disk import sha256_of
from fairlead.errors import EvidenceError
from fairlead.formats.geojson import read_polygons
from fairlead.formats.land import read_land
from fairlead.formats.radar_images import RadarImage, Values, open_radar_image
from fairlead.formats.rasters import Pictures
from fairlead.formats.sentinel1 import Sentinel1
from fairlead.formats.stac_assets import ItemScene
from fairlead.imagery.ghosts import ghosts_of
from fairlead.imagery.outlines import Ground, Outline, measure_outline
from fairlead.imagery.radar import Bright, RadarParams, Searched, Told, TooLittleSeaError, find_bright
from fairlead.imagery.ring_loops import CELL

Row = dict[str, Any]

LONGEST_M = 460.0
"""The longest ship that ever sailed had 458 m: what is longer is no ship, or more than one."""
FINEST_M, COARSEST_M = 0.2, 100.0
"""Pixels between which ships are searched for."""
INLAND_KM = 2.0
"""Farther inland than this by the map nothing is searched. The map is thinned to .55 km, its own error reaches 1 km,
and newer moles and fillings are not on it."""
MOST_DRAWN = 2_000
"""Polygons that are laid over an image, at most."""
NODES = 64
"""Cells between places that are asked for."""
PICTURE = 1800
"""Pixels of the longer side of the quick look."""

AT_SHORE = "at the shore: may be part of it"
TOO_LONG = "longer than any ship: a wall, several ships in a row, or the cross of a bright one"
PART = "cut out of what hangs together with it: one of several ships, or of one ship a part"
LIMITS = (
    "What stands out of the sea is not therefore a ship: buoys, platforms, rocks, breakwaters and the ghosts of bright "
    "things stand out too. Ships alongside hang together with the quay and are not found. A length by radar is good to "
    "a third; nothing here says which ship it is, nor that it hid."
)


@dataclass(frozen=True, slots=True)
class Detected:
    """What one search of one image gave."""

    name: str
    sha256: str
    width: int
    height: int
    pixel_m: float
    values: Values
    params: RadarParams
    searched: Searched
    inland_frac: float
    """Share of the image that is land by the map and was not searched."""
    drawn_frac: float
    """Share of the image that polygons left out."""
    image: RadarImage = field(repr=False)
    rows: list[Row] = field(repr=False)
    """What stands out, the brightest above its sea first."""
    model: Row | None = None
    """The user's model that scored it."""

    @property
    def searched_frac(self) -> float:
        return self.searched.searched / max(1, self.searched.pixels)


def detect(
    pictures: Pictures,
    path: Path,
    params: RadarParams,
    told: Told,
    *,
    band: int = 1,
    values: Values | None = None,
    pixel_m: float | None = None,
    product: Sentinel1 | None = None,
    is_inland_searched: bool = False,
    land: Sequence[Coast] = (),
    sea: Sequence[Coast] = (),
    item: ItemScene | None = None,
) -> Detected:
    """Search one radar image.

    Args:
        pictures: who opens it.
        path: the image, or the Sentinel-1 product it is of.
        params: what counts as standing out.
        told: told how far it is.
        band: which value of a pixel, from 1.
        values: what its values are; None to tell by themselves.
        pixel_m: side of a pixel where the image does not say it.
        product: the Sentinel-1 product, opened.
        is_inland_searched: whether rivers, lakes and canals more than INLAND_KM from the sea are searched too.
        land: polygons that are not searched (:func:`read_drawn`).
        sea: polygons outside of which nothing is searched; none: everywhere.
        item: the STAC item whose file it is: it says when it was taken.

    Raises:
        EvidenceError: it cannot be opened or searched, and why.
    """
    image = open_radar_image(pictures, path, band, values, product)
    if image.pixel_m is not None:
        if pixel_m is not None and not 0.5 < pixel_m / image.pixel_m < 2:
            raise EvidenceError(f"{path.name} says itself that a pixel has {image.pixel_m:.3g} m, not {pixel_m:g}")
        pixel_m = image.pixel_m
    elif pixel_m is None:
        raise EvidenceError(f"{path.name} does not say where its pixels lie: say how large one is with --pixel-m")
    if not FINEST_M <= pixel_m <= COARSEST_M:
        raise EvidenceError(
            f"pixels of {pixel_m:.3g} m: ships are searched for in radar images of {FINEST_M:g} to {COARSEST_M:g} m"
        )
    try:
        inland = None if is_inland_searched else _inland(image)
        drawn = None
        if land or sea:
            if image.ground is None:
                raise EvidenceError(f"{path.name} does not say where it lies, so that no polygon can be laid over it")
            drawn = _drawn(image, land, sea)
        left_out = inland if drawn is None else drawn if inland is None else inland | drawn
        found = find_bright(image, pixel_m, params, told, left_out, _threads())
    except TooLittleSeaError as e:
        raise EvidenceError(f"{path.name}: {e}") from None
    rows = sorted(
        (_row(image, b, pixel_m, product) for b in found.found), key=lambda r: (-r["score"], r["row"], r["column"])
    )
    for n, row in enumerate(rows, start=1):
        row["number"] = n
    if product:
        _tell_ghosts(rows, product)
    if item and item.taken:
        said = item.taken.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        rows = [r | {"detected_at": said, "detected_error_s": item.error_s} for r in rows]
    return Detected(
        product.product if product else item.name if item else path.name,
        sha256_of(path if path.is_file() else image.path),
        image.width, image.height, pixel_m, image.values, params, found,
        0.0 if inland is None else float(inland.mean()), 0.0 if drawn is None else float(drawn.mean()), image, rows,
    )  # fmt: skip


def read_drawn(path: Path) -> list[Coast]:
    """Polygons that somebody drew, each of them in one of these; polygons that may overlap are in different ones, since
    what lies in two of one would count as outside.

    Raises:
        EvidenceError: no GeoJSON of polygons; naming the file.
    """
    try:
        polygons = read_polygons(path)
    except EvidenceError as e:
        raise EvidenceError(f"{path.name} {e}") from None
    if len(polygons) > MOST_DRAWN:
        raise EvidenceError(f"{path.name} has {len(polygons):,} polygons, more than {MOST_DRAWN:,}: cut out the scene")
    groups: list[list[tuple[Floats, list[Floats]]]] = []
    for rings in polygons:
        corners = [np.array(ring) for ring in rings]
        every = np.concatenate(corners)
        box = np.concatenate((every.min(axis=0), every.max(axis=0)))
        for group in groups:
            if all((box[:2] > other[2:]).any() or (other[:2] > box[2:]).any() for other, _ in group):
                group.append((box, corners))
                break
        else:
            groups.append([(box, corners)])
    found = []
    for group in groups:
        points = [ring[:, ::-1].ravel().tolist() for _, corners in group for ring in corners]
        coast = coast_of(LAND.from_rows({"ring_no": n, "ring": ring} for n, ring in enumerate(points)))
        assert coast
        found.append(coast)
    return found


def _drawn(image: RadarImage, land: Sequence[Coast], sea: Sequence[Coast]) -> npt.NDArray[np.bool_]:
    """Cells whose middles lie in land that was drawn, or in no sea where sea was."""
    found = np.zeros((ceil(image.height / CELL), ceil(image.width / CELL)), bool)
    for r, lat, lon in _middles(image):
        for coast in land:
            found[r] |= coast.is_land(lat, lon)
        if sea:
            found[r] |= ~np.logical_or.reduce([coast.is_land(lat, lon) for coast in sea])
    return found


def _threads() -> int:
    """Cores that this process may use, four at most: each holds rows of its own."""
    held = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(4, held)


def _inland(image: RadarImage) -> npt.NDArray[np.bool_] | None:
    """Cells more than INLAND_KM from the sea by the package's map; None where the image does not say where it lies."""
    coast = coast_of(read_land())
    if coast is None or image.ground is None:
        return None
    inland = np.zeros((ceil(image.height / CELL), ceil(image.width / CELL)), bool)
    for r, lat, lon in _middles(image):
        here = coast.is_land(lat, lon)
        if here.any():
            here[here] = coast.shore_km(lat[here], lon[here]) > INLAND_KM
        inland[r] = here
    return inland


def _middles(image: RadarImage) -> Iterator[tuple[int, Floats, Floats]]:
    """Of each row of cells the latitudes and longitudes of their middles.

    Places are asked for at every NODES cells and drawn between them: a pixel of the widest radar image is off by
    centimetres.
    """
    assert image.ground
    high, wide = ceil(image.height / CELL), ceil(image.width / CELL)
    rows, columns = (np.append(np.arange(0, n, NODES), n) for n in (high, wide))
    nodes = np.array(image.ground([(CELL * float(c), CELL * float(r)) for r in rows for c in columns]))
    lon, lat = (nodes[:, i].reshape(len(rows), len(columns)) for i in (0, 1))
    lon = lon[0, 0] + (lon - lon[0, 0] + 180) % 360 - 180
    middles = np.arange(wide, dtype=np.float64) + 0.5
    for r in range(high):
        at = [_between_rows(values, rows, columns, r + 0.5, middles) for values in (lat, lon)]
        yield r, at[0], (at[1] + 180) % 360 - 180


def _between_rows(values: Floats, rows: Ints, columns: Ints, row: float, at: Floats) -> Floats:
    i = min(int(np.searchsorted(rows, row, "right")) - 1, len(rows) - 2)
    u = (row - rows[i]) / (rows[i + 1] - rows[i])
    return np.asarray(np.interp(at, columns, (1 - u) * values[i] + u * values[i + 1]))


def _row(image: RadarImage, bright: Bright, pixel_m: float, product: Sentinel1 | None) -> Row:
    lat = lon = taken = sigma0 = flown = None
    if image.ground:
        _, right, down = image.steps(float(bright.rows.mean()), float(bright.columns.mean()))
        outline = measure_outline(bright.rows, bright.columns, bright.values, Ground(right, down))
        (lat, lon), _, _ = image.steps(outline.row, outline.column)
    else:
        ground = Ground((pixel_m, 0.0), (0.0, -pixel_m), has_north=False)
        outline = measure_outline(bright.rows, bright.columns, bright.values, ground)
    if product:
        taken = product.taken(outline.row).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        flown = product.flown(outline.column, outline.row)
        peak = int(bright.values.argmax())
        sigma0 = product.sigma0_db(
            float(bright.values[peak]), float(bright.columns[peak]) + 0.5, float(bright.rows[peak]) + 0.5
        )
    return {
        "number": 0,
        "lat": lat,
        "lon": lon,
        "detected_at": taken,
        "sigma0_db": sigma0,
        "flight_deg": flown.flight_deg if flown else None,
        "shift_s": flown.shift_s if flown else None,
        "row": outline.row,
        "column": outline.column,
        "score": bright.score,
        "peak": int(bright.values.max()),
        "ghost_of": None,
        "pixels": len(bright.rows),
        "length_m": outline.length_m,
        "length_low_m": outline.length_p05,
        "length_high_m": outline.length_p95,
        "beam_m": outline.beam_m,
        "axis_deg": outline.axis_deg,
        "box": [int(bright.columns.min()), int(bright.rows.min()), int(bright.columns.max()), int(bright.rows.max())],
        "remarks": _remarks(bright, outline),
    }


def _tell_ghosts(rows: list[Row], product: Sentinel1) -> None:
    """Say of each thing that may be a brighter one's ghost whose; it stays in the list."""
    if not rows:
        return
    (lon, lat), aside, ahead = product.ground([(c, r) for c, r in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))])
    right, down = (hypot(*ground_step_m(lat, lon, to[1], to[0])) for to in (aside, ahead))
    apart = [product.ghosts_m(r["column"], r["row"]) for r in rows]
    along, across = (np.array([r[k] for r in rows]) * m for k, m in (("row", down), ("column", right)))
    peaks = np.array([r["peak"] for r in rows], np.float64)
    for n, source in enumerate(ghosts_of(along, across, peaks, apart)):
        if source >= 0:
            km = abs(along[n] - along[source]) / 1000
            db = 20 * log10(peaks[source] / peaks[n])
            number = rows[n]["ghost_of"] = rows[source]["number"]
            rows[n]["remarks"].append(
                f"may be a ghost of no. {number}, {km:.1f} km off along the flight and {db:.0f} dB brighter"
            )


def _remarks(bright: Bright, outline: Outline) -> list[str]:
    said = (
        (bright.touches_land, AT_SHORE),
        (outline.length_m > LONGEST_M, TOO_LONG),
        (bright.is_part, PART),
    )
    return [words for holds, words in said if holds]


def geojson_of(found: Detected) -> str:
    """What was found as GeoJSON, in the columns of a table of detections, so that a case takes it as it is; the search
    itself beside it, in a member ``search``."""
    return features_of(search_of(found), [(r, _columns(found, r)) for r in found.rows])


def features_of(search: Row, rows: Sequence[tuple[Row, Row]]) -> str:
    """A search and what it found as GeoJSON: of each thing its row and its columns."""
    features = [
        {
            "type": "Feature",
            "geometry": None if r["lat"] is None
            else {"type": "Point", "coordinates": [round(r["lon"], 6), round(r["lat"], 6)]},
            "properties": {k: round(v, 2) if isinstance(v, float) else v for k, v in columns.items()},
        }
        for r, columns in rows
    ]  # fmt: skip
    return json.dumps(
        {"type": "FeatureCollection", "search": search, "features": features}, ensure_ascii=False, indent=1
    )


def _columns(found: Detected, r: Row) -> Row:
    return {
        "detection_id": f"D{r['number']:0{max(4, len(str(len(found.rows))))}d}",
        "scene": found.name,
        "sensor": "sar",
        "detected_at": r["detected_at"],
        **({"detected_error_s": r["detected_error_s"]} if r.get("detected_error_s") else {}),
        "pixel_row": r["row"],
        "pixel_column": r["column"],
        **{c: r[c] for c in ("length_m", "length_low_m", "length_high_m", "beam_m", "axis_deg", "score")},
        **({"p_vessel": r["p_vessel"]} if "p_vessel" in r else {}),
        "flight_deg": r["flight_deg"],
        "shift_s": r["shift_s"],
        "searched_km2": found.searched.searched * (found.pixel_m / 1000) ** 2,
        "detector": "fairlead radar",
        "remarks": "; ".join(r["remarks"]) or None,
        "pixels": r["pixels"],
        "sigma0_db": r["sigma0_db"],
        "ghost_of": r["ghost_of"],
        "box": r["box"],
    }


def search_of(found: Detected) -> Row:
    """How it was searched, what of it, and what that cannot show."""
    from fairlead import __version__

    tail = found.searched.tail
    return {
        "image": found.name,
        "sha256": found.sha256,
        "width_px": found.width,
        "height_px": found.height,
        "pixel_m": round(found.pixel_m, 3),
        "values": found.values.value,
        "searched_frac": round(found.searched_frac, 4),
        "inland_frac": round(found.inland_frac, 4),
        "drawn_frac": round(found.drawn_frac, 4),
        "threshold": round(found.searched.threshold, 3),
        "tail": {**asdict(tail), "words": "-ln(share of sea pixels above z) = level + slope z + bend z^2"},
        "too_small": found.searched.small,
        **({"model": found.model} if found.model else {}),
        "params": asdict(found.params),
        "version": __version__,
        "limits": LIMITS,
    }


# ----------------------------------------------------------------------------------------------------------- quick look


def picture_of(found: Detected) -> bytes:
    """The image with what was found, as PNG: yellow what stands out, red what has a remark, blue what is land."""
    from fairlead.formats.raster_worker import png_of

    image = found.image
    shrunk = max(1.0, max(image.width, image.height) / PICTURE)
    high, wide = max(1, int(image.height / shrunk)), max(1, int(image.width / shrunk))
    seen = image.overview((high, wide))
    grey = _stretched(seen)
    shown = np.stack([grey, grey, grey, np.full_like(grey, 255)])
    rows = np.minimum((np.arange(high) * shrunk).astype(int), image.height - 1) // CELL
    columns = np.minimum((np.arange(wide) * shrunk).astype(int), image.width - 1) // CELL
    land = found.searched.land[np.ix_(rows, columns)]
    shown[:2] = np.where(land, grey // 2, grey)
    shown[2] = np.where(land, np.maximum(grey, 110), grey)
    for r in found.rows:
        colour = (213, 94, 0) if r["remarks"] else (240, 200, 0)
        left, top, right, bottom = (int(v / shrunk) for v in r["box"])
        frame(shown, max(0, top - 4), min(high - 1, bottom + 4), max(0, left - 4), min(wide - 1, right + 4), colour)
    return png_of(shown)


def _stretched(seen: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """Decibels from the sea's median less 12 to the same and 28 more, as greys; black where there is no value."""
    known = seen[np.isfinite(seen) & (seen > 0)]
    level = float(np.median(known)) if known.size else 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        db = 20 * np.log10(seen / level)
    return np.nan_to_num(np.clip((db + 12) / 40 * 255, 0, 255), nan=0.0).astype(np.uint8)


def frame(
    shown: npt.NDArray[np.uint8], top: int, bottom: int, left: int, right: int, colour: tuple[int, int, int]
) -> None:
    """Draw a frame into red, green, blue and how opaque."""
    ink = np.array([*colour, 255], np.uint8)[:, None]
    shown[:, top, left : right + 1] = ink
    shown[:, bottom, left : right + 1] = ink
    shown[:, top : bottom + 1, left] = ink
    shown[:, top : bottom + 1, right] = ink
