"""The ships of a simulated season: names, marks, measures. Numbered as in what is seen: fleet, others, traders."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from fairlead.base.draws import stream
from fairlead.simulate.season_truth import Fleet

DWT_PER_M3 = 0.0035
"""Deadweight in tonnes over the cube of the length in metres: 3,000 t at 95 m, as small product tankers have."""
LENGTH_PER_BEAM = 6.7
BEAM_SPREAD = 0.03
"""Log spread of beams of ships of one length."""
DECKS = ("red", "green", "grey")
MMSI, IMO = 200_000_400, 400_100
"""First MMSI, and first six digits of IMO numbers; such are given to no country and no ship."""


@dataclass(frozen=True, slots=True)
class Hull:
    """One ship."""

    label: str
    name: str
    mmsi: int
    imo: int
    length_m: float
    beam_m: float
    dwt_t: float
    deck: str
    is_fleet: bool
    is_listed: bool
    """The analyst's list of vessels has it."""


def list_ships(fleet: Fleet) -> tuple[Hull, ...]:
    """Every ship of the season, by its number."""
    s, usual = fleet.scenario, fleet.scenario.reading.length_m
    hulls = [_hull(fleet, n, f"V{n + 1:02d}", _name(fleet, n), length) for n, length in enumerate(fleet.lengths_m)]
    first = len(hulls)
    hulls += [
        _hull(fleet, first + n, f"X{n + 1:02d}", f"Sim Stranger {n + 1}", length)
        for n, length in enumerate(fleet.other_lengths_m)
    ]
    first = len(hulls)
    for n in range(len(fleet.traders)):
        length = usual * exp(stream(s.seed, "trader length", n).normal(0, s.reading.length_spread))
        hulls.append(_hull(fleet, first + n, f"T{n + 1:02d}", f"Sim Trader {n + 1}", length))
    return tuple(hulls)


def _name(fleet: Fleet, n: int) -> str:
    names = fleet.scenario.names
    return f"Sim {names[n].removeprefix('Sim ')}" if n < len(names) else f"Sim Tanker {n + 1}"


def _hull(fleet: Fleet, number: int, label: str, name: str, length: float) -> Hull:
    rng = stream(fleet.scenario.seed, "particulars", label)
    return Hull(
        label=label,
        name=name,
        mmsi=MMSI + number,
        imo=imo_number(IMO + number),
        length_m=round(length, 1),
        beam_m=round(length / LENGTH_PER_BEAM * exp(rng.normal(0, BEAM_SPREAD)), 1),
        dwt_t=round(DWT_PER_M3 * length**3 * exp(rng.normal(0, 0.05)), -1),
        deck=str(rng.choice(DECKS)),
        is_fleet=label.startswith("V"),
        is_listed=not label.startswith("X"),
    )


def imo_number(six: int) -> int:
    """Six digits and their check digit: the last digit of the sum of each times 7, 6, ... 2."""
    total = sum(int(digit) * weight for digit, weight in zip(f"{six:06d}", range(7, 1, -1), strict=True))
    return 10 * six + total % 10
