"""GeoJSON and STAC items: features are rows, with their number; whatever is wrong has a reason."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairlead import formats
from fairlead.errors import EvidenceError

POLYGON = {"type": "Polygon", "coordinates": [[[132, 42], [134, 42], [134, 44.5], [132, 42]]]}
SIGHTING = {
    "sighting_id": "S1", "vessel_name": "Alder", "event": "port_call", "date_start": "2024-03-07",
    "observed_by": "somebody", "method": "satellite image",
}  # fmt: skip
SCENE = {"scene_id": "I1", "sensor": "optical", "acquired_at": "2024-03-07T01:23:45Z"}
LOOK = {"look_id": "L1", "scene": "I1", "place": "P1", "result": "empty", "analyst": "somebody"}


def feature(properties, geometry=None, **more):
    return {"type": "Feature", "properties": properties, "geometry": geometry, **more}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


@pytest.fixture
def take(file):
    """Sniff and read a text as whoever adds it would."""

    def taking(text):
        path = file(text)
        sniffed = formats.sniff(path, "f.geojson")
        return sniffed, formats.read(path, "f.geojson", sniffed.kind, "evidence:1")

    return taking


def test_a_polygon_is_the_footprint_of_a_scene(take):
    sniffed, read = take(collection(feature({**SCENE, "gsd_m": 0.5, "cloud_frac": 0.0}, POLYGON)))
    (row,) = read.rows.to_pylist()
    assert (sniffed.kind, sniffed.words) == ("scenes", "6 columns of the kind scenes, 1 feature of GeoJSON")
    assert row["footprint"] == "POLYGON ((132 42, 134 42, 134 44.5, 132 42))"
    assert (row["gsd_m"], row["cloud_frac"], row["row"]) == (0.5, 0, 1)


def test_a_point_is_where_a_ship_was_seen_and_rows_keep_the_number_of_their_feature(take):
    point = {"type": "Point", "coordinates": [133.083, 42.75, 3]}
    sniffed, read = take(collection(feature(SIGHTING, point), feature({**SIGHTING, "sighting_id": "S2"})))
    assert sniffed.kind == "sightings"
    assert [(r["label"], r["row"], r["lat"]) for r in read.rows.to_pylist()] == [("S1", 1, 42.75), ("S2", 2, None)]


def test_looks_come_with_yes_and_no(take):
    sniffed, read = take(collection(feature({**LOOK, "is_cued": True, "visible_frac": None})))
    assert sniffed.kind == "looks"
    assert read.rows.select(["is_cued", "visible_frac"]).to_pylist() == [{"is_cued": True, "visible_frac": None}]


def test_a_row_has_the_same_id_as_in_csv(take, file):
    _, read = take(collection(feature({**SIGHTING, "lengths_m": [95.0, 60], "hulls": 1.0})))
    cells = {**SIGHTING, "lengths_m": "95; 60", "hulls": "1"}
    text = f"{','.join(cells)}\n{','.join(cells.values())}\n"
    other = formats.read(file(text), "f.csv", "sightings", "evidence:1")
    assert read.rows["sighting_id"] == other.rows["sighting_id"]


def test_features_that_are_none_are_refused_by_number_and_the_rest_is_kept(take):
    bad_ring = {"type": "Polygon", "coordinates": [[["a", "b"]]]}
    _, read = take(
        collection(
            feature(SCENE), 7, feature({}), feature({**SCENE, "scene_id": "I2"}, bad_ring),
            feature({**SCENE, "sensor": "eye", "scene_id": "I3"}), feature(SCENE),
        )
    )  # fmt: skip
    assert (read.rows_in, read.rows["row"].to_pylist()) == (6, [1])
    reasons = {r["row"]: r["reason"] for r in read.rejects.to_pylist()}
    assert reasons[2] == "feature 2: is not a Feature of GeoJSON"
    assert reasons[3] == "feature 3: has no properties: its columns stand there"
    assert reasons[4] == "feature 4: has a Polygon whose coordinates are not as GeoJSON writes them"
    assert reasons[5].startswith("feature 5: sensor 'eye' is none of")
    assert reasons[6] == "feature 6: is identical to feature 1; the first stays"


def test_what_is_not_used_is_said(take):
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    _, read = take(collection(feature({**SIGHTING, "colour": "red"}, line)))
    said = read.rejects["reason"].to_pylist()
    assert [r.split(" is not one")[0] for r in said] == ["column 'colour'", "column 'geometry'"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (collection(feature(SIGHTING))[:-5], "is no whole JSON.*cut off or damaged"),
        (collection(feature(SIGHTING)) + "\n" + collection(), "put the features into one FeatureCollection"),
        (collection(), "without a feature"),
        ('{"type": "FeatureCollection", "features": 3}', "neither a FeatureCollection nor a Feature"),
        (collection(feature(SIGHTING), crs={"type": "name", "properties": {"name": "EPSG:3857"}}), "reference system"),
        (collection(feature({"a": 1})), "no known kind"),
        (collection(3), "has no feature that can be read"),
        ('{"type": "Feature", "type": "Feature", "properties": {}}', "names 'type' twice"),
        ('{"type": "Feature", "properties": {"a": NaN}}', "NaN is no number"),
        ('{"type": "Feature", "properties": ' + "[" * 100_000, "nested deeper|no whole JSON"),
        (json.dumps({"type": "Collection", "stac_version": "1.0.0", "id": "c"}), "STAC Collection, which holds no"),
        (b'{"type": "Feature", "properties": {"a": "\xff"}}', "not UTF-8 from byte"),
    ],
)  # fmt: skip
def test_what_is_no_geojson_is_refused_in_words(file, text, words):
    with pytest.raises(EvidenceError, match=words):
        formats.sniff(file(text), "f.geojson")


def test_wgs_84_by_its_old_name_is_taken(take):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert take(collection(feature(SIGHTING), crs=crs))[1].rows.num_rows == 1


def test_half_a_character_costs_its_field_not_the_run(take):
    _, read = take(collection(feature({**SIGHTING, "place": "x"})).replace('"x"', '"\\ud800"'))
    assert read.rows["place_words"].to_pylist() == [None]
    assert "cannot be read (U+FFFD)" in read.rejects["reason"][0].as_py()


ITEM = {
    "type": "Feature", "stac_version": "1.0.0", "id": "S2A_52", "collection": "sentinel-2-l2a", "geometry": POLYGON,
    "bbox": [132, 42, 134, 44.5],
    "properties": {
        "datetime": "2024-03-07T01:23:45.024Z", "eo:cloud_cover": 12.3, "view:off_nadir": 0, "view:sun_azimuth": 158.2,
        "view:sun_elevation": 39.5, "platform": "sentinel-2a", "constellation": "sentinel-2", "license": "proprietary",
    },
    "links": [{"rel": "self", "href": "https://example.org/i.json"}, {"rel": "license", "href": "https://example.org/l"}],
    "assets": {"red": {"href": "r.tif", "gsd": 10}, "aot": {"href": "a.tif", "gsd": 60}},
}  # fmt: skip


def test_a_stac_item_is_one_scene(take):
    sniffed, read = take(json.dumps(ITEM))
    assert read.rejects.num_rows == 0
    (row,) = read.rows.to_pylist()
    assert (sniffed.kind, "1 STAC item" in sniffed.words) == ("scenes", True)
    assert (row["label"], row["provider"], row["product"], row["sensor"]) == (
        "S2A_52", "sentinel-2", "sentinel-2-l2a", "optical",
    )  # fmt: skip
    assert (row["cloud_frac"], row["gsd_m"], row["off_nadir_deg"], row["sun_azimuth_deg"]) == (0.123, 10, 0, 158.2)
    assert row["start_time"].isoformat() == row["end_time"].isoformat() == "2024-03-07T01:23:45.024000+00:00"
    assert (row["licence"], row["source_url"]) == ("proprietary", "https://example.org/i.json")
    assert row["footprint"].startswith("POLYGON ((132 42,")


def test_a_collection_of_items_and_their_intervals(take):
    radar = {
        **ITEM, "id": "S1A",
        "properties": {
            "datetime": None, "start_datetime": "2024-03-07T21:00:00Z", "end_datetime": "2024-03-07T21:00:25Z",
            "sar:product_type": "GRD", "gsd": 20, "providers": [{"name": "Host", "roles": ["host"]},
                                                                {"name": "Maker", "roles": ["producer"]}],
        },
    }  # fmt: skip
    dumb = {**ITEM, "id": "X", "properties": {"datetime": "2024-03-07T01:00:00Z"}}
    _, read = take(collection(ITEM, radar, dumb))
    assert (read.rows_in, read.rows.num_rows) == (3, 2)
    row = read.rows.to_pylist()[1]
    assert (row["sensor"], row["provider"], row["product"], row["gsd_m"]) == ("sar", "Maker", "sentinel-2-l2a GRD", 20)
    assert (row["end_time"] - row["start_time"]).total_seconds() == 25
    assert read.rejects["reason"][0].as_py().startswith("feature 3: says by nothing what took it")


def test_an_item_that_only_its_bands_tell_of_is_optical(take):
    bare = {**ITEM, "properties": {"datetime": "2024-03-07T01:00:00Z"}, "assets": {"a": {"eo:bands": []}}}
    assert take(json.dumps(bare))[1].rows["sensor"].to_pylist() == ["optical"]


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from((*ITEM, *SCENE, "x")), inner),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    change=st.dictionaries(st.sampled_from(tuple(ITEM)), json_values, max_size=3),
    inner=st.dictionaries(st.sampled_from((*ITEM["properties"], *SCENE, "providers")), json_values, max_size=3),
)  # fmt: skip
def test_any_item_is_read_or_refused(file, change, inner):
    item = {**ITEM, "properties": {**ITEM["properties"], **inner}, **change}
    path = file(collection(item, feature({**SCENE, **inner}, change.get("geometry"))))
    try:
        found = formats.read(path, "f.geojson", "scenes", "evidence:1")
    except EvidenceError:
        return
    assert found.rows_in == 2 == found.rows.num_rows + found.rejects["scope"].to_pylist().count("row")
