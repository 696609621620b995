"""The process that reads strangers' files for :mod:`fairlead.formats.closed`: it forks a child for each question.

A question comes as a number and two lines: one to read it from, one to write its answer to. The answer is pieces, each
with what it is (J words, A a table, B bytes, E the end) and its length before it. The end is written by this process
when the child is gone, so a child cannot say that it ended well.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import os
import pickle
import selectors
import signal
import socket
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NoReturn

import pyarrow as pa

import fairlead.formats.kinds  # noqa: F401 - every reader is loaded here, once, not in each child
from fairlead import formats
from fairlead.errors import EvidenceError
from fairlead.formats.api import Reports
from fairlead.formats.closed import said_of
from fairlead.formats.lists.history import is_history
from fairlead.formats.products import is_product
from fairlead.formats.shut_in import address_space, shut_in, without_network

ENDS = {3: "memory", 4: "forbidden", 6: "size"}
OPEN_FILES = 64
BLOCK = 1 << 20


class Line:
    """Where a child writes its answer."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line

    def put(self, kind: bytes, content: Any) -> None:
        self.line.sendall(kind + len(content).to_bytes(8, "big"))
        view = memoryview(content)
        for at in range(0, len(view), BLOCK):
            self.line.sendall(view[at : at + BLOCK])

    def say(self, said: Any) -> None:
        self.put(b"J", json.dumps(said).encode())

    def lay(self, table: pa.Table) -> None:
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(unify_dictionaries=True, emit_dictionary_deltas=False)
        with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
            writer.write_table(table)
        self.put(b"A", sink.getvalue())


def answer(question: dict[str, Any], line: Line) -> None:
    """Answer one question."""
    path, rest = Path(question["path"]), question["rest"]
    match question["what"]:
        case "sniff":
            sniffed = formats.sniff(path, *rest)
            line.say({"kind": sniffed.kind, "words": sniffed.words})
        case "is_archive":
            is_whole = formats.is_reports(path, *rest) or is_history(path) or is_product(path)
            found = formats.is_archive(path) and not is_whole
            line.say({"is_archive": found})
        case "members":
            for member in formats.members(path, *rest):
                name = member.name.encode("utf-8", "backslashreplace").decode()
                line.say({"name": name, "reason": member.reason})
                if member.data is not None:
                    line.put(b"B", member.data)
            line.say({"end": True})
        case "read":
            read = formats.read(path, *rest)
            line.say({"table": read.table, "rows_in": read.rows_in, "more": [*read.more]})
            for table in (read.rows, read.rejects, *read.more.values()):
                line.lay(table)
        case "read_reports":
            name, kind, evidence_id, mapping, latest, scratch, with_others = rest
            for batch in formats.read_reports(
                path, name, kind, evidence_id, mapping, latest=latest, scratch=scratch and Path(scratch),
                with_others=with_others,
            ):  # fmt: skip
                _lay_batch(batch, line)
            line.say({"end": True})
        case other:
            raise ValueError(other)


def _lay_batch(batch: Reports, line: Line) -> None:
    line.say(said_of(batch))
    others = (batch.others.positions, batch.others.statics) if batch.others else ()
    for table in (batch.positions, batch.statics, batch.refused, *others):
        line.lay(table)


def _work(question: dict[str, Any], line: Line) -> NoReturn:
    """What a child does: shut itself in, read, write, leave. Nothing is cleaned up behind it."""
    code = 5
    try:
        memory = address_space() + question["memory"]
        tempfile.tempdir = question["folder"]
        if has_loops := "numba" in sys.modules:
            from numba.core.caching import Cache

            setattr(Cache, "save_overload", lambda *_: None)  # noqa: B010 - what a child compiles it cannot keep
        shut_in(question["cpu"], memory, question["unpacked"], OPEN_FILES, question["folder"], has_loops)
        code = _answered(question, line)
    except BaseException:  # noqa: BLE001 - whatever a stranger's file does, its child ends here
        code = 5
    finally:
        os._exit(code)


def _answered(question: dict[str, Any], line: Line) -> int:
    try:
        answer(question, line)
    except EvidenceError as e:
        line.say({"refused": str(e)})
    except (MemoryError, pa.ArrowMemoryError):
        return 3
    except PermissionError:
        return 4
    except OSError as e:
        if e.errno == errno.EFBIG:
            return 6
        if e.errno in (errno.EPIPE, errno.ECONNRESET):  # nobody listens any more
            return 0
        line.say({"failed": _say(e)})
    except Exception as e:  # noqa: BLE001 - a fault of a reader is told with the file's name, and ends nothing else
        line.say({"failed": _say(e)})
    return 0


def _say(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"


class _Standing:
    """Forks, and says how each child ended."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.children: dict[int, tuple[int, socket.socket]] = {}
        self.warm: set[bytes] = set()

    def go(self) -> None:
        woken, wake = os.pipe()
        for fd in (woken, wake):
            os.set_blocking(fd, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        with selectors.DefaultSelector() as select:
            select.register(self.control, selectors.EVENT_READ)
            select.register(woken, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in select.select()}
                if woken in ready:
                    with contextlib.suppress(BlockingIOError):
                        os.read(woken, 1 << 12)
                    self._reap()
                if self.control in ready and not self._hear():
                    break
        for pid, (_, line) in self.children.items():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            line.close()

    def _hear(self) -> bool:
        head, fds, _, _ = socket.recv_fds(self.control, 12, 2)
        if not head:
            return False
        number, length = int.from_bytes(head[:8], "big"), int.from_bytes(head[8:], "big")
        if not length:  # nobody waits for it any more
            for pid, (asked, _) in self.children.items():
                if asked == number:
                    os.kill(pid, signal.SIGKILL)
            return True
        line, words = (socket.socket(fileno=fd) for fd in fds)
        with words:
            question = pickle.loads(_whole(words, length))  # noqa: S301 - of the process that started this one
        sample = _OBJECT if question["may_be_json"] else None  # which is told by a compiled loop
        if question["what"] == "read_reports":
            sample = _SAMPLES.get(question["rest"][1], _ROWS)
        if sample and sample not in self.warm:
            self.warm.add(sample)
            _warm(sample)
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self.control.close()
            for _, other in self.children.values():
                other.close()
            _work(question, Line(line))
        self.children[pid] = number, line
        return True

    def _reap(self) -> None:
        while self.children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            _, line = self.children.pop(pid)
            why = _why(status).encode()
            with line, contextlib.suppress(OSError):
                line.settimeout(0.5)  # whoever does not read it has gone
                line.sendall(b"E" + len(why).to_bytes(8, "big") + why)


def _why(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        return "time" if number == signal.SIGXCPU else "size" if number == signal.SIGXFSZ else f"signal {number}"
    code = os.WEXITSTATUS(status)
    return "done" if code == 0 else ENDS.get(code, "fault")


def _whole(words: socket.socket, length: int) -> bytes:
    parts = []
    while length:
        part = words.recv(min(length, BLOCK))
        if not part:
            raise EOFError
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _load() -> None:
    """Do once what every reader does first (registries of Arrow, patterns, tables of names), not in each child."""
    with TemporaryDirectory(prefix="fairlead-") as folder, contextlib.suppress(EvidenceError):
        sample = Path(folder) / "sample"
        sample.write_bytes(b"place_id,name,kind,lat,lon\nP1,Northport,port,42.75,133.083\n")
        formats.read(sample, "sample", formats.sniff(sample, "sample").kind, "evidence:0")


_ROWS = (
    b"MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,"
    b"TransceiverClass\n273000001,2024-03-01T01:00:00,42.1,133.1,5.0,90.0,90,ALDER,IMO9187629,UAAA,80,0,100,20,6.0,80,A\n"
)
_OBJECT = (
    b'{"ssvid":"273000001","timestamp":"2024-03-01T01:00:00Z","lat":42.1,"lon":133.1,"speed":5.0,"course":90.0,'
    b'"heading":90,"type":"AIS.1","msgid":"a"}\n'
)
_LOG = (
    b"!AIVDM,2,1,3,B,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C\n!AIVDM,2,2,3,B,88888888880,2*25\n"
    b"\\s:r1,c:1710000000*5D\\!AIVDM,1,1,,A,13F=qV8P1L5GG8QK6<JKHOv02HRu,0*6D\n"
)
_SAMPLES = {"nmea": _LOG, "gfw_messages": _OBJECT, "aishub": _OBJECT, "aisstream": _OBJECT}
"""Of each way of reading AIS a little; rows of a table where none is named."""


def _warm(sample: bytes) -> None:
    """Load the compiled loops before the first child that needs them: a child may not keep what it compiles."""
    with TemporaryDirectory(prefix="fairlead-") as folder, contextlib.suppress(EvidenceError):
        path = Path(folder) / "sample"
        path.write_bytes(sample)
        kind = formats.sniff(path, "sample").kind
        for _ in formats.read_reports(path, "sample", kind, "evidence:0", latest=datetime.now(UTC), with_others=True):
            pass


def main() -> None:
    """Answer questions until whoever asks them is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks decides when to stop
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    without_network()
    _load()
    gc.freeze()  # so that a child does not copy what it never changes
    _Standing(socket.socket(fileno=int(sys.argv[1]))).go()


if __name__ == "__main__":
    main()
