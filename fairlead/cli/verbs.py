"""What to try next: commands as they would have to be typed here, and the other questions of a case."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fairlead.cli.terminal import Terminal, fold, pad

if TYPE_CHECKING:
    from fairlead.case.workspace import Case


@dataclass(frozen=True, slots=True)
class Verbs:
    """Commands worth trying next, as they would have to be typed here."""

    program: str
    """``fairlead`` where the shell finds it, else the path it was called by."""
    case: str
    """The case's folder as the user wrote it."""

    def say(self, verb: str, *rest: str) -> str:
        """``fairlead show my-case trips``."""
        return shlex.join([*shlex.split(self.program), verb, self.case, *rest])


def program_name() -> str:
    """How this program has to be called: ``fairlead`` where the shell finds it, else the path it was called by."""
    called = sys.argv[0]
    if shutil.which("fairlead") or Path(called).stem != "fairlead":
        return "fairlead"
    try:
        return shlex.quote(min(called, os.path.relpath(called), key=len))
    except ValueError:  # another drive
        return shlex.quote(called)


def other_questions(case: Case, asked: str) -> list[tuple[str, str]]:
    """Name and text of the questions of a case besides the one that was answered."""
    rows = sorted(case.table("questions").to_pylist(), key=lambda r: r["ordinal"])
    return [(r["question"], r["text"]) for r in rows if r["question"] != asked]


LEAST_ASIDE = 24
"""Columns a remark beside a command needs; with less it goes beneath."""


def print_try(t: Terminal, commands: Sequence[tuple[str, str]]) -> None:
    """Print commands to try next, each with what it does."""
    wide = max(len(t.words(command)) for command, _ in commands) + 3
    is_beside = wide + LEAST_ASIDE <= t.width - 2
    t.line(("TRY", "bold"))
    for command, why in commands:
        if is_beside:
            first, *rest = fold(t.words(why), t.width - wide - 2)
            t.line("  ", pad(t.words(command), wide), (first, "dim"))
            for line in rest:
                t.line(" " * (wide + 2), (line, "dim"))
        else:  # a long path: the command stays whole, to be copied
            t.line("  ", t.words(command))
            t.paragraph(why, "dim", indent=6)
