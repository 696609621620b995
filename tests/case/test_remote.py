"""Asking a matcher that somebody else runs, a stub on this machine: its answer is evidence, its verdict beside ours."""

import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from typer.testing import CliRunner

import fairlead
from fairlead.case.one_off import Asked
from fairlead.case.remote import Matcher, ask_matcher, question_of
from fairlead.cli.main import app
from fairlead.errors import CaseError
from fairlead.flow import FLOW

LISTS = tuple(s for s in FLOW if s.name == "lists")
LIST = "list,id,name,imo,programme,published\nmine,1,MADE-UP STAR,9074729,R1,2024-01-10\n"
CANDIDATE = {
    "id": "x-1", "caption": "Made-up Star", "schema": "Vessel", "score": 1.0, "match": True, "datasets": ["us", "eu"],
    "properties": {"name": ["Made-up Star"], "imoNumber": ["IMO9187629"]}, "features": {"name": 1.0},
}  # fmt: skip
QUERY = {"schema": "Vessel", "properties": {"name": ["MADE-UP STAR"]}}


def answer(*results):
    return json.dumps({"responses": {"asked": {"status": 200, "results": list(results), "query": QUERY}}, "limit": 5})


class Stub(BaseHTTPRequestHandler):
    """Answers as it is told to, and keeps what it was sent."""

    said = answer(CANDIDATE)
    form = "match"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).got.append((self.path, dict(self.headers), json.loads(body)))
        if self.form == "slow":
            time.sleep(1.0)
        if self.form == "elsewhere":
            self.send_response(307)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/match/other")
            self.end_headers()
            return
        if self.form == "error":
            self.send_error(500, "out of memory")
            return
        content = {"match": self.said, "page": "<html>", "list": "[]", "long": "x" * (5 << 20)}.get(
            self.form, self.said
        )
        self.send_response(200)
        self.end_headers()
        try:
            self.wfile.write(content.encode())
        except OSError:
            return  # whoever asked has gone

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def stub():
    handler = type("Stubbed", (Stub,), {"got": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    handler.url = f"http://127.0.0.1:{server.server_port}/match/sanctions"
    yield handler
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def held(tmp_path):
    case = fairlead.new(tmp_path / "case")
    path = tmp_path / "list.csv"
    path.write_text(LIST)
    case.add(path)
    case.run(flow=LISTS)
    return case


def ask(case, stub, **limits):
    return ask_matcher(case._store, Matcher(stub.url, **limits), Asked(names=("MADE-UP STAR",)))


def test_the_question_holds_what_is_asked_and_nothing_else():
    asked = Asked("9074729", ("A", "B"), "273000001", "UABC")
    assert question_of(asked) == {"queries": {"asked": {"schema": "Vessel", "properties": {
        "name": ["A", "B"], "imoNumber": ["IMO9074729"], "mmsi": ["273000001"], "callSign": ["UABC"],
    }}}}  # fmt: skip
    assert question_of(Asked(names=("A",), kind="company"))["queries"]["asked"]["schema"] == "Company"


def test_the_raw_answer_is_evidence_with_when_and_from_where(held, stub):
    opinion = ask(held, stub)
    (words,) = opinion.words
    assert "Made-up Star (IMO9187629), entity x-1, of us and eu, a match at 1.00 of 1" in words
    (entry,) = [e for e in held.log if e.action == "added" and e.fields["kind"] == "remote_opinion"]
    raw = stub.said.encode()
    assert entry.fields["sha256"] == hashlib.sha256(raw).hexdigest()
    assert held._store.blobs.path(entry.fields["sha256"]).read_bytes() == raw
    record = entry.fields["capture"]
    assert (entry.fields["origin"], record["requested_url"]) == (stub.url, stub.url)
    assert record["started_at"] <= record["ended_at"]
    assert json.loads(record["request"]) == stub.got[0][2]
    held.run(flow=LISTS)
    (row,) = held.table("opinions").to_pylist()
    assert (row["entity"], row["score_frac"], row["is_match"], row["words"]) == ("x-1", 1.0, True, words)
    assert row["evidence_id"] == opinion.evidence_id
    assert held.verify(flow=LISTS) == []
    assert held.explain(row["opinion_id"]).line.sha256 == entry.fields["sha256"]


def test_the_answer_bears_the_narrowest_marking_of_the_case(held, stub):
    """Who is asked about may be known from what is marked: whoever may not see that is not told by the answer."""
    held.mark("list.csv", "amber", "from a source that must not be named", by="owner")
    opinion = ask(held, stub)
    assert held.markings()[opinion.evidence_id] == "amber"
    said = [e.action for e in held.log]
    assert said.index("marked", said.index("marked") + 1) < max(i for i, a in enumerate(said) if a == "added")


def test_a_matcher_that_knows_nobody_says_so(held, stub):
    stub.said = answer()
    assert ask(held, stub).words == ("Asked for Vessel MADE-UP STAR, it knows no candidate.",)


def test_a_candidate_without_a_verdict_is_refused_and_the_others_stay(held, stub):
    stub.said = answer(CANDIDATE, CANDIDATE | {"score": 7}, CANDIDATE | {"match": "yes"}, "x")
    assert len(ask(held, stub).words) == 1
    held.run(flow=LISTS)
    reasons = [r["reason"] for r in held.table("rejects").to_pylist()]
    assert [any(w in r for r in reasons) for w in ("score '7'", "whether it is a match", "is no object")] == [True] * 3


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("error", "refused: 500 out of memory"), ("page", "answered is no JSON"), ("list", "has no responses"),
        ("long", "more than 4,194,304 bytes"), ("elsewhere", "refused: 307"), ("slow", "did not answer within 0.3 s"),
    ],
)  # fmt: skip
def test_no_answer_is_a_reason_in_the_log_and_no_evidence(held, stub, form, words):
    stub.form = form
    opinion = ask(held, stub, **({"seconds": 0.3} if form == "slow" else {}))
    assert (opinion.words, opinion.evidence_id) == ((), None)
    assert words in opinion.reason
    (entry,) = [e for e in held.log if e.action == "refused"]
    assert words in entry.fields["reason"]
    assert entry.fields["capture"]["requested_url"] == stub.url
    assert len(stub.got) == 1  # a redirection is not followed


def test_nobody_there_is_a_reason_too(held):
    opinion = ask_matcher(held._store, Matcher("http://127.0.0.1:9/match/x"), Asked(names=("A",)))
    assert "cannot be asked" in opinion.reason


@pytest.mark.parametrize("url", ["ftp://x/match", "x", "http://me:pw@127.0.0.1/match/x", "http://127.0.0.1/match?k=1"])
def test_what_is_no_address_is_not_asked(url):
    with pytest.raises(CaseError):
        Matcher(url)


def test_a_key_goes_to_another_machine_by_https_only(monkeypatch, held, stub):
    monkeypatch.setenv("FAIRLEAD_MATCH_KEY", "secret")
    with pytest.raises(CaseError, match="https only"):
        Matcher("http://example.org/match/x")
    ask(held, stub)
    assert stub.got[0][1]["Authorization"] == "ApiKey secret"
    assert b"secret" not in held._store.log_path.read_bytes()


def screen(case, *more):
    return CliRunner().invoke(app, ["screen", str(case.path), "--name", "MADE-UP STAR", *more])


def test_screen_asks_nobody_unless_told_and_its_levels_stand(held, stub):
    assert "Asked elsewhere" not in screen(held).output
    assert stub.got == []
    unasked = screen(held, "--ask", stub.url)
    assert (unasked.exit_code, stub.got) == (1, [])
    assert "whom you look for" in unasked.output
    said = screen(held, "--ask", stub.url, "--yes", "--json")
    assert said.exit_code == 0
    found = json.loads(said.stdout)
    assert [h["level"] for h in found["hits"]] == ["possible"]  # a match at 1.00 elsewhere raises nothing
    assert found["hits"] == json.loads(screen(held, "--json").stdout)["hits"]
    assert [v["is_match"] for v in found["elsewhere"]["verdicts"]] == [True]
    shown = screen(held, "--ask", stub.url, "--yes").output
    assert "POSSIBLE" in shown
    assert "it alters none of the levels" in shown


def test_screen_says_ours_and_fails_where_the_other_gives_no_answer(held, stub, tmp_path):
    stub.form = "error"
    said = screen(held, "--ask", stub.url, "--yes")
    assert said.exit_code == 1
    assert "POSSIBLE" in said.output
    assert "no opinion" in str(said.exception)
    assert "500" in str(said.exception)
    alone = tmp_path / "list.csv"
    refused = CliRunner().invoke(app, ["screen", str(alone), "--name", "A", "--ask", stub.url, "--yes"])
    assert refused.exit_code == 1
    assert "give a case" in str(refused.exception)
    assert len(stub.got) == 1
