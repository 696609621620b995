"""A case with made-up evidence says so where its report is cut up: at every answer, figure and table, on every page."""

from __future__ import annotations

from dataclasses import replace

from fairlead.report.blocks import Block, Finding, Section, Span

PLAIN = frozenset({"methods", "check"})
"""Sections that show nothing of the case: how it was reckoned, and how to check the files."""


def stamp_of(words: str | None) -> str:
    """``SIMULATED``, ``PARTLY SIMULATED``, or nothing.

    Args:
        words: of :func:`fairlead.case.simulated.say_simulated`.
    """
    if not words:
        return ""
    return "SIMULATED" if words.startswith("SIMULATED: all ") else "PARTLY SIMULATED"


def stamp_sections(sections: list[Section], words: str | None) -> list[Section]:
    """The sections with the stamp before every answer, title and caption; as they are where nothing is made up."""
    stamp = stamp_of(words)
    if not stamp or not words:
        return sections
    return [
        s if s.anchor in PLAIN else replace(s, blocks=tuple(_stamped(b, stamp, words) for b in s.blocks))
        for s in sections
    ]


def _stamped(block: Block, stamp: str, words: str) -> Block:
    match block.kind:
        case "text" if block.role == "answer":
            return replace(block, spans=(Span(words, is_bold=True), *block.spans))
        case "figure":
            table = block.table and replace(block.table, caption=_before(stamp, block.table.caption))
            return replace(block, title=_before(stamp, block.title), says=_before(stamp, block.says), table=table)
        case "table" | "matrix":
            return replace(block, caption=_before(stamp, block.caption))
        case "findings":
            return replace(block, items=tuple(_headed(f, stamp) for f in block.items))
        case _:
            return block


def _headed(finding: Finding, stamp: str) -> Finding:
    return replace(finding, headline=replace(finding.headline, text=_before(stamp, finding.headline.text)))


def _before(stamp: str, words: str) -> str:
    return words if words.startswith(stamp) else f"{stamp}: {words}"
