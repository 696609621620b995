"""legal_measures: caps, bans and duties, with paragraph, period and how sure the text is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fairlead.base.tables import LEGAL_MEASURES
from fairlead.base.units import unit_name
from fairlead.formats.api import Kind
from fairlead.formats.quantities import amounts_in, gate_fault, one
from fairlead.formats.record import LARGEST, Record, read_date, shorten, split_remarks

FIXED = "fixed"
_MONTH_NAMES = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTHS = {m: i for i, m in enumerate(_MONTH_NAMES.split("|"), start=1)}
_MONTH = rf"({_MONTH_NAMES})[a-z]*\.?"
_DAY_MONTH = re.compile(rf"\b([0-9]{{1,2}})(?:st|nd|rd|th)? {_MONTH}", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"\b{_MONTH} ([0-9]{{1,2}})\b(?! ?[0-9]{{2}})", re.IGNORECASE)
_FULL_DAY = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})|([0-9]{{1,2}}) {_MONTH} ([0-9]{{4}})", re.IGNORECASE)
_YEARLY = re.compile(
    r"\b(?:12|twelve)[ -]months?\b|\b(?:each|every|per|a|any|fiscal|financial) year\b|\byearly\b|\bannual(?:ly)?\b",
    re.IGNORECASE,
)
_CALENDAR = re.compile(r"\bcalendar year\b", re.IGNORECASE)
_FROM_START = re.compile(
    r"\bfrom (?:the )?(?:date of )?(?:adoption|entry into force|effective date|start of force)\b", re.IGNORECASE
)
_ENDED = re.compile(
    r"\b(?:superseded|replaced|expired|lapsed|repealed|terminated|withdrawn|suspended|no longer)\b", re.IGNORECASE
)
_OR = re.compile(r" or ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CountingPeriod:
    """How a rule's periods begin, and where a fixed one ends (exclusive)."""

    anchor: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    problem: str | None = None


def take_legal_measure(record: Record) -> Mapping[str, Any]:
    """One row of LEGAL_MEASURES."""
    label, instrument, kind, item = (record.need(c) for c in ("rule_id", "instrument", "kind", "item"))
    limit, unit, alternative = _limit(record)
    effective_from, effective_words = _effective(record)
    is_cap = is_cap_in_force(kind)
    if is_cap and limit is None and not record.faults:
        record.fault("limit_value", "limit_value is blank; a cap needs its figure")
    period_words = record.text("period_rule")
    period = read_period(period_words or "", effective_from)
    if is_cap and period.problem:
        record.drop(
            "period_rule",
            f"period_rule: {period.problem}; the cap is kept, but nothing can be counted against it",
            period_words or "",
        )
    if period.start and effective_from and period.start != effective_from:
        record.drop(
            "period_rule", "period_rule begins on another day than effective_from; both are kept", period_words or ""
        )
    return {
        "label": label,
        "instrument": instrument,
        "paragraph": record.text("paragraph"),
        "measure_kind": kind,
        "is_cap": is_cap,
        "subject": record.text("subject"),
        "object": record.text("object"),
        "item": item,
        "limit_value": limit,
        "limit_unit": unit,
        "limit_alternative": alternative,
        "period_words": period_words,
        "period_anchor": period.anchor,
        "period_fixed_end": period.end,
        "effective_from": effective_from,
        "effective_words": effective_words,
        "exceptions": record.text("exceptions"),
        "alert_levels_pct": record.numbers("alert_levels_pct", 0, 1000),
        "text_status": record.text("text_status"),
        "source_url": record.text("source_url"),
    }


def is_cap_in_force(kind: str) -> bool:
    """Whether a kind is a cap and no remark says it has ended: "cap" is, "cap (superseded by R01)" is not."""
    plain, _ = split_remarks(kind)
    return plain.lower() == "cap" and not _ENDED.search(kind)


def read_period(words: str, effective_from: datetime | None) -> CountingPeriod:
    """How a rule counts its periods.

    Args:
        words: "12 months from 1 January, each year", "calendar year from 2018", "12 months from date of adoption", or
            "1 Oct 2017 to 31 Dec 2017".
        effective_from: first day in force, the anchor of "from date of adoption".

    Returns:
        ``MM-DD`` of the yearly start, ``fixed`` with its ends, or a problem in words. Blank words give neither.
    """
    if not words.strip():
        return CountingPeriod(problem="is blank; write e.g. '12 months from 1 January, each year'")
    days = [_full_day(m) for m in _FULL_DAY.finditer(words)]
    if any(d is None for d in days):
        return CountingPeriod(problem=f"{shorten(words)!r} names a day that does not exist")
    if len(days) == 2 and days[0] is not None and days[1] is not None:
        if days[0][0] > days[1][0]:
            return CountingPeriod(problem=f"{shorten(words)!r} ends before it begins")
        return CountingPeriod(FIXED, days[0][0], days[1][1])
    if _CALENDAR.search(words):
        return CountingPeriod("01-01")
    if _YEARLY.search(words):
        if anchor := _yearly_start(words):
            return (
                CountingPeriod(anchor)
                if _exists(anchor)
                else CountingPeriod(problem=f"{shorten(words)!r}: no year has that day, or not every year")
            )
        if _FROM_START.search(words) and effective_from is not None:
            anchor = f"{effective_from:%m-%d}"
            return (
                CountingPeriod(anchor)
                if _exists(anchor)
                else CountingPeriod(problem="29 February begins no period in most years")
            )
    return CountingPeriod(
        problem=f"{shorten(words)!r} is no period this reader knows; write e.g. '12 months from 1 January, each year'"
    )


def _yearly_start(words: str) -> str | None:
    if found := _DAY_MONTH.search(words):
        return f"{_MONTHS[found[2].lower()]:02d}-{int(found[1]):02d}"
    if found := _MONTH_DAY.search(words):
        return f"{_MONTHS[found[1].lower()]:02d}-{int(found[2]):02d}"
    return None


def _exists(anchor: str) -> bool:
    """Whether every year has the day."""
    return not isinstance(read_date(f"2023-{anchor}"), str)


def _full_day(found: re.Match[str]) -> tuple[datetime, datetime] | None:
    text = found[1] or f"{found[4]}-{_MONTHS[found[3].lower()]:02d}-{int(found[2]):02d}"
    read = read_date(text)
    return None if isinstance(read, str) else (read[0].replace(tzinfo=UTC), read[1].replace(tzinfo=UTC))


def _limit(record: Record) -> tuple[float | None, str | None, str | None]:
    """The limit, its unit, and the same limit in another unit ("barrel or 525,000 tons")."""
    limit, words = record.number("limit_value", 0, LARGEST), record.text("limit_unit")
    unit, *others = _OR.split(" ".join(words.split()), maxsplit=1) if words else (None,)
    alternative = others[0] if others else None
    is_barrels = unit is not None and unit.lower().startswith(("barrel", "bbl"))
    tonnes = one(amounts_in(alternative, "tonne")) if is_barrels and alternative else None
    if limit and (wrong := gate_fault((limit, limit), tonnes)):
        record.fault("limit_unit", f"limit {limit:g} {unit} or {shorten(alternative or '')} {wrong}")
    return limit, None if unit is None else unit_name(unit), alternative


def _effective(record: Record) -> tuple[datetime | None, str | None]:
    """The first day in force where one whole day is stated, and the words; a month or two days are no first day."""
    words = record.text("effective_from")
    if words is None:
        return None, None
    for day in re.findall(r"(?<![0-9-])[0-9]{4}(?:-[0-9]{2}){1,2}(?![0-9-])", words):
        if isinstance(read := read_date(day), str):
            record.fault("effective_from", f"effective_from {read}")
            return None, words
    plain, _ = split_remarks(words)
    read = read_date(plain) if len(plain) == len("2018-01-01") else "no day"
    return (None if isinstance(read, str) else read[0].replace(tzinfo=UTC)), words


KIND = Kind(
    name="legal_measures",
    table=LEGAL_MEASURES,
    doc="caps, bans and duties: paragraph, limit, counting period, exceptions, how sure the text is",
    required=("rule_id", "instrument", "kind", "item"),
    optional=(
        "paragraph", "subject", "object", "limit_value", "limit_unit", "period_rule", "effective_from", "exceptions",
        "alert_levels_pct", "source_url", "text_status",
    ),
    take=take_legal_measure,
)  # fmt: skip
