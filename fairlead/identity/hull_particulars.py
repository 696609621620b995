"""What particulars of a hull say: year of build, tonnages, length, class and flag."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from fairlead.base.spelling import plain
from fairlead.identity.name_weights import NameWeights
from fairlead.identity.reasons import AGREES, DIFFERS, UNSURE, CompareParams, Reason, reason_of
from fairlead.identity.records import Record, Stated


def weigh_built(a: Record, b: Record, params: CompareParams, _: NameWeights) -> Reason | None:
    """Year of build."""
    near = _nearest(a, b, ("built",), lambda x, y: abs(x - y))
    if near is None:
        return None
    x, y, apart = near
    words = f"built {x.value} and {y.value}"
    words = f"built {x.value} and {y.value}"
    if apart > params.built_years:
        return reason_of("built", DIFFERS, x, y, -4, words)
    return reason_of("built", AGREES if apart <= 1 else UNSURE, x, y, 3 - apart if apart <= 1 else 0, words)


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
        return reason_of(property_, DIFFERS, x, y, -4, words)
    return reason_of(property_, AGREES if share <= close else UNSURE, x, y, 3 if share <= close else 0.5, words)


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
        return reason_of("type", AGREES, ours[both[0]], theirs[both[0]], 1, f"both are of the class {both[0]}")
    if ours and theirs:
        x, y = min(ours), min(theirs)
        return reason_of(
            "type", DIFFERS, ours[x], theirs[y], -3, f"{ours[x].value} ({x}) is no {theirs[y].value} ({y})"
        )
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
    return weigh_state(a, b, "flag", ("flag", "former_flag", "other_flag"), "flag", 2, -0.5)


def weigh_state(
    a: Record, b: Record, name: str, properties: tuple[str, ...], word: str, agrees: float, differs: float
) -> Reason | None:
    """States that both name, under any of the properties; the first of them is what holds now."""
    ours = {plain(s.normal or s.value): s for s in a.of(properties)}
    theirs = {plain(s.normal or s.value): s for s in b.of(properties)}
    if both := sorted(ours.keys() & theirs.keys()):
        x, y = ours[both[0]], theirs[both[0]]
        is_now = x.property == y.property == properties[0]
        return reason_of(name, AGREES, x, y, agrees if is_now else agrees / 2, f"both state the {word} {x.value}")
    if ours and theirs:
        x, y = ours[min(ours)], theirs[min(theirs)]
        return reason_of(name, DIFFERS, x, y, differs, f"{word} {x.value} and {y.value}")
    return None
