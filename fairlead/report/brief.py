"""The short report on paper: what it leaves to the whole one, and the words that say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from fairlead.base.wording import say_list, say_many
from fairlead.report.blocks import Figure, Section, Span, Text, plain
from fairlead.report.methods import idle_steps


def leave_out(sections: Sequence[Section], run: Mapping[str, Any], case: str) -> list[Section]:
    """Take the tables behind the figures out, and add the section that names all that is left to the whole report.

    Args:
        sections: those of a short report, their annexes brief already.
        run: the record of the run.
        case: the case as a command names it.
    """
    behind = [
        f"{b.number} ({say_many(len(b.table.rows), 'row')})"
        for s in sections for b in s.blocks if isinstance(b, Figure) and b.table
    ]  # fmt: skip
    left = [f"the {'tables' if behind[1:] else 'table'} behind {_say_figures(behind)}"] if behind else []
    left.append("what each row behind a figure says, and each line of evidence as written, with its address")
    left.append("what each parameter is, and why it has its value")
    left.append("the chain of custody")
    if idle := idle_steps(run):
        left.append(f"the methods of {say_many(len(idle), 'step')} that made no row")
    whole = (
        plain(f"This is the short report. Left to the whole one: {'; '.join(left)}. The page for a browser holds it "
              "all, and so does the PDF with its annexes:"),
        Text((Span(f"fairlead report {case} -o report.html"),), "command"),
        Text((Span(f"fairlead report {case} -o report.pdf --annexes"),), "command"),
    )  # fmt: skip
    return [*(_bare(s) for s in sections), Section("What this paper leaves out", "left-out", whole)]


def _say_figures(numbers: Sequence[str]) -> str:
    return f"figure {numbers[0]}" if len(numbers) == 1 else f"figures {say_list(list(numbers))}"


def _bare(section: Section) -> Section:
    blocks = tuple(replace(b, table=None) if isinstance(b, Figure) else b for b in section.blocks)
    return replace(section, blocks=blocks)
