"""Rulings: what people decided about a sighting and a vessel."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Any

from fairlead.base.decisions import standing


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided about a sighting and a vessel."""

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


def _pairs(about: list[str], sighting_ids: Container[str], vessel_ids: Container[str]) -> Iterator[tuple[str, str]]:
    if len(about) == 2:
        for one, two in (about, about[::-1]):
            if one in sighting_ids and two in vessel_ids:
                yield one, two
