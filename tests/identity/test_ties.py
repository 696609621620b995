"""Ties: who owns whom by lists and by research, whom else they run, and which entries of lists owners may be."""

from fairlead.base.tables import DECISIONS, HITS, OWNERSHIP, VESSELS
from fairlead.identity.list_statements import state_lists
from fairlead.identity.ties import share_of, tie_owners
from tests.identity.test_list_records import MANY
from tests.identity.test_list_statements import DAY, tables
from tests.identity.test_screening import screened, ship


def row(n, owner, owned="Alder", **more):
    return {"ownership_id": f"ownership:{n}", "label": f"W{n}", "owner": owner, "owned": owned, "relation": "owner",
            "evidence_id": "evidence:w", "row": n, **more}  # fmt: skip


def tied(*versions, rows=(), vessels=None, hits=()):
    standings, statements = state_lists(*tables(*versions), DECISIONS.empty())
    found = tie_owners(
        OWNERSHIP.from_rows(rows), statements, standings, HITS.from_rows(hits),
        VESSELS.from_rows([ship()] if vessels is None else vessels),
    )  # fmt: skip
    return [t.to_pylist() for t in found]


def listed(**entries):
    """A version of day 0 that has these entries."""
    return 0, MANY | entries, False


def test_an_empty_case_has_none():
    assert tied() == [[], [], []]


def test_a_link_of_a_list_ties_the_vessel_that_its_entry_surely_is_and_tells_whom_else_the_owner_runs():
    entries = {
        "1": {"name": "ALDER", "imo": "IMO 8660313", "linked_to": "MADE-UP LINES"},
        "2": {"name": "CEDAR", "linked_to": "MADE-UP LINES"}, "3": {"name": "MADE-UP LINES"},
    }  # fmt: skip
    (hit,) = [h for h in screened(ship(), listed(**entries))[0] if h["level"] == "confirmed"]
    ties, owners, hits = tied(listed(**entries), hits=[hit])
    assert {(t["owner_name"], t["owned_name"], t["vessel_id"], t["tied_by"]) for t in ties} == {
        ("MADE-UP LINES", "Alder", ship()["vessel_id"], "confirmed"), ("MADE-UP LINES", "CEDAR", None, None),
    }  # fmt: skip
    (owner,) = owners
    assert (owner["runs"], owner["vessel_ids"]) == (["Alder", "CEDAR"], [ship()["vessel_id"]])
    assert owner["listed_as"] == ["list made_up: MADE-UP LINES (confirmed)"]
    (one,) = hits
    assert (one["entry"], one["listed_from"], one["delisted_by"]) == ("3", DAY[0], None)


def test_research_means_the_ship_of_its_number_else_the_only_one_of_that_name():
    other = ship(name="Alder", imo=8691702, vessel_id="vessel:b")
    rows = [row(1, "Birch Ltd", owned_imo=8691702), row(2, "Birch", "Alder"), row(3, "Cedar", owned_imo=9074729)]
    ties, _, _ = tied(rows=rows, vessels=[ship(), other])
    assert [(t["vessel_id"], t["tied_by"]) for t in sorted(ties, key=lambda t: t["sources"])] == [
        ("vessel:b", "number"), (None, None), (None, None),
    ]  # fmt: skip
    joined = other | {"imos_joined": [9074729], "joined_ids": ["vessel:c"]}
    (by_joined,) = [t for t in tied(rows=rows, vessels=[joined])[0] if t["owner_name"] == "Cedar"]
    assert (by_joined["vessel_id"], by_joined["tied_by"]) == ("vessel:b", "number")  # of a vessel that a person joined
    (alone,), _, _ = tied(rows=[row(2, "Birch", "ALDER")])
    assert (alone["vessel_id"], alone["tied_by"]) == (ship()["vessel_id"], "name")
    assert "known by its name alone" in alone["words"]


def test_one_owner_is_one_under_any_legal_form_and_two_under_two_numbers():
    same = [row(1, "Birch Lines Ltd"), row(2, "BIRCH LINES LIMITED", "Cedar"), row(3, "Birch Lines 2", "Elm")]
    assert sorted(o["runs"] for o in tied(rows=same)[1]) == [["Alder", "Cedar"], ["Elm"]]
    two = [row(1, "Birch", owner_imo=1790183), row(2, "Birch", "Cedar", owner_imo=1234562)]
    assert len(tied(rows=two)[1]) == 2
    left_out = [row(1, "Birch", owner_imo=1790183), row(2, "Birch Co.", "Cedar")]
    assert len(tied(rows=left_out)[1]) == 1


def test_an_owner_is_an_entry_for_sure_by_company_number_and_possibly_by_name():
    day, held, is_delta = listed(**{"7": {"name": "BIRCH LINES LTD", "company_imo": "1790183"}})
    entries, facts, versions = tables((day, held, is_delta))
    kinds = ["company" if e == "7" else "vessel" for e in entries["entry"].to_pylist()]
    entries = entries.set_column(entries.schema.get_field_index("entry_kind"), "entry_kind", [kinds])
    standings, statements = state_lists(entries, facts, versions, DECISIONS.empty())

    def level(**more):
        rows = OWNERSHIP.from_rows([row(1, more.pop("owner"), **more)])
        made = tie_owners(rows, statements, standings, HITS.empty(), VESSELS.from_rows([ship()]))
        return [h["level"] for h in made[2].to_pylist()]

    assert level(owner="Another Name", owner_imo=1790183) == ["confirmed"]
    assert level(owner="Birch Lines") == ["possible"]
    assert level(owner="Birch Lines 2") == []


def test_a_share_is_read_out_of_what_a_list_says_of_an_owner_where_it_is_one_figure():
    assert share_of("owner: 60 %, from 2023-05-17") == 0.6
    assert share_of("owner: direct, 12.5 %") == 0.125
    assert [share_of(r) for r in ("owner: 25-50 %", "owner: 160 %", "owner: 0 %", "owner", "linked_to: 60 %")] == [
        None
    ] * 5
