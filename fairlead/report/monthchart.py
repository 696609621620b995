"""Documented, after doubt and estimated trips by month: three marks side by side, never stacked and never added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import ceil

from markupsafe import Markup

from fairlead.case.answer_season import Month, Spread
from fairlead.report.grammar import say_number
from fairlead.report.marks import draw_mark
from fairlead.report.svg import Canvas, Theme

AFTER_DOUBT = "After doubt"
"""The kind whose mark in the legend is the interval that it is drawn as."""

HIGH = 150.0
"""Height of the plot, px."""

LEAST_FOR_DOTS = 46.0
"""Width of a month, px, from which its estimate is drawn as twenty dots; narrower, as its interval alone."""

WIDEST = 180.0
"""Width, px, that the marks of one month take at most: those of a month alone must not lie at both ends of the page."""

FIGURE_LINES = 4
"""Lines that a figure may take in the legend, with what it must not be printed without."""

LEAST_FOR_WORDS = 30.0
"""Width of a month, px, from which its figures are written."""


def draw_months(
    months: Sequence[Month], legend: Sequence[tuple[str, str, str]], theme: Theme, width: float, name: str, says: str
) -> Markup:
    """Draw the three figures of each month.

    Args:
        months: in order of time.
        legend: status, title and figure of each kind, for the left column.
        says: the finding in words.
    """
    c = Canvas(width, theme, name)
    left, right, top = min(200.0, width * 0.3), width - 8, 22.0
    base = top + HIGH
    most = max([1.0, *(max(m.documented, m.seen.p95, m.actual.p95, *m.actual.dots) for m in months)])
    scale = HIGH / _round_up(most)
    below = _draw_legend(c, legend, left - 34, top)
    _draw_axis(c, _round_up(most), scale, left, right, base)
    slot = (right - left) / len(months)
    step = max(1, ceil(theme.width("Mmm", 11) * 1.3 / slot))
    for i, month in enumerate(months):
        x = left + i * slot
        c.line(x, base, x, base + 5, "line2", 1)
        if i % step == 0:
            c.text(x + slot / 2, base + 16, _name(months, i), 11, "ink3", "middle")
        wide = min(slot, WIDEST)
        _draw_month(c, month, x + (slot - wide) / 2, wide, base, scale)
    c.line(left, base, right, base, "ink2", 1)
    return c.finish(max(base + 24, below), says)


def _round_up(most: float) -> float:
    step = _step(most)
    return ceil(most / step) * step


def _step(most: float) -> float:
    return next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if most / s <= 5), most)


def _draw_legend(c: Canvas, legend: Sequence[tuple[str, str, str]], room: float, top: float) -> float:
    """Each kind with its figure in as many lines as it takes; returns where it ends."""
    y = top + 4
    for status, title, figure in legend:
        if title == AFTER_DOUBT:
            c.line(6, y, 6, y + 12, "evidence", 1.6)
            c.line(2, y + 6, 10, y + 6, "evidence", 2.4)
        else:
            draw_mark(c, status, 0, y)
        c.text(18, y + 10, c.theme.fit(title, room - 18, 12, is_bold=True), 12, is_bold=True)
        lines = c.theme.wrap(figure, room - 18, 11, lines=FIGURE_LINES)
        for i, words in enumerate(lines):
            c.text(18, y + 25 + 13 * i, words, 11, "ink3")
        y += 27 + 13 * len(lines)
    return y


def _draw_axis(c: Canvas, top: float, scale: float, left: float, right: float, base: float) -> None:
    value = 0.0
    while value <= top:
        y = base - value * scale
        c.line(left, y, right, y, "line", 1)
        c.text(left - 8, y + 4, say_number(value), 11, "ink3", "end")
        value += _step(top)


def _name(months: Sequence[Month], i: int) -> str:
    """``Mar``; with its year where that is new and not the first; the year alone where months are years."""
    start = months[i].start
    if (months[i].end - start).days > 31:
        return f"{start:%Y}"
    return f"{start:%b}"


def _draw_month(c: Canvas, month: Month, x: float, slot: float, base: float, scale: float) -> None:
    """A solid bar, a hollow interval with its median, and the estimate's dots with interval and median."""
    bar, has_dots = min(slot * 0.24, 16.0), slot >= LEAST_FOR_DOTS
    at = x + slot * 0.1
    c.rect(at, base - month.documented * scale, bar, month.documented * scale, c.theme("evidence"))
    seen, actual = x + slot * (0.44 if has_dots else 0.5), x + slot * (0.58 if has_dots else 0.78)
    _draw_interval(c, month.seen, seen, base, scale, "evidence")
    if has_dots and month.actual.dots[-1] > 0:
        _draw_dots(c, month.actual, actual + 6, base, scale, x + slot - 2)
    _draw_interval(c, month.actual, actual, base, scale, "estimate")
    if slot >= LEAST_FOR_WORDS:
        high = base - month.documented * scale - 4
        c.text(at + bar / 2, high, say_number(month.documented), 11, "ink", "middle", is_bold=True, halo="surface")
        high = base - max([month.actual.p95, *(month.actual.dots if has_dots else ())]) * scale - 7
        c.text(actual + (8 if has_dots else 0), high, f"~{say_number(month.actual.p50)}", 11, "estimate", "middle",
               is_bold=True, halo="surface")  # fmt: skip


def _draw_interval(c: Canvas, spread: Spread, x: float, base: float, scale: float, paint: str) -> None:
    """A thin line from the 5 to the 95 % point and a wide tick at the median; an interval of one value is its tick."""
    c.line(x, base - spread.p05 * scale, x, base - spread.p95 * scale, paint, 1.6)
    c.line(x - 4, base - spread.p50 * scale, x + 4, base - spread.p50 * scale, paint, 2.4)


def _draw_dots(c: Canvas, spread: Spread, x: float, base: float, scale: float, until: float) -> None:
    """Twenty equal chances, those of one count side by side."""
    heaps = Counter(spread.dots)
    pitch = max(1.6, min(6.5, (until - x) / max(heaps.values()), max(scale * 0.7, 2.4)))
    for value, many in heaps.items():
        for n in range(many):
            c.circle(x + pitch * (n + 0.5), base - value * scale, pitch / 2 - 0.3, c.theme("estimate"))
