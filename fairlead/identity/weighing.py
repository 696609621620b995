"""Weighing: what each property of two records says for and against their being one, as log-odds with words.

A declared list of small functions (``VESSEL``, ``PARTY``), each of one property; what differs counts as well as what
agrees. The figures are judgements with reasons, not fitted: they rank hits and never confirm one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fairlead.base.spelling import plain
from fairlead.identity.name_search import names_in
from fairlead.identity.name_weights import WEAK_NATS, NameWeights, usual_weights, words_of
from fairlead.identity.names import read_name
from fairlead.identity.party_likeness import ALIKE, party_likeness
from fairlead.identity.party_names import read_party
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
from fairlead.identity.ship_likeness import Likeness, ship_likeness

AGREES, DIFFERS, UNSURE = "agrees", "differs", "unsure"


@dataclass(frozen=True, slots=True)
class CompareParams:
    """Thresholds of the comparison."""

    built_years: int = 2
    """Years of build further apart contradict: sources count from keel, launch or delivery."""
    tonnage_share: float = 0.2
    """Tonnages further apart contradict: sources round, and state summer, winter or tropical deadweight."""
    close_share: float = 0.03
    """Tonnages or lengths this near count as equal."""
    length_share: float = 0.1
    """Lengths further apart contradict: over all and between perpendiculars differ by 3 to 6 %."""
    prior: float = 11.5
    """Log-odds against two records drawn at random being one ship: the world has some 100,000 (UNCTAD)."""
    doubted: frozenset[int] = frozenset()
    """IMO numbers known to prove no identity (``numbers.find_doubted``)."""


@dataclass(frozen=True, slots=True)
class Reason:
    """What one property says, in words and as log-odds."""

    property: str
    verdict: str
    """``agrees``, ``differs`` or ``unsure``."""
    ours: str
    theirs: str
    log_odds: float
    words: str
    sources: tuple[str, ...]
    """Ids of what states the two values."""
    detail: str = ""
    """Of a mark: ``overlap``, ``not known`` or ``apart``; of a name, its likeness."""


Weigh = Callable[[Record, Record, CompareParams, NameWeights], "Reason | None"]


def _reason(
    property_: str, verdict: str, a: Stated, b: Stated, log_odds: float, words: str, detail: str = ""
) -> Reason:
    sources = tuple(dict.fromkeys(s.source for s in (a, b) if s.source))
    return Reason(property_, verdict, a.value, b.value, round(log_odds, 2), words, sources, detail)


# ------------------------------------------------------------------------------------------------------------ numbers


def weigh_imo(a: Record, b: Record, params: CompareParams, _: NameWeights) -> Reason | None:
    """IMO numbers of ships: equal and valid, different and both valid, or the same wrong one."""
    ours, theirs = _numbers(a, "imo", ship_number), _numbers(b, "imo", ship_number)
    if both := sorted(ours.keys() & theirs.keys()):
        number = both[0]
        x, y = ours[number], theirs[number]
        if number in params.doubted:
            return _reason("imo", UNSURE, x, y, 6, f"both state IMO {number:07d}, a number that proves no identity")
        return _reason("imo", AGREES, x, y, 16, f"both state IMO {number:07d}")
    if ours and theirs:
        p, q = min(ours), min(theirs)
        return _reason("imo", DIFFERS, ours[p], theirs[q], -12, f"IMO {p:07d} is not IMO {q:07d}; both pass the check")
    wrong_ours, wrong_theirs = _numbers(a, "imo", digits_of), _numbers(b, "imo", digits_of)
    same = sorted(n for n in wrong_ours.keys() & wrong_theirs.keys() if n > MOST_PLACEHOLDER and len(set(str(n))) > 1)
    if same:
        words = f"both state {same[0]}, which is no valid IMO number: one wrong number, perhaps of one ship"
        return _reason("imo", UNSURE, wrong_ours[same[0]], wrong_theirs[same[0]], 7, words, "wrong")
    return None


MOST_PLACEHOLDER = 99_999
"""Wrong numbers up to this are stand-ins of many ships (0, 1, 12345)."""


def weigh_company_imo(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """IMO numbers of companies and registered owners."""
    ours, theirs = _numbers(a, "company_imo", company_number), _numbers(b, "company_imo", company_number)
    if both := sorted(ours.keys() & theirs.keys()):
        return _reason(
            "company_imo", AGREES, ours[both[0]], theirs[both[0]], 16, f"both state company IMO {both[0]:07d}"
        )
    if ours and theirs:
        x, y = min(ours), min(theirs)
        return _reason("company_imo", DIFFERS, ours[x], theirs[y], -12, f"company IMO {x:07d} is not {y:07d}")
    return None


def weigh_registration(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """Registration, tax and identity numbers: unique in one register at best."""
    wanted = ("registration", "tax_number", "id_number", "passport")
    ours = {plain(s.normal or s.value): s for s in a.of(wanted)}
    theirs = {plain(s.normal or s.value): s for s in b.of(wanted)}
    same = sorted((n for n in ours.keys() & theirs.keys() if len(n) >= LETTERS_OF_NUMBER), key=lambda n: (-len(n), n))
    if same:
        x, y = ours[same[0]], theirs[same[0]]
        return _reason("registration", AGREES, x, y, 9, f"both state the number {x.value}")
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
            return _reason(property_, AGREES, x, y, full, f"both bore {word} {key} at one time", when)
        if when == APART:
            words = f"both bore {word} {key}, but not at one time: such numbers are handed on"
            return _reason(property_, UNSURE, x, y, 1, words, when)
        words = f"both are stated with {word} {key}; that they bore it at one time is not known"
        return _reason(property_, UNSURE, x, y, full / 2, words, when)
    at_once = [
        (x, y) for xs in ours.values() for ys in theirs.values() for x in xs for y in ys if overlap(x, y) == OVERLAP
    ]
    if at_once:
        x, y = at_once[0]
        return _reason(property_, DIFFERS, x, y, -2, f"{word} {x.value} and {y.value} at one time")
    return None


def _numbers(record: Record, property_: str, read: Callable[[Stated], int | None]) -> dict[int, Stated]:
    found: dict[int, Stated] = {}
    for s in record.of(property_):
        number = read(s)
        if number is not None:
            found.setdefault(number, s)
    return found


# -------------------------------------------------------------------------------------------------------------- names


def weigh_names(a: Record, b: Record, _: CompareParams, weights: NameWeights) -> Reason | None:
    """Names: the two most alike, worth what the words of the one that parts them tell."""
    kinds = {a.kind, b.kind} - {"", "other"}
    kind = kinds.pop() if len(kinds) == 1 else ""
    ours, theirs = a.names(), b.names()
    best: tuple[float, list[str]] | None = None
    found = None
    for x in ours:
        for y in theirs:
            like = name_likeness(x.value, y.value, kind)
            rank = (-like.score, sorted((x.value, y.value)))
            if best is None or rank < best:
                best, found = rank, (x, y, like)
    if found is None:
        return None
    x, y, like = found
    if like.score < ALIKE:
        return _reason("name", DIFFERS, x, y, -1, f"no name of one is like a name of the other ({x.value}, {y.value})")
    table = "vessel" if kind == "vessel" else "person" if kind == "person" else "company"
    most = max(len(words_of(x.value)), len(words_of(y.value)))
    nats = min(weights.of_name(s.value, table) for s in (x, y) if len(words_of(s.value)) == most)
    worth = min(nats, MOST_NATS) - (1 - like.score) * LIKENESS_COSTS
    said = [f"{x.value} and {y.value}: {like.words}" if x.value != y.value else f"both are called {x.value}"]
    said += [f"{y_.value} is a {KIND_WORDS[y_.property]}" for y_ in (x, y) if y_.property in KIND_WORDS]
    if nats < WEAK_NATS:
        said.append("many bear such a name")
    return _reason("name", AGREES, x, y, max(worth, 1.0), "; ".join(dict.fromkeys(said)), f"{like.score:.2f}")


MOST_NATS = 15.0
"""No name tells more: a crew types what it likes."""
LIKENESS_COSTS = 15.0
"""Log-odds lost from a name alike in full to one alike in nothing: a likeness of 0.9 costs 1.5."""
KIND_WORDS = {"former_name": "former name", "weak_alias": "name that the list itself calls weak"}


def name_likeness(x: str, y: str, kind: str) -> Likeness:
    """How alike two names are that vessels, companies or persons bear; of no known kind, as whichever is kinder."""
    pairs = [(p, q) for p in names_in(x, kind) for q in names_in(y, kind)]
    if kind == "vessel":
        likes = [ship_likeness(read_name(p), read_name(q)) for p, q in pairs]
    else:
        modes = {"person": (True,), "company": (False,)}.get(kind, (False, True))
        likes = [party_likeness(read_party(p, m), read_party(q, m)) for p, q in pairs for m in modes]
    return max(likes, key=lambda like: like.score)


# -------------------------------------------------------------------------------------------------------- particulars


def weigh_built(a: Record, b: Record, params: CompareParams, _: NameWeights) -> Reason | None:
    """Year of build."""
    near = _nearest(a, b, ("built",), lambda x, y: abs(x - y))
    if near is None:
        return None
    x, y, apart = near
    words = f"built {x.value} and {y.value}"
    words = f"built {x.value} and {y.value}"
    if apart > params.built_years:
        return _reason("built", DIFFERS, x, y, -4, words)
    return _reason("built", AGREES if apart <= 1 else UNSURE, x, y, 3 - apart if apart <= 1 else 0, words)


def weigh_tonnage(a: Record, b: Record, params: CompareParams, _: NameWeights) -> Reason | None:
    """Deadweight."""
    return _weigh_size(a, b, "tonnage", "deadweight", params.close_share, params.tonnage_share)


def weigh_gross_tonnage(a: Record, b: Record, params: CompareParams, _: NameWeights) -> Reason | None:
    """Gross tonnage."""
    return _weigh_size(a, b, "gross_tonnage", "gross tonnage", params.close_share, params.tonnage_share)


def weigh_length(a: Record, b: Record, params: CompareParams, _: NameWeights) -> Reason | None:
    """Length."""
    return _weigh_size(a, b, "length", "length", params.close_share, params.length_share)


def _weigh_size(a: Record, b: Record, property_: str, word: str, close: float, far: float) -> Reason | None:
    near = _nearest(a, b, (property_,), lambda x, y: abs(x - y) / max(x, y) if max(x, y) > 0 else 0.0)
    if near is None:
        return None
    x, y, share = near
    words = f"{word} {x.value} and {y.value}"
    if share > far:
        return _reason(property_, DIFFERS, x, y, -4, words)
    return _reason(property_, AGREES if share <= close else UNSURE, x, y, 3 if share <= close else 0.5, words)


def _nearest(
    a: Record, b: Record, properties: tuple[str, ...], apart: Callable[[float, float], float]
) -> tuple[Stated, Stated, float] | None:
    pairs = [
        (x, y, apart(p, q))
        for x in a.of(properties)
        for y in b.of(properties)
        if (p := _amount(x)) is not None and (q := _amount(y)) is not None
    ]
    return min(pairs, key=lambda pair: pair[2], default=None)


def _amount(stated: Stated) -> float | None:
    found = re.search(r"\d[\d,]*(?:\.\d+)?", stated.normal or stated.value)
    return float(found[0].replace(",", "")) if found else None


def weigh_type(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """Class of ship: tanker, dry cargo, passenger, fishing, service, naval."""
    ours = {c: s for s in a.of("type") for c in ship_classes(s.normal or s.value)}
    theirs = {c: s for s in b.of("type") for c in ship_classes(s.normal or s.value)}
    if both := sorted(ours.keys() & theirs.keys()):
        return _reason("type", AGREES, ours[both[0]], theirs[both[0]], 1, f"both are of the class {both[0]}")
    if ours and theirs:
        x, y = min(ours), min(theirs)
        return _reason("type", DIFFERS, ours[x], theirs[y], -3, f"{ours[x].value} ({x}) is no {theirs[y].value} ({y})")
    return None


def ship_classes(text: str) -> frozenset[str]:
    """The classes that a type of ship in words, or an AIS type code, belongs to; none where it is not known."""
    if text.strip().isdigit():
        code = int(text)
        found = AIS_CODES.get(code) or AIS_TENS.get(code // 10)
        return frozenset({found} if found else ())
    lower = text.lower()
    return frozenset(c for c, words in _class_words() if any(w in lower for w in words))


AIS_TENS = {6: "passenger", 7: "dry", 8: "tanker"}
AIS_CODES = {30: "fishing", 35: "naval", 36: "passenger", 37: "passenger"} | dict.fromkeys(
    (31, 32, 33, 34, 50, 51, 52, 53, 54), "service"
)
"""Types of ship in AIS (ITU-R M.1371 table 53), by their tens and singly."""


@cache
def _class_words() -> list[tuple[str, tuple[str, ...]]]:
    text = files("fairlead.identity").joinpath("ship_types.csv").read_text(encoding="utf-8")
    return [(r["class"], tuple(w.strip() for w in r["words"].split(";"))) for r in csv.DictReader(text.splitlines())]


def weigh_flag(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """Flag: changes with the wind; a shared one is worth little, another nothing much."""
    return _weigh_state(a, b, "flag", ("flag", "former_flag", "other_flag"), "flag", 2, -0.5)


# ----------------------------------------------------------------------------------------------- companies and persons


def weigh_country(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """Country of a company, nationality of a person."""
    return _weigh_state(a, b, "country", ("country", "nationality", "jurisdiction"), "country", 1.5, -2)


def _weigh_state(
    a: Record, b: Record, name: str, properties: tuple[str, ...], word: str, agrees: float, differs: float
) -> Reason | None:
    ours = {plain(s.normal or s.value): s for s in a.of(properties)}
    theirs = {plain(s.normal or s.value): s for s in b.of(properties)}
    if both := sorted(ours.keys() & theirs.keys()):
        x, y = ours[both[0]], theirs[both[0]]
        is_now = x.property == y.property == properties[0]
        return _reason(name, AGREES, x, y, agrees if is_now else agrees / 2, f"both state the {word} {x.value}")
    if ours and theirs:
        x, y = ours[min(ours)], theirs[min(theirs)]
        return _reason(name, DIFFERS, x, y, differs, f"{word} {x.value} and {y.value}")
    return None


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
    return _reason("birth_date", AGREES if worth > 0 else DIFFERS, x, y, worth, f"born {x.value} and {y.value}")


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
    return _reason("gender", AGREES if same else DIFFERS, x, y, 0.7 if same else -5, f"{x.value} and {y.value}")


def weigh_address(a: Record, b: Record, _: CompareParams, __: NameWeights) -> Reason | None:
    """Address: most words shared, numbers equal."""
    for x in a.of("address"):
        for y in b.of("address"):
            ours, theirs = _address(x.value), _address(y.value)
            shared = len(ours & theirs) / max(1, min(len(ours), len(theirs)))
            if shared >= ADDRESS_SHARE and min(len(ours), len(theirs)) >= WORDS_OF_ADDRESS:
                return _reason("address", AGREES, x, y, 4, f"addresses share most words: {x.value}; {y.value}")
    return None


ADDRESS_SHARE = 0.75
WORDS_OF_ADDRESS = 3
"""Addresses of fewer words are a town's, and shared by many."""


def _address(text: str) -> frozenset[str]:
    return frozenset(w for w in (plain(w) for w in text.split()) if w)


VESSEL: tuple[Weigh, ...] = (
    weigh_imo, weigh_mmsi, weigh_call_sign, weigh_names, weigh_built, weigh_tonnage, weigh_gross_tonnage, weigh_length,
    weigh_type, weigh_flag,
)  # fmt: skip
PARTY: tuple[Weigh, ...] = (
    weigh_company_imo, weigh_registration, weigh_names, weigh_birth, weigh_gender, weigh_country, weigh_address,
)  # fmt: skip


def weigh(a: Record, b: Record, params: CompareParams, weights: NameWeights | None = None) -> tuple[Reason, ...]:
    """What every property says, the heaviest first."""
    table: Iterable[Weigh] = VESSEL if "vessel" in (a.kind, b.kind) else PARTY
    found = [reason for one in table if (reason := one(a, b, params, weights or usual_weights()))]
    return tuple(sorted(found, key=lambda r: (-abs(r.log_odds), r.property)))
