"""The case in the words of others: what goes out is what the tables hold, and leads back to them."""

import csv
import hashlib
import io
import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from fairlead.base.tables import OWNERSHIP, TABLES, VESSELS
from fairlead.case.trace import Node
from fairlead.errors import CaseError
from fairlead.formats.lists.ftm import read_entities
from fairlead.identity.ties import tie_owners
from fairlead.report.exchange import COLUMNS, TYPES, entity_id, export_case, gather_exchange
from tests.identity.test_screening import ship

SPANS = {
    "from_start": datetime(2023, 5, 17, tzinfo=UTC), "from_end": datetime(2023, 5, 18, tzinfo=UTC),
    "founded_start": datetime(2023, 1, 1, tzinfo=UTC), "founded_end": datetime(2023, 2, 1, tzinfo=UTC),
}  # fmt: skip


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


class Ties:
    """As much of a case as the exchange reads: a ship, its owner, who owns the owner, a manager, a stranger."""

    def __init__(self):
        rows = [
            {"ownership_id": f"ownership:{n}", "label": f"W{n}", "owner": owner, "owned": owned, "relation": relation,
             "evidence_id": "evidence:w", "row": n, **more}
            for n, (owner, owned, relation, more) in enumerate((
                ("Alder Ltd", "Alder", "owner", {"owner_imo": 1790183, "held_frac": 0.6, **SPANS}),
                ("Birch", "Alder Ltd", "beneficial owner", {}), ("Cedar", "Alder", "manager", {}),
                ("Elm", "Nobody", "owner", {}),
            ), start=1)
        ]  # fmt: skip
        self.tables = {"vessels": VESSELS.from_rows([ship()])}
        empty = (TABLES[n].empty() for n in ("list_statements", "list_standings", "hits"))
        made = tie_owners(OWNERSHIP.from_rows(rows), *empty, self.tables["vessels"])
        self.tables |= dict(zip(("ties", "owners", "owner_hits"), made, strict=True))

    def table_or_empty(self, name):
        return self.tables.get(name, TABLES[name].empty())

    def explain(self, row, _):
        return Node(row, "", "", None, {}, None, ())

    def simulated(self):
        return None


@pytest.fixture(scope="module")
def owned():
    return {e["id"]: e for e in gather_exchange(Ties(), "d").entities()}


def test_owners_go_out_as_companies_a_share_as_ownership_and_the_rest_as_links(owned):
    by_name = {e["properties"]["name"][0]: e for e in owned.values() if "name" in e["properties"]}
    assert {"Alder Ltd", "Birch", "Cedar"} <= set(by_name)
    assert "Elm" not in by_name  # leads to no ship of the case
    company = by_name["Alder Ltd"]
    assert (company["schema"], company["properties"]["imoNumber"]) == ("Company", ["IMO1790183"])
    assert company["properties"]["incorporationDate"] == ["2023-01"]
    held = {e["properties"]["owner"][0]: e["properties"] for e in owned.values() if e["schema"] == "Ownership"}
    share = held[company["id"]]
    assert (share["asset"], share["percentage"], share["startDate"]) == (
        [by_name["Alder"]["id"]],
        ["60"],
        ["2023-05-17"],
    )
    assert held[by_name["Birch"]["id"]]["asset"] == [company["id"]]
    (link,) = [e["properties"] for e in owned.values() if e["schema"] == "UnknownLink"]
    assert (link["subject"], link["role"]) == ([by_name["Cedar"]["id"]], ["manager"])


def test_the_real_library_takes_owners_as_they_are(owned):
    take_as_they_are(owned)


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
    take_as_they_are(entities)


def take_as_they_are(entities):
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
