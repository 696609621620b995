"""Screening: which entries of sanctions lists a vessel of the case may be, since when they were listed, and for what.

A hit is a pair of records with its reasons. It is shown at every level, also where a number contradicts it; a vessel
without a hit is told with the versions that were searched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.decisions import UNSURE
from fairlead.base.ids import content_id
from fairlead.base.tables import (
    BEARERS,
    DECISIONS,
    HITS,
    LIST_ENTRIES,
    LIST_STANDINGS,
    LIST_STATEMENTS,
    LISTED_EVENTS,
    MARKS,
    SCREENED,
    SEGMENTS,
    STAYS,
    VESSELS,
    WORN,
)
from fairlead.base.timeline import say_days
from fairlead.base.wording import say_list, say_many
from fairlead.identity.compare import LEVELS, Comparison
from fairlead.identity.list_records import EARLIER, NAMED, Listed, read_entries, say_listed, was_listed
from fairlead.identity.list_statements import say_day, say_list_name
from fairlead.identity.records import Record, ship_number
from fairlead.identity.rulings import SAME, Entry, HitRulings, Ruling
from fairlead.identity.screener import Screener
from fairlead.identity.vessel_records import find_sent, record_of, tracks_of

Row = dict[str, Any]
MISSES_SAID = 3
"""What searches of a list may miss: said of each list, the rest counted."""
MOST_HITS = 10
"""Hits of one vessel that are kept, the best ones: a common name meets many entries."""


@dataclass(frozen=True, slots=True)
class Found:
    """One entry a record may be."""

    listed: Listed
    level: str
    log_odds: float
    reasons: tuple[str, ...]
    sources: tuple[str, ...]
    """Ids of the statements that the reasons stand on."""


class ListScreener:
    """The entries of lists, to be asked for one record or for many."""

    def __init__(self, entries: Sequence[Listed]) -> None:
        self.listed = {one.record_id: one for one in entries}
        earlier = [one.earlier for one in entries if one.earlier]
        self._screener = Screener([*(one.now for one in entries), *earlier])

    def screen(self, query: Record, most: int = MOST_HITS) -> list[Found]:
        """The entries that a record may be, the best first, each once.

        Args:
            query: the marks to look for, with their times.
            most: hits at most.
        """
        best: dict[str, Found] = {}
        for hit in self._screener.screen(query, 2 * most):
            is_earlier = hit.record_id.endswith(EARLIER)
            listed = self.listed[hit.record_id.removesuffix(EARLIER)]
            found = _earlier(query, listed, hit.comparison) if is_earlier else _found(listed, hit.comparison)
            if listed.record_id not in best or _rank(found) < _rank(best[listed.record_id]):
                best[listed.record_id] = found
        return sorted(best.values(), key=_rank)[:most]


def _rank(found: Found) -> tuple[int, float, str]:
    return LEVELS.index(found.level), -found.log_odds, found.listed.record_id


def _found(listed: Listed, compared: Comparison, level: str | None = None, *more: str) -> Found:
    sources = dict.fromkeys(s for reason in compared.reasons for s in reason.sources)
    words = (*more, *(reason.words for reason in compared.reasons))
    return Found(listed, level or compared.level, compared.log_odds, words, tuple(sources))


def _earlier(query: Record, listed: Listed, compared: Comparison) -> Found:
    """A hit on what the list no longer says: possible at best, contradicted where it now gives another number."""
    ours = {number for s in query.of("imo") if (number := ship_number(s))}
    theirs = {number for s in listed.now.of("imo") if (number := ship_number(s))}
    is_other = bool(ours and theirs and not ours & theirs)
    level = "contradicted" if is_other or compared.level == "contradicted" else "possible"
    said = "by what the list said earlier and no longer says"
    now = f"; now it gives IMO {say_list(f'{n:07d}' for n in sorted(theirs))}" if is_other else ""
    return _found(listed, compared, level, f"{said}{now}")


def _named_only(hits: Sequence[Row], screener: ListScreener) -> frozenset[str]:
    """The hits on entries that their list names and does not list."""
    return frozenset(h["hit_id"] for h in hits if screener.listed[f"{h['list']}|{h['entry']}"].is_named_only)


# ---------------------------------------------------------------------------------------------------- vessels of a case


def screen_vessels(
    vessels: pa.Table,
    marks: pa.Table,
    bearers: pa.Table,
    segments: pa.Table,
    stays: pa.Table,
    list_statements: pa.Table,
    list_standings: pa.Table,
    list_entries: pa.Table,
    worn: pa.Table,
    decisions: pa.Table,
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Screen every vessel of the case against every good version of every list at hand.

    Every mark counts that a vessel is known by: IMO number, names, flag and particulars of the case's lists, names in
    sightings, and MMSI, names and call signs of its AIS tracks, each with the time it was sent. They are compared with
    what was last said of each entry, whether it still stands or is delisted, and with what was said of it before. A hit
    by an earlier mark alone is *possible* at best. An IMO number that proves no identity confirms none. Of a track the
    MMSI counts from the first to the last report with a number or name of the vessel, its names and call signs while
    they were sent, slips not at all. What a person decided of vessel and entry stands, whatever is loaded later: an
    entry ruled another's is shown as that, and counts no more; one a person is unsure of counts at its level.

    Args:
        vessels: VESSELS.
        marks: MARKS.
        bearers: BEARERS, which AIS tracks are a vessel's.
        segments: SEGMENTS.
        stays: STAYS.
        list_statements: LIST_STATEMENTS.
        list_standings: LIST_STANDINGS.
        list_entries: LIST_ENTRIES, for the decisions that name a row of it.
        worn: WORN.
        decisions: DECISIONS.

    Returns:
        HITS; SCREENED, one row a vessel; LISTED_EVENTS, a row for each stay of a vessel and each of its hits that is
        neither contradicted nor ruled out, or that a person ruled to be the vessel.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Lists that nobody added are not searched. A listing says nothing of what a rule forbids: its measures do.
    """
    statements = LIST_STATEMENTS.check(list_statements)
    good = [s for s in LIST_STANDINGS.check(list_standings).to_pylist() if s["is_good"]]
    good.sort(key=lambda s: (s["list"], s["version_no"]))
    screener = ListScreener(read_entries(statements, ("vessel",)))
    by_list: dict[str, list[Row]] = defaultdict(list)
    for standing in good:
        by_list[standing["list"]].append(standing)
    tracks = tracks_of(BEARERS.check(bearers), SEGMENTS.check(segments))
    sent = find_sent(WORN.check(worn), {t["mmsi"] for own in tracks.values() for t in own})
    decided = DECISIONS.check(decisions).to_pylist()
    rulings = HitRulings(decided, _entries_named(decided, LIST_ENTRIES.check(list_entries), statements))
    shown = defaultdict(list)
    for mark in MARKS.check(marks).sort_by("mark_id").to_pylist():
        shown[mark["vessel_id"]].append(mark)
    lay = defaultdict(list)
    for stay in STAYS.check(stays).sort_by("stay_id").to_pylist():
        lay[stay["vessel_id"]].append(stay)
    hits: list[Row] = []
    screened: list[Row] = []
    events: list[Row] = []
    for ship in VESSELS.check(vessels).sort_by("vessel_id").to_pylist():
        record = record_of(ship, shown[ship["vessel_id"]], tracks[ship["vessel_id"]], sent)
        most = MOST_HITS + rulings.count_out()  # one ruled out takes no other's place
        found = [_doubted(one, ship) for one in screener.screen(record, most)] if good else []
        rows = [_hit(ship, one, by_list[one.listed.list], rulings) for one in found]
        hits += rows
        screened.append(_screened(ship, record, rows, by_list, _named_only(rows, screener)))
        for one, row in zip(found, rows, strict=True):
            if row["ruling"] == "same" or (one.level != "contradicted" and row["ruling"] != "different"):
                versions = by_list[one.listed.list]
                events += [_event(row, one.listed, stay, versions) for stay in lay[ship["vessel_id"]]]
    return HITS.from_rows(hits), SCREENED.from_rows(screened), LISTED_EVENTS.from_rows(events)


def _doubted(found: Found, ship: Row) -> Found:
    """A hit by an IMO number that proves no identity is not confirmed."""
    if ship["imo_words"] is None or found.level != "confirmed":
        return found
    words = f"the vessel's IMO number proves no identity: {ship['imo_words']}"
    return Found(found.listed, "probable", found.log_odds, (words, *found.reasons), found.sources)


def _entries_named(decisions: Sequence[Row], list_entries: pa.Table, statements: pa.Table) -> dict[str, Entry]:
    """The entries that decisions name by a row of a list or a statement."""
    wanted = pa.array({i for d in decisions for i in d["about"] if i.startswith("list_")}, pa.string())
    found: dict[str, Entry] = {}
    for table, key in ((list_entries, "list_entry_id"), (statements, "list_statement_id")):
        rows = table.filter(pc.is_in(table[key], value_set=wanted)).select([key, "list", "entry"])
        found |= {r[key]: (r["list"], r["entry"]) for r in rows.to_pylist()}
    return found


def _hit(ship: Row, found: Found, versions: Sequence[Row], rulings: HitRulings) -> Row:
    listed = found.listed
    hit_id = content_id("hit", ship["vessel_id"], listed.list, listed.entry)
    ruling = rulings.of(hit_id, ship["vessel_id"], (listed.list, listed.entry))
    first, last = listed.runs[0], listed.runs[-1]
    designated = listed.designated or (None, None)
    noun = "programme" if len(listed.programmes) == 1 else "programmes"
    programmes = f"; {noun} {say_list(listed.programmes)}" if listed.programmes else ""
    measures = (
        f"measures as published: {say_list(listed.measures)}" if listed.measures else "the list states no measure"
    )
    label = f" ({ship['label']})" if ship["label"] else ""
    words = (
        f"{found.level.capitalize()}: {ship['name']}{label} and entry {listed.entry} {listed.name}, "
        f"{say_listed(listed, versions)}{programmes}; {measures}. Why: {'; '.join(found.reasons)}."
    )
    return {
        "hit_id": hit_id, **_ruled(ruling),
        "vessel_id": ship["vessel_id"], "ship_name": ship["name"], "list": listed.list, "entry": listed.entry,
        "entry_name": listed.name, "level": found.level, "log_odds": found.log_odds,
        "reasons": [*([f"the list does not list it: it is {NAMED}"] if listed.is_named_only else []), *found.reasons],
        "programmes": list(listed.programmes), "listed_measures": list(listed.measures), "grounds": listed.grounds,
        "designated_start": designated[0], "designated_end": designated[1], "listed_from": first.known_from,
        "listed_to": last.known_to, "is_older": first.absent_on is None, "delisted_by": last.known_until,
        "list_version_ids": [v["list_version_id"] for v in versions],
        "words": f"{ruling.words[0].upper()}{ruling.words[1:]}. {words}" if ruling else words,
        "sources": list(dict.fromkeys([
            *([ruling.decision_id] if ruling else []), *found.sources, *listed.sources, ship["vessel_id"],
        ])),
    }  # fmt: skip


def _ruled(ruling: Ruling | None) -> Row:
    return {
        "ruling": ruling.verdict if ruling else None,
        "ruling_words": ruling.words if ruling else None,
    }


def _screened(
    ship: Row, record: Record, hits: Sequence[Row], by_list: Mapping[str, Sequence[Row]], named: frozenset[str]
) -> Row:
    held = [h for h in hits if h["ruling"] != "different"]
    counted = [h for h in held if h["hit_id"] not in named]
    counts = {f"hits_{level}": sum(h["level"] == level for h in counted) for level in LEVELS}
    counts["hits_named_only"] = len(held) - len(counted)
    counts["hits_ruled_out"] = len(hits) - len(held)
    left_open, taken = (sum(h["ruling"] == verdict for h in held) for verdict in (UNSURE, SAME))
    asked, checked = say_asked(record), [v["list_version_id"] for vs in by_list.values() for v in vs]
    name = f"{ship['name']} ({ship['label']})" if ship["label"] else ship["name"]
    if not by_list:
        words = f"{name} was checked against nothing: no sanctions list is in this case."
    else:
        said = [say_many(counts[f"hits_{x}"], f"{x} hit") for x in LEVELS if counts[f"hits_{x}"]]
        found = say_list(said) if said else "no hit"
        only_named = counts["hits_named_only"]
        found += f" (and {say_many(only_named, 'entry', 'entries')} only named there, not listed)" if only_named else ""
        found += f" ({taken:,} of them ruled the same ship by a person)" if taken else ""
        found += f" (a person is unsure of {left_open:,} of them)" if left_open else ""
        found += f" ({say_many(counts['hits_ruled_out'], 'more')} ruled out)" if counts["hits_ruled_out"] else ""
        words = f"{name}: {found}, looked for by {say_list(asked)} among the vessels of {say_searched(by_list)}."
    return {
        "screened_id": content_id("screened", ship["vessel_id"]), "vessel_id": ship["vessel_id"],
        "ship_name": ship["name"], **counts, "asked_by": asked, "checked": checked, "words": words,
        "sources": [ship["vessel_id"], *(h["hit_id"] for h in hits), *checked],
    }  # fmt: skip


def say_asked(record: Record) -> list[str]:
    """The marks that a record is looked for by: ``IMO 9187629``, ``2 names``, ``MMSI 445000001``."""
    numbers = [f"IMO {s.normal or s.value}" for s in record.of("imo")]
    names = record.names()
    said = [f"the name {names[0].value}"] if len(names) == 1 else [say_many(len(names), "name")] if names else []
    mmsis = dict.fromkeys(f"MMSI {s.normal or s.value}" for s in record.of("mmsi"))
    signs = dict.fromkeys(f"call sign {s.value}" for s in record.of("call_sign"))
    return [*numbers, *said, *mmsis, *signs]


def say_searched(by_list: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """What was searched: ``OFAC SDN list, 192 versions of 18 Aug 2021 to 29 Jun 2023``.

    Args:
        by_list: LIST_STANDINGS rows of good versions, each list's in the order of their days.
    """
    said = []
    for list_, versions in by_list.items():
        first, last = versions[0]["counts_from"], versions[-1]["counts_from"]
        words = f"the {say_list_name(list_)}"
        if len(versions) == 1:
            words += f" of {say_day(first)}"
        else:
            words += f", {len(versions)} versions of {say_day(first)} to {say_day(last)}"
        misses = list(dict.fromkeys(m for v in versions for m in v["may_miss"]))
        more = f"; {len(misses) - MISSES_SAID} more such" if len(misses) > MISSES_SAID else ""
        said.append(words + (f" ({'; '.join(misses[:MISSES_SAID])}{more})" if misses else ""))
    return say_list(said)


def _event(hit: Row, listed: Listed, stay: Row, versions: Sequence[Row]) -> Row:
    verdict, why = was_listed(listed, stay["seen_from"], stay["seen_until"], versions)
    when = say_days(stay["seen_from"], stay["seen_until"])
    words = f"{listed.name} in the {say_list_name(listed.list)}, {when}: {verdict}; {why}."
    return {
        "listed_event_id": content_id("listed_event", hit["hit_id"], stay["stay_id"]), "hit_id": hit["hit_id"],
        "vessel_id": hit["vessel_id"], "stay_id": stay["stay_id"], "seen_from": stay["seen_from"],
        "seen_until": stay["seen_until"], "verdict": verdict, "words": words,
        "sources": [hit["hit_id"], stay["stay_id"]],
    }  # fmt: skip
