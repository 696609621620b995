"""Pictures as evidence: opened by another process, placed on the ground, refused in words."""

import numpy as np
import pytest
import rasterio
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from fairlead.errors import EvidenceError
from fairlead.formats.kinds import read, sniff
from fairlead.formats.rasters import Limits, Pictures, media_of

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")


@pytest.fixture(scope="module")
def pictures():
    with Pictures() as opened:
        yield opened


def write(path, values, driver="GTiff", **more):
    values = np.asarray(values)
    about = {"driver": driver, "width": values.shape[2], "height": values.shape[1], "count": len(values)}
    with rasterio.open(path, "w", **about, dtype=values.dtype, **more) as out:
        out.write(values)
    return path


def grey(width=64, height=48, value=100):
    return np.full((1, height, width), value, np.uint8)


def shown(content):
    with MemoryFile(content) as memory, memory.open() as ds:
        return ds.read()


@pytest.mark.parametrize(("name", "driver"), [("a.tif", "GTiff"), ("a.png", "PNG"), ("a.jpg", "JPEG")])
def test_a_picture_is_told_by_its_bytes(tmp_path, name, driver):
    path = write(tmp_path / name, grey(), driver)
    assert sniff(path, "whatever.bin").kind == "images"
    got = read(path, name, "images", "evidence:0123456789abcdef")
    (row,) = got.rows.to_pylist()
    assert (row["width_px"], row["height_px"], row["bands"], row["crs_words"]) == (64, 48, 1, None)
    assert row["image_id"] == "image:0123456789abcdef"
    assert media_of(path.read_bytes()) == row["media"]


def test_a_pixel_of_a_web_map_is_smaller_on_the_ground(tmp_path, pictures):
    """EPSG:3857 stretches by 1 / cos(latitude): at 60 degrees a map pixel of 1 m is 0.50 m on the ground; by the
    ellipsoid a cos 60 / sqrt(1 - e2 sin2 60) is 0.2 to 0.5 % from that, along the meridian and across."""
    north = 8_399_737.89  # of 60 degrees
    path = write(tmp_path / "web.tif", grey(), crs="EPSG:3857", transform=Affine(1, 0, 1_000_000, 0, -1, north + 24))
    (row,) = read(path, "web.tif", "images", "evidence:0").rows.to_pylist()
    assert row["pixel_m"] == pytest.approx(0.5, rel=0.006)
    a, b = pictures.ground(path, [(0, 24), (64, 24)])
    assert a[1] == pytest.approx(60.0, abs=1e-6)
    assert b[0] - a[0] == pytest.approx(64 / 111_319.49, rel=1e-6)


def test_where_very_many_pixels_lie_is_answered_too(tmp_path, pictures):
    path = write(tmp_path / "many.tif", grey(), crs="EPSG:4326", transform=Affine(0.01, 0, 10, 0, -0.01, 50))
    places = pictures.ground(path, [(float(i), 0.0) for i in range(3000)])
    assert len(places) == 3000
    assert places[2999] == pytest.approx((10 + 29.99, 50.0))


def test_whole_numbers_come_as_they_are_and_0_where_there_is_none(tmp_path, pictures):
    values = np.array([[1, 0, 70_000], [7, 65_535, 65_536]], np.uint32)
    path = tmp_path / "whole.tif"
    with rasterio.open(path, "w", driver="GTiff", width=3, height=2, count=1, dtype="uint32", nodata=7) as out:
        out.write(values, 1)
    assert pictures.whole(path, 1, (0, 0, 3, 2)).tolist() == [[1, 0, 65535], [0, 65535, 65535]]
    bytes_ = write(tmp_path / "bytes.tif", grey())
    assert pictures.whole(bytes_, 1, (0, 0, 5, 4)).tolist() == grey()[0, :4, :5].tolist()
    with pytest.raises(EvidenceError, match="no band 2 of whole numbers"):
        pictures.whole(path, 2, (0, 0, 3, 2))


def test_values_of_16_bits_are_stretched_and_bands_that_are_named_shown_in_their_order(tmp_path, pictures):
    values = np.zeros((4, 48, 64), np.uint16)
    values[:, :, 32:] = np.array([100, 200, 3000, 4000])[:, None, None]
    path = write(tmp_path / "sat.tif", values)
    with rasterio.open(path, "r+") as out:
        out.descriptions = ("Blue", "Green", "Red", "NIR")
    tile = shown(pictures.tile(path, 0, 0, 0))
    assert tile.shape == (4, 48, 64)
    assert tile[:3, 0, 0].tolist() == [0, 0, 0]
    assert tile[:3, 0, -1].tolist() == [255, 255, 255]


def test_what_has_no_data_is_seen_through(tmp_path, pictures):
    values = np.full((1, 48, 64), np.nan, np.float32)
    values[0, :, :32] = np.linspace(0, 1, 48)[:, None]
    tile = shown(pictures.tile(write(tmp_path / "radar.tif", values), 0, 0, 0))
    assert (tile[3, 0, 0], tile[3, 0, -1]) == (255, 0)


def test_a_large_picture_is_given_in_tiles_and_smaller(tmp_path, pictures):
    values = np.zeros((1, 1000, 1300), np.uint8)
    values[0, 600:, 700:] = 200
    path = write(tmp_path / "big.png", values, "PNG")
    assert shown(pictures.tile(path, 0, 0, 0)).shape == (4, 512, 512)
    assert shown(pictures.tile(path, 0, 2, 1)).shape == (4, 488, 276)
    whole = shown(pictures.tile(path, 2, 0, 0))
    assert whole.shape == (4, 250, 325)
    assert (whole[0, 10, 10], whole[0, -10, -10]) == (0, 200)
    with pytest.raises(EvidenceError, match="no tile there"):
        pictures.tile(path, 0, 3, 0)


@pytest.mark.parametrize("bad", [b"II*\x00" + b"\xff" * 100, b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, b"\xff\xd8\xff\xe0"])
def test_what_only_begins_as_a_picture_is_refused_with_a_reason(tmp_path, bad):
    (tmp_path / "bad").write_bytes(bad)
    with pytest.raises(EvidenceError, match=r"holiday\.jpg: cannot be opened as a picture: ") as told:
        read(tmp_path / "bad", "holiday.jpg", "images", "evidence:0")
    assert str(tmp_path) not in str(told.value)


def test_a_picture_that_is_cut_off_is_refused(tmp_path):
    noise = np.random.default_rng(1).integers(0, 255, (3, 1500, 1500), np.uint8)
    path = write(tmp_path / "whole.png", noise, "PNG")
    (tmp_path / "cut.png").write_bytes(path.read_bytes()[:100_000])
    with pytest.raises(EvidenceError, match="cannot be opened"):
        read(tmp_path / "cut.png", "cut.png", "images", "evidence:0")


def test_no_file_beside_a_picture_is_read(tmp_path, pictures):
    """A world file next to it would place it; the case keeps bytes alone."""
    path = write(tmp_path / "plain.png", grey(), "PNG")
    (tmp_path / "plain.pgw").write_text("1\n0\n0\n-1\n500000\n1000000\n", encoding="ascii")
    (tmp_path / "plain.png.aux.xml").write_text("<PAMDataset><SRS>EPSG:32652</SRS></PAMDataset>", encoding="ascii")
    assert pictures.describe(path)["corners"] is None


def test_what_takes_too_long_ends_that_process_and_the_next_question_is_answered(tmp_path):
    path = write(tmp_path / "a.png", grey(), "PNG")
    with Pictures(Limits(seconds=0.0)) as hurried:
        with pytest.raises(EvidenceError, match="cloud-optimised"):
            hurried.describe(path)
        hurried.limits = Limits()
        assert hurried.describe(path)["width_px"] == 64
