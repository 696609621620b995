"""The ledger as served: rows of the tables, what speaks against a transfer first, who rests on one source."""

import fairlead
from fairlead.base.json_values import json_value
from tests.web.conftest import TEXT, client_of


def matrix(client):
    return client.get("/api/ledger/matrix").json()


def transfer(client, item, giver="RU"):
    (found,) = [
        t for t in matrix(client)["transfers"] if (t["row"]["item_class"], t["row"]["from_party"]) == (item, giver)
    ]
    return client.get(f"/api/ledger/transfers/{found['id']}").json()


def test_the_matrix_holds_every_transfer_once_and_what_is_only_expected_in_no_cell(shown, bundled):
    told = matrix(shown)
    rows = {r["transfer_id"]: {k: json_value(v) for k, v in r.items()} for r in bundled.table("transfers").to_pylist()}
    assert {t["id"]: t["row"] for t in told["transfers"] + told["expected"]} == rows
    assert {t["id"] for t in told["expected"]} == {i for i, r in rows.items() if r["is_expected"]}
    assert {p["name"] for p in told["givers"]} == {"North Korea", "Russia"}
    assert len(told["rungs"]) == 6
    said = {t["id"]: t["words"] for t in shown.get("/api/ledger").json()["ledger"]["transfers"]}
    assert {t["id"]: t["sentence"] for t in told["transfers"] + told["expected"]} == said


def test_a_copy_stands_below_what_it_copies_and_its_drift_beside_it(shown):
    """claims.csv: C14 prints C13's speaker as defence minister; five outlets tell C13 on."""
    told = transfer(shown, "air defence")
    origin = next(o for o in told["origins"] if o["row"]["speaker"] == "Shin Won-sik")
    labels = [t["row"]["label"] for t in origin["tellings"]]
    assert labels[0] == "C13"
    assert sorted(labels[1:]) == ["C14", "C54", "C55", "C56", "C57"]
    (drift,) = [d for t in origin["tellings"] if t["row"]["label"] == "C14" for d in t["drifts"]]
    assert (drift["field"], "defence minister" in drift["is_now"]) == ("role", True)
    assert [a["kind"] for a in told["against"]] == ["told otherwise"]
    assert {t["row"]["label"]: t["via"] for t in origin["tellings"]}["C55"] == ["Reuters"]


def test_denials_come_first_and_the_claim_test_is_the_row(shown, bundled):
    troops = transfer(shown, "troops", "KP")
    assert {a["kind"] for a in troops["against"][:2]} == {"denied"}
    assert any("Nebenzia" in a["words"] for a in troops["against"])
    tested = {t["claim_test_id"]: t["words"] for t in bundled.table("claim_tests").to_pylist()}
    oil = transfer(shown, "oil")
    shown_tests = {x["claim_test_id"]: x["words"] for o in oil["origins"] for t in o["tellings"] for x in t["tests"]}
    assert shown_tests
    assert shown_tests.items() <= tested.items()


def test_what_stands_on_a_source_is_what_rescind_finds(shown, bundled):
    told = shown.get("/api/ledger/standing", params={"source": "Shin Won-sik"}).json()
    assert {s["claim_id"] for s in told} == {m.claim["claim_id"] for m in bundled.rescinding("Shin Won-sik").matches}
    assert len({t["id"] for s in told for t in s["transfers"]}) > 1
    unknown = shown.get("/api/ledger/standing", params={"source": "nobody of that name"})
    assert unknown.status_code in (404, 422)
    assert "no claim" in unknown.json()["error"]
    assert shown.get("/api/ledger/transfers/transfer:0").status_code == 404


def test_the_ledger_as_known_on_a_day_holds_what_had_been_said_by_then(shown, bundled):
    """claims.csv: of air defence the first to speak is C13's minister, on 22 November 2024; of the troops the denials
    of October 2024 (C27, C30) come before the confirmation of April 2025."""
    claims = {c["claim_id"]: c for c in bundled.table("claims").to_pylist()}

    def known(day):
        told = shown.get("/api/ledger/matrix", params={"known": day}).json()
        return {(t["row"]["item_class"], t["row"]["from_party"]): t for t in told["transfers"] + told["expected"]}

    assert known("2000-01-01") == {}
    whole = matrix(shown)
    assert {t["id"]: t for t in known("2100-01-01").values()} == {
        t["id"]: t for t in whole["transfers"] + whole["expected"]
    }
    assert ("air defence", "RU") not in known("2024-11-21")
    air = known("2024-11-22")["air defence", "RU"]
    assert air["id"] in {t["id"] for t in whole["transfers"]}
    told = shown.get(f"/api/ledger/transfers/{air['id']}", params={"known": "2024-11-22"}).json()
    said = [claims[t["id"]] for o in told["origins"] for t in o["tellings"]]
    assert said
    assert all(f"{c['said_end']:%Y-%m-%d}" <= "2024-11-23" for c in said)
    then, now = known("2024-12-31")["troops", "KP"], known("2100-01-01")["troops", "KP"]
    assert then["row"]["confirmations"] == 0 < now["row"]["confirmations"]
    early = shown.get(f"/api/ledger/transfers/{air['id']}", params={"known": "2024-11-01"})
    assert early.status_code == 404
    assert "1 November 2024" in early.json()["error"]
    for day in ("9999-12-31", "soon"):
        assert shown.get("/api/ledger/matrix", params={"known": day}).status_code == 422


def test_what_would_fall_without_a_source_is_what_rescind_says_and_is_entered_with_its_reason(case):
    client = client_of(case)
    told = client.get("/api/ledger/without", params={"source": "Shin Won-sik"}).json()
    labels = {c["claim_id"]: c["label"] for c in case.table("claims").to_pylist()}
    assert {"C13", "C14", "C54", "C55", "C56", "C57"} <= {labels[i] for i in told["about"]}
    falls = {f["name"].partition(",")[0]: f["rung_any"] for f in told["falls"]}
    assert falls["Aid"] == [1, 0]  # nobody else speaks of aid
    assert falls["Munitions"] == [4, 4]  # told by others too: its sentence alone loses a voice
    said = {"source": "Shin Won-sik", "about": told["about"], "reason": "he took it back"}
    assert client.post("/api/rescissions", json={**said, "reason": ""}).status_code == 422
    assert client.post("/api/rescissions", json={**said, "about": ["claim:0"]}).status_code == 409
    done = client.post("/api/rescissions", json=said)
    assert done.status_code == 200, done.text
    assert case.log[-1].fields["reason"] == "he took it back"
    assert client.post(f"/api/withdrawals/{done.json()['id']}", json={"reason": "a slip"}).status_code == 200


def test_a_quote_stands_in_its_context_where_its_document_is_held(tmp_path):
    case = fairlead.new(tmp_path / "case")
    (tmp_path / "article.txt").write_text(TEXT)
    case.add(tmp_path / "article.txt")
    case.run()
    client = client_of(case)
    p = client.get("/api/review").json()["proposals"][0]
    changes = {field: {"outlet": "A paper", "date_said": "2024-11-22"}.get(field, "-") for field in p["missing"]}
    said = {"verdict": "accept", "reason": "read", "changes": changes, "seen": p["seen"]}
    done = client.post(f"/api/review/{p['id']}", json=said)
    assert done.status_code == 200, done.text
    case.run()
    (told,) = [
        t
        for shape in matrix(client)["transfers"] + matrix(client)["expected"]
        for o in client.get(f"/api/ledger/transfers/{shape['id']}").json()["origins"]
        for t in o["tellings"]
    ]
    assert told["before"] + told["quote"] + told["behind"] in TEXT
    assert "1 million barrels" in told["quote"]
    assert told["before"].startswith("Open Source Centre said")


def test_a_case_without_claims_has_no_ledger_to_show(tmp_path):
    case = fairlead.new(tmp_path / "case")
    case.run()
    client = client_of(case)
    assert "ledger" not in client.get("/api/case").json()["views"]
    assert matrix(client)["transfers"] == []
