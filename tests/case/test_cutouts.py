"""SIMULATED pictures: the pixels of a detection are the picture's, at its place, with a bar of the right length."""

import numpy as np
import pytest
import rasterio
from rasterio.io import MemoryFile
from rasterio.transform import Affine
from rasterio.warp import transform

import fairlead
from fairlead.case.cutouts import berth_of, cutout_of
from fairlead.formats.rasters import Pictures
from tests.case.test_berths import EMPTY, SHIP, answers, case  # noqa: F401 - a fixture

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

DETECTED = """\
detection_id,scene,sensor,lat,lon,pixel_row,pixel_column,length_m
D1,radar.tif,sar,,,100,150,200
D2,S2,sar,,,100,150,200
D3,radar.tif,sar,{lat},{lon},,,200
D4,gone.tif,sar,,,100,150,200
D5,radar.tif,sar,,,5000,150,200
D6,radar.tif,sar,,,2,3,200
D7,plain.png,sar,,,100,150,200
D8,,sar,,,100,150,200
D9,placed,sar,,,100,150,200
"""
SCENES = """\
scene_id,sensor,acquired_at,image,crs,world
S2,sar,2024-03-07T02:00:00Z,radar.tif,,
placed,sar,2024-03-07T02:00:00Z,placed.png,EPSG:32653,10 0 0 -10 500005 4699995
"""


def write(path, pixels, driver="GTiff", **place):
    with rasterio.open(path, "w", driver=driver, width=300, height=200, count=1, dtype="uint16", **place) as out:
        out.write(pixels, 1)
    return path


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cutouts")
    pixels = np.full((200, 300), 100, np.uint16)
    pixels[::2] += 20
    pixels[95:105, 140:160] = 900  # 200 m by 100 m at 10 m pixels
    made = fairlead.new(folder / "case")
    write(folder / "radar.tif", pixels, crs="EPSG:32653", transform=Affine(10, 0, 5e5, 0, -10, 4.7e6))
    write(folder / "plain.png", pixels + 1, "PNG")
    write(folder / "placed.png", pixels + 2, "PNG")
    (lon,), (lat,) = transform("EPSG:32653", "EPSG:4326", [5e5 + 1500], [4.7e6 - 1000])
    (folder / "detections.csv").write_text(DETECTED.format(lat=lat, lon=lon))
    (folder / "scenes.csv").write_text(SCENES)
    for name in ("radar.tif", "plain.png", "placed.png", "detections.csv", "scenes.csv"):
        (done,) = made.add(folder / name)
        assert done.outcome == "added", done
    made.run(step="segments")
    return made


@pytest.fixture(scope="module")
def cut(held):
    rows = {r["label"]: r for r in held.table("detections").to_pylist()}
    with Pictures() as pictures:
        return {label: cutout_of(held.store, held.table, row, pictures) for label, row in rows.items()}


def pixels_of(cutout):
    with MemoryFile(cutout.png) as memory, memory.open() as opened:
        return opened.read()


def test_a_cutout_has_the_pixels_of_the_place_and_a_bar_as_long_as_it_says(cut):
    found = cut["D1"]
    # three lengths of 200 m: 60 pixels of 10 m, each a square of 4: 240
    assert (found.side_px, found.bar_m) == (240, 200.0)
    assert "600 m of radar.tif" in found.words
    seen = pixels_of(found)
    assert seen.shape == (4, 240, 240)
    bright = seen[0] == 255
    # rows 95 to 105 of a window from 70: squares of 4 from 100 to 140; columns 140 to 160 of one from 120: 80 to 160
    assert bright[100:140, 80:160].all()
    bar = seen[0, 240 - 9] == 255
    assert bar.sum() == 80  # 200 m are 20 pixels, 80 of the PNG
    assert not (bright[20:99, 20:220]).any()


def test_a_scene_is_found_by_the_row_that_names_its_picture_and_a_place_by_its_degrees(cut):
    assert cut["D2"].png == cut["D1"].png
    assert cut["D3"].png == cut["D1"].png
    assert cut["D9"].bar_m == 200.0


def test_beyond_the_edge_there_is_nothing_and_nothing_is_made_up(cut):
    seen = pixels_of(cut["D6"])
    assert (seen[3, :90, :80] == 0).any()
    assert (seen[3, 120:200, 140:220] == 255).all()


def test_without_a_scale_there_is_no_bar(cut):
    assert cut["D7"].bar_m is None
    assert "96 pixels of plain.png" in cut["D7"].words


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("D4", "the case holds no picture of the scene gone.tif"),
        ("D5", "it lies outside of radar.tif"),
        ("D8", "its table does not name the image it was found in"),
    ],
)
def test_where_there_is_none_it_is_said_why(cut, label, words):
    assert cut[label] == words


def test_a_berth_stands_beside_its_other_pictures_on_the_same_grid(case):  # noqa: F811
    first, other = berth_of(case.table, answers(case)[SHIP])
    here, there = pixels_of(first), pixels_of(other)
    assert here.shape == there.shape
    assert f"the berth in {SHIP}" in first.words
    assert "other pictures" in other.words
    # the ship is brighter than the water that lies there in most of the others
    outline = (here[0] == 240) & (here[1] == 200) & (here[2] == 0)
    assert outline.sum() > 100
    assert (here[0][~outline] > there[0][~outline] + 60).sum() > 100
    empty, _ = berth_of(case.table, answers(case)[EMPTY[0]])
    assert empty.png != first.png
