"""What sanctions lists say, and since when it is known: versions judged, then read as statements.

Two times are kept apart. *Valid* is when something holds in the world, as the list states it (a date of designation).
*Known* is from which version of the list to which. A version is the list in full, or changes of the one before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

import pyarrow as pa

from fairlead.base.decisions import standing
from fairlead.base.ids import content_id
from fairlead.base.schema import Gathered
from fairlead.base.tables import DECISIONS, LIST_ENTRIES, LIST_FACTS, LIST_STANDINGS, LIST_STATEMENTS, LIST_VERSIONS
from fairlead.base.timeline import say_days
from fairlead.base.wording import say_list, say_many
from fairlead.errors import SchemaError
from fairlead.identity.list_guard import GuardParams, refuse_cut, refuse_version, say_unknown
from fairlead.identity.list_order import file_orders, version_order

LISTED = "listed"
"""The property that says that an entry stands in the list; its value is the date of designation as written."""
UNDATED = "date of designation not stated"
LIST_NAMES = {
    "ofac_sdn": "OFAC SDN list", "ofac_cons": "OFAC non-SDN list", "un_sc": "UN Security Council list",
    "eu_fsf": "EU financial sanctions files", "uk_conlist": "UK consolidated list",
    "uk_sanctions": "UK Sanctions List", "opensanctions_maritime": "list of OpenSanctions, maritime.csv",
}  # fmt: skip
BASES = {
    "file": "its own date", "told": "the day it was retrieved, as told", "name": "the date in its file's name",
    "added": "the day it was added, for want of a better",
}  # fmt: skip

Row = dict[str, Any]
Key = tuple[str, str, str | None]
"""Property, value, qualifier."""
Said = tuple[str | None, datetime | None, datetime | None, datetime | None, str]
"""Normal form, the stated date (start and, of a designation, end), until when it held, and the row that says it."""


@dataclass(slots=True)
class _Open:
    """A statement that the latest version still makes."""

    said: Said
    version: str
    known_from: datetime
    absent_on: datetime | None


@dataclass(slots=True)
class _List:
    """One list as its good versions so far leave it."""

    kinds: dict[str, str] = field(default_factory=dict)
    open: dict[str, dict[Key, _Open]] = field(default_factory=dict)
    last: datetime | None = None
    """Day of the last good version."""
    version: str | None = None
    name: str | None = None
    order: list[str] = field(default_factory=list)
    """Entries of the last good version in the order of its file, where that shows no end of its own."""

    def counts(self, list_: str) -> Row:
        return _counts(list_, self.kinds)


def state_lists(
    list_entries: pa.Table,
    list_facts: pa.Table,
    list_versions: pa.Table,
    decisions: pa.Table,
    params: GuardParams = GuardParams(),  # noqa: B008 - frozen
) -> tuple[pa.Table, pa.Table]:
    """Judge the versions of every list, and read those that count as statements.

    Versions of a list are taken in the order of the day they count from; of one day in the order of the publisher's
    clock, of retrieval, and of the log. One that is empty, may be cut off, or lost more than
    ``params.most_shrink_frac`` of the entries or vessels of the last good one does not count, unless a person accepted
    it (``decide CASE accept list_version:...``); the last good one counts on. So it is of changes that delete as much.
    Changes or deletions of entries that the version before lacks are told as what a search may miss: a version between
    the two may be missing. What two consecutive good versions both say is one statement; what the next says no more
    ends on its day.

    Args:
        list_entries: LIST_ENTRIES, any order; of a version that changes another only what it changes.
        list_facts: LIST_FACTS, any order.
        list_versions: LIST_VERSIONS, each with the day from which it counts.
        decisions: DECISIONS.
        params: the limits.

    Returns:
        LIST_STANDINGS, a row a version; LIST_STATEMENTS, of good versions alone.

    Raises:
        SchemaError: a table is not what it should be, or a version has no day to count from.

    Limits:
        A list is watched on the days of its versions only: an entry that came and went between two is never seen, and
        when it came or went is known to lie between two versions. Two versions of one day: the later counts, the other
        for no time at all.
    """
    entries = _entries_of(LIST_ENTRIES.check(list_entries), LIST_FACTS.check(list_facts))
    accepted = _accepted(DECISIONS.check(decisions).to_pylist())
    versions = LIST_VERSIONS.check(list_versions).to_pylist()
    for row in versions:
        if row["known_from"] is None:
            raise SchemaError(f"list_versions: {row['list_version_id']} has no known_from: say from when it counts")
    versions.sort(key=version_order)
    orders = file_orders(list_entries, list_facts, versions)
    lists: dict[str, _List] = defaultdict(_List)
    standings: dict[str, list[Row]] = defaultdict(list)
    statements = Gathered(LIST_STATEMENTS)
    for row in versions:
        held, list_, id_ = lists[row["list"]], row["list"], row["list_version_id"]
        own = entries.get(id_, {})
        after = row | _counts(list_, _kinds_after(held.kinds, own)) if row["is_delta"] else row
        reason = refuse_version(after, held.counts(list_) if held.version else None, params)
        if reason is None and id_ in orders and held.order:
            reason = refuse_cut(held.order, orders[id_])
        if not own and not row["is_delta"]:
            reason = reason or "none of its entries could be read"
        elif reason and id_ in accepted:
            reason = None
        before = set(held.open) if held.version else None
        if reason is None and row["is_delta"]:
            row["caveats"] += _say_unknown(before, own)
        if reason is None:
            for closed in _apply(held, row, own):
                statements.add(closed)
            held.order = orders.get(id_, [])
        gone = None if reason or before is None else len(before - held.open.keys())
        standing_ = _standing(row, held, reason, accepted.get(id_))
        standings[list_].append(standing_ | {"version_no": len(standings[list_]) + 1, "entries_gone": gone})
    for list_, held in lists.items():
        for ref, opened in held.open.items():
            for key, one in opened.items():
                statements.add(_row(list_, held.kinds[ref], ref, key, one, held.last, None))
    made = [row for one in standings.values() for row in _with_ends(one)]
    return (
        LIST_STANDINGS.sorted(LIST_STANDINGS.from_rows(made)),
        LIST_STATEMENTS.sorted(statements.table()),
    )


def say_list_name(list_: str) -> str:
    """A list as people call it: ``OFAC SDN list``, ``EU act 32014R0833``."""
    if list_ in LIST_NAMES:
        return LIST_NAMES[list_]
    kind, _, rest = list_.partition("_")
    if kind == "eu" and rest:
        return f"EU act {rest}"
    return f"list {rest} (FollowTheMoney)" if kind == "ftm" and rest else f"list {list_}"


def say_day(at: datetime) -> str:
    """``3 May 2024``."""
    return say_days(at, at)


def _accepted(decisions: Iterable[Row]) -> dict[str, Row]:
    """The decision that stands on each version, where it says that the version counts."""
    found: dict[str, Row] = {}
    for decision in standing(decisions):
        for id_ in decision["about"]:
            if id_.startswith("list_version:"):
                found[id_] = decision
    return {id_: d for id_, d in found.items() if d["verdict"] == "accept"}


# ----------------------------------------------------------------------------------------------------------- changes


def _counts(list_: str, kinds: Mapping[str, str]) -> Row:
    vessels = sum(kind == "vessel" for kind in kinds.values())
    return {"list": list_, "entries": len(kinds), "vessels": vessels}


def _kinds_after(kinds: Mapping[str, str], own: Mapping[str, Entry]) -> dict[str, str]:
    """Kinds of the entries of a list once changes have been applied."""
    gone = {ref for ref, (_, op, _) in own.items() if op == "DEL"}
    after = {ref: kind for ref, kind in kinds.items() if ref not in gone}
    return after | {ref: kind for ref, (kind, op, _) in own.items() if op != "DEL"}


def _say_unknown(before: Collection[str] | None, own: Mapping[str, Entry]) -> list[str]:
    """Of changes which of them name entries that the version before lacks, as caveats of a version.

    Args:
        before: entries of the last good version; None where there is none.
        own: the changes.
    """
    said = [] if before is not None else ["it changes a list of which no version before it is at hand"]
    for op in ("MOD", "DEL"):
        said += say_unknown(op, [ref for ref, one in own.items() if one[1] == op and ref not in (before or ())])
    return said


# ----------------------------------------------------------------------------------------------- what a version says

Entry = tuple[str, str | None, dict[Key, Said]]
"""Kind, what a delta does with it, and what is said of it."""

_OF_ENTRY = ("part", "grounds", "remarks")
_LISTS_OF_ENTRY = (("programmes", "programme"), ("measures", "measure"))
_WITH_A_LINE = tuple(p for _, p in _LISTS_OF_ENTRY)


def _entries_of(list_entries: pa.Table, list_facts: pa.Table) -> dict[str, dict[str, Entry]]:
    """Entries by version and by the publisher's id, with everything said of each."""
    found: dict[str, dict[str, Entry]] = defaultdict(dict)
    said_of: dict[str, dict[Key, Said]] = {}
    for row in _rows(
        list_entries,
        ("list_entry_id", "list_version_id", "entry", "op", "entry_kind", "name", "listed_words", "listed_start",
         "listed_end", *_OF_ENTRY, *(c for c, _ in _LISTS_OF_ENTRY)),
    ):  # fmt: skip
        id_ = row["list_entry_id"]
        bare: Said = (None, None, None, None, id_)
        said: dict[Key, Said] = {("name", row["name"], None): bare}
        when = row["listed_words"] or UNDATED
        said[LISTED, when, None] = (None, row["listed_start"], row["listed_end"], None, id_)
        said |= {(p, row[p], None): bare for p in _OF_ENTRY if row[p]}
        said |= {(p, value, None): bare for column, p in _LISTS_OF_ENTRY for value in row[column]}
        said_of[id_] = said
        found[row["list_version_id"]][row["entry"]] = (row["entry_kind"], row["op"], said)
    columns = ("list_fact_id", "list_entry_id", "property", "value", "normal", "qualifier", "valid_from", "valid_until")
    for row in _rows(list_facts.filter(list_facts["list_entry_id"].is_valid()).sort_by("list_fact_id"), columns):
        if row["property"] == "remarks_continued":  # the whole stands in the entry's remarks
            continue
        normal = None if row["property"] == "linked_to" else row["normal"]
        key = (row["property"], row["value"], row["qualifier"])
        one: Said = (normal, row["valid_from"], None, row["valid_until"], row["list_fact_id"])
        if row["property"] in _WITH_A_LINE:  # the entry names it as well, at a line that does not say it
            said_of[row["list_entry_id"]][key] = one
        said_of[row["list_entry_id"]].setdefault(key, one)
    return found


def _rows(table: pa.Table, columns: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    values = (table[c].to_pylist() for c in columns)
    return (dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True))


# ------------------------------------------------------------------------------------------ opening and closing


def _apply(held: _List, version: Row, own: Mapping[str, Entry]) -> list[Row]:
    """Bring a list to a version; the statements that end with it."""
    day, list_ = version["known_from"], version["list"]
    closed: list[Row] = []
    before = held.last

    def close(ref: str, keys: Iterable[Key]) -> None:
        opened = held.open[ref]
        closed.extend(_row(list_, held.kinds[ref], ref, key, opened.pop(key), before, day) for key in keys)

    gone = {ref for ref, (_, op, _) in own.items() if op == "DEL"} & set(held.open)
    if not version["is_delta"]:
        gone = set(held.open) - set(own)
    for ref in gone:
        close(ref, list(held.open[ref]))
        del held.open[ref], held.kinds[ref]
    for ref, (kind, op, said) in own.items():
        if op == "DEL":
            continue
        opened = held.open.get(ref)
        if opened is None:
            opened = held.open[ref] = {}
        elif held.kinds[ref] != kind:  # corrected: what was said of the other kind has ended
            close(ref, list(opened))
        else:
            close(ref, [key for key, one in opened.items() if key not in said or said[key][:4] != one.said[:4]])
        held.kinds[ref] = kind
        for key, one in said.items():
            if key not in opened:
                opened[key] = _Open(one, version["list_version_id"], day, before)
    held.last, held.version, held.name = day, version["list_version_id"], _name_of(version)
    return closed


def _row(
    list_: str, kind: str, ref: str, key: Key, one: _Open, known_to: datetime | None, until: datetime | None
) -> Row:
    property_, value, qualifier = key
    normal, start, end, valid_until, source = one.said
    return {
        "list_statement_id": content_id("list_statement", list_, ref, *key, one.version),
        "list": list_, "entry": ref, "entry_kind": kind, "property": property_, "value": value, "normal": normal,
        "qualifier": qualifier, "valid_from": start, "valid_from_end": end, "valid_until": valid_until,
        "known_from": one.known_from, "known_to": known_to, "absent_on": one.absent_on, "known_until": until,
        "list_version_id": one.version, "sources": [source],
    }  # fmt: skip


# ---------------------------------------------------------------------------------------------------- how they stand


def _name_of(version: Row) -> str:
    return f"{say_list_name(version['list'])} of {say_day(version['known_from'])}"


def _standing(version: Row, held: _List, reason: str | None, decision: Row | None) -> Row:
    name, is_good = _name_of(version), reason is None
    counts = held.counts(version["list"])
    after = f"{say_many(counts['entries'], 'entry', 'entries')}, {say_many(counts['vessels'], 'vessel')}"
    may_miss = f"; {say_list(version['caveats'])}" if version["caveats"] else ""
    if is_good:
        words = f"{name}, by {BASES[version['known_by'] or 'added']}: {after}"
        words += " (changes of the version before)" if version["is_delta"] else ""
        words += f"{may_miss}; accepted by {decision['decided_by']}: {decision['reason']}" if decision else may_miss
    else:
        instead = f"the version {held.name} counts instead" if held.name else "no good version before it is at hand"
        words = f"{name} does not count: it {reason}; {instead}"
    return {
        "list_version_id": version["list_version_id"], "list": version["list"], "version_name": name,
        "version_day": version["known_from"],
        "counts_from": version["known_from"] if is_good else None, "counts_until": None, "is_good": is_good,
        "refused_words": reason, "instead": None if is_good else held.version, "entries_after": counts["entries"],
        "vessels_after": counts["vessels"], "may_miss": version["caveats"], "words": f"{words}.",
        "sources": [version["list_version_id"], *([decision["decision_id"]] if decision and is_good else [])],
    }  # fmt: skip


def _with_ends(rows: list[Row]) -> list[Row]:
    """Rows of one list in order, each good one ending where the next good one begins."""
    good = [row for row in rows if row["is_good"]]
    for row, after in pairwise(good):
        row["counts_until"] = after["counts_from"]
    return rows
