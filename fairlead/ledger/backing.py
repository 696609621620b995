"""For whom speakers speak: a state, or the organisation behind them, however either is written.

First what a claim says itself, then what the lexicon knows of the name, then what other claims of the case say of it.
Two who speak for one party are not independent, so a party that can be known must not be left blank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from fairlead.base.spelling import spellings as romanisations
from fairlead.ledger.known_names import KnownNames
from fairlead.ledger.parties import is_unnamed, split_names, state_named
from fairlead.ledger.speakers import is_nobodys_name, names_of, stands_for, without_offices
from fairlead.ledger.words import Tokens, fold, initials, remarks_in, tokens, without_brackets

Row = Mapping[str, Any]

_PRIVATE = frozenset(tokens("analyst expert researcher professor scholar fellow former journalist reporter editor"))
"""Roles of people who speak for no government, whatever country the role names."""
_SMALL = frozenset(tokens("of the for and in on at de"))
_BEFORE_BODY = frozenset(tokens("of at from for with"))
"""Words behind which one word names a body: ``Joe Byrne of RUSI``."""
_LEAST_INITIALS = 3


def is_private(role: str | None) -> bool:
    """Whether a role is that of somebody who speaks for no government."""
    return not _PRIVATE.isdisjoint(tokens(role))


def stated_party(claim: Row) -> str | None:
    """The party behind a speaker, from the names of organisation and speaker, and his role where it names a state."""
    org = claim["speaker_org"]
    if not is_unnamed(org):
        return state_named(org) or without_brackets(org)
    found = None if is_unnamed(claim["speaker"]) else state_named(claim["speaker"])
    return found or (None if is_private(claim["speaker_role"]) else state_named(claim["speaker_role"]))


class Backing:
    """Who is behind the speakers of one case."""

    def __init__(self, claims: Sequence[Row], known: KnownNames) -> None:
        """
        Args:
            claims: all claims of the case.
            known: names that the lexicon knows.
        """
        self._known = known
        spoken = sorted({(str(c["speaker"]), c["speaker_org"] or "") for c in claims})
        orgs = sorted({p for _, org in spoken if not is_unnamed(org) for p in split_names(without_brackets(org))})
        longest = {*known.usual.values(), *orgs, *(without_brackets(s) for s, _ in spoken if not is_unnamed(s))}
        self._by_initials: dict[str, set[str]] = defaultdict(set)
        for name in longest:
            for short in {initials(tokens(name)), initials(tuple(w for w in tokens(name) if w not in _SMALL))}:
                if len(short) >= _LEAST_INITIALS:
                    self._by_initials[short].add(self._usual(name))
        self._bodies: dict[Tokens, str] = {tuple(n.split()): self.party(usual) for n, usual in known.bodies.items()}
        self._bodies |= {tuple(n.split()): state for n, state in known.offices.items()}
        self._short_offices = {n for n in known.offices if " " not in n and len(n) >= _LEAST_INITIALS}
        for org in orgs:
            if not known.state_named(org) and not is_nobodys_name(tokens(org)):
                self._bodies.setdefault(_bare(org), self.party(org))
        self._people: dict[str, set[str | None]] = defaultdict(set)
        for core, state in known.people:
            for spelled in _spellings(core):
                self._people[spelled].add(state)
        for speaker, org in spoken:
            if not is_unnamed(org) and (core := _person_in(speaker)):
                for spelled in _spellings(core):
                    self._people[spelled].add(self.party(without_brackets(org)))
        self._bearers: dict[str, list[str]] = defaultdict(list)
        for core in sorted(self._people):
            words = core.split()
            for word in {words[0], words[-1]} if len(words) > 1 else ():
                self._bearers[word].append(core)
        self._romanised: dict[str, set[str | None]] = defaultdict(set)
        for core, parties in self._people.items():
            for key in romanisations(core) if " " in core else ():
                self._romanised[key] |= parties
        self._found: dict[str, str | None] = {}

    def stated(self, claim: Row) -> str | None:
        """The party behind a claim's speaker by what the claim, the lexicon and the other claims say; None if nobody
        does.

        Limits:
            What the claim says wins: its organisation, then a state in the speaker's name or role.
        """
        org, speaker, role = claim["speaker_org"], claim["speaker"], claim["speaker_role"]
        if not is_unnamed(org):
            return self.party(without_brackets(org))
        if found := stated_party(claim) or self._own_party(claim):
            return found
        states = self._known.states
        if not is_private(role) and (state := states.get(fold(role))):
            return state
        if is_unnamed(speaker) or fold(speaker) == fold(claim["outlet"]):
            return None if is_unnamed(speaker) else self._body(without_brackets(speaker))
        return self.of_name(speaker, is_private=is_private(role))

    def _own_party(self, claim: Row) -> str | None:
        """A party of the case's own words that the speaker's name, or his role in office, names."""
        named = (claim["speaker"], None if is_private(claim["speaker_role"]) else claim["speaker_role"])
        return next(filter(None, (self._known.state_named(n) for n in named if not is_unnamed(n))), None)

    def of_name(self, name: str, *, is_private: bool = False) -> str | None:
        """The party behind a name alone; None where neither the lexicon nor the case knows it.

        Args:
            name: as written.
            is_private: whether he speaks for no government, so that the lexicon's state is not his party.
        """
        if state := self._known.state_named(name):
            return state
        bare = without_brackets(name)
        if bare not in self._found:
            self._found[bare] = self._body_itself(bare) or self._person(_person_in(bare)) or self._body(bare)
        if self._found[bare] is None and (remarks := remarks_in(name)):
            return next(filter(None, map(self._body, remarks)), None)
        state = None if is_private else self._known.states.get(fold(self._known.usually(bare)))
        found = self._found[bare]
        return state or (None if is_private and found and self._known.state_named(found) else found)

    def party(self, org: str) -> str:
        """An organisation by its usual name, or its state: initials and spellings of one body are one party."""
        return self._known.state_named(org) or self._known.states.get(fold(self._usual(org))) or self._usual(org)

    def _usual(self, name: str) -> str:
        words = _bare(name)
        if found := self._known.usual.get(" ".join(words)):
            return found
        full = self._by_initials.get(words[0], set()) if len(words) == 1 and len(words[0]) >= _LEAST_INITIALS else set()
        return next(iter(full)) if len(full) == 1 else name

    def _body_itself(self, name: str) -> str | None:
        """The body that a name is, or whose officials it names: the UN is a body before it is somebody called Un."""
        words = _bare(name)
        return self._bodies.get(words) or self._bodies.get(without_offices(words))

    def _body(self, name: str) -> str | None:
        """The body that a name is, or holds: ``OSC``, ``Joe Byrne of the Open Source Centre``."""
        words = _bare(name)
        if found := self._bodies.get(words):
            return found
        if is_nobodys_name(words):
            return None  # experts, a lawmaker: words of the lexicon, and nobody's party
        if len(words) == 1 and (usual := self._usual(name)) != name:
            return self._bodies.get(_bare(usual)) or self.party(usual)
        if short := next((w for w in words if w in self._short_offices), None):
            return self._bodies[short,]
        return next((self._bodies[p] for p in _phrases(words) if p in self._bodies), None)

    def _person(self, core: str) -> str | None:
        """The party of a person by his whole name, in whatever romanisation; else of all whom a surname, or initials
        with one, can mean."""
        if not core:
            return None
        for spelled in _spellings(core):
            if spelled in self._people:
                return _only(self._people[spelled])
        words = core.split()
        if len(words) == 1:
            return _only({p for full in self._bearers.get(core, ()) for p in self._people[full]})
        if all(len(w) > 1 for w in words):
            return _only({p for key in romanisations(core) for p in self._romanised.get(key, ())})
        near = {full for w in words if len(w) > 1 for full in self._bearers.get(w, ())}
        return _only({p for full in near if stands_for(core, full) for p in self._people[full]})


def _only(parties: Iterable[str | None]) -> str | None:
    found = set(parties)
    return found.pop() if len(found) == 1 else None


def _spellings(core: str) -> tuple[str, str, str]:
    """A name as it is, without its blanks, and with its words in order of the alphabet."""
    return core, core.replace(" ", ""), " ".join(sorted(core.split()))


def _bare(name: str) -> Tokens:
    """The words of a body's name without a leading article."""
    words = tokens(name)
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def _person_in(speaker: str) -> str:
    """The folded name of the one person that a speaker field may name; blank where it names several, or none."""
    names = [] if is_unnamed(speaker) else names_of(speaker)
    return names[0].core if len(names) == 1 and not names[0].is_office and not names[0].is_state else ""


def _phrases(words: Tokens) -> Iterator[Tokens]:
    """Runs of words that may name a body, the longest first; one word only behind a preposition."""
    for n in range(len(words) - 1, 0, -1):
        for at in range(len(words) - n + 1):
            before = next((w for w in reversed(words[:at]) if w != "the"), "")
            if before != "to" and (n > 1 or before in _BEFORE_BODY):
                yield words[at : at + n]
