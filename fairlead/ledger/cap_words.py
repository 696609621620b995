"""What a cap status says: the verdict with its assumption, what was notified, and what is not set against the limit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.base.timeline import Span, say_span
from fairlead.base.wording import say_many, say_rounded
from fairlead.ledger.notified import say_states

Row = Mapping[str, Any]

_NAMED_AT_MOST = 5
"""Reports that a sentence names; more are counted."""


def say_verdict(
    ask: Row,
    rule: Row,
    period: Span,
    total: Row,
    row: Row,
    draws: int,
    notified: float | None,
    overlapping: Sequence[Row],
) -> str:
    """One verdict in words, with the load assumption it carries.

    Args:
        ask: the question.
        rule: the limit.
        period: the period of the limit.
        total: the TOTALS row set against it.
        row: the CAP_STATUS row so far.
        draws: how many draws stand behind a drawn total; 0 where nothing of the total lies in the period.
        notified: what was notified for the period, if anything.
        overlapping: reports that may tell of the same oil.
    """
    if not draws:
        return _say_empty(rule, period, total, notified) + _say_asked(ask, period)
    unit, limit, is_drawn = rule["limit_unit"], rule["limit_value"], total["amount_by_day"] is None
    whose = f"the {say_many(total['trips'], *_trip(total['basis']))} make"
    cap = f"{unit}s in {_say_period(period)}"
    if is_drawn:
        bounds = f"{say_rounded(row['amount_p05'])}–{say_rounded(row['amount_p95'])}"
        words = f"With {total['assumption']}, {whose} about {say_rounded(row['amount'])} {cap}, 90 % {bounds}: "
        passing = f"{row['p_over'] * draws:,.0f} of {draws:,} draws pass"
        words += f"{passing} the cap of {limit:,.0f} ({rule['label']}) on their own"
    else:
        words = f"At {total['assumption']}, {whose} {row['amount']:,.0f} {cap}: "
        words += f"{_side(row['amount'], limit)} the cap of {limit:,.0f} ({rule['label']}) on their own"
    if overlapping and notified is not None:
        same = ", ".join(r["label"] for r in overlapping)
        words += f"; not added to the {notified:,.0f} notified, which may be the same oil ({same})"
    elif row["with_notified"] is not None and is_drawn:
        words += f"; with the {notified:,.0f} notified, {row['p_over_with_notified'] * draws:,.0f} do"
    elif row["with_notified"] is not None:
        words += (
            f"; with the {notified:,.0f} notified, {row['with_notified']:,.0f}: {_side(row['with_notified'], limit)}"
        )
    if row["amount"] < total["amount"] * (1 - 1e-9):
        words += f"; {total['amount']:,.0f} in all, the rest on days outside"
    return f"{words}.{_say_asked(ask, period)}"


def _say_asked(ask: Row, period: Span) -> str:
    """The part of a limit's period that the question asks about, where that is not all of it."""
    if ask["period_start"] <= period.start and period.end <= ask["period_end"]:
        return ""
    return f" Only {say_span(ask['period_start'], ask['period_end'])} of that period was asked about."


def _trip(basis: str) -> tuple[str, str]:
    """One trip of a basis, and many, in words."""
    return ("trip after doubt", "trips after doubt") if basis == "after_doubt" else (f"{basis} trip", f"{basis} trips")


def _say_empty(rule: Row, period: Span, total: Row, notified: float | None) -> str:
    """A period in which the question has no trip: nothing of its own to set against the limit."""
    cap = f"the cap of {rule['limit_value']:,.0f} {rule['limit_unit']}s ({rule['label']})"
    told = f"; {notified:,.0f} were notified" if notified is not None else ""
    return (
        f"No {_trip(total['basis'])[0]} lies in {_say_period(period)}, so nothing of theirs stands against {cap}{told}."
    )


def say_official(
    ask: Row,
    rule: Row,
    period: Span,
    notified: float,
    chosen: Sequence[Row],
    left_out: Sequence[str],
    comparable: bool,
) -> str:
    """What was notified for a period, as a share of the limit, and what of it could not be counted."""
    limit, unit = rule["limit_value"], rule["limit_unit"]
    which = ", ".join(f"{say_states(r)} for {say_span(r['period_start'], r['period_end'])}" for r in chosen)
    share = f", {100 * notified / limit:.1f} % of the cap of {limit:,.0f}" if limit else ""
    words = f"Notified for {_say_period(period)}: {notified:,.0f} {unit}s{share} ({which})."
    if left_out:
        words += f" Left out, as not stated in {unit}s: {', '.join(left_out)}."
    if not comparable:
        words += f" The question counts in {ask['unit'] or 'no unit'}, so no amount of ours is set against this cap."
    return words


def say_not_set(near: Sequence[tuple[Row, bool | None]], item: str) -> str:
    """Reports of a period that are not set against a limit: of another commodity, or of none that is named.

    Args:
        near: reports and whether they tell of the item; None where they name nothing.
        item: what the limit is on.
    """
    words = ""
    if unnamed := [r["label"] for r, fits in near if fits is None]:
        words += f" Not set against this cap, as no commodity is named: {_say_labels(unnamed)}."
    others: dict[str, list[str]] = defaultdict(list)
    for r, fits in near:
        if fits is False:
            others[r["commodity"]].append(r["label"])
    if others:
        told = [f"{_say_labels(labels)} ({commodity})" for commodity, labels in sorted(others.items())]
        words += f" Not set against this cap on {item}: {_say_labels(told)}."
    return words


def _say_labels(labels: Sequence[str]) -> str:
    ordered, more = sorted(labels), len(labels) - _NAMED_AT_MOST
    return ", ".join([*ordered[:_NAMED_AT_MOST], f"{more} more"] if more > 0 else ordered)


def _side(amount: float, limit: float) -> str:
    return "over" if amount > limit else "under" if amount < limit else "exactly at"


def _say_period(period: Span) -> str:
    return say_span(period.start, period.end)
