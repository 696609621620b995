"""A figure of none: "no missiles" is no amount of a transfer but a denial of it, whatever its stance is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.base.timeline import say_span
from fairlead.base.wording import quoted, say_list
from fairlead.ledger.said import party_of

Row = Mapping[str, Any]

_NOT_SAID = frozenset({"planned", "possible", "requested", "concern", "withdrawn", "unconfirmed", "not_denied"})
"""Modalities in which a figure of none denies nothing either."""


def says_none(claim: Row) -> bool:
    """Whether a claim that is called an assertion or a confirmation says that nothing was given: at most 0."""
    is_told = claim["stance"] in ("assert", "confirm") and claim["modality"] not in _NOT_SAID
    return is_told and claim["qty_high"] == 0 and not claim["qty_low"]


def denies(claim: Row) -> bool:
    """Whether a claim speaks against its transfer: a denial, or a figure of none."""
    return bool(claim["stance"] == "deny" or says_none(claim))


def part_denials(origins: Sequence[Row], said: Mapping[str, Row], relation: Mapping[str, str]) -> list[Row]:
    """ORIGINS in which what says none stands apart, as a denial.

    An origin that names an amount once and none another time becomes two rows of one id. A copy that turned somebody's
    amount into none is no word of its origin, and stays with it.
    """
    found: list[Row] = []
    for o in origins:
        none = [c for c in o["claim_ids"] if says_none(said[c])]
        if not any("copy" not in relation[c] for c in none):
            found.append(o)
            continue
        rest = [c for c in o["claim_ids"] if c not in none]
        if not any("copy" not in relation[c] for c in rest):
            none, rest = list(o["claim_ids"]), []
        found.append({**o, "stance": "deny", "claim_ids": none})
        found += [{**o, "claim_ids": rest}] if rest else []
    return found


def stand_alone(claim: Row) -> dict[str, Any]:
    """A figure of none that shows no origin as a row of ORIGINS: a denial stands whatever it rests on."""
    return {
        "origin_id": claim["claim_id"],
        "speaker": claim["speaker"],
        "party_of_speaker": party_of(claim),
        "stance": "deny",
        "claim_ids": [claim["claim_id"]],
    }


def meets_any(denial: Sequence[Row], asserted: Sequence[Row]) -> bool:
    """Whether a denial speaks of a time in which something asserted falls; a figure of none denies its own period only,
    a denial in words the whole."""
    return not asserted or any(not says_none(c) or any(_meet(c, a) for a in asserted) for c in denial)


def _meet(a: Row, b: Row) -> bool:
    bounds = a["period_start"], a["period_end"], b["period_start"], b["period_end"]
    return None in bounds or (a["period_start"] < b["period_end"] and b["period_start"] < a["period_end"])


def say_nones(claims: Sequence[Row], asserted: Sequence[Row]) -> list[str]:
    """Each figure of none with its speaker and period, and whether it bears on what is asserted."""
    parts: dict[str, None] = {}
    for c in sorted(claims, key=lambda c: (c["said_start"], c["label"])):
        if says_none(c) and not c["rescinded"]:
            words = quoted(c["quantity_words"]) if c["quantity_words"] else "0"
            start, end = c["period_start"], c["period_end"]
            span = "" if start is None or end is None else f" for {say_span(start, end)}"
            apart = "" if meets_any([c], asserted) else " (a period in which nobody asserts it)"
            parts[f"{c['speaker']} says {words}{span}{apart}"] = None
    return [f"{say_list(parts)}, which counts as a denial and as no amount"] if parts else []
