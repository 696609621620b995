"""The answer as a short paragraph: what is counted, who claims what, what holds under which load, what nobody watched.

Every sentence puts figures of rows side by side; the findings below say the same at length, with their limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fairlead.report.blocks import Span
from fairlead.report.capfigure import SHARES_DRAWN, is_drawn, main_period, say_assumption, say_borrowed
from fairlead.report.grammar import say_amount, say_chance, say_many, say_number
from fairlead.report.held import Held, Row
from fairlead.report.inert import show_text
from fairlead.report.notes import Notes

LONGEST = 400
"""Characters of a finding's headline taken into the answer."""

PLACES_SAID = 2
"""Loading places whose unwatched days are in the answer; those of the others stand below it."""


def lead_spans(
    held: Held,
    ask: Row,
    answer: Mapping[str, Any],
    notes: Notes,
    sampled: tuple[Iterable[Span], Iterable[Span]] = ((), ()),
) -> tuple[list[Span], list[Span]]:
    """The sentences of the answer, short enough to be printed, each with the rows it shows, and those that say on what
    it stands; both empty where nothing has been counted.

    Args:
        sampled: what is said of a question whose season was sampled, likewise; its bounds of doubt stand there.
    """
    trips = answer["trips"]
    if trips["documented"] is None:
        return [], []
    estimates = {r["basis"]: r["estimate_id"] for r in held.of(ask["question"], "trip_estimates")}
    findings: dict[str, Row] = {}
    for f in sorted(held.of(ask["question"], "findings"), key=lambda f: (len(f["label"]), f["label"])):
        findings.setdefault(f["kind"], f)
    said, behind = (list(spans) for spans in sampled)
    nameless = _count_nameless(held.of(ask["question"], "trips"))
    cap_rows = main_period(ask, held.of(ask["question"], "cap_status"))
    lead = [
        Span(
            _say_counted(ask, answer, nameless, not said),
            notes.cite(estimates.get("documented"), estimates.get("after_doubt")),
        ),
        *said,
    ]
    details = [Span(_say_known(trips))] if trips["documented_split"] else []
    if trips["documented_rests"]:
        details.append(Span(show_text(trips["documented_rests"], LONGEST)))
    if nameless:
        details.append(Span("Whether ships not identified are of those asked about is not known."))
    if trips["documented_beyond"] and not said:
        many = say_many(trips["documented_beyond"], "possible further trip is", "possible further trips are")
        details.append(Span(f"{many} not in the figure after doubt: no chance is stated."))
    details += behind
    if trips["claimed"] is not None:
        lead.append(Span(_say_claimed(trips), notes.cite(estimates.get("claimed"))))
    touched = [findings[kind] for kind in ("condition_failed", "ban_touched") if kind in findings]
    lead += [Span(show_text(f["headline"], LONGEST), notes.cite(f["finding_id"])) for f in touched]
    cap = _say_cap(ask, cap_rows, trips, answer)
    if not cap and "cap" in findings:  # no amount by load share could be computed: the finding says why
        cap = show_text(findings["cap"]["headline"], LONGEST)
    if cap:
        cited = (findings.get(kind, {}).get("finding_id") for kind in ("cap", "cap_estimate"))
        lead.append(Span(cap, notes.cite(*cited)))
    if cap and (doubted := _say_doubted(cap_rows)):
        details.append(Span(doubted))
    if borrowed := say_borrowed(answer):
        details.append(Span(borrowed))
    places = list(_say_unwatched(answer["coverage"]))
    unwatched = notes.cite(findings.get("not_watched", {}).get("finding_id")) if places else ()
    if places:
        lead.append(Span(" ".join(places[:PLACES_SAID]), unwatched))
    if beyond := places[PLACES_SAID:]:
        details.append(Span(" ".join(beyond), unwatched))
    return lead, details


def _say_counted(ask: Row, answer: Mapping[str, Any], nameless: int, has_bounds: bool) -> str:
    trips = answer["trips"]
    where = _either(show_text(c["name"], 40) for c in answer["coverage"] if c["role"] == "load" and c["name"])
    n = trips["documented"]
    carrier = show_text(ask["carrier"], 30)
    words = f"Evidence held here dates {say_many(n, f'{carrier} trip')}"
    words += f" from {where}" if where else ""
    if not n:
        return f"{words}."
    apart = [f"{say_number(k)} of them inferred"] if (k := trips["documented_inferred"]) else []
    if nameless:
        apart.append(f"{say_number(nameless)} {'' if apart else 'of them '}by {_ships(nameless)} not identified")
    words += f", {' and '.join(apart)}" if apart else ""
    if not has_bounds:
        return f"{words}."
    low, high = trips["documented_min"], trips["documented_max"]
    words += f"; {low}–{high} after identity and merge doubt" if low != high else ""
    return f"{words}."


def _say_known(trips: Mapping[str, Any]) -> str:
    """How the dated trips are known: ``Of the 37, 33 are reported from images, 4 otherwise; of 7 only ...``."""
    n, dated = trips["documented"], trips["documented_load_dated"]
    words = f"Dated trips: {trips['documented_split']}"
    words += f"; of {say_number(n - dated)} only the unloading" if dated is not None and dated < n else ""
    return f"{words}."


def _count_nameless(trips: Iterable[Row]) -> int:
    """How many counted trips are by ships that nobody named, which may not be of the ships asked about."""
    return sum(t["is_counted"] and t["vessel_id"] is None for t in trips)


def _ships(n: int) -> str:
    return "a ship" if n == 1 else "ships"


def _say_claimed(trips: Mapping[str, Any]) -> str:
    origins, documents = trips["claimed_origins"], trips["claimed_documents"]
    voices = "" if origins is None else f", one origin in {say_many(documents, 'document')}" if documents else ""
    by = show_text(trips["claimed_by"], 80) or "Somebody else"
    return f"{by} claims {say_claimed(trips)}{voices}."


def say_claimed(trips: Mapping[str, Any]) -> str:
    """``43``; ``at least 32`` where the claim gives one end."""
    return f"{trips['claimed_end'] or ''} {say_number(trips['claimed'])}".strip()


def _say_cap(ask: Row, rows: list[Row], trips: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """Under which load whose trips pass the cap, and under which they do not."""
    if not rows:
        return ""
    limit = say_amount(rows[0]["limit"], rows[0]["unit"])
    rule = show_text((answer["cap"] or {}).get("rule"), 80)
    parts = []
    for basis, whose in (
        ("documented", "the trips dated here"),
        ("claimed", f"the {say_number(trips['claimed'])} claimed {trips['claimed_end'] or ''}".strip()),
    ):
        own = [r for r in rows if r["basis"] == basis and r["load_share_frac"] is not None]
        own = [r for r in own if any(abs(r["load_share_frac"] - s) < 0.005 for s in SHARES_DRAWN)] or own
        if own:
            parts.append(f"{whose} {_say_verdicts(sorted(own, key=lambda r: r['load_share_frac']))}")
    words = f"Against the cap of {limit} ({rule}): " + "; ".join(parts) if parts else ""
    drawn = next((r for r in rows if r["basis"] == "estimated" and is_drawn(r) and r["p_over"] is not None), None)
    if drawn:
        taken = "" if ask["estimate_from"] in ("documented", "looks") else ", which takes the claim as true,"
        words += f"; of the estimate{taken} {say_chance(drawn['p_over'])} chances lie above it"
        least = min(answer["cap"]["sensitivities"], key=lambda s: s["p_over"], default=None)
        if least and least["changed"]:
            changed = say_many(least["changed"], "assumption")
            words += f", {say_chance(least['p_over'])} with {changed} changed"
    return f"{words}." if words else ""


def _say_doubted(rows: list[Row]) -> str:
    """The chances of the trips after doubt, where they are sampled: documented ones may be the same trip."""
    drawn = next((r for r in rows if r["basis"] == "after_doubt" and is_drawn(r) and r["p_over"] is not None), None)
    return f"Of the trips after doubt {say_chance(drawn['p_over'])} chances lie above the cap." if drawn else ""


def _say_verdicts(rows: list[Row]) -> str:
    over = [say_assumption(r) for r in rows if r["is_over"]]
    under = [r for r in rows if not r["is_over"]]
    more = [r for r in under if r["is_over_with_notified"]]
    if not over:
        words = "pass it at none of the published loads, alone"
        return words + (f", and with what was notified at {_list(say_assumption(r) for r in more)}" if more else "")
    words = f"pass it at {_list(over)}"
    if under:
        words += f", not at {_list(say_assumption(r) for r in under)}"
    if more:
        words += ", where only what was notified takes them past it"
    return words


def _say_unwatched(coverage: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for place in coverage:
        if place["role"] != "load" or not place["days_unwatched"]:
            continue
        words = f"No look at {show_text(place['name'] or place['place_id'], 40)} that could tell is held for "
        yield f"{words}{place['days_unwatched']} of {place['days_total']} days."


def _list(words: Iterable[str]) -> str:
    *head, last = list(words)
    return f"{', '.join(head)} and {last}" if head else last


def _either(words: Iterable[str]) -> str:
    *head, last = list(words) or [""]
    return f"{', '.join(head)} or {last}" if head else last
