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
from fairlead.case.shelf import RunRecord
from fairlead.case.store import Store
from fairlead.case.workspace import Case
from fairlead.errors import CaseError, FairleadError

MOST_BYTES = 512 * 1024 * 1024
"""Bytes of tables held; those not asked for the longest go first. A dense table is never held: it is read on disk."""

MOST_MADE = 64
"""Answers, trees and layers that were made and are held as long as the run and the log are the same."""

Made = TypeVar("Made")


class Held:
    """One case, and what was read of its last run."""

    def __init__(self, case: Case, is_read_only: bool, store: Store | None = None) -> None:
        self.case = case
        self.store = store or Store(case.path, is_read_only)
        self._tables: OrderedDict[tuple[str, str], pa.Table] = OrderedDict()
        self._made: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
        self._making: dict[tuple[Any, ...], Lock] = {}
        self._record: tuple[tuple[int, ...], RunRecord | None] | None = None
        self._lock = Lock()

    def record(self) -> RunRecord | None:
        """The record of the run whose tables are shown; read again when another run has taken its place."""
        shelf = self.store.shelf
        now = tuple(_changed_at(path) for path in (shelf.runs, shelf.staged))
        with self._lock:
            if self._record and self._record[0] == now:
                return self._record[1]
        record = self.case.last_run()
        with self._lock:
            self._record = (now, record)
        return record

    def now(self) -> tuple[object, ...]:
        """Another whenever the log or the run that is shown is another."""
        shelf = self.store.shelf
        return self._log_size(), *(_changed_at(path) for path in (self.store.log_path, shelf.runs, shelf.staged))

    def forget(self) -> None:
        """Let go of what was made and read: the folder was made anew."""
        with self._lock:
            self._tables.clear()
            self._made.clear()
            self._record = None

    def warm(self) -> None:
        """Read what the first page needs, so that nobody waits for it; what cannot be read is said to who asks."""
        with suppress(FairleadError):
            self.made(("shown",), self.case.shown_run)
            if self.rows("questions"):
                self.made(("answer", None), self.case.answer)

    def whole(self, name: str) -> pa.Table:
        """A table that is not dense; empty where the last run did not come to it."""
        record = self.record()
        if record is None or name not in record.tables:
            return TABLES[name].empty()
        key = (record.record_hash or record.hash(), name)
        with self._lock:
            if (found := self._tables.get(key)) is not None:
                self._tables.move_to_end(key)
                return found
        table = self.case.table(name)
        with self._lock:
            for old in [k for k in self._tables if k[0] != key[0]]:
                del self._tables[old]
            self._tables[key] = table
            while len(self._tables) > 1 and sum(t.nbytes for t in self._tables.values()) > MOST_BYTES:
                self._tables.popitem(last=False)
        return table

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

    def rows(self, name: str) -> int:
        """How many rows a table has."""
        record = self.record()
        return int(record.tables[name]["rows"]) if record and name in record.tables else 0

    def made(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What ``make`` makes, or made before of the same run and the same log."""
        record = self.record()
        whole = (record.record_hash if record else None, self._log_size(), *key)
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

    def _log_size(self) -> int:
        try:
            return self.store.log_path.stat().st_size
        except OSError:
            return -1


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
