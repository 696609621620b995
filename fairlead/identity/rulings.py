"""Rulings: what people decided about a sighting and a vessel, or about a vessel and an entry of a list."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fairlead.base.decisions import standing
from fairlead.base.timeline import say_days


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided about a sighting and a vessel, or about a vessel and an entry."""

    is_accepted: bool
    decision_id: str
    words: str


def find_rulings(
    decisions: list[dict[str, Any]], sighting_ids: Container[str], vessel_ids: Container[str]
) -> dict[str, dict[str, Ruling]]:
    """What stands decided about each sighting and vessel: the latest word on a pair, and one acceptance a sighting."""
    ruled: dict[str, dict[str, Ruling]] = {}
    for d in standing(decisions):
        if d["verdict"] not in ("accept", "same", "reject", "different"):
            continue
        for sighting_id, vessel_id in _pairs(d["about"], sighting_ids, vessel_ids):
            is_accepted = d["verdict"] in ("accept", "same")
            held = ruled.setdefault(sighting_id, {})
            if is_accepted:
                held = ruled[sighting_id] = {v: r for v, r in held.items() if not r.is_accepted}
            verb = "accepted" if is_accepted else "ruled out"
            held[vessel_id] = Ruling(is_accepted, d["decision_id"], f"{verb} by {d['decided_by']}: {d['reason']}")
    return ruled


SAME, DIFFERENT = ("accept", "same"), ("reject", "different")
"""Verdicts on a hit: that the entry is the vessel, that it is another's."""

Entry = tuple[str, str]
"""List, and the publisher's id of the entry."""


class HitRulings:
    """What stands decided about vessels and entries of lists, the latest word on each pair.

    A decision is about a hit where it names the hit, or the vessel and a row of the list that is of the entry. What it
    rules on is no version of the list: it holds whatever is loaded later.
    """

    def __init__(self, decisions: Iterable[dict[str, Any]], entries: Mapping[str, Entry]) -> None:
        """Args:
        decisions: DECISIONS rows.
        entries: of ids of rows of lists, those named by decisions at least, the entry.
        """
        self._ruled: dict[tuple[str, ...], tuple[int, Ruling]] = {}
        for no, d in enumerate(standing(decisions)):
            if d["verdict"] in (*SAME, *DIFFERENT):
                verb = "ruled the same ship" if d["verdict"] in SAME else "ruled out"
                day = say_days(d["decided_at"], d["decided_at"])
                words = f"{verb} by {d['decided_by']}, {day}: {d['reason']}"
                ruling = Ruling(d["verdict"] in SAME, d["decision_id"], words)
                named = [entries[id_] for id_ in d["about"] if id_ in entries]
                for id_ in d["about"]:
                    for key in [(id_,), *((id_, *entry) for entry in named)]:
                        self._ruled[key] = no, ruling

    def of(self, hit_id: str, vessel_id: str, entry: Entry) -> Ruling | None:
        """The latest ruling on a hit; None where nobody ruled."""
        found = [r for key in ((hit_id,), (vessel_id, *entry)) if (r := self._ruled.get(key))]
        return max(found, key=lambda r: r[0])[1] if found else None

    def count_out(self) -> int:
        """How many rulings say that an entry is another's."""
        return sum(not ruling.is_accepted for _, ruling in self._ruled.values())


def _pairs(about: list[str], sighting_ids: Container[str], vessel_ids: Container[str]) -> Iterator[tuple[str, str]]:
    if len(about) == 2:
        for one, two in (about, about[::-1]):
            if one in sighting_ids and two in vessel_ids:
                yield one, two
