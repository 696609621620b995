"""Names that the lexicon knows: other spellings of one name, who owns an outlet, which state an office speaks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fairlead.ledger.items import Terms, read_terms
from fairlead.ledger.parties import STATES, as_state, say_party, state_named
from fairlead.ledger.words import fold, holds_phrase, tokens

Row = Mapping[str, Any]

_OFFICE_NOTES = frozenset(
    (
        "leader",
        "president",
        "prime minister",
        "minister",
        "foreign minister",
        "defence minister",
        "spokesman",
        "spokeswoman",
        "envoy",
        "intelligence chief",
        "security adviser",
        "official",
    )
)
"""Notes of persons who speak for their state; another person's row says where he comes from, not for whom he speaks."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What LEXICON rows say of names; everything by folded name."""

    usual: Mapping[str, str] = field(default_factory=dict)
    """The usual name of an outlet, office or body, by each of its spellings."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """Outlets, with who owns them; blank where nobody is named, or only the state they sit in."""
    states: Mapping[str, str] = field(default_factory=dict)
    """The state that an office, or a person by office, speaks for."""

    bodies: Mapping[str, str] = field(default_factory=dict)
    """The usual name of a body, by each of its spellings."""
    offices: Mapping[str, str] = field(default_factory=dict)
    """The state of an office, by each of its names; no persons."""
    people: Sequence[tuple[str, str | None]] = ()
    """Persons, each with the state that he speaks for by office."""

    classes: Terms = ()
    """The case's own classes of items."""

    parties: Mapping[str, str] = field(default_factory=dict)
    """Parties of the case that the package's table of states lacks: the name of each by its code."""
    party_words: Sequence[tuple[tuple[str, ...], str]] = ()
    """Their terms as words, the longest first, with the name of the party."""

    def say_party(self, code: str | None) -> str:
        """A giver or receiver as people say it; see :func:`fairlead.ledger.parties.say_party`."""
        return self.parties.get(code or "") or say_party(code)

    def state_named(self, text: str | None) -> str | None:
        """The state, or party of the case, that a text names; None where it names none."""
        if (state := state_named(text)) or not self.party_words:
            return state
        words = tokens(text)
        return next((name for phrase, name in self.party_words if holds_phrase(words, phrase)), None)

    def is_state(self, party: str) -> bool:
        """Whether a party is a state, or one of the case's own."""
        return as_state(party) is not None or party in self.parties.values()

    def usually(self, name: str) -> str:
        """The usual name of whoever is called that; the name itself where the lexicon does not know it."""
        return self.usual.get(fold(name), name)


NOBODY_KNOWN = KnownNames()
"""Of a case without a lexicon."""


def read_classes(lexicon: Sequence[Row]) -> Terms:
    """The case's own classes of items: LEXICON rows of kind class, by their words or by a dotted class."""
    rows = sorted((r for r in lexicon if r["term_kind"] == "class"), key=lambda r: str(r["term_id"]))
    return read_terms(
        {"class": r["value"], "term": r["term"], "kind": "head" if fold(r["note"]) == "head" else "words"} for r in rows
    )


_PACKAGE_CODES = frozenset(s.code for s in STATES)


def party_names(lexicon: Iterable[Row]) -> dict[str, str]:
    """Parties that the package's table of states lacks, by code: states of a case's own words, and who is no state.

    The name is the term whose note says *name*; else the first in the file. A term that is the code stays capitals.
    """
    own = [r for r in lexicon if r["term_kind"] == "state" and r["value"] not in _PACKAGE_CODES]
    own.sort(key=lambda r: (fold(r["note"]) != "name", r["evidence_id"] or "", r["row"] or 0, str(r["term_id"])))
    found: dict[str, str] = {}
    for r in own:
        found.setdefault(str(r["value"]), r["value"] if fold(r["term"]) == fold(r["value"]) else _title(r["term"]))
    return found


def _title(name: str) -> str:
    return " ".join(w if w in ("of", "and", "the") else w[:1].upper() + w[1:] for w in name.split())


def read_names(lexicon: Sequence[Row]) -> KnownNames:
    """Read LEXICON rows of kinds outlet, office, body, person, class and state.

    ``parent`` of a person is a state that he speaks for where his note is an office.
    ``parent`` of an outlet is its owner, or the code of the state it sits in; only where its note says *state* does
    that state own it. ``parent`` of an office is its state.
    """
    usual: dict[str, str] = {}
    owners: dict[str, str] = {}
    states: dict[str, str] = {}
    bodies: dict[str, str] = {}
    offices: dict[str, str] = {}
    people: set[tuple[str, str | None]] = set()
    parties = party_names(lexicon)
    party_words = {
        (tokens(r["term"]), parties[r["value"]])
        for r in lexicon if r["term_kind"] == "state" and r["value"] in parties
    } | {((fold(code),), name) for code, name in parties.items()}  # fmt: skip
    for r in lexicon:
        kind, parent, names = r["term_kind"], r["parent"] or "", (fold(r["term"]), fold(r["value"]))
        if kind in ("outlet", "office", "body"):
            usual |= dict.fromkeys(names, str(r["value"]))
        if kind == "body":
            bodies |= dict.fromkeys(names, str(r["value"]))
        if kind == "outlet":
            is_seat = len(parent) == 2 and parent.isupper() and "state" not in fold(r["note"]).split()
            owners |= dict.fromkeys(names, (parties.get(parent) or say_party(parent)) if parent and not is_seat else "")
        if parent and (kind == "office" or (kind == "person" and fold(r["note"]) in _OFFICE_NOTES)):
            name = parties.get(parent) or say_party(parent)
            if name != parent:
                states |= dict.fromkeys(names, name)
                offices |= dict.fromkeys(names, name) if kind == "office" else {}
        if kind == "person":
            people |= {(n, states.get(n)) for n in names if " " in n}
    return KnownNames(
        usual, owners, states, bodies, offices, sorted(people, key=str), read_classes(lexicon), parties,
        sorted(party_words, key=lambda p: (-len(p[0]), p)),
    )  # fmt: skip
