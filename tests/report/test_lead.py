from datetime import UTC, datetime

from fairlead.base.tables import CAP_STATUS, CARGOES, SENSITIVITIES, TOTALS
from fairlead.case.answer import answer
from fairlead.report.held import Held
from fairlead.report.lead import lead_spans
from fairlead.report.notes import Notes

DAY, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)


def both(tables, question="coal"):
    """The answer, and on what it stands."""
    held = Held(tables)
    ask = held.by("questions", "question")[question]
    spans = lead_spans(held, ask, answer(held.table, question, {}), Notes(held))
    return [" ".join(s.text for s in part).replace("\u00a0", " ") for part in spans]


def lead(tables, question="coal"):
    return both(tables, question)[0]


def test_the_answer_puts_counts_loads_and_unwatched_days_side_by_side(small):
    assert lead(small()) == (
        "Evidence held here dates 3 ship trips from Alpha, 1 of them inferred; 2–3 after identity and merge doubt. "
        "Against the cap of 1,000 t (Treaty para 7): the trips dated here pass it at 90 %, not at 1/3 and 1/2. "
        "No look at Alpha that could tell is held for 365 of 366 days."
    )


def test_on_what_the_answer_stands_is_said_below_it(small):
    assert both(small())[1] == (
        "Dated trips: 2 reported from images, 1 inferred. What kind of source the 2 are known from is not stated; no "
        "image is held here."
    )


def test_a_case_in_which_nothing_was_counted_has_no_lead(small):
    tables = small()
    del tables["trip_estimates"]
    assert both(tables) == ["", ""]


def test_without_a_cap_no_cap_is_spoken_of(small):
    tables = small()
    del tables["cap_status"]
    assert "cap" not in lead(tables)


def test_what_a_rule_asks_for_is_said_in_the_finding_s_own_headline(small):
    from fairlead.base.tables import FINDINGS

    tables = small()
    more = tables["findings"].to_pylist()[0] | {
        "finding_id": "finding:2", "label": "F2", "kind": "condition_failed", "headline": "Nothing was notified.",
    }  # fmt: skip
    tables["findings"] = FINDINGS.from_rows([*tables["findings"].to_pylist(), more])
    assert "merge doubt. Nothing was notified. Against the cap" in lead(tables)


def test_every_sentence_names_its_row(small):
    held = Held(small())
    notes = Notes(held)
    ask = held.rows("questions")[0]
    spans, _ = lead_spans(held, ask, answer(held.table, "coal", {}), notes)
    assert [s.notes for s in spans] == [(1, 2), (3,), ()]
    assert [n.id for n in notes.notes()] == ["estimate:d", "estimate:a", "finding:1"]


def sensitivity(n, p_over):
    return {
        "sensitivity_id": f"sensitivity:{n}", "question": "coal", "rule": "R1", "period_start": DAY, "period_end": END,
        "ordinal": n, "changed": n, "assumption": f"change {n}", "unit": "tonne", "amount": 900.0, "p_over": p_over,
        "status": "estimated", "words": f"Change {n}.", "sources": ["x"],
    }  # fmt: skip


def test_what_the_estimate_falls_to_and_whose_hulls_are_borrowed_stand_beside_the_cap(small):
    tables = small()
    drawn = tables["cap_status"].to_pylist()[3] | {"cap_status_id": "cap_status:e", "basis": "estimated", "p_over": 0.9}
    tables["cap_status"] = CAP_STATUS.from_rows([*tables["cap_status"].to_pylist(), drawn])
    tables["sensitivities"] = SENSITIVITIES.from_rows([sensitivity(0, 0.9), sensitivity(1, 0.6), sensitivity(2, 0.002)])
    tables["totals"] = TOTALS.from_rows([{
        "total_id": "total:1", "question": "coal", "basis": "documented", "assumption": "half", "load_share_frac": 0.5,
        "trips": 3.0, "unit": "tonne", "amount": 600.0, "status": "estimated", "words": "w", "sources": ["x"],
    }])  # fmt: skip
    tables["cargoes"] = CARGOES.from_rows({
        "cargo_id": f"cargo:{n}", "question": "coal", "trip_id": f"trip:{n}", "load_share_frac": 0.5, "dwt_t": 400.0,
        "dwt_basis": basis, "unit_per_t": 1.0, "tonnes": 1.0, "unit": "tonne", "amount": 1.0, "words": "w",
        "sources": ["x"],
    } for n, basis in ((1, "stated"), (2, "mean of the known fleet"), (3, "mean of the known fleet")))  # fmt: skip
    said = lead(tables)
    assert "of the estimate 45 of 50 chances lie above it, less than 1 of 100 with 2 assumptions changed." in said
    assert (
        "2 of the 3 trips dated here are by hulls of unknown deadweight: the mean of the fleet's known hulls, 400 t, "
        "stands in."
    ) in both(tables)[1]
