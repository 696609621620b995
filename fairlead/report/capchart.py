"""Amounts against a cap: whose figure, under which assumption, and the line they are held against.

Outline is somebody else's word, fill is evidence held here, dots are fifty equal chances. The cap is an ink line with
its limit, period and paragraph; never a red zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from markupsafe import Markup

from fairlead.report.grammar import say_number
from fairlead.report.marks import draw_mark
from fairlead.report.svg import Canvas, Theme, element, px

DOTS = (9.6, 8.0, 6.8, 5.8, 5.0, 4.2)
"""Widths of one column of dots, px: a row takes the widest whose tallest pile keeps within ``HIGHEST`` dots."""

HIGHEST = 9


@dataclass(frozen=True, slots=True)
class Point:
    """An amount under one assumption; ``words`` is the assumption, short: 1/3, 90 %, 10,000 a call."""

    amount: float
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the chart: what one party's figure is."""

    status: str
    title: str
    line: str
    points: tuple[Point, ...] = ()
    bar: float | None = None
    """A bar from zero to this amount."""
    bar_words: str = ""
    at_least: float | None = None
    """A tick with an arrow: this much or more."""
    at_most: float | None = None
    dots: tuple[float, ...] = ()
    p05: float | None = None
    p50: float | None = None
    p95: float | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """The limit: its amount, the words on its line, and alert levels as amounts."""

    limit: float
    title: str
    rule: str
    alerts: tuple[float, ...] = ()
    alert_words: str = ""


def draw_cap(
    rows: Sequence[Row], cap: Cap | None, unit: str, theme: Theme, width: float, name: str, says: str
) -> Markup:
    """Draw ``rows`` on one scale, with the cap where there is one; ``says`` is the finding in words."""
    c = Canvas(width, theme, name)
    left = min(250.0, width * 0.3)
    scale = _Scale(_nice_end(rows, cap), left, width - 30, cap.limit if cap else None, theme)
    top = 48.0 if cap else 16.0
    heights = [_height(r, scale) for r in rows]
    bottom = top + sum(heights)
    ticks = scale.ticks()
    for tick in ticks:
        x = scale.x(tick)
        c.line(x, top - 6, x, bottom, "line", 1)
        c.text(x, bottom + 16, _short(tick), 11, "ink3", "middle")
    c.text(scale.x(ticks[-1]) + c.theme.width(_short(ticks[-1]), 11) / 2 + 5, bottom + 16, unit, 11, "ink3")
    y = top
    for row, height in zip(rows, heights, strict=True):
        _draw_row(c, row, scale, y, height)
        y += height
    if cap:
        _draw_limit(c, cap, scale, top, bottom)
    return c.finish(bottom + 24, says)


@dataclass(frozen=True, slots=True)
class _Scale:
    end: float
    left: float
    right: float
    limit: float | None
    theme: Theme

    def x(self, amount: float) -> float:
        return self.left + amount / self.end * (self.right - self.left)

    def clear(self, x: float, width: float) -> float:
        """Where words of ``width`` may begin at or after ``x`` without the cap's line running through them."""
        if self.limit is None:
            return x
        line = self.x(self.limit)
        return line + 7 if x < line + 4 and x + width > line - 4 else x

    def ticks(self) -> list[float]:
        step = _step(self.end / 7)
        return [i * step for i in range(int(self.end / step + 1e-9) + 1)]


def _step(least: float) -> float:
    ten = 10.0 ** floor(log10(least))
    return next(k * ten for k in (1, 2, 5, 10) if k * ten >= least * 0.999)


def _nice_end(rows: Sequence[Row], cap: Cap | None) -> float:
    reach = [cap.limit * 1.2] if cap else [1.0]
    for r in rows:
        reach += [p.amount for p in r.points] + list(r.dots)
        reach += [v for v in (r.bar, r.p95) if v is not None]
        reach += [v * 1.08 for v in (r.at_least, r.at_most) if v is not None]
    most = max(reach) * 1.05
    return most if most > 0 else 1.0


def _short(amount: float) -> str:
    if amount >= 1e6 or (amount >= 1e5 and amount % 1e5 == 0):
        return f"{amount / 1e6:.1f} M"
    return say_number(amount)


def _pile(row: Row, s: _Scale) -> tuple[float, list[tuple[float, int, float]]]:
    """The width of a dot, and columns of dots: (x, place in the column from below, amount). A dot sits within half a
    column of its amount."""
    pile: list[tuple[float, int, float]] = []
    for dot in DOTS:
        taken: dict[int, int] = {}
        pile = []
        for amount in sorted(row.dots):
            column = round((s.x(amount) - s.left) / dot)
            taken[column] = taken.get(column, 0) + 1
            pile.append((s.left + column * dot, taken[column] - 1, amount))
        if max(taken.values(), default=0) <= HIGHEST:
            break
    return dot, pile


def _words(row: Row, s: _Scale) -> tuple[list[str], list[str]]:
    """Title and second line of a row, broken to the room on the left."""
    return s.theme.wrap(row.title, s.left - 30, 12, lines=2), s.theme.wrap(
        row.line, s.left - 30, 11, lines=2
    ) if row.line else []


def _height(row: Row, s: _Scale) -> float:
    title, line = _words(row, s)
    words = 8 + 14.0 * (len(title) + len(line))
    if row.dots:
        dot, pile = _pile(row, s)
        _, _, rise = _verdict_place(pile, dot, s, s.theme.width(_say_verdict(pile, s), 12, is_bold=True))
        return max(words, 26 + dot * (1 + max(level for _, level, _ in pile)), 26 + rise + 12)
    is_staggered = any(is_above for _, is_above in _labels(row, s) or ())
    return max(words, 56.0 if is_staggered else 42.0 if row.points else 24.0)


def _draw_row(c: Canvas, row: Row, s: _Scale, top: float, height: float) -> None:
    draw_mark(c, row.status, 0, top + 4)
    title, line = _words(row, s)
    for i, words in enumerate(title):
        c.text(18, top + 14 + 14 * i, words, 12)
    for i, words in enumerate(line):
        c.text(18, top + 14 + 14 * (len(title) + i), words, 11, "ink3")
    if row.dots:
        _draw_dots(c, row, s, top + height)
    elif row.p05 is not None and row.p50 is not None and row.p95 is not None:
        _draw_interval(c, row, s, top + 10)
    elif row.bar is not None:
        _draw_bar(c, row, s, top)
    elif row.at_least is not None or row.at_most is not None:
        _draw_bound(c, row, s, top)
    else:
        _draw_points(c, row, s, top)


def _draw_interval(c: Canvas, row: Row, s: _Scale, y: float) -> None:
    """A distribution whose dots are not held: its 90 % bar and its median."""
    paint = {"documented": "evidence", "inferred": "evidence", "estimated": "estimate"}.get(row.status, "ink")
    c.line(s.x(row.p05 or 0.0), y, s.x(row.p95 or 0.0), y, paint, 2)
    c.line(s.x(row.p50 or 0.0), y - 5, s.x(row.p50 or 0.0), y + 5, paint, 2)


def _draw_bar(c: Canvas, row: Row, s: _Scale, top: float) -> None:
    x = s.x(row.bar or 0.0)
    if row.status == "documented":
        c.rect(s.left, top + 3, x - s.left, 14, c.theme("evidence"))
    elif row.status == "inferred":
        c.rect(s.left, top + 3, x - s.left, 14, c.ref("hatch"), "evidence", 1)
    else:
        c.rect(s.left, top + 3, x - s.left, 14, c.theme("surface"), "ink", 1.4)
    _write_beside(c, s, s.left, x, top + 14, row.bar_words, is_bold=True)


def _write_beside(c: Canvas, s: _Scale, left: float, right: float, y: float, words: str, is_bold: bool) -> None:
    """Words to the right of what lies between ``left`` and ``right``, else to its left, clear of the cap's line."""
    width = c.theme.width(words, 12, is_bold)
    at = s.clear(right + 8, width)
    if at + width > c.width and left - 8 - width >= s.left and s.clear(left - 8 - width, width) == left - 8 - width:
        c.text(left - 8, y, words, 12, anchor="end", is_bold=is_bold, halo="surface")
    else:
        c.text(at, y, c.theme.fit(words, c.width - at, 12, is_bold), 12, is_bold=is_bold, halo="surface")


def _draw_bound(c: Canvas, row: Row, s: _Scale, top: float) -> None:
    y = top + 10
    low, high = row.at_least, row.at_most
    x = s.x(high if high is not None else low or 0.0)
    first = s.x(low if low is not None else high or 0.0)
    if low == high:
        c.line(x, y - 6, x, y + 6, "ink", 2)
    elif high is None:
        c.path(f"M{px(x)} {px(y - 6)}v12M{px(x)} {px(y)}h20m-5 -4l5 4l-5 4", "ink", 1.6)
        x += 20
    elif low is None:
        c.path(f"M{px(x)} {px(y - 6)}v12M{px(x)} {px(y)}h-20m5 -4l-5 4l5 4", "ink", 1.6)
        first -= 20
    else:
        c.rect(s.x(low), y - 6, x - s.x(low), 12, c.theme("surface"), "ink", 1.4)
    _write_beside(c, s, first, x, y + 4, row.bar_words, is_bold=False)


def _draw_points(c: Canvas, row: Row, s: _Scale, top: float) -> None:
    """Diamonds on a line, outlined where the figure rests on somebody's word; their words beside them."""
    paint = {"documented": "evidence", "inferred": "evidence", "estimated": "estimate"}.get(row.status, "ink")
    points = sorted(row.points, key=lambda p: p.amount)
    labels = _labels(row, s)
    y = top + (24 if any(is_above for _, is_above in labels or ()) else 10)
    xs = [s.x(p.amount) for p in points]
    if len(xs) > 1:
        c.line(xs[0], y, xs[-1], y, paint, 1.2)
    is_filled = row.status in ("documented", "estimated")
    for x in xs:
        c.add(element(
            "rect", x=x - 5, y=y - 5, width=10, height=10, transform=f"rotate(45 {px(x)} {px(y)})",
            fill=c.theme(paint if is_filled else "surface"), stroke=c.theme(paint), stroke_width=1.4,
        ))  # fmt: skip
    words = [_say(p) for p in points]
    if labels is None:
        together = "; ".join(words)
        at = s.clear(xs[-1] + 12, c.theme.width(together, 11, is_bold=True))
        c.text(at, y + 4, c.theme.fit(together, c.width - at, 11, is_bold=True), 11, is_bold=True, halo="surface")
        return
    for (x, is_above), said in zip(labels, words, strict=True):
        c.text(x, y - 10 if is_above else y + 22, said, 11, is_bold=True, halo="surface")


def _say(point: Point) -> str:
    return f"{point.words}: {say_number(point.amount)}"


def _labels(row: Row, s: _Scale) -> list[tuple[float, bool]] | None:
    """Where the words of each point begin, and whether above the line: all below if there is room, else every second
    one above, else None: they go together behind the last point if there is more room than below."""
    points = sorted(row.points, key=lambda p: p.amount)
    xs = [s.x(p.amount) for p in points]
    widths = [s.theme.width(_say(p), 11, is_bold=True) for p in points]
    below = _spread(xs, widths, s)
    if below is not None:
        return [(x, False) for x in below]
    if s.clear(xs[-1] + 12, sum(widths) + 14) + sum(widths) + 14 <= s.right + 30:
        return None
    low, high = _spread(xs[::2], widths[::2], s), _spread(xs[1::2], widths[1::2], s)
    if low is None or high is None:
        return None
    return [(low[i // 2], False) if i % 2 == 0 else (high[i // 2], True) for i in range(len(xs))]


def _spread(xs: Sequence[float], widths: Sequence[float], s: _Scale) -> list[float] | None:
    """Left edges of labels near ``xs``, none on another or on the line of the cap; None where one has no room."""
    line = s.x(s.limit) if s.limit is not None else None
    out: list[float] = []
    free = s.left - 6
    for x, width in zip(xs, widths, strict=True):
        at = max(x - width / 2, free)
        if line is not None and at < line + 4 and at + width > line - 4:
            at = line - 5 - width if x <= line and line - 5 - width >= free else line + 6
        at = min(at, s.right + 28 - width)
        if at < free - 0.5 or not at - 16 <= x <= at + width + 16:
            return None
        out.append(at)
        free = at + width + 9
    return out


def _draw_dots(c: Canvas, row: Row, s: _Scale, bottom: float) -> None:
    """Fifty equal chances; of an estimate those below the cap are hollow, of a claim all."""
    base = bottom - 18
    dot, pile = _pile(row, s)
    paint = {"documented": "evidence", "inferred": "evidence", "estimated": "estimate"}.get(row.status, "ink")
    for x, level, amount in pile:
        is_below = s.limit is not None and amount <= s.limit
        is_hollow = row.status == "claimed" or (row.status == "estimated" and is_below)
        c.circle(x, base - dot * level, dot / 2 - 0.4, c.theme("surface" if is_hollow else paint),
                 paint if is_hollow else None, 1.2 if dot > 6 else 0.9)  # fmt: skip
    if row.p05 is not None and row.p95 is not None:
        c.line(s.x(row.p05), base + 9, s.x(row.p95), base + 9, paint, 2)
    if row.p50 is not None:
        c.line(s.x(row.p50), base + 5, s.x(row.p50), base + 13, paint, 2)
    words = _say_verdict(pile, s)
    x, anchor, rise = _verdict_place(pile, dot, s, c.theme.width(words, 12, is_bold=True))
    c.text(x, base + 4 - rise, words, 12, paint, anchor, is_bold=True, halo="surface")


def _say_verdict(pile: Sequence[tuple[float, int, float]], s: _Scale) -> str:
    if s.limit is None:
        return ""
    return f"{sum(amount > s.limit for *_, amount in pile)} of {len(pile)} lie above the cap"


def _verdict_place(
    pile: Sequence[tuple[float, int, float]], dot: float, s: _Scale, width: float
) -> tuple[float, str | None, float]:
    """Where the verdict on a pile of dots stands: beside it, else above it right of the cap's line, else left of it;
    as x, anchor, and how far above the lowest dots."""
    edge = s.right + 30
    at = s.clear(max(x for x, *_ in pile) + 10, width)
    if at + width <= edge:
        return at, None, 0.0
    right = edge if s.clear(edge - width, width) == edge - width else s.x(s.limit or 0.0) - 8
    below = [level for x, level, _ in pile if right - width - dot <= x <= right + dot]
    return right, "end", dot * (max(below, default=-1) + 1) + 4 if below else 0.0


def _draw_limit(c: Canvas, cap: Cap, s: _Scale, top: float, bottom: float) -> None:
    x = s.x(cap.limit)
    c.line(x, top - 22, x, bottom, "ink", 1.6)
    for alert in cap.alerts:
        c.line(s.x(alert), top - 14, s.x(alert), top - 6, "ink2", 1)
    room_right, room_left = c.width - x - 8, x - 8
    is_right = room_right >= min(room_left, c.theme.width(cap.title, 12, is_bold=True))
    at, anchor, room = (x + 6, None, room_right) if is_right else (x - 6, "end", room_left)
    rule = cap.rule if is_right or not cap.alerts else f"{cap.rule}; {cap.alert_words}"
    c.text(at, top - 26, c.theme.fit(cap.title, room, 12, is_bold=True), 12, anchor=anchor, is_bold=True)
    c.text(at, top - 11, c.theme.fit(rule, room, 11), 11, "ink3", anchor)
    if cap.alerts and is_right:
        c.text(s.x(min(cap.alerts)) - 6, top - 7, cap.alert_words, 11, "ink3", "end")
