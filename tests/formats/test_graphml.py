"""GraphML that any XML reader takes, whatever the names hold."""

import io
from xml.etree import ElementTree as ET

import pytest

from fairlead.formats.graphml import write_graphml

SPACE = "{http://graphml.graphdrawing.org/xmlns}"


def test_nodes_edges_and_values_come_back_as_they_were():
    out = io.StringIO()
    nodes = [("a", {"label": 'MADE & "UP" <STAR>', "kind": "vessel"}), ("b", {"label": "ЗВЕЗДА\x00", "kind": None})]
    assert write_graphml(nodes, [("a", "b", {"relation": "linked_to"})], "A <graph>.", out) == (2, 1)
    graph = ET.fromstring(out.getvalue()).find(f"{SPACE}graph")
    said = {n.get("id"): {d.get("key"): d.text for d in n} for n in graph.findall(f"{SPACE}node")}
    assert said == {"a": {"node_label": 'MADE & "UP" <STAR>', "node_kind": "vessel"}, "b": {"node_label": "ЗВЕЗДА"}}
    (edge,) = graph.findall(f"{SPACE}edge")
    assert (edge.get("source"), edge.get("target"), edge[0].text) == ("a", "b", "linked_to")


def test_an_edge_to_nowhere_is_refused():
    with pytest.raises(ValueError, match="nodes that are none"):
        write_graphml([("a", {})], [("a", "b", {})], "", io.StringIO())
