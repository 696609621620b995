"""What those who tell one statement differ in: a range and a note, never corroboration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from fairlead.base.timeline import say_span
from fairlead.base.wording import say_count, say_list, say_number
from fairlead.ledger.amounts import amount_of, say_amount, say_units
from fairlead.ledger.copies import Ties
from fairlead.ledger.said import Said

_SHOWN = 6
"""Tellings that a note names; more are counted."""


def find_ranges(said: Sequence[Said], ties: Ties, group: Sequence[int]) -> tuple[list[str], str | None]:
    """Ranges and a note for one origin.

    Args:
        said: all claims.
        ties: what each rests on.
        group: the claims of the origin.

    Returns:
        ``40 to 43 trips`` for each unit, ``period 1 Jan to 22 Nov 2024``, in which tellings of one statement differ;
        and who tells what. Statements of one speaker at different times are told apart and give no range.
    """
    if len({said[i].document for i in group}) < 2:
        return [], None
    inside = set(group)
    tellings: dict[int, list[int]] = defaultdict(list)
    root: dict[int, int] = {}
    for i in group:
        tellings[_root(ties, inside, root, i)].append(i)
    ranges: list[str] = []
    notes: list[str] = []
    for first in sorted(tellings):
        told = tellings[first]
        if len({said[i].document for i in told}) > 1:
            found = [*_figures(said, told), *_periods(said, told)]
            ranges += [r for r, _ in found if r]
            notes += [n for _, n in found if n]
    if not notes:
        return ranges, None
    return ranges, f"those who tell it differ: {'; '.join(notes)}. That is no corroboration"


def _root(ties: Ties, inside: set[int], root: dict[int, int], i: int) -> int:
    """The statement that a claim tells, by the first of what it rests on within the group."""
    path: list[int] = []
    while i not in root:
        path.append(i)
        root[i] = i  # a circle ends where it began
        step = next((t for t in ties.edges[i] if t in inside or t >= len(ties.people)), None)
        if step is None:
            break
        i = step
    end = root[i] if i not in path else i
    for k in path:
        root[k] = end
    return end


def _figures(said: Sequence[Said], told: Sequence[int]) -> list[tuple[str | None, str | None]]:
    by_words: dict[str, set[str]] = defaultdict(set)
    by_unit: dict[str, list[float]] = defaultdict(list)
    for i in told:
        amount = amount_of(said[i].row)
        if amount is not None and amount.unit:
            by_words[say_amount(said[i].row)].add(said[i].document)
            by_unit[amount.unit] += [v for v in (amount.low, amount.high) if v is not None]
    if len(by_words) < 2:
        return []
    ranges = [
        (f"{say_number(min(values))} to {say_number(max(values))} {say_units(unit)}", None)
        for unit, values in sorted(by_unit.items())
        if min(values) < max(values) and _differ(said, told, unit)
    ]
    ordered = sorted(by_words.items(), key=lambda w: (-len(w[1]), w[0]))
    parts = [f"{words} in {say_count(len(documents), 'document')}" for words, documents in ordered[:_SHOWN]]
    more = [f"{len(ordered) - _SHOWN} other figures"] if len(ordered) > _SHOWN else []
    return [*ranges, (None, say_list([*parts, *more]))]


def _differ(said: Sequence[Said], told: Sequence[int], unit: str) -> bool:
    """Whether two of them give different figures in that unit."""
    amounts = {(a.low, a.high) for i in told if (a := amount_of(said[i].row)) is not None and a.unit == unit}
    return len(amounts) > 1


def _periods(said: Sequence[Said], told: Sequence[int]) -> list[tuple[str | None, str | None]]:
    spans = {
        (r["period_start"], r["period_end"]) for i in told if (r := said[i].row)["period_start"] and r["period_end"]
    }
    if len(spans) < 2:
        return []
    whole = say_span(min(s for s, _ in spans), max(e for _, e in spans))
    each = sorted(say_span(*span) for span in spans)
    shown = each[:_SHOWN] + ([f"{len(each) - _SHOWN} others"] if len(each) > _SHOWN else [])
    return [(f"period {whole}", f"the period is {say_list(shown)}")]
