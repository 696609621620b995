"""Tonnages: deadweight is what a ship can carry, gross tonnage is a volume, payload is what somebody says it took.

The press mixes them up. A figure that says it is another one than its column is refused, never converted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairlead.formats.record import Record, parse_number, shorten, split_remarks

LARGEST_DWT_T = 600_000
"""The largest ship ever built had 564,763 t of deadweight."""
LARGEST_GT = 450_000
"""The largest hull afloat, a pipe layer, measures 403,342 GT."""

_FIGURE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(.*)", re.DOTALL)
_PAYLOAD = re.compile(r"\bpayload\b|\bcargo capacity\b", re.IGNORECASE)
_GROSS = re.compile(r"\b(?:gt|grt|gross)\b", re.IGNORECASE)
_DEADWEIGHT = re.compile(r"\b(?:dwt|deadweight)\b", re.IGNORECASE)
_UNIT = re.compile(r"^(?:t|tons?|tonnes?|dwt)\b\.?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tonnage:
    """A figure of a tonnage column and what stands behind it."""

    value: float
    remark: str | None
    is_payload: bool


def take_dwt(record: Record, column: str) -> float | None:
    """A deadweight in tonnes, alone in its cell; None where blank, and where words leave open what the figure is."""
    found = take_tonnage(record, column)
    if found is None:
        return None
    if found.is_payload:
        record.fault(column, f"{column} says payload, which is not deadweight: leave it blank and say it in a remark")
    elif found.remark:
        _say_unsure(record, column, found.remark)
        return None
    return found.value


def take_gt(record: Record, column: str) -> float | None:
    """A gross tonnage, alone in its cell; None where blank, and where words leave open what the figure is."""
    value = record.raw(column)
    if _DEADWEIGHT.search(value):
        record.fault(
            column, f"{column} {shorten(value)!r} says deadweight, which is not gross tonnage: write it under dwt"
        )
        return None
    plain, remarks = split_remarks(value)
    number = record.as_number(column, re.sub(r" ?(?:GT|GRT)$", "", plain, flags=re.IGNORECASE), 1, LARGEST_GT)
    if remarks:
        _say_unsure(record, column, remarks[0])
        return None
    return number


def _say_unsure(record: Record, column: str, remark: str) -> None:
    record.drop(
        column,
        f"{column} is not used, since {shorten(remark)!r} stands behind it: if the figure is sure, write it alone",
        remark,
    )


def take_tonnage(record: Record, column: str) -> Tonnage | None:
    """A figure in a deadweight column with the words behind it; words that say gross tonnage are a fault."""
    value = record.raw(column)
    if not value:
        return None
    if _GROSS.search(value):
        record.fault(
            column, f"{column} {shorten(value)!r} says gross tonnage, a volume and no weight: write it under gt"
        )
        return None
    found = _FIGURE.fullmatch(value)
    is_plain = parse_number(value) is not None or found is None or found[2][:1] in (",", "'", ".", "e", "E")
    figure, remark = (value, "") if is_plain or found is None else (found[1], _UNIT.sub("", found[2]).strip())
    number = record.as_number(column, figure, 1, LARGEST_DWT_T)
    return None if number is None else Tonnage(number, remark or None, _PAYLOAD.search(value) is not None)
