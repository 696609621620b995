"""Chains of copies: from each claim to the ends its chain reaches. A circle that leads nowhere is an end itself."""

from __future__ import annotations

from collections.abc import Sequence


def trace_ends(edges: Sequence[Sequence[int]]) -> tuple[list[tuple[int, ...]], list[frozenset[int]]]:
    """Follow every node's edges to where they end.

    Args:
        edges: for each node the nodes it rests on, by index; none for an end.

    Returns:
        For each node its ends, in the order its edges name them: nodes that rest on nothing, and for a circle without
        a way out its lowest node. Then those circles.

    Limits:
        A node that rests on k others may reach k ends, so the result is as long as chains fan out.
    """
    ends: list[tuple[int, ...]] = [()] * len(edges)
    circles: list[frozenset[int]] = []
    for ring in _components(edges):  # what a component rests on comes before it
        out = [t for i in sorted(ring) for t in edges[i] if t not in ring]
        reached = tuple(dict.fromkeys(e for t in out for e in ends[t])) or (min(ring),)
        if not out and any(edges[i] for i in ring):
            circles.append(frozenset(ring))
        for i in ring:
            ends[i] = reached
    return ends, circles


def _components(edges: Sequence[Sequence[int]]) -> list[set[int]]:
    """Strongly connected components, each after all those it leads to (Tarjan 1972, without recursion)."""
    found: list[set[int]] = []
    seen: dict[int, int] = {}
    low: dict[int, int] = {}
    open_: list[int] = []
    is_open: set[int] = set()
    for start in range(len(edges)):
        path = [] if start in seen else [(start, iter(edges[start]))]
        while path:
            i, rest = path[-1]
            if i not in seen:
                seen[i] = low[i] = len(seen)
                open_.append(i)
                is_open.add(i)
            for t in rest:
                if t not in seen:
                    path.append((t, iter(edges[t])))
                    break
                if t in is_open:
                    low[i] = min(low[i], seen[t])
            else:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[i])
                if low[i] == seen[i]:
                    ring = {i}
                    while (top := open_.pop()) != i:
                        ring.add(top)
                    is_open -= ring
                    found.append(ring)
    return found
