"""What is told is what the case holds: the same rows as the command line shows."""

import csv
import io

import pytest

from fairlead.base.json_values import json_value
from fairlead.web.routes import ROUTES
from tests.web.conftest import client_of


def test_the_case_says_what_it_is_and_shows_views_that_have_something(shown, bundled):
    state = shown.get("/api/case").json()
    assert state["name"] == "Russia to DPRK oil, 2024"
    assert [q["name"] for q in state["questions"]] == ["oil", "munitions"]
    assert state["run"] == 1
    assert state["head"] == bundled.head.hash
    wanted = ["answer", "map", "vessels", "ledger", "graph", "review", "evidence", "tables", "run", "report"]
    assert state["views"] == wanted
    assert state["notices"] == []
    assert state["can_write"]


def test_the_answer_is_the_one_the_command_line_prints(shown, bundled):
    assert shown.get("/api/answer").json() == json_value(bundled.answer())
    assert shown.get("/api/answer", params={"question": "munitions"}).json() == json_value(bundled.answer("munitions"))
    told = shown.get("/api/answer").json()["trips"]
    assert (told["documented"], told["documented_min"], told["documented_max"]) == (11, 9, 11)
    assert (told["estimated_p50"], told["estimated_p05"], told["estimated_p95"], told["claimed"]) == (61, 50, 80, 43)
    unknown = shown.get("/api/answer", params={"question": "tea"})
    assert unknown.status_code == 404
    assert "oil" in unknown.json()["error"]


def test_a_finding_is_explained_down_to_a_line_of_a_file(shown):
    tree = shown.get("/api/explain", params={"target": "F1"}).json()
    nodes = [tree]
    lines = []
    while nodes:
        node = nodes.pop()
        nodes += node["sources"]
        lines += [node["line"]] if node["line"] else []
    law = next(line for line in lines if line["file"] == "legal_measures.csv")
    assert law["text"].startswith("R01,UNSCR 2397 (2017),5,cap")
    held = shown.get(f"/api/evidence/{law['evidence_id']}/lines", params={"first": law["number"], "most": 1}).json()
    assert held["lines"][str(law["number"])] == law["text"]
    assert shown.get("/api/explain", params={"target": "nothing"}).status_code == 404


def test_every_table_of_the_run_is_listed_with_what_its_columns_mean(shown, bundled):
    tables = shown.get("/api/tables").json()
    assert [t["name"] for t in tables] == bundled.tables()
    assert {t["name"]: t["rows"] for t in tables} == {n: bundled.table(n).num_rows for n in bundled.tables()}
    assert all(c["doc"] for t in tables for c in t["columns"])


@pytest.mark.parametrize("name", ["trips", "evidence", "draws", "lexicon", "questions", "claims"])
def test_rows_come_page_by_page_and_all_of_them(shown, bundled, name):
    first = shown.get(f"/api/tables/{name}/rows", params={"limit": 1000}).json()
    assert first["total"] == bundled.table(name).num_rows
    rows, offset = [], 0
    while len(rows) < min(first["total"], 1000):
        page = shown.get(f"/api/tables/{name}/rows", params={"limit": 300, "offset": offset}).json()
        rows, offset = rows + page["rows"], offset + 300
    assert rows[: len(first["rows"])] == first["rows"]
    assert len(set(first["ids"])) == len(first["ids"])


def test_the_id_of_a_row_is_explained(shown):
    for name in ("trips", "questions", "draws", "evidence"):
        (id_,) = shown.get(f"/api/tables/{name}/rows", params={"limit": 1}).json()["ids"]
        assert shown.get("/api/explain", params={"target": id_}).json()["id"] == id_


def test_a_table_as_csv_has_the_rows_of_its_filter(shown):
    asked = {"where": "question:eq:oil", "sort": "start_time"}
    page = shown.get("/api/tables/trips/rows", params=asked).json()
    answer = shown.get("/api/tables/trips/csv", params=asked)
    assert answer.headers["content-disposition"].startswith('attachment; filename="trips.csv"')
    assert [r["trip_id"] for r in csv.DictReader(io.StringIO(answer.text))] == page["ids"]


def test_the_run_says_every_parameter_with_its_reason(shown):
    told = shown.get("/api/run").json()
    assert told["record"]["number"] == 1
    params = [p for s in told["steps"] for p in s["params"]]
    assert len(params) > 100
    assert [p for p in params if not p["doc"]] == []
    assert not any(p["is_changed"] for p in params)


def test_every_get_route_answers_in_its_shape(shown):
    (evidence_id,) = [e["id"] for e in shown.get("/api/evidence").json() if e["name"] == "claims.csv"]
    ship = shown.get("/api/vessels").json()["ships"][0]["id"]
    transfer = shown.get("/api/ledger/matrix").json()["transfers"][0]["id"]
    named = {"name": "trips", "evidence_id": evidence_id, "transfer_id": transfer, "vessel_id": ship}
    asked = {
        "/api/explain": {"target": "F1"},
        "/api/ledger/standing": {"source": "C13"},
        "/api/ledger/without": {"source": "C13"},
    }
    in_pictures = (
        "/api/desk/pictures",
        "/api/desk/weighed",
        "/api/cutouts",
    )  # this case has none: test_desk, test_cutouts
    for route in (r for r in ROUTES if r.method == "GET" and not r.path.startswith(in_pictures)):
        path = route.path.format(**(named if "layers" not in route.path else {"name": "places"}))
        answer = shown.get(path, params=asked.get(path, {}))
        assert answer.status_code == 200, (path, answer.text[:200])


def test_what_a_route_does_not_know_is_said_and_is_no_failure(shown):
    for path in ("/api/tables/nothing/rows", "/api/layers/nothing", "/api/evidence/evidence:0/lines", "/api/nothing"):
        answer = shown.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["error"]


@pytest.mark.parametrize(
    "bad", ["'", "\x00", "../../case.toml", "%00", "1e999", "-1", "\ud83d\ude00" * 50, "x" * 5000, "NaN", "{}", "';--"]
)
def test_hostile_values_are_refused_in_words_or_find_nothing(shown, bad):
    """Each parameter of each route that reads, from the schema the server itself gives."""
    schema = shown.get("/api/openapi.json").json()
    for path, methods in schema["paths"].items():
        if "get" not in methods:
            continue
        params = methods["get"].get("parameters", [])
        from urllib.parse import quote

        text = bad.encode("utf-16", "surrogatepass").decode("utf-16")
        url = path
        for p in params:
            if p["in"] == "path":
                url = url.replace("{" + p["name"] + "}", quote(text, safe=""))
        for p in params:
            answer = shown.get(url, params={p["name"]: text} if p["in"] == "query" else {})
            assert answer.status_code in (200, 404, 422), (path, p["name"], answer.status_code, answer.text[:200])


def test_a_case_that_was_never_run_says_what_to_do(tmp_path):
    import fairlead

    client = client_of(fairlead.new(tmp_path / "new"))
    state = client.get("/api/case").json()
    assert state["views"] == []
    assert state["run"] is None
    assert "run the case first" in client.get("/api/answer").json()["error"]
    assert client.get("/api/tables").json() == []


def test_a_later_run_and_a_later_entry_are_seen(case):
    client = client_of(case)
    before = client.get("/api/case").json()
    assert client.get("/api/answer").json()["trips"]["documented"] == 11
    case.decide("trip:1604d942ff53dc18", "reject", "not that ship", by="tester")
    after = client.get("/api/case").json()
    assert after["head_count"] == before["head_count"] + 1
    assert any("decision" in n for n in after["notices"])
    case.run(by="tester")
    assert client.get("/api/case").json()["run"] == 2
    assert client.get("/api/answer").json()["trips"]["documented"] == case.answer()["trips"]["documented"] != 11
