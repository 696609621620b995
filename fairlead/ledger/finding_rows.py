"""What findings read and how they are written: the case as rows by question, and one row a finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.likelihood import likelihood_word
from fairlead.base.tables import TABLES
from fairlead.base.timeline import say_days
from fairlead.base.wording import say_count, say_list, say_small
from fairlead.ledger.items import by_ordinal
from fairlead.ledger.observers import count_separate

Row = Mapping[str, Any]
Level = Literal["low", "moderate", "high"]

A_CALL_IS_NOT_A_LOAD = "A call is not a load; a ship that left empty carried nothing."

NAMED_AT_MOST = 12
"""Ships, rows or places that one sentence names; more are counted."""

STRENGTH = ("documented", "inferred", "estimated", "claimed", "contradicted", "possible", "simulated")
"""Statuses from the strongest down: a sentence has the status of the weakest thing it needs."""

_COLUMNS = {
    "observations": ["sighting_id", "vessel_id", "observed_by", "method", "relation", "place_id", "place_words"],
    "watches": ["watch_id", "place_id", "is_cued", "look"],
}
"""Columns needed of the tables that may be long; of all others every column is read."""


@dataclass(frozen=True, slots=True)
class Told:
    """How sure, and why: a confidence with its words."""

    level: Level
    words: str


class Case:
    """The tables of :func:`~fairlead.ledger.findings.write_findings` as rows, by question where they have one."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._by_question: dict[str, dict[str, list[dict[str, Any]]]] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {}
        for name, given in tables.items():
            table = TABLES[name].sorted(TABLES[name].check(given))
            rows = table.select(_COLUMNS.get(name, table.column_names)).to_pylist()
            self._rows[name] = rows
            if "question" in table.column_names:
                split: dict[str, list[dict[str, Any]]] = defaultdict(list)
                for r in rows:
                    split[r["question"]].append(r)
                self._by_question[name] = split
        self.questions = by_ordinal(self._rows["questions"])
        self.rules = {r["label"]: r for r in reversed(self._rows["legal_measures"])}
        self.place = {r["place_id"]: r for r in self._rows["places"]}
        self._gaps: dict[str, list[Row]] = defaultdict(list)
        for g in self._rows["sighting_gaps"]:
            self._gaps[g["vessel_id"]].append(g)
        self._stays = {r["stay_id"]: r for r in self._rows["stays"]}
        self._seen = {r["sighting_id"]: r for r in self._rows["observations"]}

    def rows(self, name: str) -> list[dict[str, Any]]:
        """All rows of a table, by key."""
        return self._rows[name]

    def of(self, ask: Row, name: str) -> list[dict[str, Any]]:
        """The rows of a table that belong to a question, by key."""
        return self._by_question[name].get(ask["question"], [])

    def counted(self, ask: Row) -> list[dict[str, Any]]:
        """The documented trips of a question, in order of time."""
        return sorted((t for t in self.of(ask, "trips") if t["is_counted"]), key=by_time)

    def stays_of(self, trip: Row) -> list[Row]:
        """The stays beneath a trip."""
        ids = dict.fromkeys((trip["load_stay_id"], trip["discharge_stay_id"], *trip["sources"]))
        return [self._stays[i] for i in ids if i in self._stays]

    def place_name(self, place_id: str | None) -> str:
        """A place as people call it."""
        return str(self.place[place_id]["name"]) if place_id in self.place else "a place not listed"

    def place_of(self, row_id: str) -> str | None:
        """The place of a stay, or of a sighting at or off one; None where it is only near one, or of another row."""
        row = self._stays.get(row_id) or self._seen.get(row_id)
        is_there = row is not None and row.get("relation", "at") in ("at", "off")
        return row["place_id"] if row is not None and is_there else None

    def gaps_of(self, vessel_id: str | None) -> Sequence[Row]:
        """The silences of a ship; none for a ship nobody named."""
        return self._gaps.get(vessel_id or "", ())

    def observations_of(self, trip: Row) -> list[Row]:
        """The observations beneath a trip, directly or through its stays."""
        ids = {i for s in self.stays_of(trip) for i in s["sources"]} | set(trip["sources"])
        return [self._seen[i] for i in sorted(ids) if i in self._seen]

    def observations_under(self, stay: Row) -> list[Row]:
        """The observations of a stay."""
        return [self._seen[i] for i in stay["sources"] if i in self._seen]

    def observations_at(self, trip: Row) -> list[Row]:
        """The observations of a trip's stays, those at sea left aside; of a trip without a stay, all beneath it."""
        return [o for s in self.stays_of(trip) for o in self.observations_under(s)] or self.observations_of(trip)

    def observers(self, trips: Iterable[Row]) -> int:
        """How many separate observers stand behind the calls of trips; names credited together once count as one."""
        return count_separate({o["observed_by"] for t in trips for o in self.observations_at(t)})


def by_time(row: Row) -> tuple[Any, ...]:
    """Order of trips: by time, then by id."""
    return (row["start_time"], row["end_time"], row["trip_id"])


def finding(
    ask: Row,
    kind: str,
    subject: str,
    headline: str,
    text: str,
    *,
    status: str,
    confidence: Told,
    limits: Sequence[str],
    sources: Iterable[str],
    rule: Row | None = None,
    chance: float | None = None,
) -> dict[str, Any]:
    """One FINDINGS row, without its label.

    Args:
        ask: the question it belongs to.
        kind: its kind.
        subject: what tells it from others of the kind; part of the id.
        headline: the finding in one short sentence.
        text: the sentences.
        status: the status of what it says.
        confidence: how good the evidence is, and why.
        limits: what it cannot show, and what would change it.
        sources: ids one level down.
        rule: the rule touched.
        chance: the chance behind a likelihood word in the text.
    """
    return {
        "finding_id": content_id("finding", ask["question"], kind, subject),
        "question": ask["question"],
        "kind": kind,
        "headline": headline,
        "text": text,
        "rule": rule["label"] if rule else None,
        "rule_words": cite(rule) if rule else None,
        "likelihood": None if chance is None else likelihood_word(chance),
        "chance_frac": chance,
        "confidence": confidence.level,
        "confidence_words": confidence.words,
        "limits": list(limits),
        "status": status,
        "sources": sorted(set(sources)),
    }


def cite(rule: Row) -> str:
    """A rule as people cite it: ``S/RES/2397 (2017) para 5``, ``S/RES/1874 (2009) paras 9 and 10``."""
    instruments = [_short(i) for i in rule["instrument"].split(";")]
    paragraphs = [p.strip() for p in (rule["paragraph"] or "").split(";") if p.strip()]
    if len(instruments) == len(paragraphs):
        return "; ".join(f"{i} {_paragraph([p])}" for i, p in zip(instruments, paragraphs, strict=True))
    return " ".join(filter(None, ("; ".join(instruments), _paragraph(paragraphs) if paragraphs else "")))


def _short(instrument: str) -> str:
    """``UNSCR 2397 (2017)`` as ``S/RES/2397 (2017)``, also where a list leaves the word out; else as written."""
    bare = instrument.strip().removeprefix("UNSCR ")
    is_resolution = instrument.strip().startswith("UNSCR ") or bare[:1].isdigit()
    return f"S/RES/{bare}" if is_resolution else bare


def _paragraph(paragraphs: Sequence[str]) -> str:
    if not paragraphs[0][:1].isdigit():
        return "; ".join(paragraphs)
    return f"{'para' if len(paragraphs) == 1 else 'paras'} {say_list(paragraphs)}"


def weakest(statuses: Iterable[str]) -> str:
    """The status of what needs all of these."""
    return max(statuses, key=STRENGTH.index)


def say_documented(trips: Sequence[Row]) -> str:
    """``11 documented trips (one inferred)``: no count of trips hides those whose call is inferred."""
    return say_count(len(trips), "documented trip") + say_inferred(trips)


def say_inferred(trips: Sequence[Row]) -> str:
    """`` (one inferred)``, or nothing where every call was reported as seen."""
    inferred = sum(t["status"] == "inferred" for t in trips)
    if not inferred:
        return ""
    if inferred == len(trips):
        return " (inferred)" if inferred == 1 else " (all inferred)"
    return f" ({say_small(inferred)} inferred)"


def claimed_figure(claim: Row) -> float:
    """The figure of a claim that amounts and differences are taken at: its lower end, else its upper end."""
    figure = claim["qty_high"] if claim["qty_low"] is None else claim["qty_low"]
    return float(figure or 0)


def end_of_claim(claim: Row) -> str:
    """`` at least`` or `` at most`` after a figure that a claim gives one end of; nothing where it gives both."""
    if claim["qty_high"] is None and claim["qty_low"] is not None:
        return " at least"
    return " at most" if claim["qty_low"] is None and claim["qty_high"] is not None else ""


def say_trips_span(trips: Sequence[Row]) -> str:
    """From the first day to the last of some trips."""
    return say_days(min(t["start_time"] for t in trips), max(t["end_time"] for t in trips))


def some(parts: Sequence[str], noun: str) -> str:
    """The parts as a list; beyond :data:`NAMED_AT_MOST` the rest are counted."""
    if len(parts) <= NAMED_AT_MOST:
        return say_list(parts)
    return f"{', '.join(parts[:NAMED_AT_MOST])} and {say_count(len(parts) - NAMED_AT_MOST, f'more {noun}')}"


def text_status(rule: Row) -> str:
    """How sure the text of a rule is, in the collector's words."""
    return f"Text of {rule['label']} as held: {rule['text_status'] or 'how it was seen is not stated'}."


def trip_limits(case: Case, trips: Sequence[Row]) -> list[str]:
    """What trips do not show: loads, images, ships not seen alongside, ends not seen."""
    limits = [A_CALL_IS_NOT_A_LOAD]
    imaged = [t for t in trips if t["status"] == "documented"]
    imaged = [t for t in imaged if any(o["method"] == "image" for o in case.observations_at(t))]
    if imaged:
        limits.append(f"{_of(len(imaged), trips)} the call is as others report it from images; no image is held here.")
    if inferred := sum(t["status"] == "inferred" for t in trips):
        limits.append(f"{_of(inferred, trips)} the call is inferred: no sighting of the ship alongside is held.")
    if one_ended := sum(t["load_stay_id"] is None or t["discharge_stay_id"] is None for t in trips):
        limits.append(f"{_of(one_ended, trips)} the other end was not seen, or cannot be tied to that ship.")
    return limits


def _of(part: int, trips: Sequence[Row]) -> str:
    if part == len(trips):
        return "For the one trip" if part == 1 else f"For all {say_small(part)} trips"
    return f"For {say_small(part)} of the {say_small(len(trips))} trips"
