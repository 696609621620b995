"""What is true in a simulated season: each hull's stays, legs and absences, in continuous time.

Hours count from the start of the season; a life begins long before, so that the season finds it anywhere in its cycle.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from fairlead.base.draws import stream
from fairlead.simulate.season import Pair, SeasonScenario

LOADING, LADEN, DISCHARGING, BALLAST, AWAY = range(5)
"""Parts of a ship's life."""
PARTS = ("loading", "laden", "discharging", "ballast", "elsewhere")
AWAY_LOG_SD, AWAY_HULL_SD = 0.9, 0.6
BEFORE_H = 400 * 24.0
"""How long before the season lives begin: many cycles."""
QUICKEST_AWAY = 1.5
"""An absence is at least so many times the quickest leg: who goes elsewhere also has to come back."""


@dataclass(frozen=True, slots=True)
class Laws:
    """What was drawn once for the season."""

    mean_h: tuple[float, float, float, float]
    """Of loading stays, laden legs, discharge stays, ballast legs."""
    cv: tuple[float, float, float, float]
    away_h: float
    direct: float
    quickest_h: float
    detect: float
    law: str

    def draw(self, part: int, rng: np.random.Generator) -> float:
        """Hours of a stay or leg; legs no shorter than the quickest."""
        while True:
            hours = _positive(rng, self.law, self.mean_h[part], self.cv[part])
            if part in (LOADING, DISCHARGING) or hours >= self.quickest_h:
                return hours


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
    away_h = laws.away_h * exp(rng.normal(0, AWAY_HULL_SD))
    odds = log(laws.direct / (1 - laws.direct)) + rng.normal(0, s.trade.direct_spread)
    direct = 1 / (1 + exp(-odds))
    is_idle = bool(rng.random() < s.trade.idle_share)
    if is_idle and not is_trader:
        return Life((-BEFORE_H, float("inf")), (AWAY,), True)
    starts, parts = [], []
    hour, part = -BEFORE_H - rng.uniform(0, 60 * 24), AWAY
    while hour < s.hours + 24:
        starts.append(hour)
        parts.append(part)
        if part == AWAY:
            hour += _away(rng, away_h / 4 if is_trader else away_h, QUICKEST_AWAY * laws.quickest_h)
            part = LOADING
            continue
        hour += laws.draw(part, rng)
        if part == DISCHARGING:
            part = BALLAST if rng.random() < direct else AWAY
        else:
            part = LOADING if part == BALLAST else part + 1
    return Life((*starts, hour), tuple(parts), False)


def _away(rng: np.random.Generator, median_h: float, least_h: float) -> float:
    while True:
        hours = median_h * exp(rng.normal(0, AWAY_LOG_SD))
        if hours >= least_h:
            return float(hours)


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


def _positive(rng: np.random.Generator, law: str, mean: float, cv: float) -> float:
    if law == "gamma":
        return float(rng.gamma(1 / cv**2, mean * cv**2))
    spread = sqrt(log(1 + cv**2))
    return float(mean * exp(rng.normal(-(spread**2) / 2, spread)))


def _even(rng: np.random.Generator, span: Pair) -> float:
    return float(rng.uniform(*span))
