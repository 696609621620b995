"""Sentinel-1 products: where pixels lie, when they were taken, how bright they are; why one is not whole."""

import gzip
import math
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.control import GroundControlPoint
from rasterio.transform import GCPTransformer

from fairlead.base.geodesy import ground_step_m
from fairlead.errors import EvidenceError
from fairlead.formats.sentinel1 import is_product, open_product
from tests.formats.sentinel1 import EAST, LINE_DEG, NAME, NORTH, PIXEL_DEG, STEM, annotation, make_product, packed

SHARED = Path(__file__).parents[3] / "shared" / "data" / "imagery" / "s1_safe_metadata"
pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
SEA = np.full((200, 300), 100, np.uint16)


@pytest.mark.parametrize("given", ["folder", "manifest", "zip"])
def test_a_product_is_its_folder_its_manifest_or_a_zip(tmp_path, given):
    root = make_product(tmp_path, SEA)
    (root / "manifest.safe").write_text("<x/>")
    path = {"folder": root, "manifest": root / "manifest.safe", "zip": packed(root)}[given]
    assert is_product(path)
    with open_product(path) as product:
        assert (product.polarisation, product.width, product.height, product.pixel_m) == ("vh", 300, 200, 10.0)
        assert product.product == NAME
        with rasterio.open(product.image) as image:
            assert image.read(1).max() == 100
        image_at = product.image
    assert image_at.exists() == (given != "zip")


def test_where_when_and_how_bright_a_pixel_is(tmp_path):
    with open_product(make_product(tmp_path, SEA), "VV") as product:
        ((lon, lat),) = product.ground([(120.5, 50.5)])
        assert (lat, lon) == (
            pytest.approx(NORTH + 50 * LINE_DEG, abs=1e-6),
            pytest.approx(EAST + 120 * PIXEL_DEG, abs=1e-6),
        )
        # 50 lines of 1.5 ms after the first
        assert product.taken(50.5) == datetime(2022, 10, 2, 20, 51, 27, 70_649, UTC)
        flown = product.flown(120.5, 50.5)
        assert (flown.flight_deg, flown.looks_right) == (pytest.approx(180, abs=0.1), True)
        assert flown.speed_mps == pytest.approx(math.hypot(2280, 7240))
        assert flown.slant_m == pytest.approx((5.4e-3 + 120e-7) * 299_792_458 / 2)
        assert flown.incidence_deg == pytest.approx(35.12)
        # (1000^2 - 640,000) / 500^2 = 1.44; its decibels 1.58
        assert product.sigma0_db(1000, 120.5, 50.5) == pytest.approx(1.5836, abs=1e-3)
        assert product.sigma0_db(800, 120.5, 50.5) is None  # no more than its noise


@pytest.mark.parametrize(
    ("change", "asked", "words"),
    [
        ({}, "hh", "has no polarisation hh; it has vh, vv"),
        ({"leave_out": ("*-grd-*.xml",)}, None, "no annotation"),
        ({"leave_out": ("*.tiff",)}, None, "no pixels of vh"),
        ({"said": annotation(300, 200)[:900]}, None, "cut off or damaged"),
        ({"said": annotation(300, 200, begins="yesterday")}, None, "'yesterday' as the time of the first line"),
        ({"said": annotation(300, 200).replace("<numberOfLines>200", "<numberOfLines>many")}, None, "'many' as number"),
        ({"said": annotation(300, 200).replace("geolocationGridPoint>", "gridPoint>")}, None, "lacks the image's size"),
        ({"said": annotation(300, 200).replace("<line>199", "<line>150", 1)}, None, "each crossing"),
        ({"said": "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><product>&y;</product>"}, None, "DOCTYPE"),
    ],
)
def test_what_is_not_whole_has_its_reason(tmp_path, change, asked, words):
    with pytest.raises(EvidenceError, match=words), open_product(make_product(tmp_path, SEA, **change), asked):
        pass


def test_a_zip_that_is_cut_off_has_its_reason(tmp_path):
    path = packed(make_product(tmp_path, SEA))
    path.write_bytes(path.read_bytes()[:-300])
    assert not is_product(path)
    with pytest.raises(EvidenceError, match="damaged or cut off"), open_product(path):
        pass


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared annotation is not beside the repository")
def test_a_real_product_lies_where_control_points_say_to_a_pixel(tmp_path):
    stem = STEM.format(pol="vv", n=1)
    root = tmp_path / f"{NAME}.SAFE"
    (root / "annotation" / "calibration").mkdir(parents=True)
    (root / "measurement").mkdir()
    (root / "measurement" / f"{stem}.tiff").write_bytes(b"")
    for part in ("", "calibration/calibration-", "calibration/noise-"):
        packed_xml = SHARED / f"20221002_{part.rpartition('/')[2]}{stem}.xml.gz"
        (root / "annotation" / f"{part}{stem}.xml").write_bytes(gzip.decompress(packed_xml.read_bytes()))
    with open_product(root) as product:
        assert (product.width, product.height) == (25117, 19497)
        # the annotation's own time of the last line, which is not read
        assert abs((product.taken(19496.5) - datetime(2022, 10, 2, 20, 51, 56, 12_438, UTC)).total_seconds()) < 1e-4
        flown = product.flown(12558.5, 9748.5)
        assert flown.looks_right
        # its platformHeading is -168.0 degrees; the Earth turns below, by half a degree of the track
        assert flown.flight_deg == pytest.approx(192.0, abs=0.8)
        lines, pixels = product.grid.lines, product.grid.pixels
        marks = [(float(r), float(c)) for r in lines for c in pixels]
        at = product.ground([(c + 0.5, r + 0.5) for r, c in marks])
        points = [GroundControlPoint(row=r, col=c, x=x, y=y) for (r, c), (x, y) in zip(marks, at, strict=True)]
        rng = np.random.default_rng(7)
        rows, columns = rng.uniform(0, 19496, 200).tolist(), rng.uniform(0, 25116, 200).tolist()
        with GCPTransformer(points, tps=True) as theirs:
            lon, lat = theirs.xy(rows, columns, offset="ul")
        ours = product.ground([(c + 0.5, r + 0.5) for r, c in zip(rows, columns, strict=True)])
        off = [math.hypot(*ground_step_m(y, x, v, u)) for (x, y), u, v in zip(ours, lon, lat, strict=True)]
        assert max(off) < 10.0  # a pixel
        assert product.sigma0_db(62.86, 12000.5, 9000.5) == pytest.approx(-20, abs=3)  # the image's mean: open sea


def test_a_folder_that_may_not_be_looked_into_is_no_product(tmp_path, monkeypatch):
    """Found by seeded faults: whoever reads it says why in words, and telling its kind must not end in a traceback."""
    from pathlib import Path

    from fairlead.formats.safe import names_in

    def refused(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refused)
    assert names_in(tmp_path) == []
