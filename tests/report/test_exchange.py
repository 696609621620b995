"""The case in the words of others: what goes out is what the tables hold, and leads back to them."""

import csv
import hashlib
import io
import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from fairlead.base.tables import BEARERS, HITS, OWNERSHIP, SEGMENTS, TABLES, VESSELS
from fairlead.case.one_off import read_lists
from fairlead.case.trace import Node
from fairlead.errors import CaseError
from fairlead.formats.lists.ftm import read_entities
from fairlead.formats.lists.ftm_statements import read_statements
from fairlead.identity.ties import tie_owners
from fairlead.report.exchange import COLUMNS, TYPES, entity_id, export_case, gather_exchange
from tests.identity.test_bearers import segment
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


def read_back(out, folder, form):
    """Entries by id, and facts as entry, property, value, normal and days, of what went out in one of the two forms."""
    table, _ = out.to_statements()
    path = folder / "out"
    path.write_text(out.to_json_lines() if form == "ftm" else table, encoding="utf-8")
    read = (read_entities if form == "ftm" else read_statements)(path, path.name, "evidence:0")
    assert read.rejects.num_rows == 0
    facts = read.more["list_facts"].to_pylist()
    return {e["entry"]: e for e in read.rows.to_pylist()}, facts


FORMS = pytest.mark.parametrize("form", ["ftm", "ftm-statements"])


@FORMS
def test_what_went_out_reads_back_with_the_same_vessels_marks_and_dates(bundled, out, tmp_path, form):
    entries, facts = read_back(out, tmp_path, form)
    said = {}
    for f in facts:
        said.setdefault((f["entry"], f["property"]), set()).add(f["normal"] or f["value"])
    listed = {}
    for x in bundled.table("listings").to_pylist():
        if x["listed_start"]:
            at = listed.get(x["vessel_id"], x["listed_start"])
            listed[x["vessel_id"]] = min(at, x["listed_start"])
    assert listed
    for v in bundled.table("vessels").to_pylist():
        ref = entity_id(v["vessel_id"])
        assert (entries[ref]["name"], entries[ref]["entry_kind"]) == (v["name"], "vessel")
        assert {v["name"], *entries[ref]["aliases"]} == {v["name"], *v["names"]}
        number = {f"{v['imo']:07d}"} if v["imo"] and not v["imo_words"] else set()
        assert said.get((ref, "imo"), set()) == number
        assert said.get((ref, "flag"), set()) == {v["flag"]} - {None}
        assert said.get((ref, "built"), set()) == ({str(v["built"])} if v["built"] else set())
        assert entries[ref]["listed_start"] == listed.get(v["vessel_id"])


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

    def explainer(self, _):
        return lambda row: Node(row, "", "", None, {}, None, ())

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


@FORMS
def test_owners_read_back_with_relation_share_and_days(tmp_path, form):
    entries, facts = read_back(gather_exchange(Ties(), "d"), tmp_path, form)
    names = {ref: e["name"] for ref, e in entries.items()}
    ties = {(names[f["entry"]], f["property"], f["value"]): f for f in facts if f["property"] in ("owner", "linked_to")}
    assert set(ties) == {
        ("Alder", "owner", "Alder Ltd"), ("Alder Ltd", "owner", "Birch"), ("Alder", "linked_to", "Cedar"),
    }  # fmt: skip
    share = ties["Alder", "owner", "Alder Ltd"]
    assert (share["qualifier"], share["valid_from"], names[share["normal"]]) == (
        "60 %, from 2023-05-17", SPANS["from_start"], "Alder Ltd",
    )  # fmt: skip
    assert ties["Alder Ltd", "owner", "Birch"]["qualifier"] == "beneficial owner"
    assert ties["Alder", "linked_to", "Cedar"]["qualifier"] == "manager"
    (number,) = [f for f in facts if f["property"] == "company_imo"]
    assert (names[number["entry"]], number["normal"]) == ("Alder Ltd", "1790183")


class Heard(Ties):
    """A ship that was heard under two MMSIs, and of which one entry is sure and one only possible."""

    def __init__(self):
        super().__init__()
        first, last = (datetime(2024, 3, d, 10, 30, tzinfo=UTC) for d in (1, 4))
        heard = [segment(1, start_time=first, end_time=last), segment(2, start_time=last, end_time=last)]
        bearer = {"vessel_id": "vessel:1", "ship_name": "Alder", "mark_basis": "imo", "words": "", "sources": []}
        worn = [
            bearer | {"bearer_id": f"bearer:{n}", "segment_id": s["segment_id"], "mmsi": s["mmsi"]}
            for n, s in enumerate(heard)
        ]
        hit = {"vessel_id": "vessel:1", "ship_name": "Alder", "entry_name": "ALDER", "log_odds": 1.0, "reasons": [],
               "is_older": False, "list_version_ids": [], "words": "Words.", "sources": [],
               "listed_from": first, "listed_to": last}  # fmt: skip
        hits = [
            hit | {"hit_id": "hit:1", "list": "a", "entry": "1", "level": "confirmed", "programmes": ["SURE"],
                   "listed_measures": ["freeze"], "grounds": "It carried.", "designated_start": SPANS["from_start"],
                   "designated_end": SPANS["from_end"]},
            hit | {"hit_id": "hit:2", "list": "b", "entry": "2", "level": "possible", "programmes": ["DOUBT"],
                   "listed_measures": ["ban"], "designated_start": SPANS["founded_start"],
                   "designated_end": SPANS["from_end"]},
        ]  # fmt: skip
        self.tables |= {
            "segments": SEGMENTS.from_rows(heard), "bearers": BEARERS.from_rows(worn), "hits": HITS.from_rows(hits),
        }  # fmt: skip


def test_a_vessel_that_a_person_joined_goes_out_with_both_numbers():
    case = Ties()
    case.tables["vessels"] = VESSELS.from_rows([ship(imos_joined=[8691702], joined_ids=["vessel:2"])])
    (one,) = [e for e in gather_exchange(case, "d").entities() if e["schema"] == "Vessel"]
    assert sorted(one["properties"]["imoNumber"]) == ["IMO8660313", "IMO8691702"]


def test_numbers_read_back_with_their_days_and_by_the_file_beside_to_the_instant(tmp_path):
    out = gather_exchange(Heard(), "d")
    table, beside = out.to_statements()
    paths = [tmp_path / "x_2024-06-01.csv", tmp_path / "x.validity.csv"]
    for path, text in zip(paths, (table, beside), strict=True):
        path.write_text(text, encoding="utf-8")

    def worn(files):
        _, statements = read_lists(files)
        return {
            s["value"]: (s["valid_from"], s["valid_until"]) for s in statements.to_pylist() if s["property"] == "mmsi"
        }

    def march(*at):
        return datetime(2024, 3, *at, tzinfo=UTC)

    assert worn(paths[:1]) == {"273000001": (march(1), march(5)), "273000002": (march(4), march(5))}
    exact = {
        "273000001": (march(1, 10, 30), march(4, 10, 30, 0, 1)),
        "273000002": (march(4, 10, 30), march(4, 10, 30, 0, 1)),
    }
    assert worn(paths) == exact
    assert worn(paths[::-1]) == exact


@FORMS
def test_what_is_sure_reads_back_as_listed_and_what_is_possible_as_a_remark(tmp_path, form):
    path = tmp_path / "out"
    out = gather_exchange(Heard(), "d")
    path.write_text(out.to_json_lines() if form == "ftm" else out.to_statements()[0], encoding="utf-8")
    read = (read_entities if form == "ftm" else read_statements)(path, path.name, "evidence:0")
    (alder,) = [e for e in read.rows.to_pylist() if e["name"] == "Alder" and e["entry_kind"] == "vessel"]
    assert (alder["programmes"], alder["measures"], alder["grounds"]) == (["SURE"], ["freeze"], "It carried.")
    assert (alder["listed_start"], alder["listed_end"]) == (SPANS["from_start"], SPANS["from_end"])
    assert alder["remarks"] == "possible only: Words."
    assert ["possible only" in r["reason"] for r in read.rejects.to_pylist()] == [True]


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
    model = pytest.importorskip(
        "followthemoney", reason="followthemoney is not installed: pip install --group ftm"
    ).model
    for one in entities.values():
        model.get(one["schema"]).validate(one)
        proxy = model.get_proxy(one, cleaned=False)
        assert {p: sorted(v) for p, v in one["properties"].items()} == {
            p: sorted(proxy.get(p)) for p in one["properties"]
        }
        assert {model.get(one["schema"]).get(p).type.name for p in one["properties"]} == {
            TYPES[p] for p in one["properties"]
        }
