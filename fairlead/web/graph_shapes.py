"""What the server says of the graph, typed."""

from __future__ import annotations

from fairlead.web.shapes import Shape


class GraphNode(Shape):
    id: str
    label: str
    kind: str
    """vessel, owner, entry (of a list), place or state."""
    row: str | None
    """The row that explains it; null for what only other rows name."""
    ties: int
    """With how many others it is tied, those not drawn among them."""


class GraphTie(Shape):
    """One thing known between two nodes."""

    id: str
    """The row that says it."""
    relation: str
    start: str | None
    end: str | None
    words: str


class GraphLine(Shape):
    """All that is known of one kind between two nodes."""

    source: str
    target: str
    status: str
    ties: list[GraphTie]
    total: int


class GraphState(Shape):
    nodes: list[GraphNode]
    lines: list[GraphLine]
    left_out: int
    """Nodes that are tied and not drawn: more than can be told apart."""
    untied: int
    """Vessels of the case that nothing ties to another node."""
    unnamed: int
    """Stays of ships that nobody named."""
