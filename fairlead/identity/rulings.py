"""Rulings: what people decided about a sighting and a vessel, or about a vessel and an entry of a list."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Any

from fairlead.base.decisions import UNSURE, standing
from fairlead.base.timeline import say_days


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided about a sighting and a vessel, or about a vessel and an entry."""

    verdict: str
    """``same``, ``different`` or ``unsure``."""
    decision_id: str
    words: str

    @property
    def is_accepted(self) -> bool:
        """Whether the two are one."""
        return self.verdict == SAME

    @property
    def is_out(self) -> bool:
        """Whether the two are not one."""
        return self.verdict == DIFFERENT


SAME, DIFFERENT = "same", "different"
MEANS = {"accept": SAME, "same": SAME, "reject": DIFFERENT, "different": DIFFERENT, UNSURE: UNSURE}
"""What a verdict says of a sighting and a vessel, or of a vessel and an entry."""
_VERBS = {SAME: "accepted", DIFFERENT: "ruled out", UNSURE: "left open"}
_VERBS_OF_PAIRS = {SAME: "held one ship", DIFFERENT: "held two ships", UNSURE: "left open"}
_VERBS_OF_HITS = _VERBS | {SAME: "ruled the same ship"}


def find_rulings(
    decisions: list[dict[str, Any]],
    sighting_ids: Container[str],
    vessel_ids: Container[str],
    joined: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, dict[str, Ruling]]:
    """What stands decided about each sighting and vessel: the latest word on a pair, and one acceptance a sighting.

    ``joined`` tells, of vessels that a person joined to another, that other: what was decided of the one holds of it.
    """
    ruled: dict[str, dict[str, Ruling]] = {}
    for d in standing(decisions):
        if (verdict := MEANS.get(d["verdict"])) is None:
            continue
        about = [joined.get(a, a) for a in d["about"]]
        for sighting_id, vessel_id in _pairs(about, sighting_ids, vessel_ids):
            held = ruled.setdefault(sighting_id, {})
            if verdict == SAME:
                held = ruled[sighting_id] = {v: r for v, r in held.items() if not r.is_accepted}
            words = f"{_VERBS[verdict]} by {d['decided_by']}: {d['reason']}"
            held[vessel_id] = Ruling(verdict, d["decision_id"], words)
    return ruled


def rule_pairs(decisions: Iterable[dict[str, Any]]) -> dict[tuple[str, str], Ruling]:
    """What stands decided about pairs of vessels: the latest word on each, in the order it was said.

    Args:
        decisions: DECISIONS rows. *same* or *accept* of two vessels or more says that each two are one ship.

    Returns:
        By the two ids in order.
    """
    ruled: dict[tuple[str, str], Ruling] = {}
    for d in standing(decisions):
        if verdict := MEANS.get(d["verdict"]):
            for one, two in combinations(sorted({a for a in d["about"] if a.startswith("vessel:")}), 2):
                ruled.pop((one, two), None)
                words = f"{_VERBS_OF_PAIRS[verdict]} by {d['decided_by']}: {d['reason']}"
                ruled[one, two] = Ruling(verdict, d["decision_id"], words)
    return ruled


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
            if verdict := MEANS.get(d["verdict"]):
                day = say_days(d["decided_at"], d["decided_at"])
                words = f"{_VERBS_OF_HITS[verdict]} by {d['decided_by']}, {day}: {d['reason']}"
                ruling = Ruling(verdict, d["decision_id"], words)
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
        return sum(ruling.is_out for _, ruling in self._ruled.values())


def _pairs(about: list[str], sighting_ids: Container[str], vessel_ids: Container[str]) -> Iterator[tuple[str, str]]:
    if len(about) == 2:
        for one, two in (about, about[::-1]):
            if one in sighting_ids and two in vessel_ids:
                yield one, two
