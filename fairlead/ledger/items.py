"""What a claim is about: the question that asks for it, else a class of items, else its own words.

A question of the case names its commodity by ``item_words``; that comes first, so that any trade works by data alone.
The table of classes only keeps claims about *other* things apart in the ledger. It is the house's own short list, made
from reading how claims in public reporting word their items; a class decides nothing but which claims are shown
together.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fairlead.ledger.words import Tokens, fold, holds_phrase, tokens

VERSION = "2026.11.3"
"""Of classes.csv; a change of that table is a change of this."""

Terms = tuple[tuple[str, Tokens, str], ...]
"""How a class is told: ``words`` of an item or the ``head`` of a dotted class, folded or as written, and the class; or
a narrower class that it ``covers``."""


def read_terms(rows: Iterable[Mapping[str, Any]]) -> Terms:
    """Read rows of classes: the term, whether it is words or the head of a dotted class, and the class."""
    return tuple(
        (r["kind"], tokens(r["term"]) if r["kind"] == "words" else (r["term"],), str(r["class"])) for r in rows
    )


@lru_cache(maxsize=1)
def package_terms() -> Terms:
    """The package's own short list, in order: the first that fits wins (``troop casualties`` are casualties)."""
    text = files("fairlead.ledger").joinpath("classes.csv").read_text(encoding="utf-8")
    return read_terms(csv.DictReader(text.splitlines()))


Row = Mapping[str, Any]

SHIP_WORDS = frozenset(tokens("tanker ship vessel hull boat barge freighter carrier fleet flagged owned"))
"""Words that tell of ships."""
_ANY_SHIP = frozenset(tokens("ship vessel hull"))
"""Words for ships of any kind."""


def by_ordinal(questions: Iterable[Row]) -> list[Row]:
    """Questions in the order case.toml asks them."""
    return sorted(questions, key=lambda q: (q["ordinal"], q["question"]))


def question_of(claim: Row, questions: Sequence[Row]) -> Row | None:
    """The first question that a claim's item and direction belong to; None where none asks for it.

    A claim that leaves giver or receiver out fits a question by its item; one that states another direction never does.
    """
    words = tokens(claim["item"])
    for q in questions:
        fits = all(claim[side] in (None, q[side]) for side in ("from_party", "to_party"))
        if fits and any(holds_phrase(words, tokens(w)) for w in q["item_words"]):
            return q
    return None


def is_way_of_ships(claim: Row) -> bool:
    """Whether a claim tells of ships that went somewhere, and of nothing they carried."""
    if claim["claim_kind"] != "voyage":
        return False
    if dotted := claim["item_class"]:
        return str(dotted).partition(".")[0] == "vessel"
    return not SHIP_WORDS.isdisjoint(tokens(claim["item"]))


def question_of_ships(claim: Row, questions: Sequence[Row]) -> Row | None:
    """The first question whose trips a count of voyages counts: its carriers between its two sides, in either order,
    since a trip goes out and back. None for any other claim.

    Limits:
        Ships told without their kind (``vessels``) are taken for the question's carriers.
    """
    if not is_way_of_ships(claim):
        return None
    words, sides = set(tokens(claim["item"])), {claim["from_party"], claim["to_party"]}
    for q in questions:
        carrier = tokens(q["carrier"])
        kinds = {None, "vessel", *(f"vessel.{w}" for w in carrier)}
        is_ours = claim["item_class"] in kinds or not words.isdisjoint(carrier) or not _ANY_SHIP.isdisjoint(carrier)
        if sides == {q["from_party"], q["to_party"]} and is_ours:
            return q
    return None


def class_of(claim: Row, questions: Sequence[Row], own: Terms = ()) -> str:
    """The name of the claim's question, else its class by the case's own terms, else by the package's, else its words.

    Args:
        claim: a CLAIMS row; a dotted item class decides before its words.
        questions: QUESTIONS, in order.
        own: the case's terms of kind class (LEXICON), which come first.
    """
    if (question := question_of(claim, questions)) is not None:
        return str(question["question"])
    terms = (*own, *package_terms())
    if dotted := claim["item_class"]:
        heads = ((term[0], name) for kind, term, name in terms if kind == "head")
        return next((name for head, name in heads if dotted == head or dotted.startswith(f"{head}.")), dotted)
    words = tokens(claim["item"])
    return next(
        (name for kind, term, name in terms if kind == "words" and holds_phrase(words, term)),
        fold(claim["item"]) or "not stated",
    )


def classes_in(claim: Row, questions: Sequence[Row], own: Terms = ()) -> frozenset[str]:
    """Every class that a claim's item names, and the narrower ones that these cover: "troops and arms" names two kinds
    of goods, and whoever denies arms denies shells.

    Args:
        claim: a CLAIMS row.
        questions: QUESTIONS, in order.
        own: the case's terms of kind class (LEXICON).
    """
    terms, words = (*own, *package_terms()), tokens(claim["item"])
    named = {class_of(claim, questions, own)}
    named |= {name for kind, term, name in terms if kind == "words" and holds_phrase(words, term)}
    return frozenset(named | {term[0] for kind, term, name in terms if kind == "covers" and name in named})


def kinds_of_question(question: Row, own: Terms = ()) -> frozenset[str]:
    """The classes that a question's own words for its goods belong to."""
    terms = (*own, *package_terms())
    found = {}
    for said in question["item_words"]:
        words = tokens(said)
        found[said] = next((c for kind, t, c in terms if kind == "words" and holds_phrase(words, t)), None)
    return frozenset(c for c in found.values() if c is not None)
