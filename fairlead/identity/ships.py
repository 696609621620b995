"""Ships in the making: what a vessel's rows and sightings say of it, as VESSELS, MARKS and LISTINGS rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fairlead.base.ids import content_id
from fairlead.base.timeline import parse_date
from fairlead.identity.listings import Listing, read_listings
from fairlead.identity.numbers import NumberDoubt

GRADES = ("high", "medium", "low", None)
"""From the grade that is believed first to the one believed last."""

_KIND_NOT_STATED = re.compile(
    r"tonnage kind|which tonnage|kind of tonnage|tonnage (?:is )?not (?:said|stated)", re.IGNORECASE
)
_WORN_UNTIL = re.compile(r"\(to (\d{4}(?:-\d{2}(?:-\d{2})?)?)\)")


@dataclass(frozen=True, slots=True)
class Shown:
    """A name and IMO number as sightings show them together, with the first sighting that did."""

    name: str | None
    imo: int | None
    first: datetime | None
    """None where no sighting that shows them states a date."""
    sighting_id: str

    @property
    def order(self) -> tuple[bool, datetime, str]:
        return self.first is None, self.first or datetime.min.replace(tzinfo=UTC), self.sighting_id


@dataclass(slots=True)
class Ship:
    """A vessel in the making: the rows that describe it and the names it goes by, each with the row that says so."""

    imo: int | None
    began: int | str
    """The IMO number, or where its first row had none the name as written there; never changed afterwards."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    flag_row: dict[str, Any] | None = None
    """Of the rows that state a flag, the first of the best grade."""
    names: dict[str, str] = field(default_factory=dict)
    by_number: list[str] = field(default_factory=list)
    """Names that sightings alone give it, beside its IMO number, though it is listed."""
    shown: list[Shown] = field(default_factory=list)
    joined: list[Ship] = field(default_factory=list)
    """Ships that a person decided are this one."""
    decision_ids: list[str] = field(default_factory=list)

    @property
    def imos(self) -> list[int]:
        """Its IMO number, then other ones of ships joined to it."""
        return list(dict.fromkeys(s.imo for s in (self, *self.joined) if s.imo is not None))

    @property
    def vessel_id(self) -> str:
        return content_id("vessel", self.began)

    @property
    def best_rows(self) -> list[dict[str, Any]]:
        """The rows from the best grade to the worst."""
        return sorted(self.rows, key=_rank)

    def join(self, other: Ship, decision_id: str) -> None:
        """Take all that is known of another ship, which a person decided is this one."""
        for row in other.rows:
            self.describe(row)
        for name, source in other.names.items():
            self.names.setdefault(name, source)
        self.by_number += other.by_number
        self.shown = sorted([*self.shown, *other.shown], key=lambda s: s.order)
        self.joined += [other, *other.joined]
        self.decision_ids += [*other.decision_ids, decision_id]
        if self.imo is None:
            self.imo = other.imo

    def describe(self, row: dict[str, Any]) -> None:
        """Take a further row of the list."""
        self.rows.append(row)
        if row["flag"] and (self.flag_row is None or _rank(row) < _rank(self.flag_row)):
            self.flag_row = row


def _rank(row: dict[str, Any]) -> int:
    return GRADES.index(row["grade"] if row["grade"] in GRADES else None)


def vessel_row(ship: Ship, doubted: dict[int, NumberDoubt]) -> dict[str, Any]:
    """The VESSELS row of a ship; ``doubted`` are the IMO numbers that prove no identity."""
    names = list(ship.names) or [f"IMO {ship.imo:07d}"]
    dwt_t, dwt_words = _deadweight(ship)
    doubt = doubted.get(ship.imo) if ship.imo is not None else None
    imo_from = [*(s for imo in ship.imos for s in _imo_sources(ship, imo)), *(doubt.sources if doubt else ())]
    stated = {r["particulars_id"]: None for r in ship.rows}
    return {
        "vessel_id": ship.vessel_id,
        "label": ship.rows[0]["label"] if ship.rows else None,
        "name": names[0],
        "names": names,
        "names_by_number": ship.by_number or None,
        "imo": ship.imo,
        "imo_words": doubt.words if doubt else None,
        "dwt_t": dwt_t,
        "dwt_words": dwt_words,
        "joined_ids": sorted(s.vessel_id for s in ship.joined) or None,
        "imos_joined": [i for i in ship.imos if i != ship.imo and i not in doubted] or None,
        "sources": list(stated | dict.fromkeys([*ship.names.values(), *imo_from, *ship.decision_ids])),
    } | {c: next((r[c] for r in ship.best_rows if r[c] is not None), None) for c in _CARRIED}


_CARRIED = ("ship_type", "flag", "gt", "length_m", "beam_m", "depth_m", "draught_m", "features", "built")


def _deadweight(ship: Ship) -> tuple[float | None, str | None]:
    """The deadweight used, and the words that say where it comes from or why none is."""
    stated = [r for r in ship.best_rows if r["dwt_t"] is not None]
    refused = {r["label"]: why for r in stated if (why := _why_not_deadweight(r))}
    good = [r for r in stated if r["label"] not in refused]
    if good:
        used = good[0]
        words = f"{used['dwt_t']:,.0f} t as {used['label']} states it"
        others = [f"{r['label']} states {r['dwt_t']:,.0f} t" for r in good[1:] if r["dwt_t"] != used["dwt_t"]]
        return used["dwt_t"], "; ".join([words, *others])
    if stated:
        return None, "; ".join(
            f"{r['dwt_t']:,.0f} t in {r['label']} is not used: {refused[r['label']]}" for r in stated
        )
    gt = next((r["gt"] for r in ship.best_rows if r["gt"] is not None), None)
    return None, None if gt is None else f"only gross tonnage ({gt:,.0f}) is stated, which is no deadweight"


def _why_not_deadweight(row: dict[str, Any]) -> str | None:
    if _KIND_NOT_STATED.search(row["confidence"] or ""):
        return "which tonnage it is, is not stated"
    return "the row is of low grade" if row["grade"] == "low" else None


def mark_rows(ship: Ship) -> Iterator[dict[str, Any]]:
    """Names, IMO number and flags as shown, with the dates that are known."""
    shown: dict[str | None, Shown] = {}
    for s in ship.shown:  # the earliest first, as they were taken
        shown.setdefault(s.name, s)
    ends = _ends(ship)
    for name, source in ship.names.items():
        first, until = shown.get(name), ends.get(name)
        sources = list(dict.fromkeys([source, *([first.sighting_id] if first else [])]))
        since = first.first if first else None
        start = since if since and (until is None or since < until) else None
        yield _mark(ship, "name", name, sources, start, until)
    for imo in ship.imos:
        yield _mark(ship, "imo", f"{imo:07d}", _imo_sources(ship, imo), None, None)
    flags: dict[str, list[str]] = {}
    for row in ship.rows:
        if row["flag"] or row["flag_words"]:
            flags.setdefault(row["flag"] or row["flag_words"], []).append(row["particulars_id"])
    for flag, sources in flags.items():
        yield _mark(ship, "flag", flag, sources, None, None)


def _imo_sources(ship: Ship, imo: int) -> list[str]:
    """The rows of the list that state an IMO number of the ship, or the first sighting that does."""
    listed = [r["particulars_id"] for r in ship.rows if r["imo"] == imo]
    return listed or [s.sighting_id for s in ship.shown if s.imo == imo][:1]


def _mark(
    ship: Ship, kind: str, value: str, sources: list[str], start: datetime | None, end: datetime | None
) -> dict[str, Any]:
    return {
        "mark_id": content_id("mark", ship.vessel_id, kind, value),
        "vessel_id": ship.vessel_id, "mark_kind": kind, "value": value, "start_time": start, "end_time": end,
        "sources": sources,
    }  # fmt: skip


def _ends(ship: Ship) -> dict[str, datetime | None]:
    """The ends of names where the list writes them behind the name: ``WOO JEONG (to 2019)``."""
    ends: dict[str, datetime | None] = {}
    for row in ship.rows:
        for piece in (row["other_names_words"] or "").split(";"):
            if (found := _WORN_UNTIL.search(piece)) and (name := piece[: found.start()].strip()) not in ends:
                try:
                    ends[name] = parse_date(found[1])[1].replace(tzinfo=UTC)
                except ValueError:
                    ends[name] = None
    return ends


def listing_rows(ship: Ship) -> Iterator[dict[str, Any]]:
    """Listings of the ship's rows; rows that say the same of an authority are one listing with several sources."""
    said: dict[str, tuple[Listing, list[str]]] = {}
    for row in ship.rows:
        words = (row["designation_words"], row["designation_date_words"], row["designation_measures_words"])
        for listing in read_listings(*words):
            listing_id = content_id("listing", ship.vessel_id, listing.authority, *words)
            said.setdefault(listing_id, (listing, []))[1].append(row["particulars_id"])
    for listing_id, (listing, sources) in said.items():
        yield {
            "listing_id": listing_id,
            "vessel_id": ship.vessel_id,
            "authority": listing.authority,
            "listed_start": listing.start,
            "listed_end": listing.end,
            "measures": list(listing.measures),
            "is_measure_sure": listing.is_measure_sure,
            "words": listing.words,
            "sources": sources,
        }
