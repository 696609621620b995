"""A case knows that its evidence is made up: by a file's name, its origin, or a row that says so."""

from datetime import UTC, datetime

import pytest

from fairlead.base.tables import TABLES
from fairlead.case.simulated import say_simulated

NOTE = "SIMULATED: made up by Fairlead, no place, ship or event is real"
ALL = "SIMULATED: all evidence of this case is made up; no place, ship or event of it is real."


def file(n, name="a.csv", origin=None, kind="places"):
    return {
        "evidence_id": f"evidence:{n}", "sha256": "0" * 64, "name": name, "kind": kind, "bytes": 1, "origin": origin,
        "added_at": datetime(2024, 1, 1, tzinfo=UTC), "added_by": "me", "rows_in": 1, "rows_kept": 1,
        "rows_rejected": 0,
    }  # fmt: skip


def place(n, **more):
    return {
        "place_id": f"place:{n}", "label": f"P{n}", "name": "Saltport", "other_names": [], "place_kind": "port",
        "evidence_id": f"evidence:{n}", "row": 2,
    } | more  # fmt: skip


def said(*files, places=()):
    rows = {"evidence": files, "places": places}
    return say_simulated(lambda name: TABLES[name].from_rows(rows.get(name, ())))


def test_a_case_of_real_evidence_says_nothing():
    assert said(file(1), file(2, "case.toml", kind="case.toml"), places=[place(1, note="a port")]) is None
    assert said() is None


@pytest.mark.parametrize(
    ("one", "row"),
    [
        (file(1, "simulated_places.csv"), {}),
        (file(1, origin="SIMULATED, bundled"), {}),
        (file(1), {"note": NOTE}),
        (file(1), {"coord_source": "simulated"}),
    ],
)
def test_a_name_an_origin_or_a_row_is_enough_and_the_settings_are_no_evidence(one, row):
    assert said(one, file(9, "case.toml", kind="case.toml"), places=[place(1, **row)]) == ALL


def test_a_mixed_case_says_how_many_files():
    told = said(file(1, "simulated_places.csv"), file(2), file(3), places=[place(2), place(3)])
    assert told == "SIMULATED: 1 of 3 files of this case hold made-up evidence; what stands on it is not real."


def test_a_remark_that_speaks_of_a_simulated_position_makes_no_case_simulated():
    assert said(file(1), places=[place(1, note="Simulated positions were broadcast off this port")]) is None
    assert said(file(1), places=[place(1, note="her simulated position")]) is None
