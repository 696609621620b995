"""Arithmetic of published assessments: one count at several load shares, rates, amounts a call."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from fairlead.base.wording import say_list, say_number
from fairlead.ledger.check_rows import CheckParams, Evidence, Outcome, Row, compare, found
from fairlead.ledger.factors import check_ratio

KEY = "assessment_id"

AT_LEAST = ("above", "more than", "at least", "over", "exceeds")
AT_MOST = ("nearly", "almost", "up to", "less than", "below", "at most")
"""Operators that turn a printed figure into a bound."""

_TIMES = re.compile(r"(\d[\d,]*(?:\.\d+)?) ?[x×] ?(\d[\d,]*(?:\.\d+)?)")
_A_CALL = re.compile(r"(\d[\d,]*) barrels a call( when full)?")


def check_load_shares(e: Evidence, _: CheckParams) -> Iterator[dict[str, Any]]:
    """Figures of one assessor and period at different load shares: each recomputed from the one at the highest share.

    The amount is proportional to the load share, so one figure gives all others.
    """
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for a in e.assessments:
        if a["load_share_frac"] and a["bbl_low"] is not None and a["bbl_high"] is None:
            groups[a["assessor"], a["period_start"], a["period_end"], a["calls"]].append(a)
    for rows in groups.values():
        base = max(rows, key=lambda a: (_share(a), a["barrels_operator"] == "equals", a["label"]))
        for a in rows:
            if _share(a) == _share(base):
                continue
            recomputed = base["bbl_low"] * float(_share(a) / _share(base))
            words = (
                f"{a['label']}: {base['label']} gives {_printed(base)} at {_say(base)}; at {_say(a)} that makes "
                f"{say_number(recomputed)}; printed {_printed(a)}."
            )
            if guessed := [r["label"] for r in (a, base) if _is_share_inferred(r)]:
                words += f" The load share of {say_list(guessed)} is the collector's reading, not printed."
            yield found(
                "arithmetic",
                a,
                _within(a, recomputed),
                words,
                key=KEY,
                stated=a["bbl_low"],
                recomputed=recomputed,
                others=(base[KEY],),
                part="load share",
            )


def _share(a: Row) -> Fraction:
    """The load share as a simple fraction where it is printed as one (33.33 per cent is a third)."""
    share = Fraction(a["load_share_frac"]).limit_denominator(10)
    return share if abs(float(share) - a["load_share_frac"]) < 5e-4 else Fraction(a["load_share_frac"])


def _is_share_inferred(a: Row) -> bool:
    """Whether the row says that its load share was inferred: agreement then shows less."""
    return "infer" in f"{a['confidence']} {a['check_words']}".lower()


def _say(a: Row) -> str:
    share = _share(a)
    return f"{share} of deadweight" if share.denominator in (2, 3, 4) else f"{100 * float(share):g} % of deadweight"


def _printed(a: Row) -> str:
    operator = "" if a["barrels_operator"] in (None, "equals") else f"{a['barrels_operator']} "
    return f"{operator}{say_number(a['bbl_low'])}"


def _within(a: Row, recomputed: float) -> Outcome:
    """Whether the recomputed figure fits the printed one, read with its operator; one unit is allowed for rounding."""
    stated, operator = a["bbl_low"], a["barrels_operator"]
    if operator in AT_LEAST:
        return "agrees" if recomputed >= stated - 1 else "disagrees"
    if operator in AT_MOST:
        return "agrees" if recomputed <= stated + 1 else "disagrees"
    return compare(stated, recomputed)


def check_rates(e: Evidence, params: CheckParams) -> Iterator[dict[str, Any]]:
    """Barrels a day over a period with its tonnes: the factor between them."""
    for a in e.assessments:
        if a["bbl_per_day"] is not None and a["tonnes"] is not None:
            days = (a["period_end"] - a["period_start"]).days
            check = check_ratio(a, KEY, a["bbl_per_day"] * days, a["tonnes"], e.conversions, params)
            if check is not None:
                words = f"{check['words']} {say_number(a['bbl_per_day'])} barrels a day for {days} days."
                yield check | {"words": words}


def check_per_call(e: Evidence, _: CheckParams) -> Iterator[dict[str, Any]]:
    """Amounts a call: a noted mean against barrels over calls, and a range made of calls times two figures."""
    for a in e.assessments:
        if not a["calls"] or a["bbl_low"] is None:
            continue
        for n, (calls, each) in enumerate(_TIMES.findall(a["check_words"] or "")):
            product = _number(calls) * _number(each)
            stated = a["bbl_high"] if n and a["bbl_high"] is not None else a["bbl_low"]
            if _number(calls) == a["calls"]:
                yield found(
                    "arithmetic",
                    a,
                    compare(stated, product),
                    f"{a['label']}: {calls} calls at {say_number(_number(each))} make {say_number(product)}; "
                    f"printed {say_number(stated)}.",
                    key=KEY,
                    stated=stated,
                    recomputed=product,
                    part=f"product {n}",
                )
        if mean := _A_CALL.search(a["check_words"] or ""):
            full = float(_share(a)) if mean[2] and a["load_share_frac"] else 1.0
            recomputed = a["bbl_low"] / full / a["calls"]
            yield found(
                "arithmetic",
                a,
                compare(_number(mean[1]), recomputed),
                f"{a['label']}: {say_number(a['bbl_low'])} barrels over {say_number(a['calls'])} calls"
                f"{' at full load' if mean[2] else ''} make {say_number(recomputed)} a call; noted {mean[1]}.",
                key=KEY,
                stated=_number(mean[1]),
                recomputed=recomputed,
                part="mean a call",
            )


def _number(text: str) -> float:
    return float(text.replace(",", ""))
