"""From one row down to the bytes, as a tree: what it says, what it rests on, and the line where the way ends."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fairlead.cli.terminal import Part, Terminal, fold
from fairlead.report.grammar import short_id

if TYPE_CHECKING:
    from fairlead.case.trace import Line, Node

SOURCES_DRAWN = 6
"""Sources of the row asked about that are drawn unless all are asked for; fewer below it, and the rest is counted."""

NARROWEST = 36
"""Columns a sentence keeps however deep it stands."""

COUNTED = {"geojson": "feature", "xlsx": "row"}
"""What a number counts in files that have no lines, by the ending of their name."""


def print_tree(t: Terminal, node: Node) -> None:
    """Print a node and everything below it; a row reached twice has its sources where it stands first."""
    _print_node(t, node, "", "", set())
    files = {(one.file, one.sha256) for one in _lines(node)}
    if files:
        t.line()
        for file, sha256 in sorted(files):
            t.line((t.words(f"{file}  sha256 {sha256}"), "dim"))


def to_json(node: Node) -> dict[str, Any]:
    """The tree as plain values: every row whole, with its line."""
    return {
        "id": node.id,
        "table": node.table,
        "words": node.words,
        "status": node.status,
        "row": dict(node.row),
        "line": asdict(node.line) if node.line else None,
        "more": node.more,
        "is_repeat": node.is_repeat,
        "sources": [to_json(child) for child in node.children],
    }


def _print_node(t: Terminal, node: Node, first: str, rest: str, read: set[tuple[str, int]]) -> None:
    """One node; ``first`` and ``rest`` are the guides before its first line and before all others.

    The text of a line that was read further up is not printed again.
    """
    head: list[Part] = [(t.picture(first), "dim")]
    if node.status:
        mark, style = t.mark(node.status)
        head += [(mark, style), " "]
    name = " ".join(x for x in (node.table, node.row.get("label"), node.id) if x)
    t.line(*head, (t.words(name), "bold"))
    below = rest + ("│ " if node.children or node.more else "  ")
    place = (node.line.sha256, node.line.number) if node.line else None
    words = f"{node.words} (its sources stand above)" if node.is_repeat else node.words
    if place in read:
        words += f" ({_place(node.line)} stands above)" if node.line else ""
    _print_words(t, below, words)
    if node.line and place not in read:
        _print_line(t, below, node.line)
        read.add((node.line.sha256, node.line.number))
    for i, child in enumerate(node.children):
        is_last = i == len(node.children) - 1 and not node.more
        _print_node(t, child, rest + ("└─" if is_last else "├─"), rest + ("  " if is_last else "│ "), read)
    if node.more:
        t.line((t.picture(rest + "└─"), "dim"), (f"{t.glyph('…')} and {node.more:,} more: --all", "dim"))


def _print_words(t: Terminal, guide: str, words: str, style: str = "") -> None:
    for line in fold(t.words(words), max(t.width - len(guide), NARROWEST)):
        t.line((t.picture(guide), "dim"), (line, style))


def _place(line: Line) -> str:
    """``looks.csv line 4``; what is counted in a workbook are rows, in GeoJSON features."""
    ending = line.file.rpartition(".")[2].casefold()
    return f"{line.file} {COUNTED.get(ending, 'line')} {line.number:,}"


def _print_line(t: Terminal, guide: str, line: Line) -> None:
    where = f"{_place(line)}, sha256 {short_id(line.sha256)}"
    if line.text is None:
        _print_words(t, guide, where, "dim")
        return
    _print_words(t, guide, f"{where}:", "dim")
    _print_words(t, guide + "  ", line.text)


def _lines(node: Node) -> list[Line]:
    own = [node.line] if node.line else []
    return own + [line for child in node.children for line in _lines(child)]
