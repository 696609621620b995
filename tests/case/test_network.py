"""The network of a case as GraphML: vessels, the entries they may be, whom lists link them to."""

from xml.etree import ElementTree as ET

from typer.testing import CliRunner

from fairlead.cli.main import app
from fairlead.flow import FLOW
from tests.case.test_lists import END, NULLS

SPACE = "{http://graphml.graphdrawing.org/xmlns}"
SHIP = f'7,"ALDER S1","vessel","X",{NULLS}"Linked To: MADE-UP LINES; Linked To: NOBODY KNOWN."\r\n'
OWNER = f'8,"MADE-UP LINES",-0- ,"X",{NULLS}-0- \r\n'


def test_a_graph_holds_hits_links_and_owners_that_are_not_listed(case, file, tmp_path):
    case.add(file("sdn_2024-01-10.csv", SHIP + OWNER + END))
    case.run(step="ties", flow=FLOW)
    out = tmp_path / "network.graphml"
    done = CliRunner().invoke(app, ["export", str(case.path), "--to", "graphml", "-o", str(out)])
    assert done.exit_code == 0, done.output
    graph = ET.parse(out).getroot().find(f"{SPACE}graph")
    labels = {n.get("id"): {d.get("key"): d.text for d in n}["node_label"] for n in graph.findall(f"{SPACE}node")}
    edges = {
        (labels[e.get("source")], labels[e.get("target")], {d.get("key"): d.text for d in e}["edge_relation"])
        for e in graph.findall(f"{SPACE}edge")
    }
    assert ("ALDER S1", "MADE-UP LINES", "linked_to") in edges
    assert ("ALDER S1", "NOBODY KNOWN", "linked_to") in edges
    assert ("Alder S1", "ALDER S1", "may be") in edges
    assert labels["ofac_sdn|8"] == "MADE-UP LINES"
    assert CliRunner().invoke(app, ["export", str(case.path), "--to", "paper", "-o", str(out)]).exit_code == 2
