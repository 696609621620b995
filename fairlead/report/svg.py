"""Hand-written SVG: elements, colours by token, text that is measured before it is set.

A figure is drawn twice by the same code: for the screen, where a colour is a CSS variable and follows the reader's
theme, and for paper, where it is the light value itself. Every text is escaped here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

from markupsafe import Markup, escape

LIGHT = {
    "bg": "#F6F6F3", "surface": "#FFFFFF", "ink": "#15202B", "ink2": "#44505C", "ink3": "#5F6A75", "line": "#D8DCDF",
    "line2": "#C3C9CE", "edge": "#868F98", "evidence": "#1D4F87", "estimate": "#1D7A5F", "conflict": "#B3480A",
    "warn": "#FBEFE6", "sea": "#E6ECEF", "land": "#F4F1EA", "tint": "#E8EEF4",
    "r0": "#ECEAE4", "r1": "#D5E0E6", "r2": "#A9C8DA", "r3": "#6FA3C6", "r4": "#33709F", "r5": "#123F66",
    "rt0": "#44505C", "rt1": "#15202B", "rt2": "#15202B", "rt3": "#15202B", "rt4": "#FFFFFF", "rt5": "#FFFFFF",
}  # fmt: skip
DARK = {
    "bg": "#10161C", "surface": "#161E26", "ink": "#E9EDF0", "ink2": "#B4BEC8", "ink3": "#8D99A5", "line": "#2A343E",
    "line2": "#3A4651", "edge": "#66737F", "evidence": "#7DB4EA", "estimate": "#63C7B2", "conflict": "#F29A5E",
    "warn": "#33241A", "sea": "#18222B", "land": "#27313A", "tint": "#1F2C38",
    "r0": "#262E36", "r1": "#2C4152", "r2": "#335D7E", "r3": "#3F78A8", "r4": "#79B0DA", "r5": "#BFE0F7",
    "rt0": "#B4BEC8", "rt1": "#E9EDF0", "rt2": "#FFFFFF", "rt3": "#FFFFFF", "rt4": "#10161C", "rt5": "#10161C",
}  # fmt: skip
"""The tokens of the design language, light and dark. ``r0`` to ``r5`` are the ladder's rungs, ``rt`` their text."""


STAMP_PX = 18.0
"""Height of the strip that a stamp takes below a drawing."""

_NARROW = frozenset(" .,:;!|'’‘ijlItfr()[]-·\u00a0")
_WIDE = frozenset("mwMW@%—…■▒~≠")


def _wide_width(text: str, size: float, is_bold: bool = False) -> float:
    """Width in px that ``text`` takes at most in a wide sans; measured wide, so that nothing overlaps.

    Limits:
        An estimate by class of character, not a font metric.
    """
    em = 0.0
    for c in text:
        if combining(c):
            continue
        if east_asian_width(c) in "WF":
            em += 1.0
        elif c in _NARROW:
            em += 0.36
        elif c in _WIDE:
            em += 0.97
        else:
            em += 0.69 if c.isupper() else 0.61
    return em * size * (1.06 if is_bold else 1.0)


@dataclass(frozen=True, slots=True)
class Theme:
    """Where a figure will be seen: how a token becomes a colour, which font its text asks for, and how wide that is."""

    name: str
    font: str | None = None
    """Font family written into the figure; None where the page's style sheet sets it."""
    stretch: float = 1.0
    """Width of that font as a share of the wide sans that :func:`_wide_width` measures."""
    stamp: str = ""
    """What is set into every figure below its drawing: a figure is cut out and passed on."""

    def __call__(self, token: str) -> str:
        return LIGHT[token] if self.name == "paper" else f"var(--{token})"

    def width(self, text: str, size: float, is_bold: bool = False) -> float:
        """Width in px that ``text`` takes at most."""
        return _wide_width(text, size, is_bold) * self.stretch

    def fit(self, text: str, width: float, size: float, is_bold: bool = False) -> str:
        """``text``, or as much of its beginning as fits, with an ellipsis."""
        if self.width(text, size, is_bold) <= width:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(text[:middle].rstrip() + "…", size, is_bold) <= width:
                low = middle
            else:
                high = middle - 1
        return text[:low].rstrip() + "…" if low else ""

    def wrap(self, text: str, width: float, size: float, is_bold: bool = False, lines: int = 3) -> list[str]:
        """``text`` broken at blanks into at most ``lines`` lines, the last one cut where it must be."""
        out, line = [], ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if line and self.width(longer, size, is_bold) > width:
                out.append(line)
                line = word
            else:
                line = longer
        out.append(line)
        if len(out) > lines:
            out = [*out[: lines - 1], " ".join(out[lines - 1 :])]
        return [self.fit(x, width, size, is_bold) for x in out]


SCREEN = Theme("screen")
PAPER = Theme("paper", "Libertinus Serif", 0.86)


def px(value: float) -> str:
    """A coordinate with at most one decimal: the same bytes on every machine."""
    text = f"{value:.1f}"
    return "0" if text in ("-0.0", "0.0") else text.removesuffix(".0")


def element(tag: str, *children: str, **attributes: object) -> Markup:
    """``<tag ...>children</tag>``; children that are not markup yet are escaped, so are attributes.

    ``font_size`` is written ``font-size``, ``class_`` is written ``class``; an attribute that is None is left out.
    """
    parts = [f"<{tag}"]
    for name, value in attributes.items():
        if value is None:
            continue
        shown = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        parts.append(f' {name.rstrip("_").replace("_", "-")}="{escape(shown)}"')
    inside = "".join(str(escape(c)) for c in children)
    parts.append(f">{inside}</{tag}>" if inside else "/>")
    return Markup("".join(parts))  # noqa: S704 - every part was escaped above


class Canvas:
    """One figure in the making. Coordinates are px of the viewBox; what is drawn later lies above."""

    def __init__(self, width: float, theme: Theme, name: str) -> None:
        self.width = width
        self.theme = theme
        self.name = name
        self.parts: list[Markup] = []

    def add(self, *parts: Markup) -> None:
        """Put finished elements on the canvas."""
        self.parts.extend(parts)

    def line(self, x1: float, y1: float, x2: float, y2: float, token: str, width: float = 1.0, **more: object) -> None:
        self.add(
            element("path", d=f"M{px(x1)} {px(y1)}L{px(x2)} {px(y2)}", fill="none", stroke=self.theme(token),
                    stroke_width=width, **more)
        )  # fmt: skip

    def path(self, d: str, token: str | None, width: float = 1.0, fill: str = "none", **more: object) -> None:
        stroke = {"stroke": self.theme(token), "stroke_width": width} if token else {}
        self.add(element("path", d=d, fill=fill, **stroke, **more))

    def rect(self, x: float, y: float, width: float, height: float, fill: str, stroke: str | None = None,
             stroke_width: float = 1.2, **more: object) -> None:  # fmt: skip
        edge = {"stroke": self.theme(stroke), "stroke_width": stroke_width} if stroke else {}
        self.add(element("rect", x=x, y=y, width=max(width, 0.0), height=height, fill=fill, **edge, **more))

    def circle(self, x: float, y: float, r: float, fill: str, stroke: str | None = None, width: float = 1.2,
               **more: object) -> None:  # fmt: skip
        edge = {"stroke": self.theme(stroke), "stroke_width": width} if stroke else {}
        self.add(element("circle", cx=x, cy=y, r=r, fill=fill, **edge, **more))

    def text(self, x: float, y: float, words: str, size: int = 12, paint: str = "ink", anchor: str | None = None,
             is_bold: bool = False, halo: str | None = None, is_italic: bool = False,
             is_struck: bool = False) -> None:  # fmt: skip
        """Set one line of text; ``halo`` is the token of the ground it keeps clear around itself."""
        if not words:
            return
        around = (
            {"paint_order": "stroke", "stroke": self.theme(halo), "stroke_width": 3, "stroke_linejoin": "round"}
            if halo
            else {}
        )
        self.add(
            element("text", words, x=x, y=y, font_size=size, fill=self.theme(paint), text_anchor=anchor,
                    font_weight=600 if is_bold else None, font_style="italic" if is_italic else None,
                    text_decoration="line-through" if is_struck else None, **around)
        )  # fmt: skip

    def ref(self, name: str) -> str:
        """The paint of a pattern or gradient of this figure."""
        return f"url(#{self.name}-{name})"

    def hatch_of(self, name: str, token: str) -> Markup:
        """A hatch of 45 degrees in one colour, to be given to ``finish`` and painted with ``ref(name)``."""
        return _hatch(self.theme, f"{self.name}-{name}", token, 4.0, 1.4)

    def finish(self, height: float, says: str, more_defs: Iterable[Markup] = ()) -> Markup:
        """The whole figure; ``says`` is the finding in words, for those who do not see it."""
        if self.theme.stamp:
            height += STAMP_PX
            self.text(self.width - 2, height - 5, self.theme.stamp, 11, "conflict", "end", is_bold=True)
            says = says if says.startswith(self.theme.stamp) else f"{self.theme.stamp}: {says}"
        body = Markup("").join(self.parts)
        return element(
            "svg", element("title", says), element("defs", *_defs(self.theme, self.name), *more_defs), body,
            xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {px(self.width)} {px(height)}", width=px(self.width),
            height=px(height), role="img", aria_label=says, font_family=self.theme.font,
        )  # fmt: skip


def _defs(theme: Theme, name: str) -> list[Markup]:
    """The hatch of inferred things (5 px, 45 degrees), its small twin for marks, and the fades of bracketed time."""

    def fade(kind: str, token: str, first: int, last: int) -> Markup:
        colour = theme(token)
        stops = [element("stop", offset=i, stop_color=colour, stop_opacity=o) for i, o in enumerate((first, last))]
        return element("linearGradient", *stops, id=f"{name}-{kind}")

    return [
        _hatch(theme, f"{name}-hatch", "evidence", 5.0, 2.0),
        _hatch(theme, f"{name}-hatch-small", "evidence", 3.2, 1.5),
        fade("fade-in", "evidence", 0, 1), fade("fade-out", "evidence", 1, 0), fade("open", "ink", 1, 0),
    ]  # fmt: skip


def _hatch(theme: Theme, name: str, token: str, step: float, bar: float) -> Markup:
    return element(
        "pattern", element("rect", width=step, height=step, fill=theme("surface")),
        element("rect", width=bar, height=step, fill=theme(token)), id=name, width=step, height=step,
        patternUnits="userSpaceOnUse", patternTransform="rotate(45)",
    )  # fmt: skip
