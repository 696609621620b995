"""Made-up evidence is said wherever a report may be cut: answer, figures, tables, pages; and nowhere in a real case."""

import re
import shutil
import subprocess
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from fairlead.base.tables import TABLES
from fairlead.report.document import build_document
from fairlead.report.page import FIGURE_PX as SCREEN_PX
from fairlead.report.page import render_page
from fairlead.report.paper import FIGURE_PX as PAPER_PX
from fairlead.report.paper import render_paper
from fairlead.report.svg import PAPER, SCREEN


@pytest.fixture
def made_up(small):
    """The small case, its one file made up."""
    tables = small()
    file = tables["evidence"].to_pylist()[0] | {"name": "simulated_sightings.csv"}
    tables["evidence"] = TABLES["evidence"].from_rows([file])
    return tables


def drawn(block):
    return [t.text for t in ElementTree.fromstring(block.svg).iter("{http://www.w3.org/2000/svg}text")]


def test_answer_figures_and_tables_of_a_made_up_case_carry_the_word(made_up, meta):
    document = build_document(made_up, meta, SCREEN, SCREEN_PX)
    assert document.stamp == "SIMULATED"
    assert "all evidence of this case is made up" in document.front[0].spans[0].text
    blocks = [b for s in document.sections if s.anchor not in ("methods", "check") for b in s.blocks]
    (answer,) = [b for b in blocks if b.kind == "text" and b.role == "answer"]
    assert answer.spans[0].text.startswith("SIMULATED: all evidence")
    charts = [b for b in blocks if b.kind == "figure"]
    assert len(charts) == 6
    for chart in charts:
        assert chart.title.startswith("SIMULATED: ")
        assert chart.says.startswith("SIMULATED: ")
        assert chart.table.caption.startswith("SIMULATED: ")
        assert drawn(chart)[-1] == "SIMULATED"
    tables = [b for b in blocks if b.kind == "table"]
    assert tables
    assert all(t.caption.startswith("SIMULATED: ") for t in tables)
    (findings,) = [b for b in blocks if b.kind == "findings"]
    assert findings.items[0].headline.text == "SIMULATED: It depends."


def test_where_one_file_of_two_is_made_up_it_is_said_to_be_partly_so(made_up, meta):
    real = made_up["evidence"].to_pylist()[0] | {"evidence_id": "evidence:e2", "name": "sightings.csv"}
    made_up["evidence"] = TABLES["evidence"].from_rows([*made_up["evidence"].to_pylist(), real])
    document = build_document(made_up, meta, SCREEN, SCREEN_PX)
    assert document.stamp == "PARTLY SIMULATED"
    assert "1 of 2 files" in document.front[0].spans[0].text


def test_a_case_in_which_nothing_is_made_up_does_not_carry_it(small, meta):
    document = build_document(small(), meta, SCREEN, SCREEN_PX)
    assert document.stamp == ""
    assert "SIMULATED" not in render_page(document)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
def test_every_page_of_either_file_carries_it(made_up, meta, tmp_path):
    assert '<strong class="stamp">SIMULATED</strong>' in render_page(build_document(made_up, meta, SCREEN, SCREEN_PX))
    pdf, _ = render_paper(build_document(made_up, meta, PAPER, PAPER_PX), datetime(2024, 7, 2, tzinfo=UTC))
    (tmp_path / "x.pdf").write_bytes(pdf)
    done = subprocess.run(["pdftotext", str(tmp_path / "x.pdf"), "-"], check=True, capture_output=True, text=True)
    pages = done.stdout.split("\f")[:-1]
    assert len(pages) > 3
    heads = [" ".join(p[:300].split()) for p in pages]  # a title that heads a page may be read between its words
    assert all(re.match(r"Fairlead case report\b.* SIMULATED(?!:)", h) for h in heads)
