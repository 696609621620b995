"""What would change if some claims no longer counted: the flow run again without them, and each row beside what it was.

Nothing is written. The walk is the one of :mod:`fairlead.case.trace`, turned round: from the claims up through
``sources`` to everything that rests on them; and what comes out otherwise is found by running every step that reads
claims, or what is made of them, with the mark that an entry of the log would give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.schema import Step
from fairlead.base.tables import TABLES
from fairlead.base.wording import say_many, sentence
from fairlead.case.config import Config
from fairlead.case.config_params import override
from fairlead.case.rescissions import Held, Match, match_claims, say_observed, with_marks
from fairlead.case.rows import row_id
from fairlead.case.shelf import RunRecord
from fairlead.case.store import Store
from fairlead.case.trace import say_row
from fairlead.engine.api import Engine
from fairlead.engine.dense import Dense
from fairlead.ledger.known_names import party_names
from fairlead.ledger.wording import claims_behind, say_transfer

Row = Mapping[str, Any]
Tables = dict[str, pa.Table | Dense]

TOLD = (
    "origins", "claim_origins", "lineage", "transfers", "claim_tests", "trip_estimates", "totals", "cap_status",
    "sensitivities", "findings",
)  # fmt: skip
"""Tables whose rows are told, in this order. What else rests on a claim (draws) is behind one of them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that rests on the claims, or that comes out otherwise without them."""

    table: str
    id: str
    label: str | None
    before: str | None
    """What it says; None where it only appears without them."""
    after: str | None
    """What it would say; None where it would be gone."""

    @property
    def outcome(self) -> str:
        if self.before is None:
            return "new"
        return "gone" if self.after is None else "stays" if self.before == self.after else "changes"


@dataclass(frozen=True, slots=True)
class RungChange:
    """A transfer of which an asserting or denying voice would fall away."""

    transfer_id: str
    name: str
    """Its class, giver and receiver."""
    rung: tuple[int | None, int | None]
    """Of the figure that stands best, before and after."""
    rung_any: tuple[int | None, int | None]
    """Of the bare statement, before and after."""
    sentence: tuple[str, str]
    """What the report says of it, before and after."""


@dataclass(frozen=True, slots=True)
class Effects:
    """Everything that rested on a source."""

    source: str
    matches: tuple[Match, ...]
    already: tuple[str, ...]
    """Labels of those that are rescinded already."""
    rungs: tuple[RungChange, ...]
    changes: tuple[Change, ...]
    observed: str = ""
    """What of the case's own sightings and trips rests on the source, and that it is not touched; blank: nothing."""

    @property
    def about(self) -> list[str]:
        """Ids of the claims that are not rescinded yet."""
        return [m.claim["claim_id"] for m in self.matches if m.claim["label"] not in self.already]

    def of(self, table: str) -> list[Change]:
        return [c for c in self.changes if c.table == table]


def preview(
    store: Store, record: RunRecord, config: Config, source: str, flow: Sequence[Step], engine: Engine, is_old: bool
) -> Effects:
    """Say what rests on a source and what would change without it. Nothing is written.

    Args:
        store: the case.
        record: its last run.
        config: what case.toml says.
        source: see :func:`fairlead.case.rescissions.match_claims`.
        flow: the steps.
        engine: what runs them.
        is_old: whether anything changed since that run; then what it would give today is made first, so that what
            differs is the rescinding's own doing.

    Raises:
        CaseError: nothing is called that, or a table cannot be read.
        EngineError: a step could not be run.
    """
    held = _Kept(store, record)
    matches = match_claims(held.whole, source)
    already = tuple(m.claim["label"] for m in matches if m.claim["rescinded"])
    marks = {m.claim["claim_id"]: "as is asked here" for m in matches if not m.claim["rescinded"]}
    steps = _downstream(flow, record)
    params = override(config.params, record.overrides, flow)
    claims = held.whole("claims")
    with TemporaryDirectory() as folder:
        run = _Runner(held, engine, params, datetime.fromisoformat(record.until), Path(folder))
        before = run.go(steps, claims) if is_old else {n: held.get(n) for s in steps for n in s.writes}
        after = run.go(steps, with_marks(claims, marks))
    before["claims"], after["claims"] = claims, with_marks(claims, marks)
    changes = tuple(_compare(before, after, set(marks), [n for s in steps for n in s.writes]))
    rungs = tuple(_rungs(before, after, held.whole("grades"), held.whole("lexicon")))
    seen = say_observed(held.whole, source)
    return Effects(source.strip(), tuple(matches), already, rungs, changes, seen)


LEDGER = ("origins", "lineage", "claim_tests", "transfers")
"""Steps that make the ledger of claims: about a second, where all that stands on them takes the sampler's time."""


def ledger_of(
    store: Store, record: RunRecord, config: Config, flow: Sequence[Step], engine: Engine, claims: pa.Table
) -> dict[str, pa.Table]:
    """The ledger as the flow makes it of other claims than the last run had, all else as it is kept; nothing is
    written.

    Args:
        store: the case.
        record: its last run.
        config: what case.toml says.
        flow: the steps.
        engine: what runs them.
        claims: CLAIMS, some left out or marked.

    Returns:
        Tables by name: claims, and what :data:`LEDGER` writes.
    """
    held = _Kept(store, record)
    params = override(config.params, record.overrides, flow)
    with TemporaryDirectory() as folder:
        run = _Runner(held, engine, params, datetime.fromisoformat(record.until), Path(folder))
        made = run.go([s for s in _downstream(flow, record) if s.name in LEDGER], claims)
        return {name: t.whole() if isinstance(t, Dense) else t for name, t in made.items()}


def known_by(claims: pa.Table, end: datetime) -> pa.Table:
    """The claims that were surely said before a moment: of an interval of days its last one counts."""
    return claims.filter(pc.less_equal(claims["said_end"], pa.scalar(end, claims["said_end"].type)))


def falls_of(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table], held: Held) -> tuple[RungChange, ...]:
    """Transfers of two ledgers of the same claims that stand otherwise, the greatest fall first."""
    return tuple(_rungs(dict(before), dict(after), held("grades"), held("lexicon")))


class _Kept:
    """Tables of the last run, read once; empty where it has none."""

    def __init__(self, store: Store, record: RunRecord) -> None:
        self._store, self._record = store, record
        self._read: Tables = {}

    def get(self, name: str) -> pa.Table | Dense:
        if name not in self._read:
            about = self._record.tables.get(name)
            self._read[name] = TABLES[name].empty() if about is None else self._store.shelf.open(name, about)
        return self._read[name]

    def whole(self, name: str) -> pa.Table:
        table = self.get(name)
        return table.whole() if isinstance(table, Dense) else table


@dataclass(frozen=True, slots=True)
class _Runner:
    held: _Kept
    engine: Engine
    params: Mapping[str, Any]
    until: datetime
    folder: Path

    def go(self, steps: Sequence[Step], claims: pa.Table) -> Tables:
        """What the steps write over some claims, all else as it is kept."""
        made: Tables = {"claims": claims}
        for step in steps:
            reads = {n: made[n] if n in made else self.held.get(n) for n in step.reads}
            params = self.params.get(step.name, step.default_params)
            made |= self.engine.run(step, reads, self.until, params, self.folder, None)
        return made


def _downstream(flow: Sequence[Step], record: RunRecord) -> list[Step]:
    """Steps that read claims or what is made of them, as far as the run went."""
    made, found = {"claims"}, []
    for step in flow:
        if made & set(step.reads) and all(n in record.tables for n in step.writes):
            found.append(step)
            made.update(step.writes)
    return found


def _compare(before: Tables, after: Tables, start: set[str], order: Sequence[str]) -> Iterator[Change]:
    """Rows that rest on the claims, before; and rows that come out otherwise."""
    rested = set(start)
    found: dict[str, list[Change]] = {}
    for name in order:
        if name not in TOLD:
            continue
        was, now = _by_id(name, before[name]), _by_id(name, after[name])
        here = []
        for id_, row in was.items():
            other = now.get(id_)
            rests = not rested.isdisjoint(row.get("sources") or ()) or row.get("claim_id") in start
            if rests:
                rested.add(id_)
            said, then = say_row(name, row), None if other is None else say_row(name, other)
            if rests or said != then:
                here.append(Change(name, id_, row.get("label"), said, then))
        here += [Change(name, i, r.get("label"), None, say_row(name, r)) for i, r in now.items() if i not in was]
        found[name] = here
    for name in TOLD:
        yield from found.get(name, ())


def _by_id(name: str, table: pa.Table | Dense) -> dict[str, dict[str, Any]]:
    whole = table.whole() if isinstance(table, Dense) else table
    return {row_id(name, row): row for row in TABLES[name].sorted(whole).to_pylist()}


def _rungs(before: Tables, after: Tables, grades: pa.Table, lexicon: pa.Table) -> Iterator[RungChange]:
    """Transfers whose sentence or rung comes out otherwise, the greatest fall first."""
    was, now = _by_id("transfers", before["transfers"]), _by_id("transfers", after["transfers"])
    given, names = grades.to_pylist(), party_names(lexicon.to_pylist())
    claims = [(_by_id("claims", t["claims"]), _by_id("origins", t["origins"])) for t in (before, after)]
    found = []
    for id_, row in was.items():
        other = now[id_]
        said = tuple(
            say_transfer(r, given, claims_behind(r, held_origins, held_claims), names)
            for r, (held_claims, held_origins) in zip((row, other), claims, strict=True)
        )
        pairs = (row["rung"], other["rung"]), (row["rung_any"], other["rung_any"])
        if said[0] != said[1] or any(a != b for a, b in pairs):
            name = said[0].partition(":")[0]
            found.append(RungChange(id_, name, *pairs, (said[0], said[1])))
    yield from sorted(found, key=lambda c: (-((c.rung_any[0] or 0) - (c.rung_any[1] or 0)), c.name))


def say_rung(pair: tuple[int | None, int | None]) -> str:
    """``rung 2 -> 0``; ``rung 3, as before``."""
    was, now = ("none" if r is None else str(r) for r in pair)
    return f"rung {was}, as before" if was == now else f"rung {was} -> {now}"


def draft_note(effects: Effects, case: str, reason: str, record: RunRecord, day: datetime) -> str:
    """A change note for whoever has a report of this case: what fell, what stands, where to look. A draft: a person
    reads it before it goes out."""
    labels = ", ".join(m.claim["label"] for m in effects.matches)
    stand, fell = ("stands", "It no longer counts") if len(effects.matches) == 1 else ("stand", "They no longer count")
    lines = [
        f"DRAFT change note, {day:%-d %B %Y}",
        f"Reports of {case} made up to run {record.number} (log of {record.log_count} entries, head {record.log_head}) "
        f"counted {labels}, which {stand} on {effects.source}. {fell}: {sentence(reason)}",
    ]
    fallen = [c for c in effects.rungs if c.rung[0] != c.rung[1] or c.rung_any[0] != c.rung_any[1]]
    lines += [f"- Said before: {c.sentence[0]} Now: {c.sentence[1]}" for c in effects.rungs]
    for change in effects.of("findings"):
        if change.outcome == "gone":
            lines.append(f"- Finding {change.label} falls away: {change.before}")
        elif change.outcome == "changes":
            lines.append(f"- Finding {change.label} now reads: {change.after}")
    stays = [c for c in effects.changes if c.outcome == "stays"]
    verb = "stands" if len(fallen) == 1 else "stand"
    lines.append(
        f"{say_many(len(fallen), 'transfer')} {verb} on another rung; {say_many(len(stays), 'row')} resting on these "
        "claims come out as before. The claims stay in the case, marked rescinded."
    )
    return "\n".join(lines)
