"""Laws that seasons are drawn from: how long ships stay and where they go next, skies, ties between sightings.

Each is told which stream to draw from, and the order in which it draws is part of it: the blind test draws from these
too (benchmarks/season_worlds.py), and its worlds must stay what they were. Hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

LOADING, LADEN, DISCHARGING, BALLAST, AWAY = range(5)
"""Parts of a ship's life."""
AWAY_LOG_SD, AWAY_HULL_SD = 0.9, 0.6
BEFORE_H = 400 * 24.0
"""How long before the season lives begin: many cycles, so that the season finds them anywhere in one."""


@dataclass(frozen=True, slots=True)
class Laws:
    """What was drawn once for the season."""

    mean_h: tuple[float, float, float, float]
    """Of loading stays, laden legs, discharge stays, ballast legs."""
    cv: tuple[float, float, float, float]
    away_h: float
    """Median absence of the typical hull."""
    direct: float
    """Chance that the typical hull goes straight back."""
    quickest_h: float
    """No leg is shorter."""
    detect: float
    """Chance to find a ship that a look shows."""
    law: str
    """Of stays and legs: gamma or log-normal."""

    def draw(self, part: int, rng: np.random.Generator) -> float:
        """Hours of a stay or leg; legs no shorter than the quickest."""
        while True:
            hours = _positive(rng, self.law, self.mean_h[part], self.cv[part])
            if part in (LOADING, DISCHARGING) or hours >= self.quickest_h:
                return hours


@dataclass(frozen=True, slots=True)
class Habits:
    """How one hull differs from the typical one."""

    away_h: float
    direct: float
    is_idle: bool


def draw_habits(laws: Laws, spread: float, idle_share: float, rng: np.random.Generator) -> Habits:
    """A hull's absences, its chance to go straight back (``spread`` apart in the logit), whether it lies idle."""
    away_h = laws.away_h * exp(rng.normal(0, AWAY_HULL_SD))
    odds = log(laws.direct / (1 - laws.direct)) + rng.normal(0, spread)
    return Habits(away_h, 1 / (1 + exp(-odds)), bool(rng.random() < idle_share))


def draw_life(
    start: float, until: float, direct: float, last: Callable[[int], float], rng: np.random.Generator
) -> list[tuple[float, float, int]]:
    """Start, end and part: what a ship does, in order, from an absence that begins at ``start`` to beyond ``until``.

    Args:
        direct: chance that it goes straight back from a discharge.
        last: draws how long a part lasts.
    """
    life = []
    hour, part = start, AWAY
    while hour < until:
        end = hour + last(part)
        life.append((hour, end, part))
        hour = end
        if part == DISCHARGING:
            part = BALLAST if rng.random() < direct else AWAY
        else:
            part = LOADING if part in (BALLAST, AWAY) else part + 1
    return life


def draw_away(rng: np.random.Generator, median_h: float) -> float:
    """Hours of an absence: log-normal."""
    return float(median_h * exp(rng.normal(0, AWAY_LOG_SD)))


def draw_skies(rng: np.random.Generator, clear: float, persists: float, days: int) -> list[bool]:
    """Clear days: a two-state chain with its share of clear days and correlation from day to day."""
    found = [bool(rng.random() < clear)]
    for _ in range(days - 1):
        stays = clear + persists * (1 - clear) if found[-1] else clear * (1 - persists)
        found.append(bool(rng.random() < stays))
    return found


def find_runs(
    looks: Iterable[tuple[int, float, float]], link_h: float, unlinked: float, rng: np.random.Generator
) -> list[list[int]]:
    """Which looks find a ship in one stay, as the runs of sightings that an analyst ties together.

    Args:
        looks: number, hour and chance to find it of each look in the stay, in order of time.
        link_h: sightings further apart are not tied; others are left untied with the chance ``unlinked``.
    """
    runs: list[list[int]] = []
    before = 0.0
    for k, hour, chance in looks:
        if rng.random() >= chance:
            continue
        if runs and hour - before <= link_h and rng.random() >= unlinked:
            runs[-1].append(k)
        else:
            runs.append([k])
        before = hour
    return runs


def _positive(rng: np.random.Generator, law: str, mean: float, cv: float) -> float:
    if law == "gamma":
        return float(rng.gamma(1 / cv**2, mean * cv**2))
    spread = sqrt(log(1 + cv**2))
    return float(mean * exp(rng.normal(-(spread**2) / 2, spread)))
