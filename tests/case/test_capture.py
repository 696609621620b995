"""Capture from the web: what may be reached, what it may cost, what the log says of it. All traffic is on loopback."""

import ipaddress
import socket
import threading
import time
from contextlib import contextmanager

import pytest

import fairlead
from fairlead.case.capture import Policy, capture, check_url, why_not_global
from fairlead.errors import EvidenceError

PAGE = b"<!DOCTYPE html><title>A</title><p>The ministry said on Friday that a tanker left the port with oil."


@pytest.fixture
def empty(tmp_path):
    """A new case that asks nothing."""
    return fairlead.new(tmp_path / "case", b'format = 1\ntitle = "Small"\n')


def answer(content=PAGE, kind="text/html; charset=utf-8", status="200 OK", **more):
    headers = {"Content-Type": kind, "Content-Length": len(content)}
    headers |= {k.replace("_", "-"): v for k, v in more.items()}
    head = "".join(f"{k}: {v}\r\n" for k, v in headers.items() if v is not None)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + content


@contextmanager
def serving(*answers):
    """A server on loopback that gives each connection the next answer: bytes, or a function of the socket."""
    asked = []
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve():
        for one in answers:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(10)
                try:
                    asked.append(connection.recv(1 << 16).decode())
                    one(connection) if callable(one) else connection.sendall(one)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], asked
    finally:
        listener.close()
        thread.join(10)


def local(**changes):
    """A policy that lets this machine be asked, under the names of the open internet."""
    return Policy(
        **{"why_not": lambda a: None if a.is_loopback else why_not_global(a), "resolve": lambda h, p: ["127.0.0.1"],
           "seconds": 10.0} | changes
    )  # fmt: skip


# --------------------------------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "::1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "fe80::1",
        "fc00::1",
        "0.0.0.0", "::", "224.0.0.1", "ff02::1", "240.0.0.1", "255.255.255.255", "100.64.0.1", "192.0.2.1",
        "198.18.0.1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "fec0::1",
        "2001:0:7f00:1:0:0:f5ff:fffe",
    ],
)  # fmt: skip
def test_only_addresses_of_the_open_internet_are_asked(address):
    assert why_not_global(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_open_internet_may_be_asked(address):
    assert why_not_global(ipaddress.ip_address(address)) is None


def test_the_policy_that_is_used_refuses_loopback_and_asks_nothing():
    with serving(answer()) as (port, asked):
        for url in (f"http://127.0.0.1:{port}/", f"http://localhost:{port}/", f"http://[::ffff:127.0.0.1]:{port}/",
                    f"http://2130706433:{port}/"):  # fmt: skip
            got = capture(url)
            assert got.content is None
            assert "are not asked" in got.reason or "leads nowhere" in got.reason
    assert asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    got = capture("http://example.org/", Policy(resolve=lambda h, p: ["93.184.216.34", "10.0.0.1"]))
    assert (
        got.reason == "example.org leads to 10.0.0.1, which is one of a private network: such addresses are not asked"
    )


def test_a_name_that_answers_otherwise_the_second_time_is_not_asked_twice():
    names = []

    def rebinding(host, port):
        names.append(host)
        return ["127.0.0.1"] if len(names) == 1 else ["10.0.0.1"]

    with serving(answer()) as (port, asked):
        got = capture(f"http://example.org:{port}/a?b=c", local(resolve=rebinding))
    assert (got.content, names) == (PAGE, ["example.org"])
    assert asked[0].startswith(f"GET /a?b=c HTTP/1.1\r\nHost: example.org:{port}\r\n")
    assert "Cookie" not in asked[0]
    assert got.record["hops"][0]["address"] == "127.0.0.1"


def test_a_redirection_is_followed_and_looked_at_in_the_same_way():
    away = answer(b"", status="302 Found", Location="/b", Set_Cookie="a=b")
    with serving(away, answer()) as (port, asked):
        got = capture(f"http://example.org:{port}/a", local())
    assert got.content == PAGE
    assert [h["status"] for h in got.record["hops"]] == [302, 200]
    assert got.record["final_url"] == f"http://example.org:{port}/b"
    assert "Cookie" not in asked[1]


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("http://10.0.0.1/latest/meta-data", "one of a private network"),
        ("http://[::ffff:169.254.169.254]/", "one of a local link"),
        ("ftp://example.org/", "only http and https are"),
        ("file:///etc/passwd", "only http and https are"),
        ("http://user:pass@example.org/", "credentials"),
    ],
)
def test_a_redirection_to_what_may_not_be_asked_ends_the_capture(where, reason):
    def resolve(host, port):
        return ["127.0.0.1"] if host == "example.org" else [host]

    with serving(answer(b"", status="301 Moved", Location=where)) as (port, _):
        got = capture(f"http://example.org:{port}/a", local(resolve=resolve))
    assert got.content is None
    assert reason in got.reason


def test_redirections_without_end_are_left():
    away = answer(b"", status="302 Found", Location="/a")
    with serving(*[away] * 7) as (port, asked):
        got = capture(f"http://example.org:{port}/a", local())
    assert (got.reason, len(asked)) == ("redirects more than 5 times", 6)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("gopher://example.org/", "only http and https"), ("http://a:b@example.org/", "credentials"),
        ("http:///a", "names no host"), ("http://example.org:99999/", "no address"),
        ("http://" + "a" * 70 + ".org/", "no address"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_not_asked(url, reason):
    with pytest.raises(EvidenceError, match=reason):
        check_url(url)


# -------------------------------------------------------------------------------------------------------------- costs


@pytest.mark.parametrize("url", ["https://ann:SECRET@example.org/a", "http://SECRET@[::1", "http://a:SECRET@x:99999/"])
def test_a_password_in_an_address_is_kept_nowhere(url):
    got = capture(url, local())
    assert got.content is None
    assert got.record["requested_url"].startswith(("https://...@", "http://...@"))
    assert "SECRET" not in f"{got.record} {got.reason} {got.name}"


def test_what_is_larger_than_allowed_is_not_taken_whether_it_says_so_or_not():
    big = b"x" * 5_000
    with serving(answer(big), answer(big, Content_Length=None)) as (port, _):
        for _ in range(2):
            got = capture(f"http://example.org:{port}/", local(most_bytes=1_000))
            assert got.content is None
            assert "more than 1,000" in got.reason


def test_a_site_that_drips_is_left_when_its_time_is_over():
    def drip(connection):
        for byte in answer()[:40]:
            connection.sendall(bytes([byte]))
            time.sleep(0.1)

    with serving(drip) as (port, _):
        begun = time.monotonic()
        got = capture(f"http://example.org:{port}/", local(seconds=0.5))
    assert got.reason == "took longer than 0.5 s"
    assert time.monotonic() - begun < 8


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (answer(kind="image/png"), "is 'image/png', none of the types that are taken"),
        (answer(kind=""), "none of the types"),
        (answer(status="404 Not Found"), "the site answers 404 Not Found"),
        (answer(Content_Encoding="gzip"), "was sent packed (gzip)"),
        (answer(Content_Length=len(PAGE) + 9), "broke off"),
        (b"nonsense\r\n\r\n", "the site broke off"),
    ],
)
def test_what_is_not_taken_has_its_reason(given, reason):
    with serving(given) as (port, _):
        got = capture(f"http://example.org:{port}/", local())
    assert got.content is None
    assert reason in got.reason


# ----------------------------------------------------------------------------------------------------------- the case


def test_a_page_is_captured_into_the_case_with_all_that_was_asked_and_answered(empty, flow):
    with serving(answer(b"", status="302 Found", Location="/b"), answer()) as (port, _):
        (added,) = empty.capture(f"http://example.org:{port}/a", by="ann", policy=local())
    assert (added.outcome, added.kind) == ("added", "documents")
    (entry,) = [e for e in empty.log if e.action == "added" and e.fields.get("capture")]
    said = entry.fields["capture"]
    assert (entry.actor, said["status"], said["charset"]) == ("ann", 200, "utf-8")
    assert said["requested_url"].endswith("/a")
    assert said["final_url"].endswith("/b")
    assert [h["addresses"] for h in said["hops"]] == [["127.0.0.1"], ["127.0.0.1"]]
    assert said["started_at"] <= said["ended_at"]
    assert said["sha256"] == entry.fields["sha256"]
    empty.run(flow=flow)
    (row,) = empty.table("documents").to_pylist()
    assert (row["outlet"], row["url"]) == ("example.org", said["final_url"])
    assert row["captured_at"].isoformat()[:16] == said["ended_at"][:16]
    assert row["published_start"] is None
    assert empty.verify(flow=flow) == []


def test_a_page_that_is_not_taken_stands_in_the_log_as_refused(empty):
    (added,) = empty.capture("http://127.0.0.1:9/secret")
    assert added.outcome == "refused"
    (entry,) = [e for e in empty.log if e.action == "refused"]
    assert entry.fields["capture"]["requested_url"] == "http://127.0.0.1:9/secret"
    assert "is this machine" in entry.fields["reason"]


def test_the_command_line_fetches_nothing_until_it_is_told_to(empty, python):
    command = "import sys; from fairlead.cli.main import main; main(sys.argv[1:])"
    code, _, err = python(command, "add", empty.path, "http://127.0.0.1:9/a")
    assert code == 1
    assert "sees this machine's address" in " ".join(err.split())
    assert "say --yes" in err
    assert not [e for e in empty.log if e.action == "refused"]
    code, out, _ = python(command, "add", empty.path, "http://127.0.0.1:9/a", "--yes")
    assert code == 1
    assert "are not asked" in " ".join(out.split())
