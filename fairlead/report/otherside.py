"""The other side: who is recorded as asked before publication, what they were told, and what they answered."""

from __future__ import annotations

from fairlead.report.blocks import Cell, Section, Table, columns, plain
from fairlead.report.grammar import say_many
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text
from fairlead.report.notes import Notes

TITLE = "The other side"
SHOWN = 150

NOBODY = (
    "Nobody named here is recorded as asked for their side. Whoever is said to do something is asked before that is "
    "published, and what they answer is recorded (the kind of evidence replies; docs/responsible-use.md)."
)


def other_side_section(held: Held, notes: Notes) -> Section | None:
    """Who was asked, in the order of asking; where findings are written and nobody was, that."""
    rows = sorted(held.rows("replies"), key=lambda r: (r["asked_on"] is None, r["asked_words"] or "", r["label"]))
    if not rows:
        return Section(TITLE, "other-side", (plain(NOBODY),)) if held.count("findings") else None
    asked = [r for r in rows if r["asked_on"] is not None]
    silent = sum(r["answer"] is None for r in asked)
    said = f"{say_many(len(asked), 'party', 'parties')} asked"
    if silent:
        said += f"; of {say_many(silent, 'party', 'parties')} no answer is recorded, which confirms nothing"
    if left := len(rows) - len(asked):
        said += f"; {say_many(left, 'party', 'parties')} not asked, with the reason"
    body = [
        (
            Cell(
                show_text(r["party"], 120),
                sub=show_text(r["label"], 30),
                is_bold=True,
                anchor=notes.mention(r["reply_id"]),
            ),
            Cell(_asked(r), sub=show_text(r["channel"], 120)),
            Cell(show_text(r["told"])),
            Cell(_answer(r), sub=r["answered_words"] or ""),
        )
        for r in rows[:SHOWN]
    ]
    heads = columns(("Who", 1.8), ("Asked", 1.6), ("What they were told", 2.8), ("What they said", 2.8))
    more = f"{len(rows) - SHOWN} more: fairlead show CASE replies." if len(rows) > SHOWN else ""
    return Section(TITLE, "other-side", (Table(f"{said}.", heads, tuple(body), more),))


def _asked(r: Row) -> str:
    if r["asked_on"] is None:
        return f"not asked: {show_text(r['why_not'])}"
    by = f" by {show_text(r['asked_by'], 80)}" if r["asked_by"] else ""
    return f"{r['asked_words']}{by}"


def _answer(r: Row) -> str:
    if r["answer"] is not None:
        return f"“{show_text(r['answer'])}”"
    return "" if r["asked_on"] is None else "no answer is recorded"
