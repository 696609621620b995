"""Small turns of phrase over the answer object: origins, days, periods, places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fairlead.base.timeline import say_days, say_span

Answer = Mapping[str, Any]


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
