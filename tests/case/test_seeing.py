"""Optical images and Sentinel-2 products from the command line."""

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from fairlead import formats
from fairlead.cli.main import main
from tests.formats import sentinel2 as made
from tests.formats.sentinel1 import packed
from tests.imagery.test_optical import SHIPS, scene

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
PORTS = Path(__file__).parents[3] / "shared" / "data" / "imagery" / "sen2ships"


def stored(offset=1000):
    """The bands of a made-up scene as a product stores them: reflectance times 10,000, and 1,000 more."""
    names = {"blue": "B02", "green": "B03", "red": "B04", "nir": "B08"}
    return {
        names[name]: np.round(np.clip(band, 0.001, 1) * 10_000 + offset).astype(np.uint16)
        for name, band in scene().bands.items()
    }


def write_tiff(path, bands, names=None):
    with rasterio.open(path, "w", driver="GTiff", width=480, height=480, count=len(bands), dtype="uint16",
                       crs="EPSG:32653", transform=Affine(10, 0, made.WEST, 0, -10, made.NORTH)) as out:  # fmt: skip
        for n, (name, pixels) in enumerate(bands.items(), start=1):
            out.write(pixels, n)
            if names is not False:
                out.set_band_description(n, (names or {}).get(name, name))
    return path


def detect(path, out, *args):
    with pytest.raises(SystemExit) as left:
        main(["detect", str(path), "-o", str(out), *args])
    return left.value.code


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_a_sentinel_2_product_says_where_when_and_what_could_not_be_assessed(tmp_path, capsys, kind):
    root = made.make_product(tmp_path, stored())
    out, picture = tmp_path / "o.geojson", tmp_path / "o.png"
    assert detect(packed(root) if kind == "zip" else root, out, "--picture", str(picture)) == 0, capsys.readouterr().err
    said = " ".join(capsys.readouterr().out.split())
    assert "Not assessable: 0.1 km2 at the shore" in said  # 480 rows of 3 pixels of 100 m2: .144 km2
    held = json.loads(out.read_text())
    assert held["search"]["sun_elevation_deg"] == 56.5
    assert held["search"]["cloud_said_frac"] == 0.285
    assert held["search"]["not_assessable"] == {"cloud_km2": 0, "glint_km2": 0, "shore_km2": 0.144}
    assert len(held["features"]) == len(SHIPS)
    taken = formats.read(out, out.name, "detections", "evidence:1")
    assert taken.rejects.num_rows == 0
    rows = sorted(taken.rows.to_pylist(), key=lambda r: r["pixel_row"])
    assert {(r["sensor"], r["scene"], r["start_time"].isoformat()[:19]) for r in rows} == {
        ("optical", made.NAME.format(level="1C"), "2023-08-04T02:19:02")}  # 20 s before the tile's time  # fmt: skip
    # the first ship lies 800 m east of the central meridian, 135 E, where a degree has 82,400 m at 42.4 N
    assert rows[0]["lon"] == pytest.approx(135 + 800 / 82_400, abs=2e-4)
    assert [r["length_m"] for r in rows] == [pytest.approx(10 * s[2], abs=15) for s in sorted(SHIPS)]
    with rasterio.open(picture) as shown:
        assert shown.shape == (480, 480)


@pytest.mark.parametrize("names", [{}, {"B02": "blue", "B03": "green", "B04": "red", "B08": "NIR"}])
def test_a_picture_whose_bands_have_names_is_searched_as_optical(tmp_path, capsys, names):
    out = tmp_path / "o.geojson"
    assert detect(write_tiff(tmp_path / "x.tif", stored(0), names), out, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert len(said["found"]) == len(SHIPS)
    assert json.loads(out.read_text())["features"][0]["properties"]["detector"] == "fairlead optical"


@pytest.mark.parametrize(
    ("make", "args", "words"),
    [
        (lambda p: made.make_product(p, stored(), tile_said=made.tile(400, 480)), [],
         "where the metadata say 480 x 400"),
        (lambda p: made.make_product(p, stored(), tile_said=made.tile(480, 480, crs="EPSG:32654")), [],
         "lies in EPSG:32653 where the metadata say EPSG:32654"),
        (lambda p: made.make_product(p, stored(), leave_out=("*B08.jp2",)), [], "no pixels of band B08"),
        (lambda p: made.make_product(p, {b: np.zeros((480, 480), np.uint16) for b in stored()}), [],
         "0 pixels of open water"),
        (lambda p: write_tiff(p / "x.tif", stored(0)), ["--band", "2"], "are of radar images"),
        (lambda p: write_tiff(p / "x.tif", stored(0)), ["--inland"], "are of radar images"),
        (lambda p: write_tiff(p / "x.tif", stored(0)), ["--polarisation", "vv"], "is of a Sentinel-1 product"),
        (lambda p: write_tiff(p / "x.tif", stored(0)), ["--false-alarms", "2"], "false_alarms must be"),
    ],
)  # fmt: skip
def test_what_cannot_be_searched_has_its_reason(tmp_path, capsys, make, args, words):
    assert detect(make(tmp_path), tmp_path / "o.geojson", *args) == 1
    assert words in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "o.geojson").exists()


@pytest.mark.skipif(not PORTS.is_dir(), reason="the shared images are not beside the repository")
def test_the_anchorage_off_algiers(tmp_path, capsys):
    """Twelve ships at anchor, outlined by the set's authors. The port is one of those that choices were made on."""
    (image,) = PORTS.glob("algiers_*_S2L2A.tif")
    out = tmp_path / "o.geojson"
    assert detect(image, out, "--json") == 0
    found = json.loads(capsys.readouterr().out)["found"]
    boxes = [s["bbox"] for s in json.loads(next(PORTS.glob("algiers_*_ships.json")).read_text())["ships"]]
    at_anchor = [(x, y, w, h) for x, y, w, h in boxes if x > 400]
    assert len(at_anchor) == 12
    for x, y, w, h in at_anchor:
        (one,) = [r for r in found if x <= r["column"] <= x + w and y <= r["row"] <= y + h]
        assert one["length_m"] > 80


def test_what_an_l2a_product_says_is_cloud_is_not_assessable(tmp_path, capsys):
    classes = np.full((480, 480), 6, np.uint16)  # water
    classes[330:390, 0:100] = 9  # .6 km2 of cloud, thin enough for its water to be seen
    classes[290:310, 390:410] = 8  # .04 km2: a ship taken for cloud
    root = made.make_product(tmp_path, stored() | {"SCL": classes}, level="2A")
    assert detect(root, tmp_path / "with.geojson", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    next(root.rglob("*SCL*")).unlink()
    assert detect(root, tmp_path / "without.geojson", "--json") == 0
    without = json.loads(capsys.readouterr().out)
    areas = [s["search"]["not_assessable"]["cloud_km2"] for s in (found, without)]
    assert areas[0] - areas[1] == pytest.approx(0.6, abs=0.001)
    assert len(found["found"]) == len(without["found"])


def write_item(folder, bands, *, is_placed, **said):
    """A STAC item whose bands are files of their own; PNG that it places, or TIFF that place themselves."""
    assets = {}
    for name, pixels in bands.items():
        file = folder / f"{name}.{'tif' if is_placed else 'png'}"
        place = {"crs": "EPSG:32653", "transform": Affine(10, 0, made.WEST, 0, -10, made.NORTH)} if is_placed else {}
        with rasterio.open(file, "w", driver="GTiff" if is_placed else "PNG", width=pixels.shape[1],
                           height=pixels.shape[0], count=1, dtype="uint16", **place) as out:  # fmt: skip
            out.write(pixels, 1)
        assets[name] = {"href": file.name, "bands": [{"eo:common_name": name, "raster:scale": 1e-4,
                                                      "raster:offset": -0.1}]}  # fmt: skip
    properties = {"datetime": "2024-03-07T02:11:05Z", "proj:code": "EPSG:32653",
                  "proj:transform": [10, 0, made.WEST, 0, -10, made.NORTH]}  # fmt: skip
    path = folder / "item.json"
    path.write_text(json.dumps({"stac_version": "1.1.0", "type": "Feature", "id": "my-item", "geometry": None,
                                "properties": properties, "assets": assets} | said))  # fmt: skip
    return path


def colours():
    names = {"B02": "blue", "B03": "green", "B04": "red", "B08": "nir"}
    return {names[b]: pixels for b, pixels in stored().items()}


@pytest.mark.parametrize("is_placed", [True, False])
def test_a_stac_item_with_its_files_beside_it_is_searched_as_its_product_would_be(tmp_path, capsys, is_placed):
    out, other = tmp_path / "o.geojson", tmp_path / "p.geojson"
    assert detect(write_item(tmp_path, colours(), is_placed=is_placed), out) == 0, capsys.readouterr().err
    assert detect(made.make_product(tmp_path, stored()), other) == 0
    found, same = (json.loads(p.read_text())["features"] for p in (out, other))
    assert len(found) == len(SHIPS)
    assert [f["geometry"] for f in found] == [f["geometry"] for f in same]
    assert [f["properties"]["length_m"] for f in found] == [f["properties"]["length_m"] for f in same]
    said = found[0]["properties"]
    assert (said["scene"], said["detected_at"], said["detected_error_s"]) == ("my-item", "2024-03-07T02:11:05.000Z", 0)


def test_bands_of_an_item_that_lie_on_another_grid_are_refused(tmp_path, capsys):
    bands = colours() | {"green": colours()["green"][::2, ::2]}
    assert detect(write_item(tmp_path, bands, is_placed=True), tmp_path / "o.geojson") == 1
    assert "are not of one grid" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--crs", "EPSG:32653"], "says itself where it lies"),
        (["--polarisation", "vv"], "is of a Sentinel-1 product"),
    ],
)
def test_what_an_item_says_itself_nobody_else_says(tmp_path, capsys, args, words):
    path = write_item(tmp_path, colours(), is_placed=True)
    assert detect(path, tmp_path / "o.geojson", *args) == 1
    assert words in " ".join(capsys.readouterr().err.split())


def test_an_item_without_its_files_says_so(tmp_path, capsys):
    path = write_item(tmp_path, {}, is_placed=True, assets={"a": {"href": "https://example.org/a.tif"}})
    assert detect(path, tmp_path / "o.geojson") == 1
    assert "item.json is a STAC item whose images lie elsewhere" in " ".join(capsys.readouterr().err.split())
