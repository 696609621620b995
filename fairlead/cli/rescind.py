"""What rests on a source, for a person who is about to strike it: claims, rungs, findings, figures, sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fairlead.base.wording import say_list, say_many

if TYPE_CHECKING:
    from fairlead.case.rescind import Change, Effects
    from fairlead.cli.terminal import Terminal

TITLES = {
    "origins": "ORIGINS", "claim_tests": "TESTS AGAINST OUR OWN COUNT", "trip_estimates": "COUNTS OF TRIPS",
    "totals": "AMOUNTS", "cap_status": "AGAINST THE LIMIT", "sensitivities": "ASSUMPTIONS WEIGHED",
    "findings": "FINDINGS",
}  # fmt: skip
"""Tables that are told row by row, and under which heading."""

ROWS_TOLD = 12
"""Rows of one table that a terminal is given; --json holds all."""


def print_effects(t: Terminal, effects: Effects) -> None:
    """Print what would change, the rungs first."""
    from fairlead.case.rescind import say_rung

    claims = say_many(len(effects.matches), "claim")
    t.paragraph(f"{claims} {'stands' if len(effects.matches) == 1 else 'stand'} on {effects.source}:", "bold")
    for match in effects.matches:
        c = match.claim
        gone = ", rescinded already" if c["label"] in effects.already else ""
        told = c["quantity_words"] or c["item"]
        t.paragraph(f"{c['label']}  {c['speaker']}, {c['outlet']}: {c['stance']}, {told} ({match.why}{gone})", indent=2)
    t.line()
    t.line(("RUNGS AND SENTENCES OF THE REPORT", "bold"))
    for rung in effects.rungs:
        figure = f", figure {say_rung(rung.rung)}" if rung.rung != rung.rung_any else ""
        t.paragraph(f"{rung.name}: {say_rung(rung.rung_any)}{figure}", "contradicted" if _falls(rung) else "", 2)
        t.paragraph(f"said: {rung.sentence[0]}", indent=4)
        t.paragraph(f"would say: {rung.sentence[1]}", indent=4)
    if not effects.rungs:
        t.paragraph("No transfer stands otherwise without them.", indent=2)
    for table, title in TITLES.items():
        if changes := effects.of(table):
            _print_changes(t, title, changes)
    if effects.observed:
        t.line()
        t.line(("WHAT IT SAW", "bold"))
        t.paragraph(effects.observed, indent=2)


def _print_changes(t: Terminal, title: str, changes: list[Change]) -> None:
    counts = {o: sum(c.outcome == o for c in changes) for o in ("gone", "changes", "new", "stays")}
    said = {"gone": "would be gone", "changes": "would change", "new": "new", "stays": "as before"}
    told = say_list(f"{n} {said[o]}" for o, n in counts.items() if n)
    t.line()
    t.line((title, "bold"), f"  {told}")
    shown = [c for c in changes if c.outcome != "stays"]
    for c in shown[:ROWS_TOLD]:
        name = c.label or c.id
        if c.outcome == "changes":
            t.paragraph(f"{name} says: {c.before}", indent=2)
            t.paragraph(f"would say: {c.after}", indent=4)
        else:
            t.paragraph(f"{name} {said[c.outcome]}: {c.before or c.after}", indent=2)
    if (more := len(shown) - ROWS_TOLD) > 0:
        t.paragraph(f"and {more} more; --json holds all", "dim", 2)


def _falls(rung: Any) -> bool:
    return any((now or 0) < (was or 0) for was, now in (rung.rung, rung.rung_any))


def to_json(effects: Effects) -> dict[str, Any]:
    """Everything that rests on the source as plain values."""
    return {
        "source": effects.source,
        "claims": [
            {
                "claim_id": m.claim["claim_id"], "label": m.claim["label"], "speaker": m.claim["speaker"],
                "outlet": m.claim["outlet"], "why": m.why, "rescinded": m.claim["rescinded"],
            }
            for m in effects.matches
        ],
        "observed": effects.observed,
        "rungs": [
            {
                "transfer_id": r.transfer_id, "name": r.name,
                "rung": {"before": r.rung[0], "after": r.rung[1]},
                "rung_any": {"before": r.rung_any[0], "after": r.rung_any[1]},
                "sentence": {"before": r.sentence[0], "after": r.sentence[1]},
            }
            for r in effects.rungs
        ],
        "rows": [
            {"table": c.table, "id": c.id, "label": c.label, "outcome": c.outcome, "before": c.before, "after": c.after}
            for c in effects.changes
        ],
    }  # fmt: skip
