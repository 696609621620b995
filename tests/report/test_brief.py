"""The short report on paper: what it leaves out, and that it says so; the page for a browser holds it all."""

from datetime import UTC, datetime

import pytest

from fairlead.report.document import build_document
from fairlead.report.page import FIGURE_PX as SCREEN_PX
from fairlead.report.paper import FIGURE_PX as PAPER_PX
from fairlead.report.paper import render_paper
from fairlead.report.svg import PAPER, SCREEN

WHEN = datetime(2024, 7, 2, tzinfo=UTC)


@pytest.fixture
def short(small, meta):
    return build_document(small(), meta, PAPER, PAPER_PX, is_brief=True)


def blocks(doc, kind, anchor=None):
    return [b for s in doc.sections if anchor in (None, s.anchor) for b in s.blocks if b.kind == kind]


def test_a_short_report_names_what_it_leaves_to_the_whole_one(short, small, meta):
    whole = build_document(small(), meta, SCREEN, SCREEN_PX)
    behind = [f for f in blocks(whole, "figure") if f.table]
    assert behind
    assert [f.table for f in blocks(short, "figure")] == [None] * len(blocks(short, "figure"))
    said = " ".join(s.text for b in blocks(short, "text", "left-out") for s in b.spans)
    for f in behind:
        assert f"{f.number} ({len(f.table.rows)} row" in said
    assert "fairlead report coal-case -o report.pdf --annexes" in said
    assert not blocks(whole, "text", "left-out")


def test_every_footnote_and_line_of_the_whole_one_stands_in_the_short_one_too(short, small, meta):
    whole = build_document(small(), meta, SCREEN, SCREEN_PX)
    anchors = [{a for b in blocks(d, "table") for a in b.anchors} for d in (short, whole)]
    assert anchors[0] == anchors[1] != set()
    (notes,) = blocks(short, "table", "rows")
    assert [c.title for c in notes.columns] == ["No.", "Row", "Rests on"]


def test_a_short_report_is_set_and_the_long_one_is_longer(short, small, meta):
    whole = build_document(small(), meta, PAPER, PAPER_PX)
    sizes = [len(render_paper(d, WHEN)[0]) for d in (short, whole)]
    assert sizes[0] < sizes[1]


def test_steps_that_made_no_row_are_named_and_left_out(small, meta):
    run = {
        "steps": [
            {"name": "gaps", "outcome": "run", "seconds": 0.1, "params": {}, "rows": {"gaps": 0}},
            {"name": "trips", "outcome": "run", "seconds": 0.1, "params": {}, "rows": {"trips": 3}},
        ]
    }
    document = build_document(small(), meta | {"run": run}, PAPER, PAPER_PX, is_brief=True)
    heads = [b.text for b in blocks(document, "heading", "methods")]
    assert "trips" in heads
    assert "gaps" not in heads
    said = " ".join(s.text for b in blocks(document, "text", "methods") for s in b.spans)
    assert "Steps that made no row of this case, and are left out here: gaps." in said
