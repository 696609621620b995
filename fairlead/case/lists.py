"""Sanctions lists of a case: every version with the day it counts from, and the files that go with it joined to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from fairlead.base.tables import LIST_ENTRIES, LIST_FACTS, LIST_VERSIONS
from fairlead.base.timeline import parse_date, start_of_day
from fairlead.base.wording import say_list, say_many
from fairlead.case.evidence import Evidence
from fairlead.errors import EvidenceError
from fairlead.formats.api import Read, refusal
from fairlead.formats.lists.ofac_csv import join
from fairlead.formats.lists.reader import COMPANIONS
from fairlead.formats.lists.values import date_in_name

MAIN = "ofac_sdn"
"""The kind of file that companions go with."""
DAY = timedelta(days=1)
NAMED = 5
"""Entries named of those that a companion knows and its list does not."""

Row = dict[str, Any]
Reading = Callable[[Evidence], Read]


@dataclass(slots=True)
class Lists:
    """What the list files of a case hold."""

    tables: Mapping[str, pa.Table]
    """LIST_ENTRIES, LIST_FACTS and LIST_VERSIONS, by name."""
    kept: Mapping[str, tuple[int, int]]
    """Rows in and rows kept, by evidence."""
    rejects: list[Row] = field(default_factory=list)
    read_rejects: list[pa.Table] = field(default_factory=list)


@dataclass(slots=True)
class _Version:
    """The tables of one file, with companions joined where it has any."""

    one: Evidence
    order: int
    entries: pa.Table
    facts: pa.Table
    versions: pa.Table
    companions: list[tuple[Evidence, pa.Table]] = field(default_factory=list)


def gather_lists(evidence: Sequence[Evidence], reading: Reading) -> Lists:
    """Read every list of a case.

    A file of aliases, addresses or comments goes with the sdn.csv of the same archive; else with the one that knows
    most of its entries, and of several with the one added next to it. Without any its facts stand alone.

    Args:
        evidence: the files that were taken for lists, in the order of adding.
        reading: reads one.

    Raises:
        CaseError: an original is gone or changed.
    """
    lists = Lists({}, {})
    kept: dict[str, tuple[int, int]] = {}
    versions: list[_Version] = []
    companions: list[tuple[int, Evidence, pa.Table]] = []
    for order, one in enumerate(evidence):
        try:
            read = reading(one)
        except EvidenceError as e:  # the reader of today refuses what the reader of the day of adding took
            lists.rejects.append(refusal(one.evidence_id, one.name, str(e)))
            kept[one.evidence_id] = 0, 0
            continue
        kept[one.evidence_id] = read.rows_in, read.rows.num_rows
        lists.read_rejects.append(read.rejects)
        if one.kind in COMPANIONS:
            companions.append((order, one, read.rows))
        else:
            more = read.more
            found = _Version(one, order, read.rows, more[LIST_FACTS.name], _dated(more[LIST_VERSIONS.name], one))
            versions.append(found)
    mains = [v for v in versions if v.one.kind == MAIN]
    alone = []
    for order, one, facts in companions:
        if main := _main_of(order, one, facts, mains):
            main.companions.append((one, facts))
        else:
            alone.append(facts)
            reason = "goes with a list that is not in this case, and is not used: add its sdn.csv or cons_prim.csv"
            lists.rejects.append(refusal(one.evidence_id, one.name, reason, scope="field", field="entry"))
    for version in mains:
        if version.companions:
            lists.rejects += _join(version)
    lists.kept = kept
    lists.tables = {
        LIST_ENTRIES.name: _all(LIST_ENTRIES, [v.entries for v in versions]),
        LIST_FACTS.name: _all(LIST_FACTS, [*(v.facts for v in versions), *alone]),
        LIST_VERSIONS.name: _all(LIST_VERSIONS, [v.versions for v in versions]),
    }
    return lists


def _dated(versions: pa.Table, one: Evidence) -> pa.Table:
    """LIST_VERSIONS with what the case knows: when each was retrieved, and the day from which it counts."""
    rows = versions.to_pylist()
    told = parse_date(one.retrieved)[0].replace(tzinfo=UTC) if one.retrieved else None
    for row in rows:
        row["retrieved_at"] = told or one.added_at
        named = date_in_name(row["member"] or one.name)
        row["known_from"], row["known_by"] = _known_from(row, told, named, one.added_at)
    return LIST_VERSIONS.from_rows(rows)


def _known_from(version: Row, told: datetime | None, named: datetime | None, added: datetime) -> tuple[datetime, str]:
    """The last day of the publisher's date, so that nothing counts before it was out; else the next best."""
    if version["published_end"] is not None:
        return version["published_end"] - DAY, "file"
    if told:
        return told, "told"
    return (named, "name") if named else (start_of_day(added), "added")


def _main_of(order: int, one: Evidence, facts: pa.Table, mains: Sequence[_Version]) -> _Version | None:
    """The version that a companion goes with."""
    refs = set(facts["entry"].to_pylist())

    def fit(main: _Version) -> tuple[bool, float, int]:
        known = len(refs & set(main.entries["entry"].to_pylist())) / len(refs)
        is_packed_with = one.archive is not None and one.archive == main.one.archive
        return is_packed_with, round(known, 2), -abs(main.order - order)

    best = max(mains, key=fit, default=None)
    return best if best and fit(best)[1] > 0 else None


def _join(version: _Version) -> list[Row]:
    """Join companions to a version; say of each which of its entries the version lacks."""
    held = set(version.entries["entry"].to_pylist())
    tables = [facts for _, facts in version.companions]
    version.entries, version.facts, _ = join(version.entries, version.facts, tables)
    (row,) = version.versions.to_pylist()
    row["joined"] = sorted(one.evidence_id for one, _ in version.companions)
    version.versions = LIST_VERSIONS.from_rows([row])
    rejects = []
    for one, facts in version.companions:
        lacking: dict[str, int] = defaultdict(int)
        for ref in facts["entry"].to_pylist():
            lacking[ref] += ref not in held
        unknown = sorted(ref for ref, count in lacking.items() if count)
        if unknown:
            named = say_list(unknown[:NAMED]) + (", ..." if len(unknown) > NAMED else "")
            count = say_many(len(unknown), "entry", "entries")
            reason = f"says something of {count} ({named}) that {version.one.name} lacks: one of the two is older; "
            reason += "what it says of them is not used"
            rejects.append(refusal(one.evidence_id, one.name, reason, scope="field", field="entry"))
    return rejects


def _all(table: Any, parts: Sequence[pa.Table]) -> pa.Table:
    return table.check(pa.concat_tables(parts)) if parts else table.empty()
