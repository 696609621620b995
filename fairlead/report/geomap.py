"""The map: land, places, sightings with their error to scale, silences as what they are.

Mercator: a ring of error stays round. A gap is dashed 8-5 along the great circle between its ends, with hours and km;
it is no route. What is known in words only has no point here: it is listed beside the map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10, radians
from typing import Literal

from markupsafe import Markup

from fairlead.base.geodesy import destination, great_circle, wrap_lon
from fairlead.case.thinning import Line
from fairlead.report.coastline import Window, clip_ring, land_in, thin_ring
from fairlead.report.mapview import View, fit_view, km_per_px, stretch, unstretch
from fairlead.report.marks import SIZE, draw_mark
from fairlead.report.placing import Box, Placer
from fairlead.report.svg import Canvas, Theme, element, px
from fairlead.report.tracklines import draw_event, draw_lines

MOST_LABELS = 40
"""Labels tried; beyond that numbers and the key have to do."""

LEAST_GAIN = 3.5
"""An inset enlarges at least this much, or there is none."""

SCALE_PX = 34.0
"""Height above the lower edge that the bar of km takes with its words: no degree is written there."""

LEAST_RING_PX = 3.0
"""Smaller rings are drawn this big and their figure is written."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something with a position: a place, or a sighting away from one."""

    lat: float
    lon: float
    radius_km: float | None
    title: str
    lines: tuple[str, ...]
    status: str | None
    """Status of what was seen there; None for a place where nothing was."""
    number: int | None = None
    shape: Literal["point", "call", "pair", "alone"] = "point"
    """What is drawn: a point with its error, calls at a port, an encounter of two ships, a ship alone."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A gap whose ends both have a position."""

    start: tuple[float, float]
    end: tuple[float, float]
    title: str
    line: str


def draw_map(
    spots: Sequence[Spot], silences: Sequence[Silence], theme: Theme, width: float, name: str, says: str,
    inset_at: tuple[float, float, float] | None = None, lines: Sequence[Line] = (), view: View | None = None,
) -> Markup:  # fmt: skip
    """Draw the map of a question, or of tracks.

    Args:
        spots: what has a position, places first; earlier ones get their label first.
        silences: gaps with two known ends.
        width: px; the height follows from the ground shown.
        says: the finding of the map in words.
        inset_at: latitude, longitude and half width in km of a window drawn larger in a corner; None for none.
        lines: tracks, drawn below everything else.
        view: the ground shown; None for what holds the points.

    Limits:
        Land is Natural Earth 1:10 million thinned to 550 m: no berth can be read off it.
    """
    points = [(s.lat, s.lon) for s in spots] + [p for g in silences for p in (g.start, g.end)]
    view = view or fit_view(points, width)
    c = Canvas(width, theme, name)
    placer = Placer(_shrunk(view.frame, 4))
    _draw_ground(c, view)
    _draw_graticule(c, view, placer)
    _draw_scale(c, view, placer)
    draw_lines(c, view, lines)
    if inset_at and km_per_px(view, inset_at[0]) < LEAST_GAIN * inset_at[2] * 2 / (width * 0.32):
        inset_at = None
    if inset_at:
        _reserve_inset(view, placer, points)
    corner = placer.taken[-1] if inset_at else None
    for spot in spots:
        x, y = view.xy(spot.lat, spot.lon)
        r = max(7.0, (spot.radius_km or 0.0) / km_per_px(view, spot.lat) * 0.8)
        placer.take(Box(x - r, y - r, x + r, y + r))
    for silence in silences:
        _draw_silence(c, view, silence, placer)
    for silence in silences[: MOST_LABELS // 2]:
        _label_silence(c, view, silence, placer)
    for spot in spots:
        _draw_spot(c, view, spot)
    for spot in spots[:MOST_LABELS]:
        _label_spot(c, view, spot, placer)
    if corner and inset_at:
        _draw_inset(c, corner, inset_at, spots)
    c.rect(view.frame.left, view.frame.top, view.frame.right - view.frame.left, view.frame.bottom - view.frame.top,
           "none", "edge", 1)  # fmt: skip
    clip = element("clipPath", _frame_rect(view.frame), id=f"{name}-frame")
    return c.finish(view.frame.bottom + 1, says, [clip])


# -------------------------------------------------------------------------------------------- the ground


def _draw_ground(c: Canvas, view: View) -> None:
    f = view.frame
    c.rect(f.left, f.top, f.right - f.left, f.bottom - f.top, c.theme("sea"))
    parts = []
    edge = (f.left - 2, f.top - 2, f.right + 2, f.bottom + 2)
    w = view.window
    for lon, lat in land_in(w):
        xs = f.left + (lon - w.west) / (w.east - w.west) * (f.right - f.left)
        top, bottom = stretch(w.north), stretch(w.south)
        ys = [f.top + (top - stretch(v)) / (top - bottom) * (f.bottom - f.top) for v in lat.tolist()]
        ring = thin_ring(clip_ring(list(zip(xs.tolist(), ys, strict=True)), *edge), 0.7)
        if len(ring) > 2:
            parts.append("M" + "L".join(f"{px(x)} {px(y)}" for x, y in ring) + "Z")
    if parts:
        c.path("".join(parts), "line2", 0.8, c.theme("land"), fill_rule="evenodd", stroke_linejoin="round",
               clip_path=f"url(#{c.name}-frame)")  # fmt: skip


def _draw_graticule(c: Canvas, view: View, placer: Placer) -> None:
    w, f = view.window, view.frame
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 30, 60, 360) if (w.east - w.west) / s <= 7)
    for i in range(int(w.west // step) + 1, int(w.east // step) + 1):
        x, _ = view.xy(w.south, i * step)
        if f.left + 40 < x < f.right - 40:
            c.line(x, f.top, x, f.bottom, "line", 0.6)
            _degree(c, placer, x + 3, f.top + 13, wrap_lon(i * step), "E", "W")
    for i in range(int(w.south // step) + 1, int(w.north // step) + 1):
        _, y = view.xy(i * step, w.west)
        if f.top + 24 < y < f.bottom - 12:
            c.line(f.left, y, f.right, y, "line", 0.6)
            if y < f.bottom - SCALE_PX:
                _degree(c, placer, f.left + 5, y - 4, i * step, "N", "S")


def _degree(c: Canvas, placer: Placer, x: float, y: float, value: float, plus: str, minus: str) -> None:
    words = f"{abs(value):g}°{' ' + (plus if value > 0 else minus) if value % 360 else ''}"
    placer.take(Box(x - 2, y - 11, x + c.theme.width(words, 11) + 2, y + 3))
    c.text(x, y, words, 11, "ink3")


def _draw_scale(c: Canvas, view: View, placer: Placer) -> None:
    """A bar of a round number of km, true at the latitude written beside it."""
    f = view.frame
    lat = round((view.window.south + view.window.north) / 2)
    per_px = km_per_px(view, lat)
    most = (f.right - f.left) * 0.2 * per_px
    ten = 10 ** int(log10(most))
    km = next(k * ten for k in (5, 2, 1) if k * ten <= most)
    x, y = f.left + 12, f.bottom - 12
    length = km / per_px
    c.path(f"M{px(x)} {px(y - 4)}v4h{px(length)}v-4", "ink2", 1.2)
    words = f"{km:,.0f} km at {abs(lat)}° {'N' if lat >= 0 else 'S'}"
    c.text(x, y - 9, words, 11, "ink2", halo="sea")
    placer.take(Box(x, y - 20, x + max(length, c.theme.width(words, 11)), y + 2))


# -------------------------------------------------------------------------------------------- what was on the sea


def _draw_silence(c: Canvas, view: View, silence: Silence, placer: Placer) -> None:
    line = [view.xy(*p) for p in great_circle(*silence.start, *silence.end)]
    d = "M" + "L".join(f"{px(x)} {px(y)}" for x, y in line)
    c.path(d, "surface", 4.5, stroke_opacity=0.55, clip_path=f"url(#{c.name}-frame)")
    c.path(d, "ink", 1.8, stroke_dasharray="8 5", clip_path=f"url(#{c.name}-frame)")
    for (x1, y1), (x2, y2) in ((line[0], line[1]), (line[-1], line[-2])):
        length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1e-9)
        dx, dy = -(y2 - y1) / length * 6, (x2 - x1) / length * 6
        c.line(x1 - dx, y1 - dy, x1 + dx, y1 + dy, "ink", 1.8)
    for x, y in line[2:-2:3]:
        placer.take(Box(x - 4, y - 4, x + 4, y + 4))


def _label_silence(c: Canvas, view: View, silence: Silence, placer: Placer) -> None:
    """Its hours in a box beside its middle; nothing where it has no title."""
    if not silence.title:
        return
    line = [view.xy(*p) for p in great_circle(*silence.start, *silence.end)]
    width = max(c.theme.width(silence.title, 12, is_bold=True), c.theme.width(silence.line, 11)) + 16
    for at in (16, 12, 20, 8, 24):
        x, y = line[at]
        box = placer.beside(x, y, 12, width, 38)
        if box:
            c.rect(box.left, box.top, width, 38, c.theme("surface"), "edge", 1, rx=3)
            c.text(box.left + 8, box.top + 16, silence.title, 12, is_bold=True)
            c.text(box.left + 8, box.top + 31, silence.line, 11, "ink2")
            return


def _draw_spot(c: Canvas, view: View, spot: Spot) -> None:
    if not view.has(spot.lat, spot.lon):
        return
    x, y = view.xy(spot.lat, spot.lon)
    r = (spot.radius_km or 0.0) / km_per_px(view, spot.lat)
    if spot.shape != "point":
        draw_event(c, spot.shape, x, y)
        return
    if spot.status is None:
        c.circle(x, y, 3, c.theme("surface"), "ink2", 1.2)
        return
    if r > LEAST_RING_PX:
        ring = [view.xy(*destination(spot.lat, spot.lon, b, spot.radius_km or 0.0)) for b in range(0, 360, 8)]
        d = "M" + "L".join(f"{px(a)} {px(b)}" for a, b in ring) + "Z"
        c.path(d, "evidence", 1.1, c.theme("evidence"), fill_opacity=0.14, clip_path=f"url(#{c.name}-frame)")
    if spot.status == "documented":
        if r <= LEAST_RING_PX and spot.radius_km is not None:
            c.circle(x, y, LEAST_RING_PX + 2.5, "none", "evidence", 1.1)
        c.circle(x, y, 2.6, c.theme("evidence"))
    else:
        draw_mark(c, spot.status, x - SIZE / 2, y - SIZE / 2)


def _label_spot(c: Canvas, view: View, spot: Spot, placer: Placer) -> None:
    if not view.has(spot.lat, spot.lon):
        return
    x, y = view.xy(spot.lat, spot.lon)
    title = c.theme.fit(f"{spot.number}  {spot.title}" if spot.number else spot.title, 230, 12, is_bold=True)
    lines = [c.theme.fit(line, 230, 11) for line in spot.lines]
    width = max([c.theme.width(title, 12, is_bold=True), *(c.theme.width(line, 11) for line in lines)])
    away = max(10.0, (spot.radius_km or 0.0) / km_per_px(view, spot.lat) + 4)
    box = placer.beside(x, y, away, width, 15 + 14 * len(lines))
    if box is None and lines:
        lines = []
        box = placer.beside(x, y, away, c.theme.width(title, 12, is_bold=True), 15)
    if box is None:
        if spot.number:
            _number_spot(c, x, y, away, spot.number, placer)
        return
    near_x, near_y = min(max(x, box.left), box.right), min(max(y, box.top), box.bottom)
    if abs(near_x - x) + abs(near_y - y) > away + 12:
        c.line(x, y, near_x, near_y, "ink3", 0.8)
    anchor, at = ("end", box.right) if box.right < x else (None, box.left)
    ground = "land" if spot.status is None or spot.shape == "call" else "sea"
    c.text(at, box.top + 12, title, 12, "ink", anchor, is_bold=spot.status is not None, halo=ground)
    for i, line in enumerate(lines):
        c.text(at, box.top + 26 + 14 * i, line, 11, "ink2", anchor, halo=ground)


def _number_spot(c: Canvas, x: float, y: float, away: float, number: int, placer: Placer) -> None:
    """The number alone, where that has room; the table behind the map has every one."""
    box = placer.beside(x, y, away, c.theme.width(str(number), 11, is_bold=True), 12)
    if box:
        c.text(box.left, box.top + 10, str(number), 11, "evidence", is_bold=True, halo="surface")


# -------------------------------------------------------------------------------------------- the inset


def _reserve_inset(view: View, placer: Placer, points: Sequence[tuple[float, float]]) -> None:
    """Take the corner that hides least: 32 % of the width, right before left, below before above."""
    f = view.frame
    width = min(260.0, (f.right - f.left) * 0.32)
    height = min(width * 0.8, (f.bottom - f.top) * 0.42)
    corners = [
        Box(f.right - 10 - width, f.bottom - 10 - height, f.right - 10, f.bottom - 10),
        Box(f.right - 10 - width, f.top + 20, f.right - 10, f.top + 20 + height),
        Box(f.left + 48, f.top + 20, f.left + 48 + width, f.top + 20 + height),
        Box(f.left + 48, f.bottom - 44 - height, f.left + 48 + width, f.bottom - 44),
    ]
    where = [view.xy(*p) for p in points]

    def hidden(b: Box) -> int:
        return sum(b.left - 14 <= x <= b.right + 14 and b.top - 14 <= y <= b.bottom + 14 for x, y in where)

    placer.take(min(corners, key=hidden))


def _draw_inset(c: Canvas, corner: Box, at: tuple[float, float, float], spots: Sequence[Spot]) -> None:
    lat, lon, half_km = at
    east = destination(lat, lon, 90.0, half_km)[1]
    half_lon = abs(wrap_lon(east - lon))
    ratio = (corner.bottom - corner.top) / (corner.right - corner.left)
    half = radians(half_lon) * ratio
    y = stretch(lat)
    window = Window(lon - half_lon, unstretch(y - half), lon + half_lon, unstretch(y + half))
    view = View(window, corner)
    inner = Canvas(c.width, c.theme, f"{c.name}-in")
    placer = Placer(_shrunk(corner, 3))
    _draw_ground(inner, view)
    _draw_scale(inner, view, placer)
    shown = [s for s in spots if view.has(s.lat, s.lon)]
    for spot in shown:
        x, yy = view.xy(spot.lat, spot.lon)
        placer.take(Box(x - 6, yy - 6, x + 6, yy + 6))
    for spot in shown:
        _draw_spot(inner, view, spot)
    for spot in shown:
        if (spot.radius_km or 0.0) > half_km / 2:
            continue
        error = () if spot.radius_km is None else (f"± {spot.radius_km:.3g} km",)
        _label_spot(inner, view, Spot(spot.lat, spot.lon, spot.radius_km, spot.title, error, spot.status), placer)
    c.add(
        element("defs", element("clipPath", _frame_rect(corner), id=f"{c.name}-in-frame")),
        element("g", *inner.parts, clip_path=f"url(#{c.name}-in-frame)"),
    )
    c.rect(corner.left, corner.top, corner.right - corner.left, corner.bottom - corner.top, "none", "ink2", 1.2)


def _shrunk(b: Box, by: float) -> Box:
    return Box(b.left + by, b.top + by, b.right - by, b.bottom - by)


def _frame_rect(b: Box) -> Markup:
    return element("rect", x=b.left, y=b.top, width=b.right - b.left, height=b.bottom - b.top)
