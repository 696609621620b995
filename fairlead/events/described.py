"""Described: what was measured and described of each sighting of one ship, as far as it tells it from another ship."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import exp, hypot, log
from typing import Any

Row = dict[str, Any]

QUANTITIES = ("length", "beam")
"""Quantities by which ships are told apart: those that a ship has whatever her load."""

RADAR = re.compile(r"\b(sar|radar|sentinel-1|umbra|capella|iceye)\b", re.IGNORECASE)
"""Words of a method by which an image is radar."""

RADAR_SD_FRAC = 0.5
"""Spread of lengths in radar images about the true ones: half, below 100 m (identity/sensors.csv). They are too long as
well, so that what one radar image measures parts ships from those of another image only where it is far off."""

NOTHING: Row = {"length_m": None, "length_sd_m": None, "beam_m": None, "beam_sd_m": None, "features": None}
"""Of a sighting of which nothing was measured or described."""


class Described:
    """Measures and features by the label of their sighting."""

    def __init__(self, measured: Iterable[Row], features: Iterable[Row], looks: Iterable[Row], scenes: Iterable[Row]):
        """``measured``: MEASURED rows; ``features``: FEATURES; ``looks`` and ``scenes``, which say what is radar."""
        self._measures, self._features = defaultdict[str, list[Row]](list), defaultdict[str, list[Row]](list)
        for m in sorted(measured, key=lambda r: str(r["measure_id"])):
            self._measures[m["sighting"]].append(m)
        for f in sorted(features, key=lambda r: str(r["feature_id"])):
            self._features[f["sighting"]].append(f)
        by_radar = {s["label"] for s in scenes if s["sensor"] == "sar"}
        self._radar = {k["label"] for k in looks if k["scene"] in by_radar}

    def of(self, sighting: Row) -> tuple[Row, list[str]]:
        """The sizes and features of a SIGHTINGS row as columns of OBSERVATIONS, and the ids of the rows they are from.

        Several measures of one quantity are one: the mean of their logarithms with the least of their errors, as
        candidates have it. Of a group nothing is taken: which ship it is of, is not said.
        """
        if sighting["hulls"] != 1:
            return NOTHING, []
        made, used = dict(NOTHING), list[str]()
        held = self._measures.get(sighting["label"], [])
        for quantity in QUANTITIES:
            if of_it := [m for m in held if m["quantity"] == quantity and m["value_m"] > 0]:
                made |= self._size(quantity, of_it, sighting)
                used += [m["measure_id"] for m in of_it]
        features = self._features.get(sighting["label"], [])
        made["features"] = list(dict.fromkeys(f"{f['name']}: {f['value']}" for f in features)) or None
        return made, used + [f["feature_id"] for f in features]

    def _size(self, quantity: str, measures: Sequence[Row], sighting: Row) -> Row:
        value = exp(sum(log(m["value_m"]) for m in measures) / len(measures))
        known = [m["sd_m"] for m in measures if m["sd_m"] is not None]
        sd = min(known) if known else None
        is_radar = sighting["look"] in self._radar or any(
            RADAR.search(f"{sighting['method']} {m['how'] or ''}") for m in measures
        )
        if is_radar:
            sd = hypot(sd or 0.0, RADAR_SD_FRAC * value)
        return {f"{quantity}_m": value, f"{quantity}_sd_m": sd}
