"""Text from evidence made inert: it may be hostile, and it must be shown.

Escaping belongs to whoever writes HTML, SVG or typst. What escaping does not stop is done here: characters that turn
the direction of the text around them, control characters, and lengths that would bury the page.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from fairlead.base.wording import UNSEEN

LONGEST = 400
"""Characters of one text that a table shows; the whole stays in the case."""

WHOLE = 5000
"""Characters of the words that a step itself wrote of a row."""

_BLANK = re.compile(r"[ \t\r\n\u2028\u2029]+")


def show_text(text: str | None, longest: int = LONGEST) -> str:
    """``text`` on one line, with characters that cannot be seen or that turn text around written as ``⟨U+202E⟩``.

    A longer text is cut, and says how long it is.
    """
    if text is None:
        return ""
    head = text if len(text) <= longest else text[:longest]
    shown = UNSEEN.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", _BLANK.sub(" ", head)).strip()
    return shown if len(text) <= longest else f"{shown}… [{len(text):,} characters in all]"


def show_words(text: str | None) -> str:
    """The words that a step wrote of a row, whole: they say how it decided. Cut are those of tables that nobody's step
    made."""
    return show_text(text, WHOLE)


def show_link(url: str | None) -> str | None:
    """``url`` where it is a plain http or https address with a host, else None: nothing else becomes a link."""
    if not url or len(url) > 2000 or UNSEEN.search(url) or _BLANK.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
