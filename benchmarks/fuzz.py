"""Fuzzing: every reader of untrusted bytes over files that are almost right, and over some that are not at all.

    python -m benchmarks fuzz --seconds 60 --seed 1

Each reader runs in a child of this process that is limited in memory. It is given mutations of the seeds in
``tests/fuzz/corpus`` (bits and bytes changed, pieces cut, doubled, moved between seeds, words and numbers that readers
stumble over put in), and may do two things with them: read, or refuse in words. Whatever else happens is a finding: an
exception that is no refusal, the death of the process, a run beyond ``LONGEST_S``, memory beyond ``MOST_MEMORY``. Of a
finding the reader, the seed file and the number of the mutation are told, from which its bytes are made again.

No coverage guides it: what is tried depends on the seed alone, so that every machine tries the same.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import random
import resource
import signal
import struct
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn

import pyarrow as pa

from fairlead import formats
from fairlead.case import log as logs
from fairlead.case.config import read_config
from fairlead.case.verifier import check_bundle, check_log
from fairlead.errors import FairleadError
from fairlead.flow import FLOW
from fairlead.formats import opinions, raster_worker
from fairlead.formats.ais import AIS_KINDS
from fairlead.formats.documents.drawn import MEDIA
from fairlead.formats.documents.reader import KIND as DOCUMENTS
from fairlead.formats.documents.worker import draw
from fairlead.formats.kinds import READERS
from fairlead.formats.lists.reader import LISTS
from fairlead.formats.rasters import KIND as PICTURES
from fairlead.formats.shut_in import address_space

CORPUS = Path(__file__).parents[1] / "tests" / "fuzz" / "corpus"
LONGEST_S = 10.0
"""A file of some kilobytes that takes longer hangs; on a busy machine a thousand times what one takes."""
MOST_MEMORY = 1 << 30
"""Bytes of address space a reader may take beyond what the process has."""
LARGEST = 1 << 16
"""Bytes of a mutation."""

Reader = Callable[[Path], Any]


# ---------------------------------------------------------------------------------------------------------- the readers


def _sniffed(path: Path) -> None:
    """What ``add`` does with a file of no stated kind."""
    kind = formats.sniff(path, "given").kind
    if kind in AIS_KINDS:
        _reports(kind)(path)
    elif kind not in (DOCUMENTS, PICTURES):
        formats.read(path, "given", kind, "evidence:1")


def _table(kind: str) -> Reader:
    return lambda path: formats.read(path, "given", kind, "evidence:1")


def _reports(kind: str) -> Reader:
    def read(path: Path) -> None:
        latest = datetime(2030, 1, 1, tzinfo=UTC)
        for _ in formats.read_reports(path, "given", kind, "evidence:1", latest=latest, with_others=True):
            pass

    return read


def _document(media: str) -> Reader:
    def read(path: Path) -> None:
        for one in draw(path, media):
            json.dumps(one.to_json())

    return read


def _members(path: Path) -> None:
    if formats.is_archive(path):
        for _ in formats.members(path, "given"):
            pass


def _picture(path: Path) -> None:
    from rasterio.errors import RasterioError

    try:
        one = raster_worker._Opened(str(path))
        raster_worker._describe(one)
        one.cut(0, 0, 0, 256)
    except (RasterioError, ValueError, OSError, IndexError, KeyError):  # which that process says in words
        pass


def _log(path: Path) -> None:
    read = logs.read_log(path)
    check_log(read, None)


@dataclass(frozen=True, slots=True)
class Target:
    """A reader, and which seeds it is fed with."""

    name: str
    read: Reader
    folder: str
    likes: tuple[str, ...] = ()
    """Parts of names of seeds that it can read; the others come now and then."""


def _targets() -> list[Target]:
    found = [Target("sniff", _sniffed, "*"), Target("archives", _members, "archives")]
    found += [Target(f"table {k}", _table(k), "tables", (k.split("_")[0],)) for k in READERS]
    like = {
        "ofac_sdn": ("sdn",), "ofac_alt": ("alt",), "ofac_add": ("add",), "ofac_advanced": ("advanced",),
        "un_xml": ("un.xml",), "eu_fsf_xml": ("fsf.xml",), "eu_fsf_csv": ("fsf.csv",), "eu_journal": ("journal",),
        "uk_sanctions": ("uk",), "uk_conlist": ("conlist",), "ftm": ("ftm", "delta"), "watch_list": ("watch",),
        "opensanctions_maritime": ("maritime",), "ofac_history": ("history",),
    }  # fmt: skip
    found += [Target(f"list {k}", _table(k), "lists", like.get(k, (k.split("_")[-1],))) for k in LISTS]
    found += [Target(f"ais {k}", _reports(k), "ais") for k in AIS_KINDS]
    of = {"html": "page.html", "pdf": "page.pdf", "text": "note", "docx": "docx", "eml": "eml", "mhtml": "mhtml"}
    found += [Target(f"document {m}", _document(m), "documents", (of.get(m, m),)) for m in MEDIA]
    found += [
        Target("pictures", _picture, "pictures"), Target("desk", _table("desk"), "desk"),
        Target("opinions", _table(opinions.KIND), "opinions"), Target("bundles", check_bundle, "bundles"),
        Target("logs", _log, "logs"), Target("case.toml", lambda p: read_config(p.read_bytes(), FLOW), "config"),
    ]  # fmt: skip
    return found


TARGETS = _targets()


# -------------------------------------------------------------------------------------------------------- the mutations

WORDS = (
    b"", b"\0", b"\n", b"\r", b'"', b",", b";", b"\t", b"\\", b"<", b"&", b"&#0;", b"&lol;", b"<![CDATA[", b"]]>",
    b"<!--",
    b"<!DOCTYPE x [<!ENTITY lol 'lol'>]>", b"{", b"}", b"[", b"]", b"[" * 3000, b"<a>" * 3000, b"null", b"true", b"NaN",
    b"Infinity", b"-Infinity", b"1e309", b"-1e309", b"1e-400", b"-0", b"0", b"-1", b"1", b"255", b"65536",
    b"2147483647",
    b"2147483648", b"-2147483649", b"9223372036854775808", b"1" * 400, b"0x10", b"1_000", b"1,5", b"90.0000001", b"180",
    b"-180", b"181", b"360", b"0000-00-00", b"0001-01-01", b"9999-12-31", b"9999-12-31T23:59:60Z", b"2024-02-30",
    b"2024-13-01", b"24:00:00", b"1970-01-01T00:00:00+99:99", b"+99999-01-01", "\u202e".encode(), "\u200b".encode(),
    "\u0410\u0430".encode(), "\ufeff".encode(), "\u2028".encode(), "\u0661\u0662".encode(), "\u00b2".encode(),
    "\U0001f6a2".encode(), b"\xff\xfe", b"\xfe\xff", b"\xed\xa0\x80", b"\xc0\x80", b"\xf8\x88\x80\x80\x80", b"\x1a",
    b"=cmd|' /C calc'!A0", b"../../etc/passwd", b"/etc/passwd", b"PK\x03\x04", b"\x1f\x8b", b"%PDF-", b"PAR1",
    b"!AIVDM",
    b"$" * 200, b"a" * 5000, b"&amp;" * 500, b"(" * 2000, b"--" * 100, b"xmlns", b"version=\"9.9\"",
)  # fmt: skip
"""What readers stumble over."""


def mutate(seeds: Sequence[bytes], own: int, rng: random.Random) -> bytes:
    """One of the seeds, changed in one to six places."""
    data = bytearray(seeds[own])
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 6))):
        at = rng.randrange(len(data) + 1)
        match rng.randrange(11):
            case 0 if data:
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            case 1 if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
            case 2:
                del data[at : at + rng.choice((1, 1, 2, 4, 16, 200))]
            case 3:
                data[at:at] = rng.choice(WORDS)
            case 4:  # a cell, a value, a word is another
                start, end = _token(data, at)
                data[start:end] = rng.choice(WORDS)
            case 5:
                piece = data[at : at + rng.choice((1, 8, 64, 1000))]
                data[at:at] = piece * rng.choice((1, 1, 2, 20))
            case 6:
                del data[at:]
            case 7:
                other = seeds[rng.randrange(len(seeds))]
                cut = rng.randrange(len(other) + 1)
                data[at:] = other[cut:]
            case 8 if len(data) > 8:
                where, kind = rng.randrange(len(data) - 8), rng.choice(["<I", ">I", "<H", ">H", "<Q", ">Q"])
                most = 1 << 8 * struct.calcsize(kind)
                value = rng.choice((0, 1, most - 1, most >> 1, (most >> 1) - 1, rng.randrange(most)))
                struct.pack_into(kind, data, where, value)
            case 9:  # a line is doubled, or two change places
                lines = bytes(data).split(b"\n")
                one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
                if rng.random() < 0.5:
                    lines.insert(two, lines[one])
                else:
                    lines[one], lines[two] = lines[two], lines[one]
                data = bytearray(b"\n".join(lines))
            case _:
                start, end = _token(data, at)
                other_at = rng.randrange(len(data) + 1)
                data[other_at:other_at] = data[start:end]
    return bytes(data[:LARGEST])


_BETWEEN = frozenset(b' \t\r\n,;"<>=:/{}[]|')


def _token(data: bytearray, at: int) -> tuple[int, int]:
    start = end = at
    while start and data[start - 1] not in _BETWEEN and at - start < 100:
        start -= 1
    while end < len(data) and data[end] not in _BETWEEN and end - at < 100:
        end += 1
    return start, end


def case_of(target: Target, seed: int, number: int) -> bytes:
    """The bytes of one execution."""
    names, seeds = seeds_of(target)
    rng = random.Random(f"{target.name}/{seed}/{number}")
    liked = [i for i, n in enumerate(names) if any(like in n for like in target.likes)]
    own = rng.choice(liked) if liked and rng.random() < 0.9 else rng.randrange(len(seeds))
    return mutate(seeds, own, rng)


_SEEDS: dict[str, tuple[list[str], list[bytes]]] = {}


def seeds_of(target: Target) -> tuple[list[str], list[bytes]]:
    """Names and bytes of the seeds of a reader."""
    if target.folder not in _SEEDS:
        paths = sorted(p for p in CORPUS.glob(f"{target.folder}/*") if p.is_file())
        _SEEDS[target.folder] = [p.name for p in paths], [p.read_bytes() for p in paths]
    return _SEEDS[target.folder]


# ------------------------------------------------------------------------------------------------------------- the runs


@dataclass
class Fuzzed:
    """What came of one reader."""

    name: str
    count: int = 0
    seconds: float = 0.0
    memory: int = 0
    """Bytes by which its greatest resident size grew."""
    longest_s: float = 0.0
    findings: dict[str, str] = field(default_factory=dict)
    """What is wrong, and the first number that shows it."""

    def find(self, what: str, number: int) -> None:
        self.findings.setdefault(what, str(number))

    def of(self, *kinds: str) -> int:
        return sum(what.startswith(kinds) for what in self.findings)


class HangError(BaseException):
    """A reader took too long."""


def attempt(target: Target, content: bytes, path: Path) -> str:
    """Read some bytes; what is wrong, blank where they were read or refused."""
    path.write_bytes(content)
    try:
        target.read(path)
    except FairleadError:
        return ""
    except HangError:
        return "hang"
    except (MemoryError, pa.ArrowMemoryError):
        return f"memory at {_where()}"
    except Exception as e:  # noqa: BLE001 - that is what is looked for
        return f"{type(e).__name__} at {_where()}: {str(e)[:100]!r}"
    return ""


def _where() -> str:
    """The innermost line of ours."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    ours = [f for f in frames if "/fairlead/" in f.filename and "/benchmarks/" not in f.filename] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"


def fuzz(target: Target, seed: int, seconds: float, most: int | None = None, first: int = 0) -> Fuzzed:
    """Feed a reader for a time, or so many times; a child that dies is replaced, behind the mutation that killed it."""
    done = Fuzzed(target.name)
    number, clock = first, time.monotonic()
    _, seeds = seeds_of(target)
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        for content in seeds[:8]:  # compiled loops and registries are loaded once, not in each child
            attempt(target, content, Path(folder) / "given")
        until = time.monotonic() + seconds
        while time.monotonic() < until and (most is None or number < first + most):
            board = mmap.mmap(-1, 16)  # number under way, and its beginning
            out, into = os.pipe()
            child = os.fork()
            if child == 0:
                os.close(out)
                _feed(target, seed, number, until, None if most is None else first + most, Path(folder), board, into)
            os.close(into)
            said, why = _watch(child, out, board)
            at = struct.unpack("<q", board[:8])[0]
            for one in said:
                done.longest_s = max(done.longest_s, one.get("longest_s", 0.0))
                done.memory = max(done.memory, one.get("memory", 0))
                for what, where in one.get("findings", {}).items():
                    done.find(what, where)
            if why:
                done.find(why, at)
            number = at + 1
            board.close()
    done.count, done.seconds = number - first, time.monotonic() - clock
    return done


def _watch(child: int, out: int, board: mmap.mmap) -> tuple[list[dict[str, Any]], str]:
    """Wait for a child; what it said at its end, and why it ended where it should not have."""
    why = ""
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        _, begun = struct.unpack("<qd", board[:16])
        if begun and time.monotonic() - begun > 3 * LONGEST_S:  # not even the alarm is heard: within a library
            why = "hang that only a kill ends"
            os.kill(child, signal.SIGKILL)
            ended = os.waitpid(child, 0)
            break
        time.sleep(0.02)
    with os.fdopen(out, "rb") as file:
        said = [json.loads(line) for line in file.read().splitlines()]
    status = ended[1]
    if not why and os.WIFSIGNALED(status):
        why = f"death by signal {os.WTERMSIG(status)}"
    return said, why or ("" if said else f"death with status {os.waitstatus_to_exitcode(status)}")


def _feed(
    target: Target, seed: int, number: int, until: float, end: int | None, folder: Path, board: mmap.mmap, into: int
) -> NoReturn:
    warnings.simplefilter("ignore")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    path, found, longest = folder / "given", {}, 0.0

    def ring(*_: Any) -> None:
        raise HangError

    signal.signal(signal.SIGALRM, ring)
    case_of(target, seed, number)
    attempt(target, b"x", path)  # what is loaded at first is no memory of a file
    most = address_space() + MOST_MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while True:
        content = case_of(target, seed, number)
        clock = time.monotonic()
        board[:16] = struct.pack("<qd", number, clock)
        signal.setitimer(signal.ITIMER_REAL, LONGEST_S)
        what = attempt(target, content, path)
        signal.setitimer(signal.ITIMER_REAL, 0)
        longest = max(longest, time.monotonic() - clock)
        if what:
            found.setdefault(what, str(number))
        if time.monotonic() > until or (end is not None and number + 1 >= end) or what.startswith("memory"):
            break
        number += 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
    os.write(into, json.dumps({"findings": found, "longest_s": longest, "memory": grown}).encode() + b"\n")
    os._exit(0)


def say(done: Sequence[Fuzzed], seed: int) -> str:
    """The figures as they stand in docs/reliability.md."""
    lines = [
        f"fairlead {version('fairlead')}, {time.strftime('%Y-%m-%d', time.gmtime())}, seed {seed}: "
        f"{sum(d.count for d in done):,} executions in {sum(d.seconds for d in done):,.0f} s",
        "",
        "| reader | executions | a second | exceptions | deaths | hangs | over memory | longest, s | memory, MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for d in done:
        deaths, hangs, memory = d.of("death"), d.of("hang"), d.of("memory")
        rest = len(d.findings) - deaths - hangs - memory
        rate = d.count / max(d.seconds, 1e-9)
        lines.append(
            f"| {d.name} | {d.count:,} | {rate:,.0f} | {rest} | {deaths} | {hangs} | {memory} | {d.longest_s:.2f} | "
            f"{d.memory / 1e6:,.0f} |"
        )
    lines += [f"{d.name} number {number}: {what}" for d in done for what, number in d.findings.items()]
    return "\n".join(lines)


def main(argv: list[str]) -> None:
    """Fuzz the readers and print what came of it; ends with 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fuzz", description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=10.0, help="for each reader")
    parser.add_argument("--most", type=int, help="executions for each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[], help="readers whose names begin so")
    parser.add_argument("--show", type=int, help="write the bytes of this number of the one reader to stdout")
    said = parser.parse_args(argv)
    chosen = [t for t in TARGETS if not said.only or t.name.startswith(tuple(said.only))]
    if said.show is not None:
        sys.stdout.buffer.write(case_of(chosen[0], said.seed, said.show))
        return
    done = [fuzz(target, said.seed, said.seconds, said.most) for target in chosen]
    print(say(done, said.seed))
    sys.exit(any(d.findings for d in done))
