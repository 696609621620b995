"""Whatever a file does to its reader, the one who asked goes on, with a reason that names the file."""

import os
import signal
import socket
import threading
from pathlib import Path

import pytest

import fairlead
from fairlead import formats
from fairlead.errors import EvidenceError
from fairlead.formats import closed, closed_worker
from fairlead.formats.ais import AIS_KINDS
from fairlead.formats.closed import Limits

EXAMPLES = Path(__file__).parents[2] / "examples"
PLACES = EXAMPLES / "dprk-oil-2024" / "places.csv"
HARBOUR = EXAMPLES / "ny-harbour-2020" / "ais_2020-06-30_first_hour.csv.gz"
SMALL = Limits(cpu=20, cpu_a_mb=0, silence=60, memory=256 << 20)
SHORT = Limits(cpu=0, cpu_a_mb=0, silence=60)


@pytest.fixture
def standing(monkeypatch):
    """The answering process replaced by one forked from this test, so that what a child does can be chosen."""

    def answering(answer):
        monkeypatch.setattr(closed_worker, "answer", answer)
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            ours.close()
            try:
                closed_worker._Standing(theirs).go()
            finally:
                os._exit(0)
        theirs.close()
        made = closed._Standing()
        made._line = ours
        monkeypatch.setattr(closed, "_STANDING", made)
        pids.append(pid)

    pids = []
    yield answering
    closed._STANDING.close()
    for pid in pids:
        os.waitpid(pid, 0)


def why(path=PLACES, limits=SMALL):
    with pytest.raises(EvidenceError) as e:
        closed.sniff(path, "given.csv", limits=limits)
    assert str(e.value).startswith("given.csv: ")
    return str(e.value)


def spin(question, line):
    while True:
        pass


def grow(question, line):
    held = []
    while True:
        held.append(bytearray(1 << 26))


def crash(question, line):
    signal.raise_signal(signal.SIGKILL)


def write(question, line):
    Path("/tmp/fairlead-must-not-be-written").write_text("x")


def connect(question, line):
    socket.create_connection(("127.0.0.1", 9))


def start(question, line):
    os.system("true")


def fail(question, line):
    raise KeyError("a fault of a reader")


@pytest.mark.parametrize(
    ("does", "words"),
    [
        (grow, "takes more than 256 MB of memory"),
        (crash, "broke its reader (signal 9)"),
        (write, "tried to open, write or start something else"),
        (connect, "tried to open, write or start something else"),
        (start, "tried to open, write or start something else"),
        (fail, "broke its reader (KeyError: 'a fault of a reader')"),
    ],
)
def test_what_a_file_does_to_its_reader_is_a_reason_that_names_it(standing, does, words):
    standing(does)
    assert words in why()
    assert words in why()  # the next file finds the process standing


def test_a_reader_without_end_is_ended(standing):
    standing(spin)
    assert "takes longer to read than 0 s of processor time" in why(limits=SHORT)


def test_a_reader_that_gives_nothing_is_not_waited_for(standing):
    standing(lambda question, line: signal.pause())
    assert "gave nothing for 1 s" in why(limits=Limits(silence=1))


@pytest.mark.parametrize(
    "answer",
    [
        lambda question, line: line.put(b"J", b"[1]"),
        lambda question, line: line.put(b"J", b"{"),
        lambda question, line: line.say({"kind": "places"}),
        lambda question, line: line.put(b"A", b"no words"),
        lambda question, line: line.line.sendall(b"J" + (1 << 60).to_bytes(8, "big")),
        lambda question, line: line.line.sendall(b"E" + (4).to_bytes(8, "big") + b"time"),
        lambda question, line: None,
    ],
)
def test_a_child_that_says_nonsense_is_not_believed(standing, answer):
    standing(answer)
    why()


def test_a_table_with_offsets_beyond_its_bytes_is_not_believed(standing):
    import pyarrow as pa

    def lie(question, line):
        line.say({"table": "places", "rows_in": 1, "more": []})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, pa.schema([("a", pa.string())])) as writer:
            writer.write_table(pa.table({"a": ["x"]}))
        whole = sink.getvalue().to_pybytes()
        far = whole.replace(b"\0\0\0\0\1\0\0\0", b"\0\0\0\0\xff\xff\xff\x7f")
        assert far != whole
        line.put(b"A", far)

    standing(lie)
    with pytest.raises(EvidenceError, match="its table is"):
        closed.read(PLACES, "given.csv", "places", "evidence:1", limits=SMALL)


def test_what_is_read_apart_is_what_is_read_here():
    sniffed = closed.sniff(PLACES, "places.csv")
    assert sniffed == formats.sniff(PLACES, "places.csv")
    apart = closed.read(PLACES, "places.csv", "places", "evidence:1")
    here = formats.read(PLACES, "places.csv", "places", "evidence:1")
    assert (apart.table, apart.rows_in) == (here.table, here.rows_in)
    assert apart.rows.equals(here.rows)
    assert apart.rejects.equals(here.rejects)


SEEDS = sorted((Path(__file__).parents[1] / "fuzz" / "corpus").glob("*/*"))


def test_of_every_seed_the_same_is_told_and_read_apart_as_here():
    def all_of(where, path):
        try:
            kind = where.sniff(path, "x").kind
            if kind in AIS_KINDS:
                return kind, [b.positions for b in where.read_reports(path, "x", kind, "evidence:1")]
            return kind, None if kind in ("documents", "images") else where.read(path, "x", kind, "evidence:1").rows
        except EvidenceError as e:
            return str(e)

    for path in SEEDS:
        assert all_of(closed, path) == all_of(formats, path), path.name


def test_reports_come_in_the_same_batches():
    apart = list(closed.read_reports(HARBOUR, "a.csv.gz", "marinecadastre", "evidence:1", with_others=True))
    here = list(formats.read_reports(HARBOUR, "a.csv.gz", "marinecadastre", "evidence:1", with_others=True))
    assert [(b.rows_in, b.rows_kept, b.nulled, b.types) for b in apart] == [
        (b.rows_in, b.rows_kept, b.nulled, b.types) for b in here
    ]
    for name in ("positions", "statics", "refused"):
        assert all(getattr(a, name).equals(getattr(b, name)) for a, b in zip(apart, here, strict=True))


def test_reports_that_nobody_reads_to_their_end_leave_no_child(tmp_path):
    for _ in range(3):
        for _ in closed.read_reports(HARBOUR, "a.csv.gz", "marinecadastre", "evidence:1"):
            break
    assert closed.sniff(PLACES, "p").kind == "places"


def test_several_threads_may_ask_at_once():
    kinds = []
    ask = [threading.Thread(target=lambda: kinds.append(closed.sniff(PLACES, "p").kind)) for _ in range(6)]
    for one in ask:
        one.start()
    for one in ask:
        one.join()
    assert kinds == ["places"] * 6


def test_a_file_that_breaks_its_reader_is_refused_and_the_others_are_added(standing, tmp_path):
    real = closed_worker.answer

    def picky(question, line):
        if "bad" in str(question["rest"]):
            signal.raise_signal(signal.SIGKILL)
        real(question, line)

    standing(picky)
    case = fairlead.new(tmp_path / "case")
    for name in ("bad.csv", "good.csv"):
        (tmp_path / name).write_bytes(PLACES.read_bytes())
    refused, added = case.add([tmp_path / "bad.csv", tmp_path / "good.csv"], by="ann")
    assert (refused.outcome, added.outcome) == ("refused", "added")
    assert refused.words.startswith("bad.csv: broke its reader (signal 9)")
    assert [e.fields["name"] for e in case.log if e.action == "refused"] == ["bad.csv"]
