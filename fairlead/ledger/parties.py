"""States as claims name them: code, name, and the words and offices that speak for them.

A table of common knowledge (parties.csv), apart from the kernels so that it can be read and extended. It decides two
things only: how a state's code is said in a sentence, and whether two speakers answer to one government (and so are not
independent). A speaker it does not know is its own party. Codes: ISO 3166-1 alpha-2. Names of offices: their usual
English press names.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from fairlead.ledger.words import Tokens, fold, holds_phrase, tokens


class State(NamedTuple):
    """One state: alpha-2 code, name as printed here, and further words by which a text means it."""

    code: str
    name: str
    words: tuple[str, ...]


class Coalition(NamedTuple):
    """States that speak as one body: its name, further words for it, and its members' codes."""

    name: str
    words: tuple[str, ...]
    members: tuple[str, ...]


VERSION = "2026.11"
"""Of parties.csv; a change of that table is a change of this."""


@lru_cache(maxsize=1)
def _rows() -> list[dict[str, str]]:
    text = files("fairlead.ledger").joinpath("parties.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _words(r: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(w for w in r["words"].split("; ") if w)


STATES = tuple(State(r["code"], r["name"], _words(r)) for r in _rows() if r["kind"] == "state")
_UNNAMED = frozenset(r["name"] for r in _rows() if r["note"].startswith("name is a given name"))
"""States whose bare name is a person's too: found by their other words."""
COALITIONS = tuple(Coalition(r["name"], _words(r), tuple(r["members"].split())) for r in _rows() if r["kind"] == "body")
"""A body's word and its member's word are not independent."""

_JOINED_BY = ("/", ";", ",", "+", "&", " and ", " on ", " via ")
"""How one field joins two names."""

_NAMES = {s.code: s.name for s in STATES}
_BODIES = tuple(
    (b.name, frozenset(map(fold, (b.name, *b.words))), frozenset(_NAMES[code] for code in b.members))
    for b in COALITIONS
)
_PHRASES = sorted(
    ((tokens(w), s.name) for s in STATES for w in (s.name, *s.words) if w not in _UNNAMED),
    key=lambda p: (-len(p[0]), p[0]),
)


def say_party(code: str | None) -> str:
    """A giver or receiver as people say it: the state's name for a code of the table, else the words as they are."""
    return "an unstated party" if code is None else _NAMES.get(code, code)


@lru_cache(maxsize=1 << 16)
def state_named(text: str | None) -> str | None:
    """The state a text names, by the longest of its words that matches; None where it names none of the table."""
    words = tokens(text)
    held = set(words)
    return next((name for phrase, name in _PHRASES if phrase[0] in held and holds_phrase(words, phrase)), None)


def split_names(words: str | None) -> list[str]:
    """The names that one field joins, as written: ``OSC / RUSI`` holds two."""
    return [*_split_names(words)]


@lru_cache(maxsize=1 << 16)
def _split_names(words: str | None) -> tuple[str, ...]:
    parts = [words or ""]
    for by in _JOINED_BY:
        parts = [p for part in parts for p in part.split(by)]
    return tuple(p.strip() for p in parts if fold(p))


@lru_cache(maxsize=1 << 16)
def as_state(text: str) -> str | None:
    """The state that a text means and nothing else: ``South Korean`` is, ``South Korean fishermen`` is not."""
    words = tokens(text)
    return next((name for phrase, name in _PHRASES if phrase == words), None)


def without_states(words: Tokens) -> Tokens:
    """The words of a name without those by which it names states: ``South Korean intelligence service``."""
    for phrase, _ in _PHRASES:
        n = len(phrase)
        if phrase[0] in words:
            while (at := next((i for i in range(len(words) - n + 1) if words[i : i + n] == phrase), None)) is not None:
                words = words[:at] + words[at + n :]
    return words


def states_in(words: Tokens) -> list[tuple[str, Tokens]]:
    """The states that some words name, each by its longest name, with the two words behind that name."""
    found: list[tuple[str, Tokens]] = []
    at = 0
    while at < len(words):
        n, name = next(((len(p), s) for p, s in _PHRASES if words[at : at + len(p)] == p), (1, ""))
        if name:
            found.append((name, words[at + n : at + n + 2]))
        at += n
    return found


@lru_cache(maxsize=1 << 16)
def is_unnamed(text: str | None) -> bool:
    """Whether a speaker or organisation is said to be nobody in particular: blank, or only a remark in brackets."""
    return not fold(text) or (text or "").strip().startswith("(")


def count_parties(origins: Iterable[Mapping[str, Any]]) -> int:
    """How many parties some ORIGINS rows speak for; an origin whose party is not known is one of its own."""
    return len({fold(o["party_of_speaker"]) or o["origin_id"] for o in origins})


@lru_cache(maxsize=1 << 12)
def bodies_of(party: str) -> dict[str, str]:
    """Folded names of the bodies that a state takes part in, or of the states in a body, each with the words for it."""
    found: dict[str, str] = {}
    for body, names, members in _BODIES:
        if party in members:
            found |= dict.fromkeys(names, f"{party} takes part in {body}")
        if fold(party) in names:
            found |= {fold(m): f"{m} takes part in {body}" for m in members}
    return found


def coalition_of(a: str, b: str) -> str | None:
    """Why two parties are not independent, where one is a body and the other a state in it; None otherwise."""
    for body, names, members in _BODIES:
        for whole, part in ((a, b), (b, a)):
            if part in members and fold(whole) in names:
                return f"{part} takes part in {body}"
    return None
