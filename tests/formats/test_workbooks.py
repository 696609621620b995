"""XLSX: cells become what a CSV would hold, and a hostile workbook is refused before it is laid out."""

import io
import struct
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from fairlead import formats
from fairlead.errors import EvidenceError
from fairlead.formats import workbooks
from fairlead.formats.workbooks import as_text

HEADER = ["vessel_id", "name", "imo", "dwt", "built", "flag"]
ROW = ["V1", "Alder", 8660313, 3565.5, 2005, "DPRK"]


def book(*sheets, save=None):
    """A workbook of (title, rows), as bytes."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if save:
            save(sheet)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rewritten(data, part, change):
    """The workbook with one part's bytes changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def read(path, kind="vessels"):
    return formats.read(path, "list.xlsx", kind, "evidence:1")


def reason(path, kind="vessels"):
    with pytest.raises(EvidenceError) as told:
        read(path, kind)
    return str(told.value)


def test_a_workbook_is_told_by_content_and_its_numbers_are_plain(file):
    path = file(book(("Ships", [HEADER, ROW])), "no_ending")
    assert formats.sniff(path, "x.csv").words == "6 columns of the kind vessels, sheet 'Ships' of an XLSX workbook"
    (row,) = read(path).rows.to_pylist()
    assert (row["imo"], row["dwt_t"], row["built"], row["flag"], row["row"]) == (8660313, 3565.5, 2005, "KP", 2)


def test_dates_and_clock_times_become_iso(file):
    header = ["sighting_id", "event", "date_start", "time_local", "observed_by", "method", "reported_date"]
    row = ["S1", "arrival", date(2024, 10, 20), time(3, 0), "x", "AIS", datetime(2024, 10, 22)]
    (found,) = read(file(book(("S", [header, row]))), "sightings").rows.to_pylist()
    assert (found["date_start"], found["time_local"], found["reported_date"]) == ("2024-10-20", "03:00", "2024-10-22")


def test_a_cell_of_date_and_time_is_a_date_and_a_clock_time(file):
    header = ["sighting_id", "event", "date_start", "observed_by", "method"]
    row = ["S1", "arrival", datetime(2024, 3, 12, 2, 0), "x", "AIS"]
    (found,) = read(file(book(("S", [header, row]))), "sightings").rows.to_pylist()
    assert (found["date_start"], found["time_local"]) == ("2024-03-12", "02:00")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (8660313.0, "8660313"),
        (42.75, "42.75"),
        (-0.5, "-0.5"),
        (7, "7"),
        (True, "TRUE"),
        (date(2024, 3, 7), "2024-03-07"),
        (datetime(2024, 3, 7), "2024-03-07"),
        (datetime(2024, 3, 7, 21, 50), "2024-03-07 21:50"),
        (time(21, 50, 30), "21:50:30"),
        (timedelta(hours=3), "03:00"),
        (" as is ", " as is "),
    ],
)
def test_a_cell_is_the_text_a_csv_would_hold(cell, text):
    assert as_text(cell) == text


def test_the_same_row_has_one_id_in_csv_and_xlsx(file):
    csv = file("vessel_id,name,imo\nV1,Alder,8660313\n", "a.csv")
    xlsx = file(book(("S", [["vessel_id", "name", "imo", "dwt"], ["V1", "Alder", 8660313, None]])), "a.xlsx")
    assert read(csv).rows["particulars_id"] == read(xlsx).rows["particulars_id"]


def test_rows_are_numbered_as_the_spreadsheet_numbers_them(file):
    path = file(book(("S", [[], [], HEADER, [], ROW])))
    assert read(path).rows["row"].to_pylist() == [5]


def test_a_sheet_that_is_not_read_is_named(file):
    found = read(file(book(("Notes", [["remember"]]), ("Ships", [HEADER, ROW]))))
    assert found.rows.num_rows == 1
    (reject,) = found.rejects.to_pylist()
    assert (reject["scope"], reject["row"]) == ("field", None)
    assert reject["reason"].startswith("sheet 'Notes' is not read")


def test_two_sheets_of_rows_are_refused(file):
    path = file(book(("A", [HEADER, ROW]), ("B", [HEADER, ROW])))
    assert "sheets 'A' and 'B' each hold a table; save each as a file of its own" in reason(path)


def test_a_workbook_without_cells_is_refused(file):
    assert "no cells filled in" in reason(file(book(("A", []))))


def test_a_header_without_rows_is_refused(file):
    assert "has a header and no rows" in reason(file(book(("A", [HEADER]))))


def test_a_formula_without_a_stored_result_is_refused(file):
    told = reason(file(book(("Ships", [HEADER, ["V1", "Alder", "=8660300+13"]]))))
    assert "sheet 'Ships': has formulas whose results are not stored" in told


def test_a_spreadsheet_error_names_its_cell(file):
    data = book(("Ships", [HEADER, ["V1", "Alder", 1]]))
    data = rewritten(
        data,
        "xl/worksheets/sheet1.xml",
        lambda x: x.replace(b'<c r="C2" t="n"><v>1</v>', b'<c r="C2" t="e"><v>#N/A</v>'),
    )
    assert "sheet 'Ships': C2 shows a spreadsheet error" in reason(file(data))


def test_errors_on_a_sheet_that_is_not_read_do_no_harm(file):
    assert read(file(book(("Ships", [HEADER, ROW]), ("Sums", [["a"], ["=1/0"]])))).rows.num_rows == 1


def test_a_sheet_that_spans_the_whole_grid_is_refused_unopened(file):
    def corner(sheet):
        sheet["XFD1048576"] = "x"

    assert "spans 16,384 columns by 1,048,576 rows" in reason(file(book(("A", [HEADER, ROW]), save=corner)))


def test_a_workbook_that_would_fill_the_memory_is_refused(file, monkeypatch):
    monkeypatch.setattr(workbooks, "LARGEST_UNPACKED", 1000)
    assert "would unpack to" in reason(file(book(("A", [HEADER, ROW]))))


def test_a_broken_workbook_is_refused(file):
    data = book(("A", [HEADER, ROW]))
    assert "broken XLSX workbook" in reason(file(rewritten(data, "xl/worksheets/sheet1.xml", lambda x: x[:200])))
    flipped = bytearray(data)
    at = data.index(b"xl/worksheets/sheet1.xml") + 60
    flipped[at] ^= 0xFF
    assert "broken XLSX workbook" in reason(file(bytes(flipped)))


def test_a_workbook_cut_short_is_no_workbook(file):
    assert "no XLSX workbook" in reason(file(book(("A", [HEADER, ROW]))[:900]))


def test_a_workbook_under_a_password_is_told_from_an_old_one(file):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert "protected by a password" in reason(file(ole + "EncryptedPackage".encode("utf-16-le")))
    assert "old Office file" in reason(file(ole + struct.pack("<I", 7) * 100))


def test_an_archive_is_no_workbook(file):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("a.csv", "x")
    assert "its members added one by one" in reason(file(out.getvalue()))
