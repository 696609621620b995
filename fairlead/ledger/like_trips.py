"""Whether our trips are of the kind that a claim counts: its places, ships, goods, and whether it tells what happened.

A count of ours beside a claim about another port, another ship or other goods proves nothing about it. Where the claim
is narrower than the question, our trips are narrowed alike; where they cannot be, the reason is said in words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa

from fairlead.base.tables import LEXICON, PLACES, QUESTION_PLACES, VESSELS
from fairlead.base.wording import say_list
from fairlead.ledger.items import SHIP_WORDS, is_way_of_ships
from fairlead.ledger.ladder import EMPTY, EXPECTED
from fairlead.ledger.own_figures import Held
from fairlead.ledger.parties import as_state, say_party, states_in
from fairlead.ledger.words import Tokens, fold, tokens

Row = Mapping[str, Any]

AHEAD_STAGES = ("announced", "agreed", "allocated")
"""Stages before anything sails."""
_PORT_WORDS = frozenset(tokens("port of the city harbour harbor oil terminal"))
_RATE = re.compile(
    r"(?<!\bin )(?<!\bwithin )(?<!\bover )(?<!\bfor )(?<!\bthan )(?<!\bhalf )(?<!\bof )(?<!\bduring )"
    r"\b(?:an?|per|each|every) (?:hour|day|week|fortnight|month|quarter|year)\b"
    r"|\b(?:dai|week|month|year)ly\b|\bannually\b",
    re.IGNORECASE,
)


class LikeTrips:
    """Narrows what the case holds to what a claim speaks of."""

    def __init__(self, question_places: pa.Table, places: pa.Table, vessels: pa.Table, lexicon: pa.Table) -> None:
        """Args: QUESTION_PLACES, PLACES, VESSELS and LEXICON (classes of goods) of the case."""
        self._places: dict[str, set[str]] = defaultdict(set)
        named = PLACES.check(places).select(["place_id", "label", "name", "other_names"]).to_pylist()
        for p in named:
            for name in (p["label"], p["name"], *p["other_names"]):
                self._places[fold(name)].add(p["place_id"])
        self._name_of = {p["place_id"]: p["name"] for p in named}
        ids = {p["label"]: p["place_id"] for p in named}
        self._roles: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for q in QUESTION_PLACES.check(question_places).to_pylist():
            if q["place"] in ids:
                self._roles[q["question"]][q["role"]].add(ids[q["place"]])
        self._vessels: dict[str, set[str]] = defaultdict(set)
        for v in VESSELS.check(vessels).select(["vessel_id", "label", "name", "names", "imo"]).to_pylist():
            imo = (f"{v['imo']:07d}", f"IMO {v['imo']:07d}") if v["imo"] is not None else ()
            for name in (v["label"], v["name"], *v["names"], *imo):
                if name:
                    self._vessels[fold(name)].add(v["vessel_id"])
        items = LEXICON.check(lexicon).select(["term_kind", "term", "value"]).to_pylist()
        self._classes = {tokens(r["term"]): str(r["value"]) for r in items if r["term_kind"] == "item"}

    def narrow(self, claim: Row, held: Held) -> tuple[Held, str] | str:
        """Our trips that are of the claim's places and ships, and in words which those are (blank: all).

        Returns:
            Why nothing of ours is the same kind of thing, where it is not.
        """
        return self._not_told(claim) or self._other_goods(claim, held.question) or self._narrowed(claim, held)

    @staticmethod
    def _not_told(claim: Row) -> str | None:
        """Why a claim does not count what happened in its period."""
        if claim["scope"] in ("rate", "per_item"):
            return "it states a rate or an amount for each, we count totals"
        if claim["scope"] is None and _RATE.search(claim["quantity_words"] or ""):
            return f"it states a rate ({claim['quantity_words']}), we count totals"
        if claim["modality"] in EXPECTED | EMPTY:
            said = str(claim["modality"]).replace("_", " ")
            return f"by its own words what it speaks of is {said}, we count what was seen"
        if claim["stage"] in AHEAD_STAGES:
            return f"it speaks of what was {claim['stage']}, we count what was seen"
        return None

    def _other_goods(self, claim: Row, question: Row) -> str | None:
        """Why a claim's goods or fleet are not those of the question."""
        counted = f"we count trips with {question['commodity']}"
        ours = {c for w in (question["commodity"], *question["item_words"]) if (c := self._classes.get(tokens(w)))}
        theirs = claim["item_class"] or self._class_in(tokens(claim["item"]), ours)
        if is_way_of_ships(claim):
            theirs = None  # it counts ships and tells of no goods
        if theirs and ours and not any(c == theirs or c.startswith(f"{theirs}.") for c in ours):
            return f"it speaks of {claim['item']} ({theirs}), {counted}"
        sides = {say_party(question["from_party"]), say_party(question["to_party"])}
        fleet = {say_party(f) for f in question["flags"]}
        words = SHIP_WORDS | set(tokens(question["carrier"]))
        for text in (claim["item"], claim["quantity_words"]):
            for state, behind in _states(text):
                if state not in fleet and (state not in sides or not words.isdisjoint(behind)):
                    return f"it speaks of {text}, {counted}" + (
                        f" of ships under the flag of {say_list(sorted(fleet))}" if fleet else ""
                    )
        return None

    def _class_in(self, words: Tokens, ours: Iterable[str]) -> str | None:
        """The class of the longest known goods among some words, where it is of the same head as one of ours."""
        heads = {c.partition(".")[0] for c in ours}
        spans = ((n, words[i : i + n]) for n in range(len(words), 0, -1) for i in range(len(words) - n + 1))
        found = next((c for _, span in spans if (c := self._classes.get(span))), None) if heads else None
        return found if found and found.partition(".")[0] in heads else None

    def _narrowed(self, claim: Row, held: Held) -> tuple[Held, str] | str:
        question = held.question
        sides = {say_party(question["from_party"]), say_party(question["to_party"])}
        roles = self._roles[question["question"]]
        wanted: dict[str, set[str]] = defaultdict(set)
        for name in claim["places"] or ():
            if as_state(name) in sides:
                continue
            ids = self._places_called(name)
            fits = {role: ids & roles[role] for role in ("load", "discharge") if ids & roles[role]}
            if not fits:
                ours = say_list(sorted(self._name_of[i] for i in roles["load"])) or "no loading place that is known"
                return f"it speaks of {name}, we count trips from {ours}"
            for role, found in fits.items():
                wanted[role] |= found
        ships: set[str] = set()
        for name in claim["vessels"] or ():
            found = self._vessels.get(fold(name), set())
            if not found & {t["vessel_id"] for t in held.trips}:
                return f"it speaks of the ship {name}, of which we count no trip"
            ships |= found
        if not wanted and not ships:
            return held, ""

        def fits_claim(trip: Row) -> bool | None:
            told = [(trip[f"{role}_place_id"], ids) for role, ids in wanted.items()]
            told += [(trip["vessel_id"], ships)] if ships else []
            if any(value is not None and value not in ids for value, ids in told):
                return False
            return None if any(value is None for value, _ in told) else True

        return held.only(fits_claim), _say_narrowed(claim, sides)

    def _places_called(self, name: str) -> set[str]:
        if found := self._places.get(fold(name)):
            return found
        return self._places.get(" ".join(w for w in tokens(name) if w not in _PORT_WORDS), set())


def _say_narrowed(claim: Row, sides: set[str]) -> str:
    places = [p for p in claim["places"] or () if as_state(p) not in sides]
    words = [f"at {say_list(places)}"] if places else []
    words += [f"of {say_list(claim['vessels'])}"] if claim["vessels"] else []
    return f"only our trips {' '.join(words)} are set beside it"


@lru_cache(maxsize=1 << 14)
def _states(text: str | None) -> Sequence[tuple[str, Tokens]]:
    """States a text names, each with the two words behind."""
    return states_in(tokens(text))
