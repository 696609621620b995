"""Draughts: what stood, what was typed over, and the changes."""

import random
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairlead.base.tables import DRAUGHT_CHANGES, DRAUGHTS, ENCOUNTERS, LISTENED, PLACES, PORT_CALLS, STATICS
from fairlead.testing import static_row
from fairlead.trips.draughts import DraughtChangeParams, DraughtParams, find_draught_changes, list_draughts

NOON = datetime(2024, 3, 7, 12, tzinfo=UTC)
MMSI = 273000001
SHIP = {"imo": 9074729, "name": "ALDER", "msg_type": 5}


def at(hours):
    return NOON + timedelta(hours=hours)


def typed(*reports, mmsi=MMSI, **marks):
    """Static reports with a draught each, at hours from noon."""
    return [static_row(mmsi, at(h), draught_m=d, **{**SHIP, **marks}) for h, d in reports]


def draughts(*rows, **params):
    table = STATICS.from_rows(rows)
    return DRAUGHTS.sorted(list_draughts(table, DraughtParams(**params))).sort_by("start_time").to_pylist()


def stretches(*rows, **params):
    hour = timedelta(hours=1)
    found = draughts(*rows, **params)
    return [(round(r["draught_m"], 1), (r["start_time"] - NOON) / hour, (r["end_time"] - NOON) / hour) for r in found]


def test_a_draught_is_one_row_while_it_is_sent():
    (row,) = draughts(*typed((0, 6.2), (3, 6.2), (50, 6.2)))
    assert (round(row["draught_m"], 1), row["start_time"], row["end_time"]) == (6.2, at(0), at(50))
    assert (row["imo"], row["name"], len(row["sources"])) == (9074729, "ALDER", 2)


def test_a_draught_soon_typed_over_is_a_slip():
    assert stretches(*typed((0, 5.2), (6, 5.2), (7, 22.0), (8, 5.2), (20, 5.2))) == [(5.2, 0, 20)]
    assert stretches(*typed((0, 5.2), (6, 9.0), (7, 8.0), (30, 8.0))) == [(5.2, 0, 0), (8.0, 7, 30)]


def test_a_draught_that_flickers_is_the_one_that_comes_back():
    flicker = typed(*((n / 2, 5.2 if n % 2 == 0 else 2.5) for n in range(21)))
    assert stretches(*flicker) == [(5.2, 0, 10)]


def test_a_draught_that_stood_for_the_hold_counts_and_the_last_one_once_it_has():
    assert stretches(*typed((0, 5.2), (6, 8.0), (8, 5.2), (20, 5.2))) == [(5.2, 0, 0), (8.0, 6, 6), (5.2, 8, 20)]
    assert stretches(*typed((0, 5.2), (6, 8.0), (7.9, 8.0))) == [(5.2, 0, 0)]
    assert stretches(*typed((0, 5.2), (6, 8.0), (8, 8.0))) == [(5.2, 0, 0), (8.0, 6, 8)]


def test_figures_that_mean_no_draught_are_no_draughts():
    assert draughts(*typed((0, None), (3, 0.0), (6, 25.5), (9, 25.5))) == []
    assert stretches(*typed((0, 6.0), (3, 25.5), (9, 6.0))) == [(6.0, 0, 9)]


def test_ships_on_one_mmsi_are_told_apart_by_the_number_or_name_sent_with_the_draught():
    mixed = [
        row
        for n in range(6)
        for row in (*typed((n, 6.0)), *typed((n + 0.5, 11.0), imo=8660313, name="BIRCH"),
                    *typed((n + 0.7, 3.0), imo=None, name="CEDAR"))
    ]  # fmt: skip
    assert sorted((r["name"], round(r["draught_m"], 1)) for r in draughts(*mixed)) == [
        ("ALDER", 6.0), ("BIRCH", 11.0), ("CEDAR", 3.0)
    ]  # fmt: skip


def test_no_statics_no_draughts():
    assert list_draughts(STATICS.empty()) == DRAUGHTS.empty()


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from((MMSI, MMSI + 1)), st.integers(0, 40), st.sampled_from((5.2, 5.3, 9.0, 25.5, None)),
                  st.sampled_from((None, 9074729)), st.sampled_from((None, "ALDER", "BIRCH"))), max_size=12),
    seed=st.integers(0, 2**32),
)  # fmt: skip
def test_neither_the_order_of_rows_nor_other_ships_matter(rows, seed):
    made = {r["static_id"]: r for m, h, d, imo, name in rows for r in typed((h / 4, d), mmsi=m, imo=imo, name=name)}
    table = STATICS.from_rows(made.values())

    def found(t):
        return DRAUGHTS.sorted(list_draughts(t)).to_pylist()

    whole = found(table)
    order = random.Random(seed).sample(range(table.num_rows), table.num_rows)
    assert found(table.take(pa.array(order, pa.int64()))) == whole
    one = table.filter(pc.equal(table["mmsi"], MMSI))
    assert found(one) == [r for r in whole if r["mmsi"] == MMSI]


# ------------------------------------------------------------------------------------------------------------- changes


def call(start, end, mmsi=MMSI, port="P1"):
    return {
        "port_call_id": f"port_call:{start}", "mmsi": mmsi, "segment_id": "segment:1", "port": port, "areas": [],
        "start_time": at(start), "end_time": None if end is None else at(end), "has_entry": True, "has_stop": True,
        "has_gap": False, "has_exit": True, "confidence": 4, "is_plausible": True, "hours": 1.0, "lat": 0.0,
        "lon": 30.0, "words": "A call.", "sources": ["segment:1"],
    }  # fmt: skip


def encounter(start, end, mmsi=MMSI, other=445000003):
    return {
        "encounter_id": f"encounter:{start}", "mmsi": mmsi, "other_mmsi": other, "segment_id": "segment:1",
        "other_segment_id": "segment:2", "start_time": at(start), "end_time": at(end), "hours": end - start, "lat": 0.0,
        "lon": 30.0, "median_km": 0.1, "median_kn": 0.5, "is_in_port": False, "words": "Close.",
        "sources": ["segment:1"],
    }  # fmt: skip


def changes(reports, calls=(), met=(), listened=(), **params):
    places = [{"place_id": "place:P1", "label": "P1", "name": "Northport", "other_names": [], "place_kind": "port",
               "evidence_id": "e", "row": 2}]  # fmt: skip
    rows = list_draughts(STATICS.from_rows(reports))
    made = find_draught_changes(rows, PORT_CALLS.from_rows(calls), ENCOUNTERS.from_rows(met), PLACES.from_rows(places),
                                LISTENED.from_rows(listened), DraughtChangeParams(**params))  # fmt: skip
    return made.sort_by("after_time").to_pylist()


LOADED = typed((0, 6.2), (10, 6.2), (30, 9.8), (40, 9.8))


def test_a_change_lies_between_the_last_of_one_draught_and_the_first_of_the_next():
    (row,) = changes(LOADED)
    assert (row["before_time"], row["after_time"]) == (at(10), at(30))
    assert [round(row[c], 1) for c in ("before_m", "after_m", "change_m")] == [6.2, 9.8, 3.6]
    assert (row["port_call_id"], row["encounter_id"]) == (None, None)
    assert row["words"] == (
        "273000001 sent a draught of 6.2 m to 7 Mar 2024 22:00 UTC and of 9.8 m from 8 Mar 2024 18:00 UTC (+3.6 m), as "
        "its crew typed it."
    )


def test_between_draughts_of_two_periods_of_listening_no_change_is_told_of():
    heard = [{"start_time": at(a), "end_time": at(b)} for a, b in ((0, 10), (35, 50))]
    years_apart = typed((0, 6.2), (10, 6.2), (35, 9.8), (50, 9.8))
    assert changes(years_apart, listened=heard) == []
    assert len(changes(years_apart, listened=heard, listen_break=timedelta(hours=25))) == 1


def test_a_change_of_a_few_decimetres_is_none():
    assert changes(typed((0, 6.2), (10, 6.4), (20, 6.4))) == []
    assert len(changes(typed((0, 6.2), (10, 6.5), (20, 6.5)))) == 1


def test_a_change_is_set_beside_the_call_between_or_around_its_ends():
    (row,) = changes(LOADED, calls=[call(-300, -200), call(12, 28), call(100, 120)])
    assert row["port_call_id"] == "port_call:12"
    assert row["words"].endswith("Then or within 24 h it was in port at Northport.")
    for calls, expected in (
        ([call(-20, -14)], "port_call:-20"),  # ended 24 h before the former draught was last sent
        ([call(-20, -14.1)], None),
        ([call(-20, -14), call(9, 12)], "port_call:9"),
        ([call(9, 11), call(12, None)], "port_call:12"),
        ([call(12, 28, mmsi=MMSI + 1)], None),
    ):
        assert changes(LOADED, calls=calls)[0]["port_call_id"] == expected


def test_a_change_is_set_beside_an_encounter_of_either_ship():
    for met in (encounter(15, 20), encounter(15, 20, mmsi=211000001, other=MMSI)):
        (row,) = changes(LOADED, met=[met])
        assert row["encounter_id"] == "encounter:15"
    assert changes(LOADED, met=[encounter(15, 20, mmsi=211000001)])[0]["encounter_id"] is None


def test_draughts_of_different_ships_on_one_mmsi_are_no_change():
    birch = typed((5, 11.0), (35, 11.0), imo=8660313, name="BIRCH")
    assert [round(r["change_m"], 1) for r in changes(LOADED + birch)] == [3.6]


def test_no_draughts_no_changes():
    assert find_draught_changes(
        DRAUGHTS.empty(), PORT_CALLS.empty(), ENCOUNTERS.empty(), PLACES.empty(), LISTENED.empty()
    ) == (DRAUGHT_CHANGES.empty())


def test_a_hold_that_cannot_be_meant_is_refused():
    with pytest.raises(ValueError, match="hold"):
        DraughtParams(hold=timedelta(days=-1))
