"""A case on disk: its folder, who may write, and what an interrupted writer leaves behind.

One writer at a time, in a *sitting*; any number of readers without a lock. Nothing that was written once is written
again: the log grows at its end, originals are added, derived files are replaced whole.
"""

from __future__ import annotations

import getpass
import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fairlead.base.ids import canonical_json
from fairlead.base.wording import say_many
from fairlead.case import log as logs
from fairlead.case.blobs import Blobs
from fairlead.case.disk import clear_writings, in_words, sha256_of, sync_folder, write_whole
from fairlead.case.lock import WriterLock
from fairlead.case.log import HEAD_NAME, Entry, Head, Log, read_head, read_log
from fairlead.case.shelf import RUNS_NAME, Shelf
from fairlead.case.verifier import check_log
from fairlead.errors import CaseError

FORMAT = 1
"""The layout of a case folder this code reads and writes; case.toml and the first log entry state it."""

CONFIG_NAME = "case.toml"
TORN_NAME = "evidence/torn"
LOCK_NAME = ".lock"


class Store:
    """The folder of one case."""

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self.patience_s = 0.0
        """How long a writer waits for another; several people before one server write at the same moment."""
        self.config_path = path / CONFIG_NAME
        self.log_path = path / logs.NAME
        self.head_path = path / logs.HEAD_NAME
        self.blobs = Blobs(path)
        self.shelf = Shelf(path)

    @property
    def home(self) -> Path:
        """The folder that people know the case by."""
        return self.path

    def log(self) -> Log:
        """The log as it stands now.

        Raises:
            CaseError: it cannot be read.
        """
        return read_log(self.log_path)

    def head(self, log: Log) -> Head | None:
        """The head kept beside the log; None where none can be read and one should stand there.

        While nothing else stands in a new case its first entry needs none: making it was broken off before the head.
        """
        entries = [(e.action, e.fields["seq"], e.fields["prev"]) for e in log.entries]
        is_first = len(log.lines) == 1 and entries == [("created", 1, logs.GENESIS)]
        return log.head if is_first and not self.witnesses() else read_head(self.head_path)

    @property
    def has_entries(self) -> bool:
        """Whether there is a log with an entry in it; without one the folder is no case."""
        return self.log_path.is_file() and bool(self.log().lines)

    def witnesses(self) -> list[str]:
        """What stands in the folder and says that entries were written to its log."""
        found = [logs.HEAD_NAME] if self.head_path.exists() else []
        found += [f"{RUNS_NAME}/{number:04d}.json" for number in self.shelf.numbers()]
        return found + [path.relative_to(self.path).as_posix() for path in self.blobs.files()]

    def check_not_emptied(self) -> None:
        """Refuse a folder whose log holds no entry any more, so that nothing writes over what still speaks of them.

        Raises:
            CaseError: so it is.
        """
        with self._in_words():
            witnesses = [] if self.has_entries else self.witnesses()
        if not witnesses:
            return
        what = "was emptied: it holds no entry" if self.log_path.is_file() else "is gone"
        more = f" and {say_many(len(witnesses) - 1, 'more file')}" if len(witnesses) > 1 else ""
        raise CaseError(
            f"{self.log_path} {what}, and {witnesses[0]}{more} beside it come from entries it had. Nothing is "
            "written there; put the log back from a copy, and let 'fairlead verify' check it"
        )

    def check_format(self) -> None:
        """Refuse a folder that is no case, or one of a newer format.

        Raises:
            CaseError: so it is, or its log was emptied; for reading and for writing.
        """
        self.check_not_emptied()
        with self._in_words():
            is_there = self.log_path.is_file()
        if not is_there:
            raise CaseError(f"{self.path} is not a case: it has no {logs.NAME}. 'fairlead new {self.path}' makes one")
        log = self.log()
        if not log.lines:
            words = f"making it was interrupted. 'fairlead new {self.path}' ends the work"
            raise CaseError(f"{self.path} is not a case yet: {words}")
        first = log.entries[0].fields.get("format") if log.entries and log.entries[0].line == 1 else None
        for place, stated in ((f"{logs.NAME} line 1", first), (CONFIG_NAME, self._stated_format())):
            if isinstance(stated, int) and stated > FORMAT:
                raise CaseError(
                    f"{place} says format {stated}, and this Fairlead reads format {FORMAT}: the case was made by a "
                    "newer version. Nothing was read or changed; open it with that version"
                )

    def notices(self) -> list[str]:
        """What a reader should be told about the state of the folder: work that was interrupted."""
        said = []
        with self._in_words():
            has_no_head, is_publishing = not self.head_path.exists(), self.shelf.is_publishing
        if has_no_head and self.head(self.log()):
            said.append("making this case was interrupted at its end; the next command that writes ends it")
        if torn := self.log().torn:
            said.append(
                f"{logs.NAME} ends in {len(torn):,} bytes of an entry that was never finished (an interrupted write). "
                "They are ignored; the next command that writes moves them aside"
            )
        if is_publishing:
            said.append("a run was interrupted while putting its tables in place; the next command that writes ends it")
        return said

    @contextmanager
    def writing(self) -> Iterator[Sitting]:
        """Hold the case alone, put right what an interrupted writer left, and write.

        Raises:
            CaseError: the case is open for reading only, somebody else writes, the disk refuses, or the log does not
                hold together.
        """
        if self.read_only:
            raise CaseError(f"the case {self.path.name!r} was opened for reading only")
        self.check_not_emptied()
        with WriterLock(self.path / LOCK_NAME, self.patience_s) as lock:
            log = self.log()
            with self._in_words():
                head = self.head(log)
            if problems := check_log(log, head):
                raise CaseError(f"{problems[0]}. Nothing more is written to such a log; 'fairlead verify' says all")
            sitting = Sitting(self, log)
            with in_words(f"writing to the case {self.path.name!r}"):
                if not self.head_path.exists():  # the head comes before anything that would need it
                    sitting.keep_head()
                if lock.was_interrupted or log.torn or self.blobs.staged_files():
                    sitting.recover()
                self.shelf.recover()
            try:
                yield sitting
            except BaseException:
                sitting.end(quietly=True)
                raise
            sitting.end(quietly=False)

    def _in_words(self) -> AbstractContextManager[None]:
        return in_words(f"reading the case {self.path.name!r}")

    def _stated_format(self) -> Any:
        """What case.toml says of its format, even where the rest of it cannot be read."""
        try:
            text = self.config_path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        try:
            return tomllib.loads(text).get("format")
        except (ValueError, RecursionError):
            found = re.search(r"^\s*format\s*=\s*(\d{1,9})\b", text, re.MULTILINE)
            return int(found[1]) if found else None


class Sitting:
    """What may be done while the case is held for writing."""

    def __init__(self, store: Store, log: Log) -> None:
        self.store = store
        self.head = log.head
        self._before = log
        self._written: list[Entry] = []
        self._fd = -1

    @property
    def log(self) -> Log:
        """The log with what was written in this sitting."""
        lines = (canonical_json(e.fields).encode() for e in self._written)
        return Log((*self._before.lines, *lines), (*self._before.entries, *self._written), b"")

    def write(self, action: str, actor: str | None = None, /, **said: Any) -> Entry:
        """Append one entry to the log and make it durable.

        Raises:
            CaseError: the disk refused; the log is as it was.
        """
        return self._append(action, actor or somebody(), datetime.now(UTC), said)

    def take(self, entry: Entry) -> Entry:
        """Append what another log says, as its own actor said it then.

        Raises:
            CaseError: the disk refused; the log is as it was.
        """
        placed = ("time", "actor", "action")
        said = {k: v for k, v in entry.said.items() if k not in placed}
        return self._append(entry.action, entry.actor, entry.time, said)

    def _append(self, action: str, actor: str, time: datetime, said: Mapping[str, Any]) -> Entry:
        with in_words(f"writing to {logs.NAME}"):
            if self._fd < 0:
                self._fd = os.open(self.store.log_path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
            entry = logs.append(self._fd, self.head, action, actor, time, said)
        self._written.append(entry)
        self.head = Head(entry.line, entry.hash)
        return entry

    def recover(self) -> None:
        """Move aside what an interrupted writer left, and say so in the log."""
        store, moved = self.store, []
        for folder in ("", "evidence", TORN_NAME, "tables", RUNS_NAME, "templates"):
            clear_writings(store.path / folder)
        half_copied = store.blobs.staged_files()
        half_bytes = sum(path.stat().st_size for path in half_copied)
        for path in half_copied:
            path.unlink()
        if torn := self._before.torn:
            name = self._move_aside(torn)
            with store.log_path.open("r+b") as file:
                file.truncate(sum(len(line) + 1 for line in self._before.lines))
                os.fsync(file.fileno())
            moved.append({"file": name, "was": f"an unfinished entry of {logs.NAME}", "bytes": len(torn)})
        log = self.log
        known = {str(e.fields["sha256"]) for e in (*log.of("added"), *log.of("drawn"))}
        nameless = [p for p in store.blobs.files() if p.name not in known and p.is_file() and not p.is_symlink()]
        moved += [self._move_original(path) for path in nameless]
        if moved or half_copied:
            self.write("recovered", moved=moved, half_copied_files=len(half_copied), half_copied_bytes=half_bytes)

    def _move_aside(self, content: bytes) -> str:
        name = f"{TORN_NAME}/{hashlib.sha256(content).hexdigest()}"
        (self.store.path / TORN_NAME).mkdir(exist_ok=True)
        write_whole(self.store.path / name, content)
        return name

    def _move_original(self, path: Path) -> dict[str, Any]:
        """An original whose entry never came: kept aside, since nobody can say any more where it came from."""
        folder = self.store.path / TORN_NAME
        folder.mkdir(exist_ok=True)
        name, size = f"{TORN_NAME}/{sha256_of(path)}", path.stat().st_size
        was = path.relative_to(self.store.path).as_posix()
        path.replace(self.store.path / name)
        sync_folder(folder)
        return {"file": name, "was": f"{was}, which no entry names", "bytes": size}

    def end(self, quietly: bool) -> None:
        """Keep the head of the log outside it, so that a cut tail is seen."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
        try:
            self.keep_head()
        except OSError as e:
            if not quietly:  # else the error under way says it; the next writer brings the head up to date
                with in_words(f"writing {HEAD_NAME}"):
                    raise e

    def keep_head(self) -> None:
        """Write the head beside the log, unless it stands there or there is no entry yet.

        Raises:
            OSError: the disk refused.
        """
        if self.head.count and read_head(self.store.head_path) != self.head:
            write_whole(self.store.head_path, logs.spell_head(self.head))


def somebody() -> str:
    """Who is at the keyboard, as far as the system says."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
