import pytest

from fairlead.errors import CaseError
from fairlead.report import report_case, write_report


def test_the_ending_says_what_is_written(small, meta, tmp_path):
    assert write_report(small(), meta, tmp_path / "r.HTML").path.read_bytes().startswith(b"<!doctype html>")
    assert write_report(small(), meta, tmp_path / "r.pdf").path.read_bytes().startswith(b"%PDF-")


def test_another_ending_is_refused_in_words(small, meta, tmp_path):
    with pytest.raises(CaseError, match=r"a report is .html or .pdf, not 'r.docx'"):
        write_report(small(), meta, tmp_path / "r.docx")


def test_a_place_that_cannot_be_written_to_is_named(small, meta, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CaseError, match="writing the report to"):
        write_report(small(), meta, tmp_path / "file" / "r.html")


@pytest.mark.parametrize("name", ["evidence", "evidence/blobs", "tables", "runs"])
def test_a_report_is_not_written_among_what_the_case_keeps(bundled, name):
    before = sorted(bundled.path.rglob("*"))
    with pytest.raises(CaseError, match=rf"lies in the case's own folder {name.split('/')[0]}/"):
        report_case(bundled, bundled.path / name / "r.html")
    assert sorted(bundled.path.rglob("*")) == before
    assert report_case(bundled, bundled.path / "r.html").path.is_file()
    (bundled.path / "r.html").unlink()


def test_an_older_report_is_replaced_whole(small, meta, tmp_path):
    path = tmp_path / "r.html"
    path.write_text("old")
    write_report(small(), meta, path)
    assert path.read_text().endswith("</html>\n")
    assert [p.name for p in tmp_path.iterdir()] == ["r.html"]


def test_importing_the_grammar_does_not_load_what_draws_a_report():
    import subprocess
    import sys

    heavy = ("jinja2", "typst", "pyarrow", "numpy")
    code = f"import sys, fairlead.report.grammar; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
