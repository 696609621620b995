"""The bundled case with pictures that are drawn here: a ship of known length, at a known scale, at a known place.

By hand. The hull is 94 m by 15.4 m, its bow to the south-east (bearing 150 degrees), its middle at pixel (400, 300).
At 0.5 m a pixel it is 188 pixels long: the bow lies at (400 + 94 sin 150, 300 - 94 cos 150) = (447, 381.41), the stern
opposite. A length of 94 m has the error hypot(0.5 sqrt 2, 0.94) = 1.18 m. Of the three hulls in the list 94 m fits
Ember; Soot is 84 m and Slick 110 m, nine errors off and more.

The picture lies at Vostochny, 1.917 degrees west of the middle of zone 53 of UTM, whose grid is turned there by
-1.917 sin 42.75 = -1.30 degrees: the bearing of the hull from true north is 148.7.
"""

import warnings
from math import cos, radians, sin

import numpy as np
import rasterio
from rasterio.errors import NotGeoreferencedWarning
from rasterio.transform import Affine
from rasterio.warp import transform

UTM = "EPSG:32653"
PLACE = (42.75, 133.083)
"""P01 of the bundled case."""
LENGTH_M, BEAM_M, PIXEL_M, HEADING_DEG = 94.0, 15.4, 0.5, 150.0
SIZE = (800, 600)
MIDDLE = (400.0, 300.0)
AHEAD = (sin(radians(HEADING_DEG)), -cos(radians(HEADING_DEG)))
BOW, STERN = (
    tuple(m + way * LENGTH_M / 2 / PIXEL_M * a for m, a in zip(MIDDLE, AHEAD, strict=True)) for way in (1, -1)
)
SIDES = tuple((MIDDLE[0] + way * BEAM_M / 2 / PIXEL_M * -AHEAD[1], MIDDLE[1] + way * BEAM_M / 2 / PIXEL_M * AHEAD[0])
              for way in (1, -1))  # fmt: skip
SD_M = 1.178
TRUE_DEG = 148.7


VESSELS = """vessel_id,name,type,flag,dwt,length_m,beam_m,source_url,confidence
W1,Soot,oil tanker,DPRK,3000,84,13,https://example.org/c,high
W2,Ember,oil tanker,DPRK,4500,94,15.4,https://example.org/c,high
W3,Slick,oil tanker,DPRK,8000,110,18,https://example.org/c,high
"""


def pixels():
    """Water, a quay, and the hull; three bytes a pixel."""
    down, right = np.mgrid[0 : SIZE[1], 0 : SIZE[0]] + 0.5
    along = ((right - MIDDLE[0]) * AHEAD[0] + (down - MIDDLE[1]) * AHEAD[1]) * PIXEL_M
    across = ((right - MIDDLE[0]) * -AHEAD[1] + (down - MIDDLE[1]) * AHEAD[0]) * PIXEL_M
    drawn = np.empty((3, SIZE[1], SIZE[0]), np.uint8)
    drawn[:] = np.array([36, 58, 66])[:, None, None]
    drawn[:, across < -BEAM_M / 2 - 2] = np.array([150, 146, 138])[:, None]
    taper = np.clip((LENGTH_M / 2 - along) / (0.2 * LENGTH_M), 0, 1) ** 0.6
    drawn[:, (np.abs(along) <= LENGTH_M / 2) & (np.abs(across) <= BEAM_M / 2 * taper)] = np.array([150, 66, 52])[
        :, None
    ]
    return drawn


def draw(path, crs=None, origin=(0, 0), pixel_m=PIXEL_M, driver=None, **more):
    """Write the picture; ``pixel_m`` is that of the map, which need not be that of the ground."""
    drawn = pixels()
    placed = {"crs": crs, "transform": Affine(pixel_m, 0, origin[0], 0, -pixel_m, origin[1])} if crs else {}
    driver = driver or {".tif": "GTiff", ".png": "PNG", ".jpg": "JPEG"}[path.suffix]
    about = {"driver": driver, "width": SIZE[0], "height": SIZE[1], "count": 3, "dtype": "uint8"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        with rasterio.open(path, "w", **about, **placed, **more) as out:
            out.write(drawn)
    return path


def vostochny(path):
    """The picture as a georeferenced one whose middle is at P01 of the bundled case, in the zone of UTM it lies in."""
    (east,), (north,) = transform("EPSG:4326", UTM, [PLACE[1]], [PLACE[0]])
    return draw(path, UTM, (east - MIDDLE[0] * PIXEL_M, north + MIDDLE[1] * PIXEL_M))


def add_pictures(case, folder):
    """Two pictures and three hulls of known length, in a copy of the bundled case that is run anew."""
    (folder / "hulls.csv").write_text(VESSELS, encoding="utf-8")
    given = [vostochny(folder / "vostochny.tif"), draw(folder / "screenshot.png"), folder / "hulls.csv"]
    case.add(given, by="tester", licence="made up")
    case.run(by="tester")
    return case


def picture_of(case, name):
    """The evidence id of a picture."""
    (found,) = [e for e in case.table("evidence").to_pylist() if e["name"] == name]
    return found["evidence_id"]


def reading(a, b):
    return {"a": list(a), "b": list(b)}


def draft(image, **more):
    """A draft as the page sends it: the ship, measured once, at Vostochny."""
    return {
        "image": image, "scale": {"basis": "georeference"}, "length": [reading(BOW, STERN)],
        "taken": {"acquired_at": "2024-05-20T02:10Z", "sensor": "optical"}, "place": "P01", "analyst": "Anna",
        "vessel": "unidentified tanker", "confidence": "high", **more,
    }  # fmt: skip
