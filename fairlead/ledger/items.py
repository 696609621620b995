"""What a claim is about: the question that asks for it, else a class of items, else its own words.

A question of the case names its commodity by ``item_words``; that comes first, so that any trade works by data alone.
The table of classes only keeps claims about *other* things apart in the ledger. It is the house's own short list, made
from reading how claims in public reporting word their items; a class decides nothing but which claims are shown
together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fairlead.ledger.words import fold, holds_phrase, tokens

ITEM_CLASSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("treaty", ("treaty", "defence pact", "partnership agreement")),
    ("casualties", ("casualty", "casualties", "deaths", "killed", "wounded", "losses")),
    ("troops", ("troops", "soldiers", "military personnel", "special forces", "engineers")),
    ("air defence", ("air defence", "air defense", "anti aircraft", "surface to air")),
    ("ballistic missiles", ("ballistic missile", "ballistic missiles", "missile", "missiles")),
    ("munitions", ("munitions", "ammunition", "artillery", "shells", "rounds", "rockets", "explosives", "mortar")),
    ("drones", ("drone", "drones", "uav", "loitering munition")),
    ("vehicles and ships", ("vehicle", "tank", "tanks", "aircraft", "helicopter", "submarine", "warship", "vessels")),
    ("arms, kind not stated", ("arms", "weapons", "weaponry", "military aid")),
    ("crude oil", ("crude", "crude oil")),
    ("oil", ("oil", "petroleum", "fuel", "diesel", "gasoline", "gas oil", "kerosene", "naphtha")),
    ("gas", ("natural gas", "lng", "lpg")),
    ("coal and ore", ("coal", "iron ore", "ore", "anthracite")),
    ("grain and food", ("grain", "wheat", "maize", "corn", "rice", "flour", "food", "barley", "soybeans")),
    ("fertiliser", ("fertiliser", "fertilizer", "potash", "urea")),
    ("workers", ("workers", "labourers", "laborers")),
    ("money", ("cash", "money", "loan", "gold", "banknotes")),
    ("technology", ("technology", "satellite", "know how", "machine tools", "electronics", "chips")),
    ("aid", ("aid", "humanitarian", "economic assistance")),
)
"""Class and the words that mean it, first match wins (``troop casualties`` are casualties, not troops)."""

DOTTED: tuple[tuple[str, str], ...] = (
    ("missile.air_defence", "air defence"), ("equipment.air_defence", "air defence"), ("missile", "ballistic missiles"),
    ("ammunition", "munitions"), ("artillery_system", "munitions"), ("munitions", "munitions"),
    ("weapons", "arms, kind not stated"), ("uav", "drones"), ("aircraft", "vehicles and ships"),
    ("vessel", "vehicles and ships"), ("oil.crude", "crude oil"), ("oil", "oil"), ("gas", "gas"),
    ("coal", "coal and ore"), ("food", "grain and food"), ("fertiliser", "fertiliser"), ("money", "money"),
    ("aid", "aid"),
    ("technology.satellite", "satellite technology"), ("technology.submarine", "submarine technology"),
    ("technology.missile_nuclear", "missile and nuclear technology"), ("technology", "technology"),
    ("personnel.troops", "troops"), ("personnel.workers", "workers"),
    ("casualties", "casualties"), ("treaty", "treaty"),
)  # fmt: skip
"""Dotted item class, or its beginning, and the class it is shown in; the first that fits."""

_PHRASES = tuple((name, tuple(tokens(w) for w in words)) for name, words in ITEM_CLASSES)

Row = Mapping[str, Any]


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


def class_of(claim: Row, questions: Sequence[Row]) -> str:
    """The name of the claim's question, else its class in the table, else its own folded words."""
    if (question := question_of(claim, questions)) is not None:
        return str(question["question"])
    if dotted := claim["item_class"]:
        return next((name for head, name in DOTTED if dotted == head or dotted.startswith(f"{head}.")), dotted)
    words = tokens(claim["item"])
    return next(
        (name for name, phrases in _PHRASES if any(holds_phrase(words, p) for p in phrases)),
        fold(claim["item"]) or "not stated",
    )
