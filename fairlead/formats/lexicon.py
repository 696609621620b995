"""lexicon: a case's own words, for the reading of statements: states, people, offices, outlets, items, units, verbs,
cues."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from fairlead.base.tables import LEXICON
from fairlead.formats.api import Kind
from fairlead.formats.record import Record, shorten
from fairlead.formats.states import find_state

TERM_KINDS: Mapping[str, str] = {
    "state": "a state by another name; value its two-letter code, or a code of your own for who is no state",
    "place": "a place; value the state it lies in",
    "person": "a person; value the usual name, parent the state",
    "office": "an organ, role or group; value its usual name, parent its state, note organ, role or group",
    "body": "an organisation of no state; value its usual name",
    "outlet": "who publishes; value its usual name, parent its state or owner",
    "item": "goods; value a class, general first, with points: oil.refined",
    "class": "how claims are shown together in the ledger: words of an item, or with the note head the beginning of a "
    "dotted class; value the class",
    "no_item": "words that hold an item's name and mean none: missile test; value none",
    "unit": "a noun that is counted; value the unit",
    "measure_word": "a word for how it is packed: container; value the same",
    "give": "a verb of giving; value give, reward or equip",
    "receive": "a verb of receiving; value receive",
    "move": "a verb of moving; value move, carry, load or unload",
    "nominal": "a noun of giving or receiving; value give, receive, giver, receiver or help",
    "form": "an irregular form of a verb: sold; value its base form",
    "cue": "a verb of saying; value assert, probable, possible, planned, concern, confirm or deny",
    "modal": "words that weaken or date: possible, probable, planned, requested, concern, reported, unconfirmed",
    "head": "a word above a clause that takes its assertion away; value suppose, imagine, ask, bar, almost, feign, "
    "plea, prove, nobody, not or report; note verb or noun where it inflects; none takes a word of the package out",
    "loss": "killed, wounded, captured: whoever is counted by it was not given; value loss, note verb or noun",
    "false": "words that call something untrue; value deny",
    "basis": "what a statement rests on; value satellite_imagery, intelligence, documents, ...",
}
"""Kinds of terms that a case may add, and what their value means."""
_PLAIN = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
_OWN_CODE = re.compile(r"[A-Z]{2,8}")


def take_term(record: Record) -> Mapping[str, Any]:
    """One row of LEXICON.

    The term is kept in lower case with single blanks. A state's name as value is read as its code; a code of capitals
    that no
    state has is taken as it is: a movement or a breakaway region may be a party too.
    """
    kind = record.need("term_kind").strip().lower().replace(" ", "_")
    term = " ".join(record.need("term").replace("’", "'").lower().split())
    value = record.need("value")
    parent = record.text("parent")
    if kind and kind not in TERM_KINDS:
        record.fault("term_kind", f"term_kind {shorten(kind)!r} is none of {', '.join(TERM_KINDS)}")
    if term and not any(c.isalnum() for c in term):
        record.fault("term", f"term {shorten(term)!r} has no letter or digit")
    if len(term) > 80:
        record.fault("term", "term is longer than 80 characters: a term is a few words")
    if kind in ("state", "place") and value:
        value = _code(record, "value", value)
    elif kind in ("item", "basis") and value and not _PLAIN.fullmatch(value):
        record.fault("value", f"value {shorten(value)!r} is no class: write small letters and points, oil.refined")
    if kind in ("person", "office", "outlet") and parent:
        parent = find_state(parent) or parent
    return {
        "term_kind": kind,
        "term": term,
        "value": value,
        "parent": parent,
        "note": record.text("note"),
        "version": "case",
    }


def _code(record: Record, column: str, value: str) -> str:
    code = find_state(value)
    if code is None and not _OWN_CODE.fullmatch(value):
        record.fault(
            column,
            f"{column} {shorten(value)!r} names no state; write its two-letter code, or a code of capitals of your own",
        )
    return code or value


KIND = Kind(
    name="lexicon",
    table=LEXICON,
    doc="a case's own words for states, offices, outlets, items, units and cues",
    required=("term_kind", "term", "value"),
    optional=("parent", "note"),
    take=take_term,
    label=("term_kind", "term"),
)
