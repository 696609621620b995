"""What origins are not independent of: one party, one body, two hands of one study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.base.wording import say_list
from fairlead.ledger.copies import Said
from fairlead.ledger.parties import coalition_of, split_names, state_named
from fairlead.ledger.words import fold

Row = dict[str, Any]

_NAMED_AT_MOST = 5
"""Speakers or claims that a sentence names; more are counted."""


def linked_parties(said: Sequence[Said]) -> dict[frozenset[str], str]:
    """Pairs of parties that one claim names together as its speaker's organisation, and that claim's label."""
    linked: dict[frozenset[str], str] = {}
    for s in said:
        parties = sorted({state_named(p) or p for p in split_names(s.row["speaker_org"])})
        for k, a in enumerate(parties):
            for b in parties[k + 1 :]:
                linked.setdefault(frozenset((fold(a), fold(b))), s.label)
    return linked


def say_dependence(origins: list[Row], linked: Mapping[frozenset[str], str]) -> None:
    """Add to the words of each origin which others of the same transfer it is not independent of, and why."""
    by_transfer: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for o in origins:
        by_transfer[(o["from_party"], o["to_party"], o["item_class"], o["stance"])].append(o)
    for group in by_transfer.values():
        voices: dict[str, list[str]] = defaultdict(list)
        for o in sorted(group, key=lambda o: (o["speaker"], o["origin_id"])):
            if o["party_of_speaker"] is not None:
                voices[o["party_of_speaker"]].append(o["speaker"])
        for o in group:
            if o["party_of_speaker"] is not None:
                o["words"] += _dependence(o["speaker"], o["party_of_speaker"], voices, linked)


def _dependence(
    speaker: str, party: str, voices: Mapping[str, Sequence[str]], linked: Mapping[frozenset[str], str]
) -> str:
    words = ""
    if same := [v for v in voices[party] if v != speaker]:
        words += f" Not independent of {say_some(same)}: all speak for {party}."
    for other in sorted(voices.keys() - {party}):
        if label := linked.get(frozenset((fold(party), fold(other)))):
            words += f" {label} names {party} and {other} together: they may not be independent."
        elif coalition := coalition_of(party, other):
            words += f" Not independent of {other}: {coalition}."
    return words


def say_some(names: Sequence[str]) -> str:
    """A list of names; beyond a few the rest are counted."""
    more = len(names) - _NAMED_AT_MOST
    return say_list([*names[:_NAMED_AT_MOST], f"{more} others"] if more > 0 else names)
