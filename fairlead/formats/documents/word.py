"""Word documents (DOCX): paragraphs of the main part, and its properties. Macros, pictures and comments are not read.

The XML is read event by event; a DOCTYPE ends it, since entities are only of use to an attacker there.
"""

from __future__ import annotations

import zipfile
import zlib
from xml.parsers import expat

from fairlead.formats.documents.drawn import Drawn, Source
from fairlead.formats.documents.plain import finish
from fairlead.formats.documents.working import make_working

TOOL = "fairlead word 2"
LARGEST_PART = 64 << 20
"""Bytes of one part when unpacked; a book is under 5 MB."""
HIGHEST_RATIO = 300
"""Unpacked to packed bytes of a part above ``RATIO_FROM``; Word's XML packs to a tenth."""
RATIO_FROM = 1 << 20
DEEPEST = 2_000

MAIN = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_CORE = "docProps/core.xml"
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, LookupError,
)  # fmt: skip


class _RefusedError(ValueError):
    """A part that is not read, and why."""


def draw_word(source: Source) -> Drawn:
    """Text of a DOCX; deleted text of tracked changes is left out and counted, footnotes follow the text."""
    flags: list[str] = []
    paragraphs: list[str] = []
    said: dict[str, str | None] = {}
    try:
        with zipfile.ZipFile(source.file) as archive:
            names = set(archive.namelist())
            main = _Text()
            main.read(_part(archive, MAIN))
            paragraphs += main.paragraphs
            if main.hidden:
                flags.append(f"hidden text left out: {main.hidden:,} characters that a reader of the page does not see")
            if main.deleted:
                flags.append(f"tracked changes: {main.deleted:,} characters deleted in it are left out")
            for name in _NOTES:
                if name in names:
                    notes = _Text()
                    notes.read(_part(archive, name))
                    paragraphs += notes.paragraphs
            if any(n.lower().endswith("vbaproject.bin") for n in names):
                flags.append("holds macros; they are not run")
            if _CORE in names:
                said = _properties(_part(archive, _CORE), flags)
    except _RefusedError as e:
        flags.append(f"not read: {e}")
    except expat.ExpatError as e:
        flags.append(f"damaged XML: {expat.errors.messages.get(e.code, e.code)}, line {e.lineno:,}")
    except _BROKEN as e:
        flags.append(f"damaged: {str(e)[:120] or type(e).__name__}")
    text, more = make_working("\n\n".join(paragraphs))
    return finish(Drawn(media="docx", text=text, tool=TOOL, flags=(*flags, *more)), **said)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise _RefusedError("encrypted")
    packed = max(info.compress_size, 1)
    if info.file_size > LARGEST_PART or (info.file_size > RATIO_FROM and info.file_size > HIGHEST_RATIO * packed):
        raise _RefusedError(f"{name} would unpack from {packed:,} to {info.file_size:,} bytes, more than a text does")
    with archive.open(info) as file:
        data = file.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise _RefusedError(f"{name} unpacks to more than {LARGEST_PART:,} bytes")
    return data


def _parse(parser: expat.XMLParserType, data: bytes) -> None:
    def refuse(*_: object) -> None:
        raise _RefusedError("its XML declares a document type, which no Word document does; entities are not expanded")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.Parse(data, True)


class _Text:
    """Paragraphs of one part, as its events come in."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.deleted = self.hidden = 0
        self._here: list[str] = []
        self._is_text = self._is_deleted = self._is_hidden = False
        self._depth = 0

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        try:
            _parse(parser, data)
        finally:
            self._close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _RefusedError(f"its XML is nested more than {DEEPEST:,} deep")
        tag = name.rpartition(" ")[2]
        self._is_text = tag == "t"
        self._is_deleted = tag == "delText"
        if tag == "r":
            self._is_hidden = False
        elif tag == "vanish":
            said = next((v for k, v in attributes.items() if k.rpartition(" ")[2] == "val"), "true")
            self._is_hidden = said.lower() not in ("false", "0", "off")
        if tag == "tab":
            self._here.append(" ")
        elif tag in ("br", "cr"):
            self._here.append("\n")

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._is_text = self._is_deleted = False
        tag = name.rpartition(" ")[2]
        if tag in ("r", "pPr"):  # the mark of a paragraph may be hidden without any of its words
            self._is_hidden = False
        if tag == "p":
            self._close()

    def _characters(self, text: str) -> None:
        if self._is_text and self._is_hidden:
            self.hidden += len("".join(text.split()))
        elif self._is_text:
            self._here.append(text)
        elif self._is_deleted:
            self.deleted += len(text)

    def _close(self) -> None:
        if self._here:
            self.paragraphs.append("".join(self._here))
            self._here = []


def _properties(data: bytes, flags: list[str]) -> dict[str, str | None]:
    """Title, author, language; when it was made is told and is no date of publication."""
    wanted = {"title": "title", "creator": "author", "language": "language", "created": "created"}
    found: dict[str, str | None] = {}
    here: list[str] = []

    def start(_: str, __: object) -> None:
        here.clear()

    def end(name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in wanted and (text := "".join(here).strip()):
            found.setdefault(wanted[tag], text)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, here.append
    _parse(parser, data)
    if created := found.pop("created", None):
        flags.append(f"file made on {created[:10]}, as it says; not a date of publication")
    return found
