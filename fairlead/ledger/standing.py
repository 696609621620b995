"""How a transfer stands: its rung for the best figure and for the bare statement, and what a reader is warned of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fairlead.base.units import BBL_PER_T_HIGHEST
from fairlead.base.wording import say_list
from fairlead.ledger.ladder import (
    Figure,
    Rung,
    Voice,
    climb,
    climb_figure,
    independent,
    is_anonymous,
    is_disputed,
    lift,
    read_voice,
    say_rung,
)
from fairlead.ledger.parties import as_state, say_party
from fairlead.ledger.words import fold

Row = Mapping[str, Any]

TRIPS = frozenset({"trip", "round trip", "voyage", "call", "port call", "shipment", "delivery"})
"""Units that count journeys, folded."""
_PER_TONNE = {"barrel": BBL_PER_T_HIGHEST, "tonne": 1.0}
"""The most of a unit that a tonne of deadweight can be."""


class Standing(NamedTuple):
    """What TRANSFERS says of how well a transfer stands."""

    rung: int | None
    words: str | None
    rung_any: int | None
    flags: tuple[str, ...]
    is_expected: bool | None
    reversal: str | None
    """A party that denied and later confirmed, or the other way round, each turn in words."""


def find_standing(
    key: tuple[str | None, str | None, str],
    group: Sequence[Row],
    said: Mapping[str, Row],
    relation: Mapping[str, str],
    tests: Mapping[str, Row],
    given: Sequence[Row],
    largest_t: float | None,
) -> Standing:
    """The rungs and flags of one transfer.

    Args:
        key: giver, receiver and class.
        group: its ORIGINS.
        said: CLAIMS by id.
        relation: of CLAIM_ORIGINS, by claim id; copies add nothing.
        tests: CLAIM_TESTS by claim id.
        given: standing GRADES of the transfer and its claims.
        largest_t: deadweight of the largest vessel known, in tonnes.
    """
    own = {o["origin_id"]: _own(o, said, relation) for o in group}
    every = [o for o in group if o["stance"] == "assert" and not counts_none(o, said, relation)]
    group = [o for o in group if stands(o, said, relation)]
    voices = [
        read_voice(o, own[o["origin_id"]], tests)
        for o in group
        if o["stance"] == "assert" and not counts_none(o, said, relation)
    ]
    turns = _turns(group, said, relation)
    reversal = _say_turns(turns)
    denied = _standing_denials(group, said, relation) + [o for o in group if counts_none(o, said, relation)]
    contradicted = [c for v in voices for c in own[v.origin["origin_id"]] if _is_contradicted(c, tests)]
    present = [v for v in voices if not v.is_expected]
    is_reversed = any([stance for _, stance in told][-2:] == ["deny", "confirm"] for told in turns.values())
    flags = _flags(key, present or voices, own, denied, contradicted, is_reversed, largest_t)
    if not voices and every:
        if all(read_voice(o, own[o["origin_id"]], tests).is_expected for o in every):
            return Standing(None, None, None, flags, True, reversal)
        return Standing(
            0, say_rung(Rung(0, "all that asserted it is rescinded in this case")), 0, flags, False, reversal
        )
    if not voices:
        return Standing(None, None, None, flags, None, reversal)
    if not present:
        return Standing(None, None, None, flags, True, reversal)
    is_open = bool(denied or contradicted or "quantity disputed" in flags)
    whole = lift(climb(present), is_open, given)
    figure = climb_figure(present)
    if figure is None:
        return Standing(whole.rung, say_rung(whole), whole.rung, flags, False, reversal)
    figure = lift(figure, is_open, given)
    if figure.rung == whole.rung:
        return Standing(figure.rung, say_rung(whole), whole.rung, flags, False, reversal)
    more = f". That something was given at all, whatever the amount, stands on rung {whole.rung}: {whole.words}"
    return Standing(figure.rung, say_rung(figure, more), whole.rung, flags, False, reversal)


def _own(origin: Row, said: Mapping[str, Row], relation: Mapping[str, str]) -> list[Row]:
    """The claims of an origin that are no copies; all of them where it is known by copies alone.

    Of rescinded ones others of its own remain, or else copies in which its own speaker says the same: what one outlet
    printed is struck, what the speaker said elsewhere is not. Where nothing remains, the rescinded ones, which assert
    nothing.
    """
    claims = [said[c] for c in origin["claim_ids"]]
    own = [c for c in claims if "copy" not in relation[c["claim_id"]]] or claims
    if not any(c["rescinded"] for c in own):
        return own
    told = [c for c in claims if relation[c["claim_id"]] == "copy" and fold(c["speaker"]) == fold(origin["speaker"])]
    return [c for c in own if not c["rescinded"]] or [c for c in told if not c["rescinded"]] or own


def stands(origin: Row, said: Mapping[str, Row], relation: Mapping[str, str]) -> bool:
    """Whether anything that an origin said itself was not rescinded."""
    return not all(c["rescinded"] for c in _own(origin, said, relation))


def counts_none(origin: Row, said: Mapping[str, Row], relation: Mapping[str, str]) -> bool:
    """Whether an origin asserts a number and that number is none: that speaks against the transfer, and for nothing."""
    return origin["stance"] == "assert" and all(c["qty_high"] == 0 for c in _own(origin, said, relation))


def _is_contradicted(claim: Row, tests: Mapping[str, Row]) -> bool:
    return claim["claim_id"] in tests and tests[claim["claim_id"]]["verdict"] == "contradicts"


def _flags(
    key: tuple[str | None, str | None, str],
    voices: Sequence[Voice],
    own: Mapping[str, Sequence[Row]],
    denied: Sequence[Row],
    contradicted: Sequence[Row],
    is_reversed: bool,
    largest_t: float | None,
) -> tuple[str, ...]:
    parties = {say_party(key[0]), say_party(key[1])}
    behind = {fold(v.origin["party_of_speaker"]) for v in voices}
    is_one_state = len(behind) == 1 and all(as_state(v.origin["party_of_speaker"] or "") for v in voices)
    found = {
        "contradicted": bool(denied or contradicted),
        "denied by party": any(d["party_of_speaker"] in parties for d in denied),
        "denial reversed": is_reversed,
        "quantity disputed": is_disputed(independent(voices)),
        "single government": bool(voices) and is_one_state,
        "anonymous only": bool(voices) and all(is_anonymous(v, own[v.origin["origin_id"]]) for v in voices),
        "physically impossible": any(_is_impossible(v.figures, largest_t) for v in voices),
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _is_impossible(figures: Sequence[Figure], largest_t: float | None) -> bool:
    """Whether one voice's amount over its own number of trips is more than the largest hull known can hold."""
    if largest_t is None:
        return False
    trips = [f.high or f.low or 0.0 for f in figures if f.unit in TRIPS]
    amounts = [
        (f.low if f.low is not None else f.high or 0.0) / _PER_TONNE[f.unit] for f in figures if f.unit in _PER_TONNE
    ]
    return any(n > 0 and amount / n > largest_t for n in trips for amount in amounts)


# ------------------------------------------------------------------------------------------------ denials, in time


def _last_said(origin: Row, said: Mapping[str, Row], relation: Mapping[str, str]) -> Any:
    """When an origin said it last itself: on a day on which others tell of it, it said nothing."""
    return max(c["said_start"] for c in _own(origin, said, relation))


def _standing_denials(group: Sequence[Row], said: Mapping[str, Row], relation: Mapping[str, str]) -> list[Row]:
    """Denials whose own party has not confirmed it since."""
    confirmed = [(o["party_of_speaker"], _last_said(o, said, relation)) for o in group if o["stance"] == "confirm"]
    return [
        o for o in group
        if o["stance"] == "deny"
        and not any(
            p is not None and p == o["party_of_speaker"] and at > _last_said(o, said, relation) for p, at in confirmed
        )
    ]  # fmt: skip


def _turns(
    group: Sequence[Row], said: Mapping[str, Row], relation: Mapping[str, str]
) -> dict[str, list[tuple[Any, str]]]:
    """By party what it said of it in turn, denied or confirmed, each turn with the day on which it was first said."""
    told = sorted(
        (c["said_start"], o["stance"], o["party_of_speaker"])
        for o in group
        if o["stance"] in ("deny", "confirm") and o["party_of_speaker"]
        for c in _own(o, said, relation)
    )
    turns: dict[str, list[tuple[Any, str]]] = {}
    for at, stance, party in told:
        of_party = turns.setdefault(party, [])
        if not of_party or of_party[-1][1] != stance:
            of_party.append((at, stance))
    return turns


def _say_turns(turns: Mapping[str, Sequence[tuple[Any, str]]]) -> str | None:
    """``North Korea denied it in October 2024 and confirmed it in April 2025``, of the first party that turned."""
    verbs = {"deny": "denied", "confirm": "confirmed"}
    for party, told in turns.items():
        if len(told) > 1:
            return f"{party} {say_list([f'{verbs[stance]} it in {at:%B %Y}' for at, stance in told])}"
    return None
