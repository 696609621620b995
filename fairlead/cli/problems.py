"""What does not hold in a case: one paragraph a cause, and beneath it where the rest comes with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from fairlead.base.wording import say_many
from fairlead.cli.terminal import Terminal

if TYPE_CHECKING:
    from fairlead.case.log import Problem

ALIKE = 3
"""Problems in the same words of which each has a paragraph of its own; of more the places stand in one."""


def print_problems(t: Terminal, problems: Sequence[Problem]) -> None:
    """Print every problem that stands for itself, and below it in one paragraph those that come with it."""
    for p in problems:
        if p.is_note:
            t.paragraph(f"note: {p}", "dim")
    own = [p for p in problems if p.cause is None and not p.is_note]
    alike: dict[str, list[str]] = {}
    for p in own:
        alike.setdefault(p.words, []).append(p.place)
    for p in own:
        places = alike[p.words]
        if len(places) <= ALIKE:
            t.paragraph(p)
        elif p.place == places[0]:
            t.paragraph(f"{', '.join(places[:ALIKE])} and {len(places) - ALIKE:,} more: {p.words}")
        if with_it := [q for q in problems if q.cause == p.place]:
            verb = "comes" if len(with_it) == 1 else "come"
            words = f"{len(with_it):,} more {verb} with it: {say_places(q.place for q in with_it)}"
            t.paragraph(f"{words}; --json names {'it' if len(with_it) == 1 else 'each'}", "dim", indent=2)


def say_verdict(problems: Sequence[Problem], case: object) -> str:
    """How many things do not hold, those that only come with others apart."""
    problems = [p for p in problems if not p.is_note]
    own = sum(p.cause is None for p in problems)
    verb = "does" if own == 1 else "do"
    rest = f", and {len(problems) - own:,} more with {'it' if own == 1 else 'them'}" if own < len(problems) else ""
    return f"{say_many(own, 'thing')} {verb} not hold in {case}{rest}"


def say_places(places: Iterable[str]) -> str:
    """Places in short: ``lines 5-7, 9 of evidence/log.jsonl, run 1, rows of tables/trips.parquet``."""
    within: dict[str, list[str]] = {}
    for place in places:
        found = re.fullmatch(r"(.*?) ((?:line|row|bucket) \S+)", place)
        within.setdefault(found[1] if found else place, []).extend(found.groups()[1:] if found else ())
    said: list[str] = []
    tables: list[str] = []
    for file, names in within.items():
        numbers = sorted(int(name[5:]) for name in names if name.startswith("line "))
        if numbers:
            said.append(f"{'lines' if numbers[1:] else 'line'} {_ranges(numbers)} of {file}")
        else:
            (tables if names else said).append(file)
    return ", ".join([*said, *([f"rows of {', '.join(tables)}"] if tables else [])])


def _ranges(numbers: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for n in numbers:
        if runs and n == runs[-1][-1] + 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return ", ".join(f"{run[0]}-{run[-1]}" if run[1:] else str(run[0]) for run in runs)
