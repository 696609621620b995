"""A proposed claim in a terminal: its quote marked in its context, what it says, and the rule's reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fairlead.base.timeline import say_span
from fairlead.base.wording import say_many, say_number
from fairlead.case.queue import Item, Queue
from fairlead.case.reviews import claim_of
from fairlead.cli.terminal import Part, Terminal, fold, pad
from fairlead.ledger.parties import say_party
from fairlead.ledger.wording import STANCES, say_period

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand where a quote begins and ends while lines are folded; a text's own are written as question marks."""
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_NO_NAMES: Mapping[str, str] = {}
_NAME = 11
"""Columns of a field's name."""


def print_item(
    t: Terminal, item: Item, claim: dict[str, Any], place: str, parties: Mapping[str, str] = _NO_NAMES
) -> None:
    """One proposal: where it stands, its quote marked in its context, what it says, and the rule's reason."""
    p, d = item.proposal, item.document or {}
    t.line()
    sure = "sure" if p["is_confident"] else "not sure: look twice"
    t.line((t.words(f"{place}  {sure}"), "bold"), (t.words(f"  {item.id}"), "dim"))
    published = say_span(d["published_start"], d["published_end"]) if d.get("published_start") else "no date known"
    t.paragraph(
        f"{d.get('outlet') or 'outlet not known'}, {published}: {d.get('title') or d.get('name') or 'no title'}", "dim"
    )
    for flag in d.get("flags") or ():
        t.paragraph(f"this document: {flag}", "contradicted")
    if item.alike:
        t.paragraph(f"{item.alike} alike in other documents; each is decided by itself", "dim")
    if item.accepted:
        t.paragraph(f"accepted already, with these words or this content: {', '.join(item.accepted)}", "contradicted")
    for caution in item.cautions:
        t.paragraph(caution, "contradicted")
    _print_quote(t, item)
    for name, words in _tuple(claim, p, parties):
        first, *rest = fold(t.words(words), t.width - _NAME - 2)
        t.line("  ", (pad(name, _NAME), "dim"), first)
        for line in rest:
            t.line(" " * (_NAME + 2), line)


def _print_quote(t: Terminal, item: Item) -> None:
    before, quote, behind = (t.words(_PRIVATE.sub("?", x)) for x in item.context())
    is_inside = False
    for line in fold(f"{before}{_OPEN}{quote}{_CLOSE}{behind}", t.width - 4):
        parts: list[Part] = ["  "]
        for piece in re.split(f"([{_OPEN}{_CLOSE}])", line):
            if piece in (_OPEN, _CLOSE):
                is_inside = piece == _OPEN
                parts.append((">>" if is_inside else "<<", "bold"))
            elif piece:
                parts.append((piece, "bold" if is_inside else "dim"))
        t.line(*parts)


def _tuple(c: dict[str, Any], p: dict[str, Any], parties: Mapping[str, str]) -> list[tuple[str, str]]:
    state = _say_state(p["speaker_state"], parties) if p["speaker_state"] else None
    state = None if c["speaker_org"] == state else state
    who = ", ".join(x for x in (c["speaker_role"], c["speaker_org"], state, c["anonymity"]) if x)
    rests = f"; resting on {c['rests_on']}" if c["rests_on"] else ""
    relays = f"; passed on by {', '.join(c['relays'])}" if c["relays"] else ""
    giver, receiver = (_say_coded(c[side], parties) for side in ("from_party", "to_party"))
    way = f"{giver} to {receiver}"
    if p["direction"] == "unknown" and not (c["from_party"] and c["to_party"]):
        named = ", ".join(_say_coded(x, parties) for x in p["parties"]) or "nobody"
        way += f": who gives is not known (named: {named}); e sets from_party and to_party"
    elif p["direction"] != "sure":
        way += f" ({p['direction']}, not sure)"
    classed = f" [{c['item_class']}]" if c["item_class"] else ""
    return [
        ("who", f"{c['speaker']} ({who}){rests}{relays}"),
        ("says", ", ".join(x for x in (c["stance"], c["modality"], c["claim_kind"], c["stage"], c["cue"]) if x)),
        ("gives", way),
        ("what", f"{c['item'] or 'not known'}{classed}"),
        ("how much", _say_quantity(c)),
        ("when", say_period(c)),
        ("said", say_span(c["said_start"], c["said_end"]) if c["said_start"] else "not known"),
        *_circumstances(c),
        ("why", f"{p['words']} ({p['method']})"),
    ]


def _circumstances(c: dict[str, Any]) -> list[tuple[str, str]]:
    """What else would be accepted with the claim: where it was said, on what it rests, which places and ships it
    names. Only what the text tells."""
    told = [
        ("where", c["venue"]),
        ("basis", str(c["basis"] or "").replace("_", " ")),
        ("places", ", ".join(c["places"] or ())),
        ("ships", ", ".join(c["vessels"] or ())),
    ]
    return [(name, words) for name, words in told if words]


def _say_state(code: str, parties: Mapping[str, str]) -> str:
    return parties.get(code) or say_party(code)


def _say_coded(code: str | None, parties: Mapping[str, str]) -> str:
    """``Russia (RU)``: the name to read, the code to type where it is edited."""
    if not code:
        return "?"
    name = _say_state(code, parties)
    return name if name == code else f"{name} ({code})"


def _say_quantity(c: dict[str, Any]) -> str:
    if c["quantity_words"] is None and c["qty_low"] is None and c["qty_high"] is None:
        return "none stated"
    low, high = (None if c[k] is None else say_number(c[k], 3) for k in ("qty_low", "qty_high"))
    if low is None and high is None:
        return f"no figure, in words: {c['quantity_words']}"
    amount = low if low == high else f"{low or 'no lower end'} to {high or 'no upper end'}"
    more = [
        x for x in (c["unit"], c["qualifier"], c["scope"], "one of alternatives" if c["alternatives"] else None) if x
    ]
    return f"{amount} {', '.join(more)}" + (f", in words: {c['quantity_words']}" if c["quantity_words"] else "")


def print_queue(t: Terminal, queue: Queue) -> None:
    """What waits, a line each, with the id by which it can be accepted."""
    waiting = queue.waiting
    for item in waiting:
        p, c = item.proposal, claim_of(item.proposal, item.document)
        giver, receiver = (_say_state(p[side], queue.names) if p[side] else "?" for side in ("from_party", "to_party"))
        stance = STANCES.get(p["stance"], p["stance"])
        what = f"{p['speaker']}: {stance} {p['item'] or '?'}, {_say_quantity(c)}; {giver} to {receiver}"
        mark = "look" if item.cautions else "sure" if p["is_confident"] else "    "
        alike = f" ({item.alike} alike)" if item.alike else ""
        t.line((t.words(item.id), "bold"), f"  {mark}  ", t.fit(t.words(what + alike), max(t.width - 35, 30)))
    t.paragraph(
        f"{say_many(len(waiting), 'proposal')} of {len(queue.items):,} {'waits' if len(waiting) == 1 else 'wait'}"
    )
