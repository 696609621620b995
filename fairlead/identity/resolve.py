"""Vessels: which ships there are, what they were called, and who lists them.

One vessel an IMO number; without one, one vessel a name with its number. A ship known only from sightings is a vessel
too. Nothing is merged on likeness alone; two vessels are one where a person decided so.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import UTC
from functools import cache
from typing import Any

import pyarrow as pa

from fairlead.base.doubted import doubts_of
from fairlead.base.tables import DECISIONS, LISTINGS, MARKS, PARTICULARS, SIGHTINGS, VESSELS
from fairlead.base.timeline import parse_date_range
from fairlead.errors import SchemaError
from fairlead.identity.names import BASES, NameIndex, ShipName, read_name, split_names
from fairlead.identity.numbers import find_doubted
from fairlead.identity.rulings import Ruling, rule_pairs
from fairlead.identity.ships import Ship, Shown, listing_rows, mark_rows, vessel_row

_SAME = ("name", "spelling")
"""Bases on which two rows mean one vessel."""


def resolve_identities(
    particulars: pa.Table, sightings: pa.Table, decisions: pa.Table | None = None
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Decide which vessels there are, from a list of vessels and from what sightings call them.

    Rows of the list that share an IMO number are one vessel; rows without one are one vessel where spelling and number
    of the name are equal, and join the one vessel with an IMO number that bears exactly that name. A sighting joins by
    IMO number, else by name (former names and romanisations count); what joins nothing begins a vessel of its own.
    An IMO number first seen in a sighting belongs to the listed vessel of that name if that has none. Vessels that a
    person decided are one are one: under the id of that which the list holds, else of that with an IMO number.

    Args:
        particulars: PARTICULARS, any order.
        sightings: SIGHTINGS, any order.
        decisions: DECISIONS; *same* or *accept* of two vessels joins them, *different*, *reject* or *unsure* joins
            nothing. No pair held apart comes together through a third.

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
    doubted = find_doubted(rows, seen)
    ruled = {} if decisions is None else rule_pairs(DECISIONS.check(decisions).to_pylist())
    for row in rows:
        register.take_row(row)
    register.join(ruled, doubted)
    for shown in _shown(seen):
        register.take_sighting(shown)
    register.join(ruled, doubted)  # those that sightings began
    ships = [s for i, s in enumerate(register.ships) if i not in register.into]
    return (
        VESSELS.from_rows(sorted((vessel_row(s, doubted) for s in ships), key=lambda r: str(r["vessel_id"]))),
        MARKS.from_rows(sorted((m for s in ships for m in mark_rows(s)), key=lambda r: str(r["mark_id"]))),
        LISTINGS.from_rows(sorted((x for s in ships for x in listing_rows(s)), key=lambda r: str(r["listing_id"]))),
    )


class _Register:
    """The vessels found so far, by IMO number and by name."""

    def __init__(self) -> None:
        self.ships: list[Ship] = []
        self.by_imo: dict[int, int] = {}
        self.index = NameIndex()
        self.listed = NameIndex()
        """The names that rows of the list give."""
        self.read = cache(read_name)
        self.into: dict[int, int] = {}
        """Of ships joined to another, that other."""

    def join(self, ruled: Mapping[tuple[str, str], Ruling], doubted: Container[int]) -> None:
        """Join the ships that a person decided are one, as far as they are known by now."""
        apart = [pair for pair, ruling in ruled.items() if ruling.is_out]
        for pair, ruling in ruled.items():
            at = {self._now(i): None for i, s in enumerate(self.ships) if s.vessel_id in pair}
            if not ruling.is_accepted or len(at) != 2:
                continue
            kept, gone = sorted(at, key=lambda i: _rank(self.ships[i], doubted))
            known = {s.vessel_id for i in at for s in (self.ships[i], *self.ships[i].joined)}
            if any(known.issuperset(two) for two in apart):
                continue
            self.ships[kept].join(self.ships[gone], ruling.decision_id)
            self.into[gone] = kept
            for imo in self.ships[gone].imos:
                self.by_imo[imo] = kept
            flag = self.ships[kept].flag_row
            self.index.add(kept, [self.read(n) for n in self.ships[kept].names], flag["flag"] if flag else None)

    def _now(self, i: int) -> int:
        while i in self.into:
            i = self.into[i]
        return i

    def _found(self, index: NameIndex, name: ShipName) -> dict[int, str]:
        """The ships a name may mean, each with its strongest basis; those joined to another are that other."""
        found: dict[int, str] = {}
        for i, basis in index.find(name).items():
            held = found.get(self._now(i))
            if held is None or BASES.index(basis) < BASES.index(held):
                found[self._now(i)] = basis
        return found

    def take_row(self, row: dict[str, Any]) -> None:
        """Give a row of the list to its vessel; rows with an IMO number must come before those without."""
        imo, ship_name = row["imo"], row["name"]
        if imo is not None:
            i = self.by_imo[imo] if imo in self.by_imo else self._begin(imo, imo)
        else:
            same = [i for i, basis in self.index.find(self.read(ship_name)).items() if basis in _SAME]
            if len(same) > 1:
                # Ships with different IMO numbers bear the name: which is meant is not said, so it stands for itself.
                same = [i for i in same if self.ships[i].imo is None]
            i = same[0] if len(same) == 1 else self._begin(None, ship_name)
        self.ships[i].describe(row)
        names = _row_names(row)
        self._call(i, names, row["particulars_id"])
        self.listed.add(i, [self.read(n) for n in names], row["flag"])

    def take_sighting(self, s: Shown) -> None:
        """Give what sightings show to its vessel; earlier ones must come first, so that nothing begun is renamed."""
        found = self._found(self.index, self.read(s.name)) if s.name else {}
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
            if (
                s.name
                and s.imo is not None
                and self.ships[i].rows
                and i not in self._found(self.listed, self.read(s.name))
            ):
                self.ships[i].by_number.append(s.name)
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
        self.ships.append(Ship(imo, began))
        if imo is not None:
            self.by_imo[imo] = len(self.ships) - 1
        return len(self.ships) - 1

    def _call(self, i: int, names: list[str], source: str) -> None:
        ship = self.ships[i]
        for name in names:
            ship.names.setdefault(name, source)
        if ship.names:
            flag = ship.flag_row["flag"] if ship.flag_row else None
            self.index.add(i, [self.read(n) for n in (next(iter(ship.names)), *names)], flag)


def _rank(ship: Ship, doubted: Container[int]) -> tuple[Any, ...]:
    """Which of ships that are one keeps its id: the first."""
    label = ship.rows[0]["label"] if ship.rows else ""
    return not ship.rows, ship.imo is None or ship.imo in doubted, label, ship.vessel_id


def _row_names(row: dict[str, Any]) -> list[str]:
    return [row["name"], *(n for text in (row["name"], *row["other_names"]) for n in split_names(text))]


def _shown(sightings: list[dict[str, Any]]) -> list[Shown]:
    """Each pair of name and IMO number once, with the earliest sighting that shows it; what a sighting itself leaves in
    doubt shows nothing."""
    first: dict[tuple[str | None, int | None], Shown] = {}
    for row in sightings:
        pair = (row["vessel_name"], row["imo"])
        if pair == (None, None) or doubts_of(row).words:
            continue
        try:
            first_day = parse_date_range(row["date_start"], row["date_end"])[0] if row["date_start"] else None
        except ValueError as e:
            raise SchemaError(f"sightings: {row['label']}: {e}") from e
        held = first.get(pair)
        shown = Shown(*pair, first_day and first_day.replace(tzinfo=UTC), row["sighting_id"])
        if held is None or shown.order < held.order:
            first[pair] = shown
    return sorted(first.values(), key=lambda s: s.order)
