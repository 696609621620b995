"""The order of a list's versions, by what is known of them, and of the entries within a file."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

Row = Mapping[str, Any]

_CLOCK = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})")
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def version_order(version: Row) -> tuple[Any, ...]:
    """Order of versions by what is known of them: the day they count from; of one day the whole before its changes,
    then the publisher's clock, the retrieval, and their place in the log. The id is the last resort, outside a case."""
    clock = _CLOCK.fullmatch((version["published_words"] or "").strip())
    published = datetime.fromisoformat(clock[0]).astimezone(UTC) if clock else _NEVER
    retrieved, no = version["retrieved_at"] or _NEVER, version["added_no"] or 0
    return (
        version["list"], version["known_from"], version["is_delta"], published, retrieved, no,
        version["list_version_id"],
    )  # fmt: skip


def file_orders(list_entries: pa.Table, list_facts: pa.Table, versions: Iterable[Row]) -> dict[str, list[str]]:
    """Of each whole version whose file shows no end of its own its entries, in the order in which they begin there."""
    bare = {v["list_version_id"]: v["evidence_id"] for v in versions if not v["has_end"] and not v["is_delta"]}
    if not bare:
        return {}
    entries = list_entries.filter(pc.is_in(list_entries["list_version_id"], value_set=pa.array(list(bare))))
    begins: dict[str, int] = {}
    of: dict[str, tuple[str, str]] = {}
    for row in _columns(entries, ("list_entry_id", "list_version_id", "entry", "row")):
        begins[row["list_entry_id"]] = row["row"]
        of[row["list_entry_id"]] = row["list_version_id"], row["entry"]
    facts = list_facts.filter(pc.is_in(list_facts["list_entry_id"], value_set=pa.array(list(of), pa.string())))
    for row in _columns(facts, ("list_entry_id", "evidence_id", "row")):
        if row["evidence_id"] == bare[of[row["list_entry_id"]][0]]:
            begins[row["list_entry_id"]] = min(begins[row["list_entry_id"]], row["row"])
    found: dict[str, list[str]] = defaultdict(list)
    for id_ in sorted(of, key=lambda i: (of[i][0], begins[i], of[i][1])):
        found[of[id_][0]].append(of[id_][1])
    return found


def _columns(table: pa.Table, names: tuple[str, ...]) -> Iterator[Row]:
    values = (table[n].to_pylist() for n in names)
    return (dict(zip(names, row, strict=True)) for row in zip(*values, strict=True))
