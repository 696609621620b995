"""The tables of the run that is shown, read once: any number of readers ask for the same ones."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import pyarrow as pa

from fairlead.base.tables import TABLES
from fairlead.case.rows import Rows
from fairlead.case.shelf import RunRecord, Shelf
from fairlead.case.store import Store
from fairlead.case.trace import Node, explain
from fairlead.case.track_view import TrackView
from fairlead.case.workspace import Case
from fairlead.engine.dense import Dense
from fairlead.errors import CaseError, FairleadError

MOST_BYTES = 512 * 1024 * 1024
"""Bytes of tables held; those not asked for the longest go first. A dense table is never held: it is read on disk."""

MOST_MADE = 64
"""Answers and lists that were made and are held as long as the case is as it was."""

Made = TypeVar("Made")


class HeldShelf(Shelf):
    """The shelf of a case that is served: what was read and checked once is not read and checked again.

    A table is held by the hash of the record that names its bytes, so another run is never shown the rows of this one.
    """

    def __init__(self, case: Path) -> None:
        super().__init__(case)
        self._tables: OrderedDict[tuple[str, str], pa.Table] = OrderedDict()
        self._last: tuple[object, RunRecord | None] | None = None
        self._lock = Lock()

    def now(self) -> tuple[object, ...]:
        """Another whenever another run is the last."""
        return _stamp(self.runs), _stamp(self.staged_record)

    def last(self) -> RunRecord | None:
        """As of a shelf that is read anew."""
        now = self.now()
        with self._lock:
            if self._last and self._last[0] == now:
                return self._last[1]
        record = super().last()
        with self._lock:
            self._last = (now, record)
        return record

    def table(self, name: str, record: RunRecord | None) -> pa.Table:
        """As of a shelf that is read anew."""
        if record is None or name not in record.tables or "parts" in record.tables[name]:
            return super().table(name, record)
        key = (record.record_hash or record.hash(), name)
        with self._lock:
            if (found := self._tables.get(key)) is not None:
                self._tables.move_to_end(key)
                return found
        table = super().table(name, record)
        with self._lock:
            for old in [k for k in self._tables if k[0] != key[0]]:
                del self._tables[old]
            self._tables[key] = table
            while len(self._tables) > 1 and sum(t.nbytes for t in self._tables.values()) > MOST_BYTES:
                self._tables.popitem(last=False)
        return table

    def forget(self) -> None:
        """Read anew what is asked for next."""
        with self._lock:
            self._tables.clear()
            self._last = None


class Held:
    """One case, and what was read and made of its last run."""

    def __init__(self, case: Case, is_read_only: bool, store: Store | None = None) -> None:
        self.case = case
        self.store = store or Store(case.path, is_read_only)
        self._shelf = HeldShelf(case.path)
        self.store.shelf = case.store.shelf = self._shelf
        self._made: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._making: dict[tuple[Any, ...], Lock] = {}
        self._lock = Lock()

    def record(self) -> RunRecord | None:
        """The record of the run whose tables are shown; read again when another run has taken its place."""
        return self.case.last_run()

    def now(self) -> tuple[object, ...]:
        """Another whenever the log, what is asked or the run that is shown is another, whoever wrote it."""
        files = (self.store.log_path, self.store.head_path, self.store.config_path)
        return *map(_stamp, files), *self._shelf.now()

    def forget(self) -> None:
        """Let go of what was made and read: the folder was made anew."""
        with self._lock:
            self._made.clear()
        self._shelf.forget()

    def warm(self) -> None:
        """Read what the first page needs, so that nobody waits for it; what cannot be read is said to who asks."""
        with suppress(FairleadError):
            if self.rows("questions"):
                self.answer(None)
            self.made(("shown",), self.case.shown_run)

    def whole(self, name: str) -> pa.Table:
        """A table that is not dense; empty where the last run did not come to it."""
        record = self.record()
        return TABLES[name].empty() if record is None or name not in record.tables else self.case.table(name)

    def answer(self, question: str | None) -> dict[str, Any]:
        """The answer to a question; to the first, where none is named.

        Raises:
            CaseError: the case asks no such question.
        """
        if question is None and self.rows("questions"):
            question = min(self.whole("questions").to_pylist(), key=lambda q: q["ordinal"])["question"]
        return self.made(("answer", question), lambda: self.case.answer(question))

    def track_view(self) -> TrackView | None:
        """The tracks of the run that is shown, gone through once; None where it has none."""
        if not self.rows("tracks"):
            return None
        return self.made_of_run(("tracks",), lambda: TrackView(self.dense("tracks"), self.whole("segments")))

    def explain(self, target: str, limit: int) -> Node:
        """Walk from a row down to the lines it stands on; what is found of the tables on the way is held."""
        record = self.record()
        try:
            rows = self.made_of_run(("rows",), lambda: Rows(self._shelf, record)) if record else None
            return explain(self.case.store, target, limit, rows)
        except CaseError:
            if self.record() == record:
                raise
            return self.explain(target, limit)  # another run took its place meanwhile

    def files(self, name: str) -> list[Path] | None:
        """The files of a dense table; None of one that is held whole.

        Raises:
            CaseError: one of them is gone.
        """
        record = self.record()
        if record is None or "parts" not in record.tables.get(name, {}):
            return None
        files = [path for path, _ in self.store.shelf.files(name, record.tables[name])]
        for path in files:
            if not path.exists():
                raise CaseError(f"{name}: {path.name} is gone; 'fairlead run' makes it anew")
        return files

    def dense(self, name: str) -> Dense:
        """A dense table on disk.

        Raises:
            CaseError: the last run has none of that name.
        """
        record = self.record()
        if record is None or name not in record.tables:
            raise CaseError(f"the last run has no table {name!r}")
        return self._shelf.dense(name, record.tables[name])

    def rows(self, name: str) -> int:
        """How many rows a table has."""
        record = self.record()
        return int(record.tables[name]["rows"]) if record and name in record.tables else 0

    def made(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What ``make`` makes, or made before while the case was as it is now."""
        return self._once((*self.now(), *key), make)

    def made_of_run(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What ``make`` makes of the tables alone, or made before of the same run: entries leave it as it is."""
        return self._once((*self._shelf.now(), *key), make)

    def _once(self, whole: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        with self._lock:
            if whole in self._made:
                self._made.move_to_end(whole)
                found: Made = self._made[whole]
                return found
            making = self._making.setdefault(whole, Lock())
        with making:  # who asks for what is being made waits for it: fifty would make it fifty times
            with self._lock:
                if whole in self._made:
                    again: Made = self._made[whole]
                    return again
            try:
                new = make()
                with self._lock:
                    self._made[whole] = new
                    while len(self._made) > MOST_MADE:
                        self._made.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(whole, None)
        return new


def _stamp(path: Path) -> tuple[int, ...]:
    """Another whenever a file or folder is another; empty where it is not there."""
    try:
        stat = path.stat()
    except OSError:
        return ()
    return stat.st_mtime_ns, stat.st_size, stat.st_ino
