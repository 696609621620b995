"""What a person enters stands in the log, and the next run honours it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

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


def race(case, path, said):
    """Statuses of six who enter the same at once, each with a session of their own."""
    clients, ready = [client_of(case) for _ in range(6)], Barrier(6)

    def enter(client):
        ready.wait()
        return client.post(path, json=said).status_code

    with ThreadPoolExecutor(6) as pool:
        return sorted(pool.map(enter, clients))


def test_of_many_who_accept_one_claim_at_once_one_does_and_the_others_are_told(tmp_path):
    case = proposing(tmp_path)
    p = client_of(case).get("/api/review").json()["proposals"][0]
    changes = {field: {"outlet": "A paper", "date_said": "2024-11-22"}.get(field, "-") for field in p["missing"]}
    said = {"verdict": "accept", "reason": "read", "changes": changes, "seen": p["seen"]}
    assert race(case, f"/api/review/{p['id']}", said) == [200, 409, 409, 409, 409, 409]
    assert len([e for e in case.log if e.action == "reviewed"]) == 1


def test_which_ship_it_is_waits_for_a_person_and_of_many_who_tell_at_once_one_does(case):
    """Of the bundled case: S17 names Kum Un San with a number that its source doubts, S49 leaves Maria and Angara open.
    Sightings of which nothing tells 55 ships apart are not asked about."""
    client = client_of(case)
    asked = client.get("/api/review").json()["identities"]
    assert [i["title"] for i in asked] == ["S17: Kum Un San", "S17: Kum Un San 3", "S49: Maria", "S49: Angara"]
    assert all(i["words"] and i["weight_frac"] for i in asked)
    maria = asked[2]
    said = {"about": maria["about"], "verdict": "unsure", "reason": "nobody read a name", "is_open": True}
    assert race(case, "/api/decisions", said) == [200, 409, 409, 409, 409, 409]
    assert len([e for e in case.log if e.action == "decided"]) == 1
    late = client.post("/api/decisions", json={**said, "verdict": "accept"})
    assert "meanwhile" in late.json()["error"]
    assert "unsure" in late.json()["error"]
    left = client.get("/api/review").json()["identities"]
    assert [i["title"] for i in left] == ["S17: Kum Un San", "S17: Kum Un San 3", "S49: Angara"]
    said = {"about": left[1]["about"], "verdict": "accept", "reason": "the hull is that of the 3", "is_open": True}
    assert client.post("/api/decisions", json=said).status_code == 200
    left = client.get("/api/review").json()["identities"]
    assert [i["title"] for i in left] == ["S49: Angara"]  # S17 is told, by whichever of its candidates
    assert client.get("/api/case").json()["waiting"] == 8 + len(left)


def test_two_vessels_that_may_be_one_wait_and_a_run_shows_what_joining_them_changed(case, tmp_path):
    """Kang Song, without a number, is said to have been Chon Ma San and is seen once, on 10 March: within the days,
    7 to 22 March, between which S02 has Chon Ma San there. Two hulls make twelve documented trips, one makes eleven."""
    write_a_second_name(tmp_path, case)
    client = client_of(case)
    assert client.get("/api/answer").json()["trips"]["documented"] == 12
    pair = client.get("/api/review").json()["identities"][0]
    assert (pair["kind"], pair["title"]) == ("merge", "Chon Ma San (V01) and Kang Song (V90)")
    assert pair["reasons"] == ["both bear the name Chon Ma San", "both built 2005"]
    assert pair["against"] == []
    assert ["imo", "8660313", None] in pair["compared"]
    waiting = client.get("/api/case").json()["waiting"]
    said = {"about": pair["about"], "verdict": "same", "reason": "one hull in both pictures", "is_open": True}
    assert race(case, "/api/decisions", said) == [200, 409, 409, 409, 409, 409]
    assert client.get("/api/case").json()["waiting"] == waiting - 1
    case.run()
    assert client.get("/api/answer").json()["trips"]["documented"] == 11
    changed = {t["table"]: (t["before"], t["now"]) for t in client.get("/api/run").json()["against"]["tables"]}
    assert changed["vessels"][0] - changed["vessels"][1] == 1
    assert changed["merges"] == (1, 0)
    assert client.get("/api/run").json()["against"]["entered"] == {"decision": 1}
    kept = next(v for v in case.table("vessels").to_pylist() if v["label"] == "V01")
    assert (kept["joined_ids"], "Kang Song" in kept["names"]) == (
        [v for v in pair["about"] if v != kept["vessel_id"]],
        True,
    )
    tree = client.get("/api/explain", params={"target": kept["vessel_id"]}).json()
    assert "one hull in both pictures" in str(tree["sources"])
    gone = client.get("/api/explain", params={"target": kept["joined_ids"][0]}).json()
    assert gone["id"] == kept["vessel_id"]
    assert client.get("/api/review").json()["decided"][0]["verdict"] == "same"


def write_a_second_name(folder, case):
    """A vessel of the list that a further name ties to another, and a sighting of it; run."""
    (folder / "more_vessels.csv").write_text(
        "vessel_id,name,imo,other_names,type,flag,dwt,gt,built,designation,designation_date,designation_measures,"
        "role_in_case,source_url,confidence\n"
        "V90,Kang Song,,Chon Ma San,oil tanker,DPRK,,,2005,,,,,https://example.org/list,medium: a crew list\n"
    )
    (folder / "more_sightings.csv").write_text(
        "sighting_id,vessel_name,imo,event,date_start,date_end,time_local,tz_note,place,lat,lon,position_method,"
        "position_uncertainty_km,observed_by,method,reported_by,reported_date,source_url,source_kind,confidence\n"
        "T01,Kang Song,,port_call,2024-03-10,2024-03-10,,,Vostochny oil berth,,,,,A lab,satellite image,A paper,"
        "2024-11-22,https://example.org/seen,secondary,high: the name is legible\n"
    )
    case.add([folder / "more_vessels.csv", folder / "more_sightings.csv"], by="tester")
    case.run(by="tester")
