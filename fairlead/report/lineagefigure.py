"""Origins and those who only tell them on, as trees: what was said, who passed it on and printed it, what changed.

A solid line is a way that the copy itself names; a dotted one is not shown in its text. What drifted stands beside the
copy that changed it, struck through, with what it became.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from fairlead.base.timeline import say_span
from fairlead.report.blocks import Cell, Figure, Table, columns
from fairlead.report.claimfigure import cut_words, say_what
from fairlead.report.grammar import say_many
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text
from fairlead.report.marks import draw_mark
from fairlead.report.notes import Notes
from fairlead.report.svg import Canvas, Theme

TREES_SHOWN = 24
"""Origins with copies that are drawn, those of most copies first."""

COPIES_SHOWN = 14
"""Copies drawn of one origin; the rest is counted beneath them."""

HIGHEST_SHARE = 1.05
"""Height of one figure as a share of its width: what a page of A4 holds with its caption."""

ROW, DRIFT, GAP = 19.0, 15.0, 16.0
"""Height of a copy, of one field that drifted, and between trees, px."""

STEP = 26.0
"""How far right a copy of a copy stands of what it copies, px."""


class Copy(NamedTuple):
    """One copy in the tree of its origin."""

    claim: Row
    depth: int
    """1 for a copy of the origin itself."""
    via: tuple[str, ...]
    drifts: tuple[tuple[str, str, str], ...]
    """Field, what it was, what it became; of a copy known only as altered one field without a name."""
    is_shown: bool
    """Whether its own text names where it has it from."""


class Tree(NamedTuple):
    """An origin with the copies of it."""

    origin: Row
    lead: Row
    copies: tuple[Copy, ...]


def draw_lineage(held: Held, notes: Notes, theme: Theme, width: float, number: int) -> list[Figure]:
    """Figures of all origins that anybody tells on, numbered from ``number``; none where nobody copies."""
    trees = list_trees(held)
    pages: list[list[Tree]] = []
    room = 0.0
    for tree in trees[:TREES_SHOWN]:
        high = _height(tree, theme, width)
        if not pages or high > room:
            pages.append([])
            room = HIGHEST_SHARE * width
        pages[-1].append(tree)
        room -= high + GAP
    left = len(trees) - TREES_SHOWN
    figures = []
    for i, page in enumerate(pages):
        copies, altered = sum(len(t.copies) for t in page), sum(bool(c.drifts) for t in page for c in t.copies)
        says = f"{say_many(len(page), 'origin')} told on in {say_many(copies, 'copy', 'copies')}, {altered} altered."
        caption = (
            "Left the origin, beside it who only tells it on; copies add no origin. Solid: the copy says where it has "
            "it from; dotted: its text does not show the way. ≠ marks what a copy changed."
        )
        if left > 0 and i == len(pages) - 1:
            caption += f" {say_many(left, 'further origin')} with copies: fairlead show CASE lineage."
        title = "Who only repeats whom" + (f" ({i + 1} of {len(pages)})" if len(pages) > 1 else "")
        svg = _svg(page, theme, width, f"fig{number + i}", says)
        figures.append(Figure(number + i, title, svg, says, caption, _table(page, notes)))
    return figures


def list_trees(held: Held) -> list[Tree]:
    """Origins that are told on, those of most copies first; from LINEAGE, else from CLAIM_ORIGINS."""
    claims, links = held.by("claims", "claim_id"), held.by("claim_origins", "claim_id")
    drifted: dict[str, list[Row]] = defaultdict(list)
    for r in held.rows("lineage"):
        drifted[r["claim_id"]].append(r)
    trees = []
    for origin in held.rows("origins"):
        told = [claims[c] for c in origin["claim_ids"] if c in claims]
        copies = [c for c in told if "copy" in links.get(c["claim_id"], {}).get("relation", "")]
        own = sorted((c for c in told if c not in copies), key=lambda c: (c["said_start"], c["label"]))
        if not copies:
            continue
        lead = own[0] if own else min(copies, key=lambda c: (c["said_start"], c["label"]))
        made = {c["claim_id"]: _copy(c, links[c["claim_id"]], drifted[c["claim_id"]]) for c in copies if c is not lead}
        parents = {c: (drifted[c][0]["copied_id"] if drifted[c] else lead["claim_id"]) for c in made}
        trees.append(Tree(origin, lead, tuple(_in_order(made, parents, lead["claim_id"]))))
    return sorted((t for t in trees if t.copies), key=lambda t: (-len(t.copies), t.origin["origin_id"]))


def _copy(claim: Row, link: Row, rows: Sequence[Row]) -> Copy:
    drifts = tuple(
        (r["field"], show_text(r["was"], 80) or "nothing", show_text(r["is_now"], 80) or "nothing")
        for r in rows
        if r["field"] != "none"
    )
    if not rows and link["relation"] == "altered copy":
        drifts = (("", "", show_text(link["words"], 200)),)
    via = tuple(show_text(v, 40) for v in (rows[0]["via"] or ())) if rows else ()
    return Copy(claim, 1, via, drifts, bool(claim["rests_on"] or claim["relays"]))


def _in_order(copies: Mapping[str, Copy], parents: Mapping[str, str], lead: str) -> Iterator[Copy]:
    """Each copy below what it copies, with its depth; one whose parent is no row here stands below the origin."""
    below: dict[str, list[str]] = defaultdict(list)
    for claim_id, parent in parents.items():
        below[parent if parent in copies and parent != claim_id else lead].append(claim_id)
    seen: set[str] = set()
    stack = [(c, 1) for c in _by_time(below[lead], copies)]
    while stack:
        claim_id, depth = stack.pop()
        if claim_id in seen:
            continue
        seen.add(claim_id)
        yield copies[claim_id]._replace(depth=depth)
        stack += [(c, depth + 1) for c in _by_time(below[claim_id], copies)]
    yield from (copy for claim_id, copy in copies.items() if claim_id not in seen)  # a circle: each still stands once


def _by_time(ids: Sequence[str], copies: Mapping[str, Copy]) -> list[str]:
    """Latest first, to be taken from the end."""
    return sorted(ids, key=lambda i: (copies[i].claim["said_start"], copies[i].claim["label"]), reverse=True)


# ------------------------------------------------------------------------------------------------------------- drawing


def _box_width(width: float) -> float:
    return min(236.0, width * 0.34)


def _lead_lines(tree: Tree, theme: Theme, width: float) -> list[str]:
    room = _box_width(width) - 20
    told = say_what(tree.lead, 120)
    when = say_span(tree.lead["said_start"], tree.lead["said_end"])
    where = f"{show_text(tree.lead['outlet'], 60)}, {when}"
    return [theme.fit(where, room, 11), *theme.wrap(told, room, 11, lines=2)]


def _height(tree: Tree, theme: Theme, width: float) -> float:
    box = 26.0 + 14 * len(_lead_lines(tree, theme, width))
    copies = sum(ROW + DRIFT * len(c.drifts) for c in tree.copies[:COPIES_SHOWN])
    return max(box, copies + (ROW if len(tree.copies) > COPIES_SHOWN else 0.0))


def _svg(trees: Sequence[Tree], theme: Theme, width: float, name: str, says: str) -> Markup:
    c = Canvas(width, theme, name)
    y = 4.0
    for tree in trees:
        _draw_tree(c, tree, y)
        y += _height(tree, theme, width) + GAP
    return c.finish(y - GAP + 4, says)


def _draw_tree(c: Canvas, tree: Tree, top: float) -> None:
    wide = _box_width(c.width)
    lines = _lead_lines(tree, c.theme, c.width)
    high = 26.0 + 14 * len(lines)
    is_gone = bool(tree.lead["rescinded"])
    c.rect(0.5, top, wide, high, c.theme("surface"), "ink3" if is_gone else "ink", 1.2, rx=3,
           stroke_dasharray="3 2.4" if is_gone else None)  # fmt: skip
    draw_mark(c, "claimed", 8, top + 7)
    who = f"{show_text(tree.origin['speaker'], 60)}{', rescinded' if is_gone else ''}"
    c.text(25, top + 18, c.theme.fit(who, wide - 34, 12, is_bold=True), 12, is_bold=True)
    for i, line in enumerate(lines):
        c.text(10, top + 34 + 14 * i, line, 11, "ink2")
    trunk = {0: (wide + 16.0, top + 13.0)}
    c.line(wide, top + 13, wide + 16, top + 13, "ink3", 1.2)
    y = top
    for copy in tree.copies[:COPIES_SHOWN]:
        middle = y + ROW / 2 + 3
        x, parent = wide + 16 + STEP * copy.depth, trunk.get(copy.depth - 1, trunk[0])
        dots = {} if copy.is_shown else {"stroke_dasharray": "0.1 4", "stroke_linecap": "round"}
        c.path(f"M{parent[0]:.1f} {parent[1]:.1f}V{middle:.1f}H{x - 5:.1f}", "ink3", 1.4, **dots)
        trunk[copy.depth] = (x + 6, middle + 7)
        _draw_copy(c, copy, x, middle)
        for i, drift in enumerate(copy.drifts):
            _draw_drift(c, drift, x + 14, y + ROW + DRIFT * i + 12)
        y += ROW + DRIFT * len(copy.drifts)
    if (left := len(tree.copies) - COPIES_SHOWN) > 0:
        c.text(wide + 22 + STEP, y + 14, f"and {say_many(left, 'more copy', 'more copies')}", 11, "ink3")


def _draw_copy(c: Canvas, copy: Copy, x: float, y: float) -> None:
    claim = copy.claim
    name = f"{show_text(claim['outlet'], 60)} ({show_text(claim['label'], 20)})"
    via = f", via {', '.join(copy.via)}" if copy.via else ""
    after = "rescinded" if claim["rescinded"] else "" if copy.drifts else "says the same"
    room = c.width - x - (c.theme.width(after, 11) + 14 if after else 4)
    words = c.theme.fit(name + via, room, 12)
    is_gone = bool(claim["rescinded"])
    c.text(x, y + 4, words, 12, "ink3" if is_gone else "ink", is_struck=is_gone)
    if after:
        c.text(x + c.theme.width(words, 12) + 8, y + 4, after, 11, "ink3")


def _draw_drift(c: Canvas, drift: tuple[str, str, str], x: float, y: float) -> None:
    """``≠ quantity: [was, struck through] became [now]``."""
    field, was, now = drift
    draw_mark(c, "contradicted", x, y - 10)
    x += 17
    room = c.width - x - 4
    if not was:
        c.text(x, y, c.theme.fit(now, room, 11), 11, "conflict")
        return
    head = f"{field}: "
    c.text(x, y, head, 11, "ink2")
    x += c.theme.width(head, 11) + 2
    half = (c.width - x - c.theme.width(" became ", 11) - 8) / 2
    was = cut_words(c.theme, was, half) or c.theme.fit(was, half, 11)
    c.text(x, y, was, 11, "conflict", is_struck=True)
    x += c.theme.width(was, 11) + 4
    c.text(x, y, "became", 11, "ink3")
    x += c.theme.width("became", 11) + 4
    c.text(x, y, cut_words(c.theme, now, c.width - x - 2), 11, "ink")


def _table(trees: Sequence[Tree], notes: Notes) -> Table:
    body = [
        (
            Cell(show_text(t.origin["speaker"], 60), notes.cite(t.origin["origin_id"])),
            Cell(show_text(copy.claim["label"], 20), anchor=notes.mention(copy.claim["claim_id"]), is_bold=True),
            Cell(show_text(copy.claim["outlet"], 80), sub=f"via {', '.join(copy.via)}" if copy.via else ""),
            Cell("; ".join(_say_drift(d) for d in copy.drifts) or "says the same",
                 status="contradicted" if copy.drifts else "claimed"),
        )
        for t in trees for copy in t.copies
    ]  # fmt: skip
    heads = columns(("Origin", 2), ("Copy", 0.7), ("Printed by", 2), ("What changed", 4))
    return Table(say_many(len(body), "copy", "copies"), heads, tuple(body), is_behind=True)


def _say_drift(drift: tuple[str, str, str]) -> str:
    field, was, now = drift
    return f"{field}: “{was}” became “{now}”" if was else now
