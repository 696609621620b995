"""Who observed what a trip rests on, so that nobody's own images are taken for support of that same person's claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from fairlead.base.tables import OBSERVATIONS, STAYS
from fairlead.ledger.copies import party_of
from fairlead.ledger.parties import is_unnamed, state_named
from fairlead.ledger.words import fold, tokens

Name = frozenset[str]
"""The folded words of one observer or speaker."""

_JOINED_BY = ("/", ";", ",", "+", " and ", " on ", " via ")


class Observers:
    """Walks from a trip through its stays to its observations, and tells whose they are."""

    def __init__(self, stays: pa.Table, observations: pa.Table) -> None:
        held, seen = STAYS.check(stays), OBSERVATIONS.check(observations)
        self._beneath = dict(zip(held["stay_id"].to_pylist(), held["sources"].to_pylist(), strict=True))
        self._observed_by = dict(zip(seen["sighting_id"].to_pylist(), seen["observed_by"].to_pylist(), strict=True))
        self._names: dict[str, tuple[Name, ...]] = {}

    def has_independent(self, trip: Mapping[str, Any], claimant: Sequence[Name]) -> bool:
        """Whether some observation beneath the trip is by nobody among ``claimant``.

        ``RUSI/OSC`` is no observation independent of either. Names are the same where the words of one are all in the
        other (``RUSI``, ``RUSI Project Sandstone``); a state's offices count as the state.
        """
        ids = {i for s in trip["sources"] for i in (s, *self._beneath.get(s, ()))}
        return any(
            not any(a <= b or b <= a for a in self._names_of(self._observed_by[i]) for b in claimant)
            for i in ids
            if i in self._observed_by
        )

    def _names_of(self, observed_by: str) -> tuple[Name, ...]:
        if observed_by not in self._names:
            self._names[observed_by] = names_in(observed_by)
        return self._names[observed_by]


def names_in(words: str | None) -> tuple[Name, ...]:
    """The names that a field joins, each as folded words; an office of a state is read as the state."""
    parts = [words or ""]
    for by in _JOINED_BY:
        parts = [p for part in parts for p in part.split(by)]
    return tuple(frozenset(tokens(state_named(p) or p)) for p in parts if fold(p))


def count_separate(credited: Iterable[str]) -> int:
    """How many observers some credits name, taking as one all that a credit joins or that share a name.

    ``RUSI``, ``RUSI/OSC`` and ``OSC`` are one: what they saw may be one look.
    """
    clusters: list[set[Name]] = []
    for credit in sorted(set(credited)):
        names = set(names_in(credit))
        near = [c for c in clusters if any(a <= b or b <= a for a in c for b in names)]
        clusters = [c for c in clusters if c not in near] + [names.union(*near)]
    return len(clusters)


def claimant_names(claim: Mapping[str, Any]) -> tuple[Name, ...]:
    """Names under which a claim's speaker may have observed: speaker, organisation, and the party behind both."""
    fields = [f for f in (claim["speaker"], claim["speaker_org"]) if not is_unnamed(f)]
    return tuple(dict.fromkeys(n for f in (*fields, party_of(claim)) for n in names_in(f)))
