"""Graphs as GraphML 1.0, which yEd, Gephi and Cytoscape read: nodes and directed edges with named values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TextIO

from fairlead.formats.xml_text import HEAD, escaped, quoted

Values = Mapping[str, str | None]

_HEAD = f'{HEAD}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


def write_graphml(
    nodes: Iterable[tuple[str, Values]], edges: Iterable[tuple[str, str, Values]], words: str, out: TextIO
) -> tuple[int, int]:
    """Write a graph.

    Args:
        nodes: id and values of each node.
        edges: ids of the two ends, and values.
        words: what the file says of itself.
        out: where to; UTF-8.

    Returns:
        How many nodes and edges were written. A value that is None is left out; an edge to a node that is not there is
        an error of the caller's.

    Raises:
        ValueError: an edge names a node that is none.
    """
    held, tied = list(nodes), list(edges)
    check_ends(held, tied)
    out.write(f"{_HEAD}<desc>{escaped(words)}</desc>\n")
    for kind, each in (("node", [v for _, v in held]), ("edge", [v for *_, v in tied])):
        for name in sorted({n for values in each for n in values}):
            out.write(f'<key id="{kind}_{name}" for="{kind}" attr.name={quoted(name)} attr.type="string"/>\n')
    out.write('<graph edgedefault="directed">\n')
    for id_, values in held:
        out.write(f"<node id={quoted(id_)}>{_data('node', values)}</node>\n")
    for a, b, values in tied:
        ends = f"source={quoted(a)} target={quoted(b)}"
        out.write(f"<edge {ends}>{_data('edge', values)}</edge>\n")
    out.write("</graph>\n</graphml>\n")
    return len(held), len(tied)


def check_ends(nodes: Iterable[tuple[str, Values]], edges: Iterable[tuple[str, str, Values]]) -> None:
    """Check that every edge has both its ends.

    Raises:
        ValueError: one names a node that is none.
    """
    if missing := {end for a, b, _ in edges for end in (a, b)} - {id_ for id_, _ in nodes}:
        raise ValueError(f"edges name nodes that are none: {sorted(missing)[:3]}")


def _data(kind: str, values: Values) -> str:
    said = ((n, v) for n, v in sorted(values.items()) if v is not None)
    return "".join(f'<data key="{kind}_{n}">{escaped(v)}</data>' for n, v in said)
