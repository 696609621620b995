"""Groups of claims: all that go back to one end of their chains of copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairlead.ledger.chains import trace_ends
from fairlead.ledger.copies import Said, Ties, subject_of


@dataclass(frozen=True, slots=True)
class Groups:
    """Claims by the end their chains reach."""

    of: Sequence[tuple[int, ...]]
    """For each claim the numbers of its groups, in the order its basis names them."""
    ends: Sequence[Sequence[int]]
    """For each group its ends: claims that rest on nobody, members of a circle, and voices."""
    in_circle: frozenset[int]
    """Claims that rest on each other and on nobody else."""


def group_claims(said: Sequence[Said], ties: Ties) -> Groups:
    """Claims joined by copying, or by a common speaker of what is nobody's copy."""
    reached, circles = trace_ends(ties.edges)
    ends = sorted({e for r in reached for e in r})
    root = {e: e for e in ends}

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    ring_of = {min(ring): ring for ring in circles}
    keeper: dict[tuple[str, ...], int] = {}

    def join(end: int, i: int) -> None:
        s = said[i]
        a, b = sorted((find(end), find(keeper.setdefault((*subject_of(s), s.speaker, s.party or ""), end))))
        root[b] = a

    for e in ends:
        # Who repeats two others is not thereby one with both: only what is nobody's copy is joined by speaker.
        if e < len(said) and e not in ring_of and said[e].speaker:
            join(e, e)
    for i in sorted(ties.told_by):
        for e in ties.edges[i]:
            if e >= len(said):
                join(e, i)
    numbers = {r: n for n, r in enumerate(sorted({find(e) for e in ends}))}
    groups: list[list[int]] = [[] for _ in numbers]
    for e in ends:
        groups[numbers[find(e)]] += sorted(ring_of.get(e, {e}))
    of = [tuple(dict.fromkeys(numbers[find(e)] for e in reached[i])) for i in range(len(said))]
    return Groups(of, groups, frozenset().union(*circles))
