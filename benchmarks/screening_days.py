"""Screening as of a day out of many versions, against that day's file alone: every day of the shared history.

What is compared is what screening stands on, every entry with all that is said of it, and the hits of marks drawn from
every ship that the list ever had, also those it had not yet or no longer on that day.
"""

from __future__ import annotations

import csv
import lzma
import random
import tarfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.tables import DECISIONS, LIST_VERSIONS
from fairlead.case.one_off import Asked
from fairlead.formats.lists.history import read_history
from fairlead.formats.lists.ofac_csv import take_record
from fairlead.formats.lists.rows import Rows
from fairlead.formats.lists.values import date_in_name
from fairlead.identity.list_records import Listed, known_on, read_entries
from fairlead.identity.list_statements import state_lists
from fairlead.identity.screening import ListScreener

HISTORY = Path(__file__).parents[2] / "shared" / "data" / "sanctions" / "ofac" / "history_2021-08_2023-06.tar.xz"
SEED = 6
QUERIES = 4
"""Ships drawn a day; each is asked for by number, by name, and by all marks."""

Row = dict[str, Any]


def read_days() -> tuple[list[Row], pa.Table]:
    """Standings and statements of the vessels of all versions together."""
    read = read_history(HISTORY, HISTORY.name, "evidence:history")
    vessels = read.rows.filter(pc.equal(read.rows["entry_kind"], "vessel"))
    facts = read.more["list_facts"]
    facts = facts.filter(pc.is_in(facts["list_entry_id"], value_set=vessels["list_entry_id"].combine_chunks()))
    versions = read.more["list_versions"].to_pylist()
    for version in versions:
        version["known_from"], version["known_by"] = date_in_name(version["member"]), "name"
    standings, statements = state_lists(vessels, facts, LIST_VERSIONS.from_rows(versions), DECISIONS.empty())
    return sorted(standings.to_pylist(), key=lambda s: s["version_no"]), statements


def day_files(every: int = 1) -> Iterator[tuple[datetime, list[bytes]]]:
    """The lines of vessels of each day's file, or of one day in so many; the first and the last are among them."""
    with lzma.open(HISTORY) as file, tarfile.open(fileobj=file, mode="r|") as packed:
        last = None
        for i, info in enumerate(packed):
            member = packed.extractfile(info)
            day = date_in_name(info.name)
            if member is None or day is None:
                continue
            last = day, [line for line in member.read().split(b"\r\n") if b'"vessel"' in line]
            if i % every == 0:
                yield last
                last = None
        if last:
            yield last


def read_alone(day: datetime, lines: Sequence[bytes]) -> list[Listed]:
    """The entries of one day's file, read as if no other were at hand."""
    rows = Rows("ofac_sdn", "", "day", f"evidence:{day:%Y-%m-%d}")
    for number, line in enumerate(lines, start=1):
        take_record(rows, number, next(csv.reader([line.decode("latin-1")])))
    read = rows.read()
    (version,) = read.more["list_versions"].to_pylist()
    version |= {"known_from": day, "known_by": "name"}
    made = state_lists(read.rows, read.more["list_facts"], LIST_VERSIONS.from_rows([version]), DECISIONS.empty())
    return read_entries(made[1], ("vessel",))


def say_entry(one: Listed) -> tuple[Any, ...]:
    """All that is said of an entry, without since when it is known: only a history can know that."""
    stated = frozenset((s.property, s.value, s.normal) for s in one.now.stated)
    about = (one.kind, one.name, frozenset(one.programmes), frozenset(one.measures), one.grounds, one.designated)
    return one.list, one.entry, about, stated, one.earlier


def draw_queries(rnd: random.Random, everyone: Sequence[Listed], day: datetime) -> list[Asked]:
    """Marks of some ships that the list had on any day, borne on the day asked about."""
    made = []
    for one in rnd.sample(everyone, QUERIES):
        imo = next((s.normal for s in one.now.of("imo") if s.normal), None)
        mmsi = next((s.normal for s in one.now.of("mmsi") if s.normal), None)
        made.append(Asked(names=(one.name,), borne=day))
        if imo:
            made.append(Asked(imo=imo, borne=day))
            made.append(Asked(imo=imo, names=(one.name,), mmsi=mmsi, borne=day))
    return made


def say_hits(screener: ListScreener, asked: Asked) -> list[tuple[Any, ...]]:
    """The hits of one query, in full but for where they stand."""
    found = screener.screen(asked.record())
    return [
        (f.listed.entry, f.listed.name, f.level, f.log_odds, f.reasons, frozenset(f.listed.programmes)) for f in found
    ]


def compare_days(standings: Sequence[Row], statements: pa.Table, every: int = 1) -> tuple[int, int, int, list[str]]:
    """How many days, entries and queries were compared, and what differed."""
    everyone, rnd = read_entries(statements, ("vessel",)), random.Random(SEED)
    days = entries = queries = 0
    differing = []
    for day, lines in day_files(every):
        known = read_entries(known_on(statements, day, standings), ("vessel",))
        alone = read_alone(day, lines)
        days, entries = days + 1, entries + len(alone)
        if sorted(map(say_entry, known), key=str) != sorted(map(say_entry, alone), key=str):
            differing.append(f"{day:%Y-%m-%d}: entries")
        one, two = ListScreener(known), ListScreener(alone)
        for asked in draw_queries(rnd, everyone, day):
            queries += 1
            if say_hits(one, asked) != say_hits(two, asked):
                differing.append(f"{day:%Y-%m-%d}: hits of {asked}")
    return days, entries, queries, differing


def score_days() -> None:
    """One line: days, entries and queries compared, and how many differ."""
    days, entries, queries, differing = compare_days(*read_days())
    print(f"  {days} days: {entries:,} entries of vessels, {queries:,} queries; differing: {len(differing)}")
    for words in differing[:10]:
        print(f"    {words}")
