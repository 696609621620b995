"""Who copies whom: claims tied to what they rest on.

Near-duplicate text does not find copies in news; what does is the origin that a claim cites. So the ties rest on what
stands in ``rests_on``, on who is said to have passed it on, and on one speaker being one origin however often the total
is updated. Several documents that tell one statement are tied in :mod:`fairlead.ledger.tellings`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from fairlead.ledger.bases import Basis, passed_on_by, telling_words
from fairlead.ledger.candidates import Candidates
from fairlead.ledger.known_names import NOBODY_KNOWN, KnownNames
from fairlead.ledger.parties import as_state
from fairlead.ledger.said import Said, document_of, is_same_matter, party_of
from fairlead.ledger.speakers import Name, Voice, join_speakers
from fairlead.ledger.words import fold, tokens

_PRINTERS = frozenset(tokens("media reporter correspondent journalist newspaper editor blogger"))
"""Words of speakers who write down what others say: what they rest on is no relay of their own word."""

__all__ = ["Ties", "document_of", "find_ties", "party_of"]


@dataclass(slots=True)
class Ties:
    """What each claim rests on, by index: other claims, or voices of this list that speak in no claim held."""

    edges: list[tuple[int, ...]]
    """For each claim, then each voice (which has none)."""
    voices: Sequence[str]
    """Named in a basis, their own statement not held; index: number of claims + position."""
    people: Sequence[tuple[int, ...]]
    """For each claim the numbers of its speakers; see :func:`fairlead.ledger.speakers.join_speakers`."""
    unread: frozenset[int]
    """Claims whose basis is not understood."""
    why: dict[int, str] = field(default_factory=dict)
    """Why a claim rests on others, where its basis does not say so."""


# ------------------------------------------------------------------------------------------------- who copies whom


def find_ties(said: Sequence[Said], known: KnownNames = NOBODY_KNOWN, apart: Collection[int] = ()) -> Ties:
    """What each claim rests on. A claim that rests on something of the speaker's own rests on nobody else.

    Args:
        said: the claims in their order.
        known: names that the lexicon knows.
        apart: claims that a person set apart: they rest on nobody.
    """
    book = _Book(said, known)
    edges: list[tuple[int, ...]] = []
    why: dict[int, str] = {}
    unread: set[int] = set()
    for i, s in enumerate(said):
        if i in apart:
            edges.append(())
            continue
        bases = book.bases_of(i)
        found = [book.find(i, basis) for basis in bases]
        if s.row["stance"] == "deny" and () not in found and not book.tells_a_denial(i, found):
            edges.append(())
            why[i] = "a denial is the word of who denies, whatever it rests on"
            continue
        if any(f == () for f in found):
            edges.append(() if s.row["rests_on"] else book.heard_through(i))
            if edges[i]:
                why[i] = f"{s.row['speaker']} is named there as its source, and only passed it on"
            continue
        reached = book.without_passers(tuple(dict.fromkeys(t for f in found if f is not None for t in f)))
        edges.append(reached)
        if not reached:
            unread.add(i)
        elif bases is not s.bases:
            why[i] = f"it names {s.row['relays'][-1]} as having passed it on, and no other source"
    return Ties([*edges, *((),) * len(book.voices)], list(book.voices.values()), book.people, frozenset(unread), why)


class _Book:
    """Claims by the words of their names, by address and by label; and voices that are not held, as they turn up."""

    def __init__(self, said: Sequence[Said], known: KnownNames) -> None:
        self.said = said
        self.voices: dict[tuple[str, ...], str] = {}
        self._numbers: dict[tuple[str, ...], int] = {}
        self._keys: list[tuple[str, ...]] = []
        self._by_document: dict[str, list[int]] = defaultdict(list)
        self._by_label: dict[str, list[int]] = defaultdict(list)
        self._known = known
        self._outlets = set(known.owners)
        self._passers: set[str] = set()
        for i, s in enumerate(said):
            self._by_document[s.document].append(i)
            self._by_label[s.label.casefold()].append(i)
            self._outlets |= {o for o in s.outlets if not s.speakers.issuperset(o.split())}
            self._passers |= s.passers
        self._outlets |= self._passers
        self._heard_of = {*known.usual, *self._outlets, *self._named_in_bases()}
        self.people = join_speakers([(s.subject, Voice(self._heads(s), s.party)) for s in said])
        self._own_words: dict[int, int] = {}
        for i, s in enumerate(said):
            for p in self.people[i] if s.bases == (Basis("own"),) else ():
                self._own_words.setdefault(p, i)
        self._speak_themselves = {
            p for s, people in zip(said, self.people, strict=True)
            if s.is_own_print and s.bases == (Basis("own"),) and not s.row["relays"]
            for p in people
        }  # fmt: skip
        self._candidates = Candidates(said, self.people)

    def _named_in_bases(self) -> set[str]:
        """Folded names that some basis gives in a form that is understood."""
        bases = {b for s in self.said for b in s.bases if b.kind in ("copy", "through", "told")}
        return {fold(self._known.usually(of)) for b in bases for of in b.of}

    def _heads(self, s: Said) -> tuple[Name, ...]:
        """The speakers of a claim, without the outlets that are named beside somebody."""
        heads = tuple(n for n in s.speaker_names if n.core not in self._outlets)
        return heads or s.speaker_names

    def bases_of(self, i: int) -> tuple[Basis, ...]:
        """What a claim says it rests on; of one in an outlet's own voice with no basis, who passed it on to that."""
        s = self.said[i]
        if s.speaks or s.bases != (Basis("own"),) or s.row["rests_on"] or not s.row["relays"]:
            return s.bases
        far = s.row["relays"][-1]
        return (Basis("copy", (far,)),) if telling_words(far) else s.bases

    def heard_through(self, i: int) -> tuple[int, ...]:
        """For a claim whose only source is an outlet that in other claims only passed somebody's word on: that word."""
        s = self.said[i]
        if not s.speaks or s.speaker not in self._passers or self._speak_themselves.intersection(self.people[i]):
            return ()
        named = frozenset(tokens(s.row["speaker"]))
        best = self._candidates.best(i, named, is_passed_on=True)
        return () if best is None else (best,)

    def find(self, i: int, basis: Basis) -> tuple[int, ...] | None:
        """What claim ``i`` rests on by one basis: itself (empty), claims, or a voice; None where not understood."""
        s = self.said[i]
        if basis.kind == "own":
            return ()
        if basis.kind == "same document":
            best = self._candidates.best_of(
                i, [j for j in self._by_document[s.document] if self.said[j].speaker == s.speaker]
            )
            return () if best is None else (best,)
        if basis.kind == "claims":
            return tuple(t for label in basis.of for t in self._labelled(i, label))
        state = as_state(basis.of[0])
        of = state or self._known.usually(basis.of[0])
        named = frozenset(telling_words(of) if basis.kind == "unread" else tokens(of))
        if not named:
            return None
        if basis.kind != "copy" and _speaks_for(s, named, of, state):
            return ()
        if self._is_passer(s, basis) and not named <= s.speakers:
            best = self._candidates.best(i, named, is_same_speaker=True)
            return () if best is None else (best,)
        best = self._candidates.best(i, named)
        if basis.kind == "copy" and s.speaks and named <= s.speakers:
            # Whoever restates its own speaker tells an earlier claim of his; two that do so are no circle.
            return (best,) if best is not None and (best < i or not self._restates_itself(best)) else ()
        if basis.kind == "copy" and s.speaks and (best is None or not self._is_his(i, best, named)):
            best = own if (own := self._own_word_of(i)) is not None else best
        if best is not None:
            return (best,)
        if (best := self._candidates.best(i, named, is_passed_on=True)) is not None:
            return (best,)
        if basis.kind == "imagery":
            return ()
        if basis.kind == "unread" and fold(of) not in self._heard_of:
            return None
        return (self._voice((*s.subject, fold(of)), of),)

    def _own_word_of(self, i: int) -> int | None:
        """The first claim of the same speaker that rests on nobody."""
        held = [j for p in self.people[i] if (j := self._own_words.get(p)) is not None and j != i]
        return min(held, default=None)

    def _is_his(self, i: int, j: int, named: frozenset[str]) -> bool:
        """Whether a claim is by the speaker of claim ``i``, or by the one named."""
        return self.people[i] == self.people[j] or named <= self.said[j].speakers

    def tells_a_denial(self, i: int, found: Sequence[tuple[int, ...] | None]) -> bool:
        """Whether a denial rests on one by the same speaker or party; in an outlet's own voice, on anybody's."""
        s = self.said[i]
        reached = [t for f in found for t in f or ()]
        if not s.speaks:
            return bool(reached)
        return any(
            t < len(self.said)
            and (self.people[i] == self.people[t] or (s.party is not None and s.party == self.said[t].party))
            for t in reached
        )

    def _restates_itself(self, i: int) -> bool:
        s = self.said[i]
        return s.speaks and any(b.kind == "copy" and s.speakers.issuperset(tokens(b.of[0])) for b in s.bases)

    def without_passers(self, reached: tuple[int, ...]) -> tuple[int, ...]:
        """Of an outlet whose own statement is not held and somebody else, the outlet only passed it on."""
        n = len(self.said)
        own = tuple(t for t in reached if t < n or self._keys[t - n][-1] not in self._outlets)
        return own or reached

    def _is_passer(self, s: Said, basis: Basis) -> bool:
        """Whether a basis of a named speaker names who passed his word on, and no other origin."""
        if not s.speaks or not _PRINTERS.isdisjoint((*tokens(s.row["speaker"]), *tokens(s.row["speaker_role"]))):
            return False
        if basis.kind == "told" or basis.of[0] in passed_on_by(s.row["rests_on"]):
            return True
        return basis.kind == "through" and fold(basis.of[0]) in self._outlets

    def _labelled(self, i: int, label: str) -> list[int]:
        """The claims of a label; one about another matter is a voice not held on this one."""
        rows, subject = self._by_label[label], self.said[i].subject
        found = []
        for j in [j for j in rows if j != i] or rows:
            name = str(self.said[j].row["speaker"]) if self.said[j].speaker else self.said[j].label
            found.append(j if is_same_matter(self.said[i], self.said[j]) else self._voice((*subject, fold(name)), name))
        return found

    def _voice(self, key: tuple[str, ...], name: str) -> int:
        """The index of a voice that is not held, by its key."""
        if key not in self.voices:
            self.voices[key] = name
            self._numbers[key] = len(self._keys)
            self._keys.append(key)
        return len(self.said) + self._numbers[key]


def _speaks_for(s: Said, named: frozenset[str], of: str, state: str | None) -> bool:
    """Whether the one named is the speaker, its organisation or state ("US analysis", said by the White House), or the
    outlet itself; an outlet that prints a story *on* or *via* another is not the other."""
    if named <= s.speakers or fold(of) in s.outlets:
        return True
    return s.stated is not None and (state == s.stated or fold(of) == fold(s.stated))
