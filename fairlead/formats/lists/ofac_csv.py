"""OFAC's relational files: sdn.csv and cons_prim.csv, and the aliases, addresses and comments joined to them by number.

No header, ``-0-`` for null, the mark ^Z behind the last line, aliases both in alt.csv and in the remarks; remarks
beyond 1,000 characters go on in the comments file, in the middle of a word (OFAC, "SDN List Data Formats").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.base.tables import LIST_ENTRIES, LIST_FACTS
from fairlead.errors import EvidenceError
from fairlead.formats.api import Read
from fairlead.formats.lists.ofac_remarks import read_remarks
from fairlead.formats.lists.opened import END_OF_FILE, read_text, records
from fairlead.formats.lists.rows import COLUMN_OF, Rows, find_named

PUBLISHER = "US Department of the Treasury, Office of Foreign Assets Control"
NULL = "-0-"
NO_END = "does not end with the mark ^Z that OFAC puts behind the last line: it may be cut off"
NON_SDN, PALESTINIAN = "CMIC-EO13959", "NS-PLC"
"""Programmes of the consolidated non-SDN list: the first stands in it alone; under the second stood 78 of its 442
entries, and a handful of the 14,965 of the SDN list of 2024-05-03."""
FEWEST_PALESTINIAN = 0.05
"""Share of entries under the second from which a file without the first is that list."""

KIND_OF = {"vessel": "vessel", "aircraft": "aircraft", "individual": "person", NULL: "company"}
_ALIASES = {"aka": "alias", "fka": "former_name", "nka": "alias"}
_SHIP = (
    (5, "call_sign"), (6, "type"), (7, "tonnage"), (8, "gross_tonnage"), (9, "flag"), (10, "owner"),
)  # fmt: skip
_NO_SHIP = [NULL] * len(_SHIP)


def is_main(cells: Sequence[str]) -> bool:
    """Whether cells are a record of sdn.csv or cons_prim.csv."""
    return len(cells) == 12 and cells[0].strip().isdigit() and cells[2].strip() in KIND_OF


def is_alias(cells: Sequence[str]) -> bool:
    """Whether cells are a record of alt.csv."""
    return len(cells) == 5 and cells[0].strip().isdigit() and cells[1].strip().isdigit() and cells[2] in _ALIASES


def is_address(cells: Sequence[str]) -> bool:
    """Whether cells are a record of add.csv: two numbers, and further cells of which one at least is empty."""
    is_numbered = len(cells) == 6 and cells[0].strip().isdigit() and cells[1].strip().isdigit()
    return is_numbered and any(cell.strip() == NULL for cell in cells[2:])


def is_comment(cells: Sequence[str]) -> bool:
    """Whether cells are a record of sdn_comments.csv."""
    return len(cells) == 2 and cells[0].strip().isdigit() and len(cells[1]) > 1


def read_main(path: Path, name: str, evidence_id: str) -> Read:
    """Read sdn.csv or cons_prim.csv.

    Raises:
        EvidenceError: empty, cut off within a record, or not this format.
    """
    found, doubt = _records(path)
    rows = Rows("ofac_sdn", PUBLISHER, name, evidence_id)
    rows.doubt, rows.has_end = doubt, doubt is None
    taken = list(found)
    if taken and len(taken[-1][1]) != 12:
        raise EvidenceError(f"line {taken[-1][0]}, the last, has {len(taken[-1][1])} cells of 12: the list is cut off")
    if _is_non_sdn([cells for _, cells in taken]):
        rows.list = "ofac_cons"
    for line, cells in taken:
        take_record(rows, line, cells)
    rows.link()
    return rows.read()


def take_record(rows: Rows, line: int, record: Sequence[str], op: str | None = None) -> None:
    """Add a record of the main file, or refuse it; ``op`` is what it does to the version before, in a delta."""
    cells = [*map(str.strip, record)]
    if not is_main(cells):
        rows.refuse(line, _say_misfit(record), ",".join(record))
        return
    ref, name, kind, programme, title = cells[:5]
    if name == NULL:
        rows.refuse(line, f"entry {ref} has no name", ",".join(cells))
        return
    if rows.has(ref):
        rows.refuse(line, f"entry {ref} stands in the file twice; the first stays", ",".join(cells))
        return
    remarks = None if cells[11] == NULL else cells[11]
    programmes = () if programme == NULL else programme.strip("[] ").split("] [")
    rows.entry(ref, KIND_OF[kind], name, line, programmes=programmes, remarks=remarks, op=op)
    if title != NULL:
        rows.fact(ref, "title", title, line)
    if cells[5:11] != _NO_SHIP:  # most entries are none
        for place, property_ in _SHIP:
            if cells[place] != NULL:
                rows.fact(ref, property_, cells[place], line)
    if remarks:
        for property_, value, qualifier, note in read_remarks(remarks, is_vessel=kind == "vessel"):
            rows.fact(ref, property_, value, line, qualifier=qualifier, note=note)


def _say_misfit(cells: Sequence[str]) -> str:
    if len(cells) != 12:
        return f"has {len(cells)} cells where the format has 12"
    if not cells[0].strip().isdigit():
        return f"begins with {cells[0][:40]!r}, which is no entry number"
    return f"is of the type {cells[2].strip()[:40]!r}, none of {', '.join(KIND_OF)}"


def _is_non_sdn(records: Sequence[Sequence[str]]) -> bool:
    """Whether records are of cons_prim.csv: nothing but its programmes tells it from sdn.csv."""
    programmes = [cells[3] for cells in records if len(cells) == 12]
    if any(NON_SDN in p for p in programmes):
        return True
    return sum(PALESTINIAN in p for p in programmes) > FEWEST_PALESTINIAN * len(programmes)


# --------------------------------------------------------------------------------------------------------- companions


@dataclass(frozen=True, slots=True)
class _Companion:
    """A file that goes with the main one: how a record is told, and what it says."""

    width: int
    fits: Callable[[Sequence[str]], bool]
    say: Callable[[Sequence[str]], tuple[str, str, str | None]]


def _say_alias(cells: Sequence[str]) -> tuple[str, str, str | None]:
    remarks = cells[4]
    weak = "weak" in remarks.lower()
    qualifier = cells[2] if remarks == NULL else f"{cells[2]}; {remarks}"
    return "weak_alias" if weak else _ALIASES[cells[2]], cells[3], qualifier


def _say_address(cells: Sequence[str]) -> tuple[str, str, str | None]:
    parts = [c for c in cells[2:5] if c != NULL]
    return "address", ", ".join(parts) or NULL, None if cells[5] == NULL else cells[5]


COMPANIONS = {
    "ofac_alt": _Companion(5, is_alias, _say_alias),
    "ofac_add": _Companion(6, is_address, _say_address),
    "ofac_comments": _Companion(2, is_comment, lambda cells: ("remarks_continued", cells[1], None)),
}


def read_companion(path: Path, name: str, kind: str, evidence_id: str) -> Read:
    """Read alt.csv, add.csv or sdn_comments.csv: facts of entries that stand in another file.

    Raises:
        EvidenceError: empty, cut off within a record, or not this format.
    """
    companion = COMPANIONS[kind]
    found, doubt = _records(path)
    rows = Rows("ofac_sdn", PUBLISHER, name, evidence_id)
    if doubt:
        rows.refuse_field(None, "entry", f"{doubt}, and what stood behind it is missing")
    for line, raw in found:
        cells = raw if companion.width == 2 else [cell.strip() for cell in raw]
        if not companion.fits(cells):
            rows.refuse(
                line, f"is no record of {kind}: it has {len(cells)} cells of {companion.width}", ",".join(cells)
            )
            continue
        property_, value, qualifier = companion.say(cells)
        note = "the list gives none" if value == NULL else None
        if not rows.fact(cells[0].strip(), property_, value, line, qualifier=qualifier, note=note):
            rows.refuse(line, f"says of entry {cells[0].strip()} what a line above says already", ",".join(cells))
    return rows.read_companion()


def join(entries: pa.Table, facts: pa.Table, companions: Sequence[pa.Table]) -> tuple[pa.Table, pa.Table, list[str]]:
    """Join aliases, addresses and comments to the entries of one version.

    Args:
        entries: LIST_ENTRIES of the version.
        facts: its LIST_FACTS.
        companions: LIST_FACTS of each file that goes with it.

    Returns:
        Entries with all their names and whole remarks, facts with their entries, and the ids of entries that the
        companions name and the version has not: it is older or younger than they are.
    """
    more = pa.concat_tables(companions)
    held = entries.to_pylist()
    by_ref = {e["entry"]: e for e in held}
    is_known = [ref in by_ref for ref in more["entry"].to_pylist()]
    unknown = sorted({ref for ref, known in zip(more["entry"].to_pylist(), is_known, strict=True) if not known})
    said = [f | _whose(by_ref[f["entry"]]) for f in more.filter(pa.array(is_known, pa.bool_())).to_pylist()]
    again: dict[str, list[dict[str, Any]]] = {}
    for fact in said:
        entry = by_ref[fact["entry"]]
        if column := COLUMN_OF.get(fact["property"]):
            entry[column] += [fact["value"]] if fact["value"] not in entry[column] else []
        if fact["property"] == "remarks_continued":
            again[entry["entry"]] = []
    if again:
        for old in facts.filter(pc.is_in(facts["entry"], value_set=pa.array(list(again)))).to_pylist():
            again[old["entry"]].append(old)
        facts = facts.filter(pc.invert(pc.is_in(facts["entry"], value_set=pa.array(list(again)))))
        find = find_named((e["name"], e["entry"]) for e in held)
        for fact in said:
            if fact["property"] == "remarks_continued":
                said_now = _continue(by_ref[fact["entry"]], again[fact["entry"]], fact["value"], find)
                again[fact["entry"]] = said_now
    kept = LIST_FACTS.from_rows([*(f for one in again.values() for f in one), *said])
    return LIST_ENTRIES.from_rows(held), LIST_FACTS.check(pa.concat_tables([facts, kept])), unknown


def _whose(entry: dict[str, Any]) -> dict[str, Any]:
    return {"list_entry_id": entry["list_entry_id"], "list": entry["list"]}


def _continue(
    entry: dict[str, Any], old: Sequence[dict[str, Any]], more: str, find: Callable[[str], str | None]
) -> list[dict[str, Any]]:
    """The facts of an entry whose remarks go on elsewhere; the entry gets its whole remarks, and the names in them."""
    is_vessel = entry["entry_kind"] == "vessel"
    cut = {s[:3] for s in read_remarks(entry["remarks"] or "", is_vessel=is_vessel)}
    entry["remarks"] = (entry["remarks"] or "") + more
    rows = Rows(entry["list"], PUBLISHER, "", entry["evidence_id"])
    ref = rows.entry(entry["entry"], entry["entry_kind"], entry["name"], entry["row"])
    for property_, value, qualifier, note in read_remarks(entry["remarks"], is_vessel=is_vessel):
        rows.fact(ref, property_, value, entry["row"], qualifier=qualifier, note=note)
    read = rows.read()
    names = read.rows.to_pylist()[0]
    for property_, column in COLUMN_OF.items():
        gone = {s[1] for s in cut if s[0] == property_}
        entry[column] = names[column] + [n for n in entry[column] if n not in gone and n not in names[column]]
    found: list[dict[str, Any]] = read.more[LIST_FACTS.name].to_pylist()
    for fact in found:
        fact["normal"] = find(fact["value"]) if fact["property"] == "linked_to" else fact["normal"]
    return [f for f in old if (f["property"], f["value"], f["qualifier"]) not in cut] + found


def _records(path: Path) -> tuple[Iterator[tuple[int, list[str]]], str | None]:
    """The records of a file, and why it may not be whole."""
    text = read_text(path).rstrip("\r\n")
    doubt = None if text.endswith(END_OF_FILE) else NO_END
    return records(text.rstrip(END_OF_FILE)), doubt
