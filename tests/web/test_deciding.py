"""What a person enters stands in the log, and the next run honours it."""

import fairlead
from tests.web.conftest import TEXT, client_of


def test_a_reading_is_decided_and_taken_back(case):
    client = client_of(case)
    reading = next(
        a for a in client.get("/api/review").json()["alternatives"] if "Paek Yang San 1 (7 Apr" in a["words"]
    )
    before = client.get("/api/case").json()["waiting"]
    said = {"about": [reading["id"]], "verdict": "accept", "reason": "the same hatch covers"}
    done = client.post("/api/decisions", json=said)
    assert done.status_code == 200, done.text
    assert client.get("/api/case").json()["waiting"] == before - 1
    (entry,) = client.get("/api/review").json()["decided"]
    assert (entry["verdict"], entry["reason"], entry["is_standing"]) == ("accept", "the same hatch covers", True)
    case.run()
    assert client.get("/api/answer").json()["trips"]["documented"] == 10
    back = client.post(f"/api/withdrawals/{done.json()['id']}", json={"reason": "other hatch covers after all"})
    assert back.status_code == 200, back.text
    assert not any(d["is_standing"] for d in client.get("/api/review").json()["decided"])
    case.run()
    assert client.get("/api/case").json()["waiting"] == before
    assert client.get("/api/answer").json()["trips"]["documented"] == 11


def test_a_decision_without_a_reason_is_none(case):
    client = client_of(case)
    said = {"about": ["trip:1604d942ff53dc18"], "verdict": "reject", "reason": "  "}
    answer = client.post("/api/decisions", json=said)
    assert answer.status_code == 409
    assert "reason" in answer.json()["error"]
    assert client.post("/api/decisions", json={**said, "more": 1}).status_code == 422
    assert len(case.log) == len(fairlead.open(case.path).log)


def proposing(tmp_path):
    case = fairlead.new(tmp_path / "case")
    (tmp_path / "article.txt").write_text(TEXT)
    case.add(tmp_path / "article.txt")
    case.run()
    return case


def test_a_proposed_claim_is_accepted_and_becomes_a_claim(tmp_path):
    case = proposing(tmp_path)
    client = client_of(case)
    assert "review" in client.get("/api/case").json()["views"]
    p = client.get("/api/review").json()["proposals"][0]
    assert p["quote"] in TEXT
    changes = {field: {"outlet": "A paper", "date_said": "2024-11-22"}.get(field, "-") for field in p["missing"]}
    said = {"verdict": "accept", "reason": "read", "changes": changes, "seen": p["seen"]}
    done = client.post(f"/api/review/{p['id']}", json=said)
    assert done.status_code == 200, done.text
    assert p["id"] not in [o["id"] for o in client.get("/api/review").json()["proposals"]]
    case.run()
    assert [c["quote"] for c in case.table("claims").to_pylist()] == [p["quote"]]


def test_nobody_overrules_another_without_knowing(tmp_path):
    case = proposing(tmp_path)
    one, other = client_of(case), client_of(fairlead.open(case.path))
    p = one.get("/api/review").json()["proposals"][0]
    said = {"verdict": "reject", "reason": "no such thing is said", "seen": p["seen"]}
    assert one.post(f"/api/review/{p['id']}", json=said).status_code == 200
    late = other.post(f"/api/review/{p['id']}", json={**said, "reason": "I think so too"})
    assert late.status_code == 409
    assert "meanwhile" in late.json()["error"]
    assert len(other.get("/api/review").json()["decided"]) == 1
