"""Encodings, delimiters, quotes and hostile text files."""

import csv
import os
import time
from contextlib import suppress

import pytest

from fairlead import formats
from fairlead.errors import EvidenceError
from fairlead.formats.text import LONGEST_LINE

ROW = "S1,Ålesund,port_call,2024-03-07,somebody,satellite image\n"
HEADER = "sighting_id,vessel_name,event,date_start,observed_by,method\n"
TABLE = HEADER + ROW


def name_in(path):
    return formats.read(path, "f.csv", "sightings", "evidence:1").rows["vessel_name"].to_pylist()


def reason(path, kind="sightings"):
    with pytest.raises(EvidenceError) as told:
        formats.read(path, "f.csv", kind, "evidence:1")
    with suppress(EvidenceError):  # no table: it may be a document, or a picture
        assert formats.sniff(path, "f.csv").kind in ("documents", "images")
    return str(told.value)


@pytest.mark.parametrize(
    ("codec", "words"),
    [
        ("utf-8", "comma-separated text in UTF-8"),
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252, since byte 0xc5 at 63 is not UTF-8"),
    ],
)
def test_an_encoding_is_told_by_its_bytes_and_said(file, codec, words):
    path = file(TABLE.encode(codec))
    assert name_in(path) == ["Ålesund"]
    assert words in formats.sniff(path, "f.csv").words


def test_utf_16_of_either_byte_order_is_read(file):
    assert name_in(file(b"\xff\xfe" + TABLE.encode("utf-16-le"))) == ["Ålesund"]
    assert name_in(file(b"\xfe\xff" + TABLE.encode("utf-16-be"))) == ["Ålesund"]


def test_latin_1_is_the_last_resort_and_is_said(file):
    path = file(HEADER.encode() + b"S1,A\xc5B,port_call,2024-03-07,x\x8fy,image\n")
    assert "Latin-1" in formats.sniff(path, "f.csv").words


def test_utf_16_without_a_mark_is_refused_with_advice(file):
    assert "looks like UTF-16 without a byte order mark; save it as UTF-8" in reason(file(TABLE.encode("utf-16-le")))


def test_utf_16_cut_off_is_refused(file):
    assert "cut off" in reason(file(TABLE.encode("utf-16")[:-1]))


def test_two_encodings_in_one_file_are_refused(file):
    assert "is UTF-8 up to byte" in reason(file(TABLE.encode() + ROW.replace("S1", "S2").encode("cp1252")))


def test_a_file_cut_inside_a_character_keeps_its_whole_rows(file):
    cut = TABLE + "S2,Å"
    found = formats.read(file(cut.encode()[:-1]), "f.csv", "sightings", "evidence:1")
    assert found.rows["vessel_name"].to_pylist() == ["Ålesund"]
    assert found.rejects["reason"].to_pylist() == [
        "line 3: has 2 cells where the header has 6: cut off, or a delimiter is missing"
    ]


@pytest.mark.parametrize(("delimiter", "word"), [(",", "comma"), (";", "semicolon"), ("\t", "tab")])
def test_comma_semicolon_and_tab_are_told_by_the_header(file, delimiter, word):
    path = file(TABLE.replace(",", delimiter))
    assert formats.sniff(path, "f.csv").words.endswith(f"{word}-separated text in UTF-8")
    assert name_in(path) == ["Ålesund"]


def test_a_delimiter_nobody_knows_leaves_one_column(file):
    told = reason(file(TABLE.replace(",", "|")))
    assert told.startswith("f.csv: its first line is one column")
    assert "separate columns by comma, semicolon or tab; it seems to use '|'" in told


def test_prose_is_told_to_be_no_table_and_one_column_is_not(file):
    words = "is no evidence of rows"
    assert reason(file("This folder holds data under the licence of its owner.\n")).endswith(words)
    assert words not in reason(file("name of ship\nAlder\n"))


def test_an_empty_file_is_refused(file):
    assert reason(file(b"")) == "f.csv: is empty: 0 bytes"


@pytest.mark.parametrize("tail", ["", "\n\n", ",,,,,\n", "# S1,Alder,port_call,2024-03-07,x,y\n"])
def test_a_header_alone_has_no_rows(file, tail):
    with pytest.raises(EvidenceError, match="has a header and no rows"):
        formats.read(file(HEADER + tail), "f.csv", "sightings", "evidence:1")


def test_a_file_of_blank_lines_is_refused(file):
    assert "one column" in reason(file("\n\n \n"))


def test_a_gigabyte_of_zeros_is_refused_in_a_moment(tmp_path):
    path = tmp_path / "zeros.csv"
    with path.open("wb") as f:
        os.truncate(f.fileno(), 1 << 30)
    began = time.monotonic()
    assert "begins with 65,536 zero bytes" in reason(path)
    assert time.monotonic() - began < 1


def test_zeros_behind_good_rows_are_refused_where_they_begin(tmp_path):
    path = tmp_path / "half.csv"
    path.write_bytes(TABLE.encode() * 1000)
    size = path.stat().st_size
    with path.open("r+b") as f:
        f.truncate(size + (1 << 30))
    began = time.monotonic()
    assert f"holds a zero byte at {size:,}" in reason(path)
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("head", "word"),
    [
        (b"%PDF-1.7", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"Rar!\x1a\x07", "RAR"),
        (bytes(range(1, 32)) * 10, "binary"),
        (b"a,b\nc\x00,d\n", "zero byte at 5"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "UTF-32"),
    ],
)
def test_what_is_no_table_is_said_to_be_what_it_is(file, head, word):
    assert word in reason(file(head))


def test_a_quote_never_closed_names_the_line_it_was_opened_on(file):
    rows = "".join(ROW.replace("S1", f"S{i}") for i in range(1, 9))
    told = reason_of_read(file(HEADER + rows.replace("S3,Ålesund", 'S3,"Ålesund')))
    assert "opened in the record that begins on line 4 is never closed" in told


def test_a_quote_that_runs_into_another_quoted_cell_is_refused(file):
    told = reason_of_read(file(HEADER + 'S1,"Alder,port_call,2024-03-07,x,y\nS2,"Birch, a ship",port_call,2024,x,y\n'))
    assert told.startswith("f.csv: lines 2 to 3: text follows a closing quote")


def reason_of_read(path):
    with pytest.raises(EvidenceError) as told:
        formats.read(path, "f.csv", "sightings", "evidence:1")
    return str(told.value)


def test_quoted_cells_may_hold_delimiters_quotes_and_line_ends(file):
    path = file(HEADER + 'S1,"Alder ""A"", ship",port_call,2024-03-07,"some\nbody",y\nS2,Birch,port_call,2024,x,y\n')
    found = formats.read(path, "f.csv", "sightings", "evidence:1").rows.to_pylist()
    assert [(r["row"], r["vessel_name"]) for r in sorted(found, key=lambda r: r["row"])] == [
        (2, 'Alder "A", ship'),
        (4, "Birch"),
    ]


def test_a_line_without_end_is_refused_without_reading_on(file):
    assert f"line 2 is longer than {LONGEST_LINE:,} characters" in reason_of_read(
        file(HEADER + "S1," + "x" * (LONGEST_LINE + 1))
    )


def test_a_cell_beyond_what_the_csv_library_takes_is_refused(file):
    assert "never closed" in reason_of_read(file(HEADER + "S1," + "x" * (csv.field_size_limit() + 1) + "\n"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(file, end):
    assert name_in(file(TABLE.replace("\n", end).encode())) == ["Ålesund"]
