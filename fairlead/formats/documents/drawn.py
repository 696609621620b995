"""One document as it was drawn out of a file, in plain values that go through a pipe and into canonical JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, BinaryIO
from urllib.parse import urlsplit

LONGEST_TEXT = 5_000_000
"""Characters of one text; what is longer (2,000 pages) is cut there, and flagged."""
LONGEST_FIELD = 2_000
"""Characters of a title, an address or a name."""
MOST_FLAGS = 60
LONGEST_FLAG = 600

PAGE_MEDIA = ("html", "pdf", "text", "docx", "eml", "mhtml")
"""Media of one document; ``warc`` and ``wacz`` hold any number of pages."""
MEDIA = (*PAGE_MEDIA, "warc", "wacz")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document: its text, what it says of itself, and what a reader of it must know."""

    media: str
    text: str
    tool: str
    """What drew the text out, and its version."""
    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    published_words: str | None = None
    """The date of publication as written."""
    published_start: str | None = None
    """Start of its interval, ISO 8601 in UTC."""
    published_end: str | None = None
    captured_at: str | None = None
    """When the bytes were taken from where they were published, ISO 8601 in UTC."""
    language: str | None = None
    flags: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they are kept."""
        return asdict(self) | {"flags": list(self.flags)}


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to be read, and what is known of them from outside: an archive's record, a mail's part."""

    file: BinaryIO
    size: int
    charset: str | None = None
    """As the transport declared it (HTTP's Content-Type, a part's charset)."""


def from_json(said: Any) -> Drawn:
    """A document as another process or an earlier day wrote it; nothing in it is trusted.

    Raises:
        ValueError: it is not one, or its texts are longer than any that are drawn here.
    """
    if not isinstance(said, Mapping) or set(said) != {f.name for f in fields(Drawn)}:
        raise ValueError("not a document")
    flags = said["flags"]
    if not isinstance(flags, list | tuple) or not all(isinstance(f, str) for f in flags):
        raise ValueError("flags that are no texts")
    for name, value in said.items():
        if name == "flags" or (value is None and name not in ("media", "text", "tool")):
            continue
        if not isinstance(value, str) or len(value) > (LONGEST_TEXT if name == "text" else LONGEST_FIELD):
            raise ValueError(f"{name} is no text, or too long")
    if said["media"] not in MEDIA:
        raise ValueError("a medium that is not known")
    return Drawn(**{**said, "flags": tuple(f[:LONGEST_FLAG] for f in flags[:MOST_FLAGS])})


def clip(text: str | None) -> str | None:
    """A field in one line, no longer than a field may be; None where nothing is left."""
    plain = " ".join(text.split())[:LONGEST_FIELD] if text else ""
    return plain or None


def host_of(url: str | None) -> str | None:
    """The host of an address, which stands for an outlet that is not named."""
    try:
        return urlsplit(url).hostname if url else None
    except ValueError:
        return None
