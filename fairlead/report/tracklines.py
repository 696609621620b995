"""Tracks and events of AIS on a map: lines of received positions, a square for calls, two rings for an encounter."""

from __future__ import annotations

from collections.abc import Iterable

from fairlead.case.thinning import Line
from fairlead.report.mapview import View
from fairlead.report.svg import Canvas, px


def draw_lines(c: Canvas, view: View, lines: Iterable[Line]) -> None:
    """Draw lines as one path, thin enough that many laid over each other still show the water; a line of one point, or
    of a ship that lay still, is a dot."""
    width = view.frame.right - view.frame.left
    parts: list[str] = []
    for line in lines:
        last: tuple[float, float] | None = None
        for lat, lon in line:
            x, y = view.xy(lat, lon)
            if last is None or abs(x - last[0]) > width / 2:  # new, or round the back of the map
                parts.append(f"M{px(x)} {px(y)}h0")
            elif abs(x - last[0]) + abs(y - last[1]) < 0.5:
                continue
            else:
                parts.append(f"L{px(x)} {px(y)}")
            last = (x, y)
    if parts:
        c.path("".join(parts), "evidence", 1.3, stroke_opacity=0.6, stroke_linejoin="round", stroke_linecap="round",
               clip_path=f"url(#{c.name}-frame)")  # fmt: skip


def draw_event(c: Canvas, shape: str, x: float, y: float) -> None:
    """A square: calls at a port. Two rings: an encounter. One ring with a bar: a ship slow alone."""
    if shape == "call":
        c.rect(x - 5, y - 5, 10, 10, c.theme("evidence"), "surface", 1.4)
    elif shape == "pair":
        for dx in (-3.2, 3.2):
            c.circle(x + dx, y, 4.4, "none", "surface", 3.4)
        for dx in (-3.2, 3.2):
            c.circle(x + dx, y, 4.4, "none", "ink", 1.5)
    else:
        c.circle(x, y, 5, c.theme("surface"), "ink", 1.5)
        c.line(x - 5, y, x + 5, y, "ink", 1.5)
