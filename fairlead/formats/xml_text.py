"""Text in XML 1.0 that we write: marks written out, and what XML has no place for left out."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 file can hold; and CR, which every reader makes a line feed."""

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def escaped(text: str) -> str:
    """Text as the content of an element."""
    return escape(UNWRITABLE.sub("", text))


def quoted(text: str) -> str:
    """Text as the value of an attribute, with its quotes."""
    return quoteattr(UNWRITABLE.sub("", text))
