"""published_assessments: counts and amounts of deliveries others have published, with the load they assumed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from fairlead.base.tables import ASSESSMENTS
from fairlead.formats.api import Kind
from fairlead.formats.quantities import gate_fault
from fairlead.formats.record import LARGEST, Record, shorten

MOST_LOAD_PCT = 105.0
"""Loads above 1.05 of deadweight are no assumption anybody can mean."""
_RATE = re.compile(r"(.+?)\s*(?:b/d|bpd|bbl/d(?:ay)?|barrels (?:a|per) day)", re.IGNORECASE)
_RANGE = re.compile(r"([0-9.]+)\s*(?:-|–|to)\s*([0-9.]+)")


@dataclass(frozen=True, slots=True)
class Barrels:
    """Barrels as an assessment states them: a figure, a range, or a rate a day."""

    low: float | None = None
    high: float | None = None
    per_day: float | None = None
    operator: str | None = None


def take_assessment(record: Record) -> Mapping[str, Any]:
    """One row of ASSESSMENTS."""
    label, assessor = record.need("row_id"), record.need("assessor")
    start, end = record.period("period_start", "period_end", is_required=True)
    barrels, tonnes = _barrels(record), record.number("tonnes_stated", 0, LARGEST)
    if wrong := _gate(barrels, tonnes, start, end):
        record.fault("barrels_stated", f"barrels_stated and tonnes_stated {tonnes:g}: {wrong}")
    confidence, _ = record.confidence()
    return {
        "label": label,
        "assessor": assessor,
        "period_start": start,
        "period_end": end,
        "calls": record.number("calls", 0, LARGEST),
        "tankers_words": record.text("tankers"),
        "load_share_frac": _load_share(record),
        "bbl_low": barrels.low,
        "bbl_high": barrels.high,
        "bbl_per_day": barrels.per_day,
        "barrels_operator": record.text("barrels_operator") or barrels.operator,
        "tonnes": tonnes,
        "check_words": record.text("arithmetic_check"),
        "source_url": record.text("source_url"),
        "confidence": confidence,
    }


def _load_share(record: Record) -> float | None:
    """The load as a share, with the digits the source printed: 33.33 % is 0.3333, not one third."""
    pct = record.per_cent("load_assumption_pct_dwt", MOST_LOAD_PCT)
    if pct == 0:
        record.fault(
            "load_assumption_pct_dwt", "load_assumption_pct_dwt is 0: an empty ship delivers nothing; leave it blank"
        )
    return None if pct is None else float(Decimal(repr(pct)) / 100)


def _barrels(record: Record) -> Barrels:
    column = "barrels_stated"
    words = record.raw(column)
    if rate := _RATE.fullmatch(words):
        return Barrels(per_day=record.as_number(column, rate[1], 0, LARGEST), operator="rate")
    if ends := _RANGE.fullmatch(words):
        low, high = (record.as_number(column, end, 0, LARGEST) for end in ends.groups())
        if low is not None and high is not None and low > high:
            record.fault(column, f"{column} {shorten(words)!r}: the lower end of a range stands first")
        return Barrels(low, high, operator="range")
    return Barrels(record.as_number(column, words, 0, LARGEST))


def _gate(barrels: Barrels, tonnes: float | None, start: datetime | None, end: datetime | None) -> str | None:
    """Whether barrels and tonnes of one assessment fit each other, a rate over its period included."""
    low, high = barrels.low, barrels.high
    if barrels.per_day is not None and start is not None and end is not None:
        low = barrels.per_day * (end - start).days
    if low is None or tonnes is None:
        return None
    return gate_fault((low, low if high is None else high), (tonnes, tonnes))


KIND = Kind(
    name="published_assessments",
    table=ASSESSMENTS,
    doc="counts and amounts of deliveries others published, with the load they assumed",
    required=("row_id", "assessor", "period_start"),
    optional=(
        "period_end", "calls", "tankers", "load_assumption_pct_dwt", "barrels_stated", "barrels_operator",
        "tonnes_stated", "arithmetic_check", "source_url", "confidence",
    ),
    take=take_assessment,
)  # fmt: skip
