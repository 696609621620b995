"""Time in lanes, as rows say it, for whoever draws it: who lay where, when nobody heard them, when anybody looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Shape = Literal[
    "bar", "pill", "possible", "gap", "tick", "ring", "statement", "unwatched", "spent", "look", "chance", "sent"
]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a lane, from ``start`` to ``end``."""

    shape: Shape
    start: datetime
    end: datetime | None
    status: str = "documented"
    words: str = ""
    level: int = 0
    earliest: datetime | None = None
    """Bar: earliest start, where it is bracketed; None where nothing bounds it or the start is an instant."""
    latest: datetime | None = None
    """Bar: latest end, likewise."""
    is_start_sure: bool = True
    is_end_sure: bool = True
    is_open: bool = False
    """Gap: still open; ``end`` is then the next report of any kind, or None. Pill: its end lies beyond ``end``."""
    share: float = 1.0
    """Look: share of the place it saw. Its ``status`` is what it found: occupied, empty, disputed, cannot tell."""
    is_cued: bool = False
    """Look: taken because of a tip."""
    chances: tuple[float, ...] = ()
    """Chance: one share for each of equal stretches from ``start`` to ``end``."""
    id: str | None = None
    """The row it stands for."""


@dataclass(frozen=True, slots=True)
class Lane:
    """A named row of the chart."""

    title: str
    line: str
    items: tuple[Item, ...]
    mark: str | None = None
    lines: int = 1
    """Lines that ``line`` may take where one is too short for it."""
