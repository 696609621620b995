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
from fairlead.report.svg import Canvas, Theme, element, fit_text, px, text_width, wrap_text

DOT = 9.6
"""Width of one column of dots, px."""


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


def draw_cap(rows: Sequence[Row], cap: Cap | None, theme: Theme, width: float, name: str, says: str) -> Markup:
    """Draw ``rows`` on one scale, with the cap where there is one; ``says`` is the finding in words."""
    c = Canvas(width, theme, name)
    left = min(250.0, width * 0.3)
    scale = _Scale(0.0, _nice_end(rows, cap), left, width - 16)
    top = 48.0 if cap else 16.0
    heights = [_height(r, scale) for r in rows]
    bottom = top + sum(heights)
    for tick in scale.ticks():
        x = scale.x(tick)
        c.line(x, top - 6, x, bottom, "line", 1)
        c.text(x, bottom + 16, _short(tick), 11, "ink3", "middle")
    y = top
    lines: list[tuple[float, float]] = []
    for row, height in zip(rows, heights, strict=True):
        _draw_row(c, row, scale, y, height, left, cap)
        lines.append((y, height))
        y += height
    if cap:
        _draw_limit(c, cap, scale, top, bottom)
    return c.finish(bottom + 24, says)


@dataclass(frozen=True, slots=True)
class _Scale:
    start: float
    end: float
    left: float
    right: float

    def x(self, amount: float) -> float:
        return self.left + (amount - self.start) / (self.end - self.start) * (self.right - self.left)

    def ticks(self) -> list[float]:
        step = _step((self.end - self.start) / 7)
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


def _stack(row: Row, scale: _Scale) -> list[tuple[float, int, float]]:
    """Columns of dots: (x, place in the column from below, amount). A dot sits within half a column of its amount."""
    taken: dict[int, int] = {}
    out = []
    for amount in sorted(row.dots):
        column = round((scale.x(amount) - scale.left) / DOT)
        taken[column] = taken.get(column, 0) + 1
        out.append((scale.left + column * DOT, taken[column] - 1, amount))
    return out


def _height(row: Row, scale: _Scale) -> float:
    if row.dots:
        return 34 + DOT * (1 + max(level for _, level, _ in _stack(row, scale)))
    return 46.0 if row.points or row.line else 30.0


def _draw_row(c: Canvas, row: Row, s: _Scale, top: float, height: float, left: float, cap: Cap | None) -> None:
    draw_mark(c, row.status, 0, top + 4)
    title = wrap_text(row.title, left - 28, 12, lines=2)
    for i, words in enumerate(title):
        c.text(18, top + 14 + 14 * i, words, 12)
    if row.line:
        for i, words in enumerate(wrap_text(row.line, left - 28, 11, lines=2)):
            c.text(18, top + 14 + 14 * (len(title) + i), words, 11, "ink3")
    if row.dots:
        _draw_dots(c, row, s, top + height, cap)
    elif row.bar is not None:
        _draw_bar(c, row, s, top)
    elif row.at_least is not None or row.at_most is not None:
        _draw_bound(c, row, s, top)
    else:
        _draw_points(c, row, s, top)


def _draw_bar(c: Canvas, row: Row, s: _Scale, top: float) -> None:
    x = s.x(row.bar or 0.0)
    if row.status == "documented":
        c.rect(s.left, top + 3, x - s.left, 14, c.theme("evidence"))
    elif row.status == "inferred":
        c.rect(s.left, top + 3, x - s.left, 14, c.ref("hatch"), "evidence", 1)
    else:
        c.rect(s.left, top + 3, x - s.left, 14, c.theme("surface"), "ink", 1.4)
    c.text(x + 8, top + 14, row.bar_words, 12, is_bold=True, halo="surface")


def _draw_bound(c: Canvas, row: Row, s: _Scale, top: float) -> None:
    y = top + 10
    low, high = row.at_least, row.at_most
    x = s.x(high if high is not None else low or 0.0)
    if low == high:
        c.line(x, y - 6, x, y + 6, "ink", 2)
    elif high is None:
        c.path(f"M{px(x)} {px(y - 6)}v12M{px(x)} {px(y)}h20m-5 -4l5 4l-5 4", "ink", 1.6)
        x += 20
    elif low is None:
        c.path(f"M{px(x)} {px(y - 6)}v12M{px(x)} {px(y)}h-20m5 -4l-5 4l5 4", "ink", 1.6)
    else:
        c.rect(s.x(low), y - 6, x - s.x(low), 12, c.theme("surface"), "ink", 1.4)
    c.text(x + 8, y + 4, row.bar_words, 12, halo="surface")


def _draw_points(c: Canvas, row: Row, s: _Scale, top: float) -> None:
    """Diamonds on a line, outlined where the figure rests on somebody's word; their words below, where room is."""
    y = top + 10
    paint = {"documented": "evidence", "inferred": "evidence", "estimated": "estimate"}.get(row.status, "ink")
    points = sorted(row.points, key=lambda p: p.amount)
    xs = [s.x(p.amount) for p in points]
    if len(xs) > 1:
        c.line(xs[0], y, xs[-1], y, paint, 1.2)
    is_filled = row.status in ("documented", "estimated")
    for x in xs:
        c.add(element(
            "rect", x=x - 5, y=y - 5, width=10, height=10, transform=f"rotate(45 {px(x)} {px(y)})",
            fill=c.theme(paint if is_filled else "surface"), stroke=c.theme(paint), stroke_width=1.4,
        ))  # fmt: skip
    if row.p05 is not None and row.p95 is not None:
        c.line(s.x(row.p05), y + 10, s.x(row.p95), y + 10, paint, 2)
        if row.p50 is not None:
            c.line(s.x(row.p50), y + 6, s.x(row.p50), y + 14, paint, 2)
    labels = [f"{p.words}: {say_number(p.amount)}" for p in points]
    spans = _spread(xs, [text_width(words, 11, is_bold=True) for words in labels], s.left - 2, c.width - 2)
    for at, words in zip(spans, labels, strict=True):
        if at is not None:
            c.text(at, y + 27, words, 11, is_bold=True, halo="surface")


def _spread(xs: Sequence[float], widths: Sequence[float], least: float, most: float) -> list[float | None]:
    """Left edges of labels centred below ``xs`` as nearly as neighbours allow; None for those without room.

    The first and the last come before those between: the ends of a range are what it says.
    """
    order = sorted(range(len(xs)), key=lambda i: (i not in (0, len(xs) - 1), -i if i else -len(xs), i))
    placed: dict[int, tuple[float, float]] = {}
    for i in order:
        before = max((placed[j][1] for j in placed if j < i), default=least - 12) + 12
        after = min((placed[j][0] for j in placed if j > i), default=most + 12) - 12
        wished = xs[i] - widths[i] / 2
        x = min(max(wished, before), after - widths[i])
        if x >= before - 0.5 and abs(x - wished) <= widths[i] / 2 + 30:
            placed[i] = (x, x + widths[i])
    return [placed[i][0] if i in placed else None for i in range(len(xs))]


def _draw_dots(c: Canvas, row: Row, s: _Scale, bottom: float, cap: Cap | None) -> None:
    base = bottom - 20
    paint = {"documented": "evidence", "inferred": "evidence", "estimated": "estimate"}.get(row.status, "ink")
    above, highest = 0, 0
    for x, level, amount in _stack(row, s):
        is_above = cap is None or amount > cap.limit
        above += is_above
        highest = max(highest, level)
        is_hollow = row.status == "claimed" or (row.status == "estimated" and not is_above)
        c.circle(x, base - DOT * level, DOT / 2 - 0.3, c.theme("surface" if is_hollow else paint),
                 paint if is_hollow else None, 1.2)  # fmt: skip
    if row.p05 is not None and row.p95 is not None:
        c.line(s.x(row.p05), base + 9, s.x(row.p95), base + 9, paint, 2)
    if row.p50 is not None:
        c.line(s.x(row.p50), base + 5, s.x(row.p50), base + 13, paint, 2)
    if cap:
        words = f"{above} of {len(row.dots)} lie above the cap"
        right = max((x for x, *_ in _stack(row, s)), default=s.left) + 12
        room = text_width(words, 12, is_bold=True)
        if right + room <= c.width:
            c.text(right, base + 4, words, 12, paint, is_bold=True, halo="surface")
        else:
            c.text(c.width, base - DOT * (highest + 1), words, 12, paint, "end", is_bold=True, halo="surface")


def _draw_limit(c: Canvas, cap: Cap, s: _Scale, top: float, bottom: float) -> None:
    x = s.x(cap.limit)
    c.line(x, top - 22, x, bottom, "ink", 1.6)
    for alert in cap.alerts:
        c.line(s.x(alert), top - 14, s.x(alert), top - 6, "ink2", 1)
    room_right, room_left = c.width - x - 8, x - 8
    is_right = room_right >= min(room_left, text_width(cap.title, 12, is_bold=True))
    at, anchor, room = (x + 6, None, room_right) if is_right else (x - 6, "end", room_left)
    rule = cap.rule if is_right or not cap.alerts else f"{cap.rule}; {cap.alert_words}"
    c.text(at, top - 26, fit_text(cap.title, room, 12, is_bold=True), 12, anchor=anchor, is_bold=True)
    c.text(at, top - 11, fit_text(rule, room, 11), 11, "ink3", anchor)
    if cap.alerts and is_right:
        c.text(s.x(min(cap.alerts)) - 6, top - 7, cap.alert_words, 11, "ink3", "end")
