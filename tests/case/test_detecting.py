import json
import math
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from fairlead import formats
from fairlead.case.detecting import AT_SHORE, TOO_LONG, detect, geojson_of, picture_of, read_drawn
from fairlead.cli.main import main
from fairlead.errors import EvidenceError
from fairlead.formats.radar_images import Values
from fairlead.formats.rasters import Pictures
from fairlead.formats.sentinel1 import open_product
from fairlead.imagery.radar import RadarParams
from tests.formats.sentinel1 import EAST, LINE_DEG, NAME, NORTH, PIXEL_DEG, annotation, make_product, packed
from tests.imagery.clutter import put_ship, sea

IMAGERY = Path(__file__).parents[3] / "shared" / "data" / "imagery"
pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
real = pytest.mark.skipif(not IMAGERY.is_dir(), reason="the shared images are not beside the repository")


@pytest.fixture(scope="module")
def pictures():
    with Pictures() as opened:
        yield opened


def search(pictures, path, **asked):
    if "values" in asked:
        asked["values"] = Values(asked["values"])
    return detect(pictures, path, RadarParams(), lambda _what, _share: None, **asked)


def write_tiff(path, pixels, crs="EPSG:32653", west=500_000.0, north=4_700_000.0, side=10.0, **profile):
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=pixels.shape[1],
        height=pixels.shape[0],
        count=1,
        dtype=pixels.dtype,
        crs=crs,
        transform=Affine(side, 0, west, 0, -side, north),
        **profile,
    ) as out:
        out.write(pixels, 1)
    return path


def one_ship(value=2000):
    """A ship of 240 m by 50 m at 10 m pixels, north and south; 500 m of sea around it and more."""
    pixels = sea(10.0, (400, 500), seed=4)
    put_ship(pixels, 200, 300, 24, 5, 0, value)
    return pixels


@pytest.mark.parametrize("lat", [0.5, 35.1, 60.0])
def test_a_length_in_web_mercator_is_that_on_the_ground(pictures, tmp_path, lat):
    # In EPSG:3857 a metre of the grid is cos(latitude) of one on the ground, on the sphere that the grid is made of.
    north = 6378137 * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) + 2000
    path = write_tiff(tmp_path / "m.tif", one_ship(), crs="EPSG:3857", west=-3_000_000.0, north=north)
    (row,) = search(pictures, path).rows
    assert row["lat"] == pytest.approx(lat, abs=0.002)
    assert row["length_m"] == pytest.approx(250 * math.cos(math.radians(lat)), rel=0.05)
    assert row["axis_deg"] == pytest.approx(0, abs=6) or row["axis_deg"] == pytest.approx(180, abs=6)


def test_a_ship_lies_where_the_grid_says(pictures, tmp_path):
    # UTM 53 north, central meridian 135 E, on it: 500,000 m east; the ship's middle 3,000 m east and 2,000 m south.
    (row,) = search(pictures, write_tiff(tmp_path / "u.tif", one_ship())).rows
    assert row["box"][0] in (297, 298)
    assert (row["row"], row["column"]) == (pytest.approx(200, abs=1), pytest.approx(300, abs=1))
    assert row["lon"] == pytest.approx(135 + 3000 / (111_320 * math.cos(math.radians(row["lat"]))), abs=0.0004)
    # meridian arc of WGS 84 to 4,698,000 m / .9996 north
    assert row["lat"] == pytest.approx(42.4345, abs=0.001)


@pytest.mark.parametrize("kind", ["db", "power", "amplitude"])
def test_the_same_scene_in_decibels_and_as_power_gives_the_same_ship(pictures, tmp_path, kind):
    amplitude = one_ship().astype(np.float32)
    values = {"db": 20 * np.log10(amplitude / 4000), "power": (amplitude / 4000) ** 2, "amplitude": amplitude / 4000}[
        kind
    ]
    path = write_tiff(tmp_path / "v.tif", values.astype(np.float32))
    asked = {} if kind == "db" else {"values": kind}
    (row,) = search(pictures, path, **asked).rows
    whole = search(pictures, write_tiff(tmp_path / "w.tif", one_ship())).rows[0]
    assert (row["box"], row["length_m"]) == (whole["box"], whole["length_m"])


def test_far_inland_nothing_is_searched_unless_it_is_asked_for(pictures, tmp_path):
    # Mongolia, 46 N 105 E (UTM 48, its central meridian), a thousand kilometres from any sea
    path = write_tiff(tmp_path / "i.tif", one_ship(), crs="EPSG:32648", north=5_094_000.0)
    with pytest.raises(EvidenceError, match="too few to tell"):
        search(pictures, path)
    found = search(pictures, path, is_inland_searched=True)
    assert (len(found.rows), found.inland_frac) == (1, 0.0)


def test_a_shore_by_the_map_parts_sea_and_land(pictures, tmp_path):
    # West coast of Jutland at 56.26 N, 8.13 E (UTM 32): the shore runs north and south; 10 m pixels, 20 km wide
    pixels = sea(10.0, (300, 2000), seed=9)
    found = search(
        pictures, write_tiff(tmp_path / "j.tif", pixels, crs="EPSG:32632", west=435_000.0, north=6_236_000.0)
    )
    inland = found.searched.land
    assert 0.3 < found.inland_frac < 0.6
    # the shore at 8.13 E lies 446.2 km east on the grid, 11.2 km into the image; land begins 2 km farther, +- 1
    firsts = [np.nonzero(row)[0][0] * 8 * 10 for row in inland]
    assert all(12_200 < first < 14_200 for first in firsts), firsts
    assert all(row[np.nonzero(row)[0][0] :].all() for row in inland)


def test_borders_without_values_are_no_sea(pictures, tmp_path):
    pixels = one_ship().astype(np.float32)
    pixels[:, :150], pixels[:60] = np.nan, -9999
    found = search(pictures, write_tiff(tmp_path / "n.tif", pixels, nodata=-9999), values="amplitude")
    assert found.searched.pixels == 340 * 350
    assert [r["column"] for r in found.rows] == [pytest.approx(300, abs=1)]


@pytest.mark.parametrize(
    ("make", "asked", "words"),
    [
        (lambda p: p.write_bytes(b"II*\0" + b"\0" * 40), {}, "cannot be opened"),
        (lambda p: write_tiff(p, np.zeros((3000, 3000), np.uint8), compress="deflate"), {}, "no value in it that is"),
        (lambda p: write_tiff(p, np.ones((300, 300), np.float32)), {}, "say --values amplitude, power or db"),
        (lambda p: write_tiff(p, -np.ones((300, 300), np.float32)), {"values": "power"}, "values below zero"),
        (lambda p: write_tiff(p, one_ship()), {"band": 3}, "no band 3"),
        (lambda p: write_tiff(p, one_ship()[:90, :90]), {}, "too few to tell"),
        (lambda p: write_tiff(p, one_ship(), side=1000.0), {}, "pixels of 1e\\+03 m"),
        (lambda p: write_tiff(p, one_ship()), {"pixel_m": 40.0}, "says itself that a pixel has 10 m, not 40"),
    ],
)  # fmt: skip
def test_what_cannot_be_searched_has_its_reason(pictures, tmp_path, make, asked, words):
    make(path := tmp_path / "x.tif")
    with pytest.raises(EvidenceError, match=words):
        search(pictures, path, **asked)


def test_an_image_that_does_not_say_where_it_lies_needs_a_scale(pictures, tmp_path):
    path = tmp_path / "p.png"
    with rasterio.open(path, "w", driver="PNG", width=500, height=400, count=1, dtype="uint16") as out:
        out.write(one_ship(), 1)
    with pytest.raises(EvidenceError, match="say how large one is with --pixel-m"):
        search(pictures, path)
    (row,) = search(pictures, path, pixel_m=10.0).rows
    assert (row["lat"], row["axis_deg"]) == (None, None)
    assert row["length_m"] == pytest.approx(250, abs=15)


def test_the_command_writes_what_it_found_and_says_what_that_cannot_show(tmp_path, capsys):
    pixels = one_ship()
    pixels[300:302, 50:150] = 3000  # a wall of 1 km
    path, out, picture = write_tiff(tmp_path / "s.tif", pixels), tmp_path / "o.geojson", tmp_path / "o.png"
    with pytest.raises(SystemExit) as left:
        main(["detect", str(path), "-o", str(out), "--picture", str(picture)])
    assert left.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "not therefore a ship" in said
    assert "2 things stand out of the sea" in said
    held = json.loads(out.read_text())
    assert held["search"]["params"]["false_alarms"] == 1e-7
    assert len(held["search"]["sha256"]) == 64
    by_length = sorted(held["features"], key=lambda f: f["properties"]["length_m"])
    assert [f["properties"]["remarks"] for f in by_length] == [None, TOO_LONG]
    assert by_length[0]["geometry"]["coordinates"][0] == pytest.approx(135.036, abs=0.001)
    # a case takes the file as it is: a table of detections
    taken = formats.read(out, out.name, formats.sniff(out, out.name).kind, "evidence:1")
    assert taken.rejects.num_rows == 0
    rows = sorted(taken.rows.to_pylist(), key=lambda r: r["length_m"])
    assert [(r["label"], r["scene"], r["sensor"], r["said_words"]) for r in rows] == [
        (f["properties"]["detection_id"], "s.tif", "sar", f["properties"]["remarks"]) for f in by_length
    ]
    assert rows[0]["length_low_m"] < rows[0]["length_m"] < rows[0]["length_high_m"]
    with rasterio.open(picture) as shown:
        seen = shown.read()
    assert seen.shape == (4, 400, 500)
    assert ((seen[0] == 240) & (seen[1] == 200) & (seen[2] == 0)).sum() > 40


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["-o", "x.csv"], "writes .geojson"),
        (["-o", "none/x.geojson"], "no folder none"),
        (["-o", "x.geojson", "--picture", "x.jpg"], "writes .png"),
        (["-o", "x.geojson", "--false-alarms", "2"], "false_alarms must be"),
    ],
)
def test_outputs_that_cannot_be_meant_are_refused_before_anything_is_read(tmp_path, monkeypatch, capsys, args, words):
    monkeypatch.chdir(tmp_path)
    write_tiff(tmp_path / "s.tif", one_ship())
    with pytest.raises(SystemExit) as left:
        main(["detect", "s.tif", *args])
    assert left.value.code == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "x.geojson").exists()


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_sentinel_product_says_where_when_and_how_bright(tmp_path, capsys, is_packed):
    root = make_product(tmp_path, one_ship())
    path, out = packed(root) if is_packed else root, tmp_path / "o.geojson"
    with pytest.raises(SystemExit) as left:
        main(["detect", str(path), "-o", str(out), "--polarisation", "vv"])
    assert left.value.code == 0, capsys.readouterr().err
    (ship,) = json.loads(out.read_text())["features"]
    lon, lat = ship["geometry"]["coordinates"]
    assert (lat, lon) == (
        pytest.approx(NORTH + 200 * LINE_DEG, abs=1e-4),
        pytest.approx(EAST + 300 * PIXEL_DEG, abs=1e-4),
    )
    said = ship["properties"]
    assert said["scene"] == NAME
    assert said["length_m"] == pytest.approx(250, abs=15)
    assert said["detected_at"][:21] == "2022-10-02T20:51:27.2"  # 200 lines of 1.5 ms after 26.9956 s
    taken = formats.read(out, out.name, "detections", "evidence:1")
    assert taken.rejects.num_rows == 0
    (row,) = taken.rows.to_pylist()
    assert (row["time_basis"], row["start_time"].second) == ("stated", 27)
    assert f"sigma0_db: {said['sigma0_db']:g}" in row["others"]


def test_a_ghost_of_a_sentinel_product_is_listed_with_whose_it_may_be(pictures, tmp_path):
    # .05547 m x 813.8 km x 1,717 Hz / (2 x 7,590 m/s) = 5.1 km, 510 lines: slant range at column 200 is c/2 x 5.42 ms
    pixels = sea(10.0, (800, 400), 5)
    put_ship(pixels, 150, 200, 20, 4, 90, 9000)
    put_ship(pixels, 661, 202, 12, 3, 90, 700)
    put_ship(pixels, 400, 90, 12, 3, 90, 700)
    with open_product(make_product(tmp_path, pixels, said=annotation(400, 800, prf=1717.0))) as product:
        found = detect(pictures, tmp_path, RadarParams(), lambda _what, _share: None, product=product)
    assert [(round(r["row"], -1), r["ghost_of"]) for r in found.rows] == [(150, None), (660, 1), (400, None)]
    (words,) = found.rows[1]["remarks"]
    assert words == "may be a ghost of no. 1, 5.1 km off along the flight and 22 dB brighter"


@pytest.mark.parametrize(
    ("make", "args", "words"),
    [
        (lambda p: make_product(p, one_ship()), ["--polarisation", "hh"], "has no polarisation hh"),
        (lambda p: make_product(p, one_ship(), said=annotation(400, 400)), [], "where its annotation says"),
        (lambda p: write_tiff(p / "x.tif", one_ship()), ["--polarisation", "vv"], "is of a Sentinel-1 product, which"),
        (lambda p: p / "sub", [], "is a folder, and no Sentinel-1 GRD product"),
    ],
)
def test_products_that_cannot_be_searched_have_their_reason(tmp_path, capsys, make, args, words):
    (tmp_path / "sub").mkdir()
    with pytest.raises(SystemExit) as left:
        main(["detect", str(make(tmp_path)), "-o", str(tmp_path / "o.geojson"), *args])
    assert left.value.code == 1
    assert words in " ".join(capsys.readouterr().err.split())


def drawn(path, *boxes):
    """Boxes in degrees, west, south, east and north, as polygons without a property."""
    rings = [[[w, s], [e, s], [e, n], [w, n], [w, s]] for w, s, e, n in boxes]
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [r]}} for r in rings
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_what_the_user_draws_as_land_or_outside_the_sea_is_not_searched(pictures, tmp_path):
    pixels = one_ship()
    put_ship(pixels, 200, 100, 24, 5, 0, 2000)
    path = write_tiff(tmp_path / "s.tif", pixels)
    both = search(pictures, path)
    assert sorted(round(r["column"]) for r in both.rows) == [100, 300]
    ship = next(r for r in both.rows if r["column"] < 200)
    here = (ship["lon"] - 0.006, ship["lat"] - 0.006, ship["lon"] + 0.006, ship["lat"] + 0.006)
    # two that overlap are both land, and a far one besides
    twice = (here[0] - 0.001, here[1], here[2], here[3])
    land = read_drawn(drawn(tmp_path / "l.geojson", here, twice, (10.0, 10.0, 11.0, 11.0)))
    masked = search(pictures, path, land=land)
    assert [round(r["column"]) for r in masked.rows] == [300]
    # .013 by .012 degrees at 42.4 N: 1,070 by 1,333 m, of 5,000 by 4,000 m
    assert masked.drawn_frac == pytest.approx(1.070 * 1.333 / 20, rel=0.1)
    west = (ship["lon"] - 0.02, ship["lat"] - 0.03, ship["lon"] + 0.012, ship["lat"] + 0.03)
    inside = search(pictures, path, sea=read_drawn(drawn(tmp_path / "w.geojson", west)), is_inland_searched=True)
    assert [round(r["column"]) for r in inside.rows] == [100]
    # column 100 and .012 degrees (987 m) more of the 500 columns
    assert inside.drawn_frac == pytest.approx(1 - 1.987 / 5, abs=0.02)
    with pytest.raises(EvidenceError, match="no polygon can be laid over it"):
        search(pictures, write_tiff(tmp_path / "n.tif", pixels, crs=None), pixel_m=10.0, land=land)
    (tmp_path / "p.geojson").write_text(
        '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}'
    )
    with pytest.raises(EvidenceError, match=r"p\.geojson has a feature, 1, that is no polygon"):
        read_drawn(tmp_path / "p.geojson")


def cut_off(folder):
    path = packed(make_product(folder, one_ship()))
    path.write_bytes(path.read_bytes()[:-40])
    return path


def empty_of(side, folder):
    """An image of zeros, none of whose tiles is written."""
    path = folder / "zeros.tif"
    said = {"driver": "GTiff", "count": 1, "dtype": "uint16", "tiled": True, "SPARSE_OK": True, "crs": "EPSG:32653"}
    rasterio.open(path, "w", width=side, height=side, transform=Affine(10, 0, 5e5, 0, -10, 4.7e6), **said).close()
    return path


def bomb(folder):
    """A PNG of 69 bytes that says that it has 200,000 x 200,000 pixels."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    said = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 0, 0, 0, 0)
    path = folder / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", said) + chunk(b"IDAT", zlib.compress(b"\0" * 99)))
    return path


@pytest.mark.parametrize(
    ("make", "args", "words"),
    [
        (cut_off, [], "is a ZIP that is cut off"),
        (lambda p: make_product(p, one_ship(), leave_out=("s1a*.xml",)), [], "whose annotation it lacks"),
        (
            lambda p: make_product(p, one_ship(), said=annotation(500, 400, begins="")),
            [],
            "'' as the time of the first",
        ),
        (lambda p: write_tiff(p / "n.tif", one_ship(), crs=None), [], "say how large one is with --pixel-m"),
        (lambda p: write_tiff(p / "n.tif", np.full((300, 300), np.nan, np.float32)), [], "n.tif has no value in it"),
        (lambda p: empty_of(30_000, p), [], "zeros.tif has no value in it that is not 0"),
        (bomb, ["--pixel-m", "10"], "bomb.png: "),
        (lambda p: (p / "w.tif").write_text("hello") and p / "w.tif", [], "w.tif: cannot be opened as a picture"),
    ],
)
def test_bad_input_has_a_reason_that_names_it(tmp_path, capsys, make, args, words):
    with pytest.raises(SystemExit) as left:
        main(["detect", str(make(tmp_path)), "-o", str(tmp_path / "o.geojson"), *args])
    assert left.value.code == 1
    assert words in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "o.geojson").exists()


def write_png(path, pixels):
    """A radar image of 16 bits a pixel that does not say where it lies."""
    with rasterio.open(path, "w", driver="PNG", width=pixels.shape[1], height=pixels.shape[0], count=1,
                       dtype=pixels.dtype) as out:  # fmt: skip
        out.write(pixels, 1)
    return path


def test_a_png_with_a_world_file_or_two_known_points_gives_what_its_geotiff_gives(tmp_path, capsys):
    out = tmp_path / "o.geojson"

    def found(*args):
        with pytest.raises(SystemExit) as left:
            main(["detect", *map(str, args), "-o", str(out)])
        assert left.value.code == 0, capsys.readouterr().err
        return json.loads(out.read_text())["features"]

    (by_tiff,) = found(write_tiff(tmp_path / "s.tif", one_ship()))
    png = write_png(tmp_path / "s.png", one_ship())
    (tmp_path / "s.pgw").write_text("10\n0\n0\n-10\n500005\n4699995\n")
    (by_world,) = found(png, "--crs", "EPSG:32653")
    assert by_world["geometry"] == by_tiff["geometry"]
    assert by_world["properties"]["length_m"] == by_tiff["properties"]["length_m"]
    other = tmp_path / "other.txt"
    other.write_text("10\n0\n0\n-10\n500005\n4699995\n")
    (by_name,) = found(png, "--crs", "EPSG:32653", "--world", other)
    assert by_name["geometry"] == by_tiff["geometry"]
    with Pictures() as opened:
        corners = opened.ground(tmp_path / "s.tif", [(0, 0), (500, 400)])
    points = [f"{c},{r}={lat!r},{lon!r}" for (c, r), (lon, lat) in zip([(0, 0), (500, 400)], corners, strict=True)]
    (by_points,) = found(png, "--point", points[0], "--point", points[1])
    assert by_points["geometry"]["coordinates"] == pytest.approx(by_tiff["geometry"]["coordinates"], abs=2e-5)
    # zone 53's metres are 4 in 10,000 shorter than the ground's on its central meridian
    assert by_points["properties"]["length_m"] == pytest.approx(by_tiff["properties"]["length_m"], rel=1e-3)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--crs", "EPSG:32653"], "none lies beside n.png (as n.pgw): name it with --world"),
        (["--world", "w.txt"], "say it with --crs"),
        (["--world", "gone.txt", "--crs", "EPSG:32653"], "there is no file gone.txt"),
        (["--world", "w.txt", "--crs", "EPSG:1"], "no reference system is called so"),
        (["--world", "n.png", "--crs", "EPSG:32653"], "n.png is no world file"),
        (["--point", "0,0=42,135"], "two known points place a picture; 1 is said"),
        (["--point", "0,0=42,135", "--crs", "EPSG:32653"], "goes without --crs and --world"),
        (["--point", "a", "--point", "b"], "'a' is no known point"),
    ],
)
def test_what_does_not_place_an_image_is_refused_in_words(tmp_path, monkeypatch, capsys, args, words):
    monkeypatch.chdir(tmp_path)
    write_png(tmp_path / "n.png", one_ship())
    (tmp_path / "w.txt").write_text("10 0 0 -10 500005 4699995")
    with pytest.raises(SystemExit) as left:
        main(["detect", "n.png", "-o", "o.geojson", *args])
    assert left.value.code == 1
    assert words in " ".join(capsys.readouterr().err.split())


# -------------------------------------------------------------------------------------------------------- real images


@real
def test_empty_sea_of_real_images_raises_no_alarm(pictures):
    for name in ("01_1_1", "01_1_2", "01_1_3", "01_1_4"):
        assert not search(pictures, IMAGERY / "ls_ssdd" / f"{name}.jpg", pixel_m=10.0).rows
    # one ship, its box by the set's own labels: columns 216 to 253, rows 139 to 171
    rows = search(pictures, IMAGERY / "ls_ssdd" / "01_2_22.jpg", pixel_m=10.0).rows
    assert any(216 <= r["column"] <= 253 and 139 <= r["row"] <= 171 for r in rows)
    assert len(rows) <= 2


@real
def test_six_ships_at_sea_are_six(pictures):
    name = "P0135_1800_2600_4800_5600"
    with rasterio.open(IMAGERY / "hrsid" / f"{name}_instance_id.png") as labels:
        colours = labels.read().astype(np.int64)
    number = (colours[0] << 16) | (colours[1] << 8) | colours[2]
    found = search(pictures, IMAGERY / "hrsid" / f"{name}.png", pixel_m=1.0)
    hit = [number[b.rows, b.columns] for b in found.searched.found]
    ships = [np.bincount(n).argmax() for n in hit]
    assert len(found.rows) == 6
    assert set(ships) == set(np.unique(number)) - {0}


@real
def test_the_anchorage_off_los_angeles(pictures):
    """Ten of the crosses of ships at anchor that can be seen in the image, south and east of the breakwaters; their
    pixels are those of an earlier search, each looked at in the picture. The image has no labels."""
    found = search(pictures, IMAGERY / "s1_port_la" / "port_la_2021-01-05_S1_dB_30m.tif")
    seen = [
        (321, 239),
        (389, 289),
        (362, 315),
        (371, 355),
        (339, 417),
        (544, 376),
        (654, 417),
        (511, 447),
        (574, 479),
        (492, 530),
    ]
    for column, row in seen:
        near = [r for r in found.rows if math.hypot(r["column"] - column, r["row"] - row) < 6]
        assert len(near) == 1
        assert 150 < near[0]["length_m"] < 500
    assert any(TOO_LONG in r["remarks"] for r in found.rows)
    assert any(AT_SHORE in r["remarks"] for r in found.rows)
    assert picture_of(found).startswith(b"\x89PNG")
    assert json.loads(geojson_of(found))["search"]["searched_frac"] == pytest.approx(0.65, abs=0.05)
