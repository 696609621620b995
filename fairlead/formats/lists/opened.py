"""A list file as bytes or text, packed or not (gzip, xz, a ZIP of one file), with bounded memory."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from fairlead.errors import EvidenceError
from fairlead.formats.archives import LARGEST_MEMBER, Capped
from fairlead.formats.sheets import read_head
from fairlead.formats.text import as_utf8, refuse_binary
from fairlead.formats.workbooks import is_zip

HEAD = 1 << 16
"""Bytes unpacked to tell what a file is."""
END_OF_FILE = "\x1a"
"""The mark of DOS that OFAC puts behind the last line."""

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
GZIP, XZ = b"\x1f\x8b", b"\xfd7zXZ"
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, RuntimeError)


class _Unpacked(Capped):
    """A capped stream that a buffer can read."""

    def readinto(self, buffer: Any) -> int:
        block = self.read(len(buffer))
        buffer[: len(block)] = block
        return len(block)


class _Recoded(io.RawIOBase):
    """UTF-16 as UTF-8, as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._held = file, b""
        self._decoder = codecs.getincrementaldecoder("utf-16")("replace")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._held:
            block = self._file.read(HEAD)
            self._held = self._decoder.decode(block, final=not block).encode("utf-8", "replace")
            if not block:
                break
        given, self._held = self._held[: len(buffer)], self._held[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)


@contextmanager
def opened_text(path: Path) -> Iterator[io.BufferedReader]:
    """The bytes of a list of text as :func:`opened`, of UTF-16 by its mark as UTF-8: lines can be told by their bytes.

    Raises:
        EvidenceError: as :func:`opened`, or no text.
    """
    with opened(path) as file:
        head = file.peek(HEAD)
        refuse_binary(head)
        yield io.BufferedReader(_Recoded(file), HEAD) if head.startswith(UTF16) else file


@contextmanager
def opened(path: Path) -> Iterator[io.BufferedReader]:
    """The bytes of a list, unpacked as they are read.

    Raises:
        EvidenceError: no regular file, empty, damaged, cut off, a ZIP of several files, or larger than any list.
    """
    head = read_head(path)
    try:
        with _unpacker(path, head) as file:
            if file is None:
                with path.open("rb") as plain:
                    yield plain
            else:
                yield io.BufferedReader(_Unpacked(file, path.stat().st_size), HEAD)
    except BROKEN as e:
        words = "is cut off: its end is missing" if isinstance(e, EOFError) else f"is damaged ({str(e)[:120]})"
        raise EvidenceError(words) from None


@contextmanager
def _unpacker(path: Path, head: bytes) -> Iterator[Any]:
    if head.startswith(GZIP):
        with gzip.open(path) as file:
            yield file
    elif head.startswith(XZ):
        with lzma.open(path) as file:
            yield file
    elif is_zip(head) and len(names := _members(path)) == 1:
        with zipfile.ZipFile(path) as archive, archive.open(names[0]) as file:
            yield file
    else:
        yield None


def _members(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [i.filename for i in archive.infolist() if not i.is_dir()]
    except BROKEN:
        return []


def list_head(path: Path) -> bytes:
    """The first bytes of a list, unpacked and of UTF-16 as UTF-8; of one that is cut off as many as can be unpacked,
    none where none can: its reader says what is wrong.

    Raises:
        EvidenceError: no regular file, or empty.
    """
    packed = read_head(path)
    try:
        with opened(path) as file:
            return as_utf8(file.read(HEAD))
    except EvidenceError:
        return as_utf8(_begun(packed))


def _begun(packed: bytes) -> bytes:
    """What the first bytes of a packed file unpack to."""
    try:
        if packed.startswith(GZIP):
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(packed, HEAD)
        return lzma.LZMADecompressor().decompress(packed, HEAD) if packed.startswith(XZ) else b""
    except (zlib.error, lzma.LZMAError, EOFError):
        return b""


def read_text(path: Path) -> str:
    """The text of a list: UTF-8 or UTF-16 by their mark, UTF-8 where every byte fits, else Windows-1252 or Latin-1.

    Raises:
        EvidenceError: as :func:`opened`; binary, or larger than any list.
    """
    with opened(path) as file:
        content = file.read(LARGEST_MEMBER + 1)
    if len(content) > LARGEST_MEMBER:
        raise EvidenceError(f"is more than {LARGEST_MEMBER:,} bytes: larger than any list")
    if not content:
        raise EvidenceError("is empty: 0 bytes unpacked")
    refuse_binary(content[:HEAD])
    return decode(content)


def ends_within_line(text: str) -> list[str]:
    """That a table does not end with the end of a line, as a caveat of its version: its last record may be cut off."""
    return [] if text.endswith(("\n", "\r", END_OF_FILE)) else ["its file ends within a line: it may be cut off there"]


def decode(content: bytes) -> str:
    """Bytes as text, as :func:`read_text` says."""
    if content.startswith(UTF16):
        return content.decode("utf-16", "replace")
    for codec in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def records(text: str, delimiter: str = ",", skip: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Every record of a text table with its first line, from 1; blank ones are left out.

    Args:
        text: the whole.
        delimiter: between cells.
        skip: lines before the table begins.

    Raises:
        EvidenceError: a quote that is never closed, or text behind one.
    """
    lines = io.StringIO(text, newline="")
    for _ in range(skip):
        next(lines, None)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        line = skip + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as e:
            raise EvidenceError(
                f"line {line}: a quote opened there is not closed, or text follows one ({e}): cut off or damaged"
            ) from None
        if any(cells):
            yield line, cells


def columns_of(header: list[str], needed: Collection[str]) -> list[str]:
    """The names of columns, as a header gives them.

    Raises:
        EvidenceError: some that are needed are missing.
    """
    columns = [c.strip().lstrip("\ufeff") for c in header]
    if missing := [c for c in needed if c not in columns]:
        raise EvidenceError(f"lacks the columns {', '.join(missing)}")
    return columns


def header_of(text: str, delimiter: str = ",") -> list[str]:
    """The cells of a first line; none where it is no record."""
    try:
        return next(csv.reader([text.lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")], delimiter=delimiter), [])
    except csv.Error:
        return []


def text_lines(path: Path, wanted: Collection[int], longest: int) -> dict[int, str]:
    """The text at some lines of a list; a number it does not have is left out."""
    last = max(wanted)
    found: dict[int, str] = {}
    with opened_text(path) as file:
        for number, line in enumerate(file, start=1):
            if number in wanted:
                found[number] = decode(line.rstrip(b"\r\n"))[:longest]
            if number >= last:
                break
    return found
