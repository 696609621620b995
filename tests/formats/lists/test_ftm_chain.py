"""Deltas of FollowTheMoney: what they leave is what the publisher's whole list of that day says.

A delta names entities one by one, as OpenSanctions publishes it; a ship's sanctions and owners are entities of their
own, so that a change of the ship does not repeat them and a change of them does not name the ship.
"""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairlead.case.one_off import read_lists

FILLERS = 30
"""Ships that nothing changes: the guard counts what a list loses."""


def entity(id_, schema, **said):
    properties = {k: v if isinstance(v, list) else [v] for k, v in said.items()}
    return {"id": id_, "schema": schema, "properties": properties, "datasets": ["made_up"]}


def still(n):
    return entity(f"w{n}", "Vessel", name=f"STILL {n}")


STILL = [*map(still, range(FILLERS)), entity("sw", "Sanction", entity="w0", program="OTHER")]


def whole(held):
    return [*STILL, *held.values()]


def delta(before, after, add="ADD"):
    """What a publisher's delta between two states says."""
    changes = [{"op": "DEL", "entity": {"id": id_}} for id_ in before if id_ not in after]
    changes += [
        {"op": "MOD" if id_ in before else add, "entity": one} for id_, one in after.items() if before.get(id_) != one
    ]
    return changes


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lists")


def read(folder, *files):
    """Standings and what is said at the end, of files of one day after another."""
    paths = []
    for month, objects in enumerate(files, start=1):
        path = folder / f"list_2024-{month:02}-01.json"
        path.write_text("".join(json.dumps(one) + "\n" for one in objects))
        paths.append(path)
    standings, statements = read_lists(paths)
    said = set()
    for row in statements.to_pylist():
        if row["known_until"] is None:
            values = row["value"].split("; ") if row["property"] in ("remarks", "grounds") else [row["value"]]
            rest = (row["normal"], row["qualifier"], row["valid_from"], row["valid_until"])
            said |= {(row["entry"], row["entry_kind"], row["property"], value, *rest) for value in values}
    return sorted(standings.to_pylist(), key=lambda s: s["version_no"]), said, statements


SHIP = entity("v1", "Vessel", name="ALDER", imoNumber="IMO8660313", flag="kp")
HELD = {
    "v1": SHIP, "v2": entity("v2", "Vessel", name="BIRCH", imoNumber="IMO8691702"),
    "c1": entity("c1", "Company", name="OAK LTD"),
    "s1": entity("s1", "Sanction", entity="v1", program="P1", provisions="asset freeze", listingDate="2023-11-05"),
    "s2": entity("s2", "Sanction", entity="v2", program="P1"),
    "o1": entity("o1", "Ownership", owner="c1", asset="v1", percentage="60"),
}  # fmt: skip


def of(said, entry, *properties):
    return {(p, value) for e, _, p, value, *_ in said if e == entry and p in properties}


def test_a_change_of_a_ship_alone_leaves_its_sanction_and_its_owner(folder):
    changed = HELD | {"v1": SHIP | {"properties": SHIP["properties"] | {"flag": ["ru"]}}}
    standings, said, statements = read(folder, whole(HELD), delta(HELD, changed))
    assert of(said, "v1", "flag", "programme", "measure", "listed", "owner") == {
        ("flag", "ru"), ("programme", "P1"), ("measure", "asset freeze"), ("listed", "2023-11-05"),
        ("owner", "OAK LTD"),
    }  # fmt: skip
    assert standings[1]["may_miss"] == []
    owner = next(s for s in statements.to_pylist() if s["property"] == "owner")
    assert owner["known_from"].month == 1  # said by the whole list, and said still


@pytest.mark.parametrize(
    ("change", "entry", "now"),
    [
        ({"s1": None}, "v1", {("standing", "named only")}),  # its only sanction is gone: a neighbour's ship
        ({"s1": entity("s1", "Sanction", entity="v1", provisions="port ban")}, "v1", {("measure", "port ban")}),
        ({"c1": entity("c1", "Company", name="ELM LTD")}, "v1", {("owner", "ELM LTD")}),
        ({"o1": None, "c1": None}, "v1", set()),
        ({"s3": entity("s3", "Sanction", entity="c1", program="P9")}, "c1", {("programme", "P9")}),
    ],
)
def test_a_change_of_what_stands_beside_a_ship_is_a_change_of_the_ship(folder, change, entry, now):
    after = {id_: one for id_, one in (HELD | change).items() if one is not None}
    standings, said, _ = read(folder, whole(HELD), delta(HELD, after))
    properties = {p for p, _ in now} or {"owner"}
    assert of(said, entry, *properties) == now
    assert standings[1]["is_good"]
    assert standings[1]["may_miss"] == []


def test_deletions_alone_go_with_the_list_that_has_them(folder):
    """They bear no data set: which list is meant is known by what they name."""
    standings, said, _ = read(folder, whole(HELD), [{"op": "DEL", "entity": {"id": i}} for i in ("v2", "s2", "x9")])
    assert [s["list"] for s in standings] == ["ftm_made_up"] * 2
    assert not of(said, "v2", "name")
    assert standings[1]["may_miss"] == [
        "of what it says was deleted, the version before lacks 1 entry (x9): nothing was there to delete"
    ]


def test_a_changed_sanction_that_the_list_lacks_is_taken_and_told(folder):
    change = {"op": "MOD", "entity": entity("s9", "Sanction", entity="v1", program="P9")}
    standings, said, _ = read(folder, whole(HELD), [change])
    assert ("programme", "P9") in of(said, "v1", "programme")
    assert standings[1]["may_miss"] == [
        "of what it says was changed, the version before lacks 1 entry (s9): taken as new"
    ]


def test_each_value_is_walked_to_the_file_and_line_that_say_it(tmp_path, folder):
    from fairlead.case.evidence import Evidence, evidence_id_of
    from fairlead.case.lists import gather_lists
    from fairlead.formats.lists.reader import read_list

    changed = HELD | {"v1": SHIP | {"properties": SHIP["properties"] | {"flag": ["ru"]}}}
    files, places = [], {}
    for n, objects in enumerate((whole(HELD), delta(HELD, changed))):
        path = tmp_path / f"list_2024-0{n + 1}-01.json"
        path.write_text("".join(json.dumps(one) + "\n" for one in objects))
        one = Evidence(
            evidence_id_of(str(n) * 16), str(n) * 16, path.name, "ftm", 1, None, "", None, None, None, None, n
        )
        files.append(one)
        places[one.evidence_id] = path
    tables = gather_lists(
        files, lambda one: read_list(places[one.evidence_id], one.name, one.kind, one.evidence_id),
        lambda one: places[one.evidence_id],
    ).tables  # fmt: skip
    version = tables["list_versions"].to_pylist()[1]
    ids = {
        e["list_entry_id"]
        for e in tables["list_entries"].to_pylist()
        if e["list_version_id"] == version["list_version_id"]
    }
    said = {
        f["property"]: (f["evidence_id"], f["row"])
        for f in tables["list_facts"].to_pylist()
        if f["list_entry_id"] in ids
    }
    line = next(n for n, one in enumerate(whole(HELD), start=1) if one["id"] == "o1")
    assert said["flag"] == (files[1].evidence_id, 1)
    assert said["owner"] == (files[0].evidence_id, line)


_SHIPS, _ALL = ("v1", "v2"), ("v1", "v2", "c1", "c2")


@st.composite
def states(draw):
    """Some entities of a list, each there or not."""
    found = {}
    for id_ in _SHIPS:
        found[id_] = entity(
            id_, "Vessel", name=draw(st.sampled_from(("ALDER", "BIRCH"))), mmsi=["273000001"],
            flag=draw(st.sampled_from((["kp"], ["ru"], []))), operator=draw(st.sampled_from(([], ["c1"]))),
            topics=draw(st.sampled_from(([], ["sanction"], ["sanction.linked"]))),
        )  # fmt: skip
    for id_ in ("c1", "c2"):
        found[id_] = entity(
            id_, draw(st.sampled_from(("Company", "Person"))), name=draw(st.sampled_from(("OAK", "ELM")))
        )
    for id_ in ("s1", "s2"):
        found[id_] = entity(
            id_, "Sanction", entity=draw(st.sampled_from(_ALL)), program=draw(st.sampled_from(("P1", "P2"))),
            provisions=draw(st.sampled_from(([], ["asset freeze"]))), reason=draw(st.sampled_from(([], ["because"]))),
            status=draw(st.sampled_from(([], ["possible"]))), summary=["S"],
            listingDate=draw(st.sampled_from(([], ["2023-01-01"]))), endDate=draw(st.sampled_from(([], ["2030"]))),
        )  # fmt: skip
    for id_ in ("o1", "o2"):
        found[id_] = entity(
            id_, "Ownership", owner=draw(st.sampled_from(_ALL)), asset=draw(st.sampled_from(_ALL)),
            percentage=draw(st.sampled_from(([], ["60"]))),
        )  # fmt: skip
    found["i1"] = entity(
        "i1", "Identification", holder=draw(st.sampled_from(_SHIPS)), number="273000001",
        startDate=draw(st.sampled_from(("2022-01-01", "2023-01-01"))),
    )  # fmt: skip
    found["l1"] = entity("l1", "UnknownLink", subject=draw(st.sampled_from(_ALL)), object="v1", role="manager")
    return {id_: one for id_, one in found.items() if draw(st.integers(0, 4))}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=states(), second=states(), third=states())
def test_a_list_and_its_deltas_say_what_the_whole_list_of_that_day_says_and_twice_is_once(folder, first, second, third):
    to_second, to_third = delta(first, second), delta(second, third)
    nothing = [{"op": "MOD", "entity": still(1)}]  # a delta of no line is no file
    to_second, to_third = to_second or nothing, to_third or nothing
    standings, said, _ = read(folder, whole(first), to_second, to_third)
    assert all(s["is_good"] and not s["may_miss"] for s in standings)
    _, expected, _ = read(folder, whole(third))
    assert said == expected
    again = [*to_second, {"op": "MOD", "entity": still(2)}]  # other bytes: the same file twice is one file
    assert read(folder, whole(first), to_second, again, to_third)[1] == expected
