"""Sizes of ships at large: the density that OTHER, a ship outside the list, is measured against; and what instruments
make of a length. Both are data with source and date (ship_sizes.csv, sensors.csv), not constants.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TANKER = "tanker"


@dataclass(frozen=True, slots=True, eq=False)
class Sizes:
    """A mixture of normal laws over (log length, log beam), both of metres."""

    weight: Floats
    """Share of each part; they sum to 1."""
    mean: Floats
    """Parts x 2."""
    covariance: Floats
    """Parts x 2 x 2."""
    ships: int
    """Ships it was fitted on."""
    source: str

    def beam_given_length(self) -> tuple[float, float, float]:
        """Intercept, slope and spread of log beam on log length over the whole mixture: beams that no list states."""
        mean, cov = self.moments()
        slope = cov[0, 1] / cov[0, 0]
        return float(mean[1] - slope * mean[0]), float(slope), float(np.sqrt(cov[1, 1] - slope * cov[0, 1]))

    def moments(self) -> tuple[Floats, Floats]:
        """Mean and covariance of the whole mixture."""
        mean = self.weight @ self.mean
        off = self.mean - mean
        inner = np.einsum("k,kij->ij", self.weight, self.covariance)
        return mean, inner + np.einsum("k,ki,kj->ij", self.weight, off, off)


@dataclass(frozen=True, slots=True)
class Sensor:
    """What one kind of instrument does to a length, in a range of measured lengths, from a day on."""

    name: str
    words: tuple[str, ...]
    from_m: float
    to_m: float
    bias_factor: float
    """Measured over true."""
    method_sd_frac: float
    """Spread that the instrument adds to any stated error."""
    unstated_sd_frac: float
    """Spread where nobody states an error."""
    valid_from: date
    source: str


@cache
def ship_sizes(ship_class: str = TANKER) -> Sizes:
    """The sizes of ships of a class at large.

    Raises:
        KeyError: no such class is held.
    """
    rows = [r for r in _rows("ship_sizes.csv") if r["ship_class"] == ship_class]
    if not rows:
        raise KeyError(ship_class)
    sd = np.array([[float(r["log_length_sd"]), float(r["log_beam_sd"])] for r in rows])
    rho = np.array([float(r["correlation"]) for r in rows])
    cov = sd[:, :, None] * sd[:, None, :]
    cov[:, 0, 1] *= rho
    cov[:, 1, 0] *= rho
    weight = np.array([float(r["weight_frac"]) for r in rows])
    mean = np.array([[float(r["log_length_mean"]), float(r["log_beam_mean"])] for r in rows])
    return Sizes(weight / weight.sum(), mean, cov, int(rows[0]["ships"]), rows[0]["source"])


@cache
def sensors() -> tuple[Sensor, ...]:
    """Every instrument known, those with words of their own first."""
    return tuple(
        Sensor(
            r["sensor"],
            tuple(w for w in r["words"].split(";") if w),
            float(r["from_m"]),
            float(r["to_m"]),
            float(r["bias_factor"]),
            float(r["method_sd_frac"]),
            float(r["unstated_sd_frac"]),
            date.fromisoformat(r["valid_from"]),
            r["source"],
        )
        for r in _rows("sensors.csv")
    )


def find_sensor(method: str, measured_m: float, on: date) -> Sensor:
    """The instrument that words of method name, for a measured length, on a day; the last of the list where none is.

    Of rows that fit, the one with the latest ``valid_from`` not after the day counts.
    """
    words = method.lower()
    known = sensors()
    fitting = [
        s for s in known if s.from_m <= measured_m < s.to_m and s.valid_from <= on and any(w in words for w in s.words)
    ]
    if not fitting:
        return known[-1]
    named = [s for s in fitting if s.name == fitting[0].name]
    return max(named, key=lambda s: s.valid_from)


def _rows(name: str) -> list[dict[str, str]]:
    text = files("fairlead.identity").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
