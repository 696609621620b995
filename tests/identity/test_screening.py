"""Vessels of a case against lists: levels, what was said before, what was searched, listed on the day or not."""

from datetime import timedelta

import pytest

from fairlead.base.ids import content_id
from fairlead.base.tables import BEARERS, DECISIONS, MARKS, SEGMENTS, STAYS, VESSELS, WORN
from fairlead.case.lives import is_sure
from fairlead.identity.list_statements import state_lists
from fairlead.identity.screening import screen_vessels
from tests.identity.test_list_records import version, without
from tests.identity.test_list_statements import DAY, tables


def ship(name="Alder", imo=8660313, **more):
    return {"vessel_id": "vessel:1", "label": "V01", "name": name, "names": [name], "imo": imo, "sources": [], **more}


def stay(n, start, end):
    days = {"seen_from": DAY[0] + timedelta(days=start), "seen_until": DAY[0] + timedelta(days=end)}
    fixed = {"place_id": "place:1", "vessel_id": "vessel:1", "hull": "vessel:1", "hull_words": "Alder",
             "is_alongside": True, "is_group": False, "method": "AIS",
             "status": "documented", "words": "It lay.", "sources": []}  # fmt: skip
    latest = {"arrival_latest": days["seen_from"], "departure_earliest": days["seen_until"]}
    return {"stay_id": f"stay:{n}", **fixed, **days, **latest}


HIT = content_id("hit", "vessel:1", "made_up", "1")


def ruled(verdict, *about, no=1, **more):
    """What Ada decided."""
    return {"decision_id": f"decision:{no}", "about": list(about), "verdict": verdict, "reason": "another hull",
            "decided_by": "Ada", "decided_at": DAY[0], "is_withdrawn": False, "log_line": no, **more}  # fmt: skip


def sent(property_, value, start, end, *, is_standing=True):
    return {"worn_id": f"worn:{property_}:{value}", "mmsi": 273000001, "property": property_, "value": value,
            "start_time": DAY[start], "end_time": DAY[end], "rows": 9, "is_standing": is_standing, "words": "Sent.",
            "sources": []}  # fmt: skip


def screened(vessel, *versions, stays=(), tracks=(), others=(), worn=(), decisions=()):
    made = tables(*versions)
    standings, statements = state_lists(*made, DECISIONS.empty())
    bearers = [
        {"bearer_id": f"bearer:{i}", "segment_id": t["segment_id"], "mmsi": t["mmsi"], "vessel_id": "vessel:1",
         "ship_name": "Alder", "mark_basis": "imo", "words": "It does.", "sources": []} for i, t in enumerate(tracks)
    ]  # fmt: skip
    made = screen_vessels(
        VESSELS.from_rows([vessel]), MARKS.empty(), BEARERS.from_rows(bearers), SEGMENTS.from_rows([*tracks, *others]),
        STAYS.from_rows(stays), statements, standings, made[0], WORN.from_rows(worn), DECISIONS.from_rows(decisions),
    )  # fmt: skip
    hits, (row,), events = (t.to_pylist() for t in made)
    return (
        [h for h in hits if h["entry"] == "1"],
        row,
        [e for e in events if e["hit_id"] in {h["hit_id"] for h in hits}],
    )


def test_one_valid_number_is_confirmed_under_any_name_with_what_it_stands_on():
    (hit,), row, _ = screened(ship("Quite Another"), version(0, imo="IMO 8660313"), version(10, imo="IMO 8660313"))
    assert hit["level"] == "confirmed"
    assert (hit["listed_from"], hit["listed_to"], hit["is_older"], hit["delisted_by"]) == (DAY[0], DAY[10], True, None)
    assert {s.partition(":")[0] for s in hit["sources"]} == {"vessel", "list_statement"}
    assert (row["hits_confirmed"], len(row["checked"])) == (1, 2)


def test_a_vessel_that_a_person_joined_is_looked_for_by_the_numbers_of_both():
    """Renumbered: the list knows the hull by the number of the vessel that was joined to it."""
    joined = ship("Alder", imo=8691702, imos_joined=[8660313], joined_ids=["vessel:2"])
    (hit,), row, _ = screened(joined, version(0, name="OTHER", imo="IMO 8660313"))
    assert hit["level"] == "confirmed"
    assert row["asked_by"][:2] == ["IMO 8691702", "IMO 8660313"]


def test_a_name_alone_is_possible_and_with_another_valid_number_contradicted():
    (hit,), _, _ = screened(ship("Alder Grove Star", imo=None), version(0, name="ALDER GROVE STAR", imo="IMO 8660313"))
    assert hit["level"] == "possible"
    listed = version(0, name="ALDER GROVE STAR", imo="IMO 8660313")
    (hit,), row, events = screened(ship("Alder Grove Star", imo=8691702), listed, stays=[stay(1, 0, 1)])
    assert hit["level"] == "contradicted"
    assert (row["hits_contradicted"], row["hits_confirmed"]) == (1, 0)
    assert events == []


def test_a_number_that_proves_no_identity_confirms_none():
    (hit,), _, _ = screened(ship(imo_words="V01 says “a stolen IMO number”"), version(0, imo="IMO 8660313"))
    assert hit["level"] == "probable"
    assert "stolen" in hit["words"]


def test_a_number_that_the_list_has_corrected_since_explains_an_earlier_hit_and_confirms_nothing():
    both = version(0, imo="IMO 8660313"), version(10, imo="IMO 8691702")
    (hit,), _, _ = screened(ship("Quite Another"), *both)
    assert hit["level"] == "contradicted"
    assert "by what the list said earlier and no longer says; now it gives IMO 8691702" in hit["reasons"][0]
    (hit,), _, _ = screened(ship("Quite Another"), both[0], version(10))
    assert hit["level"] == "possible"


def test_an_mmsi_counts_while_the_list_says_it_and_the_ship_sends_it():
    def track(start):
        return {"segment_id": "segment:1", "mmsi": 273000001, "start_time": DAY[start], "positions": 9,
                "is_noise": False, "end_time": DAY[start] + timedelta(days=1), "hull_no": 0, "names": ["ALDER"],
                "imos": [], "callsigns": [], "words": "A track.", "sources": []}  # fmt: skip

    said = version(0, mmsi="273000001"), version(10, mmsi="273000001"), version(20)
    (hit,), row, _ = screened(ship(imo=None), *said[:2], tracks=[track(0)])
    assert hit["level"] == "probable"
    assert "MMSI 273000001" in row["asked_by"]
    (hit,), _, _ = screened(ship(imo=None), *said, tracks=[track(50)])  # the list took it back on day 20
    assert hit["level"] == "possible"


def test_an_mmsi_is_a_ships_while_its_name_or_number_was_sent_under_it():
    """One segment of 90 days whose name changed on day 40; the list quotes its MMSI from day 70."""
    track = {"segment_id": "segment:1", "mmsi": 273000001, "start_time": DAY[0], "positions": 9, "is_noise": False,
             "end_time": DAY[90], "hull_no": 0, "names": ["ALDER", "ZEPHYR"], "imos": [], "callsigns": [],
             "words": "A track.", "sources": []}  # fmt: skip
    said = without(60), version(70, mmsi="273000001")
    both = [sent("name", "ALDER", 0, 40), sent("name", "ZEPHYR", 40, 90)]
    (hit,), _, _ = screened(ship(imo=None), *said, tracks=[track])
    assert hit["level"] == "probable"
    (hit,), _, _ = screened(ship(imo=None), *said, tracks=[track], worn=both)
    assert hit["level"] == "possible"
    assert any("but not at one time" in reason for reason in hit["reasons"])
    slip = sent("name", "ZEPHYR", 40, 40, is_standing=False)
    (hit,), row, _ = screened(ship(imo=None), *said, tracks=[track], worn=[both[0], slip])
    assert "the name Alder" not in row["asked_by"]  # Alder and ALDER, and no slip
    assert "2 names" in row["asked_by"]


def test_a_name_of_another_ship_on_the_same_mmsi_is_not_looked_for():
    """The list has ZEPHYR STAR, which a second ship sent under the vessel's MMSI."""

    def track(n, hull, *names):
        return {"segment_id": f"segment:{n}", "mmsi": 273000001, "start_time": DAY[0], "positions": 9,
                "is_noise": False, "end_time": DAY[10], "hull_no": hull, "names": list(names), "imos": [],
                "callsigns": [], "words": "A track.", "sources": []}  # fmt: skip

    listed, ours = version(0, name="ZEPHYR STAR"), track(1, 0, "ALDER", "ZEPHYR STAR")
    (hit,), _, _ = screened(ship(imo=None), listed, tracks=[ours])
    assert hit["level"] == "possible"
    other = track(2, 1, "ZEPHYR STAR", "ALDER")
    found, row, _ = screened(ship(imo=None), listed, tracks=[ours], others=[other])
    assert (found, row["hits_possible"]) == ([], 0)


# ------------------------------------------------------------------------------------------------------------- rulings


@pytest.mark.parametrize(
    "decision",
    [ruled("reject", HIT), ruled("different", HIT, "vessel:1"), ruled("different", "vessel:1", "list_entry:0:1")],
)
def test_a_hit_ruled_out_stays_with_who_said_so_counts_no_more_and_comes_back_when_that_is_withdrawn(decision):
    said = {"imo": "IMO 8660313"}
    both = version(0, **said), version(50, **said)
    for versions in (both, (*both, version(60, **said))):  # a later load changes nothing
        (hit,), row, events = screened(ship(), *versions, decisions=[decision], stays=[stay(1, 31, 32)])
        assert (hit["level"], hit["ruling"]) == ("confirmed", "different")
        assert hit["words"].startswith("Ruled out by Ada, 1 Jan 2024: another hull. Confirmed: Alder (V01)")
        assert decision["decision_id"] in hit["sources"]
        assert (row["hits_confirmed"], row["hits_ruled_out"], events) == (0, 1, [])
        assert "no hit (1 more ruled out)" in row["words"]
    (hit,), row, events = screened(
        ship(), *both, decisions=[decision | {"is_withdrawn": True}], stays=[stay(1, 31, 32)]
    )
    assert (hit["ruling"], row["hits_confirmed"], row["hits_ruled_out"], len(events)) == (None, 1, 0, 1)


def test_the_latest_ruling_stands_and_one_that_says_the_same_outweighs_a_contradiction():
    listed = version(0, name="ALDER GROVE STAR", imo="IMO 8660313")
    both = [ruled("reject", HIT), ruled("accept", HIT, no=2)]
    (hit,), row, events = screened(ship("Alder Grove Star", 8691702), listed, decisions=both, stays=[stay(1, 0, 1)])
    assert (hit["level"], hit["ruling"], len(events)) == ("contradicted", "same", 1)
    assert "1 contradicted hit (1 of them ruled the same ship by a person)" in row["words"]


@pytest.mark.parametrize("about", [(HIT,), ("vessel:1", "list_entry:0:1")])
def test_a_hit_a_person_is_unsure_of_counts_at_its_level_and_is_told_as_open_whatever_is_loaded_later(about):
    said = {"imo": "IMO 8660313"}
    both, unsure = (version(0, **said), version(50, **said)), ruled("unsure", *about, no=3)
    earlier = [ruled("same", HIT), ruled("reject", HIT, no=2)]  # what was decided before stands no longer
    for versions in (both, (*both, version(60, **said))):
        (hit,), row, events = screened(ship(), *versions, decisions=[*earlier, unsure], stays=[stay(1, 31, 32)])
        assert (hit["level"], hit["ruling"]) == ("confirmed", "unsure")
        assert hit["ruling_words"] == "left open by Ada, 1 Jan 2024: another hull"
        assert hit["words"].startswith("Left open by Ada, 1 Jan 2024: another hull. Confirmed: Alder (V01)")
        assert "decision:3" in hit["sources"]
        assert (row["hits_confirmed"], row["hits_ruled_out"], len(events)) == (1, 0, 1)
        assert "1 confirmed hit (a person is unsure of 1 of them)" in row["words"]
        assert not is_sure(hit)  # what the entry says of marks and owners is not lent to the vessel
    (hit,), _, _ = screened(ship(), *both, decisions=[*earlier, unsure | {"is_withdrawn": True}])
    assert hit["ruling"] == "different"
    (hit,), _, _ = screened(ship(), *both, decisions=[unsure, ruled("same", HIT, no=4)])
    assert (hit["ruling"], is_sure(hit)) == ("same", True)


def test_a_hit_stands_on_its_entry_and_its_vessel_and_what_was_screened_on_every_version():
    _, row, _ = screened(ship(), version(0, imo="IMO 8660313"), version(10, imo="IMO 8660313"))
    assert row["screened_id"] != row["vessel_id"]  # so that a vessel among the sources of a hit is the vessel itself
    assert row["sources"] == ["vessel:1", HIT, "list_version:0", "list_version:1"]


def test_a_vessel_without_a_hit_is_told_with_what_was_searched_and_one_without_lists_that_nothing_was():
    hits, row, _ = screened(ship("Zephyr Quartz"), without(0), without(10))
    assert hits == []
    assert row["words"] == (
        "Zephyr Quartz (V01): no hit, looked for by IMO 8660313 and the name Zephyr Quartz among the vessels of the "
        "list made_up, 2 versions of 1 Jan 2024 to 11 Jan 2024."
    )
    _, row, _ = screened(ship())
    assert row["words"] == "Alder (V01) was checked against nothing: no sanctions list is in this case."


@pytest.mark.parametrize(
    ("start", "end", "verdict"), [(12, 14, "not known"), (31, 40, "listed"), (71, 72, "not known")]
)
def test_each_stay_is_told_listed_or_not_or_not_known(start, end, verdict):
    said = without(10), version(30, imo="IMO 8660313"), version(50, imo="IMO 8660313"), version(70, imo="IMO 8660313")
    _, _, (event,) = screened(ship(), *said, stays=[stay(1, start, end)])
    assert (event["verdict"], event["stay_id"]) == (verdict, "stay:1")
