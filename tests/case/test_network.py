"""The network of a case: vessels, entries they may be, whom lists link them to, where they lay and whom they met."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pyarrow as pa
from typer.testing import CliRunner

from fairlead.base.tables import TABLES
from fairlead.case.network import degrees, draw_graph
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


def day(n):
    return datetime(2024, 3, n, tzinfo=UTC)


def held(**rows):
    """Tables by name with these rows, what a row leaves out not known; the other tables empty."""
    made = {n: pa.Table.from_pylist(some, schema=TABLES[n].schema) for n, some in rows.items()}
    return lambda name: made.get(name, TABLES[name].empty())


def ties(graph):
    return [(t.source, t.target, t.relation, t.status, t.id, t.start, t.end) for t in graph.ties]


def test_ships_of_ais_are_tied_to_ports_and_to_each_other_and_named_by_their_mmsi():
    """Two ships of no list, one of a list by its marks: one call each at one port, and one meeting of two of them."""

    def segment(n, name):
        names = [name] if name else []
        return {"segment_id": f"segment:{n}", "mmsi": 200000000 + n, "hull_no": 0, "names": names, "start_time": day(n)}

    def call(n):
        return {"port_call_id": f"port_call:{n}", "segment_id": f"segment:{n}", "port": "Nampo", "words": "called",
                "start_time": day(n), "end_time": day(n + 1) if n > 1 else None}  # fmt: skip

    graph = draw_graph(
        held(
            vessels=[{"vessel_id": "vessel:1", "name": "Alder"}],
            bearers=[{"bearer_id": "bearer:1", "segment_id": "segment:1", "mmsi": 200000001, "vessel_id": "vessel:1"}],
            segments=[segment(1, "ALDER"), segment(2, "BIRCH"), segment(3, None)],
            port_calls=[call(1), call(2), call(3)],
            encounters=[{"encounter_id": "encounter:1", "segment_id": "segment:2", "other_segment_id": "segment:1",
                         "start_time": day(5), "end_time": day(6), "words": "met"}],
            places=[{"place_id": "place:1", "label": "P05", "name": "Nampo", "country": "KP"}],
        )
    )  # fmt: skip
    birch, third = "mmsi:200000002|0", "mmsi:200000003|0"
    assert ties(graph) == [
        (birch, "place:1", "called at", "documented", "port_call:2", day(2), day(3)),
        (birch, "vessel:1", "close and slow", "documented", "encounter:1", day(5), day(6)),
        (third, "place:1", "called at", "documented", "port_call:3", day(3), day(4)),
        ("place:1", "state:KP", "lies in", "documented", "place:1", None, None),
        ("vessel:1", "place:1", "called at", "documented", "port_call:1", day(1), None),
    ]
    assert {i: (n.label, n.row) for i, n in graph.nodes.items()} == {
        "vessel:1": ("Alder", "vessel:1"), birch: ("BIRCH (200000002)", "segment:2"), third: ("200000003", "segment:3"),
        "place:1": ("Nampo", "place:1"), "state:KP": ("North Korea", None),
    }  # fmt: skip
    assert degrees(graph.ties)["place:1"] == 4


def claim(label, stance, start, **more):
    return {"claim_id": f"claim:{label}", "label": label, "speaker": "A", "outlet": "B", "stance": stance,
            "item": "shells", "said_start": day(start), "said_end": day(start + 1), **more}  # fmt: skip


def test_a_denial_is_a_tie_of_its_own_a_refusal_to_comment_none_and_unnamed_ships_are_counted():
    graph = draw_graph(
        held(
            claims=[claim("C1", "assert", 3, period_start=day(1), period_end=day(2)), claim("C2", "deny", 4),
                    claim("C3", "no comment", 5), claim("C4", "assert", 6, rescinded="forged")],
            origins=[{"origin_id": "origin:1", "claim_ids": ["claim:C1", "claim:C2", "claim:C3", "claim:C4"]}],
            transfers=[{"transfer_id": "transfer:1", "from_party": "KP", "to_party": "RU", "item_class": "munitions",
                        "is_expected": False, "sources": ["origin:1"]}],
            stays=[{"stay_id": "stay:1", "place_id": "place:1", "hull_words": "a tanker"}],
        )
    )  # fmt: skip
    between = ("state:KP", "state:RU", "said to give munitions")
    assert ties(graph) == [
        (*between, "claimed", "claim:C1", day(1), day(2)),
        (*between, "contradicted", "claim:C2", day(4), day(5)),
    ]
    assert graph.unnamed == 1


def test_nobody_gives_casualties():
    graph = draw_graph(
        held(
            claims=[claim("C1", "assert", 3)],
            origins=[{"origin_id": "origin:1", "claim_ids": ["claim:C1"]}],
            transfers=[{"transfer_id": "transfer:1", "from_party": "KP", "to_party": "RU", "item_class": "casualties",
                        "is_expected": False, "sources": ["origin:1"]}],
        )
    )  # fmt: skip
    assert [t[2] for t in ties(graph)] == ["said of casualties"]
