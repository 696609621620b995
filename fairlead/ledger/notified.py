"""What States notified: whose reports, in which unit, and which of them may be added up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fairlead.base.timeline import Span
from fairlead.ledger.words import tokens, without_brackets

Row = Mapping[str, Any]

NOTIFIED_IN = {"barrel": "barrels", "tonne": "tonnes"}
"""The column of an official report that holds amounts of a unit."""


_LIST = re.compile(r"\b(?:incl(?:uding|\.)?|such as|e\.g\.)", re.IGNORECASE)
"""What parts a commodity from its examples: ``refined petroleum products incl. diesel and kerosene``."""
_PARTS = re.compile(r"[,;+/]|\band\b|\bor\b", re.IGNORECASE)
_ANY = frozenset(tokens("product products"))
"""Words that add nothing to a commodity."""


def is_of(report: Row, item: str) -> bool | None:
    """Whether a report tells of the commodity a limit is on; None where it names none.

    Names are compared as words: what the limit calls its item, or one of the examples it lists, and nothing wider or
    narrower. A report of two commodities in one figure is of a limit only where both are its own.
    """
    if not tokens(report["commodity"]):
        return None
    main, _, examples = _split(item)
    own = {_name(main), *map(_name, _PARTS.split(examples))} - {()}
    told, *_ = _split(report["commodity"])
    return _name(told) in own or all(_name(p) in own for p in _PARTS.split(told))


def _split(commodity: str) -> tuple[str, str, str]:
    """A commodity, and its examples."""
    plain = without_brackets(commodity)
    found = _LIST.search(plain)
    return (plain[: found.start()], found[0], plain[found.end() :]) if found else (plain, "", "")


def _name(words: str) -> tuple[str, ...]:
    return tuple(t for t in tokens(words) if t not in _ANY)


def states_of(report: Row) -> list[str]:
    """The States a report speaks for, as written: ``CN+RU`` is two."""
    return [s.strip() for s in report["reporting_state"].split("+")]


def is_of_all_states(report: Row) -> bool:
    """Whether a report gives one figure for all States together."""
    return bool(report["reporting_state"].strip().casefold() == "all")


def say_states(report: Row) -> str:
    """``all States``, else the States as the report names them."""
    return "all States" if is_of_all_states(report) else str(report["reporting_state"])


def span_of(report: Row) -> Span:
    """The period a report is for."""
    return Span(report["period_start"], report["period_end"])


def choose_reports(reports: Sequence[Row], period: Span, column: str) -> list[Row]:
    """Reports inside ``period`` with a figure in ``column`` that may be added up, in order of time.

    Reports of all States win, then those that cover most (days times States), then the later ones. A report that
    shares a State and a day with one already chosen tells of the same oil and is left out.
    """
    fit = [r for r in reports if r[column] is not None and period.start <= r["period_start"]]
    fit = [r for r in fit if r["period_end"] <= period.end]
    fit.sort(key=lambda r: (r["period_end"], r["official_report_id"]), reverse=True)
    fit.sort(key=lambda r: (is_of_all_states(r), _coverage(r)), reverse=True)
    chosen: list[Row] = []
    for r in fit:
        if not any(_may_be_same(r, c) for c in chosen):
            chosen.append(r)
    return sorted(chosen, key=lambda r: (r["period_start"], r["label"], r["official_report_id"]))


def may_hold(reports: Sequence[Row], chosen: Sequence[Row], giver: str) -> list[Row]:
    """The reports that may tell of the giver's cargo: its own where it made any, else those of all States."""
    return [r for r in reports if giver in states_of(r)] or [r for r in chosen if is_of_all_states(r)]


def _coverage(report: Row) -> Any:
    """Days times States."""
    return (report["period_end"] - report["period_start"]) * len(set(states_of(report)))


def _may_be_same(a: Row, b: Row) -> bool:
    share_states = is_of_all_states(a) or is_of_all_states(b) or set(states_of(a)) & set(states_of(b))
    return bool(share_states) and span_of(a).overlaps(span_of(b))
