"""The pixels of detections beside each other, each with its bar for scale."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence

from fairlead.case.cutouts import Cutout
from fairlead.report.blocks import Figure
from fairlead.report.grammar import say_many
from fairlead.report.held import Row
from fairlead.report.inert import show_text
from fairlead.report.svg import Canvas, Theme, element

SHOWN = 12
"""Detections whose pixels are drawn: the first of those in the table."""
ACROSS, GAP, WORDS_PX = 4, 12.0, 34.0
CAPTION = (
    "Cut out of the pictures that the case holds, as each image lies; the bar at the lower left is as long as stands "
    "below. Each pixel of an image is a square, its darkest are black and its brightest white."
)


def draw_cutouts(
    rows: Sequence[Row], cutouts: Mapping[str, Cutout], theme: Theme, width: float, number: int
) -> Figure | None:
    """The pixels of detections; None where there are none.

    Args:
        rows: rows of DETECTION_MATCHES in their order.
        cutouts: by id of the detection.
    """
    held = [(r, cutouts[r["detection_id"]]) for r in rows if r["detection_id"] in cutouts][:SHOWN]
    if not held:
        return None
    side = (width - GAP * (ACROSS - 1)) / ACROSS
    canvas = Canvas(width, theme, f"cutouts-{number}")
    for n, (row, one) in enumerate(held):
        x, y = (n % ACROSS) * (side + GAP), (n // ACROSS) * (side + WORDS_PX)
        href = f"data:image/png;base64,{b64encode(one.png).decode()}"
        canvas.add(element("image", x=x, y=y, width=side, height=side, href=href))
        bar = "no scale is known" if one.bar_m is None else f"bar {one.bar_m:,.0f} m"
        canvas.text(x, y + side + 13, theme.fit(show_text(row["label"], 60), side, 12, is_bold=True), 12, is_bold=True)
        canvas.text(x, y + side + 27, theme.fit(f"{row['verdict']}; {bar}", side, 11), 11, "ink2")
    says = f"{say_many(len(held), 'detection')}, each with its pixels"
    lines = -(-len(held) // ACROSS)
    svg = canvas.finish(lines * (side + WORDS_PX), says)
    return Figure(number, "Pixels of detections", svg, says, CAPTION)
