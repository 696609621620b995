"""Plain text: the text itself, and a few lines at its head that say what it is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from fairlead.formats.documents.dates import read_published
from fairlead.formats.documents.drawn import Drawn, Source, clip
from fairlead.formats.documents.encodings import decode
from fairlead.formats.documents.languages import settle_language
from fairlead.formats.documents.working import make_field, make_working

TOOL = "fairlead plain 2"
LARGEST = 32 << 20
"""Bytes of one text that are read."""

_HEAD_LINE = re.compile(r"([A-Za-z]{3,12}):[ \t]+(\S.*)")
_FIELDS = {
    "title": "title", "headline": "title", "outlet": "outlet", "publisher": "outlet", "author": "author",
    "byline": "author", "url": "url", "source": "url", "published": "published_words", "date": "published_words",
    "language": "language",
}  # fmt: skip
MOST_HEAD_LINES = 12


def draw_plain(source: Source) -> Drawn:
    """A text file. Lines such as ``Title: ...`` at its head, up to an empty line, are taken for what they say where
    every one of them is of a kind known here; else they are text like the rest."""
    data = source.file.read(LARGEST + 1)
    flags = [f"cut at {LARGEST:,} bytes of {source.size:,}"] if len(data) > LARGEST else []
    characters, told = decode(data[:LARGEST], source.charset)
    text, more = make_working(characters)
    said, text = _head(text)
    return finish(Drawn(media="text", text=text, tool=TOOL, flags=(*flags, *told, *more)), **said)


def finish(drawn: Drawn, **said: str | None) -> Drawn:
    """A document with what was said of it: dates read, fields cleaned, the language settled, emptiness told."""
    flags = list(drawn.flags)
    fields: dict[str, Any] = {}
    for name in ("title", "outlet", "author", "url"):
        value, odd = make_field(said.get(name))
        fields[name] = clip(value)
        flags += [f"{name}: {f}" for f in odd]
    words = clip(said.get("published_words"))
    interval = read_published(words) if words else None
    if words and not interval:
        flags.append(f"date of publication not understood: {words[:80]!r}")
    language, contradicted = settle_language(said.get("language"), drawn.text)
    flags += contradicted
    if not drawn.text:
        flags.append("no text")
    start, end = interval or (None, None)
    return replace(
        drawn, **fields, published_words=words, published_start=start, published_end=end,
        captured_at=said.get("captured_at"), language=language, flags=tuple(flags),
    )  # fmt: skip


def _head(text: str) -> tuple[dict[str, str], str]:
    block, _, rest = text.partition("\n\n")
    lines = block.split("\n")
    found = [_HEAD_LINE.fullmatch(line) for line in lines]
    if len(lines) > MOST_HEAD_LINES or not rest:
        return {}, text
    said: dict[str, str] = {}
    for m in found:
        name = _FIELDS.get(m[1].lower()) if m else None
        if m is None or name is None or name in said:
            return {}, text
        said[name] = m[2].strip()
    return said, rest.lstrip("\n")
