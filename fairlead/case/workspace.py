"""A case as its users hold it: open it, add, run, look, ask where a figure comes from, check it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from fairlead.base.schema import Step
from fairlead.base.tables import TABLES
from fairlead.case.add import Added, add_captures, add_files
from fairlead.case.ais_answer import sum_up_ais
from fairlead.case.answer import answer
from fairlead.case.capture import Policy
from fairlead.case.changes import changes_since
from fairlead.case.cleared import clear
from fairlead.case.config import Config, read_config
from fairlead.case.decisions import decide, list_decisions
from fairlead.case.disk import in_words
from fairlead.case.graded_sources import Sources
from fairlead.case.grades import OF_A_SOURCE, VALUES, grade
from fairlead.case.joins import refuse_misfit
from fairlead.case.ledger_answer import sum_up_ledger
from fairlead.case.log import Entry, Head, Problem
from fairlead.case.making import make_folder
from fairlead.case.markings import above, count_above, mark, markings
from fairlead.case.merge import Merged, Side, merge
from fairlead.case.one_off import Asked
from fairlead.case.queue import Queue, list_queue
from fairlead.case.remote import Matcher, Opinion, ask_matcher
from fairlead.case.rescind import Effects, ledger_of, preview
from fairlead.case.rescissions import match_claims, rescind, restore, standing_rescissions
from fairlead.case.rows import Rows
from fairlead.case.run import run_case
from fairlead.case.shelf import RunRecord
from fairlead.case.simulated import say_simulated
from fairlead.case.store import CONFIG_NAME, Store
from fairlead.case.template import CASE_TOML
from fairlead.case.trace import MOST_SOURCES, Node, explain
from fairlead.case.verify import verify
from fairlead.engine.api import Engine, Progress
from fairlead.engine.local import LocalEngine
from fairlead.errors import CaseError
from fairlead.flow import FLOW
from fairlead.formats import read_templates

PathLike = str | Path
Found = TypeVar("Found")


def open_case(path: PathLike, read_only: bool = False) -> Case:
    """Open a case. Opening takes no lock and writes nothing; any number of readers may.

    Args:
        path: the folder of the case.
        read_only: refuse every verb that writes.

    Raises:
        CaseError: no case is there, or one of a newer format.
    """
    store = Store(Path(path), read_only)
    store.check_format()
    return Case(store)


def new_case(path: PathLike, config: bytes | None = None) -> Case:
    """Make a new case: a commented case.toml to fill in, and a template for each kind of evidence.

    Making one that was broken off is ended. What stands in the folder already is kept.

    Args:
        path: the folder; made if it is not there.
        config: the case.toml to write instead of the commented one.

    Raises:
        CaseError: there is a case already, or the disk refuses.
    """
    templates = {f"templates/{name}": text.encode() for name, text in read_templates().items()}
    files = {CONFIG_NAME: CASE_TOML.encode() if config is None else config, **templates}
    return Case(make_folder(Path(path), files))


class Case:
    """One case on disk. Nothing is held between calls: what another process writes is seen by the next call."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __repr__(self) -> str:
        return f"<Case {str(self.path)!r}{', read only' if self._store.read_only else ''}>"

    @property
    def path(self) -> Path:
        """The folder of the case."""
        return self._store.path

    @property
    def notices(self) -> list[str]:
        """What a reader should be told about the state of the folder: work that was interrupted."""
        return self._store.notices()

    @property
    def log(self) -> Sequence[Entry]:
        """The entries of the log."""
        return self._store.log().entries

    @property
    def head(self) -> Head:
        """Count and hash of the log: print it with every report, and a log cut later is seen."""
        return self._store.log().head

    def config(self, flow: Sequence[Step] = FLOW) -> Config:
        """What case.toml says now.

        Raises:
            CaseError: with every complaint, each with its line.
        """
        with in_words(f"reading {CONFIG_NAME}"):
            content = self._store.config_path.read_bytes()
        return read_config(content, flow)

    def add(
        self,
        paths: PathLike | Iterable[PathLike],
        kind: str | None = None,
        origin: str | None = None,
        licence: str | None = None,
        by: str | None = None,
        progress: Progress | None = None,
        retrieved: str | None = None,
    ) -> list[Added]:
        """Add files, folders and archives to the evidence; see :func:`fairlead.case.add.add_files`."""
        given = [paths] if isinstance(paths, str | Path) else list(paths)
        wanted = [Path(p) for p in given]
        said = {"kind": kind, "origin": origin, "licence": licence, "retrieved": retrieved, "by": by}
        return add_files(self._store, wanted, **said, progress=progress)

    def capture(
        self,
        urls: str | Sequence[str],
        licence: str | None = None,
        by: str | None = None,
        policy: Policy | None = None,
        progress: Progress | None = None,
    ) -> list[Added]:
        """Take pages from the web into the evidence; the sites see it. See :func:`fairlead.case.add.add_captures`."""
        wanted = [urls] if isinstance(urls, str) else list(urls)
        return add_captures(self._store, wanted, policy=policy or Policy(), licence=licence, by=by, progress=progress)

    def ask_matcher(self, url: str, asked: Asked, by: str | None = None) -> Opinion:
        """Ask a matcher that somebody else runs; its answer becomes evidence. See :mod:`fairlead.case.remote`."""
        return ask_matcher(self._store, Matcher(url), asked, by)

    def run(
        self,
        step: str | None = None,
        params: Iterable[str] = (),
        progress: Progress | None = None,
        by: str | None = None,
        flow: Sequence[Step] = FLOW,
        engine: Engine | None = None,
    ) -> RunRecord:
        """Run the flow; only what stands on something changed runs again. See :func:`fairlead.case.run.run_case`."""
        engine = engine or LocalEngine()
        return run_case(self._store, flow, engine, step=step, params=params, by=by, progress=progress)

    def last_run(self) -> RunRecord | None:
        """The record of the run whose tables the case shows; None before the first."""
        return self._store.shelf.last()

    def shown_run(self, flow: Sequence[Step] = FLOW) -> dict[str, Any]:
        """The record of the last run as it is kept, with ``changed_since``: what has changed since, in words.

        Empty before the first run. :func:`fairlead.case.changes.say_changes` makes a sentence of it.
        """
        return self._shown(self.last_run(), flow)

    def table(self, name: str) -> pa.Table:
        """One table of the last run, sorted by its key.

        Raises:
            CaseError: there is no such table, no run has made it yet, or its file is not the one that was written.
        """
        return self._reading(lambda record: self._store.shelf.table(name, record))

    def table_or_empty(self, name: str) -> pa.Table:
        """The same; empty where the last run did not come to it.

        Raises:
            CaseError: its file is not the one that was written.
        """
        return self._reading(lambda record: self._held(name, record))

    def parts(self, name: str) -> Iterator[pa.Table]:
        """A dense table of the last run bucket by bucket, so that it need not fit in memory; nothing where it is not.

        Raises:
            CaseError: the run kept it otherwise.
            EngineError: a file of it is gone or damaged.
        """
        record = self.last_run()
        if record is not None and name in record.tables:
            dense = self._store.shelf.dense(name, record.tables[name])
            yield from (dense.bucket(part.bucket) for part in dense.parts)

    def tables(self) -> list[str]:
        """Names of the tables there are, in the order of the data dictionary."""
        record = self.last_run()
        return [name for name in TABLES if record and name in record.tables]

    def explain(self, target: str, limit: int | None = MOST_SOURCES) -> Node:
        """Walk from a row, a label, a file or a run down to the lines it stands on."""
        return self._reading(lambda _: explain(self._store, target, limit))

    def verify(
        self, progress: Progress | None = None, flow: Sequence[Step] = FLOW, engine: Engine | None = None
    ) -> list[Problem]:
        """Check originals, log, records and tables, and run all again; see :func:`fairlead.case.verify.verify`."""
        return verify(self._store, flow, engine or LocalEngine(), progress)

    def decide(
        self,
        about: str | Sequence[str],
        verdict: str,
        reason: str,
        by: str | None = None,
        anyway: bool = False,
        is_open: bool = False,
    ) -> str:
        """Enter a decision; the next run honours it.

        Args:
            about: ids or labels of the rows decided on; for ``withdraw`` the id of a decision.
            verdict: accept, reject, same, different or withdraw.
            reason: why, in words another person can judge.
            by: who decides.
            anyway: join claims of different goods all the same; see :mod:`fairlead.case.joins`.
            is_open: refuse where a decision about the very same rows stands already.

        Returns:
            The id of the decision.

        Raises:
            CaseError: nothing has such an id, no such verdict, no reason, claims that cannot have one origin, or
                somebody decided meanwhile.
        """
        named = [about] if isinstance(about, str) else list(about)
        ids = named if verdict == "withdraw" else [self._id_of(one) for one in named]
        if verdict == "same":
            refuse_misfit(ids, self.table_or_empty, anyway)
        return decide(self._store, ids, verdict, reason, by, is_open)

    def grade(
        self, target: str, axis: str, value: str, reason: str, topic: str | None = None, by: str | None = None
    ) -> str:
        """Grade a source (by name), a claim or a transfer (by id or label); see :func:`fairlead.case.grades.grade`."""
        if axis in OF_A_SOURCE and target.strip():
            Sources(self.table_or_empty).check(target)
        named = target if axis in OF_A_SOURCE or axis not in VALUES else self._id_of(target)
        return grade(self._store, named, axis, value, reason, topic=topic, by=by)

    def mark(self, target: str, marking: str, reason: str, by: str | None = None) -> str:
        """Say who may see a file, by id or name, or something that a person entered, by its id; see
        :func:`fairlead.case.markings.mark`."""
        return mark(self._store, target, marking, reason, by)

    def markings(self) -> dict[str, str]:
        """The marking of each file and entry that is not clear, by its id."""
        return markings(self._store.log())

    def withheld(self, sees: str) -> Mapping[str, int]:
        """How many files bear each marking that who may see ``sees`` may not."""
        return count_above(self._store.log(), sees)

    def cleared(self, sees: str, flow: Sequence[Step] = FLOW, engine: Engine | None = None) -> Case:
        """The case as who may see ``sees`` may see it: itself where nothing is marked narrower, else another that was
        made without; see :mod:`fairlead.case.cleared`."""
        if not above(self._store.log(), sees):
            return self
        return Case(clear(self._store, sees, flow, engine or LocalEngine()))

    def merge(self, bundle: PathLike, prefer: Side | None = None, by: str | None = None) -> Merged:
        """Enter what another analyst's bundle says and this case does not; see :func:`fairlead.case.merge.merge`."""
        return merge(self._store, Path(bundle), prefer, by)

    @property
    def store(self) -> Store:
        """The folder: for the faces that show it."""
        return self._store

    def queue(self) -> Queue:
        """Every proposed claim of the last run, and which of them were reviewed since."""
        return list_queue(self.table_or_empty, self._store.log())

    def rescinding(self, source: str, flow: Sequence[Step] = FLOW, engine: Engine | None = None) -> Effects:
        """What rests on a source, and what would change without it; nothing is written.

        Args:
            source: a claim, file, document, speaker or outlet; see
                :func:`fairlead.case.rescissions.match_claims`.

        Raises:
            CaseError: no run yet, or no claim stands on that source.
        """
        record = self.last_run()
        if record is None:
            raise CaseError("nothing rests on anything yet: run the case first")
        is_old = bool(changes_since(self._store, record, flow))
        return preview(self._store, record, self.config(flow), source, flow, engine or LocalEngine(), is_old)

    def ledger_of(
        self, claims: pa.Table, flow: Sequence[Step] = FLOW, engine: Engine | None = None
    ) -> dict[str, pa.Table]:
        """The ledger of other claims than the last run had: some left out, or marked; nothing is written. See
        :func:`fairlead.case.rescind.ledger_of`.

        Raises:
            CaseError: no run yet.
        """
        record = self.last_run()
        if record is None:
            raise CaseError("there is no ledger yet: run the case first")
        return ledger_of(self._store, record, self.config(flow), flow, engine or LocalEngine(), claims)

    def rescind(self, source: str, about: Sequence[str], reason: str, by: str | None = None) -> str:
        """Enter that claims no longer count; the next run honours it. See
        :func:`fairlead.case.rescissions.rescind`."""
        return rescind(self._store, source, about, reason, by)

    def restore(self, source: str, reason: str, by: str | None = None) -> list[str]:
        """Withdraw what was rescinded of a source; the next run counts it again.

        Returns:
            Labels of the claims that count again.

        Raises:
            CaseError: no run yet, nothing of that source is rescinded, or no reason.
        """
        found = match_claims(self.table_or_empty, source)
        by_claim = standing_rescissions(list_decisions(self._store.log()))
        entries = {by_claim[m.claim["claim_id"]]["decision_id"] for m in found if m.claim["claim_id"] in by_claim}
        if not entries:
            raise CaseError(f"nothing that stands on {source!r} is rescinded")
        restore(self._store, sorted(entries), reason, by)
        back = {claim for claim, decision in by_claim.items() if decision["decision_id"] in entries}
        return sorted(c["label"] for c in self.table("claims").to_pylist() if c["claim_id"] in back)

    def answer(self, question: str | None = None) -> dict[str, Any]:
        """The answer to a question (the first, if none is named) as one object; see :mod:`fairlead.case.answer`."""
        return self._reading(lambda record: self._answer(question, record))

    def simulated(self) -> str | None:
        """One sentence where evidence of the last run is made up, None where none is; see
        :mod:`fairlead.case.simulated`. A table that cannot be read tells nothing: whoever shows it is told."""
        record = self.last_run()

        def held(name: str) -> pa.Table:
            try:
                return self._held(name, record)
            except CaseError:
                return TABLES[name].empty()

        return say_simulated(held)

    def sum_up_ais(self) -> dict[str, Any] | None:
        """What the AIS of the case holds as one object, None without any; see :mod:`fairlead.case.ais_answer`."""
        return self._reading(self._sum_up_ais)

    def _sum_up_ais(self, record: RunRecord | None) -> dict[str, Any] | None:
        if record is None:
            return None
        return sum_up_ais(lambda name: self._held(name, record), self._shown(record, FLOW))

    def sum_up_ledger(self) -> dict[str, Any] | None:
        """What the ledger of the case holds as one object, None without a document or a claim; see
        :mod:`fairlead.case.ledger_answer`."""
        return self._reading(self._sum_up_ledger)

    def _sum_up_ledger(self, record: RunRecord | None) -> dict[str, Any] | None:
        if record is None:
            return None

        def held(name: str) -> pa.Table:
            return self._held(name, record)

        return sum_up_ledger(held, list_queue(held, self._store.log()), self._shown(record, FLOW))

    def _answer(self, question: str | None, record: RunRecord | None) -> dict[str, Any]:
        if record is None:
            raise CaseError("there is no answer yet: run the case first")
        return answer(lambda name: self._held(name, record), question, self._shown(record, FLOW))

    def explainer(self, limit: int | None = MOST_SOURCES) -> Callable[[str], Node]:
        """What walks down as :meth:`explain` does from one row of the last run after another, with its tables read
        once."""
        record = self.last_run()
        rows = Rows(self._store.shelf, record) if record else None
        return lambda target: explain(self._store, target, limit, rows)

    def _held(self, name: str, record: RunRecord | None) -> pa.Table:
        is_made = record is not None and name in record.tables
        return self._store.shelf.table(name, record) if is_made else TABLES[name].empty()

    def _shown(self, record: RunRecord | None, flow: Sequence[Step]) -> dict[str, Any]:
        if record is None:
            return {}
        return record.to_json() | {"changed_since": changes_since(self._store, record, flow)}

    def _reading(self, look: Callable[[RunRecord | None], Found]) -> Found:
        """What is found in the tables of the last run; looked for again where another took its place meanwhile."""
        record = self.last_run()
        try:
            return look(record)
        except CaseError:
            if (now := self.last_run()) == record:
                raise
            return look(now)

    def _id_of(self, named: str) -> str:
        """A row's id from an id or a label."""
        record = self.last_run()
        if record is not None and Rows(self._store.shelf, record).find(named):
            return named
        node = self.explain(named)
        if not node.table:
            choice = ", ".join(f"{child.id} ({child.table})" for child in node.children)
            raise CaseError(f"several rows are labelled {named}; name one by its id: {choice}")
        return node.id
