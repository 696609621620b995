"""The tables of a case as the report reads them: by question, by id, and from any row down to lines of files."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.ids import say_key
from fairlead.base.tables import TABLES
from fairlead.base.texts import shortest
from fairlead.ledger.known_names import party_names
from fairlead.report.inert import show_text

Row = dict[str, Any]

LEAF_COLUMNS: dict[str, tuple[str, ...]] = {
    "sightings": (
        "vessel_words", "event", "date_start", "date_end", "time_local", "zone_words", "place_words", "position_method",
        "observed_by", "method", "reported_by", "reported_date", "confidence",
    ),
    "claims": ("speaker", "outlet", "stance", "item", "quantity_words", "rests_on", "confidence"),
    "official_reports": (
        "reporting_state", "period_start", "period_end", "commodity", "barrels", "tonnes", "check_words", "confidence",
    ),
    "legal_measures": ("instrument", "paragraph", "measure_kind", "item", "period_words", "exceptions", "text_status"),
    "places": ("name", "other_names", "country", "place_kind", "lat", "lon", "coord_source", "note", "confidence"),
    "particulars": (
        "name", "imo", "other_names_words", "ship_type", "flag_words", "dwt_t", "gt", "built", "designation_words",
        "designation_date_words", "designation_measures_words", "confidence",
    ),
    "conversions": ("authority", "product", "bbl_per_t", "confidence"),
    "measured_transfers": ("giver", "receiver", "date_words", "tonnes", "product", "share_words", "note", "confidence"),
    "assessments": ("assessor", "period_start", "period_end", "calls", "barrels_operator", "bbl_low", "check_words"),
    "replies": ("party", "asked_words", "why_not", "channel", "told", "answered_words", "answer", "claim"),
    "list_entries": ("list", "entry", "entry_kind", "name", "programmes", "measures", "listed_words", "grounds"),
    "list_facts": ("list", "entry", "property", "value", "qualifier", "note"),
    "ownership": (
        "owner", "relation", "owned", "held_frac", "from_start", "to_start", "founded_start", "note", "confidence",
    ),
    "questions": ("question", "text"),
    "question_places": ("question", "place", "role"),
    "place_settings": ("place", "time_zone"),
    "areas": ("name", "port", "port_complex", "area_kind", "country", "precision_km", "note"),
    "positions": ("mmsi", "time", "lat", "lon", "sog_kn", "cog_deg", "receiver"),
    "statics": ("mmsi", "start_time", "name", "imo", "callsign", "draught_m", "destination", "receiver"),
}  # fmt: skip
"""What of an evidence row is read out, in this order; the row itself has more."""

REPORTS = ("positions", "statics")
"""Dense tables of received reports: of these only the rows that the report's own rows rest on are held."""

MOST_WALKED = 20_000
"""Rows visited for one footnote; what rests on more is a total, and its footnote says "at least"."""

NAMES = {
    "sog_kn": " kn",
    "cog_deg": "°",
    "draught_m": " m",
    "precision_km": " km precise",
    "bbl_per_t": " bbl/t",
    "dwt_t": " t deadweight",
    "gt": " GT",
    "tonnes": " t",
    "barrels": " bbl",
    "bbl_low": " bbl",
}
"""Figures that say nothing without their unit."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One line of evidence: where it stands and what it says."""

    id: str
    table: str
    label: str
    file: str
    line: int
    text: str
    url: str | None


class Held:
    """Reads each table once; a table that the case does not have is empty."""

    def __init__(self, tables: Mapping[str, pa.Table], findings: Sequence[str] | None = None) -> None:
        """
        Args:
            tables: tables of a case by name; one that is missing counts as empty.
            findings: ids of the findings in the order in which they stand; None for their own.
        """
        self.findings = findings
        self._tables = {name: tables.get(name, t.empty()) for name, t in TABLES.items()}
        self._rows: dict[str, list[Row]] = {}
        self._found: dict[str, tuple[str, Row]] = {}
        self._places: dict[str, dict[str, int]] = {}
        self._columns: dict[tuple[str, str], list[Any]] = {}
        self._kinds = self._find_kinds()
        self._files = {r["evidence_id"]: r for r in self.rows("evidence")}

    def count(self, name: str) -> int:
        """How many rows a table has."""
        return int(self._tables[name].num_rows)

    def table(self, name: str) -> pa.Table:
        return self._tables[name]

    def rows(self, name: str) -> list[Row]:
        """All rows of a table in the order of its key."""
        if name not in self._rows:
            self._rows[name] = shortest(TABLES[name].sorted(self._tables[name])).to_pylist()
        return self._rows[name]

    @cached_property
    def parties(self) -> dict[str, str]:
        """Names of parties that only the case's own words know, by code."""
        return party_names(self._tables["lexicon"].to_pylist())

    def of(self, question: str, name: str) -> list[Row]:
        """The rows of one question."""
        return [r for r in self.rows(name) if r["question"] == question]

    def by(self, name: str, column: str) -> dict[Any, Row]:
        """The rows of a table by one column; where a value occurs twice the first in key order stands."""
        out: dict[Any, Row] = {}
        for r in self.rows(name):
            out.setdefault(r[column], r)
        return out

    def where(self, name: str, column: str, values: Iterable[Any]) -> list[Row]:
        """Rows whose ``column`` is among ``values``, in the order of the key; long tables are filtered, not read."""
        wanted = pa.array(sorted({v for v in values if v is not None}), type=TABLES[name].schema.field(column).type)
        table = self._tables[name]
        return list(shortest(TABLES[name].sorted(table.filter(pc.is_in(table[column], value_set=wanted)))).to_pylist())

    def find(self, ids: Iterable[str]) -> dict[str, tuple[str, Row]]:
        """Rows by id, each with the name of its table; an id that no table holds is left out."""
        wanted: dict[str, list[str]] = {}
        asked = list(dict.fromkeys(ids))
        for i in asked:
            if i not in self._found:
                wanted.setdefault(i.rpartition(":")[0], []).append(i)
        for kind, some in wanted.items():
            left = some
            for name in self._kinds.get(kind, ()):
                at = self._index(name)
                here = [i for i in left if i in at]
                rows = shortest(self._tables[name].take([at[i] for i in here])).to_pylist() if here else []
                self._found |= {i: (name, row) for i, row in zip(here, rows, strict=True)}
                left = [i for i in left if i not in at]
        return {i: self._found[i] for i in asked if i in self._found}

    def _index(self, name: str) -> dict[str, int]:
        """Where each key of a table stands; of a key that stands twice the first place."""
        if name not in self._places:
            keys = self._keys(name).to_pylist()
            self._places[name] = {key: i for i, key in reversed(list(enumerate(keys)))}
        return self._places[name]

    def leaves(self, ids: Iterable[str], most: int) -> tuple[list[Leaf], int, bool]:
        """The lines of evidence that rows rest on, walked down through ``sources``.

        Returns:
            The first ``most`` by file and line, how many were found, and whether those are all: a walk that has
            visited ``MOST_WALKED`` rows goes no further down.
        """
        ends, _, is_whole = self._walk(ids)
        ordered = heapq.nsmallest(most, ((place, i) for i, place in ends.items()))
        found = self.find(i for _, i in ordered)
        return [self._leaf(i, *found[i]) for _, i in ordered], len(ends), is_whole

    def below(self, ids: Iterable[str]) -> set[str]:
        """Ids of everything that rows rest on, of rows that no table here holds too; cut short as ``leaves`` is."""
        return self._walk(ids)[1]

    def _walk(self, ids: Iterable[str]) -> tuple[dict[str, tuple[str, int]], set[str], bool]:
        """Down through ``sources``: where each line of evidence stands, every id met, and whether the walk is whole."""
        seen: set[str] = set()
        ends: dict[str, tuple[str, int]] = {}
        level = list(ids)
        while level and len(seen) < MOST_WALKED:
            seen.update(level)
            below: dict[str, None] = {}
            for i in level:
                for name in self._kinds.get(i.rpartition(":")[0], ()):
                    at = self._index(name).get(i)
                    if at is None:
                        continue
                    if "evidence_id" in self._tables[name].column_names:
                        ends[i] = self._place(self._column(name, "evidence_id")[at], self._column(name, "row")[at])
                    else:
                        below.update(dict.fromkeys(self._column(name, "sources")[at]))
                    break
            level = [i for i in below if i not in seen]
        return ends, seen, not level

    def _keys(self, name: str) -> pa.Array:
        """The ids of a table's rows; of dense tables as they are written."""
        keys = self._tables[name][TABLES[name].key[0]]
        if keys.type != pa.int64():
            return keys
        kind = TABLES[name].key[0].removesuffix("_id")
        return pa.array([say_key(kind, k) for k in keys.to_pylist()], pa.string())

    def _column(self, name: str, column: str) -> list[Any]:
        """One column of a table as Python values, made once; empty lists where a derived table has no sources."""
        if (name, column) not in self._columns:
            table = self._tables[name]
            held = table[column].to_pylist() if column in table.column_names else [[]] * table.num_rows
            self._columns[name, column] = held
        return self._columns[name, column]

    def _place(self, evidence_id: str, line: int) -> tuple[str, int]:
        return str(self._files.get(evidence_id, {}).get("name", evidence_id)), int(line)

    def _leaf(self, i: str, name: str, row: Row) -> Leaf:
        file, line = self._place(row["evidence_id"], row["row"])
        label = str(row.get("label") or row.get("question") or f"{file} {line}")
        return Leaf(
            i, name, show_text(label, 60), show_text(file, 80), line, read_out(name, row), row.get("source_url")
        )

    def _find_kinds(self) -> dict[str, list[str]]:
        """Which tables hold ids of which kind: evidence rows before what was derived from them."""
        kinds: dict[str, list[str]] = {}
        names = sorted(
            self._tables, key=lambda n: ("evidence_id" not in self._tables[n].column_names, list(TABLES).index(n))
        )
        for name in names:
            table, key = self._tables[name], TABLES[name].key[0]
            if table.num_rows and (table.schema.field(key).type == pa.string() or name in REPORTS):
                first = self._keys(name)[0].as_py()
                kinds.setdefault(first.rpartition(":")[0], []).append(name)
        return kinds


def read_out(name: str, row: Row) -> str:
    """An evidence row in one line: its values in a fixed order, as written."""
    columns = LEAF_COLUMNS.get(name) or tuple(k for k in row if k not in ("evidence_id", "row", "label"))
    if name in REPORTS:
        row = {**row, "mmsi": f"{row['mmsi']:09d}", **{c: _clock(row[c]) for c in ("time", "start_time") if c in row}}
    parts = [f"{_value(row[c])}{NAMES.get(c, '')}" for c in columns if row.get(c) not in (None, [], "")]
    return show_text(" · ".join(parts))


def _clock(time: Any) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_value(v) for v in value)
    if isinstance(value, float):
        return f"{value:,.10g}"
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d}"
    return str(value)
