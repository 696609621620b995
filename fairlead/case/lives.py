"""One ship as the case holds it: what it was called under which numbers, by whose word, and which of that cannot all be
so; when it was listed; and what it did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.decisions import UNSURE
from fairlead.base.tables import TABLES
from fairlead.base.texts import shortest
from fairlead.base.timeline import say_days
from fairlead.identity.list_statements import say_list_name
from fairlead.identity.shared_marks import OWN, SHARED, SharedMarks

Row = dict[str, Any]


class Tables(Protocol):
    """The tables of a case as whoever shows them holds them."""

    def rows(self, name: str) -> list[Row]:
        """All rows of a table in the order of its key."""

    def where(self, name: str, column: str, values: Iterable[Any]) -> list[Row]:
        """Rows whose ``column`` is among ``values``, in the order of the key."""


class Whole:
    """Tables that are held whole, as lists of rows, each read once."""

    def __init__(self, table: Callable[[str], pa.Table]) -> None:
        self._table = table
        self._rows: dict[str, list[Row]] = {}

    def rows(self, name: str) -> list[Row]:
        """All rows of a table in the order of its key."""
        if name not in self._rows:
            self._rows[name] = _listed_rows(name, self._table(name))
        return self._rows[name]

    def where(self, name: str, column: str, values: Iterable[Any]) -> list[Row]:
        """Rows whose ``column`` is among ``values``."""
        table = self._table(name)
        wanted = pa.array(sorted({v for v in values if v is not None}), type=table.schema.field(column).type)
        return _listed_rows(name, table.filter(pc.is_in(table[column], value_set=wanted)))


def _listed_rows(name: str, table: pa.Table) -> list[Row]:
    return list(shortest(TABLES[name].sorted(table)).to_pylist())


KINDS = {"imo": "IMO number", "name": "name", "mmsi": "MMSI", "call_sign": "call sign", "flag": "flag"}
"""Kinds of marks in the order they are shown, and their words."""

LISTED_MARKS = {
    "imo": "imo", "name": "name", "alias": "name", "former_name": "name", "mmsi": "mmsi", "call_sign": "call_sign",
    "flag": "flag", "former_flag": "flag",
}  # fmt: skip
"""Properties of list statements that are marks, and of which kind."""

FORMER = ("former_name", "former_flag")
"""Worn before the list said so: its day says nothing of when."""

OF_EITHER = "AIS; of it or of another ship on its MMSI at that time"
"""Whose word a mark is that nobody can give to one of two ships."""

SURE = ("confirmed", "probable")
"""Levels at which an entry's marks are taken for the ship's."""


def is_sure(hit: Row) -> bool:
    """Whether a hit is sure enough to be drawn with the ship: none that a person left open or ruled to be another's."""
    return hit["level"] in SURE and hit["ruling"] not in ("different", UNSURE)


@dataclass(frozen=True, slots=True)
class Worn:
    """One mark by one source's word."""

    kind: str
    value: str
    start: datetime | None
    """Since when: received, reported, or said by a list; None where the source dates nothing."""
    end: datetime | None
    """Until when; None: only its first day is known, or with ``is_open`` it is said still."""
    is_received: bool
    """Received or seen, no mere word of a list."""
    by: str
    """Whose word, in words."""
    id: str
    is_open: bool = False
    is_former: bool = False
    is_shared: bool = False
    """Two ships were on the MMSI it came under, and nothing tells whose it is."""


@dataclass(slots=True)
class Life:
    """What a case holds of one ship."""

    vessel: Row
    marks: list[Worn] = field(default_factory=list)
    hits: list[Row] = field(default_factory=list)
    listings: list[Row] = field(default_factory=list)
    trips: list[Row] = field(default_factory=list)
    stays: list[Row] = field(default_factory=list)
    calls: list[Row] = field(default_factory=list)
    gaps: list[Row] = field(default_factory=list)
    silences: list[Row] = field(default_factory=list)
    """Silences between the reports that sightings tell of."""
    encounters: list[Row] = field(default_factory=list)
    risks: list[Row] = field(default_factory=list)
    ties: list[Row] = field(default_factory=list)
    """Who is said to own or run it, and then who is said to own or run those, and so on."""
    statements: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    """What lists say of the entries of its hits, by list and entry."""

    @property
    def rank(self) -> tuple[int, int, int, int, str]:
        """Ships that matter most first: by counted trips, sure hits, doubts, other events."""
        sure = sum(map(is_sure, self.hits))
        events = sum(map(len, (self.trips, self.stays, self.calls, self.gaps, self.silences, self.encounters)))
        counted = sum(t["is_counted"] for t in self.trips)
        return -counted, -sure, -len(self.risks), -events, str(self.vessel["vessel_id"])

    @property
    def last(self) -> datetime | None:
        """The last day on which it was received or reported, or was on a trip; None where nothing has a day."""
        days = [m.end or m.start for m in self.marks if m.is_received and m.start]
        days += [t["end_time"] for t in self.trips] + [s["seen_until"] for s in self.stays]
        return max((d for d in days if d), default=None)

    @property
    def is_told(self) -> bool:
        """Whether anything is known of it that its row in the table of ships does not say."""
        is_eventful = self.rank[:4] != (0, 0, 0, 0)
        return (
            is_eventful or bool(self.hits or self.ties) or any(m.is_received and m.kind != "name" for m in self.marks)
        )

    def clashes(self) -> set[tuple[str, str]]:
        """Kind and value of marks that cannot all be so: two IMO numbers; two flags that one time or none divides; two
        MMSIs or call signs received at one time. What may be another's on the same MMSI is held against none;
        nor is what lists say of numbers, which is often stale."""
        found: set[tuple[str, str]] = set()
        for kind in ("imo", "flag", "mmsi", "call_sign"):
            own = [m for m in self.marks if m.kind == kind and not m.is_former and not m.is_shared]
            if kind in ("mmsi", "call_sign"):
                own = [m for m in own if m.is_received]
            for i, a in enumerate(own):
                for b in own[i + 1 :]:
                    if a.value != b.value and (kind == "imo" or _meet(a, b)):
                        found |= {(kind, a.value), (kind, b.value)}
        return found


def is_listed(life: Life, hit: Row) -> bool:
    """Whether the entry of a hit is listed; a list may name it for another's sake only."""
    return all(r["property"] != "standing" for r in life.statements.get((hit["list"], hit["entry"]), ()))


def read_lives(held: Tables) -> list[Life]:
    """Every ship of the case with what is known of it, those that matter most first."""
    lives = {v["vessel_id"]: Life(v) for v in held.rows("vessels")}
    for name, own in (
        ("hits", "hits"), ("listings", "listings"), ("trips", "trips"), ("stays", "stays"),
        ("sighting_gaps", "silences"), ("ties", "ties"),
    ):  # fmt: skip
        for row in held.rows(name):
            if row["vessel_id"] in lives:
                getattr(lives[row["vessel_id"]], own).append(row)
    _add_those_behind(held, lives)
    _received(held, lives)
    for mark in held.rows("marks"):
        if mark["vessel_id"] in lives and mark["mark_kind"] in KINDS:
            lives[mark["vessel_id"]].marks.append(_shown(mark))
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for h in held.rows("hits"):
        wanted[h["list"], h["entry"]].add(h["vessel_id"])
    for row in held.where("list_statements", "entry", {ref for _, ref in wanted}):
        for vessel in wanted.get((row["list"], row["entry"]), set()) & set(lives):
            lives[vessel].statements.setdefault((row["list"], row["entry"]), []).append(row)
    for life in lives.values():
        life.marks += _listed(life)
        life.trips.sort(key=lambda t: (t["start_time"], t["trip_id"]))
    return sorted(lives.values(), key=lambda one: one.rank)


def _add_those_behind(held: Tables, lives: dict[str, Life]) -> None:
    """Who owns or runs the owners of ships, step by step, each tie once: rings end."""
    of: dict[str, list[Row]] = defaultdict(list)
    for tie in held.rows("ties"):
        of[tie["owned_id"]].append(tie)
    for life in lives.values():
        told = {tie["tie_id"] for tie in life.ties}
        for direct in life.ties:  # grows while it is walked: those found are asked about in their turn
            new = [t for t in of.get(direct["owner_id"], ()) if t["tie_id"] not in told]
            told |= {t["tie_id"] for t in new}
            life.ties += new


def span_of(times: Iterable[datetime | None]) -> tuple[datetime, datetime] | None:
    """From the first to the last of some times, a little air around them; None where there are none."""
    known = [t for t in times if t is not None]
    if not known:
        return None
    air = max((max(known) - min(known)) * 0.03, timedelta(days=1))
    return min(known) - air, max(known) + air


def _meet(a: Worn, b: Worn) -> bool:
    """Whether no dates keep two marks apart. What is undated may always have been."""
    before = a.end is not None and b.start is not None and a.end <= b.start
    after = b.end is not None and a.start is not None and b.end <= a.start
    return not before and not after


def _received(held: Tables, lives: dict[str, Life]) -> None:
    """What AIS tells of ships whose marks it sent: numbers, names, call signs, calls, gaps, encounters; and doubts."""
    bearers = [b for b in held.rows("bearers") if b["vessel_id"] in lives]
    heard = held.where("segments", "mmsi", {b["mmsi"] for b in bearers})
    spans, shared = {s["segment_id"]: s for s in heard}, SharedMarks(heard)
    of: dict[str, set[str]] = defaultdict(set)
    runs: dict[int, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for b in bearers:
        if span := spans.get(b["segment_id"]):
            of[b["segment_id"]].add(b["vessel_id"])
            runs[span["mmsi"]][b["vessel_id"]].append(span)
    for mmsi, whose in sorted(runs.items()):
        for vessel, some in sorted(whose.items()):
            first = min(some, key=lambda s: (s["start_time"], s["segment_id"]))
            end = max(s["end_time"] for s in some)
            by = "AIS; another ship sent it at that time too" if any(map(shared.is_shared, some)) else "AIS"
            mark = Worn("mmsi", f"{mmsi:09d}", first["start_time"], end, True, by, first["segment_id"])
            lives[vessel].marks.append(mark)
    for row in held.where("worn", "mmsi", runs):
        mark = Worn(row["property"], row["value"], row["start_time"], row["end_time"], True, "AIS", row["worn_id"])
        for vessel, some in runs[row["mmsi"]].items() if row["is_standing"] else ():
            met = [s for s in some if s["start_time"] <= row["end_time"] and row["start_time"] <= s["end_time"]]
            is_whose = {shared.whose(s, row["property"], row["value"]) for s in met}
            if OWN in is_whose:
                lives[vessel].marks.append(mark)
            elif SHARED in is_whose:
                lives[vessel].marks.append(replace(mark, by=OF_EITHER, is_shared=True))
    ports = port_names(held.rows("places"))
    for name, own, ends in (
        ("port_calls", "calls", ("segment_id",)), ("gaps", "gaps", ("segment_id", "next_segment_id")),
        ("encounters", "encounters", ("segment_id", "other_segment_id")),
    ):  # fmt: skip
        for row in held.rows(name):
            told = {**row, "port": ports.get(row["port"], row["port"])} if own == "calls" else row
            for vessel in sorted(set[str]().union(*(of.get(row[e], set()) for e in ends))):
                getattr(lives[vessel], own).append(told)
    for risk in held.rows("risks"):
        named = {risk["vessel_id"]} if risk["vessel_id"] else set(runs.get(risk["mmsi"], ()))
        for vessel in sorted(named & set(lives)):
            lives[vessel].risks.append(risk)


def port_names(places: Iterable[Row]) -> dict[str, str]:
    """Names of ports by the label that port calls bear; a port that is no place of the case is called as it is."""
    return {p["label"]: p["name"] for p in places if p["label"]}


def _shown(mark: Row) -> Worn:
    """A mark of the vessel list or of sightings; dated where a sighting showed it."""
    is_seen = mark["start_time"] is not None
    value = f"{int(mark['value']):07d}" if mark["mark_kind"] == "imo" and mark["value"].isdigit() else mark["value"]
    by = "a sighting" if is_seen else "the vessel list, not dated"
    return Worn(mark["mark_kind"], value, mark["start_time"], mark["end_time"], is_seen, by, mark["mark_id"])


def _listed(life: Life) -> Iterator[Worn]:
    """What the entries of sure hits say of the ship's marks, while they say it."""
    sure = {(h["list"], h["entry"]) for h in life.hits if is_sure(h)}
    for (list_, ref), rows in sorted(life.statements.items()):
        if (list_, ref) not in sure:
            continue
        for row in sorted(rows, key=lambda r: (r["known_from"], r["list_statement_id"])):
            kind = LISTED_MARKS.get(row["property"])
            if kind is None:
                continue
            number = row["normal"] if kind in ("imo", "mmsi", "flag") else None
            value = f"{int(number):07d}" if kind == "imo" and number and number.isdigit() else number or row["value"]
            said = "" if row["property"] == kind else f", {row['property'].replace('_', ' ')}"
            is_former = row["property"] in FORMER
            yield Worn(
                kind, value, None if is_former else row["known_from"],
                None if is_former else row["known_until"] or row["known_to"], False,
                f"{say_list_name(list_)}{said}", row["list_statement_id"], row["known_until"] is None, is_former,
            )  # fmt: skip


def say_when(mark: Worn) -> str:
    """``received 3 Mar 2024 – 9 Jul 2024``; ``not dated``."""
    if mark.start is None:
        return "before, not dated" if mark.is_former else "not dated"
    if not mark.is_received:
        until = ", and still" if mark.is_open else ""
        return f"said {say_days(mark.start, mark.end or mark.start)}{until}"
    if mark.end is None:
        return f"first known {say_days(mark.start, mark.start)}"
    return f"received {say_days(mark.start, mark.end)}"


def by_value(marks: Sequence[Worn]) -> list[tuple[str, str, list[Worn]]]:
    """Marks by kind and value, in the order of :data:`KINDS`, received ones first, then by first day."""
    found: dict[tuple[str, str], list[Worn]] = defaultdict(list)
    for m in marks:
        found[m.kind, m.value.casefold()].append(m)
    order, never = list(KINDS), datetime.max.replace(tzinfo=UTC)

    def place(item: tuple[tuple[str, str], list[Worn]]) -> tuple[int, bool, datetime, str]:
        (kind, folded), some = item
        first = min((m.start for m in some if m.start), default=never)
        return order.index(kind), not any(m.is_received for m in some), first, folded

    return [(kind, some[0].value, some) for (kind, _), some in sorted(found.items(), key=place)]
