"""A stored table beside the same table made anew: the rows, or the files, in which they differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import isclose
from typing import Any

import pyarrow as pa

from fairlead.base.tables import TABLES
from fairlead.base.texts import shortest
from fairlead.case.log import Problem
from fairlead.case.rows import row_id
from fairlead.case.shelf import TABLES_NAME, place_of_table
from fairlead.engine.dense import Dense

MOST_ROWS = 5
"""Differing rows of one table that are named; the rest is counted."""

CLOSE = 1e-9
"""Relative difference of two numbers that are taken for the same: another processor may add in another order."""


def compare(name: str, stored: pa.Table, made: pa.Table) -> list[Problem]:
    """Name the rows in which a stored table differs from the same table made anew."""
    if stored.equals(made):
        return []
    ours, anew = ({row_id(name, r): r for r in shortest(t).to_pylist()} for t in (stored, made))
    found = [(i, "is in the table, and a new run does not give it") for i in ours if i not in anew]
    found += [(i, "is missing from the table; a new run gives it") for i in anew if i not in ours]
    for id_ in ours:
        if id_ in anew and (words := _differences(name, ours[id_], anew[id_])):
            found.append((id_, words))
    place = place_of_table(name)
    problems = [Problem(f"{place} row {id_}", words) for id_, words in found[:MOST_ROWS]]
    if len(found) > MOST_ROWS:
        problems.append(Problem(place, f"{len(found) - MOST_ROWS:,} more rows differ"))
    return problems


def compare_dense(stored: Dense, anew: Dense) -> list[Problem]:
    """Name the buckets in which a dense table differs from the same table made anew."""
    ours, theirs = ({p.bucket: p for p in d.parts} for d in (stored, anew))
    found = []
    for bucket in sorted({*ours, *theirs}):
        one, other = ours.get(bucket), theirs.get(bucket)
        if one and other and one.sha256 == other.sha256 and stored.buckets == anew.buckets:
            continue
        rows = [f"{p.rows:,}" if p else "no" for p in (one, other)]
        words = f"has {rows[0]} rows; a new run gives {rows[1]}, and not the same"
        found.append(Problem(f"{TABLES_NAME}/{stored.table.name} bucket {bucket}", words))
    return found


def _differences(name: str, ours: Mapping[str, Any], anew: Mapping[str, Any]) -> str:
    said = [
        f"{c.name} is {_shown(ours[c.name])}, a new run gives {_shown(anew[c.name])}"
        for c in TABLES[name].columns
        if not _same(ours[c.name], anew[c.name])
    ]
    return "; ".join(said)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == other or isclose(one, other, rel_tol=CLOSE) or (one != one and other != other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other)


def _shown(value: Any) -> str:
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 80 else text[:77] + "..."
