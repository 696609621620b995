"""Graphs as GraphML 1.0, which yEd, Gephi and Cytoscape read: nodes and directed edges with named values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

Values = Mapping[str, str | None]

_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'


def write_graphml(
    nodes: Iterable[tuple[str, Values]], edges: Iterable[tuple[str, str, Values]], out: TextIO
) -> tuple[int, int]:
    """Write a graph.

    Args:
        nodes: id and values of each node.
        edges: ids of the two ends, and values.
        out: where to; UTF-8.

    Returns:
        How many nodes and edges were written. A value that is None is left out; an edge to a node that is not there is
        an error of the caller's.

    Raises:
        ValueError: an edge names a node that is none.
    """
    held, tied = list(nodes), list(edges)
    ids = {id_ for id_, _ in held}
    if missing := {end for a, b, _ in tied for end in (a, b)} - ids:
        raise ValueError(f"edges name nodes that are none: {sorted(missing)[:3]}")
    out.write(_HEAD)
    for kind, each in (("node", [v for _, v in held]), ("edge", [v for *_, v in tied])):
        for name in sorted({n for values in each for n in values}):
            out.write(f'<key id="{kind}_{name}" for="{kind}" attr.name={quoteattr(name)} attr.type="string"/>\n')
    out.write('<graph edgedefault="directed">\n')
    for id_, values in held:
        out.write(f"<node id={quoteattr(_clean(id_))}>{_data('node', values)}</node>\n")
    for a, b, values in tied:
        ends = f"source={quoteattr(_clean(a))} target={quoteattr(_clean(b))}"
        out.write(f"<edge {ends}>{_data('edge', values)}</edge>\n")
    out.write("</graph>\n</graphml>\n")
    return len(held), len(tied)


def _data(kind: str, values: Values) -> str:
    said = ((n, v) for n, v in sorted(values.items()) if v is not None)
    return "".join(f'<data key="{kind}_{n}">{escape(_clean(v))}</data>' for n, v in said)


def _clean(text: str) -> str:
    """Text without characters that XML 1.0 has no place for."""
    return _UNWRITABLE.sub("", text)
