"""What a report is made of: sections of blocks. HTML and PDF are two ways to set the same blocks.

All text in here is inert (see :mod:`fairlead.report.inert`) and unescaped; whoever sets it escapes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Span:
    """Words and the footnotes they rest on."""

    text: str
    notes: tuple[int, ...] = ()
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str = ""
    notes: tuple[int, ...] = ()
    status: str | None = None
    sub: str = ""
    """A quieter second line."""
    href: str | None = None
    """A source that is linked to; never loaded."""
    anchor: str | None = None
    """A place in this document that is linked to."""
    title: str = ""
    """What the cell shortens, in full: a reader's pointer shows it."""
    is_mono: bool = False
    is_bold: bool = False
    squares: tuple[str, ...] = ()
    """Statuses drawn as a row of marks: a mixed total is split, not blended."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, whether it holds figures, and its share of the width."""

    title: str
    is_number: bool = False
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """A table; ``more`` says what it leaves out and where the rest is."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: str = ""
    is_behind: bool = False
    """Whether it stands behind a figure: folded away on a screen, in an annex on paper."""
    anchors: tuple[str, ...] = ()
    """An anchor for each row; empty for none."""
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``role`` is how it is set."""

    spans: tuple[Span, ...]
    role: Literal["plain", "answer", "standard", "quiet", "command", "warning"] = "plain"
    status: str | None = None
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its number, its finding in words, its caption, and the table behind it."""

    number: int
    title: str
    svg: Markup
    says: str
    caption: str
    table: Table | None = None
    is_here: bool = False
    """Whether it stands where it is written: on paper it does not wait for a page with room."""
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence we stand behind; likelihood and confidence are separate lines, limits follow at once."""

    label: str
    status: str
    headline: Span
    text: str
    rule: str
    likelihood: str
    confidence: str
    confidence_words: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of a question in order of reading."""

    items: tuple[Finding, ...]
    kind: Literal["findings"] = "findings"


@dataclass(frozen=True, slots=True)
class Chip:
    """One kind of thing said to have passed between two parties."""

    title: str
    lines: tuple[str, ...]
    count: str
    """Origins, then documents in brackets: 1 (6)."""
    flags: tuple[str, ...]
    is_denied: bool
    status: str
    ours: str
    notes: tuple[int, ...] = ()
    rungs: tuple[tuple[str, int], ...] = ()
    """What stands on which rung of the ladder: the bare statement, and the figure where that stands on another."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Givers by receivers, each cell with its chips; an empty cell says that nothing is claimed."""

    givers: tuple[str, ...]
    receivers: tuple[str, ...]
    cells: dict[tuple[int, int], tuple[Chip, ...]]
    caption: str
    ladder: tuple[str, ...] = ()
    """The rungs in words, from 0 up, for the legend below."""
    kind: Literal["matrix"] = "matrix"


@dataclass(frozen=True, slots=True)
class Legend:
    """The marks and what they mean."""

    items: tuple[tuple[str, str], ...]
    kind: Literal["legend"] = "legend"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str
    kind: Literal["heading"] = "heading"


Block = Text | Table | Figure | Findings | Matrix | Legend | Heading


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report, with its place in the contents."""

    title: str
    anchor: str
    blocks: tuple[Block, ...]
    is_question: bool = False
    columns: int = 1
    """Columns of small print it is set in on paper: an annex of a short report."""


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report."""

    title: str
    byline: tuple[Span, ...]
    sections: tuple[Section, ...]
    footer: str
    front: tuple[Block, ...]
    """What stands before the first section."""
    stamp: str = ""
    """What stands on every page of a case with made-up evidence."""


def columns(*heads: tuple[str, float] | tuple[str, float, bool]) -> tuple[Column, ...]:
    """Columns from (title, share of the width) or (title, share, whether it holds figures)."""
    return tuple(Column(h[0], len(h) == 3 and h[2], h[1]) for h in heads)


def plain(text: str, *notes: int) -> Text:
    """A paragraph of one span."""
    return Text((Span(text, notes),))


def quiet(text: str) -> Text:
    """A remark below something."""
    return Text((Span(text),), role="quiet")
