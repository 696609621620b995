import re
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
import typst

from fairlead.case.lanes import Lane
from fairlead.report import paper
from fairlead.report.blocks import Document, Figure, Section
from fairlead.report.document import build_document
from fairlead.report.paper import FIGURE_PX, NO_GLYPH, render_paper
from fairlead.report.svg import PAPER
from fairlead.report.timechart import draw_lanes

WHEN = datetime(2024, 7, 2, 10, tzinfo=UTC)
needs_pdftotext = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")


def made(tables, meta):
    return render_paper(build_document(tables, meta, PAPER, FIGURE_PX), WHEN)


def words(pdf, tmp_path):
    path = tmp_path / "x.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True)
    return " ".join(done.stdout.split())


def test_the_same_state_gives_the_same_bytes(small, meta):
    first, warnings = made(small(), meta)
    assert first == made(small(), meta)[0]
    assert first.startswith(b"%PDF-")
    assert warnings == []


def test_the_only_time_in_the_file_is_that_of_the_run(small, meta):
    pdf, _ = made(small(), meta)
    assert b"D:20240702100000" in pdf
    assert f"D:{datetime.now(UTC):%Y%m%d}".encode() not in pdf


@needs_pdftotext
def test_the_pdf_says_what_the_page_says(small, meta, tmp_path):
    text = words(made(small(), meta)[0], tmp_path)
    for part in (
        "Coal, 2024", "dates 3 ship trips from Alpha", "(2–3)", "Standard of evidence", "A call is not a load.",
        "Rows behind the figures", "S01–S03", "fairlead verify coal-case", "Tables behind the figures",
    ):  # fmt: skip
        assert part in text


@needs_pdftotext
def test_a_footnote_never_reads_as_a_digit_of_its_figure(small, meta, tmp_path):
    text = words(made(small(), meta)[0], tmp_path).replace("\u2060", "")
    assert "(2–3)[2]" in text
    assert "(2–3)2" not in text


@needs_pdftotext
def test_typst_markup_in_a_name_is_text(small, meta, tmp_path):
    name = '#panic("x") *b* _i_ $x$ @ref <l> ]] \\u{41} `raw` // = '
    hostile = meta | {"title": '#import "x"', "case": '#read("/etc/passwd")'}
    text = words(made(small(name), hostile)[0], tmp_path)
    assert '#panic("x") *b*' in text
    assert '#import "x"' in text
    assert 'fairlead verify #read("/etc/passwd")' in text


def test_characters_no_font_can_draw_are_replaced_announced_and_returned(small, meta, monkeypatch):
    monkeypatch.setattr(
        paper, "_lacking", lambda chars, has_system_fonts: {c for c in chars if "\uac00" <= c <= "\ud7a3"}
    )
    pdf, warnings = made(small("Yu Son 유선"), meta)
    assert pdf.startswith(b"%PDF-")
    assert len(warnings) == 1
    assert warnings[0].startswith("HANGUL (U+C120, U+C720)")
    assert NO_GLYPH in warnings[0]


def test_hangul_is_never_dropped_silently(small, meta):
    _, warnings = made(small("Yu Son 유선"), meta)
    assert len(warnings) == 1
    assert "HANGUL" in warnings[0]


def test_cyrillic_and_the_marks_need_no_other_font(small, meta):
    assert made(small("Восточный ■ ▒ ≠ é ł"), meta)[1] == []


def test_the_fonts_that_lack_a_character_are_found_out_by_setting_it():
    assert paper._lacking({"a", "é", "я", "한", "■"}, has_system_fonts=False) == {"한"}


def test_a_hash_has_places_to_break_and_an_anchor_has_none():
    assert "\u200b" in paper._breakable("ab" * 32)
    assert paper._breakable("short words stay as they are") == "short words stay as they are"


def test_a_name_of_ten_thousand_characters_is_set(small, meta):
    assert made(small("x" * 10_000), meta)[0].startswith(b"%PDF-")


def test_an_empty_case_is_a_pdf_too(meta):
    assert made({}, {})[0].startswith(b"%PDF-")


@pytest.mark.parametrize(("failures", "warned"), [(0, 0), (1, 0), (2, 1)])
def test_where_typst_cannot_tag_a_page_it_is_set_more_simply_and_tags_are_given_up_last(
    small, meta, monkeypatch, failures, warned
):
    whole, tried = paper._compile, []

    def fails(source, inputs, when, has_system_fonts, has_tags=True):
        if "data" in inputs:
            tried.append(has_tags)
            if len(tried) <= failures:
                raise typst.TypstError("internal error: parent group")
        return whole(source, inputs, when, has_system_fonts, has_tags)

    monkeypatch.setattr(paper, "_compile", fails)
    pdf, warnings = made(small(), meta)
    assert pdf.startswith(b"%PDF-")
    assert len(warnings) == warned
    assert tried == [True, True, False][: failures + 1]


def test_another_error_of_typst_is_not_hidden(small, meta, monkeypatch):
    whole = paper._compile

    def fails(source, inputs, *more):
        if "data" in inputs:
            raise typst.TypstError("unknown variable")
        return whole(source, inputs, *more)

    monkeypatch.setattr(paper, "_compile", fails)
    with pytest.raises(typst.TypstError, match="unknown variable"):
        made(small(), meta)


@needs_pdftotext
@pytest.mark.parametrize("lanes", [3, 40])
def test_a_figure_taller_than_the_page_leaves_its_caption_and_the_foot_of_the_page_room(small, meta, tmp_path, lanes):
    """Words of the figure are drawn; on a page of 842 pt its caption ends above the footer, which begins at 790."""
    rows = [Lane(f"Ship {i}", "none reported", (), "estimated") for i in range(lanes)]
    svg = draw_lanes(
        rows, datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC), PAPER, FIGURE_PX, "f", "s"
    )
    figure = Figure(1, "Lanes", svg, "says", "The very last word of the caption is albatross.")
    doc = Document("T", (), (Section("S", "s", (figure,)),), "foot", ())
    pdf, _ = render_paper(doc, datetime(2024, 7, 2, tzinfo=UTC))
    path = tmp_path / "x.pdf"
    path.write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True, text=True).stdout
    (bottom,) = re.findall(r'yMax="([\d.]+)">albatross', found)
    assert float(bottom) < 785
