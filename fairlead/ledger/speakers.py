"""Who is who among speakers: one person or organisation however its name is written.

``Shin Won-sik``, ``Shin Wonsik``, ``Defence Minister Shin Won-sik`` and, where only one is meant, ``Shin`` are one
speaker about one subject; so is ``K. Budanov`` with Kyrylo Budanov where only one bears that, and another romanisation
(``Volodymyr Zelenskiy``) where only one is meant. ``defence ministry`` is one for each state. Two who speak together
are one joint voice, unless each is held apart too: then their joint word
goes back to both.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from fairlead.base.spelling import spellings
from fairlead.ledger.parties import as_state, split_names, state_named, without_states
from fairlead.ledger.words import Tokens, fold, initials, tokens, without_brackets

_TITLES = frozenset(
    tokens(
        "mr mrs ms dr prof sir lord gen general col colonel lt lieutenant maj major adm admiral capt captain president "
        "national vice deputy first prime minister foreign defence defense interior security adviser advisor "
        "secretary chief head director chairman chairwoman chair ambassador spokesman spokeswoman spokesperson "
        "council intelligence service agency ministry department military army navy joint staff party member lawmaker "
        "parliamentarian legislator senator official former then acting senior top of the for and in at affairs "
        "permanent representative envoy commander leader press administration government authority"
    )
)
"""Words of offices and ranks: taken off a name that has others, and no name by themselves."""
UNSPECIFIC = frozenset(
    tokens(
        "official source spokesman spokeswoman spokesperson government authority minister ministry lawmaker diplomat "
        "adviser advisor aide expert analyst leader president secretary chief senior top unnamed unidentified "
        "anonymous the of a an defence defense foreign security national military spy"
    )
)
"""Words that name nobody: whoever is called by them alone may be the one named beside."""
_STATE_ITSELF = frozenset(tokens("government state authority republic administration the of"))
_ANYBODY = frozenset(tokens("official source authority government senior top unnamed unidentified anonymous"))
_NO_NAME = _TITLES | UNSPECIFIC | _STATE_ITSELF | _ANYBODY
_HANDED_ON = ("cited by", "quoted by", "as cited", "as quoted", "according to")
_DESCRIPTION = re.compile(
    r",\s*(?i:(?:an?|the|then|now|former|its|their|\S+['’]s)\s+)*(?i:deputy |vice |senior |acting |first )*"
    r"(?i:head|chief|director|deputy|spokes(?:man|woman|person)|minister|commander|leader|secretary|chair(?:man|woman)?|"
    r"president|ambassador|envoy|advis[eo]r|representative|member|officer|official|analyst|researcher|expert|fellow)"
    r"(?:[\s-]+[a-z]\w*)*?\s+(?:of|for|at|to|in|with)\s.*?(?=,|;|/|&|\sand\s+[A-Z]|$)"
)
"""What somebody is, behind a comma: ``, head of the Main Directorate of Intelligence``."""
_OF_STATE = re.compile(r"\bsecretary of state\b(?=.*\w)", re.IGNORECASE)
_OFFICES = frozenset(
    map(
        fold,
        (
            "White House",
            "Pentagon",
            "State Department",
            "Kremlin",
            "Downing Street",
            "Whitehall",
            "HUR",
            "IRGC",
            "Elysee",
        ),
    )
)
"""Words that mean a state in the table of states, and are one office of it as a speaker."""


def is_nobodys_name(words: Tokens) -> bool:
    """Whether words of offices, ranks and governments are all that a name holds."""
    return _NO_NAME.issuperset(words)


def without_offices(words: Tokens) -> Tokens:
    """The words of a name that are no office, rank or government: ``UN`` of UN officials."""
    return tuple(w for w in words if w not in _NO_NAME)


class Name(NamedTuple):
    """One speaker's name as compared."""

    core: str
    """Folded, without ranks and states; the folded words where nothing else is left."""
    is_office: bool
    """Whether it names an office and nobody in it: one for each state."""
    is_state: bool
    """Whether it is a government and no part of it."""
    short: str
    """Its initials, where it has three words or more; else nothing."""


def without_descriptions(speaker: str) -> str:
    """The names in a speaker field, without what somebody is said to be behind a comma."""
    return _DESCRIPTION.sub("", speaker) or speaker


@lru_cache(maxsize=1 << 16)
def names_of(speaker: str) -> tuple[Name, ...]:
    """The names that a speaker field joins; a rank behind a comma is none (``Shin Won-sik, defence minister``)."""
    parts = [
        p for p in split_names(without_descriptions(without_brackets(speaker))) if not p.lower().startswith(_HANDED_ON)
    ]
    parts = [_OF_STATE.sub("secretary", p) for p in parts]
    found = list(dict.fromkeys(_name(tokens(p), p) for p in parts)) or [_name(tokens(speaker), speaker)]
    proper = [n for n in found if not n.is_office]
    return tuple(proper if proper and any(not n.is_state for n in proper) else found)


def _name(words: Tokens, written: str) -> Name:
    bare = without_states(words)
    if len(bare) < len(words):
        bare = tuple(w for w in bare if w != "s")  # Ukraine's spy chief
    if not bare or _STATE_ITSELF.issuperset(bare):
        state = state_named(written)
        if state is None or fold(written) in _OFFICES:
            return Name(" ".join(words), state is not None, False, "")
        return Name(fold(state), False, True, "")
    short = initials(bare) if len(bare) > 2 else ""
    core = () if UNSPECIFIC.issuperset(bare) else tuple(w for w in bare if w not in _TITLES)
    return Name(" ".join(core), False, False, short) if core else Name(" ".join(bare), True, False, short)


class Voice(NamedTuple):
    """What the joining of speakers needs of a claim."""

    names: tuple[Name, ...]
    party: str | None


def join_speakers(voices: Sequence[tuple[tuple[str, ...], Voice]]) -> list[tuple[int, ...]]:
    """Number the speakers of claims, subject by subject.

    Args:
        voices: for each claim its subject and who speaks; no names where nobody is named.

    Returns:
        For each claim the numbers of its speakers: none where nobody is named, several where two speak together who are
        held apart too. One number never stands for speakers of two subjects.
    """
    by_subject: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, (subject, voice) in enumerate(voices):
        if voice.names:
            by_subject[subject].append(i)
    found: list[tuple[int, ...]] = [()] * len(voices)
    used = 0
    for members in by_subject.values():
        cast = _Cast([voices[i][1] for i in members])
        for i in members:
            found[i] = tuple(used + n for n in cast.numbers(voices[i][1]))
        used += cast.size
    return found


_Node = tuple[str, str]
"""A core and the party it is told apart by."""


class _Cast:
    """The speakers of one subject, joined."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        self._parties: dict[str, Counter[str]] = defaultdict(Counter)
        self._is_office: dict[str, bool] = {}
        self._short: dict[str, str] = {}
        for v in voices:
            for name in v.names:
                self._is_office[name.core] = name.is_office
                self._short[name.core] = name.short
                if v.party is not None and len(v.names) == 1:
                    self._parties[name.core][v.party] += 1
        self._root: dict[_Node, _Node] = {}
        self._party_of: dict[_Node, str] = {}
        for v in voices:
            if len(v.names) == 1:
                self._add(v.names[0], v.party)
        self._join_spellings()
        self._joint: dict[frozenset[_Node], int] = {}
        self._numbers = {r: n for n, r in enumerate(sorted({self._find(n) for n in self._root}))}

    @property
    def size(self) -> int:
        return len(self._numbers) + len(self._joint)

    def numbers(self, voice: Voice) -> tuple[int, ...]:
        """The numbers of a claim's speakers, in the order they are named."""
        nodes = [self._node(n, voice.party if len(voice.names) == 1 else None) for n in voice.names]
        held = dict.fromkeys(self._numbers[self._find(n)] for n in nodes if n in self._root)
        if held:
            return tuple(held)
        return (len(self._numbers) + self._joint.setdefault(frozenset(nodes), len(self._joint)),)

    def _node(self, name: Name, party: str | None) -> _Node:
        """The core, with its party where two parties have one of that name."""
        parties = self._parties[name.core]
        states = sorted({p for p in parties if as_state(p)})
        if name.is_office and not UNSPECIFIC.issuperset(name.core.split()) and len(parties) == 1:
            return name.core, next(iter(parties))
        if name.is_office:
            return name.core, party or ""
        if len(states) < 2:
            return name.core, ""
        usual = min(states, key=lambda p: (-parties[p], p))
        return name.core, party if party in states and party is not None else usual

    def _add(self, name: Name, party: str | None) -> None:
        node = self._node(name, party)
        self._root.setdefault(node, node)
        if party is not None:
            self._party_of[node] = min(party, self._party_of.get(node, party))

    def _join_spellings(self) -> None:
        """One node for each name however it is spaced, turned round or shortened."""
        self._join_initials()
        spelt: dict[tuple[str, str], list[_Node]] = defaultdict(list)
        ends: dict[str, list[_Node]] = defaultdict(list)
        for node in sorted(self._root):
            words = node[0].split()
            spelt["", "".join(words)].append(node)
            spelt["turned", " ".join(sorted(words))].append(node)
            if short := self._short[node[0]]:
                ends[short].append(node)
            if len(words) > 1 and not self._is_office[node[0]]:
                for word in {words[0], words[-1]}:
                    ends[word].append(node)
        for nodes in spelt.values():
            for node in nodes[1:]:
                self._join(nodes[0], node)
        self._join_romanisations()
        for node in sorted(self._root):
            if " " not in node[0] and not self._is_office[node[0]]:
                meant = {self._find(n) for n in ends[node[0]] if self._agree(n, node)}
                if len(meant) == 1:
                    self._join(node, meant.pop())

    def _join_romanisations(self) -> None:
        """A name of several words with the one that it romanises otherwise: ``Kim Seong``, ``Volodymyr Zelenskiy``.

        Only one may be meant: where two names that are held apart share a romanisation, a third stays by itself.
        """
        folded: dict[str, list[_Node]] = defaultdict(list)
        for node in sorted(self._root):
            if " " in node[0] and not self._is_office[node[0]]:
                for key in spellings(node[0]):
                    folded[key].append(node)
        meant: dict[_Node, set[_Node]] = {}
        for nodes in folded.values():
            for node in nodes if len(nodes) > 1 else ():
                mine = self._find(node)
                near = {self._find(n) for n in nodes if self._find(n) != mine and self._agree(n, node)}
                meant.setdefault(mine, set()).update(near)
        for node, others in sorted(meant.items()):
            if len(others) == 1 and meant.get(other := next(iter(others))) == {node}:
                self._join(node, other)

    def _join_initials(self) -> None:
        """Initials and a surname with the one name that they can stand for: ``K. Budanov``, ``Shin W.``."""
        bears: dict[str, list[_Node]] = defaultdict(list)
        for node in sorted(self._root):
            words = node[0].split()
            if len(words) > 1 and not self._is_office[node[0]]:
                for word in {words[0], words[-1]}:
                    bears[word].append(node)
        for node in sorted(self._root):
            if self._is_office[node[0]] or not any(len(w) == 1 for w in node[0].split()):
                continue
            surnames = {w for w in node[0].split() if len(w) > 1}
            near = {n for w in surnames for n in bears[w] if n != node and stands_for(node[0], n[0])}
            meant = {self._find(n) for n in near if self._agree(n, node)}
            if len(meant) == 1:
                self._join(meant.pop(), node)

    def _agree(self, a: _Node, b: _Node) -> bool:
        """Whether two nodes can be one: no two states behind them."""
        p, q = self._party_of.get(a), self._party_of.get(b)
        return p is None or q is None or p == q or not (as_state(p) and as_state(q))

    def _join(self, a: _Node, b: _Node) -> None:
        if self._agree(a, b):
            low, high = sorted((self._find(a), self._find(b)))
            self._root[high] = low

    def _find(self, node: _Node) -> _Node:
        while self._root[node] != node:
            self._root[node] = self._root[self._root[node]]
            node = self._root[node]
        return node


def stands_for(short: str, full: str) -> bool:
    """Whether a name with initials can stand for a name without: all its words are there, and its initials, in order,
    begin the others. Of a name with two words or more beside them (``John F. Kirby``) the initials may be missing.

    Args:
        short: folded words, of which some are single letters.
        full: folded words of the other name.
    """
    words, others = short.split(), full.split()
    whole = [w for w in words if len(w) > 1]
    if not whole or any(len(w) == 1 for w in others) or any(w not in others for w in whole):
        return False
    letters = [w for w in words if len(w) == 1]
    rest = [w for w in others if w not in whole]
    if not rest:
        return len(whole) > 1
    return len(letters) <= len(rest) and all(r.startswith(c) for c, r in zip(letters, rest, strict=False))


def may_stand_for(name: Name, known: frozenset[str]) -> bool:
    """Whether a name may stand for another speaker's of the same government: the government itself, its "officials",
    or an office or a role that the other holds.

    Args:
        name: the vaguer name.
        known: folded words of the other's name, organisation and role.
    """
    words = frozenset(name.core.split())
    return name.is_state or (name.is_office and (words <= _ANYBODY or words <= known))
