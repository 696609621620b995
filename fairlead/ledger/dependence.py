"""What origins are not independent of: one party, one body, one study, one image, one owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from fairlead.base.wording import say_list
from fairlead.ledger.backing import Backing
from fairlead.ledger.known_names import KnownNames
from fairlead.ledger.materials import scenes_in, vendors_in
from fairlead.ledger.parties import bodies_of, split_names
from fairlead.ledger.said import Said
from fairlead.ledger.words import fold

Row = dict[str, Any]

_NAMED_AT_MOST = 5
"""Speakers or claims that a sentence names; more are counted."""
_LISTED_AT_MOST = 20
"""Origins that ``dependent_on`` lists for one reason: the first of all that share it, so that they hang together."""


class _Trait(NamedTuple):
    """What two origins may share."""

    kind: str
    key: str
    words: str
    """Why those who share it are not independent."""


def linked_parties(said: Sequence[Said], backing: Backing) -> dict[frozenset[str], str]:
    """Pairs of parties that one claim names together as its speaker's organisation, or of such a pair and one of them,
    and that claim's label."""
    linked: dict[frozenset[str], str] = {}
    for s in said:
        parties = sorted({backing.party(p) for p in split_names(s.row["speaker_org"])})
        if len(parties) > 1 and s.stated is not None:
            parties = sorted({*parties, s.stated})
        for k, a in enumerate(parties):
            for b in parties[k + 1 :]:
                linked.setdefault(frozenset((fold(a), fold(b))), s.label)
    return linked


def say_dependence(
    origins: list[Row],
    own: Mapping[str, Sequence[Said]],
    linked: Mapping[frozenset[str], str],
    known: KnownNames,
) -> None:
    """Add to each origin which others of the same transfer it is not independent of, and why: as ids and in words.

    Args:
        origins: ORIGINS rows.
        own: for each origin its claims that are no copies.
        linked: pairs of parties named together; :func:`linked_parties`.
        known: names of the lexicon: owners of outlets.
    """
    near = _Neighbours(linked)
    by_transfer: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for o in origins:
        by_transfer[(o["from_party"], o["to_party"], o["item_class"], o["stance"])].append(o)
    for group in by_transfer.values():
        group.sort(key=lambda o: (o["speaker"], o["origin_id"]))
        holders: dict[_Trait, list[Row]] = defaultdict(list)
        traits = [_traits_of(o, own[o["origin_id"]], known) for o in group]
        for o, held in zip(group, traits, strict=True):
            for trait in held:
                holders[trait].append(o)
        parties = {fold(t.key): (t.key, rows) for t, rows in holders.items() if t.kind == "party"}
        for o, held in zip(group, traits, strict=True):
            found = [*_shared(o, held, holders), *near.of(o["party_of_speaker"], parties)]
            ids = dict.fromkeys(i for listed, _ in found for i in listed)
            words = " ".join(w for _, w in found)
            o["dependent_on"] = sorted(ids) or None
            o["dependence_words"] = words or None
            o["words"] += f" {words}" if words else ""


def _traits_of(origin: Row, own: Iterable[Said], known: KnownNames) -> list[_Trait]:
    """What may be shared, the weightiest first."""
    party = origin["party_of_speaker"]
    found = [_Trait("party", party, f"all speak for {party}")] if party is not None else []
    if owner := known.owners.get(fold(origin["speaker"])):
        # A state's own outlet is the state's voice: KCNA beside Pyongyang is one side.
        trait = _Trait("owner", owner, f"all belong to {owner}")
        found.append(_Trait("party", owner, f"all speak for {owner}") if known.is_state(owner) else trait)
    hands: dict[str, None] = {}
    images: dict[str, None] = {}
    vendors: dict[str, None] = {}
    for s in own:
        hands |= dict.fromkeys(n.core for n in s.speaker_names if len(s.speaker_names) > 1 and not n.is_state)
        hands |= dict.fromkeys(n.core for n in s.speaker_names[:1] if not n.is_state and not n.is_office)
        images |= dict.fromkeys(scenes_in(s.row))
        vendors |= dict.fromkeys(vendors_in(s.row))
    found += [_Trait("hand", h, f"{h.title()} has a hand in all of them") for h in hands]
    found += [_Trait("image", i, f"all read one image ({i})") for i in images]
    found += [_Trait("vendor", v, f"all rest on images of {v}") for v in vendors]
    return list(dict.fromkeys(found))  # a state's own outlet has that state as its party and as its owner


def _shared(
    o: Row, traits: Sequence[_Trait], holders: Mapping[_Trait, Sequence[Row]]
) -> Iterator[tuple[list[str], str]]:
    """Others with a trait of this origin, and the sentence that says so."""
    for trait in traits:
        rows = holders[trait]
        if len(rows) < 2:
            continue
        listed = [r["origin_id"] for r in islice(rows, _LISTED_AT_MOST + 1) if r is not o][:_LISTED_AT_MOST]
        others = [r["speaker"] for r in islice(rows, _NAMED_AT_MOST + 2) if r is not o and r["speaker"] != o["speaker"]]
        if not others and trait.kind == "party":
            others = [r["speaker"] for r in islice(rows, 2) if r is not o]
        named = others[:_NAMED_AT_MOST]
        more = len(rows) - 1 - len(named)
        words = say_list(
            [*named, f"{more} others"]
            if more > 0 and len(others) > _NAMED_AT_MOST
            else named or ["another of that name"]
        )
        yield listed, f"Not independent of {words}: {trait.words}."


class _Neighbours:
    """Parties that a body, or a claim that names both, ties together."""

    def __init__(self, linked: Mapping[frozenset[str], str]) -> None:
        self._linked: dict[str, dict[str, str]] = defaultdict(dict)
        for pair, label in linked.items():
            for name in pair:
                for other in pair - {name}:
                    self._linked[name][other] = label

    def of(
        self, party: str | None, parties: Mapping[str, tuple[str, Sequence[Row]]]
    ) -> Iterator[tuple[list[str], str]]:
        """Origins of other parties that this one is tied to, in order of their names."""
        if party is None:
            return
        tied = self._linked.get(fold(party), {})
        bodies = bodies_of(party)
        if not tied and not bodies:
            return
        for folded in sorted((parties.keys() & {*tied, *bodies}) - {fold(party)}):
            other, rows = parties[folded]
            listed = [r["origin_id"] for r in islice(rows, _LISTED_AT_MOST)]
            if label := tied.get(folded):
                yield listed, f"{label} names {party} and {other} together: they may not be independent."
            elif coalition := bodies.get(folded):
                yield listed, f"Not independent of {other}: {coalition}."


def say_some(names: Sequence[str]) -> str:
    """A list of names; beyond a few the rest are counted."""
    more = len(names) - _NAMED_AT_MOST
    return say_list([*names[:_NAMED_AT_MOST], f"{more} others"] if more > 0 else names)
