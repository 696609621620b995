"""Fleets: which ships a question asks about, as far as type, flag, names and descriptions say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from fairlead.base.spelling import plain

Row = dict[str, Any]

ANY_SHIP = frozenset({"ship", "vessel", "boat", "carrier"})
"""Words that every ship answers to; alone they tell no kind from another."""

KINDS = (
    "tanker", "bulk carrier", "bulker", "container ship", "containership", "cargo ship", "freighter", "gas carrier",
    "reefer", "ferry", "tug", "tugboat", "barge", "trawler", "fishing", "warship", "frigate", "destroyer", "corvette",
    "submarine", "patrol", "passenger", "cruise", "yacht", "ro-ro", "dredger", "icebreaker",
)  # fmt: skip
"""Kinds of ship as descriptions of unnamed hulls name them, after the groups of the ITU and of ship registers."""

FLAG_WORDS = re.compile(r"\bflag(s|ged)?\b", re.IGNORECASE)
"""A description that speaks of a flag. Which flag it means is not read from words."""


class Fleet:
    """The ships of one question.

    Every judgement is None (not of this fleet), an empty text (of this fleet), or the reason why it can only be
    possible.
    """

    def __init__(self, ask: Row, everything_asked: Iterable[Row]) -> None:
        """Read the fleet of ``ask``, a QUESTIONS row, beside those of all the questions of the case."""
        others = [q for q in everything_asked if q["question"] != ask["question"]]
        self.types = [frozenset(words_of(t)) for t in ask["ship_types"]]
        self.flags = frozenset(ask["flags"])
        self.named = _names(ask["vessels"])
        self.named_elsewhere = _names(v for q in others for v in q["vessels"])
        self.kinds = _kinds([*ask["ship_types"], ask["carrier"]])
        self.kinds_elsewhere = _kinds(t for q in others for t in (*q["ship_types"], q["carrier"])) - self.kinds
        self.is_open = not (self.types or self.flags or self.named)

    def of_vessel(self, vessel: Row) -> str | None:
        """Judge a VESSELS row by label and names, then by type and flag."""
        known_as = {plain(n) for n in (vessel["label"] or "", vessel["name"], *vessel["names"])} - {""}
        if self.is_open or known_as & self.named:
            return ""
        if not (self.types or self.flags) or known_as & self.named_elsewhere:
            return None
        unknown = []
        if self.types:
            stated = frozenset(words_of(vessel["ship_type"] or ""))
            if any(t <= stated for t in self.types):
                pass
            elif not stated or any(stated < t for t in self.types):
                unknown.append("type")
            else:
                return None
        if self.flags and vessel["flag"] not in self.flags:
            if vessel["flag"] is not None:
                return None
            unknown.append("flag")
        return f"its {' and '.join(unknown)} {'are' if unknown[1:] else 'is'} not known" if unknown else ""

    def of_description(self, descriptions: Iterable[str]) -> str | None:
        """Judge a hull nobody named by the words in which sources describe it: in, unless they contradict."""
        text = " ".join(words_of(" ".join(descriptions)))
        others = self.kinds_elsewhere | (_kinds(KINDS) if self.kinds else frozenset())
        if not any(_says(text, kind) for kind in self.kinds) and any(_says(text, kind) for kind in others):
            return None
        if self.types and not any(_says(text, kind) for kind in self.kinds) and any(_says(text, w) for w in ANY_SHIP):
            return "its kind is not stated"
        if self.flags and FLAG_WORDS.search(text):
            return "a flag is stated in words only"
        return ""


def _names(written: Iterable[str]) -> frozenset[str]:
    return frozenset(plain(w) for w in written) - {""}


def words_of(text: str) -> list[str]:
    """Lower-case words, plurals cut."""
    return [w.removesuffix("s") for w in re.findall(r"[\w-]+", text.casefold())]


def _kinds(terms: Iterable[str | None]) -> frozenset[str]:
    """What tells one kind from another: the last word of a term, or the whole of it where that word fits any ship."""
    split = (words_of(t or "") for t in terms)
    return frozenset(" ".join(w) if w[-1] in ANY_SHIP else w[-1] for w in split if w) - ANY_SHIP


def _says(text: str, kind: str) -> bool:
    return f" {kind} " in f" {text} "
