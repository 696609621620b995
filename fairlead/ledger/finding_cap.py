"""Finding: whether a limit was passed, by whose count, at which load, and how likely where there is a distribution."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.base.draws import say_rounded
from fairlead.base.timeline import say_span
from fairlead.ledger.finding_rows import Case, Row, Told, finding, say_days, text_status, trip_limits
from fairlead.ledger.likelihood import say_chance
from fairlead.ledger.wording import plural, say_count, say_list, say_number, sentence

_BASES = ("documented", "claimed", "estimated")


def find_cap(case: Case, ask: Row) -> Iterator[dict[str, Any]]:
    """Whether the limit was passed, by whose count and at which load; one finding a cap period.

    A likelihood stands only where there is a distribution, and names its assumptions. A documented total is a lower
    bound: it can show that a limit was passed, and cannot show that it was not.
    """
    periods: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for r in case.of(ask, "cap_status"):
        periods[r["rule"], r["period_start"], r["period_end"]].append(r)
    for (label, start, end), rows in sorted(periods.items()):
        rule = case.rules.get(label)
        if rule is not None and any(r["basis"] in _BASES for r in rows):
            yield _cap(case, ask, rule, say_span(start, end), start.isoformat(), rows)


def _cap(case: Case, ask: Row, rule: Row, period: str, subject: str, rows: Sequence[Row]) -> dict[str, Any]:
    by_basis: dict[str, list[Row]] = defaultdict(list)
    for r in sorted(rows, key=lambda r: (r["amount"], r["cap_status_id"])):
        by_basis[r["basis"]].append(r)
    documented, claimed = (_Totals(by_basis[b]) for b in ("documented", "claimed"))
    drawn = next((r for r in by_basis["estimated"] if r["p_over"] is not None), None)
    claim = next((c for c in case.rows("claims") if c["label"] == ask["claimed_trips"]), None)
    is_settled = bool(documented.fixed) and not documented.not_over
    limit = f"the limit of {say_number(rows[0]['limit'])} {rows[0]['unit']}s for {period}"
    sentences = [_say_verdict(limit, is_settled, rows)]
    if documented.fixed:
        sentences.append(_say_documented(documented, len(case.counted(ask))))
    if claimed.fixed and claim is not None:
        sentences.append(_say_claimed(claimed, claim))
    if drawn is not None:
        sentences.append(_say_estimated(case, ask, drawn))
    sentences += _say_conversion(rows)
    if is_settled:
        status = "documented"
    elif drawn is not None:
        status = "estimated"
    else:
        status = "claimed" if claimed.fixed else "documented"
    return finding(
        ask,
        "cap",
        f"{rule['label']} {subject}",
        " ".join(map(sentence, sentences)),
        rule=rule,
        chance=drawn["p_over"] if drawn is not None else None,
        status=status,
        confidence=_confidence(case, ask, is_settled, claim),
        limits=_limits(case, ask, rule, by_basis, claim, drawn),
        sources=[
            rule["legal_measure_id"],
            *(r["cap_status_id"] for r in rows),
            *(e["estimate_id"] for e in case.of(ask, "trip_estimates") if e["basis"] in _BASES),
            *([claim["claim_id"]] if claim else []),
        ],
    )


class _Totals:
    """The totals of one basis at fixed assumptions, in order of amount, and how they stand to the limit."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.fixed = [r for r in rows if r["p_over"] is None]
        self.over = [r for r in self.fixed if r["is_over"]]
        self.not_over = [r for r in self.fixed if not r["is_over"]]
        self.over_with = [r for r in self.not_over if r["is_over_with_notified"]]
        self.under = [r for r in self.not_over if not r["is_over_with_notified"]]


def _say(rows: Sequence[Row]) -> str:
    """``at 1/3 of DWT (370,394) and at 10,000 barrels a call (430,000)``."""
    return say_list(f"at {_bare(r)} ({say_number(r['amount'])})" for r in rows)


def _say_from(rows: Sequence[Row]) -> str:
    """The same, where the lowest load share stands for all above it."""
    shares = [r for r in rows if r["load_share_frac"] is not None]
    told = [f"at {_bare(shares[0])} ({say_number(shares[0]['amount'])})"] if shares else []
    if len(shares) > 1:
        told[0] += " and every higher share"
    return say_list([*told, *(_say([r]) for r in rows if r["load_share_frac"] is None)])


def _bare(row: Row) -> str:
    """The load assumption without its conversion, which the sentence names once."""
    return str(row["assumption"]).partition(", ")[0] if row["load_share_frac"] is not None else str(row["assumption"])


def _say_conversion(rows: Sequence[Row]) -> list[str]:
    named = dict.fromkeys(r["assumption"].partition(", ")[2] for r in rows if r["load_share_frac"] is not None)
    return [f"amounts by load share are at {say_list(filter(None, named))}"] if any(named) else []


def _say_verdict(limit: str, is_settled: bool, rows: Sequence[Row]) -> str:
    """The answer before its figures: settled, open, or not shown on any count."""
    if is_settled:
        return f"{limit} is passed by the documented trips alone, if each was laden"
    if any(r["is_over"] or r["is_over_with_notified"] or (r["p_over"] or 0) > 0 for r in rows):
        return f"whether {limit} was passed depends on whose count holds and how full the ships were"
    return f"no count held here shows that {limit} was passed"


def _say_documented(totals: _Totals, trips: int) -> str:
    whose = f"the {say_count(trips, 'documented trip')}"
    if not totals.not_over:
        return f"{whose} pass it at every load assumption, the lowest {_say(totals.fixed[:1])}"
    if totals.over:
        return f"{whose} pass it {_say_from(totals.over)}, and do not {_say(totals.not_over)}"
    most = totals.fixed[-1]
    words = f"{whose} do not show it: on the deadweights used they make {say_number(most['amount'])} at {_bare(most)}"
    if most["with_notified"] is not None:
        words += f", {say_number(most['with_notified'])} with the {say_number(most['notified'])} that were notified"
    return words


def _say_claimed(totals: _Totals, claim: Row) -> str:
    figure = claim["qty_low"] if claim["qty_low"] is not None else claim["qty_high"]
    parts = []
    if totals.over:
        parts.append(f"pass it on their own {_say_from(totals.over)}")
    if totals.over_with:
        both = say_list(say_number(r["with_notified"]) for r in totals.over_with)
        parts.append(f"pass it {_say(totals.over_with)} only together with what was notified ({both})")
    if totals.under:
        parts.append(f"stay under it {_say(totals.under)}")
    trips = f"the {say_number(figure or 0)} {plural(claim['unit'])} that {claim['speaker']} claims"
    return f"{trips}, if made and laden, {'; they '.join(parts)}"


def _say_estimated(case: Case, ask: Row, drawn: Row) -> str:
    estimate = next((e for e in case.of(ask, "trip_estimates") if e["basis"] == "estimated"), None)
    trips = "the estimated trips"
    if estimate is not None and estimate["p50"] is not None:
        trips = f"{estimate['p50']:.0f} trips (90 % {estimate['p05']:.0f}–{estimate['p95']:.0f})"
    start = next((c for c in case.rows("claims") if c["label"] == ask["estimate_from"]), None)
    given = f"{start['speaker']}'s count ({start['label']}) is right" if start else "the documented count is right"
    if ask["seen_share_alpha"] and ask["seen_share_beta"]:
        mean = ask["seen_share_alpha"] / (ask["seen_share_alpha"] + ask["seen_share_beta"])
        given += f" and {100 * mean:.0f} % of all trips were seen, which is assumed"
    amount, low, high = (say_rounded(drawn[c]) for c in ("amount", "amount_p05", "amount_p95"))
    words = (
        f"if {given}, {trips} with loads drawn make about {amount}, 90 % {low}–{high}; on these assumptions it is "
        f"{say_chance(drawn['p_over'])} that the limit was passed"
    )
    if drawn["crossed_p50"] is not None:
        words += f", half of the draws by {say_days(drawn['crossed_p50'], drawn['crossed_p50'])}"
    return words


def _confidence(case: Case, ask: Row, is_settled: bool, claim: Row | None) -> Told:
    counted = say_count(len(case.counted(ask)), "trip")
    if is_settled:
        return Told("moderate", f"The {counted} dated here decide it at every load; that each was laden is assumed.")
    if claim is None:
        return Told("low", f"It rests on the {counted} dated here, with assumed loads.")
    whose = f"Beyond the {counted} dated here the count is {claim['speaker']}'s alone"
    return Told("low", f"{whose}; hulls and loads are assumed.")


def _limits(
    case: Case, ask: Row, rule: Row, by_basis: dict[str, list[Row]], claim: Row | None, drawn: Row | None
) -> list[str]:
    limits = [
        f"Every amount assumes that each trip carried {ask['commodity']}.",
        *trip_limits(case.counted(ask)),
        *_unknown_hulls(case, ask),
        "The documented total is a lower bound: it cannot show that the limit was kept.",
    ]
    if by_basis["claimed"] and ask["claimed_hull_dwt_t"] is not None:
        hull, reason = say_number(ask["claimed_hull_dwt_t"]), ask["claimed_hull_reason"] or "no reason stated"
        limits.append(f"Hulls of the claimed trips are put at {hull} t deadweight: {reason}.")
        limits.append("A figure derived from a claim cannot confirm it.")
        limits += _too_much_a_call(by_basis["claimed"])
    if drawn is not None:
        limits += [e["words"] for e in case.of(ask, "trip_estimates") if e["basis"] == "estimated"]
    limits += [r["words"] for r in by_basis["official"]]
    if ask["conversion_product"]:
        table = f"{ask['conversion_product']} ({ask['conversion_authority']})"
        limits.append(f"Tonnes are turned into {ask['unit']}s as {table}; other products and tables differ.")
    limits.append(text_status(rule))
    missing = "a dated list of the claimed trips, " if claim is not None else ""
    return [*limits, f"What would change it: {missing}the deadweights of unnamed hulls, papers of a load."]


def _unknown_hulls(case: Case, ask: Row) -> list[str]:
    """How many counted trips were made by hulls whose deadweight is not known."""
    known = {v["vessel_id"] for v in case.rows("vessels") if v["dwt_t"]}
    unknown = sum(t["vessel_id"] not in known for t in case.counted(ask))
    return (
        [f"Of {say_count(unknown, 'trip')} the deadweight is not known; the known fleet's stands in."]
        if unknown
        else []
    )


def _too_much_a_call(rows: Sequence[Row]) -> list[str]:
    """Published amounts a call that are more than the assumed hull holds when full."""
    shares = [r for r in rows if r["load_share_frac"]]
    full = shares[-1]["amount"] / shares[-1]["load_share_frac"] if shares else float("inf")
    return [
        f"{say_number(r['per_call'])} {r['unit']}s a call is more than that hull holds, "
        f"{say_number(full * r['per_call'] / r['amount'])}."
        for r in rows
        if r["per_call"] and r["amount"] > full
    ]
