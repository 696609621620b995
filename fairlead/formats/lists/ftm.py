"""FollowTheMoney entities as JSON lines, and the deltas that OpenSanctions publishes (ADD, MOD, DEL), line by line.

Dates: ``first_seen`` is when a crawler saw it, never a date of designation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fairlead.errors import EvidenceError
from fairlead.formats.api import Read
from fairlead.formats.lists.ftm_entities import BETWEEN, KIND_OF, Entities, Entity, Value
from fairlead.formats.lists.opened import decode, opened_text
from fairlead.formats.lists.rows import Rows

KIND = "ftm"
PUBLISHER = "FollowTheMoney entities, of whoever published the file"
LONGEST_LINE = 4 << 20
OPS = ("ADD", "MOD", "DEL")


def read_entities(path: Path, name: str, evidence_id: str) -> Read:
    """Read a file of entities, or a delta; of a delta what it says by itself (:mod:`ftm_chain` says what it changes).

    Raises:
        EvidenceError: no line holds an entry, or the last line is cut off.
    """
    rows = Rows("ftm", PUBLISHER, name, evidence_id)
    shared: set[str] | None = None
    entities = Entities(rows)
    for one in entities_of(path, rows):
        rows.is_delta = rows.is_delta or one.op is not None
        if one.op == "DEL":
            rows.entry(one.id, "other", one.id, one.line, op=one.op)
            continue
        if one.schema in KIND_OF or (one.op and one.schema in BETWEEN):
            shared = set(one.datasets) if shared is None else shared & one.datasets
        entities.take(one)
    entities.finish(is_part=rows.is_delta)
    rows.call(list_of(shared))
    return rows.read()


def entities_of(path: Path, rows: Rows) -> Iterator[Entity]:
    """The entities of a file in order, of a delta with what it does with each (of a deletion the id alone); what is
    none is refused in ``rows``.

    Raises:
        EvidenceError: as :func:`read_entities`.
    """
    for line, said in _objects(path, rows):
        op = said.get("op") if "entity" in said else None
        one = said.get("entity", said)
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or ("entity" in said and op not in OPS):
            rows.refuse(line, "is no entity with an id, nor a change (ADD, MOD, DEL) of one")
            continue
        datasets, target = one.get("datasets"), one.get("target")
        yield Entity(
            one["id"], str(one.get("schema")), line, _values(one, line), str(one.get("caption") or ""), op,
            target if isinstance(target, bool) else None,
            frozenset(map(str, datasets)) if isinstance(datasets, list) else frozenset(),
        )  # fmt: skip


def list_of(datasets: set[str] | None) -> str:
    """What the list of entities is called: by the one data set that all of them are of, where there is one."""
    return f"ftm_{next(iter(datasets))}" if datasets and len(datasets) == 1 else "ftm"


def _objects(path: Path, rows: Rows) -> Iterator[tuple[int, dict[str, Any]]]:
    with opened_text(path) as file:
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
