"""Repeats: sightings that say one thing in all but their ids. One report given twice is one report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]

TOLD = (
    "vessel_id", "ship_words", "event", "method", "observed_by", "hulls", "members", "out_of", "lengths_m", "length_m",
    "beam_m", "features", "place_words", "place_id", "relation", "lat", "lon", "start_time", "end_time", "zone_basis",
    "look", "berth",
)  # fmt: skip
"""Columns of OBSERVATIONS in which two sightings differ that tell of two things."""


def first_of_equals(rows: Iterable[Row]) -> dict[str, str]:
    """For each sighting that repeats another, the id of the first that says the same.

    Args:
        rows: OBSERVATIONS rows; the first is that of the smallest label and id.
    """
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda r: (r["label"], r["sighting_id"])):
        told = repr([row[c] for c in TOLD])
        if told in first:
            found[row["sighting_id"]] = first[told]
        else:
            first[told] = row["sighting_id"]
    return found
