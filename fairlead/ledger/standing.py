"""How a transfer stands: its rung for the best figure and for the bare statement, and what a reader is warned of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from fairlead.base.units import BBL_PER_T_HIGHEST
from fairlead.base.wording import say_list
from fairlead.ledger.known_names import NOBODY_KNOWN, KnownNames
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
from fairlead.ledger.parties import as_state, split_names
from fairlead.ledger.wording import say_bare
from fairlead.ledger.words import fold
from fairlead.ledger.zeros import meets_any

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
    """Each party that denied and confirmed, every turn of it in words."""


def find_standing(
    key: tuple[str | None, str | None, str],
    group: Sequence[Row],
    said: Mapping[str, Row],
    relation: Mapping[str, str],
    tests: Mapping[str, Row],
    given: Sequence[Row],
    largest_t: float | None,
    known: KnownNames = NOBODY_KNOWN,
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
        known: names that the lexicon knows; parties of the case's own words among them.
    """
    own = {o["origin_id"]: _own(o, said, relation) for o in group if o["stance"] == "assert"}
    every = [o for o in group if o["stance"] == "assert"]
    group = [o for o in group if stands(o, said, relation)]
    voices = [read_voice(o, own[o["origin_id"]], tests, known) for o in group if o["stance"] == "assert"]
    turns = _turns(group, said, relation)
    reversal = "; ".join(_say_turns(party, told) for party, told in turns.items()) or None
    asserted = [c for v in voices for c in own[v.origin["origin_id"]]]
    denied = [d for d in _standing_denials(group, said, relation) if meets_any(_own(d, said, relation), asserted)]
    contradicted = [c for v in voices for c in own[v.origin["origin_id"]] if _is_contradicted(c, tests)]
    present = [v for v in voices if not v.is_expected]
    parties = {known.say_party(key[0]), known.say_party(key[1])}
    flags = _flags(parties, present or voices, own, denied, contradicted, turns, largest_t)
    if not voices and every:
        if all(read_voice(o, own[o["origin_id"]], tests, known).is_expected for o in every):
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
    more = f". That {say_bare(key[2])} at all, whatever the amount, stands on rung {whole.rung}: {whole.words}"
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


def _is_contradicted(claim: Row, tests: Mapping[str, Row]) -> bool:
    return claim["claim_id"] in tests and tests[claim["claim_id"]]["verdict"] == "contradicts"


def _flags(
    parties: Collection[str],
    voices: Sequence[Voice],
    own: Mapping[str, Sequence[Row]],
    denied: Sequence[Row],
    contradicted: Sequence[Row],
    turns: Mapping[str, Sequence[Turn]],
    largest_t: float | None,
) -> tuple[str, ...]:
    behind = {fold(v.origin["party_of_speaker"]) for v in voices}
    behind |= {fold(as_state(name)) for v in voices for name in split_names(v.name) if as_state(name)}
    is_one_state = len(behind) == 1 and all(v.is_state for v in voices)
    found = {
        "contradicted": bool(denied or contradicted),
        "denied by party": any(d["party_of_speaker"] in parties for d in denied),
        "denial reversed": any(told[-1].stance == "confirm" for told in turns.values()),
        "confirmation reversed": any(told[-1].stance == "deny" for told in turns.values()),
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


class Turn(NamedTuple):
    """One date on which a party denied or confirmed."""

    at: datetime
    stance: str


def _said_on(origin: Row, said: Mapping[str, Row], relation: Mapping[str, str]) -> list[datetime]:
    """When an origin said it itself; on a day on which only others tell of it, it said nothing."""
    return [c["said_start"] for c in _own(origin, said, relation)]


def _standing_denials(group: Sequence[Row], said: Mapping[str, Row], relation: Mapping[str, str]) -> list[Row]:
    """Denials whose own party has not confirmed it since the last of them."""
    confirmed: dict[str, datetime] = {}
    for o in group:
        if o["stance"] == "confirm" and (party := o["party_of_speaker"]):
            at = max(_said_on(o, said, relation))
            confirmed[party] = max(at, confirmed.get(party, at))
    return [
        o for o in group
        if o["stance"] == "deny"
        and not (
            (last := confirmed.get(o["party_of_speaker"])) is not None and last > max(_said_on(o, said, relation))
        )
    ]  # fmt: skip


def _turns(group: Sequence[Row], said: Mapping[str, Row], relation: Mapping[str, str]) -> dict[str, list[Turn]]:
    """For each party that both denied and confirmed, the dates on which it turned, its first word among them."""
    told: dict[str, list[Turn]] = defaultdict(list)
    for o in group:
        if o["stance"] in ("deny", "confirm") and (party := o["party_of_speaker"]):
            told[party] += [Turn(at, o["stance"]) for at in _said_on(o, said, relation)]
    found = {}
    for party in sorted(told):
        dates = sorted(told[party])
        turns = [b for a, b in pairwise([None, *dates]) if b is not None and (a is None or a.stance != b.stance)]
        if len(turns) > 1:
            found[party] = turns
    return found


def _say_turns(party: str, turns: Sequence[Turn]) -> str:
    """``North Korea denied it in October 2024, confirmed it in April 2025 and denied it again in June 2025``."""
    verbs = {"deny": "denied", "confirm": "confirmed"}
    said = [f"{verbs[t.stance]} it{' again' if n > 1 else ''} in {t.at:%B %Y}" for n, t in enumerate(turns)]
    return f"{party} {say_list(said)}"
