"""Figures of two claims compared: equal, one the rounding of the other, the same in another unit, or different.

``43``, ``more than 40`` and ``over 40`` are one family of figures: one number, told more or less roughly. So are 43
trips and 43 tankers, where the speaker is one: a unit changed on the way. What is compared are tellings of one
statement; whether two *speakers* agree is for the ladder.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from functools import lru_cache
from math import ceil, floor, log10
from typing import Any, NamedTuple

from fairlead.base.wording import plural, say_number
from fairlead.ledger.words import fold

ROUNDED_AT_MOST = 1.25
"""A number is another's rounding only where neither is more than this many times the other: 40 of 43, 10,000 of 11,000.
The house's choice; the ladder takes two figures for one within the same factor."""
VAGUE_AT_MOST = 10.0
"""``dozens`` (24 and more) may tell of a number up to this many times its least. The house's choice."""

CARRIERS = frozenset(
    {"trip", "round trip", "voyage", "journey", "sailing", "call", "port call", "visit", "vessel", "ship", "tanker",
     "oil tanker", "cargo ship", "freighter", "barge", "boat"}
)  # fmt: skip
"""Units of journeys and of the ships that make them, folded: the one most often told for the other."""
_SAME_UNIT = {
    "bbl": "barrel",
    "ton": "tonne",
    "t": "tonne",
    "troop": "person",
    "soldier": "person",
    "people": "person",
    "shell": "round",
}
_NO_PLURAL = frozenset({"percent", "per cent", "%", "kg", "km", "t", "bbl", "people"})
_VAGUE = frozenset({"dozens", "scores", "several", "hundreds", "thousands", "many", "significant", "some"})


class Likeness(IntEnum):
    """How the figures of two claims stand to each other, the likest first."""

    EQUAL = 0
    ROUNDED = 1
    OTHER_UNIT = 2
    """The same number or its rounding, of journeys here and of ships there."""
    DIFFERENT = 3
    """Two numbers of one unit, or of journeys and ships."""
    UNSTATED = 4
    """One of them gives no figure, or gives it without a unit."""
    NOT_COMPARABLE = 5
    """Barrels here, trips there."""


class Amount(NamedTuple):
    """The quantity of a claim."""

    low: float | None
    high: float | None
    unit: str
    is_vague: bool

    @property
    def value(self) -> float:
        return self.low if self.low is not None else (self.high or 0.0)


def amount_of(claim: Mapping[str, Any]) -> Amount | None:
    """The quantity of a CLAIMS row; None where it states none."""
    low, high = claim["qty_low"], claim["qty_high"]
    if low is None and high is None:
        return None
    unit = fold(claim["unit"])
    return Amount(low, high, _SAME_UNIT.get(unit, unit), (claim.get("qualifier") or "") in _VAGUE)


@lru_cache(maxsize=1 << 16)
def compare(a: Amount | None, b: Amount | None) -> Likeness:
    """How two figures stand to each other; the order of the two says nothing."""
    if a is None or b is None or not a.unit or not b.unit:
        return Likeness.UNSTATED
    is_one_unit = a.unit == b.unit
    if not is_one_unit and not (a.unit in CARRIERS and b.unit in CARRIERS):
        return Likeness.NOT_COMPARABLE
    if not _are_near(a, b):
        return Likeness.DIFFERENT
    if not is_one_unit:
        return Likeness.OTHER_UNIT
    return Likeness.EQUAL if _are_equal(a, b) else Likeness.ROUNDED


def _are_equal(a: Amount, b: Amount) -> bool:
    ends = [(x, y) for x, y in ((a.low, b.low), (a.high, b.high)) if x is not None and y is not None]
    return all(x == y for x, y in ends) if ends else a.value == b.value


def _are_near(a: Amount, b: Amount) -> bool:
    if a.is_vague or b.is_vague:
        low, high = sorted((a.value, b.value))
        return high <= low * VAGUE_AT_MOST
    ends = [(x, y) for x, y in ((a.low, b.low), (a.high, b.high)) if x is not None and y is not None]
    return all(is_rounding(x, y) for x, y in ends or [(a.value, b.value)])


def is_rounding(a: float, b: float) -> bool:
    """Whether two numbers are equal, or one is the other rounded up or down to one or two significant figures, or to a
    five behind the first (25 of 27)."""
    if a == b:
        return True
    low, high = sorted((a, b))
    if low <= 0 or high > low * ROUNDED_AT_MOST:
        return False
    return any(x in _rounded(y) for x, y in ((a, b), (b, a)))


def _rounded(number: float) -> set[float]:
    first = 10.0 ** floor(log10(number))
    return {part(number / step) * step for step in (first, first / 2, first / 10) for part in (floor, ceil)}


def say_units(unit: str, *, is_one: bool = False) -> str:
    """A unit behind a figure: ``trips``; ``trip`` of one. An abbreviation in capitals, and per cent, have no plural."""
    return unit if is_one or unit.isupper() or fold(unit) in _NO_PLURAL else plural(unit)


def say_amount(claim: Mapping[str, Any]) -> str:
    """The figure of a claim that states one: ``43 trips``, ``at least 40 trips``, ``4,000,000 to 6,000,000 shells``."""
    low, high = claim["qty_low"], claim["qty_high"]
    unit = "" if not claim["unit"] else say_units(claim["unit"], is_one=low in (1, None) and high in (1, None))
    if low is not None and high is not None:
        said = say_number(low) if low == high else f"{say_number(low)} to {say_number(high)}"
    else:
        said = f"at least {say_number(low)}" if low is not None else f"up to {say_number(high)}"
    return f"{said} {unit}".strip()
