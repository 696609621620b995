"""What particulars of a company or a person say: country, date of birth, sex, address."""

from __future__ import annotations

from fairlead.base.spelling import plain
from fairlead.identity.hull_particulars import weigh_state
from fairlead.identity.name_weights import NameWeights
from fairlead.identity.reasons import AGREES, DIFFERS, CompareParams, Reason, reason_of
from fairlead.identity.records import Record


def weigh_country(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """Country of a company, nationality of a person."""
    return weigh_state(a, b, "country", ("country", "nationality", "jurisdiction"), "country", 1.5, -2)


def weigh_birth(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """Date of birth: to the day, or where one states the year alone, to the year."""
    pairs = [
        (x, y, _births(x.normal or x.value, y.normal or y.value))
        for x in a.of("birth_date")
        for y in b.of("birth_date")
    ]
    if not pairs:
        return None
    x, y, worth = max(pairs, key=lambda pair: pair[2])
    return reason_of("birth_date", AGREES if worth > 0 else DIFFERS, x, y, worth, f"born {x.value} and {y.value}")


def _births(x: str, y: str) -> float:
    p, q = x[:10].split("-"), y[:10].split("-")
    shared = min(len(p), len(q))
    if p[:shared] == q[:shared]:
        return (3.0, 5.0, 8.0)[min(shared, 3) - 1]
    if len(p) == len(q) == 3 and p[0] == q[0] and (p[1], p[2]) == (q[2], q[1]):
        return 4.0  # day and month changed places
    if p[0].isdigit() and q[0].isdigit() and abs(int(p[0]) - int(q[0])) <= 1:
        return -5.0
    return -12.0  # more than a slip: another generation outweighs all but the rarest names


def weigh_gender(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """Sex, where both state it."""
    x, y = next(a.of("gender"), None), next(b.of("gender"), None)
    if x is None or y is None:
        return None
    same = plain(x.value)[:1] == plain(y.value)[:1]
    return reason_of("gender", AGREES if same else DIFFERS, x, y, 0.7 if same else -5, f"{x.value} and {y.value}")


def weigh_address(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """Address: most words shared, numbers equal."""
    for x in a.of("address"):
        for y in b.of("address"):
            ours, theirs = _address(x.value), _address(y.value)
            shared = len(ours & theirs) / max(1, min(len(ours), len(theirs)))
            if shared >= ADDRESS_SHARE and min(len(ours), len(theirs)) >= WORDS_OF_ADDRESS:
                return reason_of("address", AGREES, x, y, 4, f"addresses share most words: {x.value}; {y.value}")
    return None


ADDRESS_SHARE = 0.75
WORDS_OF_ADDRESS = 3
"""Addresses of fewer words are a town's, and shared by many."""


def _address(text: str) -> frozenset[str]:
    return frozenset(w for w in (plain(w) for w in text.split()) if w)
