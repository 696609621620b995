"""Readings: what was measured of a sighting, as one size a quantity with its error, the instrument's bias removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from math import exp, hypot, log
from typing import Any

import numpy as np

from fairlead.base.timeline import parse_date
from fairlead.identity.densities import find_sensor
from fairlead.identity.dimensions import Measured
from fairlead.identity.fleet import CandidateParams

Row = dict[str, Any]

LENGTH, BEAM, BRIDGE, FREEBOARD = "length", "beam", "bridge_to_bow", "freeboard"
WEIGHED = (LENGTH, BEAM, BRIDGE, FREEBOARD)
"""Quantities that are weighed. Air draught is not: no list states it."""

_PLAUSIBLE = {LENGTH: (10.0, 650.0), BEAM: (2.0, 100.0), BRIDGE: (5.0, 500.0), FREEBOARD: (0.05, 40.0)}
"""Figures outside are slips of the pen; a radar's 650 m may be a ship of 500."""


@dataclass(slots=True)
class Reading:
    """What was measured of one sighting."""

    sizes: dict[str, tuple[float, float]] = field(default_factory=dict)
    """By quantity: metres, and standard deviation as a share; of freeboard in metres."""
    words: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    """Ids of the measures; a length that the sighting itself states has none but the sighting's."""

    @property
    def is_empty(self) -> bool:
        return not self.sizes


def read_sizes(sightings: Iterable[Row], measures: Iterable[Row], params: CandidateParams) -> dict[str, Reading]:
    """The sizes of each sighting that has any, by its id.

    Several measures of one quantity are one: the mean of their logarithms with the least of their errors, so that a
    second look at the same pixels adds no knowledge. A length in the sighting's own words counts where none was
    measured. Of a group of several hulls nothing is taken: which hull it is of, is not said.

    Args:
        sightings: SIGHTINGS rows.
        measures: MEASURES rows.
    """
    by_label: dict[str, list[Row]] = {}
    for m in sorted(measures, key=lambda r: str(r["measure_id"])):
        by_label.setdefault(m["sighting"], []).append(m)
    made = {}
    for s in sightings:
        if s["hulls"] != 1:
            continue
        reading = _read(s, by_label.get(s["label"], []), params)
        if not reading.is_empty:
            made[s["sighting_id"]] = reading
    return made


def _read(s: Row, measures: list[Row], params: CandidateParams) -> Reading:
    reading, on = Reading(), _day(s["date_start"])
    found: dict[str, list[tuple[float, float]]] = {}
    for m in measures:
        quantity, value = m["quantity"], m["value_m"]
        if quantity not in WEIGHED or not _is_plausible(quantity, value):
            continue
        method = f"{s['method']} {m['how'] or ''}"
        found.setdefault(quantity, []).append(_size(quantity, value, m["sd_m"], 0.0, method, on, params))
        reading.sources.append(m["measure_id"])
    stated = s["lengths_m"] or []
    if LENGTH not in found and len(stated) == 1 and _is_plausible(LENGTH, stated[0]):
        rounding = params.rounding_sd_m if stated[0] % 5 == 0 else 0.0
        found[LENGTH] = [_size(LENGTH, stated[0], None, rounding, s["method"], on, params)]
    for quantity, sizes in found.items():
        value = exp(sum(log(v) for v, _ in sizes) / len(sizes))
        sd = min(e for _, e in sizes)
        reading.sizes[quantity] = (value, sd)
        error = f"{sd:.1f} m" if quantity == FREEBOARD else f"{100 * sd:.0f} %"
        reading.words.append(f"{quantity.replace('_', ' ')} {value:.{1 if value < 30 else 0}f} m (sd {error})")
    if BRIDGE in reading.sizes and LENGTH not in reading.sizes:
        value, sd = reading.sizes[BRIDGE]
        reading.sizes[LENGTH] = (value / params.bridge_frac, hypot(sd, params.bridge_sd_frac))
    return reading


def _size(
    quantity: str, value: float, sd_m: float | None, rounding_m: float, method: str, on: date, params: CandidateParams
) -> tuple[float, float]:
    """A figure with the instrument's bias removed, and its standard deviation."""
    sensor = find_sensor(method, value, on)
    sd_frac = sensor.unstated_sd_frac if sd_m is None else hypot(sd_m / value, sensor.method_sd_frac)
    sd_frac = hypot(max(sd_frac, params.scale_sd_frac), rounding_m / value)
    if quantity == FREEBOARD:
        return value, sd_frac * value
    return value / sensor.bias_factor, sd_frac


def _is_plausible(quantity: str, value: float | None) -> bool:
    low, high = _PLAUSIBLE[quantity]
    return value is not None and low <= value <= high


def _day(text: str | None) -> date:
    try:
        return parse_date(text or "")[0].date()
    except ValueError:
        return date(1970, 1, 1)


def measured_of(readings: list[Reading]) -> tuple[Measured, np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Sizes of readings as arrays, and their freeboards with errors in metres; NaN where not measured."""

    def column(quantity: str, part: int) -> np.ndarray[Any, Any]:
        return np.array([r.sizes.get(quantity, (np.nan, np.nan))[part] for r in readings], dtype=np.float64)

    sizes = Measured(column(LENGTH, 0), column(LENGTH, 1), column(BEAM, 0), column(BEAM, 1))
    return sizes, column(FREEBOARD, 0), column(FREEBOARD, 1)
