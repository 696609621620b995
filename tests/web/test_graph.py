"""The graph as the page is told of it: the rows of the case, each tie explained by one of them."""

from datetime import datetime

from fairlead.web import graph as drawn


def test_every_stay_of_a_named_ship_is_a_tie_and_every_tie_is_explained(shown, bundled):
    graph = shown.get("/api/graph").json()
    nodes = {n["id"]: n for n in graph["nodes"]}
    assert {n["kind"] for n in graph["nodes"]} == {"vessel", "place", "state"}
    ties = {t["id"]: (line, t) for line in graph["lines"] for t in line["ties"]}
    stays = bundled.table("stays").to_pylist()
    named = [s for s in stays if s["vessel_id"]]
    assert len(named) > 10
    for stay in named:
        line, tie = ties[stay["stay_id"]]
        assert (line["source"], line["target"], line["status"]) == (
            stay["vessel_id"],
            stay["place_id"],
            stay["status"],
        )
        assert datetime.fromisoformat(tie["start"]) == (stay["arrival_earliest"] or stay["seen_from"])
    assert graph["unnamed"] == len(stays) - len(named)
    assert all({line["source"], line["target"]} <= set(nodes) for line in graph["lines"])
    for id_ in list(ties)[::7]:
        assert shown.get("/api/explain", params={"target": id_}).status_code == 200, id_


def test_what_is_more_than_can_be_told_apart_is_counted_and_found_around_a_node(shown, monkeypatch, bundled):
    whole = shown.get("/api/graph").json()
    ship = next(v["vessel_id"] for v in bundled.table("vessels").to_pylist() if v["name"] == "Chon Ma San")
    monkeypatch.setattr(drawn, "MOST_NODES", 8)
    near = shown.get("/api/graph", params={"around": ship}).json()
    assert len(near["nodes"]) == 8
    assert near["left_out"] > 0
    assert ship in {n["id"] for n in near["nodes"]}
    assert len(whole["nodes"]) > 40
    assert shown.get("/api/graph", params={"around": "vessel:0"}).status_code == 404
