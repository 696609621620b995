"""Entities of FollowTheMoney with owners behind owners: who is listed, who is only named, and who stands behind a ship.

The entities are made up, in the published schema (FollowTheMoney 4.11): a tanker of Alder One, held by Birch Holding
(60 %), held by the listed Cedar Group (51 %), held by Ivan Petrov; run by Delta, which runs two other ships.
"""

import json
from datetime import UTC, datetime

import pytest

from fairlead.base.tables import (
    BEARERS,
    DECISIONS,
    LIST_VERSIONS,
    MARKS,
    OWNERSHIP,
    SEGMENTS,
    STAYS,
    TABLES,
    VESSELS,
    WORN,
)
from fairlead.case.lives import Whole, is_listed, read_lives
from fairlead.case.network import draw_graph
from fairlead.formats.lists.reader import read_list
from fairlead.identity.list_statements import state_lists
from fairlead.identity.screening import screen_vessels
from fairlead.identity.ties import tie_owners
from tests.identity.test_screening import ship, stay


def entity(id_, schema, **said):
    properties = {k: v if isinstance(v, list) else [v] for k, v in said.items()}
    return {"id": id_, "schema": schema, "properties": properties, "datasets": ["made_up"], "target": False}


ENTITIES = (
    entity("ship", "Vessel", name="VICTORY STAR", imoNumber="9187629", topics="sanction"),
    entity("ship2", "Vessel", name="SEA ROSE", imoNumber="9074729"),
    entity("ship3", "Vessel", name="OCEAN PEARL", operator="delta"),
    entity("alder", "Company", name="Alder One Ltd", topics="sanction.linked"),
    entity("birch", "Company", name="Birch Holding", parent="cedar"),
    entity("cedar", "Company", name="Cedar Group"),
    entity("ivan", "Person", name="Ivan Petrov", topics="role.oligarch"),
    entity("delta", "Company", name="Delta Management"),
    entity("echo", "Organization", name="Echo Technical"),
    entity("o1", "Ownership", owner="alder", asset="ship", percentage="100", startDate="2022-03-01"),
    entity("o2", "Ownership", owner="birch", asset="alder", percentage="60%"),
    entity("o3", "Ownership", owner="cedar", asset="birch", percentage="51"),
    entity("o4", "Ownership", owner="ivan", asset="cedar", percentage="75"),
    entity("l1", "UnknownLink", subject="delta", object="ship", role="Commercial manager"),
    entity("l2", "UnknownLink", subject="delta", object="ship2", role="ISM manager"),
    entity("d1", "Directorship", director="ivan", organization="alder", startDate="2022-03-01"),
    entity("r1", "Representation", agent="echo", client="delta", role="technical agent"),
    entity("s1", "Sanction", entity="cedar", program="MADE-UP", listingDate="2023-02-24"),
)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    path = tmp_path_factory.mktemp("ftm") / "entities.ftm.json"
    path.write_text("".join(json.dumps(e) + "\n" for e in ENTITIES), encoding="utf-8")
    return read_list(path, path.name, "ftm", "evidence:1")


@pytest.fixture(scope="module")
def held(read):
    tanker = ship("Victory Star", 9187629)
    rose = ship("Sea Rose", 9074729, vessel_id="vessel:2", label="V02")
    standings, statements = state_lists(read.rows, read.more["list_facts"], versions_of(read), DECISIONS.empty())
    vessels, stays = VESSELS.from_rows([tanker, rose]), STAYS.from_rows([stay(1, 0, 1) | {"vessel_id": "vessel:2"}])
    hits, screened, events = screen_vessels(
        vessels, MARKS.empty(), BEARERS.empty(), SEGMENTS.empty(), stays, statements, standings, read.rows,
        WORN.empty(), DECISIONS.empty(),
    )  # fmt: skip
    ties, owners, owner_hits = tie_owners(OWNERSHIP.empty(), statements, standings, hits, vessels)
    return {
        **{name: t.empty() for name, t in TABLES.items()}, "vessels": vessels, "stays": stays, "hits": hits,
        "screened": screened, "listed_events": events, "ties": ties, "owners": owners, "owner_hits": owner_hits,
        "list_statements": statements, "list_standings": standings,
    }  # fmt: skip


def versions_of(read):
    day = {"known_from": datetime(2024, 1, 1, tzinfo=UTC), "known_by": "name"}
    return LIST_VERSIONS.from_rows([v | day for v in read.more["list_versions"].to_pylist()])


def test_every_tie_is_read_with_its_role_whatever_stands_between(read):
    facts = read.more["list_facts"].to_pylist()
    said = {
        (f["entry"], f["property"], f["normal"], f["qualifier"])
        for f in facts
        if f["property"] in ("owner", "linked_to")
    }
    assert said == {
        ("ship", "owner", "alder", "100 %, from 2022-03-01"), ("alder", "owner", "birch", "60 %"),
        ("birch", "owner", "cedar", "51 %"), ("cedar", "owner", "ivan", "75 %"),
        ("birch", "linked_to", "cedar", "parent"), ("ship3", "linked_to", "delta", "operator"),
        ("ship", "linked_to", "delta", "Commercial manager"), ("ship2", "linked_to", "delta", "ISM manager"),
        ("alder", "linked_to", "ivan", "director, from 2022-03-01"), ("delta", "linked_to", "echo", "technical agent"),
    }  # fmt: skip


def test_who_has_neither_sanction_nor_topic_of_its_own_is_named_and_not_listed(read, held):
    facts = read.more["list_facts"].to_pylist()
    named = {f["entry"] for f in facts if f["property"] == "standing"}
    assert named == {"ship2", "ship3", "alder", "birch", "ivan", "delta", "echo"}
    listed = {h["entry"]: h["level"] for h in held["owner_hits"].to_pylist()}
    assert listed == {"cedar": "confirmed"}
    (delta,) = [o for o in held["owners"].to_pylist() if o["name"] == "Delta Management"]
    assert delta["listed_as"] == ["list made_up (FollowTheMoney): Delta Management (named only, not listed)"]
    assert sorted(delta["runs"]) == ["OCEAN PEARL", "Sea Rose", "Victory Star"]


def test_a_vessel_that_is_only_named_is_met_by_its_number_and_told_as_not_listed_on_the_day_it_called(held):
    hits = {h["entry"]: h for h in held["hits"].to_pylist()}
    assert {ref: h["level"] for ref, h in hits.items()} == {"ship": "confirmed", "ship2": "confirmed"}
    assert "not itself listed, named there for another's sake" in hits["ship2"]["words"]
    assert "not itself listed" not in hits["ship"]["words"]
    (event,) = held["listed_events"].to_pylist()
    assert event["verdict"] == "not listed"
    (rose,) = (s for s in held["screened"].to_pylist() if s["ship_name"] == "Sea Rose")
    assert "no hit (and 1 entry only named there, not listed)" in rose["words"]
    assert (rose["hits_confirmed"], rose["hits_named_only"]) == (0, 1)
    (life,) = [one for one in read_lives(Whole(held.__getitem__)) if one.vessel["name"] == "Sea Rose"]
    assert not is_listed(life, hits["ship2"])


def test_those_behind_the_owners_of_a_ship_stand_on_its_page_and_in_the_graph(held):
    (life,) = [one for one in read_lives(Whole(held.__getitem__)) if one.vessel["name"] == "Victory Star"]
    assert sorted((t["owner_name"], t["owned_name"]) for t in life.ties) == [
        ("Alder One Ltd", "Victory Star"), ("Birch Holding", "Alder One Ltd"), ("Cedar Group", "Birch Holding"),
        ("Cedar Group", "Birch Holding"), ("Delta Management", "Victory Star"), ("Echo Technical", "Delta Management"),
        ("Ivan Petrov", "Alder One Ltd"), ("Ivan Petrov", "Cedar Group"),
    ]  # fmt: skip
    graph = draw_graph((held | {"stays": STAYS.empty()}).__getitem__)
    edges = {(graph.nodes[t.source].label, graph.nodes[t.target].label) for t in graph.ties}
    assert {("Cedar Group", "Birch Holding"), ("Birch Holding", "Alder One Ltd")} <= edges | {(b, a) for a, b in edges}


def test_a_file_that_tells_nobody_apart_lists_everybody(tmp_path):
    path = tmp_path / "entities.ftm.json"
    bare = {"id": "a", "schema": "Company", "properties": {"name": ["Alder"]}, "datasets": ["made_up"]}
    path.write_text(json.dumps(bare) + "\n", encoding="utf-8")
    assert not read_list(path, path.name, "ftm", "evidence:1").more["list_facts"].num_rows
