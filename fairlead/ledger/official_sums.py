"""Arithmetic of what states notified: shares of a cap, parts of a whole, joint reports, shares of a year, ratios."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from fairlead.base.timeline import say_span
from fairlead.base.wording import say_list, say_number
from fairlead.ledger.check_rows import CheckParams, Evidence, Row, compare, compare_printed, found
from fairlead.ledger.factors import check_ratio
from fairlead.ledger.notified import is_of, states_of
from fairlead.ledger.words import fold, numbers

KEY = "official_report_id"
AMOUNTS = (("barrels", "barrels"), ("tonnes", "t"))
"""Columns that hold amounts, and how they are said."""

_OF_YEAR = re.compile(r"(\d+(?:\.\d+)?) ?(?:per cent|percent|%) of the (\d{4}) total", re.IGNORECASE)


def check_cap_shares(e: Evidence, _: CheckParams) -> Iterator[dict[str, Any]]:
    """A printed share of the cap, recomputed against the limit in force on its commodity that fits it best, which is
    named."""
    for r in e.official_reports:
        caps = [
            m
            for m in e.legal_measures
            if m["is_cap"]
            and m["limit_value"]
            and fold(m["limit_unit"]) == "barrel"
            and (m["effective_from"] is None or m["effective_from"] <= r["period_start"])
            and is_of(r, m["item"]) is not False
        ]
        stated, barrels = r["pct_of_cap_stated"], r["barrels"]
        if stated is None or barrels is None or not caps:
            continue
        cap = min(caps, key=lambda m: (abs(100 * barrels / m["limit_value"] - stated), m["label"]))
        share = 100 * barrels / cap["limit_value"]
        yield found(
            "cap_share",
            r,
            compare_printed(stated, share),
            f"{r['label']}: {say_number(barrels)} of {say_number(cap['limit_value'])} barrels ({cap['label']}) is "
            f"{share:.2f} %; printed {stated:g} %.{'' if r['commodity'] else ' The report names no commodity.'}",
            key=KEY,
            stated=stated,
            recomputed=share,
            others=(cap["legal_measure_id"],),
        )


def check_parts(e: Evidence, _: CheckParams) -> Iterator[dict[str, Any]]:
    """Reports of one state and commodity that together cover the period of a longer one exactly: their sum against its
    figure."""
    by_state: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for r in e.official_reports:
        by_state[r["reporting_state"], fold(r["commodity"])].append(r)
    for rows in by_state.values():
        for column, unit in AMOUNTS:
            told = [r for r in rows if r[column] is not None]
            for whole in told:
                parts = _tiling(whole, told)
                if len(parts) < 2:
                    continue
                total = sum(p[column] for p in parts)
                yield found(
                    "repeated_sum",
                    whole,
                    compare(whole[column], total, slack=(len(parts) + 1) / 2),
                    f"{whole['label']}: {' + '.join(p['label'] for p in parts)} make {say_number(total)} {unit}; "
                    f"printed {say_number(whole[column])}.",
                    key=KEY,
                    stated=whole[column],
                    recomputed=total,
                    others=(p[KEY] for p in parts),
                    part=column,
                )


def _tiling(whole: Row, rows: Sequence[Row]) -> list[Row]:
    """The fewest rows that cover the whole's period end to end without overlap; empty where none do."""
    start, end = whole["period_start"], whole["period_end"]
    following: dict[datetime, list[Row]] = defaultdict(list)
    for r in rows:
        if (
            start <= r["period_start"]
            and r["period_end"] <= end
            and (r["period_start"], r["period_end"]) != (start, end)
        ):
            following[r["period_start"]].append(r)
    came: dict[datetime, Row | None] = {start: None}
    queue = deque([start])
    while queue and end not in came:
        at = queue.popleft()
        for r in following[at]:
            if r["period_end"] not in came:
                came[r["period_end"]] = r
                queue.append(r["period_end"])
    path: list[Row] = []
    step = came.get(end)
    while step is not None:
        path.append(step)
        step = came[step["period_start"]]
    return path[::-1]


def check_joint(e: Evidence, _: CheckParams) -> Iterator[dict[str, Any]]:
    """A report of several states together (``CN+RU``) against those of its members for the same period.

    Where one member's report is missing, what remains for it is held against the number the row itself says it implies.
    """
    single: dict[tuple[str, str, datetime, datetime], list[Row]] = defaultdict(list)
    for r in e.official_reports:
        single[r["reporting_state"], fold(r["commodity"]), r["period_start"], r["period_end"]].append(r)
    for r in e.official_reports:
        members = states_of(r)
        for column, unit in AMOUNTS if len(members) > 1 and r["period_end"] else ():
            if r[column] is None:
                continue
            span = (fold(r["commodity"]), r["period_start"], r["period_end"])
            theirs = {s: next((m for m in single[s, *span] if m[column] is not None), None) for s in members}
            known = {s: m for s, m in theirs.items() if m is not None}
            check = _joint(r, column, unit, members, known)
            if check is not None:
                yield check


def _joint(r: Row, column: str, unit: str, members: Sequence[str], known: Mapping[str, Row]) -> dict[str, Any] | None:
    rest = r[column] - sum(m[column] for m in known.values())
    labels = say_list(m["label"] for m in known.values())
    if len(known) == len(members):
        total = r[column] - rest
        stated, recomputed = r[column], total
        words = f"{r['label']}: {labels} make {say_number(total)} {unit} together; printed {say_number(r[column])}."
    elif len(known) == len(members) - 1 and known:
        missing = next(s for s in members if s not in known)
        implied = next((n for n in numbers(r["check_words"]) if abs(n - rest) <= 1), None)
        if implied is None:
            return None
        stated, recomputed = implied, rest
        words = (
            f"{r['label']} less {labels} leaves {say_number(rest)} {unit} for {missing}; noted {say_number(implied)}."
        )
    else:
        return None
    return found(
        "arithmetic",
        r,
        compare(stated, recomputed, slack=(len(members) + 1) / 2),
        words,
        key=KEY,
        stated=stated,
        recomputed=recomputed,
        others=(m[KEY] for m in known.values()),
        part=f"joint {column}",
    )


def check_year_shares(e: Evidence, _: CheckParams) -> Iterator[dict[str, Any]]:
    """A row that says what per cent of a year's total it is, against that state's report for the year."""
    years = {
        (r["reporting_state"], fold(r["commodity"]), r["period_start"].year): r
        for r in reversed(e.official_reports)
        if r["barrels"] and _is_year(r["period_start"], r["period_end"])
    }
    for r in e.official_reports:
        printed = _OF_YEAR.search(r["check_words"] or "")
        year = years.get((r["reporting_state"], fold(r["commodity"]), int(printed[2]))) if printed else None
        if printed and year is not None and r["barrels"] is not None:
            stated, share = float(printed[1]), 100 * r["barrels"] / year["barrels"]
            yield found(
                "arithmetic",
                r,
                compare_printed(stated, share),
                f"{r['label']}: {say_number(r['barrels'])} of {say_number(year['barrels'])} barrels ({year['label']}, "
                f"{say_span(year['period_start'], year['period_end'])}) is {share:.2f} %; printed {stated:g} %.",
                key=KEY,
                stated=stated,
                recomputed=share,
                others=(year[KEY],),
                part="share of year",
            )


def _is_year(start: datetime, end: datetime) -> bool:
    return (start.month, start.day, end.month, end.day, end.year - start.year) == (1, 1, 1, 1, 1)


def check_ratios(e: Evidence, params: CheckParams) -> Iterator[dict[str, Any]]:
    """A report that gives barrels and tonnes: the factor between them."""
    for r in e.official_reports:
        if r["barrels"] is not None and r["tonnes"] is not None:
            check = check_ratio(r, KEY, r["barrels"], r["tonnes"], e.conversions, params)
            if check is not None:
                yield check
