"""SIMULATED pictures of one berth: from GeoTIFFs in a case to answers, an accepted one to a watch, and back to bytes.

UTM 53 north, pixels of 10 m: land north of a quay along 4,700,000 m, the berth 300 m of the water south of it.
"""

import csv
from io import StringIO

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from rasterio.warp import transform

import fairlead
from fairlead.errors import CaseError
from tests.formats import sentinel2 as made_product

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

QUAY_N, WEST_E = 4_700_000.0, 500_000.0
SIDE = 10.0
SHIP, EMPTY = "p5.tif", [f"p{i}.tif" for i in range(5)]
NAMES = [*EMPTY, SHIP]
CONFIG = """\
format = 1
title = "T"

[question.oil]
text = "How much oil?"
period = [2024-03-01, 2024-04-01]
from = "RU"
to = "KP"
commodity = "oil"
load = ["P01"]
discharge = ["P02"]
"""
PLACES = "place_id,name,kind,lat,lon\nP01,Ayport,port,42.45,135.0\nP02,Beeport,port,39.0,127.5\n"


def lonlat(east, north):
    lon, lat = transform("EPSG:32653", "EPSG:4326", [east], [north])
    return lon[0], lat[0]


def ring(columns, rows):
    """WKT of an outline, corners at pixels from the north-west corner of the pictures."""
    corners = [(columns[0], rows[0]), (columns[1], rows[0]), (columns[1], rows[1]), (columns[0], rows[1])]
    points = [lonlat(WEST_E + SIDE * c, QUAY_N + 400 - SIDE * r) for c, r in corners]
    return f"POLYGON (({', '.join(f'{x:.8f} {y:.8f}' for x, y in points)}))"


PRODUCT = "S2A_MSIL1C_20230804T021351_N0509_R060_T53TNG_20230804T052642.SAFE.zip"


def product(folder):
    """A Sentinel-2 product of the same ground with a ship at the berth, a folder; reflectance with its offset."""
    bands = pixels("product", (30, 44)) + 1000  # the metadata say that 1,000 are to be taken away
    names = dict(zip(("B02", "B03", "B04", "B08"), bands.clip(1, 65535).astype(np.uint16), strict=True))
    assert (made_product.WEST, made_product.NORTH) == (WEST_E, QUAY_N)
    (folder / "s2").mkdir()
    return made_product.make_product(folder / "s2", names, north=int(QUAY_N + 400))


def picture(path, ship=None, cloud=False, driver="GTiff"):
    bands = pixels(path.name, ship, cloud)
    is_placed = driver == "GTiff"
    bands = bands if is_placed else bands[3:]
    place = {"crs": "EPSG:32653", "transform": Affine(SIDE, 0, WEST_E, 0, -SIDE, QUAY_N + 400)} if is_placed else {}
    with rasterio.open(
        path, "w", driver=driver, width=120, height=120, count=len(bands), dtype="uint16", **place
    ) as out:
        out.write(bands.clip(1, 65535).astype(np.uint16))
        for n, name in enumerate(("B02", "B03", "B04", "B08") if is_placed else (), start=1):
            out.set_band_description(n, name)
    return path


def pixels(name, ship=None, cloud=False):
    rng = np.random.default_rng(sum(name.encode()))
    nir = np.full((120, 120), 500.0)
    nir[:40] = 3000
    nir[:40, 30:50] = 4200
    nir[10:30, 70:90] = 2200
    nir[40:60, 8:12] = 3000
    if ship:
        nir[40:42, ship[0] : ship[1]] = 2200
    green, blue, red = (np.where(nir > 800, 0.6 * nir, 700.0) for _ in range(3))
    bands = np.stack([blue, green, red, nir]) + 20 * rng.standard_normal((4, 120, 120))
    if cloud:
        bands[:, 30:90, 10:100] = 9000
    return bands


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("berths")
    made = fairlead.new(folder / "case")
    (made.path / "case.toml").write_text(CONFIG)
    for name in NAMES:
        made.add(picture(folder / name, (30, 44) if name == SHIP else None))
    made.add(picture(folder / "cloud.tif", cloud=True))
    made.add(picture(folder / "undated.tif", (30, 44)))
    made.add(picture(folder / "world.png", (30, 44), driver="PNG"))
    made.add(picture(folder / "unplaced.png", (30, 44), driver="PNG"))
    made.add(product(folder))
    rows = [("scene_id", "sensor", "acquired_at", "image", "crs", "world")]
    rows += [(f"I{i}", "optical", f"2024-03-{i + 2:02d}T02:00:00Z", name, "", "") for i, name in enumerate(NAMES)]
    rows += [("IC", "optical", "2024-03-20T02:00:00Z", "cloud.tif", "", "")]
    rows += [
        ("IW", "optical", "2024-03-21T02:00:00Z", "world.png", "EPSG:32653", f"10 0 0 -10 {WEST_E + 5} {QUAY_N + 395}")
    ]
    rows += [("IP", "optical", "2024-03-22T02:00:00Z", PRODUCT, "", "")]
    areas = [
        ("label", "port", "name", "area_kind", "ring"),
        ("A1", "P01", "oil berth", "berth", ring((25, 55), (40, 45))),
        ("A2", "P01", "half out", "berth", ring((108, 132), (40, 45))),
        ("A3", "P01", "roads", "anchorage", ring((30, 60), (60, 90))),
    ]
    looks = "look_id,scene,place,berth,result,analyst\nL1,I5,P01,oil berth,empty,Ann\n"
    for name, content in (("places.csv", PLACES), ("scenes.csv", table(rows)), ("areas.csv", table(areas)),
                          ("looks.csv", looks)):  # fmt: skip
        (folder / name).write_text(content)
        made.add(folder / name)
    made.run(step="coverage")
    return made


def table(rows):
    out = StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def answers(case, berth="oil berth"):
    images = {r["image_id"]: r["image_name"] for r in case.table("berth_views").to_pylist()}
    return {images[r["image_id"]]: r for r in case.table("occupancy").to_pylist() if r["berth"] == berth}


def test_each_picture_of_the_berth_has_an_answer(case):
    found = answers(case)
    said = {name: r["result"] for name, r in found.items()}
    assert said == {
        **dict.fromkeys(EMPTY, "empty"), SHIP: "occupied", "undated.tif": "occupied",
        "cloud.tif": "cannot tell", "world.png": "occupied", PRODUCT: "occupied",
    }  # fmt: skip
    assert found["cloud.tif"]["reason"] in ("cloud", "unlike")
    assert "80 m and more" in found["p0.tif"]["words"]
    assert found[SHIP]["start_time"].day == 7
    assert found["undated.tif"]["scene_id"] is None
    assert "no scene says when" in found["undated.tif"]["words"]


def test_a_berth_partly_outside_the_picture_is_no_empty_one(case):
    found = answers(case, "half out")
    assert len(found) == len(NAMES) + 4
    assert {r["result"] for r in found.values()} == {"cannot tell"}
    assert found["p0.tif"]["reason"] == "outside"


def test_no_anchorage_is_assessed(case):
    assert {r["berth"] for r in case.table("occupancy").to_pylist()} == {"oil berth", "half out"}


def test_an_answer_leads_to_the_bytes_of_its_picture(case):
    row = answers(case)[SHIP]

    def walk(node):
        yield node
        for child in node.children:
            yield from walk(child)

    nodes = list(walk(case.explain(row["occupancy_id"])))
    images = [n for n in nodes if n.table == "images"]
    assert images
    assert images[0].line.file == SHIP
    assert {"berth_views", "areas", "scenes"} <= {n.table for n in nodes}


def test_what_a_machine_says_counts_where_a_person_accepts_it_and_no_analyst_looked(case):
    watched = {w["scene_id"]: w for w in case.table("watches").to_pylist()}
    assert len(watched) == 1
    (look,) = watched.values()
    assert look["look"] == "L1"
    found = answers(case)
    for name in ("p3.tif", SHIP, "undated.tif", "cloud.tif"):
        case.decide([found[name]["occupancy_id"]], "accept", "looked at it")
    refused = case.decide([found["p4.tif"]["occupancy_id"]], "reject", "a barge lies there")
    assert refused
    case.run(step="coverage")
    rows = case.table("watches").to_pylist()
    by_machine = [w for w in rows if w["look"].startswith("occupancy:")]
    assert [(w["result"], w["berth"], w["method"]) for w in by_machine] == [("empty", "oil berth", "optical")]
    assert by_machine[0]["scene_id"] == found["p3.tif"]["scene_id"]
    assert found["p3.tif"]["occupancy_id"] in by_machine[0]["sources"]
    assert [w["result"] for w in rows if w["look"] == "L1"] == ["empty"]  # Ann's own, whatever the machine says


def test_pictures_are_cut_once_and_a_second_run_gives_the_same(case, monkeypatch):
    before = case.table("berth_views")

    def again(*_args):
        raise CaseError("cut again")

    monkeypatch.setattr("fairlead.formats.berths.cut_berth", again)
    case.run(step="coverage")
    assert case.table("berth_views").equals(before)
    assert len(list(case.path.rglob("*.views.parquet"))) == len(NAMES) + 4


def test_a_product_is_kept_as_one_file_that_packs_the_same_twice(case, tmp_path):
    rows = {r["evidence_id"]: r for r in case.table("images").to_pylist()}
    (one,) = [r for r in rows.values() if r["media"] == "safe"]
    assert (one["width_px"], one["crs_words"], one["taken_words"]) == (120, "EPSG:32653", "2023-08-04T02:19:22Z")
    (done,) = case.add(product(tmp_path))
    assert (done.outcome, done.evidence_id) == ("known", one["evidence_id"])


def test_a_product_with_a_link_in_it_or_without_its_bands_is_refused(case, tmp_path):
    root = product(tmp_path)
    (root / "link.txt").symlink_to(tmp_path)
    (done,) = case.add(root)
    assert done.outcome == "refused"
    assert "holds a symbolic link, link.txt" in done.words
    (root / "link.txt").unlink()
    for path in root.rglob("*_B08.jp2"):
        path.unlink()
    (done,) = case.add(root)
    assert done.outcome == "refused"
    assert "has no pixels of band B08" in done.words


def test_a_stac_item_brings_its_pictures_and_is_their_scene(case, tmp_path):
    picture(tmp_path / "B8.tif", (30, 44))
    (tmp_path / "item.json").write_text(
        '{"stac_version": "1.0.0", "type": "Feature", "id": "S9", "geometry": null, "assets": '
        '{"x": {"href": "B8.tif"}}, "properties": {"datetime": "2024-03-25T02:00:00Z", "eo:cloud_cover": 5}}'
    )
    done = case.add(tmp_path / "item.json")
    assert [(a.name, a.outcome, a.kind) for a in done] == [
        ("item.json", "added", "scenes"),
        ("B8.tif", "added", "images"),
    ]
    case.run(step="occupancy")
    assert answers(case)["B8.tif"]["start_time"].day == 25
