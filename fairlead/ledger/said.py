"""A claim with what the grouping needs read off once: who is behind it, where it is printed, through whom it came."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairlead.ledger.amounts import Amount, amount_of
from fairlead.ledger.backing import Backing, stated_party
from fairlead.ledger.bases import Basis, passed_on_by, read_bases
from fairlead.ledger.items import class_of
from fairlead.ledger.known_names import KnownNames
from fairlead.ledger.parties import is_unnamed, split_names, state_named
from fairlead.ledger.speakers import Name, names_of, without_descriptions
from fairlead.ledger.words import fold, initials, tokens, without_brackets

Row = Mapping[str, Any]

_NOBODY: frozenset[str] = frozenset()


@dataclass(slots=True)
class Said:
    """A claim with what the grouping needs read off once."""

    row: Row
    bases: tuple[Basis, ...]
    item_class: str
    words: frozenset[str]
    speakers: frozenset[str]
    """Folded words of speaker, organisation and the party behind them, with initials of long names."""
    printed: frozenset[str]
    """Folded words of the outlets that print it."""
    passed: frozenset[str]
    """Folded words of those through whom somebody else's word came, where it names both."""
    passers: frozenset[str]
    """Their folded names."""
    outlets: frozenset[str]
    """The outlets that print it as their own, folded."""
    speaker: str
    """The speaker's usual name, folded, without brackets; blank where nobody is named."""
    speaker_names: tuple[Name, ...]
    """The names that its speaker field joins; none where nobody is named."""
    party: str | None
    """Who is behind the speaker; see :class:`fairlead.ledger.backing.Backing`."""
    stated: str | None
    """The party without what is only concluded from the basis."""
    amount: Amount | None

    label: str
    subject: tuple[str, ...]
    """Key under which one speaker's claims are one origin."""
    document: str
    is_own_print: bool
    """Whether the speaker prints it himself, or the outlet speaks."""
    speaks: bool
    """Whether somebody other than the outlet is named as its speaker."""
    order: tuple[Any, ...]
    """By when it was surely said; on one day first who prints his own word, then who had it through fewest."""


def party_of(claim: Mapping[str, Any]) -> str | None:
    """The government or organisation behind a claim's speaker; None where nobody is named.

    The state its organisation names; else the organisation as written; else the state whose information it rests on.
    """
    if party := stated_party(claim):
        return party
    kinds = {b.kind for b in read_bases(claim["rests_on"])}
    return state_named(claim["rests_on"]) if kinds <= {"own", "through", "imagery"} else None


def document_of(claim: Mapping[str, Any]) -> str:
    """What is counted as one document: one document held, else one address, else one outlet on one day."""
    named = claim["document_id"] or claim["source_url"]
    return str(named or f"{claim['outlet']} {claim['said_start'].isoformat()}")


def read_claims(claims: Sequence[Row], asked: Sequence[Row], known: KnownNames, backing: Backing) -> list[Said]:
    """Read off CLAIMS rows what the ties need, in the order of :attr:`Said.order`.

    Args:
        claims: the rows.
        asked: the questions in their order.
        known: names that the lexicon knows.
        backing: who is behind the speakers.
    """
    reader = _Reader(asked, {c["label"].casefold() for c in claims}, known, backing)
    return sorted(map(reader.read, claims), key=lambda s: s.order)


class _Reader:
    """Reads claims, each name and each item once: most of them come again."""

    def __init__(self, asked: Sequence[Row], labels: Collection[str], known: KnownNames, backing: Backing) -> None:
        self._asked = asked
        self._backing = backing
        self._labels = labels
        self._known = known
        self._classes: dict[tuple[Any, ...], str] = {}
        self._names: dict[str, tuple[Name, ...]] = {}
        self._outlets: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._words: dict[str | None, frozenset[str]] = {}
        self._bases: dict[str | None, tuple[Basis, ...]] = {}
        self._bare: dict[str, tuple[str, str]] = {}
        self._who: dict[tuple[Any, ...], frozenset[str]] = {}

    def read(self, claim: Row) -> Said:
        """One claim."""
        known = self._known
        bare, speaker = self._speaker(claim["speaker"])
        stated = self._backing.stated(claim)
        bases, passed = self._basis(claim["rests_on"]), through(claim)
        outlets, printed = self._outlet(claim["outlet"])
        item_class = self._class(claim)
        is_own_print = bool(speaker) and (speaker in outlets or initials(tuple(speaker.split())) in outlets)
        speaks = bool(speaker) and not is_own_print and claim["anonymity"] != "narrator"
        through_whom = passed
        if not speaks:  # an outlet's own voice: through somebody where it names somebody else as its source
            named = {fold(of) for b in bases for of in b.of}
            others = [of for b in bases for of in b.of if fold(of) in known.owners]
            through_whom = tuple(n for n in claim["relays"] or () if named and fold(n) not in named)
            through_whom += tuple(others if named.difference(map(fold, others)) else ())
        return Said(
            row=claim,
            bases=bases,
            item_class=item_class,
            words=frozenset(tokens(claim["item"])),
            speakers=self._speaking(claim),
            printed=printed,
            passed=frozenset().union(*map(self._name, through_whom)) if through_whom else _NOBODY,
            passers=frozenset(fold(n) for name in passed for n in (name, known.usually(name))) - {speaker}
            if passed else _NOBODY,
            outlets=outlets,
            speaker=speaker,
            speaker_names=self._speakers(bare) if speaker else (),
            party=stated or party_of(claim),
            stated=stated,
            amount=amount_of(claim),
            label=claim["label"],
            subject=(claim["stance"], claim["from_party"] or "", claim["to_party"] or "", item_class),
            document=document_of(claim),
            is_own_print=is_own_print,
            speaks=speaks,
            order=(
                claim["said_end"], claim["said_start"], not is_own_print, len(claim["relays"] or ()), claim["label"],
                claim["claim_id"],
            ),
        )  # fmt: skip

    def _speaker(self, speaker: str) -> tuple[str, str]:
        """The speaker without brackets, and his usual name, folded; both blank where nobody is named."""
        if speaker not in self._bare:
            bare = "" if is_unnamed(speaker) else without_brackets(speaker)
            self._bare[speaker] = bare, fold(self._known.usually(bare))
        return self._bare[speaker]

    def _basis(self, rests_on: str | None) -> tuple[Basis, ...]:
        if rests_on not in self._bases:
            self._bases[rests_on] = read_bases(rests_on, self._labels)
        return self._bases[rests_on]

    def _speaking(self, claim: Row) -> frozenset[str]:
        """Folded words of speaker, organisation and the party behind them."""
        key = claim["speaker"], claim["speaker_org"], claim["speaker_role"]
        if key not in self._who:
            named = self._name(claim["speaker"]) | self._name(claim["speaker_org"])
            self._who[key] = named | {*tokens(stated_party(claim))}
        return self._who[key]

    def _class(self, claim: Row) -> str:
        key = claim["item"], claim["item_class"], claim["from_party"], claim["to_party"]
        if key not in self._classes:
            self._classes[key] = class_of(claim, self._asked, self._known.classes)
        return self._classes[key]

    def _speakers(self, bare: str) -> tuple[Name, ...]:
        if bare not in self._names:
            self._names[bare] = names_of("/".join(map(self._known.usually, split_names(without_descriptions(bare)))))
        return self._names[bare]

    def _outlet(self, outlet: str) -> tuple[frozenset[str], frozenset[str]]:
        """The outlets that one field names, folded, and their words."""
        if outlet not in self._outlets:
            printed = [*outlet.split("/"), outlet]
            names = frozenset(fold(n) for name in printed for n in (name, self._known.usually(name)))
            self._outlets[outlet] = names, frozenset().union(*map(self._name, printed))
        return self._outlets[outlet]

    def _name(self, name: str | None) -> frozenset[str]:
        """Folded words of a name, its initials where it has three words or more (Open Source Centre: osc), and those of
        its usual name."""
        if name not in self._words:
            words = tokens(name)
            usual = tokens(self._known.usual.get(" ".join(words)))
            short = (initials(w) for w in (words, usual) if len(w) > 2)
            self._words[name] = frozenset((*words, *usual, *short))
        return self._words[name]


def through(claim: Row) -> tuple[str, ...]:
    """Who passed a claim on, as written, nearest first; then where it was said, and who its basis says passed it on."""
    venue = (claim["venue"],) if claim["venue"] else ()
    return (*(claim["relays"] or ()), *venue, *passed_on_by(claim["rests_on"]))


def is_same_matter(s: Said, t: Said) -> bool:
    """Whether two claims have one stance and can be about one transfer."""
    return bool(
        t.row["stance"] == s.row["stance"]
        and all(_agree(t.row[k], s.row[k]) for k in ("from_party", "to_party"))
        and (t.item_class == s.item_class or bool(t.words & s.words))
    )


def _agree(a: str | None, b: str | None) -> bool:
    return a is None or b is None or a == b
