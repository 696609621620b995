"""What was answered once is not made again, is never another's, and never outlives the state of the case."""

import asyncio
import socket

import pytest

import fairlead
from fairlead.case.workspace import Case
from fairlead.web.answers import Answers
from fairlead.web.app import make_app
from fairlead.web.people import User
from fairlead.web.routes import ROUTES
from fairlead.web.serve import bind
from fairlead.web.sessions import Keys, Session
from tests.web.conftest import HOST, client_of
from tests.web.test_markings import Everybody, come

ASKED = (
    "/api/case",
    "/api/answer",
    "/api/run",
    "/api/review",
    "/api/tables/trips/rows?limit=3",
    "/api/explain?target=F1",
)


@pytest.fixture
def made(monkeypatch):
    """How often each route was gone through."""
    counts = {}
    for name in ("answer", "queue", "shown_run"):
        plain = getattr(Case, name)

        def counted(self, *args, plain=plain, name=name, **kwargs):
            counts[name] = counts.get(name, 0) + 1
            return plain(self, *args, **kwargs)

        monkeypatch.setattr(Case, name, counted)
    return counts


def test_a_second_reader_is_answered_without_anything_being_made_again(bundled, made):
    client = client_of(bundled)
    first = {path: client.get(path) for path in ASKED}
    assert made
    before = dict(made)
    for path in ASKED:
        again = client.get(path)
        assert (again.status_code, again.content) == (200, first[path].content), path
    assert made == before


def test_a_browser_that_has_an_answer_is_told_that_it_still_holds(bundled):
    client = client_of(bundled)
    first = client.get("/api/answer")
    again = client.get("/api/answer", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert client.get("/api/answer", headers={"if-none-match": '"another"'}).content == first.content
    assert first.headers["cache-control"] == "private, no-cache"
    assert "default-src" in again.headers["content-security-policy"]


def test_what_another_process_enters_is_seen_by_the_next_reader(case):
    client = client_of(case)
    before = client.get("/api/case").json()
    assert client.get("/api/review").json()["decided"] == []
    fairlead.open(case.path).decide("C13", "accept", "as it stands", by="kim")  # shares nothing but the disk
    assert client.get("/api/case").json()["head_count"] == before["head_count"] + 1
    assert [d["by"] for d in client.get("/api/review").json()["decided"]] == ["kim"]


def test_another_run_and_another_case_toml_are_seen(case):
    client = client_of(case)
    assert client.get("/api/case").json()["run"] == 1
    config = case.path / "case.toml"
    config.write_text(config.read_text().replace("Russia to DPRK oil, 2024", "another title"))
    told = client.get("/api/case").json()
    assert told["name"] == "another title"
    assert "case.toml was changed" in told["notices"][0]
    fairlead.open(case.path).run(by="tester")
    told = client.get("/api/case").json()
    assert (told["run"], told["notices"]) == (2, [])


def test_nobody_is_given_what_was_made_for_somebody_else(bundled):
    """Same marking or other, same role or other: what /api/case says of who asks is each one's own."""
    people = [User("a", "reader", "green", ""), User("b", "reader", "green", ""), User("c", "owner", "red", "")]
    app = make_app(bundled, [HOST], Keys(users=Everybody(*people)))
    for _ in range(2):
        for user in people:
            told = come(app, user.name).get("/api/case").json()
            assert (told["you"], told["role"], told["sees"]) == (user.name, user.role, user.sees)


def test_routes_that_hang_on_more_than_case_and_person_are_made_each_time():
    fresh = {route.path for route in ROUTES if route.method == "GET" and not route.is_held}
    assert fresh >= {"/api/session", "/api/pulse", "/api/run/live", "/api/evidence/{evidence_id}/original"}


# ---------------------------------------------------------------------------------------------- without an application


def told(answers, path="/api/x", user=None, headers=()):
    """What somebody is told: status and body."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.disconnect"}

    session = Session("word", user or User("a", "reader", "green", ""), 0.0, 0.0)
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": list(headers),
             "state": {"session": session}}  # fmt: skip

    async def ask():
        await answers(scope, receive, send)
        return sent[0]["status"], sent[1]["body"]

    return ask()


class Slow:
    """An application that takes a moment, and counts."""

    def __init__(self, status=200, fails=False):
        self.asked, self.status, self.fails = 0, status, fails
        self.body = b"body"

    async def __call__(self, scope, receive, send):
        self.asked += 1
        number = self.asked
        await asyncio.sleep(0.01)
        if self.fails:
            raise RuntimeError("it went wrong")
        await send({"type": "http.response.start", "status": self.status, "headers": [(b"content-length", b"1")]})
        await send({"type": "http.response.body", "body": b"%d" % number})


def test_fifty_who_ask_at_once_are_one_making():
    app = Slow()
    answers = Answers(app, lambda: (1,), ["/api/x"])

    async def many():
        return await asyncio.gather(*(told(answers) for _ in range(50)))

    assert asyncio.run(many()) == [(200, b"1")] * 50
    assert app.asked == 1


def test_markings_roles_and_names_never_share_an_answer():
    app = Slow()
    answers = Answers(app, lambda: (1,), ["/api/x"])
    users = [User(n, r, s, "") for n in ("a", "b") for r in ("reader", "owner") for s in ("green", "red")]

    async def all_of_them():
        return [await told(answers, user=u) for _ in range(2) for u in users]

    found = asyncio.run(all_of_them())
    assert found[:8] == found[8:]
    assert len(set(found)) == 8


def test_what_changed_while_it_was_made_is_not_held():
    state = [1]
    app = Slow()
    answers = Answers(app, lambda: tuple(state), ["/api/x"])

    async def change_meanwhile():
        first = asyncio.create_task(told(answers))
        await asyncio.sleep(0.005)
        state[0] = 2
        return [await first, await told(answers), await told(answers)]

    assert asyncio.run(change_meanwhile()) == [(200, b"1"), (200, b"2"), (200, b"2")]


def test_a_refusal_and_a_failure_are_held_for_nobody():
    for app in (Slow(status=404), Slow(fails=True)):
        answers = Answers(app, lambda: (1,), ["/api/x"])
        for _ in range(2):
            if app.fails:
                with pytest.raises(RuntimeError):
                    asyncio.run(told(answers))
            else:
                asyncio.run(told(answers))
        assert app.asked == 2


def test_what_is_held_is_bounded(monkeypatch):
    monkeypatch.setattr("fairlead.web.answers.MOST_BYTES", 10)
    app = Slow()
    answers = Answers(app, lambda: (1,), ["/api/{x}"])

    async def many():
        for n in range(40):
            await told(answers, path=f"/api/{n}")

    asyncio.run(many())
    assert sum(len(answer.body) for answer, _ in answers._held.values()) <= 10
    assert len(answers._held) == 5


def test_the_server_sends_without_waiting_for_acknowledgements():
    """Where the protocol is not said, asyncio leaves Nagle's algorithm on: 40 ms for each answer."""
    with bind(0) as bound:
        assert bound.proto == socket.IPPROTO_TCP
