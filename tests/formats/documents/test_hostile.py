"""Whatever a file is, it is kept and its document says what was not read; nothing in it is run."""

import io
import sys
import zipfile
from pathlib import Path
from time import process_time

import pytest
from selectolax.lexbor import LexborHTMLParser

from fairlead.errors import EvidenceError
from fairlead.formats.documents import sandbox as sandboxes
from fairlead.formats.documents.html import flatten
from fairlead.formats.documents.media import find_media, reads_as_prose
from fairlead.formats.documents.reader import media_of
from fairlead.formats.documents.sandbox import Limits, Sandbox


def test_an_encrypted_pdf_is_kept_and_flagged(one, make, flagged):
    found = one(make.pdf("Secret", password="x"))
    assert found.text == ""
    assert flagged(found, "encrypted: not read; it needs a password")
    assert flagged(found, "no text")


def test_a_pdf_that_only_forbids_printing_is_read(one, make, flagged):
    found = one(make.pdf("Open", password=""))
    assert (found.text, flagged(found, "opened with the empty password")) == ("Open", True)


def test_a_pdf_without_a_text_layer_is_kept_and_flagged(one, make, flagged):
    found = one(make.pdf("", ""))
    assert (found.text, flagged(found, "no text")) == ("", True)
    assert flagged(one(make.pdf("Text", "")), "pages without text: 1 of 2")


def test_a_damaged_pdf_is_kept(one, make, flagged):
    assert flagged(one(make.pdf("Text")[:200]), "no text")


def test_a_pdf_of_200_megabytes_is_read_within_its_memory(tmp_path, sandbox, make):
    path = tmp_path / "big.pdf"
    content = make.pdf("Text")
    with path.open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(200 << 20)
        file.seek(0, 2)
        file.write(content)
    drawing = sandbox.draw(path, media_of(path))
    assert drawing.documents[0].media == "pdf"
    assert drawing.documents[0].text in ("Text", "")
    assert drawing.documents[0].text or drawing.documents[0].flags


def test_a_part_of_a_word_document_that_is_a_bomb_is_not_unpacked(one, make, flagged):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (65 << 20))
    assert flagged(one(made.getvalue()), "not read: word/document.xml would unpack from")


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_not_expanded(one, make, flagged, before):
    found = one(make.docx("Text", before=before))
    assert (found.text, flagged(found, "entities are not expanded")) == ("", True)
    page = one(before.encode().replace(b"x ", b"html ") + b"<html><p>&a;&b; text of the page")
    assert "aaaa" not in page.text


def test_a_file_that_takes_too_long_is_kept_and_says_so(tmp_path, flagged):
    path = tmp_path / "wide.html"
    names = " ".join(f"a{k}" for k in range(60_000))
    path.write_bytes(f"<!doctype html><p {names}>x".encode())  # quadratic in the parser
    with Sandbox(Limits(seconds=20, cpu=1)) as sandbox:
        drawing = sandbox.draw(path, "html")
        path.write_bytes(b"<!doctype html><p>Next.")
        assert sandbox.draw(path, "html").documents[0].text == "Next."  # and the next file does not suffer
    assert drawing.is_broken_off
    assert flagged(drawing.documents[0], "reading it took longer than 1 s of processor time")


def test_a_file_that_takes_too_much_memory_is_kept_and_says_so(tmp_path, make):
    path = tmp_path / "big.html"
    path.write_bytes(make.html("<p>word " * 1_000_000))
    with Sandbox(Limits(memory=200 << 20)) as sandbox:
        drawing = sandbox.draw(path, "html")
    assert drawing.is_broken_off
    assert drawing.documents[0].text == ""
    assert any("not read to its end" in f for f in drawing.documents[0].flags)


@pytest.mark.parametrize(
    "act",
    [
        "import socket; socket.socket()", "import os; os.system('true')", "import subprocess; subprocess.run(['true'])",
        "open('/tmp/fairlead-forbidden', 'w')", "import os; os.remove('/nonexistent')",
        "import ctypes; ctypes.CDLL(None)",
    ],
)  # fmt: skip
def test_a_reader_that_was_taken_over_opens_and_starts_nothing(act, tmp_path, monkeypatch, make):
    """A worker whose reader of pages does what a taken-over one would."""
    evil = (
        "import fairlead.formats.documents.worker as w\n"
        f"def act(source):\n    {act}\n    return w.draw_plain(source)\n"
        "w._OF_ONE['html'] = act\nw.main()\n"
    )
    real = sandboxes.subprocess.Popen
    monkeypatch.setattr(sandboxes.subprocess, "Popen", lambda _, **k: real([sys.executable, "-I", "-c", evil], **k))
    path = tmp_path / "page"
    path.write_bytes(make.html())
    with Sandbox() as sandbox:
        (found,) = sandbox.draw(path, "html").documents
    assert any("which is not allowed" in f for f in found.flags)
    assert not Path("/tmp/fairlead-forbidden").exists()


def test_what_a_reader_says_is_not_trusted(tmp_path, monkeypatch, make):
    lies = 'import sys\nfor line in sys.stdin:\n    print(\'{"media": "html", "text": 1}\', flush=True)\n'
    real = sandboxes.subprocess.Popen
    monkeypatch.setattr(sandboxes.subprocess, "Popen", lambda _, **k: real([sys.executable, "-I", "-c", lies], **k))
    path = tmp_path / "page"
    path.write_bytes(make.html())
    with Sandbox() as sandbox:
        (found,) = sandbox.draw(path, "html").documents
    assert (found.text, "nonsense" in found.flags[0]) == ("", True)


# --------------------------------------------------------------------------------------------------- characters


def test_marks_that_turn_text_around_and_characters_without_width_are_taken_out_and_told(one, flagged):
    found = one("The tanker An\u200bSan 1 of the fleet left with \u202e000,1\u202c barrels of oil for the north.")
    assert found.text == "The tanker AnSan 1 of the fleet left with 000,1 barrels of oil for the north."
    assert flagged(found, "right-to-left override: 1 taken out")
    assert flagged(found, "hidden characters: 1 taken out (U+200B 1), at 'AnSan'")
    assert flagged(found, "direction marks: 1 taken out")


def test_joiners_stay_where_they_mean_something(one):
    assert "\u200c" in one("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 and so on, said the man.").text


def test_words_of_two_scripts_stay_and_are_told(one, flagged):
    found = one("The port of V\u043estochny and the ship \u0410\u041d\u0421\u0410 were named, said the man.")
    assert "V\u043estochny" in found.text
    assert flagged(found, "words of mixed scripts, kept as they are: 'V\u043estochny' (Cyrillic Small Letter O)")
    whole = one("The ship \u0421\u041e\u0421\u0410 was named by the man of the port, as he said to the paper.")
    assert flagged(whole, "words of letters that only look Latin, kept: '\u0421\u041e\u0421\u0410'")


def test_a_russian_text_is_no_trick(one):
    found = one("Министр заявил, что танкер вышел из порта Восточный и не вернулся.")
    assert (found.language, found.flags) == ("ru", ())


@pytest.mark.parametrize(
    ("content", "charset", "text", "flag"),
    [
        ("<!doctype html><meta charset=iso-8859-1><p>Öl".encode(), None, "Öl", "and the bytes are UTF-8"),
        ("<!doctype html><meta charset=utf-8><p>Öl".encode("cp1252"), None, "Öl", "read as Windows-1252"),
        ("<!doctype html><meta charset=utf-8><p>ÖlÖlÖl".encode() + b"\xff", None, "ÖlÖlÖl\ufffd", "1 byte stands for"),
        ("<!doctype html><meta charset=euc-kr><p>백양산".encode("cp949"), None, "백양산", ""),
        ("<!doctype html><p>백양산".encode("cp949"), "euc-kr", "백양산", ""),
        ("<!doctype html><p>Öl".encode("cp1252"), None, "Öl", "encoding not declared"),
        (b"<!doctype html><meta charset=utf-7><p>+ADw-x", None, "+ADw-x", "an encoding that is not known"),
        ("<!doctype html><p>Öl".encode("utf-16"), None, "Öl", ""),
    ],
)  # fmt: skip
def test_an_encoding_is_what_the_bytes_prove_and_what_was_declared_is_told(one, flagged, content, charset, text, flag):
    found = one(content, charset)
    assert found.text == text
    assert flagged(found, flag) if flag else not any("encod" in f or "declares" in f for f in found.flags)


def test_a_page_that_says_another_language_than_its_words_show(one, make, flagged):
    found = one(make.html("<p>백양산호가 항구를 떠났다고 국방부가 말했다."))
    assert (found.language, flagged(found, "says its language is en, and its words are ko")) == ("ko", True)


# --------------------------------------------------------------------------------------------------- telling what it is


def test_what_a_file_is_is_told_by_its_bytes(tmp_path, make):
    def media(content):
        path = tmp_path / "f.csv"
        path.write_bytes(content)
        return find_media(path)

    assert media(make.html()) == "html"
    assert media(b"\xef\xbb\xbf  <!-- c -->\n<HTML><p>x") == "html"
    assert media(make.pdf("x")) == "pdf"
    assert media(b"junk before\n" + make.pdf("x")) == "pdf"
    assert media(make.docx("x")) == "docx"
    assert media(make.warc(("https://example.org/", b"x"))) == "warc"
    assert media(make.wacz(make.warc(("https://example.org/", b"x")))) == "wacz"
    assert media(b"From: a\nTo: b\nSubject: c\n\nno mail header that only programs write") is None
    assert media(b"place_id,name,kind\n") is None


@pytest.mark.parametrize(
    "text",
    [
        "The minister said on Friday that a tanker left the port.",
        "Russia, North Korea sign pact\nSEOUL, June 19 - The leaders signed a treaty, officials said.\nMore to come.",
        "On Friday, the spokesman, who asked not to be named, said that oil, food and coal were sent, as before.",
        "국방부는 금요일에 유조선이 항구를 떠났다고 밝혔다. 그 배는 북쪽으로 향했다고 한다.",
    ],
)
def test_sentences_are_prose(text):
    assert reads_as_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "a,b,c\n1,2,3\n",
        "vessel;remark\nAlder;said to have left the port on Friday.\nBirch;seen at the berth in March, by two.\n",
        "a note to myself",
        "mmsi,lat,lon,time\n" + "273000000,42.7,133.0,2024-03-07T01:00:00Z\n" * 9,
        'format = 1\ntitle = "A case of some words that are many"\nlicence = "none at all"\n[question.oil]\n',
        "vessel name, date of call, port of call, cargo on board, remarks of the agent",
    ],
)
def test_tables_settings_and_notes_are_not(text):
    assert not reads_as_prose(text)


def test_binary_is_no_document_even_if_one_says_so(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(EvidenceError, match="zero byte|looks like UTF-16"):
        media_of(path)


def test_elements_nested_as_deep_as_anybody_likes_cost_no_more_than_their_length(one, flagged):
    deep = b"<html><body><p>Above.</p>" + b"<div>" * 200_000 + b"<span>Russia</span> sent oil." + b"</div>" * 200_000
    begun = process_time()
    found = one(deep + b"<p>Below.</p></body></html>")
    characters, dropped = flatten(deep.decode())
    LexborHTMLParser(characters)
    assert process_time() - begun < 6  # a parser that is given all of them takes a minute
    assert found.text.split() == ["Above.", "Russia", "sent", "oil.", "Below."]
    # 512 of 200,000 divs stay apart; of the others both tags go, and of the span
    assert dropped == 2 * (200_000 - 512) + 2
    assert flagged(found, "nested deeper than 512 elements: 398,978 tags below that left out, their text kept")


def test_a_page_that_is_not_deep_is_left_as_it_is():
    page = "<p>a<div>b</div>" * 2_000 + "<li>c" * 2_000
    assert flatten(page) == (page, 0)
