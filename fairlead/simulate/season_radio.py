"""When the ships of a simulated season broadcast, and where they then are."""

from __future__ import annotations

from fairlead.base.draws import stream
from fairlead.simulate.season_laws import LOADING
from fairlead.simulate.season_truth import Fleet

AROUND_H = (6.0, 24.0)
"""Who hides a stay is off from so long before it to so long after, each drawn evenly."""

Hours = tuple[float, float]


def on_spans(fleet: Fleet, v: int) -> list[Hours]:
    """Spans of the season in which a hull's AIS is received, ascending; none where it never broadcasts."""
    s = fleet.scenario
    radio, rng = s.radio, stream(s.seed, "radio", v)
    if rng.random() >= radio.share:
        return []
    spells: list[Hours] = []
    is_on, hour = bool(rng.random() < radio.on_share), 0.0
    while hour < s.hours:
        share = radio.on_share if is_on else 1 - radio.on_share
        end = hour + max(rng.exponential(2 * 24 * radio.spell_d * share), 1.0)
        if is_on:
            spells.append((hour, min(end, s.hours)))
        is_on, hour = not is_on, end
    for start, end in fleet.lives[v].stays(LOADING, s.hours):
        is_hidden = rng.random() < radio.off_at_load
        before, after = rng.uniform(*AROUND_H, 2)
        if is_hidden:
            spells = [part for spell in spells for part in _without(spell, (start - before, end + after))]
    return spells


def _without(span: Hours, hole: Hours) -> list[Hours]:
    parts = [(span[0], min(span[1], hole[0])), (max(span[0], hole[1]), span[1])]
    return [(start, end) for start, end in parts if start < end]
