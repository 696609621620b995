"""Reasons: what one property of two records says for or against their being one, as log-odds with words and sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fairlead.identity.name_weights import NameWeights
from fairlead.identity.records import Record, Stated

AGREES, DIFFERS, UNSURE = "agrees", "differs", "unsure"


@dataclass(frozen=True, slots=True)
class CompareParams:
    """Thresholds of the comparison."""

    built_years: int = 2
    """Years of build further apart contradict: sources count from keel, launch or delivery."""
    tonnage_share: float = 0.2
    """Tonnages further apart contradict: sources round, and state summer, winter or tropical deadweight."""
    close_share: float = 0.03
    """Tonnages or lengths this near count as equal."""
    length_share: float = 0.1
    """Lengths further apart contradict: over all and between perpendiculars differ by 3 to 6 %."""
    prior: float = 11.5
    """Log-odds against two records drawn at random being one ship: the world has some 100,000 (UNCTAD)."""
    doubted: frozenset[int] = frozenset()
    """IMO numbers known to prove no identity (``numbers.find_doubted``)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one property says, in words and as log-odds."""

    property: str
    verdict: str
    """``agrees``, ``differs`` or ``unsure``."""
    ours: str
    theirs: str
    log_odds: float
    words: str
    sources: tuple[str, ...]
    """Ids of what states the two values."""
    detail: str = ""
    """Of a mark: ``overlap``, ``not known`` or ``apart``; of a name, its likeness."""


Weigh = Callable[[Record, Record, CompareParams, NameWeights], "Reason | None"]


def reason_of(
    property_: str, verdict: str, a: Stated, b: Stated, log_odds: float, words: str, detail: str = ""
) -> Reason:
    """A reason out of the two values it stands on."""
    sources = tuple(dict.fromkeys(s.source for s in (a, b) if s.source))
    return Reason(property_, verdict, a.value, b.value, round(log_odds, 2), words, sources, detail)
