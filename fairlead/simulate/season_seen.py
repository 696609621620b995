"""What is seen of a simulated season: looks, ships found in them, sightings tied into groups, names read, lengths."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from math import exp

import numpy as np

from fairlead.base.draws import stream
from fairlead.simulate.season import SeasonScenario
from fairlead.simulate.season_laws import DISCHARGING, LOADING, draw_skies, find_runs
from fairlead.simulate.season_radio import on_spans
from fairlead.simulate.season_truth import Fleet, Life

A, B = 0, 1
"""The two places."""
OPTICAL, RADAR = 0, 1
NAMED, MEASURED, BADLY = "name read", "length measured", "length measured badly"
BY_AIS = "named by AIS"
"""The ship broadcast while it was looked at, so that nobody need read its name."""


@dataclass(frozen=True, slots=True)
class Glance:
    """One look at one place."""

    hour: float
    place: int
    frac: float
    sensor: int
    is_cued: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Sightings that the analyst takes for one ship's stay."""

    ship: int
    """True ship: a hull's number; from ``hulls`` on the others, then the traders."""
    place: int
    glances: tuple[int, ...]
    how: str
    stated: int
    """Ship whose name was read; -1: none."""
    length_m: float
    """As measured; 0 where a name was read."""
    sd_log: float
    swallowed: int = -1
    """Ship of sightings that were wrongly taken in; -1: none."""
    of_other: tuple[int, ...] = ()
    """Looks of those."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the analyst holds of a season."""

    glances: tuple[Glance, ...]
    groups: tuple[Group, ...]
    clouded: tuple[Glance, ...] = ()
    """Optical passes that showed nothing."""


def watch_fleet(fleet: Fleet) -> Seen:
    """Look at the fleet as its scenario says."""
    scenario = fleet.scenario
    calendar, clouded = _calendar(scenario)
    glances = calendar + _tips(fleet)
    glances.sort(key=lambda g: (g.hour, g.place))
    rng = stream(scenario.seed, "seen")
    groups = _groups(fleet, glances, rng)
    read = _read(fleet, groups, glances, stream(scenario.seed, "read"))
    return Seen(tuple(glances), tuple(read), tuple(clouded))


def stays_of(fleet: Fleet) -> list[tuple[int, int, float, float]]:
    """Ship, place, start and end of all stays that overlap the season, of the fleet and of others."""
    hours, found = fleet.scenario.hours, []
    first = len(fleet.lives)
    lives: list[tuple[int, Life]] = list(enumerate(fleet.lives))
    lives += [(first + len(fleet.others) + n, life) for n, life in enumerate(fleet.traders)]
    for ship, life in lives:
        for part, place in ((LOADING, A), (DISCHARGING, B)):
            found += [(ship, place, start, end) for start, end in life.stays(part, hours)]
    found += [(first + k, A, start, end) for k, (start, end) in enumerate(fleet.others)]
    return found


def length_of(fleet: Fleet, ship: int) -> float:
    """True length of a hull or of a ship outside the fleet, metres."""
    lengths = (*fleet.lengths_m, *fleet.other_lengths_m)
    return lengths[ship] if ship < len(lengths) else fleet.scenario.reading.length_m


# -------------------------------------------------------------------------------------------------------------- looks


def _calendar(s: SeasonScenario) -> tuple[list[Glance], list[Glance]]:
    """Looks that showed something, and optical passes over cloud."""
    rng, w = stream(s.seed, "sky"), s.watch
    hole = (0.0, 0.0)
    if rng.random() < w.hole_chance:
        length = 24 * rng.uniform(*w.hole_d)
        start = rng.uniform(0, max(s.hours - length, 1))
        hole = (start, start + length)
    found, clouded = [], []
    for place, share in ((A, 1.0), (B, w.elsewhere)):
        hour, clear = rng.uniform(0, 24), w.clear * share
        for day, is_clear in enumerate(draw_skies(rng, clear, w.persists, s.days)):
            if is_clear:
                found.append(Glance(24 * day + hour, place, w.optical_frac, OPTICAL))
            elif place == A:
                clouded.append(Glance(24 * day + hour, place, 0.0, OPTICAL))
        if w.radar_every_d:
            at = 24 * rng.uniform(0, w.radar_every_d)
            while at < s.hours:
                if rng.random() < share:
                    found.append(Glance(at, place, w.radar_frac, RADAR))
                at += 24 * w.radar_every_d
    taken = [[g for g in part if not hole[0] <= g.hour < hole[1]] for part in (found, clouded)]
    return taken[0], taken[1]


def _tips(fleet: Fleet) -> list[Glance]:
    """Looks that were tasked because somebody gave a tip, true or false."""
    s, rng = fleet.scenario, stream(fleet.scenario.seed, "tips")
    found = []
    for ship, place, start, end in stays_of(fleet):
        told, at = rng.random(), rng.uniform(start, end)
        if place == A and ship < s.hulls and told < s.watch.tip_share and 0 <= at < s.hours:
            found.append(Glance(float(at), A, 1.0, OPTICAL, True))
    if s.watch.false_tips_d:
        hour = rng.exponential(24 * s.watch.false_tips_d)
        while hour < s.hours:
            found.append(Glance(float(hour), A, 1.0, OPTICAL, True))
            hour += rng.exponential(24 * s.watch.false_tips_d)
    return found


# ---------------------------------------------------------------------------------------------------------- sightings


def _groups(fleet: Fleet, glances: list[Glance], rng: np.random.Generator) -> list[tuple[int, int, list[int]]]:
    """Ship, place and looks of each run of sightings that the analyst ties together."""
    r = fleet.scenario.reading
    hours = np.array([g.hour for g in glances])
    groups: list[tuple[int, int, list[int]]] = []
    for ship, place, start, end in stays_of(fleet):
        own = range(*np.searchsorted(hours, [start, end]).tolist())
        looks = [(k, glances[k].hour, glances[k].frac * fleet.laws.detect) for k in own if glances[k].place == place]
        groups += [(ship, place, run) for run in find_runs(looks, r.link_h, r.unlinked, rng)]
    groups.sort(key=lambda group: (group[2][0], group[0]))
    return groups


def _read(
    fleet: Fleet, groups: list[tuple[int, int, list[int]]], glances: list[Glance], rng: np.random.Generator
) -> list[Group]:
    """Name or length of each group, or the name that AIS gives; then some swallow their neighbour."""
    r, hulls = fleet.scenario.reading, fleet.scenario.hulls
    heard = {v: on_spans(fleet, v) for v in range(hulls)}
    first_trader = hulls + len(fleet.others)
    found = []
    for ship, place, run in groups:
        how = str(rng.choice([NAMED, MEASURED, BADLY], p=_shares(r.named, r.measured)))
        if all(glances[k].sensor == RADAR for k in run):
            how = BADLY  # radar shows neither a name nor a good length
        hours = [glances[k].hour for k in run]
        is_heard = ship >= first_trader or any(a <= h < b for a, b in heard.get(ship, ()) for h in hours)
        how = BY_AIS if is_heard else how
        sd = 0.0 if how in (NAMED, BY_AIS) else r.good_sd if how == MEASURED else r.bad_sd
        stated, length = -1, 0.0
        if how in (NAMED, BY_AIS):
            stated = ship
            if how == NAMED and rng.random() < r.wrong and hulls > 1:
                stated = int(rng.choice([v for v in range(hulls) if v != ship]))
        else:
            length = length_of(fleet, ship) * exp(rng.normal(0, sd))
        found.append(Group(ship, place, tuple(run), how, stated, length, sd))
    return _merged(found, glances, r.merged, r.link_h, rng) if r.merged else found


def _shares(named: float, measured: float) -> list[float]:
    return [named, measured, max(1 - named - measured, 0.0)]


def _merged(
    groups: list[Group], glances: list[Glance], share: float, link_h: float, rng: np.random.Generator
) -> list[Group]:
    """Some groups at one place within the time of ties become one, under the first one's name."""
    after: dict[int, list[int]] = defaultdict(list)
    for i, one in enumerate(groups):
        for j in range(i + 1, len(groups)):
            other = groups[j]
            gap = glances[other.glances[0]].hour - glances[one.glances[-1]].hour
            is_free = min(one.stated, other.stated) < 0 or one.stated == other.stated  # two names are never one ship
            if is_free and other.place == one.place and 0 < gap <= link_h and one.ship != other.ship:
                after[i].append(j)
    wanted = rng.binomial(len(groups), share)
    gone: set[int] = set()
    for i in rng.permutation(sorted(after)).tolist():
        free = [j for j in after[i] if j not in gone]
        if wanted and i not in gone and free and groups[i].swallowed < 0:
            j = free[0]
            both, other = groups[i].glances + groups[j].glances, groups[j]
            groups[i] = replace(groups[i], glances=both, swallowed=other.ship, of_other=other.glances)
            gone.add(j)
            wanted -= 1
    return [g for i, g in enumerate(groups) if i not in gone]
