"""The tables of the ledger as a person reads them: a sentence a row, in an order that hides nothing."""

import io
from datetime import UTC, datetime

from fairlead.base.tables import TABLES
from fairlead.cli.ledger import tell_rows
from fairlead.cli.show import print_rows
from fairlead.cli.terminal import Terminal

DAY = datetime(2024, 3, 7, tzinfo=UTC)
ROW = {"evidence_id": "evidence:x", "row": 2}


def claim(label, **more):
    return {
        **ROW, "claim_id": f"claim:{label}", "label": label, "speaker": "Ada Reaper", "outlet": "Herald",
        "said_start": DAY, "said_end": datetime(2024, 3, 8, tzinfo=UTC), "stance": "assert", "from_party": "RU",
        "to_party": "KP", "item": "oil", "quantity_words": "43 trips", "source_url": "https://example.org", **more,
    }  # fmt: skip


CLAIMS = TABLES["claims"].from_rows([claim("C10", stance="deny"), claim("C2", rescinded="misread (Ben, 2024-05-01)")])


def others(name):
    return {"claims": CLAIMS}[name]


def test_claims_are_told_in_the_order_of_their_numbers_and_a_denial_has_its_mark():
    first, second = tell_rows("claims", CLAIMS, others)
    assert first == (
        "claimed", "C2", "Ada Reaper, Herald, 7 Mar 2024: says oil, 43 trips; Russia to North Korea. RESCINDED, "
        "counted nowhere: misread (Ben, 2024-05-01).",
    )  # fmt: skip
    assert second[:2] == ("contradicted", "C10")
    assert "denies oil" in second[2]


def test_what_contradicts_comes_first_among_the_tests_and_is_named_by_its_claim():
    rows = [
        {"claim_test_id": f"claim_test:{n}", "claim_id": f"claim:{c}", "question": "oil", "verdict": v, "words": "W.",
         "sources": []}
        for n, (c, v) in enumerate([("C2", "cannot be tested"), ("C10", "contradicts")])
    ]  # fmt: skip
    told = tell_rows("claim_tests", TABLES["claim_tests"].from_rows(rows), others)
    assert [(s, n) for s, n, _ in told] == [("contradicted", "C10"), ("claimed", "C2")]


def test_transfers_stand_by_rung_and_what_is_expected_last():
    def row(n, rung, **more):
        return {"transfer_id": f"transfer:{n}", "item_class": "oil", "origins": 1, "documents": 1, "denials": 0,
                "no_comments": 0, "confirmations": 0, "rung": rung, "rung_any": rung, "is_expected": rung is None,
                "words": "W.", "sources": [], **more}  # fmt: skip

    rows = [row(1, None), row(2, 1), row(3, 4, flags=["contradicted"])]
    told = tell_rows("transfers", TABLES["transfers"].from_rows(rows), None)
    assert [(s, n) for s, n, _ in told] == [
        ("contradicted", "transfer:3"), ("claimed", "transfer:2"), ("possible", "transfer:1"),
    ]  # fmt: skip
    assert told[0][2] == "W. Flags: contradicted."


def test_a_grade_says_of_what_by_whom_and_whether_it_stands():
    row = {"grade_id": "grade:1", "target": "claim:C2", "axis": "credibility", "value": "2", "reason": "fits",
           "graded_by": "Ada", "graded_at": DAY, "is_blind": True, "is_superseded": False, "log_line": 3}  # fmt: skip
    told = tell_rows("grades", TABLES["grades"].from_rows([row]), others)
    assert told == [("claimed", "C2", "credibility 2: fits (Ada, 2024-03-07, the source's grade hidden).")]


def test_every_row_is_printed_or_counted():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    print_rows(Terminal(stream, {}), "claims", CLAIMS, 1, others)
    stream.flush()
    text = stream.buffer.getvalue().decode()
    assert "C2" in text
    assert "C10" not in text
    assert "2 rows, 1 shown" in text


DECISIONS = [
    {"decision_id": "decision:1", "about": ["claim:C10", "claim:C2"], "verdict": "same", "reason": "one press office",
     "decided_by": "Ada", "decided_at": DAY, "is_withdrawn": True, "log_line": 3},
    {"decision_id": "decision:2", "about": ["decision:1"], "verdict": "withdraw", "reason": "two offices",
     "decided_by": "Ben", "decided_at": datetime(2024, 3, 8, tzinfo=UTC), "is_withdrawn": False, "log_line": 4},
    {"decision_id": "decision:3", "about": ["trip:1"], "verdict": "reject", "reason": "never sailed",
     "decided_by": "Ada", "decided_at": datetime(2024, 3, 9, tzinfo=UTC), "is_withdrawn": False, "log_line": 5},
    {"decision_id": "decision:4", "about": ["trip:1"], "verdict": "accept", "reason": "it did",
     "decided_by": "Ben", "decided_at": datetime(2024, 3, 10, tzinfo=UTC), "is_withdrawn": False, "log_line": 6},
]  # fmt: skip


def test_a_decision_says_who_when_what_of_which_rows_why_and_whether_it_stands():
    table = TABLES["decisions"].from_rows(DECISIONS)
    held = {"claims": CLAIMS, "decisions": table}
    told = tell_rows("decisions", table, lambda name: held.get(name, TABLES[name].empty()))
    assert [(s, n) for s, n, _ in told] == [
        ("possible", "decision:1"), ("", "decision:2"), ("possible", "decision:3"), ("", "decision:4"),
    ]  # fmt: skip
    joined = (
        "joined, as having one origin: C10, Ada Reaper, Herald, deny, oil, 43 trips; C2, Ada Reaper, Herald, assert, "
        "oil, 43 trips"
    )
    assert told[0][2] == (
        f"Ada, 7 Mar 2024 00:00 UTC: {joined}. Why: one press office. Withdrawn by Ben, 8 Mar 2024 00:00 UTC: two "
        "offices."
    )
    assert told[1][2] == (
        f"Ben, 8 Mar 2024 00:00 UTC: withdrew {joined} (Ada, 7 Mar 2024 00:00 UTC). Why: two offices."
    )
    assert told[2][2] == (
        "Ada, 9 Mar 2024 00:00 UTC: rejected: trip:1. Why: never sailed. No longer stands: Ben, 10 Mar 2024 00:00 UTC "
        "decided otherwise (accept)."
    )


def test_a_decision_shown_alone_still_says_that_it_was_withdrawn():
    table = TABLES["decisions"].from_rows(DECISIONS)
    held = {"decisions": table}
    ((_, _, words),) = tell_rows("decisions", table.slice(0, 1), lambda name: held.get(name, TABLES[name].empty()))
    assert "Withdrawn by Ben, 8 Mar 2024 00:00 UTC: two offices." in words


OWN = TABLES["lexicon"].from_rows(
    [{"term_id": "term:1", "term_kind": "state", "term": "zubrovia", "value": "ZUB", "version": "case", **ROW},
     {"term_id": "term:2", "term_kind": "state", "term": "hts", "value": "HTS", "version": "case",
      "evidence_id": "evidence:x", "row": 3}]
)  # fmt: skip


def test_parties_of_the_case_s_own_words_are_named():
    table = TABLES["claims"].from_rows([claim("C1", from_party="ZUB", to_party="HTS")])
    ((_, _, words),) = tell_rows("claims", table, lambda name: {"lexicon": OWN}[name])
    assert "Zubrovia to HTS" in words
