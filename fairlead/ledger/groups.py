"""Groups of claims: all that go back to one end of their chains of copies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fairlead.ledger.chains import trace_ends
from fairlead.ledger.copies import Ties
from fairlead.ledger.said import Said


@dataclass(frozen=True, slots=True)
class Groups:
    """Claims by the end their chains reach."""

    of: Sequence[tuple[int, ...]]
    """For each claim the numbers of its groups, in the order its basis names them."""
    ends: Sequence[Sequence[int]]
    """For each group its ends: claims that rest on nobody, members of a circle, and voices."""
    in_circle: frozenset[int]
    """Claims that rest on each other and on nobody else."""


def group_claims(
    said: Sequence[Said], ties: Ties, apart: Collection[int] = (), joined: Collection[Sequence[int]] = ()
) -> Groups:
    """Claims joined by copying, by a common speaker of what is nobody's copy, or by a person.

    Args:
        said: the claims in their order.
        ties: what each rests on.
        apart: claims that a person set apart: no common speaker joins them.
        joined: claims that a person says have one origin.
    """
    reached, circles = trace_ends(ties.edges)
    ends = sorted({e for r in reached for e in r})
    root = {e: e for e in ends}

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    def join(a: int, b: int) -> None:
        low, high = sorted((find(a), find(b)))
        root[high] = low

    ring_of = {min(ring): ring for ring in circles}
    keeper: dict[int, int] = {}
    for e in ends:
        # Who repeats two others is not thereby one with both: only what is nobody's copy is joined by speaker.
        if e < len(said) and e not in ring_of and e not in apart and len(ties.people[e]) == 1:
            join(e, keeper.setdefault(ties.people[e][0], e))
    for claims in joined:
        for i in claims[1:]:
            for end in reached[i]:
                join(reached[claims[0]][0], end)
    numbers = {r: n for n, r in enumerate(sorted({find(e) for e in ends}))}
    groups: list[list[int]] = [[] for _ in numbers]
    for e in ends:
        groups[numbers[find(e)]] += sorted(ring_of.get(e, {e}))
    of = [tuple(dict.fromkeys(numbers[find(e)] for e in reached[i])) for i in range(len(said))]
    return Groups(of, groups, frozenset().union(*circles))
