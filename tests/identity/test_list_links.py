"""Who is linked to whom, by the list's own words, while it said so."""

from pathlib import Path

import pytest

from fairlead.base.tables import DECISIONS
from fairlead.identity.list_links import find_links, fleets
from fairlead.identity.list_statements import state_lists
from tests.identity.test_list_statements import DAY, tables

BASE = {f"x{n}": {"name": f"OTHER {n}"} for n in range(20)}


def links(*versions):
    return find_links(state_lists(*tables(*versions), DECISIONS.empty())[1])


def test_a_name_means_the_entry_that_bore_it_while_the_link_was_said():
    ship, owner = {"name": "ALDER", "linked_to": "LINES S.A"}, {"name": "LINES S.A."}
    (first, second) = links(
        (0, BASE | {"1": ship}, False),
        (10, BASE | {"1": ship | {"linked_to": "NEW LINES"}, "2": {"name": "NEW LINES"}, "3": owner}, False),
    )
    assert (first.name, first.other, first.known_from, first.known_until) == ("LINES S.A", None, DAY[0], DAY[10])
    assert (second.name, second.other, second.known_until) == ("NEW LINES", "2", None)


def test_a_name_that_two_bear_stays_a_name_and_a_fleet_is_all_that_are_linked_with_it():
    said = {"1": {"name": "ALDER", "owner": "LINES"}, "2": {"name": "BIRCH", "owner": "LINES"}}
    found = links((0, BASE | said | {"3": {"name": "LINES"}, "4": {"name": "LINES"}}, False))
    assert [link.other for link in found] == [None, None]
    assert fleets(found) == {("made_up", "LINES"): ["1", "2"]}


SHARED = Path(__file__).parents[3] / "shared" / "data" / "sanctions" / "ofac" / "sdn_2024-05-03.csv.xz"


@pytest.mark.skipif(not SHARED.is_file(), reason="the real list lies in ../shared, which is not here")
def test_the_owners_of_the_real_vessels_resolve():
    """The notes count 825 vessels with a link, to 175 owners, 162 of which are entries by their exact name."""
    from fairlead.case.one_off import read_lists

    statements = read_lists([SHARED])[1]
    vessels = {s["entry"] for s in statements.to_pylist() if s["entry_kind"] == "vessel"}
    found = [link for link in find_links(statements) if link.entry in vessels and link.relation == "linked_to"]
    assert len({link.entry for link in found}) == 825
    assert len({link.name for link in found if link.other}) >= 162
