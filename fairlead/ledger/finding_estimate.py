"""Finding: what the estimate makes of a limit, on which assumptions it stands, and what it falls to without them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fairlead.base.likelihood import say_likelihood, say_percent
from fairlead.base.timeline import say_days
from fairlead.base.wording import say_number, say_rounded, say_small, sentence
from fairlead.ledger.estimate_state import PRIOR, estimate_states
from fairlead.ledger.finding_rows import Case, Row, Told, finding

_NOT_IN_IT = "trips that nobody can see, such as those of ships that load only at night, are not in it."

_NOT_WEIGHED = "What each assumption weighs was not computed; step sensitivities takes the parameters that cargo takes."


def tell_estimate(case: Case, ask: Row, rule: Row, period: str, subject: str, drawn: Row) -> dict[str, Any]:
    """What the estimate makes of the limit: its condition first, then what it falls to with assumptions changed.

    Args:
        case: the case.
        ask: the question.
        rule: the rule that sets the limit.
        period: the cap period in words.
        subject: what tells the finding from those of other periods.
        drawn: the CAP_STATUS row of the drawn estimate.
    """
    estimates = [e for e in case.of(ask, "trip_estimates") if e["basis"] == "estimated"]
    start = next((c for c in case.rows("claims") if c["label"] == ask["estimate_from"]), None)
    weighed = _weighed(case, ask, drawn)
    sampled = next((e for e in estimates if e["sources"][0].startswith("season_total:")), None)
    condition = f"if {_given(ask, start)}"
    if sampled:
        states = estimate_states(sampled["words"])
        condition = sampled["given"] + (f" ({'; '.join(states)})" if states else "")
    counted = f"{start['speaker']}'s count" if start else "our count"
    stands_on = f"It stands on {counted} and on an assumed share seen; hulls and loads are assumed."
    hulls = "Hulls are drawn from the known fleet, loads from few measured ones, days evenly"
    if sampled:
        stands_on = "It stands on the looks held and on what is assumed of stays, legs and absences; loads are assumed."
        hulls = "Hulls and days are those of each sampled world, loads are drawn from few measured ones"
        if PRIOR in states:
            stands_on = "No look or position speaks in it: it is what was assumed of stays, legs, absences and loads."
    is_prior = sampled is not None and PRIOR in estimate_states(sampled["words"])
    headline = (
        "nothing that was observed speaks in the estimate, so it says nothing of the cap"
        if is_prior
        else f"{condition}, it is {say_likelihood(drawn['p_over'])} that the cap was passed{_say_least(weighed)}"
    )
    return finding(
        ask,
        "cap_estimate",
        subject,
        sentence(headline),
        " ".join(
            map(sentence, [_say_estimated(estimates, condition, drawn, period, is_prior), *_say_weighed(weighed)])
        ),
        rule=rule,
        chance=None if is_prior else drawn["p_over"],
        status="estimated",
        confidence=Told("low", stands_on),
        limits=[
            *(e["words"] for e in estimates),
            "The likelihood holds on these assumptions only; it is not the chance that the claim is true.",
            *([weighed[0]["words"]] if weighed else [_NOT_WEIGHED]),
            f"{hulls}; {_NOT_IN_IT}",
        ],
        sources=[
            rule["legal_measure_id"],
            drawn["cap_status_id"],
            *(e["estimate_id"] for e in estimates),
            *(w["sensitivity_id"] for w in weighed),
            *([start["claim_id"]] if start else []),
        ],
    )


def _weighed(case: Case, ask: Row, drawn: Row) -> list[Row]:
    """The estimate as it stands and with assumptions changed, for the period of ``drawn``, in order."""
    own = (drawn["rule"], drawn["period_start"])
    rows = [w for w in case.of(ask, "sensitivities") if (w["rule"], w["period_start"]) == own]
    return sorted(rows, key=lambda w: (w["ordinal"], w["sensitivity_id"]))


def _say_least(weighed: Sequence[Row]) -> str:
    """The least chance that changed assumptions leave, where it is less than as it stands."""
    least = min(weighed, key=lambda w: (w["p_over"], w["ordinal"]), default=None)
    if least is None or least["ordinal"] == weighed[0]["ordinal"]:
        return ""
    changed = f"{say_small(least['changed'])} assumption{'s'[: least['changed'] != 1]}"
    return f"; with {changed} changed, {say_percent(least['p_over'])}"


def _say_weighed(weighed: Sequence[Row]) -> list[str]:
    """``with ... 89 %; without ... 94 %``: one clause a change."""
    told = [f"{w['assumption']}, {say_percent(w['p_over'])}" for w in weighed[1:]]
    return [f"what would change it: {'; '.join(told)}"] if told else []


def _say_estimated(estimates: Sequence[Row], condition: str, drawn: Row, period: str, is_prior: bool) -> str:
    trips = "the estimated trips"
    if estimates and estimates[0]["p50"] is not None:
        p05, p50, p95 = (estimates[0][f"p{q}"] for q in ("05", "50", "95"))
        trips = f"{p50:.0f} trips (90 % {p05:.0f}–{p95:.0f})"
    amount, low, high = (say_rounded(drawn[c]) for c in ("amount", "amount_p05", "amount_p95"))
    words = f"{condition}, {trips} with loads drawn make about {amount}, 90 % {low}–{high}"
    if is_prior:
        words += f"; {say_percent(drawn['p_over'])} of what was assumed before any evidence lies above the limit"
        return f"{words} (limit {say_number(drawn['limit'])} {drawn['unit']}s for {period})"
    words += f"; on these assumptions it is {say_likelihood(drawn['p_over'])} that the limit was passed"
    if drawn["crossed_p50"] is not None:
        words += f", half of the draws by {say_days(drawn['crossed_p50'], drawn['crossed_p50'])}"
    return f"{words} (limit {say_number(drawn['limit'])} {drawn['unit']}s for {period})"


def _given(ask: Row, start: Row | None) -> str:
    """The condition of the estimate: whose count, and which share of all trips it is taken to be."""
    given = f"{start['speaker']}'s count ({start['label']}) is right" if start else "the documented count is right"
    if ask["seen_share_alpha"] and ask["seen_share_beta"]:
        mean = ask["seen_share_alpha"] / (ask["seen_share_alpha"] + ask["seen_share_beta"])
        given += f" and {100 * mean:.0f} % of all trips were seen, which is assumed"
    return given
