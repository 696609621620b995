"""The report as a PDF, set by typst with the fonts that its wheel carries: the same bytes on every machine.

Characters those fonts lack (Hangul, Han) are set with fonts of this machine where it has any, and the caller is told;
where it has none they become ``▯``, the page says so, and so does the caller's list of warnings. None is dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any
from unicodedata import name as unicode_name

import typst

from fairlead.base.wording import say_many
from fairlead.report.blocks import Document, Figure, Matrix
from fairlead.report.grammar import STATUS
from fairlead.report.marks import mark_figure
from fairlead.report.svg import LIGHT, PAPER

FIGURE_PX = 650.0
"""Width of a figure: 172 mm of text at 96 px an inch, so that 11 px stay 8 pt on paper."""

TEXT_MM, HIGHEST_MM = 172.0, 196.0
"""Width of the text, and height that a drawing takes at most: the page has 251 mm for it, its title and its caption."""

NO_GLYPH = "▯"
"""Stands for a character no font at hand can draw."""

MORE_FONTS = ("Noto Serif CJK KR", "Noto Sans CJK KR", "Noto Serif KR", "Noto Sans KR", "Noto Serif", "Noto Sans")
"""Fonts asked for first, after the embedded ones, where the machine's own fonts are needed."""

ADDRESSES = ("href", "anchor", "anchors")
"""Fields that point somewhere and are never broken."""

LONGEST_WORD = 22
"""Longer words get places to break: an id, a hash or an address must not run out of its column."""


def render_paper(doc: Document, when: datetime) -> tuple[bytes, list[str]]:
    """Set the document as PDF/A; returns the bytes and what the reader of the return value should know.

    Limits:
        With fonts of this machine in use, another machine may give other bytes.
    """
    data = _plain(doc)
    seen = {c for text in _texts(data) for c in text if ord(c) > 0x17F}
    lacking = _lacking(seen, has_system_fonts=False)
    absent = _lacking(lacking, has_system_fonts=True) if lacking else set()
    warnings, remarks = [], []
    if lacking - absent:
        warnings.append(f"{_scripts(lacking - absent)}: set with fonts of this machine; another may give other bytes")
    if absent:
        count = say_many(len(absent), "character")
        warnings.append(f"{_scripts(absent)}: no font here draws {count}; {NO_GLYPH} stands for each")
        remarks.append(f"{NO_GLYPH} stands for a character ({_scripts(absent)}) that no font on the machine that made "
                       "this PDF can draw. The HTML report and the case hold the text.")  # fmt: skip
        data = _replaced(data, absent)
    inputs = {
        "doc": data, "colours": LIGHT, "marks": _marks(), "warnings": remarks, "short_title": data["title"][:90],
        "when": [when.year, when.month, when.day, when.hour, when.minute, when.second],
        "more_fonts": list(MORE_FONTS) if lacking - absent else [],
        "behind": [b for s in data["sections"] for b in s["blocks"] if b["kind"] == "figure" and b["table"]],
    }  # fmt: skip
    template = (files("fairlead.report") / "templates" / "report.typ").read_bytes()
    pdf, remark = _set(template, inputs, when, bool(lacking - absent))
    return pdf, warnings + remark


def _set(template: bytes, inputs: dict[str, Any], when: datetime, has_system_fonts: bool) -> tuple[bytes, list[str]]:
    """Set the pages: figures where there is room on a page; where typst cannot build its tree of tags over such
    figures ("internal error: parent group", typst 0.15.1) each in its place; at last without tags, and say so."""
    for has_floats in (True, False):
        data = json.dumps(inputs | {"floats": has_floats}, ensure_ascii=False)
        try:
            return _compile(template, {"data": data}, when, has_system_fonts), []
        except typst.TypstError as e:
            if "internal error" not in str(e):
                raise
    untagged = _compile(template, {"data": data}, when, has_system_fonts, has_tags=False)
    return untagged, ["the PDF has no tags for screen readers: typst could not build them; the HTML report has its own"]


def _compile(
    source: bytes, inputs: dict[str, str], when: datetime | None, has_system_fonts: bool, has_tags: bool = True
) -> bytes:
    made, _ = typst.compile_with_warnings(
        source, format="pdf", ignore_system_fonts=not has_system_fonts, sys_inputs=inputs, timestamp=when,
        pdf_standards=["a-2b"], pdf_tags=has_tags,
    )  # fmt: skip
    return bytes(made)


def _lacking(characters: Iterable[str], has_system_fonts: bool) -> set[str]:
    """Characters no font can draw. PDF/A forbids missing glyphs, so typst refuses a page that has one: halving the set
    finds them."""
    ordered = sorted(characters)
    if not ordered or _draws("".join(ordered), has_system_fonts):
        return set()
    if len(ordered) == 1:
        return set(ordered)
    middle = len(ordered) // 2
    return _lacking(ordered[:middle], has_system_fonts) | _lacking(ordered[middle:], has_system_fonts)


def _draws(text: str, has_system_fonts: bool) -> bool:
    try:
        _compile(b"#sys.inputs.text", {"text": " ".join(text)}, None, has_system_fonts)
    except typst.TypstError:
        return False
    return True


def _scripts(characters: Iterable[str]) -> str:
    """Scripts of characters by the first word of their names, and a few of them: ``HANGUL (U+C720, U+C120)``."""
    ordered = sorted(characters)
    scripts = sorted({unicode_name(c, "unnamed").split(" ")[0] for c in ordered})
    some = ", ".join(f"U+{ord(c):04X}" for c in ordered[:3])
    return f"{', '.join(scripts[:4])} ({some}{', ...' if len(ordered) > 3 else ''})"


def _marks() -> dict[str, str]:
    return {status: str(mark_figure(status, PAPER, "m")) for status in (*STATUS, "unknown")}


def _plain(value: Any) -> Any:
    """The document as JSON knows it; the matrix as rows of cells, long words with places to break."""
    if isinstance(value, Matrix):
        rows = [
            [[_plain(chip) for chip in value.cells.get((i, j), ())] for j in range(len(value.receivers))]
            for i in range(len(value.givers))
        ]
        return {
            "kind": value.kind, "caption": value.caption, "givers": list(value.givers), "grid": rows,
            "receivers": list(value.receivers), "ladder": list(value.ladder),
        }  # fmt: skip
    if isinstance(value, Figure):
        own = {k: getattr(value, k) for k in ("number", "title", "says", "caption", "is_here", "kind")}
        return {**own, "svg": str(value.svg), "table": _plain(value.table), "is_tall": _is_tall(str(value.svg))}
    if is_dataclass(value) and not isinstance(value, type):
        return {k: v if k in ADDRESSES else _plain(v) for k, v in _fields(value).items()}
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return _breakable(value) if isinstance(value, str) else value


def _is_tall(svg: str) -> bool:
    """Whether a drawing as wide as the text would leave its caption no room on the page."""
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    return size is not None and float(size[2]) / float(size[1]) * TEXT_MM > HIGHEST_MM


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def _breakable(text: str) -> str:
    """``text`` with zero-width spaces in words too long for a column."""
    if len(text) <= LONGEST_WORD or all(len(w) <= LONGEST_WORD for w in text.split(" ")):
        return text
    return " ".join(
        "\u200b".join(w[i : i + 8] for i in range(0, len(w), 8)) if len(w) > LONGEST_WORD else w
        for w in text.split(" ")
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from _texts(v)
    elif isinstance(value, list):
        for v in value:
            yield from _texts(v)


def _replaced(value: Any, absent: set[str]) -> Any:
    if isinstance(value, str):
        return value.translate({ord(c): NO_GLYPH for c in absent})
    if isinstance(value, dict):
        return {k: _replaced(v, absent) for k, v in value.items()}
    if isinstance(value, list):
        return [_replaced(v, absent) for v in value]
    return value
