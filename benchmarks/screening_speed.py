"""Speed of screening: a fuzzy query against every name of a list, and ten million identities by number."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz

from fairlead.base.schema import TIME
from fairlead.identity.name_search import NameSearch
from fairlead.identity.number_join import join_numbers

SEED = 7
EACH = 200
"""Queries timed of every kind, after twenty that warm up."""

Named = tuple[int, str, str]
"""Owner, kind, name."""
Peer = Callable[[Sequence[tuple[str, Any, Any]]], "dict[str, Any] | None"]


def time_search(names: Sequence[Named], peer: Peer | None) -> None:
    """CPU of a fuzzy query against all names, beside rapidfuzz one by one and, where it is at hand, logic-v2."""
    rnd = random.Random(SEED)
    of_kind = {k: [n for _, kind, n in names if kind == k] for k in ("vessel", "company", "person")}
    asked = {k: rnd.sample(pool, EACH) for k, pool in of_kind.items()}
    start = time.process_time()
    mixed = NameSearch(names)
    built = time.process_time() - start
    ships = NameSearch((o, "vessel", n) for o, _, n in names)
    print(f"  {len(names):,} names of the SDN list and its aliases, index of them {built:.1f} CPU s")
    taken = {}
    for label, search, kind in (
        ("a ship among ships and others", mixed, "vessel"),
        ("a ship, every name taken for a ship's", ships, "vessel"),
        ("a company", mixed, "company"),
        ("a person", mixed, "person"),
    ):
        for name in asked[kind][:20]:
            search.find(name, kind)
        start = time.process_time()
        for name in asked[kind]:
            search.find(name, kind)
        taken[label] = (time.process_time() - start) / EACH * 1e3
        print(f"  {label:44} {taken[label]:.2f} ms CPU a query   bar 3 ms")
    start = time.process_time()
    for name in asked["vessel"][:20]:
        for _, _, held in names:
            fuzz.ratio(name, held)
    print(f"  {'rapidfuzz ratio, one by one':44} {(time.process_time() - start) / 20 * 1e3:.1f} ms CPU a query")
    some = [n for _, _, n in rnd.sample(names, 400)]
    for schema, kind, label in (
        ("Vessel", "vessel", "a ship, every name taken for a ship's"),
        ("Company", "company", "a company"),
    ):
        pairs = [(schema, {"name": [q]}, {"name": [n]}) for q in rnd.sample(asked[kind], 5) for n in some]
        theirs = peer(pairs) if peer else None
        if theirs is None:
            continue
        query = theirs["cpu_s"] / len(pairs) * len(names) * 1e3
        who = f"logic-v2 {theirs['version']}, {schema}, pair by pair"
        print(f"  {who:44} {query:,.0f} ms CPU a query, {query / taken[label]:,.0f} times Fairlead's   bar 100")


def time_join(count: int = 10_000_000, listed_count: int = 20_000) -> None:
    """Seconds of screening synthetic identities by number."""
    rng = np.random.default_rng(SEED)
    day = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp() * 1e6)
    begun = day + rng.integers(0, 365 * 86_400, count) * 1_000_000
    imos, mmsis = (7_000_000, 9_999_999), (201_000_000, 775_999_999)
    asked = pa.table({
        "row": np.arange(count),
        "imo": pa.array(rng.integers(*imos, count, dtype=np.int32), mask=rng.random(count) < 0.4),
        "mmsi": rng.integers(*mmsis, count, dtype=np.int32),
        "start_time": pa.array(begun).cast(TIME), "end_time": pa.array(begun + 86_400_000_000).cast(TIME),
    })  # fmt: skip
    half = listed_count // 2
    listed = pa.table({
        "record_id": [f"list:{i}" for i in range(2 * half)], "property": ["imo"] * half + ["mmsi"] * half,
        "number": np.concatenate([rng.integers(*r, half, dtype=np.int32) for r in (imos, mmsis)]),
        "start_time": pa.array([day] * 2 * half).cast(TIME), "end_time": pa.nulls(2 * half, TIME),
    })  # fmt: skip
    wall, cpu = time.perf_counter(), time.process_time()
    found = join_numbers(asked, listed)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    who = f"{count:,} synthetic identities against {2 * half:,} listed numbers"
    print(f"  {who}: {wall:.1f} s, {cpu:.1f} CPU s, {found.num_rows:,} pairs   bar 30 s")
