"""The report as one HTML file: styles and figures inside, nothing loaded, nothing that runs."""

from __future__ import annotations

from itertools import count

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fairlead.report.blocks import Document
from fairlead.report.marks import mark_figure
from fairlead.report.svg import DARK, LIGHT, SCREEN

FIGURE_PX = 964.0
"""Width of a figure on the page; narrower windows scroll it."""


def render_page(doc: Document) -> str:
    """The whole document as HTML; every text is escaped by the template."""
    env = Environment(
        loader=PackageLoader("fairlead.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    css = env.get_template("report.css").render(light=_tokens(LIGHT), dark=_tokens(DARK))
    numbers = count(1)

    def mark(status: str) -> Markup:
        return mark_figure(status, SCREEN, f"m{next(numbers)}")

    return env.get_template("report.html.j2").render(doc=doc, css=Markup(css), mark=mark)  # noqa: S704 - our own sheet


def _tokens(values: dict[str, str]) -> str:
    return "; ".join(f"--{name}: {value}" for name, value in values.items())
