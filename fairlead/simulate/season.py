"""Scenarios of seasons: a fleet that loads at A and discharges at B, and who looks when. Durations are in hours.

A span ``(low, high)`` is a number drawn evenly once a season: its mean stay, say. What is true comes from these laws in
continuous time, never from the grid or the priors of the estimator (docs/simulate.md).
"""

from __future__ import annotations

from dataclasses import dataclass

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Side:
    """A port of the trade: where it loads or where it discharges."""

    label: str
    name: str
    country: str
    lat: float
    lon: float


TERMINAL = Side("A", "Sim Terminal", "XA", -48.0, -120.0)
ROADS = Side("B", "Sim Roads", "XB", -40.5, -115.0)
"""In the emptiest part of the South Pacific, so that nobody takes them for a place. XA, XB: given to no country."""


@dataclass(frozen=True, slots=True)
class Trade:
    """How ships of the trade come and go."""

    law: str = "gamma"
    """Law of stays and legs."""
    load_h: Pair = (28.0, 56.0)
    """Mean loading stay."""
    load_cv: Pair = (0.35, 0.55)
    laden_h: Pair = (48.0, 90.0)
    leg_cv: Pair = (0.25, 0.25)
    """Spread over mean of laden and ballast legs; a ballast leg lasts 0.9 to 1.1 times a laden one in the mean."""
    discharge_h: Pair = (50.0, 110.0)
    discharge_cv: Pair = (0.5, 0.5)
    away_d: Pair = (8.0, 20.0)
    """Median days elsewhere of the typical hull; log-normal, log-sd 0.9, hulls differ by 0.6 in the log."""
    idle_share: float = 0.1
    """Hulls that make no voyage at all."""
    direct_spread: float = 0.7
    """Hulls go straight back with a chance of Beta(4, 4), this far apart in the logit."""
    quickest: float = 0.6
    """No leg is shorter than this share of the mean laden leg: distance over top speed."""
    load_share: Pair = (0.5, 0.95)
    """Share of its deadweight that a ship takes, drawn evenly a trip."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks at A and B."""

    clear: float = 0.7
    """Chance that a day's optical look at A shows anything."""
    persists: float = 0.3
    """Correlation of clear skies from one day to the next."""
    optical_frac: float = 1.0
    """Share of the berths that a clear optical look shows."""
    radar_every_d: float = 6.0
    """Days between radar looks; 0: none."""
    radar_frac: float = 0.6
    elsewhere: float = 0.4
    """Looks at B over looks at A."""
    hole_chance: float = 0.5
    """Chance that the calendar has a hole ..."""
    hole_d: Pair = (10.0, 25.0)
    """... of so many days."""
    tip_share: float = 0.0
    """Stays at A that somebody is tipped off about: a look is tasked."""
    false_tips_d: float = 0.0
    """Days between looks that a false tip tasks; 0: none."""
    detect: Pair = (34.0, 6.0)
    """Chance to find a ship that a look shows: Beta."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What is made out of who was seen."""

    named: float = 0.85
    """Share of groups of linked sightings whose ship's name is read."""
    measured: float = 0.10
    """Share whose length is measured well; the rest, badly."""
    good_sd: float = 0.045
    """Log spread of a good measure of length, of a bad one next."""
    bad_sd: float = 0.20
    wrong: float = 0.0
    """Share of read names that are another ship's."""
    merged: float = 0.0
    """Share of groups that swallow a neighbour's sightings."""
    unlinked: float = 0.01
    """Chance that the analyst leaves two sightings of one stay untied."""
    link_h: float = 48.0
    """Sightings of one stay no further apart than this are tied."""
    length_m: float = 95.0
    length_spread: float = 0.25
    """Log spread of hulls' lengths."""


@dataclass(frozen=True, slots=True)
class Radio:
    """Who broadcasts."""

    share: float = 0.0
    """Hulls that broadcast at all."""
    on_share: float = 0.5
    """Share of the time that they do, away from A ..."""
    spell_d: float = 5.0
    """... in spells of so many days in the mean."""
    off_at_load: float = 0.8
    """Stays at A around which they are off."""
    traders: int = 0
    """Further ships of the trade that hide nothing; their stays and legs tell how long these last."""
    keep_s: int = 3600
    """Receivers keep one report a ship in so many seconds."""


@dataclass(frozen=True, slots=True)
class SeasonScenario:
    """A season: what is true in it, and how it is watched."""

    title: str = "a season"
    seed: int = 0
    start: int = 1_704_067_200
    """Seconds since 1970, UTC."""
    days: int = 100
    hulls: int = 6
    others: float = 0.2
    """Ships outside the fleet at A at a time, in the mean."""
    names: tuple[str, ...] = ()
    """Names of the fleet's hulls; the rest are numbered."""
    limit_bbl: float = 0.0
    """A made-up cap on a calendar year's barrels; 0: none."""
    terminal: Side = TERMINAL
    roads: Side = ROADS
    trade: Trade = Trade()
    watch: Watch = Watch()
    reading: Reading = Reading()
    radio: Radio = Radio()

    @property
    def hours(self) -> float:
        return 24.0 * self.days
