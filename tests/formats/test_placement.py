"""Pictures that do not say themselves where they lie: world files, known points, transforms."""

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from fairlead.base.geodesy import ground_step_m
from fairlead.errors import EvidenceError
from fairlead.formats.placement import (
    placed_by_cells,
    placed_by_points,
    placed_by_transform,
    placed_by_world,
    read_point,
    read_world_file,
    world_file_of,
)
from fairlead.formats.rasters import Pictures

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


@pytest.fixture(scope="module")
def pictures():
    with Pictures() as opened:
        yield opened


def write(path, driver="PNG", **said):
    with rasterio.open(path, "w", driver=driver, width=400, height=300, count=1, dtype="uint8", **said) as out:
        out.write(np.full((300, 400), 60, np.uint8), 1)
    return path


def test_a_world_file_counts_from_the_middle_of_the_first_pixel(pictures, tmp_path):
    """GDAL reads the same six numbers beside a file of its own: both lie on each other."""
    world = "10.0\n0.5\n0.25\n-10.0\n500005.0\n4699995.0\n"
    (tmp_path / "x.pgw").write_text(world)
    with rasterio.open(write(tmp_path / "x.png")) as by_gdal:
        t = by_gdal.transform
    made = placed_by_world(world, "EPSG:32653")
    assert made.transform == pytest.approx((t.a, t.b, t.c, t.d, t.e, t.f))
    assert made.transform[2] == 500_005 - 5 - 0.125  # half a column and half a row from the middle to the corner
    path = write(tmp_path / "y.png")
    assert pictures.describe(path)["corners"] is None
    pictures.place(path, placed_by_world("10 0 0 -10 500005 4699995", "EPSG:32653"))
    said = pictures.describe(path)
    assert said["crs_words"] == "EPSG:32653"
    # the central meridian of zone 53 is 135 E, its easting 500,000
    assert pictures.ground(path, [(0, 0)])[0][0] == pytest.approx(135.0, abs=1e-9)
    assert pictures.ground(path, [(0, 300), (400, 0)])[0][1] < said["corners"][0][1]


@pytest.mark.parametrize("lat", [0.0, 45.0, 65.0, -70.0])
def test_two_known_points_place_a_picture_that_is_turned_and_scaled(pictures, tmp_path, lat):
    """A picture of 40 km whose columns run to the north-east: two of its points bring back the others to two pixels."""
    path = write(tmp_path / "x.png")
    crs = f"+proj=aeqd +lat_0={lat} +lon_0=20 +datum=WGS84"
    along, across = 100 * np.cos(np.radians(30)), 100 * np.sin(np.radians(30))
    turned = (along, across, -200 * along - 150 * across, across, -along, -200 * across + 150 * along)
    pictures.place(path, placed_by_transform(turned, crs, "truth"))
    points = [(10.0, 20.0), (390.0, 280.0), (10.0, 280.0), (200.0, 150.0), (390.0, 20.0)]
    truth = pictures.ground(path, points)
    two = [(*points[i], truth[i][1], truth[i][0]) for i in (0, 1)]
    pictures.place(path, placed_by_points(two))
    found = pictures.ground(path, points)
    away = [np.hypot(*ground_step_m(b, a, d, c)) for (a, b), (c, d) in zip(truth, found, strict=True)]
    assert max(away[:2]) < 5.0  # the two points themselves, 46 km apart, to a twentieth of a pixel
    assert max(away) < 200.0


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: placed_by_world("10 0 0 -10 500005", "EPSG:32653"), "not the six numbers"),
        (lambda: placed_by_world("10 0 0 -10 5,5 4", "EPSG:32653"), "not the six numbers"),
        (lambda: placed_by_world("0 0 0 0 500005 4699995", "EPSG:32653"), "no size"),
        (lambda: placed_by_world("10 0 0 nan 500005 4699995", "EPSG:32653"), "not the six numbers"),
        (lambda: placed_by_world("10 0 0 -10 500005 4699995", " "), "in which reference system"),
        (lambda: placed_by_transform([1, 2, 3], "EPSG:32653", "proj:transform"), "has not six numbers"),
        (lambda: placed_by_points([(0, 0, 42, 130)]), "two known points"),
        (lambda: placed_by_points([(0, 0, 42, 130), (5, 5, 42.1, 130.1)]), "7.07 pixels apart"),
        (lambda: placed_by_points([(0, 0, 42, 130), (500, 500, 42, 130)]), "0 m apart"),
        (lambda: placed_by_points([(0, 0, 42, 130), (500, 500, 52, 140)]), "100 km apart"),
        (lambda: read_point("130.29,42.24"), "is no known point"),
        (lambda: read_point("120,340=130.29,42.24"), "the latitude comes first"),
        (lambda: placed_by_cells(None, "10 0 0 -10 500005 4699995", None), "say it in crs"),
        (lambda: placed_by_cells("EPSG:32653", None, None), "world is blank"),
        (lambda: placed_by_cells("EPSG:32653", None, "0,0=1,1; 100,100=2,2"), "without world and crs"),
    ],
)
def test_what_places_nothing_has_its_reason(make, words):
    with pytest.raises(EvidenceError, match=words):
        make()


def test_a_picture_that_places_itself_and_an_unknown_system_are_refused(pictures, tmp_path):
    own = write(tmp_path / "x.tif", "GTiff", crs="EPSG:32653", transform=Affine(10, 0, 5e5, 0, -10, 4.7e6))
    pictures.place(own, placed_by_world("10 0 0 -10 500005 4699995", "EPSG:32653"))
    with pytest.raises(EvidenceError, match="says itself where its pixels lie"):
        pictures.describe(own)
    path = write(tmp_path / "y.png")
    pictures.place(path, placed_by_world("10 0 0 -10 500005 4699995", "EPSG:1"))
    with pytest.raises(EvidenceError, match="no reference system is called so"):
        pictures.describe(path)


def test_world_files_are_found_by_their_names_and_read_whole(tmp_path):
    path = write(tmp_path / "x.jpg", "JPEG")
    assert world_file_of(path) is None
    (tmp_path / "x.JGW").write_text("10\n0\n0\n-10\n5\n-5\n")
    assert world_file_of(path) == tmp_path / "x.JGW"
    assert read_world_file(tmp_path / "x.JGW", "EPSG:3857").transform == (10, 0, 0, 0, -10, 0)
    (tmp_path / "x.wld").write_bytes(b"\xff\xfe1")
    with pytest.raises(EvidenceError, match="x.wld is no world file: it is no text"):
        read_world_file(tmp_path / "x.wld", "EPSG:3857")
    (tmp_path / "x.wld").write_bytes(b"1" * 3000)
    with pytest.raises(EvidenceError, match="more than 2,000 bytes"):
        read_world_file(tmp_path / "x.wld", "EPSG:3857")
