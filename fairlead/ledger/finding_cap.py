"""Findings: whether a limit was passed, by whose count and at which load; and how likely, on which assumptions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from fairlead.base.likelihood import say_percent
from fairlead.base.periods import find_across
from fairlead.base.timeline import say_span
from fairlead.base.wording import plural, say_count, say_list, say_number, say_small, sentence
from fairlead.ledger.finding_estimate import tell_estimate
from fairlead.ledger.finding_rows import (
    Case,
    Row,
    Told,
    claimed_figure,
    end_of_claim,
    finding,
    say_documented,
    text_status,
    trip_limits,
    weakest,
)

SETTLED_CHANCE = 0.99
"""Documented trips settle it where at least this share of the chances after doubt lies above the limit too."""


def find_cap(case: Case, ask: Row) -> Iterator[dict[str, Any]]:
    """Whether the limit was passed, by whose count and at which load; at most two findings a cap period.

    A documented total is a lower bound: it can show that a limit was passed, and cannot show that it was not. What the
    estimate makes of it is a finding of its own, so that its likelihood never stands beside what is documented.
    """
    periods: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for r in case.of(ask, "cap_status"):
        periods[r["rule"], r["period_start"], r["period_end"]].append(r)
    for (label, start, end), rows in sorted(periods.items()):
        rule = case.rules.get(label)
        if rule is None:
            continue
        period, subject = say_span(start, end), f"{label} {start.isoformat()}"
        inside = [t for t in case.counted(ask) if t["start_time"] < end and start < t["end_time"]]
        if any(r["basis"] in ("documented", "claimed") for r in rows) or (inside and _why_not_computed(ask, rows)):
            yield _cap(case, ask, rule, period, subject, rows, inside)
        if drawn := [r for r in rows if r["basis"] == "estimated" and r["p_over"] is not None]:
            yield tell_estimate(case, ask, rule, period, subject, drawn[0])


def _cap(
    case: Case, ask: Row, rule: Row, period: str, subject: str, rows: Sequence[Row], inside: Sequence[Row]
) -> dict[str, Any]:
    by_basis: dict[str, list[Row]] = defaultdict(list)
    for r in sorted(rows, key=lambda r: (r["amount"], r["cap_status_id"])):
        by_basis[r["basis"]].append(r)
    documented, claimed = (_Totals(by_basis[b]) for b in ("documented", "claimed"))
    claim = next((c for c in case.rows("claims") if c["label"] == ask["claimed_trips"]), None)
    doubted = next((r for r in by_basis["after_doubt"] if r["p_over"] is not None), None)
    is_doubted = doubted is not None and doubted["p_over"] < SETTLED_CHANCE
    is_settled = bool(documented.fixed) and not documented.not_over and not is_doubted
    whose = documented.fixed or inside
    limit = f"the limit of {say_number(rows[0]['limit'])} {rows[0]['unit']}s for {period}"
    sentences = [_say_verdict(limit, is_settled, rows, _why_not_computed(ask, rows))]
    if documented.fixed:
        sentences.append(_say_documented(case, documented, inside) + _say_doubted(doubted))
    if claimed.fixed and claim is not None:
        sentences.append(_say_claimed(claimed, claim))
    sentences += _say_conversion(rows)
    return finding(
        ask,
        "cap",
        subject,
        sentence(_headline(documented, claimed, inside, claim, doubted)),
        " ".join(map(sentence, sentences)),
        rule=rule,
        status="claimed" if claimed.fixed and not documented.fixed else weakest(told["status"] for told in whose),
        confidence=_confidence(case, ask, is_settled, claim),
        limits=_limits(case, ask, rule, by_basis, claim),
        sources=[
            rule["legal_measure_id"],
            *(r["cap_status_id"] for r in rows if r["basis"] != "estimated"),
            *(e["estimate_id"] for e in case.of(ask, "trip_estimates") if e["basis"] in ("documented", "claimed")),
            *([claim["claim_id"]] if claim else []),
        ],
    )


def _say_doubted(doubted: Row | None) -> str:
    """What doubt about which sightings are one stay, and whose, leaves of it; loads are drawn in it."""
    if doubted is None:
        return ""
    return f"; after doubt {say_percent(doubted['p_over'])} of the chances lie above it, loads drawn"


def _headline(
    documented: _Totals, claimed: _Totals, trips: Sequence[Row], claim: Row | None, doubted: Row | None
) -> str:
    """What our own trips show of the limit, then what the claimed ones would."""
    whose = f"the {say_documented(trips)}"
    if not trips:
        words = "no trip held here lies in this period of the cap, so none shows it passed"
    elif documented.fixed and not documented.not_over:
        words = f"{whose} {_verb(trips, 'pass', 'passes')} the cap at every load"
    elif documented.over:
        words = f"{whose} {_verb(trips, 'pass', 'passes')} the cap {_say_from(documented.over)}"
    elif documented.fixed:
        words = f"{whose} {_verb(trips, 'do', 'does')} not show the cap passed"
    else:
        words = f"what {whose} {_verb(trips, 'make', 'makes')} cannot be computed"
    if documented.over:
        words += _say_doubted(doubted)
    if claimed.fixed and claim is not None:
        shares = [r for r in claimed.fixed if r["load_share_frac"] is not None]
        over = next((r for r in shares if r["is_over"]), None)
        with_notified = next((r for r in shares if r["is_over_with_notified"]), None)
        theirs = f"the {say_number(claimed_figure(claim))} claimed{end_of_claim(claim)}"
        if not shares:
            words += f"; what {theirs} make by load share cannot be computed"
        elif over is not None:
            words += f"; {theirs}, if laden, pass it from {_bare(over)} up"
            if with_notified is not None and with_notified is not over:
                words += f", from {_bare(with_notified)} with what was notified"
        else:
            words += f"; {theirs} do not at any load share"
    return words


def _verb(trips: Sequence[Row], of_many: str, of_one: str) -> str:
    return of_one if len(trips) == 1 else of_many


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


def _why_not_computed(ask: Row, rows: Sequence[Row]) -> str:
    """Why no amount of a trip stands against the limit by load share; nothing where one does, or none is asked for."""
    is_asked = ask["capacity"] == "dwt" and ask["unit"] == rows[0]["unit"]
    if not is_asked or any(r["load_share_frac"] is not None for r in rows):
        return ""
    if ask["unit"] == "barrel" and not ask["conversion_product"]:
        return "the question names no conversion that is held"
    needed = "no deadweight" if ask["unit"] == "tonne" else "no deadweight, or no conversion that can be used,"
    return f"{needed} is held"


def _say_verdict(limit: str, is_settled: bool, rows: Sequence[Row], why_not: str) -> str:
    """The answer before its figures: settled, open, not shown on any count, or not to be computed."""
    if why_not:
        return f"whether {limit} was passed cannot be computed by load share: {why_not}"
    if is_settled:
        return f"{limit} is passed by the documented trips alone, if each was laden"
    if any(r["is_over"] or r["is_over_with_notified"] or (r["p_over"] or 0) > 0 for r in rows):
        return f"whether {limit} was passed depends on whose count holds and how full the ships were"
    return f"no count held here shows that {limit} was passed"


def _say_documented(case: Case, totals: _Totals, trips: Sequence[Row]) -> str:
    if not trips:
        return "no documented trip lies in it"
    whose = f"the {say_documented(trips)}"
    passes, does = _verb(trips, "pass", "passes"), _verb(trips, "do", "does")
    if not totals.not_over:
        return f"{whose} {passes} it at every load assumption, the lowest {_say(totals.fixed[:1])}"
    if totals.over:
        return f"{whose} {passes} it {_say_from(totals.over)}, and {does} not {_say(totals.not_over)}"
    most = totals.fixed[-1]
    unknown = len(_on_unknown_hulls(case, trips))
    hulls = f"with the known fleet's mean deadweight for {say_small(unknown)} of them " if unknown else ""
    make = _verb(trips, "they make", "it makes")
    words = f"{whose} {does} not show it: {hulls}{make} {say_number(most['amount'])} at {_bare(most)}"
    if most["with_notified"] is not None:
        words += f", {say_number(most['with_notified'])} with the {say_number(most['notified'])} that were notified"
    return words


def _say_claimed(totals: _Totals, claim: Row) -> str:
    parts = []
    if totals.over:
        parts.append(f"pass it on their own {_say_from(totals.over)}")
    if totals.over_with:
        both = say_list(say_number(r["with_notified"]) for r in totals.over_with)
        parts.append(f"pass it {_say(totals.over_with)} only together with what was notified ({both})")
    if totals.under:
        parts.append(f"stay under it {_say(totals.under)}")
    trips = f"the {say_number(claimed_figure(claim))} {plural(claim['unit'])} that {claim['speaker']} claims"
    return f"{trips}{end_of_claim(claim)}, if made and laden, {'; they '.join(parts)}"


def _confidence(case: Case, ask: Row, is_settled: bool, claim: Row | None) -> Told:
    counted = say_count(len(case.counted(ask)), "trip")
    if is_settled:
        return Told("moderate", f"The {counted} dated here decide it at every load; that each was laden is assumed.")
    if claim is None:
        return Told("low", f"It rests on the {counted} dated here, with assumed loads.")
    whose = f"Beyond the {counted} dated here the count is {claim['speaker']}'s alone"
    return Told("low", f"{whose}; hulls and loads are assumed.")


def _limits(case: Case, ask: Row, rule: Row, by_basis: dict[str, list[Row]], claim: Row | None) -> list[str]:
    limits = [
        f"Every amount assumes that each trip carried {ask['commodity']}.",
        *trip_limits(case, case.counted(ask)),
        *(_unknown_hulls(case, ask) if by_basis["documented"] else ()),
        "The documented total is a lower bound: it cannot show that the limit was kept.",
        *(_across_the_edge(case, ask) if by_basis["after_doubt"] else ()),
    ]
    if by_basis["claimed"] and ask["claimed_hull_dwt_t"] is not None:
        hull, reason = say_number(ask["claimed_hull_dwt_t"]), ask["claimed_hull_reason"] or "no reason stated"
        limits.append(f"Hulls of the claimed trips are put at {hull} t deadweight: {reason}.")
        limits.append("A figure derived from a claim cannot confirm it.")
        limits += _too_much_a_call(by_basis["claimed"])
    limits += [r["words"] for r in by_basis["official"]]
    if ask["conversion_product"]:
        table = f"{ask['conversion_product']} ({ask['conversion_authority']})"
        limits.append(f"Tonnes are turned into {ask['unit']}s as {table}; other products and tables differ.")
    limits.append(text_status(rule))
    missing = "a dated list of the claimed trips, " if claim is not None else ""
    return [*limits, f"What would change it: {missing}the deadweights of unnamed hulls, papers of a load."]


def _across_the_edge(case: Case, ask: Row) -> list[str]:
    """Calls that are possible alone since they may be of the period before or after, and that sampled worlds hold."""
    across = len(find_across(ask, case.of(ask, "trips")))
    if not across:
        return []
    call = f"{say_count(across, 'call')} dated across an edge of the period {'is' if across == 1 else 'are'}"
    return [sentence(f"{call} not in it; the figures after doubt and estimated hold stays across the edge")]


def _unknown_hulls(case: Case, ask: Row) -> list[str]:
    """How many counted trips were made by hulls whose deadweight is not known."""
    counted = case.counted(ask)
    unknown = say_small(len(_on_unknown_hulls(case, counted)))
    of = f"For {unknown} of the {say_count(len(counted), 'trip')}"
    words = f"{of} the deadweight of the hull is not known: the mean of the fleet's few known hulls stands in."
    return [words] if unknown != "no" else []


def _on_unknown_hulls(case: Case, trips: Sequence[Row]) -> list[Row]:
    """The trips of hulls whose deadweight is not known."""
    known = {v["vessel_id"] for v in case.rows("vessels") if v["dwt_t"]}
    return [t for t in trips if t["vessel_id"] not in known]


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
