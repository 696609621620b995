"""Ties: who owns, runs or is linked to whom, as lists and research say it, each for as long as it is said; and whom
else they run. A tie is somebody's word; a name that two bear is nobody's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.ids import content_id
from fairlead.base.tables import HITS, LIST_STANDINGS, LIST_STATEMENTS, OWNER_HITS, OWNERS, OWNERSHIP, TIES, VESSELS
from fairlead.base.timeline import DAY, say_days
from fairlead.base.wording import fold, say_list
from fairlead.identity.list_links import Link, find_links
from fairlead.identity.list_records import Listed, read_entries, say_listed
from fairlead.identity.list_statements import say_list_name
from fairlead.identity.party_names import read_party
from fairlead.identity.records import company_number

Row = dict[str, Any]
SURE, SAME = ("confirmed", "probable"), "same"
RUNS_SAID = 12
"""Names of those an owner runs that its sentence says; the column has all."""


@dataclass(slots=True)
class _Owner:
    """One owner as it comes together."""

    name: str
    kind: str
    entry: Listed | None = None
    company_imo: int | None = None
    founded: tuple[datetime, datetime] | None = None
    runs: dict[str, None] = field(default_factory=dict)
    vessels: dict[str, None] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)


def tie_owners(
    ownership: pa.Table, list_statements: pa.Table, list_standings: pa.Table, hits: pa.Table, vessels: pa.Table
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Bring together who is said to own or run whom.

    Args:
        ownership: OWNERSHIP, what research says.
        list_statements: LIST_STATEMENTS, of which those that name owners or links count.
        list_standings: LIST_STANDINGS, of which the good ones were searched.
        hits: HITS, which entries the vessels of the case are. Contradicted and possible ones tie nobody unless a person
            ruled them the same, and those ruled different never do.
        vessels: VESSELS.

    Returns:
        TIES, one row for each statement and vessel; OWNERS, one for each who owns or runs; OWNER_HITS, the entries of
        lists that an owner is by the list's own word or by company number (confirmed), or by name alone (possible).

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Two companies of one name in research are one owner unless their company numbers differ. "Linked To" is OFAC's
        word for any tie, and says no share.
    """
    statements = LIST_STATEMENTS.check(list_statements)
    rows = OWNERSHIP.check(ownership).sort_by("ownership_id").to_pylist()
    links = find_links(statements) if statements.num_rows else []
    entries = _entries(statements, links, bool(rows))
    owners: dict[str, _Owner] = {}
    ties = [*_listed(links, entries, _whose(hits), owners), *_researched(rows, vessels, owners)]
    standings = LIST_STANDINGS.check(list_standings).sort_by("counts_from").to_pylist()
    good: dict[str, list[Row]] = defaultdict(list)
    for one in standings:
        if one["is_good"]:
            good[one["list"]].append(one)
    listed = list(_owner_hits(owners, entries.values(), good))
    said: dict[str, list[Row]] = defaultdict(list)
    for one in listed:
        said[one["owner_id"]].append(one)
    made = [_owner_row(id_, one, said[id_]) for id_, one in owners.items()]
    return TIES.from_rows(ties), OWNERS.from_rows(made), OWNER_HITS.from_rows(listed)


def _entries(statements: pa.Table, links: Iterable[Link], has_research: bool) -> dict[tuple[str, str], Listed]:
    """The entries that links name; all but ships where research has owners to look for."""
    if not statements.num_rows:
        return {}
    wanted = {ref for link in links for ref in (link.entry, link.other) if ref}
    keep = pc.is_in(statements["entry"], value_set=pa.array(sorted(wanted), pa.string()))
    if has_research:
        keep = pc.or_(keep, pc.not_equal(statements["entry_kind"], "vessel"))
    return {(e.list, e.entry): e for e in read_entries(statements.filter(keep))}


def _whose(hits: pa.Table) -> dict[tuple[str, str], list[Row]]:
    """The vessels of the case that an entry surely or probably is."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for hit in HITS.check(hits).sort_by("hit_id").to_pylist():
        if hit["ruling"] == SAME or (hit["level"] in SURE and hit["ruling"] is None):
            found[hit["list"], hit["entry"]].append(hit)
    return found


# ------------------------------------------------------------------------------------------------------------- lists


def _listed(
    links: Iterable[Link], entries: Mapping[tuple[str, str], Listed], whose: Mapping[tuple[str, str], list[Row]],
    owners: dict[str, _Owner],
) -> Iterator[Row]:  # fmt: skip
    """Ties of lists. The entry that a link names is the owner; a name that none or two bore is an owner by name."""
    for link in links:
        entry = entries.get((link.list, link.other)) if link.other else None
        id_ = content_id("owner", link.list, link.other) if entry else content_id("owner", link.list, "", link.name)
        owner = owners.setdefault(id_, _Owner(link.name, entry.kind if entry else "not known", entry))
        owned = entries.get((link.list, link.entry))
        name = owned.name if owned else link.entry
        for hit in whose.get((link.list, link.entry), [None]):
            until = f" until {say_days(link.known_until, link.known_until)}" if link.known_until else ", and does still"
            words = (
                f"{say_list_name(link.list)} says of {name} from {say_days(link.known_from, link.known_from)}{until}: "
            )
            words += f"{link.relation.replace('_', ' ')} {link.name}."
            words += f" {name} may be {hit['ship_name']} ({hit['level']})." if hit else ""
            vessel = hit["vessel_id"] if hit else None
            owner.runs[hit["ship_name"] if hit else name] = None
            owner.vessels |= {vessel: None} if vessel else {}
            owner.sources[link.source] = None
            yield {
                "tie_id": content_id("tie", link.source, vessel), "relation": link.relation, "owner_id": id_,
                "owner_name": link.name, "owned_id": vessel or content_id("owner", link.list, link.entry),
                "owned_name": hit["ship_name"] if hit else name, "vessel_id": vessel,
                "tied_by": hit["level"] if hit else None, "held_frac": share_of(link.relation),
                "held_from": link.valid_from, "held_until": link.valid_until, "known_from": link.known_from,
                "known_until": link.known_until, "list": link.list, "words": words,
                "sources": [link.source, *([hit["hit_id"]] if hit else [])],
            }  # fmt: skip


def share_of(relation: str) -> float | None:
    """The share that a list states of an owner, 0 to 1: ``owner: 60 %, from 2023``. A range (25-50 %) states none."""
    word, _, qualifier = relation.partition(": ")
    found = [m for part in qualifier.split(", ") if (m := re.fullmatch(r"(\d+(?:\.\d+)?) %", part))]
    share = float(found[0][1]) / 100 if word == "owner" and len(found) == 1 else 0.0
    return share if 0 < share <= 1 else None


# ---------------------------------------------------------------------------------------------------------- research


def _researched(rows: Sequence[Row], vessels: pa.Table, owners: dict[str, _Owner]) -> Iterator[Row]:
    ships = _Ships(vessels)
    numbers = _numbers(rows)
    for row in rows:
        id_, company = _party(row["owner"], row["owner_imo"], numbers)
        owner = owners.setdefault(id_, _Owner(row["owner"], "not known"))
        owner.company_imo = owner.company_imo or company
        if row["founded_start"]:
            founded = row["founded_start"], row["founded_end"]
            owner.founded = min(owner.founded, founded) if owner.founded else founded
        vessel, tied_by = ships.find(row)
        owned, _ = _party(row["owned"], row["owned_company_imo"], numbers)
        name = vessel["name"] if vessel else row["owned"]
        owner.runs[name] = None
        owner.vessels |= {vessel["vessel_id"]: None} if vessel else {}
        owner.sources[row["ownership_id"]] = None
        yield {
            "tie_id": content_id("tie", row["ownership_id"], vessel["vessel_id"] if vessel else None),
            "relation": row["relation"], "owner_id": id_, "owner_name": row["owner"],
            "owned_id": vessel["vessel_id"] if vessel else owned, "owned_name": name,
            "vessel_id": vessel["vessel_id"] if vessel else None, "tied_by": tied_by, "held_frac": row["held_frac"],
            "held_from": row["from_end"] and row["from_end"] - DAY, "held_until": row["to_start"],
            "words": _say_row(row, name, tied_by),
            "sources": [row["ownership_id"], *([vessel["vessel_id"]] if vessel else [])],
        }  # fmt: skip


class _Ships:
    """Vessels of the case by number, and by names that one of them alone bears."""

    def __init__(self, vessels: pa.Table) -> None:
        self.by_number: dict[int, Row] = {}
        named: dict[str | None, dict[str, Row]] = defaultdict(dict)
        for v in VESSELS.check(vessels).sort_by("vessel_id").to_pylist():
            own = [v["imo"]] if v["imo"] and not v["imo_words"] else []
            for number in (*own, *(v["imos_joined"] or ())):
                self.by_number[number] = v
            for name in v["names"]:
                named[fold(name)][v["vessel_id"]] = v
        self.by_name = {name: next(iter(found.values())) for name, found in named.items() if len(found) == 1}

    def find(self, row: Row) -> tuple[Row | None, str | None]:
        """The vessel a row means; by name only where the row gives no number."""
        if row["owned_imo"] is not None:
            found = self.by_number.get(row["owned_imo"])
            return found, "number" if found else None
        found = None if row["owned_company_imo"] is not None else self.by_name.get(fold(row["owned"]))
        return found, "name" if found else None


def _numbers(rows: Iterable[Row]) -> dict[tuple[object, ...], int]:
    """The company number of each name that bears one number only: rows that leave it out mean the same company."""
    found: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for row in rows:
        for name, number in (("owner", "owner_imo"), ("owned", "owned_company_imo")):
            if row[number] is not None:
                found[_taken_apart(row[name])].add(row[number])
    return {name: next(iter(own)) for name, own in found.items() if len(own) == 1}


def _party(name: str, company: int | None, numbers: Mapping[tuple[object, ...], int]) -> tuple[str, int | None]:
    """Id and company number of who bears a name in research."""
    key = _taken_apart(name)
    number = company if company is not None else numbers.get(key)
    return (content_id("owner", number) if number is not None else content_id("owner", *map(str, key))), number


def _taken_apart(name: str) -> tuple[object, ...]:
    """A name without its legal form: ``Alder Ltd`` and ``ALDER LIMITED`` are one, ``Alder 2`` is not."""
    party = read_party(name)
    return " ".join(party.words), " ".join(map(str, party.number))


def _say_row(row: Row, name: str, tied_by: str | None) -> str:
    share = f", {100 * row['held_frac']:g} %" if row["held_frac"] is not None else ""
    start = f" from {say_days(row['from_start'], row['from_end'])}" if row["from_start"] else ", since when not stated"
    end = f" to {say_days(row['to_start'], row['to_end'])}" if row["to_start"] else ""
    how = ""
    if tied_by == "name":
        how = " The ship is known by its name alone."
    return f"{row['label']}: {row['owner']} is {row['relation']} of {name}{share}{start}{end}.{how}"


# ------------------------------------------------------------------------------------------------------------- owners


def _owner_hits(
    owners: Mapping[str, _Owner], entries: Iterable[Listed], good: Mapping[str, Sequence[Row]]
) -> Iterator[Row]:
    """The entries that owners are: those that links name, and those of an equal company number or name."""
    by_number: dict[int, list[Listed]] = defaultdict(list)
    by_name: dict[tuple[object, ...], list[Listed]] = defaultdict(list)
    for entry in entries:
        if entry.kind == "vessel" or entry.is_named_only:
            continue
        for stated in entry.now.of("company_imo"):
            if number := company_number(stated):
                by_number[number].append(entry)
        for name in {_taken_apart(s.value) for s in entry.now.of(("name", "alias"))}:
            by_name[name].append(entry)
    for id_, owner in owners.items():
        if owner.entry is not None and owner.entry.is_named_only:
            continue
        if owner.entry is not None:
            yield _hit(id_, owner, owner.entry, "confirmed", "the list itself names this entry", good[owner.entry.list])
            continue
        sure = by_number.get(owner.company_imo, []) if owner.company_imo else []
        told = {e.record_id for e in sure}
        yield from (
            _hit(id_, owner, e, "confirmed", f"company number {owner.company_imo:07d}", good[e.list]) for e in sure
        )
        for e in by_name.get(_taken_apart(owner.name), []):
            if e.record_id not in told:
                told.add(e.record_id)
                yield _hit(id_, owner, e, "possible", "the name alone", good[e.list])


def _hit(id_: str, owner: _Owner, entry: Listed, level: str, why: str, versions: Sequence[Row]) -> Row:
    start = entry.designated[0] if entry.designated else entry.runs[0].known_from
    return {
        "owner_hit_id": content_id("owner_hit", id_, entry.list, entry.entry), "owner_id": id_, "list": entry.list,
        "entry": entry.entry, "entry_name": entry.name, "level": level, "listed_from": start,
        "delisted_by": entry.runs[-1].known_until,
        "words": f"{owner.name} may be {entry.name} ({level}: {why}), {say_listed(entry, versions)}.",
        "sources": [*entry.sources, *owner.sources],
    }  # fmt: skip


def _owner_row(id_: str, owner: _Owner, hits: Sequence[Row]) -> Row:
    runs = list(owner.runs)
    more = f" and {len(runs) - RUNS_SAID} more" if len(runs) > RUNS_SAID else ""
    listed = [f"{say_list_name(h['list'])}: {h['entry_name']} ({h['level']})" for h in hits]
    words = f"{owner.name} is said to own, run or be linked to {say_list(runs[:RUNS_SAID])}{more}"
    if owner.entry is not None and owner.entry.is_named_only:
        listed.append(f"{say_list_name(owner.entry.list)}: {owner.entry.name} (named only, not listed)")
    words += f"; listed: {say_list(listed)}." if listed else "; in no list at hand under this name or number."
    kind = owner.kind if owner.kind != "not known" or not hits else "company"
    return {
        "owner_id": id_, "name": owner.name, "owner_kind": kind, "company_imo": owner.company_imo,
        "founded_start": owner.founded[0] if owner.founded else None,
        "founded_end": owner.founded[1] if owner.founded else None, "runs": runs,
        "vessel_ids": list(owner.vessels), "listed_as": listed, "words": words, "sources": list(owner.sources),
    }  # fmt: skip
