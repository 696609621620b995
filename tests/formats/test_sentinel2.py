"""Sentinel-2: when they were taken, how values become reflectance, which files are bands; what is not whole."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from fairlead.errors import EvidenceError
from fairlead.formats.rasters import Pictures
from fairlead.formats.sentinel2 import is_product, open_product
from tests.formats import sentinel2 as made
from tests.formats.sentinel1 import packed

SHARED = Path(__file__).parents[3] / "shared" / "data" / "imagery" / "s2_safe_metadata"
RAMP = np.arange(60 * 80, dtype=np.uint16).reshape(60, 80)
PIXELS = {"B03": RAMP, "B08": RAMP + 1, "B11": RAMP + 2}


@pytest.fixture(scope="module")
def pictures():
    with Pictures() as opened:
        yield opened


@pytest.mark.parametrize("level", ["1C", "2A"])
@pytest.mark.parametrize("given", ["folder", "metadata", "zip"])
def test_a_product_is_its_folder_its_metadata_or_a_zip(tmp_path, pictures, level, given):
    root = made.make_product(tmp_path, PIXELS, level=level)
    path = {"folder": root, "metadata": root / f"MTD_MSIL{level}.xml", "zip": packed(root)}[given]
    assert is_product(path)
    with open_product(path) as product:
        assert (product.product, product.level) == (made.NAME.format(level=level), f"L{level}")
        assert {b: (one.side_m, one.offset, one.divisor) for b, one in product.bands.items()} == {
            "B03": (10, -1000, 10000), "B08": (10, -1000, 10000), "B11": (20, -1000, 10000)}  # fmt: skip
        image = product.image("B08")
        # a window: columns 30 to 34 of rows 20 and 21, each a row times 80, its column and one
        read = pictures.values(image, 1, (30, 20, 5, 2))
        assert read.tolist() == [[1631, 1632, 1633, 1634, 1635], [1711, 1712, 1713, 1714, 1715]]
        ((lon, _),) = pictures.ground(image, [(0.0, 0.0)])
        assert lon == pytest.approx(135.0, abs=1e-9)  # the central meridian of zone 53
        with pytest.raises(EvidenceError, match="no pixels of band B04; it has B03, B08, B11"):
            product.image("B04")
    assert image.exists() == (given != "zip")


def test_the_tile_says_when_and_how_the_sun_stood(tmp_path):
    with open_product(made.make_product(tmp_path, PIXELS)) as product:
        # of the tile, not of the pass, which began five minutes before
        assert product.taken == datetime(2023, 8, 4, 2, 19, 22, 751281, UTC)
        assert (product.sun_elevation_deg, product.sun_azimuth_deg, product.cloud_frac) == (56.5, 146.25, 0.285)
        assert (product.spacecraft, product.baseline, product.crs_words) == ("Sentinel-2A", "05.09", "EPSG:32653")
        assert product.sizes == {10: (60, 80), 20: (30, 40)}


def test_before_baseline_four_there_is_no_offset(tmp_path):
    root = made.make_product(tmp_path, PIXELS, said=made.about(baseline="03.01", offsets={}))
    with open_product(root) as product:
        assert {one.offset for one in product.bands.values()} == {0.0}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"leave_out": ("MTD_MSIL1C.xml",)}, "no metadata of a Sentinel-2 product"),
        ({"leave_out": ("MTD_TL.xml",)}, "no metadata of its tile"),
        ({"said": made.about(offsets={})}, "lack the radiometric offset of B03"),
        ({"said": made.about(offsets={2: -1000, 7: -1000})}, "lack the radiometric offset of B11"),
        ({"said": made.about(baseline="latest")}, "'latest' as processing baseline"),
        ({"said": made.about()[:500]}, "cut off or damaged"),
        ({"said": made.about().replace(">10000<", ">0<")}, "divided by 0"),
        ({"said": made.about().replace(">10000<", ">many<")}, "'many' as QUANTIFICATION_VALUE"),
        ({"tile_said": made.tile(60, 80, sensed="noon")}, "'noon' as the time of the tile"),
        ({"tile_said": made.tile(60, 80).replace("Mean_Sun_Angle", "Sun")}, "lack Mean_Sun_Angle"),
        ({"tile_said": made.tile(60, 80).replace("60<", "all<")}, "'all' as NROWS"),
        ({"said": "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><a>&y;</a>"}, "DOCTYPE"),
    ],
)
def test_what_is_not_whole_has_its_reason(tmp_path, change, words):
    root = made.make_product(tmp_path, {"B03": RAMP, "B11": RAMP}, **change)
    with pytest.raises(EvidenceError, match=words), open_product(root):
        pass


def test_a_product_of_two_tiles_is_refused(tmp_path):
    root = made.make_product(tmp_path, {"B03": RAMP})
    other = root / "GRANULE" / "L1C_T53TPG"
    other.mkdir()
    (other / "MTD_TL.xml").write_text(made.tile(60, 80))
    with pytest.raises(EvidenceError, match="has 2 tiles"), open_product(root):
        pass


def test_pixels_that_are_cut_off_have_their_reason(tmp_path, pictures):
    with open_product(made.make_product(tmp_path, {"B03": RAMP})) as product:
        image = product.image("B03")
        image.write_bytes(image.read_bytes()[:300])
        with pytest.raises(EvidenceError, match="cannot be opened as a picture"):
            pictures.values(image, 1, (0, 0, 80, 60))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared metadata are not beside the repository")
def test_real_metadata_are_read(tmp_path):
    # S2A, 4 August 2023; the figures as they stand in the two files, the sun's height 90 less its zenith angle
    name = "S2A_MSIL1C_20230804T021351_N0509_R060_T51MUP_20230804T052642"
    at = tmp_path / f"{name}.SAFE" / "GRANULE" / "L1C_T51MUP_A042385_20230804T021840"
    (at / "IMG_DATA").mkdir(parents=True)
    (tmp_path / f"{name}.SAFE" / "MTD_MSIL1C.xml").write_bytes(
        gzip.decompress((SHARED / "MTD_MSIL1C.xml.gz").read_bytes())
    )
    (at / "MTD_TL.xml").write_bytes(gzip.decompress((SHARED / "MTD_TL.xml.gz").read_bytes()))
    for band in ("B02", "B08", "B8A", "B11", "B12"):
        (at / "IMG_DATA" / f"T51MUP_20230804T021351_{band}.jp2").write_bytes(b"")
    with open_product(tmp_path / f"{name}.SAFE") as product:
        assert product.taken == datetime(2023, 8, 4, 2, 19, 22, 751281, UTC)
        assert product.sun_elevation_deg == pytest.approx(90 - 33.9332422527145)
        assert product.sun_azimuth_deg == pytest.approx(46.300850000177)
        assert product.cloud_frac == pytest.approx(0.284299023559975)
        assert product.sizes == {10: (10980, 10980), 20: (5490, 5490), 60: (1830, 1830)}
        assert (product.level, product.baseline, product.crs_words) == ("L1C", "05.09", "EPSG:32751")
        assert {b: (one.side_m, one.offset) for b, one in product.bands.items()} == {
            "B02": (10, -1000), "B08": (10, -1000), "B8A": (20, -1000), "B11": (20, -1000),
            "B12": (20, -1000)}  # fmt: skip
