"""Documents redacted by rebuilding: no word is left, and what stood there can be shown later, by nobody else's word."""

import csv
import io
import json
import subprocess
import sys
import zipfile

import pytest

import fairlead
from fairlead.case import opened, redaction
from fairlead.case.bundle import unpack
from fairlead.case.opened import check_opened, commit
from fairlead.case.redaction import KEY_NAME, redact_file
from fairlead.case.verifier import check_bundle
from fairlead.errors import CaseError
from fairlead.report.bundle import bundle_case
from fairlead.report.redacted import write_redacted

LETTER = (
    "<html><title>What Ann Lee saw</title><meta name=author content='Ann Lee'><meta name=secret content='Ann Lee'>"
    "<body><img src='data:image/png;base64,QW5uIExlZQ==' alt='Ann Lee'>"
    "<p>ann lee, of Quay&nbsp;7, met Kim\u200b Il&shy;ho. ANN<br>LEE left. The ship was late. "
    "Mr. Leeson was there.</p></body></html>"
)
WORDS = ["Ann Lee", "Kim Ilho"]
PLACES = (
    "place_id;name;kind;lat;lon;note\nP1;Northport;port;42.75;-133.083;told by ann  lee at the quay\n"
    'P2;Southport;port;1;2;"Kim-\nIlho; and others"\nP3;Westport;port;3;4;[redacted 1]\n'
)


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    folder = tmp_path_factory.mktemp("redaction")
    case = fairlead.new(folder / "case")
    (folder / "letter.html").write_text(LETTER, encoding="utf-8")
    (folder / "places.csv").write_text(PLACES, encoding="utf-8")
    case.add([folder / "letter.html", folder / "places.csv"], by="ann")
    return case


@pytest.fixture(scope="module")
def made(case):
    return redact_file(case.store, "letter.html", WORDS)


def test_no_word_is_left_in_any_form_and_all_else_stays(made):
    text = made.content.decode()
    assert "lee," not in text.casefold()
    assert [w for w in ("ann", "kim", "ilho", "il\u00adho") if w in text.casefold()] == []
    assert "What [redacted 1] saw" in text
    assert "The ship was late. Mr. Leeson was there." in text


def test_each_passage_is_bound_and_opens_alone(made):
    values = [o["value"] for o in made.openings["passages"].values()]
    assert values[:2] == ["Ann Lee", "ann lee"]
    assert len(values) == len(made.commitments["passages"])
    second = made.opening([2])
    assert list(second["passages"]) == ["2"]
    assert check_opened(made.content, made.commitments, second) == []
    assert check_opened(made.content, made.commitments, made.openings) == []
    with pytest.raises(CaseError, match="no passage 99"):
        made.opening([99])


def test_what_did_not_stand_there_cannot_be_shown(made):
    salt = made.openings["passages"]["2"]["salt"]
    for said in ({"salt": salt, "value": "Eve Roe"}, {"salt": "00" * 32, "value": "ann lee"}):
        (words,) = check_opened(made.content, made.commitments, {"passages": {"2": said}})
        assert "is not what stood there" in words
    assert check_opened(made.content, made.commitments, {"passages": {"77": said}}) == [
        "passage 77 is none of this document"
    ]
    changed = made.content.replace(b"late", b"lost")
    assert "is not the one" in check_opened(changed, made.commitments, {})[0]


def test_a_name_cannot_be_tried_against_a_commitment(made):
    """Two passages alike have commitments that are not, and none is the hash of the passage alone."""
    committed = list(made.commitments["passages"].values())
    assert len(set(committed)) == len(committed)
    assert commit(b"", "Ann Lee") not in committed


def test_the_same_words_give_the_same_bytes_and_another_case_other_salts(case, made, tmp_path):
    again = redact_file(case.store, "letter.html", WORDS)
    assert again == made
    (tmp_path / "letter.html").write_text(LETTER, encoding="utf-8")
    other = fairlead.new(tmp_path / "case")
    other.add(tmp_path / "letter.html", by="ann")
    theirs = redact_file(other.store, "letter.html", WORDS)
    assert theirs.content == made.content
    assert not set(theirs.commitments["passages"].values()) & set(made.commitments["passages"].values())


def test_the_key_is_its_owners_alone_and_goes_into_no_bundle(case, made, tmp_path):
    path = case.path / KEY_NAME
    assert path.stat().st_mode & 0o077 == 0
    bundle_case(case, tmp_path / "b.zip")
    key = path.read_bytes().strip()
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not [n for n in archive.namelist() if KEY_NAME in n or key in archive.read(n)]


def test_a_word_that_is_left_is_refused_and_nothing_is_written(case, tmp_path, monkeypatch):
    monkeypatch.setattr(redaction, "_pattern", lambda words: "Mr\\.")  # a search that misses
    with pytest.raises(CaseError, match="'Ann Lee' still stands in what was rebuilt"):
        write_redacted(case, "letter.html", WORDS, tmp_path / "x.txt")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("target", "words", "name", "said"),
    [
        ("letter.html", ["Eve Roe"], "x.txt", "none of these words stands"),
        ("letter.html", ["An"], "x.txt", "fewer than 3"),
        ("letter.html", [], "x.txt", "no words are given"),
        ("letter.html", WORDS, "ann-lee.txt", "the name of the file"),
        ("case.toml", WORDS, "x.txt", "no file of the case is called"),
        ("nothing", WORDS, "x.txt", "no file of the case is called"),
    ],
)
def test_what_cannot_be_done_is_said(case, tmp_path, target, words, name, said):
    with pytest.raises(CaseError, match=said):
        write_redacted(case, target, words, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_receiver_checks_an_opened_passage_with_python_alone(case, tmp_path):
    path = tmp_path / "letter.txt"
    _, files = write_redacted(case, "letter.html", WORDS, path, [1])
    assert [f.name for f in files] == ["letter.txt", "letter.txt.commitments.json", "letter.txt.opened.json"]

    def check():
        program = [sys.executable, "-I", "-S", opened.__file__, path, files[2]]
        return subprocess.run(program, capture_output=True, text=True, check=False)

    assert check().returncode == 0
    said = json.loads(files[2].read_bytes())
    said["passages"]["1"]["value"] = "Eve Roe"
    files[2].write_text(json.dumps(said))
    done = check()
    assert (done.returncode, done.stdout) == (1, "passage 1 is not what stood there: 'Eve Roe'\n")


def test_a_bundle_with_the_rebuilt_document_in_place_of_the_marked_one_verifies_and_holds_no_word(case, tmp_path):
    bundle_case(case, tmp_path / "whole.zip")
    mine = unpack(tmp_path / "whole.zip", tmp_path / "mine") and fairlead.open(tmp_path / "mine")
    path = tmp_path / "letter.txt"
    write_redacted(mine, "letter.html", WORDS, path)
    mine.add(path, kind="documents", by="eve")
    mine.mark("letter.html", "amber", "names of persons", by="eve")
    bundle_case(mine.cleared("green"), tmp_path / "green.zip")
    checked = check_bundle(tmp_path / "green.zip")
    assert checked.problems == []
    with zipfile.ZipFile(tmp_path / "green.zip") as archive:
        held = {n: archive.read(n) for n in archive.namelist()}
    assert path.read_bytes() in held.values()
    assert [n for n, content in held.items() if b"ann lee" in content.lower() or b"letter.html" in content] == []
    with zipfile.ZipFile(tmp_path / "whole.zip") as archive:
        assert any(b"Ann Lee" in archive.read(n) for n in archive.namelist())  # the control


def test_of_a_table_each_cell_with_a_word_goes_whole_and_is_bound_and_all_others_stay(case):
    made = redact_file(case.store, "places.csv", WORDS)
    rows = list(csv.reader(io.StringIO(made.content.decode(), newline="")))
    assert rows[1:] == [
        ["P1", "Northport", "port", "42.75", "-133.083", "[redacted 1]"],
        ["P2", "Southport", "port", "1", "2", "[redacted 2]"],
        ["P3", "Westport", "port", "3", "4", "(redacted 1)"],
    ]
    assert {n: o["value"] for n, o in made.openings["passages"].items()} == {
        "1": "told by ann  lee at the quay", "2": "Kim-\nIlho; and others",
    }  # fmt: skip
    assert check_opened(made.content, made.commitments, made.openings) == []


def test_a_rebuilt_table_is_read_as_the_first_was(case, tmp_path):
    path = tmp_path / "places-out.csv"
    write_redacted(case, "places.csv", WORDS, path)
    other = fairlead.new(tmp_path / "case")
    (added,) = other.add(path)
    assert (added.kind, added.rows_kept) == ("places", 3)


def test_what_is_neither_document_nor_text_is_refused(case, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(PLACES), delimiter=";"):
        book.active.append(row)
    book.save(tmp_path / "book.xlsx")
    case.add(tmp_path / "book.xlsx", by="ann")
    with pytest.raises(CaseError, match="neither a document nor a table of text"):
        redact_file(case.store, "book.xlsx", WORDS)
