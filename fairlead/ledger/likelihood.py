"""Likelihood in words: the seven bands of ICD 203, as a table. A likelihood is not a confidence, and never shares its
sentence."""

from __future__ import annotations

BANDS: tuple[tuple[float, str], ...] = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)
"""Upper end and word of each band. ICD 203 (Analytic Standards) prints 1-5, 5-20, 20-45, 45-55, 55-80, 80-95, 95-99 per
cent; where two bands meet, the chance belongs to the upper one."""


def likelihood_word(chance: float) -> str:
    """The word for a chance in [0, 1]; below 1 and above 99 per cent the outer words serve, with the figure beside
    them.

    Raises:
        ValueError: not a chance.
    """
    if not 0 <= chance <= 1:
        raise ValueError(f"{chance} is no chance: it lies outside 0 to 1")
    return next((word for top, word in BANDS if chance < top), BANDS[-1][1])


def say_chance(chance: float) -> str:
    """``almost certain (97 %)``; ``almost no chance (<1 %)``; ``almost certain (>99 %)``."""
    if chance < 0.01:
        figure = "<1"
    elif chance > 0.99:
        figure = ">99"
    else:
        figure = f"{100 * chance:.0f}"
    return f"{likelihood_word(chance)} ({figure} %)"
