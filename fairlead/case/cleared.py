"""The case as somebody may see it who may not see all of it: another case, made without what is marked narrower.

Nothing that is derived is filtered. The files above a marking, what people entered on rows that only they give, and
nothing else, are left out of a case of its own, and the flow is run there: so no figure, count or absence in it can
rest on what was left out, and a face that shows it needs no rule for any table. Ids are over what began a row, so the
rows that stand in both cases have one id. What is entered while such a case is shown goes into the log of the whole
one. It lies under ``tables`` and may be deleted at any time, like everything derived.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from fairlead.base.ids import canonical_json
from fairlead.base.schema import Step
from fairlead.base.tables import TABLES
from fairlead.base.wording import say_many
from fairlead.case import log as logs
from fairlead.case.blobs import NAME as BLOBS_NAME
from fairlead.case.decisions import RESCINDED
from fairlead.case.disk import in_words, write_whole
from fairlead.case.evidence import evidence_id_of
from fairlead.case.graded_sources import Sources
from fairlead.case.lock import WriterLock
from fairlead.case.log import GENESIS, Entry, Head, hash_line
from fairlead.case.markings import ACTION as MARKED
from fairlead.case.markings import CLEAR, above, count_above, entry_id, highest
from fairlead.case.reviews import ACTION as REVIEWED
from fairlead.case.rows import Rows
from fairlead.case.run import run_case
from fairlead.case.shelf import RUNS_NAME, TABLES_NAME, RunRecord
from fairlead.case.store import CONFIG_NAME, Sitting, Store
from fairlead.engine.api import Engine
from fairlead.errors import CaseError

PLACE = f"{TABLES_NAME}/.cleared"
_STAMP = "cleared.json"
_LOCK = ".clearing"


def say_circle(store: Store) -> str | None:
    """For whom what is made of a case is, in one sentence; None where nothing of it is marked."""
    if isinstance(store, ClearedStore):
        left_out = say_many(sum(count_above(store.whole.log(), store.sees).values()), "file")
        return (
            f"TLP:{store.sees.upper()}. Made without {left_out} marked narrower: no figure here rests on them, and "
            "those who may see them can have others."
        )
    marking = highest(store.log())
    return f"TLP:{marking.upper()}. Holds what is marked so, or rests on it." if marking != CLEAR else None


MOST_PASSES = 6
"""What people entered may give rows on which others entered more; deeper than this nobody goes."""


class ClearedStore(Store):
    """The folder of a case without what is marked narrower: read there, written in the whole case."""

    def __init__(self, path: Path, whole: Store, sees: str) -> None:
        super().__init__(path, whole.read_only)
        self.whole, self.sees = whole, sees

    @property
    def home(self) -> Path:
        """The folder of the whole case."""
        return self.whole.path

    @contextmanager
    def writing(self) -> Iterator[Sitting]:
        """Hold the whole case; what is entered is seen here once it is cleared again."""
        with self.whole.writing() as sitting:
            yield sitting


def clear(whole: Store, sees: str, flow: Sequence[Step], engine: Engine, place: Path | None = None) -> ClearedStore:
    """The case as who may see ``sees`` may see it; made, or brought up to the last run and the log of the whole.

    Args:
        whole: the case.
        sees: a marking.
        flow: the steps.
        engine: what runs them.
        place: where it lies; under ``tables`` of the case, if left out, or for this process alone where that cannot be
            written.

    Raises:
        CaseError: it cannot be made; then nothing of it may be shown.
    """
    folder = place or _place(whole, sees)
    with in_words(f"making the case without what is marked above {sees}"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in (BLOBS_NAME, TABLES_NAME, RUNS_NAME):
            (folder / name).mkdir(parents=True, exist_ok=True)
        with WriterLock(folder / _LOCK):
            _Clearing(whole, sees, folder, flow, engine).make()
    return ClearedStore(folder, whole, sees)


def _place(whole: Store, sees: str) -> Path:
    folder = whole.path / PLACE / sees.replace("+", "-")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return _own_folder() / f"{abs(hash(str(whole.path.resolve()))):x}-{folder.name}"


_OWN: list[tempfile.TemporaryDirectory[str]] = []


def _own_folder() -> Path:
    """A folder of this process, which goes with it."""
    if not _OWN:
        _OWN.append(tempfile.TemporaryDirectory(prefix="fairlead-"))
    return Path(_OWN[0].name)


class _Clearing:
    """One bringing up to date."""

    def __init__(self, whole: Store, sees: str, folder: Path, flow: Sequence[Step], engine: Engine) -> None:
        self.whole, self.flow, self.engine = whole, flow, engine
        self.cleared = Store(folder)
        self.log = whole.log()
        self.record = whole.shelf.last()
        self.hidden = frozenset(above(self.log, sees))
        self.sees = sees

    def make(self) -> None:
        stamp = self._stamp()
        path = self.cleared.path / _STAMP
        if self.record and not (path.exists() and path.read_bytes() == stamp):
            path.unlink(missing_ok=True)
            self._run(self.record)
            write_whole(path, stamp)
        self._write(self._kept(self.log.entries, self._rows()))
        write_whole(self.cleared.config_path, self.whole.config_path.read_bytes())

    def _stamp(self) -> bytes:
        record = (self.record.record_hash or self.record.hash()) if self.record else None
        return canonical_json({"run": record, "hidden": sorted(self.hidden), "sees": self.sees}).encode()

    def _run(self, record: RunRecord) -> None:
        """Run the flow as the whole case was run last, without what is hidden; again with what people entered on the
        rows that are there, until that is all."""
        then = [e for e in self.log.entries if e.line <= record.log_count]
        config = next((e for e in then if evidence_id_of(str(e.fields.get("sha256"))) == record.config), None)
        if config is None:
            raise CaseError(f"the {CONFIG_NAME} of run {record.number} is not in the log any more: run the case anew")
        content = self.whole.blobs.path(str(config.fields["sha256"])).read_bytes()
        rows: Rows | None = None
        before: list[Entry] | None = None
        for _ in range(MOST_PASSES):
            kept = self._kept(then, rows)
            if before is not None and [e.line for e in kept] == [e.line for e in before]:
                return
            self._write(kept)
            write_whole(self.cleared.config_path, content)
            run_case(
                self.cleared, self.flow, self.engine, step=record.upto, params=record.overrides, by=record.by,
            )  # fmt: skip
            rows, before = self._rows(), kept
        raise CaseError(f"the case without what is marked above {self.sees} did not settle; it cannot be shown")

    def _rows(self) -> Rows | None:
        record = self.cleared.shelf.last()
        return Rows(self.cleared.shelf, record) if record else None

    # ---------------------------------------------------------------------------------------------------- the entries

    def _kept(self, entries: Sequence[Entry], rows: Rows | None) -> list[Entry]:
        """Entries that may be seen by whom the rows given may be seen."""
        keeping = _Keeping(self.hidden, entries, rows)
        return [e for e in entries if keeping.keeps(e)]

    def _write(self, entries: Sequence[Entry]) -> None:
        """Lay down originals and a log of these entries alone, chained anew."""
        wanted = {str(e.fields["sha256"]) for e in entries if e.action in ("added", "drawn")}
        for path in list(self.cleared.blobs.files()):
            if path.name not in wanted and path.is_symlink():
                path.unlink()
        for sha256 in wanted:
            link = self.cleared.blobs.path(sha256)
            if not link.exists():
                link.parent.mkdir(exist_ok=True)
                link.unlink(missing_ok=True)
                link.symlink_to(self.whole.blobs.path(sha256).resolve())
        lines, head = [], Head(0, GENESIS)
        for entry in entries:
            line = canonical_json({**entry.said, "seq": head.count + 1, "prev": head.hash}).encode()
            lines.append(line + b"\n")
            head = Head(head.count + 1, hash_line(line))
        write_whole(self.cleared.log_path, b"".join(lines))
        write_whole(self.cleared.head_path, logs.spell_head(head))


class _Keeping:
    """Which entries may be seen. What this version does not know is left out."""

    def __init__(self, hidden: Collection[str], entries: Sequence[Entry], rows: Rows | None) -> None:
        self.hidden, self.rows = hidden, rows
        self.entered: set[str] = set()
        """Ids of what people entered and may be seen, so far."""
        added = [e for e in entries if e.action == "added"]
        gone = [e for e in added if self._is_hidden(e.fields)]
        self.boxes = {str(e.fields["archive"]["sha256"]) for e in gone if e.fields.get("archive")}
        """Archives out of which a hidden file came."""

    def keeps(self, entry: Entry) -> bool:
        """Whether an entry may be seen; asked in the order of the log."""
        id_ = entry_id(entry)
        if id_ in self.hidden or not self._may_be_seen(entry.action, entry.fields):
            return False
        if id_:
            self.entered.add(id_)
        if entry.action == "added":
            self.entered.add(evidence_id_of(str(entry.fields["sha256"])))
        return True

    def _may_be_seen(self, action: str, f: Mapping[str, Any]) -> bool:
        match action:
            case "created":
                return True
            case "added":
                return not self._is_hidden(f)
            case "refused":
                return (f.get("archive") or {}).get("sha256") not in self.boxes
            case "drawn":
                return evidence_id_of(str(f["inputs"][0])) not in self.hidden
            case "proposed":
                return f.get("evidence_id") in self.entered
            case _ if action == REVIEWED:
                return f["evidence_id"] in self.entered and (f["about"] is None or f["about"] in self.entered)
            case _ if action in ("decided", RESCINDED):
                return all(self._is_there(one) for one in f["about"])
            case "graded":
                return self._is_there(str(f["target"])) or self._is_source(str(f["target"]))
            case _ if action == MARKED:
                return f["target"] in self.entered
            case _:
                return False

    def _is_hidden(self, f: Mapping[str, Any]) -> bool:
        return evidence_id_of(str(f["sha256"])) in self.hidden

    def _is_there(self, id_: str) -> bool:
        return id_ in self.entered or (self.rows is not None and self.rows.find(id_) is not None)

    def _is_source(self, named: str) -> bool:
        return self.rows is not None and self._sources is not None and self._sources.find(named) is not None

    @cached_property
    def _sources(self) -> Sources | None:
        rows = self.rows
        if rows is None:
            return None
        return Sources(lambda name: rows.table(name) if name in rows.record.tables else TABLES[name].empty())
