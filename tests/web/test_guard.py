"""Who may ask: without the key nothing is told, from another page nothing is done."""

import pytest
from fastapi.testclient import TestClient

from fairlead.web.app import is_built, make_app, page_folder
from fairlead.web.guard import HEADERS, MOST_BODY, OPENING, SESSION_PATH, WORD
from fairlead.web.routes import ROUTES
from fairlead.web.sessions import MOST_SESSIONS, Keys
from tests.web.conftest import HOST, ORIGIN, client_of

NAMED = {"name": "trips", "row_id": "detection:1", "evidence_id": "evidence:0", "proposal_id": "claim:0",
         "about": "review:0", "transfer_id": "transfer:0", "vessel_id": "vessel:0", "target": "evidence:0"}  # fmt: skip
BEHIND_THE_KEY = [r for r in ROUTES if not (r.path in OPENING and r.method == "POST")]
WRITING = [r for r in BEHIND_THE_KEY if r.method != "GET"]
ENTERING = [r for r in WRITING if r.enters]


def ask(client, route, **more):
    return client.request(route.method, route.path.format(**NAMED), **more)


def stranger(case, **headers):
    return TestClient(make_app(case, [HOST]), base_url=ORIGIN, headers={"origin": ORIGIN, **headers})


def names(routes):
    return [f"{r.method} {r.path}" for r in routes]


@pytest.mark.parametrize("route", BEHIND_THE_KEY, ids=names(BEHIND_THE_KEY))
def test_every_route_tells_nothing_without_a_session(bundled, route):
    answer = ask(stranger(bundled), route, json={} if route.method == "POST" else None)
    assert answer.status_code == 401
    assert set(answer.json()) == {"error"}


@pytest.mark.parametrize("route", BEHIND_THE_KEY, ids=names(BEHIND_THE_KEY))
def test_every_route_refuses_a_session_that_was_made_up(bundled, route):
    client = stranger(bundled)
    client.cookies.set("fairlead-8365", "x" * 43)
    assert ask(client, route, json={} if route.method == "POST" else None).status_code == 401


@pytest.mark.parametrize("route", ROUTES, ids=names(ROUTES))
def test_every_route_refuses_another_name_of_this_machine(shown, route):
    answer = ask(shown, route, headers={"host": "attacker.example:8365"})
    assert answer.status_code == 421


@pytest.mark.parametrize("route", ROUTES, ids=names(ROUTES))
def test_every_route_refuses_another_origin(shown, route):
    assert ask(shown, route, headers={"origin": "http://attacker.example"}).status_code == 403
    assert ask(shown, route, headers={"origin": "null"}).status_code == 403


@pytest.mark.parametrize("route", WRITING, ids=names(WRITING))
def test_who_writes_says_the_word_of_the_session_and_comes_from_this_page(shown, route):
    assert ask(shown, route, json={}, headers={WORD: "another"}).status_code == 403
    without = {k: v for k, v in shown.headers.items() if k.lower() not in ("origin", WORD)}
    client = TestClient(
        shown.app, base_url=ORIGIN, headers={**without, WORD: shown.headers[WORD]}, cookies=shown.cookies
    )
    assert ask(client, route, json={}).status_code == 403  # no origin: no browser sends a form so


@pytest.mark.parametrize("route", ENTERING, ids=names(ENTERING))
def test_a_case_served_for_reading_is_not_written(bundled, route):
    answer = ask(client_of(bundled, is_read_only=True), route, json={})
    assert answer.status_code == 403
    assert "reading only" in answer.json()["error"]


def test_another_site_cannot_read_through_the_browser(shown):
    assert shown.get("/api/case", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert shown.get("/api/case", headers={"sec-fetch-site": "same-site"}).status_code == 403
    assert shown.get("/api/case", headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_a_wrong_key_begins_no_session(bundled):
    client = stranger(bundled)
    answer = client.post(SESSION_PATH, json={"key": "wrong"})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_the_session_is_a_cookie_that_no_script_reads_and_no_other_site_sends(bundled):
    keys = Keys()
    client = TestClient(make_app(bundled, [HOST], keys), base_url=ORIGIN, headers={"origin": ORIGIN})
    cookie = client.post(SESSION_PATH, json={"key": keys.key}).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert keys.key.lower() not in cookie


def test_old_sessions_go_when_there_are_many():
    keys = Keys()
    first, _ = keys.begin(keys.key)
    for _ in range(MOST_SESSIONS):
        keys.begin(keys.key)
    assert keys.session(first) is None


def test_a_request_that_brings_too_much_is_refused(shown):
    assert shown.post("/api/decisions", content=b"x" * (MOST_BODY + 1)).status_code == 413


def test_every_answer_says_what_a_page_may_load(shown):
    for path in ("/", "/api/case", "/api/nothing", "/assets/nothing.js"):
        answer = shown.get(path)
        assert answer.headers["content-security-policy"] == HEADERS["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in HEADERS["content-security-policy"]
    assert "http" not in HEADERS["content-security-policy"]


def test_the_schema_stands_behind_the_key_and_names_every_route(bundled, shown):
    assert stranger(bundled).get("/api/openapi.json").status_code == 401
    paths = shown.get("/api/openapi.json").json()["paths"]
    assert {(m.upper(), p) for p, methods in paths.items() for m in methods} == {(r.method, r.path) for r in ROUTES}
    assert shown.get("/docs").status_code == 404


@pytest.mark.skipif(not is_built(), reason="the page is not built: scripts/page")
def test_files_of_the_page_come_packed_and_are_kept_for_good(shown):
    names = [p.name for p in (page_folder() / "assets").iterdir() if p.suffix in (".js", ".mjs", ".css", ".svg")]
    assert names
    for name in names:
        packed = shown.get(f"/assets/{name}", headers={"accept-encoding": "gzip"})
        plain = shown.get(f"/assets/{name}", headers={"accept-encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.content == plain.content  # the client unpacks
        for answer in (packed, plain):
            assert "immutable" in answer.headers["cache-control"]
            assert answer.headers["content-type"].startswith(("text/javascript", "text/css", "image/svg"))
    assert "immutable" not in shown.get("/").headers["cache-control"]
    assert shown.get("/assets/none.js").status_code == 404
