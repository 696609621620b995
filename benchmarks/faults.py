"""Seeded faults: kill, fill the disk, cut the power, take the rights away, let writers race; then look at what stands.

    python -m benchmarks faults --rounds 10000 --seed 1

A case lives through a chain of faults, each in a child of this process that does one verb (add, run, decide, export,
serve). After each fault another child opens the case as its user does next, and checks what must hold:

- the log holds together, and everything that was acknowledged before the fault stands in it with its bytes;
- a file that was being exported is whole or not there;
- the same verb, done again, works;
- the tables that a run leaves have the bytes of a run from nothing, and ``verify`` finds nothing.

What is meant by each fault:

kill
    SIGKILL by the child to itself, before one of its accesses to a file of the case, or in the middle of a write.
full
    A file system of its own (tmpfs) filled up to the last few pages; where none may be mounted, a limit on the size of
    any file (``RLIMIT_FSIZE``).
power
    What a disk may hold after a power cut: of each file the bytes that were last synced, and any part of what came
    after; of each folder the names that were last synced, and any of the changes since. Harsher than ext4 or XFS: they
    keep renames in order, this does not.
rights
    Files or folders of the case, or the file that is being added, that nobody may read; the child is no superuser.
race
    Three writers and a reader at once, one of which may be killed.

A round is a fault and the check after it. Chains of one seed have the same faults at the same accesses; where processes
race, or a server runs threads, the machine decides the order.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import resource
import select
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

import fairlead
from fairlead.base.ids import content_id
from fairlead.base.schema import Step
from fairlead.base.tables import CHECKS, MARKS
from fairlead.case.bundle import check_whole, write_bundle
from fairlead.case.disk import sha256_of
from fairlead.case.verifier import check_log
from fairlead.case.workspace import Case
from fairlead.errors import FairleadError

FAULTS = ("kill", "full", "power", "rights", "race")
VERBS = ("add", "run", "decide", "export", "serve")
WEIGHTS = {"add": 4, "run": 3, "decide": 4, "export": 3, "serve": 1}
"""How often each verb is struck: a server takes ten times as long as a decision."""
CHAIN = 10
"""Faults that one case lives through."""
LONGEST_S = 120
"""A child that takes longer hangs."""
NOBODY = 65534
WORDS = "fairlead run"
"""What a reader is told to do where a derived table did not survive."""

TOML = b"""\
format = 1
title = "Faults"

[question.oil]
text = "How much?"
period = [2024-01-01, 2025-01-01]
from = "RU"
to = "KP"
commodity = "oil"
load = ["P1"]
discharge = ["P2"]
"""
PLACES = "place_id,name,kind,lat,lon\nP1,Northport,port,42.75,133.083\nP2,Southport,port,39.0,127.5\n"
SEEN = "sighting_id,vessel_name,event,date_start,observed_by,method\n"
AIS = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,"
    "TransceiverClass\n"
)


def check_all(sightings: pa.Table) -> pa.Table:
    """One row for each sighting."""
    return CHECKS.from_rows(
        {
            "check_id": content_id("check", r["sighting_id"]), "about": r["sighting_id"], "label": r["label"],
            "kind": "arithmetic", "outcome": "agrees", "stated": 1.0, "recomputed": 1.0,
            "words": f"{r['label']} was looked at.", "sources": [r["sighting_id"]],
        }
        for r in sightings.to_pylist()
    )  # fmt: skip


def mark_all(checks: pa.Table, places: pa.Table) -> pa.Table:
    """One row that rests on every check and every place."""
    sources = [*checks["check_id"].to_pylist(), *places["place_id"].to_pylist()]
    row = {"mark_id": "mark:all", "vessel_id": "vessel:1", "mark_kind": "name", "value": "All", "sources": sources}
    return MARKS.from_rows([row] if sources else [])


FLOW = (
    Step("checks", check_all, ("sightings",), ("checks",), "case"),
    Step("marks", mark_all, ("checks", "places"), ("marks",), "case"),
)
"""Two quick steps that do what all steps do."""


@dataclass
class Tally:
    """What came of the rounds."""

    rounds: Counter[tuple[str, str]] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    """Rounds in which the fault struck before the verb was done."""
    acknowledged: int = 0
    rebuilt: int = 0
    losses: list[str] = field(default_factory=list)
    """What did not hold, with what makes it happen again."""

    @property
    def count(self) -> int:
        return sum(self.rounds.values())

    def add(self, other: Tally) -> None:
        self.rounds += other.rounds
        self.hit += other.hit
        self.acknowledged += other.acknowledged
        self.rebuilt += other.rebuilt
        self.losses += other.losses


# ------------------------------------------------------------------------------------------------------ what is done


def seen_file(label: str) -> bytes:
    """A file of sightings with one row."""
    return f"{SEEN}{label},Alder {label},port_call,2024-03-07,somebody,satellite image\n".encode()


def ais_file(number: int) -> bytes:
    """A file of AIS with three reports of one ship."""
    rows = "".join(
        f"{273000000 + number},2024-03-0{n}T0{n}:00:00,42.{n},133.{n},5.0,90.0,90,ALDER,IMO9187629,UAAA,80,0,100,20,"
        "6.0,80,A\n"
        for n in (1, 2, 3)
    )
    return (AIS + rows).encode()


def do(verb: str, folder: Path, seed: int, acknowledge: Callable[[str, str], None]) -> None:
    """Do a verb as its command does, and say what it acknowledged."""
    case = fairlead.open(folder / "case")
    if verb == "add":
        for added in case.add([folder / "in"], by="ann"):
            if added.outcome in ("added", "known", "read anew"):
                acknowledge("evidence", str(added.evidence_id))
    elif verb == "run":
        case.run(flow=FLOW, by="ann")
        acknowledge("run", "")
    elif verb == "decide":
        about = case.table("sightings")["sighting_id"][0].as_py()
        acknowledge("decision", case.decide([about], "accept", f"reason {seed}", by="ann"))
    elif verb == "export":
        write_bundle(case.store, folder / "out" / "case.zip", {"note.txt": b"A report."}, made_by="faults")
        acknowledge("bundle", "")
    else:
        raise ValueError(verb)


def serve(folder: Path, port: int) -> None:
    """Serve the case as its command does."""
    from fairlead.web.serve import Serving, serve_case

    def say(serving: Serving) -> None:
        os.write(port, serving.address.encode() + b"\n")

    serve_case(fairlead.open(folder / "case"), 0, False, say)


def ask_server(address: str, decide: int, acknowledge: Callable[[str, str], None]) -> bool:
    """Enter decisions through a served page; whether all were taken."""
    host, key = address.removeprefix("http://").split("/#key=")
    with contextlib.closing(http.client.HTTPConnection(host, timeout=30)) as line:
        headers = {"origin": f"http://{host}", "content-type": "application/json"}

        def ask(method: str, path: str, said: Any = None) -> tuple[Any, Any]:
            line.request(method, path, None if said is None else json.dumps(said), headers)
            answer = line.getresponse()
            return answer, json.loads(answer.read())

        from fairlead.web.guard import WORD

        try:
            answer, begun = ask("POST", "/api/session", {"key": key})
            if answer.status != 200:
                return False
            headers |= {"cookie": answer.headers["set-cookie"].split(";")[0], WORD: begun["word"]}
            answer, rows = ask("GET", "/api/tables/sightings/rows")
            if answer.status != 200:
                return False
            about = next(v for row in rows["rows"] for v in (row.values() if isinstance(row, dict) else row)
                         if str(v).startswith("sighting:"))  # fmt: skip
            for number in range(decide):
                said = {"about": [about], "verdict": "accept", "reason": f"served {number}"}
                answer, done = ask("POST", "/api/decisions", said)
                if answer.status != 200:
                    return False
                acknowledge("decision", done["id"])
        except (OSError, http.client.HTTPException, ValueError):
            return False
    return True


# ---------------------------------------------------------------------------------------------------------- the faults

EVENTS = frozenset(
    ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.scandir", "os.listdir")
)


class Strikes:
    """Counts a child's accesses to files under a folder, and strikes at one of them."""

    def __init__(self, folder: Path, at: int, strike: Callable[[], None], is_torn: bool) -> None:
        self.prefix, self.at, self.strike, self.is_torn = str(folder), at, strike, is_torn
        self.seen = 0
        self.is_done = False

    def install(self) -> None:
        """From here on accesses count. A process cannot take it back."""
        sys.addaudithook(self._heard)
        for name in ("write", "pwrite", "ftruncate"):
            setattr(os, name, self._wrapped(getattr(os, name), name == "write"))
        os.fsync = self._wrapped(os.fsync, False, is_after=True)  # type: ignore[assignment]

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        is_named = event in EVENTS and args and isinstance(args[0], str | bytes | os.PathLike)
        if is_named and os.fsdecode(args[0]).startswith(self.prefix):
            self._count()

    def _wrapped(self, real: Callable[..., Any], is_write: bool, is_after: bool = False) -> Callable[..., Any]:
        def call(fd: int, *rest: Any) -> Any:
            if not self._is_ours(fd):
                return real(fd, *rest)
            if is_write and self.is_torn and self.seen + 1 == self.at and len(rest[0]) > 1:
                real(fd, bytes(rest[0])[: len(rest[0]) // 2])
            if not is_after:
                self._count()
            done = real(fd, *rest)
            if is_after:
                self._count()
            return done

        return call

    def _is_ours(self, fd: int) -> bool:
        try:
            return str(Path(f"/proc/self/fd/{fd}").readlink()).startswith(self.prefix)
        except OSError:
            return False

    def _count(self) -> None:
        if self.is_done:
            return
        self.seen += 1
        if self.seen == self.at:
            self.is_done = True
            self.strike()


class Disk:
    """What of a folder would survive a power cut: kept up to date at every fsync of this process."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.bytes: dict[int, bytes] = {}
        self.names: dict[int, dict[str, int]] = {}
        self.is_folder: set[int] = set()
        self.held: list[int] = []
        for folder, _, files in os.walk(top):
            self._sync_folder(Path(folder))
            for name in files:
                self._sync_file(Path(folder) / name)
        real = os.fsync

        def fsync(fd: int) -> None:
            real(fd)
            self.synced(fd)

        os.fsync = fsync  # type: ignore[assignment]

    def synced(self, fd: int) -> None:
        path = Path(f"/proc/self/fd/{fd}").readlink()
        if path.is_relative_to(self.top):
            self._sync_folder(path) if path.is_dir() else self._sync_file(path)

    def _hold(self, path: Path) -> int:
        fd = os.open(path, os.O_RDONLY)
        self.held.append(fd)  # an open file keeps its number from being given to another
        return os.fstat(fd).st_ino

    def _sync_file(self, path: Path) -> None:
        with contextlib.suppress(FileNotFoundError):
            self.bytes[self._hold(path)] = path.read_bytes()

    def _sync_folder(self, path: Path) -> None:
        number = self._hold(path)
        self.is_folder.add(number)
        self.names[number] = {e.name: e.inode() for e in os.scandir(path)}
        for e in os.scandir(path):
            self._hold(Path(e.path))

    def survivor(self, out: Path, rng: random.Random) -> None:
        """Write what a disk may hold now: what was synced, and any of the rest."""
        now: dict[int, Path] = {}
        for folder, _, files in os.walk(self.top):
            now[Path(folder).stat().st_ino] = Path(folder)
            now |= {p.lstat().st_ino: p for p in (Path(folder) / f for f in files)}
        self._lay(self.top.stat().st_ino, out, now, rng)

    def _lay(self, number: int, out: Path, now: dict[int, Path], rng: random.Random) -> None:
        if number in self.is_folder or (number in now and now[number].is_dir()):
            out.mkdir()
            old = self.names.get(number, {})
            new = {e.name: e.inode() for e in os.scandir(now[number])} if number in now else {}
            for name, child in _mixed(old, new, rng).items():
                self._lay(child, out / name, now, rng)
            return
        synced = self.bytes.get(number)
        latest = now[number].read_bytes() if number in now else synced or b""
        out.write_bytes(_torn(synced, latest, rng))
        if number in now:
            out.chmod(stat.S_IMODE(now[number].stat().st_mode))


def _mixed(old: dict[str, int], new: dict[str, int], rng: random.Random) -> dict[str, int]:
    """The names of a folder: those synced, those now, or some of the changes. A rename within it is one change."""
    way = rng.random()
    if old == new or way < 0.4:
        return dict(old)
    if way < 0.6:
        return dict(new)
    found = dict(old)
    for number in sorted({*old.values(), *new.values()}):
        was, is_ = ({n for n, i in names.items() if i == number} for names in (old, new))
        if was != is_ and rng.random() < 0.5:
            for name in was - is_:
                if found.get(name) == number:
                    del found[name]
            found |= dict.fromkeys(is_, number)
    return found


def _torn(synced: bytes | None, latest: bytes, rng: random.Random) -> bytes:
    """The bytes of a file: those synced, those now, or some of what came after; room that was not written is zeros."""
    if synced == latest:
        return latest
    base = synced or b""
    way = rng.random()
    if way < 0.4:
        return base
    if way < 0.6:
        return latest
    cut = rng.randrange(len(latest) + 1)
    kept = latest[:cut] if latest.startswith(base) is False or cut > len(base) else base
    return kept + bytes(len(latest) - len(kept)) if way > 0.9 and len(kept) < len(latest) else kept


# ------------------------------------------------------------------------------------------------------------ children


def in_child(
    work: Callable[[Callable[[str, str], None]], None], watch: Callable[[int], None] | None = None
) -> tuple[int | None, list[tuple[str, str]], str]:
    """Fork, work, and give the child's status (None where it hung), what it acknowledged, and what it said at its end.

    Args:
        work: what the child does; it is given what acknowledges.
        watch: told the child's number, before it is waited for.
    """
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        code = 0
        try:
            work(lambda kind, id_: _say(into, kind, id_))
        except FairleadError as e:
            _say(into, "refused", str(e)[:500])
            code = 3
        except BaseException:  # noqa: BLE001 - a child says everything that ends it
            _say(into, "crashed", traceback.format_exc()[-3000:])
            code = 4
        finally:
            os._exit(code)
    os.close(into)
    if watch:
        watch(child)
    said = _heard(out, child)
    _, status = os.waitpid(child, 0)
    told = [(k, v) for k, v in said if k not in ("refused", "crashed", "hung")]
    end = next((f"{k}: {v}" for k, v in said if k in ("refused", "crashed", "hung")), "")
    return (None if "hung" in dict(said) else os.waitstatus_to_exitcode(status)), told, end


def _say(into: int, kind: str, words: str) -> None:
    _WRITE(into, json.dumps([kind, words]).encode() + b"\n")


_WRITE = os.write


def _heard(out: int, child: int) -> list[tuple[str, str]]:
    until = time.monotonic() + LONGEST_S
    held = b""
    while True:
        left = until - time.monotonic()
        if left <= 0 or not select.select([out], [], [], left)[0]:
            os.kill(child, signal.SIGKILL)
            os.close(out)
            return [("hung", f"longer than {LONGEST_S} s")]
        block = os.read(out, 1 << 16)
        if not block:
            os.close(out)
            return [(k, v) for k, v in map(json.loads, held.splitlines())]
        held += block


# ---------------------------------------------------------------------------------------------------------- one chain


class Chain:
    """One case and the faults it lives through."""

    def __init__(self, place: Place, seed: int, number: int, faults: Sequence[str], verbs: Sequence[str]) -> None:
        self.place, self.name = place, f"seed {seed} chain {number}"
        self.faults, self.verbs = faults, verbs
        self.rng = random.Random(f"{seed}/{number}")
        self.folder = place.top / "chain"
        self.tally = Tally()
        self.acknowledged: set[tuple[str, str]] = set()
        self.files = 0

    def go(self, most: int) -> Tally:
        """Live through at most so many faults; ends at the first that is not survived."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        shutil.copytree(self.place.template, self.folder / "case")
        for name in ("in", "out"):
            (self.folder / name).mkdir()
        for number in range(min(most, CHAIN)):
            fault, verb = self.rng.choice(self.faults), self._verb()
            at = f"{self.name} round {number} ({fault} during {verb})"
            self.tally.rounds[fault, verb] += 1
            try:
                self._round(fault, verb)
            except AssertionError as e:
                self.tally.losses.append(f"{at}: {e}")
                break
        return self.tally

    def _round(self, fault: str, verb: str) -> None:
        for old in (*(self.folder / "in").iterdir(), *(self.folder / "out").iterdir()):
            old.unlink()
        if self.rng.random() < 0.3 and verb == "export":  # over a bundle that stands
            (self.folder / "out/case.zip").write_bytes(b"what stood there")
        for _ in range(self.rng.randint(1, 2)):
            self.files += 1
            is_ais = self.rng.random() < 0.25
            content = ais_file(self.files) if is_ais else seen_file(f"X{self.files}")
            (self.folder / f"in/{self.files:04d}.csv").write_bytes(content)
        is_struck = getattr(self, f"_{fault}")(verb)
        self.tally.hit[fault] += is_struck
        self._look(verb)

    def _take(self, told: Sequence[tuple[str, str]], end: str, status: int | None) -> None:
        assert status is not None, f"it hung: {end}"
        assert not end.startswith("crashed"), f"it ended in no words: {end}"
        kept = [one for one in told if one[0] in ("evidence", "decision")]
        self.tally.acknowledged += len(kept)
        self.acknowledged |= set(kept)

    def _verb(self) -> str:
        return self.rng.choices(self.verbs, [WEIGHTS[v] for v in self.verbs])[0]

    def _at(self, verb: str) -> int:
        return self.rng.randint(1, self.place.accesses[verb])

    def _seed(self) -> int:
        return self.rng.randrange(1 << 30)

    def _run_verb(self, verb: str, prepare: Callable[[], None]) -> tuple[int | None, bool]:
        """Do a verb in a child that first prepares itself; its status, and whether it did not come to its end."""
        seed = self._seed()
        if verb == "serve":
            return self._serve(prepare)

        def work(acknowledge: Callable[[str, str], None]) -> None:
            prepare()
            do(verb, self.folder, seed, acknowledge)

        status, told, end = in_child(work)
        self._take(told, end, status)
        return status, status != 0

    def _serve(self, prepare: Callable[[], None]) -> tuple[int | None, bool]:
        """Serve in a child, decide through it, and end it."""
        out, into = os.pipe()
        told: list[tuple[str, str]] = []
        wanted, is_all = self.rng.randint(1, 3), False

        def work(_: Callable[[str, str], None]) -> None:
            os.close(out)
            prepare()
            serve(self.folder, into)

        def watch(child: int) -> None:
            nonlocal is_all
            os.close(into)
            address = b""
            while not address.endswith(b"\n") and (part := os.read(out, 200)):
                address += part
            if address.endswith(b"\n"):
                is_all = ask_server(address.decode().strip(), wanted, lambda k, v: told.append((k, v)))
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

        status, _, end = in_child(work, watch)
        os.close(out)
        self._take(told, end, status)
        return status, not is_all

    # ---------------------------------------------------------------------------------------------------- each fault

    def _kill(self, verb: str) -> bool:
        at, is_torn = self._at(verb), self.rng.random() < 0.5

        def prepare() -> None:
            Strikes(self.folder, at, lambda: os.kill(os.getpid(), signal.SIGKILL), is_torn).install()

        return self._run_verb(verb, prepare)[1]

    def _full(self, verb: str) -> bool:
        room = self.rng.choice((0, 0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 80))
        if not self.place.is_mounted or self.rng.random() < 0.2:
            most = self.rng.choice((0, 100, 1000, 3000, 6000, 20000))
            return self._run_verb(verb, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))[1]
        with self.place.filled(room):
            return self._run_verb(verb, lambda: None)[1]

    def _power(self, verb: str) -> bool:
        at, is_torn, seed = self._at(verb), self.rng.random() < 0.5, self._seed()
        is_late = self.rng.random() < 0.3  # the power goes after the verb has said that it is done
        after = self.place.top / "after"
        shutil.rmtree(after, ignore_errors=True)

        def prepare() -> None:
            disk = Disk(self.folder)

            def strike() -> None:
                disk.survivor(after, random.Random(seed))
                os.kill(os.getpid(), signal.SIGKILL)

            if is_late:
                leave = os._exit

                def cut(code: int) -> None:
                    disk.survivor(after, random.Random(seed))
                    leave(code)

                os._exit = cut  # type: ignore[assignment]
            else:
                Strikes(self.folder, at, strike, is_torn).install()

        _, is_struck = self._run_verb(verb, prepare)
        if after.exists():
            shutil.rmtree(self.folder)
            after.rename(self.folder)
            is_struck = True
            for name in ("in", "out"):  # not the case's: an export's place is checked, the rest is made again
                (self.folder / name).mkdir(exist_ok=True)
        return is_struck

    def _rights(self, verb: str) -> bool:
        places = [p for p in sorted(self.folder.rglob("*")) if "templates" not in p.parts]
        chosen = self.rng.sample(places, k=min(len(places), self.rng.choice((1, 1, 1, 2, 4))))
        if self.rng.random() < 0.4:  # what every command needs
            named = ("evidence/log.jsonl", "evidence/head.json", "case.toml", ".lock", "evidence", "tables", "runs")
            chosen.append(self.folder / "case" / self.rng.choice(named))
        modes = {p: stat.S_IMODE(p.lstat().st_mode) for p in chosen if p.exists()}
        is_root = os.geteuid() == 0
        if is_root:
            _own(self.folder, NOBODY)
        for p in modes:
            p.chmod(0o000 if self.rng.random() < 0.7 or p.is_file() else 0o500)

        def prepare() -> None:
            if is_root:
                os.setgroups([])
                os.setresgid(NOBODY, NOBODY, NOBODY)
                os.setresuid(NOBODY, NOBODY, NOBODY)

        try:
            return self._run_verb(verb, prepare)[1]
        finally:
            for p in sorted(modes):
                if p.exists():
                    p.chmod(modes[p])
            if is_root:
                _own(self.folder, 0)

    def _race(self, verb: str) -> bool:
        verbs = [verb, *(self.rng.choice([v for v in VERBS if v != "serve"]) for _ in range(2))]
        killed = self.rng.randrange(6)
        at, is_torn, seed = self._at(verbs[killed] if killed < 3 else verb), self.rng.random() < 0.5, self._seed()
        patience = self.rng.choice((0.0, 0.0, 5.0))
        pipes = []
        for number, one in enumerate(verbs):
            out, into = os.pipe()
            child = os.fork()
            if child == 0:
                self._racer(one, number == killed, at, is_torn, seed + number, patience, into)
            os.close(into)
            pipes.append((child, out))
        reader = in_child(lambda _: self._read_along())
        ends = []
        for child, out in pipes:
            said = _heard(out, child)
            _, status = os.waitpid(child, 0)
            ends.append(os.waitstatus_to_exitcode(status))
            end = next((f"{k}: {v}" for k, v in said if k in ("refused", "crashed", "hung")), "")
            told = [(k, v) for k, v in said if k not in ("refused", "crashed", "hung")]
            self._take(told, end, None if end.startswith("hung") else 0)
        assert reader[0] in (0, 3), f"a reader beside three writers: {reader[2]}"
        if reader[0] == 3:
            assert WORDS in reader[2] or "verify" in reader[2], f"a reader beside three writers: {reader[2]}"
        return any(ends)

    def _racer(self, verb: str, is_killed: bool, at: int, is_torn: bool, seed: int, patience: float, into: int) -> None:
        code = 0
        try:
            if is_killed:
                Strikes(self.folder, at, lambda: os.kill(os.getpid(), signal.SIGKILL), is_torn).install()
            from fairlead.case.store import Store

            made = Store.__init__

            def patient(store: Store, *rest: Any) -> None:
                made(store, *rest)
                store.patience_s = patience

            Store.__init__ = patient  # type: ignore[method-assign]
            do("decide" if verb == "serve" else verb, self.folder, seed, lambda k, v: _say(into, k, v))
        except FairleadError as e:
            _say(into, "refused", str(e)[:500])
            code = 3
        except BaseException:  # noqa: BLE001 - a child says everything that ends it
            _say(into, "crashed", traceback.format_exc()[-3000:])
            code = 4
        finally:
            os._exit(code)

    def _read_along(self) -> None:
        for _ in range(3):
            case = fairlead.open(self.folder / "case", read_only=True)
            log = case.store.log()
            wrong = check_log(log, None)
            wrong = [p for p in wrong if "head" not in str(p)]
            if wrong:
                raise RuntimeError(f"the log, read beside writers: {wrong[0]}")
            case.table("sightings")

    # ------------------------------------------------------------------------------------------------------- the look

    def _look(self, verb: str) -> None:
        is_rebuilt = self.rng.random() < self.place.rebuild_share
        seed = self._seed()

        def work(say: Callable[[str, str], None]) -> None:
            look(self.folder, "decide" if verb == "serve" else verb, seed, self.acknowledged, is_rebuilt, say)

        status, told, end = in_child(work)
        self._take(told, end, status)
        assert status == 0, end
        self.tally.rebuilt += is_rebuilt


def _own(folder: Path, who: int) -> None:
    os.chown(folder, who, who)
    for top, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(Path(top) / name, who, who, follow_symlinks=False)


def look(
    folder: Path, verb: str, seed: int, acknowledged: set[tuple[str, str]], is_rebuilt: bool,
    say: Callable[[str, str], None],
) -> None:  # fmt: skip
    """Open a case after a fault and check all that must hold.

    Raises:
        AssertionError: what does not, in words.
    """
    case = fairlead.open(folder / "case", read_only=True)
    _check_log(case)
    _check_acknowledged(case, acknowledged)
    if (folder / "out/case.zip").exists() and (folder / "out/case.zip").read_bytes() != b"what stood there":
        check_whole(folder / "out/case.zip")
    try:
        case.table("sightings")
        told = WORDS
    except FairleadError as e:
        told = str(e)
    assert WORDS in told, f"a reader is not told what to do: {told}"
    case = fairlead.open(folder / "case")
    if verb == "decide":  # a decision is about a row that is shown; a power cut may have taken the derived tables
        try:
            case.table("sightings")
        except FairleadError:
            case.run(flow=FLOW, by="ann")
    now: set[tuple[str, str]] = set()

    def acknowledge(kind: str, id_: str) -> None:
        now.add((kind, id_))
        say(kind, id_)

    do(verb, folder, seed, acknowledge)
    case = fairlead.open(folder / "case")
    _check_log(case)
    _check_acknowledged(case, acknowledged | {one for one in now if one[0] in ("evidence", "decision")})
    assert verb == "export" or case.notices == [], f"after the next command: {case.notices}"  # an export writes nothing
    if verb == "export":
        check_whole(folder / "out/case.zip")
    if is_rebuilt:
        first = case.run(flow=FLOW, by="ann")
        wrong = case.verify(flow=FLOW)
        assert wrong == [], f"verify: {wrong[0]}"
        shutil.rmtree(folder / "case/tables")
        again = case.run(flow=FLOW, by="ann")
        hashes = [{n: t["sha256"] for n, t in one.tables.items()} for one in (first, again)]
        other = sorted(n for n in hashes[0] if hashes[0][n] != hashes[1].get(n))
        assert not other, f"made from nothing these tables are others: {other}"


def _check_log(case: Case) -> None:
    log = case.store.log()
    wrong = [p for p in check_log(log, case.store.head(log)) if not p.is_note]
    assert wrong == [], f"the log: {wrong[0]}"


def _check_acknowledged(case: Case, acknowledged: set[tuple[str, str]]) -> None:
    from fairlead.case.decisions import list_decisions
    from fairlead.case.evidence import list_evidence

    log = case.store.log()
    held = {e.evidence_id: e for e in list_evidence(log)}
    decided = set(list_decisions(log)["decision_id"].to_pylist())
    for kind, id_ in acknowledged:
        if kind == "decision":
            assert id_ in decided, f"the decision {id_} was acknowledged and is gone"
        else:
            assert id_ in held, f"the file {id_} was acknowledged and is gone"
    for one in held.values():
        path = case.store.blobs.path(one.sha256)
        is_whole = path.is_file() and sha256_of(path) == one.sha256
        assert is_whole, f"the log names {one.name}, and its original is gone or another"


# ------------------------------------------------------------------------------------------------------- the whole run


class Place:
    """Where cases live while they are broken: a file system of its own where one may be mounted."""

    def __init__(self, top: Path, is_mounted: bool, rebuild_share: float) -> None:
        self.top, self.is_mounted, self.rebuild_share = top, is_mounted, rebuild_share
        self.template = top / "template"
        self.accesses: dict[str, int] = {}
        self._prepare()

    @contextlib.contextmanager
    def filled(self, pages: int) -> Iterator[None]:
        """Full but for so many pages."""
        filler = self.top / "filler"
        room = os.statvfs(self.top)
        with filler.open("wb") as file:
            if (size := (room.f_bavail - pages) * room.f_frsize) > 0:
                os.posix_fallocate(file.fileno(), 0, size)
        try:
            yield
        finally:
            filler.unlink()

    def _prepare(self) -> None:
        """Make the case that every chain begins with, and count how many accesses each verb has."""
        pa.set_cpu_count(1)  # a child starts threads anew, which costs more than such small tables do
        pa.set_io_thread_count(1)
        case = fairlead.new(self.template, TOML)
        given = self.top / "given"
        given.mkdir()
        (given / "places.csv").write_text(PLACES)
        (given / "seen.csv").write_bytes(seen_file("S1"))
        (given / "ais.csv").write_bytes(ais_file(0))
        case.add(sorted(given.iterdir()), by="ann")
        case.run(flow=FLOW, by="ann")
        chain = Chain(self, 0, 0, FAULTS, VERBS)
        for verb in VERBS:
            shutil.rmtree(chain.folder, ignore_errors=True)
            for name in ("", "in", "out"):
                (chain.folder / name).mkdir()
            shutil.copytree(self.template, chain.folder / "case")
            (chain.folder / "in/1.csv").write_bytes(seen_file("X1"))
            (chain.folder / "in/2.csv").write_bytes(ais_file(1))
            self.accesses[verb] = 400 if verb == "serve" else self._count(verb, chain.folder)

    @staticmethod
    def _count(verb: str, folder: Path) -> int:
        def work(say: Callable[[str, str], None]) -> None:
            strikes = Strikes(folder, -1, lambda: None, False)
            strikes.install()
            do(verb, folder, 0, lambda *_: None)
            say("count", str(strikes.seen))

        status, told, end = in_child(work)
        assert status == 0, end
        return int(dict(told)["count"])


@contextlib.contextmanager
def place(rebuild_share: float, megabytes: int = 64) -> Iterator[Place]:
    """A place for cases to be broken in, gone afterwards."""
    top = Path(tempfile.mkdtemp(prefix="faults-"))
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "faults", str(top)],
        capture_output=True, check=False,
    )  # fmt: skip
    is_mounted = done.returncode == 0
    try:
        yield Place(top, is_mounted, rebuild_share)
    finally:
        if is_mounted:
            subprocess.run(["umount", str(top)], check=False)
        shutil.rmtree(top, ignore_errors=True)


def break_cases(
    where: Place, rounds: int, seed: int, faults: Sequence[str] = FAULTS, verbs: Sequence[str] = VERBS,
    told: Callable[[Tally], None] | None = None, minutes: float = float("inf"),
) -> Tally:  # fmt: skip
    """Live through so many rounds, or as many as the time allows."""
    tally = Tally()
    number, until = 0, time.monotonic() + 60 * minutes
    while tally.count < rounds and time.monotonic() < until:
        tally.add(Chain(where, seed, number, faults, verbs).go(rounds - tally.count))
        number += 1
        if told:
            told(tally)
    return tally


def say(tally: Tally, seed: int, where: Place, seconds: float) -> str:
    """The figures as they stand in docs/reliability.md."""
    lines = [
        f"fairlead {version('fairlead')}, {time.strftime('%Y-%m-%d', time.gmtime())}, seed {seed}: {tally.count:,} "
        f"rounds in {seconds:,.0f} s; full disk "
        f"{'on a tmpfs of its own' if where.is_mounted else 'by RLIMIT_FSIZE alone'}",
        "",
        f"| fault | struck | {' | '.join(VERBS)} |",
        f"|---|---|{'---|' * len(VERBS)}",
    ]
    for fault in FAULTS:
        counts = [tally.rounds[fault, verb] for verb in VERBS]
        struck = f"{tally.hit[fault]:,} of {sum(counts):,}"
        lines.append(f"| {fault} | {struck} | {' | '.join(f'{c:,}' for c in counts)} |")
    lines += [
        "",
        f"acknowledged {tally.acknowledged:,}, tables rebuilt and compared {tally.rebuilt:,} times, "
        f"lost or broken {len(tally.losses)}",
        *tally.losses,
    ]
    return "\n".join(lines)


def main(argv: list[str]) -> None:
    """Break cases and print what came of it; ends with 1 where anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks faults", description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="ends sooner, after the chain under way")
    parser.add_argument("--rebuild-share", type=float, default=0.1, help="rounds after which the tables are made anew")
    parser.add_argument("--faults", nargs="*", default=FAULTS, choices=FAULTS)
    parser.add_argument("--verbs", nargs="*", default=VERBS, choices=VERBS)
    said = parser.parse_args(argv)
    clock = time.monotonic()
    with place(said.rebuild_share) as where:

        def told(tally: Tally) -> None:
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{tally.count:,} rounds, {len(tally.losses)} losses ")

        tally = break_cases(where, said.rounds, said.seed, said.faults, said.verbs, told, said.minutes)
        print(say(tally, said.seed, where, time.monotonic() - clock))
    sys.exit(bool(tally.losses))
