"""FollowTheMoney entities as JSON lines, and the deltas that OpenSanctions publishes (ADD, MOD, DEL), line by line.

Dates: ``first_seen`` is when a crawler saw it, never a date of designation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fairlead.errors import EvidenceError
from fairlead.formats.api import Read
from fairlead.formats.lists.ftm_entities import KIND_OF, Entities, Entity, Value
from fairlead.formats.lists.opened import decode, opened
from fairlead.formats.lists.rows import Rows

PUBLISHER = "FollowTheMoney entities, of whoever published the file"
LONGEST_LINE = 4 << 20
OPS = ("ADD", "MOD", "DEL")


def read_entities(path: Path, name: str, evidence_id: str) -> Read:
    """Read a file of entities, or a delta.

    Raises:
        EvidenceError: no line holds an entry, or the last line is cut off.
    """
    rows = Rows("ftm", PUBLISHER, name, evidence_id)
    shared: set[str] | None = None
    entities = Entities(rows)
    for line, said in _objects(path, rows):
        op = said.get("op") if "entity" in said else None
        one = said.get("entity", said)
        rows.is_delta = rows.is_delta or op is not None
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or ("entity" in said and op not in OPS):
            rows.refuse(line, "is no entity with an id, nor a change (ADD, MOD, DEL) of one")
            continue
        if op == "DEL":
            rows.entry(one["id"], "other", one["id"], line, op=op)
            continue
        schema = str(one.get("schema"))
        if schema in KIND_OF:
            datasets = one.get("datasets")
            datasets = {str(d) for d in datasets} if isinstance(datasets, list) else set()
            shared = datasets if shared is None else shared & datasets
        target = one.get("target")
        is_target = target if isinstance(target, bool) else None
        entities.take(Entity(one["id"], schema, line, _values(one, line), str(one.get("caption") or ""), op, is_target))
    entities.finish()
    rows.call(list_of(shared))
    return rows.read()


def list_of(datasets: set[str] | None) -> str:
    """What the list of entities is called: by the one data set that all of them are of, where there is one."""
    return f"ftm_{next(iter(datasets))}" if datasets and len(datasets) == 1 else "ftm"


def _objects(path: Path, rows: Rows) -> Iterator[tuple[int, dict[str, Any]]]:
    with opened(path) as file:
        line = 0
        while raw := file.readline(LONGEST_LINE + 1):
            line += 1
            if len(raw) > LONGEST_LINE:
                raise EvidenceError(f"line {line} is longer than {LONGEST_LINE:,} bytes: no entity is")
            if not raw.strip():
                continue
            try:
                said = json.loads(decode(raw))
            except (ValueError, RecursionError):
                if not raw.endswith(b"\n"):
                    raise EvidenceError(f"line {line}, the last, is cut off within its JSON") from None
                rows.refuse(line, "is no JSON")
                continue
            if isinstance(said, dict):
                yield line, said
            else:
                rows.refuse(line, "is JSON and no object")


def _values(one: Mapping[str, Any], line: int) -> dict[str, list[Value]]:
    properties = one.get("properties")
    found = properties.items() if isinstance(properties, dict) else ()
    return {
        prop: [Value(v, line) for v in said if isinstance(v, str) and v.strip()]
        for prop, said in found
        if isinstance(said, list)
    }


def apply_delta(whole: pa.Table, delta: pa.Table) -> pa.Table:
    """Entries, or facts, of a list after a delta; to apply it twice changes nothing more.

    Args:
        whole: LIST_ENTRIES or LIST_FACTS of the list before.
        delta: LIST_ENTRIES of the delta for entries. For facts, its LIST_FACTS; pass ``whole`` without the facts of
            the entries that the delta names.
    """
    kept = whole.filter(pc.invert(pc.is_in(whole["entry"], value_set=delta["entry"].combine_chunks())))
    if "op" in delta.column_names:
        delta = delta.filter(pc.fill_null(pc.not_equal(delta["op"], "DEL"), True))
    return pa.concat_tables([kept, delta])
