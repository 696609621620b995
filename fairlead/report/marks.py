"""The marks of the grammar of knowing, drawn: one small sign per status, the same in tables, charts and on the map."""

from __future__ import annotations

from markupsafe import Markup

from fairlead.report.svg import Canvas, Theme, element

SIZE = 12.0
"""Side of a mark in px."""


def draw_mark(c: Canvas, status: str, x: float, y: float) -> None:
    """Draw the mark of ``status`` with its upper left corner at (x, y); an unknown status is a question mark."""
    c.add(element("g", *_shapes(status, c.theme, c.ref("hatch-small")), transform=f"translate({x:.1f},{y:.1f})"))


def mark_figure(status: str, theme: Theme, name: str) -> Markup:
    """The mark as a small figure of its own, for tables and legends. Decoration: the word stands beside it."""
    c = Canvas(SIZE, theme, name)
    shapes = Markup("").join(_shapes(status, theme, c.ref("hatch-small")))
    hatch = Markup("")
    if status == "inferred":
        hatch = element("defs", element(
            "pattern", element("rect", width=3.2, height=3.2, fill=theme("surface")),
            element("rect", width=1.5, height=3.2, fill=theme("evidence")), id=f"{name}-hatch-small", width=3.2,
            height=3.2, patternUnits="userSpaceOnUse", patternTransform="rotate(45)",
        ))  # fmt: skip
    return element(
        "svg", hatch, shapes, xmlns="http://www.w3.org/2000/svg", viewBox="0 0 12 12", width=12, height=12,
        class_="mark", aria_hidden="true", focusable="false", font_family=theme.font,
    )  # fmt: skip


def _shapes(status: str, theme: Theme, hatch: str) -> list[Markup]:
    match status:
        case "documented":
            return [element("rect", x=1, y=1, width=10, height=10, fill=theme("evidence"))]
        case "inferred":
            return [element("rect", x=1.5, y=1.5, width=9, height=9, fill=hatch, stroke=theme("evidence"))]
        case "estimated":
            dots = ((2, 10), (6, 10), (10, 10), (6, 6), (10, 6), (6, 2))
            return [element("circle", cx=x, cy=y, r=1.6, fill=theme("estimate")) for x, y in dots]
        case "claimed":
            return [
                element("path", d="M1.5 1.5h9v6.5H6.2L3.6 10.8V8H1.5Z", fill="none", stroke=theme("ink"),
                        stroke_width=1.2, stroke_linejoin="round")
            ]  # fmt: skip
        case "contradicted":
            return [
                element("circle", cx=6, cy=6, r=5.2, fill="none", stroke=theme("conflict"), stroke_width=1.2),
                element("path", d="M3.4 4.8h5.2M3.4 7.2h5.2M7.6 3.2L4.4 8.8", fill="none", stroke=theme("conflict"),
                        stroke_width=1.2),
            ]  # fmt: skip
        case "simulated":
            return [
                element("rect", x=1, y=1, width=10, height=10, fill="none", stroke=theme("ink3"),
                        stroke_dasharray="2 1.4"),
                element("text", "S", x=6, y=9, font_size=8, fill=theme("ink2"), text_anchor="middle"),
            ]  # fmt: skip
        case "possible":
            return [
                element("rect", x=1, y=1, width=10, height=10, fill="none", stroke=theme("ink3"),
                        stroke_dasharray="2 1.6")
            ]  # fmt: skip
        case _:
            return [element("text", "?", x=6, y=10, font_size=11, fill=theme("ink"), text_anchor="middle")]
