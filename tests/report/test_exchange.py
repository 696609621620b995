"""The case in the words of others: what goes out is what the tables hold, and leads back to them."""

import csv
import hashlib
import io
import json
from collections import Counter

import pytest

from fairlead.errors import CaseError
from fairlead.formats.lists.ftm import read_entities
from fairlead.report.exchange import COLUMNS, TYPES, entity_id, export_case, gather_exchange


@pytest.fixture(scope="module")
def out(bundled):
    return gather_exchange(bundled, "fairlead_test")


@pytest.fixture(scope="module")
def entities(out):
    return {e["id"]: e for e in out.entities()}


def test_every_ship_and_trip_goes_out_once(bundled, entities):
    kinds = Counter(e["schema"] for e in entities.values())
    assert kinds["Vessel"] == bundled.table("vessels").num_rows
    assert kinds["Trip"] + kinds["Event"] == bundled.table("trips").num_rows
    assert kinds["Sanction"] == bundled.table("listings").num_rows


def test_a_ship_bears_what_its_row_says(bundled, entities):
    (row,) = [v for v in bundled.table("vessels").to_pylist() if v["name"] == "Chon Ma San"]
    own = entities[entity_id(row["vessel_id"])]["properties"]
    assert (own["imoNumber"], own["flag"], own["buildDate"], own["deadweightTonnage"]) == (
        ["IMO8660313"],
        ["kp"],
        ["2005"],
        ["3565"],
    )
    doubted = [v for v in bundled.table("vessels").to_pylist() if v["imo"] and v["imo_words"]]
    assert doubted
    assert [v for v in doubted if "imoNumber" in entities[entity_id(v["vessel_id"])]["properties"]] == []


def test_what_is_not_counted_says_so(bundled, entities):
    trips = {entity_id(t["trip_id"]): t["is_counted"] for t in bundled.table("trips").to_pylist()}
    said = {i: "description" in entities[i]["properties"] for i in trips}
    assert said == {i: not counted for i, counted in trips.items()}


def test_whatever_is_named_is_there(entities):
    named = {
        v
        for e in entities.values()
        for prop, values in e["properties"].items()
        if TYPES[prop] == "entity"
        for v in values
    }
    assert named - {*entities} == set()
    assert all("proof" in e["properties"] for e in entities.values() if e["schema"] in ("Vessel", "Trip", "Event"))


def test_what_went_out_is_read_in_by_the_reader_of_lists(bundled, out, tmp_path):
    path = tmp_path / "out.ftm.json"
    path.write_text(out.to_json_lines(), encoding="utf-8")
    read = read_entities(path, path.name, "evidence:0")
    numbers = {f["normal"] for f in read.more["list_facts"].to_pylist() if f["property"] == "imo"}
    held = {f"{v['imo']:07d}" for v in bundled.table("vessels").to_pylist() if v["imo"] and not v["imo_words"]}
    assert numbers == held


def test_statements_have_the_ids_of_the_format_and_days_lie_beside(out):
    table, beside = out.to_statements()
    rows = list(csv.DictReader(io.StringIO(table)))
    assert tuple(rows[0]) == COLUMNS
    one = rows[0]
    plain = f"fairlead_test.{one['entity_id']}.{one['prop']}.{one['value']}"
    assert one["id"] == hashlib.sha1(plain.encode()).hexdigest()
    assert len({r["id"] for r in rows}) == len(rows)
    marks = list(csv.DictReader(io.StringIO(beside)))
    assert {m["id"] for m in marks} == {r["id"] for r in rows}
    assert all(m["row"] for m in marks)


def test_files_are_written_whole_and_never_into_the_case(bundled, tmp_path):
    files, count = export_case(bundled, tmp_path / "new" / "x.csv", "ftm-statements", "d")
    assert [f.name for f in files] == ["x.csv", "x.validity.csv"]
    export_case(bundled, tmp_path / "x.json", "ftm", "d")
    lines = (tmp_path / "x.json").read_text(encoding="utf-8").splitlines()
    assert len([json.loads(line) for line in lines]) == count
    with pytest.raises(CaseError, match="own folder"):
        export_case(bundled, bundled.path / "evidence" / "x.json", "ftm", "d")


def test_the_real_library_takes_every_value_as_it_is(entities):
    model = pytest.importorskip("followthemoney", reason="followthemoney is not installed").model
    for one in entities.values():
        model.get(one["schema"]).validate(one)
        proxy = model.get_proxy(one, cleaned=False)
        assert {p: sorted(v) for p, v in one["properties"].items()} == {
            p: sorted(proxy.get(p)) for p in one["properties"]
        }
        assert {model.get(one["schema"]).get(p).type.name for p in one["properties"]} == {
            TYPES[p] for p in one["properties"]
        }
