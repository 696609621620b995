"""The UK Sanctions List on a made-up file, as CSV and as ODS."""

import csv
import io
import zipfile
from xml.sax.saxutils import escape

import pytest

from fairlead.errors import EvidenceError
from fairlead.formats.archives import is_archive
from fairlead.formats.lists.reader import list_lines, read_list, sniff_list

HEADER = [
    "Last Updated", "Unique ID", "Name 6", "Name 1", "Name type", "Alias strength", "Name non-latin script",
    "Regime Name", "Designation Type", "Sanctions Imposed", "UK Statement of Reasons", "Date Designated", "IMO number",
    "Current owner/operator (s)", "Current believed flag of ship", "Previous flags", "Type of ship", "Year Built",
]  # fmt: skip
SHIP = ["01/02/2025", "RUS9001", "MADE-UP STAR", "", "Primary Name", "", "", "Russia", "Ship",
        "Prohibition of port entry|Prohibition on registration", "It carried oil.", "24/02/2025", "9074729",
        "Made-up Lines", "Gabon", "Malta\nPanama", "Tanker", "1999"]  # fmt: skip
OTHER = ["01/02/2025", "RUS9001", "OLD STAR", "", "Alias", "Low quality", "ЗВЕЗДА", "Russia", "Ship", "", "",
         "24/02/2025",         *[""] * 6]  # fmt: skip
TABLE = [["Report Date: 03-Mar-2025"], HEADER, SHIP, OTHER]


def as_csv(table):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(table)
    return out.getvalue().encode()


def as_ods(table):
    def cell(text):
        inside = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n")) if text else ""
        return f"<table:table-cell>{inside}</table:table-cell>"

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in table)
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    body += f'<table:table-row table:number-rows-repeated="1048000">{blank}</table:table-row>'
    spaces = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'
    xml = f"<office:document-content {spaces}><table:table>{body}</table:table></office:document-content>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", xml)
    return out.getvalue()


@pytest.mark.parametrize("pack", [as_csv, as_ods])
def test_a_ship_has_its_measures_dates_and_marks_in_either_form(tmp_path, pack):
    path = tmp_path / "uksl"
    path.write_bytes(pack(TABLE))
    assert sniff_list(path).kind == "uk_sanctions"
    assert not is_archive(path)
    read = read_list(path, "uksl", "uk_sanctions", "evidence:1")
    (ship,) = read.rows.to_pylist()
    assert (ship["entry"], ship["entry_kind"], ship["name"]) == ("RUS9001", "vessel", "MADE-UP STAR")
    assert ship["measures"] == ["Prohibition of port entry", "Prohibition on registration"]
    assert (ship["weak_aliases"], ship["aliases"], ship["grounds"]) == (["OLD STAR"], ["ЗВЕЗДА"], "It carried oil.")
    assert ship["listed_start"].date().isoformat() == "2025-02-24"
    facts = {(f["property"], f["value"]): f["normal"] for f in read.more["list_facts"].to_pylist()}
    assert facts["imo", "9074729"] == "9074729"
    assert (facts["flag", "Gabon"], facts["former_flag", "Malta"], facts["former_flag", "Panama"]) == ("GA", "MT", "PA")
    assert (facts["built", "1999"], facts["owner", "Made-up Lines"]) == ("1999", None)
    (version,) = read.more["list_versions"].to_pylist()
    assert version["published_start"].date().isoformat() == "2025-03-03"
    assert "MADE-UP STAR" in list_lines(path, "uk_sanctions", {ship["row"]}, 200)[ship["row"]]


def test_a_cut_spreadsheet_and_one_without_columns_are_refused(tmp_path):
    path = tmp_path / "uksl.ods"
    path.write_bytes(as_ods([["Report Date: 03-Mar-2025"], ["a", "b"]]))
    assert sniff_list(path) is None
    whole = as_ods(TABLE)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EvidenceError):
        read_list(path, "uksl.ods", "uk_sanctions", "evidence:1")


@pytest.mark.parametrize("pack", [as_csv, as_ods])
def test_a_renamed_column_is_named_and_the_file_is_no_running_text(tmp_path, pack):
    path = tmp_path / "uksl"
    renamed = ["Whatever" if c == "Unique ID" else c for c in HEADER]
    path.write_bytes(pack([TABLE[0], renamed, SHIP]))
    assert sniff_list(path).kind == "uk_sanctions"
    with pytest.raises(EvidenceError, match="lacks the columns Unique ID"):
        read_list(path, "uksl", "uk_sanctions", "evidence:1")


def test_a_row_that_says_of_no_kind_is_refused(tmp_path):
    path = tmp_path / "uksl"
    path.write_bytes(as_ods([*TABLE, ["01/02/2025", "RUS9002", "HALF A ROW"]]))
    read = read_list(path, "uksl", "uk_sanctions", "evidence:1")
    assert read.rows["entry"].to_pylist() == ["RUS9001"]
    assert "does not say whether it is a ship" in read.rejects["reason"].to_pylist()[0]
