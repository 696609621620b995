"""The network of a case: its vessels, the list entries they may be, and who is said to own or run whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fairlead.base.ids import content_id
from fairlead.case.disk import in_words
from fairlead.case.workspace import Case
from fairlead.formats.graphml import write_graphml

Values = dict[str, str | None]
TIMES = ("known_from", "known_until", "held_from", "held_until")


def export_graphml(case: Case, out: Path) -> tuple[int, int]:
    """Write the network as GraphML: every vessel of the case, every entry that a hit names, and every tie with both its
    ends.

    Returns:
        How many nodes and edges were written.

    Raises:
        CaseError: no run yet, or the disk refuses.
    """
    hits = case.table("hits").to_pylist()
    statements = case.table("list_statements")
    names = _names(statements.to_pylist())
    nodes: dict[str, Values] = {
        v["vessel_id"]: {
            "label": v["name"], "kind": "vessel of the case", "imo": f"{v['imo']:07d}" if v["imo"] else None,
        }
        for v in case.table("vessels").to_pylist()
    }  # fmt: skip
    edges: list[tuple[str, str, Values]] = []

    def entry(list_: str, ref: str) -> str:
        name, kind = names[list_, ref]
        nodes.setdefault(f"{list_}|{ref}", {"label": name, "kind": f"{kind} listed", "list": list_, "entry": ref})
        return f"{list_}|{ref}"

    for h in hits:
        about: Values = {
            "relation": "may be",
            "level": "ruled out" if h["ruling"] == "different" else h["level"],
            "source": h["hit_id"],
            "words": h["words"],
        }
        edges.append((h["vessel_id"], entry(h["list"], h["entry"]), about))
    entries = {*names, *((h["list"], h["entry"]) for h in hits)}
    ids = {content_id("owner", list_, ref): f"{list_}|{ref}" for list_, ref in entries}
    for o in case.table("owners").to_pylist():
        listed = "; ".join(o["listed_as"]) or None
        company = f"{o['company_imo']:07d}" if o["company_imo"] else None
        nodes[ids.get(o["owner_id"], o["owner_id"])] = {
            "label": o["name"],
            "kind": o["owner_kind"],
            "listed": listed,
            "company_imo": company,
        }
    for t in case.table("ties").to_pylist():
        if not t["vessel_id"]:
            nodes.setdefault(
                ids.get(t["owned_id"], t["owned_id"]),
                {"label": t["owned_name"], "kind": "not in the case", "list": t["list"]},
            )
        said: Values = {
            "relation": t["relation"], "source": t["tie_id"], "words": t["words"],
            "share": f"{t['held_frac']:g}" if t["held_frac"] is not None else None,
            **{name: t[name].date().isoformat() if t[name] else None for name in TIMES},
        }  # fmt: skip
        ends = (ids.get(i, i) for i in (t["owned_id"], t["owner_id"]))
        edges.append((*ends, said))
    with in_words(f"writing {out}"), out.open("w", encoding="utf-8") as file:
        return write_graphml(nodes.items(), edges, file)


def _names(statements: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[str, str]]:
    """The last primary name and the kind of every entry."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for row in sorted(statements, key=lambda s: (s["known_to"], s["list_statement_id"])):
        if row["property"] == "name":
            found[row["list"], row["entry"]] = row["value"], row["entry_kind"]
    return found
