"""What a terminal can take: marks in Unicode or ASCII, colour or none, and no text that gives it orders.

Every string that came from data passes :meth:`Terminal.words`: control characters (ANSI escapes among them) and
characters that reorder or hide text are written out as ``<U+001B>``, never sent.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from fairlead.base.wording import UNSEEN
from fairlead.report.grammar import NBSP, mark

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

Part = str | tuple[str, str]
"""A piece of a line: a string, or a string with its style."""

WIDEST = 100
"""Columns at most (design language, section 6)."""

NARROWEST = 72
"""Below this the picture is not squeezed further; the terminal folds the lines."""

STYLES = {
    "documented": "color(68)", "inferred": "color(68)", "estimated": "color(36)", "contradicted": "color(166)",
    "dim": "color(243)", "bold": "bold",
}  # fmt: skip
"""Colours of the grammar, chosen to stand 3 to 1 or better on black and on white; a mark always says the same."""

GLYPHS = {
    "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "#", "▍": "-", "▎": "-", "▏": "-",
    "·": ".", "░": ".", "▒": ":", "▓": "+",
    "┃": "|", "◇": "o", "├": "|", "┤": "|", "┼": "+", "─": "-", "▷": ">", "●": "*", "━": "=", "▸": ">",
    "–": "-", "—": "-", "−": "-", "\u00a0": " ", "\u202f": " ", "≥": ">=", "≤": "<=", "×": "x", "…": "...",
    "└": "`", "│": "|", "≠": "!=", "■": "#",
}  # fmt: skip
"""Drawing characters and signs with their ASCII stand-ins; of one column each where a picture is made of them."""


def clean(text: str) -> str:
    """The text with everything written out that a terminal would obey instead of show.

    >>> clean("Yu Son\\x1b[2J")
    'Yu Son<U+001B>[2J'
    """
    text = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return UNSEEN.sub(lambda m: f"<U+{ord(m[0]):04X}>", text)


def to_ascii(text: str) -> str:
    """The text in ASCII: house signs by :data:`GLYPHS`, other scripts romanised."""
    if text.isascii():
        return text
    from anyascii import anyascii

    return "".join(GLYPHS.get(c) or (c if c.isascii() else anyascii(c) or "?") for c in text)


def is_ascii_only(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether the marks must be ASCII: the encoding cannot carry them, or the locale is C or POSIX by name.

    Python turns the C locale into UTF-8 for itself (PEP 538), so the encoding alone does not tell. No locale set at
    all says nothing of the terminal; then the encoding decides.
    """
    try:
        "■▒≠┃●".encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    locale = environ.get("LC_ALL") or environ.get("LANG") or ""
    return locale in ("C", "POSIX") or environ.get("TERM") == "dumb"


@dataclass
class Terminal:
    """One output: where it goes, how wide it is, and which characters and colours it takes."""

    stream: TextIO = field(default_factory=lambda: sys.stdout)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    most: int = WIDEST

    @cached_property
    def is_ascii(self) -> bool:
        return is_ascii_only(self.stream, self.environ)

    @cached_property
    def is_tty(self) -> bool:
        return self.stream.isatty()

    @cached_property
    def console(self) -> Console:
        """Rich's console on this output: no markup, no guessing, colour only where there is a terminal."""
        from rich.console import Console

        console = Console(file=self.stream, markup=False, highlight=False, emoji=False, soft_wrap=True)
        if not self.is_tty and not self.environ.get("FORCE_COLOR"):
            console.no_color = True
        return console

    @cached_property
    def width(self) -> int:
        """Columns to fill: the terminal's, between NARROWEST and ``most``; ``most`` where there is none."""
        if not self.is_tty:
            return self.most
        return max(min(self.console.width, self.most), NARROWEST)

    def words(self, text: object) -> str:
        """Text from data as this output may show it."""
        shown = clean(str(text))
        return to_ascii(shown) if self.is_ascii else shown

    def fit(self, text: str, columns: int) -> str:
        """``text`` cut to ``columns``, an ellipsis saying so."""
        from rich.cells import cell_len, set_cell_size

        if cell_len(text) <= columns:
            return text
        dots = self.glyph("…")
        return set_cell_size(text, max(columns - len(dots), 0)).rstrip() + dots

    def glyph(self, char: str) -> str:
        """One drawing character, or its ASCII stand-in."""
        return GLYPHS.get(char, char) if self.is_ascii else char

    def picture(self, drawn: str) -> str:
        """Drawing characters as this output may show them."""
        return "".join(map(self.glyph, drawn))

    def mark(self, status: str) -> tuple[str, str]:
        """The mark of a status with its style, ready for :meth:`text`."""
        return mark(status, self.is_ascii), STYLES.get(status, "")

    def text(self, *parts: Part) -> Text:
        """One line from pieces: a string, or a string with a style of :data:`STYLES` (or of Rich)."""
        from rich.text import Text

        line = Text(no_wrap=True, end="\n")
        for part in parts:
            words, style = (part, "") if isinstance(part, str) else part
            words = words.replace(NBSP, " ")  # it has kept its figure together while lines were folded
            line.append(to_ascii(words) if self.is_ascii else words, STYLES.get(style, style))
        return line

    def line(self, *parts: Part) -> None:
        """Print one line."""
        if any(p for p in parts):
            self.console.print(self.text(*parts), soft_wrap=True)
        else:
            self.console.print()

    def paragraph(self, words: object, style: str = "", indent: int = 0) -> None:
        """Print text from data, folded to the width."""
        for line in fold(self.words(words), self.width - indent):
            self.line(" " * indent, (line, style))


def cell_width(text: str) -> int:
    """Columns a text takes: wide characters (Hangul, Han) count two."""
    from rich.cells import cell_len

    return cell_len(text)


def pad(text: str, columns: int) -> str:
    """``text`` filled with spaces to ``columns``; wide characters (Hangul, Han) count two."""
    from rich.cells import cell_len

    return text + " " * max(columns - cell_len(text), 0)


def fold(text: str, columns: int) -> list[str]:
    """``text`` in lines of at most ``columns``, broken at spaces; a longer word is cut."""
    from rich.cells import cell_len, set_cell_size

    lines, current = [], ""
    for word in text.split(" "):
        while cell_len(word) > columns:
            if current:
                lines.append(current)
                current = ""
            head = set_cell_size(word, columns).rstrip(" ")
            lines.append(head)
            word = word[len(head) :]
        joined = f"{current} {word}" if current else word
        if cell_len(joined) > columns:
            lines.append(current)
            current = word
        else:
            current = joined
    return [*lines, current] if current or not lines else lines
