"""No route tells a reader what is marked above what they may see, nor what rests on it."""

import shutil

import pytest
from fastapi.testclient import TestClient

import fairlead
from fairlead.web.app import make_app
from fairlead.web.guard import WORD
from fairlead.web.people import User
from fairlead.web.routes import ROUTES
from fairlead.web.sessions import Keys
from tests.case.test_cleared import MORE, SECRET
from tests.web.conftest import HOST, ORIGIN


class Everybody:
    """Users without a file: whoever asks is who they say."""

    def __init__(self, *users):
        self.users = {u.name: u for u in users}

    def find(self, name):
        return self.users.get(name)

    def check(self, name, _):
        return self.users.get(name)


PEOPLE = Everybody(
    User("reader", "reader", "green", ""), User("owner", "owner", "red", ""), User("low", "reviewer", "green", ""),
    User("low owner", "owner", "green", ""),
)  # fmt: skip


def come(app, name):
    client = TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN})
    client.headers[WORD] = client.post("/api/login", json={"name": name, "password": "x"}).json()["word"]
    return client


@pytest.fixture(scope="module")
def whole(bundled, tmp_path_factory):
    """The bundled case with one marked file more, which gives a trip more."""
    folder = tmp_path_factory.mktemp("marked")
    case = fairlead.open(shutil.copytree(bundled.path, folder / "case"))
    (folder / "more.csv").write_text(MORE)
    case.add(folder / "more.csv", by="tester")
    case.mark("more.csv", "amber", "the harbour master asked for it", by="owner")
    case.run(by="tester")
    return case


@pytest.fixture(scope="module")
def new_ids(bundled, whole):
    """Ids of every row that stands on the marked file alone."""
    found = set()
    for name in whole.tables():
        key = fairlead_key(name)
        if key and "parts" not in whole.last_run().tables[name]:
            found |= set(whole.table(name)[key].to_pylist()) - set(bundled.table(name)[key].to_pylist())
    assert len(found) > 10
    return found


def fairlead_key(name):
    from fairlead.base.tables import TABLES

    key = TABLES[name].key
    return key[0] if len(key) == 1 and key[0].endswith("_id") and name not in ("land",) else None


@pytest.fixture(scope="module")
def app(whole):
    return make_app(whole, [HOST], Keys(users=PEOPLE))


def asked(whole, new_ids):
    """Each route that reads, with what it may be asked that has to do with the marked file."""
    ids = sorted(new_ids)
    file = next(e["evidence_id"] for e in whole.table("evidence").to_pylist() if e["name"] == "more.csv")
    ship = next(v["vessel_id"] for v in whole.table("vessels").to_pylist() if v["name"] == "Chon Ma San")
    transfer = whole.table("transfers")["transfer_id"][0].as_py()
    for route in (r for r in ROUTES if r.method == "GET"):
        if "{evidence_id}" in route.path:
            yield route.path.format(evidence_id=file), {}
        elif "{vessel_id}" in route.path:
            yield route.path.format(vessel_id=ship), {}
        elif "{transfer_id}" in route.path:
            yield route.path.format(transfer_id=transfer), {}
        elif "{row_id}" in route.path:
            for id_ in ids[:20]:
                yield route.path.format(row_id=id_), {}
        elif "/tables/{name}" in route.path:
            for name in whole.tables():
                yield route.path.format(name=name), {"limit": 1000} if route.path.endswith("rows") else {}
                yield route.path.format(name=name), {"find": "harbour master"}
        elif "/layers/{name}" in route.path:
            for name in ("places", "stays", "sightings", "gaps", "calls", "tracks"):
                yield route.path.format(name=name), {}
        elif route.path == "/api/explain":
            for target in (*ids, "X01", "more.csv", file, "F1", "run 1", "run 2", "oil", "C01"):
                yield route.path, {"target": target}
        elif route.path in ("/api/ledger/standing", "/api/ledger/without"):
            for source in (SECRET, "more.csv", "C13"):
                yield route.path, {"source": source}
        elif route.path == "/api/graph":
            for around in (None, ship, file, *ids):
                yield route.path, {"around": around} if around else {}
        else:
            assert "{" not in route.path, f"say what {route.path} may be asked"
            yield route.path, {}


def test_no_route_tells_a_reader_below_a_marking_what_rests_on_it(app, whole, new_ids):
    client = come(app, "reader")
    told = 0
    for path, params in asked(whole, new_ids):
        if path.endswith("/live"):
            continue
        answer = client.get(path, params=params)
        assert answer.status_code in (200, 404, 422), (path, params, answer.text[:300])
        text = answer.text
        for said in ("target", "source", "around"):
            text = text.replace(str(params.get(said, "-")), "")
        text = text.replace(path.split("/")[3], "") if "/evidence/evidence:" in path or "/cutouts/" in path else text
        told += answer.status_code == 200
        assert SECRET not in text, (path, params)
        assert "more.csv" not in text, (path, params)
        assert not (found := [i for i in new_ids if i in text]), (path, params, found)
    assert told > 100


def test_the_figures_are_those_of_the_case_without_it_and_it_says_so(app, bundled, whole):
    reader, owner = come(app, "reader"), come(app, "owner")
    of_reader, of_owner = (c.get("/api/answer").json()["trips"] for c in (reader, owner))
    assert of_reader["documented"] == bundled.answer()["trips"]["documented"] == 11
    assert of_owner["documented"] == whole.answer()["trips"]["documented"] == 12
    assert "1 file marked amber" in reader.get("/api/case").json()["notices"][0]
    assert not any("Not shown" in n for n in owner.get("/api/case").json()["notices"])
    assert {e["name"]: e["marking"] for e in owner.get("/api/evidence").json()}["more.csv"] == "amber"


def test_what_somebody_is_not_shown_they_do_not_decide_on_withdraw_or_mark(app, whole, new_ids):
    low, before = come(app, "low"), len(whole.log)
    trip = next(i for i in new_ids if i.startswith("trip:"))
    said = {"about": [trip], "verdict": "reject", "reason": "guessed"}
    assert low.post("/api/decisions", json=said).status_code == 409
    done = come(app, "owner").post("/api/decisions", json=said).json()
    assert low.post(f"/api/withdrawals/{done['id']}", json={"reason": "guessed"}).status_code == 409
    assert come(app, "owner").post(f"/api/withdrawals/{done['id']}", json={"reason": "no"}).status_code == 200
    file = next(e["evidence_id"] for e in whole.table("evidence").to_pylist() if e["name"] == "more.csv")
    for target in (file, "more.csv"):
        lowered = come(app, "low owner").post(f"/api/markings/{target}", json={"marking": "clear", "reason": "so"})
        assert lowered.status_code == 409
    assert len(whole.log) == before + 2


def test_an_owner_marks_and_from_then_on_readers_see_less(whole, tmp_path):
    case = fairlead.open(shutil.copytree(whole.path, tmp_path / "case", symlinks=True))
    app = make_app(case, [HOST], Keys(users=PEOPLE))
    reader, owner = come(app, "reader"), come(app, "owner")
    assert any(e["name"] == "claims.csv" for e in reader.get("/api/evidence").json())
    (file,) = [e["id"] for e in owner.get("/api/evidence").json() if e["name"] == "claims.csv"]
    assert reader.post(f"/api/markings/{file}", json={"marking": "red", "reason": "so"}).status_code == 403
    done = owner.post(f"/api/markings/{file}", json={"marking": "red", "reason": "a source is in danger"})
    assert done.json() == {"id": file, "marking": "red"}
    assert not any(e["name"] == "claims.csv" for e in reader.get("/api/evidence").json())
    assert reader.get("/api/answer").json()["trips"]["claimed"] is None
    assert reader.get(f"/api/evidence/{file}/original").status_code == 404
