"""Caps: amounts against a limit, by cap period. A verdict carries its load assumption; a breach of duty is another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from fairlead.base.draws import Floats, dots, quantile
from fairlead.base.ids import content_id
from fairlead.base.tables import CAP_STATUS, DRAWS, LEGAL_MEASURES, OFFICIAL_REPORTS, QUESTIONS, TOTALS, TRIPS
from fairlead.base.timeline import DAY, Span
from fairlead.ledger.cap_words import say_not_set, say_official, say_verdict
from fairlead.ledger.notified import NOTIFIED_IN, choose_reports, is_of, may_hold, span_of
from fairlead.ledger.shared_trips import say_shared_trips

Row = dict[str, Any]
Report = Mapping[str, Any]
"""An OFFICIAL_REPORTS row."""


def check_caps(
    totals: pa.Table,
    draws: pa.Table,
    questions: pa.Table,
    legal_measures: pa.Table,
    official_reports: pa.Table,
    trips: pa.Table,
) -> pa.Table:
    """Set every total of a question against the limit it names, in each period of that limit the question touches.

    Args:
        totals: TOTALS rows.
        draws: DRAWS rows behind the drawn totals.
        questions: QUESTIONS rows; ``cap`` names the rule by label.
        legal_measures: LEGAL_MEASURES rows; a rule counts if it is a limit in force with a figure and a period.
        official_reports: OFFICIAL_REPORTS rows, all of one receiver; those of the limit's commodity count.
        trips: TRIPS rows, to say where two questions with a cap count the same ones.

    Returns:
        CAP_STATUS: one row a total and period, and one of basis *official* for what was notified. Over means strictly
        above. The day of crossing counts draws that never cross as crossing after every day.

        Notified: the reports of the limit's commodity that lie inside the period; those of all States first, then
        those that cover most; two that share a State and a day are never added. A report that names no commodity, or
        another, is not set against the limit, and the words say so. The sum with what was notified is given only
        where the same oil cannot be in both: no report of the giver's own (or, where it made none, of all States)
        overlaps the trips in the period, those that name no commodity included.

    Raises:
        SchemaError: a table is not what it should be.

    Limits:
        Periods turn at midnight UTC. A total at a fixed assumption that a period cuts is spread evenly over the days of
        its trips. Reports in another unit than the limit, and questions that count in another unit, are left out; the
        official row says so. Only the trips asked about are set against the limit, never all there were.
    """
    totals_of = defaultdict[str, list[Row]](list)
    for total in TOTALS.check(totals).sort_by("total_id").to_pylist():
        totals_of[total["question"]].append(total)
    rules = {r["label"]: r for r in LEGAL_MEASURES.check(legal_measures).sort_by("legal_measure_id").to_pylist()}
    reports = OFFICIAL_REPORTS.check(official_reports).sort_by("official_report_id").to_pylist()
    days_of = _days(DRAWS.check(draws))
    made: list[Row] = []
    capped: list[tuple[Row, Row]] = []
    for ask in QUESTIONS.check(questions).sort_by("question").to_pylist():
        rule = rules.get(ask["cap"] or "")
        if rule is None or not rule["is_cap"] or rule["limit_value"] is None or rule["limit_unit"] is None:
            continue
        capped.append((ask, rule))
        for period in cap_periods(rule, Span(ask["period_start"], ask["period_end"])):
            made += _period_rows(ask, rule, period, totals_of[ask["question"]], days_of, reports)
    say_shared_trips(made, capped, TRIPS.check(trips))
    return CAP_STATUS.from_rows(made)


# ------------------------------------------------------------------------------------------------------------- periods


def cap_periods(rule: Row, asked: Span) -> list[Span]:
    """The counting periods of a rule that share time with ``asked``, in order; none where the rule counts in none."""
    anchor, since = rule["period_anchor"], rule["effective_from"]
    if anchor == "fixed":
        fixed = Span(since, rule["period_fixed_end"]) if since and rule["period_fixed_end"] else None
        return [fixed] if fixed and fixed.overlaps(asked) else []
    found = re.fullmatch(r"(\d\d)-(\d\d)", anchor or "")
    if not found:
        return []
    month, day = int(found[1]), int(found[2])
    years = range(asked.start.year - 1, asked.end.year + 1)
    periods = [Span(_yearly(y, month, day), _yearly(y + 1, month, day)) for y in years]
    return [p for p in periods if p.overlaps(asked) and (since is None or p.end > since)]


def _yearly(year: int, month: int, day: int) -> datetime:
    """That day of a year; 29 February falls on 1 March where there is none."""
    is_leap_day = (month, day) == (2, 29)
    return datetime(year, month, 28, tzinfo=UTC) + DAY if is_leap_day else datetime(year, month, day, tzinfo=UTC)


# ------------------------------------------------------------------------------------------------------------- amounts


@dataclass(frozen=True, slots=True, eq=False)
class _ByDay:
    """Amounts by day: one row for a total at a fixed assumption, one a draw for a drawn one."""

    first: datetime
    amounts: Floats
    wholes: Floats
    """Amount of each row over all its days, as its table gives it."""

    def inside(self, period: Span) -> _ByDay:
        """The days of a period; where no amount lies outside it the wholes stay exactly as they were."""
        i, j = ((max(t, self.first) - self.first) // DAY for t in (period.start, period.end))
        cut = self.amounts[:, i:j]
        is_whole = not self.amounts[:, :i].any() and not self.amounts[:, j:].any()
        return _ByDay(self.first + i * DAY, cut, self.wholes if is_whole else cut.sum(axis=1))

    def span(self) -> Span | None:
        """From the first to the last day with an amount, or None."""
        used = np.flatnonzero(self.amounts.any(axis=0))
        return Span(self.first + int(used[0]) * DAY, self.first + (int(used[-1]) + 1) * DAY) if len(used) else None

    def crossings(self, limit: float) -> Floats:
        """For each row the number of the day on which its running sum passes ``limit``; the count of days: never."""
        not_yet: Floats = (np.cumsum(self.amounts, axis=1) <= limit).sum(axis=1).astype(np.float64)
        return not_yet


def _days(draws: pa.Table) -> dict[tuple[str, str], _ByDay]:
    """The draws of each question and basis as one array, days aligned."""
    rows = defaultdict[tuple[str, str], list[tuple[datetime, Floats, float]]](list)
    ordered = draws.sort_by([("question", "ascending"), ("basis", "ascending"), ("draw", "ascending")]).combine_chunks()
    plain = ordered.select(["question", "basis", "first_day", "amount"]).to_pylist()
    lists = ordered["amount_by_day"].chunks[0] if ordered.num_rows else []
    for row, amounts in zip(plain, lists, strict=True):
        by_day = amounts.values.to_numpy(zero_copy_only=False).astype(np.float64)
        rows[row["question"], row["basis"]].append((row["first_day"], by_day, row["amount"]))
    return {key: _aligned(parts) for key, parts in rows.items()}


def _aligned(parts: Sequence[tuple[datetime, Floats, float]]) -> _ByDay:
    first = min(start for start, _, _ in parts)
    offsets = [(start - first) // DAY for start, _, _ in parts]
    amounts = np.zeros((len(parts), max(o + len(a) for o, (_, a, _) in zip(offsets, parts, strict=True))))
    for row, offset, (_, by_day, _) in zip(amounts, offsets, parts, strict=True):
        row[offset : offset + len(by_day)] = by_day
    return _ByDay(first, amounts, np.array([whole for _, _, whole in parts]))


# ------------------------------------------------------------------------------------------------------------- verdicts


def _period_rows(
    ask: Row,
    rule: Row,
    period: Span,
    totals: Sequence[Row],
    days_of: dict[tuple[str, str], _ByDay],
    reports: Sequence[Report],
) -> Iterator[Row]:
    unit, is_comparable = rule["limit_unit"], rule["limit_unit"] == ask["unit"]
    column = NOTIFIED_IN.get(unit, "")
    near = [(r, is_of(r, rule["item"])) for r in reports if span_of(r).overlaps(period)]
    same = [r for r, fits in near if fits]
    chosen = choose_reports(same, period, column) if column else []
    notified = sum(r[column] for r in chosen) if chosen else None
    not_set = say_not_set(near, rule["item"])
    common = {
        "question": ask["question"],
        "rule": rule["label"],
        "period_start": period.start,
        "period_end": period.end,
        "unit": unit,
        "limit": rule["limit_value"],
        "notified": notified,
    }
    if notified is not None:
        left_out = [r["label"] for r in same if r[column] is None]
        words = say_official(ask, rule, period, notified, chosen, left_out, is_comparable) + not_set
        yield common | _official(ask, rule, period, notified, chosen, words)
    if not is_comparable:
        return
    rivals = may_hold([r for r, fits in near if fits is not False], chosen, ask["from_party"])
    for total in totals:
        by_day = days_of.get((ask["question"], total["basis"])) if total["amount_by_day"] is None else _fixed(total)
        if by_day is not None:
            verdict = _verdict(ask, rule, period, total, by_day.inside(period), notified, chosen, rivals)
            yield common | verdict | {"words": verdict["words"] + ("" if chosen else not_set)}


def _fixed(total: Row) -> _ByDay:
    return _ByDay(total["first_day"], np.array([total["amount_by_day"]]), np.array([total["amount"]]))


def _id(ask: Row, rule: Row, period: Span, basis: str, assumption: str) -> str:
    return content_id("cap_status", ask["question"], rule["label"], period.start, basis, assumption)


def _official(ask: Row, rule: Row, period: Span, notified: float, chosen: Sequence[Report], words: str) -> Row:
    return {
        "cap_status_id": _id(ask, rule, period, "official", "as notified"),
        "basis": "official",
        "assumption": "as notified",
        "amount": notified,
        "is_over": notified > rule["limit_value"],
        "dots": [],
        "status": "documented",
        "words": words,
        "sources": [rule["legal_measure_id"], *(r["official_report_id"] for r in chosen)],
    }


def _verdict(
    ask: Row,
    rule: Row,
    period: Span,
    total: Row,
    part: _ByDay,
    notified: float | None,
    chosen: Sequence[Report],
    rivals: Sequence[Report],
) -> Row:
    limit, is_drawn = rule["limit_value"], total["amount_by_day"] is None
    ascending = np.sort(part.wholes)
    amount, span = quantile(ascending, 0.5), part.span()
    overlapping = [r for r in rivals if span and span_of(r).overlaps(span)]
    both = amount + notified if notified is not None and not overlapping else None
    row = {
        "cap_status_id": _id(ask, rule, period, total["basis"], total["assumption"]),
        "basis": total["basis"],
        "assumption": total["assumption"],
        "load_share_frac": total["load_share_frac"],
        "per_call": total["per_call"],
        "amount": amount,
        "is_over": amount > limit,
        "with_notified": both,
        "is_over_with_notified": both > limit if both is not None else None,
        "dots": [],
        "status": total["status"],
        "sources": [
            total["total_id"],
            rule["legal_measure_id"],
            *dict.fromkeys(r["official_report_id"] for r in (*chosen, *rivals)),
        ],
    }
    if is_drawn:
        row |= _drawn(part, ascending, limit, notified if both is not None else None)
    row["words"] = say_verdict(ask, rule, period, total, row, len(ascending) if span else 0, notified, overlapping)
    return row


def _drawn(part: _ByDay, ascending: Floats, limit: float, notified: float | None) -> Row:
    """What only draws can say: quantiles, chances, and the day of crossing, draws that never cross counted as last."""
    crossed = np.sort(part.crossings(limit))
    late = part.amounts.shape[1]
    days = {q: quantile(crossed, q) for q in (0.05, 0.5, 0.95)}
    p05, p50, p95 = (part.first + int(d) * DAY if d < late else None for d in days.values())
    return {
        "amount_p05": quantile(ascending, 0.05),
        "amount_p95": quantile(ascending, 0.95),
        "p_over": float(np.mean(ascending > limit)),
        "p_over_with_notified": None if notified is None else float(np.mean(ascending + notified > limit)),
        "crossed_p05": p05,
        "crossed_p50": p50,
        "crossed_p95": p95,
        "dots": dots(ascending),
    }
