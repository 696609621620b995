"""The step: detections of a case beside its AIS, scene by scene."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from fairlead import testing
from fairlead.base.geodesy import destination
from fairlead.base.ids import say_key
from fairlead.base.tables import BEARERS, DETECTIONS, PLACES, POSITIONS, STATICS
from fairlead.flow import FLOW
from fairlead.imagery.azimuth import Pass
from fairlead.imagery.detection_matches import detected_of, match_detections
from fairlead.imagery.scene_fixes import keep_around_scenes, scenes_of
from fairlead.testing import position_rows, static_row
from fairlead.tracks.segments import cut_segments

WHEN = datetime(2024, 3, 7, 12, tzinfo=UTC)
STEPS = {s.name: s for s in FLOW}
SHIPS = {257000001: ("ALDER", 59.0, 4.0, 10.0, 90.0), 257000002: ("BIRCH", 59.1, 4.2, 0.0, 0.0)}


def detection(label, lat, lon, **more):
    row = dict.fromkeys(DETECTIONS.schema.names) | {
        "detection_id": f"detection:{label}", "label": label, "detector": "fairlead", "scene": "I1",
        "sensor": "optical", "start_time": WHEN, "end_time": WHEN, "lat": lat, "lon": lon, "searched_km2": 5000.0,
        "evidence_id": "evidence:1", "row": 2,
    }  # fmt: skip
    return row | more


def heard(ships=SHIPS, minutes=range(-90, 91, 6)):
    """Tracks and segments of ships that report every six minutes."""
    rows, said = [], []
    for mmsi, (name, lat, lon, kn, course) in ships.items():
        at = [(WHEN + timedelta(minutes=m), *destination(lat, lon, course, kn * 1.852 * m / 60)) for m in minutes]
        rows += position_rows(mmsi, at, sog_kn=kn, cog_deg=course)
        said.append(static_row(mmsi, at[0][0], name=name, length_m=120.0))
    return cut_segments(POSITIONS.from_rows(rows), STATICS.from_rows(said))


def matched(*rows, ships=SHIPS, places=()):
    tracks, segments = heard(ships) if ships else cut_segments(POSITIONS.empty(), STATICS.empty())
    table = DETECTIONS.from_rows(rows)
    around = keep_around_scenes(tracks, segments, table)
    made = match_detections(table, around, segments, BEARERS.empty(), PLACES.from_rows(places))
    return {r["label"]: r for r in made.to_pylist()}


PORT = dict.fromkeys(PLACES.schema.names) | {
    "place_id": "place:1", "label": "P1", "name": "Northport", "other_names": [], "place_kind": "port", "lat": 59.3,
    "lon": 4.5, "evidence_id": "evidence:2", "row": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def small():
    rows = (
        detection("D1", 59.0003, 4.0),
        detection("D2", 59.1, 4.2002),
        detection("D3", 59.31, 4.5),
        detection("D4", None, None, pixel_row=3.0, pixel_column=4.0),
        detection("D5", 59.0, 4.0, start_time=None, end_time=None),
    )
    return matched(*rows, places=[PORT])


def test_each_detection_has_its_verdict_and_what_it_rests_on(small):
    assert {k: (r["verdict"], r["mmsi"]) for k, r in small.items()} == {
        "D1": ("matched", 257000001), "D2": ("matched", 257000002), "D3": ("unmatched", None),
        "D4": ("not assessable", None), "D5": ("not assessable", None),
    }  # fmt: skip
    assert small["D1"]["away_m"] == pytest.approx(33.4, abs=0.5)  # .0003 degrees of latitude
    assert small["D1"]["fix_min"] == 0.0
    tracks, _ = heard()
    ids = {say_key("position", r["position_id"]): r for r in tracks.to_pylist()}
    fixes = [ids[s] for s in small["D1"]["sources"] if s.startswith("position:")]
    assert {f["mmsi"] for f in fixes} == {257000001}
    assert min(abs(f["time"] - WHEN) for f in fixes) == timedelta(0)
    assert small["D1"]["sources"][0] == "detection:D1"
    rests_on = {ids[s]["mmsi"] for s in small["D3"]["sources"] if s.startswith("position:")}
    assert rests_on == {257000001, 257000002}  # what tells that AIS was heard there


def test_what_has_no_ship_is_never_called_dark(small):
    assert "this is not dark" in small["D3"]["words"]
    assert (small["D3"]["place"], round(small["D3"]["place_km"], 1)) == ("P1", 1.1)  # .01 degrees of latitude
    assert "1.1 km from Northport (P1)" in small["D3"]["words"]
    assert small["D1"]["place"] is None
    assert small["D4"]["words"].startswith("Not assessable: it lies in pixels")
    assert small["D5"]["words"] == "Not assessable: no time is known."


def test_an_unmatched_vessel_has_a_chance_only_where_the_detector_states_one_of_vessels():
    rows = (detection("D3", 59.31, 4.5), detection("D4", 59.2, 4.4, vessel_frac=0.5))
    found = matched(*rows)
    assert found["D3"]["p_unmatched_vessel"] is None
    assert found["D4"]["p_unmatched_vessel"] == pytest.approx(0.5 * found["D4"]["p_unmatched"])


def test_without_ais_around_nothing_follows():
    assert matched(detection("D1", 59.0, 4.0), ships={})["D1"]["verdict"] == "no AIS coverage here"
    far = matched(detection("D1", 40.0, 4.0))["D1"]
    assert (far["verdict"], far["ships_heard"]) == ("no AIS coverage here", 0)


def test_two_tables_on_one_image_do_not_compete_for_a_ship():
    both = matched(
        detection("D1", 59.0003, 4.0), detection("G1", 59.0001, 4.0, detector="gfw", evidence_id="evidence:9")
    )
    assert {r["mmsi"] for r in both.values()} == {257000001}


def test_a_scene_without_a_name_is_cut_by_the_hour():
    times = [WHEN + timedelta(minutes=m) for m in (0, 60, 61, 200)]
    rows = [detection(f"D{t}", 59.0, 4.0, scene=None, start_time=t, end_time=t) for t in times]
    assert [len(s.rows) for s in scenes_of(DETECTIONS.from_rows(rows))] == [2, 1, 1]


def test_a_radar_image_is_matched_by_how_the_radar_flew_past_each_detection():
    # Flown north, looking east, 850 km off at 35 degrees: 850,000 / 7,500 * sin 35 = 65.0 s. A ship that goes west at
    # 10 knots (5.144 m/s) comes nearer and is shown 334 m to the north of where it is.
    west = {257000001: ("ALDER", 59.0, 4.0, 10.0, 270.0), 257000002: SHIPS[257000002]}
    lat, lon = destination(59.0, 4.0, 0.0, 0.334)
    flown = Pass(0.0, 850_000.0, 35.0, 7500.0)
    told = matched(detection("D1", lat, lon, sensor="sar", flight_deg=0.0, shift_s=flown.shift_s), ships=west)["D1"]
    assert (told["verdict"], told["mmsi"]) == ("matched", 257000001)
    assert told["away_m"] == pytest.approx(0, abs=3)
    untold = matched(detection("D1", lat, lon, sensor="sar"), ships=west)["D1"]
    assert untold["away_m"] == pytest.approx(334, abs=3)
    assert (untold["verdict"], untold["mmsi"]) == ("matched", 257000001)
    # an optical image shows it where it is: 334 m off it is less likely the ship
    assert matched(detection("D1", lat, lon), ships=west)["D1"]["p_match"] < untold["p_match"]


def test_the_thinned_reports_tell_what_all_of_them_do():
    tracks, segments = heard()
    table = DETECTIONS.from_rows(
        [detection("D1", 59.0003, 4.0), detection("D2", 59.1, 4.21), detection("D3", 59.3, 4.5)]
    )
    around = keep_around_scenes(tracks, segments, table)
    assert 4 <= around.num_rows < tracks.num_rows
    every = pa.table({**{c: tracks[c] for c in ("position_id", "mmsi", "time", "lat", "lon", "sog_kn", "cog_deg")},
                      "segment_id": [say_key("segment", k) for k in tracks["segment_id"].to_pylist()],
                      "sources": [["x"]] * tracks.num_rows}).select(around.column_names)  # fmt: skip
    some, all_ = (
        match_detections(table, t, segments, BEARERS.empty(), PLACES.empty()).to_pylist() for t in (around, every)
    )
    assert [{**r, "sources": None} for r in some] == [{**r, "sources": None} for r in all_]
    assert some[0]["sources"] == all_[0]["sources"]


def test_both_steps_obey_the_laws():
    tracks, segments = heard()
    rnd = testing.random.Random(3)
    here = {"tracks": tracks, "segments": segments, "bearers": BEARERS.empty(), "places": PLACES.from_rows([PORT])}
    here["detections"] = DETECTIONS.from_rows(
        [detection(f"D{n}", 59.0 + 0.1 * (n // 3), 4.0 + 0.1 * (n % 3), scene=f"I{n % 2}") for n in range(9)]
        + [detection("N1", 59.31, 4.5, scene=None), detection("N2", None, None, pixel_row=1.0)]
    )
    for name in ("scene_fixes", "detection_matches"):
        step = STEPS[name]
        testing.row_order_does_not_matter(step, here, rnd)
        testing.every_row_names_sources_that_exist(step, here)
        testing.groups_do_not_affect_each_other(step, here)
        here |= testing.stored(step, here)
    assert here["detection_matches"].num_rows == 11


def test_a_time_that_is_sure_to_minutes_alone_widens_where_a_ship_may_be():
    # In 420 s at 6 m/s a ship goes 2,520 m; of an even law that is 2,520 / sqrt 3 = 1,454.9 m, with the 30 m of its
    # place 1,455.2 m.
    span = {"start_time": WHEN - timedelta(minutes=7), "end_time": WHEN + timedelta(minutes=7)}
    table = DETECTIONS.from_rows([detection("D1", 59.0, 4.0, **span), detection("D2", 59.0, 4.1)])
    [scene] = scenes_of(table)
    taken = detected_of(scene, table.take(pa.array(scene.rows)))
    assert sorted(taken.sd_m) == pytest.approx([30.0, 1455.2], abs=0.1)
    assert set(taken.time_us) == {int(WHEN.timestamp() * 1e6)}
