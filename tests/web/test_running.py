"""A run from the page: told as it goes, broken off without harm; and several who write at the same moment."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import fairlead
from fairlead.errors import CaseError
from fairlead.web.running import Running
from tests.web.conftest import client_of


def events(client):
    """What a run told, until it was over."""
    with client.stream("GET", "/api/run/live") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = [line.removeprefix("data: ") for line in stream.iter_lines() if line.startswith("data: ")]
    return [json.loads(line) for line in lines[:-1]]


def test_a_run_is_followed_to_its_end_and_says_what_it_changed(case):
    client = client_of(case)
    case.decide("trip:1604d942ff53dc18", "reject", "not that ship", by="tester")
    since = client.get("/api/run").json()["changed_since"]
    assert since == ["1 decision was entered"]
    assert client.post("/api/run").status_code == 200
    assert client.get("/api/pulse").json()["is_running"]
    assert client.post("/api/run").status_code == 409  # one at a time
    last = events(client)[-1]
    assert (last["outcome"], last["number"]) == ("done", 2)
    assert {"question": "oil", "figure": "documented", "before": 11.0, "now": 10.0} in last["differences"]
    parts = {p["name"]: p["rows"] for p in last["parts"]}
    assert parts["trips"] > 0
    told = client.get("/api/run").json()
    assert told["record"]["number"] == 2
    assert told["changed_since"] == []
    against = told["against"]
    assert (against["number"], against["entered"], against["params"]) == (1, {"decision": 1}, [])
    assert {"decisions", "trips"} <= {t["table"] for t in against["tables"]}
    assert "sightings" not in {t["table"] for t in against["tables"]}


def test_a_run_that_is_broken_off_leaves_the_tables_of_the_run_before(case):
    client, before = client_of(case), case.last_run()
    assert client.post("/api/run/cancel").status_code == 409  # none is under way
    assert client.post("/api/run").status_code == 200
    assert client.post("/api/run/cancel").status_code == 200
    last = events(client)[-1]
    assert (last["outcome"], last["number"]) == ("broken off", None)
    assert case.last_run() == before
    case.decide("trip:1604d942ff53dc18", "reject", "not that ship", by="tester")  # nobody holds it any more
    assert fairlead.open(case.path).notices == []


def test_what_a_run_tells_on_its_way(case):
    """Pace and time left, from what it says of its parts; by hand: 200 of 1,000 in the second since it was told."""
    running = Running(case)
    with pytest.raises(CaseError, match="no run is under way"):
        running.cancel()
    running.start("Kim")
    running._now.last_s = {"gaps": 3.0, "trips": 4.0}
    running("gaps", 1, 3, 5000)
    running._now.part_begun -= 10.0
    running.within(100, 1000, "portions of ships")
    running._now.inside_begun = (running._now.inside_begun[0] - 2.0, 100)
    running.within(300, 1000, "portions of ships")
    _, told = running.state()
    assert (told.part, told.index, told.total, told.by) == ("gaps", 1, 3, "Kim")
    assert 148 <= told.rows_per_s <= 150  # 3 of 10 of 5,000 rows in 10 s
    assert told.seconds_left in (7 + 4, 7 + 4 + 1)  # 700 more at 100 a second, and the trips as the last time
    while running.is_going:
        time.sleep(0.05)


def test_a_pulse_that_has_not_changed_is_a_few_bytes(case):
    client = client_of(case)
    first = client.get("/api/pulse")
    again = client.get("/api/pulse", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    case.decide("trip:1604d942ff53dc18", "reject", "not that ship", by="Kim")
    now = client.get("/api/pulse", headers={"if-none-match": first.headers["etag"]})
    assert now.status_code == 200
    assert now.json()["log"] == first.json()["log"] + 1
    assert (now.json()["by"], now.json()["action"]) == ("Kim", "decided")


def test_many_who_decide_at_the_same_moment_all_stand_in_the_log(case):
    clients = [client_of(case) for _ in range(4)]
    before = len(case.log)
    said = [
        (client, {"about": [trip], "verdict": "reject", "reason": f"{i} {trip}"})
        for i, client in enumerate(clients)
        for trip in ("trip:1604d942ff53dc18", "S06", "S08")
    ]
    with ThreadPoolExecutor(len(said)) as pool:
        done = list(pool.map(lambda one: one[0].post("/api/decisions", json=one[1]), said))
    assert {d.status_code for d in done} == {200}
    assert sorted(e.fields["reason"] for e in case.log[before:]) == sorted(s["reason"] for _, s in said)
    assert case.verify() == [] or all(p.is_note for p in case.verify())
