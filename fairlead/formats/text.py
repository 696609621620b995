"""Text tables: which encoding, which delimiter, and the records, one at a time.

Nothing is guessed twice: an encoding is what the bytes prove (a byte order mark, valid UTF-8), and where they prove
nothing the fallback is said in words. Memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fairlead.errors import EvidenceError
from fairlead.formats.snap import is_property

WORDS_OF_PROSE = 6
"""A first line of so many words and one column is hardly the name of a column."""
BLOCK = 1 << 16
"""Bytes looked at before anything else is decided; a file of zeros is refused on these alone."""
LONGEST_LINE = 1_000_000
"""Characters of one line; a longer one is no line of a table."""
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
OTHER_DELIMITERS = "|:~^"
"""Separators people use that are named in the refusal, not read."""
REMARK = "# "
"""A line that begins so is a remark, not a row."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\f\x1a")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes become characters, and how that is said."""

    codec: str
    words: str
    is_cut: bool = False
    """The last character is cut short: it is read as the replacement character, which no field accepts."""


def find_encoding(path: Path) -> Encoding:
    """The encoding of a whole text file, by what its bytes prove.

    UTF-8 and UTF-16 by their byte order mark, else UTF-8 where every byte fits, else Windows-1252 (Latin-1 where that
    fails too) for files without a single multi-byte UTF-8 character.

    Raises:
        EvidenceError: zero bytes, UTF-16 without a mark or broken off, or UTF-8 that stops being UTF-8 half way.
    """
    with path.open("rb") as file:
        head = file.read(BLOCK)
    refuse_binary(head)
    for bom, codec, words in _BOMS:
        if head.startswith(bom):
            wrong = _first_wrong(path, "utf-8" if codec == "utf-8-sig" else codec)
            if wrong is None or (codec == "utf-8-sig" and wrong.at_end):
                return Encoding(codec, words, is_cut=wrong is not None)
            raise EvidenceError(
                f"begins as {words} but is not from byte {wrong.offset:,} on: cut off, or two encodings"
            )
    wrong = _first_wrong(path, "utf-8")
    if wrong is None or wrong.at_end:
        return Encoding("utf-8", "UTF-8", is_cut=wrong is not None)
    if wrong.after_multibyte:
        raise EvidenceError(
            f"is UTF-8 up to byte {wrong.offset:,} and not after it: two encodings in one file; save it again as UTF-8"
        )
    why = f"byte {wrong.byte:#04x} at {wrong.offset:,} is not UTF-8"
    if _first_wrong(path, "cp1252") is None:
        return Encoding("cp1252", f"Windows-1252, since {why}")
    return Encoding("latin-1", f"Latin-1, since {why} and Windows-1252 lacks a byte too")


def as_utf8(head: bytes) -> bytes:
    """First bytes as UTF-8 where they are UTF-16 by their mark, or by the first sign of XML; others as they are."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return head
    codec = next((words for mark, words in _UTF16.items() if head.startswith(mark)), None)
    return head.decode(codec, "ignore").encode() if codec else head


_UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


def refuse_binary(head: bytes) -> None:
    """Refuse what the first block shows not to be text.

    Raises:
        EvidenceError: zero bytes without a UTF-16 mark, UTF-32, or more control characters than any text has.
    """
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise EvidenceError("is UTF-32 text; save it as UTF-8")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    if not head.strip(b"\0"):
        raise EvidenceError(f"begins with {len(head):,} zero bytes: no table, perhaps a file that was never written")
    if b"\0" in head:
        if head[1::2].count(0) * 2 > len(head[1::2]) or head[::2].count(0) * 2 > len(head[::2]):
            raise EvidenceError("looks like UTF-16 without a byte order mark; save it as UTF-8")
        raise EvidenceError(f"holds a zero byte at {head.index(0):,}: binary, not a text table")
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50:
        raise EvidenceError("is binary, not a text table: too many control characters in its first bytes")


def find_delimiter(path: Path, encoding: Encoding) -> str:
    """The delimiter under which the first line falls into most columns.

    Raises:
        EvidenceError: it stays one column under comma, semicolon and tab.
    """
    first = first_line(path, encoding)
    cells = {d: len(next(csv.reader([first], delimiter=d), [])) for d in DELIMITERS}
    best = max(cells, key=lambda d: cells[d])
    if cells[best] < 2:
        other = next((d for d in OTHER_DELIMITERS if first.count(d) > 1), None)
        hint = f"; it seems to use {other!r}" if other else ""
        if not other and len(first.split()) >= WORDS_OF_PROSE:
            hint = "; a text that is no table (a licence, a note) is no evidence of rows"
        raise EvidenceError(
            f"its first line is one column, {first.strip()[:60]!r}: separate columns by comma, semicolon or tab{hint}"
        )
    return best


def first_line(path: Path, encoding: Encoding) -> str:
    """The first line that is neither blank nor a remark nor a property of SNAP's, or an empty text."""
    with _opened(path, encoding) as text:
        return next((n for n in _lines(text) if n.strip() and not n.startswith(REMARK) and not is_property(n)), "")


def read_records(path: Path, encoding: Encoding, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Every record with its first and last line, counted from 1.

    Raises:
        EvidenceError: a quote that is never closed, text after a closing quote, or a line beyond ``LONGEST_LINE``.
    """
    with _opened(path, encoding) as text:
        reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
        while True:
            first = reader.line_num + 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as e:
                raise EvidenceError(_say_csv_error(str(e), first, reader.line_num)) from None
            yield first, reader.line_num, record


def _say_csv_error(message: str, first: int, last: int) -> str:
    where = f"line {first}" if last <= first else f"lines {first} to {last}"
    if "unexpected end of data" in message or "field limit" in message:
        return (
            f'{where}: a quote (") opened in the record that begins on line {first} is never closed; '
            'close it, or write "" for a quote inside a text'
        )
    if "expected after" in message:
        return (
            f'{where}: text follows a closing quote ("): close the quote opened on line {first} where its text ends, '
            'or write "" for a quote inside a text'
        )
    return f"{where}: not a record of a text table ({message})"


def _opened(path: Path, encoding: Encoding) -> io.TextIOWrapper:
    return path.open("r", encoding=encoding.codec, errors="replace" if encoding.is_cut else "strict", newline="")


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise EvidenceError(f"line {number} is longer than {LONGEST_LINE:,} characters: no line of a table")
        yield line


@dataclass(frozen=True, slots=True)
class _Wrong:
    offset: int
    byte: int
    at_end: bool
    after_multibyte: bool


def _first_wrong(path: Path, codec: str) -> _Wrong | None:
    """Where the file first fails to be ``codec``; also where it holds a zero byte, which no text may."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    offset, pending, has_multibyte = 0, 0, False
    is_wide = codec == "utf-16"
    with path.open("rb") as file:
        while True:
            block = file.read(1 << 20)
            if not is_wide and (at := block.find(0)) >= 0:
                raise EvidenceError(f"holds a zero byte at {offset + at:,}: damaged, or not a text table")
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as e:
                at = offset - pending + e.start
                left = b"" if not block else file.read(1)
                at_end = not left and e.reason == "unexpected end of data"
                return _Wrong(at, e.object[e.start], at_end, has_multibyte or not e.object[: e.start].isascii())
            if is_wide and "\0" in text:
                raise EvidenceError("holds zero characters: damaged, or not a text table")
            if not block:
                return None
            has_multibyte = has_multibyte or not text.isascii()
            offset += len(block)
            pending = len(decoder.getstate()[0])
