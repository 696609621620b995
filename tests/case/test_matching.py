import json
from datetime import UTC, datetime

import numpy as np
import pytest

from fairlead.base.geodesy import destination
from fairlead.case.matching import flown_as, match_found, read_found, read_time
from fairlead.cli.main import main
from fairlead.errors import EvidenceError
from tests.formats.sentinel1 import make_product

AT = "2024-03-07T12:00:00Z"
WHEN = datetime(2024, 3, 7, 12, tzinfo=UTC)
SHIPS = {257000001: ("ALDER", 59.0, 4.0, 10.0, 90.0, 120), 257000002: ("BIRCH", 59.1, 4.2, 0.0, 0.0, 80)}


def ais(path, minutes=range(-60, 61, 12)):
    """Two ships that report every twelve minutes: one on course 090 at 10 knots, one at anchor."""
    lines = [
        "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo"
    ]
    for mmsi, (name, lat, lon, kn, course, length) in SHIPS.items():
        for m in minutes:
            la, lo = destination(lat, lon, course, kn * 1.852 * m / 60)
            stamp = f"2024-03-07T{12 + m // 60:02d}:{m % 60:02d}:00"
            lines.append(f"{mmsi},{stamp},{la:.6f},{lo:.6f},{kn},{course},511,{name},,,70,0,{length},20,,")
    path.write_text("\n".join(lines) + "\n")
    return path


def found(path, *points, **top):
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
            "properties": {"number": n, **more},
        }
        for n, (lat, lon, more) in enumerate(points, start=1)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", **top, "features": features}))
    return path


@pytest.fixture(scope="module")
def matched(tmp_path_factory):
    """What the command wrote and printed of two ships and a stranger."""
    folder = tmp_path_factory.mktemp("match")
    shown = found(folder / "f.geojson", (59.0003, 4.0, {"length_m": 130}), (59.1, 4.2002, {}), (59.3, 4.5, {}))
    out = folder / "o.geojson"
    args = ["match", str(shown), str(ais(folder / "a.csv")), "-o", str(out), "--at", AT, "--area-km2", "5000"]
    with pytest.raises(SystemExit) as left:
        main(args)
    assert left.value.code == 0
    return json.loads(out.read_text())


def test_each_thing_is_given_its_ship_and_the_stranger_none(matched):
    said = [f["properties"]["match"] for f in matched["features"]]
    assert [(m["verdict"], m["mmsi"], m["name"]) for m in said] == [
        ("matched", 257000001, "ALDER"),
        ("matched", 257000002, "BIRCH"),
        ("unmatched", None, None),
    ]
    assert said[0]["away_m"] == pytest.approx(33, abs=3)  # .0003 degrees of latitude
    assert said[2]["p_unmatched"] > 0.99
    assert said[2]["p_unmatched_vessel"] is None  # nobody said how likely it is a vessel
    assert said[2]["ships_heard"] == 2


def test_how_it_came_about_stands_beside_it(matched):
    how = matched["matching"]
    assert (how["area_km2"], how["is_area_guessed"], how["pass"]) == (5000.0, False, None)
    assert [(a["name"], a["kind"], len(a["sha256"])) for a in how["ais"]] == [("a.csv", "marinecadastre", 64)]
    assert how["params"]["sure_unmatched"] == 0.9
    assert "not dark" in how["limits"]


def test_what_was_searched_is_read_out_of_what_detect_wrote(tmp_path):
    search = {"width_px": 2000, "height_px": 1000, "pixel_m": 10.0, "searched_frac": 0.5}
    read = read_found(found(tmp_path / "f.geojson", (59.0, 4.0, {}), search=search), WHEN)
    area = match_found(read, [ais(tmp_path / "a.csv")], lambda *_: None)
    assert (area.area_km2, area.is_area_guessed) == (100.0, False)  # 20 km by 10 km, half of it


def test_without_it_the_area_is_a_guess_and_says_so(tmp_path):
    read = read_found(found(tmp_path / "f.geojson", (59.0, 4.0, {}), (59.1, 4.0, {})), WHEN)
    area = match_found(read, [ais(tmp_path / "a.csv")], lambda *_: None)
    assert area.is_area_guessed
    assert area.area_km2 == pytest.approx((11.12 + 10) * 10, abs=1)


GFW = """scene_id,timestamp,lat,lon,presence_score,length_m,mmsi,matching_score,fishing_score,matched_category
{0},2024-03-07 12:00:00 UTC,59.0003,4.0,0.99,130,,0,0.1,unmatched
{0},2024-03-07 12:00:00 UTC,59.3,4.5,0.6,40,,0,0.1,unmatched
{1},2024-03-07 12:00:00 UTC,10.0,4.5,0.9,40,,0,0.1,unmatched
"""
NAMED = [f"S1A_IW_GRDH_1SDV_20240307T1159{s}_20240307T1200{s}_052000_064000_AAAA" for s in ("40", "45")]


def test_a_table_of_another_detector_is_matched_image_by_image(tmp_path):
    table = tmp_path / "gfw.csv"
    table.write_text(GFW.format(*NAMED))
    with pytest.raises(EvidenceError, match="holds 2 images; match one at a time: say --scene with one of S1A"):
        read_found(table, None)
    with pytest.raises(EvidenceError, match="no row of the image 'X'"):
        read_found(table, None, "X")
    read = read_found(table, None, NAMED[0])
    assert read.detected.vessel_frac.tolist() == [0.99, 0.6]
    assert (read.detected.lat.tolist(), read.unplaced, read.refused) == ([59.0003, 59.3], 0, 0)
    told = match_found(read, [ais(tmp_path / "a.csv")], lambda *_: None)
    assert [(r["verdict"], r["mmsi"]) for r in told.rows] == [("matched", 257000001), ("unmatched", None)]
    assert told.rows[1]["p_unmatched_vessel"] == pytest.approx(0.6 * told.rows[1]["p_unmatched"])
    assert told.how_flown == "untold"  # the table does not say how the satellite flew


def test_a_table_without_places_or_times_is_refused_with_the_reason(tmp_path):
    table = tmp_path / "x.csv"
    table.write_text("scene_id,detect_scene_row,detect_scene_column,is_vessel,is_fishing\nabc,1,2,True,False\n")
    with pytest.raises(EvidenceError, match="nothing in it has a place"):
        read_found(table, WHEN)
    table.write_text("detection_id,lat,lon\nD1,59.0003,4.0\n")
    with pytest.raises(EvidenceError, match="row 2 has no time: say with --at"):
        read_found(table, None)
    assert read_found(table, WHEN).time_us.tolist() == [int(WHEN.timestamp() * 1e6)]
    table.write_text("name,imo\nALDER,1\n")
    with pytest.raises(EvidenceError):
        read_found(table, None)


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_the_pass_is_read_out_of_the_product_and_out_of_what_detect_wrote(tmp_path):
    product = make_product(tmp_path, np.ones((40, 60), np.uint16))
    lat, lon = 42.0 - 9e-5 * 20, 131.0 - 1.21e-4 * 30  # the middle of the grid
    read = flown_as(read_found(found(tmp_path / "f.geojson", (lat, lon, {})), WHEN), product)
    # Flown south, looking right, which is west; 5.4e-3 s there and back and 1e-7 more a pixel; 35.03 degrees
    # (docstring of tests/formats/sentinel1.py): 299,792,458 / 2 * 5.403e-3 / 7,590.5 * sin 35.03 = 61.24 s
    assert read.detected.flight_deg == pytest.approx([180], abs=0.1)
    assert read.detected.shift_s == pytest.approx([61.24], abs=0.02)
    written = found(tmp_path / "g.geojson", (lat, lon, {"sensor": "sar", "flight_deg": 180.0, "shift_s": 61.2}))
    told = read_found(written, WHEN).detected
    assert (told.flight_deg.tolist(), told.shift_s.tolist()) == ([180.0], [61.2])
    with pytest.raises(EvidenceError, match="it is another scene"):
        flown_as(read_found(found(tmp_path / "f.geojson", (59.0, 4.0, {})), WHEN), product)
    with pytest.raises(EvidenceError, match="no Sentinel-1 GRD product"):
        flown_as(read, tmp_path / "f.geojson")


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ([(59.0, 4.0, {})], "say with --at when"),
        ([(59.0, 4.0, {"time": "2024-03-07T12:00:00"})], "with its zone"),
        ([(59.0, 4.0, {"detected_at": "noon"})], "with its zone"),
        ([(59.0, 4.0, {"time": AT}), (59.0, 4.0, {"time": "2024-03-07T14:00:00Z"})], "more than an hour apart"),
        ([(59.0, 4.0, {"time": AT, "length_m": "long"})], "length_m 'long' is no number"),
        ([(59.0, 4.0, {"time": AT, "length_m": -5})], "above 0"),
        ([(95.0, 4.0, {"time": AT})], "none on Earth"),
    ],
)
def test_what_cannot_be_matched_is_refused_with_the_reason(tmp_path, points, words):
    with pytest.raises(EvidenceError, match=words):
        read_found(found(tmp_path / "f.geojson", *points), None)


def test_no_ais_near_the_scene_is_refused(tmp_path):
    read = read_found(found(tmp_path / "f.geojson", (59.0, 4.0, {"time": "2024-03-09T12:00:00Z"})), None)
    with pytest.raises(EvidenceError, match="no report of AIS lies within 6 h"):
        match_found(read, [ais(tmp_path / "a.csv")], lambda *_: None)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["-o", "x.csv"], "writes .geojson"),
        (["-o", "f.geojson"], "name another output"),
        (["-o", "x.geojson", "--area-km2", "0"], "above 0"),
        (["-o", "x.geojson", "--flight-deg", "349"], "takes all three"),
        (["-o", "x.geojson", "--flight-deg", "349", "--slant-km", "850", "--incidence-deg", "2"], "incidence_deg"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, monkeypatch, capsys, args, words):
    monkeypatch.chdir(tmp_path)
    found(tmp_path / "f.geojson", (59.0, 4.0, {"time": AT}))
    ais(tmp_path / "a.csv")
    with pytest.raises(SystemExit) as left:
        main(["match", "f.geojson", "a.csv", *args])
    assert left.value.code == 1
    assert words in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "x.geojson").exists()


def test_an_instant_is_read_with_its_zone():
    assert read_time("2024-03-07T21:00:00+09:00", "x") == WHEN
