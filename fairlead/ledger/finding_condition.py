"""Finding: the condition of an exception failed, since the giver's notification is not held for the days of our
trips."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.base.timeline import say_span
from fairlead.base.wording import quoted, say_count, say_list, say_number, say_small
from fairlead.ledger.finding_rows import (
    Case,
    Row,
    Told,
    cite,
    finding,
    say_inferred,
    say_trips_span,
    some,
    text_status,
    trip_limits,
    weakest,
)  # fmt: skip
from fairlead.ledger.notified import NOTIFIED_IN, is_of, is_of_all_states, states_of
from fairlead.ledger.parties import say_party

_CONDITION = re.compile(r"\bonly if\b.*\b(?:notif|report)", re.IGNORECASE)
"""A clause of an exception that makes notification its condition."""

_READ_ON = re.compile(r"\bas of ([^;,.()]+)", re.IGNORECASE)
"""When a record was read, in the collector's words."""


def find_failed_condition(case: Case, ask: Row) -> Iterator[dict[str, Any]]:
    """The exception of the cap rule asks for notification, and for the days of our trips the giver's is not held.

    A separate thing from the cap: what is outside the exception is outside it from its first unit.
    """
    rule = case.rules.get(ask["cap"] or "")
    clauses = [c.strip() for c in (rule["exceptions"] or "").split(";")] if rule else []
    condition = next((c for c in clauses if _CONDITION.search(c)), None)
    if rule is None or condition is None:
        return
    reports = [
        r
        for r in sorted(case.rows("official_reports"), key=lambda r: (r["period_start"], r["label"]))
        if r["period_start"] < ask["period_end"] and ask["period_start"] < r["period_end"]
        if is_of(r, rule["item"]) is not False
    ]
    own = [r for r in reports if ask["from_party"] in states_of(r)]
    others = [r for r in reports if is_of_all_states(r)]
    counted = case.counted(ask)
    trips = [t for t in counted if not any(_touches(t, r) for r in own)]
    if not trips:
        return
    which = f"the {say_count(len(counted), 'documented trip')}"
    if len(trips) < len(counted):
        which = f"{say_small(len(trips))} of {which}"
    which += say_inferred(trips)
    is_recalled = _is_from_memory(rule)
    held = "as held here from memory" if is_recalled else "as held here"
    text = (
        f"For anything loaded on {which}, {say_trips_span(trips)}, the condition of the exception failed, as far as "
        f"the record held here goes: {_notified(own, rule, ask)}. {cite(rule)} excepts {ask['commodity']}, {held}, "
        f"{quoted(condition)}; on our reading, what is not notified is outside it from the first "
        f"{rule['limit_unit'] or 'unit'}, whatever the total."
    )
    yield finding(
        ask,
        "condition_failed",
        rule["label"],
        f"On our reading the condition of the exception{f' ({held})' if is_recalled else ''} failed for anything "
        f"loaded on {which}: no notification by {say_party(ask['from_party'])} is held for these days{_as_of(own)}.",
        text,
        rule=rule,
        status=weakest(t["status"] for t in trips),
        confidence=_confidence(case, trips, rule),
        limits=[
            *trip_limits(case, trips),
            f"That what is not notified falls outside the exception is our reading. {text_status(rule)}",
            *_record(own, others),
        ],
        sources=[
            rule["legal_measure_id"],
            *(r["official_report_id"] for r in (*own, *others)),
            *(t["trip_id"] for t in trips),
        ],
    )


def _touches(trip: Row, report: Row) -> bool:
    return bool(trip["start_time"] < report["period_end"] and report["period_start"] <= trip["end_time"])


def _notified(own: Sequence[Row], rule: Row, ask: Row) -> str:
    """What the giver notified in the period asked about, and that nothing is held for the days of the trips."""
    giver = say_party(ask["from_party"])
    if not own:
        return f"no notification by {giver} is held for {say_span(ask['period_start'], ask['period_end'])}"
    unit, column = rule["limit_unit"], NOTIFIED_IN.get(rule["limit_unit"] or "", "")
    told = [
        f"{say_number(r[column])} {unit}s for {say_span(r['period_start'], r['period_end'])}"
        if column and r[column] is not None
        else f"deliveries for {say_span(r['period_start'], r['period_end'])}"
        for r in own
    ]
    return f"{giver} notified {some(told, 'report')}, and nothing is held for these days"


def _as_of(own: Sequence[Row]) -> str:
    """The day up to which the giver's record is held, where its rows say one: what was filed later is not in it."""
    days = dict.fromkeys(m[1].strip() for r in own if (m := _READ_ON.search(r["check_words"] or "")))
    return f", as of {say_list(days)}; a later one is not excluded" if days else ""


def _record(own: Sequence[Row], others: Sequence[Row]) -> list[str]:
    """How far the record held goes, in the collector's words; they say when it was read."""
    notes = [f"{r['label']}: {quoted(r['check_words'])}" for r in (*own, *others) if r["check_words"]]
    read = f"The record as held: {'; '.join(notes)}." if notes else "When the record was read is not held."
    if others:
        labels = say_list(r["label"] for r in others)
        read += f" The figure of {labels} is for all States together."
    return [read, "A later notification, or one that this record lacks, would change this."]


def _confidence(case: Case, trips: Sequence[Row], rule: Row) -> Told:
    observers = case.observers(trips)
    rests = f"The calls rest on {say_count(observers, 'separate observer')}, what was notified on published figures"
    if all(t["status"] != "documented" for t in trips):
        return Told("low", f"{rests}; but each trip is inferred.")
    if _is_from_memory(rule):
        return Told("moderate", f"{rests}; but the condition is held from memory.")
    if observers < 2:
        return Told("moderate", f"{rests}; nobody else saw them.")
    return Told("high", f"{rests}, and the text of the condition was seen.")


def _is_from_memory(rule: Row) -> bool:
    """Whether the row says that its conditions, or all of it, were written down from memory."""
    clauses = [c for c in (rule["text_status"] or "").split(";") if "memory" in c]
    return any(re.search(r"condition|exception", c) or ":" not in c for c in clauses)
