"""What cannot be so of ships and across ships."""

from datetime import UTC, datetime, timedelta

import pytest

from fairlead.base.ids import content_id
from fairlead.base.tables import CONFLICTS, MISFITS, SEGMENTS
from fairlead.events.conflicts import find_conflicts

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
IMO, OTHER_IMO = 9074729, 8660313


def at(hours):
    return NOON + timedelta(hours=hours)


def segment(mmsi, start, end, imos=(IMO,), **more):
    row = {"mmsi": mmsi, "start_time": at(start), "end_time": at(end), "positions": 10, "is_noise": False, "hull_no": 0,
           "names": [], "imos": list(imos), "callsigns": [], "words": "A segment.", "sources": []}  # fmt: skip
    return {**row, "segment_id": content_id("segment", mmsi, start), **more}


def misfit(kind, mmsi=1, n=0, **more):
    row = {"misfit_id": content_id("misfit", kind, mmsi, n), "misfit_kind": kind, "mmsi": mmsi, "start_time": at(0),
           "end_time": at(5), "lat": 40.0, "lon": 130.0, "reports": 7, "words": "It is.", "sources": [],
           "clock_receivers": [], "clock_from_h": [], "clock_to_h": []}  # fmt: skip
    return {**row, **more}


def clock(one, other, ahead_h, mmsi=1, **more):
    n = f"{one} {other}"
    return misfit("clock", mmsi, n, receiver=one, other_receiver=other, ahead_h=ahead_h, **more)


def conflicts(*rows, segments=()):
    found = find_conflicts(MISFITS.from_rows(rows), SEGMENTS.from_rows(segments))
    assert found.schema == CONFLICTS.schema
    return sorted(found.to_pylist(), key=lambda r: (r["conflict_kind"], r["start_time"], r["words"]))


def test_nothing_gives_nothing():
    assert conflicts() == []


def test_a_misfit_of_one_mmsi_is_a_conflict_that_rests_on_it():
    given = misfit("frozen", 273000001)
    (found,) = conflicts(given)
    same = ("mmsi", "start_time", "end_time", "lat", "lon", "reports", "words")
    assert {k: found[k] for k in same} == {k: given[k] for k in same}
    assert (found["conflict_kind"], found["other_mmsi"], found["sources"]) == ("frozen", None, [given["misfit_id"]])


# -------------------------------------------------------------------------------------------------- one IMO number


def test_one_imo_number_under_two_mmsis_at_once():
    one, other = segment(273000001, 0, 10), segment(445000002, 6, 20)
    (found,) = conflicts(segments=[other, one])
    assert (found["conflict_kind"], found["mmsi"], found["other_mmsi"]) == ("one_imo", 445000002, 273000001)
    assert (found["start_time"], found["end_time"], found["reports"]) == (at(6), at(10), 20)
    assert (found["lat"], found["lon"]) == (None, None)
    assert found["sources"] == [one["segment_id"], other["segment_id"]]
    assert found["words"] == (
        "IMO number 9074729 was shown under 273000001 and 445000002 at once, from 7 Mar 2024 18:00 UTC to "
        "7 Mar 2024 22:00 UTC."
    )


def test_an_mmsi_shows_a_number_from_its_first_to_its_last_segment():
    ship = [segment(273000001, 0, 5), segment(273000001, 20, 30)]
    (found,) = conflicts(segments=[*ship, segment(445000002, 10, 15)])
    assert (found["start_time"], found["end_time"], found["reports"]) == (at(10), at(15), 10)
    assert "in turns" in found["words"]
    assert "never at once" in found["words"]


def test_two_that_were_heard_at_once_for_an_hour_are_not_told_to_take_turns():
    ship = [segment(273000001, 0, 5), segment(273000001, 20, 30)]
    (found,) = conflicts(segments=[*ship, segment(445000002, 10, 21)])
    assert " at once, from" in found["words"]


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("the MMSI was changed once", [segment(273000001, 0, 10), segment(445000002, 11, 20)]),
        ("two numbers", [segment(273000001, 0, 10), segment(445000002, 5, 20, [OTHER_IMO])]),
        ("a wrong check digit", [segment(273000001, 0, 10, [9074720]), segment(445000002, 5, 20, [9074720])]),
        ("noise", [segment(273000001, 0, 10), segment(445000002, 5, 20, is_noise=True)]),
        ("seldom sent", [segment(273000001, 0, 10), segment(445000002, 5, 20, [OTHER_IMO, IMO])]),
        ("two ships on one MMSI", [segment(273000001, 0, 10), segment(273000001, 5, 20, hull_no=1)]),
    ],
)
def test_what_is_no_shared_number(name, rows):
    assert conflicts(segments=rows) == []


def test_a_number_on_many_mmsis_is_a_row_for_each_but_the_first():
    rows = [segment(273000000 + n, n, 50 + n) for n in range(40)]
    found = conflicts(segments=rows)
    assert [(f["mmsi"] - 273000000, f["other_mmsi"] - 273000000) for f in found] == [(n, n - 1) for n in range(1, 40)]


# --------------------------------------------------------------------------------------------------------- clocks


def test_a_clock_is_charged_to_the_receiver_that_differs_from_more_others():
    pairs = [clock("A", "C", -3.0), clock("B", "C", -3.0, mmsi=2, reports=9), clock("C", "D", 3.0833)]
    (found,) = conflicts(*pairs)
    assert (found["conflict_kind"], found["mmsi"], found["reports"]) == ("clock", 2, 23)
    assert found["words"] == (
        "Times of receiver C are 3 h ahead of those of A, B and D from 7 Mar 2024 12:00 UTC to 7 Mar 2024 17:00 UTC, "
        "by 2 ships."
    )
    assert set(found["sources"]) == {p["misfit_id"] for p in pairs}


def test_of_two_receivers_that_differ_from_each_other_alone_neither_is_charged():
    (found,) = conflicts(clock("A", "B", -2.5))
    assert found["words"] == (
        "Times of receiver A are 2 h 30 min behind those of B from 7 Mar 2024 12:00 UTC to 7 Mar 2024 17:00 UTC, by "
        "1 ship; which of them is off cannot be told; or two ships use its number."
    )


def test_a_shift_that_others_do_not_share_is_left_out():
    pairs = [clock("A", "C", -3.0), clock("B", "C", -3.0, mmsi=2), clock("C", "D", 11.0, mmsi=3)]
    (found,) = conflicts(*pairs)
    assert "C are 3 h ahead of those of A and B" in found["words"]
    assert len(found["sources"]) == 2


# ------------------------------------------------------------------------------------------- what a clock makes


def tied(kind="two_places", receivers=("C",), low=2.9, high=3.1, **more):
    count = len(receivers)
    return misfit(kind, mmsi=7, clock_receivers=list(receivers), clock_from_h=[low] * count, clock_to_h=[high] * count,
                  **more)  # fmt: skip


OFF = [clock("A", "C", -3.0), clock("B", "C", -3.0, mmsi=2)]
"""The clock of C is 3 h ahead."""


def test_what_goes_with_a_clock_set_right_is_tied_to_it():
    given = tied()
    found = {f["conflict_kind"]: f for f in conflicts(*OFF, given)}
    made, off = found["two_places"], found["clock"]
    assert (made["receiver"], made["ahead_h"]) == (off["receiver"], off["ahead_h"]) == ("C", 3.0)
    assert made["words"] == (
        "It is. It rests on reports of receiver C, whose times are 3 h ahead of those of A and B: with the clock set "
        "right they are of one ship."
    )
    assert set(made["sources"]) == {given["misfit_id"], *off["sources"]}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("another receiver", tied(receivers=["D"])),
        ("another shift", tied(low=3.5, high=3.9)),
        ("no receiver", tied(receivers=[])),
        ("the wrong way", tied(low=-3.1, high=-2.9)),
    ],
)
def test_what_stays_with_every_clock_set_right_is_a_conflict_of_its_own(name, given):
    found = {f["conflict_kind"]: f for f in conflicts(*OFF, given)}
    assert (found["two_places"]["receiver"], found["two_places"]["ahead_h"]) == (None, None)
    assert found["two_places"]["words"] == "It is."


def test_of_two_clocks_that_differ_from_each_other_alone_what_they_make_is_tied_to_the_one_told():
    found = {f["conflict_kind"]: f for f in conflicts(clock("A", "B", -3.0), tied(receivers=["A"], low=-3, high=-3))}
    assert found["two_places"]["receiver"] == found["clock"]["receiver"] == "A"
    assert found["two_places"]["words"] == (
        "It is. Times of receivers A and B differ by 3 h, and which of them is off cannot be told: with the clock set "
        "right they are of one ship."
    )
