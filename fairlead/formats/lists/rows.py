"""Entries and facts of one list file, gathered by column: what every dialect fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.ids import content_id
from fairlead.base.schema import Gathered
from fairlead.base.tables import LIST_ENTRIES, LIST_FACTS, LIST_VERSIONS, REJECTS
from fairlead.base.wording import say_many
from fairlead.errors import EvidenceError
from fairlead.formats.api import Read, refusal
from fairlead.formats.lists.values import When, normal_of, read_when

KINDS = ("vessel", "company", "person", "aircraft", "other")
Span = tuple[datetime | None, datetime | None]
"""From when and until when something is stated to hold in the world, the end exclusive; None: not stated."""


class Rows:
    """One file half read. An entry is a row of it; what it could not use it refuses with a reason."""

    def __init__(self, list_: str, publisher: str, name: str, evidence_id: str) -> None:
        self.list, self.publisher, self.name, self.evidence_id = list_, publisher, name, evidence_id
        self.version_id = f"list_version:{evidence_id.rpartition(':')[2]}"
        self.published: tuple[str | None, int] = (None, 1)
        """The publisher's date as written, and its line."""
        self.read_date: Callable[[str | None], When] = read_when
        """Reads the file's dates of designation and publication."""
        self.is_delta = False
        self.doubt: str | None = None
        """Why the file may not be whole, where it seems so."""
        self.has_end = False
        """Whether the file shows that its end is there; a text table cut between two records does not."""
        self.caveats: list[str] = []
        """What a search of the list may miss."""
        self._entries: list[dict[str, Any]] = []
        self._facts = Gathered(LIST_FACTS)
        self._with_imo: set[str] = set()
        self._is_linked = False
        self._rejects: list[dict[str, Any]] = []
        self._place: dict[str, int] = {}
        self._seen: set[int] = set()
        """Facts by the digits of their ids: what was said stands in columns by then."""

    def call(self, list_: str) -> None:
        """Name the list, where only its last line tells which it is."""
        self.list = list_
        for row in self._entries:
            row["list"] = list_

    def __len__(self) -> int:
        return len(self._entries)

    def has(self, ref: str) -> bool:
        """Whether an entry of this id stands already."""
        return ref in self._place

    def free(self, ref: str) -> str:
        """``ref``, or ``ref #2`` and so on where it stands already: lists number some entries twice."""
        number, free = 1, ref
        while free in self._place:
            number += 1
            free = f"{ref} #{number}"
        return free

    def entry(
        self,
        ref: str,
        kind: str,
        name: str,
        row: int,
        *,
        programmes: Iterable[str] = (),
        measures: Iterable[str] = (),
        part: str | None = None,
        listed: str | None = None,
        grounds: str | None = None,
        remarks: str | None = None,
        op: str | None = None,
    ) -> str:
        """Add an entry; a second of the same id is refused, and the first stays. Returns the id."""
        if ref in self._place:
            self.refuse(row, f"entry {ref} stands on line {self._entries[self._place[ref]]['row']}; the first stays")
            return ref
        words, start, end = self.read_date(listed)
        self._place[ref] = len(self._entries)
        self._entries.append({
            "list_entry_id": content_id("list_entry", self.evidence_id, ref), "list": self.list,
            "list_version_id": self.version_id, "entry": ref, "op": op, "entry_kind": kind, "name": name,
            "aliases": [], "weak_aliases": [], "former_names": [],
            "programmes": list(programmes), "measures": list(measures), "part": part,
            "listed_words": words, "listed_start": start, "listed_end": end,
            "grounds": grounds or None, "remarks": remarks or None, "evidence_id": self.evidence_id, "row": row,
        })  # fmt: skip
        if words and start is None:
            self.refuse_field(row, "listed_words", f"{words!r} is no date this reader knows", ref)
        return ref

    def extend(self, ref: str, *, programmes: Iterable[str] = (), measures: Iterable[str] = ()) -> None:
        """Add programmes and measures to an entry, each once."""
        entry = self._entries[self._place[ref]]
        entry["programmes"] += [p for p in programmes if p not in entry["programmes"]]
        entry["measures"] += [m for m in measures if m not in entry["measures"]]

    def date(self, ref: str, listed: str, row: int, *, is_first: bool = False) -> None:
        """Say of an entry when it was designated, where a list does so in another place; with ``is_first`` an earlier
        date stays."""
        entry = self._entries[self._place[ref]]
        words, start, end = self.read_date(listed)
        if start is None:
            self.refuse_field(row, "listed_words", f"{listed!r} is no date this reader knows", ref)
        if is_first and entry["listed_start"] and (start is None or entry["listed_start"] <= start):
            return
        entry["listed_words"], entry["listed_start"], entry["listed_end"] = words, start, end

    def remark(self, ref: str, words: str) -> None:
        """Add a remark to an entry, once."""
        entry = self._entries[self._place[ref]]
        if words not in (entry["remarks"] or ""):
            entry["remarks"] = f"{entry['remarks']}; {words}" if entry["remarks"] else words

    def grounds(self, ref: str, words: Iterable[str]) -> None:
        """Add grounds to an entry, each once."""
        entry = self._entries[self._place[ref]]
        for one in words:
            if one not in (entry["grounds"] or ""):
                entry["grounds"] = f"{entry['grounds']}; {one}" if entry["grounds"] else one

    def kind_of(self, ref: str) -> str:
        """The kind of an entry."""
        return str(self._entries[self._place[ref]]["entry_kind"])

    def name_of(self, ref: str) -> str:
        """The primary name of an entry."""
        return str(self._entries[self._place[ref]]["name"])

    def fact(
        self,
        ref: str,
        property_: str,
        value: str,
        row: int,
        *,
        qualifier: str | None = None,
        note: str | None = None,
        normal: str | None = None,
        valid: Span = (None, None),
        statement: str | None = None,
    ) -> bool:
        """Add a fact, unless this file says the same of the entry already; whether it was added."""
        value = value.strip()
        id_ = content_id("list_fact", self.evidence_id, ref, property_, value, qualifier)
        digits = int(id_.rpartition(":")[2], 16)
        if not value or digits in self._seen:
            return False
        self._seen.add(digits)
        found, wrong = normal_of(property_, value)
        place = self._place.get(ref)
        entry = None if place is None else self._entries[place]
        if entry is not None and property_ in COLUMN_OF:
            if value == entry["name"] and qualifier is None:
                return False
            names = entry[COLUMN_OF[property_]]
            if value not in names:
                names.append(value)
        if property_ == "imo" and (normal or found):
            self._with_imo.add(ref)
        self._facts.add({
            "list_fact_id": id_,
            "list_entry_id": None if entry is None else entry["list_entry_id"], "list": self.list, "entry": ref,
            "property": property_, "value": value, "normal": normal or found, "qualifier": qualifier,
            "note": note or (None if normal else wrong), "valid_from": valid[0], "valid_until": valid[1],
            "statement": statement, "evidence_id": self.evidence_id, "row": row,
        })  # fmt: skip
        return True

    def named(
        self, found: Iterable[tuple[int, list[str]]], columns: Sequence[str], delimiter: str = ",", lacking: int = 0
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """The records of a table by the names of its columns, each with its line; others are refused.

        Args:
            found: lines and cells.
            columns: names, in order.
            delimiter: between cells, as a refused record is written.
            lacking: how many cells at the end a record may lack; with 0 it may not have more either.

        A last record that is refused so puts the whole in doubt: a file cut off within a record ends so.
        """
        last: str | None = None
        for line, cells in found:
            last = None
            if len(cells) < len(columns) - lacking or (not lacking and len(cells) > len(columns)):
                last = f"has {len(cells)} cells where the header has {len(columns)}"
                self.refuse(line, last, delimiter.join(cells))
                last = f"ends on line {line} with a record that {last}: it may be cut off"
                continue
            yield line, dict(zip(columns, (c.strip() for c in cells), strict=False))
        self.doubt = self.doubt or last

    def refuse(self, row: int | None, reason: str, raw: str | None = None) -> None:
        """Refuse a row of the file."""
        where = f"line {row}: " if row else ""
        self._rejects.append(refusal(self.evidence_id, self.name, where + reason, scope="row", row=row, raw=raw))

    def refuse_field(self, row: int | None, field: str, reason: str, label: str | None = None) -> None:
        """Say that a field is not used; its row is kept."""
        where = f"line {row}: " if row else ""
        self._rejects.append(
            refusal(self.evidence_id, self.name, where + reason, scope="field", row=row, field=field, label=label)
        )

    def link(self) -> None:
        """Resolve what an entry is linked to: another entry, by its exact primary name, as the whole file has them."""
        self._is_linked = True

    def read(self) -> Read:
        """A whole list, or a delta, with its version.

        Raises:
            EvidenceError: a whole list without an entry.
        """
        if not self._entries and not self.is_delta:
            raise EvidenceError("holds no entry: an empty list is refused" + self._first_reason())
        vessels = {e["entry"] for e in self._entries if e["entry_kind"] == "vessel"}
        counts = {"entries": len(self._entries), "vessels": len(vessels), "with_imo": len(self.with_imo() & vessels)}
        entries, more = self.tables(self.version_row(**counts, is_delta=self.is_delta))
        return self._read(LIST_ENTRIES.name, entries, more)

    def read_changes(self, version: Mapping[str, Any]) -> Read:
        """What a version changes of the one before it, which may be nothing; ``version`` counts the whole."""
        entries, more = self.tables(version)
        return self._read(LIST_ENTRIES.name, entries, more)

    def tables(self, version: Mapping[str, Any]) -> tuple[pa.Table, dict[str, pa.Table]]:
        """LIST_ENTRIES, and LIST_FACTS and LIST_VERSIONS by name."""
        more = {LIST_FACTS.name: self._said(), LIST_VERSIONS.name: LIST_VERSIONS.from_rows([version])}
        return LIST_ENTRIES.from_rows(self._entries), more

    def with_imo(self) -> set[str]:
        """Entries with a ship's IMO number that passes its check digit."""
        return set(self._with_imo)

    def _said(self) -> pa.Table:
        """LIST_FACTS, under the name that the list has by now, and linked where that was asked for."""
        facts = self._facts.table()
        if self._is_linked:
            find = find_named((entry["name"], entry["entry"]) for entry in self._entries)
            is_link = pc.equal(facts["property"], "linked_to")
            found = pa.array([find(name) for name in facts.filter(is_link)["value"].to_pylist()], pa.string())
            normal = pc.replace_with_mask(facts["normal"].combine_chunks(), is_link.combine_chunks(), found)
            facts = facts.set_column(facts.schema.get_field_index("normal"), LIST_FACTS.schema.field("normal"), normal)
        named = pa.array([self.list] * facts.num_rows, pa.string())
        return facts.set_column(facts.schema.get_field_index("list"), LIST_FACTS.schema.field("list"), named)

    def version_row(self, *, entries: int, vessels: int, with_imo: int, is_delta: bool) -> dict[str, Any]:
        """A row of LIST_VERSIONS; what only a case knows (when it was retrieved) is not in it yet."""
        words, start, end = self.read_date(self.published[0])
        if words and start is None:
            self.refuse_field(self.published[1], "published", f"published {words!r} is no date this reader knows")
        refused = len({r["reject_id"] for r in self._rejects if r["scope"] == "row"})
        return {
            "list_version_id": self.version_id, "list": self.list, "publisher": self.publisher,
            "published_words": words, "published_start": start, "published_end": end, "is_delta": is_delta,
            "entries": entries, "vessels": vessels, "with_imo": with_imo, "joined": [], "doubt": self.doubt,
            "has_end": self.has_end, "caveats": [*say_refused(refused, "its file"), *self.caveats],
            "evidence_id": self.evidence_id, "row": self.published[1],
        }  # fmt: skip

    def read_companion(self, *, may_be_empty: bool = False) -> Read:
        """A file of facts alone, of entries that stand in another file.

        Args:
            may_be_empty: rows that say nothing are as they should be.

        Raises:
            EvidenceError: not one fact.
        """
        if not self._facts and not may_be_empty:
            raise EvidenceError("holds no row" + self._first_reason())
        return self._read(LIST_FACTS.name, self._said(), {})

    def _read(self, table: str, rows: pa.Table, more: dict[str, pa.Table]) -> Read:
        rejects = list({r["reject_id"]: r for r in self._rejects}.values())
        refused = sum(r["scope"] == "row" for r in rejects)
        return Read(table, rows, REJECTS.from_rows(rejects), rows.num_rows + refused, more)

    def _first_reason(self) -> str:
        return f"; {self._rejects[0]['reason']}" if self._rejects else ""


def say_refused(rows: int, of: str) -> list[str]:
    """That rows were refused, as a caveat of a version: ``3 rows of its file were refused``; none where none was."""
    return [f"{say_many(rows, 'row')} of {of} {'was' if rows == 1 else 'were'} refused"] if rows else []


def find_named(named: Iterable[tuple[str, str]]) -> Callable[[str], str | None]:
    """Finds an entry by its exact primary name, where that is one entry's alone. The full stop that ends remarks may be
    the name's own (S.A.)."""
    refs: dict[str, str | None] = {}
    for name, ref in named:
        refs[name] = None if name in refs else ref
    return lambda name: refs.get(name) or refs.get(f"{name}.") or refs.get(name.removesuffix("."))


COLUMN_OF = {"alias": "aliases", "weak_alias": "weak_aliases", "former_name": "former_names"}
"""Properties that are names, and the columns of LIST_ENTRIES that hold them too."""
