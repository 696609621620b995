"""Whose reliability is asked for: each person or body of a case once for a matter, however its name is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

import pyarrow as pa

from fairlead.errors import CaseError
from fairlead.ledger.backing import Backing
from fairlead.ledger.items import by_ordinal, class_of
from fairlead.ledger.known_names import read_names
from fairlead.ledger.parties import is_unnamed, split_names
from fairlead.ledger.speakers import Voice, join_speakers, names_of
from fairlead.ledger.words import fold, without_brackets

Row = Mapping[str, Any]
Tables = Callable[[str], pa.Table]

NEAR = 3
"""Names that a refusal offers at most."""


class Asked(NamedTuple):
    """One source and one matter it was heard on."""

    source: str
    """For whom the speaker speaks; else the speaker by the name most often written, or the outlet that speaks
    itself."""
    topic: str
    claims: int
    also: tuple[str, ...]
    """Other names under which its claims are written."""


class Sources:
    """Who speaks in the claims of a case."""

    def __init__(self, tables: Tables) -> None:
        """
        Args:
            tables: gives a table of the case by name.
        """
        self._claims: list[Row] = tables("claims").to_pylist()
        self._known = read_names(tables("lexicon").to_pylist())
        self._asked = by_ordinal(tables("questions").to_pylist())
        backing = Backing(self._claims, self._known)
        parties = [backing.stated(c) for c in self._claims]
        voices = [
            (("",), Voice(() if is_unnamed(c["speaker"]) else names_of(c["speaker"]), party))
            for c, party in zip(self._claims, parties, strict=True)
        ]
        keys = [
            self._key(c, party, people)
            for c, party, people in zip(self._claims, parties, join_speakers(voices), strict=True)
        ]
        written: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        for c, key in zip(self._claims, keys, strict=True):
            written[key].update(_names(c) if key[0] != "outlet" else [c["outlet"]])
        self._usual = {
            key: str(key[1]) if key[0] == "party" else min(names, key=lambda n: (-names[n], n))
            for key, names in written.items()
        }
        self._source = [self._usual[key] for key in keys]

    def _key(self, claim: Row, party: str | None, people: tuple[int, ...]) -> tuple[Any, ...]:
        if claim["anonymity"] == "narrator" or (party is None and is_unnamed(claim["speaker"])):
            return "outlet", fold(self._known.usually(claim["outlet"]))
        return ("party", party) if party is not None else ("people", people)

    def list_asked(self) -> list[Asked]:
        """Each source and matter, those of most claims first."""
        counts: Counter[tuple[str, str]] = Counter()
        names: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for c, source in zip(self._claims, self._source, strict=True):
            key = source, class_of(c, self._asked, self._known.classes)
            counts[key] += 1
            names[key] |= dict.fromkeys(_names(c))
        found = [
            Asked(s, t, n, tuple(sorted(x for x in names[s, t] if fold(x) != fold(s)))) for (s, t), n in counts.items()
        ]
        return sorted(found, key=lambda a: (-a.claims, a.source, a.topic))

    def find(self, named: str) -> str | None:
        """The source that a name means, by any name it is written under; None where nobody here bears it."""
        wanted = {fold(named), fold(self._known.usually(named))}
        for c, source in zip(self._claims, self._source, strict=True):
            borne = [source, c["outlet"], *split_names(c["outlet"]), *_names(c)]
            borne += [part for name in _names(c) for part in split_names(name)]
            if wanted & {fold(x) for name in borne for x in (name, self._known.usually(name))}:
                return source
        return None

    def check(self, named: str) -> None:
        """Refuse a source that the case does not hold.

        Raises:
            CaseError: no claim of the case has it, and which names are near.
        """
        if self.find(named) is not None:
            return
        if not self._claims:
            raise CaseError(f"no source is called {named!r}: this case holds no claims yet")
        held = {fold(n): n for c in self._claims for n in (*_names(c), c["outlet"])} | {
            fold(n): n for n in self._usual.values()
        }
        near = [held[n] for n in get_close_matches(fold(named), held, NEAR, 0.5)]
        hint = f"did you mean {' or '.join(map(repr, near))}?" if near else "'fairlead show CASE origins' names them"
        raise CaseError(f"no source of this case is called {named!r}; {hint}")


def _names(claim: Row) -> list[str]:
    """The speaker and its organisation as written, without remarks in brackets."""
    found = [n for n in (claim["speaker"], claim["speaker_org"]) if not is_unnamed(n)]
    return list(dict.fromkeys(without_brackets(n) or n for n in found))
