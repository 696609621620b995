"""Entries of sanctions lists as records to compare with, and how long each stood in its list."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.schema import TIME
from fairlead.base.tables import LIST_STATEMENTS
from fairlead.base.timeline import say_days
from fairlead.base.wording import say_list, say_many
from fairlead.identity.list_statements import LISTED, say_day, say_list_name
from fairlead.identity.records import Record, Stated

Row = Mapping[str, Any]
ROWS_AT_ONCE = 5_000
"""Statements held as rows at a time while entries are read."""
DAY = timedelta(days=1)
DATED = ("mmsi", "call_sign")
"""Marks that pass from ship to ship: of these it counts when the ship bore them, as the list states it; where it
states nothing, when the list said so. A name or an IMO number is compared whenever it was said."""
NO_MARK = (
    LISTED, "programme", "measure", "part", "grounds", "remarks", "linked_to", "title", "applies_from", "date",
    "standing",
)  # fmt: skip
"""What a list says that tells no ship from another."""
EARLIER = " (earlier)"
"""Ends the id of a record of what a list once said of an entry and no longer does."""


@dataclass(frozen=True, slots=True)
class Run:
    """One unbroken time in which an entry stood in its list."""

    absent_on: datetime | None
    """Day of the version before, without it; None: it may be older."""
    known_from: datetime
    known_to: datetime
    known_until: datetime | None
    """Day of the first version without it; None: the latest has it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of one list, as it was last published and as it was before."""

    list: str
    entry: str
    kind: str
    name: str
    now: Record
    """What the last version that has it says."""
    earlier: Record | None
    """Marks that were said before and not at the end; None where there are none."""
    runs: tuple[Run, ...]
    programmes: tuple[str, ...]
    measures: tuple[str, ...]
    grounds: str | None
    designated: tuple[datetime, datetime] | None
    is_named_only: bool
    """It is in the list for another's sake, as an owner or what one owns; the list does not list it."""
    applies_from: datetime | None
    """First day from which its measures apply, as the list says; no date of designation."""
    sources: tuple[str, ...]
    """The statements that it stands, and under what."""

    @property
    def record_id(self) -> str:
        return self.now.record_id


def known_on(statements: pa.Table, day: datetime, versions: Iterable[Row]) -> pa.Table:
    """The statements that the good versions of a day make, as they were known then: what came later is not in them.

    Args:
        statements: LIST_STATEMENTS.
        day: an instant; of a day its first one.
        versions: LIST_STANDINGS rows; the last good version of each list not after the day ends what was known.
    """
    at = pa.scalar(day, TIME)
    latest: dict[str, datetime] = {}
    for one in versions:
        if one["is_good"] and one["counts_from"] <= day:
            latest[one["list"]] = max(one["counts_from"], latest.get(one["list"], one["counts_from"]))
    begun = pc.less_equal(statements["known_from"], at)
    known = statements.filter(pc.and_(begun, pc.fill_null(pc.greater(statements["known_until"], at), True)))
    to, until = (known.schema.get_field_index(name) for name in ("known_to", "known_until"))
    ends = pa.array([latest[list_] for list_ in known["list"].to_pylist()], TIME)
    known = known.set_column(to, "known_to", ends)
    return LIST_STATEMENTS.check(known.set_column(until, "known_until", pa.nulls(known.num_rows, TIME)))


def read_entries(statements: pa.Table, kinds: Iterable[str] | None = None) -> list[Listed]:
    """The entries that statements are about.

    Args:
        statements: LIST_STATEMENTS, whole or as of a day, any order.
        kinds: only entries of these kinds; None for all.

    Returns:
        Each with the record of what was last said of it, in the order of list and entry. An entry that was taken for
        another kind before is of its last kind.
    """
    table = LIST_STATEMENTS.check(statements)
    if kinds is not None:
        kinds = tuple(kinds)
        ever = table.filter(pc.is_in(table["entry_kind"], value_set=pa.array(kinds, pa.string())))["entry"]
        table = table.filter(pc.is_in(table["entry"], value_set=pc.unique(ever)))
    order = [("list", "ascending"), ("entry", "ascending"), ("list_statement_id", "ascending")]
    table = table.sort_by([*order])
    rows = (row for batch in table.to_batches(max_chunksize=ROWS_AT_ONCE) for row in batch.to_pylist())
    found = (_read(list_, ref, [*own]) for (list_, ref), own in groupby(rows, key=lambda r: (r["list"], r["entry"])))
    return [one for one in found if kinds is None or one.kind in kinds]


def _read(list_: str, ref: str, rows: Sequence[Row]) -> Listed:
    ends = [row["known_until"] for row in rows]
    end = None if None in ends else max(ends)
    last = [row for row in rows if row["known_until"] == end]
    said = defaultdict(list)
    for row in last:
        said[row["property"]].append(row)
    kind = last[0]["entry_kind"]
    record_id = f"{list_}|{ref}"
    earlier = [row for row in rows if row["known_until"] != end and row["property"] not in NO_MARK]
    listed = said[LISTED]
    dates = [(r["valid_from"], r["valid_from_end"]) for r in listed if r["valid_from"] and r["valid_from_end"]]
    about = [r for p in (LISTED, "programme", "measure", "part") for r in said[p]]
    return Listed(
        list=list_, entry=ref, kind=kind, name=(said["name"] or [{"value": ref}])[0]["value"],
        now=_record(record_id, kind, last),
        earlier=_record(record_id + EARLIER, kind, earlier) if earlier else None,
        runs=_runs([r for r in rows if r["property"] == LISTED]),
        programmes=tuple(r["value"] for r in said["programme"]),
        measures=tuple(r["value"] for r in said["measure"]),
        grounds=next((r["value"] for r in said["grounds"]), None),
        designated=min(dates, default=None),
        is_named_only=bool(said["standing"]),
        applies_from=min((_day(r["normal"]) for r in said["applies_from"] if r["normal"]), default=None),
        sources=tuple(r["list_statement_id"] for r in about),
    )  # fmt: skip


def _day(iso: str) -> datetime:
    return datetime.fromisoformat(iso).replace(tzinfo=UTC)


def _record(record_id: str, kind: str, rows: Iterable[Row]) -> Record:
    return Record(record_id, kind, tuple(_stated(row) for row in rows if row["property"] not in NO_MARK))


def _stated(row: Row) -> Stated:
    start, end = row["valid_from"], row["valid_until"]
    if row["property"] in DATED and not (start or end):  # it was so, as far as is known, while the list said so
        start, end = row["known_from"], row["known_until"]
    return Stated(row["property"], row["value"], row["normal"], start, end, row["list_statement_id"])


def _runs(rows: Iterable[Row]) -> tuple[Run, ...]:
    """Times in which an entry stood, joined where only its stated date of designation changed between two versions."""
    runs: list[Run] = []
    for row in sorted(rows, key=lambda r: (r["known_from"], r["known_to"])):
        if runs and runs[-1].known_until is not None and row["known_from"] <= runs[-1].known_until:
            runs[-1] = Run(runs[-1].absent_on, runs[-1].known_from, row["known_to"], row["known_until"])
        else:
            runs.append(Run(row["absent_on"], row["known_from"], row["known_to"], row["known_until"]))
    return tuple(runs)


# ------------------------------------------------------------------------------------------------- listed on a day?

LISTED_THEN, NOT_LISTED, NOT_KNOWN = "listed", "not listed", "not known"
NAMED = "named there for another's sake, with no sanction and no topic of its own"


def was_listed(listed: Listed, start: datetime, end: datetime, versions: Sequence[Row]) -> tuple[str, str]:
    """Whether an entry was listed all through a time.

    Args:
        listed: the entry.
        start: start of the time.
        end: its end.
        versions: LIST_STANDINGS rows of the good versions of the list at hand, in order.

    Returns:
        ``listed``, ``not listed`` or ``not known``, and why. Between two versions of which one has the entry, and
        before and after all versions at hand, it is not known; unless the list states a date of designation, or one
        from which its measures apply.

    Limits:
        What both the version before and the one after have, or lack, is taken to have been so in between.
    """
    if listed.is_named_only:
        return NOT_LISTED, NAMED
    days = [v["counts_from"] for v in versions]
    first, last = days[0], days[-1]
    for run in listed.runs:
        if run.known_from <= start and end <= run.known_to + DAY:
            return LISTED_THEN, f"so {_around(days, start, end)}"
    begun = listed.runs[0]
    if listed.designated and listed.designated[1] <= start and end <= begun.known_to + DAY:
        return LISTED_THEN, f"designated {say_day(listed.designated[0])} as the list says"
    if listed.applies_from and listed.applies_from <= start and end <= begun.known_to + DAY:
        return LISTED_THEN, f"its measures apply from {say_day(listed.applies_from)} as the list says"
    if listed.designated and end <= listed.designated[0]:
        return NOT_LISTED, f"designated later, {say_day(listed.designated[0])}, as the list says"
    gone = first
    for run in listed.runs:
        if run.absent_on and gone <= start and end <= run.absent_on + DAY:
            return NOT_LISTED, f"so {_around(days, start, end)}"
        gone = run.known_until or last + 2 * DAY
    if gone <= start and end <= last + DAY:
        return NOT_LISTED, _say_gone(gone, versions)
    if listed.designated and start < listed.designated[1] and listed.designated[0] < end:
        when = say_days(listed.designated[0], listed.designated[1])
        return NOT_KNOWN, f"designated {when} as the list says; from when on in that time it does not"
    if start < first:
        return NOT_KNOWN, f"the first version at hand is of {say_day(first)}, and no date of designation helps"
    if end > last + DAY:
        return NOT_KNOWN, f"the latest version at hand is of {say_day(last)}"
    return NOT_KNOWN, "it came or went between two versions at hand"


def say_listed(listed: Listed, versions: Sequence[Row]) -> str:
    """How long an entry is known to have stood: ``in the OFAC SDN list from 18 Aug 2021 (the first version at hand: it
    may be older) to 3 May 2024 (the latest at hand)``; ``versions`` are LIST_STANDINGS rows of the list."""
    spans = []
    for run in listed.runs:
        begin = "" if run.absent_on else " (the first version at hand: it may be older)"
        end = " (the latest at hand)" if run.known_until is None else f", {_say_gone(run.known_until, versions)}"
        spans.append(f"from {say_day(run.known_from)}{begin} to {say_day(run.known_to)}{end}")
    how = f"not itself listed, {NAMED}, " if listed.is_named_only else ""
    words = f"{how}in the {say_list_name(listed.list)} {say_list(spans)}"
    if listed.designated:
        words += f"; designated {say_day(listed.designated[0])} as it says"
    if listed.applies_from:
        words += f"; its measures apply from {say_day(listed.applies_from)} as it says, which is no date of designation"
    return words


def _say_gone(day: datetime, versions: Sequence[Row]) -> str:
    """That a version has an entry no more, with how many it lacks: ``no longer in the version of 3 May 2024, which
    lacks 5 entries of the one before``. Why they are gone, struck off or cut off, no list says."""
    counts = [v["entries_gone"] for v in versions if v["counts_from"] == day and v["entries_gone"]]
    lacks = f", which lacks {say_many(counts[-1], 'entry', 'entries')} of the one before" if counts else ""
    return f"no longer in the version of {say_day(day)}{lacks}"


def _around(days: Sequence[datetime], start: datetime, end: datetime) -> str:
    """The versions next to a time: ``the version of 29 Jun 2023 before it and that of 3 May 2024 after it``."""
    before = days[bisect_right(days, start) - 1]
    after = days[bisect_left(days, end - DAY)]
    if before >= after:
        return f"the version of {say_day(before)}"
    return f"the version of {say_day(before)} before it and that of {say_day(after)} after it"
