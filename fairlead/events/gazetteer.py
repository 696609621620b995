"""Places in words: "105 km south-west of Vostochny", "off Nampo", "Rajin/Rason" read against the places of a case.

A name counts whole: "Vostochny" is the port and "Vostochny Cosmodrome" the space port, whichever is listed first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.base.geodesy import COMPASS_DEG
from fairlead.base.spelling import plain, spellings
from fairlead.base.units import KM_PER_NAUTICAL_MILE, KM_PER_STATUTE_MILE

ASHORE = {
    "space port": ("cosmodrome", "space", "spaceport", "launch"),
    "airport": ("airport", "airfield", "runway"),
    "ammunition depot": ("depot", "arsenal"),
    "rail terminal": ("rail", "railway"),
}
"""Kinds of place where no ship can lie, with the words that show that such a place is meant."""

KM_PER = {
    "km": 1.0, "kilometer": 1.0, "kilometers": 1.0, "kilometre": 1.0, "kilometres": 1.0,
    "m": 0.001, "meter": 0.001, "meters": 0.001, "metre": 0.001, "metres": 0.001,
    "nm": KM_PER_NAUTICAL_MILE, "nmi": KM_PER_NAUTICAL_MILE, "nautical mile": KM_PER_NAUTICAL_MILE,
    "nautical miles": KM_PER_NAUTICAL_MILE,
    "mile": KM_PER_STATUTE_MILE, "miles": KM_PER_STATUTE_MILE, "mi": KM_PER_STATUTE_MILE,
}  # fmt: skip
"""Kilometres in the units of distance that sources write. A bare mile is the statute mile of newspapers."""

OFF_REACH_KM = 10.0
"""Farthest distance still called "off" a place. Roadsteads and pilot stations lie within it (our judgement)."""

_UNIT = "|".join(sorted((re.escape(u).replace(r"\ ", r"\s+") for u in KM_PER), key=len, reverse=True))
_NUMBER = r"(\d[\d,]*(?:\.\d+)?)(?:\s*(?:-|–|to)\s*(\d[\d,]*(?:\.\d+)?))?"
_POINT = r"(?:north|south|east|west)"
_WIND = rf"({_POINT}(?:[\s-]?{_POINT}){{0,2}}|[nsew]{{1,3}})"
_BEARING = re.compile(rf"{_NUMBER}\s*({_UNIT})\s+(?:to\s+the\s+)?{_WIND}\s+(?:of|off|from)\s+", re.IGNORECASE)
_DISTANCE_OFF = re.compile(rf"{_NUMBER}\s*({_UNIT})\s+(?:off|from|outside)\s+", re.IGNORECASE)
_OFF = re.compile(r"\boff\s+", re.IGNORECASE)
_NEAR = re.compile(
    r"\b(?:near|close to|(?:in the )?vicinity of|outside|past|passing|approach(?:es|ing)?(?: to)?)\s+", re.IGNORECASE
)
_DIRECTION = re.compile(rf"\b{_WIND}\s+of\s+", re.IGNORECASE)
_ROUTE = re.compile(r"(?<!\ben )\broute\b|\bbetween\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:heading|headed|bound|turning|destination|declared|sailing|en route|towards?|into|giver|receiver|partner|"
    r"then|before|later)\b[^,;)]*",
    re.IGNORECASE,
)
"""Words after which a name is where a ship goes or lay later, or is another ship: not where it was."""
_COMING_FROM = re.compile(r"\bfrom\b[^,;)]*", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CLAUSE_END = re.compile(r"[,;(]")
_BRACKETED = re.compile(r"^(.*?)\s*\(([^()]+)\)\s*$")


@dataclass(frozen=True, slots=True)
class Spot:
    """What words say about where something was."""

    relation: str
    """at, off (a stated distance of at most 10 km), near, bearing, or none."""
    place_id: str | None = None
    away_low_km: float | None = None
    """Stated distance from the place, lower end; None where none is stated."""
    away_high_km: float | None = None
    bearing_deg: float | None = None
    """Direction from the place, degrees clockwise from true north."""
    remark: str | None = None


NOWHERE = Spot("none")


class Gazetteer:
    """The places of a case, found by name in a text."""

    def __init__(self, places: Iterable[Mapping[str, Any]]) -> None:
        """Args:
        places: rows of PLACES.
        """
        self._places = {p["place_id"]: p for p in places}
        self._by_key: dict[str, set[str]] = defaultdict(set)
        self._by_first_words: dict[str, set[str]] = defaultdict(set)
        self._longest = 1
        self._known_keys: dict[str, frozenset[str]] = {}
        for place_id, place in self._places.items():
            for name in (n for text in (place["name"], *place["other_names"]) for n in _both_names(text)):
                words = _WORD.findall(name)
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
            The place and how the words relate to it; ``none`` where they name no place of the case, a route between
            two, or a place that several share.

        Limits:
            Reads English. Of several places the first that is not a destination counts. "Miles" are statute miles.
        """
        if _ROUTE.search(words):
            return NOWHERE
        here = _ELSEWHERE.sub(",", words)
        spot = self._at_bearing(here) or self._at_distance(here)
        if spot:
            return spot
        here = _COMING_FROM.sub(",", here)
        return (
            self._near(_OFF, here)  # "off" with no distance may be anywhere in sight of the coast: it is no stay
            or self._near(_NEAR, here)
            or self._towards(here)
            or self._at(here)
        )

    def _at_bearing(self, words: str) -> Spot | None:
        """``105 km south-west of Vostochny``."""
        for m in _BEARING.finditer(words):
            spot, bearing = self._at(_CLAUSE_END.split(words[m.end() :])[0]), _degrees(m[4])
            if spot.place_id and bearing is not None:
                return _away(spot.place_id, m, bearing)
        return None

    def _at_distance(self, words: str) -> Spot | None:
        """``800 m off the pier, Vostochny``; ``Nakhodka anchorage, 6 km off the port``."""
        for m in _DISTANCE_OFF.finditer(words):
            spot = self._around(words, m)
            if spot.place_id:
                return _away(spot.place_id, m, None)
        return None

    def _near(self, pattern: re.Pattern[str], words: str) -> Spot | None:
        """``off Nampo``, ``near Nakhodka``; off or near what is no place of the case, it is nowhere known."""
        if m := pattern.search(words):
            spot = self._around(words, m)
            return Spot("near", spot.place_id) if spot.place_id else spot
        return None

    def _towards(self, words: str) -> Spot | None:
        """``south of Jeju``: near, with a direction and no distance. ``west of the buoys`` places nothing."""
        for m in _DIRECTION.finditer(words):
            spot = self._at(_CLAUSE_END.split(words[m.end() :])[0])
            if spot.place_id:
                return Spot("near", spot.place_id, bearing_deg=_degrees(m[1]))
        return None

    def _around(self, words: str, m: re.Match[str]) -> Spot:
        """The place named behind a preposition, or in front where behind it stands only "the port", "the pier"."""
        behind = self._at(words[m.end() :])
        return behind if behind.place_id or behind.remark else self._at(words[: m.start()])

    def _at(self, words: str) -> Spot:
        """The place a text names: the longest name, of equally long ones the first."""
        found = list(_WORD.finditer(words))
        for n in range(min(self._longest, len(found)), 0, -1):
            for i in range(len(found) - n + 1):
                phrase = words[found[i].start() : found[i + n - 1].end()]
                if ids := self._named(phrase):
                    return self._choose(ids, phrase, words)
        return NOWHERE

    def _named(self, phrase: str) -> set[str]:
        if phrase not in self._known_keys:
            # A word in small letters is a word, unless it is spelled exactly like a place.
            is_name = phrase[0].isupper() or not phrase.isascii()
            self._known_keys[phrase] = frozenset(k for k in spellings(phrase) if is_name or k.startswith("p:"))
        return set().union(*(self._by_key.get(k, ()) for k in self._known_keys[phrase]))

    def _choose(self, ids: set[str], phrase: str, words: str) -> Spot:
        """One of several places a name may mean: the kind that the words show, else where ships can lie."""
        said = set(_WORD.findall(words.lower()))
        homonyms = ids | self._by_first_words.get(plain(phrase), set())
        ashore = {i for i in homonyms if said & set(ASHORE.get(self._kind(i), ()))}
        afloat = {i for i in ids if self._kind(i) not in ASHORE}
        best = ashore or afloat or ids
        if len(best) == 1:
            return Spot("at", next(iter(best)))
        labels = " or ".join(sorted(str(self._places[i]["label"]) for i in best))
        return Spot("none", remark=f"{phrase} may be {labels}")

    def _kind(self, place_id: str) -> str:
        return str(self._places[place_id]["place_kind"]).lower()


def _both_names(text: str) -> list[str]:
    """``Sok Island (Sokdo)`` is two names."""
    found = _BRACKETED.match(text)
    return [found[1], found[2]] if found and found[1] else [text]


def _away(place_id: str, m: re.Match[str], bearing: float | None) -> Spot:
    """A spot at the distance that groups 1 to 3 of a match state."""
    factor = KM_PER[" ".join(m[3].lower().split())]
    low, high = sorted(float(n.replace(",", "")) * factor for n in (m[1], m[2] or m[1]))
    return Spot("off" if high <= OFF_REACH_KM else "bearing", place_id, low, high, bearing)


def _degrees(wind: str) -> float | None:
    parts = re.findall(_POINT, wind, re.IGNORECASE)
    return COMPASS_DEG.get("".join(p[0] for p in parts).upper() or wind.upper())
