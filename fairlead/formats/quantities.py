"""Quantities in words, and the gate a pair of barrels and tonnes must pass."""

from __future__ import annotations

import re

from fairlead.base.units import BBL_PER_T_HIGHEST, BBL_PER_T_LOWEST

LONGEST_WORDS = 1_000

_MAGNITUDES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
}
_FIGURE = r"(?P<{0}>[0-9]{{1,3}}(?:[,' ][0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\b(?:a|one|half a)(?= ))"
_SCALE = r"(?: ?-?(?P<{0}>hundred|thousand|million|billion|mn|bn|k|m)\b)?"
_BARRELS = r"(?:barrels?|bbls?|bbl)\b(?! ?(?:a|per|/) ?(?:day|tonne|ton|month|year|call|tanker|d\b|t\b))"
_TONNES = r"(?:metric )?(?:tonnes?|tons?|t|mt)\b(?! ?(?:a|per|/) ?(?:day|barrel|month|year|bbl))"


def _amount(unit: str) -> re.Pattern[str]:
    low, high = _FIGURE.format("low") + _SCALE.format("low_scale"), _FIGURE.format("high") + _SCALE.format("high_scale")
    return re.compile(rf"(?<![\w.]){low}(?:\s*(?:-|–|to|or)\s*{high})?\s*(?:of )?{unit}", re.IGNORECASE)


_AMOUNTS = {"barrel": _amount(_BARRELS), "tonne": _amount(_TONNES)}

Interval = tuple[float, float]


def amounts_in(words: str, unit: str) -> list[Interval]:
    """Amounts of barrels or tonnes stated in words, as [low, high]: "a million barrels", "60,000-65,000 t".

    Args:
        words: the source's words.
        unit: ``barrel`` or ``tonne``.
    """
    found = []
    for m in _AMOUNTS[unit].finditer(words[:LONGEST_WORDS]):
        high_scale = _MAGNITUDES[m["high_scale"].lower()] if m["high_scale"] else 1.0
        low_scale = _MAGNITUDES[m["low_scale"].lower()] if m["low_scale"] else (high_scale if m["high"] else 1.0)
        low = _figure(m["low"]) * low_scale
        high = _figure(m["high"]) * high_scale if m["high"] else low
        found.append((min(low, high), max(low, high)))
    return found


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


def _figure(text: str) -> float:
    words = text.strip().lower()
    if words in ("a", "one"):
        return 1.0
    return 0.5 if words == "half a" else float(re.sub(r"[,' ]", "", words))
