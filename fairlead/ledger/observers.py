"""Who observed what a trip rests on, so that nobody's own images are taken for support of that same person's claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from fairlead.base.tables import OBSERVATIONS, STAYS
from fairlead.ledger.bases import read_bases
from fairlead.ledger.copies import party_of
from fairlead.ledger.parties import is_unnamed, split_names, state_named
from fairlead.ledger.words import initials, tokens

Name = frozenset[str]
"""The folded words of one observer or speaker."""


class Observers:
    """Walks from a trip through its stays to its observations, and tells whose they are."""

    def __init__(self, stays: pa.Table, observations: pa.Table, orgs: Iterable[str | None] = ()) -> None:
        """``orgs`` are the organisations that claims speak for: two that one of them names together are one hand."""
        held, seen = STAYS.check(stays), OBSERVATIONS.check(observations)
        self._beneath = dict(zip(held["stay_id"].to_pylist(), held["sources"].to_pylist(), strict=True))
        self._observed_by = dict(zip(seen["sighting_id"].to_pylist(), seen["observed_by"].to_pylist(), strict=True))
        self._names: dict[str, tuple[Name, ...]] = {}
        self._joined: dict[str, list[tuple[Name, ...]]] = defaultdict(list)
        for credit in sorted({*self._observed_by.values(), *filter(None, orgs)}):
            names = names_in(credit)
            for word in {w for n in names for w in n} if len(names) > 1 else ():
                self._joined[word].append(names)

    def hands_of(self, claimant: Iterable[Name]) -> frozenset[Name]:
        """The claimant's names and, step by step, all those that a credit or a claim joins with one of them.

        ``RUSI/OSC`` makes what RUSI saw no support of what OSC says: it may be one study.
        """
        hands = set(claimant)
        queue = list(hands)
        while queue:
            name = queue.pop()
            for names in (g for word in name for g in self._joined.get(word, ())):
                if any(_is_one(name, n) for n in names):
                    queue += set(names) - hands
                    hands.update(names)
        return frozenset(hands)

    def has_independent(self, trip: Mapping[str, Any], hands: Iterable[Name]) -> bool:
        """Whether some observation beneath the trip is by nobody among ``hands``.

        Names are the same where the words of one are all in the other (``RUSI``, ``RUSI Project Sandstone``); a
        state's offices count as the state.
        """
        ids = {i for s in trip["sources"] for i in (s, *self._beneath.get(s, ()))}
        return any(
            not any(_is_one(a, b) for a in self._names_of(self._observed_by[i]) for b in hands)
            for i in ids
            if i in self._observed_by
        )

    def credits_of(self, trips: Iterable[Mapping[str, Any]]) -> list[str]:
        """Who is credited with the observations beneath some trips, in order."""
        ids = {i for t in trips for s in t["sources"] for i in (s, *self._beneath.get(s, ()))}
        return sorted({self._observed_by[i] for i in ids if i in self._observed_by})

    def _names_of(self, observed_by: str) -> tuple[Name, ...]:
        if observed_by not in self._names:
            self._names[observed_by] = names_in(observed_by)
        return self._names[observed_by]


def names_in(words: str | None) -> tuple[Name, ...]:
    """The names that a field joins, each as folded words; an office of a state is read as the state.

    A name of three words or more is known by its initials too (Open Source Centre: osc).
    """
    found: list[Name] = []
    for part in split_names(words):
        name = tokens(state_named(part) or part)
        found += [frozenset(name), *([frozenset((initials(name),))] if len(name) > 2 else ())]
    return tuple(found)


def _is_one(a: Name, b: Name) -> bool:
    return a <= b or b <= a


def count_separate(credited: Iterable[str]) -> int:
    """How many observers some credits name, taking as one all that a credit joins or that share a name.

    ``RUSI``, ``RUSI/OSC`` and ``OSC`` are one: what they saw may be one look.
    """
    clusters: list[set[Name]] = []
    for credit in sorted(set(credited)):
        names = set(names_in(credit))
        near = [c for c in clusters if any(_is_one(a, b) for a in c for b in names)]
        clusters = [c for c in clusters if c not in near] + [names.union(*near)]
    return len(clusters)


def claimant_names(claim: Mapping[str, Any], origins: Iterable[Mapping[str, Any]] = ()) -> tuple[Name, ...]:
    """Names under which those behind a claim may have observed.

    Its speaker, organisation and party; whoever its basis names; and the speakers and parties of the origins it goes
    back to, since a copy is not supported by the images it tells of.
    """
    stated = [f for f in (claim["speaker"], claim["speaker_org"]) if not is_unnamed(f)]
    behind = [o[f] for o in origins for f in ("speaker", "party_of_speaker")]
    named = [of for b in read_bases(claim["rests_on"]) for of in b.of]
    return tuple(dict.fromkeys(n for f in (*stated, party_of(claim), *behind, *named) for n in names_in(f)))
