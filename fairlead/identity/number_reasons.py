"""What numbers and marks say: IMO numbers, those of companies and registers, MMSI and call sign within their time."""

from __future__ import annotations

from collections.abc import Callable

from fairlead.base.ids import TYPED_FOR_NONE, is_company_imo, is_imo
from fairlead.base.spelling import plain
from fairlead.base.wording import say_list
from fairlead.identity.name_weights import NameWeights
from fairlead.identity.reasons import AGREES, DIFFERS, UNSURE, CompareParams, Reason, reason_of
from fairlead.identity.records import (
    APART,
    OVERLAP,
    Record,
    Stated,
    company_number,
    digits_of,
    mmsi_number,
    overlap,
    ship_number,
)  # fmt: skip


def weigh_imo(a: Record, b: Record, params: CompareParams, _: NameWeights) -> Reason | None:
    """IMO numbers of ships: equal and valid, different and both valid, or the same wrong one."""
    ours, theirs = _numbers(a, "imo", ship_number), _numbers(b, "imo", ship_number)
    if both := sorted(ours.keys() & theirs.keys()):
        number = both[0]
        x, y = ours[number], theirs[number]
        if number in params.doubted:
            return reason_of("imo", UNSURE, x, y, 6, f"both state IMO {number:07d}, a number that proves no identity")
        words = f"both state IMO {number:07d}{_others(ours, theirs, number)}"
        if is_company_imo(number):
            words += "; a company's IMO number may read so too"
        return reason_of("imo", AGREES, x, y, 16, words)
    if ours and theirs:
        p, q = min(ours), min(theirs)
        return reason_of(
            "imo", DIFFERS, ours[p], theirs[q], -12, f"IMO {p:07d} is not IMO {q:07d}; both pass the check"
        )
    wrong_ours, wrong_theirs = _numbers(a, "imo", digits_of), _numbers(b, "imo", digits_of)
    both_wrong = wrong_ours.keys() & wrong_theirs.keys() - TYPED_FOR_NONE
    same = sorted(n for n in both_wrong if n > MOST_PLACEHOLDER and len(set(str(n))) > 1)
    if same:
        words = f"both state {same[0]}, which is no valid IMO number: one wrong number, perhaps of one ship"
        return reason_of("imo", UNSURE, wrong_ours[same[0]], wrong_theirs[same[0]], 7, words, "wrong")
    return None


def _others(ours: dict[int, Stated], theirs: dict[int, Stated], number: int) -> str:
    """The other valid numbers that one of two records states beside the one they share."""
    more = sorted((ours.keys() | theirs.keys()) - {number})
    return f"; one of them states IMO {say_list(f'{n:07d}' for n in more)} as well, valid too" if more else ""


MOST_PLACEHOLDER = 99_999
"""Wrong numbers up to this are stand-ins of many ships (0, 1, 12345)."""


def weigh_company_imo(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """IMO numbers of companies and registered owners."""
    ours, theirs = _numbers(a, "company_imo", company_number), _numbers(b, "company_imo", company_number)
    if both := sorted(ours.keys() & theirs.keys()):
        number = both[0]
        words = f"both state company IMO {number:07d}{_others(ours, theirs, number)}"
        words += "; a ship's IMO number may read so too" if is_imo(number) else ""
        return reason_of("company_imo", AGREES, ours[number], theirs[number], 16, words)
    if ours and theirs:
        x, y = min(ours), min(theirs)
        return reason_of("company_imo", DIFFERS, ours[x], theirs[y], -12, f"company IMO {x:07d} is not {y:07d}")
    return None


def weigh_registration(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """Registration, tax and identity numbers: unique in one register at best."""
    wanted = ("registration", "tax_number", "id_number", "passport")
    ours = {plain(s.normal or s.value): s for s in a.of(wanted)}
    theirs = {plain(s.normal or s.value): s for s in b.of(wanted)}
    same = sorted((n for n in ours.keys() & theirs.keys() if len(n) >= LETTERS_OF_NUMBER), key=lambda n: (-len(n), n))
    if same:
        x, y = ours[same[0]], theirs[same[0]]
        return reason_of("registration", AGREES, x, y, 9, f"both state the number {x.value}")
    return None


LETTERS_OF_NUMBER = 5
"""Shorter registration numbers are shared by chance."""


def weigh_mmsi(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """MMSI: an aerial's number, handed on with the ship's flag. It counts within overlapping time."""
    return _weigh_mark("mmsi", "MMSI", _marks(a, "mmsi"), _marks(b, "mmsi"), 11)


def weigh_call_sign(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """Call sign: as the MMSI, and sometimes given again."""
    return _weigh_mark("call_sign", "call sign", _marks(a, "call_sign"), _marks(b, "call_sign"), 10)


def _marks(record: Record, property_: str) -> dict[str, list[Stated]]:
    found: dict[str, list[Stated]] = {}
    for s in record.of(property_):
        if property_ == "mmsi":
            number = mmsi_number(s)
            key = "" if number is None else str(number)
        else:
            key = plain(s.normal or s.value).upper()
        if len(key) >= LETTERS_OF_MARK:
            found.setdefault(key, []).append(s)
    return found


LETTERS_OF_MARK = 4
"""Call signs have four characters and more (ITU Radio Regulations, article 19)."""


def _weigh_mark(
    property_: str, word: str, ours: dict[str, list[Stated]], theirs: dict[str, list[Stated]], full: float
) -> Reason | None:
    pairs = [(x, y, key) for key in sorted(ours.keys() & theirs.keys()) for x in ours[key] for y in theirs[key]]
    if pairs:
        rank = {OVERLAP: 0, APART: 2}
        x, y, key = min(pairs, key=lambda p: rank.get(overlap(p[0], p[1]), 1))
        when = overlap(x, y)
        if when == OVERLAP:
            return reason_of(property_, AGREES, x, y, full, f"both bore {word} {key} at one time", when)
        if when == APART:
            words = f"both bore {word} {key}, but not at one time: such numbers are handed on"
            return reason_of(property_, UNSURE, x, y, 1, words, when)
        whose = "either" if not x.start and not y.start else "one of them"
        words = (
            f"both are stated with {word} {key}; no date says when {whose} bore it, so that it was at one time is not"
        )
        words += " known"
        return reason_of(property_, UNSURE, x, y, full / 2, words, when)
    at_once = [
        (x, y) for xs in ours.values() for ys in theirs.values() for x in xs for y in ys if overlap(x, y) == OVERLAP
    ]
    if at_once:
        x, y = at_once[0]
        return reason_of(property_, DIFFERS, x, y, -2, f"{word} {x.value} and {y.value} at one time")
    return None


def _numbers(record: Record, property_: str, read: Callable[[Stated], int | None]) -> dict[int, Stated]:
    found: dict[int, Stated] = {}
    for s in record.of(property_):
        number = read(s)
        if number is not None:
            found.setdefault(number, s)
    return found
