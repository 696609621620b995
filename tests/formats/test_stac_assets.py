"""STAC items with their files beside them."""

import json
from datetime import UTC, datetime

import pytest

from fairlead.errors import EvidenceError
from fairlead.formats.stac import main_file
from fairlead.formats.stac_assets import local_file, local_files, read_item


def item(**changes):
    """An item of two bands as STAC 1.1 writes them, and a thumbnail."""
    return {
        "stac_version": "1.1.0", "type": "Feature", "id": "T53TNG", "geometry": None,
        "properties": {"datetime": "2024-03-07T02:11:05Z", "proj:code": "EPSG:32653"},
        "assets": {
            "thumbnail": {"href": "thumb.png", "roles": ["thumbnail"]},
            "green": {"href": "./B03.tif", "bands": [{"name": "B03", "eo:common_name": "green", "raster:scale": 0.0001,
                                                      "raster:offset": -0.1}]},
            "nir": {"href": "bands/B08.tif", "eo:bands": [{"name": "B08", "common_name": "nir"}],
                    "raster:bands": [{"scale": 0.0001, "offset": -0.1}],
                    "proj:transform": [10, 0, 500000, 0, -10, 4700000, 0, 0, 1]},
        },
        "links": [],
        **changes,
    }  # fmt: skip


def put(folder, one, name="item.json"):
    (folder / "bands").mkdir(exist_ok=True)
    for file in ("B03.tif", "bands/B08.tif", "thumb.png"):
        (folder / file).write_bytes(b"x")
    path = folder / name
    path.write_text(json.dumps(one))
    return path


def test_bands_of_an_item_are_found_with_their_scale_and_place(tmp_path):
    found = read_item(put(tmp_path, item()))
    assert (found.name, found.taken, found.error_s, found.is_radar) == (
        "T53TNG", datetime(2024, 3, 7, 2, 11, 5, tzinfo=UTC), 0.0, False)  # fmt: skip
    assert {c: (b.path.name, b.number, b.scale, b.offset) for c, b in found.bands().items()} == {
        "green": ("B03.tif", 1, 0.0001, -0.1), "nir": ("B08.tif", 1, 0.0001, -0.1)}  # fmt: skip
    assert [a.placement and a.placement.crs for a in found.assets] == [None, "EPSG:32653"]
    assert [p.name for p in local_files(tmp_path / "item.json")] == ["B03.tif", "B08.tif"]
    assert main_file(item()) == "B08.tif"


def test_an_interval_is_taken_at_its_middle_and_a_time_without_a_zone_is_none(tmp_path):
    said = {"start_datetime": "2024-03-07T02:00:00Z", "end_datetime": "2024-03-07T02:00:30+00:00"}
    found = read_item(put(tmp_path, item(properties=said)))
    assert (found.taken.second, found.error_s) == (15, 15.0)
    assert read_item(put(tmp_path, item(properties={"datetime": "2024-03-07T02:00:00"}))).taken is None


def test_of_a_radar_the_crossed_polarisation_is_taken_unless_another_is_asked_for(tmp_path):
    assets = {p: {"href": f"{p}.tif", "sar:polarizations": [p.upper()]} for p in ("vv", "vh")}
    for p in assets:
        (tmp_path / f"{p}.tif").write_bytes(b"x")
    found = read_item(put(tmp_path, item(assets=assets)))
    assert found.is_radar
    assert found.radar_asset(None).name == "vh"
    assert found.radar_asset("vv").name == "vv"
    with pytest.raises(EvidenceError, match="no file of polarisation hh; it has VV, VH"):
        found.radar_asset("hh")


@pytest.mark.parametrize(
    ("one", "words"),
    [
        ({"stac_version": "1.0.0", "type": "Catalog", "id": "c"}, "holds no images itself"),
        (item(assets={}), "without an image among its assets"),
        (item(assets={"a": {"href": "https://example.org/a.tif"}}), "nothing is fetched"),
        (item(assets={"a": {"href": "gone.tif"}}), "'gone.tif' is not beside it"),
        (item(assets={"a": {"href": "../outside.tif"}}), "is not beside it, nor in a folder below"),
        ({"type": "FeatureCollection", "features": [item(), item()]}, "give one item"),
        (item(assets={"a": {"href": "B03.tif", "proj:transform": [1, 2], "proj:code": "EPSG:32653"}}), "six numbers"),
    ],
)
def test_an_item_that_cannot_be_searched_has_its_reason(tmp_path, one, words):
    (tmp_path / "outside.tif").write_bytes(b"x")
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(EvidenceError, match=words):
        read_item(put(inner, one))


def test_an_address_of_a_stranger_names_no_other_file_of_the_machine(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.tif").write_bytes(b"x")
    (inner / "link.tif").symlink_to(tmp_path / "secret.tif")
    path = put(inner, item())
    assert local_file(path, "B03.tif") == inner / "B03.tif"
    for href in ("../secret.tif", str(tmp_path / "secret.tif"), "link.tif", "file:///etc/hosts", "", 3, "a" * 2000):
        assert local_file(path, href) is None


def test_what_is_no_item_is_left_to_others(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    assert read_item(path) is None
    (tmp_path / "x.tif").write_bytes(b'"stac_version"')
    assert read_item(tmp_path / "x.tif") is None
