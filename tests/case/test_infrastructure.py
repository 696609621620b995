"""SIMULATED: a case with tables of six passes names what stays, and says it beside each of its detections."""

import pytest

import fairlead
from fairlead.case.features import LAYERS, _rows
from tests.imagery.test_infrastructure import seen, standing


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stays")
    made = fairlead.new(folder / "case")
    rows = [*standing(1, range(0, 18, 3)), seen(9, 3, 0.0, 0.0, 200.0)]
    columns = ("detection_id", "scene", "sensor", "detected_at", "lat", "lon", "length_m")
    lines = [",".join(columns)]
    for r in rows:
        said = r["label"], r["scene"], "sar", f"{r['start_time']:%Y-%m-%dT%H:%M:%SZ}", r["lat"], r["lon"], r["length_m"]
        lines.append(",".join(map(str, said)))
    (folder / "found.csv").write_text("\n".join(lines))
    (done,) = made.add(folder / "found.csv")
    assert done.outcome == "added", done
    made.run(step="infrastructure")
    return made


def test_a_run_names_what_stays_and_walks_back_to_each_line(case):
    (one,) = case.table("infrastructure").to_pylist()
    assert (one["state"], one["passes_seen"]) == ("stays", 6)
    node = case.explain(one["infrastructure_id"])
    assert {c.table for c in node.children} == {"detections"}
    assert len(node.children) == 6
    assert case.table("detections").num_rows == 7  # nothing is dropped


def test_the_map_says_it_beside_each_detection(case):
    (layer,) = [one for one in LAYERS if one.with_matches]
    words = {r["label"]: r["words"] for r in _rows(layer, case.table)}
    assert sum("infrastructure, unless a ship is laid up there" in w for w in words.values()) == 6
    assert "infrastructure" not in words["D9-3"]
