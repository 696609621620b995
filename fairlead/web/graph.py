"""The network of a case as the page draws it: nodes that matter most, and between two of them one line for each kind of
knowledge, with all that is known behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from fairlead.base.json_values import json_value
from fairlead.case.network import OWNER, PLACE, STATE, Graph, Tie, degrees, draw_graph
from fairlead.errors import CaseError
from fairlead.web.graph_shapes import GraphLine, GraphNode, GraphState, GraphTie
from fairlead.web.held import Held
from fairlead.web.ships import lives_of

MOST_NODES = 400
"""Nodes of one drawing: more cannot be told apart. What a drawing leaves out is found by asking around a node."""

MOST_TIES = 100
"""Things told of one line; the others are counted."""

STEPS = 2
"""How far around a node is shown."""

HUBS = (PLACE, STATE, OWNER)
"""Kinds of nodes that tie others together: where all cannot be drawn they stand before ships of as many ties."""


def show_graph(held: Held, around: str | None = None) -> GraphState:
    """The graph, or what lies around one node.

    Args:
        held: the case.
        around: id of a node, or of the row that explains it; None for the whole.

    Raises:
        CaseError: nothing in the graph is called that.
    """
    graph = held.made(("graph whole",), lambda: _whole(held))
    degree = degrees(graph.ties)
    if around is None:
        chosen = [n for n in graph.nodes if n in degree]
        chosen.sort(key=lambda n: (graph.nodes[n].kind not in HUBS, -degree[n], n))
    else:
        chosen = _around(graph, around, degree)
    kept = chosen[:MOST_NODES]
    return GraphState(
        nodes=[
            GraphNode(id=id_, label=(n := graph.nodes[id_]).label, kind=n.kind, row=n.row, ties=degree[id_])
            for id_ in sorted(kept)
        ],
        lines=_lines(graph.ties, set(kept)),
        left_out=len(chosen) - len(kept),
        untied=sum(n not in degree for n in graph.nodes),
        unnamed=graph.unnamed,
    )


def _whole(held: Held) -> Graph:
    _, lives = lives_of(held)
    return draw_graph(held.whole, list(lives.values()))


def _around(graph: Graph, wanted: str, degree: dict[str, int]) -> list[str]:
    """Nodes at most :data:`STEPS` away, the nearest first."""
    start = wanted if wanted in graph.nodes else next((i for i, n in graph.nodes.items() if n.row == wanted), None)
    if start is None:
        raise CaseError(f"the graph of the last run has no {wanted!r}")
    beside: dict[str, set[str]] = defaultdict(set)
    for t in graph.ties:
        beside[t.source].add(t.target)
        beside[t.target].add(t.source)
    found, rim = [start], {start}
    for _ in range(STEPS):
        rim = {n for one in rim for n in beside[one]} - set(found)
        found += sorted(rim, key=lambda n: (graph.nodes[n].kind not in HUBS, -degree[n], n))
    return found


def _lines(ties: Iterable[Tie], nodes: set[str]) -> list[GraphLine]:
    behind: dict[tuple[str, str, str], list[Tie]] = defaultdict(list)
    for t in ties:
        if t.source in nodes and t.target in nodes:
            behind[t.source, t.target, t.status].append(t)
    return [
        GraphLine(
            source=source, target=target, status=status, ties=[_tie(t) for t in some[:MOST_TIES]], total=len(some)
        )
        for (source, target, status), some in sorted(behind.items())
    ]


def _tie(t: Tie) -> GraphTie:
    return GraphTie(id=t.id, relation=t.relation, start=json_value(t.start), end=json_value(t.end), words=t.words)
