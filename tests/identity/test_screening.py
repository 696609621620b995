"""Vessels of a case against lists: levels, what was said before, what was searched, listed on the day or not."""

from datetime import timedelta

import pytest

from fairlead.base.tables import BEARERS, DECISIONS, MARKS, SEGMENTS, STAYS, VESSELS
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


def screened(vessel, *versions, stays=(), tracks=()):
    standings, statements = state_lists(*tables(*versions), DECISIONS.empty())
    bearers = [
        {"bearer_id": f"bearer:{i}", "segment_id": t["segment_id"], "mmsi": t["mmsi"], "vessel_id": "vessel:1",
         "ship_name": "Alder", "mark_basis": "imo", "words": "It does.", "sources": []} for i, t in enumerate(tracks)
    ]  # fmt: skip
    made = screen_vessels(
        VESSELS.from_rows([vessel]), MARKS.empty(), BEARERS.from_rows(bearers), SEGMENTS.from_rows(tracks),
        STAYS.from_rows(stays), statements, standings,
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


def test_a_vessel_without_a_hit_is_told_with_what_was_searched_and_one_without_lists_that_nothing_was():
    hits, row, _ = screened(ship("Zephyr Quartz"), without(0), without(10))
    assert hits == []
    assert row["words"] == (
        "Zephyr Quartz (V01): no hit, looked for by IMO 8660313 and the name Zephyr Quartz in the made_up, 2 versions "
        "of 1 Jan 2024 to 11 Jan 2024."
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
