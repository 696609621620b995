"""PDF: its text layer, page by page. Nothing in it is run, and no picture of it is read (no character recognition)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from time import process_time

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from fairlead.formats.documents.drawn import LONGEST_TEXT, Drawn, Source
from fairlead.formats.documents.plain import finish
from fairlead.formats.documents.working import make_working

TOOL = f"fairlead pdf 2, pypdf {version('pypdf')}"
MOST_PAGES = 2_000
"""Pages of one file that are read."""
LONGEST_S = 40.0
"""Processor seconds after which no further page is begun."""

_DATE = re.compile(r"D:(\d{4})(\d{2})?(\d{2})?")
_SOFT_BREAK = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_BROKEN = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OverflowError,
           NotImplementedError, UnicodeError, ArithmeticError, OSError, AssertionError)  # fmt: skip
"""What a damaged file raises in a parser of a format this old."""


def draw_pdf(source: Source, clock: Callable[[], float] = process_time) -> Drawn:
    """The text layer of a PDF; what it lacks is flagged: encrypted, no text, damaged pages, cut at a limit."""
    flags: list[str] = []
    parts: list[str] = []
    said: dict[str, str | None] = {}
    begun = clock()
    try:
        reader = PdfReader(source.file)
        if reader.is_encrypted and not _opens(reader, flags):
            return finish(Drawn(media="pdf", text="", tool=TOOL, flags=tuple(flags)))
        said = _metadata(reader, flags)
        count = len(reader.pages)
        damaged, empty, length = [], 0, 0
        for number in range(1, min(count, MOST_PAGES) + 1):
            if clock() - begun > LONGEST_S:
                flags.append(f"cut at page {number - 1:,} of {count:,}: its pages took {LONGEST_S:g} s to read")
                break
            try:
                page = reader.pages[number - 1].extract_text() or ""
            except _BROKEN:
                damaged.append(number)
                continue
            empty += not page.strip()
            length += len(page)
            parts.append(page)
            if length > LONGEST_TEXT:
                break
        if count > MOST_PAGES:
            flags.append(f"cut at page {MOST_PAGES:,} of {count:,}")
        if damaged:
            flags.append(f"pages not read, since they are damaged: {', '.join(map(str, damaged[:10]))}")
        if empty and empty < len(parts):
            flags.append(f"pages without text: {empty:,} of {count:,}; they may be pictures")
    except _BROKEN as e:
        flags.append(f"damaged: {type(e).__name__}: {str(e)[:120]}")
    text, more = make_working(_SOFT_BREAK.sub("-", "\n\n".join(parts)))
    return finish(Drawn(media="pdf", text=text, tool=TOOL, flags=(*flags, *more)), **said)


def _opens(reader: PdfReader, flags: list[str]) -> bool:
    """Whether it can be read without a password: such a file forbids printing and hides nothing."""
    try:
        is_open = bool(reader.decrypt(""))
    except _BROKEN as e:  # a cipher that needs a library this program does without
        flags.append(f"encrypted: not read ({str(e)[:100] or type(e).__name__})")
        return False
    flags.append("encrypted, opened with the empty password" if is_open else "encrypted: not read; it needs a password")
    return is_open


def _metadata(reader: PdfReader, flags: list[str]) -> dict[str, str | None]:
    """Title and author as the file says. When the file was made is told and is no date of publication."""
    try:
        about = reader.metadata
        if about is None:
            return {}
        created = about.get("/CreationDate")
        if (found := _DATE.match(str(created))) and _is_day(found):
            flags.append(
                f"file made on {'-'.join(p for p in found.groups() if p)}, as it says; not a date of publication"
            )
        return {name: str(about[key]) for name, key in (("title", "/Title"), ("author", "/Author")) if about.get(key)}
    except _BROKEN:
        return {}


def _is_day(found: re.Match[str]) -> bool:
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return False
    return True
