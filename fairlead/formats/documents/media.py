"""What kind of document a file is, by its bytes and never by its name."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from pathlib import Path

from fairlead.formats.documents.drawn import MEDIA

SAYS = {
    "html": "a web page (HTML)",
    "pdf": "a PDF",
    "text": "plain text",
    "docx": "a Word document (DOCX)",
    "eml": "a mail",
    "mhtml": "a web page that a browser saved (MHTML)",
    "warc": "an archive of web pages (WARC)",
    "wacz": "an archive of web pages (WACZ)",
}
assert set(SAYS) == set(MEDIA)

HEAD = 1 << 16
"""Bytes looked at."""
MOST_LINES = 200
FEWEST_WORDS = 8
"""A text of fewer words is a stray note or a broken table, unless the user says that it is a document."""
LONGEST_CELL = 4
"""Words of the longest cell of a header line; a line with a longer one is a sentence."""

_PACKED, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_PDF = b"%PDF-"
_BOM = b"\xef\xbb\xbf"
_HTML = re.compile(
    rb"(?:\s|<!--.{0,4000}?-->|<\?xml[^>]{0,300}\?>)*<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_MAIL_LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t].*)?$")
_MAIL_NAMES = frozenset((
    "from", "to", "subject", "date", "mime-version", "received", "return-path", "message-id", "delivered-to",
    "content-type", "reply-to", "cc", "sender", "x-mailer", "dkim-signature",
))  # fmt: skip
_MAIL_MARKS = frozenset((
    "message-id", "mime-version", "received", "return-path", "delivered-to", "dkim-signature", "content-type",
))  # fmt: skip
"""One of these and one more header make a mail: a text that begins "From: ..., Subject: ..." may be a person's note."""
_SETTING = re.compile(r"\s*(?:\[[\w.\"-]+\]|[\w.\"-]+\s*=\s*\S.*|[{}\[\]<].*)\s*$")
_STOP = re.compile(r"[.!?…。][\"”’')\]]*$")
_CJK = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_SEPARATORS = ",;\t|"


def find_media(path: Path) -> str | None:
    """The medium of a file that says by its bytes what it is; None for plain text, tables and all else."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(_PDF):
        return "pdf"
    if head.startswith(_ZIP):
        return find_packed(path)
    if _begins_warc(head):
        return "warc"
    plain = head.removeprefix(_BOM)
    if plain.startswith((b"\xff\xfe", b"\xfe\xff")):
        plain = plain.decode("utf-16", "ignore").encode()
    if _HTML.match(plain[:8192]):
        return "html"
    return _find_mail(plain) or ("pdf" if _PDF in head[:1024] else None)  # junk before it: readers allow that


def find_packed(file: Path | io.BytesIO) -> str | None:
    """Whether a ZIP archive is a document of its own: DOCX or WACZ."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if "word/document.xml" in names:
        return "docx"
    has_pages = any(n.startswith("archive/") and n.endswith((".warc", ".warc.gz")) for n in names)
    return "wacz" if has_pages and "datapackage.json" in names else None


def is_prose(path: Path) -> bool:
    """Whether a file is running text: sentences, and neither a table, a settings file, numbers nor binary."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    codec = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text = head.decode(codec, "replace" if codec == "utf-16" or len(head) == HEAD else "surrogateescape")
    return reads_as_prose(text)


def reads_as_prose(text: str) -> bool:
    """The same of the beginning of a text."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]
    plain = "".join("".join(line.split()) for line in lines)
    words = sum(len(line.split()) for line in lines) + len(_CJK.findall(plain)) // 2
    if words < FEWEST_WORDS or sum(c.isalpha() or "\udc80" <= c <= "\udcff" for c in plain) < 0.6 * len(plain):
        return False
    if len(plain) / words > 15 or sum(_SETTING.match(line) is not None for line in lines) > 0.3 * len(lines):
        return False
    has_sentence = any(_STOP.search(line) for line in lines) or any(len(line.split()) >= 12 for line in lines)
    return (has_sentence or words >= 20) and not any(_is_table(lines, d) for d in _SEPARATORS)


def _is_table(lines: list[str], separator: str) -> bool:
    """Whether lines are rows under a header: a first line of short cells, and most others with as many."""
    header = lines[0].split(separator)
    if len(header) < 2 or _STOP.search(lines[0]) or max(len(c.split()) for c in header) > LONGEST_CELL:
        return False
    try:
        rows = [r for r in csv.reader(lines, delimiter=separator) if r]
    except csv.Error:
        rows = [line.split(separator) for line in lines]
    alike = sum(len(r) == len(rows[0]) for r in rows) / len(rows)
    cells = [len(c.split()) for r in rows for c in r if c.strip()]
    mean = sum(cells) / max(len(cells), 1)
    return (mean <= 4 and alike >= 0.5) or (alike >= 0.8 and (len(rows) >= 3 or mean <= 6))


def _begins_warc(head: bytes) -> bool:
    if head.startswith(_PACKED):
        try:
            with gzip.open(io.BytesIO(head)) as file:
                head = file.read(8)
        except (OSError, EOFError, zlib.error):
            return False
    return head.startswith((b"WARC/0.", b"WARC/1."))


def _find_mail(head: bytes) -> str | None:
    """Mail by its first headers; a page that a browser saved has a header of its own."""
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0].decode("ascii", "replace")
    lines = block.splitlines()
    if lines and lines[0].startswith("From "):  # the line that mailboxes put before
        lines = lines[1:]
    names = []
    for number, line in enumerate(lines):
        if line[:1] in " \t" and number:
            continue
        found = _MAIL_LINE.match(line)
        if not found:
            return None
        names.append(found[1].lower())
    known = [n for n in names if n in _MAIL_NAMES]
    if len(set(known)) < 2 or not _MAIL_MARKS & set(known):
        return None
    return "mhtml" if "snapshot-content-location" in names else "eml"
