"""Workbooks: what a cell cannot hold is counted, and texts come back as they were."""

import io

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from fairlead.formats import xlsx
from fairlead.formats.exports import FORMULA_STARTS
from fairlead.formats.xlsx import Loss, Sheet, write_xlsx


def written(*rows, header=("a", "b")):
    out = io.BytesIO()
    losses = write_xlsx([Sheet("x", header, rows)], out)
    out.seek(0)
    return out, losses["x"]


@pytest.mark.parametrize("start", [s for s in FORMULA_STARTS if s not in "\r\0"])
def test_a_text_that_begins_like_a_formula_is_a_text_unchanged_with_the_mark_of_an_apostrophe(start):
    out, loss = written((f"{start}1+1", -1.5))
    (_, (text, number)) = openpyxl.load_workbook(out)["x"].iter_rows()
    assert (text.value, text.data_type, text.quotePrefix) == (f"{start}1+1", "s", True)
    assert (number.value, number.data_type, number.quotePrefix) == (-1.5, "n", False)
    assert loss == Loss()


def test_texts_that_look_like_codes_or_marks_come_back_as_they_were():
    texts = ["_x0041_", 'a <b> & "c"', "한국 \U0001f6a2", " two  blanks ", "line\nfeed", "0012"]
    out, _ = written(*((t, None) for t in texts))
    (_, *rows) = CalamineWorkbook.from_filelike(out).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert [r[0] for r in rows] == texts


def test_whole_numbers_beyond_what_a_spreadsheet_knows_are_texts():
    out, _ = written((2**53, 2**53 + 1), (True, float("nan")))
    (_, first, second) = openpyxl.load_workbook(out)["x"].iter_rows(values_only=True)
    assert first == (9007199254740992, "9007199254740993")
    assert second == (True, None)


def test_what_does_not_fit_is_counted(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    monkeypatch.setattr(xlsx, "LONGEST_TEXT", 4)
    out, loss = written(("12345", "\x07bell"), ("a", "b"), ("c", "d"), ("e", "f"))
    assert (loss.cut, loss.changed, loss.left_out) == (2, 1, 2)
    assert [r[0] for r in openpyxl.load_workbook(out)["x"].iter_rows(values_only=True)] == ["a", "1234", "a"]


def test_columns_are_lettered_past_z():
    header = tuple(f"c{n}" for n in range(703))
    out, _ = written(tuple(range(703)), header=header)
    sheet = openpyxl.load_workbook(out)["x"]
    assert (sheet["Z2"].value, sheet["AA2"].value, sheet["ZZ2"].value, sheet["AAA2"].value) == (25, 26, 701, 702)
