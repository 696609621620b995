"""Small turns of phrase over the answer object: counts, periods, origins, places."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fairlead.base.timeline import say_days, say_span

if TYPE_CHECKING:
    from fairlead.case.workspace import Case

Answer = Mapping[str, Any]


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


def say_origins(n: int | None) -> str:
    """``one origin``, ``6 origins``."""
    return "an origin not traced" if n is None else "one origin" if n == 1 else f"{n} origins"


def read_time(text: str) -> datetime:
    """A time of the answer object, as it came from JSON."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def say_day(text: str) -> str:
    """``5 Nov 2024``."""
    at = read_time(text)
    return say_days(at, at)


def say_period(period: Answer) -> str:
    """A period of the answer object at the width it has; an open end is said."""
    start, end = period["start"], period["end"]
    if start is None:
        return f"until {say_day(end)}"
    return say_span(read_time(start), read_time(end) if end else None)


def name_places(answer: Answer, role: str) -> str:
    """The places of a role by name: ``Dunay or Vostochny``."""
    return " or ".join(c["name"] for c in answer["coverage"] if c["role"] == role and c["name"])
