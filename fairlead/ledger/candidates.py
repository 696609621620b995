"""The claim that a name most likely means, found without comparing each claim with every other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from fairlead.base.timeline import DAY
from fairlead.ledger.amounts import compare
from fairlead.ledger.said import Said, is_same_matter

_Pool = dict[tuple[Any, ...], tuple[list[datetime], list[int]]]
"""Claims alike in all that the choice looks at but their time: their times, and they, in order of time."""


def are_near(s: Said, t: Said) -> bool:
    """Whether two claims may have been said within a day of each other."""
    r, q = s.row, t.row
    return bool(r["said_start"] - DAY < q["said_end"] and q["said_start"] - DAY < r["said_end"])


class Candidates:
    """Claims by the words of the names they go by: speakers, outlets, and who passed them on."""

    def __init__(self, said: Sequence[Said], people: Sequence[tuple[int, ...]]) -> None:
        self._said = said  # in order, so that an index is a place in it
        self._starts = [s.row["said_start"] for s in said]
        self._people = [frozenset(p) for p in people]
        self._called: dict[str, list[int]] = defaultdict(list)
        self._passed: dict[str, list[int]] = defaultdict(list)
        for i, s in enumerate(said):
            for word in s.speakers | s.printed | s.passed:
                self._called[word].append(i)
            for word in s.passed:
                self._passed[word].append(i)
        self._sets: dict[tuple[bool, str], frozenset[int]] = {}
        self._pools: dict[tuple[Any, ...], dict[tuple[Any, ...], _Pool]] = {}

    def best(
        self, i: int, named: frozenset[str], *, is_passed_on: bool = False, is_same_speaker: bool = False
    ) -> int | None:
        """The claim that a name in claim ``i`` most likely means.

        Named as speaker rather than as outlet, as outlet rather than as who passed it on, by the same speaker, likest
        in figure, then in item, nearest in time.

        Args:
            i: the claim that names somebody.
            named: the folded words of the name.
            is_passed_on: only claims that the one named passed on, said within a day, be it later.
            is_same_speaker: only claims by the speaker of claim ``i`` that the one named prints.
        """
        found = self._near(i, named, is_passed_on)
        if is_same_speaker:
            found = (j for j in found if self._is_same_speaker(i, j) and named <= self._said[j].printed)
        return self._least(i, found, named)

    def best_of(self, i: int, candidates: Iterable[int]) -> int | None:
        """The likest of a few claims that were not said later."""
        s = self._said[i]
        earlier = (j for j in candidates if j != i and self._said[j].row["said_start"] < s.row["said_end"])
        return self._least(i, (j for j in earlier if is_same_matter(s, self._said[j])), frozenset())

    def _least(self, i: int, candidates: Iterable[int], named: frozenset[str]) -> int | None:
        s = self._said[i]

        def rank(j: int) -> tuple[Any, ...]:
            t = self._said[j]
            likeness = len(t.words & s.words) / max(1, len(t.words | s.words))
            gap = abs(self._starts[j] - self._starts[i])
            is_other = not self._is_same_speaker(i, j)
            how = 0 if named <= t.speakers else 1 if named <= t.printed else 2
            return (how, is_other, compare(s.amount, t.amount), -likeness, gap, j)

        return min(candidates, key=rank, default=None)

    def _is_same_speaker(self, i: int, j: int) -> bool:
        s, t = self._said[i], self._said[j]
        return bool(s.speaker) and (s.speaker == t.speaker or bool(self._people[i] & self._people[j]))

    def _near(self, i: int, named: frozenset[str], is_passed_on: bool) -> Iterator[int]:
        """Of each lot of claims that differ in time alone, those nearest to claim ``i``."""
        s = self._said[i]
        giver, receiver = s.row["from_party"], s.row["to_party"]
        for (other_giver, other_receiver), pool in self._pool(named, s.row["stance"], is_passed_on).items():
            if not (giver is None or other_giver is None or giver == other_giver):
                continue
            if not (receiver is None or other_receiver is None or receiver == other_receiver):
                continue
            for (item_class, words, *_), lot in pool.items():
                if item_class == s.item_class or words & s.words:
                    yield from self._nearest(i, *lot, is_passed_on)

    def _nearest(self, i: int, times: Sequence[datetime], lot: Sequence[int], is_passed_on: bool) -> Iterator[int]:
        """The first of a lot before and the first after the claim's time; with ``is_passed_on`` within a day of it."""
        s = self._said[i]
        at = bisect_left(times, s.row["said_start"])
        end = len(times) if is_passed_on else bisect_left(times, s.row["said_end"])
        runs = []
        if at < end:
            runs.append(range(at, min(end, bisect_right(times, times[at]) + 1)))
        if at > 0:
            runs.append(range(bisect_left(times, times[at - 1]), at))
        for run in runs:
            first = next((lot[k] for k in run if lot[k] != i), None)
            if first is not None and (not is_passed_on or are_near(s, self._said[first])):
                yield first

    def _held(self, named: frozenset[str], is_passed_on: bool) -> Sequence[int]:
        """The claims that have every word of a name. Only those of its rarest word are walked: a word that half the
        claims have is asked for each of them."""
        by_word = self._passed if is_passed_on else self._called
        shortest, *others = sorted(named, key=lambda w: len(by_word.get(w, ())))
        found: Sequence[int] = by_word.get(shortest, [])
        for word in others if found else ():
            key = is_passed_on, word
            if key not in self._sets:
                self._sets[key] = frozenset(by_word.get(word, ()))
            found = [j for j in found if j in self._sets[key]]
        return found

    def _pool(self, named: frozenset[str], stance: str, is_passed_on: bool) -> dict[tuple[Any, ...], _Pool]:
        """The claims that go by a name, by giver and receiver."""
        key = named, stance, is_passed_on
        if key in self._pools:
            return self._pools[key]
        held = self._held(named, is_passed_on)
        lots: dict[tuple[Any, ...], dict[tuple[Any, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
        for j in held:
            t = self._said[j]
            if t.row["stance"] == stance:
                how = named <= t.speakers, named <= t.printed
                alike = (t.item_class, t.words, *how, t.speaker, self._people[j], t.amount)
                lots[t.row["from_party"], t.row["to_party"]][alike].append(j)
        made: dict[tuple[Any, ...], _Pool] = {}
        for pair, by_kind in lots.items():
            made[pair] = {}
            for alike, lot in by_kind.items():
                lot.sort(key=lambda j: (self._starts[j], j))
                made[pair][alike] = ([self._starts[j] for j in lot], lot)
        self._pools[key] = made
        return made
