"""The process in which pictures are opened. Started by ``rasters``; one question a line, one answer.

It opens four kinds of picture and no other of the many that its library knows, reads nothing beside the file it is
named, writes nothing and has a bounded memory.

    request   {"do": "describe" | "ground" | "tile" | "values" | "whole", "path": ...}         on stdin, one a line
    answer    {"bytes": n, "said": {...}} or {"bytes": 0, "wrong": why}   on stdout, then n bytes
"""

from __future__ import annotations

import json
import math
import resource
import sys
import warnings
from collections import OrderedDict
from typing import Any

import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, MaskFlags, Resampling
from rasterio.errors import CRSError, NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader, MemoryFile
from rasterio.transform import Affine
from rasterio.warp import transform
from rasterio.windows import Window

DRIVERS = {"GTiff": "tiff", "PNG": "png", "JPEG": "jpeg", "JP2OpenJPEG": "jp2"}
BEGINS = {
    b"II": "GTiff", b"MM": "GTiff", b"\x89P": "PNG", b"\xff\xd8": "JPEG", b"\0\0": "JP2OpenJPEG",
    b"\xff\x4f": "JP2OpenJPEG",
}  # fmt: skip
WGS84 = CRS.from_epsg(4326)
MOST_PIXELS = 20_000_000_000
"""A picture of more is no picture that somebody looks at."""

MOST_BANDS = 256
MOST_OPEN = 6
"""The five bands of one scene, and one more: what is closed loses what is decoded of it."""
STRETCH = (2.0, 98.0)
"""Where values are no bytes: per cent of them, from the darkest, that are black, and from which on they are white."""

TAGS = ("EXIF_DateTimeOriginal", "EXIF_DateTime", "TIFFTAG_DATETIME")


class _Opened:
    """A picture held open, and how its values become grey or colour.

    Args:
        path: its file.
        transform: where pixels lie that the file does not place itself; None where it does.
        crs: the reference system of that.
    """

    def __init__(self, path: str, transform: list[float] | None = None, crs: str | None = None) -> None:
        self.ds: DatasetReader = rasterio.open(path, driver=_driver(path))
        self._range: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]] | None = None
        ds = self.ds
        if ds.width * ds.height > MOST_PIXELS or ds.count > MOST_BANDS:
            raise ValueError(f"has {ds.width:,} x {ds.height:,} pixels of {ds.count} values, more than can be shown")
        self.placed = transform, crs
        self.crs: CRS | None = ds.crs
        self.transform: Affine = ds.transform
        if crs is not None and transform is not None:
            if self.is_placed:
                raise ValueError("says itself where its pixels lie; nothing else is to say it")
            self.crs, self.transform = _crs_of(crs), Affine(*transform)

    @property
    def is_placed(self) -> bool:
        return self.crs is not None and not self.transform.is_identity

    def shown_bands(self) -> list[int]:
        """Bands that are shown: red, green and blue where the file says which they are, else the first three or one."""
        ds = self.ds
        told = {c: i for i, c in reversed(list(enumerate(ds.colorinterp, start=1)))}
        if all(c in told for c in (ColorInterp.red, ColorInterp.green, ColorInterp.blue)):
            return [told[c] for c in (ColorInterp.red, ColorInterp.green, ColorInterp.blue)]
        named = {str(d).strip().lower(): i for i, d in enumerate(ds.descriptions, start=1) if d}
        if all(c in named for c in ("red", "green", "blue")):
            return [named[c] for c in ("red", "green", "blue")]
        solid = [i for i, c in enumerate(ds.colorinterp, start=1) if c != ColorInterp.alpha]
        return solid[:3] if len(solid) >= 3 else solid[:1]

    def ground(self, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        t = self.transform
        east, north = ([a * x + b * y + c for x, y in points] for a, b, c in ((t.a, t.b, t.c), (t.d, t.e, t.f)))
        lon, lat = transform(self.crs, WGS84, east, north)
        found = list(zip(lon, lat, strict=True))
        if not all(math.isfinite(v) and abs(v) <= 540 for p in found for v in p) or any(abs(p[1]) > 90 for p in found):
            raise ValueError("has a reference system whose pixels lie nowhere on Earth")
        return [((x + 180.0) % 360.0 - 180.0, y) for x, y in found]

    def cut(self, level: int, column: int, row: int, side: int) -> bytes:
        step = side << level
        left, top = column * step, row * step
        width, height = min(step, self.ds.width - left), min(step, self.ds.height - top)
        if min(width, height) <= 0:
            raise ValueError("has no tile there")
        shape = (max(1, math.ceil(height / (1 << level))), max(1, math.ceil(width / (1 << level))))
        pixels, mask = self._read(Window(left, top, width, height), shape)
        return png_of(np.concatenate([pixels, mask[None]]))

    def values(self, band: int, window: Window, shape: tuple[int, int]) -> bytes:
        """Values of one band as float32, row by row, NaN where there is none; a window shown in fewer pixels has the
        nearest value."""
        ds = self.ds
        if not 1 <= band <= ds.count:
            raise ValueError(f"has {ds.count} values a pixel; there is no band {band}")
        found = ds.read(band, window=window, out_shape=shape, resampling=Resampling.nearest)
        found = np.abs(found) if np.iscomplexobj(found) else found
        found = found.astype(np.float32)
        found[ds.read_masks(band, window=window, out_shape=shape, resampling=Resampling.nearest) == 0] = np.nan
        return bytes(found.tobytes())

    def whole(self, band: int, window: Window) -> bytes:
        """Whole numbers of one band as uint16, row by row, 0 where there is none."""
        ds = self.ds
        if not 1 <= band <= ds.count or np.dtype(ds.dtypes[band - 1]).kind != "u":
            raise ValueError(f"has no band {band} of whole numbers")
        found = ds.read(band, window=window)
        found = (np.minimum(found, 65535) if found.itemsize > 2 else found).astype(np.uint16)
        if MaskFlags.all_valid not in ds.mask_flag_enums[band - 1]:
            found[ds.read_masks(band, window=window) == 0] = 0
        return bytes(found.tobytes())

    def _read(self, window: Window, shape: tuple[int, int]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Three bytes a pixel, and 255 where there is something to see."""
        ds, bands = self.ds, self.shown_bands()
        is_palette = ds.colorinterp[0] == ColorInterp.palette
        how = Resampling.nearest if is_palette else Resampling.average
        values = ds.read(bands, window=window, out_shape=(len(bands), *shape), resampling=how)
        mask = ds.dataset_mask(window=window, out_shape=shape, resampling=Resampling.nearest)
        if is_palette:
            colours = np.zeros((256, 3), np.uint8)
            for value, colour in ds.colormap(1).items():
                if 0 <= value < 256:
                    colours[value] = colour[:3]
            return np.moveaxis(colours[values[0].astype(np.uint8)], 2, 0), mask
        if values.dtype != np.uint8:
            if np.iscomplexobj(values):
                values = np.abs(values)
            mask = np.where(np.isfinite(values.astype(np.float64)).all(axis=0), mask, 0).astype(np.uint8)
            values = self._stretched(values.astype(np.float64), bands)
        return (values if len(values) == 3 else np.repeat(values[:1], 3, axis=0)), mask

    def _stretched(self, values: np.ndarray[Any, Any], bands: list[int]) -> np.ndarray[Any, Any]:
        low, high = self._range or self._find_range(bands)
        scaled = (values - low[:, None, None]) / (high - low)[:, None, None]
        scaled = np.nan_to_num(scaled, nan=0.0, posinf=1.0, neginf=0.0)
        return np.asarray(np.clip(scaled, 0, 1) * 255, dtype=np.uint8)

    def _find_range(self, bands: list[int]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        ds = self.ds
        shrunk = max(1.0, max(ds.width, ds.height) / 512)
        shape = (len(bands), max(1, int(ds.height / shrunk)), max(1, int(ds.width / shrunk)))
        sample = ds.read(bands, out_shape=shape, masked=True)
        sample = np.abs(sample) if np.iscomplexobj(sample) else sample
        ranges = []
        for band in sample:
            held = np.asarray(band.compressed(), np.float64)
            held = held[np.isfinite(held)]
            low, high = np.percentile(held, STRETCH) if held.size else (0.0, 1.0)
            ranges.append((low, high if high > low else low + 1.0))
        self._range = np.array([r[0] for r in ranges]), np.array([r[1] for r in ranges])
        return self._range


def _crs_of(words: str) -> CRS:
    """A reference system by its code, WKT or PROJ."""
    try:
        return CRS.from_user_input(words)
    except (CRSError, RasterioError):
        raise ValueError(f"is said to lie in {words[:60]!r}, and no reference system is called so") from None


def _driver(path: str) -> str:
    """The one driver that may open a file, by its first bytes: the library knows two hundred."""
    with open(path, "rb") as file:  # noqa: PTH123 - no pathlib where nothing else needs it
        return BEGINS.get(file.read(2), "PNG")


def png_of(pixels: np.ndarray[Any, Any]) -> bytes:
    """Red, green, blue and how opaque, a byte each, as PNG."""
    with warnings.catch_warnings(), MemoryFile() as memory:
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        profile = {"driver": "PNG", "width": pixels.shape[2], "height": pixels.shape[1], "count": 4, "dtype": "uint8"}
        with memory.open(**profile, ZLEVEL=1) as out:
            out.write(pixels)
        return bytes(memory.read())


def _describe(one: _Opened) -> dict[str, Any]:
    ds = one.ds
    tags = ds.tags()
    said: dict[str, Any] = {
        "media": DRIVERS[ds.driver],
        "width_px": ds.width,
        "height_px": ds.height,
        "bands": ds.count,
        "pixel_type": str(ds.dtypes[0]),
        "band_names": [str(d or "")[:40] for d in ds.descriptions],
        "taken_words": next((str(tags[t])[:80] for t in TAGS if str(tags.get(t, "")).strip()), None),
        "crs_words": None,
        "corners": None,
        "pixel": None,
        "remarks": [],
    }
    one.cut(
        0, ds.width // 1024, ds.height // 1024, 512
    )  # a picture that is cut off or damaged says so when it is added
    if not one.is_placed:
        if ds.gcps[0]:
            said["remarks"].append("it has control points and no georeference of its own; state a scale, or rectify it")
        elif one.crs is not None:
            said["remarks"].append("it names a reference system and says not where its pixels lie; state a scale")
        return said
    w, h = ds.width, ds.height
    try:
        said["corners"] = one.ground([(0, 0), (w, 0), (w, h), (0, h)])
        said["pixel"] = one.ground([(w / 2, h / 2), (w / 2 + 1, h / 2), (w / 2, h / 2 + 1)])
    except (ValueError, RasterioError) as e:
        said["corners"] = None
        said["remarks"].append(f"its georeference cannot be used ({str(e)[:120]}); state a scale")
        return said
    assert one.crs is not None
    code = one.crs.to_epsg()
    said["crs_words"] = f"EPSG:{code}" if code else str(one.crs.to_string())[:200]
    return said


def _answer(request: dict[str, Any], held: OrderedDict[str, _Opened]) -> tuple[dict[str, Any], bytes]:
    path = request["path"]
    placed = request.get("transform"), request.get("crs")
    if path in held and held[path].placed != placed:
        held.pop(path).ds.close()
    if path not in held:
        held[path] = _Opened(path, *placed)
        while len(held) > MOST_OPEN:
            held.popitem(last=False)[1].ds.close()
    held.move_to_end(path)
    one = held[path]
    if request["do"] == "describe":
        return _describe(one), b""
    if request["do"] == "ground":
        if not one.is_placed:
            raise ValueError("is not georeferenced")
        return {"points": one.ground(request["points"])}, b""
    if request["do"] == "values":
        left, top, width, height = request["window"]
        return {}, one.values(request["band"], Window(left, top, width, height), tuple(request["shape"]))
    if request["do"] == "whole":
        return {}, one.whole(request["band"], Window(*request["window"]))
    return {}, one.cut(request["level"], request["column"], request["row"], request["side"])


def main() -> None:
    """Answer requests until there are no more."""
    memory, cache = int(sys.argv[1]), int(sys.argv[2])
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue  # not every system has every limit
    warnings.simplefilter("ignore", NotGeoreferencedWarning)
    held: OrderedDict[str, _Opened] = OrderedDict()
    quiet = {
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "GDAL_PAM_ENABLED": "NO", "GDAL_CACHEMAX": cache,
        "GDAL_NUM_THREADS": 1, "CPL_DEBUG": "OFF", "GDAL_MAX_DATASET_POOL_SIZE": 4,
    }  # fmt: skip
    with rasterio.Env(**quiet):
        for line in sys.stdin.buffer:
            request = json.loads(line)
            try:
                said, body = _answer(request, held)
                head: dict[str, Any] = {"bytes": len(body), "said": said}
            except (RasterioError, ValueError, OSError, MemoryError, KeyError, IndexError) as e:
                held.pop(request.get("path", ""), None)
                head, body = {"bytes": 0, "wrong": _say(e, request.get("path", ""))}, b""
            sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + body)
            sys.stdout.buffer.flush()


def _say(error: BaseException, path: str) -> str:
    """Why a picture cannot be opened, without the place of this machine it lies at."""
    if isinstance(error, MemoryError):
        return "needs more memory to be opened than a picture may; cut it to what is to be looked at"
    said = str(error.__cause__ or error).replace(path, "it").replace(path.rpartition("/")[2] or path, "it")
    words = " ".join(said.split())[:200]
    if isinstance(error, ValueError) and not isinstance(error, RasterioError) and error.__cause__ is None:
        return words
    if "not recognized" in words:
        words = "its bytes are not those of a whole TIFF, PNG or JPEG"
    return f"cannot be opened as a picture: {words}"


if __name__ == "__main__":
    main()
