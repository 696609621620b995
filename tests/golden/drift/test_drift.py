"""README.md beside this file derives every expectation by hand."""

import csv
from pathlib import Path

import pytest

from fairlead import formats
from fairlead.base.tables import QUESTIONS
from fairlead.ledger.lineage import trace_lineage
from fairlead.ledger.origins import group_origins

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def made():
    claims = formats.read(HERE / "claims.csv", "claims.csv", "claims", "evidence:drift").rows
    label = {c["claim_id"]: c["label"] for c in claims.to_pylist()}
    traced, origins = group_origins(claims, QUESTIONS.empty())
    return label, traced.to_pylist(), origins.to_pylist(), trace_lineage(claims, traced, origins).to_pylist()


def test_every_copy_is_with_its_origin_and_nothing_else_is(made):
    label, _, origins, _ = made
    assert {o["speaker"]: " ".join(sorted(label[c] for c in o["claim_ids"])) for o in origins} == {
        "Harbour Study Group": "A1 A2 A3 A4 A5", "Port Police": "N1", "Gull Survey and Ida Moss": "N2 N3",
        "Ola Brandt": "B1 B2 B3 B4 B5 B6", "Ann Quill": "N4",
    }  # fmt: skip


def test_documents_are_counted_and_those_that_changed_something(made):
    _, _, origins, _ = made
    assert {o["speaker"]: (o["documents"], o["altered"]) for o in origins} == {
        "Harbour Study Group": (5, 3), "Port Police": (1, 0), "Gull Survey and Ida Moss": (2, 0),
        "Ola Brandt": (4, 2), "Ann Quill": (1, 0),
    }  # fmt: skip


def test_where_tellings_differ_there_is_a_range_and_a_note(made):
    _, _, origins, _ = made
    by = {o["speaker"]: o for o in origins}
    assert by["Harbour Study Group"]["ranges"] == ["25 to 27 trips", "period 1 Jan – 30 Apr 2031"]
    assert (
        "27 trips in two documents, at least 25 trips in two documents and 27 vessels in one document"
        in (by["Harbour Study Group"]["disagreement"])
    )
    assert by["Ola Brandt"]["ranges"] == ["3,000 to 3,500 drums"]
    assert "no corroboration" in by["Ola Brandt"]["words"]
    assert by["Port Police"]["ranges"] is by["Port Police"]["disagreement"] is None


def test_each_copy_stands_beside_what_it_copies_with_what_drifted(made):
    label, _, _, lineage = made
    got = sorted(
        (
            label[r["claim_id"]], label[r["copied_id"]], str(r["depth"]), " ".join(r["via"] or ()), r["field"],
            r["was"] or "", r["is_now"] or "",
        )
        for r in lineage
    )  # fmt: skip
    with (HERE / "expected_lineage.csv").open(encoding="utf-8", newline="") as f:
        assert got == sorted(tuple(r.values()) for r in csv.DictReader(f))
