"""Decisions that people made, as every room honours them: of two about one thing the later stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

UNSURE = "unsure"
"""Verdict on two rows that may be one: a person looked and leaves it open. It overtakes what was decided before, joins
nothing and parts nothing."""

Decision = TypeVar("Decision", bound=Mapping[str, Any])


def when_made(decision: Mapping[str, Any]) -> tuple[Any, ...]:
    """Order of DECISIONS rows: by the time they were made, then by their line in the log."""
    return decision["decided_at"], decision["log_line"], decision["decision_id"]


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """DECISIONS rows that were not withdrawn, in the order they were made."""
    return sorted((d for d in decisions if not d["is_withdrawn"]), key=when_made)
