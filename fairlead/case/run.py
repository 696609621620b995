"""Running the flow over a case: only what stands on something changed is run again, and all is put in place at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow as pa

from fairlead.base.ids import canonical_json
from fairlead.base.schema import Step, Told
from fairlead.base.tables import TABLES
from fairlead.case.add import keep_bytes
from fairlead.case.config import Config, read_config
from fairlead.case.config_params import override, suggest
from fairlead.case.disk import in_words
from fairlead.case.drawings import draw_missing
from fairlead.case.evidence import forget_readings, list_evidence
from fairlead.case.gather import Gathered, gather
from fairlead.case.log import Log
from fairlead.case.quantities import spell_params
from fairlead.case.shelf import RunRecord, RunStep, Shelf
from fairlead.case.store import CONFIG_NAME, Store, somebody
from fairlead.engine.api import Engine, Progress, told_within
from fairlead.engine.code import code_hash, library_versions
from fairlead.engine.dense import Dense
from fairlead.errors import CaseError


def run_case(
    store: Store,
    flow: Sequence[Step],
    engine: Engine,
    *,
    step: str | None = None,
    params: Iterable[str] = (),
    by: str | None = None,
    progress: Progress | None = None,
) -> RunRecord:
    """Run the flow over the evidence of a case and put its tables in place.

    A step is run when its code, its parameters, the end of the data, a library or a table it reads has changed since
    the last run, or when a table it wrote is not on disk as it was written; else its tables are kept.

    Args:
        store: the case.
        flow: the steps, in an order in which each reads only what stands above it.
        engine: what runs them.
        step: run up to this step; later tables stay only where they would come out the same.
        params: parameters for this run, as ``step.field=value``; they go over those of case.toml.
        by: who runs it; whoever is at the keyboard, if left out.
        progress: told of each file and step, and of the inside of long steps where it listens (``Within``).

    Returns:
        The record of the run, as it stands in ``runs``.

    Raises:
        CaseError: case.toml, a parameter, the disk or the evidence does not allow it.
        EngineError: a step could not be run.

        After either the tables are those of the run before.
    """
    names = [s.name for s in flow]
    if step is not None and step not in names:
        raise CaseError(f"no step is called {step!r}{suggest(step, names)}")
    params = tuple(params)
    with store.writing() as sitting:
        with in_words(f"reading {CONFIG_NAME}"):
            content = store.config_path.read_bytes()
        config = read_config(content, flow)
        set_params = override(config.params, params, flow)
        keep_bytes(sitting, content, CONFIG_NAME, CONFIG_NAME, by)
        draw_missing(sitting, by)
        log = sitting.log
        with in_words("writing tables"), store.shelf.laying_out():
            run = _Run(store, log, config, flow, engine, set_params, progress)
            run.go(step)
            record = run.record(by or somebody(), step, params)
            store.shelf.publish(record)
        forget_readings(store, list_evidence(log))
    return record


def end_of_data(config: Config, log: Log, last: datetime | None) -> datetime:
    """End of the data: the end of the latest period asked about; where nothing is asked, the ``last`` report of AIS
    (:func:`fairlead.case.reports.last_report`); where there is none, the time the last evidence was added. What the
    case holds decides and not the clock, so that two people with the same case get the same rows."""
    asked: list[datetime] = [q["period_end"] for q in config.questions]
    if asked:
        return max(asked)
    added = [e.added_at for e in list_evidence(log) if e.kind != CONFIG_NAME]
    return last or max(added, default=log.entries[0].time)


def run_in_memory(
    gathered: Gathered,
    flow: Sequence[Step],
    engine: Engine,
    params: Mapping[str, Any],
    until: datetime,
    upto: str | None,
    folder: Path,
    told: Told | None = None,
) -> dict[str, pa.Table | Dense]:
    """Every table of the flow from what was gathered, with nothing written in the case: what verifying compares with.

    Dense tables are laid out in ``folder``; ``told`` hears how far a long step has come.
    """
    tables: dict[str, pa.Table | Dense] = {**gathered.tables, **gathered.dense}
    for one in flow:
        reads = {name: tables[name] for name in one.reads}
        tables.update(engine.run(one, reads, until, params.get(one.name, one.default_params), folder, told))
        if one.name == upto:
            break
    return tables


@dataclass
class _Run:
    """One run under way."""

    store: Store
    log: Log
    config: Config
    flow: Sequence[Step]
    engine: Engine
    params: Mapping[str, Any]
    progress: Progress | None
    steps: list[RunStep] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Rows and file hash of each table of this run."""
    _made: dict[str, pa.Table | Dense] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._started, self._clock = datetime.now(UTC), perf_counter()
        self.last = _last_readable(self.store.shelf)

    def go(self, upto: str | None) -> None:
        """Gather, then walk the steps."""
        total = len(list_evidence(self.log)) + len(self.flow)
        gathered = gather(self.store, self.log, self.config, told=lambda n, i, rows: self._tell(n, i, total, rows))
        self.counts, self.config_id = gathered.counts, gathered.config_id
        self.until = end_of_data(self.config, self.log, gathered.last_report)
        for name, table in {**gathered.tables, **gathered.dense}.items():
            self._lay_out(name, table)
        before = {s.name: s for s in self.last.steps} if self.last else {}
        is_past = False
        for index, step in enumerate(self.flow):
            self._forget(index)
            rows = sum(self.tables[n]["rows"] for n in step.reads if n in self.tables)
            self._tell(step.name, total - len(self.flow) + index, total, rows)
            self.steps.append(self._step(step, before.get(step.name), is_past))
            is_past = is_past or step.name == upto
        self._tell("", total, total, sum(t["rows"] for t in self.tables.values()))

    def record(self, by: str, upto: str | None, overrides: tuple[str, ...]) -> RunRecord:
        """What is kept of the run."""
        numbers = self.store.shelf.numbers()
        record = RunRecord(
            number=(numbers[-1] if numbers else 0) + 1,
            version=version("fairlead"),
            versions=library_versions(),
            engine=self.engine.name,
            by=by,
            started_at=self._started.isoformat(timespec="seconds"),
            seconds=round(perf_counter() - self._clock, 3),
            until=self.until.isoformat(),
            upto=upto,
            overrides=overrides,
            config=self.config_id,
            log_count=self.log.head.count,
            log_head=self.log.head.hash,
            evidence=self.counts,
            tables=self.tables,
            steps=tuple(self.steps),
        )
        return RunRecord.from_json(record.to_json())

    def _step(self, step: Step, before: RunStep | None, is_past: bool) -> RunStep:
        params = self.params.get(step.name, step.default_params)
        code, clock = code_hash(step.kernel), perf_counter()
        spelt = spell_params(params)
        left_out = RunStep(step.name, step.reads, step.writes, "left out", "", code, spelt, 0.0, {})
        if any(name not in self.tables for name in step.reads):
            return left_out
        key = self._key(step, code, spelt)
        if code and before and before.key == key and self._stand(step):
            outcome = "kept"
            for name in step.writes:
                self.tables[name] = dict(self.last.tables[name]) if self.last else {}
        elif is_past:
            return left_out
        else:
            outcome = "run"
            reads = {name: self._table(name) for name in step.reads}
            told, folder = told_within(self.progress), self.store.shelf.tables
            for name, table in self.engine.run(step, reads, self.until, params, folder, told).items():
                self._lay_out(name, table)
        rows = {name: self.tables[name]["rows"] for name in step.writes}
        return replace(left_out, outcome=outcome, key=key, seconds=round(perf_counter() - clock, 3), rows=rows)

    def _key(self, step: Step, code: str | None, params: Mapping[str, Any] | None) -> str:
        stands_on = {
            "step": step.name,
            "writes": list(step.writes),
            "code": code,
            "params": params,
            "until": self.until.isoformat() if step.wants_until else None,
            "libraries": library_versions(),
            "tables": {name: self.tables[name]["sha256"] for name in step.reads},
        }
        return hashlib.sha256(canonical_json(stands_on).encode()).hexdigest()

    def _stand(self, step: Step) -> bool:
        """Whether every table the step wrote is on disk as the last run left it."""
        kept = self.last.tables if self.last else {}
        return all(name in kept and self.store.shelf.stands(name, kept[name]) for name in step.writes)

    def _lay_out(self, name: str, table: pa.Table | Dense) -> None:
        self._made[name] = table if isinstance(table, Dense) else TABLES[name].sorted(table)
        self.tables[name] = self.store.shelf.lay_out(name, self._made[name])

    def _table(self, name: str) -> pa.Table | Dense:
        return self._made[name] if name in self._made else self.store.shelf.open(name, self.tables[name])

    def _forget(self, index: int) -> None:
        """Let go of tables that no step from here on reads."""
        wanted = {name for step in self.flow[index:] for name in step.reads}
        self._made = {name: table for name, table in self._made.items() if name in wanted}

    def _tell(self, name: str, index: int, total: int, rows: int) -> None:
        if self.progress:
            self.progress(name, index, total, rows)


def _last_readable(shelf: Shelf) -> RunRecord | None:
    """The last run, or None where its record is damaged: then nothing is taken for unchanged."""
    try:
        return shelf.last()
    except CaseError:
        return None
