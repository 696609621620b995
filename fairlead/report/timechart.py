"""Time in lanes: who lay where, when nobody heard them, and when anybody looked.

Square ends are known instants; faded ends are bracketed; a pill is one event somewhere inside; a dashed box is possible
and not counted; a silence is dashed 8-5 between ticks and fades out where it is still open. A look stands up where it
found a ship and hangs down where it found none; a hatched height is a chance by day that nobody saw.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from markupsafe import Markup

from fairlead.case.lanes import Item, Lane
from fairlead.report.marks import draw_mark
from fairlead.report.placing import Box, Placer
from fairlead.report.svg import Canvas, Theme, px

LEVEL = 22.0
"""Height of one line inside a lane, px."""

LEAST_PX = 4.0
"""A bar is never narrower: a stay of an hour must be seen in a chart of a year."""

WIDEST_LEAST = 10.0
"""Nor a pill or a dashed box: narrower, its shape would be lost."""

LOOK_PX = 9.0
"""Height of a look that saw the whole place; one that saw nothing of it would have 2."""

CHANCE_PX = 22.0
"""Height of a chance of one."""

LEAST_CHANCE = 0.005
"""A smaller chance is not drawn: a line on the ground would look like a track."""

FADE_PX = 9.0
"""Length of a faded end that nothing bounds."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Time on a stretch of px."""

    start: datetime
    end: datetime
    left: float
    right: float

    def x(self, at: datetime) -> float:
        return self.left + (at - self.start) / (self.end - self.start) * (self.right - self.left)

    def clip(self, at: datetime) -> float:
        return min(max(self.x(at), self.left), self.right)


def draw_lanes(
    lanes: Sequence[Lane], start: datetime, end: datetime, theme: Theme, width: float, name: str, says: str
) -> Markup:
    """Draw ``lanes`` over the period [start, end); ``says`` is the finding in words."""
    c = Canvas(width, theme, name)
    axis = Axis(start, end, min(200.0, width * 0.3), width - 8)
    y = 26.0
    heights = [_height(lane, c.theme, axis) for lane in lanes]
    bottom = y + sum(heights)
    draw_axis(c, axis, y, bottom)
    for lane, height in zip(lanes, heights, strict=True):
        _draw_lane(c, axis, lane, y, height)
        y += height
        c.line(0, y, width, y, "line", 1)
    has_chance = any(i.shape == "chance" for lane in lanes for i in lane.items)
    return c.finish(bottom + 2, says, (c.hatch_of("chance", "estimate"),) if has_chance else ())


def _height(lane: Lane, theme: Theme, axis: Axis) -> float:
    levels = 1 + max((i.level for i in lane.items), default=0)
    return max(levels * LEVEL, 20.0 + 14 * len(_lines(lane, theme, axis)) if lane.line else 26.0) + 10


def _lines(lane: Lane, theme: Theme, axis: Axis) -> list[str]:
    return theme.wrap(lane.line, _room(lane, axis), 11, lines=lane.lines)


def _room(lane: Lane, axis: Axis) -> float:
    """Width of a lane's words."""
    return axis.left - (18.0 if lane.mark else 0.0) - 10


def draw_axis(c: Canvas, axis: Axis, top: float, bottom: float) -> None:
    """Lines and names of years, months or days from ``top`` to ``bottom``."""
    c.line(0, top, c.width, top, "line", 1)
    free = axis.left - 20
    for at, words in _marks_of_time(axis):
        x = axis.x(at)
        c.line(x, top - 6, x, bottom, "line", 1)
        if x >= free and x + c.theme.width(words, 11) <= axis.right + 4:
            c.text(x + 4, top - 9, words, 11, "ink3")
            free = x + c.theme.width(words, 11) + 10


def _marks_of_time(axis: Axis) -> Iterator[tuple[datetime, str]]:
    """Years, months or days, whichever gives fewer than about twenty marks."""
    days = (axis.end - axis.start).days
    at = axis.start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if at < axis.start:
        at += timedelta(days=1)
    if days <= 45:
        step = 1 if days <= 20 else 3
        while at < axis.end:
            yield at, f"{at.day} {at:%b}" if at.day == 1 or at - axis.start < timedelta(days=1) else f"{at.day}"
            at += timedelta(days=step)
        return
    is_by_year = days > 365 * 3
    at = at.replace(day=1, month=1) if is_by_year else at.replace(day=1)
    while at < axis.end:
        if at >= axis.start:
            yield at, f"{at:%Y}" if is_by_year or (at.month == 1 and days > 370) else f"{at:%b}"
        at = at.replace(year=at.year + 1) if is_by_year else (at + timedelta(days=32)).replace(day=1)


def _draw_lane(c: Canvas, axis: Axis, lane: Lane, top: float, height: float) -> None:
    left = 0.0
    if lane.mark:
        draw_mark(c, lane.mark, 0, top + 8)
        left = 18.0
    title = c.theme.wrap(lane.title, _room(lane, axis), 12, is_bold=True, lines=1)[0]
    c.text(left, top + 18, title, 12, is_bold=True)
    if lane.line:
        for i, line in enumerate(_lines(lane, c.theme, axis)):
            c.text(left, top + 33 + 14 * i, line, 11, "ink3")
    placer = Placer(Box(axis.left - 2, top, c.width, top + height))
    shown = [i for i in lane.items if i.start < axis.end and (i.end is None or i.end >= axis.start)]
    for item in shown:
        middle = _middle(item, top)
        a, b = _ends(axis, item)
        placer.take(Box(a, middle - 8, b, middle + 8))
    for item in shown:
        _draw_item(c, axis, item, _middle(item, top))
    for item in shown:
        _draw_words(c, axis, item, _middle(item, top), placer, shown)


def _middle(item: Item, top: float) -> float:
    return top + 5 + item.level * LEVEL + LEVEL / 2


def _ends(axis: Axis, item: Item) -> tuple[float, float]:
    """Left and right px of what is drawn, fades included."""
    a = axis.clip(item.start)
    b = axis.clip(item.end) if item.end is not None else axis.right
    if item.shape in ("tick", "ring", "statement"):
        return a - 6, a + 6
    if item.shape == "look":
        return a, b
    least = WIDEST_LEAST if item.shape in ("pill", "possible") else LEAST_PX
    if b - a < least:
        a, b = (a + b) / 2 - least / 2, (a + b) / 2 + least / 2
    if item.shape == "bar":
        a = a if item.is_start_sure else axis.clip(item.earliest) if item.earliest else max(a - FADE_PX, axis.left)
        b = b if item.is_end_sure else axis.clip(item.latest) if item.latest else min(b + FADE_PX, axis.right)
    return a, b


def _draw_item(c: Canvas, axis: Axis, item: Item, y: float) -> None:
    a = axis.clip(item.start)
    b = axis.clip(item.end) if item.end is not None else axis.right
    if item.shape not in ("tick", "ring", "statement") and b - a < LEAST_PX:
        a, b = (a + b) / 2 - LEAST_PX / 2, (a + b) / 2 + LEAST_PX / 2
    match item.shape:
        case "bar":
            _draw_bar(c, axis, item, a, b, y)
        case "pill":
            width = max(b - a, WIDEST_LEAST)
            fill, stroke = _ground(c, item.status)
            if item.is_open:
                c.path(f"M{px(b)} {px(y - 6)}H{px(a + 6)}a6 6 0 0 0 0 12H{px(b)}", stroke, 1.2)
                c.path(f"M{px(b - 5)} {px(y - 4)}l4 4l-4 4", stroke, 1.2)
            else:
                c.rect(a - (width - (b - a)) / 2, y - 6, width, 12, fill, stroke, rx=6)
        case "possible":
            width = max(b - a, WIDEST_LEAST)
            c.rect(a - (width - (b - a)) / 2, y - 6, width, 12, "none", "ink3", stroke_dasharray="3 2.4")
        case "spent":
            c.rect(a, y - 6, b - a, 12, c.ref("hatch"), "evidence", 1)
        case "gap":
            c.line(a, y - 6, a, y + 6, "ink", 1.8)
            if item.is_open:
                c.rect(a, y - 0.9, b - a, 1.8, c.ref("open"))
            else:
                c.line(a, y, b, y, "ink", 1.8, stroke_dasharray="8 5")
                c.line(b, y - 6, b, y + 6, "ink", 1.8)
        case "tick":
            c.line(a, y - 6, a, y + 6, "estimate" if item.status == "estimated" else "evidence", 2)
        case "ring":
            c.circle(a, y, 4.5, c.theme("surface"), "evidence", 1.8)
        case "statement":
            draw_mark(c, "claimed", a - 6, y - 6)
        case "look":
            _draw_look(c, axis, item, y)
        case "chance":
            _draw_chance(c, axis, item, y)
        case "sent":
            c.line(a, y, b, y, "evidence", 2)
        case "unwatched":
            c.line(a, y, b, y, "ink3", 1.6, stroke_dasharray="0.1 5", stroke_linecap="round")


def _draw_look(c: Canvas, axis: Axis, item: Item, y: float) -> None:
    """Up where a ship was found, down where none was, both ways where they differ, a tick where nothing could be told;
    as long as the share that could be seen. So a year of looks two px wide still tells them apart, in grey too."""
    stretch = axis.clip(item.end or item.start) - axis.clip(item.start)
    wide = min(max(stretch * 0.72, 1.4), LOOK_PX)
    x = axis.clip(item.start) + (stretch - wide) / 2
    long = 2 + (LOOK_PX - 2) * item.share
    match item.status:
        case "occupied":
            c.rect(x, y - long, wide, long, c.theme("evidence"))
        case "empty" if wide > 3:
            c.rect(x + 0.5, y + 0.5, wide - 1, long - 0.5, c.theme("tint"), "evidence", 1)
        case "empty":
            c.rect(x, y, wide, long, c.theme("evidence"), opacity=0.45)
        case "disputed" if wide > 3:
            c.rect(x + 0.5, y - long, wide - 1, 2 * long, c.theme("warn"), "conflict", 1)
        case "disputed":
            c.rect(x, y - long, wide, 2 * long, c.theme("conflict"))
        case _:
            c.line(x + wide / 2, y - 3, x + wide / 2, y + 3, "ink3", 1.2)
    if item.is_cued:
        top = y - LOOK_PX - 5
        c.path(f"M{px(x + wide / 2 - 2.6)} {px(top)}l2.6 3.6l2.6 -3.6", "ink", 1)


def _draw_chance(c: Canvas, axis: Axis, item: Item, y: float) -> None:
    """A hatched height for each stretch; full height is certain, and nothing is drawn where there is next to none."""
    if item.end is None or not item.chances:
        return
    base, each = y + 9, (item.end - item.start) / len(item.chances)
    for is_drawn, run in groupby(enumerate(item.chances), lambda one: one[1] >= LEAST_CHANCE):
        if not is_drawn:
            continue
        steps, first, until = "", None, 0.0
        for i, chance in run:
            at, until = (axis.clip(item.start + n * each) for n in (i, i + 1))
            first = at if first is None else first
            steps += f"L{px(at)} {px(base - CHANCE_PX * chance)}L{px(until)} {px(base - CHANCE_PX * chance)}"
        outline = f"M{px(first or 0.0)} {px(base)}{steps}L{px(until)} {px(base)}"
        c.path(f"{outline}Z", None, fill=c.ref("chance"))
        c.path(outline, "estimate", 0.8)


def _ground(c: Canvas, status: str) -> tuple[str, str]:
    """Fill and outline of something that lies in a range: evidence is tinted, a word is never filled."""
    if status == "inferred":
        return c.ref("hatch"), "evidence"
    if status in ("claimed", "possible", "simulated"):
        return "none", "ink"
    if status == "estimated":
        return "none", "estimate"
    return c.theme("tint"), "evidence"


def _draw_bar(c: Canvas, axis: Axis, item: Item, a: float, b: float, y: float) -> None:
    first, last = _ends(axis, item)
    is_hatched = item.status == "inferred"
    fill, edge = (c.ref("hatch"), "evidence") if is_hatched else (c.theme("evidence"), None)
    faint = 0.4 if is_hatched else None
    if first < a:
        c.rect(first, y - 6, a - first, 12, fill if is_hatched else c.ref("fade-in"), opacity=faint)
    if last > b:
        c.rect(b, y - 6, last - b, 12, fill if is_hatched else c.ref("fade-out"), opacity=faint)
    c.rect(a, y - 6, b - a, 12, fill, edge, 1)


def _draw_words(c: Canvas, axis: Axis, item: Item, y: float, placer: Placer, others: Sequence[Item]) -> None:
    """The item's words to its right, else to its left, else in its middle, as much as there is room for."""
    if not item.words:
        return
    a, b = _ends(axis, item)
    width = c.theme.width(item.words, 11)
    middle = (a + b) / 2
    inside = (middle - width / 2 - 8, middle + width / 2 + 8)
    is_long = item.shape in ("unwatched", "gap") and b - a > width + 60
    beside = [_ends(axis, o) for o in others if o is not item and o.level == item.level] if is_long else []
    if is_long and all(right < inside[0] or left > inside[1] for left, right in beside):
        c.rect(middle - width / 2 - 6, y - 8, width + 12, 16, c.theme("surface"))
        c.text(middle, y + 4, item.words, 11, "ink2", "middle")
        return
    for share in (1.0, 0.6) if item.shape in ("bar", "pill", "statement") else (1.0,):  # a cut figure is another figure
        words = (
            item.words
            if share == 1.0
            else c.theme.fit(item.words, max(60.0, c.theme.width(item.words, 11) * share), 11)
        )
        width = c.theme.width(words, 11)
        right, left = Box(b + 5, y - 7, b + 5 + width, y + 7), Box(a - 5 - width, y - 7, a - 5, y + 7)
        for box, anchor, x in ((right, None, right.left), (left, "end", left.right)):
            if placer.is_free(box):
                placer.take(box)
                c.text(x, y + 4, words, 11, "ink2", anchor, halo="surface")
                return
