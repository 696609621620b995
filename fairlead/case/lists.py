"""Sanctions lists of a case: every version with the day it counts from, and the files that go with it joined to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.ids import content_id
from fairlead.base.tables import LIST_ENTRIES, LIST_FACTS, LIST_VERSIONS
from fairlead.base.timeline import parse_date, start_of_day
from fairlead.base.wording import say_list, say_many
from fairlead.case.evidence import Evidence
from fairlead.errors import EvidenceError
from fairlead.formats.api import Read, refusal
from fairlead.formats.lists.ftm import KIND as FTM
from fairlead.formats.lists.ftm_chain import Part, known_in, part_of, read_chain
from fairlead.formats.lists.ftm_statements import BESIDE
from fairlead.formats.lists.ftm_statements import KIND as STATEMENTS
from fairlead.formats.lists.ofac_csv import join
from fairlead.formats.lists.reader import COMPANIONS
from fairlead.formats.lists.rows import say_refused
from fairlead.formats.lists.values import date_in_name
from fairlead.identity.list_order import version_order

MAIN = "ofac_sdn"
"""The kind of file that companions go with; FollowTheMoney's table of statements has one of another make."""
LACKS = {BESIDE: "its table of statements"}
"""What a companion goes with, by its kind."""
DAY = timedelta(days=1)
SPAN = ("valid_from", "valid_until")
UNDATED = (
    "it bears no date and is taken to be of the day it was added: a date in its name, or add --retrieved, tells one"
)
"""Caveat of a version that nothing dates."""
NAMED = 5
"""Entries named of those that a companion knows and its list does not."""

Row = dict[str, Any]
Reading = Callable[[Evidence], Read]
Finding = Callable[[Evidence], Path]


@dataclass(slots=True)
class Lists:
    """What the list files of a case hold."""

    tables: Mapping[str, pa.Table]
    """LIST_ENTRIES, LIST_FACTS and LIST_VERSIONS, by name."""
    kept: Mapping[str, tuple[int, int]]
    """Rows in and rows kept, by evidence."""
    rejects: list[Row] = field(default_factory=list)
    read_rejects: list[pa.Table] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Companion:
    """A file that goes with a list."""

    one: Evidence
    order: int
    facts: pa.Table
    caveats: list[str]
    """What a search of the list may miss by it."""
    day: datetime | None
    """When it was out: as told, or as its name says; None: it is as old as its list."""


@dataclass(slots=True)
class _Version:
    """The tables of one file, with companions joined where it has any."""

    one: Evidence
    order: int
    entries: pa.Table
    facts: pa.Table
    versions: pa.Table
    companions: list[_Companion] = field(default_factory=list)

    @property
    def day(self) -> datetime:
        """From when it counts."""
        day: datetime = self.versions["known_from"][0].as_py()
        return day

    @property
    def list(self) -> str:
        """Whose version it is."""
        return str(self.versions["list"][0].as_py())

    @property
    def is_delta(self) -> bool:
        """Whether it holds changes only."""
        return bool(self.versions["is_delta"][0].as_py())


def gather_lists(evidence: Sequence[Evidence], reading: Reading, finding: Finding) -> Lists:
    """Read every list of a case.

    A file of aliases, addresses or comments goes with the sdn.csv of the same archive; else with the one that knows
    most of its entries, and of several with the one added next to it. Without any its facts stand alone. What a
    companion of a later day says counts from that day, as changes of the list. A delta of FollowTheMoney goes with the
    list that knows most of what it names, and is read together with it (:mod:`fairlead.formats.lists.ftm_chain`).

    Args:
        evidence: the files that were taken for lists, in the order of adding.
        reading: reads one.
        finding: where the original of one lies.

    Raises:
        CaseError: an original is gone or changed.
    """
    lists = Lists({}, {})
    kept: dict[str, tuple[int, int]] = {}
    versions: list[_Version] = []
    companions: list[_Companion] = []
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
            day = _told(one) or date_in_name(one.name)
            companions.append(_Companion(one, order, read.rows, _caveats(one, read.rejects), day))
        else:
            more = read.more
            found = _Version(one, order, read.rows, more[LIST_FACTS.name], _dated(more[LIST_VERSIONS.name], one))
            versions.append(found)
    mains = [v for v in versions if v.one.kind == MAIN]
    tables = [v for v in versions if v.one.kind == STATEMENTS]
    alone = []
    for companion in (c for c in companions if c.facts.num_rows):  # a file of times may say none
        one = companion.one
        if one.kind == BESIDE:
            is_used = [_join_validity(table, companion) for table in tables]
            main = tables[0] if any(is_used) else None
        elif main := _main_of(companion, mains):
            main.companions.append(companion)
        if main is None:
            alone.append(companion.facts)
            lacks = LACKS.get(one.kind, "its sdn.csv or cons_prim.csv")
            reason = f"goes with a list that is not in this case, and is not used: add {lacks}"
            lists.rejects.append(refusal(one.evidence_id, one.name, reason, scope="field", field="entry"))
    for version in mains:
        if version.companions:
            lists.rejects += _say_unknown(version)
            _join(version, [c for c in version.companions if c.day is None or c.day <= version.day])
            versions += _later(version, [c for c in version.companions if c.day and c.day > version.day])
    lists.read_rejects += _chain(versions, finding)
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
    told = _told(one)
    for row in rows:
        row["retrieved_at"], row["added_no"] = told or one.added_at, one.line
        named = date_in_name(row["member"] or one.name)
        row["known_from"], row["known_by"] = _known_from(row, told, named, one.added_at)
        if row["known_by"] == "added":
            row["caveats"].append(UNDATED)
    return LIST_VERSIONS.from_rows(rows)


def _told(one: Evidence) -> datetime | None:
    """The day of ``--retrieved``."""
    return parse_date(one.retrieved)[0].replace(tzinfo=UTC) if one.retrieved else None


def _caveats(one: Evidence, rejects: pa.Table) -> list[str]:
    """What a search may miss by a companion: rows refused, its end missing."""
    rows = rejects.to_pylist()
    whole = [f"{one.name} {r['reason']}" for r in rows if r["scope"] == "field" and r["row"] is None]
    return [*say_refused(sum(r["scope"] == "row" for r in rows), one.name), *whole]


def _known_from(version: Row, told: datetime | None, named: datetime | None, added: datetime) -> tuple[datetime, str]:
    """The last day of the publisher's date, so that nothing counts before it was out; else the next best."""
    if version["published_end"] is not None:
        return version["published_end"] - DAY, "file"
    if told:
        return told, "told"
    return (named, "name") if named else (start_of_day(added), "added")


def _main_of(companion: _Companion, mains: Sequence[_Version]) -> _Version | None:
    """The version that a companion goes with; one that bears a day, with the latest that was out by then."""
    refs, day = set(companion.facts["entry"].to_pylist()), companion.day

    def fit(main: _Version) -> tuple[bool, bool, float, float, int]:
        known = len(refs & set(main.entries["entry"].to_pylist())) / len(refs)
        archive = companion.one.archive
        is_packed_with = archive is not None and archive == main.one.archive
        is_out = day is not None and main.day <= day
        share = round(known, 1 if is_out else 2)
        return (
            is_packed_with,
            is_out and known > 0,
            share,
            main.day.timestamp() * is_out,
            -abs(main.order - companion.order),
        )

    best = max(mains, key=fit, default=None)
    return best if best and fit(best)[2] > 0 else None


def _join_validity(version: _Version, companion: _Companion) -> bool:
    """Give statements of a table the times that the file beside it says; whether any is of that table. The ids of
    FollowTheMoney are hashes of what is stated, so that equal ones are one statement."""
    times = {f["entry"]: (f["valid_from"], f["valid_until"]) for f in companion.facts.to_pylist()}
    facts = version.facts.to_pylist()
    dated = [f | dict(zip(SPAN, times[f["statement"]], strict=True)) if f["statement"] in times else f for f in facts]
    if dated == facts:  # of another table, or it says nothing new
        return False
    version.facts = LIST_FACTS.from_rows(dated)
    _tell_joined(version, [companion])
    return True


def _join(version: _Version, companions: Sequence[_Companion]) -> None:
    """Join companions to a version."""
    if companions:
        version.entries, version.facts, _ = join(version.entries, version.facts, [c.facts for c in companions])
        _tell_joined(version, companions)


def _tell_joined(version: _Version, companions: Sequence[_Companion]) -> None:
    (row,) = version.versions.to_pylist()
    row["joined"] = sorted({*row["joined"], *(c.one.evidence_id for c in companions)})
    row["caveats"] = [*row["caveats"], *(words for c in companions for words in c.caveats)]
    version.versions = LIST_VERSIONS.from_rows([row])


def _later(version: _Version, companions: Sequence[_Companion]) -> list[_Version]:
    """Companions that are younger than their list, each as changes of it from its own day on."""
    made = []
    entries, facts = version.entries, version.facts
    for companion in sorted(companions, key=lambda c: (c.day, c.order)):
        entries, facts, _ = join(entries, facts, [companion.facts])
        one, refs = companion.one, companion.facts["entry"].unique()
        id_ = f"list_version:{one.evidence_id.rpartition(':')[2]}"
        own = entries.filter(pc.is_in(entries["entry"], value_set=refs)).to_pylist()
        ids = {e["list_entry_id"]: content_id("list_entry", e["list_entry_id"], one.evidence_id) for e in own}
        said = [f for f in facts.to_pylist() if f["list_entry_id"] in ids]
        own = [e | {"list_entry_id": ids[e["list_entry_id"]], "list_version_id": id_, "op": "MOD"} for e in own]
        said = [
            f | {"list_fact_id": content_id("list_fact", f["list_fact_id"], one.evidence_id),
                 "list_entry_id": ids[f["list_entry_id"]]} for f in said
        ]  # fmt: skip
        (row,) = version.versions.to_pylist()
        with_imo = {f["entry"] for f in said if f["property"] == "imo" and f["normal"]}
        row |= {
            "list_version_id": id_, "is_delta": True, "entries": len(own), "with_imo": len(with_imo),
            "vessels": sum(e["entry_kind"] == "vessel" for e in own), "known_from": companion.day,
            "known_by": "told" if one.retrieved else "name", "retrieved_at": _told(one) or one.added_at,
            "joined": [], "doubt": None, "caveats": companion.caveats, "added_no": one.line,
            "evidence_id": one.evidence_id, "row": 1,
        }  # fmt: skip
        tables = LIST_ENTRIES.from_rows(own), LIST_FACTS.from_rows(said), LIST_VERSIONS.from_rows([row])
        made.append(_Version(one, companion.order, *tables))
    return made


def _chain(versions: Sequence[_Version], finding: Finding) -> list[pa.Table]:
    """Let every delta of FollowTheMoney say what it changes of the list that it goes with; what is not used of it."""

    def part(version: _Version) -> Part:
        one = version.one
        return part_of(finding(one), one.name, one.kind, one.evidence_id)

    def order(version: _Version) -> tuple[Any, ...]:
        (row,) = version.versions.to_pylist()
        return version_order(row)[1:]

    entities = [v for v in versions if v.one.kind in (FTM, STATEMENTS)]
    deltas = sorted((v for v in entities if v.is_delta), key=order)
    wholes = sorted((v for v in entities if not v.is_delta), key=order)
    chains: dict[tuple[str, int | None], list[_Version]] = defaultdict(list)
    for delta in deltas:
        ids = {one.id for one in part(delta).read()}
        known = {w.list: known_in(part(w), ids) for w in wholes}  # of several versions of a list, in the last one
        list_ = max(known, key=lambda name: (known[name], name == delta.list), default=delta.list)
        list_ = list_ if known.get(list_) else delta.list
        before = [w for w in wholes if w.list == list_ and order(w) < order(delta)]
        chains[list_, wholes.index(before[-1]) if before else None].append(delta)
    rejects = []
    for (list_, whole), following in chains.items():
        base = None if whole is None else part(wholes[whole])
        for delta, read in zip(following, read_chain(base, [*map(part, following)], list_), strict=True):
            (row,), (said,) = delta.versions.to_pylist(), read.more[LIST_VERSIONS.name].to_pylist()
            row |= {c: said[c] for c in ("list", "entries", "vessels", "with_imo")}
            row["caveats"] += said["caveats"]
            delta.entries, delta.facts = read.rows, read.more[LIST_FACTS.name]
            delta.versions = LIST_VERSIONS.from_rows([row])
            rejects.append(read.rejects)
    return rejects


def _say_unknown(version: _Version) -> list[Row]:
    """Of each companion which of its entries the version lacks."""
    held = set(version.entries["entry"].to_pylist())
    rejects = []
    for companion in version.companions:
        one = companion.one
        unknown = sorted(set(companion.facts["entry"].to_pylist()) - held)
        if unknown:
            named = say_list(unknown[:NAMED]) + (", ..." if len(unknown) > NAMED else "")
            count = say_many(len(unknown), "entry", "entries")
            reason = f"says something of {count} ({named}) that {version.one.name} lacks: one of the two is older; "
            reason += "what it says of them is not used"
            rejects.append(refusal(one.evidence_id, one.name, reason, scope="field", field="entry"))
    return rejects


def _all(table: Any, parts: Sequence[pa.Table]) -> pa.Table:
    return table.check(pa.concat_tables(parts)) if parts else table.empty()
