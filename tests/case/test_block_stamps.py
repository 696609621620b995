"""Stamps in blocks: proofs in OpenTimestamps' form, from a small calendar of our own on loopback; the first block of
Bitcoin's chain, whose header everybody knows, for what a header is."""

import hashlib
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import fairlead
from fairlead.case import block_stamps
from fairlead.case.block_stamps import BLOCK, PENDING, begin, block_hash, block_time, completed, follow, number_of
from fairlead.case.signing import ask_for_stamps, check_stamps, want_stamps
from fairlead.case.verifier import check_signed

GENESIS = bytes.fromhex(
    "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3"
    "888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
)
ROOT = GENESIS[36:68]


def sha(message):
    return hashlib.sha256(message).digest()


def promise(address=b"http://c/"):
    payload = number_of(len(address)) + address
    return b"\0" + PENDING + number_of(len(payload)) + payload


def at_block(height):
    payload = number_of(height)
    return b"\0" + BLOCK + number_of(len(payload)) + payload


class TestAHeader:
    def test_is_that_of_the_first_block(self, monkeypatch):
        monkeypatch.setattr(block_stamps, "EASIEST", 1 << 224)
        assert block_hash(GENESIS)[::-1].hex() == "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"
        assert block_time(GENESIS, ROOT) == datetime(2009, 1, 3, 18, 15, 5, tzinfo=UTC)

    def test_of_little_work_is_refused(self):
        """The first block cost what a laptop does in minutes: such a header anybody can make today."""
        with pytest.raises(ValueError, match="hardly any work"):
            block_time(GENESIS, ROOT)

    def test_that_was_made_up_is_refused(self, monkeypatch):
        monkeypatch.setattr(block_stamps, "EASIEST", 1 << 224)
        later = GENESIS[:68] + bytes([GENESIS[68] ^ 1]) + GENESIS[69:]
        with pytest.raises(ValueError, match="does not bear the work"):
            block_time(later, ROOT)
        with pytest.raises(ValueError, match="another root"):
            block_time(GENESIS, bytes(32))
        with pytest.raises(ValueError, match="80 bytes"):
            block_time(GENESIS[:-1], ROOT)
        for bits in (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\x03"):  # no target, one beyond all, one of nothing
            with pytest.raises(ValueError, match="hardly any work"):
                block_time(GENESIS[:72] + bits + GENESIS[76:], ROOT)


class TestAProof:
    def test_leads_where_its_steps_do(self):
        """By hand: imprint, nonce appended, SHA-256, 'x' before it, SHA-256, then a promise beside a block."""
        imprint = sha(b"data")
        proof = begin(imprint, b"nonce", b"\xf1\x01x\x08" + b"\xff" + promise() + at_block(300_000))
        of, (first, second) = follow(proof)
        assert of == imprint
        there = sha(b"x" + sha(imprint + b"nonce"))
        assert (first.message, first.calendar, first.height) == (there, "http://c/", None)
        assert (second.message, second.height) == (there, 300_000)

    def test_grows_by_what_the_calendar_says_later(self):
        imprint = sha(b"data")
        proof = begin(imprint, b"n", b"\x08" + promise())
        (end,) = follow(proof)[1]
        whole = completed(proof, end, b"\xf0\x02yz\x08" + at_block(7))
        (last,) = follow(whole)[1]
        assert (last.message, last.height) == (sha(end.message + b"yz"), 7)
        with pytest.raises(ValueError, match="does not end with"):
            completed(whole, end, b"")

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (b"", "cut short"),
            (b"\x08", "cut short"),
            (b"\x09" + promise(), "kind 0x9"),
            (promise() + b"x", "behind the proof"),
            (b"\x08" * 3_000 + promise(), "too many steps"),
            (b"\xff\x08" * 400 + promise(), "too many steps"),
            (b"\xf3" * 8 + promise(), "too long"),  # 32 bytes doubled eight times
            (b"\xf0\xff\xff\x7f" + promise(), "too long"),
            (b"\xf0" + b"\xff" * 12, "more than nine bytes"),
            (promise(b"a b"), "no address"),
        ],
    )
    def test_that_is_none_is_refused(self, answer, why):
        with pytest.raises(ValueError, match=why):
            follow(begin(sha(b""), b"n", answer))

    def test_of_another_form_is_refused(self):
        for content in (b"", b"PK", begin(sha(b""), b"", promise())[:60]):
            with pytest.raises(ValueError, match=r"no proof|cut short"):
                follow(content)

    def test_is_read_the_same_by_opentimestamps(self):
        """Its library is LGPL, so it is in no lock: this runs where somebody installed it."""
        core = pytest.importorskip("opentimestamps.core.timestamp", reason="opentimestamps is not installed")
        from io import BytesIO

        from opentimestamps.core.serialize import StreamDeserializationContext

        proof = begin(sha(b"data"), b"nonce", b"\xf1\x01x\x08" + b"\xff" + promise() + at_block(300_000))
        read = core.DetachedTimestampFile.deserialize(StreamDeserializationContext(BytesIO(proof)))
        theirs = {(message, type(said).__name__) for message, said in read.timestamp.all_attestations()}
        imprint, ends = follow(proof)
        assert read.file_digest == imprint
        names = {True: "BitcoinBlockHeaderAttestation", False: "PendingAttestation"}
        assert theirs == {(e.message, names[e.height is not None]) for e in ends}


@pytest.fixture
def calendar():
    """A calendar and a keeper of blocks; ``mined`` holds the header once there is a block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            server.asked.append(asked)
            self.give(b"\xf0\x03cal\x08" + promise(server.url.encode()))

        def do_GET(self):
            if self.path.startswith("/timestamp/") and server.mined:
                self.give(b"\xf1\x05other\x08" + at_block(9))
            elif self.path == "/block-height/9":
                self.give(block_hash(server.mined)[::-1].hex().encode())
            elif self.path.startswith("/block/"):
                self.give(server.mined.hex().encode())
            else:
                self.send_error(404, "Pending confirmation")

        def give(self, body):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.mined = [], b""
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def mine(root):
    """A header over a root, with as much work as a test bears: one hash in two fits."""
    for nonce in range(1000):
        at = int(datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp())
        header = bytes(36) + root + at.to_bytes(4, "little") + (0x207FFFFF).to_bytes(4, "little")
        header += nonce.to_bytes(4, "little")
        if int.from_bytes(block_hash(header), "little") <= 0x7FFFFF << 232:
            return header
    raise AssertionError


def test_a_log_is_stamped_in_a_block(tmp_path, small, calendar, monkeypatch):
    monkeypatch.setattr(block_stamps, "EASIEST", 1 << 255)
    case = fairlead.new(tmp_path / "case", small.toml.encode())
    count = case.head.count
    want_stamps(case.store, [f"ots+{calendar.url}"], by="ann")
    done = ask_for_stamps(case.store)
    assert done.stamps == []
    assert "promises a block" in done.waiting[0][1]
    (kept,) = case.store.log().of("stamped")
    assert len(calendar.asked) == 1
    before = len(case.store.log().lines)
    ask_for_stamps(case.store)  # nothing new: nothing is entered, and the hash is not sent again
    assert (len(case.store.log().lines), len(calendar.asked)) == (before, 1)

    import base64

    (end,) = follow(base64.b64decode(kept.fields["response"]))[1]
    assert end.message == sha(calendar.asked[0] + b"cal")
    calendar.mined = mine(sha(b"other" + end.message))
    assert "--blocks" in ask_for_stamps(case.store).waiting[0][1]
    done = ask_for_stamps(case.store, blocks=calendar.url)
    assert done.waiting == []
    (stamp,) = done.stamps
    assert (stamp.count, stamp.at, stamp.authority) == (
        count,
        datetime(2026, 11, 28, 12, tzinfo=UTC),
        "Bitcoin's block 9",
    )
    assert block_hash(calendar.mined)[::-1].hex() in stamp.root
    log = case.store.log()
    assert check_signed(log) == ([], [])
    assert check_stamps(log) == ([stamp], [])

    other = mine(sha(b"another root"))
    with case.store.writing() as sitting:
        said = log.of("stamped")[-1].fields
        kept = {k: said[k] for k in ("of", "authority", "response")}
        sitting.write("stamped", "mallory", **kept, roots=[other.hex()])
    (problem,) = check_stamps(case.store.log())[1]
    assert "does not lead to the block" in problem.words
