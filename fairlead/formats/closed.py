"""Reading strangers' files in a process that can do nothing else.

Whatever a file does to its reader (a loop without end, all the memory, a fault in a library), it does to a process of
its own that is shut in (:mod:`fairlead.formats.shut_in`); what comes back is JSON and Arrow, checked before it is used.
One process stands ready and forks a child for each question, so that a thousand files cost one start.

Pictures and documents have such processes of their own (``raster_worker``, ``documents.sandbox``).
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import pickle
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

import pyarrow as pa

from fairlead.base.tables import POSITIONS, REFUSED_REPORTS, REJECTS, STATICS, TABLES
from fairlead.errors import EvidenceError, SchemaError
from fairlead.formats.api import Others, Read, Reports, Sniffed
from fairlead.formats.archives import Member
from fairlead.formats.documents.reader import KIND as DOCUMENTS
from fairlead.formats.rasters import KIND as PICTURES

WORKER = "fairlead.formats.closed_worker"
HEAD = 9
"""Bytes before each piece of an answer: what it is, and how long."""
LARGEST_SAID = 64 << 20
"""Bytes of a piece of an answer that is no table and no member."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may cost."""

    cpu: int = 120
    """Processor seconds, and ``cpu_a_mb`` more for each megabyte of the file."""
    cpu_a_mb: int = 10
    silence: float = 300.0
    """Seconds by the clock in which nothing may come."""
    memory: int = 4 << 30
    """Bytes of address space beyond what the process has when it begins, and four times the file."""
    unpacked: int = 64 << 30
    """Bytes of a file that must be unpacked to disk to be read (Parquet in a ZIP)."""


LIMITS = Limits()


def read(path: Path, name: str, kind: str, evidence_id: str, lists: Any = None, limits: Limits = LIMITS) -> Read:
    """As :func:`fairlead.formats.read`, in a process of its own.

    Raises:
        EvidenceError: the file is refused whole, or its reader ran out of time or memory or broke on it.
    """
    if kind in (PICTURES, DOCUMENTS):  # which have processes of their own
        from fairlead.formats.kinds import read as read_here

        return read_here(path, name, kind, evidence_id, lists)
    with _asking("read", path, name, limits, (name, kind, evidence_id, lists)) as answer:
        said = answer.said()
        table = TABLES[said["table"]]
        rows, rejects = answer.table(table.schema), answer.table(REJECTS.schema)
        more = {one: answer.table(TABLES[one].schema) for one in said["more"]}
        answer.end()
        return Read(table.name, table.check(rows), REJECTS.check(rejects), int(said["rows_in"]), more)


def sniff(path: Path, name: str, mapping: Any = None, lists: Any = None, limits: Limits = LIMITS) -> Sniffed:
    """As :func:`fairlead.formats.sniff`, in a process of its own.

    Raises:
        EvidenceError: it is of no known kind, or its reader ran out of time or memory or broke on it.
    """
    with _room(path) as room, _asking("sniff", path, name, limits, (name, mapping, lists), room) as answer:
        said = answer.said()
        answer.end()
        return Sniffed(str(said["kind"]), str(said["words"]))


def is_archive(path: Path, mapping: Any = None, limits: Limits = LIMITS) -> bool:
    """Whether a file is an archive whose members are evidence each, in a process of its own where it may be one.

    A packed file of AIS, a list's history, a workbook or a document is none. Of what cannot be told the reader of its
    kind says what is wrong.
    """
    try:
        with path.open("rb") as file:
            head = file.read(512)
        if not head.startswith((b"PK", b"\x1f\x8b", b"\xfd7zXZ")) and head[257:262] != b"ustar":
            return False
        with _room(path) as room, _asking("is_archive", path, path.name, limits, (mapping,), room) as answer:
            found = bool(answer.said()["is_archive"])
            answer.end()
    except (OSError, EvidenceError):
        return False
    return found


def members(path: Path, name: str, limits: Limits = LIMITS) -> Iterator[Member]:
    """As :func:`fairlead.formats.members`, in a process of its own.

    Raises:
        EvidenceError: no archive, broken, or its reader ran out of time or memory.
    """
    with _asking("members", path, name, limits, (name,)) as answer:
        while (said := answer.said()) != {"end": True}:
            reason = said["reason"]
            yield Member(str(said["name"]), bytes(answer.piece(b"B")) if reason is None else None, reason)
        answer.end()


def read_reports(
    path: Path, name: str, kind: str, evidence_id: str, mapping: Any = None, *, latest: datetime | None = None,
    scratch: Path | None = None, with_others: bool = False, limits: Limits = LIMITS,
) -> Iterator[Reports]:  # fmt: skip
    """As :func:`fairlead.formats.read_reports`, in a process of its own.

    Raises:
        EvidenceError: the file, or the rest of it, cannot be read, or its reader ran out of time or memory or broke.
    """
    asked = (name, kind, evidence_id, mapping, latest, None, with_others)
    with _room(path, scratch) as room, _asking("read_reports", path, name, limits, asked, room) as answer:
        while (said := answer.said()) != {"end": True}:
            positions, statics = answer.table(POSITIONS.schema), answer.table(STATICS.schema)
            refused = answer.table(REFUSED_REPORTS.schema)
            others = None
            if said["has_others"]:
                others = Others(answer.table(POSITIONS.schema), answer.table(STATICS.schema))
            yield Reports(
                positions, statics, refused, int(said["rows_in"]), int(said["rows_kept"]),
                Counter({str(k): int(v) for k, v in said["nulled"].items()}),
                Counter({int(k): int(v) for k, v in said["types"].items()}), others,
            )  # fmt: skip
        answer.end()


# ------------------------------------------------------------------------------------------------------ one question


class _Answer:
    """What comes back of one question."""

    def __init__(self, line: socket.socket, name: str, limits: Limits) -> None:
        self.line, self.name, self.limits = line, name, limits

    def said(self) -> dict[str, Any]:
        """The next piece, which is words.

        Raises:
            EvidenceError: the file is refused, or nothing comes any more.
        """
        said = json.loads(self.piece(b"J"))
        if not isinstance(said, dict):
            raise self._broken("what it said is nonsense")
        if set(said) == {"refused"}:
            raise EvidenceError(str(said["refused"]))
        if set(said) == {"failed"}:
            raise self._broken(str(said["failed"]))
        return said

    def table(self, schema: pa.Schema) -> pa.Table:
        """The next piece, which is a table; its offsets, lengths and texts are checked before anybody follows them."""
        try:
            with pa.ipc.open_stream(pa.py_buffer(self.piece(b"A"))) as reader:
                table = reader.read_all()
            table.validate(full=True)
        except (pa.ArrowException, ValueError, OSError) as e:
            raise self._broken(f"its table is none: {e}") from None
        if table.schema.names != schema.names:
            raise self._broken("its table is another")
        return table

    def piece(self, kind: bytes) -> bytearray:
        """The bytes of the next piece."""
        head = self._bytes(HEAD)
        length = int.from_bytes(head[1:], "big")
        if head[:1] == b"E":
            raise EvidenceError(f"{self.name}: {_say_end(self._bytes(length).decode(), self.limits)}")
        if head[:1] != kind or (kind == b"J" and length > LARGEST_SAID):
            raise self._broken("what came is not what was asked for")
        return self._bytes(length)

    def end(self) -> None:
        """Wait for the end of the child.

        Raises:
            EvidenceError: it did not end well.
        """
        head = self._bytes(HEAD)
        why = self._bytes(min(int.from_bytes(head[1:], "big"), 1000)).decode()
        if head[:1] != b"E" or why != "done":
            raise EvidenceError(f"{self.name}: {_say_end(why, self.limits)}")

    def _bytes(self, count: int) -> bytearray:
        found, got = bytearray(), 0
        while got < count:
            if len(found) < count:  # grown as it comes: nobody sets aside what a subverted child announces
                found.extend(bytes(min(count - len(found), max(got, 1 << 16))))
            try:
                some = self.line.recv_into(memoryview(found)[got:])
            except TimeoutError:
                raise EvidenceError(f"{self.name}: {_say_end('silence', self.limits)}") from None
            except OSError:
                some = 0
            if not some:
                raise EvidenceError(f"{self.name}: {_say_end('lost', self.limits)}")
            got += some
        return found

    def _broken(self, why: str) -> EvidenceError:
        return EvidenceError(f"{self.name}: {_say_end(why, self.limits)}")


@contextlib.contextmanager
def _room(path: Path, beside: Path | None = None) -> Iterator[str | None]:
    """A folder in which a child may unpack a file, where it is a ZIP: Parquet in it must be read from its end."""
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == b"PK"
    except (OSError, ValueError):  # which is said where it is read
        is_packed = False
    if not is_packed:
        yield None
        return
    if beside is not None:
        beside.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="fairlead-", dir=beside) as folder:
        yield folder


@contextlib.contextmanager
def _asking(
    what: str, path: Path, name: str, limits: Limits, rest: tuple[Any, ...], folder: str | None = None
) -> Iterator[_Answer]:
    """Ask about a file; the child is ended where the answer is not waited for."""
    try:
        with path.open("rb") as file:  # as who asks, in words as ever
            size, head = os.fstat(file.fileno()).st_size, file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    except (OSError, ValueError) as e:
        words = (e.strerror or str(e)) if isinstance(e, OSError) else str(e)
        raise EvidenceError(f"{name}: cannot be read: {words}") from None
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            question = {
                "may_be_json": head.startswith((b"{", b"[", b"PK", b"\x1f\x8b", b"\x28\xb5\x2f\xfd")),
                "what": what, "path": str(path.absolute()), "rest": rest, "folder": folder,
                "cpu": limits.cpu + (limits.cpu_a_mb * size >> 20), "memory": limits.memory + 4 * size,
                "unpacked": limits.unpacked if folder else 0,
            }  # fmt: skip
            try:
                number = _STANDING.ask(pickle.dumps(question), theirs)
            except OSError as e:
                raise EvidenceError(f"{name}: the process that reads evidence cannot be asked: {e}") from None
        ours.settimeout(limits.silence)
        try:
            yield _Answer(ours, name, limits)
        except (KeyError, TypeError, ValueError, AssertionError, SchemaError) as e:
            raise EvidenceError(f"{name}: {_say_end(f'what it said is nonsense: {e}', limits)}") from None
        finally:
            _STANDING.drop(number)


def _say_end(end: str, limits: Limits) -> str:
    reasons = {
        "time": f"takes longer to read than {limits.cpu} s of processor time and {limits.cpu_a_mb} s a megabyte",
        "silence": f"gave nothing for {limits.silence:g} s while it was read",
        "memory": f"takes more than {limits.memory >> 20:,} MB of memory, and four times its own size, to read",
        "size": "would unpack to more than may be written",
        "forbidden": "tried to open, write or start something else while it was read, which is not allowed",
    }
    why = reasons.get(end, f"broke its reader ({end}); please report this, it is a fault of Fairlead's")
    return f"{why}. Nothing of it was taken"


# --------------------------------------------------------------------------------------------- the process that stands


class _Standing:
    """The process that forks a child for each question; started when it is first needed, ended with this one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = self._numbers = 0

    def ask(self, question: bytes, theirs: socket.socket) -> int:
        """Hand over a question and the line on which its answer is to come; give its number.

        Raises:
            OSError: the process cannot be started or reached.
        """
        with self._lock:
            for is_last in (False, True):
                line = self._started()
                self._numbers += 1
                number = os.getpid() << 32 | self._numbers
                head = number.to_bytes(8, "big") + len(question).to_bytes(4, "big")
                try:
                    with memoryview(question) as rest:
                        theirs_and_words, into = socket.socketpair()
                        with theirs_and_words, into:
                            socket.send_fds(line, [head], [theirs.fileno(), theirs_and_words.fileno()])
                            into.settimeout(30)
                            into.sendall(rest)
                except OSError:
                    self._close()
                    if is_last:
                        raise
                    continue
                return number
        raise OSError("no process")

    def drop(self, number: int) -> None:
        """End a child, if it has not ended."""
        with self._lock, contextlib.suppress(OSError):
            if self._line is not None:
                self._line.send(number.to_bytes(8, "big") + bytes(4))

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        line, process, self._line, self._process = self._line, self._process, None, None
        if line is not None:
            line.close()
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.wait()

    def _started(self) -> socket.socket:
        if self._line is None:
            kind = socket.SOCK_SEQPACKET if sys.platform.startswith("linux") else socket.SOCK_DGRAM
            ours, theirs = socket.socketpair(socket.AF_UNIX, kind)
            with theirs:
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    [sys.executable, "-I", "-m", WORKER, str(theirs.fileno())],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()], env={k: v for k, v in os.environ.items() if k.startswith("NUMBA_")},
                )  # fmt: skip
            self._line, self._owner = ours, os.getpid()
        return self._line


_STANDING = _Standing()
atexit.register(_STANDING.close)


def said_of(reports: Reports) -> Mapping[str, Any]:
    """What of a batch of reports is no table, as it is sent."""
    return {
        "rows_in": reports.rows_in, "rows_kept": reports.rows_kept, "nulled": dict(reports.nulled),
        "types": {str(k): v for k, v in reports.types.items()}, "has_others": reports.others is not None,
    }  # fmt: skip
