"""Reading words of place in which the names of places are marked: a grammar of clauses, denials and distances."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.events.place_words import (
    ANCHORAGE,
    AREA,
    FAR,
    FIRST_MARK,
    FROM,
    MARK,
    MEASURE,
    NEAR,
    NOT,
    clauses,
    degrees,
    far_km,
    is_name,
    stranger,
)

_EITHER = re.compile(r"\bor\b", re.IGNORECASE)
_BOUNDS = re.compile(r"\bno(?:t)? (?:more|less) than\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """What words say about where something was."""

    relation: str
    """at, off (a stated distance within ``off_km``), near, bearing (farther), unsettled (a place of the case is named,
    and what is said of it is not certain) or none (no place of the case, or only one it goes to or comes from)."""
    place_id: str | None = None
    away_low_km: float | None = None
    """Stated distance from the place, lower end; None where none is stated."""
    away_high_km: float | None = None
    bearing_deg: float | None = None
    """Direction from the place, degrees clockwise from true north."""
    remark: str | None = None


NOWHERE = Spot("none")


def unsettled(why: str) -> Spot:
    """A place of the case is named, and this is why the words leave it open."""
    return Spot("unsettled", remark=f"place not settled: {why}")


def kind_of(place: Mapping[str, Any]) -> str:
    """The kind of a place, in small letters."""
    return str(place["place_kind"]).lower()


class Reading:
    """One text whose places are marked."""

    def __init__(
        self, places: Mapping[str, Mapping[str, Any]], reach_km: tuple[float, float], text: str, spots: Sequence[Spot]
    ) -> None:
        """Args:
        places: rows of PLACES by id.
        reach_km: how far "off" reaches, and how far an anchorage of the place.
        text: the words, each name of a place one mark.
        spots: the place each mark stands for.
        """
        self.places, self.reach_km, self.text, self.spots = places, reach_km, text, spots
        self.clauses: list[str] = []

    def spot(self) -> Spot:
        """Where it was: measured from a place where the words measure, else at the one place they name."""
        if shared := next((s for s in self.spots if s.place_id is None), None):
            return shared
        if "?" in self.text:
            return unsettled("the words ask")
        if _EITHER.search(self.text) and len({s.place_id for s in self.spots}) > 1:
            return self._open(self.text)
        if denied := self._without_denials():
            return denied
        for i, clause in enumerate(self.clauses):
            if m := FAR.search(clause) or NEAR.search(clause):
                spot = self._measured(i, m)
                if spot:
                    return spot
        return self._at()

    def _without_denials(self) -> Spot | None:
        """Leave out the clauses that say where it was not; a denial of something else leaves the place open."""
        for clause in clauses(self.text):
            denial = NOT.search(_BOUNDS.sub(" ", clause))
            if denial is None:
                self.clauses.append(clause)
            elif not MARK.search(clause):
                return unsettled(f"{denial[0]!r} is said beside {self._say(self.text)}")
        if not any(MARK.search(c) for c in self.clauses):
            is_denied = any(MARK.search(c) and NOT.search(c) for c in clauses(self.text))
            return unsettled(f"it was not {self._say(self.text)}") if is_denied else NOWHERE
        return None

    def _measured(self, i: int, m: re.Match[str]) -> Spot | None:
        """A clause that measures from a place, or from "the port" of a place named elsewhere in the text."""
        clause = self.clauses[i]
        front, behind = clause[: m.start()], FROM.sub("", clause[m.end() :])
        if m.re is FAR and m["of"] and (km := far_km(m)) and km[0] > 0:
            return unsettled(f"{m[0].strip()!r} is not understood")
        if not MARK.search(behind):
            return self._measured_elsewhere(i, m, front, behind)
        place = self._one_place(behind, is_beside=True)
        if place.place_id is None:
            return place
        others = {p for c in (front, *self.clauses[i + 1 :]) for p in self._ids(c)} - {place.place_id}
        strange = next(
            (c for c in self.clauses[i + 1 :] if not MARK.search(c) and self._is_other_place(c, place)), None
        )
        if strange or (others and m.re is NEAR):
            return unsettled(f"{(strange or self.text).strip()!r}" if strange else self._say(self.text))
        return self._away(m, place.place_id, clause, is_anchorage=bool(ANCHORAGE.search(behind)))

    def _measured_elsewhere(self, i: int, m: re.Match[str], front: str, behind: str) -> Spot | None:
        """ "Nakhodka anchorage, about 6 km off the port"; "600 m west of the buoys" is a part of the place named."""
        whole = " ".join((*self.clauses[:i], front, *self.clauses[i + 1 :]))
        place = self._one_place(whole)
        if place.place_id is None:
            return place if MARK.search(whole) else None
        if word := self._stranger(behind, place.place_id, is_beside=True):
            return self._strange(word, place.place_id)
        spot = self._away(m, place.place_id, self.clauses[i], is_anchorage=bool(ANCHORAGE.search(whole)))
        is_part = m["wind"] is not None and spot.relation == "off" and MARK.search(front)
        return place if is_part else spot

    def _away(self, m: re.Match[str], place_id: str, clause: str, *, is_anchorage: bool) -> Spot:
        bearing = degrees(m["wind"])
        if m["wind"] and bearing is None:
            return unsettled(f"{m['wind']!r} is no direction")
        if m.re is NEAR:
            if MEASURE.search(clause):
                return unsettled(f"a distance from {self.places[place_id]['name']} that is not understood")
            return Spot("near", place_id, bearing_deg=bearing)
        km = far_km(m)
        if km is None:
            return unsettled(f"{m[0].strip()!r} says no farthest distance")
        return Spot("off" if km[1] <= self.reach_km[is_anchorage] else "bearing", place_id, *km, bearing)

    def _at(self) -> Spot:
        """The one place that clauses with nothing but known words name."""
        text = " , ".join(FROM.sub("", c) for c in self.clauses)
        if not MARK.search(text):
            return NOWHERE
        is_area = AREA.search(text)
        place = self._one_place(AREA.sub("", text))
        return Spot("near", place.place_id) if is_area and place.place_id else place

    def _one_place(self, text: str, is_beside: bool = False) -> Spot:
        """The place a text names, where it names one only and every other word leaves it there."""
        ids = self._ids(text)
        if len(ids) != 1:
            return self._open(text) if ids else NOWHERE
        (place_id,) = ids
        word = self._stranger(text, place_id, is_beside)
        if word is None and (after := re.search(rf"{MARK.pattern}[\s-]*(\d+)\b", text)):
            word = after[1]  # "Vostochny-2" is not Vostochny
        return self._strange(word, place_id) if word else Spot("at", place_id)

    def _is_other_place(self, clause: str, place: Spot) -> bool:
        """Whether a clause behind a place is a name that is no part of it: ", Khabarovsk"."""
        return is_name(clause) and self._stranger(clause, place.place_id or "", is_beside=True) is not None

    def _stranger(self, text: str, place_id: str, is_beside: bool) -> str | None:
        place = self.places[place_id]
        return stranger(text, place.get("country"), kind_of(place), is_beside)

    def _strange(self, word: str, place_id: str) -> Spot:
        return unsettled(f"{word!r} beside {self.places[place_id]['name']} is not understood")

    def _open(self, text: str) -> Spot:
        return unsettled(self._say(text))

    def _ids(self, text: str) -> set[str]:
        return {str(self.spots[ord(c) - FIRST_MARK].place_id) for c in MARK.findall(text)}

    def _say(self, text: str) -> str:
        return " or ".join(sorted(str(self.places[i]["name"]) for i in self._ids(text)))
