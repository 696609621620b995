"""A language model that proposes: a stub on this machine stands for it, and nothing it says is believed."""

import json
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import fairlead
from fairlead.base.tables import MODEL_PROPOSALS
from fairlead.case.anchoring import Found, find_quote
from fairlead.case.chat import Endpoint, ask
from fairlead.case.posting import NoAnswerError
from fairlead.case.store import Store
from fairlead.case.suggest import read_answer, request_for, schema, suggest
from fairlead.errors import CaseError
from fairlead.flow import FLOW

TEXT = (
    "The minister said on Monday that North Korea had sent at least 7,000 containers of shells to Russia since August "
    "2023. “Moscow gave us nothing,” an envoy said later."
)
DOCUMENT = {
    "document_id": "document:1", "evidence_id": "evidence:1", "row": 1, "text": TEXT, "text_sha256": "0" * 64,
    "published_start": datetime(2024, 3, 27, tzinfo=UTC), "outlet": "The Harbour Post", "title": None, "url": None,
}  # fmt: skip
QUOTE = "North Korea had sent at least 7,000 containers of shells to Russia"
GOOD = {
    "quote": QUOTE, "speaker": "the minister", "speaker_org": None, "stance": "assert", "claim_kind": "transfer",
    "from_party": "North Korea", "to_party": "Russia", "item": "shells", "quantity_words": "at least 7,000 containers",
    "modality": "asserted", "stage": "shipped", "period_words": "since August 2023", "anonymity": "unnamed",
    "cue": "said", "basis": None, "direction": "likely",
}  # fmt: skip
FLOW = tuple(s for s in FLOW if s.name == "proposals")


def answer(*claims):
    return json.dumps({"claims": list(claims)})


def dropped(*claims):
    found = read_answer(answer(*claims), DOCUMENT, "stub")
    assert found.proposals == []
    return dict(found.dropped)


class Stub(BaseHTTPRequestHandler):
    """Answers as it is told to, and keeps what it was sent."""

    said = answer(GOOD)
    form = "chat"
    got: list = []  # noqa: RUF012 - cleared by the fixture

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).got.append((self.path, dict(self.headers), json.loads(body)))
        if self.form == "slow":
            time.sleep(1.5)
        if self.form == "elsewhere":
            self.send_response(307)
            self.send_header("Location", "http://127.0.0.1:9/v1/chat/completions")
            self.end_headers()
            return
        if self.form == "error":
            self.send_error(500, "out of memory")
            return
        words = {"chat": json.dumps({"choices": [{"message": {"content": self.said}}]}), "list": "[]", "page": "<html>"}
        content = words.get(self.form, "x" * (2 << 20)).encode()
        self.send_response(200)
        self.end_headers()
        try:
            self.wfile.write(content)
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
    handler.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield handler
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def held(tmp_path):
    case = fairlead.new(tmp_path / "case")
    page = tmp_path / "page.txt"
    page.write_text(TEXT + "\n")
    case.add(page)
    case.run(flow=FLOW)
    return case


def test_a_good_claim_is_quoted_as_it_stands_and_its_figures_are_read_by_our_own_grammar():
    found = read_answer(answer(GOOD), DOCUMENT, "stub")
    (row,) = found.proposals
    assert (row["anchoring"], row["quote"], row["quote_start"]) == ("verified", QUOTE, TEXT.index(QUOTE))
    assert (row["qty_low"], row["qty_high"], row["unit"]) == (7000, None, "container")
    assert (row["from_party"], row["to_party"], row["direction"]) == ("KP", "RU", "likely")
    assert row["period_start"] == datetime(2023, 8, 1, tzinfo=UTC)
    assert (row["method"], row["rule"], row["is_confident"]) == ("model stub", "model", False)
    assert not found.dropped


def test_a_direction_that_is_not_known_names_no_giver():
    (row,) = read_answer(answer(GOOD | {"direction": "unknown"}), DOCUMENT, "stub").proposals
    assert (row["from_party"], row["to_party"], row["direction"], row["parties"]) == (
        None,
        None,
        "unknown",
        ["KP", "RU"],
    )


def test_a_quote_that_is_nearly_a_passage_is_mended_with_the_texts_own_words():
    near = GOOD | {"quote": "North Korea has sent at least 7,000 containers of shells to Russia"}
    (row,) = read_answer(answer(near), DOCUMENT, "stub").proposals
    assert (row["anchoring"], row["quote"]) == ("repaired", QUOTE)


def test_an_invented_quote_is_dropped_and_counted():
    invented = GOOD | {"quote": "Russia has sent two cruisers and a submarine to North Korea"}
    assert dropped(invented, invented | {"item": "cruisers"}) == {"quote is not in the text": 2}


def test_a_number_is_never_mended():
    other = GOOD | {"quote": "North Korea had sent at least 9,000 containers of shells to Russia"}
    assert dropped(other) == {"quote has other figures than the passage it is nearest to": 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"stance": "shout"}, "stance is none of its words"),
        ({"direction": "sure"}, "direction is none of its words"),
        ({"speaker": None}, "a claim lacks its quote, speaker, stance, kind or direction"),
        ({"item": 7}, "a field holds no words"),
        ({"certainty": "high"}, "a claim has not the fields asked for"),
        ({"quantity_words": "at least 70 ships"}, "quantity_words are not in the text"),
        ({"quote": "x" * 3000}, "quote is longer than 2,000 characters"),
    ],
)
def test_what_is_not_of_the_form_asked_for_is_dropped(change, reason):
    assert dropped(GOOD | change) == {reason: 1}


@pytest.mark.parametrize("said", ["no JSON", "[]", '{"claims": 3}', '{"claims": [], "note": 1}', "[" * 5000])
def test_an_answer_in_another_form_is_one_thing_dropped(said):
    found = read_answer(said, DOCUMENT, "stub")
    assert dict(found.dropped) == {"the answer is not JSON of the form asked for": 1}


def test_spelling_is_looked_through_and_the_texts_own_spelling_comes_back():
    found = find_quote(TEXT, '"Moscow  gave us nothing,"')
    assert isinstance(found, Found)
    assert (TEXT[found.start : found.end], found.is_repaired) == ("“Moscow gave us nothing,”", False)


def test_a_passage_that_is_not_the_only_one_is_none():
    twice = "The ship carried grain to Nampo. " * 2
    assert find_quote(twice, "The ship carries grain to Nampo") == "quote is nearly two passages, and none of them"


def test_the_request_carries_schema_seed_and_the_text_as_material():
    request = request_for(DOCUMENT, "stub")
    assert request["response_format"]["json_schema"]["schema"] == schema()
    assert (request["seed"], request["temperature"]) == (1, 0)
    assert TEXT[:40] in request["messages"][1]["content"]
    assert set(GOOD) == set(schema()["properties"]["claims"]["items"]["required"])


def test_what_a_model_proposes_waits_in_the_queue_with_model_prompt_seed_and_date(held, stub, monkeypatch):
    monkeypatch.setenv("FAIRLEAD_API_KEY", "swordfish")
    (document,) = held.table("documents").to_pylist()
    store, endpoint = Store(held.path), Endpoint(stub.url, "stub")
    found = suggest(store, document, endpoint, "Ada")
    assert len(found.proposals) == 1
    assert suggest(store, document, endpoint, "Ada") is None  # asked already
    assert len(stub.got) == 1
    assert stub.got[0][1]["Authorization"] == "Bearer swordfish"
    assert b"swordfish" not in (held.path / "evidence" / "log.jsonl").read_bytes()
    held.run(flow=FLOW)
    (row,) = held.table("model_proposals").to_pylist()
    (entry,) = store.log().of("proposed")
    assert (row["model"], row["seed"], row["proposed_at"]) == ("stub", 1, entry.time)
    assert len(row["prompt_sha256"]) == 64
    assert row["proposal_id"] in held.queue().items
    assert held.table("claims").num_rows == 0
    assert held.verify(flow=FLOW) == []
    assert MODEL_PROPOSALS.check(held.table("model_proposals")).num_rows == 1


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("page", "answered in another form than chat completions"),
        ("list", "answered in another form than chat completions"),
        ("error", "refused: 500 out of memory"),
        ("elsewhere", "refused: 307"),
        ("slow", "did not answer within 0.3 s"),
        ("huge", "answered with more than 1,048,576 bytes"),
    ],
)
def test_no_answer_is_told_in_words_and_enters_nothing(held, stub, form, reason):
    stub.form = form
    (document,) = held.table("documents").to_pylist()
    seconds = 0.3 if form == "slow" else 10
    with pytest.raises(NoAnswerError, match=reason):
        suggest(Store(held.path), document, Endpoint(stub.url, "stub", seconds))
    assert Store(held.path).log().of("proposed") == []


def test_headers_that_come_a_byte_at_a_time_end_in_time():
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            for byte in b"HTTP/1.1 200 OK\r\nA: " + b"b" * 60:
                connection.sendall(bytes([byte]))
                time.sleep(0.1)

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    begun = time.monotonic()
    with listener, pytest.raises(NoAnswerError, match=r"did not answer within 0\.5 s"):
        ask(Endpoint(f"http://127.0.0.1:{listener.getsockname()[1]}/v1", "stub", 0.5), {})
    assert time.monotonic() - begun < 5
    thread.join(10)


def test_nobody_there_is_told_in_words():
    with pytest.raises(NoAnswerError, match="cannot be asked"):
        ask(Endpoint("http://127.0.0.1:9/v1", "stub", 2), {})


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://127.0.0.1/v1", "is no address of an endpoint"),
        ("http://[::1/v1", "is no address of an endpoint"),
        ("http://127.0.0.1:99999/v1", "is no address of an endpoint"),
        ("https://me:secret@example.org/v1", "without a key in it"),
    ],
)
def test_an_address_that_is_none_is_refused(url, reason):
    with pytest.raises(CaseError, match=reason):
        Endpoint(url, "stub")


def test_what_stays_on_this_machine_is_told_from_what_leaves_it(monkeypatch):
    here = [Endpoint(u, "m").is_here for u in ("http://127.0.0.1:1/v1", "http://[::1]:1/v1", "http://localhost/v1")]
    assert here == [True, True, True]
    assert not Endpoint("https://example.org/v1", "m").is_here
    monkeypatch.setenv("FAIRLEAD_API_KEY", "k")
    with pytest.raises(CaseError, match="by https only"):
        Endpoint("http://example.org/v1", "m")
