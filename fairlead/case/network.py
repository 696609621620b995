"""The network of a case: its vessels, the list entries they may be, and who is said to own or run whom.

Gathered once, for every form in which it goes out: as GraphML here, as FollowTheMoney in ``report/exchange.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from fairlead.base.ids import content_id
from fairlead.case.disk import in_words
from fairlead.case.workspace import Case
from fairlead.formats.graphml import write_graphml

Values = dict[str, str | None]
Row = dict[str, Any]
TIMES = ("known_from", "known_until", "held_from", "held_until")


@dataclass(frozen=True, slots=True)
class Network:
    """Rows of the tables that make the network, each table's in the order of its key."""

    vessels: list[Row]
    hits: list[Row]
    owners: dict[str, Row]
    """By ``owner_id``."""
    ties: list[Row]

    def above_vessels(self) -> set[str]:
        """Owners that lead to a vessel of the case, by one tie or several."""
        told = {t["owner_id"] for t in self.ties if t["vessel_id"]}
        while more := {t["owner_id"] for t in self.ties if t["owned_id"] in told} - told:
            told |= more
        return told


def gather_network(table: Callable[[str], pa.Table]) -> Network:
    """The network of a case, of its tables by name: ``case.table``, or ``case.table_or_empty``."""
    vessels, hits, owners, ties = (table(name).to_pylist() for name in ("vessels", "hits", "owners", "ties"))
    return Network(
        sorted(vessels, key=lambda v: str(v["vessel_id"])),
        sorted(hits, key=lambda h: str(h["hit_id"])),
        {o["owner_id"]: o for o in sorted(owners, key=lambda o: str(o["owner_id"]))},
        sorted(ties, key=lambda t: str(t["tie_id"])),
    )


def export_graphml(case: Case, out: Path) -> tuple[int, int]:
    """Write the network as GraphML: every vessel of the case, every entry that a hit names, and every tie with both its
    ends.

    Returns:
        How many nodes and edges were written.

    Raises:
        CaseError: no run yet, or the disk refuses.
    """
    network = gather_network(case.table)
    statements = case.table("list_statements")
    names = _names(statements.to_pylist())
    nodes: dict[str, Values] = {
        v["vessel_id"]: {
            "label": v["name"], "kind": "vessel of the case", "imo": f"{v['imo']:07d}" if v["imo"] else None,
        }
        for v in network.vessels
    }  # fmt: skip
    edges: list[tuple[str, str, Values]] = []

    def entry(list_: str, ref: str) -> str:
        name, kind = names[list_, ref]
        nodes.setdefault(f"{list_}|{ref}", {"label": name, "kind": f"{kind} listed", "list": list_, "entry": ref})
        return f"{list_}|{ref}"

    for h in network.hits:
        about: Values = {
            "relation": "may be",
            "level": "ruled out" if h["ruling"] == "different" else h["level"],
            "source": h["hit_id"],
            "words": h["words"],
        }
        edges.append((h["vessel_id"], entry(h["list"], h["entry"]), about))
    entries = {*names, *((h["list"], h["entry"]) for h in network.hits)}
    ids = {content_id("owner", list_, ref): f"{list_}|{ref}" for list_, ref in entries}

    def node(owner_id: str) -> str:
        return ids.get(owner_id, owner_id)

    for o in network.owners.values():
        listed = "; ".join(o["listed_as"]) or None
        company = f"{o['company_imo']:07d}" if o["company_imo"] else None
        nodes[node(o["owner_id"])] = {
            "label": o["name"],
            "kind": o["owner_kind"],
            "listed": listed,
            "company_imo": company,
        }
    for t in network.ties:
        if not t["vessel_id"]:
            nodes.setdefault(
                node(t["owned_id"]),
                {"label": t["owned_name"], "kind": "not in the case", "list": t["list"]},
            )
        said: Values = {
            "relation": t["relation"], "source": t["tie_id"], "words": t["words"],
            "share": f"{t['held_frac']:g}" if t["held_frac"] is not None else None,
            **{name: t[name].date().isoformat() if t[name] else None for name in TIMES},
        }  # fmt: skip
        edges.append((node(t["owned_id"]), node(t["owner_id"]), said))
    with in_words(f"writing {out}"), out.open("w", encoding="utf-8") as file:
        return write_graphml(nodes.items(), edges, file)


def _names(statements: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[str, str]]:
    """The last primary name and the kind of every entry."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for row in sorted(statements, key=lambda s: (s["known_to"], s["list_statement_id"])):
        if row["property"] == "name":
            found[row["list"], row["entry"]] = row["value"], row["entry_kind"]
    return found
