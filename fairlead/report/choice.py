"""What whoever writes a report chooses: which findings stand in it, in which order, and what is blacked out.

Nothing is left out silently: the report names the findings it leaves out, and says how often something was blacked out
and why. What is blacked out is looked for in what was written, and a report in which it still stands is refused.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from markupsafe import Markup

from fairlead.base.wording import say_many
from fairlead.errors import CaseError
from fairlead.report.blocks import Block, Cell, Document, Figure, Section, Table, columns, plain, quiet
from fairlead.report.inert import show_text

FEWEST_LETTERS = 3
"""Of words that are blacked out: shorter ones stand in half of all words."""

MOST_REDACTIONS = 100
_KEPT = ("anchor", "anchors", "kind", "status", "role", "squares")
"""Fields that are no words of the case."""

_TAG = re.compile(r"<[^>]*>")
_BLANK = re.compile(r"(?:[\s\u200b\u00ad_+.-]|%20)+")
"""What stands between two words: in an address too."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """Words that are blacked out wherever they stand, whatever the case of their letters."""

    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands in a report."""

    findings: tuple[str, ...] | None = None
    """Ids of the findings, in the order of reading; None for all, in their own."""
    redactions: tuple[Redaction, ...] = ()


def choose(tables: Mapping[str, pa.Table], choice: Choice) -> dict[str, pa.Table]:
    """The tables with the chosen findings alone.

    Raises:
        CaseError: a finding that the case does not have.
    """
    if choice.findings is None or "findings" not in tables:
        return dict(tables)
    held = tables["findings"]
    if unknown := sorted(set(choice.findings) - set(held["finding_id"].to_pylist())):
        raise CaseError(f"the last run has no finding {', '.join(unknown)}")
    kept = pc.is_in(held["finding_id"], value_set=pa.array(list(choice.findings), pa.string()))
    return {**tables, "findings": held.filter(kept)}


def say_left_out(tables: Mapping[str, pa.Table], choice: Choice) -> str:
    """The findings that are left out, in words; nothing where none is."""
    if choice.findings is None or "findings" not in tables:
        return ""
    rows = tables["findings"].select(["finding_id", "label"]).to_pylist()
    left = sorted((f["label"] for f in rows if f["finding_id"] not in choice.findings), key=lambda x: (len(x), x))
    if not left:
        return ""
    return f"Whoever wrote this report left out {say_many(len(left), 'finding')} of the case: {', '.join(left)}."


# ---------------------------------------------------------------------------------------------------------- blacking


@dataclass
class _Black:
    """One redaction under way."""

    redaction: Redaction
    number: int
    count: int = 0
    patterns: list[re.Pattern[str]] = field(default_factory=list)
    folded: str = ""

    def __post_init__(self) -> None:
        words = _BLANK.sub(" ", self.redaction.words).strip()
        body = _BLANK.pattern.join(re.escape(w) for w in words.split(" "))
        cut = [words[:i] for i in range(len(words) - 1, FEWEST_LETTERS, -1)]  # what a text cut short shows of it
        ends = "|".join(re.escape(c) for c in cut)
        self.patterns = [re.compile(body, re.IGNORECASE)]
        if ends:
            self.patterns.append(re.compile(rf"(?:{ends})(?=…|\.\.\.)", re.IGNORECASE))
        self.folded = _fold(words)

    def black(self, text: str) -> str:
        for pattern in self.patterns:
            text, n = pattern.subn(f"[redacted {self.number}]", text)
            self.count += n
        return text


def redact(doc: Document, redactions: Sequence[Redaction]) -> Document:
    """The document with words blacked out in every text, drawing and address, and a section that says so.

    A drawing in which they are broken over lines is left out whole.

    Raises:
        CaseError: words that are too short, no reason, or too many.
    """
    if not redactions:
        return doc
    if len(redactions) > MOST_REDACTIONS:
        raise CaseError(f"{MOST_REDACTIONS} redactions at most")
    blacks = []
    for number, one in enumerate(redactions, start=1):
        if len(_fold(one.words)) < FEWEST_LETTERS:
            raise CaseError(f"{one.words!r} is too short to be blacked out: {FEWEST_LETTERS} letters at least")
        if not one.reason.strip():
            raise CaseError("a redaction needs its reason: it stands in the report in place of the words")
        blacks.append(_Black(one, number))
    blacked: Document = _walk(doc, blacks)
    sections = tuple(replace(s, blocks=tuple(_without(b, blacks) for b in s.blocks)) for s in blacked.sections)
    rows = tuple(
        (Cell(f"[redacted {b.number}]"), Cell(_of(show_text(b.redaction.reason, 400), blacks)), Cell(f"{b.count:,}"))
        for b in blacks
    )
    said = Section(
        "What is blacked out", "redacted",
        (
            plain("Words were blacked out by whoever wrote this report, each wherever it stood, and nothing else was "
                  "changed: no figure is another. The whole stays in the case."),
            Table("Redactions", columns(("In the text", 1.0), ("Reason", 3.0), ("Places", 1.0, True)), rows),
        ),
    )  # fmt: skip
    return replace(blacked, sections=(*sections, said))


def check_redacted(text: str, redactions: Sequence[Redaction]) -> None:
    """Refuse a page in which blacked words still stand, whatever tags stand between their letters.

    Raises:
        CaseError: they do.
    """
    for one in redactions:
        wanted = _fold(one.words)
        if any(wanted in _fold(html.unescape(_TAG.sub(by, text))) for by in ("", " ")):
            raise CaseError(f"{one.words!r} still stands in the report after blacking; nothing was written")


def words_of(doc: Document) -> str:
    """Every text of a document, one after the other: what a PDF is set from."""
    found: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, str):
            found.append(value)
        elif is_dataclass(value) and not isinstance(value, type):
            for one in fields(value):
                if one.name not in _KEPT:
                    gather(getattr(value, one.name))
        elif isinstance(value, dict):
            for part in value.values():
                gather(part)
        elif isinstance(value, list | tuple):
            for part in value:
                gather(part)

    gather(doc)
    return "\n".join(found)


def _walk(value: Any, blacks: Sequence[_Black]) -> Any:
    if isinstance(value, Markup):
        return Markup(_of(str(value), blacks, is_markup=True))  # noqa: S704 - words in a drawing of ours, put for words
    if isinstance(value, str):
        return _of(value, blacks)
    if is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, Cell) and value.href and _of(value.href, blacks) != value.href:
            value = replace(value, href=None)
        return replace(
            value, **{f.name: _walk(getattr(value, f.name), blacks) for f in fields(value) if f.name not in _KEPT}
        )
    if isinstance(value, dict):
        return {k: _walk(v, blacks) for k, v in value.items()}
    if isinstance(value, tuple):
        return tuple(_walk(v, blacks) for v in value)
    return [_walk(v, blacks) for v in value] if isinstance(value, list) else value


def _of(text: str, blacks: Sequence[_Black], *, is_markup: bool = False) -> str:
    if is_markup:  # between the tags alone, as it is read; then spelt as markup again
        parts = re.split(r"(<[^>]*>)", text)
        return "".join(p if i % 2 else _respelt(p, blacks) for i, p in enumerate(parts))
    for black in blacks:
        text = black.black(text)
    return text


def _respelt(text: str, blacks: Sequence[_Black]) -> str:
    plain_text = html.unescape(text)
    blacked = _of(plain_text, blacks)
    return text if blacked == plain_text else html.escape(blacked)


def _without(block: Block, blacks: Sequence[_Black]) -> Block:
    """A drawing in whose markup the words stand after all, broken over lines or in an attribute, is left out."""
    if not isinstance(block, Figure):
        return block
    svg = str(block.svg)
    shown = [_fold(html.unescape(_TAG.sub(by, svg))) for by in ("", " ")] + [_fold(html.unescape(svg))]
    if any(b.folded in text for b in blacks for text in shown):
        return quiet(f"Figure {block.number} is left out: it shows what is blacked out.")
    return block


def _fold(text: str) -> str:
    return _BLANK.sub(" ", text).strip().casefold()
