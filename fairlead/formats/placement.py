"""placement: where the pixels of a picture lie that does not say it itself: a world file, or two known points.

A world file has six numbers, one a line: the step of a column eastward and northward, the step of a row eastward and
northward, and where **the middle** of the first pixel lies (Esri, ArcGIS: World files for raster datasets). It does not
name its reference system; somebody must. A GDAL transform, as STAC items write it, goes by the pixel's corner instead.
"""

from __future__ import annotations

import re
from cmath import rect
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, isfinite, radians, sin
from pathlib import Path

from fairlead.base.geodesy import ground_step_m, wrap_lon
from fairlead.errors import EvidenceError

LARGEST = 2_000
"""Bytes of a world file: six numbers."""
LEAST_APART_PX = 20.0
"""Known points closer than this place a picture too poorly: an error of a pixel in each turns it by four degrees."""
MOST_APART_KM = 100.0
"""Farther apart than this no picture that is placed so is a plane any more."""
LONGEST_CRS = 2_000

_SUFFIXES = {
    "tif": ("tfw", "tifw", "tiffw"), "tiff": ("tfw", "tifw", "tiffw"), "png": ("pgw", "pngw"),
    "jpg": ("jgw", "jpgw", "jpegw"), "jpeg": ("jgw", "jpgw", "jpegw"),
}  # fmt: skip
ENDINGS = tuple(dict.fromkeys(e for endings in _SUFFIXES.values() for e in (*endings, "wld")))
"""How the names of world files end."""
_POINT = re.compile(r"\s*([-+\d.eE]+)[\s,]+([-+\d.eE]+)\s*(?:=|,|\s)\s*([-+\d.eE]+)[\s,]+([-+\d.eE]+)\s*")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where pixels lie."""

    transform: tuple[float, float, float, float, float, float]
    """a, b, c, d, e, f: x = a column + b row + c and y = d column + e row + f, by the pixel's top left corner."""
    crs: str
    """The reference system of x and y, as EPSG:32652, WKT or PROJ."""
    words: str
    """By what it is placed."""


def world_file_of(path: Path) -> Path | None:
    """The world file beside a picture, or None."""
    suffix = path.suffix.lower().lstrip(".")
    names = [path.with_suffix(f".{e}") for e in (*_SUFFIXES.get(suffix, ()), "wld")]
    return next((p for one in names for p in (one, one.with_suffix(one.suffix.upper())) if p.is_file()), None)


def read_world_file(path: Path, crs: str) -> Placement:
    """The placement that a world file and its reference system say.

    Raises:
        EvidenceError: it is no world file, or places the pixels nowhere; naming it.
    """
    if path.stat().st_size > LARGEST:
        raise EvidenceError(f"{path.name} is no world file: it has more than {LARGEST:,} bytes, not six numbers")
    try:
        return placed_by_world(path.read_text("utf-8-sig"), crs, path.name)
    except UnicodeDecodeError:
        raise EvidenceError(f"{path.name} is no world file: it is no text") from None


def placed_by_world(text: str, crs: str, name: str = "the world file") -> Placement:
    """The placement of the six numbers of a world file.

    Raises:
        EvidenceError: they are not six, or place the pixels nowhere.
    """
    numbers = _numbers(text)
    if numbers is None or len(numbers) != 6:
        raise EvidenceError(
            f"{name} has not the six numbers of a world file (steps of a column and of a row, middle of the first "
            "pixel)"
        )
    right_x, right_y, down_x, down_y, x, y = numbers
    return _checked(
        (right_x, down_x, x - right_x / 2 - down_x / 2, right_y, down_y, y - right_y / 2 - down_y / 2), crs, name
    )


def placed_by_transform(numbers: Sequence[float], crs: str, name: str) -> Placement:
    """The placement of a transform as STAC items write it: six numbers, or nine whose last are 0, 0, 1.

    Raises:
        EvidenceError: it is none.
    """
    held = [float(n) for n in numbers]
    if len(held) not in (6, 9) or (len(held) == 9 and held[6:] != [0.0, 0.0, 1.0]):
        raise EvidenceError(f"{name} has not six numbers, nor nine that end in 0, 0, 1")
    return _checked((held[0], held[1], held[2], held[3], held[4], held[5]), crs, name)


def _checked(t: tuple[float, float, float, float, float, float], crs: str, name: str) -> Placement:
    if not all(isfinite(n) for n in t) or t[0] * t[4] - t[1] * t[3] == 0:
        raise EvidenceError(f"{name} gives the pixels no size: its steps are 0, or no numbers")
    if not crs.strip():
        raise EvidenceError(f"{name} does not say in which reference system its numbers are: state it, as EPSG:32652")
    if len(crs) > LONGEST_CRS:
        raise EvidenceError(f"the reference system has more than {LONGEST_CRS:,} characters")
    return Placement(t, crs.strip(), f"by {name}, {crs.strip()[:80]}")


def read_point(words: str) -> tuple[float, float, float, float]:
    """A known point: column and row from the top left corner, latitude and longitude, as ``120,340=42.24,130.29``.

    Raises:
        EvidenceError: it is none, and why.
    """
    parts = _POINT.fullmatch(words)
    numbers = _numbers(" ".join(parts.groups())) if parts else None
    if numbers is None or len(numbers) != 4:
        raise EvidenceError(
            f"{words[:60]!r} is no known point: write column,row=latitude,longitude, 120,340=42.24,130.29"
        )
    column, row, lat, lon = numbers
    if abs(lat) > 90 or abs(lon) > 180:
        raise EvidenceError(
            f"{words[:60]!r} lies nowhere: the latitude comes first, up to 90, then the longitude, up to 180"
        )
    return column, row, lat, lon


def placed_by_points(points: Sequence[tuple[float, float, float, float]]) -> Placement:
    """The placement by two points whose pixel and place are known: a turn, a scale and a shift, in a plane that touches
    the Earth between them. Pixels are taken to be square, and the picture to look straight down.

    Args:
        points: column, row, latitude and longitude of each.

    Raises:
        EvidenceError: there are not two, or they are too close or too far apart.
    """
    if len(points) != 2:
        raise EvidenceError(f"two known points place a picture; {len(points)} is said")
    (c1, r1, lat1, lon1), (c2, r2, lat2, lon2) = points
    pixels = hypot(c2 - c1, r2 - r1)
    if pixels < LEAST_APART_PX:
        raise EvidenceError(
            f"the known points are {pixels:.3g} pixels apart, fewer than {LEAST_APART_PX:g}: take two at "
            "opposite corners"
        )
    lat, lon = (lat1 + lat2) / 2, wrap_lon(lon1 + ((lon2 - lon1 + 180) % 360 - 180) / 2)
    metres = hypot(*ground_step_m(lat1, lon1, lat2, lon2))
    if not 1.0 < metres < 1000 * MOST_APART_KM:
        raise EvidenceError(
            f"the known points are {metres:,.3g} m apart on the ground: a picture is placed by points 1 m to "
            f"{MOST_APART_KM:g} km apart"
        )
    one, other = (_in_plane(lat, lon, a, b) for a, b in ((lat1, lon1), (lat2, lon2)))
    turn = (other - one) / complex(c2 - c1, -(r2 - r1))  # (column, -row) turned and scaled: one quotient is both
    a, d = turn.real, turn.imag
    transform = (a, d, one.real - a * c1 - d * r1, d, -a, one.imag - d * c1 + a * r1)
    crs = f"+proj=aeqd +lat_0={lat:.9f} +lon_0={lon:.9f} +datum=WGS84 +units=m"
    return Placement(transform, crs, "by two known points")


def placed_by_cells(crs: str | None, world: str | None, points: str | None) -> Placement | None:
    """The placement that a row of a table says, None where it says none.

    Args:
        crs: reference system of ``world``.
        world: six numbers with blanks between.
        points: two known points with a semicolon between.

    Raises:
        EvidenceError: they do not go together, or one is none.
    """
    if points and (world or crs):
        raise EvidenceError("two known points place an image alone: points goes without world and crs")
    if points:
        return placed_by_points([read_point(words) for words in points.split(";") if words.strip()])
    if world and not crs:
        raise EvidenceError(
            "world does not say in which reference system its numbers are: say it in crs, as EPSG:32652"
        )
    if crs and not world:
        raise EvidenceError("crs says in which reference system the numbers of world are, and world is blank")
    return placed_by_world(world, crs, "world") if world and crs else None


def _in_plane(lat0: float, lon0: float, lat: float, lon: float) -> complex:
    """East and north of a point in the plane that touches the Earth at another one.

    A step as ``ground_step_m`` gives it has its direction at its own middle; at its beginning meridians stand otherwise
    by half their convergence.
    """
    turned = radians(wrap_lon(lon - lon0)) * sin(radians((lat0 + lat) / 2)) / 2
    return complex(*ground_step_m(lat0, lon0, lat, lon)) * rect(1.0, turned)


def _numbers(text: str) -> list[float] | None:
    try:
        found = [float(word) for word in re.split(r"[\s;]+", text.strip())]
    except ValueError:
        return None
    return found if all(isfinite(n) for n in found) else None
