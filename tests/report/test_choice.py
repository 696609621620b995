"""Words are blacked out wherever they stand, and never silently left standing."""

import pytest
from markupsafe import Markup

from fairlead.errors import CaseError
from fairlead.report.blocks import Cell, Column, Document, Figure, Section, Table, plain
from fairlead.report.choice import Redaction, check_redacted, redact, words_of


def doc(*blocks):
    return Document("On Yu Son", (), (Section("Yu Son", "s", blocks),), "", ())


def test_text_cells_addresses_and_drawings_are_blacked_and_counted():
    row = (
        Cell("YU  SON and others", title="Yu Son", href="https://example.org/yu%20son"),
        Cell("x", href="https://e.org/Yu Son"),
    )
    drawing = Figure(1, "t", Markup('<svg><text x="1">Yu Son &amp; Co</text></svg>'), "", "")
    table = Table("", (Column("a"), Column("b")), (row,))
    found = redact(doc(plain("Yu Son lay there; Yu S…"), table, drawing), [Redaction("Yu Son", "a crew")])
    text = words_of(found).lower()
    assert "yu son" not in " ".join(text.split())
    assert "yu s…" not in text
    assert "[redacted 1] &amp; co" in text
    assert [c.href for c in found.sections[0].blocks[1].rows[0]] == [None, None]
    # two titles, two in the paragraph, a cell with its title and address, an address, a drawing
    assert [c.text for c in found.sections[-1].blocks[1].rows[0]] == ["[redacted 1]", "a crew", "9"]
    assert found.sections[0].anchor == "s"


def test_a_drawing_in_which_they_are_broken_over_lines_is_left_out():
    drawing = Figure(3, "t", Markup("<svg><text>Yu</text><text>Son</text></svg>"), "", "")
    found = redact(doc(drawing), [Redaction("Yu Son", "a crew")])
    assert "Figure 3 is left out" in words_of(found)


@pytest.mark.parametrize("page", ["<p>Yu <b>Son</b></p>", "<p>yu son</p>", "<p>Y<i>u</i> Son</p>", "<p>Yu&#32;Son</p>"])
def test_a_page_in_which_they_still_stand_is_refused(page):
    with pytest.raises(CaseError, match="still stands"):
        check_redacted(page, [Redaction("Yu Son", "a crew")])
    check_redacted("<p>Yu Bong</p>", [Redaction("Yu Son", "a crew")])
