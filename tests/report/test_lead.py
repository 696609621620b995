from fairlead.case.answer import answer
from fairlead.report.held import Held
from fairlead.report.lead import lead_spans
from fairlead.report.notes import Notes


def lead(tables, question="coal"):
    held = Held(tables)
    ask = held.by("questions", "question")[question]
    return " ".join(s.text for s in lead_spans(held, ask, answer(held.table, question, {}), Notes(held))).replace(
        "\u00a0", " "
    )


def test_the_answer_puts_counts_loads_and_unwatched_days_side_by_side(small):
    assert lead(small()) == (
        "Evidence held here dates 3 ship trips from Alpha: 2 seen, 1 inferred, 2–3 after doubt. Against the cap of "
        "1,000 t (Treaty para 7): the trips dated here pass it at 90 %, not at 1/3 (400) and 1/2 (600). No look at "
        "Alpha is held for 365 of 366 days, 334 of them on end (2 Feb – 31 Dec 2024)."
    )


def test_a_case_in_which_nothing_was_counted_has_no_lead(small):
    tables = small()
    del tables["trip_estimates"]
    assert lead(tables) == ""


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
    assert "after doubt. Nothing was notified. Against the cap" in lead(tables)


def test_every_sentence_names_its_row(small):
    held = Held(small())
    notes = Notes(held)
    ask = held.rows("questions")[0]
    spans = lead_spans(held, ask, answer(held.table, "coal", {}), notes)
    assert [s.notes for s in spans] == [(1,), (2,), ()]
    assert [n.id for n in notes.notes()] == ["estimate:d", "finding:1"]
