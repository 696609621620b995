"""Statements in time: what period each speaks of and when it was said, over our own trips of the same direction.

A statement is an outline, never a fill: it is somebody else's word. Its ends are square where the source states them
and fade where it states none, or where its period ends only because it was said then. A denial, a confirmation and a
refusal to comment are told apart by mark and word, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from markupsafe import Markup

from fairlead.base.timeline import say_span
from fairlead.base.wording import fold
from fairlead.ledger.parties import say_party
from fairlead.ledger.wording import STANCES as SAID
from fairlead.ledger.wording import say_period
from fairlead.report.blocks import Cell, Figure, Table, columns
from fairlead.report.grammar import say_amount, say_many
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text
from fairlead.report.marks import draw_mark
from fairlead.report.notes import Notes
from fairlead.report.placing import Box, Placer
from fairlead.report.svg import Canvas, Theme, element, px
from fairlead.report.timechart import Axis, draw_axis

FIGURES_SHOWN = 6
"""Directions with a figure of their own, those of most statements first."""

LANES = 30
"""Statements drawn in one figure: more would not fit a page. A direction of more has several, on one axis."""

PARTS_SHOWN = 4
"""Figures of one direction at most. Where they do not hold all statements, assertions are left out and counted: every
denial, confirmation and refusal to comment is drawn before them."""

LABELS_SHOWN = 12
"""Statements named that stand in no figure; the others are counted."""

LANE = 19.0
"""Height of a statement, px."""

FADE = 16.0
"""Length of an end that the source does not state, px."""

TRIP, TRIP_LINES = 9.0, 8
"""Height of a trip of ours, px, and lines they take at most."""

LIMIT = 32.0
"""Height of the line of the limit, px."""

REACH = timedelta(days=5 * 365)
"""How far before the first and after the last statement a figure reaches: a period typed for the year 1024 must not
press all others into one spot. What lies beyond ends at the edge."""

STANCES = {
    "assert": "",
    "deny": "denied",
    "confirm": "confirmed",
    "no comment": "no comment",
    "neither confirm nor deny": "neither confirmed nor denied",
}
"""What stands beside a statement that asserts nothing."""


class _Dyad(NamedTuple):
    """All statements of one direction."""

    giver: str
    receiver: str
    claims: tuple[Row, ...]


def draw_claims(held: Held, notes: Notes, theme: Theme, width: float, number: int) -> list[Figure]:
    """Figures for each direction of which anybody speaks, numbered from ``number`` on."""
    figures: list[Figure] = []
    for dyad in _dyads(held)[0][:FIGURES_SHOWN]:
        parts = _parts(dyad.claims)
        for part in range(len(parts)):
            figures.append(_draw(held, dyad, parts, part, notes, theme, width, number + len(figures)))
    return figures


def say_not_drawn(held: Held) -> str:
    """Statements that stand in no figure, and why; blank where every one does."""
    dyads, nowhere = _dyads(held)
    further = dyads[FIGURES_SHOWN:]
    told = []
    if nowhere:
        told.append(f"{say_many(len(nowhere), 'statement')} without giver or receiver ({_labels(nowhere)})")
    if further:
        claims = [c for d in further for c in d.claims]
        told.append(
            f"{say_many(len(claims), 'statement')} of {say_many(len(further), 'further direction')} ({_labels(claims)})"
        )
    return f"In no figure: {'; '.join(told)}. They stand in the table of claims below." if told else ""


def _labels(claims: Sequence[Row]) -> str:
    shown = [show_text(c["label"], 20) for c in claims[:LABELS_SHOWN]]
    return ", ".join(shown) + (f" and {len(claims) - len(shown):,} more" if len(claims) > len(shown) else "")


def _parts(claims: Sequence[Row]) -> list[tuple[Row, ...]]:
    """The statements that are drawn, by date, in as many figures as they need."""
    drawn = sorted(claims, key=lambda c: (c["stance"] == "assert", c["said_start"], c["label"]))[: LANES * PARTS_SHOWN]
    drawn.sort(key=lambda c: (c["said_start"], c["label"]))
    many = -(-len(drawn) // LANES)
    each = -(-len(drawn) // many)
    return [tuple(drawn[at : at + each]) for at in range(0, len(drawn), each)]


def _dyads(held: Held) -> tuple[list[_Dyad], list[Row]]:
    """Statements by direction, those of most first, and statements that name none; copies are left out."""
    relation = {r["claim_id"]: r["relation"] for r in held.rows("claim_origins")}
    found: dict[tuple[str, str], list[Row]] = {}
    nowhere: list[Row] = []
    for c in sorted(held.rows("claims"), key=lambda c: (c["said_start"], c["label"])):
        if "copy" in relation.get(c["claim_id"], ""):
            continue
        if c["from_party"] and c["to_party"]:
            found.setdefault((c["from_party"], c["to_party"]), []).append(c)
        else:
            nowhere.append(c)
    dyads = [_Dyad(giver, receiver, tuple(claims)) for (giver, receiver), claims in found.items()]
    return sorted(dyads, key=lambda d: (-len(d.claims), d.giver, d.receiver)), nowhere


def _draw(
    held: Held, dyad: _Dyad, parts: Sequence[Sequence[Row]], part: int, notes: Notes, theme: Theme, width: float,
    number: int,
) -> Figure:  # fmt: skip
    shown, every = parts[part], [c for p in parts for c in p]
    asked = [
        q for q in held.rows("questions")
        if (q["from_party"], q["to_party"]) == (dyad.giver, dyad.receiver)
    ]  # fmt: skip
    names = {q["question"] for q in asked}
    trips = [t for t in held.rows("trips") if t["question"] in names and t["is_counted"]]
    caps = _caps(held, names)
    giver, receiver = (show_text(held.parties.get(p) or say_party(p), 60) for p in (dyad.giver, dyad.receiver))
    direction = f"{giver} to {receiver}"
    denied = sum(c["stance"] == "deny" for c in dyad.claims)
    says = (
        f"{direction}: {say_many(len(dyad.claims), 'statement')}, {say_many(denied, 'denial')}; "
        f"{say_many(len(trips), 'documented trip')} of this case."
    )
    caption = (
        "The speech mark stands on the day a statement was made, the outline over the period it speaks of; copies are "
        "left out. A faded end is one that the source does not state, or that is only the day it was said. ≠ is a "
        "denial, a ring a refusal to comment, a tick a party's confirmation; a statement that this case rescinded is "
        "struck through. Outlines are other people's words, filled squares evidence held here."
    )
    left = [c for c in dyad.claims if all(c is not d for d in every)]
    if left:
        silent = "assertion" if all(c["stance"] == "assert" for c in left) else "statement"
        caption += f" {say_many(len(left), f'later {silent}')} not drawn, for want of room: fairlead show CASE claims."
    title = f"{direction}: what each statement covers, and when it was said"
    if len(parts) > 1:
        title += f"; part {part + 1} of {len(parts)}"
        says += f" Part {part + 1} of {len(parts)}, {say_many(len(shown), 'statement')}."
    svg = _svg(shown, _axis(every, trips, width), trips, caps, theme, width, f"fig{number}", says)
    behind = [*shown, *(left if part == len(parts) - 1 else ())]
    return Figure(number, title, svg, says, caption, _table(behind, notes))


def _caps(held: Held, questions: set[str]) -> list[tuple[datetime, datetime, str]]:
    """Each cap period with its limit in words."""
    rules = {r["label"]: r for r in held.rows("legal_measures")}
    found = {}
    for r in held.rows("cap_status"):
        if r["question"] in questions and r["limit"] is not None:
            rule = rules.get(r["rule"], {})
            paragraph = f" para {rule['paragraph']}" if rule.get("paragraph") else ""
            where = show_text(f"{rule.get('instrument', '')}{paragraph}", 40)
            found[r["period_start"], r["period_end"]] = f"limit {say_amount(r['limit'], r['unit'])}, {where}".rstrip(
                ", "
            )
    return [(start, end, words) for (start, end), words in sorted(found.items())]


def _svg(
    claims: Sequence[Row], axis: Axis, trips: Sequence[Row], caps: Sequence[tuple[datetime, datetime, str]],
    theme: Theme, width: float, name: str, says: str,
) -> Markup:  # fmt: skip
    c = Canvas(width, theme, name)
    levels = _levels(axis, trips)
    trips_high = 10.0 + TRIP * (1 + max(levels.values(), default=0)) if trips else 0.0
    below = trips_high + (LIMIT if caps else 0.0)
    top, bottom = 26.0, 26.0 + 6 + LANE * len(claims) + below
    draw_axis(c, axis, top, bottom)
    y = top + 4
    for claim in claims:
        _draw_claim(c, axis, claim, y + LANE / 2)
        y += LANE
    c.line(0, y + 2, width, y + 2, "line2", 1)
    if trips:
        _draw_trips(c, axis, trips, levels, y + 10)
        y += trips_high
    if caps:
        y += LIMIT
        c.text(0, y - 6, "The limit", 12, is_bold=True)
        for start, end, words in caps:
            a, b = axis.clip(start), axis.clip(end)
            if b <= a:
                continue
            c.line(a, y - 6, b, y - 6, "ink", 1.6)
            c.line(a, y - 10, a, y - 2, "ink", 1.6)
            c.line(b, y - 10, b, y - 2, "ink", 1.6)
            c.text((a + b) / 2, y - 12, theme.fit(words, b - a, 11), 11, "ink2", "middle", halo="surface")
    fades = [
        element("linearGradient", element("stop", offset=0, stop_color=theme(token), stop_opacity=1 - out),
                element("stop", offset=1, stop_color=theme(token), stop_opacity=out),
                id=f"{name}-{token}-{'in' if out else 'out'}")
        for token in ("ink", "conflict", "ink3") for out in (0, 1)
    ]  # fmt: skip
    return c.finish(bottom + 2, says, fades)


def _axis(claims: Sequence[Row], trips: Sequence[Row], width: float) -> Axis:
    starts = [t for c in claims for t in (c["period_start"], c["said_start"]) if t is not None]
    ends = [t for c in claims for t in (c["period_end"], c["said_end"]) if t is not None]
    starts += [t["start_time"] for t in trips]
    ends += [t["end_time"] or t["start_time"] for t in trips]
    spoken = min(c["said_start"] for c in claims), max(c["said_end"] or c["said_start"] for c in claims)
    first, last = max(min(starts), spoken[0] - REACH), min(max(ends), spoken[1] + REACH)
    room = max(last - first, timedelta(days=20)) * 0.03
    return Axis(first - room, last + room * 2, min(262.0, width * 0.36), width - 8)


def _draw_claim(c: Canvas, axis: Axis, claim: Row, y: float) -> None:
    stance = "" if claim["rescinded"] else claim["stance"]
    token = {"assert": "ink", "deny": "conflict", "confirm": "ink"}.get(stance, "ink3")
    room = axis.left - 12
    said = f"{claim['said_start']:%-d %b %Y}" if _is_day(claim) else say_span(claim["said_start"], claim["said_end"])
    who = c.theme.fit(show_text(claim["speaker"], 60), room - c.theme.width(said, 11) - 8, 12)
    c.text(0, y + 4, who, 12, "ink3" if claim["rescinded"] else "ink", is_struck=bool(claim["rescinded"]))
    c.text(room, y + 4, said, 11, "ink3", "end")
    at = axis.clip(claim["said_start"])
    placer = Placer(Box(axis.left - 2, y - LANE / 2, c.width, y + LANE / 2))
    start, end = claim["period_start"], claim["period_end"]
    if start is not None or end is not None:
        a, b = _outline(c, axis, claim, token, y)
        placer.take(Box(a, y - 6, b, y + 6))
        if at > b + 7:
            c.line(b, y, at - 7, y, "ink3", 0.8, stroke_dasharray="1.5 2.5")
    _mark(c, claim, at, y)
    placer.take(Box(at - 7, y - 7, at + 7, y + 7))
    _words(c, axis, claim, at, y, placer)


def _mark(c: Canvas, claim: Row, at: float, y: float) -> None:
    """A speech mark on the day; ≠ for a denial, a speech mark with a tick for a confirmation, a ring for silence."""
    if claim["stance"] in ("no comment", "neither confirm nor deny"):
        c.circle(at, y, 4.2, c.theme("surface"), "ink3", 1.3)
        return
    c.rect(at - 6, y - 6, 12, 9 if claim["stance"] != "deny" else 12, c.theme("surface"))
    draw_mark(c, "contradicted" if claim["stance"] == "deny" else "claimed", at - 6, y - 6)
    if claim["stance"] == "confirm":
        c.path(f"M{px(at - 2.6)} {px(y - 1.6)}l2 2l3.4 -3.6", "ink", 1.2)


def _is_day(claim: Row) -> bool:
    return bool(claim["said_end"] is None or claim["said_end"] - claim["said_start"] <= timedelta(days=1))


def _outline(c: Canvas, axis: Axis, claim: Row, token: str, y: float) -> tuple[float, float]:
    """The outline of the period, and where it begins and ends in px."""
    start, end = claim["period_start"], claim["period_end"]
    is_start_open = start is None
    is_end_open = end is None or end in (claim["said_end"], claim["said_start"])
    a = axis.clip(start) if start is not None else axis.clip(min(claim["said_start"], end)) - 3 * FADE
    b = axis.clip(end) if end is not None else axis.clip(claim["said_start"])
    a, b = max(a, axis.left), max(b, a + 5)
    left = a + min(FADE, (b - a) / 2) if is_start_open else a
    right = b - min(FADE, (b - a) / 2) if is_end_open else b
    c.rect(a, y - 5, b - a, 10, c.theme("surface"))
    for edge in (y - 5, y + 5):
        c.line(left, edge, right, edge, token, 1.2)
        if left > a:
            c.rect(a, edge - 0.6, left - a, 1.2, c.ref(f"{token}-in"))
        if right < b:
            c.rect(right, edge - 0.6, b - right, 1.2, c.ref(f"{token}-out"))
    if not is_start_open:
        c.line(a, y - 5, a, y + 5, token, 1.2)
    if not is_end_open:
        c.line(b, y - 5, b, y + 5, token, 1.2)
    return a, b


def _words(c: Canvas, axis: Axis, claim: Row, at: float, y: float, placer: Placer) -> None:
    """Stance and quantity beside the statement, right of it, else left, else inside; cut where there is no room."""
    stance = "rescinded" if claim["rescinded"] else STANCES.get(claim["stance"], show_text(claim["stance"], 30))
    told = say_what(claim, 80)
    words = ": ".join(filter(None, [stance, told]))
    paint = "conflict" if claim["stance"] == "deny" and not claim["rescinded"] else "ink2"
    start = claim["period_start"]
    edge = min(at - 10, axis.clip(start) - 6) if start is not None else at - 10
    for share in (1.0, 0.5, 0.3):
        cut = cut_words(c.theme, words, max(70.0, c.theme.width(words, 11) * share))
        wide = c.theme.width(cut, 11)
        right, left = Box(at + 10, y - 7, at + 10 + wide, y + 7), Box(edge - wide, y - 7, edge, y + 7)
        for box, anchor, x in ((right, None, right.left), (left, "end", left.right)):
            if cut and placer.is_free(box):
                c.text(x, y + 4, cut, 11, paint, anchor, halo="surface")
                return


def cut_words(theme: Theme, words: str, room: float) -> str:
    """As many whole words as fit: a figure cut in its middle is another figure."""
    if theme.width(words, 11) <= room:
        return words
    head = theme.fit(words, room, 11).rstrip("…")
    return f"{head.rpartition(' ')[0].rstrip(' ;,')}…" if " " in head else ""


def _levels(axis: Axis, trips: Sequence[Row]) -> dict[str, int]:
    """A line for each trip, so that none of one week lies on another."""
    taken: list[float] = []
    found = {}
    for trip in sorted(trips, key=lambda t: (t["start_time"], t["trip_id"])):
        a, b = _span(axis, trip)
        level = next((n for n, edge in enumerate(taken) if edge < a), len(taken))
        if level == len(taken) and level >= TRIP_LINES:
            level = min(range(len(taken)), key=taken.__getitem__)
        taken[level:] = [b + 2, *taken[level + 1 :]]
        found[trip["trip_id"]] = level
    return found


def _span(axis: Axis, trip: Row) -> tuple[float, float]:
    a, b = axis.clip(trip["start_time"]), axis.clip(trip["end_time"] or trip["start_time"])
    return (a - 3.5, b + 3.5) if b - a < TRIP else (a, b)


def _draw_trips(c: Canvas, axis: Axis, trips: Sequence[Row], levels: dict[str, int], top: float) -> None:
    """A square where the day is known, a bar as long as the time it lies in; hatched where it is inferred."""
    c.text(0, top + 7, "Our own trips", 12, is_bold=True)
    c.text(axis.left - 12, top + 7, say_many(len(trips), "trip"), 11, "ink3", "end")
    for trip in trips:
        a, b = _span(axis, trip)
        is_long = b - a > TRIP
        fill = c.ref("hatch-small") if trip["status"] == "inferred" else c.theme("tint" if is_long else "evidence")
        c.rect(a, top + TRIP * levels[trip["trip_id"]], b - a, TRIP - 2, fill, "evidence", 1.0)


def say_what(claim: Row, longest: int) -> str:
    """The quantity in the source's words, or the item where it states none."""
    words = claim["quantity_words"]
    return show_text(words if words and fold(words) != "not stated" else claim["item"], longest)


def _table(claims: Sequence[Row], notes: Notes) -> Table:
    body = [
        (
            Cell(show_text(c["label"], 20), anchor=notes.mention(c["claim_id"]), is_bold=True),
            Cell(show_text(c["speaker"], 80)), Cell(say_span(c["said_start"], c["said_end"])),
            Cell("rescinded" if c["rescinded"] else show_text(SAID.get(c["stance"], c["stance"]), 40)),
            Cell(say_period(c)), Cell(say_what(c, 160)),
        )
        for c in claims
    ]  # fmt: skip
    heads = columns(("Claim", 0.7), ("Who", 2), ("Said", 1.3), ("Stance", 1), ("Speaks of", 1.6), ("What", 2.6))
    return Table(say_many(len(claims), "statement"), heads, tuple(body), is_behind=True)
