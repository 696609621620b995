"""Quantities in words, and the gate a pair of barrels and tonnes must pass."""

from __future__ import annotations

from fairlead.base.units import BBL_PER_T_HIGHEST, BBL_PER_T_LOWEST
from fairlead.statements.quantities import find_quantities

LONGEST_WORDS = 1_000

_SAID = {"barrel": ("barrel",), "tonne": ("tonne", "ton")}

Interval = tuple[float, float]


def amounts_in(words: str, unit: str) -> list[Interval]:
    """Amounts of barrels or tonnes stated in words, as [low, high]: "a million barrels", "60,000-65,000 t".

    Args:
        words: the source's words.
        unit: ``barrel`` or ``tonne``.
    """
    return [
        (low, high)
        for q in find_quantities(words[:LONGEST_WORDS])
        if q.unit in _SAID[unit] and q.scope not in ("rate", "per_item")
        for low, high in [(q.low if q.low is not None else q.high, q.high if q.high is not None else q.low)]
        if low is not None and high is not None
    ]


def gate_fault(barrels: Interval | None, tonnes: Interval | None) -> str | None:
    """Why a pair of barrels and tonnes fits no oil product, or None.

    Ranges pass where some pair of their values lies inside 5.5 to 12 barrels per tonne.
    """
    if not barrels or not tonnes or tonnes[1] <= 0 or barrels[1] <= 0:
        return None
    low = barrels[0] / tonnes[1]
    high = barrels[1] / tonnes[0] if tonnes[0] > 0 else float("inf")
    if high >= BBL_PER_T_LOWEST and low <= BBL_PER_T_HIGHEST:
        return None
    nearest = high if high < BBL_PER_T_LOWEST else low
    return (
        f"implies {nearest:.3g} barrels per tonne, outside {BBL_PER_T_LOWEST:g} to {BBL_PER_T_HIGHEST:g}: "
        "fits no oil product; one of the two figures is wrong"
    )


def one(amounts: list[Interval]) -> Interval | None:
    """The amount, where exactly one is stated: of several nobody knows which belong together."""
    return amounts[0] if len(amounts) == 1 else None
