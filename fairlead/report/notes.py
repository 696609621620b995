"""Footnotes: every figure of the report names the row it is, and every row the lines of evidence it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fairlead.base.wording import say_many
from fairlead.report.blocks import Cell, Table, columns
from fairlead.report.grammar import short_id
from fairlead.report.held import Held, Leaf, read_out
from fairlead.report.inert import show_link, show_text

LEAVES_SHOWN = 24
"""Lines of evidence named in one footnote; the rest is counted."""

LINES_SHOWN = 200
"""Lines of evidence read out in the appendix; the rest is counted and stays in the case."""

NOTES_SHOWN = 1000
"""Footnotes a report gives; a case that would need more has its tables."""


@dataclass(frozen=True, slots=True)
class Note:
    """One footnote: the row, what it says, and the evidence below it."""

    number: int
    id: str
    table: str
    status: str | None
    words: str
    leaves: tuple[Leaf, ...]
    leaves_in_all: int
    is_whole: bool
    """False where the walk down was cut short: there are more lines than counted."""


class Notes:
    """Numbers rows in the order in which the text first leans on them."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self._numbers: dict[str, int] = {}
        self._mentioned: dict[str, None] = {}

    def cite(self, *ids: str | None) -> tuple[int, ...]:
        """Footnote numbers of rows; an id that is None, or one too many, gives none."""
        out = []
        for i in ids:
            if i is None or (i not in self._numbers and len(self._numbers) >= NOTES_SHOWN):
                continue
            out.append(self._numbers.setdefault(i, len(self._numbers) + 1))
        return tuple(dict.fromkeys(out))

    def mention(self, i: str | None) -> str | None:
        """The anchor of a row of evidence in the appendix of lines, for a row that is shown as what it is; None for
        one too many, and for a row that is no line of a file but derived: a report of AIS in an observation."""
        if i is None or (i not in self._mentioned and len(self._mentioned) >= LINES_SHOWN):
            return None
        if [leaf.id for leaf in self.held.leaves([i], 1)[0]] != [i]:
            return None
        self._mentioned[i] = None
        return _anchor(i)

    def lines(self, notes: Iterable[Note]) -> tuple[list[Leaf], int]:
        """Lines of evidence for the appendix, those mentioned first, by file and line; and how many there are."""
        mentioned = {leaf.id: leaf for leaf in self.held.leaves(self._mentioned, LINES_SHOWN)[0]}
        below = {leaf.id: leaf for n in notes for leaf in n.leaves}
        left = [leaf for i, leaf in below.items() if i not in mentioned]
        shown = [*mentioned.values(), *left[: max(LINES_SHOWN - len(mentioned), 0)]]
        return sorted(shown, key=lambda x: (x.file, x.line, x.id)), len(mentioned) + len(left)

    def notes(self) -> list[Note]:
        """Every footnote given so far, with its row read out and walked down."""
        found = self.held.find(self._numbers)
        out = []
        for i, number in self._numbers.items():
            name, row = found.get(i, ("", {}))
            leaves, in_all, is_whole = self.held.leaves([i], LEAVES_SHOWN)
            words = show_text(row.get("words") or row.get("text")) if row else "not in the tables at hand"
            status = row.get("status") if "words" in row or "text" in row else None
            out.append(Note(number, i, name, status, words or read_out(name, row), tuple(leaves), in_all, is_whole))
        return out


def note_table(notes: Iterable[Note], *, is_brief: bool = False) -> Table:
    """The footnotes as a table: number, row, what it says (not where it is brief), labels of the evidence below it."""
    rows, anchors = [], []
    for n in notes:
        more = n.leaves_in_all - len(n.leaves)
        rests = say_labels(leaf.label for leaf in n.leaves)
        if more > 0 or not n.is_whole:
            rests += f" and {'' if n.is_whole else 'at least '}{say_many(more, 'more line')}"
        row = Cell(
            short_id(n.id), sub="" if is_brief else n.table.replace("_", " "), title=show_text(n.id, 80), is_mono=True
        )
        said = () if is_brief else (Cell(n.words, status=n.status),)
        rows.append((Cell(str(n.number), is_bold=True), row, *said, Cell(rests or "no row below")))
        anchors.append(f"note-{n.number}")
    heads = columns(("No.", 0.4), ("Row", 1.5), ("What it says", 4.4), ("Rests on", 2))
    if is_brief:
        heads = columns(("No.", 0.4), ("Row", 2.1), ("Rests on", 2.6))
    return Table("Rows behind the figures", heads, tuple(rows), anchors=tuple(anchors))


def say_labels(labels: Iterable[str]) -> str:
    """Labels in order, three or more in a row as a range: ``S01–S03, S05, C02``. Rows without a label of their own are
    known by their file and line; the file is said once: ``a.csv 5, 9, 11–14``."""
    runs: list[list[str]] = []
    for label in sorted(set(labels), key=_split):
        stem, number = _split(label)
        if runs and number >= 0 and _split(runs[-1][-1]) == (stem, number - 1):
            runs[-1].append(label)
        else:
            runs.append([label])
    said, file = [], ""
    for run in runs:
        stem, _ = _split(run[0])
        is_file = stem.endswith(" ")
        first = run[0].removeprefix(stem) if is_file and stem == file else run[0]
        rest = [label.removeprefix(stem) if is_file else label for label in run[1:]]
        said.append(f"{first}–{rest[-1]}" if len(run) > 2 else ", ".join([first, *rest]))
        file = stem
    return ", ".join(said)


def _split(label: str) -> tuple[str, int]:
    found = re.fullmatch(r"(\D*|.* )(\d{1,12})", label)
    return (found[1], int(found[2])) if found else (label, -1)


def line_table(lines: Iterable[Leaf], in_all: int, *, is_brief: bool = False) -> Table:
    """Lines of evidence: label, file and line, and, where it is not brief, what stands there and where it is from."""
    lines = list(lines)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Cell(x.label, is_bold=True),
            Cell(f"{x.file}, line {x.line}" if x.line else x.file, sub=short_id(x.id), is_mono=True),
            Cell(x.text),
            Cell("source", href=show_link(x.url)) if show_link(x.url) else Cell(show_text(x.url, 60) or "no address"),
        )
        for x in lines
    )
    heads = columns(("Label", 0.7), ("File and line", 2), ("As written", 5.2), ("Where", 0.8))
    if is_brief:
        rows = tuple(
            (
                Cell("" if x.label.startswith(x.file) else x.label, is_bold=True),
                Cell(f"{x.file} {x.line or ''}".strip(), is_mono=True),
            )
            for x in lines
        )
        heads = columns(("Label", 0.7), ("File and line", 2.7))
    more = in_all - len(rows)
    lines_left = say_many(more, "more line")
    left = f"{lines_left} not shown here: fairlead explain CASE ID walks to every one." if more > 0 else ""
    return Table("Lines of evidence", heads, rows, more=left, anchors=tuple(_anchor(x.id) for x in lines))


def _anchor(i: str) -> str:
    return "line-" + re.sub(r"[^A-Za-z0-9]+", "-", i)
