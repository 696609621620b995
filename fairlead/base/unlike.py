"""Unlike: whether what was measured and described of two sightings can be of one ship.

Read from rows alone, so that any room may use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, log
from typing import Any

from fairlead.base.wording import fold

Row = dict[str, Any]

SAME_FRAC = 0.10
"""Sizes of one ship, measured or stated twice, may differ by this share: twice the error of a careful measurement at
three metres a pixel. As ``stays.same_length_frac``."""

SPREADS = 2.0
"""So many standard deviations of their difference two measured sizes must lie apart, where their errors are known."""


def length_of(row: Row) -> tuple[float, float | None] | None:
    """The length of a sighting of one ship with its standard deviation, metres: as measured, else as stated.

    Args:
        row: a row of OBSERVATIONS; SIGHTINGS rows hold no measures.
    """
    if row.get("length_m") is not None:
        return row["length_m"], row["length_sd_m"]
    stated: Sequence[float] = row["lengths_m"] or ()
    return (stated[0], None) if row["hulls"] == len(stated) == 1 else None


def are_of_two_sizes(one: tuple[float, float | None], other: tuple[float, float | None], frac: float) -> bool:
    """Whether two sizes, metres with their standard deviations, are too far apart to be of one ship.

    Args:
        one: a size.
        other: another of the same quantity.
        frac: sizes up to this share apart may be one, however well they are known.
    """
    (short, long), sds = sorted((one[0], other[0])), (one[1], other[1])
    if long <= short * (1 + frac):
        return False
    if None in sds or short <= 0:
        return True
    error = hypot(*(sd / size for (size, sd) in (one, other) if sd is not None))
    return log(long / short) > SPREADS * error


def are_unlike(a: Row, b: Row, frac: float = SAME_FRAC) -> bool:
    """Whether two sightings differ in length or beam by more than their errors."""
    lengths = length_of(a), length_of(b)
    beams = tuple((r["beam_m"], r["beam_sd_m"]) if r.get("beam_m") is not None else None for r in (a, b))
    return any(
        one is not None and other is not None and are_of_two_sizes(one, other, frac) for one, other in (lengths, beams)
    )


def features_contradict(a: Row, b: Row) -> bool:
    """Whether the features told of two ships cannot be of one: a red deck and a green one, a crane and none."""
    told, others = (_values(r.get("features") or ()) for r in (a, b))
    return any(name in others and told[name].isdisjoint(others[name]) for name in told)


def _values(features: Sequence[str]) -> dict[str, set[str]]:
    """``["deck colour: red"]`` as the values told of each feature."""
    told: dict[str, set[str]] = {}
    for text in features:
        name, _, value = text.partition(": ")
        told.setdefault(fold(name) or "", set()).add(fold(value) or "")
    return told
