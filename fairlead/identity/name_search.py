"""Name search: which of many names a name may be, without comparing it with each.

Ships' names are found as comparing with each would find them: the filter loses none. Names of companies and persons are
narrowed to those that share most letters before they are compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.fuzz import token_set_ratio

from fairlead.identity.grams import Grams, pairs_of
from fairlead.identity.names import ShipName, read_name, split_names
from fairlead.identity.party_likeness import ALIKE, consonants, party_likeness, sounded
from fairlead.identity.party_names import PartyName, read_party
from fairlead.identity.ship_likeness import (
    AIS_LETTERS,
    Likeness,
    asked_likeness,
    heard_as,
    korean_keys,
    slips_allowed,
)  # fmt: skip

LEAST_SHARED = 0.55
"""Share of the letter pairs of the shorter of two names of companies or persons that they must share to be compared."""

LEAST_RATIO = 60.0
"""Least ratio of the words that two names share to those they do not (rapidfuzz's token_set_ratio) for them to be
compared. Of what comparing finds it loses one in a hundred, and takes a third of the time."""

MOST_COMPARED = 32
"""Names of companies or persons compared with one, those that share most."""


@dataclass(frozen=True, slots=True)
class Met:
    """A name held that a name asked may be."""

    owner: int
    """Number of the owner it was entered under."""
    name: str
    """As written."""
    likeness: Likeness


class NameSearch:
    """Names of ships, companies and persons, each with the number of its owner."""

    def __init__(self, names: Iterable[tuple[int, str, str]]) -> None:
        """Enter names: owner, kind (``vessel``, ``person``, any other is a company's or of no known kind), text."""
        ships: list[tuple[int, str]] = []
        parties: dict[bool, list[tuple[int, str]]] = {False: [], True: []}
        for owner, kind, text in names:
            for one in names_in(text, kind):
                if kind == "vessel":
                    ships.append((owner, one))
                else:
                    parties[kind == "person"].append((owner, one))
        self._ships = _Ships(ships)
        self._parties = {is_person: _Parties(held, is_person) for is_person, held in parties.items()}

    def find(self, text: str, kind: str = "") -> list[Met]:
        """The names that one may be, the most alike first.

        Args:
            text: a name as written.
            kind: whose it is: ``vessel``, ``person``, ``company``, ``other``; with none, all are searched.
        """
        met: list[Met] = []
        for one in names_in(text, kind):
            if kind in ("vessel", ""):
                met += self._ships.find(read_name(one))
            for is_person in (False, True):
                if kind in ("", "other") or ((kind == "person") == is_person and kind != "vessel"):
                    met += self._parties[is_person].find(read_party(one, is_person))
        best: dict[tuple[int, str], Met] = {}
        for m in met:
            key = (m.owner, m.name)
            if key not in best or m.likeness.score > best[key].likeness.score:
                best[key] = m
        return sorted(best.values(), key=lambda m: (-m.likeness.score, m.owner, m.name))


def names_in(text: str, kind: str) -> list[str]:
    """The names in a text that may hold several (``split_names``); of a company also those on both sides of a slash."""
    found = split_names(text if kind in ("vessel", "person") else text.replace("/", " / "))
    return list(dict.fromkeys((text, *found) if kind != "vessel" and len(found) > 1 else found))


class _Ships:
    """Ships' names by their letters under three readings."""

    def __init__(self, held: Sequence[tuple[int, str]]) -> None:
        self.held = [(owner, read_name(text)) for owner, text in held]
        names = [name for _, name in self.held]
        self.numbers: dict[tuple[tuple[int, ...], str], int] = {}
        self.number_of = np.array([self._number(n) for n in names], dtype=np.int32)
        self.views = (
            Grams([(n.stem,) for n in names]),
            Grams([(heard_as(n.stem),) for n in names]),
        )
        self.korean_at: list[int] = []
        keys: list[tuple[str]] = []
        self.whole: dict[str, list[int]] = defaultdict(list)
        self.long: list[int] = []
        self.cut: dict[str, list[int]] = defaultdict(list)
        for i, name in enumerate(names):
            self.whole[name.whole].append(i)
            for key in korean_keys(name):
                self.korean_at.append(i)
                keys.append((key,))
            if len(name.written.strip(" @")) > AIS_LETTERS:
                self.long.append(i)
        self.korean = Grams(keys)
        self.korean_places = np.array(self.korean_at, dtype=np.int32)
        self.cut_names = [read_name(names[i].written.strip(" @")[:AIS_LETTERS]) for i in self.long]
        self.cut_views = (
            Grams([(n.stem,) for n in self.cut_names]),
            Grams([(heard_as(n.stem),) for n in self.cut_names]),
        )
        self.cut_places = np.array(self.long, dtype=np.int32)

    def _number(self, name: ShipName) -> int:
        return self.numbers.setdefault((name.number, name.ending), len(self.numbers))

    def find(self, name: ShipName) -> list[Met]:
        found = set(self.whole.get(name.whole, ()))
        number = self.numbers.get((name.number, name.ending), -1)
        if number >= 0:
            at = self._near(name)
            found |= set(at[self.number_of[at] == number].tolist())
        written = name.written.strip(" @")
        if AIS_LETTERS - 1 <= len(written) <= AIS_LETTERS:
            found |= {
                int(self.cut_places[i])
                for view, word in zip(self.cut_views, (name.stem, heard_as(name.stem)), strict=True)
                for i in view.within(word, _slips(word))
            }
        elif len(written) > AIS_LETTERS:
            short = read_name(written[:AIS_LETTERS])
            found |= {i for i in self._near(short).tolist() if len(self.held[i][1].written.strip(" @")) <= AIS_LETTERS}
        met = []
        for i in found:
            owner, other = self.held[i]
            if (likeness := asked_likeness(name, other)).score > 0:
                met.append(Met(owner, other.written, likeness))
        return met

    def _near(self, name: ShipName) -> np.ndarray:
        words = (name.stem, heard_as(name.stem))
        places = [view.within(word, _slips(word)) for view, word in zip(self.views, words, strict=True)]
        places += [self.korean_places[self.korean.within(key, _slips(key))] for key in korean_keys(name)]
        return np.unique(np.concatenate(places))


def _slips(word: str) -> int:
    """Slips that may lie between a word and any other: a longer one is allowed more."""
    return slips_allowed(len(word) + 3)


class _Parties:
    """Names of companies, or of persons, by the letters of their words in any order."""

    def __init__(self, held: Sequence[tuple[int, str]], is_person: bool) -> None:
        self.held = [(owner, read_party(text, is_person)) for owner, text in held]
        words = [_spelled(name) for _, name in self.held]
        self.grams = Grams(words)
        self.spelled = [" ".join(each) for each in words]
        self.acronyms: dict[str, list[int]] = defaultdict(list)
        self.by_script: dict[bool, list[int]] = {False: [], True: []}
        for i, (_, name) in enumerate(self.held):
            for acronym in (*name.acronyms, *(name.words if len(name.words) == 1 else ())):
                self.acronyms[acronym].append(i)
            self.by_script[name.is_other_script].append(i)
        self.spoken = {
            is_other: Grams([(consonants(self.held[i][1]),) for i in at]) for is_other, at in self.by_script.items()
        }

    def find(self, name: PartyName) -> list[Met]:
        pairs = pairs_of(_spelled(name))
        shared = self.grams.shared(pairs)
        shorter = np.minimum(self.grams.sizes, len(pairs))
        at = np.flatnonzero(shared >= np.maximum(1, LEAST_SHARED * shorter))
        if len(at) > MOST_COMPARED:
            share = shared[at] / (self.grams.sizes[at] + len(pairs))
            at = at[np.argpartition(-share, MOST_COMPARED)[:MOST_COMPARED]]
        spelled = " ".join(_spelled(name))
        found = {i for i in at.tolist() if token_set_ratio(spelled, self.spelled[i], score_cutoff=LEAST_RATIO)}
        for acronym in (*name.acronyms, *name.words[:1]):
            found.update(self.acronyms.get(acronym, ())[:MOST_COMPARED])
        found.update(self._by_consonants(name))
        met = []
        for i in found:
            owner, other = self.held[i]
            if (likeness := party_likeness(name, other)).score >= ALIKE:
                met.append(Met(owner, other.written, likeness))
        return met

    def _by_consonants(self, name: PartyName) -> list[int]:
        """Names in another script that have the same consonants but for a slip."""
        at = self.by_script[not name.is_other_script]
        return (
            [at[i] for i in self.spoken[not name.is_other_script].within(consonants(name), 1)[:MOST_COMPARED]]
            if at
            else []
        )


def _spelled(name: PartyName) -> tuple[str, ...]:
    return tuple(sounded(w) for w in name.words)
