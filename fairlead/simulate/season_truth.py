"""What is true in a simulated season: each hull's stays, legs and absences, in continuous time.

Hours count from the start of the season; a life begins long before, so that the season finds it anywhere in its cycle.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import exp

import numpy as np

from fairlead.base.draws import stream
from fairlead.simulate.season import Pair, SeasonScenario
from fairlead.simulate.season_laws import AWAY, BEFORE_H, LOADING, Laws, draw_away, draw_habits, draw_life

QUICKEST_AWAY = 1.5
"""An absence is at least so many times the quickest leg: who goes elsewhere also has to come back."""


@dataclass(frozen=True, slots=True)
class Life:
    """Parts of one ship's life, in order, to beyond the season."""

    starts: tuple[float, ...]
    """When each part starts, and last, when the last one ends."""
    parts: tuple[int, ...]
    is_idle: bool

    def at(self, hour: float) -> int:
        """Index of the part it is in."""
        return max(bisect_right(self.starts, hour) - 1, 0)

    def end(self, i: int) -> float:
        return self.starts[i + 1]

    def stays(self, part: int, until_h: float) -> list[tuple[float, float]]:
        """Start and end of the stays of a kind that overlap the season."""
        spans = ((self.starts[i], self.end(i)) for i, p in enumerate(self.parts) if p == part)
        return [(start, end) for start, end in spans if start < until_h and end > 0]


@dataclass(frozen=True, slots=True)
class Fleet:
    """The ships of a season and their lives."""

    scenario: SeasonScenario
    laws: Laws
    lives: tuple[Life, ...]
    lengths_m: tuple[float, ...]
    others: tuple[tuple[float, float], ...]
    """Stays at A of ships outside the fleet, each another ship."""
    other_lengths_m: tuple[float, ...]
    traders: tuple[Life, ...]


def make_fleet(scenario: SeasonScenario) -> Fleet:
    """Draw the season's laws, then each ship by itself: what one draws hangs on no other."""
    laws = _laws(scenario, stream(scenario.seed, "laws"))
    lives, lengths = [], []
    for v in range(scenario.hulls):
        rng = stream(scenario.seed, "hull", v)
        lives.append(_life(scenario, laws, rng))
        lengths.append(scenario.reading.length_m * exp(rng.normal(0, scenario.reading.length_spread)))
    traders = [_life(scenario, laws, stream(scenario.seed, "trader", n), True) for n in range(scenario.radio.traders)]
    rng = stream(scenario.seed, "others")
    others = _others(scenario, laws, rng)
    other_lengths = [scenario.reading.length_m * exp(rng.normal(0, OTHER_SPREAD)) for _ in others]
    return Fleet(scenario, laws, tuple(lives), tuple(lengths), tuple(others), tuple(other_lengths), tuple(traders))


OTHER_SPREAD = 0.35
"""Log spread of lengths of ships at large."""


def _laws(s: SeasonScenario, rng: np.random.Generator) -> Laws:
    t = s.trade
    load, laden, discharge = (_even(rng, span) for span in (t.load_h, t.laden_h, t.discharge_h))
    leg_cv = _even(rng, t.leg_cv)
    return Laws(
        mean_h=(load, laden, discharge, laden * rng.uniform(0.9, 1.1)),
        cv=(_even(rng, t.load_cv), leg_cv, _even(rng, t.discharge_cv), leg_cv),
        away_h=24 * _even(rng, t.away_d),
        direct=float(rng.beta(4, 4)),
        quickest_h=t.quickest * laden,
        detect=float(rng.beta(*s.watch.detect)),
        law=t.law,
    )


def _life(s: SeasonScenario, laws: Laws, rng: np.random.Generator, is_trader: bool = False) -> Life:
    habits = draw_habits(laws, s.trade.direct_spread, s.trade.idle_share, rng)
    if habits.is_idle and not is_trader:
        return Life((-BEFORE_H, float("inf")), (AWAY,), True)
    away_h = habits.away_h / 4 if is_trader else habits.away_h

    def last(part: int) -> float:
        return _away(rng, away_h, QUICKEST_AWAY * laws.quickest_h) if part == AWAY else laws.draw(part, rng)

    start = -BEFORE_H - rng.uniform(0, 60 * 24)
    life = draw_life(start, s.hours + 24, habits.direct, last, rng)
    return Life((*(a for a, _, _ in life), life[-1][1]), tuple(part for _, _, part in life), False)


def _away(rng: np.random.Generator, median_h: float, least_h: float) -> float:
    while True:
        hours = draw_away(rng, median_h)
        if hours >= least_h:
            return hours


def _others(s: SeasonScenario, laws: Laws, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Ships come at random, so many that ``others`` are there in the mean."""
    found = []
    if s.others > 0:
        hour = -20 * laws.mean_h[0]
        while hour < s.hours:
            hour += rng.exponential(laws.mean_h[0] / s.others)
            end = hour + laws.draw(LOADING, rng)
            if end > 0 and hour < s.hours:
                found.append((hour, end))
    return found


def _even(rng: np.random.Generator, span: Pair) -> float:
    return float(rng.uniform(*span))
