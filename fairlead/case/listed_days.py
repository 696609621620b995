"""Whether a ship was listed on given days: by each entry it may be, and by what the vessel list states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fairlead.base.decisions import UNSURE
from fairlead.base.tables import LIST_STATEMENTS
from fairlead.base.timeline import DAY, start_of_day
from fairlead.case.life_lanes import STATUS_OF
from fairlead.case.lives import Life, Tables
from fairlead.identity.list_records import read_entries, was_listed
from fairlead.identity.list_statements import say_list_name

DAYS_SHOWN = 5
"""Days that a table of listings has room for."""


@dataclass(frozen=True, slots=True)
class ListedOn:
    """One hit or stated listing, and whether it stood on each day asked about."""

    id: str
    list_: str
    """Name of the list or authority."""
    level: str | None
    """Of a hit, *possible* where a person is unsure; None: the vessel list states it and no list was read for it."""
    is_ruled_out: bool
    """A person decided that the entry is another ship's."""
    words: str
    verdicts: tuple[tuple[str, str], ...]
    """``listed``, ``not listed`` or ``not known`` by day, and why."""


def listed_on(held: Tables, life: Life, days: Sequence[datetime]) -> list[ListedOn]:
    """Every hit and stated listing of a ship, surest first, with its verdict on each day."""
    good = sorted((s for s in held.rows("list_standings") if s["is_good"]), key=lambda s: s["counts_from"])
    found = []
    for h in sorted(life.hits, key=lambda h: (list(STATUS_OF).index(h["level"]), h["list"], h["entry"])):
        entries = read_entries(LIST_STATEMENTS.from_rows(life.statements.get((h["list"], h["entry"]), [])))
        versions = [s for s in good if s["list"] == h["list"]]
        verdicts = [("not known", "")] * len(days)
        if entries and versions:
            verdicts = [was_listed(entries[0], day, day + DAY, versions) for day in days]
        is_out = h["ruling"] == "different"
        level = f"ruled out by a person, was {h['level']}" if is_out else h["level"]
        level = f"left open by a person, {level} by its marks" if h["ruling"] == UNSURE else level
        words = f"{level}: {h['entry_name']}"
        shown = "possible" if h["ruling"] == UNSURE else h["level"]
        found.append(ListedOn(h["hit_id"], say_list_name(h["list"]), shown, is_out, words, tuple(verdicts)))
    for x in sorted(life.listings, key=lambda x: (x["authority"], x["listing_id"])):
        stated = tuple((_stated(x["listed_start"], x["listed_end"], day), "") for day in days)
        found.append(ListedOn(x["listing_id"], x["authority"], None, False, "as the vessel list says", stated))
    return found


def days_of(life: Life, last: datetime, days: Sequence[datetime] = ()) -> list[datetime]:
    """The days asked about; where none are, those of designation or else the last on which anything is known of the
    ship, and ``last``."""
    if days:
        return sorted(set(days))[:DAYS_SHOWN]
    found = [start_of_day(h["designated_start"]) for h in life.hits if h["designated_start"]]
    found += [x["listed_end"] - DAY for x in life.listings if x["listed_end"]]
    if not found and life.last is not None:
        found = [start_of_day(life.last)]
    return sorted({*sorted(set(found))[: DAYS_SHOWN - 1], start_of_day(last)})


def _stated(start: datetime | None, end: datetime | None, day: datetime) -> str:
    if start is None or end is None:
        return "listed, since when not stated"
    return "listed" if end <= day + DAY else "not yet" if day < start else "listed that year or month"
