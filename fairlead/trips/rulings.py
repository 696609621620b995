"""Rulings: what people decided about stays, trips and alternatives, as the count asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, product
from typing import Any

from fairlead.base.decisions import UNSURE, standing, when_made
from fairlead.base.ids import content_id

Row = dict[str, Any]


def trip_id(question: str, begun_by: str) -> str:
    """Id of the trip that ``begun_by`` (a stay, or a sighting near a place) began, in one question."""
    return content_id("trip", question, begun_by)


def alternative_id(question: str, kind: str, about: Iterable[str]) -> str:
    """Id of an alternative about some stays or sightings, in one question."""
    return content_id("alternative", question, kind, *about)


class Rulings:
    """Decisions that stand, looked up by the ids they are about; of two about one thing the later stands."""

    def __init__(self, decisions: Iterable[Row]) -> None:
        """Read DECISIONS rows; withdrawn ones are left out."""
        self._single: dict[str, Row] = {}
        self._pair: dict[frozenset[str], Row] = {}
        for decision in standing(decisions):
            if decision["verdict"] in ("accept", "reject"):
                self._single.update(dict.fromkeys(decision["about"], decision))
            elif decision["verdict"] in ("same", "different", UNSURE):
                self._pair.update((frozenset(p), decision) for p in combinations(sorted(set(decision["about"])), 2))

    def __bool__(self) -> bool:
        """Whether anything was decided at all; looking up ids costs, and most cases hold no decision."""
        return bool(self._single or self._pair)

    def single(self, *ids: str) -> Row | None:
        """The decision to accept or reject any of ``ids``."""
        found = [self._single[i] for i in ids if i in self._single]
        return max(found, key=when_made, default=None)

    def pair(self, some: Iterable[str], others: Iterable[str]) -> Row | None:
        """The decision that one of ``some`` and one of ``others`` are the same, or different; None where the latest
        word is that it is open."""
        latest = self._latest(some, others)
        return None if latest is None or latest["verdict"] == UNSURE else latest

    def left_open(self, some: Iterable[str], others: Iterable[str]) -> Row | None:
        """The decision that leaves it open whether one of ``some`` and one of ``others`` are the same."""
        latest = self._latest(some, others)
        return latest if latest is not None and latest["verdict"] == UNSURE else None

    def _latest(self, some: Iterable[str], others: Iterable[str]) -> Row | None:
        found = [self._pair[p] for p in map(frozenset, product(some, others)) if p in self._pair]
        return max(found, key=when_made, default=None)

    def held_same(self) -> Iterator[tuple[frozenset[str], Row]]:
        """Every pair of ids held to be the same, in a stable order."""
        yield from ((p, d) for p, d in sorted(self._pair.items(), key=lambda x: sorted(x[0])) if d["verdict"] == "same")


def say_ruling(decision: Row) -> str:
    """``decided by NAME: REASON``."""
    return f"decided by {decision['decided_by']}: {decision['reason']}".rstrip(". ")
