"""Likelihood in words: the seven bands of ICD 203, as a table. A likelihood is not a confidence, and never shares its
sentence."""

from __future__ import annotations

LIKELIHOOD_PCT = {
    "almost no chance": (1, 5), "very unlikely": (5, 20), "unlikely": (20, 45), "roughly even chance": (45, 55),
    "likely": (55, 80), "very likely": (80, 95), "almost certain": (95, 99),
}  # fmt: skip
"""Each word with its band in per cent, as ICD 203 (Analytic Standards) prints them, from the least likely up."""


def likelihood_word(chance: float) -> str:
    """The word for a chance in [0, 1]; where two bands meet, the chance belongs to the upper one.

    Below 1 and above 99 per cent the outer words serve, with the figure beside them.

    Raises:
        ValueError: not a chance.
    """
    if not 0 <= chance <= 1:
        raise ValueError(f"{chance} is no chance: it lies outside 0 to 1")
    *lower, (highest, _) = LIKELIHOOD_PCT.items()
    return next((word for word, (_, top) in lower if chance < top / 100), highest)


def say_band(word: str) -> str:
    """The band of a word: ``80–95 %``; at the ends, which hold chances beyond their band too, ``95 % and more``.

    Raises:
        KeyError: no such word.
    """
    low, high = LIKELIHOOD_PCT[word]
    words = list(LIKELIHOOD_PCT)
    if word == words[-1]:
        return f"{low} % and more"
    return f"{high} % and less" if word == words[0] else f"{low}–{high} %"


def say_likelihood(chance: float) -> str:
    """``almost certain (97 %)``; ``almost no chance (<1 %)``; ``almost certain (>99 %)``."""
    return f"{likelihood_word(chance)} ({say_percent(chance)})"


def say_percent(chance: float) -> str:
    """``97 %``; ``<1 %`` and ``>99 %`` at the ends, which are never read as certainty."""
    return f"{'<1' if chance < 0.01 else '>99' if chance > 0.99 else f'{100 * chance:.0f}'} %"
