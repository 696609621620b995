"""Users and what their role lets them do: every route for every role."""

import os

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

import fairlead
from fairlead.cli.main import app as commands
from fairlead.errors import CaseError
from fairlead.web import people, sessions
from fairlead.web.app import make_app
from fairlead.web.guard import OPENING, WORD, WRITES
from fairlead.web.people import ROLES, Users, spell_user
from fairlead.web.routes import ROUTES
from fairlead.web.sessions import IDLE_S, LONGEST_S, TRIES, Keys
from tests.web.conftest import HOST, ORIGIN
from tests.web.test_guard import ask, names

PASSWORD = "four words of no kin"


@pytest.fixture(scope="module", autouse=True)
def quick():
    """Hashes that take no time: how long they take is argon2's own business."""
    from argon2 import PasswordHasher

    kept, people._HASHER = people._HASHER, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    people._HASHER = kept


@pytest.fixture(scope="module")
def lines(quick):
    return {role: spell_user(f"the {role}", role, None, PASSWORD) for role in ROLES}


@pytest.fixture
def users(tmp_path, lines):
    path = tmp_path / "users"
    path.write_text("# who may come in\n\n" + "\n".join(lines.values()) + "\n")
    path.chmod(0o600)
    return Users(path)


def stranger(case, users, **how):
    keys = Keys(users=users, **how)
    return TestClient(make_app(case, [HOST], keys), base_url=ORIGIN, headers={"origin": ORIGIN}), keys


def come_in(case, users, name, **how):
    client, _ = stranger(case, users, **how)
    begun = client.post("/api/login", json={"name": name, "password": PASSWORD})
    assert begun.status_code == 200, begun.text
    client.headers[WORD] = begun.json()["word"]
    return client


@pytest.fixture(scope="module")
def everybody(bundled, lines, tmp_path_factory):
    path = tmp_path_factory.mktemp("users") / "users"
    path.write_text("\n".join(lines.values()))
    path.chmod(0o600)
    return {role: come_in(bundled, Users(path), f"the {role}") for role in ROLES}


LEAVING = "/api/logout"
ASKED = [r for r in ROUTES if r.path not in OPENING and r.path != LEAVING]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", ASKED, ids=names(ASKED))
def test_every_route_answers_who_may_ask_it_and_nobody_else(everybody, route, role):
    """What may not be asked is refused before it is looked at; what may be is told what its empty request lacks."""
    answer = ask(everybody[role], route, json=None if route.method == "GET" else {"no such": "field"})
    if ROLES.index(role) < ROLES.index(route.least):
        assert answer.status_code == 403, answer.text
        assert f"the role {route.least!r}" in answer.json()["error"]
    else:
        assert answer.status_code in (200, 404, 422), answer.text


def test_every_route_that_writes_says_whose_it_is():
    assert [r.path for r in ROUTES if r.method != "GET" and not r.role] == []
    assert {r.least for r in ROUTES if r.method != "GET" and r.path not in (*OPENING, LEAVING)} <= set(ROLES[1:])


def test_a_decision_bears_the_name_of_who_entered_it(case, users):
    client = come_in(case, users, "the reviewer")
    said = {"about": ["trip:1604d942ff53dc18"], "verdict": "reject", "reason": "not that ship"}
    done = client.post("/api/decisions", json=said)
    assert done.status_code == 200, done.text
    assert (case.log[-1].actor, case.log[-1].fields["reason"]) == ("the reviewer", "not that ship")
    client.post(f"/api/withdrawals/{done.json()['id']}", json={"reason": "it is"})
    assert (case.log[-1].actor, case.log[-1].fields["verdict"]) == ("the reviewer", "withdraw")


def test_where_there_are_users_the_key_opens_nothing(bundled, users):
    client, keys = stranger(bundled, users)
    assert client.post("/api/session", json={"key": keys.key}).status_code == 401
    assert "password" in client.get("/api/case").json()["error"]


def test_without_users_nobody_logs_in(bundled):
    client, _ = stranger(bundled, None)
    assert client.post("/api/login", json={"name": "the owner", "password": PASSWORD}).status_code == 401


def test_a_wrong_password_and_a_wrong_name_are_told_the_same(bundled, users):
    client, _ = stranger(bundled, users)
    wrong = [
        client.post("/api/login", json={"name": name, "password": word})
        for name, word in (("the owner", "four words of no kim"), ("the stranger", PASSWORD), ("the owner", ""))
    ]
    assert {w.status_code for w in wrong} == {401}
    assert len({w.text for w in wrong}) == 1
    assert not any("set-cookie" in w.headers for w in wrong)


def test_passwords_are_tried_a_few_times_a_minute(bundled, users):
    now = [0.0]
    client, _ = stranger(bundled, users, clock=lambda: now[0])
    said = {"name": "the owner", "password": "x"}
    assert {client.post("/api/login", json=said).status_code for _ in range(TRIES)} == {401}
    slowed = client.post("/api/login", json={**said, "password": PASSWORD})
    assert (slowed.status_code, slowed.headers["retry-after"]) == (429, "60")
    assert client.post("/api/login", json={"name": "the reader", "password": PASSWORD}).status_code == 200
    now[0] = 61
    assert client.post("/api/login", json={**said, "password": PASSWORD}).status_code == 200


def test_many_names_do_not_give_many_tries(bundled, users):
    client, _ = stranger(bundled, users)
    tried = [client.post("/api/login", json={"name": f"n{i}", "password": "x"}).status_code for i in range(40)]
    assert tried.count(401) == sessions.ALL_TRIES


def test_nobody_enters_faster_than_a_person_can(case, users):
    client = come_in(case, users, "the reviewer")
    codes = [client.post("/api/decisions", json={}).status_code for _ in range(WRITES + 1)]
    assert codes == [422] * WRITES + [429]
    assert client.get("/api/case").status_code == 200


def test_a_session_ends_when_it_is_idle_or_old_or_left(bundled, users):
    now = [0.0]
    client = come_in(bundled, users, "the reader", clock=lambda: now[0])
    for now[0] in (IDLE_S, 2 * IDLE_S, LONGEST_S):
        assert client.get("/api/case").status_code == 200
    now[0] = LONGEST_S + 1
    assert client.get("/api/case").status_code == 401
    again = come_in(bundled, users, "the reader", clock=lambda: now[0])
    now[0] += IDLE_S + 1
    assert again.get("/api/case").status_code == 401
    left = come_in(bundled, users, "the reader")
    cookies = dict(left.cookies)
    assert left.post(LEAVING).status_code == 200
    left.cookies.update(cookies)
    assert left.get("/api/case").status_code == 401


def test_the_cookie_is_read_by_no_script_sent_by_no_other_site_and_goes_by_itself(bundled, users):
    client, _ = stranger(bundled, users)
    begun = client.post("/api/login", json={"name": "the reader", "password": PASSWORD})
    cookie = begun.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("httponly", "samesite=strict", f"max-age={int(LONGEST_S)}", "path=/"))


def test_who_is_taken_out_of_the_file_or_gets_another_role_has_it_at_once(bundled, users, lines):
    client = come_in(bundled, users, "the reviewer")
    assert client.post("/api/decisions", json={}).status_code == 422
    demoted = lines["reviewer"].replace(":reviewer:", ":reader:")
    users.path.write_text("\n".join([lines["owner"], demoted]))
    assert client.post("/api/decisions", json={}).status_code == 403
    assert client.get("/api/session").json()["role"] == "reader"
    users.path.write_text(lines["owner"])
    assert client.get("/api/case").status_code == 401
    users.path.write_text("damaged")
    assert client.post("/api/login", json={"name": "the owner", "password": PASSWORD}).status_code == 401


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names nobody"),
        ("kim:reader:clear", "line 1: not name:role:sees:hash"),
        ("kim:king:clear:HASH", "line 1"),
        ("kim:reader:purple:HASH", "line 1"),
        ("kim:reader:clear:plain words", "line 1"),
        ("kim:reader:clear:HASH\nkim:owner:red:HASH", "line 2: a name that stands further up"),
    ],
)
def test_a_file_of_users_that_cannot_be_meant_is_refused_with_its_line(tmp_path, text, words):
    path = tmp_path / "users"
    path.write_text(text.replace("HASH", people._HASHER.hash("x")))
    path.chmod(0o600)
    with pytest.raises(CaseError, match=words):
        Users(path)


def test_a_file_of_users_that_others_may_write_is_refused(users):
    users.path.chmod(0o666)
    with pytest.raises(CaseError, match="chmod 600"):
        Users(users.path)


def test_a_line_is_made_with_the_password_asked_for(tmp_path):
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    made = CliRunner().invoke(commands, ["user", "Kim Lee", "--role", "reviewer", "--sees", "amber"], input=typed)
    assert made.exit_code == 0, made.output
    line = made.stdout.splitlines()[-1]  # what stands before it is the asking, which a terminal shows and no pipe
    assert line.startswith("Kim Lee:reviewer:amber:$argon2id$")
    assert PASSWORD not in made.output
    path = tmp_path / "users"
    path.write_text(line)
    path.chmod(0o600)
    assert Users(path).check("Kim Lee", PASSWORD).role == "reviewer"
    short = CliRunner().invoke(commands, ["user", "Kim"], input="short\nshort\n")
    assert (short.exit_code, "15 to 200" in str(short.exception)) == (1, True)


def test_whoever_reads_alone_is_told_so(bundled, users):
    state = come_in(bundled, users, "the reader").get("/api/case").json()
    assert (state["you"], state["role"], state["sees"]) == ("the reader", "reader", "clear")


def test_a_case_on_a_disk_that_can_only_be_read_says_so(case, users):
    (case.path / "evidence").chmod(0o500)
    try:
        if os.access(case.path / "evidence", os.W_OK):
            pytest.skip("this user may write anywhere")
        state = come_in(fairlead.open(case.path), users, "the owner").get("/api/case").json()
        assert not state["can_write"]
        assert "nothing can be entered" in state["why_not"]
    finally:
        (case.path / "evidence").chmod(0o700)
