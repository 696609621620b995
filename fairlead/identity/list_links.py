"""Who lists say owns, runs or controls whom: edges between entries, each with the time in which it was said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from fairlead.base.tables import LIST_STATEMENTS

LINKS = ("linked_to", "owner", "former_owner")
"""Properties that name somebody else."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """One statement that an entry belongs to somebody."""

    list: str
    entry: str
    """The entry that is linked."""
    relation: str
    """Of :data:`LINKS`, with the list's own word for it where it gives one."""
    other: str | None
    """The entry that the name is of; None where no entry of that list, or more than one, bore it then."""
    name: str
    """The name as written."""
    known_from: datetime
    known_until: datetime | None
    """When the list no longer said so; None: it does still."""
    source: str
    """The statement."""
    valid_from: datetime | None = None
    """From when the list states that it was so in the world; None: not stated."""
    valid_until: datetime | None = None
    """Until when, exclusive; None: not stated, or still so."""


def find_links(list_statements: pa.Table) -> list[Link]:
    """The links of all entries, by list, entry and time.

    An owner that the list names by the id of an entry is that one. Else a name means the entry of the same list whose
    primary name it is, letter for letter (the full stop that ends OFAC's remarks may be the name's own), while the link
    is said; where two bear it, or none, it stays a name.

    Args:
        list_statements: LIST_STATEMENTS, any order.

    Limits:
        "Linked To" is OFAC's word for any tie, and states no share; an Ownership of FollowTheMoney may.
    """
    named: dict[tuple[str, str], list[Row]] = defaultdict(list)
    said: list[Row] = []
    for row in LIST_STATEMENTS.check(list_statements).sort_by("list_statement_id").to_pylist():
        if row["property"] == "name":
            named[row["list"], row["value"]].append(row)
        elif row["property"] in LINKS:
            said.append(row)
    said.sort(key=lambda r: (r["list"], r["entry"], r["known_from"], r["value"], r["list_statement_id"]))
    return [_link(row, named) for row in said]


def fleets(links: Iterable[Link]) -> dict[tuple[str, str], list[str]]:
    """The entries that each owner is linked with, by list and the owner's name as written: whom else they run."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for link in links:
        if link.entry not in found[link.list, link.name]:
            found[link.list, link.name].append(link.entry)
    return dict(found)


def _link(row: Row, named: Mapping[tuple[str, str], list[Row]]) -> Link:
    name = row["value"]
    refs: set[str] = {row["normal"]} if row["normal"] else set()  # the list itself says which entry
    for spelt in () if refs else (name, f"{name}.", name.removesuffix(".")):
        refs = {n["entry"] for n in named.get((row["list"], spelt), ()) if _meet(n, row)}
        if refs:
            break
    other = next(iter(refs)) if len(refs) == 1 else None
    relation = f"{row['property']}: {row['qualifier']}" if row["qualifier"] else row["property"]
    return Link(
        row["list"], row["entry"], relation, other, name, row["known_from"], row["known_until"],
        row["list_statement_id"], row["valid_from"], row["valid_until"],
    )  # fmt: skip


def _meet(a: Row, b: Row) -> bool:
    """Whether two statements were made at one time."""
    begins_before = b["known_until"] is None or a["known_from"] < b["known_until"]
    return begins_before and (a["known_until"] is None or b["known_from"] < a["known_until"])
