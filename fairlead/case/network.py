"""The network of a case: its vessels, the list entries they may be, and whom the lists link those to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fairlead.case.disk import in_words
from fairlead.case.workspace import Case
from fairlead.formats.graphml import write_graphml
from fairlead.identity.list_links import find_links

Values = dict[str, str | None]


def export_graphml(case: Case, out: Path) -> tuple[int, int]:
    """Write the network as GraphML: every vessel of the case, every entry that a hit or a link names, and the owners
    that lists name without listing them.

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
    for link in find_links(statements):
        if link.other:
            end = entry(link.list, link.other)
        else:
            end = f"{link.list}|name|{link.name}"
            nodes.setdefault(end, {"label": link.name, "kind": "named by a list", "list": link.list})
        until = link.known_until.date().isoformat() if link.known_until else None
        said: Values = {"relation": link.relation, "source": link.source, "known_until": until}
        edges.append((entry(link.list, link.entry), end, said | {"known_from": link.known_from.date().isoformat()}))
    with in_words(f"writing {out}"), out.open("w", encoding="utf-8") as file:
        return write_graphml(nodes.items(), edges, file)


def _names(statements: list[dict[str, Any]]) -> dict[tuple[str, str], tuple[str, str]]:
    """The last primary name and the kind of every entry."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for row in sorted(statements, key=lambda s: (s["known_to"], s["list_statement_id"])):
        if row["property"] == "name":
            found[row["list"], row["entry"]] = row["value"], row["entry_kind"]
    return found
