"""Every form of list in the encodings that programs save: read as what its bytes show, or refused for what is so."""

import codecs
import re

import pytest

from fairlead import formats
from fairlead.errors import EvidenceError
from fairlead.formats.lists.reader import list_lines
from tests.formats.lists import test_ftm_statements, test_lists, test_ofac_advanced, test_uk_sanctions

TEXTS = {
    "ofac_sdn": test_lists.SDN, "ofac_alt": '7,1,"fka","MADE-UP STAR",-0- \r\n\x1a', "uk_conlist": test_lists.CONLIST,
    "eu_journal": test_lists.JOURNAL.replace("SHIP 0", "MADE-UP"), "eu_fsf_csv": test_lists.FSF_CSV,
    "opensanctions_maritime": test_lists.MARITIME.replace("SHIP 0", "MADE-UP"),
    "watch_list": test_lists.OWN.replace("SHIP 0", "MADE-UP"),
    "ftm": test_lists.lines(test_lists.ftm("MADE-UP"), test_lists.ftm("b")),
    "ftm_statements": test_ftm_statements.table(),
    "uk_sanctions": test_uk_sanctions.as_csv(test_uk_sanctions.TABLE).decode(),
}  # fmt: skip
XML = {"un_xml": test_lists.UN, "eu_fsf_xml": test_lists.FSF, "ofac_advanced": test_ofac_advanced.FILE}
MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE, "utf-32-le": codecs.BOM_UTF32_LE}


def letter(text):
    """A letter in it that only an encoding tells."""
    return text.lstrip("\ufeff").replace("MADE-UP", "MADE-ÜP")


def declared(text, encoding):
    return f'<?xml version="1.0" encoding="{encoding}"?>\n' + re.sub(r"^<\?xml[^>]*\?>\s*", "", letter(text))


@pytest.fixture
def sniffed_and_read(tmp_path):
    def take(content):
        path = tmp_path / "list"
        path.write_bytes(content)
        kind = formats.sniff(path, "list").kind
        return kind, formats.read(path, "list", kind, "evidence:1").rows.to_pylist(), path

    return take


def names(rows):
    return [row.get("name") or row["value"] for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_is_read_as_its_mark_or_its_bytes_show(sniffed_and_read, kind, encoding):
    plain = sniffed_and_read(letter(TEXTS[kind]).encode())
    found = sniffed_and_read(MARKS.get(encoding, b"") + letter(TEXTS[kind]).encode(encoding, "replace"))
    assert (found[0], names(found[1])) == (kind, names(plain[1]))
    assert "MADE-ÜP" in "".join(names(found[1]))
    first = found[1][0]["row"]
    assert "MADE-ÜP" in list_lines(found[2], kind, [first], 2_000)[first]  # what explain shows of it


@pytest.mark.parametrize(
    ("encoding", "words"), [("utf-16-le", "without a byte order mark"), ("utf-32-le", "is UTF-32 text")]
)
@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_whose_encoding_nothing_shows_or_nobody_reads_is_refused_for_that(
    sniffed_and_read, kind, encoding, words
):
    mark = MARKS[encoding] if encoding == "utf-32-le" else b""
    with pytest.raises(EvidenceError, match=words):
        sniffed_and_read(mark + letter(TEXTS[kind]).encode(encoding))


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "windows-1252"])
@pytest.mark.parametrize("kind", XML)
def test_xml_is_read_in_the_encoding_it_states(sniffed_and_read, kind, encoding, mark):
    stated = "UTF-16" if encoding.startswith("utf-16") else encoding
    begin = MARKS.get(encoding, b"") if mark else b""
    content = begin + declared(XML[kind], stated).encode(encoding, "xmlcharrefreplace")
    found = sniffed_and_read(content)
    assert found[0] == kind
    assert "MADE-ÜP" in names(found[1])[0]


@pytest.mark.parametrize(
    ("stated", "encoding", "words"),
    [
        ("gb18030", "gb18030", "states an encoding that is not read .multi-byte encodings are not supported"),
        ("nonsense", "utf-8", "states an encoding that is not read .unknown encoding: nonsense"),
        ("utf-8", "cp1252", "it is in another encoding than it states"),
        ("utf-16", "utf-8", "save it in the encoding it states"),
    ],
)
@pytest.mark.parametrize("kind", XML)
def test_xml_that_is_not_what_it_states_is_refused_for_that(sniffed_and_read, kind, stated, encoding, words):
    with pytest.raises(EvidenceError, match=words):
        sniffed_and_read(declared(XML[kind], stated).encode(encoding, "replace"))


def test_other_xml_in_utf_16_is_told_for_xml(sniffed_and_read):
    with pytest.raises(EvidenceError, match="is XML; save the table as CSV"):
        sniffed_and_read('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"))
