"""Places in words: "105 km south-west of Vostochny", "off Nampo", "Rajin/Rason" read against the places of a case.

A label of the user's own (``P01``) counts where it stands alone.

A name counts whole: "Vostochny" is the port and "Vostochny Cosmodrome" the space port, whichever is listed first.
What is not understood with certainty is no place: the words are kept, and what was not understood is said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from fairlead.base.from_look import PlaceLabels
from fairlead.base.spelling import plain, spellings
from fairlead.events.place_reading import NOWHERE, Reading, Spot, kind_of, unsettled
from fairlead.events.place_words import ASHORE, FIRST_MARK, MARK, ROUTE, WORD

__all__ = ["ANCHORAGE_KM", "NOWHERE", "OFF_KM", "Gazetteer", "Spot"]

OFF_KM = 3.0
"""Farthest distance still called "off" a place: moorings before a terminal lie within it, the next port does not
(Vostochny and Nakhodka are 17 km apart). Our judgement."""

ANCHORAGE_KM = 10.0
"""The same where the words name the place's own anchorage or roads. Our judgement."""

_MOST_NAMES = 1000
_CODE = re.compile(r"[A-Z]{1,4}\d{1,4}")
"""A label that is no word: it is known among other words too, in just these letters."""
_BRACKETED = re.compile(r"^(.*?)\s*\(([^()]+)\)\s*$")


class Gazetteer:
    """The places of a case, found by name in a text."""

    def __init__(
        self, places: Iterable[Mapping[str, Any]], off_km: float = OFF_KM, anchorage_km: float = ANCHORAGE_KM
    ) -> None:
        """Args:
        places: rows of PLACES.
        off_km: farthest distance that is "off" a place.
        anchorage_km: the same where the words name its anchorage.
        """
        self._reach_km = off_km, anchorage_km
        self._places = {p["place_id"]: dict(p) for p in places}
        self._labels = PlaceLabels(self._places.values())
        self._by_key: dict[str, set[str]] = defaultdict(set)
        self._by_first_words: dict[str, set[str]] = defaultdict(set)
        self._longest = 1
        self._known_keys: dict[str, frozenset[str]] = {}
        self._by_code: dict[str, set[str]] = defaultdict(set)
        for place_id, place in self._places.items():
            if _CODE.fullmatch(label := str(place["label"])):
                self._by_code[label].add(place_id)
            for name in (n for text in (place["name"], *place["other_names"]) for n in _both_names(text)):
                words = WORD.findall(name)
                self._longest = max(self._longest, len(words))
                for key in spellings(name):
                    self._by_key[key].add(place_id)
                for n in range(1, len(words)):
                    self._by_first_words[plain("".join(words[:n]))].add(place_id)

    def read(self, words: str) -> Spot:
        """Read where something was.

        Args:
            words: a source's own words for the place.

        Returns:
            The place and how the words relate to it; *at* it where they are its label. ``none`` where they name no
            place of the case, a route between two, or only where the ship went; ``unsettled``, with the reason, where
            they name one and a word beside it is not understood, two that it may be either of, or a name that several
            places share.

        Limits:
            Reads English. "Miles" are statute miles. An unknown word beside a name leaves the place open.
        """
        if labelled := self._labels.find(words):
            return Spot("at", labelled["place_id"])
        text, spots = self._marked(words)
        if not spots or ROUTE.search(text):
            return NOWHERE
        return Reading(self._places, self._reach_km, text, spots).spot()

    def _marked(self, words: str) -> tuple[str, list[Spot]]:
        """The text with a mark for each name of a place, longest names first, and the place each mark stands for."""
        words = MARK.sub(" ", words)
        found = list(WORD.finditer(words))
        taken = [False] * len(found)
        marks: list[tuple[int, int, Spot]] = []
        for n in range(min(self._longest, len(found)), 0, -1):
            for i in range(len(found) - n + 1):
                if any(taken[i : i + n]) or len(marks) == _MOST_NAMES:
                    continue
                start, end = found[i].start(), found[i + n - 1].end()
                phrase = re.sub(r"['’]s$", "", words[start:end])
                if ids := self._named(phrase):
                    taken[i : i + n] = [True] * n
                    marks.append((start, end, self._choose(ids, phrase, words)))
        text, at = "", 0
        marks.sort(key=lambda m: m[0])
        for k, (start, end, _) in enumerate(marks):
            text += words[at:start] + chr(FIRST_MARK + k)
            at = end
        return text + words[at:], [spot for _, _, spot in marks]

    def _named(self, phrase: str) -> set[str]:
        if by_code := self._by_code.get(phrase):
            return set(by_code)
        if phrase not in self._known_keys:
            # A word in small letters is a word, unless it is spelled exactly like a place.
            is_proper = phrase[0].isupper() or not phrase.isascii()
            self._known_keys[phrase] = frozenset(k for k in spellings(phrase) if is_proper or k.startswith("p:"))
        return set().union(*(self._by_key.get(k, ()) for k in self._known_keys[phrase]))

    def _choose(self, ids: set[str], phrase: str, words: str) -> Spot:
        """One of several places a name may mean: the kind that the words show, else where ships can lie."""
        said = set(WORD.findall(words.lower()))
        homonyms = ids | self._by_first_words.get(plain(phrase), set())
        ashore = {i for i in homonyms if said & set(ASHORE.get(kind_of(self._places[i]), ()))}
        afloat = {i for i in ids if kind_of(self._places[i]) not in ASHORE}
        best = ashore or afloat or ids
        if len(best) == 1:
            return Spot("at", next(iter(best)))
        labels = " or ".join(sorted(str(self._places[i]["label"]) for i in best))
        return unsettled(f"{phrase} may be {labels}")


def _both_names(text: str) -> list[str]:
    """``Sok Island (Sokdo)`` is two names."""
    found = _BRACKETED.match(text)
    return [found[1], found[2]] if found and found[1] else [text]
