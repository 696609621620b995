"""Detections: our own table and those of four other tools; what of their cells has no column is kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fairlead import formats
from fairlead.errors import EvidenceError

SCENE = "S1A_IW_GRDH_1SDV_20221002T205126_20221002T205156_045268_056950_1B2F"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "imagery" / "allenai_example_output"


@pytest.fixture
def detections(file):
    """Sniff a table and read its rows, none of which may be refused."""

    def read(text, kind, words=""):
        path = file(text)
        sniffed = formats.sniff(path, "evidence")
        assert (sniffed.kind, words in sniffed.words) == (kind, True), sniffed
        found = formats.read(path, "evidence", kind, "evidence:1")
        assert found.rejects.num_rows == 0, found.rejects.to_pylist()
        return found.rows.to_pylist()

    return read


def test_a_row_of_ours(kept):
    row = kept("detections", lat="42.5", lon="180", length_m="96", length_low_m="58", length_high_m="157",
               detected_at="2024-03-07T01:23:45Z", p_vessel="0.9", mmsi="273123456", remarks="near")  # fmt: skip
    assert (row["lat"], row["lon"], row["length_m"], row["matched_mmsi"]) == (42.5, -180.0, 96.0, 273123456)
    assert (row["detector"], row["vessel_frac"], row["said_words"]) == ("fairlead", 0.9, "near")
    assert row["start_time"] == row["end_time"] == datetime(2024, 3, 7, 1, 23, 45, tzinfo=UTC)
    assert row["time_basis"] == "stated"


def test_the_interval_of_a_wall_as_detect_writes_it_is_taken(kept):
    """One of the moles off Los Angeles, by radar 1,260 m, 765 to 2,077: it was refused."""
    row = kept("detections", length_m="1260.3", length_low_m="764.69", length_high_m="2077.13")
    assert (row["length_m"], row["length_high_m"]) == (1260.3, 2077.13)


def test_the_name_of_a_sentinel_product_gives_the_time_where_none_is_stated(kept):
    row = kept("detections", scene=SCENE)
    assert row["start_time"] == datetime(2022, 10, 2, 20, 51, 26, tzinfo=UTC)
    assert row["end_time"] == datetime(2022, 10, 2, 20, 51, 56, tzinfo=UTC)
    assert row["time_basis"] == "name of the scene"
    assert kept("detections", scene="I1")["start_time"] is None
    assert kept("detections", scene=SCENE.replace("20221002T205126", "20221302T205126"))["start_time"] is None


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"lat": "", "lon": ""}, "it lies nowhere"),
        ({"lat": "95"}, "lat 95 lies outside -90 to 90"),
        ({"length_m": "-5"}, "length_m '-5' may not be negative"),
        ({"length_m": "90", "length_low_m": "95"}, "outside its own interval"),
        ({"length_m": "90", "length_high_m": "85"}, "outside its own interval"),
        ({"p_vessel": "90"}, "p_vessel '90' lies outside 0 to 1"),
        ({"sensor": "lidar"}, "is none of optical, sar"),
        ({"detection_id": ""}, "detection_id is blank"),
    ],
)
def test_what_cannot_be_is_refused_in_words(refused, cells, words):
    assert words in refused("detections", **cells)


def test_an_mmsi_that_is_none_costs_the_field(dropped):
    row, field, reason = dropped("detections", mmsi="12")
    assert (row["matched_mmsi"], field, "is no MMSI" in reason) == (None, "mmsi", True)


def test_a_column_of_no_meaning_here_is_kept_with_its_row(detections):
    (row,) = detections("detection_id,lat,lon,pixels,shade\nD1,1,2,14,grey\n", "detections")
    assert row["others"] == "pixels: 14; shade: grey"


def test_global_fishing_watch_as_it_publishes(detections):
    header = "scene_id,timestamp,lat,lon,presence_score,length_m,mmsi,matching_score,fishing_score,matched_category\n"
    first, second = detections(
        header + f"{SCENE},2022-10-02 20:51:27,41.5,130.2,0.998,95.4,,,0.02,unmatched\n"
        f"{SCENE},2022-10-02 20:51:27 UTC,41.6,130.3,0.9,180,273123456.0,0.001,0.5,matched_nonfishing\n",
        "gfw_detections",
    )
    assert first["start_time"] == second["start_time"] == datetime(2022, 10, 2, 20, 51, 27, tzinfo=UTC)
    assert (first["matched_mmsi"], first["said_words"], first["vessel_frac"]) == (None, "unmatched", 0.998)
    assert (second["matched_mmsi"], second["fishing_frac"], second["others"]) == (
        273123456,
        0.5,
        "matching_score: 0.001",
    )
    assert first["label"] == f"{SCENE};41.5;130.2"


def test_global_fishing_watch_by_its_own_names(detections):
    (row,) = detections(
        "detect_id,scene_id,detect_lon,detect_lat,detect_timestamp,ssvid,score,presence,length_m\n"
        "A;130.2;41.5,A,130.2,41.5,2022-10-02T20:51:27Z,412000000,0.1,0.7,95\n", "gfw_raw_detections",
    )  # fmt: skip
    assert (row["label"], row["lat"], row["lon"], row["matched_mmsi"]) == ("A;130.2;41.5", 41.5, 130.2, 412000000)
    assert (row["vessel_frac"], row["length_m"], row["others"]) == (0.7, 95.0, "score: 0.1")


def test_labels_of_xview3_have_places_and_predictions_have_pixels(detections):
    (label,) = detections(
        "detect_lat,detect_lon,vessel_length_m,detect_scene_row,detect_scene_column,is_vessel,is_fishing,scene_id,"
        "confidence,detect_id\n4.1,3.2,,1000,2000,True,False,590dd,HIGH,590dd_1\n", "xview3",
    )  # fmt: skip
    assert (label["lat"], label["pixel_row"], label["length_m"]) == (4.1, 1000.0, None)
    assert (label["label"], label["said_words"], label["others"]) == (
        "590dd_1",
        "vessel; not fishing",
        "confidence: HIGH",
    )
    first, second = detections(
        "scene_id,detect_scene_row,detect_scene_column,is_vessel,is_fishing,vessel_length_m\n"
        "590dd,100,200,True,False,55.2\n590dd,101,200,False,,-1\n", "xview3",
    )  # fmt: skip
    assert (first["lat"], first["length_m"], first["label"]) == (None, 55.2, "590dd;100;200")
    assert (second["said_words"], second["length_m"]) == ("not a vessel", None)


def test_snap_as_csv_and_as_report(detections):
    table = detections(
        "#defaultCSS=fill:#ff0000; fill-opacity:0.2\n"
        "ShipDetections\tgeometry:Geometry\tDetected_x:Integer\tDetected_y:Integer\tDetected_lat:Double\t"
        "Detected_lon:Double\tDetected_width:Double\tDetected_length:Double\n"
        "target_000\tPOINT(10 20)\t10\t20\t41.5\t130.2\t30.0\t40.0\n", "snap_objects", "tab-separated",
    )  # fmt: skip
    report = detections(
        '<?xml version="1.0" encoding="UTF-8"?>\n<Detection>\n<targetsDetected bandName="Sigma0_VH">\n'
        '<target Detected_x="10" Detected_y="20" Detected_lat="41.5" Detected_lon="130.2" Detected_width="30.0" '
        'Detected_length="40.0" />\n</targetsDetected></Detection>\n', "snap_objects", "XML report",
    )  # fmt: skip
    for (row,) in (table, report):
        # a thin ship that fills a box of 30 by 40 m from corner to corner has 50 m
        assert (row["length_m"], row["length_low_m"], row["length_high_m"]) == (50.0, 40.0, 50.0)
        assert (row["lat"], row["lon"], row["pixel_row"], row["pixel_column"]) == (41.5, 130.2, 20.0, 10.0)
    assert (table[0]["row"], table[0]["others"]) == (3, "shipdetections: target_000; geometry: POINT(10 20)")
    assert (report[0]["row"], report[0]["label"]) == (4, "41.5;130.2;Sigma0_VH")


def test_a_report_that_is_cut_off_is_refused(file):
    path = file('<?xml version="1.0"?>\n<Detection><targetsDetected bandName="VH"><target Detected_x="1"')
    with pytest.raises(EvidenceError, match="cut off"):
        formats.read(path, "report.xml", "snap_objects", "evidence:1")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared example output is not here")
def test_the_published_example_of_allenai(detections):
    radar = detections((SHARED / "sentinel1_predictions.csv").read_text(), "allenai_detections")
    (optical,) = detections((SHARED / "sentinel2_predictions.csv").read_text(), "allenai_detections")
    assert [round(r["length_m"]) for r in radar] == [234, 258]
    assert (radar[0]["sensor"], optical["sensor"]) == ("sar", "optical")
    assert radar[0]["start_time"] == datetime(2021, 11, 30, 2, 52, 11, tzinfo=UTC)
    assert "heading_bucket_9: 0.604361891746521" in radar[0]["others"]
