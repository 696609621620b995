"""What a copy changed on the way: figures, units, roles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fairlead.base.wording import quoted, say_list, say_number
from fairlead.ledger.amounts import say_amount
from fairlead.ledger.words import fold, numbers


def alterations(copy: Mapping[str, Any], of: Mapping[str, Any]) -> list[str]:
    """What a copy changed, in words; empty where it changed no figure, unit or role.

    A figure that a copy leaves out is not a change. Alternatives of the origin (A *or* B) that a copy adds up are
    named.
    """
    changes: list[str] = []
    theirs, ours = _figures(copy), _figures(of)
    told = {*numbers(copy["quantity_words"]), *theirs}
    known = {*numbers(of["quantity_words"]), *ours}
    total = added_alternatives(of["quantity_words"])
    if total is not None and total in theirs:
        changes.append(f"alternatives added up to {say_number(total)}")
    elif theirs and ours and set(theirs) != set(ours):
        changes.append(f"{say_amount(of)} became {say_amount(copy)}")
    elif copy["unit"] and of["unit"] and fold(copy["unit"]) != fold(of["unit"]):
        changes.append(f"unit {of['unit']} became {copy['unit']}")
    elif new := sorted(told - known):
        changes.append(f"a figure put in that the origin does not have: {say_list(map(say_number, new))}")
    if fold(copy["speaker"]) == fold(of["speaker"]) and fold(copy["speaker_org"]) != fold(of["speaker_org"]):
        changes.append(f"the speaker's role {_role(of)} became {_role(copy)}")
    return changes


def _role(claim: Mapping[str, Any]) -> str:
    return quoted(claim["speaker_org"] or "unstated")


def _figures(claim: Mapping[str, Any]) -> tuple[float, ...]:
    return tuple(v for v in (claim["qty_low"], claim["qty_high"]) if v is not None)


def added_alternatives(words: str | None) -> float | None:
    """The sum of the two numbers around an ``or`` in the origin's words; None where there are not just two."""
    before, _, after = (words or "").lower().partition(" or ")
    left, right = numbers(before), numbers(after)
    return left[-1] + right[0] if left and right else None
