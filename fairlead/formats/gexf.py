"""Graphs as GEXF 1.3, which Gephi opens with its timeline: nodes and directed edges with named values and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from fairlead.formats.graphml import Values, check_ends
from fairlead.formats.xml_text import HEAD, escaped, quoted

_SPACE = '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'


def write_gexf(
    nodes: Iterable[tuple[str, Values]], edges: Iterable[tuple[str, str, Values]], words: str, out: TextIO
) -> tuple[int, int]:
    """Write a graph.

    Args:
        nodes: id and values of each node; ``label`` is its label.
        edges: ids of the two ends, and values; ``relation`` is the label, ``since`` and ``until`` (YYYY-MM-DD) are the
            days between which it is drawn on a timeline, the last one included.
        words: what the file says of itself.
        out: where to; UTF-8.

    Returns:
        How many nodes and edges were written. A value that is None is left out.

    Raises:
        ValueError: an edge names a node that is none.
    """
    held, tied = list(nodes), list(edges)
    check_ends(held, tied)
    out.write(f"{HEAD}{_SPACE}<meta><creator>Fairlead</creator><description>{escaped(words)}</description></meta>\n")
    out.write('<graph defaultedgetype="directed" mode="dynamic" timeformat="date">\n')
    columns = {
        "node": _declare("node", [v for _, v in held], out), "edge": _declare("edge", [v for *_, v in tied], out),
    }  # fmt: skip
    out.write("<nodes>\n")
    for id_, values in held:
        said = _values(columns["node"], values)
        out.write(f"<node id={quoted(id_)} label={quoted(values.get('label') or id_)}>{said}</node>\n")
    out.write("</nodes>\n<edges>\n")
    for number, (a, b, values) in enumerate(tied):
        days = "".join(
            f" {end}={quoted(day)}" for end, name in (("start", "since"), ("end", "until")) if (day := values.get(name))
        )
        ends = f'id="{number}" source={quoted(a)} target={quoted(b)} label={quoted(values.get("relation") or "")}'
        out.write(f"<edge {ends}{days}>{_values(columns['edge'], values)}</edge>\n")
    out.write("</edges>\n</graph>\n</gexf>\n")
    return len(held), len(tied)


def _declare(kind: str, each: Sequence[Values], out: TextIO) -> Mapping[str, int]:
    """Write which values there are; the number of each."""
    names = {name: n for n, name in enumerate(sorted({n for values in each for n in values}))}
    out.write(f'<attributes class="{kind}" mode="static">\n')
    out.writelines(f'<attribute id="{n}" title={quoted(name)} type="string"/>\n' for name, n in names.items())
    out.write("</attributes>\n")
    return names


def _values(columns: Mapping[str, int], values: Values) -> str:
    said = ((columns[n], v) for n, v in sorted(values.items()) if v is not None)
    written = "".join(f'<attvalue for="{n}" value={quoted(v)}/>' for n, v in said)
    return f"<attvalues>{written}</attvalues>"
