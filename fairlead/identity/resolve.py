"""Vessels: which ships there are, what they were called, and who lists them.

One vessel an IMO number; without one, one vessel a name with its number. A ship known only from sightings is a vessel
too. Nothing is merged on likeness alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.base.tables import LISTINGS, MARKS, PARTICULARS, SIGHTINGS, VESSELS
from fairlead.base.timeline import parse_date, parse_date_range
from fairlead.errors import SchemaError
from fairlead.identity.listings import Listing, read_listings
from fairlead.identity.names import NameIndex, read_name, split_names
from fairlead.identity.numbers import NumberDoubt, find_doubted

_SAME = ("name", "spelling")
"""Bases on which two rows mean one vessel."""

GRADES = ("high", "medium", "low", None)
"""From the grade that is believed first to the one believed last."""

_KIND_NOT_STATED = re.compile(
    r"tonnage kind|which tonnage|kind of tonnage|tonnage (?:is )?not (?:said|stated)", re.IGNORECASE
)
_WORN_UNTIL = re.compile(r"\(to (\d{4}(?:-\d{2}(?:-\d{2})?)?)\)")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A name and IMO number as sightings show them together, with the first sighting that did."""

    name: str | None
    imo: int | None
    first: datetime
    sighting_id: str


@dataclass(slots=True)
class _Ship:
    """A vessel in the making: the rows that describe it and the names it goes by, each with the row that says so."""

    imo: int | None
    began: int | str
    """The IMO number, or where its first row had none the name as written there; never changed afterwards."""
    rows: list[dict[str, Any]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    shown: list[_Shown] = field(default_factory=list)

    @property
    def vessel_id(self) -> str:
        return content_id("vessel", self.began)

    @property
    def flag(self) -> str | None:
        return next((r["flag"] for r in self.best_rows if r["flag"]), None)

    @property
    def best_rows(self) -> list[dict[str, Any]]:
        """The rows from the best grade to the worst."""
        return sorted(self.rows, key=lambda r: GRADES.index(r["grade"] if r["grade"] in GRADES else None))


def resolve_identities(particulars: pa.Table, sightings: pa.Table) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Decide which vessels there are, from a list of vessels and from what sightings call them.

    Rows of the list that share an IMO number are one vessel; rows without one are one vessel where spelling and number
    of the name are equal, and join the one vessel with an IMO number that bears exactly that name. A sighting joins by
    IMO number, else by name (former names and romanisations count); what joins nothing begins a vessel of its own.
    An IMO number first seen in a sighting belongs to the listed vessel of that name if that has none.

    Args:
        particulars: PARTICULARS, any order.
        sightings: SIGHTINGS, any order.

    Returns:
        VESSELS, MARKS and LISTINGS. Deadweight is used only where its row is not of low grade and does not leave open
        which tonnage it is; gross tonnage never becomes deadweight.

    Raises:
        SchemaError: a table lacks a column, has nulls where none may be, or holds a date that does not exist.

    Limits:
        Two ships of one name, neither with an IMO number, are one vessel here. An IMO number that passes its check
        digit may still be a laundered one. A name without its number (An San for An San 1) begins no vessel where a
        numbered one is known. Joining sightings to vessels with doubt is the candidates' work.
    """
    rows = PARTICULARS.check(particulars).to_pylist()
    rows.sort(key=lambda r: (r["imo"] is None, r["label"], r["particulars_id"]))
    columns = ["sighting_id", "label", "vessel_words", "vessel_name", "imo", "date_start", "date_end", "confidence"]
    seen = SIGHTINGS.check(sightings).select(columns).to_pylist()
    seen.sort(key=lambda r: (r["label"], r["sighting_id"]))
    register = _Register()
    for row in rows:
        register.take_row(row)
    for shown in _shown(seen):
        register.take_sighting(shown)
    ships, doubted = register.ships, find_doubted(rows, seen)
    return (
        VESSELS.from_rows(sorted((_vessel(s, doubted) for s in ships), key=lambda r: str(r["vessel_id"]))),
        MARKS.from_rows(sorted((m for s in ships for m in _marks(s)), key=lambda r: str(r["mark_id"]))),
        LISTINGS.from_rows(sorted((x for s in ships for x in _listings(s)), key=lambda r: str(r["listing_id"]))),
    )


class _Register:
    """The vessels found so far, by IMO number and by name."""

    def __init__(self) -> None:
        self.ships: list[_Ship] = []
        self.by_imo: dict[int, int] = {}
        self.index = NameIndex()

    def take_row(self, row: dict[str, Any]) -> None:
        """Give a row of the list to its vessel; rows with an IMO number must come before those without."""
        imo, ship_name = row["imo"], row["name"]
        if imo is not None:
            i = self.by_imo[imo] if imo in self.by_imo else self._begin(imo, imo)
        else:
            same = [i for i, basis in self.index.find(read_name(ship_name)).items() if basis in _SAME]
            if len(same) > 1:
                # Ships with different IMO numbers bear the name: which is meant is not said, so it stands for itself.
                same = [i for i in same if self.ships[i].imo is None]
            i = same[0] if len(same) == 1 else self._begin(None, ship_name)
        self.ships[i].rows.append(row)
        self._call(i, _row_names(row), row["particulars_id"])

    def take_sighting(self, s: _Shown) -> None:
        """Give what sightings show to its vessel; earlier ones must come first, so that nothing begun is renamed."""
        found = self.index.find(read_name(s.name)) if s.name else {}
        bearers = [i for i, basis in found.items() if basis in (*_SAME, "former name")]
        if s.imo is not None:
            i = self._of_imo(s.imo, [i for i in bearers if found[i] in _SAME])
            # A name that is another vessel's stays with that vessel: name and number disagree, candidates say so.
            is_called = not self.ships[i].names or not bearers or i in bearers
        else:
            if not bearers and "number missing" not in found.values():
                bearers = [self._begin(None, str(s.name))]
            i, is_called = (bearers or [-1])[0], len(bearers) == 1
        if is_called:
            self.ships[i].shown.append(s)
            self._call(i, [s.name] if s.name else [], s.sighting_id)

    def _of_imo(self, imo: int, same_name: list[int]) -> int:
        """The vessel of an IMO number; a new number goes to the one ship of that name that has none yet."""
        if imo not in self.by_imo:
            if len(same_name) == 1 and self.ships[same_name[0]].imo is None:
                self.by_imo[imo] = same_name[0]
                self.ships[same_name[0]].imo = imo
            else:
                self._begin(imo, imo)
        return self.by_imo[imo]

    def _begin(self, imo: int | None, began: int | str) -> int:
        self.ships.append(_Ship(imo, began))
        if imo is not None:
            self.by_imo[imo] = len(self.ships) - 1
        return len(self.ships) - 1

    def _call(self, i: int, names: list[str], source: str) -> None:
        ship = self.ships[i]
        for name in names:
            ship.names.setdefault(name, source)
        if ship.names:
            self.index.add(i, [read_name(n) for n in (next(iter(ship.names)), *names)], ship.flag)


def _row_names(row: dict[str, Any]) -> list[str]:
    return [row["name"], *(n for text in (row["name"], *row["other_names"]) for n in split_names(text))]


def _shown(sightings: list[dict[str, Any]]) -> list[_Shown]:
    """Each pair of name and IMO number once, with the earliest sighting that shows it."""
    first: dict[tuple[str | None, int | None], _Shown] = {}
    for row in sightings:
        pair = (row["vessel_name"], row["imo"])
        if pair == (None, None):
            continue
        try:
            start = parse_date_range(row["date_start"], row["date_end"])[0].replace(tzinfo=UTC)
        except ValueError as e:
            raise SchemaError(f"sightings: {row['label']}: {e}") from e
        held = first.get(pair)
        if held is None or (start, row["sighting_id"]) < (held.first, held.sighting_id):
            first[pair] = _Shown(*pair, start, row["sighting_id"])
    return sorted(first.values(), key=lambda s: (s.first, s.sighting_id))


def _vessel(ship: _Ship, doubted: dict[int, NumberDoubt]) -> dict[str, Any]:
    names = list(ship.names) or [f"IMO {ship.imo:07d}"]
    dwt_t, dwt_words = _deadweight(ship)
    doubt = doubted.get(ship.imo) if ship.imo is not None else None
    imo_from = [*_imo_sources(ship), *(doubt.sources if doubt else ())]
    stated = {r["particulars_id"]: None for r in ship.rows}
    return {
        "vessel_id": ship.vessel_id,
        "label": ship.rows[0]["label"] if ship.rows else None,
        "name": names[0],
        "names": names,
        "imo": ship.imo,
        "imo_words": doubt.words if doubt else None,
        "dwt_t": dwt_t,
        "dwt_words": dwt_words,
        "sources": list(stated | dict.fromkeys(ship.names.values()) | dict.fromkeys(imo_from)),
    } | {c: next((r[c] for r in ship.best_rows if r[c] is not None), None) for c in _CARRIED}


_CARRIED = ("ship_type", "flag", "gt", "length_m", "built")


def _deadweight(ship: _Ship) -> tuple[float | None, str | None]:
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


def _marks(ship: _Ship) -> Iterator[dict[str, Any]]:
    """Names, IMO number and flags as shown, with the dates that are known."""
    for name, source in ship.names.items():
        first = min((s for s in ship.shown if s.name == name), key=lambda s: (s.first, s.sighting_id), default=None)
        sources = list(dict.fromkeys([source, *([first.sighting_id] if first else [])]))
        until = _worn_until(ship, name)
        start = first.first if first and (until is None or first.first < until) else None
        yield _mark(ship, "name", name, sources, start, until)
    if ship.imo is not None:
        yield _mark(ship, "imo", f"{ship.imo:07d}", _imo_sources(ship), None, None)
    flags: dict[str, list[str]] = {}
    for row in ship.rows:
        if row["flag"] or row["flag_words"]:
            flags.setdefault(row["flag"] or row["flag_words"], []).append(row["particulars_id"])
    for flag, sources in flags.items():
        yield _mark(ship, "flag", flag, sources, None, None)


def _imo_sources(ship: _Ship) -> list[str]:
    """The rows of the list that state the ship's IMO number, or the first sighting that does."""
    listed = [r["particulars_id"] for r in ship.rows if ship.imo is not None and r["imo"] == ship.imo]
    return listed or [s.sighting_id for s in ship.shown if ship.imo is not None and s.imo == ship.imo][:1]


def _mark(
    ship: _Ship, kind: str, value: str, sources: list[str], start: datetime | None, end: datetime | None
) -> dict[str, Any]:
    return {
        "mark_id": content_id("mark", ship.vessel_id, kind, value),
        "vessel_id": ship.vessel_id, "mark_kind": kind, "value": value, "start_time": start, "end_time": end,
        "sources": sources,
    }  # fmt: skip


def _worn_until(ship: _Ship, name: str) -> datetime | None:
    """The end of a name where the list writes it behind the name: ``WOO JEONG (to 2019)``."""
    for row in ship.rows:
        for piece in (row["other_names_words"] or "").split(";"):
            if (found := _WORN_UNTIL.search(piece)) and piece[: found.start()].strip() == name:
                try:
                    return parse_date(found[1])[1].replace(tzinfo=UTC)
                except ValueError:
                    return None
    return None


def _listings(ship: _Ship) -> Iterator[dict[str, Any]]:
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
