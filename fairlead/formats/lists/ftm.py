"""FollowTheMoney entities as JSON lines, and the deltas that OpenSanctions publishes (ADD, MOD, DEL), line by line.

Only things that can be listed are entries; statements between them (Sanction, Ownership, UnknownLink) give facts and
measures of the entries they name. Dates: ``first_seen`` is when a crawler saw it, never a date of designation.
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
from fairlead.formats.lists.opened import decode, opened
from fairlead.formats.lists.rows import Rows

PUBLISHER = "FollowTheMoney entities, of whoever published the file"
LONGEST_LINE = 4 << 20
OPS = ("ADD", "MOD", "DEL")
_KINDS = {
    "Vessel": "vessel", "Airplane": "aircraft", "Person": "person", "Company": "company", "Organization": "company",
    "LegalEntity": "company", "PublicBody": "company", "Asset": "other", "Security": "other", "CryptoWallet": "other",
    "Vehicle": "other",
}  # fmt: skip
_FACTS = (
    ("alias", "alias", None), ("weakAlias", "weak_alias", None), ("previousName", "former_name", None),
    ("mmsi", "mmsi", None), ("callSign", "call_sign", None), ("flag", "flag", None),
    ("pastFlags", "former_flag", None), ("type", "type", None), ("tonnage", "tonnage", "tonnage"),
    ("deadweightTonnage", "tonnage", "deadweight"), ("grossRegisteredTonnage", "gross_tonnage", None),
    ("buildDate", "built", None), ("owner", "owner", "id"), ("country", "country", None), ("address", "address", None),
    ("registrationNumber", "registration", None),
)  # fmt: skip


def read_entities(path: Path, name: str, evidence_id: str) -> Read:
    """Read a file of entities, or a delta.

    Raises:
        EvidenceError: no line holds an entry, or the last line is cut off.
    """
    rows = Rows("ftm", PUBLISHER, name, evidence_id)
    shared: set[str] | None = None
    sanctions: list[tuple[int, Mapping[str, Any]]] = []
    for line, said in _objects(path, rows):
        op = said.get("op") if "entity" in said else None
        one = said.get("entity", said)
        rows.is_delta = rows.is_delta or op is not None
        if not isinstance(one, dict) or not isinstance(one.get("id"), str) or ("entity" in said and op not in OPS):
            rows.refuse(line, "is no entity with an id, nor a change (ADD, MOD, DEL) of one")
            continue
        if op == "DEL":
            rows.entry(one["id"], "other", one["id"], line, op=op)
        elif one.get("schema") in _KINDS:
            datasets = {str(d) for d in one.get("datasets", ())}
            shared = datasets if shared is None else shared & datasets
            _take(rows, line, one, op)
        elif one.get("schema") == "Sanction":
            sanctions.append((line, one))
    for _, one in sanctions:
        for ref in _values(one, "entity"):
            if rows.has(ref):
                rows.extend(ref, programmes=_values(one, "program"), measures=_values(one, "provisions"))
    if shared and len(shared) == 1:
        rows.list = f"ftm_{shared.pop()}"
    return rows.read()


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


def _take(rows: Rows, line: int, one: Mapping[str, Any], op: str | None) -> None:
    names = _values(one, "name")
    name = str(one.get("caption") or (names or [""])[0])
    if not name or rows.has(one["id"]):
        rows.refuse(line, f"entity {one['id']} {'stands in the file twice' if name else 'has no name'}")
        return
    kind = _KINDS[one["schema"]]
    ref = rows.entry(
        one["id"], kind, name, line, programmes=_values(one, "program"), op=op,
        remarks="; ".join(_values(one, "notes")) or None,
    )  # fmt: skip
    for other in names:
        rows.fact(ref, "alias", other, line)
    for number in _values(one, "imoNumber"):
        rows.fact(ref, "imo" if kind == "vessel" else "company_imo", number, line)
    for key, property_, qualifier in _FACTS:
        for value in _values(one, key):
            rows.fact(ref, property_, value, line, qualifier=qualifier)


def _values(one: Mapping[str, Any], key: str) -> list[str]:
    properties = one.get("properties")
    found = properties.get(key, ()) if isinstance(properties, dict) else ()
    return [v for v in found if isinstance(v, str) and v.strip()] if isinstance(found, list) else []


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
