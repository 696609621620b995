"""Amounts against a limit, drawn in characters: one scale, one line for the limit, one mark a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

EIGHTHS = " ▏▎▍▌▋▊▉"
SHADES = "·░▒▓█"
LIMIT = "┃"
TICK_COLUMNS = 8
"""Columns between ticks, at least: room for ``1.25M`` and two spaces."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Columns over amounts: 0 stands at column 0, ``top`` at the last."""

    top: float
    columns: int

    def column(self, amount: float) -> int:
        """The column an amount falls in."""
        return min(max(floor(amount / self.top * (self.columns - 1) + 0.5), 0), self.columns - 1)


def choose_scale(amounts: Sequence[float], columns: int) -> Scale:
    """A scale that holds every amount, with a little room to the right."""
    return Scale(max([*amounts, 1.0]) * 1.04, columns)


def draw_axis(scale: Scale, limit: float | None, limit_word: str) -> str:
    """Ticks at round steps (1, 2, 2.5 or 5 times a power of ten), the limit named at its own column."""
    line = [" "] * scale.columns
    taken: list[tuple[int, int]] = []

    def put(at: int, words: str) -> None:
        if at + len(words) <= len(line) and all(at > b + 1 or at + len(words) < a for a, b in taken):
            line[at : at + len(words)] = words
            taken.append((at, at + len(words)))

    if limit is not None and limit <= scale.top:
        put(scale.column(limit), f"{say_short(limit)} {limit_word}")
    step = _round_step(scale.top * TICK_COLUMNS / scale.columns)
    for i in range(int(scale.top / step) + 1):
        put(scale.column(i * step), say_short(i * step))
    return "".join(line)


def draw_bar(scale: Scale, amount: float) -> str:
    """A solid bar from 0, to an eighth of a column."""
    eighths = round(amount / scale.top * (scale.columns - 1) * 8)
    whole, rest = divmod(max(eighths, 1 if amount > 0 else 0), 8)
    return ("█" * whole + (EIGHTHS[rest] if rest else "")).ljust(scale.columns)[: scale.columns]


def draw_point(scale: Scale, amount: float) -> str:
    """An outlined mark: somebody else's figure, never a fill."""
    return _at(scale, scale.column(amount), "◇")


def draw_open(scale: Scale, low: float | None, high: float | None) -> str:
    """``├──▷`` for "more than", ``◇─◇`` between two ends, ``◁──┤`` for "up to"."""
    if low is not None and high is not None:
        a, b = scale.column(low), scale.column(high)
        return _at(scale, a, "◇" if a == b else "◇" + "─" * (b - a - 1) + "◇")
    if low is not None:
        a = min(scale.column(low), scale.columns - 4)
        return _at(scale, a, "├──▷")
    b = scale.column(high or 0.0)
    return _at(scale, max(b - 3, 0), "◁──┤"[-(b + 1) :])


def draw_density(scale: Scale, dots: Sequence[float]) -> str:
    """Equal chances as shade: the darker a column, the more of the dots fall near it."""
    heights = [0.0] * scale.columns
    for dot in dots:
        at = scale.column(dot)
        for off, weight in ((-1, 1.0), (0, 2.0), (1, 1.0)):
            if 0 <= at + off < scale.columns:
                heights[at + off] += weight
    top = max(heights, default=0.0)
    return "".join(SHADES[min(int(h / top * len(SHADES)), len(SHADES) - 1)] if h else " " for h in heights)


def draw_interval(scale: Scale, low: float, middle: float, high: float) -> str:
    """``├───┼────┤``: a distribution whose chances are not held, by its ends and its middle."""
    a, m, b = (scale.column(x) for x in (low, middle, high))
    line = ["─"] * (b - a + 1)
    line[0], line[-1] = "├", "┤"
    line[m - a] = "┼"
    return _at(scale, a, "".join(line))


def overlay_limit(scale: Scale, drawn: str, limit: float | None) -> str:
    """The line of the limit over whatever was drawn there: it is never hidden."""
    if limit is None or limit > scale.top:
        return drawn
    at = scale.column(limit)
    return drawn[:at] + LIMIT + drawn[at + 1 :]


def say_short(amount: float) -> str:
    """``250k``, ``1.25M``, ``0``."""
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(amount) >= size:
            return f"{amount / size:.3g}{letter}"
    return f"{amount:.3g}"


def _at(scale: Scale, column: int, words: str) -> str:
    return (" " * column + words).ljust(scale.columns)[: scale.columns]


def _round_step(rough: float) -> float:
    power = 10.0 ** floor(log10(rough))
    return next(n * power for n in (1, 2, 2.5, 5, 10) if n * power >= rough * 0.999)
