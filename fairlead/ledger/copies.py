"""Who copies whom: claims tied to what they rest on.

Near-duplicate text does not find copies in news; what does is the origin that a claim cites. So the ties rest on what
the collector wrote in ``rests_on`` and on one speaker being one origin however often the total is updated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fairlead.ledger.bases import Basis, read_bases, telling_words
from fairlead.ledger.items import class_of
from fairlead.ledger.parties import as_state, is_unnamed, state_named
from fairlead.ledger.words import fold, initials, tokens, without_brackets

Row = Mapping[str, Any]


class Said(NamedTuple):
    """A claim with what the grouping needs read off once."""

    row: Row
    bases: tuple[Basis, ...]
    item_class: str
    words: frozenset[str]
    speakers: frozenset[str]
    """Folded words of speaker, organisation and the party behind them, with initials of long names."""
    names: frozenset[str]
    """The same with the outlet's."""
    speaker: str
    party: str | None

    @property
    def label(self) -> str:
        return str(self.row["label"])

    @property
    def order(self) -> tuple[Any, ...]:
        return (self.row["said_start"], self.row["label"], self.row["claim_id"])


@dataclass(frozen=True, slots=True)
class Ties:
    """What each claim rests on, by index: other claims, or voices of this list that speak in no claim held."""

    edges: Sequence[tuple[int, ...]]
    """For each claim, then each voice (which has none)."""
    voices: Sequence[str]
    """Named in a basis, their own statement not held; index: number of claims + position."""
    told_by: Mapping[int, str]
    """For claims told to a voice in an interview: the speaker, who is the same wherever he speaks."""
    unread: frozenset[int]
    """Claims whose basis is not understood."""


def party_of(claim: Mapping[str, Any]) -> str | None:
    """The government or organisation behind a claim's speaker; None where nobody is named.

    The state its organisation names; else the organisation as written; else the state whose information it rests on.
    """
    if party := _stated_party(claim):
        return party
    kinds = {b.kind for b in read_bases(claim["rests_on"])}
    return state_named(claim["rests_on"]) if kinds <= {"own", "through", "imagery"} else None


def _stated_party(claim: Mapping[str, Any]) -> str | None:
    """The party behind a speaker, from the names of organisation and speaker alone."""
    org = claim["speaker_org"]
    if not is_unnamed(org):
        return state_named(org) or without_brackets(org)
    return None if is_unnamed(claim["speaker"]) else state_named(claim["speaker"])


def document_of(claim: Mapping[str, Any]) -> str:
    """What is counted as one document: one address, else one outlet on one day."""
    return str(claim["source_url"] or f"{claim['outlet']} {claim['said_start'].isoformat()}")


def read_claim(claim: Row, asked: Sequence[Row], labels: Collection[str]) -> Said:
    """Read off a CLAIMS row what the ties need.

    Args:
        claim: the row.
        asked: the questions in their order.
        labels: labels of all claims, folded by ``casefold``.
    """
    speakers = _name_words(claim["speaker"]) | _name_words(claim["speaker_org"]) | {*tokens(_stated_party(claim))}
    return Said(
        row=claim,
        bases=read_bases(claim["rests_on"], labels),
        item_class=class_of(claim, asked),
        words=frozenset(tokens(claim["item"])),
        speakers=speakers,
        names=speakers | _name_words(claim["outlet"]),
        speaker="" if is_unnamed(claim["speaker"]) else fold(without_brackets(claim["speaker"])),
        party=party_of(claim),
    )


def _name_words(name: str | None) -> frozenset[str]:
    """Folded words of a name, and its initials where it has three words or more (Open Source Centre: osc)."""
    words = tokens(name)
    return frozenset((*words, initials(words)) if len(words) > 2 else words)


def subject_of(said: Said) -> tuple[str, ...]:
    """Key under which one speaker's claims are one origin."""
    r = said.row
    return (r["stance"], r["from_party"] or "", r["to_party"] or "", said.item_class)


# ------------------------------------------------------------------------------------------------- who copies whom


def find_ties(said: Sequence[Said]) -> Ties:
    """What each claim rests on. A claim that rests on something of the speaker's own rests on nobody else."""
    book = _Book(said)
    edges: list[tuple[int, ...]] = []
    told_by: dict[int, str] = {}
    unread: set[int] = set()
    for i, s in enumerate(said):
        found = [book.find(i, basis) for basis in s.bases]
        if any(f == () for f in found):
            edges.append(())
            continue
        reached = tuple(dict.fromkeys(t for f in found if f is not None for t in f))
        edges.append(reached)
        if not reached:
            unread.add(i)
        elif s.bases[0].kind == "told" and s.speaker and s.speaker not in _outlets(s):
            told_by[i] = s.speaker
    return Ties([*edges, *((),) * len(book.voices)], list(book.voices.values()), told_by, frozenset(unread))


class _Book:
    """Claims by the words of their names, by address and by label; and voices that are not held, as they turn up."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.said = said
        self.voices: dict[tuple[str, ...], str] = {}
        self._numbers: dict[tuple[str, ...], int] = {}
        self._by_word: dict[str, set[int]] = defaultdict(set)
        self._by_url: dict[str, list[int]] = defaultdict(list)
        self._by_label: dict[str, list[int]] = defaultdict(list)
        for i, s in enumerate(said):
            for word in s.names:
                self._by_word[word].add(i)
            if s.row["source_url"]:
                self._by_url[s.row["source_url"]].append(i)
            self._by_label[s.label.casefold()].append(i)

    def find(self, i: int, basis: Basis) -> tuple[int, ...] | None:
        """What claim ``i`` rests on by one basis: itself (empty), claims, or a voice; None where not understood."""
        s = self.said[i]
        if basis.kind == "own":
            return ()
        if basis.kind == "same document":
            near = [j for j in self._by_url.get(s.row["source_url"] or "", ()) if self.said[j].speaker == s.speaker]
            best = self._best(i, near, frozenset())
            return () if best is None else (best,)
        if basis.kind == "claims":
            return tuple(t for label in basis.of for t in self._labelled(i, label))
        state = as_state(basis.of[0])
        of = state or basis.of[0]
        named = frozenset(telling_words(of) if basis.kind == "unread" else tokens(of))
        if not named:
            return None
        if basis.kind != "copy" and _speaks_for(s, named, of, state):
            return ()
        found = set.intersection(*(self._by_word.get(w, set()) for w in named))
        if (best := self._best(i, found, named)) is not None:
            return (best,)
        if basis.kind == "imagery":
            return ()
        return None if basis.kind == "unread" else (self._voice((*subject_of(s), fold(of)), of),)

    def _labelled(self, i: int, label: str) -> list[int]:
        """The claims of a label; one about another matter is a voice not held on this one."""
        rows, subject = self._by_label[label], subject_of(self.said[i])
        found = []
        for j in [j for j in rows if j != i] or rows:
            name = str(self.said[j].row["speaker"]) if self.said[j].speaker else self.said[j].label
            found.append(j if self._is_same_matter(i, j) else self._voice((*subject, fold(name)), name))
        return found

    def _voice(self, key: tuple[str, ...], name: str) -> int:
        """The index of a voice that is not held, by its key."""
        self.voices.setdefault(key, name)
        return len(self.said) + self._numbers.setdefault(key, len(self._numbers))

    def _is_same_matter(self, i: int, j: int) -> bool:
        s, t = self.said[i], self.said[j]
        return (
            t.row["stance"] == s.row["stance"]
            and all(_agree(t.row[k], s.row[k]) for k in ("from_party", "to_party"))
            and (t.item_class == s.item_class or bool(t.words & s.words))
        )

    def _best(self, i: int, candidates: Iterable[int], named: frozenset[str]) -> int | None:
        """The claim most likely meant: named as speaker rather than as outlet, by the same speaker, most like it in
        item, nearest in time."""
        s = self.said[i]

        def rank(j: int) -> tuple[Any, ...]:
            t = self.said[j]
            likeness = len(t.words & s.words) / max(1, len(t.words | s.words))
            gap = abs((t.row["said_start"] - s.row["said_start"]).total_seconds())
            return (not named <= t.speakers, not s.speaker or t.speaker != s.speaker, -likeness, gap, t.order)

        fit = (
            j for j in candidates
            if j != i and self.said[j].row["said_start"] < s.row["said_end"] and self._is_same_matter(i, j)
        )  # fmt: skip
        return min(fit, key=rank, default=None)


def _speaks_for(s: Said, named: frozenset[str], of: str, state: str | None) -> bool:
    """Whether the one named is the speaker, its organisation or state ("US analysis", said by the White House), or the
    outlet itself; an outlet that prints a story *on* or *via* another is not the other."""
    return named <= s.speakers or fold(of) in _outlets(s) or (state is not None and state == _stated_party(s.row))


def _outlets(s: Said) -> set[str]:
    """The outlets that print a claim as their own."""
    return {fold(part) for part in s.row["outlet"].split("/")}


def _agree(a: str | None, b: str | None) -> bool:
    return a is None or b is None or a == b
