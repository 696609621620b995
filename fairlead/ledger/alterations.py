"""What a copy changed on the way, field by field: figures, units and roles; and period, hedge, place, item, speaker."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from fairlead.base.timeline import say_span
from fairlead.base.wording import quoted, say_list, say_number
from fairlead.ledger.amounts import Likeness, amount_of, compare, say_amount
from fairlead.ledger.words import fold, numbers, tokens

Row = Mapping[str, Any]

HEDGES = ("asserted", "probable", "reported", "possible", "unconfirmed")
"""Modalities of what is said to be so, the surest first; what is planned or withdrawn is another statement."""


class Change(NamedTuple):
    """One field that a copy has otherwise."""

    field: str
    was: str | None
    is_now: str | None
    words: str


def alterations(copy: Row, of: Row) -> list[str]:
    """What a copy changed, in words; empty where it changed no figure, unit or role.

    A figure that a copy leaves out is not a change, nor is a figure of another kind (barrels beside trips).
    Alternatives of the origin (A *or* B) that a copy adds up are named.
    """
    return [c.words for c in (*_figure_changes(copy, of), *_role_changes(copy, of))]


def changes(copy: Row, of: Row) -> list[Change]:
    """Every field in which a copy drifted from what it copies; what it leaves out is no drift, but for a hedge."""
    return [
        *_figure_changes(copy, of), *_role_changes(copy, of), *_hedge_changes(copy, of), *_period_changes(copy, of),
        *_place_changes(copy, of), *_item_changes(copy, of),
    ]  # fmt: skip


def _figure_changes(copy: Row, of: Row) -> list[Change]:
    theirs, ours = _figures(copy), _figures(of)
    told = {*numbers(copy["quantity_words"]), *theirs}
    known = {*numbers(of["quantity_words"]), *ours}
    total = added_alternatives(of["quantity_words"])
    likeness = compare(amount_of(copy), amount_of(of))
    if total is not None and total in theirs:
        words = f"alternatives added up to {say_number(total)}"
        return [Change("alternatives", of["quantity_words"], say_amount(copy), words)]
    if theirs and ours and set(theirs) != set(ours):
        if likeness == Likeness.NOT_COMPARABLE:
            return []
        was, is_now = say_amount(of), say_amount(copy)
        rounded = " (rounded)" if likeness == Likeness.ROUNDED else ""
        return [Change("quantity", was, is_now, f"{was} became {is_now}{rounded}")]
    if copy["unit"] and of["unit"] and fold(copy["unit"]) != fold(of["unit"]):
        return [Change("unit", of["unit"], copy["unit"], f"unit {of['unit']} became {copy['unit']}")]
    if new := sorted(told - known):
        said = say_list(map(say_number, new))
        return [Change("quantity", None, said, f"a figure put in that the origin does not have: {said}")]
    return []


def _role_changes(copy: Row, of: Row) -> list[Change]:
    if fold(copy["speaker"]) != fold(of["speaker"]):
        return []
    before, now = ({*tokens(c.get("speaker_org")), *tokens(c.get("speaker_role"))} for c in (of, copy))
    if before <= now or now <= before:  # state and office in one field or in two; a part left out is no other role
        return []
    for column in ("speaker_org", "speaker_role"):
        was, is_now = of.get(column), copy.get(column)
        if was and is_now and fold(was) != fold(is_now):
            return [Change("role", was, is_now, f"the speaker's role {quoted(was)} became {quoted(is_now)}")]
    return []


def _hedge_changes(copy: Row, of: Row) -> list[Change]:
    was, is_now = of["modality"], copy["modality"]
    if was in HEDGES and is_now in HEDGES and was != is_now:
        verb = "hedge dropped" if HEDGES.index(is_now) < HEDGES.index(was) else "hedge added"
        return [Change("hedge", was, is_now, f"{verb}: {was} became {is_now}")]
    if (was in HEDGES) != (is_now in HEDGES) and was and is_now:
        return [Change("hedge", was, is_now, f"{was} became {is_now}")]
    if _figures(copy) and set(_figures(copy)) == set(_figures(of)) and _is_open(copy) != _is_open(of):
        before, now = say_amount(of), say_amount(copy)
        return [Change("hedge", before, now, f"{before} became {now}")]
    return []


def _period_changes(copy: Row, of: Row) -> list[Change]:
    spans = [(c["period_start"], c["period_end"]) for c in (of, copy)]
    if any(None in span for span in spans) or spans[0] == spans[1]:
        return []
    was, is_now = (say_span(*span) for span in spans)
    return [Change("period", was, is_now, f"the period {was} became {is_now}")]


def _place_changes(copy: Row, of: Row) -> list[Change]:
    before, now = ({t for p in c["places"] or () for t in tokens(p)} for c in (of, copy))
    if not before or not now or before & now:
        return []
    was, is_now = say_list(of["places"]), say_list(copy["places"])
    return [Change("place", was, is_now, f"the place {was} became {is_now}")]


def _item_changes(copy: Row, of: Row) -> list[Change]:
    was, is_now = of["item_class"], copy["item_class"]
    if not was or not is_now or f"{was}.".startswith(f"{is_now}.") or f"{is_now}.".startswith(f"{was}."):
        return []
    return [Change("item", of["item"], copy["item"], f"{of['item']} became {copy['item']}")]


def _is_open(claim: Row) -> bool:
    """Whether a figure is a bound: at least, up to."""
    return (claim["qty_low"] is None) != (claim["qty_high"] is None)


def _figures(claim: Row) -> tuple[float, ...]:
    return tuple(v for v in (claim["qty_low"], claim["qty_high"]) if v is not None)


@lru_cache(maxsize=1 << 16)
def added_alternatives(words: str | None) -> float | None:
    """The sum of the two numbers around an ``or`` in the origin's words; None where there are not just two."""
    before, _, after = (words or "").lower().partition(" or ")
    left, right = numbers(before), numbers(after)
    return left[-1] + right[0] if left and right else None
